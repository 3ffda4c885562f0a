"""The index of those who appear, with the pages they are on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import methodcaller

from eventkit.model import Participant, ParticipantKind
from eventkit.outputs.programme.people import person_anchor
from eventkit.outputs.programme.sections import Section, section, session_anchor
from eventkit.outputs.programme.setting import APART, Setting, below, pair
from eventkit.typesetting import Anchor, Line, Link, Span, shape
from eventkit.typesetting.flow import Piece, abreast, beside, set_at, together
from eventkit.wording import Word

SPEAKERS, OTHERS = "speakers", "participants"


def index(setting: Setting, pages: Mapping[str, str]) -> Iterator[Section]:
    """Everyone who appears, sorted, each with the numbers of the pages their sessions are on.

    People come first, then delegations, teams and bodies in a section of their own.

    Args:
        setting: What the programme is set with.
        pages: The page number of each session's anchor.
    """
    words: tuple[tuple[Word, str, bool], ...] = (
        ("speakers", SPEAKERS, True),
        ("participants", OTHERS, False),
    )
    for word, anchor, persons in words:
        listed = [
            each
            for each in setting.schedule.participants
            if (each.kind is ParticipantKind.PERSON) is persons and _anchors(setting, each, pages)
        ]
        if listed:
            yield section(setting, anchor, methodcaller("word", word), _entries(setting, listed, pages))


def _entries(setting: Setting, listed: Sequence[Participant], pages: Mapping[str, str]) -> Iterator[Piece]:
    """The entries, the first of each initial with that letter before it: names are not turned round."""
    last = ""
    for participant in sorted(listed, key=lambda each: (each.sort_key, each.id)):
        initial = participant.sort_key[:1].upper()
        yield from _entry(setting, participant, pages, initial if initial != last else "")
        last = initial


def _entry(setting: Setting, participant: Participant, pages: Mapping[str, str], initial: str) -> list[Piece]:
    unit, about = setting.sheet.unit, (participant.id,)
    numbers = _numbers(setting, _anchors(setting, participant, pages), 24 * unit)
    column = setting.column(7 * unit)
    column = replace(column, width=column.width - max(width for _, width in numbers) - 4 * unit)
    lines = pair(setting.name(participant, setting.type.entry), column, about, APART)
    if participant.kind is ParticipantKind.PERSON:
        # The foremost position only: an index is for finding.
        foremost = participant.model_copy(update={"affiliations": participant.affiliations[:1]})
        lines += below(setting.positions(foremost), column, about, balanced=True)
    lines = abreast(lines, [row for row, _ in numbers])
    letter = shape(setting.fonts, Span(initial, "und", setting.type.letter))
    lines[0] = beside(lines[0], set_at(letter, 0, about)) if initial.isupper() else lines[0]
    marks = (Anchor(person_anchor(participant), 0, 0), *lines[0].marks)
    return together([replace(lines[0], marks=marks), *lines[1:]], before=1.4 * unit)


def _anchors(setting: Setting, participant: Participant, pages: Mapping[str, str]) -> Mapping[str, str]:
    """The pages someone is on, each with the first session there."""
    found: dict[str, str] = {}
    for session, appearance in setting.schedule.appearances(participant.id):
        anchor = session_anchor(session)
        if appearance.comes and anchor in pages:
            found.setdefault(pages[anchor], anchor)
    return found


def _numbers(setting: Setting, anchors: Mapping[str, str], width: float) -> list[tuple[Piece, float]]:
    """The page numbers, each linked, in as many rows as they need, and how far each row reaches in."""
    packed: list[list[tuple[Line, str]]] = [[]]
    for at, (number, anchor) in enumerate(anchors.items(), start=1):
        text = number if at == len(anchors) else f"{number}, "
        line = shape(setting.fonts, Span(text, "en", setting.type.number))
        if packed[-1] and sum(other.width for other, _ in packed[-1]) + line.width > width:
            packed.append([])
        packed[-1].append((line, anchor))
    return [_row(row, setting.sheet.measure) for row in packed]


def _row(row: Sequence[tuple[Line, str]], right: float) -> tuple[Piece, float]:
    width = sum(line.width for line, _ in row)
    x = right - width
    pieces: list[Piece] = []
    for line, anchor in row:
        piece = set_at(line, x)
        link = Link(x, 0, line.width, piece.height, f"#{anchor}")
        pieces.append(replace(piece, marks=(*piece.marks, link)))
        x += line.width
    return beside(*pieces), width

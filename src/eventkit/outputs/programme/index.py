"""The index of those who appear, with the pages they are on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from operator import methodcaller

from eventkit.model import Participant, ParticipantId, ParticipantKind, Session, SessionId
from eventkit.outputs.programme.collation import placed
from eventkit.outputs.programme.leading import leading, narrowed
from eventkit.outputs.programme.people import person_anchor
from eventkit.outputs.programme.sections import Section, section, session_anchor
from eventkit.outputs.programme.setting import APART, Setting, below, pair
from eventkit.typesetting import Anchor, Span, set_lines, shape
from eventkit.typesetting.flow import Column, Piece, beside, set_at, together
from eventkit.typesetting.joining import reading_direction
from eventkit.typesetting.roles import ARTIFACT, Element
from eventkit.typesetting.tagged import as_one, item, within
from eventkit.wording import Word

SPEAKERS, OTHERS = "speakers", "participants"

_COLUMNS = 2

_LINES = 2
"""How many lines the title of a session may take."""


class Index:
    """Everyone who appears, sorted, each with the numbers of the pages their sessions are on.

    It is asked again whenever page numbers have changed; what these do not change is set once.
    """

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._names: dict[ParticipantId, Sequence[Piece]] = {}
        self._titles: dict[SessionId, Sequence[Piece]] = {}

    def sections(self, pages: Mapping[str, str]) -> Iterator[Section]:
        """People first, then delegations, teams and bodies in a section of their own.

        Args:
            pages: The page number of each session's anchor; none at all in the first pass.
        """
        words: tuple[tuple[Word, str, bool], ...] = (
            ("speakers", SPEAKERS, True),
            ("participants", OTHERS, False),
        )
        for word, anchor, persons in words:
            listed = [
                each
                for each in self._setting.schedule.participants
                if (each.kind is ParticipantKind.PERSON) is persons and _sessions(self._setting, each, pages)
            ]
            if listed:
                entries = partial(self._entries, listed, pages)
                yield section(self._setting, anchor, methodcaller("word", word), entries, columns=_COLUMNS)

    def _entries(self, listed: Sequence[Participant], pages: Mapping[str, str]) -> Iterator[Piece]:
        """The entries, the first of each initial with that letter before it: names are not turned round."""
        setting = self._setting
        order = {each.id: placed(setting.schedule, each, setting.languages) for each in listed}
        last, entries = "", Element("L")
        for participant in sorted(listed, key=lambda each: order[each.id][1]):
            initial, _ = order[participant.id]
            yield from within(entries, self._entry(participant, pages, initial if initial != last else ""))
            last = initial

    def _entry(self, participant: Participant, pages: Mapping[str, str], initial: str) -> list[Piece]:
        """The name and the foremost position, then each session with its page."""
        setting, about = self._setting, (participant.id,)
        if participant.id not in self._names:
            self._names[participant.id] = _name(setting, participant)
        sessions = _sessions(setting, participant, pages)
        told = [line for session in sessions for line in self._session(session, pages)]
        lines = item([*self._names[participant.id], *told])
        if initial:
            letter = shape(setting.fonts, Span(initial, "und", setting.type.letter))
            lines[0] = beside(lines[0], set_at(letter, 0, about, tags=ARTIFACT))
        marks = (Anchor(person_anchor(participant), 0, 0), *lines[0].marks)
        return together([lines[0]._replace(marks=marks), *lines[1:]], before=setting.sheet.line / 2)

    def _session(self, session: Session, pages: Mapping[str, str]) -> Sequence[Piece]:
        """The title, with its page."""
        setting = self._setting
        if session.id not in self._titles:
            self._titles[session.id] = _title(setting, session)
        number = replace(setting.type.number, size=setting.type.note.size * 1.1)
        title, anchor = self._titles[session.id], session_anchor(session)
        return as_one("P", leading(setting, title, anchor, pages, _column(setting), style=number))


def _column(setting: Setting) -> Column:
    return setting.column(4.5 * setting.sheet.unit, of=_COLUMNS)


def _name(setting: Setting, participant: Participant) -> Sequence[Piece]:
    column, about = _column(setting), (participant.id,)
    lines = pair(setting.name(participant, setting.type.entry), column, about, APART, balanced=True)
    if participant.kind is ParticipantKind.PERSON:
        # The foremost position only: an index is for finding.
        foremost = participant.model_copy(update={"affiliations": participant.affiliations[:1]})
        small = [span._replace(style=setting.type.note) for span in setting.positions(foremost)]
        lines += below(small, column, about, balanced=True)
    return lines


def _title(setting: Setting, session: Session) -> Sequence[Piece]:
    inner = narrowed(setting, _column(setting))
    title = setting.text(session.title, replace(setting.type.note, colour=setting.palette.ink))[0]
    about = (session.id,)
    lines = inner.lines([title], about, balanced=True)
    if len(lines) <= _LINES:
        return lines
    cut = set_lines(setting.fonts, title, inner.width, max_lines=_LINES, base=reading_direction([title]))
    return [set_at(line, inner.begin(line, alone=False), about) for line in cut]


def _sessions(setting: Setting, participant: Participant, pages: Mapping[str, str]) -> Sequence[Session]:
    """The sessions someone appears in, each once; before any page is known, all of them."""
    found = {
        session.id: session
        for session, appearance in setting.schedule.appearances(participant.id)
        if appearance.comes and (not pages or session_anchor(session) in pages)
    }
    return tuple(found.values())

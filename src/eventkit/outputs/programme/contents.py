"""The table of contents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import methodcaller

from eventkit.model import Session
from eventkit.outputs.programme.leading import leading, narrowed
from eventkit.outputs.programme.look import second
from eventkit.outputs.programme.sections import Section, section, session_anchor
from eventkit.outputs.programme.setting import Setting, Spans, pair
from eventkit.typesetting.flow import Piece, height_of, together
from eventkit.typesetting.tagged import as_one, within

ANCHOR = "contents"

_WHOLE = 0.6
"""Up to what part of a page a day and its sessions stay on one."""

_FEW = 3
"""How many lines of a longer one stay together at least, at its beginning and at its end."""


def contents(setting: Setting, places: Mapping[str, str], sections: Sequence[Section]) -> Section:
    """The sections with their pages; with sessions if two pages hold them, and with parts if one does.

    Args:
        setting: What the programme is set with.
        places: The page numbers.
        sections: The other sections of the book.
    """
    page = (setting.sheet.lines - 3) * setting.sheet.line  # below the heading
    rows = list(_blocks(setting, sections, places, 0))
    for depth, room in ((2, page), (1, 2 * page)):
        if _count(setting, sections, depth) * setting.type.entry.leading > room:
            continue  # told without setting it
        deeper = list(_blocks(setting, sections, places, depth))
        if _height(_closer(deeper)) <= room:
            rows = _fitted(deeper, page)
            break
    told = within("TOC", [piece for block in rows for piece in block])
    return section(setting, ANCHOR, methodcaller("word", "contents"), told)


Block = list[Piece]
"""What stands of a section in the contents: its title, and those of its sessions."""


def _fitted(blocks: list[Block], page: float) -> list[Block]:
    """The blocks on one page if half the space between them is enough for that, else well parted."""
    if _height(blocks) <= page:
        return blocks
    if _height(close := _closer(blocks)) <= page:
        return close
    # The last day goes over with all behind it, which alone would look lost.
    last = max((at for at, block in enumerate(blocks) if len(block) > _FEW), default=0)
    over = [piece for block in blocks[last:] for piece in block]
    if not last or height_of(over) > _WHOLE * page:
        return blocks
    return [*blocks[:last], [piece._replace(keeps=True) for piece in over[:-1]] + over[-1:]]


def _height(blocks: Sequence[Block]) -> float:
    return height_of([piece for block in blocks for piece in block])


def _closer(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with half the space between them."""
    return [[piece._replace(before=piece.before / 2) for piece in block] for block in blocks]


def _count(setting: Setting, sections: Sequence[Section], deep: int) -> int:
    """How many sessions would be listed."""
    tops = (session for each in sections for session in each.sessions)
    return sum(depth < deep for session in tops for depth, _ in _told(setting, session))


def _told(setting: Setting, session: Session) -> Iterator[tuple[int, Session]]:
    """A session and its parts, without pauses, each with how deep it is."""
    return ((depth, part) for depth, part in setting.schedule.within(session) if not part.kind.is_pause)


def _blocks(
    setting: Setting, sections: Sequence[Section], places: Mapping[str, str], deep: int
) -> Iterator[Block]:
    """Sections, with the sessions of each where it is 1 deep, and with the parts of these where it is 2."""
    sheet = setting.sheet
    for each in sections:
        spans = [span._replace(style=setting.type.chapter) for span in each.title]
        head = _row(setting, spans, each.anchor, places)
        told = [row for session in each.sessions for row in _told(setting, session) if row[0] < deep]
        rows = [piece for depth, part in told for piece in _session(setting, part, depth, places)]
        block = together([*head, *rows], before=sheet.line)
        if height_of(block) > _WHOLE * sheet.depth:
            block = together([*head, *rows[:_FEW]], before=sheet.line)
            block += [*rows[_FEW:-_FEW], *together(rows[-_FEW:])]
        yield block


def _session(setting: Setting, session: Session, depth: int, places: Mapping[str, str]) -> list[Piece]:
    style = setting.type.entry
    titles = setting.text(session.title, style, second(style))
    return _row(setting, titles, session_anchor(session), places, depth + 1)


def _row(
    setting: Setting,
    spans: Spans,
    anchor: str,
    places: Mapping[str, str],
    depth: int = 0,
) -> list[Piece]:
    column = setting.column(5 * depth * setting.sheet.unit)
    lines = pair(spans, narrowed(setting, column))
    style = replace(setting.type.number, lead=lines[-1].height)
    led = leading(setting, as_one("P", lines), anchor, places, column, style=style)
    return within("TOCI", together(led))

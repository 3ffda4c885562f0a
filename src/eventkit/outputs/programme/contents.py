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


def contents(setting: Setting, places: Mapping[str, str], sections: Sequence[Section]) -> Section:
    """The sections with their pages; with sessions if two pages hold them, and with parts if one does.

    Args:
        setting: What the programme is set with.
        places: The page numbers.
        sections: The other sections of the book.
    """
    page = setting.sheet.depth - 15 * setting.sheet.unit
    rows = list(_rows(setting, sections, places, 0))
    for depth, room in ((2, page), (1, 2 * page)):
        if _count(setting, sections, depth) * setting.type.entry.leading > room:
            continue  # told without setting it
        deeper = list(_rows(setting, sections, places, depth))
        if height_of(deeper) <= room:
            rows = deeper
            break
    return section(setting, ANCHOR, methodcaller("word", "contents"), within("TOC", rows))


def _count(setting: Setting, sections: Sequence[Section], deep: int) -> int:
    """How many sessions would be listed."""
    tops = (session for each in sections for session in each.sessions)
    return sum(depth < deep for session in tops for depth, _ in _told(setting, session))


def _told(setting: Setting, session: Session) -> Iterator[tuple[int, Session]]:
    """A session and its parts, without pauses, each with how deep it is."""
    return ((depth, part) for depth, part in setting.schedule.within(session) if not part.kind.is_pause)


def _rows(
    setting: Setting, sections: Sequence[Section], places: Mapping[str, str], deep: int
) -> Iterator[Piece]:
    """Sections, with the sessions of each where it is 1 deep, and with the parts of these where it is 2."""
    unit, style = setting.sheet.unit, setting.type.entry
    for each in sections:
        spans = [replace(span, style=setting.type.chapter) for span in each.title]
        row = _row(setting, spans, each.anchor, places, before=2.6 * unit)
        follows = bool(deep and each.sessions)
        yield from (replace(piece, keeps=piece.keeps or follows) for piece in row)
        for session in each.sessions if deep else ():
            for depth, part in _told(setting, session):
                if depth < deep:
                    titles = setting.text(part.title, style, second(style))
                    anchor, before = session_anchor(part), 0.7 * unit
                    yield from _row(setting, titles, anchor, places, depth + 1, before=before)


def _row(
    setting: Setting,
    spans: Spans,
    anchor: str,
    places: Mapping[str, str],
    depth: int = 0,
    *,
    before: float,
) -> list[Piece]:
    column = setting.column(5 * depth * setting.sheet.unit)
    lines = pair(spans, narrowed(setting, column))
    style = replace(setting.type.number, lead=lines[-1].height)
    led = leading(setting, as_one("P", lines), anchor, places, column, style=style)
    return within("TOCI", together(led, before=before))

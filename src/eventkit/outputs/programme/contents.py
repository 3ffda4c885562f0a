"""The table of contents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import methodcaller

from eventkit.model import Session
from eventkit.outputs.programme.leading import set_dot_leader, without_number_column
from eventkit.outputs.programme.look import secondary_style
from eventkit.outputs.programme.sections import Section, build_section, session_anchor
from eventkit.outputs.programme.setting import PrintContext, Spans, set_paired
from eventkit.typesetting.flow import Piece, height_of, together
from eventkit.typesetting.tagged import as_one, within

CONTENTS = "contents"

_KEEP_TOGETHER_LIMIT = 0.6
"""Up to what part of a page a day and its sessions stay on one."""

_FEWEST_LINES = 3
"""How many lines of a longer one stay together at least, at its beginning and at its end."""


def set_contents(context: PrintContext, places: Mapping[str, str], sections: Sequence[Section]) -> Section:
    """The sections with their pages; with sessions if two pages hold them, and with parts if one does.

    Args:
        context: What the programme is set with.
        places: The page numbers.
        sections: The other sections of the book.
    """
    page = (context.page_format.line_count - 3) * context.page_format.leading  # below the heading
    rows = list(_contents_entries(context, sections, places, 0))
    for depth, room in ((2, page), (1, 2 * page)):
        if _count_sessions(context, sections, depth) * context.type_scale.entry.leading > room:
            continue  # told without context it
        deeper = list(_contents_entries(context, sections, places, depth))
        if _entries_height(_tighten(deeper)) <= room:
            rows = _fit_contents(deeper, page)
            break
    told = within("TOC", [piece for block in rows for piece in block])
    return build_section(context, CONTENTS, methodcaller("word", "contents"), told)


ContentsEntry = list[Piece]
"""What stands of a section in the contents: its title, and those of its sessions."""


def _fit_contents(blocks: list[ContentsEntry], page: float) -> list[ContentsEntry]:
    """The blocks on one page if half the space between them is enough for that, else well parted."""
    if _entries_height(blocks) <= page:
        return blocks
    if _entries_height(close := _tighten(blocks)) <= page:
        return close
    # The last day goes over with all behind it, which alone would look lost.
    last = max((at for at, block in enumerate(blocks) if len(block) > _FEWEST_LINES), default=0)
    over = [piece for block in blocks[last:] for piece in block]
    if not last or height_of(over) > _KEEP_TOGETHER_LIMIT * page:
        return blocks
    return [*blocks[:last], [piece._replace(keeps=True) for piece in over[:-1]] + over[-1:]]


def _entries_height(blocks: Sequence[ContentsEntry]) -> float:
    return height_of([piece for block in blocks for piece in block])


def _tighten(blocks: Sequence[ContentsEntry]) -> list[ContentsEntry]:
    """The blocks with half the space between them."""
    return [[piece._replace(before=piece.before / 2) for piece in block] for block in blocks]


def _count_sessions(context: PrintContext, sections: Sequence[Section], deep: int) -> int:
    """How many sessions would be listed."""
    tops = (session for each in sections for session in each.sessions)
    return sum(depth < deep for session in tops for depth, _ in _listed_parts(context, session))


def _listed_parts(context: PrintContext, session: Session) -> Iterator[tuple[int, Session]]:
    """A session and its parts, without pauses, each with how deep it is."""
    return ((depth, part) for depth, part in context.schedule.within(session) if not part.kind.is_pause)


def _contents_entries(
    context: PrintContext, sections: Sequence[Section], places: Mapping[str, str], deep: int
) -> Iterator[ContentsEntry]:
    """Sections, with the sessions of each where it is 1 deep, and with the parts of these where it is 2."""
    sheet = context.page_format
    for each in sections:
        spans = [span._replace(style=context.type_scale.chapter) for span in each.title]
        head = _set_contents_row(context, spans, each.anchor, places)
        told = [row for session in each.sessions for row in _listed_parts(context, session) if row[0] < deep]
        rows = [piece for depth, part in told for piece in _set_session_row(context, part, depth, places)]
        block = together([*head, *rows], before=sheet.leading)
        if height_of(block) > _KEEP_TOGETHER_LIMIT * sheet.text_height:
            block = together([*head, *rows[:_FEWEST_LINES]], before=sheet.leading)
            block += [*rows[_FEWEST_LINES:-_FEWEST_LINES], *together(rows[-_FEWEST_LINES:])]
        yield block


def _set_session_row(
    context: PrintContext, session: Session, depth: int, places: Mapping[str, str]
) -> list[Piece]:
    style = context.type_scale.entry
    titles = context.text_spans(session.title, style, secondary_style(style))
    return _set_contents_row(context, titles, session_anchor(session), places, depth + 1)


def _set_contents_row(
    context: PrintContext,
    spans: Spans,
    anchor: str,
    places: Mapping[str, str],
    depth: int = 0,
) -> list[Piece]:
    column = context.column(5 * depth * context.page_format.unit)
    lines = set_paired(spans, without_number_column(context, column))
    style = replace(context.type_scale.number, lead=lines[-1].height)
    led = set_dot_leader(context, as_one("P", lines), anchor, places, column, style=style)
    return within("TOCI", together(led))

"""The contents: sections and sessions with dot leaders to their page numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import methodcaller
from typing import NamedTuple

from eventkit.model import (
    Session,
)
from eventkit.outputs.programme.dot_leaders import (
    set_dot_leader,
    without_number_column,
)
from eventkit.outputs.programme.print_context import (
    PrintContext,
    Spans,
    join_languages,
    set_paired,
    set_stacked,
)
from eventkit.outputs.programme.sections import Section, build_section, session_anchor
from eventkit.outputs.programme.theme import in_second_language, secondary_style
from eventkit.typesetting import (
    Mark,
    Span,
)
from eventkit.typesetting.layout.flow_blocks import Block, merge_into, total_height, wrap
from eventkit.typesetting.layout.page_breaks import ColumnSet, break_pages
from eventkit.typesetting.layout.text_columns import TextColumn, keep_together

CONTENTS = "contents"

_COLUMNS = 2
_KEEP_TOGETHER_LIMIT = 0.6  # the part of a page up to which a day and its sessions stay together
_FEWEST_LINES = 3  # the lines of a longer entry that stay together, at its start and at its end


def set_contents(
    context: PrintContext, page_numbers: Mapping[str, str], sections: Sequence[Section]
) -> Section:
    """Set the sections with their pages; with sessions if these fit on two pages, with parts if on one.

    With more sessions than that the hours of each day are listed, in two columns.
    """
    sections = _in_page_order(sections, page_numbers)
    tried = (_fit_contents(context, page_numbers, sections, trial) for trial in _CONTENTS_TRIALS)
    shortest = next((contents for contents in tried if contents), None)
    return shortest or _contents_by_hour(context, page_numbers, sections)


class _Trial(NamedTuple):
    """Contents that are tried: the depth of sessions, the columns, and the pages that they may take."""

    depth: int
    columns: int
    pages: int


def _fit_contents(
    context: PrintContext,
    page_numbers: Mapping[str, str],
    sections: Sequence[Section],
    trial: _Trial,
) -> Section | None:
    """The contents of a trial, closer if need be; ``None`` if they take more pages."""
    depth, columns, pages = trial
    leading, lines = context.page_format.leading, context.page_format.line_count - _HEADING_LINES
    if _count_sessions(context, sections, depth) > columns * pages * lines:
        return None  # too long, which is known before it is set
    column = context.column(of=columns)
    entries = list(_contents_entries(context, sections, page_numbers, column, depth))
    height = lines * leading
    variants = [_carry_over(entries, height)] if pages > 1 else []
    for spaced in (*variants, entries, _tighten(entries)):
        rows = [row for entry in spaced for row in entry]
        count = len(_trial_pages(context, rows, columns, height))
        if count <= pages:
            return build_section(
                context,
                CONTENTS,
                _TITLE,
                wrap("TOC", rows if columns * pages > 1 else keep_together(rows)),
                columns=columns,
                starts_page=columns > 1,
                starts_on_verso=count > 1,
            )
    return None


def _contents_by_hour(
    context: PrintContext, page_numbers: Mapping[str, str], sections: Sequence[Section]
) -> Section:
    """The sections with their pages, in two columns; below each day the hours at which sessions start.

    Without the hours, if they take more than a page.
    """
    height = (context.page_format.line_count - _HEADING_LINES) * context.page_format.leading
    rows = _rows_by_hour(context, page_numbers, sections)
    if len(_trial_pages(context, rows, _COLUMNS, height)) > 1:
        rows = _rows_by_hour(context, page_numbers, sections, has_hours=False)
    return build_section(context, CONTENTS, _TITLE, wrap("TOC", rows), columns=_COLUMNS, starts_page=True)


def _rows_by_hour(
    context: PrintContext,
    page_numbers: Mapping[str, str],
    sections: Sequence[Section],
    *,
    has_hours: bool = True,
) -> list[Block]:
    column, leading = context.column(of=_COLUMNS), context.page_format.leading
    style, inset = context.type_scale.plain_name, 5 * context.page_format.unit
    rows: list[Block] = []
    for section in sections:
        # The running head of a day is its short form, which fits the column.
        spans = [span._replace(style=context.type_scale.chapter) for span in section.running_head]
        head = _set_contents_row(context, spans, section.anchor, page_numbers, column)
        hours = [
            row
            for hour, anchor in _first_of_hours(context, section.sessions if has_hours else ()).items()
            for row in _set_contents_row(
                context, [Span(hour, "en", style)], anchor, page_numbers, column.indent(inset)
            )
        ]
        rows += keep_together([*head, *hours], space_above=leading)
    return rows


def _first_of_hours(context: PrintContext, sessions: Sequence[Session]) -> Mapping[str, str]:
    """The destination of the first session that starts in each hour, in order."""
    hours: dict[str, str] = {}
    for session in sessions:
        if not session.kind.is_pause and (span := context.schedule.span(session)):
            hour = context.schedule.wall(span.start).replace(minute=0)
            hours.setdefault(context.wordings[0].time(hour), session_anchor(session))
    return hours


_TITLE = methodcaller("word", "contents")


def _in_page_order(sections: Sequence[Section], page_numbers: Mapping[str, str]) -> Sequence[Section]:
    """The sections in the order of their pages, once these are known: some are moved to fill a page."""
    order = {anchor: index for index, anchor in enumerate(page_numbers)}
    return sorted(sections, key=lambda section: order.get(section.anchor, 0)) if order else sections


_CONTENTS_TRIALS = (_Trial(2, 1, 1), _Trial(1, 1, 1), _Trial(1, _COLUMNS, 1), _Trial(1, 1, 2))
"""The contents from the most detail on one page to two pages: the first that fits is taken."""


_HEADING_LINES = 3  # the lines of the heading above the contents
ContentsEntry = list[Block]  # a section in the contents: its title, and those of its sessions


def _trial_pages(
    context: PrintContext, rows: Sequence[Block], columns: int, height: float
) -> Sequence[Sequence[Mark]]:
    leading = context.page_format.leading
    below = (
        [ColumnSet(tuple(rows), columns, context.page_format.column_step(columns))] if columns > 1 else rows
    )
    heading = Block(context.page_format.line_count * leading - height)
    return [*break_pages([heading, *below], heading.height + height, grid=leading)]


def _carry_over(blocks: list[ContentsEntry], page_height: float) -> list[ContentsEntry]:
    """The entries whose last day is on the next page with what follows it, unless that is long."""
    last = max((index for index, block in enumerate(blocks) if len(block) > _FEWEST_LINES), default=0)
    carried_over = [piece for block in blocks[last:] for piece in block]
    if not last or total_height(carried_over) > _KEEP_TOGETHER_LIMIT * page_height:
        return blocks
    return [
        *blocks[:last],
        [piece._replace(keep_with_next=True) for piece in carried_over[:-1]] + carried_over[-1:],
    ]


def _tighten(blocks: Sequence[ContentsEntry]) -> list[ContentsEntry]:
    return [[piece._replace(space_above=piece.space_above / 2) for piece in block] for block in blocks]


def _count_sessions(context: PrintContext, sections: Sequence[Section], depth_limit: int) -> int:
    sessions = (session for section in sections for session in section.sessions)
    return sum(depth < depth_limit for session in sessions for depth, _ in _listed_parts(context, session))


def _listed_parts(context: PrintContext, session: Session) -> Iterator[tuple[int, Session]]:
    return ((depth, part) for depth, part in context.schedule.within(session) if not part.kind.is_pause)


def _contents_entries(
    context: PrintContext,
    sections: Sequence[Section],
    page_numbers: Mapping[str, str],
    column: TextColumn,
    depth_limit: int,
) -> Iterator[ContentsEntry]:
    """Sections, with their sessions at a depth limit of 1, and with parts of these at 2."""
    page_format = context.page_format
    for section in sections:
        spans = _chapter_spans(context, section)
        head = _set_contents_row(context, spans, section.anchor, page_numbers, column)
        parts = [
            row
            for session in section.sessions
            for row in _listed_parts(context, session)
            if row[0] < depth_limit
        ]
        rows = [
            row
            for depth, part in parts
            for row in _set_session_row(context, part, page_numbers, column, depth)
        ]
        block = keep_together([*head, *rows], space_above=page_format.leading)
        if total_height(block) > _KEEP_TOGETHER_LIMIT * page_format.text_height:
            block = keep_together([*head, *rows[:_FEWEST_LINES]], space_above=page_format.leading)
            block += [*rows[_FEWEST_LINES:-_FEWEST_LINES], *keep_together(rows[-_FEWEST_LINES:])]
        yield block


def _chapter_spans(context: PrintContext, section: Section) -> Spans:
    style = context.type_scale.chapter
    return [
        span._replace(
            style=in_second_language(style, secondary_style(style), span.language) if index else style
        )
        for index, span in enumerate(section.title)
    ]


def _set_session_row(
    context: PrintContext,
    session: Session,
    page_numbers: Mapping[str, str],
    column: TextColumn,
    depth: int,
) -> list[Block]:
    style = context.type_scale.plain_name
    titles = context.text_spans(session.title, style, secondary_style(style))
    inset = (5 if column.width > _NARROW * context.page_format.unit else 3) * context.page_format.unit
    inner = column.indent((depth + 1) * inset)
    return _set_contents_row(context, titles, session_anchor(session), page_numbers, inner)


_NARROW = 75  # the width of a column in units up to which sessions are indented less


def _set_entry_title(context: PrintContext, spans: Spans, column: TextColumn) -> list[Block]:
    """A title in each language on one line, or else on lines that are indented after the first one."""
    if column.fits(join_languages(spans)):
        return set_paired(spans, column)
    hang = context.page_format.hang
    first, *others = spans
    lines = [*column.set_hanging([first], hang, balanced=True)]
    return [*lines, *set_stacked(others, column.indent(hang), balanced=True)]


def _set_contents_row(
    context: PrintContext, spans: Spans, anchor: str, page_numbers: Mapping[str, str], column: TextColumn
) -> list[Block]:
    lines = _set_entry_title(context, spans, without_number_column(context, column))
    style = replace(context.type_scale.number, fixed_leading=lines[-1].height)
    led_lines = set_dot_leader(context, merge_into("P", lines), anchor, page_numbers, column, style=style)
    return wrap("TOCI", keep_together(led_lines))

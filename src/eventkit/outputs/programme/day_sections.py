"""The full agenda: each day's sessions with times, people, rooms and abstracts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from itertools import zip_longest
from operator import methodcaller
from typing import NamedTuple

from eventkit.model import Session, SessionId
from eventkit.outputs.programme.abstracts import abstract_paragraphs, set_abstract
from eventkit.outputs.programme.grid import (
    LOW_GRID,
    DayGrid,
    DayView,
    days_with_sessions,
    draw_day_grids,
    has_parallel_sessions,
)
from eventkit.outputs.programme.print_context import PrintContext, set_paired
from eventkit.outputs.programme.sections import Section, attendees_anchor, build_section, session_anchor
from eventkit.outputs.programme.session_fields import (
    AgendaEntry,
    add_part_time,
    is_pause_line,
    set_detail_rows,
    set_details,
    set_head_row,
    set_pause,
    set_subtitle,
    set_times_and_rooms,
    set_title,
)
from eventkit.outputs.programme.session_people import (
    Entry,
    attendee_entries,
    set_attendees,
    set_speakers,
    speaker_entries,
)
from eventkit.outputs.programme.web_links import (
    code_caption,
    printed_abstract,
    session_code,
    set_address,
    set_code_beside,
    set_labels,
    set_web_links,
    texts_above,
    web_addresses,
)
from eventkit.typesetting import Colour, Destination, QrCode, RuleLine, language_direction
from eventkit.typesetting.layout.flow_blocks import Block, merge_into, stack, total_height, wrap
from eventkit.typesetting.layout.structure_elements import heading
from eventkit.typesetting.layout.text_columns import TextColumn, align_tops, keep_together, row_of


class _Side(NamedTuple):
    """One of the two columns, and the context that sets it."""

    context: PrintContext
    column: TextColumn


def _facing_sides(context: PrintContext) -> tuple[_Side, _Side]:
    first, second = context.facing_sides()
    column = context.column(of=2)
    is_opposite = language_direction(second.languages[0]) != context.direction
    facing = replace(column, left=context.page_format.column_step(2), at_end=is_opposite)
    return _Side(first, column), _Side(second, facing)


def _over_both(context: PrintContext, side: _Side) -> _Side:
    """A side with the width of both columns, from its own edge."""
    whole = context.column()
    return side._replace(column=replace(side.column, left=whole.left, width=whole.width))


def _set_facing(context: PrintContext, set_side: Callable[[_Side], Sequence[list[Block]]]) -> list[Block]:
    """Paragraphs in both columns, or over both of them if only one has any."""
    sides = _facing_sides(context)
    fields = [set_side(side) for side in sides]
    filled = [side for side, paragraphs in zip(sides, fields, strict=True) if any(paragraphs)]
    if len(filled) == 1:
        return [line for paragraph in set_side(_over_both(context, filled[0])) for line in paragraph]
    return [line for pair in zip_longest(*fields, fillvalue=()) for line in row_of(*pair)]


def _set_facing_people(
    context: PrintContext,
    session: Session,
    set_entries: Callable[[PrintContext, Session, TextColumn], Iterator[Entry]],
) -> Iterator[Block]:
    """People in both columns, and positions that only one has over both of them."""
    sides = _facing_sides(context)

    def set_side(side: _Side) -> list[Entry]:
        return [*set_entries(side.context, session, side.column)]

    over_both = cache(lambda number: set_side(_over_both(context, sides[number])))
    for order, entries in enumerate(zip_longest(*map(set_side, sides), fillvalue=())):
        for index, (left, right) in enumerate(zip_longest(*entries, fillvalue=())):
            if left and not right:
                yield from over_both(0)[order][index]
            elif right and not left:
                yield from map(_without_destinations, over_both(1)[order][index])
            else:
                yield from row_of(left, [_without_destinations(block) for block in right])


def set_facing_head(context: PrintContext, entry: AgendaEntry) -> list[Block]:
    """Set times, rooms, titles and details; the titles are one heading."""
    sides, session = _facing_sides(context), entry.session
    contexts, columns = [side.context for side in sides], [side.column for side in sides]
    times = row_of(*set_times_and_rooms(contexts, entry, columns))
    if is_pause_line(entry):
        return keep_together(merge_into(entry.tag, times))
    titles = _set_facing(context, lambda side: [set_title(side.context, session, entry.depth, side.column)])
    subtitles = _set_facing(context, lambda side: [set_subtitle(side.context, session, side.column)])
    details = row_of(*(set_details(side.context, session, side.column, with_rooms=False) for side in sides))
    return keep_together([*merge_into(entry.tag, [*times, *titles]), *subtitles, *details])


def set_facing_texts(context: PrintContext, session: Session) -> Iterator[Block]:
    yield from _set_facing_people(context, session, speaker_entries)
    if abstract := printed_abstract(context, session):
        about, length, above = (session.id,), context.abstracts, texts_above(session)
        yield from _set_facing(
            context,
            lambda side: [
                *abstract_paragraphs(side.context, abstract, side.column, about, length, above=above)
            ],
        )


def set_facing_links(context: PrintContext, session: Session) -> Iterator[Block]:
    """Set the label of each link in both columns, and below it the address, over both."""
    (first, left), (second, right) = _facing_sides(context)
    whole = replace(context.column(), at_end=right.at_end)
    style = context.type_scale.note
    pairs = zip(web_addresses(first, session, style), web_addresses(second, session, style), strict=True)
    for (label, url), (other_label, _) in pairs:
        labels = row_of(set_paired(label, left), set_paired(other_label, right))
        address = set_address((), url, style, whole) if url else ()
        yield from keep_together([*labels, *address], space_above=context.page_format.leading / 2)


def set_facing_attendees(context: PrintContext, session: Session) -> Iterator[Block]:
    """Set those who take part without a task."""
    return _set_facing_people(context, session, attendee_entries)


def _without_destinations(block: Block) -> Block:
    return block._replace(marks=tuple(mark for mark in block.marks if not isinstance(mark, Destination)))


_FACING = 2  # the pages of a grid that are seen at once; more are read one after the other
UNSCHEDULED = "unscheduled"  # the destination of the sessions without a time


def compose_days(context: PrintContext, parts: Collection[str] = ("sessions",)) -> Iterator[Section]:
    """Compose a section for each day (its ``grid``, its ``sessions``), then one for those without a time."""
    schedule = context.schedule
    days = sorted({*schedule.days, *days_with_sessions(schedule)})
    days_with_grid = [
        day
        for day in days
        if "grid" in parts
        and ("sessions" not in parts or has_parallel_sessions(DayView.build(schedule, day)))
    ]
    grids = draw_day_grids(context, days_with_grid, facing=True, links="sessions" in parts)
    setter = _SessionSetter(context)
    for day in days:
        sessions = schedule.days.get(day, ())  # none if it only has parts of what began before
        pieces = partial(_set_sessions, setter, sessions, day) if sessions and "sessions" in parts else ()
        grid = grids.get(day, DayGrid((), ()))
        heading, running_head = methodcaller("day", day), methodcaller("short_day", day)
        head = _grid_as_head(context, f"day-{day}", grid) if pieces else None
        if pieces or grid.pages:
            yield build_section(
                context,
                f"day-{day}",
                heading,
                pieces,
                running_head=running_head,
                sessions=sessions,
                full_pages=() if head else grid.pages,
                starts_on_verso=len(grid.pages) == _FACING,
                findings=grid.findings,
                head=head,
            )
    waiting = tuple(session for session in schedule.parts(None) if schedule.span(session) is None)
    if waiting and "sessions" in parts:
        pieces = partial(_set_sessions, setter, waiting, None)
        yield build_section(
            context, UNSCHEDULED, methodcaller("word", "unscheduled"), pieces, sessions=waiting
        )


def _grid_as_head(context: PrintContext, anchor: str, grid: DayGrid) -> Block | None:
    """A grid of one page as the head of its day, if it leaves space for sessions; it has the day itself."""
    page_format = context.page_format
    if len(grid.pages) != 1 or grid.height > LOW_GRID * page_format.text_height:
        return None
    marks, below = (Destination(anchor, 0, 0), *grid.pages[0]), 1.5 * page_format.leading
    return Block(grid.height + below, marks, space_above=2.5 * page_format.leading, keep_with_next=True)


_KEPT_BLOCKS = 30_000
"""The most blocks that are kept, which are lines: those of a thousand sessions, in 30 MB."""


class _SessionSetter:
    """Sets sessions, and keeps their blocks from the time when pages are counted to when they are made.

    Each session is set twice, since page numbers come before the pages. Its blocks are released when they are
    requested again, so that the file that is written takes their place in memory.
    """

    def __init__(self, context: PrintContext) -> None:
        self.context = context
        self._kept: dict[tuple[SessionId, date | None], list[Block]] = {}
        self._count = 0

    def blocks(self, session: Session, day: date | None) -> list[Block]:
        kept = self._kept.pop((session.id, day), None)
        if kept is not None:
            self._count -= len(kept)
            return kept
        blocks = _set_session(self.context, session, day)
        if self._count + len(blocks) <= _KEPT_BLOCKS:
            self._kept[session.id, day] = blocks
            self._count += len(blocks)
        return blocks


def _set_sessions(setter: _SessionSetter, sessions: Sequence[Session], day: date | None) -> Iterator[Block]:
    """Sessions below one another with rules between them, which are fainter above a pause."""
    context = setter.context
    for index, session in enumerate(sessions):
        first, *rest = setter.blocks(session, day)
        if index:
            is_pause = session.kind.is_pause
            colour = context.colours.hairline if is_pause else context.colours.accent
            is_close = is_pause or _is_line(context, sessions[index - 1])
            space = context.page_format.leading if is_close else _session_space(context)
            first = first._replace(separator=(_session_rule(context, colour, space),), space_above=space)
        yield first
        yield from rest


def _is_line(context: PrintContext, session: Session) -> bool:
    """True for a pause without anything below it."""
    has_more = session.abstract or session.people or context.schedule.parts(session.id)
    return session.kind.is_pause and not has_more


def _session_space(context: PrintContext) -> float:
    """The space between two sessions, neither of which is a pause in a line."""
    return 1.5 * context.page_format.leading


def _session_rule(context: PrintContext, colour: Colour, space: float) -> RuleLine:
    """A rule in the middle of the space above a session."""
    width, y = context.page_format.text_width, -space / 2
    return RuleLine(0, y, width, y, 0.14 * context.page_format.unit, colour)


def _set_session(context: PrintContext, session: Session, day: date | None, depth: int = 0) -> list[Block]:
    """A session, its parts, then those who take part without a task."""
    return wrap("Sect", _session_blocks(context, session, day, depth))


def _session_blocks(context: PrintContext, session: Session, day: date | None, depth: int) -> Iterator[Block]:
    # Beside its times if it is a part; facing columns have the whole width.
    column = context.column(0 if context.is_in_columns else depth * context.page_format.part_column)
    parts = context.schedule.parts(session.id)
    # The heading includes the times, so that screen readers announce both.
    entry, code = AgendaEntry(session, day, depth, heading(3 + depth)), session_code(context, session)
    if context.is_in_columns:
        head, texts = set_facing_head(context, entry), [*set_facing_texts(context, session)]
        attendees = set_facing_attendees(context, session)
    else:
        head, texts = _set_head_and_texts(context, entry, column, code)
        attendees = set_attendees(context, session, column)
    if links := _set_links(context, session, column, code):  # which are not alone on a page
        above = [piece._replace(keep_with_next=True) for piece in texts[-_LINES_ABOVE_LINKS:]]
        texts[-_LINES_ABOVE_LINKS:] = above
    body = [*texts, *links]
    blocks = [*head, *body]
    anchor, last = Destination(session_anchor(session), 0, 0), len(head) - 1
    space = context.page_format.leading / 2 if depth else _session_space(context)
    blocks[0] = blocks[0]._replace(marks=(anchor, *blocks[0].marks), space_above=space)
    if body or parts:
        blocks[last] = blocks[last]._replace(keep_with_next=True)
    yield from blocks
    for part in parts:
        yield from _set_session(context, part, day, depth + 1)
    first, *others = [*attendees] or [Block(0)]
    if first.marks:
        anchor = Destination(attendees_anchor(session), 0, 0)
        yield from (first._replace(marks=(anchor, *first.marks)), *others)


_LINES_ABOVE_LINKS = 2
"""The lines of a session that stay with its links below them."""


def _set_links(
    context: PrintContext, session: Session, column: TextColumn, code: QrCode | None
) -> list[Block]:
    """The streams and links of a session as the style file wants them; pauses have none."""
    style, leading = context.type_scale.note, context.page_format.leading
    if context.style.links == "none" or session.kind.is_pause:
        return []
    if code is None and context.is_in_columns:
        return [*set_facing_links(context, session)]
    if code is None:
        return [*set_web_links(context, session, style, column)]
    if context.is_in_columns:  # there is no place for it beside two titles
        labels = set_labels(context, session, style, column.indent(context.page_format.time_column))
        code = replace(code, x=-code.quiet * code.module)  # its dark modules are flush with the text above
        beside = align_tops(stack([Block(leading / 2), *labels]), Block(code.size, (code,)))
        return [beside._replace(space_above=leading / 2)]
    has_caption = code_caption(context, session, code) is not None
    labels = set_labels(context, session, style, column, has_caption=has_caption)
    return keep_together([*labels], space_above=leading / 2)


def _set_head(
    context: PrintContext, entry: AgendaEntry, column: TextColumn, inner: TextColumn
) -> tuple[list[Block], list[Block]]:
    """Set times and rooms, and in the inner column title and subtitle as a heading, and details.

    A pause is one line.
    """
    session = entry.session
    if is_pause_line(entry):
        return set_pause(context, entry, column), []
    titles = [*set_title(context, session, entry.depth, inner), *set_subtitle(context, session, inner)]
    if entry.depth:
        return [], [*merge_into(entry.tag, titles), *set_details(context, session, inner)]
    row, details = set_head_row(context, entry, column)
    if not row:
        titles[0] = titles[0]._replace(space_above=0)
    return row, [*merge_into(entry.tag, titles), *set_detail_rows(context, session, details, inner)]


_FEW_LINES = 2  # of people, who are not alone with the title at the foot of a page


def _set_head_and_texts(
    context: PrintContext, entry: AgendaEntry, column: TextColumn, code: QrCode | None
) -> tuple[list[Block], list[Block]]:
    """Set the head of a session; then the people with a task, and the abstract.

    The code of its first address is at the end of its title. A line or two of people stay with the text.
    """
    session = entry.session
    inner = replace(column, width=column.width - code.size) if code else column
    row, titles = _set_head(context, entry, column, inner)
    caption, leading = code_caption(context, session, code) if code else None, context.page_format.leading
    is_beside = code and total_height(titles) < code.size + (leading if caption else 0)
    abstract, above = printed_abstract(context, session), texts_above(session)
    text = (
        [*set_abstract(context, abstract, column, (session.id,), context.abstracts, above=above)]
        if abstract
        else []
    )
    people = [*set_speakers(context, session, inner if is_beside else column)]
    if text and len(people) <= _FEW_LINES:
        people = [line._replace(keep_with_next=True) for line in people]
    if entry.depth:
        titles = add_part_time(context, entry, titles, column, has_text=bool(people or text))
    head = keep_together([*row, *titles])
    if code:
        head[-1] = head[-1]._replace(keep_with_next=bool(people or text))
        right, first = column.left + column.width, len(row)
        lines = set_code_beside(code, [*head[first:], *people], right, leading, caption)
        count = len(head) - first
        return [*head[:first], *lines[:count]], [*lines[count:], *text]
    return head, [*people, *text]

"""The full agenda: each day's sessions with times, people, rooms and abstracts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import partial
from operator import methodcaller

from eventkit.model import Session
from eventkit.outputs.programme.abstracts import set_abstract
from eventkit.outputs.programme.facing_columns import (
    set_facing_attendees,
    set_facing_head,
    set_facing_texts,
)
from eventkit.outputs.programme.grid import DayGrid, DayView, days_with_sessions, draw_day_grids, grid_anchor
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.sections import Section, attendees_anchor, build_section, session_anchor
from eventkit.outputs.programme.session_fields import (
    set_attendees,
    set_details,
    set_speakers,
    set_subtitle,
    set_time,
    set_title,
)
from eventkit.outputs.programme.web_links import set_web_links
from eventkit.typesetting import Destination, RuleLine
from eventkit.typesetting.layout.flow_blocks import Block, merge_into, wrap
from eventkit.typesetting.layout.structure_elements import StructureElement, heading
from eventkit.typesetting.layout.text_columns import TextColumn, keep_together, link_to, pair_lines

UNSCHEDULED = "unscheduled"
"""The destination of the sessions without a time."""


def compose_days(context: PrintContext, parts: Collection[str] = ("sessions",)) -> Iterator[Section]:
    """Compose a section for each day, then one for sessions without a time.

    Args:
        context: The print context.
        parts: What is printed of a day: its ``grid``, its ``sessions``, or both.
    """
    schedule = context.schedule
    days = sorted({*schedule.days, *days_with_sessions(schedule)})
    days_with_grid = [
        day
        for day in days
        if "grid" in parts and ("sessions" not in parts or len(DayView.build(schedule, day).rooms) > 1)
    ]
    grids = draw_day_grids(context, days_with_grid, facing=True, links="sessions" in parts)
    for day in days:
        sessions = schedule.days.get(day, ())  # none if it only has parts of what began before
        pieces = partial(_set_sessions, context, sessions, day) if sessions and "sessions" in parts else ()
        grid = grids.get(day, DayGrid((), ()))
        heading, running_head = methodcaller("day", day), methodcaller("short_day", day)
        if pieces or grid.pages:
            yield build_section(
                context,
                f"day-{day}",
                heading,
                pieces,
                running_head=running_head,
                sessions=sessions,
                full_pages=grid.pages,
                starts_on_verso=len(grid.pages) > 1,
                findings=grid.findings,
            )
    waiting = tuple(session for session in schedule.parts(None) if schedule.span(session) is None)
    if waiting and "sessions" in parts:
        pieces = partial(_set_sessions, context, waiting, None)
        yield build_section(
            context, UNSCHEDULED, methodcaller("word", "unscheduled"), pieces, sessions=waiting
        )


def _set_sessions(context: PrintContext, sessions: Sequence[Session], day: date | None) -> Iterator[Block]:
    line, measure = context.page_format.leading, context.page_format.text_width
    rule = RuleLine(
        0, -0.5 * line, measure, -0.5 * line, 0.14 * context.page_format.unit, context.colours.hairline
    )
    for index, session in enumerate(sessions):
        first, *rest = _set_session(context, session, day)
        yield first._replace(separator=(rule,)) if index else first
        yield from rest


def _set_session(context: PrintContext, session: Session, day: date | None, depth: int = 0) -> list[Block]:
    """A session, its parts, then those who take part without a task."""
    return wrap("Sect", _session_blocks(context, session, day, depth))


def _session_blocks(context: PrintContext, session: Session, day: date | None, depth: int) -> Iterator[Block]:
    column = _session_column(context, session, depth)
    parts = context.schedule.parts(session.id)
    links = [*set_web_links(context, session, context.type_scale.note, column, codes=context.style.codes)]
    if context.is_in_columns:
        head = set_facing_head(context, session, day, depth)
        body = [*set_facing_texts(context, session), *links]
        blocks, attendees = [*head, *body], set_facing_attendees(context, session)
    else:
        tag = heading(3 + depth)  # of the times, too, so that screen readers announce both
        head = keep_together(_set_head(context, session, depth, column, tag))
        body = [*_set_body(context, session, column), *links]
        times = merge_into(tag, set_time(context, session, day, depth))
        if day and not depth:  # a link back to the grid of the day
            times = [link_to(piece, f"#{grid_anchor(day)}") for piece in times]
        blocks = pair_lines([*head, *body], times)
        attendees = set_attendees(context, session, column)
    anchor, last = Destination(session_anchor(session), 0, 0), len(head) - 1
    blocks[0] = blocks[0]._replace(marks=(anchor, *blocks[0].marks), space_above=context.page_format.leading)
    if body or parts:
        blocks[last] = blocks[last]._replace(keep_with_next=True)
    yield from blocks
    for part in parts:
        yield from _set_session(context, part, day, depth + 1)
    first, *others = [*attendees] or [Block(0)]
    if first.marks:
        anchor = Destination(attendees_anchor(session), 0, 0)
        yield from (first._replace(marks=(anchor, *first.marks)), *others)


def _session_column(context: PrintContext, session: Session, depth: int) -> TextColumn:
    """The column of a session beside its times; in facing columns, of its links beside their codes."""
    if not context.is_in_columns:
        return context.column(context.page_format.time_column + depth * context.page_format.indent)
    has_codes = bool(session.streams) and context.style.codes
    return context.column(context.page_format.time_column if has_codes else 0)


def _set_head(
    context: PrintContext, session: Session, depth: int, column: TextColumn, tag: StructureElement
) -> list[Block]:
    """Set title and subtitle as a heading, and details."""
    titles = [*set_title(context, session, depth, column), *set_subtitle(context, session, column)]
    return [*merge_into(tag, titles), *set_details(context, session, column)]


def _set_body(context: PrintContext, session: Session, column: TextColumn) -> Iterator[Block]:
    """Set the people with a task, then the abstract."""
    yield from set_speakers(context, session, column)
    if session.abstract is not None:
        yield from set_abstract(context, session.abstract, column, (session.id,), context.abstracts)

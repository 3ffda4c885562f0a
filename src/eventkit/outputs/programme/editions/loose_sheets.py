"""Posters and door signs: one sheet per day or room, in the largest type that fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial

from eventkit.errors import EventkitError
from eventkit.model import Room, RoomId, Session
from eventkit.outputs.programme.editions.brief_agenda import compose_day, lay_out_days, list_sessions
from eventkit.outputs.programme.grid import (
    DayView,
    GridFrame,
    days_with_sessions,
    draw_day_grid,
    fit_on_one_page,
)
from eventkit.outputs.programme.pagination import Layout
from eventkit.outputs.programme.print_context import PrintContext, set_paired, set_stacked
from eventkit.outputs.programme.sections import Section, build_section
from eventkit.outputs.programme.theme import LooseSheet, type_scales
from eventkit.schedule import Schedule
from eventkit.typesetting import A3, A4, Mark, RuleLine, Size, landscape, mm
from eventkit.typesetting.layout.flow_blocks import Block, merge_into, stack, total_height
from eventkit.typesetting.layout.page_breaks import paginate_blocks
from eventkit.typesetting.layout.structure_elements import heading
from eventkit.wording import Wording

_LARGEST_SIGN, _SMALLEST_SIGN = 2.2, 1.0


def door_signs(context: PrintContext, size: Size, rooms: Sequence[RoomId]) -> Layout:
    """A sign for each room and day, each in the largest type that it has room for.

    Raises:
        EventkitError: Nothing is held in any of the rooms.
    """
    there = [room for room in context.schedule.rooms if not rooms or room.id in rooms]
    context, held = context.on(LooseSheet(*size, mm)), _sessions_by_room(context.schedule)
    made = [sign for room in there for sign in _compose_signs(context, room, held.get(room.id, {}))]
    if not made:
        message = "Nothing to print. No session has both a time and a room."
        raise EventkitError(message)
    return lay_out_days(context, made)


RoomDays = Mapping[date, Sequence[tuple[int, Session]]]
"""What is held in a room on each day, each with how deep it is within another."""


def _sessions_by_room(schedule: Schedule) -> Mapping[RoomId, RoomDays]:
    """What is held in each room; a day of breaks alone is nothing."""
    found: dict[RoomId, dict[date, list[tuple[int, Session]]]] = {}
    for on in days_with_sessions(schedule):
        view = DayView.build(schedule, on)
        for row in (row for session in view.outer for row in view.nested(session)):
            for room in schedule.rooms_of(row[1]):
                found.setdefault(room, {}).setdefault(on, []).append(row)
    return {
        room: {on: rows for on, rows in days.items() if any(not session.kind.is_pause for _, session in rows)}
        for room, days in found.items()
    }


def _compose_signs(context: PrintContext, room: Room, days: RoomDays) -> Iterator[Section]:
    """The signs of a room for each day, all in type of one size: on one page each, if that can be read."""
    sheet = context.page_format
    for scale in (
        type_scales(_LARGEST_SIGN * min(sheet.width, sheet.height) / min(A4), _SMALLEST_SIGN) if days else ()
    ):
        # Type grows, the sheet and what stands round its text does not.
        scaled = context.at_scale(scale)
        signs = {
            on: (_set_sign_head(scaled, room, on), list(list_sessions(scaled, sessions)))
            for on, sessions in days.items()
        }
        if all(head.height + total_height(rows) <= sheet.text_height for head, rows in signs.values()):
            break
    for on in days:
        head, rows = signs[on]
        plates = tuple(
            _place_below(head, marks) for marks in paginate_blocks(rows, sheet.text_height - head.height)
        )
        say = partial(_sign_title, context, room, on)
        yield build_section(context, f"room-{room.id}-{on}", say, (), guide=say, plates=plates)


def _sign_title(context: PrintContext, room: Room, on: date, wording: Wording) -> str:
    languages = context.schedule.conference.languages
    return wording.listed([room.name.best(wording.asked, *languages)[1], wording.short_day(on)])


def _set_sign_head(context: PrintContext, room: Room, on: date) -> Block:
    """The room in each language, large, then the day, with a rule below."""
    type_, unit, column = context.type_scale, context.page_format.unit, context.column()
    size = type_.heading.size * 1.7
    large = replace(type_.heading, size=size, lead=size * 1.25)
    smaller = replace(large, size=size * 0.75, weight=500, lead=size)
    pieces = merge_into(heading(2), set_stacked(context.text_spans(room.name, large, smaller), column))
    day = context.spans_of(
        lambda wording: wording.day(on), replace(type_.chapter, colour=context.colours.ink)
    )
    pieces += [piece._replace(before=0.8 * unit) for piece in set_paired(day, column)]
    words = stack(pieces)
    y = words.height + 2 * unit
    rule = RuleLine(0, y, context.page_format.text_width, y, 0.6 * unit, context.colours.accent)
    return Block(y + 4 * unit, (*words.marks, rule))


def _place_below(head: Block, marks: Sequence[Mark]) -> Sequence[Mark]:
    return stack([head, Block(0, tuple(marks))]).marks


_LARGEST_POSTER, _SMALLEST_POSTER = 2.4, 1.0  # on A3; what is read from afar grows with the paper


def wall_posters(context: PrintContext, size: Size) -> Layout:
    """A poster for each day, all in type of one size: the largest with which each day fits on one.

    The sheet may be across or upright. Where type would be too small to be read from where one stands
    before a poster of that size, rooms stand in several grids below one another; and where that is not
    enough, a day takes several posters, which are upright: that takes fewer.

    Raises:
        EventkitError: Nothing has a time.
    """
    across, upright = landscape(size), (min(size), max(size))
    larger = (min(size) / min(A3)) ** 0.75
    tried = [
        context.on(LooseSheet(*orientation)).at_scale(scale)
        for scale in type_scales(_LARGEST_POSTER * larger, _SMALLEST_POSTER * max(1, larger))
        for orientation in (across, upright)
    ]
    context = _largest_type(tried) or tried[-1]
    return lay_out_days(context, list(_compose_posters(context)))


def _largest_type(tried: Sequence[PrintContext]) -> PrintContext | None:
    """The first context in which each day fits on a poster; what does not in the last ones does in none."""
    at_once = cache(lambda at, grids: _one_page_each(tried[at], grids))
    order = range(len(tried))
    for fits, grids in _POSTER_TRIALS:
        if any(all(map(fits, at_once(at, grids))) for at in order[-2:]):
            return next(tried[at] for at in order if all(map(fits, at_once(at, grids))))
    return None


def _compose_posters(context: PrintContext) -> Iterator[Section]:
    """The grid of each day, and behind it the whole of what it had to cut."""
    for on in days_with_sessions(context.schedule):
        grid = draw_day_grid(context, on, links=False)
        cut = {each.about[0] for each in grid.findings if each.code == "cut-in-grid"}
        rows = [(0, session) for session in context.schedule.in_order if session.id in cut]
        if grid.pages:
            yield compose_day(context, on, grid, rows)


def _one_page_each(context: PrintContext, grids: int) -> tuple[GridFrame | None, ...]:
    """The grids of all days, each on one page; none for the first that is not."""
    size, plans = (context.page_format.text_width, context.page_format.text_height), list[GridFrame | None]()
    for on in days_with_sessions(context.schedule):
        plans += fit_on_one_page(context, on, size, grids=grids) or (None,)
        if plans[-1] is None:
            break
    return tuple(plans)


def _is_complete(plan: GridFrame | None) -> bool:
    return plan is not None and plan.is_complete


def _is_readable(plan: GridFrame | None) -> bool:
    return plan is not None and plan.is_readable


_POSTER_TRIALS = ((_is_complete, 1), (_is_readable, 1), (_is_complete, 4), (_is_readable, 4))
"""What makes a poster that is well: that it tells all, or what is worth reading, in so many grids at most."""

"""Door signs: one sheet for each room and day, in the largest type that fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from operator import methodcaller

from eventkit.errors import EventkitError
from eventkit.model import Room, RoomId, Session
from eventkit.outputs.programme.editions.brief_agenda import lay_out_days, list_sessions
from eventkit.outputs.programme.grid import (
    DayView,
    days_with_sessions,
)
from eventkit.outputs.programme.pagination import Layout
from eventkit.outputs.programme.print_context import PrintContext, set_paired, set_stacked
from eventkit.outputs.programme.sections import Section, build_section
from eventkit.outputs.programme.theme import WallSheet, type_scales
from eventkit.outputs.programme.web_links import room_url, web_code
from eventkit.schedule import Schedule
from eventkit.typesetting import A4, RuleLine, Size, mm
from eventkit.typesetting.layout.flow_blocks import Block, merge_into, stack, total_height
from eventkit.typesetting.layout.page_breaks import break_pages
from eventkit.typesetting.layout.structure_elements import heading
from eventkit.typesetting.layout.text_columns import align_tops
from eventkit.wording import Wording

_LARGEST_SIGN, _SMALLEST_SIGN = 2.2, 1.0

_SIGN_HEAD = 1.6 * mm
"""The unit of the running head and the release on a sign of A4: they are read from where one stands."""

_ENLARGEMENTS = (1.3, 1.2, 1.1, 1.0)
"""The factors by which the type of a day with few sessions may be larger than that of other days."""

_WIDEST_GAP = 1.5  # the lines that entries may be further apart where a sign has space
_SIGN_MODULE = 0.8 * mm  # the size of a QR module on a door sign, which is read from a metre away


def door_signs(context: PrintContext, size: Size, rooms: Sequence[RoomId]) -> Layout:
    rooms_with_signs = [room for room in context.schedule.rooms if not rooms or room.id in rooms]
    unit = max(mm, _SIGN_HEAD * min(size) / min(A4))
    context, sessions_by_room = context.on(WallSheet(*size, unit)), _sessions_by_room(context.schedule)
    signs = [
        sign
        for room in rooms_with_signs
        for sign in _compose_signs(context, room, sessions_by_room.get(room.id, {}))
    ]
    if not signs:
        raise EventkitError("Nothing to print. No session has both a time and a room.")
    return lay_out_days(context, signs)


RoomDays = Mapping[date, Sequence[tuple[int, Session]]]
"""The sessions in a room on each day, each with its depth below other sessions."""


def _sessions_by_room(schedule: Schedule) -> Mapping[RoomId, RoomDays]:
    """The sessions of each room and day with their depth, without days that have only breaks.

    A break in several rooms at once is at none of their doors: it takes place outside.
    """
    rows_by_room: dict[RoomId, dict[date, list[tuple[int, Session]]]] = {}
    for day in days_with_sessions(schedule):
        view = DayView.build(schedule, day)
        for row in (row for session in view.outer for row in view.nested(session)):
            rooms = schedule.rooms_of(row[1])
            for room in rooms if len(rooms) == 1 or not row[1].kind.is_pause else ():
                rows_by_room.setdefault(room, {}).setdefault(day, []).append(row)
    return {
        room: {
            day: rows for day, rows in days.items() if any(not session.kind.is_pause for _, session in rows)
        }
        for room, days in rows_by_room.items()
    }


def _compose_signs(context: PrintContext, room: Room, days: RoomDays) -> Iterator[Section]:
    """The signs of a room in the largest type with which each fits on a page, larger on light days."""
    page_format = context.page_format
    for scale in (
        type_scales(_LARGEST_SIGN * min(page_format.width, page_format.height) / min(A4), _SMALLEST_SIGN)
        if days
        else ()
    ):
        # Type grows; the sheet and its margins do not.
        scaled = context.at_scale(scale)
        signs = {
            day: (_set_sign_head(scaled, room, day), list(list_sessions(scaled, sessions)))
            for day, sessions in days.items()
        }
        if all(head.height + total_height(rows) <= page_format.text_height for head, rows in signs.values()):
            break
    for day, sessions in days.items():
        head, rows = signs[day]
        free = page_format.text_height - head.height
        for factor in _ENLARGEMENTS if total_height(rows) <= free else ():
            larger = context.at_scale(min(_LARGEST_SIGN, factor * scale))
            rows = list(list_sessions(larger, sessions))
            if total_height(rows) <= free:
                rows = _spread(rows, free, _WIDEST_GAP * larger.page_format.leading)
                break
        full_pages = tuple(
            stack([head, Block(0, tuple(marks))]).marks
            for marks in break_pages(rows, page_format.text_height - head.height)
        )
        title = partial(_sign_title, context, room, day)
        yield build_section(
            context,
            f"room-{room.id}-{day}",
            title,
            (),
            running_head=methodcaller("short_day", day),
            full_pages=full_pages,
        )


def _spread(rows: Sequence[Block], height: float, widest: float) -> list[Block]:
    gaps = sum(1 for row in rows if row.space_above)
    extra = min(widest, (height - total_height(rows)) / gaps) if gaps else 0
    return [row._replace(space_above=row.space_above + extra) if row.space_above else row for row in rows]


def _sign_title(context: PrintContext, room: Room, day: date, wording: Wording) -> str:
    languages = context.schedule.conference.languages
    return wording.listed([room.name.best(wording.asked, *languages)[1], wording.short_day(day)])


def _set_sign_head(context: PrintContext, room: Room, day: date) -> Block:
    """The room in each language, in large type, then the day, with a rule below; the QR code of its page."""
    type_, unit, column = context.type_scale.in_labels(), context.page_format.unit, context.column()
    code = web_code(room_url(context, room), _SIGN_MODULE) if context.site else None
    if code:
        code = replace(code, x=column.width - code.size)
        column = replace(column, width=column.width - code.size)
    size = type_.heading.size * 1.7
    room_style = replace(type_.heading, size=size, fixed_leading=size * 1.25)
    other_style = replace(room_style, size=size * 0.75, weight=500, fixed_leading=size)
    pieces = merge_into(
        heading(2), set_stacked(context.text_spans(room.name, room_style, other_style), column)
    )
    day_spans = context.spans_of(
        lambda wording: wording.day(day), replace(type_.chapter, colour=context.colours.ink)
    )
    pieces += [piece._replace(space_above=0.8 * unit) for piece in set_paired(day_spans, column)]
    words = align_tops(stack(pieces), Block(code.size, (code,)) if code else Block(0))
    y = words.height + 2 * unit
    rule = RuleLine(0, y, context.page_format.text_width, y, 0.6 * unit, context.colours.accent)
    return Block(y + 4 * unit, (*words.marks, rule))

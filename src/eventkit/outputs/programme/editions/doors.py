"""Signs for doors: what is held in a room on a day, in type that is read while walking by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from eventkit.errors import EventkitError
from eventkit.model import Room, RoomId, Session
from eventkit.outputs.programme.book import Bound
from eventkit.outputs.programme.editions.listing import lay_out_days, list_sessions
from eventkit.outputs.programme.editions.setter import Setter
from eventkit.outputs.programme.editions.sheets import LooseSheet, type_scales
from eventkit.outputs.programme.grid import DayView, days_with_sessions
from eventkit.outputs.programme.sections import Section, build_section
from eventkit.outputs.programme.setting import PrintContext, set_paired, set_stacked
from eventkit.schedule import Schedule
from eventkit.typesetting import A4, Mark, Rule, Size, mm
from eventkit.typesetting.flow import Piece, height_of, stacked
from eventkit.typesetting.paging import flowed
from eventkit.typesetting.roles import heading
from eventkit.typesetting.tagged import as_one
from eventkit.wording import Wording

_LARGEST, _SMALLEST = 2.2, 1.0


def door_signs(setter: Setter, size: Size, rooms: Sequence[RoomId]) -> Bound:
    """A sign for each room and day, each in the largest type that it has room for.

    Raises:
        EventkitError: Nothing is held in any of the rooms.
    """
    there = [room for room in setter.schedule.rooms if not rooms or room.id in rooms]
    base, held = setter.on(LooseSheet(*size, mm)), _sessions_by_room(setter.schedule)
    made = [sign for room in there for sign in _compose_signs(setter, base, room, held.get(room.id, {}))]
    if not made:
        message = "there is nothing to print: nothing with a time is held in a room"
        raise EventkitError(message)
    return lay_out_days(base, made)


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


def _compose_signs(setter: Setter, base: PrintContext, room: Room, days: RoomDays) -> Iterator[Section]:
    """The signs of a room for each day, all in type of one size: on one page each, if that can be read."""
    sheet = base.page_format
    for scale in type_scales(_LARGEST * min(sheet.width, sheet.height) / min(A4), _SMALLEST) if days else ():
        # Type grows, the sheet and what stands round its text does not.
        context = setter.on(replace(sheet, unit=scale * mm))
        signs = {
            on: (_set_sign_head(context, room, on), list(list_sessions(context, held)))
            for on, held in days.items()
        }
        if all(head.height + height_of(rows) <= sheet.text_height for head, rows in signs.values()):
            break
    for on in days:
        head, rows = signs[on]
        plates = tuple(_place_below(head, marks) for marks in flowed(rows, sheet.text_height - head.height))
        say = partial(_sign_title, base, room, on)
        yield build_section(base, f"room-{room.id}-{on}", say, (), guide=say, plates=plates)


def _sign_title(context: PrintContext, room: Room, on: date, wording: Wording) -> str:
    languages = context.schedule.conference.languages
    return wording.listed([room.name.best(wording.asked, *languages)[1], wording.short_day(on)])


def _set_sign_head(context: PrintContext, room: Room, on: date) -> Piece:
    """The room in each language, large, then the day, with a rule below."""
    type_, unit, column = context.type_scale, context.page_format.unit, context.column()
    size = type_.heading.size * 1.7
    large = replace(type_.heading, size=size, lead=size * 1.25)
    smaller = replace(large, size=size * 0.75, weight=500, lead=size)
    pieces = as_one(heading(2), set_stacked(context.text_spans(room.name, large, smaller), column))
    day = context.spans_of(
        lambda wording: wording.day(on), replace(type_.chapter, colour=context.colours.ink)
    )
    pieces += [piece._replace(before=0.8 * unit) for piece in set_paired(day, column)]
    words = stacked(pieces)
    y = words.height + 2 * unit
    rule = Rule(0, y, context.page_format.text_width, y, 0.6 * unit, context.colours.accent)
    return Piece(y + 4 * unit, (*words.marks, rule))


def _place_below(head: Piece, marks: Sequence[Mark]) -> Sequence[Mark]:
    return stacked([head, Piece(0, tuple(marks))]).marks

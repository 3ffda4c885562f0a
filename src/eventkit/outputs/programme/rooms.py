"""The index of rooms: what is held where, with the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import methodcaller

from eventkit.model import Room, Session, Status
from eventkit.outputs.programme.leading import leading, narrowed
from eventkit.outputs.programme.practical import room_line
from eventkit.outputs.programme.sections import Section, section, session_anchor
from eventkit.outputs.programme.setting import Setting
from eventkit.typesetting import Anchor, Span, set_lines
from eventkit.typesetting.flow import Piece, beside, set_at, together
from eventkit.typesetting.joining import joined, reading_direction
from eventkit.typesetting.roles import Element, heading
from eventkit.typesetting.tagged import as_one, item, within

ANCHOR = "rooms"


def rooms(setting: Setting, places: Mapping[str, str]) -> Iterator[Section]:
    """What is held in each room, by time; nothing where there is one room or none.

    What goes on in all of them, such as a break, is told of none.
    """
    schedule = setting.schedule
    held: dict[str, list[Session]] = {}
    for session in schedule.in_order:
        own = session.slot.rooms if session.slot else ()
        if session.status is not Status.CANCELLED and len(own) < len(schedule.rooms):
            for room in own:
                held.setdefault(room, []).append(session)
    if len(schedule.rooms) > 1 and held:
        pieces = [
            piece
            for room in schedule.rooms
            if room.id in held
            for piece in _room(setting, room, held[room.id], places)
        ]
        pieces[0] = replace(pieces[0], before=0)
        yield section(setting, ANCHOR, methodcaller("word", "rooms"), pieces)


def _room(
    setting: Setting, room: Room, sessions: Sequence[Session], places: Mapping[str, str]
) -> Iterator[Piece]:
    unit = setting.sheet.unit
    name, *others = as_one(heading(3), setting.column().lines(_named(setting, room), (room.id,)))
    anchor = Anchor(f"room-{room.id}", 0, 0)
    head = together([replace(name, marks=(anchor, *name.marks)), *others], before=5 * unit)
    yield from (replace(piece, keeps=True) for piece in head)
    schedule = setting.schedule
    by_day = groupby(sessions, key=lambda each: schedule.day(each.slot.period.start) if each.slot else None)
    for day, there in by_day:
        said = joined(setting.said(methodcaller("short_day", day), setting.type.role))
        listed = Element("L")
        (caption,) = as_one(heading(4), [setting.column().text(said)])
        yield replace(caption, before=1.5 * unit, keeps=True)
        for session in there:
            yield from within(listed, item(as_one("P", _entry(setting, session, places))))


def _named(setting: Setting, room: Room) -> Sequence[Span]:
    """The room, its name bolder than the rest."""
    plain, bold = setting.type.plain_name, setting.type.name
    return [
        replace(span, style=replace(bold, lead=plain.lead)) if span.style == plain else span
        for span in room_line(setting, room)
    ]


def _entry(setting: Setting, session: Session, places: Mapping[str, str]) -> list[Piece]:
    """A line: when, what, and on which page."""
    if session.slot is None:
        return []
    period, schedule = session.slot.period, setting.schedule
    hours = setting.wordings[0].times(schedule.wall(period.start), schedule.wall(period.end))
    style = setting.type.plain_name
    time = set_lines(
        setting.fonts,
        Span(hours, "en", replace(style, tabular=True, colour=setting.palette.accent)),
        setting.sheet.times,
        base="ltr",
    )[0]
    column = setting.column(setting.sheet.times)
    inner = narrowed(setting, column)
    (title, *_) = setting.text(session.title, style)
    (line,) = set_lines(setting.fonts, title, inner.width, max_lines=1, base=reading_direction([title]))
    piece = set_at(line, inner.begin(line), (session.id,))
    number = replace(setting.type.number, lead=style.lead)
    (led,) = leading(setting, [piece], session_anchor(session), places, column, style=number)
    return [replace(beside(led, set_at(time, 0, (session.id,))), before=0.2 * setting.sheet.unit)]

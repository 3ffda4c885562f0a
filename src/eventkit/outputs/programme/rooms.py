"""The index of rooms: what is held where, with the pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import methodcaller

from eventkit.model import Room, Session, Slot, Status
from eventkit.outputs.programme.leading import leading, narrowed
from eventkit.outputs.programme.practical import room_line
from eventkit.outputs.programme.sections import Section, section, session_anchor
from eventkit.outputs.programme.setting import Setting
from eventkit.typesetting import Anchor, Line, Span, set_lines, shape
from eventkit.typesetting.flow import Piece, beside, height_of, set_at, together
from eventkit.typesetting.joining import joined, reading_direction
from eventkit.typesetting.roles import Element, heading
from eventkit.typesetting.tagged import as_one, item, within

ANCHOR = "rooms"

_LINES = 3
"""How many lines the title of a session may take."""


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
        lists = _Lists(setting, places, [session for each in held.values() for session in each])
        there = [room for room in schedule.rooms if room.id in held]

        def pieces() -> Iterator[Piece]:
            return (piece for room in there for piece in lists.of(room, held[room.id]))

        say, columns = methodcaller("word", "rooms"), setting.sheet.columns
        yield section(setting, ANCHOR, say, pieces, columns=columns)


class _Lists:
    """Sets what is held in a room, the titles of all rooms below one another."""

    def __init__(self, setting: Setting, places: Mapping[str, str], sessions: Iterable[Session]) -> None:
        self._setting, self._places = setting, places
        self._hours = {each.id: _hours(setting, each.slot) for each in sessions if each.slot}
        self._column = setting.column(of=setting.sheet.columns)
        widest = max(line.width for line in self._hours.values()) + 2.5 * setting.sheet.unit
        self._inset = widest if setting.sheet.columns > 1 else setting.sheet.times

    def of(self, room: Room, sessions: Sequence[Session]) -> list[Piece]:
        """A room with what is held in it; what is no more than half a page long stays together."""
        setting, line = self._setting, self._setting.sheet.line
        name, *others = as_one(heading(3), self._column.lines(_named(setting, room), (room.id,)))
        anchor = Anchor(f"room-{room.id}", 0, 0)
        named = [name._replace(marks=(anchor, *name.marks), before=line), *others]
        pieces = [piece._replace(keeps=True) for piece in named]
        by_day = groupby(
            sessions, key=lambda each: each.slot and setting.schedule.day(each.slot.period.start)
        )
        for at, (day, there) in enumerate(by_day):
            said = joined(setting.said(methodcaller("short_day", day), setting.type.role))
            (caption,) = as_one(heading(4), [self._column.text(said)])
            pieces.append(caption._replace(before=line / 2 if at else 0, keeps=True))
            listed = Element("L")
            for session in there:
                pieces += within(listed, item(as_one("P", self._entry(session))))
        # In columns rooms are parted between their days, so that all columns are filled.
        whole = setting.sheet.columns == 1 and height_of(pieces) <= setting.sheet.depth / 2
        return together(pieces, before=line) if whole else pieces

    def _entry(self, session: Session) -> list[Piece]:
        """When, what, and on which page: a line, or more where that does not hold the title."""
        setting, style = self._setting, self._setting.type.plain_name
        column = self._column.narrowed(self._inset)
        inner, title = narrowed(setting, column), setting.text(session.title, style)[0]
        lines = set_lines(
            setting.fonts, title, inner.width, max_lines=_LINES, base=reading_direction([title])
        )
        alone = len(lines) == 1
        pieces = [set_at(line, inner.begin(line, alone=alone), (session.id,)) for line in lines]
        number, anchor = setting.type.number, session_anchor(session)
        first, *rest = leading(setting, pieces, anchor, self._places, column, style=number)
        return together([beside(first, set_at(self._hours[session.id], 0, (session.id,))), *rest])


def _hours(setting: Setting, slot: Slot) -> Line:
    schedule = setting.schedule
    said = setting.wordings[0].times(schedule.wall(slot.period.start), schedule.wall(slot.period.end))
    style = replace(setting.type.plain_name, tabular=True, colour=setting.palette.accent)
    return shape(setting.fonts, Span(said, "en", style), "ltr")


def _named(setting: Setting, room: Room) -> Sequence[Span]:
    """The room, its name bolder than the rest."""
    plain, bold = setting.type.plain_name, setting.type.name
    return [
        span._replace(style=replace(bold, lead=plain.lead)) if span.style == plain else span
        for span in room_line(setting, room)
    ]

"""The index of rooms: what is held where, with the pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import methodcaller

from eventkit.model import Room, Session, Slot, Status
from eventkit.outputs.programme.leading import set_dot_leader, without_number_column
from eventkit.outputs.programme.practical import room_spans
from eventkit.outputs.programme.sections import Section, build_section, session_anchor
from eventkit.outputs.programme.setting import PrintContext
from eventkit.typesetting import Anchor, Line, Span, set_lines, shape
from eventkit.typesetting.flow import Piece, beside, height_of, set_at, together
from eventkit.typesetting.joining import joined, reading_direction
from eventkit.typesetting.roles import Element, heading
from eventkit.typesetting.tagged import as_one, item, within

ROOMS = "rooms"

_ROOM_TITLE_LINES = 3
"""How many lines the title of a session may take."""


def room_index(context: PrintContext, places: Mapping[str, str]) -> Iterator[Section]:
    """What is held in each room, by time; nothing where there is one room or none.

    What goes on in all of them, such as a break, is told of none.
    """
    schedule = context.schedule
    held: dict[str, list[Session]] = {}
    for session in schedule.in_order:
        own = session.slot.rooms if session.slot else ()
        if session.status is not Status.CANCELLED and len(own) < len(schedule.rooms):
            for room in own:
                held.setdefault(room, []).append(session)
    if len(schedule.rooms) > 1 and held:
        lists = _RoomLists(context, places, [session for each in held.values() for session in each])
        there = [room for room in schedule.rooms if room.id in held]

        def pieces() -> Iterator[Piece]:
            return (piece for room in there for piece in lists.set_room(room, held[room.id]))

        say, columns = methodcaller("word", "rooms"), context.page_format.columns
        yield build_section(context, ROOMS, say, pieces, columns=columns)


class _RoomLists:
    """Sets what is held in a room, the titles of all rooms below one another."""

    def __init__(self, context: PrintContext, places: Mapping[str, str], sessions: Iterable[Session]) -> None:
        self._context, self._places = context, places
        self._hours = {each.id: _set_times(context, each.slot) for each in sessions if each.slot}
        self._column = context.column(of=context.page_format.columns)
        widest = max(line.width for line in self._hours.values()) + 2.5 * context.page_format.unit
        self._inset = widest if context.page_format.columns > 1 else context.page_format.time_column

    def set_room(self, room: Room, sessions: Sequence[Session]) -> list[Piece]:
        """A room with what is held in it; what is no more than half a page long stays together."""
        context, line = self._context, self._context.page_format.leading
        name, *others = as_one(heading(3), self._column.lines(_room_heading(context, room), (room.id,)))
        anchor = Anchor(f"room-{room.id}", 0, 0)
        named = [name._replace(marks=(anchor, *name.marks), before=line), *others]
        pieces = [piece._replace(keeps=True) for piece in named]
        by_day = groupby(
            sessions, key=lambda each: each.slot and context.schedule.day(each.slot.period.start)
        )
        for at, (day, there) in enumerate(by_day):
            said = joined(context.spans_of(methodcaller("short_day", day), context.type_scale.role))
            (caption,) = as_one(heading(4), [self._column.text(said)])
            pieces.append(caption._replace(before=line / 2 if at else 0, keeps=True))
            listed = Element("L")
            for session in there:
                pieces += within(listed, item(as_one("P", self._set_session(session))))
        # In columns rooms are parted between their days, so that all columns are filled.
        whole = context.page_format.columns == 1 and height_of(pieces) <= context.page_format.text_height / 2
        return together(pieces, before=line) if whole else pieces

    def _set_session(self, session: Session) -> list[Piece]:
        """When, what, and on which page: a line, or more where that does not hold the title."""
        context, style = self._context, self._context.type_scale.plain_name
        column = self._column.narrowed(self._inset)
        inner, title = without_number_column(context, column), context.text_spans(session.title, style)[0]
        lines = set_lines(
            context.fonts, title, inner.width, max_lines=_ROOM_TITLE_LINES, base=reading_direction([title])
        )
        alone = len(lines) == 1
        pieces = [set_at(line, inner.begin(line, alone=alone), (session.id,)) for line in lines]
        number, anchor = context.type_scale.number, session_anchor(session)
        first, *rest = set_dot_leader(context, pieces, anchor, self._places, column, style=number)
        return together([beside(first, set_at(self._hours[session.id], 0, (session.id,))), *rest])


def _set_times(context: PrintContext, slot: Slot) -> Line:
    schedule = context.schedule
    said = context.wordings[0].times(schedule.wall(slot.period.start), schedule.wall(slot.period.end))
    style = replace(context.type_scale.plain_name, tabular=True, colour=context.colours.accent)
    return shape(context.fonts, Span(said, "en", style), "ltr")


def _room_heading(context: PrintContext, room: Room) -> Sequence[Span]:
    """The room, its name bolder than the rest."""
    plain, bold = context.type_scale.plain_name, context.type_scale.name
    return [
        span._replace(style=replace(bold, lead=plain.lead)) if span.style == plain else span
        for span in room_spans(context, room)
    ]

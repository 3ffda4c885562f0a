"""The board: which sessions occupy which rooms and people, and what has to give way where one of them moves.

It moves whole units: a session with all that is part of it, or one talk of a block. Times are minutes since
1970.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from eventkit.findings import Severity
from eventkit.model import Kind, Participant, ParticipantId, RoomId, Session, SessionId
from eventkit.planning.free_time import (
    BESIDE_TALKS,
    day_bounds,
    find_rooms_without_talks,
    instant_of,
    join,
    minute,
    usual_hours,
)
from eventkit.planning.planning_twins import find_room_faults
from eventkit.planning.problem import Window
from eventkit.planning.talk_requests import TalkRequest, occupy_any_time
from eventkit.rules import OpeningHours, rule_by_code
from eventkit.rules.person_rules import grade_clash, is_aside, is_one_person
from eventkit.rules.schedule_index import Occupancy, ScheduleIndex, is_for_everyone
from eventkit.times import Period

_FOR_EVERYONE = frozenset({Kind.BREAK, Kind.MEAL})
_NEVER_DISPLACED = frozenset(kind for kind in Kind if kind.is_pause) | {Kind.SOCIAL, Kind.TOUR}


class Place(NamedTuple):
    """The place of a unit.

    Attributes:
        start: Its first minute.
        rooms: Its rooms; those of its block for a talk of one.
        block: The block of a talk; ``None`` outside blocks.
    """

    start: int
    rooms: tuple[RoomId, ...]
    block: SessionId | None


@dataclass(frozen=True, slots=True)
class Losses:
    """Rooms and people that are lost to a conference.

    Attributes:
        rooms: Rooms that cannot be used.
        people: People who cannot come.
        windows: When that is so; at any time if ``None``.
    """

    rooms: frozenset[RoomId] = frozenset()
    people: frozenset[ParticipantId] = frozenset()
    windows: tuple[Window, ...] | None = None

    def affect(self, start: int, end: int) -> bool:
        """True if they are lost at any minute of an interval."""
        return self.windows is None or any(start < closes and opens < end for opens, closes in self.windows)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: sessions that move as a whole.

    Attributes:
        session: The session itself.
        minutes: Its length.
        members: All sessions that move with it, itself among them, talks of a block aside.
        talks: The units of the talks in it, if it is a block.
        place: Where it is in the schedule.
        is_movable: Whether others may displace it.
    """

    session: Session
    minutes: int
    members: tuple[Occupancy, ...]
    talks: tuple[SessionId, ...]
    place: Place
    is_movable: bool

    @property
    def is_waiting(self) -> bool:
        """True for a session without a time: its place is long before the conference, if nothing is."""
        return self.session.slot is None


class _Appointment(NamedTuple):
    """Something else that a person of a session has to be in.

    Attributes:
        person: The person.
        unit: The unit that it moves with.
        at: The session as it is in the schedule.
    """

    person: Participant
    unit: SessionId
    at: Occupancy


class Board:
    """The units of a schedule, and where they are now.

    Attributes:
        index: The schedule.
        units: The units, by the id of their session.
        places: Where each of them is.
        losses: Rooms and people that are lost.
    """

    def __init__(
        self, index: ScheduleIndex, losses: Losses | None = None, waiting: Iterable[TalkRequest] = ()
    ) -> None:
        """The board of a schedule.

        Args:
            index: The schedule.
            losses: Rooms and people that are lost.
            waiting: Sessions without a time that are to get a place.
        """
        self.index = index
        self.losses = losses or Losses()
        self.units: dict[SessionId, Unit] = {}
        for at in sorted(index.occupancies(index.schedule.sessions)):
            if at.session.parent is None:
                self._add(at)
        self._has_blocks = any(
            unit.session.kind is Kind.BLOCK and not unit.session.pinned for unit in self.units.values()
        )
        for request in waiting:
            at = occupy_any_time(request)
            nowhere = Place(minute(at.start), (), None)
            self.units[at.id] = Unit(request.session, request.minutes, (at,), (), nowhere, is_movable=True)
        self.places = {id_: unit.place for id_, unit in self.units.items()}
        self._rooms_without_talks = find_rooms_without_talks(index.schedule)
        self._keynotes = [
            id_ for id_, unit in self.units.items() if unit.session.plenary or is_for_everyone(unit.session)
        ]
        self.hours: OpeningHours = index.settings.hours or usual_hours(index)
        self._people: dict[ParticipantId, list[tuple[SessionId, Occupancy]]] = {}
        for id_, unit in self.units.items():
            for member in unit.members:
                for appearance in member.session.people:
                    if appearance.comes:
                        self._people.setdefault(appearance.participant, []).append((id_, member))
        # A search asks for these tens of thousands of times, and they do not depend on where units are.
        self._known_appointments: dict[SessionId, tuple[_Appointment, ...]] = {}
        self._known_places: dict[tuple[Place, tuple[tuple[SessionId, int], ...]], bool] = {}

    def _add(self, top: Occupancy) -> None:
        """Add a session, and the talks in it if it is a block."""
        inside = [
            at for _, session in self.index.schedule.within(top.session) for at in self._occupied(session)
        ]
        talks = [at for at in inside[1:] if self._is_talk_of(at, top)]
        members = tuple(at for at in inside if at not in talks)
        movable = not any(at.session.pinned for at in inside)
        for at in talks:
            place = Place(minute(at.start), at.rooms, top.id)
            self.units[at.id] = Unit(
                at.session, at.minutes, (at,), (), place, not at.session.pinned and not top.session.pinned
            )
        is_settled = (
            top.session.plenary or is_for_everyone(top.session) or top.session.kind in _NEVER_DISPLACED
        )
        place = Place(minute(top.start), top.rooms, None)
        ids = tuple(at.id for at in talks)
        self.units[top.id] = Unit(top.session, top.minutes, members, ids, place, movable and not is_settled)

    def _occupied(self, session: Session) -> Iterator[Occupancy]:
        at = self.index.occupancy(session)
        if at is not None:
            yield at

    def _is_talk_of(self, at: Occupancy, block: Occupancy) -> bool:
        """True if a session is a talk that fills time of a block, in its rooms and without parts."""
        return (
            block.session.kind is Kind.BLOCK
            and at.session.parent == block.id
            and at.session.slot is not None
            and not at.session.slot.rooms
            and not self.index.parts(at.id)
        )

    def unit_of(self, session: SessionId) -> Unit:
        """The unit that a session moves with."""
        if session in self.units:
            return self.units[session]
        parent = self.index.schedule.session(session).parent
        if parent is None:
            message = f"Session '{session}' has no time."
            raise KeyError(message)
        return self.unit_of(parent)

    # What is in the way

    def conflicts(self, unit: Unit, place: Place) -> frozenset[SessionId] | None:
        """The units that have to leave if one comes to a place; ``None`` if it cannot be there at all."""
        shifts = self._shifts(unit, place)
        own = {*shifts}
        if not self._is_possible(unit, place, shifts):
            return None
        in_the_way = set(self._in_rooms(unit, place, own))
        for id_, shift in shifts.items():
            for member in self.units[id_].members:
                in_the_way.update(self._with_people_of(member, shift, place, own))
        return frozenset(in_the_way)

    def _shifts(self, unit: Unit, place: Place) -> dict[SessionId, int]:
        """By how many minutes a unit and the talks in it would be later than they are in the schedule."""
        id_ = unit.session.id
        later = place.start - self.places[id_].start
        ids = (id_, *(talk for talk in unit.talks if self.places[talk].block == id_))
        return {moved: self.places[moved].start + later - self.units[moved].place.start for moved in ids}

    def _is_possible(self, unit: Unit, place: Place, shifts: Mapping[SessionId, int]) -> bool:
        """Check whether people and rooms are there: it depends on nothing else than how far all move."""
        key = place, tuple(shifts.items())
        if key not in self._known_places:
            self._known_places[key] = self._are_people_and_rooms_there(unit, place, shifts)
        return self._known_places[key]

    def _are_people_and_rooms_there(self, unit: Unit, place: Place, shifts: Mapping[SessionId, int]) -> bool:
        """Check whether people are available, and rooms are available and suit."""
        losses = self.losses
        if not self._are_rooms_open(unit, place) or self._has_forbidden_rooms(unit, place.rooms):
            return False
        for id_, shift in shifts.items():
            for at in self.units[id_].members:
                for who in self._participants(at):
                    severity = Severity.WARNING if is_aside(who, at) else Severity.ERROR
                    starts, ends = minute(at.start) + shift, minute(at.end) + shift
                    if who.id in losses.people and losses.affect(starts, ends):
                        return False
                    if (
                        who.available
                        and self._is_error("person-unavailable", severity)
                        and not _is_within(starts, ends, who.available)
                    ):
                        return False
        return True

    def _are_rooms_open(self, unit: Unit, place: Place) -> bool:
        """Check whether rooms are neither lost nor closed at a place."""
        end = place.start + unit.minutes
        if self.losses.rooms.intersection(place.rooms) and self.losses.affect(place.start, end):
            return False
        rooms = map(self.index.schedule.room, place.rooms)
        return not self._is_error("room-unavailable", Severity.ERROR) or all(
            not room.available or _is_within(place.start, end, room.available) for room in rooms
        )

    def _has_forbidden_rooms(self, unit: Unit, rooms: tuple[RoomId, ...]) -> bool:
        """Check whether other rooms have too few seats, or lack something, where that is an error."""
        if rooms == unit.place.rooms:
            return False
        known = [*map(self.index.schedule.room, rooms)]
        return any(
            amount and self._is_error(code, rule_by_code(code).severity)
            for session in self.sessions_in_rooms(unit)
            for code, amount in find_room_faults(session, known, self.index.settings)
        )

    def sessions_in_rooms(self, unit: Unit) -> Iterator[Session]:
        """The sessions that are in the rooms of a unit: its own, and the talks of a block."""
        yield unit.session
        yield from (self.units[talk].session for talk in unit.talks)

    def _in_rooms(self, unit: Unit, place: Place, own: set[SessionId]) -> Iterator[SessionId]:
        """Units in the rooms of a place at its time; breaks and plenaries are in the way everywhere."""
        end = place.start + unit.minutes
        exclusive = {room for room in place.rooms if not self.index.schedule.room(room).shared}
        for id_, other in self.units.items():
            there = self.places[id_]
            if id_ in own or there.start >= end or there.start + other.minutes <= place.start:
                continue
            if place.block is not None:
                if there.block == place.block:
                    yield id_
                continue
            if there.block is None and (
                exclusive.intersection(there.rooms)
                or other.session.kind in _FOR_EVERYONE
                or (other.session.plenary and not unit.session.plenary)
            ):
                yield id_

    def _with_people_of(
        self, member: Occupancy, shift: int, place: Place, own: set[SessionId]
    ) -> Iterator[SessionId]:
        """Units that people of a session have to be in at the time to which it would be shifted."""
        start, end = minute(member.start) + shift, minute(member.end) + shift
        for who, id_, at in self._appointments(member):
            if id_ in own or at.id == place.block:
                continue
            moved = self.places[id_].start - self.units[id_].place.start
            starts, ends = minute(at.start) + moved, minute(at.end) + moved
            is_nested = self.places[id_].block == member.id or self.index.nested(member.session, at.session)
            if starts < end and start < ends and not is_nested:
                severity = grade_clash(self.index, who, member, at)[1]
                if self._is_error("person-clash", severity):
                    yield id_

    def _appointments(self, member: Occupancy) -> tuple[_Appointment, ...]:
        """The other sessions that the people of a session have to be in."""
        if member.id not in self._known_appointments:
            self._known_appointments[member.id] = tuple(
                _Appointment(who, id_, at)
                for who in self._participants(member)
                if is_one_person(who)
                for id_, at in self._people.get(who.id, ())
                if at.id != member.id
            )
        return self._known_appointments[member.id]

    def _participants(self, at: Occupancy) -> Iterable[Participant]:
        ids = dict.fromkeys(appearance.participant for appearance in at.session.people if appearance.comes)
        return self.index.participants(ids)

    def _is_error(self, code: str, severity: Severity) -> bool:
        return self.index.settings.grade(code, rule_by_code(code).severity, severity) is Severity.ERROR

    # Where a unit might go

    def candidates(self, unit: Unit, earliest: int = 0) -> Iterator[Place]:
        """Every place worth trying for a unit: where it begins or ends beside others, or at its own hour.

        Args:
            unit: The unit.
            earliest: The first minute at which it may begin, which is tried as well.
        """
        is_in_block = self._has_blocks if unit.is_waiting else unit.place.block is not None
        places = self._in_blocks(unit, earliest) if is_in_block else self._in_free_rooms(unit, earliest)
        yield from (place for place in dict.fromkeys(places) if place.start >= earliest)

    def _in_blocks(self, unit: Unit, earliest: int) -> Iterator[Place]:
        for id_, block in self.units.items():
            session = block.session
            track_fits = None in {session.track, unit.session.track} or session.track == unit.session.track
            is_own = id_ == (unit.session.parent if unit.is_waiting else unit.place.block)
            if unit.is_waiting and unit.session.parent is not None and not is_own:
                continue
            if session.kind is not Kind.BLOCK or block.place.block is not None:
                continue
            if not is_own and (session.pinned or not track_fits):
                continue
            there = self.places[id_]
            end = there.start + block.minutes
            starts = {there.start, earliest, *self._free_from(unit)}
            for other_id, other in self.units.items():
                if self.places[other_id].block == id_:
                    starts |= {self.places[other_id].start, self.places[other_id].start + other.minutes}
            for start in sorted(starts):
                if there.start <= start and start + unit.minutes <= end:
                    yield Place(start, there.rooms, id_)

    def _free_from(self, unit: Unit) -> Iterator[int]:
        """The minutes at which somebody in a unit arrives or is free again, or a keynote ends.

        A talk begins there although it leaves a gap in its block; otherwise it follows another.
        """
        for id_ in self._keynotes:
            yield self.places[id_].start + self.units[id_].minutes
        for member in unit.members:
            for who in self._participants(member):
                yield from (minute(period.start) for period in who.available)
                for other, at in self._people.get(who.id, ()):
                    yield minute(at.end) + self.places[other].start - self.units[other].place.start

    def _in_free_rooms(self, unit: Unit, earliest: int) -> Iterator[Place]:
        for day, (opens, closes) in self._days():
            for rooms in self._room_choices(unit):
                starts = {earliest}
                same_hour = None
                if not unit.is_waiting:
                    same_hour = unit.place.start + 1440 * (day - self._day(unit.place.start))
                    starts.add(same_hour)
                starts |= {*self._starts_beside(unit, rooms, (opens, closes))}
                for start in sorted(starts):
                    is_usual = start == same_hour
                    if is_usual or (opens <= start and start + unit.minutes <= closes):
                        yield Place(start, rooms, None)

    def _starts_beside(self, unit: Unit, rooms: tuple[RoomId, ...], day: Window) -> Iterator[int]:
        """The starts on a day that leave no gap in rooms; those of other blocks for a block.

        A block in a gap between others would fill the time that everyone has for a meal.
        """
        opens, closes = day
        if unit.session.kind is Kind.BLOCK:
            blocks = (other.place for other in self.units.values() if other.session.kind is Kind.BLOCK)
            yield from (there.start for there in blocks if opens <= there.start <= closes)
            return
        yield from (opens, closes - unit.minutes)
        for id_, there in self.places.items():
            if opens <= there.start <= closes and (set(there.rooms) & set(rooms) or not rooms):
                end = there.start + self.units[id_].minutes
                yield from (there.start, end, there.start - unit.minutes)

    def _room_choices(self, unit: Unit) -> list[tuple[RoomId, ...]]:
        """The rooms that a unit may be in: one for one; its several rooms, or those of them that are left."""
        if len(unit.place.rooms) != 1 and not unit.is_waiting:
            left = tuple(room for room in unit.place.rooms if self._is_left(room, unit))
            return [*dict.fromkeys((unit.place.rooms, left))] if left else [unit.place.rooms]
        return [
            (room.id,)
            for room in self.index.schedule.rooms
            if (not room.shared and self._suits(room.id, unit)) or room.id in unit.place.rooms
        ]

    def _suits(self, room: RoomId, unit: Unit) -> bool:
        """True if a unit may come to a room: a break to any, a talk to none that has only breaks."""
        return unit.session.kind in BESIDE_TALKS or room not in self._rooms_without_talks

    def _is_left(self, room: RoomId, unit: Unit) -> bool:
        """True if a room of a unit is neither lost nor closed at its time."""
        start, available = unit.place.start, self.index.schedule.room(room).available
        end = start + unit.minutes
        is_lost = room in self.losses.rooms and self.losses.affect(start, end)
        return not is_lost and (not available or _is_within(start, end, available))

    def _days(self) -> Iterator[tuple[int, tuple[int, int]]]:
        conference = self.index.schedule.conference
        for ordinal in range(conference.start.toordinal(), conference.end.toordinal() + 1):
            bounds = day_bounds(self.index, ordinal, self.hours)
            if bounds is not None:
                yield ordinal, bounds

    def _day(self, start: int) -> int:
        return self.index.day(instant_of(start)).toordinal()

    # Moves

    def move(self, unit: Unit, place: Place) -> Mapping[SessionId, Place]:
        """Move a unit, and the talks in it; the places before, for `restore`."""
        ids = (unit.session.id, *(talk for talk in unit.talks if self.places[talk].block == unit.session.id))
        before = {id_: self.places[id_] for id_ in ids}
        shift = place.start - self.places[unit.session.id].start
        for talk in ids[1:]:
            self.places[talk] = Place(self.places[talk].start + shift, place.rooms, unit.session.id)
        self.places[unit.session.id] = place
        return before

    def restore(self, places: Mapping[SessionId, Place]) -> None:
        """Undo a move."""
        self.places.update(places)


def _is_within(start: int, end: int, periods: Iterable[Period]) -> bool:
    windows = join((minute(period.start), minute(period.end)) for period in periods)
    return any(opens <= start and end <= closes for opens, closes in windows)

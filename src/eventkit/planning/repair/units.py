"""The board: which sessions occupy which rooms and people, and what has to give way where one of them moves.

It moves whole units: a session with all that is part of it, or one talk of a block. Times are minutes since
1970.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from eventkit.findings import Severity
from eventkit.model import Kind, Participant, ParticipantId, RoomId, Session, SessionId
from eventkit.planning.problem.free_time import (
    BESIDE_TALKS,
    cut,
    day_bounds,
    find_rooms_without_talks,
    instant_of,
    join,
    minute,
    opening_hours,
)
from eventkit.planning.problem.objective import find_room_faults
from eventkit.planning.problem.planning_model import Window
from eventkit.planning.problem.talk_requests import TalkRequest, occupy_any_time
from eventkit.rules import rule_by_code
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
    """A session that somebody has to be in, and therefore in no other at its time.

    Attributes:
        unit: The unit that it moves with.
        session: The session.
        start: Its first minute in the schedule.
        end: The first minute after it.
    """

    unit: SessionId
    session: SessionId
    start: int
    end: int


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
        self._blocks = [
            id_
            for id_, unit in self.units.items()
            if unit.session.kind is Kind.BLOCK and unit.place.block is None
        ]
        self.places: dict[SessionId, Place] = {}
        # Without these, each place that a search looks at would be compared with all units.
        self._in_room: defaultdict[RoomId, set[SessionId]] = defaultdict(set)
        self._in_block: defaultdict[SessionId, set[SessionId]] = defaultdict(set)
        self._known_minutes_left: dict[SessionId, int] = {}
        for id_, unit in self.units.items():
            self._put(id_, unit.place)
        self._rooms_without_talks = find_rooms_without_talks(index.schedule)
        self._breaks = [id_ for id_, unit in self.units.items() if unit.session.kind in _FOR_EVERYONE]
        self._plenaries = [id_ for id_, unit in self.units.items() if unit.session.plenary]
        self._keynotes = [
            id_ for id_, unit in self.units.items() if unit.session.plenary or is_for_everyone(unit.session)
        ]
        self.hours = opening_hours(index)
        self._people: dict[ParticipantId, list[tuple[SessionId, Occupancy]]] = {}
        for id_, unit in self.units.items():
            for member in unit.members:
                for appearance in member.session.people:
                    if appearance.comes:
                        self._people.setdefault(appearance.participant, []).append((id_, member))
        self._room_hours = {room.id: _windows(room.available) for room in index.schedule.rooms}
        self._person_hours = {who.id: _windows(who.available) for who in index.schedule.participants}
        # A search asks for these tens of thousands of times, and they do not depend on where units are.
        self._known_appointments: dict[SessionId, tuple[_Appointment, ...]] = {}
        self._known_shifts: dict[tuple[tuple[SessionId, int], ...], bool] = {}
        self._known_rooms: dict[tuple[SessionId, tuple[RoomId, ...]], bool] = {}

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
        """Check whether people and rooms are there, and the rooms suit."""
        in_rooms = unit.session.id, place.rooms
        if in_rooms not in self._known_rooms:
            self._known_rooms[in_rooms] = not self._has_forbidden_rooms(unit, place.rooms)
        if not self._known_rooms[in_rooms] or not self._are_rooms_open(unit, place):
            return False
        times = tuple(shifts.items())
        if times not in self._known_shifts:
            self._known_shifts[times] = self._are_people_there(shifts)
        return self._known_shifts[times]

    def _are_people_there(self, shifts: Mapping[SessionId, int]) -> bool:
        """Check whether people are available: it depends on nothing else than how far all move."""
        losses = self.losses
        for id_, shift in shifts.items():
            for at in self.units[id_].members:
                for who in self._participants(at):
                    severity = Severity.WARNING if is_aside(who, at) else Severity.ERROR
                    starts, ends = minute(at.start) + shift, minute(at.end) + shift
                    if who.id in losses.people and losses.affect(starts, ends):
                        return False
                    if not _is_within(starts, ends, self._person_hours[who.id]) and self._is_error(
                        "person-unavailable", severity
                    ):
                        return False
        return True

    def _are_rooms_open(self, unit: Unit, place: Place) -> bool:
        """Check whether rooms are neither lost nor closed at a place."""
        end = place.start + unit.minutes
        if self.losses.rooms.intersection(place.rooms) and self.losses.affect(place.start, end):
            return False
        are_open = all(_is_within(place.start, end, self._room_hours[room]) for room in place.rooms)
        return are_open or not self._is_error("room-unavailable", Severity.ERROR)

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
        if place.block is not None:
            near = self._in_block[place.block]
        else:
            everywhere = self._breaks if unit.session.plenary else [*self._breaks, *self._plenaries]
            near = {
                id_
                for id_ in (*everywhere, *(id_ for room in exclusive for id_ in self._in_room[room]))
                if self.places[id_].block is None
            }
        for id_ in near - own:
            start = self.places[id_].start
            if start < end and place.start < start + self.units[id_].minutes:
                yield id_

    def _with_people_of(
        self, member: Occupancy, shift: int, place: Place, own: set[SessionId]
    ) -> Iterator[SessionId]:
        """Units that people of a session have to be in at the time to which it would be shifted."""
        start, end = minute(member.start) + shift, minute(member.end) + shift
        for id_, session, starts, ends in self._appointments(member):
            if id_ in own or session == place.block:
                continue
            there = self.places[id_]
            moved = there.start - self.units[id_].place.start
            if starts + moved < end and start < ends + moved and there.block != member.id:
                yield id_

    def _appointments(self, member: Occupancy) -> tuple[_Appointment, ...]:
        """The other sessions that the people of a session have to be in."""
        if member.id not in self._known_appointments:
            self._known_appointments[member.id] = tuple(
                _Appointment(id_, at.id, minute(at.start), minute(at.end))
                for who in self._participants(member)
                if is_one_person(who)
                for id_, at in self._people.get(who.id, ())
                if at.id != member.id
                and not self.index.nested(member.session, at.session)
                and self._is_error("person-clash", grade_clash(self.index, who, member, at)[1])
            )
        return self._known_appointments[member.id]

    def _participants(self, at: Occupancy) -> Iterable[Participant]:
        ids = dict.fromkeys(appearance.participant for appearance in at.session.people if appearance.comes)
        return self.index.participants(ids)

    def _is_error(self, code: str, severity: Severity) -> bool:
        return self.index.settings.grade(code, rule_by_code(code).severity, severity) is Severity.ERROR

    # Where a unit might go

    def candidates(
        self, unit: Unit, earliest: int = 0, leaving: Collection[SessionId] | None = None
    ) -> Iterator[Place]:
        """Every place worth trying for a unit: where it begins or ends beside others, or at its own hour.

        Args:
            unit: The unit.
            earliest: The first minute at which it may begin, which is tried as well.
            leaving: The units that leave their places: then only places where no other unit is.
        """
        is_in_block = self._has_blocks if unit.is_waiting else unit.place.block is not None
        places = (
            self._in_blocks(unit, earliest, leaving) if is_in_block else self._in_free_rooms(unit, earliest)
        )
        own = {unit.session.id, *(leaving or ())}
        for place in dict.fromkeys(places):
            if place.start >= earliest and (leaving is None or not any(self._in_rooms(unit, place, own))):
                yield place

    def _in_blocks(self, unit: Unit, earliest: int, leaving: Collection[SessionId] | None) -> Iterator[Place]:
        free_from = {earliest, *self._free_from(unit)}
        for id_ in self._blocks if leaving is None else self._with_time_for(unit, leaving):
            block = self.units[id_]
            session = block.session
            track_fits = None in {session.track, unit.session.track} or session.track == unit.session.track
            is_own = id_ == (unit.session.parent if unit.is_waiting else unit.place.block)
            if unit.is_waiting and unit.session.parent is not None and not is_own:
                continue
            if not is_own and (session.pinned or not track_fits):
                continue
            there = self.places[id_]
            end = there.start + block.minutes
            starts = {there.start, *free_from}
            for other in self._in_block[id_]:
                starts |= {self.places[other].start, self.places[other].start + self.units[other].minutes}
            for start in sorted(starts):
                if there.start <= start and start + unit.minutes <= end:
                    yield Place(start, there.rooms, id_)

    def _with_time_for(self, unit: Unit, leaving: Collection[SessionId]) -> Iterator[SessionId]:
        """The blocks with as many minutes as a unit needs once it and others have left their places."""
        added: Counter[SessionId | None] = Counter()
        for id_ in {unit.session.id, *leaving}:
            added[self.places[id_].block] += self.units[id_].minutes
        for id_ in self._blocks:
            if self._minutes_left(id_) + added[id_] >= unit.minutes:
                yield id_

    def _minutes_left(self, block: SessionId) -> int:
        """The minutes of a block in which there is no talk; of talks that overlap each minute counts once."""
        if block not in self._known_minutes_left:
            start, minutes = self.places[block].start, self.units[block].minutes
            talks = ((self.places[id_].start, self.units[id_].minutes) for id_ in self._in_block[block])
            taken = ((begins, begins + length) for begins, length in talks)
            rest = cut((start, start + minutes), taken)
            self._known_minutes_left[block] = sum(end - begins for begins, end in rest)
        return self._known_minutes_left[block]

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
        others = {id_ for room in rooms for id_ in self._in_room[room]} if rooms else self.places
        for id_ in others:
            there = self.places[id_]
            if opens <= there.start <= closes:
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
        start = unit.place.start
        end = start + unit.minutes
        is_lost = room in self.losses.rooms and self.losses.affect(start, end)
        return not is_lost and _is_within(start, end, self._room_hours[room])

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
            self._put(talk, Place(self.places[talk].start + shift, place.rooms, unit.session.id))
        self._put(unit.session.id, place)
        return before

    def restore(self, places: Mapping[SessionId, Place]) -> None:
        """Undo a move."""
        for id_, place in places.items():
            self._put(id_, place)

    def _put(self, id_: SessionId, place: Place) -> None:
        """Enter the place of a unit."""
        self._known_minutes_left.pop(id_, None)
        before = self.places.get(id_)
        if before is not None:
            for room in before.rooms:
                self._in_room[room].discard(id_)
            if before.block is not None:
                self._in_block[before.block].discard(id_)
                self._known_minutes_left.pop(before.block, None)
        self.places[id_] = place
        for room in place.rooms:
            self._in_room[room].add(id_)
        if place.block is not None:
            self._in_block[place.block].add(id_)
            self._known_minutes_left.pop(place.block, None)


def _windows(available: Iterable[Period]) -> list[Window]:
    """The windows in which a room or a person is available; none for at any time."""
    return join((minute(period.start), minute(period.end)) for period in available)


def _is_within(start: int, end: int, windows: Sequence[Window]) -> bool:
    return not windows or any(opens <= start and end <= closes for opens, closes in windows)

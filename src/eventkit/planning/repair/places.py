"""The units of a repair, which move as a whole, and every place where each of them may be, with its cost.

Places depend on nothing that moves: what is in the way of a unit is the business of the search. Times are
minutes since 1970.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import count, islice

from eventkit.findings import Finding, Severity
from eventkit.model import Kind, ParticipantId, RoomId, Session, SessionId
from eventkit.planning.problem.free_time import (
    BESIDE_TALKS,
    cut,
    day_bounds,
    find_rooms_without_talks,
    instant_of,
    intersect,
    minute,
    opening_hours,
    window_of,
    windows_of,
)
from eventkit.planning.problem.objective import find_room_faults
from eventkit.planning.problem.parallel_prices import is_general
from eventkit.planning.problem.planning_model import FORBIDDEN, Window
from eventkit.planning.problem.talk_requests import TalkRequest, occupy_any_time
from eventkit.planning.repair.disruptions import Losses
from eventkit.planning.repair.repair_costs import RepairCosts
from eventkit.rules.person_rules import grade_clash, is_aside, is_one_person
from eventkit.rules.schedule_index import Occupancy, ScheduleIndex

LETTER = 100_000
"""The points of one letter: costs are whole numbers."""

_NEVER_DISPLACED = frozenset(kind for kind in Kind if kind.is_pause) | {Kind.SOCIAL, Kind.TOUR}

_NEAR, _NEAR_DISPLACED, _GRID, _COARSE_GRID = 60, 30, 5, 15
"""Up to how many minutes from its time a unit is tried each five minutes, and one that only gives way;
farther away each quarter of an hour."""

_EARLINESS = 0.00001
"""In letters, a minute later for a session without a time: less than one beside an opening."""

_ENDS_TRIED = 60
"""Up to how many different ends of sessions all starts are tried for what gives way, and ends as starts."""


@dataclass(eq=False, slots=True)
class Place:
    """A place of a unit. There is one object for each, so that identity compares them."""

    start: int
    rooms: tuple[RoomId, ...]
    block: SessionId | None
    day: int
    keys: tuple[tuple[str, int], ...]


Options = tuple[int, Sequence[tuple[RoomId, ...]], SessionId | None]
"""A start, the sets of rooms to choose from, and the block they are in."""

Clash = tuple["Unit", int, int, int, int]
"""Another unit with the same people, and from when to when each of the two has them, from its start on."""


@dataclass(eq=False, slots=True)
class Unit:
    """Sessions that move as a whole: one with all that is part of it, or one talk of a block."""

    session: Session
    minutes: int
    members: tuple[Occupancy, ...]
    home: Place | None
    people: int
    is_movable: bool
    is_pinned: bool
    is_affected: bool = False
    is_wrong: bool = False
    earliest: int = 0
    broken: set[Unit] = field(default_factory=set)
    clashes: list[Clash] | None = None
    places: list[tuple[int, Place]] = field(default_factory=list)
    rest: Iterator[tuple[int, Place]] | None = None
    costs: dict[Place, int] | None = None

    @property
    def origin(self) -> int:
        """The minute at which its members have it begin."""
        return minute(self.members[0].start)

    @property
    def is_block(self) -> bool:
        return self.session.kind is Kind.BLOCK

    @property
    def track(self) -> str | None:
        return None if self.is_block else self.session.track


class UnitPlaces:
    """The units of a schedule and their places."""

    def __init__(
        self, index: ScheduleIndex, costs: RepairCosts, losses: Losses, waiting: Iterable[TalkRequest] = ()
    ) -> None:
        self.index = index
        self.costs = costs
        self.losses = losses
        self.units: dict[SessionId, Unit] = {}
        self._unit_of: dict[SessionId, Unit] = {}
        self._known_places: dict[tuple[int, tuple[RoomId, ...], SessionId | None], Place] = {}
        schedule = index.schedule
        self._shared = {room.id for room in schedule.rooms if room.shared}
        for at in sorted(index.occupancies(schedule.sessions)):
            if at.session.parent is None:
                self._add(at)
        for request in waiting:
            at = occupy_any_time(request)
            self._enter((at,), None, is_movable=True)
        self._list_people()
        hours = opening_hours(index)
        first, last = schedule.conference.start.toordinal(), schedule.conference.end.toordinal()
        bounds = (day_bounds(index, day, hours) for day in range(first, last + 1))
        self._days = [each for each in bounds if each is not None]
        self._room_hours = {room.id: windows_of(room.available) for room in schedule.rooms}
        self._always_open = {room for room, hours in self._room_hours.items() if not hours} - losses.rooms
        self._person_hours = {who.id: windows_of(who.available) for who in schedule.participants}
        silent = find_rooms_without_talks(schedule)
        self._rooms = [room.id for room in schedule.rooms if not room.shared]
        self._talk_rooms = [room for room in self._rooms if room not in silent]
        self.for_everyone = [
            (unit.home.start, unit.home.start + unit.minutes, unit)
            for unit in self.units.values()
            if unit.home and (unit.session.kind in {Kind.BREAK, Kind.MEAL} or unit.session.plenary)
        ]
        self.turnaround = index.settings.turnaround
        ends = {unit.home.start + unit.minutes + self.turnaround for unit in self.units.values() if unit.home}
        self._ends = ends if len(ends) <= _ENDS_TRIED else set[int]()
        self._blocks = [unit for unit in self.units.values() if unit.is_block and unit.home]
        self._open_blocks = [block for block in self._blocks if not block.session.pinned]

    # Units

    def unit_of(self, session: SessionId) -> Unit:
        """The unit that a session moves with."""
        return self._unit_of[session]

    def units_of(self, finding: Finding) -> list[Unit]:
        """The units of the sessions that a finding names."""
        ids = [SessionId(subject.id) for subject in finding.subjects if subject.kind == "session"]
        return [*dict.fromkeys(self._unit_of[id_] for id_ in ids if id_ in self._unit_of)]

    def _add(self, top: Occupancy) -> None:
        """Add a session with all that is part of it; the talks of a block each by itself."""
        within = (self.index.occupancy(inner) for _, inner in self.index.schedule.within(top.session))
        inside = [at for at in within if at is not None]
        talks = [at for at in inside[1:] if self._is_talk_of(at, top)]
        members = tuple(at for at in inside if at not in talks)
        is_settled = is_general(top.session) or top.session.kind in _NEVER_DISPLACED
        is_free = not is_settled and top.session.kind is not Kind.BLOCK
        self._enter(members, self.place(minute(top.start), top.rooms), is_movable=is_free)
        for at in talks:
            home = self.place(minute(at.start), at.rooms, top.id)
            self._enter((at,), home, is_movable=not top.session.pinned)

    def _is_talk_of(self, at: Occupancy, block: Occupancy) -> bool:
        """True if a session is a talk that fills time of a block, in its rooms and without parts."""
        return (
            block.session.kind is Kind.BLOCK
            and at.session.parent == block.id
            and at.session.slot is not None
            and not at.session.slot.rooms
            and not self.index.parts(at.id)
        )

    def _enter(self, members: tuple[Occupancy, ...], home: Place | None, *, is_movable: bool) -> None:
        top = members[0]
        people = {who.participant for at in members for who in at.session.people if who.comes}
        is_pinned = any(at.session.pinned for at in members)
        unit = Unit(
            top.session,
            top.minutes,
            members,
            home,
            max(len(people), 1),
            is_movable and not is_pinned,
            is_pinned,
        )
        self.units[top.id] = unit
        self._unit_of.update((at.id, unit) for at in members)

    def talks_of(self, block: Unit) -> list[Unit]:
        id_ = block.session.id
        return [unit for unit in self.units.values() if unit.home is not None and unit.home.block == id_]

    def join_talks(self, block: Unit) -> None:
        """Make a block and its talks one unit, which moves as a whole."""
        talks = self.talks_of(block)
        block.members = (*block.members, *(at for unit in talks for at in unit.members))
        people = {who.participant for at in block.members for who in at.session.people if who.comes}
        block.people = max(len(people), 1)
        block.is_pinned |= any(unit.is_pinned for unit in talks)
        for unit in talks:
            del self.units[unit.session.id]
            self._unit_of[unit.session.id] = block
        for unit in self.units.values():
            unit.clashes = None
        self._list_people()

    def _list_people(self) -> None:
        self._by_person: defaultdict[str, list[tuple[Unit, Occupancy]]] = defaultdict(list)
        for unit in self.units.values():
            for at in unit.members:
                for who in at.session.people:
                    if who.comes:
                        self._by_person[who.participant].append((unit, at))

    def is_turned_around(self, unit: Unit, other: Unit) -> bool:
        """True if a room has to be turned around between two units: not beside a break, or between blocks."""
        has_break = unit.session.kind.is_pause or other.session.kind.is_pause
        return bool(self.turnaround) and not has_break and not (unit.is_block and other.is_block)

    def clashes_of(self, unit: Unit) -> list[Clash]:
        """The other units with somebody who has to be in this one, and when."""
        if unit.clashes is None:
            found: set[Clash] = set()
            for at in unit.members:
                begins = minute(at.start) - unit.origin
                for who in self.index.participants(_ids_of(at)):
                    for other, there in self._by_person[who.id] if is_one_person(who) else ():
                        if other is unit or self.index.nested(at.session, there.session):
                            continue
                        if self.is_error("person-clash", grade_clash(self.index, who, at, there)[1]):
                            start = minute(there.start) - other.origin
                            found.add((other, begins, begins + at.minutes, start, start + there.minutes))
            unit.clashes = sorted(found, key=lambda clash: (clash[0].session.id, clash[1:]))
        return unit.clashes

    # What has been lost

    def lost_rooms_of(self, unit: Unit) -> tuple[RoomId, ...]:
        """The rooms of a unit that are lost while it is there."""
        home = unit.home
        if home is None or not self.losses.affect(home.start, home.start + unit.minutes):
            return ()
        return tuple(room for room in home.rooms if room in self.losses.rooms)

    def absent_person_of(self, unit: Unit) -> ParticipantId | None:
        """Somebody in a unit who cannot come at its time."""
        for at in unit.members if unit.home is not None else ():
            if self.losses.affect(*window_of(at)):
                for who in _ids_of(at):
                    if who in self.losses.people:
                        return who
        return None

    # Places

    def place(self, start: int, rooms: tuple[RoomId, ...], block: SessionId | None = None) -> Place:
        """The one place of that time, those rooms and that block."""
        name = start, rooms, block
        if name not in self._known_places:
            day = self.index.day(instant_of(start)).toordinal()
            taken = [block] if block is not None else [room for room in rooms if room not in self._shared]
            self._known_places[name] = Place(start, rooms, block, day, tuple((each, day) for each in taken))
        return self._known_places[name]

    def places_of(self, unit: Unit) -> list[tuple[int, Place]]:
        """The places of a unit with their costs in points, the cheapest first; others may be there."""
        unit.places += self._rest_of(unit)
        return unit.places

    def cheapest_of(self, unit: Unit) -> Iterator[tuple[int, Place]]:
        """The places of a unit, each found when it is asked for: most units that give way need one or two."""
        rest, known = self._rest_of(unit), unit.places
        for number in count():
            if number == len(known):
                known += islice(rest, 1)
            if number == len(known):
                return
            yield known[number]

    def costs_of(self, unit: Unit) -> dict[Place, int]:
        if unit.costs is None:
            unit.costs = {place: points for points, place in self.places_of(unit)}
        return unit.costs

    def _rest_of(self, unit: Unit) -> Iterator[tuple[int, Place]]:
        """The places of a unit that nobody has asked for yet."""
        if unit.rest is None:
            unit.places, unit.rest = [], self._by_cost(unit)
        return unit.rest

    def _by_cost(self, unit: Unit) -> Iterator[tuple[int, Place]]:
        """The places of a unit by cost, then by distance; those of a start once one of them may be next."""
        home, options = unit.home, [] if unit.is_pinned else [*self._priced_options(unit)]
        in_rooms = {
            rooms: self.costs.in_rooms(unit.members, home.rooms if home is not None else (), rooms)
            for rooms in dict.fromkeys(rooms for _, _, choices, _ in options for rooms in choices)
        }
        queue: list[tuple[int, int, tuple[RoomId, ...], int, Place | None]] = [
            (round(LETTER * (cost + min(in_rooms[rooms] for rooms in choices))), away, (), number, None)
            for number, (cost, start, choices, _) in enumerate(options)
            for away in [abs(start - unit.origin)]
        ]
        if home is not None and not unit.is_wrong:
            queue.append((0, abs(home.start - unit.origin), home.rooms, -1, home))
        heapify(queue)
        known = {home}
        while queue:
            points, away, _, number, place = heappop(queue)
            if place is not None:
                yield points, place
                continue
            cost, start, choices, block = options[number]
            for rooms in choices:
                place = self.place(start, rooms, block)
                if place not in known and self.is_open(unit, place):
                    known.add(place)
                    heappush(queue, (round(LETTER * (cost + in_rooms[rooms])), away, rooms, number, place))

    def _priced_options(self, unit: Unit) -> Iterator[tuple[float, *Options]]:
        """The starts of a unit at which everybody can come, each with its cost."""
        known: dict[int, float | None] = {}
        is_in_block = bool(self._open_blocks) if unit.home is None else unit.home.block is not None
        for start, choices, block in self._in_blocks(unit) if is_in_block else self._in_rooms(unit):
            if start not in known:
                known[start] = self._cost_at(unit, start) if start >= unit.earliest else None
            cost = known[start]
            if choices and cost is not None:
                yield cost, start, choices, block

    def _cost_at(self, unit: Unit, start: int) -> float | None:
        """The cost of a start; ``None`` if somebody cannot come then."""
        shift = start - unit.origin
        if not all(self._are_people_there(at, shift) for at in unit.members):
            return None
        cost = self.costs.at_time(unit.members, shift, unit.people, is_new=unit.home is None)
        if unit.home is None:
            # Early in its block or day, so that it leaves no gap.
            return cost + _EARLINESS * (start - self._days[0][0] if self._days else 0)
        if unit.earliest:
            cost += 2_000 * (start - unit.earliest) / 15
        return cost

    def _in_rooms(self, unit: Unit) -> Iterator[Options]:
        choices = [rooms for rooms in self._room_choices(unit) if self._suits(unit, rooms)]
        for start in sorted(self._starts(unit)):
            end = start + unit.minutes
            if any(opens <= start and end <= closes for opens, closes in self._days) and not any(
                begins < end and start < ends and other is not unit and not other.is_affected
                for begins, ends, other in self.for_everyone
            ):
                yield start, choices, None
        if unit.home is not None:
            yield unit.home.start, choices, None

    def _starts(self, unit: Unit) -> set[int]:
        """The starts worth trying outside blocks; for a block those of others, for meals are between them."""
        home = unit.home
        if unit.session.kind is Kind.BLOCK:
            return {block.home.start for block in self._open_blocks if block.home is not None}
        near = _NEAR if unit.is_affected else _NEAR_DISPLACED
        starts = {unit.earliest} if unit.earliest else set[int]()
        if home is not None:
            starts |= {home.start + step for step in range(-near, near + 1, _GRID)}
            starts |= {unit.earliest + step for step in range(0, near + 1, _GRID)} if unit.earliest else set()
            if unit.session.kind.is_pause:  # on another day, or after all talks, it would be none
                return starts
        if unit.is_affected or self._ends:
            starts |= self._ends
            for opens, closes in self._days:
                starts |= {*range(opens, closes, _COARSE_GRID), closes - unit.minutes}
            for at in unit.members:
                starts |= {opens for who in _ids_of(at) for opens, _ in self._person_hours[who]}
        return starts

    def _room_choices(self, unit: Unit) -> list[tuple[RoomId, ...]]:
        """The rooms that a unit may be in: one for one; its several rooms, or those of them that are left."""
        rooms = unit.home.rooms if unit.home is not None else ()
        if unit.home is not None and len(rooms) != 1:
            start, end = unit.home.start, unit.home.start + unit.minutes
            left = tuple(
                room
                for room in rooms
                if not (room in self.losses.rooms and self.losses.affect(start, end))
                and _is_within(start, end, self._room_hours[room])
            )
            return [rooms, left] if left else [rooms]
        choices = self._rooms if unit.session.kind in BESIDE_TALKS else self._talk_rooms
        return [*dict.fromkeys([*((room,) for room in choices), *((room,) for room in rooms)])]

    def _in_blocks(self, unit: Unit) -> Iterator[Options]:
        own, home = unit.session.track, unit.home
        parent = unit.session.parent if home is None else None
        whole = self.units.get(parent) if parent is not None else None
        for block in self._blocks if parent is None else filter(None, [whole]):
            there, session = block.home, block.session
            is_own = session.id in {parent, home.block if home is not None else None}
            fits = None in {session.track, own} or session.track == own
            if there is None or not (is_own or (fits and not session.pinned)):
                continue
            is_near = home is None or there.start - _NEAR <= home.start <= there.start + block.minutes + _NEAR
            if not (is_near or unit.is_affected or self._ends):
                continue  # of a large conference, what only gives way stays about its time
            if self._suits(unit, there.rooms):
                first, last = self._first_in(block), there.start + block.minutes - unit.minutes
                starts = {*range(first, last + 1, _GRID), *self._ends, unit.earliest}
                starts |= {home.start} if home is not None else set()
                for at in unit.members:
                    starts |= {opens for who in _ids_of(at) for opens, _ in self._person_hours[who]}
                for start in sorted(starts):
                    if first <= start <= last:
                        yield start, (there.rooms,), session.id

    def _first_in(self, block: Unit) -> int:
        """The first minute of a block: not before its room is turned around, if another one precedes it."""
        assert block.home is not None  # noqa: S101 - only such blocks have talks
        rooms, start = {*block.home.rooms}, block.home.start
        for other in self._open_blocks if self.turnaround else ():
            if other.home is not None and not rooms.isdisjoint(other.home.rooms):
                end = other.home.start + other.minutes
                if end <= block.home.start < end + self.turnaround:
                    start = max(start, end + self.turnaround)
        return start

    def _suits(self, unit: Unit, rooms: tuple[RoomId, ...]) -> bool:
        """True if rooms lack nothing of which the lack is an error."""
        if unit.home is not None and rooms == unit.home.rooms:
            return True
        known = [*map(self.index.schedule.room, rooms)]
        return not any(
            amount and self.is_error(code)
            for at in unit.members
            for code, amount in find_room_faults(at.session, known)
        )

    def is_open(self, unit: Unit, place: Place) -> bool:
        """True if the rooms of a place are neither lost nor closed."""
        if self._always_open.issuperset(place.rooms):
            return True
        start, end = place.start, place.start + unit.minutes
        if not self.losses.rooms.isdisjoint(place.rooms) and self.losses.affect(start, end):
            return False
        are_open = all(_is_within(start, end, self._room_hours[room]) for room in place.rooms)
        return are_open or not self.is_error("room-unavailable", Severity.ERROR)

    def open_times(self, rooms: Iterable[RoomId], window: Window) -> list[Window]:
        """The parts of a time in which some rooms are neither lost nor closed."""
        parts = [window]
        for room in rooms:
            if self._room_hours[room] and self.is_error("room-unavailable", Severity.ERROR):
                parts = intersect(parts, self._room_hours[room])
            if room in self.losses.rooms:
                lost = [window] if self.losses.windows is None else self.losses.windows
                parts = [left for part in parts for left in cut(part, lost)]
        return parts

    def _are_people_there(self, at: Occupancy, shift: int) -> bool:
        start, end = minute(at.start) + shift, minute(at.end) + shift
        for who in self.index.participants(_ids_of(at)):
            if who.id in self.losses.people and self.losses.affect(start, end):
                return False
            severity = Severity.WARNING if is_aside(who, at) else Severity.ERROR
            if not _is_within(start, end, self._person_hours[who.id]) and self.is_error(
                "person-unavailable", severity
            ):
                return False
        return True

    def is_error(self, code: str, severity: Severity | None = None) -> bool:
        """True if a finding, of that severity or of its rule's, is an error in this conference."""
        return self.costs.prices(code, severity) == FORBIDDEN


def _ids_of(at: Occupancy) -> Collection[ParticipantId]:
    """The participants who come to a session."""
    return dict.fromkeys(appearance.participant for appearance in at.session.people if appearance.comes)


def _is_within(start: int, end: int, windows: Sequence[Window]) -> bool:
    return not windows or any(opens <= start and end <= closes for opens, closes in windows)

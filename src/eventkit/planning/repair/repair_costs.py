"""The costs of a repair: letters to people, changes of rooms and times, prices by the weights of plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from operator import add, sub
from typing import NamedTuple

from eventkit.findings import Severity
from eventkit.model import RoomId, Session, SessionId
from eventkit.planning.problem.free_time import instant_of, minute
from eventkit.planning.problem.interest import Interest, missing_seats
from eventkit.planning.problem.objective import UnitPrices, find_room_faults
from eventkit.planning.repair.units import Board, Place, Unit
from eventkit.rules import rule_by_code
from eventkit.rules.block_rules import BESIDE_PLENARY, NO_RIVAL
from eventkit.rules.room_rules import is_repeated
from eventkit.rules.schedule_index import Occupancy, is_for_everyone
from eventkit.schedule import EntityKind, Schedule

OTHER_TIME, OTHER_DAY, OTHER_ROOM, DRAFT_ONLY = 10, 20, 3, 1
"""The cost of a letter: another time, on another day on top of it, only another room; nothing released."""

_QUARTERS_LIMIT = 8
"""From two hours on, a session that moves further costs no more."""

_QUARTER_PRICE, _FEATURE_PRICE, _ROOM_PRICE = 160, 1_600, 80
"""The price of a quarter of an hour from its time, of a feature that its room had, and of another room: one
seat, ten seats, half a seat."""

_ERROR_FACTOR = 1_000
"""By how much more something costs than a warning, where it would be an error."""


class RepairAim(StrEnum):
    """The aim of a repair: the number that it keeps lowest, after what plenaries lose.

    Attributes:
        MOVES: The sessions that move; then the letters to people.
        PEOPLE: The people to notify.
        ROOMS: The sessions that change rooms.
        TIMES: The time between old and new times.
        PRICE: The price by the weights of plans, votes for sessions included.
    """

    MOVES = "moves"
    PEOPLE = "people"
    ROOMS = "rooms"
    TIMES = "times"
    PRICE = "price"


class Cost(NamedTuple):
    """The cost of moves; costs are compared in this order.

    Attributes:
        days: How many plenaries, openings and keynotes are on another day: all travel plans depend on them.
        plenaries: The price of the seats that plenaries, openings and keynotes lose, and of their minutes
            beside one another: hundreds of people would stand, or miss one of them.
        delays: How many late sessions begin even later than they have to.
        aim: What the aim of the repair counts.
        letters: Letters to the people concerned, by how much has changed for them.
        price: The price by the weights of plans, and how far sessions are from their old places.
    """

    days: int = 0
    plenaries: int = 0
    delays: int = 0
    aim: int = 0
    letters: int = 0
    price: int = 0

    def plus(self, other: Cost) -> Cost:
        """The cost of both."""
        return Cost(*map(add, self, other))

    def minus(self, other: Cost) -> Cost:
        """The cost that is left of it beside another one."""
        return Cost(*map(sub, self, other))


class RepairCosts:
    """Prices the places of units."""

    def __init__(
        self, board: Board, published: Schedule, unit_prices: UnitPrices, interest: Interest, aim: RepairAim
    ) -> None:
        self._board = board
        self._schedule = board.index.schedule
        self._settings = board.index.settings
        self._published = published
        self._known = EntityKind.SESSION.by_id(published)
        self._unit_prices = unit_prices
        self._interest = interest
        self._aim = aim
        self._units = {
            member.id: (id_, member) for id_, unit in board.units.items() for member in unit.members
        }
        # All of these are asked for hundreds of thousands of times.
        self._minutes = {id_: (minute(at.start), minute(at.end)) for id_, (_, at) in self._units.items()}
        self._known_unit_prices: dict[str, int] = {}
        self._room_costs: dict[tuple[SessionId, tuple[RoomId, ...]], tuple[int, int, int]] = {}
        self._time_costs: dict[tuple[SessionId, int], tuple[int, int, int]] = {}
        self._known_opponents: dict[SessionId, list[SessionId]] = {}
        self._by_track: dict[str, list[SessionId]] = {}
        for id_, (_, member) in self._units.items():
            if _counts_for_track(member.session) and not self._board.index.parts(id_):
                self._by_track.setdefault(str(member.session.track), []).append(id_)
        self._rivals = [id_ for id_, (_, member) in self._units.items() if self._is_rival(member.session)]
        self._keynotes = [id_ for id_ in self._rivals if is_for_everyone(self._units[id_][1].session)]
        self._plenaries = [id_ for id_, (_, member) in self._units.items() if member.session.plenary]

    def _is_rival(self, session: Session) -> bool:
        """True if `keynote-parallel` may name a session beside an opening or keynote."""
        _, *above = self._board.index.lineage(session)
        is_outermost = all(outer.kind in NO_RIVAL for outer in above)
        return is_outermost and session.kind not in NO_RIVAL and not session.plenary

    def sort_places(
        self, unit: Unit, places: Iterable[Place], earliest: int = 0, below: Cost | None = None
    ) -> list[tuple[Cost, Place]]:
        """The places of a unit with their costs, the cheapest first.

        Args:
            unit: The unit.
            places: The places.
            earliest: The minute at which it is to begin, if it is late; 0 if not.
            below: Places that cost as much or more are left out.
        """
        people = max(len(people_of(unit.session, self._schedule)), 1)
        by_start: dict[int, tuple[int, int]] = {}
        priced = []
        for place in places:
            cost = self._cost_without_others(unit, place, people, earliest)
            if below is not None and cost >= below:
                continue
            if place.start not in by_start:
                among = self._price_among_plenaries(unit, place.start)
                by_start[place.start] = among, self._price_beside(unit, place.start)
            among, beside = by_start[place.start]
            in_aim = beside if self._aim is RepairAim.PRICE else 0
            cost = cost.plus(Cost(plenaries=among, aim=in_aim, price=beside))
            if below is None or cost < below:
                priced.append((cost, place))
        return sorted(priced, key=lambda item: (item[0], item[1].start, item[1].rooms))

    def _cost_without_others(self, unit: Unit, place: Place, people: int, earliest: int) -> Cost:
        """The cost of a place as far as it does not depend on where other units are."""
        id_ = unit.session.id
        in_rooms = id_, place.rooms
        if in_rooms not in self._room_costs:
            change = self._price_of_change(unit, place.rooms)
            seats = self._price_of_lost_seats(unit, place.rooms)
            self._room_costs[in_rooms] = self._price_in_rooms(unit, place.rooms), change, seats
        price, change, seats = self._room_costs[in_rooms]
        at_time = id_, place.start
        if at_time not in self._time_costs:
            letters = self._letters(unit, place.start) * people
            days = self._count_other_days(unit, place.start)
            self._time_costs[at_time] = days, letters, self._distance(unit, place.start)
        days, letters, distance = self._time_costs[at_time]
        is_delayed = int(0 < earliest < place.start)
        count = self._count(unit, place, people, price)
        # How far it is, and what its room had, matter last: they are no part of the aim.
        return Cost(days, seats, is_delayed, count, letters, price + change + distance)

    def _count(self, unit: Unit, place: Place, people: int, price: int) -> int:
        """The number that the aim counts."""
        match self._aim:
            case RepairAim.MOVES:
                return 1
            case RepairAim.PEOPLE:
                return people
            case RepairAim.ROOMS | RepairAim.TIMES if unit.is_waiting:
                return 0
            case RepairAim.ROOMS:
                return int(place.rooms != unit.place.rooms)
            case RepairAim.TIMES:
                return abs(place.start - unit.place.start)
            case RepairAim.PRICE:
                return price

    def _letters(self, unit: Unit, minute_of_start: int) -> int:
        """The cost of notifying one person of another place of a unit that starts at a minute."""
        known = self._known.get(unit.session.id)
        if not isinstance(known, Session) or known.slot is None:
            return DRAFT_ONLY
        start = instant_of(minute_of_start)
        apart = abs(int((start - known.slot.period.start).total_seconds())) // 60
        if not apart:
            return OTHER_ROOM
        cost = OTHER_TIME + min(apart // 15, _QUARTERS_LIMIT)
        if self._schedule.day(start) != self._schedule.day(known.slot.period.start):
            cost += OTHER_DAY
        return cost

    @staticmethod
    def _distance(unit: Unit, start: int) -> int:
        """The distance in time of a place from the old one."""
        return 0 if unit.is_waiting else _QUARTER_PRICE * (abs(start - unit.place.start) // 15)

    def _price_of_change(self, unit: Unit, rooms: tuple[RoomId, ...]) -> int:
        """The price of other rooms, and of features that only the old ones had."""
        if unit.is_waiting:
            return 0
        had, has = (
            {feature for room in each for feature in self._schedule.room(room).features}
            for each in (unit.place.rooms, rooms)
        )
        is_elsewhere = {*rooms} != {*unit.place.rooms}
        return _FEATURE_PRICE * len(had - has) + _ROOM_PRICE * is_elsewhere

    def _price_in_rooms(self, unit: Unit, room_ids: Iterable[RoomId]) -> int:
        """The price of rooms: people without a seat, and features that are needed."""
        rooms = [*map(self._schedule.room, room_ids)]
        price = 0
        for session in self._board.sessions_in_rooms(unit):
            for code, amount in find_room_faults(session, rooms, self._settings):
                price += self._unit_price(code) * amount
            price += self._unit_prices.price("interest-seats") * missing_seats(session, rooms, self._interest)
        return price

    def _price_of_lost_seats(self, unit: Unit, rooms: tuple[RoomId, ...]) -> int:
        """The price of the seats that sessions for everyone lack in other rooms, and not in their own.

        One of unknown audience fills the room in which it is.
        """
        old, new = (self._seats(each) for each in (unit.place.rooms, rooms))
        if new is None:
            return 0
        lost = 0
        for session in self._board.sessions_in_rooms(unit):
            if session.plenary or is_for_everyone(session):
                audience = session.audience if session.audience is not None else old or 0
                lost += max(audience - new, 0) - max(audience - (old or audience), 0)
        return self._unit_price("room-too-small") * max(lost, 0)

    def _seats(self, rooms: tuple[RoomId, ...]) -> int | None:
        """The seats of rooms; ``None`` without rooms, or if the capacity of one is unknown."""
        seats = [self._schedule.room(room).capacity for room in rooms]
        known = [each for each in seats if each is not None]
        return sum(known) if known and len(known) == len(seats) else None

    def _price_among_plenaries(self, unit: Unit, start: int) -> int:
        """The price of sessions for everyone at the same time as others of them."""
        moving = {unit.session.id, *unit.talks}
        later = start - self._board.places[unit.session.id].start
        price = 0
        for member in self._sessions_for_everyone(unit):
            session = member.session
            own = self._times(member.id, later)
            for code, others in (("plenary-parallel", self._plenaries), ("keynote-parallel", self._keynotes)):
                # A plenary beside a keynote is found by the rule of plenaries.
                line = self._unit_price("plenary-parallel" if session.plenary else code)
                shared = (
                    self._shared(own, other, moving)
                    for other in others
                    if line and not is_repeated(session, self._units[other][1].session)
                )
                price += line * sum(shared)
        return price

    def _sessions_for_everyone(self, unit: Unit) -> Iterator[Occupancy]:
        """The plenaries, openings, keynotes, ceremonies and closings that move with a unit."""
        for id_ in (unit.session.id, *unit.talks):
            for member in self._board.units[id_].members:
                if member.session.plenary or is_for_everyone(member.session):
                    yield member

    def _count_other_days(self, unit: Unit, start: int) -> int:
        """The number of sessions for everyone that are on another day than before."""
        if unit.is_waiting:
            return 0
        old, new = (self._schedule.day(instant_of(each)) for each in (unit.place.start, start))
        return sum(1 for _ in self._sessions_for_everyone(unit)) if old != new else 0

    def _price_beside(self, unit: Unit, start: int) -> int:
        """The price of what is at the same time: for the same people, of one track, or for everyone."""
        wanted, line = self._unit_prices.price("interest"), self._unit_price("track-parallel")
        moving = {unit.session.id, *unit.talks}
        price = 0
        for member in (inner for id_ in moving for inner in self._board.units[id_].members):
            later = start - self._board.places[unit.session.id].start
            own = self._times(member.id, later)
            for other, people in self._interest.partners(member.id).items():
                price += wanted * people * self._shared(own, other, moving)
            if line and _counts_for_track(member.session):
                for other in self._by_track.get(str(member.session.track), ()):
                    price += line * self._shared(own, other, moving)
            price += self._price_beside_keynotes(member.session, own, moving)
        return price

    def _price_beside_keynotes(self, session: Session, own: tuple[int, int], moving: set[SessionId]) -> int:
        """The price of a session beside openings and keynotes, or of one for everyone beside others."""
        price = self._unit_price("plenary-parallel" if session.plenary else "keynote-parallel")
        if not price or not (session.plenary or self._is_rival(session)):
            return 0
        return price * sum(self._shared(own, other, moving) for other in self._opponents(session))

    def _opponents(self, session: Session) -> list[SessionId]:
        """The sessions beside which one has a price by `keynote-parallel`, or by `plenary-parallel`."""
        if session.id not in self._known_opponents:
            opponents = self._rivals if is_for_everyone(session) else self._keynotes
            if session.plenary:
                opponents = [*self._rivals, *self._plenaries]
            self._known_opponents[session.id] = [
                other for other in opponents if not is_repeated(session, self._units[other][1].session)
            ]
        return self._known_opponents[session.id]

    def _times(self, session: SessionId, later: int = 0) -> tuple[int, int]:
        """The first minute of a session as the board has it, and the first after it."""
        id_, _ = self._units[session]
        start, end = self._minutes[session]
        shift = self._board.places[id_].start - self._board.units[id_].place.start + later
        return start + shift, end + shift

    def _shared(self, own: tuple[int, int], other: SessionId, moving: set[SessionId]) -> int:
        """The minutes that an interval shares with a session that does not move along."""
        if other not in self._units or self._units[other][0] in moving:
            return 0
        start, end = self._times(other)
        return max(min(own[1], end) - max(own[0], start), 0)

    def _unit_price(self, code: str) -> int:
        """The price of one unit of a finding, as this conference grades it."""
        if code not in self._known_unit_prices:
            self._known_unit_prices[code] = self._grade_unit_price(code)
        return self._known_unit_prices[code]

    def _grade_unit_price(self, code: str) -> int:
        usual = rule_by_code(code).severity
        severity = self._settings.grade(code, usual, usual)
        if severity is None:
            return 0
        if severity is Severity.ERROR:
            return _ERROR_FACTOR * self._unit_prices.price(code, Severity.WARNING)
        return self._unit_prices.price(code, severity)


def people_of(session: Session, schedule: Schedule) -> set[str]:
    """The participants of a session and of all that is in it."""
    return {
        appearance.participant
        for _, inner in schedule.within(session)
        for appearance in inner.people
        if appearance.comes
    }


def _counts_for_track(session: Session) -> bool:
    return session.track is not None and session.kind not in BESIDE_PLENARY

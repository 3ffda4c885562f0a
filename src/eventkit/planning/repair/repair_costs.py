"""The objective of a repair: letters, losses of sessions for everyone, and the aim, in one number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from eventkit.findings import Severity
from eventkit.model import Kind, Room, RoomId, Session, SessionId
from eventkit.planning.problem.free_time import instant_of, minute, window_of
from eventkit.planning.problem.interest import Interest, known_seats, missing_seats
from eventkit.planning.problem.objective import Prices, find_room_faults
from eventkit.planning.problem.parallel_prices import is_general, may_compete
from eventkit.planning.problem.planning_model import FORBIDDEN
from eventkit.rules.block_rules import BESIDE_PLENARY, rival_rule
from eventkit.rules.room_rules import is_repeated
from eventkit.rules.schedule_index import PROGRAMME, Occupancy, ScheduleIndex
from eventkit.schedule import EntityKind, Schedule

OTHER_TIME, OTHER_DAY, OTHER_ROOM, DRAFT_ONLY = 10, 20, 3, 1
"""The letters of a person: another time, on another day on top of it, only another room; nothing released."""

_QUARTERS_LIMIT = 8
"""From two hours on, a session that moves further costs no more."""

LOST, ON_OTHER_DAY, LOST_SEAT, SHARED_MINUTE, LATE_QUARTER, CLOSED = 10**7, 10**6, 100, 200, 2_000, 10
"""In letters: a session without a place; one for everyone on another day, each of its seats that is lost, and
each of its minutes beside another one; each quarter by which a late session begins even later; a talk that
moves before the opening of a day, or behind its closing."""

_DAY = 12 * 60  # up to how many minutes before an opening or after a closing it counts
_FOR_EVERYONE = 20  # the factor of letters about a session for everyone
_ERROR_FACTOR = 1_000  # by how much more something costs than a warning, where it would be an error


class RepairAim(StrEnum):
    """The aim of a repair: the number that it keeps lowest, after what sessions for everyone lose.

    Attributes:
        MOVES: The sessions that move; then the letters to people, and the rooms of each track.
        PEOPLE: The people to notify.
        ROOMS: The sessions that change rooms.
        TIMES: The time between old and new times.
        TRACKS: The rooms of each track, and the letters.
        PRICE: The price by the weights of plans, votes for sessions included.
    """

    MOVES = "moves"
    PEOPLE = "people"
    ROOMS = "rooms"
    TIMES = "times"
    TRACKS = "tracks"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class AimWeights:
    """The weights of an aim, in letters; the small ones decide between equals."""

    move: float = 0.0
    person: float = 0.0
    room: float = 0.0
    minute: float = 0.00002
    track_room: float = 0.01
    letter: float = 1.0
    point: float = 0.000001


AIMS: Mapping[RepairAim, AimWeights] = MappingProxyType(
    {
        RepairAim.MOVES: AimWeights(move=100, track_room=2),
        RepairAim.PEOPLE: AimWeights(person=100),
        RepairAim.ROOMS: AimWeights(room=100),
        RepairAim.TIMES: AimWeights(minute=5, letter=0.1),
        RepairAim.TRACKS: AimWeights(move=20, track_room=10),
        RepairAim.PRICE: AimWeights(letter=0.1, point=0.1),
    }
)
"""The weights of each aim."""


class RepairCosts:
    """The costs of sessions at places, in letters, with all other sessions where the schedule has them."""

    def __init__(
        self,
        index: ScheduleIndex,
        published: Schedule,
        prices: Prices,
        interest: Interest,
        aim: RepairAim,
    ) -> None:
        self.weights = AIMS[aim]
        self._index = index
        self._schedule = index.schedule
        self._known = EntityKind.SESSION.by_id(published)
        self.prices = prices
        self._interest = interest
        self._known_opponents: dict[SessionId, list[tuple[int, SessionId]]] = {}
        occupancies = [*index.occupancies(index.schedule.sessions)]
        self._at = {at.id: window_of(at) for at in occupancies}
        self._by_track: dict[str, list[SessionId]] = {}
        for at in occupancies:
            if _counts_for_track(at.session) and not index.parts(at.id):
                self._by_track.setdefault(str(at.session.track), []).append(at.id)
        self._rivals = [at for at in occupancies if may_compete(index, at.session)]
        self._everyone = [at for at in occupancies if is_general(at.session)]
        self._frame = [at for at in occupancies if at.session.kind in {Kind.OPENING, Kind.CLOSING}]

    def at_time(self, members: Iterable[Occupancy], shift: int, people: int, *, is_new: bool) -> float:
        """The cost of sessions that begin later by a shift: the first of them is the one that moves."""
        members = [*members]
        top, weights = members[0], self.weights
        start = minute(top.start) + shift
        moving = {at.id for at in members}
        letters = self._letters(top.session, start) * people
        cost = weights.letter * letters * (_FOR_EVERYONE if is_general(top.session) else 1)
        cost += weights.move + weights.person * people
        cost += 0 if is_new else weights.minute * abs(shift)
        for at in members:
            own = minute(at.start) + shift, minute(at.end) + shift
            cost += weights.point * self._price_beside(at.session, own, moving)
            if is_general(at.session):
                cost += SHARED_MINUTE * self._minutes_among_everyone(at, own, moving)
                is_on_other_day = self._schedule.day(instant_of(own[0])) != self._schedule.day(at.start)
                cost += ON_OTHER_DAY * (is_on_other_day and not is_new)
            elif (shift or is_new) and at.session.kind in PROGRAMME and self._is_closed(own):
                cost += CLOSED * people
        return cost

    def in_rooms(
        self, members: Iterable[Occupancy], old: tuple[RoomId, ...], new: tuple[RoomId, ...]
    ) -> float:
        """The cost of other rooms: seats that are missing, and what only the old ones have."""
        rooms, weights = [*map(self._schedule.room, new)], self.weights
        price, lost_seats = 0, 0
        for at in members:
            for code, amount in find_room_faults(at.session, rooms):
                price += self._unit_price(code) * amount
            price += self.prices("interest-seats") * missing_seats(at.session, rooms, self._interest)
            if is_general(at.session):
                lost_seats += self._lost_seats(at.session, old, rooms)
        if old and {*old} != {*new}:
            had, has = (
                {feature for room in each for feature in room.features}
                for each in (map(self._schedule.room, old), rooms)
            )
            price += 1_600 * len(had - has) + 80
        return weights.point * price + weights.room * ({*old} != {*new}) + LOST_SEAT * lost_seats

    def _letters(self, session: Session, start: int) -> int:
        known = self._known.get(session.id)
        if not isinstance(known, Session) or known.slot is None:
            return DRAFT_ONLY
        before = minute(known.slot.period.start)
        apart = abs(start - before)
        if not apart:
            return OTHER_ROOM
        day = self._schedule.day
        is_other_day = apart > 6 * 60 and day(instant_of(start)) != day(instant_of(before))
        return OTHER_TIME + min(apart // 15, _QUARTERS_LIMIT) + OTHER_DAY * is_other_day

    def _lost_seats(self, session: Session, old: tuple[RoomId, ...], rooms: list[Room]) -> int:
        """The seats that a session for everyone lacks in other rooms, and not in its own.

        One of unknown audience fills the room in which it is.
        """
        had, has = known_seats(map(self._schedule.room, old)), known_seats(rooms)
        if has is None:
            return 0
        audience = session.audience if session.audience is not None else had or 0
        return max(audience - has, 0) - max(audience - (had or audience), 0)

    def _minutes_among_everyone(self, at: Occupancy, own: tuple[int, int], moving: set[SessionId]) -> int:
        """The minutes that a session for everyone shares with others of them."""
        return sum(
            self._shared(own, other.id, moving)
            for other in self._everyone
            if not is_repeated(at.session, other.session)
        )

    def _is_closed(self, own: tuple[int, int]) -> bool:
        """True if on that day a session begins before the opening, or ends after the closing begins."""
        for at in self._frame:
            frame = minute(at.start)
            is_closing = at.session.kind is Kind.CLOSING
            if frame < own[1] and own[0] < frame + _DAY if is_closing else frame - _DAY < own[0] < frame:
                return True
        return False

    def _price_beside(self, session: Session, own: tuple[int, int], moving: set[SessionId]) -> int:
        """The price of what is at the same time: for the same people, of one track, or for everyone."""
        wanted, line = self.prices("interest"), self._unit_price("track-parallel")
        price = 0
        for other, people in self._interest.partners(session.id).items():
            price += wanted * people * self._shared(own, other, moving)
        if line and _counts_for_track(session):
            price += line * sum(
                self._shared(own, other, moving) for other in self._by_track.get(str(session.track), ())
            )
        return price + sum(
            minute_price * self._shared(own, other, moving)
            for minute_price, other in self._opponents(session)
        )

    def _opponents(self, session: Session) -> list[tuple[int, SessionId]]:
        """The sessions beside which one has a price: of `plenary-parallel`, or by `rival_rule`."""
        if session.id not in self._known_opponents:
            others = list[Occupancy]()
            if is_general(session):
                others = self._rivals
            elif may_compete(self._index, session):
                others = self._everyone
            self._known_opponents[session.id] = [
                (price, other.id)
                for other in others
                if not is_repeated(session, other.session)
                and (price := self._unit_price(_rule_of(session, other.session)))
            ]
        return self._known_opponents[session.id]

    def _shared(self, own: tuple[int, int], other: SessionId, moving: set[SessionId]) -> int:
        """The minutes that an interval shares with a session that does not move along."""
        if other in moving or other not in self._at:
            return 0
        start, end = self._at[other]
        return max(min(own[1], end) - max(own[0], start), 0)

    def _unit_price(self, code: str) -> int:
        """The price of one unit of a finding, as this conference grades it."""
        price = self.prices(code)
        return _ERROR_FACTOR * self.prices.unit(code, Severity.WARNING) if price == FORBIDDEN else price


def people_of(session: Session, schedule: Schedule) -> set[str]:
    return {
        appearance.participant
        for _, inner in schedule.within(session)
        for appearance in inner.people
        if appearance.comes
    }


def _rule_of(one: Session, other: Session) -> str:
    return "plenary-parallel" if one.plenary or other.plenary else rival_rule(one, other)


def _counts_for_track(session: Session) -> bool:
    return session.track is not None and session.kind not in BESIDE_PLENARY

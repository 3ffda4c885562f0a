"""Repair: the fewest changes that remove the errors of a schedule, and the fewest people to write to.

Each session that cannot stay goes to the place where the letters cost least. Where no place is free, one
other session gives way, then two: short chains before long ones, cheap places before dear ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from eventkit.editing.edits import require, require_session
from eventkit.findings import Finding, Severity
from eventkit.model import ParticipantId, RoomId, Session, SessionId, Slot
from eventkit.planning.board import Board, Losses, Place, Unit
from eventkit.planning.free_time import instant_of, whole_day
from eventkit.planning.planning_messages import FindingPhrase, PhraseBook, Words
from eventkit.planning.planning_twins import charge
from eventkit.planning.plans import LeftOut, Move, Plan, Reason, apply_moves, compare_charges
from eventkit.rules import DEFAULT_SETTINGS, Checker, RuleSettings
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import EntityKind, Schedule
from eventkit.times import Period

CHAIN_LIMIT = 3
"""The most sessions that move so that one finds a place."""

_STEPS_LIMIT = 40_000
"""After how many places looked at the search for one chain ends."""

_TRIES_LIMIT = 25
"""How many chains are checked for one session until one adds no error."""

OTHER_TIME, OTHER_DAY, OTHER_ROOM, DRAFT_ONLY = 10, 20, 3, 1
"""The cost of a letter: another time, on another day on top of it, only another room; nothing released."""

_QUARTERS_LIMIT = 8
"""From two hours on, a session that moves further costs no more."""

_REPAIRED = frozenset({"room-clash", "room-unavailable", "person-clash", "person-unavailable", "wish"})
"""Rules of which errors are repaired by moving one of the sessions they name."""


@dataclass(frozen=True, slots=True)
class Disruption:
    """What has happened, besides what the check finds.

    Attributes:
        lost_rooms: Rooms that cannot be used any more.
        absent: People who cannot come.
        days: The days on which that is so; all of them if ``None``.
        late: By how many minutes sessions have to begin later, at least.
    """

    lost_rooms: Collection[str] = ()
    absent: Collection[str] = ()
    days: tuple[date, ...] | None = None
    late: Mapping[str, int] = field(default_factory=dict)

    def losses(self, schedule: Schedule) -> Losses:
        """The rooms and people that are lost, with the times.

        Raises:
            Refused: A room or a person does not exist.
        """
        rooms = (RoomId(require(schedule, EntityKind.ROOM, room).id) for room in self.lost_rooms)
        people = (ParticipantId(require(schedule, EntityKind.PARTICIPANT, who).id) for who in self.absent)
        windows = None if self.days is None else tuple(whole_day(schedule, day) for day in self.days)
        return Losses(frozenset(rooms), frozenset(people), windows)


@dataclass(frozen=True, slots=True)
class _Chain:
    """Moves that go together, and their cost in letters; then what they make worse in rooms."""

    cost: tuple[int, int]
    places: tuple[tuple[SessionId, Place], ...]


@dataclass(frozen=True, slots=True)
class _Search:
    """A state of the search: units that wait, those that have a place, the cost, and the moves left."""

    waiting: list[SessionId]
    placed: list[tuple[SessionId, Place]]
    cost: tuple[int, int]
    left: int


def repair(
    schedule: Schedule,
    settings: RuleSettings = DEFAULT_SETTINGS,
    disruption: Disruption | None = None,
    *,
    published: Schedule | None = None,
) -> Plan:
    """The plan that removes the errors of times and places with the fewest people to write to.

    Nothing that is pinned moves, and no error is added. What finds no other place stays where it is, and is
    among what the plan leaves out.

    Args:
        schedule: The schedule.
        settings: The rule settings of the conference.
        disruption: What has happened, besides what the check finds.
        published: What people know: the last release. Without it, all that is scheduled counts as known.

    Raises:
        Refused: A room or a session of the disruption does not exist, or the session has no time.
    """
    return _Repair(schedule, settings, disruption or Disruption(), published or schedule).run()


class _Repair:
    """One repair: the board as it becomes, and what has been looked at."""

    def __init__(
        self, schedule: Schedule, settings: RuleSettings, disruption: Disruption, published: Schedule
    ) -> None:
        self.schedule = schedule
        self.settings = settings
        self.published = published
        self.board = Board(ScheduleIndex(schedule, settings), disruption.losses(schedule))
        self.checker = Checker(schedule, settings)
        self.earliest: dict[SessionId, int] = {}
        for id_, minutes in disruption.late.items():
            unit = self.board.unit_of(require_session(schedule, id_).id)
            self.earliest[unit.session.id] = unit.place.start + minutes
        self.phrase = PhraseBook(schedule)
        self.steps = 0
        self.looked_at = 0

    def run(self) -> Plan:
        """The plan."""
        left_out = []
        for alternatives, why in self._broken():
            reason = self._repair_one(alternatives, why)
            if reason is not None:
                left_out.append(LeftOut(alternatives[0].session.id, reason))
        moves = tuple(self._moves())
        after = apply_moves(self.schedule, moves)
        return Plan(
            basis=self.schedule,
            moves=moves,
            price=compare_charges(charge(self.schedule, self.settings), charge(after, self.settings)),
            left_out=tuple(left_out),
            placed=len({move.session for move in moves}),
            seed=0,
            moves_tried=self.looked_at,
        )

    def _broken(self) -> Iterator[tuple[list[Unit], Words]]:
        """What cannot stay, by time: one of several units, and why."""
        for id_, unit in self.board.units.items():
            if why := self._loss(unit):
                yield [unit], why
            elif self.board.places[id_].start < self.earliest.get(id_, 0):
                yield [unit], self.phrase("must-be-later")
        waived = {waiver.identity for waiver in self.settings.waivers}
        for finding in self.checker.findings:
            if (
                finding.severity is Severity.ERROR
                and finding.code in _REPAIRED
                and finding.identity not in waived
                and self._persists(finding)
            ):
                sessions = [
                    SessionId(subject.id) for subject in finding.subjects if subject.kind == "session"
                ]
                yield (
                    [*{unit.session.id: unit for unit in map(self.board.unit_of, sessions)}.values()],
                    FindingPhrase(finding),
                )

    def _loss(self, unit: Unit) -> Words | None:
        """What a unit has lost where it is: its room or somebody; ``None`` for nothing."""
        losses, now = self.board.losses, self.board.places[unit.session.id]
        if not losses.affect(now.start, now.start + unit.minutes):
            return None
        lost = tuple(self.schedule.room(room) for room in now.rooms if room in losses.rooms)
        if lost and now.block is None:
            return self.phrase("room-lost", rooms=lost)
        for member in unit.members:
            for appearance in member.session.people:
                if appearance.comes and appearance.participant in losses.people:
                    who = self.schedule.participant(appearance.participant)
                    return self.phrase("person-absent", person=who)
        return None

    def _persists(self, finding: Finding) -> bool:
        """Whether an error is there after the moves so far."""
        moves = [*self._moves()]
        removed = self.checker.effect(apply_moves(self.schedule, moves)).removed if moves else ()
        return finding.identity not in {each.identity for each in removed}

    def _repair_one(self, alternatives: Sequence[Unit], why: Words) -> Reason | None:
        """Move one of several units away; why not, if none can be moved."""
        movable = [unit for unit in alternatives if not self._is_pinned(unit)]
        if not movable:
            session = alternatives[0].session
            remedy = self.phrase("unpin", session=session, id=session.id)
            return Reason("pinned", self.phrase("pinned-there", reason=why), (remedy,))
        refused: set[tuple[tuple[SessionId, Place], ...]] = set()
        for _ in range(_TRIES_LIMIT):
            chain = self._best_chain(movable, refused)
            if chain is None:
                break
            before = self._play(chain)
            if not self._added_errors():
                return None
            self.board.restore(before)
            refused.add(chain.places)
        words = self.phrase("no-other-place", reason=why, count=CHAIN_LIMIT)
        return Reason("no-place", words, (self.phrase("more-free-time", minutes=alternatives[0].minutes),))

    def _is_pinned(self, unit: Unit) -> bool:
        talks = (self.board.units[talk] for talk in unit.talks)
        return any(member.session.pinned for each in (unit, *talks) for member in each.members)

    def _play(self, chain: _Chain) -> dict[SessionId, Place]:
        before: dict[SessionId, Place] = {}
        for id_, place in chain.places:
            for moved, old in self.board.move(self.board.units[id_], place).items():
                before.setdefault(moved, old)
        return before

    def _added_errors(self) -> list[Finding]:
        waived = {waiver.identity for waiver in self.settings.waivers}
        effect = self.checker.effect(apply_moves(self.schedule, self._moves()))
        return [
            finding
            for finding in effect.added
            if finding.severity is Severity.ERROR and finding.identity not in waived
        ]

    # Chains

    def _best_chain(
        self, alternatives: Sequence[Unit], refused: Collection[tuple[tuple[SessionId, Place], ...]]
    ) -> _Chain | None:
        """The cheapest of the shortest chains by which one of the units gets another place."""
        for length in range(1, CHAIN_LIMIT + 1):
            self.steps = 0
            chains: list[_Chain] = []
            for unit in alternatives:
                self._search(_Search([unit.session.id], [], (0, 0), length), chains, refused)
            if chains:
                return min(chains, key=lambda chain: chain.cost)
        return None

    def _search(
        self, at: _Search, chains: list[_Chain], refused: Collection[tuple[tuple[SessionId, Place], ...]]
    ) -> None:
        """Depth first: place the next unit that waits, and let those give way that are in its place."""
        waiting, placed, cost, left = at.waiting, at.placed, at.cost, at.left
        if not waiting:
            if tuple(placed) not in refused:
                chains[:] = [_Chain(cost, tuple(placed))]
            return
        unit, *others = waiting
        moving = {*waiting, *(id_ for id_, _ in placed)}
        for added, place in self._priced_places(self.board.units[unit]):
            self.steps += 1
            self.looked_at += 1
            total = (cost[0] + added[0], cost[1] + added[1])
            if self.steps > _STEPS_LIMIT or (chains and total >= chains[0].cost):
                return
            conflicts = self.board.conflicts(self.board.units[unit], place)
            if conflicts is None:
                continue
            in_the_way = sorted(conflicts - {*waiting})
            if len(in_the_way) + len(others) + 1 > left or moving.intersection(in_the_way):
                continue
            if not all(self.board.units[id_].is_movable for id_ in in_the_way):
                continue
            before = self.board.move(self.board.units[unit], place)
            step = _Search([*others, *in_the_way], [*placed, (unit, place)], total, left - 1)
            self._search(step, chains, refused)
            self.board.restore(before)

    def _priced_places(self, unit: Unit) -> list[tuple[tuple[int, int], Place]]:
        """The places of a unit, the cheapest first."""
        now = self.board.places[unit.session.id]
        earliest = self.earliest.get(unit.session.id, 0)
        places = [
            ((self._letters(unit, place), self._shortcomings(unit, place)), place)
            for place in self.board.candidates(unit, earliest)
            if place != now
        ]
        return sorted(places, key=lambda priced: (priced[0], priced[1].start, priced[1].rooms))

    def _letters(self, unit: Unit, place: Place) -> int:
        """The cost of notifying everybody concerned of a new place of a unit."""
        known = self.published.session(unit.session.id) if self._is_known(unit) else None
        people = max(len(_people(self.schedule.session(unit.session.id), self.schedule)), 1)
        if known is None or known.slot is None:
            return DRAFT_ONLY * people
        start = instant_of(place.start)
        apart = abs(int((start - known.slot.period.start).total_seconds())) // 60
        if not apart:
            return OTHER_ROOM * people
        cost = OTHER_TIME + min(apart // 15, _QUARTERS_LIMIT)
        if self.schedule.day(start) != self.schedule.day(known.slot.period.start):
            cost += OTHER_DAY
        return cost * people

    def _is_known(self, unit: Unit) -> bool:
        return unit.session.id in EntityKind.SESSION.by_id(self.published)

    def _shortcomings(self, unit: Unit, place: Place) -> int:
        """What a unit would miss at a place, in seats and features, and how far it is in time."""
        rooms = [*map(self.schedule.room, place.rooms)]
        seats = [room.capacity for room in rooms if room.capacity is not None]
        missing = 0
        if unit.session.audience is not None and rooms and len(seats) == len(rooms):
            missing = max(unit.session.audience - sum(seats), 0)
        before = [*map(self.schedule.room, unit.place.rooms)]
        wanted = {feature for room in before for feature in room.features}
        needs = {*self.settings.needs.get(unit.session.id, ())}
        had = {feature for room in rooms for feature in room.features}
        apart = abs(place.start - unit.place.start) // 15
        return missing + 100 * len(needs - had) + 10 * len(wanted - had) + apart

    # Moves

    def _moves(self) -> Iterator[Move]:
        """What has moved, by time, with all that moves along."""
        for id_, place in sorted(self.board.places.items(), key=lambda item: (item[1].start, item[0])):
            unit = self.board.units[id_]
            if place != unit.place:
                yield from self._moves_of(unit, place)

    def _moves_of(self, unit: Unit, place: Place) -> Iterator[Move]:
        shift = place.start - unit.place.start
        renamed = dict(zip(unit.place.rooms, place.rooms, strict=False))
        for member in unit.members:
            session = self.schedule.session(member.id)
            if session.slot is None:
                continue
            start = int(session.slot.period.start.timestamp()) // 60 + shift
            minutes = session.slot.period.minutes
            period = Period(start=instant_of(start), end=instant_of(start + minutes))
            rooms = tuple(dict.fromkeys(renamed.get(room, room) for room in session.slot.rooms))
            if member.id == unit.session.id:
                rooms = () if place.block is not None else place.rooms
            parent = place.block if member.id == unit.session.id else session.parent
            slot = Slot(period=period, rooms=rooms)
            if (slot, parent) != (session.slot, session.parent):
                yield Move(member.id, slot, parent, session.slot, session.parent)


def people_to_write_to(plan: Plan) -> frozenset[str]:
    """The participants of the sessions that a plan moves, and of all that is in them."""
    return frozenset(
        who for move in plan.moves for who in _people(plan.basis.session(move.session), plan.basis)
    )


def _people(session: Session, schedule: Schedule) -> set[str]:
    return {
        appearance.participant
        for _, inner in schedule.within(session)
        for appearance in inner.people
        if appearance.comes
    }

"""Repair: the fewest changes that remove the errors of a schedule, and the fewest people to write to.

Each session that cannot stay goes to the place where the letters cost least. Where no place is free, one
other session gives way, then two: short chains before long ones, cheap places before expensive ones. A
plenary does not move to another day, lose seats or move beside another one if a longer chain prevents that.
Sessions without a time that are named get a place in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from eventkit.differences import difference
from eventkit.editing import Refused
from eventkit.editing.edits import require_session
from eventkit.findings import Finding, Severity
from eventkit.model import Kind, SessionId, Slot
from eventkit.planning.changed_days import find_moved
from eventkit.planning.planner import Goals, find_requests, plan
from eventkit.planning.planning_messages import (
    FindingPhrase,
    Phrase,
    PhraseBook,
    Words,
    count_message,
    planning_message,
)
from eventkit.planning.plans import LeftOut, Move, Plan, Reason, apply_moves, compare_charges
from eventkit.planning.problem.free_time import instant_of, minute
from eventkit.planning.problem.interest import NO_INTEREST, Interest
from eventkit.planning.problem.objective import Charge, Group, UnitPrices, charge
from eventkit.planning.problem.talk_requests import TalkRequest
from eventkit.planning.repair.disruptions import Disruption
from eventkit.planning.repair.late_remedies import Lateness, find_late_remedies
from eventkit.planning.repair.repair_costs import Cost, RepairAim, RepairCosts, people_of
from eventkit.planning.repair.units import Board, Place, Unit
from eventkit.rules import DEFAULT_SETTINGS, Checker, Effect, RuleSettings
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import Schedule
from eventkit.times import Period
from eventkit.values.arguments import checked
from eventkit.wording import Wording
from eventkit.wording.change_texts import change_sentence, is_news
from eventkit.wording.public_schedule import for_readers

CHAIN_LIMIT = 3
"""The most sessions that move so that one finds a place."""

_STEPS_LIMIT = 20_000
"""After how many places looked at the search for one chain ends."""

_PLACING_LIMIT, _PLACING_STEPS_LIMIT = 6_000, 2_000
"""After how many places looked at nothing moves any more for sessions without a time; and for one of them."""

_STEPS_UNWATCHED = 256
"""After how many places looked at the progress is reported."""

_TRIES_LIMIT = 25
"""The number of chains that are checked for one session until one adds no error."""

_REASONS_LIMIT = 5
"""For how many sessions without a place a reason is proved, and remedies are looked for."""

_REPAIRED = frozenset({"room-clash", "room-unavailable", "person-clash", "person-unavailable", "wish"})
"""Rules of which errors are repaired by moving one of the sessions they name."""


@dataclass(frozen=True, slots=True)
class RepairProgress:
    """The progress of a repair.

    Attributes:
        done: How many of the sessions that have to move, and of the errors, have been dealt with.
        total: How many there were at first; some disappear together with others.
        people: How many people have to be notified so far.
        aim: What the repair keeps lowest.
    """

    done: int
    total: int
    people: int
    aim: RepairAim

    @property
    def share(self) -> float:
        """The share that is done, from 0 to 1."""
        return self.done / self.total if self.total else 1.0


RepairWatcher = Callable[[RepairProgress], bool]
"""Receives the progress of a repair; returns whether to continue."""


@dataclass(frozen=True, slots=True)
class _Chain:
    """Moves that go together, and their cost."""

    cost: Cost
    places: tuple[tuple[SessionId, Place], ...]


@dataclass(frozen=True, slots=True)
class _Search:
    """A state of the search: units that wait, those that have a place, the cost, and the moves left."""

    waiting: list[SessionId]
    placed: list[tuple[SessionId, Place]]
    cost: Cost
    left: int


@checked
def repair(
    schedule: Schedule,
    settings: RuleSettings = DEFAULT_SETTINGS,
    disruption: Disruption | None = None,
    *,
    place: Collection[str] = (),
    published: Schedule | None = None,
    aim: RepairAim = RepairAim.MOVES,
    favour: Group | None = None,
    interest: Interest = NO_INTEREST,
    watch: RepairWatcher | None = None,
) -> Plan:
    """The plan that removes the errors of times and places with the fewest moves, or by another aim.

    Before the aim counts that plenaries, openings and keynotes stay on their day, have their seats, and are
    not at the same time; then, that late sessions begin when they can, and not even later.
    Nothing that is pinned moves, and no error is added. What finds no other place stays where it is, and is
    among what the plan leaves out.

    Args:
        schedule: The schedule.
        settings: The rule settings of the conference.
        disruption: What has happened, besides what the check finds.
        place: Ids of sessions without a time that are to get one, although others have to move for them.
        published: What people know: the last release. Without it, all that is scheduled counts as known.
        aim: What to keep lowest. Of equal repairs, the one with the fewest letters counts; then the price.
        favour: The group to favour in prices.
        interest: How many people want to attend sessions.
        watch: Is called now and then, and returns whether to continue. Otherwise what has been repaired
            counts, and all else is left out.

    Raises:
        InvalidValue: An argument has another type.
        Refused: A room or a session of the disruption does not exist, or the session has no time; or a
            session to place does not exist, has a time, or cannot be planned.
    """
    prices = _Prices(UnitPrices(settings.planning, favour), interest, aim)
    requests, unknown = find_requests(schedule, place) if place else ([], [])
    for request in requests:
        if request.session.slot is not None:
            message = f"Session '{request.session.id}' has a time. Plan it instead of repairing."
            raise Refused(message)
    task = _Task(disruption or Disruption(), published or schedule, requests)
    made = _Repair(schedule, settings, task, prices, watch).run()
    return replace(made, left_out=(*made.left_out, *unknown)) if unknown else made


@dataclass(frozen=True, slots=True)
class _Prices:
    """The weights, votes and aim by which a repair is priced."""

    unit_prices: UnitPrices
    interest: Interest
    aim: RepairAim


@dataclass(frozen=True, slots=True)
class _Task:
    """The task of a repair: what has happened, what people know, and the sessions to place."""

    disruption: Disruption
    published: Schedule
    requests: Sequence[TalkRequest]


class _Repair:
    """One repair: the board as it becomes, and what has been looked at."""

    def __init__(
        self,
        schedule: Schedule,
        settings: RuleSettings,
        task: _Task,
        prices: _Prices,
        watch: RepairWatcher | None,
    ) -> None:
        self.schedule = schedule
        self.settings = settings
        self.task = task
        self.prices = prices
        # Where each talk is short, most of them get a place.
        self.waiting = sorted(task.requests, key=lambda request: (request.minutes, request.session.id))
        self.board = Board(ScheduleIndex(schedule, settings), task.disruption.losses(schedule), self.waiting)
        self.costs = RepairCosts(self.board, task.published, prices.unit_prices, prices.interest, prices.aim)
        self.checker = Checker(schedule, settings)
        self._checked_moves: list[Move] = []
        self._checked_effect = Effect()
        self.earliest: dict[SessionId, int] = {}
        for id_, minutes in task.disruption.late.items():
            unit = self.board.unit_of(require_session(schedule, id_).id)
            self.earliest[unit.session.id] = unit.place.start + minutes
        self.phrase = PhraseBook(schedule)
        self.steps = 0
        self.steps_limit = _STEPS_LIMIT
        self.looked_at = 0
        self.watch = watch
        self.total = sum(1 for _ in self._broken()) + len(self.waiting) if watch is not None else 0
        self.done = self.people = 0
        self.is_stopped = False
        self.by_planner: tuple[Move, ...] = ()

    def run(self) -> Plan:
        """The plan."""
        left_out = []
        for alternatives, why in self._broken():
            left_out += self._repair_one(alternatives, why)
            self._count()
        left_out += self._place_waiting()
        moves = (*self._moves(), *self.by_planner)
        after = apply_moves(self.schedule, moves)
        left_out = [self._with_remedies(left, after) for left in left_out]
        return Plan(
            basis=self.schedule,
            moves=moves,
            price=compare_charges(self._charge(self.schedule), self._charge(after)),
            left_out=tuple(left_out),
            placed=len({move.session for move in moves}),
            seed=0,
            moves_tried=self.looked_at,
            is_repair=True,
        )

    def _count(self) -> None:
        """Count one more error or session as dealt with."""
        if self.watch is not None:
            self.done += 1
            self.people = len(_participants_of(self.schedule, self._moves()))

    def _may_continue(self) -> bool:
        """Report the progress; false once the watcher has ended the search."""
        if self.watch is not None and not self.is_stopped:
            progress = RepairProgress(self.done, self.total, self.people, self.prices.aim)
            self.is_stopped = not self.watch(progress)
        return not self.is_stopped

    def _charge(self, schedule: Schedule) -> Mapping[str, Charge]:
        return charge(schedule, self.settings, self.prices.unit_prices.favour, self.prices.interest)

    def _broken(self) -> Iterator[tuple[list[Unit], Words]]:
        """The units that cannot stay, by time, and why: one of several that clash."""
        for id_, unit in self.board.units.items():
            if why := self._loss(unit):
                yield [unit], why
            elif self.board.places[id_].start < self.earliest.get(id_, 0):
                yield [unit], self.phrase("must-be-later")
        waived = {waiver.identity for waiver in self.settings.waivers}
        # A session moves with all that is part of it, which then has nothing left to repair.
        for finding in sorted(self.checker.findings, key=self._depth):
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

    def _place_waiting(self) -> list[LeftOut]:
        """Give the sessions without a time a place; those that get none, with the reasons."""
        without = []
        self.steps_limit = _PLACING_STEPS_LIMIT
        for request in self.waiting:
            longest = CHAIN_LIMIT if self.looked_at < _PLACING_LIMIT else 1
            if not self._move_away([self.board.units[request.session.id]], longest):
                without.append(request.session)
            self._count()
        if not without:
            return []
        if self.is_stopped:
            stopped = Reason("stopped", self.phrase("stopped"), (self.phrase("repair-longer"),))
            return [LeftOut(session.id, stopped) for session in without]
        reasons: dict[SessionId, Reason] = {}
        losses = self.board.losses
        if not losses.rooms and not losses.people:
            # The planner tries more places and proves why there is none, but knows nothing of what is lost.
            explained = plan(
                apply_moves(self.schedule, self._moves()),
                self.settings,
                only=[session.id for session in without[:_REASONS_LIMIT]],
                goals=Goals(favour=self.prices.unit_prices.favour),
                interest=self.prices.interest,
                moves=0,
                reasons=_REASONS_LIMIT,
            )
            reasons = {left.session: left.reason for left in explained.left_out}
            self.by_planner = explained.moves
            without = [
                session for session in without if session.id not in {move.session for move in explained.moves}
            ]
        usual = Reason("no-time-left", self.phrase("no-time-left"))
        return [LeftOut(session.id, reasons.get(session.id, usual)) for session in without]

    def _depth(self, finding: Finding) -> int:
        """The number of sessions that the outermost session of a finding is within."""
        sessions = (subject.id for subject in finding.subjects if subject.kind == "session")
        lineages = (self.board.index.lineage(self.schedule.session(id_)) for id_ in sessions)
        return min((sum(1 for _ in lineage) for lineage in lineages), default=0)

    def _loss(self, unit: Unit) -> Words | None:
        """The loss of a unit where it is: its room or somebody; ``None`` for nothing."""
        losses, now = self.board.losses, self.board.places[unit.session.id]
        lost = tuple(self.schedule.room(room) for room in now.rooms if room in losses.rooms)
        is_empty_block = unit.session.kind is Kind.BLOCK and len(unit.members) == 1 and not unit.talks
        if lost and now.block is None and not is_empty_block and self._is_at_loss(unit):
            return self.phrase("room-lost", rooms=lost)
        shift = now.start - unit.place.start
        for member in unit.members:
            if losses.affect(minute(member.start) + shift, minute(member.end) + shift):
                for appearance in member.session.people:
                    if appearance.comes and appearance.participant in losses.people:
                        who = self.schedule.participant(appearance.participant)
                        return self.phrase("person-absent", person=who)
        return None

    def _is_at_loss(self, unit: Unit) -> bool:
        """True if a unit is where it is at a time of the losses."""
        start = self.board.places[unit.session.id].start
        return self.board.losses.affect(start, start + unit.minutes)

    def _persists(self, finding: Finding) -> bool:
        """True if an error is there after the moves so far."""
        return finding.identity not in {other.identity for other in self._effect().removed}

    def _effect(self) -> Effect:
        """The effect of the moves so far on findings."""
        moves = [*self._moves()]
        if moves != self._checked_moves:  # a chain is checked when it is found, and before the next error
            self._checked_moves = moves
            self._checked_effect = self.checker.effect(apply_moves(self.schedule, moves))
        return self._checked_effect

    def _repair_one(self, alternatives: Sequence[Unit], why: Words) -> list[LeftOut]:
        """Move one of several units away; what stays where it is, with the reasons.

        Where a block has no other place, each of its talks gets one.
        """
        first = alternatives[0]
        movable = [unit for unit in alternatives if not self._is_pinned(unit)]
        if movable and self._move_away(movable):
            return []
        if not self.is_stopped and len(alternatives) == 1 and (talks := self._separable_talks(first)):
            # What the check finds is wrong with the block itself, and not only with its talks.
            is_found = isinstance(why, FindingPhrase)
            leaving = [talk for talk in talks if is_found or self._is_at_loss(talk)]
            left_out = [left for talk in leaving for left in self._repair_one([talk], why)]
            return [*left_out, *([self._stays(first, why)] if is_found else [])]
        return [self._stays(first, why)]

    def _separable_talks(self, unit: Unit) -> list[Unit]:
        """The talks of a block, if it is not pinned and contains nothing else."""
        if unit.session.pinned or len(unit.members) > 1:
            return []
        return [self.board.units[talk] for talk in unit.talks if self._is_in(talk, unit)]

    def _is_in(self, talk: SessionId, block: Unit) -> bool:
        return self.board.places[talk].block == block.session.id

    def _stays(self, unit: Unit, why: Words) -> LeftOut:
        """A unit that stays where it is, with the reason."""
        if self.is_stopped:
            words = self.phrase("because", reason=self.phrase("stopped"), conditions=(why,))
            reason = Reason("stopped", words, (self.phrase("repair-longer"),))
        elif self._is_pinned(unit):
            remedy = self.phrase("unpin", session=unit.session, id=unit.session.id)
            reason = Reason("pinned", self.phrase("pinned-there", reason=why), (remedy,))
        else:
            words = self.phrase("no-other-place", reason=why, count=CHAIN_LIMIT)
            reason = Reason("no-place", words, (self._help(unit, why),))
        return LeftOut(unit.session.id, reason)

    def _with_remedies(self, left: LeftOut, after: Schedule) -> LeftOut:
        """A late session that stays where it is, with what would help once all else is repaired."""
        earliest = self.earliest.get(left.session)
        if earliest is None or left.reason.code != "no-place":
            return left
        session = after.session(left.session)
        attempt = partial(self._attempt, session.id, earliest)
        remedies = find_late_remedies(Lateness(after, self.settings, session, earliest, attempt))
        return replace(left, reason=replace(left.reason, remedy_words=remedies))

    def _attempt(
        self, id_: SessionId, earliest: int, schedule: Schedule, settings: RuleSettings
    ) -> Schedule | None:
        """The schedule in which a late session has a place under other conditions, if one is found."""
        slot = schedule.session(id_).slot
        if slot is None:
            return None
        late: dict[str, int] = {id_: earliest - minute(slot.period.start)}
        task = replace(self.task, disruption=replace(self.task.disruption, late=late), requests=())
        trial = _Repair(schedule, settings, task, self.prices, None)
        trial.steps_limit = _PLACING_STEPS_LIMIT
        is_placed = trial._move_away([trial.board.units[id_]])
        return apply_moves(schedule, trial._moves()) if is_placed else None

    def _help(self, unit: Unit, why: Words) -> Words:
        """The remedy for a unit without another place: more time, or without whoever cannot come at all."""
        losses = self.board.losses
        if losses.windows is None and isinstance(why, Phrase) and why.key == "person-absent":
            return self.phrase("person-free", person=why.facts["person"], session=unit.session)
        return self.phrase("more-free-time", minutes=unit.minutes)

    def _move_away(self, units: Sequence[Unit], longest: int = CHAIN_LIMIT) -> bool:
        """Give one of several units another place, and those that give way for it; whether there is one."""
        refused: set[tuple[tuple[SessionId, Place], ...]] = set()
        for _ in range(_TRIES_LIMIT):
            if not self._may_continue():
                break
            chain = self._best_chain(units, refused, longest)
            if chain is None:
                break
            before = self._play(chain)
            if not self._added_errors():
                return True
            self.board.restore(before)
            refused.add(chain.places)
        return False

    def _is_pinned(self, unit: Unit) -> bool:
        talks = (self.board.units[talk] for talk in unit.talks)
        return any(member.session.pinned for moved in (unit, *talks) for member in moved.members)

    def _play(self, chain: _Chain) -> dict[SessionId, Place]:
        before: dict[SessionId, Place] = {}
        for id_, place in chain.places:
            for moved, old in self.board.move(self.board.units[id_], place).items():
                before.setdefault(moved, old)
        return before

    def _added_errors(self) -> list[Finding]:
        waived = {waiver.identity for waiver in self.settings.waivers}
        return [
            finding
            for finding in self._effect().added
            if finding.severity is Severity.ERROR and finding.identity not in waived
        ]

    # Chains

    def _best_chain(
        self,
        alternatives: Sequence[Unit],
        refused: Collection[tuple[tuple[SessionId, Place], ...]],
        longest: int,
    ) -> _Chain | None:
        """The cheapest chain by which one of the units gets another place.

        A longer chain is looked for only where it may cost less: by the aim, for plenaries or late sessions.
        """
        cheapest: _Chain | None = None
        for length in range(1, longest + 1):
            self.steps = 0
            chains = [cheapest] if cheapest is not None else []
            for unit in alternatives:
                self._search(_Search([unit.session.id], [], Cost(), length), chains, refused)
            cheapest = min(chains, key=lambda chain: chain.cost, default=None)
            if self.is_stopped:
                break
            if cheapest is None or any((cheapest.cost.days, cheapest.cost.plenaries, cheapest.cost.delays)):
                continue
            if self.prices.aim is RepairAim.MOVES or not cheapest.cost.aim:
                break
        return cheapest

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
        below = chains[0].cost.minus(cost) if chains else None
        # Where all moves that are left are for units that wait, nothing else can give way.
        leaving = waiting if left == len(waiting) else None
        for added, place in self._priced_places(self.board.units[unit], below, leaving):
            self.steps += 1
            self.looked_at += 1
            total = cost.plus(added)
            if self.steps > self.steps_limit or (chains and total >= chains[0].cost):
                return
            if self.is_stopped or (self.steps % _STEPS_UNWATCHED == 0 and not self._may_continue()):
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

    def _priced_places(
        self, unit: Unit, below: Cost | None, leaving: Collection[SessionId] | None
    ) -> list[tuple[Cost, Place]]:
        """The places of a unit that cost less than a limit, the cheapest first."""
        now = self.board.places[unit.session.id]
        earliest = self.earliest.get(unit.session.id, 0)
        places = (place for place in self.board.candidates(unit, earliest, leaving) if place != now)
        return self.costs.sort_places(unit, places, earliest, below)

    # Moves

    def _moves(self) -> Iterator[Move]:
        """The moves, by time, with all that moves along."""
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
                yield self._first_move(unit, place)
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

    @staticmethod
    def _first_move(unit: Unit, place: Place) -> Move:
        """The move of a session without a time to its place."""
        period = Period(start=instant_of(place.start), end=instant_of(place.start + unit.minutes))
        rooms = () if place.block is not None else place.rooms
        parent = place.block or unit.session.parent
        return Move(unit.session.id, Slot(period=period, rooms=rooms), parent, None, unit.session.parent)


def people_to_write_to(plan: Plan) -> frozenset[str]:
    """The participants of the sessions that a plan moves, and of all that is in them."""
    return _participants_of(plan.basis, plan.moves)


def _participants_of(schedule: Schedule, moves: Iterable[Move]) -> frozenset[str]:
    return frozenset(who for move in moves for who in people_of(schedule.session(move.session), schedule))


def repair_counts(plan: Plan, language: str) -> tuple[str, str]:
    """The number of sessions that move or change rooms, and of people to notify, in words.

    Of a block with talks, the talks are counted.
    """
    after = apply_moves(plan.basis, plan.moves)
    pairs = [
        (plan.basis.session(session.id).slot, session.slot)
        for session in map(after.session, map(SessionId, find_moved(plan.basis, after)))
        if session.kind is not Kind.BLOCK or not after.parts(session.id)
    ]
    placed = sum(old is None for old, _ in pairs)
    moved = sum(old is not None and new is not None and old.period != new.period for old, new in pairs)
    elsewhere = len(pairs) - moved - placed
    counts = [
        *([count_message("gets-place", placed, language)] if placed else []),
        *([count_message("moved", moved, language)] if moved else []),
        *([count_message("rooms", elsewhere, language)] if elsewhere else []),
    ]
    moves = Wording.of(language).listed(counts) or planning_message("nothing-moves", language)
    return moves, count_message("people", len(people_to_write_to(plan)), language)


def repair_changes(plan: Plan, language: str) -> tuple[str, ...]:
    """The changes of a repair for readers, a sentence for each: “Rings” is now in Attic (was Hall)."""
    before, after = for_readers(plan.basis), for_readers(apply_moves(plan.basis, plan.moves))
    wording = Wording.of(language)
    return tuple(
        change_sentence(change, before, after, wording)
        for change in difference(before, after)
        if is_news(change, before, after)
    )


def repair_summary(plan: Plan, language: str) -> str:
    """The counts of a repair as a sentence."""
    moves, people = repair_counts(plan, language)
    return planning_message("repair-summary", language, moves=moves, people=people)

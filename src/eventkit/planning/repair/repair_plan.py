"""Repair: the fewest letters by which a schedule is without errors again, as one search.

All sessions that cannot stay are placed together, and others give way where that saves more. A session for
everyone stays on its day, has its seats and is beside no other one, where that is possible at all. Sessions
without a time that are named get a place in the same way. Blocks of lost rooms shrink, or go if empty.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice
from typing import TypedDict

from eventkit.differences import difference, find_moved
from eventkit.editing import Refused
from eventkit.editing.edits import require_session
from eventkit.findings import Finding, Severity
from eventkit.messages import Listed, Message, Plural, as_message
from eventkit.model import Kind, SessionId, Slot
from eventkit.planning.explain.conditions import Basis, Timetable, late_remedies, write_remedies
from eventkit.planning.planner import Goals, find_requests, plan
from eventkit.planning.plans import (
    ALL_TAKEN,
    LeftOut,
    Move,
    Plan,
    Reason,
    apply_plan,
    compare_charges,
    find_added_errors,
    more_time,
    name,
    names,
)
from eventkit.planning.problem.free_time import instant_of, minute
from eventkit.planning.problem.interest import NO_INTEREST, Interest
from eventkit.planning.problem.objective import Group, Prices, charge
from eventkit.planning.problem.talk_requests import TalkRequest
from eventkit.planning.repair.disruptions import Disruption
from eventkit.planning.repair.places import Place, Unit, UnitPlaces
from eventkit.planning.repair.repair_costs import RepairAim, RepairCosts, people_of
from eventkit.planning.repair.repair_search import RepairSearch
from eventkit.rules import DEFAULT_SETTINGS, Checker, RuleSettings, rule_by_code
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import Schedule
from eventkit.times import Period
from eventkit.values.arguments import checked
from eventkit.wording import Wording
from eventkit.wording.change_texts import change_sentence, is_news
from eventkit.wording.public_schedule import for_readers

_ROUNDS = 12
"""The number of times that the search goes on after an objection; then what is objected to has no place."""

_PLACES_CHECKED = 40
"""The number of places of a unit that are checked one by one, if the checker objects to it again."""

_EFFORT_AGAIN, _EFFORT_OF_TRIAL = 0.25, 0.1
"""The shares of the usual steps after an objection, and to try a remedy."""

_REASONS_LIMIT = 5  # for how many sessions without a place a reason is proved, and remedies are looked for
_REMEDIES_LIMIT = 4  # the most remedies of a late session

_REPAIRED = frozenset({"room-clash", "room-unavailable", "person-clash", "person-unavailable", "wish"})
"""Rules of which errors are repaired by moving one of the sessions they name."""


@dataclass(frozen=True, slots=True)
class RepairProgress:
    """The progress of a repair.

    Attributes:
        done: How much of the search is done.
        total: How much there is.
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


class RepairOptions(TypedDict, total=False):
    """The options of a repair, as `repair` describes them."""

    place: Collection[str]
    published: Schedule | None
    favour: Group | None
    interest: Interest
    watch: RepairWatcher | None


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
    effort: float = 1.0,
) -> Plan:
    """The plan that removes the errors of times and places with the fewest moves, or by another aim.

    Before the aim counts that sessions for everyone stay on their day, have their seats, and are not at the
    same time; then, that late sessions begin when they can, and not even later.
    Nothing that is pinned moves, and no error is added. What finds no other place stays where it is, and is
    among what the plan leaves out.

    Args:
        disruption: What has happened, besides what the check finds.
        place: Ids of sessions without a time that are to get one, although others have to move for them.
        published: What people know: the last release. Without it, all that is scheduled counts as known.
        aim: What to keep lowest. Of equal repairs, the one with the fewest letters counts; then the price.
        interest: How many people want to attend sessions.
        watch: Is called now and then, and returns whether to continue. Otherwise what has been repaired
            counts, and all else is left out.
        effort: The share of the usual search.

    Raises:
        InvalidValue: An argument has another type.
        Refused: A room or a session of the disruption does not exist, or the session has no time; or a
            session to place does not exist, has a time, or cannot be planned.
    """
    requests, unknown = find_requests(schedule, place) if place else ([], [])
    for request in requests:
        if request.session.slot is not None:
            raise Refused("Session '{id}' has a time. Plan it instead of repairing.", id=request.session.id)
    task = _Task(disruption or Disruption(), published or schedule, requests, aim, favour, interest)
    made = _Repair(schedule, settings, task).run(watch, effort)
    return replace(made, left_out=(*made.left_out, *unknown)) if unknown else made


@dataclass(frozen=True, slots=True)
class _Task:
    """The task of a repair: what has happened, what people know, the sessions to place, and what counts."""

    disruption: Disruption
    published: Schedule
    requests: Sequence[TalkRequest]
    aim: RepairAim
    favour: Group | None
    interest: Interest


class _Repair:
    """One repair: the places of units, what is wrong with them, and the search."""

    def __init__(self, schedule: Schedule, settings: RuleSettings, task: _Task) -> None:
        self.schedule = schedule
        self.settings = settings
        self.task = task
        self.index = ScheduleIndex(schedule, settings)
        self.checker = Checker(schedule, settings)
        self.waived = {waiver.identity for waiver in settings.waivers}
        self.why: dict[Unit, Message] = {}
        self.dispersed: set[SessionId] = set()
        self.places, self.search = self._pose()

    def run(self, watch: RepairWatcher | None, effort: float = 1.0) -> Plan:
        self.solve(watch, effort)
        shrunk, removed = self._blocks_without_room()
        moves = [*self._moves(), *shrunk]
        waiting, left_out = self._left_out()
        if waiting and not self.search.is_stopped:
            by_planner, reasons = self._explain(moves, waiting)
            moves += by_planner
            placed = {move.session for move in by_planner}
            waiting = [replace(left, reason=reasons.get(left.session, left.reason)) for left in waiting]
            waiting = [left for left in waiting if left.session not in placed]
        after = apply_plan(self.schedule, moves, removed)
        charges = (
            charge(each, self.settings, self.task.favour, self.task.interest)
            for each in (self.schedule, after)
        )
        return Plan(
            basis=self.schedule,
            moves=tuple(moves),
            removed=removed,
            price=compare_charges(*charges),
            left_out=(*(self._with_remedies(left, after) for left in left_out), *waiting),
            placed=len({move.session for move in moves}),
            seed=0,
            moves_tried=self.search.steps,
            is_repair=True,
        )

    def solve(self, watch: RepairWatcher | None, effort: float) -> None:
        """Search until the checker has no objection."""

        def report(done: int, total: int) -> bool:
            people = sum(unit.people for unit in self.search.displaced())
            return watch is None or watch(RepairProgress(done, total, people, self.task.aim))

        if not self.search.affected or not report(0, 1):
            self.search.is_stopped = bool(self.search.affected)
            return
        self.search.run(effort, report)
        objections: dict[Unit, int] = {}
        for number in range(2 * _ROUNDS):
            added = find_added_errors(self.checker, [*self._moves()])
            if not added:
                break
            concerned = self.search.learn(added)
            for unit in concerned:
                objections[unit] = objections.get(unit, 0) + 1
                if objections[unit] == 2:
                    self._forbid_by_check(unit)
            if number < _ROUNDS:
                self.search.run(effort * _EFFORT_AGAIN, report)
        whole = {
            unit.session.id for unit in self.search.affected if self.search.at[unit] is None and unit.is_block
        }
        if whole - self.dispersed:
            # No place for a whole block: its talks go where they can.
            self.dispersed |= whole
            self.places, self.search = self._pose()
            self.solve(watch, effort)

    # The task

    def _pose(self) -> tuple[UnitPlaces, RepairSearch]:
        """The units with what is wrong with them, and the search; lost blocks move whole if they can."""
        while True:
            places = self._place_units()
            moving = [unit for unit in self._broken_blocks(places) if unit.session.id not in self.dispersed]
            for block in moving:
                why = self._loss(places, block) or _sentence_of(self._findings_of(block)[0])
                self._affect(block, why, is_wrong=True)
                places.join_talks(block)
            search = RepairSearch(places, moving)
            stuck = {block.session.id for block in moving if not _may_move_whole(block, places, search)}
            if not stuck:
                break
            self.dispersed |= stuck
        self._find_affected(places)
        affected = [unit for unit in places.units.values() if unit.is_affected and not unit.is_pinned]
        return places, RepairSearch(places, affected)

    def _place_units(self) -> UnitPlaces:
        self.why = {}
        task, prices = self.task, Prices(self.settings, self.task.favour)
        costs = RepairCosts(self.index, task.published, prices, task.interest, task.aim)
        places = UnitPlaces(self.index, costs, task.disruption.losses(self.schedule), task.requests)
        for id_, minutes in task.disruption.late.items():
            unit = places.unit_of(require_session(self.schedule, id_).id)
            unit.earliest = unit.origin + minutes
        return places

    def _broken_blocks(self, places: UnitPlaces) -> list[Unit]:
        """The blocks with contents that cannot stay where they are, because of the blocks themselves."""
        return [
            unit
            for unit in places.units.values()
            if unit.is_block
            and unit.home is not None
            and (len(unit.members) > 1 or places.talks_of(unit))
            and (places.lost_rooms_of(unit) or places.absent_person_of(unit) or self._findings_of(unit))
        ]

    @cached_property
    def _errors(self) -> list[Finding]:
        checker = Checker(self.schedule, self.settings, tuple(map(rule_by_code, sorted(_REPAIRED))))
        return [
            finding
            for finding in checker.findings
            if finding.severity is Severity.ERROR and finding.identity not in self.waived
        ]

    def _find_affected(self, places: UnitPlaces) -> None:
        """Mark what cannot stay where it is, and keep the reasons."""
        for unit in [*places.units.values()]:
            if unit.home is None:
                self._affect(unit, ALL_TAKEN.summary)
            elif self._is_left_to_its_talks(places, unit):
                self._affect_talks(places, unit)
            elif (why := self._loss(places, unit)) is not None:
                self._affect(unit, why, is_wrong=True)
            elif unit.home.start < unit.earliest:
                self._affect(unit, Message("it has to begin later"), is_wrong=True)
        for finding in self._errors:
            units = [
                unit for unit in places.units_of(finding) if not self._is_left_to_its_talks(places, unit)
            ]
            for unit in units:
                self._affect(unit, _sentence_of(finding), is_wrong=len(units) == 1)
                unit.broken |= {*units} - {unit}
        for unit in places.units.values():
            unit.rest = unit.costs = None  # they depend on what is affected

    def _findings_of(self, block: Unit) -> list[Finding]:
        """The errors that name a block itself."""
        id_ = block.session.id
        return [finding for finding in self._errors if any(each.id == id_ for each in finding.subjects)]

    def _affect(self, unit: Unit, why: Message, *, is_wrong: bool = False) -> None:
        unit.is_affected = True
        unit.is_wrong |= is_wrong
        self.why.setdefault(unit, why)

    def _is_left_to_its_talks(self, places: UnitPlaces, unit: Unit) -> bool:
        """True for a block that does not move itself: it is empty, or its talks go one by one."""
        is_empty = len(unit.members) == 1 and not places.talks_of(unit)
        return unit.is_block and (unit.session.id in self.dispersed or (is_empty and not unit.is_affected))

    def _affect_talks(self, places: UnitPlaces, block: Unit) -> None:
        """Mark the talks of a block that cannot stay in it: those at the time of a loss, or all."""
        why, found = self._loss(places, block), self._findings_of(block)
        for talk in places.talks_of(block):
            loss = self._loss(places, talk)
            if loss is not None:
                self._affect(talk, loss, is_wrong=True)
            elif found and why is None and talk.home and not places.is_open(talk, talk.home):
                self._affect(talk, _sentence_of(found[0]), is_wrong=True)

    def _loss(self, places: UnitPlaces, unit: Unit) -> Message | None:
        """The loss of a unit where it is: its room or somebody; ``None`` for nothing."""
        if lost := places.lost_rooms_of(unit):
            return Message(
                "{rooms} cannot be used", rooms=names(self.schedule, map(self.schedule.room, lost))
            )
        if (who := places.absent_person_of(unit)) is not None:
            return Message("{person} cannot come", person=name(self.schedule, self.schedule.participant(who)))
        return None

    # What the checker says

    def _forbid_by_check(self, unit: Unit) -> None:
        """Forbid the cheapest free places of a unit up to the first to which the checker does not object."""
        free = (place for _, place in self.places.cheapest_of(unit) if self.search.is_free(unit, place))
        for _, place in zip(range(_PLACES_CHECKED), free, strict=False):
            if place is not unit.home and not find_added_errors(self.checker, [*self._moves({unit: place})]):
                return
            self.search.forbid(unit, [place])

    # What has no place

    def _left_out(self) -> tuple[list[LeftOut], list[LeftOut]]:
        """The sessions without a time that get none, and those that cannot stay and do, with reasons."""
        waiting, staying = [], []
        for unit, why in self.why.items():
            if self.search.at.get(unit) is not None and not (unit.is_pinned and unit.is_wrong):
                continue
            if unit.is_pinned and not unit.is_wrong and not all(other.is_pinned for other in unit.broken):
                continue
            if unit.home is None:
                reason = Reason("stopped", _STOPPED, (_LONGER,)) if self.search.is_stopped else ALL_TAKEN
                waiting.append(LeftOut(unit.session.id, reason))
            elif unit.session.id in self.places.units:
                staying.append(LeftOut(unit.session.id, self._reason(unit, why)))
        return waiting, staying

    def _reason(self, unit: Unit, why: Message) -> Reason:
        if self.search.is_stopped:
            words = Message("{reason}: {conditions}", reason=_STOPPED, conditions=why)
            return Reason("stopped", words, (_LONGER,))
        session = name(self.schedule, unit.session)
        if unit.is_pinned:
            remedy = Message("{session} is unpinned ({id})", session=session, id=unit.session.id)
            return Reason("pinned", Message("{reason}, and it is pinned", reason=why), (remedy,))
        absent = self.places.absent_person_of(unit)
        if absent is not None and self.places.losses.windows is None and not self.places.lost_rooms_of(unit):
            who = name(self.schedule, self.schedule.participant(absent))
            remedy = Message("{person} is not needed in {session}", person=who, session=session)
        else:
            remedy = more_time(unit.minutes)
        return Reason("no-place", Message("{reason}, and no other place was found", reason=why), (remedy,))

    def _explain(
        self, moves: list[Move], waiting: list[LeftOut]
    ) -> tuple[tuple[Move, ...], dict[SessionId, Reason]]:
        """Places that the planner finds for sessions without a time, and proofs that there is none."""
        losses = self.places.losses
        if losses.rooms or losses.people:
            return (), {}  # the planner knows nothing of what is lost
        explained = plan(
            apply_plan(self.schedule, moves),
            self.settings,
            only=[left.session for left in waiting[:_REASONS_LIMIT]],
            goals=Goals(favour=self.task.favour),
            interest=self.task.interest,
            moves=0,
            reasons=_REASONS_LIMIT,
        )
        return explained.moves, {left.session: left.reason for left in explained.left_out}

    def _with_remedies(self, left: LeftOut, after: Schedule) -> LeftOut:
        """A late session that stays where it is, with what would help once all else is repaired."""
        unit = self.places.unit_of(left.session)
        if not unit.earliest or left.reason.code != "no-place":
            return left
        session = after.session(left.session)
        basis = Basis(after, self.index.settings)
        remedies = late_remedies(ScheduleIndex(after, self.settings), session, unit.earliest)
        found = write_remedies(remedies, basis, partial(self._attempt, session.id, unit.earliest))
        return replace(left, reason=replace(left.reason, remedies=tuple(islice(found, _REMEDIES_LIMIT))))

    def _attempt(self, id_: SessionId, earliest: int, basis: Basis) -> Timetable | None:
        """A timetable in which a late session has a place under other conditions, if one is found."""
        slot = basis.schedule.session(id_).slot
        if slot is None:
            return None
        late: dict[str, int] = {id_: earliest - minute(slot.period.start)}
        task = replace(self.task, disruption=replace(self.task.disruption, late=late), requests=())
        trial = _Repair(basis.schedule, basis.settings, task)
        trial.solve(None, _EFFORT_OF_TRIAL)
        if trial.search.at[trial.places.unit_of(id_)] is None:
            return None
        moves = [*trial._moves()]
        return Timetable(apply_plan(basis.schedule, moves), tuple(move.session for move in moves))

    # Moves

    def _moves(self, instead: dict[Unit, Place] | None = None) -> Iterator[Move]:
        """The moves, by time, with all that moves along; some units may be at other places instead."""
        at: dict[Unit, Place | None] = {**self.search.at, **(instead or {})}
        moved = [(place, unit) for unit, place in at.items() if place is not None and place is not unit.home]
        for place, unit in sorted(moved, key=lambda item: (item[0].start, item[1].session.id)):
            yield from self._moves_of(unit, place)

    def _moves_of(self, unit: Unit, place: Place) -> Iterator[Move]:
        if unit.home is None:
            period = Period(start=instant_of(place.start), end=instant_of(place.start + unit.minutes))
            rooms = () if place.block is not None else place.rooms
            parent = place.block or unit.session.parent
            yield Move(unit.session.id, Slot(period=period, rooms=rooms), parent, None, unit.session.parent)
            return
        shift = place.start - unit.home.start
        renamed = dict(zip(unit.home.rooms, place.rooms, strict=False))
        for member in unit.members:
            session = self.schedule.session(member.id)
            if session.slot is None:
                continue
            start, minutes = minute(session.slot.period.start) + shift, session.slot.period.minutes
            period = Period(start=instant_of(start), end=instant_of(start + minutes))
            rooms = tuple(dict.fromkeys(renamed.get(room, room) for room in session.slot.rooms))
            parent = session.parent
            if member.id == unit.session.id:
                rooms = () if place.block is not None else place.rooms
                parent = place.block
            slot = Slot(period=period, rooms=rooms)
            if (slot, parent) != (session.slot, session.parent):
                yield Move(member.id, slot, parent, session.slot, session.parent)

    # Blocks of lost rooms

    def _blocks_without_room(self) -> tuple[list[Move], tuple[SessionId, ...]]:
        """The blocks whose room is lost or closed: those that shrink to the longest part in which all their
        talks are, and those without talks that have no time left, which go.
        """
        shrunk, removed = list[Move](), list[SessionId]()
        for block in self.places.units.values():
            home, session = block.home, block.session
            if not block.is_block or block.is_pinned or len(block.members) > 1:
                continue
            if home is None or self.search.at.get(block) is not home:
                continue
            whole = home.start, home.start + block.minutes
            left = self.places.open_times(home.rooms, whole)
            spots = ((unit, place or unit.home) for unit, place in self.search.at.items())
            talks = [
                (spot.start, spot.start + unit.minutes)
                for unit, spot in spots
                if spot and spot.block == session.id
            ]
            fitting = [
                part for part in left if all(part[0] <= start and end <= part[1] for start, end in talks)
            ]
            if not (left or talks):
                removed.append(session.id)
            elif fitting and left != [whole] and session.slot is not None:
                start, end = max(fitting, key=lambda part: (part[1] - part[0], -part[0]))
                period = Period(start=instant_of(start), end=instant_of(end))
                slot = Slot(period=period, rooms=session.slot.rooms)
                shrunk.append(Move(session.id, slot, session.parent, session.slot, session.parent))
        return shrunk, tuple(removed)


_STOPPED = Message("the search was ended before a place was found")
_LONGER = Message("the search goes on for longer, until it ends by itself")


def _sentence_of(finding: Finding) -> Message:
    return as_message(finding.message).without_remedy


def _may_move_whole(block: Unit, places: UnitPlaces, search: RepairSearch) -> bool:
    """True if there is a free place for a block with all that is in it; a pinned block stays as a whole."""
    if block.is_pinned:
        return block.session.pinned
    return any(search.is_free(block, place) for _, place in places.cheapest_of(block))


def people_to_write_to(plan: Plan) -> frozenset[str]:
    """The participants of the sessions that a plan moves, and of all that is in them."""
    basis = plan.basis
    return frozenset(who for move in plan.moves for who in people_of(basis.session(move.session), basis))


def repair_counts(plan: Plan) -> tuple[Message | Listed, Message]:
    """The number of sessions that move or change rooms, and of people to notify, in words.

    Of a block with talks, the talks are counted; a break that only gives up some of its rooms is not.
    """
    before, after = plan.basis, plan.apply(plan.basis)
    placed = moved = elsewhere = 0
    for id_ in find_moved(before, after):
        old, new = before.session(SessionId(id_)), after.session(SessionId(id_))
        if new.kind is Kind.BLOCK:
            continue
        if old.slot is None:
            placed += 1
        elif new.slot is None or old.slot.period == new.slot.period:
            elsewhere += not set(after.rooms_of(new)) < set(before.rooms_of(old))
        else:
            moved += 1
    counts = {
        Plural("1 session gets a place", "{count} sessions get a place"): placed,
        Plural("1 session moves", "{count} sessions move"): moved,
        Plural("1 only changes rooms", "{count} only change rooms"): elsewhere,
    }
    words = tuple(Message(plural, count=count) for plural, count in counts.items() if count)
    moves = Listed(words) if words else Message("nothing moves")
    return moves, people_words(len(people_to_write_to(plan)))


def people_words(count: int) -> Message:
    return Message(Plural("1 person to notify", "{count} people to notify"), count=count)


def repair_changes(plan: Plan, language: str) -> tuple[str, ...]:
    """The changes of a repair for readers, a sentence for each: “Rings” is now in Attic (was Hall)."""
    before, after = for_readers(plan.basis), for_readers(plan.apply(plan.basis))
    wording = Wording.of(language)
    return tuple(
        change_sentence(change, before, after, wording)
        for change in difference(before, after)
        if is_news(change, before, after)
    )


def repair_summary(plan: Plan) -> Message:
    moves, people = repair_counts(plan)
    return Message("{moves}; {people}.", moves=moves, people=people)

"""The planner: from sessions without a time to a plan.

An arrangement is searched for by annealing. The result passes the
checker before it becomes a plan: a session that would add an error is left out, whichever rule finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import NamedTuple, TypedDict

from eventkit.editing import Refused, usual_length
from eventkit.editing.edits import require_session
from eventkit.editing.session_edits import may_be_filled
from eventkit.messages import Message
from eventkit.model import Kind, Session, SessionId, Status
from eventkit.planning.explain.explanation import Attempt, explain
from eventkit.planning.plans import (
    ALL_TAKEN,
    NO_PLACE,
    LeftOut,
    Move,
    Plan,
    Reason,
    apply_moves,
    compare_charges,
    find_added_errors,
    fixed_parent,
    pass_checker,
    to_moves,
    without_times,
)
from eventkit.planning.problem.free_time import (
    FreeTime,
    find_free_time,
    has_open_blocks,
    minute,
    require_days,
)
from eventkit.planning.problem.interest import NO_INTEREST, Interest
from eventkit.planning.problem.model_builder import build_problem
from eventkit.planning.problem.objective import Group, charge
from eventkit.planning.problem.parallel_prices import is_general
from eventkit.planning.problem.planning_model import Problem
from eventkit.planning.problem.talk_requests import TalkRequest
from eventkit.planning.search.annealing import Solution, Watcher, search
from eventkit.planning.search.arrangement import Arrangement
from eventkit.rules import DEFAULT_SETTINGS, Checker, RuleSettings
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import Schedule
from eventkit.values.arguments import Count, Positive, checked, checked_methods

_TALKS_OF_FOUR_SEEDS = 350
"""Up to how many talks four seeds are tried: more take a minute, and gain more from a longer search."""

_LEFT_TO_ORGANISERS = frozenset({Kind.BLOCK, Kind.SOCIAL, Kind.TOUR}) | {
    kind for kind in Kind if kind.is_pause
}
"""Kinds that a plan does not place unless it is asked to by name."""


@checked_methods
@dataclass(frozen=True, slots=True)
class Goals:
    """The goals of a plan.

    Attributes:
        favour: The group to favour: its prices count four times. All groups count the same if ``None``.
        days: The days of the conference on which to plan; all of them if ``None``.
        in_rooms: Whether to plan in the free time of rooms, although there are blocks to fill.
        grid: In the free time of rooms, talks begin at multiples of that many minutes.
    """

    favour: Group | None = None
    days: tuple[date, ...] | None = None
    in_rooms: bool = False
    grid: Positive = 5


@dataclass(frozen=True, slots=True)
class Unlike:
    """A plan whose times another one is to avoid: the price is in no plan's own."""

    plan: Plan
    price: int

    def charge(self, problem: Problem) -> Problem:
        """The problem in which every session costs more in its period."""
        starts = {str(move.session): minute(move.slot.period.start) for move in self.plan.moves if move.slot}
        options = []
        for talk, places in zip(problem.talks, problem.options, strict=True):
            start = starts.get(talk.id)
            dearer = {
                number: option._replace(fee=option.fee + self.price)
                for number, option in places.items()
                for there in [problem.stretches[number]]
                if start is not None and there.start <= start < there.end
            }
            options.append({**places, **dearer})
        return replace(problem, options=tuple(options))


class SearchOptions(TypedDict, total=False):
    """The options of a search for plans, as `plan` describes them."""

    goals: Goals | None
    interest: Interest
    moves: int | None
    seed: int
    seeds: int | None
    executor: Executor | None
    watch: Watcher | None
    reasons: int


@checked
def plan(
    schedule: Schedule,
    settings: RuleSettings = DEFAULT_SETTINGS,
    *,
    only: Collection[str] = (),
    goals: Goals | None = None,
    interest: Interest = NO_INTEREST,
    moves: Count | None = None,
    seed: int = 0,
    seeds: Positive | None = None,
    executor: Executor | None = None,
    watch: Watcher | None = None,
    reasons: Count = 0,
    unlike: Unlike | None = None,
) -> Plan:
    """A plan for the sessions without a time, or for those that are named.

    Nothing else moves. A session that is named may have a time already: it is placed anew.

    Args:
        settings: The rule settings of the conference: what is an error there is never broken.
        only: The ids of the sessions to place.
        interest: How many people want to attend sessions.
        moves: How many changes to try; by the number of sessions if ``None``, see `usual_moves`.
        seed: Another seed gives another plan; the same one gives the same, on every machine.
        seeds: How many seeds to try, from that one on; by the number of sessions if ``None``, see
            `usual_seeds`, or one if ``moves`` is given. The cheapest plan is returned, of equal ones that of
            the first seed; its own seed repeats it.
        executor: Tries several seeds at once: processes, or a cluster. The plan does not depend on it.
        watch: Is called now and then, and returns whether to continue.
        reasons: For how many sessions without a place to look for a proof and for remedies.
        unlike: Another plan, whose times are to be avoided.

    Raises:
        InvalidValue: An argument has another type, or a number is too small.
        Refused: A session that is named does not exist, is pinned or cancelled, or depends on others; or a
            day is not a day of the conference.
    """
    goals = goals or Goals()
    require_days(schedule, goals.days or ())
    requests, without_length = find_requests(schedule, only)
    place = partial(_find_places, settings=settings, interest=interest, unlike=unlike)
    tried = usual_moves(len(requests)) if moves is None else moves
    count = seeds or (usual_seeds(len(requests)) if moves is None else 1)
    find = partial(search, seeds=range(seed, seed + count), executor=executor, watch=watch)
    find_once = partial(search, seeds=range(1), watch=watch)
    price = partial(charge, settings=settings, favour=goals.favour, interest=interest)

    def points(result: _Result) -> int:
        return sum(each.points for each in price(apply_moves(schedule, result.changes(schedule))).values())

    def run(stages: list[_Stage]) -> _Result:
        result = _Result({}, {}, seed, 0)
        while stages:
            stage, *stages = stages
            # Without the times of those that follow; the same for every seed, whose number repeats the plan.
            part = [request for request in stage.requests if request.session.id not in result.placed]
            if not part:
                continue
            waiting = (request.session for request in requests if request.session.id not in result.placed)
            begun = without_times(apply_moves(schedule, result.changes(schedule)), waiting)
            is_last = not stage.is_second and all(later.is_second for later in stages)
            effort = tried if is_last else min(tried, usual_moves(len(part)))
            once = partial(find if is_last else find_once, moves=effort)
            found = place(begun, part, stage.goals, once, reasons=0 if stage.is_second else reasons)
            result = result.joined(found, is_second=stage.is_second)
        return result

    division = _Stages(schedule, settings, goals)
    stages, in_one = (division.divide(requests, plenaries_first=first) for first in (True, False))
    result = run(stages)
    if result.left_out and in_one != stages:
        # Plenaries placed first may take what others alone can use; still, nothing goes beside them for that.
        result = min(result, run(in_one), key=lambda each: (each.beside_plenaries(schedule), points(each)))
    if settings.waivers:
        result = _return_to_waived_places(result, schedule, settings, points)
    changes = result.changes(schedule)
    return Plan(
        basis=schedule,
        moves=tuple(move for move in changes if (move.slot, move.parent) != (move.old_slot, move.old_parent)),
        price=compare_charges(price(schedule), price(apply_moves(schedule, changes))),
        left_out=tuple(
            sorted(
                (*without_length, *result.left_out.values()),
                key=lambda item: (-(schedule.session(item.session).audience or 0), item.session),
            )
        ),
        placed=len(result.placed),
        seed=result.seed,
        moves_tried=result.moves_tried,
    )


class _Stage(NamedTuple):
    """Sessions that are placed together; in a second stage, those of them that have no place yet."""

    requests: Sequence[TalkRequest]
    goals: Goals
    is_second: bool = False


class _Stages:
    """The stages of a plan where there are blocks: what comes first, and what goes to rooms outside them."""

    def __init__(self, schedule: Schedule, settings: RuleSettings, goals: Goals) -> None:
        self._goals = goals
        index = ScheduleIndex(schedule, settings)
        self._is_in_blocks = not goals.in_rooms and has_open_blocks(index)
        occupied = [at.session for at in index.occupancies(schedule.sessions)]
        blocks = [session for session in occupied if session.kind is Kind.BLOCK]
        self._kinds = {part.kind for block in blocks for part in index.parts(block.id)}
        self._has_breaks = any(session.kind in {Kind.BREAK, Kind.MEAL} for session in occupied)
        self._index = index

    def divide(self, requests: Sequence[TalkRequest], *, plenaries_first: bool) -> list[_Stage]:
        """The stages in order.

        What no block has time for comes first, and what is for everyone: the others then keep away from it.
        In the free time of rooms, all are placed together, for there the minutes beside it have a price.
        """
        if not self._is_in_blocks:
            return [_Stage(requests, self._goals)]
        base = without_times(self._index.schedule, (request.session for request in requests))
        free = find_free_time(ScheduleIndex(base, self._index.settings), (), days=self._goals.days)
        in_rooms = replace(self._goals, in_rooms=True)
        first, plenaries, others = list[TalkRequest](), list[TalkRequest](), list[TalkRequest]()
        for request in requests:
            session, may_be_outside = request.session, self._may_be_outside(request)
            if may_be_outside and (is_general(session) or not self._takes(free, request)):
                first.append(request)
            else:
                part = plenaries if session.plenary and plenaries_first else others
                part.append(replace(request, may_wait=may_be_outside))
        stages = (
            _Stage(first, in_rooms),
            _Stage([request for request in first if self._takes(free, request)], self._goals, is_second=True),
            _Stage(plenaries, self._goals),
            _Stage(others, self._goals),
            _Stage([each for each in (*plenaries, *others) if each.may_wait], in_rooms, is_second=True),
        )
        return [stage for stage in stages if stage.requests]

    @staticmethod
    def _takes(free: FreeTime, request: TalkRequest) -> bool:
        """True if a block has time for a session: that it is part of, or any of its track or of none."""
        session = request.session
        return session.parent is not None or any(
            stretch.end - stretch.start >= request.minutes
            and may_be_filled(free.blocks[stretch.block], session)
            for stretch in free.stretches
        )

    def _may_be_outside(self, request: TalkRequest) -> bool:
        """True unless a session is of a kind that is in blocks, and would only find a gap between them.

        Gaps may be the breaks that nobody has entered; they are not where breaks are sessions.
        """
        session = request.session
        is_other = bool(self._kinds) and session.kind not in self._kinds
        return session.parent is None and (is_other or self._has_breaks)


class _Result(NamedTuple):
    """Places for sessions, and those without one."""

    placed: dict[SessionId, Move]
    left_out: dict[SessionId, LeftOut]
    seed: int
    moves_tried: int

    def joined(self, later: _Result, *, is_second: bool) -> _Result:
        """With a later stage; those for which a second one has no place either keep their reasons."""
        known = self.left_out if is_second else self.left_out | later.left_out
        left = {id_: item for id_, item in known.items() if id_ not in later.placed}
        return (self if is_second else later)._replace(placed=self.placed | later.placed, left_out=left)

    def beside_plenaries(self, schedule: Schedule) -> int:
        """The number of sessions at the time of a plenary that has found its place."""
        periods = {id_: move.slot.period for id_, move in self.placed.items() if move.slot}
        plenaries = {id_: period for id_, period in periods.items() if schedule.session(id_).plenary}
        return sum(
            period.overlaps(other)
            for id_, period in plenaries.items()
            for other_id, other in periods.items()
            if other_id != id_
        )

    def changes(self, schedule: Schedule) -> list[Move]:
        """The moves, with those of sessions that had a time and lose it."""
        lost = map(schedule.session, self.left_out)
        return [*self.placed.values()] + [
            Move(session.id, None, fixed_parent(schedule, session), session.slot, session.parent)
            for session in lost
            if session.slot is not None
        ]


def _find_places(
    schedule: Schedule,
    requests: Sequence[TalkRequest],
    goals: Goals,
    find: Callable[[Problem], Solution],
    *,
    settings: RuleSettings,
    interest: Interest,
    unlike: Unlike | None,
    reasons: int,
) -> _Result:
    """Places for sessions that add no error; nothing of the search is in memory afterwards."""
    base = without_times(schedule, (request.session for request in requests))
    index = ScheduleIndex(base, settings)
    requests = [replace(request, session=base.session(request.session.id)) for request in requests]
    parents = [request.session.parent for request in requests if request.session.parent is not None]
    free_time = find_free_time(index, parents, days=goals.days, in_rooms=goals.in_rooms)
    problem = build_problem(
        index, requests, free_time, favour=goals.favour, interest=interest, grid=goals.grid
    )
    best = find(problem if unlike is None else unlike.charge(problem))
    arrangement = best.arrangement
    placements = to_moves(arrangement, free_time, schedule)
    accepted, left_out = pass_checker(Checker(base, settings), placements)
    if arrangement.left_out:
        attempt = Attempt(index, requests, free_time, arrangement.problem, apply_moves(base, accepted))
        left_out = [*_left_out(arrangement, attempt, reasons), *left_out]
    placed, left = {move.session: move for move in accepted}, {item.session: item for item in left_out}
    return _Result(placed, left, best.seed, best.moves_tried)


def usual_moves(talks: int) -> int:
    """The number of changes to try for so many talks: those that improve much, in seconds and not minutes."""
    return 0 if talks == 0 else min(max(6_000, 2_000 + 300 * talks, 400 * talks - 8_000), 150_000)


def usual_seeds(talks: int) -> int:
    """The number of seeds to try for so many talks: four while that is a matter of seconds."""
    return 4 if talks <= _TALKS_OF_FOUR_SEEDS else 1


def find_requests(schedule: Schedule, only: Collection[str]) -> tuple[list[TalkRequest], list[LeftOut]]:
    """The sessions to place, with their lengths; and those of unknown length."""
    requests, unknown = [], []
    without_length: dict[Kind, Reason] = {}
    sessions = [_named(schedule, id_) for id_ in dict.fromkeys(only)] if only else find_waiting(schedule)
    for session in sessions:
        minutes = session.length or usual_length(schedule, session.kind)
        if minutes is None:
            words = Message("no {kind} has a length yet", kind=session.kind)
            remedy = Message("set the length of '{id}', and others of its kind get it", id=session.id)
            reason = without_length.setdefault(session.kind, Reason("no-length", words, (remedy,)))
            unknown.append(LeftOut(session.id, reason))
        else:
            requests.append(TalkRequest(session, minutes))
    return requests, unknown


def _named(schedule: Schedule, id_: str) -> Session:
    """A session that is named; it has to be one that a plan can place."""
    session = require_session(schedule, id_)
    if session.pinned:
        raise Refused("Session '{id}' is pinned. Unpin it first.", id=id_)
    if session.status is Status.CANCELLED:
        raise Refused("Session '{id}' is cancelled. Restore it first.", id=id_)
    if any(part.slot is not None for part in schedule.parts(session.id)):
        raise Refused(
            "Session '{id}' has parts with times of their own. Plan the parts, or move it by hand.", id=id_
        )
    if session.parent is not None and schedule.session(session.parent).slot is None:
        whole = session.parent
        raise Refused(
            "Session '{id}' is part of '{whole}', which has no time yet. Plan that one first.",
            id=id_,
            whole=whole,
        )
    return session


def find_waiting(schedule: Schedule, tracks: Collection[str] = ()) -> Iterator[Session]:
    """The sessions that wait for a time, in some tracks or in any.

    Blocks, breaks, meals, registration, social events and tours are left to the organisers, and so is what is
    part of a session without a time.
    """
    for session in schedule.sessions:
        parent = schedule.session(session.parent) if session.parent is not None else None
        if (
            schedule.span(session) is None
            and (not tracks or session.track in tracks)
            and session.status is not Status.CANCELLED
            and session.kind not in _LEFT_TO_ORGANISERS
            and (parent is None or (parent.slot is not None and parent.status is not Status.CANCELLED))
        ):
            yield session


def _return_to_waived_places(
    result: _Result, schedule: Schedule, settings: RuleSettings, points: Callable[[_Result], int]
) -> _Result:
    """Sessions back where something is waived that is wrong there, unless they are cheaper elsewhere.

    The search knows nothing of waivers, which are about findings in the words of the checker.
    """
    checker = Checker(schedule, settings)
    waived = {waiver.identity for waiver in settings.waivers}
    findings = [finding for finding in checker.findings if finding.identity in waived]
    ids = dict.fromkeys(SessionId(subject.id) for finding in findings for subject in finding.subjects)
    planned = {*result.placed, *result.left_out}
    for session in schedule.sessions:
        if session.id in planned.intersection(ids) and session.slot is not None:
            place = session.slot, session.parent
            back = {session.id: Move(session.id, *place, *place)}
            again = result.joined(result._replace(placed=back, left_out={}), is_second=True)
            if points(again) <= points(result) and not find_added_errors(checker, again.changes(schedule)):
                result = again
    return result


def _left_out(arrangement: Arrangement, attempt: Attempt, reasons: int) -> Iterator[LeftOut]:
    """The talks without a place, those with the largest audience explained first."""
    problem = arrangement.problem
    missed = sorted(arrangement.left_out, key=lambda talk: (-problem.talks[talk].left_out, talk))
    explained = explain(attempt, missed, reasons) if reasons else {}
    for talk in missed:
        reason = ALL_TAKEN if problem.options[talk] else NO_PLACE
        yield LeftOut(attempt.session_of(talk), explained.get(talk, reason))

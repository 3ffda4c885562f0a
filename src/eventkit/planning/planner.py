"""The planner: from sessions without a time to a plan.

An arrangement is searched for by annealing, and by the solver where it is installed. The result passes the
checker before it becomes a plan: a session that would add an error is left out, whichever rule finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from eventkit.editing import Refused, usual_length
from eventkit.editing.edits import require_session
from eventkit.model import Kind, Session, SessionId, Status
from eventkit.planning.arrangement import Arrangement
from eventkit.planning.engines import Engine, choose_engine
from eventkit.planning.explanation import Terrain, explain
from eventkit.planning.free_time import FreeTime, find_free_time, require_days, split_at_keynotes
from eventkit.planning.interest import NO_INTEREST, Interest
from eventkit.planning.placements import fixed_parent, pass_checker, to_moves, without_times
from eventkit.planning.planning_messages import PhraseBook
from eventkit.planning.planning_twins import GradedPrices, Group, Tariff, charge
from eventkit.planning.plans import LeftOut, Move, Plan, Reason, apply_moves, compare_charges
from eventkit.planning.problem import FORBIDDEN, LEFT_OUT, Problem
from eventkit.planning.problem_builder import build_problem
from eventkit.planning.search import Watcher, search
from eventkit.planning.talk_requests import TalkRequest
from eventkit.planning.waived_places import find_waived_places
from eventkit.rules import DEFAULT_SETTINGS, Checker, RuleSettings
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import Schedule

_SHARE_ACROSS = 4
"""The share of the changes that are tried for plans across the bounds of openings and keynotes: a quarter."""

_LEFT_TO_ORGANISERS = frozenset({Kind.BLOCK, Kind.SOCIAL, Kind.TOUR}) | {
    kind for kind in Kind if kind.is_pause
}
"""Kinds that a plan does not place unless it is asked to by name."""


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
    grid: int = 5


def plan(
    schedule: Schedule,
    settings: RuleSettings = DEFAULT_SETTINGS,
    *,
    only: Collection[str] = (),
    goals: Goals | None = None,
    interest: Interest = NO_INTEREST,
    moves: int | None = None,
    seed: int = 0,
    seeds: int = 1,
    engine: Engine | None = None,
    executor: Executor | None = None,
    watch: Watcher | None = None,
    reasons: int = 0,
    adjust: Callable[[Problem], Problem] | None = None,
) -> Plan:
    """A plan for the sessions without a time, or for those that are named.

    Nothing else moves. A session that is named may have a time already: it is placed anew.

    Args:
        schedule: The schedule.
        settings: The rule settings of the conference: what is an error there is never broken.
        only: The ids of the sessions to place.
        goals: The goals of the plan.
        interest: How many people want to attend sessions.
        moves: How many changes to try; by the number of sessions if ``None``, see `usual_moves`.
        seed: Another seed gives another plan; the same one gives the same, on every machine.
        seeds: How many seeds to try, from that one on. The cheapest plan is returned, of equal ones that of
            the first seed; its own seed repeats it.
        engine: The engine; the solver where it is installed, if ``None``.
        executor: Tries several seeds at once: processes, or a cluster. The plan does not depend on it.
        watch: Is called now and then, and returns whether to continue.
        reasons: For how many sessions without a place to look for a proof and for remedies.
        adjust: Changes the problem before it is solved; prices that it adds are not in that of the plan, and
            no bound is known then.

    Raises:
        Refused: A session that is named does not exist, is pinned or cancelled, or depends on others; a day
            is no day of the conference; or the engine is not installed.
    """
    goals, engine = goals or Goals(), choose_engine(engine)
    require_days(schedule, goals.days or ())
    requests, without_length = find_requests(schedule, only)
    base = without_times(schedule, (request.session for request in requests))
    index = ScheduleIndex(base, settings)
    requests = [TalkRequest(base.session(request.session.id), request.minutes) for request in requests]
    parents = [request.session.parent for request in requests if request.session.parent is not None]
    free_time = find_free_time(index, parents, days=goals.days, in_rooms=goals.in_rooms)
    tariff = Tariff(settings.planning, goals.favour)
    waived = find_waived_places(
        ScheduleIndex(schedule, settings),
        (schedule.session(request.session.id) for request in requests),
        tariff,
    )

    def pose(open_time: FreeTime) -> Problem:
        problem = build_problem(
            index,
            requests,
            open_time,
            favour=goals.favour,
            interest=interest,
            grid=goals.grid,
            waived=waived,
        )
        return problem if adjust is None else adjust(problem)

    find = partial(search, seeds=range(seed, seed + seeds), engine=engine, executor=executor, watch=watch)
    pieces = free_time
    if 0 < GradedPrices(settings, tariff)("keynote-parallel") < FORBIDDEN:
        pieces = split_at_keynotes(index, free_time, {request.minutes for request in requests})
    problem = pose(pieces)
    tried = usual_moves(len(problem.talks)) if moves is None else moves
    best = find(problem, moves=tried)
    if pieces is not free_time and best.arrangement.left_out:
        # What has no place in the pieces may have one across their bounds, and reasons have to be true there.
        problem = pose(free_time)
        across = find(problem, moves=tried // _SHARE_ACROSS) if best.moves_tried == tried else best
        cheaper = min(best, across, key=lambda known: known.arrangement.price)
        best = replace(cheaper, moves_tried=best.moves_tried, bound=None)
    arrangement = best.arrangement
    placements = to_moves(arrangement, free_time, schedule)
    accepted, refused = pass_checker(Checker(base, settings), placements)
    terrain = Terrain(index, requests, free_time, problem, apply_moves(base, accepted))
    left_out = [*without_length, *_left_out(arrangement, terrain, reasons), *refused]
    changes = [*accepted, *_lost_times(schedule, left_out)]
    after = apply_moves(schedule, changes)
    plan = Plan(
        basis=schedule,
        moves=tuple(move for move in changes if (move.slot, move.parent) != (move.old_slot, move.old_parent)),
        price=compare_charges(
            charge(schedule, settings, goals.favour, interest),
            charge(after, settings, goals.favour, interest),
        ),
        left_out=tuple(sorted(left_out, key=lambda item: _rank(schedule, item))),
        placed=len(accepted),
        seed=best.seed,
        moves_tried=best.moves_tried,
        engine=engine,
    )
    # What the checker refused, was added to the problem or is waived of several sessions is in no bound.
    if best.bound is None or refused or adjust is not None or waived.has_any:
        return plan
    above = arrangement.price - best.bound
    return plan if above >= LEFT_OUT else replace(plan, bound=plan.points - above)


def usual_moves(talks: int) -> int:
    """How many changes are tried for so many talks: all that improve much, in seconds rather than minutes."""
    return 0 if talks == 0 else min(2_000 + 400 * talks, 150_000)


def find_requests(schedule: Schedule, only: Collection[str]) -> tuple[list[TalkRequest], list[LeftOut]]:
    """The sessions to place, with their lengths; and those of unknown length."""
    requests, unknown = [], []
    sessions = [_named(schedule, id_) for id_ in dict.fromkeys(only)] if only else find_waiting(schedule)
    for session in sessions:
        minutes = session.length or usual_length(schedule, session.kind)
        if minutes is None:
            phrase = PhraseBook(schedule)
            words = phrase("no-length", kind=session.kind)
            remedy = phrase("set-length", id=session.id)
            unknown.append(LeftOut(session.id, Reason("no-length", words, (remedy,))))
        else:
            requests.append(TalkRequest(session, minutes))
    return requests, unknown


def _named(schedule: Schedule, id_: str) -> Session:
    """A session that is named; it has to be one that a plan can place."""
    session = require_session(schedule, id_)
    problem = ""
    if session.pinned:
        problem = f"is pinned: 'eventkit session pin {id_} --off' lets planning move it"
    elif session.status is Status.CANCELLED:
        problem = "is cancelled: restore it first"
    elif any(part.slot is not None for part in schedule.parts(session.id)):
        problem = "has parts with times of their own: plan the parts, or move it with 'eventkit session move'"
    elif session.parent is not None and schedule.session(session.parent).slot is None:
        problem = f"is part of '{session.parent}', which has no time yet: plan that one first"
    if problem:
        message = f"session '{id_}' {problem}"
        raise Refused(message)
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


def _lost_times(schedule: Schedule, left_out: Iterable[LeftOut]) -> Iterator[Move]:
    """The sessions that had a time and get none."""
    for item in left_out:
        session = schedule.session(item.session)
        if session.slot is not None:
            parent = fixed_parent(schedule, session)
            yield Move(session.id, None, parent, session.slot, session.parent)


def _left_out(arrangement: Arrangement, terrain: Terrain, reasons: int) -> Iterator[LeftOut]:
    """The talks without a place, those with the largest audience explained first."""
    problem = arrangement.problem
    missed = sorted(arrangement.left_out, key=lambda talk: (-problem.talks[talk].left_out, talk))
    for number, talk in enumerate(missed):
        reason = explain(terrain, talk) if number < reasons else _plain_reason(terrain, talk)
        yield LeftOut(SessionId(problem.talks[talk].id), reason)


def _plain_reason(terrain: Terrain, talk: int) -> Reason:
    """Why a talk has no place, as far as it is known without a search."""
    key = "no-time-left" if terrain.problem.options[talk] else "no-place"
    return Reason(key, PhraseBook(terrain.index.schedule)(key))


def _rank(schedule: Schedule, left_out: LeftOut) -> tuple[int, str]:
    session = schedule.session(left_out.session)
    return -(session.audience or 0), session.id

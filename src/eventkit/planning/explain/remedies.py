"""Remedies: changes after which a session without a place has one, each proved by a timetable.

A remedy is only proposed if a timetable is found that places the session and everything that had a place,
and that adds no error. Few sessions move in the search for it: first none, then those that keep the session
out, then all that are where these might be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from eventkit.editing.edits import replace as replace_in
from eventkit.findings import Severity
from eventkit.model import Kind, Session, SessionId, Slot
from eventkit.planning.explain.certificates import find_certificate
from eventkit.planning.explain.conditions import Condition, Terms, Witness
from eventkit.planning.planning_messages import Phrase, PhraseBook
from eventkit.planning.plans import apply_moves, find_added_errors, to_moves, without_times
from eventkit.planning.problem.free_time import FreeTime, find_free_time, instant_of, minute
from eventkit.planning.problem.model_builder import build_problem
from eventkit.planning.problem.planning_model import Problem
from eventkit.planning.problem.talk_requests import TalkRequest
from eventkit.planning.search.annealing import anneal
from eventkit.planning.search.construction import arrange_one_by_one
from eventkit.rules import Checker
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import Schedule
from eventkit.times import Period

_TRIES = 1_500
"""The number of changes that are tried in the search for one timetable."""

_NEIGHBOURS_LIMIT = 90
"""The most sessions that move in the search for one timetable."""

_SHORTER = (5, 10, 15, 20, 30, 45, 60)
"""By how many minutes a session is shortened, and a block made longer."""

_BLOCKS_LIMIT = 5
"""The most blocks that are tried with a later end."""

_INSTEAD_LIMIT = 4
"""The most sessions of which leaving one out is proposed."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A session without a place, and the schedule in which all others have theirs.

    Attributes:
        terms: The schedule with the plan applied, its settings, and the days to plan.
        session: The session without a place.
        core: The sessions that keep one another out, itself among them.
        lengths: The lengths of the sessions that were to be planned.
        in_rooms: Whether they are planned in rooms instead of blocks.
    """

    terms: Terms
    session: SessionId
    core: Sequence[SessionId]
    lengths: Mapping[SessionId, int]
    problem: Problem
    in_rooms: bool


def find_remedies(situation: Situation, conditions: Sequence[Condition]) -> Iterator[Phrase]:
    """The remedies, any one of which helps: no condition of those, less to place, or more time."""
    for condition in conditions:
        for remedy in condition.remedies:
            witnesses = (_find_witness(situation, edit(situation.terms)) for edit in remedy.edits)
            witness = next(filter(None, witnesses), None)
            words = remedy.words(witness) if witness is not None else None
            if words is not None:
                yield words
    yield from _shorten(situation)
    yield from _leave_out_another(situation)
    yield from _lengthen_a_block(situation)


def _shorten(situation: Situation) -> Iterator[Phrase]:
    """The session with the most minutes with which it has a place."""
    phrase = PhraseBook(situation.terms.schedule)
    minutes = situation.lengths[situation.session]
    lengths = {minutes - cut for cut in _SHORTER} | {minutes - _missing_minutes(situation)}
    for length in sorted(lengths, reverse=True):
        # Less than half of a talk is another talk.
        if length == minutes or 2 * length < minutes:
            continue
        shorter = replace(situation, lengths={**situation.lengths, situation.session: length})
        if _find_witness(shorter, situation.terms) is not None:
            session = situation.terms.schedule.session(situation.session)
            yield phrase("shortened", session=session, minutes=length)
            return


def _missing_minutes(situation: Situation) -> int:
    """By how much the session is longer than any free time was."""
    longest = max((stretch.end - stretch.start for stretch in situation.problem.stretches), default=0)
    return max(situation.lengths[situation.session] - longest, 0)


def _leave_out_another(situation: Situation) -> Iterator[Phrase]:
    """Another of the sessions that keep one another out, without which there is a place."""
    phrase = PhraseBook(situation.terms.schedule)
    others = [id_ for id_ in situation.core if id_ != situation.session]
    if len(others) > _INSTEAD_LIMIT:
        return
    for other in others:
        session = situation.terms.schedule.session(other)
        without = without_times(situation.terms.schedule, [session])
        core = [id_ for id_ in situation.core if id_ != other]
        rest = replace(situation, core=core)
        if _find_witness(rest, replace(situation.terms, schedule=without)) is not None:
            yield phrase("left-out-instead", session=session)


def _lengthen_a_block(situation: Situation) -> Iterator[Phrase]:
    """The first block that may last longer, by as little as it takes."""
    if situation.in_rooms:
        return
    schedule = situation.terms.schedule
    phrase = PhraseBook(schedule)
    checker = Checker(schedule, situation.terms.settings)
    blocks = [*_blocks_of(situation)][:_BLOCKS_LIMIT]
    for more in sorted({*_SHORTER, _missing_minutes(situation)} - {0}):
        for block, slot in blocks:
            end = instant_of(minute(slot.period.end) + more)
            longer = Slot(period=Period(start=slot.period.start, end=end), rooms=slot.rooms)
            after = replace_in(schedule, block.model_copy(update={"slot": longer}))
            if any(finding.severity is Severity.ERROR for finding in checker.effect(after).added):
                continue
            if _find_witness(situation, replace(situation.terms, schedule=after)) is not None:
                rooms = tuple(map(schedule.room, slot.rooms))
                place = phrase("at-place", period=slot.period, rooms=rooms) if rooms else slot.period
                yield phrase("longer-block", block=block, place=place, until=f"{schedule.wall(end):%H:%M}")
                return


def find_places_outside_blocks(situation: Situation) -> Iterator[Phrase]:
    """A place of the session outside blocks, within the hours of rooms; nothing else moves."""
    if situation.in_rooms:
        return
    outside = replace(situation, core=[situation.session], in_rooms=True)
    witness = place_anew(outside, situation.terms, [situation.session])
    if witness is not None:
        session = witness.schedule.session(situation.session)
        rooms = tuple(map(witness.schedule.room, witness.schedule.rooms_of(session)))
        phrase = PhraseBook(witness.schedule)
        if session.slot is not None:
            place = phrase("at-place", period=session.slot.period, rooms=rooms)
            yield phrase("outside-blocks", session=session, place=place)


def _blocks_of(situation: Situation) -> list[tuple[Session, Slot]]:
    """The blocks that a later end might help: where those of the core may be, or any for a long session.

    Those with most time left come first.
    """
    schedule, problem = situation.terms.schedule, situation.problem
    number = {talk.id: index for index, talk in enumerate(problem.talks)}
    starts = {
        problem.stretches[stretch].start for id_ in situation.core for stretch in problem.options[number[id_]]
    }
    if not starts and _missing_minutes(situation):
        starts = {stretch.start for stretch in problem.stretches}
    session = schedule.session(situation.session)
    blocks = []
    for block in schedule.sessions:
        is_open = None in {block.track, session.track} or block.track == session.track
        if block.kind is not Kind.BLOCK or not block.slot or block.pinned or not is_open:
            continue
        period = block.slot.period
        parts = [part.slot for part in schedule.parts(block.id) if part.slot is not None]
        left = period.minutes - sum(slot.period.minutes for slot in parts)
        is_there = any(minute(period.start) <= start < minute(period.end) for start in starts)
        if is_there and session.parent in {None, block.id}:
            blocks.append((-left, block.id, block, block.slot))
    return [(block, slot) for _, _, block, slot in sorted(blocks, key=lambda item: item[:2])]


def _find_witness(situation: Situation, terms: Terms) -> Witness | None:
    """A timetable under other terms in which everything has a place that had one, and the session has."""
    freed = [
        session.id
        for session in terms.schedule.sessions
        if session.slot is None
        and session.id not in situation.lengths
        and situation.terms.schedule.session(session.id).slot is not None
    ]
    waiting = [situation.session, *freed]
    core = [*dict.fromkeys((*waiting, *situation.core))]
    if _is_impossible(situation, terms, core):
        return None
    tried: list[SessionId] = []
    for ids in (waiting, core, [*dict.fromkeys((*core, *_neighbours(situation, terms.schedule)))]):
        if ids != tried and len(ids) <= _NEIGHBOURS_LIMIT:
            witness = place_anew(situation, terms, ids)
            if witness is not None:
                return witness
        tried = ids
    return None


def _is_impossible(situation: Situation, terms: Terms, ids: Sequence[SessionId]) -> bool:
    """True if it is proved that some sessions cannot all be placed, even if nothing else of the plan is."""
    planned = [session for session in terms.schedule.sessions if session.id in situation.lengths]
    _, problem = _pose(situation, replace(terms, schedule=without_times(terms.schedule, planned)), ids)
    return find_certificate(problem, range(len(problem.talks))) is not None


def _pose(situation: Situation, terms: Terms, ids: Sequence[SessionId]) -> tuple[FreeTime, Problem]:
    """The problem of some sessions, which have no time."""
    index = ScheduleIndex(terms.schedule, terms.settings)
    requests = [
        TalkRequest(session, situation.lengths.get(session.id) or session.length or 0)
        for session in index.sessions(ids)
    ]
    parents = [request.session.parent for request in requests if request.session.parent is not None]
    free_time = find_free_time(index, parents, days=terms.days, in_rooms=situation.in_rooms)
    return free_time, build_problem(index, requests, free_time, grid=situation.problem.grid)


def _neighbours(situation: Situation, schedule: Schedule) -> list[SessionId]:
    """Sessions of the plan that are when those of the core might be, those with few places first."""
    problem = situation.problem
    number = {talk.id: index for index, talk in enumerate(problem.talks)}
    stretches = {
        stretch for id_ in situation.core if id_ in number for stretch in problem.options[number[id_]]
    }
    # A session that is too long has no places at all until it is shortened.
    places = stretches or range(len(problem.stretches))
    there = [
        session.id
        for session in schedule.sessions
        if session.id in number and _is_in(session, problem, places)
    ]
    return sorted(there, key=lambda id_: (len(problem.options[number[id_]]), id_))


def _is_in(session: Session, problem: Problem, stretches: Collection[int]) -> bool:
    """True if a session takes time of one of some stretches."""
    if session.slot is None:
        return False
    start, end = minute(session.slot.period.start), minute(session.slot.period.end)
    return any(
        problem.stretches[stretch].start < end and start < problem.stretches[stretch].end
        for stretch in stretches
    )


def place_anew(situation: Situation, terms: Terms, ids: Sequence[SessionId]) -> Witness | None:
    """A timetable in which some sessions are placed anew and nothing else moves; ``None`` for none."""
    schedule, free_time, problem = _pose_anew(situation, terms, ids)
    if not all(problem.options):
        return None
    witness = _arrange(free_time, problem, schedule, terms)
    return witness if witness is not None and len(witness.placed) == len(ids) else None


def place_most(situation: Situation, terms: Terms, ids: Sequence[SessionId]) -> Witness | None:
    """A timetable in which as many sessions as possible are placed anew and nothing else moves."""
    schedule, free_time, problem = _pose_anew(situation, terms, ids)
    return _arrange(free_time, problem, schedule, terms)


def _pose_anew(
    situation: Situation, terms: Terms, ids: Sequence[SessionId]
) -> tuple[Schedule, FreeTime, Problem]:
    """The schedule without the times of some sessions, and their problem."""
    schedule = without_times(terms.schedule, map(terms.schedule.session, ids))
    return schedule, *_pose(situation, replace(terms, schedule=schedule), ids)


def _arrange(free_time: FreeTime, problem: Problem, schedule: Schedule, terms: Terms) -> Witness | None:
    """A timetable of sessions that have no time, without those that find no place."""
    arrangement = arrange_one_by_one(problem, 0)
    if arrangement.left_out and len(problem.talks) > 1:
        anneal(arrangement, _TRIES, 0)
    moves = to_moves(arrangement, free_time, schedule)
    if find_added_errors(Checker(schedule, terms.settings), moves):
        return None
    return Witness(apply_moves(schedule, moves), tuple(move.session for move in moves))

"""The most talks that any plan can place, by every start on a grid and by the rules themselves.

It knows nothing of the engine and its problem: only which blocks are open to a talk, and the checker.
"""

from __future__ import annotations

from collections.abc import Iterator

from eventkit.model import Kind, Session, Slot
from eventkit.planning.planner import find_requests
from eventkit.planning.plans import Move, find_added_errors
from eventkit.planning.problem.free_time import find_free_time, instant_of
from eventkit.planning.problem.talk_requests import TalkRequest
from eventkit.rules import Checker, RuleSettings
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import Schedule
from eventkit.times import Period

GRID = 5


def least_left_out(schedule: Schedule, settings: RuleSettings, limit: int) -> int | None:
    """The least number of talks without a place in any plan; ``None`` beyond so many places of all talks."""
    requests, _ = find_requests(schedule, ())
    checker = Checker(schedule, settings)
    starts = [[*_places(schedule, settings, request)] for request in requests]
    if not 2 <= len(requests) <= 4 or not 0 < sum(map(len, starts)) < limit:
        return None
    places = [[move for move in moves if not find_added_errors(checker, [move])] for moves in starts]

    def least(number: int, chosen: list[Move], missing: int, known: int) -> int:
        if missing >= known:
            return known
        if number == len(places):
            return missing
        for move in places[number]:
            if not any(_overlap(move, other) for other in chosen) and not (
                chosen and find_added_errors(checker, [*chosen, move])
            ):
                known = least(number + 1, [*chosen, move], missing, known)
        return least(number + 1, chosen, missing + 1, known)

    return least(0, [], 0, len(requests) + 1)


def _places(schedule: Schedule, settings: RuleSettings, request: TalkRequest) -> Iterator[Move]:
    """Every start of a talk in the free time of the blocks that are open to it."""
    session = request.session
    parents = [session.parent] if session.parent is not None else []
    free_time = find_free_time(ScheduleIndex(schedule, settings), parents)
    for stretch in free_time.stretches:
        block = free_time.blocks[stretch.block]
        if _is_open(block, session):
            for start in range(stretch.start, stretch.end - request.minutes + 1, GRID):
                period = Period(start=instant_of(start), end=instant_of(start + request.minutes))
                yield Move(session.id, Slot(period=period, rooms=()), block.id, None, session.parent)


def _is_open(block: Session, talk: Session) -> bool:
    if talk.parent is not None:
        return talk.parent == block.id
    is_free = block.kind is Kind.BLOCK and not block.pinned
    return is_free and (None in {block.track, talk.track} or block.track == talk.track)


def _overlap(one: Move, other: Move) -> bool:
    assert one.slot is not None
    assert other.slot is not None
    first, second = one.slot.period, other.slot.period
    return one.parent == other.parent and first.start < second.end and second.start < first.end

"""Placements: the talks of an arrangement as moves of sessions, and the errors that moves add."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from eventkit.editing.edits import replace
from eventkit.findings import Finding, Severity
from eventkit.model import Kind, Session, SessionId, Slot
from eventkit.planning.planning_messages import FindingPhrase
from eventkit.planning.plans import LeftOut, Move, Reason, apply_moves
from eventkit.planning.problem.free_time import FreeTime, instant_of
from eventkit.planning.problem.planning_model import NOWHERE
from eventkit.planning.search.arrangement import Arrangement
from eventkit.rules import Checker
from eventkit.schedule import Schedule
from eventkit.times import Period


def to_moves(arrangement: Arrangement, free_time: FreeTime, schedule: Schedule) -> list[Move]:
    """The talks that have a place, by time."""
    problem = arrangement.problem
    order = sorted(
        (talk for talk, stretch in enumerate(arrangement.stretch) if stretch != NOWHERE),
        key=lambda talk: (arrangement.start[talk], arrangement.stretch[talk]),
    )
    moves = []
    for talk in order:
        stretch = problem.stretches[arrangement.stretch[talk]]
        start = arrangement.start[talk]
        period = Period(start=instant_of(start), end=instant_of(start + problem.talks[talk].minutes))
        old = schedule.session(problem.talks[talk].id)
        in_block = stretch.block != NOWHERE
        moves.append(
            Move(
                session=old.id,
                slot=Slot(period=period, rooms=() if in_block else free_time.places[stretch.place]),
                parent=free_time.blocks[stretch.block].id if in_block else None,
                old_slot=old.slot,
                old_parent=old.parent,
            )
        )
    return moves


def without_times(schedule: Schedule, sessions: Iterable[Session]) -> Schedule:
    """The schedule in which those sessions have no time, and are part of no block that they could leave."""
    freed = [
        session.model_copy(
            update={"slot": None, "minutes": session.length, "parent": fixed_parent(schedule, session)}
        )
        for session in sessions
        if session.slot is not None
    ]
    return replace(schedule, *freed) if freed else schedule


def fixed_parent(schedule: Schedule, session: Session) -> SessionId | None:
    """The session that a scheduled one has to stay in; none if it is in a block, which it may leave."""
    if session.parent is None:
        return None
    parent = schedule.session(session.parent)
    return None if parent.kind is Kind.BLOCK and not parent.pinned else parent.id


def find_added_errors(checker: Checker, moves: Collection[Move]) -> list[Finding]:
    """The errors that moves add to a schedule, those that are waived aside."""
    waived = {waiver.identity for waiver in checker.settings.waivers}
    added = checker.effect(apply_moves(checker.schedule, moves)).added
    return [
        finding for finding in added if finding.severity is Severity.ERROR and finding.identity not in waived
    ]


def pass_checker(checker: Checker, moves: list[Move]) -> tuple[list[Move], list[LeftOut]]:
    """The moves without those that would add an error, and these as left out, with what was found."""
    accepted, refused = moves, []
    while errors := find_added_errors(checker, accepted):
        ids = {move.session for move in accepted}
        finding = next((error for error in errors if ids.intersection(error.about)), errors[0])
        concerned = [move for move in accepted if move.session in finding.about] or accepted[-1:]
        refused_move = concerned[-1]
        accepted = [move for move in accepted if move is not refused_move]
        refused.append(LeftOut(refused_move.session, Reason(finding.code, FindingPhrase(finding))))
    return accepted, refused

"""Repairs of real schedules: a room is lost for a day, a speaker for a day, twenty times each.

``python -m benchmarks.repairs FILE...`` reads schedule.xml files and documents in YAML. Of each repair it
counts the moves beside the least that any repair needs, where that is one or two: found by trying every room
and every fifth minute. No repair may add an error. Times are CPU seconds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from eventkit import Period, Schedule, Severity, document
from eventkit.editing import edit_participant, edit_room
from eventkit.formats.frab import schedule_xml_format
from eventkit.intake import ImportHints
from eventkit.model import Kind, Participant, ParticipantId, Room, Session, SessionId, Slot
from eventkit.planning.plans import Move, apply_moves, find_added_errors
from eventkit.planning.problem.free_time import (
    day_bounds,
    instant_of,
    intersect,
    join,
    minute,
    usual_hours,
    whole_day,
)
from eventkit.planning.repair import people_to_write_to, repair
from eventkit.rules import DEFAULT_SETTINGS, Checker
from eventkit.rules.schedule_index import ScheduleIndex

REPAIRS = 20
GRID = 5
WEEK = 7 * 1440
ASIDE = {Kind.BREAK, Kind.MEAL}
"""Kinds that are in nobody's way in a room."""


def main() -> None:
    if len(sys.argv) == 1:
        print("name files to measure: python -m benchmarks.repairs FILE...")
        return
    heads = f"{'schedule':<24}{'lost':<9}{'repairs':>8}{'moves':>7}{'people':>8}{'left':>6}"
    print(f"{heads}{'least ≤ 2':>11}{'within 1':>10}{'errors':>8}{'median':>9}{'19 of 20':>10}{'worst':>8}")
    for name in sys.argv[1:]:
        schedule = read(Path(name))
        schedule = repair(schedule).apply(schedule)
        for lost in ("room", "speaker"):
            measure(Path(name).stem, schedule, lost)


def read(path: Path) -> Schedule:
    """A schedule from a document or a schedule.xml."""
    data = path.read_bytes()
    if path.suffix == ".xml":
        return schedule_xml_format.read(data, path.name, ImportHints(zone="Europe/Brussels")).schedule
    return document.read(data, path.name).schedule


def measure(name: str, schedule: Schedule, lost: str) -> None:
    """Repair a schedule after losses, one at a time."""
    random = Random(7)  # noqa: S311 - it chooses, it hides nothing
    losses = [*(room_days(schedule) if lost == "room" else speaker_days(schedule))]
    chosen = random.sample(losses, min(REPAIRS, len(losses)))
    seconds, moves, people, left, small, near, errors = [], 0, 0, 0, 0, 0, 0
    for who, day in chosen:
        disrupted = without(schedule, who, day)
        start = time.process_time()
        made = repair(disrupted, published=schedule)
        seconds.append(time.process_time() - start)
        moves += len(made.moves)
        people += len(people_to_write_to(made))
        left += len(made.left_out)
        errors += len(find_added_errors(Checker(disrupted), made.moves))
        least = least_moves(disrupted)
        if least <= 2:
            small += 1
            near += len(made.moves) <= least + 1 and not made.left_out
    seconds.sort()
    at = [seconds[len(seconds) // 2], seconds[len(seconds) * 19 // 20 - 1], seconds[-1]]
    counts = f"{len(chosen):>8}{moves:>7}{people:>8}{left:>6}{small:>11}{near:>10}{errors:>8}"
    print(f"{name[:23]:<24}{lost:<9}{counts}{at[0]:>8.2f}s{at[1]:>9.2f}s{at[2]:>7.2f}s", flush=True)


def room_days(schedule: Schedule) -> Iterator[tuple[Room, int]]:
    """The rooms with the days on which they are used."""
    used = {
        (room, schedule.day(session.slot.period.start).toordinal())
        for session in schedule.sessions
        if session.slot is not None
        for room in session.slot.rooms
    }
    yield from ((schedule.room(room), day) for room, day in sorted(used))


def speaker_days(schedule: Schedule) -> Iterator[tuple[Participant, int]]:
    """The people with the days on which they have a session."""
    for who in schedule.participants:
        days = {
            schedule.day(session.slot.period.start).toordinal()
            for session, appearance in schedule.appearances(who.id)
            if session.slot is not None and appearance.comes
        }
        yield from ((who, day) for day in sorted(days))


def without(schedule: Schedule, who: Room | Participant, day: int) -> Schedule:
    """The schedule in which a room or a person is not available on a day."""
    opens, closes = whole_day(schedule, date.fromordinal(day))
    windows = [(opens - WEEK, opens), (closes, closes + WEEK)]
    if who.available:
        known = join((minute(period.start), minute(period.end)) for period in who.available)
        windows = intersect(windows, known)
    available = [Period(start=instant_of(start), end=instant_of(end)) for start, end in windows]
    edit = edit_room if isinstance(who, Room) else edit_participant
    return edit(schedule, who.id, available=tuple(available))


# The least number of moves


def least_moves(schedule: Schedule) -> int:
    """The least number of moves after which no session is where it cannot be, if it is 1 or 2; 3 for more."""
    checker = Checker(schedule)
    wrong = {
        subject.id
        for finding in checker.findings
        if finding.severity is Severity.ERROR
        for subject in finding.subjects
        if subject.kind == "session"
    }
    sessions = [schedule.session(SessionId(id_)) for id_ in sorted(wrong)]
    if not 1 <= len(sessions) <= 2:
        return 0 if not sessions else 3
    grid = Grid(schedule)
    if len(sessions) == 1:
        return least_moves_of_one(checker, grid, sessions[0])
    one, other = sessions
    for move in grid.moves(one):
        if not grid.in_the_way(move, {other.id}):
            for second in grid.moves(other):
                if not grid.in_the_way(second, {one.id}) and repairs(checker, [move, second]):
                    return 2
    return 3


def least_moves_of_one(checker: Checker, grid: Grid, session: Session) -> int:
    """The least number of moves, if one session has to leave its place."""
    displaced: list[tuple[Move, str]] = []
    for move in grid.moves(session):
        others = [*grid.in_the_way(move, set())]
        if not others and repairs(checker, [move]):
            return 1
        if len(others) == 1:
            displaced.append((move, others[0]))
    for move, other in displaced:
        for second in grid.moves(grid.schedule.session(SessionId(other))):
            if not grid.in_the_way(second, {session.id}) and repairs(checker, [move, second]):
                return 2
    return 3


def repairs(checker: Checker, moves: list[Move]) -> bool:
    """Whether moves add no error and leave none of a session that was wrong."""
    after = apply_moves(checker.schedule, moves)
    effect = checker.effect(after)
    if any(finding.severity is Severity.ERROR for finding in effect.added):
        return False
    removed = {finding.identity for finding in effect.removed}
    return all(
        finding.identity in removed for finding in checker.findings if finding.severity is Severity.ERROR
    )


class Grid:
    """Every room and every fifth minute of the usual hours, and what is there."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        index = ScheduleIndex(schedule, DEFAULT_SETTINGS)
        hours = usual_hours(index)
        first, last = (on.toordinal() for on in (schedule.conference.start, schedule.conference.end))
        bounds = (day_bounds(index, day, hours) for day in range(first, last + 1))
        self.days = [each for each in bounds if each is not None]
        self.there = [
            (minute(at.start), minute(at.end), at.id, {*at.rooms}, who_comes(at.session))
            for at in index.occupancies(schedule.sessions)
            if at.session.kind not in ASIDE
        ]

    def moves(self, session: Session) -> Iterator[Move]:
        """The session in every room at every time at which room and people are available."""
        assert session.slot is not None
        length = session.slot.period.minutes
        people = [self.schedule.participant(who).available for who in sorted(who_comes(session))]
        for room in self.schedule.rooms:
            windows = self.days
            for available in filter(None, (room.available, *people)):
                hours = join((minute(each.start), minute(each.end)) for each in available)
                windows = intersect(windows, hours)
            for opens, closes in windows:
                for start in range(opens, closes - length + 1, GRID):
                    period = Period(start=instant_of(start), end=instant_of(start + length))
                    slot = Slot(period=period, rooms=(room.id,))
                    yield Move(session.id, slot, session.parent, session.slot, session.parent)

    def in_the_way(self, move: Move, aside: set[str]) -> set[str]:
        """The sessions with a room or a person of a move at its time."""
        assert move.slot is not None
        start, end = minute(move.slot.period.start), minute(move.slot.period.end)
        rooms, people = {*move.slot.rooms}, who_comes(self.schedule.session(move.session))
        return {
            id_
            for starts, ends, id_, there, others in self.there
            if starts < end and start < ends and id_ not in aside and id_ != move.session
            if rooms & there or people & others
        }


def who_comes(session: Session) -> set[ParticipantId]:
    """The people who appear in a session."""
    return {appearance.participant for appearance in session.people if appearance.comes}


if __name__ == "__main__":
    main()

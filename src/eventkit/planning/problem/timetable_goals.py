"""Goals of a timetable that are no rules: rooms and runs of tracks, big sessions, and days of people."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import takewhile

from eventkit.model import Kind, ParticipantKind, Session, Status
from eventkit.planning.problem.free_time import minute
from eventkit.planning.problem.planning_model import gaps, lone_days
from eventkit.rules.block_rules import BESIDE_PLENARY
from eventkit.rules.person_rules import is_aside
from eventkit.rules.schedule_index import Occupancy, ScheduleIndex
from eventkit.schedule import Schedule


class BigSessions:
    """The big sessions: those that are expected to fill half of the largest room, or more.

    Plenaries aside, which have nothing beside them, and blocks and breaks, which are no sessions to choose.
    """

    def __init__(self, schedule: Schedule) -> None:
        largest = max((room.capacity or 0 for room in schedule.rooms), default=0)
        self._least = -(-largest // 2)

    def __contains__(self, session: Session) -> bool:
        return (
            session.audience is not None
            and 0 < self._least <= session.audience
            and not session.plenary
            and session.kind is not Kind.BLOCK
            and session.kind not in BESIDE_PLENARY
        )


def parallel_big_minutes(index: ScheduleIndex) -> int:
    """The minutes in which two big sessions take place at once, over all pairs."""
    big = BigSessions(index.schedule)
    sessions = [session for session in index.schedule.sessions if session in big]
    occupancies = sorted(index.occupancies(sessions))
    total = 0
    for number, one in enumerate(occupancies, 1):
        for other in takewhile(lambda at: at.start < one.end, occupancies[number:]):  # noqa: B023 - used at once
            if not index.nested(one.session, other.session):
                total += one.shared(other).minutes
    return total


def days_for_one_session(index: ScheduleIndex) -> int:
    """The days on which people have to come for one session, over all who come on several days."""
    total = 0
    for who in index.schedule.participants:
        if who.kind is ParticipantKind.PERSON and who.online is None:
            appointments = [at for at in index.appointments(who.id) if not is_aside(who, at)]
            total += lone_days(index.day(at.start).toordinal() for at in appointments)
    return total


class BlockStarts:
    """The times at which blocks begin on each day, by which gaps in the runs of tracks are counted."""

    def __init__(self, index: ScheduleIndex) -> None:
        self._index = index
        blocks = (session for session in index.schedule.sessions if session.kind is Kind.BLOCK)
        starts: dict[int, set[int]] = {}
        for at in index.occupancies(blocks):
            starts.setdefault(self._day(at), set()).add(minute(at.start))
        self._starts = {day: sorted(minutes) for day, minutes in starts.items()}

    def _day(self, at: Occupancy) -> int:
        return self._index.day(at.start).toordinal()

    def covered(self, block: Session) -> tuple[int, tuple[int, ...]] | None:
        """The day of a block and the numbers of the starts within it; ``None`` if it has no time."""
        at = self._index.occupancy(block)
        if at is None:
            return None
        day = self._day(at)
        starts = self._starts.get(day, [])
        first, end = bisect_left(starts, minute(at.start)), bisect_left(starts, minute(at.end))
        return day, tuple(range(first, end))

    def of_tracks(self, parts: Iterable[Session]) -> dict[tuple[str, int], Counter[int]]:
        """The number of some sessions in blocks, by track, day and start."""
        by_track: dict[tuple[str, int], Counter[int]] = {}
        for part in parts:
            block = self._index.session(part.parent) if part.parent is not None else None
            is_there = part.slot is not None and part.status is not Status.CANCELLED
            if part.track is None or block is None or block.kind is not Kind.BLOCK or not is_there:
                continue
            covered = self.covered(block)
            if covered is not None:
                day, numbers = covered
                by_track.setdefault((part.track, day), Counter()).update(numbers)
        return by_track


def track_gaps(index: ScheduleIndex) -> int:
    """The gaps in the runs of blocks of all tracks: starts on a day at which a track pauses."""
    by_track = BlockStarts(index).of_tracks(index.schedule.sessions)
    return sum(gaps(numbers.keys()) for numbers in by_track.values())


def is_in_track_room(session: Session) -> bool:
    """True if a session counts for the rooms that its track uses."""
    return (
        session.slot is not None
        and session.status is not Status.CANCELLED
        and session.track is not None
        and session.kind not in BESIDE_PLENARY
        and session.kind is not Kind.BLOCK
    )


def track_rooms(schedule: Schedule) -> int:
    """The number of room changes of tracks: the sets of rooms of each on each day, beyond the first."""
    rooms: dict[tuple[str, date], set[frozenset[str]]] = {}
    for session in schedule.sessions:
        if session.slot is not None and session.track is not None and is_in_track_room(session):
            key = (session.track, schedule.day(session.slot.period.start))
            rooms.setdefault(key, set()).add(frozenset(schedule.rooms_of(session)))
    return sum(len(places) - 1 for places in rooms.values())


def mixed_blocks(schedule: Schedule) -> int:
    """The tracks of the parts of each session beyond the first."""
    tracks: dict[str, set[str]] = {}
    for session in schedule.sessions:
        if (
            session.parent is not None
            and session.track is not None
            and session.slot is not None
            and session.status is not Status.CANCELLED
        ):
            tracks.setdefault(session.parent, set()).add(session.track)
    return sum(len(inside) - 1 for inside in tracks.values())

"""Interest: how many people want to attend sessions, counted from votes, stars or pairs.

Votes name people by a key of any kind. They are counted while a file is read, and only counts of at least
three people are returned: which sessions one person wants is in no store, output or log.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import NoReturn

from eventkit.editing import Refused
from eventkit.messages import Message
from eventkit.model import Room, Session, SessionId
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import Schedule
from eventkit.texts.text_encodings import decode_text
from eventkit.values.arguments import checked

FLOOR = 3
"""The fewest people that are counted: smaller counts would show what single people want."""

LEAST_STARS = 4
"""From how many stars on someone wants to attend a session."""

SIZE_LIMIT = 100_000_000
"""The largest file of votes, in bytes."""

_HEADINGS = {
    "voter": frozenset({"voter", "who", "person", "user", "attendee", "key"}),
    "session": frozenset({"session", "talk", "session 1", "session 2", "one", "other", "a", "b"}),
    "stars": frozenset({"stars", "rating", "score"}),
    "count": frozenset({"count", "people", "votes"}),
}


@dataclass(frozen=True)
class Interest:
    """The numbers of people who want to attend sessions.

    Attributes:
        pairs: How many want to attend both of two sessions, by their ids in order.
        totals: How many want to attend a session.
    """

    pairs: Mapping[tuple[SessionId, SessionId], int] = field(default_factory=dict)
    totals: Mapping[SessionId, int] = field(default_factory=dict)

    def partners(self, session: SessionId) -> Mapping[SessionId, int]:
        """The number of people who want to attend a session and another, by the other."""
        return self._partners.get(session, {})

    @cached_property
    def _partners(self) -> Mapping[SessionId, Mapping[SessionId, int]]:
        partners: dict[SessionId, dict[SessionId, int]] = {}
        for (one, other), count in sorted(self.pairs.items()):
            partners.setdefault(one, {})[other] = count
            partners.setdefault(other, {})[one] = count
        return partners


NO_INTEREST = Interest()
"""No votes."""


@dataclass(frozen=True, slots=True)
class InterestFile:
    """The contents of a file of votes.

    Attributes:
        unknown: Names of sessions that the conference does not have, in order.
    """

    interest: Interest
    unknown: tuple[str, ...]


def _refuse(name: str, reason: Message, line: int | None = None) -> NoReturn:
    """Raise the error for that reason, about a line of a file or the whole."""
    if line is None:
        raise Refused("{file}: {reason}", file=name, reason=reason) from None
    raise Refused("{file}, line {line}: {reason}", file=name, line=line, reason=reason) from None


_COLUMNS = Message(
    "give a table with the columns 'voter, session', or 'voter, session, stars', or 'session, session, count'"
)


@checked
def read_interest(data: bytes, name: str, schedule: Schedule) -> InterestFile:
    """The interest in a file of votes (CSV, with commas, semicolons or tabs).

    Sessions are named by their ids, here or in the system they were imported from.

    Args:
        data: The content of the file.

    Raises:
        InvalidValue: An argument has another type.
        Refused: It is no such file; the message never quotes a key of a person.
    """
    rows = _rows(data, name)
    # Sessions have their ids, and those in the system that they were imported from.
    ids = {session.source_id: session.id for session in schedule.sessions if session.source_id}
    ids |= {session.id: session.id for session in schedule.sessions}
    _, heading = next(rows, (0, []))
    names = [_meaning(cell) for cell in heading]
    unknown: set[str] = set()
    if names in (["voter", "session"], ["voter", "session", "stars"]):
        counts = _count_votes(rows, name)
    elif names == ["session", "session", "count"]:
        counts = _counts_of_pairs(rows, name)
    else:
        _refuse(name, Message("the first row does not name its columns: {columns}", columns=_COLUMNS))
    totals: Counter[SessionId] = Counter()
    pairs: Counter[tuple[SessionId, SessionId]] = Counter()
    for sessions, count in counts:
        unknown |= {session for session in sessions if session not in ids}
        known = sorted({ids[session] for session in sessions if session in ids})
        if len(sessions) == 1 and known:
            totals[known[0]] += count
        elif len(known) == 2:
            pairs[known[0], known[1]] += count
    if unknown and not totals and not pairs:
        _refuse(name, Message("none of its sessions is in this conference: name them by their ids"))
    interest = Interest(
        pairs={pair: count for pair, count in sorted(pairs.items()) if count >= FLOOR},
        totals={session: count for session, count in sorted(totals.items()) if count >= FLOOR},
    )
    return InterestFile(interest, tuple(sorted(unknown)))


def _rows(data: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, with the numbers of their lines."""
    if len(data) > SIZE_LIMIT:
        limit = SIZE_LIMIT // 1_000_000
        _refuse(
            name, Message("larger than {limit} MB: give counts of pairs of sessions instead", limit=limit)
        )
    text = decode_text(data, name).text
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield reader.line_num, cells
    except csv.Error:
        _refuse(name, Message("this is not CSV: {columns}", columns=_COLUMNS), reader.line_num)


def _meaning(heading: str) -> str:
    """The meaning of a column; empty if its heading is unknown."""
    words = " ".join(heading.lower().replace("_", " ").replace("-", " ").split())
    return next((meaning for meaning, headings in _HEADINGS.items() if words in headings), "")


_Counts = Iterable[tuple[tuple[str, ...], int]]
"""Counts of sessions and of pairs of sessions."""


def _count_votes(rows: Iterable[tuple[int, Sequence[str]]], name: str) -> _Counts:
    """The people who want each session and each two of them: who they are ends here."""
    choices: dict[str, set[str]] = {}
    for line, cells in rows:
        voter, session, stars = _three_cells(cells)
        if not voter or not session:
            _refuse(name, Message("a vote needs a voter and a session"), line)
        if stars and not stars.isdecimal():
            _refuse(name, Message("the number of stars must be a whole number"), line)
        if not stars or int(stars) >= LEAST_STARS:
            choices.setdefault(voter, set()).add(session)
    counts: Counter[tuple[str, ...]] = Counter()
    for sessions in choices.values():
        counts.update((session,) for session in sessions)
        counts.update(combinations(sorted(sessions), 2))
    return counts.items()


def _counts_of_pairs(rows: Iterable[tuple[int, Sequence[str]]], name: str) -> _Counts:
    """The counts of pairs that are given; a pair of a session with itself is the total of it."""
    for line, cells in rows:
        one, other, count = _three_cells(cells)
        if not one or not other:
            _refuse(name, Message("a pair needs two sessions"), line)
        if not count.isdecimal():
            _refuse(name, Message("the number of people must be a whole number"), line)
        yield tuple(dict.fromkeys((one, other))), int(count)


def _three_cells(cells: Sequence[str]) -> tuple[str, str, str]:
    one, other, third, *_ = (*cells, "", "", "")
    return one, other, third


# The interest in a schedule


def conflict_minutes(index: ScheduleIndex, interest: Interest) -> int:
    """The minutes in which people want to be in two sessions at once, over all people."""
    total = 0
    for (one, other), people in interest.pairs.items():
        both = [*index.occupancies(index.sessions((one, other)))]
        if len(both) == 2 and not index.nested(both[0].session, both[1].session):
            shared = min(at.end for at in both) - max(at.start for at in both)
            total += people * max(int(shared.total_seconds()) // 60, 0)
    return total


def voters_without_seat(index: ScheduleIndex, interest: Interest) -> int:
    """The people who want to attend a session of unknown audience and find no seat there."""
    schedule = index.schedule
    return sum(
        missing_seats(at.session, [*map(schedule.room, at.rooms)], interest)
        for at in index.occupancies(index.sessions(interest.totals))
    )


def missing_seats(session: Session, rooms: Sequence[Room], interest: Interest) -> int:
    """The people who want to attend a session and would have no seat; 0 where its audience is known."""
    seats = known_seats(rooms)
    if session.audience is not None or seats is None:
        return 0
    return max(interest.totals.get(session.id, 0) - seats, 0)


def known_seats(rooms: Iterable[Room]) -> int | None:
    """The seats of rooms; ``None`` without rooms, or if the capacity of one is unknown."""
    seats = [room.capacity for room in rooms]
    known = [each for each in seats if each is not None]
    return sum(known) if known and len(known) == len(seats) else None

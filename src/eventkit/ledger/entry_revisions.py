"""Revisions: sequence, created and modified of sessions and deadlines."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from operator import not_
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from eventkit.model import Conference, Deadline
from eventkit.values import Value

TICK = timedelta(seconds=1)  # the smallest difference of two times in a calendar (RFC 5545 3.3.5)
FIRST = datetime.min.replace(tzinfo=UTC)  # an instant before every other


class Revision(Value):
    """The revision of a calendar entry: SEQUENCE, CREATED and LAST-MODIFIED."""

    sequence: Annotated[int, Field(ge=0)] = 0
    """The number of changes of its time, place or status; never falls (RFC 5546 2.1.4, RFC 5545 3.8.7.4)."""

    created: AwareDatetime
    """The time of its creation; never changes (RFC 5545 3.8.7.1)."""

    modified: AwareDatetime
    """The time of the last change of any of its fields (RFC 5545 3.8.7.3)."""

    unchanged: Annotated[Mapping[str, AwareDatetime], Field(exclude_if=not_)] = {}
    """The time of modification in single languages, by tag: those in which the entry reads as before the last
    change.
    """

    def __hash__(self) -> int:
        return hash((self.sequence, self.created, self.modified))

    def modified_in(self, languages: Iterable[str]) -> datetime:
        """The time of modification of the entry as calendars in some languages show it."""
        if not self.unchanged:
            return self.modified
        return max(self.unchanged.get(language, self.modified) for language in languages)

    def unchanged_in(self, languages: Iterable[str], before: Revision) -> Revision:
        """The revision of an entry that reads in some languages as it did at the revision before."""
        return self.model_copy(
            update={"unchanged": {language: before.modified_in((language,)) for language in languages}}
        )

    def increment(self, at: datetime, by: int) -> Revision:
        """The revision after a change at an instant, with the sequence raised by some steps.

        If the clock has gone back since, the time of modification stays.
        """
        return Revision(sequence=self.sequence + by, created=self.created, modified=max(self.modified, at))

    def follow(self, at: datetime, by: int) -> Revision:
        """The revision after a change at an instant, later than this one, with the sequence raised."""
        return Revision(
            sequence=self.sequence + by, created=self.created, modified=max(self.modified + TICK, at)
        )

    def advance_past(self, other: Revision, by: int, since: datetime = FIRST) -> Revision:
        """The revision, advanced past another, so that a client with that one accepts it as newer.

        The sequence is greater than the other's by at least ``by``, and equal where that is 0. The time of
        modification is later than the other's, even if the clock went back between the two, and not before
        ``since``.
        """
        return Revision(
            sequence=max(self.sequence, other.sequence + by) if by else other.sequence,
            created=other.created,
            modified=max(self.modified, other.modified + TICK, since),
        )


def highest(revisions: Sequence[Revision]) -> Revision:
    if len(revisions) == 1:
        return revisions[0]
    return Revision(
        sequence=max(revision.sequence for revision in revisions),
        created=revisions[0].created,
        modified=max(revision.modified for revision in revisions),
    )


def deadline_revisions(
    old: Conference, new: Conference, last: Mapping[UUID, Revision], whole: Revision, at: datetime
) -> Mapping[UUID, Revision]:
    """The revisions of the deadlines of a release and of earlier ones, by UID.

    A deadline's sequence grows by one when it is moved, removed or restored; it counts as modified when
    anything changed that its entry shows. Those without a stored revision have the conference's own.
    """
    entries = {**{deadline.uid: whole for deadline in old.deadlines}, **last}
    before = {deadline.uid: deadline for deadline in old.deadlines}
    for uid in before.keys() - {deadline.uid for deadline in new.deadlines}:
        entries[uid] = entries[uid].follow(at, by=1)
    for deadline in new.deadlines:
        earlier, known = before.get(deadline.uid), entries.get(deadline.uid)
        if known is None:
            entries[deadline.uid] = Revision(created=at, modified=at)
            continue
        moved = earlier is None or _placement(old, earlier) != _placement(new, deadline)
        if moved or earlier is None or _entry_fields(old, earlier) != _entry_fields(new, deadline):
            entries[deadline.uid] = known.follow(at, by=int(moved))
    return dict(sorted(entries.items()))


def _placement(conference: Conference, deadline: Deadline) -> tuple[Hashable, ...]:
    """The DTSTART of a deadline, with the zone if it is an instant; its changes raise the sequence."""
    return (deadline.at, isinstance(deadline.at, datetime) and conference.zone)


def _entry_fields(conference: Conference, deadline: Deadline) -> tuple[Hashable, ...]:
    """Everything else that its entry shows, of itself and of its conference."""
    of = (conference.title, conference.languages, conference.url, conference.contact)
    return (deadline.title, deadline.url, *of)

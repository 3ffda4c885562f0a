"""What a ledger keeps: the revisions of what is told, and what readers saw that is no longer so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from operator import not_
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field, field_validator

from eventkit.changes.gone import Gone, guessed
from eventkit.changes.revisions import FIRST, Revision
from eventkit.changes.standing import WHOLE, Standing, tie
from eventkit.model import Conference, Session, SessionId
from eventkit.schedule import Schedule
from eventkit.values import Value

TOLD_FOR = timedelta(days=30)
"""How long after a conference its calendars still tell of what is not where it was."""


class Memory(Value):
    """What is remembered of a schedule for the readers of its calendars."""

    revised: AwareDatetime
    """When anything of the schedule last changed."""

    sessions: Mapping[SessionId, Revision]
    """The revision of each session, and of those removed: should one come back, its sequence goes on."""

    gone: Mapping[UUID, Gone] = {}
    """Of a release, by uid: the sessions that an earlier one gave a time to, and that have none any more."""

    left: Annotated[Mapping[UUID, tuple[Gone, ...]], Field(exclude_if=not_)] = {}
    """Of a release, by uid: how sessions stood where they stand no more, the latest last, while they may
    well be held elsewhere."""

    conference: Revision | None = None
    """Of a release after others: the revision of the conference's own entry; see `whole`."""

    headed: Annotated[Mapping[str, AwareDatetime], Field(exclude_if=not_)] = {}
    """Of a release after others: when what calendars say of themselves was last changed; see `heading`."""

    deadlines: Annotated[Mapping[UUID, Revision], Field(exclude_if=not_)] = {}
    """Of a release after others: the revision of each deadline, and of those removed, by uid."""

    @field_validator("gone", mode="before")
    @classmethod
    def _known_by_uid(cls, value: Any) -> Any:
        """Releases of old kept them by id, which another session may have by now."""
        if not isinstance(value, Mapping):
            return value
        return {
            each.session.uid if isinstance(each, Gone) else each["session"]["uid"]: each
            for each in value.values()
        }

    def __hash__(self) -> int:
        return hash((self.revised, frozenset(self.sessions.items()), frozenset(self.gone)))

    @property
    def whole(self) -> Revision:
        """The revision of the conference's own entry.

        Where none is kept it is as old as the oldest session, and was modified whenever anything was.
        """
        if self.conference is not None:
            return self.conference
        created = min((each.created for each in self.sessions.values()), default=self.revised)
        return Revision(created=min(created, self.revised), modified=self.revised)

    def deadline(self, uid: UUID) -> Revision:
        """The revision of a deadline; where none is kept, that of the conference itself."""
        return self.deadlines.get(uid, self.whole)

    def heading(self, ties: Iterable[str] = ()) -> datetime:
        """When anything last changed that a calendar with those filters shows otherwise than in an entry that
        is newer: what it is called, and what has come to stand in it without having changed itself.
        """
        return max(self.headed.get(each, FIRST) for each in (*ties, WHOLE)) if self.headed else self.revised

    @property
    def latest(self) -> datetime:
        """The latest time that anything is told to have been modified at."""
        revisions = [self.whole, *self.sessions.values()]
        revisions += [each.revision for some in self.tombstones() for each in some]
        times = (*self.headed.values(), *(each.modified for each in revisions))
        return max(self.revised, *times)

    def tombstones(self) -> Iterator[tuple[Gone, ...]]:
        """For each session, what is told of it where it stands no more, the latest first."""
        for uid in {**self.gone, **self.left}:
            held_no_more = (self.gone[uid],) if uid in self.gone else ()
            yield (*held_no_more, *reversed(self.left.get(uid, ())))

    def stood(self, schedule: Schedule, gone: Gone) -> Standing:
        """Which calendars showed it; where a release of old does not tell, as far as can be known."""
        return gone.standing or guessed(schedule, gone, self._were)

    @cached_property
    def _were(self) -> Mapping[SessionId, Session]:
        return {each.session.id: each.session for each in self.gone.values()}

    def told_of(self, schedule: Schedule, name: str) -> frozenset[str]:
        """What has a calendar of its own, by the filter of that name, that something stood in and stands in
        no more.
        """
        ties = {of for some in self.tombstones() for each in some for of in self.stood(schedule, each).ties}
        return frozenset(of.removeprefix(tie(name, "")) for of in ties if of.startswith(tie(name, "")))

    def is_over(self, conference: Conference) -> bool:
        """Whether it is so late that nobody need be told any more of what is not where it was.

        There is no clock: that is judged by when the schedule last changed.
        """
        return self.revised > told_until(conference)


def told_until(conference: Conference) -> datetime:
    """Until when calendars tell of what is not where it was."""
    return datetime.combine(conference.end + TOLD_FOR, time(), UTC)

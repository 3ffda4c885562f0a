"""Ledger fields: the stored revisions and tombstones of a schedule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from operator import not_
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from eventkit.ledger.entry_revisions import FIRST, Revision
from eventkit.ledger.feed_visibility import (
    EVERYTHING,
    FeedNames,
    Visibility,
    feed_key,
    first_name,
    names_by_key,
)
from eventkit.model import Conference, Room, Session, SessionId
from eventkit.schedule import Schedule
from eventkit.values import Value

TOMBSTONE_LIFETIME = timedelta(days=30)  # the time after a conference for which its calendars show tombstones


class Tombstone(Value):
    """A session that has left a calendar, as that calendar last showed it.

    The calendar goes on showing it as cancelled, so that its readers learn of the change.
    """

    session: Session
    """The session as it was last released; entities that it refers to may have been removed since."""

    rooms: tuple[Room, ...] = ()
    """Its rooms."""

    revision: Revision
    """Its revision, with which it left."""

    visibility: Visibility
    """The calendars that showed it."""


class LedgerFields(Value):
    """The stored fields of a ledger."""

    revised: AwareDatetime
    """The time of the last change of the schedule."""

    sessions: Mapping[SessionId, Revision]
    """The revision of each session, also of removed ones: one that comes back continues its sequence."""

    gone: Mapping[UUID, Tombstone] = {}
    """Tombstones in a release, by UID: sessions scheduled in an earlier release and no longer scheduled."""

    left: Annotated[Mapping[UUID, tuple[Tombstone, ...]], Field(exclude_if=not_)] = {}
    """Tombstones in a release, by UID: earlier states of sessions that left a calendar, the latest last."""

    conference: Revision | None = None
    """The revision of the conference's own entry, from the second release on; see `whole`."""

    headed: Annotated[Mapping[str, AwareDatetime], Field(exclude_if=not_)] = {}
    """The last change of the heading by calendar, from the second release on; see `heading`."""

    deadlines: Annotated[Mapping[UUID, Revision], Field(exclude_if=not_)] = {}
    """The revisions of deadlines, removed ones too, by UID; from the second release on."""

    aliases: Annotated[Mapping[str, str], Field(exclude_if=not_)] = {}
    """The present key of each calendar in a release by every key that it had; only of those with several."""

    languages: Annotated[tuple[tuple[str, ...], ...], Field(exclude_if=not_)] = ()
    """The languages of the conference in this release and earlier ones; empty if they never changed."""

    def __hash__(self) -> int:
        return hash((self.revised, frozenset(self.sessions.items()), frozenset(self.gone)))

    @property
    def whole(self) -> Revision:
        """The revision of the conference's own entry.

        Where none is stored, it was created with the oldest session, and modified with the last change.
        """
        if self.conference is not None:
            return self.conference
        created = min((revision.created for revision in self.sessions.values()), default=self.revised)
        return Revision(created=min(created, self.revised), modified=self.revised)

    def deadline(self, uid: UUID) -> Revision:
        """The revision of a deadline; if none is stored, that of the conference."""
        return self.deadlines.get(uid, self.whole)

    def heading(self, ties: Iterable[str] = ()) -> datetime:
        """The last change that a calendar with these filters shows elsewhere than in an entry that is
        newer: of its name, or of entries that came into it unchanged.
        """
        return (
            max(self.headed.get(key, FIRST) for key in (*ties, EVERYTHING)) if self.headed else self.revised
        )

    @property
    def latest(self) -> datetime:
        revisions = [self.whole, *self.sessions.values()]
        revisions += [tombstone.revision for tombstones in self.tombstones() for tombstone in tombstones]
        times = (*self.headed.values(), *(revision.modified for revision in revisions))
        return max(self.revised, *times)

    @cached_property
    def names(self) -> FeedNames:
        return names_by_key(self.aliases)

    def with_names(self, keys: Iterable[str]) -> list[str]:
        """Keys of calendars, and the others that these calendars have."""
        return [name for key in keys for name in sorted(self.names.get(key, (key,)))]

    def first_id(self, name: str, id_: str) -> str:
        """The first id of an entity, from which UIDs derive that have to stay the same."""
        return first_name(self.aliases, feed_key(name, id_)).removeprefix(feed_key(name, ""))

    def present_id(self, name: str, id_: str) -> str:
        key = feed_key(name, id_)
        return self.aliases.get(key, key).removeprefix(feed_key(name, ""))

    def former_ids(self, name: str) -> Mapping[str, str]:
        """The present id of each entity with a calendar at a former address, by the id in that address."""
        prefix = feed_key(name, "")
        return {
            former.removeprefix(prefix): present.removeprefix(prefix)
            for former, present in self.aliases.items()
            if former != present and former.startswith(prefix)
        }

    def tombstones(self) -> Iterator[tuple[Tombstone, ...]]:
        """The tombstones of each session, the latest first."""
        for uid in {**self.gone, **self.left}:
            cancelled = (self.gone[uid],) if uid in self.gone else ()
            yield (*cancelled, *reversed(self.left.get(uid, ())))

    @cached_property
    def keys_of_tombstones(self) -> frozenset[str]:
        """The keys of all calendars with tombstones, as they were when these left."""
        left = (tombstone for tombstones in self.tombstones() for tombstone in tombstones)
        return frozenset(key for tombstone in left for key in tombstone.visibility.ties)

    def emptied_feeds(self, name: str) -> frozenset[str]:
        """The present ids of entities with tombstones in their own calendars, for the filter of a name."""
        prefix = feed_key(name, "")
        keys = (key for key in self.keys_of_tombstones if key.startswith(prefix))
        return frozenset(self.aliases.get(key, key).removeprefix(prefix) for key in keys)

    def is_over(self, conference: Conference) -> bool:
        """True if tombstones need not be shown any more.

        No clock is read: the time of the last change of the schedule decides.
        """
        return self.revised > tombstones_until(conference)


def tombstones_until(conference: Conference) -> datetime:
    return datetime.combine(conference.end + TOMBSTONE_LIFETIME, time(), UTC)


def cancelled_tombstone(
    schedule: Schedule, session: Session, revision: Revision, visibility: Visibility
) -> Tombstone:
    """The tombstone of a session that no longer takes place in the calendars that showed it."""
    rooms = tuple(schedule.room(room) for room in schedule.rooms_of(session))
    return Tombstone(session=session, rooms=rooms, revision=revision, visibility=visibility)


def moved_tombstone(tombstone: Tombstone) -> Tombstone:
    """The tombstone of a session that takes place elsewhere, reduced to what tombstones show."""
    fields = {
        name: getattr(tombstone.session, name) for name in ("id", "uid", "title", "kind", "slot", "status")
    }
    return tombstone.model_copy(update={"session": Session(**fields)})

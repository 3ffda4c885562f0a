"""Tombstones: sessions as calendars last showed them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eventkit.ledger.entry_revisions import Revision
from eventkit.ledger.feed_visibility import Visibility, feed_key, people_of
from eventkit.model import Room, Session, SessionId
from eventkit.schedule import EntityKind, Schedule
from eventkit.values import Value


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

    standing: Visibility | None = None
    """The calendars that showed it; ``None`` in releases of early versions."""


def cancelled_tombstone(
    schedule: Schedule, session: Session, revision: Revision, standing: Visibility
) -> Tombstone:
    """The tombstone of a session that no longer takes place in the calendars that showed it."""
    rooms = tuple(schedule.room(room) for room in schedule.rooms_of(session))
    return Tombstone(session=session, rooms=rooms, revision=revision, standing=standing)


def moved_tombstone(tombstone: Tombstone) -> Tombstone:
    """The tombstone of a session that takes place elsewhere, reduced to what tombstones show."""
    fields = {
        name: getattr(tombstone.session, name) for name in ("id", "uid", "title", "kind", "slot", "status")
    }
    return tombstone.model_copy(update={"session": Session(**fields)})


def infer_visibility(
    schedule: Schedule, tombstone: Tombstone, others: Mapping[SessionId, Session]
) -> Visibility:
    """The visibility of a tombstone, inferred from the schedule and from other tombstones."""
    session = tombstone.session
    path = [*_ancestors(schedule, session, others)]
    keys = {feed_key("kinds", session.kind), *(feed_key("rooms", room.id) for room in tombstone.rooms)}
    if session.slot is not None:
        keys.add(feed_key("days", schedule.day(session.slot.period.start)))
    keys |= {feed_key("sessions", session.id) for session in path}
    keys |= {feed_key("tracks", session.track) for session in path if session.track is not None}
    known = EntityKind.PARTICIPANT.by_id(schedule)
    known_appearances = [
        appearance for appearance in session.people if appearance.comes and appearance.participant in known
    ]
    strangers = [
        appearance
        for appearance in session.people
        if appearance.comes and appearance.participant not in known
    ]
    keys |= {feed_key("participants", person) for person in people_of(schedule, known_appearances)}
    keys |= {feed_key("participants", appearance.participant) for appearance in strangers}
    affiliations = [
        *map(schedule.affiliations_of, known_appearances),
        *(appearance.affiliations for appearance in strangers),
    ]
    keys |= {
        feed_key("organisations", affiliation.organisation)
        for several in affiliations
        for affiliation in several
        if affiliation.organisation
    }
    return Visibility(ties=tuple(sorted(keys)))


def _ancestors(
    schedule: Schedule, session: Session, others: Mapping[SessionId, Session]
) -> Iterator[Session]:
    known: Mapping[str, Session] = EntityKind.SESSION.by_id(schedule)  # type: ignore[assignment] # of that kind
    at: Session | None = session
    passed: set[SessionId] = set()  # ids of different releases may form a cycle
    while at is not None and at.id not in passed:
        yield at
        passed.add(at.id)
        at = (known.get(at.parent) or others.get(at.parent)) if at.parent is not None else None

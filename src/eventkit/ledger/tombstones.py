"""Tombstones: sessions as calendars last showed them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eventkit.ledger.entry_revisions import Revision
from eventkit.ledger.feed_visibility import Visibility, feed_key, people_of, visibility
from eventkit.model import Room, Session, SessionId
from eventkit.schedule import EntityKind, Schedule
from eventkit.values import Value


class Tombstone(Value):
    """A session that calendars showed and that is no longer where they showed it, as they showed it last.

    Calendars go on showing it as cancelled, for whoever has it in theirs would else go there.
    """

    session: Session
    """The session as it was released last; what it names by id need no longer be there."""

    rooms: tuple[Room, ...] = ()
    """The rooms it was to be held in."""

    revision: Revision
    """Its revision, in which it was taken out."""

    standing: Visibility | None = None
    """Which calendars showed it; not told by releases of old, which kept only what is held no more."""


def cancelled_tombstone(schedule: Schedule, session: Session, revision: Revision) -> Tombstone:
    """The tombstone of a session of a schedule that does not take place any more."""
    rooms = tuple(schedule.room(room) for room in schedule.rooms_of(session))
    return Tombstone(session=session, rooms=rooms, revision=revision, standing=visibility(schedule, session))


def moved_tombstone(gone: Tombstone) -> Tombstone:
    """The tombstone of a session that takes place elsewhere, reduced to what tombstones show."""
    kept = {name: getattr(gone.session, name) for name in ("id", "uid", "title", "kind", "slot", "status")}
    return gone.model_copy(update={"session": Session(**kept)})


def infer_visibility(schedule: Schedule, gone: Tombstone, others: Mapping[SessionId, Session]) -> Visibility:
    """The visibility of a tombstone, inferred from the schedule and from other tombstones."""
    session = gone.session
    way = [*_ancestors(schedule, session, others)]
    found = {feed_key("kinds", session.kind), *(feed_key("rooms", room.id) for room in gone.rooms)}
    if session.slot is not None:
        found.add(feed_key("days", schedule.day(session.slot.period.start)))
    found |= {feed_key("sessions", each.id) for each in way}
    found |= {feed_key("tracks", each.track) for each in way if each.track is not None}
    known = EntityKind.PARTICIPANT.by_id(schedule)
    there = [each for each in session.people if each.comes and each.participant in known]
    strangers = [each for each in session.people if each.comes and each.participant not in known]
    found |= {feed_key("participants", each) for each in people_of(schedule, there)}
    found |= {feed_key("participants", each.participant) for each in strangers}
    held = [*map(schedule.affiliations_of, there), *(each.affiliations for each in strangers)]
    found |= {
        feed_key("organisations", each.organisation) for some in held for each in some if each.organisation
    }
    return Visibility(ties=tuple(sorted(found)))


def _ancestors(
    schedule: Schedule, session: Session, others: Mapping[SessionId, Session]
) -> Iterator[Session]:
    known: Mapping[str, Session] = EntityKind.SESSION.by_id(schedule)  # type: ignore[assignment] # of that kind
    at: Session | None = session
    passed: set[SessionId] = set()  # ids of different times may lead in a circle
    while at is not None and at.id not in passed:
        yield at
        passed.add(at.id)
        at = (known.get(at.parent) or others.get(at.parent)) if at.parent is not None else None

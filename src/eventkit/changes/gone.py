"""What readers were told of and must be told of again, since it is no longer where they saw it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eventkit.changes.revisions import Revision
from eventkit.changes.standing import Standing, people_of, standing, tie
from eventkit.model import Room, Session, SessionId
from eventkit.schedule import Schedule, Thing
from eventkit.values import Value


class Gone(Value):
    """A session that readers were told of and that no longer stands where they saw it, as they saw it last.

    Calendars go on showing it as cancelled, for whoever has it in theirs would else go there.
    """

    session: Session
    """The session as it was released last; what it names by id need no longer be there."""

    rooms: tuple[Room, ...] = ()
    """The rooms it was to be held in."""

    revision: Revision
    """Its revision, in which it was taken out."""

    standing: Standing | None = None
    """Which calendars showed it; not told by releases of old, which kept only what is held no more."""


def gone_from(schedule: Schedule, session: Session, revision: Revision) -> Gone:
    """The session of a schedule, which is held no more."""
    rooms = tuple(schedule.room(room) for room in schedule.rooms_of(session))
    return Gone(session=session, rooms=rooms, revision=revision, standing=standing(schedule, session))


def left_by(gone: Gone) -> Gone:
    """The same of a session that is held elsewhere: of itself it keeps no more than a tombstone tells."""
    kept = {name: getattr(gone.session, name) for name in ("id", "uid", "title", "kind", "slot", "status")}
    return gone.model_copy(update={"session": Session(**kept)})


def guessed(schedule: Schedule, gone: Gone, others: Mapping[SessionId, Session]) -> Standing:
    """Where it stood, as far as the schedule tells, and what else is gone by the ids it had."""
    session = gone.session
    way = [*_way(schedule, session, others)]
    found = {tie("kinds", session.kind), *(tie("rooms", room.id) for room in gone.rooms)}
    if session.slot is not None:
        found.add(tie("days", schedule.day(session.slot.period.start)))
    found |= {tie("sessions", each.id) for each in way}
    found |= {tie("tracks", each.track) for each in way if each.track is not None}
    known = Thing.PARTICIPANT.known(schedule)
    there = [each for each in session.people if each.comes and each.participant in known]
    strangers = [each for each in session.people if each.comes and each.participant not in known]
    found |= {tie("participants", each) for each in people_of(schedule, there)}
    found |= {tie("participants", each.participant) for each in strangers}
    held = [*map(schedule.affiliations_of, there), *(each.affiliations for each in strangers)]
    found |= {tie("organisations", each.organisation) for some in held for each in some if each.organisation}
    return Standing(ties=tuple(sorted(found)))


def _way(schedule: Schedule, session: Session, others: Mapping[SessionId, Session]) -> Iterator[Session]:
    known: Mapping[str, Session] = Thing.SESSION.known(schedule)  # type: ignore[assignment] # of that kind
    at: Session | None = session
    passed: set[SessionId] = set()  # ids of different times may lead in a circle
    while at is not None and at.id not in passed:
        yield at
        passed.add(at.id)
        at = (known.get(at.parent) or others.get(at.parent)) if at.parent is not None else None

"""The difference between two schedules, and the ledger that calendars need."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from eventkit.model import RoomId, Session, SessionId, Status
from eventkit.schedule import Schedule
from eventkit.times import Period
from eventkit.values import Value


class Revision(Value):
    """How often and when a session changed, as calendars want it told."""

    sequence: Annotated[int, Field(ge=0)] = 0
    """How often its time, place or status changed; never falls (RFC 5546 2.1.4, RFC 5545 3.8.7.4)."""

    created: AwareDatetime
    """When it was first written down; never changes (RFC 5545 3.8.7.1)."""

    modified: AwareDatetime
    """When anything of it last changed (RFC 5545 3.8.7.3)."""


class Ledger(Value):
    """The revisions of a schedule's sessions.

    Calendars compare them to tell new from old, so they are kept with the schedule and never made up at
    export.
    """

    revised: AwareDatetime
    """When anything of the schedule last changed."""

    sessions: Mapping[SessionId, Revision]
    """The revision of each session."""

    @classmethod
    def first(cls, schedule: Schedule, at: datetime) -> Ledger:
        """The ledger of a schedule that was written down as a whole at an instant."""
        made = Revision(created=at, modified=at)
        return cls(revised=at, sessions={session.id: made for session in schedule.sessions})

    def after(self, old: Schedule, new: Schedule, at: datetime) -> Ledger:
        """The ledger once ``old`` has been changed into ``new`` at an instant.

        A session's sequence grows by one when its time, rooms or status changed; it counts as modified when
        anything that its calendar entry may show did: the session itself, or a room, track, participant
        or organisation it names. Unchanged schedules keep their ledger.
        """
        if old == new:
            return self
        before = {session.id: session for session in old.sessions}
        entries: dict[SessionId, Revision] = {}
        for session in new.sessions:
            known = self.sessions.get(session.id)
            earlier = before.get(session.id)
            if known is None or earlier is None:
                sequence = 0 if known is None else known.sequence + 1
                created = at if known is None else known.created
                entries[session.id] = Revision(sequence=sequence, created=created, modified=at)
            elif shown(old, earlier) == shown(new, session):
                entries[session.id] = known
            else:
                moved = placed(old, earlier) != placed(new, session)
                entries[session.id] = Revision(
                    sequence=known.sequence + moved, created=known.created, modified=at
                )
        return Ledger(revised=at, sessions=entries)


def placed(schedule: Schedule, session: Session) -> tuple[Period | None, tuple[RoomId, ...], Status]:
    """What a change of makes calendars warn their owners: time, rooms, status."""
    return (session.slot.period if session.slot else None, schedule.rooms_of(session), session.status)


def shown(schedule: Schedule, session: Session) -> tuple[object, ...]:
    """All that a reader may be shown of a session, with what it names."""
    people = tuple(schedule.participant(appearance.participant) for appearance in session.people)
    organisations = tuple(
        schedule.organisation(affiliation.organisation)
        for appearance in session.people
        for affiliation in schedule.affiliations_of(appearance)
        if affiliation.organisation is not None
    )
    track = schedule.track(session.track) if session.track is not None else None
    rooms = tuple(schedule.room(room) for room in schedule.rooms_of(session))
    return (session, rooms, track, people, organisations, schedule.conference.venue)

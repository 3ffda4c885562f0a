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

    def grown(self, at: datetime, by: int) -> Revision:
        """The revision after a change at an instant that makes the sequence grow by so much."""
        return Revision(sequence=self.sequence + by, created=self.created, modified=at)


class Ledger(Value):
    """The revisions of a schedule's sessions.

    Calendars compare them to tell new from old, so they are kept with the schedule and never made up at
    export.
    """

    revised: AwareDatetime
    """When anything of the schedule last changed."""

    sessions: Mapping[SessionId, Revision]
    """The revision of each session, and of those removed: should one come back, its sequence goes on."""

    def __hash__(self) -> int:
        return hash((self.revised, frozenset(self.sessions.items())))

    @classmethod
    def first(cls, schedule: Schedule, at: datetime) -> Ledger:
        """The ledger of a schedule that was written down as a whole at an instant."""
        made = Revision(created=at, modified=at)
        return cls(revised=at, sessions={session.id: made for session in schedule.sessions})

    def after(self, old: Schedule, new: Schedule, at: datetime) -> Ledger:
        """The ledger once ``old`` has been changed into ``new`` at an instant.

        A session's sequence grows by one when its time, rooms or status changed, when it was removed and
        when it came back. It counts as modified when anything changed that its calendar entry may show.
        Unchanged schedules keep their ledger.
        """
        if old == new:
            return self
        before = {session.id: session for session in old.sessions}
        all_modified = old.conference != new.conference
        entries: dict[SessionId, Revision] = {}
        for session in new.sessions:
            known = self.sessions.get(session.id)
            earlier = before.pop(session.id, None)
            if known is None:
                entries[session.id] = Revision(created=at, modified=at)
            elif earlier is None or placed(old, earlier) != placed(new, session):
                entries[session.id] = known.grown(at, by=1)
            elif all_modified or shown(old, earlier) != shown(new, session):
                entries[session.id] = known.grown(at, by=0)
            else:
                entries[session.id] = known
        removed = {gone: known.grown(at, by=1) for gone in before if (known := self.sessions.get(gone))}
        return Ledger(revised=at, sessions={**self.sessions, **removed, **entries})


def placed(schedule: Schedule, session: Session) -> tuple[Period | None, tuple[RoomId, ...], Status]:
    """What a change of makes calendars warn their owners: time, rooms, status."""
    return (session.slot.period if session.slot else None, schedule.rooms_of(session), session.status)


def shown(schedule: Schedule, session: Session) -> tuple[object, ...]:
    """All that a reader may be shown of a session, the conference aside, with what it names.

    That is the session and the parts in it, those in it, their organisations, the rooms and the track; and
    of the session it is part of what it goes by: its identity and streams.
    """
    found: list[object] = [schedule.room(room) for room in schedule.rooms_of(session)]
    for _, each in schedule.within(session):
        found += [each, schedule.track(each.track) if each.track is not None else None]
        for appearance in each.people:
            found.append(schedule.participant(appearance.participant))
            found += [
                schedule.organisation(affiliation.organisation)
                for affiliation in schedule.affiliations_of(appearance)
                if affiliation.organisation is not None
            ]
    whole = session
    while whole.parent is not None:
        whole = schedule.session(whole.parent)
        found += [whole.uid, whole.streams]
    return tuple(found)

"""Invitations: for each who appears, a file for each session, to be attached to a mail (RFC 5546 3.2).

These alone hold addresses of people, each the one of its own reader; no calendar that is published does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from eventkit.changes import Ledger, Revision
from eventkit.model import ParticipantId, Session, SessionId, Status
from eventkit.outputs.agenda import vtimezone
from eventkit.outputs.agenda.calendar_views import Audience, CalendarOptions
from eventkit.outputs.agenda.content_lines import Parameters, component, uri_property
from eventkit.outputs.agenda.vevents import EventWriter, mailto, opening_lines, organizer_line
from eventkit.schedule import Schedule
from eventkit.times import Period

Method = Literal["REQUEST", "CANCEL"]
"""Whether one is asked to come, or told of a change; or that is taken back."""

_ATTENDEE_PARAMETERS: Parameters = (
    ("ROLE", "REQ-PARTICIPANT"),
    ("PARTSTAT", "NEEDS-ACTION"),
    ("RSVP", "TRUE"),
)
"""How one is asked to answer (RFC 5545 3.2.16, 3.2.12, 3.2.17)."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A file for one participant about one session.

    Attributes:
        participant: For whom.
        session: To what.
        method: What it is for.
        data: The file; it holds that participant's address and the office's, and no other.
        filename: What to call it.
        media_type: The media type to attach it under: readers of mail go by the method in it.
    """

    participant: ParticipantId
    session: SessionId
    method: Method
    data: bytes
    filename: str
    media_type: str


def invitations(
    schedule: Schedule,
    ledger: Ledger,
    addresses: Mapping[str, str],
    organiser: str,
    *,
    before: tuple[Schedule, Ledger] | None = None,
    languages: Sequence[str] = (),
) -> tuple[Invitation, ...]:
    """The invitations of all whose address is known, by participant and then by time.

    After the release ``before`` only news is sent: a session that its people would see as they did gets
    none, and those who are no longer to come to one get a ``CANCEL``, whether it or they were taken out.

    Args:
        schedule: The schedule as it is released.
        ledger: Its ledger.
        addresses: The e-mail address of each participant who is to be written to.
        organiser: The address that answers go to: the office's, never that of a person.
        before: The schedule and the ledger of the release whose invitations were sent last.
        languages: The languages of the readers; those of the conference where none are named.

    Raises:
        KeyError: A ledger does not know a session of its schedule.
    """
    due = _invited(schedule, addresses)
    old, last = before or (schedule, ledger)
    earlier = _invited(old, addresses) if before else {}
    write = _InvitationWriter(schedule, organiser, addresses, languages)
    found = [
        write.invitation("REQUEST", who, session, ledger)
        for (who, uid), session in due.items()
        if (who, uid) not in earlier or last.sessions[earlier[who, uid].id] != ledger.sessions[session.id]
    ]
    take_back = _InvitationWriter(old, organiser, addresses, languages)
    found += [
        take_back.invitation(
            "CANCEL", who, _as_cancelled(session), _with_next_sequence(schedule, ledger, last, session, who)
        )
        for (who, uid), session in earlier.items()
        if (who, uid) not in due
    ]
    return tuple(sorted(found, key=lambda each: each.participant))


class _InvitationWriter:
    """Writes about the sessions of one schedule."""

    def __init__(
        self, schedule: Schedule, office: str, addresses: Mapping[str, str], languages: Sequence[str]
    ) -> None:
        self._schedule = schedule
        self._readers = Audience.of(schedule.conference, languages)
        self._addresses = addresses
        self._organiser = organizer_line(schedule.conference, office, self._readers)

    def invitation(self, method: Method, who: ParticipantId, session: Session, ledger: Ledger) -> Invitation:
        """The one for that participant to that session, as of the ledger."""
        period = _period(session)
        entries = EventWriter(
            self._schedule,
            ledger,
            self._readers,
            common=(self._organiser,),
            manner=CalendarOptions(personal=True),
        )
        entry = entries.entry(session, period, self._attendee(method, who))
        zone = vtimezone.vtimezone_for(self._schedule.zone, [entry], period.start, period.end)
        return Invitation(
            participant=who,
            session=session.id,
            method=method,
            data=component("VCALENDAR", (*opening_lines(method), *zone, entry)),
            filename=f"{who}.{session.id}{'' if method == 'REQUEST' else '.cancel'}.ics",
            media_type=f"text/calendar; method={method}; charset=utf-8",
        )

    def _attendee(self, method: Method, who: ParticipantId) -> bytes:
        name = self._schedule.participant(who).named(*self._readers.languages, *self._readers.fallback)[0]
        asked = _ATTENDEE_PARAMETERS if method == "REQUEST" else ()
        return uri_property("ATTENDEE", mailto(self._addresses[who]), (("CN", name.full), *asked))


def _invited(
    schedule: Schedule, addresses: Mapping[str, str]
) -> Mapping[tuple[ParticipantId, UUID], Session]:
    """Who of them is to come to what, by time: in a session held at some time, where they still come."""
    return {
        (each.participant, session.uid): session
        for session in schedule.in_order
        if session.slot is not None and session.status is not Status.CANCELLED
        for each in session.people
        if each.comes and each.participant in addresses
    }


def _period(session: Session) -> Period:
    if session.slot is None:
        message = f"session '{session.id}' is held at no time, so there is nothing to invite to"
        raise ValueError(message)
    return session.slot.period


def _as_cancelled(session: Session) -> Session:
    return session.model_copy(update={"status": Status.CANCELLED})


def _with_next_sequence(
    schedule: Schedule, ledger: Ledger, before: Ledger, session: Session, who: ParticipantId
) -> Ledger:
    """A ledger in which the session is past what its people were sent (RFC 5546 2.1.4), though it may go
    on without them: with the number that it is cancelled with in their own calendar.
    """
    sent = before.sessions[session.id]
    told = _cancellation(schedule, ledger, session, who) or sent
    further = Revision(
        sequence=max(sent.sequence + 1, told.sequence),
        created=sent.created,
        modified=max(sent.modified, told.modified),
    )
    return Ledger(revised=ledger.revised, sessions={session.id: further})


def _cancellation(
    schedule: Schedule, ledger: Ledger, session: Session, who: ParticipantId
) -> Revision | None:
    now = next((each for each in schedule.sessions if each.uid == session.uid), None)
    if now is not None and now.status is Status.CANCELLED:
        return ledger.sessions[now.id]
    return next(
        (
            each.revision
            for tombstones in ledger.tombstones()
            if tombstones[0].session.uid == session.uid
            for each in tombstones
            if ledger.stood(schedule, each).answers({"participants": [who]}, "both")
        ),
        None,
    )

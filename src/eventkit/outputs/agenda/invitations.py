"""Invitations: for each who appears, a file for each session, to be attached to a mail (RFC 5546 3.2).

These alone hold addresses of people, each the one of its own reader; no calendar that is published does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from eventkit.changes import Ledger, Revision
from eventkit.model import ParticipantId, Session, SessionId, Status
from eventkit.outputs.agenda import zone_of
from eventkit.outputs.agenda.entries import Entries
from eventkit.outputs.agenda.head import mailto, organiser_line, preamble
from eventkit.outputs.agenda.lines import Parameters, component, uri
from eventkit.outputs.agenda.manner import Manner
from eventkit.outputs.agenda.readers import Readers
from eventkit.schedule import Schedule
from eventkit.times import Period

Method = Literal["REQUEST", "CANCEL"]
"""Whether one is asked to come, or told of a change; or that is taken back."""

AWAITED: Parameters = (("ROLE", "REQ-PARTICIPANT"), ("PARTSTAT", "NEEDS-ACTION"), ("RSVP", "TRUE"))
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
    due = _due(schedule, addresses)
    earlier = _due(before[0], addresses) if before else {}
    known = before[1].sessions if before else {}
    write = _Writer(schedule, organiser, addresses, languages)
    found = [
        write.invitation("REQUEST", who, session, ledger)
        for (who, id_), session in due.items()
        if (who, id_) not in earlier or known[id_] != ledger.sessions[id_]
    ]
    if before is not None:
        take_back = _Writer(before[0], organiser, addresses, languages)
        found += [
            take_back.invitation("CANCEL", who, _cancelled(session), _one_further(ledger, before[1], id_))
            for (who, id_), session in earlier.items()
            if (who, id_) not in due
        ]
    return tuple(sorted(found, key=lambda each: each.participant))


class _Writer:
    """Writes about the sessions of one schedule."""

    def __init__(
        self, schedule: Schedule, office: str, addresses: Mapping[str, str], languages: Sequence[str]
    ) -> None:
        self._schedule = schedule
        self._readers = Readers.of(schedule.conference, languages)
        self._addresses = addresses
        self._organiser = organiser_line(schedule.conference, office, self._readers)

    def invitation(self, method: Method, who: ParticipantId, session: Session, ledger: Ledger) -> Invitation:
        """The one for that participant to that session, as of the ledger."""
        period = _period(session)
        entries = Entries(
            self._schedule, ledger, self._readers, common=(self._organiser,), manner=Manner(personal=True)
        )
        entry = entries.entry(session, period, self._attendee(method, who))
        return Invitation(
            participant=who,
            session=session.id,
            method=method,
            data=component("VCALENDAR", (*preamble(method), *zone_of(self._schedule, [period]), entry)),
            filename=f"{who}.{session.id}{'' if method == 'REQUEST' else '.cancel'}.ics",
            media_type=f"text/calendar; method={method}; charset=utf-8",
        )

    def _attendee(self, method: Method, who: ParticipantId) -> bytes:
        name = self._schedule.participant(who).named(*self._readers.languages, *self._readers.fallback)[0]
        asked = AWAITED if method == "REQUEST" else ()
        return uri("ATTENDEE", mailto(self._addresses[who]), (("CN", name.full), *asked))


def _due(
    schedule: Schedule, addresses: Mapping[str, str]
) -> Mapping[tuple[ParticipantId, SessionId], Session]:
    """Who of them is to come to what, by time: in a session held at some time, where they still come."""
    return {
        (each.participant, session.id): session
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


def _cancelled(session: Session) -> Session:
    return session.model_copy(update={"status": Status.CANCELLED})


def _one_further(now: Ledger, before: Ledger, session: SessionId) -> Ledger:
    """A ledger in which the session is past what its people were sent (RFC 5546 2.1.4), though it may go
    on unmoved without them.
    """
    sent, revision = before.sessions[session], now.sessions.get(session, before.sessions[session])
    further = Revision(
        sequence=max(sent.sequence + 1, revision.sequence),
        created=sent.created,
        modified=max(sent.modified, revision.modified),
    )
    return Ledger(revised=now.revised, sessions={session: further})

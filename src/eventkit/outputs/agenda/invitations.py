"""Invitations: iTIP requests and cancellations (RFC 5546 3.2), one file per participant and session.

They are the only calendars with personal addresses, and each has only the address of its own recipient.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from eventkit.findings import Subject
from eventkit.ledger import Ledger, Revision, feed_key, is_moved
from eventkit.messages import Message
from eventkit.model import ParticipantId, Session, SessionId, Status
from eventkit.outputs.agenda import vtimezone
from eventkit.outputs.agenda.calendar_views import Audience
from eventkit.outputs.agenda.content_lines import Parameters, component, raw_property, uri_property
from eventkit.outputs.agenda.vevents import EventWriter, Showing, mailto, opening_lines, organizer_line
from eventkit.schedule import EntityKind, Schedule, find_renames, rename_ids
from eventkit.times import Period
from eventkit.wording.public_schedule import for_readers

Method = Literal["REQUEST", "CANCEL"]
"""REQUEST invites or announces a change; CANCEL withdraws the invitation."""

_ASKING: Parameters = (
    ("ROLE", "REQ-PARTICIPANT"),
    ("PARTSTAT", "NEEDS-ACTION"),
    ("RSVP", "TRUE"),
)
"""Parameters that ask for a reply (RFC 5545 3.2.16, 3.2.12, 3.2.17)."""

_INFORMING: Parameters = (("ROLE", "REQ-PARTICIPANT"), ("RSVP", "FALSE"))
"""Parameters that ask for none. Nothing here knows earlier replies, which stay valid (RFC 5546 2.1.4)."""

COUNTER_REFUSED = raw_property("X-MICROSOFT-DISALLOW-COUNTER", "TRUE")
"""No proposals of another time, which the office of a conference could not take."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation: the file for one participant and one session, to attach to an e-mail."""

    participant: ParticipantId
    session: SessionId
    method: Method
    asks: bool  # whether it asks for a reply: not if only texts are others than in the one before
    data: bytes  # the file; its only addresses are those of the participant and of the conference office
    filename: str
    media_type: str  # the media type of the attachment; e-mail clients read the method from it


def invitations(
    schedule: Schedule,
    ledger: Ledger,
    addresses: Mapping[str, str],
    organiser: str,
    *,
    before: tuple[Schedule, Ledger] | None = None,
    former: Mapping[str, str] | None = None,
    people: Container[str] | None = None,
    texts: bool = False,
    languages: Sequence[str] = (),
) -> tuple[Invitation, ...]:
    """The invitations of all participants with a known address, by participant and time.

    With ``before``, only changes since that release are sent: sessions with the same time, place and status
    get no file, and participants who no longer appear get a ``CANCEL``, whether the session or the
    participant was removed. Whoever got another id is the same participant. A calendar is known by its
    address: one that two people share has a session as long as one of them is in it. They come from and
    answer to the ``organiser``, an address of the conference office, never of a person. ``former`` are the
    addresses that got the invitations of the release before, by the ids in it; those of ``addresses`` if not
    given. With ``texts``, sessions of which only texts changed are sent too, and ask for no reply.
    """
    released, (old, last) = schedule, before or (schedule, ledger)
    renames = _new_ids(old, released, ledger)
    released_before = rename_ids(old, renames)
    schedule, old = (for_readers(each, languages) for each in (released, released_before))
    then = {**addresses}
    if former is not None:
        new = {old: id_ for (kind, old), id_ in renames.items() if kind == EntityKind.PARTICIPANT}
        then = {new.get(id_, id_): address for id_, address in former.items()}
    due = _invited(schedule, released, addresses)
    earlier = _invited(old, released_before, then) if before else {}
    expected = {(addresses[who].casefold(), uid) for who, uid in due}
    received = {(then[who].casefold(), uid) for who, uid in earlier}
    write = _InvitationWriter(schedule, organiser, addresses, languages)
    letters = []
    for (who, uid), session in due.items():
        if people is not None and who not in people:
            continue
        was, now = old.by_uid.get(uid), ledger.sessions[session.id]
        sent = last.sessions[was.id] if was and (addresses[who].casefold(), uid) in received else None
        # It may have been moved and moved back since.
        asks = (
            sent is None
            or was is None
            or (sent.sequence != now.sequence and is_moved(old, was, schedule, session))
        )
        if asks or (texts and sent != now):
            revision = now if sent or not before else _past_cancellation(now, ledger, last, who, uid, was)
            letters.append(write.invitation("REQUEST", who, session, revision, asks=asks))
    take_back = _InvitationWriter(old, organiser, then, languages)
    letters += [
        take_back.invitation(
            "CANCEL",
            who,
            session.model_copy(update={"status": Status.CANCELLED}),
            _next_revision(schedule, ledger, last, session, who),
        )
        for (who, uid), session in earlier.items()
        if (then[who].casefold(), uid) not in expected and (people is None or who in people)
    ]
    return tuple(sorted(letters, key=lambda invitation: invitation.participant))


class _InvitationWriter:
    def __init__(
        self, schedule: Schedule, office: str, addresses: Mapping[str, str], languages: Sequence[str]
    ) -> None:
        self._schedule = schedule
        self._audience = Audience.of(schedule.conference, languages)
        self._addresses = addresses
        self._organiser = organizer_line(schedule.conference, office, self._audience)

    def invitation(
        self, method: Method, who: ParticipantId, session: Session, revision: Revision, *, asks: bool = False
    ) -> Invitation:
        period = _period(session)
        ledger = Ledger(revised=revision.modified, sessions={session.id: revision})
        writer = EventWriter(
            self._schedule,
            ledger,
            self._audience,
            common=(self._organiser,),
        )
        busy = session.status is not Status.CANCELLED and not session.kind.is_pause
        showing = Showing(busy=busy)
        parameters = () if method == "CANCEL" else _ASKING if asks else _INFORMING
        event = writer.event(session, period, showing, self._attendee(who, parameters), COUNTER_REFUSED)
        zone = vtimezone.vtimezone_for(self._schedule.zone, [event], period.start, period.end)
        return Invitation(
            participant=who,
            session=session.id,
            method=method,
            asks=asks,
            data=component("VCALENDAR", (*opening_lines(method), *zone, event)),
            filename=f"{who}.{session.id}{'' if method == 'REQUEST' else '.cancel'}.ics",
            media_type=f"text/calendar; method={method}; charset=utf-8",
        )

    def _attendee(self, who: ParticipantId, parameters: Parameters) -> bytes:
        name = self._schedule.participant(who).named(*self._audience.languages, *self._audience.fallback)[0]
        return uri_property("ATTENDEE", mailto(self._addresses[who]), (("CN", name.full), *parameters))


def _new_ids(old: Schedule, new: Schedule, ledger: Ledger) -> Mapping[Subject, str]:
    """The new ids of participants and rooms, recognised by names or by the ledger of the later release."""
    kinds = (EntityKind.PARTICIPANT, EntityKind.ROOM)
    former = {
        Subject(kind, id_): now for kind in kinds for id_, now in ledger.former_ids(kind.collection).items()
    }
    known = {Subject(kind, id_) for kind in kinds for id_ in kind.by_id(old)}
    return {
        subject: id_
        for subject, id_ in {**former, **find_renames(old, new)}.items()
        if subject in known and Subject(subject.kind, id_) not in known
    }


def _invited(
    shown: Schedule, released: Schedule, addresses: Mapping[str, str]
) -> Mapping[tuple[ParticipantId, UUID], Session]:
    """Sessions that take place, as they are shown, by participant and UID, in order of time.

    Members of a team that was erased are shown in its place, and are not invited, as they were not before.
    """
    return {
        (appearance.participant, session.uid): session
        for session in shown.in_order
        if session.slot is not None and shown.takes_place(session)
        for appearance in released.session(session.id).people
        if appearance.comes and addresses.get(appearance.participant)
    }


def _period(session: Session) -> Period:
    if session.slot is None:
        raise ValueError(Message("Session '{id}' has no slot.", id=session.id))
    return session.slot.period


def _next_revision(
    schedule: Schedule, ledger: Ledger, before: Ledger, session: Session, who: ParticipantId
) -> Revision:
    """The revision of a cancellation, whose sequence is higher than in the invitation sent (RFC 5546 2.1.4).

    The session may go on without the participant; then it is the number of the cancelled event in their
    calendar. It may go on with them under another address.
    """
    sent = before.sessions[session.id]
    now = schedule.by_uid.get(session.uid)
    if now is not None and now.status is Status.CANCELLED:
        cancelled = ledger.sessions[now.id]
    else:
        cancelled = _tombstone_revision(ledger, session.uid, who) or sent.increment(ledger.revised, by=0)
    return Revision(
        sequence=max(sent.sequence + 1, cancelled.sequence),
        created=sent.created,
        modified=max(sent.modified, cancelled.modified),
    )


def _past_cancellation(  # noqa: PLR0917 - all of one invitation
    now: Revision, ledger: Ledger, last: Ledger, who: ParticipantId, uid: UUID, was: Session | None
) -> Revision:
    """The revision of an invitation to a calendar without it, past that of any cancellation it may have got.

    The others in the session, who had none, are not asked again. Of somebody who was in the session, the
    calendar is another one, since they were merged with somebody, or are themselves again.
    """
    if (cancelled := _tombstone_revision(last, uid)) is None:
        if was is None or all(appearance.participant != who for appearance in was.people):
            return now
        cancelled, now = last.sessions[was.id], now.increment(ledger.revised, by=0)
    return now.model_copy(update={"sequence": max(now.sequence, cancelled.sequence + 1)})


def _tombstone_revision(ledger: Ledger, uid: UUID, *people: ParticipantId) -> Revision | None:
    """The revision of a session that has left a calendar, or that of a participant."""
    keys = [ledger.with_names([feed_key("participants", who)]) for who in people]
    return next(
        (
            tombstone.revision
            for tombstones in ledger.tombstones()
            if tombstones[0].session.uid == uid
            for tombstone in tombstones
            if tombstone.visibility.answers(keys, "both")
        ),
        None,
    )

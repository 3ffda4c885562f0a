"""Letter runs: the letters and invitations of a release, with the addresses and languages of the office."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eventkit.errors import EventkitError
from eventkit.files.output_folders import write_new_folder
from eventkit.ledger import TICK
from eventkit.model import ParticipantId
from eventkit.office.conference_office import ConferenceOffice
from eventkit.office.snapshots import DRAFT, Snapshot
from eventkit.outputs.agenda.invitations import Invitation, invitations
from eventkit.outputs.letters import CalendarPart, Letter, Recipient, compose_letters, letters
from eventkit.outputs.letters.letter_content import reading_language, writing_language
from eventkit.plugins.exporters import Context, FolderOutput
from eventkit.roster import Contact
from eventkit.schedule import Schedule
from eventkit.store import ReleasedConference

LETTERS = "letters"  # the name of letters among what is made of a conference
NO_TEMPLATES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class LetterPreview:
    """The letters that a release would call for, before it is made.

    Attributes:
        letters: The letters, by the ids of their readers; those without an address too.
        since: The release whose readers they are for; ``None`` before the first.
    """

    letters: tuple[Letter, ...]
    since: str | None


class LettersOffice:
    """The letters of one conference."""

    def __init__(self, office: ConferenceOffice) -> None:
        self._office = office

    def prepare(
        self,
        *,
        since: str | None = None,
        languages: Sequence[str] = (),
        templates: Mapping[str, str] = NO_TEMPLATES,
        people: Collection[str] = (),
    ) -> FolderOutput:
        """The letters of the newest release: to all who appear, or to those whom a change concerns.

        The store records to which addresses the invitations in them go.

        Args:
            since: The release that the last letters were about.
            languages: The languages to write in; the conference's by default. A language noted for one is
                theirs in any case.
            templates: An organiser's templates by their names.
            people: The ids of those to write to; all whom the release concerns by default.

        Raises:
            NoSuchRelease: Nothing was released yet, or there is no release of that name.
            EventkitError: The release has no contact to reply to, or a template cannot be used.
        """
        now = self._office.releases.load()
        before = self._office.releases.load(since) if since is not None else None
        options = _options(self._office, now, before, reply_address(now), languages)
        options |= {
            "templates": templates,
            "people": people,
            "release": now.release.name,
            "sent": now.release.at,
        }
        context = Context(tuple(languages), now.ledger, options=options)
        output = letters.export(now.schedule, context)
        self._office.releases.record_invited(now.release.name, people)
        return output

    def draft(
        self,
        *,
        since: str | None = None,
        languages: Sequence[str] = (),
        templates: Mapping[str, str] = NO_TEMPLATES,
        people: Collection[str] = (),
    ) -> LetterPreview:
        """The letters that would be written if the conference were released as it is now.

        The arguments are those of `prepare`; by default the last letters were about the newest release.

        Raises:
            NoSuchRelease: There is no release of that name.
            EventkitError: The conference has no contact to reply to, or a template cannot be used.
        """
        now = self._office.snapshot(DRAFT)
        releases = self._office.releases
        before = releases.load(since) if since is not None or releases.all() else None
        contact = now.schedule.conference.contact
        if contact is None:
            raise EventkitError("The conference has no contact that answers could go to. Set its contact.")
        options = _options(self._office, now, before, contact, languages)
        composed = compose_letters(
            now.schedule, languages=languages, templates=templates, people=people, **options
        )
        return LetterPreview(composed, before.release.name if before is not None else None)


def _options(
    office: ConferenceOffice,
    now: Snapshot | ReleasedConference,
    before: ReleasedConference | None,
    sender: str,
    languages: Sequence[str],
) -> dict[str, Any]:
    offered = tuple(languages) or now.schedule.conference.languages
    schedules = [now.schedule] if before is None else [before.schedule, now.schedule]
    people = {participant.id: participant for schedule in schedules for participant in schedule.participants}
    contacts = _contacts(office, now)
    recipients: dict[str, Recipient] = {}
    written: dict[str, str] = {}
    for id_, participant in people.items():
        contact = contacts.get(id_) or Contact(participant=id_)
        language = contact.language or reading_language(participant, offered)
        recipients[id_] = Recipient(contact.email or "", language)
        written[id_] = writing_language(language, participant, offered)
    return {
        "before": before.schedule if before is not None else None,
        "recipients": recipients,
        "calendars": _calendars(
            now, before, recipients, written, sender, former=_former_addresses(office, before)
        ),
    }


def _calendars(
    now: Snapshot | ReleasedConference,
    before: ReleasedConference | None,
    recipients: Mapping[str, Recipient],
    languages: Mapping[str, str],
    sender: str,
    *,
    former: Mapping[str, str] | None,
) -> dict[str, list[CalendarPart]]:
    """The calendar entries of letters by the ids of their readers, in the language of each."""
    parts: dict[str, list[CalendarPart]] = {}
    addresses = {id_: recipient.address for id_, recipient in recipients.items() if recipient.address}
    for language in sorted({*languages.values()}):
        theirs = {id_ for id_, own in languages.items() if own == language}
        for invitation in invitations(
            now.schedule,
            now.ledger,
            addresses,
            sender,
            before=(before.schedule, before.ledger) if before is not None else None,
            former=former,
            people=theirs,
            languages=(language,),
        ):
            part = CalendarPart(invitation.method, invitation.data, invitation.filename)
            parts.setdefault(invitation.participant, []).append(part)
    return parts


@dataclass(frozen=True, slots=True)
class InvitationRun:
    """The invitations to send.

    Attributes:
        invitations: An invitation for each participant and session, or one that withdraws an earlier one.
        without_address: The participants with a scheduled session and no e-mail address.
    """

    invitations: tuple[Invitation, ...]
    without_address: tuple[ParticipantId, ...]

    def write(self, folder: Path) -> tuple[Path, ...]:
        """Write the invitations to a new or empty folder, a file each, in their order.

        Only their owner may read the files, which contain addresses. A run that was broken off is begun anew.

        Raises:
            EventkitError: The folder contains files: sending all of it would send them again.
            OSError: A file cannot be written.
        """
        write_new_folder(folder, {each.filename: each.data for each in self.invitations}, "invitations")
        return tuple(folder / invitation.filename for invitation in self.invitations)


class InvitationsOffice:
    """The invitations of one conference."""

    def __init__(self, office: ConferenceOffice) -> None:
        self._office = office

    def prepare(
        self, *, since: str | None = None, texts: bool = False, languages: Sequence[str] = ()
    ) -> InvitationRun:
        """The invitations of the newest release, for each participant with an e-mail address.

        The store records to which addresses they go, so that the next ones ask whoever has another one then.

        Args:
            since: The release whose invitations were sent last: only changes since are sent.
            texts: Whether to send sessions of which only texts changed since, too.
            languages: The languages of the readers; the conference's if none are given.

        Raises:
            NoSuchRelease: Nothing was released yet, or there is no release of that name.
            EventkitError: The release has no contact to reply to.
        """
        now = self._office.releases.load()
        before = self._office.releases.load(since) if since is not None else None
        contacts = _contacts(self._office, now)
        addresses = {id_: contact.email for id_, contact in contacts.items() if contact.email is not None}
        run = InvitationRun(
            invitations(
                now.schedule,
                now.ledger,
                addresses,
                reply_address(now),
                before=(before.schedule, before.ledger) if before is not None else None,
                former=_former_addresses(self._office, before),
                texts=texts,
                languages=languages,
            ),
            _without_address(now.schedule, addresses),
        )
        self._office.releases.record_invited(now.release.name)
        return run

    def withdraw(self, participant: str) -> InvitationRun:
        """The cancellations of all invitations of a participant to sessions of the newest release.

        For somebody who is to be erased: afterwards nobody knows the address. Those of entries that were
        merged into theirs since are cancelled as well. There are none without an address, and before the
        first release.

        Raises:
            EventkitError: The release has no contact to reply to.
        """
        if not self._office.releases.all():
            return InvitationRun((), ())
        released = self._office.releases.load()
        schedule, then = released.schedule, _former_addresses(self._office, released)
        ids = self._office.store.releases.ids_of(self._office.conference, released.release.name, participant)
        if not then or ids.isdisjoint(then):
            return InvitationRun((), ())
        absent = [
            session.model_copy(
                update={"people": tuple(person for person in session.people if person.participant not in ids)}
            )
            for session in schedule.sessions
        ]
        return InvitationRun(
            invitations(
                schedule.model_copy(update={"sessions": absent}),
                released.ledger.model_copy(update={"revised": released.ledger.latest + TICK}),
                {},
                reply_address(released),
                before=(schedule, released.ledger),
                former=then,
                people=ids,
            ),
            (),
        )


def _contacts(office: ConferenceOffice, now: Snapshot | ReleasedConference) -> Mapping[str, Contact]:
    """The contacts by the ids in a release, or in the draft."""
    if isinstance(now, ReleasedConference):
        return office.store.releases.contacts(office.conference, now.release.name)
    return {contact.participant: contact for contact in office.contacts.roster(removed=True).contacts}


def _former_addresses(
    office: ConferenceOffice, before: ReleasedConference | None
) -> Mapping[str, str] | None:
    """The addresses that the invitations of an earlier release went to."""
    return office.store.releases.invited(office.conference, before.release.name) if before else None


def reply_address(released: ReleasedConference) -> str:
    """The contact of a released conference, where answers go to."""
    contact = released.schedule.conference.contact
    if contact is None:
        raise EventkitError(
            "Release {name} has no contact that answers could go to. Set the contact and release again.",
            name=released.release.name,
        )
    return contact


def _without_address(schedule: Schedule, addresses: Container[str]) -> tuple[ParticipantId, ...]:
    return tuple(
        participant.id
        for participant in schedule.participants
        if participant.id not in addresses
        and any(session.slot is not None for session, _ in schedule.active_appearances(participant.id))
    )

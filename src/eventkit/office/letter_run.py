"""Letter run: the letters that a release calls for, with the addresses and languages of the office."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eventkit.errors import EventkitError
from eventkit.ledger import Ledger
from eventkit.office.conference_office import ConferenceOffice
from eventkit.office.invitation_run import reply_address
from eventkit.office.snapshots import DRAFT, Snapshot
from eventkit.outputs.agenda.invitations import Invitation, invitations
from eventkit.outputs.letters import Letter, Recipient, compose_letters, letters
from eventkit.outputs.letters.letter_content import reading_language, writing_language
from eventkit.outputs.letters.mail_messages import CalendarPart
from eventkit.plugins.exporters import Context, FolderOutput
from eventkit.roster import Contact
from eventkit.schedule import Schedule
from eventkit.store import ReleasedConference

LETTERS = "letters"
"""The name of letters among what is made of a conference."""

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
        return letters.export(now.schedule, context)

    def draft(
        self,
        *,
        since: str | None = None,
        languages: Sequence[str] = (),
        templates: Mapping[str, str] = NO_TEMPLATES,
        people: Collection[str] = (),
    ) -> LetterPreview:
        """The letters that would be written if the conference were released as it is now.

        Args:
            since: The release that the last letters were about; the newest one by default.
            languages: The languages to write in, as in `prepare`.
            templates: An organiser's templates by their names.
            people: The ids of those to write to; all whom the release concerns by default.

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
    contacts = {contact.participant: contact for contact in office.contacts.roster(removed=True).contacts}
    offered = tuple(languages) or now.schedule.conference.languages
    schedules = [now.schedule] if before is None else [before.schedule, now.schedule]
    recipients = dict(_recipients(contacts, offered, schedules))
    return {
        "before": before.schedule if before is not None else None,
        "recipients": recipients,
        "calendars": _calendars(now, before, recipients, sender, offered),
    }


def _recipients(
    contacts: Mapping[Any, Contact],
    offered: Sequence[str],
    schedules: Sequence[Schedule],
) -> Iterator[tuple[str, Recipient]]:
    people = {participant.id: participant for schedule in schedules for participant in schedule.participants}
    for id_, participant in people.items():
        contact = contacts.get(id_)
        language = contact.language if contact is not None else None
        yield (
            id_,
            Recipient(
                (contact.email if contact is not None else None) or "",
                language or reading_language(participant, offered),
            ),
        )


def _calendars(
    now: Snapshot | ReleasedConference,
    before: ReleasedConference | None,
    recipients: Mapping[str, Recipient],
    sender: str,
    offered: Sequence[str],
) -> dict[str, list[CalendarPart]]:
    parts: dict[str, list[CalendarPart]] = {}
    schedules = [now.schedule] if before is None else [before.schedule, now.schedule]
    people = {participant.id: participant for schedule in schedules for participant in schedule.participants}
    written: dict[str, str] = {
        id_: writing_language(recipients[id_].language, participant, offered)
        for id_, participant in people.items()
    }
    for language in sorted({*written.values()}):
        addresses = {
            id_: recipients[id_].address
            for id_, own in written.items()
            if recipients[id_].address and own == language
        }
        for invitation in _invitations(now, before, addresses, sender, language):
            part = CalendarPart(invitation.method, invitation.data, invitation.filename)
            parts.setdefault(invitation.participant, []).append(part)
    return parts


def _invitations(
    now: Snapshot | ReleasedConference,
    before: ReleasedConference | None,
    addresses: Mapping[str, str],
    sender: str,
    language: str,
) -> tuple[Invitation, ...]:
    earlier: tuple[Schedule, Ledger] | None = (before.schedule, before.ledger) if before is not None else None
    return invitations(now.schedule, now.ledger, addresses, sender, before=earlier, languages=(language,))

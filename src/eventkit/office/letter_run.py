"""Letter run: the letters that a release calls for, with the addresses and languages of the office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eventkit.exporters import Context, FolderOutput
from eventkit.ledger import Ledger
from eventkit.office.invitation_run import reply_address
from eventkit.office.office import Office
from eventkit.outputs.agenda.invitations import Invitation, invitations
from eventkit.outputs.letters import Recipient, letters
from eventkit.outputs.letters.letter_content import reading_language
from eventkit.outputs.letters.mail_messages import CalendarPart
from eventkit.roster import Contact
from eventkit.schedule import Schedule
from eventkit.store import ReleasedConference

LETTERS = "letters"
"""The name of letters among what is made of a conference."""

NO_TEMPLATES: Mapping[str, str] = {}


def prepare_letters(
    office: Office,
    *,
    since: str | None = None,
    languages: Sequence[str] = (),
    templates: Mapping[str, str] = NO_TEMPLATES,
) -> FolderOutput:
    """The letters of the newest release: to all who appear, or to those whom a change since another concerns.

    Args:
        office: The office of the conference.
        since: The release that the last letters were about.
        languages: The languages to write in; the conference's by default. A language that the office noted
            for a person is theirs in any case.
        templates: An organiser's templates by their names.

    Raises:
        NoSuchRelease: Nothing was released yet, or there is no release of that name.
        EventkitError: The release has no contact to reply to, or a template cannot be used.
    """
    now = office.released()
    before = office.released(since) if since is not None else None
    sender = reply_address(now)
    contacts = {contact.participant: contact for contact in office.contacts.roster().contacts}
    offered = tuple(languages) or now.schedule.conference.languages
    recipients = dict(_recipients(contacts, offered, (now, before)))
    options: dict[str, Any] = {
        "before": before.schedule if before is not None else None,
        "recipients": recipients,
        "calendars": _calendars(now, before, recipients, sender),
        "templates": templates,
        "release": now.release.name,
        "sent": now.release.at,
    }
    context = Context(tuple(languages), now.ledger, options=options)
    return letters.export(now.schedule, context)


def _recipients(
    contacts: Mapping[Any, Contact],
    offered: Sequence[str],
    releases: Sequence[ReleasedConference | None],
) -> Iterator[tuple[str, Recipient]]:
    people = {
        participant.id: participant
        for released in reversed(releases)
        if released is not None
        for participant in released.schedule.participants
    }
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
    now: ReleasedConference,
    before: ReleasedConference | None,
    recipients: Mapping[str, Recipient],
    sender: str,
) -> dict[str, list[CalendarPart]]:
    """The invitations and withdrawals of each participant, in their language."""
    parts: dict[str, list[CalendarPart]] = {}
    for language in sorted({recipient.language for recipient in recipients.values()}):
        addresses = {
            id_: recipient.address
            for id_, recipient in recipients.items()
            if recipient.address and recipient.language == language
        }
        for invitation in _invitations(now, before, addresses, sender, language):
            part = CalendarPart(invitation.method, invitation.data, invitation.filename)
            parts.setdefault(invitation.participant, []).append(part)
    return parts


def _invitations(
    now: ReleasedConference,
    before: ReleasedConference | None,
    addresses: Mapping[str, str],
    sender: str,
    language: str,
) -> tuple[Invitation, ...]:
    earlier: tuple[Schedule, Ledger] | None = (before.schedule, before.ledger) if before is not None else None
    return invitations(now.schedule, now.ledger, addresses, sender, before=earlier, languages=(language,))

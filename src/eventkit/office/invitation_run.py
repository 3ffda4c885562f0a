"""Invitation run: the invitations that a release calls for, and a folder to send them from."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import Path

from eventkit.errors import EventkitError
from eventkit.files.output_files import write_file
from eventkit.model import ParticipantId
from eventkit.office.conference_office import ConferenceOffice
from eventkit.outputs.agenda.invitations import Invitation, invitations
from eventkit.schedule import Schedule, find_renames
from eventkit.store import ReleasedConference


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

        Raises:
            EventkitError: The folder contains files: sending all of it would send them again.
            OSError: A file cannot be written.
        """
        if folder.is_dir() and any(folder.iterdir()):
            raise EventkitError(
                "{folder} already contains files, and earlier invitations would be sent again. "
                "Choose a new folder, or empty this one.",
                folder=folder,
            )
        folder.mkdir(parents=True, exist_ok=True)
        paths = tuple(folder / invitation.filename for invitation in self.invitations)
        for path, invitation in zip(paths, self.invitations, strict=True):
            write_file(path, invitation.data)
        return paths


class InvitationsOffice:
    """The invitations of one conference."""

    def __init__(self, office: ConferenceOffice) -> None:
        self._office = office

    def prepare(
        self, *, since: str | None = None, texts: bool = False, languages: Sequence[str] = ()
    ) -> InvitationRun:
        """The invitations of the newest release, for each participant with an e-mail address.

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
        addresses: dict[str, str] = {
            contact.participant: contact.email
            for contact in self._office.contacts.roster(removed=True).contacts
            if contact.email is not None
        }
        return InvitationRun(
            invitations(
                now.schedule,
                now.ledger,
                addresses,
                reply_address(now),
                before=(before.schedule, before.ledger) if before is not None else None,
                texts=texts,
                languages=languages,
            ),
            _without_address(now.schedule, addresses),
        )

    def withdraw(self, participant: str) -> InvitationRun:
        """The cancellations of all invitations of a participant to sessions of the newest release.

        For somebody who is to be erased: afterwards nobody knows the address. There are none without an
        address, and before the first release.

        Raises:
            EventkitError: The release has no contact to reply to.
        """
        contact = self._office.contacts.show(participant)
        if contact is None or contact.email is None or not self._office.releases.all():
            return InvitationRun((), ())
        released = self._office.releases.load()
        schedule, renames = released.schedule, find_renames(released.schedule, self._office.load().schedule)
        who = next((old.id for old, new in renames.items() if new == participant), participant)
        absent = [
            session.model_copy(
                update={"people": tuple(person for person in session.people if person.participant != who)}
            )
            for session in schedule.sessions
        ]
        without = schedule.model_copy(update={"sessions": absent})
        before, sender = (schedule, released.ledger), reply_address(released)
        return InvitationRun(
            invitations(without, released.ledger, {who: contact.email}, sender, before=before), ()
        )


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

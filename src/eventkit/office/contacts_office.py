"""Contacts: editing the roster, and erasing a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from secrets import token_bytes
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from eventkit.editing import Refused
from eventkit.errors import ContactFault, Fault
from eventkit.messages import Message
from eventkit.model import ParticipantId
from eventkit.office.outcomes import Committer
from eventkit.office.verdicts import follow_settings
from eventkit.roster import CONTACT_FIELDS, Contact, Roster
from eventkit.schedule import EntityKind
from eventkit.store import ConferenceState, Erasure, ErasurePreview, Writes
from eventkit.values.arguments import checked_methods
from eventkit.values.field_errors import error_sentence, unknown_field


@checked_methods
class ContactsOffice:
    """The contacts of one conference: known to the office alone, and in no schedule and no release."""

    def __init__(self, committer: Committer) -> None:
        self._committer = committer

    def roster(self, *, removed: bool = False) -> Roster:
        """All contacts; with ``removed`` those of removed people too, to write to them once more."""
        return self._committer.store.roster.load(self._committer.conference, removed=removed)

    def show(self, participant: str) -> Contact | None:
        """The contact of a participant; ``None`` if nothing is known."""
        return self.roster().contact(ParticipantId(participant))

    def edit(self, participant: str, **fields: Any) -> Contact:
        """Change some fields of the contact of a participant.

        The change is noted with its author and time, and without its values.

        Args:
            participant: The id of the participant.
            fields: Fields of `eventkit.roster.Contact`; ``None`` empties one.

        Raises:
            Refused: There is no such participant.
            ContactFault: A field is invalid.
        """

        def operation(state: ConferenceState) -> Writes:
            if participant not in EntityKind.PARTICIPANT.by_id(state.existing()):
                raise Refused("There is no participant '{participant}'.", participant=participant)
            return Writes(roster=with_contact(state.roster, ParticipantId(participant), fields))

        commit = self._committer.commit(operation, Message("contact"))
        roster = commit.writes.roster or Roster()
        return roster.contact(ParticipantId(participant)) or Contact(participant=ParticipantId(participant))

    def preview_erasure(self, participant: str, words: Collection[str] = ()) -> ErasurePreview:
        """The reach of `forget`: the names, sessions, contact and badge of a person, and what would remain.

        Raises:
            StoreError: There never was such a participant.
        """
        return self._committer.store.preview_erasure(self._committer.conference, participant, words)

    def forget(
        self, participant: str, *, remove: bool = False, words: Collection[str] = ()
    ) -> Erasure | None:
        """Erase a person for good: contact, name, id and history, in everything that was ever released.

        A withdrawn participant under a neutral id takes their place. Entries that were merged into theirs, or
        had another id then, are erased with them, and imports do not bring them back. This cannot be undone;
        texts that people wrote, and backups, still name them.

        Args:
            participant: The id of the participant, who may be known from the history alone.
            remove: Whether to remove them from all sessions too.
            words: Further words, such as a family name, that are deleted from the reasons of changes and
                waivers and from the notes of releases. It can be done after the erasure, with the id of the
                withdrawn participant.

        Returns:
            The erasure; ``None`` in a dry run.

        Raises:
            StoreError: There never was such a participant.
        """
        note = self._committer.note(Message("forget a participant"))
        if self._committer.dry_run:
            self.preview_erasure(participant)
            return None
        return self._committer.store.erase(
            self._committer.conference,
            participant,
            note,
            secret=token_bytes(32),
            remove=remove,
            words=words,
            follow=follow_settings,
        )


def with_contact(roster: Roster, participant: ParticipantId, fields: Mapping[str, Any]) -> Roster:
    before = roster.contact(participant)
    values = {"participant": participant, **(dict(before) if before else {}), **fields}
    try:
        return roster.with_contact(Contact.model_validate(values))
    except ValidationError as error:
        raise ContactFault(tuple(map(_fault, error.errors(include_url=False)))) from None


def _fault(found: ErrorDetails) -> Fault:
    field = str(found["loc"][0])
    if found["type"] == "extra_forbidden":
        return Fault(Message("A contact {predicate}", predicate=unknown_field(Contact, field)))
    words, predicate = CONTACT_FIELDS[field], error_sentence(found)
    return Fault(Message("{field} {predicate}", field=words, predicate=predicate), field)

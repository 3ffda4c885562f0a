"""The roster: private contact data of participants, for the conference office.

It is not part of a schedule, so that no output of a schedule can contain it. Values are hidden in ``repr``
and in validation errors.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Annotated, Self

from pydantic import ConfigDict, Field, StringConstraints, field_validator, model_validator

from eventkit.messages import Listed, Message, Term
from eventkit.model.field_types import Address, Line, ParticipantId, Slug, String
from eventkit.texts import TEXT_LIMIT, Language, require_clean
from eventkit.values import Value

BADGE_LINES_LIMIT = 4
"""The highest number of individual lines on a badge."""

CONTACT_FIELDS = {
    "email": Term("email"),
    "language": Term("language"),
    "phone": Term("phone"),
    "notes": Term("notes"),
    "badge_lines": Term("badge lines"),
    "ticket": Term("ticket"),
}
"""The fields of a contact, with the words for them."""


class Contact(Value):
    """The private data of one participant."""

    model_config = ConfigDict(hide_input_in_errors=True)

    participant: Annotated[ParticipantId, Slug]
    """The id of the participant."""

    email: Address | None = Field(default=None, repr=False)
    """The e-mail address for messages about the conference."""

    phone: Annotated[str, StringConstraints(max_length=60), Line] | None = Field(default=None, repr=False)
    """The telephone number, as its owner writes it."""

    notes: Annotated[str, StringConstraints(max_length=TEXT_LIMIT)] | None = Field(default=None, repr=False)
    """Notes for the office: diet, arrival, whom to call."""

    badge_lines: Annotated[tuple[String, ...], Field(max_length=BADGE_LINES_LIMIT)] = Field(
        default=(), repr=False
    )
    """The lines of the badge in place of position and organisation."""

    ticket: String | None = Field(default=None, repr=False)
    """The class of the ticket, such as ``speaker`` or ``press``."""

    language: Language | None = Field(default=None, repr=False)
    """The language of letters to them."""

    @field_validator("notes")
    @classmethod
    def _clean(cls, value: str | None) -> str | None:
        return None if value is None else require_clean(value)

    def merged(self, other: Contact) -> Contact:
        """The contact with what it lacks taken from another.

        Where both have a value, that of the other is added to the notes, a line each.
        """
        values = {name: value for name, value in dict(self).items() if value}
        return Contact.model_validate({**dict(other), **values, "notes": _both_notes(self, other)})

    def separated(self, mine: Contact | None, other: Contact) -> Contact | None:
        """The contact without what `merged` added to one from another; ``None`` if nothing is left.

        Args:
            mine: The contact that it was before; ``None`` if there was none.
            other: The one that was merged into it.
        """
        before = mine or Contact(participant=self.participant)
        values = {
            name: value
            for name, value in dict(self).items()
            if value != getattr(other, name) or getattr(before, name)
        }
        added = _lines(_both_notes(before, other)) - _lines(before.notes)
        # Whoever has the id in a line since may have been erased, and the line has a neutral one.
        altered = {_without_id(line) for line in added - _lines(self.notes)}
        lines = [
            line
            for line in (self.notes or "").split("\n")
            if line not in added and _without_id(line) not in altered
        ]
        values |= {"participant": self.participant, "notes": "\n".join(lines) or None}
        left = Contact.model_validate(values)
        return None if mine is None and left == before else left


class Roster(Value):
    """The contacts of a conference, at most one for each participant.

    Raises:
        InvalidValue: A contact is invalid; the message names the field, and no value.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    contacts: tuple[Contact, ...] = ()
    """The contacts, sorted by the ids of their participants."""

    @model_validator(mode="after")
    def _unique_contacts(self) -> Self:
        counted = Counter(contact.participant for contact in self.contacts)
        if doubles := sorted(id_ for id_, times in counted.items() if times > 1):
            raise ValueError(
                Message("has two contacts of {doubles}: keep one", doubles=Listed(tuple(doubles)))
            )
        in_order = tuple(sorted(self.contacts, key=lambda contact: contact.participant))
        object.__setattr__(self, "contacts", in_order)  # before the value is used
        return self

    def contact(self, of: ParticipantId) -> Contact | None:
        """The contact of a participant; ``None`` if there is none."""
        return next((contact for contact in self.contacts if contact.participant == of), None)

    def with_contact(self, contact: Contact) -> Roster:
        """The roster with a contact, in place of any other of its participant."""
        return Roster(contacts=(*self.without(contact.participant).contacts, contact))

    def without(self, *participants: str) -> Roster:
        """The roster without the contacts of some participants."""
        return Roster(
            contacts=tuple(contact for contact in self.contacts if contact.participant not in participants)
        )

    def merged(self, keep: ParticipantId, gone: ParticipantId) -> Roster:
        """The roster with the contacts of two entries merged: what ``keep`` lacks is taken from ``gone``.

        Where both have a value, that of ``gone`` is added to the notes, a line each.
        """
        if (other := self.contact(gone)) is None:
            return self
        mine = self.contact(keep) or Contact(participant=keep)
        return self.without(gone).with_contact(mine.merged(other))


def _lines(notes: str | None) -> set[str]:
    return set((notes or "").split("\n"))


def _without_id(line: str) -> str:
    return re.sub(r" of '[^']*': ", ": ", line, count=1)


def _both_notes(mine: Contact, other: Contact) -> str | None:
    lines = [notes for notes in (mine.notes, other.notes) if notes]
    for name in ("email", "phone", "badge_lines", "ticket", "language"):
        present, value = getattr(mine, name), getattr(other, name)
        if present and value and present != value:
            value = value if isinstance(value, str) else " / ".join(value)
            lines.append(f"{name.replace('_', ' ')} of '{other.participant}': {value}")
    return "\n".join(dict.fromkeys(lines))[:TEXT_LIMIT] or None

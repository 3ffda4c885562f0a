"""The private side of a conference: how to reach those who appear, and what is theirs to be handed.

It is no part of a schedule, so that nothing made from a schedule can show any of it. Values are hidden
wherever these would tell them by the way: in their own ``repr``, and in errors about them.
"""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Self

from pydantic import ConfigDict, Field, StringConstraints, field_validator, model_validator

from eventkit.model.field_types import Address, Line, ParticipantId, Slug, String
from eventkit.texts import TEXT_LIMIT, require_clean
from eventkit.values import Value

BADGE_LINES_LIMIT = 4
"""The most lines of one's own that a badge has room for."""


class Contact(Value):
    """What is known of one participant and is nobody else's business."""

    model_config = ConfigDict(hide_input_in_errors=True)

    participant: Annotated[ParticipantId, Slug]
    """Of whom."""

    email: Address | None = Field(default=None, repr=False)
    """The address that mail about the conference goes to."""

    phone: Annotated[str, StringConstraints(max_length=60), Line] | None = Field(default=None, repr=False)
    """A number to call, as its owner writes it."""

    notes: Annotated[str, StringConstraints(max_length=TEXT_LIMIT)] | None = Field(default=None, repr=False)
    """What the office should know: diet, arrival, whom to ring."""

    badge_lines: Annotated[tuple[String, ...], Field(max_length=BADGE_LINES_LIMIT)] = Field(
        default=(), repr=False
    )
    """What the badge says in place of position and organisation, line by line."""

    ticket: String | None = Field(default=None, repr=False)
    """The class of the ticket, such as ``speaker`` or ``press``."""

    @field_validator("notes")
    @classmethod
    def _clean(cls, value: str | None) -> str | None:
        return None if value is None else require_clean(value)


class Roster(Value):
    """The contacts of a conference, one a participant at most, by participant.

    Raises:
        pydantic.ValidationError: Something in it is wrong; the message tells where, and no value.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    contacts: tuple[Contact, ...] = ()
    """All of them; kept in the order of their participants' ids."""

    @model_validator(mode="after")
    def _unique_contacts(self) -> Self:
        counted = Counter(contact.participant for contact in self.contacts)
        if doubles := sorted(id_ for id_, times in counted.items() if times > 1):
            message = f"has two contacts of {', '.join(doubles)}: keep one"
            raise ValueError(message)
        in_order = tuple(sorted(self.contacts, key=lambda contact: contact.participant))
        object.__setattr__(self, "contacts", in_order)  # settled before anyone holds it
        return self

    def contact(self, of: ParticipantId) -> Contact | None:
        """The contact of that participant, if one is known."""
        return next((contact for contact in self.contacts if contact.participant == of), None)

    def with_contact(self, contact: Contact) -> Roster:
        """The roster with that contact in place of the one there was of its participant, if any."""
        return Roster(contacts=(*self.without(contact.participant).contacts, contact))

    def without(self, participant: ParticipantId) -> Roster:
        """The roster without the contact of that participant."""
        return Roster(contacts=tuple(each for each in self.contacts if each.participant != participant))

    def merged(self, keep: ParticipantId, gone: ParticipantId) -> Roster:
        """With one contact for two entries that were one person: what ``keep`` lacks comes from ``gone``.

        Where both have something, that of ``gone`` goes into the notes, line by line.
        """
        mine, other = self.contact(keep), self.contact(gone)
        if other is None:
            return self
        told = {name: value for each in (other, mine) if each for name, value in dict(each).items() if value}
        notes = _both_notes(mine, other) if mine else other.notes
        told |= {"participant": keep, "notes": notes}
        return self.without(gone).with_contact(Contact.model_validate(told))


def _both_notes(mine: Contact, other: Contact) -> str | None:
    """The notes of both, and what else of the other there is no more room for."""
    said = [each for each in (mine.notes, other.notes) if each]
    for name in ("email", "phone", "badge_lines", "ticket"):
        kept, left = getattr(mine, name), getattr(other, name)
        if kept and left and kept != left:
            value = left if isinstance(left, str) else " / ".join(left)
            said.append(f"{name.replace('_', ' ')} of '{other.participant}': {value}")
    return "\n".join(dict.fromkeys(said))[:TEXT_LIMIT] or None

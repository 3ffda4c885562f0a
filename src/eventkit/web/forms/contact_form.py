"""Contact form: the private data of a person in the form of that person, for the office alone.

Each input has a companion with a digest of the value that it was made from, so that a form that was open for
long overwrites no newer value, and no value is sent back that nobody sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from eventkit.errors import ContactFault
from eventkit.model import ParticipantId
from eventkit.office.contacts_office import with_contact
from eventkit.roster import Contact, Roster
from eventkit.web.forms.form_fields import FormInput, FormWords, InputType
from eventkit.web.forms.form_values import InputFault, Strings

PREFIX = "contact."

FIELDS: Mapping[str, InputType] = {
    "email": InputType.EMAIL,
    "language": InputType.LINE,
    "phone": InputType.LINE,
    "ticket": InputType.LINE,
    "badge_lines": InputType.LINES,
    "notes": InputType.PARAGRAPHS,
}
"""The fields of a contact, with the types of their inputs."""


def contact_inputs(
    contact: Contact | None,  # the contact; None if nothing is known
    words: FormWords,
    typed: Strings | None = None,
    faults: tuple[InputFault, ...] = (),
) -> tuple[FormInput, ...]:
    inputs = []
    for name, type_ in FIELDS.items():
        path, stored = f"{PREFIX}{name}", _string(contact, name)
        wrong = tuple(fault.message for fault in faults if fault.name == path)
        value = stored if typed is None else typed.get(path, "")
        digest = _digest(stored) if typed is None else typed.get(f"{path}.seen", "")
        inputs += [
            FormInput(path, words.word(name), type_, value, faults=wrong),
            FormInput(f"{path}.seen", "", InputType.HIDDEN, digest),
        ]
    return tuple(inputs)


class ContactRefused(Exception):
    def __init__(self, faults: tuple[InputFault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults


def edit_contact(roster: Roster, participant: str, strings: Strings, words: FormWords) -> Roster:
    stored = roster.contact(ParticipantId(participant))
    changes: dict[str, Any] = {}
    faults = []
    for name in FIELDS:
        path, before = f"{PREFIX}{name}", _string(stored, name)
        if path not in strings:
            continue
        typed, seen = (
            "\n".join(line.strip() for line in strings[path].strip().splitlines()),
            strings.get(f"{path}.seen", ""),
        )
        if typed == before or _digest(typed) == seen:
            continue
        if _digest(before) != seen:
            faults.append(InputFault(path, words.word("contact-changed")))
        changes[name] = tuple(typed.split("\n")) if name == "badge_lines" and typed else typed or None
    if changes.get("badge_lines", ()) is None:
        changes["badge_lines"] = ()
    if faults:
        raise ContactRefused(tuple(faults))
    if not changes:
        return roster
    try:
        return with_contact(roster, ParticipantId(participant), changes)
    except ContactFault as error:
        faults = [InputFault(_path(sentence), sentence) for sentence in error.faults]
        raise ContactRefused(tuple(faults)) from None


def _path(sentence: str) -> str:
    """The input that a fault of the roster is about: its sentence begins with the field."""
    named = next((name for name in FIELDS if sentence.startswith(name.replace("_", " "))), "")
    return f"{PREFIX}{named}" if named else ""


def _string(contact: Contact | None, name: str) -> str:
    value = getattr(contact, name, None) or ""
    return value if isinstance(value, str) else "\n".join(value)


def _digest(value: str) -> str:
    return sha256(value.encode()).hexdigest()[:16]

"""Import merge: a reading merged with the conference, its last import and its contacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from pydantic import ValidationError

from eventkit.editing import Conflict, Winner, reimport
from eventkit.editing.reimport import Ref
from eventkit.errors import ContactFault
from eventkit.model import ParticipantId
from eventkit.roster import Contact, Roster
from eventkit.schedule import ENTITY_KINDS, EntityKind, Schedule, error_sentence


class ImportedFile(Protocol):
    """The parts of `eventkit.intake.ImportResult` that an import merges."""

    @property
    def schedule(self) -> Schedule:
        """The schedule of the file."""

    @property
    def source(self) -> str | None:
        """The source that ids in the file belong to; ``None`` for a document of eventkit."""

    @property
    def contacts(self) -> Mapping[str, Mapping[str, str]]:
        """Private fields by the participant's id in the file."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of entities of one kind after an import.

    Attributes:
        total: All there are.
        added: Those that came with the import.
        changed: Those that differ from before.
        removed: Those that are gone.
        unchanged: Those that are as before.
    """

    total: int
    added: int
    changed: int
    removed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class ImportMerge:
    """A reading merged with a conference.

    Attributes:
        schedule: The merged conference.
        conflicts: Fields that changed both here and in the file, each differently.
        vanished: Entities of the last import that the file no longer has; they stay.
        returned: Entities that were removed here and are back, since the file names them.
        participants: Ids here by the participants' ids in the file.
        undecided: The reading with every conflict as it was in the last import: the base of the next
            import, so that an undecided conflict is reported again. ``None`` without conflicts.
    """

    schedule: Schedule
    conflicts: tuple[Conflict, ...] = ()
    vanished: tuple[Ref, ...] = ()
    returned: tuple[Ref, ...] = ()
    participants: Mapping[str, str] = field(default_factory=dict)
    undecided: Schedule | None = None


def merge_reading(
    reading: ImportedFile, now: Schedule | None, base: Schedule | None, winner: Winner
) -> ImportMerge:
    """A reading merged with the conference ``now``.

    A foreign file updates the conference; a document of eventkit replaces it.

    Args:
        reading: The file.
        now: The conference; ``None`` where there is none yet.
        base: The last import from the same source, as it came; ``None`` where there was none.
        winner: The side whose change wins a conflict.

    Raises:
        MergeConflict: The merged conference would be broken.
    """
    if now is None or reading.source is None:
        return ImportMerge(reading.schedule)
    merged = reimport(now, base, reading.schedule, winner)
    return ImportMerge(
        merged.schedule,
        merged.conflicts,
        merged.vanished,
        merged.returned,
        dict(merged.ids[EntityKind.PARTICIPANT]),
        merged.undecided,
    )


def merge_contacts(roster: Roster, reading: ImportedFile, merge: ImportMerge) -> Roster:
    """The roster with the contacts of a file; fields that are known already stay.

    Raises:
        ContactFault: A contact is invalid; the text names its participant and field, and no value.
    """
    known = {contact.participant: dict(contact) for contact in roster.contacts}
    faults: list[str] = []
    for id_in_file, fields in reading.contacts.items():
        participant = ParticipantId(merge.participants.get(id_in_file, id_in_file))
        if participant not in EntityKind.PARTICIPANT.by_id(merge.schedule):
            continue
        before = {name: value for name, value in known.get(participant, {}).items() if value}
        try:
            contact = Contact.model_validate({"participant": participant, **fields, **before})
        except ValidationError as error:
            faults += [
                f"contact of '{participant}': {fault['loc'][0]} {error_sentence(fault)}"
                for fault in error.errors()
            ]
        else:
            known[participant] = dict(contact)
    if faults:
        raise ContactFault(tuple(faults))
    return Roster(contacts=tuple(Contact.model_validate(contact) for contact in known.values()))


def count_entities(before: Schedule | None, after: Schedule) -> dict[EntityKind, Counts]:
    """Numbers of entities by kind, added, changed, removed and unchanged; kinds without any are left out."""
    counts: dict[EntityKind, Counts] = {}
    for kind in ENTITY_KINDS:
        new = kind.by_id(after)
        old = kind.by_id(before) if before else {}
        both = new.keys() & old.keys()
        if new or old:
            changed = sum(new[id_] != old[id_] for id_ in both)
            counts[kind] = Counts(
                total=len(new),
                added=len(new) - len(both),
                changed=changed,
                removed=len(old) - len(both),
                unchanged=len(both) - changed,
            )
    return counts

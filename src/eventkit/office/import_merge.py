"""Import merge: a reading merged with the conference, its last import and its contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any, Protocol, Self

from pydantic import ValidationError

from eventkit.editing import Conflict, Gone, Winner, reimport
from eventkit.editing.entity_matcher import Ref
from eventkit.errors import ContactFault, Refused
from eventkit.findings import Finding
from eventkit.model import ParticipantId
from eventkit.roster import Contact, Roster
from eventkit.schedule import ENTITY_KINDS, EntityKind, Schedule, error_sentence
from eventkit.store import ForgottenPeople, ImportedSource, remove_people, withdraw

FILE_FORMATS = frozenset({"table", "icalendar", "acl-order", "schema-org"})
"""The formats of which each file is a source of its own. The others are exports of one system, under any
file name."""


class ImportedFile(Protocol):
    """The parts of `eventkit.intake.ImportResult` that an import merges."""

    @property
    def schedule(self) -> Schedule:
        """The schedule of the file."""

    @property
    def source(self) -> str | None:
        """The source that ids in the file belong to; ``None`` for a document of eventkit."""

    @property
    def findings(self) -> Sequence[Finding]:
        """Repairs and omissions, and what the file does not state."""

    @property
    def name(self) -> str:
        """The name of the file."""

    @property
    def columns(self) -> Mapping[str, Any]:
        """The meaning of each column of a table, as the import read it."""

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
        vanished: Entities of the last import that the file no longer has.
        unplaced: Sessions that the file no longer has, and another file of the system still has.
        returned: Entities that were removed here and are back, since the file names them.
        participants: Ids here by the participants' ids in the file.
        sessions: Ids here by the sessions' ids in the file.
        last: The base of the next import of the same file; ``None`` for a document of eventkit.
        is_first: Whether nothing was imported from this source before.
    """

    schedule: Schedule
    conflicts: tuple[Conflict, ...] = ()
    vanished: tuple[Ref, ...] = ()
    unplaced: tuple[str, ...] = ()
    returned: tuple[Ref, ...] = ()
    participants: Mapping[str, str] = field(default_factory=dict)
    sessions: Mapping[str, str] = field(default_factory=dict)
    last: Schedule | None = None
    is_first: bool = True


def source_name(reading: ImportedFile) -> str | None:
    """The source that the next import is compared with; ``None`` for a document of eventkit.

    An export of a system comes from that system. Of tables and calendars each file is a source of its own, by
    its name without the folder, and a time table (a grid) is another than a list: so a file never counts as a
    newer version of one with other rows.
    """
    if reading.source not in FILE_FORMATS or not reading.name:
        return reading.source
    layout = " (time table)" if reading.columns.get("layout") == "grid" else ""
    return f"{reading.source}: {PurePath(reading.name).name}{layout}"


def require_days_and_zone(reading: ImportedFile) -> None:
    """Refuse to create a conference from a file that states neither days nor a time zone.

    Raises:
        Refused: A placeholder would be stored; the message names what is missing.
    """
    codes = {finding.code for finding in reading.findings}
    missing = [name for code, name, _ in _NEEDED if code in codes]
    if missing:
        options = " ".join(option for code, _, option in _NEEDED if code in codes)
        message = (
            f"{reading.name or 'The file'} has {' and '.join(missing)}, which a new conference needs. "
            f"Import it with {options}, or use --conference to import it into an existing conference."
        )
        raise Refused(message)


_NEEDED = (
    ("no-day", "no dates", "--start 2027-10-15 --end 2027-10-16"),
    ("no-zone", "no time zone", "--zone Asia/Shanghai"),
)
"""The codes of what a file does not state though a new conference needs it, and the options that do."""


@dataclass(frozen=True, slots=True)
class FilteredFile:
    """An imported file without the people who were erased from the conference.

    Attributes:
        schedule: The schedule, with withdrawn participants in their place.
        source: The source that ids in the file belong to.
        findings: Repairs and omissions, and what the file does not state.
        name: The name of the file.
        columns: The meaning of each column of a table, as the import read it.
        contacts: Private fields by the participant's id in the file.
        forgotten: The names of the people who were left out, as in the file.
    """

    schedule: Schedule
    source: str | None
    findings: Sequence[Finding]
    name: str
    columns: Mapping[str, Any]
    contacts: Mapping[str, Mapping[str, str]]
    forgotten: tuple[str, ...] = ()

    @classmethod
    def of(cls, file: ImportedFile) -> Self:
        """A file with all people."""
        return cls(file.schedule, file.source, file.findings, file.name, file.columns, file.contacts)


def leave_out_forgotten(
    reading: ImportedFile, forgotten: ForgottenPeople, now: Schedule | None
) -> FilteredFile:
    """A file without the people who were erased from the conference ``now``.

    A withdrawn participant who is still in the conference stays in their sessions.
    """
    ids = forgotten.find_all(reading.schedule)
    if not ids:
        return FilteredFile.of(reading)
    names = tuple(person.name[0].full for person in reading.schedule.participants if person.id in ids)
    present = EntityKind.PARTICIPANT.by_id(now) if now else {}
    schedule = remove_people(withdraw(reading.schedule, ids), set(ids.values()) - present.keys())
    contacts = {id_: fields for id_, fields in reading.contacts.items() if id_ not in ids}
    return replace(FilteredFile.of(reading), schedule=schedule, contacts=contacts, forgotten=names)


def merge_reading(
    reading: ImportedFile,
    now: Schedule | None,
    imports: Sequence[ImportedSource],
    winner: Winner | None,
    gone: Gone | None = None,
) -> ImportMerge:
    """A reading merged with the conference ``now``.

    A foreign file updates the conference; a document of eventkit replaces it.

    Args:
        reading: The file.
        now: The conference; ``None`` if there is none yet.
        imports: The last imports from sources of the same system, newest first.
        winner: The side whose change wins a conflict.
        gone: What happens to entities that the file no longer has.

    Raises:
        MergeConflict: The merged conference would be broken.
    """
    if now is None or reading.source is None:
        return ImportMerge(reading.schedule, last=reading.schedule if reading.source else None)
    source = source_name(reading)
    base = next((last.schedule for last in imports if last.source == source), None)
    others = [last.schedule for last in imports if last.source != source]
    merged = reimport(now, base, reading.schedule, winner, others=others, gone=gone)
    return ImportMerge(
        merged.schedule,
        merged.conflicts,
        merged.vanished,
        merged.unplaced,
        merged.returned,
        dict(merged.ids[EntityKind.PARTICIPANT]),
        dict(merged.ids[EntityKind.SESSION]),
        merged.last,
        is_first=base is None,
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
                f"Contact of '{participant}': {fault['loc'][0]} {error_sentence(fault)}"
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

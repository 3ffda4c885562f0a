"""Import merge: a reading merged with the conference, its last import and its contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any, Protocol, Self, runtime_checkable

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from eventkit.editing import Gone, Reimport, Winner, reimport
from eventkit.editing.people_matcher import Emails, Namesake, NewName
from eventkit.editing.reimport import have_similar_names, is_next_version, shared_sessions
from eventkit.errors import Refused
from eventkit.findings import Finding, Severity
from eventkit.messages import Listed, Message, Term
from eventkit.model import ParticipantId
from eventkit.model.conference import free_colour
from eventkit.roster import CONTACT_FIELDS, Contact, Roster
from eventkit.schedule import ENTITY_KINDS, EntityKind, Schedule
from eventkit.store import ForgottenPeople, ImportedSource, remove_people, withdraw
from eventkit.values.field_errors import error_sentence

FILE_FORMATS = frozenset({"table", "icalendar", "acl-order", "schema-org"})
"""The formats of which each file is a source of its own. The others are exports of one system, under any
file name."""

_LOCAL_KEYS = frozenset({"table"})
"""The formats in which keys are numbers of a file, so that another file has the same for something else."""

_TIME_TABLE = " (time table)"
"""The end of the name of a source that is a time table: it is another than a list in a file of that name."""


@runtime_checkable
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

    @property
    def chosen_colours(self) -> frozenset[str]:
        """The ids of tracks whose colour the file does not state."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of entities of one kind after an import."""

    total: int  # all there are
    added: int  # those that came with the import
    changed: int  # those that differ from before
    removed: int  # those that are gone
    unchanged: int  # those that are as before


@dataclass(frozen=True, slots=True)
class ImportMerge:
    """A reading merged with a conference."""

    merged: Reimport
    source: str | None = None  # the source that the file was compared with; None for a document of eventkit
    is_first: bool = True  # whether nothing was imported from this source before
    renamed: str = ""  # the name of the file, if the source is one of another name, whose next version it is
    # The decisions on people who share a name with somebody here, or have a new one.
    notices: tuple[Finding, ...] = ()

    @classmethod
    def alone(cls, schedule: Schedule, source: str | None = None) -> Self:
        """A reading that there is nothing to merge with."""
        return cls(Reimport(schedule, schedule), source)


def source_name(reading: ImportedFile) -> str | None:
    """The source of a file by its name; ``None`` for a document of eventkit.

    An export of a system comes from that system. Of tables and calendars each file is a source of its own, by
    its name without the folder, and a time table (a grid) is another than a list: so a file never counts as a
    newer version of one with other rows.
    """
    if reading.source not in FILE_FORMATS or not reading.name:
        return reading.source
    layout = _TIME_TABLE if reading.columns.get("layout") == "grid" else ""
    return f"{reading.source}: {PurePath(reading.name).name}{layout}"


def _file_name(source: str) -> str:
    return source.partition(": ")[2].removesuffix(_TIME_TABLE)


def _earlier_version(
    source: str, reading: ImportedFile, imports: Sequence[ImportedSource]
) -> ImportedSource | None:
    """The last import of the file whose next version a file of a new name is; ``None`` if there is none.

    One with a similar name goes before others, then the one with most sessions in common.
    """
    is_table = source.endswith(_TIME_TABLE)
    candidates = []
    for last in imports:
        is_renamed = not have_similar_names(_file_name(last.source), _file_name(source))
        if (
            reading.source in FILE_FORMATS
            and last.source.endswith(_TIME_TABLE) == is_table
            and is_next_version(last.schedule, reading.schedule, is_renamed=is_renamed)
        ):
            shared = shared_sessions(last.schedule, reading.schedule)
            candidates.append((not is_renamed, shared, last))
    return max(candidates, key=lambda candidate: candidate[:2])[2] if candidates else None


def under_named_source(file: FilteredFile, imports: Sequence[ImportedSource]) -> FilteredFile:
    """A file under the name of an earlier one, if its source is stated to be that."""
    for last in imports:
        if file.source == _file_name(last.source):
            system = last.source.partition(": ")[0]
            values = {
                kind.collection: tuple(
                    value.model_copy(update={"source": system}) if value.source == file.source else value
                    for value in kind.of(file.schedule)
                )
                for kind in ENTITY_KINDS
            }
            schedule = file.schedule.model_copy(update=values)
            return replace(file, schedule=schedule, source=system, name=file.source)
    return file


def require_days_and_zone(reading: ImportedFile) -> None:
    """Refuse to create a conference from a file that states neither days nor a time zone."""
    codes = {finding.code for finding in reading.findings}
    lacks_days, lacks_zone = "no-day" in codes, "no-zone" in codes
    if lacks_days or lacks_zone:
        clues = [
            finding.message for finding in reading.findings if finding.code in {"likely-meaning", "no-year"}
        ]
        missing = Message(
            "{file} has no dates and no time zone, which a new conference needs. Give what is missing, or "
            "import it into an existing conference."
            if lacks_days and lacks_zone
            else "{file} has no dates, which a new conference needs. Give what is missing, or import it "
            "into an existing conference."
            if lacks_days
            else "{file} has no time zone, which a new conference needs. Give what is missing, or import "
            "it into an existing conference.",
            file=reading.name or Message("The file"),
        )
        raise Refused(*(clues if lacks_days else ()), missing)


@dataclass(frozen=True, slots=True)
class FilteredFile:
    """An imported file without the people who were erased from the conference."""

    schedule: Schedule  # the schedule, with withdrawn participants in their place
    source: str | None
    findings: Sequence[Finding]  # repairs and omissions, and what the file does not state
    name: str
    columns: Mapping[str, Any]  # the meaning of each column of a table, as the import read it
    contacts: Mapping[str, Mapping[str, str]]  # private fields by the participant's id in the file
    chosen_colours: frozenset[str] = frozenset()  # the ids of tracks whose colour the file does not state
    forgotten: tuple[str, ...] = ()  # the names of the people who were left out, as in the file

    @classmethod
    def of(cls, file: ImportedFile) -> Self:
        return cls(
            file.schedule, file.source, file.findings, file.name, file.columns, file.contacts,
            file.chosen_colours,
        )  # fmt: skip


def leave_out_forgotten(
    reading: ImportedFile, forgotten: ForgottenPeople, now: Schedule | None
) -> FilteredFile:
    """A file without the people who were erased from the conference ``now``.

    A withdrawn participant who is still in the conference stays in their sessions.
    """
    emails = {id_: fields["email"] for id_, fields in reading.contacts.items() if fields.get("email")}
    ids = forgotten.find_all(reading.schedule, emails)
    if not ids:
        return FilteredFile.of(reading)
    names = tuple(person.name[0].full for person in reading.schedule.participants if person.id in ids)
    present = EntityKind.PARTICIPANT.by_id(now) if now else {}
    schedule = remove_people(withdraw(reading.schedule, ids), set(ids.values()) - present.keys())
    contacts = {id_: fields for id_, fields in reading.contacts.items() if id_ not in ids}
    return replace(FilteredFile.of(reading), schedule=schedule, contacts=contacts, forgotten=names)


def merge_reading(
    reading: ImportedFile,
    now: Schedule | None,  # the conference; None if there is none yet
    imports: Sequence[ImportedSource],  # the last imports from sources of the same system, newest first
    *,
    winner: Winner | None,
    gone: Gone | None,
    roster: Roster,  # the contacts; e-mail addresses tell namesakes apart
) -> ImportMerge:
    """A reading merged with the conference ``now``.

    A foreign file updates the conference; a document of eventkit replaces it.
    """
    source = source_name(reading)
    if now is None or source is None:
        return ImportMerge.alone(reading.schedule, source)
    before = next((last for last in imports if last.source == source), None)
    if before is None and (before := _earlier_version(source, reading, imports)) is not None:
        source = before.source
    of_file = _settle_colours(reading, [before.schedule, now] if before else [now])
    merged = reimport(
        now,
        before.schedule if before else None,
        of_file,
        winner,
        others=[last.schedule for last in imports if last.source != source],
        gone=gone,
        emails=Emails(
            {contact.participant: contact.email for contact in roster.contacts if contact.email},
            {id_: fields["email"] for id_, fields in reading.contacts.items() if fields.get("email")},
        ),
        has_local_keys=reading.source in _LOCAL_KEYS,
    )
    participants = merged.ids[EntityKind.PARTICIPANT]
    return ImportMerge(
        merged,
        source,
        is_first=before is None,
        renamed=PurePath(reading.name).name if source != source_name(reading) else "",
        notices=(
            *([] if source == source_name(reading) else [_version_notice(source, reading)]),
            *(_namesake_notice(namesake, participants, reading) for namesake in merged.namesakes),
            *(_new_name_notice(new, participants, reading) for new in merged.new_names),
        ),
    )


def _settle_colours(reading: ImportedFile, known: Sequence[Schedule]) -> Schedule:
    """The schedule of a file with the colours that its tracks had before, where the file states none.

    A new track gets a colour that no other has: what was chosen here does not change with the order of rows.
    """
    if not reading.chosen_colours:
        return reading.schedule
    colours: dict[str, str] = {}
    for track in (track for schedule in known for track in schedule.tracks):
        for key in (track.source_id, *track.name.values()):
            colours.setdefault(key or "", track.colour)
    used = {track.colour for schedule in known for track in schedule.tracks}
    tracks = []
    for track in reading.schedule.tracks:
        colour = track.colour
        if track.id in reading.chosen_colours:
            keys = (track.source_id or "", *track.name.values())
            colour = next((colours[key] for key in keys if key in colours), None) or free_colour(used)
        used.add(colour)
        tracks.append(track.model_copy(update={"colour": colour}))
    return reading.schedule.model_copy(update={"tracks": tuple(tracks)})


def _version_notice(source: str, reading: ImportedFile) -> Finding:
    name = PurePath(reading.name).name
    message = Message(
        "'{name}' has most sessions of '{source}'. Imported as its next version.",
        name=name,
        source=_file_name(source),
    )
    return _notice(Severity.INFO, "next-version", (), message, reading)


def _namesake_notice(namesake: Namesake, ids: Mapping[str, str], reading: ImportedFile) -> Finding:
    name, id_, other = namesake.name, ids[namesake.imported], namesake.other
    if namesake.contradiction is None:
        message = Message(
            "Several people are called '{name}'. Imported as '{id}'. Check it.", name=name, id=id_
        )
    else:
        message = Message(
            "'{other}' has another {what}. Imported '{name}' as another person, '{id}'. If they are one "
            "person, merge the two entries.",
            other=other,
            what=Term(namesake.contradiction),
            name=name,
            id=id_,
        )
    about = tuple(dict.fromkeys((id_, other)))
    return _notice(Severity.WARNING, "namesake", about, message, reading)


def _new_name_notice(new: NewName, ids: Mapping[str, str], reading: ImportedFile) -> Finding:
    id_ = ids[new.imported]
    message = Message(
        "'{name}' has the e-mail address of '{before}', who is no longer in the file. Imported as a new name "
        "of '{id}'. Check it."
        if new.has_same_email
        else "'{name}' is in the sessions of '{before}', who is no longer in the file. Imported as a new "
        "name of "
        "'{id}'. Check it.",
        name=new.name,
        before=new.before,
        id=id_,
    )
    return _notice(Severity.WARNING, "new-name", (id_,), message, reading)


def _notice(
    severity: Severity, code: str, about: tuple[str, ...], message: str, reading: ImportedFile
) -> Finding:
    return Finding(severity, code, about, message, reading.name)


@dataclass(frozen=True, slots=True)
class ContactMerge:
    roster: Roster = field(default_factory=Roster)  # the roster with them; fields that are known already stay
    stored: int = 0  # how many contacts of the file are in it, wholly or in part
    notices: tuple[Finding, ...] = ()  # the fields that the file has and that were not stored


def merge_contacts(roster: Roster, reading: ImportedFile, merge: ImportMerge) -> ContactMerge:
    """The roster with the contacts of a file; what is known here stays, wrong fields are left out."""
    known = {contact.participant: dict(contact) for contact in roster.contacts}
    ids = merge.merged.ids.get(EntityKind.PARTICIPANT, {})
    stored, notices = 0, list[Finding]()
    for id_in_file, fields in reading.contacts.items():
        participant = ParticipantId(ids.get(id_in_file, id_in_file))
        if participant not in EntityKind.PARTICIPANT.by_id(merge.merged.schedule):
            continue
        theirs, faults = _read_contact(participant, fields)
        notices += [_wrong_contact_notice(participant, fault, reading) for fault in faults]
        before = {name: value for name, value in known.get(participant, {}).items() if value}
        known[participant] = {**theirs, **before}
        given = [name for name in fields if theirs.get(name)]
        differing = [name for name in given if theirs[name] != known[participant][name]]
        stored += len(differing) < len(given)
        if differing:
            notices.append(_contact_notice(participant, differing, reading))
    contacts = tuple(Contact.model_validate(contact) for contact in known.values())
    return ContactMerge(Roster(contacts=contacts), stored, tuple(notices))


def _read_contact(
    participant: ParticipantId, fields: Mapping[str, Any]
) -> tuple[dict[str, Any], Sequence[ErrorDetails]]:
    """The valid fields of a contact of a file, and the faults of the others."""
    faults: Sequence[ErrorDetails] = ()
    try:
        contact = Contact.model_validate({"participant": participant, **fields})
    except ValidationError as error:
        faults = error.errors(include_url=False)
        wrong = {fault["loc"][0] for fault in faults}
        valid = {name: value for name, value in fields.items() if name not in wrong}
        contact = Contact.model_validate({"participant": participant, **valid})
    return dict(contact), faults


def _wrong_contact_notice(participant: str, fault: ErrorDetails, reading: ImportedFile) -> Finding:
    """The finding on a field of a contact that is wrong in the file; it quotes no value."""
    message = Message(
        "The {field} of '{id}' {predicate}. Not stored. Correct it in the file or in the contact.",
        field=CONTACT_FIELDS[str(fault["loc"][0])],
        id=participant,
        predicate=error_sentence(fault),
    )
    return Finding(Severity.WARNING, "wrong-contact", (participant,), message, reading.name)


def _contact_notice(participant: str, fields: Sequence[str], reading: ImportedFile) -> Finding:
    """The finding on a contact that is another here than in the file; it quotes no value."""
    message = Message(
        "The contact of '{id}' here has another {fields}, which stays. "
        "If the file is right, change the contact.",
        id=participant,
        fields=Listed(tuple(CONTACT_FIELDS[name] for name in fields), "and"),
    )
    return Finding(Severity.WARNING, "contact-differs", (participant,), message, reading.name)


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

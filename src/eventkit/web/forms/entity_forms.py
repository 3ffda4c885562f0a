"""Entity forms: which entities have a form, what it shows, and how it is saved.

A form remembers the revision that it was made from. Saving merges it field by field with what others changed
since, so that a form that was open for an hour overwrites nothing.

Contacts are in the form of their person, for the office alone. Each of their inputs has a companion with a
digest of the value that it was made from, so that no value is sent back that nobody sees.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from eventkit.editing import (
    Conflict,
    MergeConflict,
    Refused,
    Winner,
    add_deadline,
    add_organisation,
    add_participant,
    add_room,
    add_session,
    add_track,
    edit_conference,
    edit_deadline,
    edit_organisation,
    edit_participant,
    edit_room,
    edit_session,
    edit_track,
    free_deadline_id,
    free_id,
    latin,
    remove_deadline,
    remove_organisation,
    remove_participant,
    remove_room,
    remove_session,
    remove_track,
)
from eventkit.editing.three_way_merge import merge_with_winner
from eventkit.errors import ContactFault, PersonErased
from eventkit.messages import Message, Term
from eventkit.model import (
    Conference,
    Deadline,
    Organisation,
    Participant,
    ParticipantId,
    Room,
    Session,
    Track,
)
from eventkit.office.contacts_office import with_contact
from eventkit.office.office import Office
from eventkit.office.outcomes import Outcome
from eventkit.roster import Contact, Roster
from eventkit.schedule import EntityKind, Schedule
from eventkit.values import Value
from eventkit.web.forms.form_fields import FormInput, FormWords, InputType
from eventkit.web.forms.form_values import (
    FormReader,
    InputFault,
    Strings,
    fields_of,
    move_to_slot,
    parse_row,
    place_strings,
    read_place,
    renumbered,
    row_numbers,
    to_strings,
    validation_faults,
    without_blank_rows,
)


@dataclass(frozen=True, slots=True)
class EntityForm:
    page: str  # the part of its address: `sessions`
    word: str  # the entity in the reasons of changes: `session`
    cls: type[Value]
    kind: EntityKind | None  # its kind; None for deadlines, which are fields of the conference
    # The names of the form's sections, each with the fields in it; fields that none of them names are at the
    # end of the facts.
    sections: Mapping[str, tuple[str, ...]]
    columns: tuple[str, ...]  # the fields that the list of all entities shows beside the name
    edit: Callable[..., Schedule]
    add: Callable[[Schedule, Any], Schedule] | None = None  # the edit that adds one; None for the conference
    # The edit that removes one; None for the conference.
    remove: Callable[[Schedule, str], Schedule] | None = None

    def fields_by_section(self) -> dict[str, tuple[str, ...]]:
        """The fields of each section, in their order; each field that has an input is in one of them."""
        placed = {name for names in self.sections.values() for name in names}
        others = tuple(spec.name for spec in fields_of(self.cls) if spec.name not in placed)
        return {**self.sections, "facts": (*self.sections["facts"], *others)}

    def entity(self, schedule: Schedule, id: str) -> Any:
        if self.cls is Conference:
            return schedule.conference
        if self.kind is None:
            return next((deadline for deadline in schedule.conference.deadlines if deadline.id == id), None)
        return self.kind.by_id(schedule).get(id)

    def entities(self, schedule: Schedule) -> tuple[Any, ...]:
        return self.kind.of(schedule) if self.kind else schedule.conference.deadlines

    def changed(self, schedule: Schedule, id: str, fields: Mapping[str, Any]) -> Schedule:
        if self.cls is Conference:
            return self.edit(schedule, **fields)
        if self.cls is Session and "slot" in fields:
            # Its parts move with it.
            schedule = move_to_slot(schedule, id, fields["slot"])
            fields = {name: value for name, value in fields.items() if name != "slot"}
            fields = {**fields, "minutes": fields.get("minutes")}
        return self.edit(schedule, id, **fields)

    def strings(self, schedule: Schedule, id: str) -> dict[str, str]:
        entity = self.entity(schedule, id)
        strings = to_strings(entity, schedule)
        if isinstance(entity, Session):
            strings |= place_strings(entity, schedule)
        return strings


FORMS: Mapping[str, EntityForm] = {
    form.page: form
    for form in (
        EntityForm(
            "sessions",
            "session",
            Session,
            EntityKind.SESSION,
            {
                "text": ("title", "subtitle", "abstract"),
                "place": (),
                "facts": (
                    "kind",
                    "track",
                    "status",
                    "level",
                    "audience",
                    "needs",
                    "wishes",
                    "plenary",
                    "pinned",
                    "parent",
                    "languages",
                    "interpreted",
                ),
                "people": ("people",),
                "online": ("links", "streams"),
            },
            ("kind", "slot", "track", "people"),
            edit_session,
            add_session,
            remove_session,
        ),
        EntityForm(
            "people",
            "person",
            Participant,
            EntityKind.PARTICIPANT,
            {
                "name": ("name", "honorific", "pronouns", "variants"),
                "facts": ("kind", "country", "precedence", "affiliations", "members", "biography", "links"),
                "attendance": ("available", "online", "wishes"),
            },
            ("affiliations", "country"),
            edit_participant,
            add_participant,
            remove_participant,
        ),
        EntityForm(
            "rooms",
            "room",
            Room,
            EntityKind.ROOM,
            {"facts": ("name", "building", "capacity", "shared", "features", "available")},
            ("building", "capacity", "features"),
            edit_room,
            add_room,
            remove_room,
        ),
        EntityForm(
            "tracks",
            "track",
            Track,
            EntityKind.TRACK,
            {"facts": ("name", "code", "colour", "wishes")},
            ("code", "colour"),
            edit_track,
            add_track,
            remove_track,
        ),
        EntityForm(
            "organisations",
            "organisation",
            Organisation,
            EntityKind.ORGANISATION,
            {"facts": ("name", "short", "country", "url")},
            ("short", "country"),
            edit_organisation,
            add_organisation,
            remove_organisation,
        ),
        EntityForm(
            "deadlines",
            "deadline",
            Deadline,
            None,
            {"facts": ("title", "at", "url")},
            ("at",),
            edit_deadline,
            add_deadline,
            remove_deadline,
        ),
        EntityForm(
            "conference",
            "conference",
            Conference,
            None,
            {
                "text": ("title", "subtitle", "short_title", "theme", "occasion"),
                "facts": ("start", "end", "zone", "day_change", "languages", "url", "contact", "wishes"),
                "venue": ("venue",),
                "organisations": ("organisations",),
                "online": ("links", "streams"),
            },
            (),
            edit_conference,
        ),
    )
}
"""The forms, by the parts of their addresses."""


@dataclass(frozen=True, slots=True)
class Submission:
    id: str  # the id of the entity; empty if it could not be added
    strings: Strings  # the strings to show again: those typed, or those merged with what others changed
    base: int
    faults: tuple[InputFault, ...] = ()  # what is wrong; none if it was saved
    conflicts: tuple[Conflict, ...] = ()  # what someone else changed too; none if it was saved
    outcome: Outcome | None = None  # what was saved; None if nothing was
    # The withdrawn participants in the place of people whom it would add; they may be readmitted.
    erased: frozenset[str] = frozenset()


class EntityGone(Exception):
    """The entity of a form is no longer there, or never was: saving it adds none."""


ContactEdit = Callable[[Roster, str], Roster]
"""Changes the contact of a participant, by their id, in a roster."""


def read_fields(
    form: EntityForm, strings: Strings, schedule: Schedule, before: Any
) -> tuple[dict[str, Any], tuple[InputFault, ...]]:
    """The fields of an entity from the strings of its form, and what is wrong with them.

    Fields without inputs are not among them.
    """
    reader = FormReader(strings, schedule)
    fields = reader.fields(form.cls, before)
    faults = tuple(reader.faults)
    if form.cls is Session:
        default: Any = Session.model_fields["kind"].default
        place, place_faults = read_place(strings, schedule, before, fields.get("kind") or default)
        fields, faults = {**fields, **place}, (*faults, *place_faults)
    return fields, faults


def submit(
    office: Office,
    form: EntityForm,
    id: str,
    strings: Strings,
    base: int,
    *,
    uid: UUID,
    contact: ContactEdit | None = None,
    readmit: frozenset[str] = frozenset(),
) -> Submission:
    """Save a form, with the contact in it, in one change made from the revision ``base``.

    Somebody may be added again in the place of a withdrawn participant in ``readmit``.
    """
    seen = office.at(base)
    before = form.entity(seen, id) if id else None
    if id and (before is None or form.entity(office.load().schedule, id) is None):
        raise EntityGone
    strings = without_blank_rows(strings, form.strings(seen, id) if before is not None else {})
    fields, faults = read_fields(form, strings, seen, before)
    if not faults:
        faults = _model_faults(form, fields, seen, before, uid)
    if faults:
        return Submission(id, strings, base, faults)
    added = id
    changes = {name: value for name, value in fields.items() if name in form.cls.model_fields}

    def edit(schedule: Schedule) -> Schedule:
        return form.changed(schedule, id, changes)

    def add(schedule: Schedule) -> Schedule:
        nonlocal added
        added, after = _with_new(form, schedule, {"uid": uid, **fields})
        return after

    def contacts(roster: Roster) -> Roster:
        return contact(roster, added) if contact is not None else roster

    why = Message(
        "edit {kind} '{id}'" if id else "add {kind} '{id}'", kind=Term(form.word), id=id or _name(fields)
    )
    try:
        outcome = office.edit(
            edit if id else add,
            why,
            base=seen if id else None,
            contacts=contacts if contact is not None else None,
            readmit=readmit,
        )
    except MergeConflict as error:
        return _merged(office, form, id, seen=seen, mine=edit(seen), conflicts=error.conflicts)
    except ContactRefused as error:
        return Submission(id, strings, base, error.faults)
    except Refused as error:
        erased = error.ids if isinstance(error, PersonErased) else frozenset()
        refusals = tuple(InputFault("", message) for message in error.messages)
        return Submission(id, strings, base, refusals, erased=erased)
    return Submission(added, strings, outcome.revision, outcome=outcome)


def _model_faults(
    form: EntityForm, fields: Mapping[str, Any], schedule: Schedule, before: Any, uid: UUID
) -> tuple[InputFault, ...]:
    fixed = dict(before) if before is not None else {"id": "new", "uid": uid}
    values = {**fixed, **fields}
    known = {name: value for name, value in values.items() if name in form.cls.model_fields}
    try:
        form.cls.model_validate(known, context={"language": schedule.conference.languages[0]})
    except ValidationError as error:
        return validation_faults(error)
    return ()


def _name(fields: Mapping[str, Any]) -> str:
    """The name of a new entity in Latin letters, of which its id is made."""
    named = fields.get("title") or fields.get("name")
    # The name of a person is a list, with a member for each language.
    return latin({form["language"]: form["full"] for form in named} if isinstance(named, list) else named)


def _with_new(form: EntityForm, schedule: Schedule, fields: Mapping[str, Any]) -> tuple[str, Schedule]:
    name = _name(fields)
    id_ = free_id(schedule, form.kind, name) if form.kind else free_deadline_id(schedule, name)
    values = {"id": id_, **{key: value for key, value in fields.items() if key in form.cls.model_fields}}
    entity = form.cls.model_validate(values, context={"language": schedule.conference.languages[0]})
    if form.add is None:
        raise Refused("There is one {kind} only.", kind=Term(form.word))
    return id_, form.add(schedule, entity)


def _merged(
    office: Office,
    form: EntityForm,
    id: str,
    *,
    seen: Schedule,
    mine: Schedule,
    conflicts: tuple[Conflict, ...],
) -> Submission:
    """The form with what others changed elsewhere, and with what was typed where both changed one field."""
    stored = office.load()
    if form.entity(stored.schedule, id) is None:
        raise EntityGone
    try:
        merged, _ = merge_with_winner(seen, mine, stored.schedule, Winner.OURS)
    except MergeConflict:  # together they would be broken: what the others have is shown, and what they did
        merged = stored.schedule
    return Submission(id, form.strings(merged, id), stored.revision, conflicts=conflicts)


def rearrange(strings: Strings, verb: str, path: str) -> dict[str, str]:
    """The strings of a form after ``up``, ``down`` or ``remove`` of a row such as ``people.2``."""
    name, _, number = path.rpartition(".")
    rows = list(row_numbers(strings, name))
    row = parse_row(number)
    if row not in rows:
        return dict(strings)
    at = rows.index(row)
    if verb == "remove":
        del rows[at]
    else:
        to = max(0, min(len(rows) - 1, at + (1 if verb == "down" else -1)))
        rows.insert(to, rows.pop(at))
    return renumbered(strings, name, rows)


def with_their_value(strings: Strings, theirs: Strings, path: str) -> dict[str, str]:
    """The strings of a form with those of one field, such as ``people.ana/speaker``, as stored."""
    root = path.partition(".")[0]
    names = {"slot": ("place.", "minutes"), "minutes": ("minutes",)}.get(root, (f"{root}.", root))
    if root in {"title", "subtitle", "abstract", "biography"} and path.count(".") == 1:
        names = (path,)
    rest = {key: string for key, string in strings.items() if not key.startswith(names)}
    return {**rest, **{key: string for key, string in theirs.items() if key.startswith(names)}}


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
        faults = [
            InputFault(f"{PREFIX}{fault.field}" if fault.field else "", fault.message)
            for fault in error.faults
        ]
        raise ContactRefused(tuple(faults)) from None


def _string(contact: Contact | None, name: str) -> str:
    value = getattr(contact, name, None) or ""
    return value if isinstance(value, str) else "\n".join(value)


def _digest(value: str) -> str:
    return sha256(value.encode()).hexdigest()[:16]

"""No export drops a field in silence: a field is in the file, and comes back, or the losses name it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID

import pytest

from eventkit import model
from eventkit.findings import Finding
from eventkit.formats import Importer, iter_formats
from eventkit.formats.ccip import CCIP_LOSSES
from eventkit.formats.losses import LossSpec, Omission, PartialLoss, find_losses
from eventkit.formats.schema_org import SCHEMA_ORG_LOSSES
from eventkit.formats.spreadsheet.sessions_csv import CSV_LOSSES
from eventkit.intake import ImportHints
from eventkit.messages import Message, Term
from eventkit.model.specs import SPECS, shape_of, spec_of
from eventkit.plugins.exporters import Context, Exporter, Output
from eventkit.schedule import EntityKind, Schedule
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.values import Value, ValueType

ROOTS: Mapping[type[Value], str] = {
    model.Conference: "conference",
    model.Organisation: "organisation",
    model.Room: "room",
    model.Track: "track",
    model.Participant: "participant",
    model.Session: "session",
}
WITHIN: Mapping[type[Value], tuple[type[Value], str]] = {
    model.Venue: (model.Conference, "venue"),
    model.Backing: (model.Conference, "organisations"),
    model.Deadline: (model.Conference, "deadlines"),
    model.Affiliation: (model.Participant, "affiliations"),
    model.Name: (model.Participant, "name"),
    model.Slot: (model.Session, "slot"),
    model.Appearance: (model.Session, "people"),
    model.Link: (model.Session, "links"),
    model.Stream: (model.Session, "streams"),
}
"""Where the values stand that are fields of others."""

ORIGIN = {"source": "elsewhere", "source_id": "1"}
HOUR = {"start": "2027-03-01T09:00:00Z", "end": "2027-03-01T10:00:00Z"}
BASE: dict[str, Any] = {
    "conference": {
        "id": "forum", "uid": "8f14e45f-ceea-4e7a-9a2b-000000000000", "title": "Forum",
        "start": "2027-03-01", "end": "2027-03-02", "zone": "Europe/Vienna", "languages": ["en"],
        "venue": {"name": "Old Hall", "latitude": 48.0, "longitude": 16.0},
        "organisations": [{"organisation": "first"}],
        "deadlines": [{
            "id": "papers", "uid": "8f14e45f-ceea-4e7a-9a2b-000000000009", "title": "Papers",
            "at": "2027-01-01",
        }],
    },
    "organisations": [
        {"id": "first", "name": "First Institute", **ORIGIN}, {"id": "second", "name": "Second Institute"}
    ],
    "rooms": [{"id": "first", "name": "Small Hall", **ORIGIN}, {"id": "second", "name": "Large Hall"}],
    "tracks": [
        {"id": "first", "name": "Algebra", "code": "AL", "colour": "#336699", **ORIGIN},
        {"id": "second", "name": "Geometry", "code": "GE", "colour": "#996633"},
    ],
    "participants": [
        {
            "id": "first", "name": [{"language": "en", "full": "Emmy Noether"}],
            "affiliations": [{"position": "Professor", "organisation": "first"}], **ORIGIN,
        },
        {"id": "second", "name": [{"language": "en", "full": "Ada Lovelace"}]},
    ],
    "sessions": [
        {
            "id": "first", "uid": "8f14e45f-ceea-4e7a-9a2b-000000000001", "title": "Rings",
            "track": "first", "people": [{"participant": "first"}],
            "slot": {"period": HOUR, "rooms": ["first"]},
            "links": [{"url": "https://example.org/first"}],
            "streams": [{"url": "https://example.org/watch", "kind": "recording"}],
            **ORIGIN,
        },
        {
            "id": "second", "uid": "8f14e45f-ceea-4e7a-9a2b-000000000002", "title": "Engines",
            "track": "second", "people": [{"participant": "second"}],
            "slot": {"period": {"start": "2027-03-01T11:00:00Z", "end": "2027-03-01T12:00:00Z"},
                     "rooms": ["second"]},
        },
    ],
}  # fmt: skip
"""One of each entity to be changed, and another to refer to."""

SAMPLES: Mapping[ValueType, Any] = {
    ValueType.UID: UUID("8f14e45f-ceea-4e7a-9a2b-00000000000f"),
    ValueType.REFERENCE: "second",
    ValueType.TITLE: Text({"en": "Something Else"}),
    ValueType.TEXT: Text({"en": "A few words.\n\nAnd some more."}),
    ValueType.STRING: "Other",
    ValueType.URL: "https://example.org/other",
    ValueType.EMAIL: "office@example.org",
    ValueType.COLOUR: "#123456",
    ValueType.COUNTRY: "AT",
    ValueType.LANGUAGE: "fr",
    ValueType.ZONE: "Asia/Shanghai",
    ValueType.INTEGER: 45,
    ValueType.NUMBER: 12.5,
    ValueType.BOOLEAN: True,
    ValueType.TIME: time(5),
    ValueType.DAY_OR_INSTANT: date(2027, 2, 1),
    ValueType.PERIOD: Period(
        start=datetime(2027, 3, 1, 8, tzinfo=UTC), end=datetime(2027, 3, 1, 8, 50, tzinfo=UTC)
    ),
    ValueType.EXTRA: model.Extra({"colour of the badge": "blue"}),
}
"""By type a value that the field under test has not had."""

BY_HAND: Mapping[tuple[type[Value], str], Any] = {
    (model.Conference, "start"): date(2027, 2, 28),
    (model.Conference, "end"): date(2027, 3, 3),
    (model.Conference, "languages"): ("en", "fr"),
    (model.Conference, "venue"): None,
    (model.Conference, "organisations"): (model.Backing(organisation="second"),),
    (model.Conference, "deadlines"): (),
    (model.Participant, "name"): (model.Name(language="en", full="Sofya Kovalevskaya"),),
    (model.Participant, "affiliations"): (model.Affiliation(position="Dean"),),
    (model.Appearance, "affiliations"): (model.Affiliation(position="Dean"),),
    (model.Session, "people"): (),
    (model.Session, "slot"): None,
    (model.Track, "code"): "ZZ",
    (model.Stream, "kind"): model.StreamKind.LIVE,
}  # fmt: skip

FIELDS = [
    (cls, spec.name)
    for cls, specs in SPECS.items()
    for spec in specs
    if shape_of(cls, spec.name).value_type is not ValueType.ID  # which whole schedules are drawn with
]
WRITERS = [(name, each) for name, each in iter_formats() if isinstance(each, Exporter)]
DECLARED = (CCIP_LOSSES, SCHEMA_ORG_LOSSES, CSV_LOSSES)


def sample(cls: type[Value], name: str) -> Any:
    """Another value of a field than the one it has in `BASE`."""
    if (cls, name) in BY_HAND:
        return BY_HAND[cls, name]
    shape = shape_of(cls, name)
    if shape.choices is not None:
        return next(each for each in reversed(shape.choices) if each is not shape.default)
    if shape.value_class in {model.Link, model.Stream}:
        one: Any = shape.value_class(url=SAMPLES[ValueType.URL])
    else:
        one = SAMPLES[shape.value_type]
    return (one,) if shape.many else one


@cache
def base() -> Schedule:
    return Schedule.model_validate(BASE, context={"language": "en"})


def changed(schedule: Schedule, cls: type[Value], name: str, value: Any) -> Schedule:
    """The schedule with another value in a field of its first entity."""
    root, field = WITHIN.get(cls, (cls, name))
    collection = "conference" if root is model.Conference else f"{ROOTS[root]}s"
    contained = getattr(schedule, collection)
    entity = contained if root is model.Conference else contained[0]
    if cls is not root:
        old = getattr(entity, field)
        inner = (old[0] if isinstance(old, tuple) else old).model_copy(update={name: value})
        value = (inner,) if isinstance(old, tuple) else inner
    new = entity.model_copy(update={field: value})
    return schedule.model_copy(update={collection: new if entity is contained else (new, *contained[1:])})


def path_of(cls: type[Value], name: str) -> str:
    root, field = WITHIN.get(cls, (cls, name))
    return ".".join((ROOTS[root], field, *([name] if cls is not root else [])))


def named(findings: tuple[Finding, ...], path: str) -> bool:
    """Whether the losses name a field, the value it is in or the whole entity."""
    losses = {str(dict(finding.facts)["field"]) for finding in findings}
    if "ids" in losses and (path.endswith(".source_id") or path == "conference.uid"):
        return True
    steps = path.split(".")
    return any(".".join(steps[:length]) in losses for length in range(1, len(steps) + 1))


@pytest.mark.parametrize(("cls", "name"), FIELDS, ids=[f"{cls.__name__}.{name}" for cls, name in FIELDS])
def test_every_field_survives_a_round_trip_or_is_a_reported_loss(cls: type[Value], name: str) -> None:
    before = base()
    if (cls, name) == (model.Session, "minutes"):  # which a session has while it has no slot
        before = changed(before, model.Session, "slot", None)
    after = changed(before, cls, name, sample(cls, name))
    assert before != after
    assert [form for form, writer in WRITERS if not stores(writer, before, after, cls, name)] == []


def output(writer: Exporter, schedule: Schedule) -> Output:
    written = writer.export(schedule, Context())
    assert isinstance(written, Output)
    return written


@cache
def output_of_base(writer: Exporter) -> Output:
    return output(writer, base())


def stores(writer: Exporter, before: Schedule, after: Schedule, cls: type[Value], name: str) -> bool:
    """Whether a changed field is in the file and read back from it, or named as lost."""
    path = path_of(cls, name)
    old = output_of_base(writer) if before is base() else output(writer, before)
    new = output(writer, after)
    losses, data = new.losses, new.data
    if named(losses, path) or named(old.losses, path):
        return True
    if data == old.data:
        return False
    if not isinstance(writer, Importer):
        return True
    # What has losses may not have a time zone or languages; a file without any is read as it is.
    conference = after.conference
    hints = ImportHints(zone=conference.zone, languages=conference.languages) if losses else ImportHints()
    read = writer.read(data, f"file{writer.suffixes[0]}", hints).schedule
    return bool(content(read, cls, name) == content(after, cls, name))


def content(schedule: Schedule, cls: type[Value], name: str) -> Any:
    """What a field of the first entity holds, with names in place of ids, which may be others."""
    root, field = WITHIN.get(cls, (cls, name))
    if root is model.Conference:
        entity: Any = schedule.conference
    else:
        entity = getattr(schedule, f"{ROOTS[root]}s")[0]
    value = getattr(entity, field)
    if cls is not root:
        value = getattr(value[0] if isinstance(value, tuple) else value, name)
    return plain(schedule, shape_of(cls, name).value_class, value)


def plain(schedule: Schedule, target: type[Value] | None, value: Any) -> Any:
    match value:
        case tuple():
            return [plain(schedule, target, each) for each in value]
        case str() if target in ROOTS:
            entity = next(each for each in EntityKind(ROOTS[target]).of(schedule) if each.id == value)
            return str(getattr(entity, "title", None) or getattr(entity, "name"))  # noqa: B009 - of any
        case Value():
            return {
                name: plain(schedule, shape_of(type(value), name).value_class, each)
                for name, each in value
                if type(value) in SPECS
            } or value
    return value


@pytest.mark.parametrize("spec", DECLARED, ids=lambda spec: spec.format)
def test_fields_declared_by_a_format_exist_in_the_model(spec: LossSpec) -> None:
    for cls, names in spec.fields.items():
        assert names <= set(cls.model_fields), cls
    for partial in spec.partial:
        kind, field = partial.field.split(".")
        (cls,) = (cls for cls, root in ROOTS.items() if root == kind)
        assert field in spec.fields[cls]


@pytest.mark.parametrize("language", ["zh", "ar"])
@pytest.mark.parametrize("spec", DECLARED, ids=lambda spec: spec.format)
def test_what_is_lost_is_said_in_the_language_of_the_reader(spec: LossSpec, language: str) -> None:
    phrases = [
        *(each.phrase for each in (*spec.partial, *spec.omissions)),
        spec.text_loss(Term(spec_of(model.Session, "title").phrase)),
    ]
    assert {phrase.in_language(language).language for phrase in phrases} == {language}


def messages(spec: LossSpec) -> Iterator[str]:
    yield from (f"{each.severity} {each.code}: {each.message}" for each in find_losses(base(), spec))


NOTHING_LOST = {cls: set(cls.model_fields) for cls in SPECS}


def test_a_format_that_stores_everything_loses_nothing() -> None:
    assert list(messages(LossSpec(format="a.file", fields=NOTHING_LOST))) == []


def test_a_message_names_the_lost_field_and_the_affected_entities() -> None:
    fields = {**NOTHING_LOST, model.Session: NOTHING_LOST[model.Session] - {"track"}}
    assert list(messages(LossSpec(format="a.file", fields=fields))) == [
        "info field-lost: a.file cannot store the track. Lost for 2 sessions: 'Rings', 'Engines'."
    ]


def test_a_field_of_a_value_within_an_entity_is_named_by_its_whole_path() -> None:
    fields = {**NOTHING_LOST, model.Affiliation: {"organisation"}}
    (finding,) = find_losses(base(), LossSpec(format="a.file", fields=fields))
    assert finding.message == "a.file cannot store the position. Lost for 1 participant: 'Emmy Noether'."
    assert finding.facts == (("field", "participant.affiliations.position"),)


def test_omitted_entities_are_not_listed_under_lost_fields() -> None:
    spec = LossSpec(
        format="a.file",
        fields={**NOTHING_LOST, model.Session: NOTHING_LOST[model.Session] - {"track"}},
        omissions=[
            Omission(EntityKind.SESSION, Message("first sessions"), lambda session, _: session.id == "first")
        ],
    )
    assert list(messages(spec)) == [
        "warning not-exported: a.file cannot store first sessions. 1 session not exported: 'Rings'.",
        "info field-lost: a.file cannot store the track. Lost for 1 session: 'Engines'.",
    ]


def test_a_class_that_is_not_declared_is_not_exported() -> None:
    fields = {cls: names for cls, names in NOTHING_LOST.items() if cls is not model.Organisation}
    assert list(messages(LossSpec(format="a.file", fields=fields))) == [
        (
            "info not-exported: a.file cannot store organisations. 2 organisations not exported: "
            "'First Institute', 'Second Institute'."
        )
    ]


def test_a_field_that_is_stored_in_part_is_named_where_that_part_is_lost() -> None:
    partial = PartialLoss("room.name", Message("long names"), lambda room, _: len(str(room.name)) > 9)
    spec = LossSpec(format="a.file", fields=NOTHING_LOST, partial=[partial])
    assert list(messages(spec)) == [
        "info field-lost: a.file cannot store long names. Lost for 2 rooms: 'Small Hall', 'Large Hall'."
    ]


def test_a_text_that_loses_its_language_is_named() -> None:
    spec = LossSpec(
        format="a.file",
        fields=NOTHING_LOST,
        stores_text=lambda path, _, __: path != "track.name",
    )
    assert list(messages(spec)) == [
        (
            "info field-lost: a.file cannot store the language of the name. "
            "Lost for 2 tracks: 'Algebra', 'Geometry'."
        )
    ]

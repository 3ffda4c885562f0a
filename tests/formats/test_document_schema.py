"""The schema in ``schemas/`` is that of the model, and agrees with what is read and written."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from jsonschema import Draft202012Validator
from tools.field_pages import objects
from tools.schemas import document_schema, schema_file, schema_text

from eventkit.formats.document import document
from eventkit.formats.document.reader import CONFERENCE, DOCUMENT, SESSION
from eventkit.plugins.exporters import Context
from eventkit.schedule import Schedule
from formats.documents import schedule
from strategies import schedules

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "document-format.md"


class Core(yaml.SafeLoader):
    """YAML as editors load it: version 1.2, core schema."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - of the base


for tag, words in {
    "null": r"~|null|Null|NULL|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
}.items():
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{words})$"), None)


@cache
def schema_of_documents() -> dict[str, Any]:
    return document_schema()


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(schema_of_documents())


def test_the_schema_in_the_folder_is_current(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--golden"):
        schema_file("document").write_text(schema_text("document"), encoding="utf-8")
    assert schema_file("document").read_text("utf-8") == schema_text("document")


def test_the_schema_is_a_valid_json_schema() -> None:
    Draft202012Validator.check_schema(schema_of_documents())


@pytest.mark.parametrize("path", sorted((ROOT / "fixtures").glob("*.yaml")), ids=lambda path: path.stem)
def test_documents_written_by_hand_are_valid(path: Path) -> None:
    loaded = yaml.load(path.read_text(encoding="utf-8"), Core)  # noqa: S506 - a safe loader
    assert [error.message for error in validator().iter_errors(loaded)] == []


@given(schedules())
def test_any_exported_document_is_valid(drawn: Schedule) -> None:
    assert validator().is_valid(json.loads(document.export(drawn, Context(ending=".json")).data))


def sound() -> dict[str, Any]:
    conference = {"id": "a", "title": "A", "start": "2026-10-24", "zone": "UTC", "languages": ["en"]}
    session = {"id": "s", "title": {"en": "S"}, "start": "2026-10-24 09:00", "minutes": 10}
    return {"eventkit": 1, "conference": conference, "sessions": [session]}


@pytest.mark.parametrize(
    ("where", "wrong"),
    [
        ((), {"eventkit": 2}),
        ((), {"sesions": []}),
        (("conference",), {"titel": "A"}),
        (("conference",), {"start": "24 October"}),
        (("conference",), {"id": "A b"}),
        (("conference",), {"venue": None}),
        (("sessions", 0), {"end": "10:00"}),
        (("sessions", 0), {"start": "09:00"}),
        (("sessions", 0), {"parent": "s"}),
        (("sessions", 0), {"kind": "blok"}),
        (("sessions", 0), {"people": [{"who": "a"}]}),
        (("sessions", 0), {"parts": [{"id": "p", "title": "P", "end": "10:00"}]}),
    ],
)
def test_the_schema_rejects_invalid_documents(where: tuple[Any, ...], wrong: dict[str, Any]) -> None:
    inner: Any = (whole := sound())
    assert validator().is_valid(whole)
    for step in where:
        inner = inner[step]
    inner.update(wrong)
    assert not validator().is_valid(whole)


def test_reader_and_schema_have_the_same_fields() -> None:
    fields = {name: set(schema["properties"]) for name, schema in objects(schema_of_documents())}
    assert fields["Document"] == set(DOCUMENT)
    assert fields["Conference"] == set(CONFERENCE)
    assert fields["Session"] == set(SESSION)


def test_every_field_is_described_in_the_schema() -> None:
    fields = [
        (name, *field)
        for name, schema in objects(schema_of_documents())
        for field in schema["properties"].items()
    ]
    assert [(name, field) for name, field, inner in fields if not {"description", "$ref"} & set(inner)] == []


def test_the_example_in_the_documentation_is_a_document() -> None:
    example = PAGE.read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]
    assert [session.id for session in schedule(example).sessions] == [
        "morning",
        "welcome",
        "great-brightness",
    ]
    assert validator().is_valid(yaml.load(example, Core))  # noqa: S506

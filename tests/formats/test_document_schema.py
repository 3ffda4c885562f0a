"""The schema in ``schemas/`` is that of the model, and agrees with what is read and written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from jsonschema import Draft202012Validator
from tools.schemas import document_schema, schema_file, schema_text

from eventkit.formats.document import document
from eventkit.formats.document.reader import CONFERENCE, DOCUMENT, SESSION
from eventkit.plugins.exporters import Context
from eventkit.schedule import Schedule
from formats.documents import schedule
from strategies import schedules

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "document-format.md"
SCHEMA = document_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
FIELDS_INTRODUCTION = """\
What a [document](document-format.md) and everything in it may have, required fields in bold. An appearance, a
link, a stream and a backing may be the value of their one required field instead. Editors that know
`schemas/document.schema.json` show the same."""


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


def test_the_schema_in_the_folder_is_current(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--golden"):
        schema_file("document").write_text(schema_text("document"), encoding="utf-8")
    assert schema_file("document").read_text("utf-8") == schema_text("document")


def test_the_schema_is_a_valid_json_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", sorted((ROOT / "fixtures").glob("*.yaml")), ids=lambda path: path.stem)
def test_documents_written_by_hand_are_valid(path: Path) -> None:
    loaded = yaml.load(path.read_text(encoding="utf-8"), Core)  # noqa: S506 - a safe loader
    assert [error.message for error in VALIDATOR.iter_errors(loaded)] == []


@given(schedules())
def test_any_exported_document_is_valid(drawn: Schedule) -> None:
    assert VALIDATOR.is_valid(json.loads(document.export(drawn, Context(ending=".json")).data))


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
    assert VALIDATOR.is_valid(whole)
    for step in where:
        inner = inner[step]
    inner.update(wrong)
    assert not VALIDATOR.is_valid(whole)


def objects() -> Iterator[tuple[str, dict[str, Any]]]:
    """The schema of every kind of mapping there is."""
    yield "Document", SCHEMA
    for name, schema in SCHEMA["$defs"].items():
        for form in schema.get("anyOf", [schema]):
            if "properties" in form:
                yield name, form


def test_reader_and_schema_have_the_same_fields() -> None:
    fields = {name: set(schema["properties"]) for name, schema in objects()}
    assert fields["Document"] == set(DOCUMENT)
    assert fields["Conference"] == set(CONFERENCE)
    assert fields["Session"] == set(SESSION)


PLAIN = {"Text": "text", "Day": "date", "TimeOfDay": "time", "DatedTime": "time", "FollowingTime": "time"}
"""What a value of one of these definitions is called, which have no fields."""


def value_of(field: dict[str, Any]) -> str:
    """What a field takes, in a word or two."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return PLAIN.get(name) or f"[{name}](#{name.lower()})"
    if "anyOf" in field:
        return " or ".join(dict.fromkeys(map(value_of, field["anyOf"])))
    if field.get("type") == "array":
        return f"list of {value_of(field['items'])}"
    if isinstance(inner := field.get("additionalProperties"), dict):
        return f"by language: {value_of(inner)}"
    if field.get("pattern", "").startswith("^[a-z0-9]+(?:"):
        return "id"
    kind = f"`{field['const']}`" if "const" in field else field.get("format", "").upper() or field["type"]
    return {"integer": "number", "boolean": "`true`, `false`", "object": "mapping"}.get(kind, kind)


def page_of_fields() -> str:
    sections = ["# Fields of documents", FIELDS_INTRODUCTION]
    for name, schema in objects():
        rows = ["| field | value | |", "|---|---|---|"]
        for field, inner in schema["properties"].items():
            mark = "**" if field in schema.get("required", ()) else ""
            default = inner.get("default")
            shown = f" Default: `{default}`." if default not in (None, False, [], "") else ""
            text = f"{inner.get('description', '')}{shown}"
            rows.append(f"| {mark}`{field}`{mark} | {value_of(inner)} | {text} |")
        sections += [f"## {name}", "\n".join(rows)]
    for name, schema in SCHEMA["$defs"].items():
        if "enum" in schema:
            sections += [f"## {name}", ", ".join(f"`{word}`" for word in schema["enum"]) + "."]
    return "\n\n".join(sections) + "\n"


def test_the_page_of_fields_is_as_their_docstrings_describe_them(request: pytest.FixtureRequest) -> None:
    page = ROOT / "docs" / "document-fields.md"
    if request.config.getoption("--golden"):
        page.write_text(page_of_fields(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == page_of_fields()


def test_every_field_is_described_in_the_schema() -> None:
    fields = [(name, *field) for name, schema in objects() for field in schema["properties"].items()]
    assert [(name, field) for name, field, inner in fields if not {"description", "$ref"} & set(inner)] == []


def test_the_example_in_the_documentation_is_a_document() -> None:
    example = PAGE.read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]
    assert [session.id for session in schedule(example).sessions] == [
        "morning",
        "welcome",
        "great-brightness",
    ]
    assert VALIDATOR.is_valid(yaml.load(example, Core))  # noqa: S506

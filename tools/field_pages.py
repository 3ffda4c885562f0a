"""The fields of documents and of badge templates as tables, as the documentation site shows them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from tools.schemas import document_schema, template_schema

PLAIN = {"Text": "text", "Day": "date", "TimeOfDay": "time", "DatedTime": "time", "FollowingTime": "time"}
"""What a value of one of these definitions is called, which have no fields."""

SHARED = ("roles", "tickets", "tracks", "directions", "bilingual")
"""The fields that every element of a template has."""

Schema = dict[str, Any]


def objects(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """The schema of every kind of mapping in a document."""
    yield "Document", schema
    for name, definition in schema["$defs"].items():
        for form in definition.get("anyOf", [definition]):
            if "properties" in form:
                yield name, form


def document_fields_page() -> str:
    """What follows the introduction that the repository has."""
    schema = document_schema()
    sections = []
    for name, mapping in objects(schema):
        rows = ["| field | value | |", "|---|---|---|"]
        for field, inner in mapping["properties"].items():
            default = inner.get("default")
            shown = f" Default: `{default}`." if default not in (None, False, [], "") else ""
            description = f"{inner.get('description', '')}{shown}"
            rows.append(f"| {_marked(field, mapping)} | {_value_of(inner)} | {description} |")
        sections += [f"## {name}", "\n".join(rows)]
    for name, definition in schema["$defs"].items():
        if "enum" in definition:
            sections += [f"## {name}", ", ".join(f"`{word}`" for word in definition["enum"]) + "."]
    return "\n\n".join(sections) + "\n"


def template_fields_page() -> str:
    """What follows the introduction that the repository has."""
    schema = template_schema()
    element = schema["$defs"]["TextElement"]
    sections = ["## Template", _table(schema, schema["properties"])]
    sections += ["## Every element", _table({**element, "required": ()}, SHARED)]
    for name, definition in schema["$defs"].items():
        title = name.removesuffix("Element").removeprefix("Style")
        sections += [
            f"## {title}",
            _table(definition, (field for field in definition["properties"] if field not in SHARED)),
        ]
    return "\n\n".join(sections) + "\n"


def _marked(field: str, mapping: Schema) -> str:
    return f"**`{field}`**" if field in mapping.get("required", ()) else f"`{field}`"


def _value_of(field: Schema) -> str:
    """What a field takes, in a word or two."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return PLAIN.get(name) or f"[{name}](#{name.lower()})"
    if "anyOf" in field:
        return " or ".join(dict.fromkeys(map(_value_of, field["anyOf"])))
    if field.get("type") == "array":
        return f"list of {_value_of(field['items'])}"
    if isinstance(inner := field.get("additionalProperties"), dict):
        return f"by language: {_value_of(inner)}"
    if field.get("pattern", "").startswith("^[a-z0-9]+(?:"):
        return "id"
    kind = f"`{field['const']}`" if "const" in field else field.get("format", "").upper() or field["type"]
    return {"integer": "number", "boolean": "`true`, `false`", "object": "mapping"}.get(kind, kind)


def _table(schema: Schema, names: Iterable[str]) -> str:
    lines = ["| field | meaning |", "|---|---|"]
    for name in names:
        field = schema["properties"][name]
        words = [json.dumps(word, ensure_ascii=False) for word in field.get("enum", ())]
        text = "`" + json.dumps(field["const"]) + "`" if "const" in field else field["description"]
        if words:
            text = f"{text.removesuffix('.')}: {', '.join(f'`{word}`' for word in words)}."
        if default := field.get("default"):
            shown = ", ".join(default) if isinstance(default, list) else default
            text += "" if default is True else f" Default: {shown}."
        lines.append(f"| {_marked(name, schema)} | {text} |")
    return "\n".join(lines)

"""The JSON Schemas of the files that organisers write (draft 2020-12), from the models that read them.

`python -m tools.schemas` writes them into the folder ``schemas``; editors use them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from inspect import cleandoc
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode
from pydantic_core.core_schema import CoreSchema, ModelSchema

from eventkit.formats.document.converters import SHORTHAND_FIELDS
from eventkit.formats.document.reader import VERSION
from eventkit.outputs.badges.badge_template import BadgeTemplate
from eventkit.outputs.style_file import StyleFile
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.times.wall_times import DATE_PATTERN, OFFSET_PATTERN
from eventkit.values.field_docstrings import field_docstrings

FOLDER = Path(__file__).parents[1] / "schemas"
DRAFT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}

Schema = dict[str, Any]

_LEFT_OUT = frozenset({"title", "discriminator"})


class SchemaGenerator(GenerateJsonSchema):
    """Generates the JSON Schema of a model as people read it.

    Fields are described by their docstrings, in one line; generated titles, nulls and empty defaults are left
    out.
    """

    def generate(self, schema: CoreSchema, mode: JsonSchemaMode = "validation") -> Schema:
        """The whole schema; pydantic calls it once."""
        return self._tidy(super().generate(schema, mode))

    def substitute(self, schema: Schema) -> Schema | None:  # noqa: ARG002 - of the base
        """Another schema in place of one, such as a reference; ``None`` if it stays."""
        return None

    def _tidy(self, schema: Schema) -> Schema:
        if (other := self.substitute(schema)) is not None:
            return other
        tidy: Schema = {}
        for word, value in schema.items():
            if word == "anyOf" and {"type": "null"} in value:
                (only,) = (member for member in value if member != {"type": "null"})
                tidy |= self._tidy(only)
            elif word in {"properties", "$defs"}:
                tidy[word] = {name: self._tidy(field) for name, field in value.items()}
            elif word in {"items", "additionalProperties", "propertyNames"} and isinstance(value, dict):
                tidy[word] = self._tidy(value)
            elif word in {"anyOf", "oneOf", "prefixItems"}:
                tidy[word] = [self._tidy(member) for member in value]
            elif word == "description":
                tidy[word] = _in_one_line(value)
            elif word not in _LEFT_OUT and not (word == "default" and value in (None, [], {})):
                tidy[word] = value
        if description := schema.get("description"):  # of the field, rather than of its value
            tidy["description"] = _in_one_line(description)
        return tidy

    def model_schema(self, schema: ModelSchema) -> Schema:
        """The schema of one model; pydantic calls it for each."""
        definition = super().model_schema(schema)
        if description := vars(schema["cls"]).get("__doc__"):  # without the list of fields that help() shows
            definition["description"] = cleandoc(description)
        for name, description in field_docstrings(schema["cls"]).items():
            if name in definition.get("properties", {}):
                definition["properties"][name]["description"] = description
        return definition


def _in_one_line(description: str) -> str:
    """A docstring as a description: in one line, with single backticks."""
    return " ".join(description.split()).replace("``", "`")


_CLOCK = "([01]?[0-9]|2[0-3]):[0-5][0-9]"

_TIMES: dict[str, Schema] = {
    "Day": {"type": "string", "format": "date", "pattern": f"^{DATE_PATTERN}$", "examples": ["2022-11-05"]},
    "TimeOfDay": {"type": "string", "pattern": f"^{_CLOCK}$", "examples": ["09:30"]},
    "DatedTime": {
        "description": "A date and what the clocks at the conference show then; with the offset from UTC "
        "only where they show it twice.",
        "type": "string",
        "pattern": f"^{DATE_PATTERN}[ T]{_CLOCK}(Z|{OFFSET_PATTERN})?$",
        "examples": ["2022-11-05 09:00"],
    },
    "FollowingTime": {
        "description": "A time of day at the conference: its first occurrence after the time before it.",
        "type": "string",
        "pattern": f"^{_CLOCK}({OFFSET_PATTERN})?$",
        "examples": ["12:00"],
    },
}

_BY_FORMAT = {"date": "Day", "time": "TimeOfDay"}

_ANY_TIME = {"anyOf": [{"$ref": "#/$defs/FollowingTime"}, {"$ref": "#/$defs/DatedTime"}]}

_LENGTH: dict[str, Schema] = {
    "end": {**_ANY_TIME, "description": "When it ends."},
    "minutes": {
        "type": "integer",
        "minimum": 1,
        "description": "How long it lasts, where no end is given.",
    },
}

_MINUTES_OF_SESSION = "How long it lasts, where no end is given; without a start, how long it is to last."

_ONE_LENGTH = {"oneOf": [{"required": ["end"]}, {"required": ["minutes"]}]}


class _DocumentSchemaGenerator(SchemaGenerator):
    def substitute(self, schema: Schema) -> Schema | None:
        name = "Text" if schema.get("title") == "Text" else _BY_FORMAT.get(schema.get("format", ""))
        if name is None:
            return None
        description = {"description": schema["description"]} if "description" in schema else {}
        return {"$ref": f"#/$defs/{name}", **description}


def document_schema() -> Schema:
    """The schema of documents."""
    schema = Schedule.model_json_schema(schema_generator=_DocumentSchemaGenerator)
    text = TypeAdapter(Text).json_schema(schema_generator=SchemaGenerator)
    text["description"] = "A text in the conference's first language, or one for each language."
    # A day or an instant, which a document writes as a day or a wall time.
    due = schema["$defs"]["Deadline"]["properties"].pop("at")
    defs: dict[str, Schema] = schema.pop("$defs")
    _adapt_session(defs["Session"], defs.pop("Slot"))
    defs["Period"] = _period(defs["Period"])
    defs["Deadline"]["properties"]["at"] = {
        "anyOf": [{"$ref": "#/$defs/Day"}, {"$ref": "#/$defs/DatedTime"}],
        "description": due["description"],
    }
    _adapt_names(defs["Participant"], defs["Name"], text)
    defs["Conference"]["required"] = [name for name in defs["Conference"]["required"] if name != "end"]
    defs["Conference"]["properties"]["day_change"]["default"] = "04:00"
    for cls, field in SHORTHAND_FIELDS.items():
        whole = defs[cls.__name__]
        defs[cls.__name__] = {"anyOf": [whole["properties"][field], whole]}
    defs = dict(sorted({**defs, **_TIMES, "Text": text}.items()))
    return {**DRAFT, "title": "eventkit document", **_document(schema), "$defs": defs}


def _document(schedule: Schema) -> Schema:
    sessions = {
        "$ref": "#/$defs/Session",
        # Only inside another session does a time find its date by itself.
        "properties": {"start": {"$ref": "#/$defs/DatedTime"}},
    }
    return {
        "description": "A conference: what takes place, when, where and with whom.",
        "type": "object",
        "properties": {
            "$schema": {"type": "string", "description": "Where this schema is found, for editors."},
            "eventkit": {"const": VERSION, "description": "The version of the form."},
            **schedule["properties"],
            "sessions": {**schedule["properties"]["sessions"], "items": sessions},
        },
        "required": ["eventkit", *schedule["required"]],
        "additionalProperties": False,
    }


def _adapt_session(session: Schema, slot: Schema) -> None:
    fields: dict[str, Schema] = {}
    for name, schema in session["properties"].items():
        if name == "slot":
            fields["start"] = {**_ANY_TIME, "description": "When it begins; left out while not scheduled."}
            fields |= _LENGTH
            fields["minutes"] = {**fields["minutes"], "description": _MINUTES_OF_SESSION}
            fields["rooms"] = slot["properties"]["rooms"]
        elif name not in {"parent", "minutes"}:  # they are described above
            fields[name] = schema
    fields["parts"] = {
        "type": "array",
        "items": {"$ref": "#/$defs/Session"},
        "description": "The sessions that are part of it; in them, a time finds its date from its start.",
    }
    session["properties"] = fields
    session["dependentRequired"] = {name: ["start"] for name in ("end", "rooms")}
    session["if"] = {"required": ["start"]}
    session["then"] = _ONE_LENGTH


def _period(period: Schema) -> Schema:
    """A period as it is written, apart from a session."""
    start = {"$ref": "#/$defs/DatedTime", "description": "When it begins."}
    fields = {"start": start, **_LENGTH}
    return {**period, "properties": fields, "required": ["start"], **_ONE_LENGTH}


def _adapt_names(participant: Schema, name: Schema, text: Schema) -> None:
    """Names by language, as texts are, each whole or in its parts."""
    del name["properties"]["language"]
    whole, by_language = text["anyOf"]
    participant["properties"]["name"] = {
        "description": participant["properties"]["name"]["description"],
        "anyOf": [
            whole,
            by_language | {"additionalProperties": {"anyOf": [whole, {"$ref": "#/$defs/Name"}]}},
        ],
    }


def template_schema() -> Schema:
    """The schema of badge templates."""
    schema = BadgeTemplate.model_json_schema(schema_generator=SchemaGenerator)
    defs = schema.pop("$defs")
    schema["properties"] = {
        "$schema": {"type": "string", "description": "The address of this schema, for editors."},
        **schema["properties"],
    }
    return {**DRAFT, "title": "eventkit template", **schema, "$defs": dict(sorted(defs.items()))}


def style_schema() -> Schema:
    """The schema of style files."""
    schema = StyleFile.model_json_schema(schema_generator=SchemaGenerator)
    return {**DRAFT, "title": "Style of a programme", **schema}


SCHEMAS: Mapping[str, Callable[[], Schema]] = {
    "document": document_schema,
    "style": style_schema,
    "template": template_schema,
}
"""What makes each schema, by the first part of the name of its file."""


def schema_text(name: str) -> str:
    return f"{json.dumps(SCHEMAS[name](), ensure_ascii=False, indent=2)}\n"


def schema_file(name: str) -> Path:
    return FOLDER / f"{name}.schema.json"


if __name__ == "__main__":
    for name in SCHEMAS:
        schema_file(name).write_text(schema_text(name), encoding="utf-8")

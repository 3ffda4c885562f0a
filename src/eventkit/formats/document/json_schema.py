"""The JSON Schema of the document (draft 2020-12), generated from the model."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from eventkit.formats.document.converters import SHORTHAND_FIELDS
from eventkit.formats.document.reader import VERSION
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.times.wall_times import DATE_PATTERN, OFFSET_PATTERN
from eventkit.values.schema_generator import SchemaGenerator

FILENAME = "document.schema.json"

_Schema = dict[str, Any]

_CLOCK = "([01]?[0-9]|2[0-3]):[0-5][0-9]"

_TIMES: dict[str, _Schema] = {
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

_LENGTH: dict[str, _Schema] = {
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
    def substitute(self, schema: _Schema) -> _Schema | None:
        name = "Text" if schema.get("title") == "Text" else _BY_FORMAT.get(schema.get("format", ""))
        if name is None:
            return None
        description = {"description": schema["description"]} if "description" in schema else {}
        return {"$ref": f"#/$defs/{name}", **description}


def document_schema() -> _Schema:
    schema = Schedule.model_json_schema(schema_generator=_DocumentSchemaGenerator)
    text = TypeAdapter(Text).json_schema(schema_generator=SchemaGenerator)
    text["description"] = "A text in the conference's first language, or one for each language."
    # A day or an instant, which a document writes as a day or a wall time.
    due = schema["$defs"]["Deadline"]["properties"].pop("at")
    defs: dict[str, _Schema] = schema.pop("$defs")
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
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "eventkit document",
        **_document(schema),
        "$defs": dict(sorted({**defs, **_TIMES, "Text": text}.items())),
    }


def _document(schedule: _Schema) -> _Schema:
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


def _adapt_session(session: _Schema, slot: _Schema) -> None:
    fields: dict[str, _Schema] = {}
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


def _period(period: _Schema) -> _Schema:
    """A period as it is written, apart from a session."""
    start = {"$ref": "#/$defs/DatedTime", "description": "When it begins."}
    fields = {"start": start, **_LENGTH}
    return {**period, "properties": fields, "required": ["start"], **_ONE_LENGTH}


def _adapt_names(participant: _Schema, name: _Schema, text: _Schema) -> None:
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


def main(folder: str) -> None:
    text = json.dumps(document_schema(), ensure_ascii=False, indent=2)
    Path(folder, FILENAME).write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])

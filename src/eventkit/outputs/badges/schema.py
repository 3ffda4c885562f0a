"""The JSON Schema of templates (draft 2020-12), made from the model; ``python -m`` writes it.

Editors of TOML use it to complete and to check while someone types. Whether a colour has a name, and whether
a text says either ``y`` or ``below``, only reading tells.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from eventkit.outputs.badges.template import Template

FILENAME = "template.schema.json"

_Schema = dict[str, Any]
_LEFT_OUT = frozenset({"title", "discriminator"})


def template_schema() -> _Schema:
    """The schema of a template."""
    made = Template.model_json_schema()
    defs = {name: _tidied(schema) for name, schema in made.pop("$defs").items()}
    whole = _tidied(made)
    whole["properties"] = {
        "$schema": {"type": "string", "description": "Where this schema is found, for editors."},
        **whole["properties"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "eventkit template",
        **whole,
        "$defs": dict(sorted(defs.items())),
    }


def _tidied(schema: _Schema) -> _Schema:
    """A schema as the model gives it, without generated titles, nulls and empty defaults."""
    tidied: _Schema = {}
    for word, value in schema.items():
        if word == "anyOf" and {"type": "null"} in value:
            (given,) = (each for each in value if each != {"type": "null"})
            tidied |= _tidied(given)
        elif word == "properties":
            tidied[word] = {name: _tidied(field) for name, field in value.items()}
        elif word in {"items", "additionalProperties", "propertyNames"} and isinstance(value, dict):
            tidied[word] = _tidied(value)
        elif word in {"anyOf", "oneOf", "prefixItems"}:
            tidied[word] = [_tidied(each) for each in value]
        elif word == "description":
            tidied[word] = " ".join(value.split()).replace("``", "`")
        elif word not in _LEFT_OUT and not (word == "default" and value in (None, [], {})):
            tidied[word] = value
    if described := schema.get("description"):  # of the field, rather than of what it holds
        tidied["description"] = " ".join(described.split()).replace("``", "`")
    return tidied


def main(folder: str) -> None:
    """Write the schema into a folder."""
    made = json.dumps(template_schema(), ensure_ascii=False, indent=2)
    Path(folder, FILENAME).write_text(f"{made}\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])

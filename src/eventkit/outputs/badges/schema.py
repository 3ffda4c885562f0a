"""The JSON Schema of templates (draft 2020-12), made from the model; ``python -m`` writes it.

Editors of TOML use it to complete and to check while someone types. Whether a colour has a name, and whether
a text says either ``y`` or ``below``, only reading tells.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from eventkit.outputs.badges.template import Template
from eventkit.schemas import Schema, SchemaGenerator, tidied

FILENAME = "template.schema.json"


def template_schema() -> Schema:
    """The schema of a template."""
    made = Template.model_json_schema(schema_generator=SchemaGenerator)
    defs = {name: tidied(schema) for name, schema in made.pop("$defs").items()}
    whole = tidied(made)
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


def main(folder: str) -> None:
    """Write the schema into a folder."""
    made = json.dumps(template_schema(), ensure_ascii=False, indent=2)
    Path(folder, FILENAME).write_text(f"{made}\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])

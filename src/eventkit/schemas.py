"""JSON Schemas of the files that organisers write, from the models that read them."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

_LEFT_OUT = frozenset({"title", "discriminator"})


def tidied(schema: Schema) -> Schema:
    """A schema as pydantic makes it, without generated titles, nulls and empty defaults."""
    found: Schema = {}
    for word, value in schema.items():
        if word == "anyOf" and {"type": "null"} in value:
            (given,) = (each for each in value if each != {"type": "null"})
            found |= tidied(given)
        elif word in {"properties", "$defs"}:
            found[word] = {name: tidied(field) for name, field in value.items()}
        elif word in {"items", "additionalProperties", "propertyNames"} and isinstance(value, dict):
            found[word] = tidied(value)
        elif word in {"anyOf", "oneOf", "prefixItems"}:
            found[word] = [tidied(each) for each in value]
        elif word == "description":
            found[word] = in_a_line(value)
        elif word not in _LEFT_OUT and not (word == "default" and value in (None, [], {})):
            found[word] = value
    if described := schema.get("description"):  # of the field, rather than of what it holds
        found["description"] = in_a_line(described)
    return found


def in_a_line(description: str) -> str:
    """A docstring as a description: in one line, with single backticks."""
    return " ".join(description.split()).replace("``", "`")

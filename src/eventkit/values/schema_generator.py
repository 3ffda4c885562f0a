"""JSON Schemas of the files that organisers write, generated from the models that read them."""

from __future__ import annotations

from inspect import cleandoc
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode
from pydantic_core.core_schema import CoreSchema, ModelSchema

from eventkit.values.field_docstrings import field_docstrings

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

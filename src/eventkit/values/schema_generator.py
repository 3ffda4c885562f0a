"""JSON Schemas of the files that organisers write, from the models that read them; docstrings of fields."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from inspect import cleandoc
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode
from pydantic_core.core_schema import CoreSchema, ModelSchema


def field_docstrings(cls: type[BaseModel]) -> dict[str, str]:
    """The docstrings of a model's fields, its bases' included, by field.

    Python stores none, so that they are read from the source: when they are requested, and not whenever a
    program starts that never asks (as pydantic's ``use_attribute_docstrings`` does).
    """
    docstrings: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if issubclass(base, BaseModel) and base is not BaseModel:
            docstrings |= _attribute_docstrings(base.__module__).get(base.__qualname__, {})
    return {name: docstrings[name] for name in cls.model_fields if name in docstrings}


@cache
def _attribute_docstrings(module: str) -> dict[str, dict[str, str]]:
    source = sys.modules[module].__file__
    if source is None:
        return {}
    tree = ast.parse(Path(source).read_text(encoding="utf-8"))
    return {name: dict(_documented(node.body)) for name, node in _classes(tree, "")}


def _classes(within: ast.AST, path: str) -> Iterator[tuple[str, ast.ClassDef]]:
    for node in ast.iter_child_nodes(within):
        if isinstance(node, ast.ClassDef):
            yield f"{path}{node.name}", node
            yield from _classes(node, f"{path}{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            yield from _classes(node, f"{path}{node.name}.<locals>.")


def _documented(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """The attributes of a class that a string follows, with it."""
    for node, after in pairwise(body):
        match node, after:
            case ast.AnnAssign(target=ast.Name(name)), ast.Expr(ast.Constant(str(text))):
                yield name, cleandoc(text)


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

"""JSON Schemas of the files that organisers write, generated from the models that read them."""

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
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core.core_schema import ModelSchema

Schema = dict[str, Any]


class SchemaGenerator(GenerateJsonSchema):
    """Generates the JSON Schema of a model, with its fields described by their docstrings."""

    def model_schema(self, schema: ModelSchema) -> Schema:
        """The schema of one model; pydantic calls it for each."""
        made = super().model_schema(schema)
        for name, description in field_docstrings(schema["cls"]).items():
            if name in made.get("properties", {}):
                made["properties"][name]["description"] = description
        return made


def field_docstrings(cls: type[BaseModel]) -> dict[str, str]:
    """The docstrings of a model's fields, its bases' included, by field.

    Python keeps none, so that they are read from the source: when they are asked for, and not whenever a
    program starts that never asks (as pydantic's ``use_attribute_docstrings`` does).
    """
    found: dict[str, str] = {}
    for each in reversed(cls.__mro__):
        if issubclass(each, BaseModel) and each is not BaseModel:
            found |= _attribute_docstrings(each.__module__).get(each.__qualname__, {})
    return {name: found[name] for name in cls.model_fields if name in found}


@cache
def _attribute_docstrings(module: str) -> dict[str, dict[str, str]]:
    """The docstrings of attributes in a module, by the qualified names of their classes."""
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

"""Docstrings of fields: the descriptions of the fields of a model, read from its source."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from inspect import cleandoc
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel


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

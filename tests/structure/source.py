"""The source as it is written, module by module."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
MODULES = sorted(SOURCE.rglob("*.py"))
"""Every module of the package."""

STORE_VALUES = {
    "Alteration",
    "Badge",
    "ConferenceEntry",
    "ErasurePreview",
    "KeyRecord",
    "LogEntry",
    "ReleasedConference",
    "StoredConference",
}
"""The values of the store that the office returns, and commands show."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@cache
def tree_of(path: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def _nodes_by_type(path: Path) -> Mapping[type[ast.AST], list[ast.AST]]:
    by_type: dict[type[ast.AST], list[ast.AST]] = defaultdict(list)
    for node in ast.walk(tree_of(path)):
        by_type[type(node)].append(node)
    return by_type


def nodes(path: Path, *types: type[Node]) -> Iterator[Node]:
    """The nodes of some types in a module, those of each type in the order of `ast.walk`.

    A module is walked through once, as there are many tests and most of them look for few nodes.
    """
    for of_type in types:
        yield from _nodes_by_type(path).get(of_type, ())  # type: ignore[misc]


def place(path: Path, node: ast.AST) -> str:
    """Where something stands, as an editor takes it."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def public(body: list[ast.stmt]) -> Iterator[Definition]:
    """The functions, classes and their methods that others may use."""
    for node in body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)

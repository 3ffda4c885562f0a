"""How the source is named and cut: `remaining.toml` lists what is still otherwise, and only ever shrinks."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from structure.source import MODULES, ROOT, SOURCE, STORE_VALUES, nodes, public, tree_of

REMAINING = Path(__file__).with_name("remaining.toml")
PACKAGE = SOURCE / "eventkit"

SHORTEST, LONGEST = 80, 700
"""How many lines a module has: one idea, whole."""

LOWEST = {"errors", "findings", "schemas", "suggestions", "values", "roster"} | {
    *("texts", "times", "model"),
}
"""Layers whose modules may be short: each is one word that all others use."""

SAME_IN_EACH_FAMILY = {"reader", "writer"}
TERMS = {
    *("typesetting", "editing", "wording", "shaping", "line_breaking", "planning"),
    "annealing",
}
"""Names of the trade that end in -ing."""

BANNED = re.compile(r"(?:^|_)(told|said|held|kept|stands|mended|given|found|each)(?:_|$)")
"""Words of no field: a reader cannot search for them."""


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def stem_of(path: Path) -> str:
    return path.parent.name if path.stem == "__init__" else path.stem


def repeated_classes() -> Iterator[str]:
    homes = defaultdict(list)
    for path in MODULES:
        for node in public(tree_of(path).body):
            if isinstance(node, ast.ClassDef) and node in tree_of(path).body:
                homes[node.name].append(name_of(path))
    return (f"{name}: {', '.join(paths)}" for name, paths in homes.items() if len(paths) > 1)


def repeated_modules() -> Iterator[str]:
    homes = defaultdict(list)
    for path in MODULES:
        if not path.stem.startswith("__") and path.stem not in SAME_IN_EACH_FAMILY:
            homes[path.stem].append(name_of(path))
    return (f"{name}: {', '.join(paths)}" for name, paths in homes.items() if len(paths) > 1)


def modules_named_after_no_thing() -> Iterator[str]:
    """Gerunds, and what is banned."""
    for path in MODULES:
        stem = stem_of(path)
        if (stem.endswith("ing") and stem not in TERMS) or BANNED.search(stem):
            yield name_of(path)


def names_of_no_field() -> Iterator[str]:
    for path in MODULES:
        for node in nodes(path, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef):
            words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", node.name).lower()
            if BANNED.search(words):
                yield f"{name_of(path)}: {node.name}"


TESTS = sorted(ROOT.glob("tests/**/*.py"))

DIALECT = re.compile(r"(?:^|_)(told|said|held|kept|stands|mended)(?:_|$)")
"""Words in no name of tests, variables included; names of tests are sentences, which may have them."""


def names_of_no_field_in_tests() -> Iterator[str]:
    for path in TESTS:
        name = path.relative_to(ROOT / "tests").as_posix()
        for node in nodes(path, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef):
            if not node.name.startswith("test_") and BANNED.search(node.name):
                yield f"{name}: {node.name}"
        variables = {node.id for node in nodes(path, ast.Name) if isinstance(node.ctx, ast.Store)}
        arguments = {node.arg for node in nodes(path, ast.arg)}
        yield from (f"{name}: {word}" for word in variables | arguments if DIALECT.search(word))


def modules_of_another_length() -> Iterator[str]:
    for path in MODULES:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        may_be_short = path.stem.startswith("__") or path.relative_to(PACKAGE).parts[0] in LOWEST | {
            f"{layer}.py" for layer in LOWEST
        }
        # A migration is as long as what a version of the tables changes.
        if lines > LONGEST or (lines < SHORTEST and not may_be_short and "migrations" not in path.parts):
            yield name_of(path)


def writers_beside_the_office() -> Iterator[str]:
    """Modules above the store that ask it for a transaction themselves, past what the office promises."""
    for path in MODULES:
        if path.relative_to(PACKAGE).parts[0] in {"store", "office"}:
            continue
        for node in nodes(path, ast.ImportFrom, ast.Call):
            match node:
                case ast.ImportFrom(module=str(module)) if module.startswith("eventkit.store") and {
                    alias.name for alias in node.names
                } & {"Writes", "Operation"}:
                    yield name_of(path)
                case ast.Call(
                    func=ast.Attribute(value=ast.Name("store"), attr="commit" | "remove" | "erase")
                ):
                    yield name_of(path)


STORE_OPENERS = {
    "cli/display.py",
    "cli/terminal.py",
    "cli/demo.py",
    "cli/store_commands.py",
    "cli/serve_command.py",
    "cli/shell_completion.py",
}
"""The modules of the command line that open a store; all others work with an office."""


def store_readers_beside_the_office() -> Iterator[str]:
    """Modules of the command line that read the store themselves."""
    for path in MODULES:
        name = name_of(path)
        if not name.startswith("cli/") or name in STORE_OPENERS:
            continue
        for node in nodes(path, ast.ImportFrom, ast.Attribute):
            match node:
                case ast.ImportFrom(module=str(module)) if (
                    module.startswith("eventkit.store")
                    and not {alias.name for alias in node.names} <= STORE_VALUES
                ):
                    yield name
                case ast.Attribute(attr="store" | "opened_store", value=ast.Name("terminal")):
                    yield name


RULES = {
    "repeated-classes": repeated_classes,
    "repeated-modules": repeated_modules,
    "modules-named-after-no-thing": modules_named_after_no_thing,
    "names-of-no-field": names_of_no_field,
    "names-of-no-field-in-tests": names_of_no_field_in_tests,
    "modules-of-another-length": modules_of_another_length,
    "writers-beside-the-office": writers_beside_the_office,
    "store-readers-beside-the-office": store_readers_beside_the_office,
}


@pytest.mark.parametrize("rule", RULES)
def test_the_source_follows_the_naming_rules_except_for_known_exceptions(
    rule: str, request: pytest.FixtureRequest
) -> None:
    """``--golden`` takes from the list what has been put right; it adds nothing."""
    remaining = tomllib.loads(REMAINING.read_text(encoding="utf-8"))
    found = sorted(set(RULES[rule]()))
    if request.config.getoption("--golden"):
        entries = remaining[rule]
        remaining[rule] = (
            {name: reason for name, reason in entries.items() if name in found}
            if isinstance(entries, dict)
            else [name for name in entries if name in found]
        )
        REMAINING.write_text(written(remaining), encoding="utf-8")
    assert [each for each in found if each not in remaining[rule]] == []


def written(remaining: Mapping[str, list[str] | dict[str, str]]) -> str:
    """The list as TOML: rules whose exceptions have reasons are tables, and come last."""
    parts = ["# What is still named or cut otherwise than the rules say; nothing is added here.\n"]
    for rule, entries in sorted(remaining.items(), key=lambda item: isinstance(item[1], dict)):
        if isinstance(entries, dict):
            lines = "".join(
                f"{json.dumps(name)} = {json.dumps(reason)}\n" for name, reason in entries.items()
            )
            parts.append(f"[{rule}]\n{lines}")
            continue
        lines = "".join(f"    {json.dumps(entry, ensure_ascii=False)},\n" for entry in entries)
        parts.append(f"{rule} = [\n{lines}]\n" if entries else f"{rule} = []\n")
    return "\n".join(parts)

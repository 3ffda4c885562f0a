"""How the source is written: what a reader may rely on in every module."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

from docs.test_library_page import public_modules
from structure.source import MODULES, ROOT, SOURCE, nodes, place, public, tree_of

LINES_LIMIT = 700
TEMPLATE_LINE = 160
LOADED_LATE = {
    "store/store_files.py",
    "office/office.py",
    "office/badge_office.py",
    "office/typed_times.py",
    "outputs/agenda/__init__.py",
}
"""Modules below the command line with such an import of what loads long, such as the planner or icalendar."""

TABLES = {"eventkit/__init__.py", "eventkit/cli/commands.py", "eventkit/office/import_merge.py"}
VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
LOADED_WHEN_ASKED = {
    "src/eventkit/outputs/agenda/__init__.py",
    "src/eventkit/office/office.py",
    "src/eventkit/office/badge_office.py",
}
"""Modules that give something heavy to who asks, and name its type: a calendar, parts of the office."""


def test_an_import_within_a_function_is_one_that_start_up_needs_late_with_the_reason_beside_it() -> None:
    """Elsewhere, who imports only when called stands in the wrong room, or hides a circle."""
    hidden = []
    for path in MODULES:
        name, lines = path.relative_to(SOURCE / "eventkit").as_posix(), path.read_text("utf-8").splitlines()
        functions = [
            range(function.lineno, (function.end_lineno or function.lineno) + 1)
            for function in nodes(path, ast.FunctionDef, ast.AsyncFunctionDef)
        ]
        for node in nodes(path, ast.Import, ast.ImportFrom):
            is_late = any(node.lineno in function for function in functions)
            has_reason = "# noqa: PLC0415 - " in lines[node.lineno - 1]
            if is_late and not (has_reason and (name.startswith("cli/") or name in LOADED_LATE)):
                hidden.append(place(path, node))
    assert hidden == []


def test_no_module_of_eventkit_is_imported_by_a_string() -> None:
    """Types and layers cannot see it. The table of commands and the public names are the two that may."""
    modules = {path.relative_to(SOURCE).with_suffix("").as_posix().replace("/", ".") for path in MODULES}
    hidden = [
        place(path, node)
        for path in MODULES
        if path.relative_to(SOURCE).as_posix() not in TABLES
        and any(getattr(call.func, "id", "") == "import_module" for call in nodes(path, ast.Call))
        for node in nodes(path, ast.Constant, ast.JoinedStr)
        if (node.value in modules if isinstance(node, ast.Constant) else "__package__" in ast.unparse(node))
    ]
    assert hidden == []


def test_no_import_is_for_type_checkers_only() -> None:
    """What a signature names can be looked up where the program runs."""
    guarded = [
        place(path, node)
        for path in MODULES
        if path.relative_to(ROOT).as_posix() not in LOADED_WHEN_ASKED
        for node in nodes(path, ast.If)
        if "TYPE_CHECKING" in ast.unparse(node.test)
    ]
    assert guarded == []


INHERITED = {"message", "messages"}
"""Properties of each kind of errors, which are those of `EventkitError`."""


def test_no_function_of_the_office_takes_an_office() -> None:
    """What an organiser can do is found from `Office`: it is a method of it, or of one of its parts."""
    free = [
        f"{place(path, node)} {node.name}"
        for path in (SOURCE / "eventkit" / "office").glob("*.py")
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        for argument in (*node.args.args, *node.args.kwonlyargs)
        if argument.annotation is not None and ast.unparse(argument.annotation).endswith("Office")
    ]
    assert free == []


def described_in_the_reference() -> set[tuple[str, str]]:
    """The functions and classes that the reference describes, each as its module and its name."""
    things = []
    for page in (ROOT / "docs" / "api").glob("*.rst"):
        for kind, name in re.findall(r"^\.\. auto(\w+):: ([\w.]+)$", page.read_text("utf-8"), re.MULTILINE):
            home = import_module(name if kind == "module" else name.rpartition(".")[0])
            names = getattr(home, "__all__", dir(home)) if kind == "module" else [name.rpartition(".")[2]]
            things += [getattr(home, member) for member in names if hasattr(home, member)]
    return {
        (thing.__module__, thing.__qualname__)
        for thing in things
        if hasattr(thing, "__qualname__") and str(thing.__module__).startswith("eventkit")
    }


def test_every_module_and_every_public_name_of_the_reference_has_a_docstring() -> None:
    """Elsewhere a docstring is there for what name and signature do not say: a reason, a unit, a source."""
    silent = [place(path, tree_of(path)) for path in MODULES if not ast.get_docstring(tree_of(path))]
    described = described_in_the_reference()
    assert len(described) > 150
    silent += [
        f"{place(path, member)} {member.name}"
        for path in MODULES
        for node in public(tree_of(path).body)
        if (module_name(path), node.name) in described
        for member in (node, *public(node.body if isinstance(node, ast.ClassDef) else []))
        if not ast.get_docstring(member) and member.name not in INHERITED
    ]
    assert silent == []


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


def test_every_module_is_below_the_length_limit() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {
        str(path.relative_to(ROOT)): lines for path, lines in lengths.items() if lines > LINES_LIMIT
    } == {}


def test_no_module_has_a_vague_name() -> None:
    names = {
        part.removesuffix(".py").strip("_") for path in MODULES for part in path.relative_to(SOURCE).parts
    }
    assert names & VAGUE == set()


def test_lines_of_templates_can_be_compared_in_a_diff() -> None:
    long = [
        f"{path.relative_to(ROOT).as_posix()}:{number} has {len(line)} characters"
        for path in sorted(SOURCE.rglob("*.html"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if len(line) > TEMPLATE_LINE
    ]
    assert long == []


MEASURED_WITHIN = {"agenda.py", "repairs.py"}
"""Benchmarks that use parts of what they measure: the lines of a calendar, whose values are ready, and a
search of all rooms for the least moves of a repair.
"""


def test_benchmarks_and_examples_import_public_names_only() -> None:
    """What is measured and shown is what users can call: no engine that they cannot reach."""
    allowed = {"eventkit", *public_modules()}
    inner = [
        f"{place(path, node)} imports {name}"
        for folder in ("benchmarks", "examples")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path.name not in MEASURED_WITHIN
        for node in nodes(path, ast.Import, ast.ImportFrom)
        for name in imported_modules(node)
        if name.partition(".")[0] == "eventkit" and name not in allowed
    ]
    assert inner == []


def imported_modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]

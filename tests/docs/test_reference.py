"""The reference: every type that public functions take or return is described in it."""

from __future__ import annotations

import inspect
import pydoc
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from pydantic import BaseModel

import eventkit

PAGES = sorted((Path(__file__).parents[2] / "docs" / "api").glob("*.rst"))
DIRECTIVE = re.compile(r"^\.\. auto(?P<what>class|function|module|data):: (?P<name>[\w.]+)$", re.MULTILINE)

INTERNAL = {"Database", "StoredState"}
"""What only eventkit itself makes a store and its conferences of."""


def described() -> set[int]:
    """The identities of all that the pages describe."""
    things: set[int] = set()
    for page in PAGES:
        for match in DIRECTIVE.finditer(page.read_text(encoding="utf-8")):
            home, _, name = match["name"].rpartition(".")
            if match["what"] == "module":
                module = import_module(match["name"])
                names = getattr(module, "__all__", None) or [
                    each
                    for each, value in vars(module).items()
                    if not each.startswith("_") and getattr(value, "__module__", "") == module.__name__
                ]
                things |= {id(getattr(module, each)) for each in names}
            else:
                things.add(id(getattr(import_module(home), name)))
    return things


def types_in(annotation: Any) -> Iterator[type]:
    """The classes of eventkit in an annotation."""
    if isinstance(annotation, type) and annotation.__module__.startswith("eventkit"):
        yield annotation
    arguments = get_args(annotation)
    for each in arguments:
        for inner in each if isinstance(each, list) else [each]:
            yield from types_in(inner)


LATE = {
    name: getattr(import_module(f"eventkit.office.{module}"), name)
    for module, names in {
        "badge_print_run": ("BadgePrintRun", "BadgeRequest", "FileTarget"),
        "exports": ("ExportsOffice",),
        "letter_run": ("InvitationsOffice", "LettersOffice"),
        "planning_office": ("PlanningOffice",),
        "release_preview": ("PreviewOffice",),
        "site_office": ("SiteOffice",),
    }.items()
    for name in names
}
"""The types of parts of the office that are loaded when they are used."""


def annotations_of(thing: Any) -> Iterator[Any]:
    """The types in the signature of a function, or of the constructor and the public members of a class."""
    if isinstance(thing, type):
        members = [member for name, member in vars(thing).items() if not name.startswith("_")]
        if not issubclass(thing, BaseModel):
            members.append(thing.__init__)
        functions = [getattr(each, "fget", None) or getattr(each, "func", None) or each for each in members]
        yield from (hint for name, hint in get_type_hints(thing).items() if not name.startswith("_"))
    else:
        functions = [thing]
    for each in functions:
        function = inspect.unwrap(getattr(each, "__func__", each))
        if inspect.isfunction(function):
            yield from get_type_hints(function, localns=LATE).values()


def is_enumeration(thing: Any) -> bool:
    return isinstance(thing, type) and issubclass(thing, Enum)


def test_types_in_public_signatures_are_in_the_reference() -> None:
    known = described()
    missing = {
        f"{used.__module__}.{used.__qualname__}": name
        for name in eventkit.__all__
        for annotation in annotations_of(getattr(eventkit, name))
        for used in types_in(annotation)
        if id(used) not in known and used.__name__ not in INTERNAL
    }
    assert missing == {}


def test_the_parts_of_an_office_and_of_a_store_are_in_the_reference(tmp_path: Path) -> None:
    known = described()
    with eventkit.Store.open(tmp_path / "forum.db") as store:
        office = eventkit.Office(store, "forum", author="Ada", clock=lambda: datetime.now(UTC))
        parts = [
            type(part)
            for whole in (store, office)
            for name, part in vars(whole).items()
            if not name.startswith("_")
        ]
    of_eventkit = [each for each in parts if each.__module__.startswith("eventkit")]
    assert len(of_eventkit) > 8
    assert [each for each in of_eventkit if id(each) not in known] == []


def test_the_words_of_enumerations_are_in_the_reference() -> None:
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    enumerations = [name for name in eventkit.__all__ if is_enumeration(getattr(eventkit, name))]
    assert len(enumerations) > 5
    for name in enumerations:
        assert f".. autoclass:: eventkit.{name}\n   :members:\n   :undoc-members:" in pages


@pytest.mark.parametrize("name", ["agenda", "programme", "badges", "site", "read", "check"])
def test_help_shows_the_signature_of_public_functions(name: str) -> None:
    function = getattr(eventkit, name)
    shown = pydoc.plain(pydoc.render_doc(function))
    assert re.search(rf"^{name}\(", shown, re.MULTILINE)
    assert next(iter(inspect.signature(function).parameters)) in {"schedule", "path"}

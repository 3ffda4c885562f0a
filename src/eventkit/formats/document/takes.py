"""Takes: each turns a node of a document into what the model is built from.

A `Take` tells the report where the node is not of the right sort; whether the value is right in itself,
the model says. What is wrong is put as a stand-in, so that everything else in the file can still be looked
at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from difflib import get_close_matches
from enum import StrEnum
from typing import Any
from uuid import UUID

from eventkit.formats.document.tree import Node, Place, Report, Untyped, clean
from eventkit.times.wall_times import parse_clock_time, parse_iso_date

Take = Callable[[Node, Place, Report], Any]

STAND_IN = "?"
"""What is put for a text that is wrong."""

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?[0-9]{1,400}(?:\.[0-9]{1,400})?")


def near(given: str, known: list[str]) -> str:
    """What may have been meant, as the end of a sentence; empty where nothing comes near."""
    close = get_close_matches(given[:40].lower(), known, n=1, cutoff=0.7)
    return f": did you mean '{close[0]}'?" if close else ""


def refuse(node: Node, wanted: str, place: Place, report: Report) -> None:
    """Tell that a node is not what is wanted there."""
    value = node.value
    if value is None:
        message = "is null: leave it out instead"
    elif isinstance(value, Untyped) and not value:
        message = "is empty: fill it in, or leave it out"
    else:
        message = f"must be {wanted}"
    report.fault(message, place, node.line)


def text(node: Node, place: Place, report: Report) -> str:
    """A text, cleaned."""
    if isinstance(node.value, str):
        return clean(str(node.value), place, node.line, report)
    refuse(node, "text", place, report)
    return STAND_IN


def line(node: Node, place: Place, report: Report) -> str:
    """A text of one line, cleaned; line breaks and tabs become blanks, which is reported."""
    given = text(node, place, report)
    if "\n" not in given and "\t" not in given:
        return given
    report.repaired("holds a line break or tab: it was made a blank", place, node.line)
    return " ".join(given.split())


def by_language(one: Take) -> Take:
    """Such a text, or several by language."""

    def take(node: Node, place: Place, report: Report) -> str | dict[str, str]:
        if isinstance(node.value, dict):
            return {tag: one(each, (*place, tag), report) for tag, each in node.value.items()}
        if isinstance(node.value, str):
            return str(one(node, place, report))
        refuse(node, "text, or texts by language such as {en: ..., zh: ...}", place, report)
        return STAND_IN

    return take


def whole(node: Node, place: Place, report: Report) -> int | None:
    """A whole number."""
    value = node.value
    if isinstance(value, Untyped) and _WHOLE.fullmatch(value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    refuse(node, "a whole number such as 300", place, report)
    return None


def decimal(node: Node, place: Place, report: Report) -> float | None:
    """A number."""
    value = node.value
    if isinstance(value, Untyped) and _DECIMAL.fullmatch(value):
        return float(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    refuse(node, "a number such as 31.19", place, report)
    return None


def truth(node: Node, place: Place, report: Report) -> bool:
    """True or false, and no other word for it."""
    value = node.value
    if isinstance(value, bool):
        return value
    if isinstance(value, Untyped) and value in {"true", "false"}:
        return value == "true"
    refuse(node, "true or false", place, report)
    return False


def parsed(parse: Callable[[str], Any], wanted: str) -> Take:
    """What is written in a form of its own."""

    def take(node: Node, place: Place, report: Report) -> Any:
        if isinstance(node.value, str):
            with suppress(ValueError):
                return parse(node.value)
        refuse(node, wanted, place, report)
        return None

    return take


day = parsed(parse_iso_date, "a date such as 2022-11-05")
clock = parsed(parse_clock_time, "a time of day such as 09:30")
uid = parsed(UUID, "a UUID such as f81d4fae-7dec-11d0-a765-00a0c91e6bf6; or leave it out")


def choice(words: type[StrEnum]) -> Take:
    """One of the words of an enumeration."""
    known = [word.value for word in words]

    def take(node: Node, place: Place, report: Report) -> str | None:
        value = node.value
        if isinstance(value, str) and value in known:
            return str(value)
        wanted = f"one of {', '.join(known)}"
        refuse(node, wanted + (near(value, known) if isinstance(value, str) else ""), place, report)
        return None

    return take


def listing(member: Take) -> Take:
    """A list of such members."""

    def take(node: Node, place: Place, report: Report) -> list[Any]:
        if isinstance(node.value, list):
            return [member(each, (*place, at), report) for at, each in enumerate(node.value)]
        refuse(node, "a list, such as [first, second]", place, report)
        return []

    return take


def record(fields: Mapping[str, Take], short: str | None = None) -> Take:
    """A mapping with those fields and no other; or the one named ``short`` alone."""
    known = list(fields)

    def take(node: Node, place: Place, report: Report) -> dict[str, Any] | None:
        if short is not None and isinstance(node.value, str) and node.value:
            return {short: fields[short](node, place, report)}
        if not isinstance(node.value, dict):
            refuse(node, f"a mapping with fields such as {known[0]}", place, report)
            return None
        taken = {}
        for key, each in node.value.items():
            if key in fields:
                taken[key] = fields[key](each, (*place, key), report)
            else:
                report.fault(f"there is no field '{key}'{near(key, known)}", (*place, key), each.line)
        return taken

    return take

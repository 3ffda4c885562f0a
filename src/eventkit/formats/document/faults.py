"""What the model finds wrong, in the document's places and in words for an organiser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from eventkit.formats.document.form import Input
from eventkit.formats.document.tree import Node, Place, Report, said
from eventkit.model import ID_PATTERN

_SPREAD = ("parent", "slot", "period")
"""Fields of the model that a document does not have: what they hold stands in the session itself."""

_LAST_DAY: Place = ("conference", "end")

_PATTERNS: Mapping[str, str] = {
    ID_PATTERN: "lower-case letters, digits and hyphens, such as lin-yifu",
    r"^[A-Z0-9]{2}$": "two capital letters or digits, such as MA",
    r"^#[0-9a-f]{6}$": "a colour such as #336699",
    r"^[A-Z]{2}$": "a country by its two capital letters (ISO 3166), such as CN",
}
_CONTACT = "an e-mail address such as office@example.org"

_WORDS: Mapping[str, str] = {
    "missing": "is missing",
    "too_short": "must not be empty",
    "too_long": "is longer than {max_length} characters",
    "string_too_long": "is longer than {max_length} characters",
    "greater_than": "must be greater than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
}

# An earlier member of a list that a message points to, by its position in the model.
_POINTED_TO = re.compile(r"(?<=: )sessions\[([0-9]+)\](?= has it already$)")


def tell(error: ValidationError, root: Node, given: Input, report: Report) -> None:
    """Tell the report what the model found wrong with what was read from the tree."""
    for each in error.errors(include_url=False):
        place, node = _found(each["loc"], root, given)
        if (place == _LAST_DAY or place[-1:] == ("uid",)) and not _is_written(place, root):
            continue  # derived from a first day or an id that is wrong: that is told already
        report.fault(_reworded(each, given), place, node.line, covers=False)


def _found(loc: Place, root: Node, given: Input) -> tuple[Place, Node]:
    """The place in the document that the model's place comes from, and the node nearest to it."""
    if loc[:1] == ("sessions",) and len(loc) > 1:
        within = loc[2:]
        for spread in _SPREAD:
            within = within[1:] if within[:1] == (spread,) else within
        loc = (*given.sessions[int(loc[1])], *within)
    node = root
    place: Place = ()
    for step in loc:
        value = node.value
        key = step
        if isinstance(value, dict) and isinstance(step, int):  # the forms of a name, by language
            key = list(value)[step]
        if isinstance(value, list) and isinstance(key, int):
            node = value[key]
        elif isinstance(value, dict):
            node = value.get(str(key), node)
        else:
            break  # a short form: the whole is the field
        place = (*place, key)
    return place, node


def _is_written(place: Place, root: Node) -> bool:
    node: Any = root
    for step in place[:-1]:
        node = node.value[step]
    return place[-1] in node.value


def _reworded(error: Any, given: Input) -> str:
    kind: str = error["type"]
    context: Mapping[str, Any] = error.get("ctx", {})
    if error["input"] == "":
        return "is empty: fill it in, or leave it out"
    if kind in _WORDS:
        return _WORDS[kind].format(**context)
    if kind == "string_pattern_mismatch":
        return f"must be {_PATTERNS.get(context['pattern'], _CONTACT)}"
    reason = str(context.get("reason", error["msg"]))
    return _POINTED_TO.sub(lambda found: said(given.sessions[int(found[1])]), reason)

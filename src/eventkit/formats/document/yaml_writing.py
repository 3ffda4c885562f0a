"""A tree of strings, numbers, booleans, lists and mappings as YAML that every reader takes alike.

Written here since no writer at hand both leaves emoji alone and quotes whatever version 1.1 or 1.2 would
take for a number, a time or a boolean.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

_INDENT = "  "
_FLOW_WIDTH = 80

# Words and shapes that YAML 1.1 or 1.2 take for something other than a string all begin with a sign, a
# digit or a dot, save these (YAML 1.1, types bool and null).
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_PLAIN = re.compile(
    r"[^\W\d_](?:[^\x00-\x1f:#\x7f-\x9f]|:(?=[^\s,\[\]{}])|(?<=\S)#)*"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # a UUID, whatever it begins with
)
# Between brackets YAML 1.1 stumbles over more: ``[a?]`` is no list to some.
_PLAIN_IN_FLOW = re.compile(r"[^\W\d_][\w .-]*")


def as_yaml(tree: Mapping[str, Any]) -> str:
    """The tree in YAML, in the order given; strings, numbers, booleans, nulls, lists and mappings."""
    return "".join(f"{line}\n" for line in _mapping(tree, ""))


def _mapping(tree: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in tree.items():
        yield from _entry(f"{indent}{_scalar(key)}:", value, indent)


def _entry(lead: str, value: Any, indent: str) -> Iterator[str]:
    """A value after what leads to it, on the same line where it fits."""
    if isinstance(value, Mapping) and value:
        yield lead
        yield from _mapping(value, indent + _INDENT)
    elif isinstance(value, list) and (flow := _flow(value)) is None:
        yield lead
        for member in value:
            yield from _member(member, indent + _INDENT)
    elif isinstance(value, list):
        yield f"{lead} {flow}"
    elif isinstance(value, str) and "\n" in value and value == value.strip():
        yield f"{lead} |-"
        yield from (f"{indent}{_INDENT}{line}" if line else "" for line in value.split("\n"))
    else:
        yield f"{lead} {_scalar(value)}"


def _member(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        lines = _mapping(value, indent + _INDENT)
        yield f"{indent}- {next(lines).lstrip()}"
        yield from lines
    else:
        yield from _entry(f"{indent}-", value, indent)


def _flow(values: Sequence[Any]) -> str | None:
    """A list on one line, such as ``[en, zh]``; ``None`` where it holds more than a few words."""
    if any(isinstance(value, Mapping | list) or "\n" in str(value) for value in values):
        return None
    line = f"[{', '.join(_scalar(value, in_flow=True) for value in values)}]"
    return line if len(line) <= _FLOW_WIDTH else None


def _scalar(value: Any, *, in_flow: bool = False) -> str:
    if isinstance(value, str):
        plain = _PLAIN_IN_FLOW if in_flow else _PLAIN
        if plain.fullmatch(value) and value.lower() not in _WORDS and not value.endswith(" "):
            return value
        return json.dumps(value, ensure_ascii=False)  # which YAML reads in double quotation marks
    if isinstance(value, float):
        told = format(Decimal(repr(value)), "f")  # without an exponent, which not all take for a number
        return told if "." in told else f"{told}.0"
    return json.dumps(value)  # numbers, booleans, null and the empty mapping, alike in both

"""What came with a thing from elsewhere: any value that JSON has, as a document writes it.

In JSON a value is what it is. In YAML, where all else is read as text, a scalar without quotation marks is
taken as the core schema of YAML 1.2 takes it in the forms that JSON shares: ``true``, ``null``, ``7``,
``1.5``. Everything in quotation marks is a text.
"""

from __future__ import annotations

import math
import re
from typing import Any

from eventkit.formats.document.takes import refuse
from eventkit.formats.document.tree import Node, Place, Quoted, Report, Untyped, as_kept, clean
from eventkit.model.origins import DIGITS_LIMIT

_WORDS = {"": None, "null": None, "true": True, "false": False}
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")
_FRACTION = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")


def extra(node: Node, place: Place, report: Report) -> dict[str, Any]:
    """A mapping of names to values of any sort."""
    if isinstance(node.value, dict):
        return _fields(node.value, place, report)
    refuse(node, "a mapping of names to values, such as {room_id: 7}", place, report)
    return {}


def _fields(fields: dict[str, Node], place: Place, report: Report) -> dict[str, Any]:
    return {
        as_kept(name, (*place, name), each.line, report): _value(each, (*place, name), report)
        for name, each in fields.items()
    }


def _value(node: Node, place: Place, report: Report) -> Any:
    match node.value:
        case dict():
            return _fields(node.value, place, report)
        case list():
            return [_value(each, (*place, at), report) for at, each in enumerate(node.value)]
        case Untyped() if not isinstance(node.value, Quoted):
            return _scalar(node, node.value, place, report)
        case str():
            return as_kept(str(node.value), place, node.line, report)
    return node.value


def _scalar(node: Node, written: str, place: Place, report: Report) -> Any:
    if written in _WORDS:
        return _WORDS[written]
    if _WHOLE.fullmatch(written):
        if len(written.lstrip("-")) <= DIGITS_LIMIT:
            return int(written)
        refuse(node, f"a number of up to {DIGITS_LIMIT} digits, or stand in quotation marks", place, report)
        return None
    if _FRACTION.fullmatch(written):
        if math.isfinite(number := float(written)):
            return number
        refuse(node, "a number that is not so large, or stand in quotation marks", place, report)
        return None
    return clean(written, place, node.line, report)

"""What the model finds wrong, in the document's places and in words for an organiser."""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from eventkit.formats.document.form import Input
from eventkit.formats.document.tree import Node, Place, Report, said
from eventkit.schedule import complaint

_SPREAD = ("parent", "slot", "period")
"""Fields of the model that a document does not have: what they hold stands in the session itself."""

_LAST_DAY: Place = ("conference", "end")

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


def _reworded(error: ErrorDetails, given: Input) -> str:
    return _POINTED_TO.sub(lambda found: said(given.sessions[int(found[1])]), complaint(error))

"""The order that comes of two changes of one list, and what tells the members of a list apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

KEYS: Mapping[str, Callable[[Any], Any]] = {
    "people": lambda appearance: (appearance.participant, appearance.role.value),
    "organisations": lambda backing: (backing.organisation, backing.role.value),
    "name": lambda form: form.language,
}
"""What tells the members of a list apart, by the field it is in."""


def told_apart(member: Any) -> Any:
    """The member itself, where nothing less tells it apart."""
    return member


def joined_order(base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]) -> list[Any] | None:
    """The keys of two changes of one list in one order, with those that only one of them took out.

    What was in the base stands in the order of the one who changed it; what either added stands behind
    what it was put behind. The outcome is the same for mine and theirs changed about. ``None`` where both
    put what was there in an order, and not in the same.
    """
    staying = {*base} & {*mine} & {*theirs}
    stay = [key for key in base if key in staying]
    orders = [[key for key in side if key in staying] for side in (mine, theirs)]
    changed = [order for order in orders if order != stay]
    if len(changed) == 2 and changed[0] != changed[1]:
        return None
    settled = changed[0] if changed else stay
    behind: dict[Any, list[list[Any]]] = {}
    for side in (mine, theirs):
        for anchor, run in _runs(side, staying).items():
            behind.setdefault(anchor, []).append(run)
    found: list[Any] = []
    for key in (_START, *settled):
        if key is not _START:
            found.append(key)
        # By their names, so that it does not matter whose run is looked at first.
        for run in sorted(behind.get(key, []), key=repr):
            found += run
    return list(dict.fromkeys(found))


_START = object()
"""What stands before the first."""


def _runs(side: Sequence[Any], staying: set[Any]) -> dict[Any, list[Any]]:
    """What stands behind each key that stays: the members that do not, in their order."""
    runs: dict[Any, list[Any]] = {}
    anchor: Any = _START
    for key in side:
        if key in staying:
            anchor = key
        else:
            runs.setdefault(anchor, []).append(key)
    return runs

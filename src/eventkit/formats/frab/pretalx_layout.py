"""Which objects of the API of pretalx a file holds, and where in it each stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from eventkit.formats.frab.taking import says, text
from eventkit.intake import ImportLog, Location

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
KINDS = {
    "submissions": "submission",
    "talks": "submission",
    "slots": "slot",
    "speakers": "speaker",
    "rooms": "room",
    "tracks": "track",
    "submission_types": "type",
    "results": "",
}
"""What lists of each name hold; ``results`` whatever was asked for."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where in a layout an object stands: what its own slot does not tell is told by that.

    Attributes:
        on: The day, as it is written there.
        minute: The minute of the day, likewise.
        room: The room; empty where it goes across all of them.
        ends: The minute at which the next line of that day begins, if there is one.
    """

    on: str = ""
    minute: str = ""
    room: str = ""
    ends: int | None = None


NOWHERE = Cell()
"""Of an object that stands in a list."""

Found = tuple[Mapping[str, Any], Location, Cell]
"""An object, with its place in the file and in a layout."""


class Objects:
    """The objects of a file, by kind: ``submission``, ``slot``, ``speaker``, ``room``, ``track`` or ``type``.

    Args:
        name: What messages call the file.
        log: Where it is told what is no object known here.
    """

    def __init__(self, name: str, log: ImportLog) -> None:
        self._name = name
        self._log = log
        self._found: dict[str, list[Found]] = {}

    def of(self, kind: str) -> list[Found]:
        """Those of a kind, in the order of the file."""
        return self._found.get(kind, [])

    def add(self, kind: str, told: Mapping[str, Any], place: Location, cell: Cell = NOWHERE) -> None:
        """Take in one more."""
        self._found.setdefault(kind, []).append((told, place, cell))

    def take(self, top: Mapping[str, Any]) -> None:
        """Take in the members of a file, or of a layout in it."""
        filled = _filled(top)
        for name, value in top.items():
            if is_grid(value):
                self._grid(value, name, filled)
            elif name == "schedule" and isinstance(value, dict):
                self.take({each: inner for each, inner in value.items() if each in KINDS})
            elif name in KINDS:
                self._list(value, name)
        if says(top.get("next")):
            here, all_ = len(listed(top.get("results"))), text(top.get("count"))
            message = f"is one page of several, {here} of {all_} are in it: ask the API for all of them"
            self._log.error("one-page", message, Location(self._name, field="next"))

    def _list(self, values: Any, name: str) -> None:
        pairs = values.items() if isinstance(values, dict) else enumerate(listed(values))
        for at, each in pairs:
            place = Location(self._name, field=f"{name}[{at}]")
            if kind := (KINDS[name] or _kind(each)) if isinstance(each, dict) else "":
                self.add(kind, each, place)
            elif says(each):
                self._log.error("no-object", "is not an object known here: it is left out", place)

    def _grid(self, days: Mapping[str, Any], name: str, filled: Mapping[str, list[int]]) -> None:
        for on, minutes in days.items():
            for minute, cells in minutes.items():
                where = Location(self._name, field=f"{name}.{on}.{minute}")
                ends = next((each for each in filled[on] if each > int(minute)), None)
                # What has a title itself goes across all rooms: a pause.
                across = isinstance(cells, dict) and "title" in cells
                for room, each in {"": cells}.items() if across else _mapping(cells).items():
                    if isinstance(each, dict):
                        place = replace(where, field=f"{where.field}.{room}") if room else where
                        self.add("submission", each, place, Cell(on, minute, room, ends))
                    elif says(each):
                        message = "is not an object known here: it is left out"
                        self._log.error("no-object", message, where)


def is_pretalx(root: Any) -> bool:
    """Whether it looks like objects of the API, or a layout of them."""
    if isinstance(root, list):
        return bool(root) and _kind(root[0]) in {"submission", "slot"}
    if not isinstance(root, dict):
        return False
    if any(is_grid(each) for each in root.values()):
        return True
    firsts = (
        each for name in ("results", "submissions", "talks", "slots") for each in listed(root.get(name))[:1]
    )
    return any(_kind(each) in {"submission", "slot"} for each in firsts)


def _kind(value: Any) -> str:
    """What an object of the API is, by the members it has."""
    if not isinstance(value, dict):
        return ""
    if "title" in value and "code" in value and ("state" in value or "submission_type" in value):
        return "submission"
    if "submission" in value and "start" in value:
        return "slot"
    if "name" in value and "code" in value:
        return "speaker"
    return "room" if "name" in value and ("capacity" in value or "guid" in value) else ""


def is_grid(value: Any) -> bool:
    """Whether it is laid out by day and minute."""
    return (
        isinstance(value, dict)
        and bool(value)
        and all(_DATE.fullmatch(str(on)) and isinstance(minutes, dict) for on, minutes in value.items())
        and all(
            str(each).isdecimal() and len(str(each)) < 5 for minutes in value.values() for each in minutes
        )
    )


def _filled(top: Mapping[str, Any]) -> Mapping[str, list[int]]:
    """For each day of all layouts the minutes at which anything begins, in order."""
    found: dict[str, set[int]] = {}
    for grid in filter(is_grid, top.values()):
        for on, minutes in grid.items():
            found.setdefault(on, set()).update(int(each) for each, cells in minutes.items() if cells)
    return {on: sorted(each) for on, each in found.items()}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """The members of a list; none of what is no list."""
    return value if isinstance(value, list) else []

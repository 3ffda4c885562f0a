"""Files that hold a schedule: a family of equal members.

Members come in through the entry-point group ``eventkit.formats``, the built-in ones by the same door as
anyone's own. They do not know each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Protocol

from eventkit.errors import EventkitError
from eventkit.findings import Finding
from eventkit.schedule import Schedule

GROUP = "eventkit.formats"
"""The entry-point group of the formats."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from a file.

    Attributes:
        schedule: The schedule it holds.
        findings: What was repaired or left aside on the way, each with its place in the file.
    """

    schedule: Schedule
    findings: tuple[Finding, ...] = ()


class Format(Protocol):
    """A kind of file."""

    suffixes: tuple[str, ...]
    """The endings of its files, with the dot, lower case."""

    def read(self, data: bytes, name: str) -> Reading:
        """The schedule in a file's bytes; ``name`` is what messages call the file.

        Raises:
            eventkit.errors.Unreadable: It cannot be taken in; every fault is listed with its place.
        """
        ...

    def write(self, schedule: Schedule, suffix: str) -> bytes:
        """The file that holds the schedule; ``suffix`` is one of `suffixes`."""
        ...


def format_named(name: str) -> Format:
    """The format of that name.

    Raises:
        EventkitError: There is none; the message lists those there are.
    """
    found = entry_points(group=GROUP)
    if name not in found.names:
        message = f"there is no format '{name}': there are {', '.join(sorted(found.names))}"
        raise EventkitError(message)
    loaded: Format = found[name].load()
    return loaded


def format_of(filename: str) -> Format:
    """The format of a file by its ending.

    Raises:
        EventkitError: No format has that ending; the message lists those there are.
    """
    endings: dict[str, Format] = {}
    for name in sorted(entry_points(group=GROUP).names):
        found = format_named(name)
        endings.update(dict.fromkeys(found.suffixes, found))
    suffix = "." + filename.rpartition(".")[2].lower()
    if suffix not in endings:
        message = (
            f"{filename}: no format for '{suffix}' files; there are those for {', '.join(sorted(endings))}"
        )
        raise EventkitError(message)
    return endings[suffix]

"""Files that hold a schedule: a family of equal members.

Members come in through the entry-point group ``eventkit.formats``, the built-in ones by the same door as
anyone's own. They do not know each other. Some are read and written, some only the one or the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import Protocol, TypeVar, cast, runtime_checkable

from eventkit.errors import EventkitError, Fault, Unreadable
from eventkit.findings import Finding
from eventkit.intake import NO_HINTS, ImportHints, ImportResult, SourceFile
from eventkit.schedule import Schedule

GROUP = "eventkit.formats"
"""The entry-point group of the formats."""


class Format(Protocol):
    """A kind of file."""

    title: str
    """What it is, for a list of formats: ``schedule.xml of frab, pretalx and Pentabarf``."""

    suffixes: tuple[str, ...]
    """The endings of its files, with the dot, lower case."""


@runtime_checkable
class Reader(Format, Protocol):
    """A kind of file that can be read."""

    def recognises(self, source: SourceFile) -> bool:
        """Whether a file looks like one of this kind; it need not be a good one."""
        ...

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        """The schedule in a file's bytes; ``name`` is what messages call the file.

        Raises:
            eventkit.errors.Unreadable: It cannot be taken in; every fault is listed with its place.
        """
        ...


@runtime_checkable
class Writer(Format, Protocol):
    """A kind of file that can be written."""

    def write(self, schedule: Schedule, suffix: str) -> bytes:
        """The file that holds the schedule; ``suffix`` is one of `suffixes`."""
        ...

    def lost(self, schedule: Schedule) -> tuple[Finding, ...]:
        """What of the schedule such a file cannot hold, so that nobody misses it unawares."""
        ...


_F = TypeVar("_F", bound=Format)


def formats() -> Iterator[tuple[str, Format]]:
    """Every format with its name, by name."""
    found = entry_points(group=GROUP)
    for name in sorted(found.names):
        yield name, cast("Format", found[name].load())


def format_named(name: str) -> Format:
    """The format of that name.

    Raises:
        EventkitError: There is none; the message lists those there are.
    """
    found = entry_points(group=GROUP)
    if name not in found.names:
        message = f"there is no format '{name}': there are {', '.join(sorted(found.names))}"
        raise EventkitError(message)
    return cast("Format", found[name].load())


def reader_named(name: str) -> Reader:
    """The format of that name, to read files with.

    Raises:
        EventkitError: There is none, or it is only written.
    """
    return _able(name, Reader, "read")  # type: ignore[type-abstract] # a protocol is asked for on purpose


def writer_named(name: str) -> Writer:
    """The format of that name, to write files with.

    Raises:
        EventkitError: There is none, or it is only read.
    """
    return _able(name, Writer, "written")  # type: ignore[type-abstract] # as above


def _able(name: str, kind: type[_F], done: str) -> _F:
    found = format_named(name)
    if not isinstance(found, kind):
        others = ", ".join(each for each, other in formats() if isinstance(other, kind))
        message = f"files of the format '{name}' are not {done} here: those that are: {others}"
        raise EventkitError(message)
    return found


def recognised(source: SourceFile) -> tuple[str, Reader]:
    """The format of a file by what is in it, with its name.

    Raises:
        Unreadable: No format knows it, or several do.
    """
    readers = [(name, each) for name, each in formats() if isinstance(each, Reader)]
    found = [(name, each) for name, each in readers if each.recognises(source)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(name for name, _ in found or readers)
    why = f"may be any of {names}" if found else "is in no format known here"
    raise Unreadable(source.name, (Fault(f"{why}: say which with --format ({names})"),))

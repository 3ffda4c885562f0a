"""File formats: the protocol `Importer`, and the registry of built-in and installed formats.

They come in through the entry-point group ``eventkit.formats`` and do not know each other. One that is
written is an `eventkit.exporters.Exporter` as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import Protocol, cast, runtime_checkable

from eventkit.errors import EventkitError, Fault, Unreadable
from eventkit.intake import NO_HINTS, ImportHints, ImportResult, SourceFile

GROUP = "eventkit.formats"
"""The entry-point group of the formats."""


class Format(Protocol):
    """A kind of file."""

    title: str
    """What it is, for a list of formats: ``schedule.xml of frab, pretalx and Pentabarf``."""

    suffixes: tuple[str, ...]
    """The endings of its files, with the dot, lower case."""


@runtime_checkable
class Importer(Format, Protocol):
    """A kind of file that can be read."""

    def recognises(self, source: SourceFile) -> bool:
        """True if a file looks like one of this format; it need not be valid."""
        ...

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        """Read a schedule from the bytes of a file; ``name`` is its name in messages.

        Raises:
            eventkit.errors.Unreadable: The file cannot be imported; all faults are listed.
        """
        ...


def iter_formats() -> Iterator[tuple[str, Format]]:
    """All formats with their names, sorted by name."""
    entries = entry_points(group=GROUP)
    for name in sorted(entries.names):
        yield name, cast("Format", entries[name].load())


def get_format(name: str) -> Format:
    """The format of that name.

    Raises:
        EventkitError: There is none; the message lists those there are.
    """
    entries = entry_points(group=GROUP)
    if name not in entries.names:
        message = f"Unknown format '{name}'. Known formats: {', '.join(sorted(entries.names))}."
        raise EventkitError(message)
    return cast("Format", entries[name].load())


def get_importer(name: str) -> Importer:
    """The importer of that name.

    Raises:
        EventkitError: There is none, or it is only written.
    """
    format_ = get_format(name)
    if not isinstance(format_, Importer):
        known = ", ".join(known for known, iter_format in iter_formats() if isinstance(iter_format, Importer))
        message = f"Files of the format '{name}' cannot be read. Formats that can: {known}."
        raise EventkitError(message)
    return format_


def detect_format(source: SourceFile) -> tuple[str, Importer]:
    """Detect the format of a file by its content; returns its name and importer.

    Raises:
        Unreadable: No format knows it, or several do.
    """
    readers = [
        (name, iter_format) for name, iter_format in iter_formats() if isinstance(iter_format, Importer)
    ]
    fitting = [(name, reader) for name, reader in readers if reader.recognises(source)]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(name for name, _ in fitting or readers)
    message = (
        f"The file fits several formats: {names}. Choose one with --format."
        if fitting
        else "Unknown file format. Name it with --format; `eventkit formats` lists them."
    )
    raise Unreadable(source.name, (Fault(message),))

"""File formats: the protocol `Importer`, and the registry of built-in and installed formats.

They come in through the entry-point group ``eventkit.formats`` and do not know each other. One that is
written is an `eventkit.exporters.Exporter` as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import EntryPoints, entry_points
from typing import Protocol, cast, runtime_checkable

from eventkit.errors import EventkitError, Fault, Unreadable
from eventkit.formats.mismatch import describe_mismatch
from eventkit.intake import NO_HINTS, ImportHints, ImportResult, SourceFile

GROUP = "eventkit.formats"
"""The entry-point group of the formats."""


class Format(Protocol):
    """A kind of file."""

    title: str
    """Its title in a list of formats: ``schedule.xml of frab, pretalx and Pentabarf``."""

    suffixes: tuple[str, ...]
    """The endings of its files, with the dot, lower case.

    An importer may have ``fields`` as well: names of JSON fields or XML elements by which its files are
    known. They show which format is nearest to a file that none recognises.
    """


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


@cache
def _entry_points() -> EntryPoints:
    """The entry points of formats, read once: they are in the metadata of every installed package."""
    return entry_points(group=GROUP)


def iter_formats() -> Iterator[tuple[str, Format]]:
    """All formats with their names, sorted by name."""
    entries = _entry_points()
    for name in sorted(entries.names):
        yield name, cast("Format", entries[name].load())


def get_format(name: str) -> Format:
    """The format of that name.

    Raises:
        EventkitError: There is none; the message lists those there are.
    """
    entries = _entry_points()
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


def read_file(
    data: bytes, title: str, name: str | None = None, hints: ImportHints = NO_HINTS
) -> tuple[str, ImportResult]:
    """The schedule in a file, and the name of its format.

    Args:
        data: The bytes of the file.
        title: Its name in messages.
        name: The name of its format; detected from the content if left out.
        hints: What is known beside the file.

    Raises:
        EventkitError: There is no such format, or it cannot be read.
    """
    if name is None:
        name, importer = detect_format(SourceFile(data, title))
    else:
        importer = get_importer(name)
    return name, importer.read(data, title, hints)


def detect_format(source: SourceFile) -> tuple[str, Importer]:
    """Detect the format of a file by its content; returns its name and importer.

    Raises:
        Unreadable: No format knows it, or several do.
    """
    importers = [(name, format_) for name, format_ in iter_formats() if isinstance(format_, Importer)]
    fitting = [(name, importer) for name, importer in importers if importer.recognises(source)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(name for name, _ in fitting)
        message = f"The file fits several formats: {names}. Choose one with --format."
    else:
        reason = describe_mismatch(source, {name: fields_of(importer) for name, importer in importers})
        message = f"Unknown file format. {reason} Name it with --format; `eventkit formats` lists all."
    raise Unreadable(source.name, (Fault(message),))


def fields_of(format_: Format) -> frozenset[str]:
    """The names of fields that the files of a format have, if it declares them as ``fields``."""
    return frozenset(getattr(format_, "fields", ()))

"""File formats: the protocol `Importer`, and the registry of built-in and installed formats.

They come in through the entry-point group ``eventkit.formats`` and do not know each other. One that is
written is an `eventkit.plugins.exporters.Exporter` as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Protocol, runtime_checkable

from eventkit.errors import EventkitError, Fault, Unreadable
from eventkit.files.limited_process import FOREIGN_FILE, ProcessFailure, run_in_process
from eventkit.formats.mismatch import describe_mismatch
from eventkit.intake import NO_HINTS, ImportHints, ImportResult, SourceFile
from eventkit.messages import Listed, Message, as_message
from eventkit.plugins import BrokenPlugin, load_plugins, plugins_by_name

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
def _load(name: str) -> Format:
    plugin = plugins_by_name(GROUP)[name]
    format_: Format = plugin.load()
    with plugin.guard():
        if not isinstance(format_.title, str) or not all(isinstance(end, str) for end in format_.suffixes):
            raise BrokenPlugin(plugin, f"{plugin.point.value} has no title or no suffixes that are texts")
    return format_


def iter_formats() -> Iterator[tuple[str, Format]]:
    """All formats that work with their names, sorted by name."""
    for name, format_ in load_plugins(sorted(plugins_by_name(GROUP)), _load):
        if not isinstance(format_, BrokenPlugin):
            yield name, format_


def broken_formats() -> Iterator[BrokenPlugin]:
    """The formats of other packages that do not work."""
    loaded = load_plugins(sorted(plugins_by_name(GROUP)), _load)
    return (format_ for _, format_ in loaded if isinstance(format_, BrokenPlugin))


def get_format(name: str) -> Format:
    """The format of that name.

    Raises:
        EventkitError: There is none; the message lists those there are.
        BrokenPlugin: It is of another package, and does not work.
    """
    known = plugins_by_name(GROUP)
    if name not in known:
        raise EventkitError(
            "Unknown format '{name}'. Known formats: {known}.", name=name, known=Listed(tuple(sorted(known)))
        )
    return _load(name)


def get_importer(name: str) -> Importer:
    """The importer of that name.

    Raises:
        EventkitError: There is none, or it is only written.
    """
    format_ = get_format(name)
    if not isinstance(format_, Importer):
        known = ", ".join(known for known, iter_format in iter_formats() if isinstance(iter_format, Importer))
        raise EventkitError(
            "Files of the format '{name}' cannot be read. Formats that can: {known}.", name=name, known=known
        )
    return format_


def read_file(
    data: bytes, title: str, name: str | None = None, hints: ImportHints = NO_HINTS
) -> tuple[str, ImportResult]:
    """The schedule in a file, and the name of its format.

    Args:
        title: Its name in messages.
        name: The name of its format; detected from the content if left out.
        hints: What is known beside the file.

    Raises:
        EventkitError: There is no such format, or it cannot be read.
        BrokenPlugin: The format is of another package, and fails.
    """
    if name is None:
        name, importer = detect_format(SourceFile(data, title))
    else:
        importer = get_importer(name)
    plugin = plugins_by_name(GROUP)[name]
    with plugin.guard():
        result = importer.read(data, title, hints)
        if not isinstance(result, ImportResult):
            raise BrokenPlugin(plugin, f"it returned {type(result).__name__}, and no ImportResult")
    return name, result


def read_foreign_file(
    data: bytes,
    title: str,
    name: str | None = None,
    hints: ImportHints = NO_HINTS,
    *,
    run: Callable[..., tuple[str, ImportResult]] = run_in_process,
) -> tuple[str, ImportResult]:
    """The schedule in a file of a stranger, as `read_file` reads it, in a process with limits.

    Args:
        title: Its name in messages.
        name: The name of its format; detected from the content if left out.
        hints: What is known beside the file.
        run: Runs a function in a process.

    Raises:
        Unreadable: The file needs more memory or time than any sound file does, or ended its reader.
        Exception: As `read_file` raises.
    """
    try:
        return run(read_file, data, title, name, hints, limits=FOREIGN_FILE)
    except ProcessFailure:
        message = Message(
            "The file is damaged, or needs more than {memory} GB of memory or {seconds} seconds to be read. "
            "Save it again with the program that it comes from.",
            memory=FOREIGN_FILE.memory // 2**30,
            seconds=FOREIGN_FILE.seconds,
        )
        raise Unreadable(title, (Fault(message),)) from None


def detect_format(source: SourceFile) -> tuple[str, Importer]:
    """Detect the format of a file by its content; returns its name and importer.

    Raises:
        Unreadable: No format knows it, or several do. If none does, formats of other packages that do not
            work are among its faults.
    """
    importers = [(name, format_) for name, format_ in iter_formats() if isinstance(format_, Importer)]
    fitting: list[tuple[str, Importer]] = []
    broken = [*broken_formats()]
    for name, importer in importers:
        try:
            with plugins_by_name(GROUP)[name].guard():
                if importer.recognises(source):
                    fitting.append((name, importer))
        except BrokenPlugin as error:
            broken.append(error)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(name for name, _ in fitting)
        message = f"The file fits several formats: {names}. Choose one of these formats."
    else:
        reason = describe_mismatch(source, {name: fields_of(importer) for name, importer in importers})
        message = f"Unknown file format. {reason} Give its format."
    raise Unreadable(source.name, (Fault(message), *(Fault(as_message(error)) for error in broken)))


def fields_of(format_: Format) -> frozenset[str]:
    """The names of fields that the files of a format have, if it declares them as ``fields``."""
    return frozenset(getattr(format_, "fields", ()))

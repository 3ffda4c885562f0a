"""File formats: the protocol `Importer`, and the registry of built-in and installed formats.

They come in through the entry-point group ``eventkit.formats`` and do not know each other. One that is
written is an `eventkit.plugins.exporters.Exporter` as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Protocol, runtime_checkable

from eventkit.errors import EventkitError, Fault, Unreadable
from eventkit.files.limited_process import FOREIGN_FILE, ProcessFailure, run_in_process
from eventkit.intake import NO_HINTS, ImportHints, ImportResult, SourceFile
from eventkit.messages import Listed, Message, as_message, sentence
from eventkit.plugins import BrokenPlugin, load_plugins, plugins_by_name
from eventkit.texts.name_caches import clear_names

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
            raise BrokenPlugin(
                plugin,
                Message("{value} has no title or no suffixes that are texts", value=plugin.point.value),
            )
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
        try:
            result = importer.read(data, title, hints)
        finally:
            clear_names()
        if not isinstance(result, ImportResult):
            raise BrokenPlugin(
                plugin, Message("it returned {returned}, and no ImportResult", returned=type(result).__name__)
            )
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
        message = Message(
            "The file fits several formats: {names}.",
            "Choose one of these formats.",
            names=Listed(tuple(name for name, _ in fitting)),
        )
    else:
        reason = describe_mismatch(source, {name: fields_of(importer) for name, importer in importers})
        message = Message("Unknown file format.", reason, "Give its format.")
    raise Unreadable(source.name, (Fault(message), *(Fault(as_message(error)) for error in broken)))


def fields_of(format_: Format) -> frozenset[str]:
    """The names of fields that the files of a format have, if it declares them as ``fields``."""
    return frozenset(getattr(format_, "fields", ()))


_HEAD = 65_536
_FIELDS_READ = 20_000
_SHOWN = 4
_ELEMENT = re.compile(rb"<([A-Za-z_][\w.-]{0,60})")
_KINDS = (
    (b"%PDF-", sentence("A PDF document."), sentence("Ask for the schedule as a spreadsheet or calendar.")),
    (
        b"\xd0\xcf\x11\xe0",
        sentence("A document of an old version of Office."),
        sentence("Save it as .xlsx or .csv."),
    ),
    (b"\x89PNG", sentence("A picture."), sentence("Ask for the schedule as a spreadsheet or calendar.")),
    (b"\xff\xd8\xff", sentence("A picture."), sentence("Ask for the schedule as a spreadsheet or calendar.")),
    (b"\x1f\x8b", sentence("A compressed file."), sentence("Unpack it.")),
    (b"{\\rtf", sentence("A text in Rich Text Format."), sentence("Copy its table into a spreadsheet.")),
    (
        b"SQLite format 3\x00",
        sentence("A database."),
        sentence("If it is a store of eventkit, open it as one."),
    ),
)


def describe_mismatch(source: SourceFile, formats: Mapping[str, frozenset[str]]) -> Message:
    """The kind of a file in a sentence or two, with the format whose fields it has most of.

    Args:
        formats: The names of fields that files of each format have.
    """
    if not source.data.strip():
        return Message("The file is empty.")
    for begin, kind, advice in _KINDS:
        if source.data.startswith(begin):
            return Message(kind, advice)
    if any(member.startswith("word/") for member in source.members):
        return Message("A document of Word without a table. Copy its text into a spreadsheet.")
    if source.root_element.lower() == "html" or b"<!doctype html" in source.data[:_HEAD].lower():
        return Message("A web page without a table. Look there for an export, such as an .ics or .json file.")
    fields = _fields(source)
    if not fields:
        return Message("Text without a row of known column headings, such as Title, Start and Room.")
    kind = (
        Message("XML with the root element <{element}>.", element=source.root_element)
        if source.root_element
        else Message("JSON.")
    )
    return Message(kind, _nearest(fields, formats))


def _nearest(fields: frozenset[str], formats: Mapping[str, frozenset[str]]) -> Message:
    """The format that has the largest share of its fields in the file, with what is there and what is not."""
    shares = {name: len(known & fields) / len(known) for name, known in formats.items() if known}
    name = max(sorted(shares), key=lambda name: shares[name], default="")
    if not name or not shares[name]:
        return Message("No field in it is one of a known format.")
    there, missing = formats[name] & fields, formats[name] - fields
    return Message(
        "The nearest format is {name}: the file has {fields}, but not {missing}."
        if missing
        else "The nearest format is {name}: the file has {fields}, but not in the places where they belong.",
        name=name,
        fields=Listed(tuple(sorted(there)), limit=_SHOWN),
        missing=Listed(tuple(sorted(missing)), limit=_SHOWN),
    )


def _fields(source: SourceFile) -> frozenset[str]:
    if source.root_element:
        return frozenset(match[1].decode() for match in _ELEMENT.finditer(source.data[:_HEAD]))
    try:
        root = source.json
    except Unreadable:
        return frozenset()
    return frozenset(name for name, _ in zip(_names(root), range(_FIELDS_READ), strict=False))


def _names(root: Any) -> Iterator[str]:
    level = [root]
    while level:
        for value in level:
            if isinstance(value, dict):
                yield from map(str, value)
        level = [
            inner
            for value in level
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
        ]

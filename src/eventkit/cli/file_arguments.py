"""File arguments: what ``-o`` may create and replace, with ``-`` for standard output; folders of templates.

A file is written under the endings of its kind or under an ending of no known kind, and replaces only an
older file of its kind. The store, any other SQLite database and the files that SQLite
creates beside one are never written to.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import click

from eventkit.cli.command_settings import CliSettings
from eventkit.errors import EventkitError
from eventkit.office.file_access import SQLITE_COMPANIONS, copy_spool, database_of, open_to_write, read_text
from eventkit.texts.suggestions import suggest

STDIO = "-"
"""The name of standard input and output among files."""

SQLITE_URL = "sqlite:///"

JSON_DOCUMENT = b'{"eventkit":'
"""How a document in JSON begins, blanks left out."""

BEGINNING = 512
"""The bytes of a file that are read to recognise its kind."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that a command writes.

    Attributes:
        name: Its name in messages: ``a calendar``.
        endings: The endings of its files, with the dot, lower case, the usual one first; empty for a folder.
        beginnings: How such a file begins, blanks left out; empty where they begin in many ways.
        is_document: Whether it is the document of eventkit, which organisers edit.
    """

    name: str
    endings: tuple[str, ...]
    beginnings: tuple[bytes, ...] = ()
    is_document: bool = False


CALENDAR = FileKind("a calendar", (".ics", ".ical", ".ifb"), (b"BEGIN:VCALENDAR",))
JCAL = FileKind("a jCal calendar", (".json", ".jcal"), (b'["vcalendar"',))
PDF = FileKind("a PDF", (".pdf",), (b"%PDF-",))
KEY_FILE = FileKind("a key file", (".json",), (b'{"format":"eventkit-badge-keys-',))
TOML = FileKind("a TOML file", (".toml",))

FOLDER = click.Path(file_okay=False)

KNOWN_ENDINGS = frozenset(
    {
        *(".ics", ".ical", ".ifb", ".jcal", ".pdf", ".json", ".jsonld", ".toml", ".yaml", ".yml", ".xml"),
        *(".xlsx", ".xls", ".ods", ".csv", ".tsv", ".txt", ".order", ".docx", ".doc", ".odt", ".md", ".html"),
        *(".zip", ".db", ".sqlite", ".sqlite3", ".sql", ".png", ".jpg", ".jpeg", ".svg", ".ttf", ".otf"),
    }
)
"""The endings of known kinds of files; nothing is written under the ending of another kind."""


class OutputFile(click.Path):
    """The type of the option ``-o``: a file that may be created or replaced, or ``-`` for standard output.

    Args:
        kind: The kind of file the command writes, or a function that derives it from the options so far.
            Options that it depends on have to be eager.
    """

    def __init__(self, kind: FileKind | Callable[[Mapping[str, Any]], FileKind]) -> None:
        super().__init__(dir_okay=False, allow_dash=True)
        self._kind = kind

    def kind(self, options: Mapping[str, Any]) -> FileKind:
        """The kind of file that the command writes with these options."""
        return self._kind if isinstance(self._kind, FileKind) else self._kind(options)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The target.

        Raises:
            click.BadParameter: The file is not to be written there.
        """
        if ctx is None or value == STDIO:
            return value
        kind = self.kind(ctx.params)
        if not kind.endings:
            return FOLDER.convert(value, param, ctx)
        target = str(super().convert(value, param, ctx))
        settings = ctx.find_root().obj
        store = store_file(settings.store) if isinstance(settings, CliSettings) else None
        if fault := fault_of(Path(target), kind, store):
            self.fail(f"{target} {fault}. Nothing was written.", param, ctx)
        return target


def output_option(
    kind: FileKind | Callable[[Mapping[str, Any]], FileKind], *, required: bool = True, note: str = ""
) -> Callable[[Any], Any]:
    """The option ``-o FILE`` of a command that writes files of a kind."""
    return click.option(
        "-o",
        "--output",
        "target",
        metavar="FILE",
        required=required,
        type=OutputFile(kind),
        help=f"The file to write; - writes to standard output.{note}",
    )


def folder_option(note: str) -> Callable[[Any], Any]:
    """The option ``-o DIR`` of a command that writes a folder."""
    return click.option(
        "-o",
        "--output",
        "folder",
        metavar="DIR",
        required=True,
        type=click.Path(file_okay=False),
        help=note,
    )


@contextmanager
def open_target(target: str) -> Iterator[BinaryIO]:
    """A file to write to, which gets its name when it is complete; ``-`` is standard output.

    Raises:
        EventkitError: The file belongs to an SQLite database.
        OSError: The file cannot be written; nothing is left behind.
    """
    if target == STDIO:
        with tempfile.TemporaryFile() as spool:
            yield spool
            copy_spool(spool, sys.stdout.buffer)
        return
    with open_to_write(Path(target)) as file:
        yield file


def write_target(target: str, data: bytes) -> None:
    """Write a file atomically, as `open_target` does."""
    with open_target(target) as file:
        file.write(data)


def store_file(url: str) -> Path | None:
    """The file of an SQLite store; ``None`` for a database on a server."""
    return Path(url.removeprefix(SQLITE_URL)) if url.startswith(SQLITE_URL) else None


def fault_of(target: Path, kind: FileKind, store: Path | None) -> str:
    """The reason why a file of this kind is not written to a target, and what to do; empty if it may be."""
    if store is not None and _belongs_to(target, store):
        return "is the store or belongs to it. Choose another file"
    if database := database_of(target):
        relation = "is" if database.name == target.name else "belongs to"
        return f"{relation} an SQLite database. Choose another file"
    ending = target.suffix.lower()
    if ending in KNOWN_ENDINGS.difference(kind.endings):
        return f"has the ending of another kind of file than {kind.name}. Choose {_names(kind)}"
    return _fault_of_content(_beginning(target), kind, named=ending in kind.endings)


def _fault_of_content(beginning: bytes, kind: FileKind, *, named: bool) -> str:
    """The reason why an existing file is not replaced by a file of this kind."""
    if not beginning or (kind.beginnings and beginning.startswith(kind.beginnings)):
        return ""
    if kind.beginnings:
        return f"exists and is not {kind.name}. Move it away, or choose another name"
    if beginning.startswith(JSON_DOCUMENT) and not kind.is_document:
        return "exists and is a document of eventkit. Move it away, or choose another name"
    if not named:
        return f"exists, and its name does not show the kind of file. Choose {_names(kind)}"
    return ""


def _names(kind: FileKind) -> str:
    return f"a name ending in {' or '.join(kind.endings)}"


def _belongs_to(target: Path, store: Path) -> bool:
    """Check whether a target is the file of the store, or one that SQLite creates beside it, by any path."""
    for ending in ("", *SQLITE_COMPANIONS):
        file = store.with_name(store.name + ending)
        if os.path.realpath(target) == os.path.realpath(file):
            return True
        if target.exists() and file.exists() and target.samefile(file):
            return True
    return False


def _beginning(file: Path) -> bytes:
    """The first bytes of a file, without blanks and a byte order mark; empty where there is none."""
    if not file.is_file():
        return b""
    with file.open("rb") as opened:
        return b"".join(opened.read(BEGINNING).removeprefix(b"\xef\xbb\xbf").split())


TEMPLATE_LIMIT = 200_000
"""The limit of a template, in characters."""

template_folder_option = click.option(
    "--templates",
    "template_folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="A folder with your own templates, in the place of single ones of eventkit.",
)


def show_template_option(templates: Callable[[], Mapping[str, str]], example: str) -> Callable[[Any], Any]:
    """An option that prints one of eventkit's templates, and ends.

    Args:
        templates: Gives the templates by their names.
        example: The name of one of them, for the help.
    """

    def show(context: click.Context, option: click.Parameter, value: str | None) -> None:
        if value is None or context.resilient_parsing:
            return
        known = templates()
        if value not in known:
            hint = suggest(value, known) or f"Templates: {', '.join(known)}."
            message = f"There is no template '{value}'. {hint}"
            raise click.BadParameter(message, context, option)
        click.echo(known[value], nl=False)
        context.exit()

    return click.option(
        "--show-template",
        metavar="NAME",
        is_eager=True,
        expose_value=False,
        callback=show,
        help=f"Print one of eventkit's templates, such as {example}, to copy and change.",
    )


def read_templates(folder: str | None, ending: str, example: str) -> dict[str, str]:
    """The templates of an organiser's folder by their names; none without a folder.

    Raises:
        EventkitError: There is none in it, or one is no text.
    """
    if folder is None:
        return {}
    paths = sorted(path for path in Path(folder).iterdir() if path.suffix == ending)
    if not paths:
        message = f"{folder} contains no template. Copy one of eventkit's into it, such as {example}."
        raise EventkitError(message)
    return {path.name: read_text(path, TEMPLATE_LIMIT, "a template") for path in paths}

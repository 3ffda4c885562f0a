"""File arguments: files to read, and the targets of ``-o``, with ``-`` for standard input and output; folders
of templates.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import click

from eventkit.cli.commands import BadValue, CliSettings
from eventkit.errors import EventkitError
from eventkit.files.database_urls import file_of
from eventkit.files.output_files import (
    FileKind,
    Mark,
    copy_spool,
    fault_of_replacing,
    fault_of_target,
    mark_of,
    open_to_write,
)
from eventkit.messages import Listed, Message, as_message, sentence
from eventkit.office.file_access import read_text
from eventkit.suggestions import suggest

STDIO = "-"  # the name of standard input and output among files
FOLDER = click.Path(file_okay=False)


def read_argument(file: str) -> tuple[bytes, str]:
    """The bytes of a file or folder to read, and its name in messages; ``-`` is standard input."""
    # What only writes does without the formats.
    from eventkit.intake.source_file import FILE_LIMIT  # noqa: PLC0415 - it loads the readers
    from eventkit.office.conference_files import read_input  # noqa: PLC0415 - it loads the formats

    if file == STDIO:
        return sys.stdin.buffer.read(FILE_LIMIT + 1), "standard input"
    return read_input(Path(file))


class OutputFile(click.Path):
    """The type of the option ``-o``: a file that may be created or replaced, or ``-`` for standard output.

    The kind of file may be derived from the options so far; those that it depends on have to be eager.
    """

    def __init__(self, kind: FileKind | Callable[[Mapping[str, Any]], FileKind]) -> None:
        super().__init__(dir_okay=False, allow_dash=True)
        self._kind = kind

    def kind(self, options: Mapping[str, Any]) -> FileKind:
        return self._kind if isinstance(self._kind, FileKind) else self._kind(options)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if ctx is None or value == STDIO:
            return value
        kind = self.kind(ctx.params)
        if not kind.endings:
            return FOLDER.convert(value, param, ctx)
        target = str(super().convert(value, param, ctx))
        settings = ctx.find_root().obj
        store = file_of(settings.store) if isinstance(settings, CliSettings) else None
        if fault := fault_of_target(Path(target), kind, store):
            self.fail(
                Message("{target} {fault}. Nothing was written.", target=target, fault=fault), param, ctx
            )
        if kind.is_known and (fault := _fault_of_replacing(ctx, target, kind.mark)):
            self.fail(fault, param, ctx)
        return target


OVERWRITE = f"{__name__}.overwrite"
"""The key of the answer of ``--overwrite`` in the context of a command; absent without that option."""


def _store_overwrite(context: click.Context, option: click.Parameter, value: bool) -> None:  # noqa: ARG001
    context.meta[OVERWRITE] = value


overwrite_option = click.option(
    "--overwrite",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_store_overwrite,
    help="Replace a file even if eventkit did not make it, or made it for something else.",
)


def _fault_of_replacing(
    context: click.Context | None, target: str, mark: Mark | None, data: bytes | None = None
) -> str:
    meta = context.meta if context is not None else {}
    fault = "" if meta.get(OVERWRITE) else fault_of_replacing(Path(target), mark, data)
    remedy = sentence(
        "{file} {fault}. Nothing was written. Choose another name, or replace it with --overwrite."
        if OVERWRITE in meta
        else "{file} {fault}. Nothing was written. Choose another name, or move it away."
    )
    return Message(remedy, file=target, fault=as_message(fault)) if fault else ""


def output_option(
    kind: FileKind | Callable[[Mapping[str, Any]], FileKind], *, required: bool = True, note: str = ""
) -> Callable[[Any], Any]:
    output = click.option(
        "-o",
        "--output",
        "target",
        metavar="FILE",
        required=required,
        type=OutputFile(kind),
        help=f"The file to write; - writes to standard output.{note}",
    )
    return lambda command: output(overwrite_option(command))


def folder_option(note: str, *, required: bool = True) -> Callable[[Any], Any]:
    return click.option(
        "-o",
        "--output",
        "folder",
        metavar="DIR",
        required=required,
        type=click.Path(file_okay=False),
        help=note,
    )


@contextmanager
def open_target(target: str) -> Iterator[BinaryIO]:
    """A file to write to, which gets its name when it is complete; ``-`` is standard output."""
    if target == STDIO:
        with tempfile.TemporaryFile() as spool:
            yield spool
            copy_spool(spool, sys.stdout.buffer)
        return
    with open_to_write(Path(target)) as file:
        yield file


def write_target(target: str, data: bytes) -> None:
    """Write a file atomically, as `open_target` does."""
    context = click.get_current_context(silent=True)
    if target != STDIO and (fault := _fault_of_replacing(context, target, mark_of(data), data)):
        raise BadValue(fault, param_hint="-o")
    with open_target(target) as file:
        file.write(data)


TEMPLATE_LIMIT = 200_000  # the limit of a template, in characters

template_folder_option = click.option(
    "--templates",
    "template_folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="A folder with your own templates.",
)


def show_template_option(templates: Callable[[], Mapping[str, str]], example: str) -> Callable[[Any], Any]:
    """An option that prints one of eventkit's templates, and ends."""

    def show(context: click.Context, _: click.Parameter, value: str | None) -> None:
        if value is None or context.resilient_parsing:
            return
        known = templates()
        if value not in known:
            hint = suggest(value, known) or Message("Templates: {known}.", known=Listed(tuple(known)))
            message = Message("There is no template '{name}'.", hint, name=value)
            raise BadValue(message)
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
    """The templates of an organiser's folder by their names; none without a folder."""
    if folder is None:
        return {}
    paths = sorted(path for path in Path(folder).iterdir() if path.suffix == ending)
    if not paths:
        raise EventkitError(
            "{folder} contains no template. Copy one of eventkit's into it, such as {example}.",
            folder=folder,
            example=example,
        )
    return {path.name: read_text(path, TEMPLATE_LIMIT, "a template") for path in paths}

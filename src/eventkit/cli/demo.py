"""The command that shows what eventkit makes, on a real forum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from eventkit.cli.commands import SectionedCommand
from eventkit.cli.display import current_settings
from eventkit.cli.terminal import Terminal, report_folder, write_output
from eventkit.errors import EventkitError
from eventkit.files.output_files import database_of, write_file
from eventkit.formats import get_importer
from eventkit.messages import Plural
from eventkit.office.office import Office
from eventkit.office.site_office import SITE
from eventkit.store import Store

EXAMPLES = files(__package__) / "examples"  # the example files, which the documentation imports as `fixtures`
DOCUMENT = "hongqiao-forum.yaml"
PAIRS = ("zh/en",)
OUTPUTS = ("agenda", "programme", "badges")
RELEASE = "1.0"
STORE = "eventkit.db"

# The forum lies in the past, and its demonstration is to give the same bytes on every day.
WRITTEN = datetime(2022, 11, 1, tzinfo=UTC)


@click.command(cls=SectionedCommand)
@click.argument("folder", metavar="[DIR]", default="eventkit-demo", type=click.Path(file_okay=False))
@click.option("--files", "only_files", is_flag=True, help="Only write the files of the documentation.")
def demo(folder: str, *, only_files: bool) -> None:
    """Build a real forum's agenda, programme, badges and web site in a folder.

    DIR receives the forum as a document, a store with the forum as release 1.0, and the files made from
    that release. Use the folder to try out commands.

    Example:
      eventkit demo
      cd eventkit-demo
      eventkit show
      eventkit demo --files fixtures
    """
    place = Path(folder)
    if (database := database_of(place)) is not None:
        raise EventkitError(
            "{file} belongs to an SQLite database. Nothing was written. Choose another folder.", file=database
        )
    terminal = Terminal(replace(current_settings(), store=str(place / STORE)))
    if only_files:
        _write_examples(terminal, place)
        return
    data = (EXAMPLES / DOCUMENT).read_bytes()
    schedule = get_importer("document").read(data, DOCUMENT).schedule
    id_ = schedule.conference.id
    if place.is_dir() and any(place.iterdir()) and not _is_demo(place, id_):
        raise EventkitError(
            "{folder} contains other files. Nothing was written. Choose a new or empty folder.", folder=folder
        )
    place.mkdir(parents=True, exist_ok=True)
    with terminal.store(make=True) as store:
        office = Office(store, id_, author="demo", clock=lambda: WRITTEN)
        if any(entry.id == id_ for entry in store.conferences()):
            office.edit(lambda _: schedule, "demonstration")
        else:
            office.create(schedule, "demonstration")
        if not office.releases.all():
            office.releases.publish(RELEASE, "as printed")
        state = office.snapshot(RELEASE)
        site = office.site.export(state, pairs=PAIRS)
    write_file(place / DOCUMENT, data)
    terminal.out.say("{file}: the forum as a document", file=place / DOCUMENT)
    for name, suffix in zip(OUTPUTS, (".ics", ".pdf", ".pdf"), strict=True):
        target = place / f"{name}{suffix}"
        write_output(terminal, state, name, str(target), ())
    report_folder(terminal, place / SITE, site)
    page = place / SITE / "index.html"
    terminal.out.say("open {file} in a browser, and the files beside {folder}", file=page, folder=SITE)


def _write_examples(terminal: Terminal, place: Path) -> None:
    examples = {path: data for path, data in _files_in(EXAMPLES) if not _has(place / path, data)}
    for path in examples:
        if (place / path).exists():
            raise EventkitError(
                "{file} exists, and is not the example file. Choose another folder.", file=place / path
            )
    for path, data in examples.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        write_file(place / path, data)
    terminal.out.say(
        Plural("{folder}: {count} example file written", "{folder}: {count} example files written"),
        folder=place,
        count=len(examples),
    )


def _files_in(folder: Traversable, path: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _files_in(entry, f"{path}{entry.name}/")
        else:
            yield f"{path}{entry.name}", entry.read_bytes()


def _has(file: Path, data: bytes) -> bool:
    return file.is_file() and file.read_bytes() == data


def _is_demo(place: Path, conference: str) -> bool:
    """True if a folder is from an earlier demonstration: its store has only that conference."""
    file = place / STORE
    if not file.is_file():
        return False
    with Store.open(str(file), make=False) as store:
        return [entry.id for entry in store.conferences()] == [conference]

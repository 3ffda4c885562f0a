"""Commands that take conferences in from files and write them out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from eventkit.cli.options import author_option, draft_options, store_options
from eventkit.cli.workspace import Workspace, pass_workspace
from eventkit.cli.writing import STDOUT, output_option, write_whole
from eventkit.formats import Reading, reader_named, recognised, writer_named
from eventkit.intake import Offered
from eventkit.schedule import Schedule


@click.command("import")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@click.option("--format", "name", metavar="NAME", help="What FILE is.  [by what is in it]")
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@author_option
@store_options
@pass_workspace
def import_file(workspace: Workspace, file: str, name: str | None, dry_run: bool) -> None:  # noqa: FBT001
    """Take a conference from FILE into the store.

    A conference of the same id that is there already becomes what FILE says; its sessions keep their identity
    in calendars. Nothing is stored unless all of FILE can be read.

    \b
    Example:
      eventkit import forum.yaml
    """
    reading = read(file, name)
    workspace.tell(reading.findings)
    new = reading.schedule
    with workspace.store() as store:
        present = {entry.id for entry in store.conferences()}
        old = store.load(new.conference.id).schedule if new.conference.id in present else None
        if not dry_run:
            store.change(
                new.conference.id,
                lambda _: new,
                author=workspace.settings.author,
                why=f"import {file}",
                at=workspace.now(),
            )
    verb = "would import" if dry_run else "imported"
    workspace.out.print(f"{verb} {new.conference.id}: {_counted(old, new)}", soft_wrap=True)


def read(file: str, name: str | None = None) -> Reading:
    """What a file holds, by the format of that name or by what is in it; ``-`` is standard input.

    Raises:
        OSError: The file cannot be opened.
        eventkit.errors.EventkitError: There is no such format, or the file cannot be taken in.
    """
    data, called = (
        (sys.stdin.buffer.read(), "standard input") if file == STDOUT else (Path(file).read_bytes(), file)
    )
    reader = reader_named(name) if name else recognised(Offered(data, called))[1]
    return reader.read(data, called)


def _counted(old: Schedule | None, new: Schedule) -> str:
    """What an import does to the sessions, in numbers."""
    before = {session.id: session for session in old.sessions} if old else {}
    after = {session.id: session for session in new.sessions}
    added = len(after.keys() - before.keys())
    removed = len(before.keys() - after.keys())
    changed = sum(after[each] != before[each] for each in after.keys() & before.keys())
    numbers = f"{len(after)} sessions ({added} added, {changed} changed, {removed} removed)"
    return numbers if old is None or old != new else f"{len(after)} sessions, nothing changed"


@click.command()
@output_option
@draft_options
@store_options
@pass_workspace
def document(workspace: Workspace, target: str, release: str | None, draft: bool) -> None:  # noqa: FBT001
    """Write the conference as a document, YAML or JSON by the file's ending.

    It holds all that the store knows of the conference, and can be edited and imported again.

    \b
    Example:
      eventkit export document -o forum.yaml
    """
    state = workspace.state(release, draft=draft)
    write_whole(target, document_of(state.schedule, target))


def document_of(schedule: Schedule, target: str) -> bytes:
    """The conference as a document: YAML or JSON as the file's ending asks, YAML where it has none."""
    writer = writer_named("document")
    suffix = Path(target).suffix.lower()
    return writer.write(schedule, suffix if suffix in writer.suffixes else writer.suffixes[0])

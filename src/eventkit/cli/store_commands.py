"""Store commands: backup, restore, copy, doctor, demo."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from eventkit.cli.failures import FAILED
from eventkit.cli.shared_options import store_options
from eventkit.cli.terminal import Terminal, command
from eventkit.errors import EventkitError
from eventkit.files.database_urls import file_of
from eventkit.findings import Severity
from eventkit.messages import Listed, Message, Verbatim
from eventkit.store import ForgottenPeople, backups
from eventkit.store.store_doctor import examine

overwrite_option = click.option("--overwrite", is_flag=True, help="Replace existing data.")


@command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@overwrite_option
@store_options
def backup(terminal: Terminal, file: Path, overwrite: bool) -> None:
    """Back up the whole store to one file, even while it is in use.

    The file contains all conferences with their history, releases and contacts: store it where only you can
    read it.

    Example:
      eventkit backup forum-monday.db
    """
    with terminal.working(Message("writing the backup …")):
        backups.backup(terminal.settings.store, file, overwrite=overwrite)
    terminal.out.say("{file}  backup of the whole store, checked", file=file)


@command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@overwrite_option
@store_options
def restore(terminal: Terminal, file: Path, overwrite: bool) -> None:
    """Restore a backup into the store.

    The backup is checked first. A store that is not empty is only replaced with --overwrite. People whom the
    replaced store had erased, and who are back with the backup, are named.

    Example:
      eventkit restore forum-monday.db --overwrite
    """
    forgotten = _forgotten_people(terminal)
    with terminal.working(Message("restoring the backup …")):
        backups.restore(file, terminal.settings.store, overwrite=overwrite)
    with terminal.store() as store:
        conferences = [entry.id for entry in store.conferences()]
        returned = [
            (conference, id_)
            for conference in conferences
            if conference in forgotten
            for id_ in forgotten[conference].find_all(store.load(conference).schedule)
        ]
    terminal.out.say(
        "restored: {conferences}" if conferences else "restored: no conference",
        conferences=Listed(tuple(conferences)),
    )
    for conference, id_ in returned:
        terminal.err.say(
            "'{id}' was erased from '{conference}' after the backup, and is back with it. "
            "To erase them again: {command}",
            id=id_,
            conference=conference,
            command=Verbatim(f"eventkit person forget {id_} --conference {conference}"),
        )


def _forgotten_people(terminal: Terminal) -> dict[str, ForgottenPeople]:
    try:
        with terminal.store() as store:
            return {entry.id: store.forgotten(entry.id) for entry in store.conferences()}
    except EventkitError:
        return {}


@command()
@click.argument("target", metavar="STORE")
@overwrite_option
@store_options
def copy(terminal: Terminal, target: str, overwrite: bool) -> None:
    """Copy the whole store to another, with its history.

    Example:
      eventkit copy postgresql://office@db.example.org/eventkit
      eventkit copy laptop.db
    """
    with terminal.working(Message("copying the store …")):
        backups.copy(terminal.settings.store, target, overwrite=overwrite)
    place = file_of(target) or Message("the server")
    terminal.out.say("copied to {place}, every row compared", place=place)


@command()
@click.option("--fix", is_flag=True, help="Update stored times to the current rules of their time zones.")
@store_options
def doctor(terminal: Terminal, fix: bool) -> None:
    """Check the store; exit with 1 if something is broken.

    The check finds damage, schedules and changes that cannot be read, a history that somebody altered by
    other means, erased data that is still in the file, and times stored under earlier rules of their time
    zone.

    Example:
      eventkit doctor
    """
    with terminal.working(Message("checking the store …")):
        findings = examine(terminal.settings.store, fix=fix)
    terminal.report_findings(findings, terminal.out)
    if not findings:
        terminal.out.say("no problems found in the store")
    if any(finding.severity is Severity.ERROR for finding in findings):
        sys.exit(FAILED)

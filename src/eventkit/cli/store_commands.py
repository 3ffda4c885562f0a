"""Store commands: backup, restore, copy, doctor, demo."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from eventkit.cli.command_loader import FAILED
from eventkit.cli.shared_options import store_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.findings import Severity
from eventkit.store.backups import backup as backed_up
from eventkit.store.backups import copy as copied
from eventkit.store.backups import restore as brought_back
from eventkit.store.store_doctor import examine as looked_over

replace_option = click.option("--replace", is_flag=True, help="In place of what is there.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@replace_option
@store_options
@pass_terminal
def backup(terminal: Terminal, file: Path, replace: bool) -> None:
    """Write the whole store into one file, while others go on working.

    It holds all conferences with their history, releases and contacts: keep it where only you can read it.

    \b
    Example:
      eventkit backup forum-monday.db
    """
    with terminal.working("writing the backup"):
        backed_up(terminal.settings.store, file, replace=replace)
    terminal.out.print(f"{file}  the whole store, checked", soft_wrap=True)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@replace_option
@store_options
@pass_terminal
def restore(terminal: Terminal, file: Path, replace: bool) -> None:
    """Bring a backup back into the store.

    The backup is checked first. What the store holds is only given up with --replace.

    \b
    Example:
      eventkit restore forum-monday.db --replace
    """
    with terminal.working("bringing the backup back"):
        brought_back(file, terminal.settings.store, replace=replace)
    with terminal.store() as store:
        held = ", ".join(entry.id for entry in store.conferences()) or "no conference"
    terminal.out.print(f"brought back: {held}", soft_wrap=True)


@click.command()
@click.argument("target", metavar="URL")
@replace_option
@store_options
@pass_terminal
def copy(terminal: Terminal, target: str, replace: bool) -> None:
    """Copy the whole store to another, history included.

    \b
    Example:
      eventkit copy postgresql://office@db.example.org/eventkit
      eventkit copy sqlite:///laptop.db
    """
    with terminal.working("copying the store"):
        copied(terminal.settings.store, target, replace=replace)
    terminal.out.print("copied, every row compared")


@click.command()
@click.option("--mend", is_flag=True, help="Write down anew what follows from laws of time zones.")
@store_options
@pass_terminal
def doctor(terminal: Terminal, mend: bool) -> None:
    """Look the store over; exit with 1 where something is broken.

    Looks for damage, rows that lead nowhere, schedules that cannot be read, and laws of time zones that
    changed since times were written down.

    \b
    Example:
      eventkit doctor
    """
    with terminal.working("looking the store over"):
        findings = looked_over(terminal.settings.store, mend=mend)
    terminal.tell(findings, terminal.out)
    if not findings:
        terminal.out.print("the store is sound")
    if any(finding.severity is Severity.ERROR for finding in findings):
        sys.exit(FAILED)

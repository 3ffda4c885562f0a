"""Commands that look after the store as a whole."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from eventkit.cli.door import FAILED
from eventkit.cli.options import store_options
from eventkit.cli.workspace import Workspace, pass_workspace
from eventkit.findings import Severity
from eventkit.store.backup import backup as backed_up
from eventkit.store.backup import restore as brought_back
from eventkit.store.copying import copy as copied
from eventkit.store.doctor import doctor as looked_over

replace_option = click.option("--replace", is_flag=True, help="In place of what is there.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@replace_option
@store_options
@pass_workspace
def backup(workspace: Workspace, file: Path, replace: bool) -> None:
    """Write the whole store into one file, while others go on working.

    It holds all conferences with their history, releases and contacts: keep it where only you can read it.

    \b
    Example:
      eventkit backup forum-monday.db
    """
    with workspace.working("writing the backup"):
        backed_up(workspace.settings.store, file, replace=replace)
    workspace.out.print(f"{file}  the whole store, checked", soft_wrap=True)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@replace_option
@store_options
@pass_workspace
def restore(workspace: Workspace, file: Path, replace: bool) -> None:
    """Bring a backup back into the store.

    The backup is checked first. What the store holds is only given up with --replace.

    \b
    Example:
      eventkit restore forum-monday.db --replace
    """
    with workspace.working("bringing the backup back"):
        brought_back(file, workspace.settings.store, replace=replace)
    with workspace.store() as store:
        held = ", ".join(entry.id for entry in store.conferences()) or "no conference"
    workspace.out.print(f"brought back: {held}", soft_wrap=True)


@click.command()
@click.argument("target", metavar="URL")
@replace_option
@store_options
@pass_workspace
def copy(workspace: Workspace, target: str, replace: bool) -> None:
    """Copy the whole store to another, history included.

    \b
    Example:
      eventkit copy postgresql://office@db.example.org/eventkit
      eventkit copy sqlite:///laptop.db
    """
    with workspace.working("copying the store"):
        copied(workspace.settings.store, target, replace=replace)
    workspace.out.print("copied, every row compared")


@click.command()
@click.option("--mend", is_flag=True, help="Write down anew what follows from laws of time zones.")
@store_options
@pass_workspace
def doctor(workspace: Workspace, mend: bool) -> None:
    """Look the store over; exit with 1 where something is broken.

    Looks for damage, rows that lead nowhere, schedules that cannot be read, and laws of time zones that
    changed since times were written down.

    \b
    Example:
      eventkit doctor
    """
    with workspace.working("looking the store over"):
        findings = looked_over(workspace.settings.store, mend=mend)
    workspace.tell(findings, workspace.out)
    if not findings:
        workspace.out.print("the store is sound")
    if any(finding.severity is Severity.ERROR for finding in findings):
        sys.exit(FAILED)

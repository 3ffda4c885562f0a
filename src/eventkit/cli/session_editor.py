"""The session editor: a session, with its parts, as a document in the organiser's editor."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

import click

from eventkit.cli.completion_sources import complete_ids
from eventkit.cli.entity_reports import summarise
from eventkit.cli.failures import fail
from eventkit.cli.shared_options import change_options
from eventkit.cli.terminal import Terminal, pass_terminal, report
from eventkit.editing import Conflict, MergeConflict, find
from eventkit.errors import EventkitError, Unreadable
from eventkit.files.output_files import write_file
from eventkit.formats.document.writer import extract_session, replace_session
from eventkit.messages import Message, Term
from eventkit.model import Kind, Role, Status
from eventkit.office.office import Office
from eventkit.schedule import EntityKind, Schedule
from eventkit.store import StoredConference

NAME = "your text"

HEAD = f"""\
# Session '{{session}}' of {{conference}}. Save and close to change it; close without changes to cancel.
# kind: {", ".join(Kind)}
# role: {", ".join(Role)}
# status: {", ".join(Status)}
"""


@click.command("edit")
@click.argument("session", shell_complete=complete_ids(EntityKind.SESSION))
@change_options
@pass_terminal
def edit_session(terminal: Terminal, session: str) -> None:
    """Open a session, with its parts, as a document in your editor.

    The editor is VISUAL or EDITOR. All mistakes in your text are listed at once. Changes that others make in
    the meantime are not overwritten: if they change the same field, you see who changed it, when and how, and
    can edit again.

    \b
    Example:
      eventkit edit opening
    """
    office = terminal.office()
    stored = office.load()
    id_ = find(stored.schedule, EntityKind.SESSION, session)
    text = f"{HEAD.format(session=id_, conference=office.conference)}{extract_session(stored.schedule, id_)}"
    while (written := _edited(text, id_)) is not None:
        try:
            mine = replace_session(stored.schedule, id_, written, NAME)
            outcome = office.edit(
                partial(_edited_schedule, mine),
                Message("edit {kind} '{id}'", kind=Term("session"), id=id_),
                base=stored.schedule,
            )
        except Unreadable as error:
            _ask_again(written, id_, str(error))
            text = written
        except MergeConflict as clash:
            conflicts = [_conflict(office, stored, conflict) for conflict in clash.conflicts]
            _ask_again(written, id_, "\n".join(conflicts))
            stored = office.load()
            text = _both(stored.schedule, id_, written, conflicts)
        else:
            report(terminal, outcome)
            return
    terminal.out.print("nothing changed")


def _edited_schedule(mine: Schedule, _: Schedule) -> Schedule:
    return mine


def _edited(text: str, session: str) -> str | None:
    if not (os.environ.get("VISUAL") or os.environ.get("EDITOR") or sys.stdin.isatty()):
        # The system's own editor would wait for someone who cannot type.
        raise EventkitError("There is no terminal to edit in. Set VISUAL or EDITOR to the editor to open.")
    try:
        return click.edit(text, extension=".yaml")
    except UnicodeDecodeError as error:
        rejected = f"{session}.rejected.yaml"
        write_file(Path(rejected), error.object)
        raise EventkitError(
            "Your text is not UTF-8: nothing was changed, and the text is saved in {rejected}. "
            "Set your editor to save as UTF-8.",
            rejected=rejected,
        ) from None


def _ask_again(written: str, session: str, wrong: str) -> None:
    """Report what is wrong, and ask whether to edit again; if not, the text is saved in a file."""
    for line in wrong.splitlines():
        click.echo(f"eventkit: {line}", err=True)
    try:
        again = click.confirm("Edit it again?", default=True, err=True)
    except click.Abort:
        again = False
    if not again:
        rejected = f"{session}.rejected.yaml"
        write_file(Path(rejected), written.encode())
        fail(Message("Nothing was changed; your text is saved in {rejected}.", rejected=rejected))


def _conflict(office: Office, seen: StoredConference, conflict: Conflict) -> str:
    by = office.last_change(conflict, since=seen.revision)
    if by is None:
        return str(MergeConflict((conflict,)))
    entity = f"{conflict.kind} '{conflict.id}'"
    what = f"{conflict.field} of {entity}" if conflict.field else entity
    at = seen.schedule.wall(by.at)
    reason = f" ({by.why})" if by.why else ""
    base, mine, theirs = (
        "nothing" if side in (None, "", ()) else f"'{summarise(side, seen.schedule)}'"
        for side in (conflict.base, conflict.mine, conflict.theirs)
    )
    return (
        f"{by.author} changed the {what} on {at:%Y-%m-%d} at {at:%H:%M}{reason}: "
        f"{base} became {theirs}, but you wrote {mine}"
    )


def _both(now: Schedule, session: str, written: str, conflicts: list[str]) -> str:
    if session not in EntityKind.SESSION.by_id(now):
        raise EventkitError(
            "Session '{session}' was removed meanwhile, as 'eventkit log --session {session}' shows.",
            session=session,
        )
    mine = [line for line in written.splitlines() if not line.startswith("#")]
    below = [*(line for conflict in conflicts for line in conflict.splitlines()), "Your text:", *mine]
    commented = "\n".join(f"# {line}" for line in below)
    head = HEAD.format(session=session, conference=now.conference.id)
    return f"{head}{extract_session(now, session)}\n{commented}\n"

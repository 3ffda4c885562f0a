"""The command that opens a session in the organiser's editor."""

from __future__ import annotations

import os
import sys
from functools import partial

import click

from eventkit.cli.changing import changed
from eventkit.cli.command_loader import fail
from eventkit.cli.outcome_report import report_difference, summarise
from eventkit.cli.shared_options import change_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.cli.writing import write_whole
from eventkit.editing import Conflict, MergeConflict, find, merge
from eventkit.errors import EventkitError, Unreadable
from eventkit.formats.document.excerpt import excerpt, put_back
from eventkit.model import Kind, Role, Status
from eventkit.schedule import Schedule, Thing
from eventkit.store import Store, StoredConference

NAME = "what you wrote"
"""What messages call the text from the editor."""

HEAD = f"""\
# Session '{{session}}' of {{conference}}. Save and close to change it; close as it is to change nothing.
# kind: {", ".join(Kind)}
# role: {", ".join(Role)}
# status: {", ".join(Status)}
"""


@click.command()
@click.argument("session")
@change_options
@pass_terminal
def edit(terminal: Terminal, session: str) -> None:
    """Open a session, with its parts, as a document in your editor.

    The editor is VISUAL or EDITOR. What you save is read strictly, and all that is wrong is told at once.
    What others changed in the meantime stays; where they changed the same, you are told who, when and what.

    \b
    Example:
      eventkit edit opening
    """
    with terminal.store() as store:
        conference = terminal.chosen(store)
        kept = store.load(conference)
        id_ = find(kept.schedule, Thing.SESSION, session)
        text = f"{HEAD.format(session=id_, conference=conference)}{excerpt(kept.schedule, id_)}"
        while (written := _edited(text, id_)) is not None:
            try:
                mine = put_back(kept.schedule, id_, written, NAME)
                join = partial(merge, kept.schedule, mine)
                before, after = changed(terminal, store, join, f"edit session '{id_}'")
            except Unreadable as error:
                _again(written, id_, str(error))
                text = written
            except MergeConflict as clash:
                told = [_who(store, kept, each) for each in clash.conflicts]
                _again(written, id_, "\n".join(told))
                kept = store.load(conference)
                text = _both(kept.schedule, id_, conference, written, told)
            else:
                report_difference(terminal, before, after)
                return
    terminal.out.print("nothing changed")


def _edited(text: str, session: str) -> str | None:
    """What the organiser made of the text; ``None`` if it was closed as it is."""
    if not (os.environ.get("VISUAL") or os.environ.get("EDITOR") or sys.stdin.isatty()):
        # The system's own editor would wait for someone who cannot type.
        message = "there is no terminal to edit in: say which editor to open with VISUAL or EDITOR"
        raise EventkitError(message)
    try:
        return click.edit(text, extension=".yaml")
    except UnicodeDecodeError as error:
        kept = f"{session}.rejected.yaml"
        write_whole(kept, error.object)
        message = (
            "what you wrote is not in UTF-8: have your editor save it so; "
            f"nothing was changed, and what you wrote is kept in {kept}"
        )
        raise EventkitError(message) from None


def _again(written: str, session: str, wrong: str) -> None:
    """Tell what is wrong, and ask whether to go on; if not, what was written is kept in a file."""
    for line in wrong.splitlines():
        click.echo(f"eventkit: {line}", err=True)
    try:
        again = click.confirm("Edit it again?", default=True, err=True)
    except click.Abort:
        again = False
    if not again:
        kept = f"{session}.rejected.yaml"
        write_whole(kept, written.encode())
        fail(f"nothing was changed; what you wrote is kept in {kept}")


def _who(store: Store, seen: StoredConference, contested: Conflict) -> str:
    """What two people changed in different ways, and who was first with it."""
    kind, conference = contested.kind, seen.schedule.conference.id
    field = contested.field.partition(".")[0]
    by = store.who_changed(conference, seen.revision, kind.value, contested.id or conference, field)
    if by is None:
        return str(MergeConflict((contested,)))
    what = f"{contested.field} of {kind} '{contested.id}'" if contested.field else f"{kind} '{contested.id}'"
    at = seen.schedule.wall(by.at)
    reason = f" ({by.why})" if by.why else ""
    base, mine, theirs = (_said(side, seen.schedule) for side in contested[3:6])
    return (
        f"{by.author} changed the {what} on {at:%Y-%m-%d} at {at:%H:%M}{reason}: "
        f"{base} became {theirs}, and you wrote {mine}"
    )


def _said(value: object, schedule: Schedule) -> str:
    return "nothing" if value in (None, "", ()) else f"'{summarise(value, schedule)}'"


def _both(now: Schedule, session: str, conference: str, written: str, told: list[str]) -> str:
    """The session as it is now, with what was written and why it could not be joined as comments below."""
    if session not in Thing.SESSION.known(now):
        message = (
            f"session '{session}' was removed meanwhile: 'eventkit log --session {session}' tells by whom"
        )
        raise EventkitError(message)
    mine = [line for line in written.splitlines() if not line.startswith("#")]
    below = [*(line for each in told for line in each.splitlines()), "What you wrote:", *mine]
    commented = "\n".join(f"# {line}" for line in below)
    return f"{HEAD.format(session=session, conference=conference)}{excerpt(now, session)}\n{commented}\n"

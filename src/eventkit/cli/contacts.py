"""Commands for the private side: how to reach people, and forgetting them."""

from __future__ import annotations

from typing import Any

import click
from pydantic import ValidationError

from eventkit.cli.shared_options import author_option, store_options
from eventkit.cli.terminal import Terminal, make_table, pass_terminal
from eventkit.editing import find
from eventkit.errors import EventkitError
from eventkit.model import ParticipantId
from eventkit.roster import Contact, Roster
from eventkit.schedule import Schedule, Thing, complaint

FIELDS = ("email", "phone", "notes", "badge_lines", "ticket")


@click.command()
@click.argument("person")
@click.option("--email", metavar="ADDRESS", help="Where mail about the conference goes.")
@click.option("--phone", metavar="NUMBER", help="A number to call.")
@click.option("--note", "notes", metavar="TEXT", help="What the office should know: diet, arrival.")
@click.option(
    "--badge-line",
    "badge_lines",
    multiple=True,
    metavar="TEXT",
    help="What the badge says in place of the position; again for each line.",
)
@click.option("--ticket", metavar="CLASS", help="The class of the ticket: speaker, press.")
@click.option("--show", is_flag=True, help="Show what is kept: the only command that does.")
@author_option
@store_options
@pass_terminal
def contact(terminal: Terminal, person: str, show: bool, **given: Any) -> None:
    """Keep how to reach someone: known to the office alone, printed nowhere.

    What is not told stays; an empty text takes it away. The log does not show it.

    \b
    Example:
      eventkit person contact lin-yifu --email office@example.org --ticket speaker
      eventkit person contact lin-yifu --show
    """
    told = {name: value or None for name, value in given.items() if value not in {None, ()}}
    if given["badge_lines"]:
        told["badge_lines"] = tuple(line for line in given["badge_lines"] if line)
    if not told and not show:
        message = "say what to keep, such as --email, or --show what is kept"
        raise click.UsageError(message)
    with terminal.store() as store:
        conference = terminal.chosen(store)
        who = ParticipantId(find(store.load(conference).schedule, Thing.PARTICIPANT, person))
        if told:
            store.change_roster(
                conference,
                lambda roster: _with(roster, who, told),
                author=terminal.settings.author,
                why="contact",
                at=terminal.now(),
            )
        kept = store.roster(conference).contact(who)
    if show:
        _show(terminal, kept)
    if told:
        terminal.out.print(f"kept for {who}: {', '.join(name.replace('_', ' ') for name in told)}")


def _with(roster: Roster, who: ParticipantId, told: dict[str, Any]) -> Roster:
    before = roster.contact(who)
    try:
        return roster.with_contact(
            Contact.model_validate({"participant": who, **(dict(before) if before else {}), **told})
        )
    except ValidationError as error:
        faults = error.errors(include_url=False)
        lines = [f"{str(each['loc'][0]).replace('_', ' ')} {complaint(each)}" for each in faults]
        raise EventkitError("\n".join(lines)) from None


def _show(terminal: Terminal, kept: Contact | None) -> None:
    if kept is None:
        terminal.out.print("nothing is kept")
        return
    shown = make_table("", "")
    for name in FIELDS:
        value = getattr(kept, name)
        if value:
            said = "\n".join(value) if isinstance(value, tuple) else str(value)
            shown.add_row(name.replace("_", " "), said)
    terminal.out.print(shown)


@click.command()
@click.argument("person")
@click.option("--remove", is_flag=True, help="Take them out of all sessions too.")
@click.option("--yes", is_flag=True, help="Do not ask; then PERSON has to be the whole id.")
@author_option
@store_options
@pass_terminal
def forget(terminal: Terminal, person: str, remove: bool, yes: bool) -> None:
    """Forget someone for good: contact, name and history, in all that was ever released.

    Someone withdrawn, with the same id, stands in their place unless they are removed. Entries that were
    merged into theirs, or had another id then, are forgotten with them. This cannot be undone. The ids stay,
    and what people wrote into titles, abstracts and notes; what was printed, sent out or backed up before is
    beyond the store.

    \b
    Example:
      eventkit person forget lin-yifu
    """
    with terminal.store() as store:
        conference = terminal.chosen(store)
        who = person if yes else _known(store.load(conference).schedule, person)
        if not yes:
            click.confirm(f"Forget '{who}' for good? This cannot be undone", abort=True, err=True)
        store.forget(conference, who, author=terminal.settings.author, at=terminal.now(), remove=remove)
    terminal.out.print(
        f"forgotten; the id '{who}' stays in the history, and backups taken before still know them",
        soft_wrap=True,
    )


def _known(schedule: Schedule, words: str) -> str:
    """The id of who is meant; who is in the history alone has to be called by the whole id."""
    try:
        return find(schedule, Thing.PARTICIPANT, words)
    except EventkitError:
        return words

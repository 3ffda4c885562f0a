"""The command that shows what changed from one state of a conference to another."""

from __future__ import annotations

import json

import click

from eventkit.cli.input_values import tags
from eventkit.cli.shared_options import language_option, store_options
from eventkit.cli.terminal import DRAFT, State, Terminal, make_table, pass_terminal
from eventkit.differences import about, difference
from eventkit.editing import find
from eventkit.errors import EventkitError
from eventkit.model import ParticipantId
from eventkit.schedule import Thing
from eventkit.wording import Wording
from eventkit.wording.changes import notice, told


@click.command()
@click.argument("a", required=False)
@click.argument("b", required=False)
@click.option("--json", "form", flag_value="json", help="As JSON.")
@click.option("--text", "form", flag_value="text", help="As a text to send to those who attend.")
@click.option(
    "--for", "person", metavar="PERSON", help="Only what concerns that person; with --text, as a letter."
)
@language_option
@store_options
@pass_terminal
def diff(
    terminal: Terminal,
    a: str | None,
    b: str | None,
    form: str | None,
    person: str | None,
    languages: tuple[str, ...],
) -> None:
    """Show what changed from A to B for those who read the programme.

    A and B are names of releases, or "draft" for what stands now: without B, from A to the draft; without
    either, from the newest release to the draft.

    \b
    Example:
      eventkit diff
      eventkit diff 1.0 2.0 --text --language zh
      eventkit diff 1.0 --for lin-yifu --text
    """
    old, new = _state(terminal, a), _state(terminal, b or DRAFT)
    changes = difference(old.schedule, new.schedule)
    who = _participant(new, old, person)
    if who is not None:
        changes = about(changes, who)
    asked = tags(languages) or (terminal.settings.language,)
    if form == "json":
        plain = [change.plain() for change in changes]
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
    elif form == "text":
        for language in tags(languages) or new.schedule.conference.languages[:1]:
            click.echo(notice(changes, old.schedule, new.schedule, language, to=who), nl=False)
    elif not changes:
        terminal.out.print("nothing changed")
    else:
        shown = make_table("What", "Change")
        for change in changes:
            said = told(change, old.schedule, new.schedule, Wording.of(asked[0]))
            shown.add_row(f"{change.about} {change.subject}", said)
        terminal.out.print(shown)


def _state(terminal: Terminal, name: str | None) -> State:
    """The state of that name; without one the newest release.

    Raises:
        EventkitError: There is no such release, or none at all.
    """
    found = terminal.state(name, draft=False)
    if name is None and found.release is None:
        message = (
            "nothing is released yet that the draft could be compared with: 'eventkit release NAME' does that"
        )
        raise EventkitError(message)
    return found


def _participant(new: State, old: State, words: str | None) -> ParticipantId | None:
    if words is None:
        return None
    try:
        return ParticipantId(find(new.schedule, Thing.PARTICIPANT, words))
    except EventkitError:
        if words in Thing.PARTICIPANT.known(old.schedule):
            return ParticipantId(words)
        raise

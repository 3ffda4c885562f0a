"""History commands: blame, undo, diff."""

from __future__ import annotations

import json

import click

from eventkit.cli.completion_sources import complete_ids
from eventkit.cli.console import make_table
from eventkit.cli.input_values import language_tags
from eventkit.cli.log_command import changed_at
from eventkit.cli.shared_options import change_options, language_option, store_options
from eventkit.cli.terminal import Terminal, pass_terminal, report
from eventkit.differences import about
from eventkit.editing import find
from eventkit.errors import EventkitError
from eventkit.model import ParticipantId
from eventkit.office.change_summaries import NOTHING, value_summary
from eventkit.office.conference_office import Comparison
from eventkit.office.snapshots import DRAFT
from eventkit.schedule import EntityKind
from eventkit.wording import Wording
from eventkit.wording.change_texts import change_sentence, notice

IDENTITY = {"id", "uid"}
"""Fields that nobody changes."""


@click.command()
@click.argument("number", metavar="[NO]", type=click.IntRange(1), required=False)
@change_options
@pass_terminal
def undo(terminal: Terminal, number: int | None) -> None:
    """Undo the change with that number, or your own last change.

    Later changes are not affected. If a later change touched the same field, nothing is undone, and you see
    who made it. To redo a change, undo the undo.

    \b
    Example:
      eventkit undo
      eventkit undo 17
    """
    undone = terminal.office(removed=True).undo(number)
    for skipped in undone.skipped:
        terminal.out.print(f"change {skipped} erased a person and cannot be undone: skipped")
    if not terminal.settings.dry_run:
        terminal.out.print(
            f"change {undone.undone} is undone; 'eventkit undo {undone.revision}' redoes it",
        )
    report(terminal, undone)


@click.command()
@click.argument("session", shell_complete=complete_ids(EntityKind.SESSION))
@store_options
@pass_terminal
def blame(terminal: Terminal, session: str) -> None:
    """Show who last changed each field of a session.

    \b
    Example:
      eventkit blame opening
    """
    office = terminal.office()
    schedule = office.load().schedule
    fields = office.blame(find(schedule, EntityKind.SESSION, session))
    first = min((field.number for field in fields), default=0)
    shown = make_table("Field", "Value", "Since", "Who", "Why", "No.")
    for field in fields:
        value = value_summary(field.value)
        was_never_set = field.number == first and value in {NOTHING, value_summary(False)}  # noqa: FBT003 - a value
        if field.field not in IDENTITY and not was_never_set:
            shown.add_row(
                field.field, value, changed_at(field, schedule), field.author, field.why, str(field.number)
            )
    terminal.out.print(shown)


@click.command()
@click.argument("a", required=False)
@click.argument("b", required=False)
@click.option("--json", "shape", flag_value="json", help="As JSON.")
@click.option("--text", "shape", flag_value="text", help="As a text to send to attendees.")
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
    shape: str | None,
    person: str | None,
    languages: tuple[str, ...],
) -> None:
    """Show what changed from A to B for readers of the programme.

    A and B are names of releases, or "draft" for the conference as it is now. Without B: from A to the
    draft. Without either: from the newest release to the draft.

    \b
    Example:
      eventkit diff
      eventkit diff 1.0 2.0 --text --language zh
      eventkit diff 1.0 --for lin-yifu --text
    """
    compared = terminal.office().difference(a, b or DRAFT)
    participant = _participant(compared, person)
    changes = compared.changes if participant is None else about(compared.changes, participant)
    old, new = compared.old.schedule, compared.new.schedule
    tags = language_tags(languages)
    if shape == "json":
        click.echo(json.dumps([change.plain() for change in changes], ensure_ascii=False, indent=2))
    elif shape == "text":
        for language in tags or new.conference.languages[:1]:
            click.echo(notice(changes, old, new, language, to=participant), nl=False)
    elif not changes:
        terminal.out.print("nothing changed")
    else:
        wording = Wording.of((tags or (terminal.settings.language,))[0])
        shown = make_table("What", "Change")
        for change in changes:
            shown.add_row(f"{change.about} {change.subject}", change_sentence(change, old, new, wording))
        terminal.out.print(shown)


def _participant(compared: Comparison, words: str | None) -> ParticipantId | None:
    if words is None:
        return None
    try:
        return ParticipantId(find(compared.new.schedule, EntityKind.PARTICIPANT, words))
    except EventkitError:
        if words in EntityKind.PARTICIPANT.by_id(compared.old.schedule):
            return ParticipantId(words)
        raise

"""The commands that prepare plans: blocks to be filled, and the weights of what counts."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import click

from eventkit.cli.display import local
from eventkit.cli.input_files import read_argument
from eventkit.cli.plan_report import report_weights
from eventkit.cli.shared_options import change_options
from eventkit.cli.terminal import Terminal, pass_terminal, report
from eventkit.editing import find
from eventkit.messages import Message, as_message
from eventkit.office.planning_office import BlocksOutcome
from eventkit.planning.block_grid import BlockGrid, parse_periods
from eventkit.planning.problem.objective import parse_weight, read_weights
from eventkit.schedule import EntityKind
from eventkit.texts.text_encodings import decode_text


@click.command()
@click.argument("periods", nargs=-1, required=True, metavar="DAYS TIMES...")
@click.option("--rooms", required=True, metavar="ROOM,...", help="The rooms, with commas between them.")
@click.option(
    "--track", metavar="TRACK", help="The track of the blocks: only its sessions are placed in them."
)
@click.option("--json", "as_json", is_flag=True, help="Print what is added and what is not as JSON.")
@change_options
@pass_terminal
def blocks(
    terminal: Terminal, periods: tuple[str, ...], rooms: str, track: str | None, *, as_json: bool
) -> None:
    """Add blocks for planning: one in each room for each period.

    Days are weekdays of the conference, ranges of them or dates; without any, all of them. No block is added
    where a room is occupied, or beside a plenary: the report says where, and what takes place there. Blocks
    are ordinary sessions: move, edit and remove them as usual.

    \b
    Example:
      eventkit plan blocks "mon-wed 09:00-10:30, 11:00-12:30" --rooms hall,annex
      eventkit plan blocks "2027-09-06 14:00-15:30" --rooms hall --track health
    """
    office = terminal.office()
    schedule = office.load().schedule
    try:
        parsed = [period for text in periods for period in parse_periods(text, schedule)]
    except ValueError as error:
        raise click.BadParameter(as_message(error), param_hint="DAYS TIMES") from None
    grid = BlockGrid(
        periods=tuple(dict.fromkeys(parsed)),
        rooms=tuple(
            find(schedule, EntityKind.ROOM, words.strip()) for words in rooms.split(",") if words.strip()
        ),
        new_uid=uuid4,
        track=find(schedule, EntityKind.TRACK, track) if track else None,
    )
    made = office.plans.add_blocks(grid)
    if as_json:
        form = {**_form(made), "applied": not terminal.settings.dry_run}
        click.echo(json.dumps(form, ensure_ascii=False, indent=2))
        return
    report(terminal, made)
    for omitted in made.omitted:
        terminal.out.print(local(omitted.words, terminal.settings.language), style="dim")


def _form(made: BlocksOutcome) -> dict[str, Any]:
    before = made.before
    known = {session.id for session in before.sessions} if before is not None else set()
    return {
        "added": [
            {
                "session": session.id,
                "start": session.slot.period.start.isoformat(),
                "end": session.slot.period.end.isoformat(),
                "rooms": [*session.slot.rooms],
            }
            for session in made.after.sessions
            if session.id not in known and session.slot is not None
        ],
        "omitted": [omitted.form() for omitted in made.omitted],
    }


@click.command()
@click.argument("words", nargs=-1, metavar="[CODE WEIGHT]...")
@click.option("--file", metavar="FILE", help="Set the weights of a TOML file, in its table [planning].")
@change_options
@pass_terminal
def weights(terminal: Terminal, words: tuple[str, ...], file: str | None) -> None:
    """Set what counts how much in plans; without a CODE, show it.

    A WEIGHT is ignore, a-little (a quarter), normal, strongly (four times) or above-all (before everything
    else, sessions without a time aside). It counts for every plan of the conference, whichever group a plan
    is for.

    \b
    Example:
      eventkit plan weights
      eventkit plan weights track-rooms strongly room-too-small above-all
      eventkit plan weights --file weights.toml
    """
    office = terminal.office()
    if len(words) % 2:
        raise click.UsageError(Message("Give a weight for each code: track-rooms strongly."))
    language = terminal.settings.language
    pairs = zip(words[::2], words[1::2], strict=True)
    named = dict(parse_weight(code, word) for code, word in pairs)
    if file is not None:
        data, name = read_argument(file)
        named = {**read_weights(decode_text(data, name).text, name), **named}
    if named:
        outcome = office.plans.set_weights(named)
        if not outcome.changed:
            terminal.out.print(local(Message("nothing changed"), language))
            return
        if terminal.settings.dry_run:
            terminal.out.print(local(Message("this would change:"), language), style="dim")
        report_weights(terminal, outcome.after, only=named)
    else:
        report_weights(terminal, office.rules.settings())

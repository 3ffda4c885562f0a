"""Commands that add, change and remove tracks."""

from __future__ import annotations

from typing import Any

import click

from eventkit.cli.changing import change
from eventkit.cli.input_values import TEXT, build, fields, latin, text
from eventkit.cli.shared_options import change_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import add_track, edit_track, find, free_id, remove_track
from eventkit.model import Track, TrackId
from eventkit.schedule import Schedule, Thing

name_option = click.option(
    "--name", multiple=True, metavar=TEXT, help="The name; again for further languages."
)
_CODE = "Two capital letters or digits that stand for it where colour is lost."
_COLOUR = "Its colour, such as '#336699'."


@click.command()
@click.argument("name_", metavar="NAME")
@click.option("--id", "id_", metavar="ID", help="Its id.  [made from the name]")
@name_option
@click.option("--code", required=True, metavar="XX", help=_CODE)
@click.option("--colour", required=True, metavar="#RRGGBB", help=_COLOUR)
@change_options
@pass_terminal
def add(
    terminal: Terminal, name_: str, id_: str | None, name: tuple[str, ...], code: str, colour: str
) -> None:
    """Add a track called NAME.

    \b
    Example:
      eventkit track add "Health" --name zh=健康 --code HE --colour "#336699"
    """

    def edit(schedule: Schedule) -> Schedule:
        names = text((name_, *name), schedule, "--name")
        id_given = id_ or free_id(schedule, Thing.TRACK, latin(names))
        track = build(Track, schedule, id=id_given, name=names, code=code.upper(), colour=colour)
        return add_track(schedule, track)

    change(terminal, edit, f"add track '{name_}'")


@click.command()
@click.argument("track")
@click.option("--id", "id", metavar="ID", help="Another id; all that names it follows.")
@name_option
@click.option("--code", metavar="XX", help=_CODE)
@click.option("--colour", metavar="#RRGGBB", help=_COLOUR)
@change_options
@pass_terminal
def edit(terminal: Terminal, track: str, name: tuple[str, ...], **given: Any) -> None:
    """Change a track.

    \b
    Example:
      eventkit track edit health --colour "#884422"
    """

    def edited(schedule: Schedule) -> Schedule:
        found = schedule.track(TrackId(find(schedule, Thing.TRACK, track)))
        told = fields(given, "id", "code", "colour")
        if name:
            told["name"] = text(name, schedule, "--name", found.name)
        return edit_track(schedule, found.id, **told)

    change(terminal, edited, f"edit track '{track}'")


@click.command()
@click.argument("track")
@change_options
@pass_terminal
def remove(terminal: Terminal, track: str) -> None:
    """Remove a track that no session is on.

    \b
    Example:
      eventkit track remove health
    """
    change(
        terminal,
        lambda schedule: remove_track(schedule, find(schedule, Thing.TRACK, track)),
        f"remove track '{track}'",
    )

"""Commands that add, change and remove rooms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from eventkit.cli.changing import change
from eventkit.cli.input_values import TEXT, build, emptying_options, fields, latin, text
from eventkit.cli.shared_options import all_of, change_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import add_room, edit_room, find, free_id, remove_room
from eventkit.model import Room, RoomId
from eventkit.schedule import Schedule, Thing

EMPTIED = {"building": None, "capacity": None, "feature": ()}


room_options = all_of(
    click.option("--name", multiple=True, metavar=TEXT, help="The name; again for further languages."),
    click.option("--building", multiple=True, metavar=TEXT, help="The building or floor."),
    click.option("--capacity", type=click.IntRange(1), metavar="N", help="How many people it holds."),
    click.option("--shared/--not-shared", default=None, help="Whether it holds several sessions at once."),
    click.option(
        "--feature",
        "features",
        multiple=True,
        metavar="TEXT",
        help="What it is equipped with: interpretation.",
    ),
)
"""Options that tell what a room is like."""


@click.command()
@click.argument("name_", metavar="NAME")
@click.option("--id", "id_", metavar="ID", help="Its id.  [made from the name]")
@room_options
@change_options
@pass_terminal
def add(terminal: Terminal, name_: str, id_: str | None, **given: Any) -> None:
    """Add a room called NAME.

    \b
    Example:
      eventkit room add "Main Hall" --name zh=主会场 --capacity 400
    """
    given["name"] = (name_, *given["name"])

    def edit(schedule: Schedule) -> Schedule:
        name = text(given["name"], schedule, "--name")
        id_given = id_ or free_id(schedule, Thing.ROOM, latin(name))
        room = build(Room, schedule, id=id_given, name=name)
        return _told(add_room(schedule, room), id_given, {**given, "name": ()})

    change(terminal, edit, f"add room '{name_}'")


@click.command()
@click.argument("room")
@click.option("--id", "id_", metavar="ID", help="Another id; all that names it follows.")
@room_options
@emptying_options(*EMPTIED)
@change_options
@pass_terminal
def edit(terminal: Terminal, room: str, id_: str | None, **given: Any) -> None:
    """Change a room.

    \b
    Example:
      eventkit room edit main-hall --capacity 350 --feature interpretation
    """

    def edited(schedule: Schedule) -> Schedule:
        found = find(schedule, Thing.ROOM, room)
        schedule = _told(schedule, found, given)
        return edit_room(schedule, found, id=id_) if id_ else schedule

    change(terminal, edited, f"edit room '{room}'")


def _told(schedule: Schedule, id_: str, given: Mapping[str, Any]) -> Schedule:
    room = schedule.room(RoomId(id_))
    told = fields(given, "capacity", "shared", "features", emptied=EMPTIED)
    if "feature" in told:
        told["features"] = told.pop("feature")
    for name in ("name", "building"):
        if given[name]:
            told[name] = text(given[name], schedule, f"--{name}", getattr(room, name))
    return edit_room(schedule, id_, **told) if told else schedule


@click.command()
@click.argument("room")
@change_options
@pass_terminal
def remove(terminal: Terminal, room: str) -> None:
    """Remove a room in which nothing is held.

    \b
    Example:
      eventkit room remove annex
    """
    change(
        terminal,
        lambda schedule: remove_room(schedule, find(schedule, Thing.ROOM, room)),
        f"remove room '{room}'",
    )

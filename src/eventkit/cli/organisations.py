"""Commands that add, change, merge and remove organisations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from eventkit.cli.changing import change, merge_told
from eventkit.cli.input_values import TEXT, OneOf, build, emptying_options, fields, latin, text
from eventkit.cli.shared_options import all_of, change_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import (
    add_organisation,
    edit_conference,
    edit_organisation,
    find,
    free_id,
    merge_organisations,
    remove_organisation,
)
from eventkit.model import Involvement, Organisation, OrganisationId
from eventkit.schedule import Schedule, Thing

EMPTIED = {"short": None, "country": None, "url": None}


organisation_options = all_of(
    click.option("--name", multiple=True, metavar=TEXT, help="The name; again for further languages."),
    click.option("--short", multiple=True, metavar=TEXT, help="The short name or acronym."),
    click.option("--country", metavar="XX", help="The two letters of its country."),
    click.option("--url", metavar="URL", help="Its web site."),
    click.option(
        "--as",
        "role",
        type=OneOf(Involvement),
        metavar="ROLE",
        help=f"As what it stands behind the conference: {', '.join(Involvement)}.",
    ),
    click.option("--level", multiple=True, metavar=TEXT, help="A sponsor's level, such as Gold; with --as."),
)
"""Options that tell what is printed of an organisation, and how it stands behind the conference."""


@click.command()
@click.argument("name_", metavar="NAME")
@click.option("--id", "id_", metavar="ID", help="Its id.  [made from the name]")
@organisation_options
@change_options
@pass_terminal
def add(terminal: Terminal, name_: str, id_: str | None, **given: Any) -> None:
    """Add an organisation called NAME.

    \b
    Example:
      eventkit organisation add "Peking University" --name zh=北京大学 --id pku --as host
    """
    given["name"] = (name_, *given["name"])

    def edit(schedule: Schedule) -> Schedule:
        name = text(given["name"], schedule, "--name")
        id_given = id_ or free_id(schedule, Thing.ORGANISATION, latin(name))
        one = build(Organisation, schedule, id=id_given, name=name)
        return _told(add_organisation(schedule, one), id_given, {**given, "name": ()})

    change(terminal, edit, f"add organisation '{name_}'")


@click.command()
@click.argument("organisation")
@click.option("--id", "id_", metavar="ID", help="Another id; all that names it follows.")
@organisation_options
@click.option("--not-as", is_flag=True, help="It does not stand behind the conference any more.")
@emptying_options(*EMPTIED)
@change_options
@pass_terminal
def edit(terminal: Terminal, organisation: str, id_: str | None, **given: Any) -> None:
    """Change an organisation.

    \b
    Example:
      eventkit organisation edit pku --short PKU --as sponsor --level Gold
    """

    def edited(schedule: Schedule) -> Schedule:
        found = find(schedule, Thing.ORGANISATION, organisation)
        schedule = _told(schedule, found, given)
        return edit_organisation(schedule, found, id=id_) if id_ else schedule

    change(terminal, edited, f"edit organisation '{organisation}'")


def _told(schedule: Schedule, id_: str, given: Mapping[str, Any]) -> Schedule:
    organisation = schedule.organisation(OrganisationId(id_))
    told = fields(given, "country", "url", emptied=EMPTIED)
    for name in ("name", "short"):
        if given[name]:
            told[name] = text(given[name], schedule, f"--{name}", getattr(organisation, name))
    if told:
        schedule = edit_organisation(schedule, id_, **told)
    if given["level"] and not given["role"]:
        message = "a level belongs to a role: give --as sponsor beside it"
        raise click.UsageError(message)
    if given["role"] or given.get("not_as"):
        schedule = _backed(schedule, id_, given["role"], given["level"])
    return schedule


def _backed(schedule: Schedule, id_: str, role: str | None, level: tuple[str, ...]) -> Schedule:
    """The schedule with an organisation behind the conference in that role, in its place; or in none."""
    backing = [dict(each) for each in schedule.conference.organisations]
    new = {"organisation": id_, "role": role, "level": text(level, schedule, "--level")}
    places = [at for at, each in enumerate(backing) if each["organisation"] == id_]
    if role is None:
        backing = [each for each in backing if each["organisation"] != id_]
    elif len(places) == 1:
        backing[places[0]] = new
    elif not any(backing[at]["role"] == role for at in places):
        backing.append(new)
    return edit_conference(schedule, organisations=backing)


@click.command()
@click.argument("keep")
@click.argument("gone")
@change_options
@pass_terminal
def merge(terminal: Terminal, keep: str, gone: str) -> None:
    """Make one of two entries that are the same organisation.

    KEEP stays and takes over what GONE has; all that names GONE names KEEP. What cannot be joined is told.

    \b
    Example:
      eventkit organisation merge pku peking-university
    """
    merge_told(terminal, Thing.ORGANISATION, merge_organisations, (keep, gone))


@click.command()
@click.argument("organisation")
@change_options
@pass_terminal
def remove(terminal: Terminal, organisation: str) -> None:
    """Remove an organisation that nothing names.

    \b
    Example:
      eventkit organisation remove pku
    """
    change(
        terminal,
        lambda schedule: remove_organisation(schedule, find(schedule, Thing.ORGANISATION, organisation)),
        f"remove organisation '{organisation}'",
    )

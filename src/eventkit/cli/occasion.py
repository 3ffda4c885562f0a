"""Commands that begin a conference and change its settings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import click
from pydantic import ValidationError

from eventkit.cli.changing import change
from eventkit.cli.input_values import TEXT, emptying_options, fields, in_languages, tags, text
from eventkit.cli.shared_options import all_of, author_option, change_options, store_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import edit_conference
from eventkit.errors import EventkitError
from eventkit.model import Conference
from eventkit.schedule import Schedule, complaint
from eventkit.times.wall_times import parse_clock_time, parse_iso_date

EMPTIED = {"subtitle": None, "theme": None, "occasion": None, "url": None, "contact": None, "venue": None}
VENUE = ("address", "city")


conference_options = all_of(
    click.option("--subtitle", multiple=True, metavar=TEXT, help="A second line of the title."),
    click.option("--theme", multiple=True, metavar=TEXT, help="What it is about."),
    click.option("--occasion", multiple=True, metavar=TEXT, help="The larger occasion it is part of."),
    click.option("--venue", multiple=True, metavar=TEXT, help="The building or site it is held in."),
    click.option("--address", multiple=True, metavar=TEXT, help="The venue's street and number."),
    click.option("--city", multiple=True, metavar=TEXT, help="The venue's city."),
    click.option("--country", metavar="XX", help="The two letters of the venue's country."),
    click.option("--url", metavar="URL", help="Its web site."),
    click.option("--contact", metavar="ADDRESS", help="An e-mail address of the office: it is printed."),
    click.option("--day-change", metavar="HH:MM", help="When one day ends and the next begins.  [04:00]"),
)
"""Options that tell what a conference is besides its title, days and zone."""


def _days(given: dict[str, Any]) -> dict[str, Any]:
    """The days and the time of the day that are told.

    Raises:
        click.BadParameter: One is none.
    """
    told = {}
    for name, reads in (("start", parse_iso_date), ("end", parse_iso_date), ("day_change", parse_clock_time)):
        if given[name]:
            try:
                told[name] = reads(given[name])
            except ValueError as error:
                raise click.BadParameter(str(error), param_hint=f"--{name.replace('_', '-')}") from None
    return told


@click.command()
@click.argument("id_", metavar="ID")
@click.argument("title_", metavar="TITLE")
@click.option("--title", multiple=True, metavar=TEXT, help="The title in further languages.")
@click.option("--start", required=True, metavar="YYYY-MM-DD", help="The first day.")
@click.option("--end", metavar="YYYY-MM-DD", help="The last day.  [the first]")
@click.option("--zone", required=True, metavar="ZONE", help="The time zone: Asia/Shanghai, Europe/Vienna.")
@click.option(
    "--language", "languages", multiple=True, metavar="TAG", help="Its languages, the first one first.  [en]"
)
@conference_options
@author_option
@store_options
@pass_terminal
def new(terminal: Terminal, id_: str, title_: str, **given: Any) -> None:
    """Begin a conference of that id and title.

    \b
    Example:
      eventkit conference new forum-2027 "Forum 2027" --title zh=2027年论坛 \\
        --start 2027-09-06 --end 2027-09-07 --zone Asia/Shanghai --language en --language zh
    """
    languages = tags(given["languages"]) or ("en",)
    days = _days(given)
    told = {
        "id": id_,
        "uid": uuid4(),
        "title": in_languages((title_, *given["title"]), languages[0], "--title"),
        "languages": languages,
        "zone": given["zone"],
        **days,
        "end": days.get("end", days["start"]),
    }
    try:
        begun = Schedule(conference=Conference.model_validate(told))
    except ValidationError as error:
        raise _wrong(error) from None
    schedule = _told(begun, given)
    with terminal.store(make=True) as store:
        if any(entry.id == id_ for entry in store.conferences()):
            message = f"there is a conference '{id_}' already: change it with 'eventkit conference edit'"
            raise EventkitError(message)
        store.change(
            id_,
            lambda _: schedule,
            author=terminal.settings.author,
            why="begin the conference",
            at=terminal.now(),
            expecting=None,
        )
    last = schedule.conference.end - schedule.conference.start + timedelta(days=1)
    days_said = "1 day" if last.days == 1 else f"{last.days} days"
    terminal.out.print(
        f"began {id_}: {days_said} from {schedule.conference.start}, times by the clocks of "
        f"{schedule.conference.zone}; next: 'eventkit room add NAME', 'eventkit session add TITLE'",
        soft_wrap=True,
    )


def _wrong(error: ValidationError) -> EventkitError:
    return EventkitError(
        "\n".join(
            " ".join(["the conference:", *filter(None, [".".join(map(str, each["loc"]))]), complaint(each)])
            for each in error.errors(include_url=False)
        )
    )


@click.command()
@click.option("--title", multiple=True, metavar=TEXT, help="The title; again for further languages.")
@click.option("--start", metavar="YYYY-MM-DD", help="The first day.")
@click.option("--end", metavar="YYYY-MM-DD", help="The last day.")
@click.option("--zone", metavar="ZONE", help="The time zone; sessions stay at what the clocks show.")
@click.option(
    "--language", "languages", multiple=True, metavar="TAG", help="All its languages, the first one first."
)
@conference_options
@emptying_options(*EMPTIED)
@change_options
@pass_terminal
def edit(terminal: Terminal, **given: Any) -> None:
    """Change the conference itself: title, days, zone, venue.

    \b
    Example:
      eventkit conference edit --end 2027-09-08 --venue "Convention Centre" --city Shanghai
    """

    def edited(schedule: Schedule) -> Schedule:
        told = {**fields(given, "zone"), **_days(given)}
        if given["title"]:
            told["title"] = text(given["title"], schedule, "--title", schedule.conference.title)
        if given["languages"]:
            told["languages"] = tags(given["languages"])
        return _told(edit_conference(schedule, **told) if told else schedule, given)

    change(terminal, edited, "edit the conference")


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--why", metavar="TEXT", default="", help="What for: kept in the log.")
@author_option
@store_options
@pass_terminal
def remove(terminal: Terminal, id_: str, yes: bool, why: str) -> None:
    """Remove a conference from the store; its history and releases stay.

    ID has to be the whole id. To bring it back: 'eventkit undo --conference ID'.

    \b
    Example:
      eventkit conference remove rehearsal-2027
    """
    with terminal.store() as store:
        store.load(id_)
        if not yes:
            click.confirm(f"Remove conference '{id_}'?", abort=True, err=True)
        store.remove(id_, author=terminal.settings.author, why=why, at=terminal.now())
    terminal.out.print(f"removed {id_}")


def _told(schedule: Schedule, given: dict[str, Any]) -> Schedule:
    conference = schedule.conference
    told = {**fields(given, "url", "contact", emptied=EMPTIED), **_days({**given, "start": "", "end": ""})}
    for name in ("subtitle", "theme", "occasion"):
        if given[name]:
            told[name] = text(given[name], schedule, f"--{name}", getattr(conference, name))
    venue = dict(conference.venue) if conference.venue else {}
    for name, option in (("name", "venue"), *((each, each) for each in VENUE)):
        if given[option]:
            venue[name] = text(given[option], schedule, f"--{option}", venue.get(name))
    if given["country"]:
        venue["country"] = given["country"].upper()
    if venue and "name" not in venue:
        message = "an address, city or country belongs to a venue: give --venue beside it"
        raise click.UsageError(message)
    if venue and "venue" not in told:
        told["venue"] = venue
    return edit_conference(schedule, **told) if told else schedule

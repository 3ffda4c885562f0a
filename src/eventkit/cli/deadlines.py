"""Commands that add, change and remove deadlines."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import uuid4

import click

from eventkit.cli.changing import change
from eventkit.cli.input_values import TEXT, build, emptying_options, fields, latin, text
from eventkit.cli.shared_options import change_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import (
    add_deadline,
    edit_deadline,
    find_deadline,
    free_deadline_id,
    remove_deadline,
)
from eventkit.model import Deadline
from eventkit.schedule import Schedule
from eventkit.times.wall_times import DATE_PATTERN, parse_iso_date, parse_wall_time

EMPTIED = {"url": None}

title_option = click.option(
    "--title", multiple=True, metavar=TEXT, help="The title; again for further languages."
)
url_option = click.option("--url", metavar="URL", help="Where it is done or explained.")
_AT = "A day, all of which is in time: 2027-03-01; or the last moment: '2027-03-01 18:00'."


@click.command()
@click.argument("title_", metavar="TITLE")
@click.option("--at", required=True, metavar="WHEN", help=_AT)
@click.option("--id", "id_", metavar="ID", help="Its id.  [made from the title]")
@title_option
@url_option
@change_options
@pass_terminal
def add(
    terminal: Terminal, title_: str, at: str, id_: str | None, title: tuple[str, ...], url: str | None
) -> None:
    """Add a deadline called TITLE.

    \b
    Example:
      eventkit deadline add "Papers are due" --title zh=论文截止 --at 2027-03-01
      eventkit deadline add "Registration closes" --at "2027-08-20 18:00" --url https://example.org/register
    """
    uid = uuid4()

    def edit(schedule: Schedule) -> Schedule:
        titles = text((title_, *title), schedule, "--title")
        id_given = id_ or free_deadline_id(schedule, latin(titles))
        due = _when(at, schedule)
        return add_deadline(
            schedule, build(Deadline, schedule, id=id_given, uid=uid, title=titles, at=due, url=url)
        )

    change(terminal, edit, f"add deadline '{title_}'")


@click.command()
@click.argument("deadline")
@click.option("--at", metavar="WHEN", help=_AT)
@click.option("--id", "id", metavar="ID", help="Another id; in calendars it stays the same deadline.")
@title_option
@url_option
@emptying_options(*EMPTIED)
@change_options
@pass_terminal
def edit(terminal: Terminal, deadline: str, at: str | None, title: tuple[str, ...], **given: Any) -> None:
    """Change a deadline.

    \b
    Example:
      eventkit deadline edit papers-are-due --at 2027-03-15
    """

    def edited(schedule: Schedule) -> Schedule:
        id_ = find_deadline(schedule, deadline)
        told = fields(given, "id", "url", emptied=EMPTIED)
        if at is not None:
            told["at"] = _when(at, schedule)
        if title:
            before = next(each.title for each in schedule.conference.deadlines if each.id == id_)
            told["title"] = text(title, schedule, "--title", before)
        return edit_deadline(schedule, id_, **told) if told else schedule

    change(terminal, edited, f"edit deadline '{deadline}'")


@click.command()
@click.argument("deadline")
@change_options
@pass_terminal
def remove(terminal: Terminal, deadline: str) -> None:
    """Remove a deadline as if it had never been.

    \b
    Example:
      eventkit deadline remove papers-are-due
    """
    change(
        terminal,
        lambda schedule: remove_deadline(schedule, find_deadline(schedule, deadline)),
        f"remove deadline '{deadline}'",
    )


def _when(given: str, schedule: Schedule) -> date:
    """The day or the instant that is meant, the latter by the clocks of the conference.

    Raises:
        click.BadParameter: It is neither.
    """
    told = given.strip()
    try:
        return (
            parse_iso_date(told) if re.fullmatch(DATE_PATTERN, told) else parse_wall_time(told, schedule.zone)
        )
    except ValueError as error:
        wanted = "must be a day such as 2027-03-01, or a time such as '2027-03-01 18:00'"
        message = wanted if "must be a time" in str(error) else str(error)
        raise click.BadParameter(message, param_hint="--at") from None

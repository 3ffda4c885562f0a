"""Options that say which edition of a programme is made, on which paper, and of what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

import click

from eventkit.outputs.programme.editions import EDITIONS, PAPERS
from eventkit.outputs.programme.theme import PAGE_FORMATS as BOOK_PAPERS

Command = TypeVar("Command", bound=Callable[..., Any])


def _dates(_: click.Context, __: click.Parameter, said: Sequence[datetime]) -> tuple[date, ...]:
    return tuple(day.date() for day in said)


def edition_options(command: Command) -> Command:
    """Let a command be told the edition, its paper, and the days and rooms that are wanted of it."""
    edition = click.option(
        "--edition",
        type=click.Choice(EDITIONS, case_sensitive=False),
        default="book",
        show_default=True,
        help="A book; posters with the grid of each day; handouts of a day; signs for the door of each room; "
        "or the agenda as a leaflet of one sheet, folded once.",
    )
    paper = click.option(
        "--paper",
        type=click.Choice(sorted({*PAPERS, *BOOK_PAPERS}), case_sensitive=False),
        help="The size of the paper.  [of a book that of the style file, or a5; of posters a3; else a4; "
        "or tabloid and letter, where the style file has the book on letter]",
    )
    days = click.option(
        "--day",
        "days",
        metavar="YYYY-MM-DD",
        multiple=True,
        type=click.DateTime(["%Y-%m-%d"]),
        callback=_dates,
        help="That day only; may be said several times.",
    )
    rooms = click.option("--room", "rooms", metavar="ROOM", multiple=True, help="The sign of that room only.")
    return edition(paper(days(rooms(command))))

"""The editions of a programme: the book, and what is made for walls, doors, hands and pockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from eventkit.errors import EventkitError
from eventkit.model import RoomId, Session, SessionId
from eventkit.outputs.programme.book import Bound
from eventkit.outputs.programme.editions.brief_agenda import day_handout, leaflet
from eventkit.outputs.programme.editions.loose_sheets import door_signs, wall_posters
from eventkit.outputs.programme.grid import days_with_sessions
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import HANDOUT_PAPERS, POSTER_PAPERS
from eventkit.schedule import Schedule
from eventkit.typesetting import Size

__all__ = [
    "EDITIONS",
    "PAPERS",
    "Edition",
    "edition_paper",
    "lay_out_edition",
    "require_booklet",
    "select_days",
]

Edition = Literal["book", "grid", "day", "room", "agenda"]
"""What is made: a bound book, posters with the grid of each day, handouts of a day, signs for the doors of
rooms, or a leaflet of one sheet."""

EDITIONS: tuple[Edition, ...] = get_args(Edition)
"""All of them."""


@dataclass(frozen=True, slots=True)
class _EditionSpec:
    """How an edition is made, on which papers, and on which one where none is named: here, and in America."""

    lay_out: Callable[[PrintContext, Size, Sequence[RoomId]], Bound]
    papers: Mapping[str, Size]
    default_paper: str
    american_paper: str = "letter"


_SPECS: Mapping[Edition, _EditionSpec] = {
    "grid": _EditionSpec(
        lambda context, size, _: wall_posters(context, size), POSTER_PAPERS, "a3", "tabloid"
    ),
    "day": _EditionSpec(lambda context, size, _: day_handout(context, size), HANDOUT_PAPERS, "a4"),
    "room": _EditionSpec(door_signs, {**HANDOUT_PAPERS, "a3": POSTER_PAPERS["a3"]}, "a4"),
    "agenda": _EditionSpec(lambda context, size, _: leaflet(context, size), HANDOUT_PAPERS, "a4"),
}

_NOT_FOLDED: Mapping[Edition, str] = {
    "grid": "posters hang on a wall",
    "room": "signs hang beside doors",
}
"""Why editions are no booklets."""

PAPERS: tuple[str, ...] = tuple(sorted({name for way in _SPECS.values() for name in way.papers}))
"""The papers of all editions but the book, by name."""


def require_booklet(edition: Edition) -> None:
    """Refuse a booklet of what is none.

    Raises:
        EventkitError: The edition is not read page by page.
    """
    if edition in _NOT_FOLDED:
        message = (
            f"the edition '{edition}' makes no booklet, since {_NOT_FOLDED[edition]}: leave out --booklet, "
            "or take the edition 'book' or 'day'"
        )
        raise EventkitError(message)


def edition_paper(edition: Edition, asked: str | None, of_book: str | None = None) -> str:
    """The paper an edition is printed on.

    Args:
        edition: Which.
        asked: The paper that is asked for.
        of_book: The paper of the book, by the style file: who prints that on letter has no paper of ISO 216.

    Raises:
        EventkitError: It is not printed on the one asked for.
    """
    way = _SPECS[edition]
    paper = asked or (way.american_paper if of_book == "letter" else way.default_paper)
    if paper not in way.papers:
        message = f"the edition '{edition}' has no paper '{paper}': it has {', '.join(way.papers)}"
        raise EventkitError(message)
    return paper


def lay_out_edition(
    edition: Edition, context: PrintContext, paper: str | None, rooms: Sequence[RoomId] = ()
) -> Bound:
    """An edition other than the book, before it is painted.

    Args:
        edition: Which.
        context: The print context; its page format is replaced by that of the edition.
        paper: Its name; where left out the usual one of the edition, or of America if the book is on letter.
        rooms: For which rooms signs are made; for all where none are named.

    Raises:
        EventkitError: There is no such paper or room, or nothing to print.
    """
    if unknown := [room for room in rooms if room not in {each.id for each in context.schedule.rooms}]:
        message = f"there is no room '{unknown[0]}' in the schedule, so there is no sign for its door"
        raise EventkitError(message)
    way = _SPECS[edition]
    return way.lay_out(context, way.papers[edition_paper(edition, paper, context.style.paper)], rooms)


def select_days(schedule: Schedule, days: Sequence[date]) -> Schedule:
    """The schedule with nothing but these days; all of it where none are named.

    Raises:
        EventkitError: There is nothing on one of them.
    """
    if not days:
        return schedule
    there = days_with_sessions(schedule)
    if empty := [day for day in days if day not in there]:
        told = ", ".join(map(str, there)) or "no day: nothing has a time yet"
        message = f"there is nothing on {empty[0]}: there are sessions on {told}"
        raise EventkitError(message)
    kept = set[SessionId]()
    for session in schedule.sessions:
        if session.slot is not None and schedule.day(session.slot.period.start) in days:
            kept |= {session.id, *_above(schedule, session)}
    for session in schedule.sessions:  # each stands before its parts
        if session.slot is None and session.parent in kept:
            kept.add(session.id)
    sessions = tuple(session for session in schedule.sessions if session.id in kept)
    return schedule.model_copy(update={"sessions": sessions})


def _above(schedule: Schedule, session: Session) -> Iterator[SessionId]:
    """What a session is part of, and what that is."""
    while session.parent is not None:
        yield session.parent
        session = schedule.session(session.parent)

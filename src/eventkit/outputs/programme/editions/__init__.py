"""Editions: the book, wall posters, day handouts, door signs and the leaflet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from eventkit.errors import EventkitError, NoSuchDay
from eventkit.messages import Listed, Message, sentence
from eventkit.model import RoomId, SessionId
from eventkit.outputs.programme.book import lay_out_book, select_sections
from eventkit.outputs.programme.editions.brief_agenda import day_handout, leaflet
from eventkit.outputs.programme.editions.door_signs import door_signs
from eventkit.outputs.programme.editions.wall_posters import wall_posters
from eventkit.outputs.programme.grid import days_with_sessions
from eventkit.outputs.programme.pagination import Layout
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import HANDOUT_PAPERS, PAGE_FORMATS, POSTER_PAPERS, SIGN_PAPERS
from eventkit.outputs.style_file import SectionName, StyleFile
from eventkit.schedule import Schedule

__all__ = [
    "EDITIONS",
    "PAPERS",
    "Edition",
    "EditionOptions",
    "chosen_sections",
    "edition_paper",
    "lay_out_edition",
    "select_days",
    "validate_options",
]

Edition = Literal["book", "grid", "day", "room", "agenda"]
"""A bound book, posters with the grid of each day, handouts of a day, signs for the doors of rooms, or a
leaflet of one sheet."""

EDITIONS: tuple[Edition, ...] = get_args(Edition)


@dataclass(frozen=True, slots=True)
class EditionOptions:
    paper: str | None = None  # the name of the paper; that of the style file, or the usual one, if left out
    rooms: tuple[RoomId, ...] = ()  # the rooms that get signs; all if left out
    # The sections of a book; those of the style file, or all, if left out.
    sections: tuple[SectionName, ...] = ()
    booklet: bool = False  # whether the pages are imposed as a booklet
    site: str = ""  # the address of the conference's site, to whose pages links and QR codes lead
    rooms_per_sheet: int | None = None  # the most rooms on a poster; as many as can be read if left out


@dataclass(frozen=True, slots=True)
class _EditionSpec:
    """The layout of an edition, and its papers: the usual one, and that of a book on letter paper."""

    lay_out: Callable[[PrintContext, str, EditionOptions], Layout]
    papers: Collection[str]
    default_paper: str
    american_paper: str = "letter"
    not_folded: str = ""


def _lay_out_book(context: PrintContext, paper: str, options: EditionOptions) -> Layout:
    page_format = PAGE_FORMATS[paper]
    scaled = replace(page_format, unit=page_format.unit * context.style.scale)
    return lay_out_book(context.on(scaled), chosen_sections(context.style, options))


_SPECS: Mapping[Edition, _EditionSpec] = {
    "book": _EditionSpec(_lay_out_book, PAGE_FORMATS, "a5"),
    "grid": _EditionSpec(
        lambda context, paper, options: wall_posters(context, POSTER_PAPERS[paper], options.rooms_per_sheet),
        POSTER_PAPERS,
        "a3",
        "tabloid",
        not_folded=sentence("A wall poster cannot be printed as a booklet."),
    ),
    "day": _EditionSpec(
        lambda context, paper, _: day_handout(context, HANDOUT_PAPERS[paper]), HANDOUT_PAPERS, "a4"
    ),
    "room": _EditionSpec(
        lambda context, paper, options: door_signs(context, SIGN_PAPERS[paper], options.rooms),
        SIGN_PAPERS,
        "a4",
        not_folded=sentence("A door sign cannot be printed as a booklet."),
    ),
    "agenda": _EditionSpec(
        lambda context, paper, _: leaflet(context, HANDOUT_PAPERS[paper]), HANDOUT_PAPERS, "a4"
    ),
}

_LEADING_TO_SITE: tuple[Edition, ...] = ("book", "grid", "room", "agenda")
"""The editions with QR codes or links that lead to the site."""

PAPERS: tuple[str, ...] = tuple(sorted({paper for spec in _SPECS.values() for paper in spec.papers}))


def validate_options(edition: Edition, options: EditionOptions) -> None:
    spec = _SPECS[edition]
    if options.booklet and spec.not_folded:
        advice = sentence("Print single pages, or choose the edition book or day.")
        raise EventkitError(Message(spec.not_folded, advice))
    if options.site and edition not in _LEADING_TO_SITE:
        editions = ", ".join(_LEADING_TO_SITE)
        raise EventkitError(
            "The address of the site applies only to the editions {editions}. Leave it out, or "
            "choose one of these.",
            editions=editions,
        )
    if options.rooms and edition != "room":
        raise EventkitError("Rooms apply only to the edition room. Leave them out, or choose that edition.")
    if options.rooms_per_sheet is not None:
        if edition != "grid":
            raise EventkitError(
                "Rooms per sheet apply only to the edition grid. Leave them out, or choose that edition."
            )
        if options.rooms_per_sheet < 1:
            raise EventkitError("Rooms per sheet must be 1 or more. Give a larger number.")
    if options.sections and edition != "book":
        raise EventkitError(
            "Sections apply only to the edition book. Leave them out, or choose that edition."
        )


def edition_paper(edition: Edition, paper: str | None, book_paper: str | None = None) -> str:
    """The paper of an edition: the one named, or the usual one, American beside a book on letter."""
    spec = _SPECS[edition]
    default = spec.american_paper if book_paper == "letter" else spec.default_paper
    paper = paper or (book_paper if edition == "book" else None) or default
    if paper not in spec.papers:
        raise EventkitError(
            "The edition '{edition}' is not printed on '{paper}'. Use one of {papers}.",
            edition=edition,
            paper=paper,
            papers=Listed(tuple(spec.papers)),
        )
    return paper


def chosen_sections(style: StyleFile, options: EditionOptions) -> tuple[SectionName, ...]:
    """The sections of a book, in order, by the options or else by the style file."""
    return select_sections(options.sections or style.sections)


def lay_out_edition(
    edition: Edition, context: PrintContext, options: EditionOptions = EditionOptions()
) -> Layout:
    """Lay out an edition, on its own page format: its sections in order, in the type scale that fits."""
    rooms = {room.id for room in context.schedule.rooms}
    if unknown := [room for room in options.rooms if room not in rooms]:
        raise EventkitError(
            "Unknown room '{unknown}'. Use the id of a room of the schedule.", unknown=unknown[0]
        )
    paper = edition_paper(edition, options.paper, context.style.paper)
    return _SPECS[edition].lay_out(context, paper, options)


def select_days(schedule: Schedule, days: Sequence[date]) -> Schedule:
    if not days:
        return schedule
    days_there = days_with_sessions(schedule)
    if empty := [day for day in days if day not in days_there]:
        raise NoSuchDay(empty[0], days_there)
    selected = set[SessionId]()
    for session in schedule.sessions:
        if session.slot is not None and schedule.day(session.slot.period.start) in days:
            selected |= {outer.id for outer in schedule.lineage(session)}
    for session in schedule.sessions:  # each comes before its parts
        if session.slot is None and session.parent in selected:
            selected.add(session.id)
    sessions = tuple(session for session in schedule.sessions if session.id in selected)
    return schedule.model_copy(update={"sessions": sessions})

"""The brief agenda: sessions in a few lines each, as a day handout or a folded leaflet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from operator import methodcaller

from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity
from eventkit.model import Session, Status
from eventkit.outputs.programme.book import Bound, bound, cover_pages
from eventkit.outputs.programme.grid import DayGrid, DayView, days_with_sessions, draw_day_grid
from eventkit.outputs.programme.grid.box_text import name_spans, session_times, title_spans
from eventkit.outputs.programme.pagination import Chapter, assemble, settle_page_numbers
from eventkit.outputs.programme.print_context import PrintContext, Spans, set_paired, set_stacked
from eventkit.outputs.programme.sections import Section, build_section, session_anchor
from eventkit.outputs.programme.theme import LeafletPage, LooseSheet, secondary_style
from eventkit.typesetting import (
    A5,
    Anchor,
    Book,
    Bookmark,
    Colour,
    Mark,
    Page,
    Size,
    Span,
    darkened,
    mm,
    set_lines,
)
from eventkit.typesetting.flow import Piece, abreast, set_at, together
from eventkit.typesetting.imposition import booklet
from eventkit.typesetting.imposition.booklet import order
from eventkit.typesetting.joining import joined
from eventkit.typesetting.roles import Element
from eventkit.typesetting.tagged import item, within


def list_sessions(
    context: PrintContext, sessions: Sequence[tuple[int, Session]], *, places: bool = False
) -> Iterator[Piece]:
    """Sessions below one another, parts further in; each stays on one page.

    Args:
        context: What they are set with.
        sessions: The sessions, each with how deep it is within another.
        places: Whether rooms and tracks are told, and links may lead to the entries.
    """
    entries = Element("L")
    for at, (depth, session) in enumerate(sessions):
        pieces = within(entries, item(_set_entry(context, session, depth, places=places)))
        yield from together(
            pieces, before=0 if not at else (1.8 if depth else 3.4) * context.page_format.unit
        )


def _set_entry(context: PrintContext, session: Session, depth: int, *, places: bool) -> list[Piece]:
    type_, about = context.type_scale, (session.id,)
    column = context.column(context.page_format.time_column + depth * context.page_format.indent)
    style = type_.part_title if depth else type_.title
    if session.status is Status.CANCELLED or session.kind.is_pause:
        style = replace(style, weight=500, colour=context.colours.grey)
    other = replace(secondary_style(style), colour=style.colour)
    titles = title_spans(context, session, style, style if session.kind.is_pause else other)
    lines = (set_paired if session.kind.is_pause else set_stacked)(titles, column, about)
    if session.status is Status.TENTATIVE:
        lines += set_stacked(context.label_spans(session.status, type_.status), column, about)
    who = name_spans(context, session, type_.plain_name)
    where = _place_spans(context, session, depth) if places else ()
    between = [Span("   |   ", "und", type_.note)] if who and where else []
    if said := [*where, *between, *who]:
        lines += column.lines(said, about)
    when = replace(type_.part_time if depth else type_.time, lead=style.leading)
    time = Span(session_times(context, session), context.languages[0], when)
    width = context.page_format.time_column - 2 * context.page_format.unit
    beside = [set_at(line, 0, about) for line in set_lines(context.fonts, time, width, base="ltr")]
    first, *others = abreast(lines, beside)
    anchors = (Anchor(session_anchor(session), 0, 0),) if places else ()
    return [first._replace(marks=(*anchors, *first.marks)), *others]


def _place_spans(context: PrintContext, session: Session, depth: int) -> Spans:
    """In which rooms, unless in all of them or where what it is part of is, and in which track."""
    schedule, note = context.schedule, context.type_scale.note
    rooms = schedule.rooms_of(session)
    told: list[Span] = []
    if not depth and len(rooms) < max(2, len(schedule.rooms)):
        told += [context.text_spans(schedule.room(room).name, note)[0] for room in rooms]
    if session.track is not None:
        track = schedule.track(session.track)
        style = replace(note, weight=700, colour=darkened(Colour.parse(track.colour)))
        told += [
            Span(track.code, "en", style),
            *context.text_spans(track.name, replace(style, weight=400))[:1],
        ]
    return joined(told, "   ")


def compose_day(
    context: PrintContext, on: date, grid: DayGrid, rows: Sequence[tuple[int, Session]]
) -> Section:
    """A day: its grid, then some of its sessions in brief, each with how deep it is within another."""
    return build_section(
        context,
        f"day-{on}",
        methodcaller("day", on),
        list_sessions(context, rows, places=True),
        guide=methodcaller("short_day", on),
        sessions=tuple(session for depth, session in rows if not depth),
        plates=grid.pages,
        fresh=True,
        findings=grid.findings,
    )


def lay_out_days(context: PrintContext, made: Sequence[Section], *, front: bool = False) -> Bound:
    """The sections as a document, behind a cover if it is to have one, with what was noticed of them.

    Raises:
        EventkitError: There are none.
    """
    if not made:
        message = "there is nothing to print: nothing has a time yet"
        raise EventkitError(message)
    pages = tuple(cover_pages(context)) if front else ()
    set_ = settle_page_numbers(context, len(pages) + 1, [Chapter(lambda *_: made)], lambda _: [])
    findings = tuple(finding for each in set_.sections for finding in each.findings)
    document = assemble(pages, set_)
    return Bound(Book(tuple(document.pages()), document.info), findings)


def day_handout(context: PrintContext, size: Size) -> Bound:
    """Each day on pages of its own: its grid where it has several rooms, then its sessions in brief.

    Raises:
        EventkitError: Nothing has a time.
    """
    context = context.on(LooseSheet(*size, mm if size == A5 else 1.1 * mm))
    made = []
    for on in days_with_sessions(context.schedule):
        view = DayView.build(context.schedule, on)
        held = [row for session in view.outer for row in view.nested(session)]
        grid = draw_day_grid(context, on) if len(view.rooms) > 1 else DayGrid((), ())
        made += [compose_day(context, on, grid, held)] if held else []
    return lay_out_days(context, made)


LEAFLET_NAMES = "leaflet-names"
"""The code of the finding that positions are left out."""


LEAFLET_PAGES = 4
"""Of a sheet that is folded once."""


# How large type is, as a part of that of A5, and whether positions are told: the first is taken that fits.
_LEAFLET_TRIALS = ((1.0, True), (0.93, True), (0.86, True), (0.93, False), (0.82, False))


def leaflet(context: PrintContext, size: Size) -> Bound:
    """Cover and agenda as four pages of half the paper, put on it so that it need only be folded.

    Abstracts and addresses are left to the book. Where it does not fit all the same, no more than names is
    told of people, and then it takes more sheets; either is found.

    Raises:
        EventkitError: Nothing is to be printed.
    """
    width, height = max(size) / 2, min(size)
    short = context.without_abstracts()
    for scale, positions in _LEAFLET_TRIALS:
        leaflet_context = short.on(
            LeafletPage(width, height, min(width / A5[0], height / A5[1]) * scale * mm)
        )
        made = (
            bound(leaflet_context, ("cover", "sessions")) if positions else _lay_out_briefly(leaflet_context)
        )
        if len(made.book.pages) <= LEAFLET_PAGES:
            break
    findings = [*made.findings, *_check_length(len(made.book.pages))]
    if not positions:
        message = "the leaflet has no room for positions and organisations: only names are told"
        findings.append(Finding(Severity.INFO, LEAFLET_NAMES, (), message))
    return Bound(_fold(made.book, from_right=context.direction == "rtl"), tuple(findings))


def _lay_out_briefly(context: PrintContext) -> Bound:
    """Cover and agenda with nothing but times, titles, rooms and names."""
    views = {on: DayView.build(context.schedule, on) for on in days_with_sessions(context.schedule)}
    days = [
        replace(
            compose_day(
                context, on, DayGrid((), ()), [row for outer in view.outer for row in view.nested(outer)]
            ),
            starts_page=False,
        )
        for on, view in views.items()
    ]
    return lay_out_days(context, days, front=True)


def _check_length(pages: int) -> Iterator[Finding]:
    if pages > LEAFLET_PAGES:
        sheets = -(-pages // LEAFLET_PAGES)
        message = (
            f"the agenda takes {pages} pages, so the leaflet takes {sheets} sheets: take larger paper, "
            "or print the edition 'day'"
        )
        yield Finding(Severity.WARNING, "leaflet-long", (), message)


def _fold(book: Book, *, from_right: bool) -> Book:
    """The pages on their sheets, and the bookmarks that lead to these."""
    sides = list(booklet(book.pages, from_right=from_right))
    whose = {page: side for side, pair in enumerate(order(len(book.pages))) for page in pair}
    where = {
        mark.name: whose[at]
        for at, page in enumerate(book.pages)
        for mark in page.marks
        if isinstance(mark, Anchor)
    }
    bookmarks = tuple(each for each in book.imprint.bookmarks if each.level == 0)
    return replace(
        book,
        pages=tuple(_add_destinations(side, at, bookmarks, where) for at, side in enumerate(sides)),
        imprint=replace(book.imprint, bookmarks=bookmarks),
    )


def _add_destinations(side: Page, at: int, bookmarks: tuple[Bookmark, ...], where: dict[str, int]) -> Page:
    anchors: list[Mark] = [Anchor(each.anchor, 0, 0) for each in bookmarks if where[each.anchor] == at]
    return replace(side, marks=(*anchors, *side.marks), label=str(at + 1))

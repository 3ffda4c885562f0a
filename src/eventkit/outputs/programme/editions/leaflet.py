"""The leaflet: cover and agenda on the two sides of a sheet that is folded once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from eventkit.findings import Finding, Severity
from eventkit.outputs.programme.book import Bound, bound
from eventkit.outputs.programme.editions.listing import compose_day, lay_out_days
from eventkit.outputs.programme.editions.setter import Setter
from eventkit.outputs.programme.editions.sheets import LeafletPage
from eventkit.outputs.programme.grid import DayGrid, DayView, days_with_sessions
from eventkit.outputs.programme.setting import PrintContext
from eventkit.typesetting import A5, Anchor, Book, Bookmark, Mark, Page, Size, mm
from eventkit.typesetting.imposition import booklet
from eventkit.typesetting.imposition.booklet import order

LEAFLET_NAMES = "leaflet-names"
"""The code of the finding that positions are left out."""

LEAFLET_PAGES = 4
"""Of a sheet that is folded once."""

# How large type is, as a part of that of A5, and whether positions are told: the first is taken that fits.
_LEAFLET_TRIALS = ((1.0, True), (0.93, True), (0.86, True), (0.93, False), (0.82, False))


def leaflet(setter: Setter, size: Size) -> Bound:
    """Cover and agenda as four pages of half the paper, put on it so that it need only be folded.

    Abstracts and addresses are left to the book. Where it does not fit all the same, no more than names is
    told of people, and then it takes more sheets; either is found.

    Raises:
        EventkitError: Nothing is to be printed.
    """
    width, height = max(size) / 2, min(size)
    short = setter.brief()
    for scale, positions in _LEAFLET_TRIALS:
        context = short.on(LeafletPage(width, height, min(width / A5[0], height / A5[1]) * scale * mm))
        made = bound(context, ("cover", "sessions")) if positions else _lay_out_briefly(context)
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

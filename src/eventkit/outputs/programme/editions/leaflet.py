"""The leaflet: cover and agenda on the two sides of a sheet that is folded once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from eventkit.findings import Finding, Severity
from eventkit.outputs.programme.book import Bound, bound
from eventkit.outputs.programme.editions.listing import bound_days, day_section
from eventkit.outputs.programme.editions.setter import Setter
from eventkit.outputs.programme.editions.sheets import Folded
from eventkit.outputs.programme.grid import DayView, Grid, days_of
from eventkit.outputs.programme.setting import Setting
from eventkit.typesetting import A5, Anchor, Book, Bookmark, Mark, Page, Size, mm
from eventkit.typesetting.imposition import booklet
from eventkit.typesetting.imposition.booklet import order

NAMES_ALONE = "leaflet-names"
"""The code of the finding that positions are left out."""

PAGES = 4
"""Of a sheet that is folded once."""

# How large type is, as a part of that of A5, and whether positions are told: the first is taken that fits.
_TRIALS = ((1.0, True), (0.93, True), (0.86, True), (0.93, False), (0.82, False))


def leaflet(setter: Setter, size: Size) -> Bound:
    """Cover and agenda as four pages of half the paper, put on it so that it need only be folded.

    Abstracts and addresses are left to the book. Where it does not fit all the same, no more than names is
    told of people, and then it takes more sheets; either is found.

    Raises:
        EventkitError: Nothing is to be printed.
    """
    width, height = max(size) / 2, min(size)
    short = setter.brief()
    for scale, positions in _TRIALS:
        setting = short.on(Folded(width, height, min(width / A5[0], height / A5[1]) * scale * mm))
        made = bound(setting, ("cover", "sessions")) if positions else _in_brief(setting)
        if len(made.book.pages) <= PAGES:
            break
    findings = [*made.findings, *_too_long(len(made.book.pages))]
    if not positions:
        message = "the leaflet has no room for positions and organisations: only names are told"
        findings.append(Finding(Severity.INFO, NAMES_ALONE, (), message))
    return Bound(_folded(made.book, from_right=setting.direction == "rtl"), tuple(findings))


def _in_brief(setting: Setting) -> Bound:
    """Cover and agenda with nothing but times, titles, rooms and names."""
    views = {on: DayView.of(setting.schedule, on) for on in days_of(setting.schedule)}
    days = [
        replace(
            day_section(
                setting, on, Grid((), ()), [row for outer in view.outer for row in view.nested(outer)]
            ),
            fresh=False,
        )
        for on, view in views.items()
    ]
    return bound_days(setting, days, front=True)


def _too_long(pages: int) -> Iterator[Finding]:
    if pages > PAGES:
        sheets = -(-pages // PAGES)
        message = (
            f"the agenda takes {pages} pages, so the leaflet takes {sheets} sheets: take larger paper, "
            "or print the edition 'day'"
        )
        yield Finding(Severity.WARNING, "leaflet-long", (), message)


def _folded(book: Book, *, from_right: bool) -> Book:
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
        pages=tuple(_anchored(side, at, bookmarks, where) for at, side in enumerate(sides)),
        imprint=replace(book.imprint, bookmarks=bookmarks),
    )


def _anchored(side: Page, at: int, bookmarks: tuple[Bookmark, ...], where: dict[str, int]) -> Page:
    anchors: list[Mark] = [Anchor(each.anchor, 0, 0) for each in bookmarks if where[each.anchor] == at]
    return replace(side, marks=(*anchors, *side.marks), label=str(at + 1))

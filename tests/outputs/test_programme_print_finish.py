"""The programme as a printer gets it: thumb tabs, bleed, black ink, booklets."""

from __future__ import annotations

from functools import cache
from typing import Any

import pypdfium2
import pytest

from books import Book
from eventkit.errors import EventkitError
from eventkit.ledger import Ledger
from eventkit.outputs.programme import programme
from eventkit.outputs.programme.running_heads import DAY_PREFIX
from eventkit.typesetting import A5, Box, Destination, Page, mm
from eventkit.typesetting.layout.structure_elements import ARTIFACT
from outputs.calendars import WRITTEN, schedule
from outputs.printed import fixture, fixture_book, texts

SHORT = ("cover", "sessions")


def book(name: str, language: str = "en") -> Book:
    return fixture_book(name, (language,))


@cache
def made(**more: Any) -> bytes:
    of = fixture("congress")
    more = {"sections": SHORT, "languages": ("en",), **more}
    return programme(of, ledger=Ledger.first(of, WRITTEN), **more).data


def tab(page: Page) -> Box | None:
    """The tab at an edge of a page, if it has one."""
    first = page.marks[0]
    at_edge = isinstance(first, Box) and (first.x == 0 or first.x + first.width == page.width)
    return first if at_edge and first.width < page.width / 2 else None


def test_pages_of_a_day_have_a_tab_at_their_outer_edge_further_down_each_day() -> None:
    heights: dict[str, set[float]] = {}
    day = ""
    for number, page in enumerate(book("congress").pages, start=1):
        names = [mark.name for mark in page.marks if isinstance(mark, Destination)]
        begun = [name for name in names if name.startswith(DAY_PREFIX)]
        day = (begun or [day])[0]
        if found := tab(page):
            assert found.x == (0 if number % 2 == 0 else A5[0] - found.width)
            heights.setdefault(day, set()).add(round(found.y, 3))
            day = (begun or [day])[-1]
    assert len(heights) == 3
    assert all(len(there) == 1 for there in heights.values())
    places = [min(heights[name]) for name in sorted(heights)]
    assert places == sorted(places)
    assert len(set(places)) == 3


def test_a_book_that_is_read_from_the_right_has_its_tabs_on_the_other_side() -> None:
    tabs = [(number, tab(page)) for number, page in enumerate(book("congress", "ar").pages, start=1)]
    assert any(found for _, found in tabs)
    assert all(found.x == (0 if number % 2 else A5[0] - found.width) for number, found in tabs if found)


def test_one_day_conferences_covers_and_indexes_have_no_tabs() -> None:
    assert not any(tab(page) for page in book("hongqiao-forum").pages)
    pages = book("congress").pages
    assert tab(pages[0]) is None
    assert tab(pages[-1]) is None


def test_the_number_on_a_tab_is_not_read_out() -> None:
    page = next(page for page in book("congress").pages if tab(page))
    assert getattr(page.marks[1], "structure", ()) == ARTIFACT


def test_bleed_makes_the_paper_larger_and_leaves_the_pages_as_they_are() -> None:
    plain, bled = pypdfium2.PdfDocument(made()), pypdfium2.PdfDocument(made(bleed_mm=3))
    assert len(plain) == len(bled)
    assert bled[1].get_size() == pytest.approx((A5[0] + 6 * mm, A5[1] + 6 * mm), abs=0.01)
    assert texts(made()) == texts(made(bleed_mm=3))
    cover = bled[0].render(scale=1).to_pil().convert("RGB")
    assert cover.getpixel((2, 2)) != (255, 255, 255)


def test_a_booklet_has_every_page_with_two_on_each_side() -> None:
    plain, folded = texts(made()), texts(made(booklet=True))
    assert len(folded) == 2 * -(-len(plain) // 4)
    assert all(any(page in side for side in folded) for page in plain)
    assert pypdfium2.PdfDocument(made(booklet=True))[0].get_size() == pytest.approx(
        (2 * A5[0], A5[1]), abs=0.01
    )


def test_a_booklet_with_bleed_has_room_for_trimming() -> None:
    width, height = pypdfium2.PdfDocument(made(booklet=True, bleed_mm=3))[0].get_size()
    assert width > 2 * A5[0] + 6 * mm
    assert height > A5[1] + 6 * mm


def test_a_finished_programme_is_reproducible() -> None:
    more = {"bleed_mm": 3, "black": "k", "booklet": True}
    once = made(**more)
    made.cache_clear()
    assert made(**more) == once


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"black": "cmyk"}, "Unknown black 'cmyk'. Use one of rgb, k."),
        ({"bleed_mm": -1}, "The bleed is -1 mm. Use 0 to 20 mm."),
        ({"bleed_mm": float("nan")}, "bleed_mm must be a number, not nan."),
        ({"edition": "agenda", "booklet": True}, "imposed on office paper already"),
        ({"edition": "agenda", "bleed_mm": 3}, "imposed on office paper already"),
    ],
)
def test_an_invalid_finish_is_rejected(wrong: dict[str, Any], message: str) -> None:
    of = schedule()
    with pytest.raises(EventkitError, match=message):
        programme(of, ledger=Ledger.first(of, WRITTEN), **wrong)

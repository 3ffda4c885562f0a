"""Contents, indexes and cross references, read back from the PDF: each number is of the page it opens."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from eventkit.ledger import Ledger
from eventkit.outputs.programme import programme
from eventkit.plugins.exporters import Output
from eventkit.schedule import Schedule
from outputs.calendars import WRITTEN, at, schedule
from outputs.printed import fixture, fixture_book, fixture_programme, texts
from typesetting.reading import painted

TALKS, PEOPLE = 400, 60


def long_list() -> Schedule:
    """A made conference of two days and two rooms, with titles that are all different."""
    return schedule(
        *(
            {
                "id": f"talk-{n}",
                "title": {"en": f"On the Number {n + 1000}"},
                "slot": at(
                    f"2026-10-{24 + n % 2}T{8 + n // 40:02}:{n // 4 % 10 * 6:02}+00:00",
                    f"2026-10-{24 + n % 2}T{8 + n // 40:02}:{n // 4 % 10 * 6 + 5:02}+00:00",
                    f"room-{n // 2 % 2}",
                ),
                "people": [f"person-{n % PEOPLE}"],
            }
            for n in range(TALKS)
        ),
        participants=[{"id": f"person-{n}", "name": f"Person {n + 5000}"} for n in range(PEOPLE)],
        rooms=[{"id": f"room-{n}", "name": {"en": f"Room {n}"}} for n in range(2)],
        zone="UTC",
        languages=["en"],
    )


def programme_of_long_list() -> Output:
    of = long_list()
    return programme(of, ledger=Ledger.first(of, WRITTEN), languages=("en",))


MADE = {
    "forum": (lambda: fixture_programme("hongqiao-forum", ("en", "zh")), 10),
    "congress": (lambda: fixture_programme("congress", ("en", "zh")), 150),
    "congress in Chinese": (lambda: fixture_programme("congress", ("zh",)), 150),
    "long list": (programme_of_long_list, 2 * TALKS),
}


@cache
def data_of(name: str) -> bytes:
    make, _ = MADE[name]
    return make().data


def leading(document: pypdfium2.PdfDocument, at_page: int) -> Iterator[tuple[str, int]]:
    """What stands under each link within the document, and the page that it opens."""
    page = document[at_page]
    reader, position, link = page.get_textpage(), ctypes.c_int(0), pdfium.FPDF_LINK()
    while pdfium.FPDFLink_Enumerate(page.raw, position, link):
        destination = pdfium.FPDFLink_GetDest(document.raw, link)
        if destination:
            area = pdfium.FS_RECTF()
            pdfium.FPDFLink_GetAnnotRect(link, area)
            words = reader.get_text_bounded(area.left - 1, area.bottom, area.right + 1, area.top)
            yield " ".join(words.split()), pdfium.FPDFDest_GetDestPageIndex(document.raw, destination)


@pytest.mark.parametrize("name", MADE)
def test_every_page_number_in_a_list_matches_its_link(name: str) -> None:
    data, (_, least) = data_of(name), MADE[name]
    document, pages, seen = pypdfium2.PdfDocument(data), texts(data), 0
    for at_page in range(len(document)):
        for words, opens in leading(document, at_page):
            # Behind a colon it is counted how many sessions there are.
            if found := re.fullmatch(r"\D.*[^:：] (\d+)|(\d+),?", words):
                number = found[1] or found[2]
                if number == document.get_page_label(opens):
                    seen += 1
                else:  # a title may end with a number, and then no page is told
                    assert words.replace(" ", "") in pages[opens].replace(" ", ""), (words, at_page + 1)
    assert seen >= least


def test_each_of_many_titles_is_on_the_page_listed_in_contents_and_indexes() -> None:
    data = data_of("long list")
    document, pages = pypdfium2.PdfDocument(data), texts(data)
    for at_page in range(len(document)):
        for words, opens in leading(document, at_page):
            if title := re.match(r"On the Number \d{4}", words):
                assert title[0] in pages[opens], (words, at_page + 1)


@pytest.mark.parametrize(
    ("name", "notes"),
    [("congress", 1), ("congress in Chinese", 0), ("forum", 0), ("long list", 0)],
)
def test_an_index_with_bold_page_numbers_explains_them(name: str, notes: int) -> None:
    """Where nobody presides no number is bold."""
    text = " ".join(texts(data_of(name)))

    assert text.count("Page numbers in bold show where a person presides.") == notes
    assert text.count("粗体页码为其主持的会议。") == name.startswith("congress")


def test_a_streamed_book_is_identical_to_one_drawn_at_once() -> None:
    """Nothing that is released early is needed later."""
    of = fixture("congress")
    book = fixture_book("congress", ("en", "zh"))
    assert painted(
        replace(book, info=replace(book.info, modified=Ledger.first(of, WRITTEN).revised))
    ) == data_of("congress")

"""A programme of edge cases: nothing is lost, nothing overlaps, names and numbers are right."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest

from books import Book, check_book
from eventkit.outputs.programme.book import cover_pages
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import PAGE_FORMATS
from eventkit.texts.hyphenation import SOFT_HYPHEN
from eventkit.typesetting import Destination, Fonts, Page, PlacedLine
from eventkit.typesetting.text.spans import GlyphRun
from outputs.edge_cases import (
    DAYS,
    HEBREW,
    LONG_NAME,
    PANELLISTS,
    POSITIONS,
    ROOMS,
    SPONSORS,
    edge_cases,
)
from outputs.printed import bound, pages_hold_their_marks, read_lines


@cache
def book() -> Book:
    return bound(PrintContext.build(edge_cases(), ("en",), Fonts.discover(), PAGE_FORMATS["a5"]))


def lines_of(page: Page) -> list[PlacedLine]:
    return [mark for mark in page.marks if isinstance(mark, PlacedLine)]


def pages_of(anchor: str) -> list[Page]:
    """The pages from one destination on."""
    return [
        page
        for page in book().pages
        if any(isinstance(mark, Destination) and mark.name.startswith(anchor) for mark in page.marks)
    ]


def test_everything_is_on_its_page_and_nothing_over_another() -> None:
    assert pages_hold_their_marks(book())
    assert [finding for finding in check_book(book()) if finding.code in {"off-page", "overlap"}] == []


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        (r"President of the Society for the Study", POSITIONS),
        (r"\bEnvoy number \d+ to", PANELLISTS),
        (r"^Talk \d+ of day \d+$", 2 * DAYS + ROOMS - 2),
        (r"^Room \d+$", ROOMS),
    ],
)
def test_nothing_is_left_out(pattern: str, count: int) -> None:
    """Lines may be broken, but each begins as it should, in the agenda or in a list."""
    assert sum(bool(re.search(pattern, line)) for line in read_lines(book())) >= count


def test_the_list_of_organisations_has_every_sponsor() -> None:
    (first,) = pages_of("organisations")
    lines = [line for page in book().pages[book().pages.index(first) :] for line in read_lines(page)]
    assert {line.rsplit("No. ", 1)[1] for line in lines if "No. " in line} == set(map(str, range(SPONSORS)))


def test_thirty_panellists_are_in_two_columns_on_common_baselines() -> None:
    (page, *_) = pages_of("session-panel")
    (top,) = (mark.y for mark in page.marks if isinstance(mark, Destination) and mark.name == "session-panel")
    below_grid = (mark for mark in lines_of(page) if mark.y > top)
    names = [mark for mark in below_grid if re.fullmatch(r"Guest \d+ of Honour", mark.line.text)]
    rows = Counter(round(mark.y, 2) for mark in names)

    assert len({round(mark.x, 2) for mark in names}) == 2
    assert set(rows.values()) == {2}
    assert [mark.line.text for mark in names[:4]] == [f"Guest {n} of Honour" for n in range(4)]


def test_a_page_that_begins_within_a_session_names_it_in_its_head() -> None:
    """The panel fills more than a page; the next session begins below its end."""
    first = next(at for at, page in enumerate(book().pages) if page in pages_of("session-panel"))

    assert "Congress" in read_lines(book().pages[first])
    assert "All the Envoys (continued)" in read_lines(book().pages[first + 1])


def test_a_name_wider_than_its_column_is_broken_with_hyphens() -> None:
    text = "".join(read_lines(book()))

    assert LONG_NAME in text.replace(SOFT_HYPHEN, "")


def test_brackets_of_a_hebrew_name_face_each_other_on_every_line() -> None:
    """The name runs from right to left as a whole, also in a line that begins with its Latin part."""
    lines = [
        mark.line
        for page in book().pages
        for mark in lines_of(page)
        if re.search("[\u0590-\u05ff]", mark.line.text)
    ]

    assert "".join(line.text for line in lines).count("(Rebecca)") >= 1
    for line in lines:
        runs = [run for run in line.runs if isinstance(run, GlyphRun)]
        assert line.rtl or line.text.startswith("\N{RIGHT-TO-LEFT ISOLATE}")
        assert all(run.shaped.rtl for run in runs if {"(", ")"} & {*run.shaped.text})
    assert HEBREW.split()[0] in " ".join(line.text for line in lines)


def test_a_cover_leaves_sponsors_that_do_not_fit_to_the_list_of_organisations() -> None:
    context = PrintContext.build(edge_cases(), ("en",), Fonts.discover(), PAGE_FORMATS["a5"])
    alone, *more = cover_pages(context)
    assert len(more) == 1
    (cover,) = cover_pages(context, has_list=True)
    assert read_lines(alone)[0] == read_lines(cover)[0] == "Congress"


def test_page_numbers_of_the_index_are_those_of_the_names() -> None:
    of, pages = edge_cases(), book().pages
    number_of = {
        mark.name: page.label for page in pages for mark in page.marks if isinstance(mark, Destination)
    }
    for session in of.sessions:
        for appearance in session.people:
            name = of.participant(appearance.participant).name[0].full
            page = pages[int(number_of[f"appearance-{session.id}/{appearance.participant}"]) - 1]
            text = "".join(read_lines(page)).replace(SOFT_HYPHEN, "")
            assert "".join(name.split()[:1]) in text


def test_fractions_are_whole() -> None:
    assert not any(line.endswith("π²/") for line in read_lines(book()))


def test_positions_of_several_lines_hang_from_their_first() -> None:
    """Where several positions follow one another, each begins where the first does."""
    lines = lines_of(pages_of("session-panel")[0])
    firsts = {round(mark.x, 2) for mark in lines if mark.line.text.startswith("Envoy number")}
    others = {round(mark.x, 2) for mark in lines if mark.line.text == "to the United Cities"}

    assert len(firsts) == len(others) == 2
    assert all(other - first > 2 for first, other in zip(sorted(firsts), sorted(others), strict=True))

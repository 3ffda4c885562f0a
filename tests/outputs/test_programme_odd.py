"""Programmes of schedules that nobody had in mind: they are made, and nothing is printed over another."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from books import Book, check_book
from eventkit.ledger import Ledger
from eventkit.outputs.programme import programme
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import PAGE_FORMATS
from eventkit.outputs.style_file import DEFAULT_SECTIONS, SectionName
from eventkit.schedule import Schedule
from eventkit.texts.hyphenation import SOFT_HYPHEN
from eventkit.typesetting import Destination, Fonts, PlacedLine, RuleLine
from outputs.calendars import CONFERENCE, MORNING, WRITTEN, schedule
from outputs.printed import body, bound, is_frame, pages_hold_their_marks, read_lines
from strategies import schedules

LONG = " ".join(["A title of five hundred characters is nobody's friend,"] * 9)[:499]
WORD = "Donaudampfschifffahrtsgesellschaftskapitän" * 7


PLAIN: tuple[SectionName, ...] = ("cover", "sessions", "speakers")


def book_of(
    fonts: Fonts,
    of: Schedule,
    *languages: str,
    paper: str = "a5",
    sections: tuple[SectionName, ...] = PLAIN,
) -> Book:
    return bound(
        PrintContext.build(of, languages or of.conference.languages, fonts, PAGE_FORMATS[paper]), sections
    )


def with_long_texts() -> Schedule:
    return schedule(
        {
            "id": "talk",
            "slot": {**MORNING, "rooms": ["room"]},
            "title": {"en": LONG, "zh": "长" * 500},
            "subtitle": {"en": f"{WORD} {LONG[:180]}"},
            "abstract": {"en": ("What is known and what is not. " * 640).strip()},
            "people": ["x", "y"],
            "track": "track",
        },
        title={"en": LONG, "zh": "长" * 500},
        subtitle={"en": WORD},
        theme={"en": LONG},
        venue={"name": {"en": LONG}, "city": {"en": WORD}},
        url="https://example.org/" + "a" * 500,
        rooms=[{"id": "room", "name": {"en": LONG}, "building": {"en": LONG}}],
        tracks=[{"id": "track", "name": {"en": LONG}, "code": "LT", "colour": "#336699"}],
        participants=[
            {"id": "x", "name": "W" * 200, "affiliations": [{"position": {"en": LONG}}] * 4},
            {"id": "y", "name": ("Maria Aurelia Constantina " * 8).strip()[:199]},
        ],
    )


def with_many_of_everything() -> Schedule:
    roles = ("organiser", "sponsor", "supporter")
    people = [{"participant": f"person-{who}", "role": "panellist"} for who in range(60)]
    return schedule(
        {"id": "panel", "slot": MORNING, "people": people},
        *({"id": f"talk-{n}", "slot": MORNING, "people": people[:2]} for n in range(150)),
        conference={
            **CONFERENCE,
            "organisations": [{"organisation": f"body-{n}", "role": roles[n % 3]} for n in range(80)],
        },
        organisations=[{"id": f"body-{n}", "name": f"Ministry of the number {n}"} for n in range(80)],
        participants=[{"id": f"person-{who}", "name": f"Person {who}"} for who in range(60)],
    )


@pytest.mark.parametrize("paper", PAGE_FORMATS)
@pytest.mark.parametrize("make", [schedule, with_long_texts, with_many_of_everything])
def test_empty_long_and_crowded_schedules_are_laid_out_without_findings(fonts: Fonts, make: Any, paper: str):
    book = book_of(fonts, make(), paper=paper, sections=DEFAULT_SECTIONS)

    assert check_book(book) == ()
    assert pages_hold_their_marks(book)


def test_long_texts_are_printed_in_full(fonts: Fonts):
    book = book_of(fonts, with_long_texts(), "en")
    words = "".join((*read_lines(book.pages[0]), *body(book))).replace(" ", "").replace(SOFT_HYPHEN, "")

    for text in (LONG, WORD, "W" * 200, "What is known and what is not. " * 640):
        assert text.replace(" ", "") in words


def test_content_that_does_not_fit_the_cover_continues_on_later_pages(fonts: Fonts):
    book = book_of(fonts, with_many_of_everything())

    printed = read_lines(book)
    assert all(any(f"the number {n}" in line for line in printed) for n in range(80))
    assert not any("number 79" in line for line in read_lines(book.pages[0]))
    assert [page.label for page in book.pages[:3]] == ["1", "2", "3"]


def test_a_person_in_many_sessions_is_indexed_with_every_page(fonts: Fonts):
    book = book_of(fonts, with_many_of_everything())

    page_of = {
        mark.name: page.label for page in book.pages for mark in page.marks if isinstance(mark, Destination)
    }
    named = {label for name, label in page_of.items() if re.fullmatch(r"appearance-.*/person-1", name)}
    lines = read_lines(book)
    entry = lines[max(at for at, line in enumerate(lines) if line == "Person 1") + 1 :]
    numbers = [line.rstrip(",") for line in takewhile(lambda line: line.rstrip(",").isdecimal(), entry)]
    assert set(numbers) == named
    assert len(numbers) == len(named) > 20
    assert check_book(book) == ()


def test_a_missing_glyph_is_reported_with_its_text_person_and_page(fonts: Fonts):
    of = schedule(
        {"id": "talk", "title": {"en": "Talk"}, "slot": MORNING, "people": ["x"]},
        participants=[{"id": "x", "name": {"chr": "ᏣᎳᎩ"}}],
    )

    findings = programme(
        of, ledger=Ledger.first(of, WRITTEN), languages=("en",), fonts=fonts, sections=PLAIN
    ).findings

    assert {finding.code for finding in findings} == {"missing-glyph"}
    first = findings[0]
    assert (first.about, first.place) == (("x",), "page 2")
    assert "'Ꭹ' (U+13A9) in 'ᏣᎳᎩ'" in first.message


def arabic(**more: Any) -> Schedule:
    return schedule(
        {
            "id": "talk",
            "title": {"ar": "كلمة الافتتاح (رقم 12)"},
            "slot": {**MORNING, "rooms": ["hall"]},
            "people": ["x", "y"],
        },
        {"id": "more", "title": {"ar": "جلسة"}, "slot": MORNING},
        title={"ar": "مؤتمر الرياضيات"},
        languages=["ar"],
        rooms=[{"id": "hall", "name": {"ar": "القاعة الكبرى"}}],
        participants=[
            {"id": "x", "name": {"ar": "محمد بن موسى الخوارزمي"}},
            {"id": "y", "name": {"de": "Emmy Noether"}},
        ],
        **more,
    )


def test_an_arabic_programme_reads_from_the_right(fonts: Fonts):
    book = book_of(fonts, arabic())
    page = book.pages[1]

    words = {mark.line.text: mark for mark in reversed(page.marks) if isinstance(mark, PlacedLine)}
    time, title, name = words["09:00–10:00"], words["كلمة الافتتاح (رقم 12)"], words["Emmy Noether"]
    rule = next(mark for mark in page.marks if isinstance(mark, RuleLine))
    edge = max(rule.x1, rule.x2)
    assert time.x + time.line.width == pytest.approx(edge)
    assert title.x + title.line.width == pytest.approx(edge)
    assert title.y > time.y
    assert name.x + name.line.width == pytest.approx(title.x + title.line.width)
    assert [run.shaped.text for run in time.line.runs] == ["09:00–10:00"]  # type: ignore[union-attr]
    numbers = [mark.x for mark in page.marks[:-1] if isinstance(mark, PlacedLine) and mark.line.text == "2"]
    conference, section = (mark for mark in page.marks if is_frame(mark) and mark.y < 60)  # type: ignore[union-attr]
    assert conference.x < page.width / 2 < section.x  # type: ignore[union-attr]  # page 2 is a right-hand one
    assert numbers[0] > page.width / 2 > numbers[-1]  # the first column is at the right
    assert check_book(book) == ()


def test_in_an_arabic_book_the_fold_is_at_the_right_of_the_cover(fonts: Fonts):
    for of, inner_left in ((arabic(), False), (schedule({"id": "a", "slot": MORNING}), True)):
        rule = next(mark for mark in book_of(fonts, of).pages[1].marks if isinstance(mark, RuleLine))
        left, right = sorted((rule.x1, rule.x2))
        assert (left > 420 - right) is not inner_left  # page 2 is a left-hand one where books open so


@given(
    schedules(),
    st.lists(st.sampled_from(["en", "zh", "ar", "th", "zh-Hant"]), unique=True, max_size=3),
    st.sampled_from(sorted(PAGE_FORMATS)),
)
def test_any_schedule_is_printed_in_full_without_overlaps(
    fonts: Fonts, of: Schedule, languages: list[str], paper: str
):
    book = book_of(fonts, of, *languages, paper=paper, sections=DEFAULT_SECTIONS)

    assert {
        (finding.code, finding.message) for finding in check_book(book) if finding.code != "missing-glyph"
    } == set()
    assert pages_hold_their_marks(book)
    anchors = {mark.name for page in book.pages for mark in page.marks if isinstance(mark, Destination)}
    assert {f"session-{session.id}" for session in of.sessions} <= anchors
    assert {bookmark.anchor for bookmark in book.info.bookmarks} <= anchors
    is_short = sum(not session.kind.is_pause for session in of.sessions) < 3
    for participant in of.participants:
        comes = any(each.comes for _, each in of.appearances(participant.id))
        assert (f"person-{participant.id}" in anchors) is (comes and not is_short)


@pytest.mark.parametrize("paper", PAGE_FORMATS)
def test_a_back_cover_leaves_out_what_is_too_long_for_it(fonts: Fonts, paper: str):
    book = book_of(fonts, with_long_texts(), paper=paper, sections=("cover", "sessions", "notes"))

    assert pages_hold_their_marks(book)
    assert "low-contrast" not in {finding.code for finding in check_book(book)}


def test_the_code_of_a_part_without_a_text_is_below_all_lines_of_its_times(fonts: Fonts):
    part = {"id": "part", "parent": "whole", "slot": MORNING, "links": [{"url": "https://example.org"}]}
    book = book_of(fonts, schedule({"id": "whole"}, part), paper="a4", sections=DEFAULT_SECTIONS)
    assert check_book(book) == ()

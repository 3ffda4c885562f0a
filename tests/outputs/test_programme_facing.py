"""Two languages in facing columns: each at its outer edge, rows on common baselines."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from books import Book
from eventkit.ledger import Ledger
from eventkit.model import Kind
from eventkit.outputs.programme import programme
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import PAGE_FORMATS
from eventkit.outputs.style_file import Arrangement, StyleFile
from eventkit.schedule import Schedule
from eventkit.typesetting import Destination, Fonts, PlacedLine
from eventkit.wording import Wording
from outputs.calendars import CONFERENCE, MORNING, WRITTEN, schedule
from outputs.printed import bound, read_lines

ENGLISH, ARABIC = "Balancing", "المقابلة"


@cache
def talk() -> Schedule:
    return schedule(
        {
            "id": "talk",
            "slot": {**MORNING, "rooms": ["hall"]},
            "title": {"en": ENGLISH, "ar": ARABIC},
            "subtitle": {"en": "How to make an unknown behave"},
            "abstract": {
                "en": "One square and ten of its roots make thirty-nine.\n\nDraw the square.",
                "ar": "مال وعشرة أجذاره تعدل تسعة وثلاثين.\n\nارسم المربع.",
            },
            "people": [{"participant": "author", "role": "chair"}],
        },
        conference={**CONFERENCE, "venue": {"name": {"en": "Library"}, "country": "EG"}},
        rooms=[{"id": "hall", "name": {"en": "Pharos Hall", "ar": "قاعة فاروس"}}, {"id": "x", "name": "X"}],
        participants=[
            {
                "id": "author",
                "name": {"ar": "محمد بن موسى الخوارزمي", "en": "al-Khwārizmī"},
                "affiliations": [{"position": {"en": "Scholar", "ar": "عالم"}}],
            }
        ],
    )


def book(languages: tuple[str, ...], arrangement: Arrangement | None = None, **more: Any) -> Book:
    context = PrintContext.build(
        talk(), languages, Fonts.discover(), PAGE_FORMATS["a5"], arrangement=arrangement, **more
    )
    return bound(context, ("sessions",))


def place(of: Book, text: str) -> PlacedLine:
    (mark,) = (
        mark
        for mark in of.pages[0].marks
        if isinstance(mark, PlacedLine) and mark.line.text.strip("\u2066\u2067\u2069") == text
    )
    return mark


PAIRS = [
    (ENGLISH, ARABIC),
    ("Chair", "رئاسة الجلسة"),
    ("al-Khwārizmī", "محمد بن موسى الخوارزمي"),
    ("Scholar", "عالم"),
    ("Draw the square.", "ارسم المربع."),
]


@pytest.mark.parametrize("first", ["ar", "en"])
def test_opposite_languages_face_each_other_by_default_at_their_outer_edges(first: str) -> None:
    """Arabic is right of English in either book."""
    made = book((first, "ar" if first == "en" else "en"))
    sheet = PAGE_FORMATS["a5"]
    # A mirrored page 1 has its inner margin at the right.
    left = sheet.text_left(1) if first == "en" else sheet.outer

    for english, arabic in PAIRS:
        one, other = place(made, english), place(made, arabic)
        assert one.y == pytest.approx(other.y)
        assert one.x == pytest.approx(left)
        assert other.x + other.line.width == pytest.approx(left + sheet.text_width)


def test_a_kind_that_the_title_repeats_in_one_language_is_in_neither_column() -> None:
    of = schedule(
        {"id": "talk", "slot": MORNING, "kind": "discussion", "title": {"en": "A Discussion", "ar": "حوار"}},
        conference=CONFERENCE,
    )
    context = PrintContext.build(of, ("ar", "en"), Fonts.discover(), PAGE_FORMATS["a5"])

    assert Wording.of("ar").label(Kind.DISCUSSION) not in " ".join(read_lines(bound(context, ("sessions",))))


def test_a_text_without_translation_is_only_in_the_column_of_its_language() -> None:
    text = " ".join(read_lines(book(("ar", "en"))))

    assert text.count("How to make an unknown behave") == 1


def test_a_title_without_translation_has_the_width_of_both_columns() -> None:
    """Seen: fourteen lines of a title beside an empty column."""
    title = "On the Arithmetic of Quadratic Forms and the Motion of Celestial Bodies"
    of = schedule({"id": "talk", "slot": MORNING, "title": {"en": title}})
    context = PrintContext.build(
        of, ("ar", "en"), Fonts.discover(), PAGE_FORMATS["a5"], arrangement="columns"
    )
    made = bound(context, ("sessions",))

    lines = [
        mark for mark in made.pages[0].marks if isinstance(mark, PlacedLine) and mark.line.text[:9] in title
    ]
    assert max(mark.line.width for mark in lines) > 0.6 * PAGE_FORMATS["a5"].text_width
    assert {round(mark.x, 3) for mark in lines} == {round(PAGE_FORMATS["a5"].outer, 3)}


@pytest.mark.parametrize("first", ["ar", "en"])
def test_positions_and_abstracts_that_one_language_has_are_over_both_columns(first: str) -> None:
    """Seen: positions in three lines of half the width, beside nothing."""
    position, abstract = (
        "Astronomer and Director of the Observatory of Isfahan",
        "Ten roots make thirty-nine. " * 4,
    )
    of = talk()
    author = of.participants[0].model_dump(mode="json", exclude_unset=True)
    one_language = {
        "participants": [{**author, "affiliations": [{"position": {"en": position}}]}],
        "sessions": [{**of.sessions[0].model_dump(mode="json"), "abstract": {"en": abstract.strip()}}],
    }
    of = Schedule.model_validate({**of.model_dump(mode="json"), **one_language})
    other = "ar" if first == "en" else "en"
    context = PrintContext.build(of, (first, other), Fonts.discover(), PAGE_FORMATS["a5"])
    made = bound(context, ("sessions",))

    sheet = PAGE_FORMATS["a5"]
    left = sheet.text_left(1) if first == "en" else sheet.outer
    assert place(made, position).x == pytest.approx(left)
    (line,) = [line for line in read_lines(made) if line.startswith("Ten roots")]
    assert place(made, line).line.width > 0.8 * sheet.text_width
    assert place(made, "al-Khwārizmī").y == pytest.approx(place(made, "محمد بن موسى الخوارزمي").y)


def test_a_text_in_none_of_the_languages_is_printed_once() -> None:
    assert read_lines(book(("ar", "fr"))).count(ENGLISH) == 0
    assert read_lines(book(("zh", "fr"), "columns")).count(ENGLISH) == 1


def test_columns_are_a_choice_for_languages_of_one_direction_and_lines_for_others() -> None:
    pair = book(("en", "fr"), "columns")
    lines = book(("ar", "en"), "lines")

    assert place(pair, "Chair").y == place(pair, "Présidence").y
    english, arabic = place(lines, "Draw the square."), place(lines, "ارسم المربع.")
    assert english.y > arabic.y
    edges = {round(mark.x + mark.line.width) for mark in (english, arabic)}
    assert len(edges) == 1  # all lines start at the edge of the book


def test_digits_are_those_of_the_language_in_the_country_of_the_venue() -> None:
    """Times in Egypt have Arabic digits in the Arabic column, and start at the right."""
    lines = read_lines(book(("ar", "en")))

    assert any(line.startswith("٠٩:٠٠–١٠:٠٠") for line in lines)
    assert any(line.startswith("09:00–10:00") for line in lines)
    assert "١    1" in lines  # the page number


def test_destinations_are_in_one_column_only() -> None:
    names = [
        mark.name for page in book(("ar", "en")).pages for mark in page.marks if isinstance(mark, Destination)
    ]

    assert len(names) == len(set(names))


def test_a_language_without_wording_is_reported() -> None:
    findings = programme(
        talk(), ledger=Ledger.first(talk(), WRITTEN), languages=("en", "it"), sections=("sessions",)
    ).findings

    (finding,) = (finding for finding in findings if finding.code == "no-wording")
    assert finding.message == (
        "There are no headings and labels in Italian (it). They are printed in English."
    )


def test_the_people_of_a_part_are_directly_below_its_title() -> None:
    of = schedule(
        {"id": "block", "slot": MORNING, "title": {"en": "Block", "ar": "كتلة"}},
        {
            "id": "part",
            "parent": "block",
            "slot": MORNING,
            "title": {"en": "Part", "ar": "جزء"},
            "people": ["p-0", "p-1"],
        },
        conference=CONFERENCE,
        participants=[{"id": f"p-{n}", "name": {"en": f"Person {n}", "ar": f"شخص {n}"}} for n in range(2)],
    )
    context = PrintContext.build(of, ("ar", "en"), Fonts.discover(), PAGE_FORMATS["a5"])
    book, leading = bound(context, ("sessions",)), context.page_format.leading
    title, first, second = (place(book, text) for text in ("Part", "Person 0", "Person 1"))

    assert first.y - title.y == pytest.approx(leading)
    assert second.y - first.y == pytest.approx(1.5 * leading)


@pytest.mark.parametrize("title", ["Tea", "Coffee and Tea in the Stoa of the Library"])
def test_the_title_of_a_pause_is_on_one_baseline_in_both_columns(title: str) -> None:
    arabic = "شاي"
    of = schedule(
        {"id": "talk", "slot": MORNING, "title": {"en": ENGLISH, "ar": ARABIC}},
        {"id": "tea", "kind": "break", "slot": MORNING, "title": {"en": title, "ar": arabic}},
        conference=CONFERENCE,
    )
    context = PrintContext.build(of, ("ar", "en"), Fonts.discover(), PAGE_FORMATS["a5"])
    marks = bound(context, ("sessions",)).pages[0].marks
    lines = [mark for mark in marks if isinstance(mark, PlacedLine)]
    first = next(mark for mark in lines if title.split(maxsplit=1)[0] in mark.line.text)
    second = next(mark for mark in lines if arabic in mark.line.text)

    assert first.y == second.y


def test_the_address_of_a_link_is_below_its_label_in_both_columns() -> None:
    link = {"label": {"en": "Slides", "ar": "الشرائح"}, "url": "https://example.org/slides/restoring.pdf"}
    linked = schedule(
        {
            "id": "talk",
            "slot": MORNING,
            "title": {"en": ENGLISH, "ar": ARABIC},
            "links": [link],
        },
        conference=CONFERENCE,
    )
    context = PrintContext.build(
        linked, ("ar", "en"), Fonts.discover(), PAGE_FORMATS["a5"], style=StyleFile(links="all")
    )
    pages = bound(context, ("sessions",))
    english, arabic, address = (place(pages, text) for text in ("Slides", "الشرائح", link["url"][8:]))

    assert english.y == arabic.y < address.y
    assert english.x == pytest.approx(address.x)


@pytest.mark.parametrize(
    ("room", "part"), [("Hall", 1), ("Eratosthenes Room", 0.9), ("Eratosthenes Room with a View", 1)]
)
def test_a_room_is_beside_its_times_in_letters_that_may_be_a_little_smaller(room: str, part: float) -> None:
    of = schedule(
        {"id": "talk", "slot": {**MORNING, "rooms": ["hall"]}, "title": {"en": ENGLISH, "ar": ARABIC}},
        conference=CONFERENCE,
        rooms=[{"id": "hall", "name": {"en": room, "ar": "قاعة"}}, {"id": "x", "name": "X"}],
    )
    context = PrintContext.build(of, ("ar", "en"), Fonts.discover(), PAGE_FORMATS["a5"])
    (line,) = (
        mark.line
        for mark in bound(context, ("sessions",)).pages[0].marks
        if isinstance(mark, PlacedLine) and mark.line.text.endswith(room)
    )

    assert line.runs[-1].size == pytest.approx(part * context.type_scale.time.size)
    assert (":" in line.text) == (room != "Eratosthenes Room with a View")

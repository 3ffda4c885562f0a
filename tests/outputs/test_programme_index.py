"""The index of people: its names, their page numbers, and the note above it."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from books import Book
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import PAGE_FORMATS
from eventkit.outputs.style_file import DEFAULT_SECTIONS
from eventkit.schedule import Schedule
from eventkit.typesetting import Destination, Fonts, Page, PlacedLine, RuleLine, language_direction
from eventkit.wording import Wording
from eventkit.wording.name_index import index_key
from outputs.calendars import MORNING, schedule
from outputs.edge_cases import REAL_SIZES, many_sessions
from outputs.printed import bound, fixture, fixture_book, read_lines


def index_of(book: Book) -> list[Page]:
    """The pages of the index of persons, and what follows it on them."""
    return [
        page
        for page in book.pages
        if any(isinstance(mark, Destination) and mark.name.startswith("person-") for mark in page.marks)
    ]


def indexed(of: Schedule, languages: tuple[str, ...], fonts: Fonts) -> Book:
    return bound(PrintContext.build(of, languages, fonts, PAGE_FORMATS["a5"]), ("sessions", "speakers"))


@pytest.mark.parametrize("language", ["ar", "fa", "he"])
def test_the_note_above_an_index_is_worded_in_each_language_and_starts_at_its_edge(
    language: str, fonts: Fonts
) -> None:
    of = schedule(
        {
            "id": "talk",
            "slot": MORNING,
            "title": {"en": "Balancing"},
            "people": [{"participant": "chair", "role": "chair"}],
        },
        participants=[{"id": "chair", "name": {"en": "Emmy Noether"}}],
    )
    (page, *_) = index_of(indexed(of, (language, "en"), fonts))
    note, english = (Wording.of(tag).word("presiding-pages") for tag in (language, "en"))
    lines = {mark.line.text: mark for mark in page.marks if isinstance(mark, PlacedLine)}

    assert note != english
    assert language_direction(language) == "rtl"
    heading = Wording.of(language).word("speakers")
    edges = {round(lines[text].x + lines[text].line.width, 3) for text in (heading, note, english)}
    assert len(edges) == 1, "all start at the right edge"


_FULL_LINE = 115
"""The width of half a page less the line that has no space for dots, in points."""


def test_page_numbers_on_a_line_of_their_own_are_led_by_dots() -> None:
    """A name in two scripts is on one line if the numbers fit beside neither."""
    numbers_alone = 0
    for page in index_of(fixture_book("congress-arabic", ("ar", "en"))):
        middle = page.width / 2
        rows: dict[tuple[float, bool], list[PlacedLine]] = defaultdict(list)
        dots = [mark for mark in page.marks if isinstance(mark, RuleLine) and mark.dash]
        for mark in page.marks:
            if isinstance(mark, PlacedLine):
                rows[round(mark.y, 1), mark.x + mark.line.width / 2 > middle].append(mark)
        for (y, is_right), words in rows.items():
            if len(words) > 2 and all(word.line.text.strip("،, ").isdecimal() for word in words):
                numbers_alone += 1
                free = middle - sum(word.line.width for word in words)
                has_dots = any(round(rule.y1, 1) == y and (rule.x1 > middle) is is_right for rule in dots)
                assert has_dots or free < _FULL_LINE, [word.line.text for word in words]
    assert numbers_alone, "those of the interpreters are"


def test_an_honorific_is_once_in_an_entry_of_the_index(fonts: Fonts) -> None:
    book = indexed(fixture("congress-arabic"), ("ar", "en"), fonts)
    lines = [line for page in index_of(book) for line in read_lines(page)]

    assert "Maria Gaetana Agnesi" in lines
    entries = lines[lines.index("Speakers") :]
    assert not [line for line in entries if line.startswith("Prof.")]


def test_namesakes_are_told_apart_by_their_organisation_or_their_country(fonts: Fonts) -> None:
    """Seen: two entries with one name, and nothing that says who is who."""
    people = [
        {"id": "wei-1", "name": "Wang Wei", "affiliations": [{"organisation": "fudan"}]},
        {"id": "wei-2", "name": "Wang Wei", "affiliations": [{"organisation": "peking"}]},
        {"id": "ada-1", "name": "Ada", "country": "IT", "affiliations": [{"organisation": "fudan"}]},
        {"id": "ada-2", "name": "Ada", "country": "FR", "affiliations": [{"organisation": "fudan"}]},
        {"id": "emmy", "name": "Emmy", "affiliations": [{"organisation": "peking"}]},
    ]
    of = schedule(
        {"id": "talk", "slot": MORNING, "people": [person["id"] for person in people]},
        participants=people,
        organisations=[{"id": "fudan", "name": "Fudan"}, {"id": "peking", "name": "Peking"}],
    )
    text = " ".join(line for page in index_of(indexed(of, ("en",), fonts)) for line in read_lines(page))
    entries = text[text.rindex("Speakers") :]

    reported_apart = sorted(re.findall("(?:Ada|Wang Wei|Emmy) +[A-Z][a-z]+", entries))
    assert [" ".join(each.split()) for each in reported_apart] == [
        "Ada France",
        "Ada Italy",
        "Wang Wei Fudan",
        "Wang Wei Peking",
    ]


@pytest.mark.parametrize(
    ("name", "languages"),
    [
        *((name, of) for name in ("hongqiao-forum", "congress") for of in (("en",), ("zh",), ("en", "zh"))),
        *((name, ("ar", "en")) for name in ("hongqiao-forum-arabic", "congress-arabic")),
    ],
)
def test_entries_are_in_order_down_each_column_and_from_column_to_column(
    name: str, languages: tuple[str, ...]
) -> None:
    """Seen: an entry under the letter of another, below columns that another page had begun."""
    of = fixture(name)
    columns: dict[str, list[tuple[int, float, float, str]]] = defaultdict(list)
    section = ""
    for number, page in enumerate(fixture_book(name, languages).pages):
        for mark in page.marks:
            if isinstance(mark, Destination) and mark.name.startswith(("person-", "room-")):
                columns[section].append((number, mark.x, mark.y, mark.name))
            elif isinstance(mark, Destination):
                section = mark.name
    by_place = [[anchor.split("-", 1)[1] for *_, anchor in sorted(columns[each])] for each in columns]

    people = {person.id: index_key(of, person, languages) for person in of.participants}
    rooms = {room.id: at for at, room in enumerate(of.rooms)}
    assert by_place
    for entries in by_place:
        order = people if entries[0] in people else rooms
        assert entries == sorted(entries, key=lambda entry: order[entry])


@pytest.mark.parametrize(("days", "rooms", "languages"), REAL_SIZES)
def test_the_index_of_a_book_of_real_size_is_in_order(
    days: int, rooms: int, languages: tuple[str, ...], fonts: Fonts
) -> None:
    of = many_sessions(days, rooms)
    pages = bound(PrintContext.build(of, languages, fonts, PAGE_FORMATS["a5"]), DEFAULT_SECTIONS).pages
    places = [
        (number, mark.x, mark.y, mark.name.removeprefix("person-"))
        for number, page in enumerate(pages)
        for mark in page.marks
        if isinstance(mark, Destination) and mark.name.startswith("person-")
    ]
    keys = [index_key(of, of.participant(name), languages) for *_, name in sorted(places)]
    assert len(keys) == len(of.participants)
    assert keys == sorted(keys)

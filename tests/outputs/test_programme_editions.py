"""The editions of a programme: posters, handouts, signs for doors and the leaflet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from books import check_book
from eventkit.errors import EventkitError
from eventkit.findings import Severity
from eventkit.ledger import Ledger
from eventkit.outputs.programme import programme
from eventkit.outputs.programme.editions import (
    EDITIONS,
    Edition,
    EditionOptions,
    lay_out_edition,
    select_days,
)
from eventkit.outputs.programme.editions.poster_frame import (
    LowPosterSheet,
    PosterHeading,
    PosterSheet,
    frame_posters,
    smallest_poster_type,
)
from eventkit.outputs.programme.print_context import PrintContext, PrintedRelease
from eventkit.outputs.programme.theme import POSTER_PAPERS
from eventkit.outputs.style_file import parse_style_file
from eventkit.plugins.exporters import Output
from eventkit.schedule import Schedule
from eventkit.typesetting import (
    A3,
    Box,
    Destination,
    DocumentInfo,
    Fonts,
    Page,
    PagedDocument,
    PlacedLine,
    QrCode,
)
from eventkit.typesetting.layout.preflight import check_page
from outputs.calendars import MORNING, WRITTEN, at, schedule
from outputs.printed import book_of, fixture, fixture_programme, pages_hold_their_marks, read_lines, texts
from pictures import png
from strategies import schedules
from typesetting.reading import lines, structure_of

OTHERS: tuple[Edition, ...] = tuple(edition for edition in EDITIONS if edition != "book")
FIXTURES = ("congress", "hongqiao-forum")
HALL = {"id": "hall", "name": "Hall"}
MORNING_IN_HALL = {**MORNING, "rooms": ["hall"]}


def made_of(of: Schedule, edition: Edition, **more: Any) -> Output:
    return programme(of, ledger=Ledger.first(of, WRITTEN), edition=edition, **more)


def made(name: str, edition: Edition) -> Output:
    return fixture_programme(name, ("en", "zh"), edition)


def sizes(data: bytes) -> set[tuple[int, int]]:
    return {(round(page.get_width()), round(page.get_height())) for page in pypdfium2.PdfDocument(data)}


def squeezed(text: str) -> str:
    """The text without blanks and hyphens: each reader of PDF has its own idea of how lines are joined."""
    return re.sub(r"[\s\u00ad\ufffe-]", "", text)


def test_the_code_of_a_door_sign_leads_to_the_page_of_the_room(fonts: Fonts):
    of = schedule({"id": "a", "slot": MORNING_IN_HALL}, rooms=[HALL])
    site = "https://www.example.org/2027"
    context = PrintContext.build(of, ("en",), fonts, site=site)

    (sign,) = book_of(lay_out_edition("room", context)).pages
    assert [mark.content for mark in sign.marks if isinstance(mark, QrCode)] == [f"{site}/en/rooms/hall.html"]
    with pytest.raises(EventkitError, match="applies only to the editions book, grid, room, agenda"):
        made_of(of, "day", pages=site)


@pytest.mark.parametrize("edition", OTHERS)
@pytest.mark.parametrize("name", FIXTURES)
def test_every_session_with_a_time_is_in_every_edition(name: str, edition: Edition):
    of, text = fixture(name), squeezed("".join(texts(made(name, edition).data)))

    for session in of.sessions:
        is_outside = edition == "room" and session.kind.is_pause and len(of.rooms_of(session)) > 1
        if session.slot is not None and not is_outside:
            assert squeezed(session.title["en"]) in text, session.id


@pytest.mark.parametrize("edition", OTHERS)
@pytest.mark.parametrize("name", FIXTURES)
def test_every_edition_has_valid_bookmarks(name: str, edition: Edition):
    document = pypdfium2.PdfDocument(made(name, edition).data)

    bookmarks = list(document.get_toc())
    assert bookmarks
    assert all(0 <= bookmark.get_dest().get_index() < len(document) for bookmark in bookmarks)


@pytest.mark.parametrize("edition", OTHERS)
def test_an_edition_is_reproducible(edition: Edition):
    assert made_of(fixture("congress"), edition).data == made("congress", edition).data


def test_the_forum_is_a_leaflet_of_one_sheet():
    leaflet = made("hongqiao-forum", "agenda")

    assert {each.code for each in leaflet.findings} == {"text-one-language"}
    outside, inside = texts(leaflet.data)
    assert sizes(leaflet.data) == {(842, 595)}
    assert "5 November 2022" in outside
    assert "Opening Remarks" in inside
    assert "09:00–12:00" in inside


def test_a_logo_of_no_organisation_is_reported_with_posters() -> None:
    of = schedule({"id": "talk", "slot": MORNING_IN_HALL}, rooms=[HALL])
    style = parse_style_file('logos = {nobody = "logo.png"}', "style.toml")

    posters = made_of(of, "grid", design=style, pictures={"logo.png": png(4, 4)})

    assert "unknown-logo" in {finding.code for finding in posters.findings}


def test_the_outside_of_a_leaflet_is_its_back_cover() -> None:
    outside, _ = texts(made("hongqiao-forum", "agenda").data)

    assert outside.count("Accelerating Inclusive and Sustainable") == 2  # on both covers
    assert outside.count("National Exhibition and Convention Center (Shanghai)") == 2


def test_the_leaflet_of_a_congress_is_one_sheet_in_few_words():
    leaflet = made("congress", "agenda")
    outside, inside = texts(leaflet.data)

    assert {(finding.severity, finding.code) for finding in leaflet.findings} == {
        (Severity.INFO, "leaflet-names")
    }
    assert "More Primes Than Any Assigned Multitude" in " ".join(inside.split())
    assert "Euclid" in inside
    assert "congress.example.org" in outside  # below the last day


def test_a_leaflet_whose_agenda_fills_its_sheet_has_no_back_cover() -> None:
    days = [f"2026-10-{day}" for day in range(18, 25)]
    talks = [
        {"id": f"talk-{hour}-{day}", "slot": at(f"{day}T{hour:02}:00+02:00", f"{day}T{hour:02}:30+02:00")}
        for hour in range(7, 16)
        for day in days
    ]

    outside, inside = texts(made_of(schedule(*talks, title="Forum of Talks"), "agenda").data)

    assert "talk-15-2026-10-24" in outside
    assert "talk-7-2026-10-18" in inside
    assert outside.count("Forum of Talks") == 2  # the cover and a running head


def test_a_leaflet_that_needs_more_sheets_has_a_warning():
    talks = [
        {
            "id": f"talk-{day}-{hour}-{minute}",
            "slot": at(
                f"2026-10-{day}T{hour:02}:{minute}+02:00", f"2026-10-{day}T{hour:02}:{minute + 9}+02:00"
            ),
        }
        for day in range(18, 25)
        for hour in range(8, 18)
        for minute in (10, 20, 30, 40)
    ]
    leaflet = made_of(schedule(*talks), "agenda")

    assert {(Severity.WARNING, "leaflet-long"), (Severity.INFO, "leaflet-names")} <= {
        (finding.severity, finding.code) for finding in leaflet.findings
    }
    assert len(pypdfium2.PdfDocument(leaflet.data)) == 4


@pytest.mark.parametrize(("paper", "least"), [("a0", 34), ("a1", 24), ("a2", 17), ("a3", 14)])
def test_no_text_of_a_poster_is_too_small_for_its_paper(fonts: Fonts, paper: str, least: int):
    """A1 is read from 1.7 m, other paper from a distance in proportion, and no wall from less than 1 m."""
    in_room = [{**MORNING, "rooms": [f"r{n}"]} for n in range(2)]
    of = schedule(
        {
            "id": "a",
            "title": {"en": "First", "zh": "一"},
            "slot": MORNING | {"rooms": ["r0"]},
            "people": ["ada"],
        },
        {"id": "b", "title": {"en": "Second", "zh": "二"}, "slot": in_room[1]},
        rooms=[{"id": f"r{n}", "name": {"en": f"Room {n}", "zh": f"{n}号厅"}} for n in range(2)],
        participants=[{"id": "ada", "name": "Ada Lovelace"}],
    )
    context = PrintContext.build(of, ("en", "zh"), fonts)
    posters = lay_out_edition("grid", context, EditionOptions(paper=paper))
    (page,) = book_of(posters).pages

    assert posters.findings == ()
    assert round(smallest_poster_type(POSTER_PAPERS[paper])) == least
    assert min(mark.line.size for mark in page.marks if isinstance(mark, PlacedLine)) >= least


def test_each_day_of_the_congress_is_one_poster_on_large_paper():
    posters = made_of(fixture("congress"), "grid", paper="a1")

    assert sizes(posters.data) == {(1684, 2384)}
    assert [text.count("September 2027") for text in texts(posters.data)] == [1, 1, 1]


def smallest_of(pages: Iterable[Page]) -> float:
    return min(mark.line.size for page in pages for mark in page.marks if isinstance(mark, PlacedLine))


@pytest.mark.parametrize(("paper", "count"), [("a3", 5), ("a4", 9)])
def test_a_day_takes_more_posters_before_its_type_is_too_small_for_a_wall(
    fonts: Fonts, paper: str, count: int
):
    context = PrintContext.build(fixture("congress"), ("en", "zh"), fonts)
    layout = lay_out_edition("grid", context, EditionOptions(paper))
    pages = book_of(layout).pages

    assert [finding.code for finding in layout.findings] == ["divided-poster"]
    assert len(pages) == count
    assert smallest_of(pages) > 13.9
    assert all(check_page(page, "") == [] for page in pages)


def test_the_head_of_a_poster_names_the_hours_that_it_has_of_its_day(fonts: Fonts):
    context = PrintContext.build(fixture("congress"), ("en", "zh"), fonts)
    morning, afternoon, *_, wednesday = book_of(lay_out_edition("grid", context, EditionOptions("a3"))).pages

    assert {"Monday", "08:00–14:15"} <= set(read_lines(morning))
    assert {"Monday", "14:15–21:00"} <= set(read_lines(afternoon))
    assert "There Is No Royal Road" in "".join(read_lines(morning))
    assert "The Fifth Postulate" in "".join(read_lines(afternoon))
    assert "Wednesday" in read_lines(wednesday)
    assert not any(line.startswith("09:30–") for line in read_lines(wednesday))  # it has all of its day


def of_a_house(*buildings: str | None) -> Schedule:
    """A day of six talks in each of some rooms, each in its building."""
    talks = [
        {
            "id": f"talk-{room}-{hour}",
            "title": f"What Is New in the Field of Number {room} {hour}",
            "slot": at(f"2026-10-24T{hour:02}:00+02:00", f"2026-10-24T{hour:02}:45+02:00", f"r{room}"),
        }
        for room in range(len(buildings))
        for hour in range(9, 15)
    ]
    rooms = [
        {"id": f"r{room}", "name": f"Room {room}", "building": building}
        for room, building in enumerate(buildings)
    ]
    return schedule(*talks, rooms=rooms)


def heads_of(of: Schedule, fonts: Fonts, paper: str, rooms_per_sheet: int | None = None) -> list[str]:
    """What each poster has of its day, as its bookmark says it."""
    context = PrintContext.build(of, ("en",), fonts)
    options = EditionOptions(paper, rooms_per_sheet=rooms_per_sheet)
    bookmarks = book_of(lay_out_edition("grid", context, options)).info.bookmarks
    titles = [mark.title for mark in bookmarks if mark.level == 0]
    return [title.removeprefix("Saturday, 24 October 2026").removeprefix(" · ") for title in titles]


def test_posters_of_a_day_in_many_rooms_are_divided_by_building(fonts: Fonts):
    of = of_a_house("Library", "Castle", "Library", "Castle", "Castle", "Library", "Mill")

    assert heads_of(of, fonts, "a3") == ["Library", "Castle, Mill"]
    assert heads_of(of, fonts, "a3", 3) == ["Library", "Castle", "Mill"]
    assert heads_of(of, fonts, "a3", 2) == [
        "Library · Room 0",
        "Library · Room 2, Room 5",
        "Castle · Room 1",
        "Castle · Room 3, Room 4",
        "Mill",
    ]


def test_posters_of_a_day_in_rooms_of_no_building_have_neighbouring_rooms(fonts: Fonts):
    heads = heads_of(of_a_house(*[None] * 7), fonts, "a3")

    assert heads == ["Room 0 – Room 2", "Room 3 – Room 6"]


def test_organisers_choose_how_many_rooms_are_on_a_poster(fonts: Fonts):
    of = of_a_house(*[None] * 7)

    assert heads_of(of, fonts, "a3", 7) == [""]
    assert heads_of(of, fonts, "a3", 2) == [
        "Room 0",
        "Room 1, Room 2",
        "Room 3, Room 4",
        "Room 5, Room 6",
    ]


def test_more_rooms_on_a_poster_than_can_be_read_are_in_smaller_type_and_reported(fonts: Fonts):
    context = PrintContext.build(of_a_house(*[None] * 12), ("en",), fonts)
    layout = lay_out_edition("grid", context, EditionOptions("a4", rooms_per_sheet=6))

    assert [finding.code for finding in layout.findings if finding.severity is Severity.WARNING] == [
        "small-poster"
    ]
    assert len(book_of(layout).pages) == 2


def test_days_too_full_for_posters_are_said_to_suit_other_editions(fonts: Fonts):
    context = PrintContext.build(of_a_house(*[None] * 36), ("en",), fonts)
    layout = lay_out_edition("grid", context, EditionOptions("a4", rooms_per_sheet=36))
    (small,) = [finding for finding in layout.findings if finding.code == "small-poster"]

    assert "Print a sign for each room, or a handout of each day." in str(small.message)


def test_a_day_takes_four_posters_at_most_and_smaller_type_is_reported(fonts: Fonts):
    context = PrintContext.build(of_a_house(*[None] * 15), ("en",), fonts)
    layout = lay_out_edition("grid", context, EditionOptions("a4"))
    pages = book_of(layout).pages

    assert {finding.code for finding in layout.findings} == {"small-poster", "divided-poster"}
    assert len(pages) == 4
    assert 9 < smallest_of(pages) < 14


def test_rooms_on_a_sheet_are_for_posters_alone():
    of = of_a_house(None)

    with pytest.raises(EventkitError, match="apply only to the edition grid"):
        made_of(of, "day", rooms_per_sheet=2)
    with pytest.raises(EventkitError, match="must be 1 or more"):
        made_of(of, "grid", rooms_per_sheet=0)


def test_the_poster_of_a_light_day_is_in_somewhat_larger_type_and_fills_its_sheet(fonts: Fonts):
    context = PrintContext.build(fixture("congress"), ("en", "zh"), fonts)
    monday, _, wednesday = book_of(lay_out_edition("grid", context, EditionOptions("a1"))).pages

    assert 1.05 < smallest_of([wednesday]) / smallest_of([monday]) <= 1.301
    lowest = max(mark.y for mark in wednesday.marks if isinstance(mark, Box))
    assert lowest > 0.79 * wednesday.height


def test_posters_have_larger_type_on_larger_paper(fonts: Fonts):
    of = fixture("congress")
    context = PrintContext.build(of, ("en", "zh"), fonts)

    def largest(paper: str) -> float:
        pages = book_of(lay_out_edition("grid", context, EditionOptions(paper))).pages
        return max(mark.line.size for page in pages for mark in page.marks if hasattr(mark, "line"))

    assert largest("a4") < largest("a3") < largest("a1")


def test_a_poster_names_the_day_from_afar_and_the_site_and_the_release_from_near(fonts: Fonts):
    of = fixture("congress")
    release = PrintedRelease("1.0", date(2026, 11, 3))
    context = PrintContext.build(of, ("en", "zh"), fonts, release=release)
    pages = book_of(lay_out_edition("grid", context, EditionOptions("a1"))).pages

    assert len(pages) == 3
    for number, (page, weekday) in enumerate(zip(pages, ("Monday", "Tuesday", "Wednesday"), strict=True)):
        lines = {mark.line.text: mark for mark in page.marks if isinstance(mark, PlacedLine)}
        assert lines[weekday].line.size >= 84
        assert lines[weekday].structure[-1].type == "H2"
        title = lines["Congress of Mathematicians of All Ages"]
        assert title.structure[0].type == ("Header" if number else "H1")
        assert any(text.startswith("Release 1.0, 3 November 2026") for text in lines)
        (code,) = [mark for mark in page.marks if isinstance(mark, QrCode)]
        assert code.content == of.conference.url
        assert "congress.example.org" in lines
        assert check_page(page, "") == []


def test_a_long_title_of_a_conference_takes_two_lines_of_a_low_head(fonts: Fonts):
    title = {"en": "International Conference on the History of Counting, Measuring and Weighing"}
    of = schedule({"id": "a", "slot": MORNING}, title=title)
    context = PrintContext.build(of, ("en",), fonts).on(LowPosterSheet(*A3))
    document = PagedDocument(DocumentInfo("Posters", "en"), lambda: [Page(*A3, ())])

    (page,) = frame_posters(context, document, {"": PosterHeading(date(2026, 11, 5))}).pages()
    lines = [mark for mark in page.marks if isinstance(mark, PlacedLine)]
    in_title = [mark for mark in lines if mark.structure[0].type == "H1"]
    assert " ".join(mark.line.text for mark in in_title) == title["en"]
    assert len(in_title) == 2
    assert all(mark.x + mark.line.width <= A3[0] for mark in lines)
    assert min(mark.line.size for mark in lines) >= 14


@pytest.mark.parametrize("paper", ["a4", "a3", "a1"])
def test_an_accent_on_a_capital_is_clear_of_the_line_above_in_the_head_of_a_poster(fonts: Fonts, paper: str):
    of = schedule({"id": "a", "slot": MORNING}, title={"en": "Ñ", "de": "Ñ"})
    context = PrintContext.build(of, ("en", "de"), fonts).on(PosterSheet(*POSTER_PAPERS[paper]))
    document = PagedDocument(DocumentInfo("Posters", "en"), lambda: [Page(*POSTER_PAPERS[paper], ())])

    (page,) = frame_posters(context, document, {"": PosterHeading(date(2026, 11, 5))}).pages()

    assert "Ñ" in {mark.line.text for mark in page.marks if isinstance(mark, PlacedLine)}
    assert check_page(page, "") == []


def test_a_poster_of_the_congress_names_the_people_of_every_session_before_it_translates_parts(fonts: Fonts):
    context = PrintContext.build(fixture("congress"), ("en", "zh"), fonts)
    layout = lay_out_edition("grid", context, EditionOptions("a1"))

    assert {finding.code for finding in layout.findings} == set()
    first, *others = book_of(layout).pages
    for page in (first, *others):
        assert min(mark.line.size for mark in page.marks if isinstance(mark, PlacedLine)) >= 23.99
    monday = squeezed("".join(mark.line.text for mark in first.marks if isinstance(mark, PlacedLine)))
    assert "SophieGermain" in monday  # of a part
    assert "HypatiaofAlexandria" in monday  # of a session for everyone
    assert "素数与它们的邻居" in monday  # the title of a session


def test_titles_of_a_poster_are_larger_the_more_people_they_are_for(fonts: Fonts):
    context = PrintContext.build(fixture("congress"), ("en", "zh"), fonts)
    pages = book_of(lay_out_edition("grid", context, EditionOptions("a1"))).pages
    lines = [mark.line for page in pages[:2] for mark in page.marks if isinstance(mark, PlacedLine)]
    size = {line.text: line.size for line in lines}
    part = next(size[text] for text in size if text.startswith("Ninety-Six"))

    assert size["Euclid"] == pytest.approx(24)
    assert part == pytest.approx(24)
    assert next(size[text] for text in size if text == "Their Company") == pytest.approx(31, abs=0.2)
    assert next(size[text] for text in size if text == "Bring an Open Problem") == pytest.approx(42, abs=0.2)


def test_sessions_omitted_from_a_poster_are_listed_on_later_pages(fonts: Fonts):
    posters = [{"id": f"p{n}", "title": f"Poster {n}.", "slot": MORNING_IN_HALL} for n in range(200)]
    context = PrintContext.build(schedule(*posters, rooms=[HALL]), ("en",), fonts)
    layout = lay_out_edition("grid", context, EditionOptions("a4"))

    cut = {which for finding in layout.findings for which in finding.about}
    assert cut
    text = squeezed("".join(read_lines(book_of(layout))))
    assert all(f"Poster{n}." in text for n in range(200))


def test_sessions_whose_people_are_not_on_a_poster_are_reported(fonts: Fonts) -> None:
    def clock(minutes: int) -> str:
        return f"2026-10-24T{minutes // 60:02}:{minutes % 60:02}+02:00"

    crowded = [
        {"id": f"s{n}", "slot": at(clock(10 * n), clock(10 * n + 10), "r0"), "people": ["ada"]}
        for n in range(36, 108)
    ]
    crowded.append({"id": "other", "slot": at(clock(360), clock(1080), "r1")})
    of = schedule(
        *crowded,
        rooms=[{"id": f"r{n}", "name": f"Room {n}"} for n in range(2)],
        participants=[{"id": "ada", "name": "Ada Lovelace"}],
    )
    options = EditionOptions("a4", rooms_per_sheet=2)
    layout = lay_out_edition("grid", PrintContext.build(of, ("en",), fonts), options)

    left_out = {
        about for finding in layout.findings for about in finding.about if finding.code == "people-left-out"
    }
    assert left_out


def test_a_room_has_a_sign_for_each_day_with_sessions_in_it():
    of, signs = fixture("congress"), texts(made("congress", "room").data)

    heron = [text for text in signs if "Heron’s Workshop" in text]
    assert len(heron) == 2  # nothing is held there on Wednesday
    assert all("The Pulverizer" not in text for text in signs if text not in heron)
    assert len(signs) <= len(of.rooms) * len(of.days)


def test_a_break_in_several_rooms_is_at_none_of_their_doors():
    """Seen: half of the lines on the sign of a hall were breaks, and its type was small for them."""
    of = schedule(
        {"id": "talk", "slot": {**MORNING, "rooms": ["r1"]}, "title": {"en": "On Floating"}},
        {"id": "tea", "slot": {**MORNING, "rooms": ["r1", "r2"]}, "title": {"en": "Tea"}, "kind": "break"},
        {"id": "lunch", "slot": {**MORNING, "rooms": ["r1"]}, "title": {"en": "Lunch"}, "kind": "break"},
        rooms=[{"id": name, "name": name} for name in ("r1", "r2")],
    )
    (sign,) = texts(made_of(of, "room").data)
    assert "On Floating" in sign
    assert "Lunch" in sign
    assert "Tea" not in sign


@pytest.mark.parametrize(("rooms", "is_large"), [(2, True), (9, False)])
def test_the_grid_of_a_handout_is_larger_where_nothing_is_left_out_for_it(
    rooms: int, fonts: Fonts, *, is_large: bool
) -> None:
    """Seen: small type above an empty half of the sheet."""
    talks = [
        {
            "id": f"t{room}-{hour}",
            "title": {"en": "On the Incommensurability of the Diagonal of the Square"},
            "slot": at(f"2026-10-24T{hour:02}:00:00Z", f"2026-10-24T{hour:02}:50:00Z", f"r{room}"),
        }
        for room in range(rooms)
        for hour in range(9, 20)
    ]
    of = schedule(*talks, rooms=[{"id": f"r{room}", "name": f"Room {room}"} for room in range(rooms)])
    context = PrintContext.build(of, ("en",), fonts)
    page, *_ = book_of(lay_out_edition("day", context)).pages
    (size,) = {
        mark.line.size for mark in page.marks if isinstance(mark, PlacedLine) and mark.line.text == "Room 1"
    }
    assert (size > 10) == is_large


def test_a_sign_can_be_made_for_one_room_and_day():
    of = fixture("congress")

    (sign,) = texts(made_of(of, "room", rooms=("heron",), days=(date(2027, 9, 7),)).data)
    assert "The Pulverizer" in sign
    assert "A Lunar Eclipse" not in sign


def test_a_handout_of_a_day_on_a4_is_a_sheet_with_the_grid_on_its_front():
    pages = texts(made_of(fixture("congress"), "day").data)

    assert [("Monday" in page, "Tuesday" in page, "Wednesday" in page) for page in pages] == [
        (True, False, False),
        (True, False, False),
        (False, True, False),
        (False, True, False),
        (False, False, True),
        (False, False, True),
    ]
    assert "Welcome Reception" in pages[0]
    assert "Welcome Reception" in pages[1]


def test_the_type_of_a_sign_is_larger_on_a_light_day_and_its_running_head_can_be_read(fonts: Fonts):
    of = schedule(
        *(
            {
                "id": f"s{hour}",
                "slot": at(f"2026-10-24T{hour:02}:00+02:00", f"2026-10-24T{hour:02}:50+02:00", "hall"),
            }
            for hour in range(5, 19)
        ),
        {"id": "light", "slot": at("2026-10-25T09:00+01:00", "2026-10-25T10:00+01:00", "hall")},
        rooms=[HALL],
    )
    full, light = book_of(lay_out_edition("room", PrintContext.build(of, ("en",), fonts))).pages
    sizes_of_titles = [
        next(
            mark.line.size for mark in page.marks if isinstance(mark, PlacedLine) and mark.line.text == title
        )
        for page, title in ((full, "s5"), (light, "light"))
    ]

    assert 1.05 < sizes_of_titles[1] / sizes_of_titles[0] <= 1.301
    assert smallest_of([full, light]) >= 11


def test_a_handout_of_one_day_has_only_that_day():
    text = " ".join(texts(made_of(fixture("congress"), "day", days=(date(2027, 9, 7),)).data))

    assert "Tuesday, 7 September 2027" in text
    assert "Monday" not in text
    assert "The Fifth Postulate" not in text


def test_every_page_of_every_edition_of_a_draft_is_marked():
    for edition in OTHERS:
        pages = texts(made_of(fixture("hongqiao-forum"), edition, draft=True).data)
        assert all("DRAFT" in page for page in pages), edition


@pytest.mark.parametrize(
    ("edition", "size"),
    [("grid", (792, 1224)), ("day", (612, 792)), ("room", (612, 792)), ("agenda", (792, 612))],
)
def test_letter_paper_in_the_style_file_applies_to_every_edition(edition: Edition, size: tuple[int, int]):
    look = parse_style_file('paper = "letter"', "style.toml")

    assert sizes(made_of(fixture("hongqiao-forum"), edition, design=look).data) in ({size}, {size[::-1]})
    assert sizes(made_of(fixture("hongqiao-forum"), edition, design=look, paper="a4").data).isdisjoint({size})


FINISHES: list[dict[str, Any]] = [{"bleed_mm": 3.0}, {"black": "k"}, {"booklet": True, "bleed_mm": 3.0}]


@pytest.mark.parametrize("finish", FINISHES)
@pytest.mark.parametrize("edition", OTHERS)
def test_each_edition_is_finished_as_requested_or_rejected_with_a_reason(
    edition: Edition, finish: dict[str, Any]
):
    """The finished edition has the same words as the plain one, on paper larger by the bleed."""
    of = fixture("hongqiao-forum")
    try:
        data = made_of(of, edition, **finish).data
    except EventkitError as why:
        assert str(why).split(". ")[1].startswith(("Print ", "Leave out "))  # noqa: PT017 - some go together, and others say what to do
        return

    plain = made("hongqiao-forum", edition).data
    assert squeezed("".join(texts(data))) == squeezed("".join(texts(plain)))
    if finish.get("booklet"):
        return
    more = round(2 * finish.get("bleed_mm", 0) * 72 / 25.4)
    assert {(width - more, height - more) for width, height in sizes(data)} == sizes(plain)


def test_unscheduled_sessions_are_reported_in_each_edition():
    of = schedule({"id": "a", "slot": MORNING}, {"id": "later"})

    for edition in ("day",):
        findings = made_of(of, edition).findings  # type: ignore[arg-type]
        assert [each.about for each in findings if each.code == "unscheduled"] == [("later",)]


@pytest.mark.parametrize(
    ("edition", "more", "why"),
    [
        ("poster", {}, "edition cannot be 'poster'. Use book, grid, day, room or agenda."),
        (
            "room",
            {"paper": "a1"},
            "The edition 'room' is not printed on 'a1'. Use one of a5, a4, letter, a3.",
        ),
        ("room", {"rooms": ("attic",)}, "Unknown room 'attic'."),
        (
            "day",
            {"days": (date(2027, 9, 9),)},
            "No session takes place on 2027-09-09. Use one of 2027-09-06, ",
        ),
        (
            "grid",
            {"sections": ("cover",)},
            "Sections apply only to the edition book. Leave them out",
        ),
        (
            "grid",
            {"booklet": True},
            "A wall poster cannot be printed as a booklet. Print single pages",
        ),
        ("room", {"booklet": True}, "A door sign cannot be printed as a booklet. Print single pages"),
        (
            "agenda",
            {"booklet": True},
            "The leaflet is imposed on office paper already. Print it without booklet",
        ),
        ("day", {"rooms": ("heron",)}, "Rooms apply only to the edition room. Leave them out"),
    ],
)
def test_impossible_options_are_rejected_with_the_alternatives(edition: Any, more: Any, why: str):
    with pytest.raises(EventkitError, match=why):
        made_of(fixture("congress"), edition, **more)


@pytest.mark.parametrize("edition", ["grid", "day", "room"])
def test_an_edition_of_an_unscheduled_conference_is_rejected(edition: Edition):
    with pytest.raises(EventkitError, match="Nothing to print"):
        made_of(schedule({"id": "a"}), edition)


@given(schedules(), st.sampled_from(OTHERS), st.sampled_from(["a4", "letter"]))
def test_every_edition_of_any_schedule_is_valid(fonts: Fonts, of: Schedule, edition: Edition, paper: str):
    try:
        context = PrintContext.build(of, of.conference.languages, fonts)
        book = book_of(lay_out_edition(edition, context, EditionOptions(paper)))
    except EventkitError as why:
        assert "Nothing to print" in str(why)  # noqa: PT017 - some schedules have nothing, and say so
        return

    assert {finding.code for finding in check_book(book)} <= {"missing-glyph"}
    assert pages_hold_their_marks(book)
    anchors = {mark.name for page in book.pages for mark in page.marks if isinstance(mark, Destination)}
    assert {bookmark.anchor for bookmark in book.info.bookmarks} <= anchors


def test_a_part_of_an_unscheduled_part_is_bookmarked_below_a_scheduled_ancestor(fonts: Fonts):
    of = schedule(
        {"id": "whole", "slot": MORNING_IN_HALL},
        {"id": "part", "parent": "whole"},
        {"id": "talk", "parent": "part", "slot": MORNING_IN_HALL},
        rooms=[HALL],
    )
    book = book_of(lay_out_edition("day", PrintContext.build(of, ("en",), fonts), EditionOptions("a4")))

    assert [(mark.title, mark.level) for mark in book.info.bookmarks[1:]] == [("whole", 1), ("talk", 2)]


def of_two_days() -> Schedule:
    return schedule(
        {"id": "school", "slot": at("2026-10-24T09:00+02:00", "2026-10-25T12:00+01:00", "hall")},
        {"id": "first", "parent": "school", "slot": at("2026-10-24T09:00+02:00", "2026-10-24T10:00+02:00")},
        {"id": "second", "parent": "school", "slot": at("2026-10-25T09:00+01:00", "2026-10-25T10:00+01:00")},
        {"id": "untimed", "parent": "school"},
        rooms=[HALL],
    )


def test_a_part_on_the_second_day_of_a_school_is_on_the_poster_of_that_day(fonts: Fonts):
    context = PrintContext.build(of_two_days(), ("en",), fonts)
    first, second = book_of(lay_out_edition("grid", context, EditionOptions("a3"))).pages

    assert {"school", "first"} <= set(read_lines(first))
    assert "second" in read_lines(second)
    assert "first" not in read_lines(second)


def test_selected_days_include_all_their_sessions_and_no_others():
    selected = select_days(of_two_days(), [date(2026, 10, 24)])

    assert {session.id for session in selected.sessions} == {"school", "first", "untimed"}


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_of_every_edition_names_its_release_and_day(edition: Edition):
    """As a value: the day of the last change does not matter where the day of the release is known."""
    made = made_of(fixture("hongqiao-forum"), edition, release="1.0", published=date(2022, 11, 3))

    # On a leaflet two pages are beside each other.
    assert all("Release 1.0, 3 November 2022" in page for page in texts(made.data))


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_edition_starts_at_the_first_level_and_skips_none(edition: Edition):
    """Sessions are headings below their day or room, except in the boxes of a grid (Matterhorn 14)."""
    context = PrintContext.build(fixture("hongqiao-forum"), ("en", "zh"), Fonts.discover())
    structure = "\n".join(lines(structure_of(book_of(lay_out_edition(edition, context))).root))
    levels = [int(level) for level in re.findall(r"^ *H([1-6]) ", structure, re.MULTILINE)]

    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert max(levels) >= (2 if edition == "grid" else 3)


def test_posters_and_door_signs_have_no_page_numbers():
    for edition in ("grid", "room"):
        context = PrintContext.build(fixture("hongqiao-forum"), ("en",), Fonts.discover())
        (page, *_) = book_of(lay_out_edition(edition, context)).pages
        assert not any(line.isdecimal() for line in read_lines(page)), edition


def test_titles_of_posters_on_large_paper_are_large_enough_for_a_wall():
    assert made_of(fixture("hongqiao-forum"), "grid", paper="a1").findings == ()

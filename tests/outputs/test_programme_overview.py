"""The programme at a glance: a conference on one page, with nothing left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from books import Book, check_book
from eventkit.outputs.programme.overview import set_overview
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import PAGE_FORMATS
from eventkit.schedule import Schedule
from eventkit.typesetting import Destination, Fonts, PlacedLine
from outputs.calendars import at, schedule
from outputs.grids import LONG, rooms, when
from outputs.printed import bound, pages_hold_their_marks, read_lines

STARTS = 7
"""The times of parallel sessions of a full day."""

TRACKS = [{"id": "t", "name": "Track", "code": "TR", "colour": "#336699"}]


def glance(fonts: Fonts, of: Schedule, *languages: str) -> Book:
    return bound(PrintContext.build(of, languages or ("en",), fonts, PAGE_FORMATS["a5"]), ("glance",))


def day(on: int, count: int, starts: int) -> list[Mapping[str, Any]]:
    """A day that opens with a plenary, and then has so many rooms and so many times of parallel sessions."""
    return [
        {
            "id": f"opening{on}",
            "title": f"Opening {on}",
            "plenary": True,
            "slot": when(24 * on + 8, 60, "r0"),
        },
        *(
            {
                "id": f"s{on}-{at_}-{room}",
                "title": LONG,
                "track": "t",
                "slot": when(24 * on + 9 + at_ / 2, 25, f"r{room}"),
            }
            for at_ in range(starts)
            for room in range(count)
        ),
        {"id": f"party{on}", "title": f"Party {on}", "plenary": True, "slot": when(24 * on + 21, 120, "r0")},
    ]


def conference(days: int, count: int, starts: int) -> Schedule:
    return schedule(
        *(session for on in range(days) for session in day(on, count, starts)),
        rooms=rooms(count),
        tracks=TRACKS,
    )


def subjects_of(book: Book) -> set[str]:
    return {
        which
        for page in book.pages
        for mark in page.marks
        if isinstance(mark, PlacedLine)
        for which in mark.subjects
    }


@pytest.mark.parametrize("days", [2, 3, 4, 5])
@pytest.mark.parametrize("languages", [("en",), ("en", "zh")])
def test_five_days_are_on_one_page(fonts: Fonts, days: int, languages: tuple[str, ...]):
    of = conference(days, 6, STARTS)
    book = glance(fonts, of, *languages)

    assert len(book.pages) == 1
    assert pages_hold_their_marks(book)
    assert subjects_of(book) == {session.id for session in of.sessions}


def test_days_that_take_more_than_a_page_are_left_out_unless_they_are_named(fonts: Fonts):
    of = conference(4, 6, 30)
    context = PrintContext.build(of, ("en",), fonts, PAGE_FORMATS["a5"])

    assert len(glance(fonts, of).pages) > 1
    assert not [*set_overview(context, most_pages=1)]


def test_no_type_is_too_small_to_be_read(fonts: Fonts):
    (page,) = glance(fonts, conference(5, 6, STARTS), "en", "zh").pages

    assert min(mark.line.size for mark in page.marks if isinstance(mark, PlacedLine)) >= 6.2


def test_common_sessions_show_their_titles_however_full_the_days_are(fonts: Fonts):
    (page,) = glance(fonts, conference(5, 6, STARTS)).pages

    assert {f"{what} {on}" for what in ("Opening", "Party") for on in range(5)} <= set(read_lines(page))


def test_an_opening_beside_nothing_shows_its_title_without_being_marked_as_a_plenary(fonts: Fonts):
    days = [session for on in range(4) for session in day(on, 6, STARTS)]
    opening = {"id": "opening0", "title": "Opening 0", "kind": "opening", "slot": when(8, 30, "r0")}
    early = {"id": "early", "title": "Early", "slot": when(8.5, 25, "r1")}
    (page,) = glance(fonts, schedule(opening, early, *days[1:], rooms=rooms(6), tracks=TRACKS)).pages

    assert "Opening 0" in read_lines(page)


def test_a_break_in_some_rooms_is_named_once_and_not_counted_among_sessions(fonts: Fonts):
    sessions = [session for on in range(4) for session in day(on, 3, STARTS)]
    teas = [
        {"id": f"tea{room}", "title": "Tea", "kind": "break", "slot": when(9.75, 15, room)}
        for room in ("r3", "r4")
    ]
    (page,) = glance(fonts, schedule(*sessions, *teas, rooms=rooms(5), tracks=TRACKS)).pages

    assert read_lines(page).count("Tea") == 1
    assert {line for line in read_lines(page) if "arallel" in line} == {"Parallel sessions: 3"}


def test_parallel_sessions_are_as_many_as_take_place_at_once(fonts: Fonts):
    (page,) = glance(fonts, conference(3, 6, STARTS)).pages

    assert {line for line in read_lines(page) if "arallel" in line} == {"Parallel sessions: 6"}


def test_sessions_one_after_the_other_are_not_counted_as_parallel(fonts: Fonts):
    (page,) = glance(fonts, conference(4, 1, STARTS)).pages

    assert not [line for line in read_lines(page) if "arallel" in line]


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 9), st.integers(1, 8), st.integers(0, 20))
def test_no_overview_omits_a_session(fonts: Fonts, days: int, count: int, starts: int):
    of = conference(days, count, starts)
    book = glance(fonts, of)

    assert subjects_of(book) == {session.id for session in of.sessions}
    assert pages_hold_their_marks(book)


def test_a_day_with_only_parts_of_an_earlier_session_is_included(fonts: Fonts):
    of = schedule(
        {"id": "school", "slot": when(9, 27 * 60, "r0")},
        {"id": "first", "parent": "school", "slot": when(9, 60)},
        {"id": "second", "title": "On the second day", "parent": "school", "slot": when(34, 60)},
        rooms=rooms(2),
    )

    assert "On the second day" in read_lines(glance(fonts, of))


def with_many_tracks(talks: int = 7) -> Schedule:
    """15 tracks of some talks each, all in parallel."""
    starts = [f"2026-10-24T{hour:02}:00+02:00" for hour in range(9, 17)]
    return schedule(
        *(
            {
                "id": f"talk-{track}-{n}",
                "title": {"en": f"Talk {n} of track {track}"},
                "slot": at(starts[n % 7], starts[n % 7 + 1], f"room-{track}"),
                "track": f"track-{track}",
            }
            for n in range(talks)
            for track in range(15)
        ),
        rooms=[{"id": f"room-{n}", "name": {"en": f"Room {n}"}} for n in range(15)],
        tracks=[
            {"id": f"track-{n}", "name": {"en": f"Track {n}"}, "code": f"T{n:X}", "colour": "#336699"}
            for n in range(15)
        ],
        languages=["en"],
    )


def test_contents_of_a_large_conference_are_by_day_and_hour_in_two_columns(fonts: Fonts) -> None:
    context = PrintContext.build(with_many_tracks(30), ("en",), fonts, PAGE_FORMATS["a5"])
    pages = bound(context, ("contents", "sessions")).pages
    targets = {
        mark.name: number
        for number, page in enumerate(pages, 1)
        for mark in page.marks
        if isinstance(mark, Destination)
    }
    lines = [mark.line.text for mark in pages[0].marks if isinstance(mark, PlacedLine)]
    hours = [text for text in lines if len(text) == 5 and text.endswith(":00")]

    assert hours == [f"{hour:02}:00" for hour in range(9, 16)]
    contents = lines[: lines.index(hours[-1])]
    assert not any(text.startswith(("Talk ", "Track ")) for text in contents)
    numbers = [int(lines[lines.index(hour) + 1]) for hour in hours]
    assert numbers == [targets[f"session-talk-0-{n}"] for n in range(7)]


def test_tracks_too_many_to_be_named_have_no_overview(fonts: Fonts) -> None:
    context = PrintContext.build(with_many_tracks(), ("en",), fonts, PAGE_FORMATS["a5"])

    assert not [*set_overview(context)]


def test_names_of_days_in_two_scripts_do_not_touch(fonts: Fonts):
    """In April, which has a descender above the alef with hamza of its Arabic name."""
    of = schedule(
        *(
            {"id": f"s{on}", "slot": at(f"2026-04-{on:02}T09:00+02:00", f"2026-04-{on:02}T10:00+02:00")}
            for on in range(5, 11)
        )
    )
    for languages in (("en", "ar"), ("en", "zh", "ar")):
        findings = check_book(glance(fonts, of, *languages))
        assert not [finding for finding in findings if finding.code == "overlap"]

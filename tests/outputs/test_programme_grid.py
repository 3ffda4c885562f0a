"""The grid of a day: nothing is lost, nothing lies over another, and what begins earlier stands higher."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from books import check_book
from eventkit.model import Session
from eventkit.outputs.programme.grid import DayView, draw_day_grid, draw_day_grids
from eventkit.outputs.programme.grid.grid_boxes import HeightDemand, solve_axis
from eventkit.outputs.programme.grid.grid_partition import cheapest_cuts
from eventkit.outputs.programme.grid.grid_style import GridStyle
from eventkit.outputs.programme.grid.room_columns import (
    GridCell,
    grid_cells,
    required_columns,
    session_period,
    split_evenly,
)
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import PAGE_FORMATS, RTL_LEAD, LooseSheet
from eventkit.schedule import Schedule
from eventkit.typesetting import (
    A3,
    WHITE,
    Box,
    Destination,
    Fonts,
    LinkArea,
    PlacedLine,
    contrast,
    landscape,
    mm,
)
from eventkit.typesetting.layout.structure_elements import ARTIFACT_TYPES
from eventkit.typesetting.pdf.reading_order import StructureNode
from eventkit.typesetting.text.spans import GlyphRun
from outputs.calendars import schedule
from outputs.grids import (
    DAY,
    LONG,
    MIDNIGHT,
    about,
    apart,
    areas_of_boxes,
    book_of,
    busy_days,
    context_of,
    line_texts,
    paginated,
    pictured,
    rooms,
    scheduled,
    soundly_drawn,
    when,
)
from outputs.printed import compared, fixture
from strategies import schedules
from typesetting.reading import structure_of


@pytest.fixture(autouse=True, scope="module")
def _grids_are_paginated_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("eventkit.outputs.programme.grid.paginate_grid", paginated)
        yield


@given(busy_days(), st.sampled_from(["a5", "a4"]), st.sampled_from([("en", "zh"), ("ar", "en"), ("zh",)]))
def test_every_session_of_a_day_is_visible_without_overlaps(
    fonts: Fonts, of: Schedule, paper: str, languages: tuple[str, ...]
):
    context = context_of(fonts, of, *languages, sheet=PAGE_FORMATS[paper])
    for on in of.days:
        grid = draw_day_grid(context, on, links=False)

        lost = {which for finding in grid.findings for which in finding.about}
        assert scheduled(of, on) <= about(grid) | lost
        soundly_drawn(context, on, grid)


@given(schedules(), st.sampled_from(sorted(PAGE_FORMATS)))
def test_the_grid_of_any_schedule_can_be_drawn(fonts: Fonts, of: Schedule, paper: str):
    context = context_of(fonts, of, sheet=PAGE_FORMATS[paper])
    for on in of.days:
        grid = draw_day_grid(context, on, links=False)

        lost = {which for finding in grid.findings for which in finding.about}
        assert scheduled(of, on) <= about(grid) | lost
        soundly_drawn(context, on, grid)


def _places(of: tuple[GridCell, ...]) -> Iterator[tuple[Session, int]]:
    """Every session with every column in which its box, or the list it is in, is to be seen."""
    for cell in of:
        for column in cell.columns:
            yield from ((each, column) for each in (cell.session, *cell.listed_sessions) if each is not None)
        yield from _places(cell.inner_cells)


@given(busy_days(), st.integers(1, 9), st.integers(1, 4))
def test_a_session_is_once_in_each_of_its_columns(of: Schedule, columns: int, lanes: int):
    view = DayView.build(of, DAY)
    if not view.outer:
        return
    window = (
        min(session_period(each).start for each in view.outer),
        max(session_period(each).end for each in view.outer),
    )
    shown: dict[str, list[int]] = {}
    for some in split_evenly(range(len(view.rooms)), columns):
        for session, column in _places(grid_cells(view, some, window, lanes)):
            shown.setdefault(session.id, []).append(column)

    for outer in view.outer:
        assert sorted(shown[outer.id]) == sorted(view.columns[outer.id])
    assert set(shown) == {each.id for outer in view.outer for _, each in view.nested(outer)}


needs = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 20), st.integers(0, 90)), max_size=20)


@given(needs)
def test_the_axis_gives_every_box_its_height_in_chronological_order(heights: list[tuple[int, int, int]]):
    demands = [
        HeightDemand(
            MIDNIGHT + timedelta(minutes=5 * start), MIDNIGHT + timedelta(minutes=5 * (start + long)), high
        )
        for start, long, high in heights
    ]
    instants = {MIDNIGHT, *(need.start for need in demands), *(need.end for need in demands)}
    axis = solve_axis(instants, demands, least=2)

    assert all(axis.y(need.end) - axis.y(need.start) >= need.height - 1e-6 for need in demands)
    assert all(later - earlier >= 2 - 1e-6 for earlier, later in pairwise(axis.offsets))
    assert axis.height <= 2 * (len(axis.instants) - 1) + sum(need.height for need in demands) + 1e-6


def test_a_long_day_is_split_at_a_gap():
    hours = [MIDNIGHT + timedelta(hours=each) for each in range(9)]

    parts = cheapest_cuts(
        lambda start, end: [(end - start).total_seconds() / 3600 / 4.5],
        lambda instant: int(instant != hours[4]),
        hours,
    )

    assert parts.instants == (hours[0], hours[4], hours[8])


def congress(fonts: Fonts) -> PrintContext:
    return context_of(fonts, fixture("congress"), "en", "zh")


def in_default_type(fonts: Fonts) -> PrintContext:
    return context_of(fonts, fixture("congress"), "en", "zh", sheet=PAGE_FORMATS["a5"])


def test_the_first_day_of_the_congress_matches_the_golden_file(fonts: Fonts, pytestconfig: pytest.Config):
    """Two facing pages: rooms side by side, rows at the same heights, hours at both outer edges."""
    context, day = (
        context_of(fonts, fixture("congress"), "en", "zh", sheet=PAGE_FORMATS["a5"]),
        date(2027, 9, 6),
    )
    grid = draw_day_grids(context, [day], facing=True, links=False)[day]

    text = "\n".join(map(pictured, book_of(context, grid).pages))
    compared(text, "congress.grid.txt", anew=pytestconfig.getoption("--golden"))


def test_rooms_are_distributed_evenly_and_plenaries_repeated_on_each_page(fonts: Fonts):
    of = schedule(
        {"id": "opening", "title": "Opening", "plenary": True, "slot": when(9, 60, "r0")},
        *(
            {"id": f"s{room}{at_}", "title": LONG, "slot": when(10 + at_, 60, f"r{room}")}
            for room in range(1, 7)
            for at_ in range(6)
        ),
        {"id": "lunch", "title": "Lunch", "kind": "meal", "slot": when(16, 60)},
        rooms=rooms(7),
    )
    pages = [line_texts(page) for page in draw_day_grid(context_of(fonts, of, "en"), DAY).pages]

    assert all("Room 0" in " ".join(page) for page in pages)
    assert [[room for room in range(1, 7) if f"Room {room}" in page] for page in pages] == [
        [1, 2, 3],
        [4, 5, 6],
    ]  # the hall of the opening has no column: the band names it
    for page in pages:
        assert {"Opening", "Lunch"} <= set(page)


def test_every_box_links_to_its_session_and_shows_its_time(fonts: Fonts):
    context = congress(fonts)
    of = context.schedule
    for on in of.days:
        pages = draw_day_grid(context, on).pages
        targets = {mark.target for page in pages for mark in page if isinstance(mark, LinkArea)}
        assert targets == {f"#session-{which}" for which in scheduled(of, on)}
        texts = {text for page in pages for text in line_texts(page)}
        for which in scheduled(of, on) - {each.id for each in of.sessions if each.kind == "poster"}:
            slot = of.session(which).slot
            assert slot is not None
            start, end = of.wall(slot.period.start), of.wall(slot.period.end)
            # In a row, and among parts that follow one another, the next start is the end.
            assert {context.wordings[0].times(start, end), f"{start:%H:%M}"} & texts, which
    assert Destination("grid-2027-09-06", 0, 0) in draw_day_grid(context, date(2027, 9, 6)).pages[0]


def test_overlapping_sessions_in_a_room_are_side_by_side(fonts: Fonts):
    of = schedule(
        {"id": "one", "slot": when(9, 90, "r0")},
        {"id": "two", "slot": when(10, 90, "r0")},
        {"id": "three", "slot": when(10.5, 30, "r0")},
        rooms=rooms(1),
    )
    context = context_of(fonts, of, "en")

    ((one, two, three),) = areas_of_boxes(context, DAY)
    assert apart(one, two)
    assert apart(two, three)
    assert one.y < two.y < three.y
    assert one.x == three.x < two.x or one.x < two.x < three.x


def test_too_many_simultaneous_sessions_become_a_list_of_titles(fonts: Fonts):
    of = schedule(
        *({"id": f"s{at_}", "title": f"Poster {at_}", "slot": when(9, 60, "r0")} for at_ in range(20)),
        {"id": "talk", "slot": when(9, 60, "r1")},
        rooms=rooms(4),
    )
    grid = draw_day_grid(context_of(fonts, of, "en"), DAY)

    assert grid.findings == ()
    text = " ".join(line_texts(grid.pages[0]))
    assert all(f"Poster {at_}" in text for at_ in range(20))
    links = [mark for mark in grid.pages[0] if isinstance(mark, LinkArea)]
    assert {mark.target for mark in links} == {"#session-talk", *(f"#session-s{at_}" for at_ in range(20))}


def test_sessions_that_fit_no_page_are_counted_and_reported(fonts: Fonts):
    of = schedule(
        *({"id": f"s{at_}", "title": f"Poster {at_}", "slot": when(9, 60, "r0")} for at_ in range(300)),
        rooms=rooms(1),
    )
    grid = draw_day_grid(context_of(fonts, of, "en"), DAY, links=False)

    lost = {which for finding in grid.findings for which in finding.about}
    (more,) = (text for page in grid.pages for text in line_texts(page) if text.startswith("+ "))
    assert more == f"+ {len(lost)}"
    assert lost | about(grid) >= {each.id for each in of.sessions}
    assert {finding.code for finding in grid.findings} == {"cut-in-grid"}


def test_a_break_in_several_rooms_is_one_box_across_adjacent_ones():
    of = schedule(
        {"id": "lunch", "kind": "meal", "slot": when(12, 60, "r0", "r1", "r3")},
        {"id": "talk", "slot": when(12, 60, "r2")},
        rooms=rooms(4),
    )
    view = DayView.build(of, DAY)
    window = (MIDNIGHT, MIDNIGHT + timedelta(days=1))

    boxes = sorted(
        (cell.columns, cell.session.id) for cell in grid_cells(view, range(4), window, 2) if cell.session
    )
    assert boxes == [((0, 1), "lunch"), ((2,), "talk"), ((3,), "lunch")]


def test_a_break_without_a_room_spans_all_free_rooms():
    of = schedule(
        {"id": "coffee", "kind": "break", "slot": when(10, 30)},
        {"id": "long", "slot": when(9, 180, "r1")},
        {"id": "short", "slot": when(9, 60, "r0")},
        {"id": "other", "slot": when(9, 60, "r2")},
        rooms=rooms(3),
    )
    assert DayView.build(of, DAY).columns["coffee"] == (0, 2)


def test_a_session_without_a_room_is_in_an_unnamed_column():
    of = schedule(
        {"id": "walk", "kind": "tour", "slot": when(10, 30)},
        {"id": "a", "slot": when(9, 60, "r0")},
        rooms=rooms(1),
    )
    view = DayView.build(of, DAY)

    assert [room and room.id for room in view.rooms] == ["r0", None]
    assert view.columns["walk"] == (1,)


def test_a_session_for_everyone_needs_the_columns_of_its_parts_in_some_rooms():
    both = when(9, 60, "r0", "r1")
    of = schedule(
        {"id": "listed", "plenary": True, "slot": both},
        {"id": "first", "parent": "listed", "slot": both},
        {"id": "second", "parent": "listed", "slot": when(9, 60, "r1")},
        {"id": "nested", "plenary": True, "slot": when(10, 60, "r0", "r1")},
        {"id": "middle", "parent": "nested", "slot": when(10, 60, "r0", "r1")},
        {"id": "inmost", "parent": "middle", "slot": when(10, 60, "r0")},
        rooms=rooms(2),
    )
    view = DayView.build(of, DAY)
    cells = grid_cells(view, range(2), (MIDNIGHT, MIDNIGHT + timedelta(days=1)), 2)

    needed = {cell.session.id: set(required_columns(view, [cell])) for cell in cells if cell.session}
    assert needed == {"listed": {1}, "nested": {0}}


def test_a_room_with_only_common_breaks_has_no_column():
    of = schedule(
        {"id": "lunch", "kind": "meal", "slot": when(12, 60, "r0", "r1", "r2")},
        {"id": "talk", "slot": when(9, 60, "r1")},
        rooms=rooms(3),
    )
    assert [room and room.id for room in DayView.build(of, DAY).rooms] == ["r1"]


def test_a_party_past_midnight_is_last_on_its_evening(fonts: Fonts):
    of = schedule(
        {"id": "party", "title": "Party", "slot": when(23, 150, "r0")},
        {"id": "late", "title": "Late", "slot": when(25, 30, "r1")},
        {"id": "talk", "title": "Talk", "slot": when(9, 60, "r0")},
        rooms=rooms(2),
        day_change="05:00",
    )
    (page,) = draw_day_grid(context_of(fonts, of, "en"), DAY, links=False).pages

    assert {"23:00–01:30 +1", "01:00–01:30"} <= set(line_texts(page))
    assert [text for text in line_texts(page) if text in {"Talk", "Party", "Late"}] == [
        "Talk",
        "Party",
        "Late",
    ]


def test_an_arabic_grid_has_its_hours_at_the_right(fonts: Fonts):
    of = schedule(
        {"id": "a", "title": {"ar": "جلسة"}, "slot": when(9, 60, "r0")}, rooms=rooms(2), languages=["ar"]
    )
    context = context_of(fonts, of)
    book = book_of(context, draw_day_grid(context, DAY, links=False))
    words = {mark.line.text: mark for mark in book.pages[0].marks if isinstance(mark, PlacedLine)}

    assert words["09:00"].x > words["جلسة"].x > words["09:00–10:00"].x - 200
    assert words["09:00"].x > book.pages[0].width / 2
    assert check_book(book) == ()


def test_facing_pages_show_all_rooms_in_rows_of_equal_height(fonts: Fonts):
    """Hours are at the outer edges, at the same height on both pages; bands go on in the other language."""
    context = in_default_type(fonts)
    days = [*context.schedule.days]
    for grid in draw_day_grids(context, days, facing=True, links=False).values():
        lines = [[mark for mark in page if isinstance(mark, PlacedLine)] for page in grid.pages]
        hours = [
            [(mark.line.text, round(mark.y, 3)) for mark in page if mark.structure[0].type == "Artifact"]
            for page in lines
        ]
        assert 1 <= len(grid.pages) <= 2
        assert hours[0] == hours[-1]
        assert grid.findings == ()

    left, right = draw_day_grids(context, days[:1], facing=True, links=False)[days[0]].pages
    width = context.page_format.text_width
    bands = {"Opening: There Is No Royal Road", "Lunch"}, {"开幕式：几何无王者之道", "午餐"}
    for page, edge, titles in ((left, 0.0, bands[0]), (right, width, bands[1])):
        nine = next(mark for mark in page if isinstance(mark, PlacedLine) and mark.line.text == "09:00")
        assert min(abs(nine.x - edge), abs(nine.x + nine.line.width - edge)) < 0.01
        assert titles <= {*line_texts(page)}
    people = "Host: Hypatia of Alexandria; Euclid"
    assert people in line_texts(left)
    assert people not in line_texts(right)


def test_the_times_of_a_narrow_band_are_not_over_a_title_of_one_letter(fonts: Fonts):
    of = schedule(
        {"id": "a", "title": "A", "plenary": True, "slot": when(5, 650, "r0")},
        {"id": "b", "title": "B", "plenary": True, "slot": when(10, 950, "r1")},
        *({"id": f"d{n}", "title": "D", "plenary": True, "slot": when(11, 600, "r0")} for n in range(2)),
        {"id": "c", "title": "C", "slot": when(5, 60, "r1")},
        rooms=rooms(2),
    )
    page = draw_day_grid(context_of(fonts, of, "en"), DAY).pages[0]
    lines = [mark for mark in page if isinstance(mark, PlacedLine)]
    titles = [mark for mark in lines if mark.line.text == "D"]

    assert titles
    for title in titles:
        end = title.x + title.line.width
        beside = [mark for mark in lines if abs(mark.y - title.y) < title.line.size / 2]
        assert not [mark for mark in beside if mark.x < end < mark.x + mark.line.width]


def test_a_session_alone_at_its_time_is_a_band_that_names_its_room(fonts: Fonts):
    of = schedule(
        {"id": "a", "title": "First", "slot": when(9, 60, "r0")},
        {"id": "b", "title": "Second", "slot": when(9, 60, "r1")},
        {"id": "party", "title": "Party", "slot": when(20, 60, "r2")},
        rooms=rooms(3),
    )
    (page,) = draw_day_grid(context_of(fonts, of, "en"), DAY).pages

    assert [text for text in line_texts(page) if text.startswith("Room")] == [
        "Room 0",
        "Room 1",
        "Room 2  20:00–21:00",
    ]
    assert len([mark for mark in page if isinstance(mark, Box)]) == 1


@pytest.mark.parametrize(("sheet", "pages"), [(PAGE_FORMATS["a5"], 12), (LooseSheet(*landscape(A3), mm), 2)])
def test_seventy_two_rooms_fit_on_the_pages(fonts: Fonts, sheet: Any, pages: int):
    of = schedule(
        *(
            {"id": f"s{room}-{at_}", "title": f"Talk {at_} of {room}", "slot": when(9 + at_, 45, f"r{room}")}
            for room in range(72)
            for at_ in range(6)
        ),
        {
            "id": "lunch",
            "kind": "meal",
            "title": "Lunch",
            "slot": when(15, 60, *(f"r{at_}" for at_ in range(72))),
        },
        rooms=rooms(72),
    )
    context = context_of(fonts, of, "en", sheet=sheet)
    grid = draw_day_grid(context, DAY, links=False)

    assert grid.findings == ()
    assert len(grid.pages) == pages
    assert all("Lunch" in line_texts(page) for page in grid.pages)
    assert about(grid) >= {each.id for each in of.sessions}
    soundly_drawn(context, DAY, grid)


def test_any_track_colour_is_legible(fonts: Fonts):
    """On paper, on the band of a plenary of the track, and in a list on a band without a track."""
    codes = [f"{at_:02}" for at_ in range(6)]
    colours = ["#ffffff", "#000000", "#ffff00", "#00ff00", "#ff0000", "#808080"]
    of = schedule(
        *(
            {"id": f"p{code}", "slot": when(9 + at_, 60), "track": f"t{code}", "plenary": True}
            for at_, code in enumerate(codes)
        ),
        *(
            {"id": f"s{code}", "slot": when(15, 60, f"r{at_}"), "track": f"t{code}"}
            for at_, code in enumerate(codes)
        ),
        {"id": "posters", "slot": when(16, 60), "plenary": True},
        *(
            {"id": f"l{code}", "slot": when(16, 60), "track": f"t{code}", "parent": "posters"}
            for code in codes
        ),
        rooms=rooms(6),
        tracks=[
            {"id": f"t{code}", "name": code, "code": code, "colour": colour}
            for code, colour in zip(codes, colours, strict=True)
        ],
    )
    context = context_of(fonts, of, "en", sheet=LooseSheet(*landscape(A3), mm))
    (page,) = draw_day_grid(context, DAY, links=False).pages
    bands = [mark for mark in page if isinstance(mark, Box)]
    lines = [mark for mark in page if isinstance(mark, PlacedLine)]

    assert len(bands) == 7
    assert all(sum(code in line.line.text for line in lines) >= 3 for code in codes)
    for line in lines:
        fills = [band.fill for band in bands if band.x <= line.x and band.y <= line.y <= band.y + band.height]
        for run in line.line.runs:
            assert contrast(run.colour, fills[0] if fills and fills[0] else WHITE) >= 4.5


def test_a_truncated_room_name_is_reported(fonts: Fonts):
    halls = [{"id": "hall", "name": {"en": LONG * 3}}, *rooms(3)]
    slots = {f"s{at_}": when(9, 60, hall["id"]) for at_, hall in enumerate(halls)}
    of = schedule(*({"id": id_, "slot": slot} for id_, slot in slots.items()), rooms=halls)

    (finding,) = draw_day_grid(context_of(fonts, of, "en"), DAY, links=False).findings
    assert (finding.code, finding.about) == ("room-cut-in-grid", ("hall",))


def test_screen_readers_get_the_day_once_and_no_axis_times(fonts: Fonts):
    day = date(2027, 9, 6)
    pages = draw_day_grids(in_default_type(fonts), [day], facing=True)[day].pages
    words = [mark for page in pages for mark in page if isinstance(mark, PlacedLine)]
    heard = [
        mark.line.text for mark in words if not mark.structure or mark.structure[0].type not in ARTIFACT_TYPES
    ]

    assert len(pages) > 1
    assert [text for text in heard if text.startswith("Monday")] == [
        "Monday, 6 September 2027  2027年9月6日星期一"
    ]
    starts_of_parts = {"11:15", "11:45", "12:15", "16:00", "16:30", "17:00"}
    assert {text for text in heard if re.fullmatch(r"\d\d:\d\d", text)} == starts_of_parts


def _in_lists(node: StructureNode) -> Iterator[StructureNode]:
    for kid in node.kids:
        if isinstance(kid, StructureNode):
            if kid.element.type == "LI":
                yield kid
            yield from _in_lists(kid)


def _node_text(node: StructureNode) -> str:
    return node.text + " ".join(_node_text(kid) for kid in node.kids if isinstance(kid, StructureNode))


def test_screen_readers_get_the_grid_as_a_list_by_time_and_room(fonts: Fonts):
    of = schedule(
        {"id": "b", "title": "Second", "slot": when(9, 60, "r1")},
        {"id": "a", "title": "First", "slot": when(9, 30, "r0")},
        {"id": "block", "title": "Block", "slot": when(10, 60, "r0")},
        {"id": "part", "parent": "block", "title": "Part", "slot": when(10, 30, "r0")},
        {"id": "c", "title": "Third", "slot": when(9.5, 30, "r0")},
        rooms=rooms(2),
    )
    context = context_of(fonts, of, "en")
    items = list(_in_lists(structure_of(book_of(context, draw_day_grid(context, DAY, links=False))).root))

    titles = ["First", "Second", "Third", "Block", "Part"]
    assert [next(title for title in titles if title in _node_text(each)) for each in items] == titles
    block, part = items[3:]
    assert "Part" in _node_text(block)
    assert part.parent is not None
    assert [part.parent.element.type, part.parent.parent and part.parent.parent.element.type] == [
        "L",
        "LBody",
    ]


def test_hours_beside_the_grid_do_not_touch_one_another(fonts: Fonts):
    """Sessions that begin every five minutes show their times, but not every one has a label on the axis."""
    of = schedule(
        *(
            {"id": f"s{at_}", "title": "Talk", "slot": when(9 + at_ / 12, 60, f"r{at_ % 4}")}
            for at_ in range(48)
        ),
        rooms=rooms(4),
    )
    context = context_of(fonts, of, "en")
    for page in draw_day_grid(context, DAY).pages:
        heights = [
            mark.y
            for mark in page
            if isinstance(mark, PlacedLine) and re.fullmatch(r"\d\d:\d\d", mark.line.text)
        ]
        assert heights
        assert all(later - earlier >= 7.5 for earlier, later in pairwise(heights))


def test_the_lines_of_grids_in_arabic_are_further_apart(fonts: Fonts) -> None:
    """Marks above and below its letters would touch those of the next line."""
    latin, arabic = (
        GridStyle.build(PrintContext.build(fixture("congress"), (language,), fonts, PAGE_FORMATS["a5"]))
        for language in ("en", "ar")
    )
    assert arabic.title.leading == pytest.approx(RTL_LEAD * latin.title.leading)
    assert arabic.title.size == latin.title.size


@pytest.mark.parametrize(("track", "codes"), [(None, ["AL", "GE", "AL"]), ("algebra", ["AL", "GE"])])
def test_each_part_of_a_block_has_the_code_of_its_track_unless_the_block_has_it(
    fonts: Fonts, track: str | None, codes: list[str]
) -> None:
    parts = ["algebra", "geometry", "algebra"]
    of = schedule(
        {"id": "block", "title": "Morning", "kind": "block", "slot": when(9, 90, "r0"), "track": track},
        *(
            {"id": f"part{at}", "title": f"Part {at}", "parent": "block", "track": own}
            | {"slot": when(9 + at / 2, 30)}
            for at, own in enumerate(parts)
        ),
        {"id": "beside", "title": "Beside", "slot": when(9, 90, "r1")},
        rooms=rooms(2),
        tracks=[
            {"id": name, "name": name.title(), "code": name[:2].upper(), "colour": "#336699"}
            for name in ("algebra", "geometry")
        ],
    )
    context = context_of(fonts, of, "en", sheet=LooseSheet(*landscape(A3), mm))
    (page,) = draw_day_grid(context, DAY, links=False).pages
    found = [word for text in line_texts(page) for word in text.split() if word in {"AL", "GE"}]
    legend = ["AL", "GE"]
    assert sorted(found) == sorted([*codes, *legend])


def test_a_legend_of_two_lines_has_as_many_tracks_on_each(fonts: Fonts) -> None:
    names = [f"Track of number {number}" for number in range(6)]
    of = schedule(
        *({"id": f"s{at}", "title": "Talk", "track": f"t{at}", "slot": when(9 + at, 60)} for at in range(6)),
        tracks=[
            {"id": f"t{at}", "name": name, "code": f"T{at}", "colour": "#336699"}
            for at, name in enumerate(names)
        ],
    )
    (page,) = draw_day_grid(context_of(fonts, of, "en"), DAY, links=False).pages
    lines = [text for text in line_texts(page) if "Track of number" in text]
    assert [text.count("Track of number") for text in lines] == [3, 3]


def test_tracks_below_a_grid_from_right_to_left_are_in_order_beside_latin_names(fonts: Fonts):
    codes, names = ("AA", "BB", "CC"), ("ألف", "باء", "جيم")
    tracks = [
        {"id": code.lower(), "name": {"ar": name, "en": f"Track {code}"}, "code": code, "colour": "#123456"}
        for code, name in zip(codes, names, strict=True)
    ]
    talks = [
        {"id": f"s{index}", "title": {"ar": "كلمة"}, "track": code.lower(), "slot": when(9 + index, 30, "r0")}
        for index, code in enumerate(codes)
    ]
    of = schedule(*talks, rooms=rooms(2), tracks=tracks)
    pages = draw_day_grid(context_of(fonts, of, "ar", "en"), DAY, links=False).pages

    (legend,) = [
        mark.line for mark in pages[0] if isinstance(mark, PlacedLine) and "Track AA" in mark.line.text
    ]
    runs = [run for run in legend.runs if isinstance(run, GlyphRun)]
    starts = [next(run.x for run in runs if run.shaped.text.strip() == code) for code in codes]
    assert starts == sorted(starts, reverse=True)

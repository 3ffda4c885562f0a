"""Which rooms and hours of a day share a page: pages are few and full, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.outputs.programme.editions.poster_frame import PosterSheet
from eventkit.outputs.programme.grid import draw_day_grid, draw_day_grids, fit_on_one_page
from eventkit.outputs.programme.grid.grid_boxes import HeightDemand
from eventkit.outputs.programme.grid.grid_pagination import GridPage, GridPaginator, paginate_grid
from eventkit.outputs.programme.grid.grid_partition import BoxExtent, DayShape, GridRegion, partition_day
from eventkit.outputs.programme.grid.room_columns import DayView, GridCell
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import PAGE_FORMATS, POSTER_PAPERS, LooseSheet
from eventkit.schedule import Schedule
from eventkit.typesetting import A3, Destination, Fonts, LinkArea, landscape, mm
from eventkit.typesetting.layout.flow_blocks import without_structure
from eventkit.typesetting.layout.pages import Mark
from outputs.calendars import schedule
from outputs.grids import DAY, LONG, MIDNIGHT, busy_days, context_of, line_texts, rooms, when
from outputs.printed import bound, fixture, read_lines

ROOM = 100.0
"""The height of a page in the made days: as many points as percent."""


def hour(at: float) -> datetime:
    return MIDNIGHT + timedelta(hours=at)


def block(start: float, end: float, height: float, *columns: int, brings: bool = True) -> BoxExtent:
    need = HeightDemand(hour(start), hour(end), height)
    return BoxExtent(hour(start), hour(end), columns, columns if brings else (), (need,))


def day(*blocks: BoxExtent, most: int = 3) -> DayShape:
    """A day whose boxes are as high on wide pages as on narrow ones."""
    columns = tuple(sorted({at for each in blocks for at in each.columns}))

    def those(some: tuple[int, ...]) -> Sequence[BoxExtent]:
        return [each for each in blocks if not set(some).isdisjoint(each.columns)]

    window = min(each.start for each in blocks), max(each.end for each in blocks)
    return DayShape(window, columns, most, those, lambda _: ROOM, 10.0, minimum_step=0)


def hours(found: Sequence[GridRegion]) -> list[tuple[float, float, tuple[int, ...]]]:
    return [
        ((start - MIDNIGHT).total_seconds() / 3600, (end - MIDNIGHT).total_seconds() / 3600, columns)
        for (start, end), columns in found
    ]


def test_a_day_that_fits_one_page_is_not_split():
    regions = partition_day(day(block(9, 10, 40, 0), block(10, 11, 40, 1), block(11, 12, 15, 2)))

    assert hours(regions) == [(9, 12, (0, 1, 2))]


def test_a_long_day_is_split_evenly_at_its_break():
    talks = [block(at, at + 1, 20, room) for at in (9, 10, 11, 13, 14, 15) for room in range(3)]
    regions = partition_day(day(*talks, block(12, 13, 20, 0, 1, 2, brings=False)))

    assert [start for start, *_ in hours(regions)] in ([9, 12], [9, 13])


def test_no_page_starts_within_a_session_unless_it_must():
    long = block(10, 13, 60, 0)
    talks = [block(at, at + 0.5, 25, 1) for at in (9, 9.5, 10, 11, 12, 13, 13.5)]

    for start, end, _ in hours(partition_day(day(long, *talks))):
        assert not 10 < start < 13
        assert not 10 < end < 13


def test_a_page_may_end_where_sessions_end_though_none_begins_there():
    long = block(9, 16, 0, 1)
    parts = [HeightDemand(hour(start), hour(end), 20) for start, end in ((9, 12), (12, 13), (13, 16))]
    regions = partition_day(
        day(block(9, 12, 90, 0), block(13, 16, 70, 0), long._replace(demands=tuple(parts)))
    )

    assert hours(regions) == [(9, 12, (0, 1)), (12, 16, (0, 1))]  # until 13 it would be 110 of 100


def test_rooms_with_little_to_show_need_one_page_for_all_the_day():
    busy = [block(at, at + 1, 30, room) for at in range(9, 18) for room in range(3)]
    quiet = [block(9 + room, 11 + room, 20, room) for room in range(3, 6)]
    regions = hours(partition_day(day(*busy, *quiet)))

    assert [columns for *_, columns in regions] == [(0, 1, 2)] * 3 + [(3, 4, 5)]
    assert regions[0][0] == 9
    assert regions[2][1] == 18


def test_a_part_of_too_many_rooms_with_little_in_each_becomes_two_grids_of_one_page():
    morning = [block(9, 10, 90, room) for room in range(3)]
    evening = [block(14, 16, 40, 0), block(14, 16, 40, 1), block(20, 22, 30, 3), block(21, 23, 30, 4)]
    regions = hours(partition_day(day(*morning, *evening)))

    assert [start for start, *_ in regions] == [9, 14, 20]  # of which the last two have 40 + 10 + 30 of 100


@pytest.mark.parametrize("closing", [(18, 19), (12, 19)])
def test_a_plenary_is_shown_in_full_even_if_no_group_of_rooms_lasts_that_long(
    closing: tuple[float, float],
):
    """The closing is visible only in the column of a room that has nothing else after 13:00."""
    busy = [block(at, at + 1, 30, room) for at in range(9, 18) for room in range(3)]
    quiet = [block(9, 11, 80, 3), block(11, 13, 80, 4)]
    assert (3, 4) in [columns for *_, columns in hours(partition_day(day(*busy, *quiet)))]

    regions = partition_day(day(*busy, *quiet, block(*closing, 20, 4, brings=False)))
    assert any(window[0] <= hour(closing[1] - 1) < window[1] and 4 in columns for window, columns in regions)


blocks_ = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.integers(1, 12),
        st.integers(1, 60),
        st.sets(st.integers(0, 7), min_size=1, max_size=3),
        st.booleans(),
    ),
    min_size=1,
    max_size=25,
)


@given(blocks_)
def test_every_box_is_covered_by_regions_for_its_whole_duration(
    blocks: list[tuple[int, int, int, set[int], bool]],
):
    of = day(
        *(
            block(start / 4, (start + lasts) / 4, high, *sorted(columns), brings=brings or not at)
            for at, (start, lasts, high, columns, brings) in enumerate(blocks)
        )
    )
    regions = partition_day(of)

    for each in of.extents(of.columns):
        for column in each.required_columns:
            there = [window for window, columns in regions if column in columns]
            inside = sorted(
                (max(a, each.start), min(b, each.end)) for a, b in there if a < each.end > each.start < b
            )
            assert inside[0][0] == each.start
            assert inside[-1][1] == each.end
            assert all(one[1] == other[0] for one, other in pairwise(inside))
        shown_until = each.start
        for (start, end), columns in sorted(regions):
            shown_until = end if start <= shown_until < end and {*columns} & {*each.columns} else shown_until
        assert shown_until >= each.end


def _all(cells: Sequence[GridCell]) -> Iterator[GridCell]:
    for cell in cells:
        yield cell
        yield from _all(cell.inner_cells)


def planned_of(context: PrintContext, on: date = DAY) -> tuple[GridPage, ...]:
    return paginate_grid(context, on, (context.page_format.text_width, context.page_format.text_height))


@given(busy_days(), st.sampled_from([PAGE_FORMATS["a5"], LooseSheet(*landscape(A3), mm)]))
def test_every_column_and_session_is_used_and_every_page_fits(fonts: Fonts, of: Schedule, sheet: Any):
    context = context_of(fonts, of, "en", sheet=sheet)
    view, leaves = DayView.build(of, DAY), planned_of(context)

    seen = set[str]()
    for leaf in leaves:
        for plan in leaf:
            cells = list(_all([box.cell for box in plan.boxes]))
            assert {at for cell in cells for at in cell.columns} == set(plan.layout.columns)
            seen |= {each.id for cell in cells for each in (cell.session, *cell.listed_sessions) if each}
        heights = [plan.head.height + plan.axis.height + sum(p.height for p in plan.legend) for plan in leaf]
        assert sum(heights) <= context.page_format.text_height + 0.01 or not leaf[0].fits
    assert seen >= {each.id for outer in view.outer for _, each in view.nested(outer)}


def filled(leaf: GridPage) -> float:
    """How much of the columns of a page is taken by boxes."""
    boxes = [(plan, box) for plan in leaf for box in plan.boxes]
    ink = sum(
        (plan.axis.y(box.cell.end) - plan.axis.y(box.cell.start)) * (box.right - box.left)
        for plan, box in boxes
    )
    room = sum(plan.axis.height * plan.layout.width * len(plan.layout.columns) for plan in leaf)
    return ink / room


def test_the_grids_of_the_congress_are_few_and_full(fonts: Fonts):
    context = context_of(fonts, fixture("congress"), "en", "zh")
    leaves = [leaf for on in context.schedule.days for leaf in planned_of(context, on)]

    assert len(leaves) == 3
    assert all(filled(leaf) > 0.4 for leaf in leaves)


def workshops(count: int) -> list[Mapping[str, Any]]:
    """A day of four full halls, and as many rooms again with little in them as are asked for."""
    talks = [
        {"id": f"t{hall}-{at_}", "title": LONG, "slot": when(9 + at_, 50, f"r{hall}")}
        for hall in range(4)
        for at_ in range(10)
    ]
    return [
        *talks,
        *(
            {"id": f"w{at_}", "title": f"Workshop {at_}", "slot": when(9 + at_, 120, f"r{4 + at_}")}
            for at_ in range(count)
        ),
    ]


@pytest.mark.parametrize(("quiet", "pages"), [(0, 2), (4, 2), (8, 2), (12, 3)])
def test_quiet_rooms_add_few_pages(fonts: Fonts, quiet: int, pages: int):
    of = schedule(*workshops(quiet), rooms=rooms(4 + quiet))
    leaves = planned_of(context_of(fonts, of, "en"))

    assert len(leaves) == pages
    assert all(len(plan.layout.columns) == 4 for leaf in leaves for plan in leaf)


def sharing(*sessions: Mapping[str, Any], count: int) -> DayView:
    return DayView.build(schedule(*sessions, rooms=rooms(count)), DAY, shares_columns=True)


def test_rooms_with_hardly_a_session_share_a_column_if_they_are_used_at_different_times():
    busy = [{"id": f"busy-{n}", "slot": when(9 + n, 50, "r0")} for n in range(3)]
    view = sharing(
        *busy,
        {"id": "one", "slot": when(9, 60, "r1")},
        {"id": "at-once", "slot": when(9.5, 60, "r2")},
        {"id": "later", "slot": when(10, 60, "r3")},
        {"id": "in-both", "slot": when(11, 50, "r4", "r5")},
        count=6,
    )

    assert [room and room.id for room in view.rooms] == ["r0", "r2", "r4", "r5", None]
    assert view.columns["one"] == view.columns["later"] == (4,)
    assert view.columns["at-once"] == (1,)
    assert view.columns["in-both"] == (2, 3)


def test_a_room_alone_keeps_its_column_and_its_name():
    view = sharing(
        {"id": "one", "slot": when(9, 60, "r0")}, {"id": "at-once", "slot": when(9.5, 60, "r1")}, count=2
    )

    assert [room and room.id for room in view.rooms] == ["r0", "r1"]


@pytest.mark.parametrize(("quiet", "sharing"), [(2, set()), (7, {f"single-{n}" for n in range(7)})])
def test_sessions_in_a_shared_column_name_their_rooms(fonts: Fonts, quiet: int, sharing: set[str]):
    """Rooms share a column if that saves a page."""
    series = [
        {"id": f"s{n}-{at_}", "title": LONG, "slot": when(9 + at_, 50, f"r{4 + n}")}
        for n in range(2)
        for at_ in range(9)
    ]
    single = [
        {"id": f"single-{n}", "title": LONG, "slot": when(9 + n, 50, f"r{6 + n}")} for n in range(quiet)
    ]
    context = context_of(fonts, schedule(*workshops(0), *series, *single, rooms=rooms(6 + quiet)), "en")
    leaves = planned_of(context)
    cells = [box.cell for leaf in leaves for plan in leaf for box in plan.boxes]
    lines = line_texts(mark for page in draw_day_grid(context, DAY).pages for mark in page)

    assert len(leaves) == 4
    assert {cell.session.id for cell in cells if cell.session and cell.covers_other_rooms} == sharing
    assert {f"Room {6 + n}" for n in range(quiet)} <= set(lines)


@pytest.mark.parametrize(("rooms_used", "columns"), [(6, 6), (7, 5)])
def test_rooms_with_hardly_a_session_share_a_column_on_a_poster_of_many_rooms(
    fonts: Fonts, rooms_used: int, columns: int
):
    busy = [
        {"id": f"busy-{n}-{hour}", "slot": when(9 + hour, 50, f"r{n}")} for n in range(4) for hour in range(3)
    ]
    single = [{"id": f"single-{n}", "slot": when(5 + n, 50, f"r{n}")} for n in range(4, rooms_used)]
    context = context_of(fonts, schedule(*busy, *single, rooms=rooms(rooms_used)), "en")
    size = POSTER_PAPERS["a1"]

    (frame,) = fit_on_one_page(context.on(PosterSheet(*size)), DAY, size)

    assert len(frame.layout.columns) == columns
    assert {box.cell.session.id for box in frame.boxes if box.cell.session} == {
        session["id"] for session in (*busy, *single)
    }


def test_fewer_columns_are_wider(fonts: Fonts):
    of = schedule(*workshops(1), rooms=rooms(5))
    widths = {
        len(p.layout.columns): p.layout.width
        for leaf in planned_of(context_of(fonts, of, "en"))
        for p in leaf
    }

    assert all(width * count == pytest.approx(widths[4] * 4) for count, width in widths.items())


def test_a_plenary_spans_the_existing_columns_and_names_its_hall(fonts: Fonts):
    of = schedule(
        {"id": "opening", "title": "Opening", "plenary": True, "slot": when(9, 60, "r0")},
        {"id": "a", "slot": when(10, 60, "r1")},
        {"id": "b", "slot": when(10, 60, "r2")},
        rooms=rooms(4),
    )
    ((plan,),) = planned_of(context_of(fonts, of, "en"))
    opening = next(box for box in plan.boxes if box.cell.session and box.cell.session.id == "opening")

    assert plan.layout.columns == opening.cell.columns == (1, 2)
    assert opening.cell.covers_other_rooms
    alone = schedule({"id": "opening", "plenary": True, "slot": when(9, 60, "r0")}, rooms=rooms(4))
    ((plan,),) = planned_of(context_of(fonts, alone, "en"))
    assert [plan.layout.columns, plan.boxes[0].cell.covers_other_rooms] == [(0,), False]


def test_the_pages_of_a_day_are_reproducible(fonts: Fonts):
    of = schedule(*workshops(8), rooms=rooms(12))
    first, second = (draw_day_grid(context_of(fonts, of, "en"), DAY).pages for _ in range(2))

    for one, other in zip(first, second, strict=True):
        assert [*map(without_structure, one)] == [*map(without_structure, other)]
        assert [*map(roles, one)] == [*map(roles, other)]


def roles(mark: Mark) -> tuple[str, ...]:
    """The types of the elements that a mark is in; the elements themselves are new in each layout."""
    return tuple(element.type for element in getattr(mark, "structure", ()))


def test_a_day_with_only_parts_of_an_earlier_session_has_a_grid_in_the_book(fonts: Fonts):
    of = schedule(
        {"id": "school", "title": "School", "slot": when(9, 33 * 60, "r0", "r1")},
        {"id": "first", "parent": "school", "slot": when(9, 60, "r0")},
        {"id": "late", "title": "Late", "parent": "school", "slot": when(34, 60, "r0")},
        {"id": "other", "title": "Other", "parent": "school", "slot": when(34, 60, "r1")},
        rooms=rooms(2),
    )
    book = bound(context_of(fonts, of, "en"), ("contents", "grid", "sessions"))
    anchors = {mark.name: page for page in book.pages for mark in page.marks if isinstance(mark, Destination)}

    assert {"Late", "Other"} <= set(read_lines(anchors["grid-2026-10-25"]))
    targets = {mark.target for mark in anchors["grid-2026-10-25"].marks if isinstance(mark, LinkArea)}
    assert {"#session-late", "#session-other"} <= targets
    assert [mark.anchor for mark in book.info.bookmarks if mark.level == 0].count("day-2026-10-25") == 1


@pytest.mark.parametrize("languages", [("en",), ("ar", "en")])
def test_facing_grids_start_on_a_left_hand_page_if_no_page_is_empty_for_it(
    fonts: Fonts, languages: tuple[str, ...]
):
    of = schedule(*workshops(0), rooms=rooms(4))
    wanted = {("grid",): 1, ("cover", "grid"): 2, ("cover", "contents", "practical", "grid"): 4}
    for sections, page in wanted.items():
        book = bound(context_of(fonts, of, *languages, sheet=PAGE_FORMATS["a5"]), sections)
        (start,) = [
            number
            for number, page in enumerate(book.pages, start=1)
            if any(isinstance(mark, Destination) and mark.name.startswith("grid-") for mark in page.marks)
        ]
        assert start == page
        assert {mark.anchor for mark in book.info.bookmarks} <= {
            "cover",
            "contents",
            "practical",
            "day-2026-10-24",
        }


@pytest.mark.parametrize(("hours", "is_low"), [(2, True), (9, False)])
def test_the_sessions_of_a_day_follow_its_grid_on_one_page_if_it_is_low(
    fonts: Fonts,
    hours: int,
    is_low: bool,  # noqa: FBT001
):
    talks = [
        {"id": f"t-{hour}-{room}", "title": LONG, "slot": when(9 + hour, 60, f"r{room}")}
        for hour in range(hours)
        for room in range(3)
    ]
    of = schedule(*talks, rooms=rooms(3))
    book = bound(context_of(fonts, of, "en", sheet=PAGE_FORMATS["a5"]), ("grid", "sessions"))
    names = [{mark.name for mark in page.marks if isinstance(mark, Destination)} for page in book.pages]

    assert {f"day-{DAY}", f"grid-{DAY}"} <= names[0]
    assert ("session-t-0-0" in names[0]) is is_low
    assert sum(line.startswith("Saturday, 24") for line in read_lines(book.pages[0])) == 1


def test_the_times_of_parts_are_above_their_titles_in_narrow_columns(fonts: Fonts):
    """Seen: six sessions at once, whose parts had three letters on a line beside their times."""
    of = schedule(
        {"id": "block", "slot": when(9, 40, "r0")},
        {"id": "first", "parent": "block", "slot": when(9, 20)},
        {"id": "second", "parent": "block", "slot": when(9 + 1 / 3, 20)},
        rooms=rooms(2),
    )
    paginator = GridPaginator.build(context_of(fonts, of), DAY, (400, 400))
    ((frame,),) = paginator.pages()
    first, *_ = frame.boxes[0].inner_boxes
    for width, is_beside in ((90, True), (40, False)):
        text = paginator.measure(first.cell, width)
        assert (text.indent > 0) is is_beside
        assert bool(text.head) is not is_beside


@pytest.mark.parametrize(("minutes", "count"), [((0,), 1), (range(0, 120, 20), 2)])
def test_low_grids_of_a_day_share_a_page_in_a_book_and_high_ones_face_each_other(
    fonts: Fonts, minutes: Sequence[int], count: int
):
    """Seen: two facing pages of three rooms each, a quarter of them filled."""
    sessions = [
        {"id": f"s-{room}-{at}", "title": LONG, "slot": when(9 + at / 60, 20, f"r{room}")}
        for room in range(6)
        for at in minutes
    ]
    context = PrintContext.build(schedule(*sessions, rooms=rooms(6)), ("en",), fonts, PAGE_FORMATS["a5"])

    assert len(draw_day_grids(context, [DAY], facing=True)[DAY].pages) == count

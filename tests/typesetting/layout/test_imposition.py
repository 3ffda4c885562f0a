"""What is printed on a sheet, front and back, meets when the paper is cut and folded.

The paper is looked at as a thing: a point of its back lies behind the point of its front that a pin would
come out at. What the functions compute is held against that and against nothing of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.typesetting import A3, A4, A6, A7, BLACK, WHITE, Box, Page, Rectangle, RuleLine, landscape, mm
from eventkit.typesetting.layout.imposition import (
    MARKS_MARGIN,
    FlipEdge,
    Leaf,
    PressSettings,
    PressSheet,
    booklet,
    fit_to_cell,
    fold_leaf,
    impose,
    saddle_stitch_order,
    single_cell,
    step_and_repeat,
)
from eventkit.typesetting.layout.pages import PlacedPage
from eventkit.typesetting.layout.prepress import extend_to_bleed

Point = tuple[float, float]
CLOSE = 0.001


def leaf(number: int, size: tuple[float, float] = A7) -> Leaf:
    """A leaf whose sides know its number."""
    front, back = (Page(*size, (Box(0, 0, 1, 1, fill=BLACK),), label=f"{number}{side}") for side in ("", "b"))
    return Leaf(front, back)


def leaves(count: int, size: tuple[float, float] = A7) -> list[Leaf]:
    return [leaf(number, size) for number in range(count)]


def placed(page: Page) -> dict[str, PlacedPage]:
    """What stands on a side, by the number of the leaf."""
    return {mark.page.label.rstrip("b"): mark for mark in page.marks if isinstance(mark, PlacedPage)}


def through(page: Page, flip: FlipEdge) -> Callable[[Point], Point]:
    """Where a pin comes out on the front that is put through the back."""
    upright = page.height >= page.width
    about_upright_axis = flip is FlipEdge.LONG if upright else flip is FlipEdge.SHORT

    def pin(point: Point) -> Point:
        x, y = point
        return (page.width - x, y) if about_upright_axis else (x, page.height - y)

    return pin


lengths = st.floats(1, 60).map(lambda each: each * mm)


@st.composite
def sheets(draw: st.DrawFn) -> PressSheet:
    """Sheets with margins and gutters of any kind, upright and lying."""
    width, height = draw(lengths), draw(lengths)
    columns, rows = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    left, right, top, bottom, gutter, space = (draw(st.floats(0, 40)) for _ in range(6))
    return PressSheet(
        left + columns * (width + gutter) - gutter + right,
        top + rows * (height + space) - space + bottom,
        width,
        height,
        columns,
        rows,
        left,
        top,
        width + gutter,
        height + space,
    )


@given(
    sheet=sheets(), flip=st.sampled_from(FlipEdge), count=st.integers(1, 20), size=st.tuples(lengths, lengths)
)
def test_every_back_lies_behind_its_front_with_its_head_at_the_same_edge(
    sheet: PressSheet, flip: FlipEdge, count: int, size: tuple[float, float]
) -> None:
    """Whatever the margins, however the leaf is turned and scaled: its corners meet, left to right."""
    sides = list(impose(leaves(count, size), sheet, PressSettings(flip)))
    assert len(sides) == 2 * -(-count // sheet.count)
    for front, back in zip(sides[::2], sides[1::2], strict=True):
        pin = through(back, flip)
        fronts, backs = placed(front), placed(back)
        assert fronts.keys() == backs.keys()
        for number, one in fronts.items():
            other, (width, height) = backs[number], size
            # A badge is turned about its upright axis: its left is behind its right, its head stays its head.
            for x, y in ((0, 0), (width, 0), (0, height), (width / 3, height / 4)):
                assert pin(other.map_point(width - x, y)) == pytest.approx(one.map_point(x, y), abs=CLOSE)


@given(sheet=sheets(), size=st.tuples(lengths, lengths))
def test_a_leaf_lies_in_the_middle_of_its_cell_and_never_larger_than_it_is(
    sheet: PressSheet, size: tuple[float, float]
) -> None:
    (page,) = impose(leaves(sheet.count, size), sheet)
    for at, each in enumerate(placed(page).values()):
        cell, area = sheet.cell(at), each.area
        assert each.scale <= 1
        assert (area.x - cell.x, area.y - cell.y) == pytest.approx(
            (cell.right - area.right, cell.bottom - area.bottom), abs=CLOSE
        )
        assert area.x >= cell.x - CLOSE
        assert area.y >= cell.y - CLOSE


def test_a_back_is_shifted_as_far_as_the_printer_draws_the_paper_in() -> None:
    sheet = step_and_repeat(A4, A7)
    assert sheet is not None
    straight = list(impose(leaves(8), sheet, PressSettings(FlipEdge.LONG)))
    shifted = list(impose(leaves(8), sheet, PressSettings(FlipEdge.LONG, shift=(1.5 * mm, -0.5 * mm))))
    assert shifted[0] == straight[0]
    for number, mark in placed(shifted[1]).items():
        before = placed(straight[1])[number]
        assert (mark.x - before.x, mark.y - before.y) == pytest.approx((1.5 * mm, -0.5 * mm))


def test_the_last_sheet_has_its_empty_cells_on_both_sides() -> None:
    sheet = PressSheet(*A4, *A6, 2, 2, 0, 0, *A6)
    front, back = impose(leaves(1, A6), sheet, PressSettings(FlipEdge.LONG))
    assert placed(front)["0"].area.x == 0
    assert placed(back)["0"].area.x == pytest.approx(A6[0])


@pytest.mark.parametrize(("skip", "sheets_needed"), [(0, 1), (7, 1), (8, 2)])
def test_cells_that_are_taken_already_stay_empty_on_the_first_sheet_alone(
    skip: int, sheets_needed: int
) -> None:
    sheet = PressSheet(*A4, 80 * mm, 50 * mm, 2, 5, 18 * mm, 13 * mm, 95 * mm, 55 * mm)
    pages = list(impose(leaves(3, (80 * mm, 50 * mm)), sheet, PressSettings(skip=skip)))
    assert len(pages) == sheets_needed
    assert placed(pages[0])["0"].map_point(0, 0) == pytest.approx((sheet.cell(skip).x, sheet.cell(skip).y))
    if sheets_needed == 2:
        last = max(placed(pages[1]))
        cell = sheet.cell(skip + 2 - sheet.count)
        assert placed(pages[1])[last].map_point(0, 0) == pytest.approx((cell.x, cell.y))


def test_where_nothing_is_to_be_placed_no_sheet_is_taken() -> None:
    sheet = PressSheet(*A4, 80 * mm, 50 * mm, 2, 5, 18 * mm, 13 * mm, 95 * mm, 55 * mm)
    assert not list(impose([], sheet, PressSettings(skip=3)))


@pytest.mark.parametrize("skip", [-1, 10, 11])
def test_a_sheet_with_no_free_cell_is_refused(skip: int) -> None:
    sheet = PressSheet(*A4, 80 * mm, 50 * mm, 2, 5, 18 * mm, 13 * mm, 95 * mm, 55 * mm)
    with pytest.raises(ValueError, match="can skip 0 to 9, not"):
        impose([], sheet, PressSettings(skip=skip))


def test_a_leaf_is_turned_where_it_fits_better_so() -> None:
    assert fit_to_cell((74, 105), (105, 74)) == (90, 1)
    assert fit_to_cell((74, 105), (80, 110)) == (0, 1)
    turn, scale = fit_to_cell((74, 105), (80, 50))
    assert (turn, round(scale, 3)) == (90, round(50 / 74, 3))


@pytest.mark.parametrize(
    ("paper", "cell", "cells"),
    [
        (A4, A6, (2, 2)),
        (A4, A7, (4, 2)),
        (A3, (86 * mm, 120 * mm), (3, 3)),
    ],
)
def test_as_many_leaves_as_fit_are_placed_on_the_paper(
    paper: tuple[float, float], cell: tuple[float, float], cells: tuple[int, int]
) -> None:
    sheet = step_and_repeat(paper, cell, gutter=6 * mm if paper == A3 else 0)
    assert sheet is not None
    assert (sheet.columns, sheet.rows) == cells
    assert {round(sheet.width), round(sheet.height)} == {round(each) for each in paper}


def test_paper_smaller_than_a_leaf_is_refused() -> None:
    assert step_and_repeat(A6, A4) is None
    with pytest.raises(ValueError, match="must be on its paper"):
        single_cell(A4, paper=A6)


@pytest.mark.parametrize(
    "sheet",
    [
        lambda: PressSheet(100, 100, 50, 50, 2, 1, 10, 0, 50),
        lambda: PressSheet(100, 100, 50, 50, 2, 1, 0, 0, 40),
        lambda: PressSheet(100, 100, 50, 50, 0, 1),
    ],
)
def test_a_sheet_that_cannot_be_printed_cannot_be_made(sheet: Callable[[], PressSheet]) -> None:
    with pytest.raises(ValueError, match="sheet"):
        sheet()


def test_cut_marks_are_outside_the_block_and_aligned_with_every_edge() -> None:
    bleed = 3 * mm
    sheet = step_and_repeat(A3, A6, gutter=2 * bleed, margin=bleed + MARKS_MARGIN)
    assert sheet is not None
    (page,) = impose(leaves(sheet.count, A6), sheet, PressSettings(bleed=bleed, cut_marks=True))
    marks = [mark for mark in page.marks if isinstance(mark, RuleLine)]
    block_right, block_bottom = (
        sheet.cell(sheet.count - 1).right,
        sheet.cell(sheet.count - 1).bottom,
    )
    upright = [mark for mark in marks if mark.x1 == mark.x2]
    level = [mark for mark in marks if mark.y1 == mark.y2]
    assert len(upright) + len(level) == len(marks)
    edges = {round(x, 2) for at in range(sheet.count) for x in (sheet.cell(at).x, sheet.cell(at).right)}
    assert {round(mark.x1, 2) for mark in upright} == edges
    assert len(upright) == 2 * len(edges)
    for mark in upright:
        ends_above, begins_below = max(mark.y1, mark.y2), min(mark.y1, mark.y2)
        above = ends_above <= sheet.top - bleed - 0.5 * mm + CLOSE
        below = begins_below >= block_bottom + bleed + 0.5 * mm - CLOSE
        assert above != below
        assert 4 * mm <= abs(mark.y2 - mark.y1) <= 5 * mm
    for mark in level:
        assert max(mark.x1, mark.x2) <= sheet.left - bleed or min(mark.x1, mark.x2) >= block_right + bleed
    assert all(mark.width == 0.25 for mark in marks)
    assert all(
        0 <= x <= page.width and 0 <= y <= page.height
        for mark in marks
        for x, y in ((mark.x1, mark.y1), (mark.x2, mark.y2))
    )


def test_leaves_that_touch_are_cut_once_between_them() -> None:
    sheet = PressSheet(400, 300, 100, 100, 3, 1, 50, 100, 100)
    (page,) = impose(leaves(3, (100, 100)), sheet, PressSettings(cut_marks=True))
    places = sorted({mark.x1 for mark in page.marks if isinstance(mark, RuleLine) and mark.x1 == mark.x2})
    assert places == [50, 150, 250, 350]


def test_paper_without_room_for_marks_has_none() -> None:
    sheet = step_and_repeat(A4, A6)
    assert sheet is not None
    (page,) = impose(leaves(4, A6), sheet, PressSettings(cut_marks=True))
    assert not [mark for mark in page.marks if isinstance(mark, RuleLine)]


GROUND = Box(0, 0, 100, 30, fill=BLACK)


def test_the_ground_goes_on_beyond_the_edges_that_it_reaches() -> None:
    page = Page(100, 200, (GROUND, Box(20, 60, 40, 40, fill=BLACK), Box(0, 180, 100, 20, fill=BLACK)))
    head, inner, foot = extend_to_bleed(page, 8).marks
    assert isinstance(head, Box)
    assert isinstance(foot, Box)
    assert (head.x, head.y, head.width, head.height) == (-8, -8, 116, 38)
    assert inner is page.marks[1]
    assert (foot.x, foot.y, foot.width, foot.height) == (-8, 180, 116, 28)


def test_pages_that_share_a_ground_share_it_with_its_bleed_too() -> None:
    """So it is painted once in a file of thousands."""
    one, other = (extend_to_bleed(Page(100, 200, (GROUND,)), 8) for _ in range(2))
    assert one.marks[0] is other.marks[0]


@given(sheet=sheets(), bleed=st.floats(1, 20))
def test_no_bleed_reaches_into_a_neighbour(sheet: PressSheet, bleed: float) -> None:
    size = (sheet.cell_width, sheet.cell_height)
    (page,) = impose(leaves(sheet.count, size), sheet, PressSettings(bleed=bleed))
    shown = [mark.map_rectangle(mark.clip) for mark in placed(page).values() if mark.clip is not None]
    assert len(shown) == sheet.count
    rows = [shown[at : at + sheet.columns] for at in range(0, len(shown), sheet.columns)]
    for row in rows:
        assert all(one.right <= other.x + CLOSE for one, other in pairwise(row))
    for one, other in pairwise(rows):
        assert one[0].bottom <= other[0].y + CLOSE


def test_a_single_leaf_has_a_trim_box_and_cut_marks() -> None:
    bleed = 3 * mm
    sheet = single_cell(A6, margin=bleed + MARKS_MARGIN)
    front, back = impose([leaf(1, A6)], sheet, PressSettings(FlipEdge.LONG, bleed=bleed, cut_marks=True))
    assert front.label == "1"
    for page in (front, back):
        assert page.trim_box is not None
        assert page.bleed_box is not None
        assert (page.trim_box.width, page.trim_box.height) == pytest.approx(A6)
        assert page.trim_box.x - page.bleed_box.x == pytest.approx(bleed)
        assert page.bleed_box.bottom - page.trim_box.bottom == pytest.approx(bleed)
        assert page.width == pytest.approx(A6[0] + 2 * (bleed + MARKS_MARGIN))


def on_the_folded(piece: Leaf, mark: PlacedPage, point: Point) -> Point:
    """Where a point of a half lies when the piece is folded and its front is looked at: what is behind is
    folded over at the line, and seen through the front.
    """
    x, y = mark.map_point(*point)
    fold = piece.fold
    assert fold is not None
    behind = (y > fold) if mark is piece.front.marks[1] and mark.y >= fold else (y < fold)
    return (x, 2 * fold - y) if behind and mark is piece.front.marks[1] else (x, y)


@pytest.mark.parametrize("fold", ["below", "above"])
def test_a_folded_piece_has_its_back_behind_its_front_and_both_upright(fold) -> None:  # type: ignore[no-untyped-def]
    front, back = Page(100, 60, (), label="front"), Page(100, 60, (), label="back")
    piece = fold_leaf(front, back, fold)
    assert (piece.front.width, piece.front.height, piece.fold) == (100, 120, 60)
    one, other = piece.front.marks
    assert isinstance(one, PlacedPage)
    assert isinstance(other, PlacedPage)
    for x, y in ((0, 0), (100, 0), (100, 60), (30, 20)):
        assert on_the_folded(piece, other, (100 - x, y)) == pytest.approx(one.map_point(x, y))


def test_the_fold_is_marked_beside_the_block_or_where_there_is_no_room_at_its_edges() -> None:
    piece = fold_leaf(Page(100, 60, ()), Page(100, 60, ()), "below")
    for margin, places in (
        (MARKS_MARGIN, {MARKS_MARGIN - 0.5 * mm, 100 + MARKS_MARGIN + 0.5 * mm}),
        (0, {0, 100}),
    ):
        (page,) = impose([piece], single_cell((100, 120), margin=margin))
        marks = [mark for mark in page.marks if isinstance(mark, RuleLine)]
        assert len(marks) == 2
        assert all(mark.dash for mark in marks)
        assert {mark.y1 for mark in marks} == {margin + 60}
        ends = {x for mark in marks for x in (mark.x1, mark.x2)}
        assert all(min(abs(x - place) for x in ends) < CLOSE for place in places)


def test_a_folded_piece_is_not_scaled_down() -> None:
    piece = fold_leaf(Page(100, 60, ()), Page(100, 60, ()), "below")
    with pytest.raises(ValueError, match="needs larger cells"):
        list(impose([piece], single_cell((100, 110))))


def test_the_ground_of_one_half_does_not_reach_over_the_fold() -> None:
    whole = Box(0, 0, 100, 60, fill=BLACK)
    piece = fold_leaf(Page(100, 60, (whole,)), Page(100, 60, (Box(0, 0, 100, 60, fill=WHITE),)), "below", 5)
    for half in piece.front.marks:
        assert isinstance(half, PlacedPage)
        (ground,) = half.page.marks
        assert isinstance(ground, Box)
        shown = half.map_rectangle(Rectangle(ground.x, ground.y, ground.width, ground.height))
        assert (shown.x, shown.right) == (-5, 105)
        assert shown.y >= 60 or shown.bottom <= 60
        assert min(shown.y, 120 - shown.bottom) == -5


@given(pages=st.integers(1, 60))
def test_a_booklet_is_read_in_order_when_it_is_folded(pages: int) -> None:
    """Laid into one another and folded, the sheets are leafed through: right of each front and left of each
    back from the outermost to the innermost, and back again.
    """
    sides = saddle_stitch_order(pages)
    fronts, backs = sides[::2], sides[1::2]
    into = [page for front, back in zip(fronts, backs, strict=True) for page in (front[1], back[0])]
    out = [page for front, back in zip(fronts, backs, strict=True) for page in (front[0], back[1])]
    read = into + out[::-1]
    assert len(read) % 4 == 0
    assert len(read) - pages < 4
    assert read == [*range(pages), *[None] * (len(read) - pages)]


def test_booklet_pages_meet_at_the_fold_and_align_front_to_back() -> None:
    pages = [Page(*A6, (), label=str(number)) for number in range(8)]
    sides = list(booklet(pages, paper=landscape(A4)))
    for front, back in zip(sides[::2], sides[1::2], strict=True):
        assert (front.width, front.height) == landscape(A4)
        pin = through(back, FlipEdge.SHORT)
        right, left = placed_at(front, 1), placed_at(back, 0)
        assert int(left.page.label) == int(right.page.label) + 1
        assert pin(left.map_point(A6[0], 0)) == pytest.approx(right.map_point(0, 0))
        assert right.x == pytest.approx(front.width / 2)
        dashed = [mark for mark in front.marks if isinstance(mark, RuleLine) and mark.dash]
        assert {mark.x1 for mark in dashed} == {front.width / 2}


def placed_at(page: Page, at: int) -> PlacedPage:
    mark = page.marks[at]
    assert isinstance(mark, PlacedPage)
    return mark


def test_inner_pages_of_a_booklet_are_moved_towards_the_fold_and_not_over_it() -> None:
    sides = list(booklet([Page(*A6, ()) for _ in range(16)], thickness=0.1 * mm))
    fold = A6[0]
    for at, side in enumerate(sides):
        left, right = placed_at(side, 0), placed_at(side, 1)
        assert right.x == pytest.approx(fold - at // 2 * 0.1 * mm)
        assert left.x + A6[0] == pytest.approx(fold + at // 2 * 0.1 * mm)
        assert left.clip is not None
        assert right.clip is not None
        assert left.map_rectangle(left.clip).right == pytest.approx(fold)
        assert right.map_rectangle(right.clip).x == pytest.approx(fold)


def test_a_booklet_that_is_read_from_the_right_is_bound_on_the_right() -> None:
    pages = [Page(*A6, (), label=str(number)) for number in range(4)]
    front = next(booklet(pages, from_right=True))
    assert [placed_at(front, at).page.label for at in (0, 1)] == ["0", "3"]


def test_the_bleed_of_booklet_pages_stays_on_the_outer_edges() -> None:
    """A page that was made with its bleed stands by its trim."""
    page = Page(A6[0] + 20, A6[1] + 20, (), trim_box=Rectangle(10, 10, *A6))
    side = next(booklet([page], paper=landscape(A4), bleed=6))
    (half,) = (mark for mark in side.marks if isinstance(mark, PlacedPage))
    assert half.map_point(10, 10) == pytest.approx((side.width / 2, (side.height - A6[1]) / 2))
    assert half.clip is not None
    assert half.map_rectangle(half.clip).x == pytest.approx(side.width / 2)
    assert half.map_rectangle(half.clip).right == pytest.approx(side.width / 2 + A6[0] + 6)


@pytest.mark.parametrize("pages", [[], [Page(*A6, ()), Page(*A7, ())]])
def test_a_booklet_has_pages_of_one_size(pages: list[Page]) -> None:
    with pytest.raises(ValueError, match="of one size"):
        list(booklet(pages))

"""Pages: what begins and ends them, and how they are filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eventkit.typesetting import BLACK, Destination, Fonts, Mark, PlacedLine, RuleLine, Span, Style
from eventkit.typesetting.layout.flow_blocks import Block, total_height
from eventkit.typesetting.layout.page_breaks import ColumnSet, break_pages
from eventkit.typesetting.layout.text_columns import TextColumn, keep_together
from eventkit.typesetting.text.spans import BASELINE
from typesetting.samples import ONE_RUN

HEIGHT = 120.0
FONTS = Fonts.discover()
BODY = Style(8.5, fixed_leading=12)


@dataclass(frozen=True)
class HeadedText:
    """A heading of some lines with a paragraph of some lines below it; neither need be there."""

    heading: int
    paragraph: int
    before: float

    @property
    def pieces(self) -> list[Block]:
        last = self.paragraph - 1
        lines = [Block(10, keep_with_next=last > 0 and at in {0, last - 1}) for at in range(self.paragraph)]
        headings = [Block(12, keep_with_next=True) for _ in range(self.heading)]
        first, *rest = [*headings, *lines]
        return [first._replace(space_above=self.before), *rest]

    @property
    def names(self) -> list[str]:
        return [*["heading"] * self.heading, *[f"line {at}" for at in range(self.paragraph)]]


BLOCKS = st.lists(
    st.builds(HeadedText, st.integers(0, 3), st.integers(1, 14), st.floats(0, 15) | st.just(0.0)),
    min_size=1,
    max_size=12,
)


def named(blocks: Sequence[HeadedText]) -> list[Block]:
    """The pieces, each with an anchor that tells its place in the list."""
    pieces = [piece for block in blocks for piece in block.pieces]
    return [piece._replace(marks=(Destination(str(at), 0, 0),)) for at, piece in enumerate(pieces)]


def numbers(pages: Sequence[Sequence[Mark]]) -> list[list[int]]:
    return [[int(mark.name) for mark in page if isinstance(mark, Destination)] for page in pages]


def tops(page: Sequence[Mark]) -> list[float]:
    return [mark.y for mark in page if isinstance(mark, Destination)]


class TestBeginningsAndEnds:
    @given(BLOCKS, st.sampled_from([0, 0.3]), st.sampled_from([0, 12]))
    def test_no_heading_ends_a_page_and_no_line_is_left_alone(
        self, blocks: list[HeadedText], last: float, grid: float
    ) -> None:
        names = [(name, block) for block in blocks for name in block.names]

        pages = numbers([*break_pages(named(blocks), HEIGHT, grid=grid, last=last)])

        for page in pages[:-1]:
            name, block = names[page[-1]]
            assert name != "heading"
            assert name != "line 0" or block.paragraph == 1
        for page in pages[1:]:
            name, block = names[page[0]]
            assert name == "heading" or block.paragraph == 1 or name != f"line {block.paragraph - 1}"

    @given(BLOCKS, st.sampled_from([0, 0.3]), st.sampled_from([0, 12]))
    @example([HeadedText(0, 9, 0), HeadedText(0, 1, 9), HeadedText(0, 2, 9)], 0.3, 0)
    def test_every_piece_is_placed_once_in_order_and_inside_its_page(
        self, blocks: list[HeadedText], last: float, grid: float
    ) -> None:
        pieces = named(blocks)

        pages = [*break_pages(pieces, HEIGHT, grid=grid, last=last)]

        assert [at for page in numbers(pages) for at in page] == list(range(len(pieces)))
        for page, order in zip(pages, numbers(pages), strict=True):
            bottom = -1e-6
            for top, at in zip(tops(page), order, strict=True):
                assert top >= bottom - 1e-6
                bottom = top + pieces[at].height
            assert bottom <= HEIGHT + (grid if last else 0) + 1e-6

    @given(st.integers(0, 11), st.integers(2, 40))
    def test_a_block_longer_than_a_page_leaves_no_line_alone(self, above: int, lines: int) -> None:
        pieces = [*[Block(10)] * above, *keep_together([Block(10)] * lines), Block(10)]

        pages = numbers(
            [
                *break_pages(
                    [p._replace(marks=(Destination(str(n), 0, 0),)) for n, p in enumerate(pieces)], HEIGHT
                )
            ]
        )

        group = range(above, above + lines)
        parts = [sum(at in group for at in page) for page in pages]
        assert all(part != 1 for part in parts)

    def test_a_block_longer_than_a_page_is_split_above_a_space(self) -> None:
        retained = keep_together([*[Block(10)] * 9, Block(10, space_above=5), *[Block(10)] * 9])

        (first, *_) = numbers(
            [
                *break_pages(
                    [p._replace(marks=(Destination(str(n), 0, 0),)) for n, p in enumerate(retained)], HEIGHT
                )
            ]
        )

        assert first == list(range(9))


class TestGrid:
    def text(self, count: int, style: Style, before: float) -> list[Block]:
        span = Span("A word of Alexandria and another one. " * count, "en", style)
        return keep_together(TextColumn(FONTS, 150).set_paragraph([span]), space_above=before)

    def baselines(self, page: Sequence[Mark]) -> list[float]:
        return [mark.y for mark in page if isinstance(mark, PlacedLine)]

    @pytest.mark.parametrize(("before", "step"), [(12, 12), (17, 12), (3.4, 6), (0, 6)])
    def test_text_sits_on_the_grid_or_half_way_below_narrow_spaces(self, before: float, step: float) -> None:
        pieces = []
        for count in (1, 3, 2, 4, 1, 2, 3, 5, 2, 2):
            pieces += self.text(1, Style(11, 700, fixed_leading=12), 13)
            pieces += self.text(count, BODY, before)

        pages = [*break_pages(pieces, 300, grid=12)]

        assert len(pages) > 1
        texts = [[mark for mark in page if isinstance(mark, PlacedLine)] for page in pages]
        assert {off_grid(mark.y, step) for page in texts for mark in page if mark.line.size == 8.5} == {0}
        titles = [at.y for page in texts for above, at in pairwise(page) if above.line.size < at.line.size]
        assert {off_grid(y, 12) for y in titles} == {0}

    def test_a_joint_stays_in_the_middle_of_a_space_that_the_grid_widens(self) -> None:
        rule = RuleLine(0, -8.5, 10, -8.5, 1, BLACK)
        pieces = [self.text(1, BODY, 17)[0]._replace(separator=(rule,)) for _ in range(12)]

        (first, *_) = [*break_pages(pieces, 120, grid=12)]

        lines = [mark.y for mark in first if isinstance(mark, PlacedLine)]
        rules = [mark.y1 for mark in first if isinstance(mark, RuleLine)]
        middles = [(above + below) / 2 + 12 * (0.5 - BASELINE) for above, below in pairwise(lines)]
        assert rules == pytest.approx(middles)

    @pytest.mark.parametrize(
        ("upper", "lower", "lines"), [("Cyrillic", "Chinese", 1), ("Thai", "Myanmar", 1.5)]
    )
    def test_text_with_tall_marks_sits_half_a_line_lower(self, upper: str, lower: str, lines: float) -> None:
        style = Style(10.5, fixed_leading=11)
        pieces = [
            piece
            for language, text in (ONE_RUN[upper], ONE_RUN[lower])
            for piece in TextColumn(FONTS, 300).set_paragraph([Span(text, language, style)])
        ]

        (page,) = [*break_pages(pieces, 300, grid=11)]

        above, under = self.baselines(page)
        assert under - above == pytest.approx(11 * lines)

    def test_nothing_moves_where_all_is_on_the_grid_already(self) -> None:
        pieces = [*self.text(2, BODY, 12), *self.text(3, BODY, 24)]

        assert [*break_pages(pieces, 300, grid=12)] == [*break_pages(pieces, 300)]
        assert total_height(pieces) < 300

    def entries(self, count: int, **more: Any) -> list[Block]:
        """Single lines half a line apart that readers are led to."""
        (line,) = TextColumn(FONTS, 150).set_paragraph([Span("Alexandria", "en", BODY)])
        anchor = Destination("entry", 0, 0)
        return [line._replace(marks=(anchor, *line.marks), space_above=6, **more) for _ in range(count)]

    def gaps(self, page: Sequence[Mark]) -> list[float]:
        return [under - above - 12 for above, under in pairwise(self.baselines(page))]

    @pytest.mark.parametrize(("last", "counts"), [(0, [10, 1]), (0.05, [10, 1]), (0.2, [11])])
    def test_a_page_is_half_a_line_longer_if_that_saves_one_that_would_be_nearly_empty(
        self, last: float, counts: list[int]
    ) -> None:
        pages = [*break_pages(self.entries(11), 15.5 * 12, grid=12, last=last)]

        assert [len(self.baselines(page)) for page in pages] == counts
        assert {round(gap, 3) for page in pages for gap in self.gaps(page)} == {6}

    @given(BLOCKS)
    @example([HeadedText(1, 1, 6)] * 12)
    def test_no_page_is_set_closer_to_save_another(self, blocks: list[HeadedText]) -> None:
        """Seen: pages without the space above their titles, beside pages that had it."""
        pieces = named(blocks)

        pages = [*break_pages(pieces, HEIGHT, grid=12, last=0.9)]

        for page, order in zip(pages, numbers(pages), strict=True):
            for (above, under), (at, after) in zip(pairwise(tops(page)), pairwise(order), strict=True):
                assert under - above - pieces[at].height >= pieces[after].space_above - 1e-6

    def test_many_pages_are_half_a_line_longer_where_a_few_have_no_room_for_the_last_one(self) -> None:
        loose, longer = ([*break_pages(self.entries(33), 15.5 * 12, grid=12, last=last)] for last in (0, 0.3))

        assert [len(self.baselines(page)) for page in loose] == [10, 10, 10, 3]
        assert [len(self.baselines(page)) for page in longer] == [11, 11, 11]
        assert {round(gap, 3) for page in longer for gap in self.gaps(page)} == {6}

    def test_a_last_page_of_a_few_lines_has_the_end_of_the_page_before_it_too(self) -> None:
        """Seen: two lines of a talk alone on a page before the grid of the next day."""
        line = Block(12, (Destination("line", 0, 0),))
        for first, last, counts in ((18, 0, [40, 4]), (18, 0.4, [18, 26]), (10, 0.4, [40, 4])):
            pieces = [*[line] * first, line._replace(space_above=18), *[line] * (43 - first)]
            pages = [*break_pages(pieces, 500, grid=12, last=last)]
            assert [len(page) for page in pages] == counts


def off_grid(y: float, step: float) -> float:
    """How far a baseline is from the nearest line of a grid from the top of the page."""
    lines = (y - 12 * BASELINE) / step
    return round(abs(lines - round(lines)), 6)


class TestColumns:
    def columns(self, count: int, heights: Sequence[float], **more: Any) -> ColumnSet:
        pieces = [Block(height, (Destination(str(at), 0, 0),), **more) for at, height in enumerate(heights)]
        return ColumnSet(tuple(pieces), count, 50)

    def places(self, page: Sequence[Mark]) -> list[tuple[int, float, float]]:
        return [(int(mark.name), mark.x, mark.y) for mark in page if isinstance(mark, Destination)]

    def test_columns_are_filled_in_turn_and_the_last_ones_are_balanced(self) -> None:
        first, last = [*break_pages([self.columns(2, [10] * 29)], HEIGHT)]

        assert self.places(first) == [
            *((at, 0, 10 * at) for at in range(12)),
            *((12 + at, 50, 10 * at) for at in range(12)),
        ]
        assert self.places(last) == [
            *((24 + at, 0, 10 * at) for at in range(3)),
            *((27 + at, 50, 10 * at) for at in range(2)),
        ]

    def test_columns_sit_between_the_preceding_and_the_following_text(self) -> None:
        (page,) = [
            *break_pages(
                [
                    Block(20),
                    self.columns(2, [10, 10, 10], space_above=5),
                    Block(7, (Destination("9", 0, 0),)),
                ],
                HEIGHT,
            )
        ]

        assert self.places(page) == [(0, 0, 25), (1, 0, 40), (2, 50, 25), (9, 0, 50)]

    def test_columns_do_not_begin_where_not_all_would_fit(self) -> None:
        columns = self.columns(2, [60] * 5)

        assert [
            [at for at, *_ in self.places(page)] for page in [*break_pages([Block(70), columns], HEIGHT)]
        ] == [
            [],
            [0, 1, 2, 3],
            [4],
        ]

    @given(
        st.lists(
            st.builds(
                lambda height, before, keeps: Block(height, space_above=before, keep_with_next=keeps),
                st.floats(1, 70),
                st.floats(0, 30),
                st.booleans(),
            ),
            max_size=40,
        ),
        st.integers(1, 3),
        st.sampled_from([0, 12]),
        st.floats(0, 110),
    )
    def test_every_piece_is_placed_once_in_order_and_inside_its_column(
        self, drawn: list[Block], count: int, grid: float, above: float
    ) -> None:
        pieces = tuple(each._replace(marks=(Destination(str(at), 0, 0),)) for at, each in enumerate(drawn))
        columns = [ColumnSet(pieces, count, 50)] if pieces else []

        pages = [self.places(page) for page in [*break_pages([Block(above), *columns], HEIGHT, grid=grid)]]

        assert [at for page in pages for at, *_ in page] == list(range(len(pieces)))
        for page in pages:
            assert [x for _, x, _ in page] == sorted(x for _, x, _ in page)
            for (at, x, y), (_, other, below) in pairwise(page):
                assert x != other or y + pieces[at].height <= below + 1e-6
            assert all(y + pieces[at].height <= HEIGHT + 1e-6 for at, _, y in page)

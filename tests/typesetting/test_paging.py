"""Pages: what begins and ends them, and how they are filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eventkit.typesetting import Anchor, Fonts, Mark, Span, Style, Words
from eventkit.typesetting.flow import Column, Piece, flowed, height_of, together
from eventkit.typesetting.text import BASELINE

HEIGHT = 120.0
FONTS = Fonts.found()
BODY = Style(8.5, lead=12)


@dataclass(frozen=True)
class Block:
    """A heading of some lines with a paragraph of some lines below it; neither need be there."""

    heading: int
    paragraph: int
    before: float

    @property
    def pieces(self) -> list[Piece]:
        last = self.paragraph - 1
        lines = [Piece(10, keeps=last > 0 and at in {0, last - 1}) for at in range(self.paragraph)]
        headings = [Piece(12, keeps=True) for _ in range(self.heading)]
        first, *rest = [*headings, *lines]
        return [replace(first, before=self.before), *rest]

    @property
    def names(self) -> list[str]:
        return [*["heading"] * self.heading, *[f"line {at}" for at in range(self.paragraph)]]


BLOCKS = st.lists(
    st.builds(Block, st.integers(0, 3), st.integers(1, 14), st.floats(0, 15) | st.just(0.0)),
    min_size=1,
    max_size=12,
)


def named(blocks: Sequence[Block]) -> list[Piece]:
    """The pieces, each with an anchor that tells its place in the list."""
    pieces = [piece for block in blocks for piece in block.pieces]
    return [replace(piece, marks=(Anchor(str(at), 0, 0),)) for at, piece in enumerate(pieces)]


def numbers(pages: Sequence[Sequence[Mark]]) -> list[list[int]]:
    return [[int(mark.name) for mark in page if isinstance(mark, Anchor)] for page in pages]


def tops(page: Sequence[Mark]) -> list[float]:
    return [mark.y for mark in page if isinstance(mark, Anchor)]


class TestBeginningsAndEnds:
    @given(BLOCKS, st.sampled_from([0, 0.5, 2]), st.sampled_from([0, 0.3]), st.sampled_from([0, 12]))
    def test_no_heading_ends_a_page_and_no_line_stands_alone(
        self, blocks: list[Block], stretch: float, shrink: float, grid: float
    ) -> None:
        names = [(name, block) for block in blocks for name in block.names]

        pages = numbers(flowed(named(blocks), HEIGHT, stretch=stretch, shrink=shrink, grid=grid))

        for page in pages[:-1]:
            name, block = names[page[-1]]
            assert name != "heading"
            assert name != "line 0" or block.paragraph == 1
        for page in pages[1:]:
            name, block = names[page[0]]
            assert name == "heading" or block.paragraph == 1 or name != f"line {block.paragraph - 1}"

    @given(BLOCKS, st.sampled_from([0, 0.5, 2]), st.sampled_from([0, 0.3]), st.sampled_from([0, 12]))
    @example([Block(0, 9, 0), Block(0, 1, 9), Block(0, 2, 9)], 0, 0.3, 0)
    def test_every_piece_stands_once_in_order_and_inside_its_page(
        self, blocks: list[Block], stretch: float, shrink: float, grid: float
    ) -> None:
        pieces = named(blocks)

        pages = flowed(pieces, HEIGHT, stretch=stretch, shrink=shrink, grid=grid)

        assert [at for page in numbers(pages) for at in page] == list(range(len(pieces)))
        for page, order in zip(pages, numbers(pages), strict=True):
            bottom = -1e-6
            for top, at in zip(tops(page), order, strict=True):
                assert top >= bottom - 1e-6
                bottom = top + pieces[at].height
            assert bottom <= HEIGHT + 1e-6

    @given(st.integers(0, 11), st.integers(2, 40))
    def test_what_no_page_holds_begins_and_ends_with_no_line_alone(self, above: int, lines: int) -> None:
        pieces = [*[Piece(10)] * above, *together([Piece(10)] * lines), Piece(10)]

        pages = numbers(
            flowed([replace(p, marks=(Anchor(str(n), 0, 0),)) for n, p in enumerate(pieces)], HEIGHT)
        )

        group = range(above, above + lines)
        parts = [sum(at in group for at in page) for page in pages]
        assert all(part != 1 for part in parts)

    def test_what_no_page_holds_is_parted_above_a_space(self) -> None:
        kept = together([*[Piece(10)] * 9, Piece(10, before=5), *[Piece(10)] * 9])

        (first, *_) = numbers(
            flowed([replace(p, marks=(Anchor(str(n), 0, 0),)) for n, p in enumerate(kept)], HEIGHT)
        )

        assert first == list(range(9))


class TestFilling:
    PIECES = named([Block(0, 1, 10)] * 8)  # 10 and 20 points each: six and half a one on a page

    def test_pages_end_alike(self) -> None:
        first, _ = flowed(self.PIECES, HEIGHT, stretch=0.5)

        assert tops(first)[-1] + 10 == pytest.approx(HEIGHT)

    @pytest.mark.parametrize(("shrink", "counts"), [(0, [6, 2]), (0.16, [6, 2]), (0.17, [7, 1])])
    def test_spaces_shrink_a_little_so_that_more_is_on_a_page(self, shrink: float, counts: list[int]) -> None:
        pages = flowed(self.PIECES, HEIGHT, stretch=1, shrink=shrink)

        assert [len(tops(page)) for page in pages] == counts
        assert tops(pages[0])[-1] + 10 == pytest.approx(HEIGHT)

    def test_the_last_page_is_not_stretched(self) -> None:
        *_, last = flowed(self.PIECES, HEIGHT, stretch=2)

        assert tops(last) == [0, 20]


class TestGrid:
    def text(self, count: int, style: Style, before: float) -> list[Piece]:
        span = Span("A word of Alexandria and another one. " * count, "en", style)
        return together(Column(FONTS, 150).lines([span]), before=before)

    def baselines(self, page: Sequence[Mark]) -> list[float]:
        return [mark.y for mark in page if isinstance(mark, Words)]

    @pytest.mark.parametrize("stretch", [0, 1])
    def test_text_below_a_space_stands_on_the_grid(self, stretch: float) -> None:
        pieces = []
        for count in (1, 3, 2, 4, 1, 2, 3, 5, 2, 2):
            pieces += self.text(1, Style(11, 700, lead=14), 9)
            pieces += self.text(count, BODY, 3.4)

        pages = flowed(pieces, 300, stretch=stretch, grid=12)

        assert len(pages) > 1
        for page in pages:
            for mark in page:
                if isinstance(mark, Words) and mark.line.size == 8.5:
                    assert (mark.y - 12 * BASELINE) % 12 == pytest.approx(0, abs=1e-6) or (
                        (mark.y - 12 * BASELINE) % 12 == pytest.approx(12, abs=1e-6)
                    )

    def test_what_is_left_of_a_page_is_given_to_the_widest_spaces_by_whole_lines(self) -> None:
        pieces = [
            *self.text(2, BODY, 12),
            *self.text(3, BODY, 24),
            *self.text(3, BODY, 12),
            *self.text(9, BODY, 12),
        ]
        (loose, *_), (filled, *_) = (flowed(pieces, 192, stretch=stretch, grid=12) for stretch in (0, 1))

        moves = [round(b - a) for a, b in zip(self.baselines(loose), self.baselines(filled), strict=True)]
        assert set(moves) <= {0, 12, 24, 36}
        assert moves == sorted(moves)

    def test_nothing_moves_where_all_is_on_the_grid_already(self) -> None:
        pieces = [*self.text(2, BODY, 12), *self.text(3, BODY, 24)]

        assert flowed(pieces, 300, grid=12) == flowed(pieces, 300)
        assert height_of(pieces) < 300

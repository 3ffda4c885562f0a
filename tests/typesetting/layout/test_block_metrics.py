"""The form of a text fills pages as the text does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eventkit.typesetting import Destination, Fonts, Span, Style
from eventkit.typesetting.layout.flow_blocks import Block, wrap
from eventkit.typesetting.layout.page_breaks import (
    BlockMetrics,
    ColumnSet,
    break_pages,
    destinations_by_page,
)
from eventkit.typesetting.layout.text_columns import TextColumn

HEIGHT = 150

TEXTS = (
    Span("Notes on prime numbers in short intervals, by Ada Lovelace", "en", Style(9)),
    Span("短区间内的素数札记", "zh", Style(8, fixed_leading=9)),
    Span("ÂÅgĝ Những điều về số nguyên tố", "vi", Style(14, fixed_leading=9)),
    Span("مؤتمر الرياضيات عبر العصور", "ar", Style(9)),
)


def strip(fonts: Fonts, drawn: list[tuple[int, float, float, bool]]) -> list[Block]:
    """Paragraphs one below the other, each with a place of its own."""
    pieces: list[Block] = []
    for at, (which, width, before, keeps) in enumerate(drawn):
        first, *rest = wrap("Sect", TextColumn(fonts, width).set_paragraph([TEXTS[which]]))
        marks = (Destination(str(at), 0, 0), *first.marks)
        pieces += [
            first._replace(
                marks=marks,
                space_above=before,
                keep_with_next=first.keep_with_next or keeps,
                height_needed=before,
            ),
            *rest,
        ]
    return pieces


PARAGRAPHS = st.lists(
    st.tuples(st.integers(0, len(TEXTS) - 1), st.floats(40, 200), st.floats(0, 30), st.booleans()),
    max_size=25,
)
GRID = st.sampled_from([0, 12])


@given(PARAGRAPHS, GRID)
def test_a_form_fills_the_pages_that_its_text_fills(
    fonts: Fonts, drawn: list[tuple[int, float, float, bool]], grid: float
) -> None:
    pieces, form = strip(fonts, drawn), BlockMetrics()

    assert list(form.record(pieces)) == pieces
    whole = [*destinations_by_page(pieces, HEIGHT, grid=grid, last=0.4)]
    assert [*destinations_by_page(form.replay(), HEIGHT, grid=grid, last=0.4)] == whole


@given(PARAGRAPHS.filter(bool), GRID, st.integers(1, 3))
def test_a_form_fills_the_columns_that_its_text_fills(
    fonts: Fonts, drawn: list[tuple[int, float, float, bool]], grid: float, columns: int
) -> None:
    pieces, form = strip(fonts, drawn), BlockMetrics()
    text = ColumnSet(tuple(form.record(pieces)), columns, 220)
    recorded = ColumnSet(tuple(form.replay()), columns, 220)
    above = Block(40)

    whole = [*destinations_by_page([above, text], HEIGHT, grid=grid, last=0.4)]
    assert [*destinations_by_page([above, recorded], HEIGHT, grid=grid, last=0.4)] == whole


@given(PARAGRAPHS, GRID)
def test_reported_page_positions_match_the_pages(
    fonts: Fonts, drawn: list[tuple[int, float, float, bool]], grid: float
) -> None:
    pieces = strip(fonts, drawn)

    names = [
        [mark.name for mark in page if isinstance(mark, Destination)]
        for page in break_pages(pieces, HEIGHT, grid=grid, last=0.4)
    ]
    assert [*destinations_by_page(pieces, HEIGHT, grid=grid, last=0.4)] == names


def test_a_form_is_empty_before_any_text() -> None:
    form = BlockMetrics()

    assert not form
    assert not [*form.replay()]
    assert [*form.record([Block(10)])] == [Block(10)]
    assert len(form) == 1

"""The form of a text fills pages as the text does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eventkit.typesetting import Anchor, Fonts, Span, Style
from eventkit.typesetting.flow import Column, Piece
from eventkit.typesetting.forms import Form
from eventkit.typesetting.paging import anchored, flowing
from eventkit.typesetting.tagged import within

HEIGHT = 150

TEXTS = (
    Span("Notes on prime numbers in short intervals, by Ada Lovelace", "en", Style(9)),
    Span("短区间内的素数札记", "zh", Style(8, lead=9)),
    Span("ÂÅgĝ Những điều về số nguyên tố", "vi", Style(14, lead=9)),
    Span("مؤتمر الرياضيات عبر العصور", "ar", Style(9)),
)


def strip(fonts: Fonts, drawn: list[tuple[int, float, float, bool]]) -> list[Piece]:
    """Paragraphs one below the other, each with a place of its own."""
    pieces: list[Piece] = []
    for at, (which, width, before, keeps) in enumerate(drawn):
        first, *rest = within("Sect", Column(fonts, width).lines([TEXTS[which]]))
        marks = (Anchor(str(at), 0, 0), *first.marks)
        pieces += [first._replace(marks=marks, before=before, keeps=first.keeps or keeps, room=before), *rest]
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
    pieces, form = strip(fonts, drawn), Form()

    assert list(form.taken(pieces)) == pieces
    whole = [*anchored(pieces, HEIGHT, shrink=0.4, grid=grid)]
    assert [*anchored(form.pieces(), HEIGHT, shrink=0.4, grid=grid)] == whole


@given(PARAGRAPHS, GRID)
def test_the_places_told_of_pages_are_those_on_them(
    fonts: Fonts, drawn: list[tuple[int, float, float, bool]], grid: float
) -> None:
    pieces = strip(fonts, drawn)

    names = [
        [mark.name for mark in page if isinstance(mark, Anchor)]
        for page in flowing(pieces, HEIGHT, stretch=1.5, shrink=0.4, grid=grid)
    ]
    assert [*anchored(pieces, HEIGHT, shrink=0.4, grid=grid)] == names


def test_a_form_is_empty_until_a_text_went_by() -> None:
    form = Form()

    assert not form
    assert not [*form.pieces()]
    assert [*form.taken([Piece(10)])] == [Piece(10)]
    assert len(form) == 1

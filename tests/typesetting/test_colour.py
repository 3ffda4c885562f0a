from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.typesetting import BLACK, WHITE, Colour, contrast, darken, readable_on, tint

CHANNEL = st.floats(0, 1)
COLOURS = st.builds(Colour, CHANNEL, CHANNEL, CHANNEL)


def test_a_colour_is_read_and_written() -> None:
    assert str(Colour.parse("#336699")) == "#336699"
    assert Colour.parse("#369") == Colour.parse("#336699")


@pytest.mark.parametrize("text", ["336699", "#33669", "red", "#33669g", ""])
def test_anything_else_is_no_colour(text: str) -> None:
    with pytest.raises(ValueError, match="#336699"):
        Colour.parse(text)


def test_channels_lie_between_0_and_1() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Colour(0, 0, 1.1)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast(Colour.parse("#777777"), WHITE) == pytest.approx(4.48, abs=0.01)


@given(COLOURS)
def test_black_or_white_reads_on_anything(colour: Colour) -> None:
    assert contrast(readable_on(colour), colour) > 4.5


@given(COLOURS, COLOURS)
def test_a_darkened_colour_reads(colour: Colour, ground: Colour) -> None:
    assert contrast(darken(colour, ground), ground) >= 4.5


@given(COLOURS)
def test_a_colour_that_reads_is_left_alone(colour: Colour) -> None:
    if contrast(colour, WHITE) >= 4.5:
        assert darken(colour) == colour


def test_a_tint_lies_between_white_and_the_colour() -> None:
    blue = Colour(0, 0, 1)
    assert tint(blue, 0) == WHITE
    assert tint(blue, 1) == blue
    assert tint(blue, 0.1) == Colour(0.9, 0.9, 1)

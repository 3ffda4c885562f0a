"""Names at the largest size their box allows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.typesetting import Fitted, Fonts, fit

FONTS = Fonts.found()
NAMES = [
    ("es", "María del Carmen Fernández de la Vega y Sanz"),
    ("vi", "Nguyễn Thị Phương Thảo Ổ"),
    ("ar", "محمد بن عبد الرحمن"),
    ("zh", "欧阳娜娜"),
    ("th", "สมชาย ที่รัก"),
    ("hi", "श्रीमती प्रतिभा सिंह"),
    ("en", "j"),
    ("de", "Gerd Müller"),
]


def fitted(text: str, language: str = "en", width: float = 200, height: float = 60, **more: Any) -> Fitted:
    return fit(FONTS, text, language, width=width, height=height, **{"largest": 40, "smallest": 8, **more})


@given(st.sampled_from(NAMES), st.floats(40, 400), st.floats(15, 200), st.integers(1, 3))
def test_what_fits_has_all_its_ink_in_the_box(
    name: tuple[str, str], width: float, height: float, lines: int
) -> None:
    language, text = name
    result = fitted(text, language, width, height, lines=lines)
    assert 1 <= len(result.lines) <= lines
    assert 8 <= result.size <= 40
    if not result.fits:
        assert result.size == 8
        return
    for line, baseline in zip(result.lines, result.baselines, strict=True):
        assert baseline + line.ink.top >= -1e-6
        assert baseline + line.ink.bottom <= height + 1e-6
        left = (width - line.width) / 2
        assert left + line.ink.left >= -1e-6
        assert left + line.ink.right <= width + 1e-6


@given(st.sampled_from(NAMES), st.floats(40, 400), st.floats(15, 200))
def test_inks_of_lines_do_not_touch(name: tuple[str, str], width: float, height: float) -> None:
    result = fitted(name[1], name[0], width, height)
    bottoms = [base + line.ink.bottom for line, base in zip(result.lines, result.baselines, strict=True)]
    tops = [base + line.ink.top for line, base in zip(result.lines, result.baselines, strict=True)]
    assert all(top > bottom for bottom, top in zip(bottoms[:-1], tops[1:], strict=True))
    assert result.height == pytest.approx(bottoms[-1] - tops[0])


@given(st.sampled_from(NAMES), st.floats(40, 400), st.floats(15, 200))
def test_no_larger_size_would_fit(name: tuple[str, str], width: float, height: float) -> None:
    result = fitted(name[1], name[0], width, height, largest=1000, smallest=1)
    slack = min(
        width
        / max(line.width + 2 * max(0, -line.ink.left, line.ink.right - line.width) for line in result.lines),
        height / result.height,
    )
    assert slack == pytest.approx(1, abs=1e-6)


@given(st.sampled_from(NAMES), st.floats(40, 400), st.floats(15, 200))
def test_a_larger_box_never_gives_a_smaller_name(name: tuple[str, str], width: float, height: float) -> None:
    small = fitted(name[1], name[0], width, height)
    assert fitted(name[1], name[0], width * 1.3, height * 1.2).size >= small.size - 1e-6


def test_a_name_is_broken_at_spaces_only() -> None:
    result = fitted("María del Carmen Fernández de la Vega y Sanz", "es")
    assert [line.text for line in result.lines] == ["María del Carmen", "Fernández de la Vega y Sanz"]


def test_one_line_is_kept_where_two_would_not_be_larger() -> None:
    assert len(fitted("Gerd Müller", largest=20).lines) == 1


def test_given_and_family_name_are_parted_as_asked_among_equals() -> None:
    parts = ("Anna Maria", "de Souza e Silva")
    result = fitted("Anna Maria de Souza e Silva", width=150, height=80, largest=15, split=parts)
    assert tuple(line.text for line in result.lines) == parts


def test_a_han_name_is_broken_only_when_nothing_else_helps() -> None:
    assert len(fitted("欧阳娜娜", "zh", width=40).lines) == 1
    broken = fitted("欧阳娜娜", "zh", width=20, smallest=10)
    assert broken.fits
    assert [line.text for line in broken.lines] == ["欧阳", "娜娜"]


def test_what_does_not_fit_at_the_smallest_size_is_set_there_and_says_so() -> None:
    result = fitted("Wolfeschlegelsteinhausenbergerdorff", width=40, height=10)
    assert not result.fits
    assert result.size == 8


def test_the_height_is_that_of_the_ink() -> None:
    plain, tall = (fitted(text, "vi", width=1000, largest=1000, lines=1) for text in ("ox", "Ổ"))
    assert plain.size > tall.size
    assert plain.height == pytest.approx(tall.height) == pytest.approx(60)

"""Names at the largest size their box allows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eventkit.typesetting import BLACK, Copyfit, Fonts, Span, Style, set_line
from eventkit.typesetting.text.copyfit import _Frame, copyfit
from eventkit.typesetting.text.fonts import FontStack
from eventkit.typesetting.text.spans import GlyphRun

FONTS = Fonts.discover()
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


def fitted(text: str, language: str = "en", width: float = 200, height: float = 60, **more: Any) -> Copyfit:
    return copyfit(
        FONTS, text, language, width=width, height=height, **{"largest": 40, "smallest": 8, **more}
    )


@given(st.sampled_from(NAMES), st.floats(40, 400), st.floats(15, 200), st.integers(1, 3))
@example(("hi", "श्रीमती प्रतिभा सिंह"), 59.0, 15.0, 1)  # its last mark reaches beyond its advance
def test_fitting_text_has_all_its_ink_in_the_box(
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
def test_a_larger_box_gives_no_smaller_name_but_to_save_a_line(
    name: tuple[str, str], width: float, height: float
) -> None:
    """A name that would be a little smaller in one line than in two is set in one."""
    small, large = (fitted(name[1], name[0], width * part, height * part) for part in (1, 1.2))
    worth = 1.1 if len(large.lines) < len(small.lines) else 1
    assert large.size >= small.size / worth - 1e-6


class Narrowing(Fonts):
    """Fonts with a width axis, for which regular letters stand in: they are narrower than the bold ones."""

    def has_condensed(self, typeface: str = "sans") -> bool:
        return typeface == "sans"

    def stack(
        self,
        language: str,
        weight: int = 400,
        *,
        italic: bool = False,
        stretch: float = 100,
        typeface: str = "sans",
    ) -> FontStack:
        return super().stack(language, weight if stretch == 100 else 400, italic=italic, typeface=typeface)


NARROWING = Narrowing.discover()


@pytest.mark.parametrize(("language", "text"), [("es", "María Fernández"), ("de", "Gerd Müller")])
def test_letters_are_narrowed_only_where_a_name_would_be_too_small(language: str, text: str) -> None:
    def size(fonts: Fonts, smallest: float) -> float:
        return copyfit(
            fonts, text, language, width=100, height=20, largest=40, smallest=smallest, lines=1
        ).size

    usual = size(FONTS, 4)
    assert size(NARROWING, usual - 1) == pytest.approx(usual)
    assert size(NARROWING, usual + 0.2) > usual + 0.2


def test_a_name_is_condensed_before_it_is_set_smaller_where_that_is_asked_for() -> None:
    def size(narrowest: float, width: float = 330, typeface: str = "serif") -> float:
        box = {"width": width, "height": 60, "largest": 40, "smallest": 10, "lines": 1}
        return copyfit(FONTS, "Eratosthenes Room", "en", **box, typeface=typeface, narrowest=narrowest).size

    assert size(100) < size(75) < size(62.5) == 40
    assert 20 < size(62.5, width=200) < 40  # then it is set smaller, in the narrowest letters
    assert size(62.5, typeface="sans") == size(100, typeface="sans")  # which has no condensed letters


def test_han_characters_are_never_narrowed() -> None:
    narrow, usual = (FONTS.stack("zh", 700, stretch=stretch).face_for("欧") for stretch in (75, 100))
    assert narrow == usual


def test_a_text_scaled_is_as_if_it_had_been_set_so() -> None:
    for language, text in NAMES:
        trial, wanted = (set_line(FONTS, Span(text, language, Style(size, 700, BLACK))) for size in (100, 23))
        scaled = trial.scale(0.23, BLACK)
        assert scaled.width == pytest.approx(wanted.width)
        assert scaled.ink == pytest.approx(wanted.ink)
        assert scaled.leading == pytest.approx(wanted.leading)
        assert [run.shaped for run in scaled.runs if isinstance(run, GlyphRun)] == [
            run.shaped for run in wanted.runs if isinstance(run, GlyphRun)
        ]


def test_a_name_is_broken_at_spaces_only() -> None:
    result = fitted("María del Carmen Fernández de la Vega y Sanz", "es")
    assert [line.text for line in result.lines] == ["María del Carmen", "Fernández de la Vega y Sanz"]


def test_one_line_is_preferred_where_two_would_not_be_larger() -> None:
    assert len(fitted("Gerd Müller", largest=20).lines) == 1


def test_a_requested_name_split_wins_among_equals() -> None:
    parts = ("Anna Maria", "de Souza e Silva")
    result = fitted("Anna Maria de Souza e Silva", width=150, height=80, largest=15, split=parts)
    assert tuple(line.text for line in result.lines) == parts


def test_a_han_name_is_broken_only_when_nothing_else_helps() -> None:
    assert len(fitted("欧阳娜娜", "zh", width=40).lines) == 1
    broken = fitted("欧阳娜娜", "zh", width=20, smallest=10)
    assert broken.fits
    assert [line.text for line in broken.lines] == ["欧阳", "娜娜"]


def test_a_text_too_long_is_set_at_the_smallest_size_and_flagged() -> None:
    result = fitted("Wolfeschlegelsteinhausenbergerdorff", width=40, height=10)
    assert not result.fits
    assert result.size == 8


def test_the_height_is_that_of_the_ink() -> None:
    plain, tall = (fitted(text, "vi", width=1000, largest=1000, lines=1) for text in ("ox", "Ổ"))
    assert plain.size > tall.size
    assert plain.height == pytest.approx(tall.height) == pytest.approx(60)


@pytest.mark.parametrize(("language", "name"), NAMES)
@pytest.mark.parametrize("width", [40, 90, 200, 260, 400])
def test_skipped_candidates_would_not_have_been_chosen(
    language: str, name: str, width: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names that are by far too long for one line are not tried in one: trying them changes nothing."""
    box = {"width": width, "height": 80, "largest": 46, "smallest": 8}
    found = copyfit(FONTS, name, language, **box)
    monkeypatch.setattr(_Frame, "size_in_one", lambda *_: 1e9)
    assert copyfit(FONTS, name, language, **box) == found


def test_all_lines_of_a_name_run_as_the_whole_name_does(fonts: Fonts) -> None:
    """The second line begins with a Latin word in brackets, and is still a line of a Hebrew name."""
    fitted = copyfit(fonts, "יוסף (Joe) כהן", "he", width=110, height=80, largest=40, smallest=6)

    assert [line.text for line in fitted.lines] == ["יוסף", "(Joe) כהן"]
    assert all(line.rtl for line in fitted.lines)
    last = fitted.lines[1].runs
    pieces = [(run.shaped.text.strip(), run.shaped.rtl) for run in last if isinstance(run, GlyphRun)]
    assert pieces == [("כהן", True), (")", True), ("Joe", False), ("(", True)]

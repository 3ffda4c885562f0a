"""Han text: what keeps together at the ends of lines, and the spaces that are set and not typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from books import Book
from eventkit.typesetting import (
    DocumentInfo,
    Fonts,
    Page,
    PlacedLine,
    Span,
    Style,
    TextLine,
    break_lines,
    set_line,
)
from eventkit.typesetting.text.spans import GlyphRun
from outputs.printed import texts
from typesetting.reading import painted

FONTS = Fonts.discover()
SIZE = 10.0
NEVER_FIRST = "、。，．：；！？）」』】〉》”’ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々・%℃…"
NEVER_LAST = "（「『【〈《“‘$¥"


def lines_of(text: str, width: float, language: str = "zh") -> tuple[TextLine, ...]:
    return break_lines(FONTS, Span(text, language, Style(SIZE)), width)


def width_of(text: str, language: str = "zh") -> float:
    return set_line(FONTS, Span(text, language, Style(SIZE))).width


class TestKinsoku:
    @pytest.mark.parametrize("mark", NEVER_FIRST)
    def test_no_line_begins_with_what_belongs_to_the_one_before(self, mark: str) -> None:
        for width in range(25, 90, 3):
            lines = lines_of(f"港口港口港{mark}口港口港{mark}口港口港口", width, "ja")
            assert all(line.text[0] != mark for line in lines)

    @pytest.mark.parametrize("mark", NEVER_LAST)
    def test_no_line_ends_with_what_belongs_to_the_next(self, mark: str) -> None:
        for width in range(25, 90, 3):
            lines = lines_of(f"港口港口{mark}港口港口{mark}12港口", width, "ja")
            assert all(line.text[-1] != mark for line in lines)

    def test_figures_stay_with_what_they_count(self) -> None:
        for width in range(30, 90, 3):
            assert any("12.5%" in line.text for line in lines_of("港口增长12.5%港口", width))


class TestLatinInHan:
    def test_a_quarter_em_space_surrounds_latin_text(self) -> None:
        parts = [width_of(part) for part in ("第", "12", "届", "UNIDO", "论坛")]

        assert width_of("第12届UNIDO论坛") == pytest.approx(sum(parts) + 4 * SIZE / 4)

    def test_the_added_space_is_not_part_of_the_text(self) -> None:
        line = set_line(FONTS, Span("第12届UNIDO论坛", "zh", Style(SIZE)))

        assert line.text == "第12届UNIDO论坛"
        page = Page(200, 100, (PlacedLine(line, 20, 40),))
        assert texts(painted(Book((page,), DocumentInfo("x", "zh")))) == ["第12届UNIDO论坛"]

    @pytest.mark.parametrize("text", ["中 A", "中，A", "（A）中", "中“A”", "中-A", "한글A", "中한"])
    def test_no_space_is_added_next_to_a_blank_or_mark(self, text: str) -> None:
        line = set_line(FONTS, Span(text, "zh", Style(SIZE)))

        assert line.width == pytest.approx(sum(run.width for run in line.runs))
        assert not line.has_isolated_runs

    def test_no_space_is_added_at_a_line_end(self) -> None:
        first, second = lines_of("第十二届UNIDO论坛", width_of("第十二届") + 1)[:2]

        assert (first.text, first.width) == ("第十二届", width_of("第十二届"))
        assert second.runs[0].x == 0

    def test_a_line_that_is_filled_exactly_is_full(self) -> None:
        (line,) = lines_of("第12届UNIDO论坛", width_of("第12届UNIDO论坛"))

        assert line.text == "第12届UNIDO论坛"

    @given(st.text("中文港口AB12 ，。（）“”-", max_size=30), st.floats(30, 120))
    def test_lines_fit_and_lose_nothing(self, text: str, width: float) -> None:
        lines = lines_of(text, width)

        assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
        assert all(line.width <= width + 1e-6 for line in lines)


class TestMarksThatMeet:
    @pytest.mark.parametrize(
        ("text", "halves"),
        [
            ("（一）、", 1),
            ("“低碳”。", 1),
            ("「『一』」", 2),
            ("一、二", 0),
            ("一。（二）", 1),
            ("（一）二", 0),
        ],
    )
    def test_one_of_two_gives_up_its_half(self, text: str, halves: int) -> None:
        assert width_of(text) == pytest.approx(SIZE * (len(text) - halves / 2))

    def test_stops_in_the_middle_of_their_em_do_not(self) -> None:
        assert width_of("一，「二", "zh-Hant") == pytest.approx(4 * SIZE)
        assert width_of("「一」，二", "zh-Hant") == pytest.approx(4.5 * SIZE)


@pytest.mark.parametrize("mark", "，。、；：！？（）《》「」【】")
def test_marks_of_han_text_come_from_the_han_face(mark: str) -> None:
    for text in (f"A{mark}", f"{mark}A", f"中{mark}"):
        line = set_line(FONTS, Span(text, "zh", Style(SIZE)))
        (face,) = {
            run.shaped.face.path for run in line.runs if isinstance(run, GlyphRun) and mark in run.shaped.text
        }
        assert "CJK" in face


def test_a_line_records_whether_its_end_separates_two_words() -> None:
    first, *_ = lines_of("2026年11月", width_of("2026年11"))
    assert (first.text, first.separates_words) == ("2026年11", False)
    first, *_ = lines_of("two words", width_of("two"), "en")
    assert (first.text, first.separates_words) == ("two", True)

"""One line: what is shaped, with which face, in which order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import uharfbuzz as hb
from hypothesis import given
from hypothesis import strategies as st

from eventkit.typesetting import Fonts, Span, Style, TextLine, break_lines, set_line
from eventkit.typesetting.text.line_breaking import LineCounter, fits_on_one_line
from eventkit.typesetting.text.paragraph import Direction, Paragraph
from typesetting.samples import HB_SCRIPTS, MIXED, ONE_RUN


def line_of(
    fonts: Fonts, text: str, language: str = "en", base: Direction | None = None, **style: Any
) -> TextLine:
    return set_line(fonts, Span(text, language, Style(**{"size": 10, **style})), base)


def runs_of(line: TextLine) -> list[tuple[str, str]]:
    return [(run.shaped.text, Path(run.shaped.face.path).name.partition("[")[0]) for run in line.runs]


@given(
    text=st.text(st.sampled_from("Ada AVéßfi’“”…-.3(\u00a0\u00ad\t\u0301אЯ中"), max_size=8),
    language=st.sampled_from(["en", "ar", "zh", "ja"]),
    base=st.sampled_from([None, "ltr", "rtl"]),
    tabular=st.booleans(),
    letterspace=st.sampled_from([0, 0.7]),
)
def test_a_line_of_latin_letters_is_that_of_a_paragraph(
    text: str, language: str, base: Direction | None, *, tabular: bool, letterspace: float
) -> None:
    fonts = Fonts.discover()
    span = Span(text, language, Style(9, 600, fixed_leading=13, tabular=tabular, letterspace=letterspace))
    paragraph = Paragraph(fonts, (span,), base).line(0, len(text))
    line = set_line(fonts, span, base)
    assert line == paragraph
    assert (line.languages, line.separates_words) == (paragraph.languages, paragraph.separates_words)
    assert [getattr(run, "language", "") for run in line.runs] == [
        getattr(run, "language", "") for run in paragraph.runs
    ]


@pytest.mark.parametrize("name", ONE_RUN)
@pytest.mark.parametrize("weight", [400, 700])
def test_glyphs_and_places_are_those_of_harfbuzz(fonts: Fonts, name: str, weight: int) -> None:
    language, text = ONE_RUN[name]
    line = line_of(fonts, text, language, weight=weight)
    (run,) = line.runs
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.direction = "rtl" if HB_SCRIPTS[name] in {"Arab", "Hebr"} else "ltr"
    buffer.script = HB_SCRIPTS[name]
    buffer.language = language
    buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    font = hb.Font(hb.Face(hb.Blob.from_file_path(run.shaped.face.path), run.shaped.face.index))
    font.set_variations({"wght": weight})
    font.scale = (1000, 1000)
    hb.shape(font, buffer)
    expected = [
        (info.codepoint, place.x_advance, place.x_offset, place.y_offset)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]
    assert [(glyph.id, glyph.advance, glyph.dx, glyph.dy) for glyph in run.shaped.glyphs] == expected
    assert line.width == pytest.approx(sum(advance for _, advance, _, _ in expected) / 100)


@pytest.mark.parametrize("name", [*ONE_RUN, *MIXED])
def test_every_character_is_drawn_and_none_is_a_box(fonts: Fonts, name: str) -> None:
    language, text = (ONE_RUN | MIXED)[name]
    line = line_of(fonts, text, language)
    assert line.missing == ()
    assert all(glyph.id for run in line.runs for glyph in run.shaped.glyphs)
    assert sorted("".join(run.shaped.text for run in line.runs)) == sorted(text)


def test_runs_are_in_visual_order(fonts: Fonts) -> None:
    line = line_of(fonts, "שלום Dr. Levi 12", "he")
    assert line.rtl
    assert "|".join(text for text, _ in runs_of(line)) == "Dr. Levi 12|שלום "
    xs = [run.x for run in line.runs]
    assert xs == sorted(xs)


def test_brackets_around_latin_in_arabic_stay_with_it(fonts: Fonts) -> None:
    line = line_of(fonts, "محمد (Cairo)", "ar")
    assert [run.shaped.rtl for run in line.runs if "(" in run.shaped.text] == [True]
    left = next(run.x for run in line.runs if "Cairo" in run.shaped.text)
    arabic = next(run.x for run in line.runs if "محمد" in run.shaped.text)
    assert left < arabic


@pytest.mark.parametrize(
    ("text", "language", "base", "rtl"),
    [
        ("abc", "ar", None, False),
        ("12:30", "ar", None, True),
        ("12:30", "en", None, False),
        ("שלום", "en", None, True),
        ("abc", "en", "rtl", True),
        ("", "he", None, True),
    ],
)
def test_the_direction_is_that_of_the_text_then_of_the_language(
    fonts: Fonts, text: str, language: str, base: Direction | None, *, rtl: bool
) -> None:
    assert line_of(fonts, text, language, base).rtl is rtl


def test_quotation_marks_are_those_of_the_language(fonts: Fonts) -> None:
    assert runs_of(line_of(fonts, "“中”", "zh")) == [("“中”", "NotoSansCJK-VF.otf.ttc")]
    assert runs_of(line_of(fonts, "“A”", "en")) == [("“A”", "NotoSans")]
    assert runs_of(line_of(fonts, "Xi’an", "zh")) == [("Xi’an", "NotoSans")]
    assert runs_of(line_of(fonts, "“A”", "zh"))[0] == ("“", "NotoSansCJK-VF.otf.ttc")


def test_brackets_of_a_pair_come_from_one_face(fonts: Fonts) -> None:
    runs = runs_of(line_of(fonts, "陈 (Chen) 中文 (一)", "zh"))
    faces = {face for text, face in runs if "(" in text or ")" in text}
    assert faces == {"NotoSans"}


def test_a_recurring_text_has_the_faces_that_the_text_before_it_asks_for(fonts: Fonts) -> None:
    def runs_after(before: str) -> list[tuple[str, str]]:
        return runs_of(set_line(fonts, [Span(before, "en", Style(10)), Span("—λ", "en", Style(10))]))

    for _ in range(2):
        assert runs_after("曲面")[1] == ("—", "NotoSansCJK-VF.otf.ttc")
        assert runs_after("a")[1] == ("—", "NotoSans")


def test_spaces_never_come_from_the_emoji_face(fonts: Fonts) -> None:
    assert runs_of(line_of(fonts, "😀 😀")) == [("😀", "NotoEmoji"), (" ", "NotoSans"), ("😀", "NotoEmoji")]


def test_times_align_with_tabular_figures(fonts: Fonts) -> None:
    widths = {line_of(fonts, text, tabular=True).width for text in ("11:11", "00:00", "18:45")}
    assert len(widths) == 1


def test_letterspace_follows_each_letter_and_leaves_arabic_alone(fonts: Fonts) -> None:
    plain, spaced = line_of(fonts, "CHAIR"), line_of(fonts, "CHAIR", letterspace=2)
    assert spaced.width == pytest.approx(plain.width + 10, abs=1)  # kerning may differ, ligatures do
    assert line_of(fonts, "مرحبا", letterspace=2).width == line_of(fonts, "مرحبا").width


def test_a_cluster_without_a_face_is_reported_and_marked(fonts: Fonts) -> None:
    line = line_of(fonts, "a\ue000\U00013000b")
    assert line.missing == ("\ue000", "\U00013000")
    assert line.width > line_of(fonts, "ab").width
    assert line.text == "a\ue000\U00013000b"


def test_styles_meet_in_one_line(fonts: Fonts) -> None:
    small, large = Style(8), Style(20, 700)
    line = set_line(fonts, [Span("a ", "en", small), Span("中", "zh", large)])
    assert line.text == "a 中"
    assert line.leading == large.leading
    assert line.ascent == pytest.approx(1.16 * 20)
    assert line.size == 8
    assert (
        line.width
        == line_of(fonts, "a ", size=8).width + line_of(fonts, "中", "zh", size=20, weight=700).width
    )


def test_ink_bounds_match_the_glyphs(fonts: Fonts) -> None:
    low, high = line_of(fonts, "x").ink, line_of(fonts, "Ổ").ink
    assert high.top < low.top < 0
    assert line_of(fonts, "   ").ink == (0, 0, 0, 0)


def test_equal_text_is_an_equal_line(fonts: Fonts) -> None:
    assert line_of(fonts, "abc") == line_of(fonts, "abc")
    assert line_of(fonts, "abc") != line_of(fonts, "abd")
    assert len({line_of(fonts, "abc"), line_of(fonts, "abc")}) == 1


def test_control_characters_are_blanks(fonts: Fonts) -> None:
    assert line_of(fonts, "a\tb\nc").text == "a b c"


def test_text_has_a_size() -> None:
    with pytest.raises(ValueError, match="above 0"):
        Style(0)


@given(
    texts=st.lists(st.text(st.sampled_from("Ada AVé-. \n\r\u0301\u00adя中，הא"), max_size=12), max_size=3),
    width=st.sampled_from([1, 9, 20, 45, 90]),
    base=st.sampled_from([None, "ltr", "rtl"]),
)
def test_text_fits_where_it_is_set_in_one_line(
    fonts: Fonts, texts: list[str], width: float, base: Direction | None
) -> None:
    spans = [Span(text, "en", Style(9, hyphenate=True)) for text in texts]

    assert fits_on_one_line(fonts, spans, width, base) == (
        len(break_lines(fonts, spans, width, base=base)) == 1
    )


def _broken(fonts: Fonts, text: str, language: str, width: float, *, balanced: bool = False) -> list[str]:
    lines = break_lines(fonts, Span(text, language, Style(10)), width, balanced=balanced)
    return [line.text for line in lines]


@pytest.mark.parametrize(
    "text",
    [*(text for _, text in MIXED.values()), "", "one\ntwo and more\n\n", "分会场\n曲面的几何札记（12）"],
)
def test_lines_are_counted_as_they_are_broken(fonts: Fonts, text: str) -> None:
    span = Span(text, "en", Style(9, hyphenate=True))
    counter = LineCounter(fonts, [span])
    for width in (200, 30, 60, 12, 1000, *range(10, 210, 3)):  # the last ones between those before
        assert counter.count(width) == len(break_lines(fonts, span, width))


def test_no_paragraph_ends_with_a_word_alone_if_the_line_above_can_spare_one(fonts: Fonts) -> None:
    text = "There are four such pairs, and then never again. The proof needs no more than remainders."
    for width in range(130, 400, 7):
        lines = _broken(fonts, text, "en", width)
        shorter = set_line(fonts, Span(lines[-2].rpartition(" ")[0], "en", Style(10))).width
        assert len(lines[-1].split()) > 1 or shorter < 0.55 * width, width
        assert " ".join(lines) == text


def test_no_chinese_title_ends_with_one_or_two_characters(fonts: Fonts) -> None:
    for width in range(40, 100, 3):
        assert len(_broken(fonts, "五次方程为何不肯就范", "zh", width)[-1]) >= 3, width


def test_a_last_word_stays_alone_where_the_line_above_would_be_half_empty(fonts: Fonts) -> None:
    assert _broken(fonts, "Sonnenuntergang geht", "de", 90)[-1] == "geht"


@pytest.mark.parametrize(
    ("text", "retained"),
    [("is said to be π²/6. Nobody", "π²/6."), ("the drone flew at 12 km/h there", "km/h"), ("24/7", "24/7")],
)
def test_fractions_and_units_are_not_broken_at_their_slash(fonts: Fonts, text: str, retained: str) -> None:
    for width in range(30, 160, 5):
        assert any(retained in line for line in _broken(fonts, text, "en", width)), width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Eight Leap Days in Thirty-Three Years", 140, ["Eight Leap Days in", "Thirty-Three Years"]),
        ("Cutting the Circle Until Nothing Is Lost", 160, ["Cutting the Circle", "Until Nothing Is Lost"]),
        ("A Component-based System", 70, ["A Component-", "based System"]),
    ],
)
def test_balanced_lines_keep_compounds_whole_if_lines_are_as_few(
    fonts: Fonts, text: str, width: float, lines: list[str]
) -> None:
    assert _broken(fonts, text, "en", width, balanced=True) == lines


def broken(fonts: Fonts, text: str, width: float, language: str = "en", **style: Any) -> list[str]:
    return [
        line.text.replace("\u00ad", "-").rstrip()
        for line in break_lines(fonts, Span(text, language, Style(**{"size": 10, **style})), width)
    ]


def test_a_short_title_of_a_book_is_not_broken_within_its_marks(fonts: Fonts) -> None:
    text = "当事各方悉数到场，主持人的父亲校订过《几何原本》。"
    for width in range(70, 240, 5):
        lines = broken(fonts, text, width, "zh")
        assert any("《几何原本》" in line for line in lines), lines


def test_a_title_of_a_book_that_is_wider_than_its_column_is_broken_between_characters(fonts: Fonts) -> None:
    lines = broken(fonts, "《几何原本》", 35, "zh")
    assert "".join(lines) == "《几何原本》"
    assert not any(line.startswith("》") or line.endswith("《") for line in lines)


def test_an_address_wider_than_its_column_is_divided_at_its_signs(fonts: Fonts) -> None:
    """Seen: "ClimatePrediction.n" with "et" below it."""
    for text, lines in (
        ("ClimatePrediction.net", ["ClimatePrediction.", "net"]),
        ("a.ClimateanditsPrediction7", ["a.Climateandits", "Prediction7"]),
        ("a.climateanditsprediction7", ["a.climateanditspredi", "ction7"]),
    ):
        shown = break_lines(fonts, Span(text, "en", Style(9)), 88)
        assert [line.text for line in shown] == lines


def test_a_word_wider_than_its_column_is_divided_between_syllables(fonts: Fonts) -> None:
    (first, *_) = broken(fonts, "Wissenschaftsgeschichte", 70, "de")
    assert first in {"Wis-", "Wissen-", "Wissenschafts-", "Wissenschaftsge-"}, first


def test_no_line_before_the_last_of_a_text_is_emptied_for_a_second_word_below_it(fonts: Fonts) -> None:
    text = "come in six kinds, and this lecture leaves none of them standing."
    for width in range(110, 200, 5):
        *_, above, _last = break_lines(fonts, Span(text, "en", Style(size=10)), width)
        assert above.width >= 0.54 * width, (width, above.text)


def test_a_line_may_end_early_at_a_comma_so_that_a_body_stays_whole(fonts: Fonts) -> None:
    text = "Sofya Kovalevskaya, of the city of Moscow, Professor of Higher Analysis, Stockholm University"
    lines = broken(fonts, text, 180)
    assert lines[-1] == "Stockholm University", lines

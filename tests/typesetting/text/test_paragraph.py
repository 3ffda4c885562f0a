"""Text broken into lines."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uniseg.graphemecluster import grapheme_clusters

from eventkit.texts.hyphenation import SOFT_HYPHEN
from eventkit.typesetting import Fonts, Span, Style, TextLine, break_lines, set_line

FONTS = Fonts.discover()
TEXTS = st.text("abcd WÀx\u030c中文“”，。()12-–अन्क्षמשעלם\u05b8مرحب 😀\u200d👩 \n", max_size=60)


def lines_of(
    text: str, width: float, language: str = "en", size: float = 10, **more: Any
) -> tuple[TextLine, ...]:
    return break_lines(FONTS, Span(text, language, Style(size)), width, **more)


@given(TEXTS, st.floats(5, 200))
def test_no_line_is_wider_than_its_measure_but_for_a_single_grapheme(text: str, width: float) -> None:
    for line in lines_of(text, width):
        assert line.width <= width + 1e-6 or len(list(grapheme_clusters(line.text))) == 1


@given(TEXTS, st.floats(5, 200))
def test_the_lines_contain_the_text_except_blanks_at_breaks(text: str, width: float) -> None:
    joined = "".join(line.text for line in lines_of(text, width))
    blanks = str.maketrans("", "", f" \n{SOFT_HYPHEN}")  # a hyphen may be added where a word is too wide
    assert joined.translate(blanks) == text.translate(blanks)


@given(TEXTS, st.floats(30, 200), st.integers(1, 3))
def test_lines_over_the_limit_become_an_ellipsis_between_graphemes(
    text: str, width: float, limit: int
) -> None:
    whole, some = lines_of(text, width), lines_of(text, width, max_lines=limit)
    if len(whole) <= limit:
        assert some == whole
        return
    assert len(some) == limit
    assert some[:-1] == whole[: limit - 1]
    last = some[-1]
    assert last.text.endswith("…")
    assert last.width <= width + 1e-6
    rest = text.replace("\n", "")[len("".join(line.text for line in some[:-1])) :]
    retained = list(grapheme_clusters(last.text[:-1]))
    assert "".join(retained).replace(" ", "") in text.replace(" ", "").replace("\n", "")
    assert not retained or retained[-1] in list(grapheme_clusters(text)) or not rest


def test_a_line_feed_ends_a_line_and_an_empty_paragraph_is_an_empty_line() -> None:
    lines = lines_of("one\n\ntwo\n", 100)
    assert [line.text for line in lines] == ["one", "", "two", ""]
    assert lines[1].leading == Style(10).leading
    assert lines[1].ascent > 0


def test_paragraphs_choose_their_direction_each() -> None:
    assert [line.rtl for line in lines_of("abc\nשלום", 100)] == [False, True]


def test_chinese_marks_begin_no_line() -> None:
    for width in range(31, 120):
        for line in lines_of("主题演讲“绿色港口”，由陈立主讲。第一、二章；见后。", width, "zh-Hans"):
            assert line.text[0] not in "”，。、；"
            assert line.text[-1] != "“"


def test_a_word_wider_than_the_measure_is_broken_with_hyphens() -> None:
    first, *others = lines_of("Donaudampfschifffahrt", 30)
    assert len(others) > 1
    assert first.text.endswith(SOFT_HYPHEN)
    parts = [line.text.rstrip(SOFT_HYPHEN) for line in (first, *others)]
    assert "".join(parts) == "Donaudampfschifffahrt"
    assert min(map(len, parts)) >= 3


@pytest.mark.parametrize(
    "word", ["a1b2c3d4e5f6g7h8", "https://example.org/a/b", "中文很长的一行字", "ስሜነህወልደማርያም"]
)
def test_addresses_codes_and_scripts_without_hyphens_are_broken_without_one(word: str) -> None:
    lines = lines_of(word, 30)
    assert len(lines) > 1
    assert "".join(line.text for line in lines) == word


def test_a_name_is_not_broken_where_it_fits_on_a_line_of_its_own() -> None:
    plain, name = Style(10), Style(10, unbroken=True)
    spans = [Span("Li Fei", "en", name), Span(", ", "und", plain), Span("Wang Xiaojun", "en", name)]
    width = set_line(FONTS, Span("Li Fei, Wang Xiao", "en", plain)).width

    assert [line.text for line in break_lines(FONTS, spans, width)] == ["Li Fei,", "Wang Xiaojun"]


def test_a_name_wider_than_the_measure_is_broken_between_its_parts() -> None:
    name = Span("Muḥammad ibn Mūsā al-Khwārizmī", "en", Style(10, unbroken=True))
    width = set_line(FONTS, Span("Muḥammad ibn Mūsā al-", "en", Style(10))).width + 1

    lines = [line.text for line in break_lines(FONTS, name, width)]
    assert lines == ["Muḥammad ibn Mūsā", "al-Khwārizmī"]


def test_each_line_of_a_right_to_left_paragraph_is_ordered_by_itself() -> None:
    first, second = lines_of(
        "שלום עולם abc def", set_line(FONTS, Span("שלום עולם", "he", Style(10))).width + 1
    )
    assert (first.text, second.text) == ("שלום עולם", "abc def")
    assert second.rtl
    assert [run.shaped.text for run in second.runs] == ["abc def"]


def test_the_ellipsis_has_the_style_of_the_text_it_replaces() -> None:
    spans = [Span("Plain and ", "en", Style(10)), Span("bold words that go on", "en", Style(10, 700))]
    (line,) = break_lines(FONTS, spans, 100, max_lines=1)
    assert line.text.endswith("…")
    assert line.runs[-1].shaped.face.axes == (("wght", 700),)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("Squire: A polyglot application", 100, "Squire: A polyglot…"),
        ("Processing with a Domain-Specific Language", 120, "Processing with a…"),
        ("Lightweight, video conferencing", 100, "Lightweight, video…"),
        ("Lightweight, videoconferencing", 100, "Lightweight…"),
        ("Telematikinfrastruktur", 60, "Telematiki…"),
        ("三次方程与五次方程的故事", 75, "三次方程与五…"),
    ],
)
def test_a_line_is_truncated_between_words_and_chinese_after_any_character(
    text: str, width: float, expected: str
) -> None:
    """A word alone on its line is cut between graphemes."""
    (line,) = lines_of(text, width, max_lines=1)
    assert line.text == expected


def test_spans_of_several_languages_make_one_paragraph() -> None:
    spans = [
        Span("by ", "en", Style(10)),
        Span("陈立", "zh", Style(10, 700)),
        Span(" today", "en", Style(10)),
    ]
    (line,) = break_lines(FONTS, spans, 300)
    assert line.text == "by 陈立 today"
    assert line.languages == ("en", "zh")


def test_the_last_blank_may_hang_over_the_measure() -> None:
    width = set_line(FONTS, Span("two words", "en", Style(10))).width
    assert [line.text for line in lines_of("two words again", width)] == ["two words", "again"]


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_text_of_blanks_alone_is_set_without_ink(text: str) -> None:
    for line in lines_of(text, 50):
        assert line.ink == (0, 0, 0, 0)


def test_ligatures_that_are_characters_are_set_as_their_letters() -> None:
    """Seen: poppler gave “oﬃce” of a title that was copied from a PDF, and a search for “office” failed."""
    title = "The ﬁrst oﬃce, ﬂoor 2"
    plain = "The first office, floor 2"
    assert lines_of(title, 300) == lines_of(plain, 300)
    assert set_line(FONTS, Span(title, "en", Style(10))) == set_line(FONTS, Span(plain, "en", Style(10)))
    assert [line.text for line in lines_of(title, 40)] == [line.text for line in lines_of(plain, 40)]

"""Words divided at the ends of lines."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.texts.hyphenation import hyphenation_points
from eventkit.typesetting import Fonts, Span, Style, TextLine, break_lines, set_line
from eventkit.typesetting.text.spans import GlyphRun

FONTS = Fonts.discover()
BODY = Style(8.5, hyphenate=True)
WORDS = (
    *("the", "of", "international", "considerations", "Alexandria", "computational", "programme.example"),
    *("complexity", "hyphenation-free", "typography", "Wissenschaftsministerium", "l’organisation", "中文"),
    *("and/or", "AB123", "(recommendations),", "a"),
)
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join)


def lines_of(text: str, width: float, language: str = "en", style: Style = BODY) -> tuple[TextLine, ...]:
    return break_lines(FONTS, Span(text, language, style), width)


def divided(text: str, language: str) -> str:
    places = [0, *hyphenation_points(text, 0, len(text), language), len(text)]
    return "-".join(text[a:b] for a, b in pairwise(places))


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "considerations", "con-sid-er-a-tions"),
        ("en-US", "programming", "pro-gram-ming"),
        ("en-GB", "programming", "pro-gram-ming"),
        ("de", "Kohlenstoffspeicherung", "Koh-len-stoffspei-che-rung"),
        ("fr", "l’approvisionnement", "l’appro-vi-sion-ne-ment"),
        ("ru", "конференция", "кон-фе-рен-ция"),
        ("nb", "informasjonsteknologi", "infor-ma-sjons-tek-no-logi"),
        ("no", "informasjonsteknologi", "infor-ma-sjons-tek-no-logi"),
        ("en", "(considerations),", "(con-sid-er-a-tions),"),
    ],
)
def test_a_word_is_divided_as_its_language_does(language: str, text: str, expected: str) -> None:
    assert divided(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Alexandria"),
        ("fr", "Alexandrie"),
        ("en", "UNESCOMMUNICATION"),
        ("de", "DonauSchifffahrt"),
        ("en", "eventkit.example"),
        ("en", "https://eventkit.example/considerations"),
        ("en", "considerations2026"),
        ("en", "well-considerations"),
        ("en", "@considerations"),
        ("en", "short"),
        ("zh", "considerations"),
        ("und", "considerations"),
        ("am", "አማርኛአማርኛአማርኛ"),
        ("hu", "asszonnyal"),
        ("fr", "conside\u0301rations"),
    ],
)
def test_names_addresses_codes_and_unknown_languages_are_left_whole(language: str, text: str) -> None:
    assert divided(text, language) == text


def test_a_divided_word_ends_in_a_hyphen_that_reads_as_a_soft_one() -> None:
    first, *_ = lines_of("The mathematicians discuss international considerations", 138)

    assert first.text == "The mathematicians discuss inter\u00ad"
    run = first.runs[-1]
    assert isinstance(run, GlyphRun)
    drawn = set_line(FONTS, Span(first.text[:-1] + "\u2010", "en", BODY)).runs[-1]
    assert isinstance(drawn, GlyphRun)
    assert run.shaped.glyphs == drawn.shaped.glyphs
    assert run.shaped.text[-1] == "\u00ad"


def test_nothing_is_divided_unless_its_style_allows_it() -> None:
    lines = lines_of("The mathematicians discuss international considerations " * 5, 118, style=Style(8.5))

    assert not any("\u00ad" in line.text for line in lines)


def test_a_name_within_text_that_may_be_divided_goes_over_whole() -> None:
    spans = [
        Span("A considerable contribution by ", "en", BODY),
        Span("mathematicianofalexandria", "en", Style(8.5, 700)),
        Span(" and others who came", "en", BODY),
    ]

    for width in range(120, 240, 5):
        lines = [line.text for line in break_lines(FONTS, spans, width)]
        assert any("mathematicianofalexandria" in line for line in lines)


def test_a_full_line_is_ragged_rather_than_that_a_word_is_divided() -> None:
    text = "mathematics considerations and considerations"
    width = set_line(FONTS, Span("mathematics considerations and", "en", BODY)).width

    assert lines_of(text + " too", width + 14)[0].text == "mathematics considerations and"


def test_the_last_word_is_hyphenated_only_if_no_line_fits_it() -> None:
    width = set_line(FONTS, Span("of the considerat", "en", BODY)).width

    assert [line.text for line in lines_of("of the considerations", width)] == ["of the", "considerations"]
    assert lines_of("considerations", 40)[0].text.endswith("\u00ad")


@given(TEXTS, st.floats(60, 200))
def test_divided_lines_fit_lose_nothing_and_never_end_three_times_in_a_hyphen(
    text: str, width: float
) -> None:
    lines = lines_of(text, width)

    joined = "".join(line.text.removesuffix("\u00ad") for line in lines)
    assert joined.replace(" ", "") == text.replace(" ", "")
    assert all(line.width <= width + 1e-6 for line in lines)
    hyphens = "".join("-" if line.text.endswith("\u00ad") else " " for line in lines)
    # A word wider than the measure has to be divided, however often.
    assert "---" not in hyphens or any(
        set_line(FONTS, Span(word, "en", BODY)).width > width for word in text.split()
    )


@given(TEXTS, st.floats(60, 200))
def test_at_least_three_letters_stay_on_either_side(text: str, width: float) -> None:
    for line, following in pairwise(lines_of(text, width)):
        if line.text.endswith("\u00ad"):
            assert line.text[-4:-1].isalpha()
            assert following.text[:3].isalpha()


def test_a_soft_hyphen_of_the_text_is_seen_where_a_line_ends() -> None:
    width = set_line(FONTS, Span("Rhabarber\u2010", "en", Style(8.5))).width
    first, second = lines_of("Rhabarber\u00adbarbara", width, style=Style(8.5))

    assert (first.text, second.text) == ("Rhabarber\u00ad", "barbara")
    assert first.width == pytest.approx(width)

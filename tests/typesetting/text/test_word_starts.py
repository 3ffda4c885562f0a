"""Words of scripts that do not part them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from eventkit.typesetting import Fonts, Span, Style, break_lines, set_line
from eventkit.typesetting.text import paragraph as module
from eventkit.typesetting.text.paragraph import break_opportunities

FONTS = Fonts.discover()
THAI = ("ภาษา", "ไทย", "เป็น", "ภาษา", "ที่", "สวยงาม")


class Dictionary:
    """Stands for ICU, and knows these words."""

    def __init__(self, text: str, _locale: str) -> None:
        self._text = text

    def segments(self) -> Iterator[tuple[int, int]]:
        assert self._text == "".join(THAI)
        at = 0
        for word in THAI:
            yield at, at + len(word)
            at += len(word)


def pieces(text: str) -> list[str]:
    return [text[a:b] for a, b in pairwise((0, *break_opportunities(text), len(text)))]


def test_lines_end_between_the_words_of_the_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WordBreaker", Dictionary)

    assert pieces(f"😀 A {''.join(THAI)} (B)") == ["😀 ", "A ", *THAI[:-1], f"{THAI[-1]} ", "(B)"]


def test_without_it_they_end_at_blanks_and_between_graphemes_where_nothing_else_fits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_WordBreaker", None)
    text = "".join(THAI)

    assert pieces(f"{text} {text}") == [f"{text} ", text]
    width = set_line(FONTS, Span(text, "th", Style(9))).width
    lines = break_lines(FONTS, Span(f"{text} {text}", "th", Style(9)), width + 1)
    assert [line.text for line in lines] == [text, text]
    halves = break_lines(FONTS, Span(text, "th", Style(9.1)), width / 2)
    assert "".join(line.text for line in halves) == text


def test_icu_knows_thai() -> None:
    pytest.importorskip("icu4py", reason="the extra thai is not installed")

    assert pieces("".join(THAI)) == list(THAI)

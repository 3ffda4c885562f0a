"""Line breaks against uniseg asked for the whole text, which is what the short cuts must equal."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uniseg.linebreak import line_break_breakables

from eventkit.typesetting.text.paragraph import break_opportunities, uax14_breaks

ALPHABET = (
    "abZÀéαЯ中文あっアッー 。，、；：！？）（“”‘’「」《》—…-–/.,;:!?()[]%$€'\"12   "
    "\u00a0\u200b\u2060한글אש\u0301😀\u3000·ก"
)


@given(st.text(ALPHABET, max_size=24))
def test_rules_are_those_of_uax_14(text: str) -> None:
    assert uax14_breaks(text) == [at for at, may in enumerate(line_break_breakables(text)) if at and may]


@given(st.text(max_size=24))
def test_rules_for_any_text_are_those_of_uax_14(text: str) -> None:
    assert uax14_breaks(text) == [at for at, may in enumerate(line_break_breakables(text)) if at and may]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("The quick-witted fox.", ["The ", "quick-", "witted ", "fox."]),
        ("主题“绿色港口”，第一。", ["主", "题", "“绿", "色", "港", "口”，", "第", "一。"]),
        ("10:45–11:30 (Room 3)", ["10:45–", "11:30 ", "(Room ", "3)"]),
        ("km/h in C++.", ["km/h ", "in ", "C++."]),
    ],
)
def test_marks_stay_with_what_they_belong_to(text: str, pieces: list[str]) -> None:
    places = [0, *break_opportunities(text), len(text)]
    assert [text[a:b] for a, b in pairwise(places)] == pieces

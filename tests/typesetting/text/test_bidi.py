"""The bidirectional algorithm against the examples of UAX 9 and cases worked by hand.

In the examples capitals stand for letters that run right to left, as in the annex; ``<`` is RLI, ``>`` is
LRI, ``=`` is PDI.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.typesetting.text import bidi

_TO_TEXT = {chr(65 + at): chr(0x5D0 + at) for at in range(26)} | {"<": "\u2067", ">": "\u2066", "=": "\u2069"}
_FROM_TEXT = {ord(value): key for key, value in _TO_TEXT.items()}
SOME_TEXT = st.text(
    "abאבعغ١12+-.,:/$%()[] \u0301\u0650\u202a\u202b\u202c\u202d\u2066\u2067\u2068\u2069", max_size=20
)


def text_of(example: str) -> str:
    return example.translate(str.maketrans(_TO_TEXT))


def levels_of(example: str, base: int) -> str:
    text = text_of(example)
    return "".join(map(str, bidi.line_levels(text, bidi.embedding_levels(text, base), base)))


def display(example: str, base: int) -> str:
    text = text_of(example)
    found = bidi.line_levels(text, bidi.embedding_levels(text, base), base)
    order = bidi.visual_order(range(len(text)), found.__getitem__)
    return "".join(text[at] for at in order).translate(_FROM_TEXT)


@pytest.mark.parametrize(
    ("example", "base", "levels", "shown"),
    [
        ("car means CAR.", 0, "00000000001110", "car means RAC."),
        ("<car MEANS CAR.=", 0, "0222111111111110", "<.RAC SNAEM car="),
        (
            "he said “<car MEANS CAR=.” “<IT DOES=,” she agreed.",
            0,
            "000000000022211111111110000001111111000000000000000",
            "he said “<RAC SNAEM car=.” “<SEOD TI=,” she agreed.",
        ),
        (
            "DID YOU SAY ’>he said “<car MEANS CAR=”=‘?",
            1,
            "111111111111112222222222444333333333322111",
            "?‘=he said “<RAC SNAEM car=”>’ YAS UOY DID",
        ),
    ],
)
def test_the_examples_of_uax_9_rule_l2_come_out_as_printed(
    example: str, base: int, levels: str, shown: str
) -> None:
    assert levels_of(example, base) == levels
    assert display(example, base) == shown


@pytest.mark.parametrize(
    ("example", "levels"),
    [
        # UAX 9 N0, the three examples: brackets around mixed text, around the paragraph's direction,
        # and joined to the word before them.
        ("AB(CD[&ef]!)gh", "11111112211122"),
        ("smith (fabrikam ARABIC) HEBREW", "222221122222222111111111111111"),
        ("ARABIC book(s)", "11111112222222"),
    ],
)
def test_paired_brackets_take_one_direction(example: str, levels: str) -> None:
    assert levels_of(example, 1) == levels


@pytest.mark.parametrize(
    ("text", "base", "levels"),
    [
        ("محمد (Cairo) 12", 1, "111111222221122"),
        ("Dr. محمد (Cairo) x", 0, "000011110000000000"),
        ("رقم 10:45 نص", 1, "111122222111"),
        ("رقم 10-45 نص", 1, "111122122111"),  # after Arabic, digits are AN, which a hyphen does not join
        ("אב 10-45 גד", 1, "11122222111"),
        ("אב 50% גד", 1, "111222111"),
        ("a\u0301ב\u05b8", 0, "0011"),
    ],
)
def test_numbers_and_marks_take_the_level_of_what_they_belong_to(text: str, base: int, levels: str) -> None:
    assert "".join(map(str, bidi.embedding_levels(text, base))) == levels


@pytest.mark.parametrize(
    ("example", "shown"),
    [
        ("c++", "c++"),
        ("c++ AND c#", "c# DNA c++"),
        ("ON c++17", "c++17 NO"),
        (".net AND #art", "#art DNA .net"),
        ("THE SUM $x^2+1$ IS", "SI $x^2+1$ MUS EHT"),
        ("c++: WHY?", "?YHW :c++"),
        ("WELL c.", ".c LLEW"),
        ("ROOM #5 + 3", "3 + #5 MOOR"),
    ],
)
def test_marks_belong_to_their_latin_word_in_text_from_right_to_left(example: str, shown: str) -> None:
    assert display(example, 1) == shown


def test_an_isolate_does_not_touch_its_surroundings() -> None:
    inside, outside = bidi.embedding_levels("a \u2068אב 1\u2069 2", 0), bidi.embedding_levels("a x 2", 0)
    assert inside[3:7] == [1, 1, 1, 2]
    assert [*inside[:2], *inside[-2:]] == [*outside[:2], *outside[-2:]] == [0, 0, 0, 0]


def test_an_override_rules_letters_and_digits() -> None:
    assert bidi.embedding_levels("\u202eab1\u202c", 0)[1:4] == [1, 1, 1]


def test_embeddings_end_at_the_deepest_level() -> None:
    text = "\u202b" * 200 + "a" + "\u202c" * 200 + "b"
    levels = bidi.embedding_levels(text, 0)
    assert max(levels) <= 126
    assert levels[-1] == 0


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("12 (b) א", 0),
        ("12 א b", 1),
        ("\u2067א\u2069 a", 0),
        ("\u2067א a", None),
        ("12:30", None),
        ("", None),
    ],
)
def test_the_first_strong_character_outside_isolates_gives_the_paragraph_its_level(
    text: str, level: int | None
) -> None:
    assert bidi.paragraph_level(text) == level


def test_blanks_at_the_end_of_a_line_fall_to_the_paragraph() -> None:
    text = "אב ab  "
    assert bidi.line_levels(text, bidi.embedding_levels(text, 1), 1)[-2:] == [1, 1]
    assert bidi.line_levels(text, bidi.embedding_levels(text, 0), 0)[-2:] == [0, 0]


@given(SOME_TEXT, st.integers(0, 1))
def test_any_text_has_levels_and_every_character_one_place(text: str, base: int) -> None:
    levels = bidi.embedding_levels(text, base)
    assert len(levels) == len(text)
    assert all(base <= level <= 127 for level in levels)
    order = bidi.visual_order(range(len(text)), levels.__getitem__)
    assert sorted(order) == list(range(len(text)))


@given(st.text(max_size=30))
def test_plain_text_has_only_level_0(text: str) -> None:
    if bidi.is_plain(text):
        classes = {bidi.bidi_class(character) for character in text}
        assert not classes & {"R", "AL", "AN", "RLE", "RLO", "LRE", "LRO", "RLI", "LRI", "FSI", "PDI", "PDF"}

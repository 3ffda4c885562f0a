"""Texts and names folded for comparing: what is no matter, and what is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.model import Name, Participant
from eventkit.texts import fold, fold_name
from strategies import PHRASES

ALIKE = {
    "case": ("Hong Phuc DANG", "hong phuc dang"),
    "accents": ("Théo Chevalier", "Theo Chevalier"),
    "accents as marks of their own": ("The\u0301o", "Th\u00e9o"),
    "strokes that cannot be typed": ("Łukasz Øvergård", "Lukasz Overgard"),
    "sharp s": ("Weiß", "WEISS"),
    "double and other blanks": (" Emmy \u00a0 Noether ", "Emmy Noether"),
    "full-width letters": ("Ｅｍｍｙ", "Emmy"),
    "half-width kana": ("ｴﾐｰ", "エミー"),
    "compatibility ideographs": ("\uf9f4", "\u6797"),
    "two yehs": ("علي", "علی"),
    "two kafs": ("كريم", "کریم"),
    "vowel marks": ("مُحَمَّد", "محمد"),
    "pointed Hebrew": ("דָּוִד", "דוד"),
}


@pytest.mark.parametrize("two", ALIKE.values(), ids=ALIKE)
def test_equivalent_spellings_fold_to_the_same_text(two: tuple[str, str]) -> None:
    one, other = two
    assert fold(one) == fold(other)
    assert fold_name(one) == fold_name(other)


APART = {
    "a letter": ("Erlend", "Erland"),
    "vowel signs": ("राम", "मार"),
    "voiced kana": ("かとう", "がとう"),
    "ideographs": ("李娜", "李那"),
    "simplified and traditional": ("刘", "劉"),  # which of several is meant is no matter of tables
    "signs alone": ("🎵", "★"),
}


@pytest.mark.parametrize("two", APART.values(), ids=APART)
def test_different_letters_stay_different(two: tuple[str, str]) -> None:
    one, other = two
    assert fold(one) != fold(other)
    assert fold_name(one) != fold_name(other)


def test_the_order_of_words_and_signs_are_no_matter_in_names_alone() -> None:
    assert fold_name("Noether, Emmy") == fold_name("emmy NOETHER")
    assert fold("Noether, Emmy") == "noether, emmy"
    assert fold_name("Jean-Luc O’Neil") == fold_name("Jean Luc O'Neil")


def test_people_are_sorted_by_the_same_letters() -> None:
    def key(full: str) -> str:
        return Participant(id="a", name=(Name(full=full),)).sort_key

    assert sorted(["Zoë", "Łukasz", "Émile", "Mia", "ada"], key=key) == [
        "ada",
        "Émile",
        "Łukasz",
        "Mia",
        "Zoë",
    ]


@given(st.text() | st.sampled_from(PHRASES))
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(
    st.lists(st.sampled_from(["Emmy", "NOETHER", "de", "العلي", "林", "Ørsted"]), min_size=1), st.randoms()
)
def test_a_name_is_the_same_in_any_order_of_its_words(words: list[str], random: object) -> None:
    mixed = [*words]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert fold_name(" ".join(words)) == fold_name(", ".join(mixed))

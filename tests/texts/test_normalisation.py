"""What a string may hold: every name there is, and nothing that breaks or deceives."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eventkit.texts import clean, find_forbidden, fold, normalisation, require_clean, to_nfc
from eventkit.texts.normalisation import slug

NAMES = [
    "Zażółć Gęślą",
    "Nguyễn Thị Minh Khai",
    "Ὑπατία",
    "Софья Ковалевская",
    "祖冲之",
    "関 孝和",
    "세종대왕",
    "مريم ميرزاخاني",
    "گردهمایی ریاضی\u200cدانان",  # ZWNJ parts what would join
    "רַבִּי אַבְרָהָם אִבְּן עֶזְרָא",
    "בְּרֵאשִׁ֖ית",  # with a mark of cantillation
    "बृहत्संहिता",
    "ශ්\u200dරී",  # ZWJ joins what would part
    "ศรีสุริโยทัย",
    "ဝင်းထိန်",
    "བསྒྲུབས་",
    "ሃይማኖት",
    "ʻOkina, Þór & Ørsted",
    "👩🏽\u200d🔬",
    "👨\u200d👩\u200d👧\u200d👦",
    "❤️ 1️⃣ ☎︎",
    "🇨🇳 🇪🇹",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # Scotland
    "葛\U000e0100城",  # with a variation selector
    'Richard "RichiH" Hartmann',
    "\ufdfa",  # a ligature of four words
    "0xdeniz",
]


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_taken_as_its_owner_writes_it(name: str) -> None:
    assert require_clean(name) == name
    assert clean(name) == name


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a\x00b", "control character U\\+0000"),
        ("a\x1b[31m", "control character U\\+001B"),
        ("a\ud800b", "control character U\\+D800"),
        ("a\uffff", "control character U\\+FFFF"),
        ("a\r\nb", "unusual line break U\\+000D"),
        ("a\x0bb", "unusual line break U\\+000B"),
        ("a\u2028b", "unusual line break U\\+2028"),
        ("moc.\u202eevil", "invisible character U\\+202E"),
        ("a\u200eb", "invisible character U\\+200E"),
        ("a\u200bb", "invisible character U\\+200B"),
        ("a\u061cb", "invisible character U\\+061C"),
        ("\ufeffa", "invisible character U\\+FEFF"),
        ("a\u00adb", "invisible character U\\+00AD"),
        ("\u3164", "invisible character U\\+3164"),
        ("a" + "".join(chr(0xE0000 + ord(each)) for each in "ignore all"), "invisible character U\\+E0069"),
        ("🏴\U000e0067\U000e0062", "invisible character U\\+E0067"),
        ("Z" + "\u0335\u0301\u0308" * 4, "has more than 5 marks"),
        ("ส" + "็" * 9, "has more than 5 marks"),  # of combining class 0
        ("", "is empty"),
        ("\u3000", "is empty"),
        ("\u200d\ufe0f", "is empty"),
        ("\u2800", "is empty"),
        (" a", "begins or ends with a space"),
        ("a\u00a0", "begins or ends with a space"),
    ],
)
def test_characters_that_break_files_or_deceive_readers_are_refused_with_the_reason(
    text: str, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        require_clean(text)


def test_cleaning_separates_words_and_drops_invisible_characters() -> None:
    assert clean("Opening\x0b\u200eRemarks\r\nand\u2028more") == "Opening\nRemarks\nand\nmore"
    assert clean("Ada\x00 \ufeffLovelace") == "Ada Lovelace"
    assert unicodedata.normalize("NFD", clean("Z" + "\u0316" * 40)) == "Z" + "\u0316" * 5


def test_marks_of_direction_stay_in_titles_from_right_to_left_and_in_nothing_else() -> None:
    title = "שפת C++\u200e, ולא \u200fC#"
    assert require_clean(title, directed=True) == clean(title, directed=True) == title
    assert clean("C++\u200e", directed=True) == "C++"
    assert clean("\u202bשפת C++\u200e\u202c\u061c", directed=True) == "שפת C++\u200e"
    assert clean(title) == "שפת C++, ולא C#"
    assert fold(title) == fold("שפת C++, ולא C#")
    with pytest.raises(ValueError, match="invisible character U\\+200E"):
        require_clean(title)


def test_letters_are_normalised() -> None:
    """So that the same name typed on a Mac and on Windows is the same name."""
    assert require_clean("Mu\u0308ller") == "M\u00fcller"
    assert require_clean("\u1112\u1161\u11ab") == "\ud55c"


def test_normalisation_preserves_compatibility_characters_in_names() -> None:
    """NFC would make one U+795E of them, and the family writes U+FA19; what stands beside it is composed."""
    assert unicodedata.normalize("NFC", "\ufa19") == "\u795e"
    assert require_clean("\ufa19谷 e\u0301") == "\ufa19谷 \u00e9"


any_text = st.text(
    st.characters()
    | st.sampled_from("\r\n\x0b\u2028\u200d\u200e\u202e\ufeff\ud800\u0301\u0316็\ufa19🏴\U000e0067\U000e007f")
)


@given(any_text)
@example("🏴\u200b\U000e0067\U000e0062\U000e0073\U000e007f")
@example("\r\x00\n")
@example("a" + "\u0316" * 5 + "\u200b" + "\u0316" * 5)
def test_cleaned_text_is_clean_and_unchanged_by_cleaning(text: str) -> None:
    once = clean(text)
    assert find_forbidden(once) is None
    assert clean(once) == once == to_nfc(once)


@given(any_text)
def test_only_normalised_clean_and_visible_text_is_accepted(text: str) -> None:
    try:
        retained = require_clean(text)
    except ValueError:
        return
    assert retained == require_clean(retained) == clean(retained) == retained.strip()
    assert retained.strip("\u200c\u200d\ufe0f\u2800")


def test_the_commonest_characters_pass_every_check() -> None:
    """They are let through unseen, so each of them must pass every check, alone and beside any other."""
    common = [
        char for char in map(chr, range(sys.maxunicode + 1)) if normalisation._SURELY_CLEAN.fullmatch(char)
    ]
    assert "".join(filter(normalisation.find_forbidden, common)) == ""
    assert not {unicodedata.category(char)[0] for char in common} & {"C", "M", "Z"}
    composing = {
        mark
        for char in map(chr, range(sys.maxunicode + 1))
        if not "\uac00" <= char <= "\ud7a3"
        for mark in unicodedata.normalize("NFD", char)[1:]
    }
    assert composing.isdisjoint(common)
    assert all(unicodedata.is_normalized("NFC", char) for char in common)


def test_invisible_characters_are_shown_by_their_code_points_in_messages() -> None:
    flag = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
    assert normalisation.escape_forbidden(f"a\u202eb\x00 {flag} é") == f"a<U+202E>b<U+0000> {flag} é"


@pytest.mark.parametrize(
    ("words", "id_"),
    [
        ("Éloïse Bœuf", "eloise-boeuf"),
        ("Ægir Þórðarson", "aegir-thordarson"),
        ("Işıl Straße", "isil-strasse"),
        ("Søren Đặng", "soren-dang"),
        ("Əli Ŋuŧ", "eli-nut"),
    ],
)
def test_an_id_has_every_latin_letter_of_a_name(words: str, id_: str) -> None:
    assert slug(words) == id_

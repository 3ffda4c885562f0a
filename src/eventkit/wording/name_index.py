"""The order of names in an index, and the letters under which they are listed."""

from __future__ import annotations

import re
from typing import NamedTuple

from eventkit.model import Name, Participant
from eventkit.schedule import Schedule
from eventkit.texts import first_script, fold
from eventkit.texts.pinyin import pinyin_initial
from eventkit.wording.name_lines import name_forms

_TRADITIONAL = {"hant", "tw", "hk", "mo"}


class IndexKey(NamedTuple):
    """The place of a participant in an index of names.

    Names without an initial come first; for readers of simplified characters, names in Chinese characters
    without a known reading come last, under a sign. Under one letter, names in Chinese characters come after
    the others.
    """

    rank: str  # the place of the initial in the alphabet of the readers
    initial: str  # the letter under which the name is listed, or `#`; empty for digits and signs
    in_characters: bool  # whether the name is in Chinese characters
    sort: str
    id: str


def index_key(schedule: Schedule, participant: Participant, languages: tuple[str, ...]) -> IndexKey:
    """The place of a participant in an index for readers of some languages, the primary one first.

    The form that is printed first is sorted by its sort key, or as it is written. For readers of simplified
    characters, Chinese names without a sort key are sorted by pinyin, character by character, among the
    letters of the alphabet.
    """
    foremost = name_forms(schedule, participant, languages)[0]
    if foremost.sort is None and _is_chinese(foremost) and _reads_simplified(languages[0]):
        if sort_form := next((form.sort for form in participant.name if form.sort), None):
            letter, key = _initial(fold(sort_form)), fold(sort_form)
        else:
            letter, key = pinyin_initial(foremost.full[0]), _in_bytes(foremost.full)
        if not letter:
            return IndexKey(_LAST, _UNREAD, in_characters=True, sort=key, id=participant.id)
        return IndexKey(letter, letter, in_characters=True, sort=key, id=participant.id)
    key = _PREPOSED_VOWEL.sub(r"\2\1", fold(without_article(foremost.sort or foremost.full)))
    letter = _initial(key)
    if not letter and first_script(key[:1]) == "CJK" and _reads_simplified(languages[0]):
        return IndexKey(_LAST, _UNREAD, in_characters=True, sort=key, id=participant.id)
    if languages[0].split("-")[0] == "fa":
        letter, key = letter.translate(_PERSIAN_LETTERS), key.translate(_PERSIAN_LETTERS)
        rank = letter.translate(_PERSIAN_ORDER)
        return IndexKey(
            _AFTER_ALL + rank if first_script(letter) == "LATIN" else rank,
            letter,
            in_characters=False,
            sort=key.translate(_PERSIAN_ORDER),
            id=participant.id,
        )
    is_foreign = languages[0].split("-")[0] in _OTHER_SCRIPTS and first_script(letter) == "LATIN"
    rank = _AFTER_ALL + letter if is_foreign else letter
    return IndexKey(rank, letter, in_characters=False, sort=key, id=participant.id)


_OTHER_SCRIPTS = frozenset({"am", "ar", "he", "ja", "ka", "ko", "ru", "th"})
"""Languages whose own letters come before Latin ones."""

_AFTER_ALL = "\uf8ff"

_ARABIC_ARTICLE = re.compile(r"^ال(?=\w\w)")
"""The article, which Arabic indexes disregard; with a hamza or madda (إلياس, آلان) it is part of a name."""

_LAST, _UNREAD = "\uffff", "#"
"""The place and the sign of names in Chinese characters without a known reading."""


def without_article(name: str) -> str:
    """A name without the Arabic article before it, as lists in alphabetical order have it."""
    return _ARABIC_ARTICLE.sub("", name)


_PREPOSED_VOWEL = re.compile("([เ-ไເ-ໄ])(.)")
"""Vowels of Thai and Lao that are written before the consonant by which a word is sorted."""

_PERSIAN_LETTERS = str.maketrans("كيىة", "کییه")  # Arabic letters that Persian writes with letters of its own
_PERSIAN_ALPHABET = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"

_PERSIAN_ORDER = {ord(letter): 0xE000 + rank for rank, letter in enumerate(_PERSIAN_ALPHABET)}
"""Private characters in the order of the Persian alphabet, which is not that of Unicode."""


def _initial(key: str) -> str:
    """The letter under which a folded sort key is listed, as a capital where its script has capitals.

    Korean is listed by its first consonants and Japanese by the rows of the kana. It is empty for Chinese
    characters, digits and signs.
    """
    letter = key[:1]
    if not letter.isalpha():
        return ""
    match first_script(letter):
        case "CJK":
            return ""
        case "HANGUL":
            return _HANGUL_CONSONANTS.get(letter, "")
        case "HIRAGANA" | "KATAKANA":
            first = max((kana for kana in _KANA_ROWS if kana <= letter.translate(_HIRAGANA)), default="")
            return _KANA_ROWS.get(first, "")
        case _:
            return letter.title()


_HANGUL_CONSONANTS = {
    chr(0x1100 + index): letter for index, letter in enumerate("ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ")
}
"""The first consonants of syllables in normalised texts; doubled ones are listed under the plain ones."""

_KANA_ROWS = dict(zip("ぁかさたなはまゃらゎ", "あかさたなはまやらわ", strict=True))
"""The rows of the kana by the first of each row in Unicode, where small ones come first."""

_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}


def _reads_simplified(language: str) -> bool:
    base, *subtags = language.lower().split("-")
    return base == "zh" and not _TRADITIONAL & set(subtags)


def _is_chinese(form: Name) -> bool:
    return form.language.split("-")[0] == "zh" and "\u4e00" <= form.full[0] <= "\u9fff"


def _in_bytes(name: str) -> str:
    """A sort key for a name in Chinese characters: GB 18030 has the common ones in the order of pinyin.

    The order is that of the first level of GB 2312, which is by pronunciation; rarer characters follow by
    radical and stroke. A name with a rare character needs a sort key of its own to be in its right place.
    """
    return name.encode("gb18030").hex()

"""In which order names stand in an index, and below which letter: by the language of those who read it."""

from __future__ import annotations

from bisect import bisect_right

from eventkit.model import Name, Participant
from eventkit.schedule import Schedule
from eventkit.texts import folded
from eventkit.wording.several import forms

IndexKey = tuple[str, bool, str, str]
"""The letter, whether the name is in characters, the name as it is sorted, and the id."""

# GB/T 2312 has the characters in common use in the order of their pinyin. These are the first of each letter:
# no syllable begins with I, U or V.
_LETTERS = "ABCDEFGHJKLMNOPQRSTWXYZ"
_FIRST = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
_BEGINS = [character.encode("gb2312") for character in _FIRST]
_END = "座".encode("gb2312")
_TRADITIONAL = {"hant", "tw", "hk", "mo"}


def index_key(
    schedule: Schedule, participant: Participant, languages: tuple[str, ...]
) -> tuple[str, IndexKey]:
    """The letter a name stands below, and its place in the index.

    A form that tells how to sort is sorted by that; the first of the readers' languages goes before others.
    For readers of simplified characters Chinese names without any such form are put in order as their pinyin
    is, character by character; their letters stand among those of the alphabet. What begins with no letter
    has none, and stands first, as Unicode has it: characters by radical and strokes.
    """
    foremost = forms(schedule, participant, languages)[0]
    if foremost.sort is None and _is_chinese(foremost) and _reads_simplified(languages[0]):
        if told := next((form.sort for form in participant.name if form.sort), None):
            return _initial(folded(told)), (_initial(folded(told)), True, folded(told), participant.id)
        letter = _pinyin(foremost.full[0])
        return letter, (letter, True, _in_bytes(foremost.full), participant.id)
    key = folded(foremost.sort) if foremost.sort else participant.sort_key
    return _initial(key), (_initial(key), False, key, participant.id)


def _initial(key: str) -> str:
    letter = key[:1].upper()
    return letter if letter.isupper() else ""


def _reads_simplified(language: str) -> bool:
    base, *subtags = language.lower().split("-")
    return base == "zh" and not _TRADITIONAL & set(subtags)


def _is_chinese(form: Name) -> bool:
    return form.language.split("-")[0] == "zh" and "\u4e00" <= form.full[0] <= "\u9fff"


def _pinyin(character: str) -> str:
    """The letter that the pinyin of a character begins with, where GB/T 2312 sorts it so."""
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    at = bisect_right(_BEGINS, code)
    return _LETTERS[at - 1] if at and code <= _END else ""


def _in_bytes(name: str) -> str:
    return name.encode("gb18030").hex()

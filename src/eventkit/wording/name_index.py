"""The order of names in an index, and the letters under which they are listed."""

from __future__ import annotations

from typing import NamedTuple

from eventkit.model import Name, Participant
from eventkit.schedule import Schedule
from eventkit.texts import fold
from eventkit.texts.pinyin import pinyin_initial
from eventkit.wording.name_lines import name_forms

_TRADITIONAL = {"hant", "tw", "hk", "mo"}


class IndexKey(NamedTuple):
    """The place of a participant in an index of names.

    Names without an initial come first, as in Unicode order. Under one letter, names in Chinese characters
    come after the others.

    Attributes:
        initial: The letter under which the name is listed; empty for a script without capital letters.
        in_characters: Whether the name is in Chinese characters.
        sort: The sort key of the name.
        id: The id of the participant.
    """

    initial: str
    in_characters: bool
    sort: str
    id: str


def index_key(schedule: Schedule, participant: Participant, languages: tuple[str, ...]) -> IndexKey:
    """The place of a participant in an index for readers of some languages.

    The form that is printed first is sorted by its sort key, or as it is written. For readers of simplified
    characters, Chinese names without a sort key are sorted by pinyin, character by character, among the
    letters of the alphabet.

    Args:
        schedule: The schedule.
        participant: The participant.
        languages: The languages of the readers, the primary one first.

    Returns:
        Its place, to sort by.
    """
    foremost = name_forms(schedule, participant, languages)[0]
    if foremost.sort is None and _is_chinese(foremost) and _reads_simplified(languages[0]):
        if sort_form := next((form.sort for form in participant.name if form.sort), None):
            key = fold(sort_form)
            return IndexKey(_initial(key), in_characters=True, sort=key, id=participant.id)
        letter = pinyin_initial(foremost.full[0])
        return IndexKey(letter, in_characters=True, sort=_in_bytes(foremost.full), id=participant.id)
    key = fold(foremost.sort or foremost.full)
    return IndexKey(_initial(key), in_characters=False, sort=key, id=participant.id)


def _initial(key: str) -> str:
    """The first letter of a sort key as a capital; empty in a script without capitals."""
    letter = key[:1].upper()
    return letter if letter.isupper() else ""


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

"""The order of badges: by name, organisation, role, room and time, or protocol."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal

from eventkit.outputs.badges.roles import RANKS
from eventkit.outputs.badges.wearers import Wearer
from eventkit.texts import folded

Order = Literal["name", "organisation", "role", "room-and-time", "protocol"]

ORDERS: tuple[Order, ...] = ("name", "organisation", "role", "room-and-time", "protocol")
"""What badges can be sorted by."""

# The 3,755 usual characters of GB 2312 (1980) are arranged by their reading in pinyin. These are the first of
# each letter; none begins with i, u or v.
_FIRST_OF_LETTERS = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
_LETTERS = "abcdefghjklmnopqrstwxyz"
_CHINESE = re.compile("[\u3400-\u9fff]")
_LAST_USUAL = b"\xd7\xf9"
_STARTS = [character.encode("gb2312") for character in _FIRST_OF_LETTERS]
_ENDS = [*(below for _, below in pairwise(_STARTS)), _LAST_USUAL + b"\xff"]


def in_order(wearers: Iterable[Wearer], order: Order) -> list[Wearer]:
    """The wearers in an order; those who are equal in it by name, and then by id.

    ``protocol`` is the order of a podium: by the sessions in time, and in each as its people are written.
    """
    key = _KEYS[order]
    return sorted(wearers, key=lambda wearer: (key(wearer), name_key(wearer), wearer.id))


def name_key(wearer: Wearer) -> str:
    """What a name is sorted by: the key that is stored, or else a form in Latin letters, or else its reading.

    Letters count without accents and case. Of names in Chinese characters alone, each character counts as its
    letter in pinyin and its place in GB 2312, which is arranged by pinyin; no other reading of a character is
    known, so that a surname such as 曾 wants a stored key.
    """
    if wearer.sort:
        return folded(wearer.sort)
    forms = [wearer.name, *([wearer.second] if wearer.second else [])]
    if _CHINESE.search(forms[0].text):
        latin = next((form for form in forms if folded(form.text)[:1].isascii()), None)
        return folded(latin.text) if latin else "".join(map(_reading, forms[0].text))
    return folded(forms[0].text)


def _reading(character: str) -> str:
    """A key among Latin letters: its own letter, behind all that is written with that, and its place."""
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return folded(character)
    for letter, start, end in zip(_LETTERS, _STARTS, _ENDS, strict=True):
        if len(code) == 2 and start <= code < end:
            return f"{letter}{{{code.hex()}"
    return folded(character)


_NEVER = datetime.max  # noqa: DTZ901 - wall times are naive


def _room_and_time(wearer: Wearer) -> tuple[str, datetime]:
    start, room, *_ = _protocol(wearer)
    return room, start


def _organisation(wearer: Wearer) -> tuple[bool, str]:
    return not wearer.organisation, folded(wearer.organisation[0].text) if wearer.organisation else ""


def _protocol(wearer: Wearer) -> tuple[datetime, str, str, int]:
    held = next(iter(wearer.sessions), None)
    if held is None:
        return _NEVER, "", "", 0
    room = folded(held.room[0].text) if held.room else ""
    return held.start or _NEVER, room, held.title[0].text, held.rank


_KEYS: Mapping[Order, Callable[[Wearer], Any]] = {
    "name": lambda _: 0,
    "organisation": _organisation,
    "role": lambda wearer: (RANKS.get(wearer.role, len(RANKS)), folded(wearer.role)),
    "room-and-time": _room_and_time,
    "protocol": _protocol,
}

"""The thin space between Han characters and Latin words or figures.

It is set and never typed (JLREQ 3.2.6, CLREQ 3.2.2: a quarter of an em), so that the text stays what its
owner wrote; where a line ends it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from eventkit.typesetting.itemise import Item

GAP = 0.25
"""Its width, of the em of the Han character."""

_HAN = re.compile("[々〇\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WESTERN = re.compile("[0-9A-Za-zªµºÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿḀ-ỿ]")


def gaps(text: str, items: Sequence[Item], sizes: Sequence[float]) -> Mapping[int, float]:
    """By the index of the character behind it, how wide each of these spaces is, in points.

    The two kinds never share a face, and so never an item; ``sizes`` are those of the spans.
    """
    found: dict[int, float] = {}
    for one, other in pairwise(items):
        # From right to left neither stands where the other expects it.
        if one.level != other.level or one.level % 2:
            continue
        before, behind = text[other.start - 1], text[other.start]
        if _HAN.match(before) and _WESTERN.match(behind):
            found[other.start] = GAP * sizes[one.span]
        elif _WESTERN.match(before) and _HAN.match(behind):
            found[other.start] = GAP * sizes[other.span]
    return found

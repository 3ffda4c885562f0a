"""Name parts: the places between which a line of a name may end, if the name does not fit on one line.

A name is broken only after a comma or a space, never within a word, nor after a hyphen. An honorific, an
initial and a particle, such as van, ibn or عبد, belong to the word that follows them.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from itertools import pairwise

from eventkit.texts.name_caches import cache_names
from eventkit.texts.normalisation import fold

_NAME_PARTS = files(__package__) / "name_parts.toml"
_SPACES = re.compile(r"[ \u3000]+")
_DIRECTION_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u2066\u2067\u2068\u2069"))


@cache_names(8192)
def name_breaks(name: str) -> tuple[int, ...]:
    """The indices at which a further line of a name may begin, without both ends."""
    breaks = []
    start = 0
    for space in _SPACES.finditer(name):
        word = name[start : space.start()].translate(_DIRECTION_MARKS)
        start = space.end()
        if word and start < len(name) and not _is_bound(word):
            breaks.append(start)
    return tuple(breaks)


def split_name(name: str) -> list[str]:
    """The parts of a name that stay on one line each, with their inner spaces."""
    edges = (0, *name_breaks(name), len(name))
    return [name[start:end].strip(" \u3000") for start, end in pairwise(edges)]


def _is_bound(word: str) -> bool:
    """True if a word belongs to the next one: an honorific, initial or particle, or with a hyphen."""
    if word.endswith((",", "،", "、")):
        return False
    return word.endswith((".", "-", "\u2011")) or fold(word) in _bound_words()


@cache
def _bound_words() -> frozenset[str]:
    tables = tomllib.loads(_NAME_PARTS.read_text("utf-8"))
    return frozenset(fold(word) for words in tables.values() for word in words)

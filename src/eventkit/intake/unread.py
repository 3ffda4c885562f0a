"""What comes of a string that cannot be read, and how strings are made alike before they are."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LENGTH_LIMIT = 120
"""The longest string that is looked at for a time, in code points: no time takes half of that to write."""

_DASHES = re.compile("\\s*[\u2010-\u2015\u2212\u2043-]+\\s*")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class ParseFailure:
    """Nothing came of a string.

    Attributes:
        why: What is wrong with it, to follow on the string in a message: ``'31/2/2026' is no day``.
    """

    reason: str


def normalise(text: str) -> str:
    """The text with ASCII digits and signs for full-width and other ones, plain dashes and single blanks.

    Compatibility forms are folded (NFKC), the digits of all scripts are put as 0 to 9, what shows nothing
    is taken out.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
        text = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
        text = text.replace("\u301c", "~").replace("\u30fb", " ")
    return " ".join(text.split())


def normalise_dashes(text: str) -> str:
    """The text with one hyphen, without blanks about it, for each dash or row of dashes."""
    return _DASHES.sub("-", text)

"""Words of scripts that do not part them: Thai, Lao, Khmer and Myanmar.

Only a dictionary knows where their words end (UAX 14, class SA). ICU has one for each; it comes with the
extra ``thai``. Without it a line of such text ends at its blanks, and between graphemes where it has too few.
"""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from typing import Any

# Marks and letters; what of them is in no word, such as the sign of the baht, UAX 14 treats by itself.
_STRETCH = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1780-\u17d3]{2,}")

_Breaker: Any = import_module("icu4py.breakers").LineBreaker if find_spec("icu4py") else None


def words(text: str) -> list[int]:
    """The indices within such text before which a word begins; none without the dictionary."""
    if _Breaker is None:
        return []
    return [
        stretch.start() + at
        for stretch in _STRETCH.finditer(text)
        # The locale does not matter: each script has its one dictionary.
        for at, _ in _Breaker(stretch[0], "th").segments()
        if at
    ]

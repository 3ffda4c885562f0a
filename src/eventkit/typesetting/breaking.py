"""Where a line may end: as UAX 14 says, and between the words that a dictionary knows.

uniseg knows the rules but takes a millisecond for a line. Most of a text needs no rules: it is cut where
the answer is certain, and what lies between the cuts is asked in a form that most words share, since the
rules look at the class of a character only.
"""

from __future__ import annotations

import re
from functools import lru_cache

from uniseg.linebreak import line_break_breakables

from eventkit.typesetting.southeast import words

_LETTERS = "A-Za-zÀ-ÖØ-öø-ɏα-ωА-я"  # class AL
_FIGURES = "0-9"  # NU
# ID: Han, and kana without the small ones, which may not begin a line.
_IDEOGRAPHS = "一-鿿あいうえおか-ぢつ-もやゆよら-ろわ-んアイウエオカ-ヂツ-モヤユヨラ-ロワ-ン"
_CLOSING = "、。，；：！？）》」』】"  # CL, EX and NS of full width

# After spaces a line may begin (LB18), unless an opening bracket or quotation mark stands before them
# (LB14, LB15a) or a closing one behind. Between ideographs it may as well (LB31), nothing else binding
# them; so it may between a closing mark and an ideograph.
_CERTAIN = re.compile(
    rf"(?<=[{_LETTERS}{_FIGURES}{_IDEOGRAPHS}{_CLOSING},.;:!?)\]%]) +(?=[{_LETTERS}{_FIGURES}{_IDEOGRAPHS}])"
    rf"|(?<=[{_IDEOGRAPHS}{_CLOSING}])(?=[{_IDEOGRAPHS}])"
)
_SHARED = [(re.compile(f"[{kind}]"), kind[0]) for kind in (_LETTERS, _FIGURES, _IDEOGRAPHS)]


def breaks(text: str) -> list[int]:
    """The indices before which a line may begin, within one paragraph; its start and end are none."""
    found = ruled(text)
    return sorted({*found, *known}) if (known := words(text)) else found


def ruled(text: str) -> list[int]:
    """Those of them that rules alone allow (UAX 14)."""
    found: list[int] = []
    start = 0
    for certain in _CERTAIN.finditer(text):
        found += [start + at for at in _within(text[start : certain.start()])]
        start = certain.end()
        found.append(start)
    found += [start + at for at in _within(text[start:])]
    return found


@lru_cache(maxsize=8192)
def _within(piece: str) -> tuple[int, ...]:
    if len(piece) < 2 or (piece.isascii() and piece.isalpha()):
        return ()
    for kind, first in _SHARED:
        piece = kind.sub(first, piece)
    if "  " not in piece:
        return _asked(piece)
    # One blank decides as many do (every rule says SP*), and uniseg's time grows with their square.
    kept = [at for at, character in enumerate(piece) if character != " " or piece[at - 1 : at] != " "]
    return tuple(kept[at] for at in _asked("".join(piece[at] for at in kept)))


@lru_cache(maxsize=16384)
def _asked(piece: str) -> tuple[int, ...]:
    return tuple(at for at, may in enumerate(line_break_breakables(piece)) if at and may)

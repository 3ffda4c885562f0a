"""A paragraph cut into items: stretches of one level, script, face and style, which HarfBuzz can shape.

A grapheme cluster is never cut and comes from one face. What has no script of its own (UAX 24: Common)
goes with its neighbours, as far as print wants it so: spaces and stops stay in the face before them,
brackets in the face of their mate, digits in the face of text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import uharfbuzz as hb
from uniseg.graphemecluster import grapheme_clusters

from eventkit.typesetting.bidi import CLOSING
from eventkit.typesetting.faces import Face
from eventkit.typesetting.fonts import Stack

# Characters that each are a cluster: no marks, joiners, jamo, emoji or regional indicators among them.
_SINGLES = re.compile(
    "[ -~\u00a0-\u00a8\u00aa-\u00ac\u00af-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027"
    "\u0531-\u0556\u0561-\u0587\u05d0-\u05ea\u0621-\u063a\u0641-\u064a\u0671-\u06d3"
    "\u10d0-\u10ff\u1200-\u135a\u1e00-\u1fff"
    "\u3001-\u3029\u3041-\u3096\u30a1-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff01-\uff5e]*"
)
# Text of Latin letters and what goes with them: one item, without looking at each character.
_LATIN = re.compile("[ -~\u00a0-\u00a8\u00aa-\u00ac\u00af-\u024f\u1e00-\u1eff\u2010-\u2026\u20ac]*")
_QUOTES = frozenset("“”‘’…‥—·")  # of the width of a Han character in Han text, narrow elsewhere
_APOSTROPHE = "’"
_CLOSERS = frozenset(CLOSING.values())
_DEEPEST = 63  # brackets open at a time whose mates are looked for, as in UAX 9 BD16
LATIN = "Latn"
"""The script of Latin text (ISO 15924)."""

_HAN_SCRIPT = "Hani"
_TEXT_SCRIPTS = frozenset({"Latn", "Grek", "Cyrl"})  # of the face of text
# Han faces treat these alike, so that a Japanese sentence is one item.
_AS_HAN = frozenset({"Hira", "Kana", "Bopo"})


class Item(NamedTuple):
    """The characters ``start`` to ``end`` of a paragraph; ``face`` is ``None`` where no face has them."""

    start: int
    end: int
    span: int
    level: int
    script: str
    face: Face | None


@lru_cache(maxsize=8192)
def clusters(text: str) -> tuple[str, ...]:
    """The grapheme clusters of the text (UAX 29)."""
    return tuple(text) if _SINGLES.fullmatch(text) else tuple(grapheme_clusters(text))


@lru_cache(maxsize=8192)
def script_of(character: str) -> str:
    """The ISO 15924 code of the character's script, as HarfBuzz knows it; empty for Common and Inherited."""
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    script = buffer.script or ""
    return _HAN_SCRIPT if script in _AS_HAN else script


@lru_cache(maxsize=8192)
def _script_in(cluster: str) -> str:
    """The script of the first character that has one."""
    return next(filter(None, map(script_of, cluster)), "")


def itemised(texts: Sequence[str], stacks: Sequence[Stack], levels: Sequence[int]) -> list[Item]:
    """The items of a paragraph made of those texts one after the other, each with its stack of faces."""
    items: list[Item] = []
    chooser = _Chooser()
    start = 0
    for span, (text, stack) in enumerate(zip(texts, stacks, strict=True)):
        end = start + len(text)
        if not text:
            continue
        if is_latin(text, stack) and levels[start] == 0 and not any(levels[start:end]):
            items.append(Item(start, end, span, 0, LATIN, stack.text))
            chooser.leave(stack.text, LATIN)
        else:
            chosen = chooser.choose(text, stack)
            items += _joined(chosen, start, span, levels)
        start = end
    return items


def is_latin(text: str, stack: Stack) -> bool:
    """Whether the text is of Latin letters and what goes with them, all in the face of text."""
    if not _LATIN.fullmatch(text) or (stack.han_quotes and not _QUOTES.isdisjoint(text)):
        return False
    return stack.has_in_text(text)


def _joined(
    chosen: Sequence[tuple[str, str, Face | None]], start: int, span: int, levels: Sequence[int]
) -> Iterator[Item]:
    """One item for each stretch of clusters with equal level, script and face."""
    first, last = start, start
    now: tuple[int, str, Face | None] | None = None
    for cluster, script, face in chosen:
        # A cluster has the level of its first character: its marks take it by rule W1.
        here = levels[last], script, face
        # Two clusters that no face has are marked one by one.
        if now is not None and (here != now or face is None):
            yield Item(first, last, span, *now)
            first = last
        now = here
        last += len(cluster)
    if now is not None:
        yield Item(first, last, span, *now)


class _Chooser:
    """Chooses script and face cluster by cluster, with an eye on what was chosen before."""

    def __init__(self) -> None:
        self._face: Face | None = None
        self._script = ""
        self._open: list[tuple[str, str, Face | None]] = []

    def leave(self, face: Face, script: str) -> None:
        """Go on as if text of that face and script had been chosen last."""
        self._face, self._script = face, script

    def choose(self, text: str, stack: Stack) -> list[tuple[str, str, Face | None]]:
        """Each cluster with its script and its face."""
        parts = clusters(text)
        scripts = [_script_in(part) for part in parts]
        leading = next(filter(None, scripts), "") or LATIN
        chosen: list[tuple[str, str, Face | None]] = []
        for at, (part, script) in enumerate(zip(parts, scripts, strict=True)):
            if script:
                self._script, self._face = script, stack.find(part)
            else:
                self._script = self._script or leading
                follows = scripts[at + 1] if at + 1 < len(parts) else ""
                self._face = self._neutral(part, stack, follows)
            foreign = self._script not in _TEXT_SCRIPTS and self._face == stack.text
            chosen.append((part, LATIN if foreign else self._script, self._face))
        return chosen

    def _neutral(self, part: str, stack: Stack, follows: str) -> Face | None:
        """The face of a cluster without a script of its own."""
        if part in CLOSING:
            face = self._punctuation(part, stack)
            self._open = [*self._open[1 - _DEEPEST :], (CLOSING[part], self._script, face)]
            return face
        if part in _CLOSERS and (face := self._of_mate(part)):
            return face
        if part in _QUOTES and stack.han_quotes and stack.han and stack.han.covers(part):
            if not (part == _APOSTROPHE and self._script == follows == LATIN):
                self._script = _HAN_SCRIPT
                return stack.han
            return stack.find(part)
        kind = unicodedata.category(part[0])
        if kind == "Zs" or kind.startswith("P"):
            return self._punctuation(part, stack)
        return stack.find(part)

    def _of_mate(self, part: str) -> Face | None:
        """The face of the opening bracket that this one closes, whose script goes on behind it."""
        for depth in range(len(self._open) - 1, -1, -1):
            closing, script, face = self._open[depth]
            if closing == part and face is not None and face.covers(part):
                del self._open[depth:]
                self._script = script
                return face
        return None

    def _punctuation(self, part: str, stack: Stack) -> Face | None:
        """Stops and spaces stay in the face before them.

        Not in the emoji face, whose space is as wide as its pictures; and what ASCII has stays out of the
        Han face, so that the brackets of ``陈 (Chen)`` match.
        """
        before = self._face
        if before is None or before == stack.emoji or (before == stack.han and part.isascii()):
            return stack.find(part)
        return before if before.covers(part) else stack.find(part)

"""Texts in one line, set for trial at one size, from which the size that fits them follows.

People share given and family names, and the characters of Chinese ones. So most names are put together from
parts that are shaped already, once it was seen that parts which end and begin like these stay as they are
when HarfBuzz shapes them side by side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from eventkit.typesetting.colour import BLACK, Colour
from eventkit.typesetting.faces import Face, Ink
from eventkit.typesetting.fonts import Fonts
from eventkit.typesetting.itemise import script_of
from eventkit.typesetting.lines import shape
from eventkit.typesetting.shaping import Shaped, put_together
from eventkit.typesetting.text import Line, Run, Span, Style

TRIAL = 100.0
"""The size in points."""

_KEPT = 8192
_BESIDE_LETTERS = str.maketrans("", "", ".-'’")
_HAN = re.compile("[\u3400-\u9fff]{2,}")
_Edge = tuple[str, int, int]  # a character, its glyph, and the identity of its face, which lives on


class _Part(NamedTuple):
    """A word of letters of one face and script, or a Han character, and how it begins and ends."""

    shaped: Shaped
    script: str
    start: _Edge
    end: _Edge


class Trial(NamedTuple):
    """A text in one line.

    Attributes:
        width: Its advance.
        ink: The box of its ink.
        breadth: See `breadth`.
        whole: The line, or that of its first part.
        parts: What it is put together from, blanks and all, in logical order; nothing where it is whole.
        part: It as a part of others; ``None`` where it is none.
    """

    width: float
    ink: Ink
    breadth: float
    whole: Line
    parts: Sequence[Shaped] = ()
    part: _Part | None = None

    def line(self, size: float, colour: Colour) -> Line:
        """The line at a size and in a colour."""
        line = _in_one(self) if self.parts else self.whole
        return line.scaled(size / TRIAL, colour)


@lru_cache(maxsize=64)
def trials(fonts: Fonts, language: str, weight: int, stretch: float) -> Trials:
    """Those of texts that look alike, which share what was found out."""
    return Trials(fonts, language, weight, stretch)


class Trials:
    """Sets texts of one language, weight and width of letters, and remembers them."""

    def __init__(self, fonts: Fonts, language: str, weight: int, stretch: float) -> None:
        self._fonts = fonts
        self._language = language
        self._style = Style(TRIAL, weight, stretch=stretch)
        self._found: dict[str, Trial] = {}
        self._blanks: dict[Face, Shaped] = {}
        # By what stands between them: edges that left their neighbours as they are, and pairs that did not.
        self._calm: dict[str, tuple[set[_Edge], set[_Edge]]] = {"": (set(), set()), " ": (set(), set())}
        self._moved: set[tuple[_Edge, str, _Edge]] = set()

    def of(self, text: str) -> Trial:
        """The text in one line."""
        found = self._found.get(text)
        if found is None:
            # What is put together is so quickly that it need not be kept.
            if " " in text:
                found = self._together(text.split(" "), " ")
            elif _HAN.fullmatch(text):
                found = self._together(text, "")
        if found is None:
            if len(self._found) >= _KEPT:
                self._found.clear()
            line = self._shaped(text)
            wide = breadth(line.width, line.ink)
            found = self._found[text] = Trial(line.width, line.ink, wide, line, (), _part(line))
        return found

    def _shaped(self, text: str) -> Line:
        return shape(self._fonts, Span(text, self._language, self._style))

    def _together(self, texts: Sequence[str], blank: str) -> Trial | None:
        """The texts side by side; ``None`` where they may look otherwise than each by itself."""
        trials = [self.of(text) for text in texts]
        parts = [trial.part for trial in trials]
        if not all(one and other and self._apart(one, other, blank) for one, other in pairwise(parts)):
            return None
        shaped = [part.shaped for part in parts if part]
        if blank:
            between = self._blanks[shaped[0].face]
            shaped = [each for one in shaped for each in (between, one)][1:]
        return _side_by_side(trials, shaped)

    def _apart(self, one: _Part, other: _Part, blank: str) -> bool:
        """Whether such parts are as each is alone: whether each of their edges was, and they as well."""
        if one.script != other.script or one.shaped.face is not other.shaped.face:
            return False
        ends, starts = self._calm[blank]
        if one.end in ends and other.start in starts:
            return True
        pair = one.end, blank, other.start
        if pair in self._moved:
            return False
        if self._seen_apart(one.shaped, other.shaped, blank):
            ends.add(one.end)
            starts.add(other.start)
            return True
        self._moved.add(pair)
        return False

    def _seen_apart(self, one: Shaped, other: Shaped, blank: str) -> bool:
        """Whether two texts in one line are side by side what they are alone, with the face's own blank."""
        both = self._shaped(f"{one.text}{blank}{other.text}")
        run, face = both.runs[0], one.face
        if len(both.runs) > 1 or not isinstance(run, Run):
            return False
        parts = [one, other]
        if blank:
            at = len((other if one.rtl else one).glyphs)
            glyphs = tuple([each._replace(cluster=0) for each in run.shaped.glyphs[at : at + 1]])
            if [each.advance for each in glyphs] != [face.advance(each.id) for each in glyphs[:1]]:
                return False
            between = Shaped(blank, face, one.rtl, glyphs, sum([each.advance for each in glyphs]))
            parts.insert(1, self._blanks.setdefault(face, between))
        return both.rtl == one.rtl and put_together(parts) == run.shaped


def breadth(width: float, ink: Ink) -> float:
    """The room a line needs when it stands in the middle: some letters reach beyond their advance."""
    return width + 2 * max(0, -ink.left, ink.right - width)


def _part(line: Line) -> _Part | None:
    text = line.text
    if len(line.runs) != 1 or not text.translate(_BESIDE_LETTERS).isalpha():
        return None
    run = line.runs[0]
    if not isinstance(run, Run) or run.shaped.rtl != line.rtl or not run.shaped.glyphs:
        return None
    first, last = run.shaped.glyphs[0].id, run.shaped.glyphs[-1].id
    if line.rtl:
        first, last = last, first
    face = id(run.shaped.face)
    return _Part(run.shaped, script_of(text[0]), (text[0], first, face), (text[-1], last, face))


def _side_by_side(trials: Sequence[Trial], parts: Sequence[Shaped]) -> Trial:
    """Texts in one line with what is between them; all of them have ink."""
    whole = trials[0].whole
    gap = parts[1].advance * TRIAL / 1000 if len(parts) > len(trials) else 0.0
    first, *others = trials[::-1] if whole.rtl else trials
    width = first.width
    left, top, right, bottom = first.ink
    for each in others:
        width += gap
        ink = each.ink
        left, top = min(left, width + ink.left), min(top, ink.top)
        right, bottom = max(right, width + ink.right), max(bottom, ink.bottom)
        width += each.width
    ink = Ink(left, top, right, bottom)
    return Trial(width, ink, breadth(width, ink), whole, parts)


def _in_one(trial: Trial) -> Line:
    """The line of parts: they all have the face of the first, and so its measures."""
    first, made = trial.whole, put_together(trial.parts)
    run = Run(made, TRIAL, BLACK, 0, first.languages[0])
    measures = first.ascent, first.descent, first.lead
    line = Line(made.text, (run,), trial.width, *measures, first.rtl, first.languages)
    line.__dict__.update(ink=trial.ink, missing=(), size=TRIAL)  # which is known already
    return line

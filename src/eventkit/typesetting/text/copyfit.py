"""Copyfitting: the largest type size at which a text fits a box."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import combinations, pairwise
from typing import NamedTuple

from eventkit.texts.name_parts import split_name
from eventkit.typesetting.colour import BLACK, Colour
from eventkit.typesetting.text import bidi
from eventkit.typesetting.text.faces import Face, InkBox
from eventkit.typesetting.text.fonts import SANS, Fonts
from eventkit.typesetting.text.line_breaking import break_lines, set_line
from eventkit.typesetting.text.paragraph import Direction
from eventkit.typesetting.text.scripts import script_of
from eventkit.typesetting.text.shaping import ShapedText, concatenate
from eventkit.typesetting.text.spans import GlyphRun, Span, Style, TextLine

TRIAL_SIZE = 100.0  # the size in points
_TRIAL_CACHE_SIZE = 8192

_SETTABLE_APART = str.maketrans("", "", ".-'’")

_HAN_TEXT = re.compile("[\u3400-\u9fff]{2,}")

_InkEdge = tuple[
    str, int, int
]  # a character, its glyph, and the identity of its face, which is never released


class _TrialPart(NamedTuple):
    """A word of one face and script, or a Han character, with its first and last glyph."""

    shaped: ShapedText
    script: str
    start: _InkEdge
    end: _InkEdge


class TrialLine(NamedTuple):
    """A text in one line."""

    width: float
    ink: InkBox
    inked_width: float  # see the function `inked_width`
    whole: TextLine  # the line, or that of its first part
    # The texts it is concatenated from, with spaces, in logical order; empty if it is set as a whole.
    parts: Sequence[ShapedText] = ()
    part: _TrialPart | None = None  # the line as a part of others; None if it cannot be one

    def line(self, size: float, colour: Colour) -> TextLine:
        line = _concatenated(self) if self.parts else self.whole
        return line.scale(size / TRIAL_SIZE, colour)


@lru_cache(maxsize=64)
def trial_setter(
    fonts: Fonts,
    language: str,
    weight: int,
    stretch: float,
    typeface: str = SANS,
    *,
    base: Direction | None = None,
) -> TrialSetter:
    """The setter for texts of one style; it is shared, with its caches."""
    return TrialSetter(fonts, language, weight, stretch, typeface, base=base)


class TrialSetter:
    """Sets texts of one language, weight, width and typeface, and caches them."""

    def __init__(
        self,
        fonts: Fonts,
        language: str,
        weight: int,
        stretch: float,
        typeface: str = SANS,
        *,
        base: Direction | None = None,
    ) -> None:
        self._fonts = fonts
        self._base = base
        self._language = language
        self._style = Style(TRIAL_SIZE, weight, width_percent=stretch, typeface=typeface)
        self._trials: dict[str, TrialLine] = {}
        self._blanks: dict[Face, ShapedText] = {}
        # By the text between them: edges that do not affect their neighbours, and pairs that do.
        self._independent: dict[str, tuple[set[_InkEdge], set[_InkEdge]]] = {
            "": (set(), set()),
            " ": (set(), set()),
        }
        self._dependent: set[tuple[_InkEdge, str, _InkEdge]] = set()

    def of(self, text: str) -> TrialLine:
        trial = self._trials.get(text)
        if trial is None:
            # Concatenating is so fast that it need not be cached.
            if " " in text:
                trial = self._concatenate(text.split(" "), " ")
            elif _HAN_TEXT.fullmatch(text):
                trial = self._concatenate(text, "")
        if trial is None:
            if len(self._trials) >= _TRIAL_CACHE_SIZE:
                self._trials.clear()
            line = self._shaped(text)
            wide = inked_width(line.width, line.ink)
            trial = self._trials[text] = TrialLine(line.width, line.ink, wide, line, (), _trial_part(line))
        return trial

    def _shaped(self, text: str) -> TextLine:
        return set_line(self._fonts, Span(text, self._language, self._style), self._base)

    def _concatenate(self, texts: Sequence[str], blank: str) -> TrialLine | None:
        """Concatenate texts; ``None`` if they may look different together than alone."""
        trials = [self.of(text) for text in texts]
        parts = [trial.part for trial in trials]
        if not all(
            part and following and self._are_independent(part, following, blank)
            for part, following in pairwise(parts)
        ):
            return None
        shaped = [part.shaped for part in parts if part]
        if blank:
            between = self._blanks[shaped[0].face]
            shaped = [item for part in shaped for item in (between, part)][1:]
        return _place_side_by_side(trials, shaped)

    def _are_independent(self, one: _TrialPart, other: _TrialPart, blank: str) -> bool:
        """True if two parts look the same together as alone, by their edges if these are known."""
        if one.script != other.script or one.shaped.face is not other.shaped.face:
            return False
        ends, starts = self._independent[blank]
        if one.end in ends and other.start in starts:
            return True
        pair = one.end, blank, other.start
        if pair in self._dependent:
            return False
        if self._shape_independently(one.shaped, other.shaped, blank):
            ends.add(one.end)
            starts.add(other.start)
            return True
        self._dependent.add(pair)
        return False

    def _shape_independently(self, one: ShapedText, other: ShapedText, blank: str) -> bool:
        """True if two texts shaped together, with the space of the face, are the same as alone."""
        both = self._shaped(f"{one.text}{blank}{other.text}")
        run, face = both.runs[0], one.face
        if len(both.runs) > 1 or not isinstance(run, GlyphRun):
            return False
        parts = [one, other]
        if blank:
            at = len((other if one.rtl else one).glyphs)
            glyphs = tuple([glyph._replace(cluster=0) for glyph in run.shaped.glyphs[at : at + 1]])
            if [glyph.advance for glyph in glyphs] != [face.advance(glyph.id) for glyph in glyphs[:1]]:
                return False
            between = ShapedText(blank, face, one.rtl, glyphs, sum([glyph.advance for glyph in glyphs]))
            parts.insert(1, self._blanks.setdefault(face, between))
        return both.rtl == one.rtl and concatenate(parts) == run.shaped


def inked_width(width: float, ink: InkBox) -> float:
    """The width of a centred line: some letters reach beyond their advance."""
    return width + 2 * max(0, -ink.left, ink.right - width)


def _trial_part(line: TextLine) -> _TrialPart | None:
    text = line.text
    if len(line.runs) != 1 or not text.translate(_SETTABLE_APART).isalpha():
        return None
    run = line.runs[0]
    if not isinstance(run, GlyphRun) or run.shaped.rtl != line.rtl or not run.shaped.glyphs:
        return None
    first, last = run.shaped.glyphs[0].id, run.shaped.glyphs[-1].id
    if line.rtl:
        first, last = last, first
    face = id(run.shaped.face)
    return _TrialPart(run.shaped, script_of(text[0]), (text[0], first, face), (text[-1], last, face))


def _place_side_by_side(trials: Sequence[TrialLine], parts: Sequence[ShapedText]) -> TrialLine:
    whole = trials[0].whole
    gap = parts[1].advance * TRIAL_SIZE / 1000 if len(parts) > len(trials) else 0.0
    first, *others = trials[::-1] if whole.rtl else trials
    width = first.width
    left, top, right, bottom = first.ink
    for other in others:
        width += gap
        ink = other.ink
        left, top = min(left, width + ink.left), min(top, ink.top)
        right, bottom = max(right, width + ink.right), max(bottom, ink.bottom)
        width += other.width
    ink = InkBox(left, top, right, bottom)
    return TrialLine(width, ink, inked_width(width, ink), whole, parts)


def _concatenated(trial: TrialLine) -> TextLine:
    """The line of parts, which all have the face and so the metrics of the first."""
    first, rest = trial.whole, concatenate(trial.parts)
    run = GlyphRun(rest, TRIAL_SIZE, BLACK, 0, first.languages[0])
    measures = first.ascent, first.descent, first.leading
    line = TextLine(rest.text, (run,), trial.width, *measures, first.rtl, first.languages)
    line.__dict__.update(ink=trial.ink, missing=(), size=TRIAL_SIZE)  # which are known already
    return line


_SIZE_STEP = 1.1  # the least distance of baselines in em, so that two lines look like a pair

_LINE_GAP = 0.08  # the least gap between the inks of two lines in em

_SAFETY_MARGIN = 1 - 1e-9  # so that a box that is filled exactly does not overflow by rounding

_LINE_PENALTY = 1.1  # the gain in size for which a text is broken into one more line

CONDENSED_WIDTHS = (87.5, 75.0, 62.5)
"""The widths of condensed letters, in per cent of the usual one, the widest first."""

_NARROWEST_NAME = 75.0  # of names too long for their smallest size; narrower letters are for headlines


@dataclass(frozen=True, slots=True)
class Copyfit:
    """A text fitted to a box.

    Attributes:
        lines: The lines at their size, from the top down.
        size: The type size in points.
        fits: True if all ink is within the box when the lines are centred; callers report ``False``.
        baselines: The baseline of each line, from the top of the ink of the first.
        height: The height of the ink of all lines.
    """

    lines: tuple[TextLine, ...]
    size: float
    fits: bool
    baselines: tuple[float, ...]
    height: float


def copyfit(
    fonts: Fonts,
    text: str,
    language: str,
    *,
    width: float,
    height: float,
    largest: float,
    smallest: float,
    weight: int = 700,
    colour: Colour = BLACK,
    lines: int = 2,
    split: Sequence[str] = (),
    typeface: str = SANS,
    narrowest: float = 100,
) -> Copyfit:
    """A name at the largest size that fits ``width`` by ``height`` points in up to ``lines`` lines.

    A further line is used only if it makes the name a tenth larger. It is broken at ``split``, given and
    family name; without that, or if nothing fits at ``smallest``, between any of its parts
    (`eventkit.texts.name_parts`). Only if that does not fit either, a word is broken between its characters,
    or the name is set at ``smallest`` and overflows.

    Letters are condensed, if the typeface has such, where it would be smaller than ``smallest``; and down to
    ``narrowest`` per cent of the usual width before it is set smaller than ``largest``.
    """
    frame = _Frame(width, height, smallest, largest)
    base = _base_of(text)
    setter = partial(trial_setter, fonts, language, weight, typeface=typeface, base=base)
    ways = _ways_to_break(text, lines, tuple(split))
    best, size = _largest_size(ways[:2] if split else ways, setter(100), frame)
    if split and size < smallest:
        best, size = _largest_size(ways, setter(100), frame)
    for stretch in CONDENSED_WIDTHS if size < largest and fonts.has_condensed(typeface) else ():
        enough = largest if stretch >= narrowest else smallest
        if size >= enough or stretch < min(narrowest, _NARROWEST_NAME):
            break
        narrower = _largest_size(ways, setter(stretch), frame)
        best, size = max((best, size), narrower, key=lambda way: way[1])
    fits, size = size >= smallest, max(size, smallest)
    if not fits:
        broken = break_lines(
            fonts, Span(text, language, Style(size, weight, colour, typeface=typeface)), width, base=base
        )
        baselines = _baselines([line.ink for line in broken], size)
        high = baselines[-1] + broken[-1].ink.bottom
        wide = max([inked_width(line.width, line.ink) for line in broken])
        if len(broken) <= lines and high <= height and wide <= width:
            return Copyfit(broken, size, fits=True, baselines=baselines, height=high)
    fitted = tuple([line.line(size, colour) for line in best.lines])
    scale = size / TRIAL_SIZE
    return Copyfit(
        fitted, size, fits, tuple([baseline * scale for baseline in best.baselines]), best.height * scale
    )


def _base_of(text: str) -> Direction | None:
    """The direction of all lines of a text, resolved before it is broken; ``None`` for plain text."""
    level = None if bidi.is_plain(text) else bidi.paragraph_level(text)
    return None if level is None else ("rtl" if level else "ltr")


class _Attempt(NamedTuple):
    """A way to break a text, set at the trial size."""

    lines: Sequence[TrialLine]  # the lines from the top down
    baselines: tuple[float, ...]  # the baseline of each line, from the top of the ink
    height: float


class _Frame(NamedTuple):
    width: float
    height: float
    smallest: float
    largest: float

    def attempt(self, way: tuple[str, ...], setter: TrialSetter) -> tuple[_Attempt, float]:
        lines = [setter.of(part) for part in way]
        baselines = _baselines([line.ink for line in lines], TRIAL_SIZE)
        high = baselines[-1] + lines[-1].ink.bottom
        wide = max([line.inked_width for line in lines])
        across, down = self.width / wide if wide else self.width, self.height / high if high else self.height
        size = min(self.largest, TRIAL_SIZE * _SAFETY_MARGIN * min(across, down))
        return _Attempt(lines, baselines, high), size

    def size_in_one(self, lines: Sequence[TrialLine]) -> float:
        """An upper bound of the size of all lines on one line."""
        together = sum([line.width for line in lines])
        return TRIAL_SIZE * self.width / together if together else self.largest


def _largest_size(
    ways: Sequence[tuple[str, ...]], setter: TrialSetter, frame: _Frame
) -> tuple[_Attempt, float]:
    if len(ways) > 1:
        # Given and family names recur and are cached, but seldom both together; these need not be set if they
        # are far too long for one line.
        best, best_size = frame.attempt(ways[1], setter)
        if best_size > _LINE_PENALTY * frame.size_in_one(best.lines):
            rest = ways[2:]
        else:
            (best, best_size), rest = frame.attempt(ways[0], setter), ways[1:]
    else:
        (best, best_size), rest = frame.attempt(ways[0], setter), ()
    for way in rest:
        if best_size >= frame.largest:
            break
        tried, size = frame.attempt(way, setter)
        breaks_more = len(tried.lines) > len(best.lines) and best_size >= frame.smallest
        if size > best_size * (_LINE_PENALTY if breaks_more else 1 + 1e-6):
            best, best_size = tried, size
    return best, best_size


def _ways_to_break(text: str, lines: int, split: tuple[str, ...]) -> Sequence[tuple[str, ...]]:
    """The ways to break a name, the preferred first: unbroken, at the split, between any of its parts."""
    if "\u3000" in text:
        return [(text,)]  # a name of two characters, spaced for a plate
    words = split_name(text)
    ways: list[tuple[str, ...]] = [(" ".join(words) or text,)]
    if 1 < len(split) <= lines:
        ways.append(split)
    for count in range(2, min(lines, len(words)) + 1):
        if count == len(words):
            breaks = [tuple(words)]
        else:
            ends = combinations(range(1, len(words)), count - 1)
            breaks = [
                tuple([" ".join(words[a:b]) for a, b in pairwise((0, *cuts, len(words)))]) for cuts in ends
            ]
        ways += [way for way in breaks if way != split]
    return ways


def _baselines(inks: Sequence[InkBox], size: float) -> tuple[float, ...]:
    at = -inks[0].top
    if len(inks) == 1:
        return (at,)
    baselines = [at]
    for above, below in pairwise(inks):
        at += max(_SIZE_STEP * size, above.bottom - below.top + _LINE_GAP * size)
        baselines.append(at)
    return tuple(baselines)

"""Copyfitting: the largest type size at which a text fits a box."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

from eventkit.typesetting.colour import BLACK, Colour
from eventkit.typesetting.text.fonts import Face, Fonts, InkBox
from eventkit.typesetting.text.line_breaking import break_lines, set_line
from eventkit.typesetting.text.shaping import ShapedText, concatenate, script_of
from eventkit.typesetting.text.spans import GlyphRun, Span, Style, TextLine

TRIAL_SIZE = 100.0
"""The size in points."""


_TRIAL_CACHE_SIZE = 8192


_SETTABLE_APART = str.maketrans("", "", ".-'’")


_HAN_TEXT = re.compile("[\u3400-\u9fff]{2,}")


_InkEdge = tuple[str, int, int]  # a character, its glyph, and the identity of its face, which lives on


class _TrialPart(NamedTuple):
    """A word of letters of one face and script, or a Han character, and how it begins and ends."""

    shaped: ShapedText
    script: str
    start: _InkEdge
    end: _InkEdge


class TrialLine(NamedTuple):
    """A text in one line.

    Attributes:
        width: Its advance.
        ink: The box of its ink.
        inked_width: See `inked_width`.
        whole: The line, or that of its first part.
        parts: What it is put together from, blanks and all, in logical order; nothing where it is whole.
        part: It as a part of others; ``None`` where it is none.
    """

    width: float
    ink: InkBox
    inked_width: float
    whole: TextLine
    parts: Sequence[ShapedText] = ()
    part: _TrialPart | None = None

    def line(self, size: float, colour: Colour) -> TextLine:
        """The line at a size and in a colour."""
        line = _concatenated(self) if self.parts else self.whole
        return line.scale(size / TRIAL_SIZE, colour)


@lru_cache(maxsize=64)
def trial_setter(fonts: Fonts, language: str, weight: int, stretch: float) -> TrialSetter:
    """Those of texts that look alike, which share what was found out."""
    return TrialSetter(fonts, language, weight, stretch)


class TrialSetter:
    """Sets texts of one language, weight and width of letters, and remembers them."""

    def __init__(self, fonts: Fonts, language: str, weight: int, stretch: float) -> None:
        self._fonts = fonts
        self._language = language
        self._style = Style(TRIAL_SIZE, weight, width_percent=stretch)
        self._found: dict[str, TrialLine] = {}
        self._blanks: dict[Face, ShapedText] = {}
        # By what stands between them: edges that left their neighbours as they are, and pairs that did not.
        self._calm: dict[str, tuple[set[_InkEdge], set[_InkEdge]]] = {"": (set(), set()), " ": (set(), set())}
        self._moved: set[tuple[_InkEdge, str, _InkEdge]] = set()

    def of(self, text: str) -> TrialLine:
        """The text in one line."""
        found = self._found.get(text)
        if found is None:
            # What is put together is so quickly that it need not be kept.
            if " " in text:
                found = self._together(text.split(" "), " ")
            elif _HAN_TEXT.fullmatch(text):
                found = self._together(text, "")
        if found is None:
            if len(self._found) >= _TRIAL_CACHE_SIZE:
                self._found.clear()
            line = self._shaped(text)
            wide = inked_width(line.width, line.ink)
            found = self._found[text] = TrialLine(line.width, line.ink, wide, line, (), _trial_part(line))
        return found

    def _shaped(self, text: str) -> TextLine:
        return set_line(self._fonts, Span(text, self._language, self._style))

    def _together(self, texts: Sequence[str], blank: str) -> TrialLine | None:
        """The texts side by side; ``None`` where they may look otherwise than each by itself."""
        trials = [self.of(text) for text in texts]
        parts = [trial.part for trial in trials]
        if not all(one and other and self._apart(one, other, blank) for one, other in pairwise(parts)):
            return None
        shaped = [part.shaped for part in parts if part]
        if blank:
            between = self._blanks[shaped[0].face]
            shaped = [each for one in shaped for each in (between, one)][1:]
        return _place_side_by_side(trials, shaped)

    def _apart(self, one: _TrialPart, other: _TrialPart, blank: str) -> bool:
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

    def _seen_apart(self, one: ShapedText, other: ShapedText, blank: str) -> bool:
        """Whether two texts in one line are side by side what they are alone, with the face's own blank."""
        both = self._shaped(f"{one.text}{blank}{other.text}")
        run, face = both.runs[0], one.face
        if len(both.runs) > 1 or not isinstance(run, GlyphRun):
            return False
        parts = [one, other]
        if blank:
            at = len((other if one.rtl else one).glyphs)
            glyphs = tuple([each._replace(cluster=0) for each in run.shaped.glyphs[at : at + 1]])
            if [each.advance for each in glyphs] != [face.advance(each.id) for each in glyphs[:1]]:
                return False
            between = ShapedText(blank, face, one.rtl, glyphs, sum([each.advance for each in glyphs]))
            parts.insert(1, self._blanks.setdefault(face, between))
        return both.rtl == one.rtl and concatenate(parts) == run.shaped


def inked_width(width: float, ink: InkBox) -> float:
    """The room a line needs when it stands in the middle: some letters reach beyond their advance."""
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
    """Texts in one line with what is between them; all of them have ink."""
    whole = trials[0].whole
    gap = parts[1].advance * TRIAL_SIZE / 1000 if len(parts) > len(trials) else 0.0
    first, *others = trials[::-1] if whole.rtl else trials
    width = first.width
    left, top, right, bottom = first.ink
    for each in others:
        width += gap
        ink = each.ink
        left, top = min(left, width + ink.left), min(top, ink.top)
        right, bottom = max(right, width + ink.right), max(bottom, ink.bottom)
        width += each.width
    ink = InkBox(left, top, right, bottom)
    return TrialLine(width, ink, inked_width(width, ink), whole, parts)


def _concatenated(trial: TrialLine) -> TextLine:
    """The line of parts: they all have the face of the first, and so its measures."""
    first, made = trial.whole, concatenate(trial.parts)
    run = GlyphRun(made, TRIAL_SIZE, BLACK, 0, first.languages[0])
    measures = first.ascent, first.descent, first.leading
    line = TextLine(made.text, (run,), trial.width, *measures, first.rtl, first.languages)
    line.__dict__.update(ink=trial.ink, missing=(), size=TRIAL_SIZE)  # which is known already
    return line


_SIZE_STEP = 1.1  # baselines stand at least this many em apart, so that two lines look like a pair


_LINE_GAP = 0.08  # and inks at least this many em


_SAFETY_MARGIN = 1 - 1e-9  # a box that is filled exactly must not overflow by rounding


_LINE_PENALTY = 1.1  # how much larger a text has to become by being broken once more


_NARROWING_PENALTY = (87.5, 75.0)  # per cent of the usual width; narrower ones are for headlines


@dataclass(frozen=True, slots=True)
class Copyfit:
    """Text as it fits its box.

    Attributes:
        lines: Set at their size, from the top down.
        size: Points to the em.
        fits: Whether all ink lies within the box when the lines are centred in it; ``False`` is a finding
            for who placed the box.
        baselines: Of each line, from the top of the box, when the first line's ink touches it.
        height: Of the ink of all lines together.
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
) -> Copyfit:
    """The text at the largest size that fits ``width`` by ``height`` points in up to ``lines`` lines.

    Lines end at spaces only, and there is another one only where it makes the text a tenth larger;
    ``split``, such as given and family name, is a way to break it that is preferred among equals. Only when
    nothing fits at ``smallest`` is a text without spaces broken between its characters, and when that does
    not fit either, it is set at ``smallest`` as it is.
    """
    room = _Frame(width, height, smallest, largest)
    ways = _width_axes(text, lines, tuple(split))
    best, size = _largest_size(ways, trial_setter(fonts, language, weight, 100), room)
    for stretch in _NARROWING_PENALTY if size < smallest and fonts.has_condensed else ():
        narrower = _largest_size(ways, trial_setter(fonts, language, weight, stretch), room)
        best, size = max((best, size), narrower, key=lambda way: way[1])
        if size >= smallest:
            break
    fits, size = size >= smallest, max(size, smallest)
    if not fits:
        broken = break_lines(fonts, Span(text, language, Style(size, weight, colour)), width)
        baselines = _baselines([line.ink for line in broken], size)
        high = baselines[-1] + broken[-1].ink.bottom
        wide = max([inked_width(line.width, line.ink) for line in broken])
        if len(broken) <= lines and high <= height and wide <= width:
            return Copyfit(broken, size, fits=True, baselines=baselines, height=high)
    found = tuple([line.line(size, colour) for line in best.lines])
    scale = size / TRIAL_SIZE
    return Copyfit(found, size, fits, tuple([each * scale for each in best.baselines]), best.height * scale)


class _Attempt(NamedTuple):
    """A way to break a text, set for trial.

    Attributes:
        lines: From the top down.
        baselines: Of each line, from where its ink begins.
        height: Of the ink of all lines together.
    """

    lines: Sequence[TrialLine]
    baselines: tuple[float, ...]
    height: float


class _Frame(NamedTuple):
    width: float
    height: float
    smallest: float
    largest: float

    def tried(self, way: tuple[str, ...], trying: TrialSetter) -> tuple[_Attempt, float]:
        """A way to break a text, and the largest size at which it fits the room."""
        lines = [trying.of(part) for part in way]
        baselines = _baselines([line.ink for line in lines], TRIAL_SIZE)
        high = baselines[-1] + lines[-1].ink.bottom
        wide = max([line.inked_width for line in lines])
        across, down = self.width / wide if wide else self.width, self.height / high if high else self.height
        size = min(self.largest, TRIAL_SIZE * _SAFETY_MARGIN * min(across, down))
        return _Attempt(lines, baselines, high), size

    def size_in_one(self, lines: Sequence[TrialLine]) -> float:
        """What all of them in one line do not exceed: it is no narrower than what it is made of."""
        together = sum([line.width for line in lines])
        return TRIAL_SIZE * self.width / together if together else self.largest


def _largest_size(
    ways: Sequence[tuple[str, ...]], trying: TrialSetter, room: _Frame
) -> tuple[_Attempt, float]:
    """The way to break the text that lets it be largest, set for trial, and that size."""
    if len(ways) > 1:
        # People share given and family names, which are set already; the two together seldom are, and need
        # not be where they are by far too long for one line.
        best, best_size = room.tried(ways[1], trying)
        if best_size > _LINE_PENALTY * room.size_in_one(best.lines):
            rest = ways[2:]
        else:
            (best, best_size), rest = room.tried(ways[0], trying), ways[1:]
    else:
        (best, best_size), rest = room.tried(ways[0], trying), ()
    for way in rest:
        if best_size >= room.largest:
            break
        found, size = room.tried(way, trying)
        breaks_more = len(found.lines) > len(best.lines) and best_size >= room.smallest
        if size > best_size * (_LINE_PENALTY if breaks_more else 1 + 1e-6):
            best, best_size = found, size
    return best, best_size


def _width_axes(text: str, lines: int, split: tuple[str, ...]) -> Sequence[tuple[str, ...]]:
    """The ways to break the text, the dearest first: unbroken, as asked for, at any of its spaces."""
    words = text.split()
    ways: list[tuple[str, ...]] = [(" ".join(words) or text,)]
    if 1 < len(split) <= lines:
        ways.append(split)
    for count in range(2, min(lines, len(words)) + 1):
        if count == len(words):
            found = [tuple(words)]
        else:
            ends = combinations(range(1, len(words)), count - 1)
            found = [
                tuple([" ".join(words[a:b]) for a, b in pairwise((0, *cuts, len(words)))]) for cuts in ends
            ]
        ways += [way for way in found if way != split]
    return ways


def _baselines(inks: Sequence[InkBox], size: float) -> tuple[float, ...]:
    """From the top of the first line's ink to the baseline of each."""
    at = -inks[0].top
    if len(inks) == 1:
        return (at,)
    found = [at]
    for above, below in pairwise(inks):
        at += max(_SIZE_STEP * size, above.bottom - below.top + _LINE_GAP * size)
        found.append(at)
    return tuple(found)

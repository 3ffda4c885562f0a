"""Styled text before shaping (`Style`, `Span`) and set lines after it (`TextLine`, `GlyphRun`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from eventkit.typesetting.colour import BLACK, Colour
from eventkit.typesetting.text.fonts import InkBox
from eventkit.typesetting.text.shaping import ShapedText, bounding_box

# Noto Sans itself asks for 1.362 em from baseline to baseline, room enough for Vietnamese capitals.
_LEADING = 1.35


BASELINE = 0.785
"""Where the baseline lies in its line: Noto Sans has 1.069 em above and 0.293 em below it, of 1.362."""


_SPACE_WIDTH = 0.05  # of the em: less than what is taken for a blank


@dataclass(frozen=True, slots=True)
class Style:
    """The style of text.

    Attributes:
        size: Points to the em.
        weight: 400 is regular, 700 bold (OpenType ``wght``); a face uses its nearest weight.
        colour: The colour of the ink.
        italic: Whether Latin, Greek and Cyrillic are italic; other scripts stay upright.
        fixed_leading: The leading in points; 1.35 times the size by default.
        tabular: Whether all figures have one width, so that times align in columns.
        letterspace: Points after each letter, except in scripts whose letters join.
        width_percent: The width of letters in per cent of the usual (OpenType ``wdth``), if the face has that
            axis; Han characters are never narrowed.
        hyphenate: Whether long words may be hyphenated at the end of a line, by the rules of their language;
            never set for names.

    Raises:
        ValueError: The size is not above 0.
    """

    size: float
    weight: int = 400
    colour: Colour = BLACK
    italic: bool = False
    fixed_leading: float | None = None
    tabular: bool = False
    letterspace: float = 0
    width_percent: float = 100
    hyphenate: bool = False

    def __post_init__(self) -> None:
        if not self.size > 0:
            message = f"the size of text must be above 0, got {self.size}"
            raise ValueError(message)

    def __hash__(self) -> int:
        return hash((self.size, self.weight))  # which is enough to tell most of them apart

    @property
    def leading(self) -> float:
        """Points from one baseline to the next."""
        return _LEADING * self.size if self.fixed_leading is None else self.fixed_leading


class Span(NamedTuple):
    """Text of one language (BCP 47) and style."""

    text: str
    language: str
    style: Style


@dataclass(frozen=True)
class GlyphRun:
    """Shaped text of one language at its place in a line, ``x`` points from the line's origin."""

    shaped: ShapedText
    size: float
    colour: Colour
    x: float
    language: str = field(default="und", compare=False)

    @property
    def width(self) -> float:
        """Its advance, in points."""
        return self.shaped.advance * self.size / 1000

    def scale(self, factor: float, colour: Colour) -> GlyphRun:
        """The same text at another size and in another colour."""
        run: GlyphRun = object.__new__(GlyphRun)
        run.__dict__.update(
            shaped=self.shaped,
            size=self.size * factor,
            colour=colour,
            x=self.x * factor,
            language=self.language,
        )
        return run

    @property
    def box(self) -> InkBox | None:
        """The box of its ink, from the line's origin."""
        scale = self.size / 1000
        ink = self.shaped.ink
        return ink and InkBox(
            self.x + ink.left * scale, ink.top * scale, self.x + ink.right * scale, ink.bottom * scale
        )


@dataclass(frozen=True)
class MissingGlyph:
    """A grapheme cluster no face covers, at its place in a line: a frame with its code point inside.

    Attributes:
        text: The cluster.
        digits: The code point in hexadecimal, upper and lower row, shaped to be drawn at `small`.
        size: Points to the em of the text around it.
        colour: Of the ink.
        x: Points from the line's origin.
    """

    text: str
    digits: tuple[ShapedText, ...]
    size: float
    colour: Colour
    x: float

    @property
    def width(self) -> float:
        """Its advance, in points."""
        return self.frame.width + 0.16 * self.size

    def scale(self, factor: float, colour: Colour) -> MissingGlyph:
        """The same at another size and in another colour."""
        return MissingGlyph(self.text, self.digits, self.size * factor, colour, self.x * factor)

    @property
    def small(self) -> float:
        """The size of its digits."""
        return 0.4 * self.size

    @property
    def frame(self) -> InkBox:
        """The frame around the digits, from the line's origin."""
        inner = max(row.advance for row in self.digits) * self.small / 1000
        left = self.x + 0.08 * self.size
        return InkBox(left, -0.78 * self.size, left + inner + 0.16 * self.size, 0.08 * self.size)

    @property
    def box(self) -> InkBox | None:
        """The box of its ink from the origin of the line, or ``None``."""
        return self.frame


@dataclass(frozen=True)
class TextLine:
    """One line of text, set.

    Attributes:
        text: The characters in logical order, without the blanks a line break swallowed; where a word is
            divided, a soft hyphen (U+00AD) ends it.
        runs: What is drawn, from left to right.
        width: The advance, in points.
        ascent: How far the faces reach above the baseline (their metrics, not this line's ink).
        descent: How far they reach below it; positive.
        leading: Points to the next baseline its styles ask for.
        rtl: The paragraph runs from right to left, and wants to stand at the right edge.
        languages: Of its spans, in logical order, without repeats.
        separates_words: Whether its end parts two words; not within one, nor where a script has no blanks.
    """

    text: str
    runs: tuple[GlyphRun | MissingGlyph, ...]
    width: float
    ascent: float
    descent: float
    leading: float
    rtl: bool = False
    languages: tuple[str, ...] = field(default=(), compare=False)
    separates_words: bool = field(default=True, compare=False)

    def __hash__(self) -> int:
        return hash((self.text, self.width))

    def scale(self, factor: float, colour: Colour) -> TextLine:
        """The line that much larger, in one colour: all measures of text are linear in its size."""
        line: TextLine = object.__new__(TextLine)
        left, top, right, bottom = self.ink
        # At once, with what is known of the one and so of the other: of names there are very many.
        line.__dict__.update(
            text=self.text,
            runs=tuple([run.scale(factor, colour) for run in self.runs]),
            width=self.width * factor,
            ascent=self.ascent * factor,
            descent=self.descent * factor,
            leading=self.leading * factor,
            rtl=self.rtl,
            languages=self.languages,
            separates_words=self.separates_words,
            ink=InkBox(left * factor, top * factor, right * factor, bottom * factor),
            missing=self.missing,
            has_rtl=self.has_rtl,
            needs_actual_text=self.needs_actual_text,
            size=self.size * factor,
        )
        return line

    def with_runs(self, runs: tuple[GlyphRun | MissingGlyph, ...], text: str) -> TextLine:
        """The line with other runs, of which it is known that they reach as far and are read alike."""
        line: TextLine = object.__new__(TextLine)
        line.__dict__.update(self.__dict__, runs=runs, text=text)
        return line

    @cached_property
    def ink(self) -> InkBox:
        """The real box of its ink, from the origin; empty and at the origin where there is none."""
        return bounding_box([box for run in self.runs if (box := run.box)]) or InkBox(0, 0, 0, 0)

    @cached_property
    def has_isolated_runs(self) -> bool:
        """Whether some of its runs are set apart, all of them being read from left to right.

        Who extracts text from a page would take that space for a blank that the text does not have.
        """
        if not all(isinstance(run, GlyphRun) and not run.shaped.rtl for run in self.runs):
            return False
        return any(
            other.x - one.x - one.width > _SPACE_WIDTH * one.size for one, other in pairwise(self.runs)
        )

    @cached_property
    def needs_actual_text(self) -> bool:
        """Whether some of what it reads as has to be said, since its glyphs do not tell it.

        Lines with text from right to left are read from another text than what is drawn.
        """
        for run in self.runs:
            if not isinstance(run, GlyphRun) or run.shaped.rtl:
                return False
        for run in self.runs:
            if isinstance(run, GlyphRun) and run.shaped.needs_actual_text:
                return True
        return len(self.runs) > 1 and self.has_isolated_runs

    @cached_property
    def has_rtl(self) -> bool:
        """Whether any of it runs from right to left."""
        return any([isinstance(run, GlyphRun) and run.shaped.rtl for run in self.runs])  # noqa: C419 - twice as fast

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The grapheme clusters no face covers, from left to right."""
        return tuple(run.text for run in self.runs if isinstance(run, MissingGlyph))

    @cached_property
    def size(self) -> float:
        """The size of its smallest text; 0 where it has none."""
        return min((run.size for run in self.runs), default=0)

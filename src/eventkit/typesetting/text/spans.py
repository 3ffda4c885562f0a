"""Styled text before shaping (`Style`, `Span`) and set lines after it (`TextLine`, `GlyphRun`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from eventkit.messages import Message
from eventkit.typesetting.colour import BLACK, Colour
from eventkit.typesetting.text.faces import InkBox
from eventkit.typesetting.text.fonts import SANS
from eventkit.typesetting.text.shaping import ShapedText, bounding_box

# Noto Sans itself has 1.362 em from baseline to baseline, enough for Vietnamese capitals.
_LEADING = 1.35

BASELINE = 0.785
"""The position of the baseline in its line: Noto Sans has 1.069 em above and 0.293 em below it, of 1.362."""

EPSILON = 1e-6  # Points: lengths are sums of floats, and equal if they differ by less
_SPACE_WIDTH = 0.05  # of the em: a wider gap is extracted as a space


@dataclass(frozen=True, slots=True)
class Style:
    """The style of text.

    Attributes:
        size: Points to the em.
        weight: 400 is regular, 700 bold (OpenType ``wght``); a face uses its nearest weight.
        italic: True for italic Latin, Greek and Cyrillic; other scripts stay upright.
        fixed_leading: The leading in points; 1.35 times the size by default.
        tabular: True for tabular figures, so that times align in columns.
        letterspace: Points after each letter, except in scripts with joining letters.
        width_percent: The width of letters in per cent of the usual (OpenType ``wdth``), if the face has that
            axis; Han characters are never narrowed.
        hyphenate: True if long words may be hyphenated at the end of a line, by the rules of their language;
            never set for names.
        typeface: ``sans``, ``serif``, a role such as ``titles`` (`eventkit.typesetting.text.fonts.ROLES`), or
            the name of a family that the fonts include.
        unbroken: True for the name of a person: lines end before it and after it, and within it only where
            it is wider than the measure, between its parts (`eventkit.texts.name_parts`).

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
    typeface: str = SANS
    unbroken: bool = False

    def __post_init__(self) -> None:
        if not self.size > 0:
            raise ValueError(Message("The size of text must be above 0, got {size}.", size=self.size))

    def __hash__(self) -> int:
        return hash((self.size, self.weight))  # which differ for most styles

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
        """The box of its ink, relative to the origin of the line."""
        scale = self.size / 1000
        ink = self.shaped.ink
        return ink and InkBox(
            self.x + ink.left * scale, ink.top * scale, self.x + ink.right * scale, ink.bottom * scale
        )


@dataclass(frozen=True)
class MissingGlyph:
    """A grapheme cluster that no face covers, at its place in a line: a frame with its code point inside."""

    text: str
    # The code point in hexadecimal, upper and lower row, shaped for the size `small`.
    digits: tuple[ShapedText, ...]
    size: float  # points to the em of the text around it
    colour: Colour
    x: float  # points from the line's origin

    @property
    def width(self) -> float:
        """Its advance, in points."""
        return self.frame.width + 0.16 * self.size

    def scale(self, factor: float, colour: Colour) -> MissingGlyph:
        return MissingGlyph(self.text, self.digits, self.size * factor, colour, self.x * factor)

    @property
    def small(self) -> float:
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
        text: The characters in logical order, without spaces at the end; a hyphenated word ends with a soft
            hyphen (U+00AD).
        runs: The runs of glyphs, from left to right.
        width: The advance, in points.
        ascent: The ascent of its faces above the baseline, independent of its ink.
        descent: Their descent below the baseline; positive.
        leading: The leading of its styles, in points.
        rtl: True if the paragraph runs from right to left, and so begins at the right edge.
        languages: The languages of its spans, in logical order, without repeats.
        separates_words: True if its end separates two words; not within a word, nor in scripts without
            spaces.
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
        """The line at another size and in one colour: all measures of text are linear in its size."""
        line: TextLine = object.__new__(TextLine)
        left, top, right, bottom = self.ink
        # In one go, with the cached properties, since there are very many names.
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
        """The line with other runs that have the same extent and text."""
        line: TextLine = object.__new__(TextLine)
        line.__dict__.update(self.__dict__, runs=runs, text=text)
        return line

    @cached_property
    def ink(self) -> InkBox:
        """The box of its ink, relative to the origin; empty if there is none."""
        return bounding_box([box for run in self.runs if (box := run.box)]) or InkBox(0, 0, 0, 0)

    @cached_property
    def has_isolated_runs(self) -> bool:
        """True if all its runs are from left to right, with gaps between them.

        Text extraction would take such a gap for a space.
        """
        if not all(isinstance(run, GlyphRun) and not run.shaped.rtl for run in self.runs):
            return False
        return any(
            following.x - run.x - run.width > _SPACE_WIDTH * run.size
            for run, following in pairwise(self.runs)
        )

    @cached_property
    def needs_actual_text(self) -> bool:
        """True if its text has to be added, since it cannot be extracted from its glyphs.

        Lines with text from right to left are read from a text of their own anyhow.
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
        """True if any of it runs from right to left."""
        return any([isinstance(run, GlyphRun) and run.shaped.rtl for run in self.runs])  # noqa: C419 - twice as fast

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The grapheme clusters no face covers, from left to right."""
        return tuple(run.text for run in self.runs if isinstance(run, MissingGlyph))

    @cached_property
    def size(self) -> float:
        """The size of its smallest text in points; 0 without text."""
        return min((run.size for run in self.runs), default=0)

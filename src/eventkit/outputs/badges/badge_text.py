"""Badge text: names and lines copyfitted to their frames."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from math import ceil, inf
from typing import NamedTuple

from eventkit.outputs.badges.badge_holders import LocalisedText, LocalisedTexts
from eventkit.outputs.badges.template_elements import (
    EMPHASIS_END,
    EMPHASIS_START,
    NAME_END,
    NAME_START,
)
from eventkit.typesetting import (
    BLACK,
    Colour,
    Fonts,
    PlacedLine,
    Span,
    Style,
    TextLine,
    break_lines,
    language_direction,
    set_line,
)
from eventkit.typesetting.layout.structure_elements import StructurePath
from eventkit.typesetting.layout.text_columns import TextColumn
from eventkit.typesetting.text.bidi import is_plain
from eventkit.typesetting.text.copyfit import CONDENSED_WIDTHS, Copyfit, copyfit
from eventkit.typesetting.text.fonts import SANS
from eventkit.typesetting.text.paragraph import ELLIPSIS, MIDDLE_DOT, base_direction, join_spans
from eventkit.typesetting.text.spans import BASELINE, EPSILON, GlyphRun

MINIMUM_TYPE = 6.0  # the size in points below which print is hard to read
NAME_SIZE_AT_3_METRES = 24.0
"""The size in points at which a name is legible from three metres; a template may ask for less."""
SMALLEST_NAME = 8.0  # the smallest size of a name in points, for names that fit at no larger one
_TRIAL_SIZE = 100.0
_HIGH = 1e6  # no limit of height
_LINE_CACHE_SIZE = 8192  # trial lines; many people share few organisations
_WORTHWHILE_GAIN = 1.15  # by which text has to be larger beside a code than above it
_LEADING = Style(1).leading
_CLEARANCE = 0.04  # of the size, between the ink of two lines
_COMMA = re.compile("(?:, |، |，)(?=.)")
_NAME_PART = re.compile("[^\\s\u2e80-\u9fff（）-]+-?")  # a part of a name, after which a line may end
_PAIR = 2
_REGULAR = 400
_MUCH_SMALLER = 0.75  # of the size, below which baselines are closer as well
_LEGIBLE = 0.75  # of the size, below which the second language of a row is left out
_STUB_RATIO = 0.3  # of the longest line
_LONG_NAME_SIZES = (22.0, 20.0, 18.0, 16.0, 14.0, 12.0, 10.0, 9.0, SMALLEST_NAME)
_TINY = (7.0, MINIMUM_TYPE)  # of names on a baseline, which have less space than in a box
_LineExtent = Callable[[float], tuple[float, float]]  # left edge and width for lines that reach down so far
_WIDE_SIZES = 4  # the number of sizes at which a text is set above a code rather than beside it


class FittedText(NamedTuple):
    # Each with the x of its left end and its baseline, from the top of the text.
    lines: tuple[tuple[TextLine, float, float], ...]
    baseline_end: float
    size: float  # in points
    fits: bool = True  # whether the lines are the whole text
    height: float = 0.0  # from the top to the lower end, without space for descenders

    def colour_others(self, language: str, colour: Colour) -> FittedText:
        """The text with all languages but one in a colour, without the signs between them."""
        kept = {language, "und"}

        def coloured(line: TextLine) -> TextLine:
            if kept.issuperset(line.languages):
                return line
            runs = (
                run if isinstance(run, GlyphRun) and run.language in kept else run.scale(1, colour)
                for run in line.runs
            )
            return replace(line, runs=tuple(runs))

        return self._replace(lines=tuple((coloured(line), x, y) for line, x, y in self.lines))

    @property
    def ends_in_stub(self) -> bool:
        """True if a line is much shorter than the longest, as the last line of a title may be."""
        widths = [line.width for line, _, _ in self.lines]
        return min(widths) < _STUB_RATIO * max(widths)

    def marks(self, top: float, subjects: tuple[str, ...], structure: StructurePath = ()) -> list[PlacedLine]:
        """Its marks, that far from the upper edge, in those structure elements."""
        return [PlacedLine(line, x, top + y, subjects, structure) for line, x, y in self.lines]


class _PlacedText(NamedTuple):
    """The last of the texts in a frame: its lines, and the size, left edge and width they have."""

    text: LocalisedText
    lines: int
    size: float
    left: float
    width: float


class TextFormat(NamedTuple):
    """The format of a text: fonts, size and alignment."""

    size: float
    smallest: float
    weight: int
    colour: Colour
    align: str = "start"  # `start`, `middle` or `end`
    lines: int | None = None  # the most lines; None for as many as fit
    secondary_ratio: float = 1.0  # the size of all languages but the first, as a part of that of the first
    # The space above a line of the same language, and above one of another, in parts of the size.
    gap: tuple[float, float] = (0.35, 0.8)
    leading: float = _LEADING  # from one baseline to the next, in parts of the size
    balanced: bool = False  # whether lines are about equally long; else only where one would be a stub
    italic: bool = False
    track: float = 0.0  # the space after each letter, in parts of the size
    typeface: str = SANS
    # The width of letters, in per cent of the usual, down to which texts are condensed before they are set
    # smaller.
    narrowest: float = 100
    stretch: float = 100  # the width of letters, in per cent of the usual
    second_colour: Colour | None = None  # the colour of further languages; None for that of the first

    def style(self, size: float, colour: Colour | None = None) -> Style:
        return Style(
            size,
            self.weight,
            colour or self.colour,
            italic=self.italic,
            letterspace=self.track * size,
            width_percent=self.stretch,
            typeface=self.typeface,
        )

    @property
    def key(self) -> tuple[str, int, bool, float, float]:
        """The values that trial lines depend on."""
        return self.typeface, self.weight, self.italic, self.track, self.stretch

    @property
    def sizes(self) -> tuple[float, ...]:
        """Those to try, the largest first."""
        return _trial_sizes(self.size, self.smallest)


def secondary_size(size: float, part: float) -> float:
    """The size of languages after the first: a part of it, but not too small to read."""
    return max(size * part, min(size, MINIMUM_TYPE))


class TextFrame(NamedTuple):
    left: float
    width: float
    height: float
    # Where a QR code is in it: the height above the code, and left edge and width beside it.
    beside_code: tuple[float, float, float] | None = None

    @property
    def without_code(self) -> tuple[TextFrame, ...]:
        """The parts of the frame that a QR code in it leaves: above the code, and beside it."""
        if self.beside_code is None:
            return (self,)
        above, left, width = self.beside_code
        frames = (TextFrame(self.left, self.width, above), TextFrame(left, width, self.height))
        return tuple(frame for frame in frames if frame.width > 0 and frame.height > 0) or (self,)


@lru_cache(maxsize=256)
def _trial_sizes(size: float, smallest: float) -> tuple[float, ...]:
    step = max(1.0, 0.07 * size)
    count = ceil((size - smallest) / step - 1e-9)
    return (*(size - at * step for at in range(count)), smallest)


class TextFitter:
    """Fits texts for readers of some languages."""

    def __init__(self, fonts: Fonts, languages: tuple[str, ...]) -> None:
        self._fonts = fonts
        self._languages = languages
        self._has_one_direction = len(set(map(language_direction, languages))) == 1
        self._rtl = language_direction(languages[0]) == "rtl"
        self._trial_lines: dict[tuple[LocalisedText, tuple[str, int, bool, float, float]], TextLine] = {}
        self._fitted_texts: dict[tuple[LocalisedTexts, TextFormat, float, float], FittedText] = {}

    def name(self, localised: LocalisedText, text_format: TextFormat, frame: TextFrame) -> FittedText:
        """Fit a name in one or two lines as large as possible, or else small in as many as it needs."""
        line_limit = text_format.lines or 2
        fitted_name = copyfit(
            self._fonts,
            localised.text,
            localised.language,
            width=frame.width,
            height=max(frame.height, 1),
            largest=text_format.size,
            smallest=min(text_format.smallest, 0.6 * text_format.size),
            weight=text_format.weight,
            colour=text_format.colour,
            lines=line_limit,
            split=localised.parts,
            typeface=text_format.typeface,
            narrowest=text_format.narrowest,
        )
        if not fitted_name.fits:
            return self._long_name(localised, text_format, frame)
        is_one_line = len(fitted_name.lines) == 1
        lines = [
            (
                line,
                self.line_start(line, text_format.align, frame.left, frame.width, alone=True),
                baseline,
            )
            for line, baseline in zip(fitted_name.lines, fitted_name.baselines, strict=True)
        ]
        # The distance to the next text is the same with and without descenders.
        reach = max(fitted_name.height, fitted_name.baselines[-1] + 0.22 * fitted_name.size)
        return FittedText(
            tuple(lines), reach, fitted_name.size, height=fitted_name.height if is_one_line else reach
        )

    def _long_name(
        self,
        localised: LocalisedText,
        text_format: TextFormat,
        frame: TextFrame,
        smaller: tuple[float, ...] = (),
    ) -> FittedText:
        sizes = [size for size in _LONG_NAME_SIZES if size <= text_format.size] or [*_LONG_NAME_SIZES[-1:]]
        sizes += smaller
        widest = self.widest_part(localised, text_format) / text_format.size
        whole = [size for size in sizes if widest * size <= frame.width] or sizes
        # Lines are balanced, but a hyphen within a name, as after an article, is not a place to end one.
        name = localised._replace(text=mark_name(localised.text)) if "-" in localised.text else localised
        for leading, tried in ((1.25, whole), (1.2, sizes)):
            tight = text_format._replace(lines=None, gap=(0, 0), leading=leading)
            fitted = self._set_at_first_fitting((name,), tight, tried, frame, lambda _: frame[:2])
            if fitted.fits:
                break
        return fitted

    def row(self, texts: LocalisedTexts, text_format: TextFormat, frame: TextFrame) -> FittedText:
        """Fit languages side by side on one line; its height is that of its ink."""
        line = _set_row(self._fonts, texts, text_format.style(_TRIAL_SIZE))
        size = min(
            text_format.size, _TRIAL_SIZE * frame.width / line.width if line.width else text_format.size
        )
        line = line.scale(size / _TRIAL_SIZE, text_format.colour)
        x = self.line_start(line, text_format.align, *frame[:2], alone=True)
        height = line.ink.bottom - line.ink.top
        return FittedText(((line, x, -line.ink.top),), height, size, height=height)

    def text(self, texts: LocalisedTexts, text_format: TextFormat, frame: TextFrame) -> FittedText:
        """Fit lines one below the other, at the largest size at which all fit.

        With a QR code in the frame they are set above it, or continue beside it if they would be small above.
        Letters are condensed, if the typeface has such, before the text is set smaller.
        """
        fitted = self._text_of_one_width(texts, text_format, frame)
        if fitted.fits and fitted.size >= text_format.size:
            return fitted
        condensed = text_format.narrowest < text_format.stretch and self._fonts.has_condensed(
            text_format.typeface
        )
        for stretch in CONDENSED_WIDTHS if condensed else ():
            if stretch < text_format.narrowest or (fitted.fits and fitted.size >= text_format.size):
                break
            narrower = self._text_of_one_width(texts, text_format._replace(stretch=stretch), frame)
            if (narrower.fits, narrower.size) > (fitted.fits, fitted.size):
                fitted = narrower
        return fitted

    def _text_of_one_width(
        self, texts: LocalisedTexts, text_format: TextFormat, frame: TextFrame
    ) -> FittedText:
        whole = frame[:2]
        largest = self._at_largest(texts, text_format, *whole)
        if (
            largest
            and largest.baseline_end
            <= (frame.beside_code[0] if frame.beside_code else frame.height) + EPSILON
        ):
            return largest
        if frame.beside_code is None:
            return self._largest_fitting(texts, text_format, text_format.sizes, frame, lambda _: whole)
        above, *beside = frame.beside_code
        narrow = (beside[0], beside[1])
        wide = self._largest_fitting(
            texts, text_format, text_format.sizes[:_WIDE_SIZES], frame._replace(height=above), lambda _: whole
        )
        if wide.fits and wide.size == text_format.size:
            return wide
        other = self._largest_fitting(
            texts, text_format, text_format.sizes, frame, lambda reach: whole if reach <= above else narrow
        )
        return wide if wide.fits and other.size < _WORTHWHILE_GAIN * wide.size else other

    def _at_largest(
        self, texts: LocalisedTexts, text_format: TextFormat, left: float, width: float
    ) -> FittedText | None:
        """All lines at the largest size, however tall: many holders share few organisations, and most fit."""
        key = texts, text_format, left, width
        block = self._fitted_texts.get(key)
        if block is None:
            if len(self._fitted_texts) >= _LINE_CACHE_SIZE:
                self._fitted_texts.clear()
            frame = TextFrame(left, width, inf)
            block = self._set_at_first_fitting(
                texts, text_format, text_format.sizes[:1], frame, lambda _: frame[:2]
            )
            self._fitted_texts[key] = block
        return block if block.fits else None

    def _largest_fitting(
        self,
        texts: LocalisedTexts,
        text_format: TextFormat,
        sizes: Sequence[float],
        frame: TextFrame,
        columns: _LineExtent,
    ) -> FittedText:
        # A size at which the text would overflow even with full lines need not be tried.
        widths = [self._trial_line(localised, text_format).width / _TRIAL_SIZE for localised in texts]
        least = text_format.secondary_ratio * text_format.leading  # of scripts with low letters
        promising = [
            size
            for size in sizes
            if sum([ceil(width * size / frame.width - 1e-9) for width in widths]) * size * least
            <= frame.height
        ]
        return self._set_at_first_fitting(texts, text_format, promising or sizes[-1:], frame, columns)

    def _set_at_first_fitting(
        self,
        texts: LocalisedTexts,
        text_format: TextFormat,
        sizes: Sequence[float],
        frame: TextFrame,
        columns: _LineExtent,
    ) -> FittedText:
        block = FittedText((), 0, sizes[-1], fits=False)
        for size in sizes:
            block = self._set_lines(texts, text_format, size, frame.height, columns)
            if block.fits:
                break
        if not block.fits:
            return self._set_lines(texts, text_format, block.size, frame.height, columns, is_cut=True)
        if len(block.lines) == len(texts) or not (text_format.balanced or block.ends_in_stub):
            return block
        # Evened lines are as many: it is enough to even those that are printed.
        return self._set_lines(texts, text_format, block.size, frame.height, columns, balanced=True)

    def _set_lines(
        self,
        texts: LocalisedTexts,
        text_format: TextFormat,
        size: float,
        height: float,
        columns: _LineExtent,
        *,
        balanced: bool = False,
        is_cut: bool = False,
    ) -> FittedText:
        """The lines at one size, as many as fit; if the text is cut, they end in an ellipsis."""
        lines: list[tuple[TextLine, float, float]] = []
        last: _PlacedText | None = None
        y = 0.0
        for index, localised in enumerate(texts):
            leading = _clear_leading(localised, text_format)
            own_size = (
                size
                if localised.language == texts[0].language
                else secondary_size(size, text_format.secondary_ratio)
            )
            space = text_format.gap[localised.language != texts[index - 1].language] * size if index else 0.0
            left, width = columns(y + space + own_size * leading)
            own_lines = self.lines(localised, text_format, width, size=own_size, balanced=balanced)
            other_extent = columns(y + space + len(own_lines) * own_size * leading)
            if other_extent != (left, width):
                left, width = other_extent
                own_lines = self.lines(localised, text_format, width, size=own_size, balanced=balanced)
            for line_index, line in enumerate(own_lines):
                bottom = y + (0 if line_index else space) + own_size * leading
                if bottom > height + EPSILON or (text_format.lines and len(lines) >= text_format.lines):
                    if line_index:
                        last = _PlacedText(localised, line_index, own_size, left, width)
                    if is_cut and last:
                        lines = self._end_in_ellipsis(lines, last, text_format)
                    return FittedText(tuple(lines), y, size, fits=False, height=y)
                x = self.line_start(line, text_format.align, left, width, alone=True)
                lines.append((line, x, bottom - own_size * leading * (1 - BASELINE)))
                y = bottom
            # The whole of it is there, and the ellipsis is for those that follow.
            last = _PlacedText(
                localised._replace(text=f"{localised.text}{ELLIPSIS}"), len(own_lines), own_size, left, width
            )
        return FittedText(tuple(lines), y, size, height=y)

    def _end_in_ellipsis(
        self, lines: Sequence[tuple[TextLine, float, float]], last: _PlacedText, text_format: TextFormat
    ) -> list[tuple[TextLine, float, float]]:
        before, align = len(lines) - last.lines, text_format.align
        cut = self._cut_lines((last.text,), text_format, last.width, last.lines, last.size)
        starts = [self.line_start(line, align, last.left, last.width, alone=True) for line in cut]
        heights = [y for _, _, y in lines[before:]]
        return [*lines[:before], *zip(cut, starts, heights, strict=False)]

    def _cut_lines(
        self, texts: LocalisedTexts, text_format: TextFormat, width: float, limit: int, size: float
    ) -> list[TextLine]:
        """Some lines of texts, each ending in an ellipsis where it is cut; each has a line at least."""
        lines: list[TextLine] = []
        for after, localised in zip(reversed(range(len(texts[:limit]))), texts, strict=False):
            is_first = localised.language == texts[0].language
            own_size = size if is_first else secondary_size(size, text_format.secondary_ratio)
            spans = [*_spans(self._fonts, localised, text_format.style(own_size))]
            most = limit - len(lines) - after
            lines += break_lines(self._fonts, spans, width, max_lines=most, base=base_direction(spans))
        return lines

    def lines(
        self,
        localised: LocalisedText,
        text_format: TextFormat,
        width: float,
        *,
        size: float = 0,
        balanced: bool = False,
    ) -> Sequence[TextLine]:
        """A text as lines no wider than that, at the given size or that of the format."""
        trial, size = self._trial_line(localised, text_format), size or text_format.size
        if trial.width * size / _TRIAL_SIZE <= width:
            return (trial.scale(size / _TRIAL_SIZE, text_format.colour),)
        style = replace(text_format.style(size), fixed_leading=_clear_leading(localised, text_format) * size)
        column = TextColumn(self._fonts, width, self._languages)
        pieces = column.set_paragraph([*_spans(self._fonts, localised, style)], balanced=balanced)
        return [mark.line for piece in pieces for mark in piece.marks if isinstance(mark, PlacedLine)]

    def printable(self, texts: LocalisedTexts) -> LocalisedTexts:
        """The texts in the readers' languages, and those in others for which the fonts have all letters."""
        return tuple(
            text
            for text in texts
            if text.language in self._languages
            or not set_line(self._fonts, Span(text.text, text.language, Style(1))).missing
        )

    def width(self, localised: LocalisedText, text_format: TextFormat) -> float:
        """The width of a text on one line at the largest size of its format, in points."""
        return self._trial_line(localised, text_format).width * text_format.size / _TRIAL_SIZE

    def widest_part(self, name: LocalisedText, text_format: TextFormat) -> float:
        """The width of the widest part of a name, which no line breaks, as for `width`."""
        parts = _NAME_PART.findall(name.text.strip(NAME_START + NAME_END))
        return max((self.width(name._replace(text=part), text_format) for part in parts), default=0)

    def _trial_line(self, localised: LocalisedText, text_format: TextFormat) -> TextLine:
        key = localised, text_format.key
        if (line := self._trial_lines.get(key)) is None:
            if len(self._trial_lines) >= _LINE_CACHE_SIZE:
                self._trial_lines.clear()
            spans = [*_spans(self._fonts, localised, text_format.style(_TRIAL_SIZE, BLACK))]
            line = self._trial_lines[key] = set_line(self._fonts, spans, base_direction(spans))
        return line

    def on_baseline(
        self,
        texts: LocalisedTexts,
        text_format: TextFormat,
        frame: TextFrame,
        *,
        vertical: str,
        step: float,
        is_name: bool,
        in_row: bool,
    ) -> FittedText:
        """Fit lines to fixed baselines, which are ``step`` points apart and relative to that of the element.

        Languages side by side (``in_row``) are one below the other if that makes them much larger and several
        lines are allowed.
        """
        limit = text_format.lines or 1
        if in_row:
            lines, size, fits = self._row_lines(texts, text_format, frame, limit, step)
        elif is_name:
            fitted = self._fit_name(texts[0], text_format, frame, limit)
            if isinstance(fitted, FittedText):
                # In more lines than there are baselines, the last of them on the baseline.
                last = fitted.lines[-1][2]
                above = tuple((line, x, y - last) for line, x, y in fitted.lines)
                return FittedText(above, 0, fitted.size, fitted.fits)
            is_large = limit == 1 and text_format.size > NAME_SIZE_AT_3_METRES
            scale = _ink_scale(fitted.lines, text_format.size) if is_large else 1.0
            lines = [line.scale(scale, text_format.colour) for line in fitted.lines]
            size, fits = fitted.size * scale, fitted.fits
        else:
            lines, size, fits = self._text_lines(texts, text_format, frame, limit, step)
        if not is_name and size < _MUCH_SMALLER * text_format.size:
            step = max(step * size / text_format.size, _clear_step(lines))
        share = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[vertical]
        between = len(lines) - 1
        top = -share * between * step
        if is_name and (wider := _clear_step(lines)) > step:
            # A name below another keeps its baseline, since there may be text beneath it.
            top, step = (top - between * (wider - step) if share else top), wider
        placed = tuple(
            (
                line,
                self.line_start(line, text_format.align, frame.left, frame.width, alone=True),
                top + index * step,
            )
            for index, line in enumerate(lines)
        )
        return FittedText(placed, top + (len(lines) - 1) * step, size, fits)

    def _row_lines(
        self, texts: LocalisedTexts, text_format: TextFormat, frame: TextFrame, limit: int, step: float
    ) -> tuple[Sequence[TextLine], float, bool]:
        """Languages side by side, or below one another if that is much larger.

        Where both are small, the first goes alone.
        """
        row = self.row(texts, text_format, frame)
        fitted: tuple[Sequence[TextLine], float, bool] = [line for line, _, _ in row.lines], row.size, True
        for shown, legible in ((texts, text_format.size), (texts[:1], _LEGIBLE * text_format.size)):
            if limit > 1 and fitted[1] < legible:
                below = self._text_lines(shown, text_format, frame, limit, step)
                if below[2] and below[1] > _WORTHWHILE_GAIN * fitted[1]:
                    fitted = below
        size = text_format.smallest
        if fitted[1] >= size - EPSILON:
            return fitted
        if limit > 1:
            return self._cut_lines(texts[:1], text_format, frame.width, limit, size), size, False
        return self._cut_row(texts, text_format, frame.width), size, False

    def _cut_row(self, texts: LocalisedTexts, text_format: TextFormat, width: float) -> Sequence[TextLine]:
        """Languages side by side at the smallest size, ending in an ellipsis."""
        spans = _row_spans(self._fonts, texts, text_format.style(text_format.smallest))
        return break_lines(self._fonts, spans, width, max_lines=1, base=base_direction(spans))

    def _fit_name(
        self, name: LocalisedText, text_format: TextFormat, frame: TextFrame, limit: int
    ) -> Copyfit | FittedText:
        """A name in as many lines as there are baselines, or else in more and small ones, if they are larger.

        These reach as far up as a line at the largest size.
        """

        def fit(smallest: float) -> Copyfit:
            return copyfit(
                self._fonts,
                name.text,
                name.language,
                width=frame.width,
                height=_HIGH,
                largest=text_format.size,
                smallest=smallest,
                weight=text_format.weight,
                colour=text_format.colour,
                lines=limit,
                split=name.parts if len(name.parts) <= limit else (),
                typeface=text_format.typeface,
                narrowest=text_format.narrowest,
            )

        fitted = fit(text_format.smallest)
        if fitted.fits:
            return fitted
        longer = self._long_name(name, text_format, frame._replace(height=limit * text_format.size), _TINY)
        if text_format.smallest > SMALLEST_NAME:
            fitted = fit(SMALLEST_NAME)
        return fitted if fitted.fits and (fitted.size >= longer.size or not longer.fits) else longer

    def _text_lines(
        self, texts: LocalisedTexts, text_format: TextFormat, frame: TextFrame, limit: int, step: float
    ) -> tuple[Sequence[TextLine], float, bool]:
        """The lines at the largest size at which they are no more than the limit and do not touch."""
        lines: list[TextLine] = []
        size = text_format.smallest
        for size in text_format.sizes:
            lines = []
            for localised in texts:
                is_first = localised.language == texts[0].language
                own_size = size if is_first else size * text_format.secondary_ratio
                own_lines = self.lines(localised, text_format, frame.width, size=own_size, balanced=True)
                if len(own_lines) == _PAIR:
                    own_lines = (
                        self._lines_at_comma(localised, text_format, frame.width, own_size) or own_lines
                    )
                lines += own_lines
            if len(lines) <= limit and (len(lines) == 1 or _clear_step(lines) <= step):
                return lines, size, True
        return self._cut_lines(texts, text_format, frame.width, limit, size), size, False

    def _lines_at_comma(
        self, localised: LocalisedText, text_format: TextFormat, width: float, size: float
    ) -> Sequence[TextLine]:
        """A text in two lines, broken after a comma as before a department; none if one is too wide."""
        text, scale = localised.text, size / _TRIAL_SIZE
        direction = language_direction(localised.language)
        fitting = []
        for comma in () if _MARKED.search(text) else _COMMA.finditer(text):
            parts = (text[: comma.end()].rstrip(), text[comma.end() :])
            lines = [self._trial_line(localised._replace(text=part), text_format) for part in parts]
            widest = max(line.width * scale for line in lines)
            if widest <= width and all(line.rtl == (direction == "rtl") for line in lines):
                fitting.append((widest, [line.scale(scale, text_format.colour) for line in lines]))
        return min(fitting, key=lambda way: way[0])[1] if fitting else ()

    def line_start(self, line: TextLine, align: str, left: float, width: float, *, alone: bool) -> float:
        """The left end of a line; text that runs the other way begins at the other edge."""
        if align == "middle":
            return left + (width - line.width) / 2
        if align in {"left", "right"}:
            return left if align == "left" else left + width - line.width
        at_left = line.rtl == self._rtl or (alone and self._has_one_direction)
        return left if at_left == (align == "start") else left + width - line.width


def _clear_leading(localised: LocalisedText, text_format: TextFormat) -> float:
    """The leading of a text, in parts of its size: Arabic letters reach far above and below their line."""
    if text_format.leading >= _LEADING or is_plain(localised.text):
        return text_format.leading
    return _LEADING


def _clear_step(lines: Sequence[TextLine]) -> float:
    """The distance of baselines at which lines from right to left do not touch; 0 for others.

    Templates set the distance for Latin letters.
    """
    return max(
        [
            upper.ink.bottom - lower.ink.top + _CLEARANCE * upper.size
            for upper, lower in pairwise(lines)
            if upper.has_rtl or lower.has_rtl
        ],
        default=0.0,
    )


def _ink_scale(lines: Sequence[TextLine], size: float) -> float:
    above, below = -min(line.ink.top for line in lines), max(line.ink.bottom for line in lines)
    return min(1.0, 1.02 * size / max(above, 1), 0.38 * size / max(below, 1))


@lru_cache(maxsize=512)
def _set_row(fonts: Fonts, texts: LocalisedTexts, style: Style) -> TextLine:
    return set_line(fonts, _row_spans(fonts, texts, style))


def _row_spans(fonts: Fonts, texts: LocalisedTexts, style: Style) -> Sequence[Span]:
    own = [[*_spans(fonts, localised, style)] for localised in texts]
    if all(len(spans) == 1 and not spans[0].style.unbroken for spans in own):
        return join_spans([span for spans in own for span in spans])
    first, *others = own
    gap = Span(MIDDLE_DOT, "und", style)
    return [*first, *(span for text in others for span in (gap, *text))]


_MARKED = re.compile(
    f"(?P<bold>{EMPHASIS_START}[^{EMPHASIS_START}{EMPHASIS_END}]*{EMPHASIS_END})"
    f"|(?P<name>{NAME_START}[^{NAME_START}{NAME_END}]*{NAME_END})"
)


def mark_name(name: str) -> str:
    """A person's name, to be put in a text, of which it stays on one line as far as it fits."""
    return f"{NAME_START}{name}{NAME_END}"


def _spans(fonts: Fonts, localised: LocalisedText, style: Style) -> Iterator[Span]:
    """The spans of a text: emphasised words are bold and upright, names are unbroken.

    Chinese in a serif without a bold stays in that face but in headings: a sentence has one face, and not
    also the sans.
    """
    bold = 700
    if style.weight < bold and not fonts.has_bold(localised.language, style.typeface):
        style = replace(style, weight=min(style.weight, _REGULAR))
        bold = _REGULAR
    end = 0
    for marked in _MARKED.finditer(localised.text):
        if marked.start() > end:
            yield Span(localised.text[end : marked.start()], localised.language, style)
        if marked.lastgroup == "bold":
            own = replace(style, weight=max(bold, style.weight), italic=False)
        else:
            own = replace(style, unbroken=True)
        if words := marked[0][1:-1]:
            yield Span(words, localised.language, own)
        end = marked.end()
    if end < len(localised.text):
        yield Span(localised.text[end:], localised.language, style)

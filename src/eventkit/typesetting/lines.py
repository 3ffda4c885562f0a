"""Spans into lines: one line as it is, or as many as a measure needs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from eventkit.typesetting.breaking import breaks
from eventkit.typesetting.dividing import divisions
from eventkit.typesetting.fonts import Fonts
from eventkit.typesetting.paragraph import BLANKS, Direction, Paragraph
from eventkit.typesetting.text import Line, Span

_ROUNDING = 1e-6  # widths are sums of floats: a line that fills its measure exactly fits
# A line that is fuller than this is ragged enough: no word is divided for it.
_RAGGED = 7 / 8
_IN_A_ROW = 2  # lines that may end in a hyphen, one after the other


def shape(fonts: Fonts, spans: Span | Sequence[Span], base: Direction | None = None) -> Line:
    """The spans as one line, never broken.

    ``base`` is the direction of the paragraph: by default that of its first strong character (UAX 9 P2,
    P3), and of its language where it has none.
    """
    return _shape(fonts, _as_tuple(spans), base)


def set_lines(
    fonts: Fonts,
    spans: Span | Sequence[Span],
    width: float,
    *,
    max_lines: int | None = None,
    base: Direction | None = None,
) -> tuple[Line, ...]:
    r"""The spans as lines no wider than ``width`` points.

    A line ends where UAX 14 allows, at ``\n`` in any case, and between graphemes where a word is wider
    than the measure; only a single grapheme can be too wide. Where that leaves a line rather empty, a word
    whose style allows it is divided by the rules of its language. What is over ``max_lines`` is left out, and
    an ellipsis says so.
    """
    return _set_lines(fonts, _as_tuple(spans), width, max_lines, base)


def _as_tuple(spans: Span | Sequence[Span]) -> tuple[Span, ...]:
    return (spans,) if isinstance(spans, Span) else tuple(spans)


@lru_cache(maxsize=4096)
def _shape(fonts: Fonts, spans: tuple[Span, ...], base: Direction | None) -> Line:
    paragraph = Paragraph(fonts, spans, base)
    return paragraph.line(0, len(paragraph.text))


# A programme is laid out until its page numbers are stable: most paragraphs are asked for again.
@lru_cache(maxsize=8192)
def _set_lines(
    fonts: Fonts, spans: tuple[Span, ...], width: float, limit: int | None, base: Direction | None
) -> tuple[Line, ...]:
    lines: list[Line] = []
    paragraphs = list(_paragraphs(spans))
    for order, part in enumerate(paragraphs):
        paragraph = Paragraph(fonts, part, base)
        for start, end, hyphen in _parts(paragraph, width):
            last = limit is not None and len(lines) + 1 == limit
            if last and (end < len(paragraph.text) or order + 1 < len(paragraphs)):
                return (*lines, _shortened(paragraph, start, width))
            seen = paragraph.trimmed(start, end)
            line = paragraph.line(start, seen, hyphen=hyphen)
            lines.append(line if seen < end or end == len(paragraph.text) else replace(line, parted=False))
    return tuple(lines)


def _paragraphs(spans: tuple[Span, ...]) -> Iterator[tuple[Span, ...]]:
    """The spans between line feeds; an empty paragraph keeps an empty span, for its style."""
    now: list[Span] = []
    for span in spans:
        first, *rest = re.split("\r\n?|\n", span.text)
        now.append(Span(first, span.language, span.style))
        for text in rest:
            yield tuple(now)
            now = [Span(text, span.language, span.style)]
    if now:
        yield tuple(now)


def _shortened(paragraph: Paragraph, start: int, width: float) -> Line:
    """The line from ``start`` on, cut between graphemes so that it and an ellipsis fit."""
    ends = [start, *(end for end in paragraph.bounds if end > start)]
    while True:
        end = paragraph.trimmed(start, ends.pop())
        line = paragraph.cut(start, end)
        if line.width <= width + _ROUNDING or not ends:
            return line
        # Skip what is too long by its measure alone: shaping is for the last steps.
        while len(ends) > 1 and paragraph.measure(start, ends[-1]) > width:
            ends.pop()


class _Part(NamedTuple):
    """What of a paragraph stands in a line, and whether a word is divided at its end."""

    start: int
    end: int
    hyphen: bool = False


def _parts(paragraph: Paragraph, width: float) -> Iterator[_Part]:
    """What stands in each line, trailing blanks included; one empty line of an empty paragraph."""
    start, length, hyphens = 0, len(paragraph.text), 0
    places = [*breaks(paragraph.text), length]
    while start < length:
        end = _fitting(paragraph, places, start, width)
        part = _Part(start, end) if end is not None else None
        if part is None or hyphens < _IN_A_ROW:
            part = _divided(paragraph, places, start, end, width) or part
        part = part or _cut(paragraph, start, width)
        hyphens = hyphens + 1 if part.hyphen else 0
        end = part.end
        while not part.hyphen and end < length and paragraph.text[end] in BLANKS:
            end += 1
        yield part._replace(end=end)
        start = end
    if not length:
        yield _Part(0, 0)


def _fitting(
    paragraph: Paragraph, places: Sequence[int], start: int, width: float, *, hyphen: bool = False
) -> int | None:
    """The last of the places at which a line from ``start`` fits its measure."""
    first = bisect_right(places, start)
    # Blanks at the end do not count, so the first place beyond the measure may fit as well.
    width += _ROUNDING
    at = bisect_right(places, width, lo=first, key=lambda place: paragraph.measure(start, place))
    while at < len(places) and paragraph.measure(start, paragraph.trimmed(start, places[at])) <= width:
        at += 1
    for place in reversed(places[first:at]):
        if paragraph.line(start, paragraph.trimmed(start, place), hyphen=hyphen).width <= width:
            return place
    return None


def _divided(
    paragraph: Paragraph, places: Sequence[int], start: int, end: int | None, width: float
) -> _Part | None:
    """The line with the first part of the word that is too much for it, if it would else be too empty.

    The last word of a paragraph is divided only where it is wider than the measure: what remained of it
    would be a line by itself.
    """
    length, first = len(paragraph.text), start if end is None else end
    if first == length:
        return None
    span, its_end = paragraph.span_at(first)
    after = places[bisect_right(places, first)]
    if not span.style.divides or (after > its_end and paragraph.text[its_end].isalpha()):
        return None
    full = end is not None and paragraph.measure(start, paragraph.trimmed(start, end)) > _RAGGED * width
    if full or (end is not None and after == length):
        return None
    found = divisions(paragraph.text, first, min(after, its_end), span.language)
    division = _fitting(paragraph, found, start, width, hyphen=True)
    return None if division is None else _Part(start, division, hyphen=True)


def _cut(paragraph: Paragraph, start: int, width: float) -> _Part:
    """As many graphemes as fit, and one at least, where no word does."""
    end = _fitting(paragraph, paragraph.bounds, start, width)
    return _Part(start, paragraph.bounds[bisect_right(paragraph.bounds, start)] if end is None else end)

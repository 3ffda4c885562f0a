"""Line breaking: paragraphs to lines of a measure, ragged or balanced, hyphenated or truncated."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from eventkit.typesetting.text.break_opportunities import hyphenation_points
from eventkit.typesetting.text.fonts import Fonts
from eventkit.typesetting.text.paragraph import SPACES, Direction, Paragraph, set_latin_line
from eventkit.typesetting.text.spans import Span, TextLine

_SENSE_BREAK = re.compile("[，。；：、！？）》」』](?=[\u3400-\u9fff])")


def sense_break(paragraph: Paragraph, width: float) -> int | None:
    """Where a text is parted in two: behind the full-width mark nearest to its middle, if there is one."""
    text = paragraph.text
    marks = [found.end() for found in _SENSE_BREAK.finditer(text)]
    whole = paragraph.measure(0, len(text)) if marks else 0
    places = [at for at in marks if max(way := paragraph.measure(0, at), whole - way) <= width]
    return min(places, key=lambda at: abs(whole - 2 * paragraph.measure(0, at)), default=None)


def balanced_measure(paragraph: Paragraph, wide: float) -> float:
    """About the least width that takes no more lines than the full one and cuts no word."""
    ends = (0, *paragraph.break_opportunities)
    # Where each word would begin and end if all stood in one line.
    words = [
        (paragraph.measure(0, start), paragraph.measure(0, paragraph.trim_end(start, end)))
        for start, end in pairwise(ends)
    ]

    def lines(width: float) -> int:
        count, begin = 1, 0.0
        for left, right in words:
            if right - begin > width:
                count, begin = count + 1, left
        return count

    fewest = lines(wide)
    narrow = 1 + max(right - left for left, right in words)
    while wide - narrow > 1:
        middle = (wide + narrow) / 2
        if lines(middle) > fewest:
            narrow = middle
        else:
            wide = middle
    return wide


_EPSILON = 1e-6  # widths are sums of floats: a line that fills its measure exactly fits


# A line that is fuller than this is ragged enough: no word is divided for it.
_RAGGEDNESS = 7 / 8


_LINE_FEED = re.compile("\r\n?|\n")


_SHORT_LINE = 200  # characters of a text that may be asked for in several widths


_BALANCED_LINES = 0.6  # of the longest line: if the shortest of a title is as long, they are even enough


_CONSECUTIVE_HYPHENS = 2  # lines that may end in a hyphen, one after the other


class _Measure(NamedTuple):
    """How wide lines are, how many there may be, which way they run, and whether they are balanced."""

    width: float
    limit: int | None
    base: Direction | None
    balanced: bool


def set_line(fonts: Fonts, spans: Span | Sequence[Span], base: Direction | None = None) -> TextLine:
    """The spans as one line, never broken.

    ``base`` is the direction of the paragraph: by default that of its first strong character (UAX 9 P2,
    P3), and of its language where it has none.
    """
    return _set_line(fonts, _as_tuple(spans), base)


def break_lines(
    fonts: Fonts,
    spans: Span | Sequence[Span],
    width: float,
    *,
    max_lines: int | None = None,
    base: Direction | None = None,
    balanced: bool = False,
) -> tuple[TextLine, ...]:
    r"""The spans as lines no wider than ``width`` points.

    A line ends where UAX 14 allows, at ``\n`` in any case, and between graphemes where a word is wider
    than the measure; only a single grapheme can be too wide. Where that leaves a line rather empty, a word
    whose style allows it is divided by the rules of its language. What is over ``max_lines`` is left out, and
    an ellipsis says so. Balanced lines are as few, but none of them much shorter than the others.
    """
    return _break_lines(fonts, _as_tuple(spans), _Measure(width, max_lines, base, balanced))


def _as_tuple(spans: Span | Sequence[Span]) -> tuple[Span, ...]:
    return (spans,) if isinstance(spans, Span) else tuple(spans)


@lru_cache(maxsize=4096)
def _set_line(fonts: Fonts, spans: tuple[Span, ...], base: Direction | None) -> TextLine:
    if len(spans) == 1 and spans[0].text and (line := set_latin_line(fonts, spans[0], base)):
        return line
    paragraph = Paragraph(fonts, spans, base)
    return paragraph.line(0, len(paragraph.text))


def fits_on_one_line(
    fonts: Fonts, spans: Sequence[Span], width: float, base: Direction | None = None
) -> bool:
    """Whether `break_lines` makes one line of the spans; where it does not, this takes less."""
    return _fits_on_one_line(fonts, _as_tuple(spans), _Measure(width, None, base, balanced=False))


@lru_cache(maxsize=2048)
def _fits_on_one_line(fonts: Fonts, spans: tuple[Span, ...], how: _Measure) -> bool:
    if not any(_LINE_FEED.search(span.text) for span in spans):
        paragraph = _paragraph(fonts, spans, how.base)
        end = paragraph.trim_end(0, len(paragraph.text))
        if paragraph.measure(0, end) > how.width + _EPSILON and paragraph.cluster_ends[0] < end:
            return False
    return len(_break_lines(fonts, spans, how)) == 1


def _paragraph(fonts: Fonts, spans: tuple[Span, ...], base: Direction | None) -> Paragraph:
    """A paragraph, which is kept for a while where it is short: titles are tried in several widths."""
    short = sum([len(span.text) for span in spans]) <= _SHORT_LINE
    return _cached_paragraph(fonts, spans, base) if short else Paragraph(fonts, spans, base)


_cached_paragraph = lru_cache(maxsize=512)(Paragraph)


# A programme is laid out until its page numbers are stable: some paragraphs are asked for again. Of a long
# one that is made in the same order each time, no cache that is smaller than all of it would help.
@lru_cache(maxsize=2048)
def _break_lines(fonts: Fonts, spans: tuple[Span, ...], how: _Measure) -> tuple[TextLine, ...]:
    width, limit, base, balanced = how
    lines: list[TextLine] = []
    paragraphs = list(_paragraphs(spans))
    for order, part in enumerate(paragraphs):
        paragraph = _paragraph(fonts, part, base)
        for start, end, hyphen in (_balance if balanced else _break_paragraph)(paragraph, width):
            last = limit is not None and len(lines) + 1 == limit
            if last and (end < len(paragraph.text) or order + 1 < len(paragraphs)):
                return (*lines, _truncate_lines(paragraph, start, width))
            seen = paragraph.trim_end(start, end)
            line = paragraph.line(start, seen, hyphen=hyphen)
            lines.append(
                line if seen < end or end == len(paragraph.text) else replace(line, separates_words=False)
            )
    return tuple(lines)


def _paragraphs(spans: tuple[Span, ...]) -> Iterator[tuple[Span, ...]]:
    """The spans between line feeds; an empty paragraph keeps an empty span, for its style."""
    if spans and not any(_LINE_FEED.search(span.text) for span in spans):
        yield spans
        return
    now: list[Span] = []
    for span in spans:
        first, *rest = _LINE_FEED.split(span.text)
        now.append(Span(first, span.language, span.style))
        for text in rest:
            yield tuple(now)
            now = [Span(text, span.language, span.style)]
    if now:
        yield tuple(now)


def _truncate_lines(paragraph: Paragraph, start: int, width: float) -> TextLine:
    """The line from ``start`` on, cut between graphemes so that it and an ellipsis fit."""
    ends = [start, *(end for end in paragraph.cluster_ends if end > start)]
    while True:
        end = paragraph.trim_end(start, ends.pop())
        line = paragraph.truncate(start, end)
        if line.width <= width + _EPSILON or not ends:
            return line
        # Skip what is too long by its measure alone: shaping is for the last steps.
        while len(ends) > 1 and paragraph.measure(start, ends[-1]) > width:
            ends.pop()


class _BrokenLine(NamedTuple):
    """What of a paragraph stands in a line, and whether a word is divided at its end."""

    start: int
    end: int
    hyphen: bool = False


def _break_paragraph(paragraph: Paragraph, width: float) -> Iterator[_BrokenLine]:
    """What stands in each line, trailing blanks included; one empty line of an empty paragraph."""
    start, length, hyphens = 0, len(paragraph.text), 0
    places = paragraph.break_opportunities
    while start < length:
        end = _fitting_break(paragraph, places, start, width)
        part = _BrokenLine(start, end) if end is not None else None
        if part is None or hyphens < _CONSECUTIVE_HYPHENS:
            part = _hyphenated_break(paragraph, places, start, end, width) or part
        part = part or _hard_break(paragraph, start, width)
        hyphens = hyphens + 1 if part.hyphen else 0
        end = part.end
        while not part.hyphen and end < length and paragraph.text[end] in SPACES:
            end += 1
        yield part._replace(end=end)
        start = end
    if not length:
        yield _BrokenLine(0, 0)


def _balance(paragraph: Paragraph, width: float) -> Sequence[_BrokenLine]:
    """What stands in each line if these are to be about equally long."""
    parts = list(_break_paragraph(paragraph, width))
    if len(parts) == 1:
        return parts
    if len(parts) == 2 and (at := sense_break(paragraph, width)):
        return [_BrokenLine(0, at), _BrokenLine(at, len(paragraph.text))]
    widths = [paragraph.measure(part.start, paragraph.trim_end(part.start, part.end)) for part in parts]
    if min(widths) >= _BALANCED_LINES * max(widths):
        return parts
    even = list(_break_paragraph(paragraph, balanced_measure(paragraph, width)))
    return even if len(even) == len(parts) else parts


def _fitting_break(
    paragraph: Paragraph, places: Sequence[int], start: int, width: float, *, hyphen: bool = False
) -> int | None:
    """The last of the places at which a line from ``start`` fits its measure."""
    first = bisect_right(places, start)
    # Blanks at the end do not count, so the first place beyond the measure may fit as well.
    width += _EPSILON
    at = bisect_right(places, width, lo=first, key=lambda place: paragraph.measure(start, place))
    while at < len(places) and paragraph.measure(start, paragraph.trim_end(start, places[at])) <= width:
        at += 1
    for place in reversed(places[first:at]):
        if paragraph.line(start, paragraph.trim_end(start, place), hyphen=hyphen).width <= width:
            return place
    return None


def _hyphenated_break(
    paragraph: Paragraph, places: Sequence[int], start: int, end: int | None, width: float
) -> _BrokenLine | None:
    """The line with the first part of the word that is too much for it, if it would else be too empty.

    The last word of a paragraph is divided only where it is wider than the measure: what remained of it
    would be a line by itself.
    """
    length, first = len(paragraph.text), start if end is None else end
    if first == length:
        return None
    span, its_end = paragraph.span_at(first)
    after = places[bisect_right(places, first)]
    if not span.style.hyphenate or (after > its_end and paragraph.text[its_end].isalpha()):
        return None
    full = end is not None and paragraph.measure(start, paragraph.trim_end(start, end)) > _RAGGEDNESS * width
    if full or (end is not None and after == length):
        return None
    found = hyphenation_points(paragraph.text, first, min(after, its_end), span.language)
    division = _fitting_break(paragraph, found, start, width, hyphen=True)
    return None if division is None else _BrokenLine(start, division, hyphen=True)


def _hard_break(paragraph: Paragraph, start: int, width: float) -> _BrokenLine:
    """As many graphemes as fit, and one at least, where no word does."""
    end = _fitting_break(paragraph, paragraph.cluster_ends, start, width)
    return _BrokenLine(
        start, paragraph.cluster_ends[bisect_right(paragraph.cluster_ends, start)] if end is None else end
    )

"""Line breaking: paragraphs to lines of a measure, ragged or balanced, hyphenated or truncated."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from eventkit.texts.hyphenation import CASED_LETTERS, hyphenation_points
from eventkit.typesetting.text.fonts import Fonts
from eventkit.typesetting.text.paragraph import SPACES, Direction, Paragraph, set_latin_line
from eventkit.typesetting.text.spans import EPSILON, Span, TextLine

_SENSE_BREAK = re.compile("[，。；：、！？）》」』](?=[\u3400-\u9fff])")


def sense_break(paragraph: Paragraph, width: float) -> int | None:
    """The best break of a text into two: after the full-width mark nearest to its middle, if there is one."""
    text = paragraph.text
    marks = [mark.end() for mark in _SENSE_BREAK.finditer(text)]
    whole = paragraph.measure(0, len(text)) if marks else 0
    breaks = [index for index in marks if max(left := paragraph.measure(0, index), whole - left) <= width]
    return min(breaks, key=lambda index: abs(whole - 2 * paragraph.measure(0, index)), default=None)


def balanced_measure(paragraph: Paragraph, wide: float, places: Sequence[int] = ()) -> float:
    """Approximately the smallest width that needs no more lines than the full width and breaks no word."""
    ends = (0, *(places or paragraph.break_opportunities))
    # The start and end of each word, if all were in one line.
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


# No word is hyphenated for a line that is fuller than this.
_RAGGEDNESS = 7 / 8

# Where a compound such as "ClimatePrediction.net" may be divided without a hyphen.
_SEAM = re.compile(r"(?<=\w)[./_@#:=&?+-]+(?=\w)|[a-z](?=[A-Z])")

_LINE_FEED = re.compile("\r\n?|\n")

_SHORT_LINE = 200  # characters of a text that may be set at several widths

_BALANCED_LINES = 0.6  # of the longest line: lines are even enough if the shortest is as long

_FORCED_PART = 3  # letters at least on either side of the hyphen where a word is wider than the measure


# A word of letters of scripts that divide words by a hyphen: no address, code or number.
_LETTERS = re.compile(rf"[(\[“„«‹‘'\"]*+[{CASED_LETTERS}]++(?=[)\]”“»›’'\",.;:!?…]*(?:\s|$|[-–—]))")

_HYPHENS = ("-", "\N{HYPHEN}", "\N{SOFT HYPHEN}")
"""The hyphens within words, after which a line may end but no text is truncated."""

_CONSECUTIVE_HYPHENS = 2  # the most consecutive lines that end in a hyphen


class _Measure(NamedTuple):
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

    A line ends where UAX 14 allows, always at ``\n``, within a name between its parts if it is wider than
    the measure, and within a word if that is: with a hyphen between letters, else between graphemes. Only a
    single grapheme can be too wide. If that leaves a line rather empty, the next word is hyphenated by the
    rules of its language, if its style allows it. Lines beyond ``max_lines`` are replaced by an ellipsis.
    Balanced lines are as few, but about equally long.
    """
    return _break_lines(fonts, _as_tuple(spans), _Measure(width, max_lines, base, balanced))


class LineCounter:
    """Counts the lines of spans at several widths: they are itemised and measured once.

    A wider measure takes no more lines, so that between two widths with as many lines none are counted.
    """

    def __init__(self, fonts: Fonts, spans: Sequence[Span], base: Direction | None = None) -> None:
        self._paragraphs = [Paragraph(fonts, part, base) for part in _paragraphs(_as_tuple(spans))]
        self._widths: list[float] = []
        self._counts: list[int] = []

    def count(self, width: float) -> int:
        at = bisect_left(self._widths, width)
        narrower, wider = self._counts[max(at - 1, 0) : at], self._counts[at : at + 1]
        if wider and (narrower == wider or self._widths[at] == width):
            return wider[0]
        if narrower == [len(self._paragraphs)]:
            return narrower[0]
        lines = sum([sum(1 for _ in _break_paragraph(paragraph, width)) for paragraph in self._paragraphs])
        self._widths.insert(at, width)
        self._counts.insert(at, lines)
        return lines


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
    """True if `break_lines` makes one line of the spans; faster than breaking them if it does not."""
    return _fits_on_one_line(fonts, _as_tuple(spans), _Measure(width, None, base, balanced=False))


@lru_cache(maxsize=2048)
def _fits_on_one_line(fonts: Fonts, spans: tuple[Span, ...], how: _Measure) -> bool:
    if not any(_LINE_FEED.search(span.text) for span in spans):
        paragraph = _paragraph(fonts, spans, how.base)
        end = paragraph.trim_end(0, len(paragraph.text))
        if paragraph.measure(0, end) > how.width + EPSILON and paragraph.cluster_ends[0] < end:
            return False
    return len(_break_lines(fonts, spans, how)) == 1


def _paragraph(fonts: Fonts, spans: tuple[Span, ...], base: Direction | None) -> Paragraph:
    """A paragraph, cached if it is short, since titles are set at several widths."""
    short = sum([len(span.text) for span in spans]) <= _SHORT_LINE
    return _cached_paragraph(fonts, spans, base) if short else Paragraph(fonts, spans, base)


_cached_paragraph = lru_cache(maxsize=512)(Paragraph)


# A programme is laid out repeatedly until its page numbers are right, so that paragraphs recur. In a long one
# that is laid out in the same order each time, no cache smaller than all of it would help.
@lru_cache(maxsize=2048)
def _break_lines(fonts: Fonts, spans: tuple[Span, ...], how: _Measure) -> tuple[TextLine, ...]:
    width, limit, base, balanced = how
    lines: list[TextLine] = []
    paragraphs = list(_paragraphs(spans))
    for order, part in enumerate(paragraphs):
        paragraph = _paragraph(fonts, part, base)
        parts = _balance(paragraph, width) if balanced else list(_break_paragraph(paragraph, width))
        for start, end, hyphen in _avoid_runt(paragraph, parts, width):
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
    """Split the spans at line feeds; an empty paragraph has an empty span, for its style."""
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
    """The line from ``start``, truncated between words so that it fits with an ellipsis.

    Scripts without spaces are truncated where their lines may end, and a word that is alone on its line and
    too wide for it between graphemes.
    """
    words = [end for end in paragraph.break_opportunities if not paragraph.text.endswith(_HYPHENS, 0, end)]
    for ends in (words, paragraph.word_breaks, paragraph.cluster_ends):
        line = _truncate_at(paragraph, start, [end for end in ends if end > start], width)
        if line is not None:
            return line
    return paragraph.truncate(start, start)


def _truncate_at(paragraph: Paragraph, start: int, ends: Sequence[int], width: float) -> TextLine | None:
    """The longest part from ``start`` to one of some ends that fits with an ellipsis, if any does."""
    for end in reversed(ends):
        # Ends that are too far by the advance widths alone are skipped without shaping.
        if paragraph.measure(start, end) <= width:
            cut = start + len(paragraph.text[start:end].rstrip(_DROPPED_BEFORE_ELLIPSIS))
            line = paragraph.truncate(start, cut) if cut > start else None
            if line and line.width <= width + EPSILON:
                return line
    return None


_DROPPED_BEFORE_ELLIPSIS = (
    f"{SPACES},;:،؛、，；：–—-(（“"  # the characters that are dropped before an ellipsis
)


class _BrokenLine(NamedTuple):
    """The part of a paragraph in a line, and whether a word is hyphenated at its end."""

    start: int
    end: int
    hyphen: bool = False


def _break_paragraph(paragraph: Paragraph, width: float, places: Sequence[int] = ()) -> Iterator[_BrokenLine]:
    """The part in each line, with trailing spaces; one empty line for an empty paragraph.

    Lines end at some of its break opportunities, or at all of them.
    """
    start, length, hyphens = 0, len(paragraph.text), 0
    places = places or paragraph.break_opportunities
    while start < length:
        end = _fitting_break(paragraph, places, start, width)
        if end is None:
            end = _fitting_break(paragraph, paragraph.name_breaks, start, width)
        if end is None:
            end = _fitting_break(paragraph, paragraph.word_breaks, start, width)
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


_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")

_COMMAS = (",", ";", ":", "،", "؛", "፣")

_FEWEST_HAN = 3  # in the last line of a paragraph

# Of the measure: the line above is not made emptier to avoid a runt. Titles of two lines, Chinese, and lines
# that end with a comma may be uneven; elsewhere a short line before the last is worse than a short last one.
_FULL_ENOUGH, _FULL_ENOUGH_IN_TEXT = 0.4, 0.55


def _avoid_runt(paragraph: Paragraph, parts: Sequence[_BrokenLine], width: float) -> Sequence[_BrokenLine]:
    """The lines, the last with at least two words or three Han characters if the one above can spare them.

    A word alone is well behind a comma, as an organisation is behind a position. Times are left as they are.
    """
    if len(parts) < 2 or not _is_runt(paragraph.text[parts[-1].start :]):
        return parts
    if _is_sense_break(paragraph, parts[-1].start):
        return parts
    above, length = parts[-2], len(paragraph.text)
    places, may_be_uneven = (
        paragraph.break_opportunities,
        len(parts) == 2 or bool(_HAN.search(paragraph.text)),
    )
    for place in reversed(places[: bisect_left(places, parts[-1].start)]):
        end = paragraph.trim_end(above.start, place)
        share = paragraph.measure(above.start, end) / width
        if place <= above.start or share < _FULL_ENOUGH:
            break
        is_even = may_be_uneven or share >= _FULL_ENOUGH_IN_TEXT or _is_sense_break(paragraph, place)
        if not is_even:
            continue
        if paragraph.line(place, paragraph.trim_end(place, length)).width > width + EPSILON:
            break
        if not _is_runt(paragraph.text[place:]):
            return [*parts[:-2], _BrokenLine(above.start, place), _BrokenLine(place, length)]
    return parts


def _is_sense_break(paragraph: Paragraph, place: int) -> bool:
    """True for a break behind a comma, and for any within times."""
    is_time = paragraph.span_at(place)[0].style.tabular
    return is_time or paragraph.text[:place].rstrip().endswith(_COMMAS)


def _is_runt(line: str) -> bool:
    """True for a single word, or for fewer than three Han characters."""
    if characters := _HAN.findall(line):
        return len(characters) < _FEWEST_HAN
    return len(line.split()) == 1


def _balance(paragraph: Paragraph, width: float) -> Sequence[_BrokenLine]:
    """The part in each line, with lines about equally long, and compounds whole if lines are as few."""
    parts, places = list(_break_paragraph(paragraph, width)), paragraph.break_opportunities
    if len(parts) == 1:
        return parts
    if len(parts) == 2 and (at := sense_break(paragraph, width)):
        return [_BrokenLine(0, at), _BrokenLine(at, len(paragraph.text))]
    words = [*(place for place in places[:-1] if paragraph.text[place - 1] not in _HYPHENS), places[-1]]
    whole = list(_break_paragraph(paragraph, width, words)) if len(words) < len(places) else parts
    if len(whole) == len(parts) and all(part.end in words for part in whole):
        parts, places = whole, words
    widths = [paragraph.measure(part.start, paragraph.trim_end(part.start, part.end)) for part in parts]
    if min(widths) >= _BALANCED_LINES * max(widths):
        return parts
    even = list(_break_paragraph(paragraph, balanced_measure(paragraph, width, places), places))
    is_better = len(even) == len(parts) and _count_hyphens(even) <= _count_hyphens(parts)
    return even if is_better else parts


def _count_hyphens(parts: Sequence[_BrokenLine]) -> int:
    return sum(part.hyphen for part in parts)


def _fitting_break(
    paragraph: Paragraph, places: Sequence[int], start: int, width: float, *, hyphen: bool = False
) -> int | None:
    """The last of some breaks at which a line from ``start`` fits its measure."""
    first = bisect_right(places, start)
    # Trailing spaces do not count, so the first break beyond the measure may fit as well.
    width += EPSILON
    at = bisect_right(places, width, lo=first, key=lambda place: paragraph.measure(start, place))
    while at < len(places) and paragraph.measure(start, paragraph.trim_end(start, places[at])) <= width:
        at += 1
    for place in reversed(places[first:at]):
        end = paragraph.trim_end(start, place)
        # Shaped by itself, with a hyphen, a part is wider than measured by less than an em.
        is_short = paragraph.measure(start, end) <= width - paragraph.em
        if is_short or paragraph.line(start, end, hyphen=hyphen).width <= width:
            return place
    return None


def _hyphenated_break(
    paragraph: Paragraph, places: Sequence[int], start: int, end: int | None, width: float
) -> _BrokenLine | None:
    """The line with the first part of the next word, if it would be too empty without it.

    The last word of a paragraph is hyphenated only if it is wider than the measure, since the rest of it
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
    points = hyphenation_points(paragraph.text, first, min(after, its_end), span.language)
    division = _fitting_break(paragraph, points, start, width, hyphen=True)
    return None if division is None else _BrokenLine(start, division, hyphen=True)


def _hard_break(paragraph: Paragraph, start: int, width: float) -> _BrokenLine:
    """As many graphemes as fit, at least one, if no word fits; with a hyphen in a word of letters.

    Such a word is divided between syllables if one fits; another, such as an address, behind a sign or before
    a capital.
    """
    word = _LETTERS.match(paragraph.text, paragraph.text.rfind(" ", 0, start) + 1)
    if word and word.end() - start >= 2 * _FORCED_PART:
        ends, language = paragraph.cluster_ends, paragraph.span_at(start)[0].language
        first, last = start + _FORCED_PART, word.end() - _FORCED_PART
        anywhere = ends[bisect_left(ends, first) : bisect_right(ends, last)]
        syllables = hyphenation_points(paragraph.text, word.start(), word.end(), language)
        for places in (syllables, anywhere):
            division = _fitting_break(paragraph, places, start, width, hyphen=True)
            if division is not None:
                return _BrokenLine(start, division, hyphen=True)
    if not word:
        seams = [seam.end() for seam in _SEAM.finditer(paragraph.text, start)]
        seam = _fitting_break(paragraph, seams, start, width)
        if seam is not None and paragraph.measure(start, seam) >= _FULL_ENOUGH * width:
            return _BrokenLine(start, seam)
    end = _fitting_break(paragraph, paragraph.cluster_ends, start, width)
    return _BrokenLine(
        start, paragraph.cluster_ends[bisect_right(paragraph.cluster_ends, start)] if end is None else end
    )

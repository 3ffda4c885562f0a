"""Spans into lines: one line as it is, or as many as a measure needs."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Literal

from eventkit.typesetting import bidi
from eventkit.typesetting.breaking import breaks
from eventkit.typesetting.fonts import Fonts, Stack
from eventkit.typesetting.itemise import Item, clusters, itemised
from eventkit.typesetting.shaping import Shaped, shaped
from eventkit.typesetting.text import Hole, Line, Run, Span

Direction = Literal["ltr", "rtl"]

ELLIPSIS = "…"
_BLANKS = " \u3000"  # the blanks a line break swallows; a no-break space stays
_ROUNDING = 1e-6  # widths are sums of floats: a line that fills its measure exactly fits
# A control character draws nothing anyone wants: it counts as a space, and keeps its place.
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029], " ")
_RTL_LANGUAGES = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"})
_RTL_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"})


@lru_cache(maxsize=1024)
def direction(language: str) -> Direction:
    """Which way text of the language (BCP 47) runs; its script decides where the tag tells it."""
    base, *subtags = language.lower().split("-")
    script = next((subtag for subtag in subtags if len(subtag) == 4 and subtag.isalpha()), None)
    rtl = base in _RTL_LANGUAGES if script is None else script in _RTL_SCRIPTS
    return "rtl" if rtl else "ltr"


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
    hyphenate: bool = False,  # noqa: ARG001 - settings of today keep working when words can be divided
    base: Direction | None = None,
) -> tuple[Line, ...]:
    r"""The spans as lines no wider than ``width`` points.

    A line ends where UAX 14 allows, at ``\n`` in any case, and between graphemes where a word is wider
    than the measure; only a single grapheme can be too wide. What is over ``max_lines`` is left out, and
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
        for start, end in paragraph.lines(width):
            last = limit is not None and len(lines) + 1 == limit
            if last and (end < len(paragraph.text) or order + 1 < len(paragraphs)):
                return (*lines, _shortened(paragraph, start, width))
            lines.append(paragraph.line(start, paragraph.trimmed(start, end)))
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


class Paragraph:
    """Spans that form one paragraph of bidirectional text, itemised and measured once."""

    def __init__(self, fonts: Fonts, spans: Sequence[Span], base: Direction | None = None) -> None:
        self.spans = spans
        self.texts = [span.text.translate(_CONTROLS) for span in spans]
        self.text = "".join(self.texts)
        self._fonts = fonts
        self._base = _base_level(self.text, spans, base)

    @cached_property
    def _stacks(self) -> list[Stack]:
        return [
            self._fonts.stack(span.language, span.style.weight, italic=span.style.italic)
            for span in self.spans
        ]

    @cached_property
    def _levels(self) -> list[int]:
        return bidi.levels(self.text, self._base)

    @cached_property
    def _items(self) -> list[Item]:
        return itemised(self.texts, self._stacks, self._levels)

    @cached_property
    def _starts(self) -> list[int]:
        return [item.start for item in self._items]

    @cached_property
    def bounds(self) -> list[int]:
        """The ends of its grapheme clusters."""
        return list(accumulate(len(part) for text in self.texts for part in clusters(text)))

    @cached_property
    def _ways(self) -> list[float]:
        """How far the text before each index reaches, in points, if all of it stood in one line."""
        widths = [0.0] * (len(self.text) + 1)
        for item in self._items:
            run = self._run(item, 0)
            if isinstance(run, Hole):
                widths[item.start + 1] += run.width
                continue
            for glyph in run.shaped.glyphs:
                widths[item.start + glyph.cluster + 1] += glyph.advance * run.size / 1000
        return list(accumulate(widths))

    def measure(self, start: int, end: int) -> float:
        """The width of a part, up to what shaping it by itself may change."""
        return self._ways[end] - self._ways[start]

    def trimmed(self, start: int, end: int) -> int:
        """Where the part ends without its trailing blanks."""
        return start + len(self.text[start:end].rstrip(_BLANKS))

    def lines(self, width: float) -> Iterator[tuple[int, int]]:
        """Start and end of each line, trailing blanks included; one empty line of an empty paragraph."""
        start, length = 0, len(self.text)
        places = [*breaks(self.text), length]
        while start < length:
            end = self._fitting(places, start, width)
            if end is None:
                end = self._fitting(self.bounds, start, width)
            if end is None:
                end = self.bounds[bisect_right(self.bounds, start)]
            while end < length and self.text[end] in _BLANKS:
                end += 1
            yield start, end
            start = end
        if not length:
            yield 0, 0

    def _fitting(self, places: Sequence[int], start: int, width: float) -> int | None:
        """The last of the places at which a line from ``start`` fits its measure."""
        first = bisect_right(places, start)
        # Blanks at the end do not count, so the first place beyond the measure may fit as well.
        at = bisect_right(places, width, lo=first, key=lambda place: self.measure(start, place))
        while at < len(places) and self.measure(start, self.trimmed(start, places[at])) <= width:
            at += 1
        for place in reversed(places[first:at]):
            if self.line(start, self.trimmed(start, place)).width <= width + _ROUNDING:
                return place
        return None

    def line(self, start: int, end: int) -> Line:
        """The part as a line, its runs in visual order (UAX 9 L1, L2)."""
        part = self._part(start, end)
        if self._base or any(item.level for item in part):
            levels = bidi.on_line(self.text[start:end], self._levels[start:end], self._base)
            part = [piece for item in part for piece in _split(item, levels, start)]
            part = bidi.visual(part, lambda item: item.level)
        runs: list[Run | Hole] = []
        x = 0.0
        for item in part:
            runs.append(self._run(item, x))
            x += runs[-1].width
        return self._line(self.text[start:end], tuple(runs), x, part)

    def cut(self, start: int, end: int) -> Line:
        """The part with an ellipsis behind it, in the style of what it stands for."""
        spans, at = [], 0
        for span, text in zip(self.spans, self.texts, strict=True):
            spans.append(Span(text[max(0, start - at) : max(0, end - at)], span.language, span.style))
            at += len(text)
            if at >= end:
                break
        last = spans[-1]
        spans[-1] = Span(last.text + ELLIPSIS, last.language, last.style)
        return shape(self._fonts, spans, "rtl" if self._base else "ltr")

    def _line(self, text: str, runs: tuple[Run | Hole, ...], width: float, items: Sequence[Item]) -> Line:
        spans = sorted({item.span for item in items}) or [0] * bool(self.spans)
        faces = [(item.face, self.spans[item.span].style.size) for item in items if item.face]
        faces += [(self._stacks[span].text, self.spans[span].style.size) for span in spans]
        return Line(
            text,
            runs,
            width,
            ascent=max((face.ascent * size / 1000 for face, size in faces), default=0),
            descent=max((face.descent * size / 1000 for face, size in faces), default=0),
            lead=max((self.spans[span].style.leading for span in spans), default=0),
            rtl=bool(self._base),
            languages=tuple(dict.fromkeys(self.spans[span].language for span in spans)),
        )

    def _part(self, start: int, end: int) -> list[Item]:
        """The items of a part, the first and the last cut to it."""
        if start == end:
            return []
        first = bisect_right(self._starts, start) - 1
        items = self._items[first : bisect_left(self._starts, end)]
        items[0] = replace(items[0], start=start)
        items[-1] = replace(items[-1], end=end)
        return items

    def _run(self, item: Item, x: float) -> Run | Hole:
        span, text = self.spans[item.span], self.text[item.start : item.end]
        style = span.style
        if item.face is None:
            return Hole(text, _hex_rows(text, self._stacks[item.span]), style.size, style.colour, x)
        return Run(
            shaped(
                item.face,
                text,
                item.script,
                span.language,
                rtl=bool(item.level % 2),
                tabular=style.tabular,
                spacing=1000 * style.letterspace / style.size,
            ),
            style.size,
            style.colour,
            x,
        )


def _split(item: Item, levels: Sequence[int], start: int) -> Iterator[Item]:
    """The item cut where rule L1 gave its blanks the level of the paragraph."""
    first = item.start
    for at in range(item.start + 1, item.end + 1):
        if at == item.end or levels[at - start] != levels[first - start]:
            yield replace(item, start=first, end=at, level=levels[first - start])
            first = at


def _base_level(text: str, spans: Sequence[Span], base: Direction | None) -> int:
    if base is not None:
        return int(base == "rtl")
    found = bidi.paragraph_level(text)
    if found is None:
        return int(bool(spans) and direction(spans[0].language) == "rtl")
    return found


def _hex_rows(text: str, stack: Stack) -> tuple[Shaped, ...]:
    """The code point of the first character no face covers, in two rows of hexadecimal digits."""
    lacking = next((character for character in text if stack.find(character) is None), text[0])
    code = f"{ord(lacking):04X}"
    half = (len(code) + 1) // 2
    return tuple(shaped(stack.text, row, "Latn", "en", rtl=False) for row in (code[:half], code[half:]))

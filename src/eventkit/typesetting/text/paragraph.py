"""A paragraph: spans itemised, measured once, and cut where lines may end; base direction and isolates."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from importlib import import_module
from importlib.util import find_spec
from itertools import accumulate
from typing import Any, Literal

from uniseg.linebreak import line_break_breakables

from eventkit.texts.hyphenation import SOFT_HYPHEN
from eventkit.texts.name_parts import name_breaks
from eventkit.typesetting.text import bidi
from eventkit.typesetting.text.faces import Face
from eventkit.typesetting.text.fonts import Fonts, FontStack
from eventkit.typesetting.text.scripts import LATIN
from eventkit.typesetting.text.shaping import (
    ShapedText,
    TextItem,
    cjk_gaps,
    is_latin,
    itemise,
    shape_hyphenated,
    shape_text,
    split_clusters,
)
from eventkit.typesetting.text.spans import GlyphRun, MissingGlyph, Span, TextLine

# Letters and marks of Thai, Lao, Myanmar and Khmer; signs outside words, such as ฿, follow UAX 14.
_DICTIONARY_SCRIPTS = re.compile(
    "[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1780-\u17d3]{2,}"
)

_WordBreaker: Any = import_module("icu4py.breakers").LineBreaker if find_spec("icu4py") else None


def word_starts(text: str) -> list[int]:
    """The word boundaries within text in scripts without spaces, by ICU's dictionaries; empty without ICU."""
    if _WordBreaker is None:
        return []
    return [
        match.start() + at
        for match in _DICTIONARY_SCRIPTS.finditer(text)
        # The locale does not matter: there is one dictionary for each script.
        for at, _ in _WordBreaker(match[0], "th").segments()
        if at
    ]


_LETTERS = "A-Za-zÀ-ÖØ-öø-ɏα-ωА-я"  # class AL

_FIGURES = "0-9"  # NU


# ID: Han, and kana without the small ones, which may not begin a line.
_IDEOGRAPHS = "一-鿿あいうえおか-ぢつ-もやゆよら-ろわ-んアイウエオカ-ヂツ-モヤユヨラ-ロワ-ン"

_CLOSING = "、。，；：！？）》」』】"  # CL, EX and NS of full width


# Breaks that no other rule can prohibit, found without uniseg: after spaces (LB18), unless an opening bracket
# or quotation mark precedes them (LB14, LB15a) or a closing one follows; between ideographs, and between
# closing punctuation and an ideograph (LB31).
_UNAMBIGUOUS = re.compile(
    rf"(?<=[{_LETTERS}{_FIGURES}{_IDEOGRAPHS}{_CLOSING},.;:!?)\]%]) +(?=[{_LETTERS}{_FIGURES}{_IDEOGRAPHS}])"
    rf"|(?<=[{_IDEOGRAPHS}{_CLOSING}])(?=[{_IDEOGRAPHS}])"
)

_SHARED_MARKS = [(re.compile(f"[{kind}]"), kind[0]) for kind in (_LETTERS, _FIGURES, _IDEOGRAPHS)]


# A fraction, or two short words such as km/h, is not broken after its slash, nor C++ between its signs.
_WITHIN_WORDS = re.compile(
    r"(?<![^\s(])[^\s/(]{1,4}/(?=[^\s/.,;:!?)]{1,4}(?:[.,;:!?)]|\s|$))|(?<=\w)\+(?=\+)"
)


def break_opportunities(text: str) -> list[int]:
    """The line break opportunities of a paragraph, as indices of the next line's start; without both ends.

    They are those of UAX 14, without those in fractions and in C++, and those between the words of scripts
    without spaces.
    """
    breaks = uax14_breaks(text)
    if "/" in text or "++" in text:
        within = {match.end() for match in _WITHIN_WORDS.finditer(text)}
        breaks = [at for at in breaks if at not in within]
    return sorted({*breaks, *words}) if (words := word_starts(text)) else breaks


def uax14_breaks(text: str) -> list[int]:
    """The line break opportunities by rules alone, without dictionaries (UAX 14)."""
    breaks: list[int] = []
    start = 0
    for certain in _UNAMBIGUOUS.finditer(text):
        breaks += [start + at for at in _breaks_within(text[start : certain.start()])]
        start = certain.end()
        breaks.append(start)
    breaks += [start + at for at in _breaks_within(text[start:])]
    return breaks


@lru_cache(maxsize=8192)
def _breaks_within(piece: str) -> tuple[int, ...]:
    if len(piece) < 2 or (piece.isascii() and piece.isalpha()):
        return ()
    for kind, first in _SHARED_MARKS:
        piece = kind.sub(first, piece)
    if "  " not in piece:
        return _uax14_tailored(piece)
    # Every rule has SP*, so that one space decides as many do; uniseg takes quadratic time in their number.
    positions = [at for at, character in enumerate(piece) if character != " " or piece[at - 1 : at] != " "]
    return tuple(positions[at] for at in _uax14_tailored("".join(piece[at] for at in positions)))


@lru_cache(maxsize=16384)
def _uax14_tailored(piece: str) -> tuple[int, ...]:
    return tuple(at for at, may in enumerate(line_break_breakables(piece)) if at and may)


Direction = Literal["ltr", "rtl"]

ELLIPSIS = "…"
SPACES = " \u3000"  # the spaces that are dropped at the end of a line; a no-break space stays


# Control characters are set as spaces. Latin ligatures that are characters of their own are set as their
# letters, as text that was copied from a PDF has them: the font joins these again, and a search finds them.
_SUBSTITUTES: Mapping[int, str] = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029], " "),
    **dict(zip(range(0xFB00, 0xFB07), ("ff", "fi", "fl", "ffi", "ffl", "ſt", "st"), strict=True)),
}

_RTL_LANGUAGES = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"})

_RTL_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"})


@lru_cache(maxsize=1024)
def language_direction(language: str) -> Direction:
    """The direction of a language (BCP 47), by the script subtag if there is one."""
    base, *subtags = language.lower().split("-")
    script = next((subtag for subtag in subtags if len(subtag) == 4 and subtag.isalpha()), None)
    rtl = base in _RTL_LANGUAGES if script is None else script in _RTL_SCRIPTS
    return "rtl" if rtl else "ltr"


_BOOK_TITLE = re.compile("《[^《》]{1,12}》")
"""A Chinese title of a book in its marks, short enough for a line of any column."""


class Paragraph:
    """Spans that form one paragraph of bidirectional text, itemised and measured once."""

    def __init__(self, fonts: Fonts, spans: Sequence[Span], base: Direction | None = None) -> None:
        self.spans = spans
        self.texts = [span.text.translate(_SUBSTITUTES) for span in spans]
        self.text = "".join(self.texts)
        self.em = max((span.style.size for span in spans), default=0.0)
        self._fonts = fonts
        self._base = _base_level(self.text, spans, base)
        self._stacks = [_stack_of(fonts, span) for span in spans]
        self._levels = bidi.embedding_levels(self.text, self._base)
        self._items = itemise(self.texts, self._stacks, self._levels)
        self._starts = [item.start for item in self._items]
        self._gaps = cjk_gaps(self.text, self._items, [span.style.size for span in spans])
        self._lines: dict[tuple[int, int, bool], TextLine] = {}  # lines are tried before they are used

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(map(len, self.texts)))

    def span_at(self, index: int) -> tuple[Span, int]:
        at = bisect_right(self._ends, index)
        return self.spans[at], self._ends[at]

    @cached_property
    def break_opportunities(self) -> list[int]:
        """The indices where lines may end, none within an unbroken name; the last is the paragraph's end."""
        places = break_opportunities(self.text)
        if self._names:
            places = [place for place in places if not any(start < place < end for start, end in self._names)]
        return [*places, len(self.text)]

    @cached_property
    def name_breaks(self) -> list[int]:
        """The indices where lines may end if a name is wider than the measure; empty without names."""
        if not self._names:
            return []
        within = [start + at for start, end in self._names for at in name_breaks(self.text[start:end])]
        return sorted({*self.break_opportunities, *within})

    @cached_property
    def word_breaks(self) -> list[int]:
        """The indices where lines may end if a part of a name is wider than the measure, as titles with
        a family name may be; empty without names.
        """
        return [*break_opportunities(self.text), len(self.text)] if self._names else []

    @cached_property
    def _names(self) -> list[tuple[int, int]]:
        """The start and end of each unbroken name or title of a book; neighbouring spans are one name."""
        names = [match.span() for match in _BOOK_TITLE.finditer(self.text)] if "《" in self.text else []
        for span, text, end in zip(self.spans, self.texts, self._ends, strict=True):
            if not span.style.unbroken:
                continue
            start = end - len(text)
            if names and names[-1][1] == start:
                start = names.pop()[0]
            names.append((start, end))
        return names

    @cached_property
    def cluster_ends(self) -> list[int]:
        return list(accumulate(len(part) for text in self.texts for part in split_clusters(text)))

    @cached_property
    def _advances(self) -> list[float]:
        """The width in points of the text before each index, if all were in one line."""
        widths = [0.0] * (len(self.text) + 1)
        for item in self._items:
            if item.face is None:
                widths[item.start + 1] += self._run(item, 0).width
                continue
            first, size = item.start + 1, self.spans[item.span].style.size
            for _, cluster, advance, _, _ in self._shaped(item, item.face).glyphs:
                widths[first + cluster] += advance * size / 1000
        for at, gap in self._gaps.items():
            widths[at + 1] += gap
        return list(accumulate(widths))

    def measure(self, start: int, end: int) -> float:
        """The width of a part, except for changes if it is shaped by itself."""
        return self._advances[end] - self._advances[start] - (self._gaps.get(start, 0) if end > start else 0)

    def trim_end(self, start: int, end: int) -> int:
        """The end of a part without its trailing spaces."""
        return start + len(self.text[start:end].rstrip(SPACES))

    def line(self, start: int, end: int, *, hyphen: bool = False) -> TextLine:
        """A part as a line, its runs in visual order (UAX 9 L1, L2), with or without a hyphen.

        A soft hyphen at its end is printed, too.
        """
        line = self._lines.get((start, end, hyphen))
        if line is None:
            line = self._lines[start, end, hyphen] = self._set_line(start, end, hyphen=hyphen)
        return line

    def _set_line(self, start: int, end: int, *, hyphen: bool) -> TextLine:
        hyphen = hyphen or self.text[start:end].endswith(SOFT_HYPHEN)
        part = self._part(start, end)
        if self._base or any(item.level for item in part):
            levels = bidi.line_levels(self.text[start:end], self._levels[start:end], self._base)
            part = [piece for item in part for piece in _split_paragraphs(item, levels, start)]
            part = bidi.visual_order(part, lambda item: item.level)
        runs: list[GlyphRun | MissingGlyph] = []
        x = 0.0
        for item in part:
            x += self._gaps.get(item.start, 0) if item.start > start else 0
            runs.append(self._run(item, x, hyphen=hyphen and item.end == end))
            x += runs[-1].width
        text = self.text[start:end].rstrip(SOFT_HYPHEN) + SOFT_HYPHEN if hyphen else self.text[start:end]
        return self._line(text, tuple(runs), x, part)

    def truncate(self, start: int, end: int) -> TextLine:
        """A part with an ellipsis after it, in the style of the omitted text."""
        spans, at = [], 0
        for span, text in zip(self.spans, self.texts, strict=True):
            spans.append(Span(text[max(0, start - at) : max(0, end - at)], span.language, span.style))
            at += len(text)
            if at >= end:
                break
        last = spans[-1]
        spans[-1] = Span(last.text + ELLIPSIS, last.language, last.style)
        whole = Paragraph(self._fonts, spans, "rtl" if self._base else "ltr")
        return whole.line(0, len(whole.text))

    def _line(
        self, text: str, runs: tuple[GlyphRun | MissingGlyph, ...], width: float, items: Sequence[TextItem]
    ) -> TextLine:
        spans = sorted({item.span for item in items}) or [0] * bool(self.spans)
        styles = [self.spans[span].style for span in spans]
        faces = {(item.face, self.spans[item.span].style.size) for item in items if item.face}
        faces |= {(self._stacks[span].text, style.size) for span, style in zip(spans, styles, strict=True)}
        return TextLine(
            text,
            runs,
            width,
            ascent=max([face.ascent * size / 1000 for face, size in faces], default=0),
            descent=max([face.descent * size / 1000 for face, size in faces], default=0),
            leading=max([style.leading for style in styles], default=0),
            rtl=bool(self._base),
            languages=tuple(dict.fromkeys([self.spans[span].language for span in spans])),
        )

    def _part(self, start: int, end: int) -> list[TextItem]:
        """The items of a part; the first and the last are cut to it."""
        if start == end:
            return []
        first = bisect_right(self._starts, start) - 1
        items = self._items[first : bisect_left(self._starts, end)]
        if items[0].start < start:
            items[0] = items[0]._replace(start=start)
        if items[-1].end > end:
            items[-1] = items[-1]._replace(end=end)
        return items

    def _run(self, item: TextItem, x: float, *, hyphen: bool = False) -> GlyphRun | MissingGlyph:
        span, text = self.spans[item.span], self.text[item.start : item.end]
        style = span.style
        if item.face is None:
            return MissingGlyph(text, _hex_rows(text, self._stacks[item.span]), style.size, style.colour, x)
        if hyphen and not item.level % 2:
            run = shape_hyphenated(
                item.face,
                text.rstrip(SOFT_HYPHEN),
                item.script,
                span.language,
                tabular=style.tabular,
                spacing=1000 * style.letterspace / style.size,
            )
        else:
            run = self._shaped(item, item.face)
        return GlyphRun(run, style.size, style.colour, x, span.language)

    def _shaped(self, item: TextItem, face: Face) -> ShapedText:
        span = self.spans[item.span]
        style = span.style
        return shape_text(
            face,
            self.text[item.start : item.end],
            item.script,
            span.language,
            rtl=bool(item.level % 2),
            tabular=style.tabular,
            spacing=1000 * style.letterspace / style.size,
        )


def set_latin_line(fonts: Fonts, span: Span, base: Direction | None) -> TextLine | None:
    """Set a span of Latin letters, such as most names, without a paragraph; ``None`` for other text."""
    text, style = span.text, span.style
    stack = _stack_of(fonts, span)
    if base == "rtl" or not is_latin(text, stack) or (base is None and bidi.paragraph_level(text) != 0):
        return None
    face, size = stack.text, style.size
    spacing = 1000 * style.letterspace / size
    shaped = shape_text(face, text, LATIN, span.language, rtl=False, tabular=style.tabular, spacing=spacing)
    run = GlyphRun(shaped, size, style.colour, 0.0, span.language)
    measures = face.ascent * size / 1000, face.descent * size / 1000, style.leading
    return TextLine(text, (run,), run.width, *measures, languages=(span.language,))


def _stack_of(fonts: Fonts, span: Span) -> FontStack:
    style = span.style
    return fonts.stack(
        span.language,
        style.weight,
        italic=style.italic,
        stretch=style.width_percent,
        typeface=style.typeface,
    )


def _split_paragraphs(item: TextItem, levels: Sequence[int], start: int) -> Iterator[TextItem]:
    """Split an item where rule L1 gave its spaces the level of the paragraph."""
    first = item.start
    for at in range(item.start + 1, item.end + 1):
        if at == item.end or levels[at - start] != levels[first - start]:
            yield item._replace(start=first, end=at, level=levels[first - start])
            first = at


def _base_level(text: str, spans: Sequence[Span], base: Direction | None) -> int:
    if base is not None:
        return int(base == "rtl")
    level = bidi.paragraph_level(text)
    if level is None:
        return int(bool(spans) and language_direction(spans[0].language) == "rtl")
    return level


def _hex_rows(text: str, stack: FontStack) -> tuple[ShapedText, ...]:
    """The code point of the first character no face covers, in two rows of hexadecimal digits."""
    lacking = next((character for character in text if stack.face_for(character) is None), text[0])
    code = f"{ord(lacking):04X}"
    half = (len(code) + 1) // 2
    return tuple(shape_text(stack.text, row, "Latn", "en", rtl=False) for row in (code[:half], code[half:]))


_ISOLATES = {"ltr": "\N{LEFT-TO-RIGHT ISOLATE}", "rtl": "\N{RIGHT-TO-LEFT ISOLATE}"}
MIDDLE_DOT = "  ·  "  # the separator of a text in two languages


def join_spans(spans: Sequence[Span], between: str = MIDDLE_DOT) -> Sequence[Span]:
    line: list[Span] = []
    for span in isolate_spans(spans):
        if line:
            line.append(Span(between, "und", replace(line[-1].style, unbroken=False)))
        line.append(span)
    return line


def isolate_spans(spans: Sequence[Span]) -> Sequence[Span]:
    """Isolate spans from each other if they run in both directions (UAX 9 2.4).

    Otherwise the number at the start of an Arabic date would become part of the English before it.
    """
    if all(bidi.is_plain(span.text) for span in spans) or len(spans) < 2:
        return spans
    sign = {span: _ISOLATES[base_direction([span]) or "ltr"] for span in spans}
    return [span._replace(text=f"{sign[span]}{span.text}\N{POP DIRECTIONAL ISOLATE}") for span in spans]


def base_direction(spans: Sequence[Span]) -> Direction | None:
    """The direction of the language, if any letter of the text runs that way.

    A title that begins with a foreign acronym is still a title in its language, unlike by the rule of the
    first letter (UAX 9 P2).
    """
    text = "".join(span.text for span in spans)
    if not spans or bidi.is_plain(text):
        return None
    own = language_direction(spans[0].language)
    strong = {"R", "AL"} if own == "rtl" else {"L"}
    return own if any(bidi.bidi_class(character) in strong for character in text) else None

"""Strings parted at their separators, save where these stand in brackets."""

from __future__ import annotations

import re
from typing import NamedTuple

SPACED_DASH = re.compile(r"(?<=\s)[-–—]{1,3}(?=\s)|——")
"""A dash between words, as what belongs to a name is set off by: with blanks about it, or of two ems."""

_PAIRS = {")": "(", "]": "[", "）": "（", "】": "【", "］": "［"}
_BRACKETS = re.compile(r"[()\[\]（）【】［］]")


class TextSpan(NamedTuple):
    """A piece of a text, without the blanks about it.

    Attributes:
        start: Where it begins in the text.
        end: The first place after it.
        before: The separator that parts it from the piece before; empty for the first one.
    """

    start: int
    end: int
    before: str = ""

    def of(self, text: str) -> str:
        """The piece itself."""
        return text[self.start : self.end]


def strip_span(text: str, start: int, end: int, before: str = "") -> TextSpan:
    """What is left of a stretch of a text without the blanks at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return TextSpan(start, end, before)


def find_brackets(text: str) -> list[tuple[int, int]]:
    """Where brackets open and are closed again, the outer ones alone; a bracket without its other is none."""
    opened: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for found in _BRACKETS.finditer(text):
        opening = _PAIRS.get(found[0])
        if opening is None:
            opened.append((found[0], found.start()))
        elif opened and opened[-1][0] == opening:
            pairs.append((opened.pop()[1], found.end()))
    outer: list[tuple[int, int]] = []
    for pair in sorted(pairs):
        if not outer or pair[0] >= outer[-1][1]:
            outer.append(pair)
    return outer


def split_outside_brackets(text: str, separator: re.Pattern[str]) -> list[TextSpan]:
    """The pieces between separators that do not stand in brackets, empty ones left out.

    Of several separators in a row all are told with the piece that follows them. What the pattern matches in
    a group called ``kept`` is none. The time it takes grows with the length of the text and no faster,
    provided that the pattern matches at once or not at all.
    """
    pieces: list[TextSpan] = []
    spans = iter(find_brackets(text))
    span = next(spans, None)
    start, before = 0, ""
    for found in separator.finditer(text):
        while span is not None and span[1] <= found.start():
            span = next(spans, None)
        if found.lastgroup == "kept" or (span is not None and span[0] < found.start()):
            continue
        piece = strip_span(text, start, found.start(), before)
        if piece.start < piece.end:
            pieces.append(piece)
            before = ""
        before += found[0]
        start = found.end()
    last = strip_span(text, start, len(text), before)
    return [*pieces, last] if last.start < last.end else pieces

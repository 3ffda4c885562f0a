"""Text in the terminal: how many columns it takes, and where its lines are broken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from unicodedata import category, east_asian_width

Run = tuple[str, str]
"""Text with its style: words such as ``bold red``, or nothing."""

_CLOSING = (
    ".,:;!?)]\u2019\u201d"
    "\u3001\u3002\u300d\u300f\u3009\u300b\u3011\u3015\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f"
)
_OPENING = "([\u2018\u201c\u300c\u300e\u3008\u300a\u3010\u3014\uff08"
"""The punctuation that no line begins with, and that which no line ends with."""

_WORD = r"\s*(?:\S*?[A-Za-z]{2}-(?=[A-Za-z]{2})|\S+|\s+$)"

_JAMO = range(0x1160, 0x1200)
"""The vowels and final consonants of Korean, which are drawn into the syllable before them."""

_EMOJI_STYLE = "\ufe0f"
"""The selector after a character that is drawn as an emoji, as wide as a Chinese character."""


def cell_width(text: str) -> int:
    """The columns of the terminal that a text takes: two for a wide character, none for a combining one."""
    return len(text) if text.isascii() else sum(_widths(text))


@lru_cache(maxsize=1 << 14)  # a line is measured in the table, when it is broken, and in its row
def _widths(text: str) -> tuple[int, ...]:
    widths = [*map(_character_width, text)]
    for at in range(1, len(text) if _EMOJI_STYLE in text else 0):
        if text[at] == _EMOJI_STYLE:
            widths[at - 1] = 2
    return tuple(widths)


@lru_cache(maxsize=4096)
def _character_width(character: str) -> int:
    if category(character) in {"Mn", "Me", "Cf", "Cc"} or ord(character) in _JAMO:
        return 0
    return 2 if east_asian_width(character) in {"W", "F"} else 1


def wrap(line: str, width: int) -> list[str]:
    """A line as lines of that width, broken between words and wide characters; a longer word is split.

    What is continued is indented like the beginning of the line.
    """
    if cell_width(line) <= width:
        return [line]
    content = line.lstrip()
    indent = line[: len(line) - len(content)]
    if len(indent) >= width:
        indent = ""
    room = max(width - len(indent), 1)
    lines, current, taken = [], "", 0
    for unit in _units(content):
        if not current:
            unit = unit.lstrip()  # noqa: PLW2901 - a line does not begin with the space before its first word
        needed = cell_width(unit)
        if taken + needed <= room:
            current, taken = current + unit, taken + needed
            continue
        if current:
            lines.append(current)
        *full, current = _split(unit.lstrip(), room)
        lines += full
        taken = cell_width(current)
    return [indent + line for line in (*lines, current) if line]


def wrap_runs(runs: Sequence[Run], width: int) -> Iterator[list[Run]]:
    characters = [(character, style) for text, style in runs for character in text]
    at = 0
    for line in wrap("".join(character for character, _ in characters), width):
        content = line.lstrip()
        broken: list[Run] = [(line[: len(line) - len(content)], "")] if content != line else []
        while characters[at][0].isspace() and content:
            at += 1
        for character, style in characters[at : at + len(content)]:
            if broken and broken[-1][1] == style:
                broken[-1] = (broken[-1][0] + character, style)
            else:
                broken.append((character, style))
        at += len(content)
        yield broken


def fit(text: str, width: int) -> str:
    return text + " " * (width - cell_width(text))


def longest_word(line: str) -> int:
    """The columns of the widest text in a line that is not broken."""
    return max((cell_width(word) for word in _units(line.strip())), default=0)


def _units(line: str) -> list[str]:
    """The units that are not broken across lines, with the space before each.

    A word, up to a hyphen between letters, or a wide character, each with the punctuation that belongs to it.
    """
    if line.isascii() or 2 not in _widths(line):
        return re.findall(_WORD, line)
    units: list[str] = []
    for wide, group in groupby(line, _is_wide):
        for piece in group if wide else re.findall(_WORD, "".join(group)):
            before = units[-1] if units else ""
            if before and (piece[0] in _CLOSING or before[-1] in _OPENING or (wide and before.isspace())):
                units[-1] += piece
            else:
                units.append(piece)
    return units


def _is_wide(character: str) -> bool:
    return east_asian_width(character) in {"W", "F"} and not character.isspace()


def _split(word: str, width: int) -> list[str]:
    """A word in pieces of at most that width; a character that is wider has a piece of its own."""
    if cell_width(word) <= width:
        return [word]
    pieces = [""]
    for character in word:
        if pieces[-1] and cell_width(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces

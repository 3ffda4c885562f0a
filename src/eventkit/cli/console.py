"""Consoles: styled output and tables in the width of the terminal, with a progress line."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import IO, Any, TypeAlias
from unicodedata import category, east_asian_width

import click

from eventkit.messages import Fact, Interface, Message, Sentence, localise

Run = tuple[str, str]  # text with its style: words such as `bold red`, or nothing

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
    if cell_width(word) <= width:
        return [word]
    pieces = [""]
    for character in word:
        if pieces[-1] and cell_width(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


PIPED_WIDTH, PIPED_HEIGHT = 80, 25
"""The columns and lines of a terminal if there is none and ``COLUMNS`` and ``LINES`` are not set."""

_STYLES: Mapping[str, Mapping[str, Any]] = {
    "bold": {"bold": True},
    "dim": {"dim": True},
    **{colour: {"fg": colour} for colour in ("red", "green", "yellow", "cyan")},
}
"""The options of `click.style`, by the words of a style."""

_CONTROLS = dict.fromkeys([*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0)])
"""Control characters, which could do anything to a terminal; without tabs and ends of lines."""


Content: TypeAlias = "str | TerminalTable | Sequence[str | Run]"
"""The content that a console prints: a text or message, several in their styles, or a table."""


class Console:
    """The output of a command, or its errors.

    On a terminal, lines are broken between words, and long output can be shown in a pager. Elsewhere lines
    of texts are as long as they are, so that other programs can read them.
    """

    def __init__(
        self,
        *,
        stderr: bool = False,  # whether it is for standard error
        file: IO[str] | None = None,  # where it writes instead
        is_terminal: bool | None = None,  # whether somebody looks at it; by default if it is a terminal
        width: int | None = None,  # the columns; by default of `COLUMNS`, or of the terminal
        height: int | None = None,  # the lines; by default of `LINES`, or of the terminal
    ) -> None:
        self._stderr, self._file = stderr, file
        if is_terminal is None:
            is_terminal = self.file is not None and self.file.isatty()
        self.is_terminal = is_terminal  # whether somebody looks at it
        self._styled = _has_styles() if self.is_terminal else bool(os.environ.get("FORCE_COLOR"))
        size = _terminal_size()
        self.width = width or _number("COLUMNS") or size.columns
        self.height = height or _number("LINES") or size.lines
        self.language = "en"  # the language of the messages that are printed
        self._captured: list[str] | None = None
        self._progress: ProgressLine | None = None

    @property
    def file(self) -> IO[str] | None:
        """The stream that it writes to: the present standard output or error; ``None`` if that is closed."""
        return self._file or (sys.stderr if self._stderr else sys.stdout)

    def local(self, text: str) -> str:
        """A message in the language of the reader, with options and commands; any other text as it is."""
        return localise(text, self.language, Interface.COMMAND)

    def print(self, content: Content = "", *, style: str = "") -> None:
        """Print a text or a table, and the end of its line."""
        if isinstance(content, str):
            content = [content]
        if isinstance(content, Sequence):
            runs = ((run, style) if isinstance(run, str) else run for run in content)
            lines: Iterable[Sequence[Run]] = self._broken((self.local(text), style) for text, style in runs)
        else:
            lines = content.lines(self.width)
        self._write("".join(f"{''.join(map(self._rendered, line))}\n" for line in lines))

    def say(self, *sentences: Sentence, indent: str = "", style: str = "", **facts: Fact) -> None:
        """Print a message, whose sentences and facts are those of a `Message`."""
        self.print((indent, Message(*sentences, **facts)), style=style)

    @contextmanager
    def capture(self) -> Iterator[list[str]]:
        captured: list[str] = []
        self._captured = captured
        try:
            yield captured
        finally:
            self._captured = None

    @contextmanager
    def progress(self, line: str) -> Iterator[ProgressLine]:
        """Show a line while something takes its time, and then erase it; nothing without a terminal."""
        self._progress = shown = ProgressLine(self, self.local(line))
        try:
            yield shown
        finally:
            shown.clear()
            self._progress = None

    def write(self, text: str) -> None:
        click.echo(text, self.file, nl=False, color=self._styled)

    def _write(self, text: str) -> None:
        if self._captured is not None:
            self._captured.append(text)
            return
        if self._progress:
            self._progress.clear()
        self.write(text)
        if self._progress:
            self._progress.show()

    def _broken(self, runs: Iterable[Run]) -> Iterator[Sequence[Run]]:
        """The lines of texts, as long as they are if nobody looks at them."""
        lines: list[list[Run]] = [[]]
        for text, style in runs:
            first, *others = text.split("\n")
            lines[-1].append((first, style))
            lines += [[(line, style)] for line in others]
        for line in lines:
            plain = [(text.expandtabs(), style) for text, style in line if text]
            yield from wrap_runs(plain, self.width) if plain and self.is_terminal else [plain]

    def _rendered(self, run: Run) -> str:
        text, style = run
        if not text.isprintable():
            text = text.translate(_CONTROLS)
        if not style or not text or not self._styled:
            return text
        options = {name: value for word in style.split() for name, value in _STYLES[word].items()}
        return click.style(text, **options)


class ProgressLine:
    """A line at the end of the output of a terminal, which is replaced."""

    def __init__(self, console: Console, line: str) -> None:
        self._console, self._line, self._shown = console, "", ""
        self.update(line)

    def update(self, line: str) -> None:
        if self._console.is_terminal and line != self._line:
            self.clear()
            self._line = self._console.local(line)
            self.show()

    def show(self) -> None:
        self._shown = ""
        for character in self._line:
            if cell_width(self._shown + character) >= self._console.width:
                break
            self._shown += character
        self._console.write(self._shown)

    def clear(self) -> None:
        if self._shown:
            self._console.write(f"\r{' ' * cell_width(self._shown)}\r")
            self._shown = ""


def _has_styles() -> bool:
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") not in {"dumb", "unknown"}


def _number(variable: str) -> int | None:
    value = os.environ.get(variable, "")
    return int(value) if value.isdecimal() else None


def _terminal_size() -> os.terminal_size:
    """The size of the terminal that output, errors or input are connected to: others may be piped."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        try:
            size = os.get_terminal_size(stream.fileno())
        except (AttributeError, OSError, ValueError):  # it is closed, replaced, or no terminal
            continue
        if size.columns and size.lines:
            return size
    return os.terminal_size((PIPED_WIDTH, PIPED_HEIGHT))


Cell = str | Sequence[Run]  # the content of a cell: a text, or lines with the style of each
GAP = "  "

HEADER = "bold"
NARROW = 8  # the width that a column has at least, where not all can be as wide as their longest words


@dataclass(slots=True)
class TerminalColumn:
    heading: str
    no_wrap: bool = False  # whether its lines are never broken


@dataclass(slots=True)
class TerminalTable:
    """A table, which fits itself to the width of the terminal when it is printed."""

    columns: list[TerminalColumn]
    title: str = ""
    show_header: bool = True  # whether the headings are printed
    # The cells of each row, as lines with their styles.
    rows: list[list[list[Run]]] = field(default_factory=list)
    # The numbers of rows with a second cell that is as wide as all columns after the first.
    banners: set[int] = field(default_factory=set)

    def add_row(self, *cells: Cell) -> None:
        """Add a row; cells that are left out are empty."""
        missing = len(self.columns) - len(cells)
        self.rows.append([*(_lines(cell) for cell in cells), *([[]] * missing)])

    def add_banner(self, first: Cell, content: Cell) -> None:
        """Add a row with a cell that is as wide as all columns after the first."""
        self.banners.add(len(self.rows))
        self.rows.append([_lines(first), _lines(content)])

    def lines(self, width: int) -> Iterator[list[Run]]:
        """The lines of the table in so many columns of the terminal: runs of text with their styles."""
        widths = self._widths(width)
        if self.title:
            yield []
            yield [(self.title, HEADER)]
        if self.show_header:
            headings = [[(column.heading, HEADER)] if column.heading else [] for column in self.columns]
            yield from _row(headings, widths)
            yield [(GAP.join("─" * columns for columns in widths), "")]
        rest = sum(widths[1:]) + len(GAP) * (len(widths) - 2)
        for at, row in enumerate(self.rows):
            yield from _row(row, [widths[0], rest] if at in self.banners else widths)

    def _widths(self, width: int) -> list[int]:
        """The width of each column: what it needs, or less in the widest ones where that is too much."""
        content = [max(map(cell_width, self._column_lines(at)), default=0) for at in range(len(self.columns))]
        headings = [column.heading if self.show_header else "" for column in self.columns]
        natural = [max(need, cell_width(heading)) for need, heading in zip(content, headings, strict=True)]
        room = width - len(GAP) * (len(self.columns) - 1)
        if sum(natural) <= room:
            return natural
        words = [self._longest_word(at) for at in range(len(self.columns))]
        unbroken = [need if column.no_wrap else 0 for column, need in zip(self.columns, content, strict=True)]
        floor = [max(pair) for pair in zip(words, unbroken, strict=True)]
        if sum(floor) > room:
            floor = [max(min(word, NARROW), least) for word, least in zip(words, unbroken, strict=True)]
        return _level(natural, floor if sum(floor) <= room else [0] * len(floor), room)

    def _column_lines(self, at: int) -> set[str]:
        return {
            line
            for number, row in enumerate(self.rows)
            if at == 0 or number not in self.banners
            for line, _ in row[at]
        }

    def _longest_word(self, at: int) -> int:
        lines = self._column_lines(at) | {self.columns[at].heading}
        return max(map(longest_word, lines), default=0)


def make_table(*columns: str) -> TerminalTable:
    """An empty table with columns of those headings; what does not fit is continued on the next line."""
    return TerminalTable([TerminalColumn(heading) for heading in columns])


def _lines(cell: Cell) -> list[Run]:
    if isinstance(cell, str):
        return [(line, "") for line in cell.split("\n")] if cell else []
    return list(cell)


def _row(cells: Sequence[Sequence[Run]], widths: Sequence[int]) -> Iterator[list[Run]]:
    """The lines of a row, without spaces at their ends."""
    columns = [
        [(piece, style) for line, style in cell for piece in wrap(line, width)]
        for cell, width in zip(cells, widths, strict=True)
    ]
    for at in range(max(map(len, columns), default=0)):
        runs: list[Run] = []
        position = reached = 0  # where the column begins, and how far the line goes
        for column, width in zip(columns, widths, strict=True):
            if at < len(column) and column[at][0]:
                text, style = column[at]
                if position > reached:
                    runs.append((" " * (position - reached), ""))
                runs.append((text, style))
                reached = position + cell_width(text)
            position += width + len(GAP)
        yield runs


def _level(natural: Sequence[int], floor: Sequence[int], room: int) -> list[int]:
    """Widths that take so much room: the widest ones are cut to one level, but not below the floor."""

    def at_level(level: int) -> list[int]:
        return [min(wide, max(level, low)) for wide, low in zip(natural, floor, strict=True)]

    level = 1
    while level < room and sum(at_level(level + 1)) <= room:
        level += 1
    widths = at_level(level)
    spare = room - sum(widths)
    for at in sorted(range(len(natural)), key=lambda at: -natural[at]):
        more = min(spare, natural[at] - widths[at])
        if more > 0:
            widths[at] += more
            spare -= more
    return [max(width, 1) for width in widths]

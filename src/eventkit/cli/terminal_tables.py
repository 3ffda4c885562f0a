"""Tables in the terminal: columns as wide as the terminal allows, with lines broken between words.

Each cell is measured once, so that a table of a thousand rows takes no longer than reading them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from eventkit.cli.console import Run, cell_width, longest_word, wrap

Cell = str | Sequence[Run]
"""The content of a cell: a text, or lines with the style of each."""

GAP = "  "

HEADER = "bold"

NARROW = 8
"""The width that a column has at least, where not all can be as wide as their longest words."""


@dataclass(slots=True)
class TerminalColumn:
    """A column of a table.

    Attributes:
        no_wrap: Whether its lines are never broken.
    """

    heading: str
    no_wrap: bool = False


@dataclass(slots=True)
class TerminalTable:
    """A table, which fits itself to the width of the terminal when it is printed.

    Attributes:
        show_header: Whether the headings are printed.
        rows: The cells of each row, as lines with their styles.
        banners: The numbers of rows with a second cell that is as wide as all columns after the first.
    """

    columns: list[TerminalColumn]
    title: str = ""
    show_header: bool = True
    rows: list[list[list[Run]]] = field(default_factory=list)
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

"""Strips of a column that no page break cuts, and how they stand one below the other.

Lengths are points; a piece's origin is its top left corner and y grows down.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from eventkit.typesetting.pages import Link, Mark, Rule, Words


@dataclass(frozen=True, slots=True)
class Piece:
    """A strip of a column that no page break cuts.

    Attributes:
        height: In points, from its top to the top of what follows.
        marks: What is drawn, relative to its top left corner.
        before: Space above it, which is left out at the top of a page.
        keeps: Whether it stays on one page with what follows.
        joint: What is drawn in the space above it, such as a rule, and left out with that space; relative
            to the piece's top left corner, so that its y are negative.
        room: How much of the page must be left for it and what follows; else it begins the next one.
    """

    height: float
    marks: tuple[Mark, ...] = ()
    before: float = 0
    keeps: bool = False
    joint: tuple[Mark, ...] = ()
    room: float = 0


def height_of(pieces: Sequence[Piece]) -> float:
    """The height of pieces one below the other."""
    return sum(piece.height for piece in pieces) + sum(piece.before for piece in pieces[1:])


def stacked(pieces: Iterable[Piece]) -> Piece:
    """Pieces one below the other, as one."""
    y = 0.0
    marks: list[Mark] = []
    for at, piece in enumerate(pieces):
        y += piece.before if at else 0
        marks.extend(moved(mark, 0, y) for mark in (*(piece.joint if at else ()), *piece.marks))
        y += piece.height
    return Piece(y, tuple(marks))


def moved(mark: Mark, dx: float, dy: float) -> Mark:
    """The mark that far to the right and down."""
    if isinstance(mark, Words):  # most marks are, and `replace` takes five times as long
        return Words(mark.line, mark.x + dx, mark.y + dy, mark.about, mark.tags)
    if isinstance(mark, Rule):
        return Rule(
            mark.x1 + dx, mark.y1 + dy, mark.x2 + dx, mark.y2 + dy, mark.width, mark.colour, mark.dash
        )
    if isinstance(mark, Link):
        return Link(mark.x + dx, mark.y + dy, mark.width, mark.height, mark.target)
    return replace(mark, x=mark.x + dx, y=mark.y + dy)

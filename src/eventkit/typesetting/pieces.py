"""Strips of a column that no page break cuts, and how they stand one below the other.

Lengths are points; a piece's origin is its top left corner and y grows down.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from eventkit.typesetting.pages import Code, Drawing, Link, Mark, Picture, Rule, Words
from eventkit.typesetting.roles import Tags


class Piece(NamedTuple):
    """A strip of a column that no page break cuts.

    Attributes:
        height: In points, from its top to the top of what follows.
        marks: What is drawn, relative to its top left corner.
        before: Space above it, which is left out at the top of a page.
        keeps: Whether it stays on one page with what follows.
        joint: What is drawn in the space above it, such as a rule, and left out with that space; relative
            to the piece's top left corner, so that its y are negative.
        room: How much of the page must be left for it and what follows; else it begins the next one.
        tags: What its marks are in besides their own tags, the outermost first; `opened` gives them these.
            Text is put into one thing after the other: to take each mark along every time would be slow.
    """

    height: float
    marks: tuple[Mark, ...] = ()
    before: float = 0
    keeps: bool = False
    joint: tuple[Mark, ...] = ()
    room: float = 0
    tags: Tags = ()


def height_of(pieces: Sequence[Piece]) -> float:
    """The height of pieces one below the other."""
    return sum(piece.height for piece in pieces) + sum(piece.before for piece in pieces[1:])


def stacked(pieces: Iterable[Piece], x: float = 0) -> Piece:
    """Pieces one below the other, as one, that far to the right."""
    y = 0.0
    marks: list[Mark] = []
    for at, piece in enumerate(pieces):
        y += piece.before if at else 0
        if at and piece.joint:
            marks += [moved(mark, x, y) for mark in piece.joint]
        tags = piece.tags
        marks += [moved(mark, x, y, tags) for mark in piece.marks]
        y += piece.height
    return Piece(y, tuple(marks))


def opened(piece: Piece) -> Piece:
    """The piece with its tags as those of its marks."""
    if not piece.tags:
        return piece
    marks = tuple([inside(piece.tags, mark) for mark in piece.marks])
    return Piece(piece.height, marks, piece.before, piece.keeps, piece.joint, piece.room)


def inside(tags: Tags, mark: Mark) -> Mark:
    """The mark, and all it is in already, in these elements."""
    if isinstance(mark, Words):
        return Words(mark.line, mark.x, mark.y, mark.about, tags + mark.tags)
    if isinstance(mark, Code | Picture | Drawing):
        return replace(mark, tags=tags + mark.tags)
    return mark


def moved(mark: Mark, dx: float, dy: float, tags: Tags = ()) -> Mark:
    """The mark that far to the right and down, and in these elements."""
    if isinstance(mark, Words):  # most marks are, and `replace` takes five times as long
        return Words(mark.line, mark.x + dx, mark.y + dy, mark.about, tags + mark.tags)
    if isinstance(mark, Rule):
        return Rule(
            mark.x1 + dx, mark.y1 + dy, mark.x2 + dx, mark.y2 + dy, mark.width, mark.colour, mark.dash
        )
    if isinstance(mark, Link):
        return Link(mark.x + dx, mark.y + dy, mark.width, mark.height, mark.target)
    if isinstance(mark, Code | Picture | Drawing):
        return replace(mark, x=mark.x + dx, y=mark.y + dy, tags=tags + mark.tags)
    return replace(mark, x=mark.x + dx, y=mark.y + dy)

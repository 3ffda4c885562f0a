"""Blocks: unbreakable strips of a column with space above, keep-with-next and structure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from eventkit.typesetting.layout.pages import Drawing, LinkArea, Mark, Picture, PlacedLine, QrCode, RuleLine
from eventkit.typesetting.layout.structure_elements import StructureElement, StructurePath, StructureType


class Block(NamedTuple):
    """A strip of a column that no page break cuts.

    Attributes:
        height: In points, from its top to the top of what follows.
        marks: What is drawn, relative to its top left corner.
        before: Space above it, which is left out at the top of a page.
        keeps: Whether it stays on one page with what follows.
        joint: What is drawn in the space above it, such as a rule, and left out with that space; relative
            to the piece's top left corner, so that its y are negative.
        room: How much of the page must be left for it and what follows; else it begins the next one.
        tags: What its marks are in besides their own tags, the outermost first; `push_structure` gives
            them these.
            Text is put into one thing after the other: to take each mark along every time would be slow.
    """

    height: float
    marks: tuple[Mark, ...] = ()
    before: float = 0
    keeps: bool = False
    joint: tuple[Mark, ...] = ()
    room: float = 0
    tags: StructurePath = ()


def total_height(pieces: Sequence[Block]) -> float:
    """The height of pieces one below the other."""
    return sum(piece.height for piece in pieces) + sum(piece.before for piece in pieces[1:])


def stack(pieces: Iterable[Block], x: float = 0) -> Block:
    """Pieces one below the other, as one, that far to the right."""
    y = 0.0
    marks: list[Mark] = []
    for at, piece in enumerate(pieces):
        y += piece.before if at else 0
        if at and piece.joint:
            marks += [move(mark, x, y) for mark in piece.joint]
        tags = piece.tags
        marks += [move(mark, x, y, tags) for mark in piece.marks]
        y += piece.height
    return Block(y, tuple(marks))


def push_structure(piece: Block) -> Block:
    """The piece with its tags as those of its marks."""
    if not piece.tags:
        return piece
    marks = tuple([nest(piece.tags, mark) for mark in piece.marks])
    return Block(piece.height, marks, piece.before, piece.keeps, piece.joint, piece.room)


def nest(tags: StructurePath, mark: Mark) -> Mark:
    """The mark, and all it is in already, in these elements."""
    if isinstance(mark, PlacedLine):
        return PlacedLine(mark.line, mark.x, mark.y, mark.about, tags + mark.tags)
    if isinstance(mark, QrCode | Picture | Drawing):
        return replace(mark, tags=tags + mark.tags)
    return mark


def without_structure(mark: Mark) -> Mark:
    """The mark in no structure element, so that it equals what looks the same on other pages."""
    if isinstance(mark, PlacedLine):
        return mark._replace(tags=())
    if isinstance(mark, QrCode | Picture | Drawing):
        return replace(mark, tags=())
    return mark


def move(mark: Mark, dx: float, dy: float, tags: StructurePath = ()) -> Mark:
    """The mark that far to the right and down, and in these elements."""
    if isinstance(mark, PlacedLine):  # most marks are, and `replace` takes five times as long
        return PlacedLine(mark.line, mark.x + dx, mark.y + dy, mark.about, tags + mark.tags)
    if isinstance(mark, RuleLine):
        return RuleLine(
            mark.x1 + dx, mark.y1 + dy, mark.x2 + dx, mark.y2 + dy, mark.width, mark.colour, mark.dash
        )
    if isinstance(mark, LinkArea):
        return LinkArea(mark.x + dx, mark.y + dy, mark.width, mark.height, mark.target)
    if isinstance(mark, QrCode | Picture | Drawing):
        return replace(mark, x=mark.x + dx, y=mark.y + dy, tags=tags + mark.tags)
    return replace(mark, x=mark.x + dx, y=mark.y + dy)


def wrap(element: StructureElement | StructureType, pieces: Iterable[Block]) -> list[Block]:
    """The pieces, and all in them, in an element; nothing that they are in already changes."""
    return _wrap((StructureElement(element) if isinstance(element, str) else element,), pieces)


def _wrap(outer: StructurePath, pieces: Iterable[Block]) -> list[Block]:
    return [
        # As `replace` would, which takes much longer.
        Block(
            piece.height,
            piece.marks,
            piece.before,
            piece.keeps,
            piece.joint,
            piece.room,
            outer + piece.tags,
        )
        for piece in pieces
    ]


def merge_into(element: StructureElement | StructureType, pieces: Sequence[Block]) -> list[Block]:
    """The pieces as one thing, such as a heading: the paragraphs in it are no more than parts of that."""
    pieces = [push_structure(piece) for piece in pieces]
    paragraphs = dict.fromkeys(
        mark.tags[-1]
        for piece in pieces
        for mark in piece.marks
        if isinstance(mark, PlacedLine) and mark.tags
    )
    single = len(paragraphs) == 1
    parts: dict[StructureElement, StructurePath] = {
        each: () if single else (StructureElement("Span"),) for each in paragraphs if each.role == "P"
    }
    merged = [
        piece._replace(marks=tuple([_without_paragraph(parts, mark) for mark in piece.marks]))
        for piece in pieces
    ]
    return wrap(element, merged)


def list_item(pieces: Sequence[Block], *, of: StructureElement | None = None) -> list[Block]:
    """The pieces as an item of a list, within that list if it is given."""
    own = (StructureElement("LI"), StructureElement("LBody"))
    return _wrap((of, *own) if of else own, pieces)


def tag_marks(tags: StructurePath, marks: Iterable[Mark]) -> list[Mark]:
    """The marks, and all they are in already, in these elements."""
    return [nest(tags, mark) for mark in marks]


def _without_paragraph(parts: dict[StructureElement, StructurePath], mark: Mark) -> Mark:
    if isinstance(mark, PlacedLine) and mark.tags and mark.tags[-1] in parts:
        return PlacedLine(mark.line, mark.x, mark.y, mark.about, mark.tags[:-1] + parts[mark.tags[-1]])
    return mark

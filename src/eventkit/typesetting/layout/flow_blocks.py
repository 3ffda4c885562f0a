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
        space_above: Space above it, which is left out at the top of a page.
        keep_with_next: Whether it stays on one page with what follows.
        separator: What is drawn in the space above it, such as a rule, and left out with that space; relative
            to the piece's top left corner, so that its y are negative.
        height_needed: How much of the page must be left for it and what follows; else it begins the next one.
        structure: What its marks are in besides their own tags, the outermost first; `push_structure` gives
            them these.
            Text is put into one thing after the other: to take each mark along every time would be slow.
    """

    height: float
    marks: tuple[Mark, ...] = ()
    space_above: float = 0
    keep_with_next: bool = False
    separator: tuple[Mark, ...] = ()
    height_needed: float = 0
    structure: StructurePath = ()


def total_height(blocks: Sequence[Block]) -> float:
    """The height of pieces one below the other."""
    return sum(block.height for block in blocks) + sum(block.space_above for block in blocks[1:])


def stack(blocks: Iterable[Block], x: float = 0) -> Block:
    """Pieces one below the other, as one, that far to the right."""
    y = 0.0
    marks: list[Mark] = []
    for at, block in enumerate(blocks):
        y += block.space_above if at else 0
        if at and block.separator:
            marks += [move(mark, x, y) for mark in block.separator]
        structure = block.structure
        marks += [move(mark, x, y, structure) for mark in block.marks]
        y += block.height
    return Block(y, tuple(marks))


def push_structure(block: Block) -> Block:
    """The piece with its tags as those of its marks."""
    if not block.structure:
        return block
    marks = tuple([nest(block.structure, mark) for mark in block.marks])
    return Block(
        block.height, marks, block.space_above, block.keep_with_next, block.separator, block.height_needed
    )


def nest(structure: StructurePath, mark: Mark) -> Mark:
    """The mark, and all it is in already, in these elements."""
    if isinstance(mark, PlacedLine):
        return PlacedLine(mark.line, mark.x, mark.y, mark.subjects, structure + mark.structure)
    if isinstance(mark, QrCode | Picture | Drawing):
        return replace(mark, structure=structure + mark.structure)
    return mark


def without_structure(mark: Mark) -> Mark:
    """The mark in no structure element, so that it equals what looks the same on other pages."""
    if isinstance(mark, PlacedLine):
        return mark._replace(structure=())
    if isinstance(mark, QrCode | Picture | Drawing):
        return replace(mark, structure=())
    return mark


def move(mark: Mark, dx: float, dy: float, structure: StructurePath = ()) -> Mark:
    """The mark that far to the right and down, and in these elements."""
    if isinstance(mark, PlacedLine):  # most marks are, and `replace` takes five times as long
        return PlacedLine(mark.line, mark.x + dx, mark.y + dy, mark.subjects, structure + mark.structure)
    if isinstance(mark, RuleLine):
        return RuleLine(
            mark.x1 + dx, mark.y1 + dy, mark.x2 + dx, mark.y2 + dy, mark.width, mark.colour, mark.dash
        )
    if isinstance(mark, LinkArea):
        return LinkArea(mark.x + dx, mark.y + dy, mark.width, mark.height, mark.target)
    if isinstance(mark, QrCode | Picture | Drawing):
        return replace(mark, x=mark.x + dx, y=mark.y + dy, structure=structure + mark.structure)
    return replace(mark, x=mark.x + dx, y=mark.y + dy)


def wrap(element: StructureElement | StructureType, blocks: Iterable[Block]) -> list[Block]:
    """The pieces, and all in them, in an element; nothing that they are in already changes."""
    return _wrap((StructureElement(element) if isinstance(element, str) else element,), blocks)


def _wrap(outer: StructurePath, blocks: Iterable[Block]) -> list[Block]:
    return [
        # As `replace` would, which takes much longer.
        Block(
            block.height,
            block.marks,
            block.space_above,
            block.keep_with_next,
            block.separator,
            block.height_needed,
            outer + block.structure,
        )
        for block in blocks
    ]


def merge_into(element: StructureElement | StructureType, blocks: Sequence[Block]) -> list[Block]:
    """The pieces as one thing, such as a heading: the paragraphs in it are no more than parts of that."""
    blocks = [push_structure(block) for block in blocks]
    paragraphs = dict.fromkeys(
        mark.structure[-1]
        for block in blocks
        for mark in block.marks
        if isinstance(mark, PlacedLine) and mark.structure
    )
    single = len(paragraphs) == 1
    parts: dict[StructureElement, StructurePath] = {
        each: () if single else (StructureElement("Span"),) for each in paragraphs if each.type == "P"
    }
    merged = [
        block._replace(marks=tuple([_without_paragraph(parts, mark) for mark in block.marks]))
        for block in blocks
    ]
    return wrap(element, merged)


def list_item(blocks: Sequence[Block], *, of: StructureElement | None = None) -> list[Block]:
    """The pieces as an item of a list, within that list if it is given."""
    own = (StructureElement("LI"), StructureElement("LBody"))
    return _wrap((of, *own) if of else own, blocks)


def tag_marks(structure: StructurePath, marks: Iterable[Mark]) -> list[Mark]:
    """The marks, and all they are in already, in these elements."""
    return [nest(structure, mark) for mark in marks]


def _without_paragraph(parts: dict[StructureElement, StructurePath], mark: Mark) -> Mark:
    if isinstance(mark, PlacedLine) and mark.structure and mark.structure[-1] in parts:
        return PlacedLine(
            mark.line, mark.x, mark.y, mark.subjects, mark.structure[:-1] + parts[mark.structure[-1]]
        )
    return mark

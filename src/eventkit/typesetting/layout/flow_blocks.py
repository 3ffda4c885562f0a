"""Blocks: unbreakable strips of a column with space above, keep-with-next and structure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from eventkit.typesetting.layout.pages import Drawing, LinkArea, Mark, Picture, PlacedLine, QrCode, RuleLine
from eventkit.typesetting.layout.structure_elements import StructureElement, StructurePath, StructureType


class Block(NamedTuple):
    """An unbreakable strip of a column."""

    height: float  # the height in points, to the top of the next block
    marks: tuple[Mark, ...] = ()
    space_above: float = 0  # the space above it, which is dropped at the top of a page
    keep_with_next: bool = False  # true if it stays on one page with the next block
    # The marks in the space above it, such as a rule, which are dropped with that space; relative to its top
    # left corner, so that their y are negative.
    separator: tuple[Mark, ...] = ()
    # The free height required for it and the blocks after it; with less, it starts a page.
    height_needed: float = 0
    # The structure elements around those of its marks, the outermost first. Blocks are nested often, so
    # `push_structure` adds them to the marks once, at the end.
    structure: StructurePath = ()


def total_height(blocks: Sequence[Block]) -> float:
    return sum(block.height for block in blocks) + sum(block.space_above for block in blocks[1:])


def stack(blocks: Iterable[Block], x: float = 0) -> Block:
    """Merge blocks one below the other into one, moved to the right by ``x``."""
    y = 0.0
    marks: list[Mark] = []
    for index, block in enumerate(blocks):
        y += block.space_above if index else 0
        if index and block.separator:
            marks += [move(mark, x, y) for mark in block.separator]
        structure = block.structure
        marks += [move(mark, x, y, structure) for mark in block.marks]
        y += block.height
    return Block(y, tuple(marks))


def push_structure(block: Block) -> Block:
    """The block with its structure elements on its marks."""
    if not block.structure:
        return block
    marks = tuple([nest(block.structure, mark) for mark in block.marks])
    return Block(
        block.height, marks, block.space_above, block.keep_with_next, block.separator, block.height_needed
    )


def nest(structure: StructurePath, mark: Mark) -> Mark:
    if isinstance(mark, PlacedLine):
        return PlacedLine(mark.line, mark.x, mark.y, mark.subjects, structure + mark.structure)
    if isinstance(mark, QrCode | Picture | Drawing):
        return replace(mark, structure=structure + mark.structure)
    return mark


def without_structure(mark: Mark) -> Mark:
    """The mark without structure elements, so that it equals marks that look the same on other pages."""
    if isinstance(mark, PlacedLine):
        return mark._replace(structure=())
    if isinstance(mark, QrCode | Picture | Drawing):
        return replace(mark, structure=())
    return mark


def move(mark: Mark, dx: float, dy: float, structure: StructurePath = ()) -> Mark:
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
    """Wrap blocks in an element, outside of those they have already."""
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
    """Merge blocks into one element, such as a heading; paragraphs in it become its spans."""
    blocks = [push_structure(block) for block in blocks]
    paragraphs = dict.fromkeys(
        mark.structure[-1]
        for block in blocks
        for mark in block.marks
        if isinstance(mark, PlacedLine) and mark.structure
    )
    single = len(paragraphs) == 1
    replacements: dict[StructureElement, StructurePath] = {
        paragraph: () if single else (StructureElement("Span"),)
        for paragraph in paragraphs
        if paragraph.type == "P"
    }
    merged = [
        block._replace(marks=tuple([_replace_paragraph(replacements, mark) for mark in block.marks]))
        for block in blocks
    ]
    return wrap(element, merged)


def list_item(blocks: Sequence[Block], *, of: StructureElement | None = None) -> list[Block]:
    """Wrap blocks as an item of a list, inside the list element if there is one."""
    own = (StructureElement("LI"), StructureElement("LBody"))
    return _wrap((of, *own) if of else own, blocks)


def tag_marks(structure: StructurePath, marks: Iterable[Mark]) -> list[Mark]:
    return [nest(structure, mark) for mark in marks]


def _replace_paragraph(replacements: dict[StructureElement, StructurePath], mark: Mark) -> Mark:
    if isinstance(mark, PlacedLine) and mark.structure and mark.structure[-1] in replacements:
        return PlacedLine(
            mark.line, mark.x, mark.y, mark.subjects, mark.structure[:-1] + replacements[mark.structure[-1]]
        )
    return mark

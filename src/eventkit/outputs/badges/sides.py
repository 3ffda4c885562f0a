"""A side of a badge as it comes to be, mark by mark."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from eventkit.outputs.badges.elements import TextElement
from eventkit.outputs.badges.judging import Judge
from eventkit.outputs.badges.setting import Block
from eventkit.outputs.badges.wearers import Wearer
from eventkit.typesetting import Box, Code, Mark


@dataclass(slots=True)
class Side:
    """One side of a wearer's badge, laid out from left to right.

    Attributes:
        wearer: Whose it is.
        code: The code, with its quiet zone, which texts keep clear of.
        marks: What is on it so far, turned round already where readers want that.
        grounds: The filled boxes on it so far.
        cursor: Where the last text ends.
        name_size: The size of the last name.
        sizes: The sizes of its texts, by their number among all elements.
        over: Of a proof, what is drawn over it.
    """

    wearer: Wearer
    code: Code | None = None
    marks: list[Mark] = field(default_factory=list)
    grounds: list[Box] = field(default_factory=list)
    cursor: float = 0
    name_size: float = 0
    sizes: dict[int, float] = field(default_factory=dict)
    over: list[Mark] = field(default_factory=list)


class Fixed(NamedTuple):
    """What many sides have alike: the same objects, so that they are made and painted once.

    Attributes:
        marks: What is on them.
        grounds: The filled boxes of it.
        cursor: Where its last text ends; ``None`` where it has none.
        sizes: The sizes of its texts.
        over: Of a proof, what is drawn over them.
        small: Texts that are told of, since they are smaller than they should be or do not fit.
    """

    marks: tuple[Mark, ...] = ()
    grounds: tuple[Box, ...] = ()
    cursor: float | None = None
    sizes: tuple[tuple[int, float], ...] = ()
    over: tuple[Mark, ...] = ()
    small: tuple[tuple[TextElement, Block], ...] = ()

    def then(self, other: Fixed) -> Fixed:
        """Both, one after the other."""
        return Fixed(
            self.marks + other.marks,
            self.grounds + other.grounds,
            self.cursor if other.cursor is None else other.cursor,
            self.sizes + other.sizes,
            self.over + other.over,
            self.small + other.small,
        )

    def put(self, judge: Judge, side: Side) -> None:
        """Put it on a side."""
        side.marks += self.marks
        side.grounds += self.grounds
        if self.cursor is not None:
            side.cursor = self.cursor
            side.sizes.update(self.sizes)
            side.over += self.over
        for element, block in self.small:
            judge.of_text(element, block)

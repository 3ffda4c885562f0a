"""Blocks of text as large as their room holds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eventkit.typesetting import Mark
from eventkit.typesetting.flow import Piece, height_of, moved, stacked


@dataclass(frozen=True, slots=True)
class Block:
    """Text as it is set.

    Attributes:
        piece: Its lines.
        size: Theirs, in points.
        whole: Whether they are all of it.
    """

    piece: Piece
    size: float
    whole: bool = True

    def at(self, top: float) -> list[Mark]:
        """Its marks, that far from the top of the badge."""
        return [moved(mark, 0, top) for mark in self.piece.marks]


def fitted(sizes: Sequence[float], room: float, lines: Callable[[float], Sequence[Piece]]) -> Block:
    """The lines of the first size at which the room holds them, or as many of the last as it does hold."""
    for size in sizes:
        made = lines(size)
        if height_of(made) <= room:
            return Block(stacked(made), size)
    while made and height_of(made) > room:
        made = made[:-1]
    return Block(stacked(made), size, whole=False)

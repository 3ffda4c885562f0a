"""Proofs: what a template asks for drawn over what came of it, for who writes one."""

from __future__ import annotations

from collections.abc import Callable

from eventkit.outputs.badges.setting import Block
from eventkit.typesetting import Area, Box, Colour, Fonts, Mark, Span, Style, Words, shape

_BOX = Colour.parse("#d6006c")
_INK = Colour.parse("#0077cc")
_TYPE = 4.5


class Proof:
    """Draws the box of each text, the ink in it, and its size in points."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts

    def of(
        self, name: str, area: Area, block: Block, words: list[Words], turned: Callable[[Mark], Mark]
    ) -> list[Mark]:
        """The marks over a text.

        Args:
            name: What the template calls it.
            area: Its box.
            block: How it was set.
            words: Its lines as they stand, turned round already where readers want that.
            turned: Turns a mark round.
        """
        marks = [turned(Box(area.x, area.y, area.width, max(area.height, 0.1), None, _BOX, 0.3))]
        for mark in words:
            ink = mark.ink
            marks.append(Box(ink.x, ink.y, ink.width, ink.height, None, _INK, 0.25))
        said = f"{name} {block.size:.1f} pt{'' if block.whole else ', cut off'}"
        line = shape(self._fonts, Span(said, "en", Style(_TYPE, 600, _BOX)))
        marks.append(turned(Words(line, area.x + area.width - line.width, area.y - 0.8)))
        return marks

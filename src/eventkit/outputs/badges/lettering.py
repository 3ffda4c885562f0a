"""Text elements of a template as they are set for one wearer after the other."""

from __future__ import annotations

from typing import NamedTuple

from eventkit.outputs.badges import content
from eventkit.outputs.badges.elements import TextElement
from eventkit.outputs.badges.palette import Palette
from eventkit.outputs.badges.setting import LEAST_TYPE, WANTED_NAME, Block, Look, Room, Setter
from eventkit.outputs.badges.sides import Side
from eventkit.outputs.badges.wearers import Forms
from eventkit.typesetting import Area, Code, Colour, Words, mm

_NAMES = frozenset({"name", "second-name"})
_REMEMBERED = 1024
_ABOVE = {"top": 0.0, "middle": 0.5, "bottom": 1.0}  # how much of what is left of a box lies above the text


class Spot(NamedTuple):
    """Where and how a text is to be set on a side."""

    area: Area
    look: Look
    room: Room


class Lettering:
    """Sets one text element.

    Attributes:
        element: The element.
        stays: Whether it stands in the same place and looks the same on all sides of a kind.
        shared: Whether many say the same there, so that it belongs to nobody.

    Args:
        element: The element.
        setter: Sets texts for the readers.
        palette: The colours of the template.
        largest: The size that all have in common, or that of the element.
    """

    def __init__(self, element: TextElement, setter: Setter, palette: Palette, largest: float) -> None:
        self.element = element
        self.stays = element.y is not None and not element.of_name
        self.shared = self.stays and content.is_shared(element)
        self._setter = setter
        self._palette = palette
        self._largest = min(element.size, largest)
        self._looks: dict[tuple[Colour, float], Look] = {}
        self._left, self._width = element.x * mm, element.width * mm

    def spot(self, side: Side) -> Spot:
        """Where the side has room for it."""
        element = self.element
        top = side.cursor + (element.below or 0) * mm if element.y is None else element.y * mm
        bottom = top + element.height * mm if element.height is not None else (element.bottom or 0) * mm
        area = Area(self._left, top, self._width, bottom - top)
        look = self._look(self._colour(side, area), side.name_size if element.of_name else 0)
        return Spot(area, look, Room(self._left, self._width, bottom - top, _beside(side.code, area)))

    def set(self, forms: Forms, spot: Spot, about: tuple[str, ...]) -> tuple[Block, list[Words]]:
        """What it says, as it is set there, and its marks from left to right."""
        area, look, room = spot
        block = self._block(forms, look, room)
        above = _ABOVE[self.element.vertical]
        top = area.y + above * (area.height - block.height) if above else area.y
        return block, block.words(top, about)

    def is_small(self, block: Block) -> bool:
        """Whether the text is smaller than it should be, or does not fit."""
        return not block.whole or block.size < (self.element.smallest or 0) - 1e-6

    def _colour(self, side: Side, area: Area) -> Colour:
        """The colour that was asked for, or the one that reads best on the ground below the text."""
        if self.element.colour:
            return self._palette.colour(self.element.colour, side.wearer)
        return self._palette.readable(side.grounds, area.x + area.width / 2, area.y + mm)

    def _look(self, colour: Colour, name_size: float) -> Look:
        look = self._looks.get((colour, name_size))
        if look is None:
            if len(self._looks) >= _REMEMBERED:
                self._looks.clear()
            look = self._looks[colour, name_size] = self._made_look(colour, name_size)
        return look

    def _made_look(self, colour: Colour, name_size: float) -> Look:
        element, size = self.element, self._largest
        if name_size:
            size = min(size, (element.of_name or 1) * name_size)
        usual = min(WANTED_NAME, size) if element.field in _NAMES else max(LEAST_TYPE, 0.45 * size)
        smallest = element.smallest or usual
        own = element.field in content.OWN_LANGUAGES
        return Look(
            size,
            min(size, smallest),
            element.weight,
            colour,
            element.align,
            element.lines,
            second=1.0 if own else 0.9,
            gap=(0.35, 0.8) if own else (0.3, 0.3),
            even=element.field != "conference",
        )

    def _block(self, forms: Forms, look: Look, room: Room) -> Block:
        element = self.element
        if element.field in _NAMES:
            rooms = room.clear if element.vertical == "top" else room.clear[-1:]
            if len(rooms) == 1:
                return self._setter.name(forms[0], look, rooms[0])
            made = (self._setter.name(forms[0], look, each) for each in rooms)
            return max(made, key=lambda block: (block.whole, block.size))
        if element.languages == "row":
            return self._setter.row(forms, look, room.clear[-1])
        return self._setter.text(forms, look, room)


def _beside(code: Code | None, area: Area) -> tuple[float, float, float] | None:
    """Of a box in which the code stands: the height above it, and left edge and width beside it."""
    if code is None:
        return None
    x, y, size = code.x, code.y, code.size
    left, top, right, bottom = area.x, area.y, area.x + area.width, area.y + area.height
    if x >= right or x + size <= left or y >= bottom or y + size <= top:
        return None
    before, behind = x - left, right - x - size
    return (y - top, left, before) if before >= behind else (y - top, x + size, behind)

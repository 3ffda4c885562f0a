"""What of a template is no text, as marks on the page: boxes, rules, pictures and codes."""

from __future__ import annotations

from eventkit.outputs.badges.elements import BoxElement, CodeElement, PictureElement, RuleElement
from eventkit.outputs.badges.wearers import Wearer
from eventkit.typesetting import Box, Code, Colour, Picture, Rule, mm, pixels
from eventkit.typesetting.qr import side

_QUIET = 4  # modules around a code, as ISO/IEC 18004 9.1 asks for


def box(element: BoxElement, fill: Colour | None, stroke: Colour | None) -> Box:
    """A box, filled or outlined or both."""
    x, y, width, height = (each * mm for each in (element.x, element.y, element.width, element.height))
    return Box(x, y, width, height, fill, stroke, element.stroke_width * mm, element.radius * mm)


def rule(element: RuleElement, colour: Colour) -> Rule:
    """A straight line."""
    x, y = element.x * mm, element.y * mm
    return Rule(x, y, x + element.width * mm, y + element.height * mm, element.thickness * mm, colour)


def picture(element: PictureElement, data: bytes, alternative: str) -> Picture:
    """A picture as large as its box holds it, in the middle.

    Raises:
        ValueError: The file is no picture that can be printed; the text says why.
    """
    across, down = pixels(data)
    scale = min(element.width / across, element.height / down) * mm
    width, height = across * scale, down * scale
    x = element.x * mm + (element.width * mm - width) / 2
    y = element.y * mm + (element.height * mm - height) / 2
    return Picture(data, x, y, width, height, alternative)


def code(element: CodeElement, said: str) -> Code:
    """A code, so that its dark part has the size and the place that were asked for.

    Raises:
        eventkit.errors.Unprintable: It is to say more than a code holds.
    """
    size = element.size * mm
    quiet = _QUIET * size / side(said, element.level)
    x, y = element.x * mm - quiet, element.y * mm - quiet
    return Code(said, x, y, size + 2 * quiet, element.level, _QUIET)


def photographs(wearer: Wearer) -> list[str]:
    """The names a wearer's photograph may have."""
    if wearer.photo:
        return [wearer.photo]
    return [f"{wearer.id}{ending}" for ending in (".jpg", ".jpeg", ".png")]

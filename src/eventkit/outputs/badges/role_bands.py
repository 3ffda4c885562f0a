"""Role bands: the colour and the shape by which a badge shows a role, in print and in grey.

Five colours are at least 20 apart in lightness (CIE L*), so that a copy or a weak lamp shows them as five
greys. Roles of one colour differ by shape, and no two roles have the same one.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin
from typing import NamedTuple

from eventkit.model import Role
from eventkit.outputs.badges.template_elements import ShapeName
from eventkit.typesetting import WHITE, Box, Colour, Mark, Polygon, Rectangle

_SPEAKING = Colour.parse("#14284b")
_PRESIDING = Colour.parse("#9e2b33")
_DISCUSSING = Colour.parse("#3a978a")
_HELPING = Colour.parse("#e6bd55")
_ATTENDING = WHITE


class RoleBand(NamedTuple):
    fill: Colour
    shape: ShapeName


ROLE_BANDS: Mapping[Role, RoleBand] = {
    Role.OPENING_REMARKS: RoleBand(_SPEAKING, "four-point-star"),
    Role.KEYNOTE_SPEAKER: RoleBand(_SPEAKING, "star"),
    Role.CLOSING_REMARKS: RoleBand(_SPEAKING, "six-point-star"),
    Role.HOST: RoleBand(_PRESIDING, "square"),
    Role.CHAIR: RoleBand(_PRESIDING, "frame"),
    Role.MODERATOR: RoleBand(_PRESIDING, "diamond"),
    Role.PANELLIST: RoleBand(_DISCUSSING, "hexagon"),
    Role.DISCUSSANT: RoleBand(_DISCUSSING, "pentagon"),
    Role.SPEAKER: RoleBand(_SPEAKING, "disc"),
    Role.PRESENTER: RoleBand(_SPEAKING, "target"),
    Role.AUTHOR: RoleBand(_SPEAKING, "plus"),
    Role.CONTRIBUTOR: RoleBand(_SPEAKING, "cross"),
    Role.PERFORMER: RoleBand(_HELPING, "wedge"),
    Role.INTERPRETER: RoleBand(_HELPING, "triangle"),
    Role.GUEST: RoleBand(_ATTENDING, "diamond-frame"),
    Role.PARTICIPANT: RoleBand(_ATTENDING, "ring"),
}
"""The band of each role."""

OTHER_BAND = RoleBand(_ATTENDING, "chevron")
"""The band of roles of the organisers' own, such as those of a list of attendees."""


def set_shape(shape: ShapeName, area: Rectangle, colour: Colour) -> tuple[Mark, ...]:
    x, y, size = area.x, area.y, area.width
    match shape:
        case "disc":
            return (_disc(x, y, size, colour),)
        case "ring":
            return (_ring(x, y, size, colour),)
        case "target":
            core = 0.4 * size
            inset = (size - core) / 2
            return _ring(x, y, size, colour), _disc(x + inset, y + inset, core, colour)
        case "frame":
            return (_outline(_POLYGONS["square"], area, colour),)
        case "diamond-frame":
            return (_outline(_POLYGONS["diamond"], area, colour),)
    return (Polygon(x, y, size, size, _POLYGONS[shape], colour),)


_LINE = 0.12  # the thickness of outlines, as a part of the size


def _disc(x: float, y: float, size: float, colour: Colour) -> Box:
    return Box(x, y, size, size, colour, radius=size / 2)


def _ring(x: float, y: float, size: float, colour: Colour) -> Box:
    line = _LINE * size
    inner = size - line
    return Box(x + line / 2, y + line / 2, inner, inner, None, colour, line, inner / 2)


def _outline(points: tuple[tuple[float, float], ...], area: Rectangle, colour: Colour) -> Polygon:
    line = _LINE * area.width
    inner = area.width - line
    return Polygon(area.x + line / 2, area.y + line / 2, inner, inner, points, None, colour, line)


def _star(points: int, inner: float) -> tuple[tuple[float, float], ...]:
    """The corners of a star in the unit square, the first at the top; with ``inner`` 1 a regular polygon."""
    corners = []
    for index in range(2 * points):
        radius = 0.5 * (inner if index % 2 else 1)
        angle = pi * index / points - pi / 2
        corners.append((0.5 + radius * cos(angle), 0.5 + radius * sin(angle)))
    return tuple(corners[::2] if inner == 1 else corners)


def _turn(points: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    half = 2**-0.5
    return tuple((0.5 + half * (x - 0.5 - (y - 0.5)), 0.5 + half * (x - 0.5 + (y - 0.5))) for x, y in points)


_BAR = 0.34  # the thickness of the bars of a plus, as a part of the size
_NEAR, _FAR = (1 - _BAR) / 2, (1 + _BAR) / 2

_PLUS = (
    (_NEAR, 0.0),
    (_FAR, 0.0),
    (_FAR, _NEAR),
    (1.0, _NEAR),
    (1.0, _FAR),
    (_FAR, _FAR),
    (_FAR, 1.0),
    (_NEAR, 1.0),
    (_NEAR, _FAR),
    (0.0, _FAR),
    (0.0, _NEAR),
    (_NEAR, _NEAR),
)

_POLYGONS: Mapping[str, tuple[tuple[float, float], ...]] = {
    "square": ((0, 0), (1, 0), (1, 1), (0, 1)),
    "diamond": ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)),
    "triangle": ((0.5, 0.05), (1, 0.95), (0, 0.95)),
    "wedge": ((0, 0.05), (1, 0.05), (0.5, 0.95)),
    "pentagon": _star(5, 1),
    "hexagon": _star(6, 1),
    "star": _star(5, 0.4),
    "four-point-star": _star(4, 0.35),
    "six-point-star": _star(6, 0.5),
    "plus": _PLUS,
    "cross": _turn(_PLUS),
    "chevron": ((0, 0.1), (0.5, 0.1), (1, 0.5), (0.5, 0.9), (0, 0.9), (0.5, 0.5)),
}

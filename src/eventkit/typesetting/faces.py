"""A face: one file of a font at one place of its axes, opened when it is first asked for something."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import uharfbuzz as hb
from uniseg.derived import default_ignorable_code_point

from eventkit.errors import Unprintable

_BOLD = 600  # from this weight on, a family of single weights gives its bold


class Ink(NamedTuple):
    """A box of ink relative to an origin on the baseline; y grows down, so ``top`` is mostly negative."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


@dataclass(frozen=True)
class Face:
    """One face: a file, its index in a collection, and the place on each of its axes.

    All measures are in thousandths of the em, which is the glyph space of PDF (PDF 32000-1 9.2.4).
    """

    path: str
    index: int = 0
    axes: tuple[tuple[str, float], ...] = ()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.path, self.index, self.axes))

    @cached_property
    def font(self) -> hb.Font:
        """HarfBuzz's font at this place of its axes, scaled to 1000 units to the em."""
        font = hb.Font(_opened(self.path, self.index))
        font.scale = (1000, 1000)
        # Every axis is said: the default of Noto's Han fonts is Thin.
        font.set_variations(dict(self.axes))
        return font

    @cached_property
    def ascent(self) -> float:
        """How far the face reaches above the baseline."""
        return float(self.font.get_font_extents("ltr").ascender)

    @cached_property
    def descent(self) -> float:
        """How far the face reaches below the baseline; positive."""
        return float(-self.font.get_font_extents("ltr").descender)

    @cached_property
    def _inks(self) -> dict[int, Ink | None]:
        return {}

    @cached_property
    def _advances(self) -> dict[int, int]:
        return {}

    def ink(self, glyph: int) -> Ink | None:
        """The ink of a glyph; ``None`` where it has none, as a space."""
        if glyph not in self._inks:
            box = self.font.get_glyph_extents(glyph)
            self._inks[glyph] = (
                Ink(box.x_bearing, -box.y_bearing, box.x_bearing + box.width, -box.y_bearing - box.height)
                if box and box.width and box.height
                else None
            )
        return self._inks[glyph]

    def advance(self, glyph: int) -> int:
        """The width the font gives a glyph, which is also what is written into the PDF."""
        if glyph not in self._advances:
            self._advances[glyph] = self.font.get_glyph_h_advance(glyph)
        return self._advances[glyph]

    def covers(self, cluster: str) -> bool:
        """Whether the face has a glyph for every character of the cluster, composed or decomposed."""
        return any(all(map(self._has, form)) for form in _forms(cluster))

    def _has(self, character: str) -> bool:
        return (
            self.font.get_nominal_glyph(ord(character)) is not None
            or default_ignorable_code_point(character)
            # HarfBuzz makes every width of space from the plain one.
            or (unicodedata.category(character) == "Zs" and character != "\u3000")
        )


@cache
def _opened(path: str, index: int) -> hb.Face:
    face = hb.Face(hb.Blob.from_file_path(path), index)
    if not face.glyph_count:
        message = f"{path} is no font that can be read: replace it or take it out of its folder"
        raise Unprintable(message)
    return face


def _forms(cluster: str) -> Iterator[str]:
    yield cluster
    if not cluster.isascii():
        yield unicodedata.normalize("NFC", cluster)
        yield unicodedata.normalize("NFD", cluster)


@dataclass(frozen=True, slots=True)
class Source:
    """A family as found: a variable file, or files of one weight."""

    family: str
    path: str
    index: int = 0
    bold: str = ""

    def face(self, weight: int, stretch: float = 100) -> Face:
        """The face of the weight, or of the nearest the family has, and of the width, if it has several."""
        return _face(self, weight, stretch)

    @property
    def narrows(self) -> bool:
        """Whether it has letters narrower than its usual ones."""
        return any(
            axis.tag == "wdth" and axis.min_value < 100 for axis in _opened(self.path, self.index).axis_infos
        )


@cache
def _face(source: Source, weight: int, stretch: float) -> Face:
    """One object for each face, so that what it has learnt of its glyphs is shared."""
    path = source.bold if source.bold and weight >= _BOLD else source.path
    wanted = {"wght": weight, "wdth": stretch}
    axes = tuple(
        (axis.tag, min(max(wanted.get(axis.tag, axis.default_value), axis.min_value), axis.max_value))
        for axis in _opened(path, source.index).axis_infos
    )
    return Face(path, source.index, axes)

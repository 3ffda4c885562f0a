"""Font faces and families: coverage, metrics and ink of glyphs, weights and widths."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import uharfbuzz as hb
from uniseg.derived import default_ignorable_code_point

from eventkit.typesetting.text.font_files import FULL_RANGE, FontCut, open_face

BOLD_WEIGHT = 600
"""The weight from which on text is bold."""


class InkBox(NamedTuple):
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
    """A font face: a file, its index in a collection, its position on each axis, and its size.

    All measures are in thousandths of the em, which is the glyph space of PDF (PDF 32000-1 9.2.4), of text at
    ``size_percent`` of its nominal size: a face that looks small beside others is set larger (as by the
    descriptor ``size-adjust`` of CSS Fonts 5).
    """

    path: str
    index: int = 0
    axes: tuple[tuple[str, float], ...] = ()
    size_percent: float = 100

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.path, self.index, self.axes, self.size_percent))

    @cached_property
    def font(self) -> hb.Font:
        """HarfBuzz's font at this position on its axes, with 1000 units to the nominal em."""
        return self._scaled_to(round(10 * self.size_percent))

    @cached_property
    def _own_font(self) -> hb.Font:
        return self._scaled_to(1000)

    def _scaled_to(self, units: int) -> hb.Font:
        font = hb.Font(open_face(self.path, self.index))
        font.scale = (units, units)
        # All axes are set: the default of Noto's Han fonts is Thin.
        font.set_variations(dict(self.axes))
        return font

    @property
    def size_factor(self) -> float:
        return self.size_percent / 100

    @cached_property
    def ascent(self) -> float:
        return float(self.font.get_font_extents("ltr").ascender)

    @cached_property
    def descent(self) -> float:
        """The descent below the baseline; positive."""
        return float(-self.font.get_font_extents("ltr").descender)

    @cached_property
    def _inks(self) -> dict[int, InkBox | None]:
        return {}

    @cached_property
    def _advances(self) -> dict[int, int]:
        return {}

    def ink(self, glyph: int) -> InkBox | None:
        """The ink box of a glyph; ``None`` for glyphs without ink, such as spaces."""
        if glyph not in self._inks:
            box = self.font.get_glyph_extents(glyph)
            self._inks[glyph] = (
                InkBox(box.x_bearing, -box.y_bearing, box.x_bearing + box.width, -box.y_bearing - box.height)
                if box and box.width and box.height
                else None
            )
        return self._inks[glyph]

    def advance(self, glyph: int) -> int:
        """The advance width of a glyph in thousandths of its own em, which is its width in the PDF."""
        if glyph not in self._advances:
            self._advances[glyph] = self._own_font.get_glyph_h_advance(glyph)
        return self._advances[glyph]

    def covers(self, cluster: str) -> bool:
        """True if the face has a glyph for every character of the cluster, composed or decomposed."""
        return any(all(map(self._has, form)) for form in _glyph_forms(cluster))

    def _has(self, character: str) -> bool:
        return (
            self.font.get_nominal_glyph(ord(character)) is not None
            or default_ignorable_code_point(character)
            # HarfBuzz makes every width of space from the plain one.
            or (unicodedata.category(character) == "Zs" and character != "\u3000")
        )


def _glyph_forms(cluster: str) -> Iterator[str]:
    yield cluster
    if not cluster.isascii():
        yield unicodedata.normalize("NFC", cluster)
        yield unicodedata.normalize("NFD", cluster)


@dataclass(frozen=True, slots=True)
class FontFamily:
    """A font family: variable files, or files of single weights.

    Attributes:
        size_percent: The size of its text, in per cent of the nominal size.
    """

    family: str
    cuts: tuple[FontCut, ...]
    size_percent: float = 100

    def face(self, weight: int, stretch: float = 100) -> Face:
        """The face of the nearest weight in the family, and of the width if it has several."""
        return _face(self, weight, stretch)

    @property
    def has_condensed(self) -> bool:
        return any(cut.widths[0] < 100 for cut in self.cuts) or any(
            axis.tag == "wdth" and axis.min_value < 100
            for cut in self.cuts
            if cut.weights == FULL_RANGE
            for axis in open_face(cut.path, cut.number).axis_infos
        )

    @property
    def has_bold(self) -> bool:
        return any(cut.weights[1] >= BOLD_WEIGHT for cut in self.cuts)


@cache
def _face(source: FontFamily, weight: int, stretch: float) -> Face:
    """The face with the nearest width and weight; one object for each, so that its caches are shared."""

    def distance(cut: FontCut) -> tuple[float, float, float]:
        return (_distance(stretch, cut.widths), _distance(weight, cut.weights), -cut.weights[1])

    cut = min(source.cuts, key=distance)
    requested = {"wght": weight, "wdth": stretch}
    axes = tuple(
        (axis.tag, min(max(requested.get(axis.tag, axis.default_value), axis.min_value), axis.max_value))
        for axis in open_face(cut.path, cut.number).axis_infos
    )
    return _shared_face(cut, axes, source.size_percent)


@cache
def _shared_face(cut: FontCut, axes: tuple[tuple[str, float], ...], size_percent: float) -> Face:
    return Face(cut.path, cut.number, axes, size_percent)


def _distance(value: float, limits: tuple[float, float]) -> float:
    return max(limits[0] - value, value - limits[1], 0)

"""Font files, faces and families: coverage, metrics and ink of glyphs, weights and widths."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as hb
from uniseg.derived import default_ignorable_code_point

from eventkit.errors import Unprintable

SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
"""The suffixes of font files: TrueType, OpenType and their collections."""

FULL_RANGE = (1.0, 1000.0)  # the weights of a variable file that has not been opened (OpenType `wght`)
_COLLECTION = b"ttcf"

_NAME_IDS = (16, 1)  # the typographic family, and the family of four styles (OpenType `name`)

# usWidthClass in per cent of the usual width (OpenType `OS/2`).
_WIDTHS = (50.0, 62.5, 75.0, 87.5, 100.0, 112.5, 125.0, 150.0, 200.0)

# Classes of the IBM font families, and the serif style of PANOSE (OpenType `OS/2`).
_SERIF_CLASSES = frozenset({1, 2, 3, 4, 5, 7})
_PANOSE_TEXT, _PANOSE_SERIFS = 2, range(2, 11)

_ITALIC_BITS = 0x201  # italic or oblique

# Packages with one folder of font files each, in order of preference.
PACKAGES = (
    "fontpkg_noto_sans",  # the family of the next one, with narrow letters too
    *("manimgx_fonts", "manimgx_fonts_cjk", "fontpkg_noto_serif", "fontpkg_roboto_mono"),
    *("pylopdf_fonts_ar", "pylopdf_fonts_zh_cn", "pylopdf_fonts_zh_tw", "pylopdf_fonts_jp"),
    *("pylopdf_fonts_ko", "pylopdf_fonts_he", "pylopdf_fonts_hi", "pylopdf_fonts_th"),
    *("ziamath", "ziafont"),
)
"""The packages with the fonts that eventkit itself uses; those that are missing are skipped."""


class FontCut(NamedTuple):
    """A font file, or a face of a collection, with the weights and widths that it has."""

    path: str
    number: int = 0  # the number of the face in a collection, from 0
    weights: tuple[float, float] = (400.0, 400.0)  # the lightest and the boldest weight (OpenType `wght`)
    # The narrowest and the widest width, in per cent of the usual one (OpenType `wdth`).
    widths: tuple[float, float] = (100.0, 100.0)


class FontRecord(NamedTuple):
    """The entry of a font file about itself."""

    cut: FontCut
    family: str  # the name of its family, as the operating system lists it
    names: frozenset[str]  # all names of the family, also in other languages, in lower case
    italic: bool  # true if it is italic or oblique
    serif: bool  # true if its letters have serifs


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)


def package_folders() -> list[Path]:
    return [folder for package in PACKAGES if (folder := _folder_of(package))]


# What is installed is looked up once, which takes as long as to set some pages.
@cache
def family_folders() -> tuple[Path, ...]:
    """The folders of other installed packages with fonts, which announce them as ``fontpkg.family``."""
    packages = sorted(entry.value for entry in entry_points(group="fontpkg.family"))
    return tuple(folder for package in packages if (folder := _folder_of(package)))


@cache
def _folder_of(package: str) -> Path | None:
    """The folder of an installed package, whose code is not run."""
    spec = find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    return Path(next(iter(folders))) if folders else None


@cache
def open_face(path: str, index: int) -> hb.Face:
    """The face of a font file, which is mapped into memory."""
    face = hb.Face(hb.Blob.from_file_path(path), index)
    if not face.glyph_count:
        raise Unprintable(
            "{path} is not a font that can be read. Replace it or take it out of its folder.", path=path
        )
    return face


def read_records(paths: Iterable[Path]) -> Iterator[FontRecord]:
    """The records of all faces in the files; files that are not fonts are skipped."""
    for path in paths:
        for index in range(_face_count(path)):
            face = hb.Face(hb.Blob.from_file_path(str(path)), index)
            if face.glyph_count and (record := _read_record(str(path), index, face)):
                yield record


def _face_count(path: Path) -> int:
    with path.open("rb") as file:
        head = file.read(12)
    return int.from_bytes(head[8:12]) if head[:4] == _COLLECTION else 1


def _read_record(path: str, index: int, face: hb.Face) -> FontRecord | None:
    names = {
        (entry.name_id, entry.language): face.get_name(entry.name_id, entry.language)
        for entry in face.list_names()
        if entry.name_id in _NAME_IDS
    }
    family = next((name for number in _NAME_IDS if (name := face.get_name(number))), None)
    if family is None:
        return None
    table = bytes(face.reference_table("OS/2").data)
    axes = {axis.tag: (axis.min_value, axis.max_value) for axis in face.axis_infos}
    weight = float(int.from_bytes(table[4:6]) or 400)
    width = _WIDTHS[min(max(int.from_bytes(table[6:8]), 1), len(_WIDTHS)) - 1]
    cut = FontCut(path, index, axes.get("wght", (weight, weight)), axes.get("wdth", (width, width)))
    everything = frozenset(name.casefold() for name in (family, *names.values()) if name)
    italic = bool(int.from_bytes(table[62:64]) & _ITALIC_BITS)
    return FontRecord(cut, family, everything, italic, serif=_has_serifs(family, table))


def _has_serifs(family: str, table: bytes) -> bool:
    """True if a face has serifs: by PANOSE, by its class, or else by its name."""
    panose, font_class = table[32:42], table[30:31]
    if panose[:1] == bytes([_PANOSE_TEXT]) and panose[1] > 1:
        return panose[1] in _PANOSE_SERIFS
    if font_class and font_class[0]:
        return font_class[0] in _SERIF_CLASSES
    return "serif" in family.casefold() and "sans" not in family.casefold()


def family_names(records: Sequence[FontRecord]) -> list[str]:
    return sorted({record.family for record in records}, key=str.casefold)


BOLD_WEIGHT = 600  # the weight from which on text is bold


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
    """A font family: variable files, or files of single weights."""

    family: str
    cuts: tuple[FontCut, ...]
    size_percent: float = 100  # the size of its text, in per cent of the nominal size

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

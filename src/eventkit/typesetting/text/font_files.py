"""Font files: their families, weights and widths, read from the tables of the files; folders of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as hb

from eventkit.errors import Unprintable

SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
"""The suffixes of font files: TrueType, OpenType and their collections."""

FULL_RANGE = (1.0, 1000.0)
"""The weights of a variable file that has not been opened (OpenType ``wght``)."""

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
    """A font file, or a face of a collection, with the weights and widths that it has.

    Attributes:
        number: The number of the face in a collection, from 0.
        weights: The lightest and the boldest weight (OpenType ``wght``).
        widths: The narrowest and the widest width, in per cent of the usual one (OpenType ``wdth``).
    """

    path: str
    number: int = 0
    weights: tuple[float, float] = (400.0, 400.0)
    widths: tuple[float, float] = (100.0, 100.0)


class FontRecord(NamedTuple):
    """The entry of a font file about itself.

    Attributes:
        family: The name of its family, as the operating system lists it.
        names: All names of the family, also in other languages, in lower case.
        italic: True if it is italic or oblique.
        serif: True if its letters have serifs.
    """

    cut: FontCut
    family: str
    names: frozenset[str]
    italic: bool
    serif: bool


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
    """The records of all faces in the files; files that are no fonts are skipped."""
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

"""Font faces, families and fallback stacks: which face sets a grapheme cluster of a language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as hb
from uniseg.derived import default_ignorable_code_point
from uniseg.emoji import emoji_presentation

from eventkit.errors import Unprintable

_BOLD_WEIGHT = 600  # from this weight on, a family of single weights gives its bold


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
    """A font face: a file, its index in a collection, and its position on each axis.

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
        """HarfBuzz's font at this position on its axes, scaled to 1000 units per em."""
        font = hb.Font(_open_face(self.path, self.index))
        font.scale = (1000, 1000)
        # All axes are set: the default of Noto's Han fonts is Thin.
        font.set_variations(dict(self.axes))
        return font

    @cached_property
    def ascent(self) -> float:
        """The ascent above the baseline."""
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
        """The advance width of a glyph, which is also its width in the PDF."""
        if glyph not in self._advances:
            self._advances[glyph] = self.font.get_glyph_h_advance(glyph)
        return self._advances[glyph]

    def covers(self, cluster: str) -> bool:
        """Check whether the face has a glyph for every character of the cluster, composed or decomposed."""
        return any(all(map(self._has, form)) for form in _glyph_forms(cluster))

    def _has(self, character: str) -> bool:
        return (
            self.font.get_nominal_glyph(ord(character)) is not None
            or default_ignorable_code_point(character)
            # HarfBuzz makes every width of space from the plain one.
            or (unicodedata.category(character) == "Zs" and character != "\u3000")
        )


@cache
def _open_face(path: str, index: int) -> hb.Face:
    face = hb.Face(hb.Blob.from_file_path(path), index)
    if not face.glyph_count:
        message = f"{path} is no font that can be read: replace it or take it out of its folder"
        raise Unprintable(message)
    return face


def _glyph_forms(cluster: str) -> Iterator[str]:
    yield cluster
    if not cluster.isascii():
        yield unicodedata.normalize("NFC", cluster)
        yield unicodedata.normalize("NFD", cluster)


@dataclass(frozen=True, slots=True)
class FontFamily:
    """A font family: a variable file, or files of single weights."""

    family: str
    path: str
    index: int = 0
    bold: str = ""

    def face(self, weight: int, stretch: float = 100) -> Face:
        """The face of the nearest weight in the family, and of the width if it has several."""
        return _face(self, weight, stretch)

    @property
    def has_condensed(self) -> bool:
        """True if it has condensed letters."""
        return any(
            axis.tag == "wdth" and axis.min_value < 100
            for axis in _open_face(self.path, self.index).axis_infos
        )


@cache
def _face(source: FontFamily, weight: int, stretch: float) -> Face:
    """One object for each face, so that its caches are shared."""
    path = source.bold if source.bold and weight >= _BOLD_WEIGHT else source.path
    requested = {"wght": weight, "wdth": stretch}
    axes = tuple(
        (axis.tag, min(max(requested.get(axis.tag, axis.default_value), axis.min_value), axis.max_value))
        for axis in _open_face(path, source.index).axis_infos
    )
    return Face(path, source.index, axes)


_PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")


# The scripts with a face of their own, in order of preference; the first is the face of text.
_TEXT, _ITALIC, _SYMBOLS, _EMOJI = "NotoSans", "NotoSans-Italic", "NotoSansSymbols", "NotoEmoji"


_SCRIPTS = tuple(
    f"NotoSans{script}"
    for script in (
        *("Arabic", "Hebrew", "Devanagari", "Bengali", "Gujarati", "Gurmukhi", "Kannada", "Malayalam"),
        *("Oriya", "Sinhala", "Tamil", "Telugu", "Thai", "Lao", "Khmer", "Myanmar"),
        *("Georgian", "Armenian", "Ethiopic"),
    )
)


# The file name suffixes of vendors, each with that of the bold file for families of single weights.
_ENDINGS = (
    ("[wght].ttf", ""),
    ("[wdth,wght].ttf", ""),
    ("-VF.ttf", ""),
    ("[wght].otf", ""),
    ("-Regular.ttf", "-Bold.ttf"),
    ("-Regular.otf", "-Bold.otf"),
)


# The Noto Sans CJK collections have one face for each region, in this order.
_HAN_COLLECTIONS = (
    ("NotoSansCJK-VF.otf.ttc", ""),
    ("NotoSansCJK-VF.ttf.ttc", ""),
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
)


_HAN_ORDER = ("JP", "KR", "SC", "TC", "HK")


_HAN_REGIONS = {
    "ja": "JP",
    "ko": "KR",
    "yue": "HK",
    "zh-hk": "HK",
    "zh-mo": "HK",
    "zh-tw": "TC",
    "zh-hant": "TC",
    "zh-hant-hk": "HK",
    "zh-hant-mo": "HK",
    "lzh": "TC",
}


_HAN_LANGUAGES = frozenset({"zh", "ja", "ko", "yue", "lzh", "cmn", "wuu", "nan", "hak"})


_EMOJI_SELECTOR = "\ufe0f"


class FontStack:
    """The faces for text of one language and weight, in order of preference.

    Attributes:
        weight: The requested weight; each face uses its nearest.
        stretch: The requested width of letters in per cent; Han characters keep theirs.
        han_quotes: True if quotation marks, dashes and dots are set in the Han face.
    """

    def __init__(
        self,
        sources: Sequence[FontFamily],
        weight: int,
        *,
        han: FontFamily | None,
        emoji: FontFamily | None,
        han_quotes: bool,
        stretch: float = 100,
    ) -> None:
        self.weight = weight
        self.stretch = stretch
        self.han_quotes = han_quotes
        self._sources = sources
        self._han = han
        self._emoji = emoji
        self._found: dict[str, Face | None] = {}
        self._in_text: set[str] = set()  # characters set in the text face

    @cached_property
    def text(self) -> Face:
        """The face of Latin, Greek and Cyrillic, which also gives digits and spaces."""
        return self._sources[0].face(self.weight, self.stretch)

    @cached_property
    def han(self) -> Face | None:
        """The Han face of the language's region."""
        return self._han.face(self.weight) if self._han else None

    @cached_property
    def emoji(self) -> Face | None:
        """The face of pictures in one colour."""
        return self._emoji.face(self.weight) if self._emoji else None

    def face_for(self, cluster: str) -> Face | None:
        """The first face that covers the whole grapheme cluster; ``None`` where no face does."""
        if cluster not in self._found:
            self._found[cluster] = self._search(cluster)
        return self._found[cluster]

    def has_in_text(self, text: str) -> bool:
        """Check whether all characters are set in the text face."""
        unknown = set(text) - self._in_text
        if all(self.face_for(character) == self.text for character in unknown):
            self._in_text |= unknown
            return True
        return False

    def _search(self, cluster: str) -> Face | None:
        wants_emoji = _EMOJI_SELECTOR in cluster or emoji_presentation(cluster[0])
        if wants_emoji and self.emoji and self.emoji.covers(cluster):
            return self.emoji
        faces = (source.face(self.weight, self._width_of(source)) for source in self._sources)
        return next((face for face in faces if face.covers(cluster)), None)

    def _width_of(self, source: FontFamily) -> float:
        return 100 if source.family in _HAN_ORDER else self.stretch


class Fonts:
    """The installed families, and the stack of faces for each language, weight and slope.

    It is equal only to itself, since it depends on the files of one moment.
    """

    def __init__(
        self,
        text: FontFamily,
        italic: FontFamily | None,
        scripts: Sequence[FontFamily],
        han: Sequence[FontFamily],
    ) -> None:
        self._text = text
        self._italic = italic
        self._scripts = scripts
        self._han = han
        self._stacks: dict[tuple[str, bool, int, bool, float], FontStack] = {}

    @classmethod
    def discover(cls, folders: Sequence[Path] = ()) -> Fonts:
        """The faces in the folders, then in the font packages that are installed.

        Raises:
            Unprintable: A folder does not exist, or no face for Latin text is installed.
        """
        if missing := [folder for folder in folders if not folder.is_dir()]:
            message = f"There is no folder of fonts at {missing[0]}."
            raise Unprintable(message)
        places = [_fonts_in(folder) for folder in (*folders, *_packages())]
        text = _family(_TEXT, places)
        if text is None:
            message = (
                "No font for printing is installed. Install the package manimgx-fonts (and manimgx-fonts-cjk "
                "for Chinese, Japanese and Korean), or name a folder that contains NotoSans-Regular.ttf."
            )
            raise Unprintable(message)
        scripts = [family for name in (*_SCRIPTS, _SYMBOLS, _EMOJI) if (family := _family(name, places))]
        return cls(text, _family(_ITALIC, places), scripts, _han(places))

    @cached_property
    def has_condensed(self) -> bool:
        """True if the face of Latin text has condensed letters."""
        return self._text.has_condensed

    def stack(
        self, language: str, weight: int = 400, *, italic: bool = False, stretch: float = 100
    ) -> FontStack:
        """The stack for text of the language (BCP 47)."""
        region, writes_han = _han_region(language), _base(language) in _HAN_LANGUAGES
        key = region, writes_han, weight, italic, stretch
        if key not in self._stacks:
            self._stacks[key] = self._stack(*key)
        return self._stacks[key]

    def _stack(self, region: str, writes_han: bool, weight: int, italic: bool, stretch: float) -> FontStack:  # noqa: FBT001 - a key
        han = next((source for source in self._han if source.family == region), next(iter(self._han), None))
        emoji = next((source for source in self._scripts if source.family == _EMOJI), None)
        scripts = [source for source in self._scripts if source is not emoji]
        middle = [han, *scripts] if writes_han else [*scripts, han]
        others = [source for source in self._han if source is not han]
        order = [self._italic if italic else None, self._text, *middle, emoji, *others]
        return FontStack(
            [source for source in order if source],
            weight,
            han=han,
            emoji=emoji,
            # Korean sets its quotation marks as Latin does.
            han_quotes=writes_han and region != "KR",
            stretch=stretch,
        )


def _packages() -> list[Path]:
    folders = []
    for package in _PACKAGES:
        try:
            folders.append(Path(str(files(package))))
        except ModuleNotFoundError:
            continue
    return folders


def _fonts_in(folder: Path) -> dict[str, str]:
    """The paths of the font files in a folder and below, by their names."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in {".ttf", ".otf", ".ttc"})
    return {path.name: str(path) for path in paths}


def _family(name: str, places: Sequence[dict[str, str]]) -> FontFamily | None:
    """The family in the first place that has it."""
    for files_there in places:
        for ending, bold in _ENDINGS:
            if path := files_there.get(name + ending):
                return FontFamily(name, path, 0, files_there.get(name + bold, "") if bold else "")
    return None


def _han(places: Sequence[dict[str, str]]) -> list[FontFamily]:
    """The Han faces by region: of a collection, or of single files such as NotoSansSC."""
    for files_there in places:
        for name, bold in _HAN_COLLECTIONS:
            if path := files_there.get(name):
                bold_path = files_there.get(bold, "")
                return [FontFamily(region, path, at, bold_path) for at, region in enumerate(_HAN_ORDER)]
        single = ((region, _family(f"NotoSans{region}", [files_there])) for region in _HAN_ORDER)
        if families := [
            FontFamily(region, family.path, 0, family.bold) for region, family in single if family
        ]:
            return families
    return []


def _base(language: str) -> str:
    return language.partition("-")[0].lower()


@lru_cache(maxsize=1024)
def _han_region(language: str) -> str:
    """The region of the Han glyph forms for a language; mainland China by default."""
    tag = language.lower()
    while tag:
        if tag in _HAN_REGIONS:
            return _HAN_REGIONS[tag]
        tag = tag.rpartition("-")[0]
    return "SC"

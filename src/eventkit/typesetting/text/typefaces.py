"""Typefaces: a family with its italic and the families of other scripts, found by file name or by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from eventkit.errors import Unprintable
from eventkit.messages import Listed, Message
from eventkit.suggestions import suggest
from eventkit.typesetting.text.faces import (
    FULL_RANGE,
    SUFFIXES,
    FontCut,
    FontFamily,
    FontRecord,
    family_names,
    files_in,
    read_records,
)
from eventkit.typesetting.text.scripts import HAN, HAN_REGIONS, HANGUL, LANGUAGE_SCRIPTS, SCRIPTS

# The file name suffixes of vendors, each with that of the bold file for families of single weights.
_ENDINGS = (
    ("[wght].ttf", ""),
    ("[wdth,wght].ttf", ""),
    ("-VF.ttf", ""),
    ("-Variable.ttf", ""),
    ("[wght].otf", ""),
    ("-Regular.ttf", "-Bold.ttf"),
    ("-Regular.otf", "-Bold.otf"),
    (".ttf", ""),
)


# The Noto CJK collections have one face for each region.
_COLLECTIONS = (
    ("Noto{}CJK-VF.otf.ttc", ""),
    ("Noto{}CJK-VF.ttf.ttc", ""),
    ("Noto{}CJK-Regular.ttc", "Noto{}CJK-Bold.ttc"),
)

_REGULAR, _BOLD = (400.0, 400.0), (700.0, 700.0)

_MAXIMUM_LISTED = 12  # names of families in a message

# The serif families of other scripts, each with its size beside Latin of the same nominal size: Naskh is
# drawn small on its em, and Han characters fill theirs.
_SERIF_SCRIPTS = (
    ("Arab", "NotoNaskhArabic", 116),
    ("Hebr", "NotoSerifHebrew", 100),
    ("Deva", "NotoSerifDevanagari", 100),
    ("Thai", "NotoSerifThai", 100),
)
_SERIF_HAN_PERCENT = 95

# The height of an alef beside Latin of the same nominal size, in thousandths of the em: that of `d` and `l`.
_ALEF, _ALEF_HEIGHT = "\u0627", 778
_ARABIC_LIMITS = (80, 150)


@dataclass(frozen=True)
class Typeface:
    """A family for Latin text, its italic, and families for other scripts."""

    upright: FontFamily
    italic: FontFamily | None = None
    # Families by script (ISO 15924); Han by region, such as `Hani-SC`.
    scripts: Mapping[str, FontFamily] = field(default_factory=dict)
    serif: bool = False  # true if its letters have serifs

    def for_region(self, region: str) -> Mapping[str, FontFamily]:
        """The families by script, with that of Han characters in the region's forms."""
        chosen = {script: family for script, family in self.scripts.items() if "-" not in script}
        han = self.scripts.get(f"{HAN}-{region}")
        return {**chosen, HAN: han} if han else chosen


class ScriptChoice(NamedTuple):
    """The family for one script, by name or file; the size is in per cent, or by the rule for its script."""

    family: str
    size_percent: float | None = None


class TypefaceChoice(NamedTuple):
    """A typeface as a style file names it.

    Attributes:
        family: The name of a family, or the path of a font file; empty for the usual one.
        scripts: Families by the name of a script.
    """

    family: str = ""
    scripts: Mapping[str, ScriptChoice] = {}


class FontPlaces(NamedTuple):
    """The places where families are looked up by name, in order of preference."""

    own: Sequence[Path] = ()
    base: Path = Path()  # the folder to which paths of font files are relative
    others: Sequence[Path] = ()  # folders of installed packages and of the operating system


class FontFinder:
    """Finds families by name, or by one of their files; reads the files of a folder once."""

    def __init__(self, places: FontPlaces) -> None:
        self._places = places
        self._records: dict[Path, list[FontRecord]] = {}

    def families_in(self, folders: Sequence[Path]) -> Sequence[str]:
        return family_names([record for folder in folders for record in self._in(folder)])

    def find(self, family: str) -> Typeface:
        if family.lower().endswith(SUFFIXES):
            return self._by_file(family)
        folded = family.casefold()
        known: list[FontRecord] = []
        for folder in (*self._places.own, *self._places.others):
            records = self._in(folder)
            if matches := [record for record in records if folded in record.names]:
                return _typeface(matches)
            known += records
        raise Unprintable(
            "There is no font family '{family}'.", self._hint(family, family_names(known)), family=family
        )

    def _hint(self, family: str, known: Sequence[str]) -> str:
        if similar := suggest(family, known):
            return similar
        if own := self.families_in(self._places.own):
            return Message(
                "The folder of fonts contains {families}.", families=Listed(tuple(own[:_MAXIMUM_LISTED]))
            )
        return Message('Name a font file beside the style file, such as "fonts/Text-Regular.otf".')

    def _by_file(self, name: str) -> Typeface:
        """The family of a file, with its other files in the same folder."""
        path = self._places.base / name
        if not path.is_file():
            raise Unprintable("There is no font file {path}.", path=str(path))
        records = list(read_records([path]))
        if not records:
            raise Unprintable(
                "{path} is not a font that can be read. Use a TrueType or OpenType file (TTF, OTF, TTC).",
                path=str(path),
            )
        first = records[0]
        beside = read_records(other for other in files_in(path.parent) if other.parent == path.parent)
        return _typeface([first, *(record for record in beside if record.names & first.names)])

    def _in(self, folder: Path) -> list[FontRecord]:
        if folder not in self._records:
            self._records[folder] = list(read_records(files_in(folder)))
        return self._records[folder]


def _typeface(records: Sequence[FontRecord]) -> Typeface:
    upright = [record for record in records if not record.italic] or records
    italic = [record for record in records if record.italic]
    families = [
        FontFamily(records[0].family, tuple(dict.fromkeys(record.cut for record in chosen)))
        for chosen in (upright, italic)
        if chosen
    ]
    slanted = families[1] if len(families) > 1 else None
    return Typeface(families[0], slanted, serif=upright[0].serif)


def with_scripts(typeface: Typeface, choice: TypefaceChoice, finder: FontFinder) -> Typeface:
    """The typeface with the families that are chosen for other scripts."""
    scripts = dict(typeface.scripts)
    for name, script in choice.scripts.items():
        family = finder.find(script.family).upright
        percent = script.size_percent or (_arabic_percent(family) if name == "arabic" else 100)
        for key in LANGUAGE_SCRIPTS.get(name) or (SCRIPTS[name],):
            scripts[key] = replace(family, size_percent=percent)
    return replace(typeface, scripts=scripts)


def _arabic_percent(family: FontFamily) -> float:
    """The size at which an alef is as high as the ascenders of Latin text."""
    face = family.face(400)
    glyph = face.font.get_nominal_glyph(ord(_ALEF))
    box = face.ink(glyph) if glyph is not None else None
    least, most = _ARABIC_LIMITS
    return min(max(round(-100 * _ALEF_HEIGHT / box.top), least), most) if box and box.top < 0 else 100


def family_by_file(name: str, places: Sequence[Mapping[str, str]]) -> FontFamily | None:
    """The family of a name such as ``NotoSans`` in the first place that has it, by the names of its files."""
    for paths in places:
        for ending, bold in _ENDINGS:
            if path := paths.get(name + ending):
                if not bold:
                    return FontFamily(name, (FontCut(path, 0, FULL_RANGE),))
                bold_path = paths.get(name + bold)
                cuts = [FontCut(path, 0, _REGULAR), *([FontCut(bold_path, 0, _BOLD)] if bold_path else [])]
                return FontFamily(name, tuple(cuts))
    return None


def han_by_file(kind: str, places: Sequence[Mapping[str, str]]) -> dict[str, FontFamily]:
    """The Han families by region, ``Sans`` or ``Serif``; the first place with a region gives it."""
    families: dict[str, FontFamily] = {}
    for paths in places:
        families = {**_han_in(kind, paths), **families}
    return families


def _han_in(kind: str, paths: Mapping[str, str]) -> dict[str, FontFamily]:
    """The Han families of one place: of a collection, or of single files such as NotoSansSC."""
    for name, bold in _COLLECTIONS:
        if path := paths.get(name.format(kind)):
            regular = _REGULAR if bold else FULL_RANGE
            bold_path = paths.get(bold.format(kind))
            return {
                region: FontFamily(
                    region,
                    (
                        FontCut(path, index, regular),
                        *([FontCut(bold_path, index, _BOLD)] if bold_path else []),
                    ),
                )
                for index, region in enumerate(HAN_REGIONS)
            }
    single = ((region, family_by_file(f"Noto{kind}{region}", [paths])) for region in HAN_REGIONS)
    return {region: replace(family, family=region) for region, family in single if family}


def serif_typeface(places: Sequence[Mapping[str, str]]) -> Typeface | None:
    """Noto Serif with the serif families of other scripts, as far as they are installed."""
    upright = family_by_file("NotoSerif", places)
    if upright is None:
        return None
    scripts = {
        script: replace(family, size_percent=percent)
        for script, name, percent in _SERIF_SCRIPTS
        if (family := family_by_file(name, places))
    }
    han = han_by_file("Serif", places)
    scripts |= {
        f"{HAN}-{region}": replace(family, size_percent=_SERIF_HAN_PERCENT) for region, family in han.items()
    }
    if "KR" in han:
        scripts[HANGUL] = scripts[f"{HAN}-KR"]
    return Typeface(upright, family_by_file("NotoSerif-Italic", places), scripts, serif=True)


def with_default_scripts(typeface: Typeface, default: Typeface | None) -> Typeface:
    """The typeface with the families of the default one for scripts that it has none for."""
    scripts = default.scripts if default else {}
    return replace(typeface, scripts={**scripts, **typeface.scripts})

"""Fallback stacks: which face sets a grapheme cluster of a language, in each typeface of a document."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple, Self, get_args

from uniseg.emoji import emoji_presentation

from eventkit.errors import Unprintable
from eventkit.findings import Finding, Severity
from eventkit.messages import Listed, Message, Verbatim
from eventkit.typesetting.text.faces import (
    BOLD_WEIGHT,
    Face,
    FontFamily,
    family_folders,
    files_in,
    package_folders,
)
from eventkit.typesetting.text.scripts import HAN, HANGUL, han_region, script_in, writes_han
from eventkit.typesetting.text.typefaces import (
    FontFinder,
    FontPlaces,
    Typeface,
    TypefaceChoice,
    family_by_file,
    han_by_file,
    serif_typeface,
    with_default_scripts,
    with_scripts,
)

TypefaceRole = Literal["text", "titles", "names", "labels"]
"""A role of text that a style file may give a typeface of its own."""

ROLES: tuple[TypefaceRole, ...] = get_args(TypefaceRole)
"""The roles of typefaces: titles and names are set in that of text by default, labels in the sans."""

SANS, SERIF, MONO = "sans", "serif", "mono"
"""The typefaces that every document has: Noto Sans, and Noto Serif and Roboto Mono if they are installed."""


# The scripts with a face of their own, in order of preference; the first is the face of text.
_TEXT, _ITALIC, _SYMBOLS, _EMOJI = "NotoSans", "NotoSans-Italic", "NotoSansSymbols", "NotoEmoji"

_MONO = "RobotoMono"
"""The monospaced family: it has no ligatures, which would change code, and tells l, 1 and I apart."""

_SCRIPTS = tuple(
    f"NotoSans{script}"
    for script in (
        *("Arabic", "Hebrew", "Devanagari", "Bengali", "Gujarati", "Gurmukhi", "Kannada", "Malayalam"),
        *("Oriya", "Sinhala", "Tamil", "Telugu", "Thai", "Lao", "Khmer", "Myanmar"),
        *("Georgian", "Armenian", "Ethiopic"),
    )
)

_MATHEMATICS, _SIGNS = "STIXTwoMath", "DejaVuSans"
"""The families of mathematics, and of arrows, ornaments and letters that no other has, in one weight."""

_EMOJI_SELECTOR = "\ufe0f"


class FontStack:
    """The faces of one language and weight, by preference; some come first for their scripts (ISO 15924)."""

    def __init__(
        self,
        sources: Sequence[FontFamily],
        weight: int,
        *,
        han: FontFamily | None,
        emoji: FontFamily | None,
        han_quotes: bool,
        stretch: float = 100,
        script_families: Mapping[str, FontFamily] = MappingProxyType({}),
    ) -> None:
        self.weight = weight  # the requested weight; each face uses its nearest
        self.stretch = stretch  # the requested width of letters in per cent; Han characters keep theirs
        self.han_quotes = han_quotes  # true if quotation marks, dashes and dots are set in the Han face
        self._sources = sources
        self._han = han
        self._emoji = emoji
        self._script_families = script_families
        self._found: dict[str, Face | None] = {}
        self._in_text: set[str] = set()  # characters set in the text face

    @cached_property
    def text(self) -> Face:
        """The face of Latin, Greek and Cyrillic, which also gives digits and spaces."""
        return self._sources[0].face(self.weight, self.stretch)

    @cached_property
    def han(self) -> Face | None:
        return self._han.face(self.weight) if self._han else None

    @cached_property
    def emoji(self) -> Face | None:
        return self._emoji.face(self.weight) if self._emoji else None

    def face_for(self, cluster: str) -> Face | None:
        """The first face that covers the whole grapheme cluster; ``None`` if no face does."""
        if cluster not in self._found:
            self._found[cluster] = self._search(cluster)
        return self._found[cluster]

    def has_in_text(self, text: str) -> bool:
        """True if all characters are set in the text face."""
        unknown = set(text) - self._in_text
        if all(self.face_for(character) == self.text for character in unknown):
            self._in_text |= unknown
            return True
        return False

    def _search(self, cluster: str) -> Face | None:
        wants_emoji = _EMOJI_SELECTOR in cluster or emoji_presentation(cluster[0])
        if wants_emoji and self.emoji and self.emoji.covers(cluster):
            return self.emoji
        own = self._script_families.get(script_in(cluster))
        sources = [own, *self._sources] if own else self._sources
        if unicodedata.category(cluster[0]) == "Co":
            sources = sources[:1]  # a private character has the meaning that one font gives it
        faces = (source.face(self.weight, self.stretch) for source in sources)
        return next((face for face in faces if face.covers(cluster)), None)


class _StackKey(NamedTuple):
    typeface: str
    region: str
    writes_han: bool
    weight: int
    italic: bool
    stretch: float


class Fonts:
    """The typefaces of a document, and the stack of faces for each language, weight and slope.

    The typefaces are ``sans``, ``serif``, ``mono``, those of the roles ``text``, ``titles``, ``names`` and
    ``labels``, and families by their names. A stack ends with the sans families of all scripts. It is equal
    only to itself, since it depends on the files of one moment.

    Attributes:
        findings: The families and folders of which nothing is printed, and families without a bold.
    """

    def __init__(
        self,
        typefaces: Mapping[str, Typeface],
        scripts: Sequence[FontFamily],
        han: Mapping[str, FontFamily],
        finder: FontFinder,
        findings: Sequence[Finding] = (),
    ) -> None:
        self._typefaces = typefaces
        self._scripts = scripts
        self._han = han
        self._finder = finder
        self.findings = tuple(findings)
        self._stacks: dict[_StackKey, FontStack] = {}

    @classmethod
    def discover(
        cls,
        folders: Sequence[Path] = (),
        typefaces: Mapping[TypefaceRole, TypefaceChoice] | None = None,
        *,
        base: Path = Path(),
        system: Sequence[Path] = (),
    ) -> Self:
        """The faces in the folders, then in the font packages that are installed.

        Args:
            folders: The organiser's folders; a file named as one of Noto takes its place.
            typefaces: The typefaces of roles, by the name of a family or by a font file.
            base: The folder to which paths of font files are relative.
            system: Folders of the operating system, where families are looked up by name.

        Raises:
            Unprintable: A folder does not exist, a family is not found, or no face for Latin text is
                installed.
        """
        if missing := [folder for folder in folders if not folder.is_dir()]:
            raise Unprintable("There is no folder of fonts at {missing}.", missing=str(missing[0]))
        packages = package_folders()
        places = [{path.name: str(path) for path in files_in(folder)} for folder in (*folders, *packages)]
        text = family_by_file(_TEXT, places)
        if text is None:
            raise Unprintable(
                "No font for printing is installed. Install the package manimgx-fonts (and "
                "manimgx-fonts-cjk for Chinese, Japanese and Korean), or name a folder that contains "
                "NotoSans-Regular.ttf."
            )
        names = (*_SCRIPTS, _SYMBOLS, _EMOJI, _MATHEMATICS, _SIGNS)
        scripts = [family for name in names if (family := family_by_file(name, places))]
        sans = Typeface(text, family_by_file(_ITALIC, places))
        serif = serif_typeface(places) or sans
        finder = FontFinder(FontPlaces(folders, base, (*packages, *family_folders(), *system)))
        mono = family_by_file(_MONO, places)
        monospaced = Typeface(mono, family_by_file(f"{_MONO}-Italic", places)) if mono else sans
        fonts = cls(
            {SANS: sans, SERIF: serif, MONO: monospaced}, scripts, han_by_file("Sans", places), finder
        )
        chosen: dict[str, Typeface] = {}
        for role, choice in (typefaces or {}).items():
            chosen[role] = fonts._choose(choice)
        families = [*fonts._families, *(typeface.upright for typeface in chosen.values())]
        used = {Path(cut.path) for family in families for cut in family.cuts}
        findings = [_no_bold(typeface) for typeface in chosen.values() if not typeface.upright.has_bold]
        findings += [_unused(folder, finder) for folder in folders if used.isdisjoint(files_in(folder))]
        return cls({**fonts._typefaces, **chosen}, scripts, fonts._han, finder, findings)

    def including(self, families: Sequence[str]) -> Self:
        """The same with further families, which are then typefaces under their names.

        Raises:
            Unprintable: There is no such family.
        """
        more = {
            family: self._choose(TypefaceChoice(family))
            for family in dict.fromkeys(families)
            if family not in {SANS, SERIF, MONO, *ROLES}
        }
        if not more:
            return self
        return type(self)({**self._typefaces, **more}, self._scripts, self._han, self._finder, self.findings)

    def chosen(self, role: TypefaceRole, default: str) -> str:
        """The role if it has a typeface of its own, and else the default."""
        return role if role in self._typefaces else default

    def _choose(self, choice: TypefaceChoice) -> Typeface:
        """The typeface of a choice; without a family, the serif with other families for some scripts."""
        serif = self._typefaces[SERIF]
        if not choice.family:
            return with_scripts(serif, choice, self._finder)
        typeface = self._finder.find(choice.family)
        return with_default_scripts(
            with_scripts(typeface, choice, self._finder), serif if typeface.serif else None
        )

    @cached_property
    def _families(self) -> Sequence[FontFamily]:
        """The families of the typefaces that every document has."""
        slanted = [typeface.italic for typeface in self._typefaces.values() if typeface.italic]
        serif = self._typefaces[SERIF].scripts.values()
        upright = [typeface.upright for typeface in self._typefaces.values()]
        return [*upright, *slanted, *serif, *self._scripts, *self._han.values()]

    def find_missing_serifs(self, languages: Iterable[str]) -> list[Finding]:
        """Findings for languages that are set in serifs, and have no serif face here."""
        text = self._typeface("text")
        missing = [
            language
            for language in languages
            if text.serif and writes_han(language) and f"{HAN}-{han_region(language)}" not in text.scripts
        ]
        return [_no_serif(missing)] if missing else []

    def has_condensed(self, typeface: str = SANS) -> bool:
        """True if the family of a typeface has condensed letters."""
        return self._typeface(typeface).upright.has_condensed

    def has_bold(self, language: str, typeface: str = SANS) -> bool:
        """False for Chinese and Korean in a serif of one weight, whose bold would be the sans."""
        own = self._typeface(typeface).for_region(han_region(language))
        return not writes_han(language) or all(own[tag].has_bold for tag in own.keys() & {HAN, HANGUL})

    def stack(
        self,
        language: str,
        weight: int = 400,
        *,
        italic: bool = False,
        stretch: float = 100,
        typeface: str = SANS,
    ) -> FontStack:
        """The stack for text of the language (BCP 47) in a typeface.

        Raises:
            KeyError: There is no such typeface.
        """
        key = _StackKey(typeface, han_region(language), writes_han(language), weight, italic, stretch)
        if key not in self._stacks:
            self._stacks[key] = self._stack(key)
        return self._stacks[key]

    def _typeface(self, name: str) -> Typeface:
        if name in self._typefaces:
            return self._typefaces[name]
        if name == "labels":
            return self._typefaces[SANS]
        return self._typefaces.get("text", self._typefaces[SERIF]) if name in ROLES else self._typefaces[name]

    def _stack(self, key: _StackKey) -> FontStack:
        chosen, sans = self._typeface(key.typeface), self._typefaces[SANS]
        own = {
            script: family
            for script, family in chosen.for_region(key.region).items()
            # Han faces of one weight: bold is that of the sans, as Song and Hei are in Chinese print.
            if key.weight < BOLD_WEIGHT or family.has_bold or script not in {HAN, HANGUL}
        }
        han = self._han.get(key.region, next(iter(self._han.values()), None))
        emoji = next((source for source in self._scripts if source.family == _EMOJI), None)
        mathematics = [source for source in self._scripts if source.family == _MATHEMATICS]
        signs = [source for source in self._scripts if source.family == _SIGNS]
        aside = [emoji, *mathematics, *signs]
        scripts = [source for source in self._scripts if source not in aside]
        if key.writes_han:
            middle = [*own.values(), han, *scripts, *mathematics]
        else:
            # Operators of Han and Korean faces are as wide as their characters, which tears formulae apart.
            others_own = [family for script, family in own.items() if script not in {HAN, HANGUL}]
            middle = [*others_own, *scripts, *mathematics, own.get(HAN), own.get(HANGUL), han]
        others = [source for source in self._han.values() if source is not han]
        latin = [chosen, *([self._typefaces[SERIF]] if chosen.serif else []), sans]
        order = [
            *([face.italic for face in latin] if key.italic else []),
            *(face.upright for face in latin),
            *middle,
            emoji,
            *others,
            *signs,
        ]
        return FontStack(
            list(dict.fromkeys(filter(None, order))),
            key.weight,
            han=own.get(HAN, han),
            emoji=emoji,
            # Korean sets its quotation marks as Latin does.
            han_quotes=key.writes_han and key.region != "KR",
            stretch=key.stretch,
            script_families=own,
        )


def _no_bold(typeface: Typeface) -> Finding:
    return Finding(
        Severity.WARNING,
        "no-bold",
        (),
        Message(
            "The font family '{family}' has no bold: headings and names in it are printed in its "
            "regular weight. Put the bold file beside the others.",
            family=typeface.upright.family,
        ),
        "style file",
    )


def _no_serif(languages: Sequence[str]) -> Finding:
    return Finding(
        Severity.WARNING,
        "no-serif",
        (),
        Message(
            "No serif font for {languages} is installed: these texts are printed in a sans. "
            "Install one with: pip install 'conference-eventkit[serif]'",
            languages=Listed(tuple(languages)),
        ),
        "fonts",
    )


def _unused(folder: Path, finder: FontFinder) -> Finding:
    families = finder.families_in([folder])
    if families:
        message = Message(
            "The folder of fonts {folder} contains {families}, and none of it is used. "
            "Add to the style file: {line}.",
            folder=folder,
            families=Listed(tuple(families)),
            line=Verbatim(f'[type] text = "{families[0]}"'),
        )
    else:
        message = Message(
            "The folder of fonts {folder} contains no font. Put TTF, OTF or TTC files into it.", folder=folder
        )
    return Finding(Severity.WARNING, "unused-fonts", (), message, "style file")

"""Catalogue: the sentences of messages in each language, and for those who type or click."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import NamedTuple

ENGLISH = "en"

LANGUAGES = (ENGLISH, "zh", "ar")

_RIGHT_TO_LEFT = frozenset({"ar"})


class Interface(StrEnum):
    """The ways in which people use eventkit: the contexts of sentences in catalogues.

    A sentence that an interface has no other for is that of the library.
    """

    LIBRARY = "library"
    COMMAND = "command"
    """Those who type: sentences name options and commands."""
    BROWSER = "browser"
    """Those who click: sentences name pages and fields."""


class LocalText(NamedTuple):
    """A text, and the language that it is in."""

    text: str
    language: str


class Untranslated(LookupError):
    """A sentence that a catalogue does not have."""


class _Absent(NullTranslations):
    """The last fallback: it has nothing, where gettext would return the English sentence."""

    def gettext(self, message: str) -> str:  # noqa: ARG002
        return ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002
        return ""

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002
        return ""

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002
        return ""


_packages = [__package__]  # the packages with catalogues, the own one first


def add_catalogues(package: str) -> None:
    """Read the catalogues in the folder ``locale`` of another package as well: ``zh.mo`` and ``ar.mo``."""
    if package not in _packages:
        _packages.append(package)
        _read_catalogue.cache_clear()


@cache
def _read_catalogue(language: str) -> NullTranslations:
    catalogue: NullTranslations = _Absent()
    for package in reversed(_packages):
        file = files(package) / "locale" / f"{language}.mo"
        if file.is_file():
            with file.open("rb") as opened:
                translations = GNUTranslations(opened)
            translations.add_fallback(catalogue)
            catalogue = translations
    return catalogue


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads messages.

    Attributes:
        interface: The way in which they use eventkit.
    """

    language: str = ENGLISH
    interface: Interface = Interface.LIBRARY

    @classmethod
    def of(cls, language: str, interface: Interface = Interface.LIBRARY) -> Reader:
        """The reader of a language by its tag; of English if there is no catalogue of that language."""
        known = language.replace("_", "-").partition("-")[0].lower()
        return cls(known if known in LANGUAGES else ENGLISH, interface)

    @property
    def in_english(self) -> Reader:
        """The same reader, of English."""
        return replace(self, language=ENGLISH)

    def translate(self, sentence: str, context: str = "") -> str:
        """A sentence with names of facts, as this reader has it.

        Args:
            context: The context of a word, which interfaces do not change.

        Raises:
            Untranslated: The catalogue does not have it.
        """
        if self == _LIBRARY:
            return sentence
        catalogue = _read_catalogue(self.language)
        own = catalogue.pgettext(context or self.interface, sentence)
        if not own and not context:
            own = catalogue.gettext(sentence)
        return own or self._english(sentence)

    def translate_plural(self, one: str, many: str, count: int) -> str:
        """The form of a sentence for a number.

        Raises:
            Untranslated: The catalogue does not have it.
        """
        catalogue = _Absent() if self == _LIBRARY else _read_catalogue(self.language)
        own = catalogue.npgettext(self.interface, one, many, count) or catalogue.ngettext(one, many, count)
        return own or self._english(one if count == 1 else many)

    def _english(self, sentence: str) -> str:
        if self.language != ENGLISH:
            raise Untranslated(sentence)
        return sentence

    def isolate(self, text: str) -> str:
        """A text of any direction within a sentence; isolated in one from right to left (Unicode UAX 9)."""
        return f"\u2068{text}\u2069" if text and self.language in _RIGHT_TO_LEFT else text

    @property
    def space(self) -> str:
        """The space between two sentences."""
        return "" if self.language == "zh" else " "


_LIBRARY = Reader()

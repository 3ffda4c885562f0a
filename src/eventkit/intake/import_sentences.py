"""Import sentences: the messages of imports in languages other than English.

Messages are written in English where a problem is found, as one or more sentences. ``sentences.toml`` has
each sentence with its translations, and names in braces for values of the file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from eventkit.findings import FindingText
from eventkit.texts import match_language
from eventkit.texts.sentence_patterns import fill_in, pattern_of, sort_by_own_text
from eventkit.wording import Wording

LANGUAGES = ("zh", "ar")

LONGEST_MESSAGE = 2_000
"""The longest message that is translated, in characters: values in it may be of any length."""

_SENTENCES, _PHRASES = "sentences", "phrases"
_SENTENCE, _PHRASE = "sentence", "phrase"
_CUT_LIST = re.compile(r" and \d+ more$")
_BETWEEN = {"zh": "", "ar": " "}


class _Translation(NamedTuple):
    """The translation of an English text.

    Attributes:
        start: What the English text has before its first placeholder.
    """

    start: str
    english: str
    translation: str


@dataclass(frozen=True, slots=True)
class ImportMessage:
    """A message of an import, which can be read in any language."""

    english: str

    def __call__(self, language: str) -> FindingText:
        """The message for readers of a language; in English if it has a sentence that is not translated."""
        return FindingText(translate_message(self.english, language) or self.english)


def translate_message(message: str, language: str) -> str:
    """A message of an import in another language; empty if it has a sentence that is not translated."""
    known = match_language(language, LANGUAGES)
    return _translate_sentences(message, known) if known and len(message) <= LONGEST_MESSAGE else ""


def _translate_sentences(message: str, language: str) -> str:
    for start, english, translation in _translations(_SENTENCES, language):
        # Nearly all are recognised by how they begin.
        match = _pattern(english).match(message) if message.startswith(start) else None
        if match is None or (filled := _fill_in(translation, match.groupdict(), language)) is None:
            continue
        rest = message[match.end() :]
        if not rest:
            return filled
        if further := _translate_sentences(rest, language):
            return f"{filled}{_BETWEEN[language]}{further}"
    return ""


def _fill_in(translation: str, values: Mapping[str, str], language: str) -> str | None:
    """A translation with its values; ``None`` if one of them has to be translated and cannot be."""
    words: dict[str, str] = {}
    for name, value in values.items():
        if name in {_SENTENCE, _PHRASE}:
            translate = _translate_sentences if name == _SENTENCE else _translate_phrase
            if not (word := translate(value, language)):
                return None
            words[name] = word
        elif _CUT_LIST.search(value):
            words[name] = _translate_phrase(value, language)
        else:
            words[name] = value if _is_code(name, translation) else Wording.of(language).isolate(value)
    return fill_in(translation, words)


def _is_code(name: str, translation: str) -> bool:
    """True for a value in a line for a column map, which is copied: it has no invisible characters."""
    return f'"{{{name}}}"' in translation or f"= {{{name}}}" in translation


def _translate_phrase(phrase: str, language: str) -> str:
    phrase = phrase[:1].lower() + phrase[1:]
    for start, english, translation in _translations(_PHRASES, language):
        if phrase.startswith(start) and (match := _pattern(english).fullmatch(phrase)):
            return _fill_in(translation, match.groupdict(), language) or ""
    return ""


@cache
def _translations(table: str, language: str) -> tuple[_Translation, ...]:
    """The translations of a table; those with more text of their own first."""
    texts = _read_tables()[table]
    return tuple(
        _Translation(english.partition("{")[0], english, texts[english][language])
        for english in sort_by_own_text(texts)
    )


@cache
def _read_tables() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((files(__package__) / "sentences.toml").read_text("utf-8"))


@cache
def _pattern(english: str) -> re.Pattern[str]:
    """The pattern of a sentence at the beginning of a text, with the space after it."""
    # Text that ends with a value has no sentence after it.
    end = r"\s*$" if english.endswith("}") else r"(?:\s+(?=\S)|$)"
    return re.compile(pattern_of(english, value=".*?") + end, re.DOTALL)

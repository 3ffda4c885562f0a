"""The sentence catalogue: translations of sentences that other packages write in English.

Faults of models, refusals of edits and errors of the store are sentences in English. ``wordings/sentences.
LANGUAGE.toml`` has their translations by the English sentence, with names in braces for what varies. What
``{sentence}`` stands for is translated in turn. A sentence that is not in the catalogue stays English, and
pages mark it as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from eventkit.web.web_pages import LANGUAGES, words

ENGLISH = LANGUAGES[0]

SENTENCE = "sentence"
"""The name of the placeholder for another sentence."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class LocalText(NamedTuple):
    """A text, and the language that it is in."""

    text: str
    language: str


def translate(text: str, language: str) -> LocalText:
    """A text of English sentences, one on each line, in another language as far as the catalogue has them.

    Args:
        text: The text.
        language: The language, one of `web_pages.LANGUAGES`.

    Returns:
        The text; in English if any of its sentences is missing.
    """
    if language == ENGLISH:
        return LocalText(text, language)
    sentences = [_translate_sentence(line, language) for line in text.split("\n")]
    if all(sentences):
        return LocalText("\n".join(sentences), language)
    return LocalText(text, ENGLISH)


def _translate_sentence(sentence: str, language: str) -> str:
    """The translation of a sentence; empty if it is missing."""
    for pattern, translation in _catalogue(language):
        if (match := pattern.fullmatch(sentence)) is None:
            continue
        values = match.groupdict()
        if SENTENCE in values:
            values[SENTENCE] = _translate_sentence(values[SENTENCE], language)
        is_whole = all(values.values())
        return "".join(_fill_in(translation, values)) if is_whole else ""
    return ""


def _fill_in(translation: str, values: Mapping[str, str]) -> Iterator[str]:
    for at, part in enumerate(_PLACEHOLDER.split(translation)):
        yield values[part] if at % 2 else part


@cache
def _catalogue(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The patterns of English sentences with their translations; those with more text of their own first."""
    known = words("sentences", language)
    in_order = sorted(known, key=lambda english: -len(_PLACEHOLDER.sub("", english)))
    return tuple((_pattern(english), known[english]) for english in in_order)


def _pattern(english: str) -> re.Pattern[str]:
    parts = _PLACEHOLDER.split(english)
    # Every other part is the name of a placeholder.
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    )

"""The sentence catalogue: English sentences of other modules as the pages of organisers show them.

The office, the formats and the outputs speak English, in the words of the library. Their sentences are in
``wordings/sentences.LANGUAGE.toml`` with their translations, with names in braces for what varies; the list
of English has other sentences for browsers where a page has its own place for what they ask for. What
``{sentence}`` stands for is translated in turn. Messages of imports have translations of their own. A
sentence that has none stays English, and pages mark it as such.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from eventkit.errors import EventkitError
from eventkit.findings import Finding
from eventkit.messages import Interface, LocalText, Message
from eventkit.texts.sentence_patterns import fill_in, pattern_of, sort_by_own_text
from eventkit.web.web_pages import LANGUAGES, read_words

ENGLISH = LANGUAGES[0]

SENTENCE = "sentence"
"""The name of the placeholder for another sentence."""

LONGEST_SENTENCE = 2_000
"""The longest sentence that is looked up, in characters: names in it may be of any length."""

_WORD = re.compile(r"[^\W\d_]+\b(?![-./\\])")
"""A word at the beginning of a text, and not the name of a file."""

SEPARATOR = "; "
"""The separator of the reasons of a change; the catalogue has it in other languages."""


def translate(text: str, language: str) -> LocalText:
    """A text of English sentences, one on each line, in another language as far as the catalogue has them.

    Args:
        language: The language, one of `web_pages.LANGUAGES`.

    Returns:
        The text; in English if any of its sentences is missing.
    """
    if isinstance(text, Message):
        local = text.in_language(language, Interface.BROWSER)
        if local.language == language and (not text.is_plain or language != ENGLISH):
            return local
    lines = text.split("\n")
    if language != ENGLISH and all(sentences := [_translate_sentence(line, language) for line in lines]):
        return LocalText("\n".join(sentences), language)
    return LocalText("\n".join(for_browsers(line, ENGLISH) for line in lines), ENGLISH)


def translate_error(error: Exception, language: str) -> LocalText:
    """The text of an error for readers at a browser; all of it in English if a part is not translated."""
    if not isinstance(error, EventkitError):
        return translate(str(error), language)
    texts = [translate(each, language) for each in error.messages]
    if len({text.language for text in texts}) > 1:
        return translate_error(error, ENGLISH)
    return LocalText("\n".join(text.text for text in texts), texts[0].language)


class LocalFinding(NamedTuple):
    """The text of a finding for readers at a browser: what is wrong, and what to do."""

    sentence: LocalText
    remedy: LocalText


def translate_finding(finding: Finding, language: str) -> LocalFinding:
    """The text of a finding in a language as far as its rule, or else the catalogue, has it.

    Both parts are sentences of their own, without ids after names: pages link what is meant.
    """
    if isinstance(finding.message, Message) and not finding.translate:
        text = finding.in_language(language, Interface.BROWSER)
        if text.language == language and (not finding.message.is_plain or language != ENGLISH):
            return LocalFinding(
                *(
                    LocalText(_finish(_without_ids(part, finding), language), language)
                    for part in (text.sentence, text.remedy)
                )
            )
    own, english = finding.in_language(language), finding.in_language(ENGLISH)
    pairs = ((own.sentence, english.sentence), (own.remedy, english.remedy))
    texts = (_of_rule(text, original, language) for text, original in pairs)
    return LocalFinding(
        *(LocalText(_finish(_without_ids(text, finding), known), known) for text, known in texts)
    )


def _without_ids(text: str, finding: Finding) -> str:
    for subject in finding.subjects:
        for id_ in (f" ({subject.id})", f"（{subject.id}）"):
            text = text.replace(id_, "")
    return text


def _finish(text: str, language: str) -> str:
    """A text as a sentence: with a full stop, and a capital letter unless it begins with a name of a file."""
    start = text[:1].upper() if _WORD.match(text) else text[:1]
    is_whole = not text or text[-1] in ".!?。！？؟"
    return start + text[1:] + ("" if is_whole else "。" if language.startswith("zh") else ".")


def _of_rule(text: str, english: str, language: str) -> LocalText:
    """A text that its rule or its import may have translated."""
    if text == english:
        return translate(text, language)
    own = _from_catalogue(english, language)
    return LocalText(own or for_browsers(text, language), language)


def for_browsers(text: str, language: str) -> str:
    """A text in a language as readers at a browser have it, if the catalogue has another for them."""
    return _from_catalogue(text, language) or text


def translate_reason(reason: str, language: str) -> str:
    """The reason of a change in a language, where eventkit wrote it; what people wrote stays as it is."""
    separator = _separator(language)
    sentences = [_translate_sentence(sentence, language) for sentence in reason.split(SEPARATOR)]
    return separator.join(sentences) if separator and all(sentences) else reason


def _translate_sentence(sentence: str, language: str) -> str:
    """The translation of a sentence; empty if it is missing."""
    if len(sentence) > LONGEST_SENTENCE:
        return ""
    return _from_catalogue(sentence, language)


def _from_catalogue(sentence: str, language: str) -> str:
    """The sentence of the catalogue for one of the library; empty if it is missing."""
    if len(sentence) > LONGEST_SENTENCE:
        return ""
    for start, pattern, translation in _catalogue(language):
        if not sentence.startswith(start) or (match := pattern.fullmatch(sentence)) is None:
            continue
        values = match.groupdict()
        if SENTENCE in values:
            values[SENTENCE] = _translate_sentence(values[SENTENCE], language)
        return fill_in(translation, values) if all(values.values()) else ""
    return ""


@cache
def _separator(language: str) -> str:
    """The separator of reasons in a language; empty if it is missing."""
    separator: str = read_words("sentences", language).get(SEPARATOR, "")
    return separator


@cache
def _catalogue(language: str) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """The beginnings and patterns of sentences with their translations; those with more own text first."""
    known = read_words("sentences", language)
    return tuple(
        (sentence.partition("{")[0], re.compile(pattern_of(sentence)), known[sentence])
        for sentence in sort_by_own_text(known)
    )

"""Option sentences: the library's sentences as commands have them, with the options that do what they say.

The library speaks of its own words: an edition, a time zone, a file that may be replaced. A command knows
which of its options means that, and which command helps. ``option_sentences.toml`` has such sentences in the
words of the library, in each language, and in those of commands.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache, partial
from importlib.resources import files

from eventkit.findings import Finding, FindingText
from eventkit.messages import Interface, Message
from eventkit.texts.sentence_patterns import PLACEHOLDER, fill_in, pattern_of, sort_by_own_text


def name_options(text: str) -> str:
    """A message of the library in any language, with the options and commands that help."""
    if isinstance(text, Message) and not text.is_plain:
        return text.in_language("en", Interface.COMMAND).text
    for part, known in _known_sentences():
        if part in text:
            own = read_sentences()[known]
            text = re.sub(pattern_of(known), partial(_fill_in_match, own), text)
    return text


def _fill_in_match(sentence: str, match: re.Match[str]) -> str:
    return fill_in(sentence, match.groupdict())


def finding_text(finding: Finding, language: str) -> FindingText:
    text = finding.in_language(language, Interface.COMMAND)
    if isinstance(finding.message, Message) and not finding.message.is_plain and not finding.translate:
        return text
    return FindingText(name_options(text.sentence), name_options(text.remedy))


def error_text(messages: Iterable[Message], language: str) -> str:
    """Messages of an error, a line each, with the options and commands that help.

    They are in English if one of them is not in that language.
    """
    messages = tuple(messages)
    texts = [message.in_language(language, Interface.COMMAND) for message in messages]
    if all(text.language == language for text in texts) and language != "en":
        return "\n".join(text.text for text in texts)
    return "\n".join(map(name_options, messages))


@cache
def read_sentences() -> dict[str, str]:
    return tomllib.loads((files(__package__) / "option_sentences.toml").read_text("utf-8"))


@cache
def _known_sentences() -> tuple[tuple[str, str], ...]:
    return tuple(
        (max(PLACEHOLDER.split(known)[::2], key=len), known) for known in sort_by_own_text(read_sentences())
    )

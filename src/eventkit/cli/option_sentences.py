"""Option sentences: the library's sentences as commands have them, with the options that do what they say.

The library speaks of its own words: an edition, a time zone, a file that may be replaced. A command knows
which of its options means that, and which command helps. ``option_sentences.toml`` has such sentences in the
words of the library, in each language, and in those of commands.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from eventkit.findings import Finding, FindingText
from eventkit.texts.sentence_patterns import PLACEHOLDER, fill_in, pattern_of, sort_by_own_text


def name_options(text: str) -> str:
    """A message of the library in any language, with the options and commands that help."""
    for part, pattern, sentence in _sentences():
        if part in text:
            text = pattern.sub(lambda match, own=sentence: fill_in(own, match.groupdict()), text)  # type: ignore[misc]
    return text


def finding_text(finding: Finding, language: str) -> FindingText:
    """The text of a finding in a language, with the options and commands that help."""
    text = finding.in_language(language)
    return FindingText(name_options(text.sentence), name_options(text.remedy))


@cache
def read_sentences() -> dict[str, str]:
    """The sentences of the library, in all languages, and those of commands."""
    return tomllib.loads((files(__package__) / "option_sentences.toml").read_text("utf-8"))


@cache
def _sentences() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """The longest text of each sentence beside its placeholders, its pattern, and that of commands."""
    sentences = read_sentences()
    return tuple(
        (max(PLACEHOLDER.split(known)[::2], key=len), re.compile(pattern_of(known)), sentences[known])
        for known in sort_by_own_text(sentences)
    )

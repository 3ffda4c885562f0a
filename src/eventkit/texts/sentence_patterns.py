"""Sentence patterns: sentences with names in braces for what varies, recognised in texts and filled in.

Messages are written in English where a problem is found. Lists of their translations have the sentence of the
source, such as ``Left out {count} cells.``, and its translations with the same placeholders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

PLACEHOLDER = re.compile(r"\{(\w+)\}")
"""A placeholder; its group is the name."""


def sort_by_own_text(sentences: Iterable[str]) -> list[str]:
    """Sentences by the length of their text beside placeholders, the longest first.

    A text may match several: the one with the most text of its own says most about it.
    """
    return sorted(sentences, key=lambda sentence: -len(PLACEHOLDER.sub("", sentence)))


def pattern_of(sentence: str, *, value: str = ".+?") -> str:
    """A regular expression that matches a sentence, with a named group for each placeholder."""
    return "".join(
        # Every other part is the name of a placeholder.
        f"(?P<{part}>{value})" if at % 2 else re.escape(part)
        for at, part in enumerate(PLACEHOLDER.split(sentence))
    )


def fill_in(sentence: str, values: Mapping[str, str]) -> str:
    """A sentence with values for its placeholders; placeholders in a value stay as they are."""
    return PLACEHOLDER.sub(lambda placeholder: values[placeholder[1]], sentence)

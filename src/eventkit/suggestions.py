"""Suggestions: the known words that are most similar to a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from eventkit.messages import Listed, Message

_LENGTH_LIMIT = 80  # the length to which words are compared: the time grows with the square of it
_CUTOFF = 0.6

_CUTOFF_OF_COMMANDS = 0.72
"""The similarity of words that are answered with a command: two that only share letters mean other things."""

_SHORT = 3  # the length of words in which one slip is a third of it


def find_similar(word: str, known: Iterable[str], limit: int = 1, cutoff: float = _CUTOFF) -> list[str]:
    """The known words most similar to a word, the most similar one first; the case is ignored."""
    by_folded: dict[str, str] = {}
    for candidate in known:
        by_folded.setdefault(candidate[:_LENGTH_LIMIT].casefold(), candidate)
    similar = get_close_matches(word[:_LENGTH_LIMIT].casefold(), by_folded, n=limit, cutoff=cutoff)
    return [by_folded[folded] for folded in similar]


def suggest(word: str, known: Iterable[str], limit: int = 1) -> Message:
    """A question that names the most similar known words, for the end of a message; empty without any."""
    return ask_whether(find_similar(word, known, limit))


def suggest_command(word: str, known: Iterable[str], limit: int = 1) -> Message:
    """The question that names the most similar commands; empty if none is as similar as by a slip."""
    cutoff = _CUTOFF if len(word) <= _SHORT else _CUTOFF_OF_COMMANDS
    return ask_whether(find_similar(word, known, limit, cutoff))


def ask_whether(words: Iterable[str]) -> Message:
    """The question that suggests words: Did you mean 'a', 'b' or 'c'? Empty without any."""
    quoted = tuple(Message("'{word}'", word=word) for word in words)
    return Message("Did you mean {words}?", words=Listed(quoted, "or")) if quoted else Message("")

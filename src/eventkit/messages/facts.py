"""Facts: the values in messages, in the words of a reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from pathlib import PurePath
from typing import Protocol, TypeAlias

from eventkit.messages.catalogue import Reader

_GROUPED_FROM = (
    10_000  # from here on thousands are set apart in any number: below are years; counts always are
)


class Worded(Protocol):
    """A fact that has words of its own in each language, such as an entity, a period or another message."""

    def in_words(self, reader: Reader, /) -> str:
        """Its words for a reader, with values in them isolated."""


class Verbatim(str):
    """A text that is copied from a message, such as a line of a file: it has no invisible characters."""

    __slots__ = ()


Fact: TypeAlias = str | int | float | date | time | PurePath | Worded
"""A value in a message. A text is one that a user typed, or a name: it is never translated."""


def word_fact(fact: Fact, reader: Reader) -> str:  # noqa: C901, PLR0911 - a case for each type
    """A fact in the words of a reader; a member of an enumeration is a word of eventkit."""
    match fact:
        case str() if hasattr(fact, "in_words"):  # another message
            return str(fact.in_words(reader))
        case Enum():
            return reader.translate(fact.value, "term")
        case Verbatim():
            return str(fact)
        case str():
            return reader.isolate(fact)
        case PurePath():
            return reader.isolate(str(fact))
        case float():
            return f"{fact:g}"
        case int():
            return f"{fact:,}" if abs(fact) >= _GROUPED_FROM else str(fact)
        case datetime():
            return reader.isolate(f"{fact:%Y-%m-%d %H:%M}")
        case date():
            return reader.isolate(fact.isoformat())
        case time():
            return reader.isolate(f"{fact:%H:%M}")
        case _:
            return fact.in_words(reader)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of eventkit within a sentence, such as a role or a kind of entities."""

    word: str

    def in_words(self, reader: Reader, /) -> str:
        """The word in the language."""
        return reader.translate(self.word, "term")

    def __str__(self) -> str:
        return str(self.word)


@dataclass(frozen=True, slots=True)
class Listed:
    """Facts as a list: a, b and c; or a, b, c and 4 more.

    Attributes:
        joint: The word before the last one, ``and`` or ``or``; or ``;``, which is between all of them.
        limit: The most facts that are named one by one.
    """

    facts: tuple[Fact, ...]
    joint: str = ""
    limit: int = 0

    def __str__(self) -> str:
        return self.in_words(Reader())

    def in_words(self, reader: Reader, /) -> str:
        """The list, with the comma and the word of the language."""
        comma = reader.translate("; " if self.joint == ";" else ", ", "list")
        shown = [word_fact(fact, reader) for fact in self.facts]
        if self.limit and (more := len(shown) - self.limit) > 0:
            cut = reader.translate("{list} and {count} more", "list")
            return cut.format(list=comma.join(shown[: self.limit]), count=f"{more:,}")
        if len(shown) < 2 or self.joint in {"", ";"}:
            return comma.join(shown)
        *most, last = shown
        pair = reader.translate("{list} or {last}" if self.joint == "or" else "{list} and {last}", "list")
        return pair.format(list=comma.join(most), last=last)

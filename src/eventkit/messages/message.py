"""Message: an English text that knows the sentences and facts it was made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from pathlib import PurePath
from typing import Any, Protocol, Self, TypeAlias

from eventkit.messages.catalogue import ENGLISH, Interface, LocalText, Reader, Untranslated

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


_FIRST_FACT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Plural:
    """A sentence in English for one and for many; other languages have as many forms as they need.

    Attributes:
        one: The sentence for the number 1.
        many: The sentence for any other.
        by: The name of the fact that is the number.
    """

    one: str
    many: str
    by: str = "count"


class Message(str):
    """A text for people, which can be had in any language.

    It *is* its English text, so that it is compared, sorted, searched and stored as one. Sentences are
    written as literals, from which the catalogues are made; a test requires it. Without facts a sentence is
    taken as it is; with them, braces name facts.

    Args:
        sentences: Sentences, or messages with facts of their own.
    """

    __slots__ = ("facts", "remedy", "sentences")

    sentences: tuple[Sentence, ...]
    remedy: str
    facts: Mapping[str, Fact]

    def __new__(cls, *sentences: Sentence, **facts: Fact) -> Self:
        """Compose the English text."""
        return cls._of(sentences, "", facts)

    @classmethod
    def with_remedy(cls, sentence: str, remedy: str, /, **facts: Fact) -> Self:
        """The message of a finding: a clause for what is wrong, and one for what to do."""
        return cls._of((sentence,), remedy, facts)

    @classmethod
    def _of(cls, sentences: tuple[Sentence, ...], remedy: str, facts: Mapping[str, Fact]) -> Self:
        text = ": ".join(filter(None, _compose(sentences, remedy, facts, Reader())))
        message = super().__new__(cls, text)
        message.sentences, message.remedy, message.facts = sentences, remedy, facts
        return message

    def __reduce__(self) -> tuple[Callable[..., Message], tuple[Any, ...]]:
        return self._of, (self.sentences, self.remedy, self.facts)

    @property
    def without_remedy(self) -> Message:
        """The sentences alone."""
        return self._of(self.sentences, "", self.facts)

    @property
    def is_plain(self) -> bool:
        """True if it is one text without facts: a literal, or a text that was finished before."""
        return not self.facts and not any(isinstance(part, Message) for part in self.sentences)

    @property
    def begins_with_name(self) -> bool:
        """True if it begins with a name, or with what somebody typed: the first letter stays as it is."""
        first = next(iter(self.sentences), "")
        if isinstance(first, Message):
            return first.begins_with_name
        match = _FIRST_FACT.match(first.one if isinstance(first, Plural) else first)
        fact = self.facts.get(match[1]) if match else None
        return fact is not None and not isinstance(fact, Term | Listed | Message)

    def in_language(self, language: str, interface: Interface = Interface.LIBRARY) -> LocalText:
        """The text for readers of a language; all of it in English if a sentence is not translated."""
        return in_language((self,), language, interface)

    def parts_in_language(
        self, language: str, interface: Interface = Interface.LIBRARY
    ) -> tuple[str, str, str]:
        """The sentences, the remedy, and the language that they are in."""
        reader = Reader.of(language, interface)
        try:
            return (*self._parts(reader), reader.language)
        except Untranslated:
            return (*self._parts(reader.in_english), ENGLISH)

    def in_words(self, reader: Reader, /) -> str:
        """The sentences, and after a colon the remedy.

        Raises:
            Untranslated: The language of the reader does not have one of them.
        """
        sentence, remedy = self._parts(reader)
        if not remedy:
            return sentence
        return reader.translate("{sentence}: {remedy}", "list").format(sentence=sentence, remedy=remedy)

    def _parts(self, reader: Reader) -> tuple[str, str]:
        return _compose(self.sentences, self.remedy, self.facts, reader)

    @property
    def form(self) -> dict[str, Any]:
        """The message as JSON values, from which `read_message` makes it again."""
        facts = {name: _form_of(fact) for name, fact in self.facts.items()}
        return {"sentences": [_form_of(part) for part in self.sentences], "facts": facts}


Sentence: TypeAlias = str | Plural  # a part of a message: a literal, a plural, or another message


class _Foreign(Message):
    """A text that eventkit did not write: it is in no catalogue."""

    __slots__ = ()

    def _parts(self, reader: Reader) -> tuple[str, str]:
        if reader.language != ENGLISH:
            raise Untranslated(str(self))
        return str(self), ""


def _compose(
    sentences: tuple[Sentence, ...], remedy: str, facts: Mapping[str, Fact], reader: Reader
) -> tuple[str, str]:
    counts = {"count", *(part.by for part in sentences if isinstance(part, Plural))}
    words = {
        name: f"{fact:,}" if name in counts and isinstance(fact, int) else word_fact(fact, reader)
        for name, fact in facts.items()
    }

    def fill_in(translation: str) -> str:
        return translation.format_map(words) if facts else translation

    def word(sentence: Sentence) -> str:
        match sentence:
            case Message():
                return sentence.in_words(reader)
            case Plural():
                count = facts[sentence.by]
                assert isinstance(count, int)  # noqa: S101 - a test reads every call
                return fill_in(reader.translate_plural(sentence.one, sentence.many, count))
            case str():
                return fill_in(reader.translate(sentence)) if sentence else ""

    composed = reader.space.join(filter(None, map(word, sentences)))
    return composed, fill_in(reader.translate(remedy)) if remedy else ""


def _form_of(part: Sentence | Fact) -> Any:
    match part:
        case Message():
            return part.form
        case Plural():
            return {"plural": [part.one, part.many, part.by]}
        case Term():
            return {"term": part.word}
        case Listed():
            return {"list": [_form_of(fact) for fact in part.facts], "joint": part.joint}
        case int():
            return part
        case _:
            return f"{part:%H:%M}" if isinstance(part, time) else str(part)


def read_message(form: Any) -> Any:
    """The message of a `Message.form`, or a fact in it."""
    match form:
        case {"sentences": sentences, "facts": facts}:
            read = {name: read_message(fact) for name, fact in facts.items()}
            return Message(*map(read_message, sentences), **read)
        case {"plural": forms}:
            return Plural(*forms)
        case {"term": word}:
            return Term(word)
        case {"list": facts, "joint": joint}:
            return Listed(tuple(map(read_message, facts)), joint)
        case _:
            return form


def foreign(text: str) -> Message:
    """A text that others wrote, such as the operating system: it stays as it is, and counts as English."""
    return _Foreign(text)


def system_reason(error: OSError) -> Verbatim:
    """The reason of an error of the operating system, in its language, whichever that is."""
    return Verbatim((error.strerror or str(error)).lower())


def as_message(text: str | Exception) -> Message:
    """A text as a message, or what an exception carries; the text of any other exception is foreign."""
    if isinstance(text, Exception):
        carried = getattr(text, "messages", text.args)
        return carried[0] if len(carried) == 1 and isinstance(carried[0], Message) else foreign(str(text))
    return text if isinstance(text, Message) else Message(text)


def localise(text: str, language: str, interface: Interface = Interface.LIBRARY) -> str:
    """A text for readers of a language, if it is a message or a word of eventkit, which a member of an
    enumeration is; what people wrote stays as it is.
    """
    if isinstance(text, Enum):
        text = Message("{word}", word=text)
    return text.in_language(language, interface).text if isinstance(text, Message) else text


def sentence(text: str) -> str:
    """A sentence of a table, from which messages are made: it marks the literal for the catalogues."""
    return text


def in_language(
    messages: Iterable[Message], language: str, interface: Interface = Interface.LIBRARY
) -> LocalText:
    """Messages, a line each, for readers of a language; all in English if a sentence is not translated."""
    messages, reader = tuple(messages), Reader.of(language, interface)
    try:
        return LocalText("\n".join(message.in_words(reader) for message in messages), reader.language)
    except Untranslated:
        english = reader.in_english
        return LocalText("\n".join(message.in_words(english) for message in messages), ENGLISH)

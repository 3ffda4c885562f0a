"""For whom a calendar is written: one language, or several in one text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Self

from eventkit.model import Conference, Stream
from eventkit.outputs.agenda.lines import Parameters
from eventkit.texts import UNDETERMINED, Text, matching
from eventkit.wording import Wording

BETWEEN_LANGUAGES = " / "
"""What parts the languages within one line: Opening / 开幕式."""


class Said(NamedTuple):
    """A text as it is written into a calendar.

    Attributes:
        text: The text.
        language: Its language; ``None`` where it is in several or nobody knows.
    """

    text: str
    language: str | None = None

    @property
    def parameters(self) -> Parameters:
        """The LANGUAGE parameter (RFC 5545 3.2.10), which names one language or is left out."""
        if self.language is None or self.language == UNDETERMINED:
            return ()
        return (("LANGUAGE", self.language),)


@dataclass(frozen=True, slots=True)
class Readers:
    """The readers of a calendar.

    Attributes:
        languages: Their languages, the first one first.
        wordings: How things are said to them, a wording for each language.
        fallback: The languages to take a text in that is in none of theirs.
    """

    languages: tuple[str, ...]
    wordings: tuple[Wording, ...]
    fallback: tuple[str, ...]

    @classmethod
    def of(cls, conference: Conference, languages: Iterable[str]) -> Self:
        """The readers of those languages, or of the conference's where none is named."""
        asked = tuple(dict.fromkeys(languages)) or conference.languages
        return cls(asked, tuple(Wording.of(language) for language in asked), conference.languages)

    def entries(self, text: Text) -> tuple[tuple[str, str], ...]:
        """A text in each of their languages that it has, with the language; never empty."""
        if len(self.languages) == 1:
            return (text.best(*self.languages, *self.fallback),)
        return text.each(self.languages, *self.fallback)

    def in_a_line(self, text: Text) -> Said:
        """A text in all of their languages that it has, in one line."""
        return in_a_line(self.entries(text))

    def in_parts(self, texts: Iterable[Text]) -> Said:
        """Texts that go on with each other, such as the parts of an address, in each of their languages."""
        texts = tuple(texts)

        def entry(language: str) -> tuple[str, str]:
            found = [text.best(language, *self.fallback) for text in texts]
            return found[0][0], ", ".join(dict.fromkeys(part for _, part in found))

        return in_a_line(map(entry, self.languages))

    def in_blocks(self, text: Text | None) -> tuple[str | None, ...]:
        """What the block of each language says of a text, where each is said in a block of its own.

        Nothing is said twice; a text in none of the languages is said in the first block.
        """
        if text is None:
            return (None,) * len(self.wordings)
        if len(self.languages) == 1:
            return (text.best(*self.languages, *self.fallback)[1],)
        tags = [matching(language, text) for language in self.languages]
        if not any(tags):
            return (text.best(*self.fallback)[1], *tags[1:])
        return tuple(text[tag] if tag and tag not in tags[:at] else None for at, tag in enumerate(tags))


def in_a_line(entries: Iterable[tuple[str, str]]) -> Said:
    """Texts with their languages in one line; one that reads the same in two languages comes once."""
    found = tuple(entries)
    if len(found) == 1 and "\n" not in found[0][1]:
        return Said(found[0][1], found[0][0])
    distinct: dict[str, str] = {}
    for language, text in found:
        distinct.setdefault(" ".join(text.splitlines()), language)
    only = next(iter(distinct.values())) if len(distinct) == 1 else None
    return Said(BETWEEN_LANGUAGES.join(distinct), only)


def stream_label(stream: Stream, readers: Readers) -> Said:
    """What a stream is called; where that is not told, live stream or recording with the language heard."""
    if stream.label is not None:
        return readers.in_a_line(stream.label)
    label = in_a_line((wording.language, wording.label(stream.kind)) for wording in readers.wordings)
    if stream.language is None:
        return label
    heard = (wording.language_name(stream.language) for wording in readers.wordings)
    return Said(f"{label.text} ({BETWEEN_LANGUAGES.join(dict.fromkeys(heard))})", label.language)

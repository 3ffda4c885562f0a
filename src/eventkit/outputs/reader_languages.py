"""Reader languages: those in which the conference has no texts, or eventkit no words of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from eventkit.findings import Finding, Severity
from eventkit.messages import Listed, Message, Reader
from eventkit.schedule import Schedule
from eventkit.texts import match_language
from eventkit.wording import Wording


@dataclass(frozen=True, slots=True)
class LanguageName:
    """The name of a language, in that of who reads it."""

    tag: str

    def in_words(self, reader: Reader, /) -> str:
        return Wording.of(reader.language).language_name(self.tag)


def check_reader_languages(schedule: Schedule, asked: Sequence[str]) -> Iterator[Finding]:
    """Report each language of the readers in which neither the conference nor a session has a title."""
    present = {
        *schedule.conference.languages,
        *schedule.conference.title,
        *(language for session in schedule.sessions for language in session.title),
    }
    for language in asked:
        if match_language(language, tuple(present)) is None:
            used = tuple(
                Message("{name} ({tag})", name=LanguageName(tag), tag=tag)
                for tag in schedule.conference.languages
            )
            yield Finding(
                Severity.WARNING,
                "language-without-texts",
                (language,),
                Message(
                    "The conference has no texts in {name} ({tag}), so that others are used instead. Its "
                    "languages are {languages}.",
                    name=LanguageName(language),
                    tag=language,
                    languages=Listed(used, "and"),
                ),
            )


def check_wordings(wordings: Iterable[Wording]) -> Iterator[Finding]:
    for wording in wordings:
        if wording.is_fallback:
            yield Finding(
                Severity.WARNING,
                "no-wording",
                (wording.asked,),
                Message(
                    "There are no headings and labels in {name} ({asked}). They are printed in English.",
                    name=LanguageName(wording.asked),
                    asked=wording.asked,
                ),
            )

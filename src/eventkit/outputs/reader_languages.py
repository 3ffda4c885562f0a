"""Reader languages: those that texts of sessions are in, and those that the conference or eventkit lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from eventkit.findings import Finding, Severity
from eventkit.messages import Listed, Message, Reader
from eventkit.model import Session
from eventkit.schedule import Schedule
from eventkit.texts import Text, match_language
from eventkit.texts.language_detection import guess_language
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


_RETAGGED = ("title", "subtitle", "abstract")


def retag_texts(schedule: Schedule) -> Schedule:
    """The schedule with texts in the language of their session, where they have one version and are in it.

    Exports of other systems give the language of a session, and its title and abstract without one. An import
    tags these with the language of the conference, by which German would be hyphenated and read out as
    English. The words of a text have to show that it is in that language: many a talk in French has an
    abstract in English only.
    """
    sessions = tuple(retag_session(session) for session in schedule.sessions)
    if all(new is old for new, old in zip(sessions, schedule.sessions, strict=True)):
        return schedule
    return schedule.model_copy(update={"sessions": sessions})


def retag_session(session: Session) -> Session:
    if len(session.languages) != 1:
        return session
    (language,) = session.languages
    texts = dict(_texts_in_another_language(session, language))
    if not texts or guess_language(str(text) for text in texts.values()) != language.partition("-")[0]:
        return session
    return session.model_copy(update={name: Text({language: text.best()[1]}) for name, text in texts.items()})


def _texts_in_another_language(session: Session, language: str) -> Iterator[tuple[str, Text]]:
    """The texts with one version that is tagged with another language."""
    for name in _RETAGGED:
        text: Text | None = getattr(session, name)
        if text is not None and len(text) == 1 and match_language(language, text) is None:
            yield name, text

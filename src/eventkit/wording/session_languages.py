"""Session languages: texts tagged with the language of their session, where their words are in it.

Exports of other systems give the language of a session, and its title and abstract without one. An import
tags these with the language of the conference, by which German would be hyphenated and read out as English.
But many a talk in French has an abstract in English only.
"""

from __future__ import annotations

from collections.abc import Iterator

from eventkit.model import Session
from eventkit.schedule import Schedule
from eventkit.texts import Text, match_language
from eventkit.texts.language_detection import guess_language

_TEXTS = ("title", "subtitle", "abstract")


def retag_texts(schedule: Schedule) -> Schedule:
    """The schedule with texts in the language of their session, where they have one version and are in it."""
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
    for name in _TEXTS:
        text: Text | None = getattr(session, name)
        if text is not None and len(text) == 1 and match_language(language, text) is None:
            yield name, text

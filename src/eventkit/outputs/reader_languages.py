"""Reader languages: those that an output is asked for and that the conference has no texts in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eventkit.findings import Finding, Severity
from eventkit.schedule import Schedule
from eventkit.texts import match_language
from eventkit.wording import Wording


def check_reader_languages(schedule: Schedule, asked: Sequence[str]) -> Iterator[Finding]:
    """Report each language of the readers in which neither the conference nor a session has a title.

    Args:
        schedule: The schedule.
        asked: The languages that were asked for; none for those of the conference.
    """
    present = {
        *schedule.conference.languages,
        *schedule.conference.title,
        *(language for session in schedule.sessions for language in session.title),
    }
    name = Wording.of("en").language_name
    for language in asked:
        if match_language(language, tuple(present)) is None:
            used = " and ".join(f"{name(tag)} ({tag})" for tag in schedule.conference.languages)
            yield Finding(
                Severity.WARNING,
                "language-without-texts",
                (language,),
                f"The conference has no texts in {name(language)} ({language}), so that others are used "
                f"instead. Its languages are {used}.",
            )

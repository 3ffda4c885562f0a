"""What badges say of the conference."""

from __future__ import annotations

from dataclasses import dataclass

from eventkit.outputs.badges.wearers import Form, Forms, forms_of
from eventkit.schedule import Schedule
from eventkit.wording import Wording


@dataclass(frozen=True, slots=True)
class Occasion:
    """The conference in the languages of the readers, the foremost first.

    Attributes:
        id: Its id, by which findings call it.
        languages: Those of the readers.
        title: What it is called.
        dates: From which day to which.
        venue: Where it is held; empty where that is not known.
    """

    id: str
    languages: tuple[str, ...]
    title: Forms
    dates: Forms = ()
    venue: Forms = ()


def occasion(schedule: Schedule, languages: tuple[str, ...]) -> Occasion:
    """The conference of a schedule for readers of the languages."""
    conference = schedule.conference
    days = {Wording.of(each).days(conference.start, conference.end): each for each in languages}
    return Occasion(
        conference.id,
        languages,
        forms_of(conference.title, languages, *conference.languages),
        tuple(Form(language, said) for said, language in days.items()),
        forms_of(conference.venue.name if conference.venue else None, languages, *conference.languages),
    )

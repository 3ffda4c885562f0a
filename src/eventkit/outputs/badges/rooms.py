"""Door signs: what is on in each room on each day."""

from __future__ import annotations

from collections.abc import Iterator

from eventkit.model import Session, Status
from eventkit.outputs.badges.wearers import Form, Forms, Wearer, forms_of, held
from eventkit.schedule import Schedule
from eventkit.wording import Wording
from eventkit.wording.several import forms


def rooms(schedule: Schedule, languages: tuple[str, ...]) -> Iterator[Wearer]:
    """A sign for each room on each day on which something is held in it, day by day.

    Args:
        schedule: What is held where.
        languages: Those of the readers, the foremost first.
    """
    for on in schedule.days:
        for rank, room in enumerate(schedule.rooms):
            sessions = tuple(
                held(schedule, session, languages)._replace(people=_people(schedule, session, languages))
                for session in schedule.in_order
                if session.slot is not None
                and session.status is not Status.CANCELLED
                and schedule.day(session.slot.period.start) == on
                and room.id in schedule.rooms_of(session)
            )
            if sessions:
                name, *others = forms_of(room.name, languages, *schedule.conference.languages)
                days = {Wording.of(language).day(on): language for language in languages}
                yield Wearer(
                    room.id,
                    name,
                    next(iter(others), None),
                    sort=f"{on.isoformat()} {rank:06}",  # as they are shown, whatever they are called
                    sessions=sessions,
                    day=tuple(Form(language, said) for said, language in days.items()),
                )


def _people(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> Forms:
    """Who appears in a session, as they are announced to the foremost readers."""
    wording = Wording.of(languages[0])
    coming = [schedule.participant(each.participant) for each in session.people if each.comes]
    return tuple(
        Form(languages[0], wording.introduced(each, forms(schedule, each, languages)[0])) for each in coming
    )

"""Rules of what is said, and of what is not said yet."""

from __future__ import annotations

from collections.abc import Iterator

from eventkit.findings import Finding, Severity
from eventkit.model import Status
from eventkit.rules.rule import Rule, called, rule
from eventkit.schedule import Schedule
from eventkit.texts import Text, matching


@rule("unscheduled", Severity.WARNING)
def everything_has_a_time(schedule: Schedule) -> Iterator[Finding]:
    """Every session has a time, itself or through the session it is part of."""
    for session in schedule.parts(None):
        if session.slot is not None or session.status is Status.CANCELLED:
            continue
        if any(part.slot is not None for _, part in schedule.within(session)):
            yield everything_has_a_time.finding(
                (session.id,),
                f"{called(session)} has no time, though parts of it have, and so stands on no day: give it "
                "one that holds them all",
                Severity.ERROR,
            )
        else:
            yield everything_has_a_time.finding(
                (session.id,), f"{called(session)} has no time yet: schedule it, or cancel it"
            )


@rule("part-of-cancelled", Severity.ERROR)
def parts_go_with_their_session(schedule: Schedule) -> Iterator[Finding]:
    """Every part of a cancelled session is cancelled too."""
    for whole in schedule.sessions:
        if whole.status is not Status.CANCELLED:
            continue
        for part in schedule.parts(whole.id):
            if part.status is not Status.CANCELLED:
                yield parts_go_with_their_session.finding(
                    (part.id, whole.id),
                    f"{called(part)} is {part.status}, but {called(whole)}, which it is part of, is "
                    "cancelled: cancel it too, or take it out",
                )


@rule("one-language", Severity.WARNING)
def said_in_every_language(schedule: Schedule) -> Iterator[Finding]:
    """Every title is there in each of the conference's languages."""
    named: list[tuple[str, str, Text]] = [
        (schedule.conference.id, "the title of the conference", schedule.conference.title),
        *((room.id, f"the name of the room {room.id}", room.name) for room in schedule.rooms),
        *((track.id, f"the name of the track {track.id}", track.name) for track in schedule.tracks),
        *((session.id, f"the title of {called(session)}", session.title) for session in schedule.sessions),
    ]
    for about, what, text in named:
        lacking = [each for each in schedule.conference.languages if matching(each, text) is None]
        if lacking:
            yield said_in_every_language.finding(
                (about,),
                f"{what} is missing in {', '.join(lacking)}: add it, or it is printed in another language",
            )


RULES: tuple[Rule, ...] = (everything_has_a_time, parts_go_with_their_session, said_in_every_language)

"""Rules of preferences: the times and rooms that sessions and people would rather have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time

from eventkit.findings import Severity
from eventkit.messages import sentence
from eventkit.model import Kind, Participant
from eventkit.rules.person_rules import is_aside
from eventkit.rules.rule import Fact, Rule, Violation, rule
from eventkit.rules.rule_examples import a_session, example
from eventkit.rules.rule_scopes import PREFERENCE
from eventkit.rules.rule_settings import DayPart, StatedPreference
from eventkit.rules.schedule_index import Occupancy, ScheduleIndex
from eventkit.schedule import Schedule

NOON, DUSK = time(12), time(18)  # the local times at which the afternoon and the evening begin


def part_of_day(schedule: Schedule, start: datetime) -> DayPart:
    """The part of a day of the conference in which something starts; small hours belong to the evening."""
    clock = schedule.wall(start).time()
    if clock < schedule.conference.day_change or clock >= DUSK:
        return DayPart.EVENING
    return DayPart.MORNING if clock < NOON else DayPart.AFTERNOON


_REMEDY = sentence("move it, or withdraw the preference")


@rule(
    "preference",
    Severity.INFO,
    PREFERENCE,
    lambda: example(a_session("algebra", "14:00-15:00", "hall", wishes=["prefer morning"])),
    timed=True,
)
def preferences_are_met(index: ScheduleIndex, preferences: Iterable[StatedPreference]) -> Iterator[Violation]:
    """Every session is at a time and in a room that it and its people prefer.

    The wishes of a session, of the people who have to be present, or of its track begin with ``prefer`` or
    ``avoid``.
    """
    for preference in preferences:
        if preference.required:
            continue
        for who, at in _sessions_of(index, preference):
            owner: dict[str, Fact] = {"person": who} if who is not None else {}
            for kind in _misses(index, preference, at):
                yield preferences_are_met.violation(
                    "{session}, {period}, is not as {person} prefers: {wish}"
                    if owner
                    else "{session}, {period}, is not as is preferred: {wish}",
                    _REMEDY,
                    kind,
                    **owner,
                    session=at.session,
                    period=at.period,
                    wish=preference.words,
                )


@rule(
    "restriction",
    Severity.ERROR,
    PREFERENCE,
    lambda: example(a_session("algebra", "14:00-15:00", "hall", wishes=["only morning"])),
    timed=True,
)
def restrictions_are_met(
    index: ScheduleIndex, preferences: Iterable[StatedPreference]
) -> Iterator[Violation]:
    """Every session is at a time and in a room where it may be.

    The wishes of a session, of the people who have to be present, or of its track begin with ``only`` or
    ``not``.
    """
    for preference in preferences:
        if preference.required:
            for _, at in _sessions_of(index, preference):
                for kind in _misses(index, preference, at):
                    yield restrictions_are_met.violation(
                        "{session}, {period}, may not be there: {wish}",
                        "move it, or remove the wish",
                        kind,
                        session=at.session,
                        period=at.period,
                        wish=preference.words,
                    )


def _sessions_of(
    index: ScheduleIndex, preference: StatedPreference
) -> Iterator[tuple[Participant | None, Occupancy]]:
    if preference.session is not None:
        yield from ((None, at) for at in index.occupancies(index.sessions([preference.session])))
    elif preference.track is not None:
        of_track = (session for session in index.schedule.sessions if session.track == preference.track)
        yield from ((None, at) for at in index.occupancies(of_track) if at.session.kind is not Kind.BLOCK)
    elif preference.participant is not None:
        for who in index.participants([preference.participant]):
            yield from ((who, at) for at in index.appointments(who.id) if not is_aside(who, at))


def _misses(index: ScheduleIndex, preference: StatedPreference, at: Occupancy) -> Iterator[str]:
    """The ways in which a session is not as is preferred."""
    part, wrong = preference.part_of_day, preference.excluded
    if part is not None and (part_of_day(index.schedule, at.start) is part) is wrong:
        yield part
    if preference.days and (index.day(at.start) in preference.days) is wrong:
        yield "day"
    rooms = {room.id for room in index.schedule.rooms if room.id in preference.rooms}
    if rooms and bool(rooms & {*at.rooms}) is wrong:
        yield "room"
    if preference.periods and not _is_met(preference, at):
        yield "period"


def _is_met(preference: StatedPreference, at: Occupancy) -> bool:
    """True if a session lies within one of the periods, or outside all of them where they are excluded."""
    if preference.excluded:
        return all(at.end <= period.start or period.end <= at.start for period in preference.periods)
    return any(period.start <= at.start and at.end <= period.end for period in preference.periods)


RULES: tuple[Rule, ...] = (preferences_are_met, restrictions_are_met)

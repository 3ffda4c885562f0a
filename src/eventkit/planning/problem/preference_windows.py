"""Preference windows: the times and rooms that talks and people prefer, and nights of people online."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from eventkit.model import Participant, RoomId, Session
from eventkit.planning.problem.free_time import minute
from eventkit.planning.problem.planning_model import Stretch, Window
from eventkit.rules import DayPart, StatedPreference
from eventkit.rules.person_rules import nights
from eventkit.rules.preference_rules import DUSK, NOON
from eventkit.rules.schedule_index import ScheduleIndex


@dataclass(frozen=True, slots=True)
class PreferenceOfTalk:
    """One preference of a talk or of a person in it.

    Attributes:
        windows: The times within which a talk of its length starts as is preferred; ``None`` for rooms.
        rooms: The rooms that are preferred; ``None`` for times.
    """

    windows: tuple[Window, ...] | None = None
    rooms: frozenset[RoomId] | None = None


class PreferenceWindows:
    """The preferences of a conference as times and rooms."""

    def __init__(self, index: ScheduleIndex) -> None:
        self._index = index
        conference = index.schedule.conference
        # A talk may be before or after the days of the conference, if that is no error.
        self._days = [
            conference.start + timedelta(days=number)
            for number in range(-2, (conference.end - conference.start).days + 3)
        ]
        self._rooms = frozenset(room.id for room in index.schedule.rooms)

    def of_talk(
        self, session: Session, people: Iterable[Participant], minutes: int
    ) -> Iterator[PreferenceOfTalk]:
        """The preferences of a talk of that length, and of the people who have to be there."""
        ids = {who.id for who in people}
        for preference in self._index.settings.preferences:
            is_of_track = preference.track is not None and preference.track == session.track
            if is_of_track or preference.session == session.id or preference.participant in ids:
                yield from self._terms(preference, minutes)

    def _terms(self, preference: StatedPreference, minutes: int) -> Iterator[PreferenceOfTalk]:
        if preference.part_of_day is not None:
            parts = (self._part_of_day(day, preference.part_of_day) for day in self._days)
            yield PreferenceOfTalk(windows=_starts_within(parts, minutes))
        if preference.days:
            days = (self._between(day, time.min, None) for day in preference.days)
            yield PreferenceOfTalk(windows=_starts_within(days, minutes))
        if rooms := self._rooms & {*preference.rooms}:
            yield PreferenceOfTalk(rooms=rooms)

    def _part_of_day(self, day: date, part: DayPart) -> Window:
        match part:
            case DayPart.MORNING:
                return self._between(day, time.min, NOON)
            case DayPart.AFTERNOON:
                return self._between(day, NOON, DUSK)
            case DayPart.EVENING:
                return self._between(day, DUSK, None)

    def _between(self, day: date, opens: time, closes: time | None) -> Window:
        """A part of a day of the conference, which lasts from its day change to the next."""
        schedule = self._index.schedule
        change = schedule.conference.day_change
        start = datetime.combine(day, max(opens, change), schedule.zone)
        end = (
            datetime.combine(day + timedelta(days=1), change, schedule.zone)
            if closes is None
            else datetime.combine(day, closes, schedule.zone)
        )
        return minute(start.astimezone(UTC)), minute(end.astimezone(UTC))

    def nights_beside(self, who: Participant, stretch: Stretch) -> Iterator[Window]:
        """The nights of a person online that a stretch overlaps."""
        if who.online is not None:
            start, end = (datetime.fromtimestamp(60 * at, UTC) for at in (stretch.start, stretch.end))
            for night in nights(who.online, start, end):
                yield minute(night.start), minute(night.end)


def _starts_within(windows: Iterable[Window], minutes: int) -> tuple[Window, ...]:
    """Windows within which a talk of that length is exactly if it starts within others."""
    return tuple((start, end - 1 + minutes) for start, end in windows if start < end)

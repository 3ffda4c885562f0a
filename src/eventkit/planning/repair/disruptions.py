"""Disruptions: losses and delays of a conference, and how they are recorded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from eventkit.editing import Refused, edit_participant, edit_room
from eventkit.editing.edits import require
from eventkit.editing.lookup import describe
from eventkit.messages import Fact, Listed, Message, sentence
from eventkit.model import Participant, ParticipantId, Room, RoomId
from eventkit.planning.plans import name
from eventkit.planning.problem.free_time import (
    cut,
    instant_of,
    intersect,
    join,
    minute,
    periods_of,
    require_days,
    whole_day,
    window_of,
    windows_of,
)
from eventkit.planning.problem.planning_model import Window
from eventkit.schedule import EntityKind, Schedule
from eventkit.times import Period
from eventkit.values.arguments import checked_methods


@dataclass(frozen=True, slots=True)
class Losses:
    """Rooms and people that are lost to a conference."""

    rooms: frozenset[RoomId] = frozenset()
    people: frozenset[ParticipantId] = frozenset()
    windows: tuple[Window, ...] | None = None

    def affect(self, start: int, end: int) -> bool:
        """True if they are lost at any minute of an interval."""
        return self.windows is None or any(start < closes and opens < end for opens, closes in self.windows)


@checked_methods
@dataclass(frozen=True, slots=True)
class Disruption:
    """A disruption: what has happened, besides what the check finds.

    Attributes:
        lost_rooms: Rooms that cannot be used any more.
        absent: People who cannot come.
        since: The time of each of these days from which it is so; the whole day if ``None``.
        until: The time up to which it is so; to the end of the day if ``None``.
        late: By how many minutes sessions begin later; or more, where others cannot give way.
    """

    lost_rooms: Collection[str] = ()
    absent: Collection[str] = ()
    days: tuple[date, ...] | None = None
    since: time | None = None
    until: time | None = None
    late: Mapping[str, int] = field(default_factory=dict)

    def losses(self, schedule: Schedule) -> Losses:
        """The rooms and people that are lost, with the times.

        Raises:
            Refused: A room or a person does not exist, the conference has no such day, or the loss ends
                before it begins.
        """
        require_days(schedule, self.days or ())
        rooms = (RoomId(require(schedule, EntityKind.ROOM, room).id) for room in self.lost_rooms)
        people = (ParticipantId(require(schedule, EntityKind.PARTICIPANT, who).id) for who in self.absent)
        return Losses(frozenset(rooms), frozenset(people), self._windows(schedule))

    @property
    def is_partial(self) -> bool:
        """True if only a part of each day is lost."""
        return self.since is not None or self.until is not None

    def record(self, schedule: Schedule) -> Schedule:
        """The schedule in which lost rooms and absent people are not available at the times of the loss.

        What is lost on all days is left as it is: an availability has at least one period.

        Raises:
            Refused: As `losses` does.
        """
        losses = self.losses(schedule)
        for room in sorted(losses.rooms):
            available = _remaining(schedule, schedule.room(room).available, losses.windows)
            schedule = edit_room(schedule, room, available=available)
        for who in sorted(losses.people):
            available = _remaining(schedule, schedule.participant(who).available, losses.windows)
            schedule = edit_participant(schedule, who, available=available)
        return schedule

    def causes(self) -> tuple[Message, ...]:
        """The events, in clauses for the log: room 'annex' was lost on 2027-09-07."""
        when = self._when_in_log()
        lost = sentence("room '{id}' was lost {when}" if when else "room '{id}' was lost")
        absent = sentence("participant '{id}' was absent {when}" if when else "participant '{id}' was absent")
        return (
            *(Message(lost, id=room, when=when) for room in self.lost_rooms),
            *(Message(absent, id=who, when=when) for who in self.absent),
            *(
                Message("session '{id}' was late by {minutes} min", id=session, minutes=minutes)
                for session, minutes in self.late.items()
            ),
        )

    def _windows(self, schedule: Schedule) -> tuple[Window, ...] | None:
        """When something is lost; ``None`` for all the time."""
        if self.days is None and not self.is_partial:
            return None
        days = schedule.conference.dates if self.days is None else self.days
        return tuple(self._window(schedule, day) for day in days)

    def _window(self, schedule: Schedule, day: date) -> Window:
        """The part of a day in which something is lost."""
        start, end = whole_day(schedule, day)
        if self.since is not None:
            start = _minute_of(schedule, day, self.since)
        if self.until is not None:
            end = _minute_of(schedule, day, self.until)
        if end <= start:
            raise Refused("The loss has to end after it begins. Change one of the two times.")
        return start, end

    def _when_in_log(self) -> Message:
        match bool(self.days), self.since is not None, self.until is not None:
            case True, True, True:
                when = sentence("on {days} from {start} until {end}")
            case True, True, False:
                when = sentence("on {days} from {start}")
            case True, False, True:
                when = sentence("on {days} until {end}")
            case True, False, False:
                when = sentence("on {days}")
            case False, True, True:
                when = sentence("from {start} until {end}")
            case False, True, False:
                when = sentence("from {start}")
            case False, False, True:
                when = sentence("until {end}")
            case _:
                return Message("")
        days = Listed(self.days or ())
        return Message(when, days=days, start=self.since or "", end=self.until or "")


def loss_sentences(disruption: Disruption, after: Schedule, *, is_done: bool = True) -> tuple[Message, ...]:
    """The sentences about what `Disruption.record` has recorded in a schedule, or is to record.

    Args:
        after: The schedule with the record.
        is_done: Whether the record has been made; otherwise it is announced.
    """
    lost: list[Room | Participant] = [
        *(after.room(RoomId(room)) for room in disruption.lost_rooms),
        *(after.participant(ParticipantId(who)) for who in disruption.absent),
    ]
    windows = disruption.losses(after).windows or ()
    days = Listed(tuple(_words_for(disruption, after, window) for window in windows))

    def words(entity: Room | Participant) -> Message:
        available = windows_of(entity.available)
        is_recorded = bool(windows and available) and not intersect(available, join(windows))
        facts: dict[str, Fact] = {"name": describe(after, entity), "days": days}
        if not is_recorded:
            return Message(
                "Not stored: record when {name} is available, or name the loss again in the next repair.",
                **facts,
            )
        if is_done:
            return Message("Recorded: {name} is not available on {days}.", **facts)
        return Message("To be recorded: {name} is not available on {days}.", **facts)

    return tuple(map(words, lost))


def _words_for(disruption: Disruption, schedule: Schedule, window: Window) -> Fact:
    """The day of a loss, with the times where it is a part of the day."""
    start, end = map(instant_of, window)
    day = name(schedule, schedule.day(start))
    if disruption.since is not None and disruption.until is not None:
        return name(schedule, Period(start=start, end=end))
    if disruption.since is not None:
        return Message("{day} from {time}", day=day, time=schedule.wall(start).time())
    if disruption.until is not None:
        return Message("{day} until {time}", day=day, time=schedule.wall(end).time())
    return day


def _remaining(
    schedule: Schedule, available: tuple[Period, ...], lost: Iterable[Window] | None
) -> tuple[Period, ...]:
    """The periods of an availability without some times; the same ones if nothing would be left."""
    if lost is None:
        return available
    days = (whole_day(schedule, day) for day in schedule.conference.dates)
    windows, taken = [*map(window_of, available)] or join(days), [*lost]
    return periods_of(part for window in windows for part in cut(window, taken)) or available


def _minute_of(schedule: Schedule, day: date, at: time) -> int:
    """The minute of a time of a day, which may lie after midnight."""
    on = day + timedelta(days=1) if at < schedule.conference.day_change else day
    return minute(datetime.combine(on, at, tzinfo=schedule.zone))

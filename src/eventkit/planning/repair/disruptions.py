"""Disruptions: losses and delays of a conference, how they are recorded, and what helps late sessions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice

from eventkit.editing import Refused, edit_participant, edit_room
from eventkit.editing.edits import replace as replace_in
from eventkit.editing.edits import require
from eventkit.editing.lookup import describe
from eventkit.messages import Fact, Listed, Message, sentence
from eventkit.model import Participant, ParticipantId, Room, RoomId, Session, Slot
from eventkit.planning.plans import name, names, place_words
from eventkit.planning.problem.free_time import (
    add_further_rooms,
    close_later,
    cut,
    instant_of,
    intersect,
    join,
    minute,
    opening_hours,
    periods_outside,
    require_days,
    whole_day,
)
from eventkit.planning.problem.planning_model import Window
from eventkit.rules import RuleSettings
from eventkit.rules.schedule_index import ScheduleIndex
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
        available = [(minute(period.start), minute(period.end)) for period in entity.available]
        is_recorded = bool(windows and available) and not intersect(join(available), join(windows))
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
    windows = [(minute(period.start), minute(period.end)) for period in available] or join(days)
    taken = [*lost]
    rest = [part for window in windows for part in cut(window, taken)]
    return tuple(Period(start=instant_of(start), end=instant_of(end)) for start, end in rest) or available


def _minute_of(schedule: Schedule, day: date, at: time) -> int:
    """The minute of a time of a day, which may lie after midnight."""
    on = day + timedelta(days=1) if at < schedule.conference.day_change else day
    return minute(datetime.combine(on, at, tzinfo=schedule.zone))


_SHORTER = (5, 10, 15, 20, 30, 45, 60, 90)  # by how many minutes a session is shortened
_LATER = (30, 60, 120)  # by how many minutes later rooms close
_AFTERWARDS_LIMIT = 3  # the most sessions after a late one that are tried shortened, or unpinned
_LIMIT = 4  # the most remedies of a session
Trial = Callable[[Schedule, RuleSettings], Schedule | None]
"""Finds the schedule in which the late session has a place under other conditions; ``None`` without one."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """A late session without a place."""

    schedule: Schedule
    settings: RuleSettings
    session: Session
    earliest: int
    attempt: Trial


def find_late_remedies(late: Lateness) -> tuple[Message, ...]:
    """The remedies of a late session, any one of which gives it a place; those that change least first."""

    def remedies() -> Iterator[Message]:
        yield from _shortened(late, late.session)
        following = [*islice(_following(late), _AFTERWARDS_LIMIT)]
        for session in following:
            if session.pinned:
                yield from _unpinned(late, session)
        for session in following:
            yield from _shortened(late, session)
        yield from _closing_later(late)
        yield from _available(late)
        yield from _in_another_room(late)

    return tuple(islice(remedies(), _LIMIT))


def _shortened(late: Lateness, session: Session) -> Iterator[Message]:
    """A session with the most minutes with which there is a place; at least half of it is left."""
    slot = session.slot
    if slot is None or late.schedule.parts(session.id):
        return
    start, minutes = minute(slot.period.start), slot.period.minutes
    for less in _SHORTER:
        if 2 * less > minutes:
            return
        period = Period(start=slot.period.start, end=instant_of(start + minutes - less))
        shorter = session.model_copy(update={"slot": Slot(period=period, rooms=slot.rooms)})
        if late.attempt(replace_in(late.schedule, shorter), late.settings) is not None:
            facts: dict[str, Fact] = {"session": name(late.schedule, session), "minutes": minutes - less}
            yield Message("{session} is shortened to {minutes} minutes", **facts)
            return


def _following(late: Lateness) -> Iterator[Session]:
    """The sessions in the rooms of a late one that end after it can begin, on its day, by time."""
    schedule = late.schedule
    index = ScheduleIndex(schedule, late.settings)
    rooms = {*schedule.rooms_of(late.session)}
    day = schedule.day(instant_of(late.earliest))
    for at in sorted(index.occupancies(schedule.sessions)):
        is_after = minute(at.end) > late.earliest and schedule.day(at.start) == day
        if is_after and at.id != late.session.id and rooms.intersection(at.rooms):
            yield at.session


def _unpinned(late: Lateness, session: Session) -> Iterator[Message]:
    """A pinned session that moves."""
    loose = replace_in(late.schedule, session.model_copy(update={"pinned": False}))
    after = late.attempt(loose, late.settings)
    moved = after.session(session.id) if after is not None else session
    if after is not None and moved.slot is not None and moved.slot != session.slot:
        yield Message(
            "{session} is unpinned and moves to {place}",
            session=name(after, session),
            place=place_words(after, moved),
        )


def _closing_later(late: Lateness) -> Iterator[Message]:
    """The earliest of some later times at which rooms may close."""
    hours = opening_hours(ScheduleIndex(late.schedule, late.settings))
    for minutes in _LATER:
        later = close_later(hours, minutes)
        if later is None:
            return
        if late.attempt(late.schedule, late.settings.model_copy(update={"hours": later})) is not None:
            yield Message("rooms are open until {time}", time=later.closes)
            return


def _available(late: Lateness) -> Iterator[Message]:
    """The people of the session who would have to be available at other times, too."""
    for appearance in late.session.people:
        who = late.schedule.participant(appearance.participant)
        if not who.available:
            continue
        free = replace_in(late.schedule, who.model_copy(update={"available": ()}))
        after = late.attempt(free, late.settings)
        slot = after.session(late.session.id).slot if after is not None else None
        if slot is not None and (periods := [*periods_outside(slot.period, who.available)]):
            facts: dict[str, Fact] = {
                "whom": name(late.schedule, who),
                "periods": names(late.schedule, periods),
            }
            yield Message("{whom} can also come {periods}", **facts)


def _in_another_room(late: Lateness) -> Iterator[Message]:
    """The times at which a further room would have to be free."""
    schedule = late.schedule
    with_room = add_further_rooms(schedule, 1)
    room = with_room.rooms[-1].id
    after = late.attempt(with_room, late.settings)
    if after is None:
        return
    periods = [
        session.slot.period
        for session in after.sessions
        if session.slot is not None and room in session.slot.rooms
    ]
    if periods:
        periods.sort(key=lambda period: period.start)
        yield Message("another room is free {periods}", periods=names(schedule, periods))

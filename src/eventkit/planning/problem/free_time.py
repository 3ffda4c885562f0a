"""Free time: the stretches of blocks and rooms in which a plan may put talks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from eventkit.editing import Refused
from eventkit.editing.edits import rebuild
from eventkit.model import Kind, ParticipantId, Room, RoomId, Session, SessionId, Status
from eventkit.planning.problem.planning_model import NOWHERE, Stretch, Window
from eventkit.rules.room_rules import COME_AND_SEE, PAUSES
from eventkit.rules.rule_settings import OpeningHours
from eventkit.rules.schedule_index import Occupancy, ScheduleIndex
from eventkit.schedule import Schedule
from eventkit.times import Period, SkippedTime, instant

USUAL_HOURS = OpeningHours(opens=time(9), closes=time(18))
"""The hours of a conference that has none set and nothing scheduled."""

FreePeriods = dict[date, tuple[Period, ...]]
"""The free periods of each day of the conference, by time."""

_FOR_EVERYONE = frozenset({Kind.BREAK, Kind.MEAL})
"""Sessions during which no talk takes place in any room, outside blocks."""

BESIDE_TALKS = PAUSES | COME_AND_SEE | {Kind.SOCIAL, Kind.TOUR}
"""Kinds of sessions whose rooms are not places for talks, such as a foyer."""

_NOT_OF_THE_DAY = frozenset({Kind.SOCIAL, Kind.TOUR, Kind.REGISTRATION, Kind.BREAK, Kind.MEAL})
"""Kinds of sessions that do not count for the opening hours of a day."""


_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class FreeTime:
    """The time and the rooms in which talks may be placed."""

    stretches: tuple[Stretch, ...]
    places: tuple[tuple[RoomId, ...], ...]
    blocks: tuple[Session, ...]
    hours: OpeningHours | None = None
    days: frozenset[date] | None = None


def minute(at: datetime) -> int:
    return int(at.timestamp()) // 60


def instant_of(minutes: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)


def has_open_blocks(index: ScheduleIndex) -> bool:
    """True if there is a block that may be filled, so that plans use blocks only."""
    return any(_may_be_filled(index, session) for session in index.schedule.sessions)


def find_free_time(
    index: ScheduleIndex,
    parents: Iterable[SessionId],
    *,
    days: Iterable[date] | None = None,
    in_rooms: bool = False,
) -> FreeTime:
    """The free time of a schedule.

    In blocks, if there is any block that may be filled; otherwise in rooms, within their hours.
    """
    owners = [*dict.fromkeys(index.sessions(parents))]
    blocks = (
        [] if in_rooms else [session for session in index.schedule.sessions if _may_be_filled(index, session)]
    )
    chosen = None if days is None else frozenset(days)
    finder = _Finder(index, tuple(dict.fromkeys((*blocks, *owners))))
    stretches = [*finder.in_blocks()]
    hours = None
    if not blocks:
        hours = opening_hours(index)
        stretches += finder.in_rooms(hours)
    chosen_stretches = [
        stretch for stretch in stretches if chosen is None or date.fromordinal(stretch.day) in chosen
    ]
    chosen_stretches.sort(
        key=lambda stretch: (stretch.start, stretch.end, finder.places[stretch.place], stretch.block)
    )
    stretches = separate(chosen_stretches, finder.places, index.settings.turnaround)
    return FreeTime(tuple(stretches), tuple(finder.places), finder.blocks, hours, chosen)


def separate(
    stretches: list[Stretch], places: Sequence[tuple[RoomId, ...]], turnaround: int
) -> list[Stretch]:
    """Stretches in which no talk begins sooner than some minutes after another one in the room has ended."""
    ends: dict[RoomId, int] = {}
    separated = []
    for stretch in stretches if turnaround else ():
        rooms = places[stretch.place]
        start = max(stretch.start, *(ends.get(room, 0) + turnaround for room in rooms), 0)
        if start < stretch.end:
            separated.append(stretch._replace(start=start))
            ends.update(dict.fromkeys(rooms, stretch.end))
    return separated if turnaround else stretches


def require_days(schedule: Schedule, days: Iterable[date]) -> None:
    """Refuse days on which the conference is not, and nothing of it takes place either."""
    conference = schedule.conference
    scheduled = {schedule.day(session.slot.period.start) for session in schedule.sessions if session.slot}
    for day in days:
        if not conference.start <= day <= conference.end and day not in scheduled:
            raise Refused(
                "The conference has no day '{day}': it is from {start} to {end}.",
                day=day.isoformat(),
                start=conference.start,
                end=conference.end,
            )


def find_rooms_without_talks(schedule: Schedule) -> frozenset[RoomId]:
    """The rooms in which there are only breaks, meals, posters and the like, such as a foyer.

    A room in which nothing takes place is not among them, nor is one with a block, though it be empty. A
    break in most rooms is a pause of theirs, and says of none that it is a foyer.
    """
    uses: dict[RoomId, bool] = {}
    for session in schedule.sessions:
        rooms, has_talks = schedule.rooms_of(session), session.kind not in BESIDE_TALKS
        is_use = has_talks or 2 * len(rooms) <= len(schedule.rooms)
        if session.slot is not None and session.status is not Status.CANCELLED and is_use:
            for room in rooms:
                uses[room] = uses.get(room, False) or has_talks
    return frozenset(room for room, has_talks in uses.items() if not has_talks)


def _may_be_filled(index: ScheduleIndex, session: Session) -> bool:
    """True if a session is a block whose content is open, in a part of the programme that takes place."""
    return (
        session.kind is Kind.BLOCK
        and not session.pinned
        and index.occupancy(session) is not None
        and not any(part.kind is Kind.BLOCK for part in index.parts(session.id))
        and all(outer.status is not Status.CANCELLED for outer in index.lineage(session))
    )


def add_further_rooms(schedule: Schedule, count: int) -> Schedule:
    """The schedule with further rooms at the end, free at any time, with all features and enough seats."""
    features = tuple(dict.fromkeys(feature for room in schedule.rooms for feature in room.features))
    language = schedule.conference.languages[0]
    rooms = [
        Room.model_validate(
            {"id": f"eventkit.further-room-{number}", "name": {language: "?"}, "features": features}
        )
        for number in range(1, count + 1)
    ]
    return rebuild(schedule, "rooms", rooms=(*schedule.rooms, *rooms))


def opening_hours(index: ScheduleIndex) -> OpeningHours:
    """The opening hours of the settings, or else the usual ones."""
    return index.settings.hours or usual_hours(index)


def close_later(hours: OpeningHours, minutes: int) -> OpeningHours | None:
    """Opening hours that end some minutes later; ``None`` if that is not on the same day."""
    closes = hours.closes.hour * 60 + hours.closes.minute + minutes
    if hours.closes <= hours.opens or closes >= 24 * 60:
        return None
    return OpeningHours(opens=hours.opens, closes=time(*divmod(closes, 60)))


def usual_hours(index: ScheduleIndex) -> OpeningHours:
    """From the earliest start to the latest end of what is scheduled on any day of the conference.

    What goes on into the next day is left out. A night before the day change is the end of its day. If
    a day would begin or end with a break, something is to come before or after it: from nine, or to six.
    """
    schedule = index.schedule
    change = datetime.combine(date.min, schedule.conference.day_change)
    spans, breaks = list[tuple[timedelta, timedelta]](), list[tuple[timedelta, timedelta]]()
    for at in index.occupancies(schedule.sessions):
        day, start, end = schedule.day(at.start), schedule.wall(at.start), schedule.wall(at.end)
        is_break = at.session.kind is Kind.BREAK
        if (is_break or at.session.kind not in _NOT_OF_THE_DAY) and schedule.day(at.end - _MINUTE) == day:
            since = datetime.combine(day, change.time())
            (breaks if is_break else spans).append((start - since, end - since))
    if not spans:
        return USUAL_HOURS
    opens, closes = min(start for start, _ in spans), max(end for _, end in spans)
    usual = [datetime.combine(date.min, at) - change for at in (USUAL_HOURS.opens, USUAL_HOURS.closes)]
    if any(usual[0] < start < opens for start, _ in breaks):
        opens = usual[0]
    if any(closes < end < usual[1] for _, end in breaks):
        closes = usual[1]
    return OpeningHours(opens=(change + opens).time(), closes=(change + closes).time())


class _Finder:
    """Finds stretches, and numbers the sets of rooms they are in."""

    def __init__(self, index: ScheduleIndex, blocks: tuple[Session, ...]) -> None:
        self.index = index
        self.blocks = blocks
        self.places: list[tuple[RoomId, ...]] = []
        self._occupancies = [*index.occupancies(index.schedule.sessions)]

    def in_blocks(self) -> Iterator[Stretch]:
        for number, block in enumerate(self.blocks):
            at = self.index.occupancy(block)
            if at is None:
                continue
            lineage = {outer.id for outer in self.index.lineage(block)}
            occupied = [
                self._window(other, at.rooms)
                for other in self._near(at)
                if other.id not in lineage and self._keeps_out(other, at)
            ]
            tracked = any(
                outer.track is not None and self.index.occupancy(outer) is not None
                for outer in self.index.lineage(block)
            )
            for start, end in cut(window_of(at), occupied):
                yield self._stretch(start, end, at.rooms, number, tracked=tracked)

    def _near(self, block: Occupancy) -> Iterator[Occupancy]:
        """The sessions at the time of a block; where rooms need time between them, those at other times."""
        yield from self.index.concurrent(block)
        if self.index.settings.turnaround:
            outside = (at for at in self._occupancies if at.end <= block.start or at.start >= block.end)
            yield from (at for at in outside if at.session.kind is not Kind.BLOCK)

    def _keeps_out(self, other: Occupancy, block: Occupancy) -> bool:
        """True if something takes time of a block: its parts, plenaries, and sessions in its rooms."""
        shared = set(other.rooms) & set(block.rooms)
        if any(outer.id == block.id for outer in self.index.lineage(other.session)):
            return bool(shared) or not other.rooms or not block.rooms
        if other.session.plenary:
            return True
        return any(not self.index.schedule.room(room).shared for room in shared)

    def in_rooms(self, hours: OpeningHours) -> Iterator[Stretch]:
        schedule, settings = self.index.schedule, self.index.settings
        first, last = schedule.conference.start, schedule.conference.end
        without_talks = find_rooms_without_talks(schedule)
        rooms = [room for room in schedule.rooms if not room.shared and room.id not in without_talks]
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            for room in rooms:
                bounds = day_bounds(self.index, day.toordinal(), settings.room_hours.get(room.id, hours))
                if bounds is None:
                    continue
                occupied = [
                    self._window(other, (room.id,))
                    for other in self._occupancies
                    if room.id in other.rooms or other.session.kind in _FOR_EVERYONE or other.session.plenary
                ]
                for start, end in cut(bounds, occupied):
                    yield self._stretch(start, end, (room.id,), NOWHERE, tracked=False)

    def _window(self, other: Occupancy, rooms: Iterable[RoomId]) -> Window:
        """The time that something takes of rooms, with that before and after it."""
        in_room = other.session.kind not in PAUSES and not {*rooms}.isdisjoint(other.rooms)
        turnaround = self.index.settings.turnaround if in_room else 0
        return minute(other.start) - turnaround, minute(other.end) + turnaround

    def _stretch(
        self, start: int, end: int, rooms: tuple[RoomId, ...], block: int, *, tracked: bool
    ) -> Stretch:
        day = self.index.day(instant_of(start)).toordinal()
        return Stretch(start, end, day, self.place(rooms), block, tracked)

    def place(self, rooms: tuple[RoomId, ...]) -> int:
        for number, known in enumerate(self.places):
            if set(known) == set(rooms):
                return number
        self.places.append(rooms)
        return len(self.places) - 1


def day_bounds(index: ScheduleIndex, day: int, hours: OpeningHours) -> Window | None:
    """The first and the last minute of a day, an ordinal; ``None`` if the clocks skip one of them."""
    on = date.fromordinal(day)
    opens, closes = datetime.combine(on, hours.opens), datetime.combine(on, hours.closes)
    if closes <= opens:
        closes += timedelta(days=1)
    try:
        where = index.schedule.zone
        return minute(instant(opens, where)), minute(instant(closes, where))
    except SkippedTime:
        return None


def whole_day(schedule: Schedule, day: date) -> Window:
    """The first minute of a day of the conference, and that of the next one."""
    change, zone = schedule.conference.day_change, schedule.zone
    start, end = (datetime.combine(on, change, tzinfo=zone) for on in (day, day + timedelta(days=1)))
    return minute(start), minute(end)


def cut(bounds: Window, taken: Iterable[Window]) -> Iterator[Window]:
    """The rest of an interval without others."""
    at, end = bounds
    for begins, ends in sorted(taken):
        if ends <= at or begins >= end:
            continue
        if begins > at:
            yield at, begins
        at = max(at, ends)
    if at < end:
        yield at, end


def intersect(windows: Iterable[Window], others: Iterable[Window]) -> list[Window]:
    """The intersection of two lists of intervals, each of them in order and without overlaps."""
    both = [
        (max(start, begins), min(end, ends))
        for start, end in windows
        for begins, ends in others
        if max(start, begins) < min(end, ends)
    ]
    return sorted(both)


def join(windows: Iterable[Window]) -> list[Window]:
    """Intervals in order, those that touch or overlap as one."""
    joined: list[Window] = []
    for start, end in sorted(windows):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def window_of(span: Period | Occupancy) -> Window:
    return minute(span.start), minute(span.end)


def windows_of(spans: Iterable[Period | Occupancy]) -> list[Window]:
    """Times as intervals in order, those that touch or overlap as one."""
    return join(map(window_of, spans))


def periods_of(windows: Iterable[Window]) -> tuple[Period, ...]:
    return tuple(Period(start=instant_of(start), end=instant_of(end)) for start, end in windows)


def free_in_room(index: ScheduleIndex, room: RoomId) -> FreePeriods:
    """When nothing takes place in a room, while it is open and available."""
    hours = index.settings.room_hours.get(room, index.settings.hours)
    available = index.schedule.room(room).available
    return _free(index, hours, available, index.by_room[room])


def free_for_person(index: ScheduleIndex, person: ParticipantId) -> FreePeriods:
    """When a person appears in no session, nor does a team of theirs, while they are available."""
    teams = (team.id for team in index.schedule.teams if person in team.members)
    busy = [at for one in (person, *teams) for at in index.appointments(one)]
    return _free(index, index.settings.hours, index.schedule.participant(person).available, busy)


def _free(
    index: ScheduleIndex, hours: OpeningHours | None, available: Iterable[Period], busy: Iterable[Occupancy]
) -> FreePeriods:
    hours = hours or usual_hours(index)
    limits, taken = windows_of(available), windows_of(busy)
    free: FreePeriods = {}
    for day in index.schedule.conference.dates:
        bounds = day_bounds(index, day.toordinal(), hours)
        windows = [] if bounds is None else [bounds]
        if limits:
            windows = intersect(windows, limits)
        free[day] = periods_of(part for window in windows for part in cut(window, taken))
    return free

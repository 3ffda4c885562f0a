"""Talk requests: sessions that are to get a place, and their wishes, preferences and order as times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import repeat

from eventkit.model import Kind, Participant, RoomId, Session, SessionId, TrackId
from eventkit.planning.problem.free_time import FreeTime, cut, intersect, minute, window_of, windows_of
from eventkit.planning.problem.objective import SHARED_MINUTES
from eventkit.planning.problem.planning_model import (
    FORBIDDEN,
    LEFT_OUT,
    NOWHERE,
    Preference,
    Relation,
    Stretch,
    Talk,
    Window,
)
from eventkit.rules import DayPart, StatedPreference, WishKind
from eventkit.rules.block_rules import breaks_of
from eventkit.rules.person_rules import nights
from eventkit.rules.preference_rules import DUSK, NOON
from eventkit.rules.schedule_index import PROGRAMME, Occupancy, ScheduleIndex, find_frame, is_outermost

PLACELESS = frozenset({WishKind.APART, WishKind.BEFORE, WishKind.AFTER_BREAK})
"""Wishes that depend on the time alone."""

ALWAYS = Stretch(0, FORBIDDEN, 0, 0, NOWHERE, tracked=False)
"""All time, in no room."""


@dataclass(frozen=True, slots=True)
class WishOfTalk:
    """A wish about a talk and what does not move."""

    kind: WishKind
    minutes: int
    other: Occupancy | None
    comes_first: bool
    preferred: bool = False

    def is_elsewhere(self, rooms: frozenset[RoomId]) -> bool:
        return self.other is not None and rooms != set(self.other.rooms)


class WishWindows:
    """The wishes of a schedule as times."""

    def __init__(self, index: ScheduleIndex) -> None:
        self._index = index
        pauses = [*breaks_of(index)]
        self._ends_of_breaks = sorted({minute(at.end) for at in pauses})
        self.breaks = tuple(windows_of(pauses))

    def of_talk(self, session: Session, minutes: int) -> Iterator[WishOfTalk]:
        """Wishes about a talk of that length alone, or about it and something that does not move."""
        index = self._index
        for wish in index.settings.wishes:
            if session.id not in wish.sessions or not wish.kind.number:
                continue
            others = index.sessions(id_ for id_ in wish.sessions if id_ != session.id)
            at = next(iter(index.occupancies(others)), None)
            if at is not None or wish.kind.number == 1:
                yield WishOfTalk(wish.kind, minutes, at, wish.sessions[0] == session.id, wish.preferred)

    def within(self, stretch: Stretch, rooms: frozenset[RoomId], wish: WishOfTalk) -> list[Window]:
        """The part of a stretch in some rooms in which a wish is fulfilled."""
        whole = (stretch.start, stretch.end)
        other = wish.other
        if other is None:
            return intersect([whole], self._after_breaks(wish.minutes))
        start, end = window_of(other)
        match wish.kind:
            case WishKind.APART:
                return [*cut(whole, [(start, end)])]
            case WishKind.BEFORE:
                return intersect([whole], [(whole[0], start) if wish.comes_first else (end, whole[1])])
            case WishKind.CONSECUTIVE:
                beside = [] if wish.is_elsewhere(rooms) else [self._beside(wish, start, end)]
                return intersect([whole], beside)
            case WishKind.SAME_ROOM:
                return [] if wish.is_elsewhere(rooms) else [whole]
            case _:
                is_same_day = self._index.day(other.start).toordinal() == stretch.day
                return [whole] if is_same_day == (wish.kind is WishKind.SAME_DAY) else []

    def _after_breaks(self, minutes: int) -> Iterator[Window]:
        """Windows in which a talk fits only if it begins soon after a break."""
        for ended in self._ends_of_breaks:
            yield ended, ended + self._index.settings.pause + minutes

    def _beside(self, wish: WishOfTalk, start: int, end: int) -> Window:
        """The window in which a talk directly precedes or follows something from one minute to another."""
        left = self._index.settings.pause
        if wish.comes_first:
            at = start
            for begins, ends in reversed([*cut((0, start), self.breaks)]):
                at = max(begins, ends - left)
                left -= ends - at
                if not left:
                    break
            return at - wish.minutes, start
        at = end
        for begins, ends in cut((end, FORBIDDEN), self.breaks):
            at = min(ends, begins + left)
            left -= at - begins
            if not left:
                break
        return end, at + wish.minutes


@dataclass(frozen=True, slots=True)
class PreferenceOfTalk:
    """One preference of a talk or of a person in it."""

    windows: tuple[Window, ...] | None = None
    rooms: frozenset[RoomId] | None = None
    excluded: bool = False
    code: str = "preference"

    def is_elsewhere(self, rooms: frozenset[RoomId]) -> bool:
        """True if these are other rooms than is preferred."""
        return self.rooms is not None and bool(self.rooms & rooms) is self.excluded


_PARTS_OF_DAY: Mapping[DayPart, tuple[time, time | None]] = {
    DayPart.MORNING: (time.min, NOON),
    DayPart.AFTERNOON: (NOON, DUSK),
    DayPart.EVENING: (DUSK, None),
}


class PreferenceWindows:
    def __init__(self, index: ScheduleIndex) -> None:
        self._index = index
        conference = index.schedule.conference
        # A talk may be before or after the days of the conference, if that is not an error.
        self._days = [
            conference.start + timedelta(days=number)
            for number in range(-2, (conference.end - conference.start).days + 3)
        ]
        self._rooms = frozenset(room.id for room in index.schedule.rooms)

    def of_talk(
        self, session: Session, people: Iterable[Participant], minutes: int
    ) -> Iterator[PreferenceOfTalk]:
        ids = {who.id for who in people}
        for preference in self._index.settings.preferences:
            is_of_track = preference.track is not None and preference.track == session.track
            if is_of_track or preference.session == session.id or preference.participant in ids:
                yield from self._terms(preference, minutes)

    def _terms(self, preference: StatedPreference, minutes: int) -> Iterator[PreferenceOfTalk]:
        excluded = preference.excluded
        code = "restriction" if preference.required else "preference"

        def windows(times: Iterable[Window]) -> PreferenceOfTalk:
            """Times in which a talk starts, or does not."""
            chosen = cut((0, FORBIDDEN), times) if excluded else times
            within = tuple((start, end - 1 + minutes) for start, end in chosen if start < end)
            return PreferenceOfTalk(windows=within, code=code)

        if preference.part_of_day is not None:
            yield windows(self._between(day, *_PARTS_OF_DAY[preference.part_of_day]) for day in self._days)
        if preference.days:
            yield windows(self._between(day, time.min, None) for day in preference.days)
        if rooms := self._rooms & {*preference.rooms}:
            yield PreferenceOfTalk(rooms=rooms, excluded=excluded, code=code)
        if preference.periods:
            periods = windows_of(preference.periods)
            outside = cut((0, FORBIDDEN), periods) if excluded else periods
            yield PreferenceOfTalk(windows=tuple(outside), code=code)

    def _between(self, day: date, opens: time, closes: time | None) -> Window:
        """A part of a day of the conference, which lasts from its day change to the next."""
        change, zone = self._index.schedule.conference.day_change, self._index.schedule.zone
        start = datetime.combine(day, max(opens, change), zone)
        end_day, end = (day + timedelta(days=1), change) if closes is None else (day, closes)
        return minute(start), minute(datetime.combine(end_day, end, zone))

    def nights_beside(self, who: Participant, stretch: Stretch) -> Iterator[Window]:
        """The nights of a person online that a stretch overlaps."""
        if who.online is not None:
            start, end = (datetime.fromtimestamp(60 * at, UTC) for at in (stretch.start, stretch.end))
            yield from map(window_of, nights(who.online, start, end))


_SOMETIME = datetime(1970, 1, 1, tzinfo=UTC)

_LARGEST_AUDIENCE = 100_000
"""From which audience on talks without a place are equally missed."""


@dataclass(frozen=True, slots=True)
class TalkRequest:
    """A session that is to get a place, and the length that it is to have."""

    session: Session
    minutes: int
    may_wait: bool = False  # it may get a place later, so that it is the first to be left out


@dataclass(frozen=True, slots=True)
class TalkConditions:
    """The demands of a talk on its time, in any place."""

    busy: list[tuple[int, int, SessionId]]
    wishes: list[WishOfTalk]
    online: list[Participant]
    preferences: list[PreferenceOfTalk]
    demands: Sequence[Preference] = ()

    @property
    def is_empty(self) -> bool:
        is_strict = any(demand.price == FORBIDDEN for demand in self.demands)
        return not (is_strict or self.busy or self.wishes or self.online or self.preferences)


def to_talk(request: TalkRequest, tracks: Mapping[TrackId, int]) -> Talk:
    """A request as a talk of the problem: one without a place is missed the more people expect it."""
    session = request.session
    track = tracks[session.track] if session.track is not None else NOWHERE
    missed = LEFT_OUT + (0 if request.may_wait else 1 + min(session.audience or 0, _LARGEST_AUDIENCE))
    return Talk(session.id, request.minutes, track, missed)


def people_of_request(index: ScheduleIndex, request: TalkRequest) -> list[Participant]:
    ids = dict.fromkeys(appearance.participant for appearance in request.session.people if appearance.comes)
    return [*index.participants(ids)]


def occupy_any_time(request: TalkRequest) -> Occupancy:
    """A talk as rules see it that do not look at its time: only its length counts."""
    end = _SOMETIME + timedelta(minutes=request.minutes)
    return Occupancy(_SOMETIME, request.session.id, end, (), request.session)


class OpeningOrder:
    """The opening and the closing of a conference, as a plan prices them.

    A talk before a fixed opening has a price by its time alone, and so has an opening that is planned after
    what is fixed; between two sessions that are planned it is a relation.
    """

    def __init__(
        self,
        index: ScheduleIndex,
        requests: Sequence[TalkRequest],
        free_time: FreeTime,
        price: int,
    ) -> None:
        """The order in a schedule."""
        self._index = index
        self._requests = requests
        self._price = price
        self._frame = [*find_frame(index)] if price else []
        self._ids = {session.id for session in self._frame}
        self._programme = [at for at in self._find_programme(free_time) if is_outermost(index, at.session)]
        earliest = min((stretch.start for stretch in free_time.stretches), default=0)
        latest = max((stretch.end for stretch in free_time.stretches), default=0)
        # Most openings precede all free time, and then no talk needs a window.
        self._fixed = [
            at
            for at in index.occupancies(self._frame)
            if (earliest < minute(at.start) if _is_opening(at.session) else minute(at.end) < latest)
        ]

    def _find_programme(self, free_time: FreeTime) -> Iterator[Occupancy]:
        """The sessions that an opening precedes; outside blocks, also those that will fill empty blocks."""
        index = self._index
        yield from index.occupancies(index.of_kinds(PROGRAMME) if self._frame else ())
        are_to_come = self._frame and free_time.hours is not None
        for at in index.occupancies(index.of_kinds((Kind.BLOCK,)) if are_to_come else ()):
            if not any(index.occupancies(index.parts(at.id))):
                yield from repeat(at, at.minutes // SHARED_MINUTES)

    def relations(self) -> Iterator[Relation]:
        """The order of an opening or closing that is planned and the others."""
        for one, request in enumerate(self._requests):
            if request.session.id in self._ids:
                kind = "begins-first" if _is_opening(request.session) else "ends-last"
                for other, beside in enumerate(self._requests):
                    if other != one and self._counts(beside.session):
                        yield Relation(kind, one, other, self._price)

    def demands(self, request: TalkRequest) -> Iterator[Preference]:
        """The times outside which a session is before the opening or after the closing, with a price."""
        for window, count in self._windows(request):
            yield Preference((window,), min(self._price * count, FORBIDDEN))

    def _windows(self, request: TalkRequest) -> Iterator[tuple[Window, int]]:
        """Times of a session, and how many fixed ones are at the wrong time if it is outside them."""
        session = request.session
        for at in self._fixed if self._counts(session) else ():
            if _is_opening(at.session):
                yield (minute(at.start), ALWAYS.end), 1
            else:
                yield (ALWAYS.start, minute(at.end)), 1
        if session.id in self._ids:
            yield from sorted(Counter(self._order(request, at) for at in self._programme).items())

    @staticmethod
    def _order(request: TalkRequest, at: Occupancy) -> Window:
        """When an opening or closing may be so that a fixed session is at the right time."""
        if _is_opening(request.session):
            return ALWAYS.start, minute(at.start) + request.minutes
        return minute(at.end) - request.minutes, ALWAYS.end

    def _counts(self, session: Session) -> bool:
        return session.kind in PROGRAMME and is_outermost(self._index, session)


def _is_opening(session: Session) -> bool:
    return session.kind is Kind.OPENING

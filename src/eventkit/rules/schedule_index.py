"""The schedule index: lookups shared by rules, with overlays for edits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property, partial
from itertools import chain
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from eventkit.model import Kind, Participant, ParticipantId, RoomId, Session, SessionId, Status, TrackId
from eventkit.rules.rule_settings import RuleSettings
from eventkit.rules.stated_wishes import StatedSettings, add_stated_wishes
from eventkit.schedule import Schedule
from eventkit.texts import Text, fold_name, match_language
from eventkit.texts.confusables import skeleton
from eventkit.times import Period

K = TypeVar("K", bound=Hashable)

T = TypeVar("T", bound="Occupancy | Session | Participant")


class Occupancy(NamedTuple):
    """A session that takes place, with its rooms, or else those of the session it is part of.

    Sorts by start, then by id.
    """

    start: datetime
    id: SessionId
    end: datetime
    rooms: tuple[RoomId, ...]
    session: Session

    @property
    def minutes(self) -> int:
        """Its length in minutes."""
        return minutes_between(self.start, self.end)

    @property
    def period(self) -> Period:
        """All the time it takes."""
        return Period(start=self.start, end=self.end)

    def shared(self, other: Occupancy) -> Period:
        """The time that the two share."""
        return Period(start=max(self.start, other.start), end=min(self.end, other.end))


class OverlayIndex(Generic[K, T]):
    """Values by what they have in common; or another index with some of its values put aside for new ones.

    An overlay has the lists that differ from those of its base, whole, from their first lookup on: most of
    the longest are never looked up.

    Args:
        keys: What a value has in common with others.
        base: The index that it is laid over; ``None`` for none.
        aside: The values of the base that are put aside, by id, with what they had in common with others.
    """

    def __init__(
        self,
        values: Iterable[T],
        keys: Callable[[T], Iterable[K]],
        base: OverlayIndex[K, T] | None = None,
        aside: Mapping[Any, Iterable[K]] = MappingProxyType({}),
    ) -> None:
        self._base, self._aside = base, aside
        self._new = defaultdict[K, list[T]](list)  # its own values, and empty lists for those put aside
        for value in values:
            for key in keys(value):
                self._new[key].append(value)
        for key in chain.from_iterable(aside.values()):
            self._new[key]
        self._lists: dict[K, list[T]] = self._new if base is None else {}  # as a lookup returns them

    def __getitem__(self, key: K) -> list[T]:
        known = self._lists.get(key)
        if known is not None:
            return known
        if self._base is None:
            return []
        others = self._base[key]
        if key in self._new:
            others = [item for item in others if item.id not in self._aside] + self._new[key]
            self._lists[key] = others
        return others

    def __iter__(self) -> Iterator[K]:
        yield from self._new if self._base is None else dict.fromkeys((*self._base, *self._new))


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes from one instant to another; less than none if it is earlier."""
    return int((end - start).total_seconds()) // 60


def format_hours(minutes: int) -> str:
    """A length as hours and minutes: 4:05."""
    return f"{minutes // 60}:{minutes % 60:02}"


def overlapping_pairs(occupancies: Iterable[Occupancy]) -> Iterator[tuple[Occupancy, Occupancy]]:
    """Each two that overlap, the earlier first.

    A sweep over their starts: the cost is that of sorting, and of the pairs there are.
    """
    ongoing: list[Occupancy] = []
    for occupancy in sorted(occupancies):
        ongoing = [earlier for earlier in ongoing if earlier.end > occupancy.start]
        for earlier in ongoing:
            yield earlier, occupancy
        ongoing.append(occupancy)


def spellings(who: Participant) -> Iterable[str]:
    """Every way in which someone's name is written, the owner's first."""
    return [*[form.full for form in who.name], *who.variants]


def missing_languages(languages: tuple[str, ...], text: Text) -> tuple[str, ...]:
    """The languages that a text is missing in."""
    if all(language in text for language in languages):
        return ()
    return tuple(language for language in languages if match_language(language, text) is None)


_HOUR = 3600

FOR_EVERYONE = frozenset({Kind.OPENING, Kind.CLOSING, Kind.CEREMONY, Kind.KEYNOTE})
"""Kinds of sessions that most people come to, also where they are not marked as plenary."""

PROGRAMME = (
    *(Kind.OPENING, Kind.KEYNOTE, Kind.CEREMONY, Kind.TALK, Kind.LIGHTNING),
    *(Kind.PANEL, Kind.DISCUSSION, Kind.CLOSING),
)
"""Kinds of sessions that an opening precedes and a closing follows; workshops and meetings may be outside."""


class ScheduleIndex:
    """A schedule with its settings, and what rules look up in them.

    Attributes:
        overlays: How many edits it is laid over the index of.
    """

    def __init__(self, schedule: Schedule, settings: RuleSettings) -> None:
        self.schedule = schedule
        self._settings = settings
        self.overlays = 0
        self._base: ScheduleIndex | None = None
        self._changed: Mapping[SessionId, Session | None] = {}
        self._renamed: Mapping[ParticipantId, Participant | None] = {}
        self._tasks: dict[ParticipantId, list[Occupancy]] = {}
        self._days: dict[datetime, date] = {}

    def after(
        self,
        schedule: Schedule,
        changed: Mapping[SessionId, Session | None],
        renamed: Mapping[ParticipantId, Participant | None],
    ) -> ScheduleIndex:
        """The index of the schedule after an edit that changed those sessions and participants alone.

        They are passed as they are now, ``None`` for those that are gone. Parts of a session that changed
        count as changed. Their wishes are those of before.
        """
        index = ScheduleIndex(schedule, self._settings)
        index.settings = self.settings
        index.overlays = self.overlays + 1
        index._base, index._changed, index._renamed = self, changed, renamed
        index._days = self._days  # an instant's day is a matter of the conference alone
        return index

    @cached_property
    def settings(self) -> StatedSettings:
        """The settings of the conference, with the wishes of the schedule."""
        return add_stated_wishes(self._settings, self.schedule)

    def session(self, id_: SessionId) -> Session | None:
        """The session of that id, if there is one."""
        if self._base is None:
            return self._known.get(id_)
        return self._changed[id_] if id_ in self._changed else self._base.session(id_)

    @cached_property
    def _known(self) -> dict[SessionId, Session]:
        return {session.id: session for session in self.schedule.sessions}

    def sessions(self, ids: Iterable[SessionId]) -> Iterator[Session]:
        """The sessions of those ids, as far as they are there."""
        return (session for session in map(self.session, ids) if session is not None)

    def participant(self, id_: ParticipantId) -> Participant | None:
        """The participant of that id, if there is one."""
        if self._base is None:
            return self._people.get(id_)
        return self._renamed[id_] if id_ in self._renamed else self._base.participant(id_)

    @cached_property
    def _people(self) -> dict[ParticipantId, Participant]:
        return {participant.id: participant for participant in self.schedule.participants}

    def participants(self, ids: Iterable[ParticipantId]) -> Iterator[Participant]:
        """The participants of those ids, as far as they are there."""
        return (who for who in map(self.participant, ids) if who is not None)

    def lineage(self, session: Session) -> Iterator[Session]:
        """The session and those it is part of, from the inside out."""
        at: Session | None = session
        while at is not None:
            yield at
            at = self.session(at.parent) if at.parent is not None else None

    def rooms(self, session: Session) -> tuple[RoomId, ...]:
        """The rooms of a session: its own, or else those of the session it is part of."""
        rooms = (
            outer.slot.rooms for outer in self.lineage(session) if outer.slot is not None and outer.slot.rooms
        )
        return next(rooms, ())

    def occupancy(self, session: Session) -> Occupancy | None:
        """The slot of a session that takes place; ``None`` if it has no time of its own or is cancelled."""
        if self._base is not None and session.id not in self._changed:
            return self._base.occupancy(session)
        return self._occupancies.get(session.id)

    @cached_property
    def _occupancies(self) -> dict[SessionId, Occupancy]:
        return {
            session.id: at for session in self._own_sessions() if (at := self._occupy(session)) is not None
        }

    def _occupy(self, session: Session) -> Occupancy | None:
        slot = session.slot
        if slot is None or session.status is Status.CANCELLED:
            return None
        rooms = slot.rooms or (self.rooms(session) if session.parent is not None else ())
        return Occupancy(slot.period.start, session.id, slot.period.end, rooms, session)

    def occupancies(self, sessions: Iterable[Session]) -> Iterator[Occupancy]:
        """Those of the sessions that will take a time."""
        if self._base is not None:
            return (at for at in map(self.occupancy, sessions) if at is not None)
        known = self._occupancies.get
        return (at for session in sessions if (at := known(session.id)) is not None)

    def day(self, at: datetime) -> date:
        """The day of the conference that an instant belongs to."""
        try:
            return self._days[at]
        except KeyError:
            day = self._days[at] = self.schedule.day(at)
            return day

    def nested(self, one: Session, other: Session) -> bool:
        """True if one of the two is part of the other, at any depth."""
        if one.parent == other.id or other.parent == one.id:
            return True
        if one.parent is None and other.parent is None:  # most sessions are part of none
            return one.id == other.id
        return any(outer.id == one.id for outer in self.lineage(other)) or any(
            outer.id == other.id for outer in self.lineage(one)
        )

    def parts(self, of: SessionId) -> list[Session]:
        """The sessions that are directly part of one, as written."""
        return self._by_parent[of]

    def with_parts(self, sessions: Iterable[Session]) -> Iterator[tuple[Session, list[Session]]]:
        """Those of the sessions that have parts, with these."""
        parts = self._by_parent
        return ((session, session_parts) for session in sessions if (session_parts := parts[session.id]))

    @cached_property
    def _by_parent(self) -> OverlayIndex[SessionId | None, Session]:
        return self._session_index("_by_parent", lambda session: (session.parent,))

    @property
    def plenaries(self) -> list[Session]:
        """The sessions that everyone is meant to come to."""
        return self._by_plenary[True]

    @cached_property
    def _by_plenary(self) -> OverlayIndex[bool, Session]:
        return self._session_index("_by_plenary", lambda session: (session.plenary,))

    @property
    def keynotes(self) -> list[Session]:
        """The openings, keynotes and the like that most people come to, without a mark as plenary."""
        return self._by_attraction[True]

    @cached_property
    def _by_attraction(self) -> OverlayIndex[bool, Session]:
        return self._session_index("_by_attraction", lambda session: (is_for_everyone(session),))

    def of_kinds(self, kinds: Iterable[Kind]) -> Iterator[Session]:
        """The sessions of some kinds, kind by kind."""
        return (session for kind in kinds for session in self._by_kind[kind])

    @cached_property
    def _by_kind(self) -> OverlayIndex[Kind, Session]:
        return self._session_index("_by_kind", lambda session: (session.kind,))

    @cached_property
    def by_room(self) -> OverlayIndex[RoomId, Occupancy]:
        """The sessions in a room."""
        return self._index("by_room", lambda _, at: at.rooms)

    @cached_property
    def by_day(self) -> OverlayIndex[date, Occupancy]:
        """The sessions that begin on a day of the conference."""
        return self._index("by_day", lambda index, at: (index.day(at.start),))

    @cached_property
    def by_hour(self) -> OverlayIndex[int, Occupancy]:
        """The sessions in an hour or a minute of it, by the number of the hour since 1970."""
        return self._index("by_hour", lambda _, at: hours_of(at))

    def concurrent(self, at: Occupancy) -> Iterator[Occupancy]:
        """The other sessions at the same time."""
        near = {other.id: other for hour in hours_of(at) for other in self.by_hour[hour]}
        return (
            other
            for other in near.values()
            if other.start < at.end and at.start < other.end and other.id != at.id
        )

    @cached_property
    def by_track(self) -> OverlayIndex[tuple[TrackId, int], Occupancy]:
        """The sessions of a track in an hour; parts belong to the track of their session."""
        return self._index("by_track", ScheduleIndex.track_hours)

    def track_hours(self, at: Occupancy) -> Iterator[tuple[TrackId, int]]:
        """The track of a session with each hour in which it takes place."""
        track = at.session.track
        if track is None:
            return
        _, *above = self.lineage(at.session)
        if not any(outer.track is not None and self.occupancy(outer) is not None for outer in above):
            yield from ((track, hour) for hour in hours_of(at))

    @cached_property
    def by_person(self) -> OverlayIndex[ParticipantId, Occupancy]:
        """The sessions where each person is to be, by the id of the person."""
        return self._index("by_person", lambda _, at: _people_present(at))

    def appointments(self, of: ParticipantId) -> list[Occupancy]:
        """The sessions where someone is to be, by start."""
        try:
            return self._tasks[of]
        except KeyError:
            tasks = self._tasks[of] = sorted(self.by_person[of])
            return tasks

    @cached_property
    def is_untranslated(self) -> bool:
        """True if most titles are missing in some language of the conference."""
        languages = self.schedule.conference.languages
        titles = [session.title for session in self.schedule.sessions]
        return 2 * sum(bool(missing_languages(languages, title)) for title in titles) > len(titles)

    @cached_property
    def namesakes(self) -> OverlayIndex[str, Participant]:
        """Participants by their names without accents, case and order of words."""
        return self._people_index("namesakes", fold_name)

    @cached_property
    def lookalikes(self) -> OverlayIndex[str, Participant]:
        """Participants by what their names look like."""
        return self._people_index("lookalikes", skeleton)

    @cached_property
    def unspaced_variants(self) -> list[tuple[str, Participant]]:
        """Other spellings of names in scripts that write words together, each with its participant."""
        if self._base is not None and not self._renamed:
            return self._base.unspaced_variants
        return [
            (variant, who)
            for who in self.schedule.participants
            for variant in who.variants
            if len(variant) > 1 and not variant.isascii() and " " not in variant
        ]

    def _own_sessions(self) -> Iterable[Session]:
        return self.schedule.sessions if self._base is None else self.sessions(self._changed)

    def _session_index(self, name: str, keys: Callable[[Session], Iterable[K]]) -> OverlayIndex[K, Session]:
        if self._base is None:
            return OverlayIndex(self.schedule.sessions, keys)
        aside = {session.id: keys(session) for session in self._base.sessions(self._changed)}
        return OverlayIndex(self.sessions(self._changed), keys, getattr(self._base, name), aside)

    def _index(
        self, name: str, keys: Callable[[ScheduleIndex, Occupancy], Iterable[K]]
    ) -> OverlayIndex[K, Occupancy]:
        own, base = partial(keys, self), self._base
        if base is None:
            return OverlayIndex(self._occupancies.values(), own)
        aside = {at.id: keys(base, at) for at in base.occupancies(base.sessions(self._changed))}
        return OverlayIndex(self._occupancies.values(), own, getattr(base, name), aside)

    def _people_index(self, name: str, key: Callable[[str], str]) -> OverlayIndex[str, Participant]:
        def keys(who: Participant) -> set[str]:
            return set(map(key, spellings(who)))

        if self._base is None:
            return OverlayIndex(self.schedule.participants, keys)
        aside = {who.id: keys(who) for who in self._base.participants(self._renamed)}
        return OverlayIndex(self.participants(self._renamed), keys, getattr(self._base, name), aside)


def is_for_everyone(session: Session) -> bool:
    """True for an opening, a keynote and the like that is part of no other session and not marked plenary."""
    return session.kind in FOR_EVERYONE and session.parent is None and not session.plenary


def is_outermost(index: ScheduleIndex, session: Session) -> bool:
    """True for a session that is part of no other but blocks."""
    _, *above = index.lineage(session)
    return all(outer.kind is Kind.BLOCK for outer in above)


def find_frame(index: ScheduleIndex) -> Iterator[Session]:
    """The opening and the closing of a conference: of each kind the only one, if there is only one."""
    for kind in (Kind.OPENING, Kind.CLOSING):
        sessions = [
            session
            for session in index.of_kinds((kind,))
            if session.status is not Status.CANCELLED and is_outermost(index, session)
        ]
        if len(sessions) == 1:
            yield sessions[0]


def hours_of(at: Occupancy) -> Iterable[int]:
    """The hours that a session touches, numbered from 1970 on."""
    return range(hour_of(at.start), -(-int(at.end.timestamp()) // _HOUR))


def hour_of(at: datetime) -> int:
    """The hour of an instant, numbered from 1970 on."""
    return int(at.timestamp()) // _HOUR


def _people_present(at: Occupancy) -> Iterable[ParticipantId]:
    return dict.fromkeys([appearance.participant for appearance in at.session.people if appearance.comes])

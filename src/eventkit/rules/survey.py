"""What rules look up in a schedule, each index made when it is first asked for.

A survey of the schedule after an edit borrows the indexes of the one before it, so that the effect of an
edit costs what it touches and not the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property

from eventkit.model import Participant, ParticipantId, RoomId, Session, SessionId, Status, TrackId
from eventkit.rules.index import Index, K, Placed
from eventkit.rules.settings import Settings
from eventkit.rules.spelling import skeleton, spellings
from eventkit.schedule import Schedule
from eventkit.texts import folded_name

_HOUR = 3600


class Survey:
    """A schedule with its settings, and what rules look up in them.

    Attributes:
        schedule: The schedule.
        settings: What the conference asks of its rules.
    """

    def __init__(self, schedule: Schedule, settings: Settings) -> None:
        self.schedule = schedule
        self.settings = settings
        self._base: Survey | None = None
        self._changed: Mapping[SessionId, Session | None] = {}
        self._renamed: Mapping[ParticipantId, Participant | None] = {}
        self._tasks: dict[ParticipantId, list[Placed]] = {}
        self._days: dict[datetime, date] = {}

    def after(
        self,
        schedule: Schedule,
        changed: Mapping[SessionId, Session | None],
        renamed: Mapping[ParticipantId, Participant | None],
    ) -> Survey:
        """The survey of the schedule after an edit that changed those sessions and participants alone.

        They are given as they are now, ``None`` for those that are gone. Sessions that stand in one that
        changed count as changed.
        """
        survey = Survey(schedule, self.settings)
        survey._base, survey._changed, survey._renamed = self, changed, renamed
        survey._days = self._days  # an instant's day is a matter of the conference alone
        return survey

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

    def line(self, session: Session) -> Iterator[Session]:
        """The session and those it is part of, from the inside out."""
        at: Session | None = session
        while at is not None:
            yield at
            at = self.session(at.parent) if at.parent is not None else None

    def rooms(self, session: Session) -> tuple[RoomId, ...]:
        """The rooms a session is held in: its own, or else those of the session it is part of."""
        held = (each.slot.rooms for each in self.line(session) if each.slot is not None and each.slot.rooms)
        return next(held, ())

    def placed(self, session: Session) -> Placed | None:
        """When and where a session will be; ``None`` where it has no time of its own or is cancelled."""
        if self._base is not None and session.id not in self._changed:
            return self._base.placed(session)
        return self._placed.get(session.id)

    @cached_property
    def _placed(self) -> dict[SessionId, Placed]:
        return {each.id: at for each in self._own_sessions() if (at := self._place(each)) is not None}

    def _place(self, session: Session) -> Placed | None:
        slot = session.slot
        if slot is None or session.status is Status.CANCELLED:
            return None
        rooms = slot.rooms or (self.rooms(session) if session.parent is not None else ())
        return Placed(slot.period.start, session.id, slot.period.end, rooms, session)

    def happening(self, sessions: Iterable[Session]) -> Iterator[Placed]:
        """Those of the sessions that will take a time."""
        if self._base is not None:
            return (at for at in map(self.placed, sessions) if at is not None)
        known = self._placed.get
        return (at for session in sessions if (at := known(session.id)) is not None)

    def day(self, at: datetime) -> date:
        """The day of the conference that an instant belongs to."""
        try:
            return self._days[at]
        except KeyError:
            found = self._days[at] = self.schedule.day(at)
            return found

    def nested(self, one: Session, other: Session) -> bool:
        """Whether one of the two is part of the other, at any depth."""
        if one.parent == other.id or other.parent == one.id:
            return True
        return any(each.id == one.id for each in self.line(other)) or any(
            each.id == other.id for each in self.line(one)
        )

    def parts(self, of: SessionId) -> list[Session]:
        """The sessions that are directly part of one, as written."""
        return self._by_parent[of]

    def holding(self, sessions: Iterable[Session]) -> Iterator[tuple[Session, list[Session]]]:
        """Those of the sessions that have parts, with these."""
        parts = self._by_parent
        return ((session, found) for session in sessions if (found := parts[session.id]))

    @cached_property
    def _by_parent(self) -> Index[SessionId | None, Session]:
        return self._session_index("_by_parent", lambda session: (session.parent,))

    @property
    def plenaries(self) -> list[Session]:
        """The sessions that everyone is meant to come to."""
        return self._by_plenary[True]

    @cached_property
    def _by_plenary(self) -> Index[bool, Session]:
        return self._session_index("_by_plenary", lambda session: (session.plenary,))

    @cached_property
    def by_room(self) -> Index[RoomId, Placed]:
        """What takes place in a room."""
        return self._index("by_room", lambda at: at.rooms)

    @cached_property
    def by_day(self) -> Index[date, Placed]:
        """What begins on a day of the conference."""
        return self._index("by_day", lambda at: (self.day(at.start),))

    @cached_property
    def by_hour(self) -> Index[int, Placed]:
        """What takes place in an hour, numbered through the ages, be it for a minute."""
        return self._index("by_hour", hours)

    def beside(self, at: Placed) -> Iterator[Placed]:
        """What takes place at the same time as one, save itself."""
        near = {other.id: other for hour in hours(at) for other in self.by_hour[hour]}
        return (
            other
            for other in near.values()
            if other.start < at.end and at.start < other.end and other.id != at.id
        )

    @cached_property
    def by_track(self) -> Index[tuple[TrackId, int], Placed]:
        """What takes place of a track in an hour; parts go with the session that is in the track."""
        return self._index("by_track", self.track_hours)

    def track_hours(self, at: Placed) -> Iterator[tuple[TrackId, int]]:
        """In which track a session takes place, and in which hours."""
        track = at.session.track
        if track is None:
            return
        _, *above = self.line(at.session)
        if not any(each.track is not None and self.placed(each) is not None for each in above):
            yield from ((track, hour) for hour in hours(at))

    @cached_property
    def by_person(self) -> Index[ParticipantId, Placed]:
        """Where someone is to be."""
        return self._index("by_person", _who_comes)

    def tasks(self, of: ParticipantId) -> list[Placed]:
        """Where someone is to be, by start."""
        try:
            return self._tasks[of]
        except KeyError:
            found = self._tasks[of] = sorted(self.by_person[of])
            return found

    @cached_property
    def namesakes(self) -> Index[str, Participant]:
        """Participants by their names without accents, case and order of words."""
        return self._people_index("namesakes", folded_name)

    @cached_property
    def lookalikes(self) -> Index[str, Participant]:
        """Participants by what their names look like."""
        return self._people_index("lookalikes", skeleton)

    @cached_property
    def written_together(self) -> list[tuple[str, Participant]]:
        """Other spellings of names in scripts that write words together, and whose they are."""
        return [
            (variant, who)
            for who in self.schedule.participants
            for variant in who.variants
            if len(variant) > 1 and not variant.isascii() and " " not in variant
        ]

    def _own_sessions(self) -> Iterable[Session]:
        return self.schedule.sessions if self._base is None else self.sessions(self._changed)

    def _session_index(self, name: str, keys: Callable[[Session], Iterable[K]]) -> Index[K, Session]:
        base = getattr(self._base, name) if self._base else None
        return Index(self._own_sessions(), keys, base, frozenset(self._changed))

    def _index(self, name: str, keys: Callable[[Placed], Iterable[K]]) -> Index[K, Placed]:
        base = getattr(self._base, name) if self._base else None
        return Index(self.happening(self._own_sessions()), keys, base, frozenset(self._changed))

    def _people_index(self, name: str, key: Callable[[str], str]) -> Index[str, Participant]:
        base = getattr(self._base, name) if self._base else None
        people = self.schedule.participants if self._base is None else self.participants(self._renamed)
        return Index(people, lambda who: set(map(key, spellings(who))), base, frozenset(self._renamed))


def hours(at: Placed) -> Iterable[int]:
    """The hours that a session touches, numbered from 1970 on."""
    return range(hour(at.start), -(-int(at.end.timestamp()) // _HOUR))


def hour(at: datetime) -> int:
    """The hour of an instant, numbered from 1970 on."""
    return int(at.timestamp()) // _HOUR


def _who_comes(at: Placed) -> Iterable[ParticipantId]:
    return dict.fromkeys([each.participant for each in at.session.people if each.comes])

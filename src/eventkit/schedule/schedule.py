"""`Schedule`: the frozen snapshot of a conference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from operator import is_
from types import MappingProxyType
from typing import Any, NoReturn, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import ModelWrapValidatorHandler, ValidationError, model_validator

from eventkit.errors import InvalidValue, UnknownId
from eventkit.model import (
    Affiliation,
    Appearance,
    Conference,
    Organisation,
    Participant,
    Room,
    RoomId,
    Session,
    SessionId,
    Status,
    Track,
)
from eventkit.model.conference import mark_tracks
from eventkit.model.constructors import ScheduleFields
from eventkit.model.derived_values import assign_identities, session_uid, set_language
from eventkit.schedule.integrity import faults, restate_error
from eventkit.suggestions import suggest
from eventkit.times import Period, conference_day, wall, zone
from eventkit.values import Value
from eventkit.values.field_errors import quote

_LATE = datetime.max.replace(tzinfo=UTC)

_REFERENCES = ("id", "uid", "source", "source_id", "parent", "track", "people")
"""The fields of sessions by which a schedule may be broken, beside the rooms."""


class Schedule(ScheduleFields, Value, init=False):
    """A conference with its sessions, rooms, tracks, participants and organisations.

    Ids are unique within each kind, and every reference leads to an entity; source ids are unique within
    their kind and source. Organisations, rooms, tracks and participants are in the order of the input; so
    are sessions, except that each parent comes before its parts.

    Raises:
        InvalidValue: The schedule is broken: an invalid value, a duplicate id, a dangling id, a
            cycle of parents, or a session nested deeper than `MAX_DEPTH`. All faults are reported at once.
    """

    conference: Conference
    """The conference as a whole."""

    organisations: tuple[Organisation, ...] = ()
    """The organisations that anything in the schedule refers to."""

    rooms: tuple[Room, ...] = ()
    """The rooms, in display order."""

    tracks: tuple[Track, ...] = ()
    """The tracks, in display order."""

    participants: tuple[Participant, ...] = ()
    """The participants."""

    sessions: tuple[Session, ...] = ()
    """The sessions."""

    def __repr__(self) -> str:
        parts = (
            (len(self.sessions), "sessions"),
            (len(self.participants), "participants"),
            (len(self.rooms), "rooms"),
        )
        numbers = ", ".join(f"{number} {noun}" for number, noun in parts)
        return f"<Schedule: conference {self.conference.id!r}, {numbers}>"

    __str__ = __repr__

    @model_validator(mode="wrap")
    @classmethod
    def _all_faults_at_once(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(value, cls):
            return value
        try:
            schedule = handler(value)
        except ValidationError as error:
            known = [restate_error(detail) for detail in error.errors()]
            raise ValidationError.from_exception_data(cls.__name__, [*known, *faults(value)]) from None
        _complete(schedule)
        if broken := list(faults(schedule)):
            raise ValidationError.from_exception_data(cls.__name__, broken)
        # Parents before their parts, so that equal schedules compare as equal.
        object.__setattr__(schedule, "sessions", tuple(_depth_first(schedule.sessions)))
        return schedule

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Another schedule that differs in the fields given; it is checked like any other.

        Raises:
            InvalidValue: The new schedule is broken.
        """
        update = update or {}
        if update.keys() == {"sessions"} and self._have_same_references(update["sessions"]):
            # Moves and new titles break nothing, and checking a thousand sessions takes longer than the edit.
            language = self.conference.languages[0]
            sessions = tuple(
                new if new is old else set_language(new, language)
                for old, new in zip(self.sessions, update["sessions"], strict=True)
            )
            return self.model_construct(**{**self._fields(), "sessions": sessions})
        return super().model_copy(update=update, deep=deep)

    def _have_same_references(self, sessions: Any) -> bool:
        """True if sessions differ from those here in what refers to nothing, or in existing rooms."""
        if type(sessions) is not tuple or len(sessions) != len(self.sessions):
            return False
        return all(
            new is old
            or (
                type(new) is Session
                and all(getattr(new, name) == getattr(old, name) for name in _REFERENCES)
                and (new.slot is None or self._rooms.keys() >= {*new.slot.rooms})
            )
            for old, new in zip(self.sessions, sessions, strict=True)
        )

    @cached_property
    def _organisations(self) -> Mapping[str, Organisation]:
        return _EntitiesById("organisation", self.organisations)

    @cached_property
    def _rooms(self) -> Mapping[str, Room]:
        return _EntitiesById("room", self.rooms)

    @cached_property
    def _tracks(self) -> Mapping[str, Track]:
        return _EntitiesById("track", self.tracks)

    @cached_property
    def _participants(self) -> Mapping[str, Participant]:
        return _EntitiesById("participant", self.participants)

    @cached_property
    def _sessions(self) -> Mapping[str, Session]:
        return _EntitiesById("session", self.sessions)

    def organisation(self, id: str) -> Organisation:
        """The organisation of that id; `UnknownId`, a `KeyError`, if there is none."""
        return self._organisations[id]

    def room(self, id: str) -> Room:
        """The room of that id; `UnknownId`, a `KeyError`, if there is none."""
        return self._rooms[id]

    def track(self, id: str) -> Track:
        """The track of that id; `UnknownId`, a `KeyError`, if there is none."""
        return self._tracks[id]

    def participant(self, id: str) -> Participant:
        """The participant of that id; `UnknownId`, a `KeyError`, if there is none."""
        return self._participants[id]

    @cached_property
    def by_uid(self) -> Mapping[UUID, Session]:
        """The sessions by UID, as calendars know them."""
        return {session.uid: session for session in self.sessions}

    def session(self, id: str) -> Session:
        """The session of that id; `UnknownId`, a `KeyError`, if there is none."""
        return self._sessions[id]

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of the conference."""
        return zone(self.conference.zone)

    @cached_property
    def teams(self) -> tuple[Participant, ...]:
        """The participants with members: teams, delegations and organisations."""
        return tuple(participant for participant in self.participants if participant.members)

    def wall(self, instant: datetime) -> datetime:
        """The wall time of an instant at the conference: a naive datetime.

        Raises:
            InvalidValue: The instant is not an aware datetime; `day` and `calendar_date` refuse it too.
        """
        return wall(instant, self.zone)

    def day(self, instant: datetime) -> date:
        """The conference day of an instant."""
        return conference_day(instant, self.zone, self.conference.day_change)

    def calendar_date(self, instant: datetime) -> date:
        """The calendar date of an instant in the zone of the conference, as of a release or a revision.

        Unlike `day`, it changes at midnight: ``day_change`` applies to sessions only.
        """
        return self.wall(instant).date()

    @cached_property
    def _spans(self) -> Mapping[SessionId, Period]:
        spans: dict[SessionId, Period] = {}
        for session in reversed(self.sessions):  # parts before what they are part of
            if session.slot is not None:
                spans[session.id] = session.slot.period
            own = spans.get(session.id)
            above = self._sessions[session.parent] if session.parent is not None else None
            if own and above and above.slot is None:
                other = spans.get(above.id, own)
                start, end = min(own.start, other.start), max(own.end, other.end)
                spans[above.id] = Period(start=start, end=end)
        return spans

    def span(self, session: Session) -> Period | None:
        """The period of a session: its own, or else from its first part to its last; ``None`` without any.

        Raises:
            InvalidValue: It is not a session, such as its id.
        """
        _require_session(session)
        return session.slot.period if session.slot is not None else self._spans.get(session.id)

    @cached_property
    def in_order(self) -> tuple[Session, ...]:
        """All sessions by time, then room, then order of the input; those without any time last.

        A session without its own time is sorted by that of its parts or, without any, with its parent. If a
        session and its part begin together, the session comes first.
        """
        # By start and by the path to the session: a path sorts before its continuations.
        order: dict[SessionId, tuple[datetime, tuple[tuple[int, int], ...]]] = {}
        first_rooms: dict[SessionId, int] = {}  # as `rooms_of` has them
        for at, session in enumerate(self.sessions):
            start, first_room = _LATE, -1
            path: tuple[tuple[int, int], ...] = ()
            if session.parent is not None:
                start, path = order[session.parent]
                first_room = first_rooms[session.parent]
            if span := self.span(session):
                start = span.start
            if session.slot is not None and session.slot.rooms:
                first_room = min(self._room_ranks[room] for room in session.slot.rooms)
            first_rooms[session.id] = first_room
            order[session.id] = (start, (*path, (first_room, at)))
        return tuple(sorted(self.sessions, key=lambda session: order[session.id]))

    @cached_property
    def _unordered_parts(self) -> Mapping[str | None, list[Session]]:
        parts: dict[str | None, list[Session]] = {}
        for session in self.sessions:
            parts.setdefault(session.parent, []).append(session)
        return parts

    @cached_property
    def _ordered_parts(self) -> dict[str | None, tuple[Session, ...]]:
        return {}  # requested ones only: after an edit, these are few

    def parts(self, of: str | None) -> tuple[Session, ...]:
        """The direct parts of a session, by time, those without any time last.

        For ``None``, the top-level sessions; none for an unknown id.
        """
        known = self._ordered_parts.get(of)
        if known is None:
            known = tuple(sorted(self._unordered_parts.get(of, ()), key=self._rank_among_siblings))
            self._ordered_parts[of] = known
        return known

    def _rank_among_siblings(self, session: Session) -> tuple[datetime, int]:
        """The rank by time and room; in `in_order`, siblings are in the same order."""
        span = self.span(session)
        rooms = self.rooms_of(session)
        first_room = min(self._room_ranks[room] for room in rooms) if rooms else -1
        return (span.start if span else _LATE, first_room)

    @cached_property
    def _room_ranks(self) -> Mapping[RoomId, int]:
        return {room.id: rank for rank, room in enumerate(self.rooms)}

    def within(self, session: Session) -> Iterator[tuple[int, Session]]:
        """The session and all sessions below it, depth first, each with its depth below the session.

        Raises:
            InvalidValue: It is not a session, such as its id.
        """
        _require_session(session)
        yield 0, session
        for part in self.parts(session.id):
            for depth, inner in self.within(part):
                yield depth + 1, inner

    @cached_property
    def days(self) -> Mapping[date, tuple[Session, ...]]:
        """The top-level sessions of each day that has any, by time."""
        days: dict[date, list[Session]] = {}
        for session in self.parts(None):
            if span := self.span(session):
                days.setdefault(self.day(span.start), []).append(session)
        return MappingProxyType({day: tuple(days[day]) for day in sorted(days)})

    def lineage(self, session: Session) -> Iterator[Session]:
        """The session, the session it is part of, and so on to the outermost one.

        Raises:
            InvalidValue: It is not a session, such as its id; `rooms_of` and `takes_place` refuse that too.
        """
        _require_session(session)
        yield session
        while session.parent is not None:
            yield (session := self._sessions[session.parent])

    def rooms_of(self, session: Session) -> tuple[RoomId, ...]:
        """The rooms of a session: its own, or else those of the nearest session it is part of."""
        _require_session(session)
        if session.slot is not None and session.slot.rooms:
            return session.slot.rooms
        rooms = (outer.slot.rooms for outer in self.lineage(session) if outer.slot is not None)
        return next(filter(None, rooms), ())

    @cached_property
    def _appearances(self) -> Mapping[str, tuple[tuple[Session, Appearance], ...]]:
        appearances: dict[str, list[tuple[Session, Appearance]]] = {}
        for session in self.in_order:
            for appearance in session.people:
                appearances.setdefault(appearance.participant, []).append((session, appearance))
        return {participant: tuple(pairs) for participant, pairs in appearances.items()}

    def appearances(self, of: str) -> tuple[tuple[Session, Appearance], ...]:
        """The appearances of a participant with their sessions, by time; none for an unknown id."""
        return self._appearances.get(of, ())

    def takes_place(self, session: Session) -> bool:
        """True unless a session, or one that it is part of, is cancelled."""
        _require_session(session)
        outer: Session | None = session
        while outer is not None and outer.status is not Status.CANCELLED:
            outer = self._sessions[outer.parent] if outer.parent else None
        return outer is None

    def with_cancelled_parts(self) -> Self:
        """The schedule as readers see it: each part of a cancelled session is cancelled, too."""
        if all(session.status is not Status.CANCELLED for session in self.sessions):
            return self
        sessions = [
            session
            if session.parent is None or session.status is Status.CANCELLED or self.takes_place(session)
            else session.model_copy(update={"status": Status.CANCELLED})
            for session in self.sessions
        ]
        is_same = all(map(is_, sessions, self.sessions))
        return self if is_same else self.model_copy(update={"sessions": tuple(sessions)})

    def active_appearances(self, of: str) -> tuple[tuple[Session, Appearance], ...]:
        """The appearances of a participant that are announced, in sessions that take place.

        There is none for the entry in the place of an erased person.
        """
        appearances = self.appearances(of)
        if not appearances or self.participant(of).is_withdrawn:
            return ()
        return tuple(
            [
                (session, appearance)
                for session, appearance in appearances
                if appearance.comes and self.takes_place(session)
            ]
        )

    def affiliations_of(self, appearance: Appearance) -> tuple[Affiliation, ...]:
        """The affiliations of an appearance: its own, or else the participant's."""
        return appearance.affiliations or self._participants[appearance.participant].affiliations


def _require_session(session: object) -> None:
    # Not by `values.arguments.checked`: the planner calls these methods a million times.
    if not isinstance(session, Session):
        raise InvalidValue.of(
            "The session must be a Session, such as schedule.session('opening'), not {session}.",
            "session",
            session=quote(session),
        )


def _complete(schedule: Schedule) -> None:
    """Give bare strings the first language of the conference, and sessions their identities."""
    conference = set_language(schedule.conference, schedule.conference.languages[0])
    object.__setattr__(schedule, "conference", conference)
    for name in ("organisations", "rooms", "tracks", "participants", "sessions"):
        values = tuple(set_language(value, conference.languages[0]) for value in getattr(schedule, name))
        object.__setattr__(schedule, name, values)
    object.__setattr__(schedule, "tracks", mark_tracks(schedule.tracks, conference.languages))
    sessions = assign_identities(schedule.sessions, lambda session: session_uid(conference.uid, session.id))
    object.__setattr__(schedule, "sessions", sessions)


class _EntitiesById(dict[str, Any]):
    def __init__(self, kind: str, entities: Iterable[Any]) -> None:
        super().__init__({entity.id: entity for entity in entities})
        self._kind = kind

    def __missing__(self, id: str) -> NoReturn:
        raise UnknownId(self._kind, id, suggest(str(id), self))


def _depth_first(sessions: Iterable[Session]) -> Iterator[Session]:
    parts: dict[SessionId | None, list[Session]] = {}
    for session in sessions:
        parts.setdefault(session.parent, []).append(session)
    stack = [*reversed(parts.get(None, ()))]
    while stack:
        yield (session := stack.pop())
        stack.extend(reversed(parts.get(session.id, ())))

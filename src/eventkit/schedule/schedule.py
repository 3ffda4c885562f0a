"""`Schedule`: the frozen snapshot of a conference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self
from zoneinfo import ZoneInfo

from pydantic import ModelWrapValidatorHandler, ValidationError, model_validator

from eventkit.model import (
    Affiliation,
    Appearance,
    Conference,
    Organisation,
    OrganisationId,
    Participant,
    ParticipantId,
    Room,
    RoomId,
    Session,
    SessionId,
    Track,
    TrackId,
)
from eventkit.schedule.integrity import faults, restate_error
from eventkit.times import Period, conference_day, wall, zone
from eventkit.values import Value

_LATE = datetime.max.replace(tzinfo=UTC)


class Schedule(Value):
    """A conference with its sessions, rooms, tracks, participants and organisations.

    Ids are unique within each kind and all of them lead somewhere; no two things of a kind are the same one
    of a source. The written order of organisations, rooms, tracks and participants is kept; sessions are
    kept with each parent before its parts, siblings in their written order.

    Raises:
        pydantic.ValidationError: Something is broken: a value that is wrong in itself, an id used twice,
            an id that leads nowhere, a session that is part of itself or nested deeper than `MAX_DEPTH`.
            All faults are told at once.
    """

    conference: Conference
    """The whole occasion."""

    organisations: tuple[Organisation, ...] = ()
    """Bodies named anywhere in the schedule."""

    rooms: tuple[Room, ...] = ()
    """The rooms, in the order in which they are shown."""

    tracks: tuple[Track, ...] = ()
    """The tracks, in the order in which they are shown."""

    participants: tuple[Participant, ...] = ()
    """Everyone who appears."""

    sessions: tuple[Session, ...] = ()
    """Everything on the agenda."""

    @model_validator(mode="wrap")
    @classmethod
    def _all_faults_at_once(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(value, cls):
            return value
        try:
            schedule = handler(value)
        except ValidationError as error:
            told = [restate_error(each) for each in error.errors()]
            raise ValidationError.from_exception_data(cls.__name__, [*told, *faults(value)]) from None
        if found := list(faults(schedule)):
            raise ValidationError.from_exception_data(cls.__name__, found)
        # Settled before anyone holds it: parents before their parts, so that equal schedules are equal.
        object.__setattr__(schedule, "sessions", tuple(_depth_first(schedule.sessions)))
        return schedule

    @cached_property
    def _organisations(self) -> Mapping[OrganisationId, Organisation]:
        return _by_id(self.organisations)

    @cached_property
    def _rooms(self) -> Mapping[RoomId, Room]:
        return _by_id(self.rooms)

    @cached_property
    def _tracks(self) -> Mapping[TrackId, Track]:
        return _by_id(self.tracks)

    @cached_property
    def _participants(self) -> Mapping[ParticipantId, Participant]:
        return _by_id(self.participants)

    @cached_property
    def _sessions(self) -> Mapping[SessionId, Session]:
        return _by_id(self.sessions)

    def organisation(self, id: OrganisationId) -> Organisation:
        """The organisation of that id; `KeyError` if there is none."""
        return self._organisations[id]

    def room(self, id: RoomId) -> Room:
        """The room of that id; `KeyError` if there is none."""
        return self._rooms[id]

    def track(self, id: TrackId) -> Track:
        """The track of that id; `KeyError` if there is none."""
        return self._tracks[id]

    def participant(self, id: ParticipantId) -> Participant:
        """The participant of that id; `KeyError` if there is none."""
        return self._participants[id]

    def session(self, id: SessionId) -> Session:
        """The session of that id; `KeyError` if there is none."""
        return self._sessions[id]

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of the conference."""
        return zone(self.conference.zone)

    @cached_property
    def teams(self) -> tuple[Participant, ...]:
        """Those who have members: teams, delegations and organisations."""
        return tuple(each for each in self.participants if each.members)

    def wall(self, instant: datetime) -> datetime:
        """What the clocks at the conference show at the instant: a naive datetime."""
        return wall(instant, self.zone)

    def day(self, instant: datetime) -> date:
        """The day of the conference that the instant belongs to."""
        return conference_day(instant, self.zone, self.conference.day_change)

    @cached_property
    def _spans(self) -> Mapping[SessionId, Period]:
        found: dict[SessionId, Period] = {}
        for session in reversed(self.sessions):  # parts before what they are part of
            if session.slot is not None:
                found[session.id] = session.slot.period
            own = found.get(session.id)
            above = self._sessions[session.parent] if session.parent is not None else None
            if own and above and above.slot is None:
                other = found.get(above.id, own)
                start, end = min(own.start, other.start), max(own.end, other.end)
                found[above.id] = Period(start=start, end=end)
        return found

    def span(self, session: Session) -> Period | None:
        """When a session is: its own time, or else from the first of its parts to the last; ``None`` where
        none is known.
        """
        return self._spans.get(session.id)

    @cached_property
    def in_order(self) -> tuple[Session, ...]:
        """All sessions by time, then room, then as written; those without any time last.

        A session without a time of its own stands at that of its parts, and where these have none, with the
        session it is part of. Where a session and its part begin together, the session comes first.
        """
        room_rank = {room.id: rank for rank, room in enumerate(self.rooms)}
        # By start and by the way down to the session: a way sorts before those that go on from it.
        order: dict[SessionId, tuple[datetime, tuple[tuple[int, int], ...]]] = {}
        for at, session in enumerate(self.sessions):
            start, way = order[session.parent] if session.parent is not None else (_LATE, ())
            if span := self.span(session):
                start = span.start
            first_room = min((room_rank[room] for room in self.rooms_of(session)), default=-1)
            order[session.id] = (start, (*way, (first_room, at)))
        return tuple(sorted(self.sessions, key=lambda session: order[session.id]))

    @cached_property
    def _parts(self) -> Mapping[SessionId | None, tuple[Session, ...]]:
        found: dict[SessionId | None, list[Session]] = {}
        for session in sorted(self.in_order, key=lambda session: self.span(session) is None):
            found.setdefault(session.parent, []).append(session)
        return {parent: tuple(parts) for parent, parts in found.items()}

    def parts(self, of: SessionId | None) -> tuple[Session, ...]:
        """The sessions that are directly part of one, by time, those without any time last.

        For ``None``, those that are part of no other.
        """
        return self._parts.get(of, ())

    def within(self, session: Session) -> Iterator[tuple[int, Session]]:
        """The session and all in it, as read from top to bottom, each with its depth below the session."""
        yield 0, session
        for part in self.parts(session.id):
            for depth, inner in self.within(part):
                yield depth + 1, inner

    @cached_property
    def days(self) -> Mapping[date, tuple[Session, ...]]:
        """For each day with sessions, those that are part of no other, by time."""
        found: dict[date, list[Session]] = {}
        for session in self.parts(None):
            if span := self.span(session):
                found.setdefault(self.day(span.start), []).append(session)
        return MappingProxyType({on: tuple(found[on]) for on in sorted(found)})

    def lineage(self, session: Session) -> Iterator[Session]:
        """The session, the session it is part of, and so on to the outermost one."""
        yield session
        while session.parent is not None:
            yield (session := self._sessions[session.parent])

    def rooms_of(self, session: Session) -> tuple[RoomId, ...]:
        """The rooms of a session: its own, or else those of the nearest session it is part of."""
        rooms = (outer.slot.rooms for outer in self.lineage(session) if outer.slot is not None)
        return next(filter(None, rooms), ())

    @cached_property
    def _appearances(self) -> Mapping[ParticipantId, tuple[tuple[Session, Appearance], ...]]:
        found: dict[ParticipantId, list[tuple[Session, Appearance]]] = {}
        for session in self.in_order:
            for appearance in session.people:
                found.setdefault(appearance.participant, []).append((session, appearance))
        return {who: tuple(each) for who, each in found.items()}

    def appearances(self, of: ParticipantId) -> tuple[tuple[Session, Appearance], ...]:
        """Where a participant appears, by time."""
        return self._appearances.get(of, ())

    def affiliations_of(self, appearance: Appearance) -> tuple[Affiliation, ...]:
        """The positions and organisations as of an appearance: its own, or else the participant's."""
        return appearance.affiliations or self._participants[appearance.participant].affiliations


def _by_id(values: Iterable[Any]) -> Mapping[Any, Any]:
    return {value.id: value for value in values}


def _depth_first(sessions: Iterable[Session]) -> Iterator[Session]:
    parts: dict[SessionId | None, list[Session]] = {}
    for session in sessions:
        parts.setdefault(session.parent, []).append(session)
    stack = [*reversed(parts.get(None, ()))]
    while stack:
        yield (session := stack.pop())
        stack.extend(reversed(parts.get(session.id, ())))

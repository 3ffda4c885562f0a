"""The schedule: the frozen snapshot that everything is made from."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self
from zoneinfo import ZoneInfo

from pydantic import ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

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
from eventkit.times import conference_day, wall, zone
from eventkit.values import Value

MAX_DEPTH = 4
"""How deep sessions may be nested: block, session, part, item."""

_LATE = datetime.max.replace(tzinfo=UTC)


class Schedule(Value):
    """A conference with its sessions, rooms, tracks, participants and organisations.

    Ids are unique within each kind and all of them lead somewhere. The written order of organisations,
    rooms, tracks and participants is kept; sessions are kept with each parent before its parts, siblings
    in their written order.

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
            told = [_again(each) for each in error.errors()]
            raise ValidationError.from_exception_data(cls.__name__, [*told, *_faults(value)]) from None
        if faults := list(_faults(schedule)):
            raise ValidationError.from_exception_data(cls.__name__, faults)
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

    def organisation(self, id: OrganisationId) -> Organisation:  # noqa: A002 - it is the id
        """The organisation of that id; `KeyError` if there is none."""
        return self._organisations[id]

    def room(self, id: RoomId) -> Room:  # noqa: A002
        """The room of that id; `KeyError` if there is none."""
        return self._rooms[id]

    def track(self, id: TrackId) -> Track:  # noqa: A002
        """The track of that id; `KeyError` if there is none."""
        return self._tracks[id]

    def participant(self, id: ParticipantId) -> Participant:  # noqa: A002
        """The participant of that id; `KeyError` if there is none."""
        return self._participants[id]

    def session(self, id: SessionId) -> Session:  # noqa: A002
        """The session of that id; `KeyError` if there is none."""
        return self._sessions[id]

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of the conference."""
        return zone(self.conference.zone)

    def wall(self, instant: datetime) -> datetime:
        """What the clocks at the conference show at the instant: a naive datetime."""
        return wall(instant, self.zone)

    def day(self, instant: datetime) -> date:
        """The day of the conference that the instant belongs to."""
        return conference_day(instant, self.zone, self.conference.day_change)

    @cached_property
    def in_order(self) -> tuple[Session, ...]:
        """All sessions by time, then room, then as written, parents before their parts; unscheduled last."""
        room_rank = {room.id: rank for rank, room in enumerate(self.rooms)}

        def key(session: Session) -> tuple[datetime, int, datetime]:
            if session.slot is None:
                return (_LATE, 0, _LATE)
            first_room = min((room_rank[room] for room in self.rooms_of(session)), default=-1)
            # Of those that begin together in one room, the longer one is the parent.
            return (session.slot.period.start, first_room, _reversed(session.slot.period.end))

        return tuple(sorted(self.sessions, key=key))

    @cached_property
    def _parts(self) -> Mapping[SessionId | None, tuple[Session, ...]]:
        found: dict[SessionId | None, list[Session]] = {}
        for session in self.in_order:
            found.setdefault(session.parent, []).append(session)
        return MappingProxyType({parent: tuple(parts) for parent, parts in found.items()})

    def parts(self, of: SessionId | None) -> tuple[Session, ...]:
        """The sessions that are directly part of one, by time; those that are part of none for ``None``."""
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
            if session.slot is not None:
                found.setdefault(self.day(session.slot.period.start), []).append(session)
        return MappingProxyType({on: tuple(found[on]) for on in sorted(found)})

    def rooms_of(self, session: Session) -> tuple[RoomId, ...]:
        """The rooms a session is held in: its own, or else those of the session it is part of."""
        at: Session | None = session
        while at is not None:
            if at.slot is not None and at.slot.rooms:
                return at.slot.rooms
            at = self._sessions[at.parent] if at.parent is not None else None
        return ()

    @cached_property
    def _appearances(self) -> Mapping[ParticipantId, tuple[tuple[Session, Appearance], ...]]:
        found: dict[ParticipantId, list[tuple[Session, Appearance]]] = {}
        for session in self.in_order:
            for appearance in session.people:
                found.setdefault(appearance.participant, []).append((session, appearance))
        return MappingProxyType({who: tuple(each) for who, each in found.items()})

    def appearances(self, of: ParticipantId) -> tuple[tuple[Session, Appearance], ...]:
        """Where a participant appears, by time."""
        return self._appearances.get(of, ())

    def affiliations_of(self, appearance: Appearance) -> tuple[Affiliation, ...]:
        """The positions and organisations as of an appearance: its own, or else the participant's."""
        return appearance.affiliations or self._participants[appearance.participant].affiliations


_Place = tuple[str | int, ...]

_COLLECTIONS = ("organisations", "rooms", "tracks", "participants", "sessions")

_LINKS = (
    ("conference.organisations.*.organisation", "organisations"),
    ("participants.*.affiliations.*.organisation", "organisations"),
    ("participants.*.members.*", "participants"),
    ("sessions.*.parent", "sessions"),
    ("sessions.*.track", "tracks"),
    ("sessions.*.slot.rooms.*", "rooms"),
    ("sessions.*.people.*.participant", "participants"),
    ("sessions.*.people.*.affiliations.*.organisation", "organisations"),
)
"""Where ids stand that must lead somewhere, and the collection they lead to."""


def _reversed(instant: datetime) -> datetime:
    """An instant that sorts the other way round."""
    return datetime.min.replace(tzinfo=UTC) + (_LATE - instant)


def _by_id(values: Iterable[Any]) -> Mapping[Any, Any]:
    return MappingProxyType({value.id: value for value in values})


def _depth_first(sessions: Sequence[Session]) -> Iterator[Session]:
    parts: dict[SessionId | None, list[Session]] = {}
    for session in sessions:
        parts.setdefault(session.parent, []).append(session)
    stack = [*reversed(parts.get(None, ()))]
    while stack:
        yield (session := stack.pop())
        stack.extend(reversed(parts.get(session.id, ())))


def _again(error: Any) -> InitErrorDetails:
    """A fault already told, in the form in which it can be told once more."""
    context = dict(error.get("ctx", {}))
    kind: Any = error["type"]
    if kind == "value_error":  # its text is ours already, and is said as it stands
        kind = PydanticCustomError("value_error", "{reason}", {"reason": str(context.get("error"))})
        context = {}
    details = InitErrorDetails(type=kind, loc=error["loc"], input=error["input"])
    if context:
        details["ctx"] = context
    return details


def _faults(schedule: Any) -> Iterator[InitErrorDetails]:
    """Every id used twice, every id that leads nowhere, every circle of parents and every nest too deep.

    Takes a sound schedule, or the input of a broken one: then links are looked at where they can be read.
    """
    known: dict[str, set[Any]] = {}
    for collection in _COLLECTIONS:
        ids = list(_leaves(schedule, (collection, "*", "id")))
        known[collection] = {given for _, given in ids}
        yield from _doubles(ids)
    yield from _doubles([(place, str(given)) for place, given in _leaves(schedule, ("sessions", "*", "uid"))])
    for path, collection in _LINKS:
        for place, target in _leaves(schedule, path.split(".")):
            if target not in known[collection]:
                message = (
                    f"there is no {collection.removesuffix('s')} '{target}': "
                    f"add it to {collection}, or mend the spelling"
                )
                yield _fault(place, message, target)
    yield from _nesting(schedule)


def _leaves(value: Any, path: Sequence[str], place: _Place = ()) -> Iterator[tuple[_Place, Any]]:
    """The hashable values at a path, each with its place; ``*`` stands for every member of a sequence."""
    if not path:
        if isinstance(value, Hashable) and value is not None:
            yield place, value
    elif path[0] == "*":
        for at, member in enumerate(value if isinstance(value, list | tuple) else ()):
            yield from _leaves(member, path[1:], (*place, at))
    elif isinstance(value, Mapping):
        yield from _leaves(value.get(path[0]), path[1:], (*place, path[0]))
    elif isinstance(value, Value):
        yield from _leaves(getattr(value, path[0]), path[1:], (*place, path[0]))
    elif isinstance(value, str) and path[0] == "participant":  # an appearance in its short form
        yield place, value


def _fault(place: _Place, message: str, given: Any) -> InitErrorDetails:
    # The message goes in as a value, since braces in it would be taken for fields.
    reason = PydanticCustomError("broken", "{reason}", {"reason": message})
    return InitErrorDetails(type=reason, loc=place, input=given)


def _doubles(given: Iterable[tuple[_Place, Any]]) -> Iterator[InitErrorDetails]:
    first: dict[Any, _Place] = {}
    for place, value in given:
        if value in first:
            collection, at, *_ = first[value]
            yield _fault(place, f"'{value}' is used twice: {collection}[{at}] has it already", value)
        first.setdefault(value, place)


def _nesting(schedule: Any) -> Iterator[InitErrorDetails]:
    ids = {place[1]: given for place, given in _leaves(schedule, ("sessions", "*", "id"))}
    parents = {place[1]: given for place, given in _leaves(schedule, ("sessions", "*", "parent"))}
    parent_of = {ids[at]: parent for at, parent in parents.items() if at in ids}
    for at, parent in parents.items():
        line = [ids.get(at, "")]
        while (above := parent_of.get(line[-1])) is not None and above not in line:
            line.append(above)
        if above == line[0]:
            circle = " in ".join([*line, above])
            yield _fault(("sessions", at, "parent"), f"is part of itself: {circle}", parent)
        elif above is None and len(line) > MAX_DEPTH:
            message = f"is nested {len(line)} deep, and {MAX_DEPTH} is the limit: {' in '.join(line)}"
            yield _fault(("sessions", at, "parent"), message, parent)

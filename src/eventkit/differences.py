"""Differences between two schedules: in the fields that are published, and in the times and rooms of days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from pydantic_core import to_jsonable_python

from eventkit.model import Appearance, Kind, ParticipantId, Room, RoomId, Session, Status
from eventkit.model.specs import private_fields
from eventkit.schedule import EntityKind, Schedule, find_renames, rename_ids, title
from eventkit.texts import Text


class Code(StrEnum):
    """The kind of a change; each member documents what ``before`` and ``after`` contain."""

    ADDED = "added"
    """A new entity, which is ``after``."""
    REMOVED = "removed"
    """A removed entity, which is ``before``."""
    MOVED = "moved"
    """Another `Period` of a session, its first one, or none any more."""
    ROOMS = "rooms"
    """Other rooms of a session, by their ids."""
    STATUS = "status"
    """Another status of a session."""
    RENAMED = "renamed"
    """Another title or name."""
    FIELD = "field"
    """Another value of any other field."""
    PERSON_ADDED = "person-added"
    """A new `Appearance` in a session, which is ``after``."""
    PERSON_REMOVED = "person-removed"
    """A removed `Appearance`, which is ``before``."""
    ROLE = "role"
    """Another role of a participant in a session: ``before`` and ``after`` of type `Appearance`."""
    POSITION = "position"
    """Other affiliations of a participant in a session: ``before`` and ``after`` of type `Appearance`."""
    ATTENDANCE = "attendance"
    """Another attendance of a participant in a session: ``before`` and ``after`` of type `Appearance`."""
    ORDER = "order"
    """Another order of the people in a session: their ids."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one field of an entity, or of the entity as a whole.

    Attributes:
        subject: The id of the entity.
        title: Its title or name; the old one where it was removed.
        code: The kind of the change.
        field: The changed field of the model; empty for the entity as a whole.
        before: The old value; ``None`` if there was none.
        after: The new value; ``None`` if there is none any more.
        concerns: The ids of the participants whom the change concerns; ``None`` for everyone.
    """

    about: EntityKind
    subject: str
    title: Text
    code: Code
    field: str
    before: Any
    after: Any
    concerns: tuple[ParticipantId, ...] | None

    def plain(self) -> dict[str, Any]:
        """The change in JSON types: strings, numbers, lists and mappings."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        plain: dict[str, Any] = to_jsonable_python(values, fallback=dict)
        return plain


_CODES: Mapping[str, Code] = {"title": Code.RENAMED, "name": Code.RENAMED, "status": Code.STATUS}
_LATE = datetime.max.replace(tzinfo=UTC)


def difference(old: Schedule, new: Schedule) -> tuple[Change, ...]:
    """The changes of published fields from one schedule to another.

    Entities are matched by id, and renamed ones as `under_new_ids` recognises them. Changes of the conference
    are first, then those of sessions by time, then those of rooms, tracks, participants and organisations by
    id. The order of rooms, tracks, participants and organisations is not compared; that of the people in a
    session is, since it is one of protocol.
    """
    return tuple(_Difference(under_new_ids(old, new), new).all())


def under_new_ids(old: Schedule, new: Schedule) -> Schedule:
    """The old schedule under the new ids of its entities, as `find_renames` recognises them."""
    return rename_ids(old, find_renames(old, new))


def about(changes: Iterable[Change], participant: str) -> tuple[Change, ...]:
    """The changes that concern a participant: theirs, those of their sessions, and those for everyone."""
    return tuple(change for change in changes if change.concerns is None or participant in change.concerns)


class _Difference:
    def __init__(self, old: Schedule, new: Schedule) -> None:
        self._old = old
        self._new = new

    def all(self) -> Iterator[Change]:
        old, new = self._old.conference, self._new.conference
        yield from self._fields(EntityKind.CONFERENCE, old, new)
        for kind in (
            EntityKind.SESSION,
            EntityKind.ROOM,
            EntityKind.TRACK,
            EntityKind.PARTICIPANT,
            EntityKind.ORGANISATION,
        ):
            before, after = kind.by_id(self._old), kind.by_id(self._new)
            order = self._by_time() if kind is EntityKind.SESSION else sorted(before.keys() | after.keys())
            for was, now in ((before.get(id_), after.get(id_)) for id_ in order):
                if was == now:
                    continue
                if was is None:
                    yield self._change(kind, Code.ADDED, "", None, now, of=now)
                elif now is None:
                    yield self._change(kind, Code.REMOVED, "", was, None, of=was)
                else:
                    yield from self._fields(kind, was, now)

    def _by_time(self) -> list[str]:
        starts: dict[str, datetime] = {}
        for schedule in (self._old, self._new):
            for session in schedule.sessions:
                starts[session.id] = session.slot.period.start if session.slot else _LATE
        return sorted(starts, key=lambda start: (starts[start], start))

    def _fields(self, kind: EntityKind, was: Any, now: Any) -> Iterator[Change]:
        private = private_fields(type(now))
        for name in type(now).model_fields:
            before, after = getattr(was, name), getattr(now, name)
            if before == after or name in private or (kind, name) in _SETTINGS:
                continue
            if name == "slot":
                periods = [side.slot.period if side.slot else None for side in (was, now)]
                rooms = [side.slot.rooms if side.slot else () for side in (was, now)]
                if periods[0] != periods[1]:
                    yield self._change(EntityKind.SESSION, Code.MOVED, "slot.period", *periods, of=now)
                if rooms[0] != rooms[1]:
                    yield self._change(EntityKind.SESSION, Code.ROOMS, "slot.rooms", *rooms, of=now)
            elif name == "people":
                yield from self._people(was, now)
            else:
                yield self._change(kind, _CODES.get(name, Code.FIELD), name, before, after, of=now)

    def _people(self, was: Session, now: Session) -> Iterator[Change]:
        def change(code: Code, before: object, after: object) -> Change:
            return self._change(EntityKind.SESSION, code, "people", before, after, of=now)

        pairs, gone, come = _paired(was.people, now.people)
        for before, after in pairs:
            if before.role is not after.role:
                yield change(Code.ROLE, before, after)
            if before.affiliations != after.affiliations:
                yield change(Code.POSITION, before, after)
            if before.status is not after.status:
                yield change(Code.ATTENDANCE, before, after)
        for removed in gone:
            yield change(Code.PERSON_REMOVED, removed, None)
        for added in come:
            yield change(Code.PERSON_ADDED, None, added)
        followed = [after for _, after in pairs]
        if followed != [appearance for appearance in now.people if appearance in followed]:
            yield change(
                Code.ORDER, *(tuple(appearance.participant for appearance in it.people) for it in (was, now))
            )

    def _change(
        self, kind: EntityKind, code: Code, field: str, before: Any, after: Any, *, of: Any
    ) -> Change:
        concerned = self._concerned(kind, of.id, code)
        return Change(kind, of.id, title(of), code, field, before, after, concerned)

    def _concerned(self, kind: EntityKind, id: str, code: Code) -> tuple[ParticipantId, ...] | None:
        if kind is EntityKind.CONFERENCE:
            return None
        concerned: set[ParticipantId] = set()
        for schedule in (self._old, self._new):
            if id in kind.by_id(schedule):
                people = set(_people_of(schedule, kind, id, code))
                concerned |= people
                for person in people:
                    concerned.update(schedule.participant(person).members)
        return tuple(sorted(concerned))


def _paired(
    old: Iterable[Appearance], new: Iterable[Appearance]
) -> tuple[list[tuple[Appearance, Appearance]], list[Appearance], list[Appearance]]:
    """Appearances that stayed, each before and after in the old order, those that are gone, those that came.

    Who appears in one role less and in one more is taken to have changed from the one to the other.
    """
    after = {(appearance.participant, appearance.role): appearance for appearance in new}
    before = {(appearance.participant, appearance.role): appearance for appearance in old}
    gone = [appearance for key, appearance in before.items() if key not in after]
    come = [appearance for key, appearance in after.items() if key not in before]
    became: dict[Appearance, Appearance] = {}
    for appearance in gone:
        theirs = [[it for it in side if it.participant == appearance.participant] for side in (gone, come)]
        if [len(side) for side in theirs] == [1, 1]:
            became[appearance] = theirs[1][0]
    pairs = [
        (appearance, after[key] if key in after else became[appearance])
        for key, appearance in before.items()
        if key in after or appearance in became
    ]
    came = set(became.values())
    return (
        pairs,
        [removed for removed in gone if removed not in became],
        [added for added in come if added not in came],
    )


def _people_of(schedule: Schedule, kind: EntityKind, id: str, code: Code) -> Iterator[ParticipantId]:
    """The participants whom a change of an entity concerns in a schedule; teams by their own ids."""
    match kind:
        case EntityKind.PARTICIPANT:
            yield ParticipantId(id)
        case EntityKind.SESSION:
            session = schedule.session(id)
            among_themselves = code in _OF_PEOPLE
            for depth, part in schedule.within(session):
                if not (depth and among_themselves):
                    yield from (person.participant for person in part.people)
        case EntityKind.ORGANISATION:
            for participant in schedule.participants:
                if any(affiliation.organisation == id for affiliation in participant.affiliations):
                    yield participant.id
        case _:
            for session in schedule.sessions:
                if id == session.track if kind is EntityKind.TRACK else id in schedule.rooms_of(session):
                    yield from (person.participant for person in session.people)


_SETTINGS = {(EntityKind.CONFERENCE, "languages")}
"""Fields that decide how a conference is presented, and are no news for those who attend it."""

_OF_PEOPLE = {
    Code.PERSON_ADDED,
    Code.PERSON_REMOVED,
    Code.ROLE,
    Code.POSITION,
    Code.ATTENDANCE,
    Code.ORDER,
}
"""Changes within a session, which do not concern the people in its parts."""


# Days


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """A day on which two schedules differ in times or rooms: its sessions in both, and those that move."""

    day: date
    rooms: tuple[Room | None, ...]
    before: tuple[Session, ...]
    after: tuple[Session, ...]
    moved: frozenset[str]


def changed_days(before: Schedule, after: Schedule) -> Iterator[ChangedDay]:
    """The days on which two schedules differ in times or rooms, with the rooms in which they do."""
    moved = find_moved(before, after)
    days = {
        schedule.day(session.slot.period.start)
        for schedule in (before, after)
        for session in schedule.sessions
        if session.id in moved and session.slot is not None
    }
    for day in sorted(days):
        sessions = tuple(_on(before, day, moved)), tuple(_on(after, day, moved))
        used: set[RoomId | None] = set()
        for schedule, those in zip((before, after), sessions, strict=True):
            for session in those:
                if session.id in moved:
                    used.update(schedule.rooms_of(session) or (None,))
        rooms = (*(room for room in after.rooms if room.id in used), *([None] if None in used else []))
        if rooms:
            yield ChangedDay(day, rooms, *sessions, moved)


def find_moved(before: Schedule, after: Schedule) -> frozenset[str]:
    """The sessions that are at another time or in other rooms, their own or those of their block."""
    return frozenset(
        session.id
        for session in after.sessions
        for old in [before.session(session.id)]
        if (session.slot and session.slot.period, after.rooms_of(session))
        != (old.slot and old.slot.period, before.rooms_of(old))
    )


def _on(schedule: Schedule, day: date, moved: frozenset[str]) -> Iterator[Session]:
    """The sessions of a day that contain no others, by time; no pauses and no empty blocks that stay."""
    return (
        session
        for session in schedule.in_order
        if session.slot is not None
        and session.status is not Status.CANCELLED
        and (session.id in moved or not (session.kind.is_pause or session.kind is Kind.BLOCK))
        and schedule.day(session.slot.period.start) == day
        and not any(part.slot is not None for part in schedule.parts(session.id))
    )


def blocks_on(schedule: Schedule, day: date) -> Iterator[Session]:
    """The blocks of a day, those without talks among them."""
    return (
        session
        for session in schedule.in_order
        if session.kind is Kind.BLOCK
        and session.slot is not None
        and session.status is not Status.CANCELLED
        and schedule.day(session.slot.period.start) == day
    )

"""What changed between two schedules, of all that the public sees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pydantic_core import to_jsonable_python

from eventkit.model import Appearance, ParticipantId, Session, SessionId
from eventkit.model.specs import private_fields
from eventkit.schedule import ENTITY_KINDS, EntityKind, Schedule, find_renames, map_ids, title
from eventkit.texts import Text


class Code(StrEnum):
    """In what way something changed; ``before`` and ``after`` hold what is said with each."""

    ADDED = "added"
    """It is new: the whole thing is after."""
    REMOVED = "removed"
    """It is gone: the whole thing is before."""
    MOVED = "moved"
    """A session has another `Period`, has none any more, or has one now."""
    ROOMS = "rooms"
    """A session has other rooms of its own, by their ids."""
    STATUS = "status"
    """A session is cancelled, takes place after all, is tentative or confirmed."""
    RENAMED = "renamed"
    """It has another title or name."""
    FIELD = "field"
    """Another of its fields changed."""
    PERSON_ADDED = "person-added"
    """Someone now appears in a session: the `Appearance` is after."""
    PERSON_REMOVED = "person-removed"
    """Someone no longer appears in a session: the `Appearance` is before."""
    ROLE = "role"
    """Someone appears in a session as something else: both `Appearance`s."""
    POSITION = "position"
    """The positions and organisations of someone as of a session changed: both `Appearance`s."""
    ATTENDANCE = "attendance"
    """Whether someone will come to a session changed: both `Appearance`s."""
    ORDER = "order"
    """Those in a session come in another order: their ids."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed.

    Attributes:
        about: The kind of thing it is about.
        subject: The id of that thing.
        title: What that thing goes by: now, or before where it is gone.
        code: In what way it changed.
        field: The field of the model that holds it; empty where it is the thing itself.
        before: What it was; ``None`` where it was not there.
        after: What it is; ``None`` where it is not there any more.
        concerns: The participants whose affair it is, by id; ``None`` for everyone's.
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
        """The change as JSON has it: strings, numbers, lists and mappings."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        plain: dict[str, Any] = to_jsonable_python(told, fallback=dict)
        return plain


_CODES: Mapping[str, Code] = {"title": Code.RENAMED, "name": Code.RENAMED, "status": Code.STATUS}
_LATE = datetime.max.replace(tzinfo=UTC)


def difference(old: Schedule, new: Schedule) -> tuple[Change, ...]:
    """All that changed for the public from one schedule to another.

    Things are told apart by id, save those that are only called otherwise, as `under_new_ids` tells. First
    what changed of the conference, then sessions by time, then rooms, tracks, participants and organisations
    by id. The order in which rooms, tracks, participants and organisations are kept is not compared; that of
    the people in a session is, as it is one of protocol.
    """
    return tuple(_Difference(under_new_ids(old, new), new).all())


def under_new_ids(old: Schedule, new: Schedule) -> Schedule:
    """The old schedule under the new ids of its entities, as `find_renames` recognises them."""
    ids: dict[EntityKind, dict[str, str]] = {kind: {} for kind in ENTITY_KINDS}
    renames = find_renames(old, new)
    for (kind, id_), new_id in renames.items():
        ids[EntityKind(kind)][id_] = new_id
    return Schedule(**map_ids(old, ids, {})) if renames else old


def about(changes: Iterable[Change], participant: str) -> tuple[Change, ...]:
    """The changes that concern one participant: theirs, those of their sessions, and those of everyone."""
    return tuple(each for each in changes if each.concerns is None or participant in each.concerns)


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
            for was, now in ((before.get(each), after.get(each)) for each in order):
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
        return sorted(starts, key=lambda each: (starts[each], each))

    def _fields(self, kind: EntityKind, was: Any, now: Any) -> Iterator[Change]:
        private = private_fields(type(now))
        for name in type(now).model_fields:
            before, after = getattr(was, name), getattr(now, name)
            if before == after or name in private:
                continue
            if name == "slot":
                yield from self._placing(was, now)
            elif name == "people":
                yield from self._people(was, now)
            else:
                yield self._change(kind, _CODES.get(name, Code.FIELD), name, before, after, of=now)

    def _placing(self, was: Session, now: Session) -> Iterator[Change]:
        periods = [each.slot.period if each.slot else None for each in (was, now)]
        rooms = [each.slot.rooms if each.slot else () for each in (was, now)]
        if periods[0] != periods[1]:
            yield self._change(EntityKind.SESSION, Code.MOVED, "slot.period", *periods, of=now)
        if rooms[0] != rooms[1]:
            yield self._change(EntityKind.SESSION, Code.ROOMS, "slot.rooms", *rooms, of=now)

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
        for each in gone:
            yield change(Code.PERSON_REMOVED, each, None)
        for each in come:
            yield change(Code.PERSON_ADDED, None, each)
        followed = [after for _, after in pairs]
        if followed != [each for each in now.people if each in followed]:
            yield change(Code.ORDER, *(tuple(each.participant for each in it.people) for it in (was, now)))

    def _change(
        self, kind: EntityKind, code: Code, field: str, before: Any, after: Any, *, of: Any
    ) -> Change:
        concerned = self._concerned(kind, of.id, code)
        return Change(kind, of.id, title(of), code, field, before, after, concerned)

    def _concerned(self, kind: EntityKind, id: str, code: Code) -> tuple[ParticipantId, ...] | None:
        if kind is EntityKind.CONFERENCE:
            return None
        found: set[ParticipantId] = set()
        for schedule in (self._old, self._new):
            if id in kind.by_id(schedule):
                people = set(_people_of(schedule, kind, id, code))
                found |= people
                for each in people:
                    found.update(schedule.participant(each).members)
        return tuple(sorted(found))


def _paired(
    old: Iterable[Appearance], new: Iterable[Appearance]
) -> tuple[list[tuple[Appearance, Appearance]], list[Appearance], list[Appearance]]:
    """Appearances that stayed, each before and after in the old order, those that are gone, those that came.

    Who appears in one role less and in one more is taken to have changed from the one to the other.
    """
    after = {(each.participant, each.role): each for each in new}
    before = {(each.participant, each.role): each for each in old}
    gone = [each for key, each in before.items() if key not in after]
    come = [each for key, each in after.items() if key not in before]
    became: dict[Appearance, Appearance] = {}
    for each in gone:
        theirs = [[it for it in side if it.participant == each.participant] for side in (gone, come)]
        if [len(side) for side in theirs] == [1, 1]:
            became[each] = theirs[1][0]
    pairs = [
        (each, after[key] if key in after else became[each])
        for key, each in before.items()
        if key in after or each in became
    ]
    came = set(became.values())
    return pairs, [each for each in gone if each not in became], [each for each in come if each not in came]


def _people_of(schedule: Schedule, kind: EntityKind, id: str, code: Code) -> Iterator[ParticipantId]:
    """Whose affair a change of a thing is in one of the schedules, teams by their own ids."""
    match kind:
        case EntityKind.PARTICIPANT:
            yield ParticipantId(id)
        case EntityKind.SESSION:
            session = schedule.session(SessionId(id))
            among_themselves = code in _OF_PEOPLE
            for depth, each in schedule.within(session):
                if not (depth and among_themselves):
                    yield from (person.participant for person in each.people)
        case EntityKind.ORGANISATION:
            for participant in schedule.participants:
                if any(each.organisation == id for each in participant.affiliations):
                    yield participant.id
        case _:
            for session in schedule.sessions:
                if id == session.track if kind is EntityKind.TRACK else id in schedule.rooms_of(session):
                    yield from (person.participant for person in session.people)


_OF_PEOPLE = {
    Code.PERSON_ADDED,
    Code.PERSON_REMOVED,
    Code.ROLE,
    Code.POSITION,
    Code.ATTENDANCE,
    Code.ORDER,
}
"""Changes within a session, which do not concern those in its parts."""

"""Three-way merge of schedules: by field, by language and by list member."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, NamedTuple, cast

from eventkit.errors import EventkitError, InvalidValue
from eventkit.messages import Message, Term, sentence
from eventkit.schedule import Entity, EntityKind, Schedule
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.values import Value

MEMBER_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "people": lambda appearance: (appearance.participant, appearance.role.value),
    "organisations": lambda backing: (backing.organisation, backing.role.value),
    "name": lambda form: form.language,
}
"""The key of the members of a list, by the field of the list."""


def own_key(member: Any) -> Any:
    """A list member as its own key, for lists that have no better one."""
    return member


def merge_order(base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]) -> list[Any] | None:
    """The merged order of two changes of one list, by key, without what either removed.

    Members of the base are in the order of the side that changed it, and added ones behind the member that
    they were added behind. The outcome does not depend on which side is mine. ``None`` if both sides
    changed the order, each to another.
    """
    staying = {*base} & {*mine} & {*theirs}
    stay = [key for key in base if key in staying]
    orders = [[key for key in side if key in staying] for side in (mine, theirs)]
    changed = [order for order in orders if order != stay]
    if len(changed) == 2 and changed[0] != changed[1]:
        return None
    settled = changed[0] if changed else stay
    behind: dict[Any, list[list[Any]]] = {}
    for side in (mine, theirs):
        for anchor, run in _runs(side, staying).items():
            behind.setdefault(anchor, []).append(run)
    merged: list[Any] = []
    for key in (_START, *settled):
        if key is not _START:
            merged.append(key)
        # Sorted, so that the order of the sides does not matter.
        for run in sorted(behind.get(key, []), key=repr):
            merged += run
    return list(dict.fromkeys(merged))


_START = object()  # the anchor of members before the first


def _runs(side: Sequence[Any], staying: set[Any]) -> dict[Any, list[Any]]:
    """The runs of members behind each key that stays, in their order."""
    runs: dict[Any, list[Any]] = {}
    anchor: Any = _START
    for key in side:
        if key in staying:
            anchor = key
        else:
            runs.setdefault(anchor, []).append(key)
    return runs


class Conflict(NamedTuple):
    """A conflict: two people changed the same field, each in another way.

    Attributes:
        id: Its id; empty if the conflict is about the order of all entities of that kind.
        field: The path of the field, such as ``slot.period`` or ``title.en``; empty if it is about the
            entity as a whole.
        base: The value before both changes; ``None`` if there was none.
        mine: My value; ``None`` if I removed it.
        theirs: Their value; ``None`` if they removed it.
        by: Who made their change; empty if that is not known.
    """

    kind: EntityKind
    id: str
    field: str
    base: Any
    mine: Any
    theirs: Any
    by: str = ""
    at: datetime | None = None


class MergeConflict(EventkitError):
    """Two people changed the same field in different ways; nothing was merged.

    Attributes:
        conflicts: The conflicts, in the order of the schedule.
    """

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__(conflicts)
        self.conflicts = conflicts

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(map(_sentence, self.conflicts))


def _sentence(one: Conflict) -> Message:
    what = Message("{kind} '{id}'", kind=one.kind, id=one.id)
    if one.kind is EntityKind.CONFERENCE:
        what = Message("the conference")
    elif not one.id:
        what = Message("the order of {kinds}", kinds=Term(one.kind.collection))
    if one.field:
        message = (
            sentence(
                "{what}: {other} changed its {field} too at {at} UTC. Load it again, then decide which is "
                "right."
            )
            if one.at
            else sentence(
                "{what}: {other} changed its {field} too. Load it again, then decide which is right."
            )
        )
    elif None in (one.mine, one.theirs):
        message = (
            sentence(
                "{what}: one side removed what the other changed or uses at {at} UTC. Load it again, then "
                "decide."
            )
            if one.at
            else sentence(
                "{what}: one side removed what the other changed or uses. Load it again, then decide."
            )
        )
    else:
        message = (
            sentence("{what}: {other} changed it too at {at} UTC. Load it again, then decide which is right.")
            if one.at
            else sentence("{what}: {other} changed it too. Load it again, then decide which is right.")
        )
    other = one.by or Message("someone else")
    return Message(message, what=what, other=other, field=one.field, at=one.at or "")


class Winner(StrEnum):
    """The side whose change wins a conflict."""

    OURS = "ours"
    THEIRS = "theirs"


def merge(base: Schedule, mine: Schedule, theirs: Schedule) -> Schedule:
    """Merge two changes of one schedule.

    Entities are merged field by field, texts by language, lists by member; people in a session are matched
    by participant and role. The outcome does not depend on which of the two is called mine.

    Raises:
        MergeConflict: Both changed one field in different ways, or the merged schedule would be broken, as by
            a session in a room that the other side removed.
    """
    schedule, conflicts = merge_with_winner(base, mine, theirs, None)
    if conflicts:
        raise MergeConflict(conflicts)
    return schedule


def merge_with_winner(
    base: Schedule, mine: Schedule, theirs: Schedule, winner: Winner | None
) -> tuple[Schedule, tuple[Conflict, ...]]:
    """Merge two changes of one schedule; the conflicts are returned, resolved in favour of a winner.

    If there is no winner, a field in conflict keeps the value it had before.
    """
    if theirs in (mine, base):
        return mine, ()
    if mine == base:
        return theirs, ()
    merging, sides = _Merge(winner), _Sides(base, mine, theirs)
    fields: dict[str, Any] = {
        kind.collection: merging.thing(kind, sides.map(attrgetter("conference")))
        if kind is EntityKind.CONFERENCE
        else merging.collection(kind, sides)
        for kind in EntityKind
    }
    if merging.conflicts and winner is None:
        return base, tuple(merging.conflicts)
    try:
        return Schedule(**fields), tuple(merging.conflicts)
    except InvalidValue as error:
        raise MergeConflict(_integrity_conflicts(error, fields, sides)) from None


class _Sides(NamedTuple):
    """The three versions of one value: base, mine and theirs; ``None`` if it is not there."""

    base: Any
    mine: Any
    theirs: Any

    def map(self, take: Callable[[Any], Any]) -> _Sides:
        return _Sides(*map(take, self))

    def of(self, winner: Winner | None) -> Any:
        """The winner's version, or the base where nobody wins."""
        return self.base if winner is None else self.mine if winner is Winner.OURS else self.theirs


_Resolve = Callable[[str, _Sides], Any]  # notes a conflict, and returns the value to go on with


class _Merge:
    def __init__(self, winner: Winner | None) -> None:
        self._winner = winner
        self.conflicts: list[Conflict] = []

    def collection(self, kind: EntityKind, schedules: _Sides) -> tuple[Entity, ...]:
        known = schedules.map(kind.by_id)
        order = merge_order(*known.map(list))
        if order is None:
            if kind is not EntityKind.SESSION:
                self.conflicts.append(Conflict(kind, "", "", *known.map(tuple)))
            # Sessions are shown by time: their written order decides only where times are equal.
            order = merge_order([], *sorted([list(known.mine), list(known.theirs)])) or []
        joined = (self._merged_entity(kind, id_, known) for id_ in order)
        return tuple(value for value in joined if value is not None)

    def _merged_entity(self, kind: EntityKind, id: str, known: _Sides) -> Entity | None:
        sides = known.map(lambda side: side.get(id))
        settled, value = _take_single_change(sides)
        if settled:
            return cast("Entity | None", value)
        if None in sides:
            self.conflicts.append(Conflict(kind, id, "", *sides))
            # Without a winner, what one removed and the other changed stays for comparison.
            value = sides.mine or sides.theirs if self._winner is None else sides.of(self._winner)
            return cast("Entity | None", value)
        return cast("Entity", self.thing(kind, sides))

    def thing(self, kind: EntityKind, sides: _Sides) -> Any:
        def resolve(path: str, states: _Sides) -> Any:
            self.conflicts.append(Conflict(kind, sides.base.id, path, *states))
            return states.of(self._winner)

        try:
            return type(sides.base)(**_merge_fields("", sides, resolve))
        except InvalidValue:  # each change is sound, both together are not
            for name in type(sides.base).model_fields:
                states = sides.map(attrgetter(name))
                if states.mine != states.base or states.theirs != states.base:
                    resolve(name, states)
            return sides.of(self._winner)


def _take_single_change(sides: _Sides) -> tuple[bool, Any]:
    """The merged value if there is no conflict: one side changed it, or both in the same way."""
    if sides.theirs in (sides.mine, sides.base):
        return True, sides.mine
    return sides.mine == sides.base, sides.theirs


def _merge_fields(path: str, sides: _Sides, resolve: _Resolve) -> dict[str, Any]:
    return {
        name: _merge_values(f"{path}{name}", sides.map(attrgetter(name)), resolve)
        for name in type(sides.base).model_fields
    }


def _merge_values(path: str, sides: _Sides, resolve: _Resolve) -> Any:
    settled, value = _take_single_change(sides)
    if settled:
        return value
    kinds = set(map(type, sides))
    kind = kinds.pop()
    if kinds or not _is_mergeable(path, sides):
        return resolve(path, sides)
    if kind is tuple:
        return tuple(_merge_members(path, sides.map(lambda side: _by_key(path, side)), resolve).values())
    try:
        if kind is Text:
            return Text(_merge_members(path, sides.map(dict), resolve))
        return kind(**_merge_fields(f"{path}.", sides, resolve))
    except ValueError:  # each change is sound, both together are not
        return resolve(path, sides)


def _is_mergeable(path: str, sides: _Sides) -> bool:
    """True if a value has members with distinct keys, which can be merged one by one."""
    if isinstance(sides.base, tuple):
        return all(len(_by_key(path, side)) == len(side) for side in sides)
    return isinstance(sides.base, Text | Value) and not isinstance(sides.base, Period)


def _by_key(path: str, members: tuple[Any, ...]) -> dict[Any, Any]:
    key = MEMBER_KEYS.get(path, own_key)
    return {key(member): member for member in members}


def _merge_members(path: str, sides: _Sides, resolve: _Resolve) -> dict[Any, Any]:
    base, mine, theirs = sides.map(lambda side: side.keys())
    order = merge_order(*sides.map(list))
    # Both replaced the same member by one of their own: only one of the two can be right.
    rivals = (base - mine - theirs) and (mine - base - theirs) and (theirs - base - mine)
    if order is None or rivals:
        states = sides.map(lambda side: tuple(side.values()))
        resolved = resolve(path, states)
        return dict(next(side for side, state in zip(sides, states, strict=True) if state == resolved))
    merged = {key: _merge_member(path, key, sides, resolve) for key in order}
    return {key: member for key, member in merged.items() if member is not None}


def _merge_member(path: str, key: Any, sides: _Sides, resolve: _Resolve) -> Any:
    named = f"{path}.{'/'.join(key) if isinstance(key, tuple) else key}"
    return _merge_values(named, sides.map(lambda side: side.get(key)), resolve)


def _integrity_conflicts(
    error: InvalidValue, fields: Mapping[str, Any], sides: _Sides
) -> tuple[Conflict, ...]:
    """Conflicts of the merged schedule as a whole: a reference to what the other removed, or too deep
    nesting.
    """
    conflicts: dict[Conflict, None] = {}
    for fault in error.details:
        collection, *way = fault["loc"]
        kind = next(kind for kind in EntityKind if kind.collection == collection)
        if kind is EntityKind.CONFERENCE:
            id_, things = sides.base.conference.id, sides.map(attrgetter("conference"))
        else:
            id_ = fields[kind.collection][way.pop(0)].id
            things = _Sides(*(kind.by_id(side).get(id_) for side in sides))
        name = str(way[0]) if way else ""
        states = _Sides(*(getattr(thing, name, None) for thing in things)) if name else things
        conflicts[Conflict(kind, id_, name, *states)] = None
    return tuple(conflicts)

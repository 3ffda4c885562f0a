"""Joining the changes that two people made to one schedule, each from the same one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from operator import attrgetter
from typing import Any, NamedTuple, cast

from pydantic import ValidationError

from eventkit.editing.sequences import KEYS, joined_order, told_apart
from eventkit.errors import EventkitError
from eventkit.schedule import Held, Schedule, Thing
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.values import Value


class Contested(NamedTuple):
    """What two people changed, each in another way.

    Attributes:
        kind: The kind of thing it is in.
        id: Its id; empty where it is the order of all of that kind.
        field: The way to it, such as ``slot.period`` or ``title.en``; empty where it is the thing itself.
        base: What it was before either; ``None`` where there was nothing.
        mine: What the one made it; ``None`` where it was taken away.
        theirs: What the other made it.
    """

    kind: Thing
    id: str
    field: str
    base: Any
    mine: Any
    theirs: Any


class Clash(EventkitError):
    """Two people changed the same thing in different ways; nothing was merged.

    Attributes:
        clashes: What they did, in the order of the schedule.
    """

    def __init__(self, clashes: tuple[Contested, ...]) -> None:
        super().__init__(clashes)
        self.clashes = clashes

    def __str__(self) -> str:
        return "\n".join(map(_sentence, self.clashes))


def _sentence(one: Contested) -> str:
    what = f"{one.kind} '{one.id}'" if one.id else f"the order of {one.kind.collection}"
    if one.kind is Thing.CONFERENCE:
        what = "the conference"
    if not one.field:
        if None in (one.mine, one.theirs):
            return f"{what}: one removed what the other changed or names: look at it again"
        return f"{what}: both changed it, each in another way: look at it again"
    return f"{what}: both changed its {one.field}, each in another way: look at it again"


class Side(StrEnum):
    """Whose of two changes."""

    OURS = "ours"
    THEIRS = "theirs"


def merged(base: Schedule, mine: Schedule, theirs: Schedule) -> Schedule:
    """What comes of two changes of one schedule: all that either changed.

    Things are joined field by field, texts language by language, lists member by member; people in a
    session go by participant and role. The outcome does not depend on which of the two is called mine.

    Raises:
        Clash: Both changed the same in different ways, or what is left when both are done is broken: a
            session in a room that the other removed.
    """
    schedule, contested = joined(base, mine, theirs, None)
    if contested:
        raise Clash(contested)
    return schedule


def joined(
    base: Schedule, mine: Schedule, theirs: Schedule, winner: Side | None
) -> tuple[Schedule, tuple[Contested, ...]]:
    """What comes of two changes of one schedule, and what both changed in different ways.

    What is contested is as the ``winner`` has it, or as it was before where there is none.

    Raises:
        Clash: What is left when both are done is broken.
    """
    if theirs in (mine, base):
        return mine, ()
    if mine == base:
        return theirs, ()
    merging, sides = _Merging(winner), _Sides(base, mine, theirs)
    fields: dict[str, Any] = {
        kind.collection: merging.thing(kind, sides.each(attrgetter("conference")))
        if kind is Thing.CONFERENCE
        else merging.collection(kind, sides)
        for kind in Thing
    }
    if merging.found and winner is None:
        return base, tuple(merging.found)
    try:
        return Schedule(**fields), tuple(merging.found)
    except ValidationError as error:
        raise Clash(_broken(error, fields, sides)) from None


class _Sides(NamedTuple):
    """The three states of one value; ``None`` where it is not there."""

    base: Any
    mine: Any
    theirs: Any

    def each(self, take: Callable[[Any], Any]) -> _Sides:
        """What is taken from each of the three."""
        return _Sides(*map(take, self))

    def of(self, winner: Side | None) -> Any:
        """That of the winner, or the one before where nobody wins."""
        return self.base if winner is None else self.mine if winner is Side.OURS else self.theirs


_Contest = Callable[[str, _Sides], Any]
"""Notes what is contested, and tells what stands there."""


class _Merging:
    def __init__(self, winner: Side | None) -> None:
        self._winner = winner
        self.found: list[Contested] = []

    def collection(self, kind: Thing, schedules: _Sides) -> tuple[Held, ...]:
        """All things of a kind, joined by id."""
        known = schedules.each(kind.known)
        order = joined_order(*known.each(list))
        if order is None:
            if kind is not Thing.SESSION:
                self.found.append(Contested(kind, "", "", *known.each(tuple)))
            # Sessions stand by time: their written order tells only what nothing else does.
            order = joined_order([], *sorted([list(known.mine), list(known.theirs)])) or []
        joined = (self._held(kind, each, known) for each in order)
        return tuple(value for value in joined if value is not None)

    def _held(self, kind: Thing, id: str, known: _Sides) -> Held | None:
        sides = known.each(lambda side: side.get(id))
        settled, value = _settled(sides)
        if settled:
            return cast("Held | None", value)
        if None in sides:
            self.found.append(Contested(kind, id, "", *sides))
            # Where nobody wins, what one removed and the other changed is there to be looked at.
            stands = sides.mine or sides.theirs if self._winner is None else sides.of(self._winner)
            return cast("Held | None", stands)
        return cast("Held", self.thing(kind, sides))

    def thing(self, kind: Thing, sides: _Sides) -> Any:
        """One thing, joined field by field."""

        def contest(path: str, states: _Sides) -> Any:
            self.found.append(Contested(kind, sides.base.id, path, *states))
            return states.of(self._winner)

        try:
            return type(sides.base)(**_fields("", sides, contest))
        except ValidationError:  # each change is sound, both together are not
            for name in type(sides.base).model_fields:
                states = sides.each(attrgetter(name))
                if states.mine != states.base or states.theirs != states.base:
                    contest(name, states)
            return sides.of(self._winner)


def _settled(sides: _Sides) -> tuple[bool, Any]:
    """Whether there is nothing to join, since one or both changed it in one way; and what it then is."""
    if sides.theirs in (sides.mine, sides.base):
        return True, sides.mine
    return sides.mine == sides.base, sides.theirs


def _fields(path: str, sides: _Sides, contest: _Contest) -> dict[str, Any]:
    return {
        name: _joined(f"{path}{name}", sides.each(attrgetter(name)), contest)
        for name in type(sides.base).model_fields
    }


def _joined(path: str, sides: _Sides, contest: _Contest) -> Any:
    """What comes of the three states; where both changed it in different ways, that is contested."""
    settled, value = _settled(sides)
    if settled:
        return value
    kinds = set(map(type, sides))
    kind = kinds.pop()
    if kinds or not _can_be_joined(path, sides):
        return contest(path, sides)
    if kind is tuple:
        return tuple(_members(path, sides.each(lambda side: _by_key(path, side)), contest).values())
    try:
        if kind is Text:
            return Text(_members(path, sides.each(dict), contest))
        return kind(**_fields(f"{path}.", sides, contest))
    except ValueError:  # each change is sound, both together are not
        return contest(path, sides)


def _can_be_joined(path: str, sides: _Sides) -> bool:
    """Whether the value has parts that may change each on its own, and can be told apart."""
    if isinstance(sides.base, tuple):
        return all(len(_by_key(path, side)) == len(side) for side in sides)
    return isinstance(sides.base, Text | Value) and not isinstance(sides.base, Period)


def _by_key(path: str, members: tuple[Any, ...]) -> dict[Any, Any]:
    key = KEYS.get(path, told_apart)
    return {key(member): member for member in members}


def _members(path: str, sides: _Sides, contest: _Contest) -> dict[Any, Any]:
    """Members by their keys, in the joined order."""
    base, mine, theirs = sides.each(lambda side: side.keys())
    order = joined_order(*sides.each(list))
    # Both put something of their own in the place of the same member: one of the two is meant.
    rivals = (base - mine - theirs) and (mine - base - theirs) and (theirs - base - mine)
    if order is None or rivals:
        states = sides.each(lambda side: tuple(side.values()))
        stands = contest(path, states)
        return dict(next(side for side, state in zip(sides, states, strict=True) if state == stands))
    found = {key: _member(path, key, sides, contest) for key in order}
    return {key: member for key, member in found.items() if member is not None}


def _member(path: str, key: Any, sides: _Sides, contest: _Contest) -> Any:
    named = f"{path}.{'/'.join(key) if isinstance(key, tuple) else key}"
    return _joined(named, sides.each(lambda side: side.get(key)), contest)


def _broken(error: ValidationError, fields: Mapping[str, Any], sides: _Sides) -> tuple[Contested, ...]:
    """What names something the other took away, nests too deep, or is otherwise at odds with the rest."""
    found: dict[Contested, None] = {}
    for each in error.errors(include_url=False):
        collection, *way = each["loc"]
        kind = next(kind for kind in Thing if kind.collection == collection)
        if kind is Thing.CONFERENCE:
            whose, things = sides.base.conference.id, sides.each(attrgetter("conference"))
        else:
            whose = fields[kind.collection][way.pop(0)].id
            things = _Sides(*(kind.known(side).get(whose) for side in sides))
        name = str(way[0]) if way else ""
        states = _Sides(*(getattr(thing, name, None) for thing in things)) if name else things
        found[Contested(kind, whose, name, *states)] = None
    return tuple(found)

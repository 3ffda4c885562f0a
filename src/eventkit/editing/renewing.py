"""Taking in once more what came before from elsewhere, with what was done here meanwhile."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from eventkit.editing.merging import Clash, Contested, Side, joined
from eventkit.editing.pointers import pointers
from eventkit.model import Conference, Session
from eventkit.schedule import HELD, Held, Schedule, Thing, title, translated
from eventkit.texts import folded

_NAMED = frozenset({Thing.ORGANISATION, Thing.ROOM, Thing.TRACK})
"""The kinds that are the same thing where they have the same name; people never are for that alone."""

Ref = tuple[Thing, str]
"""A thing by its kind and its id here."""

V = TypeVar("V", bound=Conference | Held)


@dataclass(frozen=True, slots=True)
class Renewed:
    """What comes of an import into a conference that is there already.

    Attributes:
        schedule: The conference then.
        contested: What was changed both here and there, each in another way.
        vanished: What came the last time and did not come again; it stays until a person takes it out.
        returned: What was taken out here and is back, since something that came names it.
        ids: By kind and the id that a thing came with, the id it has here.
        undecided: What came, under the ids it has here, with what is contested as it came the last time: the
            base that lets it be contested once more. ``None`` where nothing is.
    """

    schedule: Schedule
    contested: tuple[Contested, ...] = ()
    vanished: tuple[Ref, ...] = ()
    returned: tuple[Ref, ...] = ()
    ids: Mapping[Thing, Mapping[str, str]] = field(default_factory=dict)
    undecided: Schedule | None = None


def renewed(mine: Schedule, base: Schedule | None, theirs: Schedule, winner: Side = Side.OURS) -> Renewed:
    """The conference with what came from elsewhere.

    Things are known again by ``source`` and ``source_id``, a session by its identity too, and rooms, tracks
    and organisations by their names; they keep the ids and identities they have here. What changed only
    there is taken, what changed only here stays, and of what changed on both sides the winner's stands.
    What was taken out here stays out, unless something that came names it.

    Args:
        mine: The conference as it is here.
        base: What came the last time from the same source, just as it came; ``None`` if nothing did.
        theirs: What came now.
        winner: Whose change stands where both changed the same.

    Raises:
        Clash: What comes of it would be broken.
    """
    known = _Known(mine)
    before = _Came(known, base) if base else None
    now = _Came(known, theirs)
    vanished = tuple(ref for ref in before.refs if known.holds(ref) and ref not in now.refs) if before else ()
    removed = {ref for ref in before.refs if ref in now.refs and not known.holds(ref)} if before else set()
    meeting = _Meeting(mine, before, now, vanished, winner)
    returned: dict[Ref, None] = {}
    while True:
        try:
            schedule, contested = joined(meeting.base, meeting.mine(returned), meeting.theirs, winner)
        except Clash as clash:
            missing = {each: None for each in now.named_by(clash) if each in removed and each not in returned}
            if not missing:
                raise
            returned |= missing
        else:
            told = (*meeting.contested, *contested)
            return Renewed(schedule, told, vanished, tuple(returned), now.ids, _undecided(before, now, told))


def _undecided(before: _Came | None, now: _Came, contested: tuple[Contested, ...]) -> Schedule | None:
    conference, things = now.collections["conference"], dict(now.things)
    for each in contested:
        ref, name = (each.kind, each.id), each.field.partition(".")[0]
        if each.kind is Thing.CONFERENCE and before:
            conference = _as_it_was(conference, before.collections["conference"], name)
        elif ref in things:
            things[ref] = _as_it_was(things[ref], before.things.get(ref) if before else None, name)
    fields = {kind.collection: tuple(v for ref, v in things.items() if ref[0] is kind) for kind in HELD}
    try:
        return Schedule(conference=conference, **fields) if contested else None
    except ValidationError:  # what it was names what did not come again
        return None


def _as_it_was(now: V, before: V | None, name: str) -> V:
    """The thing with a field as it was, empty where the thing was not there; or all of it as it was."""
    if before is not None:
        return cast("V", now.model_copy(update={name: getattr(before, name)}) if name else before)
    field_of = type(now).model_fields.get(name)
    if field_of is None or field_of.is_required():
        return now
    return cast("V", now.model_copy(update={name: field_of.default}))


class _Known:
    """How things are known again here; what is new is given an id that is free."""

    def __init__(self, mine: Schedule) -> None:
        self.mine = mine
        held = [(kind, value) for kind in HELD for value in reversed(kind.of(mine))]
        self._taken: set[Ref] = {(kind, value.id) for kind, value in held}
        self._by_origin = {(kind, *_origin(value)): value.id for kind, value in held}
        self._by_uid = {value.uid: value.id for value in mine.sessions}
        self._by_name = {key: value.id for kind, value in held for key in _names(kind, value)}
        self._given: dict[tuple[Thing, str, str], str] = {}

    def holds(self, ref: Ref) -> bool:
        """Whether a thing is there."""
        kind, id_ = ref
        return id_ in kind.known(self.mine)

    def ids_of(self, kind: Thing, values: tuple[Held, ...]) -> dict[str, str]:
        """By the id that each thing came with, the one it has here: no two have the same.

        Where things come from goes before whatever else they may be known by.
        """
        found: dict[str, str] = {}
        for way in (self._by_its_origin, self._by_its_looks):
            used = set(found.values())
            for value in values:
                if value.id not in found and (known := way(kind, value)) is not None and known not in used:
                    found[value.id] = known
                    used.add(known)
        for value in values:
            if value.id not in found:
                found[value.id] = self._given.setdefault((kind, *_origin(value)), self._fresh(kind, value.id))
        return found

    def _by_its_origin(self, kind: Thing, value: Held) -> str | None:
        key = (kind, *_origin(value))
        return self._by_origin.get(key, self._given.get(key))

    def _by_its_looks(self, kind: Thing, value: Held) -> str | None:
        ways: list[str | None] = [self._by_uid.get(value.uid)] if isinstance(value, Session) else []
        ways += [self._by_name.get(key) for key in _names(kind, value)]
        return next((way for way in ways if way is not None), None)

    def _fresh(self, kind: Thing, id_: str) -> str:
        found, number = id_, 2
        while (kind, found) in self._taken:
            found, number = f"{id_}-{number}", number + 1
        self._taken.add((kind, found))
        return found


def _origin(value: Held) -> tuple[str, str]:
    return (value.source, value.source_id or "") if value.source is not None else ("", value.id)


def _names(kind: Thing, value: Held) -> list[tuple[Thing, str]]:
    return [(kind, folded(name)) for name in title(value).values()] if kind in _NAMED else []


class _Came:
    """What came from elsewhere, under the ids that it has here."""

    def __init__(self, known: _Known, came: Schedule) -> None:
        self.ids = {kind: known.ids_of(kind, kind.of(came)) for kind in HELD}
        alike = {(kind, id_): value for kind in HELD for id_, value in kind.known(known.mine).items()}
        conference = known.mine.conference
        collections = translated(came, self.ids, alike)
        its = collections["conference"].model_copy(update={"id": conference.id, "uid": conference.uid})
        self.collections = collections | {"conference": its}
        self.things: dict[Ref, Held] = {
            (kind, value.id): value for kind in HELD for value in collections[kind.collection]
        }
        self.refs = self.things.keys()

    def named_by(self, clash: Clash) -> Iterator[Ref]:
        """What is named by the things that a clash is about."""
        for each in clash.clashes:
            value = self.things.get((each.kind, each.id)) or self.collections["conference"]
            for kind in HELD:
                yield from ((kind, id_) for id_ in pointers(value, kind))


class _Meeting:
    """The three schedules that are joined.

    Things that are here and came now, but not the last time, stand in the base as if each side had made what
    it alone has. What vanished is not in it: so it counts as made here, and stays.
    """

    def __init__(
        self, mine: Schedule, before: _Came | None, now: _Came, vanished: Container[Ref], winner: Side
    ) -> None:
        self._mine, self._now, self._winner = mine, now, winner
        self.contested: list[Contested] = []
        things = dict(before.things) if before else {}
        fields: dict[str, Any] = {}
        for kind in HELD:
            for id_, value in kind.known(mine).items():
                ref = (kind, id_)
                if ref in now.things and ref not in things:
                    things[ref] = self._stand_in(kind, value, now.things[ref])
            fields[kind.collection] = tuple(
                value for ref, value in things.items() if ref[0] is kind and ref not in vanished
            )
        theirs = now.collections["conference"]
        known = before.collections["conference"] if before else None
        fields["conference"] = known or self._stand_in(Thing.CONFERENCE, mine.conference, theirs)
        # They are only compared: neither need be whole without the rest of what is here.
        self.base = Schedule.model_construct(**fields)
        self.theirs = Schedule.model_construct(**now.collections)

    def mine(self, returned: Container[Ref]) -> Schedule:
        """What is here, with those that were taken out and are back."""
        back = {
            kind: [v for ref, v in self._now.things.items() if ref[0] is kind and ref in returned]
            for kind in HELD
        }
        if not any(back.values()):
            return self._mine
        collections: dict[str, Any] = {kind.collection: (*kind.of(self._mine), *back[kind]) for kind in HELD}
        return Schedule.model_construct(conference=self._mine.conference, **collections)

    def _stand_in(self, kind: Thing, mine: V, theirs: V) -> V:
        fields = {}
        for name, known in type(mine).model_fields.items():
            here, there = getattr(mine, name), getattr(theirs, name)
            ours = there == known.default or (self._winner is Side.OURS and here != known.default)
            fields[name] = there if ours else here
            if here != there and known.default not in (here, there) and kind is not Thing.CONFERENCE:
                self.contested.append(Contested(kind, mine.id, name, None, here, there))
        return cast("V", type(mine).model_construct(**fields))

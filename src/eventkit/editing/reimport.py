"""Reimport: an imported schedule merged with local changes, by the last import."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from eventkit.editing.edits import references
from eventkit.editing.three_way_merge import Conflict, MergeConflict, Winner, merge_with_winner
from eventkit.model import Conference, Session
from eventkit.schedule import ENTITY_KINDS, Entity, EntityKind, Schedule, map_ids, title
from eventkit.texts import fold

_NAMED = frozenset({EntityKind.ORGANISATION, EntityKind.ROOM, EntityKind.TRACK})
"""The kinds that are matched by name; people never are."""


Ref = tuple[EntityKind, str]
"""An entity by its kind and its id here."""


V = TypeVar("V", bound=Conference | Entity)


@dataclass(frozen=True, slots=True)
class Reimport:
    """The outcome of an import into an existing conference.

    Attributes:
        schedule: The merged conference.
        conflicts: The fields that were changed both here and at the source, each in another way.
        vanished: The entities of the last import that are not in this one; they stay until somebody removes
            them.
        returned: The entities that were removed here and are back, since the import refers to them.
        ids: The id here of each imported entity, by kind and the id it came with.
        undecided: The import under the ids of this conference, with fields in conflict as in the last import:
            the base that makes the next import report them again. ``None`` where there is no conflict.
    """

    schedule: Schedule
    conflicts: tuple[Conflict, ...] = ()
    vanished: tuple[Ref, ...] = ()
    returned: tuple[Ref, ...] = ()
    ids: Mapping[EntityKind, Mapping[str, str]] = field(default_factory=dict)
    undecided: Schedule | None = None


def reimport(
    mine: Schedule, base: Schedule | None, theirs: Schedule, winner: Winner = Winner.OURS
) -> Reimport:
    """Merge an imported schedule into the conference.

    Entities are matched by ``source`` and ``source_id``, sessions by UID too, and rooms, tracks and
    organisations by name; they keep the ids and UIDs they have here. What changed only at the source is
    taken, what changed only here stays, and where both changed, the winner's value is used. What was removed
    here stays removed, unless the import refers to it.

    Args:
        mine: The conference as it is here.
        base: The last import from the same source; ``None`` if there was none.
        theirs: The import.
        winner: The side whose change wins a conflict.

    Raises:
        MergeConflict: The merged schedule would be broken.
    """
    known = _Matcher(mine)
    before = _Incoming(known, base) if base else None
    now = _Incoming(known, theirs)
    vanished = tuple(ref for ref in before.refs if known.holds(ref) and ref not in now.refs) if before else ()
    removed = {ref for ref in before.refs if ref in now.refs and not known.holds(ref)} if before else set()
    reconciliation = _Reconciliation(mine, before, now, vanished, winner)
    returned: dict[Ref, None] = {}
    while True:
        try:
            schedule, conflicts = merge_with_winner(
                reconciliation.base, reconciliation.mine(returned), reconciliation.theirs, winner
            )
        except MergeConflict as conflict:
            missing = {
                each: None for each in now.named_by(conflict) if each in removed and each not in returned
            }
            if not missing:
                raise
            returned |= missing
        else:
            told = (*reconciliation.conflicts, *conflicts)
            return Reimport(schedule, told, vanished, tuple(returned), now.ids, _undecided(before, now, told))


def _undecided(before: _Incoming | None, now: _Incoming, conflicts: tuple[Conflict, ...]) -> Schedule | None:
    conference, things = now.collections["conference"], dict(now.things)
    for each in conflicts:
        ref, name = (each.kind, each.id), each.field.partition(".")[0]
        if each.kind is EntityKind.CONFERENCE and before:
            conference = _with_previous(conference, before.collections["conference"], name)
        elif ref in things:
            things[ref] = _with_previous(things[ref], before.things.get(ref) if before else None, name)
    fields = {
        kind.collection: tuple(v for ref, v in things.items() if ref[0] is kind) for kind in ENTITY_KINDS
    }
    try:
        return Schedule(conference=conference, **fields) if conflicts else None
    except ValidationError:  # what it was names what did not come again
        return None


def _with_previous(now: V, before: V | None, name: str) -> V:
    """An entity with one field as in the previous import, empty where it was not in that; or with all of
    them.
    """
    if before is not None:
        return cast("V", now.model_copy(update={name: getattr(before, name)}) if name else before)
    field_of = type(now).model_fields.get(name)
    if field_of is None or field_of.is_required():
        return now
    return cast("V", now.model_copy(update={name: field_of.default}))


class _Matcher:
    """Matches imported entities with those here, and gives new ones a free id."""

    def __init__(self, mine: Schedule) -> None:
        self.mine = mine
        held = [(kind, value) for kind in ENTITY_KINDS for value in reversed(kind.of(mine))]
        self._taken: set[Ref] = {(kind, value.id) for kind, value in held}
        self._by_origin = {(kind, *_origin(value)): value.id for kind, value in held}
        self._by_uid = {value.uid: value.id for value in mine.sessions}
        self._by_name = {key: value.id for kind, value in held for key in _matching_names(kind, value)}
        self._given: dict[tuple[EntityKind, str, str], str] = {}

    def holds(self, ref: Ref) -> bool:
        """Tell whether an entity is there."""
        kind, id_ = ref
        return id_ in kind.by_id(self.mine)

    def ids_of(self, kind: EntityKind, values: tuple[Entity, ...]) -> dict[str, str]:
        """The id here of each imported entity, by the id it came with; no two share one.

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

    def _by_its_origin(self, kind: EntityKind, value: Entity) -> str | None:
        key = (kind, *_origin(value))
        return self._by_origin.get(key, self._given.get(key))

    def _by_its_looks(self, kind: EntityKind, value: Entity) -> str | None:
        ways: list[str | None] = [self._by_uid.get(value.uid)] if isinstance(value, Session) else []
        ways += [self._by_name.get(key) for key in _matching_names(kind, value)]
        return next((way for way in ways if way is not None), None)

    def _fresh(self, kind: EntityKind, id_: str) -> str:
        found, number = id_, 2
        while (kind, found) in self._taken:
            found, number = f"{id_}-{number}", number + 1
        self._taken.add((kind, found))
        return found


def _origin(value: Entity) -> tuple[str, str]:
    return (value.source, value.source_id or "") if value.source is not None else ("", value.id)


def _matching_names(kind: EntityKind, value: Entity) -> list[tuple[EntityKind, str]]:
    return [(kind, fold(name)) for name in title(value).values()] if kind in _NAMED else []


class _Incoming:
    """An imported schedule under the ids of this conference."""

    def __init__(self, known: _Matcher, came: Schedule) -> None:
        self.ids = {kind: known.ids_of(kind, kind.of(came)) for kind in ENTITY_KINDS}
        alike = {(kind, id_): value for kind in ENTITY_KINDS for id_, value in kind.by_id(known.mine).items()}
        conference = known.mine.conference
        collections = map_ids(came, self.ids, alike)
        its = collections["conference"].model_copy(update={"id": conference.id, "uid": conference.uid})
        self.collections = collections | {"conference": its}
        self.things: dict[Ref, Entity] = {
            (kind, value.id): value for kind in ENTITY_KINDS for value in collections[kind.collection]
        }
        self.refs = self.things.keys()

    def named_by(self, error: MergeConflict) -> Iterator[Ref]:
        """The entities that those in a conflict refer to."""
        for each in error.conflicts:
            value = self.things.get((each.kind, each.id)) or self.collections["conference"]
            for kind in ENTITY_KINDS:
                yield from ((kind, id_) for id_ in references(value, kind))


class _Reconciliation:
    """The three schedules of the merge: base, ours and theirs.

    Things that are here and came now, but not the last time, stand in the base as if each side had made what
    it alone has. What vanished is not in it: so it counts as made here, and stays.
    """

    def __init__(
        self,
        mine: Schedule,
        before: _Incoming | None,
        now: _Incoming,
        vanished: Container[Ref],
        winner: Winner,
    ) -> None:
        self._mine, self._now, self._winner = mine, now, winner
        self.conflicts: list[Conflict] = []
        things = dict(before.things) if before else {}
        fields: dict[str, Any] = {}
        for kind in ENTITY_KINDS:
            for id_, value in kind.by_id(mine).items():
                ref = (kind, id_)
                if ref in now.things and ref not in things:
                    things[ref] = self._stand_in(kind, value, now.things[ref])
            fields[kind.collection] = tuple(
                value for ref, value in things.items() if ref[0] is kind and ref not in vanished
            )
        theirs = now.collections["conference"]
        known = before.collections["conference"] if before else None
        fields["conference"] = known or self._stand_in(EntityKind.CONFERENCE, mine.conference, theirs)
        # They are only compared: neither need be whole without the rest of what is here.
        self.base = Schedule.model_construct(**fields)
        self.theirs = Schedule.model_construct(**now.collections)

    def mine(self, returned: Container[Ref]) -> Schedule:
        """Our schedule, with the removed entities that are back."""
        back = {
            kind: [v for ref, v in self._now.things.items() if ref[0] is kind and ref in returned]
            for kind in ENTITY_KINDS
        }
        if not any(back.values()):
            return self._mine
        collections: dict[str, Any] = {
            kind.collection: (*kind.of(self._mine), *back[kind]) for kind in ENTITY_KINDS
        }
        return Schedule.model_construct(conference=self._mine.conference, **collections)

    def _stand_in(self, kind: EntityKind, mine: V, theirs: V) -> V:
        fields = {}
        for name, known in type(mine).model_fields.items():
            here, there = getattr(mine, name), getattr(theirs, name)
            ours = there == known.default or (self._winner is Winner.OURS and here != known.default)
            fields[name] = there if ours else here
            if here != there and known.default not in (here, there) and kind is not EntityKind.CONFERENCE:
                self.conflicts.append(Conflict(kind, mine.id, name, None, here, there))
        return cast("V", type(mine).model_construct(**fields))

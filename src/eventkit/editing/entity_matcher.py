"""The entity matcher: finds the entity here that an imported one is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain

from eventkit.model import Session
from eventkit.schedule import ENTITY_KINDS, Entity, EntityKind, Schedule, title
from eventkit.texts import fold, fold_name

Ref = tuple[EntityKind, str]
"""An entity by its kind and its id here."""

Origin = tuple[EntityKind, str, str]
"""The kind of an entity, its source and its id there."""

_NAMED = frozenset({EntityKind.ORGANISATION, EntityKind.ROOM, EntityKind.TRACK})
"""The kinds that are matched by name. People are not: two people may share one."""

_NUMBER = re.compile(r"#\d+$")
"""The number of an entity without a key whose name another has too."""

_Pairs = Callable[[Session, Session], bool]
"""A test of two sessions, one imported and one here, that may be the same."""


class EntityMatcher:
    """Matches imported entities with those here, and gives new ones a free id.

    Entities are matched by their source and id there, sessions by UID as well, rooms, tracks and
    organisations by name. An imported session without a key, or with that of another source, is matched by
    title: with one at the same time, in the same room first, with one that has a person in common, or with
    the only one of that title, unless both have people, or days, and these differ. Its people are matched by
    name with those of the matched session.

    Args:
        mine: The conference here.
        last: The last import of the same file, under ids of this conference.
        others: The last imports of other files of the same source, newest first, likewise.
    """

    def __init__(self, mine: Schedule, last: Schedule | None, others: Sequence[Schedule]) -> None:
        self.mine = mine
        entities = [(kind, value) for kind in ENTITY_KINDS for value in reversed(kind.of(mine))]
        self._taken: set[Ref] = {(kind, value.id) for kind, value in entities}
        self._by_origin = {_origin(kind, value): value.id for kind, value in entities}
        self._by_uid = {value.uid: value.id for value in mine.sessions}
        self._by_name = {key: value.id for kind, value in entities for key in _matching_names(kind, value)}
        self._by_title = defaultdict[str, list[Session]](list)
        for session in mine.sessions:
            for name in _titles(session):
                self._by_title[name].append(session)
        self._names = _names_by_session(mine)
        self._imported: dict[Origin, str] = {}
        for schedule in (*others[::-1], *([last] if last else [])):
            self._learn(schedule, has_keys_only=schedule is not last)
        self._new: dict[Origin, str] = {}

    def _learn(self, schedule: Schedule, *, has_keys_only: bool) -> None:
        """Note under which ids the entities of an earlier import are here."""
        for kind in ENTITY_KINDS:
            for value in kind.of(schedule):
                if value.id in kind.by_id(self.mine) and not (has_keys_only and _is_keyless(value)):
                    self._imported[_origin(kind, value)] = value.id

    def contains(self, ref: Ref) -> bool:
        """True if an entity is there."""
        kind, id_ = ref
        return id_ in kind.by_id(self.mine)

    def match(self, imported: Schedule) -> dict[EntityKind, dict[str, str]]:
        """The id here of each imported entity, by kind and the id it came with; no two share one."""
        ids = {kind: self._match_kind(kind, kind.of(imported)) for kind in _NAMED}
        ids[EntityKind.SESSION] = self._match_sessions(imported, ids[EntityKind.ROOM])
        ids[EntityKind.PARTICIPANT] = self._match_participants(imported, ids[EntityKind.SESSION])
        return {kind: self._with_new(kind, kind.of(imported), ids[kind]) for kind in ENTITY_KINDS}

    def _match_kind(self, kind: EntityKind, values: Iterable[Entity]) -> dict[str, str]:
        matches: dict[str, str] = {}
        for way in (self._id_by_origin, self._id_by_name):
            _fill(matches, ((value.id, way(kind, value)) for value in values))
        return matches

    def _match_sessions(self, imported: Schedule, rooms: Mapping[str, str]) -> dict[str, str]:
        names = _names_by_session(imported)
        keyed = [session for session in imported.sessions if not _is_keyless(session)]
        keyless = [session for session in imported.sessions if _is_keyless(session)]
        matches: dict[str, str] = {}
        _fill(matches, ((session.id, self._id_by_origin(EntityKind.SESSION, session)) for session in keyed))
        _fill(matches, ((session.id, self._by_uid.get(session.uid)) for session in keyed))

        def agree(one: Session, other: Session) -> bool:
            return bool(names[one.id] & self._names[other.id])

        def differ(one: Session, other: Session) -> bool:
            return bool(names[one.id] and self._names[other.id]) and not agree(one, other)

        def at_once(one: Session, other: Session) -> bool:
            return _start(one) is not None and _start(one) == _start(other) and not differ(one, other)

        def in_one_place(one: Session, other: Session) -> bool:
            here = {str(room) for room in other.slot.rooms} if other.slot else set()
            there = {rooms.get(room, "") for room in one.slot.rooms} if one.slot else set()
            return at_once(one, other) and bool(here & there)

        def alike(one: Session, other: Session) -> bool:
            days = [imported.day(start) for start in (_start(one), _start(other)) if start]
            return len(set(days)) < 2 and not differ(one, other) and not _have_other_keys(one, other)

        for may_be_same in (in_one_place, at_once):
            self._pair(matches, keyless, may_be_same)
        _fill(matches, ((s.id, self._imported.get(_origin(EntityKind.SESSION, s))) for s in keyless))
        for may_be_same in (in_one_place, at_once, agree, alike):
            self._pair(matches, imported.sessions, may_be_same)
        return matches

    def _pair(self, matches: dict[str, str], sessions: Iterable[Session], may_be_same: _Pairs) -> None:
        """Match sessions by title, where exactly one on each side may be the same as the other."""
        used = set(matches.values())
        candidates: dict[str, set[str]] = {}
        for session in sessions:
            if session.id not in matches:
                candidates[session.id] = {
                    other.id
                    for name in _titles(session)
                    for other in self._by_title.get(name, ())
                    if other.id not in used and may_be_same(session, other)
                }
        counts = defaultdict[str, int](int)
        for id_ in chain.from_iterable(candidates.values()):
            counts[id_] += 1
        for id_, ids in candidates.items():
            if len(ids) == 1 and counts[next(iter(ids))] == 1:
                matches[id_] = next(iter(ids))

    def _match_participants(self, imported: Schedule, sessions: Mapping[str, str]) -> dict[str, str]:
        kind = EntityKind.PARTICIPANT
        matches: dict[str, str] = {}
        _fill(matches, ((value.id, self._id_by_origin(kind, value)) for value in imported.participants))
        _fill(matches, self._same_names(imported, sessions))
        return matches

    def _same_names(
        self, imported: Schedule, sessions: Mapping[str, str]
    ) -> Iterator[tuple[str, str | None]]:
        """People of matched sessions who have the name of exactly one person in the same session here."""
        here, there = EntityKind.PARTICIPANT.by_id(self.mine), EntityKind.PARTICIPANT.by_id(imported)
        for session in imported.sessions:
            match = EntityKind.SESSION.by_id(self.mine).get(sessions.get(session.id, ""))
            if not isinstance(match, Session):
                continue
            present = {
                appearance.participant: _names(here[appearance.participant]) for appearance in match.people
            }
            for appearance in session.people:
                names = _names(there[appearance.participant])
                same = [id_ for id_, others in present.items() if names & others]
                if len(same) == 1:
                    yield appearance.participant, same[0]

    def recall(self, earlier: Schedule) -> dict[EntityKind, dict[str, str]]:
        """The id here of each entity of an earlier import, which has ids of this conference.

        An entity that has got another id since is found by its key.
        """
        ids: dict[EntityKind, dict[str, str]] = {}
        for kind in ENTITY_KINDS:
            values, matches = kind.of(earlier), dict[str, str]()
            keyed = (value for value in values if not _is_keyless(value))
            _fill(matches, ((value.id, self._by_origin.get(_origin(kind, value))) for value in keyed))
            present = kind.by_id(self.mine)
            _fill(matches, ((value.id, value.id if value.id in present else None) for value in values))
            _fill(matches, ((value.id, self._id_by_origin(kind, value)) for value in values))
            _fill(matches, ((value.id, self._id_by_name(kind, value)) for value in values))
            ids[kind] = self._with_new(kind, values, matches)
        return ids

    def _with_new(
        self, kind: EntityKind, values: Iterable[Entity], matched: Mapping[str, str]
    ) -> dict[str, str]:
        """The ids of all entities: those matched, and a free one for each other."""
        ids: dict[str, str] = {}
        for value in values:
            origin = _origin(kind, value)
            if (known := matched.get(value.id)) is None and (known := self._new.get(origin)) is None:
                known = self._new[origin] = self._free_id(kind, value.id)
            ids[value.id] = known
        return ids

    def _id_by_origin(self, kind: EntityKind, value: Entity) -> str | None:
        key = _origin(kind, value)
        return self._by_origin.get(key, self._imported.get(key))

    def _id_by_name(self, kind: EntityKind, value: Entity) -> str | None:
        ids = (self._by_name.get(key) for key in _matching_names(kind, value))
        return next((id_ for id_ in ids if id_ is not None), None)

    def _free_id(self, kind: EntityKind, id_: str) -> str:
        free, number = id_, 2
        while (kind, free) in self._taken:
            free, number = f"{id_}-{number}", number + 1
        self._taken.add((kind, free))
        return free


def _fill(known: dict[str, str], matches: Iterable[tuple[str, str | None]]) -> None:
    """Add matches of entities that have none yet, each with an entity here that no other has."""
    used = set(known.values())
    for id_, match in matches:
        if match is not None and id_ not in known and match not in used:
            known[id_] = match
            used.add(match)


def _origin(kind: EntityKind, value: Entity) -> Origin:
    return (kind, value.source, value.source_id or "") if value.source is not None else (kind, "", value.id)


def _is_keyless(value: Entity) -> bool:
    """True if an entity is known at its source by nothing but its title or name."""
    return value.source is not None and _NUMBER.sub("", value.source_id or "") in set(title(value).values())


def _have_other_keys(one: Session, other: Session) -> bool:
    """True if two sessions have different keys of one source, which are two sessions there."""
    return one.source == other.source and not _is_keyless(one) and not _is_keyless(other)


def _matching_names(kind: EntityKind, value: Entity) -> list[Origin]:
    return [(kind, "", fold(name)) for name in title(value).values()] if kind in _NAMED else []


def _titles(session: Session) -> set[str]:
    return {fold(name) for name in session.title.values()}


def _start(session: Session) -> datetime | None:
    return session.slot.period.start if session.slot else None


def _names(participant: Entity) -> set[str]:
    return {fold_name(name) for name in title(participant).values()}


def _names_by_session(schedule: Schedule) -> dict[str, set[str]]:
    """The folded names of the people of each session."""
    people = {participant.id: _names(participant) for participant in schedule.participants}
    return {
        session.id: set().union(*(people[appearance.participant] for appearance in session.people))
        for session in schedule.sessions
    }

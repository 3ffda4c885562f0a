"""The entity matcher: finds the entity here that an imported one is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from itertools import chain, product

from eventkit.editing.people_matcher import (
    NO_EMAILS,
    Emails,
    Namesake,
    NewName,
    PeopleMatcher,
    fill,
    folded_names,
)
from eventkit.editing.remembered_merges import JoinedImport, Origin, RememberedMerges, is_keyless, origin_of
from eventkit.model import Participant, Session
from eventkit.schedule import ENTITY_KINDS, Entity, EntityKind, Schedule, title
from eventkit.texts import fold

Ref = tuple[EntityKind, str]  # an entity by its kind and its id here
_NAMED = frozenset({EntityKind.ORGANISATION, EntityKind.ROOM, EntityKind.TRACK})
"""The kinds that are matched by name alone. People are not: two people may share one."""

_SIMILAR = 0.8  # the similarity from which a title is another wording of one: 1 for equal titles (difflib)
_Pairs = Callable[[Session, Session], bool]
"""A test of two sessions, one imported and one here, that may be the same."""


class EntityMatcher:
    """Matches imported entities with those here, and gives new ones a free id.

    Entities are matched by their source and id there, sessions by UID as well, rooms, tracks and
    organisations by name. An imported session without a key, or with that of another source, is matched by
    title: with one at the same time, in the same room first, with one that has a person in common, or with
    the only one of that title, unless both have people, or days, and these differ. One that has another
    title since the last import of its file is matched by its people, if it is at the same time or the title
    is similar. People are matched as `PeopleMatcher` describes.

    Args:
        others: The last imports of other files of the same source, newest first, likewise.
        has_local_keys: Whether the keys of a file are its own: another file may have the same for something
            else, so that a title or a name has to agree.
    """

    def __init__(
        self,
        mine: Schedule,
        last: Schedule | None,
        others: Sequence[Schedule],
        *,
        emails: Emails = NO_EMAILS,
        has_local_keys: bool = False,
    ) -> None:
        self.mine = mine
        self._has_local_keys = has_local_keys
        entities = [(kind, value) for kind in ENTITY_KINDS for value in reversed(kind.of(mine))]
        self._taken: set[Ref] = {(kind, value.id) for kind, value in entities}
        self._by_origin = {
            **RememberedMerges(mine, emails.here).by_origin,
            **{origin_of(kind, value): value.id for kind, value in entities},
        }
        self._by_uid = {value.uid: value.id for value in mine.sessions}
        self._by_name = {key: value.id for kind, value in entities for key in _matching_names(kind, value)}
        self._by_title = defaultdict[str, list[Session]](list)
        for session in mine.sessions:
            for name in _titles(session):
                self._by_title[name].append(session)
        self._names = _names_by_session(mine, {})
        self._imported: dict[Origin, str] = {}
        for schedule in reversed(others):
            self._imported |= self._learn(schedule, has_keys_only=True)
        self._of_last = self._learn(last, has_keys_only=False) if last else {}
        self._imported |= self._of_last
        self._people = PeopleMatcher(mine, emails, self._of_last)
        self._new: dict[Origin, str] = {}

    @property
    def namesakes(self) -> tuple[Namesake, ...]:
        """The people of the last match who share a name with somebody here."""
        return tuple(self._people.namesakes)

    @property
    def new_names(self) -> tuple[NewName, ...]:
        """The people of the last match who have another name than in the last import."""
        return tuple(self._people.new_names)

    def _learn(self, schedule: Schedule, *, has_keys_only: bool) -> dict[Origin, str]:
        return {
            origin_of(kind, value): value.id
            for kind in ENTITY_KINDS
            for value in kind.of(schedule)
            if value.id in kind.by_id(self.mine) and not (has_keys_only and is_keyless(value))
        }

    def contains(self, ref: Ref) -> bool:
        kind, id_ = ref
        return id_ in kind.by_id(self.mine)

    def match(self, joined: JoinedImport) -> dict[EntityKind, dict[str, str]]:
        """The id here of each imported entity, by kind and the id it came with; no two share one."""
        imported = joined.schedule
        ids = {kind: self._match_kind(kind, kind.of(imported), joined.present(kind)) for kind in _NAMED}
        known = joined.present(EntityKind.PARTICIPANT)
        keyed = (person for person in imported.participants if not is_keyless(person))
        fill(known, ((person.id, self._id_by_person_key(person)) for person in keyed))
        renamed = self._people.match_by_email(imported, known)
        fill(known, renamed.items())
        ids[EntityKind.SESSION] = self._match_sessions(imported, ids[EntityKind.ROOM], renamed)
        ids[EntityKind.PARTICIPANT] = self._people.match(imported, ids[EntityKind.SESSION], known)
        return {kind: self._with_new(kind, kind.of(imported), ids[kind]) for kind in ENTITY_KINDS}

    def _match_kind(
        self, kind: EntityKind, values: Sequence[Entity], matches: dict[str, str]
    ) -> dict[str, str]:
        for way in (self._id_by_origin, self._id_by_name):
            fill(matches, ((value.id, way(kind, value)) for value in values))
        return matches

    def _match_sessions(
        self, imported: Schedule, rooms: Mapping[str, str], renamed: Mapping[str, str]
    ) -> dict[str, str]:
        here: dict[str, Participant] = {person.id: person for person in self.mine.participants}
        names = _names_by_session(imported, {id_: here[known] for id_, known in renamed.items()})
        keyed = [session for session in imported.sessions if not is_keyless(session)]
        keyless = [session for session in imported.sessions if is_keyless(session)]
        matches: dict[str, str] = {}

        def agree(one: Session, other: Session) -> bool:
            return bool(names[one.id] & self._names[other.id])

        def differ(one: Session, other: Session) -> bool:
            return bool(names[one.id] and self._names[other.id]) and not agree(one, other)

        def at_once(one: Session, other: Session) -> bool:
            return _are_at_once(one, other) and not differ(one, other)

        def in_one_place(one: Session, other: Session) -> bool:
            here = {str(room) for room in other.slot.rooms} if other.slot else set()
            there = {rooms.get(room, "") for room in one.slot.rooms} if one.slot else set()
            return at_once(one, other) and bool(here & there)

        def alike(one: Session, other: Session) -> bool:
            days = [imported.day(start) for start in (_start(one), _start(other)) if start]
            return len(set(days)) < 2 and not differ(one, other) and not _have_other_keys(one, other)

        def same_key(session: Session, id_: str | None) -> tuple[str, str | None]:
            other = EntityKind.SESSION.by_id(self.mine).get(id_ or "")
            if not isinstance(other, Session) or not self._has_local_keys or id_ in own:
                return session.id, id_
            is_same = bool(_titles(session) & _titles(other)) or agree(session, other)
            return session.id, id_ if is_same else None

        own = {id_ for (kind, *_), id_ in self._of_last.items() if kind is EntityKind.SESSION}
        fill(matches, (same_key(each, self._id_by_key(EntityKind.SESSION, each)) for each in keyed))
        fill(matches, (same_key(each, self._by_uid.get(each.uid)) for each in keyed))
        for may_be_same in (in_one_place, at_once):
            self._pair(matches, keyless, may_be_same)
        fill(matches, ((s.id, self._imported.get(origin_of(EntityKind.SESSION, s))) for s in keyless))
        for may_be_same in (in_one_place, at_once, agree, alike):
            self._pair(matches, imported.sessions, may_be_same)
        self._match_retitled(matches, keyless, names)
        return matches

    def _match_retitled(
        self, matches: dict[str, str], keyless: Iterable[Session], names: Mapping[str, set[str]]
    ) -> None:
        """Match sessions with those of the last import of the file that have the same people alone.

        They are at the same time, or their titles are similar.
        """
        used = set(matches.values())
        earlier = [
            other
            for (kind, *_), id_ in self._of_last.items()
            if kind is EntityKind.SESSION
            and id_ not in used
            and isinstance(other := kind.by_id(self.mine)[id_], Session)
            and self._names[id_]
        ]
        rest = [session for session in keyless if session.id not in matches and names[session.id]]
        candidates: dict[str, set[str]] = {
            session.id: {
                other.id
                for other in earlier
                if names[session.id] == self._names[other.id]
                and (_are_at_once(session, other) or _have_similar_titles(session, other))
            }
            for session in rest
        }
        _match_pairs(matches, candidates)

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
        _match_pairs(matches, candidates)

    def recall(self, joined: JoinedImport) -> dict[EntityKind, dict[str, str]]:
        """The id here of each entity of an earlier import, which has ids of this conference.

        An entity that has got another id since is found by its key.
        """
        ids: dict[EntityKind, dict[str, str]] = {}
        for kind in ENTITY_KINDS:
            values, matches = kind.of(joined.schedule), joined.present(kind)
            present = kind.by_id(self.mine)
            by_id = [(value.id, value.id if value.id in present else None) for value in values]
            if self._has_local_keys:  # another file may have brought what has the key here
                fill(matches, by_id)
            keyed = (value for value in values if not is_keyless(value))
            fill(matches, ((value.id, self._by_origin.get(origin_of(kind, value))) for value in keyed))
            fill(matches, by_id)
            fill(matches, ((value.id, self._id_by_origin(kind, value)) for value in values))
            fill(matches, ((value.id, self._id_by_name(kind, value)) for value in values))
            ids[kind] = self._with_new(kind, values, matches)
        return ids

    def _with_new(
        self, kind: EntityKind, values: Iterable[Entity], matched: Mapping[str, str]
    ) -> dict[str, str]:
        ids: dict[str, str] = {}
        for value in values:
            origin = origin_of(kind, value)
            if (known := matched.get(value.id)) is None and (known := self._new.get(origin)) is None:
                known = self._new[origin] = self._free_id(kind, value.id)
            ids[value.id] = known
        return ids

    def _id_by_origin(self, kind: EntityKind, value: Entity) -> str | None:
        key = origin_of(kind, value)
        return self._by_origin.get(key, self._imported.get(key))

    def _id_by_key(self, kind: EntityKind, value: Entity) -> str | None:
        """The id here of an entity with a key, which the last import of its file knows best."""
        if not self._has_local_keys:
            return self._id_by_origin(kind, value)
        return self._of_last.get(origin_of(kind, value)) or self._id_by_origin(kind, value)

    def _id_by_person_key(self, person: Participant) -> str | None:
        id_ = self._id_by_key(EntityKind.PARTICIPANT, person)
        here = EntityKind.PARTICIPANT.by_id(self.mine).get(id_ or "")
        if not self._has_local_keys or not isinstance(here, Participant):
            return id_
        is_own = origin_of(EntityKind.PARTICIPANT, person) in self._of_last
        return id_ if is_own or folded_names(person) & folded_names(here) else None

    def _id_by_name(self, kind: EntityKind, value: Entity) -> str | None:
        ids = (self._by_name.get(key) for key in _matching_names(kind, value))
        return next((id_ for id_ in ids if id_ is not None), None)

    def _free_id(self, kind: EntityKind, id_: str) -> str:
        free, number = id_, 2
        while (kind, free) in self._taken:
            free, number = f"{id_}-{number}", number + 1
        self._taken.add((kind, free))
        return free


def _match_pairs(matches: dict[str, str], candidates: Mapping[str, set[str]]) -> None:
    """Add the matches where each of two entities is the only candidate of the other."""
    counts = Counter(chain.from_iterable(candidates.values()))
    for id_, ids in candidates.items():
        if len(ids) == 1 and counts[next(iter(ids))] == 1:
            matches[id_] = next(iter(ids))


def _are_at_once(one: Session, other: Session) -> bool:
    return _start(one) is not None and _start(one) == _start(other)


def _have_similar_titles(one: Session, other: Session) -> bool:
    return any(
        SequenceMatcher(None, mine, theirs).ratio() >= _SIMILAR
        for mine, theirs in product(_titles(one), _titles(other))
    )


def _have_other_keys(one: Session, other: Session) -> bool:
    """True if two sessions have different keys of one source, which are two sessions there."""
    return one.source == other.source and not is_keyless(one) and not is_keyless(other)


def _matching_names(kind: EntityKind, value: Entity) -> list[Origin]:
    return [(kind, "", fold(name)) for name in title(value).values()] if kind in _NAMED else []


def _titles(session: Session) -> set[str]:
    return {fold(name) for name in session.title.values()}


def _start(session: Session) -> datetime | None:
    return session.slot.period.start if session.slot else None


def _names_by_session(schedule: Schedule, instead: Mapping[str, Participant]) -> dict[str, set[str]]:
    """The folded names of the people of each session; of some, those of somebody ``instead`` of them."""
    people = {each.id: folded_names(instead.get(each.id, each)) for each in schedule.participants}
    return {
        session.id: set().union(*(people[appearance.participant] for appearance in session.people))
        for session in schedule.sessions
    }

"""Reimport: an imported schedule merged with local changes, by the last import."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath
from typing import Any, TypeVar, cast

from eventkit.editing.edits import references
from eventkit.editing.entity_matcher import EntityMatcher, Ref
from eventkit.editing.people_matcher import NO_EMAILS, Emails, Namesake, NewName
from eventkit.editing.remembered_merges import RememberedMerges
from eventkit.editing.three_way_merge import (
    MEMBER_KEYS,
    Conflict,
    MergeConflict,
    Winner,
    merge_with_winner,
    own_key,
)
from eventkit.errors import InvalidValue
from eventkit.model import Conference, Extra, Kind, Session, Status
from eventkit.model.derived_values import session_uid
from eventkit.schedule import ENTITY_KINDS, Entity, EntityKind, Schedule, map_ids
from eventkit.texts import Text, fold

V = TypeVar("V", bound=Conference | Entity)


class Gone(StrEnum):
    """The treatment of entities that are no longer in the file."""

    CANCEL = "cancel"
    """Sessions are cancelled, so that calendars show it; everything else stays."""
    REMOVE = "remove"
    """Sessions are removed, and then what nothing refers to any more."""
    KEEP = "keep"
    """They stay."""


@dataclass(frozen=True, slots=True)
class Reimport:
    """The outcome of an import into an existing conference."""

    schedule: Schedule  # the merged conference
    # The import under the ids of this conference, with what vanished, and with fields in conflict as in the
    # import before: the base of the next import of the same file.
    last: Schedule
    # The fields that were changed both here and at the source, each in another way.
    conflicts: tuple[Conflict, ...] = ()
    # The entities of the last import that are not in this one: sessions that are not cancelled, and what
    # nothing else refers to. Unless gone settles them, they stay, and each import lists them again.
    vanished: tuple[Ref, ...] = ()
    # The sessions that are in this file no longer, and still in another: unless gone settles them, they keep
    # their time.
    unplaced: tuple[str, ...] = ()
    # The entities that were removed here and are back, since the import refers to them.
    returned: tuple[Ref, ...] = ()
    # The id here of each imported entity, by kind and the id it came with.
    ids: Mapping[EntityKind, Mapping[str, str]] = field(default_factory=dict)
    # The imported people without a key who share a name with somebody here, where it had to be decided who
    # they are.
    namesakes: tuple[Namesake, ...] = ()
    new_names: tuple[NewName, ...] = ()  # the people who have another name than in the last import


def reimport(
    mine: Schedule,
    base: Schedule | None,
    theirs: Schedule,
    winner: Winner | None = None,
    *,
    others: Sequence[Schedule] = (),
    gone: Gone | None = None,
    emails: Emails = NO_EMAILS,
    has_local_keys: bool = False,
) -> Reimport:
    """Merge an imported schedule into the conference.

    Entities are matched as `EntityMatcher` describes, and keep the ids and UIDs they have here. What changed
    only at the source is taken, what changed only here stays, and if both changed, the winner's value is
    used. What was removed here stays removed, unless the import refers to it. A field that is empty in the
    whole file is not in the file, and stays as it is; only the file that brought a value takes it back.

    Args:
        mine: The conference as it is here.
        base: The last import of the same file; ``None`` if there was none.
        winner: The side whose change wins a conflict. Without one it is ours, and the next import reports the
            conflict again.
        others: The last imports of other files of the same source, newest first.
        gone: What becomes of entities that are no longer in the file. Without it they stay, and the next
            import lists them again. A session that another file still has loses its time, but is neither
            cancelled nor removed.
        emails: The e-mail addresses of people here and in the import, which tell namesakes apart.
        has_local_keys: Whether another file of the source may have the keys of this one for something else.

    Raises:
        MergeConflict: The merged schedule would be broken.
    """
    merges = RememberedMerges(mine, emails.here)
    last = merges.apply(base, {}, base) if base else None
    earlier = [merges.apply(other, {}, other) for other in others]
    joined = merges.apply(theirs, emails.imported, base)
    matcher = EntityMatcher(
        mine,
        last.schedule if last else None,
        [other.schedule for other in earlier],
        emails=emails,
        has_local_keys=has_local_keys,
    )
    before = _Import(mine, last.schedule, matcher.recall(last)) if last else None
    elsewhere = [_Import(mine, other.schedule, matcher.recall(other)) for other in earlier]
    now = _Import(mine, joined.schedule, matcher.match(joined))
    missing = _missing(before, now, matcher)
    reconciliation = _Reconciliation(
        mine, before, elsewhere, now, missing=missing, winner=winner or Winner.OURS
    )
    removed = {ref for ref in reconciliation.things if ref in now.entities and not matcher.contains(ref)}
    schedule, conflicts, returned = _merge(reconciliation, now, removed, winner or Winner.OURS)
    conflicts = (*reconciliation.conflicts, *conflicts)
    elsewhere_too = {ref for version in elsewhere for ref in version.entities}
    vanished = _unsettled(schedule, [ref for ref in missing if ref not in elsewhere_too])
    unplaced = tuple(
        session.id
        for session in schedule.sessions
        if session.slot and (EntityKind.SESSION, session.id) in elsewhere_too.intersection(missing)
    )
    if gone is not None:
        schedule = _settle(_without_times(schedule, unplaced, gone), vanished, gone)
    return Reimport(
        schedule,
        _base_of_next(before, now, () if winner else conflicts, () if gone else missing),
        conflicts,
        vanished,
        unplaced,
        returned,
        {kind: {**joined.all_of(kind), **ids} for kind, ids in now.ids.items()},
        matcher.namesakes,
        matcher.new_names,
    )


class _Import:
    """An imported schedule under the ids of this conference."""

    def __init__(
        self, mine: Schedule, imported: Schedule, ids: Mapping[EntityKind, Mapping[str, str]]
    ) -> None:
        here = {(kind, id_): value for kind in ENTITY_KINDS for id_, value in kind.by_id(mine).items()}
        collections = map_ids(imported, ids, here)
        own = mine.conference
        self.ids = ids  # the id here of each entity, by kind and the id it came with
        self.conference: Conference = collections["conference"].model_copy(
            update={"id": own.id, "uid": own.uid}
        )
        identities = _Identities(mine)
        # The entities with the origins and UIDs they have here.
        self.entities: dict[Ref, Entity] = {
            ref: value if ref in here else identities.distinguish(ref[0], value)
            for ref, value in _by_ref(collections).items()
        }
        # The entities with the origins and UIDs they have in the file.
        self.originals = _by_ref(map_ids(imported, ids, {}))

    @property
    def collections(self) -> dict[str, Any]:
        return {"conference": self.conference, **_collections(self.entities)}

    def named_by(self, error: MergeConflict) -> Iterator[Ref]:
        for conflict in error.conflicts:
            value = self.entities.get((conflict.kind, conflict.id)) or self.conference
            for kind in ENTITY_KINDS:
                yield from ((kind, id_) for id_ in references(value, kind))


class _Identities:
    """The origins and UIDs of this conference, which no new entity may have."""

    def __init__(self, mine: Schedule) -> None:
        self._conference = mine.conference.uid
        self._uids = {session.uid for session in mine.sessions}
        self._origins = {
            (kind, value.source, value.source_id) for kind in ENTITY_KINDS for value in kind.of(mine)
        }

    def distinguish(self, kind: EntityKind, value: Entity) -> Entity:
        """A new entity with an origin and a UID of its own: another of the same title may have them."""
        fields: dict[str, Any] = {}
        if isinstance(value, Session) and value.uid in self._uids:
            fields["uid"] = session_uid(self._conference, value.id)
        number, source_id = 1, value.source_id
        while value.source is not None and (kind, value.source, source_id) in self._origins:
            number += 1
            source_id = f"{value.source_id}#{number}"
        if source_id != value.source_id:
            fields["source_id"] = source_id
        if not fields:
            return value
        distinguished = value.model_copy(update=fields)
        self._origins.add((kind, distinguished.source, distinguished.source_id))
        return distinguished


def _by_ref(collections: Mapping[str, Any]) -> dict[Ref, Entity]:
    return {(kind, value.id): value for kind in ENTITY_KINDS for value in collections[kind.collection]}


def _collections(entities: Mapping[Ref, Entity]) -> dict[str, tuple[Entity, ...]]:
    return {
        kind.collection: tuple(value for ref, value in entities.items() if ref[0] is kind)
        for kind in ENTITY_KINDS
    }


class _FileFields:
    """The fields that a file states of entities of each kind: those that are not empty everywhere."""

    def __init__(self, entities: Mapping[Ref, Entity]) -> None:
        self._fields: set[tuple[EntityKind, str]] = set()
        self._keys: dict[tuple[EntityKind, str], set[str]] = defaultdict(set)
        for (kind, _), value in entities.items():
            for name, info in type(value).model_fields.items():
                if (content := getattr(value, name)) != info.default:
                    self._fields.add((kind, name))
                    if isinstance(content, Text | Extra):
                        self._keys[kind, name].update(content)

    def stated(self, kind: EntityKind, before: V, now: V) -> V:
        """An entity of the last import, with the fields that the file no longer has as in this import."""
        fields: dict[str, Any] = {}
        for name in type(before).model_fields:
            value = getattr(before, name)
            if (kind, name) not in self._fields:
                fields[name] = getattr(now, name)
            elif isinstance(value, Text | Extra) and not self._keys[kind, name].issuperset(value):
                fields[name] = _with_keys(value, self._keys[kind, name], getattr(now, name))
        return cast("V", before.model_copy(update=fields)) if fields else before


def _stated_there(other: V, now: V) -> V:
    """An entity of another file, with what this file does not state as in this import."""
    fields: dict[str, Any] = {}
    for name, info in type(other).model_fields.items():
        value, content = getattr(other, name), getattr(now, name)
        if content in (info.default, value):
            fields[name] = content
        elif isinstance(value, Text | Extra):
            fields[name] = _with_keys(value, content, content)
        elif isinstance(value, tuple):
            key = MEMBER_KEYS.get(name, own_key)
            stated = {key(member) for member in content}
            fields[name] = tuple(member for member in value if key(member) in stated)
    return cast("V", other.model_copy(update=fields))


def _with_keys(value: Text | Extra, keys: Iterable[str], otherwise: Any) -> Text | Extra:
    rest = {key: value[key] for key in value if key in set(keys)}
    if not rest:
        return cast("Text | Extra", otherwise if isinstance(value, Text) else Extra())
    return Text(rest) if isinstance(value, Text) else Extra(rest)


class _Reconciliation:
    """The three schedules of the merge: base, ours and theirs.

    Entities that are here and came now, but with no import before, are in the base as if each side had made
    what it alone has. What vanished is not in it: so it counts as made here, and stays.
    """

    def __init__(
        self,
        mine: Schedule,
        before: _Import | None,
        elsewhere: Sequence[_Import],
        now: _Import,
        *,
        missing: Container[Ref],
        winner: Winner,
    ) -> None:
        self._mine, self._now, self._winner = mine, now, winner
        self.conflicts: list[Conflict] = []
        stated = _FileFields(now.entities)
        self.things: dict[Ref, Entity] = {}
        for ref, value in before.entities.items() if before else ():
            if ref not in missing:
                theirs = now.entities.get(ref)
                self.things[ref] = stated.stated(ref[0], value, theirs) if theirs else value
        for ref, theirs in now.entities.items():
            if ref in self.things:
                continue
            here = ref[0].by_id(mine).get(ref[1])
            other = next((version.entities[ref] for version in elsewhere if ref in version.entities), None)
            if other is not None and (here is not None or _is_same_time(other, theirs)):
                self.things[ref] = _stated_there(other, theirs)
            elif here is not None:
                self.things[ref] = self._common(ref[0], here, theirs)
        conference = (
            before.conference
            if before
            else self._common(EntityKind.CONFERENCE, mine.conference, now.conference)
        )
        # They are only compared: neither need be whole without the rest of what is here.
        self.base = Schedule.model_construct(conference=conference, **_collections(self.things))  # type: ignore[arg-type]
        self.theirs = Schedule.model_construct(**now.collections)

    def mine(self, returned: Container[Ref]) -> Schedule:
        back = {
            kind: [value for ref, value in self._now.entities.items() if ref[0] is kind and ref in returned]
            for kind in ENTITY_KINDS
        }
        if not any(back.values()):
            return self._mine
        collections: dict[str, Any] = {
            kind.collection: (*kind.of(self._mine), *back[kind]) for kind in ENTITY_KINDS
        }
        return Schedule.model_construct(conference=self._mine.conference, **collections)

    def _common(self, kind: EntityKind, mine: V, theirs: V) -> V:
        fields = {}
        for name, known in type(mine).model_fields.items():
            here, there = getattr(mine, name), getattr(theirs, name)
            ours = there == known.default or (self._winner is Winner.OURS and here != known.default)
            fields[name] = there if ours else here
            if here != there and known.default not in (here, there) and kind is not EntityKind.CONFERENCE:
                self.conflicts.append(Conflict(kind, mine.id, name, None, here, there))
        return cast("V", type(mine).model_construct(**fields))


def _is_same_time(one: Entity, other: Entity) -> bool:
    return not (isinstance(one, Session) and isinstance(other, Session)) or one.slot == other.slot


def _merge(
    reconciliation: _Reconciliation, now: _Import, removed: Container[Ref], winner: Winner
) -> tuple[Schedule, tuple[Conflict, ...], tuple[Ref, ...]]:
    """The merged schedule, its conflicts, and the removed entities that are back."""
    returned: dict[Ref, None] = {}
    while True:
        try:
            schedule, conflicts = merge_with_winner(
                reconciliation.base, reconciliation.mine(returned), reconciliation.theirs, winner
            )
        except MergeConflict as conflict:
            needed = {ref: None for ref in now.named_by(conflict) if ref in removed and ref not in returned}
            if not needed:
                raise
            returned |= needed
        else:
            return schedule, conflicts, tuple(returned)


def _missing(before: _Import | None, now: _Import, matcher: EntityMatcher) -> tuple[Ref, ...]:
    entities = before.entities if before else {}
    return tuple(ref for ref in entities if matcher.contains(ref) and ref not in now.entities)


def _unsettled(schedule: Schedule, missing: Collection[Ref]) -> tuple[Ref, ...]:
    """The missing entities that somebody has to decide about.

    A cancelled session is decided, and what others refer to is still needed.
    """
    needed = _needed(schedule, missing)
    return tuple(
        (kind, id_)
        for kind, id_ in missing
        if (value := kind.by_id(schedule).get(id_)) is not None
        and (
            value.status is not Status.CANCELLED if isinstance(value, Session) else (kind, id_) not in needed
        )
    )


def _needed(schedule: Schedule, without: Collection[Ref]) -> set[Ref]:
    kinds = (EntityKind.PARTICIPANT, EntityKind.SESSION)
    referring: list[Conference | Entity] = [schedule.conference]
    referring += [value for kind in kinds for value in kind.of(schedule) if (kind, value.id) not in without]
    return {(kind, id_) for value in referring for kind in ENTITY_KINDS for id_ in references(value, kind)}


def _without_times(schedule: Schedule, unplaced: Collection[str], gone: Gone) -> Schedule:
    if gone is Gone.KEEP or not unplaced:
        return schedule
    return schedule.model_copy(
        update={
            "sessions": tuple(
                session.model_copy(update={"slot": None}) if session.id in unplaced else session
                for session in schedule.sessions
            )
        }
    )


def _settle(schedule: Schedule, vanished: Collection[Ref], gone: Gone) -> Schedule:
    """The schedule with vanished entities cancelled or removed; what is still needed stays."""
    if gone is Gone.KEEP:
        return schedule
    if gone is Gone.CANCEL:
        cancelled = {id_ for kind, id_ in vanished if kind is EntityKind.SESSION}
        sessions = tuple(
            session.model_copy(update={"status": Status.CANCELLED}) if session.id in cancelled else session
            for session in schedule.sessions
        )
        return schedule.model_copy(update={"sessions": sessions})
    removed = set(vanished)
    while still_needed := removed & _needed(schedule, removed):
        removed -= still_needed
    rest = {
        kind.collection: tuple(value for value in kind.of(schedule) if (kind, value.id) not in removed)
        for kind in ENTITY_KINDS
    }
    return schedule.model_copy(update=cast("dict[str, Any]", rest))


def _base_of_next(
    before: _Import | None, now: _Import, conflicts: Iterable[Conflict], missing: Iterable[Ref]
) -> Schedule:
    """The base of the next import: with undecided fields as they were, and with what vanished."""
    conference, entities = now.conference, dict(now.originals)
    for conflict in conflicts:
        ref, name = (conflict.kind, conflict.id), conflict.field.partition(".")[0]
        if conflict.kind is EntityKind.CONFERENCE and before:
            conference = _with_previous(conference, before.conference, name)
        elif ref in entities:
            entities[ref] = _with_previous(entities[ref], before.originals.get(ref) if before else None, name)
    if before:
        _add_with_references(entities, missing, before.originals)
    try:
        return Schedule(conference=conference, **cast("dict[str, Any]", _collections(entities)))
    except InvalidValue:  # a previous value refers to what did not come again
        return Schedule.model_construct(
            conference=now.conference, **cast("dict[str, Any]", _collections(now.originals))
        )


def _with_previous(now: V, before: V | None, name: str) -> V:
    if before is not None:
        return cast("V", now.model_copy(update={name: getattr(before, name)}) if name else before)
    info = type(now).model_fields.get(name)
    if info is None or info.is_required():
        return now
    return cast("V", now.model_copy(update={name: info.default}))


def _add_with_references(
    entities: dict[Ref, Entity], refs: Iterable[Ref], earlier: Mapping[Ref, Entity]
) -> None:
    """Add entities of an earlier import, and those of it that they refer to."""
    waiting = list(refs)
    while waiting:
        ref = waiting.pop()
        if ref not in entities and ref in earlier:
            entities[ref] = earlier[ref]
            waiting += [(kind, id_) for kind in ENTITY_KINDS for id_ in references(earlier[ref], kind)]


_BREAKS = frozenset({Kind.BREAK, Kind.MEAL, Kind.REGISTRATION})
"""The kinds of sessions that any programme has, so that they are not a sign of another version."""

_COLUMNS = ("slot", "people", "track", "abstract", "parent")
"""The fields of sessions that most files state either of all sessions or of none."""

_VERSION_WORDS = re.compile(
    r"\b(?:v|ver|version|rev|revision|r)?\s*\d+(?:\.\d+)*\b"
    r"|\b(?:v|ver|version|rev|revision|final|latest|new|old|updated?|corrected|draft|copy|of"
    r"|kopie|neu|copie|nouveau|copia|nuevo|final[ae]|jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)\b"
    r"|副本|最终版?|最終版?|定稿|终稿|修订版?|新版?|نسخة|نهائي|копия|новый|новая|финал"
)
"""Words and numbers in names of files by which versions are told apart."""

_SHARED = 0.5  # the part of the sessions of either version that the other has as well


def have_similar_names(one: str, other: str) -> bool:
    """True if the names of two files differ in versions, dates and endings alone."""
    stem = _stem(one)
    return bool(stem) and stem == _stem(other)


def _stem(name: str) -> str:
    words = re.sub(r"[\W_]+", " ", re.sub(r"(?<=[^\W\d_])(?=\d)", " ", fold(PurePath(name).stem)))
    return " ".join(_VERSION_WORDS.sub(" ", words).split())


def shared_sessions(one: Schedule, other: Schedule) -> int:
    """The number of sessions with the same title in two versions, without breaks and meals."""
    return len(_titles(one) & _titles(other))


def is_next_version(earlier: Schedule, later: Schedule, *, is_renamed: bool) -> bool:
    """True if a file is the next version of an earlier one, even under another name (``is_renamed``)."""
    mine, theirs = _titles(earlier), _titles(later)
    shared = len(mine & theirs)
    if not shared:
        return False
    if is_renamed:
        return _stated(earlier) == _stated(later) and shared >= _SHARED * max(len(mine), len(theirs))
    return _stated(earlier) <= _stated(later) and shared >= _SHARED * min(len(mine), len(theirs))


def _titles(schedule: Schedule) -> set[str]:
    return {
        fold(title)
        for session in schedule.sessions
        if session.kind not in _BREAKS
        for title in session.title.values()
    }


def _stated(schedule: Schedule) -> set[str]:
    return {name for name in _COLUMNS if any(getattr(session, name) for session in schedule.sessions)}

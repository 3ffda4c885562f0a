"""Remembered merges: entries that were merged here are one in every later import too.

A merge keeps the origin of the entry that went in the extra data of the other, and its spellings among the
variants. By these the entries of a file are joined before they are compared with anything.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from eventkit.editing.entity_edits import MERGED_FROM, merge_organisations, merge_participants
from eventkit.editing.namesakes import PersonFacts, contradiction
from eventkit.errors import Refused
from eventkit.model import Extra, Organisation, Participant, ParticipantId
from eventkit.schedule import Entity, EntityKind, Schedule, title

Origin = tuple[EntityKind, str, str]  # the kind of an entity, its source and its id there

_MERGES = {
    EntityKind.ORGANISATION: merge_organisations,
    EntityKind.PARTICIPANT: merge_participants,
}

_NUMBER = re.compile(r"#\d+$")
"""The number of an entity without a key whose name another has too."""


def origin_of(kind: EntityKind, value: Entity) -> Origin:
    """The origin of an entity; one from nowhere else is known by its id."""
    return (kind, value.source, value.source_id or "") if value.source is not None else (kind, "", value.id)


def without_number(source_id: str | None) -> str:
    """A source id without the number that tells entities of one name apart."""
    return _NUMBER.sub("", source_id or "")


def is_keyless(value: Entity) -> bool:
    """True if an entity is known at its source by nothing but its title or name."""
    return value.source is not None and without_number(value.source_id) in set(title(value).values())


@dataclass(frozen=True, slots=True)
class JoinedImport:
    """An import without the entries that are joined with others."""

    schedule: Schedule
    # The ids here of entries that are recognised by a merge, also of those that were joined, by their kinds
    # and the ids they came with.
    ids: dict[tuple[EntityKind, str], str] = field(default_factory=dict)

    def all_of(self, kind: EntityKind) -> dict[str, str]:
        """The ids here of all recognised entries of a kind."""
        return {id_: here for (each, id_), here in self.ids.items() if each is kind}

    def present(self, kind: EntityKind) -> dict[str, str]:
        """The ids here of recognised entries of a kind that are in the import."""
        present = kind.by_id(self.schedule)
        return {id_: here for id_, here in self.all_of(kind).items() if id_ in present}


class RememberedMerges:
    """The merges that were made in a conference."""

    def __init__(self, mine: Schedule, emails: Mapping[str, str]) -> None:
        self._mine, self._emails = mine, emails
        self.by_origin: dict[Origin, str] = {}
        self._own: dict[Origin, str] = {}
        self._by_variant = defaultdict[str, list[str]](list)
        for kind in _MERGES:
            for value in kind.of(mine):
                self._own[origin_of(kind, value)] = value.id
                for source, source_id in _merged_origins(value):
                    self.by_origin[kind, source, source_id] = value.id
        for participant in mine.participants:
            for variant in participant.variants:
                self._by_variant[variant].append(participant.id)

    def apply(self, imported: Schedule, emails: Mapping[str, str]) -> JoinedImport:
        """An import with the entries joined that are one here, under the name they have here."""
        joined = JoinedImport(imported)
        if not self.by_origin and not self._by_variant:
            return joined
        for kind, merge in _MERGES.items():
            for id_, (keep, *others) in self._groups(kind, imported, emails).items():
                before = kind.by_id(imported)[keep]
                joined.ids[kind, keep] = id_
                for gone in others:
                    with suppress(Refused):  # a team and its member are not joined
                        imported = merge(imported, keep, gone).schedule
                        joined.ids[kind, gone] = id_
                imported = _with_name_here(imported, kind, before, kind.by_id(self._mine)[id_])
        return replace(joined, schedule=imported)

    def _groups(
        self, kind: EntityKind, imported: Schedule, emails: Mapping[str, str]
    ) -> dict[str, list[str]]:
        """The imported entries of each entry here that others were merged into, its own one first."""
        groups = defaultdict[str, list[tuple[bool, str]]](list)
        remembered = set()
        for value in kind.of(imported):
            origin = origin_of(kind, value)
            own = self._own.get(origin)
            id_ = own or self.by_origin.get(origin) or self._id_by_variant(value)
            if id_ is None or (
                isinstance(value, Participant) and self._contradicts(id_, value, imported, emails)
            ):
                continue
            groups[id_].append((own is None, value.id))
            if own is None:
                remembered.add(id_)
        return {id_: [each for _, each in sorted(groups[id_], key=_is_other)] for id_ in remembered}

    def _id_by_variant(self, value: Entity) -> str | None:
        if not isinstance(value, Participant) or not is_keyless(value):
            return None
        ids = {id_ for name in title(value).values() for id_ in self._by_variant.get(name, ())}
        return next(iter(ids)) if len(ids) == 1 else None

    def _contradicts(
        self, id_: str, value: Participant, imported: Schedule, emails: Mapping[str, str]
    ) -> bool:
        """True if an imported person without a key is a namesake of the person here.

        Somebody in a session of theirs is none, for the address may have changed since the merge, save a
        second one of a name that only a variant has.
        """
        if not is_keyless(value):
            return False
        origin = origin_of(EntityKind.PARTICIPANT, value)
        is_first = origin in self._own or origin in self.by_origin or not _NUMBER.search(origin[2])
        if is_first and _sessions(self._mine, id_) & _sessions(imported, value.id):
            return False
        here = facts_in(self._mine, id_, self._emails)
        return contradiction(here, facts_in(imported, value.id, emails)) is not None


def _sessions(schedule: Schedule, participant: str) -> set[Origin]:
    return {origin_of(EntityKind.SESSION, session) for session, _ in schedule.appearances(participant)}


def facts_in(schedule: Schedule, participant: str, emails: Mapping[str, str]) -> PersonFacts:
    person = schedule.participant(ParticipantId(participant))
    appearances = (appearance for _, appearance in schedule.appearances(person.id))
    affiliations = [*person.affiliations, *(each for one in appearances for each in one.affiliations)]
    ids = dict.fromkeys(each.organisation for each in affiliations if each.organisation)
    names = [name for id_ in ids for name in schedule.organisation(id_).name.values()]
    return PersonFacts.of((emails.get(participant),), names)


def _merged_origins(value: Entity) -> Iterator[tuple[str, str]]:
    merged = value.extra.get(MERGED_FROM, ())
    for origin in merged if isinstance(merged, tuple) else (merged,):
        if isinstance(origin, Extra) and "source" in origin:
            yield str(origin["source"]), str(origin.get("source_id") or "")


def _is_other(entry: tuple[bool, str]) -> bool:
    return entry[0]


def _with_name_here(imported: Schedule, kind: EntityKind, before: Entity, here: Entity) -> Schedule:
    """The import with the name of an entry as it is here, and without a trace of the join."""
    value = kind.by_id(imported)[before.id]
    extra = {**{name: data for name, data in value.extra.items() if name != MERGED_FROM}, **before.extra}
    fields: dict[str, Any] = {"extra": Extra(extra)}
    if isinstance(here, Organisation | Participant):
        fields["name"] = here.name
    if isinstance(value, Participant) and isinstance(before, Participant):
        fields["variants"] = before.variants
    return imported.model_copy(
        update={
            kind.collection: tuple(
                each.model_copy(update=fields) if each.id == value.id else each for each in kind.of(imported)
            )
        }
    )

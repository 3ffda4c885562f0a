"""Remembered merges: entries that were merged here are one in every later import too.

A merge keeps the origin of the entry that went in the extra data of the other, and its spellings among the
variants. By these the entries of a file are joined before they are compared with anything.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain
from operator import itemgetter
from typing import Any

from eventkit.editing.entity_edits import MERGED_FROM, merge_organisations, merge_participants
from eventkit.editing.namesakes import PersonFacts, contradiction
from eventkit.errors import Refused
from eventkit.model import Extra, Organisation, Participant, ParticipantId
from eventkit.schedule import Entity, EntityKind, Schedule, title

Origin = tuple[EntityKind, str, str]  # the kind of an entity, its source and its id there

_MERGES = {EntityKind.ORGANISATION: merge_organisations, EntityKind.PARTICIPANT: merge_participants}

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
        self._places = Counter[tuple[str, str, str]]()  # the origins of people, by id, source and name
        self._by_name = defaultdict[tuple[str, str], list[str]](list)
        self._by_variant = defaultdict[str, list[str]](list)
        for kind in _MERGES:
            for value in kind.of(mine):
                self._own[origin_of(kind, value)] = value.id
                for source, source_id in merged_origins(value):
                    self.by_origin[kind, source, source_id] = value.id
        for (kind, *origin), id_ in chain(self._own.items(), self.by_origin.items()):
            if kind is EntityKind.PARTICIPANT:
                source, name = origin[0], without_number(origin[1])
                self._places[id_, source, name] += 1
                self._by_name[source, name].append(id_)
        for participant in mine.participants:
            for variant in participant.variants:
                self._by_variant[variant].append(participant.id)
        # Those here into whom others were merged. Their names are as they are here, whichever of their
        # entries a version of a file has.
        self._merged = {(kind, id_) for (kind, *_), id_ in self.by_origin.items()}

    def apply(self, imported: Schedule, emails: Mapping[str, str], last: Schedule | None) -> JoinedImport:
        """An import with the entries joined that are one here, under the name they have here.

        ``last`` is the last import of the same file.
        """
        joined = JoinedImport(imported)
        if not self.by_origin and not self._by_variant:
            return joined
        for kind, merge in _MERGES.items():
            for id_, (keep, *others) in self._groups(kind, imported, emails, last).items():
                before = kind.by_id(imported)[keep]
                joined.ids[kind, keep] = id_
                for gone in others:
                    with suppress(Refused):  # a team and its member are not joined
                        imported = merge(imported, keep, gone).schedule
                        joined.ids[kind, gone] = id_
                imported = _with_name_here(imported, kind, before, kind.by_id(self._mine)[id_])
        return replace(joined, schedule=imported)

    def _groups(
        self, kind: EntityKind, imported: Schedule, emails: Mapping[str, str], last: Schedule | None
    ) -> dict[str, list[str]]:
        """The imported entries of each entity here that others were merged into, its own one first."""
        ids = self._people(imported, emails, last) if kind is EntityKind.PARTICIPANT else {}
        groups = defaultdict[str, list[tuple[bool, str]]](list)
        for value in kind.of(imported):
            own = self._own.get(origin := origin_of(kind, value))
            is_named = kind is EntityKind.PARTICIPANT and is_keyless(value)
            id_ = ids.get(value.id) if is_named else own or self.by_origin.get(origin)
            if id_ is not None and (kind, id_) in self._merged:
                groups[id_].append((id_ != own, value.id))
        return {id_: [each for _, each in sorted(group, key=_is_other)] for id_, group in groups.items()}

    def _people(self, imported: Schedule, emails: Mapping[str, str], last: Schedule | None) -> dict[str, str]:
        """The people here that entries without a key are, by the ids of the entries.

        The entries of a name compete for the places of each person here: as many as they have origins of
        that name. The number of an entry tells little, for a namesake may stand before it by now.
        """
        known = {_named(person) for person in last.participants} if last else set()
        claims: list[tuple[tuple[bool, ...], str, tuple[str, str, str]]] = []
        for person in filter(is_keyless, imported.participants):
            name, origin = _named(person), origin_of(EntityKind.PARTICIPANT, person)
            for id_ in self._owners(person):
                here, there = facts_in(self._mine, id_, self._emails), facts_in(imported, person.id, emails)
                evidence = (
                    bool(here.emails & there.emails),
                    here.shares_organisation(there),
                    bool(_sessions(self._mine, id_) & _sessions(imported, person.id)),
                    id_ in (self._own.get(origin), self.by_origin.get(origin)),
                )
                # An address may have changed since the last import, and a merge keeps but one of two.
                is_known = name in known and not (here.organisations and there.organisations)
                if any(evidence[:3]) or is_known or contradiction(here, there) is None:
                    claims.append((evidence, person.id, (id_, *name)))
        places = Counter({key: max(1, self._places[key]) for _, _, key in claims})
        ids: dict[str, str] = {}
        for _, entry, key in sorted(claims, key=itemgetter(0), reverse=True):
            if entry not in ids and places[key]:
                ids[entry] = key[0]
                places[key] -= 1
        return ids

    def _owners(self, person: Participant) -> list[str]:
        """The people here who may be an imported one by name, if others were merged into one of them."""
        owners = self._by_name.get(_named(person), [])
        if any((EntityKind.PARTICIPANT, id_) in self._merged for id_ in owners):
            return list(dict.fromkeys(owners))
        ids = {id_ for name in title(person).values() for id_ in self._by_variant.get(name, ())}
        if owners or len(ids) != 1:
            return []
        self._merged |= {(EntityKind.PARTICIPANT, id_) for id_ in ids}
        return [*ids]


def _named(person: Participant) -> tuple[str, str]:
    return person.source or "", without_number(person.source_id)


def _sessions(schedule: Schedule, participant: str) -> set[Origin]:
    return {origin_of(EntityKind.SESSION, session) for session, _ in schedule.appearances(participant)}


def facts_in(schedule: Schedule, participant: str, emails: Mapping[str, str]) -> PersonFacts:
    person = schedule.participant(ParticipantId(participant))
    appearances = (appearance for _, appearance in schedule.appearances(person.id))
    affiliations = [*person.affiliations, *(each for one in appearances for each in one.affiliations)]
    ids = dict.fromkeys(each.organisation for each in affiliations if each.organisation)
    names = [name for id_ in ids for name in schedule.organisation(id_).name.values()]
    return PersonFacts.of((emails.get(participant),), names)


def merged_origins(value: Entity) -> Iterator[tuple[str, str]]:
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

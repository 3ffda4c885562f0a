"""Entity kinds and their collections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import compress
from operator import attrgetter, is_not
from typing import Any, TypeVar

from eventkit.findings import Subject
from eventkit.model import Conference, Deadline, Organisation, Participant, Room, Session, Track
from eventkit.schedule.schedule import Schedule
from eventkit.texts import Text
from eventkit.values import Value

T = TypeVar("T")

Entity = Organisation | Room | Track | Participant | Session
"""An entity of a schedule, identified by its id."""


class EntityKind(StrEnum):
    """The kinds of entities of a schedule."""

    CONFERENCE = "conference"
    ORGANISATION = "organisation"
    ROOM = "room"
    TRACK = "track"
    PARTICIPANT = "participant"
    SESSION = "session"

    @property
    def collection(self) -> str:
        """The field of `Schedule` with these entities."""
        return self.value if self is EntityKind.CONFERENCE else f"{self.value}s"

    def of(self, schedule: Schedule) -> tuple[Entity, ...]:
        """All entities of that kind in a schedule; none for the conference itself."""
        entities: tuple[Entity, ...] = (
            () if self is EntityKind.CONFERENCE else getattr(schedule, self.collection)
        )
        return entities

    def by_id(self, schedule: Schedule) -> Mapping[str, Entity]:
        """All entities of that kind by their ids; none for the conference itself."""
        if self is EntityKind.CONFERENCE:
            return {}
        indexed: Mapping[str, Entity] = getattr(schedule, f"_{self.collection}")  # computed once
        return indexed


KINDS_BY_CLASS: Mapping[type[Value], EntityKind] = {
    Organisation: EntityKind.ORGANISATION,
    Room: EntityKind.ROOM,
    Track: EntityKind.TRACK,
    Participant: EntityKind.PARTICIPANT,
    Session: EntityKind.SESSION,
}
"""The kinds of entities that a field may refer to, by their classes."""

ENTITY_KINDS: tuple[EntityKind, ...] = tuple(kind for kind in EntityKind if kind is not EntityKind.CONFERENCE)
"""The kinds with a collection in a schedule."""


def title(value: Conference | Deadline | Entity) -> Text:
    """The display name of an entity: its title or name, in its languages."""
    match value:
        case Conference() | Deadline() | Session():
            return value.title
        case Participant():
            return Text({form.language: form.full for form in value.name})
        case _:
            return value.name


def find_renames(before: Schedule, after: Schedule) -> dict[Subject, str]:
    """Renames between two schedules: the new id of each entity, by its kind and old id.

    A session is recognised by its UID. Any other entity is recognised by its name, in all languages, where
    exactly one entity that vanished and exactly one that is new have that name. Nothing else counts: somebody
    who was removed and somebody who was added in the same change are two people, and neither may receive the
    contact, badge or settings of the other. Where an entity gets a new id and a new name at once, whoever
    makes that change has to declare the rename.
    """
    return {
        Subject(kind, vanished[mark][0]): new[mark][0]
        for kind in ENTITY_KINDS
        for vanished, new in [_vanished_and_new(kind, before, after)]
        for mark in vanished
        if len(vanished[mark]) == len(new.get(mark, ())) == 1
    }


def _vanished_and_new(
    kind: EntityKind, before: Schedule, after: Schedule
) -> tuple[dict[object, list[str]], dict[object, list[str]]]:
    if kind.of(before) is kind.of(after):
        return {}, {}
    old, new = kind.by_id(before), kind.by_id(after)
    if old.keys() == new.keys():
        return {}, {}
    return (
        _ids_by_mark(entity for id_, entity in old.items() if id_ not in new),
        _ids_by_mark(entity for id_, entity in new.items() if id_ not in old),
    )


def _ids_by_mark(entities: Iterable[Entity]) -> dict[object, list[str]]:
    """The ids of entities by what identifies them besides the id: the UID of a session, else the name."""
    ids: dict[object, list[str]] = {}
    for entity in entities:
        ids.setdefault(entity.uid if isinstance(entity, Session) else title(entity), []).append(entity.id)
    return ids


def have_same_keys(
    before: Sequence[Any], after: Sequence[Any], key: Callable[[Any], object] = attrgetter("id")
) -> bool:
    """True if entities before and after an edit have the same keys in the same order.

    Most are the same objects, whose keys need not be compared.
    """
    return before is after or (
        len(before) == len(after)
        and all(old is new or key(old) == key(new) for old, new in zip(before, after, strict=True))
    )


def replaced_pairs(before: Sequence[T], after: Sequence[T]) -> Iterator[tuple[T, T]]:
    """The entities before and after an edit that are different objects at the same place, as far as both go.

    An edit leaves most entities as the same objects in the same places, which are skipped at once.
    """
    return compress(zip(before, after, strict=False), map(is_not, before, after))

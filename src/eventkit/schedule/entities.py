"""Entity kinds, their collections, and schedules under other ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import compress
from operator import attrgetter, is_not
from typing import Any, TypeVar

from eventkit.findings import Subject
from eventkit.model import (
    Affiliation,
    Appearance,
    Backing,
    Conference,
    Deadline,
    Organisation,
    Participant,
    Room,
    Session,
    Track,
)
from eventkit.model.wishes import rename_in_wishes
from eventkit.schedule.schedule import Schedule
from eventkit.texts import Text
from eventkit.values import Value

T = TypeVar("T")
Entity = Organisation | Room | Track | Participant | Session  # an entity of a schedule, identified by its id


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


Ids = Mapping[EntityKind, Mapping[str, str]]  # the new id of each old one, by kind; other ids stay the same
M = TypeVar("M", Affiliation, Backing)


def rename_ids(schedule: Schedule, renames: Mapping[Subject, str]) -> Schedule:
    """A schedule under the new ids of some of its entities."""
    if not renames:
        return schedule
    ids: dict[EntityKind, dict[str, str]] = {kind: {} for kind in ENTITY_KINDS}
    for (kind, id_), new_id in renames.items():
        ids[EntityKind(kind)][id_] = new_id
    return Schedule(**map_ids(schedule, ids, {}))


def map_ids(schedule: Schedule, ids: Ids, alike: Mapping[tuple[EntityKind, str], Entity]) -> dict[str, Any]:
    """The collections of a schedule with other ids, and with all references to them.

    Entities that are the same as those of another schedule (``alike``) get the UIDs and origins of these.
    """

    def map_entity(kind: EntityKind, value: Entity) -> Entity:
        fields: dict[str, Any] = {"id": ids[kind].get(value.id, value.id)}
        if isinstance(value, Participant | Session | Track) and value.wishes:
            for named, known in ids.items():
                fields["wishes"] = rename_in_wishes(fields.get("wishes", value.wishes), named, known)
        match value:
            case Participant():
                fields["affiliations"] = _map_organisations(value.affiliations, ids)
                fields["members"] = _map_all(value.members, ids[EntityKind.PARTICIPANT])
            case Session():
                fields |= _map_references(value, ids)
        if other := alike.get((kind, fields["id"])):
            if isinstance(other, Session):
                fields["uid"] = other.uid
            if other.source is not None:
                fields |= {"source": other.source, "source_id": other.source_id}
        return value.model_copy(update=fields)

    return {
        "conference": map_backing_ids(schedule.conference, ids),
        **{
            kind.collection: tuple(map_entity(kind, entity) for entity in kind.of(schedule))
            for kind in ENTITY_KINDS
        },
    }


def map_backing_ids(conference: Conference, ids: Ids) -> Conference:
    return conference.model_copy(update={"organisations": _map_organisations(conference.organisations, ids)})


def _map_references(session: Session, ids: Ids) -> dict[str, Any]:
    slot = session.slot
    return {
        "parent": session.parent and ids[EntityKind.SESSION].get(session.parent, session.parent),
        "track": session.track and ids[EntityKind.TRACK].get(session.track, session.track),
        "slot": slot and slot.model_copy(update={"rooms": _map_all(slot.rooms, ids[EntityKind.ROOM])}),
        "people": tuple(_map_appearance(appearance, ids) for appearance in session.people),
    }


def _map_appearance(appearance: Appearance, ids: Ids) -> Appearance:
    who = ids[EntityKind.PARTICIPANT].get(appearance.participant, appearance.participant)
    fields = {"participant": who, "affiliations": _map_organisations(appearance.affiliations, ids)}
    return appearance.model_copy(update=fields)


def _map_organisations(members: Iterable[M], ids: Ids) -> tuple[M, ...]:
    known = ids[EntityKind.ORGANISATION]
    return tuple(
        member.model_copy(update={"organisation": known[member.organisation]})
        if member.organisation is not None and member.organisation in known
        else member
        for member in members
    )


def _map_all(members: Iterable[str], known: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(known.get(member, member) for member in members))

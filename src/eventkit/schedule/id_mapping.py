"""Id mapping: a schedule under other ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from eventkit.findings import Subject
from eventkit.model import Affiliation, Appearance, Backing, Conference, Participant, Session, Track
from eventkit.model.wishes import rename_in_wishes
from eventkit.schedule.entities import ENTITY_KINDS, Entity, EntityKind
from eventkit.schedule.schedule import Schedule

Ids = Mapping[EntityKind, Mapping[str, str]]
"""The new id of each old one, by kind; other ids stay the same."""


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

    Args:
        alike: By kind and new id, the entities of another schedule that these are the same as: they get their
            UIDs and origins.
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

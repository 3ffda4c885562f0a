"""Id mapping: a schedule under other ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from eventkit.model import Affiliation, Appearance, Backing, Conference, Participant, Session
from eventkit.schedule.entities import ENTITY_KINDS, Entity, EntityKind
from eventkit.schedule.schedule import Schedule

Ids = Mapping[EntityKind, Mapping[str, str]]
"""By kind, the new id of each old one; what is not in it keeps its own."""


M = TypeVar("M", Affiliation, Backing)


def map_ids(schedule: Schedule, ids: Ids, alike: Mapping[tuple[EntityKind, str], Entity]) -> dict[str, Any]:
    """The collections of a schedule with its things under other ids, and all that names them.

    Args:
        schedule: Whose things.
        ids: The new ids.
        alike: By kind and new id, the things there that they are the same as: their identities and origins
            are taken over.
    """

    def moved(kind: EntityKind, value: Entity) -> Entity:
        fields: dict[str, Any] = {"id": ids[kind].get(value.id, value.id)}
        match value:
            case Participant():
                fields["affiliations"] = _at(value.affiliations, ids)
                fields["members"] = _ids(value.members, ids[EntityKind.PARTICIPANT])
            case Session():
                fields |= _named(value, ids)
        if other := alike.get((kind, fields["id"])):
            if isinstance(other, Session):
                fields["uid"] = other.uid
            if other.source is not None:
                fields |= {"source": other.source, "source_id": other.source_id}
        return value.model_copy(update=fields)

    return {
        "conference": map_backing_ids(schedule.conference, ids),
        **{kind.collection: tuple(moved(kind, each) for each in kind.of(schedule)) for kind in ENTITY_KINDS},
    }


def map_backing_ids(conference: Conference, ids: Ids) -> Conference:
    """The conference with the organisations behind it under their new ids."""
    return conference.model_copy(update={"organisations": _at(conference.organisations, ids)})


def _named(session: Session, ids: Ids) -> dict[str, Any]:
    """What a session names, under new ids."""
    slot = session.slot
    return {
        "parent": session.parent and ids[EntityKind.SESSION].get(session.parent, session.parent),
        "track": session.track and ids[EntityKind.TRACK].get(session.track, session.track),
        "slot": slot and slot.model_copy(update={"rooms": _ids(slot.rooms, ids[EntityKind.ROOM])}),
        "people": tuple(_appearing(each, ids) for each in session.people),
    }


def _appearing(appearance: Appearance, ids: Ids) -> Appearance:
    who = ids[EntityKind.PARTICIPANT].get(appearance.participant, appearance.participant)
    fields = {"participant": who, "affiliations": _at(appearance.affiliations, ids)}
    return appearance.model_copy(update=fields)


def _at(members: Iterable[M], ids: Ids) -> tuple[M, ...]:
    known = ids[EntityKind.ORGANISATION]
    return tuple(
        each.model_copy(update={"organisation": known[each.organisation]})
        if each.organisation is not None and each.organisation in known
        else each
        for each in members
    )


def _ids(members: Iterable[str], known: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(known.get(each, each) for each in members))

"""Where things of a schedule name each other, and how such names follow when one is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from eventkit.model import Affiliation, Appearance, Backing, Conference, Participant, Session
from eventkit.schedule import Held, Schedule, Thing

T = TypeVar("T")
M = TypeVar("M", Affiliation, Backing)


def pointed_at(schedule: Schedule, kind: Thing, id: str) -> tuple[str, ...]:
    """What names a thing: ``session 'opening'``, ``the conference``."""
    found = ["the conference"] if _names(schedule.conference, kind, id) else []
    for other in (Thing.PARTICIPANT, Thing.SESSION):
        found += [f"{other} '{each.id}'" for each in other.of(schedule) if _names(each, kind, id)]
    return tuple(found)


def _names(value: Conference | Held, kind: Thing, id: str) -> bool:
    return id in pointers(value, kind)


def pointers(value: Conference | Held, kind: Thing) -> tuple[str, ...]:
    """The ids of things of one kind that a value names, not its own."""
    named: list[str | None] = []
    match value, kind:
        case Conference(), Thing.ORGANISATION:
            named = [backing.organisation for backing in value.organisations]
        case Participant(), Thing.ORGANISATION:
            named = [each.organisation for each in value.affiliations]
        case Participant(), Thing.PARTICIPANT:
            named = list(value.members)
        case Session(), Thing.ORGANISATION:
            named = [each.organisation for person in value.people for each in person.affiliations]
        case Session(), Thing.PARTICIPANT:
            named = [person.participant for person in value.people]
        case Session(), Thing.ROOM:
            named = list(value.slot.rooms) if value.slot else []
        case Session(), Thing.TRACK:
            named = [value.track]
        case Session(), Thing.SESSION:
            named = [value.parent]
    return tuple(each for each in named if each is not None)


def redirected(collections: Mapping[str, Any], kind: Thing, old: str, new: str) -> dict[str, Any]:
    """The collections of a schedule with every name of one thing made that of another.

    Of two appearances of one participant in one role that come of it, the first stands, with the
    affiliations of the second where it has none.
    """

    def follow(value: Any) -> Any:
        return _followed(value, kind, old, new) if _names(value, kind, old) else value

    return {
        **collections,
        "conference": follow(collections["conference"]),
        "participants": tuple(follow(each) for each in collections["participants"]),
        "sessions": tuple(follow(each) for each in collections["sessions"]),
    }


def _followed(value: Conference | Participant | Session, kind: Thing, old: str, new: str) -> Any:
    def swap(id: str | None) -> str | None:
        return new if id == old else id

    def at_new(members: Iterable[M]) -> Iterator[M]:
        return (each.model_copy(update={"organisation": swap(each.organisation)}) for each in members)

    def once(members: Iterable[T]) -> tuple[T, ...]:
        # Where both were named, one of two that have become equal goes.
        return tuple(dict.fromkeys(members) if new in pointers(value, kind) else members)

    fields: dict[str, Any] = {}
    match value, kind:
        case Conference(), _:
            fields["organisations"] = once(at_new(value.organisations))
        case Participant(), Thing.ORGANISATION:
            fields["affiliations"] = once(at_new(value.affiliations))
        case Participant(), _:
            fields["members"] = once(map(swap, value.members))
        case Session(), Thing.ORGANISATION:
            fields["people"] = tuple(
                each.model_copy(update={"affiliations": once(at_new(each.affiliations))})
                for each in value.people
            )
        case Session(), Thing.PARTICIPANT:
            fields["people"] = _joined(
                each.model_copy(update={"participant": swap(each.participant)}) for each in value.people
            )
        case Session(slot=slot), Thing.ROOM if slot is not None:
            fields["slot"] = slot.model_copy(update={"rooms": once(map(swap, slot.rooms))})
        case _:
            fields[kind if kind is Thing.TRACK else "parent"] = new
    return value.model_copy(update=fields)


def _joined(people: Iterable[Appearance]) -> tuple[Appearance, ...]:
    found: dict[tuple[str, str], Appearance] = {}
    for each in people:
        key = (each.participant, each.role)
        first = found.setdefault(key, each)
        if not first.affiliations and each.affiliations:
            found[key] = first.model_copy(update={"affiliations": each.affiliations})
    return tuple(found.values())

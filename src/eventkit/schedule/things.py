"""Entity kinds, their collections, and renames between two schedules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from eventkit.findings import Subject
from eventkit.model import Conference, Deadline, Organisation, Participant, Room, Session, Track
from eventkit.schedule.snapshot import Schedule
from eventkit.texts import Text

Held = Organisation | Room | Track | Participant | Session
"""A thing of which a schedule holds several, each with its id."""


class Thing(StrEnum):
    """A kind of thing in a schedule."""

    CONFERENCE = "conference"
    ORGANISATION = "organisation"
    ROOM = "room"
    TRACK = "track"
    PARTICIPANT = "participant"
    SESSION = "session"

    @property
    def collection(self) -> str:
        """The field of a `Schedule` that holds them."""
        return self.value if self is Thing.CONFERENCE else f"{self.value}s"

    def of(self, schedule: Schedule) -> tuple[Held, ...]:
        """All of that kind in a schedule, in their written order; none for the conference itself."""
        found: tuple[Held, ...] = () if self is Thing.CONFERENCE else getattr(schedule, self.collection)
        return found

    def known(self, schedule: Schedule) -> Mapping[str, Held]:
        """All of that kind by their ids; none for the conference itself."""
        if self is Thing.CONFERENCE:
            return {}
        indexed: Mapping[str, Held] = getattr(schedule, f"_{self.collection}")  # once for all who ask
        return indexed


HELD: tuple[Thing, ...] = tuple(kind for kind in Thing if kind is not Thing.CONFERENCE)
"""The kinds of things of which a schedule holds several."""


def title(value: Conference | Deadline | Held) -> Text:
    """What a thing goes by: its title or name, in its languages."""
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
        for kind in HELD
        for vanished, new in [_vanished_and_new(kind, before, after)]
        for mark in vanished
        if len(vanished[mark]) == len(new.get(mark, ())) == 1
    }


def _vanished_and_new(
    kind: Thing, before: Schedule, after: Schedule
) -> tuple[dict[object, list[str]], dict[object, list[str]]]:
    old, new = kind.known(before), kind.known(after)
    return (
        _ids_by_mark(entity for id_, entity in old.items() if id_ not in new),
        _ids_by_mark(entity for id_, entity in new.items() if id_ not in old),
    )


def _ids_by_mark(entities: Iterable[Held]) -> dict[object, list[str]]:
    """The ids of entities by what identifies them besides the id: the UID of a session, else the name."""
    ids: dict[object, list[str]] = {}
    for entity in entities:
        ids.setdefault(entity.uid if isinstance(entity, Session) else title(entity), []).append(entity.id)
    return ids

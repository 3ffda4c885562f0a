"""What a schedule holds, by kind: where each is kept, and what it goes by."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

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

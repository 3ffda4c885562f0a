"""What is on the agenda: sessions, when and where they are held, who appears in them."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from eventkit.model.enumerations import Kind, Level, Role, Status
from eventkit.model.field_types import (
    COUNT_LIMIT,
    LENGTH_LIMIT,
    Link,
    ParticipantId,
    RoomId,
    SessionId,
    Slug,
    Stream,
    Title,
    TrackId,
)
from eventkit.model.people import Affiliation
from eventkit.model.provenance import Origin
from eventkit.texts import Language, Text
from eventkit.times import Period
from eventkit.values import Value


class Slot(Value):
    """When and where a session is held."""

    period: Period
    """From when to when."""

    rooms: tuple[Annotated[RoomId, Slug], ...] = ()
    """In which rooms; a part without any is held in those of the session it belongs to."""

    @field_validator("rooms")
    @classmethod
    def _unique_rooms(cls, value: tuple[RoomId, ...]) -> tuple[RoomId, ...]:
        if len(set(value)) < len(value):
            message = "names a room twice"
            raise ValueError(message)
        return value


class Appearance(Value):
    """A participant in a session, in a role."""

    participant: Annotated[ParticipantId, Slug]
    """Who."""

    role: Role = Role.SPEAKER
    """As what."""

    affiliations: tuple[Affiliation, ...] = ()
    """Positions and organisations as of then, where they are not those of the participant."""

    status: Status = Status.CONFIRMED
    """Whether they will come."""

    @property
    def comes(self) -> bool:
        """Whether they are to be announced: confirmed or tentative, not cancelled."""
        return self.status is not Status.CANCELLED


def _appearance(value: Any) -> Any:
    return {"participant": value} if isinstance(value, str) else value


class Session(Origin):
    """Anything on the agenda with a title; may be part of another session."""

    id: Annotated[SessionId, Slug]
    """Its id."""

    uid: UUID
    """Its identity in calendars, given at its creation and kept for ever (RFC 7986 5.3)."""

    title: Title
    """Its title."""

    subtitle: Title | None = None
    """A second line of the title, or the topic of a panel."""

    kind: Kind = Kind.TALK
    """What sort of thing it is."""

    parent: Annotated[SessionId, Slug] | None = None
    """The session it is part of."""

    slot: Slot | None = None
    """When and where; without one it is not scheduled yet."""

    minutes: Annotated[int, Field(ge=1, le=LENGTH_LIMIT)] | None = None
    """The length it is to have, while it has no slot; a slot has its own, and nothing stands here."""

    people: tuple[Annotated[Appearance, BeforeValidator(_appearance)], ...] = ()
    """Who appears in it, in the order of protocol."""

    track: Annotated[TrackId, Slug] | None = None
    """The track it belongs to."""

    level: Level = Level.ALL
    """The knowledge it asks for."""

    plenary: bool = False
    """Whether everyone is meant to come, so that nothing should run beside it."""

    abstract: Text | None = None
    """What it is about, in a few paragraphs of Markdown (CommonMark)."""

    languages: tuple[Language, ...] = ()
    """The languages spoken; those of the conference where left out."""

    interpreted: tuple[Language, ...] = ()
    """The languages it is interpreted into."""

    streams: tuple[Stream, ...] = ()
    """Where to watch it from afar."""

    links: tuple[Link, ...] = ()
    """Slides, papers and other pages."""

    status: Status = Status.CONFIRMED
    """Whether it will take place."""

    pinned: bool = False
    """Whether its time and rooms are settled, so that planning leaves it alone."""

    audience: Annotated[int, Field(ge=0, le=COUNT_LIMIT)] | None = None
    """How many people are expected."""

    @field_validator("minutes")
    @classmethod
    def _only_without_a_slot(cls, value: int | None, info: ValidationInfo) -> int | None:
        # Two lengths could differ; the one on the agenda is true.
        return None if info.data.get("slot") is not None else value

    @field_validator("people")
    @classmethod
    def _once_in_a_role(cls, value: tuple[Appearance, ...]) -> tuple[Appearance, ...]:
        if len(value) < 2:
            return value
        seen = Counter((appearance.participant, appearance.role.value) for appearance in value)
        if twice := [f"{who} twice as {role}" for (who, role), times in seen.items() if times > 1]:
            message = f"names {' and '.join(twice)}: keep one"
            raise ValueError(message)
        return value

    @property
    def length(self) -> int | None:
        """The length in minutes: that of the slot, or the one it is to have; ``None`` if neither is known."""
        return self.slot.period.minutes if self.slot is not None else self.minutes

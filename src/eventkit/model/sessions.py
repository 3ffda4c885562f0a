"""Sessions, their slots and their appearances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from eventkit.messages import Listed, Message, Term
from eventkit.model.constructors import AppearanceFields, SessionFields, SlotFields
from eventkit.model.derived_values import Uid
from eventkit.model.enumerations import Kind, Level, Role, Status
from eventkit.model.field_types import (
    COUNT_LIMIT,
    LENGTH_LIMIT,
    IdHint,
    Link,
    ParticipantId,
    RoomId,
    SessionId,
    Slug,
    Stream,
    String,
    Title,
    TrackId,
)
from eventkit.model.people import Affiliation
from eventkit.model.provenance import Origin
from eventkit.texts import Language, Text
from eventkit.times import Period
from eventkit.values import Value


class Slot(SlotFields, Value, init=False):
    """The period and rooms of a session."""

    period: Period
    """The period."""

    rooms: tuple[Annotated[RoomId, Slug], ...] = ()
    """The rooms; a part without any is in those of the session it belongs to."""

    @field_validator("rooms")
    @classmethod
    def _unique_rooms(cls, value: tuple[RoomId, ...]) -> tuple[RoomId, ...]:
        if len(set(value)) < len(value):
            raise ValueError(Message("names a room twice"))
        return value


class Appearance(AppearanceFields, Value, init=False):
    """A participant in a session, in a role."""

    participant: Annotated[ParticipantId, Slug]
    """The participant."""

    role: Role = Role.SPEAKER
    """The role."""

    affiliations: tuple[Affiliation, ...] = ()
    """Positions and organisations at that time, if they differ from those of the participant."""

    status: Status = Status.CONFIRMED
    """The status of the appearance: confirmed, tentative or cancelled."""

    @property
    def comes(self) -> bool:
        """True for an appearance that is announced: confirmed or tentative."""
        return self.status is not Status.CANCELLED


def _appearance(value: Any) -> Any:
    return {"participant": value} if isinstance(value, str) else value


class Session(SessionFields, Origin, init=False):
    """Anything on the agenda with a title; may be part of another session."""

    misnomers: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(
            ("start", "end", "at", "time", "period", "room", "rooms"),
            "Its time and rooms are its slot, which move_session changes.",
        ),
        **dict.fromkeys(("duration", "length"), "Did you mean 'minutes'?"),
        **dict.fromkeys(("speaker", "speakers", "person"), "Did you mean 'people'?"),
        "description": "Did you mean 'abstract'?",
        "part_of": "Did you mean 'parent'?",
    }

    id: Annotated[SessionId, Slug, IdHint]
    """Its id."""

    uid: Uid
    """Its permanent identity in calendars, assigned at its creation (RFC 7986 5.3).

    It is derived from its id if omitted.
    """

    title: Title
    """Its title."""

    subtitle: Title | None = None
    """A second line of the title, or the topic of a panel."""

    kind: Kind = Kind.TALK
    """Its kind."""

    parent: Annotated[SessionId, Slug] | None = None
    """The session it is part of."""

    slot: Slot | None = None
    """Its period and rooms; an unscheduled session has none."""

    minutes: Annotated[int, Field(ge=1, le=LENGTH_LIMIT)] | None = None
    """The planned length of an unscheduled session; a slot has its own length."""

    people: tuple[Annotated[Appearance, BeforeValidator(_appearance)], ...] = ()
    """Its appearances, in the order of protocol."""

    track: Annotated[TrackId, Slug] | None = None
    """Its track."""

    level: Level = Level.ALL
    """The knowledge it requires."""

    plenary: bool = False
    """True for a session for everyone: no other session at the same time."""

    abstract: Text | None = None
    """The abstract: a few paragraphs of Markdown (CommonMark)."""

    languages: tuple[Language, ...] = ()
    """The languages spoken; those of the conference if omitted."""

    interpreted: tuple[Language, ...] = ()
    """The languages it is interpreted into."""

    streams: tuple[Stream, ...] = ()
    """Streams to watch it online."""

    links: tuple[Link, ...] = ()
    """Slides, papers and other pages."""

    status: Status = Status.CONFIRMED
    """Its status: confirmed, tentative or cancelled."""

    pinned: bool = False
    """True if its time and rooms are fixed for the planner."""

    audience: Annotated[int, Field(ge=0, le=COUNT_LIMIT)] | None = None
    """The expected number of people."""

    needs: tuple[String, ...] = ()
    """The features that its rooms have to have, in the words of the rooms."""

    wishes: tuple[String, ...] = ()
    """Conditions on its time and room, such as ``only morning`` or ``apart keynote``."""

    @field_validator("minutes")
    @classmethod
    def _only_without_a_slot(cls, value: int | None, info: ValidationInfo) -> int | None:
        # Two lengths could differ; that of the slot counts.
        return None if info.data.get("slot") is not None else value

    @field_validator("people")
    @classmethod
    def _once_in_a_role(cls, value: tuple[Appearance, ...]) -> tuple[Appearance, ...]:
        if len(value) < 2:
            return value
        seen = Counter((appearance.participant, appearance.role.value) for appearance in value)
        if repeated := [
            Message("{person} twice as {role}", person=who, role=Term(role))
            for (who, role), times in seen.items()
            if times > 1
        ]:
            raise ValueError(Message("has {repeated}: delete one", repeated=Listed(tuple(repeated), "and")))
        return value

    @property
    def length(self) -> int | None:
        """The length in minutes: that of the slot, or the planned one; ``None`` if neither is known."""
        return self.slot.period.minutes if self.slot is not None else self.minutes

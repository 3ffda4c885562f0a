# Derived from the fields of the model; tests/model/test_constructors.py writes it with --golden.
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Literal, TypeAlias
from uuid import UUID

from eventkit.model.conference import Backing, Conference, Deadline, Organisation, Room, Track, Venue
from eventkit.model.enumerations import Involvement, Kind, Level, ParticipantKind, Role, Status, StreamKind
from eventkit.model.field_types import Link, Stream
from eventkit.model.people import Affiliation, Name, Participant
from eventkit.model.sessions import Appearance, Session, Slot
from eventkit.texts import Text
from eventkit.times import Period

TextInput: TypeAlias = Text | str | Mapping[str, str]
NameInput: TypeAlias = str | Mapping[str, str | Mapping[str, str]] | Iterable[Name]
InvolvementInput: TypeAlias = Involvement | Literal["organiser", "co-organiser", "host", "supporter", "partner", "sponsor", "media-partner"]
KindInput: TypeAlias = Kind | Literal["block", "opening", "closing", "ceremony", "keynote", "talk", "lightning", "panel", "discussion", "workshop", "tutorial", "poster", "demonstration", "meeting", "performance", "registration", "break", "meal", "social", "tour", "other"]
LevelInput: TypeAlias = Level | Literal["all", "beginner", "intermediate", "advanced"]
ParticipantKindInput: TypeAlias = ParticipantKind | Literal["person", "team", "delegation", "organisation"]
RoleInput: TypeAlias = Role | Literal["speaker", "keynote-speaker", "opening-remarks", "closing-remarks", "chair", "moderator", "panellist", "discussant", "presenter", "author", "host", "guest", "contributor", "performer", "interpreter", "participant"]
StatusInput: TypeAlias = Status | Literal["confirmed", "tentative", "cancelled"]
StreamKindInput: TypeAlias = StreamKind | Literal["live", "recording"]

class AffiliationFields:
    def __init__(
        self,
        *,
        position: TextInput | None = ...,
        organisation: str | None = ...,
    ) -> None: ...

class AppearanceFields:
    def __init__(
        self,
        *,
        participant: str,
        role: RoleInput = ...,
        affiliations: Iterable[Affiliation] = ...,
        status: StatusInput = ...,
    ) -> None: ...

class BackingFields:
    def __init__(
        self,
        *,
        organisation: str,
        role: InvolvementInput = ...,
        level: TextInput | None = ...,
    ) -> None: ...

class ConferenceFields:
    def __init__(
        self,
        *,
        id: str,
        uid: UUID | str = ...,
        title: TextInput,
        short_title: TextInput | None = ...,
        subtitle: TextInput | None = ...,
        theme: TextInput | None = ...,
        occasion: TextInput | None = ...,
        start: date | str,
        end: date | str,
        zone: str,
        day_change: time | str = ...,
        languages: Iterable[str],
        venue: Venue | None = ...,
        organisations: Iterable[Backing] = ...,
        url: str | None = ...,
        contact: str | None = ...,
        links: Iterable[Link] = ...,
        streams: Iterable[Stream] = ...,
        deadlines: Iterable[Deadline] = ...,
        wishes: Iterable[str] = ...,
        extra: Mapping[str, object] = ...,
    ) -> None: ...

class DeadlineFields:
    def __init__(
        self,
        *,
        id: str,
        uid: UUID | str = ...,
        title: TextInput,
        at: date | datetime | str,
        url: str | None = ...,
    ) -> None: ...

class LinkFields:
    def __init__(
        self,
        *,
        url: str,
        label: TextInput | None = ...,
    ) -> None: ...

class NameFields:
    def __init__(
        self,
        *,
        language: str = ...,
        full: str,
        given: str | None = ...,
        family: str | None = ...,
        sort: str | None = ...,
        badge: str | None = ...,
    ) -> None: ...

class OrganisationFields:
    def __init__(
        self,
        *,
        id: str,
        name: TextInput,
        short: TextInput | None = ...,
        country: str | None = ...,
        url: str | None = ...,
        source: str | None = ...,
        source_id: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> None: ...

class ParticipantFields:
    def __init__(
        self,
        *,
        id: str,
        name: NameInput,
        kind: ParticipantKindInput = ...,
        honorific: TextInput | None = ...,
        affiliations: Iterable[Affiliation] = ...,
        country: str | None = ...,
        precedence: int | None = ...,
        members: Iterable[str] = ...,
        variants: Iterable[str] = ...,
        biography: TextInput | None = ...,
        pronouns: str | None = ...,
        links: Iterable[Link] = ...,
        available: Iterable[Period] = ...,
        online: str | None = ...,
        wishes: Iterable[str] = ...,
        source: str | None = ...,
        source_id: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> None: ...

class RoomFields:
    def __init__(
        self,
        *,
        id: str,
        name: TextInput,
        building: TextInput | None = ...,
        capacity: int | None = ...,
        shared: bool = ...,
        features: Iterable[str] = ...,
        available: Iterable[Period] = ...,
        source: str | None = ...,
        source_id: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> None: ...

class ScheduleFields:
    def __init__(
        self,
        *,
        conference: Conference,
        organisations: Iterable[Organisation] = ...,
        rooms: Iterable[Room] = ...,
        tracks: Iterable[Track] = ...,
        participants: Iterable[Participant] = ...,
        sessions: Iterable[Session] = ...,
    ) -> None: ...

class SessionFields:
    def __init__(
        self,
        *,
        id: str,
        uid: UUID | str = ...,
        title: TextInput,
        subtitle: TextInput | None = ...,
        kind: KindInput = ...,
        parent: str | None = ...,
        slot: Slot | None = ...,
        minutes: int | None = ...,
        people: Iterable[Appearance | str] = ...,
        track: str | None = ...,
        level: LevelInput = ...,
        plenary: bool = ...,
        abstract: TextInput | None = ...,
        languages: Iterable[str] = ...,
        interpreted: Iterable[str] = ...,
        streams: Iterable[Stream] = ...,
        links: Iterable[Link] = ...,
        status: StatusInput = ...,
        pinned: bool = ...,
        audience: int | None = ...,
        needs: Iterable[str] = ...,
        wishes: Iterable[str] = ...,
        source: str | None = ...,
        source_id: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> None: ...

class SlotFields:
    def __init__(
        self,
        *,
        period: Period,
        rooms: Iterable[str] = ...,
    ) -> None: ...

class StreamFields:
    def __init__(
        self,
        *,
        url: str | None = ...,
        label: TextInput | None = ...,
        kind: StreamKindInput = ...,
        language: str | None = ...,
        views: int | None = ...,
    ) -> None: ...

class TrackFields:
    def __init__(
        self,
        *,
        id: str,
        name: TextInput,
        code: str = ...,
        colour: str = ...,
        wishes: Iterable[str] = ...,
        source: str | None = ...,
        source_id: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> None: ...

class VenueFields:
    def __init__(
        self,
        *,
        name: TextInput,
        address: TextInput | None = ...,
        city: TextInput | None = ...,
        country: str | None = ...,
        latitude: float | None = ...,
        longitude: float | None = ...,
        url: str | None = ...,
    ) -> None: ...

"""The frozen values a schedule is made of.

Everything refers to everything else by id: readable slugs such as ``opening`` or ``lin-yifu``, the same
in documents, in the store, in commands and in links. `eventkit.schedule.Schedule` holds them together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from typing import Annotated, Any, NewType, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from eventkit.texts import UNDETERMINED, Language, Text, matching, plain
from eventkit.times import Period, Zone
from eventkit.values import Value

NAME_LIMIT = 200
"""The longest name of a person taken, in code points."""

ID_PATTERN = r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$"

ConferenceId = NewType("ConferenceId", str)
SessionId = NewType("SessionId", str)
ParticipantId = NewType("ParticipantId", str)
OrganisationId = NewType("OrganisationId", str)
RoomId = NewType("RoomId", str)
TrackId = NewType("TrackId", str)

_Slug = StringConstraints(pattern=ID_PATTERN, max_length=80)
_Plain = AfterValidator(plain)


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _address(url: str) -> str:
    if not re.fullmatch(r"""https?://[^\s<>"{}|\\^`\x00-\x20\x7f]+""", plain(url)):
        message = "must be an address that begins with https:// or http:// and holds no blank"
        raise ValueError(message)
    return url


String = Annotated[str, _Plain, StringConstraints(max_length=1000)]
"""One line of text in no particular language."""

Url = Annotated[str, AfterValidator(_address), StringConstraints(max_length=2000)]
"""A web address, https or http."""

HexColour = Annotated[
    str, BeforeValidator(_lower), StringConstraints(pattern=r"^#[0-9a-f]{6}$"), Field(examples=["#336699"])
]
"""A colour as ``#rrggbb``."""

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), Field(examples=["CN", "ET", "EG"])]
"""A country by its two letters (ISO 3166-1)."""


class Kind(StrEnum):
    """What sort of thing a session is."""

    BLOCK = "block"
    """Holds other sessions: a parallel session, a morning, a symposium."""
    OPENING = "opening"
    CLOSING = "closing"
    CEREMONY = "ceremony"
    KEYNOTE = "keynote"
    TALK = "talk"
    LIGHTNING = "lightning"
    PANEL = "panel"
    DISCUSSION = "discussion"
    WORKSHOP = "workshop"
    TUTORIAL = "tutorial"
    POSTER = "poster"
    DEMONSTRATION = "demonstration"
    MEETING = "meeting"
    PERFORMANCE = "performance"
    REGISTRATION = "registration"
    BREAK = "break"
    MEAL = "meal"
    SOCIAL = "social"
    TOUR = "tour"
    OTHER = "other"

    @property
    def is_pause(self) -> bool:
        """Whether it is time off, not content: breaks, meals, registration."""
        return self in {Kind.BREAK, Kind.MEAL, Kind.REGISTRATION}


class Role(StrEnum):
    """As what someone appears in a session."""

    SPEAKER = "speaker"
    KEYNOTE_SPEAKER = "keynote-speaker"
    OPENING_REMARKS = "opening-remarks"
    CLOSING_REMARKS = "closing-remarks"
    CHAIR = "chair"
    MODERATOR = "moderator"
    PANELLIST = "panellist"
    DISCUSSANT = "discussant"
    PRESENTER = "presenter"
    AUTHOR = "author"
    HOST = "host"
    GUEST = "guest"
    CONTRIBUTOR = "contributor"
    PERFORMER = "performer"
    INTERPRETER = "interpreter"
    PARTICIPANT = "participant"
    """Takes part without a task of its own: a delegation in the hall."""


class Status(StrEnum):
    """Whether something will take place."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


class ParticipantKind(StrEnum):
    """What a participant is."""

    PERSON = "person"
    TEAM = "team"
    DELEGATION = "delegation"
    ORGANISATION = "organisation"


class Involvement(StrEnum):
    """As what an organisation stands behind a conference."""

    ORGANISER = "organiser"
    CO_ORGANISER = "co-organiser"
    HOST = "host"
    SUPPORTER = "supporter"
    PARTNER = "partner"
    SPONSOR = "sponsor"
    MEDIA_PARTNER = "media-partner"


class Link(Value):
    """An address with what to call it."""

    url: Url
    """Where it leads."""

    label: Text | None = None
    """What it is called; the address itself where left out."""


class StreamKind(StrEnum):
    """How a stream is watched."""

    LIVE = "live"
    RECORDING = "recording"


class Stream(Value):
    """A way to watch a session from afar."""

    url: Url | None = None
    """Where to watch; may be left out while it is not known, or for a stream that is over."""

    label: Text | None = None
    """What it is called."""

    kind: StreamKind = StreamKind.LIVE
    """Live, or a recording."""

    language: Language | None = None
    """The language heard, where there is a stream for each."""

    views: Annotated[int, Field(ge=0)] | None = None
    """How often it was watched, as reported afterwards."""


class Venue(Value):
    """Where a conference is held."""

    name: Text
    """The building or site."""

    address: Text | None = None
    """Street, number and postcode."""

    city: Text | None = None
    """The city."""

    country: Country | None = None
    """The country."""

    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    """Degrees north (WGS 84)."""

    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    """Degrees east (WGS 84)."""

    url: Url | None = None
    """Its web site."""

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            message = "latitude and longitude belong together: give both or neither"
            raise ValueError(message)
        return self


class Backing(Value):
    """An organisation in the role in which it stands behind a conference."""

    organisation: Annotated[OrganisationId, _Slug]
    """Which organisation."""

    role: Involvement = Involvement.ORGANISER
    """As what."""

    level: Text | None = None
    """A sponsor's level, such as Gold."""


class Conference(Value):
    """The whole occasion."""

    id: Annotated[ConferenceId, _Slug]
    """Its id: lower-case letters, digits and hyphens, unique over the years, such as ``forum-2022``."""

    uid: UUID
    """Its identity in calendars, kept for ever (RFC 7986 5.3)."""

    title: Text
    """Its title."""

    subtitle: Text | None = None
    """A second line of the title."""

    theme: Text | None = None
    """What it is about, as its organisers put it."""

    occasion: Text | None = None
    """The larger occasion it is part of, such as an exposition."""

    start: date
    """Its first day."""

    end: date
    """Its last day."""

    zone: Zone
    """The time zone of all its wall times."""

    day_change: time = time(4)
    """The wall time at which one day of the conference ends and the next begins."""

    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    """Its languages, the first one first: plain strings are in that one."""

    venue: Venue | None = None
    """Where it is held."""

    organisations: tuple[Backing, ...] = ()
    """The organisations behind it, in the order of protocol."""

    url: Url | None = None
    """Its web site."""

    contact: (
        Annotated[str, StringConstraints(pattern=r"^[^\s@<>\",;:]+@[^\s@<>\",;:]+$", max_length=254)] | None
    ) = None
    """An e-mail address of the office, not of a person: it is printed and put into calendars."""

    links: tuple[Link, ...] = ()
    """Further addresses."""

    streams: tuple[Stream, ...] = ()
    """Streams of the whole conference."""

    @field_validator("day_change")
    @classmethod
    def _by_noon(cls, value: time) -> time:
        if value.second or value.microsecond or value.tzinfo or value >= time(12):
            message = "must be a wall time before 12:00, such as 04:00"
            raise ValueError(message)
        return value

    @field_validator("languages")
    @classmethod
    def _once_each(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) < len(value):
            message = "names a language twice"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            message = f"end ({self.end}) is before start ({self.start})"
            raise ValueError(message)
        return self


class Organisation(Value):
    """A body with a name in one or several languages."""

    id: Annotated[OrganisationId, _Slug]
    """Its id."""

    name: Text
    """Its name in full."""

    short: Text | None = None
    """Its short name or acronym."""

    country: Country | None = None
    """Where it belongs; left out for international bodies."""

    url: Url | None = None
    """Its web site."""


class Room(Value):
    """A place where sessions are held."""

    id: Annotated[RoomId, _Slug]
    """Its id."""

    name: Text
    """Its name."""

    building: Text | None = None
    """The building or floor, where the venue has several."""

    capacity: Annotated[int, Field(gt=0)] | None = None
    """How many people it holds."""

    shared: bool = False
    """Whether it holds several sessions at once: a yard, a poster hall."""

    features: tuple[String, ...] = ()
    """What it is equipped with, such as ``interpretation`` or ``stream``."""


class Track(Value):
    """A thread of sessions through a conference."""

    id: Annotated[TrackId, _Slug]
    """Its id."""

    name: Text
    """Its name."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2}$")]
    """Two capital letters or digits that stand for it where colour is lost."""

    colour: HexColour
    """Its colour, ``#rrggbb``."""


class Name(Value):
    """A name in one language and script, written as its owner writes it.

    Nothing is ever re-ordered, re-cased or transliterated by rule.
    """

    language: Language = UNDETERMINED
    """The language, and with it the script, that the form is in: ``zh-Hans``, ``ar``, ``en``."""

    full: Annotated[str, _Plain, StringConstraints(max_length=NAME_LIMIT)]
    """The whole name, in its owner's order."""

    given: Annotated[str, _Plain, StringConstraints(max_length=NAME_LIMIT)] | None = None
    """The part that stands for the person alone."""

    family: Annotated[str, _Plain, StringConstraints(max_length=NAME_LIMIT)] | None = None
    """The part shared with a family; many names have none."""

    sort: Annotated[str, _Plain, StringConstraints(max_length=NAME_LIMIT)] | None = None
    """What to sort by, where the whole name would sort wrongly: ``Lin, Yifu``."""

    badge: Annotated[str, _Plain, StringConstraints(max_length=NAME_LIMIT)] | None = None
    """What to print large on a badge, where that is not the whole name."""

    @field_validator("full", "given", "family", "sort", "badge")
    @classmethod
    def _one_line(cls, value: str | None) -> str | None:
        if value is not None and "\n" in value:
            message = "must be one line"
            raise ValueError(message)
        return value


class Affiliation(Value):
    """A position and the organisation it is held at; one of the two may be unknown."""

    position: Text | None = None
    """The position, such as Vice Minister."""

    organisation: Annotated[OrganisationId, _Slug] | None = None
    """At which organisation."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.position is None and self.organisation is None:
            message = "names neither a position nor an organisation: give one of them or leave it out"
            raise ValueError(message)
        return self


def _names(value: Any, info: ValidationInfo) -> Any:
    """Names as documents may give them: a string, or by language a string or the parts of a name."""
    if isinstance(value, str):
        return [{"language": (info.context or {}).get("language", UNDETERMINED), "full": value}]
    if isinstance(value, Mapping):
        return [
            {"language": language, **(form if isinstance(form, Mapping) else {"full": form})}
            for language, form in value.items()
        ]
    return value


class Participant(Value):
    """Someone who appears: a person, a team, a delegation or an organisation."""

    id: Annotated[ParticipantId, _Slug]
    """The id."""

    name: Annotated[tuple[Name, ...], BeforeValidator(_names), Field(min_length=1)]
    """The name in one or more languages, the owner's own form first."""

    kind: ParticipantKind = ParticipantKind.PERSON
    """A person, a team, a delegation or an organisation."""

    honorific: Text | None = None
    """How the name is introduced, such as H.E., Dr. or Ms.; in Chinese it follows the name."""

    affiliations: tuple[Affiliation, ...] = ()
    """Positions and organisations, the foremost first."""

    country: Country | None = None
    """Where a delegation comes from."""

    members: tuple[Annotated[ParticipantId, _Slug], ...] = ()
    """Who belongs to a team or delegation, where they are participants too."""

    variants: tuple[String, ...] = ()
    """Other spellings met with, kept so that nobody is taken for two people; never printed."""

    biography: Text | None = None
    """A few sentences about them."""

    pronouns: String | None = None
    """Pronouns, as they wish them printed."""

    links: tuple[Link, ...] = ()
    """Their pages."""

    @field_validator("name")
    @classmethod
    def _a_form_each(cls, value: tuple[Name, ...]) -> tuple[Name, ...]:
        if len({form.language for form in value}) < len(value):
            message = "has two forms in one language: keep one and list the other under variants"
            raise ValueError(message)
        return value

    def named(self, *languages: str) -> tuple[Name, ...]:
        """The forms to print for readers of the languages, one for each that is there; never empty.

        Where none of them is there, the owner's own form.
        """
        by_language = {form.language: form for form in self.name}
        tags = dict.fromkeys(
            tag for language in languages if (tag := matching(language, by_language)) is not None
        )
        return tuple(by_language[tag] for tag in tags) or self.name[:1]

    @property
    def sort_key(self) -> str:
        """What to sort the participant by, from the first form that tells one.

        Letters without their accents and case (NFKD, Unicode 3.13 D146): good for scripts with an
        alphabet; Chinese wants a ``sort`` such as pinyin.
        """
        told = next((form.sort for form in self.name if form.sort), self.name[0].full)
        marks_off = "".join(c for c in unicodedata.normalize("NFKD", told) if not unicodedata.combining(c))
        return marks_off.casefold()


class Slot(Value):
    """When and where a session is held."""

    period: Period
    """From when to when."""

    rooms: tuple[Annotated[RoomId, _Slug], ...] = ()
    """In which rooms; a part without any is held in those of the session it belongs to."""

    @field_validator("rooms")
    @classmethod
    def _once_each(cls, value: tuple[RoomId, ...]) -> tuple[RoomId, ...]:
        if len(set(value)) < len(value):
            message = "names a room twice"
            raise ValueError(message)
        return value


class Appearance(Value):
    """A participant in a session, in a role."""

    participant: Annotated[ParticipantId, _Slug]
    """Who."""

    role: Role = Role.SPEAKER
    """As what."""

    affiliations: tuple[Affiliation, ...] = ()
    """Positions and organisations as of then, where they are not those of the participant."""

    status: Status = Status.CONFIRMED
    """Whether they will come."""


def _appearance(value: Any) -> Any:
    return {"participant": value} if isinstance(value, str) else value


class Session(Value):
    """Anything on the agenda with a title; may be part of another session."""

    id: Annotated[SessionId, _Slug]
    """Its id."""

    uid: UUID
    """Its identity in calendars, given at its creation and kept for ever (RFC 7986 5.3)."""

    title: Text
    """Its title."""

    subtitle: Text | None = None
    """A second line of the title, or the topic of a panel."""

    kind: Kind = Kind.TALK
    """What sort of thing it is."""

    parent: Annotated[SessionId, _Slug] | None = None
    """The session it is part of."""

    slot: Slot | None = None
    """When and where; without one it is not scheduled yet."""

    people: tuple[Annotated[Appearance, BeforeValidator(_appearance)], ...] = ()
    """Who appears in it, in the order of protocol."""

    track: Annotated[TrackId, _Slug] | None = None
    """The track it belongs to."""

    plenary: bool = False
    """Whether everyone is meant to come, so that nothing should run beside it."""

    abstract: Text | None = None
    """What it is about, in a few paragraphs."""

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

    audience: Annotated[int, Field(ge=0)] | None = None
    """How many people are expected."""

    @field_validator("people")
    @classmethod
    def _once_in_a_role(cls, value: tuple[Appearance, ...]) -> tuple[Appearance, ...]:
        seen = {(appearance.participant, appearance.role) for appearance in value}
        if len(seen) < len(value):
            message = "names someone twice in the same role"
            raise ValueError(message)
        return value

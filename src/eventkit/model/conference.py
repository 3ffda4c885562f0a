"""Conference, venue, organisations, rooms, tracks with their marks, and deadlines."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date, time, timedelta
from operator import not_
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from eventkit.messages import Message, sentence
from eventkit.model.constructors import (
    BackingFields,
    ConferenceFields,
    DeadlineFields,
    OrganisationFields,
    RoomFields,
    TrackFields,
    VenueFields,
)
from eventkit.model.derived_values import UNASSIGNED, Uid, assign_identities, conference_uid, deadline_uid
from eventkit.model.enumerations import Involvement
from eventkit.model.field_types import (
    COUNT_LIMIT,
    Address,
    ConferenceId,
    Country,
    DeadlineId,
    IdHint,
    Link,
    OrganisationId,
    RoomId,
    Slug,
    Stream,
    String,
    Title,
    TrackColour,
    TrackId,
    Url,
)
from eventkit.model.provenance import Extra, Extras, Origin
from eventkit.texts import Language, Text, fold
from eventkit.texts.pinyin import pinyin_initial
from eventkit.times import Day, Instant, Period, Zone
from eventkit.values import Value
from eventkit.values.field_errors import matching


class Venue(VenueFields, Value, init=False):
    """The venue of a conference."""

    name: Title
    """The building or site."""

    address: Text | None = None
    """Street, number and postcode."""

    city: Title | None = None
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
            raise ValueError(Message("Latitude and longitude belong together. Fill in both or neither."))
        return self


class Backing(BackingFields, Value, init=False):
    """An organisation in its role for a conference, such as a sponsor."""

    organisation: Annotated[OrganisationId, Slug]
    """The organisation."""

    role: Involvement = Involvement.ORGANISER
    """Its role."""

    level: Title | None = None
    """A sponsor's level, such as Gold."""


class Deadline(DeadlineFields, Value, init=False):
    """A deadline, such as that for proposals."""

    id: Annotated[DeadlineId, Slug, IdHint]
    """Its id."""

    uid: Uid
    """Its permanent identity in calendars, assigned at its creation (RFC 7986 5.3).

    It is derived from its id if omitted.
    """

    title: Title
    """Its title."""

    # In this order, since an instant at midnight would be valid as a day.
    at: Annotated[Instant | Day, Field(union_mode="left_to_right")]
    """The deadline: an instant, or a day to its end."""

    url: Url | None = None
    """The web page for it."""


class Conference(ConferenceFields, Value, init=False):
    """The conference as a whole."""

    id: Annotated[ConferenceId, Slug, IdHint]
    """Its id: lower-case letters and digits, joined by hyphens, dots or underscores, unique over the
    years, such as ``forum-2022``."""

    uid: Uid
    """Its permanent identity in calendars (RFC 7986 5.3); derived from its id and year if omitted."""

    title: Title
    """Its title."""

    short_title: Title | None = None
    """Its short title, for running heads, badges and signs."""

    subtitle: Title | None = None
    """A second line of the title."""

    theme: Title | None = None
    """Its motto or subject."""

    occasion: Title | None = None
    """The larger occasion it is part of, such as an exposition."""

    start: Day
    """Its first day."""

    end: Day
    """Its last day."""

    zone: Zone
    """The time zone of all its wall times."""

    day_change: time = time(4)
    """The wall time at which one day of the conference ends and the next begins."""

    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    """Its languages, the first one first: plain strings are in that one."""

    venue: Venue | None = None
    """Its venue."""

    organisations: tuple[Backing, ...] = ()
    """The organisations behind it, in the order of protocol."""

    url: Url | None = None
    """Its web site."""

    contact: Address | None = None
    """An e-mail address of the office, not of a person: it is printed and put into calendars."""

    links: tuple[Link, ...] = ()
    """Further addresses."""

    streams: tuple[Stream, ...] = ()
    """Streams of the whole conference."""

    deadlines: Annotated[tuple[Deadline, ...], Field(exclude_if=not_)] = ()
    """Its deadlines."""

    wishes: tuple[String, ...] = ()
    """Conditions on all sessions, such as ``turnaround 10``. Never printed."""

    extra: Extras = Extra()
    """Imported data without a field; never printed. Private data does not belong here."""

    @field_validator("day_change")
    @classmethod
    def _by_noon(cls, value: time) -> time:
        if value.second or value.microsecond or value.tzinfo or value >= time(12):
            raise ValueError(Message("must be a wall time before 12:00, such as 04:00"))
        return value

    @field_validator("languages")
    @classmethod
    def _unique_languages(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) < len(value):
            raise ValueError(Message("names a language twice"))
        return value

    @field_validator("deadlines")
    @classmethod
    def _unique_deadlines(cls, value: tuple[Deadline, ...]) -> tuple[Deadline, ...]:
        for name in ("id", "uid"):
            identities = [getattr(deadline, name) for deadline in value]
            identities = [identity for identity in identities if identity != UNASSIGNED]
            if repeated := next((id_ for id_ in identities if identities.count(id_) > 1), None):
                raise ValueError(
                    Message("has two of the {name} '{id}': change one of them", name=name, id=repeated)
                )
        return value

    @property
    def dates(self) -> tuple[date, ...]:
        """The days from the first to the last."""
        count = (self.end - self.start).days + 1
        return tuple(self.start + timedelta(days=number) for number in range(count))

    @property
    def shortest_title(self) -> Text:
        """The short title, or else the title."""
        return self.short_title or self.title

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError(Message("end ({end}) is before start ({start})", end=self.end, start=self.start))
        return self

    @model_validator(mode="after")
    def _with_identities(self) -> Self:
        if self.uid == UNASSIGNED:
            object.__setattr__(self, "uid", conference_uid(self.id, self.start))  # before the value is used
        deadlines = assign_identities(self.deadlines, lambda deadline: deadline_uid(self.uid, deadline.id))
        if deadlines is not self.deadlines:
            object.__setattr__(self, "deadlines", deadlines)
        return self


class Organisation(OrganisationFields, Origin, init=False):
    """A body with a name in one or several languages."""

    id: Annotated[OrganisationId, Slug, IdHint]
    """Its id."""

    name: Title
    """Its name in full."""

    short: Title | None = None
    """Its short name or acronym."""

    country: Country | None = None
    """Its country; omitted for international bodies."""

    url: Url | None = None
    """Its web site."""


class Room(RoomFields, Origin, init=False):
    """A room for sessions."""

    id: Annotated[RoomId, Slug, IdHint]
    """Its id."""

    name: Title
    """Its name."""

    building: Title | None = None
    """The building or floor, where the venue has several."""

    capacity: Annotated[int, Field(gt=0, le=COUNT_LIMIT)] | None = None
    """The number of people it can seat."""

    shared: bool = False
    """True for a room with several sessions at a time: a yard, a poster hall."""

    features: tuple[String, ...] = ()
    """Its equipment, such as ``interpretation`` or ``stream``."""

    available: tuple[Period, ...] = ()
    """The periods in which it is available; always if omitted."""


class Track(TrackFields, Origin, init=False):
    """A thread of sessions through a conference."""

    id: Annotated[TrackId, Slug, IdHint]
    """Its id."""

    name: Title
    """Its name."""

    code: Annotated[
        str, matching(r"^([A-Z0-9]{2})?$", sentence("must be two capital letters or digits, such as MA"))
    ] = Field(default_factory=str)
    """Two capital letters or digits that identify it without colour; a schedule chooses them if omitted."""

    colour: TrackColour = Field(default_factory=str)
    """Its colour, ``#rrggbb``; a schedule chooses one if omitted."""

    wishes: tuple[String, ...] = ()
    """Conditions on the times and rooms of its sessions, such as ``prefer one-room``. Never printed."""


_COLOURS = (
    "#1f5fa8", "#b3412e", "#2e7d4f", "#7a4ea3", "#a8641f", "#1d7a8c", "#a83c74", "#5c6b1f", "#4a55b5",
    "#8c4a3a", "#2f6f6f", "#94357f",
)  # fmt: skip
# Characters that look the same in small print, each as one of them.
_LOOKALIKES = str.maketrans("OQIZSBG", "0012586")
# Those of which none looks like another.
_DISTINCT = "ACEFHJKLMNPRTUVWXY34679"
_NOT_AVAILABLE = "NA"
_NUMBERED = tuple(f"{first}{second}" for first in f"T{_DISTINCT}" for second in "23456789" + _DISTINCT)


def mark_tracks(tracks: tuple[Track, ...], languages: Iterable[str]) -> tuple[Track, ...]:
    """The tracks, with a code and a colour for each that has none; the same tuple if all have them."""
    if all(track.code and track.colour for track in tracks):
        return tracks
    spoken = tuple(languages)
    codes = [track.code for track in tracks if track.code]
    colours = [track.colour for track in tracks if track.colour]
    marked = []
    for track in tracks:
        code, colour = (
            track.code or free_code(track.name, codes, spoken),
            track.colour or free_colour(colours),
        )
        codes.append(code)
        colours.append(colour)
        marked.append(track.model_copy(update={"code": code, "colour": colour}))
    return tuple(marked)


def free_code(name: Text, taken: Iterable[str], languages: Iterable[str]) -> str:
    """A code for a track: two characters that look like no code that is taken, no language and not ``NA``.

    They are from the name or, for Chinese, its pinyin; or else numbers.
    """
    codes = (*taken, *(tag.partition("-")[0].upper() for tag in languages), _NOT_AVAILABLE)
    looks = {code.translate(_LOOKALIKES) for code in codes}
    options = (*_codes_of(name), *_NUMBERED)
    return next((option for option in options if option.translate(_LOOKALIKES) not in looks), options[-1])


def free_colour(used: Collection[str]) -> str:
    """A colour for a track, ``#rrggbb``: one that no other track has, as long as the palette has one."""
    free = (colour for colour in _COLOURS if colour not in used)
    return next(free, _COLOURS[len(used) % len(_COLOURS)])


def _codes_of(name: Text) -> Iterator[str]:
    """Codes from a name: the initials of two words, the first two letters, the first with any other."""
    text = " ".join(map(fold, name.values())).upper()
    words = re.findall(r"[A-Z0-9]+", text)
    letters = "".join(words) or "".join(map(pinyin_initial, text))
    options = (
        "".join(word[0] for word in words[:2]),
        letters[:2],
        *(letters[:1] + letter for letter in letters[1:]),
    )
    return (option for option in options if len(option) == 2)

"""Raw records: the content of a foreign file, uncleaned, with the location of each record.

Readers of formats create these and stop there. They neither clean nor refuse anything: values are repaired
and checked in one place for all formats, by `eventkit.intake.build_schedule`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from eventkit.messages import Listed, Message, Verbatim
from eventkit.model import Conference, Status
from eventkit.times import Period
from eventkit.values.arguments import checked_methods


@dataclass(frozen=True, slots=True)
class Location:
    """A location in a file, for messages.

    Attributes:
        file: The file, as messages call it.
        part: The sheet of a workbook or the member of an archive; empty for most files.
        row: The row or line, counted from 1; ``None`` if the format has neither.
        field: The column, element or key in the file's own words, or a path such as ``days[0].rooms``.
    """

    file: str
    part: str = ""
    row: int | None = None
    field: str = ""

    def __str__(self) -> str:
        return str(self.message)

    @property
    def message(self) -> Message:
        """The location in words."""
        row = Message("row {row}", row=Verbatim(self.row)) if self.row else ""
        return Message("{place}", place=Listed(tuple(filter(None, (self.file, self.part, row, self.field)))))


class Markup(StrEnum):
    """The markup of a long text in a file."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    HTML = "html"
    UNKNOWN = "unknown"
    """Not stated by the format: HTML if there are tags, else Markdown."""


RawText = str | Mapping[str, str]
"""A text by language tag; a bare string, or an empty tag, is in the first language of the conference."""


@dataclass(frozen=True, slots=True)
class RawProse:
    """A long text and its markup."""

    text: RawText
    markup: Markup = Markup.UNKNOWN


@dataclass(slots=True, kw_only=True)
class RawRecord:
    """The attributes that all raw records have.

    Attributes:
        key: Its key in the file, by which other records refer to it; ``None`` without one.
        field_names: The file's own names of attributes, for messages:
            ``{"start": "Start time"}``.
        extra: Data without a place in the model, by the file's own names, as JSON values. It is saved with
            the entity and logged. Private data does not belong here.
        reported: Names of extra data, and of attributes, about which the reader has logged a finding: they
            are not logged again.
    """

    location: Location
    key: str | None = None
    field_names: Mapping[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    reported: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True)
class RawConference(RawRecord):
    """The conference, as far as the file states it; missing days are inferred."""

    title: RawText | None = None
    subtitle: RawText | None = None
    acronym: str | None = None
    start: date | None = None
    end: date | None = None
    zone: str | None = None
    languages: tuple[str, ...] = ()
    # The language of the headings of a table: that of its texts, if these do not show theirs.
    heading_language: str | None = None
    day_change: str | None = None
    venue: RawText | None = None
    address: RawText | None = None
    city: RawText | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    url: str | None = None
    contact: str | None = None
    links: tuple[RawLink, ...] = ()


@dataclass(frozen=True, slots=True)
class RawLink:
    """A URL with a label; a stream if ``stream`` is ``live`` or ``recording``."""

    url: str
    label: RawText | None = None
    stream: str | None = None
    language: str | None = None


@dataclass(slots=True, kw_only=True)
class RawOrganisation(RawRecord):
    """An organisation; ``role`` and ``level`` are those for the conference, if it has any."""

    name: RawText
    short: RawText | None = None
    country: str | None = None
    url: str | None = None
    role: str | None = None
    level: RawText | None = None


@dataclass(slots=True, kw_only=True)
class RawRoom(RawRecord):
    """A room; other records refer to it by its key, or by its name without one."""

    name: RawText
    building: RawText | None = None
    capacity: str | int | None = None
    shared: bool = False
    features: tuple[str, ...] = ()
    available: tuple[Period, ...] = ()


@dataclass(slots=True, kw_only=True)
class RawTrack(RawRecord):
    """A track; other records refer to it by its key, or by its name without one."""

    name: RawText
    code: str | None = None
    colour: str | None = None


@dataclass(slots=True, kw_only=True)
class RawPerson(RawRecord):
    """A person.

    Attributes:
        name: The name as written, by language if the file has it so.
        organisation: The name of the organisation, as written.
        contact: ``email``, ``phone``, ``ticket`` and ``notes``: private data, which never becomes part of the
            schedule, see `eventkit.intake.ImportResult`.
    """

    name: RawText
    given: str | None = None
    family: str | None = None
    sort: str | None = None
    kind: str | None = None
    honorific: RawText | None = None
    position: RawText | None = None
    organisation: RawText | None = None
    country: str | None = None
    biography: RawProse | None = None
    pronouns: str | None = None
    links: tuple[RawLink, ...] = ()
    variants: tuple[str, ...] = ()
    available: tuple[Period, ...] = ()
    contact: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawAppearance:
    """A person in a session.

    Attributes:
        person: The key of a `RawPerson`; without such a key, a name as written.
        role: The role in the file's own word; ``None`` without one.
        position: The position on this occasion, as written.
        organisation: The organisation on this occasion, as written.
        name: The name in this session, if the file has it beside the key: one key may refer to two people by
            mistake, and the name decides between them.
        status: The status of the appearance; ``None`` if the file does not state one.
    """

    person: str
    role: str | None = None
    position: RawText | None = None
    organisation: RawText | None = None
    name: str | None = None
    status: Status | None = None


@dataclass(slots=True, kw_only=True)
class RawSession(RawRecord):
    """A session.

    Attributes:
        start: Its start: a naive wall time of the conference's zone, or an aware instant.
        end: Its end, likewise; ``minutes`` may replace it.
        kind: The kind in the file's own word.
        rooms: Keys or names of rooms; unknown names become rooms.
        track: The key or name of a track; an unknown name becomes a track.
        parent: The key of the session it is part of.
        uid: Its permanent identity in the file: a GUID or the UID of a calendar.
        people: The appearances, in order.
        people_text: People as one string, still to be parsed, see `eventkit.intake.people_parser`.
    """

    title: RawText | None = None
    subtitle: RawText | None = None
    kind: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    minutes: int | None = None
    rooms: tuple[str, ...] = ()
    track: str | None = None
    parent: str | None = None
    uid: str | None = None
    abstract: RawProse | None = None
    description: RawProse | None = None
    people: tuple[RawAppearance, ...] = ()
    people_text: str | None = None
    languages: tuple[str, ...] = ()
    links: tuple[RawLink, ...] = ()
    status: str | None = None
    plenary: bool = False
    audience: str | int | None = None
    needs: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()


@dataclass(slots=True)
class RawSchedule:
    """All records of a file.

    Attributes:
        source: The source of the entities: the name of the format, such as ``frab``.
    """

    source: str
    conference: RawConference
    organisations: list[RawOrganisation] = field(default_factory=list)
    rooms: list[RawRoom] = field(default_factory=list)
    tracks: list[RawTrack] = field(default_factory=list)
    people: list[RawPerson] = field(default_factory=list)
    sessions: list[RawSession] = field(default_factory=list)


@checked_methods
@dataclass(frozen=True, slots=True)
class ImportHints:
    """Facts that the user states because the file does not; all optional.

    Attributes:
        zone: The IANA name of the time zone of wall times without one.
        languages: The languages of the conference, the first one first: bare texts are in that one.
        days: The first and the last day of the conference, if the file has no dates.
        has_stated_days: True if the user states the days of this import: the dates in the file do not change
            them.
        source: The source of the entities, if the name of the format is not enough: two files of one format
            are two sources.
        columns: The column map of a table, see the format of tables.
    """

    id: str | None = None
    title: str | None = None
    zone: str | None = None
    languages: tuple[str, ...] = ()
    days: tuple[date, date] | None = None
    has_stated_days: bool = False
    source: str | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, conference: Conference) -> Self:
        """The hints of a conference for its files: title, zone, languages and days."""
        return cls(
            title=conference.title.best(*conference.languages)[1],
            zone=conference.zone,
            languages=conference.languages,
            days=(conference.start, conference.end),
        )


NO_HINTS = ImportHints()  # no hints

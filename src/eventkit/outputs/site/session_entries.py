"""Session entries: a session as lists, grids and other pages show it, ready for a template."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from hashlib import sha256
from uuid import UUID

from markupsafe import Markup, escape

from eventkit.model import (
    Appearance,
    ParticipantId,
    Role,
    RoomId,
    Session,
    SessionId,
    Slot,
    Status,
    Stream,
    StreamKind,
    TrackId,
)
from eventkit.outputs.site.readership import Readership
from eventkit.public_pages.page_addresses import SitePage, entity_page, session_page, site_page
from eventkit.schedule import EntityKind, Schedule
from eventkit.times import Period
from eventkit.wording import Word

SHORT_MINUTES = 10  # the length up to which a session has one line in a grid
FOREMOST = (Role.CHAIR, Role.MODERATOR, Role.HOST)
"""The roles that are named before the others in an entry, with their label."""

KEY_BYTES = 6
"""The length of a key before base64: among a million sessions, two have the same with a chance of 0.2 %."""

UNLISTED = frozenset({Role.INTERPRETER, Role.PARTICIPANT})
"""The roles that an entry leaves to the page of the session."""


@dataclass(frozen=True, slots=True)
class Reference:
    name: Markup
    path: str


@dataclass(frozen=True, slots=True)
class Billing:
    """People who are named together in an entry."""

    label: Markup  # their role; empty if it goes without saying
    people: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class TrackReference:
    """A track as entries show it: a bar and a name."""

    name: Markup
    path: str
    number: int  # the number of its colour in the style sheet of the site, from 1


@dataclass(frozen=True, slots=True)
class SessionEntry:
    id: SessionId
    key: str  # its key in the browsers of readers, which stays the same when it gets another id
    path: str
    title: Markup
    name: str  # the title without markup, for labels of buttons
    start: Markup  # the start as a `time` element; empty for an unscheduled session
    end: Markup  # the end as a `time` element
    day: str  # its day, short: Mon 6
    people: tuple[Billing, ...]
    rooms: tuple[Reference, ...]
    track: TrackReference | None
    status: Status
    before: Markup  # where it was in the release before, if it has moved since, as markup
    is_pause: bool  # whether it is a break or a meal: it has no page to read and cannot be kept
    is_short: bool  # whether it has one line in a grid
    classes: str  # its classes, each after a space: the colour of its track, and whether it is cancelled

    @property
    def is_cancelled(self) -> bool:
        return self.status is Status.CANCELLED

    @property
    def is_tentative(self) -> bool:
        return self.status is Status.TENTATIVE


@dataclass(frozen=True, slots=True)
class LinkReference:
    label: Markup
    url: str  # its address; empty if it is that of a stream, and unknown or over
    language: str = ""  # the name of the language spoken in a stream; empty for the only one


@dataclass(frozen=True, slots=True)
class DayEntries:
    name: str
    entries: tuple[SessionEntry, ...]


class EntryWriter:
    """The entries of the sessions of a schedule, for the readers of one folder."""

    def __init__(self, readers: Readership, before: Mapping[SessionId, Slot]) -> None:
        self.readers = readers
        self.schedule = readers.schedule
        self._before = before
        self._entries: dict[SessionId, SessionEntry] = {}
        # Many sessions share a day, rooms, a track and people.
        self._day_name = cache(readers.wording.weekday_and_number)
        self.room, self.track, self.person = cache(self._room), cache(self._track), cache(self._person)

    @cached_property
    def _track_numbers(self) -> Mapping[str, int]:
        return {track.id: number for number, track in enumerate(self.schedule.tracks, start=1)}

    def entry(self, session: Session) -> SessionEntry:
        if session.id not in self._entries:
            self._entries[session.id] = self._write(session)
        return self._entries[session.id]

    def _write(self, session: Session) -> SessionEntry:
        readers, period = self.readers, self.schedule.span(session)
        day = self.schedule.day(period.start) if period else None
        track = self.track(session.track) if session.track is not None else None
        cancelled = session.status is Status.CANCELLED
        return SessionEntry(
            id=session.id,
            key=session_key(session.uid),
            path=session_page(session.id, readers.folder),
            title=readers.text(session.title),
            name=readers.plain(session.title),
            start=readers.clock(period.start, day) if period and day else Markup(""),
            end=readers.clock(period.end, day) if period and day else Markup(""),
            day=self._day_name(day) if day else "",
            people=tuple(self._billings(session)),
            rooms=self._rooms(session),
            track=track,
            status=session.status,
            before=self._former_place(session, period),
            is_pause=session.kind.is_pause and not (session.abstract or session.people),
            is_short=period is not None and period.minutes <= SHORT_MINUTES,
            classes=f"{f' t t{track.number}' if track else ''}{' off' if cancelled else ''}",
        )

    def _rooms(self, session: Session) -> tuple[Reference, ...]:
        """The rooms of a session: a break in all of them names none, and anything else says so."""
        rooms = self.schedule.rooms_of(session)
        if len(rooms) < len(self.schedule.rooms) or len(rooms) == 1:
            return tuple(map(self.room, rooms))
        if session.kind.is_pause:
            return ()
        words = escape(self.readers.wording.site_word("all-rooms"))
        return (Reference(words, site_page(SitePage.ROOMS, self.readers.folder)),) if rooms else ()

    def _room(self, room: RoomId) -> Reference:
        name = self.readers.text(self.schedule.room(room).name)
        return Reference(name, entity_page(EntityKind.ROOM, room, self.readers.folder))

    def _track(self, track: TrackId) -> TrackReference:
        path = entity_page(EntityKind.TRACK, track, self.readers.folder)
        return TrackReference(
            self.readers.text(self.schedule.track(track).name), path, self._track_numbers[track]
        )

    def _person(self, participant: ParticipantId) -> Reference:
        name = self.readers.short_name(self.schedule.participant(participant))
        return Reference(name, entity_page(EntityKind.PARTICIPANT, participant, self.readers.folder))

    def _billings(self, session: Session) -> Iterator[Billing]:
        shown = [person for person in session.people if person.comes and person.role not in UNLISTED]
        for role in FOREMOST:
            people = [person for person in shown if person.role is role]
            if people:
                label = self.readers.wording.label(role, many=len(people) > 1)
                yield Billing(escape(label), self._references(people))
        others = [person for person in shown if person.role not in FOREMOST]
        if others:
            yield Billing(Markup(""), self._references(others))

    def _references(self, people: list[Appearance]) -> tuple[Reference, ...]:
        # Somebody who has two roles is named once.
        return tuple(self.person(id_) for id_ in dict.fromkeys(person.participant for person in people))

    def _former_place(self, session: Session, period: Period | None) -> Markup:
        """The former place of a moved session: its start, day, end and rooms, as far as they differ."""
        former = self._before.get(session.id)
        if former is None:
            return Markup("")
        day = self.schedule.day(former.period.start)
        pieces = []
        if period is None or self.schedule.day(period.start) != day:
            pieces.append(Markup("<bdi>{}</bdi>").format(self.readers.wording.weekday_and_number(day)))
        if period is not None and period.start == former.period.start and period != former.period:
            pieces.append(self.readers.times(former.period, day))  # the start alone would be that of now
        elif period != former.period or pieces:
            pieces.append(self.readers.clock(former.period.start, day))
        if former.rooms and former.rooms != self.schedule.rooms_of(session):
            pieces += [
                self.readers.first(room.name) for room in self.schedule.rooms if room.id in former.rooms
            ]
        return self.readers.listed(pieces)

    def status_words(self, status: Status) -> str:
        """The words for a status that readers should know of; empty for a confirmed one."""
        wording = self.readers.wording
        match status:
            case Status.CANCELLED:
                return wording.word("cancelled")
            case Status.TENTATIVE:
                return wording.site_word("to-be-confirmed")
        return ""

    def streams(self, streams: tuple[Stream, ...]) -> tuple[LinkReference, ...]:
        return tuple(self._stream(stream) for stream in streams)

    def _stream(self, stream: Stream) -> LinkReference:
        word: Word = "live-stream" if stream.kind is StreamKind.LIVE else "recording"
        wording = self.readers.wording
        label = self.readers.text(stream.label) if stream.label else escape(wording.word(word))
        language = wording.language_name(stream.language) if stream.language else ""
        return LinkReference(label, stream.url or "", language)


def day_of(schedule: Schedule, session: Session) -> date | None:
    """The day on which a session is listed; ``None`` for an unscheduled one."""
    period = schedule.span(session)
    return schedule.day(period.start) if period else None


def session_key(uid: UUID) -> str:
    """The key of a session in the browsers of readers, who may choose sessions.

    It has eight letters, so that links and QR codes have room for many, and comes from the UID, so that it
    stays the same when the session gets another id or title.
    """
    return urlsafe_b64encode(sha256(uid.bytes).digest()[:KEY_BYTES]).decode()

"""What of a schedule stands in files of these formats, and under which names and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TypeVar
from uuid import uuid5

from eventkit.formats.frab import taking
from eventkit.formats.frab.marks import FRAB, NUMBERS_END, number_of
from eventkit.model import Kind, Link, Participant, Room, RoomId, Session, SessionId, Status, Track, TrackId
from eventkit.schedule import Schedule
from eventkit.texts import Text

LONGEST = 100 * 24 * 60 - 1
"""The longest session that ``D:HH:MM`` can tell, in minutes."""

_Id = TypeVar("_Id", bound=str)

_ODD = re.compile(r"[^a-z0-9]+")
_SLUG = re.compile(r"[a-z0-9_]{4,}-[a-z0-9_-]{3,}[a-z0-9]")
_TRACK_SLUG = re.compile(r"[a-z0-9-]+[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it is written.

    Attributes:
        session: The session it is.
        number: Its number in the file, at least 1, the same as long as the session's UID is.
        slug: Its name in addresses.
        on: The day of the conference.
        start: When it begins, with the offset from UTC.
        minutes: How long it lasts.
        room: The first of its rooms, if it has one.
    """

    session: Session
    number: int
    slug: str
    on: date
    start: datetime
    minutes: int
    room: Room | None


class Plan:
    """What is written of a schedule: the sessions with a time that are to take place.

    A block whose parts are written is not: it would lie over them in its room, where such files have one
    event at a time. `left_out` tells which sessions are missing, and why.
    """

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.languages = schedule.conference.languages
        self.left_out: dict[SessionId, str] = {}
        for session in reversed(schedule.sessions):  # parts before what they are part of
            if why := self._missing(session):
                self.left_out[session.id] = why

    def _missing(self, session: Session) -> str:
        if session.status is Status.CANCELLED:
            return "cancelled"
        if session.slot is None:
            return "unscheduled"
        if session.slot.period.minutes > LONGEST:
            return "too-long"
        parts = self.schedule.parts(session.id)
        if session.kind is Kind.BLOCK and any(each.id not in self.left_out for each in parts):
            return "block"
        return ""

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The events by time."""
        written = [each for each in self.schedule.in_order if each.id not in self.left_out]
        numbers, slugs = _numbers(written), _slugs(written, self.acronym)
        return tuple(map(self._entry, written, numbers, slugs))

    @cached_property
    def _by_id(self) -> Mapping[SessionId, Entry]:
        return {entry.session.id: entry for entry in self.entries}

    def entry(self, session: SessionId) -> Entry:
        """The event that a session is written as; `KeyError` if it is left out."""
        return self._by_id[session]

    def _entry(self, session: Session, number: int, slug: str) -> Entry:
        assert session.slot is not None  # noqa: S101 - what has none is left out
        period = session.slot.period
        rooms = self.schedule.rooms_of(session)
        return Entry(
            session,
            number,
            slug,
            self.schedule.day(period.start),
            self.shown(period.start),
            period.minutes,
            self.schedule.room(rooms[0]) if rooms else None,
        )

    def shown(self, instant: datetime) -> datetime:
        """The instant with the offset of the zone; in UTC where that has seconds."""
        found = instant.astimezone(self.schedule.zone)
        offset = found.utcoffset() or timedelta()
        return found if offset % timedelta(minutes=1) == timedelta() else instant.astimezone(UTC)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days of the conference, and those besides that have events."""
        first, last = self.schedule.conference.start, self.schedule.conference.end
        own = {first + timedelta(days=at) for at in range((last - first).days + 1)}
        return tuple(sorted(own | {entry.on for entry in self.entries}))

    def bounds(self, on: date) -> tuple[datetime, datetime]:
        """When a day of the conference begins and ends."""
        change = self.schedule.conference.day_change
        return self._at(on, change), self._at(on + timedelta(days=1), change)

    def _at(self, on: date, change: time) -> datetime:
        # By way of UTC: of a wall time that the clocks are put forward over there is none to be shown.
        return self.shown(datetime.combine(on, change, self.schedule.zone).astimezone(UTC))

    @cached_property
    def acronym(self) -> str:
        """The conference's id in the letters that the schemas allow, of which there are four at least."""
        return _ODD.sub("_", self.schedule.conference.id).ljust(4, "_")

    def said(self, text: Text | None) -> str:
        """A text in the first language of the conference that it is in; empty where there is none."""
        return "" if text is None else text.best(*self.languages)[1]

    def name(self, participant: Participant) -> str:
        """A name as its owner writes it for readers of the conference's first language."""
        return participant.named(self.languages[0])[0].full

    def language(self, session: Session) -> str:
        """The first language spoken; that of the conference where that is one alone, else empty."""
        if session.languages:
            return session.languages[0]
        return self.languages[0] if len(self.languages) == 1 else ""

    @cached_property
    def room_names(self) -> Mapping[RoomId, str]:
        """The rooms' names, each told apart from the others: events are listed under them."""
        return _distinct({room.id: self.said(room.name) for room in self.schedule.rooms})

    @cached_property
    def track_names(self) -> Mapping[TrackId, str]:
        """The tracks' names, each told apart from the others: events refer to them so."""
        return _distinct({track.id: self.said(track.name) for track in self.schedule.tracks})

    @cached_property
    def track_slugs(self) -> Mapping[TrackId, str]:
        """The tracks' names in addresses: two letters or digits at least, and hyphens."""
        slugs = {each.id: _track_slug(each) for each in self.schedule.tracks}
        return _distinct(
            {at: slug if len(slug) > 1 else f"track-{slug}" for at, slug in slugs.items()}, "{0}-{2}"
        )

    def guid(self, thing: Room | Participant | Track) -> str:
        """A GUID that stays: the one it came with, or one made of the conference's UID and the id."""
        told = taking.uid(thing.source_id or "") if thing.source_id and len(thing.source_id) == 36 else None
        kind = type(thing).__name__.lower()
        return told or str(uuid5(self.schedule.conference.uid, f"{kind}:{thing.id}"))

    def identity(self, thing: Room | Participant) -> Mapping[str, str]:
        """The attributes that a thing is known by: those it came with, or else a GUID.

        What came from such a file and was known there by its name alone has none.
        """
        told = thing.source_id if thing.source == FRAB else None
        if told is None or len(told) == 36:
            return {"guid": self.guid(thing)}
        if isinstance(thing, Participant):
            is_number = told.isascii() and told.isdecimal() and len(told) < 10
            return {"id": told} if is_number else {"guid": self.guid(thing)}
        return {} if told == self.room_names[thing.id] else {"guid": self.guid(thing)}

    def slug(self, track: Track) -> Mapping[str, str]:
        """The track's slug, unless it came from such a file and was known there by its name alone."""
        is_named = track.source == FRAB and track.source_id == self.track_names[track.id]
        return {} if is_named else {"slug": self.track_slugs[track.id]}

    def page(self, session: Session) -> tuple[str, tuple[Link, ...]]:
        """The address of a session's own page, if its first link is that, and the links besides."""
        links = session.links
        if links and links[0].label is None and links[0].url not in self.pages:
            return links[0].url, links[1:]
        return "", links

    @cached_property
    def pages(self) -> frozenset[str]:
        """The addresses of the whole conference, which are no session's own."""
        return frozenset(filter(None, (self.schedule.conference.url, self.base)))

    @property
    def base(self) -> str:
        """What addresses were completed with in the file the schedule came from, if it came from one."""
        found = self.schedule.conference.extra.get("base_url")
        return found if isinstance(found, str) and re.fullmatch(r"https?://\S+", found) else ""

    @property
    def version(self) -> str:
        """The version in the file that the schedule came from; formats want one."""
        found = self.schedule.conference.extra.get("version")
        return found if isinstance(found, str) and found else "1"

    @property
    def slot(self) -> str:
        """The length of a line in a grid, ``HH:MM``: that of the file it came from, or 5 minutes."""
        found = self.schedule.conference.extra.get("timeslot_duration")
        return found if isinstance(found, str) and re.fullmatch(r"\d\d:\d\d", found, re.ASCII) else "00:05"


def _track_slug(track: Track) -> str:
    told = track.source_id if track.source == FRAB else None
    return told if told and _TRACK_SLUG.fullmatch(told) else _ODD.sub("-", track.id)


def _numbers(sessions: Iterable[Session]) -> Iterator[int]:
    """The numbers the sessions came with, and others made of their UIDs."""
    sessions = tuple(sessions)
    told = {session.id: _told_number(session) for session in sessions}
    given = set(told.values())
    taken: set[int] = set()
    for session in sessions:
        number = told[session.id]
        if number is None or number in taken:
            number = number_of(session.uid)
            while number in taken or number in given:
                number = number % NUMBERS_END + 1
        taken.add(number)
        yield number


def _told_number(session: Session) -> int | None:
    found = str(session.extra.get("id") or (session.source_id if session.source == FRAB else ""))
    if found.isascii() and found.isdecimal() and len(found) < 10 and 0 < int(found) <= NUMBERS_END:
        return int(found)
    return None


def _slugs(sessions: Iterable[Session], acronym: str) -> Iterator[str]:
    taken = set()
    for session in sessions:
        told = session.extra.get("slug")
        if not isinstance(told, str) or not _SLUG.fullmatch(told):
            own = _ODD.sub("-", session.id)
            told = f"{acronym}-{own if len(own) > 3 else f'session-{own}'}"
        slug, number = told, 2
        while slug in taken:
            slug, number = f"{told}-{number}", number + 1
        taken.add(slug)
        yield slug


def _distinct(names: Mapping[_Id, str], form: str = "{0} ({1})") -> dict[_Id, str]:
    """The names, of which each that another has already is told apart by its id, or else by a number."""
    found: dict[_Id, str] = {}
    every = set(names.values())
    taken: set[str] = set()
    for at, name in names.items():
        told, number = name, 2
        while told in taken or (told != name and told in every):
            told = form.format(name, at if number == 2 and "{1}" in form else f"{at} {number}", number)
            number += 1
        taken.add(told)
        found[at] = told
    return found

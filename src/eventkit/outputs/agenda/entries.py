"""What a calendar says of a session: one VEVENT (RFC 5545 3.6.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from uuid import uuid5

from eventkit.changes import Ledger
from eventkit.model import Kind, RoomId, Session, SessionId, Status, Stream, StreamKind, TrackId
from eventkit.outputs.agenda import lines, timezones
from eventkit.outputs.agenda.colours import nearest
from eventkit.outputs.agenda.descriptions import Descriptions
from eventkit.outputs.agenda.readers import Readers, Said, in_a_line, stream_label
from eventkit.schedule import Schedule
from eventkit.times import Period
from eventkit.wording import Wording

# In a public calendar nothing makes its reader busy: who subscribes to a whole conference does not sit in
# all of its rooms. Outlook goes by the second line alone.
FREE = (lines.token("TRANSP", "TRANSPARENT"), lines.token("X-MICROSOFT-CDO-BUSYSTATUS", "FREE"))

PUBLIC = lines.token("CLASS", "PUBLIC")


class Entries:
    """The entries of a schedule's sessions.

    Args:
        schedule: The schedule.
        ledger: The revisions of its sessions.
        readers: For whom they are written.
        shown: The sessions in the calendar: a part refers to its parent only where that is there too.
        common: Lines that every entry has, such as its ORGANIZER.
        draft: Whether what is confirmed may still change.
    """

    def __init__(
        self,
        schedule: Schedule,
        ledger: Ledger,
        readers: Readers,
        shown: frozenset[SessionId],
        common: tuple[bytes, ...] = (),
        *,
        draft: bool = False,
    ) -> None:
        self._schedule = schedule
        self._ledger = ledger
        self._readers = readers
        self._shown = shown
        self._common = common
        self._draft = draft
        self._descriptions = Descriptions(schedule, readers)
        page = schedule.conference.url
        self._page = () if page is None else (lines.uri("URL", page),)
        # What many sessions share is said once.
        self._when = cache(self._lines_of_period)
        self._where = cache(self._lines_of_rooms)
        self._about = cache(self._lines_of_topic)

    def entry(self, session: Session, period: Period) -> bytes:
        """The entry of a session that is held in a period.

        Raises:
            KeyError: The ledger does not know the session.
        """
        streams = self._streams(session)
        return lines.component(
            "VEVENT",
            (
                lines.text("UID", str(session.uid)),
                *self._revision(session),
                *self._when(period),
                said("SUMMARY", self._summary(session)),
                lines.token("STATUS", self._status(session.status)),
                *FREE,
                PUBLIC,
                *(self._where(self._schedule.rooms_of(session)) or _online(streams)),
                *self._about(session.track, session.kind),
                *self._description(session, streams),
                *map(self._conference, _live(streams)),
                *self._page,
                *self._parent(session),
                *self._common,
            ),
        )

    def whole(self) -> bytes:
        """The conference as one entry of whole days; DTEND is the day after (RFC 5545 3.6.1)."""
        conference = self._schedule.conference
        return lines.component(
            "VEVENT",
            (
                # Not the calendar's own UID: readers may keep both in one table.
                lines.text("UID", str(uuid5(conference.uid, "days"))),
                lines.instant("DTSTAMP", self._ledger.revised),
                lines.instant("LAST-MODIFIED", self._ledger.revised),
                lines.token("SEQUENCE", "0"),
                lines.day("DTSTART", conference.start),
                lines.day("DTEND", conference.end + timedelta(days=1)),
                said("SUMMARY", self._readers.in_a_line(conference.title)),
                lines.token("STATUS", self._status(Status.CONFIRMED)),
                *FREE,
                PUBLIC,
                *(self._where(()) or _online(conference.streams)),
                *map(self._conference, _live(conference.streams)),
                *self._page,
                *self._common,
            ),
        )

    def _revision(self, session: Session) -> Iterator[bytes]:
        # Without METHOD, DTSTAMP is when the session was last revised (RFC 5545 3.8.7.2), and with
        # PUBLISH that serves as well; the time of the export would make every file differ.
        revision = self._ledger.sessions[session.id]
        yield lines.instant("DTSTAMP", revision.modified)
        yield lines.instant("CREATED", revision.created)
        yield lines.instant("LAST-MODIFIED", revision.modified)
        yield lines.token("SEQUENCE", str(revision.sequence))

    def _lines_of_period(self, period: Period) -> tuple[bytes, ...]:
        """Start and end by the clocks there; in UTC where those show one of the two twice."""
        zone = self._schedule.zone
        start, end = period.start.astimezone(zone), period.end.astimezone(zone)
        if timezones.is_utc(zone, start) or _is_shown_twice(start) or _is_shown_twice(end):
            return (lines.instant("DTSTART", start), lines.instant("DTEND", end))
        return (lines.local("DTSTART", start, zone.key), lines.local("DTEND", end, zone.key))

    def _summary(self, session: Session) -> Said:
        """The title; of a cancelled session it says so, since some calendars ignore STATUS."""
        if session.status is not Status.CANCELLED:
            return self._readers.in_a_line(session.title)
        titles = self._readers.entries(session.title)
        return in_a_line(
            (language, Wording.of(language).word("cancelled-title", title=title))
            for language, title in titles
        )

    def _status(self, status: Status) -> str:
        return (Status.TENTATIVE if self._draft and status is Status.CONFIRMED else status).value.upper()

    def _lines_of_rooms(self, rooms: tuple[RoomId, ...]) -> tuple[bytes, ...]:
        """The place: room, building, venue, street, city; and where that is on the globe."""
        held_in = [self._schedule.room(room) for room in rooms]
        venue = self._schedule.conference.venue
        texts = [room.name for room in held_in]
        texts += [room.building for room in held_in if room.building]
        if venue is not None:
            texts += [text for text in (venue.name, venue.address, venue.city) if text]
        if not texts:
            return ()
        told = [said("LOCATION", self._readers.in_parts(texts))]
        if venue is not None and venue.latitude is not None and venue.longitude is not None:
            told.append(lines.token("GEO", f"{venue.latitude:.6f};{venue.longitude:.6f}"))
        return tuple(told)

    def _lines_of_topic(self, track: TrackId | None, kind: Kind) -> tuple[bytes, ...]:
        """Track and kind as categories, and the colour of the track."""
        thread = self._schedule.track(track) if track is not None else None
        categories: list[str] = []
        if thread:
            categories += (name for _, name in self._readers.entries(thread.name))
        if kind is not Kind.OTHER:
            categories += (wording.label(kind) for wording in self._readers.wordings)
        told = [lines.texts("CATEGORIES", dict.fromkeys(categories))] if categories else []
        if thread:
            told.append(lines.token("COLOR", nearest(thread.colour)))
        return tuple(told)

    def _description(self, session: Session, streams: Iterable[Stream]) -> Iterator[bytes]:
        description = self._descriptions.of(session, streams)
        if description is not None:
            yield said("DESCRIPTION", description)

    def _streams(self, session: Session) -> tuple[Stream, ...]:
        """The streams to watch a session by: its own, or, save for a pause, those of what it is part of."""
        at = session
        while not (at.streams or session.kind.is_pause) and at.parent is not None:
            at = self._schedule.session(at.parent)
        return at.streams or (() if session.kind.is_pause else self._schedule.conference.streams)

    def _conference(self, stream: tuple[str, Stream]) -> bytes:
        url, told = stream
        label = stream_label(told, self._readers)
        parameters: lines.Parameters = (
            ("VALUE", "URI"),
            ("FEATURE", ("AUDIO", "VIDEO")),
            ("LABEL", label.text),
            *label.parameters,
        )
        return lines.uri("CONFERENCE", url, parameters)

    def _parent(self, session: Session) -> Iterator[bytes]:
        if session.parent in self._shown and session.parent is not None:
            uid = self._schedule.session(session.parent).uid
            yield lines.text("RELATED-TO", str(uid), (("RELTYPE", "PARENT"),))


def said(name: str, what: Said) -> bytes:
    """A property of type TEXT with the language it is in."""
    return lines.text(name, what.text, what.parameters)


def _live(streams: Iterable[Stream]) -> Iterator[tuple[str, Stream]]:
    """The streams that can be joined: a recording is none, nor is one whose address is not known."""
    return ((each.url, each) for each in streams if each.kind is StreamKind.LIVE and each.url is not None)


def _online(streams: Iterable[Stream]) -> tuple[bytes, ...]:
    """The place of what is held nowhere but on a stream: its address."""
    return tuple(lines.text("LOCATION", url) for url, _ in _live(streams))[:1]


def _is_shown_twice(at: datetime) -> bool:
    """Whether the clocks show that time twice, because they are put back over it."""
    return at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()

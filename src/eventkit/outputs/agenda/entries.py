"""What a calendar says of a session: one VEVENT (RFC 5545 3.6.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import cache
from uuid import uuid5

from eventkit.changes import Gone, Ledger, Revision, streams_of
from eventkit.model import Kind, Room, RoomId, Session, SessionId, Status, Stream, StreamKind, TrackId
from eventkit.outputs.agenda import lines, timezones
from eventkit.outputs.agenda.colours import nearest
from eventkit.outputs.agenda.descriptions import Descriptions
from eventkit.outputs.agenda.manner import Manner, minutes
from eventkit.outputs.agenda.readers import Readers, Said, in_a_line, stream_label
from eventkit.outputs.agenda.richer import Richer
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.wording import Wording

# In a public calendar nothing makes its reader busy: who subscribes to a whole conference does not sit in
# all of its rooms. Outlook goes by the second line alone.
FREE = (lines.token("TRANSP", "TRANSPARENT"), lines.token("X-MICROSOFT-CDO-BUSYSTATUS", "FREE"))
BUSY = (lines.token("TRANSP", "OPAQUE"), lines.token("X-MICROSOFT-CDO-BUSYSTATUS", "BUSY"))

PUBLIC = lines.token("CLASS", "PUBLIC")
PRIVATE = lines.token("CLASS", "PRIVATE")


class Entries:
    """The entries of a schedule's sessions.

    Args:
        schedule: The schedule.
        ledger: The revisions of its sessions.
        readers: For whom they are written.
        held: The sessions in the calendar that will take place: a part leads to its parent only where that
            is there too, be what is cancelled kept or hidden.
        own: The sessions that the reader is to be in, in this calendar or another.
        common: Lines that every entry has, such as its ORGANIZER.
        manner: How they are written.
    """

    def __init__(
        self,
        schedule: Schedule,
        ledger: Ledger,
        readers: Readers,
        *,
        held: frozenset[SessionId] = frozenset(),
        own: frozenset[SessionId] = frozenset(),
        common: tuple[bytes, ...] = (),
        manner: Manner | None = None,
    ) -> None:
        self._schedule = schedule
        self._ledger = ledger
        self._readers = readers
        self._held = held
        self._own = own
        self._common = common
        self._manner = manner or Manner()
        self._class = PRIVATE if self._manner.personal else PUBLIC
        self._descriptions = Descriptions(schedule, readers)
        self._richer = Richer(schedule, readers) if self._manner.profile == "full" else None
        page = schedule.conference.url
        self._page = () if page is None else (lines.uri("URL", page),)
        # What many sessions share is said once.
        self._when = cache(self._lines_of_period)
        self._where = cache(self._lines_of_rooms)
        self._about = cache(self._lines_of_topic)
        self._part_of = cache(self._line_of_parent)

    def entry(self, session: Session, period: Period, *more: bytes) -> bytes:
        """The entry of a session that is held in a period, with further lines of its own.

        Raises:
            KeyError: The ledger does not know the session.
        """
        streams = streams_of(self._schedule, session)
        elsewhere = self._elsewhere(session)
        return lines.component(
            "VEVENT",
            (
                lines.text("UID", str(session.uid)),
                *revised(self._ledger.sessions[session.id]),
                *self._when(period),
                said("SUMMARY", self._summary(session), elsewhere),
                lines.token("STATUS", self._status(session.status)),
                *(BUSY if self._keeps_busy(session) else FREE),
                self._class,
                *(self._where(self._schedule.rooms_of(session)) or _online(streams)),
                *self._about(session.track, session.kind),
                *self._description(session, streams, elsewhere),
                *self._conferences(streams),
                *self._page_of(session),
                *self._parent(session),
                *self._common,
                *more,
                *(self._richer.properties(session) if self._richer else ()),
                *self._alarm(session),
                *(self._richer.components(session) if self._richer else ()),
            ),
        )

    def gone(self, gone: Gone) -> bytes:
        """The entry of a session that is held no more here, so that it does not vanish without a word.

        It tells only what was settled when it went: its entry is not to change any more.
        """
        session = gone.session.model_copy(update={"status": Status.CANCELLED})
        return lines.component(
            "VEVENT",
            (
                lines.text("UID", str(session.uid)),
                *revised(gone.revision),
                *(self._when(session.slot.period) if session.slot is not None else ()),
                said("SUMMARY", self._summary(session)),
                lines.token("STATUS", "CANCELLED"),
                *FREE,
                self._class,
                *self._place(_rooms_then_buildings(gone.rooms)),
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
                *revised(self._ledger.whole),
                lines.day("DTSTART", conference.start),
                lines.day("DTEND", conference.end + timedelta(days=1)),
                said("SUMMARY", self._readers.in_a_line(conference.title)),
                lines.token("STATUS", self._status(Status.CONFIRMED)),
                *FREE,
                self._class,
                *(self._where(()) or _online(conference.streams)),
                *self._conferences(conference.streams),
                *self._page,
                *self._common,
            ),
        )

    def _lines_of_period(self, period: Period) -> tuple[bytes, ...]:
        return timezones.start_and_end(self._schedule.zone, period.start, period.end)

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
        return (
            Status.TENTATIVE if self._manner.draft and status is Status.CONFIRMED else status
        ).value.upper()

    def _keeps_busy(self, session: Session) -> bool:
        """Whether the reader has to be there; not in a pause, and in a session that holds others only for
        those of them that are the reader's too.
        """
        return (
            self._manner.personal
            and session.status is not Status.CANCELLED
            and not session.kind.is_pause
            and not any(part.id in self._own for part in self._schedule.parts(session.id))
        )

    def _lines_of_rooms(self, rooms: tuple[RoomId, ...]) -> tuple[bytes, ...]:
        """The place: room, building, venue, street, city; and where that is on the globe."""
        venue = self._schedule.conference.venue
        texts = _rooms_then_buildings(map(self._schedule.room, rooms))
        if venue is not None:
            texts += [text for text in (venue.name, venue.address, venue.city) if text]
        told = [*self._place(texts)]
        if told and venue is not None and venue.latitude is not None and venue.longitude is not None:
            told.append(lines.geo(venue.latitude, venue.longitude))
        return tuple(told)

    def _place(self, texts: list[Text]) -> tuple[bytes, ...]:
        return (said("LOCATION", self._readers.in_parts(texts)),) if texts else ()

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

    def _elsewhere(self, session: Session) -> lines.Parameters:
        """Where its text is found in another language (RFC 5545 3.2.1): on the page in that one."""
        if self._manner.pages is not None:
            known = {language for language, _ in self._readers.entries(session.title)}
            for language in self._readers.fallback:
                page = self._manner.page(language, session.id)
                if page and language not in {*self._readers.languages, *known} and language in session.title:
                    return (("ALTREP", lines.ascii_uri(page)),)
        return ()

    def _description(
        self, session: Session, streams: Iterable[Stream], parameters: lines.Parameters
    ) -> tuple[bytes, ...]:
        description = self._descriptions.of(session, streams)
        return () if description is None else (said("DESCRIPTION", description, parameters),)

    def _conferences(self, streams: tuple[Stream, ...]) -> list[bytes]:
        return [self._conference(url, told) for url, told in _live(streams)] if streams else []

    def _conference(self, url: str, told: Stream) -> bytes:
        label = stream_label(told, self._readers)
        parameters: lines.Parameters = (
            ("VALUE", "URI"),
            ("FEATURE", ("AUDIO", "VIDEO")),
            ("LABEL", label.text),
            *label.parameters,
        )
        return lines.uri("CONFERENCE", url, parameters)

    def _page_of(self, session: Session) -> tuple[bytes, ...]:
        page = self._manner.page(self._readers.languages[0], session.id)
        return self._page if page is None else (lines.uri("URL", page),)

    def _parent(self, session: Session) -> tuple[bytes, ...]:
        parent = session.parent
        return (self._part_of(parent),) if parent is not None and parent in self._held else ()

    def _line_of_parent(self, parent: SessionId) -> bytes:
        uid = self._schedule.session(parent).uid
        return lines.text("RELATED-TO", str(uid), (("RELTYPE", "PARENT"),))

    def _alarm(self, session: Session) -> tuple[bytes, ...]:
        """A reminder (RFC 5545 3.6.6), with a UID of its own (RFC 9074 4); none of what is cancelled."""
        if self._manner.alarm is None or session.status is Status.CANCELLED:
            return ()
        told = (
            lines.text("UID", str(uuid5(session.uid, "alarm"))),
            lines.token("ACTION", "DISPLAY"),
            lines.token("TRIGGER", f"-{minutes(self._manner.alarm)}"),
            said("DESCRIPTION", self._summary(session)),
        )
        return (lines.component("VALARM", told),)


def said(name: str, what: Said, more: lines.Parameters = ()) -> bytes:
    """A property of type TEXT with the language it is in."""
    return lines.text(name, what.text, (*what.parameters, *more))


def revised(revision: Revision) -> tuple[bytes, ...]:
    """When and how often what an entry tells of was changed."""
    # Without METHOD, DTSTAMP is when the session was last revised (RFC 5545 3.8.7.2), and with
    # PUBLISH that serves as well; the time of the export would make every file differ.
    return (
        lines.instant("DTSTAMP", revision.modified),
        lines.instant("CREATED", revision.created),
        lines.instant("LAST-MODIFIED", revision.modified),
        lines.token("SEQUENCE", str(revision.sequence)),
    )


def _rooms_then_buildings(rooms: Iterable[Room]) -> list[Text]:
    rooms = tuple(rooms)
    return [*(room.name for room in rooms), *(room.building for room in rooms if room.building)]


def _live(streams: Iterable[Stream]) -> Iterator[tuple[str, Stream]]:
    """The streams that can be joined: a recording is none, nor is one whose address is not known."""
    return ((each.url, each) for each in streams if each.kind is StreamKind.LIVE and each.url is not None)


def _online(streams: Iterable[Stream]) -> tuple[bytes, ...]:
    """The place of what is held nowhere but on a stream: its address."""
    return tuple(lines.text("LOCATION", url) for url, _ in _live(streams))[:1]

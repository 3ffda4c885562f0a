"""Calendar and event components: VCALENDAR properties, VEVENT, descriptions, RFC 9073 participants."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import quote
from uuid import UUID, uuid5

from eventkit.ledger import Ledger, Revision, Tombstone, streams_of
from eventkit.model import (
    Appearance,
    Conference,
    Kind,
    Level,
    ParticipantId,
    Role,
    Room,
    RoomId,
    Session,
    SessionId,
    Status,
    Stream,
    StreamKind,
    TrackId,
)
from eventkit.outputs.agenda import content_lines, vtimezone
from eventkit.outputs.agenda.calendar_views import (
    Audience,
    CalendarOptions,
    CalendarText,
    one_line,
    stream_label,
)
from eventkit.outputs.agenda.content_lines import format_duration, nearest_css_colour
from eventkit.schedule import EntityKind, Schedule
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.wording import Word, Wording

PRODID = "-//eventkit//1//EN"
"""The product identifier (RFC 5545 3.7.3); its number changes with the form of calendars, not by release."""


def opening_lines(method: str | None) -> Iterator[bytes]:
    """The first properties of every calendar; VERSION first, as programs that sniff files expect."""
    yield content_lines.raw_property("VERSION", "2.0")
    yield content_lines.text_property("PRODID", PRODID)
    yield content_lines.raw_property("CALSCALE", "GREGORIAN")
    if method is not None:
        yield content_lines.raw_property("METHOD", method)


def calendar_properties(
    conference: Conference,
    ledger: Ledger,
    audience: Audience,
    options: CalendarOptions,
    *,
    uid: UUID,
    name: CalendarText,
    feed: str | None,
    modified: datetime,
    colour: str | None = None,
) -> Iterator[bytes]:
    """The properties of a VCALENDAR (RFC 7986), with its UID, its name and the address it is published at.

    Before the first release there is no LAST-MODIFIED, because any change of the draft would be one of every
    calendar.
    """
    yield from opening_lines("PUBLISH" if is_published(conference, options) else None)
    yield content_lines.uid_property(uid)
    if ledger.headed or not options.draft:
        yield content_lines.utc_property("LAST-MODIFIED", modified)
    if options.draft:
        drafts = one_line((wording.language, wording.word("draft")) for wording in audience.wordings)
        name = name._replace(text=audience.wordings[0].annotated(name.text, drafts.text))
    yield content_lines.text_property("NAME", name.text, name.parameters)
    yield content_lines.text_property("X-WR-CALNAME", name.text)
    if about := conference.theme or conference.subtitle:
        description = audience.one_line(about)
        yield content_lines.text_property("DESCRIPTION", description.text, description.parameters)
        yield content_lines.text_property("X-WR-CALDESC", description.text)
    if conference.url is not None:
        yield content_lines.uri_property("URL", conference.url)
    if feed is not None:
        yield content_lines.uri_property("SOURCE", feed, (("VALUE", "URI"),))
    if options.image is not None:
        yield content_lines.uri_property("IMAGE", options.image, (("VALUE", "URI"), ("DISPLAY", "BADGE")))
    yield content_lines.raw_property(
        "REFRESH-INTERVAL", format_duration(options.refresh), (("VALUE", "DURATION"),)
    )
    yield content_lines.raw_property("X-PUBLISHED-TTL", format_duration(options.refresh))
    yield content_lines.text_property("X-WR-TIMEZONE", conference.zone)
    if colour is not None:
        yield content_lines.raw_property("COLOR", nearest_css_colour(colour))
        yield content_lines.raw_property("X-APPLE-CALENDAR-COLOR", colour)


def is_published(conference: Conference, options: CalendarOptions) -> bool:
    """True if the calendar has METHOD:PUBLISH.

    The method needs an ORGANIZER in each event (RFC 5546 3.2.1), which is the conference office, and is not
    allowed in objects on a CalDAV server (RFC 4791 4.1).
    """
    return conference.contact is not None and options.profile != "caldav"


def organizer_property(
    conference: Conference, audience: Audience, options: CalendarOptions
) -> Iterator[bytes]:
    """The ORGANIZER of each event, if the calendar is published."""
    if conference.contact is not None and is_published(conference, options):
        yield organizer_line(conference, conference.contact, audience)


def organizer_line(conference: Conference, address: str, audience: Audience) -> bytes:
    """An ORGANIZER line: the conference office at its own address, never a person."""
    name = audience.one_line(conference.title).text
    return content_lines.uri_property("ORGANIZER", mailto(address), (("CN", name),))


def mailto(address: str) -> str:
    """An e-mail address as a URI (RFC 6068)."""
    return f"mailto:{quote(address, safe='@')}"


BETWEEN_BLOCKS = "\n\n* * *\n\n"  # separator of the blocks of several languages in a description
_MARKDOWN_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


class DescriptionWriter:
    """The writer of DESCRIPTION properties: plain text, with a block for each language of the audience.

    A block has the topic, people, parts, abstract and languages of a session. After all blocks come the web
    addresses, once, because few clients show them otherwise: streams, links, and the page of the session, or
    that of the conference.
    """

    def __init__(self, schedule: Schedule, audience: Audience, options: CalendarOptions) -> None:
        self._conference_page = schedule.conference.url
        self._options = options
        self._audience = audience
        self._language_blocks = tuple(
            _LanguageBlock(schedule, wording, audience.fallback) for wording in audience.wordings
        )

    def description(self, session: Session, streams: Iterable[Stream]) -> CalendarText | None:
        """The description of a session with its streams; ``None`` if it would be empty."""
        blocks = BETWEEN_BLOCKS.join([block for block in self._blocks(session) if block])
        addresses = [*self._addresses(session, streams)]
        page = self._options.page(self._audience.languages[0], session.id)
        if page is None and (blocks or addresses):  # not that of the conference alone
            page = self._conference_page
        text = "\n\n".join(filter(None, (blocks, "\n".join([*addresses, *([page] if page else [])]))))
        return CalendarText(text, self._language(session)) if text else None

    def _language(self, session: Session) -> str | None:
        """The language of a description for one language: that of the abstract, its largest part."""
        if len(self._audience.wordings) > 1:
            return None
        if session.abstract:
            return session.abstract.best(*self._audience.languages, *self._audience.fallback)[0]
        return self._audience.wordings[0].language

    def _blocks(self, session: Session) -> Iterator[str]:
        per_language = self._audience.per_language
        texts = zip(*map(per_language, (session.title, session.subtitle, session.abstract)), strict=True)
        for block, (title, topic, abstract) in zip(self._language_blocks, texts, strict=True):
            if title or topic or abstract:  # no block of labels alone for a language without any text
                yield block.write(session, topic, abstract)

    def _addresses(self, session: Session, streams: Iterable[Stream]) -> Iterator[str]:
        pair = self._audience.wordings[0].pair
        for stream in streams:
            if stream.url is not None:
                yield pair(stream_label(stream, self._audience).text, stream.url)
        for link in session.links:
            yield pair(self._audience.one_line(link.label).text, link.url) if link.label else link.url


class _LanguageBlock:
    def __init__(self, schedule: Schedule, wording: Wording, fallback: tuple[str, ...]) -> None:
        self._schedule = schedule
        self._wording = wording
        self._languages = (wording.asked, *fallback)
        # The same people and languages come up in many sessions.
        self._language_lines = cache(self._write_languages)
        self._introduce = cache(self._introduce_uncached)
        self._person_line = cache(self._write_person_line)
        self._role_label = cache(self._write_role_label)
        self._full_name = cache(self._write_full_name)
        self._time_range = cache(self._write_time_range)

    def write(self, session: Session, topic: str | None, abstract: str | None) -> str:
        paragraphs = (
            topic,
            "\n".join(self._people(session)),
            "\n".join(self._parts(session)),
            abstract and _strip_markdown_escapes(abstract),
            self._language_lines(session.languages, session.interpreted),
            self._level_line(session.level),
        )
        return "\n\n".join([paragraph for paragraph in paragraphs if paragraph])

    def _people(self, session: Session) -> Iterator[str]:
        """People by role: one person on the line of the role, several on lines below it."""
        for role, group in groupby(_appearing(session), key=attrgetter("role")):
            people = [self._person(appearance) for appearance in group]
            label = self._role_label(role, len(people))
            if len(people) == 1:
                yield label + people[0]
            else:
                yield label.rstrip()
                yield from [f"– {person}" for person in people]

    def _person(self, appearance: Appearance) -> str:
        who = appearance.participant
        if appearance.affiliations:
            affiliations = self._wording.affiliations(self._schedule, appearance)
            person = self._wording.with_affiliations(self._introduce(who), affiliations)
        else:
            person = self._person_line(who)
        if appearance.status is Status.TENTATIVE:
            return self._wording.annotated(person, self._wording.label(Status.TENTATIVE))
        return person

    def _write_person_line(self, who: ParticipantId) -> str:
        affiliations = self._wording.affiliations(self._schedule, self._schedule.participant(who))
        return self._wording.with_affiliations(self._introduce(who), affiliations)

    def _introduce_uncached(self, who: ParticipantId) -> str:
        participant = self._schedule.participant(who)
        return self._wording.introduced(participant, participant.named(*self._languages)[0])

    def _write_role_label(self, role: Role, people: int) -> str:
        return self._wording.pair(self._wording.label(role, many=people > 1), "")

    def _write_full_name(self, who: ParticipantId) -> str:
        return self._schedule.participant(who).named(*self._languages)[0].full

    def _parts(self, session: Session) -> Iterator[str]:
        for part in self._schedule.parts(session.id):
            if part.slot is None or part.status is Status.CANCELLED:
                continue
            times = self._time_range(part.slot.period.start, part.slot.period.end)
            title = part.title.best(*self._languages)[1]
            names = [self._full_name(appearance.participant) for appearance in _appearing(part)]
            yield f"{times} {self._wording.pair(title, self._wording.listed(names)) if names else title}"

    def _write_time_range(self, start: datetime, end: datetime) -> str:
        return self._wording.times(self._schedule.wall(start), self._schedule.wall(end))

    def _level_line(self, level: Level) -> str:
        """The level, unless it is a session for everyone."""
        if level is Level.ALL:
            return ""
        return self._wording.pair(self._wording.field("level"), self._wording.label(level))

    def _write_languages(self, spoken: tuple[str, ...], interpreted: tuple[str, ...]) -> str:
        """The languages spoken, and those interpreted into, where the session names them."""
        labelled: tuple[tuple[Word, tuple[str, ...]], ...] = (
            ("languages", spoken),
            ("interpretation", interpreted),
        )
        return "\n".join(
            self._wording.pair(
                self._wording.word(label),
                self._wording.listed(map(self._wording.language_name, languages)),
            )
            for label, languages in labelled
            if languages
        )


def _strip_markdown_escapes(markdown: str) -> str:
    """Remove the backslashes before punctuation (CommonMark 2.4), which a calendar would show.

    Other Markdown is readable as it is.
    """
    return _MARKDOWN_ESCAPE.sub(r"\1", markdown) if "\\" in markdown else markdown


def _appearing(session: Session) -> list[Appearance]:
    cancelled = Status.CANCELLED
    return [appearance for appearance in session.people if appearance.status is not cancelled]


ROLES_WITHOUT_TALK = frozenset({Role.GUEST, Role.HOST, Role.INTERPRETER, Role.PARTICIPANT})
"""Roles of participants who give no talk."""


class Rfc9073Writer:
    """The writer of RFC 9073 and RFC 9253 properties and components, for the profile ``full``.

    Of a person it writes the name and the first web page, as a printed programme does; never an address.
    """

    def __init__(self, schedule: Schedule, ledger: Ledger, audience: Audience) -> None:
        self._schedule = schedule
        self._ledger = ledger
        self._audience = audience
        self._person = cache(self._write_participant)
        self._place = cache(self._write_location)

    def properties(self, session: Session) -> Iterator[bytes]:
        """LINK for each link of a session (RFC 9253 8.2), and CONCEPT for its track (RFC 9253 8.1)."""
        for link in session.links:
            parameters: content_lines.Parameters = (("VALUE", "URI"), ("LINKREL", "related"))
            if link.label is not None:
                label = self._audience.one_line(link.label)
                parameters += (("LABEL", label.text), *label.parameters)
            yield content_lines.uri_property("LINK", link.url, parameters)
        if session.track is not None:
            yield content_lines.uri_property(
                "CONCEPT", f"urn:uuid:{self._uid(EntityKind.TRACK, session.track)}"
            )

    def components(self, session: Session) -> Iterator[bytes]:
        """PARTICIPANT for each person who appears (RFC 9073 7.1), VLOCATION for each room (RFC 9073 7.2)."""
        seen: set[ParticipantId] = set()
        for appearance in session.people:
            if appearance.comes and appearance.participant not in seen:
                seen.add(appearance.participant)
                yield self._person(appearance.participant, appearance.role)
        yield from map(self._place, self._schedule.rooms_of(session))

    def _write_participant(self, who: ParticipantId, role: Role) -> bytes:
        participant = self._schedule.participant(who)
        names = participant.named(*self._audience.languages, *self._audience.fallback)
        participant_type = (
            "PERFORMER" if role is Role.PERFORMER else "ACTIVE" if role in ROLES_WITHOUT_TALK else "SPEAKER"
        )
        lines = [
            content_lines.text_property("UID", self._uid(EntityKind.PARTICIPANT, who)),
            content_lines.raw_property("PARTICIPANT-TYPE", participant_type),
            content_lines.text_property("SUMMARY", names[0].full),
        ]
        lines += [content_lines.uri_property("URL", link.url) for link in participant.links[:1]]
        return content_lines.component("PARTICIPANT", lines)

    def _write_location(self, room: RoomId) -> bytes:
        name = self._audience.one_line(self._schedule.room(room).name)
        lines = [
            content_lines.text_property("UID", self._uid(EntityKind.ROOM, room)),
            content_lines.text_property("NAME", name.text, name.parameters),
        ]
        venue = self._schedule.conference.venue
        if venue is not None and venue.latitude is not None and venue.longitude is not None:
            lines.append(content_lines.geo_property(venue.latitude, venue.longitude))
        return content_lines.component("VLOCATION", lines)

    def _uid(self, kind: EntityKind, id_: str) -> str:
        first = self._ledger.first_id(kind.collection, id_)
        return str(uuid5(self._schedule.conference.uid, f"{kind}:{first}"))


# A public calendar marks no one as busy: a subscriber to a whole conference is not in all of its rooms.
# Outlook reads the second line only.
FREE = b"TRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\nCLASS:PUBLIC\r\n"

# Public in each calendar, a person's and an invitation too: all of it is printed in the programme, and
# Exchange hides what is private from assistants, who keep the calendars of others.
BUSY = b"TRANSP:OPAQUE\r\nX-MICROSOFT-CDO-BUSYSTATUS:BUSY\r\nCLASS:PUBLIC\r\n"


class EventLines(NamedTuple):
    """The lines of a VEVENT that are the same in each calendar, in three stretches."""

    head: bytes  # from UID to STATUS
    body: bytes  # from LOCATION to URL
    tail: bytes  # what follows RELATED-TO and the lines of all events


class Showing(NamedTuple):
    """The presentation of a session in a calendar."""

    busy: bool = False  # whether it blocks the reader's time
    within_parent: bool = False  # whether the calendar shows the session that it is part of, too


class EventWriter:
    """The writer of VEVENT components for one audience, in any number of calendars.

    The lines of an event that do not depend on the calendar are written once.
    """

    def __init__(
        self,
        schedule: Schedule,
        ledger: Ledger,
        audience: Audience,
        *,
        common: tuple[bytes, ...] = (),
        options: CalendarOptions | None = None,
    ) -> None:
        self._schedule = schedule
        self._ledger = ledger
        self._audience = audience
        self._common = b"".join(common)
        self._options = options or CalendarOptions()
        self._descriptions = DescriptionWriter(schedule, audience, self._options)
        self._rfc9073 = Rfc9073Writer(schedule, ledger, audience) if self._options.profile == "full" else None
        page = schedule.conference.url
        self._page = b"" if page is None else content_lines.uri_property("URL", page)
        # Many sessions share a period, rooms and a topic.
        self._when = cache(self._write_period)
        self._where = cache(self._write_location)
        self._about = cache(self._write_categories)
        self._part_of = cache(self._write_parent)
        self._lines: dict[SessionId, EventLines] = {}

    def event(self, session: Session, period: Period, showing: Showing, *extra: bytes) -> bytes:
        """The VEVENT of a session in a period, as a calendar shows it, with extra lines."""
        lines = self._lines.get(session.id)
        if lines is None:
            lines = self._lines[session.id] = self._write_lines(session, period)
        return content_lines.component(
            "VEVENT",
            (
                lines.head,
                BUSY if showing.busy else FREE,
                lines.body,
                self._part_of(session.parent) if showing.within_parent and session.parent else b"",
                self._common,
                *extra,
                lines.tail,
            ),
        )

    def _write_lines(self, session: Session, period: Period) -> EventLines:
        streams = streams_of(self._schedule, session)
        alternative = self._alternative(session)
        head = (
            content_lines.uid_property(session.uid),
            revision_properties(self._ledger.sessions[session.id], self._audience.languages),
            self._when(period.start, period.end),
            localised_property("SUMMARY", self._summary(session), alternative),
            content_lines.raw_property("STATUS", self._status(session.status)),
        )
        body = (
            self._where(self._schedule.rooms_of(session)) or _stream_location(streams),
            self._about(session.track, session.kind),
            self._description(session, streams, alternative),
            *self._conferences(streams),
            self._page_of(session),
        )
        tail = self._alarm(session)
        if self._rfc9073:
            tail = b"".join((*self._rfc9073.properties(session), tail, *self._rfc9073.components(session)))
        return EventLines(b"".join(head), b"".join(body), tail)

    def cancelled_event(self, tombstone: Tombstone) -> bytes:
        """The VEVENT of a session that left the calendar, with STATUS:CANCELLED, so that clients show it.

        It has only what was fixed when the session left: it must not change afterwards.
        """
        session = tombstone.session.model_copy(update={"status": Status.CANCELLED})
        slot = session.slot
        return content_lines.component(
            "VEVENT",
            (
                content_lines.uid_property(session.uid),
                revision_properties(tombstone.revision),
                self._when(slot.period.start, slot.period.end) if slot is not None else b"",
                localised_property("SUMMARY", self._summary(session)),
                content_lines.raw_property("STATUS", "CANCELLED"),
                FREE,
                self._place(_rooms_then_buildings(tombstone.rooms)),
                self._common,
            ),
        )

    def conference_event(self) -> bytes:
        """The conference as one VEVENT of whole days."""
        conference = self._schedule.conference
        return content_lines.component(
            "VEVENT",
            (
                # Not the UID of the calendar: clients may store both in one table.
                content_lines.uid_property(uuid5(conference.uid, "days")),
                revision_properties(self._ledger.whole),
                days_properties(conference.start, conference.end),
                localised_property("SUMMARY", self._audience.one_line(conference.title)),
                content_lines.raw_property("STATUS", self._status(Status.CONFIRMED)),
                FREE,
                self._where(()) or _stream_location(conference.streams),
                *self._conferences(conference.streams),
                self._page,
                self._common,
            ),
        )

    def _write_period(self, start: datetime, end: datetime) -> bytes:
        return vtimezone.period_properties(self._schedule.zone, start, end)

    def _summary(self, session: Session) -> CalendarText:
        """The title, marked if the session is cancelled, because some clients ignore STATUS."""
        if session.status is not Status.CANCELLED:
            return self._audience.one_line(session.title)
        titles = self._audience.entries(session.title)
        return one_line(
            (language, Wording.of(language).word("cancelled-title", title=title))
            for language, title in titles
        )

    def _status(self, status: Status) -> str:
        return (
            Status.TENTATIVE if self._options.draft and status is Status.CONFIRMED else status
        ).value.upper()

    def _write_location(self, rooms: tuple[RoomId, ...]) -> bytes:
        """LOCATION with room, building, venue, street and city, and GEO; for Apple, a place for its maps."""
        venue = self._schedule.conference.venue
        texts = _rooms_then_buildings(map(self._schedule.room, rooms))
        if venue is not None:
            texts += [text for text in (venue.name, venue.address, venue.city) if text]
        lines = self._place(texts)
        if lines and venue is not None and venue.latitude is not None and venue.longitude is not None:
            lines += content_lines.geo_property(venue.latitude, venue.longitude)
            title = self._audience.one_line(venue.name).text
            where = f"geo:{venue.latitude:.6f},{venue.longitude:.6f}"
            parameters = (("VALUE", "URI"), ("X-APPLE-RADIUS", "100"), ("X-TITLE", title))
            lines += content_lines.uri_property("X-APPLE-STRUCTURED-LOCATION", where, parameters)
        return lines

    def _place(self, texts: list[Text]) -> bytes:
        return localised_property("LOCATION", self._audience.join_parts(texts)) if texts else b""

    def _write_categories(self, track: TrackId | None, kind: Kind) -> bytes:
        topic = self._schedule.track(track) if track is not None else None
        categories: list[str] = []
        if topic:
            categories += (name for _, name in self._audience.entries(topic.name))
        if kind is not Kind.OTHER:
            categories += (wording.label(kind) for wording in self._audience.wordings)
        lines = (
            content_lines.text_list_property("CATEGORIES", dict.fromkeys(categories)) if categories else b""
        )
        if topic:
            lines += content_lines.raw_property("COLOR", nearest_css_colour(topic.colour))
        return lines

    def _alternative(self, session: Session) -> content_lines.Parameters:
        """ALTREP (RFC 5545 3.2.1): the page of the session in a language that the calendar is not in."""
        if self._options.pages is not None:
            known = {language for language, _ in self._audience.entries(session.title)}
            for language in self._audience.fallback:
                page = self._options.page(language, session.id)
                if page and language not in {*self._audience.languages, *known} and language in session.title:
                    return (("ALTREP", content_lines.ascii_uri(page)),)
        return ()

    def _description(
        self, session: Session, streams: Iterable[Stream], parameters: content_lines.Parameters
    ) -> bytes:
        description = self._descriptions.description(session, streams)
        return b"" if description is None else localised_property("DESCRIPTION", description, parameters)

    def _conferences(self, streams: tuple[Stream, ...]) -> list[bytes]:
        return [self._conference(url, stream) for url, stream in _live_streams(streams)] if streams else []

    def _conference(self, url: str, stream: Stream) -> bytes:
        label = stream_label(stream, self._audience)
        parameters: content_lines.Parameters = (
            ("VALUE", "URI"),
            ("FEATURE", ("AUDIO", "VIDEO")),
            ("LABEL", label.text),
            *label.parameters,
        )
        return content_lines.uri_property("CONFERENCE", url, parameters)

    def _page_of(self, session: Session) -> bytes:
        page = self._options.page(self._audience.languages[0], session.id)
        return self._page if page is None else content_lines.uri_property("URL", page)

    def _write_parent(self, parent: SessionId) -> bytes:
        uid = self._schedule.session(parent).uid
        return content_lines.text_property("RELATED-TO", str(uid), (("RELTYPE", "PARENT"),))

    def _alarm(self, session: Session) -> bytes:
        """VALARM (RFC 5545 3.6.6) with a UID of its own (RFC 9074 4); none for a cancelled session."""
        if self._options.alarm is None or session.status is Status.CANCELLED:
            return b""
        lines = (
            content_lines.uid_property(uuid5(session.uid, "alarm")),
            content_lines.raw_property("ACTION", "DISPLAY"),
            content_lines.raw_property("TRIGGER", f"-{format_duration(self._options.alarm)}"),
            localised_property("DESCRIPTION", self._summary(session)),
        )
        return content_lines.component("VALARM", lines)


def localised_property(name: str, value: CalendarText, extra: content_lines.Parameters = ()) -> bytes:
    return content_lines.text_property(name, value.text, (*value.parameters, *extra))


def days_properties(first: date, last: date) -> bytes:
    """DTSTART and DTEND of whole days; DTEND is the day after (RFC 5545 3.6.1)."""
    start = content_lines.date_property("DTSTART", first)
    return start + content_lines.date_property("DTEND", last + timedelta(days=1))


def revision_properties(revision: Revision, languages: Iterable[str] = ()) -> bytes:
    """DTSTAMP, CREATED, LAST-MODIFIED and SEQUENCE of a revision, as calendars in some languages show it."""
    modified = revision.modified_in(languages) if languages else revision.modified
    return _revision_lines(modified.astimezone(UTC), revision.created.astimezone(UTC), revision.sequence)


# Many sessions were changed at one time.
@lru_cache(maxsize=4096)
def _revision_lines(modified: datetime, created: datetime, sequence: int) -> bytes:
    # Without METHOD, DTSTAMP is when the session was last revised (RFC 5545 3.8.7.2), and with
    # PUBLISH that serves as well; the time of the export would make every file differ.
    return b"".join(
        (
            content_lines.utc_property("DTSTAMP", modified),
            content_lines.utc_property("CREATED", created),
            content_lines.utc_property("LAST-MODIFIED", modified),
            content_lines.raw_property("SEQUENCE", str(sequence)),
        )
    )


def _rooms_then_buildings(rooms: Iterable[Room]) -> list[Text]:
    rooms = tuple(rooms)
    return [*(room.name for room in rooms), *(room.building for room in rooms if room.building)]


def _live_streams(streams: Iterable[Stream]) -> Iterator[tuple[str, Stream]]:
    """Streams that can be joined, with their address: live, and the address is known."""
    return (
        (stream.url, stream)
        for stream in streams
        if stream.kind is StreamKind.LIVE and stream.url is not None
    )


def _stream_location(streams: Iterable[Stream]) -> bytes:
    """LOCATION of a session that takes place on a stream only: the address of the stream."""
    return next((content_lines.text_property("LOCATION", url) for url, _ in _live_streams(streams)), b"")

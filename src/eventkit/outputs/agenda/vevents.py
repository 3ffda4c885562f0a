"""Calendar and event components: VCALENDAR properties, VEVENT, descriptions, RFC 9073 participants."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from urllib.parse import quote
from uuid import UUID, uuid5

from eventkit.changes import Gone, Ledger, Revision, streams_of
from eventkit.model import (
    Appearance,
    Conference,
    Kind,
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
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.wording import Word, Wording

PRODID = "-//eventkit//1//EN"
"""Who writes the calendars; the number grows with their form, not with every release of eventkit."""


def opening_lines(method: str | None) -> Iterator[bytes]:
    """What every calendar begins with; VERSION first, as readers that sniff files expect."""
    yield content_lines.raw_property("VERSION", "2.0")
    yield content_lines.text_property("PRODID", PRODID)
    yield content_lines.raw_property("CALSCALE", "GREGORIAN")
    if method is not None:
        yield content_lines.raw_property("METHOD", method)


def calendar_properties(
    conference: Conference,
    ledger: Ledger,
    readers: Audience,
    manner: CalendarOptions,
    *,
    uid: UUID,
    name: CalendarText,
    modified: datetime | None = None,
) -> Iterator[bytes]:
    """The properties of a calendar that is published (RFC 7986): of that identity, and called so.

    It was modified when anything was, if it is not known better.
    """
    yield from opening_lines("PUBLISH" if is_published(conference, manner) else None)
    yield content_lines.text_property("UID", str(uid))
    yield content_lines.utc_property("LAST-MODIFIED", modified or ledger.revised)
    if manner.draft:
        drafts = one_line((wording.language, wording.word("draft")) for wording in readers.wordings)
        name = name._replace(text=f"{name.text} ({drafts.text})")
    yield content_lines.text_property("NAME", name.text, name.parameters)
    yield content_lines.text_property("X-WR-CALNAME", name.text)
    if about := conference.theme or conference.subtitle:
        told = readers.in_a_line(about)
        yield content_lines.text_property("DESCRIPTION", told.text, told.parameters)
        yield content_lines.text_property("X-WR-CALDESC", told.text)
    if conference.url is not None:
        yield content_lines.uri_property("URL", conference.url)
    if manner.feed is not None:
        yield content_lines.uri_property("SOURCE", manner.feed, (("VALUE", "URI"),))
    yield content_lines.raw_property(
        "REFRESH-INTERVAL", format_duration(manner.refresh), (("VALUE", "DURATION"),)
    )
    yield content_lines.raw_property("X-PUBLISHED-TTL", format_duration(manner.refresh))
    yield content_lines.text_property("X-WR-TIMEZONE", conference.zone)


def is_published(conference: Conference, manner: CalendarOptions) -> bool:
    """Whether METHOD says so: it wants an ORGANIZER in each entry (RFC 5546 3.2.1), which is the office,
    and has no place in what is kept by CalDAV (RFC 4791 4.1).
    """
    return conference.contact is not None and manner.profile != "caldav"


def organizer_property(conference: Conference, readers: Audience, manner: CalendarOptions) -> Iterator[bytes]:
    """Who publishes the calendar, for each of its entries; nobody, where it is not published."""
    if conference.contact is not None and is_published(conference, manner):
        yield organizer_line(conference, conference.contact, readers)


def organizer_line(conference: Conference, address: str, readers: Audience) -> bytes:
    """The office of the conference at its own address, never that of a person."""
    name = readers.in_a_line(conference.title).text
    return content_lines.uri_property("ORGANIZER", mailto(address), (("CN", name),))


def mailto(address: str) -> str:
    """An e-mail address as a URI (RFC 6068)."""
    return f"mailto:{quote(address, safe='@')}"


BETWEEN_BLOCKS = "\n\n* * *\n\n"
"""What parts the blocks of several languages."""


_MARKDOWN_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


class DescriptionWriter:
    """The descriptions of a schedule's sessions.

    Each tells topic, people, parts, abstract and languages in a block for each language of the readers;
    after all blocks, once, come the addresses: streams, links and at last the conference's own page,
    since few calendars show them in any other way.
    """

    def __init__(self, schedule: Schedule, readers: Audience) -> None:
        self._page = schedule.conference.url
        self._readers = readers
        self._voices = tuple(
            _LanguageBlock(schedule, wording, readers.fallback) for wording in readers.wordings
        )

    def of(self, session: Session, streams: Iterable[Stream]) -> CalendarText | None:
        """The description of a session with its streams, or ``None`` where there is nothing to say."""
        blocks = BETWEEN_BLOCKS.join([block for block in self._blocks(session) if block])
        addresses = "\n".join(self._addresses(session, streams))
        text = f"{blocks}\n\n{addresses}" if blocks and addresses else blocks or addresses
        return CalendarText(text, self._language(session)) if text else None

    def _language(self, session: Session) -> str | None:
        """Its language, where it is for readers of one: that of the abstract, its greatest part."""
        if len(self._readers.wordings) > 1:
            return None
        if session.abstract:
            return session.abstract.best(*self._readers.languages, *self._readers.fallback)[0]
        return self._readers.wordings[0].language

    def _blocks(self, session: Session) -> Iterator[str]:
        in_blocks = self._readers.in_blocks
        texts = zip(*map(in_blocks, (session.title, session.subtitle, session.abstract)), strict=True)
        for voice, (title, topic, abstract) in zip(self._voices, texts, strict=True):
            if title or topic or abstract:  # a language it is not in at all gets no block of labels alone
                yield voice.block(session, topic, abstract)

    def _addresses(self, session: Session, streams: Iterable[Stream]) -> Iterator[str]:
        pair = self._readers.wordings[0].pair
        for stream in streams:
            if stream.url is not None:
                yield pair(stream_label(stream, self._readers).text, stream.url)
        for link in session.links:
            yield pair(self._readers.in_a_line(link.label).text, link.url) if link.label else link.url
        if self._page is not None:
            yield self._page


class _LanguageBlock:
    """What is said of sessions in one language."""

    def __init__(self, schedule: Schedule, wording: Wording, fallback: tuple[str, ...]) -> None:
        self._schedule = schedule
        self._wording = wording
        self._languages = (wording.asked, *fallback)
        # People appear again and again and are called alike each time; so it is with languages.
        self._tongues = cache(self._lines_of_languages)
        self._introduction = cache(self._introduced)
        self._usually = cache(self._usual)
        self._name = cache(self._full_name)
        self._times = cache(self._times_there)

    def block(self, session: Session, topic: str | None, abstract: str | None) -> str:
        """All that is said of a session in the language, in paragraphs; may be empty."""
        paragraphs = (
            topic,
            "\n".join(self._people(session)),
            "\n".join(self._parts(session)),
            abstract and _strip_markdown_escapes(abstract),
            self._tongues(session.languages, session.interpreted),
        )
        return "\n\n".join([paragraph for paragraph in paragraphs if paragraph])

    def _people(self, session: Session) -> Iterator[str]:
        """Who appears: one person beside the role, several below it."""
        for role, group in groupby(_appearing(session), key=_role):
            people = [self._person(appearance) for appearance in group]
            if len(people) == 1:
                yield self._wording.pair(self._wording.label(role), people[0])
            else:
                yield self._wording.pair(self._wording.label(role, many=True), "").rstrip()
                yield from (f"– {person}" for person in people)

    def _person(self, appearance: Appearance) -> str:
        """Who it is, with positions and organisations as of then."""
        who = appearance.participant
        if appearance.affiliations:
            as_of_then = self._wording.affiliations(self._schedule, appearance)
            said = self._wording.with_affiliations(self._introduction(who), as_of_then)
        else:
            said = self._usually(who)
        if appearance.status is Status.TENTATIVE:
            return f"{said} ({self._wording.label(Status.TENTATIVE)})"
        return said

    def _usual(self, who: ParticipantId) -> str:
        held = self._wording.affiliations(self._schedule, self._schedule.participant(who))
        return self._wording.with_affiliations(self._introduction(who), held)

    def _introduced(self, who: ParticipantId) -> str:
        participant = self._schedule.participant(who)
        return self._wording.introduced(participant, participant.named(*self._languages)[0])

    def _full_name(self, who: ParticipantId) -> str:
        return self._schedule.participant(who).named(*self._languages)[0].full

    def _parts(self, session: Session) -> Iterator[str]:
        """What it is made of, each with its time, its title and its people's names."""
        for part in self._schedule.parts(session.id):
            if part.slot is None or part.status is Status.CANCELLED:
                continue
            times = self._times(part.slot.period.start, part.slot.period.end)
            title = part.title.best(*self._languages)[1]
            names = self._wording.listed([self._name(each.participant) for each in _appearing(part)])
            yield f"{times} {self._wording.pair(title, names) if names else title}"

    def _times_there(self, start: datetime, end: datetime) -> str:
        return self._wording.times(self._schedule.wall(start), self._schedule.wall(end))

    def _lines_of_languages(self, spoken: tuple[str, ...], interpreted: tuple[str, ...]) -> str:
        """In which languages it is held and into which it is interpreted, where that is told."""
        told: tuple[tuple[Word, tuple[str, ...]], ...] = (
            ("languages", spoken),
            ("interpretation", interpreted),
        )
        return "\n".join(
            self._wording.pair(
                self._wording.word(label),
                self._wording.listed(map(self._wording.language_name, languages)),
            )
            for label, languages in told
            if languages
        )


def _strip_markdown_escapes(markdown: str) -> str:
    """A text in Markdown as a calendar shows it: without the backslashes before signs (CommonMark 2.4).

    All else is readable as it is written.
    """
    return _MARKDOWN_ESCAPE.sub(r"\1", markdown) if "\\" in markdown else markdown


def _appearing(session: Session) -> list[Appearance]:
    return [appearance for appearance in session.people if appearance.comes]


def _role(appearance: Appearance) -> Role:
    return appearance.role


ROLES_WITHOUT_TALK = frozenset({Role.GUEST, Role.HOST, Role.INTERPRETER, Role.PARTICIPANT})
"""Roles of those who take part without a talk of their own."""


class Rfc9073Writer:
    """The parts of an entry that stand in the full profile alone.

    What is told of a person are the name and the first of their pages, as in any printed programme; never
    an address.
    """

    def __init__(self, schedule: Schedule, readers: Audience) -> None:
        self._schedule = schedule
        self._readers = readers
        self._person = cache(self._lines_of_person)
        self._place = cache(self._lines_of_room)

    def properties(self, session: Session) -> Iterator[bytes]:
        """The session's links (RFC 9253 8.2), and its track as a concept (RFC 9253 8.1)."""
        for link in session.links:
            parameters: content_lines.Parameters = (("VALUE", "URI"), ("LINKREL", "related"))
            if link.label is not None:
                label = self._readers.in_a_line(link.label)
                parameters += (("LABEL", label.text), *label.parameters)
            yield content_lines.uri_property("LINK", link.url, parameters)
        if session.track is not None:
            yield content_lines.uri_property("CONCEPT", f"urn:uuid:{self._uid('track', session.track)}")

    def components(self, session: Session) -> Iterator[bytes]:
        """Those who appear (RFC 9073 7.1), once each, and the rooms (RFC 9073 7.2)."""
        seen: set[ParticipantId] = set()
        for each in session.people:
            if each.comes and each.participant not in seen:
                seen.add(each.participant)
                yield self._person(each.participant, each.role)
        yield from map(self._place, self._schedule.rooms_of(session))

    def _lines_of_person(self, who: ParticipantId, role: Role) -> bytes:
        participant = self._schedule.participant(who)
        names = participant.named(*self._readers.languages, *self._readers.fallback)
        doing = (
            "PERFORMER" if role is Role.PERFORMER else "ACTIVE" if role in ROLES_WITHOUT_TALK else "SPEAKER"
        )
        told = [
            content_lines.text_property("UID", self._uid("participant", who)),
            content_lines.raw_property("PARTICIPANT-TYPE", doing),
            content_lines.text_property("SUMMARY", names[0].full),
        ]
        told += [content_lines.uri_property("URL", link.url) for link in participant.links[:1]]
        return content_lines.component("PARTICIPANT", told)

    def _lines_of_room(self, room: RoomId) -> bytes:
        name = self._readers.in_a_line(self._schedule.room(room).name)
        told = [
            content_lines.text_property("UID", self._uid("room", room)),
            content_lines.text_property("NAME", name.text, name.parameters),
        ]
        venue = self._schedule.conference.venue
        if venue is not None and venue.latitude is not None and venue.longitude is not None:
            told.append(content_lines.geo_property(venue.latitude, venue.longitude))
        return content_lines.component("VLOCATION", told)

    def _uid(self, kind: str, id_: str) -> str:
        return str(uuid5(self._schedule.conference.uid, f"{kind}:{id_}"))


# In a public calendar nothing makes its reader busy: who subscribes to a whole conference does not sit in
# all of its rooms. Outlook goes by the second line alone.
FREE = (
    content_lines.raw_property("TRANSP", "TRANSPARENT"),
    content_lines.raw_property("X-MICROSOFT-CDO-BUSYSTATUS", "FREE"),
)


BUSY = (
    content_lines.raw_property("TRANSP", "OPAQUE"),
    content_lines.raw_property("X-MICROSOFT-CDO-BUSYSTATUS", "BUSY"),
)


PUBLIC = content_lines.raw_property("CLASS", "PUBLIC")


PRIVATE = content_lines.raw_property("CLASS", "PRIVATE")


class EventWriter:
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
        readers: Audience,
        *,
        held: frozenset[SessionId] = frozenset(),
        own: frozenset[SessionId] = frozenset(),
        common: tuple[bytes, ...] = (),
        manner: CalendarOptions | None = None,
    ) -> None:
        self._schedule = schedule
        self._ledger = ledger
        self._readers = readers
        self._held = held
        self._own = own
        self._common = common
        self._manner = manner or CalendarOptions()
        self._class = PRIVATE if self._manner.personal else PUBLIC
        self._descriptions = DescriptionWriter(schedule, readers)
        self._richer = Rfc9073Writer(schedule, readers) if self._manner.profile == "full" else None
        page = schedule.conference.url
        self._page = () if page is None else (content_lines.uri_property("URL", page),)
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
        return content_lines.component(
            "VEVENT",
            (
                content_lines.text_property("UID", str(session.uid)),
                *revision_properties(self._ledger.sessions[session.id]),
                *self._when(period),
                localised_property("SUMMARY", self._summary(session), elsewhere),
                content_lines.raw_property("STATUS", self._status(session.status)),
                *(BUSY if self._keeps_busy(session) else FREE),
                self._class,
                *(self._where(self._schedule.rooms_of(session)) or _stream_location(streams)),
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
        return content_lines.component(
            "VEVENT",
            (
                content_lines.text_property("UID", str(session.uid)),
                *revision_properties(gone.revision),
                *(self._when(session.slot.period) if session.slot is not None else ()),
                localised_property("SUMMARY", self._summary(session)),
                content_lines.raw_property("STATUS", "CANCELLED"),
                *FREE,
                self._class,
                *self._place(_rooms_then_buildings(gone.rooms)),
                *self._common,
            ),
        )

    def whole(self) -> bytes:
        """The conference as one entry of whole days; DTEND is the day after (RFC 5545 3.6.1)."""
        conference = self._schedule.conference
        return content_lines.component(
            "VEVENT",
            (
                # Not the calendar's own UID: readers may keep both in one table.
                content_lines.text_property("UID", str(uuid5(conference.uid, "days"))),
                *revision_properties(self._ledger.whole),
                content_lines.date_property("DTSTART", conference.start),
                content_lines.date_property("DTEND", conference.end + timedelta(days=1)),
                localised_property("SUMMARY", self._readers.in_a_line(conference.title)),
                content_lines.raw_property("STATUS", self._status(Status.CONFIRMED)),
                *FREE,
                self._class,
                *(self._where(()) or _stream_location(conference.streams)),
                *self._conferences(conference.streams),
                *self._page,
                *self._common,
            ),
        )

    def _lines_of_period(self, period: Period) -> tuple[bytes, ...]:
        return vtimezone.period_properties(self._schedule.zone, period.start, period.end)

    def _summary(self, session: Session) -> CalendarText:
        """The title; of a cancelled session it says so, since some calendars ignore STATUS."""
        if session.status is not Status.CANCELLED:
            return self._readers.in_a_line(session.title)
        titles = self._readers.entries(session.title)
        return one_line(
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
            told.append(content_lines.geo_property(venue.latitude, venue.longitude))
        return tuple(told)

    def _place(self, texts: list[Text]) -> tuple[bytes, ...]:
        return (localised_property("LOCATION", self._readers.in_parts(texts)),) if texts else ()

    def _lines_of_topic(self, track: TrackId | None, kind: Kind) -> tuple[bytes, ...]:
        """Track and kind as categories, and the colour of the track."""
        thread = self._schedule.track(track) if track is not None else None
        categories: list[str] = []
        if thread:
            categories += (name for _, name in self._readers.entries(thread.name))
        if kind is not Kind.OTHER:
            categories += (wording.label(kind) for wording in self._readers.wordings)
        told = (
            [content_lines.text_list_property("CATEGORIES", dict.fromkeys(categories))] if categories else []
        )
        if thread:
            told.append(content_lines.raw_property("COLOR", nearest_css_colour(thread.colour)))
        return tuple(told)

    def _elsewhere(self, session: Session) -> content_lines.Parameters:
        """Where its text is found in another language (RFC 5545 3.2.1): on the page in that one."""
        if self._manner.pages is not None:
            known = {language for language, _ in self._readers.entries(session.title)}
            for language in self._readers.fallback:
                page = self._manner.page(language, session.id)
                if page and language not in {*self._readers.languages, *known} and language in session.title:
                    return (("ALTREP", content_lines.ascii_uri(page)),)
        return ()

    def _description(
        self, session: Session, streams: Iterable[Stream], parameters: content_lines.Parameters
    ) -> tuple[bytes, ...]:
        description = self._descriptions.of(session, streams)
        return () if description is None else (localised_property("DESCRIPTION", description, parameters),)

    def _conferences(self, streams: tuple[Stream, ...]) -> list[bytes]:
        return [self._conference(url, told) for url, told in _live_streams(streams)] if streams else []

    def _conference(self, url: str, told: Stream) -> bytes:
        label = stream_label(told, self._readers)
        parameters: content_lines.Parameters = (
            ("VALUE", "URI"),
            ("FEATURE", ("AUDIO", "VIDEO")),
            ("LABEL", label.text),
            *label.parameters,
        )
        return content_lines.uri_property("CONFERENCE", url, parameters)

    def _page_of(self, session: Session) -> tuple[bytes, ...]:
        page = self._manner.page(self._readers.languages[0], session.id)
        return self._page if page is None else (content_lines.uri_property("URL", page),)

    def _parent(self, session: Session) -> tuple[bytes, ...]:
        parent = session.parent
        return (self._part_of(parent),) if parent is not None and parent in self._held else ()

    def _line_of_parent(self, parent: SessionId) -> bytes:
        uid = self._schedule.session(parent).uid
        return content_lines.text_property("RELATED-TO", str(uid), (("RELTYPE", "PARENT"),))

    def _alarm(self, session: Session) -> tuple[bytes, ...]:
        """A reminder (RFC 5545 3.6.6), with a UID of its own (RFC 9074 4); none of what is cancelled."""
        if self._manner.alarm is None or session.status is Status.CANCELLED:
            return ()
        told = (
            content_lines.text_property("UID", str(uuid5(session.uid, "alarm"))),
            content_lines.raw_property("ACTION", "DISPLAY"),
            content_lines.raw_property("TRIGGER", f"-{format_duration(self._manner.alarm)}"),
            localised_property("DESCRIPTION", self._summary(session)),
        )
        return (content_lines.component("VALARM", told),)


def localised_property(name: str, what: CalendarText, more: content_lines.Parameters = ()) -> bytes:
    """A property of type TEXT with the language it is in."""
    return content_lines.text_property(name, what.text, (*what.parameters, *more))


def revision_properties(revision: Revision) -> tuple[bytes, ...]:
    """When and how often what an entry tells of was changed."""
    # Without METHOD, DTSTAMP is when the session was last revised (RFC 5545 3.8.7.2), and with
    # PUBLISH that serves as well; the time of the export would make every file differ.
    return (
        content_lines.utc_property("DTSTAMP", revision.modified),
        content_lines.utc_property("CREATED", revision.created),
        content_lines.utc_property("LAST-MODIFIED", revision.modified),
        content_lines.raw_property("SEQUENCE", str(revision.sequence)),
    )


def _rooms_then_buildings(rooms: Iterable[Room]) -> list[Text]:
    rooms = tuple(rooms)
    return [*(room.name for room in rooms), *(room.building for room in rooms if room.building)]


def _live_streams(streams: Iterable[Stream]) -> Iterator[tuple[str, Stream]]:
    """The streams that can be joined: a recording is none, nor is one whose address is not known."""
    return ((each.url, each) for each in streams if each.kind is StreamKind.LIVE and each.url is not None)


def _stream_location(streams: Iterable[Stream]) -> tuple[bytes, ...]:
    """The place of what is held nowhere but on a stream: its address."""
    return tuple(content_lines.text_property("LOCATION", url) for url, _ in _live_streams(streams))[:1]

"""The calendar reader: VCALENDAR and VEVENT components as raw records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeGuard

from eventkit.formats.icalendar.component_parser import CalendarComponent, CalendarProperty, property_names
from eventkit.formats.icalendar.event_revisions import SelectedEvent, select_events
from eventkit.formats.icalendar.property_values import (
    AttendeeReader,
    LocationParser,
    common_location_suffix,
    decode_entities,
    description,
    has_entities,
    location_text,
    organiser_name,
    parent_uid,
    parse_categories,
    parse_date_property,
    parse_date_value,
    parse_duration_value,
    room_names,
    strip_cancelled_prefix,
    strip_draft_suffix,
    text_by_language,
    unescape_text,
)
from eventkit.formats.icalendar.recurrence import (
    OCCURRENCES_LIMIT,
    RecurrenceExpander,
    RecurrenceRule,
    parse_rrule,
)
from eventkit.formats.icalendar.zone_resolver import ZoneResolver, iana_zone_name
from eventkit.intake import (
    ImportHints,
    ImportLog,
    Location,
    Markup,
    RawConference,
    RawLink,
    RawProse,
    RawSchedule,
    RawSession,
)
from eventkit.intake.datetime_parser import ParseFailure
from eventkit.intake.privacy import is_email_address
from eventkit.intake.raw_objects import add_extra
from eventkit.intake.word_lists import parse_kind_label
from eventkit.messages import Message, as_message
from eventkit.model import TITLE_LIMIT
from eventkit.times import wall, zone

_PRIVATE_PROPERTIES = property_names("ORGANIZER CONTACT COMMENT")

_READ_PROPERTIES = _PRIVATE_PROPERTIES | property_names(
    "UID DTSTART DTEND DURATION SUMMARY DESCRIPTION LOCATION CATEGORIES STATUS RELATED-TO ATTENDEE URL "
    "ATTACH LINK CONFERENCE X-ALT-DESC RRULE RDATE EXDATE RECURRENCE-ID "
    # What only serves calendars among themselves: revisions, and what they show as busy.
    "DTSTAMP CREATED LAST-MODIFIED SEQUENCE TRANSP CLASS PRIORITY METHOD REQUEST-STATUS "
    "X-MICROSOFT-CDO-BUSYSTATUS X-MICROSOFT-CDO-INTENDEDSTATUS X-MICROSOFT-DISALLOW-COUNTER X-WR-ALARMUID "
    "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR X-LIC-ERROR X-MOZ-GENERATION X-MOZ-LASTACK"
)

_FIELD_NAMES = {
    "title": "SUMMARY",
    "start": "DTSTART",
    "end": "DTEND",
    "abstract": "DESCRIPTION",
    "kind": "CATEGORIES",
    "track": "CATEGORIES",
    "rooms": "LOCATION",
    "parent": "RELATED-TO",
    "status": "STATUS",
    "uid": "UID",
}

_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
_SHORT_TITLE = 120  # characters that remain of a title over the limit


class EventReader:
    """The reader of VEVENT components as sessions.

    Args:
        people: The people of the calendar; those who appear are added.
        shared: Property values that all events share, so that they belong to the conference.
        days: The first and last day of the conference, in which events that recur without end are imported.
        from_eventkit: True if eventkit wrote the calendar.
    """

    def __init__(
        self,
        zones: ZoneResolver,
        people: AttendeeReader,
        places: LocationParser,
        shared: frozenset[tuple[str, str]],
        log: ImportLog,
        *,
        days: tuple[date, date] | None,
        from_eventkit: bool,
    ) -> None:
        self._days = days
        self._expander = RecurrenceExpander()
        self._from_eventkit = from_eventkit
        self._zones = zones
        self._people = people
        self._places = places
        self._shared = shared
        self._log = log

    def read(self, event: SelectedEvent) -> Iterator[RawSession]:
        session = self._session(event.component, event.key)
        times = self._occurrences(event.component, session)
        if times is None:
            yield session
        changed = dict(event.changed)
        duration = _duration(session.start, session.end)
        for number, (wall_time, start) in enumerate(times or ()):
            key = f"{event.key or 'entry'} {wall_time:%Y%m%dT%H%M}" if number else event.key
            override = self._take_override(changed, wall_time, start)
            if override is not None:
                yield self._session(override, key)
            else:
                end = start + duration if duration is not None else None
                occurrence = replace(session, key=key, uid=key, start=start, end=end, extra={**session.extra})
                yield occurrence if number else replace(occurrence, uid=session.uid)
        for identifier, override in changed.items():
            message = Message(
                "Replaces an occurrence that the event does not have. Imported as a session of its own."
            )
            self._log.warning("occurrence", message, Location(self._log.name, row=override.line))
            yield self._session(override, f"{event.key or 'entry'} {identifier}")

    def _session(self, event: CalendarComponent, key: str | None) -> RawSession:
        location = Location(self._log.name, row=event.line)
        kind, track, others = parse_categories(event)
        if self._from_eventkit and kind is not None and (own := parse_kind_label(kind)) is not None:
            kind = own.value  # elsewhere 'session' means a talk, in eventkit what it contains
        organisers = [
            item for item in event.all_of("ORGANIZER") if (item.name, item.value) not in self._shared
        ]
        session = RawSession(
            location=location,
            key=key,
            uid=key or unescape_text(event.value("UID")),
            kind=kind,
            track=track,
            rooms=tuple(self._rooms(event)),
            parent=parent_uid(event),
            people=self._people.read(event, () if self._from_eventkit else organisers),
            links=tuple(self._links(event)),
            status=event.value("STATUS") or None,
            field_names=_FIELD_NAMES,
        )
        self._set_texts(event, session)
        self._set_times(event, session)
        if others:
            session.extra["CATEGORIES"] = others
        people = {appearance.person for appearance in session.people}
        names = list(filter(None, map(organiser_name, organisers)))
        if not people.issuperset(names):
            session.extra["ORGANIZER"] = names[0] if len(names) == 1 else names
        add_extra(session, self._unread_properties(event), self._log)
        return session

    def _set_texts(self, event: CalendarComponent, session: RawSession) -> None:
        """Set title and abstract; a long title is also put into the abstract as a whole."""
        session.title, session.abstract = text_by_language(event.all_of("SUMMARY")), description(event)
        if not self._from_eventkit and session.abstract is not None and has_entities(session.abstract):
            session.abstract = decode_entities(session.abstract)
            message = Message("HTML entities in DESCRIPTION. Replaced with the characters they stand for.")
            self._log.warning("entities", message, Location(self._log.name, field="DESCRIPTION"))
        if event.value("STATUS").upper() == "CANCELLED":
            session.title = strip_cancelled_prefix(session.title)
        if session.title is None:
            session.title = session.kind or session.track or "Untitled"
            message = Message(
                "No SUMMARY. Imported as '{title}'. Give the session a title.", title=session.title
            )
            self._log.warning("no-title", message, session.location)
        elif isinstance(session.title, str) and len(session.title) > TITLE_LIMIT:
            whole, session.title = (
                session.title,
                f"{session.title[:_SHORT_TITLE].rpartition(' ')[0] or session.title[:_SHORT_TITLE]} …",
            )
            abstract = f"\n\n{session.abstract.text}" if session.abstract else ""
            session.abstract = RawProse(f"{whole}{abstract}", Markup.PLAIN)
            message = Message(
                "SUMMARY of {count} characters. Shortened; the whole text is in the abstract.",
                count=len(whole),
            )
            self._log.warning("long-title", message, self._at(event.first("SUMMARY")))

    def _set_times(self, event: CalendarComponent, session: RawSession) -> None:
        """Set start and end; an event of whole days stays unscheduled, with its dates as extra data."""
        start, end = self._parse_date(event, "DTSTART", session), self._parse_date(event, "DTEND", session)
        if isinstance(start, datetime):
            session.start = start
            if isinstance(end, datetime):
                session.end = end
            elif (duration := event.first("DURATION")) is not None:
                self._set_duration(duration, start, session)
        elif start is not None:
            dates = event.all_of("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE")
            session.extra |= {dated.name: dated.value for dated in dates}
            message = Message(
                "A date ({start}) but no time of day. Imported without a time. Schedule the session.",
                start=start,
            )
            self._log.warning("untimed", message, self._at(event.first("DTSTART")))

    def _parse_date(self, event: CalendarComponent, name: str, session: RawSession) -> date | datetime | None:
        line_property = event.first(name)
        parsed = parse_date_property(line_property, self._zones) if line_property else None
        if isinstance(parsed, ParseFailure):
            self._log_unreadable(line_property, parsed, session)
            return None
        return parsed

    def _set_duration(self, line_property: CalendarProperty, start: datetime, session: RawSession) -> None:
        duration = parse_duration_value(line_property.value)
        if isinstance(duration, ParseFailure):
            self._log_unreadable(line_property, duration, session)
        else:
            session.end = start + duration

    def _log_unreadable(
        self, line_property: CalendarProperty | None, why: ParseFailure, session: RawSession
    ) -> None:
        if line_property is not None:
            session.extra[line_property.name] = line_property.value
            message = Message(
                "'{text}' {reason}. Saved as extra data.",
                text=line_property.value[:60],
                reason=as_message(why.reason),
            )
            self._log.error("unread-time", message, self._at(line_property))

    def _occurrences(
        self, event: CalendarComponent, session: RawSession
    ) -> list[tuple[datetime, datetime]] | None:
        """The starts of a recurring event, as local time and as instant; ``None`` if it does not recur."""
        recurrences = event.all_of("RRULE", "RDATE")
        start = event.first("DTSTART")
        if not recurrences or start is None or session.start is None:
            return None
        tzid, line = start.parameter("TZID"), recurrences[0].line
        first = parse_date_value(start.value, "", self._zones, start.line)
        if not isinstance(first, datetime):
            return None
        starts = dict.fromkeys([first])
        for rule in event.all_of("RRULE"):
            starts |= dict.fromkeys(self._expand(rule, first, tzid, session))
        if any(self._is_endless(rule) for rule in event.all_of("RRULE")) and not self._within_days(first):
            del starts[first]
        starts |= dict.fromkeys(self._listed_dates(event, "RDATE"))
        excluded = set(self._listed_dates(event, "EXDATE"))
        times = [
            (wall_time, at)
            for wall_time in sorted(starts, key=lambda one: one.replace(tzinfo=None))
            if wall_time not in excluded
            and isinstance(at := self._instant(wall_time, tzid, line), datetime)
            and at not in excluded
        ]
        if not times and self._days:
            message = Message(
                "Recurs, but not from {first} to {last}. Left out.", first=self._days[0], last=self._days[1]
            )
            message = Message("'{title}': {message}", title=str(session.title)[:60], message=message)
            self._log.error("repeated", message, self._at(recurrences[0]))
        else:
            message = Message(
                "The event recurs, but has only one date. Imported as one session."
                if len(times) == 1
                else "The event recurs {count} times. Imported as {count} sessions.",
                count=len(times),
            )
            self._log.info("repeated", message, self._at(recurrences[0]))
        return times

    def _expand(
        self, rule_property: CalendarProperty, first: datetime, tzid: str, session: RawSession
    ) -> tuple[datetime, ...]:
        """The local times of an RRULE; none, and an error, if it cannot be expanded."""
        rule = parse_rrule(rule_property.value)
        until = (
            self._until(rule, first, rule_property.line, tzid) if isinstance(rule, RecurrenceRule) else None
        )
        if isinstance(rule, ParseFailure) or isinstance(until, ParseFailure):
            reason = "Unsupported recurrence rule" if isinstance(rule, ParseFailure) else "Unreadable UNTIL"
            self._log_not_expanded(reason, rule_property, session)
            return ()
        if rule.is_endless and self._days is None:
            self._log_not_expanded("Repeats without end", rule_property, session)
            return ()
        times = self._expander.expand(
            rule, first, until=until, window=self._days if rule.is_endless else None
        )
        if len(times) > OCCURRENCES_LIMIT and self._days is not None:
            times = self._expander.expand(rule, first, until=until, window=self._days)
        if len(times) > OCCURRENCES_LIMIT:
            message = Message(
                "More than {limit} occurrences: RRULE:{rule}. Imported the first {limit}.",
                limit=OCCURRENCES_LIMIT,
                rule=rule_property.value[:80],
            )
            self._log.error("repeated", message, self._at(rule_property))
        return times[:OCCURRENCES_LIMIT]

    def _log_not_expanded(self, reason: str, rule: CalendarProperty, session: RawSession) -> None:
        session.extra["RRULE"] = rule.value
        message = Message(
            "{reason}: RRULE:{rule}. Imported its first time only. Import it into a conference "
            "with its days, or write each occurrence as an event.",
            reason=as_message(reason),
            rule=rule.value[:80],
        )
        self._log.error("not-expanded", message, self._at(rule))

    def _until(
        self, rule: RecurrenceRule, first: datetime, line: int, tzid: str
    ) -> datetime | ParseFailure | None:
        if not rule.until:
            return None
        until = parse_date_value(rule.until, "", self._zones, line)
        if isinstance(until, ParseFailure):
            return until
        if not isinstance(until, datetime):
            return datetime(until.year, until.month, until.day, 23, 59, tzinfo=first.tzinfo)
        if until.tzinfo is not None and first.tzinfo is None:
            return wall(until, zone(iana_zone_name(tzid) or "UTC"))
        return until.replace(tzinfo=first.tzinfo)

    def _is_endless(self, rule_property: CalendarProperty) -> bool:
        rule = parse_rrule(rule_property.value)
        return isinstance(rule, RecurrenceRule) and rule.is_endless

    def _within_days(self, time: datetime) -> bool:
        return self._days is None or self._days[0] <= time.date() <= self._days[1]

    def _listed_dates(self, event: CalendarComponent, name: str) -> Iterator[datetime]:
        for line_property in event.all_of(name):
            values = line_property.value.split(",")
            if len(values) > OCCURRENCES_LIMIT:
                message = Message(
                    "{count} dates. Imported the first {limit}, which is the limit.",
                    count=len(values),
                    limit=OCCURRENCES_LIMIT,
                )
                self._log.error("repeated", message, self._at(line_property))
            for value in values[:OCCURRENCES_LIMIT]:
                parsed = parse_date_value(value.partition("/")[0], "", self._zones, line_property.line)
                if isinstance(parsed, datetime):
                    yield parsed

    def _instant(self, wall_time: datetime, tzid: str, line: int) -> datetime | ParseFailure:
        return self._zones.at(wall_time, tzid, line) if tzid and wall_time.tzinfo is None else wall_time

    def _take_override(
        self, changed: dict[str, CalendarComponent], wall_time: datetime, start: datetime
    ) -> CalendarComponent | None:
        """Remove and return the event that replaces an occurrence: RECURRENCE-ID is the original start."""
        for value, override in changed.items():
            identifier = override.first("RECURRENCE-ID")
            tzid = identifier.parameter("TZID") if identifier else ""
            original = parse_date_value(value, tzid, self._zones, override.line)
            if isinstance(original, datetime) and original in (wall_time, start):
                return changed.pop(value)
        return None

    def _rooms(self, event: CalendarComponent) -> Iterable[str]:
        if rooms := list(room_names(event)):
            return rooms
        place = location_text(event)
        return () if _WEB.match(place) else self._places.rooms(place)

    def _links(self, event: CalendarComponent) -> Iterator[RawLink]:
        streams = {stream.value.strip() for stream in event.all_of("CONFERENCE")}
        for stream in event.all_of("CONFERENCE"):
            label, language = unescape_text(stream.parameter("LABEL")), stream.parameter("LANGUAGE")
            yield RawLink(stream.value.strip(), label or None, "live", language or None)
        place = location_text(event)
        if _WEB.fullmatch(place) and place not in streams:
            yield RawLink(place, stream="live")
        for url in event.all_of("URL"):
            if ("URL", url.value) not in self._shared and url.value.strip() not in streams:
                yield RawLink(url.value.strip())
        for link in event.all_of("LINK"):
            text, language = unescape_text(link.parameter("LABEL")) or None, link.parameter("LANGUAGE")
            yield RawLink(link.value.strip(), {language: text} if language and text else text)
        for attachment in event.all_of("ATTACH"):
            if _WEB.fullmatch(attachment.value.strip()) and attachment.parameter("VALUE").upper() != "BINARY":
                yield RawLink(
                    attachment.value.strip(), unescape_text(attachment.parameter("FILENAME")) or None
                )
            else:
                message = Message(
                    "An attachment that is not a web address. Left out; only links are imported."
                )
                self._log.warning("attachment", message, self._at(attachment))

    def _unread_properties(self, event: CalendarComponent) -> dict[str, Any]:
        """Values of other properties, as extra data; private ones are left out."""
        values: dict[str, list[str]] = {}
        for other in event.properties:
            if (other.name, other.value) in self._shared:
                continue
            if other.name in _PRIVATE_PROPERTIES:
                if organiser_name(other) in self._people.known:
                    continue
                message = Message("{name} looks private. Left out.", name=other.name)
                if organiser_name(other):
                    message = Message(
                        "The address of ORGANIZER looks private. Left out; the name is extra data."
                    )
                self._log.warning("private-left-out", message, Location(self._log.name, field=other.name))
            elif other.name not in _READ_PROPERTIES and other.value.strip():
                values.setdefault(other.name, []).append(unescape_text(other.value))
        return {name: texts[0] if len(texts) == 1 else texts for name, texts in values.items()}

    def _at(self, line_property: CalendarProperty | None) -> Location:
        if line_property is None:
            return Location(self._log.name)
        return Location(self._log.name, row=line_property.line, field=line_property.name)


def _duration(start: datetime | None, end: datetime | None) -> timedelta | None:
    """The length of a session; ``None`` if one time is local in an unknown zone and the other an instant."""
    if start is None or end is None or (start.tzinfo is None) != (end.tzinfo is None):
        return None
    return end - start


_CALENDAR_PROPERTIES = property_names(
    "VERSION PRODID CALSCALE METHOD UID NAME X-WR-CALNAME X-WR-TIMEZONE TIMEZONE-ID TZID VTIMEZONE URL "
    "SOURCE REFRESH-INTERVAL X-PUBLISHED-TTL LAST-MODIFIED DTSTAMP X-WR-RELCALID COLOR X-APPLE-CALENDAR-COLOR"
)

_GENERATOR = "eventkit"


def read_calendars(root: CalendarComponent, log: ImportLog, hints: ImportHints) -> RawSchedule:
    calendars = [calendar for calendar in root.components if calendar.name == "VCALENDAR"]
    calendars = calendars or [CalendarComponent("VCALENDAR", 1)]  # events alone
    if len(calendars) > 1:
        message = Message("{count} calendars in one file. Imported as one conference.", count=len(calendars))
        log.info("several-calendars", message, Location(log.name, row=calendars[1].line))
    zones, people = ZoneResolver(root, log, hints), AttendeeReader(log)
    events = select_events(root, log)
    conference = _read_conference(calendars, log)
    events = _split_conference_event(events, conference, zones, log)
    places = common_location_suffix(location_text(event.component) for event in events)
    if places.tail:
        conference.venue = places.tail
        message = Message("All locations end in '{tail}'. Imported as the venue.", tail=places.tail)
        log.info("venue", message, conference.location)
    shared = _common_properties(calendars, events)
    _set_location(events, shared, conference)
    _set_contact(calendars, shared, conference)
    reader = EventReader(
        zones,
        people,
        places,
        shared,
        log,
        days=_days_of(events, conference, zones, hints),
        from_eventkit=_written_by_eventkit(calendars),
    )
    sessions = [session for event in events for session in reader.read(event)]
    conference.zone = conference.zone or zones.most_used()
    conference.languages = conference.languages or _languages_of(event.component for event in events)
    return RawSchedule(
        source="icalendar", conference=conference, people=list(people.known.values()), sessions=sessions
    )


def _read_conference(calendars: list[CalendarComponent], log: ImportLog) -> RawConference:
    """The conference: the properties of the calendars, those of the first calendar first."""
    properties = [calendar_property for calendar in calendars for calendar_property in calendar.properties]
    merged = CalendarComponent("VCALENDAR", calendars[0].line, properties)
    zone = merged.first("X-WR-TIMEZONE", "TIMEZONE-ID", "TZID", "VTIMEZONE")
    key = iana_zone_name(zone.value) if zone else None
    if zone and key is None:
        message = Message("Unknown time zone '{zone}'. Left out.", zone=zone.value[:60])
        log.error("zone-unknown", message, Location(log.name, row=zone.line, field=zone.name))
    names = merged.all_of("NAME") or merged.all_of("X-WR-CALNAME")
    title = text_by_language(names)
    conference = RawConference(
        location=Location(log.name, row=calendars[0].line),
        key=calendars[0].value("UID") or None,
        title=strip_draft_suffix(title) if _written_by_eventkit(calendars) else title,
        zone=key,
        languages=_languages_of([CalendarComponent("", 0, names)], "NAME", "X-WR-CALNAME"),
        url=merged.value("URL") or None,
        field_names={"title": "X-WR-CALNAME", "zone": "X-WR-TIMEZONE", "url": "URL"},
    )
    extra = {
        other.name: unescape_text(other.value)
        for other in merged.properties
        if other.name not in _CALENDAR_PROPERTIES
    }
    if extra.get("X-WR-CALDESC") == extra.get("DESCRIPTION"):
        extra.pop("X-WR-CALDESC", None)
    add_extra(conference, {name: text for name, text in extra.items() if text.strip()}, log)
    return conference


def _split_conference_event(
    events: list[SelectedEvent], conference: RawConference, zones: ZoneResolver, log: ImportLog
) -> list[SelectedEvent]:
    """The events without one of whole days that has the title of the calendar: that is the conference."""
    titles = {conference.title} if isinstance(conference.title, str) else {*(conference.title or {}).values()}
    for event in events:
        begin = event.component.first("DTSTART")
        start = parse_date_property(begin, zones) if begin and "T" not in begin.value else None
        title = unescape_text(event.component.value("SUMMARY"))
        if _is_day(start) and title in titles and len(events) > 1:
            end = event.component.first("DTEND")
            last = parse_date_property(end, zones) if end else None
            conference.start = start
            # DTEND is the day after the last (RFC 5545 3.6.1).
            conference.end = last - timedelta(days=1) if _is_day(last) and last > start else start
            message = Message(
                "'{title}' over whole days is the conference. Imported as its days, not as a session.",
                title=title[:60],
            )
            log.info("whole-days", message, Location(log.name, row=event.component.line))
            return [other for other in events if other is not event]
    return events


def _days_of(
    events: list[SelectedEvent], conference: RawConference, zones: ZoneResolver, hints: ImportHints
) -> tuple[date, date] | None:
    """The days of the conference: stated, or of all events that do not recur; ``None`` without any."""
    if hints.days:
        return hints.days
    if conference.start and conference.end:
        return conference.start, conference.end
    starts = (
        parse_date_value(start.value, "", zones, start.line)
        for event in events
        if (start := event.component.first("DTSTART")) and not event.component.first("RRULE", "RDATE")
    )
    days = [start.date() for start in starts if isinstance(start, datetime)]
    return (min(days), max(days)) if days else None


def _is_day(value: object) -> TypeGuard[date]:
    return isinstance(value, date) and not isinstance(value, datetime)


def _common_properties(
    calendars: list[CalendarComponent], events: list[SelectedEvent]
) -> frozenset[tuple[str, str]]:
    """Properties with the same value in all events: they describe the conference, not each session."""
    counts = Counter(
        (shared.name, shared.value)
        for event in events
        for shared in event.component.properties
        if shared.name in {"URL", "GEO", "ORGANIZER", "TZID", "X-WR-TIMEZONE"}
    )
    organisers = {
        organiser.parameter("CN") for event in events for organiser in event.component.all_of("ORGANIZER")
    }
    if len(organisers) > 1:  # one mailbox with the names of several people
        counts = Counter({pair: count for pair, count in counts.items() if pair[0] != "ORGANIZER"})
    of_all = {pair for pair, count in counts.items() if count == len(events) and count > 1}
    return frozenset(
        of_all | {("URL", url.value) for calendar in calendars for url in calendar.all_of("URL")}
    )


def _set_location(
    events: list[SelectedEvent], shared: frozenset[tuple[str, str]], conference: RawConference
) -> None:
    for name, value in sorted(shared):
        if name == "GEO":
            latitude, _, longitude = value.partition(";")
            try:
                conference.latitude, conference.longitude = float(latitude), float(longitude)
            except ValueError:
                conference.latitude = conference.longitude = None
        elif name in {"TZID", "X-WR-TIMEZONE"}:
            conference.zone = conference.zone or iana_zone_name(value)
        elif name == "URL" and events:
            conference.url = conference.url or value.strip()


def _set_contact(
    calendars: list[CalendarComponent], shared: frozenset[tuple[str, str]], conference: RawConference
) -> None:
    """Set the address of the office from calendars of eventkit; elsewhere ORGANIZER may be a person."""
    if _written_by_eventkit(calendars):
        for name, value in sorted(shared):
            address = value.strip().removeprefix("mailto:")
            if name == "ORGANIZER" and is_email_address(address):
                conference.contact = address


def _written_by_eventkit(calendars: list[CalendarComponent]) -> bool:
    return all(_GENERATOR in calendar.value("PRODID") for calendar in calendars)


def _languages_of(components: Iterable[CalendarComponent], *names: str) -> tuple[str, ...]:
    counts = Counter(
        text.parameter("LANGUAGE")
        for component in components
        for text in component.all_of(*(names or ("SUMMARY", "DESCRIPTION")))
    )
    del counts[""]
    return tuple(counts)

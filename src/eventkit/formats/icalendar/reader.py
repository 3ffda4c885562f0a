"""The calendar reader: VCALENDAR and VEVENT components as raw records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeGuard

from eventkit.formats.icalendar.attendees_and_locations import (
    AttendeeReader,
    LocationParser,
    common_location_suffix,
    room_names,
)
from eventkit.formats.icalendar.component_parser import CalendarComponent, CalendarProperty, property_names
from eventkit.formats.icalendar.property_values import (
    decode_entities,
    description,
    has_entities,
    location_text,
    parent_uid,
    parse_categories,
    parse_date_property,
    parse_date_value,
    parse_duration_value,
    strip_cancelled_prefix,
    strip_draft_suffix,
    text_by_language,
    unescape_text,
)
from eventkit.formats.icalendar.recurrence import (
    OCCURRENCES_LIMIT,
    SelectedEvent,
    expand_rrule,
    select_events,
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
from eventkit.model import TITLE_LIMIT

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


_SHORT_TITLE = 120  # what is left of a title that is too long


class EventReader:
    """Makes sessions of entries.

    Args:
        zones: The zones of the calendar.
        people: Its people; those who appear are added.
        places: What its places have in common.
        shared: Values that are not told of each session, by property, for the calendar tells them.
        log: Where it is told what could not be read.
        is_ours: Whether eventkit wrote the calendar.
    """

    def __init__(
        self,
        zones: ZoneResolver,
        people: AttendeeReader,
        places: LocationParser,
        shared: frozenset[tuple[str, str]],
        log: ImportLog,
        *,
        is_ours: bool,
    ) -> None:
        self._is_ours = is_ours
        self._zones = zones
        self._people = people
        self._places = places
        self._shared = shared
        self._log = log

    def of(self, entry: SelectedEvent) -> Iterator[RawSession]:
        """The session of an entry, or several where it comes again."""
        made = self._session(entry.component, entry.key)
        times = self._times(entry.component, made)
        if times is None:
            yield made
            return
        lasts = _duration(made.start, made.end)
        for number, (said, start) in enumerate(times):
            key = f"{entry.key or 'entry'} {said:%Y%m%dT%H%M}" if number else entry.key
            changed = self._changed(entry, said, start)
            if changed is not None:
                yield self._session(changed, key)
            else:
                end = start + lasts if lasts is not None else None
                again = replace(made, key=key, uid=key, start=start, end=end, extra={**made.extra})
                yield again if number else replace(again, uid=made.uid)

    def _session(self, entry: CalendarComponent, key: str | None) -> RawSession:
        where = Location(self._log.name, row=entry.line)
        kind, track, others = parse_categories(entry)
        if self._is_ours and kind is not None and (own := parse_kind_label(kind)) is not None:
            kind = own.value  # others' sessions are talks, ours are what holds them
        made = RawSession(
            location=where,
            key=key,
            uid=entry.value("UID") if key == entry.value("UID") else key,
            kind=kind,
            track=track,
            rooms=tuple(self._rooms(entry)),
            parent=parent_uid(entry),
            people=self._people.of(entry),
            links=tuple(self._links(entry)),
            status=entry.value("STATUS") or None,
            field_names=_FIELD_NAMES,
        )
        self._call(entry, made)
        self._place_in_time(entry, made)
        if others:
            made.extra["CATEGORIES"] = others
        add_extra(made, self._rest(entry), self._log)
        return made

    def _call(self, entry: CalendarComponent, made: RawSession) -> None:
        """Title and abstract: without one it is called by its kind, one too long is also kept whole."""
        made.title, made.abstract = text_by_language(entry.every("SUMMARY")), description(entry)
        if not self._is_ours and made.abstract is not None and has_entities(made.abstract):
            made.abstract = decode_entities(made.abstract)
            message = "DESCRIPTION holds entities of HTML: they are taken for the letters that they stand for"
            self._log.warning("entities", message, Location(self._log.name, field="DESCRIPTION"))
        if entry.value("STATUS").upper() == "CANCELLED":
            made.title = strip_cancelled_prefix(made.title)
        if made.title is None:
            made.title = made.kind or made.track or "Untitled"
            message = f"an entry without a SUMMARY is called '{made.title}'"
            self._log.warning("no-title", message, made.location)
        elif isinstance(made.title, str) and len(made.title) > TITLE_LIMIT:
            whole, made.title = (
                made.title,
                f"{made.title[:_SHORT_TITLE].rpartition(' ')[0] or made.title[:_SHORT_TITLE]} …",
            )
            more_ = f"\n\n{made.abstract.text}" if made.abstract else ""
            made.abstract = RawProse(f"{whole}{more_}", Markup.PLAIN)
            message = f"SUMMARY is {len(whole)} characters long: all of it is put before the description"
            self._log.warning("long-title", message, self._at(entry.first("SUMMARY")))

    def _place_in_time(self, entry: CalendarComponent, made: RawSession) -> None:
        """Start and end; a day alone is kept as extra, and the session is not scheduled."""
        start, end = self._when(entry, "DTSTART", made), self._when(entry, "DTEND", made)
        if isinstance(start, datetime):
            made.start = start
            if isinstance(end, datetime):
                made.end = end
            elif (lasts := entry.first("DURATION")) is not None:
                self._lasts(lasts, start, made)
        elif start is not None:
            made.extra |= {each.name: each.value for each in entry.every("DTSTART", "DTEND", "DURATION")}
            message = f"is on {start} without a time of the day: it is left unscheduled"
            self._log.warning("untimed", message, self._at(entry.first("DTSTART")))

    def _when(self, entry: CalendarComponent, name: str, made: RawSession) -> date | datetime | None:
        told = entry.first(name)
        found = parse_date_property(told, self._zones) if told else None
        if isinstance(found, ParseFailure):
            self._unread(told, found, made)
            return None
        return found

    def _lasts(self, told: CalendarProperty, start: datetime, made: RawSession) -> None:
        found = parse_duration_value(told.value)
        if isinstance(found, ParseFailure):
            self._unread(told, found, made)
        else:
            made.end = start + found

    def _unread(self, told: CalendarProperty | None, why: ParseFailure, made: RawSession) -> None:
        if told is not None:
            made.extra[told.name] = told.value
            self._log.error(
                "unread-time", f"'{told.value[:60]}' {why.reason}: it is left out", self._at(told)
            )

    def _times(self, entry: CalendarComponent, made: RawSession) -> list[tuple[datetime, datetime]] | None:
        """When an entry that comes again begins: by the clock, and as instants; ``None`` if it does not."""
        told = entry.every("RRULE", "RDATE")
        start = entry.first("DTSTART")
        if not told or start is None or made.start is None:
            return None
        tzid, line = start.parameter("TZID"), told[0].line
        first = parse_date_value(start.value, "", self._zones, start.line)
        if not isinstance(first, datetime):
            return None
        found = dict.fromkeys([first])
        for rule in entry.every("RRULE"):
            again = expand_rrule(first, rule.value, self._zones, rule.line, tzid)
            if isinstance(again, ParseFailure):
                message = f"{again.reason} (RRULE:{rule.value[:80]}): give each time as an entry of its own"
                self._log.fault(message, self._at(rule))
                return None
            found |= dict.fromkeys(again)
        found |= dict.fromkeys(self._listed(entry, "RDATE"))
        left_out = set(self._listed(entry, "EXDATE"))
        times = [
            (each, at)
            for each in sorted(found, key=lambda one: one.replace(tzinfo=None))
            if each not in left_out and isinstance(at := self._instant(each, tzid, line), datetime)
        ]
        message = f"comes {len(times)} times: each is a session of its own"
        self._log.info("repeated", message, self._at(told[0]))
        return times

    def _listed(self, entry: CalendarComponent, name: str) -> Iterator[datetime]:
        for told in entry.every(name):
            values = told.value.split(",")
            if len(values) > OCCURRENCES_LIMIT:
                message = f"lists {len(values):,} times: the first {OCCURRENCES_LIMIT} are taken"
                self._log.error("repeated", message, self._at(told))
            for value in values[:OCCURRENCES_LIMIT]:
                found = parse_date_value(value.partition("/")[0], "", self._zones, told.line)
                if isinstance(found, datetime):
                    yield found

    def _instant(self, shown: datetime, tzid: str, line: int) -> datetime | ParseFailure:
        return self._zones.at(shown, tzid, line) if tzid and shown.tzinfo is None else shown

    def _changed(self, entry: SelectedEvent, said: datetime, start: datetime) -> CalendarComponent | None:
        """The entry that stands for one of the times: it names that as it would have been."""
        for at, each in entry.changed.items():
            told = each.first("RECURRENCE-ID")
            named = parse_date_value(at, told.parameter("TZID") if told else "", self._zones, each.line)
            if isinstance(named, datetime) and named in (said, start):
                return each
        return None

    def _rooms(self, entry: CalendarComponent) -> Iterable[str]:
        if rooms := list(room_names(entry)):
            return rooms
        place = location_text(entry)
        return () if _WEB.match(place) else self._places.rooms(place)

    def _links(self, entry: CalendarComponent) -> Iterator[RawLink]:
        streams = {each.value.strip() for each in entry.every("CONFERENCE")}
        for each in entry.every("CONFERENCE"):
            label, language = (
                unescape_text(each.parameter("LABEL")) or None,
                each.parameter("LANGUAGE") or None,
            )
            yield RawLink(each.value.strip(), label, "live", language)
        place = location_text(entry)
        if _WEB.fullmatch(place) and place not in streams:
            yield RawLink(place, stream="live")
        for each in entry.every("URL"):
            if ("URL", each.value) not in self._shared and each.value.strip() not in streams:
                yield RawLink(each.value.strip())
        for each in entry.every("LINK"):
            label, language = unescape_text(each.parameter("LABEL")) or None, each.parameter("LANGUAGE")
            yield RawLink(each.value.strip(), {language: label} if language and label else label)
        for each in entry.every("ATTACH"):
            if _WEB.fullmatch(each.value.strip()) and each.parameter("VALUE").upper() != "BINARY":
                yield RawLink(each.value.strip(), unescape_text(each.parameter("FILENAME")) or None)
            else:
                message = "an ATTACH that is no web address is left out: nothing is taken in but its text"
                self._log.warning("attachment", message, self._at(each))

    def _rest(self, entry: CalendarComponent) -> dict[str, Any]:
        """What is told besides; what is told of people is left out, and told."""
        found: dict[str, list[str]] = {}
        for each in entry.properties:
            if each.name in _PRIVATE_PROPERTIES and (each.name, each.value) not in self._shared:
                message = f"{each.name} looks private: it is left out"
                if each.name == "ORGANIZER" and each.parameter("CN"):
                    message += "; who appears is told by ATTENDEE, or by hand"
                self._log.warning("private-left-out", message, Location(self._log.name, field=each.name))
            elif (
                each.name not in _READ_PROPERTIES
                and each.value.strip()
                and (each.name, each.value) not in self._shared
            ):
                found.setdefault(each.name, []).append(unescape_text(each.value))
        return {name: values[0] if len(values) == 1 else values for name, values in found.items()}

    def _at(self, told: CalendarProperty | None) -> Location:
        return Location(self._log.name, row=told.line, field=told.name) if told else Location(self._log.name)


def _duration(start: datetime | None, end: datetime | None) -> timedelta | None:
    """How long it lasts; not told where one is a wall time of an unknown zone and the other an instant."""
    if start is None or end is None or (start.tzinfo is None) != (end.tzinfo is None):
        return None
    return end - start


_CALENDAR_PROPERTIES = property_names(
    "VERSION PRODID CALSCALE METHOD UID NAME X-WR-CALNAME X-WR-TIMEZONE TIMEZONE-ID TZID VTIMEZONE URL "
    "SOURCE REFRESH-INTERVAL X-PUBLISHED-TTL LAST-MODIFIED DTSTAMP X-WR-RELCALID COLOR X-APPLE-CALENDAR-COLOR"
)


_GENERATOR = "eventkit"


def read_calendars(root: CalendarComponent, log: ImportLog, hints: ImportHints) -> RawSchedule:
    calendars = [each for each in root.components if each.name == "VCALENDAR"]
    if len(calendars) > 1:
        message = f"holds {len(calendars)} calendars: they are taken for one"
        log.info("several-calendars", message, Location(log.name, row=calendars[1].line))
    zones, people = ZoneResolver(root, log, hints), AttendeeReader(log)
    every = select_events(root, log)
    conference = _read_conference(calendars, log)
    every = _split_conference_event(every, conference, zones, log)
    common = common_location_suffix(location_text(each.component) for each in every)
    if common.tail:
        conference.venue = common.tail
        log.info(
            "venue", f"all places end in '{common.tail}': that is taken for the venue", conference.location
        )
    shared = _common_properties(calendars, every)
    _set_location(every, shared, conference)
    _set_contact(calendars, shared, conference)
    reader = EventReader(zones, people, common, shared, log, is_ours=_written_by_eventkit(calendars))
    sessions = [session for each in every for session in reader.of(each)]
    conference.zone = conference.zone or zones.most_met()
    conference.languages = conference.languages or _languages_of(each.component for each in every)
    return RawSchedule(
        source="icalendar", conference=conference, people=list(people.known.values()), sessions=sessions
    )


def _read_conference(calendars: list[CalendarComponent], log: ImportLog) -> RawConference:
    """What calendars say of themselves, the first of them first."""
    told = CalendarComponent(
        "VCALENDAR", calendars[0].line, [each for one in calendars for each in one.properties]
    )
    zone = told.first("X-WR-TIMEZONE", "TIMEZONE-ID", "TZID", "VTIMEZONE")
    key = iana_zone_name(zone.value) if zone else None
    if zone and key is None:
        message = f"'{zone.value[:60]}' is no time zone that is known here: it is left out"
        log.error("zone-unknown", message, Location(log.name, row=zone.line, field=zone.name))
    called = told.every("NAME") or told.every("X-WR-CALNAME")
    made = RawConference(
        location=Location(log.name, row=calendars[0].line),
        key=calendars[0].value("UID") or None,
        title=strip_draft_suffix(text_by_language(called))
        if _written_by_eventkit(calendars)
        else text_by_language(called),
        zone=key,
        languages=_languages_of([CalendarComponent("", 0, called)], "NAME", "X-WR-CALNAME"),
        url=told.value("URL") or None,
        field_names={"title": "X-WR-CALNAME", "zone": "X-WR-TIMEZONE", "url": "URL"},
    )
    rest = {
        each.name: unescape_text(each.value)
        for each in told.properties
        if each.name not in _CALENDAR_PROPERTIES
    }
    if rest.get("X-WR-CALDESC") == rest.get("DESCRIPTION"):
        rest.pop("X-WR-CALDESC", None)
    add_extra(made, {name: said for name, said in rest.items() if said.strip()}, log)
    return made


def _split_conference_event(
    every: list[SelectedEvent], conference: RawConference, zones: ZoneResolver, log: ImportLog
) -> list[SelectedEvent]:
    """The entries without one of whole days that is called as the calendar is: the conference itself."""
    titles = {conference.title} if isinstance(conference.title, str) else {*(conference.title or {}).values()}
    for each in every:
        told = each.component.first("DTSTART")
        start = parse_date_property(told, zones) if told and "T" not in told.value else None
        title = unescape_text(each.component.value("SUMMARY"))
        if _is_day(start) and title in titles and len(every) > 1:
            after = each.component.first("DTEND")
            last = parse_date_property(after, zones) if after else None
            conference.start = start
            # DTEND is the day after the last (RFC 5545 3.6.1).
            conference.end = last - timedelta(days=1) if _is_day(last) and last > start else start
            message = f"'{title[:60]}' over whole days is the conference itself, and no session"
            log.info("whole-days", message, Location(log.name, row=each.component.line))
            return [other for other in every if other is not each]
    return every


def _is_day(found: object) -> TypeGuard[date]:
    return isinstance(found, date) and not isinstance(found, datetime)


def _common_properties(
    calendars: list[CalendarComponent], every: list[SelectedEvent]
) -> frozenset[tuple[str, str]]:
    """Properties that all entries have with one value, where the calendar is more likely meant than each."""
    counts = Counter(
        (told.name, told.value)
        for each in every
        for told in each.component.properties
        if told.name in {"URL", "GEO", "ORGANIZER", "TZID", "X-WR-TIMEZONE"}
    )
    organisers = {told.parameter("CN") for each in every for told in each.component.every("ORGANIZER")}
    if len(organisers) > 1:  # one mailbox, and the name of someone else with each entry
        counts = Counter({pair: count for pair, count in counts.items() if pair[0] != "ORGANIZER"})
    of_all = {pair for pair, count in counts.items() if count == len(every) and count > 1}
    return frozenset(of_all | {("URL", told.value) for each in calendars for told in each.every("URL")})


def _set_location(
    every: list[SelectedEvent], shared: frozenset[tuple[str, str]], conference: RawConference
) -> None:
    """Where all of it is on the globe, and in which zone, where every entry says the same of it."""
    for name, value in sorted(shared):
        if name == "GEO":
            latitude, _, longitude = value.partition(";")
            try:
                conference.latitude, conference.longitude = float(latitude), float(longitude)
            except ValueError:
                conference.latitude = conference.longitude = None
        elif name in {"TZID", "X-WR-TIMEZONE"}:
            conference.zone = conference.zone or iana_zone_name(value)
        elif name == "URL" and every:
            conference.url = conference.url or value.strip()


def _set_contact(
    calendars: list[CalendarComponent], shared: frozenset[tuple[str, str]], conference: RawConference
) -> None:
    """The address of the office, from calendars of our own: there no person's address stands in its place."""
    if _written_by_eventkit(calendars):
        for name, value in sorted(shared):
            address = value.strip().removeprefix("mailto:")
            if name == "ORGANIZER" and is_email_address(address):
                conference.contact = address


def _written_by_eventkit(calendars: list[CalendarComponent]) -> bool:
    return all(_GENERATOR in each.value("PRODID") for each in calendars)


def _languages_of(every: Iterable[CalendarComponent], *names: str) -> tuple[str, ...]:
    """The languages that texts are said to be in, the most frequent first."""
    told = Counter(
        each.parameter("LANGUAGE")
        for entry in every
        for each in entry.every(*(names or ("SUMMARY", "DESCRIPTION")))
    )
    del told[""]
    return tuple(told)

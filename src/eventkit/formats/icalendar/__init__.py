"""Calendars, iCalendar (RFC 5545), as programs of all sorts write them; `eventkit agenda` writes ours.

Of an entry's properties that only serve calendars among themselves (DTSTAMP, SEQUENCE, TRANSP and the like)
nothing is kept; alarms are nobody's business but their owner's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TypeGuard

from eventkit.formats.icalendar.choosing import Entry, entries
from eventkit.formats.icalendar.contents import place_of, settled, words
from eventkit.formats.icalendar.jcal import is_jcal, to_content_lines
from eventkit.formats.icalendar.lines import Component, components, names
from eventkit.formats.icalendar.people import People
from eventkit.formats.icalendar.places import places
from eventkit.formats.icalendar.sessions import Sessions
from eventkit.formats.icalendar.values import text, when
from eventkit.formats.icalendar.vtimezone import ZoneResolver, iana_zone_name
from eventkit.intake import (
    NO_HINTS,
    ImportHints,
    ImportLog,
    ImportResult,
    Location,
    RawConference,
    RawSchedule,
    SourceFile,
    build_schedule,
)
from eventkit.intake.privacy import is_email_address
from eventkit.intake.raw_objects import add_extra

_BEGINS = re.compile(rb"BEGIN[ \t]*:[ \t]*VCALENDAR", re.IGNORECASE)
_HEAD = 65_536
_WIDE = (b"B\x00E\x00G\x00I\x00N\x00:\x00V\x00C\x00", b"\x00B\x00E\x00G\x00I\x00N\x00:\x00V\x00C")
_OF_THE_CALENDAR = names(
    "VERSION PRODID CALSCALE METHOD UID NAME X-WR-CALNAME X-WR-TIMEZONE TIMEZONE-ID TZID VTIMEZONE URL "
    "SOURCE REFRESH-INTERVAL X-PUBLISHED-TTL LAST-MODIFIED DTSTAMP X-WR-RELCALID COLOR X-APPLE-CALENDAR-COLOR"
)
_OURS = "eventkit"


class ICalendar:
    """The format."""

    title = "iCalendar, also as jCal; eventkit agenda writes both"
    suffixes = (".ics", ".ical", ".ifb")

    def recognises(self, source: SourceFile) -> bool:
        """Whether a calendar begins in it."""
        head = source.data[:_HEAD]
        return _BEGINS.search(head) is not None or any(wide in head for wide in _WIDE) or is_jcal(source.data)

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        """The schedule in a calendar, or in several calendars in one file together.

        Attachments and addresses are never opened. Entries that come again are written out where that is a
        matter of days, and else refused, as are times in a zone that nothing is known of.

        Raises:
            eventkit.errors.Unreadable: It cannot be taken in; every fault is listed with its line.
        """
        log = ImportLog(name)
        if is_jcal(data):
            data = to_content_lines(SourceFile(data, name))
        root = components(data, log)
        if not any(each.name == "VCALENDAR" for each in root.components):
            message = "this is no calendar: it must begin with BEGIN:VCALENDAR"
            raise log.as_error(message)
        return build_schedule(_records(root, log, hints), log, hints)


def _records(root: Component, log: ImportLog, hints: ImportHints) -> RawSchedule:
    calendars = [each for each in root.components if each.name == "VCALENDAR"]
    if len(calendars) > 1:
        message = f"holds {len(calendars)} calendars: they are taken for one"
        log.info("several-calendars", message, Location(log.name, row=calendars[1].line))
    zones, people = ZoneResolver(root, log, hints), People(log)
    every = entries(root, log)
    conference = _conference(calendars, log)
    every = _without_whole(every, conference, zones, log)
    common = places(place_of(each.component) for each in every)
    if common.tail:
        conference.venue = common.tail
        log.info(
            "venue", f"all places end in '{common.tail}': that is taken for the venue", conference.location
        )
    shared = _shared(calendars, every)
    _geography(every, shared, conference)
    _office(calendars, shared, conference)
    reader = Sessions(zones, people, common, shared, log, is_ours=_are_ours(calendars))
    sessions = [session for each in every for session in reader.of(each)]
    conference.zone = conference.zone or zones.most_met()
    conference.languages = conference.languages or _languages(each.component for each in every)
    return RawSchedule(
        source="icalendar", conference=conference, people=list(people.known.values()), sessions=sessions
    )


def _conference(calendars: list[Component], log: ImportLog) -> RawConference:
    """What calendars say of themselves, the first of them first."""
    told = Component("VCALENDAR", calendars[0].line, [each for one in calendars for each in one.properties])
    zone = told.first("X-WR-TIMEZONE", "TIMEZONE-ID", "TZID", "VTIMEZONE")
    key = iana_zone_name(zone.value) if zone else None
    if zone and key is None:
        message = f"'{zone.value[:60]}' is no time zone that is known here: it is left out"
        log.error("zone-unknown", message, Location(log.name, row=zone.line, field=zone.name))
    called = told.every("NAME") or told.every("X-WR-CALNAME")
    made = RawConference(
        location=Location(log.name, row=calendars[0].line),
        key=calendars[0].value("UID") or None,
        title=settled(words(called)) if _are_ours(calendars) else words(called),
        zone=key,
        languages=_languages([Component("", 0, called)], "NAME", "X-WR-CALNAME"),
        url=told.value("URL") or None,
        field_names={"title": "X-WR-CALNAME", "zone": "X-WR-TIMEZONE", "url": "URL"},
    )
    rest = {each.name: text(each.value) for each in told.properties if each.name not in _OF_THE_CALENDAR}
    if rest.get("X-WR-CALDESC") == rest.get("DESCRIPTION"):
        rest.pop("X-WR-CALDESC", None)
    add_extra(made, {name: said for name, said in rest.items() if said.strip()}, log)
    return made


def _without_whole(
    every: list[Entry], conference: RawConference, zones: ZoneResolver, log: ImportLog
) -> list[Entry]:
    """The entries without one of whole days that is called as the calendar is: the conference itself."""
    titles = {conference.title} if isinstance(conference.title, str) else {*(conference.title or {}).values()}
    for each in every:
        told = each.component.first("DTSTART")
        start = when(told, zones) if told and "T" not in told.value else None
        title = text(each.component.value("SUMMARY"))
        if _is_day(start) and title in titles and len(every) > 1:
            after = each.component.first("DTEND")
            last = when(after, zones) if after else None
            conference.start = start
            # DTEND is the day after the last (RFC 5545 3.6.1).
            conference.end = last - timedelta(days=1) if _is_day(last) and last > start else start
            message = f"'{title[:60]}' over whole days is the conference itself, and no session"
            log.info("whole-days", message, Location(log.name, row=each.component.line))
            return [other for other in every if other is not each]
    return every


def _is_day(found: object) -> TypeGuard[date]:
    return isinstance(found, date) and not isinstance(found, datetime)


def _shared(calendars: list[Component], every: list[Entry]) -> frozenset[tuple[str, str]]:
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


def _geography(every: list[Entry], shared: frozenset[tuple[str, str]], conference: RawConference) -> None:
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


def _office(
    calendars: list[Component], shared: frozenset[tuple[str, str]], conference: RawConference
) -> None:
    """The address of the office, from calendars of our own: there no person's address stands in its place."""
    if _are_ours(calendars):
        for name, value in sorted(shared):
            address = value.strip().removeprefix("mailto:")
            if name == "ORGANIZER" and is_email_address(address):
                conference.contact = address


def _are_ours(calendars: list[Component]) -> bool:
    return all(_OURS in each.value("PRODID") for each in calendars)


def _languages(every: Iterable[Component], *names: str) -> tuple[str, ...]:
    """The languages that texts are said to be in, the most frequent first."""
    told = Counter(
        each.parameter("LANGUAGE")
        for entry in every
        for each in entry.every(*(names or ("SUMMARY", "DESCRIPTION")))
    )
    del told[""]
    return tuple(told)


icalendar = ICalendar()
"""The format, ready to be used."""

"""Entries of a calendar as sessions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from eventkit.formats.icalendar.choosing import Entry
from eventkit.formats.icalendar.contents import (
    abstract_of,
    has_entities,
    parent_of,
    place_of,
    sorted_under,
    still_held,
    without_entities,
    words,
)
from eventkit.formats.icalendar.lines import Component, Property, names
from eventkit.formats.icalendar.people import People, rooms_among
from eventkit.formats.icalendar.places import Places
from eventkit.formats.icalendar.recurring import TIMES_LIMIT, repeated
from eventkit.formats.icalendar.values import length, moment_of, text, when
from eventkit.formats.icalendar.vtimezone import ZoneResolver
from eventkit.intake import ImportLog, Location, Markup, RawLink, RawProse, RawSession
from eventkit.intake.datetime_parser import ParseFailure
from eventkit.intake.raw_objects import add_extra
from eventkit.intake.word_lists import parse_kind_label
from eventkit.model import TITLE_LIMIT

_PRIVATE = names("ORGANIZER CONTACT COMMENT")
_KNOWN = _PRIVATE | names(
    "UID DTSTART DTEND DURATION SUMMARY DESCRIPTION LOCATION CATEGORIES STATUS RELATED-TO ATTENDEE URL "
    "ATTACH LINK CONFERENCE X-ALT-DESC RRULE RDATE EXDATE RECURRENCE-ID "
    # What only serves calendars among themselves: revisions, and what they show as busy.
    "DTSTAMP CREATED LAST-MODIFIED SEQUENCE TRANSP CLASS PRIORITY METHOD REQUEST-STATUS "
    "X-MICROSOFT-CDO-BUSYSTATUS X-MICROSOFT-CDO-INTENDEDSTATUS X-MICROSOFT-DISALLOW-COUNTER X-WR-ALARMUID "
    "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR X-LIC-ERROR X-MOZ-GENERATION X-MOZ-LASTACK"
)
_NAMED = {
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
_SHORT = 120  # what is left of a title that is too long


class Sessions:
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
        people: People,
        places: Places,
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

    def of(self, entry: Entry) -> Iterator[RawSession]:
        """The session of an entry, or several where it comes again."""
        made = self._session(entry.component, entry.key)
        times = self._times(entry.component, made)
        if times is None:
            yield made
            return
        lasts = _length(made.start, made.end)
        for number, (said, start) in enumerate(times):
            key = f"{entry.key or 'entry'} {said:%Y%m%dT%H%M}" if number else entry.key
            changed = self._changed(entry, said, start)
            if changed is not None:
                yield self._session(changed, key)
            else:
                end = start + lasts if lasts is not None else None
                again = replace(made, key=key, uid=key, start=start, end=end, extra={**made.extra})
                yield again if number else replace(again, uid=made.uid)

    def _session(self, entry: Component, key: str | None) -> RawSession:
        where = Location(self._log.name, row=entry.line)
        kind, track, others = sorted_under(entry)
        if self._is_ours and kind is not None and (own := parse_kind_label(kind)) is not None:
            kind = own.value  # others' sessions are talks, ours are what holds them
        made = RawSession(
            location=where,
            key=key,
            uid=entry.value("UID") if key == entry.value("UID") else key,
            kind=kind,
            track=track,
            rooms=tuple(self._rooms(entry)),
            parent=parent_of(entry),
            people=self._people.of(entry),
            links=tuple(self._links(entry)),
            status=entry.value("STATUS") or None,
            field_names=_NAMED,
        )
        self._call(entry, made)
        self._place_in_time(entry, made)
        if others:
            made.extra["CATEGORIES"] = others
        add_extra(made, self._rest(entry), self._log)
        return made

    def _call(self, entry: Component, made: RawSession) -> None:
        """Title and abstract: without one it is called by its kind, one too long is also kept whole."""
        made.title, made.abstract = words(entry.every("SUMMARY")), abstract_of(entry)
        if not self._is_ours and made.abstract is not None and has_entities(made.abstract):
            made.abstract = without_entities(made.abstract)
            message = "DESCRIPTION holds entities of HTML: they are taken for the letters that they stand for"
            self._log.warning("entities", message, Location(self._log.name, field="DESCRIPTION"))
        if entry.value("STATUS").upper() == "CANCELLED":
            made.title = still_held(made.title)
        if made.title is None:
            made.title = made.kind or made.track or "Untitled"
            message = f"an entry without a SUMMARY is called '{made.title}'"
            self._log.warning("no-title", message, made.location)
        elif isinstance(made.title, str) and len(made.title) > TITLE_LIMIT:
            whole, made.title = (
                made.title,
                f"{made.title[:_SHORT].rpartition(' ')[0] or made.title[:_SHORT]} …",
            )
            more_ = f"\n\n{made.abstract.text}" if made.abstract else ""
            made.abstract = RawProse(f"{whole}{more_}", Markup.PLAIN)
            message = f"SUMMARY is {len(whole)} characters long: all of it is put before the description"
            self._log.warning("long-title", message, self._at(entry.first("SUMMARY")))

    def _place_in_time(self, entry: Component, made: RawSession) -> None:
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

    def _when(self, entry: Component, name: str, made: RawSession) -> date | datetime | None:
        told = entry.first(name)
        found = when(told, self._zones) if told else None
        if isinstance(found, ParseFailure):
            self._unread(told, found, made)
            return None
        return found

    def _lasts(self, told: Property, start: datetime, made: RawSession) -> None:
        found = length(told.value)
        if isinstance(found, ParseFailure):
            self._unread(told, found, made)
        else:
            made.end = start + found

    def _unread(self, told: Property | None, why: ParseFailure, made: RawSession) -> None:
        if told is not None:
            made.extra[told.name] = told.value
            self._log.error(
                "unread-time", f"'{told.value[:60]}' {why.reason}: it is left out", self._at(told)
            )

    def _times(self, entry: Component, made: RawSession) -> list[tuple[datetime, datetime]] | None:
        """When an entry that comes again begins: by the clock, and as instants; ``None`` if it does not."""
        told = entry.every("RRULE", "RDATE")
        start = entry.first("DTSTART")
        if not told or start is None or made.start is None:
            return None
        tzid, line = start.parameter("TZID"), told[0].line
        first = moment_of(start.value, "", self._zones, start.line)
        if not isinstance(first, datetime):
            return None
        found = dict.fromkeys([first])
        for rule in entry.every("RRULE"):
            again = repeated(first, rule.value, self._zones, rule.line, tzid)
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

    def _listed(self, entry: Component, name: str) -> Iterator[datetime]:
        for told in entry.every(name):
            values = told.value.split(",")
            if len(values) > TIMES_LIMIT:
                message = f"lists {len(values):,} times: the first {TIMES_LIMIT} are taken"
                self._log.error("repeated", message, self._at(told))
            for value in values[:TIMES_LIMIT]:
                found = moment_of(value.partition("/")[0], "", self._zones, told.line)
                if isinstance(found, datetime):
                    yield found

    def _instant(self, shown: datetime, tzid: str, line: int) -> datetime | ParseFailure:
        return self._zones.at(shown, tzid, line) if tzid and shown.tzinfo is None else shown

    def _changed(self, entry: Entry, said: datetime, start: datetime) -> Component | None:
        """The entry that stands for one of the times: it names that as it would have been."""
        for at, each in entry.changed.items():
            told = each.first("RECURRENCE-ID")
            named = moment_of(at, told.parameter("TZID") if told else "", self._zones, each.line)
            if isinstance(named, datetime) and named in (said, start):
                return each
        return None

    def _rooms(self, entry: Component) -> Iterable[str]:
        if rooms := list(rooms_among(entry)):
            return rooms
        place = place_of(entry)
        return () if _WEB.match(place) else self._places.rooms(place)

    def _links(self, entry: Component) -> Iterator[RawLink]:
        streams = {each.value.strip() for each in entry.every("CONFERENCE")}
        for each in entry.every("CONFERENCE"):
            label, language = text(each.parameter("LABEL")) or None, each.parameter("LANGUAGE") or None
            yield RawLink(each.value.strip(), label, "live", language)
        place = place_of(entry)
        if _WEB.fullmatch(place) and place not in streams:
            yield RawLink(place, stream="live")
        for each in entry.every("URL"):
            if ("URL", each.value) not in self._shared and each.value.strip() not in streams:
                yield RawLink(each.value.strip())
        for each in entry.every("LINK"):
            label, language = text(each.parameter("LABEL")) or None, each.parameter("LANGUAGE")
            yield RawLink(each.value.strip(), {language: label} if language and label else label)
        for each in entry.every("ATTACH"):
            if _WEB.fullmatch(each.value.strip()) and each.parameter("VALUE").upper() != "BINARY":
                yield RawLink(each.value.strip(), text(each.parameter("FILENAME")) or None)
            else:
                message = "an ATTACH that is no web address is left out: nothing is taken in but its text"
                self._log.warning("attachment", message, self._at(each))

    def _rest(self, entry: Component) -> dict[str, Any]:
        """What is told besides; what is told of people is left out, and told."""
        found: dict[str, list[str]] = {}
        for each in entry.properties:
            if each.name in _PRIVATE and (each.name, each.value) not in self._shared:
                message = f"{each.name} looks private: it is left out"
                if each.name == "ORGANIZER" and each.parameter("CN"):
                    message += "; who appears is told by ATTENDEE, or by hand"
                self._log.warning("private-left-out", message, Location(self._log.name, field=each.name))
            elif (
                each.name not in _KNOWN and each.value.strip() and (each.name, each.value) not in self._shared
            ):
                found.setdefault(each.name, []).append(text(each.value))
        return {name: values[0] if len(values) == 1 else values for name, values in found.items()}

    def _at(self, told: Property | None) -> Location:
        return Location(self._log.name, row=told.line, field=told.name) if told else Location(self._log.name)


def _length(start: datetime | None, end: datetime | None) -> timedelta | None:
    """How long it lasts; not told where one is a wall time of an unknown zone and the other an instant."""
    if start is None or end is None or (start.tzinfo is None) != (end.tzinfo is None):
        return None
    return end - start

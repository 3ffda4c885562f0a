"""Event revisions and recurrence: the highest SEQUENCE of each UID and RECURRENCE-ID, and RRULE expansion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from eventkit.formats.icalendar.component_parser import CalendarComponent
from eventkit.formats.icalendar.property_values import parse_date_value
from eventkit.formats.icalendar.zone_resolver import ZoneResolver, iana_zone_name
from eventkit.intake import ImportLog, Location
from eventkit.intake.datetime_parser import ParseFailure
from eventkit.times import wall, zone

OTHER_COMPONENTS = {"VTODO": "task", "VJOURNAL": "journal entry", "VFREEBUSY": "list of busy times"}
"""Components of a calendar that are not sessions, with their names in messages."""


@dataclass(slots=True)
class SelectedEvent:
    """A VEVENT to import.

    Attributes:
        component: The VEVENT.
        key: Its key: the UID, with the start if several events share the UID.
        changed: VEVENTs that replace single occurrences, by RECURRENCE-ID.
    """

    component: CalendarComponent
    key: str | None
    changed: dict[str, CalendarComponent] = field(default_factory=dict)


def select_events(root: CalendarComponent, log: ImportLog) -> list[SelectedEvent]:
    """Select the events to import, in the order of the file.

    Of several revisions of an event the one with the highest SEQUENCE is selected, of copies the first.
    Different events with the same UID are all selected. Each of these cases is logged.
    """
    for name, label in OTHER_COMPONENTS.items():
        if others := [component for _, component in root.within(name)]:
            count = f"{len(others)} {label}s" if len(others) > 1 else f"1 {label}"
            message = f"{count} ({name}). Left out; only sessions are imported."
            log.error("no-session", message, Location(log.name, row=others[0].line))
    events: list[CalendarComponent] = []
    for inside, event in root.within("VEVENT"):
        events.append(event)
        if inside.name != "VCALENDAR":
            place = f"inside {inside.name}" if inside.name else "outside a calendar"
            message = f"A VEVENT {place}. Imported as if it were in the calendar."
            log.warning("entry-within", message, Location(log.name, row=event.line))
    by_uid: dict[str, list[CalendarComponent]] = {}
    for event in events:
        by_uid.setdefault(event.value("UID"), []).append(event)
    selected = {
        id(chosen.component): chosen
        for uid, group in by_uid.items()
        for chosen in (_select_by_uid(uid, group, log) if uid else map(_select_without_uid, group))
    }
    return [selected[id(event)] for event in events if id(event) in selected]


def _select_without_uid(event: CalendarComponent) -> SelectedEvent:
    return SelectedEvent(event, None)


def _select_by_uid(uid: str, group: list[CalendarComponent], log: ImportLog) -> Iterable[SelectedEvent]:
    """Select among the events of one UID."""
    changed = {event.value("RECURRENCE-ID"): event for event in group if event.value("RECURRENCE-ID")}
    masters = [event for event in group if not event.value("RECURRENCE-ID")]
    if len(masters) > 1:
        masters = _latest_revision(uid, masters, log)
    if len(masters) == 1:
        return [SelectedEvent(masters[0], uid, changed)]
    if not masters:
        return [SelectedEvent(event, f"{uid} {start}") for start, event in changed.items()]
    starts = Counter(event.value("DTSTART") for event in masters)
    return [
        SelectedEvent(
            event, f"{uid} {start}" if starts[start] == 1 else f"{uid} {start} {event.value('SUMMARY')}"
        )
        for event in masters
        for start in (event.value("DTSTART"),)
    ]


def _latest_revision(uid: str, events: list[CalendarComponent], log: ImportLog) -> list[CalendarComponent]:
    """The events with one UID that are neither older revisions nor copies of another.

    A revision has the title or the start of the newer one: some programs give the same UID to all events.
    """
    place = Location(log.name, row=events[1].line, field="UID")
    shared = f"{len(events)} events share UID '{uid[:80]}'"
    ordered = sorted(events, key=_sequence, reverse=True)
    titles: dict[str, int] = {}
    starts: dict[str, int] = {}
    both: set[tuple[str, str]] = set()
    older, copies = set(), set()
    for event in ordered:
        title, start, sequence = event.value("SUMMARY"), event.value("DTSTART"), _sequence(event)
        if max(titles.get(title, 0), starts.get(start, 0)) > sequence:
            older.add(id(event))
        elif (title, start) in both:
            copies.add(id(event))
        else:
            both.add((title, start))
            titles.setdefault(title, sequence)
            starts.setdefault(start, sequence)
    latest = [event for event in events if id(event) not in older | copies]
    if older:
        log.warning("uid-versions", f"{shared}. Imported the one with the highest SEQUENCE.", place)
    if copies:
        log.warning("uid-copies", f"{shared}. Imported the first of equal ones.", place)
    if len(latest) > 1:
        log.warning("uid-shared", f"{shared}. Imported {len(latest)} of them as different sessions.", place)
    return latest


def _sequence(event: CalendarComponent) -> int:
    text = event.value("SEQUENCE")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


OCCURRENCES_LIMIT = 100
"""The most occurrences of an event; no conference has so many days."""


_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


_STEP_DAYS = {"DAILY": 1, "WEEKLY": 7}


_SUPPORTED_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"})


def expand_rrule(
    start: datetime, rule: str, zones: ZoneResolver, line: int, tzid: str = ""
) -> tuple[datetime, ...] | ParseFailure:
    """Expand a recurrence rule (RFC 5545 3.3.10) into local times, the first start included.

    Args:
        start: The first start, in local time.
        rule: The value of RRULE: FREQ=DAILY or FREQ=WEEKLY with an end, and days of the week.
        zones: The time zones of the calendar, for UNTIL.
        line: The line of the rule.
        tzid: The TZID of the local time.
    """
    parts = dict(part.strip().partition("=")[::2] for part in rule.upper().split(";") if part.strip())
    step, interval = _STEP_DAYS.get(parts.get("FREQ", "")), parts.get("INTERVAL", "1")
    if step is None or parts.keys() - _SUPPORTED_PARTS:
        return ParseFailure("Unsupported recurrence rule")
    days = [day for day in parts.get("BYDAY", "").split(",") if day]
    if (
        set(days) - set(_WEEKDAYS)
        or not interval.isdecimal()
        or not 0 < int(interval[:4]) <= OCCURRENCES_LIMIT
    ):
        return ParseFailure("Unsupported recurrence rule")
    end = _parse_until(parts, start, zones, line, tzid)
    if end is None:
        return ParseFailure("Recurrence rule without an end")
    if isinstance(end, ParseFailure):
        return end
    starts: list[datetime] = []
    for occurrence in _occurrences(start, step, int(interval), [_WEEKDAYS.index(day) for day in days]):
        if len(starts) > OCCURRENCES_LIMIT:
            return ParseFailure(f"Recurrence rule with more than {OCCURRENCES_LIMIT} occurrences")
        if (isinstance(end, int) and len(starts) >= end) or (isinstance(end, datetime) and occurrence > end):
            break
        starts.append(occurrence)
    return tuple(dict.fromkeys((start, *starts)))


def _parse_until(
    parts: dict[str, str], start: datetime, zones: ZoneResolver, line: int, tzid: str
) -> int | datetime | ParseFailure | None:
    """The end of a recurrence rule: a number of occurrences, or the last local time; ``None`` without end."""
    if times := parts.get("COUNT"):
        is_allowed = times.isdecimal() and len(times) < 7 and 0 < int(times) <= OCCURRENCES_LIMIT
        too_many = ParseFailure(f"Recurrence rule with more than {OCCURRENCES_LIMIT} occurrences")
        return int(times) if is_allowed else too_many
    if "UNTIL" not in parts:
        return None
    until = parse_date_value(parts["UNTIL"], "", zones, line)
    if isinstance(until, ParseFailure):
        return ParseFailure("Recurrence rule with an unreadable end")
    if not isinstance(until, datetime):
        return datetime(until.year, until.month, until.day, 23, 59, tzinfo=start.tzinfo)
    if until.tzinfo is not None and start.tzinfo is None:
        return wall(until, zone(iana_zone_name(tzid) or "UTC"))
    return until.replace(tzinfo=start.tzinfo)


def _occurrences(start: datetime, step: int, interval: int, weekdays: list[int]) -> Iterator[datetime]:
    """The local times of a rule without its end; at most some hundreds."""
    if step == 1:
        days = (start + timedelta(days=number * interval) for number in range(7 * (OCCURRENCES_LIMIT + 1)))
        yield from (day for day in days if not weekdays or day.weekday() in weekdays)
        return
    monday = start - timedelta(days=start.weekday())
    for number in range(OCCURRENCES_LIMIT + 2):
        for weekday in sorted(weekdays) or [start.weekday()]:
            day = monday + timedelta(days=number * 7 * interval + weekday)
            if day >= start:
                yield day

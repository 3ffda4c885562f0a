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
"""What may stand in a calendar besides, and is no session."""


@dataclass(slots=True)
class SelectedEvent:
    """An entry that is taken.

    Attributes:
        component: The entry.
        key: What it is known by: its UID, and its beginning besides where several have that UID.
        changed: By the time they would begin at, further entries that stand for some of its repetitions.
    """

    component: CalendarComponent
    key: str | None
    changed: dict[str, CalendarComponent] = field(default_factory=dict)


def select_events(root: CalendarComponent, log: ImportLog) -> list[SelectedEvent]:
    """The entries to be taken, in the order of the file.

    Of versions of one entry, told by SEQUENCE, the highest is taken; of copies the first. Entries that share
    a UID and are no versions of one are all taken. All of that is told.
    """
    for name, called in OTHER_COMPONENTS.items():
        if found := [each for _, each in root.within(name)]:
            count = f"{len(found)} {called}s are" if len(found) > 1 else f"a {called} is"
            message = f"{count} no session ({name}): left out"
            log.error("no-session", message, Location(log.name, row=found[0].line))
    events: list[CalendarComponent] = []
    for inside, event in root.within("VEVENT"):
        events.append(event)
        if inside.name != "VCALENDAR":
            message = (
                f"an entry stands within a {inside.name or 'file, not in a calendar'}: it is taken as it is"
            )
            log.warning("entry-within", message, Location(log.name, row=event.line))
    by_uid: dict[str, list[CalendarComponent]] = {}
    for event in events:
        by_uid.setdefault(event.value("UID"), []).append(event)
    taken = {
        id(entry.component): entry
        for uid, group in by_uid.items()
        for entry in (_select_by_uid(uid, group, log) if uid else map(_select_without_uid, group))
    }
    return [taken[id(event)] for event in events if id(event) in taken]


def _select_without_uid(event: CalendarComponent) -> SelectedEvent:
    return SelectedEvent(event, None)


def _select_by_uid(uid: str, group: list[CalendarComponent], log: ImportLog) -> Iterable[SelectedEvent]:
    """The entries of one UID."""
    changed = {each.value("RECURRENCE-ID"): each for each in group if each.value("RECURRENCE-ID")}
    wholes = [each for each in group if not each.value("RECURRENCE-ID")]
    if len(wholes) > 1:
        wholes = _latest_revision(uid, wholes, log)
    if len(wholes) == 1:
        return [SelectedEvent(wholes[0], uid, changed)]
    if not wholes:
        return [SelectedEvent(each, f"{uid} {at}") for at, each in changed.items()]
    begun = Counter(each.value("DTSTART") for each in wholes)
    return [
        SelectedEvent(
            each, f"{uid} {start}" if begun[start] == 1 else f"{uid} {start} {each.value('SUMMARY')}"
        )
        for each in wholes
        for start in (each.value("DTSTART"),)
    ]


def _latest_revision(uid: str, wholes: list[CalendarComponent], log: ImportLog) -> list[CalendarComponent]:
    """Of entries with one UID those that are no older versions and no copies of another.

    A version has the title or the beginning of the newer one: some programs give one UID to all entries.
    """
    place = Location(log.name, row=wholes[1].line, field="UID")
    said = f"UID '{uid[:80]}' is that of {len(wholes)} entries"
    ordered = sorted(wholes, key=_sequence, reverse=True)
    titles: dict[str, int] = {}
    starts: dict[str, int] = {}
    both: set[tuple[str, str]] = set()
    older, copies = set(), set()
    for each in ordered:
        title, start, sequence = each.value("SUMMARY"), each.value("DTSTART"), _sequence(each)
        if max(titles.get(title, 0), starts.get(start, 0)) > sequence:
            older.add(id(each))
        elif (title, start) in both:
            copies.add(id(each))
        else:
            both.add((title, start))
            titles.setdefault(title, sequence)
            starts.setdefault(start, sequence)
    found = [each for each in wholes if id(each) not in older | copies]
    if older:
        log.warning("uid-versions", f"{said}: the one with the highest SEQUENCE is taken", place)
    if copies:
        log.warning("uid-copies", f"{said}: of those that are alike the first is taken", place)
    if len(found) > 1:
        log.warning("uid-shared", f"{said}: {len(found)} are taken for sessions of their own", place)
    return found


def _sequence(event: CalendarComponent) -> int:
    said = event.value("SEQUENCE")
    return int(said) if said.isdecimal() and len(said) < 10 else 0


OCCURRENCES_LIMIT = 100
"""How often an entry may come again; no conference has so many days."""


_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


_STEP_DAYS = {"DAILY": 1, "WEEKLY": 7}


_SUPPORTED_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"})


def expand_rrule(
    start: datetime, rule: str, zones: ZoneResolver, line: int, tzid: str = ""
) -> tuple[datetime, ...] | ParseFailure:
    """When an entry begins by its rule, the first time included: every so many days or weeks.

    Args:
        start: When it begins first, by the clock on the wall.
        rule: The value of RRULE. Read are FREQ=DAILY and FREQ=WEEKLY with an end, and days of the week.
        zones: The zones of the calendar, for the end.
        line: Where the rule stands.
        tzid: The zone of that clock, as the calendar calls it.
    """
    parts = dict(each.strip().partition("=")[::2] for each in rule.upper().split(";") if each.strip())
    step, interval = _STEP_DAYS.get(parts.get("FREQ", "")), parts.get("INTERVAL", "1")
    if step is None or parts.keys() - _SUPPORTED_PARTS:
        return ParseFailure("repeats in a way that is not read")
    days = [each for each in parts.get("BYDAY", "").split(",") if each]
    if (
        set(days) - set(_WEEKDAYS)
        or not interval.isdecimal()
        or not 0 < int(interval[:4]) <= OCCURRENCES_LIMIT
    ):
        return ParseFailure("repeats in a way that is not read")
    end = _parse_until(parts, start, zones, line, tzid)
    if end is None:
        return ParseFailure("repeats without an end")
    if isinstance(end, ParseFailure):
        return end
    found: list[datetime] = []
    for each in _occurrences(start, step, int(interval), [_WEEKDAYS.index(day) for day in days]):
        if len(found) > OCCURRENCES_LIMIT:
            return ParseFailure(f"repeats more than {OCCURRENCES_LIMIT} times")
        if (isinstance(end, int) and len(found) >= end) or (isinstance(end, datetime) and each > end):
            break
        found.append(each)
    return tuple(dict.fromkeys((start, *found)))


def _parse_until(
    parts: dict[str, str], start: datetime, zones: ZoneResolver, line: int, tzid: str
) -> int | datetime | ParseFailure | None:
    """How often it comes, or until when."""
    if times := parts.get("COUNT"):
        is_few = times.isdecimal() and len(times) < 7 and 0 < int(times) <= OCCURRENCES_LIMIT
        return int(times) if is_few else ParseFailure(f"repeats more than {OCCURRENCES_LIMIT} times")
    if "UNTIL" not in parts:
        return None
    until = parse_date_value(parts["UNTIL"], "", zones, line)
    if isinstance(until, ParseFailure):
        return ParseFailure("repeats until no day that can be read")
    if not isinstance(until, datetime):
        return datetime(until.year, until.month, until.day, 23, 59, tzinfo=start.tzinfo)
    if until.tzinfo is not None and start.tzinfo is None:
        return wall(until, zone(iana_zone_name(tzid) or "UTC"))
    return until.replace(tzinfo=start.tzinfo)


def _occurrences(start: datetime, step: int, interval: int, weekdays: list[int]) -> Iterator[datetime]:
    """All times of a rule without its end; at most some hundreds are asked for."""
    if step == 1:
        every = (start + timedelta(days=number * interval) for number in range(7 * (OCCURRENCES_LIMIT + 1)))
        yield from (each for each in every if not weekdays or each.weekday() in weekdays)
        return
    monday = start - timedelta(days=start.weekday())
    for number in range(OCCURRENCES_LIMIT + 2):
        for weekday in sorted(weekdays) or [start.weekday()]:
            each = monday + timedelta(days=number * 7 * interval + weekday)
            if each >= start:
                yield each

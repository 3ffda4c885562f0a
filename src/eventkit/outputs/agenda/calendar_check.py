"""Calendar check: a published file compared with what the schedule says now; and jCal.

`icalendar` parses the file, so that eventkit's own writer is not judged by its own rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import icalendar

from eventkit.changes import Ledger
from eventkit.errors import Fault, Unreadable
from eventkit.findings import Finding, Severity, in_order
from eventkit.outputs.agenda import agenda, deadlines, deadlines_uid
from eventkit.outputs.agenda.calendar_views import Audience, CalendarView
from eventkit.schedule import Schedule

_SLOT_FIELDS = {"DTSTART": "begins", "DTEND": "ends", "LOCATION": "is held at", "STATUS": "is"}
"""What a reader goes by, and how it is said of a session."""


_TEXT_FIELDS = {"SUMMARY": "title", "DESCRIPTION": "description", "CATEGORIES": "categories"}
"""What else there is to read, and what it is called."""


_SHOWN_LENGTH = 60
"""How many characters of a text a finding shows."""


_AROUND = b"\xef\xbb\xbf \t\r\n"


_BEGIN, _END = b"BEGIN:VCALENDAR", b"END:VCALENDAR"


_Events = Mapping[str, icalendar.Component]


def check_calendar(
    data: bytes, schedule: Schedule, ledger: Ledger, *, name: str = "the calendar", draft: bool = False
) -> tuple[Finding, ...]:
    """What a client that has the file shows otherwise than it would, had the file been made now.

    That something is missing is told of the calendars of the whole and of the deadlines alone: any other may
    show less on purpose.

    Args:
        data: The file.
        schedule: The schedule.
        ledger: The revisions of its sessions.
        name: What the file is called in errors.
        draft: Whether the schedule may still change, so that what is confirmed is written as tentative.

    Raises:
        Unreadable: It is no calendar.
    """
    calendar = _parse(data, name)
    found = _events_by_uid(calendar)
    languages, due_there = _recognise(calendar, found, schedule)
    now = agenda(schedule, ledger=ledger, languages=languages, all_day=True, draft=draft).data
    due = deadlines(schedule, ledger=ledger, languages=languages, draft=draft).data
    expected = {**_events_by_uid(_parse(due, name)), **_events_by_uid(_parse(now, name))}
    ids: dict[str, str] = {str(each.session.uid): each.session.id for each in ledger.gone.values()}
    ids |= {str(session.uid): session.id for session in schedule.sessions}
    ids |= {str(each.uid): each.id for each in schedule.conference.deadlines}
    elsewhere = {(str(uid), each.revision.sequence) for uid, left in ledger.left.items() for each in left}
    told: list[Finding] = []
    for uid, entry in found.items():
        about = (ids[uid],) if uid in ids else ()
        if (uid, _value(entry, "SEQUENCE")) in elsewhere and _value(entry, "STATUS") == "CANCELLED":
            continue  # as it is to be where it stands no more
        if uid in expected:
            told += _differences(about, entry, expected[uid], schedule)
        else:
            told.append(_unknown(about, entry, schedule))
    gone = {str(each.session.uid) for each in ledger.gone.values()}
    told += [
        _missing((ids[uid],), entry, schedule)
        for uid, entry in expected.items()
        if uid in due_there and uid not in found and uid not in gone
    ]
    return in_order(told)


def to_jcal(data: bytes, name: str = "the calendar") -> bytes:
    """A calendar as jCal (RFC 7265), in UTF-8.

    Raises:
        Unreadable: It is no calendar.
    """
    return f"{_parse(data, name).to_json()}\n".encode()


def _parse(data: bytes, name: str) -> icalendar.Component:
    bare = data.strip(_AROUND).upper()
    if not bare.startswith(_BEGIN):
        message = "this is no calendar: it must begin with BEGIN:VCALENDAR"
        raise Unreadable(name, (Fault(message),))
    if not bare.endswith(_END):
        message = "this is no calendar but the beginning of one: END:VCALENDAR is missing, so fetch it again"
        raise Unreadable(name, (Fault(message),))
    try:
        calendar: icalendar.Component = icalendar.Calendar.from_ical(data)
    except ValueError as error:
        message = f"this is no calendar that can be read: {_shorten(str(error))}"
        raise Unreadable(name, (Fault(message),)) from None
    return calendar


def _events_by_uid(calendar: icalendar.Component) -> _Events:
    return {str(entry.get("UID", "")): entry for entry in calendar.walk("VEVENT")}


def _recognise(
    calendar: icalendar.Component, found: _Events, schedule: Schedule
) -> tuple[tuple[str, ...], frozenset[str]]:
    """The languages of its readers, and what has to be in it, by uid: nothing, where it may show a part.

    Its UID tells both; where that does not, the languages are those in which most titles are right.
    """
    conference, uid = schedule.conference, str(calendar.get("UID", ""))
    spoken = conference.languages
    likely = [spoken, *((language,) for language in spoken)]
    for languages in likely:
        if uid == str(CalendarView().uid(schedule, languages)):
            return languages, frozenset(str(each.uid) for each in schedule.sessions)
        if uid == str(deadlines_uid(conference, languages)):
            return languages, frozenset(str(each.uid) for each in conference.deadlines)

    def right(languages: tuple[str, ...]) -> int:
        readers = Audience.of(schedule.conference, languages)
        titles = {str(each.uid): readers.in_a_line(each.title).text for each in schedule.sessions}
        return sum(titles.get(uid) == _value(entry, "SUMMARY") for uid, entry in found.items())

    return max(likely, key=right), frozenset()


def _differences(
    about: tuple[str, ...], entry: icalendar.Component, now: icalendar.Component, schedule: Schedule
) -> Iterator[Finding]:
    title = _title(now)
    for name, verb in _SLOT_FIELDS.items():
        seen, said = _value(entry, name), _value(now, name)
        if seen != said:
            message = (
                f"{title} {verb} {_display(said, schedule)}, but in the calendar {_display(seen, schedule)}"
            )
            yield Finding(Severity.WARNING, "calendar-differs", about, f"{message}: hand out a new one")
    for name, called in _TEXT_FIELDS.items():
        seen, said = _value(entry, name), _value(now, name)
        if seen != said:
            message = f"{title} has another {called} in the calendar: {_display(seen, schedule)}"
            yield Finding(Severity.INFO, "calendar-words-differ", about, message)
    seen, said = _value(entry, "SEQUENCE") or 0, _value(now, "SEQUENCE")
    if seen > said:
        message = f"{title} is at revision {seen} in the calendar and at {said} here"
        remedy = "clients that have it will take no news: was the store brought back from an old backup?"
        yield Finding(Severity.ERROR, "calendar-ahead", about, f"{message}: {remedy}")


def _unknown(about: tuple[str, ...], entry: icalendar.Component, schedule: Schedule) -> Finding:
    when = _display(_value(entry, "DTSTART"), schedule)
    why = "has no time any more" if about else "is not in the schedule"
    message = f"{_title(entry)} stands in the calendar at {when}, but {why}"
    return Finding(Severity.WARNING, "calendar-unknown", about, f"{message}: its reader would go there")


def _missing(about: tuple[str, ...], now: icalendar.Component, schedule: Schedule) -> Finding:
    when = _display(_value(now, "DTSTART"), schedule)
    message = f"{_title(now)} at {when} is missing in the calendar: hand out a new one"
    return Finding(Severity.WARNING, "calendar-lacks", about, message)


def _value(entry: icalendar.Component, name: str) -> Any:
    """A value as it can be compared: instants in UTC, texts, numbers; ``None`` where there is none."""
    value = entry.get(name)
    match value:
        case icalendar.vDDDTypes():
            at = value.dt
            return at.astimezone(UTC) if isinstance(at, datetime) and at.tzinfo is not None else at
        case icalendar.vCategory():
            return ", ".join(map(str, value.cats))
        case icalendar.vInt():
            return int(value)
        case None:
            return None
        case _:
            return str(value)


def _display(value: Any, schedule: Schedule) -> str:
    if value is None:
        return "not told"
    if isinstance(value, datetime):
        shown = schedule.wall(value) if value.tzinfo is not None else value
        return f"{shown:%Y-%m-%d %H:%M}{'' if value.tzinfo else ' of no zone'}"
    return _shorten(str(value))


def _title(entry: icalendar.Component) -> str:
    return f"'{_shorten(str(entry.get('SUMMARY', '')))}'"


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN_LENGTH else f"{line[: _SHOWN_LENGTH - 1]}…"

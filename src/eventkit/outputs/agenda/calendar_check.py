"""Calendar check: a published file compared with the schedule as it is now; and jCal.

`icalendar` parses the file, so that eventkit's own writer is not judged by its own rules.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import icalendar

from eventkit.errors import Fault, Unreadable
from eventkit.findings import Finding, Severity, sort_findings
from eventkit.ledger import Ledger
from eventkit.messages import Message, sentence
from eventkit.outputs.agenda import agenda, deadlines, deadlines_uid
from eventkit.outputs.agenda.calendar_views import Audience, CalendarView, language_mark
from eventkit.schedule import Schedule
from eventkit.times import zone

_SLOT_FIELDS = {
    "DTSTART": sentence("{title} begins {scheduled}, but the calendar has {published}."),
    "DTEND": sentence("{title} ends {scheduled}, but the calendar has {published}."),
    "LOCATION": sentence("{title} takes place at {scheduled}, but the calendar has {published}."),
    "STATUS": sentence("{title} is {scheduled}, but the calendar has {published}."),
}
"""Properties of the place and time of a session, with what is said if they differ."""

_TEXT_FIELDS = {
    "SUMMARY": sentence("{title} has a different title in the calendar: '{published}'."),
    "DESCRIPTION": sentence("{title} has a different description in the calendar: '{published}'."),
    "CATEGORIES": sentence("{title} has different categories in the calendar: '{published}'."),
}
"""Other properties, with what is said if they differ."""

_SHOWN_LENGTH = 60  # the most characters of a text in a message
_AROUND = BOM_UTF8 + b" \t\r\n"

_BEGIN, _END = b"BEGIN:VCALENDAR", b"END:VCALENDAR"


class ZonedMoment(icalendar.vDDDTypes):
    """A date or a time, by the rules of its zone with which it was written.

    `icalendar` asks the machine for a zone of that name, whose rules may be years older.
    """

    @classmethod
    def from_ical(cls, ical: Any, timezone: str | None = None) -> Any:
        at = super().from_ical(ical, timezone)  # type: ignore[no-untyped-call]
        return at.replace(tzinfo=zone(timezone)) if timezone and isinstance(at, datetime) else at


class _ZonedTypes(icalendar.TypesFactory):
    def __init__(self) -> None:
        super().__init__()
        self["date-time"] = ZonedMoment


class AgendaCalendar(icalendar.LazyCalendar):
    """A calendar that eventkit wrote, as an object: its events are parsed when they are first used."""

    types_factory = _ZonedTypes()


_Events = Mapping[str, icalendar.Component]


def check_calendar(
    data: bytes, schedule: Schedule, ledger: Ledger, *, name: str = "the calendar", draft: bool = False
) -> tuple[Finding, ...]:
    """The differences between a published calendar and the schedule, as findings.

    Missing sessions are reported only for the calendars of all sessions and of all deadlines: any other
    calendar may show fewer on purpose. Of a draft, confirmed sessions are written as tentative.
    """
    calendar = _parse(data, name)
    events = _events_by_uid(calendar)
    languages, due_there = _recognise(calendar, events, schedule, ledger)
    current = agenda(schedule, ledger=ledger, languages=languages, all_day=True, draft=draft).data
    due = deadlines(schedule, ledger=ledger, languages=languages, draft=draft).data
    expected = {**_events_by_uid(_parse(due, name)), **_events_by_uid(_parse(current, name))}
    ids: dict[str, str] = {
        str(tombstone.session.uid): tombstone.session.id for tombstone in ledger.gone.values()
    }
    ids |= {str(session.uid): session.id for session in schedule.sessions}
    ids |= {str(deadline.uid): deadline.id for deadline in schedule.conference.deadlines}
    moved = {
        (str(uid), left.revision.sequence) for uid, tombstones in ledger.left.items() for left in tombstones
    }
    findings: list[Finding] = []
    for uid, event in events.items():
        about = (ids[uid],) if uid in ids else ()
        if (uid, _value(event, "SEQUENCE")) in moved and _value(event, "STATUS") == "CANCELLED":
            continue  # correct where a session left the calendar
        if uid in expected:
            findings += _differences(about, event, expected[uid], schedule)
        else:
            findings.append(_unknown(about, event, schedule))
    cancelled = {str(tombstone.session.uid) for tombstone in ledger.gone.values()}
    findings += [
        _missing((ids[uid],), event, schedule)
        for uid, event in expected.items()
        if uid in due_there and uid not in events and uid not in cancelled
    ]
    return sort_findings(findings)


def to_jcal(data: bytes, name: str = "the calendar") -> bytes:
    """A calendar as jCal (RFC 7265), in UTF-8."""
    return f"{_parse(data, name).to_json()}\n".encode()


def _parse(data: bytes, name: str) -> icalendar.Component:
    bare = data.strip(_AROUND).upper()
    if not bare.startswith(_BEGIN):
        raise Unreadable(name, (Fault(Message("Not an iCalendar file: BEGIN:VCALENDAR is missing.")),))
    if not bare.endswith(_END):
        raise Unreadable(
            name, (Fault(Message("Incomplete iCalendar file: END:VCALENDAR is missing. Download it again.")),)
        )
    try:
        calendar: icalendar.Component = icalendar.Calendar.from_ical(data)
    except ValueError as error:
        raise Unreadable(
            name, (Fault(Message("Not a valid iCalendar file: {reason}", reason=_shorten(str(error)))),)
        ) from None
    return calendar


def _events_by_uid(calendar: icalendar.Component) -> _Events:
    return {str(event.get("UID", "")): event for event in calendar.walk("VEVENT")}


def _recognise(
    calendar: icalendar.Component, events: _Events, schedule: Schedule, ledger: Ledger
) -> tuple[tuple[str, ...], frozenset[str]]:
    """The languages of a calendar, and the UIDs that it must have: none if it may show a part.

    Both follow from its UID; for an unknown UID, the languages are those in which most titles match.
    """
    conference, uid = schedule.conference, str(calendar.get("UID", ""))
    spoken = conference.languages
    likely = [spoken, *((language,) for language in spoken)]
    for languages in likely:
        mark = language_mark(conference, ledger, languages)
        if uid == str(CalendarView().uid(conference, ledger, mark)):
            return languages, frozenset(str(session.uid) for session in schedule.sessions)
        if uid == str(deadlines_uid(conference, mark)):
            return languages, frozenset(str(deadline.uid) for deadline in conference.deadlines)

    def right(languages: tuple[str, ...]) -> int:
        audience = Audience.of(schedule.conference, languages)
        titles = {str(session.uid): audience.one_line(session.title).text for session in schedule.sessions}
        return sum(titles.get(uid) == _value(event, "SUMMARY") for uid, event in events.items())

    return max(likely, key=right), frozenset()


def _differences(
    about: tuple[str, ...], event: icalendar.Component, current: icalendar.Component, schedule: Schedule
) -> Iterator[Finding]:
    title = _title(current)
    for name, difference in _SLOT_FIELDS.items():
        published, scheduled = _value(event, name), _value(current, name)
        if published != scheduled:
            yield Finding(
                Severity.WARNING,
                "calendar-differs",
                about,
                Message(
                    difference,
                    "Publish the calendar again.",
                    title=title,
                    scheduled=_display(scheduled, schedule),
                    published=_display(published, schedule),
                ),
            )
    for name, difference in _TEXT_FIELDS.items():
        published, scheduled = _value(event, name), _value(current, name)
        if published != scheduled:
            yield Finding(
                Severity.INFO,
                "calendar-words-differ",
                about,
                Message(
                    difference,
                    title=title,
                    published=_display(published, schedule),
                ),
            )
    published, scheduled = _value(event, "SEQUENCE") or 0, _value(current, "SEQUENCE")
    if published > scheduled:
        yield Finding(
            Severity.ERROR,
            "calendar-ahead",
            about,
            Message(
                "{title} has SEQUENCE {published} in the calendar but {scheduled} in the store, so "
                "calendar clients will ignore updates. Check whether the store was restored from an "
                "old backup.",
                title=title,
                published=published,
                scheduled=scheduled,
            ),
        )


def _unknown(about: tuple[str, ...], event: icalendar.Component, schedule: Schedule) -> Finding:
    when = _display(_value(event, "DTSTART"), schedule)
    return Finding(
        Severity.WARNING,
        "calendar-unknown",
        about,
        Message(
            "{event} ({when}) is in the calendar but has no time any more. Publish the calendar again."
            if about
            else "{event} ({when}) is in the calendar but is no longer in the schedule. "
            "Publish the calendar again.",
            event=_title(event),
            when=when,
        ),
    )


def _missing(about: tuple[str, ...], current: icalendar.Component, schedule: Schedule) -> Finding:
    when = _display(_value(current, "DTSTART"), schedule)
    return Finding(
        Severity.WARNING,
        "calendar-lacks",
        about,
        Message(
            "{current} ({when}) is missing from the calendar. Publish the calendar again.",
            current=_title(current),
            when=when,
        ),
    )


def _value(event: icalendar.Component, name: str) -> Any:
    """A property value for comparison: an instant in UTC, a text or a number; ``None`` if it is missing."""
    value = event.get(name)
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
        return "nothing"
    if isinstance(value, datetime):
        shown = schedule.wall(value) if value.tzinfo is not None else value
        return f"{shown:%Y-%m-%d %H:%M}{'' if value.tzinfo else ' without a time zone'}"
    return _shorten(str(value))


def _title(event: icalendar.Component) -> str:
    return f"'{_shorten(str(event.get('SUMMARY', '')))}'"


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN_LENGTH else f"{line[: _SHOWN_LENGTH - 1]}…"

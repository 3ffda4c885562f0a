"""iCalendar import (RFC 5545), also from jCal (RFC 7265).

Properties that only serve calendars among themselves (DTSTAMP, SEQUENCE, TRANSP and others) are dropped, and
so are alarms, which concern their owner only. Attachments and addresses are never opened.
"""

from __future__ import annotations

import re
from typing import Any

from icalendar import Component

from eventkit.formats.icalendar.component_parser import parse_calendar
from eventkit.formats.icalendar.reader import read_calendars
from eventkit.intake import (
    NO_HINTS,
    ImportHints,
    ImportLog,
    ImportResult,
    Location,
    SourceFile,
    build_schedule,
)
from eventkit.messages import Message, as_message

_JCAL_BEGIN = re.compile(rb'(?:\xef\xbb\xbf)?\s*\[\s*(?:\[\s*)?"vcalendar"\s*,', re.IGNORECASE)


def _is_jcal(data: bytes) -> bool:
    """True if a file begins as jCal does: with a calendar, or a list of calendars."""
    return _JCAL_BEGIN.match(data) is not None


def _jcal_to_content_lines(source: SourceFile, log: ImportLog) -> bytes:
    """A file of jCal as iCalendar (RFC 7265 3), for the reader of content lines.

    A component that is not as RFC 7265 defines it is left out, which is logged.
    """
    calendars: Any = source.json
    if isinstance(calendars[0], str):
        calendars = [calendars]
    lines = b""
    for number, calendar in enumerate(calendars):
        inner = calendar[2] if isinstance(calendar, list) and len(calendar) > 2 else None
        components = inner if isinstance(inner, list) else []
        entries = [
            _jcal_component(component, f"[{number}][2][{at}]", log) for at, component in enumerate(components)
        ]
        # The properties of the calendar alone; its components follow before its end.
        head = _jcal_component(
            [*calendar[:2], []] if isinstance(calendar, list) else calendar, f"[{number}]", log
        )
        begin, end, _ = (head or b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n").rpartition(b"END:VCALENDAR")
        lines += begin + b"".join(entries) + end + b"\r\n" if head or any(entries) else b""
    if b"BEGIN:VEVENT" not in lines and log.findings():
        raise log.as_error(Message("Not jCal as RFC 7265 defines it. Export the calendar again."))
    return lines


def _jcal_component(component: Any, field: str, log: ImportLog) -> bytes:
    try:
        lines: bytes = Component.from_jcal(component).to_ical(sorted=False)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        reason = " ".join(str(error).split())[:120]
    else:
        return lines
    message = Message(
        "Not jCal as RFC 7265 defines it: {reason}. Left out. Export the calendar again.",
        reason=as_message(reason),
    )
    log.error("unread-component", message, Location(log.name, field=field))
    return b""


_CALENDAR_BEGIN = re.compile(rb"BEGIN[ \t]*:[ \t]*V(?:CALENDAR|EVENT)", re.IGNORECASE)

_SEARCHED_BYTES = 65_536

_UTF16_BEGIN = (b"B\x00E\x00G\x00I\x00N\x00:\x00V\x00", b"\x00B\x00E\x00G\x00I\x00N\x00:\x00V")


class ICalendarFormat:
    """The format `icalendar`: files that contain VCALENDAR components, or jCal."""

    title = "iCalendar, also as jCal; eventkit agenda writes both"
    suffixes = (".ics", ".ical", ".ifb")

    def recognises(self, source: SourceFile) -> bool:
        """True if a calendar or event begins near the start of the file, or the file is jCal."""
        head = source.data[:_SEARCHED_BYTES]
        return (
            _CALENDAR_BEGIN.search(head) is not None
            or any(wide in head for wide in _UTF16_BEGIN)
            or _is_jcal(source.data)
        )

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        """Read the calendar, or all calendars of a file as one schedule.

        Recurring events become one session per occurrence, at most a hundred; those without end only within
        the days of the conference. Times in an unknown zone need a zone in the hints, unless others have one.
        """
        log = ImportLog(name)
        if _is_jcal(data):
            data = _jcal_to_content_lines(SourceFile(data, name), log)
        root = parse_calendar(data, log)
        if not any(component.name in {"VCALENDAR", "VEVENT"} for component in root.components):
            raise log.as_error(Message("Not an iCalendar file: BEGIN:VCALENDAR is missing."))
        return build_schedule(read_calendars(root, log, hints), log, hints)


icalendar_format = ICalendarFormat()  # the format: the value of the entry point

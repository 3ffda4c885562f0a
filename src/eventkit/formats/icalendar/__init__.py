"""iCalendar import (RFC 5545), also from jCal (RFC 7265).

Properties that only serve calendars among themselves (DTSTAMP, SEQUENCE, TRANSP and others) are dropped, and
so are alarms, which concern their owner only. Attachments and addresses are never opened.
"""

from __future__ import annotations

import re
from typing import Any

from icalendar import Calendar

from eventkit.errors import Fault, Unreadable
from eventkit.formats.icalendar.component_parser import parse_calendar
from eventkit.formats.icalendar.reader import read_calendars
from eventkit.intake import NO_HINTS, ImportHints, ImportLog, ImportResult, SourceFile, build_schedule

_JCAL_BEGIN = re.compile(rb'(?:\xef\xbb\xbf)?\s*\[\s*(?:\[\s*)?"vcalendar"\s*,', re.IGNORECASE)


def _is_jcal(data: bytes) -> bool:
    """Whether a file begins as jCal does: with a calendar, or a list of calendars."""
    return _JCAL_BEGIN.match(data) is not None


def _jcal_to_content_lines(source: SourceFile) -> bytes:
    """A file of jCal as iCalendar (RFC 7265 3), for the reader of content lines.

    Raises:
        Unreadable: The file is not JSON, or is not built as RFC 7265 wants.
    """
    calendars: Any = source.json
    if isinstance(calendars[0], str):
        calendars = [calendars]
    try:
        return b"".join(Calendar.from_jcal(calendar).to_ical(sorted=False) for calendar in calendars)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        reason = " ".join(str(error).split())[:120]
        message = f"Not jCal as RFC 7265 defines it: {reason}. Export the calendar again."
        raise Unreadable(source.name, (Fault(message),)) from None


_CALENDAR_BEGIN = re.compile(rb"BEGIN[ \t]*:[ \t]*VCALENDAR", re.IGNORECASE)


_SEARCHED_BYTES = 65_536


_UTF16_BEGIN = (b"B\x00E\x00G\x00I\x00N\x00:\x00V\x00C\x00", b"\x00B\x00E\x00G\x00I\x00N\x00:\x00V\x00C")


class ICalendarFormat:
    """The format `icalendar`: files that contain VCALENDAR components, or jCal."""

    title = "iCalendar, also as jCal; eventkit agenda writes both"
    suffixes = (".ics", ".ical", ".ifb")

    def recognises(self, source: SourceFile) -> bool:
        """Whether a VCALENDAR begins near the start of the file, or the file is jCal."""
        head = source.data[:_SEARCHED_BYTES]
        return (
            _CALENDAR_BEGIN.search(head) is not None
            or any(wide in head for wide in _UTF16_BEGIN)
            or _is_jcal(source.data)
        )

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        """Read the calendar, or all calendars of a file as one schedule.

        Recurring events become one session per occurrence if they repeat within days; other recurrence rules
        and unknown time zones are refused.

        Raises:
            eventkit.errors.Unreadable: The file is not a calendar, or has faults, each listed with its line.
        """
        log = ImportLog(name)
        if _is_jcal(data):
            data = _jcal_to_content_lines(SourceFile(data, name))
        root = parse_calendar(data, log)
        if not any(each.name == "VCALENDAR" for each in root.components):
            message = "Not an iCalendar file: BEGIN:VCALENDAR is missing."
            raise log.as_error(message)
        return build_schedule(read_calendars(root, log, hints), log, hints)


icalendar_format = ICalendarFormat()
"""The format: the value of the entry point."""

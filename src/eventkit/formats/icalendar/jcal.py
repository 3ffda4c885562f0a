"""jCal (RFC 7265): the calendar in JSON, turned into the content lines that it stands for."""

from __future__ import annotations

import re
from typing import Any

from icalendar import Calendar

from eventkit.errors import Fault, Unreadable
from eventkit.intake import SourceFile

_BEGINS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\[\s*(?:\[\s*)?"vcalendar"\s*,', re.IGNORECASE)


def is_jcal(data: bytes) -> bool:
    """Whether a file begins as jCal does: with a calendar, or a list of calendars."""
    return _BEGINS.match(data) is not None


def to_content_lines(source: SourceFile) -> bytes:
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

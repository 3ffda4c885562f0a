"""Values of iCalendar (RFC 5545 3.3): texts, days, times and lengths of time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from eventkit.formats.icalendar.lines import Property
from eventkit.formats.icalendar.vtimezone import ZoneResolver
from eventkit.intake.datetime_parser import ParseFailure, parse_datetime
from eventkit.intake.datetime_parser import parse_date as day_of
from eventkit.times import YEARS

_BACKSLASH = "\udc5c"
_COMMA = re.compile(r"(?<!\\),")
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?", re.ASCII)
_LENGTH = re.compile(
    r"([+-]?)P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?",
    re.ASCII,
)


def text(value: str) -> str:
    """A text without its escapes; a backslash before any other character is taken for nothing too."""
    if "\\" not in value:
        return value
    # By whole replacements, which need the room of the text and no more; a pattern that is called for each of
    # millions of escapes needs a hundred times that. Decoded text has no lone surrogate.
    said = value.replace("\\\\", _BACKSLASH)
    ends = "\\" if said.endswith("\\") else ""
    said = said.replace("\\n", "\n").replace("\\N", "\n").replace("\\", "")
    return said.replace(_BACKSLASH, "\\") + ends


def texts(value: str) -> list[str]:
    """Texts in a row, parted by commas that are not escaped."""
    parts = _COMMA.split(value.replace("\\\\", _BACKSLASH))
    return [each for each in (text(one.replace(_BACKSLASH, "\\\\")).strip() for one in parts) if each]


def when(told: Property, zones: ZoneResolver) -> date | datetime | ParseFailure:
    """The day or the time that a property tells: aware in UTC or in the zone it names, and else naive."""
    return moment_of(told.value, told.parameter("TZID"), zones, told.line)


def moment_of(value: str, tzid: str, zones: ZoneResolver, line: int) -> date | datetime | ParseFailure:
    """As `when`, of a value in a zone of that name, if it names any."""
    said = value.strip()
    found = _stamp(said)
    if isinstance(found, datetime) and found.tzinfo is None and tzid:
        return zones.at(found, tzid, line)
    return found


def _stamp(said: str) -> date | datetime | ParseFailure:
    found = _STAMP.fullmatch(said)
    try:
        if found and found[4] is None:
            return _likely(date(int(found[1]), int(found[2]), int(found[3])))
        if found:
            numbers = [int(each or 0) for each in found.groups()[:6]]
            # A leap second is the end of its minute (RFC 5545 3.3.12).
            numbers[5] = min(numbers[5], 59)
            return _likely(datetime(*numbers, tzinfo=UTC if found[7] else None))  # type: ignore[arg-type, misc]
    except ValueError:
        return ParseFailure("is no day of the calendar")
    read = parse_datetime(said)
    other = day_of(said)
    return other if isinstance(read, ParseFailure) and isinstance(other, date) else read


def _likely(found: date) -> date | ParseFailure:
    return found if found.year in YEARS else ParseFailure(f"is in the year {found.year}")


def length(value: str) -> timedelta | ParseFailure:
    """A length of time (RFC 5545 3.3.6) that goes forwards."""
    found = _LENGTH.fullmatch(value.strip())
    if not found or not any(found.groups()[1:]):
        return ParseFailure("is no length of time")
    if found[1] == "-":
        return ParseFailure("goes backwards")
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups()[1:])
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)

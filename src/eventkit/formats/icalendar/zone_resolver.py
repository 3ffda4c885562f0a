"""The zone resolver: TZIDs as IANA zones, Windows names or VTIMEZONE rules of the file (RFC 5545 3.6.5)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import icalendar
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from eventkit.formats.icalendar.component_parser import CalendarComponent
from eventkit.intake import ImportHints, ImportLog, Location
from eventkit.intake.datetime_parser import ParseFailure
from eventkit.messages import Message, as_message
from eventkit.times import YEARS, SkippedTime, instant, is_ambiguous, zone

OBSERVANCES_LIMIT = 400
"""The most observances of a zone that are read: one with all its history has half of that."""

_OFFSET = re.compile(r"([+-])([01]\d|2[0-3])([0-5]\d)([0-5]\d)?")

_WALL_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z?")

_INTERVAL = r"0*[1-9]\d{0,2}"

_WEEKDAY = r"(?:[+-]?0?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)"

_RULE = {
    "FREQ": "YEARLY",
    "INTERVAL": _INTERVAL,
    "UNTIL": r"\d{8}(?:T\d{6}Z?)?",
    "BYMONTH": r"0?[1-9]|1[0-2]",
    "BYMONTHDAY": r"-?(?:0?[1-9]|[12]\d|3[01])(?:,-?(?:0?[1-9]|[12]\d|3[01]))*",
    "BYDAY": rf"{_WEEKDAY}(?:,{_WEEKDAY})*",
    "BYHOUR": r"[01]?\d|2[0-3]",
    "BYMINUTE": r"[0-5]?\d",
    "BYSECOND": r"[0-5]?\d",
    "WKST": "MO|TU|WE|TH|FR|SA|SU",
}

_UTC = frozenset({"utc", "z", "gmt", "etc/utc", "etc/gmt", "zulu", "universal", "coordinated universal time"})


@lru_cache(maxsize=1024)
def iana_zone_name(name: str) -> str | None:
    """The IANA name of a zone, from names with a path before it, of Windows, or like ``Europe-Brussels``."""
    text = " ".join(name.strip().strip("\"'").split())
    if text.casefold() in _UTC:
        return "UTC"
    parts = [part for part in text.split("/") if part]
    tails = ["/".join(parts[-count:]) for count in (3, 2)] if len(parts) > 1 else []
    candidates = (
        text,
        WINDOWS_TO_OLSON.get(text, ""),
        *tails,
        text.replace("-", "/", 1),
        text.replace(" ", "_"),
    )
    for candidate in candidates:
        try:
            return zone(candidate).key
        except ValueError:
            continue
    return None


class ZoneResolver:
    """The resolver of TZIDs to time zones; the zone that the user stated is used for unknown ones."""

    def __init__(self, calendar: CalendarComponent, log: ImportLog, hints: ImportHints) -> None:
        self._calendar = calendar
        self._log = log
        self._hinted = hints.zone
        self._definitions = {
            definition.value("TZID"): definition
            for _, definition in calendar.within("VTIMEZONE")
            if definition.value("TZID")
        }
        self._zones: dict[str, tzinfo | None] = {}
        self._uses: Counter[str] = Counter()

    def most_used(self) -> str | None:
        """The IANA name of the zone of most times; ``None`` if no time has a known zone."""
        return max(self._uses, key=lambda key: self._uses[key], default=None)

    def at(self, wall_time: datetime, tzid: str, line: int) -> datetime | ParseFailure:
        """The instant of a local time in the zone ``tzid``.

        An ambiguous time is the first of the two; a skipped time is read with the offset before the change
        (RFC 5545 3.3.5); both are logged. In an unknown zone the time is local in the zone of the hints.
        Without hints it is a failure, or refuses the file if no other time has a zone either.
        """
        if tzid not in self._zones:
            self._zones[tzid] = self._resolve(tzid, line)
        resolved = self._zones[tzid]
        if resolved is None:
            if self._hinted is None and self._has_known_zones:
                return ParseFailure(Message("is in the unknown time zone '{tzid}'", tzid=tzid[:60]))
            return wall_time
        if not isinstance(resolved, ZoneInfo):
            return wall_time.replace(tzinfo=timezone(resolved.utcoffset(wall_time) or timedelta()))
        self._uses[resolved.key] += 1
        if resolved.key == "UTC":
            return wall_time.replace(tzinfo=UTC)
        try:
            at = instant(wall_time, resolved)
        except SkippedTime as error:
            message = Message(
                "{reason}. Imported with the offset before the change. Check it.",
                reason=as_message(error),
            )
            self._log.warning("skipped-time", message, self._location(line))
            return wall_time.replace(tzinfo=resolved).astimezone(UTC)
        if is_ambiguous(wall_time, resolved):
            message = Message(
                "{wall_time} occurs twice in {key}, because clocks go back. Imported as the first. Check it.",
                wall_time=wall_time,
                key=resolved.key,
            )
            self._log.warning("ambiguous-time", message, self._location(line))
        return at

    def in_utc(self, at: datetime, tzid: str, line: int) -> datetime:
        """An instant in UTC that has a TZID as well (forbidden by RFC 5545 3.2.19), which is logged."""
        if iana_zone_name(tzid) != "UTC":
            message = Message(
                "A time in UTC (Z) that is also in {tzid} (TZID). Imported as UTC. Check it.",
                tzid=tzid[:60],
            )
            self._log.warning("utc-with-zone", message, self._location(line))
        return at

    def _resolve(self, tzid: str, line: int) -> tzinfo | None:
        definition = self._definitions.get(tzid)
        names = (tzid, definition.value("X-LIC-LOCATION")) if definition else (tzid,)
        key = next((known for name in names if name and (known := iana_zone_name(name))), None)
        if key is not None:
            if key != tzid:
                message = Message("Time zone '{tzid}'. Imported as {key}.", tzid=tzid[:60], key=key)
                self._log.info("zone-known", message, self._location(line))
            return zone(key)
        if definition is not None and (rules := parse_vtimezone(definition)) is not None:
            message = Message(
                "Time zone '{tzid}' is defined only in the file. Imported by its rules there.",
                tzid=tzid[:60],
            )
            self._log.info("zone-own", message, self._location(definition.line))
            return rules
        if self._hinted is None and self._has_known_zones:
            message = Message(
                "Unknown time zone '{zone}'. Imported its times as extra data. Give their time zone "
                "to import them as times.",
                zone=tzid[:60],
            )
            self._log.error("zone-unknown", message, self._location(line))
        elif self._hinted is None:
            self._log.fault(
                Message("Unknown time zone '{zone}'. Give the time zone that is meant.", zone=tzid[:60]),
                self._location(line),
            )
        else:
            message = Message(
                "Unknown time zone '{tzid}'. Imported as {hinted}.", tzid=tzid[:60], hinted=self._hinted
            )
            self._log.warning("zone-unknown", message, self._location(line))
        return None

    @cached_property
    def _has_known_zones(self) -> bool:
        return any(
            start.value.strip().endswith("Z") or iana_zone_name(start.parameter("TZID"))
            for _, event in self._calendar.within("VEVENT")
            for start in event.all_of("DTSTART")
        )

    def _location(self, line: int) -> Location:
        return Location(self._log.name, row=line)


def parse_vtimezone(definition: CalendarComponent) -> tzinfo | None:
    """The zone that a VTIMEZONE defines by its own rules (RFC 5545 3.6.5).

    `icalendar` evaluates the rules. It is given only what is needed for that, in a form that can neither make
    it search for ever (a rule by the second, a day that does not exist) nor change what it knows of other
    files: each call makes a zone of its own. It is ``None`` if the definition is empty, too long or broken,
    or its rules are not yearly.
    """
    observances = [part for part in definition.components if part.name in {"STANDARD", "DAYLIGHT"}]
    if not 0 < len(observances) <= OBSERVANCES_LIMIT:
        return None
    lines = ["BEGIN:VTIMEZONE", "TZID:own"]
    for observance in observances:
        written = _observance(observance)
        if written is None:
            return None
        lines += [f"BEGIN:{observance.name}", *written, f"END:{observance.name}"]
    component = icalendar.Component.from_ical("\r\n".join([*lines, "END:VTIMEZONE", ""]))
    if not isinstance(component, icalendar.Timezone):
        return None
    try:
        zone_by_rules: tzinfo = component.to_tz(lookup_tzid=False)
    except ValueError:  # a rule that cannot be evaluated
        return None
    return zone_by_rules


def _observance(observance: CalendarComponent) -> list[str] | None:
    """The lines of an observance that its offsets follow from; ``None`` if one of them is broken."""
    start = _wall_time(observance.value("DTSTART"))
    offset = observance.value("TZOFFSETTO")
    before = observance.value("TZOFFSETFROM") or offset
    rule = _rule(observance.value("RRULE"))
    if start is None or rule is None or not (_OFFSET.fullmatch(offset) and _OFFSET.fullmatch(before)):
        return None
    lines = [f"DTSTART:{start}", f"TZOFFSETFROM:{before}", f"TZOFFSETTO:{offset}", *rule]
    dates = [date for line in observance.all_of("RDATE") for date in line.value.split(",")]
    # Without a rule and without dates the observance begins once.
    further = [_wall_time(date.partition("/")[0]) for date in dates[:OBSERVANCES_LIMIT]]
    return [*lines, *(f"RDATE:{date}" for date in [*further, *([] if rule else [start])] if date)]


def _rule(value: str) -> list[str] | None:
    """The RRULE line of an observance, if there is one, with an end in the last year that schedules know."""
    parts = dict(part.partition("=")[::2] for part in value.upper().split(";") if part)
    if not parts:
        return []
    known = all(name in _RULE and re.fullmatch(_RULE[name], text) for name, text in parts.items())
    if not known or "FREQ" not in parts or not _has_days(parts):
        return None
    last = f"{YEARS.stop - 1}1231T235959"
    parts["UNTIL"] = min(parts.get("UNTIL", last).rstrip("Z"), last)
    return ["RRULE:" + ";".join(f"{name}={text}" for name, text in parts.items())]


def _has_days(parts: Mapping[str, str]) -> bool:
    """True if the days of the month in a rule exist in its month, in leap years at least."""
    days = [abs(int(day)) for day in parts.get("BYMONTHDAY", "").split(",") if day]
    return not days or "BYMONTH" not in parts or min(days) <= monthrange(2000, int(parts["BYMONTH"]))[1]


def _wall_time(value: str) -> str | None:
    """A wall time in the basic form, not before the first year that schedules know."""
    match = _WALL_TIME.fullmatch(value.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second = map(int, match.groups())
    try:
        # Zones of Windows begin in 1601. A wall time has no zone.
        start = datetime(max(year, YEARS.start), month, day, hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return None
    return f"{start:%Y%m%dT%H%M%S}"

"""Field values of frab files: GUIDs, language lists, instants, durations, links, and times of events."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from eventkit.findings import Severity
from eventkit.intake import ImportLog, Location, RawLink, RawSession, RawText
from eventkit.intake.datetime_parser import ParseFailure, parse_datetime, parse_duration, parse_time_of_day
from eventkit.messages import Message, as_message
from eventkit.times import YEARS, Period, wall, zone

MAX_EVENT_NUMBER = 2**31 - 1  # the largest number an event gets: programs store it in 32 bits
SOURCE = "frab"

EXTENSION_KEY = "x-eventkit"
"""The key under which a ``schedule2`` stores data that the format has no fields for."""

NO_TRACK_SLUG = "no-track"  # the slug for no track in a `schedule2`: the schema requires one of every event


def event_number(uid: UUID) -> int:
    """A number, from 1 on, for an event without one."""
    return uid.int % MAX_EVENT_NUMBER + 1


_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_SHORT = re.compile(r"[A-Za-z0-9_-]{22}")
_BETWEEN_LANGUAGES = re.compile(r"[\s,;/&|+]+")
_SHORT_LENGTH = re.compile(r"\d{2}:[0-5]\d", re.ASCII)


def has_value(value: Any) -> bool:
    """True for a value that states something; ``False`` and blank text are the same as none."""
    if isinstance(value, str):
        return not (value == "" or value.isspace())
    return value is not None and value is not False and value not in ([], {})


def text(value: Any) -> str:
    """A text or number without surrounding spaces; empty for anything else."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def is_scalar(value: Any) -> bool:
    """True for a text, a number or nothing: what `text` loses nothing of."""
    return value is None or value is False or isinstance(value, str | int | float)


def is_localised(value: Any) -> bool:
    """True for a scalar or texts by language: what `text_by_language` loses nothing of."""
    return is_scalar(value) or (
        isinstance(value, dict) and all(isinstance(form, str) for form in value.values())
    )


def text_by_language(value: Any) -> RawText | None:
    """A text, bare or by language; ``None`` if it is empty."""
    if isinstance(value, dict):
        return {
            str(tag): form for tag, form in value.items() if isinstance(form, str) and form.strip()
        } or None
    if isinstance(value, str):
        return value if value.strip() else None
    return text(value) or None


def parse_guid(guid: str) -> str | None:
    """The UUID of a GUID; 31C3 wrote the same 16 bytes in 22 letters (RFC 4648 5)."""
    if _UUID.fullmatch(guid):
        return guid
    if _SHORT.fullmatch(guid):
        return str(UUID(bytes=urlsafe_b64decode(f"{guid}==")))
    return None


def parse_languages(value: Any) -> tuple[str, ...]:
    """The languages of an event: one, or several with any separator."""
    if not value:
        return ()
    if isinstance(value, list):
        return tuple(tag for item in value for tag in parse_languages(item))
    if isinstance(value, str) and value.isalpha():
        return (value,)
    return tuple(filter(None, _BETWEEN_LANGUAGES.split(text(value).replace("_", "-"))))


def parse_instant(value: Any) -> datetime | ParseFailure:
    """A date and time in ISO 8601, or in any form that `eventkit.intake.datetime_parser` parses."""
    if isinstance(value, str):
        try:
            parsed = datetime.fromisoformat(value) if len(value) > 10 else parse_datetime(value)
        except ValueError:
            return parse_datetime(value)
        if isinstance(parsed, ParseFailure) or parsed.year in YEARS:
            return parsed
        return ParseFailure(Message("is in the year {year}", year=parsed.year))
    return parse_datetime(value) if isinstance(value, int | float) else ParseFailure(Message("is not a time"))


def parse_leading_date(value: Any) -> date | None:
    """The ISO 8601 date at the start of a text; ``None`` if there is none."""
    try:
        return date.fromisoformat(text(value)[:10])
    except ValueError:
        return None


def parse_event_duration(value: Any) -> int | ParseFailure:
    """A duration in minutes: ``HH:MM`` or ``D:HH:MM`` as in the schema, or any other notation."""
    if isinstance(value, str) and _SHORT_LENGTH.fullmatch(value):
        return int(value[:2]) * 60 + int(value[3:])
    return (
        parse_duration(value, days_first=True)
        if isinstance(value, str | int | float)
        else ParseFailure(Message("is not a length"))
    )


def parse_availabilities(values: Any) -> tuple[tuple[Period, ...], list[Any]]:
    """The periods in which a person or room is available, and the entries that are none."""
    periods, unread = [], []
    for value in values if isinstance(values, list) else [values] if has_value(values) else ():
        start, end = (
            parse_instant(value.get(name)) if isinstance(value, dict) else None for name in ("start", "end")
        )
        if (
            isinstance(start, datetime)
            and isinstance(end, datetime)
            and start.tzinfo is not None is not end.tzinfo
            and start.replace(second=0, microsecond=0) < end.replace(second=0, microsecond=0)
        ):
            whole = (moment.replace(second=0, microsecond=0) for moment in (start, end))
            periods.append(Period(**dict(zip(("start", "end"), whole, strict=True))))
        else:
            unread.append(value)
    return tuple(periods), unread


def wall_time_at(on: date, by: int) -> datetime:
    """The wall time so many minutes after midnight of a date."""
    return datetime(on.year, on.month, on.day) + timedelta(minutes=by)  # noqa: DTZ001 - a wall time


def parse_links(values: Any, base: str = "") -> Iterator[RawLink]:
    """Links or attachments: URLs, or objects with a URL and a label; none of anything but a list."""
    for value in values if isinstance(values, list) else ():
        link: Mapping[str, Any] = value if isinstance(value, dict) else {"url": value}
        url_field, label_field = _link_fields(link)
        if url_field is None:
            continue
        url = text(link[url_field])
        label = text_by_language(link[label_field]) if label_field else None
        label = label or text(link.get("type")).capitalize() or None
        yield RawLink(
            urljoin(base, url) if base and "://" not in url else url, label if label != url else None
        )


def unread_of_link(value: Any) -> Any:
    """The members of an entry that `parse_links` does not read: all of one without a URL."""
    link: Mapping[str, Any] = value if isinstance(value, dict) else {"url": value}
    url_field, label_field = _link_fields(link)
    if url_field is None:
        return value
    return other_fields(link, {url_field, label_field, "type"})


def _link_fields(link: Mapping[str, Any]) -> tuple[str | None, str | None]:
    return (
        next((name for name in _URL_FIELDS if text(link.get(name))), None),
        next((name for name in _LABEL_FIELDS if text_by_language(link.get(name))), None),
    )


_URL_FIELDS = ("url", "href", "resource", "link")
_LABEL_FIELDS = ("title", "name", "description", "label")


def other_fields(values: Mapping[str, Any], known: Iterable[str | None]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in known and has_value(value)}


DAY_CHANGE = time(4)  # the day change of a file that does not state one, as in the model


@dataclass(frozen=True, slots=True)
class ListedDay:
    """The day under which events are listed."""

    on: date | None = None  # its date, if it is stated
    change: time | None = None  # the wall time at which the next one begins, if it is stated


def parse_listed_day(on: Any, end: Any, key: str) -> ListedDay:
    """A listed day from its date and end; an end on the next morning states the day change."""
    date_ = parse_leading_date(on)
    ends = parse_instant(end) if len(text(end)) > 10 else None
    if date_ is None or not isinstance(ends, datetime):
        return ListedDay(date_)
    at = wall_time(ends, key)
    is_next = at.date() - date_ == timedelta(days=1) and at.time() < time(12)
    return ListedDay(date_, at.time().replace(second=0, microsecond=0) if is_next else None)


def wall_time(moment: datetime, key: str) -> datetime:
    """The wall time of an instant in a zone; as written without a zone."""
    if moment.tzinfo is None:
        return moment
    try:
        return wall(moment, zone(key))
    except (ValueError, OverflowError):
        return moment.replace(tzinfo=None)


def parse_first_day(value: Any, key: str) -> date | None:
    """The first day: a date, or the local date of an instant."""
    parsed = parse_instant(value) if len(text(value)) > 10 else None
    return wall_time(parsed, key).date() if isinstance(parsed, datetime) else parse_leading_date(value)


def parse_day_change(value: Any) -> time | None:
    """The wall time at which a conference day ends: ``09:00:00``."""
    minutes = parse_time_of_day(text(value)) if has_value(value) else None
    return time(minutes // 60, minutes % 60) if isinstance(minutes, int) and minutes < 12 * 60 else None


def parse_last_day(value: Any, key: str, ends: time) -> date | None:
    """The last day: a date, or the conference day of an instant, which may be in the night after."""
    parsed = parse_instant(value) if len(text(value)) > 10 else None
    if not isinstance(parsed, datetime):
        return parse_leading_date(value)
    at = wall_time(parsed, key)
    return at.date() - timedelta(days=at.time() <= ends)


_ENDS = ("end", "end_time", "session_end_time")


class EventTimeReader:
    """Reading of the times of the events in one file."""

    def __init__(self, log: ImportLog) -> None:
        self.change: time | None = None  # the day change, if the file states it
        self._log = log
        self._zone: tzinfo | None = None

    def set_zone(self, zone_name: str) -> None:
        self._zone = _parse_zone(zone_name)

    def set_times(self, record: RawSession, event: Mapping[str, Any], listed: ListedDay) -> None:
        """Set the times of a session; values that cannot be parsed are logged and saved as extra data."""
        start = self._start(event, listed, record.location)
        if isinstance(start, datetime):
            record.start = start
        elif start is not None:
            self._log_unreadable(record, event, ("date", "start"), start)
        end = self._end(event, record)
        if isinstance(end, datetime):
            record.end = end
            if isinstance(lasts := parse_event_duration(event.get("duration") or 0), ParseFailure):
                self._log_unreadable(record, event, ("duration",), lasts)
        elif has_value(event.get("duration")):
            lasts = parse_event_duration(event["duration"])
            if isinstance(lasts, int):
                record.minutes = lasts
            else:
                self._log_unreadable(record, event, ("duration",), lasts)
        elif end is not None:
            self._log_unreadable(record, event, _ENDS, end)

    def _end(self, event: Mapping[str, Any], record: RawSession) -> datetime | ParseFailure | None:
        """The end, under any of its names: an instant, or a time of day after the start."""
        name = next((candidate for candidate in _ENDS if has_value(event.get(candidate))), None)
        if name is None:
            return None
        record.extra.pop(name, None)
        if len(text(event[name])) > 10 or record.start is None:
            return parse_instant(event[name])
        minute = parse_time_of_day(text(event[name]))
        if isinstance(minute, ParseFailure):
            return minute
        try:
            end = wall_time_at(record.start.date(), minute).replace(tzinfo=record.start.tzinfo)
            return end if end > record.start else end + timedelta(days=1)
        except OverflowError:
            return ParseFailure(Message("is outside the calendar"))

    def _log_unreadable(
        self, record: RawSession, event: Mapping[str, Any], names: tuple[str, ...], why: ParseFailure
    ) -> None:
        raw = {name: event[name] for name in names if has_value(event.get(name))}
        record.extra |= raw
        self._log.error(
            "unread-time",
            Message(
                "'{raw}' {reason}. Imported without a time.",
                raw=" ".join(map(text, raw.values()))[:60],
                reason=as_message(why.reason),
            ),
            replace(record.location, field=f"{record.location.field}, {names[-1]}"),
        )

    def _start(
        self, event: Mapping[str, Any], listed: ListedDay, place: Location
    ) -> datetime | ParseFailure | None:
        whole, begins = event.get("date"), event.get("start")
        why = None
        for value in (whole, begins):
            if len(text(value)) > 10:
                parsed = parse_instant(value)
                if isinstance(parsed, datetime):
                    return (
                        self._check_against_start(parsed, text(value), begins, place)
                        if value is whole
                        else parsed
                    )
                why = why or parsed
        if not (start := text(begins)):
            return why
        minute = parse_time_of_day(start)
        stated = parse_leading_date(whole)
        on = stated or listed.on
        if on is not None and stated is None and text(whole):
            message = Message(
                "'{whole}' is not a date. Used {on}, the day that it is listed under.",
                whole=text(whole)[:60],
                on=on,
            )
            self._log.error("unread-date", message, replace(place, field=f"{place.field}, date"))
        if isinstance(minute, ParseFailure) or on is None:
            return why or (
                minute if isinstance(minute, ParseFailure) else ParseFailure(Message("has no date"))
            )
        return self._after_day_change(on, minute, listed, place)

    def _check_against_start(
        self, parsed: datetime, date_text: str, begins: Any, place: Location
    ) -> datetime:
        """The instant in the date, checked against the local start time beside it.

        Some programs append a Z to every wall time. It does not mean UTC if the start beside it has the same
        hour, and UTC is not the zone of the file.
        """
        minute = parse_time_of_day(text(begins)) if text(begins) and len(text(begins)) <= 10 else None
        if isinstance(minute, ParseFailure):
            message = Message(
                "'{begins}' {reason}. Imported the date, {date_text}.",
                begins=text(begins),
                reason=as_message(minute.reason),
                date_text=date_text,
            )
            self._log.error("unread-start", message, replace(place, field=f"{place.field}, start"))
        if parsed.tzinfo is None:
            return parsed
        if not isinstance(minute, int):
            return parsed
        if date_text.endswith("Z") and self._zone is not UTC and parsed.hour * 60 + parsed.minute == minute:
            message = Message(
                "Dates are marked as UTC (Z) but show the same hour as the local start time. "
                "Imported as local time."
            )
            self._log.once("false-utc", message, place, severity=Severity.WARNING)
            return parsed.replace(tzinfo=None)
        shown = parsed.astimezone(self._zone) if self._zone else parsed
        if self._zone and shown.hour * 60 + shown.minute != minute:
            message = Message("The date and the start time differ. Imported the date. Check both.")
            self._log.once("conflicting-times", message, place, severity=Severity.WARNING)
        return parsed

    def _after_day_change(
        self, on: date, minute: int, listed: ListedDay, place: Location
    ) -> datetime | ParseFailure:
        """The wall time on a conference day, which includes the following night."""
        ends = self.change or listed.change or DAY_CHANGE
        try:
            if minute < ends.hour * 60 + ends.minute:
                message = Message(
                    "{hours}:{minutes} is before the day change at {ends}. Imported as the night after {on}.",
                    hours=f"{minute // 60:02}",
                    minutes=f"{minute % 60:02}",
                    ends=f"{ends:%H:%M}",
                    on=on,
                )
                self._log.info("after-midnight", message, place)
                return wall_time_at(on + timedelta(days=1), minute)
            return wall_time_at(on, minute)
        except OverflowError:
            return ParseFailure(Message("is outside the calendar"))


def _parse_zone(name: str) -> tzinfo | None:
    """The time zone of that name; UTC for all its names, ``None`` if it is unknown."""
    try:
        parsed = zone(name)
    except ValueError:
        return None
    return UTC if parsed.utcoffset(_SOME_SUMMER) == timedelta() == parsed.utcoffset(_SOME_WINTER) else parsed


_SOME_SUMMER, _SOME_WINTER = datetime(2026, 7, 1), datetime(2026, 1, 1)  # noqa: DTZ001 - by the clock

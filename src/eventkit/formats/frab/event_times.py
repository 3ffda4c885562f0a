"""Event times: start and end of an event from its date, start and duration and its day in the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from eventkit.findings import Severity
from eventkit.formats.frab.frab_values import (
    has_value,
    parse_event_duration,
    parse_instant,
    parse_leading_date,
    text,
    wall_time_at,
)
from eventkit.intake import ImportLog, Location, RawSession
from eventkit.intake.datetime_parser import ParseFailure, parse_time_of_day
from eventkit.messages import Message, as_message
from eventkit.times import wall, zone

DAY_CHANGE = time(4)
"""The day change of a file that does not state one, as in the model."""


@dataclass(frozen=True, slots=True)
class ListedDay:
    """The day under which events are listed.

    Attributes:
        on: Its date, if it is stated.
        change: The wall time at which the next one begins, if it is stated.
    """

    on: date | None = None
    change: time | None = None


def parse_listed_day(on: Any, end: Any, key: str) -> ListedDay:
    """A listed day from its date and end; an end on the next morning states the day change.

    Args:
        key: The IANA name of the zone; may be none.
    """
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
    """The last day: a date, or the conference day of an instant, which may be in the night after.

    Args:
        key: The IANA name of the zone; may be none.
    """
    parsed = parse_instant(value) if len(text(value)) > 10 else None
    if not isinstance(parsed, datetime):
        return parse_leading_date(value)
    at = wall_time(parsed, key)
    return at.date() - timedelta(days=at.time() <= ends)


_ENDS = ("end", "end_time", "session_end_time")


class EventTimeReader:
    """Reading of the times of the events in one file.

    Attributes:
        change: The day change, if the file states it.
    """

    def __init__(self, log: ImportLog) -> None:
        self.change: time | None = None
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

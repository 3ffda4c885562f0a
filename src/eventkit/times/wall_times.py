"""Wall times: dates and times of day in a zone as text, parsed and formatted.

A time is a wall time in the zone of the conference: ``2022-11-05 09:00``, or ``09:00`` if a preceding time
implies the day. An ambiguous time requires its offset from UTC; a nonexistent one is refused.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from eventkit.messages import Listed, Message
from eventkit.times import YEARS, SkippedTime, instant, is_ambiguous, wall

TIME_PATTERN = r"([0-9]{1,2}):([0-9]{2})"
DATE_PATTERN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
OFFSET_PATTERN = r"[+-][0-9]{2}:[0-9]{2}"
_WALL_TIME = re.compile(
    rf"(?:(?P<date>{DATE_PATTERN})[ T])?{TIME_PATTERN}(?P<seconds>:[0-9.]+)?(?P<offset>Z|{OFFSET_PATTERN})?"
)
ONE_DAY = timedelta(days=1)  # a day of a clock that is not changed meanwhile


class TimeReference(NamedTuple):
    """The reference of times without a date: such a time is the first occurrence after it."""

    at: datetime
    itself: bool  # true if the time may be that instant itself

    def before(self, other: datetime) -> bool:
        return self.at <= other if self.itself else self.at < other


def parse_iso_date(text: str) -> date:
    """The date in ISO 8601 form, such as ``2022-11-05``."""
    if re.fullmatch(DATE_PATTERN, text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise ValueError(Message("must be a date such as 2022-11-05"))


def parse_clock_time(text: str) -> time:
    """The time of day in the form ``04:00``."""
    match = re.fullmatch(TIME_PATTERN, text)
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return time(int(match[1]), int(match[2]))
    raise ValueError(Message("must be a time of day from 00:00 to 23:59, such as 09:30"))


def with_date(text: str, day: date, change: time) -> str:
    """A wall time with a date; one without is on that day of the conference, which ends at ``change``."""
    if " " in text or "T" in text:
        return text
    clock = parse_clock_time(text.partition("+")[0].partition("-")[0])
    return f"{day + ONE_DAY if clock < change else day} {text}"


def parse_wall_time(text: str, where: ZoneInfo, anchor: TimeReference | None = None) -> datetime:
    """The instant of a wall time in a zone."""
    match = _WALL_TIME.fullmatch(text)
    if not match or (match["offset"] == "Z" and not match["date"]):
        example = "2022-11-05 09:00" if anchor is None else "09:00, or with its date 2022-11-05 09:00"
        raise ValueError(Message("must be a time such as {example}", example=example))
    if match["seconds"]:
        raise ValueError(Message("has seconds: times are whole minutes, such as 09:00"))
    clock = parse_clock_time(f"{match[2]}:{match[3]}")
    try:
        if match["date"]:
            at = _resolve_dated(
                datetime.combine(parse_iso_date(match["date"]), clock), match["offset"], where
            )
        elif anchor is not None:
            at = _resolve_following(clock, match["offset"], where, anchor)
        else:
            raise ValueError(Message("needs its date, such as 2022-11-05 {clock}", clock=f"{clock:%H:%M}"))
    except OverflowError:
        at = datetime.min.replace(tzinfo=UTC)  # out of the range of datetime
    if at.year not in YEARS:
        raise ValueError(
            Message(
                "is not in the years {first} to {last}: is that a slip?",
                first=YEARS.start,
                last=YEARS.stop - 1,
            )
        )
    return at


def format_wall_time(at: datetime, where: ZoneInfo, anchor: TimeReference | None = None) -> str:
    """The shortest form of an instant that `parse_wall_time` accepts."""
    shown = wall(at, where)
    offset = _offset(at, where) if is_ambiguous(shown, where) else ""
    if shown.second or len(offset) > len("+00:00"):
        # Before standard time, offsets had seconds.
        return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(' ', 'minutes')}Z"
    if anchor is not None:
        bare = f"{shown:%H:%M}{offset}"
        try:
            if parse_wall_time(bare, where, anchor) == at:
                return bare
        except ValueError:
            pass
    return f"{shown.replace(fold=0).isoformat(' ', 'minutes')}{offset}"


def format_wall_period(
    start: datetime, end: datetime, where: ZoneInfo, anchor: TimeReference | None = None
) -> tuple[str, str]:
    """The start and the end in their shortest forms; the end follows the start."""
    return format_wall_time(start, where, anchor), format_wall_time(
        end, where, TimeReference(start, itself=False)
    )


def _resolve_dated(shown: datetime, offset: str | None, where: ZoneInfo) -> datetime:
    if offset == "Z":
        return shown.replace(tzinfo=UTC)
    return _choose_reading(_readings(shown, where), shown, offset, where)


def _resolve_following(clock: time, offset: str | None, where: ZoneInfo, anchor: TimeReference) -> datetime:
    """The first occurrence of a time of day after the reference: on the same day or the next."""
    here = wall(anchor.at, where)
    for day in (here.date(), here.date() + ONE_DAY):
        shown = datetime.combine(day, clock)
        try:
            readings = _readings(shown, where)
        except SkippedTime:
            if shown < here.replace(fold=0):
                continue  # the time of the next day is meant
            raise
        if any(anchor.before(reading) for reading in readings):
            return _choose_reading(readings, shown, offset, where)
    raise ValueError(Message("does not come within a day of {here}: write it with its date", here=here))


def _readings(shown: datetime, where: ZoneInfo) -> list[datetime]:
    """The instants of a wall time: one, or two if the clocks are put back over it."""
    first = instant(shown.replace(fold=0), where)
    second = instant(shown.replace(fold=1), where)
    return [first] if first == second else [first, second]


def _choose_reading(
    readings: list[datetime], shown: datetime, offset: str | None, where: ZoneInfo
) -> datetime:
    offsets = [_offset(reading, where) for reading in readings]
    if offset in offsets:
        return readings[offsets.index(offset)]
    if offset is not None:
        raise ValueError(
            Message(
                "{key} is at {offsets} then, not at {offset}",
                key=where.key,
                offsets=Listed(tuple(offsets), "or"),
                offset=offset,
            )
        )
    if len(readings) > 1:
        first, second = (f"{shown:%H:%M}{shift}" for shift in offsets)
        raise ValueError(
            Message(
                "comes twice on {shown}, since the clocks are put back: write {first} for the first "
                "time or {second} for the second",
                shown=f"{shown:%Y-%m-%d}",
                first=first,
                second=second,
            )
        )
    return readings[0]


def _offset(at: datetime, where: ZoneInfo) -> str:
    return at.astimezone(where).isoformat()[len("2022-11-05T09:00:00") :]

"""VTIMEZONE components: the offset changes of an IANA zone within given dates (RFC 5545 3.6.5).

A component is written although every client knows the IANA zones, because their tables are often years old. A
zone whose clocks change by one rule every year gets that rule as an RRULE; an irregular zone gets only the
offsets during the conference. Never a history, and never RDATE, which Outlook ignores.

Changes are found by asking `zoneinfo` for offsets, so that no file of the time zone database is read here.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from eventkit.outputs.agenda import content_lines
from eventkit.times.wall_times import ONE_DAY

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

YEARS_AHEAD = 10
"""Years for which a yearly rule must be true: clients may use the zone for other calendars, too."""


@dataclass(frozen=True, slots=True)
class OffsetChange:
    """A change of a zone's offset from UTC."""

    at: datetime  # the first instant of the new offset
    before: timedelta
    after: timedelta
    name: str  # the customary name of the time from then on, such as CEST
    is_daylight: bool  # whether that is daylight saving time

    @property
    def onset(self) -> datetime:
        """The local time of the change before it takes effect, as RFC 5545 3.6.5 defines DTSTART."""
        return (self.at + self.before).replace(tzinfo=None)

    def rules(self) -> Iterator[str]:
        """The yearly rules that give this date: the last Sunday of the month, the fourth."""
        on = self.onset
        weekday = f"FREQ=YEARLY;BYDAY={{}}{WEEKDAYS[on.weekday()]};BYMONTH={on.month}"
        if on.day + 7 > monthrange(on.year, on.month)[1]:
            yield weekday.format(-1)
        yield weekday.format((on.day + 6) // 7)


def is_utc(zone: ZoneInfo, at: datetime) -> bool:
    """True if the zone is UTC under any of its names; its times are written in UTC."""
    return zone.tzname(at) == "UTC"


def vtimezone_for(zone: ZoneInfo, events: Iterable[bytes], *instants: datetime) -> tuple[bytes, ...]:
    """The VTIMEZONE of the zone, correct at those instants; empty if no event uses the zone."""
    if not any(b";TZID=" in event for event in events):
        return ()
    return (vtimezone(zone, min(instants).date(), max(instants).date()),)


def period_properties(zone: ZoneInfo, start: datetime, end: datetime) -> bytes:
    """DTSTART and DTEND in local time; in UTC if one of the two is ambiguous because clocks go back."""
    start, end = start.astimezone(zone), end.astimezone(zone)
    if is_utc(zone, start) or _is_ambiguous(start) or _is_ambiguous(end):
        return content_lines.utc_property("DTSTART", start) + content_lines.utc_property("DTEND", end)
    begins = content_lines.local_time_property("DTSTART", start, zone.key)
    return begins + content_lines.local_time_property("DTEND", end, zone.key)


def _is_ambiguous(at: datetime) -> bool:
    """True if a local time occurs twice, because clocks go back."""
    return at.utcoffset() != at.replace(fold=1 - at.fold).utcoffset()


@lru_cache(maxsize=1024)
def vtimezone(zone: ZoneInfo, first: date, last: date) -> bytes:
    """The VTIMEZONE of a zone, correct from the first to the last day, both included."""
    yearly = [
        tuple(_changes(zone, _midnight(date(year, 1, 1)), _midnight(date(year + 1, 1, 1)), step))
        for years, step in (
            (range(first.year - 1, last.year + 2), ONE_DAY),
            (range(last.year + 2, last.year + 1 + YEARS_AHEAD), 28 * ONE_DAY),
        )
        for year in years
    ]
    if any(yearly) and (rules := _common_rules(yearly)):
        observances = [_observance(change, rule) for change, rule in zip(yearly[0], rules, strict=True)]
    else:
        since, until = _midnight(first) - 2 * ONE_DAY, _midnight(last) + 3 * ONE_DAY
        observances = [
            _constant_observance(zone, since),
            *map(_observance, _changes(zone, since, until, ONE_DAY)),
        ]
    return content_lines.component("VTIMEZONE", (content_lines.text_property("TZID", zone.key), *observances))


def _common_rules(yearly: Sequence[Sequence[OffsetChange]]) -> list[str]:
    """The yearly rule of each of the two changes; empty unless every year has exactly these two."""
    if any(len(changes) != 2 for changes in yearly):
        return []
    rules: list[str] = []
    for same in zip(*yearly, strict=True):
        if len({(change.before, change.after, change.name, change.onset.time()) for change in same}) > 1:
            return []
        shared = set(same[0].rules()).intersection(*(change.rules() for change in same[1:]))
        if not shared:
            return []
        rules.append(next(rule for rule in same[0].rules() if rule in shared))
    return rules


def _changes(zone: ZoneInfo, since: datetime, until: datetime, step: timedelta) -> Iterator[OffsetChange]:
    """The changes of the offset between two instants, if they last longer than a step."""
    instants = (since + at * step for at in range((until - since) // step + 1))
    for (low, before), (high, after) in pairwise((at, _offset(zone, at)) for at in instants):
        if before != after:
            yield _change(zone, low, high)


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> OffsetChange:
    before = _offset(zone, low)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    shown = high.astimezone(zone)
    after = _offset(zone, high)
    return OffsetChange(high, before, after, shown.tzname() or "", is_daylight=after > before)


def _midnight(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=UTC)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _observance(change: OffsetChange, rule: str | None = None) -> bytes:
    """A STANDARD or DAYLIGHT component that starts with a change, yearly if there is a rule."""
    lines = [
        content_lines.local_time_property("DTSTART", change.onset),
        content_lines.offset_property("TZOFFSETFROM", change.before),
        content_lines.offset_property("TZOFFSETTO", change.after),
        content_lines.text_property("TZNAME", change.name),
    ]
    if rule:
        lines.append(content_lines.raw_property("RRULE", rule))
    return content_lines.component("DAYLIGHT" if change.is_daylight else "STANDARD", lines)


def _constant_observance(zone: ZoneInfo, at: datetime) -> bytes:
    """The offset at an instant as a STANDARD without beginning, in summer too: some clients, such as Outlook
    for Mac, take a component without STANDARD for UTC.
    """
    name = at.astimezone(zone).tzname() or ""
    offset = _offset(zone, at)
    always = datetime(1970, 1, 1, tzinfo=UTC) - offset
    return _observance(OffsetChange(always, offset, offset, name, is_daylight=False))

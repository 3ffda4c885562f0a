"""The definition of a time zone that a calendar carries along (RFC 5545 3.6.5).

It is written even though every reader knows the IANA zones, since readers' tables are often years old. A
zone whose clocks change by one rule every year gets that rule as an RRULE; one that is irregular gets
only what is in force during the conference. Never a history, and never RDATE, which Outlook ignores.

Changes are found by asking `zoneinfo` for offsets, so that no file of its is read here.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from eventkit.outputs.agenda import lines

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

YEARS_AHEAD = 10
"""How long a yearly rule must hold to be written as one: readers may go on using it for other calendars."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a zone's offset from UTC.

    Attributes:
        at: The first instant of the new offset.
        before: The offset until then.
        after: The offset from then on.
        name: The customary name of the time from then on, such as CEST.
        is_daylight: Whether that is daylight saving time.
    """

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    is_daylight: bool

    @property
    def onset(self) -> datetime:
        """The wall time of the change by the clocks not yet changed, as RFC 5545 wants it."""
        return (self.at + self.before).replace(tzinfo=None)

    def rules(self) -> Iterator[str]:
        """The yearly rules it may follow: the last Sunday of the month, the fourth."""
        on = self.onset
        weekday = f"FREQ=YEARLY;BYDAY={{}}{WEEKDAYS[on.weekday()]};BYMONTH={on.month}"
        if on.day + 7 > monthrange(on.year, on.month)[1]:
            yield weekday.format(-1)
        yield weekday.format((on.day + 6) // 7)


def is_utc(zone: ZoneInfo, at: datetime) -> bool:
    """Whether the zone is UTC itself under one of its names: its times are written in UTC."""
    return zone.tzname(at) == "UTC"


def defined_for(zone: ZoneInfo, entries: Iterable[bytes], *instants: datetime) -> tuple[bytes, ...]:
    """The definition of the zone, true for those instants, if any of the entries goes by its clocks."""
    if not any(b";TZID=" in entry for entry in entries):
        return ()
    return (definition(zone, min(instants).date(), max(instants).date()),)


def start_and_end(zone: ZoneInfo, start: datetime, end: datetime) -> tuple[bytes, ...]:
    """DTSTART and DTEND by the clocks of the zone; in UTC where those show one of the two twice."""
    start, end = start.astimezone(zone), end.astimezone(zone)
    if is_utc(zone, start) or _is_shown_twice(start) or _is_shown_twice(end):
        return (lines.instant("DTSTART", start), lines.instant("DTEND", end))
    return (lines.local("DTSTART", start, zone.key), lines.local("DTEND", end, zone.key))


def _is_shown_twice(at: datetime) -> bool:
    """Whether the clocks show that time twice, because they are put back over it."""
    return at.utcoffset() != at.replace(fold=1 - at.fold).utcoffset()


@lru_cache(maxsize=1024)
def definition(zone: ZoneInfo, first: date, last: date) -> bytes:
    """The VTIMEZONE that is true for the zone from the first to the last of the days, both included."""
    yearly = [
        tuple(_changes(zone, _midnight(date(year, 1, 1)), _midnight(date(year + 1, 1, 1)), step))
        for years, step in (
            (range(first.year - 1, last.year + 2), _DAY),
            (range(last.year + 2, last.year + 1 + YEARS_AHEAD), 28 * _DAY),
        )
        for year in years
    ]
    if any(yearly) and (rules := _rules(yearly)):
        observances = [_observance(change, rule) for change, rule in zip(yearly[0], rules, strict=True)]
    else:
        since, until = _midnight(first) - 2 * _DAY, _midnight(last) + 3 * _DAY
        observances = [_lasting(zone, since), *map(_observance, _changes(zone, since, until, _DAY))]
    return lines.component("VTIMEZONE", (lines.text("TZID", zone.key), *observances))


def _rules(yearly: Sequence[Sequence[Change]]) -> list[str]:
    """The rule of each change of the first year, if those two and no others come in every year."""
    if any(len(changes) != 2 for changes in yearly):
        return []
    found: list[str] = []
    for same in zip(*yearly, strict=True):
        if len({(each.before, each.after, each.name, each.onset.time()) for each in same}) > 1:
            return []
        shared = set(same[0].rules()).intersection(*(each.rules() for each in same[1:]))
        if not shared:
            return []
        found.append(next(rule for rule in same[0].rules() if rule in shared))
    return found


def _changes(zone: ZoneInfo, since: datetime, until: datetime, step: timedelta) -> Iterator[Change]:
    """Every change of the offset between two instants that is not undone within a step."""
    for low, high in pairwise(since + at * step for at in range((until - since) // step + 1)):
        if _offset(zone, low) != _offset(zone, high):
            yield _change(zone, low, high)


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> Change:
    before = _offset(zone, low)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    shown = high.astimezone(zone)
    after = _offset(zone, high)
    return Change(high, before, after, shown.tzname() or "", is_daylight=after > before)


def _midnight(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=UTC)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _observance(change: Change, rule: str | None = None) -> bytes:
    """The time that begins with a change, every year if a rule says so."""
    told = [
        lines.local("DTSTART", change.onset),
        lines.offset("TZOFFSETFROM", change.before),
        lines.offset("TZOFFSETTO", change.after),
        lines.text("TZNAME", change.name),
    ]
    if rule:
        told.append(lines.token("RRULE", rule))
    return lines.component("DAYLIGHT" if change.is_daylight else "STANDARD", told)


def _lasting(zone: ZoneInfo, at: datetime) -> bytes:
    """The time in force at an instant, as if it had always been."""
    shown = at.astimezone(zone)
    offset = _offset(zone, at)
    always = datetime(1970, 1, 1, tzinfo=UTC) - offset
    return _observance(Change(always, offset, offset, shown.tzname() or "", bool(shown.dst())))

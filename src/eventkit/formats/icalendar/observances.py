"""Zones by their own rules (RFC 5545 3.6.5), for those that nothing else is known of."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from eventkit.formats.icalendar.lines import Component
from eventkit.times import YEARS

OBSERVANCES_LIMIT = 400
"""The most observances looked at: those of a zone with all its history are half of that."""

_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?")
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z?")
_WEEKDAY = re.compile(r"([+-]?\d)(MO|TU|WE|TH|FR|SA|SU)")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class _Observance:
    offset: timedelta
    start: datetime
    further: tuple[datetime, ...]
    month: int = 0
    nth: int = 0
    weekday: int = 0
    last: int = 0

    def onset(self, shown: datetime) -> datetime | None:
        """When it last began before the wall time."""
        yearly = (self._in(year) for year in (shown.year, shown.year - 1)) if self.month else iter(())
        every = [self.start, *self.further, *(each for each in yearly if each is not None)]
        return max((each for each in every if self.start <= each <= shown), default=None)

    def _in(self, year: int) -> datetime | None:
        """The onset in a year by a yearly rule: the n-th such weekday of the month."""
        if year < self.start.year or (self.last and year > self.last):
            return None
        first, days = monthrange(year, self.month)
        before = (self.weekday - first) % 7
        found = range(1 + before, days + 1, 7)
        at = self.nth - 1 if self.nth > 0 else self.nth
        if not -len(found) <= at < len(found):
            return None
        return self.start.replace(year=year, month=self.month, day=found[at])


class Observances:
    """The rules of a zone."""

    def __init__(self, every: tuple[_Observance, ...]) -> None:
        self._every = every

    def offset(self, shown: datetime) -> timedelta | None:
        """By how much the clocks are ahead of UTC at the wall time; before all rules by the first of them."""
        begun = [(onset, each.offset) for each in self._every if (onset := each.onset(shown)) is not None]
        return max(begun)[1] if begun else min(self._every, key=lambda each: each.start).offset


def observances(zone: Component) -> Observances | None:
    """The rules of a VTIMEZONE; ``None`` where they are of a sort not read here, or there are none."""
    parts = [each for each in zone.components if each.name in {"STANDARD", "DAYLIGHT"}]
    if not parts or len(parts) > OBSERVANCES_LIMIT:
        return None
    found = [_observance(each) for each in parts]
    return None if None in found else Observances(tuple(each for each in found if each is not None))


def _observance(part: Component) -> _Observance | None:
    offset, start = _OFFSET.fullmatch(part.value("TZOFFSETTO")), _stamp(part.value("DTSTART"))
    if offset is None or start is None:
        return None
    ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
    if ahead >= timedelta(days=1):
        return None
    further = tuple(_stamps(part))
    made = _Observance(-ahead if offset[1] == "-" else ahead, start, further)
    rule = dict(each.partition("=")[::2] for each in part.value("RRULE").upper().split(";") if each)
    return made if not rule else _yearly(made, rule)


def _yearly(made: _Observance, rule: dict[str, str]) -> _Observance | None:
    weekday = _WEEKDAY.fullmatch(rule.get("BYDAY", ""))
    month = rule.get("BYMONTH", "")
    if rule.get("FREQ") != "YEARLY" or weekday is None or not month.isdecimal() or not 1 <= int(month) <= 12:
        return None
    if (
        rule.keys() - {"FREQ", "BYDAY", "BYMONTH", "UNTIL", "INTERVAL", "WKST"}
        or rule.get("INTERVAL", "1") != "1"
    ):
        return None
    until = rule.get("UNTIL", "")[:4]
    last = int(until) if until.isdecimal() else 0
    return _Observance(
        made.offset, made.start, made.further, int(month), int(weekday[1]), _WEEKDAYS.index(weekday[2]), last
    )


def _stamps(part: Component) -> Iterator[datetime]:
    for told in part.every("RDATE"):
        for each in told.value.split(",")[:OBSERVANCES_LIMIT]:
            if (found := _stamp(each.partition("/")[0])) is not None:
                yield found


def _stamp(said: str) -> datetime | None:
    found = _STAMP.fullmatch(said.strip())
    try:
        made = datetime(*map(int, found.groups())) if found else None  # type: ignore[arg-type] # noqa: DTZ001 - of no zone
    except ValueError:
        return None
    # Zones begin in 1601 for Windows, which is before all that is looked for.
    return None if made is None else made.replace(year=max(made.year, YEARS.start))

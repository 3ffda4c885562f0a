"""Time zones that calendars name: by IANA's names, by those of Windows, or by rules of their own."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from eventkit.formats.icalendar.lines import Component
from eventkit.formats.icalendar.observances import Observances, observances
from eventkit.intake import Given, Notes, Place
from eventkit.intake.walltimes import Unread
from eventkit.times import SkippedTime, instant, is_ambiguous, zone

_UTC = frozenset({"utc", "z", "gmt", "etc/utc", "etc/gmt", "zulu", "universal", "coordinated universal time"})
_PART = re.compile(r"[/]")


@lru_cache(maxsize=1024)
def iana(name: str) -> str | None:
    """The IANA name of a zone that is called so: with a path before it, by Windows, ``Europe-Brussels``."""
    said = " ".join(name.strip().strip("\"'").split())
    if said.casefold() in _UTC:
        return "UTC"
    parts = [each for each in _PART.split(said) if each]
    tails = ["/".join(parts[-count:]) for count in (3, 2)] if len(parts) > 1 else []
    for each in (
        said,
        WINDOWS_TO_OLSON.get(said, ""),
        *tails,
        said.replace("-", "/", 1),
        said.replace(" ", "_"),
    ):
        try:
            return zone(each).key
        except ValueError:
            continue
    return None


class Zones:
    """The zones of a calendar.

    Args:
        calendar: The calendars with their definitions of zones.
        notes: Where it is told which are not known.
        given: What is said of the file from outside.
    """

    def __init__(self, calendar: Component, notes: Notes, given: Given) -> None:
        self._notes = notes
        self._given = given.zone
        self._own = {
            each.value("TZID"): each for _, each in calendar.within("VTIMEZONE") if each.value("TZID")
        }
        self._known: dict[str, ZoneInfo | Observances | None] = {}
        self.met: Counter[str] = Counter()

    def most_met(self) -> str | None:
        """The IANA name of the zone that most times are in; ``None`` where none is named."""
        return max(self.met, key=lambda key: self.met[key], default=None)

    def at(self, shown: datetime, tzid: str, line: int) -> datetime | Unread:
        """The instant of a wall time in the zone of that name.

        Of a time that is shown twice it is the first, one that is skipped is read by the clock before
        (RFC 5545 3.3.5); both are told. One of an unknown zone is refused, or left as it is where a zone is
        given from outside.
        """
        if tzid not in self._known:
            self._known[tzid] = self._found(tzid, line)
        where = self._known[tzid]
        if where is None:
            return shown
        if isinstance(where, Observances):
            offset = where.offset(shown)
            return (
                shown.replace(tzinfo=timezone(offset))
                if offset is not None
                else Unread("is in a zone unknown")
            )
        self.met[where.key] += 1
        if where.key == "UTC":
            return shown.replace(tzinfo=UTC)
        try:
            found = instant(shown, where)
        except SkippedTime as error:
            self._notes.mended("skipped-time", f"{error}: it is read by the clock before", self._place(line))
            return shown.replace(tzinfo=where).astimezone(UTC)
        if is_ambiguous(shown, where):
            message = f"{shown:%Y-%m-%d %H:%M} is shown twice in {where.key}: the first is taken"
            self._notes.mended("ambiguous-time", message, self._place(line))
        return found

    def _found(self, tzid: str, line: int) -> ZoneInfo | Observances | None:
        own = self._own.get(tzid)
        called = (tzid, own.value("X-LIC-LOCATION")) if own else (tzid,)
        key = next((found for each in called if each and (found := iana(each))), None)
        if key is not None:
            if key != tzid:
                self._notes.kept(
                    "zone-known", f"the zone '{tzid[:60]}' is taken for {key}", self._place(line)
                )
            return zone(key)
        if own is not None and (rules := observances(own)) is not None:
            message = f"the zone '{tzid[:60]}' is known by nothing but its own rules in the file"
            self._notes.kept("zone-own", message, self._place(own.line))
            return rules
        said = f"'{tzid[:60]}' is no time zone that is known here"
        if self._given is None:
            self._notes.refuse(f"{said}: say which it is with --zone", self._place(line))
        else:
            self._notes.mended("zone-unknown", f"{said}: it is taken for {self._given}", self._place(line))
        return None

    def _place(self, line: int) -> Place:
        return Place(self._notes.name, row=line)

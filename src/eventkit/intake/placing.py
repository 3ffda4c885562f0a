"""When sessions are: wall times and instants as files have them, made periods."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

from eventkit.intake.desk import Cleaner, location_of
from eventkit.intake.given import ImportHints
from eventkit.intake.records import Location, RawSchedule, RawSession
from eventkit.intake.strings import excerpt
from eventkit.times import YEARS, Period, SkippedTime, instant, is_ambiguous, wall, zone, zone_names

_NIGHT = timedelta(hours=12)
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)

Raw = dict[str, Any]


def choose_zone(records: RawSchedule, hints: ImportHints, cleaner: Cleaner) -> ZoneInfo | None:
    """The zone of the conference: that of the file, or else the one given, or else UTC if nothing needs one.

    ``None``, and refused, where there is none and a wall time wants one, or it is not known.
    """
    conference = records.conference
    said = cleaner.line(conference.zone, conference, "zone")
    found = (
        _known(said, cleaner, location_of(conference, "zone"), usable=hints.zone is not None)
        if said
        else None
    )
    chosen = _known(hints.zone, cleaner, Location(cleaner.log.name), usable=False) if hints.zone else None
    if found and chosen and found.key != chosen.key:
        message = f"the file is in {found.key}: that counts, not the {chosen.key} that was given"
        cleaner.warning("zone", message, conference, "zone")
    if found or chosen or cleaner.log.faults:
        return found or chosen
    naive = next((each for each in records.sessions if _is_naive(each.start) or _is_naive(each.end)), None)
    if naive is None:
        message = "the file names no time zone: its times are shown in UTC; give another with --zone"
        cleaner.warning("zone", message, conference, "zone")
        return zone("UTC")
    name = "start" if _is_naive(naive.start) else "end"
    message = (
        "the file tells wall times and does not say of which time zone: "
        "give it with --zone, such as --zone Asia/Shanghai"
    )
    cleaner.log.fault(message, location_of(naive, name))
    return None


def _is_naive(moment: datetime | None) -> bool:
    return isinstance(moment, datetime) and moment.tzinfo is None


def _known(said: str, cleaner: Cleaner, place: Location, *, usable: bool) -> ZoneInfo | None:
    try:
        return zone(said)
    except ValueError as error:
        known = {name.casefold(): name for name in zone_names()}
        plain = "/".join(each.strip() for each in said.split("/")).replace(" ", "_").casefold()
        if plain in known:
            return zone(known[plain])
        near = get_close_matches(plain[:60], known, n=1, cutoff=0.6)
        hint = f": did you mean {known[near[0]]}?" if near else ""
        if usable:
            cleaner.log.warning(
                "zone", f"'{excerpt(said)}' is no time zone: the one that was given counts", place
            )
        else:
            cleaner.log.fault(f"{str(error) if len(said) < 60 else 'is no time zone'}{hint}", place)
        return None


class PeriodBuilder:
    """Makes periods of what sessions say of their times.

    Args:
        cleaner: Where what is wrong is told.
        where: The zone of wall times.
    """

    def __init__(self, cleaner: Cleaner, where: ZoneInfo) -> None:
        self._cleaner = cleaner
        self._where = where
        self._instants: dict[tuple[datetime, int], datetime | str] = {}
        self._periods: dict[tuple[datetime, datetime], Period] = {}
        self._doubtful: set[tuple[datetime, int]] = set()

    def period(self, session: RawSession, about: str) -> tuple[Period | None, Raw]:
        """When a session is, and what of it could not be read and is to be kept.

        Without a period the session is not scheduled, which is told unless it says nothing of a time.
        """
        if session.start is None:
            raw = _raw(session, "end", "minutes", "rooms")
            if raw:
                self._left(session, "start", "has no start: it is left unscheduled", about)
            return None, raw
        start = self._instant(session.start, session, "start", about)
        end = self._end(session, start, about) if start is not None else None
        if start is None or end is None:
            return None, _raw(session, "start", "end", "minutes", "rooms")
        if end - start > _DAY:
            message = f"lasts {(end - start).days} days: check that its end is right"
            self._cleaner.warning("several-days", message, session, "end", about)
        period = self._periods.get((start, end))
        if period is None:
            period = self._periods[start, end] = Period(start=start, end=end)
        return period, {}

    def _end(self, session: RawSession, start: datetime, about: str) -> datetime | None:
        lasting = session.minutes if isinstance(session.minutes, int) else None
        by_length = start + timedelta(minutes=lasting) if lasting and 0 < lasting <= _LONGEST else None
        if session.end is None:
            if by_length is None:
                why = "does not say how long it lasts" if not lasting else f"lasts {lasting} minutes"
                self._left(
                    session,
                    "minutes" if lasting is not None else "end",
                    f"{why}: it is left unscheduled",
                    about,
                )
            return by_length
        end = self._instant(session.end, session, "end", about)
        if end is not None and end > start:
            if by_length is not None and by_length != end:
                shown = f"ends {wall(end, self._where):%H:%M}"
                message = f"{shown}, which is not {lasting} minutes after its start: its end counts"
                self._cleaner.warning("length", message, session, "minutes", about)
            return end
        if by_length is not None:
            message = f"has no end after its start: its length of {lasting} minutes counts"
            self._cleaner.warning("end-before-start", message, session, "end", about)
            return by_length
        return self._next_day(session, start, end, about) if end is not None else None

    def _next_day(self, session: RawSession, start: datetime, end: datetime, about: str) -> datetime | None:
        """The end in the night after, where it is told on the same date and no night is longer."""
        shown = wall(start, self._where), wall(end, self._where)
        if end < start and shown[0].date() == shown[1].date() and shown[1] + _DAY - shown[0] <= _NIGHT:
            message = f"ends {shown[1]:%H:%M}, before it starts at {shown[0]:%H:%M}: taken for the next day"
            self._cleaner.warning("end-before-start", message, session, "end", about)
            try:
                return instant(shown[1] + _DAY, self._where)
            except SkippedTime:
                return end + _DAY
        when = "when" if start == end else "before"
        self._left(session, "end", f"ends {when} it starts: it is left unscheduled", about)
        return None

    def _instant(self, given: datetime, session: RawSession, name: str, about: str) -> datetime | None:
        key = (given, given.fold)
        found = self._instants.get(key)
        if found is None:
            found = self._instants[key] = self._read(given, key)
        if isinstance(found, str):
            self._left(session, name, f"{found}: it is left unscheduled", about)
            return None
        if key in self._doubtful:
            shown = f"{given:%H:%M} comes twice on {given:%Y-%m-%d}"
            message = f"{shown}, since the clocks are put back: taken for the first"
            self._cleaner.warning("twice-shown", message, session, name, about)
        if given.second or given.microsecond:
            self._cleaner.once("seconds", f"{name}: seconds were rounded to the minute", session, name, about)
        return found

    def _read(self, given: datetime, key: tuple[datetime, int]) -> datetime | str:
        if given.year not in YEARS or given.year in {YEARS[0], YEARS[-1]}:
            return f"is in the year {given.year}"
        if given.second or given.microsecond:
            half = timedelta(seconds=30)
            given = (given + half).replace(second=0, microsecond=0)
        if given.tzinfo is not None:
            try:
                found = given.astimezone(UTC)
            except (ValueError, OverflowError):
                return "is no time that can be told"
            return found.replace(second=0, microsecond=0)
        try:
            found = instant(given, self._where)
        except SkippedTime as error:
            return str(error)
        if not given.fold and is_ambiguous(given, self._where):
            self._doubtful.add(key)
        return found.replace(second=0, microsecond=0)

    def _left(self, session: RawSession, name: str, message: str, about: str) -> None:
        self._cleaner.error("unscheduled", message, session, name, about)


_LONGEST = 60 * 24 * 60


def _raw(session: RawSession, *names: str) -> Raw:
    found: Raw = {}
    for name in names:
        value = getattr(session, name)
        if value is None or value == ():
            continue
        found[name] = (
            value.isoformat(" ", "minutes")
            if isinstance(value, date) and isinstance(value, datetime)
            else value
        )
    return found


def conference_days(periods: Collection[Period], where: ZoneInfo, change: Any) -> tuple[date, date] | None:
    """The first and last day of the conference that anything is on; ``None`` where nothing is."""
    if not periods:
        return None
    first = min(period.start for period in periods)
    last = max(period.end for period in periods) - _MINUTE
    ends = [wall(each, where) for each in (first, last)]
    days = [each.date() - _DAY if each.time() < change else each.date() for each in ends]
    return days[0], days[1]

"""Instants, wall clocks and the days of a conference.

Instants are aware datetimes in UTC; a wall time is a naive datetime together with an IANA zone. The two
meet here and nowhere else: arithmetic on wall times lies at a change of the clocks.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, WithJsonSchema, model_validator

from eventkit.values import Value, ValueType

_Moment = TypeVar("_Moment", bound=date)

_LAWS = files("tzdata") / "zoneinfo"
_KEY = re.compile(r"(?:[A-Z][A-Za-z0-9_+-]*/)*[A-Z][A-Za-z0-9_+-]*")
_NO_PLACES = frozenset({"Factory"})
# Three-letter relics such as EST or MST7MDT name no place and mislead calendars (RFC 6557 leaves their
# upkeep to tradition); UTC alone is what it says.
_PLACELESS = re.compile(r"(?!UTC$)[A-Z0-9+-]+")


@lru_cache(maxsize=1024)
def zone(key: str) -> ZoneInfo:
    """The time zone of that IANA name, such as ``Asia/Shanghai``.

    Its law is that of the installed ``tzdata`` package, not of the machine, so that the same schedule gives
    the same bytes on every one.

    Raises:
        ValueError: There is no such zone, or the name is an abbreviation that names no place.
    """
    if _KEY.fullmatch(key) and key not in _NO_PLACES and not _PLACELESS.fullmatch(key):
        try:
            with (_LAWS / key).open("rb") as law:
                return ZoneInfo.from_file(law, key=key)
        except (ValueError, OSError):  # no file, a folder, or no zone in it
            pass
    message = f"'{key}' is no time zone: use an IANA name such as Asia/Shanghai, Europe/Vienna or UTC"
    raise ValueError(message)


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """The names of all time zones there are, in the order of their letters."""
    names = (files("tzdata") / "zones").read_text(encoding="ascii").split()
    return tuple(sorted(name for name in names if not _PLACELESS.fullmatch(name) and name not in _NO_PLACES))


def _zone_key(key: str) -> str:
    zone(key)
    return key


Zone = Annotated[
    str,
    AfterValidator(_zone_key),
    WithJsonSchema(
        {
            "type": "string",
            "description": "A time zone by its IANA name.",
            "examples": ["Asia/Shanghai", "Europe/Vienna", "Africa/Addis_Ababa"],
        }
    ),
    ValueType.ZONE,
]
"""The name of a time zone, checked."""


class SkippedTime(ValueError):
    """A wall time that no clock shows, because the clocks are put forward over it."""


def wall(instant: datetime, where: ZoneInfo) -> datetime:
    """What a clock on the wall shows at the instant: a naive datetime, ``fold`` set as PEP 495 says."""
    return instant.astimezone(where).replace(tzinfo=None)


def instant(shown: datetime, where: ZoneInfo) -> datetime:
    """The instant at which the clock shows that wall time; ``shown.fold`` tells first from second.

    Raises:
        SkippedTime: The clocks are put forward over that time, so that it does not exist there.
    """
    moment = shown.replace(tzinfo=where).astimezone(UTC)
    if wall(moment, where).replace(fold=0) != shown.replace(fold=0):
        message = f"{shown:%Y-%m-%d %H:%M} does not exist in {where.key}: the clocks are put forward over it"
        raise SkippedTime(message)
    return moment


def is_ambiguous(shown: datetime, where: ZoneInfo) -> bool:
    """Whether the clock shows that wall time twice, because the clocks are put back over it."""
    first, second = (shown.replace(tzinfo=where, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first < second


def conference_day(at: datetime, where: ZoneInfo, change: time) -> date:
    """The day of the conference that an instant belongs to.

    A day runs from ``change`` on its own date to ``change`` on the next, by the wall clock: with a change
    at 04:00, a party at half past midnight still belongs to the evening before.
    """
    shown = wall(at, where)
    return shown.date() - timedelta(days=1) if shown.time() < change else shown.date()


YEARS = range(1900, 2200)
"""The years taken: any other is a slip of the pen, and some cannot be told in every zone."""


def _likely(moment: _Moment) -> _Moment:
    if moment.year not in YEARS:
        message = f"is in the year {moment.year}: is that a slip?"
        raise ValueError(message)
    return moment


def _whole_minute(moment: datetime) -> datetime:
    at = moment.astimezone(UTC)
    if at.second or at.microsecond:
        message = "must be a whole minute"
        raise ValueError(message)
    return at


Day = Annotated[date, AfterValidator(_likely)]
"""A day of the calendar, of a year that is no slip of the pen."""

Instant = Annotated[AwareDatetime, AfterValidator(_likely), AfterValidator(_whole_minute)]
"""An instant on the agenda: any aware datetime of a whole minute is taken, and kept in UTC."""


class Period(Value):
    """A stretch of time, half open: ``start`` belongs to it, ``end`` does not.

    Any aware datetimes of whole minutes are taken; both are kept in UTC, so that equal instants are
    equal and lengths are true across a change of the clocks.

    Raises:
        ValueError: A datetime is naive or no whole minute, or ``end`` is not after ``start``.
    """

    start: Instant
    """The first instant."""

    end: Instant
    """The first instant after it."""

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.end <= self.start:
            message = "end must be after start"
            raise ValueError(message)
        return self

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.end - self.start).total_seconds()) // 60

    def overlaps(self, other: Period) -> bool:
        """Whether the two share a moment; periods that only touch do not."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Period) -> bool:
        """Whether the other lies wholly within this one."""
        return self.start <= other.start and other.end <= self.end

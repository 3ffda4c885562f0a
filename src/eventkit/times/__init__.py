"""Instants, wall clocks and the days of a conference.

Instants are aware datetimes in UTC; a wall time is a naive datetime together with an IANA zone. All
conversions between the two are here, since arithmetic on wall times is wrong across a change of the clocks.
A naive datetime in the place of an instant is refused: the zone of the machine says nothing about it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, WithJsonSchema, model_validator

from eventkit.errors import InvalidValue
from eventkit.messages import Message
from eventkit.values import Value, ValueType
from eventkit.values.field_errors import quote

_Moment = TypeVar("_Moment", bound=date)

_ZONE_FILES = files("tzdata") / "zoneinfo"
_KEY = re.compile(r"(?:[A-Z][A-Za-z0-9_+-]*/)*[A-Z][A-Za-z0-9_+-]*")
_NO_PLACES = frozenset({"Factory"})
# Legacy zones such as EST or MST7MDT name no place and mislead calendars (RFC 6557); only UTC is unambiguous.
_PLACELESS = re.compile(r"(?!UTC$)[A-Z0-9+-]+")


class PackagedZone(ZoneInfo):
    """A time zone with rules of the ``tzdata`` package, which can be pickled and copied by its name."""

    def __reduce__(self) -> tuple[Callable[[str], ZoneInfo], tuple[str]]:
        return zone, (self.key,)


@lru_cache(maxsize=1024)
def zone(key: str) -> ZoneInfo:
    """The time zone with an IANA name, such as ``Asia/Shanghai``.

    Its rules come from the installed ``tzdata`` package and not from the machine, so that the same schedule
    gives the same bytes on every machine.

    Raises:
        ValueError: There is no such zone, or the name is an abbreviation that names no place.
    """
    if _KEY.fullmatch(key) and key not in _NO_PLACES and not _PLACELESS.fullmatch(key):
        try:
            with (_ZONE_FILES / key).open("rb") as rules:
                return PackagedZone.from_file(rules, key=key)
        except (ValueError, OSError):  # no file, a folder, or no zone in it
            pass
    raise ValueError(
        Message(
            "'{zone}' is not a time zone: use an IANA name such as Asia/Shanghai, Europe/Vienna or UTC",
            zone=key,
        )
    )


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """The names of all time zones, in alphabetical order."""
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
"""The IANA name of a time zone, validated."""


class SkippedTime(ValueError):
    """A nonexistent wall time, skipped when the clocks are put forward."""


def wall(instant: datetime, where: ZoneInfo) -> datetime:
    """The wall time of an instant in a zone: a naive datetime, with ``fold`` as in PEP 495.

    Raises:
        InvalidValue: The instant has no offset from UTC, or is not a datetime.
    """
    if not isinstance(instant, datetime) or instant.tzinfo is None:  # Python reads a naive one by the machine
        raise InvalidValue.of(
            "An instant must be an aware datetime, with its offset from UTC, not {instant}.",
            "instant",
            instant=quote(instant),
        )
    return instant.astimezone(where).replace(tzinfo=None)


def instant(shown: datetime, where: ZoneInfo) -> datetime:
    """The instant of a wall time in a zone; ``shown.fold`` selects the second of two (PEP 495).

    Raises:
        SkippedTime: The clocks are put forward over that time, so that it does not exist there.
    """
    moment = shown.replace(tzinfo=where).astimezone(UTC)
    if wall(moment, where).replace(fold=0) != shown.replace(fold=0):
        raise SkippedTime(
            Message(
                "{shown} does not exist in {key}: the clocks are put forward over it",
                shown=shown,
                key=where.key,
            )
        )
    return moment


def is_ambiguous(shown: datetime, where: ZoneInfo) -> bool:
    """True if a wall time occurs twice, because the clocks are put back over it."""
    first, second = (shown.replace(tzinfo=where, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first < second


def conference_day(at: datetime, where: ZoneInfo, change: time) -> date:
    """The day of the conference that an instant belongs to.

    A day runs from ``change`` on its own date to ``change`` on the next, by the wall clock: with a change
    at 04:00, a party at half past midnight still belongs to the evening before.

    Raises:
        InvalidValue: The instant has no offset from UTC, or is not a datetime.
    """
    shown = wall(at, where)
    return shown.date() - timedelta(days=1) if shown.time() < change else shown.date()


YEARS = range(1900, 2200)
"""The accepted years; others are typing errors, or out of the range of datetime in some zones."""


def _likely(moment: _Moment) -> _Moment:
    if moment.year not in YEARS:
        raise ValueError(Message("is in the year {year}: is that a slip?", year=moment.year))
    return moment


def _whole_minute(moment: datetime) -> datetime:
    at = moment.astimezone(UTC)
    if at.second or at.microsecond:
        raise ValueError(Message("must be a whole minute"))
    return at


Day = Annotated[date, AfterValidator(_likely)]
"""A calendar date within `YEARS`."""

Instant = Annotated[AwareDatetime, AfterValidator(_likely), AfterValidator(_whole_minute)]
"""An instant on the agenda: an aware datetime of a whole minute, converted to UTC."""


class Period(Value):
    """A half-open time interval: ``start`` belongs to it, ``end`` does not.

    Both are aware datetimes of whole minutes, converted to UTC, so that equal instants are equal and
    durations are right across a change of the clocks.

    Raises:
        ValueError: A datetime is naive or not a whole minute, or ``end`` is not after ``start``.
    """

    start: Instant
    """The first instant."""

    end: Instant
    """The first instant after it."""

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.end <= self.start:
            raise ValueError(Message("end must be after start"))
        return self

    @property
    def minutes(self) -> int:
        """The duration in minutes."""
        return int((self.end - self.start).total_seconds()) // 60

    def overlaps(self, other: Period) -> bool:
        """True if the two have an instant in common; adjacent periods have none."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Period) -> bool:
        """True if the other is wholly within this one."""
        return self.start <= other.start and other.end <= self.end

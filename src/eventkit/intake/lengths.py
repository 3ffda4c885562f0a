"""How long something lasts, as spreadsheets and feeds write it."""

from __future__ import annotations

import re
from decimal import Decimal

from eventkit.intake.unread import LENGTH_LIMIT, ParseFailure, normalise

_DAY, _HOUR = 24 * 60, 60
LONGEST = 60 * _DAY
"""The longest taken, in minutes: what is longer is a slip, or milliseconds."""

_COLONS = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:\.0+)?")
_ISO = re.compile(r"p(?:(\d+)d)?(?:t(?:(\d+)h)?(?:(\d+)m)?(?:0+(?:\.0+)?s)?)?", re.IGNORECASE)
_DAYS = r"d|days?|tage?|jours?|días?|dias?|天|日|일"
_HOURS = r"h|hr|hrs|hours?|std|stunden?|heures?|horas?|ч|小时|小時|时|時間|時|시간"
_MINUTES = r"m|mins?|minutes?|minuten?|minutos?|мин|'|′|分钟|分鐘|分|분"
_UNITS = tuple(
    (re.compile(rf"(\d+(?:[.,]\d+)?) ?(?:{unit})\.?(?![^\W\d_])", re.IGNORECASE), size)
    for unit, size in ((_DAYS, _DAY), (_HOURS, _HOUR), (_MINUTES, 1))
)
_FRENCH = re.compile(r"(\d{1,2}) ?h ?(\d{1,2})", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,6}(?:\.0+)?")


def parse_duration(value: str | float, *, days_first: bool = False) -> int | ParseFailure:
    """The whole minutes that a length means: ``00:30``, ``90``, ``90 min``, ``1h30``, ``1.5 h``, ``PT1H30M``.

    A bare number is minutes. Three numbers between colons are hours, minutes and seconds where they end in
    ``:00``, since no session lasts seconds, and else days, hours and minutes.

    Args:
        value: The length as written.
        days_first: That of three numbers the first is days wherever it can be, as ``schedule.xml`` has it.
    """
    if isinstance(value, int | float):
        value = f"{value:.6f}".rstrip("0").rstrip(".")
    said = normalise(value[:LENGTH_LIMIT]).casefold()
    found = _duration_minutes(said, days_first=days_first)
    if found is None:
        return ParseFailure("is no length of time")
    if found != int(found):
        return ParseFailure("is no whole number of minutes")
    return int(found) if found <= LONGEST else ParseFailure("is longer than two months")


def _duration_minutes(said: str, *, days_first: bool) -> Decimal | None:
    if _NUMBER.fullmatch(said):
        return Decimal(said)
    if colons := _COLONS.fullmatch(said):
        return _colon_minutes(*colons.groups(), days_first=days_first)
    if (iso := _ISO.fullmatch(said)) and any(iso.groups()):
        days, hours, rest = (int(each or 0) for each in iso.groups())
        return Decimal(days * _DAY + hours * _HOUR + rest)
    if french := _FRENCH.fullmatch(said):
        return Decimal(int(french[1]) * _HOUR + int(french[2]))
    return _unit_minutes(said)


def _colon_minutes(first: str | None, second: str, third: str, *, days_first: bool) -> Decimal | None:
    if first is None:
        return Decimal(int(second) * _HOUR + int(third)) if int(third) < 60 else None
    one, two, three = int(first), int(second), int(third)
    if (days_first or three) and two < 24 and three < 60:
        return Decimal(one * _DAY + two * _HOUR + three)
    if two < 60 and three < 60:
        return Decimal(one * _HOUR + two) + Decimal(three) / 60
    return None


def _unit_minutes(said: str) -> Decimal | None:
    """The sum of what is told in units, the largest first and each once."""
    total, at = None, 0
    for pattern, size in _UNITS:
        if found := pattern.match(said, at):
            total = (total or Decimal(0)) + Decimal(found[1].replace(",", ".")) * size
            rest = re.compile(r" ?(?:,|and|und|et|y)? ?").match(said, found.end())
            at = rest.end() if rest else found.end()
    return total if total is not None and at == len(said) else None

"""Reading leniently what spreadsheets and feeds write of days, hours and lengths.

Each function takes one value as it is written and gives what it means, or an `Unread` with the reason for a
message. None of them guesses where two readings are possible, and none raises whatever it is given. Digits
may be of any script, signs full-width. Serial numbers of spreadsheets are no business of theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime

from eventkit.intake.clocks import Hours, clock, hours
from eventkit.intake.days import Order, day, day_order, weekday
from eventkit.intake.lengths import minutes
from eventkit.intake.unread import LENGTH_LIMIT, Unread, tidy
from eventkit.times import YEARS

__all__ = [
    "Hours",
    "Order",
    "Stretch",
    "Unread",
    "clock",
    "day",
    "day_order",
    "hours",
    "minutes",
    "moment",
    "stretch",
    "weekday",
]

_OFFSET = re.compile(r"(?<=\d) ?(?:(Z|UTC|GMT)|([+-])(\d{2}):?(\d{2})?)$", re.IGNORECASE)
_WITH_OFFSET = re.compile(r"(?:T\d\d:\d\d|:\d\d:\d\d(?:\.\d+)?) ?[+-]\d\d:?\d\d$")
_ISO = re.compile(r"\d{4}-?\d\d-?\d\d[T ]\d\d.*", re.DOTALL)
_MAIL = re.compile(
    r"(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|[A-Z]{2,3})"
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_CUT = re.compile(r"(?<=\d)(?:T|_)(?=\d)|,? |(?<=[日号號일])")
_TO = re.compile(r" ?(?:~|→) ?| (?:to|until|bis|-|至|到) ")
_MILLISECONDS = 10**11


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when, by the wall clock or as instants; the end may be left out."""

    start: datetime
    end: datetime | None


def moment(value: str | float, *, order: Order | None = None, year: int | None = None) -> datetime | Unread:
    """The day and time that is meant, aware where an offset from UTC is told, and naive where not.

    ISO 8601 in all its forms, the dates of mail (RFC 5322), seconds or milliseconds since 1970, and whatever
    `day` reads before whatever `clock` reads.

    Args:
        value: The time as written; a number is seconds since 1970, or milliseconds if it is larger than 10¹¹.
        order: As for `day`.
        year: As for `day`.
    """
    if isinstance(value, int | float):
        return _since_1970(value)
    if len(value) > LENGTH_LIMIT:
        return Unread("is too long to be a time")
    said = tidy(value)
    if _EPOCH.fullmatch(said):
        return _since_1970(float(said))
    if _ISO.fullmatch(said):
        try:
            return _likely(datetime.fromisoformat(said.replace(" Z", "Z").replace(" +", "+")))
        except ValueError:
            pass
    if _MAIL.fullmatch(said):
        try:
            return _likely(parsedate_to_datetime(said))
        except (ValueError, OverflowError):
            pass
    return _put_together(said, order, year)


def stretch(text: str, *, order: Order | None = None, year: int | None = None) -> Stretch | Unread:
    """A day with its hours in one string: ``2026-03-01 09:30-10:30``, ``3 March 2026, 9 to 10 am``.

    The end may have its own day; without one it is on the day of the start or in the night after it.
    """
    if len(text) > LENGTH_LIMIT:
        return Unread("is too long to be a time")
    said = tidy(text)
    first, *rest = _TO.split(said, maxsplit=1)
    if rest:
        start, end = (moment(each, order=order, year=year) for each in (first, rest[0]))
        if isinstance(start, datetime) and isinstance(end, datetime):
            return Stretch(start, end)
    between = next(_ranges(said, order, year), None)
    # 09:00-10:00 is an hour, though -10:00 could be an offset; 09:00:00-10:00 and 09:00-08:00 are no hours.
    if between and between.end and between.end > between.start and not _WITH_OFFSET.search(said):
        return between
    alone = moment(said, order=order, year=year)
    if isinstance(alone, datetime):
        return Stretch(alone, None)
    return between or alone


def _ranges(said: str, order: Order | None, year: int | None) -> Iterator[Stretch]:
    """A day with hours after it, wherever the one ends and the other begins."""
    for before, after in _cuts(said):
        on, between = day(before, order=order, year=year), hours(after)
        if isinstance(on, date) and isinstance(between, Hours):
            yield Stretch(_at(on, between.start), None if between.end is None else _at(on, between.end))


def _put_together(said: str, order: Order | None, year: int | None) -> datetime | Unread:
    """A day and a time of it, wherever the one ends and the other begins."""
    offset = _OFFSET.search(said)
    # An offset stands behind a time, which has a colon: in 2026-03-01 the hyphen is none.
    zone = _zone(offset) if offset and ":" in said[: offset.start()] else None
    bare = said[: offset.start()] if offset and zone else said
    why = None
    for before, after in _cuts(bare):
        minute = clock(after)
        if isinstance(minute, Unread):
            continue
        on = day(before, order=order, year=year)
        if isinstance(on, date):
            return _at(on, minute).replace(tzinfo=zone)
        why = why or on
    if isinstance(day(bare, order=order, year=year), date):
        return Unread("is a day without a time")
    return why or Unread("is no day with a time")


def _cuts(said: str) -> Iterator[tuple[str, str]]:
    """The string cut in two, at each place where a day may end."""
    for cut in _CUT.finditer(said):
        yield said[: cut.start()], said[cut.end() :]


def _zone(offset: re.Match[str]) -> timezone | None:
    if offset[1]:
        return UTC
    ahead = timedelta(hours=int(offset[3]), minutes=int(offset[4] or 0))
    return timezone(-ahead if offset[2] == "-" else ahead) if ahead < timedelta(days=1) else None


def _at(on: date, minute: int) -> datetime:
    return datetime.combine(on, time.min) + timedelta(minutes=minute)


def _since_1970(number: float) -> datetime | Unread:
    if not 0 < number < 10**14:
        return Unread("is no time since 1970")
    seconds = number / 1000 if number >= _MILLISECONDS else number
    return _likely(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))


def _likely(found: datetime) -> datetime | Unread:
    return found if found.year in YEARS else Unread(f"is in the year {found.year}")

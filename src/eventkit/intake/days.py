"""Days as spreadsheets and feeds write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum
from functools import cache

from eventkit.intake.unread import LENGTH_LIMIT, ParseFailure, normalise, normalise_dashes
from eventkit.times import YEARS
from eventkit.wording.dates import month_numbers, weekday_numbers

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "ru", "ar", "fa", "ko", "ja", "zh", "am")
"""The languages whose months and weekdays are known; the first that knows a word is asked."""

_NO_DATE = ParseFailure("is no day")
_CENTURY = 2000
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\.?")
_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d{2})?)?")
_EAST_ASIAN = re.compile(r"(?:(\d{4}) ?[年년],? ?)?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日号號일]?")
_MIDNIGHT = re.compile(r"(?<=\d)[T ]0?0:00(?::00(?:\.0+)?)?$")
# Brackets hold a weekday: 6月1日(月).
_PIECES = re.compile(r"\d+|[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s,.()]")
_BETWEEN = frozenset({"of", "de", "del", "the", "den", "der", "le", "el", "do", "am", "on"})
_DAY_SIGNS = frozenset({"日", "일"})  # after a number the day, else Sunday
_ORDINALS = frozenset({"st", "nd", "rd", "th", "er", "re", "e", "º", "ª"})


class DayOrder(Enum):
    """Which of two numbers is the day."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


def parse_date(text: str, *, order: DayOrder | None = None, year: int | None = None) -> date | ParseFailure:
    """The day that is meant: ``2026-03-01``, ``1.3.2026``, ``March 3, 2026``, ``2026年3月1日``.

    Numbers between points have the day first. Between slashes or hyphens, with the year last, either may be
    the month: where neither the numbers nor ``order`` tell, nothing is guessed. Years of two digits are of
    this century.

    Args:
        text: The day as written, perhaps with its weekday, and with a time of midnight as spreadsheets do.
        order: Which number is the day where both could be, see `infer_day_order`.
        year: The year of days that are written without one.
    """
    if len(text) > LENGTH_LIMIT:
        return ParseFailure("is too long to be a day")
    plain = normalise_dashes(_MIDNIGHT.sub("", normalise(text))).strip(" ,;")
    # As it stands first: what is March to some is Tuesday to others.
    found = _parse_date(plain, order, year)
    said, weekday = _split_weekday(plain)
    if isinstance(found, date) or weekday is None:
        return found
    if not said:
        return ParseFailure("is a weekday without a date")
    rest = _parse_date(said, order, year)
    if isinstance(rest, date) and rest.weekday() != weekday:
        return ParseFailure(f"names another weekday than that of {rest}")
    return found if rest == _NO_DATE else rest


def infer_day_order(values: Iterable[str]) -> DayOrder | None:
    """What a column of days tells of their order: that of the days which can be read in one order only.

    ``None`` where no value tells, or where some tell this and others that.
    """
    told = set()
    for value in values:
        said, _ = _split_weekday(normalise_dashes(_MIDNIGHT.sub("", normalise(value[:LENGTH_LIMIT]))))
        found = _YEAR_LAST.fullmatch(said)
        if found and found[2] != ".":
            first, second = int(found[1]), int(found[3])
            if 12 < max(first, second) <= 31 and min(first, second) <= 12:
                told.add(DayOrder.DAY_FIRST if first > second else DayOrder.MONTH_FIRST)
    return told.pop() if len(told) == 1 else None


def parse_weekday(text: str) -> int | None:
    """The weekday that a string names and nothing else, counted from Monday as 0; ``None`` for any other."""
    said, found = _split_weekday(normalise(text[:LENGTH_LIMIT]))
    return None if said else found


def _parse_date(said: str, order: DayOrder | None, year: int | None) -> date | ParseFailure:
    return _parse_numeric_date(said, order, year) or _parse_worded_date(said, year)


def _parse_numeric_date(said: str, order: DayOrder | None, year: int | None) -> date | ParseFailure | None:
    """A day that is written in numbers; ``None`` where it is not."""
    if found := _YEAR_FIRST.fullmatch(said):
        return _build_date(found[1], found[3], found[4])
    if found := _TOGETHER.fullmatch(said):
        return _build_date(*found.groups())
    if found := _EAST_ASIAN.fullmatch(said):
        return _build_date(found[1] or year, found[2], found[3])
    if not (found := _YEAR_LAST.fullmatch(said)):
        return None
    first, second = int(found[1]), int(found[3])
    if found[2] == "." or first > 12:
        order = DayOrder.DAY_FIRST
    elif second > 12:
        order = DayOrder.MONTH_FIRST
    elif first == second:
        order = order or DayOrder.DAY_FIRST
    if order is None:
        return ParseFailure("may have the day or the month first: write it as 2026-03-01")
    month, number = (second, first) if order is DayOrder.DAY_FIRST else (first, second)
    return _build_date(found[4] or year, month, number)


def _parse_worded_date(said: str, year: int | None) -> date | ParseFailure:
    """A day whose month is a word."""
    month, numbers = None, []
    for piece in _PIECES.findall(said.casefold()):
        if piece.isdecimal():
            numbers.append(piece)
        elif (found := _month_number(piece)) and month is None:
            month = found
        elif piece not in _BETWEEN and piece not in _ORDINALS and piece not in "-/":
            return _NO_DATE
    years = [each for each in numbers if len(each) == 4]
    days = [each for each in numbers if len(each) <= 2]
    if month is None or len(years) > 1 or not days or len(years) + len(days) != len(numbers):
        return _NO_DATE
    if len(days) == 2 and not years:
        years = [days.pop()]
    if len(days) > 1:
        return ParseFailure("names more than one day")
    return _build_date(years[0] if years else year, month, days[0])


def _build_date(year: str | int | None, month: str | int, number: str | int) -> date | ParseFailure:
    if year is None:
        return ParseFailure("has no year")
    in_full = int(year) + (_CENTURY if len(str(year)) == 2 else 0)
    if in_full not in YEARS:
        return ParseFailure(f"is in the year {in_full}")
    try:
        return date(in_full, int(month), int(number))
    except ValueError:
        return ParseFailure("is no day of the calendar")


def _split_weekday(said: str) -> tuple[str, int | None]:
    """What is left of it without the weekday that it begins or ends with, and which that is."""
    said = said.strip(" ,;")
    for pattern in (
        r"\(([^\W\d]+)\.?\)$",
        r"([^\W\d]+)\.?$",
        r"^([^\W\d]+(?:-[^\W\d]+)?)\.?[,;]?(?=[ \d-]|$)",
    ):
        found = re.search(pattern, said)
        if found and found[1] in _DAY_SIGNS and said[: found.start()].rstrip()[-1:].isdecimal():
            continue
        if found and (number := _weekday_number(found[1].casefold())) is not None:
            rest = said[: found.start()] + said[found.end() :]
            return rest.strip(" ,;-"), number
    return said, None


def _month_number(word: str) -> int | None:
    return next((found for names in _iter_month_names() if (found := names.get(word))), None)


def _weekday_number(word: str) -> int | None:
    return next((found for names in _iter_weekday_names() if (found := names.get(word)) is not None), None)


# Read one language after the other, and only as far as is needed: English is most often enough.
def _iter_month_names() -> Iterator[dict[str, int]]:
    return map(_month_names, LANGUAGES)


def _iter_weekday_names() -> Iterator[dict[str, int]]:
    return map(_weekday_names, LANGUAGES)


@cache
def _month_names(language: str) -> dict[str, int]:
    names = dict(month_numbers(language))
    return {**names, "sept": 9} if language == "en" else names


@cache
def _weekday_names(language: str) -> dict[str, int]:
    names = dict(weekday_numbers(language))
    more = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3} if language == "en" else {}
    if language == "zh":
        more = {
            f"{word}{char}": at for word in ("礼拜", "禮拜", "週") for at, char in enumerate("一二三四五六日")
        }
    return {**names, **more}

"""Date formats: days, times and periods by locale."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, get_timezone_location, parse_pattern
from babel.numbers import format_decimal

from eventkit.texts import UNDETERMINED, first_script

EN_DASH = "\N{EN DASH}"
WESTERN_FIGURES = "0123456789"  # the digits of most languages (CLDR numbering system `latn`)

_FIGURES_OF_SYSTEMS = {
    "arab": "٠١٢٣٤٥٦٧٨٩",
    "arabext": "۰۱۲۳۴۵۶۷۸۹",
    "beng": "০১২৩৪৫৬৭৮৯",
    "deva": "०१२३४५६७८९",
    "mymr": "၀၁၂၃၄၅၆၇၈၉",
}

_SHORT_MONTH = re.compile(r"(?<![ML])([ML])\1\1(?!\1)")
_FULL_MONTH = re.compile(r"(?<![ML])([ML])\1{3}(?!\1)")


@cache
def cldr_locale(tag: str) -> Locale | None:
    """The CLDR locale of a BCP 47 tag, or of the longest beginning of it that has one; ``None`` without one.

    English without a region is international (CLDR ``en-001``): 5 November, not November 5.
    """
    shorter = {"en": "en-001", UNDETERMINED: ""}.get(tag, tag)
    while shorter:
        try:
            return Locale.parse(shorter, sep="-")
        except (ValueError, UnknownLocaleError):
            shorter = shorter.rpartition("-")[0]
    return None


def script_of_language(tag: str) -> str:
    """The script of a language by its name in itself (CLDR), as `first_script`; Latin without a name."""
    locale = cldr_locale(tag)
    names: Mapping[str, str] = locale.languages if locale else {}
    return first_script(names.get(locale.language, "") if locale else "") or "LATIN"


def own_figures(where: Locale, country: str | None = None) -> str:
    """The digits of a language, in a country if CLDR has both (its default numbering system)."""
    regional = cldr_locale(f"{where.language}-{country}") if country and not where.territory else None
    return _FIGURES_OF_SYSTEMS.get((regional or where).default_numbering_system, WESTERN_FIGURES)


def in_figures(text: str, figures: str) -> str:
    return text if figures == WESTERN_FIGURES else text.translate(str.maketrans(WESTERN_FIGURES, figures))


def day(on: date, where: Locale) -> str:
    """A day with its weekday in full (CLDR ``full`` date): Saturday, 5 November 2022."""
    return format_date(on, "full", locale=where)


def number(count: int, where: Locale, figures: str = WESTERN_FIGURES) -> str:
    """A whole number with the separators of its thousands: 1,200; 1 200; 1200 in Spanish; ١٬٢٠٠ in figures of
    Arabic, which have separators of their own.
    """
    system = next((name for name, digits in _FIGURES_OF_SYSTEMS.items() if digits == figures), "latn")
    return in_figures(format_decimal(count, locale=where, numbering_system=system), figures)


def weekday_and_number(on: date, where: Locale) -> str:
    """A day by its short weekday and its number in the month (CLDR skeleton ``Ed``): Mon 6."""
    return format_skeleton("Ed", on, locale=where)


def short_day(on: date, where: Locale) -> str:
    """A day with its weekday, short and without the year (CLDR skeleton ``MMMEd``): Sat, 5 Nov."""
    return format_skeleton("MMMEd", on, locale=where)


def short_day_of_year(on: date, where: Locale) -> str:
    """A day with its weekday, short and with the year (CLDR skeleton ``yMMMEd``): Sat, 5 Nov 2022."""
    return format_skeleton("yMMMEd", on, locale=where)


def days(start: date, end: date, where: Locale) -> str:
    """A period of days without weekdays: 5–7 November 2022, 30 October – 7 November 2022.

    The pattern is CLDR's interval for ``yMMMMd`` or, if a language has only ``yMMMd``, that one with its
    months written out (UTS 35 part 4, "Missing skeleton fields": lengths are adjusted) if the ``long`` date
    of the language has them so. In Chinese it does not: 2027年10月15日, where the full name is 十月.
    """
    if start == end:
        return format_date(start, "long", locale=where)
    differs = "y" if start.year != end.year else "M" if start.month != end.month else "d"
    known = where.interval_formats
    patterns = known.get("yMMMMd") or known.get("yMMMd") or {}
    if differs not in patterns:
        return (
            f"{format_date(start, 'long', locale=where)} {EN_DASH} {format_date(end, 'long', locale=where)}"
        )
    month = r"\1\1\1\1" if _FULL_MONTH.search(where.date_formats["long"].pattern) else r"\1\1\1"
    ends = [
        parse_pattern(_SHORT_MONTH.sub(month, pattern)).apply(on, where)
        for pattern, on in zip(patterns[differs], (start, end), strict=True)
    ]
    return "".join(ends)


def times(start: datetime, end: datetime, on: date | None = None) -> str:
    """A period in wall times: 09:00–09:40; 22:00–00:30 +1 if it ends on the next day."""
    return EN_DASH.join(f"{at:%H:%M}{_later(at.date(), on or start.date())}" for at in (start, end))


class TimeRangeText(NamedTuple):
    """A period in wall times, in reading order: its text is the three in a row.

    The order holds in each direction of writing if start and end are isolated (Unicode UAX 9): on an Arabic
    page the start is at the right.

    Attributes:
        separator: The sign between them, with its spaces.
    """

    start: str
    separator: str
    end: str

    def __str__(self) -> str:
        return "".join(self)


_FIELD = re.compile("[A-Za-z]")


def time_range(start: datetime, end: datetime, where: Locale) -> TimeRangeText:
    """A period on the 24-hour clock: 09:00–09:40; 9:00～9:40 in Japanese, 9.00–9.40 in Finnish."""
    return TimeRangeText(clock_time(start, where), _range_separator(str(where)), clock_time(end, where))


def clock_time(at: datetime, where: Locale) -> str:
    """A time on the 24-hour clock (CLDR skeleton ``Hm``)."""
    return _clock_time(str(where), at.hour, at.minute)


@cache
def _clock_time(where: str, hour: int, minute: int) -> str:
    return format_skeleton("Hm", datetime(1970, 1, 1, hour, minute), locale=where)  # noqa: DTZ001 - wall time


@cache
def _range_separator(where: str) -> str:
    """The separator of CLDR's interval for ``Hm``, without a unit of time before it (分 of ``H時mm分～``)."""
    patterns = Locale.parse(where).interval_formats.get("Hm")
    if not patterns:
        return f" {EN_DASH} "
    start, end = (_FIELD.split(pattern)[-1] for pattern in patterns["m"])
    return start.removeprefix(end)


def weekday(on: date, where: Locale, *, short: bool = False) -> str:
    """The weekday: Saturday; Sat if ``short``."""
    return format_date(on, "ccc" if short else "cccc", locale=where)


def month(on: date, where: Locale) -> str:
    """The month with its year (CLDR skeleton ``yMMMM``): November 2022."""
    return format_skeleton("yMMMM", on, locale=where)


def zone_city(zone: ZoneInfo, where: Locale) -> str:
    """The city of a time zone: Shanghai."""
    return get_timezone_location(zone, locale=where, return_city=True).rpartition("/")[2]


def _later(day: date, on: date) -> str:
    days = (day - on).days
    return f" {days:+}" if days else ""


@cache
def month_numbers(tag: str) -> Mapping[str, int]:
    """The number of each month by its full and short names in a language, casefolded and without dots."""
    where = cldr_locale(tag)
    return {} if where is None else _numbers(where.months)


@cache
def weekday_numbers(tag: str) -> Mapping[str, int]:
    """The number of each weekday, Monday being 0, by its full and short names, as in `month_numbers`."""
    where = cldr_locale(tag)
    return {} if where is None else _numbers(where.days)


def _numbers(forms: Mapping[str, Any]) -> dict[str, int]:
    return {
        name.casefold().strip("."): number
        for context in ("stand-alone", "format")
        for width in ("abbreviated", "wide")
        for number, name in forms.get(context, {}).get(width, {}).items()
        if not name.isdecimal()
    }

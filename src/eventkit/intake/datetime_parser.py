"""Date and time parser: lenient parsing of dates, times of day, ranges and durations.

Each function takes one value as written and returns its meaning, or a `ParseFailure` with the reason. No
function guesses between two possible readings, and none raises. Digits may be of any script, signs
full-width; serial numbers of spreadsheets are converted elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from email.utils import parsedate_to_datetime
from enum import Enum
from functools import cache, lru_cache
from typing import TypeVar

from eventkit.messages import Message
from eventkit.times import YEARS
from eventkit.wording.date_formats import month_numbers, weekday_numbers

Moment = TypeVar("Moment", bound=date)

LENGTH_LIMIT = 120
"""The longest string that is looked at for a time, in code points: no time takes half of that to write."""

_DASHES = re.compile("(?:(?<!\\s)\\s+)?[\u2010-\u2015\u2212\u2043-]+\\s*")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
_ERAS = {"民國": 1911, "民国": 1911, "令和": 2018}
"""The year before the first of an era: 民國116年 is 2027."""
_ERA_YEAR = re.compile(rf"(?:中[華华])?({'|'.join(_ERAS)}) ?(\d{{1,3}})(?= ?年)")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class ParseFailure:
    """The reason why a string could not be parsed."""

    # The reason, to follow the string in a message: `'31/2/2026' does not exist in the calendar`.
    reason: Message


def normalise(text: str) -> str:
    """Normalise digits, full-width characters, dashes and spaces of a string.

    Compatibility forms are folded (NFKC), digits of all scripts become 0 to 9, years of an era those of the
    common one, and invisible characters are removed.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
        text = _FOREIGN_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), text)
        text = _ERA_YEAR.sub(lambda match: str(_ERAS[match[1]] + int(match[2])), text)
        text = text.replace("\u301c", "~").replace("\u30fb", " ").replace("\u060c", ",")
    return " ".join(text.split())


def normalise_dashes(text: str) -> str:
    """Replace every run of dashes, and spaces around it, with one hyphen."""
    return _DASHES.sub("-", text)


HOUR = 60
DAY = 24 * HOUR  # Minutes
_LAST = 2 * DAY
_HALF = DAY // 2
_MORNING = "上午|早上|凌晨|午前|오전|ص"
_AFTERNOON = "下午|中午|晚上|午後|오후|م"
_NOON = r"(?<=12\ )m\.?|(?<=12:00\ )m\.?"  # 12:00 m., the meridiem
_BARE = r"(?<=\d){}(?![^\W\d_])"  # 9:45a, 12p
_BEFORE_NOON = rf"a\.?\ ?m\.?|π\.?\ ?μ\.?|{_BARE.format('a')}|{_MORNING}"
_AFTER_NOON = rf"p\.?\ ?m\.?|μ\.?\ ?μ\.?|{_BARE.format('p')}|{_NOON}|{_AFTERNOON}"
_HALF_OF_DAY = rf"(?:(?P<{{0}}_am>{_BEFORE_NOON})|(?P<{{0}}_pm>{_AFTER_NOON}))"
_WRITTEN = re.compile(
    rf"""(?:(?:at|klo|kl\.?|um|à|a\ las|godz\.?|ore|alle|saat|ώρα|pukul|jam)\ )?
    (?:{_HALF_OF_DAY.format("before")}\ ?)?
    (?P<hour>\d{{1,2}})
    (?:
        (?: \ ?[:.h点點時时시]\ ?(?P<minute>\d{{2}}) | (?P<together>\d{{2}}) )
        (?: :(?P<second>\d\d)(?:\.\d+)? )?
        \ ?(?:min|分|분)?
        |\ ?[点點時时]\ ?(?P<half>半)
        |\ ?(?:h|[点點時时시]|o'clock)[整]?
    )?
    (?:\ ?{_HALF_OF_DAY.format("after")})?
    (?:\ ?(?:uhr|uur|hrs?|hs?|wi(?:b|t|ta)))?\.?""",
    re.VERBOSE | re.IGNORECASE,
)
_THREE_DIGITS = re.compile(r"\d{3}")
_NAMED = {"noon": _HALF, "12 noon": _HALF, "midday": _HALF, "midnight": 0, "正午": _HALF, "mittag": _HALF}
_FROM = re.compile(
    r"^(?:from|von|van|från|fra|od|de|du|ab|del?|das|dalle|от|с|із|з|从|從|自|من|از) ?(?=\d|[上下午오])",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r" ?(?:~|→|->|[-至到]) ?|(?<=[\dhmr时時点點分]) ?(?:から|부터) ?"
    r"| (?:to|until|till|bis|tot|til|do|à|a|às|até|hasta|alle|до|по|إلى|الى|حتى|تا) ",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:まで|까지)$")
_OPEN_END = re.compile(
    r"(?<=\w)(?:-| (?:till |til |until |to |bis )?)(?:late|onwards|open end|ende offen)$|(?<=\d)-\?$",
    re.IGNORECASE,
)
"""An end that is open: ``6pm till late``, ``18:00 onwards``."""

_WITH_LENGTH = re.compile(r"([^+()]{1,40})[+(] ?(\d[^+():-]{0,9}[^\W\d_][^+():-]{0,9})\)?")
"""A start with a duration: ``09:00+45min``, ``11:30 (30 min)``."""

_STATED_HALF = re.compile(
    rf"(?<![^\W\d_])(?:[apπμ]\.?\ ?[mμ](?![^\W\d_])|noon|midday|midnight|mittag)|正午|{_BARE.format('[ap]')}"
    rf"|{_MORNING}|{_AFTERNOON}",
    re.IGNORECASE,
)


def states_half_of_day(text: str) -> bool:
    """True if a time is stated to be before or after noon: ``9:30 pm``, ``上午9:30``."""
    return _STATED_HALF.search(normalise(text[:LENGTH_LIMIT])) is not None


@dataclass(frozen=True, slots=True)
class TimeRange:
    """A start and an end, in minutes after midnight."""

    start: int
    # The end, more than 1440 if it is on the next day; None if there is none. It is as written, so not after
    # `start` if no night explains the difference.
    end: int | None


@dataclass(frozen=True, slots=True)
class _Clock:
    minutes: int
    half: str  # "am", "pm", or "" if it is not stated


def parse_time_of_day(value: str | int) -> int | ParseFailure:
    """Parse a time of day into minutes after midnight: ``9:30``, ``0930``, ``9h30``, ``9:30 pm``.

    A bare number of one or two digits in a string is an hour. Hours go on after midnight, as timetables write
    them: ``24:00``, ``25:30``. Seconds are rounded to the minute. An ``int`` is what YAML 1.1 makes of
    ``9:30``, a number to the base of 60 (YAML 1.1 type repository, int).
    """
    if isinstance(value, int):
        return value if 0 <= value < _LAST else ParseFailure(Message("is not a time of day"))
    parsed = _parse_time(value)
    return parsed if isinstance(parsed, ParseFailure) else parsed.minutes


def parse_time_range(text: str) -> TimeRange | ParseFailure:
    """Parse a time range: ``10:30-11:45am``, ``08:30～09:00``, ``from 9 to 10``; or a single time.

    If only one of the two states am or pm, the other is in the same half of the day if it then
    goes forward, and of the other half if not. An end before the start is on the next day where it then lasts
    no more than twelve hours.
    """
    if len(text) > LENGTH_LIMIT:
        return ParseFailure(Message("is too long for a time"))
    plain = normalise(text)
    if lasting := _WITH_LENGTH.fullmatch(plain):
        begin, length = _parse_time(lasting[1]), parse_duration(lasting[2])
        if isinstance(begin, _Clock) and isinstance(length, int):
            return TimeRange(begin.minutes, begin.minutes + length)
    plain = _OPEN_END.sub("", _TAIL.sub("", _FROM.sub("", normalise_dashes(plain))))
    first, *rest = _UNTIL.split(plain)
    if len(rest) > 1:
        return ParseFailure(Message("has more than two times"))
    start = _parse_time(first)
    if isinstance(start, ParseFailure):
        return start
    if not rest or not rest[0]:
        return TimeRange(start.minutes, None)
    end = _parse_time(rest[0])
    return end if isinstance(end, ParseFailure) else _complete_range(start, end)


def _complete_range(start: _Clock, end: _Clock) -> TimeRange:
    first, last = start.minutes, end.minutes
    if end.half and not start.half and start.minutes <= _HALF:
        same = _in_half(start.minutes, end.half)
        first = same if same < last else _in_half(start.minutes, "am")
    elif start.half and not end.half and end.minutes <= _HALF:
        same = _in_half(end.minutes, start.half)
        last = same if same > first else _in_half(end.minutes, "pm")
    if last < first and last + DAY - first <= _HALF:
        last += DAY
    return TimeRange(first, last)


def _in_half(minutes: int, half: str) -> int:
    return minutes % _HALF + (_HALF if half == "pm" else 0)


@lru_cache(maxsize=1024)  # sessions begin at a few times of day
def _parse_time(text: str) -> _Clock | ParseFailure:
    plain = normalise(text[:LENGTH_LIMIT]).strip(" ,;").casefold()
    if plain in _NAMED:
        return _Clock(_NAMED[plain], "pm" if _NAMED[plain] else "am")
    if _THREE_DIGITS.fullmatch(plain):
        plain = f"0{plain}"
    match = _WRITTEN.fullmatch(plain)
    if not match:
        return ParseFailure(Message("is not a time of day"))
    hour, minute = int(match["hour"]), int(match["minute"] or match["together"] or 0)
    if match["half"]:
        minute = HOUR // 2
    second = int(match["second"] or 0)
    if minute >= HOUR or second >= 60 or hour >= 48:
        return ParseFailure(Message("is not a time of day"))
    minutes = hour * HOUR + minute + (second >= 30)
    half = "am" if match["before_am"] or match["after_am"] else ""
    half = "pm" if match["before_pm"] or match["after_pm"] else half
    # Many write 14:30 pm, and mean 14:30.
    return _Clock(_in_half(minutes, half) if half and hour <= 12 else minutes, half)


DATE_LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "ru", "ar", "fa", "ko", "ja", "zh", "am", "he")
"""The languages of months and weekdays; a word has its meaning in the first of them that has it."""

_LONG_NAMES = ("pl", "cs", "sv", "da", "nb", "fi", "tr", "ro", "hu", "el", "uk", "id")
"""Languages of which only names with more than three letters are read: short ones are other words."""

_LANGUAGES = DATE_LANGUAGES + _LONG_NAMES
NO_DATE = ParseFailure(Message("is not a date"))  # the failure of what has no form of a date
_CENTURY = 2000
_YEAR_FIRST = re.compile(r"(\d{4})([-/]|\. ?)(\d{1,2})\2(\d{1,2})\.?")
_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/]|\. ?)(\d{1,2})(?:\2(\d{4}|\d{2})?)?")
_EAST_ASIAN = re.compile(r"(?:(\d{4}) ?[年년],? ?)?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日号號일]?")
_MIDNIGHT = re.compile(r"(?<=\d)[T ]0?0:00(?::00(?:\.0+)?)?$")
# Brackets contain a weekday: 6月1日(月).
_PIECES = re.compile(r"\d+|[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s,.()]")
_BETWEEN = frozenset(
    {"of", "de", "del", "the", "den", "der", "le", "el", "do", "am", "on", "г", "года", "r", "roku"}
)
_IN_BRACKETS = r"\(([^\W\d]+)\.?\)$"
_CHINESE_DAYS = "一二三四五六日"
_DAY_SIGNS = frozenset({"日", "일"})  # after a number the day, else Sunday
_ORDINALS = frozenset({"st", "nd", "rd", "th", "er", "re", "e", "º", "ª"})


class DayOrder(Enum):
    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


def parse_date(text: str, *, order: DayOrder | None = None, year: int | None = None) -> date | ParseFailure:
    """Parse a date: ``2026-03-01``, ``1.3.2026``, ``March 3, 2026``, ``2026年3月1日``.

    Numbers between points have the day first. Between slashes or hyphens, with the year last, either may be
    the month: if neither the numbers nor ``order`` decide, nothing is guessed. Years of two digits are of
    this century.

    Args:
        text: The day as written, perhaps with its weekday, and with a time of midnight as spreadsheets do.
        order: Which number is the day where both could be, see `infer_day_order`.
        year: The year of days that are written without one.
    """
    if len(text) > LENGTH_LIMIT:
        return ParseFailure(Message("is too long for a date"))
    plain = normalise_dashes(_MIDNIGHT.sub("", normalise(text))).strip(" ,;")
    # First without removing a weekday: a word for March in one language is Tuesday in another.
    parsed = _parse_date(plain, order, year)
    if isinstance(parsed, date):
        return parsed
    for rest, weekday in _split_weekday(plain):
        if not rest:
            return ParseFailure(Message("is a weekday without a date"))
        without_weekday = _parse_date(rest, order, year)
        if isinstance(without_weekday, date) and without_weekday.weekday() != weekday:
            return ParseFailure(
                Message(
                    "has a weekday that is not that of {without_weekday}", without_weekday=without_weekday
                )
            )
        if without_weekday != NO_DATE:
            return without_weekday
    return parsed


def infer_day_order(values: Iterable[str]) -> DayOrder | None:
    """The order of day and month in a column of dates, from those that fit one order only.

    ``None`` if no value decides, or if values contradict each other.
    """
    orders = set()
    for value in values:
        text = normalise_dashes(_MIDNIGHT.sub("", normalise(value[:LENGTH_LIMIT]))).strip(" ,;")
        plain, _ = next(_split_weekday(text), (text, None))
        match = _YEAR_LAST.fullmatch(plain)
        if match and not match[2].startswith("."):
            first, second = int(match[1]), int(match[3])
            if 12 < max(first, second) <= 31 and min(first, second) <= 12:
                orders.add(DayOrder.DAY_FIRST if first > second else DayOrder.MONTH_FIRST)
    return orders.pop() if len(orders) == 1 else None


def parse_weekday(text: str) -> int | None:
    """Parse a weekday alone, counted from Monday as 0; ``None`` for anything else."""
    splits = _split_weekday(normalise(text[:LENGTH_LIMIT]))
    return next((weekday for rest, weekday in splits if not rest), None)


def _parse_date(text: str, order: DayOrder | None, year: int | None) -> date | ParseFailure:
    return _parse_numeric_date(text, order, year) or _parse_worded_date(text, year)


def _parse_numeric_date(text: str, order: DayOrder | None, year: int | None) -> date | ParseFailure | None:
    """A date written in numbers; ``None`` for anything else."""
    if match := _YEAR_FIRST.fullmatch(text):
        return _build_date(match[1], match[3], match[4])
    if match := _TOGETHER.fullmatch(text):
        return _build_date(*match.groups())
    if match := _EAST_ASIAN.fullmatch(text):
        return _build_date(match[1] or year, match[2], match[3])
    if not (match := _YEAR_LAST.fullmatch(text)):
        return None
    first, second = int(match[1]), int(match[3])
    if match[2].startswith(".") or first > 12:
        order = DayOrder.DAY_FIRST
    elif second > 12:
        order = DayOrder.MONTH_FIRST
    elif first == second:
        order = order or DayOrder.DAY_FIRST
    if order is None:
        return ParseFailure(Message("may have the day or the month first; write it as 2026-03-01"))
    month, number = (second, first) if order is DayOrder.DAY_FIRST else (first, second)
    return _build_date(match[4] or year, month, number)


def _parse_worded_date(text: str, year: int | None) -> date | ParseFailure:
    month, numbers = None, []
    for piece in _PIECES.findall(text.casefold()):
        if piece.isdecimal():
            numbers.append(piece)
        elif (number := month_number(piece)) and month is None:
            month = number
        elif piece not in _BETWEEN and piece not in _ORDINALS and piece not in "-/":
            return NO_DATE
    years = [digits for digits in numbers if len(digits) == 4]
    days = [digits for digits in numbers if len(digits) <= 2]
    if month is None or len(years) > 1 or not days or len(years) + len(days) != len(numbers):
        return NO_DATE
    if len(days) == 2 and not years:
        years = [days.pop()]
    if len(days) > 1:
        return ParseFailure(Message("has more than one date"))
    return _build_date(years[0] if years else year, month, days[0])


def _build_date(year: str | int | None, month: str | int, number: str | int) -> date | ParseFailure:
    if year is None:
        return ParseFailure(Message("has no year"))
    in_full = int(year) + (_CENTURY if len(str(year)) == 2 else 0)
    if in_full not in YEARS:
        return ParseFailure(Message("is in the year {in_full}", in_full=in_full))
    try:
        return date(in_full, int(month), int(number))
    except ValueError:
        return ParseFailure(Message("does not exist in the calendar"))


def _split_weekday(text: str) -> Iterator[tuple[str, int]]:
    """The text without a weekday at its end or start, and that: ``Tue 9 Mar``, of which either may be one."""
    text = text.strip(" ,;")
    for pattern in (
        _IN_BRACKETS,
        r"([^\W\d]+)\.?$",
        r"^([^\W\d]+(?:-[^\W\d]+)?)\.?[,;]?(?=[ \d-]|$)",
    ):
        match = re.search(pattern, text)
        if match and match[1] in _DAY_SIGNS and text[: match.start()].rstrip()[-1:].isdecimal():
            continue
        word = match[1].casefold() if match else ""
        if pattern is _IN_BRACKETS and word in _CHINESE_DAYS:
            word = f"週{word}"
        if match and (number := weekday_number(word)) is not None:
            rest = text[: match.start()] + text[match.end() :]
            yield rest.strip(" ,;-"), number


def month_number(word: str) -> int | None:
    return next((number for names in map(_month_names, _LANGUAGES) if (number := names.get(word))), None)


def weekday_number(word: str) -> int | None:
    """The number of the weekday with a name, in lower case, counted from Monday as 0."""
    return next(
        (number for names in map(_weekday_names, _LANGUAGES) if (number := names.get(word)) is not None),
        None,
    )


# Read one language after the other, and only as far as is needed: English is most often enough.


def _names(language: str, numbers: Mapping[str, int]) -> dict[str, int]:
    return {name: at for name, at in numbers.items() if len(name) > 3 or language not in _LONG_NAMES}


@cache
def _month_names(language: str) -> dict[str, int]:
    names = _names(language, month_numbers(language))
    if language == "he":  # with the prefix for "in"
        return {**names, **{f"ב{name}": number for name, number in names.items()}}
    return {**names, "sept": 9} if language == "en" else names


@cache
def _weekday_names(language: str) -> dict[str, int]:
    names = _names(language, weekday_numbers(language))
    more = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3} if language == "en" else {}
    if language == "zh":
        more = {
            f"{word}{char}": at for word in ("礼拜", "禮拜", "週") for at, char in enumerate(_CHINESE_DAYS)
        }
    return {**names, **more}


LONGEST = 60 * DAY  # the longest duration, in minutes: anything longer is a typing error, or milliseconds
_COLONS = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:\.0+)?")
_ISO_DURATION = re.compile(r"p(?:(\d+)d)?(?:t(?:(\d+)h)?(?:(\d+)m)?(?:0+(?:\.0+)?s)?)?", re.IGNORECASE)
_DAYS = r"d|days?|tage?|jours?|días?|dias?|天|日|일"
_HOURS = r"h|hr|hrs|hours?|std|stunden?|heures?|horas?|ч|小时|小時|时|時間|時|시간"
_MINUTES = r"m|mins?|minutes?|minuten?|minutos?|мин|'|′|分钟|分鐘|分|분"
_UNITS = tuple(
    (re.compile(rf"(\d+(?:[.,]\d+)?) ?(?:{unit})\.?(?![^\W\d_])", re.IGNORECASE), size)
    for unit, size in ((_DAYS, DAY), (_HOURS, HOUR), (_MINUTES, 1))
)
_HOURS_H_MINUTES = re.compile(r"(\d{1,2}) ?h ?(\d{1,2})", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,6}(?:\.0+)?")


def parse_duration(value: str | float, *, days_first: bool = False) -> int | ParseFailure:
    """Parse a duration into minutes: ``00:30``, ``90``, ``90 min``, ``1h30``, ``1.5 h``, ``PT1H30M``.

    A bare number is minutes. Three numbers between colons are hours, minutes and seconds where they end in
    ``:00``, since no session lasts seconds, and else days, hours and minutes; with ``days_first`` the first
    is days wherever it can be, as ``schedule.xml`` has it.
    """
    if isinstance(value, int | float):
        value = f"{value:.6f}".rstrip("0").rstrip(".")
    text = normalise(value[:LENGTH_LIMIT]).casefold()
    minutes = _duration_minutes(text, days_first=days_first)
    if minutes is None:
        return ParseFailure(Message("is not a duration"))
    if minutes != int(minutes):
        return ParseFailure(Message("is not a whole number of minutes"))
    return int(minutes) if minutes <= LONGEST else ParseFailure(Message("is longer than two months"))


def _duration_minutes(text: str, *, days_first: bool) -> Decimal | None:
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    if colons := _COLONS.fullmatch(text):
        return _colon_minutes(*colons.groups(), days_first=days_first)
    if (iso := _ISO_DURATION.fullmatch(text)) and any(iso.groups()):
        days, hours, rest = (int(group or 0) for group in iso.groups())
        return Decimal(days * DAY + hours * HOUR + rest)
    if french := _HOURS_H_MINUTES.fullmatch(text):
        return Decimal(int(french[1]) * HOUR + int(french[2]))
    return _unit_minutes(text)


def _colon_minutes(first: str | None, second: str, third: str, *, days_first: bool) -> Decimal | None:
    if first is None:
        return Decimal(int(second) * HOUR + int(third)) if int(third) < 60 else None
    one, two, three = int(first), int(second), int(third)
    if (days_first or three) and two < 24 and three < 60:
        return Decimal(one * DAY + two * HOUR + three)
    if two < 60 and three < 60:
        return Decimal(one * HOUR + two) + Decimal(three) / 60
    return None


def _unit_minutes(text: str) -> Decimal | None:
    """The sum of amounts with units, the largest first and each unit once."""
    total, at = None, 0
    for pattern, size in _UNITS:
        if match := pattern.match(text, at):
            total = (total or Decimal(0)) + Decimal(match[1].replace(",", ".")) * size
            rest = re.compile(r" ?(?:,|and|und|et|y)? ?").match(text, match.end())
            at = rest.end() if rest else match.end()
    return total if total is not None and at == len(text) else None


_OFFSET = re.compile(r"(?<=\d) ?(?:(Z|UTC|GMT)|([+-])(\d{2}):?(\d{2})?)$", re.IGNORECASE)
_WITH_OFFSET = re.compile(r"(?:T\d\d:\d\d|:\d\d:\d\d(?:\.\d+)?) ?[+-]\d\d:?\d\d$")
_ISO = re.compile(r"\d{4}-?\d\d-?\d\d[T ]\d\d.*", re.DOTALL)
_MAIL = re.compile(
    r"(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|(?![AP]M)[A-Z]{2,3})"
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_CUT = re.compile(r"(?<=\d)(?:T|_)(?=\d)|,?(?: [-–—|@])? |(?<=[日号號일])")
_RANGE_WORD = re.compile(r" ?(?:~|→) ?| (?:to|until|bis|-|至|到) ")
_MILLISECONDS = 10**11


@dataclass(frozen=True, slots=True)
class DateTimeRange:
    """A start and an end, as wall times or instants; the end may be missing."""

    start: datetime
    end: datetime | None


def parse_datetime(
    value: str | float, *, order: DayOrder | None = None, year: int | None = None
) -> datetime | ParseFailure:
    """Parse a date with a time: aware if it has an offset from UTC, else naive.

    Reads ISO 8601 in all its forms, the dates of mail (RFC 5322), seconds or milliseconds since 1970, and a
    date of `parse_date` followed by a time of `parse_time_of_day`. A number is seconds since 1970, or
    milliseconds if it is larger than 10¹¹.
    """
    if isinstance(value, int | float):
        return _since_1970(value)
    if len(value) > LENGTH_LIMIT:
        return ParseFailure(Message("is too long for a time"))
    text = normalise(value)
    if _EPOCH.fullmatch(text):
        return _since_1970(float(text))
    if _ISO.fullmatch(text):
        try:
            return require_year(datetime.fromisoformat(text.replace(" Z", "Z").replace(" +", "+")))
        except ValueError:
            pass
    if _MAIL.fullmatch(text):
        try:
            return require_year(parsedate_to_datetime(text))
        except (ValueError, OverflowError):
            pass
    return _parse_date_and_time(text, order, year)


def parse_datetime_range(
    text: str, *, order: DayOrder | None = None, year: int | None = None
) -> DateTimeRange | ParseFailure:
    """Parse a date with a time range: ``2026-03-01 09:30-10:30``, ``3 March 2026, 9 to 10 am``.

    The end may have its own day; without one it is on the day of the start or in the night after it.
    """
    if len(text) > LENGTH_LIMIT:
        return ParseFailure(Message("is too long for a time"))
    plain = normalise(text)
    first, *rest = _RANGE_WORD.split(plain, maxsplit=1)
    if rest:
        start, end = (parse_datetime(side, order=order, year=year) for side in (first, rest[0]))
        if isinstance(start, datetime) and isinstance(end, datetime):
            return DateTimeRange(start, end)
    between = next(_parse_ranges(plain, order, year), None)
    # 09:00-10:00 is an hour, though -10:00 could be an offset; 09:00:00-10:00 and 09:00-08:00 are not hours.
    if between and between.end and between.end > between.start and not _WITH_OFFSET.search(plain):
        return between
    alone = parse_datetime(plain, order=order, year=year)
    if isinstance(alone, datetime):
        return DateTimeRange(alone, None)
    return between or alone


def _parse_ranges(text: str, order: DayOrder | None, year: int | None) -> Iterator[DateTimeRange]:
    """A date followed by a time range, for every place where the date may end."""
    for before, after in _date_ends(text):
        between = parse_time_range(after)
        if not isinstance(between, TimeRange):
            continue
        on = parse_date(before, order=order, year=year)
        if isinstance(on, date):
            yield DateTimeRange(
                _wall_time(on, between.start), None if between.end is None else _wall_time(on, between.end)
            )


def _parse_date_and_time(text: str, order: DayOrder | None, year: int | None) -> datetime | ParseFailure:
    """A date followed by a time of day, wherever the one ends and the other begins."""
    offset = _OFFSET.search(text)
    # An offset follows a time with a colon: 2026-03-01 has none.
    zone = _fixed_offset(offset) if offset and ":" in text[: offset.start()] else None
    bare = text[: offset.start()] if offset and zone else text
    why = None
    for before, after in _date_ends(bare):
        minute = parse_time_of_day(after)
        if isinstance(minute, ParseFailure):
            continue
        on = parse_date(before, order=order, year=year)
        if isinstance(on, date):
            return _wall_time(on, minute).replace(tzinfo=zone)
        why = why or on
    if isinstance(parse_date(bare, order=order, year=year), date):
        return ParseFailure(Message("is a date without a time"))
    return why or ParseFailure(Message("is not a date with a time"))


def _date_ends(text: str) -> Iterator[tuple[str, str]]:
    """The string cut in two, at each place where a date may end."""
    for cut in _CUT.finditer(text):
        yield text[: cut.start()], text[cut.end() :]


def _fixed_offset(offset: re.Match[str]) -> timezone | None:
    if offset[1]:
        return UTC
    ahead = timedelta(hours=int(offset[3]), minutes=int(offset[4] or 0))
    return timezone(-ahead if offset[2] == "-" else ahead) if ahead < timedelta(days=1) else None


def _wall_time(on: date, minute: int) -> datetime:
    return datetime.combine(on, time.min) + timedelta(minutes=minute)


def _since_1970(number: float) -> datetime | ParseFailure:
    if not 0 < number < 10**14:
        return ParseFailure(Message("is not a time since 1970"))
    seconds = number / 1000 if number >= _MILLISECONDS else number
    return require_year(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))


def require_year(parsed: Moment) -> Moment | ParseFailure:
    """The date or time, unless its year is none of a conference."""
    return (
        parsed if parsed.year in YEARS else ParseFailure(Message("is in the year {year}", year=parsed.year))
    )

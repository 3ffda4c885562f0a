"""Table dates: days and times as cells and headings of tables have them, ``Day 2: Saturday, 16 October``.

A cell may hold typed values, text or serial numbers; a heading names a day anywhere in its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from math import isfinite

from eventkit.formats.spreadsheet.cell_sheets import (
    DAY_ZERO,
    SERIALS,
    Cell,
    cell_text,
)
from eventkit.formats.spreadsheet.table.column_headers import word_table
from eventkit.formats.spreadsheet.table.column_map import day_key
from eventkit.intake.datetime_parser import (
    DateTimeRange,
    DayOrder,
    ParseFailure,
    TimeRange,
    month_number,
    normalise,
    normalise_dashes,
    parse_date,
    parse_datetime_range,
    parse_duration,
    parse_time_range,
    parse_weekday,
    require_year,
    weekday_number,
)
from eventkit.messages import Message

_HEADING_LIMIT = 120  # the length of the longest heading, in code points; a longer text is not a heading
_WORDS_LIMIT = 16

_DAY = r"days?|tag(?:es)?|jour(?:née)?|d[ií]a|jornada|giorno|giornata|dag|день|дня|اليوم|يوم|روز"
_ORDINAL = (
    r"first|second|third|fourth|fifth|sixth|erster|zweiter|dritter|vierter|fünfter|"
    r"premier|première|deuxième|troisième|quatrième|cinquième|primer|primero|primera|segundo|segunda|"
    r"tercer|tercero|tercera|cuarto|quinto|primo|secondo|terzo|первый|второй|третий|четв[её]ртый|пятый|"
    r"الأول|الثاني|الثالث|الرابع|الخامس|اول|دوم|سوم|چهارم"
)
_NUMERAL = (
    "one|two|three|four|five|six|eins|zwei|drei|vier|un|deux|trois|quatre|uno|dos|tres|cuatro|[ivx]{1,3}"
)
_ORDINALS = {
    word: index
    for index, words in enumerate((
        "first erster premier première primer primero primera primo первый الأول اول one eins un uno",
        "second zweiter deuxième segundo segunda secondo второй الثاني دوم two zwei deux dos",
        "third dritter troisième tercer tercero tercera terzo третий الثالث سوم three drei trois tres",
        "fourth vierter quatrième cuarto четвертый четвёртый الرابع چهارم four vier quatre cuatro",
        "fifth fünfter cinquième quinto пятый الخامس five",
    ))
    for word in words.split()
}  # fmt: skip
_NUMERALS = "一二三四五六七八九十"
_DAY_NUMBER = re.compile(
    rf"(?<!\w)(?:(?:{_DAY})\s*(?:(?:no\.?|nr\.?|n°|#|№)\s*)?(?:\d{{1,2}}(?!\d)|(?:{_ORDINAL}|{_NUMERAL})(?!\w))"
    rf"|(?:\d{{1,2}}(?:\.|st|nd|rd|th|er|e|ère|º|ª|-й)?|{_ORDINAL})\s*(?:{_DAY})(?!\w))"
    r"|第\s*[\d一二三四五六七八九十]+\s*[天日]目?|(?<!\d)[\d一二三四五六七八九十]{1,2}\s*日目"
    r"|(?<!\d)\d{1,2}\s*일차|첫째\s*날|둘째\s*날|셋째\s*날",
    re.IGNORECASE,
)
"""The number of a day: ``Day 2``, ``2. Tag``, ``Erster Tag``, ``第一天``, ``2日目``."""

_EAST_ASIAN = re.compile(
    r"(?:\d{4} ?[年년] ?)?(?<!\d)\d{1,2} ?[月월] ?\d{1,2} ?[日号號일]?"
    r"(?: ?(?:星期|周|週|礼拜|禮拜)[一二三四五六日]| ?[(](?:星期|周|週|礼拜|禮拜)[一二三四五六日][)]"
    r"| ?[(][月火水木金土日월화수목금토일](?:曜日|요일)?[)])?"
)
_EAST_ASIAN_WEEKDAY = re.compile(r"(?:星期|礼拜|禮拜|周|週)[一二三四五六日]")
_WORD = re.compile(r"[^\s,;()\[\]{}|·•:–—]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_EDGE = "-/.*#'\"!~_"
_NUMERIC_DATE = re.compile(
    r"(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}(?:[-/.](?:\d{4}|\d{2})?)?)(?!\d)"
)
_ROOM_NUMBER = re.compile(r"(?<![\d.])\d\.\d\d$")
"""The number of a room, 1.01, unless a weekday stands before it: dates have a dot behind the month."""
_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)")
"""Times of day, which are hidden while a date is looked for: ``9:00-10:00`` is not 00-10."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEARS_LIMIT = 500
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_PARTS = re.compile(r"( [-–—|] |[–—|;:()（）；：])")  # the signs between the parts of a title
_PART_SIGNS = " -–—|;:,()（）；："
_SEPARATOR = re.compile(r"[()\[\]{}|·•;]")
_DATE_WORDS_LIMIT = 6
_SEVERAL = re.compile(
    r"(?<![\d./])(?<!\d-)\d{1,2}(?:st|nd|rd|th|\.)?"
    r" ?(?:[-~&+/]|\b(?:to|and|und|bis|et|au|y|al|e|и|по|و|إلى|تا)\b) ?"
    r"\d{1,2}(?:st|nd|rd|th|\.)? (?:of |de )?(?P<after>[^\W\d_]+)"
)
_EAST_ASIAN_RANGE = re.compile(r"\d{1,2} ?[月월] ?\d{1,2} ?[日일]? ?[-~至、和] ?\d{1,2} ?[日일]")
_REASONS = ("has no year", "first; write", "has a weekday", "does not exist", "is in the year")
"""The reasons for which a text that looks like a date is none."""


@dataclass(frozen=True, slots=True)
class DayHeading:
    """A text as the heading of a day."""

    day: date | ParseFailure  # the date, or the reason why there is none
    number: str = ""  # the number of the day as written, such as `Day 2`; empty if there is none
    weekday: int | None = None  # the weekday, from Monday as 0, if one is named
    rest: str = ""
    # True if the text begins or ends with its day: a title such as `Remembering 1 May 1968 in Paris` does
    # not.
    is_leading: bool = False
    # True if the date follows from the weekday or the number, not from the text alone.
    is_inferred: bool = False
    # True if the date is that of a version, a deadline or somebody's time: `Stand 15.9.2027`. `Saturday, 16
    # October (updated)` is the heading of a day.
    is_note: bool = False

    @property
    def index(self) -> int | None:
        """The number of the day, counted from 0, if it can be read."""
        if digits := re.search(r"\d{1,2}", self.number):
            return int(digits[0]) - 1
        word = next(
            (word for word in _ORDINALS if re.search(rf"(?<!\w){word}(?!\w)", self.number.casefold())), ""
        )
        numeral = next((char for char in self.number if char in _NUMERALS), "")
        return _ORDINALS.get(word, _NUMERALS.find(numeral) if numeral else None)

    @property
    def mentions_day(self) -> bool:
        """True if the text names a day, whether or not it has a date."""
        if isinstance(self.day, date) or self.number or self.weekday is not None:
            return True
        return any(reason in self.day.reason for reason in _REASONS)

    @property
    def is_certain(self) -> bool:
        """True if the text has a date and can only be the heading of that day."""
        return isinstance(self.day, date) and bool(
            not self.rest
            or ((self.number or self.weekday is not None) and self.is_leading and not self.is_inferred)
        )


def is_remark(text: str) -> bool:
    """True for a text that consists of nothing but words of a remark: ``Draft v7 - please check!``."""
    words = [word.casefold() for word in _LETTERS.findall(text)]
    known = _words()
    remarks = known["remark"] | known["version"]
    allowed = remarks | known["remark-filler"] | known["filler"]
    return any(word in remarks for word in words) and all(word in allowed for word in words)


def _has_note_words(text: str) -> bool:
    plain = text.casefold()
    known = _words()
    return any(word.strip(_EDGE) in known["version"] for word in _WORD.findall(plain)) or any(
        phrase in plain
        if _IDEOGRAPH.match(phrase)
        else re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", plain)
        for phrase in known["note-phrase"]
    )


def without_notes(text: str) -> str:
    """A title without the notes in it or after it: ``Forum 2027 – as of 3 August`` is ``Forum 2027``."""
    parts = _PARTS.split(text)
    notes = [index for index, part in enumerate(parts) if _has_note_words(part)]
    return " ".join("".join(parts[: notes[0]]).split()).strip(_PART_SIGNS) if notes else text


def years_in(text: str) -> set[int]:
    """The years that a text above a table may state for its dates: not those of a note in it."""
    heading = parse_day_heading(text)
    shown = without_notes(text) if heading.is_note else text
    years = {int(year) for year in _YEAR.findall(shown[:_YEARS_LIMIT])}
    return years or ({int(year) for year in _YEAR.findall(heading.rest)} if heading.is_note else set())


@cache
def _words() -> dict[str, frozenset[str]]:
    """The words beside a day: fillers, those by which a date is that of a version, and those of remarks."""
    return {
        group: frozenset(word for listed in languages.values() for word in listed)
        for group, languages in word_table()["day-heading"].items()
    }


_NO_DAY = DayHeading(ParseFailure(Message("is not a date")))


@lru_cache(maxsize=4096)
def parse_day_heading(text: str, order: DayOrder | None = None, year: int | None = None) -> DayHeading:
    """Find the day that a heading names, anywhere in it.

    The number of the day, the weekday, brackets and separators may surround the date in any order. A heading
    with two dates has none.
    """
    if len(text) > _HEADING_LIMIT or not text.strip():
        return _NO_DAY
    plain = normalise(text)
    if is_room_number(plain):
        return _NO_DAY
    match = _DAY_NUMBER.search(plain)
    number = match[0] if match else ""
    if names_several_days(plain):
        several = ParseFailure(Message("names several days"))
        is_note = _has_note_words(plain)
        return DayHeading(several, number, rest=plain, is_leading=bool(number), is_note=is_note)
    without = f"{plain[: match.start()]} | {plain[match.end() :]}" if match else plain
    day, where = _find_date(_CLOCK.sub(lambda match: "x" * len(match[0]), without), order, year)
    rest = without if where is None else f"{without[: where[0]]} | {without[where[1] :]}"
    weekday, rest = _take_weekday(rest)
    if weekday is None and where is not None:
        weekday, _ = _take_weekday(without[where[0] : where[1]])
    if isinstance(day, date) and weekday is not None and day.weekday() != weekday:
        day = ParseFailure(Message("has a weekday that is not that of {date}", date=day))
    words = [word for word in _WORD.findall(rest) if word.strip(_EDGE).casefold() not in _words()["filler"]]
    shown = " ".join(words).strip(_EDGE + " ")
    first = plain.strip(_EDGE + " (")
    is_first = bool(number and first.startswith(number)) or (
        bool(words) and not first.casefold().startswith(words[0].casefold()) and not first.startswith("|")
    )
    is_note = not (is_first and (number or weekday is not None)) and _has_note_words(plain)
    return DayHeading(day, number, weekday, shown, _is_leading(plain, number, day, shown), is_note=is_note)


def _is_leading(plain: str, number: str, day: date | ParseFailure, rest: str) -> bool:
    if not rest or (number and (plain.startswith(number) or plain.endswith(number))):
        return True
    words = [word.strip(_EDGE).casefold() for word in _WORD.findall(plain)]
    ends = (words[0], words[-1]) if words else ()
    has_date = isinstance(day, date) or any(reason in day.reason for reason in _REASONS)
    return any(
        _weekday_of(word) is not None or (has_date and (word[:1].isdecimal() or month_number(word)))
        for word in ends
    )


def _take_weekday(text: str) -> tuple[int | None, str]:
    """The first weekday that a text names as a word of its own, and the text without it."""
    if match := _EAST_ASIAN_WEEKDAY.search(text):
        return weekday_number(match[0]), text[: match.start()] + " " + text[match.end() :]
    for match in _WORD.finditer(text):
        if (number := _weekday_of(match[0].strip(_EDGE).casefold())) is not None:
            return number, text[: match.start()] + " " + text[match.end() :]
    return None, text


def _weekday_of(word: str) -> int | None:
    # So, do and mi are weekdays in one language and other words in most.
    return weekday_number(word) if len(word) > 2 or not word.isascii() else None


def _find_date(
    text: str, order: DayOrder | None, year: int | None
) -> tuple[date | ParseFailure, tuple[int, int] | None]:
    """The only date in a text and where it is, or the best reason why there is none."""
    failure = ParseFailure(Message("is not a date"))
    dates: dict[tuple[int, int], date] = {}
    for start, end in _date_spans(text):
        if any(start < last and first < end for first, last in dates):
            continue
        day = parse_date(normalise_dashes(text[start:end]).strip(" -/"), order=order, year=year)
        if isinstance(day, date):
            dates[start, end] = day
        elif any(reason in day.reason for reason in _REASONS) and failure.reason == "is not a date":
            failure = day
    if len(set(dates.values())) > 1:
        return ParseFailure(Message("names several days")), None
    if dates:
        where, day = next(iter(dates.items()))
        return day, where
    return failure, None


def _date_spans(text: str) -> Iterator[tuple[int, int]]:
    """The parts of a text that may be a date, the longest first."""
    yield from (match.span() for match in _EAST_ASIAN.finditer(text))
    words = [match.span() for match in _WORD.finditer(text)][:_WORDS_LIMIT]
    looks_dated = [_looks_dated(text[start:end]) for start, end in words]
    if not any(looks_dated):
        return
    for length in range(min(_DATE_WORDS_LIMIT, len(words)), 0, -1):
        for first in range(len(words) - length + 1):
            start, end = words[first][0], words[first + length - 1][1]
            piece = text[start:end]
            if (
                any(looks_dated[first : first + length])
                and any(char.isdecimal() for char in piece)
                and not _SEPARATOR.search(piece)
            ):
                yield start, end


def _looks_dated(word: str) -> bool:
    """True for a date in numbers, and for a word with the name of a month: ``15.Oktober``."""
    return bool(_NUMERIC_DATE.search(word)) or any(
        month_number(piece) for piece in _LETTERS.findall(word.casefold())
    )


def is_room_number(text: str) -> bool:
    return _ROOM_NUMBER.search(text) is not None and _take_weekday(text)[0] is None


def without_day_number(text: str) -> str:
    """The text without the number of a day, which begins no range: ``Day 1 – 27 December 2027``."""
    return _DAY_NUMBER.sub("|", text)


def names_several_days(text: str) -> bool:
    """True for a range or a list of days: ``15-16 October``, ``15 and 16 October``, ``10月15日-16日``."""
    plain = normalise_dashes(without_day_number(normalise(text[:_HEADING_LIMIT])))
    return bool(_EAST_ASIAN_RANGE.search(plain)) or any(
        month_number(match["after"].casefold()) for match in _SEVERAL.finditer(plain)
    )


DAY_MINUTES = 24 * 60  # the minutes of a day
_ZERO = datetime(1899, 12, 31)  # noqa: DTZ001 - the day that spreadsheets count hours from

_HALF_OF_DAY = re.compile(
    r"(?:(?<![\s,(（])[\s,(（]+)?(?:(?P<late>下午|午後|오후|afternoon|nachmittag|après-midi|tarde)"
    r"|(?P<evening>晚上|傍晚|夜|저녁|evening|abend|soir|noche)"
    r"|上午|早上|全天|午前|終日|오전|morning|all day|vormittag|ganztägig|matin|mañana)[)）]?$",
    re.IGNORECASE,
)
_UNIX_SECONDS = re.compile(r"1\d{9}(?:\d{3})?")
"""An instant in seconds or milliseconds since 1970, between 2001 and 2033."""

_GENERIC_REASONS = {
    "is not a date",
    "is not a time of day",
    "is not a date with a time",
    "is a date without a time",
}

_FIRST_YEAR = 1905  # before it, hours alone: spreadsheets count their days from 1900 or 1904

_NUMBER_LENGTH_LIMIT = 20

_TITLE_LIMIT = 500

_NUMBER = re.compile(r"\d+(?:\.\d+)?")

_WITH_DAY = re.compile(r"\d{4}|\d[./]\d|[月월T]|[^\W\d]{3,}")


@dataclass(frozen=True, slots=True)
class CellTime:
    """The date and times in one cell: a date, minutes after its midnight, or instants."""

    on: date | None = None
    start: int | None = None
    end: int | None = None
    instant: datetime | None = None
    until: datetime | None = None
    may_be_midnight: bool = False


_NOT_A_DATE = ParseFailure(Message("is not a date"))
_ANY_DAY = date(2026, 3, 1)  # the date in advice where nothing is known of the conference


class DateContext:
    """The facts needed to read the dates of a file: their order of day and month, their year and named days.

    Args:
        order: The order of day and month.
        year: The year of dates without one.
        named_days: The date of each word for a day, such as ``day 1``.
    """

    def __init__(self, order: DayOrder | None, year: int | None, named_days: dict[str, date]) -> None:
        self.order, self.year, self.named_days = order, year, named_days
        self.days: tuple[date, ...] = ()
        self.span: tuple[date, ...] = ()
        """The days of the conference, if a range of dates above the tables or the user states them."""
        self.starts_at_zero = False
        """True if the first day is number 0: ``Day 0``, ``Day 1``."""
        self.only_day: date | None = None
        """The day of rows without one: that of a conference of one day."""
        self._by_weekday: dict[int, date | None] = {}
        self._days: dict[str, date | ParseFailure] = {}
        self._cell_times: dict[Cell, CellTime | ParseFailure] = {}

    def set_days(self, days: Iterable[date]) -> None:
        """Set the dates that weekdays refer to; a weekday of two of them refers to neither."""
        self.days = tuple(days)
        for day in self.days:
            if self._by_weekday.setdefault(day.weekday(), day) != day:
                self._by_weekday[day.weekday()] = None
        self.forget()

    def forget(self) -> None:
        """Read cells anew: what is known of days has changed."""
        self._days.clear()
        self._cell_times.clear()

    @property
    def example(self) -> date:
        """A date for advice: the first day that is known of the conference, or else any."""
        return min([*self.span, *self.days], default=_ANY_DAY)

    def day(self, cell: Cell) -> date | ParseFailure:
        """The date in a cell; a number such as ``Day 2`` is that of a day of the conference."""
        day = self._stated_day(cell)
        if isinstance(day, date):
            return day
        if not isinstance(cell, str):
            if isinstance(cell, bool | date | time | timedelta) or not isfinite(cell):
                return ParseFailure(Message("is not a date"))
            return _serial_date(cell) or self._parse_day(cell_text(cell))
        return _serial_date(_as_number(cell)) or self._numbered_day(cell) or day

    def _numbered_day(self, text: str) -> date | None:
        heading = parse_day_heading(text, self.order, self.year)
        return self._infer_day(heading) if heading.number and not heading.rest else None

    def _stated_day(self, cell: Cell) -> date | ParseFailure:
        """The date that a cell states by itself: a number is none, though it may be the serial of one."""
        if not isinstance(cell, str):
            return require_year(_date_of(cell)) if isinstance(cell, date) else _NOT_A_DATE
        if (day := self._days.get(cell)) is None:
            day = self._days[cell] = self._parse_day(cell)
        return day

    def heading(self, cell: Cell) -> DayHeading:
        """The day that a cell names anywhere in its text, as the heading of the rows below it.

        A number is none: only in a column of dates is it the serial of one.
        """
        day = self._stated_day(cell)
        if not isinstance(cell, str) or (
            isinstance(day, date) and (not is_room_number(cell) or day_key(cell) in self.named_days)
        ):
            return DayHeading(day, is_leading=True)
        heading = parse_day_heading(cell, self.order, self.year)
        if isinstance(heading.day, ParseFailure) and heading.day.reason == _NOT_A_DATE.reason:
            known = self.named_days.get(day_key(heading.number)) or self._infer_day(heading)
            if known is not None:
                return replace(heading, day=known, is_inferred=True)
        return heading

    def _infer_day(self, heading: DayHeading) -> date | None:
        """The date of a weekday among the known days, or of a number among the days of the conference."""
        if heading.weekday is not None:
            return self._by_weekday.get(heading.weekday)
        index = heading.index
        index = None if index is None else index + self.starts_at_zero
        return self.span[index] if index is not None and 0 <= index < len(self.span) else None

    def cell_time(self, cell: Cell) -> CellTime | ParseFailure:
        if isinstance(cell, bool):
            return ParseFailure(Message("is not a time"))
        if (cell_time := self._cell_times.get(cell)) is None:
            cell_time = self._cell_times[cell] = self._parse(cell)
        return cell_time

    def _parse(self, cell: Cell) -> CellTime | ParseFailure:
        if isinstance(cell, str):
            return self._parse_text(cell)
        if isinstance(cell, date | time | timedelta):
            return _typed_cell_time(cell)
        return self._parse_number(cell)

    def _parse_number(self, number: float) -> CellTime | ParseFailure:
        if not isfinite(number):
            return ParseFailure(Message("is not a time"))
        if 0 <= number < 1:
            return CellTime(start=round(number * DAY_MINUTES))
        if (on := _serial_date(number)) is not None:
            minute = round(number % 1 * DAY_MINUTES)
            return CellTime(on, minute) if minute else CellTime(on, may_be_midnight=True)
        return self._parse_text(cell_text(number))

    def _parse_day(self, text: str) -> date | ParseFailure:
        if (named_day := self.named_days.get(day_key(text))) is not None:
            return named_day
        day = parse_date(text, order=self.order, year=self.year)
        if isinstance(day, date):
            return day
        if (number := parse_weekday(text)) is not None:
            return self._by_weekday.get(number) or day
        if (half := _HALF_OF_DAY.search(text)) and half.start():
            return self._parse_day(text[: half.start()])
        return day

    def _parse_text(self, text: str) -> CellTime | ParseFailure:
        bare = text.strip()
        number = _as_number(bare)
        if number is not None and _UNIX_SECONDS.fullmatch(bare):
            return CellTime(instant=datetime.fromtimestamp(int(bare[:10]), UTC))
        if number is not None and _serial_date(number) is not None:
            return self._parse_number(number)
        time_range = parse_time_range(bare)
        if isinstance(time_range, TimeRange):
            return CellTime(start=time_range.start, end=time_range.end)
        on = self.day(bare)
        is_day = isinstance(on, date) and ":" not in bare  # 2025 behind a month is a year, and not 20:25
        period = (
            parse_datetime_range(bare, order=self.order, year=self.year)
            if _WITH_DAY.search(bare) and not is_day
            else time_range
        )
        if isinstance(period, DateTimeRange):
            return _from_range(period)
        if isinstance(on, date):
            return CellTime(on)
        failures = [failure for failure in (on, period, time_range) if isinstance(failure, ParseFailure)]
        return self._parse_after_day_word(bare) or next(
            (failure for failure in failures if failure.reason not in _GENERIC_REASONS), time_range
        )

    def _parse_after_day_word(self, text: str) -> CellTime | None:
        """Times after the name of a day: ``Friday 9:00-10:00``."""
        pieces = text.split()
        for cut in range(1, min(len(pieces), 4)):
            time_range = parse_time_range(" ".join(pieces[cut:]))
            if isinstance(time_range, TimeRange):
                on = self.day(" ".join(pieces[:cut]).rstrip(",;:"))
                return CellTime(on, time_range.start, time_range.end) if isinstance(on, date) else None
        return None


_TIME_AND_TITLE = re.compile(
    r"(?P<time>\d{1,2}(?:[:.h]\d\d)?(?: ?(?:[ap]\.?m\.?|uhr|uur|h))?"
    r"(?: ?(?:[-\u2013\u2014~\uff5e至]|to|bis) ?\d{1,2}(?:[:.h]\d\d)?(?: ?(?:[ap]\.?m\.?|uhr|uur|h))?)?)"
    r" ?[:,|\u2013\u2014-]? (?P<title>(?![ap]\.?m\b)[^\W\d].*)",
    re.IGNORECASE,
)


_TITLE_AND_TIME = re.compile(r"(?P<title>[^\W\d][^()（）]*?) ?[(（](?P<time>\d[^()（）]{3,40})[)）]")


def split_time(text: str) -> tuple[str, str] | None:
    """The time and the title of a text that has both: ``12:00-13:00 Lunch``, ``Lunch (12:00 to 13:00)``.

    A number alone is not a time: ``9 lectures``.
    """
    plain = " ".join(text[:_TITLE_LIMIT].split())
    match = _TIME_AND_TITLE.fullmatch(plain) or _TITLE_AND_TIME.fullmatch(plain)
    if (
        match is None
        or match["time"].isdecimal()
        or isinstance(parse_time_range(match["time"]), ParseFailure)
    ):
        return None
    return match["time"], match["title"]


def afternoon_limit(text: str) -> int:
    """The limit below which times of a twelve-hour clock are after noon, by the name of a day, in minutes.

    After ``6月1日下午`` 2:00 means 14:00, while 11:30 stays in the morning; in an evening 11:30 means 23:30.
    Zero if the name states no part of the day.
    """
    match = _HALF_OF_DAY.search(text[-20:])
    if match is None:
        return 0
    return DAY_MINUTES // 2 if match["evening"] else DAY_MINUTES // 3 if match["late"] else 0


def names_half_of_day(text: str) -> bool:
    """True for a text that is a part of the day alone: 上午, Nachmittag, afternoon."""
    return (match := _HALF_OF_DAY.match(text.strip())) is not None and match.end() == len(text.strip())


def is_day_word(text: str) -> bool:
    """True for the name of a day that is not a date: ``Friday``, ``Day 1``, ``第一天``."""
    heading = parse_day_heading(text)
    return parse_weekday(text) is not None or (bool(heading.number) and not heading.rest)


def _date_of(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day


def _typed_cell_time(cell: date | time | timedelta) -> CellTime | ParseFailure:
    if isinstance(cell, time):
        return CellTime(start=_minutes(datetime.combine(_ZERO, cell) - _ZERO))
    if isinstance(cell, timedelta):
        return CellTime(start=_minutes(cell))
    if isinstance(cell, datetime) and cell.year < _FIRST_YEAR:
        return CellTime(start=_minutes(cell - _ZERO))
    on = require_year(_date_of(cell))
    if isinstance(on, ParseFailure):
        return on
    return (
        CellTime(*_round_to_minute(cell))
        if isinstance(cell, datetime)
        else CellTime(on, may_be_midnight=True)
    )


def _minutes(duration: timedelta) -> int:
    return round(duration.total_seconds() / 60)


def _serial_date(number: float | None) -> date | None:
    if number is None or int(number) not in SERIALS:
        return None
    return DAY_ZERO + timedelta(days=int(number))


def _as_number(text: str) -> float | None:
    return float(text) if len(text) < _NUMBER_LENGTH_LIMIT and _NUMBER.fullmatch(text.strip()) else None


def _round_to_minute(at: datetime) -> tuple[date, int]:
    near = at + timedelta(seconds=30)
    return near.date(), near.hour * 60 + near.minute


def _from_range(period: DateTimeRange) -> CellTime:
    if period.start.tzinfo is not None:
        return CellTime(instant=period.start, until=period.end)
    on, minute = _round_to_minute(period.start)
    if period.end is None:
        return CellTime(on, minute)
    # The end as minutes after the midnight of the first day.
    last = period.end.replace(tzinfo=None) - datetime.combine(on, time.min)
    return CellTime(on, minute, round(last.total_seconds() / 60))


def parse_length(cell: Cell) -> int | ParseFailure:
    """Parse a duration in a cell, in minutes."""
    if isinstance(cell, bool):
        return ParseFailure(Message("is not a duration"))
    if isinstance(cell, date | time | timedelta):
        cell_time = _typed_cell_time(cell)
        if isinstance(cell_time, CellTime) and cell_time.on is None and cell_time.start is not None:
            return cell_time.start
        return ParseFailure(Message("is not a duration"))
    return round(cell * DAY_MINUTES) if isinstance(cell, float) and 0 < cell < 1 else parse_duration(cell)

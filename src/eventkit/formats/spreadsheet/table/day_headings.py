"""Day headings: texts that name the day of the rows below them, ``Day 2: Saturday, 16 October 2027``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise

from eventkit.formats.spreadsheet.cell_sheets import CellSheet, Row, cell_text, is_blank
from eventkit.formats.spreadsheet.table.column_headers import word_table
from eventkit.intake.datetime_parser import (
    DayOrder,
    ParseFailure,
    month_number,
    normalise,
    normalise_dashes,
    parse_date,
    weekday_number,
)

_LENGTH_LIMIT = 120
"""The length of the longest heading, in code points; a longer text is not a heading."""

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
_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)")
"""Times of day, which are hidden while a date is looked for: ``9:00-10:00`` is not 00-10."""
_LETTERS = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEARS_LIMIT = 500
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_PARTS = re.compile(r"( [-–—|] |[–—|;:()（）；：])")
"""The signs between the parts of a title."""
_PART_SIGNS = " -–—|;:,()（）；："
_SEPARATOR = re.compile(r"[()\[\]{}|·•;]")
_DATE_WORDS_LIMIT = 6
_SEVERAL = re.compile(
    r"(?<![\d./-])\d{1,2}(?:st|nd|rd|th|\.)? ?(?:[-~&+]|\b(?:to|and|und|bis|et|au|y|al|e|и|по|و|إلى)\b) ?"
    r"\d{1,2}(?:st|nd|rd|th|\.)? (?:of |de )?(?P<after>[^\W\d_]+)"
)
_EAST_ASIAN_RANGE = re.compile(r"\d{1,2} ?[月월] ?\d{1,2} ?[日일]? ?[-~至、和] ?\d{1,2} ?[日일]")
_REASONS = ("has no year", "first; write", "has a weekday", "does not exist", "is in the year")
"""The reasons for which a text that looks like a date is none."""


@dataclass(frozen=True, slots=True)
class DayHeading:
    """A text as the heading of a day.

    Attributes:
        day: The date, or the reason why there is none.
        number: The number of the day as written, such as ``Day 2``; empty if there is none.
        weekday: The weekday, from Monday as 0, if one is named.
        rest: The other words.
        is_inferred: True if the date follows from the weekday or the number, not from the text alone.
        is_note: True if the date is that of a version, a deadline or somebody's time: ``Stand 15.9.2027``.
            ``Saturday, 16 October (updated)`` is the heading of a day.
        is_leading: True if the text begins or ends with its day: a title such as ``Remembering 1 May 1968 in
            Paris`` does not.
    """

    day: date | ParseFailure
    number: str = ""
    weekday: int | None = None
    rest: str = ""
    is_leading: bool = False
    is_inferred: bool = False
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
    """True for a text with a word or a phrase beside the date of a note."""
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


_NOT_A_DAY = DayHeading(ParseFailure("is not a date"))


def split_at_headers(sheet: CellSheet, header: int, further: Iterable[int]) -> list[CellSheet]:
    """Split a sheet above each further header row and the headings of days and blank rows before it."""
    cuts = [0]
    for at in further:
        first = at
        while first - 1 > header and is_blank_or_day(sheet.rows[first - 1]):
            first -= 1
        cuts.append(first)
    return [sheet.part(top, bottom) for top, bottom in pairwise([*cuts, len(sheet.rows)])]


def is_blank_or_day(row: Row) -> bool:
    """True for a row with no text, or with the heading of a day alone."""
    cells = [cell for cell in row if not is_blank(cell)]
    return not cells or (len(cells) == 1 and parse_day_heading(cell_text(cells[0])).mentions_day)


@lru_cache(maxsize=4096)
def parse_day_heading(text: str, order: DayOrder | None = None, year: int | None = None) -> DayHeading:
    """Find the day that a heading names, anywhere in it.

    The number of the day, the weekday, brackets and separators may surround the date in any order. A heading
    with two dates has none.

    Args:
        text: The heading.
        order: The order of day and month in dates of numbers.
        year: The year of dates without one.
    """
    if len(text) > _LENGTH_LIMIT or not text.strip():
        return _NOT_A_DAY
    plain = normalise(text)
    match = _DAY_NUMBER.search(plain)
    number = match[0] if match else ""
    if names_several_days(plain):
        several = ParseFailure("names several days")
        is_note = _has_note_words(plain)
        return DayHeading(several, number, rest=plain, is_leading=bool(number), is_note=is_note)
    without = f"{plain[: match.start()]} | {plain[match.end() :]}" if match else plain
    day, where = _find_date(_CLOCK.sub(lambda match: "x" * len(match[0]), without), order, year)
    rest = without if where is None else f"{without[: where[0]]} | {without[where[1] :]}"
    weekday, rest = _take_weekday(rest)
    if weekday is None and where is not None:
        weekday, _ = _take_weekday(without[where[0] : where[1]])
    if isinstance(day, date) and weekday is not None and day.weekday() != weekday:
        day = ParseFailure(f"has a weekday that is not that of {day}")
    words = [word for word in _WORD.findall(rest) if word.strip(_EDGE).casefold() not in _words()["filler"]]
    shown = " ".join(words).strip(_EDGE + " ")
    first = plain.strip(_EDGE + " (")
    is_first = bool(number and first.startswith(number)) or (
        bool(words) and not first.casefold().startswith(words[0].casefold()) and not first.startswith("|")
    )
    is_note = not (is_first and (number or weekday is not None)) and _has_note_words(plain)
    return DayHeading(day, number, weekday, shown, _is_leading(plain, number, day, shown), is_note=is_note)


def _is_leading(plain: str, number: str, day: date | ParseFailure, rest: str) -> bool:
    """True if a day is at the beginning or the end of a text."""
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
    failure = ParseFailure("is not a date")
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
        return ParseFailure("names several days"), None
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


def names_several_days(text: str) -> bool:
    """True for a range or a list of days: ``15-16 October``, ``15 and 16 October``, ``10月15日-16日``."""
    plain = normalise_dashes(normalise(text[:_LENGTH_LIMIT]))
    return bool(_EAST_ASIAN_RANGE.search(plain)) or any(
        month_number(match["after"].casefold()) for match in _SEVERAL.finditer(plain)
    )

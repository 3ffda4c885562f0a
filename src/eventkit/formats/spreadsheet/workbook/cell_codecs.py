"""Cell codecs: each type of field value as a cell of a spreadsheet, and back from what people type.

Cells have types of their own, such as dates and numbers that lost their format; notes on filling them in, and
what separates several values in one, are those of `eventkit.model.value_codecs`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from eventkit.errors import Unreadable
from eventkit.formats.document.node_tree import PlainScalar
from eventkit.formats.spreadsheet.cell_sheets import DAY_ZERO, SERIALS, Cell
from eventkit.intake.datetime_parser import parse_date, parse_time_of_day
from eventkit.intake.source_file import parse_json
from eventkit.messages import Message
from eventkit.model import Enumeration
from eventkit.model.specs import FieldShape
from eventkit.model.value_codecs import CODECS
from eventkit.times.wall_times import ONE_DAY
from eventkit.values import ValueType
from eventkit.wording import LANGUAGES, Wording


def typed_text(cell: Cell) -> str:
    """A cell as text; a number without the fraction that a spreadsheet gives to every number.

    >>> typed_text(300.0), typed_text(time(9, 30)), typed_text(datetime(2022, 11, 5)), typed_text(True)
    ('300', '09:30', '2022-11-05', 'TRUE')
    """
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
        case time():
            return cell.isoformat("seconds" if cell.second else "minutes")
    return str(cell).replace("\r\n", "\n").replace("\r", "\n")


_FIRST_DATE = date(1900, 3, 1)  # before it, some count a day too many: they believe in a 29 February 1900
MIDNIGHT = "24:00"  # the end of a day, as a time of it
_FIRST_YEAR = 1901  # dates before it are what becomes of times of day

_YEAR = re.compile(r"[0-9]{4}")

_SECONDS = re.compile(r":[0-9]{2}:(?!00)")


def date_cell(on: str) -> Cell:
    """The cell of a date in ISO 8601."""
    day = date.fromisoformat(on)
    return day if day >= _FIRST_DATE else on


def read_date_cell(cell: Cell) -> Any:
    """A date in ISO 8601, or the text of a cell that has no date."""
    if isinstance(cell, float) and cell.is_integer() and int(cell) in SERIALS:
        cell = DAY_ZERO + timedelta(days=int(cell))  # The number of a date that lost its format.
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    text = typed_text(cell).strip()
    day = parse_date(text) if _YEAR.search(text) else None
    return PlainScalar(f"{day:%Y-%m-%d}" if isinstance(day, date) else text)


def time_cell(at: str) -> Cell:
    """The cell of a time of day, ``09:30``."""
    return time.fromisoformat(at) if re.fullmatch(r"[0-9]{2}:[0-9]{2}", at) else at


def read_time_cell(cell: Cell) -> Any:
    """A time of day, with its date if the cell has one, or the text of a cell that has no time."""
    match cell:
        case float() if 0 <= cell < 1:
            cell = _of_day(timedelta(days=cell))
        case timedelta() if timedelta() <= cell <= ONE_DAY:
            cell = _of_day(cell)
        case time():
            cell = _of_day(_since_midnight(cell))
        case datetime() if cell.year < _FIRST_YEAR:
            cell = _of_day(_since_midnight(cell))
        case datetime():
            whole = datetime.combine(cell, time()) + _rounded(_since_midnight(cell))
            return PlainScalar(whole.isoformat(" ", "seconds" if whole.second else "minutes"))
        case date() if cell.year < _FIRST_YEAR:
            return PlainScalar(MIDNIGHT)
        case date():  # what calamine makes of a day with the time 00:00
            return PlainScalar(f"{cell:%Y-%m-%d} 00:00")
    text = typed_text(cell).strip()
    minutes = None if text.isdecimal() or _SECONDS.search(text) else parse_time_of_day(text)
    return PlainScalar("{:02}:{:02}".format(*divmod(minutes, 60)) if isinstance(minutes, int) else text)


def _of_day(since_midnight: timedelta) -> Cell:
    seconds = round(since_midnight.total_seconds())
    whole = seconds == ONE_DAY.total_seconds()
    return MIDNIGHT if whole else time(seconds // 3600, seconds % 3600 // 60, seconds % 60)


def _since_midnight(at: time | datetime) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)


def _rounded(since_midnight: timedelta) -> timedelta:
    """To whole seconds: spreadsheets count in fractions of a day, which come near at best."""
    return timedelta(seconds=round(since_midnight.total_seconds()))


_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[,.’' \u00a0\u202f][0-9]{3})+")

_SPOKEN = re.compile(r"(?:^|(?<= ))\[([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)\] ")

_COMMAS = re.compile(r"[,;、，；\n]")

_YES = frozenset({"true", "yes", "x", "y", "1", "✓", "✔", "是", "wahr", "ja", "vrai", "oui"})

_NO = frozenset({"false", "no", "n", "0", "-", "否", "falsch", "nein", "faux", "non"})


@dataclass(frozen=True, slots=True)
class CellCodec:
    """A sort of cell."""

    cell: Callable[[Any], Cell]  # converts a value of a document's tree to a cell
    # Converts a cell with content to a value; raises `ValueError`, with a message for organisers, for faults
    # that the document reader cannot detect.
    value: Callable[[Cell], Any]
    style: str = "text"  # the format of the cell: `text`, `lines`, `long`, `date`, `time` or `number`
    choices: tuple[str, ...] = ()  # the permitted values, if there is a list of them
    many: bool = False  # true if it takes several values


def as_json(value: Any) -> str:
    """A value as JSON in one line (RFC 8259)."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _from_json(text: str) -> Any:
    try:
        value = parse_json(text.encode(errors="replace"), "")
    except Unreadable as error:
        raise ValueError(error.faults[0].message) from None
    if not isinstance(value, dict):
        raise ValueError(Message('Not a JSON object. Write it as {"room_id": 7}.'))  # noqa: TRY004 - a cell is wrong, not the call
    return value


def _text(cell: Cell) -> str:
    return PlainScalar(typed_text(cell))


def _whole(cell: Cell) -> Any:
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    text = typed_text(cell).strip()
    return PlainScalar(re.sub(r"[^0-9]", "", text) if _THOUSANDS.fullmatch(text) else text)


def _number(cell: Cell) -> Any:
    try:
        number = float(typed_text(cell).strip())
    except ValueError:
        return PlainScalar(typed_text(cell))
    return number if math.isfinite(number) else PlainScalar(typed_text(cell))


def _number_cell(number: float) -> Cell:
    # XlsxWriter writes sixteen digits, which is one too few for some numbers.
    return number if float(f"{number:.16G}") == number else repr(number)


def _boolean(cell: Cell) -> Any:
    word = typed_text(cell).strip().lower()
    return word in _YES if word in _YES | _NO else PlainScalar(typed_text(cell))


def _extra(cell: Cell) -> Any:
    return _from_json(typed_text(cell))


def _lines(cell: Cell) -> list[str]:
    return [PlainScalar(line) for line in _parts(cell)]


def _parts(cell: Cell) -> list[str]:
    return CODECS[ValueType.STRING].split(typed_text(cell))


def _listed(cell: Cell) -> list[str]:
    return [PlainScalar(item.strip()) for item in _COMMAS.split(typed_text(cell)) if item.strip()]


def _tags(cell: Cell) -> list[str]:
    return [PlainScalar(tag) for tag in CODECS[ValueType.LANGUAGE].split(typed_text(cell))]


def _addresses_cell(addresses: list[Any]) -> Cell:
    return "\n".join(map(_address_line, addresses))


def _address_line(address: Any) -> str:
    """An address followed by its label, by language if there are several; any other link as JSON."""
    if isinstance(address, str):
        return address
    if address.keys() == {"url", "label"}:
        label = address["label"]
        shown = (
            label if isinstance(label, str) else " ".join(f"[{tag}] {text}" for tag, text in label.items())
        )
        line = f"{address['url']} {shown}"
        if _address(line) == address:
            return line
    return as_json(address)


def _addresses(cell: Cell) -> list[Any]:
    return [_from_json(line) if line.startswith("{") else _address(line) for line in _parts(cell)]


def _address(line: str) -> Any:
    url, *label = line.split(maxsplit=1)
    if not label:
        return PlainScalar(url)
    before, *spoken = _SPOKEN.split(label[0])
    if before or not spoken or len(set(spoken[::2])) < len(spoken[::2]):
        return {"url": PlainScalar(url), "label": PlainScalar(label[0])}
    texts = {tag: PlainScalar(text.strip()) for tag, text in zip(spoken[::2], spoken[1::2], strict=True)}
    return {"url": PlainScalar(url), "label": texts}


def _periods_cell(periods: list[Mapping[str, str]]) -> Cell:
    return "\n".join(f"{period['start']} - {period['end']}" for period in periods)


def _periods(cell: Cell) -> list[Any]:
    periods = []
    for line in _parts(cell):
        start, *end = re.split(r"(?<!\s)\s+(?:[-–—～~至]|to|bis)\s+", line)
        if len(end) != 1:
            raise ValueError(Message("Not a period. Write one per line, such as 2022-11-05 09:00 - 12:00."))
        periods.append({"start": PlainScalar(start), "end": PlainScalar(end[0])})
    return periods


@cache
def _known_as(words: type[Enumeration]) -> Mapping[str, str]:
    """The words of the model by their labels in all languages and by themselves."""
    known: dict[str, str] = {}
    for language in reversed(LANGUAGES):
        for word in words:
            known[_key(Wording.of(language).label(word))] = word.value
    return known | {_key(word.value): word.value for word in words}


def _key(words: str) -> str:
    return re.sub(r"[\s_-]+", "-", words.strip().casefold())


@cache
def choice(words: type[Enumeration]) -> CellCodec:
    """One of the words of the model, which may be typed as its label in any known language."""

    def value(cell: Cell) -> str:
        return PlainScalar(_known_as(words).get(_key(typed_text(cell)), typed_text(cell).strip()))

    return CellCodec(str, value, choices=tuple(word.value for word in words))


def _same(value: Any) -> Any:
    return value


TEXT = CellCodec(_same, _text)

LONG = CellCodec(_same, _text, style="long")

WHOLE = CellCodec(_same, _whole, style="number")

NUMBER = CellCodec(_number_cell, _number, style="number")

TRUTH = CellCodec(_same, _boolean, style="number", choices=("TRUE", "FALSE"))

DATE = CellCodec(date_cell, read_date_cell, style="date")

TIME = CellCodec(time_cell, read_time_cell, style="time")

EXTRA = CellCodec(as_json, _extra, style="long")
LINES = CellCodec("\n".join, _lines, style="lines")  # several texts, each on a line of its own
LISTED = CellCodec(", ".join, _listed, many=True)  # several ids after commas
TAGS = CellCodec(
    CODECS[ValueType.LANGUAGE].separator.join, _tags, many=True
)  # several tags of languages after commas
ADDRESSES = CellCodec(_addresses_cell, _addresses, style="lines")
"""Links or streams, each on a line of its own: the address, a space and the label."""

PERIODS = CellCodec(_periods_cell, _periods, style="lines")  # periods, each on a line of its own

_CODECS: Mapping[ValueType, CellCodec] = {
    ValueType.TEXT: LONG,
    ValueType.INTEGER: WHOLE,
    ValueType.NUMBER: NUMBER,
    ValueType.BOOLEAN: TRUTH,
    ValueType.DATE: DATE,
    ValueType.TIME: TIME,
    ValueType.EXTRA: EXTRA,
    **dict.fromkeys(
        (
            *(ValueType.ID, ValueType.REFERENCE, ValueType.UID, ValueType.TITLE, ValueType.STRING),
            *(ValueType.URL, ValueType.EMAIL, ValueType.COLOUR, ValueType.COUNTRY),
            *(ValueType.LANGUAGE, ValueType.ZONE),
        ),
        TEXT,
    ),
}

_CODECS_OF_SEVERAL: Mapping[ValueType, CellCodec] = {
    ValueType.STRING: LINES,
    ValueType.REFERENCE: LISTED,
    ValueType.LANGUAGE: TAGS,
    ValueType.LINK: ADDRESSES,
    ValueType.STREAM: ADDRESSES,
    ValueType.PERIOD: PERIODS,
}


def codec_of(shape: FieldShape) -> CellCodec:
    if shape.many:
        return _CODECS_OF_SEVERAL[shape.value_type]
    return choice(shape.choices) if shape.choices is not None else _CODECS[shape.value_type]

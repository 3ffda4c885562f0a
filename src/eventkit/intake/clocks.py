"""Times of the day as spreadsheets and feeds write them, alone and from one to another."""

from __future__ import annotations

import re
from dataclasses import dataclass

from eventkit.intake.unread import LENGTH_LIMIT, ParseFailure, normalise, normalise_dashes

HOUR = 60
DAY = 24 * HOUR
"""Minutes."""

_LAST = 2 * DAY
_HALF = DAY // 2

_BEFORE_NOON = r"a\.?m\.?|上午|早上|凌晨|午前|오전|ص"
_AFTER_NOON = r"p\.?m\.?|下午|中午|晚上|午後|오후|م"
_HALF_OF_DAY = rf"(?:(?P<{{0}}_am>{_BEFORE_NOON})|(?P<{{0}}_pm>{_AFTER_NOON}))"
_WRITTEN = re.compile(
    rf"""(?:at\ |kl\.?\ |um\ |à\ |a\ las\ )?
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
    (?:\ ?(?:uhr|hrs?|h))?\.?""",
    re.VERBOSE | re.IGNORECASE,
)
_THREE_DIGITS = re.compile(r"\d{3}")
_NAMED = {"noon": _HALF, "12 noon": _HALF, "midday": _HALF, "midnight": 0, "正午": _HALF, "mittag": _HALF}
_FROM = re.compile(
    r"^(?:from|von|de|du|ab|del?|das|dalle|от|с|从|從|自|من) ?(?=\d|[上下午오])", re.IGNORECASE
)
_TO = re.compile(
    r" ?(?:~|→|->|[-至到]) ?|(?<=[\dhmr时時点點分]) ?(?:から|부터) ?"
    r"| (?:to|until|till|bis|à|a|às|alle|до|по|إلى) ",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:まで|까지)$")


@dataclass(frozen=True, slots=True)
class TimeRange:
    """From when to when, in minutes after midnight.

    Attributes:
        start: When it begins.
        end: When it ends, more than 1440 where that is on the next day; ``None`` where it is not told. It is
            what is written: not after ``start``, where that is so wrong that no night explains it.
    """

    start: int
    end: int | None


@dataclass(frozen=True, slots=True)
class _Clock:
    minutes: int
    half: str  # "am", "pm", or "" where it is not said


def parse_time_of_day(value: str | int) -> int | ParseFailure:
    """The minutes after midnight that a time of the day means: ``9:30``, ``0930``, ``9h30``, ``9:30 pm``.

    A bare number of one or two digits in a string is an hour. Hours go on after midnight, as timetables write
    them: ``24:00``, ``25:30``. Seconds are rounded to the minute.

    Args:
        value: The time as written; a number is what YAML 1.1 makes of ``9:30``, a number to the base of 60
            (YAML 1.1 type repository, int).
    """
    if isinstance(value, int):
        return value if 0 <= value < _LAST else ParseFailure("is no time of the day")
    found = _parse_time(value)
    return found if isinstance(found, ParseFailure) else found.minutes


def parse_time_range(text: str) -> TimeRange | ParseFailure:
    """From when to when: ``10:30-11:45am``, ``08:30～09:00``, ``from 9 to 10``; or one time alone.

    Where only one of the two says before or after noon, the other is of the same half of the day if it then
    goes forward, and of the other half if not. An end before the start is on the next day where it then lasts
    no more than twelve hours.
    """
    if len(text) > LENGTH_LIMIT:
        return ParseFailure("is too long to be a time")
    said = _TAIL.sub("", _FROM.sub("", normalise_dashes(normalise(text))))
    first, *rest = _TO.split(said)
    if len(rest) > 1:
        return ParseFailure("has more than two times")
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
    """A time of a clock of twelve hours, before or after noon."""
    return minutes % _HALF + (_HALF if half == "pm" else 0)


def _parse_time(text: str) -> _Clock | ParseFailure:
    said = normalise(text[:LENGTH_LIMIT]).strip(" ,;").casefold()
    if said in _NAMED:
        return _Clock(_NAMED[said], "pm" if _NAMED[said] else "am")
    if _THREE_DIGITS.fullmatch(said):
        said = f"0{said}"
    found = _WRITTEN.fullmatch(said)
    if not found:
        return ParseFailure("is no time of the day")
    hour, minute = int(found["hour"]), int(found["minute"] or found["together"] or 0)
    if found["half"]:
        minute = HOUR // 2
    second = int(found["second"] or 0)
    if minute >= HOUR or second >= 60 or hour >= 48:
        return ParseFailure("is no time of the day")
    minutes = hour * HOUR + minute + (second >= 30)
    half = "am" if found["before_am"] or found["after_am"] else ""
    half = "pm" if found["before_pm"] or found["after_pm"] else half
    # 14:30 pm is said by many, and means what it says.
    return _Clock(_in_half(minutes, half) if half and hour <= 12 else minutes, half)

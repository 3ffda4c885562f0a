"""Value codecs: how each type of value is asked for, typed and printed.

Command options, forms, workbook and lists of sessions read them: a type is described here and nowhere else.
Texts in several languages and values with fields of their own have several inputs, and are composed of these.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from eventkit.texts import canonicalise_tag
from eventkit.times.wall_times import format_wall_time
from eventkit.values import Value, ValueType


@dataclass(frozen=True, slots=True)
class TypingContext:
    """Context in which a typed value is read: the words for entities, and the times of a conference."""

    find: Callable[[type[Value], str], str]
    day: Callable[[str], date]
    clock: Callable[[str], time]
    day_or_instant: Callable[[str], date]


Parse = Callable[[str, TypingContext, type[Value] | None], Any]
Format = Callable[[Any, ZoneInfo | None], str]


def _plain(typed: str, _: TypingContext, __: type[Value] | None) -> Any:
    return typed


def _reference(typed: str, context: TypingContext, cls: type[Value] | None) -> Any:
    return context.find(cls, typed) if cls is not None else typed


def _stream(typed: str) -> dict[str, str]:
    language, sign, url = typed.partition("=")
    if sign and "/" not in language:
        return {"language": canonicalise_tag(language), "url": url}
    return {"url": typed}


def _address(value: Any, _: ZoneInfo | None) -> str:
    """The address of a link or stream with its label behind it; empty for one without an address."""
    return " ".join(filter(None, (value.url, str(value.label or "")))) if value.url else ""


def _day_or_instant(value: date, zone: ZoneInfo | None) -> str:
    return format_wall_time(value, zone) if isinstance(value, datetime) and zone else str(value)


@dataclass(frozen=True, slots=True)
class ValueCodec:
    """One type of value."""

    # The placeholder of its option in the help of commands; empty for the name of the field.
    placeholder: str = ""
    input: str = "text"  # the `type` of its input in forms
    note: str = ""  # the note on filling in a cell with it
    parse: Parse = _plain  # reads what was typed: the text, the context and the class of a reference
    format: Format = lambda value, _: str(value)  # writes a value; times by the clocks of a zone
    separator: str = "\n"  # what separates several of them in one cell or input
    separators: re.Pattern[str] = re.compile(r"\n")  # what people type between several of them

    def split(self, typed: str) -> list[str]:
        """Several values that were typed into one input."""
        return [part.strip() for part in self.separators.split(typed) if part.strip()]

    def join(self, values: tuple[Any, ...]) -> str:
        """Several values in one cell or input."""
        return self.separator.join(filter(None, (self.format(value, None) for value in values)))


_LABELLED_LINES = (
    "One per line: the address, a space and the label. In several languages: [en] Slides [zh] 幻灯片."
)
TEXT = "[LANG=]TEXT"
"""The placeholder of a text: in the conference's first language, or with its language before it."""

CODECS: Mapping[ValueType, ValueCodec] = {
    **dict.fromkeys(ValueType, ValueCodec()),
    ValueType.REFERENCE: ValueCodec(parse=_reference),
    ValueType.UID: ValueCodec(note="Created by eventkit. Do not change it; leave it empty in new rows."),
    ValueType.TITLE: ValueCodec(TEXT),
    ValueType.TEXT: ValueCodec(TEXT),
    ValueType.STRING: ValueCodec("TEXT"),
    ValueType.URL: ValueCodec("URL", "url"),
    ValueType.EMAIL: ValueCodec("ADDRESS", "email"),
    ValueType.COLOUR: ValueCodec("#RRGGBB", "color", "Such as #336699."),
    ValueType.COUNTRY: ValueCodec(
        "XX", note="Two letters, such as CN.", parse=lambda typed, _, __: typed.upper()
    ),
    ValueType.LANGUAGE: ValueCodec(
        "TAG",
        note="Language tags: en, zh.",
        parse=lambda typed, _, __: canonicalise_tag(typed),
        separator=", ",
        separators=re.compile(r"[,;、，；\s]+"),
    ),
    ValueType.ZONE: ValueCodec("ZONE", note="Such as Asia/Shanghai or Europe/Vienna."),
    ValueType.INTEGER: ValueCodec("N", "number"),
    ValueType.NUMBER: ValueCodec("N"),
    ValueType.BOOLEAN: ValueCodec(input="checkbox", format=lambda value, _: "yes" if value else ""),
    ValueType.DATE: ValueCodec(
        "YYYY-MM-DD", "date", "Such as 2022-11-05.", parse=lambda typed, context, _: context.day(typed)
    ),
    ValueType.TIME: ValueCodec(
        "HH:MM",
        "time",
        parse=lambda typed, context, _: context.clock(typed),
        format=lambda value, _: f"{value:%H:%M}",
    ),
    ValueType.DAY_OR_INSTANT: ValueCodec(
        "WHEN", parse=lambda typed, context, _: context.day_or_instant(typed), format=_day_or_instant
    ),
    ValueType.PERIOD: ValueCodec(note="One per line: 2022-11-05 09:00 - 12:00."),
    ValueType.LINK: ValueCodec(
        "URL", note=_LABELLED_LINES, parse=lambda typed, _, __: {"url": typed}, format=_address
    ),
    ValueType.STREAM: ValueCodec(
        "[LANG=]URL", note=_LABELLED_LINES, parse=lambda typed, _, __: _stream(typed), format=_address
    ),
    ValueType.EXTRA: ValueCodec(note="As JSON."),
}
"""The codec of each type."""

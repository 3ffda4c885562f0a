"""Value codecs: what is printed of a value is read as that value."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from eventkit.model.value_codecs import CODECS, TypingContext
from eventkit.times.wall_times import parse_clock_time, parse_iso_date, parse_wall_time
from eventkit.values import ValueType
from eventkit.web.forms.form_fields import InputType

ZONE = ZoneInfo("Asia/Shanghai")
CONTEXT = TypingContext(
    find=lambda _, words: words.lower(),
    day=parse_iso_date,
    clock=parse_clock_time,
    day_or_instant=lambda typed: parse_wall_time(typed, ZONE) if ":" in typed else parse_iso_date(typed),
)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (ValueType.STRING, "two words"),
        (ValueType.COUNTRY, "CN"),
        (ValueType.LANGUAGE, "zh-Hant"),
        (ValueType.DATE, date(2027, 9, 6)),
        (ValueType.TIME, time(9, 30)),
        (ValueType.DAY_OR_INSTANT, date(2027, 3, 1)),
        (ValueType.DAY_OR_INSTANT, datetime(2027, 3, 1, 10, tzinfo=UTC)),
    ],
)
def test_a_value_is_read_as_it_is_printed(type_: ValueType, value: Any) -> None:
    codec = CODECS[type_]
    assert codec.parse(codec.format(value, ZONE), CONTEXT, None) == value


def test_several_values_are_parted_as_they_are_joined() -> None:
    for type_, values in ((ValueType.LANGUAGE, ("en", "zh")), (ValueType.STRING, ("a, b", "c"))):
        assert CODECS[type_].split(CODECS[type_].join(values)) == [*values]


@pytest.mark.parametrize("type_", ValueType)
def test_every_type_has_an_input_of_forms(type_: ValueType) -> None:
    assert InputType(CODECS[type_].input)

"""What spreadsheets and feeds write of days, hours and lengths is read, and never guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.intake.datetime_parser import (
    DateTimeRange,
    DayOrder,
    ParseFailure,
    TimeRange,
    infer_day_order,
    parse_date,
    parse_datetime,
    parse_datetime_range,
    parse_duration,
    parse_time_of_day,
    parse_time_range,
    parse_weekday,
)

MARCH = date(2026, 3, 1)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-01",
        "2026/3/1",
        "2026.3.1.",
        "20260301",
        "1.3.2026",
        "01.03.26",
        "1. März 2026",
        "1 March 2026",
        "1st of March 2026",
        "March 1, 2026",
        "Mar. 1 2026",
        "01-Mar-2026",
        "01-Mar-26",
        "Sunday, March 1, 2026",
        "Sun 1 Mar 2026",
        "So., 1.3.2026",
        "dimanche 1er mars 2026",
        "domingo, 1 de março de 2026",
        "1 марта 2026",
        "2026年3月1日",
        "2026年3月1日 星期日",
        "2026年3月1日(周日)",
        "2026年03月01日(日)",
        "2026년 3월 1일 (일)",
        "2026. 3. 1.(일)",
        "中華民國115年3月1日（日）",
        "令和8年3月1日",
        "1 במרץ 2026",
        "Minggu, 1 Maret 2026",
        "２０２６年３月１日",
        "٢٠٢٦-٠٣-٠١",
        "١ مارس ٢٠٢٦",
        "2026-03-01 00:00:00",
        " 2026–03–01\u200e ",
    ],
)
def test_dates_are_read_in_many_notations(written: str) -> None:
    assert parse_date(written) == MARCH


@pytest.mark.parametrize("written", ["3/1", "Mar 1", "1 March", "3月1日"])
def test_a_date_without_a_year_takes_the_given_year(written: str) -> None:
    assert parse_date(written, year=2026, order=DayOrder.MONTH_FIRST) == MARCH
    assert parse_date(written, order=DayOrder.MONTH_FIRST) == ParseFailure("has no year")


def test_the_order_of_day_and_month_is_never_guessed() -> None:
    assert isinstance(parse_date("1/3/2026"), ParseFailure)
    assert isinstance(parse_date("01-03-2026"), ParseFailure)
    assert parse_date("1/3/2026", order=DayOrder.DAY_FIRST) == MARCH
    assert parse_date("13/3/2026") == parse_date("3/13/2026") == date(2026, 3, 13)
    assert parse_date("3/3/2026") == date(2026, 3, 3)


def test_a_column_of_dates_determines_their_order() -> None:
    assert infer_day_order(["1/3/2026", "13/3/2026", "", "soon"]) is DayOrder.DAY_FIRST
    assert infer_day_order(["3/1/2026", "10/16"]) is DayOrder.MONTH_FIRST
    assert infer_day_order(["1/3/2026", "2/3/2026"]) is None
    assert infer_day_order(["13/3/2026", "3/13/2026"]) is None


@pytest.mark.parametrize(
    "written",
    ["", "Friday", "soon", "2026", "2026-02-30", "31/2/2026", "0001-01-01", "Day 1", "1 March 2 April 2026"],
)
def test_an_invalid_date_is_a_parse_failure(written: str) -> None:
    assert isinstance(parse_date(written), ParseFailure)


def test_a_weekday_that_contradicts_its_date_is_a_parse_failure() -> None:
    assert parse_date("Monday, March 1, 2026") == ParseFailure("has a weekday that is not that of 2026-03-01")


def test_a_weekday_without_a_date_is_recognised_as_such() -> None:
    assert [parse_weekday(each) for each in ("Friday", "Fri.", "星期五", "周五", "Freitag", "3 May")] == [
        *[4] * 5,
        None,
    ]
    assert parse_date("Friday") == ParseFailure("is a weekday without a date")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("9:30", "09:30"),
        ("09:30:00", "09:30"),
        ("09:29:59.9", "09:30"),
        ("0930", "09:30"),
        ("930", "09:30"),
        ("9.30", "09:30"),
        ("9h30", "09:30"),
        ("9 h 30", "09:30"),
        ("9h", "09:00"),
        ("9", "09:00"),
        ("9:30am", "09:30"),
        ("9:30 a.m.", "09:30"),
        ("9:30 a. m.", "09:30"),
        ("9:45a", "09:45"),
        ("12p", "12:00"),
        ("12:00 m.", "12:00"),
        ("9 pm", "21:00"),
        ("12 am", "00:00"),
        ("12:15 PM", "12:15"),
        ("14:30 pm", "14:30"),
        ("noon", "12:00"),
        ("14:30 Uhr", "14:30"),
        ("１０：３０", "10:30"),
        ("上午9:30", "09:30"),
        ("下午 2:30", "14:30"),
        ("14点30分", "14:30"),
        ("14点半", "14:30"),
        ("午後2時", "14:00"),
        ("오후 2시 30분", "14:30"),
        ("24:00", "24:00"),
        ("25:30", "25:30"),
        (570, "09:30"),
    ],
)
def test_times_of_day_are_read_in_many_notations(written: str | int, shown: str) -> None:
    parsed = parse_time_of_day(written)
    assert isinstance(parsed, int)
    assert f"{parsed // 60:02}:{parsed % 60:02}" == shown


@pytest.mark.parametrize(
    "written", ["", "9:3", "9.5", "10:60", "49:00", "tbc", "10:30 CET", "12345", -1, 99999]
)
def test_an_invalid_time_of_day_is_a_parse_failure(written: str | int) -> None:
    assert isinstance(parse_time_of_day(written), ParseFailure)


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("10:30-11:45am", 630, 705),
        ("10:30 am – 1:45 pm", 630, 825),
        ("11-1pm", 660, 780),
        ("9-10:30pm", 1260, 1350),
        ("11am-1", 660, 780),
        ("9am - 10:30", 540, 630),
        ("12-1pm", 720, 780),
        ("08:30～09:00", 510, 540),
        ("08:30〜09:00", 510, 540),
        ("08:30–09:00", 510, 540),
        ("10:40--12:20", 640, 740),
        ("from 9 to 10", 540, 600),
        ("von 9 bis 10 Uhr", 540, 600),
        ("de 9h à 10h30", 540, 630),
        ("0930-1015", 570, 615),
        ("9.30 - 10.15", 570, 615),
        ("９：３０～１０：１５", 570, 615),
        ("上午9:30至11:00", 570, 660),
        ("9時30分から10時まで", 570, 600),
        ("22:00-02:00", 1320, 1560),
        ("10:30", 630, None),
        ("10:30 -", 630, None),
    ],
)
def test_time_ranges_are_read_in_many_notations(written: str, start: int, end: int | None) -> None:
    assert parse_time_range(written) == TimeRange(start, end)


def test_an_implausible_end_is_returned_unchanged() -> None:
    """Reporting it is up to callers that see the whole session."""
    assert parse_time_range("10:00-10:00") == TimeRange(600, 600)
    assert parse_time_range("10:00-09:00") == TimeRange(600, 540)


@pytest.mark.parametrize(
    ("written", "long"),
    [
        ("00:30", 30),
        ("1:30", 90),
        ("00:45:00", 45),
        ("01:00:00", 60),
        ("1:00:30", 1470),
        ("90", 90),
        (90, 90),
        (90.0, 90),
        ("90 min", 90),
        ("90'", 90),
        ("1h30", 90),
        ("1h 30m", 90),
        ("1.5 h", 90),
        ("1,5 Std.", 90),
        ("1 hour and 30 minutes", 90),
        ("45 Minuten", 45),
        ("1小时30分钟", 90),
        ("30分", 30),
        ("PT1H30M", 90),
        ("P1D", 1440),
        ("2 days", 2880),
        ("0:00", 0),
    ],
)
def test_durations_are_read_in_many_notations(written: str | float, long: int) -> None:
    assert parse_duration(written) == long


def test_three_numbers_start_with_days_if_the_format_requires_it() -> None:
    assert parse_duration("01:00:00", days_first=True) == 1440
    assert parse_duration("00:45:00", days_first=True) == 45


@pytest.mark.parametrize(
    "written", ["", "long", "-30", "1:75", "1.01 h", "9999999", "1h 2h", float("nan"), 1e300]
)
def test_an_invalid_duration_is_a_parse_failure(written: str | float) -> None:
    assert isinstance(parse_duration(written), ParseFailure)


NINE = datetime(2026, 3, 1, 9, 0)  # noqa: DTZ001 - a wall time
INSTANT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-01T09:00", NINE),
        ("2026-03-01 09:00:00", NINE),
        ("2026-03-01_09:00:00", NINE),
        ("20260301T090000", NINE),
        ("1 March 2026, 9 am", NINE),
        ("Sunday, March 1, 2026 9:00 AM", NINE),
        ("2026年3月1日9:00", NINE),
        ("2026/3/1 上午9:00", NINE),
        ("2026-02-28 33:00", NINE),
        ("2026-03-01T09:00:00Z", INSTANT),
        ("2026-03-01 09:00:00 UTC", INSTANT),
        ("20260301T090000Z", INSTANT),
        ("2026-03-01T09:00:00.000+00:00", INSTANT),
        ("2026/03/01 09:00 +0000", INSTANT),
        ("Sun, 01 Mar 2026 09:00:00 +0000", INSTANT),
        ("1772355600", INSTANT),
        (1772355600, INSTANT),
        (1772355600000, INSTANT),
    ],
)
def test_datetimes_are_read_in_many_notations(written: str | float, meant: datetime) -> None:
    assert parse_datetime(written) == meant


def test_the_offset_of_a_datetime_is_preserved() -> None:
    parsed = parse_datetime("2026-03-01T17:00:00+08:00")
    assert parsed == INSTANT
    assert isinstance(parsed, datetime)
    assert parsed.tzinfo == timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    "written", ["", "2026-03-01", "09:00", "1/3/2026 09:00", "soon, or later", -5, 1e18, float("nan")]
)
def test_an_invalid_datetime_is_a_parse_failure(written: str | float) -> None:
    assert isinstance(parse_datetime(written), ParseFailure)


def test_a_date_and_its_hours_may_share_one_cell() -> None:
    ten = NINE.replace(hour=10)
    assert parse_datetime_range("2026-03-01 09:00-10:00") == DateTimeRange(NINE, ten)
    assert parse_datetime_range("1 March 2026, 9 to 10 am") == DateTimeRange(NINE, ten)
    assert parse_datetime_range("2026-03-01 09:00 to 2026-03-01 10:00") == DateTimeRange(NINE, ten)
    assert parse_datetime_range("2026年3月1日 09:00～10:00") == DateTimeRange(NINE, ten)
    assert parse_datetime_range("2026-03-01 09:00") == DateTimeRange(NINE, None)
    assert isinstance(parse_datetime_range("whenever"), ParseFailure)


SCRAPS = st.lists(
    st.sampled_from([*"0123456789:.-/ ,~Tth年月日至()", "am", "pm", "Mar", "Mon", "２", "٣", "h", "to "])
    | st.characters(),
    max_size=14,
).map("".join)


@given(SCRAPS)
def test_no_text_crashes_a_parser(written: str) -> None:
    parse_date(written)
    parse_time_of_day(written)
    parse_time_range(written)
    parse_duration(written)
    parse_datetime(written)
    parse_datetime_range(written)
    infer_day_order([written])


@given(st.integers() | st.floats())
def test_no_number_crashes_a_parser(number: float) -> None:
    parse_duration(number)
    parse_datetime(number)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_any_date_is_read_in_common_notations(on: date) -> None:
    assert (
        parse_date(f"{on:%A, %d %B %Y}")
        == parse_date(f"{on:%Y/%m/%d}")
        == parse_date(f"{on.year}年{on.month}月{on.day}日")
        == on
    )


@pytest.mark.parametrize(
    "written",
    [
        "niedziela, 1 marca 2026 r.",
        "neděle 1. března 2026",
        "söndag 1 mars 2026",
        "sunnuntai 1. maaliskuuta 2026",
        "2026. március 1., vasárnap",
        "1 Mart 2026 Pazar",
        "1 martie 2026",
        "Κυριακή 1 Μαρτίου 2026",
        "неділя, 1 березня 2026",
    ],
)
def test_days_are_read_in_further_languages(written: str) -> None:
    assert parse_date(written) == MARCH


@pytest.mark.parametrize(
    "written",
    ["18:00 till late", "6pm until late", "18:00 onwards", "18:00 – open end", "18:00-?", "godz. 18.00"],
)
def test_an_open_end_is_none(written: str) -> None:
    assert parse_time_range(written) == TimeRange(18 * 60, None)


def test_an_uncertain_start_is_no_time() -> None:
    assert isinstance(parse_time_range("18:00?"), ParseFailure)


def test_short_words_are_no_days_of_languages_with_short_weekdays() -> None:
    assert [parse_weekday(word) for word in ("P", "H", "to", "la", "po", "st", "per")] == [None] * 7

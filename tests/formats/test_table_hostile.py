"""Files made to break the table reader are refused with a message, or imported as plain text."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventkit.errors import Unreadable
from eventkit.formats.spreadsheet.cell_sheets import LENGTH_LIMIT
from eventkit.formats.spreadsheet.table import table_format
from eventkit.intake import ImportHints
from eventkit.texts.normalisation import escape_formula, unescape_formula
from formats.tables import codes, faults, reading, sessions, workbook

SHEET = "xl/worksheets/sheet1.xml"


def changed(data: bytes, members: dict[str, bytes]) -> bytes:
    """A workbook with other members in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in members:
                new.writestr(name, old.read(name))
        for name, content in members.items():
            new.writestr(name, content)
    return buffer.getvalue()


def with_cells(cells: str) -> bytes:
    """A workbook whose sheet holds those rows, written as XML."""
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return with_members({SHEET: f"{head}{cells}</sheetData></worksheet>".encode()})


def with_members(members: dict[str, bytes]) -> bytes:
    return changed(workbook({"A": [["x"]]}), members)


def inline(cell: str, text: str) -> str:
    return f'<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>'


def people(rows: int, each: int, name: str) -> bytes:
    """A table with that many sessions, in each of which as many people are named."""
    cells = ("; ".join(name.format(row=row, at=at) for at in range(each)) for row in range(rows))
    return ("Title,Speakers\n" + "".join(f"A{row},{cell}\n" for row, cell in enumerate(cells))).encode()


HEADER = f'<row r="1">{inline("A1", "id")}{inline("B1", "title")}{inline("C1", "speakers")}</row>'


def test_escaped_formulas_in_cells_are_unescaped() -> None:
    read = reading("Title,Room\n'=1+1,'+A\n''-x,@B\n'twas,'90s\n")
    assert [str(each.title) for each in read.schedule.sessions] == ["=1+1", "'-x", "'twas"]


@given(st.text())
def test_escaped_formulas_are_restored(text: str) -> None:
    assert unescape_formula(escape_formula(text)) == text
    assert not escape_formula(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_formula_without_a_value_is_imported_as_its_text_and_reported() -> None:
    row = (
        f'<row r="2">{inline("A2", "s1")}<c r="B2"><f>1+1</f><v></v></c>{inline("C2", "Ada Lovelace")}</row>'
    )
    read = reading(with_cells(HEADER + row), "p.xlsx")
    assert sessions(read) == ["=1+1 | Ada Lovelace"]
    assert codes(read) == {"formula"}


def test_a_formula_with_a_value_is_its_value() -> None:
    row = f'<row r="2">{inline("A2", "s1")}<c r="B2" t="str"><f>"a"</f><v>On curves</v></c></row>'
    assert sessions(reading(with_cells(HEADER + row), "p.xlsx")) == ["On curves"]


def test_an_error_of_a_formula_is_reported() -> None:
    row = f'<row r="2">{inline("B2", "On curves")}<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    assert "formula" in codes(reading(with_cells(HEADER + row), "p.xlsx"))


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (f"Title,Room\nA,{'x' * (LENGTH_LIMIT + 1)}\n".encode(), "p.csv", "cell is longer than"),
        (f"Title,Room\nA,\"{'x' * 200_000}\n".encode(), "p.csv", "cell is longer than"),
        (("Title" + ",x" * 600 + "\n").encode(), "p.csv", "500 columns"),
        (b"Title,Room\n" * 100_001, "p.csv", "100,000 rows"),
        (b"Title,Room\n" + b"A,B\n" * 15_000, "p.csv", "15,001 rows with content"),
        (("Title,Room\n" + f"A,{'x' * 32_000}\n" * 501).encode(), "p.csv", "the limit is 16,000,000"),
        (lambda: people(500, 41, "Ada {row} Lovelace{at}"), "p.csv", "More than 20,000 people"),
        (lambda: people(900, 112, "Ada Lovelace"), "p.csv", "100,000 appearances"),
        (with_cells(HEADER + f'<row r="1048576">{inline("XFD1048576", "x")}</row>'), "p.xlsx", "500 columns"),
        (with_cells(f'<row r="2">{inline("B2", "x" * 40_000)}</row>'), "p.xlsx", "a cell is longer"),
        (with_cells(f'<row r="2">{inline("G" + "9" * 23, "x")}</row>'), "p.xlsx", "is not a reference"),
        (with_cells(f'<row r="2">{inline("A" * 10 + "1", "x")}</row>'), "p.xlsx", "is not a reference"),
        (with_cells(f'<row r="2">{inline("AAAA1", "x")}</row>'), "p.xlsx", "is not a reference"),
        (with_cells('<row r="99999999"><c><v>1</v></c></row>'), "p.xlsx", "is not a reference"),
        (with_cells('<row r="9999999"><c><v>1</v></c></row>'), "p.xlsx", "100,000 rows"),
        (with_cells("<row><c s='>'r = '7777777777Z'><v>1</v></c></row>"), "p.xlsx", "is not a reference"),
        (b"PK\x03\x04" + with_cells("")[4:].replace(b"PK\x05\x06", b"PK\x05\x06\xff"), "p.xlsx", "workbook"),
        (lambda: with_members({SHEET: b"<a>" + b"x" * 60_000_000}), "p.xlsx", "50 MB"),
        (lambda: with_members({SHEET: b"<a>" + b"x" * 2_000_000}), "p.xlsx", "no sheet"),
        (lambda: with_members({SHEET: b"<worksheet><broken"}), "p.xlsx", "Damaged workbook"),
        (lambda: with_members({f"{n}.xml": b"" for n in range(2_100)}), "p.xlsx", "limit is 2"),
        (b"PK\x03\x04 and no more", "p.xlsx", "workbook"),
        (b"Title,Room\nA,B\n", "p.xlsx", "workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "p.xls", "old format .xls"),
        (b"\x00\x01\x02\x03\xff\xfe\xfd" * 50, "p.csv", ""),
    ],
)  # fmt: skip
def test_oversized_tables_are_refused_with_the_limit(
    data: bytes | Callable[[], bytes], name: str, says: str
) -> None:
    assert any(says in each for each in faults(data if isinstance(data, bytes) else data(), name))


def test_a_row_without_cells_may_be_anywhere() -> None:
    cells = f'<row r="1">{inline("A1", "Title")}{inline("B1", "Room")}</row>'
    cells += f'<row r="2">{inline("A2", "A talk")}{inline("B2", "Hall")}</row><row r="1048576" hidden="1"/>'
    assert len(reading(with_cells(cells), "p.xlsx").schedule.sessions) == 1


def test_an_archive_member_outside_its_folder_is_ignored() -> None:
    data = changed(workbook({"A": [["Title", "Room"], ["One", "x"]]}), {"../../evil.txt": b"x"})
    assert sessions(reading(data, "p.xlsx")) == ["One"]


def test_a_nul_is_removed_and_reported() -> None:
    read = reading("Title,Room\nOn\x00 curves,A\n")
    assert [str(each.title) for each in read.schedule.sessions] == ["On curves"]
    assert "cleaned-text" in codes(read)


def test_entities_of_a_sheet_are_not_resolved() -> None:
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    )
    assert faults(with_members({SHEET: bomb}), "p.xlsx")


HEADERS = st.sampled_from(
    ["Title", "标题", "Speaker", "Speaker 1", "Affiliation", "Date", "Start", "End", "Time", "Room", "Email",
     "Session", "Chair", "Duration", "Language", "Status", "Id", "Parent", "Type", "Track", "Foo", "", "Name"]
)  # fmt: skip
TEXTS = st.sampled_from(
    ["", "", "Ada Lovelace", "2026-06-01", "1/2/2026", "Friday", "9:00", "9:00-10:00", "25:30", "tbc",
     "46174", "0.5", "Lunch", "=1+1", "'=1", "English", "Talk", "a;b", "30", "A,B", "\x00", "x" * 300,
     "2026-06-01 09:00", "--", "Day 1"]
) | st.text(max_size=12)  # fmt: skip
CELLS: st.SearchStrategy[Any] = (
    TEXTS
    | st.floats(-1, 90_000)
    | st.booleans()
    | st.dates(date(1900, 1, 1), date(2199, 12, 31))
    | st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 31)).map(lambda at: at.replace(microsecond=0))  # noqa: DTZ001
    | st.times().map(lambda at: at.replace(microsecond=0))
    | st.timedeltas(timedelta(0), timedelta(days=3))
)
MAPS = st.fixed_dictionaries(
    {},
    optional={
        "header": st.integers(-1, 4),
        "layout": st.sampled_from(["list", "grid"]),
        "date-order": st.just("day-first"),
        "minutes": st.just(30),
        "columns": st.dictionaries(
            HEADERS, st.sampled_from(["title", "people as chair", "person 2", "email", "extra"])
        ),
    },
)


def is_read_or_refused(data: bytes, name: str, columns: dict[str, Any]) -> None:
    """Import a file: the result can be imported again with its column map, or there are faults."""
    try:
        read = table_format.read(data, name, ImportHints(zone="UTC", columns=columns))
    except Unreadable as refused:
        error = refused
    else:
        error = None
    if error is not None:
        assert error.faults
        assert str(error)
        return
    again = table_format.read(data, name, ImportHints(zone="UTC", columns=read.columns))
    assert again.schedule == read.schedule


@settings(max_examples=60, deadline=None)
@given(st.lists(HEADERS, min_size=1, max_size=7), st.lists(st.lists(TEXTS, max_size=7), max_size=6), MAPS)
def test_any_table_of_text_is_read_or_refused(
    header: list[str], rows: list[list[str]], columns: dict[str, Any]
) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([header, *rows])
    is_read_or_refused(buffer.getvalue().encode("utf-8", "replace"), "p.csv", columns)


@settings(max_examples=50, deadline=None)
@given(st.lists(HEADERS, min_size=1, max_size=6), st.lists(st.lists(CELLS, max_size=6), max_size=5), MAPS)
def test_any_workbook_is_read_or_refused(
    header: list[str], rows: list[list[Any]], columns: dict[str, Any]
) -> None:
    is_read_or_refused(workbook({"P": [header, *rows]}), "p.xlsx", columns)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for name in ("p.csv", "p.xlsx", "p.ods"):
        is_read_or_refused(data, name, {})


@given(st.times())
def test_times_of_spreadsheets_are_rounded_to_minutes(at: time) -> None:
    data = workbook({"P": [["Title", "Date", "Start", "Duration"], ["A", date(2026, 6, 1), at, 30]]})
    read = reading(data, "p.xlsx", zone="UTC")
    slot = read.schedule.sessions[0].slot
    assert slot is not None
    near = datetime.combine(date(2026, 6, 1), at) - slot.period.start.replace(tzinfo=None)
    assert abs(near) <= timedelta(seconds=30.1)

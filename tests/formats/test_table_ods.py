"""Workbooks in OpenDocument, as LibreOffice saves them."""

from __future__ import annotations

import pytest

from eventkit.formats.spreadsheet.table import table_format
from eventkit.intake import SourceFile
from formats.tables import codes, faults, open_document, reading, sessions


def text(text: str, more: str = "") -> str:
    """A cell that holds a text."""
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def row(*cells: str, more: str = "") -> str:
    """A row of cells."""
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


DAY = '<table:table-cell office:value-type="date" office:date-value="2026-06-01"/>'
NINE = '<table:table-cell office:value-type="time" office:time-value="PT09H00M00S"/>'
EMPTY = "<table:table-cell/>"
HEADER = row(*map(text, ("Title", "Date", "Start", "End", "Room")))


def test_days_hours_and_merged_cells_are_read() -> None:
    tall = text("Hall A", ' table:number-rows-spanned="2" table:number-columns-spanned="1"')
    data = open_document(
        HEADER
        + row(text("On curves"), DAY, NINE, text("10:00"), tall)
        + row(text("On surfaces"), DAY, text("10:00"), text("11:00"), "<table:covered-table-cell/>")
    )
    read = reading(data, "plan.ods")
    assert sessions(read) == [
        "On curves | 2026-06-01 09:00-10:00 | Hall A",
        "On surfaces | 2026-06-01 10:00-11:00 | Hall A",
    ]
    assert codes(read) == set()
    assert table_format.recognises(SourceFile(data, "plan.zip"))


def test_repeated_rows_are_expanded() -> None:
    data = open_document(
        HEADER
        + row(EMPTY, more=' table:number-rows-repeated="3"')
        + row(text("On curves"), DAY, NINE, text("10:00"), EMPTY)
        + row(EMPTY, more=' table:number-rows-repeated="1048570"')
    )
    read = reading(data, "plan.ods")
    assert sessions(read) == ["On curves | 2026-06-01 09:00-10:00"]
    assert read.schedule.sessions


@pytest.mark.parametrize(
    "rows",
    [
        HEADER + row(text("x"), more=' table:number-rows-repeated="1000000"'),
        HEADER + row(text("x", ' table:number-columns-repeated="100000"')),
        HEADER + row(text("x", ' table:number-columns-repeated="99999999999999999999"')) * 3,
    ],
)
def test_excessively_repeated_cells_are_refused(rows: str) -> None:
    assert faults(open_document(rows), "plan.ods")


def test_broken_xml_is_refused() -> None:
    assert "Damaged workbook" in faults(open_document("<table:table-row>"), "plan.ods")[0]


def test_rows_that_are_hidden_or_filtered_out_are_left_out_with_a_warning() -> None:
    data = open_document(
        HEADER
        + row(text("On curves"), DAY, NINE, text("10:00"), text("Hall"), more=' table:visibility="collapse"')
        + row(text("On surfaces"), DAY, NINE, text("10:00"), text("Hall"))
        + row(text("On solids"), DAY, NINE, text("10:00"), text("Hall"), more=' table:visibility="filter"')
    )
    read = reading(data, "plan.ods")
    assert sessions(read) == ["On surfaces | 2026-06-01 09:00-10:00 | Hall"]
    assert "Left out 2 hidden rows: 2, 4." in next(
        each.message for each in read.findings if each.code == "hidden-rows"
    )

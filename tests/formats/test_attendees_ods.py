"""Lists of attendees that LibreOffice saved: read row by row as all others are."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effort import lines_run
from eventkit.errors import Unreadable
from eventkit.formats.spreadsheet.attendee_list import read_attendees
from formats.tables import open_document
from formats.test_attendees import ADA, HEADER, LIN, READING, TOLD


def text(content: str, more: str = "") -> str:
    """A cell that holds a text."""
    return f'<table:table-cell office:value-type="string"{more}><text:p>{content}</text:p></table:table-cell>'


def row(*cells: str, more: str = "") -> str:
    """A row of cells."""
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def rows(*lines: list[str]) -> str:
    """Rows of texts; empty cells are written as LibreOffice does."""
    empty = "<table:table-cell/>"
    return "".join(row(*(text(each) if each else empty for each in line)) for line in lines)


def read(data: bytes) -> list[dict[tuple[str, str], str]]:
    return [attendee.fields for attendee in read_attendees(io.BytesIO(data), "list.ods").rows]


def altered(data: bytes, member: str, old: str, new: str) -> bytes:
    """The workbook with something put in place of something else."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(buffer, "w") as after:
        for name in before.namelist():
            content = before.read(name).decode()
            assert name != member or old in content
            after.writestr(name, content.replace(old, new) if name == member else content)
    return buffer.getvalue()


def renamed(data: bytes, member: str, name: str) -> bytes:
    """The workbook with a member under another name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(buffer, "w") as after:
        for each in before.namelist():
            after.writestr(name if each == member else each, before.read(each))
    return buffer.getvalue()


def test_a_list_of_libreoffice_is_read_as_any_other() -> None:
    attendees = read_attendees(
        io.BytesIO(open_document(rows(["Everyone who comes"], HEADER, ADA, LIN))), "list.ods"
    )
    assert attendees.columns.aside == ("E-mail",)
    assert [(each.number, each.fields) for each in attendees.rows] == [(3, TOLD[0]), (4, TOLD[1])]


def test_empty_rows_count_as_rows_and_trailing_ones_take_no_work() -> None:
    many = row("<table:table-cell/>", more=' table:number-rows-repeated="4800"')
    end = row("<table:table-cell/>", more=' table:number-rows-repeated="1000000"')
    last = row('<table:table-cell table:number-columns-repeated="16384"/>')
    data = open_document(rows(["Name"]) + many + rows(["Ada"]) + end + last)
    attendees = []
    lines = lines_run(lambda: attendees.extend(read_attendees(io.BytesIO(data), "list.ods").rows))
    assert [(each.number, each.fields) for each in attendees] == [(4_802, {("name", ""): "Ada"})]
    assert lines < 100_000


def test_repeated_rows_and_cells_are_expanded() -> None:
    twice = row(text("Ada"), text("one", ' table:number-columns-repeated="2"'), more=_TWICE)
    attendees = read(open_document(rows(["Name", "Badge line 1", "Badge line 2"]) + twice))
    assert attendees == [{("name", ""): "Ada", ("line", ""): "one\none"}] * 2


_TWICE = ' table:number-rows-repeated="2"'


RUBY = (
    "<text:p><text:ruby><text:ruby-base>湯川</text:ruby-base>"
    "<text:ruby-text>ゆかわ</text:ruby-text></text:ruby></text:p>"
)


@pytest.mark.parametrize(
    ("cell", "visible"),
    [
        (
            "<text:p>Ada<text:s/>King <text:span>of <text:a>Lovelace</text:a></text:span></text:p>",
            "Ada King of",
        ),
        ("<text:p>Ada</text:p><text:p>Lovelace</text:p>", "Ada\nLovelace"),
        ("<office:annotation><text:p>vegetarian</text:p></office:annotation><text:p>Ada</text:p>", "Ada"),
        (RUBY, "湯川"),
    ],
)
def test_the_visible_text_of_a_cell_is_read(cell: str, visible: str) -> None:
    cell_xml = f'<table:table-cell office:value-type="string">{cell}</table:table-cell>'
    (attendee,) = read(open_document(rows(["Name"]) + row(cell_xml)))
    assert attendee["name", ""].startswith(visible)
    assert "vegetarian" not in str(attendee)


def test_numbers_are_read_without_thousands_separators() -> None:
    attributes = 'office:value-type="float" office:value="1207"'
    number = f"<table:table-cell {attributes}><text:p>1,207</text:p></table:table-cell>"
    (attendee,) = read(open_document(rows(["Name", "ID"]) + row(text("Ada"), number)))
    assert attendee["id", ""] == "1207"


def test_hidden_sheets_are_skipped() -> None:
    style = (
        '<office:automatic-styles><style:style style:name="gone" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    spaces = ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" office:version'
    data = altered(open_document(rows(["Name"], ["Ada"])), "content.xml", " office:version", spaces)
    data = altered(data, "content.xml", "<office:body>", f"{style}<office:body>")
    aside = (
        f'<table:table table:name="Aside" table:style-name="gone">{rows(["Name"], ["Nobody"])}</table:table>'
    )
    data = altered(data, "content.xml", "<office:spreadsheet>", f"<office:spreadsheet>{aside}")
    assert read(data) == [{("name", ""): "Ada"}]
    hidden = altered(data, "content.xml", 'table:name="Plan"', 'table:name="Plan" table:style-name="gone"')
    with pytest.raises(Unreadable, match="No visible sheet with cells"):
        read(hidden)


LIST = open_document(rows(["Name"], ["Ada"]))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (
            altered(LIST, "META-INF/manifest.xml", "<manifest:file-entry", "<manifest:encryption-data/><x"),
            "password",
        ),
        (renamed(LIST, "content.xml", "encrypted-package"), "password"),
        (altered(LIST, "mimetype", "spreadsheet", "text"), "Not an XLSX or ODS workbook"),
        (altered(LIST, "content.xml", "</table:table>", ""), "workbook"),
        (
            altered(
                LIST,
                "content.xml",
                "<office:document-content",
                '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><office:document-content',
            ),
            "Document type",
        ),
        (
            open_document(rows(["Name"]) + row(text("x", ' table:number-columns-repeated="99999999999"'))),
            "1,000,000,000 columns",
        ),
        (
            open_document(rows(["Name"]) + row(text("x"), more=' table:number-rows-repeated="99999999999"')),
            "1,000,000,001 rows",
        ),
        (open_document(rows(["Name"], ["A" * 40_000])), "longer than"),
    ],
)
def test_a_file_that_is_not_a_list_is_refused_with_a_reason(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read(data)


@given(st.text("<>/ tablerowcp:-=\"'1", max_size=120))
def test_any_content_is_read_or_refused(content: str) -> None:
    with suppress(Unreadable):
        assert all(read(open_document(rows(["Name"]) + content)))


def test_a_long_list_takes_memory_within_its_limit(tmp_path: Path) -> None:
    lines = [[f"R{number}", "Ada", f"Lovelace {number}", "", "A" * 60] for number in range(20_000)]
    used = []
    for count in (100, len(lines)):
        file = tmp_path / f"{count}.ods"
        file.write_bytes(open_document(rows(HEADER, *lines[:count])))
        done = subprocess.run(  # noqa: S603 - our own interpreter and program
            [sys.executable, "-c", READING, str(file)], capture_output=True, text=True, check=True
        )
        read_rows, kilobytes = map(int, done.stdout.split())
        assert read_rows == count
        used.append(kilobytes)
    assert used[1] - used[0] < 80_000

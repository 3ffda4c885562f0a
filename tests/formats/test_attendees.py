"""Lists of attendees: whatever program wrote them, they are read row by row."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from effort import PEAK
from eventkit.errors import Unreadable
from eventkit.formats.spreadsheet.attendee_list import AttendeeList, find_attendee_columns, read_attendees

HEADER = ["Registration No.", "First name", "Last name", "Name (zh)", "Company", "Ticket type", "E-mail"]
ADA = ["R1", "Ada", "Lovelace", "", "Analytical Engines", "speaker", "ada@example.org"]
LIN = ["R2", "Hui-Lin", "Hsu", "徐徽麟", "", "press", ""]
TOLD = [
    {
        ("id", ""): "R1",
        ("given", ""): "Ada",
        ("family", ""): "Lovelace",
        ("organisation", ""): "Analytical Engines",
        ("ticket", ""): "speaker",
        ("email", ""): "ada@example.org",
    },
    {
        ("id", ""): "R2",
        ("given", ""): "Hui-Lin",
        ("family", ""): "Hsu",
        ("name", "zh"): "徐徽麟",
        ("ticket", ""): "press",
    },
]


def workbook(*rows: Sequence[str], hidden: bool = False) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        if hidden:
            aside = book.add_worksheet("Aside")
            aside.write_row(0, 0, ["Name"])
            aside.write_row(1, 0, ["Nobody"])
        sheet = book.add_worksheet("Everyone")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        if hidden:
            sheet.activate()
            sheet.set_first_sheet()
            aside.hide()
    return buffer.getvalue()


def separated(*rows: Sequence[str], by: str = ",", encoding: str = "utf-8") -> bytes:
    return "".join(f"{by.join(row)}\r\n" for row in rows).encode(encoding)


def read(data: bytes) -> AttendeeList:
    return read_attendees(io.BytesIO(data), "list")


@pytest.mark.parametrize(
    "data",
    [
        separated(HEADER, ADA, LIN),
        separated(HEADER, ADA, LIN, by=";", encoding="utf-8-sig"),
        separated(HEADER, ADA, LIN, by="\t", encoding="utf-16"),
        b"sep=;\r\n" + separated(HEADER, ADA, LIN, by=";"),
        separated(["Everyone who comes"], [""], HEADER, ADA, LIN),
        workbook(HEADER, ADA, LIN),
        workbook(["Everyone who comes"], HEADER, ADA, LIN),
        workbook(HEADER, ADA, LIN, hidden=True),
    ],
)
def test_lists_are_read_as_csv_in_any_encoding_or_as_workbooks(data: bytes) -> None:
    attendees = read(data)
    assert attendees.columns.aside == ("E-mail",)
    assert [row.fields for row in attendees.rows] == TOLD


def test_rows_have_their_number_in_the_file() -> None:
    for data in (separated(["All"], HEADER, ADA, LIN), workbook(["All"], HEADER, ADA, LIN)):
        assert [row.number for row in read(data).rows] == [3, 4]


def test_empty_rows_are_skipped() -> None:
    assert len(list(read(separated(HEADER, ADA, [""] * 7, LIN)).rows)) == 2


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Name", ("name", "")),
        ("Attendee Name", ("name", "")),
        ("姓名", ("name", "")),
        ("Name (English)", ("name", "en")),
        ("英文姓名", ("name", "en")),
        ("Vorname", ("given", "")),
        ("Nachname", ("family", "")),
        ("Organization", ("organisation", "")),
        ("单位", ("organisation", "")),
        ("Position_zh", ("position", "zh")),
        ("Job Title", ("position", "")),
        ("Badge line 2", ("line", "")),
        ("票种", ("ticket", "")),
        ("Pronouns", ("pronouns", "")),
        ("Role", ("role", "")),
        ("Order code", ("id", "")),
    ],
)
def test_columns_are_understood_in_many_languages(header: str, key: tuple[str, str]) -> None:
    columns = (
        find_attendee_columns(["Name", header]) if key != ("name", "") else find_attendee_columns([header])
    )
    assert columns is not None
    assert columns.keys[-1] == key


@pytest.mark.parametrize("header", ["E-mail", "Phone", "Diet", "Passport", "Comments", "T-shirt"])
def test_private_columns_are_ignored(header: str) -> None:
    columns = find_attendee_columns(["Name", header])
    assert columns is not None
    assert columns.aside == (header,)


def test_badge_lines_are_joined_by_line_breaks() -> None:
    (row,) = read(separated(["Name", "Badge line 1", "Badge line 2"], ["Ada", "one", "two"])).rows
    assert row.fields["line", ""] == "one\ntwo"


def test_escaped_formulas_are_unescaped() -> None:
    (row,) = read(separated(["Name", "Company"], ["Ada", "'=Lovelace"])).rows
    assert row.fields["organisation", ""] == "=Lovelace"


def test_texts_of_several_runs_and_without_their_reading_are_whole() -> None:
    """Phonetic guides of Japanese names in workbooks are not part of the name."""
    runs = '<r><t>湯</t></r><r><t>川</t></r><rPh sb="0" eb="1"><t>Y</t></rPh>'.encode()
    data = altered(workbook(["Name"], ["PLACE"]), "xl/sharedStrings.xml", b"<t>PLACE</t>", runs)
    (row,) = read(data).rows
    assert row.fields["name", ""] == "湯川"


def archive() -> bytes:
    """An archive that is not a workbook."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("content.xml", "<x/>")
    return buffer.getvalue()


def altered(data: bytes, member: str, old: bytes, new: bytes) -> bytes:
    """The workbook with something put in place of something else."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            content = before.read(name)
            assert name != member or old in content
            after.writestr(name, content.replace(old, new) if name == member else content)
    return buffer.getvalue()


@pytest.mark.parametrize("member", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_a_workbook_with_entities_is_refused(member: str) -> None:
    """Entities could expand to the content of any file."""
    evil = b'?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(Unreadable, match="Document type"):
        list(read(altered(workbook(HEADER, ADA), member, b"?>", evil)).rows)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "No column with names"),
        (separated(["Colour", "Size"], ["red", "large"]), "No column with names"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old format"),
        (b"PK\x03\x04" + b"nothing at all", "workbook"),
        (workbook(HEADER)[:900], "workbook"),
        (archive(), "Damaged workbook"),
    ],
)
def test_a_file_that_is_not_a_list_is_refused_with_a_reason(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        list(read(data).rows)


def test_an_encoding_that_had_to_be_guessed_is_reported() -> None:
    attendees = read(separated(["Name"], *[["Ada"]] * 90_000) + b"M\xfcller\n")
    assert [finding.code for finding in attendees.findings] == ["encoding"]
    assert [row.fields["name", ""] for row in attendees.rows][-1] == "Müller"


def test_a_list_over_the_limit_is_refused_with_the_limit() -> None:
    with pytest.raises(Unreadable, match="100,000 rows"):
        read(separated(["Name"], *[["Ada"]] * 100_001))


def test_an_unclosed_quote_is_refused() -> None:
    data = separated(["Name"], ['"Ada'], *[["Emmy Noether"]] * 12_000)
    with pytest.raises(Unreadable, match="quote"):
        list(read(data).rows)


def test_a_workbook_that_decompresses_to_too_much_is_refused() -> None:
    data = altered(
        workbook(HEADER), "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetData>" + b" " * 3_000_000
    )
    with pytest.raises(Unreadable, match="compressed"):
        list(read(data).rows)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(Unreadable):
        assert all(row.fields for row in read(data).rows)


READING = f"""{PEAK}
from eventkit.formats.spreadsheet.attendee_list import read_attendees
with open(sys.argv[1], "rb") as file:
    print(sum(1 for _ in read_attendees(file, "list").rows), peak())
"""


def test_a_long_list_takes_memory_within_its_limit(tmp_path: Path) -> None:
    """The reader promises 200 MB for 100,000 rows: half as many rows take half of that."""
    rows = [
        [f"R{number}", "Ada", f"Lovelace {number}", "", "A" * 60, "press", ""] for number in range(50_000)
    ]
    used = []
    for count in (100, len(rows)):
        file = tmp_path / f"{count}.csv"
        file.write_bytes(separated(HEADER, *rows[:count]))
        done = subprocess.run(  # noqa: S603 - our own interpreter and program
            [sys.executable, "-c", READING, str(file)], capture_output=True, text=True, check=True
        )
        read_rows, kilobytes = map(int, done.stdout.split())
        assert read_rows == count
        used.append(kilobytes)
    assert used[1] - used[0] < 100_000

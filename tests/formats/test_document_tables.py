"""Tables of web pages and of documents of Word."""

from __future__ import annotations

import io
import zipfile
from textwrap import dedent

import pytest

from eventkit.errors import Unreadable
from eventkit.formats import detect_format
from eventkit.intake import SourceFile
from formats.tables import codes, reading, sessions


def page(body: str) -> bytes:
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body>{dedent(body)}</body></html>".encode()
    )


def word(body: str) -> bytes:
    """A document of Word; ``body`` is without the prefixes of elements and attributes."""
    for tag in ("tbl", "tr", "tc", "tcPr", "p", "r", "t", "vMerge", "gridSpan", "br"):
        body = body.replace(f"<{tag}>", f"<w:{tag}>").replace(f"</{tag}>", f"</w:{tag}>")
        body = body.replace(f"<{tag} ", f"<w:{tag} ").replace(f"<{tag}/>", f"<w:{tag}/>")
    uri = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        document = f'<w:document xmlns:w="{uri}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
    return packed.getvalue()


def row(*cells: str) -> str:
    lines = [
        "".join(f"<p><r><t>{line}</t></r></p>" for line in cell.split("|"))
        if not cell.startswith("<")
        else cell
        for cell in cells
    ]
    return "<tr>" + "".join(f"<tc>{each}</tc>" for each in lines) + "</tr>"


def test_tables_of_a_page_are_sheets_named_after_the_day_above_them() -> None:
    body = """
        <nav><a>Home</a></nav>
        <h2>Monday, 1 June 2026</h2><p>All in the Old Library</p>
        <table><tr><th>Time<th>Room<th>Title<th>Speakers
        <tr><td>09:00&ndash;10:00<td>Hall A<td><a href=#>On <b>maps</b></a><td>Ada Lovelace<br>Emmy Noether
        <tr><td>10:00&ndash;11:00<td>Hall A<td>On seas<td>Lise Meitner</table>
        <h2>Tuesday, 2 June 2026</h2>
        <table><tr><th>Time<th>Room<th>Title<th>Speakers
        <tr><td>09:00&ndash;10:00<td>Hall B<td>On stars<td>Marie Curie</table>
    """
    assert sessions(reading(page(body), "programme.html")) == [
        "On maps | 2026-06-01 09:00-10:00 | Hall A | Ada Lovelace, Emmy Noether",
        "On seas | 2026-06-01 10:00-11:00 | Hall A | Lise Meitner",
        "On stars | 2026-06-02 09:00-10:00 | Hall B | Marie Curie",
    ]


def test_spans_of_a_page_are_merged_cells() -> None:
    body = """
        <table><tr><th>Date<th>From<th>To<th>Title
        <tr><td rowspan=2>1 June 2026<td>9:00<td>10:00<td>On maps
        <tr><td>10:00<td>11:00<td>On seas
        <tr><td>2 June 2026<td>9:00<td>10:00<td>On stars</table>
    """
    assert sessions(reading(page(body), "programme.html")) == [
        "On maps | 2026-06-01 09:00-10:00",
        "On seas | 2026-06-01 10:00-11:00",
        "On stars | 2026-06-02 09:00-10:00",
    ]


def test_tables_of_word_are_read_with_merged_cells_and_lines() -> None:
    merge, below = '<tcPr><vMerge w:val="restart"/></tcPr>', "<tcPr><vMerge/></tcPr>"
    body = "<p><r><t>Programme</t></r></p><tbl>" + "".join(
        [
            row("Date", "Time", "Title", "Speakers"),
            row(
                f"{merge}<p><r><t>1 June 2026</t></r></p>",
                "9:00-10:00",
                "On maps",
                "Ada Lovelace|Emmy Noether",
            ),
            row(f"{below}<p/>", "10:00-11:00", "On seas", "Lise Meitner"),
            "</tbl>",
        ]
    )
    read = reading(word(body), "programme.docx")
    assert sessions(read) == [
        "On maps | 2026-06-01 09:00-10:00 | Ada Lovelace, Emmy Noether",
        "On seas | 2026-06-01 10:00-11:00 | Lise Meitner",
    ]
    assert codes(read) == set()


@pytest.mark.parametrize(
    "span", ['colspan="99999999999"', 'rowspan="99999"', 'colspan="-3"', 'rowspan="x" colspan="0"']
)
def test_absurd_spans_are_harmless(span: str) -> None:
    body = f"<table><tr><th>Title<th {span}>Room<tr><td>On maps<td>Hall A<tr><td {span}>On seas</table>"
    assert sessions(reading(page(body), "p.html"))[0].startswith("On maps")


def test_a_document_without_a_table_is_refused_with_advice() -> None:
    for data, advice in (
        (page("<p>Talks</p>"), "A web page without a table."),
        (word("<p><r><t>Talks</t></r></p>"), "A document of Word without a table."),
    ):
        with pytest.raises(Unreadable, match=advice):
            detect_format(SourceFile(data, "programme"))

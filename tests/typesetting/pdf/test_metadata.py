"""What catalogues read of a file: the same in its two places, in every script, and nothing that is not so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pypdfium2
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from books import Book
from eventkit.typesetting import A6, DocumentInfo, Page
from eventkit.typesetting.pdf.pdf_file import xmp
from typesetting.reading import painted

SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DATED = datetime(2026, 9, 1, 10, 30, tzinfo=timezone(timedelta(hours=8)))


def book(title: str = "Forum / 论坛", **more: object) -> Book:
    return Book((Page(*A6, ()),), DocumentInfo(title, "en", **more))  # type: ignore[arg-type]


def values_in(of: Book, path: str) -> list[etree._Element]:
    return etree.fromstring(xmp(of.info)).findall(f".//{path}", SPACES)


def test_the_title_is_recorded_in_each_language() -> None:
    titles = values_in(book(titles_by_language=(("en", "Forum"), ("zh", "论坛"))), "dc:title//rdf:li")
    assert [(title.get(LANG), title.text) for title in titles] == [
        ("x-default", "Forum / 论坛"),
        ("en", "Forum"),
        ("zh", "论坛"),
    ]


def test_the_modification_date_is_the_same_in_both_places() -> None:
    made = book(modified=DATED)
    assert [each.text for each in values_in(made, "xmp:ModifyDate")] == ["2026-09-01T02:30:00Z"]
    metadata = pypdfium2.PdfDocument(painted(made)).get_metadata_dict()
    assert (metadata["CreationDate"], metadata["ModDate"]) == ("D:20260901023000Z", "D:20260901023000Z")
    assert painted(made) == painted(book(modified=DATED.astimezone(UTC)))


def test_unknown_metadata_is_omitted() -> None:
    made = book()
    assert values_in(made, "dc:creator") == []
    assert values_in(made, "dc:description") == []
    assert pypdfium2.PdfDocument(painted(made)).get_metadata_dict()["Author"] == ""


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    st.text(st.characters(exclude_categories=["Cs"])),
)
def test_any_title_and_author_make_good_xml(title: str, author: str) -> None:
    made = book(title, author=author)
    (default, *_) = values_in(made, "dc:title//rdf:li")
    plain = "".join(each if each >= " " and each not in "\ufffe\uffff" else " " for each in title)
    assert (default.text or "") == plain
    assert len(values_in(made, "dc:creator//rdf:li")) == bool(author)

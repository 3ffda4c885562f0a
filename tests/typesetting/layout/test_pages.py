"""Values that cannot be printed cannot be made."""

from __future__ import annotations

from typing import Any

import pytest

from books import Book
from eventkit.typesetting import (
    A4,
    Bookmark,
    Destination,
    DocumentInfo,
    LinkArea,
    Page,
    Picture,
    QrCode,
    landscape,
    mm,
)


def page(*marks: Any) -> Page:
    return Page(100, 100, marks)


def link(target: str) -> LinkArea:
    return LinkArea(0, 0, 10, 10, target)


@pytest.mark.parametrize("target", ["#a", "https://example.org/x?y=1", "http://a.b", "mailto:a@example.org"])
def test_links_point_to_anchors_and_the_web(target: str) -> None:
    assert link(target).target == target


@pytest.mark.parametrize("target", ["", "#", "javascript:alert(1)", "file:///etc/passwd", "a", "https://a b"])
def test_other_link_targets_are_refused(target: str) -> None:
    with pytest.raises(ValueError, match="A link must lead to"):
        link(target)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"pages": ()}, "no pages"),
        ({"title": ""}, "title"),
        (
            {"pages": (page(Destination("a", 0, 0)), page(Destination("a", 0, 0)))},
            "Two destinations are named 'a'.",
        ),
        ({"pages": (page(link("#gone")),)}, "'gone'"),
        ({"bookmarks": (Bookmark("One", "gone"),)}, "'gone'"),
        (
            {
                "pages": (page(Destination("a", 0, 0)),),
                "bookmarks": (Bookmark("One", "a"), Bookmark("Two", "a", 2)),
            },
            "'Two' skips a level",
        ),
    ],
)
def test_a_broken_book_cannot_be_made(fields: dict[str, Any], why: str) -> None:
    fields_given = {"pages": (page(),), "title": "Title", "language": "en", **fields}
    with pytest.raises(ValueError, match=why):
        Book(fields_given.pop("pages"), DocumentInfo(**fields_given))


def test_a_picture_is_a_png_or_jpeg_file() -> None:
    with pytest.raises(ValueError, match="PNG or JPEG"):
        Picture(b"GIF89a", 0, 0, 1, 1)


def test_the_module_of_a_code_follows_from_its_size_and_quiet_zone() -> None:
    code = QrCode("EK1:ABCDEFGHIJKLMNOP", 0, 0, 29 * mm)  # version 1: 21 modules and twice 4
    assert code.symbol.size == 21
    assert code.module == pytest.approx(1 * mm)


def test_paper_has_its_size() -> None:
    assert pytest.approx((595.28, 841.89), abs=0.01) == A4
    assert landscape(A4) == A4[::-1]

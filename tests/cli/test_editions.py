"""Editions of the programme from the command line."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from eventkit.outputs.programme.editions import EDITIONS


def pages_of(data: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_edition_can_be_asked_for_and_is_marked_as_a_draft(begun, edition: str) -> None:
    pages = pages_of(begun("programme", "--edition", edition, "-o", "-").stdout_bytes)

    assert all("DRAFT" in page for page in pages)
    assert any("Opening" in page for page in pages)


def test_a_sign_is_made_for_the_room_and_day_that_are_named(begun) -> None:
    words = ("--edition", "room", "--room", "main-hall", "--day", "2027-09-06")

    (sign,) = pages_of(begun("programme", *words, "-o", "-").stdout_bytes)
    assert "Main Hall" in sign
    assert "Annex" not in sign


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--edition", "room", "--room", "attic"), "Unknown room 'attic'"),
        (
            ("--edition", "room", "--paper", "a0"),
            "The edition 'room' is not printed on 'a0'. Use one of a5, a4",
        ),
        (("--day", "2027-09-09"), "No session takes place on 2027-09-09. Use one of 2027-09-06"),
        (("--edition", "grid", "--sections", "cover"), "--sections and --order apply only to --edition book"),
    ],
)
def test_what_no_edition_has_is_told_and_nothing_is_written(
    begun, folder: Path, words: tuple[str, ...], why: str
) -> None:
    assert why in begun("programme", *words, "-o", "x.pdf", code=1).stderr
    assert not (folder / "x.pdf").exists()

"""From an empty folder to a published conference and back, by two people with commands alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from eventkit.cli.terminal import Terminal


def texts(file: Path) -> list[str]:
    """The words of each page."""
    with pypdfium2.PdfDocument(file) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_two_people_make_publish_change_and_restore_a_conference(begun, folder: Path) -> None:
    begun("release", "1.0", "--note", "as printed")
    begun("programme", "-o", "programme.pdf")
    printed = texts(folder / "programme.pdf")

    begun("session", "move", "closing", "--start", "15:00", "--author", "anna")
    begun("session", "move", "closing", "--start", "14:00", "--author", "ben", "--why", "the last train")
    hers = begun("log", "--session", "closing").stdout.splitlines()
    (number,) = (line.split()[0] for line in hers if "anna" in line)
    refused = begun("undo", number, "--author", "anna", code=1).stderr
    assert "ben" in refused
    assert "the last train" in refused

    assert begun("diff", "--text").stdout == (
        "Changes to the programme: Health Forum\n\n"
        "Tuesday, 7 September 2027\n"
        "- “Closing” moves from Tue, 7 Sept 16:00–16:45 to 14:00–14:45.\n"
    )
    begun("undo", "--author", "ben")
    assert "15:00–15:45" in begun("show").stdout
    begun("revert", "1.0")
    begun("release", "1.1")
    begun("programme", "-o", "programme.pdf")
    assert texts(folder / "programme.pdf") == [text.replace("1.0", "1.1") for text in printed]
    assert any("Release 1.0" in text for text in printed)


def test_the_calendar_of_a_later_release_updates_the_earlier_one(begun) -> None:
    begun("release", "1.0")
    first = begun("agenda", "-o", "-").stdout
    begun("session", "move", "closing", "--start", "15:00")
    begun("session", "remove", "panel")
    begun("release", "2.0")
    second = begun("agenda", "-o", "-").stdout
    assert "SEQUENCE:1" not in first
    assert "SEQUENCE:1" in second


def test_a_release_made_at_night_has_the_date_of_the_calendar(
    begun, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day, name in ((30, "1.0"), (31, "1.1")):  # 03:47 of the next date in Shanghai
        monkeypatch.setattr(Terminal, "now", lambda _, day=day: datetime(2027, 8, day, 19, 47, tzinfo=UTC))
        begun("session", "move", "closing", "--start", f"15:{day}")
        begun("release", name)
    begun("programme", "--sections", "cover", "--language", "en", "-o", "cover.pdf")
    begun("site", "--language", "en", "--no-offline", "-o", "site")

    assert "2027-09-01 03:47" in begun("releases").stdout
    assert "Release 1.1, 1 September 2027" in " ".join(texts(folder / "cover.pdf"))
    changes = (folder / "site/en/changes.html").read_text(encoding="utf-8")
    assert "Release 1.1, 1 September 2027" in changes
    assert "31 August 2027" in changes, "the date of the release before it"
    assert "30 August 2027" not in changes


def test_a_release_counts_the_badges_that_would_be_printed_again(begun) -> None:
    begun("release", "1.0")
    begun("session", "move", "opening", "--minutes", "20")
    assert "badge" not in begun("release", "2.0", "--dry-run").stdout
    begun("person", "edit", "amina-yusuf", "--name", "Amina Diallo")
    assert "1 badge looks different from 1.0: amina-yusuf" in begun("release", "2.0", "--dry-run").stdout
    again = begun("badges", "--draft", "--changed-since", "1.0", "-o", "again.pdf")
    assert "1 person, 1 page" in again.output

"""Texts are cleaned of what cannot be kept, and the organiser is told of each."""

from __future__ import annotations

import json

import pytest

from eventkit.findings import Severity
from formats.documents import CONFERENCE, reading

FORUM = {
    "id": "forum",
    "title": "Forum",
    "start": "2026-10-24",
    "zone": "Europe/Vienna",
    "languages": ["en"],
}


def room(name: str) -> tuple[str, list[tuple[str, str]]]:
    """The name of a room as it is read, and what is told of it."""
    document = {"eventkit": 1, "conference": FORUM, "rooms": [{"id": "hall", "name": name}]}
    read = reading(json.dumps(document), "forum.json")
    assert all(
        (finding.severity, finding.code) == (Severity.WARNING, "cleaned-text") for finding in read.findings
    )
    return read.schedule.rooms[0].name["en"], [(finding.place, finding.message) for finding in read.findings]


@pytest.mark.parametrize(
    ("written", "cleaned", "why"),
    [
        ("Hall\u202e B", "Hall B", "contains the invisible character U+202E"),
        ("Ha\u200bll", "Hall", "contains the invisible character U+200B"),
        ("Hall\x00\x1b[31m", "Hall[31m", "contains the control character U+0000"),
        ("Hall\r\nBEGIN:VEVENT", "Hall BEGIN:VEVENT", "contains the unusual line break U+000D"),
        ("Hall\nB", "Hall B", "contains a line break or tab: replaced with a space"),
        ("Hall\u2028B", "Hall B", "contains the unusual line break U+2028"),
        ("H" + "\u0301" * 40, "H" + "\u0301" * 5, "has more than 5 marks on one letter"),
    ],
)
def test_forbidden_characters_are_removed_and_reported(written: str, cleaned: str, why: str) -> None:
    name, findings = room(written)
    assert name == cleaned
    assert findings[0][0] == "forum.json: line 1, rooms[0].name"
    assert findings[0][1].startswith(why)


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("  Hall ", "Hall"),
        ("Ho\u0302tel", "Hôtel"),
        ("👩🏽‍🔬 هال نیم‌فاصله", "👩🏽‍🔬 هال نیم‌فاصله"),
        ("אולם C++\u200e", "אולם C++\u200e"),
        ("Łódź 東京 שלום सभागार", "Łódź 東京 שלום सभागार"),
    ],
)
def test_equivalent_spellings_are_normalised_without_a_finding(written: str, cleaned: str) -> None:
    assert room(written) == (cleaned, [])


def test_forbidden_control_characters_are_removed_before_parsing() -> None:
    read = reading(f"{CONFERENCE}rooms:\n  - {{id: hall, name: Ha\x02ll\u2028B}}\n")
    assert read.schedule.rooms[0].name["en"] == "Hall B"
    assert [(finding.place, finding.message) for finding in read.findings] == [
        ("forum.yaml: line 10", "contains U+0002, which no text may contain: removed"),
        ("forum.yaml: line 10", "contains U+2028, which no text may contain: removed"),
    ]

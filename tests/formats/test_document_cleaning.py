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
    assert all((found.severity, found.code) == (Severity.WARNING, "cleaned-text") for found in read.findings)
    return read.schedule.rooms[0].name["en"], [(found.place, found.message) for found in read.findings]


@pytest.mark.parametrize(
    ("given", "kept", "why"),
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
def test_forbidden_characters_are_removed_and_reported(given: str, kept: str, why: str) -> None:
    name, told = room(given)
    assert name == kept
    assert told[0][0] == "forum.json: line 1, rooms[0].name"
    assert told[0][1].startswith(why)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Hall ", "Hall"),
        ("Ho\u0302tel", "Hôtel"),
        ("👩🏽‍🔬 هال نیم‌فاصله", "👩🏽‍🔬 هال نیم‌فاصله"),
        ("Łódź 東京 שלום सभागार", "Łódź 東京 שלום सभागार"),
    ],
)
def test_equivalent_spellings_are_normalised_without_a_finding(given: str, kept: str) -> None:
    assert room(given) == (kept, [])


def test_forbidden_control_characters_are_removed_before_parsing() -> None:
    read = reading(f"{CONFERENCE}rooms:\n  - {{id: hall, name: Ha\x02ll\u2028B}}\n")
    assert read.schedule.rooms[0].name["en"] == "Hall B"
    assert [(found.place, found.message) for found in read.findings] == [
        ("forum.yaml: line 10", "contains U+0002, which no text may contain: removed"),
        ("forum.yaml: line 10", "contains U+2028, which no text may contain: removed"),
    ]

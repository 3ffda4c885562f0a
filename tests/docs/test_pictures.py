"""The pictures of the start page show what is printed now; with ``--golden`` they are taken anew."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

import eventkit
from eventkit.ledger import Ledger
from eventkit.model import ParticipantId
from eventkit.outputs.badges.badge_selection import BadgeSelection
from pictures import differing_share, render_pages

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"
PUBLISHED = datetime(2027, 7, 1, tzinfo=UTC)


def printed_pages() -> dict[str, Image.Image]:
    """The pictures of the start page, by name: a day of the congress in words and as a grid, and a badge."""
    file = ROOT / "fixtures" / "congress.yaml"
    schedule = eventkit.document.read(file.read_bytes(), file.name).schedule
    ledger = Ledger.first(schedule, PUBLISHED)
    only = BadgeSelection(people=frozenset({ParticipantId("mirzakhani")}))
    codes = dict.fromkeys(only.people, "https://congress.example.org/en/people/mirzakhani.html")
    badge = eventkit.badges(schedule, ledger=ledger, languages=("en", "zh"), only=only, codes=codes)
    programme = eventkit.programme(
        schedule,
        ledger=ledger,
        languages=("en", "zh"),
        days=(schedule.conference.start,),
        sections=("grid", "sessions"),
        release="1.0",
        published=PUBLISHED.date(),
    )
    return {
        "grid.png": render_pages(programme.data, 1, 2),
        "programme.png": render_pages(programme.data, 3),
        "badge.png": render_pages(badge.data, 1),
    }


def test_the_pictures_of_the_start_page_show_what_is_printed_now(request: pytest.FixtureRequest) -> None:
    for name, picture in printed_pages().items():
        if request.config.getoption("--golden"):
            picture.save(IMAGES / name, optimize=True)
        assert differing_share(picture, IMAGES / name) < 0.01, f"{name}: --golden draws it anew"


def test_every_picture_is_on_a_page() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    shown = {name for page in pages for name in re.findall(r"images/([\w.-]+)\)", page.read_text("utf-8"))}
    assert shown == {path.name for path in IMAGES.iterdir()}

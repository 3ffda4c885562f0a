"""The page about column maps has every key and every meaning."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eventkit.files.toml_files import tree_of
from eventkit.formats.spreadsheet.table.column_headers import (
    LOCALISED_MEANINGS,
    OTHER_MEANINGS,
    PERSON_MEANINGS,
    SESSION_MEANINGS,
)
from eventkit.formats.spreadsheet.table.column_map import KEYS, LAYOUTS, ORDERS, parse_column_map

PAGE = Path(__file__).parents[2] / "docs" / "column-maps.md"
TABLES = {"Sessions": SESSION_MEANINGS, "People": PERSON_MEANINGS, "Neither": OTHER_MEANINGS}


def test_the_page_lists_every_meaning(request: pytest.FixtureRequest) -> None:
    """``--golden`` writes the three tables of meanings anew."""
    text = PAGE.read_text(encoding="utf-8")
    written = text[: text.index("### Sessions")]
    for heading, meanings in TABLES.items():
        rows = "".join(f"| `{word}` | {meaning} |\n" for word, meaning in meanings.items())
        written += f"### {heading}\n\n| meaning | the column contains |\n|---|---|\n{rows}\n"
    if request.config.getoption("--golden"):
        PAGE.write_text(written.rstrip() + "\n", encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == written.rstrip() + "\n"


def test_the_page_explains_every_key_and_every_word() -> None:
    text = PAGE.read_text(encoding="utf-8")
    keys = text[text.index("## Keys") : text.index("## Meanings")]
    assert re.findall(r"^\| `([\w-]+)` \|", keys, re.MULTILINE) == list(KEYS)
    words = set(re.findall(r"`([\w-]+)`", keys))
    assert {*LAYOUTS, *ORDERS.values()} <= words
    localised = text[text.index("Meanings with a language:") : text.index("### Sessions")]
    assert set(re.findall(r"`([\w-]+)`", localised)) == LOCALISED_MEANINGS


def test_the_example_is_a_column_map() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    column_map = parse_column_map(tree_of(example, "talks.toml", "column map"), "talks.toml")
    assert column_map.headers == {"": 3}
    assert str(column_map.columns["Chair"]) == "people as chair"

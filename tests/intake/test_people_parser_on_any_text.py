"""The people parser on any text: nothing is lost, invented or slow."""

from __future__ import annotations

import re
import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eventkit.intake.people_parser import ParsedPeople, parse_people

PIECES = st.sampled_from(
    [
        *("Emmy Noether", "Ada", "Noether", "华罗庚", "陈景润", "emmy", "van", "مریم", "Ph.D.", "Professor"),
        *(
            "University",
            "Moderator",
            "主持人",
            "Panelists",
            "(she/her)",
            "(Chair)",
            "emmy@example.org",
            "TBA",
            "(TBC)",
            "（待定）",
            "(online)",
            "(ACME)",
            "10:",
            "Ma",
            "*",
        ),
        *(
            ",",
            ";",
            "、",
            "，",
            "|",
            "/",
            "&",
            "and",
            "和",
            ":",
            "：",
            " - ",
            "\n",
            "\n\n",
            "\n  ",
            "%chair ",
        ),
        *("(", ")", "[", "]", "（", "）", "<", ">", '"', "&amp;", "&", ";", " ", "  ", "\t", "1. ", "•", "·"),
    ]
)
CELLS = st.lists(PIECES, max_size=12).map("".join) | st.lists(PIECES, max_size=8).map(" ".join) | st.text()

BETWEEN = re.compile(
    r"(?:[\s;；؛|｜、,，،.:：&/_–—*•‣▪◦-]|amp;|\d{1,2}[.)]\s|\b(?:and|und|et|och|и|و|以及|및)\b|[和与與及])*",
    re.IGNORECASE,
)


def rest_of(cell: str, found: ParsedPeople) -> list[str]:
    """The text before, between and after the segments that name people."""
    left, at = [], 0
    for who in found.people:
        start = cell.index(who.raw, at)
        left.append(cell[at:start])
        at = start + len(who.raw)
    return [*left, cell[at:]]


@given(CELLS)
@example("&eacute;mile")
@example("A &amp;; B")
@example("Host:")
@example("%chair ,")
def test_no_character_of_a_cell_is_lost(cell: str) -> None:
    """Each character belongs to a person or a separator, or an ambiguity is reported."""
    parsed = parse_people(cell)
    for left in rest_of(cell, parsed):
        if BETWEEN.fullmatch(left) is None:
            assert parsed.ambiguities, left


@given(CELLS)
def test_every_parsed_word_appears_in_the_cell(cell: str) -> None:
    parsed = parse_people(cell)
    for who in parsed.people:
        assert who.name
        assert who.name == " ".join(who.name.split())
        for value in (who.name, who.role_word, who.position, who.organisation, who.pronouns):
            for word in re.findall(r"\w+", value):
                assert word in cell
    assert all(doubt and "\n" not in doubt for doubt in parsed.ambiguities)


@given(CELLS)
def test_every_word_of_a_segment_is_in_its_person_or_a_remark(cell: str) -> None:
    parsed = parse_people(cell)
    remarks = parsed.remarks
    for who in parsed.people:
        texts = (who.name, who.role_word, who.position, who.organisation, who.pronouns, who.email, *remarks)
        for word in re.findall(r"[^\W\d_]{2,}", who.raw):
            # A person's own role overrides that of the group, and the first address a second one.
            gives_way = re.search(r"[:：%]| - |@.*@", who.raw, re.DOTALL)
            assert any(word in text for text in texts) or gives_way, word


HOSTILE = {
    "commas": ",",
    "names": "Ada Lovelace, ",
    "semicolons": "Ada Lovelace; ",
    "lines": "Ada Lovelace, Dean\n",
    "wrapped lines": "Ada\n  ",
    "roles": "Chair: Ada;",
    "blanks": " ",
    "opening brackets": "(",
    "pairs of brackets": "(Moderator, x)",
    "universities in brackets": "(University x)",
    "nested brackets": "([（",
    "quotes": '"',
    "angles": "<a",
    "ands": "Ada Lovelace and ",
    "ampersands": "&amp;",
    "dashes": " - x",
    "colons": ":",
    "addresses": "a@b.cc ",
    "at signs": "@",
    "letters": "a",
    "Han": "李",
    "marks": "e\u0301",
    "degrees": "PhD, ",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_a_cell_of_twice_the_length_takes_about_twice_the_work(piece: str) -> None:
    once = work_of(piece * (4_000 // len(piece)))
    twice = work_of(piece * (8_000 // len(piece)))
    assert twice <= 2.5 * once + 500


def work_of(cell: str) -> int:
    """How many calls are made to take a cell apart."""
    parse_people(cell[:100])  # words are loaded once
    calls = 0

    def count(_frame: FrameType, event: str, _arg: Any) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        parse_people(cell)
    finally:
        sys.setprofile(None)
    return calls

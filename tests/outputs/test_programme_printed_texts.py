"""Texts as they are printed: the quotation marks of each language, and nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.outputs.programme.printed_texts import smarten, smarten_entries
from outputs.calendars import MORNING, schedule


@pytest.mark.parametrize(
    ("language", "plain", "set_text"),
    [
        ("en", "The People's \"AI\" - a 'new' way...", "The People’s “AI” – a ‘new’ way…"),
        ("en-GB", '("Yes," she said.)', "(“Yes,” she said.)"),
        ("en", "The '90s and the students' prize", "The ’90s and the students’ prize"),
        ("en", "I 've seen 'll' and they 'll agree", "I ’ve seen ‘ll’ and they ’ll agree"),
        ("en", 'A 19" rack', "A 19″ rack"),
        ("en", "x - y, 10-12, re-use, -1", "x – y, 10-12, re-use, -1"),
        ("de", "\"Freiheit\" und 'Recht'", "„Freiheit“ und ‚Recht‘"),
        ("fr", 'L\'"art" de dire', "L’«\u202fart\u202f» de dire"),
        ("ru", '"Мир"', "«Мир»"),
        ("zh", '"一带一路"倡议', "“一带一路”倡议"),
        ("ja", '"道"について', "「道」について"),
        ("fa", '"ریاضی"', "«ریاضی»"),
        ("tlh", '"x"', "“x”"),
    ],
)
def test_marks_are_those_of_the_language(language: str, plain: str, set_text: str) -> None:
    assert smarten(plain, language) == set_text


def test_a_mark_that_continues_a_text_closes_what_was_opened_before() -> None:
    assert smarten('" is bold', "en", before="d") == "” is bold"


@given(st.text(alphabet="ab 1.,()—“”«»"))
def test_a_text_without_straight_marks_stays_as_it_is(text: str) -> None:
    if "..." not in text:
        assert smarten(text, "en") == text


def test_rooms_organisations_and_positions_have_the_marks_of_the_texts_around_them() -> None:
    of = schedule(
        {"id": "talk", "slot": {**MORNING, "rooms": ["workshop"]}, "people": [{"participant": "noether"}]},
        participants=[
            {
                "id": "noether",
                "name": "Emmy O'Noether",
                "affiliations": [{"position": {"en": "King's Professor"}, "organisation": "kings"}],
            }
        ],
        organisations=[{"id": "kings", "name": {"en": "King's College"}}],
        rooms=[{"id": "workshop", "name": {"en": "Heron's Workshop", "de": 'Herons "Werkstatt"'}}],
    )

    smart = smarten_entries(of)

    assert dict(smart.rooms[0].name) == {"en": "Heron’s Workshop", "de": "Herons „Werkstatt“"}
    assert smart.organisations[0].name["en"] == "King’s College"
    (affiliation,) = smart.participants[0].affiliations
    assert affiliation.position is not None
    assert affiliation.position["en"] == "King’s Professor"
    assert smart.participants[0].name[0].full == "Emmy O'Noether"
    assert smarten_entries(smart) == smart

"""The list of participants: countries in alphabetical order, their people by precedence."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from eventkit.model import Participant
from eventkit.outputs.precedence import find_delegations
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import PAGE_FORMATS
from eventkit.schedule import Schedule
from eventkit.typesetting import Fonts, PlacedLine
from outputs.calendars import MORNING, schedule
from outputs.printed import bound, fixture, read_lines


def conference(*people: dict[str, Any], appearing: tuple[tuple[str, str], ...]) -> Schedule:
    """A schedule of one session in which people appear with their roles, in order of protocol."""
    session = {
        "id": "opening",
        "title": {"en": "Opening"},
        "slot": MORNING,
        "people": [{"participant": person, "role": role} for person, role in appearing],
    }
    return schedule(session, participants=people, languages=["en"])


def person(name: str, **fields: Any) -> dict[str, Any]:
    """A participant whose id is the name in lower case."""
    return {"id": name.lower(), "name": {"en": name}, **fields}


def test_countries_are_in_the_alphabetical_order_of_the_readers() -> None:
    by_language = {
        language: [
            delegation.country for delegation in find_delegations(fixture("congress"), (language, "en"))
        ]
        for language in ("en", "fr")
    }

    assert by_language["en"][:5] == ["AT", "CN", "EG", "ET", "FR"]
    assert by_language["fr"][:3] == ["DE", "AT", "CN"]
    assert {codes[-1] for codes in by_language.values()} == {""}


def test_members_are_listed_by_rank_then_role_then_the_order_of_protocol() -> None:
    of = conference(
        person("Ada", country="GB"),
        person("Bea", country="GB"),
        person("Cyd", country="GB"),
        person("Dan", country="GB", precedence=2),
        person("Eve", country="GB", precedence=1),
        appearing=(
            ("cyd", "speaker"),
            ("dan", "participant"),
            ("ada", "speaker"),
            ("eve", "speaker"),
            ("bea", "chair"),
        ),
    )

    (delegation,) = find_delegations(of, ("en",))

    assert [member.id for member in delegation.members] == ["eve", "dan", "bea", "cyd", "ada"]


def test_members_of_a_delegation_are_listed_in_its_place_under_its_country_or_name() -> None:
    of = conference(
        person("Ada"),
        person("Bea"),
        person("Cyd"),
        person("Mission", kind="delegation", country="GB", members=["ada"]),
        person("Observers", kind="delegation", members=["bea"]),
        appearing=(("mission", "participant"), ("observers", "participant"), ("cyd", "speaker")),
    )

    def label(head: Participant | None) -> str:
        return head.id if head else ""

    assert [
        (delegation.country, label(delegation.head), [member.id for member in delegation.members])
        for delegation in find_delegations(of, ("en",))
    ] == [("", "observers", ["bea"]), ("GB", "", ["ada"]), ("", "", ["cyd"])]


def test_a_book_prints_names_and_positions_in_two_columns_under_countries_over_rules(fonts: Fonts) -> None:
    context = PrintContext.build(fixture("hongqiao-forum"), ("en", "zh"), fonts, PAGE_FORMATS["a5"])
    page, *rest = bound(context, ("delegations",)).pages
    lines = [mark for mark in page.marks if isinstance(mark, PlacedLine)]
    by_text = {line.line.text: line for line in lines}

    assert by_text["CHINA"].y == by_text["中国"].y
    assert by_text["Li Fei  李飞"].x == by_text["CHINA"].x
    position = next(line for line in lines if line.line.text.startswith("Assistant Minister"))
    first_lines = {round(line.y, 2) for line in lines if line.x == by_text["CHINA"].x}
    continued = [
        line for line in lines if "Republic" in line.line.text and round(line.y, 2) not in first_lines
    ]
    assert position.y == by_text["Li Fei  李飞"].y
    assert continued
    assert all(line.x > position.x for line in continued)
    order = [by_text[text].y for text in ("CHINA", "EGYPT")]
    assert all(above < below for above, below in pairwise(order))
    assert any("OTHER PARTICIPANTS" in read_lines(each) for each in rest)


def test_the_order_of_countries_is_that_of_a_list_in_the_language_of_the_readers() -> None:
    """In Chinese by pinyin, in Arabic without the article."""
    of = conference(
        *(person(country, country=country) for country in ("CN", "SE", "AT", "RU", "ET")),
        appearing=tuple((country.lower(), "speaker") for country in ("CN", "SE", "AT", "RU", "ET")),
    )

    order = {
        language: " ".join(delegation.country for delegation in find_delegations(of, (language,)))
        for language in ("zh", "ar")
    }
    assert order == {"zh": "ET AT RU SE CN", "ar": "ET RU SE CN AT"}


def test_positions_are_in_every_language_and_a_note_names_the_order(fonts: Fonts) -> None:
    context = PrintContext.build(fixture("hongqiao-forum"), ("en", "zh"), fonts, PAGE_FORMATS["a5"])
    text = " ".join(read_lines(bound(context, ("delegations",)).pages[0]))

    assert "Delegations in the order of their names in English, members by precedence." in text
    assert "代表团按英语名称排序，成员按礼宾次序排列。" in text
    assert text.index("Assistant Minister") < text.index("商务部部长助理")


def test_a_country_begins_half_a_line_below_the_people_of_the_one_before_it(fonts: Fonts) -> None:
    context = PrintContext.build(fixture("hongqiao-forum"), ("en", "zh"), fonts, PAGE_FORMATS["a5"])
    page, *_ = bound(context, ("delegations",)).pages
    lines = [mark for mark in page.marks if isinstance(mark, PlacedLine)]
    by_text = {line.line.text: line.y for line in lines}
    gaps = [
        by_text[country] - max(line.y for line in lines if line.y < by_text[country])
        for country in ("EGYPT",)
    ]

    assert gaps == pytest.approx([1.5 * context.page_format.leading])

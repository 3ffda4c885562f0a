"""Badges for those who appear in no session: what a row of a list says is what is printed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.editing.builder import ScheduleBuilder
from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity
from eventkit.outputs.badges import Attendee, badges
from eventkit.outputs.badges.attendee_holders import AttendeeHolders, blank_holders
from eventkit.outputs.badges.badge_holders import BadgeHolder
from eventkit.outputs.badges.badge_selection import BadgeSelection

Told = Mapping[tuple[str, str], str]


def made(*rows: Told, languages: tuple[str, ...] = ("en", "zh")) -> list[BadgeHolder]:
    making = AttendeeHolders(
        languages,
    )
    return list(making.holders(enumerate(rows, start=2), "list.csv"))


def one(row_fields: Told, languages: tuple[str, ...] = ("en", "zh")) -> BadgeHolder:
    (wearer,) = made(row_fields, languages=languages)
    return wearer


def row(**fields: str) -> dict[tuple[str, str], str]:
    """A row by fields, their languages after two low lines: ``name__zh``."""
    parts = (key.partition("__") for key in fields)
    return {
        (name.replace("_", "-"), language): fields[key]
        for key, (name, _, language) in zip(fields, parts, strict=True)
    }


def test_a_cell_of_invisible_characters_is_empty() -> None:
    wearer = one(row(name="Lin", position__zh="教授", organisation="\u200b", pronouns="\x07"))
    assert [form.text for form in wearer.positions] == ["教授"]
    assert (wearer.organisation, wearer.pronouns) == ((), "")


def test_a_row_becomes_a_badge() -> None:
    wearer = one(
        row(
            id="R7",
            given="Emmy",
            family="Noether",
            name__zh="埃米·诺特",
            position="Professor",
            organisation="University of Göttingen",
            ticket="press",
            line="one\ntwo",
            pronouns="she/her",
        )
    )
    assert wearer.id == "R7"
    assert (wearer.name.text, wearer.name.language, wearer.name.parts) == (
        "Emmy Noether",
        "en",
        ("Emmy", "Noether"),
    )
    assert wearer.second_name is not None
    assert (wearer.second_name.text, wearer.second_name.language) == ("埃米·诺特", "zh")
    assert [form.text for form in wearer.positions] == ["Professor, University of Göttingen"]
    assert wearer.badge_lines == ("one", "two")
    assert (wearer.ticket, wearer.pronouns, wearer.code) == ("press", "she/her", "")
    assert wearer.role == "participant"
    assert [form.text for form in wearer.roles] == ["Participant", "参会代表"]


@pytest.mark.parametrize(("languages", "large"), [(("en", "zh"), "Hui-Lin Hsu"), (("zh", "en"), "徐徽麟")])
def test_the_name_in_the_first_language_is_printed_first(languages: tuple[str, ...], large: str) -> None:
    wearer = one(row(given="Hui-Lin", family="Hsu", name__zh="徐徽麟"), languages)
    assert wearer.name.text == large


@pytest.mark.parametrize(
    ("name", "language"),
    [("徐徽麟", "zh"), ("Ada Lovelace", "en"), ("أبو شاكر", "ar"), ("Ἀρχιμήδης", "el"), ("김점동", "ko")],
)
def test_the_language_of_a_name_is_inferred_from_its_script(name: str, language: str) -> None:
    assert one(row(name=name)).name.language == language


def test_han_names_in_two_parts_are_joined_family_name_first() -> None:
    """The family name comes first, without a space between the two."""
    assert one(row(given="徽麟", family="徐")).name.text == "徐徽麟"


def test_a_full_name_is_printed_as_written() -> None:
    wearer = one(row(name="NOETHER Emmy", given="Emmy", family="Noether"))
    assert (wearer.name.text, wearer.name.parts) == ("NOETHER Emmy", ())


def test_known_role_names_are_recognised_and_others_printed() -> None:
    assert one(row(name="Ada", role="主持人")).role in {"host", "moderator"}
    odd = one(row(name="Ada", role="Torch bearer"))
    assert (odd.role, odd.roles[0].text) == ("torch bearer", "Torch bearer")


@pytest.mark.parametrize(
    ("row_fields", "code", "severity"),
    [
        (row(organisation="Nobody's"), "no-name", Severity.WARNING),
        (row(name="\u200b"), "no-name", Severity.WARNING),
        (row(name="a" * 201), "long-name", Severity.ERROR),
    ],
)
def test_a_row_without_a_usable_name_is_reported_with_its_place(
    row_fields: Told, code: str, severity: Severity
) -> None:
    findings: list[Finding] = []
    making = AttendeeHolders(("en",), on_finding=findings.append)
    assert list(making.holders([(17, row_fields)], "list.csv")) == []
    assert [(each.code, each.severity, each.place) for each in findings] == [
        (code, severity, "list.csv, row 17")
    ]


def test_an_attendee_without_an_id_is_identified_by_row() -> None:
    wearer = one(row(name="Ada"))
    assert (wearer.id, wearer.code) == ("row 2", "")


def test_blank_badges_have_the_default_role_and_no_name() -> None:
    holders = list(blank_holders(3, ("en", "zh")))
    assert len(holders) == 3
    assert {(each.id, each.name.text, each.code, each.role) for each in holders} == {
        ("", "", "", "participant")
    }


FIELDS = [
    "name",
    "given",
    "family",
    "second-name",
    "organisation",
    "position",
    "role",
    "ticket",
    "line",
    "id",
]


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(FIELDS), st.sampled_from(["", "en", "zh", "ar"])),
        st.text(max_size=30),
        max_size=8,
    )
)
def test_any_row_gives_at_most_one_badge(row_fields: Told) -> None:
    holders = made(row_fields)
    assert len(holders) <= 1
    assert all(wearer.name.text for wearer in holders)


def test_a_guest_is_a_value_and_needs_no_list_and_no_session() -> None:
    forum = ScheduleBuilder("Forum", start="2027-10-15", zone="UTC")
    forum.session("Opening", at="09:00", minutes=30, people=["Ada Lovelace"])
    schedule = forum.schedule()
    guest = Attendee(name="Mary Somerville", organisation="Royal Society")
    assert Attendee.parse("Mary Somerville, Royal Society") == guest
    assert [*badges(schedule, attendees=[guest]).counts] == ["2 people", "2 pages"]
    assert [*badges(schedule, attendees=[guest], people=False).counts] == ["1 person", "1 page"]


def test_a_selection_of_nobody_is_refused_and_prints_no_empty_page() -> None:
    forum = ScheduleBuilder("Forum", start="2027-10-15", zone="UTC")
    forum.session("Opening", at="09:00", minutes=30, people=["Ada Lovelace"])
    mary = forum.person("Mary Somerville")
    with pytest.raises(EventkitError, match="Mary Somerville is in no session"):
        badges(forum.schedule(), only=BadgeSelection(people=frozenset({mary.id})))

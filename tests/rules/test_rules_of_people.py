"""Rules of people: where they hold, where they do not, and what they say then."""

from __future__ import annotations

from typing import Any

import pytest

from eventkit.rules.people import folded
from model.building import named, schedule, session
from rules.telling import about, told


def two(one: dict[str, Any] | None = None, other: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Two talks of Noether at once, with fields of their own."""
    return [
        session("algebra", "09:00-10:00", "hall", **{"people": ["noether"], **(one or {})}),
        session("rings", "09:45-11:00", "attic", **{"people": ["noether"], **(other or {})}),
    ]


def test_a_person_in_two_places_at_once_is_an_error() -> None:
    assert told("person-clash", schedule(*two())) == [
        (
            "error: Noether (noether) is in “Algebra” (algebra) and “Rings” (rings) at once, "
            "Mon, 4 May 09:45–10:00: move one of them"
        )
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"status": "cancelled"},
        {"slot": session("_", "10:00-11:00")["slot"]},
        {"parent": "algebra"},
        {"people": [{"participant": "noether", "status": "cancelled"}]},
        {"people": ["hypatia"]},
    ],
)
def test_nobody_clashes_with_what_is_cancelled_what_only_touches_or_what_is_part_of_it(
    other: dict[str, Any],
) -> None:
    assert told("person-clash", schedule(*two(other=other))) == []


@pytest.mark.parametrize("kind", ["team", "delegation", "organisation"])
def test_teams_and_delegations_can_be_in_several_places(kind: str) -> None:
    assert told("person-clash", schedule(*two(), participants=named("noether", kind=kind))) == []


@pytest.mark.parametrize(
    ("other", "severity"),
    [
        ({"kind": "workshop"}, "warning"),
        ({"kind": "poster"}, "warning"),
        ({"people": [{"participant": "noether", "role": "participant"}]}, "warning"),
        ({"people": [{"participant": "noether", "role": "author"}]}, "warning"),
        ({"people": [{"participant": "noether", "role": "chair"}]}, "error"),
        (
            {"people": [{"participant": "noether", "role": role} for role in ("chair", "author")]},
            "error",  # as the chair she must stay, whatever else she is
        ),
    ],
)
def test_a_clash_with_what_one_may_leave_for_a_while_is_a_warning(
    other: dict[str, Any], severity: str
) -> None:
    (found,) = told("person-clash", schedule(*two(other=other)))
    assert found.startswith(f"{severity}: ")


def test_someone_in_two_roles_clashes_once() -> None:
    roles = [{"participant": "noether", "role": role} for role in ("speaker", "chair")]
    assert about("person-clash", schedule(*two({"people": roles}))) == [("noether", "algebra", "rings")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Emmy Noether", "emmy noether"),
        ("Hong Phuc DANG", "Dang, Hong Phuc"),
        ("Théo Chevalier", "Theo Chevalier"),
        ("Софья Ковалевская", "СОФЬЯ КОВАЛЕВСКАЯ"),
        ("ｴﾐｰ・ネーター", "エミー・ネーター"),
    ],
)
def test_two_entries_for_one_name_are_told(one: str, other: str) -> None:
    twice = schedule(participants=[{"id": "a", "name": one}, {"id": "b", "name": other}])
    assert told("same-name", twice) == [
        (
            f"warning: {one} (a) and {other} (b) share a name: if they are the same, keep one entry and list "
            "the other spelling under variants"
        )
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("राम", "मार"),  # the same consonants, parted by a vowel sign
        ("かとう", "がとう"),
        ("🎵", "★"),  # nothing is left of either once symbols are set aside
        ("Erlend Hamberg", "Erlend Hamnaberg"),
        ("李娜", "李那"),
    ],
)
def test_names_that_differ_in_a_letter_are_not_the_same(one: str, other: str) -> None:
    assert folded(one) != folded(other)
    apart = schedule(participants=[{"id": "a", "name": one}, {"id": "b", "name": other}])
    assert told("same-name", apart) == []


def test_a_variant_counts_as_a_name_and_a_name_shared_by_many_is_told_once() -> None:
    many = [{"id": f"p{at}", "name": "To be announced"} for at in range(4)]
    lin = [
        {"id": "lin", "name": "Lin Yifu", "variants": ["Justin Lin"]},
        {"id": "justin", "name": "Justin Lin"},
    ]
    assert about("same-name", schedule(participants=[*many, *lin])) == [
        ("lin", "justin"),
        ("p0", "p1", "p2", "p3"),
    ]
    assert (
        "(p0), To be announced (p1), To be announced (p2) and To"
        in told("same-name", schedule(participants=many))[0]
    )


def panel(*people: Any, **fields: Any) -> list[dict[str, Any]]:
    return [session("panel", kind="panel", people=people, **fields)]


def test_a_panel_without_a_moderator_is_told() -> None:
    assert told("panel-unmoderated", schedule(*panel("noether"))) == [
        "warning: “Panel” (panel) is a panel without a moderator: name one"
    ]
    gone = {"participant": "noether", "role": "moderator", "status": "cancelled"}
    assert about("panel-unmoderated", schedule(*panel(gone))) == [("panel",)]


@pytest.mark.parametrize("role", ["moderator", "chair", "host"])
def test_who_leads_a_panel_may_be_named_there_or_above_it(role: str) -> None:
    leader = {"participant": "noether", "role": role}
    assert told("panel-unmoderated", schedule(*panel(leader))) == []
    above = session("block", people=[leader])
    assert told("panel-unmoderated", schedule(above, *panel("hypatia", parent="block"))) == []


def test_a_cancelled_panel_needs_nobody() -> None:
    assert told("panel-unmoderated", schedule(*panel(status="cancelled"))) == []
    assert told("nobody", schedule(session("talk", status="cancelled"))) == []


def test_a_talk_that_names_nobody_is_told() -> None:
    gone = {"participant": "noether", "status": "cancelled"}
    silent = schedule(
        session("talk"),
        session("keynote", kind="keynote", people=[gone]),
        session("lunch", kind="meal"),
        session("block"),
        session("part", parent="block", people=["noether"]),
    )
    assert told("nobody", silent) == [
        "info: “Keynote” (keynote) names nobody yet: add who speaks",
        "info: “Talk” (talk) names nobody yet: add who speaks",
    ]

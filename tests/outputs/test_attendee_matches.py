"""Rows of a list and people who appear: one badge too many is better than one that is missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.findings import Finding
from eventkit.outputs.badges.attendee_holders import AttendeeMatches, SpeakerIdentity, match_attendees
from eventkit.texts import fold, fold_name


def speaker(id_: str, *names: str, organisations: tuple[str, ...] = (), email: str = "") -> SpeakerIdentity:
    return SpeakerIdentity(
        id_, frozenset(map(fold_name, names)), frozenset(map(fold, organisations)), email.casefold()
    )


BEN = speaker("ben", "Ben Nguyen", organisations=("Acme", "艾克米"), email="ben@acme.example")
LI = speaker("li-wei", "李伟", organisations=("复旦大学",))


def matched(
    *rows: dict[str, str], speakers: tuple[SpeakerIdentity, ...] = (BEN, LI)
) -> tuple[AttendeeMatches, list[tuple[str, str]]]:
    """The matches of rows 2, 3, ... and the codes and places of findings."""
    findings: list[Finding] = []
    fields = [{(name, ""): text for name, text in row.items()} for row in rows]
    matches = match_attendees(enumerate(fields, 2), speakers, "list.csv", findings.append)
    return matches, [(finding.code, finding.place.removeprefix("list.csv, row ")) for finding in findings]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"id": "ben", "name": "Ben Nguyen"}, "has-badge"),
        ({"email": "BEN@Acme.example", "name": "NGUYEN, Ben"}, "has-badge"),
        ({"name": "nguyen ben", "organisation": "ACME"}, "has-badge"),
        ({"given": "Ben", "family": "Nguyen", "organisation": "艾克米"}, "has-badge"),
        ({"email": "ben@acme.example", "name": "本 阮"}, "other-name"),
        ({"id": "ben", "name": "Somebody Else"}, "other-name"),
    ],
)
def test_a_row_matches_a_speaker_by_id_by_address_or_by_name_and_organisation(
    row: dict[str, str], code: str
) -> None:
    matches, findings = matched(row)
    assert matches.numbers == {2}
    assert set(matches.rows) == {"ben"}
    assert findings == [(code, "2")]


@pytest.mark.parametrize(
    "row",
    [
        {"name": "Ben Nguyen"},
        {"name": "Ben Nguyen", "organisation": "Staff, China"},
        {"name": "Ben Nguyen", "organisation": "Acme", "email": "another@example.org"},
        {"name": "李伟", "organisation": "清华大学"},
        {"given": "伟", "family": "李"},
    ],
)
def test_a_match_by_name_only_gives_two_badges_and_a_warning(row: dict[str, str]) -> None:
    matches, findings = matched(row)
    assert matches.numbers == set()
    assert findings == [("namesake", "2")]


def test_the_most_certain_of_several_rows_matches_a_speaker_and_the_others_get_badges() -> None:
    named = {"name": "Ben Nguyen", "organisation": "Acme"}
    matches, findings = matched(
        named, {"name": "Bob", "id": "T1"}, {**named, "email": "ben@acme.example"}, named
    )
    assert matches.numbers == {4}
    assert [finding for finding in findings if finding[0] == "namesake"] == [
        ("namesake", "2"),
        ("namesake", "5"),
    ]


def test_an_address_shared_by_two_speakers_is_not_a_match() -> None:
    office = "office@uni.example"
    two = (speaker("a", "Ada One", email=office), speaker("b", "Ada Two", email=office))
    assert matched({"name": "Ada One", "email": office}, speakers=two)[0].numbers == set()


def test_speakers_sharing_name_and_organisation_are_reported_as_namesakes() -> None:
    two = (
        speaker("wei-1", "Wei Wang", organisations=("Fudan",)),
        speaker("wei-2", "Wei Wang", organisations=("Fudan",)),
    )
    matches, findings = matched({"name": "Wei Wang", "organisation": "Fudan"}, speakers=two)
    assert matches.numbers == set()
    assert findings == [("namesake", "2"), ("namesake", "2")]


def test_a_speaker_can_be_asked_for_by_the_id_of_the_list() -> None:
    matches, _ = matched({"id": "R-7", "name": "Ben Nguyen", "organisation": "Acme"})
    assert matches.ids == {"R-7": "ben"}


WORDS = st.sampled_from(["", "Ben Nguyen", "李伟", "Ada", "Acme", "复旦大学", "ben", "ben@acme.example"])


@given(
    st.lists(st.fixed_dictionaries(dict.fromkeys(["name", "organisation", "email", "id"], WORDS)), max_size=6)
)
def test_no_speaker_matches_two_rows_and_every_namesake_is_reported(rows: list[dict[str, str]]) -> None:
    matches, findings = matched(*rows)
    assert len(matches.numbers) == len(matches.rows)
    reported = {int(place) for _, place in findings}
    shares_name = {number for number, row in enumerate(rows, 2) if row["name"] in {"Ben Nguyen", "李伟"}}
    assert shares_name | matches.numbers <= reported

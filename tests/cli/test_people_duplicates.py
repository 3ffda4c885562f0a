"""Entries that may be of one person, from the command line: told, merged, or said to be two."""

from __future__ import annotations

import re

import pytest


@pytest.fixture
def doubled(begun):
    """Call a command, where two people are there twice, once spelt otherwise and once with an initial."""
    begun("person", "add", "YIFU, Lin")
    begun("person", "add", "A. Yusuf", "--organisation", "pku")
    begun("person", "edit", "amina", "--organisation", "pku")
    return begun


def test_duplicate_pairs_are_listed_with_evidence_and_remedy(doubled) -> None:
    output = doubled("person", "duplicates").stdout
    assert "same name: Lin Yifu (lin-yifu) and YIFU, Lin (yifu-lin)" in output
    assert "  the same name, spelt differently: “Lin Yifu”, “YIFU, Lin”" in output
    assert "similar names: Amina Yusuf (amina-yusuf) and A. Yusuf (a-yusuf)" in output
    assert "  both are of 'pku'" in output
    assert output.index("same name:") < output.index("similar names:")
    assert "2 pairs; none was merged" in output


def test_the_suggested_command_merges_a_pair_and_records_the_spelling(doubled) -> None:
    output = doubled("person", "duplicates").stdout
    words = re.search(r"eventkit (person merge lin-yifu \S+)", output)[1].split()
    doubled(*words, "--dry-run")
    assert doubled("person", "duplicates").stdout == output
    doubled(*words)
    after = doubled("person", "duplicates").stdout
    assert "lin-yifu" not in after
    assert "YIFU, Lin" in doubled("export", "document", "-o", "-").stdout


def test_a_pair_waived_as_two_people_is_not_reported_again(doubled) -> None:
    output = doubled("person", "duplicates").stdout
    for identity in re.findall(r"eventkit waive (\w+)", output):
        doubled("waive", identity, "--reason", "two people")
    after = doubled("person", "duplicates").stdout
    assert after == "no duplicates were found; 2 waived: 'eventkit waive --list' lists them\n"
    listed = doubled("waive", "--list").stdout
    assert "same-name" in listed
    assert "same-person" in listed
    assert "lapsed" not in doubled("check").stdout


def test_the_waiver_of_a_pair_can_be_lifted_and_lapses_with_another_name(doubled) -> None:
    output = doubled("person", "duplicates").stdout
    identity = re.findall(r"eventkit waive (\w+)", output)[1]
    doubled("waive", identity, "--reason", "two people")
    doubled("waive", "--lift", identity)
    assert doubled("person", "duplicates").stdout == output
    doubled("waive", identity, "--reason", "two people")
    doubled("person", "edit", "a-yusuf", "--name", "Am. Yusuf")
    doubled("person", "edit", "a-yusuf", "--name", "Yusuf A.")
    assert "alike" not in doubled("person", "duplicates").stdout  # the same letters again
    doubled("person", "edit", "a-yusuf", "--name", "A. B. Yusuf")
    assert "lapsed" in doubled("waive", "--list").stdout


def test_the_proposed_merge_keeps_the_published_entry_and_mentions_one_address(begun) -> None:
    begun("release", "add", "1.0", "--force", "a test")
    begun("person", "add", "YUSUF, Amina")
    for session in ("opening", "closing"):
        begun("session", "assign", session, "yusuf-amina")
    for person in ("amina-yusuf", "yusuf-amina"):
        begun("person", "contact", person, "--email", "office@example.org")
    output = begun("person", "duplicates").stdout
    assert "eventkit person merge amina-yusuf yusuf-amina" in output
    assert "  both have the same e-mail address" in output
    assert "office@example.org" not in output


def test_the_absence_of_duplicates_is_reported(begun) -> None:
    assert begun("person", "duplicates").stdout == "no duplicates were found\n"
    assert "Lin Yifu" in begun("people").stdout

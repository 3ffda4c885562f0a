"""Entries that may be of one person, and what is said for and against it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.editing import Refused, merge_participants
from eventkit.editing.duplicate_people import (
    BLOCK_LIMIT,
    CROWD,
    DuplicateContext,
    DuplicatePair,
    Spelling,
    find_duplicates,
    similarity,
)
from eventkit.schedule import Schedule
from model.building import schedule, session
from strategies import schedules

ORGANISATIONS = [{"id": "goettingen", "name": "Göttingen"}, {"id": "london", "name": "London"}]


def people(*names: str, **fields: Any) -> list[dict[str, Any]]:
    """People called a, b, c ... of those names, all with the same fields."""
    return [{"id": chr(ord("a") + at), "name": name, **fields} for at, name in enumerate(names)]


def of_one_house(*names: str) -> Schedule:
    return schedule(
        organisations=ORGANISATIONS,
        participants=people(*names, affiliations=[{"organisation": "goettingen"}]),
    )


def reported_pairs(among: Schedule) -> list[tuple[str, str, bool]]:
    return [(pair.keep, pair.gone, pair.same) for pair in find_duplicates(among)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Emmy Noether", "NOETHER, Emmy"),
        ("Émilie du Châtelet", "emilie du chatelet"),
        ("علي", "علی"),
        ("Emmy Noether", "Emmy Noether"),
        ("Emmy Noether", "Emmy Noether (TBC)"),
        ("Emmy Noether*", "Emmy Noether (online)"),
        ("Emmy Noether (ACME)", "NOETHER, Emmy"),
        ("华罗庚", "华罗庚（待定）"),
        ("华罗庚", "华罗庚 (Hua Luogeng)"),
    ],
)
def test_one_name_spelt_twice_is_suggested_with_nothing_else_in_common(one: str, other: str) -> None:
    (pair,) = find_duplicates(schedule(participants=people(one, other)))
    assert (pair.keep, pair.gone, pair.same) == ("a", "b", True)
    assert pair.evidence[0].startswith("the same name")
    assert one in pair.evidence[0]
    assert other in pair.evidence[0]


NEAR = {
    "a part": ("Noether (Gauss) Emmy", "Emmy Noether", "one name is part of the other"),
    "a native name": ("苏步青 Su Buqing", "苏步青", "one name is part of the other"),
    "a middle initial": ("Grace B. Hopper", "Grace Hopper", "one name is part of the other"),
    "an initial": ("G. Hopper", "Grace Hopper", "has an initial"),
    "a letter less": ("Sofia Kovalevskaya", "Sofia Kovalevskya", "differ in one letter"),
    "two letters swapped": ("Sofia Kovalevskaya", "Sofia Kovalevksaya", "differ in one letter"),
    "a part in Devanagari": ("रमन चन्द्रशेखर", "चन्द्रशेखर वेंकट रमन", "one name is part of the other"),
    "other brackets": ("Emmy Noether (ACME)", "Emmy Noether (Yeast)", "differ only in brackets"),
    "a blank": ("Su Buqing", "Su Bu-Qing", "differ only in spaces and signs"),
}


@pytest.mark.parametrize("case", NEAR.values(), ids=NEAR)
def test_similar_names_are_reported_only_with_further_evidence(case: tuple[str, str, str]) -> None:
    one, other, how = case
    assert reported_pairs(schedule(participants=people(one, other, "Sofia Brahe"))) == []
    (pair,) = find_duplicates(of_one_house(one, other))
    assert not pair.same
    assert how in pair.evidence[0]
    assert pair.evidence[1:] == ("both are of 'goettingen'",)


@pytest.mark.parametrize(
    ("one", "other", "word"),
    [
        ("Claire Lovelace", "Clare Lovelace", "Lovelace"),
        ("NOETHER, Emmi", "Emmy Noether", ""),  # too short for a slip
        ("Grace Brewster Hopper", "Grace Brewstre Hopper", "Grace"),
        ("Maria Kirch", "Mario Kirch", "Kirch"),
        ("Anna Kirch", "Hanna Kirch", ""),
    ],
)
def test_names_that_differ_in_one_letter_are_reported_if_nobody_else_has_the_other_name(
    one: str, other: str, word: str
) -> None:
    pairs = find_duplicates(schedule(participants=people(one, other, "Ada Babbage")))
    evidence = f"the names differ in one letter: “{one}”, “{other}”, and nobody else is called “{word}”"
    assert [(pair.same, *pair.evidence) for pair in pairs] == ([(False, evidence)] if word else [])

    namesake = word or "Ada"
    assert not find_duplicates(schedule(participants=people(one, other, f"Ada {namesake}", "Hopper Bell")))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ko Ko", "Ko Min"),
        ("Ko Ko", "Ko"),
        ("Emmy Noether", "Emmy"),  # one word is not a name to go by
        ("Erlend Hamberg", "Erlend Hamnaberg"),
        ("Mary Chen", "Mary Chin"),  # too short for a slip
        ("Ada Lovelace", "Ada Noether"),
        ("李娜", "李那"),
        ("Speaker 1", "Speaker 12"),
    ],
)
def test_different_names_are_not_reported_even_with_shared_details(one: str, other: str) -> None:
    assert reported_pairs(of_one_house(one, other)) == []


SIGNS: dict[str, tuple[dict[str, Any], str]] = {
    "a session": ({"sessions": [session("rings", people=["a", "b"])]}, "both are in session 'rings'"),
    "an organisation as of a session": (
        {
            "organisations": ORGANISATIONS,
            "participants": [
                {"id": "a", "name": "G. Hopper"},
                {"id": "b", "name": "Grace Hopper", "affiliations": [{"organisation": "london"}]},
            ],
            "sessions": [
                session(
                    "rings",
                    people=[
                        {
                            "participant": "a",
                            "role": "speaker",
                            "affiliations": [{"organisation": "london"}],
                        }
                    ],
                )
            ],
        },
        "both are of 'london'",
    ),
    "a country and a position": (
        {
            "participants": people(
                "G. Hopper", "Grace Hopper", country="US", affiliations=[{"position": {"en": "Admiral"}}]
            )
        },
        "both are Admiral, of US",
    ),
}


@pytest.mark.parametrize("case", SIGNS.values(), ids=SIGNS)
def test_each_piece_of_further_evidence_is_reported(case: tuple[dict[str, Any], str]) -> None:
    fields, evidence = case
    sessions = fields.get("sessions", ())
    rest = {"participants": people("G. Hopper", "Grace Hopper"), **fields}
    rest.pop("sessions", None)
    (pair,) = find_duplicates(schedule(*sessions, **rest))
    assert evidence in pair.evidence


def test_membership_of_a_large_group_is_not_evidence() -> None:
    names = ("G. Hopper", "Grace Hopper")
    crowd = [{"id": f"p{at}", "name": f"Delegate {at}"} for at in range(CROWD)]
    everyone = [*people(*names), *crowd]
    meeting = session("meeting", people=[each["id"] for each in everyone])
    assert reported_pairs(schedule(meeting, participants=everyone)) == []


IMPORTED = [
    {"id": "a", "name": "Emmy Noether", "country": "DE", "source": "frab", "source_id": "1"},
    {"id": "b", "name": "emmy noether", "country": "US", "source": "frab", "source_id": "2"},
]


def test_evidence_against_a_duplicate_is_reported() -> None:
    among = schedule(participants=IMPORTED)
    (pair,) = find_duplicates(among, DuplicateContext(documents=[among]))
    assert pair.against == ("different countries: DE, US", "two people in the same file")


def test_people_of_an_earlier_and_a_later_file_are_not_called_two_people_in_one() -> None:
    earlier, later = (schedule(participants=[one]) for one in IMPORTED)
    (pair,) = find_duplicates(schedule(participants=IMPORTED), DuplicateContext(documents=[earlier, later]))
    assert pair.against == ("different countries: DE, US",)


def test_an_identical_e_mail_address_is_evidence_that_is_not_printed() -> None:
    among = schedule(participants=people("Emmy Noether", "emmy noether"))
    context = DuplicateContext(addresses={"a": "emmy@example.org", "b": "Emmy@example.org"})
    (pair,) = find_duplicates(among, context)
    assert pair.evidence[1:] == ("both have the same e-mail address",)


def test_the_published_entry_is_retained_even_with_fewer_appearances() -> None:
    among = schedule(session("rings", people=["b"]), participants=people("Emmy Noether", "emmy noether"))
    (pair,) = find_duplicates(among, DuplicateContext(published={"a"}))
    assert (pair.keep, pair.gone) == ("a", "b")


def test_the_entry_with_more_appearances_is_retained() -> None:
    (pair,) = find_duplicates(
        schedule(session("rings", people=["b"]), participants=people("Emmy Noether", "emmy noether"))
    )
    assert (pair.keep, pair.gone) == ("b", "a")


def test_a_team_is_no_member_of_itself_and_kinds_are_not_mixed() -> None:
    among = people("Noether Boys", "Noether Boys", "Noether Boys")
    among[0]["kind"] = "team"
    among[1] |= {"kind": "team", "members": ["a"]}
    assert reported_pairs(schedule(participants=among)) == []


def test_a_widely_shared_name_is_paired_only_with_the_retained_entry() -> None:
    assert reported_pairs(schedule(participants=people(*["TBA"] * 4))) == [
        ("a", "b", True),
        ("a", "c", True),
        ("a", "d", True),
    ]


def test_a_word_shared_by_many_people_stays_within_the_block_limit() -> None:
    names = [f"Wang {a}{b}xx" for a in "ABCDE" for b in "abcdefghijklmnopqrstuvwxyz"]
    who = [
        {"id": f"p{at}", "name": name, "affiliations": [{"organisation": "london"}]}
        for at, name in enumerate(names * 4)
    ]
    assert len(who) > 4 * BLOCK_LIMIT
    assert all(pair.same for pair in find_duplicates(schedule(organisations=ORGANISATIONS, participants=who)))


WORDS = st.sampled_from(
    ["Emmy", "E.", "Noether", "Noehter", "Noethe", "苏步青", "Su", "Bu-Qing", "Buqing", "de", "7"]
)
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


@given(NAMES, NAMES)
def test_similarity_is_symmetric_and_every_similar_pair_is_a_candidate(one: str, other: str) -> None:
    mine, theirs = Spelling(one), Spelling(other)
    found = bool(similarity(mine, theirs))
    assert found == bool(similarity(theirs, mine))
    if found:
        assert set(mine.block_keys()) & set(theirs.block_keys())


def test_merging_preserves_the_sources_of_both_entries() -> None:
    came = [
        {"id": "a", "name": "Emmy Noether", "source": "frab", "source_id": "1", "extra": {"seat": 1}},
        {
            "id": "b",
            "name": {"und": "noether emmy"},
            "source": "sheet",
            "source_id": "7",
            "extra": {"seat": 2},
        },
        {"id": "c", "name": {"und": "Émmy Noether"}, "source": "mail", "source_id": "9"},
    ]
    once = merge_participants(schedule(participants=came), "a", "b")
    twice = merge_participants(once.schedule, "a", "c")
    (one,) = twice.schedule.participants
    assert (one.source, one.source_id) == ("frab", "1")
    assert one.extra.plain() == {
        "merged_from": [{"source": "sheet", "source_id": "7"}, {"source": "mail", "source_id": "9"}],
        "seat": 1,
    }
    assert [form.full for form in one.name] == ["Emmy Noether"]
    assert one.variants == ("noether emmy", "Émmy Noether")
    assert [finding.message for finding in once.findings] == [
        "seat in extra of 'b' was not taken over, for 'a' has another. Change it there if need be."
    ]
    assert twice.findings == ()


def test_people_with_too_much_combined_data_are_not_merged() -> None:
    heavy = [
        {"id": at, "name": "Emmy", "extra": {f"note-{at}-{n}": "x" * 9_000 for n in range(7)}} for at in "ab"
    ]
    with pytest.raises(Refused, match=r"Participant 'a'.*is the limit"):
        merge_participants(schedule(participants=heavy), "a", "b")


@given(schedules())
def test_any_reported_pair_can_be_merged(among: Schedule) -> None:
    found: tuple[DuplicatePair, ...] = find_duplicates(among)
    assert found == find_duplicates(among)
    for pair in found[:2]:
        joined = merge_participants(among, pair.keep, pair.gone).schedule
        assert len(joined.participants) == len(among.participants) - 1

"""What is told to organisers: findings in one order, errors in a line."""

from __future__ import annotations

import pickle
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.errors import EventkitError, Fault, NoSuchConference, StoreError, Unreadable
from eventkit.findings import Finding, Severity, sort_findings

findings = st.builds(
    Finding,
    severity=st.sampled_from(Severity),
    code=st.sampled_from(["room-clash", "nobody"]),
    about=st.lists(st.sampled_from("ab"), max_size=2).map(tuple),
    message=st.sampled_from("xy"),
    place=st.sampled_from(["", "line 3"]),
)


def test_findings_sort_as_errors_then_warnings_then_information() -> None:
    unsorted = [
        Finding(severity, "code", (), "") for severity in (Severity.INFO, Severity.ERROR, Severity.WARNING)
    ]
    assert [finding.severity for finding in sort_findings(unsorted)] == ["error", "warning", "info"]


@given(st.lists(findings, max_size=6), st.randoms(use_true_random=False))
def test_findings_sort_the_same_way_from_any_starting_order(unsorted: list[Finding], random: Random) -> None:
    mixed = sorted(unsorted, key=lambda _: random.random())
    assert sort_findings(mixed) == sort_findings(unsorted)
    assert set(sort_findings(unsorted)) == set(unsorted)
    assert len(sort_findings(unsorted)) == len(set(unsorted))


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (Fault("is missing", "conference.title", 3), "line 3, conference.title: is missing"),
        (Fault("is missing", "conference.title"), "conference.title: is missing"),
        (Fault("is empty", line=1), "line 1: is empty"),
        (Fault("is empty"), "is empty"),
    ],
)
def test_a_fault_shows_as_much_of_its_place_as_is_known(fault: Fault, line: str) -> None:
    assert str(fault) == line


def test_an_unreadable_file_lists_each_fault() -> None:
    error = Unreadable("forum.yaml", (Fault("is missing", "title", 3), Fault("is empty", line=9)))
    assert str(error) == "forum.yaml: line 3, title: is missing\nforum.yaml: line 9: is empty"


def test_an_unknown_conference_is_reported_with_the_existing_ones() -> None:
    missing = NoSuchConference("forum", ("congress", "summit"))
    assert str(missing) == "The store has no conference 'forum': it has congress, summit."
    assert str(NoSuchConference("forum", ())) == "The store has no conference 'forum': it is empty."
    assert isinstance(missing, StoreError)
    assert isinstance(missing, EventkitError)


def test_a_pickled_error_retains_its_attributes() -> None:
    sent = pickle.loads(pickle.dumps(NoSuchConference("forum", ("congress",))))  # noqa: S301 - our own bytes
    assert (sent.id, sent.present) == ("forum", ("congress",))

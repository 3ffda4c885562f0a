"""A file is the next version of another by its content; its name is a hint."""

from __future__ import annotations

import pytest

from eventkit.editing.reimport import have_similar_names


@pytest.mark.parametrize(
    "later",
    ["talks-v2.xlsx", "talks.csv", "Talks (3).xlsx", "Copy of talks.xlsx", "talks_final.xlsx", "talks2.xlsx",
     "2027-03-01 talks.xlsx", "talks v1.2 FINAL.ods", "talks 最终版.xlsx", "talks 14 May.xlsx"],
)  # fmt: skip
def test_names_that_differ_in_a_version_are_similar(later: str) -> None:
    assert have_similar_names("talks.xlsx", later)


@pytest.mark.parametrize("other", ["posters.xlsx", "talks of speakers.xlsx", "2027.xlsx", "v2.xlsx", ""])
def test_other_names_are_not(other: str) -> None:
    assert not have_similar_names("talks.xlsx", other)
    assert not have_similar_names(other, "talks.xlsx")


def test_names_of_a_version_alone_are_not_similar() -> None:
    assert not have_similar_names("v1.xlsx", "2027-03-01.xlsx")

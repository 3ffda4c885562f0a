"""Suggestions name the known words that are most similar to a mistyped one."""

from __future__ import annotations

import pytest

from eventkit.suggestions import suggest

ROOMS = ["annex", "Main Hall", "hall-2", "主会场"]


@pytest.mark.parametrize(
    ("word", "limit", "question"),
    [
        ("anex", 1, "Did you mean 'annex'?"),
        ("MAIN HAL", 1, "Did you mean 'Main Hall'?"),
        ("hall", 2, "Did you mean 'hall-2' or 'Main Hall'?"),
        ("会场", 1, "Did you mean '主会场'?"),
        ("roof garden", 3, ""),
        ("", 1, ""),
    ],
)
def test_a_mistyped_word_is_answered_with_the_most_similar_known_ones(
    word: str, limit: int, question: str
) -> None:
    assert suggest(word, ROOMS, limit) == question


def test_a_very_long_word_is_compared_only_by_its_beginning() -> None:
    known = "a" * 80
    assert suggest("A" * 1_000_000, [known]) == f"Did you mean '{known}'?"

"""No regular expression takes more than in proportion to the text that it is applied to."""

from __future__ import annotations

import re

import pytest

from structure.patterns import Pattern, find_slow_attack, patterns


def test_every_pattern_runs_in_linear_time() -> None:
    slow = {
        f"{pattern.place} {pattern.compiled.pattern!r}": attack
        for pattern in patterns()
        if (attack := find_slow_attack(pattern)) is not None
    }
    assert slow == {}


@pytest.mark.parametrize(
    ("written", "flags", "method"),
    [
        # A day of an order file, as it was recognised once: exponential on prose below a date.
        (r"^\*\s+\S.*\d{4}\s*$(?:(?!^\*).*\n?){0,40}?^(?:[=+!]\s|\d+\s)", re.MULTILINE, "search"),
        (r"(\w+\s?)*$", 0, "fullmatch"),
        (r"a*a*b", 0, "match"),
        (r"\s*,\s*", 0, "split"),
        (r"<[!?][^>]*>", 0, "sub"),
    ],
)
def test_ambiguous_patterns_are_detected(written: str, flags: int, method: str) -> None:
    pattern = Pattern("here", re.compile(written, flags), frozenset({method}))
    assert find_slow_attack(pattern) is not None


@pytest.mark.parametrize("written", [r"<[^<>]*>", r"(?:(?<!\s)\s+)?,\s*", r"(a+)+", r"[ab]{1,60}c"])
def test_linear_patterns_are_accepted(written: str) -> None:
    assert find_slow_attack(Pattern("here", re.compile(written), frozenset({"search"}))) is None

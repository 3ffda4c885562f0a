"""What the model finds wrong, in words for an organiser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

from eventkit.model import ID_PATTERN

_PATTERNS: Mapping[str, str] = {
    ID_PATTERN: "lower-case letters, digits and hyphens, such as lin-yifu",
    r"^[A-Z0-9]{2}$": "two capital letters or digits, such as MA",
    r"^#[0-9a-f]{6}$": "a colour such as #336699",
    r"^[A-Z]{2}$": "a country by its two capital letters (ISO 3166), such as CN",
}
_CONTACT = "an e-mail address such as office@example.org"

_WORDS: Mapping[str, str] = {
    "missing": "is missing",
    "too_short": "must not be empty",
    "too_long": "has more than {max_length} members",
    "string_too_long": "is longer than {max_length} characters",
    "greater_than": "must be greater than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
}


def complaint(error: ErrorDetails) -> str:
    """What is wrong with a field, to be put after its name: ``must be at least 1``."""
    kind = error["type"]
    context: Mapping[str, Any] = error.get("ctx", {})
    if error["input"] == "":
        return "is empty: fill it in, or leave it out"
    if kind in _WORDS:
        return _WORDS[kind].format(**context)
    if kind == "string_pattern_mismatch":
        return f"must be {_PATTERNS.get(context['pattern'], _CONTACT)}"
    # What a validator raised carries its own text, which pydantic puts words before.
    return str(context.get("reason", context.get("error", error["msg"])))

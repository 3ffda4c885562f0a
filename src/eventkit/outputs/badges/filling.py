"""Fields in braces within an organiser's own words, filled in for each wearer."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from functools import lru_cache

FIELDS = (
    "name",
    "second-name",
    "positions",
    "position",
    "organisation",
    "pronouns",
    "role",
    "ticket",
    "track",
    "sessions",
    "day",
    "conference",
    "dates",
    "venue",
    "id",
)
"""What may stand in braces."""

_PLACE = re.compile(r"\{([^{}]*)\}")


def known_places(text: str) -> str:
    """The text, which names only fields there are.

    Raises:
        ValueError: It names another one.
    """
    for name in places(text):
        if name not in FIELDS:
            near = get_close_matches(name, FIELDS, 1)
            hint = f"did you mean {{{near[0]}}}?" if near else f"there are {', '.join(FIELDS)}"
            message = f"has a field {{{name}}} that does not exist: {hint}"
            raise ValueError(message)
    return text


def filled(text: str, of: Callable[[str], str]) -> str:
    """The text with its fields filled in; empty where it has fields and all of them are empty."""
    names = places(text)
    if not names:
        return text
    said = {name: of(name) for name in names}
    if not any(said.values()):
        return ""
    # In one pass: what is filled in may have braces of its own.
    return _PLACE.sub(lambda match: said[match[1]], text).strip()


@lru_cache(maxsize=512)
def places(text: str) -> tuple[str, ...]:
    """The names in braces, in order and without repeats."""
    return tuple(dict.fromkeys(_PLACE.findall(text)))

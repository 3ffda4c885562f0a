"""Counts as files write them."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from eventkit.model.fields import COUNT_LIMIT

_COUNT = re.compile(
    r"\D{0,20}?(\d{1,3}(?:[ ,.'\u00a0\u202f](?=\d{3}(?!\d))\d{3})+|\d{1,12})(?!\d)(?:\.0+)?\D{0,40}"
)


def parse_count(said: Any) -> int | None:
    """The whole number that is meant by ``120``, ``1,200``, ``120 seats``; ``None`` where it is not sure."""
    if isinstance(said, bool) or said is None:
        return None
    if isinstance(said, int | float):
        return int(said) if 0 <= said <= COUNT_LIMIT and said == int(said) else None
    text = unicodedata.normalize("NFKC", str(said)[:80]).strip()
    found = _COUNT.fullmatch(text)
    if not found or text.startswith("-"):
        return None
    number = int(re.sub(r"\D", "", found[1]))
    return number if number <= COUNT_LIMIT else None

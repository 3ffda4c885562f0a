"""Rooms out of places: calendars put room, building, street and city into one text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_BETWEEN_LANGUAGES = " / "
BETWEEN = ", "
"""What stands between the parts of a place."""


@dataclass(frozen=True, slots=True)
class Places:
    """What the places of a calendar have in common.

    Attributes:
        tail: What all of them end in, where there are several: the venue with its address.
        heads: What is left of each without that.
    """

    tail: str
    heads: frozenset[str]

    def rooms(self, place: str) -> tuple[str, ...]:
        """The rooms in a place: several only where each is a place of another entry as well."""
        head = self._head(place)
        if head in {"", self.tail}:
            return ()
        parts = head.split(BETWEEN)
        # The building follows on the rooms, and other entries in those rooms have it too.
        for count in range(len(parts), 1, -1):
            rest = BETWEEN.join(("", *parts[count:]))
            if all(f"{part}{rest}" in self.heads for part in parts[:count]):
                return tuple(f"{part}{rest}" for part in dict.fromkeys(parts[:count]))
        return (head,)

    def _head(self, place: str) -> str:
        return place.removesuffix(f"{BETWEEN}{self.tail}") if self.tail else place


def places(every: Iterable[str]) -> Places:
    """What places have in common: the parts, between commas, that all of them end in.

    Args:
        every: The places of a calendar.
    """
    different = list(dict.fromkeys(filter(None, every)))
    # Written twice, in two languages, a place ends in the second of them alone.
    if len(different) < 2 or any(_BETWEEN_LANGUAGES in each for each in different):
        return Places("", frozenset(different))
    # A place that is nothing but the tail is the venue as a whole.
    split = [each.split(BETWEEN)[::-1] for each in different]
    shortest = min(map(len, split))
    common = next((at for at in range(shortest) if len({each[at] for each in split}) > 1), shortest)
    tail = BETWEEN.join(split[0][:common][::-1])
    heads = frozenset(each.removesuffix(f"{BETWEEN}{tail}") if tail else each for each in different)
    return Places(tail, heads)

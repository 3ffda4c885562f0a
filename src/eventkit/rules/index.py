"""Values by what they have in common, and the one walk over sessions that share a time."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from eventkit.model import Participant, RoomId, Session, SessionId
from eventkit.times import Period

K = TypeVar("K", bound=Hashable)
T = TypeVar("T", bound="Placed | Session | Participant")


class Placed(NamedTuple):
    """A session that will take a time, with the rooms it has, be it from the session it is part of.

    Sorts by start, then by id.
    """

    start: datetime
    id: SessionId
    end: datetime
    rooms: tuple[RoomId, ...]
    session: Session

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return minutes_between(self.start, self.end)

    @property
    def period(self) -> Period:
        """All the time it takes."""
        return Period(start=self.start, end=self.end)

    def shared(self, other: Placed) -> Period:
        """The time that the two share."""
        return Period(start=max(self.start, other.start), end=min(self.end, other.end))


class Index(Generic[K, T]):
    """Values by what they have in common; or another index with some of its values put aside for new ones."""

    def __init__(
        self,
        values: Iterable[T],
        keys: Callable[[T], Iterable[K]],
        base: Index[K, T] | None = None,
        aside: frozenset[str] = frozenset(),
    ) -> None:
        self._base: Index[K, T] | None = base
        self._aside = aside
        self._own: dict[K, list[T]] = {}
        for value in values:
            for key in keys(value):
                self._own.setdefault(key, []).append(value)

    def __getitem__(self, key: K) -> list[T]:
        own: list[T] = self._own.get(key, [])
        if self._base is None:
            return own
        aside = self._aside
        return [each for each in self._base[key] if each.id not in aside] + own

    def __iter__(self) -> Iterator[K]:
        yield from self._own if self._base is None else dict.fromkeys((*self._base, *self._own))


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes from one instant to another; less than none where it is earlier."""
    return int((end - start).total_seconds()) // 60


def in_hours(minutes: int) -> str:
    """A length as hours and minutes: 4:05."""
    return f"{minutes // 60}:{minutes % 60:02}"


def overlapping(held: Iterable[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """Every two that share a time, the earlier first.

    A sweep over their starts: the cost is that of sorting, and of the pairs there are.
    """
    ongoing: list[Placed] = []
    for each in sorted(held):
        ongoing = [earlier for earlier in ongoing if earlier.end > each.start]
        for earlier in ongoing:
            yield earlier, each
        ongoing.append(each)

"""Wish windows: the times at which a wish about a talk, alone or with what does not move, is fulfilled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eventkit.model import RoomId, Session
from eventkit.planning.problem.free_time import cut, intersect, join, minute
from eventkit.planning.problem.planning_model import FORBIDDEN, NOWHERE, Stretch, Window
from eventkit.rules import WishKind
from eventkit.rules.block_rules import breaks_of
from eventkit.rules.schedule_index import Occupancy, ScheduleIndex

TIMELESS = frozenset({WishKind.SAME_DAY, WishKind.SPREAD, WishKind.SAME_ROOM})
"""Wishes that a whole stretch fulfils or does not."""

PLACELESS = frozenset({WishKind.APART, WishKind.BEFORE, WishKind.AFTER_BREAK})
"""Wishes that depend on the time alone."""

ALWAYS = Stretch(0, FORBIDDEN, 0, 0, NOWHERE, tracked=False)
"""All time, in no room."""


@dataclass(frozen=True, slots=True)
class WishOfTalk:
    """A wish about a talk and what does not move.

    Attributes:
        other: The other session; ``None`` for a wish about the talk alone.
        comes_first: Whether the talk is named first.
    """

    kind: WishKind
    minutes: int
    other: Occupancy | None
    comes_first: bool

    def is_elsewhere(self, rooms: frozenset[RoomId]) -> bool:
        """True if the other session is in other rooms."""
        return self.other is not None and rooms != set(self.other.rooms)


class WishWindows:
    """The wishes of a schedule as times.

    Attributes:
        breaks: The breaks, as intervals in order that do not overlap.
    """

    def __init__(self, index: ScheduleIndex) -> None:
        self._index = index
        pauses = [*breaks_of(index)]
        self._ends_of_breaks = sorted({minute(at.end) for at in pauses})
        self.breaks = tuple(join((minute(at.start), minute(at.end)) for at in pauses))

    def of_talk(self, session: Session, minutes: int) -> Iterator[WishOfTalk]:
        """Wishes about a talk of that length alone, or about it and something that does not move."""
        index = self._index
        for wish in index.settings.wishes:
            if session.id not in wish.sessions:
                continue
            others = index.sessions(id_ for id_ in wish.sessions if id_ != session.id)
            at = next(iter(index.occupancies(others)), None)
            if at is not None or wish.kind.number == 1:
                yield WishOfTalk(wish.kind, minutes, at, wish.sessions[0] == session.id)

    def within(self, stretch: Stretch, rooms: frozenset[RoomId], wish: WishOfTalk) -> list[Window]:
        """The part of a stretch in some rooms in which a wish is fulfilled."""
        whole = (stretch.start, stretch.end)
        other = wish.other
        if other is None:
            return intersect([whole], self._after_breaks(wish.minutes))
        start, end = minute(other.start), minute(other.end)
        match wish.kind:
            case WishKind.APART:
                return [*cut(whole, [(start, end)])]
            case WishKind.BEFORE:
                return intersect([whole], [(whole[0], start) if wish.comes_first else (end, whole[1])])
            case WishKind.CONSECUTIVE:
                beside = [] if wish.is_elsewhere(rooms) else [self._beside(wish, start, end)]
                return intersect([whole], beside)
            case WishKind.SAME_ROOM:
                return [] if wish.is_elsewhere(rooms) else [whole]
            case _:
                is_same_day = self._index.day(other.start).toordinal() == stretch.day
                return [whole] if is_same_day == (wish.kind is WishKind.SAME_DAY) else []

    def _after_breaks(self, minutes: int) -> Iterator[Window]:
        """Windows in which a talk fits only if it begins soon after a break."""
        for ended in self._ends_of_breaks:
            yield ended, ended + self._index.settings.pause + minutes

    def _beside(self, wish: WishOfTalk, start: int, end: int) -> Window:
        """The window in which a talk directly precedes or follows something from one minute to another."""
        left = self._index.settings.pause
        if wish.comes_first:
            at = start
            for begins, ends in reversed([*cut((0, start), self.breaks)]):
                at = max(begins, ends - left)
                left -= ends - at
                if not left:
                    break
            return at - wish.minutes, start
        at = end
        for begins, ends in cut((end, FORBIDDEN), self.breaks):
            at = min(ends, begins + left)
            left -= at - begins
            if not left:
                break
        return end, at + wish.minutes

"""The order of openings and closings: the price of sessions before the opening or after the closing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from eventkit.model import Kind, Session
from eventkit.planning.problem.free_time import minute
from eventkit.planning.problem.planning_model import FORBIDDEN, Preference, Relation, Stretch, Window
from eventkit.planning.problem.talk_requests import TalkRequest
from eventkit.planning.problem.wish_windows import ALWAYS
from eventkit.rules.schedule_index import PROGRAMME, Occupancy, ScheduleIndex, find_frame, is_outermost

_CODE = "opening-order"


class OpeningOrder:
    """The opening and the closing of a conference, as a plan prices them.

    A talk before a fixed opening has a price by its time alone, and so has an opening that is planned after
    what is fixed; between two sessions that are planned it is a relation.
    """

    def __init__(
        self,
        index: ScheduleIndex,
        requests: Sequence[TalkRequest],
        stretches: Sequence[Stretch],
        price: int,
    ) -> None:
        """The order in a schedule.

        Args:
            index: The schedule without the times of the sessions to plan.
            requests: The sessions to plan.
            price: The price of one session at the wrong time; 0 where the order does not matter.
        """
        self._index = index
        self._requests = requests
        self._price = price
        self._frame = [*find_frame(index)] if price else []
        self._ids = {session.id for session in self._frame}
        self._programme = (
            [at for at in index.occupancies(index.of_kinds(PROGRAMME)) if is_outermost(index, at.session)]
            if self._frame
            else []
        )
        earliest = min((stretch.start for stretch in stretches), default=0)
        latest = max((stretch.end for stretch in stretches), default=0)
        # Most openings precede all free time, and then no talk needs a window.
        self._fixed = [
            at
            for at in index.occupancies(self._frame)
            if (earliest < minute(at.start) if _is_opening(at.session) else minute(at.end) < latest)
        ]

    def relations(self) -> Iterator[Relation]:
        """The order of an opening or closing that is planned and the others."""
        for one, request in enumerate(self._requests):
            if request.session.id in self._ids:
                kind = "begins-first" if _is_opening(request.session) else "ends-last"
                for other, beside in enumerate(self._requests):
                    if other != one and self._counts(beside.session):
                        yield Relation(kind, one, other, self._price, _CODE)

    def preferences(self, request: TalkRequest) -> Iterator[Preference]:
        """The times outside which a session is before the opening or after the closing, with a price."""
        if self._price < FORBIDDEN:
            for window, count in self._windows(request):
                yield Preference(_CODE, (window,), self._price * count)

    def strict_windows(self, request: TalkRequest) -> Iterator[Window]:
        """The times outside which it would be an error."""
        if self._price >= FORBIDDEN:
            for window, _ in self._windows(request):
                yield window

    def _windows(self, request: TalkRequest) -> Iterator[tuple[Window, int]]:
        """Times of a session, and how many fixed ones are at the wrong time if it is outside them."""
        session = request.session
        for at in self._fixed if self._counts(session) else ():
            if _is_opening(at.session):
                yield (minute(at.start), ALWAYS.end), 1
            else:
                yield (ALWAYS.start, minute(at.end)), 1
        if session.id in self._ids:
            yield from sorted(Counter(self._order(request, at) for at in self._programme).items())

    @staticmethod
    def _order(request: TalkRequest, at: Occupancy) -> Window:
        """When an opening or closing may be so that a fixed session is at the right time."""
        if _is_opening(request.session):
            return ALWAYS.start, minute(at.start) + request.minutes
        return minute(at.end) - request.minutes, ALWAYS.end

    def _counts(self, session: Session) -> bool:
        return session.kind in PROGRAMME and is_outermost(self._index, session)


def _is_opening(session: Session) -> bool:
    return session.kind is Kind.OPENING

"""The prices of what takes place at the same time: beside what does not move, and beside other talks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from eventkit.findings import Severity
from eventkit.model import Kind, Session
from eventkit.planning.problem.free_time import FreeTime, window_of
from eventkit.planning.problem.interest import Interest
from eventkit.planning.problem.objective import BigSessions, Prices
from eventkit.planning.problem.planning_model import FORBIDDEN, NOWHERE, Rival, Stretch
from eventkit.planning.problem.talk_requests import TalkRequest
from eventkit.rules.block_rules import BESIDE_PLENARY, NO_RIVAL, rival_rule
from eventkit.rules.room_rules import is_repeated, plain_title
from eventkit.rules.schedule_index import FOR_EVERYONE, Occupancy, ScheduleIndex, is_for_everyone


class ParallelPrices:
    """Prices the minutes that talks share with others."""

    def __init__(
        self,
        index: ScheduleIndex,
        requests: Sequence[TalkRequest],
        free_time: FreeTime,
        prices: Prices,
        interest: Interest,
    ) -> None:
        self.big = BigSessions(index.schedule)
        self._index = index
        self._requests = requests
        self._free_time = free_time
        self._prices = prices
        self._interest = interest
        self._number = {request.session.id: number for number, request in enumerate(requests)}
        self._plenaries = [request for request in requests if request.session.plenary]
        self._keynotes = [request for request in requests if is_for_everyone(request.session)]
        fixed = [(*window_of(at), at) for at in index.occupancies(index.schedule.sessions)]
        self._fixed_tracks = {at.session.track for _, _, at in fixed} - {None}
        self._titles_of_keynotes = {
            plain_title(at.session) for _, _, at in fixed if is_for_everyone(at.session)
        }
        self._near = [[*self._fixed_beside(stretch, fixed)] for stretch in free_time.stretches]
        self._keynotes_by_stretch: dict[int, list[tuple[int, int, Session]]] = {}
        self._rivals_by_track: dict[int, dict[str | None, tuple[Rival, ...]]] = {}

    def _fixed_beside(
        self, stretch: Stretch, fixed: Sequence[tuple[int, int, Occupancy]]
    ) -> Iterator[tuple[int, int, Occupancy]]:
        """The fixed sessions beside a stretch, as start, end and session; the blocks it is in aside."""
        lineage = set()
        if stretch.block != NOWHERE:
            lineage = {outer.id for outer in self._index.lineage(self._free_time.blocks[stretch.block])}
        for start, end, at in fixed:
            if start < stretch.end and stretch.start < end and at.id not in lineage:
                yield start, end, at

    def line_of(self, session: Session) -> str | None:
        """The track of a session that it should not be parallel to, where some of that is fixed."""
        is_in_line = session.track in self._fixed_tracks and session.kind not in BESIDE_PLENARY
        return session.track if is_in_line else None

    def is_usual(self, session: Session) -> bool:
        """True if a session has the rivals of any other of its line and kind."""
        return not (
            session.plenary
            or session in self.big
            or session.kind in FOR_EVERYONE
            or self._interest.partners(session.id)
            or (self._titles_of_keynotes and plain_title(session) in self._titles_of_keynotes)
        )

    # Beside what does not move

    def rivals(self, session: Session, stretch: int) -> tuple[Rival, ...]:
        """The fixed sessions that should not be beside a session in a stretch."""
        rivals: tuple[Rival, ...] = ()
        in_line = session.track is not None and session.kind not in BESIDE_PLENARY
        if in_line and not self._free_time.stretches[stretch].tracked:
            rivals = self._rivals_in_track(session.track, stretch)
        if session.plenary:
            rivals += tuple(
                Rival("plenary-parallel", start, end, self._plenary_price(session, other))
                for start, end, other in self._outermost(stretch, BESIDE_PLENARY)
            )
        rivals += tuple(rival for rival in self.beside_keynotes(session, stretch) if rival.price < FORBIDDEN)
        if session in self.big and (price := self._prices("big-parallel")):
            rivals += tuple(
                Rival("big-parallel", start, end, price)
                for start, end, at in self._near[stretch]
                if at.session in self.big and at.id != session.parent
            )
        partners, price = self._interest.partners(session.id), self._prices("interest")
        if partners and price:
            rivals += tuple(
                Rival("interest", start, end, price * partners[at.id])
                for start, end, at in self._near[stretch]
                if at.id in partners and at.id != session.parent
            )
        return rivals

    def _rivals_in_track(self, track: str | None, stretch: int) -> tuple[Rival, ...]:
        if stretch not in self._rivals_by_track:
            by_track: dict[str | None, tuple[Rival, ...]] = {}
            price = self._prices("track-parallel")
            for start, end, at in self._near[stretch]:
                if price and at.session.track is not None and self._counts_for_track(at):
                    rival = Rival("track-parallel", start, end, price)
                    by_track[at.session.track] = (*by_track.get(at.session.track, ()), rival)
            self._rivals_by_track[stretch] = by_track
        return self._rivals_by_track[stretch].get(track, ())

    def _counts_for_track(self, at: Occupancy) -> bool:
        return at.session.kind not in BESIDE_PLENARY and any(self._index.track_hours(at))

    def _outermost(self, stretch: int, aside: Collection[Kind]) -> Iterator[tuple[int, int, Session]]:
        """Sessions beside a stretch that are not within another one there, some kinds aside."""
        near = self._near[stretch]
        beside = {at.id for _, _, at in near if at.session.kind not in aside}
        for start, end, at in near:
            _, *above = self._index.lineage(at.session)
            if at.id in beside and not any(outer.id in beside for outer in above):
                yield start, end, at.session

    def beside_keynotes(self, session: Session, stretch: int) -> Iterator[Rival]:
        """The rivals of a session in a stretch, where one of the two is for everyone."""
        if session.kind in NO_RIVAL or session.plenary:
            return
        beside = self._keynotes_beside(stretch)
        # In a block, even an opening is for those who are there.
        leading = [session] if self._free_time.stretches[stretch].block == NOWHERE else []
        if any(map(is_for_everyone, leading)):
            others = self._outermost(stretch, NO_RIVAL)
            beside = [*beside, *(each for each in others if not is_general(each[2]))]
        for start, end, other in beside:
            code = rival_rule(*leading, other)
            if not is_repeated(session, other) and (price := self._prices(code)):
                yield Rival(code, start, end, price)

    def _keynotes_beside(self, stretch: int) -> list[tuple[int, int, Session]]:
        """The openings and keynotes beside which a talk in a stretch would be reported."""
        if stretch not in self._keynotes_by_stretch:
            block = self._free_time.stretches[stretch].block
            outer = [] if block == NOWHERE else [*self._index.lineage(self._free_time.blocks[block])]
            self._keynotes_by_stretch[stretch] = [
                (start, end, at.session)
                for start, end, at in self._near[stretch]
                if is_for_everyone(at.session)
                and not at.session.plenary
                and not any(self._competes_with(whole, at) for whole in outer)
            ]
        return self._keynotes_by_stretch[stretch]

    def _competes_with(self, session: Session, keynote: Occupancy) -> bool:
        """True if a session that does not move is reported beside a keynote, and not what is part of it."""
        at = self._index.occupancy(session)
        is_beside = at is not None and at.start < keynote.end and keynote.start < at.end
        return is_beside and session.kind not in NO_RIVAL

    def _plenary_price(self, plenary: Session, other: Session) -> int:
        severity = Severity.INFO if is_repeated(plenary, other) else Severity.WARNING
        return self._prices("plenary-parallel", severity)

    # Beside other talks

    def pairs(self, request: TalkRequest) -> Mapping[int, int]:
        price = self._prices("interest")
        wanted = {
            self._number[other]: people * price
            for other, people in self._interest.partners(request.session.id).items()
            if price and other in self._number
        }
        price = self._prices("big-parallel") if request.session in self.big else 0
        big = {
            self._number[other.session.id]: price
            for other in self._requests
            if price and other is not request and other.session in self.big
        }
        prices = Counter(wanted)
        for others in (self._pairs_with_plenaries(request), self._pairs_with_keynotes(request), big):
            prices.update(others)
        return prices

    def _pairs_with_plenaries(self, request: TalkRequest) -> dict[int, int]:
        """The prices of a minute beside plenaries outside blocks."""
        session = request.session
        prices = {
            self._number[other.session.id]: self._plenary_price(*pair)
            for other in (self._requests if session.plenary else self._plenaries)
            for pair in ((other.session, session), (session, other.session))
            if other is not request and self._is_beside(*pair)
        }
        return {number: price for number, price in prices.items() if price}

    def _is_beside(self, plenary: Session, other: Session) -> bool:
        """True if `plenary-parallel` names a talk beside another: of one in a block, it names the block."""
        in_rooms = self._free_time.hours is not None and other.parent is None
        return in_rooms and plenary.plenary and other.kind not in BESIDE_PLENARY

    def _pairs_with_keynotes(self, request: TalkRequest) -> dict[int, int]:
        """The prices of a minute beside keynotes outside blocks."""
        if self._free_time.hours is None or not may_compete(self._index, request.session):
            return {}
        others = self._requests if is_for_everyone(request.session) else self._keynotes
        return {
            self._number[other.session.id]: price
            for other in others
            if other is not request
            and (price := self._prices(rival_rule(request.session, other.session)))
            and may_compete(self._index, other.session)
            and not is_repeated(request.session, other.session)
        }


def may_compete(index: ScheduleIndex, session: Session) -> bool:
    """True if `keynote-parallel` may name a session beside another: not if it names what that is in."""
    _, *above = index.lineage(session)
    is_outermost = all(whole.kind in NO_RIVAL for whole in above)
    return is_outermost and session.kind not in NO_RIVAL and not session.plenary


def is_general(session: Session) -> bool:
    """True for a session for everyone: a plenary, an opening, a keynote, a ceremony or a closing."""
    return session.plenary or is_for_everyone(session)

"""Runs of tracks: consecutive periods, in one room or in several beside each other.

The talks of a track are dealt to the periods of a run once; which run is cheapest depends on what else is
placed. A few tracks at a time lose their places and get the cheapest runs that are left, the largest first or
in any order; the arrangement before is restored where that did not pay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import NamedTuple

from eventkit.planning.arrangement import Arrangement
from eventkit.planning.interval_patterns import insert_missing
from eventkit.planning.problem import FORBIDDEN, NOWHERE, Problem

_WIDEST = 4
"""The number of rooms that a run takes at once, save where fewer never suffice."""

_SPARE = 1
"""By how many periods a run may be longer than it has to be."""

_PRICED = 4
"""The number of runs that are tried exactly, of those that seem cheapest."""

_TRACKS_MOVED = 8
"""The number of tracks that move at once."""


Line = tuple[tuple[int, tuple[int, ...]], ...]
"""The talks of a track in one room, as periods with their talks."""


class Run(NamedTuple):
    """A way to deal the talks of a track to consecutive periods.

    Attributes:
        price: The price of its talks in those periods, and of rooms beside each other.
        lines: The line of each room.
    """

    price: int
    lines: tuple[Line, ...]


class _HousedLine(NamedTuple):
    """A possible place of a line of a run.

    Attributes:
        periods: Its periods, as bits.
        places: The sets of rooms with stretches in all of them, after the price of these: the cheapest first.
    """

    periods: int
    places: list[tuple[int, int]]


class _HousedRun(NamedTuple):
    """A run, and where each of its lines could be."""

    run: Run
    lines: list[_HousedLine]


class _Surroundings(NamedTuple):
    """The neighbours of a track at a place.

    Attributes:
        beside: The price of each stretch of the track in a period, beside other tracks.
        meetings: The price of a talk in a period, beside other talks.
    """

    beside: list[int]
    meetings: dict[tuple[int, int], int]

    def price(self, run: Run) -> int:
        """The price of a run, its rooms aside."""
        price, beside, meetings = run.price, self.beside, self.meetings
        for line in run.lines:
            for period, talks in line:
                price += beside[period]
                if meetings:
                    for talk in talks:
                        price += meetings.get((talk, period), 0)
        return price


def arrange_in_runs(problem: Problem, seed: int) -> Arrangement:
    """Give each track the cheapest run that is left, the largest first; then every other talk."""
    arrangement = Arrangement(problem)
    TrackRuns(arrangement, Random(seed)).place_all()  # noqa: S311 - it chooses, it hides nothing
    insert_missing(arrangement, seed)
    return arrangement


class TrackRuns:
    """Moves whole tracks of an arrangement."""

    def __init__(self, arrangement: Arrangement, random: Random) -> None:
        self._arrangement = arrangement
        self._random = random
        self._problem = problem = arrangement.problem
        self._period = problem.periods
        self._at: list[dict[int, int]] = [{} for _ in {*problem.periods}]
        for index, stretch in enumerate(problem.stretches):
            self._at[self._period[index]].setdefault(stretch.place, index)
        self._members: dict[int, list[int]] = {}
        for index, talk in enumerate(problem.talks):
            if talk.track != NOWHERE and problem.options[index]:
                self._members.setdefault(talk.track, []).append(index)
        self.tracks = sorted(self._members)
        self._load = {
            track: sum(problem.talks[talk].minutes for talk in talks)
            for track, talks in self._members.items()
        }
        self._places = sorted({stretch.place for stretch in problem.stretches})
        self._runs: dict[int, list[_HousedRun]] = {}

    def _runs_of(self, track: int) -> list[_HousedRun]:
        if track not in self._runs:
            runs = find_runs(self._problem, self._members[track], self._at)
            self._runs[track] = [
                _HousedRun(run, [self._price_rooms(track, line) for line in run.lines]) for run in runs
            ]
        return self._runs[track]

    def _price_rooms(self, track: int, line: Line) -> _HousedLine:
        """The sets of rooms that a line of a track could be in, with the fees of their stretches."""
        fees = self._problem.track_prices.fees
        stretches_at = [self._at[period] for period, _ in line]
        places = [
            (sum(fees.get((track, at[place]), 0) for at in stretches_at), place)
            for place in sorted(set.intersection(*({*at} for at in stretches_at)))
        ]
        return _HousedLine(sum(1 << period for period, _ in line), sorted(places))

    def place_all(self) -> None:
        """Give each track the cheapest run that is left, the largest first."""
        for track in sorted(self.tracks, key=lambda track: (-self._load[track], track)):
            self._place(track, 0, {})

    def recreate(self, limit: int) -> bool:
        """Take a few tracks apart and make them anew; whether the price is at most higher by the limit.

        If it is not, nothing is changed.
        """
        arrangement, random = self._arrangement, self._random
        price = arrangement.price
        moved = self._draw_tracks()
        before: dict[int, list[int]] = {}
        self._empty(moved, before)
        if random.randrange(2):
            random.shuffle(moved)
        else:
            moved.sort(key=lambda track: (-self._load[track], track))
        noise = random.choice((0, 0, 1 + limit))
        for track in moved:
            self._place(track, noise, before)
        if arrangement.price <= price + limit:
            return True
        arrangement.try_change(before)
        return False

    def _draw_tracks(self) -> list[int]:
        """A track, and some that take place at the same time."""
        random = self._random
        first = self.tracks[random.randrange(len(self.tracks))]
        periods = {self._period[stretch] for stretch in self._stretches_of(first)}
        near = [
            track
            for track in self.tracks
            if track != first
            and any(self._period[stretch] in periods for stretch in self._stretches_of(track))
        ]
        random.shuffle(near)
        return [first, *near[: random.randint(1, min(_TRACKS_MOVED, max(2, len(self.tracks) // 5)))]]

    def _stretches_of(self, track: int) -> list[int]:
        stretch = self._arrangement.stretch
        return sorted({stretch[talk] for talk in self._members[track]} - {NOWHERE})

    def _empty(self, tracks: Sequence[int], before: dict[int, list[int]]) -> None:
        """Take tracks out of the arrangement, and note what was where."""
        contents = self._arrangement.contents
        leaving = {talk for track in tracks for talk in self._members[track]}
        change = {}
        for stretch in sorted({stretch for track in tracks for stretch in self._stretches_of(track)}):
            before.setdefault(stretch, [*contents[stretch]])
            change[stretch] = [talk for talk in contents[stretch] if talk not in leaving]
        self._arrangement.try_change(change)

    def _place(self, track: int, noise: int, before: dict[int, list[int]]) -> bool:
        """Give a track the cheapest run, and note what was where; whether there is one."""
        for run, places in self._find_cheapest(track, noise):
            change = {
                self._at[period][place]: [*talks]
                for line, place in zip(run.lines, places, strict=True)
                for period, talks in line
            }
            old = {stretch: [*self._arrangement.contents[stretch]] for stretch in change}
            if self._arrangement.try_change(change) is not None:
                for stretch, talks in old.items():
                    before.setdefault(stretch, talks)
                return True
        return False

    def _find_cheapest(self, track: int, noise: int) -> list[tuple[Run, list[int]]]:
        """The runs of a track that seem cheapest, with a set of rooms for each line."""
        taken, surroundings = self._taken(), self._surroundings(track)
        runs = self._runs_of(track)
        cheapest: list[tuple[int, int, list[int]]] = []
        worst = FORBIDDEN
        for number, housed in enumerate(runs):
            if housed.run.price >= worst:
                break
            price = surroundings.price(housed.run)
            rooms = self._find_rooms(housed, taken) if price < worst else None
            if rooms is None:
                continue
            fees, places = rooms
            price += fees + (self._random.randrange(noise + 1) if noise else 0)
            cheapest.append((price, number, places))
            if len(cheapest) >= _PRICED:
                cheapest.sort()
                del cheapest[_PRICED:]
                worst = cheapest[-1][0]
        return [(runs[number].run, places) for _, number, places in sorted(cheapest)]

    def _find_rooms(self, housed: _HousedRun, taken: Mapping[int, int]) -> tuple[int, list[int]] | None:
        """The cheapest free set of rooms for each line of a run, with their price; ``None`` if one has none.

        Args:
            housed: The run.
            taken: The periods in which each set of rooms is taken, as bits.
        """
        rooms_price = self._problem.track_prices.rooms
        total, chosen = -rooms_price, list[int]()
        for periods, places in housed.lines:
            cheapest: list[int] = []
            lowest = 0
            for fee, place in places:
                if cheapest and fee > lowest:
                    break
                if not taken[place] & periods and place not in chosen:
                    cheapest.append(place)
                    lowest = fee
            if not cheapest:
                return None
            several = len(cheapest) > 1
            chosen.append(cheapest[self._random.randrange(len(cheapest))] if several else cheapest[0])
            total += lowest + rooms_price
        return total, chosen

    def _taken(self) -> dict[int, int]:
        """The periods in which each set of rooms is taken, as bits."""
        contents = self._arrangement.contents
        taken = dict.fromkeys(self._places, 0)
        for period, places in enumerate(self._at):
            for place, stretch in places.items():
                if contents[stretch]:
                    taken[place] |= 1 << period
        return taken

    def _surroundings(self, track: int) -> _Surroundings:
        """The content of each period while a track has no place."""
        periods = self._arrangement.use.periods
        together = self._problem.track_prices.together.get(track)
        beside = [0] * len(periods)
        if together:
            beside = [
                sum([together.get(other, 0) * stretches for other, stretches in used.items()])
                for used in periods
            ]
        meetings: dict[tuple[int, int], int] = {}
        for talk in self._members[track] if self._problem.meetings else ():
            for other, price in self._problem.meetings[talk].items():
                stretch = self._arrangement.stretch[other]
                if stretch != NOWHERE:
                    cell = talk, self._period[stretch]
                    meetings[cell] = meetings.get(cell, 0) + price
        return _Surroundings(beside, meetings)


def find_runs(problem: Problem, talks: Sequence[int], at: Sequence[dict[int, int]]) -> list[Run]:
    """The ways to deal talks to consecutive periods, the cheapest first."""
    dealer = _Dealer(problem, talks, at)
    runs: dict[object, Run] = {}
    found_width = 0
    for width in range(1, max(map(len, at), default=0) + 1):
        if found_width and width > max(_WIDEST, found_width):
            break
        if width > 1 and dealer.is_ordered and runs:
            break
        for first in range(len(at)):
            spare = _SPARE
            for last in range(first, len(at)):
                run = dealer.deal(first, last, width)
                if run is not None:
                    found_width = found_width or width
                    runs.setdefault(run.lines, run)
                    spare -= 1
                if spare < 0:
                    break
    return sorted(runs.values(), key=lambda run: (run.price, run.lines))


class _Dealer:
    """Deals the talks of one track to periods."""

    def __init__(self, problem: Problem, talks: Sequence[int], at: Sequence[dict[int, int]]) -> None:
        self._problem = problem
        self._minutes = {talk: problem.talks[talk].minutes for talk in talks}
        stretches = problem.stretches
        self._capacity = [
            max(stretches[stretch].end - stretches[stretch].start for stretch in places.values())
            for places in at
        ]
        self._fees = {talk: [_lowest_fee(problem, talk, places) for places in at] for talk in talks}
        prices = problem.track_prices
        positions = dict.fromkeys(talks, 0)
        if prices.misplaced and prices.positions:
            positions = {talk: prices.positions[talk] for talk in talks}
        self.is_ordered = any(positions.values())
        self._order = sorted(talks, key=lambda talk: (-self._minutes[talk], -self._spread(talk), talk))
        if self.is_ordered:
            taken = {*positions.values()}
            free = iter([number for number in range(1, 2 * len(talks) + 1) if number not in taken])
            rank = {talk: positions[talk] or next(free) for talk in self._order}
            self._order.sort(key=lambda talk: (rank[talk], talk))

    def _spread(self, talk: int) -> int:
        """By how much the periods of a talk differ in price."""
        fees = [fee for fee in self._fees[talk] if fee is not None]
        return max(fees) - min(fees) if fees else 0

    def deal(self, first: int, last: int, width: int) -> Run | None:
        """The talks in some periods and so many rooms; ``None`` if they do not fit, or need less."""
        bins = [(period, room) for period in range(first, last + 1) for room in range(width)]
        free = {place: self._capacity[place[0]] for place in bins}
        if sum(free.values()) < sum(self._minutes.values()):
            return None
        dealt: dict[tuple[int, int], list[int]] = {place: [] for place in bins}
        price = 0
        at = 0
        for talk in self._order:
            minutes, fees = self._minutes[talk], self._fees[talk]
            best: tuple[int, int, int] | None = None
            for number in range(at, len(bins)):
                place = bins[number]
                fee = fees[place[0]]
                if fee is None or free[place] < minutes:
                    continue
                choice = (fee, 0 if self.is_ordered else -len(dealt[place]), number)
                if best is None or choice < best:
                    best = choice
                if self.is_ordered:
                    break
            if best is None:
                return None
            fee, _, number = best
            at = number if self.is_ordered else 0
            dealt[bins[number]].append(talk)
            free[bins[number]] -= minutes
            price += fee
        if not self._fill_empty(dealt, bins):
            return None
        return self._run(dealt, price, width)

    def _fill_empty(self, dealt: dict[tuple[int, int], list[int]], bins: Sequence[tuple[int, int]]) -> bool:
        """Give every period a talk, in its first room; whether that can be done."""
        for number, place in enumerate(bins):
            if place[1] or dealt[place]:
                continue
            if self.is_ordered:
                # The last talks of the period before go on into this one.
                before = dealt[bins[number - 1]] if number else []
                if len(before) < 2:
                    return False
                dealt[place].append(before.pop())
                continue
            givers = [other for other in bins if len(dealt[other]) > 1]
            fitting = [
                (other, talk)
                for other in givers
                for talk in dealt[other]
                if self._fees[talk][place[0]] is not None and self._minutes[talk] <= self._capacity[place[0]]
            ]
            if not fitting:
                return False
            other, talk = min(
                fitting,
                key=lambda item: ((self._fees[item[1]][place[0]] or 0), self._minutes[item[1]], item[1]),
            )
            dealt[other].remove(talk)
            dealt[place].append(talk)
        return True

    def _run(self, dealt: dict[tuple[int, int], list[int]], price: int, width: int) -> Run:
        prices = self._problem.track_prices
        lines = []
        for room in range(width):
            line = tuple(
                (place[0], tuple(talks)) for place, talks in dealt.items() if place[1] == room and talks
            )
            if line:
                lines.append(line)
        used = sum(map(len, lines))
        price = sum(self._fees[talk][place[0]] or 0 for place, talks in dealt.items() for talk in talks)
        return Run(price + prices.parallel * (used - len(lines[0])), tuple(lines))


def _lowest_fee(problem: Problem, talk: int, places: dict[int, int]) -> int | None:
    """The lowest price of a talk in a period; ``None`` if it cannot be there."""
    options = problem.options[talk]
    fees = [
        sum(price for _, price in options[stretch].fees) for stretch in places.values() if stretch in options
    ]
    return min(fees, default=None)

"""Neighbourhoods of tracks in periods, for problems in which a stretch takes talks of one track only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from random import Random

from eventkit.planning.arrangement import Arrangement
from eventkit.planning.neighbourhood_search import Neighbourhood, Step, StrategyChoice
from eventkit.planning.pair_prices import PairPrices
from eventkit.planning.problem import FORBIDDEN, NOWHERE
from eventkit.planning.talk_models import Frame, build_talk_model, possible_starts
from eventkit.planning.track_models import Fixed, TrackGrid, TrackModel, TrackPlan, build_track_model

_PARALLEL_LIMITS = (1, 2, 8)
"""The numbers of stretches of a period that a track may use: a step draws one. Fewer are solved faster."""

_PERIODS_LIMIT = 12
"""With more periods than this, tracks are free only in some of them around one track."""

_PLATEAU_SHARE = 0.4
"""The share of steps in which stretches have a small random price, so that equal plans are walked through."""

_SCALE = 64
"""By how much true prices are multiplied then."""

_NOISY = 24
"""The number of stretches that have a random price."""

_DEAR = 2000
"""The price of a track above which it is not chosen more often."""

Free = Mapping[int, Collection[int]]
"""The free periods of free tracks."""


class TrackNeighbourhoods:
    """Neighbourhoods of an arrangement by tracks and periods."""

    def __init__(self, arrangement: Arrangement, grid: TrackGrid, random: Random) -> None:
        self._arrangement = arrangement
        self._grid = grid
        self._random = random
        self._tracks = sorted(grid.members)
        self._periods = range(len(grid.minutes))
        self._related = _related_tracks(grid)
        self._strategy = StrategyChoice(random)
        self._pairs = PairPrices(grid.problem)

    def all(self) -> list[Neighbourhood]:
        """All of them."""
        tracks, periods = len(self._tracks), len(self._periods)
        rooms = max((len(stretches) for stretches in self._grid.stretches), default=0)
        few = max(3, tracks // 8)
        by_tracks = {
            "tracks": self._any_tracks,
            "dear tracks": self._dear_tracks,
            "related tracks": self._related_to_one,
            "tracks at one time": self._beside_one,
        }
        found = [
            Neighbourhood(name, partial(self._improve, choose), min(few, tracks), min(2, tracks), tracks)
            for name, choose in by_tracks.items()
        ]
        found += [
            Neighbourhood("rooms", partial(self._improve, self._in_rooms), min(2, rooms), 1, rooms),
            Neighbourhood(
                "periods", partial(self._improve, self._in_periods), min(2, periods), min(2, periods), periods
            ),
            Neighbourhood("talks", self._move_talks, 1, 1, 1),
            Neighbourhood("rooms of tracks", self._change_rooms, tracks, min(2, tracks), tracks),
        ]
        if any(self._grid.problem.pairs):
            found.append(Neighbourhood("order", self._reorder, 1, 1, periods))
        return found

    def _improve(self, choose: Callable[[TrackPlan, int], Free], size: int, effort: float) -> Step | None:
        plan = TrackPlan.of(self._arrangement)
        free = choose(plan, size)
        if not free:
            return None
        return self._solve(plan, self._limit_periods(plan, free), effort)

    def _move_talks(self, _: int, effort: float) -> Step | None:
        """Tracks stay where they are; their talks change places among these."""
        plan = TrackPlan.of(self._arrangement)
        free: dict[int, list[int]] = {}
        for track, period in plan.uses:
            free.setdefault(track, []).append(period)
        return self._solve(plan, free, effort, Fixed.STRETCHES)

    def _change_rooms(self, size: int, effort: float) -> Step | None:
        """Talks stay in their periods; tracks change rooms in these."""
        plan = TrackPlan.of(self._arrangement)
        chosen = {*self._random.sample(self._tracks, size)}
        free: dict[int, list[int]] = {}
        for track, period in plan.uses:
            if track in chosen:
                free.setdefault(track, []).append(period)
        return self._solve(plan, free, effort, Fixed.PERIODS) if free else None

    def _reorder(self, size: int, effort: float) -> Step | None:
        """Talks change their order within their stretches; tracks with positions stay as they are."""
        arrangement, problem = self._arrangement, self._grid.problem
        chosen = {*self._random.sample(self._periods, size)}
        stretches = {
            stretch: talks
            for stretch, talks in enumerate(arrangement.contents)
            if talks
            and problem.periods[stretch] in chosen
            and problem.talks[talks[0]].track not in self._grid.ordered
            and any(problem.pairs[talk] for talk in talks)
        }
        home = {talk: stretch for stretch, talks in stretches.items() for talk in talks}
        if not home:
            return None
        before, price = arrangement.copy_contents(), arrangement.price
        if arrangement.try_change({stretch: [] for stretch in stretches}) is None:
            return None

        def price_at(talk: int, stretch: int, start: int) -> int:
            return arrangement.price_at(talk, stretch, start) if home[talk] == stretch else FORBIDDEN

        frame = Frame(price_at, arrangement.tracks_in, arrangement.rooms_of, arrangement.starts_of)
        starts = {stretch: possible_starts(problem, stretch, talks) for stretch, talks in stretches.items()}
        made = build_talk_model(self._pairs, frame, sorted(home), starts, can_leave_out=False)
        made.hint({talk: (stretch, start) for stretch in stretches for talk, start in before[stretch]})
        answer = self._strategy.solve(made.model, effort)
        contents: dict[int, list[int]] = {stretch: [] for stretch in stretches} | made.read(answer)
        if answer.values is None or arrangement.try_change(contents) is None or arrangement.price > price:
            arrangement.restore(before)
        return Step(answer.effort, answer.is_optimal)

    def _solve(self, plan: TrackPlan, free: Free, effort: float, fixed: Fixed | None = None) -> Step:
        limit = self._random.choice(_PARALLEL_LIMITS)
        made = build_track_model(self._grid, plan, free, parallel_limit=limit, fixed=fixed)
        if self._random.random() < _PLATEAU_SHARE:
            self._add_noise(made)
        answer = self._strategy.solve(made.model, effort)
        if answer.values is not None:
            take_over(self._arrangement, self._grid, made.read(answer, self._grid, plan))
        return Step(answer.effort, answer.is_optimal)

    def _add_noise(self, made: TrackModel) -> None:
        uses = [*made.uses.values()]
        made.model.scale_prices(_SCALE)
        for literal in self._random.sample(uses, min(_NOISY, len(uses))):
            made.model.add_price(self._random.choice((-1, 1)), literal)

    def _limit_periods(self, plan: TrackPlan, free: Free) -> Free:
        """With many periods, those around the first track, and tracks that are within them instead."""
        if len(self._periods) <= _PERIODS_LIMIT or len(free) == len(self._tracks):
            return free
        first, *others = free
        span = self._span(plan, first)
        if not span:
            return free
        width = max(_PERIODS_LIMIT - 2, span[-1] - span[0] + 5)
        earliest = span[0] - self._random.randint(0, max(width - (span[-1] - span[0] + 1), 0))
        low = max(min(earliest, len(self._periods) - width), 0)
        window = range(low, min(low + width, len(self._periods)))
        inside = [
            track
            for track in self._tracks
            if track != first
            and (used := self._span(plan, track))
            and used[0] in window
            and used[-1] in window
        ]
        self._random.shuffle(inside)
        chosen = [track for track in others if track in inside]
        chosen += [track for track in inside if track not in chosen]
        return dict.fromkeys([first, *chosen[: len(free) - 1]], window)

    @staticmethod
    def _span(plan: TrackPlan, track: int) -> list[int]:
        return sorted(period for owner, period in plan.uses if owner == track)

    # Which tracks, in which periods

    def _whole(self, tracks: Iterable[int]) -> Free:
        return dict.fromkeys(tracks, self._periods)

    def _any_tracks(self, _: TrackPlan, size: int) -> Free:
        return self._whole(self._random.sample(self._tracks, size))

    def _dear_tracks(self, _: TrackPlan, size: int) -> Free:
        """Tracks that cost much, and others."""
        prices = track_prices(self._arrangement, self._grid)
        dear = sorted(
            (track for track in self._tracks if prices[track] > 0),
            key=lambda track: -((min(prices[track], _DEAR)) ** 0.5) * self._random.random(),
        )[: max(size // 2, 1)]
        return self._whole(self._filled(dear, size))

    def _related_to_one(self, _: TrackPlan, size: int) -> Free:
        """A track that costs something, those that cost something beside it, and those beside these."""
        found = [self._start()]
        near = [*self._related[found[0]]]
        self._random.shuffle(near)
        while near and len(found) < size:
            track = near.pop()
            if track not in found:
                found.append(track)
                further = [*self._related[track]]
                self._random.shuffle(further)
                near += further[:3]
        return self._whole(self._filled(found, size))

    def _beside_one(self, plan: TrackPlan, size: int) -> Free:
        """A track that costs something, and tracks in its periods or next to them."""
        first = self._start()
        span = self._span(plan, first)
        around = {near for period in span for near in (period - 1, period, period + 1)}
        beside = sorted({track for track, period in plan.uses if period in around} - {first})
        self._random.shuffle(beside)
        return self._whole(self._filled([first, *beside[: size - 1]], size))

    def _in_rooms(self, plan: TrackPlan, size: int) -> Free:
        """The tracks that use some rooms, one of them of a track that costs something."""
        stretches = self._grid.problem.stretches
        places = sorted({stretch.place for stretch in stretches})
        first = self._start()
        own = [
            stretches[stretch].place
            for period in self._span(plan, first)
            for stretch in plan.stretches(first, period)
        ]
        rooms = {self._random.choice(own)} if own else set()
        rooms.update(self._random.sample(places, min(size, len(places))))
        tracks = sorted(
            {
                track
                for (track, _), used in plan.uses.items()
                if any(stretches[stretch].place in rooms for stretch in used)
            }
        )
        most = max(24, len(self._tracks) // 2)
        return self._whole(self._random.sample(tracks, most) if len(tracks) > most else tracks)

    def _in_periods(self, _: TrackPlan, size: int) -> Free:
        """All tracks in some periods, mostly in consecutive ones."""
        if self._random.random() < 0.6:
            first = self._random.randrange(len(self._periods) - size + 1)
            chosen = [*range(first, first + size)]
        else:
            chosen = sorted(self._random.sample(self._periods, size))
        return dict.fromkeys(self._tracks, chosen)

    def _start(self) -> int:
        prices = track_prices(self._arrangement, self._grid)
        return self._random.choice([track for track in self._tracks if prices[track] > 0] or self._tracks)

    def _filled(self, tracks: list[int], size: int) -> list[int]:
        """Tracks and others at random, up to a number."""
        others = [track for track in self._tracks if track not in tracks]
        return [*tracks, *self._random.sample(others, max(min(size - len(tracks), len(others)), 0))]


def track_prices(arrangement: Arrangement, grid: TrackGrid) -> dict[int, int]:
    """About what each track costs: what two tracks or talks cost each other counts for both."""
    problem, prices = grid.problem, grid.problem.track_prices
    plan = TrackPlan.of(arrangement)
    costs = dict.fromkeys(grid.members, 0)
    rooms: dict[int, set[int]] = {}
    periods: dict[int, list[int]] = {}
    for (track, period), stretches in plan.uses.items():
        costs[track] += sum(prices.fees.get((track, stretch), 0) for stretch in stretches)
        costs[track] += prices.parallel * (len(stretches) - 1)
        rooms.setdefault(track, set()).update(problem.stretches[stretch].place for stretch in stretches)
        periods.setdefault(track, []).append(period)
        for other, price in prices.together.get(track, {}).items():
            costs[track] += price * len(stretches) * len(plan.stretches(other, period))
    for track, used in periods.items():
        costs[track] += prices.rooms * (len(rooms[track]) - 1)
        if max(used) - min(used) + 1 != len(used):
            costs[track] += prices.broken
    for talk, period in enumerate(plan.periods):
        track = problem.talks[talk].track
        if period == NOWHERE:
            costs[track] += problem.talks[talk].left_out
            continue
        costs[track] += grid.fees[talk].get(period, 0)
        for other, price in grid.meetings[talk].items():
            costs[track] += price * (
                plan.periods[other] == period and arrangement.stretch[other] != arrangement.stretch[talk]
            )
    for track in grid.ordered:
        if arrangement.misplaced_talks(track):
            costs[track] += prices.misplaced
    return costs


def _related_tracks(grid: TrackGrid) -> dict[int, list[int]]:
    """For each track, those that may cost something beside it."""
    related: dict[int, set[int]] = {track: set() for track in grid.members}
    for talk, others in enumerate(grid.meetings):
        track = grid.problem.talks[talk].track
        related[track].update(grid.problem.talks[other].track for other in others)
    for track, others in grid.problem.track_prices.together.items():
        related.setdefault(track, set()).update(others)
    return {track: sorted((others & grid.members.keys()) - {track}) for track, others in related.items()}


def take_over(arrangement: Arrangement, grid: TrackGrid, plan: TrackPlan) -> bool:
    """Arrange as in a plan, unless that is dearer or not possible; whether it was done."""
    before, price = arrangement.copy_contents(), arrangement.price
    contents = contents_of(grid, plan)
    if contents is None:
        return False
    change = {
        stretch: talks
        for stretch, talks in contents.items()
        if talks != [talk for talk, _ in before[stretch]]
    }
    if not change:
        return True
    delta = arrangement.try_change(change)
    if delta is not None and arrangement.price > price:
        arrangement.revert()
        return False
    return delta is not None


def contents_of(grid: TrackGrid, plan: TrackPlan) -> dict[int, list[int]] | None:
    """The talks of every stretch in a plan, in order; ``None`` if they do not fit."""
    talks_in: dict[tuple[int, int], list[int]] = {}
    for talk, period in enumerate(plan.periods):
        if period != NOWHERE:
            talks_in.setdefault((grid.problem.talks[talk].track, period), []).append(talk)
    contents: dict[int, list[int]] = {stretch: [] for stretches in grid.stretches for stretch in stretches}
    before: dict[int, int] = {}
    for (track, period), talks in sorted(talks_in.items()):
        packed = pack(grid, talks, plan.stretches(track, period), grid.minutes[period])
        if packed is None:
            return None
        for stretch, there in sorted(packed.items()):
            first = before.get(track, 0) + 1
            contents[stretch] = in_positions(grid, there, first) if track in grid.ordered else there
            before[track] = first - 1 + len(there)
    return contents


def in_positions(grid: TrackGrid, talks: Iterable[int], first: int) -> list[int]:
    """Talks in an order in which as many as possible are at their position, the first at a given one."""
    waiting = sorted(talks, key=lambda talk: (grid.positions[talk] or len(grid.positions), talk))
    last = first + len(waiting) - 1
    by_position = {
        position: talk for talk in reversed(waiting) if first <= (position := grid.positions[talk]) <= last
    }
    others = iter([talk for talk in waiting if talk not in by_position.values()])
    return [
        by_position[position] if position in by_position else next(others)
        for position in range(first, last + 1)
    ]


def pack(
    grid: TrackGrid, talks: list[int], stretches: tuple[int, ...], minutes: int
) -> dict[int, list[int]] | None:
    """Talks of a track in stretches of one period, in order of position; ``None`` if they do not fit.

    Talks that cost something in two stretches share one, as far as a search of a few thousand steps finds.
    """
    order = sorted(talks, key=lambda talk: (grid.positions[talk] or len(grid.positions), talk))
    if len(stretches) == 1:
        return {stretches[0]: order} if _length(grid, order) <= minutes else None
    best: tuple[int, dict[int, list[int]]] | None = None
    longest = sorted(talks, key=lambda talk: (-grid.problem.talks[talk].minutes, talk))
    steps = 0

    def extend(number: int, packed: dict[int, list[int]], price: int) -> None:
        nonlocal best, steps
        steps += 1
        if steps > 3000 or (best is not None and price >= best[0]):
            return
        if number == len(longest):
            if all(packed.values()):
                best = (price, {stretch: [*there] for stretch, there in packed.items()})
            return
        talk = longest[number]
        choices = []
        for stretch in stretches:
            there = packed[stretch]
            if _length(grid, [*there, talk]) <= minutes:
                apart = sum(
                    grid.meetings[talk].get(other, 0)
                    for elsewhere, others in packed.items()
                    if elsewhere != stretch
                    for other in others
                )
                fee = grid.room_fees.get((talk, stretch), 0)
                choices.append((apart + fee, bool(there), -_length(grid, there), stretch))
        for added, _, _, stretch in sorted(choices):
            packed[stretch].append(talk)
            extend(number + 1, packed, price + added)
            packed[stretch].pop()

    extend(0, {stretch: [] for stretch in stretches}, 0)
    if best is None:
        return None
    return {stretch: [talk for talk in order if talk in there] for stretch, there in best[1].items()}


def _length(grid: TrackGrid, talks: Iterable[int]) -> int:
    return sum(grid.problem.talks[talk].minutes for talk in talks)

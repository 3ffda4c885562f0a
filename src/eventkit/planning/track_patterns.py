"""First arrangements by patterns: each track is a run of consecutive periods, and a solver chooses the runs.

A pattern is a run with the talks dealt to its periods. One pattern for each track is chosen so that no period
needs more stretches than it has. Nor does it need more cheap ones: tracks that find only some stretches cheap
need no more than these, or pay what others cost (Hall's condition for each level of price). Then each line of
a pattern, which is its stretches in one room, gets a room: a list colouring of intervals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from eventkit.planning.arrangement import Arrangement
from eventkit.planning.integer_model import IntegerModel
from eventkit.planning.problem import Problem
from eventkit.planning.track_models import TrackGrid
from eventkit.planning.track_runs import Run, find_runs

_PATTERNS_LIMIT = 120
"""The number of patterns of a track, the cheapest first."""

_LEVELS = (1, 10, 100, 1_000, 10_000, 100_000)
"""Prices of stretches at which more of them become cheap enough."""

Line = tuple[int, tuple[tuple[int, tuple[int, ...]], ...]]
"""A track, and the talks of one of its lines by period."""


def arrange_in_patterns(grid: TrackGrid, effort: float, seed: int) -> tuple[Arrangement | None, float]:
    """The arrangement of the cheapest patterns that were found, if any, and the effort it took."""
    problem = grid.problem
    at = [
        {problem.stretches[stretch].place: stretch for stretch in stretches} for stretches in grid.stretches
    ]
    runs = {
        track: find_runs(problem, talks, at)[:_PATTERNS_LIMIT]
        for track, talks in sorted(grid.members.items())
    }
    if not all(runs.values()):
        return None, 0.0
    random = Random(seed)  # noqa: S311 - it chooses, it hides nothing
    patterns = _PatternModel(grid, runs)
    answer = patterns.model.solve(effort / 2, random.randrange(2**31))
    if answer.values is None:
        return None, answer.effort
    lines = [*patterns.read(answer.values)]
    contents, spent = _give_rooms(grid, at, lines, effort / 2, random.randrange(2**31))
    arrangement = Arrangement(problem)
    if contents is None or arrangement.try_change(contents) is None:
        return None, answer.effort + spent
    return arrangement, answer.effort + spent


class _PatternModel:
    """Chooses a pattern for each track."""

    def __init__(self, grid: TrackGrid, runs: Mapping[int, Sequence[Run]]) -> None:
        self.grid = grid
        self.runs = runs
        self.model = IntegerModel()
        self.literals = {
            track: [self.model.add_literal(self._price(run)) for run in patterns]
            for track, patterns in runs.items()
        }
        # The stretches that each pattern needs in each period, by track.
        self.needs: list[dict[int, list[tuple[int, int]]]] = [{} for _ in grid.minutes]
        for track, literals in self.literals.items():
            self.model.require_one(literals)
            for literal, run in zip(literals, runs[track], strict=True):
                for period, width in _widths(run).items():
                    self.needs[period].setdefault(track, []).append((width, literal))
        self._limit_stretches()
        self._price_tracks_together()

    def _price(self, run: Run) -> int:
        """The price of a run in the cheapest rooms that it could have, those of other tracks aside."""
        return run.price + self.grid.problem.track_prices.rooms * (len(run.lines) - 1)

    def _limit_stretches(self) -> None:
        fees = self.grid.problem.track_prices.fees
        for period, needs in enumerate(self.needs):
            stretches = self.grid.stretches[period]
            self.model.limit([term for terms in needs.values() for term in terms], most=len(stretches))
            for level in _LEVELS:
                cheap = {
                    track: frozenset(
                        stretch for stretch in stretches if fees.get((track, stretch), 0) < level
                    )
                    for track in needs
                }
                for chosen in {*cheap.values()}:
                    terms = [
                        term for track, found in cheap.items() if found <= chosen for term in needs[track]
                    ]
                    if len(chosen) < len(stretches) and terms:
                        dearer = self.model.add_integer(0, len(stretches), level)
                        self.model.limit([*terms, (-1, dearer)], most=len(chosen))

    def _price_tracks_together(self) -> None:
        for needs in self.needs:
            for track, others in self.grid.problem.track_prices.together.items():
                for other, price in others.items():
                    if track < other and track in needs and other in needs:
                        both = self.model.add_literal(price)
                        terms = [(1, literal) for one in (track, other) for _, literal in needs[one]]
                        self.model.limit([*terms, (-1, both)], most=1)

    def read(self, values: Sequence[int]) -> Iterator[Line]:
        """The lines of the patterns that were chosen."""
        for track, literals in self.literals.items():
            for literal, run in zip(literals, self.runs[track], strict=True):
                if values[literal]:
                    yield from ((track, line) for line in run.lines)


def _widths(run: Run) -> dict[int, int]:
    """The number of stretches that a run needs in each period."""
    widths: dict[int, int] = {}
    for line in run.lines:
        for period, _ in line:
            widths[period] = widths.get(period, 0) + 1
    return widths


def _give_rooms(
    grid: TrackGrid, at: Sequence[Mapping[int, int]], lines: Sequence[Line], effort: float, seed: int
) -> tuple[dict[int, list[int]] | None, float]:
    """The talks of each stretch with one room for each line; ``None`` if none was found."""
    problem: Problem = grid.problem
    fees = problem.track_prices.fees
    model = IntegerModel()
    rooms: list[dict[int, int]] = []
    taken: dict[int, list[int]] = {}
    for track, line in lines:
        places = set.intersection(*({*at[period]} for period, _ in line))
        literals = {}
        for place in sorted(places):
            stretches = [at[period][place] for period, _ in line]
            if all(
                stretch in problem.options[talk]
                for stretch, (_, there) in zip(stretches, line, strict=True)
                for talk in there
            ):
                literals[place] = model.add_literal(
                    sum(fees.get((track, stretch), 0) for stretch in stretches)
                    + sum(
                        grid.room_fees.get((talk, stretch), 0)
                        for stretch, (_, there) in zip(stretches, line, strict=True)
                        for talk in there
                    )
                )
                for stretch in stretches:
                    taken.setdefault(stretch, []).append(literals[place])
        model.require_one(literals.values())
        rooms.append(literals)
    for found in taken.values():
        model.allow_one(found)
    answer = model.solve(effort, seed)
    if answer.values is None:
        return None, answer.effort
    contents: dict[int, list[int]] = {}
    for (_, line), literals in zip(lines, rooms, strict=True):
        place = next(place for place, literal in literals.items() if answer.values[literal])
        for period, there in line:
            contents[at[period][place]] = [*there]
    return contents, answer.effort

"""Neighbourhoods of talks: a few stretches are emptied, and filled anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from random import Random

from eventkit.planning.arrangement import Arrangement
from eventkit.planning.neighbourhood_search import Neighbourhood, Step, StrategyChoice
from eventkit.planning.pair_prices import PairPrices
from eventkit.planning.problem import NOWHERE
from eventkit.planning.talk_models import Frame, build_talk_model, possible_starts

_SMALLEST, _FIRST, _LARGEST = 2, 4, 14
"""The number of stretches of a neighbourhood."""

_TALKS_LIMIT = 60
"""The number of talks that are free at a time."""

_WAITING_LIMIT = 6
"""The number of talks without a place that are free at a time."""


class TalkNeighbourhoods:
    """Neighbourhoods of an arrangement by stretches."""

    def __init__(self, arrangement: Arrangement, pairs: PairPrices, random: Random) -> None:
        self._arrangement = arrangement
        self._pairs = pairs
        self._random = random
        self._strategy = StrategyChoice(random)
        self._problem = arrangement.problem
        self._frame = Frame(
            arrangement.price_at, arrangement.tracks_in, arrangement.rooms_of, arrangement.starts_of
        )
        usable = {stretch for options in self._problem.options for stretch in options}
        self._usable = sorted(usable)
        self._tracks = sorted({talk.track for talk in self._problem.talks} - {NOWHERE})

    def all(self) -> list[Neighbourhood]:
        """All of them; none if there is nothing to arrange."""
        count = len(self._usable)
        choices: dict[str, Callable[[int], list[int]]] = {
            "near a talk": self._near_talk,
            "of a track": self._of_track,
            "at one time": self._at_one_time,
            "for a talk without a place": self._for_waiting,
            "anywhere": self._anywhere,
        }
        if not count:
            return []
        return [
            Neighbourhood(
                name,
                partial(self._improve, choose),
                size=min(_FIRST, count),
                smallest=min(_SMALLEST, count),
                largest=min(_LARGEST, count),
            )
            for name, choose in choices.items()
        ]

    def _improve(self, choose: Callable[[int], list[int]], size: int, effort: float) -> Step | None:
        """Empty some stretches and fill them anew."""
        arrangement = self._arrangement
        free = choose(size)
        before, price = arrangement.copy_contents(), arrangement.price
        now = {talk: (stretch, start) for stretch in free for talk, start in before[stretch]}
        waiting = self._waiting(free)
        talks = sorted([*now, *waiting])
        if not talks or arrangement.try_change({stretch: [] for stretch in free}) is None:
            return None
        starts = {
            stretch: sorted(
                {
                    *possible_starts(self._problem, stretch, talks),
                    *(start for index, start in now.values() if index == stretch),
                }
            )
            for stretch in sorted(free)
        }
        made = build_talk_model(self._pairs, self._frame, talks, starts, can_leave_out=bool(waiting))
        made.hint(now)
        answer = self._strategy.solve(made.model, effort)
        contents: dict[int, list[int]] = {stretch: [] for stretch in free} | made.read(answer)
        if answer.values is None or arrangement.try_change(contents) is None or arrangement.price > price:
            arrangement.restore(before)
        return Step(answer.effort, answer.is_optimal)

    def _waiting(self, free: list[int]) -> list[int]:
        """Talks without a place that may be in one of some stretches."""
        options = self._problem.options
        waiting = [talk for talk in self._arrangement.left_out if not options[talk].keys().isdisjoint(free)]
        return self._random.sample(waiting, min(len(waiting), _WAITING_LIMIT))

    # Which stretches

    def _near_talk(self, size: int) -> list[int]:
        """The stretch of a talk, and others where it could be or where its partners are."""
        stretches = self._arrangement.stretch
        placed = [talk for talk, stretch in enumerate(stretches) if stretch != NOWHERE]
        if not placed:
            return []
        talk = self._random.choice(placed)
        near = [*self._of_partners(talk), *self._problem.options[talk]]
        self._random.shuffle(near)
        return self._first([stretches[talk], *near], size)

    def _of_partners(self, talk: int) -> list[int]:
        stretches = (self._arrangement.stretch[other] for other in sorted(self._pairs.partners(talk)))
        return [stretch for stretch in stretches if stretch != NOWHERE]

    def _of_track(self, size: int) -> list[int]:
        """Stretches of the talks of a track, and others at random."""
        if not self._tracks:
            return []
        track = self._random.choice(self._tracks)
        stretches = [
            stretch
            for talk, stretch in zip(self._problem.talks, self._arrangement.stretch, strict=True)
            if talk.track == track and stretch != NOWHERE
        ]
        self._random.shuffle(stretches)
        return self._first([*[*dict.fromkeys(stretches)][: max(size - 1, 1)], *self._shuffled()], size)

    def _at_one_time(self, size: int) -> list[int]:
        """Stretches that begin at about one time."""
        stretches = self._problem.stretches
        around = stretches[self._random.choice(self._usable)].start
        return self._first(
            sorted(self._shuffled(), key=lambda stretch: abs(stretches[stretch].start - around)), size
        )

    def _for_waiting(self, size: int) -> list[int]:
        """Stretches where a talk without a place could be, and those of its partners."""
        waiting = [talk for talk in self._arrangement.left_out if self._problem.options[talk]]
        if not waiting:
            return []
        talk = self._random.choice(waiting)
        options = [*self._problem.options[talk]]
        self._random.shuffle(options)
        return self._first([*options[: size // 2 + 1], *self._of_partners(talk), *options], size)

    def _anywhere(self, size: int) -> list[int]:
        return self._first(self._shuffled(), size)

    def _shuffled(self) -> list[int]:
        return self._random.sample(self._usable, len(self._usable))

    def _first(self, stretches: Iterable[int], size: int) -> list[int]:
        """The first few of some stretches, each once, with not too many talks."""
        return [*self._limited(dict.fromkeys(stretches), size)]

    def _limited(self, stretches: Iterable[int], size: int) -> Iterator[int]:
        talks = 0
        for number, stretch in enumerate(stretches):
            talks += len(self._arrangement.contents[stretch])
            if number >= size or (number and talks > _TALKS_LIMIT):
                return
            yield stretch

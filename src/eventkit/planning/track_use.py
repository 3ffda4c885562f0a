"""The stretches that tracks use, with the price of it updated whenever a talk comes or goes."""

from __future__ import annotations

from collections import Counter

from eventkit.planning.problem import Problem


class TrackUse:
    """The stretches that each track uses.

    Attributes:
        stretches: For each stretch, the number of talks of each track in it.
        periods: For each period, the number of stretches that each track uses.
        price: The price of it.
    """

    def __init__(self, problem: Problem) -> None:
        """The use of stretches by no track."""
        self._prices = problem.track_prices
        self._period = problem.periods
        self._place = [stretch.place for stretch in problem.stretches]
        self._together = {track: [*others.items()] for track, others in problem.track_prices.together.items()}
        self.stretches: list[dict[int, int]] = [{} for _ in problem.stretches]
        self.periods: list[dict[int, int]] = [{} for _ in {*problem.periods}]
        self._mask: Counter[int] = Counter()
        self._rooms: dict[int, dict[int, int]] = {}
        self.price = 0

    def add(self, track: int, stretch: int) -> int:
        """A talk of a track comes to a stretch; the difference in price."""
        talks = self.stretches[stretch]
        count = talks.get(track, 0)
        talks[track] = count + 1
        return 0 if count else self._enter(track, stretch)

    def remove(self, track: int, stretch: int) -> int:
        """A talk of a track leaves a stretch; the difference in price."""
        talks = self.stretches[stretch]
        count = talks[track]
        if count > 1:
            talks[track] = count - 1
            return 0
        del talks[track]
        return self._leave(track, stretch)

    def price_of_use(self, track: int, stretch: int) -> int:
        """The price of using one more stretch: its fee, and the tracks beside it."""
        used = self.periods[self._period[stretch]]
        price = self._prices.fees.get((track, stretch), 0)
        for other, amount in self._together.get(track, ()):
            if other in used:
                price += amount * used[other]
        return price

    def _enter(self, track: int, stretch: int) -> int:
        prices, period = self._prices, self._period[stretch]
        price = self.price_of_use(track, stretch)
        used = self.periods[period]
        count = used.get(track, 0)
        used[track] = count + 1
        if count:
            price += prices.parallel
        elif prices.broken:
            before = self._mask[track]
            self._mask[track] = after = before | 1 << period
            price += prices.broken * (_is_broken(after) - _is_broken(before))
        if prices.rooms:
            rooms = self._rooms.setdefault(track, {})
            place = self._place[stretch]
            if place not in rooms and rooms:
                price += prices.rooms
            rooms[place] = rooms.get(place, 0) + 1
        self.price += price
        return price

    def _leave(self, track: int, stretch: int) -> int:
        prices, period = self._prices, self._period[stretch]
        used = self.periods[period]
        count = used[track]
        price = 0
        if count > 1:
            used[track] = count - 1
            price -= prices.parallel
        else:
            del used[track]
            if prices.broken:
                before = self._mask[track]
                self._mask[track] = after = before & ~(1 << period)
                price += prices.broken * (_is_broken(after) - _is_broken(before))
        if prices.rooms:
            rooms = self._rooms[track]
            place = self._place[stretch]
            if rooms[place] > 1:
                rooms[place] -= 1
            else:
                del rooms[place]
                if rooms:
                    price -= prices.rooms
        price -= self.price_of_use(track, stretch)
        self.price += price
        return price


def _is_broken(periods: int) -> bool:
    """True if some periods, as bits, are not consecutive."""
    return bool((periods + (periods & -periods)) & periods)

"""The search for a repair: annealing of the places of all units at once, and what the checker objects to.

A step puts a unit on one of its places; who is in the way goes to a cheap free place of its own at once. The
cost is one number, so that an aim is a choice of weights. What the checker finds wrong is forbidden,
and the search goes on from there: no rule is written twice, save clashes of rooms and people, for speed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from math import inf, log
from random import Random

from eventkit.findings import Finding
from eventkit.model import RoomId
from eventkit.planning.repair.places import LETTER, Place, Unit, UnitPlaces
from eventkit.planning.repair.repair_costs import LOST

_STEPS, _LEAST_STEPS = 900, 8_000
"""The steps for each unit that is affected, and the least."""

_HEAT, _COLD = 15 * LETTER, LETTER // 500
"""The rise that is accepted often at first, and in the end; `AimWeights.move` raises the first."""

_DISPLACED_LIMIT = 2  # the most units that one step displaces
_GATHERED_EVERY = 16  # after how many steps all talks of a track in a room are sent to another one at once

_WATCHED_EVERY = 256

Watch = Callable[[int, int], bool]
"""Receives the steps done and their number; returns whether to continue."""


class RepairSearch:
    """The units at their places, and what it costs in points."""

    def __init__(self, places: UnitPlaces, affected: Iterable[Unit], seed: int = 0) -> None:
        self.places = places
        self.affected = [*affected]
        self.at: dict[Unit, Place | None] = {}
        self.total = 0
        self.steps = 0
        self.is_stopped = False
        weights = places.costs.weights
        self._heat = max(_HEAT, round(LETTER * max(weights.move, weights.room, 60 * weights.minute) / 3))
        self._track_room = round(weights.track_room * LETTER)
        self._random = Random(seed)  # noqa: S311 - it chooses, it hides nothing
        self._cost: dict[Unit, int] = {}
        self._taken: defaultdict[tuple[str, int], list[tuple[int, int, Unit]]] = defaultdict(list)
        self._track_rooms: defaultdict[tuple[str, int, RoomId], int] = defaultdict(int)
        self._log: list[tuple[Unit, Place | None, int]] = []
        self._forbidden: set[tuple[Unit, Place]] = set()
        self._excluded: defaultdict[tuple[Unit, Place], set[tuple[Unit, Place]]] = defaultdict(set)
        # Talks that move are never beside a plenary or a break; where these stay, no place is.
        self._for_everyone = [unit for *_, unit in places.for_everyone if unit.is_affected]
        waiting = {*self.affected}
        for unit in places.units.values():
            self.at[unit], self._cost[unit] = None, 0
            if unit not in waiting and unit.home is not None:
                self._put(unit, unit.home, 0)
        for unit in self.affected:
            for other in unit.broken:
                if unit.home is not None and other.home is not None:
                    self._excluded[unit, unit.home].add((other, other.home))
        self.total = 0  # the rooms of tracks as they are without the affected cost nothing
        for unit in self.affected:
            self._cost[unit] = self._price_of_loss(unit)
            self.total += self._cost[unit]
        self._log.clear()

    @staticmethod
    def _price_of_loss(unit: Unit) -> int:
        return LOST * LETTER * unit.people

    def displaced(self) -> Iterator[Unit]:
        return (unit for unit, place in self.at.items() if place is not unit.home)

    def is_free(self, unit: Unit, place: Place) -> bool:
        """True if nothing is in the way of a unit at a place."""
        return (unit, place) not in self._forbidden and self._in_the_way(unit, place, 0) is not None

    # One change

    def _put(self, unit: Unit, place: Place | None, points: int) -> None:
        old = self.at[unit]
        self._log.append((unit, old, self._cost[unit]))
        self.total += points - self._cost[unit]
        self._cost[unit] = points
        if old is not None:
            for key in old.keys:
                self._taken[key].remove((old.start, old.start + unit.minutes, unit))
            self._count(unit, old, -1)
        self.at[unit] = place
        if place is not None:
            for key in place.keys:
                self._taken[key].append((place.start, place.start + unit.minutes, unit))
            self._count(unit, place, 1)

    def _take_out(self, unit: Unit) -> None:
        self._put(unit, None, self._price_of_loss(unit))

    def _count(self, unit: Unit, place: Place, change: int) -> None:
        track = unit.track
        if track is None or place.block is not None:
            return
        for room in place.rooms:
            key = track, place.day, room
            now = self._track_rooms[key] = self._track_rooms[key] + change
            if now == (change > 0):
                self.total += self._track_room * change

    def _undo(self, length: int) -> None:
        while len(self._log) > length:
            unit, place, points = self._log.pop()
            self._put(unit, place, points)
            self._log.pop()

    def _in_the_way(self, unit: Unit, place: Place, most: int = _DISPLACED_LIMIT) -> list[Unit] | None:
        """The units that have to leave; ``None`` if one of them cannot, or if they are too many."""
        start, end, at = place.start, place.start + unit.minutes, self.at
        gap = self.places.turnaround
        found: list[Unit] = []
        for key in place.keys:
            found += [
                other
                for begins, ends, other in self._taken[key]
                if begins < end + gap
                and start < ends + gap
                and ((begins < end and start < ends) or self.places.is_turned_around(unit, other))
            ]
            if len(found) > most + 1:
                return None
        for other, opens, closes, begins, ends in self.places.clashes_of(unit):
            there = at[other]
            if (
                there is not None
                and there.start + begins < start + closes
                and start + opens < there.start + ends
            ):
                found.append(other)
        for other in self._for_everyone:
            there = at[other]
            if there is not None and there.start < end and start < there.start + other.minutes:
                found.append(other)
        if place is unit.home:
            # What is together in the schedule, and no error, may stay so.
            found = [other for other in found if at[other] is not other.home]
        found += [other for other, there in self._excluded.get((unit, place), ()) if at[other] is there]
        if not found:
            return found
        found = [other for other in dict.fromkeys(found) if other is not unit]
        is_possible = len(found) <= most and all(
            (other.is_movable or other.is_affected) and not other.is_pinned for other in found
        )
        return found if is_possible else None

    def _settle(self, unit: Unit, most: float = inf) -> None:
        """Put a unit on its cheapest free place, up to some points; of equal ones where its track is."""
        best, best_points, best_new = None, most, 2
        for points, place in self.places.cheapest_of(unit):
            if points > best_points:
                break
            if not self.is_free(unit, place):
                continue
            new = self._new_rooms(unit, place)
            if new < best_new:
                best, best_points, best_new = place, points, new
            if not new:
                break
        if best is not None:
            self._put(unit, best, int(best_points))

    def _new_rooms(self, unit: Unit, place: Place) -> int:
        track = unit.track
        if track is None:
            return 0
        return int(any(not self._track_rooms.get((track, place.day, room)) for room in place.rooms))

    # Steps

    def _choose(self, unit: Unit) -> tuple[int, Place]:
        """One of the places of a unit, rather a cheap one, and half of the time rather where its track is."""
        random, places = self._random.random, self.places.places_of(unit)
        points, place = places[int(random() ** 3 * len(places))]
        if unit.track is not None and random() < 0.5:
            for _ in range(3):
                if not self._new_rooms(unit, place):
                    break
                points, place = places[int(random() ** 3 * len(places))]
        return points, place

    def _step(self, limit: float, active: list[Unit]) -> bool:
        """Put a unit on another place; undone where the total rises by more than a limit."""
        unit = active[int(self._random.random() * len(active))]
        if not self.places.places_of(unit):
            return False
        points, place = self._choose(unit)
        if place is self.at[unit] or (unit, place) in self._forbidden:
            return False
        leaving = self._in_the_way(unit, place)
        if leaving is None:
            return False
        slack = self._track_room * (1 + len(leaving))
        rise = points - self._cost[unit] - sum([self._cost[other] for other in leaving])
        if rise > limit + slack:
            return False
        before, length = self.total, len(self._log)
        for other in leaving:
            self._take_out(other)
        self._put(unit, place, points)
        for other in leaving:
            most = limit + slack - rise
            self._settle(other, max(most, 0) if most < self._cost[other] else inf)
            rise += self._cost[other]
            if rise > limit + slack:
                break
        if self.total - before > limit:
            self._undo(length)
            return False
        return True

    def _gather(self, limit: float, active: list[Unit]) -> bool:
        """Send the talks of a track that are in one room to another one, at the times that they have."""
        unit = active[int(self._random.random() * len(active))]
        places, old = self.places.places_of(unit), self.at[unit]
        if unit.track is None or old is None or old.block is not None or not places:
            return False
        rooms = places[int(self._random.random() ** 3 * len(places))][1].rooms
        before, length = self.total, len(self._log)
        for other in active:
            there = self.at[other]
            if there is None or other.track != unit.track or there.day != old.day or there.rooms != old.rooms:
                continue
            new = self.places.place(there.start, rooms)
            points = self.places.costs_of(other).get(new)
            if points is not None and self.is_free(other, new):
                self._put(other, new, points)
        if len(self._log) == length or self.total - before > limit:
            self._undo(length)
            return False
        return True

    # The search

    def run(self, effort: float = 1.0, watch: Watch | None = None) -> None:
        """Search for the cheapest places: a small repair three times, each from the best so far."""
        self.insert_missing_units()
        passes = 1 if len(self.affected) > 3 else 3
        for number in range(passes):
            self._anneal(effort / passes if passes > 1 else effort, watch, number / passes, 1 / passes)
        self.reinsert_moved()
        if len(self.affected) == 1:
            self._try_everywhere(self.affected[0])

    def insert_missing_units(self) -> None:
        """Put each affected unit without a place on its cheapest free one, the longest first."""
        for unit in sorted(self.affected, key=lambda unit: (-unit.minutes, unit.session.id)):
            if self.at[unit] is None:
                self._settle(unit)

    def _anneal(self, effort: float, watch: Watch | None, done: float, share: float) -> None:
        steps = max(round(effort * max(_STEPS * len(self.affected), _LEAST_STEPS)), 1)
        best, best_at = self.total, self._snapshot()
        heat, cooling = float(self._heat), (_COLD / self._heat) ** (1 / steps)
        active = self._active()
        for step in range(steps):
            if step % _WATCHED_EVERY == 0:
                now = round(1000 * (done + share * step / steps))
                self.is_stopped |= watch is not None and not watch(now, 1000)
                if self.is_stopped:
                    break
                active = self._active()
            heat *= cooling
            limit = -heat * log(self._random.random() or 1e-9)
            self.steps += 1
            if (self._gather if step % _GATHERED_EVERY == 0 else self._step)(limit, active):
                moved = {unit for unit, *_ in self._log}
                self._log.clear()
                if not moved <= {*active}:
                    active = self._active()
                if self.total < best:
                    best, best_at = self.total, self._snapshot()
        self._restore(best_at)

    def _active(self) -> list[Unit]:
        return [*self.affected, *(unit for unit in self.displaced() if not unit.is_affected)]

    def reinsert_moved(self) -> None:
        """Put each unit that has moved on a cheaper free place, as long as there is one."""
        is_improved = True
        while is_improved:
            is_improved = False
            for unit in self._active():
                for points, place in self.places.cheapest_of(unit):
                    if points >= self._cost[unit]:
                        break
                    before, length = self.total, len(self._log)
                    if self.is_free(unit, place):
                        self._put(unit, place, points)
                        if self.total < before:
                            is_improved = True
                            break
                        self._undo(length)
        self._log.clear()

    def _try_everywhere(self, unit: Unit) -> None:
        """Try every place of the only affected unit, with those in the way at their cheapest places."""
        best, best_at = self.total, self._snapshot()
        for other in [*self.displaced()]:
            if other is not unit and other.home is not None:
                self._put(other, other.home, 0)
        self._take_out(unit)
        length = len(self._log)
        for points, place in self.places.cheapest_of(unit):
            if points - 2 * self._track_room > best:
                break
            leaving = None if (unit, place) in self._forbidden else self._in_the_way(unit, place)
            if leaving is None:
                continue
            for other in leaving:
                self._take_out(other)
            self._put(unit, place, points)
            for other in leaving:
                self._settle(other)
            if self.total < best:
                best, best_at = self.total, self._snapshot()
            self._undo(length)
        self._restore(best_at)

    def _snapshot(self) -> dict[Unit, tuple[Place | None, int]]:
        return {
            unit: (place, self._cost[unit])
            for unit, place in self.at.items()
            if unit.is_affected or place is not unit.home
        }

    def _restore(self, snapshot: dict[Unit, tuple[Place | None, int]]) -> None:
        for unit in [unit for unit, place in self.at.items() if place is not unit.home or unit.is_affected]:
            self._put(unit, *snapshot.get(unit, (unit.home, 0)))
        for unit, (place, points) in snapshot.items():
            if self.at[unit] is not place:
                self._put(unit, place, points)
        self._log.clear()

    # What the checker objects to

    def learn(self, findings: Iterable[Finding]) -> set[Unit]:
        """Forbid what the checker found wrong, and take the units concerned from their places; these units.

        Two units at one time will not be at one time again; other places are forbidden together, or by
        themselves.
        """
        concerned: set[Unit] = set()
        for finding in findings:
            known = self.places.units_of(finding)
            units = [unit for unit in known if self.at[unit] is not None]
            moved = [unit for unit in units if self.at[unit] is not unit.home]
            if len(units) == 2 and finding.code not in {"room-clash", "wish"} and self._overlap(*units):
                for one, other in (units, units[::-1]):
                    one.clashes = [*self.places.clashes_of(one), (other, 0, one.minutes, 0, other.minutes)]
            elif len(moved) == 1:
                self._forbid(moved[0], everywhere=len(known) == 1)
            else:
                spots = [(unit, place) for unit in moved if (place := self.at[unit]) is not None]
                for spot in spots:
                    self._excluded[spot].update(other for other in spots if other[0] is not spot[0])
            concerned.update(moved)
            for unit in moved:
                if unit.is_affected or unit.home is None:
                    self._take_out(unit)
                else:
                    self._put(unit, unit.home, 0)
        self._log.clear()
        return concerned

    def forbid(self, unit: Unit, places: Iterable[Place]) -> None:
        self._forbidden.update((unit, place) for place in places)

    def _forbid(self, unit: Unit, *, everywhere: bool) -> None:
        """Forbid the place of a unit; those in its rooms at any time, if what is wrong is within it."""
        here = self.at[unit]
        if here is not None:
            places = [
                place for _, place in self.places.places_of(unit) if everywhere and place.rooms == here.rooms
            ]
            self.forbid(unit, [here, *places])

    def _overlap(self, one: Unit, other: Unit) -> bool:
        first, second = self.at[one], self.at[other]
        if first is None or second is None:
            return False
        return first.start < second.start + other.minutes and second.start < first.start + one.minutes

"""Instances of CoSPLib as planning problems of eventkit.

A room in a session is a block; a time slot is a minute. All days are one, because a track may go on the next
day; the terms of tracks become `TrackPrices`, those of submissions fees of options and prices of pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from benchmarks.cosplib import Instance
from benchmarks.cosplib_evaluator import EMPTY, Timetable
from eventkit.planning.arrangement import Arrangement
from eventkit.planning.problem import (
    FORBIDDEN,
    LEFT_OUT,
    BlockContent,
    Option,
    Problem,
    Stretch,
    Talk,
    TrackPrices,
)

_BETWEEN = 100
"""Minutes from the start of a session to the next: more than any has slots."""


HEAT = 4
PASSES = (32, 6, 1)
"""The heat of annealing, and its multiples: most weights of the library are 1, 10 or 100."""


def to_problem(instance: Instance) -> Problem:
    """The planning problem of an instance; its prices are those of the objective."""
    cells = [*product(range(len(instance.sessions)), range(len(instance.rooms)))]
    stretches = tuple(
        Stretch(
            start=session * _BETWEEN,
            end=session * _BETWEEN + instance.capacities[session],
            day=0,
            place=room,
            block=number,
            tracked=True,
        )
        for number, (session, room) in enumerate(cells)
    )
    talks = tuple(Talk(talk.name, talk.slots, talk.track, LEFT_OUT) for talk in instance.submissions)
    weights = instance.weights
    return Problem(
        talks=talks,
        stretches=stretches,
        options=tuple(_options(instance, stretches)),
        preferences=tuple(() for _ in talks),
        pairs=_pairs(instance),
        in_line=tuple(False for _ in talks),
        blocks=tuple(BlockContent() for _ in stretches),
        mixed_price=FORBIDDEN,
        heat=HEAT,
        passes=PASSES,
        meetings=_meetings(instance),
        track_prices=TrackPrices(
            fees=_fees(instance, cells),
            together=_together(instance),
            parallel=weights["parallel-tracks"],
            broken=weights["consecutive-tracks"],
            rooms=weights["rooms-per-track"],
            positions=tuple(talk.order for talk in instance.submissions),
            misplaced=weights["submissions-order"],
        ),
    )


def to_timetable(instance: Instance, arrangement: Arrangement) -> Timetable:
    """The timetable of an arrangement of the problem of an instance."""
    rooms = len(instance.rooms)
    slots = [[[EMPTY] * capacity for _ in range(rooms)] for capacity in instance.capacities]
    tracks = [[EMPTY] * rooms for _ in instance.sessions]
    for number, contents in enumerate(arrangement.contents):
        session, room = divmod(number, rooms)
        for talk in contents:
            first = arrangement.start[talk] - session * _BETWEEN
            length = instance.submissions[talk].slots
            slots[session][room][first : first + length] = [talk] * length
            tracks[session][room] = instance.submissions[talk].track
    return Timetable(tuple(map(tuple, tracks)), tuple(tuple(map(tuple, row)) for row in slots))


def _options(instance: Instance, stretches: tuple[Stretch, ...]) -> Iterable[dict[int, Option]]:
    """Where each submission may be; options of one cell with one price are one object."""
    weights, rooms = instance.weights, len(instance.rooms)
    known: dict[tuple[int, int, int], Option] = {}
    for number, talk in enumerate(instance.submissions):
        options = {}
        for cell, stretch in enumerate(stretches):
            session, room = divmod(cell, rooms)
            if talk.slots > instance.capacities[session]:
                continue
            price = talk.slots * (
                weights["submissions-sessions"] * instance.submissions_sessions[number][session]
                + weights["submissions-timezones"] * instance.submissions_timezones[number][session]
                + weights["submissions-rooms"] * instance.submissions_rooms[number][room]
            )
            key = (session, talk.slots, price)
            if key not in known:
                fees = (("submission", price),) if price else ()
                known[key] = Option(((stretch.start, stretch.end - talk.slots),), fees)
            options[cell] = known[key]
        yield options


def _fees(instance: Instance, cells: Iterable[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """The price of each track in each room and session."""
    weights = instance.weights
    prices = {
        (track, cell): weights["tracks-sessions"] * instance.tracks_sessions[track][session]
        + weights["tracks-rooms"] * instance.tracks_rooms[track][room]
        + weights["sessions-rooms"] * instance.sessions_rooms[session][room]
        for cell, (session, room) in enumerate(cells)
        for track in range(len(instance.tracks))
    }
    return {key: price for key, price in prices.items() if price}


def _together(instance: Instance) -> dict[int, dict[int, int]]:
    """The price of two tracks in one session, for each pair of rooms."""
    weights = instance.weights
    prices: dict[int, dict[int, int]] = {}
    for one, other in product(range(len(instance.tracks)), repeat=2):
        price = weights["similar-tracks"] * instance.similar_tracks[one][other]
        if (min(one, other), max(one, other)) in instance.chairs:
            price += weights["chairs-conflicts"]
        if price:
            prices.setdefault(one, {})[other] = price
    return prices


def _meetings(instance: Instance) -> tuple[Mapping[int, int], ...]:
    """The price of two submissions in two rooms during one session."""
    return _symmetric(
        instance,
        (instance.presenters, instance.weights["presenters-conflicts"]),
        (instance.attendees, instance.weights["attendees-conflicts"]),
    )


def _pairs(instance: Instance) -> tuple[Mapping[str, Mapping[int, int]], ...]:
    """The price of two submissions in one time slot."""
    talks = instance.submissions
    ordered = [
        (one, other)
        for one, other in product(range(len(talks)), repeat=2)
        if one < other and talks[one].track == talks[other].track and talks[one].order and talks[other].order
    ]
    prices = _symmetric(
        instance,
        (instance.presenters, instance.weights["presenters-conflicts-in-slots"]),
        (instance.attendees, instance.weights["attendees-conflicts-in-slots"]),
        (ordered, instance.weights["submissions-order"]),
    )
    return tuple({"slot": beside} if beside else {} for beside in prices)


def _symmetric(
    instance: Instance, *terms: tuple[Iterable[tuple[int, int]], int]
) -> tuple[Mapping[int, int], ...]:
    prices: tuple[dict[int, int], ...] = tuple({} for _ in instance.submissions)
    for pairs, price in terms:
        if price:
            for one, other in sorted(pairs):
                prices[one][other] = prices[other][one] = prices[one].get(other, 0) + price
    return prices

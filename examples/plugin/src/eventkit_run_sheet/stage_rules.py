"""A rule of one's own: how many sessions a stage crew can set up in a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eventkit import Severity
from eventkit.model import Room
from eventkit.rules.rule import Violation, rule
from eventkit.rules.rule_examples import a_session, example
from eventkit.rules.rule_scopes import ROOM
from eventkit.rules.schedule_index import ScheduleIndex

LIMIT = 8
"""The most sessions that one crew sets up on a day."""


@rule(
    "crew-overworked",
    Severity.WARNING,
    ROOM,
    lambda: example(*(a_session(f"talk-{at}", f"{at:02}:00-{at + 1:02}:00", "hall") for at in range(9, 18))),
)
def crews_have_pauses(index: ScheduleIndex, rooms: Iterable[Room]) -> Iterator[Violation]:
    """No room has more than eight sessions on one day.

    The same crew sets all of them up.
    """
    for room in rooms:
        days = [index.day(occupancy.start) for occupancy in index.by_room[room.id]]
        for day in sorted(set(days)):
            if days.count(day) > LIMIT:
                yield crews_have_pauses.violation(
                    "{room} has {count} sessions on {day}, and one crew can set up {limit}",
                    "move some of them to another room, or engage a second crew and waive this",
                    room=room,
                    day=day,
                    count=days.count(day),
                    limit=LIMIT,
                )

"""Session selection: the sessions of a day, a room or a person, and those without a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import click

from eventkit.cli.completion_sources import complete_ids
from eventkit.cli.input_values import parse_day
from eventkit.cli.shared_options import all_of
from eventkit.editing.lookup import find
from eventkit.errors import EventkitError
from eventkit.messages import Message
from eventkit.model import ParticipantId, RoomId, Session
from eventkit.schedule import EntityKind, Schedule

selection_options = all_of(
    click.option("--day", "on", metavar="DAY", help="Only this day of the conference."),
    click.option(
        "--room",
        "rooms",
        multiple=True,
        metavar="ROOM",
        help="Only sessions in this room. Repeat it for several.",
        shell_complete=complete_ids(EntityKind.ROOM),
    ),
    click.option(
        "--person",
        "people",
        multiple=True,
        metavar="PERSON",
        help="Only sessions of this person. Repeat it for several.",
        shell_complete=complete_ids(EntityKind.PARTICIPANT),
    ),
    click.option("--unscheduled", is_flag=True, help="Only sessions without a time."),
)
"""Options that select sessions; `Selection.parse` reads them."""


@dataclass(frozen=True)
class Selection:
    """The selection of the sessions to show.

    Attributes:
        people: Only those of one of these people or of their teams; all if there are none.
        unscheduled: Only those without a time.
    """

    day: date | None = None
    rooms: frozenset[RoomId] = frozenset()
    people: frozenset[ParticipantId] = frozenset()
    unscheduled: bool = False

    @classmethod
    def parse(cls, schedule: Schedule, values: Mapping[str, Any]) -> Selection:
        typed = values["on"]
        if values["unscheduled"] and (typed or values["rooms"]):
            raise click.UsageError(
                Message("Sessions without a time have no day and no room. Leave out --day and --room.")
            )
        day = None if typed is None else parse_day(typed, "--day", schedule.conference)
        if day is not None and day not in schedule.days:
            days = ", ".join(map(str, schedule.days)) or "none yet"
            raise EventkitError(
                "Nothing is scheduled on {day}: days with sessions are {days}.", day=day, days=days
            )
        rooms = (RoomId(find(schedule, EntityKind.ROOM, words)) for words in values["rooms"])
        people = {ParticipantId(find(schedule, EntityKind.PARTICIPANT, words)) for words in values["people"]}
        teams = {team.id for team in schedule.teams if people.intersection(team.members)}
        return cls(day, frozenset(rooms), frozenset(people | teams), values["unscheduled"])

    @property
    def is_whole(self) -> bool:
        return self == Selection()

    def includes(self, schedule: Schedule, session: Session) -> bool:
        span = schedule.span(session)
        if self.unscheduled and span is not None:
            return False
        if self.day is not None and (span is None or schedule.day(span.start) != self.day):
            return False
        if self.rooms and (span is None or self.rooms.isdisjoint(schedule.rooms_of(session))):
            return False
        return not self.people or any(appearance.participant in self.people for appearance in session.people)

    def sessions(self, schedule: Schedule) -> Sequence[Session]:
        return [session for session in schedule.in_order if self.includes(schedule, session)]

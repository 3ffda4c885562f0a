"""Free-time reports: when a room or a person is free."""

from __future__ import annotations

from datetime import date

from eventkit.cli.console import make_table
from eventkit.cli.display import Display
from eventkit.editing import Refused, find
from eventkit.model import ParticipantId, RoomId
from eventkit.office.office import Office
from eventkit.planning.problem.free_time import free_for_person, free_in_room
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import EntityKind, Schedule, title
from eventkit.times import Period
from eventkit.wording import Wording


def report_free_time(
    display: Display, schedule: Schedule, words: str, day: date | None, languages: tuple[str, ...]
) -> None:
    """Print when a room or a person is free, on each day or on one, within the opening hours."""
    kind, id_ = find_room_or_person(schedule, words)
    office = Office(
        display.opened_store(), schedule.conference.id, author=display.settings.author, clock=display.now
    )
    settings = office.rules.settings()
    index = ScheduleIndex(schedule, settings)
    is_room = kind is EntityKind.ROOM
    free = free_in_room(index, RoomId(id_)) if is_room else free_for_person(index, ParticipantId(id_))
    name = title(kind.by_id(schedule)[id_]).best(*languages)[1]
    table = make_table("Day", f"Free ({schedule.conference.zone})")
    table.title = f"{name} ({id_})"
    wording = Wording.of(languages[0])
    for on, periods in free.items():
        if day in {None, on}:
            table.add_row(
                wording.day(on), "\n".join(_line(schedule, wording, on, period) for period in periods) or "–"
            )
    display.out.print(table)
    if is_room and schedule.room(id_).shared:
        display.out.print("Several sessions may share this room at one time.", style="dim")
    if settings.hours is None and id_ not in settings.room_hours:
        hint = (
            "No opening hours are set: days count from the earliest start to the latest end of any day. "
            "'eventkit rule hours 09:00 18:00' sets them."
        )
        display.out.print(hint, style="dim")


def _line(schedule: Schedule, wording: Wording, on: date, period: Period) -> str:
    times = wording.times(schedule.wall(period.start), schedule.wall(period.end), on)
    return f"{times} ({period.minutes} min)"


def find_room_or_person(schedule: Schedule, words: str) -> tuple[EntityKind, str]:
    matches, refusals = [], []
    for kind in (EntityKind.ROOM, EntityKind.PARTICIPANT):
        try:
            matches.append((kind, find(schedule, kind, words)))
        except Refused as refused:
            refusals.append(str(refused))
    if len(matches) == 1:
        return matches[0]
    if matches:
        (_, room), (_, person) = matches
        raise Refused(
            "'{words}' may be the room '{room}' or the person '{person}'. Give the id.",
            words=words,
            room=room,
            person=person,
        )
    raise Refused("\n".join(refusals))

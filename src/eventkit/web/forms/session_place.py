"""Session place: day, start, length and rooms in the form of a session, and the slot that they make.

The day is one of the conference: a start before `Conference.day_change` is after midnight of that day.
Without a start the session is unscheduled, and the length is the planned one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from eventkit.editing import move_session, unschedule_session
from eventkit.editing.edits import require_session
from eventkit.editing.session_edits import usual_length
from eventkit.messages import as_message
from eventkit.model import Kind, Session
from eventkit.schedule import Schedule
from eventkit.times.wall_times import format_wall_time, parse_clock_time, parse_iso_date, parse_wall_time
from eventkit.web.forms.form_values import InputFault, Strings

DAY, START, MINUTES, ROOMS = "place.day", "place.start", "minutes", "place.rooms"
"""The names of the inputs; a room is ``place.rooms.ID``."""

MINUTES_DIGITS = 5
"""The most digits of a length in minutes: more are a slip."""


def place_strings(session: Session, schedule: Schedule) -> dict[str, str]:
    strings = {MINUTES: str(session.length)} if session.length is not None else {}
    if session.slot is not None:
        start = session.slot.period.start
        # The shortest form states the offset where the clocks are put back over that time.
        clock = format_wall_time(start, schedule.zone).partition(" ")[2]
        strings |= {DAY: str(schedule.day(start)), START: clock}
        strings |= {f"{ROOMS}.{room}": "on" for room in session.slot.rooms}
    return strings


def days_of(schedule: Schedule, strings: Strings) -> tuple[date, ...]:
    """The days to choose from: those of the conference, and the one in the form."""
    days = set(schedule.conference.dates)
    if day := strings.get(DAY):
        days.add(parse_iso_date(day))
    return tuple(sorted(days))


def read_place(
    strings: Strings, schedule: Schedule, before: Session | None, kind: Kind
) -> tuple[dict[str, Any], tuple[InputFault, ...]]:
    """The fields ``slot`` and ``minutes`` of a session, and what is wrong with the inputs.

    Args:
        before: The session that the form shows; ``None`` for a new one.
    """
    if before is not None and _only_place(strings) == place_strings(before, schedule):
        return {}, ()
    typed = strings.get(MINUTES, "").strip()
    minutes = int(typed) if typed.isdecimal() and len(typed) <= MINUTES_DIGITS else None
    rooms = [room.id for room in schedule.rooms if f"{ROOMS}.{room.id}" in strings]
    has_start = bool(strings.get(START, "").strip())
    length = minutes or usual_length(schedule, kind)
    fault = None
    if typed and not minutes:
        fault = InputFault(MINUTES, "must be a whole number of minutes")
    elif rooms and not has_start:
        fault = InputFault(START, "is empty: give the start, or untick the rooms")
    elif has_start and length is None:
        fault = InputFault(MINUTES, f"is empty, and no other {kind} has a length: give the minutes")
    if fault is not None or length is None or not has_start:
        return {"slot": None, "minutes": minutes} if fault is None else {}, (fault,) if fault else ()
    before_rooms = before.slot.rooms if before is not None and before.slot is not None else ()
    in_order = dict.fromkeys((*(room for room in before_rooms if room in rooms), *rooms))
    try:
        start, day = strings[START].strip(), strings.get(DAY, "")
        on = parse_iso_date(day) if day else schedule.conference.start
        if parse_clock_time(start.partition("+")[0].partition("-")[0]) < schedule.conference.day_change:
            on += timedelta(days=1)
        begins = parse_wall_time(f"{on} {start}", schedule.zone)
    except ValueError as error:
        return {}, (InputFault(START, as_message(error)),)
    period = {"start": begins, "end": begins + timedelta(minutes=length)}
    return {"slot": {"period": period, "rooms": [*in_order]}, "minutes": None}, ()


def move_to_slot(schedule: Schedule, id: str, slot: Mapping[str, Any] | None) -> Schedule:
    """The schedule with a session and its parts moved to a slot, or unscheduled."""
    if slot is None:
        has_slot = require_session(schedule, id).slot is not None
        return unschedule_session(schedule, id) if has_slot else schedule
    period = slot["period"]
    return move_session(schedule, id, start=period["start"], end=period["end"], rooms=slot["rooms"])


def _only_place(strings: Strings) -> dict[str, str]:
    return {
        name: string.strip()
        for name, string in strings.items()
        if string.strip() and (name in {DAY, START, MINUTES} or name.startswith(f"{ROOMS}."))
    }

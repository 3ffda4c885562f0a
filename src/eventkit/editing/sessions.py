"""Edits of sessions: what, when, where, and in which other session."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from eventkit.editing.refusals import Refused, held_session, refused, several
from eventkit.editing.values import add, edit, made, put, rebuilt
from eventkit.model import Session, Slot, Status
from eventkit.schedule import Schedule, Thing
from eventkit.times import Period

_MINUTES = range(1, 100_001)
"""The lengths taken: up to some ten weeks."""


def add_session(schedule: Schedule, session: Session) -> Schedule:
    """With one more session.

    Raises:
        Refused: Its id is taken, or it names something that is not there.
    """
    return add(schedule, session)


def edit_session(schedule: Schedule, id: str, /, **fields: Any) -> Schedule:
    """With fields of a session changed; where its id is, its parts follow.

    Raises:
        Refused: There is no such session or field, or what is given is wrong.
    """
    return edit(schedule, Thing.SESSION, id, fields)


def move_session(
    schedule: Schedule,
    id: str,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    minutes: int | None = None,
    rooms: Iterable[str] | None = None,
    with_parts: bool = True,
) -> Schedule:
    """With a session at another time or in other rooms.

    A start alone keeps the session's length, an end or a length alone its start. Its parts move along by
    the time its start does, unless ``with_parts`` is false.

    Raises:
        Refused: There is no such session or room, both an end and a length are given, the end is not after
            the start, a time is naive, or the session has no time yet and is not given one.
    """
    session = held_session(schedule, id)
    period = _period(schedule, session, start, end, minutes)
    where = tuple(rooms) if rooms is not None else session.slot.rooms if session.slot else ()
    slot = {"period": period, "rooms": where}
    moved = [made(session, {"slot": slot}, schedule)]
    later = period.start - session.slot.period.start if session.slot else timedelta()
    if with_parts and later:
        moved += [
            made(part, {"slot": _put_off(part.slot, later)}, schedule)
            for part in _parts(schedule, session)
            if part.slot is not None
        ]
    return put(schedule, *moved)


def _period(
    schedule: Schedule,
    session: Session,
    start: datetime | None,
    end: datetime | None,
    minutes: int | None,
) -> Period:
    """From when to when the session is to be, where that is asked for in one of several ways."""
    before = session.slot.period if session.slot else None
    if end is not None and minutes is not None:
        message = f"session '{session.id}': an end and a length say the same: give one of them"
        raise Refused(message)
    if before is None and (start is None or (end is None and minutes is None)):
        message = f"session '{session.id}' has no time yet: give a start, and an end or a length"
        raise Refused(message)
    if minutes is not None and minutes not in _MINUTES:
        message = f"session '{session.id}': {minutes} minutes is no length: give 1 to {_MINUTES.stop - 1:,}"
        raise Refused(message)
    begins = start or (before.start if before else None)
    if begins is not None and end is None:
        end = begins + timedelta(minutes=minutes if minutes is not None else before.minutes if before else 0)
    try:
        return Period.model_validate({"start": begins, "end": end})
    except ValidationError as error:
        raise refused(error, f"session '{session.id}'", schedule) from None


def _put_off(slot: Slot, by: timedelta) -> dict[str, Any]:
    period = {"start": slot.period.start + by, "end": slot.period.end + by}
    return {"period": period, "rooms": slot.rooms}


def unschedule_session(schedule: Schedule, id: str, *, with_parts: bool = True) -> Schedule:
    """With a session, and its parts unless ``with_parts`` is false, that has no time and rooms any more.

    Raises:
        Refused: There is no such session, or it has no time as it is.
    """
    session = held_session(schedule, id)
    if session.slot is None:
        message = f"session '{id}' has no time as it is"
        raise Refused(message)
    concerned = (session, *(_parts(schedule, session) if with_parts else ()))
    return put(schedule, *(each.model_copy(update={"slot": None, "pinned": False}) for each in concerned))


def cancel_session(schedule: Schedule, id: str) -> Schedule:
    """With a session that will not take place, nor will its parts; they stay on the agenda as cancelled.

    Raises:
        Refused: There is no such session, or it is cancelled already.
    """
    session = held_session(schedule, id)
    if session.status is Status.CANCELLED:
        message = f"session '{id}' is cancelled already"
        raise Refused(message)
    concerned = (session, *_parts(schedule, session))
    return put(schedule, *(each.model_copy(update={"status": Status.CANCELLED}) for each in concerned))


def restore_session(schedule: Schedule, id: str, *, status: Status = Status.CONFIRMED) -> Schedule:
    """With a cancelled session that will take place after all, and its cancelled parts with it.

    Raises:
        Refused: There is no such session, it is not cancelled, or the session it is part of is.
    """
    session = held_session(schedule, id)
    if session.status is not Status.CANCELLED:
        message = f"session '{id}' is not cancelled"
        raise Refused(message)
    if session.parent is not None and schedule.session(session.parent).status is Status.CANCELLED:
        message = f"session '{id}' is part of '{session.parent}', which is cancelled: restore that one"
        raise Refused(message)
    concerned = [session, *(each for each in _parts(schedule, session) if each.status is Status.CANCELLED)]
    return put(schedule, *(each.model_copy(update={"status": status}) for each in concerned))


def remove_session(schedule: Schedule, id: str, *, with_parts: bool = False) -> Schedule:
    """Without a session, as if it had never been; to let people know, cancel it instead.

    Raises:
        Refused: There is no such session, or it has parts and they are not to go with it.
    """
    session = held_session(schedule, id)
    parts = _parts(schedule, session)
    if parts and not with_parts:
        message = (
            f"session '{id}' has parts: {several(each.id for each in parts)}: "
            "remove them with it, or lift them out first"
        )
        raise Refused(message)
    gone = {id, *(each.id for each in parts)}
    rest = tuple(each for each in schedule.sessions if each.id not in gone)
    return rebuilt(schedule, f"session '{id}'", sessions=rest)


def make_part(schedule: Schedule, id: str, parent: str) -> Schedule:
    """With a session that is part of another.

    Raises:
        Refused: There is no such session, it would be part of itself, or nested too deep.
    """
    held_session(schedule, parent)
    return edit(schedule, Thing.SESSION, id, {"parent": parent})


def lift(schedule: Schedule, id: str) -> Schedule:
    """With a session taken out of the one it is part of, into the one around that if there is one.

    It stays where it is held: rooms it had from the session it was part of become its own.

    Raises:
        Refused: There is no such session, or it is part of none.
    """
    session = held_session(schedule, id)
    if session.parent is None:
        message = f"session '{id}' is part of no other"
        raise Refused(message)
    slot = session.slot
    if slot is not None:
        slot = Slot(period=slot.period, rooms=schedule.rooms_of(session))
    return put(
        schedule,
        session.model_copy(update={"parent": schedule.session(session.parent).parent, "slot": slot}),
    )


def pin(schedule: Schedule, id: str, *, pinned: bool = True) -> Schedule:
    """With the time and rooms of a session settled, so that planning leaves it alone; or not any more.

    Raises:
        Refused: There is no such session, or it has no time that could be settled.
    """
    session = held_session(schedule, id)
    if pinned and session.slot is None:
        message = f"session '{id}' has no time yet: give it one before it is pinned"
        raise Refused(message)
    return put(schedule, session.model_copy(update={"pinned": pinned}))


def _parts(schedule: Schedule, session: Session) -> tuple[Session, ...]:
    """All that are part of a session, however deep."""
    return tuple(each for depth, each in schedule.within(session) if depth)

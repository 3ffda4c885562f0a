"""Which columns a page needs for a time: those of rooms that have something of their own to show.

What concerns everyone is told on every page, over the columns that are there, and brings none; a page that
has nothing else has the columns of the rooms it is held in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from eventkit.model import Session
from eventkit.outputs.programme.grid.columns import DayView, GridCell, room_columns_of, session_period
from eventkit.schedule import Schedule

TimeWindow = tuple[datetime, datetime]
"""From when to when."""


_FEW_COLUMNS = 2
"""Up to so many columns a page has those of what concerns all as well: their names say where that is."""


def is_for_everyone(schedule: Schedule, session: Session) -> bool:
    """Whether a session is for everyone: a plenary, a break without a room, or what is held in all rooms."""
    rooms = schedule.rooms_of(session)
    return session.plenary or (not rooms and session.kind.is_pause) or len(rooms) == len(schedule.rooms) > 1


def required_columns(view: DayView, of: Iterable[GridCell]) -> Iterator[int]:
    """The columns that boxes bring to a page; those within others bring theirs where these are fewer."""
    for cell in of:
        if cell.session is None or not is_for_everyone(view.schedule, cell.session):
            yield from cell.columns
        else:
            yield from required_columns(
                view, (part for part in cell.inner_cells if part.columns != cell.columns)
            )


def sessions_during(view: DayView, window: TimeWindow) -> Iterator[Session]:
    """What goes on at any moment of a time."""
    for session in view.outer:
        if session_period(session).start < window[1] and window[0] < session_period(session).end:
            yield session


def columns_with_content(
    view: DayView, among: Sequence[int], window: TimeWindow, most: int
) -> tuple[int, ...]:
    """The columns in which all that goes on at that time can be seen, as far as it can be in any of those.

    Args:
        view: The day.
        among: The columns there may be, in order.
        window: The time.
        most: How many columns a page has at most.
    """
    needed = {
        at
        for session in sessions_during(view, window)
        for at in _columns_of_session(view, session, window)
        if at in among
    }
    for session in sessions_during(view, window):
        there = [at for at in among if at in view.columns[session.id]]
        own = [at for at in there if at in room_columns_of(view.schedule, session, view.rooms)]
        if len({*needed, *own}) <= _FEW_COLUMNS:
            needed |= set(own)
        if there and needed.isdisjoint(there):
            needed |= set((own or there)[:most])
    return tuple(at for at in among if at in needed)


def _columns_of_session(view: DayView, session: Session, window: TimeWindow) -> tuple[int, ...]:
    """The columns that a session brings, or those of its parts that are held apart in that time."""
    if not is_for_everyone(view.schedule, session):
        return view.columns[session.id]
    return tuple(
        at
        for part in view.within(session)
        if view.columns[part.id] != view.columns[session.id]
        and session_period(part).start < window[1]
        and window[0] < session_period(part).end
        for at in view.columns[part.id]
    )

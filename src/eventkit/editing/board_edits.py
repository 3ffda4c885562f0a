"""Board edits: moves by hand that state what their author saw, so that nobody's change is overwritten.

Each edit names the place that its author saw and the place that it asks for. A field that the author did not
change follows whoever changed it since; a field that both changed, each in another way, is a conflict. An
edit that is carried out already changes nothing, so that it may be sent again.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from eventkit.editing.edits import require
from eventkit.editing.session_edits import move_session, pin, unschedule_session
from eventkit.editing.three_way_merge import Conflict, MergeConflict
from eventkit.errors import Refused
from eventkit.messages import Listed, Message, Plural
from eventkit.model import RoomId, Session, SessionId, Slot
from eventkit.schedule import EntityKind, Schedule
from eventkit.values.arguments import checked


@dataclass(frozen=True, slots=True)
class SeenPlace:
    start: datetime | None = None  # the first instant; None for a session without a time
    end: datetime | None = None  # the first instant after it; None for a session without a time
    # The rooms, those of the session that it is part of where it has none of its own.
    rooms: tuple[str, ...] = ()

    @classmethod
    def of(cls, schedule: Schedule, session: Session) -> SeenPlace:
        if session.slot is None:
            return NOWHERE
        return cls(session.slot.period.start, session.slot.period.end, schedule.rooms_of(session))


NOWHERE = SeenPlace()  # the place of a session without a time
FIELDS = ("start", "end", "rooms")  # the fields of a place, in the order of their conflicts


@dataclass(frozen=True, slots=True)
class PlaceSession:
    """Move a session, change its length, or remove it from the board."""

    session: str
    seen: SeenPlace
    to: SeenPlace  # the place that it gets; `NOWHERE` to unschedule it


@dataclass(frozen=True, slots=True)
class SwapSessions:
    """Exchange the starts and the rooms of two sessions; each keeps its length."""

    sessions: tuple[str, str]
    seen: tuple[SeenPlace, SeenPlace]  # the places that the author saw, in the same order


@dataclass(frozen=True, slots=True)
class ShiftSessions:
    """Move sessions earlier or later by the same time."""

    minutes: int  # by how many minutes; negative for earlier
    seen: Mapping[str, SeenPlace]  # the places that the author saw, by the ids of the sessions


@dataclass(frozen=True, slots=True)
class PinSession:
    """Pin a session, so that planning leaves it where it is, or unpin it."""

    session: str
    pinned: bool


BoardEdit: TypeAlias = PlaceSession | SwapSessions | ShiftSessions | PinSession


def apply_board_edits(schedule: Schedule, edits: Iterable[BoardEdit], *, as_seen: bool = True) -> Schedule:
    """The schedule after the edits, each made on the outcome of those before it.

    Parts of a session move along with it, unless they are moved by the same edit. With ``as_seen``, sessions
    have to be where the author saw them.
    """
    conflicts: list[Conflict] = []
    for edit in edits:
        match edit:
            case PinSession():
                if _existing(schedule, edit.session, conflicts, edit.pinned) is not None:
                    schedule = pin(schedule, edit.session, pinned=edit.pinned)
            case _:
                schedule = _place_all(schedule, list(_requests(schedule, edit)), conflicts, as_seen=as_seen)
    if conflicts:
        raise MergeConflict(tuple(conflicts))
    return schedule


def describe_edits(edits: Sequence[BoardEdit]) -> Message:
    """The edits in a few words, as the reason of a change: move 'opening'."""
    return Message("{reasons}", reasons=Listed(tuple(dict.fromkeys(map(_describe, edits))), ";"))


def _describe(edit: BoardEdit) -> Message:
    match edit:
        case PinSession(session=session, pinned=pinned):
            return Message("pin '{id}'" if pinned else "unpin '{id}'", id=session)
        case SwapSessions(sessions=(first, second)):
            return Message("swap '{one}' and '{other}'", one=first, other=second)
        case ShiftSessions(minutes=minutes, seen=seen):
            return Message(
                Plural(
                    "shift {count} session by {minutes} minutes",
                    "shift {count} sessions by {minutes} minutes",
                ),
                count=len(seen),
                minutes=f"{minutes:+d}",
            )
        case PlaceSession(session=session, to=to, seen=seen):
            if to.start is None:
                return Message("unschedule '{id}'", id=session)
            if seen.start is None:
                return Message("schedule '{id}'", id=session)
            is_resized = to.rooms == seen.rooms and to.start == seen.start
            return Message("change the length of '{id}'" if is_resized else "move '{id}'", id=session)


def _requests(
    schedule: Schedule, edit: PlaceSession | SwapSessions | ShiftSessions
) -> Iterator[PlaceSession]:
    match edit:
        case PlaceSession():
            yield edit
        case ShiftSessions():
            by = timedelta(minutes=edit.minutes)
            for session, seen in edit.seen.items():
                if seen.start is None or seen.end is None:
                    raise Refused(
                        "Session '{session}' has no time. Leave it out, or give it one first.",
                        session=session,
                    )
                yield PlaceSession(session, seen, SeenPlace(seen.start + by, seen.end + by, seen.rooms))
        case SwapSessions():
            for session, own, other in zip(edit.sessions, edit.seen, reversed(edit.seen), strict=True):
                yield PlaceSession(session, own, _swapped(schedule, session, own, other))


@checked
def swap_sessions(schedule: Schedule, first: str, second: str) -> Schedule:
    """The schedule with two sessions that have exchanged their starts and their rooms.

    Each keeps its length, and its parts move with it. One of the two may have no time yet.

    Raises:
        Refused: There is no such session.
    """
    for id_ in (first, second):
        require(schedule, EntityKind.SESSION, id_)
    one, other = schedule.session(first), schedule.session(second)
    places = SeenPlace.of(schedule, one), SeenPlace.of(schedule, other)
    return apply_board_edits(schedule, [SwapSessions((one.id, other.id), places)])


def _swapped(schedule: Schedule, session: str, own: SeenPlace, other: SeenPlace) -> SeenPlace:
    if other.start is None:
        return NOWHERE
    if own.start is not None and own.end is not None:
        length = own.end - own.start
    else:
        known = EntityKind.SESSION.by_id(schedule).get(session)
        minutes = known.length if isinstance(known, Session) else None
        length = timedelta(minutes=minutes) if minutes else (other.end or other.start) - other.start
    return SeenPlace(other.start, other.start + length, other.rooms)


def _place_all(
    schedule: Schedule, requests: Sequence[PlaceSession], conflicts: list[Conflict], *, as_seen: bool
) -> Schedule:
    targets: dict[str, SeenPlace] = {}
    for request in requests:
        session = _existing(schedule, request.session, conflicts, request.to)
        if session is not None:
            targets[session.id] = request.to
            if as_seen:
                targets[session.id] = _merge_place(schedule, session, request, conflicts)
    # What contains others first, so that parts with a place of their own get it in the end.
    for id_ in _in_order(schedule, targets) if len(targets) > 1 else targets:
        schedule = _place(schedule, schedule.session(id_), targets[id_])
    return schedule


def _in_order(schedule: Schedule, ids: Container[str]) -> list[SessionId]:
    return [session.id for session in schedule.sessions if session.id in ids]


def _existing(schedule: Schedule, id_: str, conflicts: list[Conflict], asked: object) -> Session | None:
    """The session of an id; where it was removed, that is a conflict."""
    session = EntityKind.SESSION.by_id(schedule).get(id_)
    if not isinstance(session, Session):
        conflicts.append(Conflict(EntityKind.SESSION, id_, "", None, asked, None))
        return None
    return session


def _merge_place(
    schedule: Schedule, session: Session, request: PlaceSession, conflicts: list[Conflict]
) -> SeenPlace:
    """The place that results: each field as requested where the author changed it, else as it is now."""
    now = SeenPlace.of(schedule, session)
    if session.slot is not None and not session.slot.rooms:
        request = replace(request, seen=_in_rooms(request.seen, now), to=_in_rooms(request.to, now))
    merged, contested = {}, []
    for field in FIELDS:
        seen, asked, present = _values(request, now, field)
        merged[field] = present if asked == seen else asked
        if asked not in {seen, present} and present != seen:
            contested.append(field)
    place = SeenPlace(**merged)
    if not contested and place.start and place.end and place.end <= place.start:
        # Of two changes that are sound each, both together are not; one alone is refused.
        contested = [
            field for field in ("start", "end") if getattr(now, field) != getattr(request.seen, field)
        ]
        if not contested:
            raise Refused("Session '{id}': its end has to be after its start.", id=session.id)
    conflicts += (
        Conflict(EntityKind.SESSION, session.id, f"slot.{field}", *_values(request, now, field))
        for field in contested
    )
    # After a conflict, later edits of the same author find what they expect.
    return request.to if contested else place


def _in_rooms(place: SeenPlace, now: SeenPlace) -> SeenPlace:
    """The place of a part without rooms of its own: in those of what it is part of."""
    return replace(place, rooms=now.rooms) if place.start is not None and not place.rooms else place


def _values(request: PlaceSession, now: SeenPlace, field: str) -> tuple[Any, Any, Any]:
    return getattr(request.seen, field), getattr(request.to, field), getattr(now, field)


def _place(schedule: Schedule, session: Session, to: SeenPlace) -> Schedule:
    now = SeenPlace.of(schedule, session)
    if to == now:
        return schedule
    if to.start is None:
        return unschedule_session(schedule, session.id)
    for room in to.rooms:
        require(schedule, EntityKind.ROOM, room)
    return move_session(
        schedule, session.id, start=to.start, end=to.end, rooms=_own_rooms(schedule, session, to.rooms)
    )


def _own_rooms(schedule: Schedule, session: Session, rooms: tuple[str, ...]) -> tuple[str, ...]:
    """The rooms that a session needs to have itself; none if those of what it is part of are the same."""
    own: tuple[RoomId, ...] = session.slot.rooms if isinstance(session.slot, Slot) else ()
    if own or session.parent is None:
        return rooms
    return () if schedule.rooms_of(schedule.session(session.parent)) == rooms else rooms

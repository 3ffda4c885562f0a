"""Session edits: schedule, move, cancel, nest, and who appears."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median_low
from typing import Any

from pydantic import ValidationError

from eventkit.editing.edits import (
    add_entity,
    and_list,
    build,
    edit_entity,
    name_at_start,
    rebuild,
    refusal,
    replace,
    require,
    require_session,
)
from eventkit.errors import Refused
from eventkit.messages import Listed, Message, as_message
from eventkit.model import LENGTH_LIMIT, Affiliation, Appearance, Kind, Role, Session, SessionId, Slot, Status
from eventkit.model.constructors import KindInput, RoleInput, StatusInput
from eventkit.schedule import EntityKind, Schedule
from eventkit.times import Period, instant
from eventkit.times.wall_times import parse_wall_time, with_date
from eventkit.values.arguments import checked
from eventkit.values.field_errors import finish, name_predicate


@checked
def add_session(schedule: Schedule, session: Session) -> Schedule:
    """The schedule with one more session.

    Raises:
        Refused: Its id is taken, or it names something that is not there.
    """
    return add_entity(schedule, session)


@checked
def edit_session(schedule: Schedule, id: str, /, **fields: Any) -> Schedule:
    """The schedule with fields of a session changed; where its id changes, its parts follow.

    Raises:
        Refused: There is no such session or field, or a value is invalid.
    """
    return edit_entity(schedule, EntityKind.SESSION, id, fields)


@checked
def move_session(
    schedule: Schedule,
    id: str,
    *,
    start: datetime | str | None = None,
    end: datetime | str | None = None,
    minutes: int | None = None,
    rooms: Iterable[str] | None = None,
    with_parts: bool = True,
) -> Schedule:
    """The schedule with a session at another time or in other rooms.

    A session that is moved into a block in the same rooms becomes part of it, and one that is moved away from
    its block leaves it (see `block_at`).

    Times are aware, or by the clock of the conference: a naive datetime, ``2027-10-15 09:00``, or ``09:00``
    on the day of the session.

    A start alone keeps the session's length, an end or a length alone its start. Its parts move along by
    the time its start does, unless ``with_parts`` is false.

    With a start alone, a session without a time gets its planned length (`Session.minutes`), or else the
    usual one of its kind in the conference, see `usual_length`. With a length alone, it stays without a time,
    and that is its planned length.

    Raises:
        Refused: There is no such session or room, there are both an end and a length, the end is not after
            the start, a time is none, the session has no time yet and gets no start, or it gets one
            and its length is not known.
    """
    session = require_session(schedule, id)
    if session.slot is None and minutes is not None and (start, end, rooms) == (None, None, None):
        return edit_session(schedule, id, minutes=minutes)
    begins, ends = (
        _instant(schedule, session, name, value) for name, value in (("start", start), ("end", end))
    )
    period = _period(schedule, session, begins, ends, minutes)
    own = tuple(rooms) if rooms is not None else session.slot.rooms if session.slot else ()
    inherited = () if own or session.parent is None else schedule.rooms_of(schedule.session(session.parent))
    parent = block_at(schedule, session, period, own or inherited)
    # Out of its block, a session stays in the rooms that it had from it.
    where = own if parent == session.parent else own or inherited
    moved = [build(session, {"slot": {"period": period, "rooms": where}, "parent": parent}, schedule)]
    later = period.start - session.slot.period.start if session.slot else timedelta()
    if with_parts and later:
        moved += [
            build(part, {"slot": _put_off(part.slot, later)}, schedule)
            for part in _parts(schedule, session)
            if part.slot is not None
        ]
    return replace(schedule, *moved)


def block_at(
    schedule: Schedule, session: Session, period: Period, rooms: Collection[str]
) -> SessionId | None:
    """The session that another one is part of at another place.

    That is the shortest block that contains the period, is in all of the rooms and may be filled: it is
    neither pinned nor cancelled, and it is for all tracks or for that of the session. A session without such
    a block leaves the block that it is part of, unless the two still overlap. Parts of anything but a block
    stay with that, and so do parts of pinned blocks.
    """
    if not may_change_blocks(schedule, session):
        return session.parent
    former = schedule.session(session.parent) if session.parent is not None else None
    blocks = [
        block
        for block in schedule.sessions
        if may_be_filled(block, session)
        and block.slot is not None
        and block.slot.period.start <= period.start
        and period.end <= block.slot.period.end
        and rooms
        and set(rooms) <= set(schedule.rooms_of(block))
    ]
    if former is not None and (former in blocks or _overlap(schedule, former, period, rooms)):
        return former.id
    shortest = min(blocks, key=lambda block: block.length or 0, default=None)
    if shortest is not None:
        return shortest.id
    return former.parent if former is not None else None


def may_change_blocks(schedule: Schedule, session: Session) -> bool:
    """True if a session that is moved enters and leaves blocks.

    Blocks themselves and plenaries do not, nor do parts of anything but a block that may be filled.
    """
    if session.kind is Kind.BLOCK or session.plenary:
        return False
    return session.parent is None or may_be_filled(schedule.session(session.parent), session)


def may_be_filled(block: Session, session: Session) -> bool:
    """True if a session is a block that another may enter, or leave again.

    It is neither pinned nor cancelled, and is for all tracks or for that of the other session.
    """
    if block.kind is not Kind.BLOCK or block.pinned or block.status is Status.CANCELLED:
        return False
    return None in {block.track, session.track} or block.track == session.track


def _overlap(schedule: Schedule, block: Session, period: Period, rooms: Collection[str]) -> bool:
    if block.slot is None:
        return True
    return block.slot.period.overlaps(period) and not set(rooms).isdisjoint(schedule.rooms_of(block))


def _instant(
    schedule: Schedule, session: Session, name: str, value: datetime | str | None
) -> datetime | None:
    """An instant as it may be written: by the clock of the conference where it has no offset."""
    try:
        if isinstance(value, str):
            if session.slot is not None:
                value = with_date(
                    value, schedule.day(session.slot.period.start), schedule.conference.day_change
                )
            return parse_wall_time(value, schedule.zone)
        if value is not None and value.tzinfo is None:
            return instant(value, schedule.zone)
    except ValueError as error:
        predicate = name_predicate(name, as_message(error), value)
        raise Refused(
            finish(Message("Session '{id}': {message}", id=session.id, message=predicate))
        ) from None
    return value


def _period(
    schedule: Schedule, session: Session, start: datetime | None, end: datetime | None, minutes: int | None
) -> Period:
    before = session.slot.period if session.slot else None
    if end is not None and minutes is not None:
        raise Refused(
            "Session '{id}': an end and a length cannot be used together. Give one of them.", id=session.id
        )
    if before is None and start is None:
        raise Refused("Session '{id}' has no time yet. Give a start.", id=session.id)
    if minutes is not None and not 1 <= minutes <= LENGTH_LIMIT:
        raise Refused(
            "Session '{id}': {minutes} minutes is not a length. Give 1 to {limit}.",
            id=session.id,
            minutes=str(minutes),
            limit=LENGTH_LIMIT,
        )
    begins = start or (before.start if before else None)
    if begins is not None and end is None:
        length = minutes or session.length or usual_length(schedule, session.kind)
        if length is None:
            raise Refused(
                "Session '{id}' has no length, nor has any other {kind} in the conference. Give an "
                "end or a length.",
                id=session.id,
                kind=session.kind,
            )
        end = begins + timedelta(minutes=length)
    try:
        return Period.model_validate({"start": begins, "end": end})
    except ValidationError as error:
        raise refusal(error.errors(), name_at_start(EntityKind.SESSION, session.id), schedule) from None


@checked
def usual_length(schedule: Schedule, kind: KindInput) -> int | None:
    """The usual length of a kind of session in the conference, in minutes.

    It is the median of the lengths of all sessions of that kind, the lower one of two, so that it is always
    the length of one of them; ``None`` if no session of the kind has a length.
    """
    lengths = [
        session.length for session in schedule.sessions if session.kind is kind and session.length is not None
    ]
    return median_low(lengths) if lengths else None


def _put_off(slot: Slot, by: timedelta) -> dict[str, Any]:
    period = {"start": slot.period.start + by, "end": slot.period.end + by}
    return {"period": period, "rooms": slot.rooms}


@checked
def unschedule_session(schedule: Schedule, id: str, *, with_parts: bool = True) -> Schedule:
    """The schedule with a session unscheduled, and its parts unless ``with_parts`` is false.

    Each is to have the length that it had (`Session.minutes`).

    Raises:
        Refused: There is no such session, or it has no time.
    """
    session = require_session(schedule, id)
    if session.slot is None:
        raise Refused("Session '{id}' has no time.", id=id)
    concerned = (session, *(_parts(schedule, session) if with_parts else ()))
    return replace(
        schedule,
        *(
            part.model_copy(update={"slot": None, "minutes": part.length, "pinned": False})
            for part in concerned
        ),
    )


@checked
def cancel_session(schedule: Schedule, id: str) -> Schedule:
    """The schedule with a session cancelled, and its parts; they stay on the agenda as cancelled.

    Raises:
        Refused: There is no such session, or it is cancelled already.
    """
    session = require_session(schedule, id)
    if session.status is Status.CANCELLED:
        raise Refused("Session '{id}' is cancelled already.", id=id)
    concerned = (session, *_parts(schedule, session))
    return replace(schedule, *(part.model_copy(update={"status": Status.CANCELLED}) for part in concerned))


@checked
def restore_session(schedule: Schedule, id: str, *, status: StatusInput = Status.CONFIRMED) -> Schedule:
    """The schedule with a cancelled session restored, and its cancelled parts with it.

    Raises:
        Refused: There is no such session, it is not cancelled, or the session it is part of is.
    """
    session = require_session(schedule, id)
    if session.status is not Status.CANCELLED:
        raise Refused("Session '{id}' is not cancelled.", id=id)
    if session.parent is not None and schedule.session(session.parent).status is Status.CANCELLED:
        raise Refused(
            "Session '{id}' is part of '{parent}', which is cancelled. Restore that one.",
            id=id,
            parent=session.parent,
        )
    concerned = [session, *(part for part in _parts(schedule, session) if part.status is Status.CANCELLED)]
    return replace(schedule, *(affected.model_copy(update={"status": status}) for affected in concerned))


@checked
def remove_session(schedule: Schedule, id: str, *, with_parts: bool = False) -> Schedule:
    """The schedule without a session, as if it had never been; to let people know, cancel it instead.

    Raises:
        Refused: There is no such session, or it has parts and they are not to go with it.
    """
    session = require_session(schedule, id)
    parts = _parts(schedule, session)
    if parts and not with_parts:
        raise Refused(
            "Session '{id}' has parts: {parts}. Remove them with it, or lift them out first.",
            id=id,
            parts=and_list(part.id for part in parts),
        )
    removed = {id, *(part.id for part in parts)}
    rest = tuple(session for session in schedule.sessions if session.id not in removed)
    return rebuild(schedule, name_at_start(EntityKind.SESSION, id), sessions=rest)


@checked
def nest(schedule: Schedule, id: str, parent: str) -> Schedule:
    """The schedule with a session made part of another.

    Raises:
        Refused: There is no such session, it would be part of itself, or nested too deep.
    """
    require_session(schedule, parent)
    return edit_entity(schedule, EntityKind.SESSION, id, {"parent": parent})


@checked
def unnest(schedule: Schedule, id: str) -> Schedule:
    """The schedule with a session moved out of its parent, into the parent of that if there is one.

    It stays in its rooms: those it had from the session it was part of become its own.

    Raises:
        Refused: There is no such session, or it is not part of another.
    """
    session = require_session(schedule, id)
    if session.parent is None:
        raise Refused("Session '{id}' is part of no other.", id=id)
    slot = session.slot
    if slot is not None:
        slot = Slot(period=slot.period, rooms=schedule.rooms_of(session))
    return replace(
        schedule, session.model_copy(update={"parent": schedule.session(session.parent).parent, "slot": slot})
    )


@checked
def pin(schedule: Schedule, id: str, *, pinned: bool = True) -> Schedule:
    """The schedule with a session pinned, so that planning leaves its time and rooms alone; or unpinned.

    Raises:
        Refused: There is no such session, or it has no time that could be settled.
    """
    session = require_session(schedule, id)
    if pinned and session.slot is None:
        raise Refused("Session '{id}' has no time yet. Give it one before it is pinned.", id=id)
    return replace(schedule, session.model_copy(update={"pinned": pinned}))


def _parts(schedule: Schedule, session: Session) -> tuple[Session, ...]:
    return tuple(part for depth, part in schedule.within(session) if depth)


@checked
def set_people(schedule: Schedule, session: str, people: Iterable[Appearance]) -> Schedule:
    """The schedule with all appearances in a session replaced, in the order of protocol.

    Raises:
        Refused: There is no such session or participant, or someone comes twice in one role.
    """
    return _with_people(schedule, require_session(schedule, session), tuple(people))


@checked
def add_person(
    schedule: Schedule,
    session: str,
    participant: str,
    *,
    role: RoleInput = Role.SPEAKER,
    affiliations: Sequence[Affiliation] = (),
    status: StatusInput = Status.CONFIRMED,
    at: int | None = None,
) -> Schedule:
    """The schedule with one more appearance in a session: the last, or at the place ``at``, counted from 1.

    ``affiliations`` are positions and organisations as of then, where they are not the participant's own.

    Raises:
        Refused: There is no such session or participant, or they appear there in that role already.
    """
    among = require_session(schedule, session)
    require(schedule, EntityKind.PARTICIPANT, participant)
    if any((appearance.participant, appearance.role) == (participant, role) for appearance in among.people):
        raise Refused(
            "'{participant}' appears in session '{session}' as {role} already.",
            participant=participant,
            session=session,
            role=role,
        )
    one = _build_appearance(
        schedule,
        session,
        {"participant": participant, "role": role, "affiliations": tuple(affiliations), "status": status},
    )
    return _with_people(schedule, among, _position_in(among.people, one, at))


@checked
def edit_person(
    schedule: Schedule,
    session: str,
    participant: str,
    /,
    *,
    role: RoleInput | None = None,
    at: int | None = None,
    **fields: Any,
) -> Schedule:
    """The schedule with an appearance changed: its fields, or its place ``at``, counted from 1.

    ``role`` names the appearance where the participant has several; to change it, give
    ``as_role`` among the fields; to send someone else instead, give ``participant``.

    Raises:
        Refused: There is no such appearance, or several without a role to choose by, or a value is invalid.
    """
    among = require_session(schedule, session)
    matching = _participant_id(schedule, among, participant, role)
    if len(matching) > 1:
        raise Refused(
            "'{participant}' appears in session '{session}' as {roles}. Choose a role.",
            participant=participant,
            session=session,
            roles=Listed(tuple(match.role for match in matching), "and"),
        )
    if "as_role" in fields:
        fields["role"] = fields.pop("as_role")
    changed = _build_appearance(schedule, session, {**dict(matching[0]), **fields})
    place = at if at is not None else among.people.index(matching[0]) + 1
    rest = tuple(appearance for appearance in among.people if appearance is not matching[0])
    return _with_people(schedule, among, _position_in(rest, changed, place))


@checked
def remove_person(
    schedule: Schedule, session: str, participant: str, *, role: RoleInput | None = None
) -> Schedule:
    """The schedule without a participant in a session: in one role, or in all.

    Raises:
        Refused: There is no such session or participant, or they do not appear there.
    """
    among = require_session(schedule, session)
    matching = _participant_id(schedule, among, participant, role)
    return _with_people(
        schedule, among, tuple(appearance for appearance in among.people if appearance not in matching)
    )


def _participant_id(
    schedule: Schedule, session: Session, participant: str, role: RoleInput | None
) -> list[Appearance]:
    require(schedule, EntityKind.PARTICIPANT, participant)
    appearances = [appearance for appearance in session.people if appearance.participant == participant]
    matching = [appearance for appearance in appearances if role in (None, appearance.role)]
    if not matching:
        raise Refused(
            "'{participant}' does not appear in session '{session}'."
            if role is None
            else "'{participant}' does not appear in session '{session}' as {role}, only as {roles}."
            if appearances
            else "'{participant}' does not appear in session '{session}' as {role}.",
            participant=participant,
            session=session.id,
            role=role or "",
            roles=Listed(tuple(appearance.role for appearance in appearances), "and"),
        )
    return matching


def _build_appearance(schedule: Schedule, session: str, fields: dict[str, Any]) -> Appearance:
    try:
        return Appearance.model_validate(fields, context={"language": schedule.conference.languages[0]})
    except ValidationError as error:
        what = Message(
            "'{participant}' in session '{session}'", participant=fields["participant"], session=session
        )
        raise refusal(error.errors(), what, schedule) from None


def _position_in(people: tuple[Appearance, ...], one: Appearance, at: int | None) -> tuple[Appearance, ...]:
    if at is not None and at < 1:
        raise Refused("There is no place {at} among the people of a session: the first is 1.", at=at)
    place = len(people) if at is None else at - 1
    return (*people[:place], one, *people[place:])


def _with_people(schedule: Schedule, session: Session, people: tuple[Appearance, ...]) -> Schedule:
    return replace(schedule, build(session, {"people": people}, schedule))

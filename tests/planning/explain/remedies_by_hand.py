"""Remedies carried out by hand: each message as the edits that an organiser makes on reading it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from eventkit.editing import edit_session, move_session, nest, pin, remove_person, unnest, unschedule_session
from eventkit.editing.edits import rebuild, replace
from eventkit.model import Kind, Room, Slot
from eventkit.planning.block_grid import BlockGrid, add_blocks
from eventkit.planning.planning_messages import Phrase
from eventkit.rules import RuleSettings
from eventkit.schedule import Schedule
from eventkit.times import Period, instant, zone


class Plans(NamedTuple):
    """A schedule to plan, its rule settings, and the sessions that an organiser leaves out."""

    schedule: Schedule
    settings: RuleSettings
    aside: frozenset[str] = frozenset()


def follow(plans: Plans, remedy: Phrase) -> Plans:
    """The plans after a remedy, carried out as its words say and no further."""
    return _ACTIONS[remedy.key](plans, **remedy.facts)


def _edited(plans: Plans, edit: Callable[[Schedule], Schedule]) -> Plans:
    return plans._replace(schedule=edit(plans.schedule))


def _set(plans: Plans, **fields: Any) -> Plans:
    data = plans.settings.model_dump() | fields
    return plans._replace(settings=RuleSettings.model_validate(data))


def _also(plans: Plans, periods: Any, person: Any = None, room: Any = None) -> Plans:
    schedule = plans.schedule
    known = schedule.participant(person.id) if person else schedule.room(room.id)
    there = known.model_copy(update={"available": (*known.available, *periods)})
    return plans._replace(schedule=replace(schedule, there))


def _open_also(plans: Plans, periods: Any) -> Plans:
    hours, walls = plans.settings.hours, plans.schedule.wall
    assert hours is not None
    opens = min([hours.opens, *(walls(period.start).time() for period in periods)])
    closes = max([hours.closes, *(walls(period.end).time() for period in periods)])
    return _set(plans, hours={"opens": opens, "closes": closes})


def _moves(plans: Plans, session: Any, place: Any) -> Plans:
    facts = place.facts if isinstance(place, Phrase) else {"period": place}
    rooms = [room.id for room in facts["rooms"]] if "rooms" in facts else None
    free = pin(plans.schedule, session.id, pinned=False)
    return plans._replace(schedule=move_session(free, session.id, start=facts["period"].start, rooms=rooms))


def _wish_dropped(plans: Plans, wish: Phrase) -> Plans:
    kind = wish.key.removeprefix("wish-")
    ends = [wish.facts["one"].id, wish.facts["other"].id]
    retained = [
        known
        for known in plans.settings.wishes
        if (known.kind, [known.sessions[0], known.sessions[-1]]) != (kind, ends)
    ]
    assert len(retained) < len(plans.settings.wishes)
    return _set(plans, wishes=retained)


def _preference_dropped(plans: Plans, preference: Phrase) -> Plans:
    owner = {"session": None, "person": None} | {
        key: value.id for key, value in preference.facts.items() if key in {"session", "person"}
    }
    aspect = preference.key.split("-only-")[1]
    field = aspect if aspect in {"days", "rooms"} else "part_of_day"
    preferences = [
        known.model_copy(update={field: None if field == "part_of_day" else ()})
        if (known.session, known.participant) == (owner["session"], owner["person"])
        and (
            getattr(known, field) == (aspect if field == "part_of_day" else preference.facts[field])
            or field == "rooms"
        )
        else known
        for known in plans.settings.preferences
    ]
    assert preferences != [*plans.settings.preferences]
    return _set(plans, preferences=preferences)


def _feature_added(plans: Plans, feature: str, rooms: Any) -> Plans:
    schedule = plans.schedule
    known = [schedule.room(room.id) for room in rooms]
    changed = [room.model_copy(update={"features": (*room.features, feature)}) for room in known]
    return plans._replace(schedule=replace(schedule, *changed))


def _limited(plans: Plans, sessions: Any, seats: int) -> Plans:
    for session in sessions:
        plans = _edited(plans, lambda schedule, id_=session.id: edit_session(schedule, id_, audience=seats))
    return plans


def _longer_block(plans: Plans, block: Any, place: Any, until: str) -> Plans:  # noqa: ARG001
    slot = plans.schedule.session(block.id).slot
    assert slot is not None
    shown = plans.schedule.wall(slot.period.start).replace(hour=int(until[:2]), minute=int(until[3:]))
    end = instant(shown, zone(plans.schedule.conference.zone))
    return _edited(plans, lambda schedule: move_session(schedule, block.id, end=end))


def _left_out(plans: Plans, session: Any) -> Plans:
    aside = plans.aside | {session.id}
    is_placed = plans.schedule.session(session.id).slot is not None
    schedule = unschedule_session(plans.schedule, session.id) if is_placed else plans.schedule
    return plans._replace(schedule=schedule, aside=aside)


def _shortened(plans: Plans, session: Any, minutes: int) -> Plans:
    return _edited(plans, lambda schedule: edit_session(schedule, session.id, minutes=minutes))


def _further_rooms(plans: Plans, count: int, days: int, hours: int) -> Plans:
    """Rooms in which nothing takes place yet."""
    schedule = plans.schedule
    assert (days, hours > 0) == (len(schedule.conference.dates), True)
    rooms = [Room.model_validate({"id": f"new-{number}", "name": "New"}) for number in range(count)]
    return plans._replace(schedule=rebuild(schedule, "rooms", rooms=(*schedule.rooms, *rooms)))


def _further_rooms_with_blocks(plans: Plans, **facts: int) -> Plans:
    """Rooms with the blocks of the room that has most of them on a day."""
    schedule = _further_rooms(plans, **facts).schedule
    for day in schedule.conference.dates:
        by_room: dict[str, list[Period]] = {}
        for slot in _blocks(schedule, day):
            by_room.setdefault(slot.rooms[0], []).append(slot.period)
        best = max(
            by_room.values(), key=lambda periods: sum(period.minutes for period in periods), default=[]
        )
        for number in range(facts["count"]):
            schedule = _with_blocks(schedule, [(f"new-{number}", period) for period in best])
    return plans._replace(schedule=schedule)


def _blocks(schedule: Schedule, day: date) -> list[Slot]:
    slots = [session.slot for session in schedule.sessions if session.kind is Kind.BLOCK and session.slot]
    return [slot for slot in slots if schedule.day(slot.period.start) == day]


def _with_blocks(schedule: Schedule, places: Iterable[tuple[str, Period]]) -> Schedule:
    for room, period in places:
        grid = BlockGrid((period,), (room,), new_uid=uuid4)
        schedule = add_blocks(schedule, grid)
    return schedule


def _longer_days(plans: Plans, minutes: int) -> Plans:
    hours = plans.settings.hours
    assert hours is not None
    closes = datetime.combine(date(2026, 5, 4), hours.closes) + timedelta(minutes=minutes)
    return _set(plans, hours={"opens": hours.opens, "closes": closes.time()})


def _evening_blocks(plans: Plans, minutes: int) -> Plans:
    schedule = plans.schedule
    places = []
    for day in schedule.conference.dates:
        for room in {slot.rooms[0] for slot in _blocks(schedule, day)}:
            ends = [
                session.slot.period.end
                for session in schedule.sessions
                if session.slot and room in schedule.rooms_of(session)
                if schedule.day(session.slot.period.start) == day
            ]
            start = max(ends)
            places.append((room, Period(start=start, end=start + timedelta(minutes=minutes))))
    return plans._replace(schedule=_with_blocks(schedule, places))


_ACTIONS: Mapping[str, Callable[..., Plans]] = {
    "person-also": _also,
    "room-also": _also,
    "open-also": _open_also,
    "person-free": lambda plans, person, session: _edited(
        plans, lambda schedule: remove_person(schedule, session.id, person.id)
    ),
    "moves": _moves,
    "unpinned": _moves,
    "outside-blocks": _moves,
    "wish-dropped": _wish_dropped,
    "preference-dropped": _preference_dropped,
    "person-at-night": lambda plans, person: _set(  # noqa: ARG005
        plans, severities={**plans.settings.severities, "bad-hour": "warning"}
    ),
    "track-open": lambda plans, session, block: _edited(
        plans, lambda schedule: nest(schedule, session.id, block.id)
    ),
    "moved-out": lambda plans, session, whole: _edited(  # noqa: ARG005
        plans, lambda schedule: unnest(schedule, session.id)
    ),
    "block-unpinned": lambda plans, block: _edited(
        plans, lambda schedule: pin(schedule, block.id, pinned=False)
    ),
    "feature-added": _feature_added,
    "feature-added-several": _feature_added,
    "limited-audience": _limited,
    "limited-audiences": _limited,
    "rule-warning": lambda plans, rule: _set(
        plans, severities={**plans.settings.severities, rule: "warning"}
    ),
    "shortened": _shortened,
    "longer-block": _longer_block,
    "left-out-instead": _left_out,
    "further-room": _further_rooms,
    "further-rooms": _further_rooms,
    "further-room-blocks": _further_rooms_with_blocks,
    "further-rooms-blocks": _further_rooms_with_blocks,
    "longer-days": _longer_days,
    "longer-days-blocks": _evening_blocks,
}

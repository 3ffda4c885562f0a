"""Remedies carried out by hand: each message as the edits that an organiser makes on reading it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from eventkit.editing import edit_session, move_session, pin, remove_person, unnest, unschedule_session
from eventkit.editing.edits import rebuild, replace
from eventkit.messages import Listed, Message, Plural
from eventkit.model import Kind, Room, Slot
from eventkit.planning.block_grid import BlockGrid, add_blocks
from eventkit.rules import WishKind
from eventkit.rules.rule_messages import ScheduleFact
from eventkit.rules.stated_wishes import StatedSettings
from eventkit.schedule import Schedule
from eventkit.times import Period, instant, zone


class Plans(NamedTuple):
    """A schedule to plan, its rule settings, and the sessions that an organiser leaves out."""

    schedule: Schedule
    settings: StatedSettings
    aside: frozenset[str] = frozenset()


def sentence_of(message: Message) -> str:
    """The sentence of a message without its facts: that for many, of a plural."""
    (sentence,) = message.sentences
    return sentence.many if isinstance(sentence, Plural) else sentence


def follow(plans: Plans, remedy: Message) -> Plans:
    """The plans after a remedy, carried out as its words say and no further."""
    return _ACTIONS[sentence_of(remedy)](plans, **{key: _plain(fact) for key, fact in remedy.facts.items()})


def _plain(fact: Any) -> Any:
    """A fact without the wrapping that gives it words."""
    match fact:
        case ScheduleFact():
            return fact.fact
        case Listed():
            return tuple(map(_plain, fact.facts))
        case _:
            return fact


def _edited(plans: Plans, edit: Callable[[Schedule], Schedule]) -> Plans:
    return plans._replace(schedule=edit(plans.schedule))


def _set(plans: Plans, **fields: Any) -> Plans:
    data = plans.settings.model_dump(exclude_defaults=True) | fields
    return plans._replace(settings=StatedSettings.model_validate(data))


def _also(plans: Plans, whom: Any, periods: Any) -> Plans:
    there = whom.model_copy(update={"available": (*whom.available, *periods)})
    return plans._replace(schedule=replace(plans.schedule, there))


def _open_until(plans: Plans, time: Any) -> Plans:
    hours = plans.settings.hours
    assert hours is not None
    return _set(plans, hours={"opens": hours.opens, "closes": time})


def _moves(plans: Plans, session: Any, place: Any) -> Plans:
    facts = {key: _plain(fact) for key, fact in place.facts.items()} if isinstance(place, Message) else {}
    start = facts.get("period", place).start
    rooms = [room.id for room in facts["rooms"]] if facts else None
    free = pin(plans.schedule, session.id, pinned=False)
    return plans._replace(schedule=move_session(free, session.id, start=start, rooms=rooms))


def _wish_dropped(plans: Plans, wish: Message) -> Plans:
    ends = [_plain(wish.facts[end]).id for end in ("one", "other")]
    kinds = {WishKind.SPREAD: "different days", WishKind.CONSECUTIVE: "follow", WishKind.APART: "overlap"}
    retained = [
        known
        for known in plans.settings.wishes
        if [known.sessions[0], known.sessions[-1]] != ends
        or kinds.get(known.kind, known.kind.replace("-", " ")) not in sentence_of(wish)
    ]
    assert len(retained) < len(plans.settings.wishes)
    return _set(plans, wishes=retained)


def _preference_dropped(plans: Plans, owner: Any, what: Any) -> Plans:
    preferences = [
        known
        for known in plans.settings.preferences
        if owner.id not in {known.session, known.participant} or what != known.words
    ]
    assert len(preferences) < len(plans.settings.preferences)
    return _set(plans, preferences=preferences)


def _tracks_open(plans: Plans) -> Plans:
    sessions = [
        session.model_copy(update={"track": None}) if session.kind is Kind.BLOCK else session
        for session in plans.schedule.sessions
    ]
    return plans._replace(schedule=rebuild(plans.schedule, "blocks", sessions=tuple(sessions)))


def _feature_added(plans: Plans, feature: str, rooms: Any, count: int) -> Plans:  # noqa: ARG001
    schedule = plans.schedule
    known = [schedule.room(room.id) for room in rooms]
    changed = [room.model_copy(update={"features": (*room.features, feature)}) for room in known]
    return plans._replace(schedule=replace(schedule, *changed))


def _limited(plans: Plans, sessions: Any, seats: int, count: int) -> Plans:  # noqa: ARG001
    for session in sessions:
        plans = _edited(plans, lambda schedule, id_=session.id: edit_session(schedule, id_, audience=seats))
    return plans


def _longer_block(plans: Plans, block: Any, place: Any, until: Any) -> Plans:  # noqa: ARG001
    slot = plans.schedule.session(block.id).slot
    assert slot is not None
    shown = plans.schedule.wall(slot.period.start).replace(hour=until.hour, minute=until.minute)
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
    "sessions in a room may follow one another at once": lambda plans: _set(plans, turnaround=0),
    "{whom} can also come {periods}": _also,
    "{whom} is also available {periods}": _also,
    "rooms are open until {time}": _open_until,
    "{person} is not needed in {session}": lambda plans, person, session: _edited(
        plans, lambda schedule: remove_person(schedule, session.id, person.id)
    ),
    "{session} moves to {place}": _moves,
    "{session} is unpinned and moves to {place}": _moves,
    "{session} takes place outside the blocks, {place}": _moves,
    "the wish that {wish} is dropped": _wish_dropped,
    "the wish “{what}” of {owner} is dropped": _preference_dropped,
    "blocks of other tracks are open to it": _tracks_open,
    "{session} is moved out of {whole}": lambda plans, session, whole: _edited(  # noqa: ARG005
        plans, lambda schedule: unnest(schedule, session.id)
    ),
    "the block {block} is unpinned": lambda plans, block, period: _edited(  # noqa: ARG005
        plans, lambda schedule: pin(schedule, block.id, pinned=False)
    ),
    "{rooms} get {feature}": _feature_added,
    "{sessions} are limited to {seats} people each": _limited,
    "the rule '{rule}' becomes a warning": lambda plans, rule: _set(
        plans, severities={**plans.settings.severities, rule: "warning"}
    ),
    "{session} is shortened to {minutes} minutes": _shortened,
    "the block {block} ({place}) lasts until {until}": _longer_block,
    "{session} is left out instead": _left_out,
    "{count} more rooms are free on {days} days while rooms are open: {hours} more hours of room time": (
        _further_rooms
    ),
    "{count} more rooms with the same blocks on {days} days: {hours} more hours of room time": (
        _further_rooms_with_blocks
    ),
    "all rooms close {minutes} minutes later each day": _longer_days,
    "one more block of {minutes} minutes in every room each day, after its last session": _evening_blocks,
}

"""Remedies carried out by hand: each message as the edits that an organiser makes on reading it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from eventkit.editing import edit_session, move_session, nest, pin, remove_person, unnest, unschedule_session
from eventkit.editing.edits import replace
from eventkit.planning.planning_messages import Phrase
from eventkit.rules import RuleSettings
from eventkit.schedule import Schedule
from eventkit.times import instant, zone


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
    kept = [
        known
        for known in plans.settings.wishes
        if (known.kind, [known.sessions[0], known.sessions[-1]]) != (kind, ends)
    ]
    assert len(kept) < len(plans.settings.wishes)
    return _set(plans, wishes=kept)


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
}

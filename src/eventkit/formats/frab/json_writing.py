"""Writing ``schedule.json`` (v1) and ``schedule2``, so that they hold to the schemas of c3voc."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid5

from eventkit.formats.frab.marks import NO_TRACK, OURS, X_EVENTKIT
from eventkit.formats.frab.planned import Entry, Plan
from eventkit.model import Appearance, Kind, Link, Participant, Role
from eventkit.schedule import Schedule
from eventkit.texts import Text

_ZONE = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+")
_LANGUAGE = re.compile(r"[a-z]{2}")

TYPES: Mapping[Kind, str] = {
    Kind.KEYNOTE: "TALK",
    Kind.TALK: "TALK",
    Kind.LIGHTNING: "LIGHTNING_TALK",
    Kind.PANEL: "DISCUSSION",
    Kind.DISCUSSION: "DISCUSSION",
    Kind.WORKSHOP: "WORKSHOP",
    Kind.TUTORIAL: "WORKSHOP",
    Kind.MEETING: "MEETING",
    Kind.PERFORMANCE: "PERFORMANCE",
    Kind.BREAK: "BREAK",
    Kind.MEAL: "BREAK",
    Kind.REGISTRATION: "META",
}
"""The words of schedule2 for kinds; that of all others is OTHER. BREAK and META are no events but pauses."""

ROLES: Mapping[Role, str] = {
    Role.CHAIR: "MODERATOR",
    Role.MODERATOR: "MODERATOR",
    Role.HOST: "HOST",
    Role.GUEST: "GUEST",
    Role.PARTICIPANT: "GUEST",
    Role.AUTHOR: "CONTRIBUTOR",
    Role.CONTRIBUTOR: "CONTRIBUTOR",
    Role.INTERPRETER: "CONTRIBUTOR",
}
"""The words of schedule2 for roles; that of all others is SPEAKER."""


def as_v1(plan: Plan) -> Mapping[str, Any]:
    """The objects of a ``schedule.json``."""
    conference = plan.schedule.conference
    days = [_day(plan, number) for number in range(len(plan.days))]
    return {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": OURS},
        "schedule": {
            "version": plan.version,
            **_given(base_url=plan.base),
            "conference": {
                "acronym": plan.acronym,
                "title": plan.said(conference.title),
                "start": conference.start.isoformat(),
                "end": conference.end.isoformat(),
                "daysCount": len(plan.days),
                "timeslot_duration": plan.slot,
                **_given(time_zone_name=named_zone(conference.zone), url=conference.url),
                "tracks": [
                    {
                        "name": plan.track_names[track.id],
                        **plan.slug(track),
                        "color": track.colour,
                    }
                    for track in plan.schedule.tracks
                ],
                "rooms": [
                    {"name": plan.room_names[room.id], "guid": plan.guid(room), "capacity": room.capacity}
                    for room in plan.schedule.rooms
                ],
                "days": days,
            },
        },
    }


def _day(plan: Plan, number: int) -> Mapping[str, Any]:
    on = plan.days[number]
    start, end = (each.isoformat() for each in plan.bounds(on))
    rooms: dict[str, list[Any]] = {}
    for entry in _by_room(plan, [each for each in plan.entries if each.on == on]):
        rooms.setdefault(_room_name(plan, entry), []).append(_event_v1(plan, entry))
    return {"index": number + 1, "date": on.isoformat(), "day_start": start, "day_end": end, "rooms": rooms}


def _by_room(plan: Plan, entries: list[Entry]) -> list[Entry]:
    """The entries by room, those in none last; each room's by time as they come."""
    order = {room.id: at for at, room in enumerate(plan.schedule.rooms)}
    return sorted(entries, key=lambda each: order[each.room.id] if each.room else len(order))


def _room_name(plan: Plan, entry: Entry) -> str:
    return plan.room_names[entry.room.id] if entry.room else ""


def _event_v1(plan: Plan, entry: Entry) -> Mapping[str, Any]:
    session = entry.session
    url, links = plan.page(session)
    return {
        "id": entry.number,
        "guid": str(session.uid),
        "date": entry.start.isoformat(),
        "start": f"{plan.schedule.wall(entry.start):%H:%M}",
        "duration": f"{entry.minutes // 60:02}:{entry.minutes % 60:02}",
        "room": _room_name(plan, entry),
        "slug": entry.slug,
        "url": url or _fallback(plan, entry),
        "title": plan.said(session.title),
        "subtitle": plan.said(session.subtitle),
        "track": plan.track_names[session.track] if session.track else None,
        "type": session.kind.value,
        "language": plan.language(session),
        "abstract": plan.said(session.abstract),
        "persons": [
            _person_v1(plan, plan.schedule.participant(who))
            for who in dict.fromkeys(each.participant for each in session.people if each.comes)
        ],
        "links": [_link(plan, link) for link in links],
    }


def _person_v1(plan: Plan, participant: Participant) -> Mapping[str, Any]:
    # Of the two sorts of person the schema has, it must be one alone: not with an id and a public name.
    return {
        **{name: int(each) if name == "id" else each for name, each in plan.identity(participant).items()},
        "name": plan.name(participant),
        **_given(biography=plan.said(participant.biography)),
    }


def _link(plan: Plan, link: Link) -> Mapping[str, Any]:
    return {"url": link.url, **_given(title=plan.said(link.label))}


def _fallback(plan: Plan, entry: Entry) -> str:
    """The address that the schemas want of every event, where a session has no page."""
    return plan.schedule.conference.url or f"urn:uuid:{entry.session.uid}"


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def named_zone(key: str) -> str:
    """The time zone's name, if it is of the form the schemas allow; else empty."""
    return key if _ZONE.match(key) or key == "UTC" else ""


def as_schedule2(plan: Plan) -> Mapping[str, Any]:
    """The objects of a ``schedule2``; what it has no fields for is in it beside them, as a whole."""
    conference = plan.schedule.conference
    start, end = plan.bounds(conference.start)[0], plan.bounds(conference.end)[1]
    appearing = [each for each in plan.schedule.participants if _appears(plan, each)]
    return {
        "$schema": "https://c3voc.de/schema/schedule2",
        "generator": {"name": OURS},
        "schedule": {
            "version": plan.version,
            **_given(base_url=plan.base),
            "conference": {
                "acronym": plan.acronym,
                "title": plan.said(conference.title),
                "start": start.isoformat(),
                "end": end.isoformat(),
                "timeslot_duration": plan.slot,
                **_given(time_zone_name=named_zone(conference.zone), url=conference.url),
                "languages": [each for each in conference.languages if _LANGUAGE.fullmatch(each)],
                "tracks": [_track(plan, at) for at in range(len(plan.schedule.tracks))],
                "rooms": [
                    {"name": plan.room_names[room.id], "guid": plan.guid(room), "capacity": room.capacity}
                    for room in plan.schedule.rooms
                ],
                "days": [_day2(plan, number) for number in range(len(plan.days))],
            },
            "events": [_event2(plan, entry) for entry in plan.entries],
            "persons": [
                {
                    "guid": plan.guid(each),
                    "name": plan.name(each),
                    **_given(biography=_localised(plan, each.biography)),
                    "links": [_link(plan, link) for link in each.links],
                }
                for each in appearing
            ],
            X_EVENTKIT: kept(plan.schedule),
        },
    }


def kept(schedule: Schedule) -> Mapping[str, Any]:
    """A schedule as JSON holds it, nothing left out but what is so anyhow."""
    made: Mapping[str, Any] = schedule.model_dump(mode="json", exclude_defaults=True)
    return made


def _appears(plan: Plan, participant: Participant) -> bool:
    return any(
        appearance.comes and session.id not in plan.left_out
        for session, appearance in plan.schedule.appearances(participant.id)
    )


def _track(plan: Plan, at: int) -> Mapping[str, Any]:
    track = plan.schedule.tracks[at]
    return {
        "name": plan.track_names[track.id],
        "slug": plan.track_slugs[track.id],
        "color": track.colour,
        "colors": {"light": track.colour, "dark": track.colour},
    }


def _day2(plan: Plan, number: int) -> Mapping[str, Any]:
    on = plan.days[number]
    start, end = (each.isoformat() for each in plan.bounds(on))
    return {"index": number + 1, "date": on.isoformat(), "start": start, "end": end}


def _event2(plan: Plan, entry: Entry) -> Mapping[str, Any]:
    session = entry.session
    kind = TYPES.get(session.kind, "OTHER")
    subtitle = plan.said(session.subtitle)
    head = {
        "guid": str(session.uid),
        "type": kind,
        "start": entry.start.isoformat(),
        "end": plan.shown(_end(entry)).isoformat(),
        "title": plan.said(session.title),
    }
    room = _room2(plan, entry)
    if session.kind.is_pause:
        return {**head, **_given(subtitle=subtitle), **({"room": room} if entry.room else {})}
    url, links = plan.page(session)
    return {
        **head,
        "subtitle": subtitle or None,
        "slug": entry.slug,
        "url": url or _fallback(plan, entry),
        "room": room,
        "track": {"slug": plan.track_slugs[session.track] if session.track else NO_TRACK},
        "language": _two_letters(plan, entry),
        "abstract": _localised(plan, session.abstract),
        "description": None,
        "participants": _participants(plan, [each for each in session.people if each.comes]),
        "links": [_link(plan, link) for link in links],
    }


def _end(entry: Entry) -> Any:
    assert entry.session.slot is not None  # noqa: S101 - what has none is left out
    return entry.session.slot.period.end


def _room2(plan: Plan, entry: Entry) -> Mapping[str, Any]:
    """The reference to a room, which the schema wants of every event: one without a name stands for none."""
    if entry.room is None:
        return {"name": "", "guid": str(uuid5(plan.schedule.conference.uid, "no room"))}
    return {"name": plan.room_names[entry.room.id], "guid": plan.guid(entry.room)}


def _participants(plan: Plan, people: list[Appearance]) -> list[Mapping[str, Any]]:
    """Each once: a guid is there for one role, the main one, which is the first."""
    found: dict[str, Mapping[str, Any]] = {}
    for each in people:
        participant = plan.schedule.participant(each.participant)
        told = {
            "guid": plan.guid(participant),
            "name": plan.name(participant),
            "role": ROLES.get(each.role, "SPEAKER"),
        }
        found.setdefault(participant.id, told)
    return list(found.values())


def _localised(plan: Plan, text: Text | None) -> Any:
    """A text, by language where it is in several."""
    return dict(text) if text is not None and len(text) > 1 else plan.said(text) or None


def _two_letters(plan: Plan, entry: Entry) -> str:
    """A language in two letters, which the schema wants of every event."""
    tags = (*entry.session.languages, *plan.languages, *entry.session.title)
    return next((tag[:2] for tag in tags if _LANGUAGE.fullmatch(tag.partition("-")[0])), "en")


def written(tree: Mapping[str, Any]) -> bytes:
    """The file; the same schedule gives the same bytes."""
    return (json.dumps(tree, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()

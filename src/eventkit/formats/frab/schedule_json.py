"""schedule.json (v1) and schedule2: the JSON schedules of frab, pretalx and c3voc.

In schedule.json a conference has days, a day has rooms by name, and a room has events. A schedule2 is flat,
with roles, breaks and texts by language. Both are read leniently and written to the c3voc schemas.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, timedelta
from typing import Any
from uuid import uuid5

from eventkit.files.output_files import GENERATOR
from eventkit.formats.frab.export_plan import ExportEvent, ExportPlan, schema_zone_name
from eventkit.formats.frab.frab_values import (
    EXTENSION_KEY,
    NO_TRACK_SLUG,
    SOURCE,
    ListedDay,
    parse_listed_day,
    text,
)
from eventkit.formats.frab.record_builder import FrabRecordBuilder
from eventkit.intake import ImportLog, Location, RawSchedule
from eventkit.messages import Message
from eventkit.model import Kind, Link, Participant, Role
from eventkit.schedule import Schedule
from eventkit.texts import UNDETERMINED, Text
from eventkit.texts.language_detection import guess_language

_AROUND = ("conference", "events", "persons", "people", "rooms", "tracks")


def is_v1(root: Any) -> bool:
    """True for a schedule.json: days with rooms with events."""
    return any(isinstance(day.get("rooms"), dict) for day in _days(root))


def is_schedule2(root: Any) -> bool:
    """True for a schedule2: a flat list of events beside the conference."""
    schedule = _schedule(root)
    return isinstance(schedule.get("events"), list) and isinstance(schedule.get("conference"), dict)


def parse_schedule_json(root: Any, name: str, log: ImportLog) -> RawSchedule:
    return _ScheduleJsonParser(root, name, log).records()


class _ScheduleJsonParser:
    def __init__(self, root: Any, name: str, log: ImportLog) -> None:
        self._root = root
        self._name = name
        self._log = log
        generator = root.get("generator") if isinstance(root, dict) else None
        written_by_eventkit = isinstance(generator, dict) and generator.get("name") == GENERATOR
        self._builder = FrabRecordBuilder(name, log, SOURCE, written_by_eventkit=written_by_eventkit)

    def records(self) -> RawSchedule:
        schedule = _schedule(self._root)
        conference = _mapping(schedule.get("conference"))
        about = {
            **({"generator": self._root["generator"]} if "generator" in self._root else {}),
            **{name: value for name, value in schedule.items() if name not in (*_AROUND, EXTENSION_KEY)},
        }
        zone = text(conference.get("time_zone_name"))
        days = [
            (at, entry, parse_listed_day(entry.get("date"), entry.get("day_end") or entry.get("end"), zone))
            for at, entry in enumerate(_days(self._root))
        ]
        self._builder.set_conference(conference, about, self._place("schedule.conference"))
        self._builder.set_day_change([day for _, _, day in days])
        for holder, way in ((conference, "schedule.conference"), (schedule, "schedule")):
            for kind, add in (
                ("rooms", self._builder.rooms.add),
                ("tracks", self._builder.tracks.add),
            ):
                for at, entry in enumerate(_list(holder.get(kind))):
                    add(entry, self._place(f"{way}.{kind}[{at}]"))
        for kind in ("persons", "people"):
            for at, entry in enumerate(_list(schedule.get(kind))):
                self._builder.people.add(entry, self._place(f"schedule.{kind}[{at}]"))
        for at, day_object, day in days:
            self._day(day_object, day, f"schedule.conference.days[{at}]")
        for at, event in enumerate(_list(schedule.get("events"))):
            self._event(event, ListedDay(), f"schedule.events[{at}]", None)
        return self._builder.records

    def _day(self, day_object: Mapping[str, Any], day: ListedDay, way: str) -> None:
        for room, events in _mapping(day_object.get("rooms")).items():
            place = self._place(f"{way}.rooms.{room}")
            ref = self._builder.rooms.add(room, place)
            for at, event in enumerate(_list(events)):
                self._event(event, day, f"{place.field}[{at}]", ref)

    def _event(self, event: Any, day: ListedDay, way: str, room: str | None) -> None:
        place = self._place(way)
        if isinstance(event, dict):
            self._builder.add_event(event, day, place, room)
        else:
            self._log.error("not-an-object", Message("Not an event object. Left out."), place)

    def _place(self, way: str) -> Location:
        return Location(self._name, field=way)


def _schedule(root: Any) -> Mapping[str, Any]:
    return _mapping(root.get("schedule")) if isinstance(root, dict) else {}


def _days(root: Any) -> Iterator[Mapping[str, Any]]:
    schedule = _schedule(root)
    conference = _mapping(schedule.get("conference"))
    for day in _list(conference.get("days")) or _list(schedule.get("days")):
        if isinstance(day, dict):
            yield day


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


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
"""The words of schedule2 for kinds; that of all others is OTHER. BREAK and META are not events but pauses."""

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


def build_schedule_json(plan: ExportPlan) -> Mapping[str, Any]:
    conference = plan.schedule.conference
    tracks = [
        {"name": plan.track_names[track.id], **plan.slug(track), "color": track.colour}
        for track in plan.schedule.tracks
    ]
    days = [
        {**_day(plan, number, "day_"), "rooms": _events_by_room(plan, on)}
        for number, on in enumerate(plan.days)
    ]
    return _file(
        plan,
        "https://c3voc.de/schedule/schema.json",
        start=conference.start.isoformat(),
        end=conference.end.isoformat(),
        grid={"daysCount": len(plan.days), "timeslot_duration": plan.slot},
        tracks=tracks,
        days=days,
    )


def _file(
    plan: ExportPlan,
    schema: str,
    *,
    start: str,
    end: str,
    grid: Mapping[str, Any],
    tracks: list[Any],
    days: list[Any],
    languages: Mapping[str, Any] = {},
    beside: Mapping[str, Any] = {},
) -> Mapping[str, Any]:
    """The file with its conference, and what is ``beside`` that."""
    conference = plan.schedule.conference
    return {
        "$schema": schema,
        "generator": {"name": GENERATOR},
        "schedule": {
            "version": plan.version,
            **_non_empty(base_url=plan.base),
            "conference": {
                "acronym": plan.acronym,
                "title": plan.text(conference.title),
                "start": start,
                "end": end,
                **grid,
                **_non_empty(time_zone_name=schema_zone_name(conference.zone), url=conference.url),
                **languages,
                "tracks": tracks,
                "rooms": [
                    {"name": plan.room_names[room.id], "guid": plan.guid(room), "capacity": room.capacity}
                    for room in plan.schedule.rooms
                ],
                "days": days,
            },
            **beside,
        },
    }


def _day(plan: ExportPlan, number: int, prefix: str = "") -> dict[str, Any]:
    on = plan.days[number]
    start, end = (bound.isoformat() for bound in plan.bounds(on))
    return {"index": number + 1, "date": on.isoformat(), f"{prefix}start": start, f"{prefix}end": end}


def _events_by_room(plan: ExportPlan, on: date) -> Mapping[str, list[Any]]:
    order = {room.id: at for at, room in enumerate(plan.schedule.rooms)}
    entries = [entry for entry in plan.entries if entry.on == on]
    entries.sort(key=lambda entry: order[entry.room.id] if entry.room else len(order))
    rooms: dict[str, list[Any]] = {}
    for entry in entries:
        rooms.setdefault(_room_name(plan, entry), []).append(_event_v1(plan, entry))
    return rooms


def _room_name(plan: ExportPlan, entry: ExportEvent) -> str:
    return plan.room_names[entry.room.id] if entry.room else ""


def _event_v1(plan: ExportPlan, entry: ExportEvent) -> Mapping[str, Any]:
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
        "title": plan.text(session.title),
        "subtitle": plan.text(session.subtitle),
        "track": plan.track_names[session.track] if session.track else None,
        "type": session.kind.value,
        "language": plan.language(session),
        "abstract": plan.text(session.abstract),
        "persons": [_person_v1(plan, person) for person, _ in plan.people(session)],
        "links": [_link(plan, link) for link in links],
    }


def _person_v1(plan: ExportPlan, participant: Participant) -> Mapping[str, Any]:
    # Of the two sorts of person the schema has, it must be one alone: not with an id and a public name.
    return {
        **{
            name: int(id_attribute) if name == "id" else id_attribute
            for name, id_attribute in plan.id_attributes(participant).items()
        },
        "name": plan.name(participant),
        **_non_empty(biography=plan.text(participant.biography)),
    }


def _link(plan: ExportPlan, link: Link) -> Mapping[str, Any]:
    return {"url": link.url, **_non_empty(title=plan.text(link.label))}


def _fallback(plan: ExportPlan, entry: ExportEvent) -> str:
    """The URL of an event without a page; the schemas require one."""
    return plan.schedule.conference.url or f"urn:uuid:{entry.session.uid}"


def _non_empty(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def build_schedule2(plan: ExportPlan) -> Mapping[str, Any]:
    conference = plan.schedule.conference
    people = [
        {
            "guid": plan.guid(participant),
            "name": plan.name(participant),
            **_non_empty(biography=_localised(plan, participant.biography)),
            "links": [_link(plan, link) for link in participant.links],
        }
        for participant in plan.schedule.participants
        if plan.lists(participant)
    ]
    tracks = [
        {
            "name": plan.track_names[track.id],
            "slug": plan.track_slugs[track.id],
            "color": track.colour,
            "colors": {"light": track.colour, "dark": track.colour},
        }
        for track in plan.schedule.tracks
    ]
    return _file(
        plan,
        "https://c3voc.de/schema/schedule2",
        start=plan.bounds(conference.start)[0].isoformat(),
        end=plan.bounds(conference.end)[1].isoformat(),
        grid={"timeslot_duration": f"PT{plan.slot_minutes}M"},
        languages={"languages": [tag for tag in conference.languages if _LANGUAGE.fullmatch(tag)]},
        tracks=tracks,
        days=[_day(plan, number) for number in range(len(plan.days))],
        beside={
            "events": [_event2(plan, entry) for entry in plan.entries],
            "persons": people,
            EXTENSION_KEY: embed_schedule(plan.schedule),
        },
    )


def embed_schedule(schedule: Schedule) -> Mapping[str, Any]:
    """A schedule as JSON, without default values.

    Names have their language, also if it is undetermined: without one they are in that of the conference.
    """
    dumped: Mapping[str, Any] = schedule.model_dump(mode="json", exclude_defaults=True)
    for participant in dumped.get("participants", ()):
        for form in participant["name"]:
            form.setdefault("language", UNDETERMINED)
    return dumped


def _event2(plan: ExportPlan, entry: ExportEvent) -> Mapping[str, Any]:
    session = entry.session
    kind = TYPES.get(session.kind, "OTHER")
    subtitle = plan.text(session.subtitle)
    head = {
        "guid": str(session.uid),
        "type": kind,
        "start": entry.start.isoformat(),
        "end": plan.local_time(entry.start.astimezone(UTC) + timedelta(minutes=entry.minutes)).isoformat(),
        "title": plan.text(session.title),
    }
    room = _room2(plan, entry)
    if session.kind.is_pause:
        return {**head, **_non_empty(subtitle=subtitle), **({"room": room} if entry.room else {})}
    url, links = plan.page(session)
    return {
        **head,
        "subtitle": subtitle or None,
        "slug": entry.slug,
        "url": url or _fallback(plan, entry),
        "room": room,
        "track": {"slug": plan.track_slugs[session.track] if session.track else NO_TRACK_SLUG},
        "language": _two_letters(plan, entry),
        "abstract": _localised(plan, session.abstract),
        "description": None,
        "participants": [
            {
                "guid": plan.guid(participant),
                "name": plan.name(participant),
                "role": ROLES.get(role, "SPEAKER"),
            }
            for participant, role in plan.people(session)
        ],
        "links": [_link(plan, link) for link in links],
    }


def _room2(plan: ExportPlan, entry: ExportEvent) -> Mapping[str, Any]:
    """The reference to a room, which the schema requires: a nameless one means none."""
    if entry.room is None:
        return {"name": "", "guid": str(uuid5(plan.schedule.conference.uid, "no room"))}
    return {"name": plan.room_names[entry.room.id], "guid": plan.guid(entry.room)}


def _localised(plan: ExportPlan, text: Text | None) -> Any:
    return dict(text) if text is not None and len(text) > 1 else plan.text(text) or None


def _two_letters(plan: ExportPlan, entry: ExportEvent) -> str:
    """A language of two letters, which the schema requires of every event; guessed if none is known."""
    tags = (*entry.session.languages, *plan.languages, *entry.session.title)
    known = (tag[:2] for tag in tags if _LANGUAGE.fullmatch(tag.partition("-")[0]))
    return next(known, None) or guess_language(entry.session.title.values())[:2]


def serialise_json(tree: Mapping[str, Any]) -> bytes:
    """Serialise to JSON; the same schedule gives the same bytes."""
    return (json.dumps(tree, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()

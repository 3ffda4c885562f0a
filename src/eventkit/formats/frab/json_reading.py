"""Reading ``schedule.json`` (v1) and ``schedule2``, which is flat, has roles, and texts by language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from eventkit.formats.frab.gathering import Gathering
from eventkit.formats.frab.listed import Day, day_of
from eventkit.formats.frab.marks import FRAB, OURS, X_EVENTKIT
from eventkit.formats.frab.taking import text
from eventkit.intake import ImportLog, Location, RawSchedule

_AROUND = ("conference", "events", "persons", "people", "rooms", "tracks")


def is_v1(root: Any) -> bool:
    """Whether it looks like a ``schedule.json``: days with rooms with events."""
    return any(isinstance(day.get("rooms"), dict) for day in _days(root))


def is_schedule2(root: Any) -> bool:
    """Whether it looks like a ``schedule2``: a flat list of events beside the conference."""
    schedule = _schedule(root)
    return isinstance(schedule.get("events"), list) and isinstance(schedule.get("conference"), dict)


def records(root: Any, name: str, log: ImportLog) -> RawSchedule:
    """What a file of either sort says."""
    return _Reading(root, name, log).records()


class _Reading:
    def __init__(self, root: Any, name: str, log: ImportLog) -> None:
        self._root = root
        self._name = name
        self._log = log
        generator = root.get("generator") if isinstance(root, dict) else None
        ours = isinstance(generator, dict) and generator.get("name") == OURS
        self._gathering = Gathering(name, log, FRAB, ours=ours)

    def records(self) -> RawSchedule:
        schedule = _schedule(self._root)
        conference = _mapping(schedule.get("conference"))
        about = {
            **({"generator": self._root["generator"]} if "generator" in self._root else {}),
            **{name: value for name, value in schedule.items() if name not in (*_AROUND, X_EVENTKIT)},
        }
        zone = text(conference.get("time_zone_name"))
        days = [
            (at, each, day_of(each.get("date"), each.get("day_end") or each.get("end"), zone))
            for at, each in enumerate(_days(self._root))
        ]
        self._gathering.conference(conference, about, self._place("schedule.conference"))
        self._gathering.changed([day for _, _, day in days])
        for holder, way in ((conference, "schedule.conference"), (schedule, "schedule")):
            for kind, named in (
                ("rooms", self._gathering.rooms.named),
                ("tracks", self._gathering.tracks.named),
            ):
                for at, each in enumerate(_list(holder.get(kind))):
                    named(each, self._place(f"{way}.{kind}[{at}]"))
        for kind in ("persons", "people"):
            for at, each in enumerate(_list(schedule.get(kind))):
                self._gathering.people.named(each, self._place(f"schedule.{kind}[{at}]"))
        for at, told, day in days:
            self._day(told, day, f"schedule.conference.days[{at}]")
        for at, event in enumerate(_list(schedule.get("events"))):
            self._event(event, Day(), f"schedule.events[{at}]", None)
        return self._gathering.records

    def _day(self, told: Mapping[str, Any], day: Day, way: str) -> None:
        for room, events in _mapping(told.get("rooms")).items():
            place = self._place(f"{way}.rooms.{room}")
            ref = self._gathering.rooms.named(room, place)
            for at, event in enumerate(_list(events)):
                self._event(event, day, f"{place.field}[{at}]", ref)

    def _event(self, told: Any, day: Day, way: str, room: str | None) -> None:
        place = self._place(way)
        if isinstance(told, dict):
            self._gathering.event(told, day, place, room)
        else:
            self._log.error("no-object", "is not the object of an event: it is left out", place)

    def _place(self, way: str) -> Location:
        return Location(self._name, field=way)


def _schedule(root: Any) -> Mapping[str, Any]:
    return _mapping(root.get("schedule")) if isinstance(root, dict) else {}


def _days(root: Any) -> Iterator[Mapping[str, Any]]:
    schedule = _schedule(root)
    conference = _mapping(schedule.get("conference"))
    for each in _list(conference.get("days")) or _list(schedule.get("days")):
        if isinstance(each, dict):
            yield each


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

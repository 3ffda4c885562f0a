"""Rule examples: minimal schedules that violate a rule, for documentation and tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from eventkit.rules.rule_settings import RuleSettings
from eventkit.schedule import Schedule
from eventkit.times import Period, instant, zone

ZONE = "Europe/Vienna"

_CONFERENCE: dict[str, Any] = {
    "id": "congress",
    "uid": uuid5(NAMESPACE_URL, "congress"),
    "title": {"en": "Congress", "zh": "大会"},
    "start": "2026-05-04",
    "end": "2026-05-06",
    "zone": ZONE,
    "languages": ["en", "zh"],
}

_ROOMS = {"hall": ("Hall", "大厅"), "attic": ("Attic", "阁楼")}

_PEOPLE = {"noether": ("Emmy Noether", "诺特"), "hypatia": ("Hypatia", "希帕提娅")}


@dataclass(frozen=True, slots=True)
class Example:
    """A schedule with the settings it is checked by."""

    schedule: Schedule
    settings: RuleSettings


def example(*sessions: dict[str, Any], settings: dict[str, Any] | None = None, **fields: Any) -> Example:
    """A congress in Vienna of those sessions, with two rooms and two people unless others are passed."""
    values: dict[str, Any] = {
        "rooms": [a_room(id_) for id_ in _ROOMS],
        "participants": [a_person(id_) for id_ in _PEOPLE],
        **fields,
    }
    values["conference"] = _CONFERENCE | fields.get("conference", {})
    return Example(
        Schedule.model_validate({**values, "sessions": sessions}), RuleSettings.model_validate(settings or {})
    )


def a_session(id_: str, when: str | None = None, *rooms: str, **fields: Any) -> dict[str, Any]:
    """A session called by its id, at ``09:00-10:00`` on the first day or ``5 09:00-10:00`` on 5 May."""
    return {
        "id": id_,
        "uid": uuid5(NAMESPACE_URL, id_),
        "title": {"en": id_.title(), "zh": _IN_CHINESE.get(id_, "报告")},
        "slot": {"period": period(when), "rooms": rooms} if when else None,
        **fields,
    }


_IN_CHINESE = {
    "algebra": "代数",
    "geometry": "几何",
    "opening": "开幕式",
    "symposium": "专题论坛",
    "lunch": "午餐",
}


def a_room(id_: str, **fields: Any) -> dict[str, Any]:
    """A room."""
    english, chinese = _ROOMS.get(id_, (id_.title(), id_))
    return {"id": id_, "name": {"en": english, "zh": chinese}, **fields}


def a_person(id_: str, **fields: Any) -> dict[str, Any]:
    """A participant."""
    english, chinese = _PEOPLE.get(id_, (id_.title(), id_))
    return {"id": id_, "name": {"en": english, "zh": chinese}, **fields}


def a_track(id_: str, code: str, colour: str = "#336699") -> dict[str, Any]:
    """A track."""
    return {
        "id": id_,
        "name": {"en": id_.title(), "zh": _IN_CHINESE.get(id_, id_)},
        "code": code,
        "colour": colour,
    }


def in_role(role: str, *people: str, **fields: Any) -> list[dict[str, Any]]:
    """Appearances of people in one role."""
    return [{"participant": person, "role": role, **fields} for person in people]


def period(when: str) -> Period:
    """A period by the clocks in Vienna; it ends on the next day where it must."""
    day, _, hours = when.rpartition(" ")
    start, end = (
        instant(datetime.fromisoformat(f"2026-05-{int(day or 4):02} {hour}"), zone(ZONE))
        for hour in hours.split("-")
    )
    return Period(start=start, end=end if end > start else end + timedelta(days=1))

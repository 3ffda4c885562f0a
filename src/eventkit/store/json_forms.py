"""JSON forms: values in journal, releases and imports; compressed documents."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from eventkit.ledger import Ledger
from eventkit.messages import as_message
from eventkit.model import Conference, Organisation, Participant, Room, Session, Track
from eventkit.schedule import Schedule
from eventkit.times import Period, zone
from eventkit.values import Value

Form = dict[str, Any]

to_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
"""Canonical JSON: equal values have equal texts."""

_KINDS: Mapping[str, type[Value]] = {
    "conference": Conference,
    "organisation": Organisation,
    "room": Room,
    "track": Track,
    "participant": Participant,
    "session": Session,
}


def to_json_form(value: Value, where: str) -> Form:
    """The JSON form of a value; fields without a value are omitted."""
    return _with_wall_times(value.model_dump(mode="json", exclude_none=True), value, where)


def from_json_form(kind: str, form: Form) -> Value:
    return _KINDS[kind].model_validate(with_instants(form))


def schedule_form(schedule: Schedule) -> Form:
    form = schedule.model_dump(mode="json", exclude_none=True)
    _with_wall_times(form["conference"], schedule.conference, schedule.conference.zone)
    for collection in ("rooms", "participants", "sessions"):
        for entity_form, value in zip(form[collection], getattr(schedule, collection), strict=True):
            _with_wall_times(entity_form, value, schedule.conference.zone)
    return form


def schedule_from_form(form: Form) -> Schedule:
    with_instants(form["conference"])
    for collection in ("rooms", "participants", "sessions"):
        for entity_form in form[collection]:
            with_instants(entity_form)
    return Schedule.model_validate(form)


def ledger_form(ledger: Ledger, where: str) -> Form:
    form = ledger.model_dump(mode="json", exclude_none=True)
    tombstones = [*ledger.gone.values(), *chain.from_iterable(ledger.left.values())]
    for tombstone_form, tombstone in zip(tombstone_forms(form), tombstones, strict=True):
        _with_wall_times(tombstone_form["session"], tombstone.session, where)
        for room_form, room in zip(tombstone_form["rooms"], tombstone.rooms, strict=True):
            _with_wall_times(room_form, room, where)
    return form


def tombstone_forms(form: Form) -> list[Form]:
    return [*form["gone"].values(), *chain.from_iterable(form.get("left", {}).values())]


def ledger_from_form(form: Form) -> Ledger:
    for tombstone in tombstone_forms(form):
        for entity in (tombstone["session"], *tombstone["rooms"]):
            with_instants(entity)
    return Ledger.model_validate(form)


def _with_wall_times(form: Form, value: Value, where: str) -> Form:
    if isinstance(value, Session) and value.slot is not None:
        form["slot"]["period"] = _period_form(value.slot.period, where)
    elif isinstance(value, Room | Participant) and value.available:
        form["available"] = [_period_form(period, where) for period in value.available]
    elif isinstance(value, Conference) and value.deadlines:
        for deadline_form, deadline in zip(form["deadlines"], value.deadlines, strict=True):
            if isinstance(deadline.at, datetime):
                deadline_form["at"] = _instant_form(deadline.at, where)
    return form


def with_instants(form: Form) -> Form:
    if "slot" in form:
        form["slot"]["period"] = _period_from_form(form["slot"]["period"])
    if "available" in form:
        form["available"] = [_period_from_form(period) for period in form["available"]]
    for deadline_form in form.get("deadlines", ()):
        if deadline_form["at"].endswith("]"):
            deadline_form["at"] = _instant(deadline_form["at"])[0]
    return form


def _period_form(period: Period, where: str) -> Form:
    return {"start": _instant_form(period.start, where), "end": _instant_form(period.end, where)}


def _instant_form(at: datetime, where: str) -> str:
    return f"{at.astimezone(zone(where)).isoformat()}[{where}]"


def _period_from_form(form: Form) -> Form:
    (start, was_start), (end, was_end) = _instant(form["start"]), _instant(form["end"])
    if end <= start:  # the zone no longer repeats an hour: preserve the length
        end = start + (was_end - was_start)
    return {"start": start, "end": end}


def _instant(text: str) -> tuple[datetime, datetime]:
    """The instant of a wall time by the present rules of its zone, and by those of the time it was stored."""
    wall, _, name = text.removesuffix("]").partition("[")
    stored, tz = datetime.fromisoformat(wall), zone(name)
    first, second = (stored.replace(tzinfo=tz, fold=fold) for fold in (0, 1))
    present = second if second.utcoffset() == stored.utcoffset() else first
    return present.astimezone(UTC), stored.astimezone(UTC)


def compress(content: bytes) -> bytes:
    """The content as a compressed cell; equal contents give equal cells."""
    return gzip.compress(content, compresslevel=3, mtime=0)


def decompress(cell: bytes) -> bytes:
    try:
        return gzip.decompress(cell)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(as_message(error)) from None

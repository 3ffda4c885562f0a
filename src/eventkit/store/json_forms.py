"""JSON forms: values in journal, releases and imports; compressed documents."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from eventkit.ledger import Ledger
from eventkit.model import Conference, Organisation, Participant, Room, Session, Track
from eventkit.schedule import Schedule
from eventkit.times import Period, zone
from eventkit.values import Value

Form = dict[str, Any]


to_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
"""JSON as all of the store is kept in: the same text for the same value."""


_KINDS: Mapping[str, type[Value]] = {
    "conference": Conference,
    "organisation": Organisation,
    "room": Room,
    "track": Track,
    "participant": Participant,
    "session": Session,
}


def to_json_form(value: Value, where: str) -> Form:
    """A value's fields; those without a value are left out."""
    return _with_wall_times(value.model_dump(mode="json", exclude_none=True), value, where)


def from_json_form(kind: str, form: Form) -> Value:
    """The value that was told.

    Raises:
        ValueError: It is broken.
    """
    return _KINDS[kind].model_validate(with_instants(form))


def schedule_form(schedule: Schedule) -> Form:
    """A schedule's fields."""
    form = schedule.model_dump(mode="json", exclude_none=True)
    _with_wall_times(form["conference"], schedule.conference, schedule.conference.zone)
    for collection in ("rooms", "participants", "sessions"):
        for each, value in zip(form[collection], getattr(schedule, collection), strict=True):
            _with_wall_times(each, value, schedule.conference.zone)
    return form


def schedule_from_form(form: Form) -> Schedule:
    """The schedule that was told.

    Raises:
        ValueError: It is broken.
    """
    with_instants(form["conference"])
    for collection in ("rooms", "participants", "sessions"):
        for each in form[collection]:
            with_instants(each)
    return Schedule.model_validate(form)


def ledger_form(ledger: Ledger, where: str) -> Form:
    """A ledger's fields."""
    form = ledger.model_dump(mode="json", exclude_none=True)
    seen = [*ledger.gone.values(), *(each for some in ledger.left.values() for each in some)]
    for told, gone in zip(tombstone_forms(form), seen, strict=True):
        _with_wall_times(told["session"], gone.session, where)
        for each, room in zip(told["rooms"], gone.rooms, strict=True):
            _with_wall_times(each, room, where)
    return form


def tombstone_forms(form: Form) -> list[Form]:
    """Of a ledger's fields, those of each session that readers are told stands no more where it stood.

    Releases of old have none that is held elsewhere, and know the others by the ids of sessions.
    """
    return [*form["gone"].values(), *(each for some in form.get("left", {}).values() for each in some)]


def ledger_from_form(form: Form) -> Ledger:
    """The ledger that was told.

    Raises:
        ValueError: It is broken.
    """
    for gone in tombstone_forms(form):
        for each in (gone["session"], *gone["rooms"]):
            with_instants(each)
    return Ledger.model_validate(form)


def _with_wall_times(form: Form, value: Value, where: str) -> Form:
    if isinstance(value, Session) and value.slot is not None:
        form["slot"]["period"] = _period_form(value.slot.period, where)
    elif isinstance(value, Room | Participant) and value.available:
        form["available"] = [_period_form(period, where) for period in value.available]
    elif isinstance(value, Conference) and value.deadlines:
        for each, deadline in zip(form["deadlines"], value.deadlines, strict=True):
            if isinstance(deadline.at, datetime):
                each["at"] = _instant_form(deadline.at, where)
    return form


def with_instants(form: Form) -> Form:
    """The fields of a value, with instants in the place of wall times."""
    if "slot" in form:
        form["slot"]["period"] = _period_from_form(form["slot"]["period"])
    if "available" in form:
        form["available"] = [_period_from_form(period) for period in form["available"]]
    for each in form.get("deadlines", ()):
        if each["at"].endswith("]"):
            each["at"] = _instant(each["at"])[0]
    return form


def _period_form(period: Period, where: str) -> Form:
    return {"start": _instant_form(period.start, where), "end": _instant_form(period.end, where)}


def _instant_form(at: datetime, where: str) -> str:
    return f"{at.astimezone(zone(where)).isoformat()}[{where}]"


def _period_from_form(form: Form) -> Form:
    (start, was_start), (end, was_end) = _instant(form["start"]), _instant(form["end"])
    if end <= start:  # an hour that was shown twice no longer is: the length is what is left to go by
        end = start + (was_end - was_start)
    return {"start": start, "end": end}


def _instant(told: str) -> tuple[datetime, datetime]:
    """The instant at which clocks show that, and the one at which they once were to."""
    then, _, where = told.removesuffix("]").partition("[")
    once, law = datetime.fromisoformat(then), zone(where)
    first, second = (once.replace(tzinfo=law, fold=fold) for fold in (0, 1))
    now = second if second.utcoffset() == once.utcoffset() else first
    return now.astimezone(UTC), once.astimezone(UTC)


def compress(content: bytes) -> bytes:
    """The bytes as they are kept."""
    return gzip.compress(content, compresslevel=3, mtime=0)


def decompress(cell: bytes) -> bytes:
    """The bytes that were packed.

    Raises:
        ValueError: The cell is damaged.
    """
    try:
        return gzip.decompress(cell)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(str(error)) from None

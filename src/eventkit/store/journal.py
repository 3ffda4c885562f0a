"""The journal: the previous state of every entity that a change altered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select

from eventkit.schedule import Schedule
from eventkit.store import json_forms, tables
from eventkit.store.json_forms import to_json
from eventkit.store.stored_conference import RowSource, StoredState, row_sources
from eventkit.values import Value

EntityKey = tuple[str, str]  # an entity by the name of its table and its id


class EntityVersion(NamedTuple):
    """An entity at one time."""

    value: Value | None  # the entity; None while it does not exist
    ordinal: int | None  # its number in the order of its kind, if that is ordered


ABSENT = EntityVersion(None, None)


class JournalStep(NamedTuple):
    """An entity before and after a change."""

    number: int
    key: EntityKey
    before: EntityVersion
    after: EntityVersion


def write(
    db: Connection, conference: str, number: int, steps: Iterable[tuple[RowSource | None, RowSource | None]]
) -> None:
    """Write the previous state of each changed entity; ``steps`` are the states before and after."""
    lines = [
        {
            "conference": conference,
            "number": number,
            "thing": either.table.name,
            "id": either.id,
            "before": to_json(json_forms.to_json_form(before.value, before.zone)) if before else None,
            "ordinal": before.ordinal if before else None,
        }
        for before, after in steps
        if (either := before or after) is not None
        and either.table is not tables.ledger
        and _differ(before, after)
    ]
    if lines:
        db.execute(tables.journal.insert(), lines)


def redact(
    db: Connection,
    conference: str,
    redacted: Callable[[int, str, json_forms.Form], json_forms.Form],
    ids_at: Callable[[int], Mapping[str, str]],
) -> None:
    """Redact every entity in the journal, and rename participants as they were called at each change."""
    cells = tables.journal.columns
    query = select(cells.number, cells.thing, cells.id, cells.before).where(
        cells.conference == conference, cells.before.is_not(None)
    )
    for number, kind, id_, before in db.execute(query).all():
        if (after := to_json(redacted(number, kind, json.loads(before)))) != before:
            row = (
                cells.conference == conference,
                cells.number == number,
                cells.thing == kind,
                cells.id == id_,
            )
            db.execute(tables.journal.update().where(*row), {"before": after})
    people = select(cells.number, cells.id, cells.before).where(
        cells.conference == conference, cells.thing == "participant"
    )
    for number, id_, before in db.execute(people).all():
        # A line without a state before adds somebody, who has the id after the change.
        new = ids_at(number if before is not None else number + 1).get(id_, id_)
        if new != id_:
            line = (cells.conference == conference, cells.number == number, cells.thing == "participant")
            db.execute(tables.journal.update().where(*line, cells.id == id_), {"id": new})


def _differ(before: RowSource | None, after: RowSource | None) -> bool:
    """True if more differs than the zone in which equal instants are written."""
    return before is None or after is None or before.value != after.value or before.ordinal != after.ordinal


def present_versions(snapshot: StoredState | None) -> dict[EntityKey, EntityVersion]:
    sources = row_sources(snapshot) if snapshot else ()
    return {(source.table.name, source.id): EntityVersion(source.value, source.ordinal) for source in sources}


def steps(
    db: Connection,
    conference: str,
    now: dict[EntityKey, EntityVersion],
    *,
    since: int = 0,  # the number of the first change
    only: EntityKey | None = None,  # an entity, to list its steps only; all by default
) -> Iterator[JournalStep]:
    """The steps of the changes since a number, newest first."""
    cells = tables.journal.columns
    query = select(cells.number, cells.thing, cells.id, cells.before, cells.ordinal).where(
        cells.conference == conference, cells.number >= since
    )
    if only is not None:
        query = query.where(cells.thing == only[0], cells.id == only[1])
    later = dict(now)
    for number, kind, id_, before, ordinal in db.execute(query.order_by(cells.number.desc())):
        key = (kind, id_)
        version = (
            EntityVersion(json_forms.from_json_form(kind, json.loads(before)), ordinal)
            if before is not None
            else ABSENT
        )
        yield JournalStep(number, key, version, later.get(key, ABSENT))
        later[key] = version


def versions_at(
    db: Connection, conference: str, now: dict[EntityKey, EntityVersion], revision: int
) -> dict[EntityKey, EntityVersion]:
    versions = dict(now)
    for step in steps(db, conference, now, since=revision + 1):
        versions[step.key] = step.before
    return versions


def schedule_of(versions: Mapping[EntityKey, EntityVersion]) -> Schedule | None:
    """The schedule that consists of these entities; ``None`` if there is no conference among them."""
    conference = next(
        (version.value for (kind, _), version in versions.items() if kind == "conference"), None
    )
    if conference is None:
        return None
    collections = {f"{table.name}s": _in_order(versions, table.name) for table in tables.COLLECTIONS}
    return Schedule.model_validate({"conference": conference, **collections})


def _in_order(versions: Mapping[EntityKey, EntityVersion], kind: str) -> tuple[Value, ...]:
    present = [
        version for (name, _), version in versions.items() if name == kind and version.value is not None
    ]
    present.sort(key=lambda version: version.ordinal or 0)
    return tuple(version.value for version in present if version.value)

"""The journal: every entity as it was before each change."""

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

EntityKey = tuple[str, str]
"""An entity by the name of its table and its id."""


class EntityVersion(NamedTuple):
    """An entity at one time.

    Attributes:
        value: The entity; ``None`` while it is not there.
        ordinal: Its number in the order of its kind, if that is kept in order.
    """

    value: Value | None
    ordinal: int | None


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
    """Write down what parts were before a change, each given with what it has become."""
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
    db: Connection, conference: str, redacted: Callable[[str, json_forms.Form], json_forms.Form]
) -> None:
    """Put what is written there into other words, thing by thing; ``redacted`` is told what kind it is."""
    cells = tables.journal.columns
    wanted = select(cells.number, cells.thing, cells.id, cells.before).where(
        cells.conference == conference, cells.before.is_not(None)
    )
    for number, kind, id_, before in db.execute(wanted).all():
        if (after := to_json(redacted(kind, json.loads(before)))) != before:
            its = (
                cells.conference == conference,
                cells.number == number,
                cells.thing == kind,
                cells.id == id_,
            )
            db.execute(tables.journal.update().where(*its), {"before": after})


def origins(db: Connection, conference: str, participant: str) -> set[tuple[str, str]]:
    """The sources a participant came from, each with the id there, as far as the journal knows."""
    cells = tables.journal.columns
    its = (cells.conference == conference, cells.thing == "participant", cells.id == participant)
    befores = db.scalars(select(cells.before).where(*its, cells.before.is_not(None)))
    told = (json.loads(before) for before in befores)
    return {(form["source"], form["source_id"]) for form in told if "source" in form}


def _differ(before: RowSource | None, after: RowSource | None) -> bool:
    """Whether more differs than the zone, which tells the same instants in other words."""
    return before is None or after is None or before.value != after.value or before.ordinal != after.ordinal


def present_versions(snapshot: StoredState | None) -> dict[EntityKey, EntityVersion]:
    """The present state of everything."""
    these = row_sources(snapshot) if snapshot else ()
    return {(part.table.name, part.id): EntityVersion(part.value, part.ordinal) for part in these}


def steps(
    db: Connection,
    conference: str,
    now: dict[EntityKey, EntityVersion],
    *,
    since: int = 0,
    only: EntityKey | None = None,
) -> Iterator[JournalStep]:
    """How things were altered from a change on, newest first.

    Args:
        db: The transaction.
        conference: The id.
        now: The state of everything that the transaction sees.
        since: The number of the first change looked at.
        only: The only thing looked at; all if none is told.

    Raises:
        ValueError: What is written there is broken.
    """
    cells = tables.journal.columns
    wanted = select(cells.number, cells.thing, cells.id, cells.before, cells.ordinal).where(
        cells.conference == conference, cells.number >= since
    )
    if only is not None:
        wanted = wanted.where(cells.thing == only[0], cells.id == only[1])
    later = dict(now)
    for number, kind, id_, before, ordinal in db.execute(wanted.order_by(cells.number.desc())):
        thing = (kind, id_)
        was = (
            EntityVersion(json_forms.from_json_form(kind, json.loads(before)), ordinal)
            if before is not None
            else ABSENT
        )
        yield JournalStep(number, thing, was, later.get(thing, ABSENT))
        later[thing] = was


def versions_at(
    db: Connection, conference: str, now: dict[EntityKey, EntityVersion], revision: int
) -> dict[EntityKey, EntityVersion]:
    """All entities as they were after a change.

    Args:
        db: The transaction.
        conference: The id of the conference.
        now: All entities as the transaction sees them.
        revision: The number of the change.

    Raises:
        ValueError: The journal is damaged.
    """
    versions = dict(now)
    for step in steps(db, conference, now, since=revision + 1):
        versions[step.key] = step.before
    return versions


def schedule_of(versions: Mapping[EntityKey, EntityVersion]) -> Schedule | None:
    """The schedule that consists of these entities; ``None`` if there is no conference among them.

    Raises:
        pydantic.ValidationError: They make no valid schedule.
    """
    conference = next((each.value for (kind, _), each in versions.items() if kind == "conference"), None)
    if conference is None:
        return None
    collections = {f"{table.name}s": _in_order(versions, table.name) for table in tables.IN_ORDER}
    return Schedule.model_validate({"conference": conference, **collections})


def _in_order(versions: Mapping[EntityKey, EntityVersion], kind: str) -> tuple[Value, ...]:
    those = [each for (its, _), each in versions.items() if its == kind and each.value is not None]
    return tuple(each.value for each in sorted(those, key=lambda each: each.ordinal or 0) if each.value)

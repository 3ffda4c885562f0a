"""What the tables hold of one conference at one moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from eventkit.changes import Ledger
from eventkit.schedule import Schedule
from eventkit.store import tables
from eventkit.store.ordinals import ordinals
from eventkit.store.revisions import NumberedNote

Ordinals = Mapping[str, Mapping[str, int]]
"""For each table whose rows are kept in order, the number of each id."""


@dataclass(frozen=True, slots=True)
class StoredState:
    """A schedule and its ledger, with what their rows say beside them.

    Attributes:
        schedule: The schedule.
        ledger: The revisions of its sessions.
        last: The change that made it so.
        ordinals: The numbers that keep it in order.
    """

    schedule: Schedule
    ledger: Ledger
    last: NumberedNote
    ordinals: Ordinals


def number_in_order(schedule: Schedule, before: Ordinals) -> Ordinals:
    """The numbers that keep a schedule in order; sessions are numbered among those of one parent."""
    found: dict[str, dict[str, int]] = {table.name: {} for table in tables.IN_ORDER}
    for table, order in _orders(schedule):
        found[table].update(ordinals(order, before.get(table, {})))
    return found


def _orders(schedule: Schedule) -> Iterator[tuple[str, list[str]]]:
    for table in (tables.organisation, tables.room, tables.track, tables.participant):
        yield table.name, [value.id for value in getattr(schedule, f"{table.name}s")]
    siblings: dict[str | None, list[str]] = {}
    for session in schedule.sessions:
        siblings.setdefault(session.parent, []).append(session.id)
    for order in siblings.values():
        yield tables.session.name, order

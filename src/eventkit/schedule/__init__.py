"""The schedule: the frozen snapshot of a conference, from which all outputs are made."""

from __future__ import annotations

from eventkit.schedule.entities import (
    ENTITY_KINDS,
    KINDS_BY_CLASS,
    Entity,
    EntityKind,
    find_renames,
    have_same_keys,
    map_ids,
    rename_ids,
    replaced_pairs,
    title,
)
from eventkit.schedule.integrity import MAX_DEPTH, find_cycles
from eventkit.schedule.schedule import Schedule

__all__ = [
    "ENTITY_KINDS",
    "KINDS_BY_CLASS",
    "MAX_DEPTH",
    "Entity",
    "EntityKind",
    "Schedule",
    "find_cycles",
    "find_renames",
    "have_same_keys",
    "map_ids",
    "rename_ids",
    "replaced_pairs",
    "title",
]

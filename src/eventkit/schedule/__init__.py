"""The schedule: the frozen snapshot that everything is made from."""

from __future__ import annotations

from eventkit.schedule.complaints import complaint
from eventkit.schedule.faults import MAX_DEPTH
from eventkit.schedule.snapshot import Schedule
from eventkit.schedule.things import HELD, Held, Thing, find_renames, title
from eventkit.schedule.translating import translated

__all__ = [
    "HELD",
    "MAX_DEPTH",
    "Held",
    "Schedule",
    "Thing",
    "complaint",
    "find_renames",
    "title",
    "translated",
]

"""The schedule: the frozen snapshot that everything is made from."""

from __future__ import annotations

from eventkit.schedule.faults import MAX_DEPTH
from eventkit.schedule.snapshot import Schedule

__all__ = ["MAX_DEPTH", "Schedule"]

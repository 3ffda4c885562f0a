"""Repair: the fewest letters by which a schedule is without errors again after a disruption."""

from __future__ import annotations

from eventkit.planning.repair.disruptions import Disruption
from eventkit.planning.repair.repair_costs import RepairAim
from eventkit.planning.repair.repair_plan import RepairProgress, RepairWatcher, people_to_write_to, repair

__all__ = ["Disruption", "RepairAim", "RepairProgress", "RepairWatcher", "people_to_write_to", "repair"]

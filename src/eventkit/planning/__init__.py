"""The planner: a full schedule from what is unplaced.

`plan` is a pure function of a schedule, its rule settings and a seed; its `Plan` is a value, and
`Plan.apply` an edit. A `problem` is plain numbers, with an objective that prices each rule; `search`
is a local search on it, `explain` proves why something has no place, `repair` deals with what has happened.
"""

from __future__ import annotations

from eventkit.planning.planner import Goals, plan, usual_moves, usual_seeds
from eventkit.planning.plans import LeftOut, Move, Plan, Price, Reason
from eventkit.planning.problem.interest import NO_INTEREST, Interest, read_interest
from eventkit.planning.problem.objective import Group
from eventkit.planning.search.annealing import Progress, Watcher

__all__ = [
    "NO_INTEREST",
    "Goals",
    "Group",
    "Interest",
    "LeftOut",
    "Move",
    "Plan",
    "Price",
    "Progress",
    "Reason",
    "Watcher",
    "plan",
    "read_interest",
    "usual_moves",
    "usual_seeds",
]

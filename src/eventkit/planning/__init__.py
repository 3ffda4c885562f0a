"""The planner: a full schedule from what is unplaced.

`plan` is a pure function of a schedule, its rule settings and a seed; its `Plan` is a value, and
`Plan.apply` an edit. The search, `arrangement` and what works on it, knows only plain numbers (`problem`);
`problem_builder` makes them from a schedule, and `planning_twins` has the price of each rule.
"""

from __future__ import annotations

from eventkit.planning.interest import NO_INTEREST, Interest, read_interest
from eventkit.planning.planner import Goals, plan, usual_moves
from eventkit.planning.planning_twins import Group
from eventkit.planning.plans import LeftOut, Move, Plan, Price, Reason
from eventkit.planning.search import Progress, Watcher

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
]

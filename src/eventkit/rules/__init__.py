"""What can be wrong with a schedule: one list of rules, each a sentence that holds where all is well.

`check` looks at a whole schedule, `effect` at what an edit changes, `judged` at what was waived. What a
conference asks of the rules, and its waivers, are its `Settings`.
"""

from __future__ import annotations

from eventkit.rules.checking import USUAL, Checker, Effect, check, effect
from eventkit.rules.judging import Judged, judged
from eventkit.rules.registry import RULES, rule_named
from eventkit.rules.rule import Rule
from eventkit.rules.settings import ChangeOver, Grade, Hours, Settings, Waiver, Wish, WishKind

__all__ = [
    "RULES",
    "USUAL",
    "ChangeOver",
    "Checker",
    "Effect",
    "Grade",
    "Hours",
    "Judged",
    "Rule",
    "Settings",
    "Waiver",
    "Wish",
    "WishKind",
    "check",
    "effect",
    "judged",
    "rule_named",
]

"""What can be wrong with a schedule: rules, each a sentence that holds where all is well.

`check` looks at a whole schedule, `effect` at what an edit changes, `apply_waivers` at what was waived. What
a conference asks of the rules, and its waivers, are its `RuleSettings`. A rule of one's own is declared with
`rule.rule` and installed by an entry point of the group ``eventkit.rules``.
"""

from __future__ import annotations

from eventkit.rules.checker import (
    DEFAULT_SETTINGS,
    RULES,
    Checker,
    Effect,
    Verdict,
    apply_waivers,
    check,
    effect,
    installed_rules,
    rule_by_code,
)
from eventkit.rules.rule import Rule
from eventkit.rules.rule_settings import Changeover, Grade, OpeningHours, RuleSettings, Waiver, Wish, WishKind

__all__ = [
    "DEFAULT_SETTINGS",
    "RULES",
    "Changeover",
    "Checker",
    "Effect",
    "Grade",
    "OpeningHours",
    "Rule",
    "RuleSettings",
    "Verdict",
    "Waiver",
    "Wish",
    "WishKind",
    "apply_waivers",
    "check",
    "effect",
    "installed_rules",
    "rule_by_code",
]

"""Rules: what should be true of a schedule, and the findings where it is not.

`check` evaluates a whole schedule, `effect` what an edit changes, `apply_waivers` separates waived findings.
The settings of a conference and its waivers are its `RuleSettings`. Declare a rule of your own with
`rule.rule`, and install it by an entry point of the group ``eventkit.rules``.
"""

from __future__ import annotations

from eventkit.rules.checker import (
    DEFAULT_SETTINGS,
    RULE_FAILED,
    Checker,
    Effect,
    Verdict,
    apply_waivers,
    check,
    effect,
)
from eventkit.rules.rule import Rule
from eventkit.rules.rule_registry import RULES, broken_rules, installed_rules, plugin_of, rule_by_code
from eventkit.rules.rule_settings import (
    Changeover,
    DayPart,
    Grade,
    OpeningHours,
    RuleSettings,
    StatedPreference,
    Waiver,
    Weight,
    Wish,
    WishKind,
    find_circle,
)

__all__ = [
    "DEFAULT_SETTINGS",
    "RULES",
    "RULE_FAILED",
    "Changeover",
    "Checker",
    "DayPart",
    "Effect",
    "Grade",
    "OpeningHours",
    "Rule",
    "RuleSettings",
    "StatedPreference",
    "Verdict",
    "Waiver",
    "Weight",
    "Wish",
    "WishKind",
    "apply_waivers",
    "broken_rules",
    "check",
    "effect",
    "find_circle",
    "installed_rules",
    "plugin_of",
    "rule_by_code",
]

"""What can be wrong with a schedule: one list of rules, each a sentence that holds where all is well."""

from __future__ import annotations

from eventkit.findings import Finding, in_order
from eventkit.rules.content import RULES as CONTENT
from eventkit.rules.people import RULES as PEOPLE
from eventkit.rules.places import RULES as PLACES
from eventkit.rules.rule import Rule
from eventkit.schedule import Schedule

RULES: tuple[Rule, ...] = (*PLACES, *PEOPLE, *CONTENT)
"""Every rule there is: the checker, the edit commands and the documentation read this list."""

__all__ = ["RULES", "Rule", "check"]


def check(schedule: Schedule, rules: tuple[Rule, ...] = RULES) -> tuple[Finding, ...]:
    """What the rules find in a schedule, gravest first, in an order that is always the same."""
    return in_order(finding for rule in rules for finding in rule(schedule))

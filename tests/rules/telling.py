"""What one rule finds in a schedule, short enough to be compared."""

from __future__ import annotations

from eventkit.findings import in_order
from eventkit.rules import RULES
from eventkit.schedule import Schedule


def told(code: str, of: Schedule) -> list[str]:
    """What the rule of that code finds, gravest first: how grave it is, and the message."""
    (rule,) = (rule for rule in RULES if rule.code == code)
    return [f"{finding.severity}: {finding.message}" for finding in in_order(rule(of))]


def about(code: str, of: Schedule) -> list[tuple[str, ...]]:
    """Whom the rule of that code finds something about."""
    (rule,) = (rule for rule in RULES if rule.code == code)
    return [finding.about for finding in in_order(rule(of))]

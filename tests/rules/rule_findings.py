"""The findings of one rule in a schedule, in short forms for comparison."""

from __future__ import annotations

from eventkit.findings import Finding
from eventkit.rules import Checker, rule_by_code
from eventkit.rules.stated_wishes import StatedSettings
from eventkit.schedule import Schedule


def violations_of(code: str, of: Schedule, **settings: object) -> tuple[Finding, ...]:
    """What the rule of that code finds, gravest first."""
    return Checker(of, StatedSettings.model_validate(settings), (rule_by_code(code),)).findings


def messages(code: str, of: Schedule, **settings: object) -> list[str]:
    """How grave it is, and the message."""
    return [f"{finding.severity}: {finding.message}" for finding in violations_of(code, of, **settings)]


def about(code: str, of: Schedule, **settings: object) -> list[tuple[str, ...]]:
    """Whom it is about."""
    return [finding.about for finding in violations_of(code, of, **settings)]


def graded(code: str, of: Schedule, **settings: object) -> list[tuple[str, str]]:
    """How grave it is, and which of the rule's messages fits."""
    return [
        (finding.severity.value, dict(finding.facts).get("variant", ""))
        for finding in violations_of(code, of, **settings)
    ]

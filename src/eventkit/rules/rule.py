"""What a rule is, and what it yields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from eventkit.findings import Severity
from eventkit.rules.examples import Example
from eventkit.rules.scope import Scope
from eventkit.rules.survey import Survey


class Breach(NamedTuple):
    """That a rule does not hold, before anyone has put it into words.

    Attributes:
        code: The code of the rule.
        variant: Which of the rule's messages fits; empty for the usual one.
        severity: How much it matters.
        facts: What the message names: sessions, people, rooms, times, numbers. They are what makes it this
            breach and no other.
        timed: Whether it is another breach once one of its sessions is moved.
    """

    code: str
    variant: str
    severity: Severity
    facts: Mapping[str, Any]
    timed: bool


Test = Callable[[Survey, Iterable[Any]], Iterator[Breach]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence that should hold of a schedule.

    Attributes:
        code: Its stable name, which its findings carry.
        severity: How much it usually matters; a finding may be graded otherwise.
        scope: What it is looked at one by one for.
        sentence: What holds where all is well: the first line of the test's docstring.
        reason: Why it matters and how it is graded: the rest of it.
        test: The function that finds where it does not, among some of its scope.
        example: Makes a schedule of which it does not hold.
        timed: Whether its findings are about times and places, so that a moved session makes another.
    """

    code: str
    severity: Severity
    scope: Scope
    sentence: str
    reason: str
    test: Test
    example: Callable[[], Example]
    timed: bool

    def breach(self, variant: str = "", severity: Severity | None = None, /, **facts: Any) -> Breach:
        """That the rule does not hold of those, graded as it usually is unless told otherwise."""
        return Breach(self.code, variant, severity or self.severity, facts, self.timed)


def rule(
    code: str,
    severity: Severity,
    scope: Scope,
    example: Callable[[], Example],
    *,
    timed: bool = False,
) -> Callable[[Test], Rule]:
    """Declare a function to be the test of a rule; its docstring is the rule's sentence and reason."""

    def declare(test: Test) -> Rule:
        sentence, _, reason = (test.__doc__ or "").partition("\n")
        return Rule(code, severity, scope, sentence, " ".join(reason.split()), test, example, timed)

    return declare

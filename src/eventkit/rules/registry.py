"""The one list of rules: checker, commands, planner and documentation read it."""

from __future__ import annotations

from eventkit.errors import EventkitError
from eventkit.rules import blocks, content, frame, lineup, names, parallels, persons, printed, rooms
from eventkit.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *rooms.RULES,
    *persons.RULES,
    *parallels.RULES,
    *blocks.RULES,
    *lineup.RULES,
    *content.RULES,
    *names.RULES,
    *printed.RULES,
    *frame.RULES,
)
"""Every rule there is, those of times and places first."""

_BY_CODE = {rule.code: rule for rule in RULES}


def rule_named(code: str) -> Rule:
    """The rule of that code.

    Raises:
        EventkitError: There is none; the message lists those there are.
    """
    if code not in _BY_CODE:
        message = f"there is no rule '{code}': there are {', '.join(sorted(_BY_CODE))}"
        raise EventkitError(message)
    return _BY_CODE[code]

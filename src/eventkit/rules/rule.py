"""Rules: sentences that should hold of a schedule, with the functions that find violations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeAlias, get_args

from eventkit.findings import Severity
from eventkit.messages import Message
from eventkit.model import Conference, Enumeration, Participant, Room, Session, Track
from eventkit.rules.rule_examples import Example
from eventkit.rules.rule_scopes import Scope
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.times import Period

_Single: TypeAlias = (
    Session | Participant | Room | Track | Conference | Period | date | Enumeration | str | int
)

Fact: TypeAlias = _Single | tuple[_Single, ...]
"""A value in a message, which is written in the reader's language; identities contain its id or value."""

_FACT_TYPES = frozenset({*get_args(_Single), *Enumeration.__subclasses__()}) - {Enumeration}


class Violation(NamedTuple):
    """A place where a rule does not hold, before it is put into words.

    Attributes:
        code: The code of the rule.
        sentence: What is wrong: a clause with the names of facts in braces.
        remedy: What to do: another one.
        variant: What tells it from other violations of the rule with the same facts; empty for the usual one.
        severity: How much it matters.
        facts: Sessions, people, rooms, times and numbers that the message names. They are its identity.
        timed: It is another violation once one of its sessions is moved.
    """

    code: str
    sentence: str
    remedy: str
    variant: str
    severity: Severity
    facts: Mapping[str, Fact]
    timed: bool


Test = Callable[[ScheduleIndex, Iterable[Any]], Iterator[Violation]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence that should hold of a schedule.

    Attributes:
        code: Its stable name, which its findings carry.
        severity: How much it usually matters; a finding may be graded otherwise.
        scope: What it is evaluated for, one by one.
        sentence: The rule itself, true of a sound schedule: the first line of the test's docstring.
        reason: Why it matters and how it is graded: the rest of it.
        test: The function that finds where it does not hold, among some of its scope.
        example: Makes a schedule that violates it.
        timed: Its findings are about times and places, so that a moved session makes another.
        settings: The fields of `RuleSettings` that it reads.
    """

    code: str
    severity: Severity
    scope: Scope
    sentence: str
    reason: str
    test: Test
    example: Callable[[], Example]
    timed: bool
    settings: tuple[str, ...]

    @property
    def requirement(self) -> Message:
        """The sentence as a message, which catalogues have in other languages."""
        return Message(self.sentence.replace("`", ""))

    @property
    def explanation(self) -> Message:
        """The reason as a message; empty if there is none."""
        return Message(self.reason.replace("`", ""))

    @property
    def package(self) -> str:
        """The package of its module, with translations of its messages in the folder ``locale``."""
        return self.test.__module__.rpartition(".")[0] or self.test.__module__

    def violation(
        self,
        sentence: str,
        remedy: str,
        variant: str = "",
        severity: Severity | None = None,
        /,
        **facts: Fact,
    ) -> Violation:
        """A violation of the rule.

        Args:
            sentence: What is wrong: a clause, as a literal, with the names of facts in braces.
            remedy: What to do: another one.
            variant: What tells it from other violations with the same facts.
            severity: Its severity, if not that of the rule.
            facts: The facts by name. They are its identity.

        Raises:
            TypeError: A fact is of a type that messages cannot say, such as a list.
        """
        for name, fact in facts.items():
            _require_fact(self.code, name, fact)
        grade = severity or self.severity
        return Violation(self.code, sentence, remedy, variant, grade, facts, self.timed)


def rule(
    code: str,
    severity: Severity,
    scope: Scope,
    example: Callable[[], Example],
    *,
    timed: bool = False,
    settings: tuple[str, ...] = (),
) -> Callable[[Test], Rule]:
    """Declare a function to be the test of a rule; its docstring is the rule's sentence and reason."""

    def declare(test: Test) -> Rule:
        sentence, _, reason = (test.__doc__ or "").partition("\n")
        return Rule(code, severity, scope, sentence, " ".join(reason.split()), test, example, timed, settings)

    return declare


def _require_fact(code: str, name: str, fact: Fact) -> None:
    values = fact if isinstance(fact, tuple) else (fact,)
    for value in values:
        if type(value) not in _FACT_TYPES:
            raise TypeError(
                Message(
                    "Rule '{code}' gives '{name}' as {type}, which messages cannot say. Give an entity "
                    "of the model, a period, a date, a text, a whole number, or a tuple of them.",
                    code=code,
                    name=name,
                    type=type(value).__name__,
                )
            )

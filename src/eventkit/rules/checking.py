"""The rules driven: over a whole schedule, or over what an edit touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from operator import is_not
from typing import Any, TypeVar

from eventkit.findings import Finding, in_order
from eventkit.model import Participant, Session, SessionId
from eventkit.rules.registry import RULES
from eventkit.rules.rule import Rule
from eventkit.rules.scope import Change, Scope
from eventkit.rules.settings import Settings
from eventkit.rules.survey import Survey
from eventkit.rules.telling import finding
from eventkit.schedule import Schedule

T = TypeVar("T", bound=Session | Participant)

USUAL = Settings()
"""What is asked of a conference that asks for nothing else."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What an edit changes of what the rules find.

    Attributes:
        added: Findings that were not there before, gravest first.
        removed: Findings that are gone, gravest first.
    """

    added: tuple[Finding, ...] = ()
    removed: tuple[Finding, ...] = ()


class Checker:
    """A schedule under check, which remembers what it looked up: for trying many edits of one schedule.

    Attributes:
        schedule: The schedule.
        settings: What the conference asks of its rules.
    """

    def __init__(
        self, schedule: Schedule, settings: Settings = USUAL, rules: tuple[Rule, ...] = RULES
    ) -> None:
        self.schedule = schedule
        self.settings = settings
        self._rules = tuple(rule for rule in rules if settings.severities.get(rule.code) != "off")
        self._survey = Survey(schedule, settings)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the rules find, gravest first, in an order that is always the same."""
        return in_order(
            found
            for rule in self._rules
            for found in self._told(rule, self._survey, rule.scope.every(self._survey))
        )

    def effect(self, after: Schedule) -> Effect:
        """What changes of the findings when an edit makes ``after`` of the schedule.

        Only what the edit touches is looked at, unless more than sessions and participants changed. Findings
        are told apart by identity and severity: a new title alone changes none.
        """
        before = self.schedule
        if not _same_frame(before, after):
            return _difference(self.findings, Checker(after, self.settings, self._rules).findings)
        people = _differing(before.participants, after.participants)
        sessions = self._with_parts(_differing(before.sessions, after.sessions))
        moves = not people and all(_moved(self._survey.session(id_), now) for id_, now in sessions.items())
        change = Change(frozenset(sessions), frozenset(people), moves)
        new = self._survey.after(after, sessions, people)
        found: tuple[list[Finding], list[Finding]] = ([], [])
        touched: dict[Scope, list[Any]] = {}
        for rule in self._rules:
            scope = rule.scope
            if scope not in touched:
                names = (name for each in (self._survey, new) for name in scope.touched(each, change))
                touched[scope] = [*dict.fromkeys(names)]
            if touched[scope]:
                for survey, findings in zip((self._survey, new), found, strict=True):
                    findings.extend(self._told(rule, survey, scope.some(survey, touched[scope])))
        return _difference(*found)

    def _told(self, rule: Rule, survey: Survey, among: Iterable[Any]) -> Iterator[Finding]:
        for breach in rule.test(survey, among):
            severity = self.settings.grade(rule.code, rule.severity, breach.severity)
            if severity is not None:
                yield finding(breach, severity, survey)

    def _with_parts(self, changed: dict[str, Session | None]) -> dict[SessionId, Session | None]:
        # A part that did not change has its parent still, so that those from before are all there are.
        found: dict[SessionId, Session | None] = {}
        waiting = [(SessionId(id_), session) for id_, session in changed.items()]
        while waiting:
            id_, session = waiting.pop()
            if id_ not in found:
                found[id_] = session
                waiting += ((part.id, changed.get(part.id, part)) for part in self._survey.parts(id_))
        return found


def check(schedule: Schedule, settings: Settings = USUAL) -> tuple[Finding, ...]:
    """What the rules find in a schedule, gravest first, in an order that is always the same.

    Waived findings are among them: `judged` tells them from those that stand.
    """
    return Checker(schedule, settings).findings


def effect(before: Schedule, after: Schedule, settings: Settings = USUAL) -> Effect:
    """What an edit changes of what the rules find, see `Checker.effect`."""
    return Checker(before, settings).effect(after)


def _same_frame(before: Schedule, after: Schedule) -> bool:
    return (
        (before.conference is after.conference or before.conference == after.conference)
        and before.organisations == after.organisations
        and before.rooms == after.rooms
        and before.tracks == after.tracks
    )


def _moved(before: Session | None, after: Session | None) -> bool:
    """Whether nothing changed of a session but when and where it is held."""
    if before is None or after is None:
        return False
    return before is after or before.model_copy(update={"slot": after.slot}) == after


def _differing(before: tuple[T, ...], after: tuple[T, ...]) -> dict[Any, T | None]:
    """What was added, removed or changed, by id, as it is afterwards; ``None`` for what is gone.

    What an edit leaves alone is most often the same object in the same place, and costs next to nothing.
    """
    other = [*compress(zip(before, after, strict=False), map(is_not, before, after))]
    length = min(len(before), len(after))
    old = {each.id: each for each in (*(each for each, _ in other), *before[length:])}
    new = {each.id: each for each in (*(each for _, each in other), *after[length:])}
    return {
        id_: new.get(id_)
        for id_ in dict.fromkeys((*old, *new))
        if old.get(id_) is not new.get(id_) and old.get(id_) != new.get(id_)
    }


def _difference(before: Iterable[Finding], after: Iterable[Finding]) -> Effect:
    old = {(found.identity, found.severity): found for found in before}
    new = {(found.identity, found.severity): found for found in after}
    return Effect(
        added=in_order(found for key, found in new.items() if key not in old),
        removed=in_order(found for key, found in old.items() if key not in new),
    )

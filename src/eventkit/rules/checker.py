"""The checker: registered rules over a whole schedule or what an edit affects, and waivers applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import entry_points
from typing import Any, TypeVar, cast

from eventkit.errors import EventkitError
from eventkit.findings import Finding, Subject, sort_findings
from eventkit.model import Participant, Session, SessionId
from eventkit.rules import (
    block_rules,
    content_rules,
    lineup_rules,
    name_rules,
    person_rules,
    preference_rules,
    room_rules,
)
from eventkit.rules.rule import Rule
from eventkit.rules.rule_messages import to_finding
from eventkit.rules.rule_scopes import EditExtent, Scope
from eventkit.rules.rule_settings import Renames, RuleSettings, Waiver, rename_key, rename_settings
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import Schedule, replaced_pairs
from eventkit.texts.suggestions import suggest

GROUP = "eventkit.rules"
"""The entry-point group of rules of other packages: each entry names one `Rule`."""

RULES: tuple[Rule, ...] = (
    *room_rules.RULES,
    *person_rules.RULES,
    *block_rules.RULES,
    *preference_rules.RULES,
    *lineup_rules.RULES,
    *content_rules.RULES,
    *name_rules.RULES,
)
"""The rules that come with eventkit, those of times and places first."""

# Its validator is built when settings are first read: most commands read none.
DEFAULT_SETTINGS = RuleSettings.model_construct()
"""The settings of a conference that has none of its own."""

OVERLAYS_LIMIT = 32
"""The most edits after which a schedule index is built anew instead of laid over the one before."""

T = TypeVar("T", bound=Session | Participant)


@cache
def installed_rules() -> tuple[Rule, ...]:
    """Every rule there is: those that come with eventkit, then those of installed packages, by name.

    Raises:
        EventkitError: Two rules have one code.
    """
    installed = entry_points(group=GROUP)
    rules = (*RULES, *(cast("Rule", installed[name].load()) for name in sorted(installed.names)))
    for code, count in Counter(rule.code for rule in rules).items():
        if count > 1:
            message = f"{count} installed rules have the code '{code}'. Uninstall the package of one of them."
            raise EventkitError(message)
    return rules


@cache
def _rules_by_code() -> Mapping[str, Rule]:
    """Every rule by its code: a repair asks for one hundreds of thousands of times."""
    return {rule.code: rule for rule in installed_rules()}


def rule_by_code(code: str) -> Rule:
    """The rule of that code.

    Raises:
        EventkitError: There is none; the message names a similar one, or all.
    """
    rules = _rules_by_code()
    if code not in rules:
        hint = suggest(code, rules) or f"The rules are {', '.join(sorted(rules))}."
        message = f"There is no rule '{code}'. {hint}"
        raise EventkitError(message)
    return rules[code]


@dataclass(frozen=True, slots=True)
class Effect:
    """The change of the findings by an edit.

    Attributes:
        added: Findings that were not there before, gravest first.
        removed: Findings that are gone, gravest first.
    """

    added: tuple[Finding, ...] = ()
    removed: tuple[Finding, ...] = ()


class Checker:
    """A schedule with the index that rules use, to check it, to try edits on it and to follow them.

    Attributes:
        schedule: The schedule.
        settings: What the conference asks of its rules.
    """

    def __init__(
        self,
        schedule: Schedule,
        settings: RuleSettings = DEFAULT_SETTINGS,
        rules: tuple[Rule, ...] | None = None,
    ) -> None:
        self.schedule = schedule
        self.settings = settings
        known = installed_rules() if rules is None else rules
        self._rules = tuple(rule for rule in known if settings.severities.get(rule.code) != "off")
        self._index = ScheduleIndex(schedule, settings)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all rules, gravest first, in an order that is always the same."""
        return sort_findings(
            finding
            for rule in self._rules
            for finding in self._evaluate(rule, self._index, rule.scope.all(self._index))
        )

    def effect(self, after: Schedule) -> Effect:
        """The findings that an edit adds and removes, which makes ``after`` of the schedule.

        Only what the edit affects is evaluated, unless more than sessions and participants changed. Findings
        are compared by identity and severity: a new title alone changes none.
        """
        if not _have_same_frame(self.schedule, after):
            return _compare(self.findings, Checker(after, self.settings, self._rules).findings)
        _, before, now = self._evaluate_affected(after)
        return _compare(before, now)

    def moved(self, after: Schedule) -> tuple[Checker, Effect]:
        """The checker of the schedule after an edit, and the effect of the edit.

        It finds what a new `Checker` would, and evaluates only what the edit affects.
        """
        checker = Checker(after, self.settings, self._rules)
        if not _have_same_frame(self.schedule, after):
            return checker, _compare(self.findings, checker.findings)
        index, before, now = self._evaluate_affected(after, reworded=True)
        if index.overlays <= OVERLAYS_LIMIT:
            checker._index = index
        removed = frozenset(before)
        checker.findings = sort_findings(
            [*(finding for finding in self.findings if finding not in removed), *now]
        )
        return checker, _compare(before, now)

    def _evaluate_affected(
        self, after: Schedule, *, reworded: bool = False
    ) -> tuple[ScheduleIndex, list[Finding], list[Finding]]:
        """The index after an edit of sessions and participants, and what is found of the affected, before and
        after it; ``reworded`` adds what is found as before and only names someone by another name.
        """
        before = self.schedule
        people = _changed_by_id(before.participants, after.participants)
        sessions = self._with_parts(_changed_by_id(before.sessions, after.sessions))
        moves = not people and all(_is_move(self._index.session(id_), now) for id_, now in sessions.items())
        named = _sessions_of(people, before, after) if reworded and people else ()
        extent = EditExtent(frozenset((*sessions, *named)), frozenset(people), moves)
        new = self._index.after(after, sessions, people)
        before_and_after: tuple[list[Finding], list[Finding]] = ([], [])
        affected: dict[Scope, list[Any]] = {}
        for rule in self._rules:
            scope = rule.scope
            if scope not in affected:
                names = (name for index in (self._index, new) for name in scope.affected(index, extent))
                affected[scope] = [*dict.fromkeys(names)]
            if affected[scope]:
                for index, findings in zip((self._index, new), before_and_after, strict=True):
                    findings.extend(self._evaluate(rule, index, scope.select(index, affected[scope])))
        return new, *before_and_after

    def _evaluate(self, rule: Rule, index: ScheduleIndex, among: Iterable[Any]) -> Iterator[Finding]:
        for violation in rule.test(index, among):
            severity = self.settings.grade(rule.code, rule.severity, violation.severity)
            if severity is not None:
                yield to_finding(violation, severity, index)

    def _with_parts(self, changed: dict[str, Session | None]) -> dict[SessionId, Session | None]:
        # A part that did not change has its parent still, so that those from before are all there are.
        sessions: dict[SessionId, Session | None] = {}
        waiting = [(SessionId(id_), session) for id_, session in changed.items()]
        while waiting:
            id_, session = waiting.pop()
            if id_ not in sessions:
                sessions[id_] = session
                waiting += ((part.id, changed.get(part.id, part)) for part in self._index.parts(id_))
        return sessions


def check(schedule: Schedule, settings: RuleSettings = DEFAULT_SETTINGS) -> tuple[Finding, ...]:
    """The findings of all rules in a schedule, errors first, in an order that is always the same.

    Waived findings are among them: `apply_waivers` separates them.
    """
    return Checker(schedule, settings).findings


def effect(before: Schedule, after: Schedule, settings: RuleSettings = DEFAULT_SETTINGS) -> Effect:
    """The findings that an edit adds and removes, see `Checker.effect`."""
    return Checker(before, settings).effect(after)


def _have_same_frame(before: Schedule, after: Schedule) -> bool:
    return (
        (before.conference is after.conference or before.conference == after.conference)
        and before.organisations == after.organisations
        and before.rooms == after.rooms
        and before.tracks == after.tracks
    )


def _sessions_of(people: Container[str], *schedules: Schedule) -> Iterator[SessionId]:
    for schedule in schedules:
        for session in schedule.sessions:
            if any(appearance.participant in people for appearance in session.people):
                yield session.id


def _is_move(before: Session | None, after: Session | None) -> bool:
    """True if only the time and the rooms of a session changed."""
    if before is None or after is None:
        return False
    return before is after or before.model_copy(update={"slot": after.slot}) == after


def _changed_by_id(before: tuple[T, ...], after: tuple[T, ...]) -> dict[Any, T | None]:
    """The entities that were added or changed, by id, and ``None`` for those that were removed."""
    pairs = [*replaced_pairs(before, after)]
    length = min(len(before), len(after))
    old = {entity.id: entity for entity in (*(entity for entity, _ in pairs), *before[length:])}
    new = {entity.id: entity for entity in (*(entity for _, entity in pairs), *after[length:])}
    return {
        id_: new.get(id_)
        for id_ in dict.fromkeys((*old, *new))
        if old.get(id_) is not new.get(id_) and old.get(id_) != new.get(id_)
    }


def _compare(before: Iterable[Finding], after: Iterable[Finding]) -> Effect:
    return _effect(
        {(finding.identity, finding.severity): finding for finding in before},
        {(finding.identity, finding.severity): finding for finding in after},
    )


def _effect(old: Mapping[Hashable, Finding], new: Mapping[Hashable, Finding]) -> Effect:
    """The findings that only one of two checks has, by their keys."""
    return Effect(
        added=sort_findings(finding for key, finding in new.items() if key not in old),
        removed=sort_findings(finding for key, finding in old.items() if key not in new),
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """The findings of a check, separated by the waivers of the conference.

    Attributes:
        open: Findings that nobody waived.
        waived: Findings that were waived, each with its waiver.
        lapsed: Waivers whose finding is gone: it was fixed, or a session was moved or has other people.
    """

    open: tuple[Finding, ...]
    waived: tuple[tuple[Finding, Waiver], ...]
    lapsed: tuple[Waiver, ...]


def apply_waivers(findings: Iterable[Finding], settings: RuleSettings) -> Verdict:
    """The findings of a whole check, separated by the waivers of the conference.

    Of several waivers of one finding the last counts. A waiver of a rule that is off has not lapsed, since
    the rule was not evaluated.
    """
    all_findings = tuple(findings)
    present = {finding.identity for finding in all_findings}
    waivers = {waiver.identity: waiver for waiver in settings.waivers}
    return Verdict(
        open=tuple(finding for finding in all_findings if finding.identity not in waivers),
        waived=tuple(
            (finding, waivers[finding.identity]) for finding in all_findings if finding.identity in waivers
        ),
        lapsed=tuple(
            waiver
            for identity, waiver in waivers.items()
            if identity not in present and settings.severities.get(waiver.code) != "off"
        ),
    )


def effect_of_rename(before: Schedule, after: Schedule, settings: RuleSettings, ids: Renames) -> Effect:
    """The effect on findings of an edit that renames entities.

    A finding about a renamed entity is the same finding. The settings may name entities by either id.
    """
    old = rename_settings(settings, {Subject(kind, new): id_ for (kind, id_), new in ids.items()})
    return _effect(
        {(rename_key(finding, ids), finding.severity): finding for finding in check(before, old)},
        {
            (rename_key(finding, ids, after=True), finding.severity): finding
            for finding in check(after, rename_settings(settings, ids))
        },
    )

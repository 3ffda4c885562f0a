"""The checker: registered rules over a whole schedule or what an edit affects, and waivers applied."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from eventkit.findings import Finding, Severity, Subject, sort_findings
from eventkit.messages import sentence
from eventkit.model import Participant, Session, SessionId
from eventkit.plugins import BrokenPlugin
from eventkit.rules.content_rules import settings_lead_somewhere
from eventkit.rules.rule import Fact, Rule, Violation
from eventkit.rules.rule_messages import to_finding
from eventkit.rules.rule_registry import broken_rules, installed_rules, plugin_of
from eventkit.rules.rule_scopes import EditExtent, Scope
from eventkit.rules.rule_settings import Renames, RuleSettings, Waiver, rename_key, rename_settings
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.rules.stated_wishes import add_stated_wishes
from eventkit.schedule import Schedule, replaced_pairs
from eventkit.suggestions import find_similar
from eventkit.values.arguments import checked

RULE_FAILED = "rule-failed"
"""The code of the error that a rule of another package does not work: nobody knows what it would find."""

# Its validator is built when settings are first read: most commands read none.
DEFAULT_SETTINGS = RuleSettings.model_construct()  # the settings of a conference that has none of its own
OVERLAYS_LIMIT = 32
"""The most edits after which a schedule index is built anew instead of laid over the one before."""

T = TypeVar("T", bound=Session | Participant)


@dataclass(frozen=True, slots=True)
class Effect:
    """The change of the findings by an edit."""

    added: tuple[Finding, ...] = ()  # findings that were not there before, gravest first
    removed: tuple[Finding, ...] = ()  # findings that are gone, gravest first


class Checker:
    """A schedule with the index that rules use, to check it, to try edits on it and to follow them.

    Attributes:
        settings: What the conference asks of its rules.
    """

    def __init__(
        self,
        schedule: Schedule,
        settings: RuleSettings = DEFAULT_SETTINGS,
        rules: tuple[Rule, ...] | None = None,
        broken: tuple[BrokenPlugin, ...] = (),
    ) -> None:
        """A checker of a schedule.

        Args:
            settings: What the conference asks of its rules.
            rules: The rules; all installed ones by default, with those that do not work.
            broken: Rules that do not work, which are reported.
        """
        self.schedule = schedule
        self.settings = settings
        known = installed_rules() if rules is None else rules
        self._rules = tuple(rule for rule in known if settings.severities.get(rule.code) != "off")
        self._broken = broken_rules() if rules is None else broken
        self._index = ScheduleIndex(schedule, settings)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all rules, gravest first, in an order that is always the same.

        A rule of another package that does not work is an error among them, and costs no other finding.
        """
        found = [finding for rule in self._rules for finding in self._evaluate(rule, self._index)]
        failed = (_to_failure(broken, broken.plugin.name, self._index) for broken in self._broken)
        return sort_findings((*found, *failed, *self._unknown_rules()))

    def effect(self, after: Schedule) -> Effect:
        """The findings that an edit adds and removes, which makes ``after`` of the schedule.

        Only what the edit affects is evaluated, unless more than sessions and participants changed. Findings
        are compared by identity and severity: a new title alone changes none.
        """
        if not self._has_same_frame(after):
            return _compare(self.findings, Checker(after, self.settings, self._rules, self._broken).findings)
        _, before, now = self._evaluate_affected(after)
        if _have_failures((*before, *now)):
            return _compare(self.findings, Checker(after, self.settings, self._rules, self._broken).findings)
        return _compare(before, now)

    def moved(self, after: Schedule) -> tuple[Checker, Effect]:
        """The checker of the schedule after an edit, and the effect of the edit.

        It finds what a new `Checker` would, and evaluates only what the edit affects.
        """
        checker = Checker(after, self.settings, self._rules, self._broken)
        if not self._has_same_frame(after):
            return checker, _compare(self.findings, checker.findings)
        index, before, now = self._evaluate_affected(after, reworded=True)
        if _have_failures((*self.findings, *now)):
            # What failed on the whole may not fail on a part, and the other way round.
            return checker, _compare(self.findings, checker.findings)
        if index.overlays <= OVERLAYS_LIMIT:
            checker._index = index
        removed = frozenset(before)
        checker.findings = sort_findings(
            [*(finding for finding in self.findings if finding not in removed), *now]
        )
        return checker, _compare(before, now)

    def _has_same_frame(self, after: Schedule) -> bool:
        """True if an edit changed sessions and participants alone, and none of their wishes."""
        before = self.schedule
        return (
            (before.conference is after.conference or before.conference == after.conference)
            and before.organisations == after.organisations
            and before.rooms == after.rooms
            and before.tracks == after.tracks
            and self._has_same_wishes(after)
        )

    def _has_same_wishes(self, after: Schedule) -> bool:
        if not self._index.settings.is_stated:  # only what changed can have any
            pairs: tuple[tuple[Sequence[Session | Participant], Sequence[Session | Participant]], ...] = (
                (self.schedule.sessions, after.sessions),
                (self.schedule.participants, after.participants),
            )
            return not any(
                entity.wishes
                for old, new in pairs
                for entity in (*(entity for _, entity in replaced_pairs(old, new)), *new[len(old) :])
            )
        return add_stated_wishes(self.settings, after) == self._index.settings

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
                    findings.extend(self._evaluate(rule, index, affected[scope]))
        return new, *before_and_after

    def _unknown_rules(self) -> Iterator[Finding]:
        """The findings that the settings give a severity to what is the code of no rule."""
        rule = settings_lead_somewhere
        severity = self.settings.grade(rule.code, rule.severity, rule.severity)
        codes = {
            *(known.code for known in (*installed_rules(), *self._rules)),
            *(broken.plugin.name for broken in self._broken),
        }
        if severity is None:
            return
        for code in sorted(self.settings.severities.keys() - codes):
            facts: dict[str, Fact] = {"conference": self.schedule.conference, "rule": code}
            if near := find_similar(code, sorted(codes)):
                violation = rule.violation(
                    "the rule settings give a severity to {rule}, which is the code of no rule",
                    "use {near} if that is meant, or remove it from the settings",
                    "near-rule",
                    **facts,
                    near=near[0],
                )
            else:
                violation = rule.violation(
                    "the rule settings give a severity to {rule}, which is the code of no rule",
                    "remove it from the settings, or install the package that has the rule",
                    "rule",
                    **facts,
                )
            yield to_finding(violation, severity, self._index)

    def _evaluate(
        self, rule: Rule, index: ScheduleIndex, names: Iterable[Any] | None = None
    ) -> Iterator[Finding]:
        plugin = plugin_of(rule.code)
        if plugin is None:
            yield from self._apply(rule, index, names)
            return
        try:
            with plugin.guard():
                yield from self._apply(rule, index, names)
        except BrokenPlugin as broken:
            yield _to_failure(broken, rule.code, index)

    def _apply(self, rule: Rule, index: ScheduleIndex, names: Iterable[Any] | None) -> Iterator[Finding]:
        among = rule.scope.all(index) if names is None else rule.scope.select(index, names)
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


def _to_failure(broken: BrokenPlugin, code: str, index: ScheduleIndex) -> Finding:
    """The finding that a rule does not work. It is the same one for whatever reason that is."""
    facts = {"rule": code, "package": broken.plugin.package, "reason": broken.reason}
    conference = index.schedule.conference
    violation = Violation(
        RULE_FAILED,
        sentence(
            "the rule {rule} of the package {package} does not work ({reason}), so the schedule is not "
            "checked by all rules"
        ),
        sentence(
            "update or uninstall the package, or waive this once you have checked the schedule yourself"
        ),
        "",
        Severity.ERROR,
        {"conference": conference, **facts},
        timed=False,
    )
    return replace(to_finding(violation, violation.severity, index), facts=(("rule", code),))


def _have_failures(findings: Iterable[Finding]) -> bool:
    return any(finding.code == RULE_FAILED for finding in findings)


@checked
def check(
    schedule: Schedule, settings: RuleSettings = DEFAULT_SETTINGS, *, rules: Sequence[Rule] = ()
) -> tuple[Finding, ...]:
    """The findings of all rules in a schedule, errors first, in an order that is always the same.

    Waived findings are among them: `apply_waivers` separates them.

    Args:
        settings: What the conference asks of its rules.
        rules: Rules of your own, beside those that are installed.
    """
    return Checker(schedule, settings, (*installed_rules(), *rules), broken_rules()).findings


def effect(before: Schedule, after: Schedule, settings: RuleSettings = DEFAULT_SETTINGS) -> Effect:
    """The findings that an edit adds and removes, see `Checker.effect`."""
    return Checker(before, settings).effect(after)


def _sessions_of(people: Container[str], *schedules: Schedule) -> Iterator[SessionId]:
    for schedule in schedules:
        for session in schedule.sessions:
            if any(appearance.participant in people for appearance in session.people):
                yield session.id


def _is_move(before: Session | None, after: Session | None) -> bool:
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


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """The findings of a check, separated by the waivers of the conference."""

    open: tuple[Finding, ...]  # findings that nobody waived
    waived: tuple[tuple[Finding, Waiver], ...]  # findings that were waived, each with its waiver
    # Waivers whose finding is gone: it was fixed, or a session was moved or has other people.
    lapsed: tuple[Waiver, ...]

    def __repr__(self) -> str:
        return f"<Verdict: {len(self.open)} open, {len(self.waived)} waived, {len(self.lapsed)} lapsed>"


def apply_waivers(findings: Iterable[Finding], settings: RuleSettings) -> Verdict:
    """The findings of a whole check, separated by the waivers of the conference.

    Of several waivers of one finding the last counts. A waiver of a rule that is off or does not work has not
    lapsed, since the rule was not evaluated.
    """
    all_findings = tuple(findings)
    failed = {dict(finding.facts)["rule"] for finding in all_findings if finding.code == RULE_FAILED}
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
            if identity not in present
            and waiver.code not in failed
            and settings.severities.get(waiver.code) != "off"
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

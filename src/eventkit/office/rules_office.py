"""Rule settings and waivers: severities, parameters, opening hours, needs, wishes, waivers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from eventkit.editing import Refused
from eventkit.errors import InvalidValue, NoSuchFinding, SettingsUnreadable
from eventkit.findings import Finding
from eventkit.messages import Listed, Message, as_message
from eventkit.office.outcomes import Committer
from eventkit.office.verdicts import (
    dump_settings,
    find_all,
    judge,
    judge_with_duplicates,
    load_settings,
    parse_settings,
)
from eventkit.roster import Roster
from eventkit.rules import RuleSettings, Verdict, Waiver
from eventkit.schedule import Schedule
from eventkit.store import ConferenceState, Writes
from eventkit.store.rule_settings_store import RuleSettingsChange
from eventkit.texts import clean
from eventkit.values.arguments import checked_methods
from eventkit.values.field_errors import error_sentence

RuleEdit = Callable[[RuleSettings, Schedule], RuleSettings]
"""Makes rule settings from the present ones, for the present schedule. It must be pure."""


@dataclass(frozen=True, slots=True)
class SettingsOutcome:
    """The outcome of a change of rule settings: the verdicts before and after.

    Attributes:
        schedule: The schedule that is checked.
        roster: The contacts of its people.
    """

    schedule: Schedule
    roster: Roster
    before: RuleSettings
    after: RuleSettings

    @property
    def changed(self) -> bool:
        """True if any setting differs from before."""
        return self.before != self.after

    def verdicts(self) -> tuple[Verdict, Verdict]:
        """The verdicts of a check under the settings before and after."""
        before, after = (judge(self.schedule, asked, self.roster) for asked in (self.before, self.after))
        return before, after


@checked_methods
class RulesOffice:
    """The rule settings and waivers of one conference.

    They are not part of the schedule, of documents or of releases, and a change of them does not change the
    revision. They go with the conference into copies and backups. All but `reset` and `log` raises
    `SettingsUnreadable` if another version of eventkit wrote them.
    """

    def __init__(self, committer: Committer) -> None:
        self._committer = committer

    def settings(self) -> RuleSettings:
        """The rule settings."""
        return load_settings(self._committer.store, self._committer.conference)

    def change(self, edit: RuleEdit, why: str) -> SettingsOutcome:
        """Change the rule settings.

        Raises:
            Refused: A setting would be invalid.
        """
        outcome: SettingsOutcome | None = None

        def operation(state: ConferenceState) -> Writes:
            nonlocal outcome
            schedule, before = state.existing(), parse_settings(state.rule_settings, state.conference)
            outcome = SettingsOutcome(schedule, state.roster, before, _edited(edit, before, schedule, why))
            return Writes(rule_settings=dump_settings(outcome.after))

        commit = self._committer.commit(operation, why)
        roster = self._committer.store.roster.load(self._committer.conference)
        return outcome or SettingsOutcome(commit.after, roster, self.settings(), self.settings())

    def reset(self) -> None:
        """Take every setting back to its default; waivers stay. Works on settings that cannot be read."""

        def operation(state: ConferenceState) -> Writes:
            state.existing()
            return Writes(rule_settings=_waivers_alone(state.rule_settings, state.conference))

        self._committer.commit(operation, Message("all rules as usual"))

    def log(self) -> tuple[RuleSettingsChange, ...]:
        """The changes of rule settings and waivers, newest first."""
        return self._committer.store.rule_settings.log(self._committer.conference)

    def waivers(self) -> Verdict:
        """The verdict on the draft, entries that may be one person included: what is waived, what lapsed."""
        store, conference = self._committer.store, self._committer.conference
        schedule, roster = store.load(conference).schedule, store.roster.load(conference)
        return judge_with_duplicates(schedule, self.settings(), roster)

    def waive(
        self, identities: Sequence[str], reason: str, *, printed: Iterable[Finding] = ()
    ) -> tuple[Waiver, ...]:
        """Waive findings: they no longer count, until the facts they were waived for change.

        Args:
            identities: The identities of the findings, or their beginnings.
            reason: Why they are acceptable; it is stored with the waivers.
            printed: Findings of printed pages, which may be waived too.

        Raises:
            Refused: The reason is blank or too long.
            NoSuchFinding: No finding, or several, have an identity that begins so.
        """
        if not (reason := one_line(reason)):
            raise Refused("A waiver needs a reason, which is stored with it. Give the reason.")
        on_pages = tuple(printed)
        author = one_line(self._committer.author) or "someone"
        at = self._committer.clock()
        waivers: tuple[Waiver, ...] = ()

        def operation(state: ConferenceState) -> Writes:
            nonlocal waivers
            settings = parse_settings(state.rule_settings, state.conference)
            findings = (*find_all(state.existing(), settings, state.roster), *on_pages)
            by_identity = {finding.identity: finding for finding in findings}
            waivers = tuple(
                _waiver(by_identity[identity], reason, author, at)
                for identity in _matches(identities, by_identity, waiver=False)
            )
            return Writes(
                rule_settings=_with_waivers(settings, {waiver.identity: waiver for waiver in waivers})
            )

        self._committer.commit(operation, Message("waive {ids}", ids=Listed(tuple(identities))))
        return waivers

    def lift(self, identities: Sequence[str]) -> tuple[str, ...]:
        """Lift waivers: their findings count again.

        Args:
            identities: The identities of the findings, or their beginnings.

        Raises:
            NoSuchFinding: No waiver is of that identity, or several begin so.
        """
        lifted: tuple[str, ...] = ()

        def operation(state: ConferenceState) -> Writes:
            nonlocal lifted
            state.existing()
            settings = parse_settings(state.rule_settings, state.conference)
            present = {waiver.identity: waiver for waiver in settings.waivers}
            lifted = _matches(identities, present, waiver=True)
            return Writes(rule_settings=_with_waivers(settings, dict.fromkeys(lifted)))

        self._committer.commit(operation, Message("lift the waiver of {ids}", ids=Listed(tuple(identities))))
        return lifted


def one_line(typed: str) -> str:
    """A text in one line, without characters that nobody sees and no database takes."""
    return clean(typed, single_line=True)


def _edited(edit: RuleEdit, settings: RuleSettings, schedule: Schedule, why: str) -> RuleSettings:
    try:
        after = edit(settings, schedule)
    except (InvalidValue, ValidationError) as error:
        first = error.details[0] if isinstance(error, InvalidValue) else error.errors()[0]
        if isinstance(error, InvalidValue) and first["type"] == "extra_forbidden":
            raise Refused(as_message(error)) from None  # it names the class and the nearest field
        reason = error_sentence(first)
        field = str(first["loc"][0]).replace("_", "-") if first["loc"] else ""
        if not field:
            raise Refused("{place}: {message}", place=why, message=reason) from None
        value = str(first["input"])
        raise Refused("{field} '{value}' {predicate}", field=field, value=value, predicate=reason) from None
    return after


def _waiver(finding: Finding, reason: str, author: str, at: datetime) -> Waiver:
    try:
        return Waiver.of(finding, reason=reason, author=author, at=at)
    except InvalidValue as error:
        first = error.details[0]
        raise Refused(
            "The {field} of a waiver {predicate}.",
            field=str(first["loc"][0]),
            predicate=error_sentence(first),
        ) from None


def _waivers_alone(document: Mapping[str, Any], conference: str) -> dict[str, Any]:
    waivers = {"waivers": document["waivers"]} if "waivers" in document else {}
    try:
        return dump_settings(parse_settings(waivers, conference))
    except SettingsUnreadable:
        return {}


def _matches(beginnings: Sequence[str], present: Mapping[str, Any], *, waiver: bool) -> tuple[str, ...]:
    return tuple(_match(beginning, present, waiver=waiver) for beginning in beginnings)


def _match(typed: str, present: Mapping[str, Any], *, waiver: bool) -> str:
    beginning = typed.strip().lower()
    near = tuple(sorted(identity for identity in present if beginning and identity.startswith(beginning)))
    if len(near) != 1:
        raise NoSuchFinding(typed, near, waiver=waiver)
    return near[0]


def _with_waivers(settings: RuleSettings, changes: Mapping[str, Waiver | None]) -> dict[str, Any]:
    """The document of rule settings with waivers added, or removed if the change is ``None``."""
    others = [waiver for waiver in settings.waivers if waiver.identity not in changes]
    new = [waiver for waiver in changes.values() if waiver]
    return dump_settings(settings.model_copy(update={"waivers": (*others, *new)}))

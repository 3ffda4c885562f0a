"""Verdicts: findings by the settings and waivers of a conference, effects of edits, the gate of releases."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from eventkit.editing.duplicate_people import DuplicatePair, find_duplicates
from eventkit.errors import EventkitError, SettingsUnreadable
from eventkit.findings import Finding, Severity, Subject, sort_findings
from eventkit.messages import Listed, Message, Plural, sentence
from eventkit.roster import Roster
from eventkit.rules import (
    DEFAULT_SETTINGS,
    RULE_FAILED,
    Effect,
    RuleSettings,
    Verdict,
    apply_waivers,
    check,
    effect,
    installed_rules,
)
from eventkit.rules.checker import effect_of_rename
from eventkit.rules.rule import Violation
from eventkit.rules.rule_messages import to_finding
from eventkit.rules.rule_settings import rename_settings, rename_waivers
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import Schedule
from eventkit.store import ConferenceState, NewRelease, Store, Writes
from eventkit.texts import fold_name
from eventkit.values.field_errors import error_sentence

SAME_PERSON = "same-person"
"""The code of a pair of entries that may be one person; no rule, but `person duplicates` reports it."""

NO_CONTACT, NO_ADDRESS = "no-contact", "no-address"

CONTACT_CODES = frozenset({NO_CONTACT, NO_ADDRESS})
"""The codes of findings on contacts, which are not part of a schedule, so that no rule finds them."""

FIXED_CODES = CONTACT_CODES | {RULE_FAILED}
"""The codes of findings that no rule finds, so that their severity cannot be set."""


def rule_codes() -> frozenset[str]:
    return frozenset(rule.code for rule in installed_rules())


def checked_codes() -> frozenset[str]:
    return rule_codes() | FIXED_CODES | {SAME_PERSON}


Renames = Mapping[Subject, str]  # new ids by kind and old id


def parse_settings(document: Mapping[str, Any], conference: str) -> RuleSettings:
    try:
        return RuleSettings.model_validate_json(json.dumps(document))
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsUnreadable(
            conference, ".".join(map(str, first["loc"])), error_sentence(first)
        ) from None


def load_settings(store: Store, conference: str) -> RuleSettings:
    """The rule settings of a conference.

    Raises:
        SettingsUnreadable: Another version of eventkit wrote them.
    """
    return parse_settings(store.rule_settings.load(conference), conference)


def dump_settings(settings: RuleSettings) -> dict[str, Any]:
    return settings.model_dump(mode="json", exclude_defaults=True)


def judge(schedule: Schedule, settings: RuleSettings, roster: Roster) -> Verdict:
    """The verdict of the rules and on contacts: open findings, waived findings and lapsed waivers."""
    findings = (*find_missing_contacts(schedule, roster), *check(schedule, settings))
    verdict = apply_waivers(sort_findings(findings), settings)
    # Duplicate people and printed pages are not checked here, so their waivers cannot lapse.
    codes = rule_codes() | FIXED_CODES
    return replace(verdict, lapsed=tuple(waiver for waiver in verdict.lapsed if waiver.code in codes))


def judge_with_duplicates(schedule: Schedule, settings: RuleSettings, roster: Roster) -> Verdict:
    """The verdict of the rules, with pairs of entries that may be one person among the findings."""
    return apply_waivers(find_all(schedule, settings, roster), settings)


def find_all(schedule: Schedule, settings: RuleSettings, roster: Roster) -> tuple[Finding, ...]:
    """The findings of the rules and on contacts, and pairs of entries that may be one person."""
    return (*find_missing_contacts(schedule, roster), *_find_in(schedule, settings))


def _find_in(schedule: Schedule, settings: RuleSettings) -> tuple[Finding, ...]:
    """The findings about a schedule alone, whose identities have the ids of its entities."""
    pairs = (same_person(pair, schedule) for pair in find_duplicates(schedule))
    return (*check(schedule, settings), *pairs)


def find_missing_contacts(schedule: Schedule, roster: Roster) -> tuple[Finding, ...]:
    """The addresses that letters and invitations lack: that for answers, and those of people.

    That the conference has none is an error once people can be written to. Letters are made from a release,
    which never changes: afterwards it is too late.
    """
    index = ScheduleIndex(schedule, DEFAULT_SETTINGS)
    return tuple(to_finding(missing, missing.severity, index) for missing in _missing(schedule, roster))


def _missing(schedule: Schedule, roster: Roster) -> Iterator[Violation]:
    reachable = {contact.participant for contact in roster.contacts if contact.email}
    if not schedule.conference.contact:
        yield Violation(
            NO_CONTACT,
            sentence("the conference has no e-mail address for answers to letters and invitations"),
            sentence("set the contact of the conference"),
            "",
            Severity.ERROR if reachable else Severity.INFO,
            {"conference": schedule.conference},
            timed=False,
        )
    people = {
        appearance.participant
        for session in schedule.sessions
        if session.people and schedule.takes_place(session)
        for appearance in session.people
        if appearance.comes and not schedule.participant(appearance.participant).is_withdrawn
    }
    missing = len(people - reachable)
    if reachable and missing:
        yield Violation(
            NO_ADDRESS,
            sentence(
                "{missing} of {total} people in the programme has no e-mail address, and gets no letter"
                if missing == 1
                else "{missing} of {total} people in the programme have no e-mail address, and get no letter"
            ),
            sentence("add theirs to their contacts"),
            "one" if missing == 1 else "",
            Severity.INFO,
            {"conference": schedule.conference, "missing": missing, "total": len(people)},
            timed=False,
        )


def same_person(pair: DuplicatePair, schedule: Schedule) -> Finding:
    """The finding that two entries may be one person; a waiver of it states that they are two.

    The waiver lapses when one of them gets another name.
    """
    about = tuple(sorted((pair.keep, pair.gone)))
    names = (schedule.participant(id_).name[0].full for id_ in about)
    return Finding(
        Severity.INFO,
        SAME_PERSON,
        about,
        Message(
            "'{keep}' and '{gone}' may be one person: {evidence}",
            keep=pair.keep,
            gone=pair.gone,
            evidence=Listed(pair.evidence, ";"),
        ),
        subjects=tuple(Subject("participant", id_) for id_ in about),
        facts=tuple(zip(about, map(fold_name, names), strict=True)),
    )


def effect_of(before: Schedule, after: Schedule, settings: RuleSettings, renames: Renames) -> Effect:
    """The open findings that an edit adds and removes.

    A finding under a new id, or with the words and the severity of one there was before, is no news.

    Args:
        before: The conference before the edit.
        after: The conference after it.
        settings: The rule settings of the conference; they may name entities by old or new ids.
        renames: The ids that the edit changed.
    """
    change = (
        effect_of_rename(before, after, settings, renames) if renames else effect(before, after, settings)
    )
    waived = {waiver.identity for waiver in settings.waivers}
    added, removed = (
        [finding for finding in side if finding.identity not in waived]
        for side in (change.added, change.removed)
    )
    unchanged = {_appearance(finding) for finding in added} & {_appearance(finding) for finding in removed}
    return Effect(
        added=tuple(finding for finding in added if _appearance(finding) not in unchanged),
        removed=tuple(finding for finding in removed if _appearance(finding) not in unchanged),
    )


def _appearance(finding: Finding) -> tuple[Severity, str]:
    return finding.severity, finding.message


def follow_settings(
    document: Mapping[str, Any], before: Schedule, after: Schedule, renames: Renames
) -> dict[str, Any] | None:
    """The document of rule settings once ids changed: settings and waivers under the new ids.

    ``None`` if there is nothing to follow.
    """
    if not renames or not document:
        return None
    settings = parse_settings(document, after.conference.id)
    followed = rename_settings(settings, renames)
    if settings.waivers:
        findings = _find_in(before, settings), _find_in(after, followed)
        followed = rename_waivers(followed, *findings, renames)
    return dump_settings(followed)


class ReleaseBlocked(EventkitError):
    """A release has errors that nobody waived; nothing was published.

    Attributes:
        findings: The errors, in the order of a check.
    """

    def __init__(self, name: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(name, findings)
        self.name = name
        self.findings = findings

    @property
    def message(self) -> Message:
        return Message(
            Plural(
                "'{name}' is not released: the check finds 1 error. Fix or waive it, or give a reason to "
                "release it anyway.",
                "'{name}' is not released: the check finds {count} errors. Fix or waive them, or give a "
                "reason to release it anyway.",
            ),
            name=self.name,
            count=len(self.findings),
        )


def check_conference(store: Store, conference: str, *, duplicates: bool = False) -> Verdict:
    """The verdict on a conference as it is now: open findings, waived findings, and waivers that lapsed."""
    schedule, settings = store.load(conference).schedule, load_settings(store, conference)
    roster = store.roster.load(conference)
    return (judge_with_duplicates if duplicates else judge)(schedule, settings, roster)


def judge_draft(state: ConferenceState) -> Verdict:
    """The verdict on the very state that a release would publish."""
    settings = parse_settings(state.rule_settings, state.conference)
    return judge(state.existing(), settings, state.roster)


def open_errors(verdict: Verdict) -> tuple[Finding, ...]:
    """The errors that nobody waived, which prevent a release."""
    return tuple(finding for finding in verdict.open if finding.severity is Severity.ERROR)


def missing_contacts(verdict: Verdict) -> tuple[Finding, ...]:
    """The findings on contacts beside errors: letters of a release lack what they report, for good."""
    return tuple(
        finding
        for finding in verdict.open
        if finding.code in CONTACT_CODES and finding.severity is not Severity.ERROR
    )


def release_writes(state: ConferenceState, release: NewRelease) -> Writes:
    """The writes of a release, checked against the very state that is published.

    Its reason to be made in spite of errors is stored only where there are errors.
    """
    errors = open_errors(judge_draft(state))
    if errors and not release.forced:
        raise ReleaseBlocked(" ".join(release.name.split()), errors)
    return Writes(release=release if errors else NewRelease(release.name, release.note))

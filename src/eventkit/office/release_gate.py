"""The release gate: a release with errors, or without a contact for answers to letters, needs a reason."""

from __future__ import annotations

from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity
from eventkit.messages import Message, Plural
from eventkit.office.verdicts import (
    CONTACT_CODES,
    judge,
    judge_with_duplicates,
    load_settings,
    parse_settings,
)
from eventkit.rules import Verdict
from eventkit.store import ConferenceState, NewRelease, Store, Writes


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
                "reason "
                "to release it anyway.",
            ),
            name=self.name,
            count=len(self.findings),
        )


def check_conference(store: Store, conference: str, *, duplicates: bool = False) -> Verdict:
    """The verdict on a conference as it is now: open findings, waived findings, and waivers that lapsed.

    Args:
        duplicates: Whether to look for entries that may be one person as well.
    """
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

    Args:
        release: The release, with the reason to make it in spite of errors, if there is one. The reason is
            stored only where there are errors.
    """
    errors = open_errors(judge_draft(state))
    if errors and not release.forced:
        raise ReleaseBlocked(" ".join(release.name.split()), errors)
    return Writes(release=release if errors else NewRelease(release.name, release.note))

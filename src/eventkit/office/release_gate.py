"""The release gate: a release with errors needs a reason."""

from __future__ import annotations

from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity
from eventkit.office.verdicts import judge, parse_settings
from eventkit.store import ConferenceState, NewRelease, Writes


class ReleaseBlocked(EventkitError):
    """A release has errors that nobody waived; nothing was published.

    Attributes:
        name: The name of the release.
        findings: The errors, in the order of a check.
    """

    def __init__(self, name: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(name, findings)
        self.name = name
        self.findings = findings

    def __str__(self) -> str:
        number = len(self.findings)
        errors = "1 error" if number == 1 else f"{number} errors"
        return f"'{self.name}' is not released: the check finds {errors}"


def open_errors(state: ConferenceState) -> tuple[Finding, ...]:
    """The errors of a conference that nobody waived.

    Raises:
        SettingsUnreadable: Another version of eventkit wrote its rule settings.
    """
    verdict = judge(state.existing(), parse_settings(state.rule_settings, state.conference))
    return tuple(finding for finding in verdict.open if finding.severity is Severity.ERROR)


def release_writes(state: ConferenceState, release: NewRelease) -> Writes:
    """The writes of a release, checked against the very state that is published.

    Args:
        state: The conference in the transaction of the release.
        release: The release, with the reason to make it in spite of errors, if there is one. The reason is
            stored only where there are errors.

    Raises:
        ReleaseBlocked: There are errors, and no reason.
        SettingsUnreadable: Another version of eventkit wrote the rule settings.
    """
    errors = open_errors(state)
    if errors and not release.forced:
        raise ReleaseBlocked(" ".join(release.name.split()), errors)
    return Writes(release=release if errors else NewRelease(release.name, release.note))

"""Releases: the conference published as it is, and what was published."""

from __future__ import annotations

from eventkit.findings import Finding
from eventkit.office.outcomes import Committer, ReleaseOutcome
from eventkit.office.release_gate import judge_draft, missing_contacts, open_errors, release_writes
from eventkit.store import ConferenceState, NewRelease, Release, ReleasedConference, Writes
from eventkit.values.arguments import checked_methods


@checked_methods
class ReleasesOffice:
    """The releases of one conference."""

    def __init__(self, committer: Committer) -> None:
        self._committer = committer

    def publish(self, name: str, note: str = "", force: str = "") -> ReleaseOutcome:
        """Publish the conference as it is, under a name; the check runs inside the same transaction.

        Args:
            name: The name of the release.
            note: A note on the release.
            force: The reason to publish in spite of errors, stored with the release. A blank one is none.

        Raises:
            ReleaseBlocked: The check finds errors, and there is no reason.
            ReleaseRefused: There is a release of that name, or the name is invalid.
            SettingsUnreadable: Another version of eventkit wrote the rule settings.
        """
        errors: tuple[Finding, ...] = ()
        previous: Release | None = None
        notices: tuple[Finding, ...] = ()

        def operation(state: ConferenceState) -> Writes:
            nonlocal errors, previous, notices
            verdict = judge_draft(state)
            errors, notices = open_errors(verdict), missing_contacts(verdict)
            previous = state.releases[-1] if state.releases else None
            return release_writes(state, NewRelease(name, note, force))

        commit = self._committer.commit(operation, note)
        outcome = self._committer.outcome(commit, notices)
        return ReleaseOutcome.extending(outcome, release=commit.release, errors=errors, previous=previous)

    def all(self) -> tuple[Release, ...]:
        """The releases, the oldest first."""
        return self._committer.store.releases.all(self._committer.conference)

    def load(self, name: str | None = None) -> ReleasedConference:
        """The release of that name, or the newest, with its schedule and ledger.

        Raises:
            NoSuchRelease: There is none of that name, or none at all.
        """
        return self._committer.store.releases.load(self._committer.conference, name)

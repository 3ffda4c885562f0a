"""Snapshots: the release or draft that documents are made from."""

from __future__ import annotations

from dataclasses import dataclass

from eventkit.ledger import Ledger
from eventkit.messages import Message
from eventkit.schedule import Schedule
from eventkit.store import Release, Store

DRAFT = "draft"  # the name of the conference as it is now, beside the names of its releases


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A conference at one moment: as it was released, or as it is now.

    Attributes:
        ledger: The revisions of its sessions, for calendars.
        revision: The number of the last change of the conference, also for an earlier release.
        release: The release; ``None`` for the draft.
        outdated: Whether the conference has changed since the release.
    """

    schedule: Schedule
    ledger: Ledger
    revision: int
    release: Release | None = None
    outdated: bool = False

    @property
    def label(self) -> Message:
        """The name of the release, or ``draft``."""
        return Message("draft") if self.release is None else Message("release {name}", name=self.release.name)


def take_snapshot(
    store: Store, conference: str, release: str | None = None, *, draft: bool = False
) -> Snapshot:
    """The release of that name; without one the newest, or the draft if nothing is released yet."""
    draft = draft or (release is not None and release.casefold() == DRAFT)
    if draft or (release is None and not store.releases.all(conference)):
        stored = store.releases.draft(conference)
        return Snapshot(stored.schedule, stored.ledger, stored.revision)
    released = store.releases.load(conference, release)
    revision = store.version(conference).revision
    outdated = False
    if revision != released.release.revision:
        now = store.load(conference)
        revision, outdated = now.revision, now.schedule != released.schedule
    return Snapshot(released.schedule, released.ledger, revision, released.release, outdated)

"""The ledger of a schedule: the revisions of its sessions, and its tombstones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from operator import attrgetter

from eventkit.findings import Subject
from eventkit.ledger.changed_sessions import affected, find_changed_sessions
from eventkit.ledger.entry_revisions import TICK, Revision
from eventkit.ledger.feed_visibility import EVERYTHING
from eventkit.ledger.ledger_fields import LedgerFields
from eventkit.ledger.release_ledger import NextRelease
from eventkit.schedule import EntityKind, Schedule, find_renames, have_same_keys, rename_ids
from eventkit.values.arguments import checked

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)  # the time of revisions without one


class Ledger(LedgerFields):
    """The revisions of a schedule's sessions.

    Calendar clients compare revisions to decide which entry is newer, so revisions are stored with the
    schedule and never computed at export.
    """

    def __repr__(self) -> str:
        return f"<Ledger: revised {self.revised:%Y-%m-%d %H:%M}, {len(self.sessions)} sessions>"

    __str__ = __repr__

    @classmethod
    @checked
    def first(cls, schedule: Schedule, at: datetime = UNDATED) -> Ledger:
        """The ledger of a schedule that is stored for the first time.

        Without a time, its revisions are older than any other, so that those of a store follow them.
        """
        revision = Revision(created=at, modified=at)
        return cls(revised=at, sessions={session.id: revision for session in schedule.sessions})

    def after(self, old: Schedule | None, new: Schedule, at: datetime) -> Ledger:
        """The ledger once ``old`` has been changed into ``new`` at an instant.

        A session's sequence grows by one when its time, place or status changed, when it was removed and
        when it came back: all of them come back if ``old`` is ``None``. It counts as modified when
        anything changed that its calendar entry may show. The ledger of an unchanged schedule is unchanged.
        """
        if old == new:
            return self
        new = new.with_cancelled_parts()
        old = (old or new.model_copy(update={"sessions": ()})).with_cancelled_parts()
        old = rename_ids(old, _without_sessions(find_renames(old, new)))
        entries = dict(self.sessions)
        are_same = have_same_keys(old.sessions, new.sessions, attrgetter("id", "uid"))
        if not are_same:
            before = old.by_uid
            renamed = {
                session.id: earlier.id
                for session in new.sessions
                if (earlier := before.get(session.uid)) is not None and earlier.id != session.id
            }
            entries |= {id_: entries.pop(was) for id_, was in renamed.items() if was in entries}
        for id_, moved in find_changed_sessions(old, new):
            if id_ in entries:
                entries[id_] = entries[id_].increment(at, by=int(moved))
        ids = {session.id for session in new.sessions}
        if not are_same:
            for uid, session in before.items():
                if uid not in new.by_uid and session.id not in ids and session.id in entries:
                    entries[session.id] = entries[session.id].increment(at, by=1)
        for id_ in ids - entries.keys():
            entries[id_] = Revision(created=at, modified=at)
        return Ledger(revised=at, sessions=dict(sorted(entries.items())))

    def released(
        self,
        new: Schedule,
        before: tuple[Schedule, Ledger] | None,
        renames: Mapping[Subject, str] | None = None,
    ) -> Ledger:
        """The ledger of a release of the draft ``new``, which has this ledger, after the release ``before``;
        ``None`` for the first release. Schedules are given as readers see them.

        An entity with another id is the same: its calendar continues at the new address, and the former one
        has a copy of it. ``renames`` has new ids since the release before, beside those that are recognised
        by the names of entities.

        An entry that is shown as in the release before has the same revision, even if it was changed and
        changed back in the draft. No revision is lower than one that readers know.

        A session that leaves a calendar, as that of a room when it is moved to another, is cancelled there
        and continues elsewhere. The session is newer than its tombstone, so that a client with both calendars
        takes it for the present entry. Its sequence grows only if its own time, place or status changed.
        """
        if before is None:
            ids = sorted(session.id for session in new.sessions)
            return Ledger(revised=self.revised, sessions={id_: self.sessions[id_] for id_ in ids})
        old, last = before
        declared = renames or {}
        taken = {(kind, id_) for (kind, _), id_ in declared.items()}
        recognised = find_renames(old, new).items()
        renames = {it: id_ for it, id_ in recognised if (it.kind, id_) not in taken} | {**declared}
        old = rename_ids(old, _without_sessions(renames))
        affected_feeds = affected(old, new)
        if not renames and not affected_feeds.sessions and old == new:
            return last
        return Ledger(
            **NextRelease(
                self, new, old, last, released=before[0], affected_feeds=affected_feeds, renames=renames
            ).fields()
        )

    def corrected(self, old: Schedule, new: Schedule, at: datetime) -> Ledger:
        """The ledger of a release that was changed afterwards from ``old`` to ``new``: a person was erased.

        Each calendar is newer than all before, and so is each entry that reads differently, with the same
        sequence. Schedules are given as readers see them.
        """
        since = max(at, self.latest + TICK)
        sessions = {
            id_: self.sessions[id_].increment(since, by=0) for id_, _ in find_changed_sessions(old, new)
        }
        return self.model_copy(
            update={
                "revised": since,
                "sessions": {**self.sessions, **sessions},
                "headed": {**self.headed, EVERYTHING: since} if self.headed else {},
            }
        )


def _without_sessions(renames: Mapping[Subject, str]) -> Mapping[Subject, str]:
    """The renames of other entities: sessions are known by their UIDs, and their pages by their ids."""
    return {subject: new for subject, new in renames.items() if subject.kind != EntityKind.SESSION}

"""The ledger of the next release."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from eventkit.ledger.changed_sessions import (
    AffectedFeeds,
    by_uid,
    find_changed_sessions,
    has_other_days,
    unaffected_languages,
)
from eventkit.ledger.entry_revisions import TICK, Revision, deadline_revisions, highest
from eventkit.ledger.feed_visibility import EVERYTHING, Visibility, visibility
from eventkit.ledger.ledger_fields import LedgerFields
from eventkit.ledger.tombstones import Tombstone, cancelled_tombstone, moved_tombstone
from eventkit.ledger.visible_fields import (
    changed_headings,
    conference_fields,
    conference_placement,
    fixed_fields,
)
from eventkit.model import Session
from eventkit.schedule import Schedule


class NextRelease:
    """The ledger of a release after another one; sessions are matched by UID, as readers do."""

    def __init__(
        self,
        draft: LedgerFields,
        new: Schedule,
        old: Schedule,
        last: LedgerFields,
        affected_feeds: AffectedFeeds,
    ) -> None:
        self._draft, self._new, self._old, self._last = draft, new, old, last
        self._old_by_uid, self._new_by_uid = by_uid(old), by_uid(new)
        self._changed = dict(find_changed_sessions(old, new, affected_feeds))
        self._released_ids = {session.id for session in old.sessions} | {
            tombstone.session.id for tombstone in last.gone.values()
        }
        self._affected = affected_feeds.sessions
        self._maybe_moved = (
            {session.id for session in new.sessions} if has_other_days(old, new) else affected_feeds.sessions
        )
        self._since = last.latest + TICK  # new revisions are newer than all before
        self._changed_headings = {*changed_headings(old, new, affected_feeds.changed_ids)}
        self._shows_other_facts = fixed_fields(old.conference) != fixed_fields(new.conference)
        self._gone = {uid: self._update_tombstone(tombstone) for uid, tombstone in last.gone.items()}
        self._left = {uid: tuple(map(self._update_tombstone, seen)) for uid, seen in last.left.items()}

    def fields(self) -> Mapping[str, Any]:
        """The fields of the ledger."""
        out = self._old_by_uid.keys() - self._new_by_uid.keys()
        scheduled = {uid for uid, session in self._new_by_uid.items() if session.slot is not None}
        unscheduled = {
            uid for uid, session in self._old_by_uid.items() if session.slot is not None
        } - scheduled
        entries = dict(self._last.sessions)
        for session in self._old.sessions:
            if session.id in self._affected and session.uid not in out:
                del entries[session.id]  # it may have another id by now
        removed = {uid: self._removed(self._old_by_uid[uid]) for uid in out}
        entries |= {self._old_by_uid[uid].id: revision for uid, revision in removed.items()}
        entries |= {session.id: self._published(session) for session in self._new.sessions}
        tombstones = {uid: tombstone for uid, tombstone in self._gone.items() if uid not in scheduled}
        for uid in unscheduled:
            revision = removed[uid] if uid in removed else entries[self._new_by_uid[uid].id]
            tombstones[uid] = cancelled_tombstone(self._old, self._old_by_uid[uid], revision)
        return {
            "revised": max(self._draft.revised, self._last.revised),
            "sessions": dict(sorted(entries.items())),
            "gone": dict(sorted(tombstones.items())),
            "left": {uid: self._left[uid] for uid in sorted(self._left) if self._left[uid]},
            "conference": self._whole(),
            "headed": dict(sorted(self._headed().items())),
            "deadlines": self._deadlines(),
        }

    def _whole(self) -> Revision:
        before, now = self._old.conference, self._new.conference
        if conference_fields(before) == conference_fields(now):
            return self._last.whole
        return self._next_revision(
            self._last.whole, by=int(conference_placement(before) != conference_placement(now))
        )

    def _deadlines(self) -> Mapping[UUID, Revision]:
        before, now = self._old.conference, self._new.conference
        last = self._last
        return deadline_revisions(before, now, last.deadlines, last.whole, self._draft.revised)

    def _headed(self) -> Mapping[str, datetime]:
        before = self._last.headed or {EVERYTHING: self._last.revised}
        return {**before, **dict.fromkeys(self._changed_headings, max(self._draft.revised, self._since))}

    def _update_tombstone(self, gone: Tombstone) -> Tombstone:
        """The tombstone, with a new revision if the fields of the conference it shows have changed."""
        if not self._shows_other_facts:
            return gone
        before, now = fixed_fields(self._old.conference), fixed_fields(self._new.conference)
        revision = self._next_revision(gone.revision, by=int(before[0] != now[0]))
        return gone.model_copy(update={"revision": revision})

    def _next_revision(self, known: Revision, by: int) -> Revision:
        return known.increment(self._draft.revised, by=0).advance_past(known, by, self._since)

    def _removed(self, session: Session) -> Revision:
        """The revision of a session that is no longer in the schedule."""
        return self._next_revision(self._last.sessions[session.id], by=1)

    def _published(self, session: Session) -> Revision:
        """The revision of a session; a session that left a calendar gets a tombstone."""
        earlier = self._old_by_uid.get(session.uid)
        if earlier and not (session.id in self._changed or session.id in self._maybe_moved):
            return self._last.sessions[earlier.id]
        draft, known = self._draft.sessions[session.id], self._known(session)
        if known is None:
            return draft
        has_left, has_come = self._record_moves(session, known)
        if has_left:
            # Its tombstones have the sequence between, and the session is at least as new as they are.
            between = self._next_revision(known, by=1)
            beyond = draft.advance_past(known, 2, self._since)
            return beyond.model_copy(update={"modified": max(beyond.modified, between.modified)})
        if session.id in self._changed:
            by = int(self._changed[session.id] or has_come)
            revision = draft.advance_past(known, by, self._since)
            if by or earlier is None:
                return revision
            languages = unaffected_languages(self._old, earlier, self._new, session)
            return revision.unchanged_in(languages, known)
        return self._next_revision(known, by=1) if has_come else known

    def _known(self, session: Session) -> Revision | None:
        """The highest revision that readers may know of a session; ``None`` if they know none."""
        earlier, tombstone = self._old_by_uid.get(session.uid), self._gone.get(session.uid)
        revisions = [self._last.sessions[earlier.id]] if earlier else []
        revisions += [tombstone.revision] if tombstone else []
        if not revisions and session.id not in self._released_ids and session.id in self._last.sessions:
            # A session that was removed before it had a time is known by its id alone.
            revisions = [self._last.sessions[session.id]]
        return highest(revisions) if revisions else None

    def _record_moves(self, session: Session, known: Revision) -> tuple[bool, bool]:
        """Record the tombstone of a session that left a calendar.

        Returns:
            Whether the session has left a calendar, and whether it is back in one that showed its tombstone.
        """
        uid, earlier = session.uid, self._old_by_uid.get(session.uid)
        if session.slot is None or session.id not in self._maybe_moved:
            return False, False
        now, left = visibility(self._new, session), self._left.get(uid, ())
        if uid in self._gone:  # it has a tombstone already
            self._left[uid] = _still_shown((*left, moved_tombstone(self._gone[uid])), now, self._shown_by)
            return False, True
        if earlier is None or earlier.slot is None:
            return False, False
        was = visibility(self._old, earlier)
        has_left = not was.places <= now.places
        came = now.places - was.places
        has_come = any(not came.isdisjoint(self._shown_by(tombstone).places) for tombstone in left)
        if has_left:
            left = (
                *left,
                moved_tombstone(cancelled_tombstone(self._old, earlier, self._next_revision(known, by=1))),
            )
        if session.id not in self._changed:
            self._changed_headings |= {of for _, of in came}
        if has_left or has_come:
            self._left[uid] = _still_shown(left, now, self._shown_by)
        return has_left, has_come

    def _shown_by(self, tombstone: Tombstone) -> Visibility:
        return self._last.visibility_of(self._old, tombstone)


def _still_shown(
    left: tuple[Tombstone, ...], now: Visibility, shown_by: Callable[[Tombstone], Visibility]
) -> tuple[Tombstone, ...]:
    """The tombstones, latest last, that some calendar still shows: those not covered by the session itself
    or by a later tombstone.
    """
    shown: list[Tombstone] = []
    covering = [now]
    for tombstone in reversed(left):
        calendars = shown_by(tombstone)
        if not any(calendars.places <= other.places for other in covering):
            shown.append(tombstone)
            covering.append(calendars)
    return tuple(reversed(shown))

"""The ledger of the next release."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from eventkit.findings import Subject
from eventkit.ledger.changed_sessions import (
    AffectedFeeds,
    ShownSession,
    find_changed_sessions,
    gained_or_lost_parent,
    has_other_days,
    unaffected_languages,
)
from eventkit.ledger.entry_revisions import FIRST, TICK, Revision, deadline_revisions, highest
from eventkit.ledger.feed_visibility import (
    EVERYTHING,
    Visibility,
    follow_renames,
    free_aliases,
    moved_keys,
    names_by_key,
    own_keys,
    visibility,
)
from eventkit.ledger.ledger_fields import LedgerFields, Tombstone, cancelled_tombstone, moved_tombstone
from eventkit.ledger.visible_fields import (
    changed_headings,
    conference_fields,
    fixed_fields,
    is_conference_moved,
    placement,
)
from eventkit.model import Session, Status
from eventkit.schedule import Schedule


class NextRelease:
    """The ledger of a release after another one; sessions are matched by UID, as readers do."""

    def __init__(
        self,
        draft: LedgerFields,
        new: Schedule,
        old: Schedule,
        last: LedgerFields,
        *,
        released: Schedule,
        affected_feeds: AffectedFeeds,
        renames: Mapping[Subject, str],
    ) -> None:
        self._draft, self._new, self._old, self._last = draft, new, old, last
        self._released = released  # the old one under the ids of its addresses
        self._old_by_uid, self._new_by_uid = old.by_uid, new.by_uid
        moved = moved_keys(renames)
        aliases = follow_renames(last.aliases, moved)
        self._aliases = free_aliases(aliases, new)
        # A new key that no calendar had is as if the calendar had had it: nobody knows that address.
        used = own_keys(released) | last.aliases.keys() | last.keys_of_tombstones
        unused = {now: before for before, now in moved.items() if now not in used}
        self._old_names = names_by_key({**last.aliases, **unused})
        self._new_names = names_by_key(self._aliases)
        self._changed = dict(find_changed_sessions(old, new, affected_feeds))
        self._released_ids = {session.id for session in old.sessions} | {
            tombstone.session.id for tombstone in last.gone.values()
        }
        self._affected = affected_feeds.sessions
        self._maybe_moved = (
            {session.id for session in new.sessions}
            if has_other_days(old, new) or aliases != self._aliases
            else affected_feeds.sessions
        )
        self._since = last.latest + TICK  # new revisions are newer than all before
        self._at = max(draft.revised, self._since)
        self._changed_headings = {*changed_headings(old, new, affected_feeds.changed_ids)}
        # Under the id of an entity that was removed, a calendar has the tombstones of that one, too; and it
        # loses those from under an id that another entity has by now.
        self._changed_headings |= {
            key
            for key in {**self._old_names, **self._new_names}
            if not last.keys_of_tombstones.isdisjoint(
                self._new_names.get(key, {key}) ^ self._old_names.get(key, {key})
            )
        }
        self._shows_other_facts = fixed_fields(old.conference) != fixed_fields(new.conference)
        self._left = {
            uid: tuple(map(self._update_tombstone, seen, count())) for uid, seen in last.left.items()
        }
        self._gone = {
            uid: self._update_tombstone(tombstone, len(last.left.get(uid, ())))
            for uid, tombstone in last.gone.items()
        }

    def fields(self) -> Mapping[str, Any]:
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
        entries |= {
            session.id: self._past_tombstones(session, self._published(session))
            for session in self._new.sessions
        }
        tombstones = {uid: tombstone for uid, tombstone in self._gone.items() if uid not in scheduled}
        for uid in unscheduled:
            revision = removed[uid] if uid in removed else entries[self._new_by_uid[uid].id]
            session = self._old_by_uid[uid]
            tombstones[uid] = cancelled_tombstone(self._old, session, revision, self._was_in(session))
        return {
            "revised": max(self._draft.revised, self._last.revised),
            "sessions": dict(sorted(entries.items())),
            "gone": dict(sorted(tombstones.items())),
            "left": {uid: self._left[uid] for uid in sorted(self._left) if self._left[uid]},
            "conference": self._whole(),
            "headed": dict(sorted(self._headed().items())),
            "deadlines": self._deadlines(),
            "aliases": self._aliases,
            "languages": self._languages(),
        }

    def _languages(self) -> tuple[tuple[str, ...], ...]:
        """The languages of all releases, if they are not always the same."""
        all_ = (*(self._last.languages or (self._old.conference.languages,)), self._new.conference.languages)
        distinct = tuple(dict.fromkeys(all_))
        return distinct if len(distinct) > 1 else ()

    def _was_in(self, session: Session) -> Visibility:
        return visibility(self._released, self._released.by_uid[session.uid], self._old_names)

    def _whole(self) -> Revision:
        before, now = self._old.conference, self._new.conference
        if conference_fields(before) == conference_fields(now):
            return self._last.whole
        return self._last.whole.follow(self._at, by=int(is_conference_moved(before, now)))

    def _deadlines(self) -> Mapping[UUID, Revision]:
        before, now = self._old.conference, self._new.conference
        last = self._last
        return deadline_revisions(before, now, last.deadlines, last.whole, self._draft.revised)

    def _headed(self) -> Mapping[str, datetime]:
        before = self._last.headed or {EVERYTHING: self._last.revised}
        return {**before, **dict.fromkeys(self._changed_headings, self._at)}

    def _update_tombstone(self, gone: Tombstone, earlier: int) -> Tombstone:
        """The tombstone, with a new revision if the fields of the conference it shows have changed.

        It stays newer than the earlier ones of the same session.
        """
        if not self._shows_other_facts:
            return gone
        before, now = fixed_fields(self._old.conference), fixed_fields(self._new.conference)
        revision = gone.revision.follow(self._at, by=int(before[0] != now[0]))
        later = revision.model_copy(update={"modified": revision.modified + earlier * TICK})
        return gone.model_copy(update={"revision": later})

    def _removed(self, session: Session) -> Revision:
        by = int(not _is_cancelled_alike(self._old, session))
        return self._past_tombstones(session, self._last.sessions[session.id].follow(self._at, by))

    def _is_still_cancelled(self, session: Session, earlier: Session | None) -> bool:
        """True if a session is shown as cancelled at one time and place, before or now by a tombstone."""
        if session.slot is None:
            return earlier is not None and _is_cancelled_alike(self._old, earlier)
        gone = self._gone.get(session.uid)
        return (
            gone is not None
            and gone.session.slot is not None
            and gone.session.slot.period == session.slot.period
            and {room.id for room in gone.rooms} == {*self._new.rooms_of(session)}
            and self._old.conference.zone == self._new.conference.zone
            and _is_cancelled_alike(self._new, session)
        )

    def _published(self, session: Session) -> Revision:
        """The revision of a session; a session that left a calendar gets a tombstone."""
        earlier = self._old_by_uid.get(session.uid)
        if earlier and not (session.id in self._changed or session.id in self._maybe_moved):
            return self._last.sessions[earlier.id]
        draft, known = self._draft.sessions[session.id], self._known(session)
        if known is None:
            return draft.increment(self._since, by=0)  # an erasure may have been since it was written
        has_left, has_come = self._record_moves(session, known)
        by = int(self._changed.get(session.id, False) and not self._is_still_cancelled(session, earlier))
        if has_left:  # its tombstone is in between
            return draft.advance_past(known, 2 if by else 0, self._since)
        if session.id in self._changed:
            revision = draft.advance_past(known, by, self._since)
            if by or has_come or earlier is None:
                return revision
            languages = unaffected_languages(self._old, earlier, self._new, session)
            return revision.unchanged_in(languages, known)
        return known.follow(self._at, by=0) if has_come else known

    def _past_tombstones(self, session: Session, revision: Revision) -> Revision:
        """The revision past all tombstones of the session: who has both takes it for the newer entry."""
        newest = max(
            (tombstone.revision.modified for tombstone in self._left.get(session.uid, ())), default=FIRST
        )
        if revision.modified > newest:
            return revision
        return revision.model_copy(update={"modified": newest + TICK, "unchanged": {}})

    def _known(self, session: Session) -> Revision | None:
        earlier, tombstone = self._old_by_uid.get(session.uid), self._gone.get(session.uid)
        revisions = [self._last.sessions[earlier.id]] if earlier else []
        revisions += [tombstone.revision] if tombstone else []
        if not revisions and session.id not in self._released_ids and session.id in self._last.sessions:
            # A session that was removed before it had a time is known by its id alone.
            revisions = [self._last.sessions[session.id]]
        return highest(revisions) if revisions else None

    def _record_moves(self, session: Session, known: Revision) -> tuple[bool, bool]:
        """True if a session left a calendar, which shows its tombstone; and if one has it back that did, or
        shows it with another parent.
        """
        uid, earlier = session.uid, self._old_by_uid.get(session.uid)
        if session.slot is None or session.id not in self._maybe_moved:
            return False, False
        now, left = visibility(self._new, session, self._new_names), self._left.get(uid, ())
        if uid in self._gone:  # it has a tombstone already
            self._left[uid] = _still_shown((*left, moved_tombstone(self._gone[uid])), now)
            return False, True
        if earlier is None or earlier.slot is None:
            return False, False
        was = self._was_in(earlier)
        has_left = not was.places <= now.places
        came = now.places - was.places
        back = came & {place for tombstone in left for place in tombstone.visibility.places}
        if has_left:
            # Readers know the sequence, unless time, place or status changed.
            revision = known.follow(self._at, by=int(self._changed.get(session.id, False)))
            revision = self._past_tombstones(session, revision)
            left = (*left, moved_tombstone(cancelled_tombstone(self._old, earlier, revision, was)))
        if session.id not in self._changed:
            self._changed_headings |= {of for _, of in came}
        if has_left or back:
            self._left[uid] = _still_shown(left, now)
        shown_before = ShownSession(self._released, self._released.by_uid[uid], self._old_names)
        shown = ShownSession(self._new, session, self._new_names)
        return has_left, bool(back) or gained_or_lost_parent(shown_before, shown)


def _is_cancelled_alike(schedule: Schedule, session: Session) -> bool:
    """True if an entry shows a session as its tombstone does: as cancelled, and only in rooms."""
    if session.slot is None or session.status is not Status.CANCELLED:
        return False
    return schedule.conference.venue is None and not placement(schedule, session)[-1]


def _still_shown(left: tuple[Tombstone, ...], now: Visibility) -> tuple[Tombstone, ...]:
    """The tombstones, latest last, that some calendar still shows: those not covered by the session itself
    or by a later tombstone.
    """
    shown: list[Tombstone] = []
    covering = [now]
    for tombstone in reversed(left):
        calendars = tombstone.visibility
        if not any(calendars.places <= other.places for other in covering):
            shown.append(tombstone)
            covering.append(calendars)
    return tuple(reversed(shown))

"""What is told with one release after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from eventkit.changes.deadlines import deadline_revisions
from eventkit.changes.gone import Gone, gone_from, left_by
from eventkit.changes.memory import Memory
from eventkit.changes.news import Touched, by_uid, has_other_days, news
from eventkit.changes.revisions import TICK, Revision, highest
from eventkit.changes.showing import headed_anew, placed_whole, settled, shown_whole
from eventkit.changes.standing import WHOLE, Standing, standing
from eventkit.model import Session
from eventkit.schedule import Schedule


class NextRelease:
    """The making of one release after another; sessions are known by their uid, as readers know them."""

    def __init__(self, draft: Memory, new: Schedule, old: Schedule, last: Memory, touched: Touched) -> None:
        self._draft, self._new, self._old, self._last = draft, new, old, last
        self._was, self._now = by_uid(old), by_uid(new)
        self._news = dict(news(old, new, touched))
        self._taken = {each.id for each in old.sessions} | {each.session.id for each in last.gone.values()}
        self._touched = touched.sessions
        self._roaming = {each.id for each in new.sessions} if has_other_days(old, new) else touched.sessions
        self._since = last.latest + TICK  # so that what is new is newer than anything before
        self._headed_anew = {*headed_anew(old, new, touched.unlike)}
        self._retell = settled(old.conference) != settled(new.conference)
        self._gone = {uid: self._retold(each) for uid, each in last.gone.items()}
        self._left = {uid: tuple(map(self._retold, seen)) for uid, seen in last.left.items()}

    def fields(self) -> Mapping[str, Any]:
        """What the ledger of it remembers."""
        out = self._was.keys() - self._now.keys()
        held = {uid for uid, session in self._now.items() if session.slot is not None}
        lost = {uid for uid, session in self._was.items() if session.slot is not None} - held
        entries = dict(self._last.sessions)
        for session in self._old.sessions:
            if session.id in self._touched and session.uid not in out:
                del entries[session.id]  # it may have another by now
        removed = {uid: self._removed(self._was[uid]) for uid in out}
        entries |= {self._was[uid].id: revision for uid, revision in removed.items()}
        entries |= {session.id: self._published(session) for session in self._new.sessions}
        gone = {uid: each for uid, each in self._gone.items() if uid not in held}
        for uid in lost:
            revision = removed[uid] if uid in removed else entries[self._now[uid].id]
            gone[uid] = gone_from(self._old, self._was[uid], revision)
        return {
            "revised": max(self._draft.revised, self._last.revised),
            "sessions": dict(sorted(entries.items())),
            "gone": dict(sorted(gone.items())),
            "left": {uid: self._left[uid] for uid in sorted(self._left) if self._left[uid]},
            "conference": self._whole(),
            "headed": dict(sorted(self._headed().items())),
            "deadlines": self._deadlines(),
        }

    def _whole(self) -> Revision:
        before, now = self._old.conference, self._new.conference
        if shown_whole(before) == shown_whole(now):
            return self._last.whole
        return self._anew(self._last.whole, by=int(placed_whole(before) != placed_whole(now)))

    def _deadlines(self) -> Mapping[UUID, Revision]:
        before, now = self._old.conference, self._new.conference
        last = self._last
        return deadline_revisions(before, now, last.deadlines, last.whole, self._draft.revised)

    def _headed(self) -> Mapping[str, datetime]:
        before = self._last.headed or {WHOLE: self._last.revised}
        return {**before, **dict.fromkeys(self._headed_anew, max(self._draft.revised, self._since))}

    def _retold(self, gone: Gone) -> Gone:
        """A tombstone, after a change of what it shows of the conference."""
        if not self._retell:
            return gone
        before, now = settled(self._old.conference), settled(self._new.conference)
        revision = self._anew(gone.revision, by=int(before[0] != now[0]))
        return gone.model_copy(update={"revision": revision})

    def _anew(self, known: Revision, by: int) -> Revision:
        return known.grown(self._draft.revised, by=0).beyond(known, by, self._since)

    def _removed(self, session: Session) -> Revision:
        """The revision of a session that is not in the schedule any more."""
        return self._anew(self._last.sessions[session.id], by=1)

    def _published(self, session: Session) -> Revision:
        """The revision of a session, having noted where it stood and stands no more."""
        earlier = self._was.get(session.uid)
        if earlier and not (session.id in self._news or session.id in self._roaming):
            return self._last.sessions[earlier.id]
        draft, known = self._draft.sessions[session.id], self._known(session)
        if known is None:
            return draft
        has_left, has_come = self._roamed(session, known)
        if has_left:
            # Its tombstones are told with the number between, and all that is told of it is as new as they.
            between = self._anew(known, by=1)
            beyond = draft.beyond(known, 2, self._since)
            return beyond.model_copy(update={"modified": max(beyond.modified, between.modified)})
        if session.id in self._news:
            return draft.beyond(known, int(self._news[session.id] or has_come), self._since)
        return self._anew(known, by=1) if has_come else known

    def _known(self, session: Session) -> Revision | None:
        """The highest that readers may know of a session; ``None`` if they know nothing."""
        earlier, gone = self._was.get(session.uid), self._gone.get(session.uid)
        found = [self._last.sessions[earlier.id]] if earlier else []
        found += [gone.revision] if gone else []
        if not found and session.id not in self._taken and session.id in self._last.sessions:
            # One that was taken out without ever having had a time is known by its id alone.
            found = [self._last.sessions[session.id]]
        return highest(found) if found else None

    def _roamed(self, session: Session, known: Revision) -> tuple[bool, bool]:
        """Whether a session has left a calendar, and whether it has come back to one that told it had."""
        uid, earlier = session.uid, self._was.get(session.uid)
        if session.slot is None or session.id not in self._roaming:
            return False, False
        now, left = standing(self._new, session), self._left.get(uid, ())
        if uid in self._gone:  # as a tombstone already
            self._left[uid] = _still_told((*left, left_by(self._gone[uid])), now, self._stood)
            return False, True
        if earlier is None or earlier.slot is None:
            return False, False
        was = standing(self._old, earlier)
        has_left = not was.places <= now.places
        came = now.places - was.places
        has_come = any(not came.isdisjoint(self._stood(each).places) for each in left)
        if has_left:
            left = (*left, left_by(gone_from(self._old, earlier, self._anew(known, by=1))))
        if session.id not in self._news:
            self._headed_anew |= {of for _, of in came}
        if has_left or has_come:
            self._left[uid] = _still_told(left, now, self._stood)
        return has_left, has_come

    def _stood(self, gone: Gone) -> Standing:
        return self._last.stood(self._old, gone)


def _still_told(left: tuple[Gone, ...], now: Standing, stood: Callable[[Gone], Standing]) -> tuple[Gone, ...]:
    """Of tombstones, the latest last, those that some calendar shows: neither the session itself nor a later
    one stands wherever they stood.
    """
    kept: list[Gone] = []
    covering = [now]
    for each in reversed(left):
        its = stood(each)
        if not any(its.places <= other.places for other in covering):
            kept.append(each)
            covering.append(its)
    return tuple(reversed(kept))

"""The revisions of deadlines, each of which has an entry in a calendar of their own."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import datetime
from uuid import UUID

from eventkit.changes.revisions import Revision
from eventkit.model import Conference, Deadline


def deadline_revisions(
    old: Conference, new: Conference, last: Mapping[UUID, Revision], whole: Revision, at: datetime
) -> Mapping[UUID, Revision]:
    """The revisions of the deadlines of a release, and of those that an earlier one had, by their uid.

    A deadline's sequence grows by one when it is moved, when it is taken out and when it comes back; it
    counts as modified when anything changed that its entry shows.

    Args:
        old: The conference as it was released before.
        new: The conference as it is released.
        last: The revisions that were kept then.
        whole: The conference's own revision then, which stands for those that were not.
        at: When the new conference came to be.
    """
    entries = {**{each.uid: whole for each in old.deadlines}, **last}
    before = {each.uid: each for each in old.deadlines}
    for uid in before.keys() - {each.uid for each in new.deadlines}:
        entries[uid] = _anew(entries[uid], at, by=1)
    for each in new.deadlines:
        earlier, known = before.get(each.uid), entries.get(each.uid)
        if known is None:
            entries[each.uid] = Revision(created=at, modified=at)
            continue
        moved = earlier is None or _placed(old, earlier) != _placed(new, each)
        if moved or earlier is None or _shown(old, earlier) != _shown(new, each):
            entries[each.uid] = _anew(known, at, by=int(moved))
    return dict(sorted(entries.items()))


def _anew(known: Revision, at: datetime, by: int) -> Revision:
    return known.grown(at, by=0).beyond(known, by)


def _placed(conference: Conference, deadline: Deadline) -> tuple[Hashable, ...]:
    """What it is moved by: its DTSTART, in the zone of the conference if it is an instant."""
    return (deadline.at, isinstance(deadline.at, datetime) and conference.zone)


def _shown(conference: Conference, deadline: Deadline) -> tuple[Hashable, ...]:
    """What else its entry shows, of itself and of the conference it is for."""
    of = (conference.title, conference.languages, conference.url, conference.contact)
    return (deadline.title, deadline.url, *of)

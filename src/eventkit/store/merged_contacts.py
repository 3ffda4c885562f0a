"""Merged contacts: who was merged into whom, and what both had, until an undo or a revert separates them.

They are under ids that are none, such as ``ana (merged 12 into bo)`` and ``bo (merged 12 with ana)``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterator, Mapping
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import NamedTuple

from sqlalchemy import Connection, select

from eventkit.model import ParticipantId
from eventkit.roster import Contact
from eventkit.store import checksums, tables
from eventkit.store.roster_store import IS_MERGED, contact_rows, of_owners
from eventkit.store.tenures import LAST, PastChange, Tenure, Tenures, set_aside_owner

_CELLS = tables.contact.columns
_MERGED = re.compile(r"(?P<id>\S+) \(merged (?P<number>\d+) (?P<way>into|with) (?P<other>\S+)\)")
_OWNER = re.compile(r"(?P<id>\S+)(?: \(\w+ (?P<number>\d+)\b.*)?")


class _Merge(NamedTuple):
    number: int  # the change that made it
    since: int  # that, or the change that made it again
    keep: int  # the person that somebody was merged into
    last: Tenure  # the last tenure of whoever is gone
    tables: frozenset[str] = frozenset()  # the tables where a change separated what both had


class MergePeriod(NamedTuple):
    person: int  # who was merged
    keep: int  # whom they were merged into
    times: range  # the changes after which they were one


class PastMerges:
    """The merges of the people of a conference, read from the history."""

    def __init__(self, tenures: Tenures) -> None:
        self._tenures = tenures
        self._again: dict[int, dict[int, _Merge]] = {}  # by changes, and by who was merged again by them
        # By who was merged: the changes since which somebody else had what was theirs, or nobody.
        self._keepers = defaultdict[int, list[tuple[int, int | None]]](list)
        self._separated = defaultdict[int, dict[int, _Merge]](dict)  # the same of those whom it separated
        merged: dict[int, _Merge] = {}
        for change in tenures.changes:
            number = change.number
            for gone, keep in change.merges.items():
                last, into = tenures.find(gone, number), tenures.find(keep, number)
                if last is not None and into is not None:
                    merged[last.person] = _Merge(number, number, into.person, last)
                    self._keepers[last.person].append((number, into.person))
            for person, merge in [*merged.items()]:
                in_tables = frozenset(table for at, table in change.separated if at == merge.last.until)
                if in_tables or merge.since in change.undone or self._id_after(person, number):
                    self._separated[number][person] = merged.pop(person)._replace(tables=in_tables)
            self._end(change)
            self._again[number] = again = dict(self._merges_again(change))
            merged |= again
            for person, merge in again.items():
                self._keepers[person].append((number, merge.keep))

    def _merges_again(self, change: PastChange) -> Iterator[tuple[int, _Merge]]:
        """The merges that a change makes again, by who is merged."""
        number = change.number
        candidates = {
            person: merge
            for undone in reversed(change.undone)
            for person, merge in self._separated.get(undone, {}).items()
            if merge.since < change.undone.start and not self._id_after(person, number)
        }
        for person, merge in candidates.items():
            ended = [tenure for tenure in self._tenures.of(person) if tenure.until <= number]
            last, keep = max(ended, key=attrgetter("until")), merge.keep
            if last.until == number:  # whoever was merged in turn, by the same change, is skipped
                while not self._id_after(keep, number) and keep in candidates:
                    keep = candidates[keep].keep
            if self._id_after(keep, number) or keep in candidates:
                yield person, merge._replace(since=number, keep=keep, last=last)

    def _end(self, change: PastChange) -> None:
        """End the merges that a change takes back."""
        number = change.number
        for person, kept in self._keepers.items():
            # The undo of another change brings somebody back beside whom they were merged into.
            comes = self._id_after(person, number) and not self._id_after(person, number - 1)
            if kept[-1][0] in change.undone or (comes and change.undoes is None):
                kept.append((number, None))

    def former(self, person: int) -> set[int]:
        """The people who are one with a person by merges, and are there no more, and that person."""
        one = {person}
        gone = [each for each in self._keepers if self._id_after(each, LAST - 1) is None]
        while more := {each for each in gone if self._keepers[each][-1][1] in one} - one:
            one |= more
        return one

    @property
    def periods(self) -> Iterator[MergePeriod]:
        """The times in which people were merged into others."""
        for person, kept in self._keepers.items():
            for (since, keep), (until, _) in pairwise([*kept, (LAST, None)]):
                if keep is not None:
                    yield MergePeriod(person, keep, range(since, until))

    def by(self, changes: Collection[int]) -> set[int]:
        """The numbers under which what people had is stored who were merged by some changes, also again."""
        again = ((number, merge) for number, merges in self._again.items() for merge in merges.values())
        return {merge.last.until for number, merge in again if number in changes or merge.number in changes}

    def again(self, number: int) -> Iterator[tuple[Tenure, str, str, frozenset[str]]]:
        """Whom a change merged again: their last tenure, the id then of whom they are merged into, the owner
        now of what that one has, and the tables where it was joined before.
        """
        again = self._again.get(number, {})
        for merge in sorted(again.values(), key=lambda merge: (merge.last.until, merge.last.id)):
            keep, last, at = merge.keep, merge.last, merge.last.until
            ids = [each.id for each in self._tenures.of(keep) if each.covers(at) or each.covers(at + 1)]
            owner = self._id_after(keep, number)
            if owner is None and keep in again:
                owner = set_aside_owner(again[keep].last.id, again[keep].last.until)
            if owner is None or not ids:
                continue  # what was theirs stays set aside: nothing tells whom it was joined with
            yield last, ids[0], owner, merge.tables

    def _id_after(self, person: int, number: int) -> str | None:
        """The id of a person after a change; ``None`` if they are not there."""
        return next((each.id for each in self._tenures.of(person) if each.covers(number + 1)), None)


def set_aside(db: Connection, conference: str, merges: Mapping[str, str], number: int) -> None:
    """Store what both people of each merge have, before the change of that number joins it."""
    for gone, keep in merges.items():
        if (theirs := _find(db, conference, gone)) is not None:
            _record(db, conference, (gone, keep, number), theirs, _find(db, conference, keep))


def _record(
    db: Connection, conference: str, merge: tuple[str, str, int], theirs: Contact, mine: Contact | None
) -> None:
    """Store what both people of a merge have, of whoever is gone and of whoever is kept."""
    gone, keep, number = merge
    _write(db, conference, f"{gone} (merged {number} into {keep})", theirs)
    _write(db, conference, f"{keep} (merged {number} with {gone})", mine)


def join(db: Connection, conference: str, last: Tenure, keep: str, into: str) -> None:
    """Join what was set aside at the end of somebody's last tenure with what an owner has, and store both.

    ``keep`` is the id that the owner had at that time.
    """
    owner = set_aside_owner(last.id, last.until)
    if (theirs := _find(db, conference, owner)) is not None:
        mine = _find(db, conference, into)
        _record(db, conference, (last.id, keep, last.until), theirs, mine)
        person = ParticipantId(into.split(" ", maxsplit=1)[0])
        _write(db, conference, into, (mine or Contact(participant=person)).merged(theirs))
        _write(db, conference, owner, None)


def separate(
    db: Connection, conference: str, tenures: Tenures, undone: Container[int | None], until: int
) -> set[int]:
    """Take what merges added out of contacts, and set it aside for the people who were merged away; returns
    the numbers of the merges that had added something.

    ``until`` is the number of the change that undoes the merges.
    """
    separated = set()
    merges = [
        (int(match["number"]), match["id"], match["other"])
        for match in _owners(db, conference)
        if match["way"] == "into" and int(match["number"]) in undone
    ]
    for number, gone, keep in sorted(merges, reverse=True):
        former, before = f"{gone} (merged {number} into {keep})", f"{keep} (merged {number} with {gone})"
        mine = _find(db, conference, before)
        if (theirs := _find(db, conference, former)) is None:
            continue
        for owner in _later_owners(db, conference, tenures, keep, number=number, until=until):
            if (now := _find(db, conference, owner)) is not None:
                if (left := now.separated(mine, theirs)) != now:
                    separated.add(number)
                _write(db, conference, owner, left)
        _write(db, conference, set_aside_owner(gone, number), theirs)
        _write(db, conference, before, None)
        _write(db, conference, former, None)
    return separated


def erase(db: Connection, conference: str, person: str, is_theirs: Callable[[int], bool]) -> list[Contact]:
    """Delete what merges of a person set aside, under ids that were theirs, and return it."""
    erased: list[Contact] = []
    for match in _owners(db, conference):
        if person in (match["id"], match["other"]) and is_theirs(int(match["number"])):
            erased += filter(None, [_find(db, conference, match[0])])
            _write(db, conference, match[0], None)
    return erased


def _later_owners(
    db: Connection, conference: str, tenures: Tenures, person: str, *, number: int, until: int
) -> Iterator[str]:
    """The owners of the contact of a person after a change: under other ids, set aside, or merged again."""

    def owner_of(id_: str, at: int) -> int | None:
        tenure = tenures.find(id_, at) or tenures.find(id_, at + 1)
        return tenure.person if tenure is not None else None

    people = {owner_of(person, number)}
    merges = [(int(match["number"]), match) for match in _owners(db, conference) if match["way"] == "into"]
    for at, match in sorted(merges, key=itemgetter(0)):
        if at > number and owner_of(match["id"], at) in people:
            people.add(owner_of(match["other"], at))
    query = select(_CELLS.participant).where(_CELLS.conference == conference)
    for match in filter(None, map(_OWNER.fullmatch, db.scalars(query).all())):
        id_, at = match["id"], int(match["number"] or until)
        # Contacts have followed the renames of the change that undoes the merge.
        holder = owner_of(id_, at) if match["number"] or tenures.find(id_, at) else owner_of(id_, LAST)
        if holder in people and at > number:
            yield match[0]


def _owners(db: Connection, conference: str) -> list[re.Match[str]]:
    query = select(_CELLS.participant).where(_CELLS.conference == conference, IS_MERGED)
    return list(filter(None, map(_MERGED.fullmatch, db.scalars(query))))


def _find(db: Connection, conference: str, owner: str) -> Contact | None:
    return next(iter(of_owners(db, conference, [owner])), None)


def _write(db: Connection, conference: str, owner: str, contact: Contact | None) -> None:
    """Write a contact of an owner in the place of the one that is there; only delete that for ``None``."""
    with checksums.update(db, conference, tables.contact, [owner]):
        row = (_CELLS.conference == conference, _CELLS.participant == owner)
        rows = contact_rows(db, conference, {owner: contact} if contact is not None else {})
        db.execute(tables.contact.delete().where(*row))
        if rows:
            db.execute(tables.contact.insert(), rows)

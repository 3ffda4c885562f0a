"""Tenures: who had which id at what time, read from the history, and what belongs to people who are gone.

An id may be somebody else's after a removal, a rename or a revert. Whoever an undo or a revert brings back is
who they were, under any id. Until then their contacts and badges are under the id and the number of the
change that removed them, such as ``ana (removed 12)``, which is not an id: whoever gets the id inherits
nothing.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import count, groupby
from operator import attrgetter
from typing import Any, NamedTuple, Self

from sqlalchemy import Column, Connection, select

from eventkit.model import WITHDRAWN, Participant
from eventkit.store import checksums, tables
from eventkit.store.change_notes import MERGE, RETURN, SEPARATION
from eventkit.store.journal import JournalStep
from eventkit.values import Value

LAST = 2**31 - 1  # a number that no change has: that of the next change, whichever it is


class Tenure(NamedTuple):
    """A time in which a person, who is a number here, had an id."""

    id: str
    person: int
    since: int  # the change that gave them the id
    until: int = LAST  # the change that took it from them

    def covers(self, number: int) -> bool:
        """True if they had the id just before a change."""
        return self.since < number <= self.until


class Tenures:
    """The tenures of all people of a conference."""

    def __init__(self) -> None:
        self._by_id = defaultdict[str, list[Tenure]](list)
        self._by_person = defaultdict[int, list[Tenure]](list)
        self.changes: tuple[PastChange, ...] = ()
        self._undone: dict[int, int] = {}  # by the number of a change that of its undo
        self._reverts: dict[int, int] = {}  # by the number of a revert that of the state it went back to

    @classmethod
    def load(cls, db: Connection, conference: str) -> Self:
        """The tenures of a conference, in a transaction."""
        cells, lines = tables.revision.columns, tables.journal.columns
        present = tables.participant.columns
        changes = select(cells.number, cells.undoes, cells.reverts_to, cells.renames).where(
            cells.conference == conference
        )
        of_people = select(lines.number, lines.id, lines.before.is_(None)).where(
            lines.conference == conference, lines.thing == tables.participant.name
        )
        steps = _steps(
            [tuple(line) for line in db.execute(of_people.order_by(lines.number))],
            db.scalars(select(present.id).where(present.conference == conference)),
        )
        tenures = cls()
        tenures.changes = tuple(map(PastChange.of, db.execute(changes.order_by(cells.number))))
        tenures._read(steps)
        return tenures

    def _read(self, steps: Iterable[_Step]) -> None:
        people = count()
        by_number = {number: tuple(these) for number, these in groupby(steps, key=attrgetter("number"))}
        swaps: set[int] = set()
        for change in self.changes:
            number = change.number
            if change.reverts_to is not None or change.undoes in swaps or change.others:
                swaps.add(number)
            if change.undoes is not None:
                self._undone[change.undoes] = number
            if change.reverts_to is not None:
                self._reverts[number] = change.reverts_to
            begun = [step for step in by_number.get(number, ()) if step.is_there]
            for step in by_number.get(number, ()):
                if step.was_there and (number in swaps or not step.is_there):
                    ended = self._by_id[step.id].pop()
                    self._by_id[step.id].append(ended._replace(until=number))
            for step in begun:
                if number in swaps or not step.was_there:
                    earlier = self.find(*change.origin(step))
                    person = earlier.person if earlier is not None else next(people)
                    self._by_id[step.id].append(Tenure(step.id, person, number))
        for tenure in (each for of_id in self._by_id.values() for each in of_id):
            self._by_person[tenure.person].append(tenure)

    def find(self, id_: str, number: int = LAST) -> Tenure | None:
        """The tenure of an id just before a change; the present one by default."""
        return next((tenure for tenure in self._by_id.get(id_, ()) if tenure.covers(number)), None)

    def newest(self, id_: str) -> Tenure | None:
        """The newest tenure of an id; ``None`` if nobody ever had it."""
        return self._by_id[id_][-1] if id_ in self._by_id else None

    def latest(self, id_: str, people: Container[int]) -> Tenure | None:
        """The latest tenure of an id by one of some people; ``None`` if none of them had it."""
        return next((tenure for tenure in self._by_id.get(id_, ())[::-1] if tenure.person in people), None)

    def are_one(self, now: str, then: str, number: int) -> bool:
        """True if whoever has an id now had another just before a change."""
        return len({tenure and tenure.person for tenure in (self.find(now), self.find(then, number))}) == 1

    def of(self, person: int) -> tuple[Tenure, ...]:
        """All tenures of a person, those of each id in their order."""
        return tuple(self._by_person.get(person, ()))

    def return_of(self, person: int, removal: int) -> int | None:
        """The change that brought back a person after a removal; ``None`` if that was reverted in turn."""
        following = {tenure.since: tenure.until for tenure in self.of(person)}
        ends = set(following.values())
        for since in sorted(number for number in following.keys() - ends if number > removal):
            until = following[since]
            while until in following:  # with the change that ended it, a rename
                until = following[until]
            if self._undone.get(since) != until and not removal <= self._reverts.get(until, 0) < since:
                return since
        return None

    def before(self, id_: str, number: int) -> tuple[Tenure, ...]:
        """The tenures, until a change, of whoever has an id since then, the last one first."""
        begun = next((tenure for tenure in self._by_id.get(id_, ()) if tenure.since == number), None)
        ended = [each for each in self.of(begun.person) if each.until <= number] if begun is not None else []
        return tuple(sorted(ended, key=lambda tenure: -tenure.until))

    def since(self, number: int) -> Iterator[Tenure]:
        """The tenures that begin with a change."""
        return (tenure for of_id in self._by_id.values() for tenure in of_id if tenure.since == number)


class _Step(NamedTuple):
    number: int
    id: str
    was_there: bool
    is_there: bool


def _steps(lines: Sequence[tuple[Any, ...]], present: Iterable[str]) -> list[_Step]:
    """The changes of ids: a line of the journal tells whether the id was there before, and the next after."""
    there = dict.fromkeys(present, True)
    steps: list[_Step] = []
    for number, id_, is_new in reversed(lines):
        steps.append(_Step(number, id_, not is_new, there.get(id_, False)))
        there[id_] = not is_new
    return steps[::-1]


class PastChange(NamedTuple):
    number: int
    undoes: int | None
    reverts_to: int | None
    former: Mapping[str, str]  # the old ids of people by their new ones
    # The ids that it gave to somebody else, each with the number of the change that took it from them before,
    # or 0 for somebody new.
    others: Mapping[str, int]
    merges: Mapping[str, str]  # those who were merged into others
    separated: frozenset[tuple[int, str]]  # what it separated: the numbers of merges, and the tables

    @classmethod
    def of(cls, row: Any) -> Self:
        renames = json.loads(row.renames or "[]")
        people = [(old, new) for kind, old, new in renames if kind == "participant"]
        former = {new: old for old, new in people if old != new}
        others = dict.fromkeys((new for old, new in people if old == new), 0)
        others |= {id_: number for kind, id_, number in renames if kind == RETURN}
        merges = {old: new for kind, old, new in renames if kind == MERGE}
        separated = frozenset((old, new) for kind, old, new in renames if kind == SEPARATION)
        return cls(row.number, row.undoes, row.reverts_to, former, others, merges, separated)

    @property
    def undone(self) -> range:
        """The changes that it takes back."""
        if self.undoes is not None:
            return range(self.undoes, self.undoes + 1)
        return range(self.reverts_to + 1, self.number) if self.reverts_to is not None else range(0)

    def origin(self, step: _Step) -> tuple[str, int]:
        """An id that whoever has one after the change had just before a change, and the number of that."""
        if step.id in self.former:
            return self.former[step.id], self.number
        if self.undoes is not None:
            return step.id, self.undoes
        if self.reverts_to is not None:
            return step.id, self.reverts_to + 1
        return step.id, self.others.get(step.id, self.number)


def full_names(value: Value | None) -> set[str]:
    return {name.full for name in value.name} - {WITHDRAWN} if isinstance(value, Participant) else set()


def spellings(value: Value | None) -> set[str]:
    return full_names(value) | (set(value.variants) if isinstance(value, Participant) else set())


class NameHistory:
    """The names that people have had, by which a document tells who they are."""

    def __init__(self, tenures: Tenures, steps: Iterable[JournalStep]) -> None:
        """The names in the steps of a journal, the last one first."""
        first: dict[tuple[int, str], int] = {}  # the changes that gave people names
        self._newest: dict[int, set[str]] = {}  # the names that people have, or had when they went
        self._gains = defaultdict[int, dict[int, set[str]]](dict)  # the names that people got, by changes
        for step in steps:
            had, has = spellings(step.before.value), spellings(step.after.value)
            for number, its in ((step.number + 1, has), (step.number, had)):
                if (tenure := tenures.find(step.key[1], number)) is not None:
                    self._newest.setdefault(tenure.person, its)
                    self._gains[tenure.person][step.number] = has - had
                    first |= {(tenure.person, name): number - 1 for name in its}
        joined = {change.number for change in tenures.changes if change.merges}
        self._merges = joined | {change.number for change in tenures.changes if change.undone}
        # By names those who had them, not only from somebody merged.
        self._people = defaultdict[str, set[int]](set)
        for (person, name), number in first.items():
            if number not in joined:
                self._people[name].add(person)

    def owners(self, participant: Participant) -> set[int]:
        """The people who ever had one of the full names of a participant."""
        return set().union(*(self._people.get(name, ()) for name in full_names(participant)))

    def are_of(self, person: int, participant: Participant) -> bool:
        """True if a person had one of the names and spellings of a participant."""
        return any(person in self._people.get(name, ()) for name in spellings(participant))

    def merges_without(self, person: int, participant: Participant) -> Iterator[int]:
        """The merges that gave a person names, of which a participant has none."""
        lost = self._newest.get(person, set()) - spellings(participant)
        for number, gained in self._gains[person].items():
            if number in self._merges and gained and gained <= lost:
                yield number


_OWNERS: tuple[Column[str], ...] = (tables.contact.columns.participant, tables.badge.columns.holder)
"""The columns with the ids of people to whom contacts and badges belong."""

_SET_ASIDE = re.compile(r"(?P<id>\S+) \(removed (?P<number>\d+)\)")


def parse_owner(owner: str) -> tuple[str, int | None]:
    """The id of an owner, and the number of the change that removed them; ``None`` if they are there."""
    match = _SET_ASIDE.fullmatch(owner)
    return (match["id"], int(match["number"])) if match else (owner, None)


def set_aside_owner(person: str, number: int) -> str:
    return f"{person} (removed {number})"


def set_aside(db: Connection, conference: str, people: Iterable[str], number: int) -> None:
    """Set aside what belongs to people whom a change removes."""
    for person in sorted(people):
        _move(db, conference, person, set_aside_owner(person, number))


def bring_back(
    db: Connection, conference: str, tenures: Tenures, number: int, *, renamed: Container[str]
) -> None:
    """Give people whom an undo or a revert brings back what they had; who had their ids has it set aside.

    ``renamed`` are the ids that people have by a rename of that change: everything followed them.
    """
    owners = _all_owners(db, conference)
    back: dict[str, str] = {}
    displaced: set[str] = set()
    for tenure in tenures.since(number):
        before = tenures.find(tenure.id, number)
        if tenure.id in renamed or (before is not None and before.person == tenure.person):
            continue
        if before is not None:
            displaced.add(tenure.id)
        last = next(iter(tenures.before(tenure.id, number)), tenure)
        owner = set_aside_owner(last.id, last.until)
        if owner in owners or (last.until == number and last.id in owners):
            back[tenure.id] = owner
    set_aside(db, conference, displaced | back.keys(), number)
    for person, owner in back.items():
        _move(db, conference, owner, person)


def _all_owners(db: Connection, conference: str) -> set[str]:
    return {
        owner
        for column in _OWNERS
        for owner in db.scalars(select(column).where(column.table.columns.conference == conference))
    }


def _move(db: Connection, conference: str, owner: str, to: str) -> None:
    for column in _OWNERS:
        table = column.table
        row = (table.columns.conference == conference, column == owner)
        with checksums.update(db, conference, table, [owner, to]):
            db.execute(table.update().where(*row).values({column.name: to}))

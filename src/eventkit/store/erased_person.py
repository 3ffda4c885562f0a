"""An erased person at all times: their ids, names and origins, and what others have of them by mistake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import Connection

from eventkit.model import Participant, Session
from eventkit.store import journal, json_forms
from eventkit.store.forgotten_people import Identity
from eventkit.store.journal import JournalStep
from eventkit.store.merged_contacts import MergePeriod, PastMerges
from eventkit.store.stored_conference import StoredState
from eventkit.store.tenures import LAST, Tenure, Tenures, full_names, set_aside_owner, spellings
from eventkit.values import Value


class Gain(NamedTuple):
    """The gain of somebody by a merge that was undone later."""

    tenures: tuple[Tenure, ...]  # those of whoever gained it
    times: range  # the changes after which they had it
    before: json_forms.Form
    after: json_forms.Form
    appearances: frozenset[tuple[str, str]]  # sessions and roles

    def remove_from(self, number: int, kind: str, form: json_forms.Form) -> None:
        """Remove the gain from an entity before a change, in place."""
        ids = {tenure.id for tenure in self.tenures if tenure.covers(number) and number - 1 in self.times}
        if kind == "participant" and form["id"] in ids:
            for name, has in [*form.items()]:
                had, got = self.before.get(name), self.after.get(name)
                if had != got and isinstance(has, list):
                    form[name] = [item for item in has if item in (had or ()) or item not in (got or ())]
                elif had != got == has:
                    form[name] = had
                    if had is None:
                        del form[name]
        for appearance in form["people"] if kind == "session" else ():
            role = form["id"], appearance["role"]
            if appearance["participant"] in ids and role in self.appearances:
                appearance["affiliations"] = []


class ErasedPerson:
    """A participant at all times, with the former entries that were merged into theirs."""

    def __init__(self, db: Connection, conference: str, now: StoredState | None, participant: str) -> None:
        """The person of an id, found by reading the history from its end to its beginning."""
        self.id = participant
        self.origins: dict[tuple[str, str], str] = {}  # their ids, by source and id there
        self.everybody = Tenures.load(db, conference)
        self._names = defaultdict[str, set[int]](set)
        self._of_others: list[tuple[set[str], range]] = []
        self.gains: list[Gain] = []
        self._zone = now.schedule.conference.zone if now is not None else "UTC"
        newest = self.everybody.newest(participant)
        self.is_known = newest is not None
        self._past = PastMerges(self.everybody)
        self._entries = self._past.former(newest.person) if newest is not None else set()
        self._merged = {(each.person, each.times.start) for each in self._past.periods}
        if now is not None and newest is not None and newest.until == LAST:
            self._add(now.schedule.participant(newest.id), LAST)
        steps = journal.steps(db, conference, journal.present_versions(now))
        for _, change in groupby(steps, key=attrgetter("number")):
            self._read(tuple(change))
        self.tenures = [tenure for entry in self._entries for tenure in self.everybody.of(entry)]
        self.ids = {self.id, *(tenure.id for tenure in self.tenures)}
        self.names = {name for name, numbers in self._names.items() if self._is_own(name, numbers)}

    @property
    def _periods(self) -> list[MergePeriod]:
        """The times in which one of two people who were merged was not this person."""
        return [each for each in self._past.periods if len(self._entries & {each.person, each.keep}) == 1]

    @property
    def owners(self) -> list[str]:
        """The owners of contacts and badges of theirs, also of what was set aside for them."""
        gone = (tenure for tenure in self.tenures if tenure.until != LAST)
        return [self.id, *(set_aside_owner(tenure.id, tenure.until) for tenure in gone)]

    def identities(self, ids: Mapping[str, str]) -> Iterable[tuple[Identity, str]]:
        for origin, id_ in self.origins.items():
            yield Identity.of_origin(*origin), ids[id_]
        for name in self.names:
            yield Identity.of_name(name), ids[self.id]
            if (core := Identity.of_core(name)) is not None:
                yield core, ids[self.id]

    def _has(self, id_: str, number: int) -> bool:
        tenure = self.everybody.find(id_, number)
        return tenure is not None and tenure.person in self._entries

    def _read(self, steps: Collection[JournalStep]) -> None:
        taken: set[str] = set()
        people = [step for step in steps if step.key[0] == "participant"]
        for step in people:
            if self._has(step.key[1], step.number):
                self._add(step.before.value, step.number - 1)
            if self._has(step.key[1], step.number + 1):
                self._add(step.after.value, step.number)
                # Of two names in one language, a merge makes one a variant.
                taken |= spellings(step.after.value)
        for step in people:
            entry = self.everybody.find(step.key[1], step.number)
            if entry is None or entry.person in self._entries:
                continue
            lent = [period.times for period in self._periods if period.person == entry.person]
            self._of_others += [(spellings(step.before.value), times) for times in lent]
            if step.after.value is not None or (entry.person, step.number) in self._merged:
                continue
            if (back := self.everybody.return_of(entry.person, step.number)) is not None:
                self._of_others.append((spellings(step.before.value), range(step.number, back)))
            elif self._is_former(entry.person, step, steps, taken):
                self._entries |= self._past.former(entry.person)
                self._add(step.before.value, step.number - 1)
        self.gains += self._gains_of_others(steps)

    def _is_former(
        self, person: int, removal: JournalStep, steps: Iterable[JournalStep], taken: set[str]
    ) -> bool:
        """True if the names of somebody who was removed, and is there no more, were taken by this person."""
        names, tenures = full_names(removal.before.value), self.everybody.of(person)
        if not names or any(tenure.until == LAST for tenure in tenures):
            return False
        ids = {tenure.id for entry in self._entries for tenure in self.everybody.of(entry)}
        return names <= taken or (
            names <= self._names.keys()
            and (removal.key[1] in ids or any(_passes_on(step, removal.key[1], self._has) for step in steps))
        )

    def _gains_of_others(self, steps: Iterable[JournalStep]) -> Iterator[Gain]:
        """The gains of those whom they were merged into by mistake, in a change that was undone."""
        sessions = [step for step in steps if step.key[0] == "session"]
        gone = [step for step in steps if step.key[0] == "participant" and step.after.value is None]
        for number, (kind, id_), before, after in steps:
            keep = self.everybody.find(id_, number) if kind == "participant" else None
            if keep is None or keep.person in self._entries or before.value is None or after.value is None:
                continue
            ends = [
                each.times.stop
                for each in self._periods
                if (each.keep, each.times.start) == (keep.person, number) and each.times.stop != LAST
            ]
            ends += [
                self._return_of(each)
                for each in gone
                if full_names(each.before.value) <= spellings(after.value)
            ]
            if last := max(ends, default=0):
                had, got = (json_forms.to_json_form(each, self._zone) for each in (before.value, after.value))
                appearances = _appearances(sessions, id_, "after") - _appearances(sessions, id_, "before")
                yield Gain(self.everybody.of(keep.person), range(number, last), had, got, appearances)

    def _return_of(self, removal: JournalStep) -> int:
        """The change that brought them back after a removal; 0 if none did, or somebody else was removed."""
        mine = self.everybody.find(removal.key[1], removal.number)
        if mine is None or mine.person not in self._entries:
            return 0
        return self.everybody.return_of(mine.person, removal.number) or 0

    def _add(self, value: Value | None, number: int) -> None:
        """Add the names that they had after a change."""
        for name in spellings(value):
            self._names[name].add(number)
        if isinstance(value, Participant) and value.source is not None and value.source_id is not None:
            self.origins[value.source, value.source_id] = value.id

    def _is_own(self, name: str, numbers: Iterable[int]) -> bool:
        """True if they had a name after one of some changes other than by a merge that was undone."""
        times = [times for names, times in self._of_others if name in names]
        return any(not any(number in each for each in times) for number in numbers)


def _appearances(steps: Iterable[JournalStep], person: str, when: str) -> frozenset[tuple[str, str]]:
    """The sessions and roles of a person before or after a change."""
    sessions = (getattr(step, when).value for step in steps)
    return frozenset(
        (session.id, appearance.role.value)
        for session in sessions
        for appearance in (session.people if isinstance(session, Session) else ())
        if appearance.participant == person
    )


def _passes_on(step: JournalStep, former: str, has: Callable[[str, int], bool]) -> bool:
    """True if in a session somebody took the place of a former participant, under an id that they had."""
    before, after = step.before.value, step.after.value
    if not (isinstance(before, Session) and isinstance(after, Session)):
        return False
    new = {appearance.participant for appearance in after.people} - {
        appearance.participant for appearance in before.people
    }
    return any(appearance.participant == former for appearance in before.people) and any(
        has(participant, step.number + 1) for participant in new
    )

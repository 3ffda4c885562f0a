"""Conference state: a conference in a transaction, and the writes that an operation requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Any, cast

from sqlalchemy import Connection

from eventkit.errors import NoSuchConference
from eventkit.findings import Subject
from eventkit.ledger import Ledger
from eventkit.messages import Message
from eventkit.model import Participant
from eventkit.roster import Roster
from eventkit.schedule import ENTITY_KINDS, EntityKind, Schedule, find_renames
from eventkit.store import (
    badge_store,
    change_notes,
    import_sources,
    journal,
    release_store,
    roster_store,
    rule_settings_store,
    stored_conference,
    undo,
)
from eventkit.store.badge_store import Badge, KeyRecord
from eventkit.store.change_notes import ChangeNote, NumberedNote
from eventkit.store.connections import reading_stored_data
from eventkit.store.forgotten_people import ForgottenPeople
from eventkit.store.import_sources import ImportedSource
from eventkit.store.release_store import NewRelease, Release, ReleasedConference
from eventkit.store.row_reader import TableState
from eventkit.store.stored_conference import StoredState, have_same_order, number_in_order
from eventkit.store.tenures import NameHistory, Tenures, spellings


class ConferenceState:
    """A conference as one transaction sees it, on which an operation decides.

    The schedule is loaded at once; contacts, rule settings, badges and releases are read on first access, in
    the same transaction, and so are consistent with it. The state is valid only while the operation runs.

    Attributes:
        schedule: The schedule; ``None`` if the store has no such conference, or no longer.
        ledger: The revisions of its sessions for calendars, also of a conference that was removed; ``None``
            if there never was one.
        revision: The number of its last change; 0 if the store has no such conference.
        last: The note of the last change, a removal included; ``None`` if no conference with this id ever
            existed.
        stored: The schedule with its ledger and the order of its rows. For the store alone.
    """

    def __init__(self, db: Connection, name: str, conference: str, state: TableState) -> None:
        """The state of a conference in a transaction.

        Args:
            name: The name of the store in messages.
        """
        self._db = db
        self._name = name
        self.conference = conference
        self.stored = state.stored
        self.last = state.last
        self.ledger = state.ledger
        self.schedule: Schedule | None = state.stored.schedule if state.stored else None
        self.revision: int = state.last.number if state.stored and state.last else 0

    def existing(self) -> Schedule:
        """The schedule of a conference that must exist.

        Raises:
            NoSuchConference: The store has no such conference.
        """
        if self.schedule is None:
            raise NoSuchConference(self.conference, stored_conference.conference_ids(self._db))
        return self.schedule

    @cached_property
    def roster(self) -> Roster:
        """The contacts; empty if the conference does not exist."""
        with reading_stored_data(self._name, self.conference):
            return roster_store.load(self._db, self.conference)

    @cached_property
    def rule_settings(self) -> Mapping[str, Any]:
        """The rule settings, waivers included, as JSON; empty if there are none."""
        with reading_stored_data(self._name, self.conference):
            return rule_settings_store.load(self._db, self.conference)

    @cached_property
    def forgotten(self) -> ForgottenPeople:
        """The people who were erased from the conference, to recognise them in an import."""
        return ForgottenPeople.load(self._db, self.conference)

    @cached_property
    def keys(self) -> tuple[KeyRecord, ...]:
        """The signing keys, oldest first, with their private halves."""
        return badge_store.load_keys(self._db, self.conference)

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """The releases, oldest first."""
        return release_store.in_order(self._db, self.conference)

    def release(self, name: str | None = None) -> ReleasedConference:
        """The release of a name, or the newest.

        Raises:
            NoSuchRelease: There is none; the message lists the others.
            StoreError: It is damaged.
        """
        with reading_stored_data(self._name, self.conference):
            return release_store.find(self._db, self.conference, name)

    def last_imports(self, system: str) -> tuple[ImportedSource, ...]:
        """The last documents from each source of a system, newest first.

        Raises:
            StoreError: One is damaged.
        """
        return import_sources.last_imports(self._db, self.conference, system)

    def undo(self, number: int | None = None, *, author: str | None = None) -> Writes:
        """The writes that undo a change; later changes of other fields stay.

        Args:
            number: The number of the change. Without it, the last change that neither undoes another nor is
                undone itself.
            author: The author of that last change; any author by default. Ignored for a change that is
                identified by its number.

        Raises:
            NoSuchConference: No conference with this id ever existed.
            UndoRefused: There is no such change, or a field that it changed has changed again since.
        """
        if self.last is None:
            raise NoSuchConference(self.conference, stored_conference.conference_ids(self._db))
        with reading_stored_data(self._name, self.conference):
            undone, schedule = undo.undo(self._db, self.conference, self.stored, number, author)
        back = change_notes.renames_back(self._db, self.conference, undone, last=undone)
        return Writes(schedule, self._possible(back, schedule), undoes=undone)

    def revert(self, name: str) -> Writes:
        """The writes that bring the conference back to a release.

        Raises:
            NoSuchRelease: No release has this name; the message lists the others.
            StoreError: It is damaged.
        """
        released = self.release(name)
        back = change_notes.renames_back(self._db, self.conference, released.release.revision + 1)
        tenures = Tenures.load(self._db, self.conference)
        renames = {
            subject: id_
            for subject, id_ in self._possible(back, released.schedule).items()
            if subject.kind != EntityKind.PARTICIPANT
            or tenures.are_one(subject.id, id_, released.release.revision + 1)
        }
        return Writes(released.schedule, renames, reverts_to=released.release.revision)

    def recognise(self, writes: Writes, after: Schedule) -> Writes:
        """The writes with the ids under which a document has somebody else than now, those of people who are
        back, and the merges that it does not show.

        Names tell, by the history: a new name that nobody else ever had is that of the same person.
        """
        before = EntityKind.PARTICIPANT.by_id(self.schedule) if self.schedule is not None else {}
        if all(
            person.id in before and spellings(before[person.id]) <= spellings(person)
            for person in after.participants
        ):
            return writes
        tenures = Tenures.load(self._db, self.conference)
        steps = journal.steps(self._db, self.conference, journal.present_versions(self.stored))
        names = NameHistory(tenures, steps)
        now = {id_: tenure.person for id_ in before if (tenure := tenures.find(id_)) is not None}
        known = {
            person.id: names.owners(person)
            for person in after.participants
            if person.id not in now or not names.are_of(now[person.id], person)
        }
        same = {
            person.id: now[person.id]
            for person in after.participants
            if not known.get(person.id) and person.id in now
        }
        back = {
            id_: tenure
            for id_, candidates in known.items()
            if (tenure := tenures.latest(id_, candidates - {*same.values()})) is not None
        }
        # Under which of two ids somebody is back, nothing tells.
        counts = Counter(tenure.person for tenure in back.values())
        back = {id_: tenure for id_, tenure in back.items() if counts[tenure.person] == 1}
        who = same | {id_: tenure.person for id_, tenure in back.items()}
        separates = (
            names.merges_without(who[each.id], each) for each in after.participants if each.id in who
        )
        return replace(
            writes,
            replaced=frozenset(id_ for id_ in known.keys() & now.keys() if known[id_]),
            returned={id_: tenure.until for id_, tenure in back.items()},
            separates=frozenset(chain.from_iterable(separates)),
        )

    def _possible(self, renames: Mapping[Subject, str], after: Schedule) -> dict[Subject, str]:
        """The renames that are possible between the present schedule and ``after``."""
        if self.schedule is None:
            return {}
        possible: dict[Subject, str] = {}
        for subject, id_ in renames.items():
            now, then = (EntityKind(subject.kind).by_id(schedule) for schedule in (self.schedule, after))
            if subject.id in now and subject.id not in then and id_ in then and id_ not in now:
                possible[subject] = id_
        return possible

    @property
    def has_read_more(self) -> bool:
        """True if data was read that can change without a new revision number."""
        properties = {"roster", "rule_settings", "keys", "releases"}
        return not properties.isdisjoint(self.__dict__)

    def after(self, schedule: Schedule, note: ChangeNote) -> StoredState:
        """The stored state after a schedule is written; the same object if nothing changes.

        Raises:
            ValueError: The schedule has the id of another conference.
        """
        if schedule.conference.id != self.conference:
            raise ValueError(
                Message(
                    "The operation gave conference '{conference}' the id '{id}'.",
                    conference=self.conference,
                    id=schedule.conference.id,
                )
            )
        before = self.stored
        if before and schedule == before.schedule:
            return before
        return StoredState(
            schedule=schedule,
            ledger=self.ledger.after(self.schedule, schedule, note.at)
            if self.ledger
            else Ledger.first(schedule, note.at),
            last=NumberedNote(self.last.number + 1 if self.last else 1, note),
            ordinals=before.ordinals
            if before and have_same_order(before.schedule, schedule)
            else number_in_order(schedule, before.ordinals if before else {}),
        )


@dataclass(frozen=True, slots=True)
class BadgeWrites:
    """Writes to the badges of a conference, in the order of the attributes."""

    # The private half of a new signing key: 32 secret random bytes; empty for none. Badges are signed with
    # the newest key that is not retired.
    new_key: bytes = b""
    retire_keys: Collection[int] = ()  # the numbers of keys to retire: badges that they signed are refused
    # The holders who need a badge, each with the class of their ticket (empty for none). An existing badge
    # stays as it is.
    issue: Mapping[str, str] = field(default_factory=dict)
    # The holders whose next issue is reserved, each with the class of their ticket. The present issue stays
    # valid until the reserved one is activated. Holders without a badge get a first one.
    reissue: Mapping[str, str] = field(default_factory=dict)
    # Reserved issues that become valid: all earlier issues of the same holders are refused.
    activate: Collection[Badge] = ()
    # The holders who get their next issue at once, each with the class of their ticket; their earlier issues
    # are refused.
    renew: Mapping[str, str] = field(default_factory=dict)
    revoke: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Writes:
    """The writes that an operation requests, all made in one transaction.

    Attributes:
        schedule: The new schedule; ``None`` for the present one.
        renames: The new ids of entities, by kind and old id, as far as the operation knows them. Those that
            `eventkit.schedule.find_renames` recognises need not be declared. An entry that was merged into
            another is declared as renamed to that. Contacts and badges follow by themselves.
        roster: The new contacts; ``None`` for the present ones, which follow renames.
        rule_settings: The new rule settings, waivers included, as JSON; ``None`` for the present ones, which
            is an error if they name an entity that gets another id.
        release: A release to make of the schedule after the other writes.
        imported: The imported document, the base of the next import from its source. It is stored even if the
            schedule does not change.
        undoes: The number of the change that this one undoes.
        reverts_to: The number of the change whose state the schedule is brought back to.
        readmitted: Imported participants who were erased before, and are recognised as such no more.
        replaced: The ids that the schedule gives to somebody else, who inherits neither contact nor badge.
        returned: The ids of people who are back, with contact and badge, each with the number of the change
            that took it from them.
        separates: The numbers of changes that gave people names which a document does not have. If those were
            merges, it is as if they were undone.
    """

    schedule: Schedule | None = None
    renames: Mapping[Subject, str] = field(default_factory=dict)
    roster: Roster | None = None
    rule_settings: Mapping[str, Any] | None = None
    badges: BadgeWrites | None = None
    release: NewRelease | None = None
    imported: ImportedSource | None = None
    undoes: int | None = None
    reverts_to: int | None = None
    readmitted: Collection[Participant] = ()
    replaced: Collection[str] = ()
    returned: Mapping[str, int] = field(default_factory=dict)
    separates: Collection[int] = ()


Operation = Callable[[ConferenceState], Writes]
"""Returns the writes for a state. It must be pure: it runs again if another commit came first, and always
once more under the conference's lock if it writes more than a schedule."""


@dataclass(frozen=True, slots=True)
class Commit:
    """The result of `Store.commit`, or of `Store.preview`.

    Attributes:
        before: The schedule before; ``None`` if the conference did not exist.
        after: The schedule after; equal to ``before`` if it did not change.
        revision: The number of the last change of the conference; it grows only if the schedule changed.
        renames: All new ids of entities, by kind and old id: those declared and those recognised.
        writes: The writes that the operation requested in its last run.
        release: The release that was made, if one was requested.
        badges: The requested badges, by holder: issued, reserved, activated or revoked.
        key: The signing key that was made, if one was requested.
        at: The time, in UTC.
    """

    before: Schedule | None
    after: Schedule
    revision: int
    renames: Mapping[Subject, str]
    writes: Writes
    at: datetime
    release: Release | None = None
    badges: Mapping[str, Badge] = field(default_factory=dict)
    key: KeyRecord | None = None

    @property
    def changed(self) -> bool:
        """True if the schedule changed."""
        return self.before != self.after


class Changeset:
    """The changes that the writes of an operation make to a state, checked."""

    def __init__(self, state: ConferenceState, writes: Writes, note: ChangeNote) -> None:
        """Check the writes against the state."""
        self.state = state
        self.writes = writes
        self.note = note
        self.stored = state.after(writes.schedule or state.existing(), note)
        self.renames = _renames(state.schedule, self.stored.schedule, writes.renames)
        if writes.undoes is not None or writes.reverts_to is not None:
            # The history knows all renames: others of the same name are other people.
            self.renames = {
                subject: id_
                for subject, id_ in self.renames.items()
                if subject.kind != EntityKind.PARTICIPANT or subject in writes.renames
            }
        stale = self.renames and writes.rule_settings is None and _named(state.rule_settings, self.renames)
        if stale:
            subject = stale[0]
            raise ValueError(
                Message(
                    "{kind} '{id}' gets the id '{renames}', and the rule settings of the conference name "
                    "it. Write them as well, as the operations of the office do.",
                    kind=subject.kind.capitalize(),
                    id=subject.id,
                    renames=self.renames[subject],
                )
            )

    @property
    def true_renames(self) -> dict[Subject, str]:
        """The renames without those that are merges: into entries that were there before."""
        before = self.state.schedule
        return {
            subject: id_
            for subject, id_ in self.renames.items()
            if before is not None and id_ not in EntityKind(subject.kind).by_id(before)
        }

    @property
    def merges(self) -> Mapping[str, str]:
        """The people who are merged into others, each with the id of the other."""
        merged = self.renames.keys() - self.true_renames.keys()
        return {subject.id: self.renames[subject] for subject in merged if subject.kind == "participant"}

    @property
    def removed_people(self) -> set[str]:
        """The ids of people who are in the schedule no more, under no other id either, or under their own."""
        before, after = self._people
        renamed = {subject.id for subject in self.renames if subject.kind == "participant"}
        return before - after - renamed | {*self.writes.replaced}

    @cached_property
    def _people(self) -> tuple[set[str], set[str]]:
        """The ids of the people before and after; empty where they are the same people."""
        before = self.state.schedule.participants if self.state.schedule is not None else ()
        after = self.stored.schedule.participants
        if before is after:
            return set(), set()
        return {person.id for person in before}, {person.id for person in after}

    @property
    def rewrites_schedule(self) -> bool:
        return self.stored is not self.state.stored

    @property
    def changes_nothing(self) -> bool:
        writes, state = self.writes, self.state
        return (
            not self.rewrites_schedule
            and (writes.roster is None or writes.roster == state.roster)
            and (writes.rule_settings is None or writes.rule_settings == state.rule_settings)
            and writes.badges is None
            and writes.release is None
            and writes.imported is None
            and not writes.readmitted
        )

    @property
    def needs_lock(self) -> bool:
        """True if the operation has to run again under the conference's lock, even at the same revision."""
        return bool(self.renames) or self.state.has_read_more or self.writes != Writes(self.writes.schedule)

    def commit(self, **results: Any) -> Commit:
        return Commit(
            before=self.state.schedule,
            after=self.stored.schedule,
            revision=self.stored.last.number,
            renames=self.renames,
            writes=self.writes,
            at=self.note.at,
            **results,
        )


def _renames(before: Schedule | None, after: Schedule, declared: Mapping[Subject, str]) -> dict[Subject, str]:
    """All renames between two schedules: those recognised, and those declared, which take precedence."""
    if before is None or before is after:
        recognised: dict[Subject, str] = {}
    else:
        recognised = find_renames(before, after)
    for (kind, old), new in declared.items():
        if old == new:
            continue
        known = [
            EntityKind(kind).by_id(schedule) if kind in ENTITY_KINDS and schedule else {}
            for schedule in (before, after)
        ]
        if old not in known[0] or old in known[1] or new not in known[1]:
            raise ValueError(
                Message(
                    "{kind} '{old}' is declared as renamed to '{new}', which the new schedule does not show.",
                    kind=kind.capitalize(),
                    old=old,
                    new=new,
                )
            )
        recognised[Subject(kind, old)] = new
    return recognised


def _named(rule_settings: Mapping[str, Any], renames: Mapping[Subject, str]) -> list[Subject]:
    strings = set(_strings(rule_settings))
    return [subject for subject in renames if subject.id in strings]


def _strings(value: object) -> Iterable[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for key, item in cast("Mapping[str, object]", value).items():
                yield key
                yield from _strings(item)
        case list() | tuple():
            for item in cast("list[object]", value):
                yield from _strings(item)

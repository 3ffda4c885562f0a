"""The operations on the schedule of a conference: edit, rename, merge, import, undo, check and others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType
from typing import Self

from eventkit.differences import Change, difference, under_new_ids
from eventkit.editing import (
    Conflict,
    Gone,
    MergeConflict,
    Merged,
    Refused,
    Winner,
    edit_organisation,
    edit_participant,
    edit_room,
    edit_session,
    edit_track,
    merge,
    merge_organisations,
    merge_participants,
)
from eventkit.editing.duplicate_people import DuplicateContext, DuplicatePair, find_duplicates
from eventkit.editing.lookup import NEW
from eventkit.errors import ConferenceExists, InvalidValue, NoSuchRelease, PersonErased
from eventkit.findings import Finding, Subject
from eventkit.messages import Listed, Message, Term
from eventkit.model import Participant
from eventkit.office.badge_office import BadgeOffice
from eventkit.office.contacts_office import ContactsOffice
from eventkit.office.import_merge import (
    FILE_FORMATS,
    ContactMerge,
    FilteredFile,
    ImportedFile,
    ImportMerge,
    count_entities,
    leave_out_forgotten,
    merge_contacts,
    merge_reading,
    require_days_and_zone,
    under_named_source,
)
from eventkit.office.outcomes import Clock, Committer, ImportOutcome, Outcome, ReleaseOutcome, UndoOutcome
from eventkit.office.rules_office import RulesOffice
from eventkit.office.snapshots import DRAFT, Snapshot, take_snapshot
from eventkit.office.verdicts import (
    Renames,
    check_conference,
    follow_settings,
    judge_draft,
    missing_contacts,
    open_errors,
    release_writes,
)
from eventkit.roster import Roster
from eventkit.rules import DEFAULT_SETTINGS, Verdict, find_circle
from eventkit.rules.stated_wishes import add_stated_wishes
from eventkit.schedule import ENTITY_KINDS, EntityKind, Schedule, find_renames
from eventkit.store import (
    Blame,
    ConferenceState,
    Erasure,
    ImportedSource,
    LogEntry,
    NewRelease,
    Release,
    ReleasedConference,
    Store,
    StoredConference,
    Writes,
)
from eventkit.values.arguments import Count, checked_methods
from eventkit.values.field_errors import quote
from eventkit.wording.public_schedule import for_readers


@checked_methods
class ReleasesOffice:
    """The releases of one conference."""

    def __init__(self, committer: Committer) -> None:
        self._committer = committer

    def publish(self, name: str, note: str = "", force: str = "") -> ReleaseOutcome:
        """Publish the conference as it is, under a name; the check runs inside the same transaction.

        Args:
            name: The name of the release.
            note: A note on the release.
            force: The reason to publish in spite of errors, stored with the release. A blank one is none.

        Raises:
            ReleaseBlocked: The check finds errors, and there is no reason.
            ReleaseRefused: There is a release of that name, or the name is invalid.
            SettingsUnreadable: Another version of eventkit wrote the rule settings.
        """
        errors: tuple[Finding, ...] = ()
        previous: Release | None = None
        notices: tuple[Finding, ...] = ()

        def operation(state: ConferenceState) -> Writes:
            nonlocal errors, previous, notices
            verdict = judge_draft(state)
            errors, notices = open_errors(verdict), missing_contacts(verdict)
            previous = state.releases[-1] if state.releases else None
            return release_writes(state, NewRelease(name, note, force))

        commit = self._committer.commit(operation, note)
        outcome = self._committer.outcome(commit, notices)
        return ReleaseOutcome.extending(outcome, release=commit.release, errors=errors, previous=previous)

    def all(self) -> tuple[Release, ...]:
        """The releases, the oldest first."""
        return self._committer.store.releases.all(self._committer.conference)

    def load(self, name: str | None = None) -> ReleasedConference:
        """The release of that name, or the newest, with its schedule and ledger.

        Raises:
            NoSuchRelease: There is none of that name, or none at all.
        """
        return self._committer.store.releases.load(self._committer.conference, name)

    def record_invited(self, name: str, people: Collection[str] = ()) -> None:
        """Record that invitations of a release are written to the addresses that people have now.

        The next ones are made for whoever has another address then.

        Args:
            name: The name of the release.
            people: The ids, in the release, of those to whom they are written; all if there are none.
        """
        if not self._committer.dry_run:
            self._committer.store.record_invited(self._committer.conference, name, people)


Edit = Callable[[Schedule], Schedule]
"""Makes a schedule from the present one. It must be pure: it runs again where someone else was faster."""

NO_RENAMES: Renames = MappingProxyType({})

EDITS: Mapping[EntityKind, Callable[..., Schedule]] = {
    EntityKind.ORGANISATION: edit_organisation,
    EntityKind.ROOM: edit_room,
    EntityKind.TRACK: edit_track,
    EntityKind.PARTICIPANT: edit_participant,
    EntityKind.SESSION: edit_session,
}
"""The edits of one entity, by its kind."""

MERGES: Mapping[EntityKind, Callable[[Schedule, str, str], Merged]] = {
    EntityKind.ORGANISATION: merge_organisations,
    EntityKind.PARTICIPANT: merge_participants,
}
"""The merges of two entries, by their kind."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two snapshots of a conference, and what differs for those who read the programme."""

    old: Snapshot
    new: Snapshot
    changes: tuple[Change, ...]


@checked_methods
class ConferenceOffice:
    """The operations of an organiser on one conference: each is whole, and one transaction.

    The store, the author and the clock are fixed, so that no operation can leave one of them out. Where
    an operation gives an entity another id, its contact, badge, rule settings and waivers follow in the same
    transaction. Operations on rule settings, contacts, badges and releases are parts: `rules`, `contacts`,
    `badges`, `releases`.

    All operations that write raise `NoSuchConference` if there is no such conference, and `StoreError`
    if the database fails; nothing is written then.
    """

    def __init__(
        self,
        store: Store,
        conference: str,
        *,
        author: str,
        clock: Clock,
        why: str = "",
        dry_run: bool = False,
    ) -> None:
        """An office over a store.

        Args:
            store: The store; whoever opened it closes it.
            conference: The id of the conference, which need not be there yet.
            author: Who makes the changes.
            clock: Gives the time of each change, aware.
            why: The reason noted with each change, in place of the operation's own.
            dry_run: Whether operations only report what they would change.
        """
        self.store = store
        self.conference = conference
        self._committer = Committer(store, conference, author, clock, why, dry_run)
        self.rules = RulesOffice(self._committer)
        self.contacts = ContactsOffice(self._committer)
        self.badges = BadgeOffice(self._committer)
        self.releases = ReleasesOffice(self._committer)

    def __repr__(self) -> str:
        return (
            f"<Office: conference {self.conference!r} in {self.store!r}, author {self._committer.author!r}>"
        )

    @property
    def dry_run(self) -> bool:
        """True if operations only report what they would change."""
        return self._committer.dry_run

    def as_dry_run(self) -> Self:
        """The same office, whose operations only report what they would change."""
        by = self._committer
        return type(self)(self.store, self.conference, author=by.author, clock=by.clock, dry_run=True)

    def for_conference(self, id: str) -> Self:
        """The office of another conference in the store, or of a new one, for the same author."""
        by = self._committer
        return type(self)(self.store, id, author=by.author, clock=by.clock, dry_run=by.dry_run)

    # Changes of the schedule

    def edit(
        self,
        edit: Edit,
        why: str,
        *,
        renames: Renames = NO_RENAMES,
        base: Schedule | None = None,
        contacts: Callable[[Roster], Roster] | None = None,
        readmit: bool | frozenset[str] = False,
    ) -> Outcome:
        """Change the schedule.

        Args:
            edit: Makes the new schedule.
            why: The reason, in a few words.
            renames: The ids that the edit changes, by kind and old id. Only those have to be declared whose
                entity gets another name at once: others are recognised.
            base: The schedule that the author saw, where the edit is sound on that one only: what others
                changed since stays, field by field.
            contacts: Changes the contacts in the same transaction, after the edit was made.
            readmit: Whether people who were erased from the conference may be added to it again; or the ids
                of the withdrawn participants in their place, as `PersonErased` has them: somebody who was
                erased again since then is not added.

        Raises:
            PersonErased: It would add somebody who was erased.
            Refused: The edit cannot be made, or changes the id of the conference.
            MergeConflict: Someone else changed the same field since ``base``; each conflict has its author.
            InvalidValue: The edit returns no schedule.
        """

        def operation(state: ConferenceState) -> Writes:
            now = state.existing()
            edited: object = edit(now if base is None else base)
            if not isinstance(edited, Schedule):
                raise InvalidValue.of(
                    "An edit must return a Schedule, not {edited}.", "edit", edited=quote(edited)
                )
            self._require_same_conference(edited)
            _require_usable_ids(now, edited)
            _require_order(now, edited)
            # It is merged here, and not by the store, since rule settings follow what is merged.
            after = edited if base is None else merge(base, edited, now)
            erased = _require_readmitted(state, after, readmit=readmit)
            roster = contacts(state.roster) if contacts is not None else None
            return _with_settings(state, Writes(after, renames, roster=roster, readmitted=erased))

        try:
            return self._committer.outcome(self._committer.commit(operation, why))
        except MergeConflict as error:
            raise MergeConflict(tuple(map(self._with_author, error.conflicts))) from None

    def _with_author(self, conflict: Conflict) -> Conflict:
        by = self.last_change(conflict)
        return conflict._replace(by=by.author, at=by.at) if by else conflict

    def rename(self, kind: EntityKind, id: str, new: str) -> Outcome:
        """Give an entity another id; everything that names it follows.

        Raises:
            Refused: There is no such entity, the new id is taken or invalid, or it is that of the conference.
        """
        if kind not in EDITS:
            raise Refused(
                "The id of a {kind} cannot be changed. Create another one with the new id.", kind=kind
            )
        return self.edit(
            lambda schedule: EDITS[kind](schedule, id, id=new),
            Message("rename {kind} '{id}' to '{new}'", kind=Term(kind), id=id, new=new),
            renames={Subject(kind, id): new},
        )

    def merge(self, kind: EntityKind, keep: str, gone: str) -> Outcome:
        """Merge duplicate participants or organisations; ``keep`` takes over the data of ``gone``.

        What cannot be joined is in the notices of the outcome.

        Raises:
            Refused: There is no such entry, they cannot be merged, or entries of their kind cannot.
        """
        if kind not in MERGES:
            raise Refused(
                "A {kind} cannot be merged, only {kinds}. Move what refers to '{gone}', then remove it.",
                kind=kind,
                kinds=Listed(tuple(Term(f"{each}s") for each in MERGES), "and"),
                gone=gone,
            )
        notices: tuple[Finding, ...] = ()

        def operation(state: ConferenceState) -> Writes:
            nonlocal notices
            joined = MERGES[kind](state.existing(), keep, gone)
            notices = joined.findings
            return _with_settings(state, Writes(joined.schedule, {Subject(kind, gone): keep}))

        commit = self._committer.commit(
            operation, Message("merge {kind} '{gone}' into '{keep}'", kind=Term(kind), gone=gone, keep=keep)
        )
        return self._committer.outcome(commit, notices)

    def create(self, schedule: Schedule, why: str = Message("new conference")) -> Outcome:
        """Create the conference.

        Raises:
            ConferenceExists: There is one of that id.
            PersonErased: There was one of that id, from which somebody in the schedule was erased.
            Refused: The schedule is of a conference of another id.
        """
        self._require_same_conference(schedule)

        def operation(state: ConferenceState) -> Writes:
            if state.schedule is not None:
                raise ConferenceExists(self.conference)
            _require_readmitted(state, schedule, readmit=False)
            _require_usable_ids(None, schedule)
            return Writes(schedule)

        return self._committer.outcome(self._committer.commit(operation, why))

    def _require_same_conference(self, schedule: Schedule) -> None:
        if (other := schedule.conference.id) != self.conference:
            raise Refused(
                "The schedule is of conference '{other}', and this is the office of '{conference}'. "
                "Use for_conference('{other}').",
                other=other,
                conference=self.conference,
            )

    def remove(self, why: str = "") -> None:
        """Remove the conference; its history and releases stay, and an undo brings it back."""
        note = self._committer.note(why)
        if not self.dry_run:
            self.store.remove(self.conference, note)

    def remove_forever(self) -> Erasure | None:
        """Erase the conference forever, with its history and releases, also one that was removed before.

        Returns:
            The erasure; ``None`` in a dry run.

        Raises:
            NoSuchConference: There never was one of that id.
        """
        if self.dry_run:
            return None
        return self.store.erase_conference(
            self.conference, self._committer.note(Message("erase the conference"))
        )

    def import_file(
        self,
        reading: ImportedFile,
        *,
        winner: Winner | None = None,
        gone: Gone | None = None,
        contacts: bool = False,
        readmit: bool = False,
        why: str = Message("import"),
    ) -> ImportOutcome:
        """Import what was read from a file, and its contacts, in one transaction.

        A foreign file updates the conference: what changed only there is taken, what changed only here
        stays. A document of eventkit replaces the conference. Either creates it if there is none.

        Args:
            winner: The side whose change wins if both changed; ours by default, and then the
                conflict is reported again with the next import.
            gone: What happens to entities that the last version of the file had and this one does not have.
                Without it they stay, and the next import lists them again.
            contacts: Whether to store the contacts of the file.
            readmit: Whether to import people who were erased from the conference. Otherwise they are left
                out: they are recognised by their ids at the source, and by their names.
            why: The reason, in a few words.

        Raises:
            Refused: The file is a document of another conference, or a new conference has no days or no zone.
            MergeConflict: The merged conference would be broken.
        """
        merge = ImportMerge.alone(reading.schedule)
        file, taken = FilteredFile.of(reading), ContactMerge()

        def operation(state: ConferenceState) -> Writes:
            nonlocal merge, file, taken
            if state.schedule is None:
                require_days_and_zone(reading)
            if not readmit:
                file = leave_out_forgotten(reading, state.forgotten, state.schedule)
            readmitted = tuple(filter(state.forgotten.find, file.schedule.participants))
            imports: tuple[ImportedSource, ...] = ()
            if state.schedule is not None and file.source is not None:
                if file.source not in FILE_FORMATS:
                    of_files = (state.last_imports(system) for system in sorted(FILE_FORMATS))
                    file = under_named_source(file, [*chain.from_iterable(of_files)])
                imports = state.last_imports(file.source or "")
            merge = merge_reading(
                file, state.schedule, imports, winner=winner, gone=gone, roster=state.roster
            )
            schedule = merge.merged.schedule
            if (other := schedule.conference.id) != self.conference:
                raise Refused(
                    "The file is for conference '{other}', not '{conference}'.",
                    other=other,
                    conference=self.conference,
                )
            imported = ImportedSource(merge.source, merge.merged.last) if merge.source else None
            taken = merge_contacts(state.roster, file, merge) if contacts else ContactMerge()
            roster = taken.roster if contacts else None
            _require_usable_ids(state.schedule, schedule)
            _require_order(state.schedule, schedule)
            writes = Writes(schedule, roster=roster, imported=imported, readmitted=readmitted)
            if file.source is None:
                writes = state.recognise(writes, schedule)
            return _with_settings(state, writes)

        commit = self._committer.commit(operation, why)
        merged = merge.merged
        sessions = merged.ids.get(EntityKind.SESSION, {})
        return ImportOutcome.extending(
            self._committer.outcome(commit, (*merge.notices, *taken.notices)),
            conflicts=merged.conflicts,
            vanished=merged.vanished,
            unplaced=merged.unplaced,
            returned=merged.returned,
            counts=count_entities(commit.before, commit.after),
            contacts=taken.stored,
            source=merge.source,
            is_first=merge.is_first,
            renamed=merge.renamed,
            forgotten=file.forgotten,
            sessions={theirs: ours for theirs, ours in sessions.items() if theirs != ours},
        )

    def undo(self, number: int | None = None, *, anyones: bool = False) -> UndoOutcome:
        """Undo a change; what was changed beside it since stays. The undo is a change itself.

        Args:
            number: The number of the change. Without it, the author's own last change that is not undone;
                changes that erased a person are skipped.
            anyones: Whether the last change is meant, whoever made it.

        Raises:
            UndoRefused: There is no such change, or what it changed has changed again since.
        """
        author = None if anyones or number is not None else self._committer.author

        commit = self._committer.commit(
            lambda state: _with_settings(state, state.undo(number, author=author)), ""
        )
        undone = commit.writes.undoes or 0
        skipped = (
            self.store.history.erasures(self.conference, author=author, since=undone)
            if number is None
            else ()
        )
        return UndoOutcome.extending(self._committer.outcome(commit), undone=undone, skipped=skipped)

    def revert(self, release: str) -> Outcome:
        """Bring the conference back to a release, as a change like any other.

        Raises:
            NoSuchRelease: There is none of that name.
        """

        def operation(state: ConferenceState) -> Writes:
            state.existing()
            return _with_settings(state, state.revert(release))

        return self._committer.outcome(
            self._committer.commit(operation, Message("revert to release {name}", name=release))
        )

    # Reading

    def load(self) -> StoredConference:
        """The conference as it is now, with its ledger and revision."""
        return self.store.load(self.conference)

    def snapshot(self, release: str | None = None, *, draft: bool = False) -> Snapshot:
        """The release of that name; without one the newest, or the draft if nothing is released yet.

        Raises:
            NoSuchRelease: There is none of that name.
        """
        return take_snapshot(self.store, self.conference, release, draft=draft)

    def check(self, *, duplicates: bool = False) -> Verdict:
        """The verdict on the draft: open findings, waived findings, and waivers that lapsed.

        Args:
            duplicates: Whether to look for entries that may be one person as well.

        Raises:
            SettingsUnreadable: Another version of eventkit wrote the rule settings.
        """
        return check_conference(self.store, self.conference, duplicates=duplicates)

    def duplicates(self) -> tuple[DuplicatePair, ...]:
        """Pairs of entries of the draft that may be one person, each with the one to keep and the evidence.

        Of a pair, the entry in the newest release is kept, since its readers know it.
        """
        now = self.load().schedule
        published = (
            under_new_ids(self.releases.load().schedule, now).participants if self.releases.all() else ()
        )
        systems = sorted({person.source for person in now.participants if person.source})
        imports = chain.from_iterable(self.store.imports.of_system(self.conference, one) for one in systems)
        context = DuplicateContext(
            frozenset(person.id for person in published),
            {contact.participant: contact.email or "" for contact in self.contacts.roster().contacts},
            tuple(imported.schedule for imported in imports),
        )
        return find_duplicates(now, context)

    def difference(self, old: str | None = None, new: str | None = DRAFT) -> Comparison:
        """The differences between two releases, or a release and the draft, for readers of the programme.

        Args:
            old: The name of a release, or ``draft``; the newest release by default.
            new: The same of the later one.

        Raises:
            NoSuchRelease: There is none of that name, or none at all.
        """
        if old is None and not self.releases.all():
            raise NoSuchRelease(self.conference, None, ())
        before, after = self.snapshot(old), self.snapshot(new)
        changes = difference(for_readers(before.schedule), for_readers(after.schedule))
        return Comparison(before, after, changes)

    def log(self, *, session: str | None = None, limit: Count | None = None) -> tuple[LogEntry, ...]:
        """The changes, newest first; of one session alone if its id is passed."""
        return self.store.history.log(self.conference, session=session, limit=limit)

    def last_change(self, conflict: Conflict, *, since: int = 0) -> LogEntry | None:
        """The last change of the field of a conflict, after a revision: its author, time and reason."""
        field = conflict.field.partition(".")[0]
        id_ = conflict.id or self.conference
        return self.store.history.last_change(self.conference, conflict.kind.value, id_, field, since=since)

    def changes_since(
        self, revision: Count, limit: Count = 100, *, alterations: bool = True
    ) -> tuple[LogEntry, ...]:
        """The changes after a revision, oldest first: what a reader who has that revision has missed.

        Args:
            revision: The number of the last change that is known.
            limit: The maximum number of changes; the oldest are returned, the rest by further calls.
            alterations: Whether the changes have their alterations, which takes most of the time.
        """
        return self.store.history.changes_since(self.conference, revision, limit, alterations=alterations)

    def at(self, revision: int) -> Schedule:
        """The schedule as it was after a change.

        Raises:
            NoSuchRevision: There is no such change, or the conference was not there after it.
        """
        return self.store.history.at(self.conference, revision)

    def blame(self, session: str) -> tuple[Blame, ...]:
        """The last change of each field of a session.

        Raises:
            KeyError: There is no such session.
        """
        return self.store.history.blame(self.conference, session)


def _with_settings(state: ConferenceState, writes: Writes) -> Writes:
    before, after = state.schedule, writes.schedule
    if before is None or after is None:
        return writes
    renames = {**find_renames(before, after), **writes.renames}
    return (
        replace(writes, rule_settings=follow_settings(state.rule_settings, before, after, renames))
        if renames
        else writes
    )


RESERVED = frozenset({"api", "board", "healthz", "import", "sign-in", "sign-out", "site", "static", NEW})
"""The ids that no conference gets: they are the first parts of addresses of the server."""


def _require_usable_ids(before: Schedule | None, after: Schedule) -> None:
    """Refuse ids of a new conference, and of new entities, that would be addresses of something else."""
    is_new = [
        NEW in kind.by_id(after) and not (before and NEW in kind.by_id(before)) for kind in ENTITY_KINDS
    ]
    id_ = NEW if any(is_new) else after.conference.id
    if any(is_new) or (before is None and id_ in RESERVED):
        raise Refused("The id '{id}' is reserved for an address of the server. Choose another.", id=id_)


def _require_order(before: Schedule | None, after: Schedule) -> None:
    """Refuse wishes that put sessions in a circle, unless the conference has one already."""
    if (before is None or not _find_circle(before)) and (circle := _find_circle(after)):
        raise Refused(
            "No timetable meets these wishes: {order} is a circle. Lift one of them.",
            order=" → ".join(circle),
        )


def _find_circle(schedule: Schedule) -> tuple[str, ...]:
    wishes = add_stated_wishes(DEFAULT_SETTINGS, schedule).wishes
    return find_circle(wish for wish in wishes if not wish.preferred)


def _require_readmitted(
    state: ConferenceState, after: Schedule, *, readmit: bool | frozenset[str]
) -> tuple[Participant, ...]:
    """The erased people whom a schedule has anew or by another name; all must be readmitted."""
    people = state.schedule.participants if state.schedule is not None else ()
    known = {person.id: person for person in people}
    changed = (
        person
        for person in after.participants
        if (before := known.get(person.id)) is not person
        and (before is None or (before.name, before.variants) != (person.name, person.variants))
    )
    erased = {person: id_ for person in changed if (id_ := state.forgotten.find(person)) is not None}
    ids = frozenset(erased.values())
    if erased and not (readmit if isinstance(readmit, bool) else ids <= readmit):
        raise PersonErased(tuple(person.name[0].full for person in erased), ids)
    return tuple(erased)

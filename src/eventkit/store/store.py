"""`Store`: opening, loading, and committing operations in one transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from os import PathLike, fspath
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Column, ColumnElement, Connection, bindparam, func, select

from eventkit.findings import Subject
from eventkit.store import (
    badge_store,
    change_notes,
    erasure,
    hash_chain,
    import_sources,
    merged_contacts,
    release_store,
    roster_store,
    row_writer,
    rule_settings_store,
    stored_conference,
    tables,
    tenures,
)
from eventkit.store.badge_store import Badge, BadgeStore
from eventkit.store.change_notes import ChangeNote, NumberedNote
from eventkit.store.conference_state import BadgeWrites, Changeset, Commit, ConferenceState, Operation, Writes
from eventkit.store.connections import (
    PATIENCE,
    ChangeWatch,
    Database,
    purge,
    reading_stored_data,
    translate_errors,
)
from eventkit.store.erasure import Erasure, ErasurePreview, FollowSettings, keep_settings
from eventkit.store.forgotten_people import ForgottenPeople
from eventkit.store.history import History
from eventkit.store.import_sources import ImportSources
from eventkit.store.release_store import ReleaseStore
from eventkit.store.roster_store import RosterStore
from eventkit.store.row_reader import SnapshotCache
from eventkit.store.rule_settings_store import RuleSettingsStore
from eventkit.store.store_files import open_store
from eventkit.store.stored_conference import ConferenceEntry, StoredConference
from eventkit.store.tenures import Tenures
from eventkit.texts.name_caches import clear_names
from eventkit.values.arguments import checked_methods


@dataclass(frozen=True, slots=True)
class Version:
    """The version of a conference, by which a reader that asks often notices changes.

    Numbers tell how far it has come. An erasure, a restored backup, and another conference under the same id
    rewrite its history, and numbers may be the same after it: hashes and times differ.

    Attributes:
        revision: The number of its last change; 0 if there never was one.
        settings: The number of the last change of its rule settings.
        releases: The number of its releases.
        roster: The number of the last change of its contacts.
        change: The hash of its last change; empty if there never was one.
        settings_at: The time of the last change of its rule settings; empty if there never was one.
        release: The hash of its newest release; empty before the first.
    """

    revision: int
    settings: int
    releases: int
    roster: int
    change: str = ""
    settings_at: str = ""
    release: str = ""


def _newest(number: Column[Any], value: Column[Any] | None = None) -> ColumnElement[Any]:
    query = select(number if value is None else value)
    query = query.where(number.table.columns.conference == bindparam("conference"))
    newest = query.order_by(number.desc()).limit(1).scalar_subquery()
    return func.coalesce(newest, 0 if value is None else "")


_REVISION, _SETTINGS = tables.revision.columns, tables.settings_change.columns
_RELEASE = tables.release.columns

_VERSION = select(
    _newest(_REVISION.number),
    _newest(_SETTINGS.number),
    _newest(_RELEASE.ordinal),
    _newest(tables.contact_change.columns.number),
    _newest(_REVISION.number, _REVISION.hash),
    _newest(_SETTINGS.number, _SETTINGS["at"]),
    _newest(_RELEASE.ordinal, _RELEASE.hash),
)
"""The version of a conference: made once, since it is asked for often."""


@checked_methods
class Store:
    """Conferences in an SQLite file or a PostgreSQL database, for several people at once.

    `commit` is the way to write. Everything else of a conference is read from the parts of the store.

    Use it in a ``with``, or `close` it. All times are aware; it reads no clock. If the database fails, all of
    it raises `StoreError`, and has written nothing.

    Attributes:
        releases: The releases of conferences.
        roster: Their contacts.
        badges: Their badges and signing keys.
        rule_settings: Their rule settings and waivers.
        history: Their changes.
        imports: The last documents imported from each source.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._snapshots = SnapshotCache(database)
        self.releases = ReleaseStore(database, self._snapshots)
        self.roster = RosterStore(database)
        self.badges = BadgeStore(database)
        self.rule_settings = RuleSettingsStore(database)
        self.history = History(database, self._snapshots)
        self.imports = ImportSources(database)

    def __repr__(self) -> str:
        return f"<Store: {self._database.name}>"

    @classmethod
    def open(cls, url: str | PathLike[str], *, make: bool = True, patience: float = PATIENCE) -> Self:
        """Open a store: ``eventkit.db``, ``postgresql://user@host/name``.

        Args:
            url: The path of an SQLite file, or a URL.
            make: Whether a new store is created if there is none; a file is readable by its owner only.
            patience: How long to wait for other writers before giving up, in seconds.

        Raises:
            StoreError: It cannot be opened; the message says why and what to do.
        """
        return cls(open_store(fspath(url), patience, make=make))

    def close(self) -> None:
        """Close the database."""
        self._database.dispose()

    def watch(self) -> ChangeWatch:
        """A wait for changes, by other processes too; it is closed by who asked for it."""
        return ChangeWatch(self._database)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def conferences(self) -> tuple[ConferenceEntry, ...]:
        """The conferences in the store, by id."""
        with self._database.reading() as db:
            return stored_conference.list_conferences(db)

    def load(self, conference: str) -> StoredConference:
        """The conference of that id, as of one moment.

        Raises:
            NoSuchConference: There is none; the message lists those there are.
        """
        with self._database.reading() as db:
            return self._snapshots.existing(db, conference)

    def forgotten(self, conference: str) -> ForgottenPeople:
        """The people who were erased from a conference, to recognise them elsewhere."""
        with self._database.reading() as db:
            return ForgottenPeople.load(db, conference)

    def version(self, conference: str) -> Version:
        """The version of a conference: one short query, cheap enough for every second."""
        with self._database.reading() as db:
            return Version(*db.execute(_VERSION, {"conference": conference}).one())

    def has_change(self, conference: str, change: str) -> bool:
        """True if the conference is there, and a change with that hash is in its history.

        What was made of the conference after that change may be shown: nobody was erased since, no backup was
        restored that does not have it, and it is no other conference of the same id.
        """
        present, cells = tables.conference.columns, tables.revision.columns
        query = select(cells.number).where(
            present.id == conference, cells.conference == present.id, cells.hash == change
        )
        with self._database.reading() as db:
            return db.execute(query.limit(1)).first() is not None

    def commit(self, conference: str, operation: Operation, note: ChangeNote) -> Commit:
        """Run an operation on a conference and write what it asks for, in one transaction: the way to write.

        The operation is given the present state and answers with `Writes`. What differs is written, and
        nothing else; where nothing differs, nothing is, and the revision stays. Where somebody else was
        faster, or anything but a schedule is to be written, the operation runs again under the conference's
        lock, on the state that nobody can change meanwhile. Everything is committed at once or not at all.

        Where an entity gets another id, contacts and badges follow in the same transaction. Rule settings
        are a document that the store does not interpret: an operation that renames what they name has to
        return them under the new id.

        A commit that writes no schedule does not change the revision.

        Args:
            conference: The id of the conference, which need not be there yet.
            operation: Decides what to write. It must be pure.
            note: Who, why and when.

        Raises:
            ChangedMeanwhile: A badge that is to be activated was issued again.
            NoSuchConference: There is no such conference, and no schedule is written.
            ReleaseRefused: A release cannot have that name.
            StoreError: The database fails, or a badge cannot be issued.
            ValueError: The schedule has another id, a declared rename is none, rule settings would name what
                is no longer there, or a contact is of somebody who is not in the schedule.

        Whatever the operation raises is passed on. Nothing is written then.
        """
        with self._database.reading() as db:
            changes = self._changeset(db, conference, operation, note)
            if (issued := self._issued_already(db, conference, changes)) is not None:
                return changes.commit(badges=issued)
            if changes.changes_nothing:
                return changes.commit()
        with self._database.writing(conference) as db:
            if changes.needs_lock or change_notes.last_note(db, conference) != changes.state.last:
                changes = self._changeset(db, conference, operation, note)
            commit = self._write(db, conference, changes)
        self._snapshots.put(changes.stored)
        return commit

    def preview(self, conference: str, operation: Operation, note: ChangeNote) -> Commit:
        """Run an operation as `commit` would, and write nothing: a dry run.

        What it would make is not in the outcome: its ``release``, ``badges`` and ``key``.

        Raises:
            Exception: As `commit` raises, except for what only writing shows.
        """
        with self._database.reading() as db:
            changes = self._changeset(db, conference, operation, note)
            if changes.writes.release is not None:
                release_store.require_new_name(db, conference, changes.writes.release.name)
            return changes.commit()

    def record_invited(self, conference: str, release: str, people: Collection[str] = ()) -> None:
        """Record that invitations of a release go to the addresses that people have now.

        Args:
            people: The ids, in the release, of those who are invited; all if there are none.
        """
        with self._database.writing(conference) as db:
            release_store.record_invited(db, conference, release, people)

    def remove(self, conference: str, note: ChangeNote) -> None:
        """Remove a conference. Its history and releases stay, and an undo brings it back.

        Contacts, badges, rule settings and import sources go with it.

        Raises:
            NoSuchConference: There is no such conference.
        """
        with self._database.writing(conference) as db:
            stored = self._snapshots.existing(db, conference)
            number = stored.last.number + 1
            change_notes.write_note(db, conference, NumberedNote(number, note))
            row_writer.remove_conference(db, stored, number)

    def erase(
        self,
        conference: str,
        participant: str,
        note: ChangeNote,
        *,
        secret: bytes,
        remove: bool = False,
        words: Collection[str] = (),
        follow: FollowSettings = keep_settings,
    ) -> Erasure:
        """Erase a person: their contact, and what identifies them in schedule, history, releases and imports.

        The conference itself may have been removed before. A withdrawn participant under a neutral id takes
        their place everywhere. Former entries that were merged into theirs, or had another id, are erased
        with them, and so are their names and ids in the reasons of changes and notes of releases. Titles,
        abstracts and other texts that people wrote are not searched. Backups taken before, archives of
        PostgreSQL's log and replicas still contain everything.

        A keyed hash of their names and of their ids at sources stays, so that imports do not bring them back.

        Args:
            participant: The id of the participant, who may be in the history only.
            note: Who has it done, and when. The reason is not stored.
            secret: 32 secret random bytes: the key of the hashes, if the conference has none yet.
            remove: Whether to remove the participant and their appearances from the schedule as well.
            words: Further words that are deleted from reasons and notes, such as a family name.
            follow: Rewrites rule settings that name the participant.

        Raises:
            NoSuchConference: There never was one of that id.
            StoreError: There never was such a participant, or the database fails; nothing was erased.
        """
        plain = ChangeNote(note.author, "a participant is erased", note.at)
        name = self._database.name
        with self._database.writing(conference) as db, reading_stored_data(name, conference):
            state = ConferenceState(db, name, conference, self._snapshots.ever(db, conference))
            replaced_by = erasure.erase_person(
                db,
                conference,
                state,
                participant,
                plain,
                secret=secret,
                remove=remove,
                words=words,
                follow=follow,
            )
        return Erasure(replaced_by, self._purge(conference))

    def preview_erasure(
        self, conference: str, participant: str, words: Collection[str] = ()
    ) -> ErasurePreview:
        """The reach of `erase`: names, former entries, sessions, contact and badge. Nothing is written.

        Raises:
            NoSuchConference: There never was one of that id.
            StoreError: There never was such a participant.
        """
        name = self._database.name
        with self._database.reading() as db, reading_stored_data(name, conference):
            state = ConferenceState(db, name, conference, self._snapshots.ever(db, conference))
            return erasure.preview_erasure(db, conference, state, participant, words)

    def erase_conference(self, conference: str, note: ChangeNote) -> Erasure:
        """Erase a conference with its history, releases and contacts, also one that was removed before.

        That it was erased stays on record, with its id, the author and the time.

        Raises:
            NoSuchConference: There never was one of that id.
        """
        name = self._database.name
        with self._database.writing(conference) as db, reading_stored_data(name, conference):
            self._snapshots.ever(db, conference)
            erasure.erase_conference(db, conference, note)
        return Erasure("", self._purge(conference))

    def _purge(self, conference: str) -> bool:
        self._snapshots.drop(conference)
        clear_names()
        with translate_errors(self._database.name):
            return purge(self._database, (table.name for table in tables.metadata.sorted_tables))

    def _changeset(
        self, db: Connection, conference: str, operation: Operation, note: ChangeNote
    ) -> Changeset:
        state = ConferenceState(db, self._database.name, conference, self._snapshots.read(db, conference))
        return Changeset(state, operation(state), note)

    @staticmethod
    def _issued_already(db: Connection, conference: str, changes: Changeset) -> dict[str, Badge] | None:
        """The badges requested, where nothing else is and all of them are there; else ``None``."""
        badges = changes.writes.badges
        if badges is None or badges != BadgeWrites(issue=badges.issue):
            return None
        if changes.rewrites_schedule or changes.writes != Writes(changes.writes.schedule, badges=badges):
            return None
        issued = badge_store.find(db, conference, badges.issue)
        return issued if len(issued) == len(badges.issue) else None

    def _write(self, db: Connection, conference: str, changes: Changeset) -> Commit:
        state, writes, note, renames = changes.state, changes.writes, changes.note, changes.renames
        results: dict[str, Any] = {}
        if changes.rewrites_schedule:
            change_notes.write_note(
                db,
                conference,
                changes.stored.last,
                undoes=writes.undoes,
                reverts_to=writes.reverts_to,
                renames=changes.true_renames
                | {Subject(tables.participant.name, id_): id_ for id_ in writes.replaced},
                merges=changes.merges,
                returned=writes.returned,
            )
            row_writer.save(db, state.stored or state.ledger, changes.stored)
            if writes.undoes is not None:
                import_sources.undo_import(db, conference, writes.undoes)
            tenures.set_aside(db, conference, changes.removed_people, changes.stored.last.number)
        merged_contacts.set_aside(db, conference, changes.merges, changes.stored.last.number)
        if renames or writes.roster is not None:
            before = state.roster.without(*changes.removed_people)
            requested = before if writes.roster is None else writes.roster.without(*changes.removed_people)
            after = roster_store.follow(requested, renames)
            roster_store.write(db, conference, before, after, note)
        badge_store.follow(db, conference, renames, note, changes.stored.last.number, merges=changes.merges)
        self._bring_back(db, conference, changes)
        if writes.rule_settings is not None:
            rule_settings_store.write(db, conference, state.rule_settings, writes.rule_settings, note)
        if writes.readmitted:
            state.forgotten.readmit(db, conference, writes.readmitted)
        if writes.imported is not None:
            import_sources.write(db, conference, writes.imported, note)
        if writes.badges is not None:
            results |= self._write_badges(db, conference, writes.badges, note)
        if writes.release is not None:
            with reading_stored_data(self._database.name, conference):
                results["release"] = release_store.publish(db, changes.stored, writes.release, note)
        return changes.commit(**results)

    @staticmethod
    def _bring_back(db: Connection, conference: str, changes: Changeset) -> None:
        writes, number = changes.writes, changes.stored.last.number
        restores = writes.undoes is not None or writes.reverts_to is not None
        if not changes.rewrites_schedule or not (restores or writes.returned or writes.separates):
            return
        renamed = {id_ for subject, id_ in changes.renames.items() if subject.kind == "participant"}
        everybody = Tenures.load(db, conference)
        past = merged_contacts.PastMerges(everybody)
        undone = everybody.changes[-1].undone
        merges = {*undone, *past.by(undone), *writes.separates}
        merges |= {tenure.until for id_ in writes.returned for tenure in everybody.before(id_, number)}
        separated = {
            *((at, "contact") for at in merged_contacts.separate(db, conference, everybody, merges, number)),
            *((at, "badge") for at in badge_store.separate(db, conference, merges, changes.note)),
        }
        if separated:
            change_notes.note_separations(db, conference, number, separated)
            hash_chain.link_revision(db, conference, number)
        tenures.bring_back(db, conference, everybody, number, renamed=renamed)
        for last, keep, into, joined in past.again(number):
            if "contact" in joined:
                merged_contacts.join(db, conference, last, keep, into)
            if "badge" in joined:
                owner = tenures.set_aside_owner(last.id, last.until)
                merge = {Subject(tables.participant.name, owner): into}
                badge_store.follow(db, conference, merge, changes.note, number, merges=[owner])

    @staticmethod
    def _write_badges(
        db: Connection, conference: str, writes: BadgeWrites, note: ChangeNote
    ) -> dict[str, Any]:
        results: dict[str, Any] = {}
        badges: dict[str, Badge] = {}
        if writes.new_key:
            results["key"] = badge_store.add_key(db, conference, writes.new_key, note)
        for kid in writes.retire_keys:
            badge_store.retire_key(db, conference, kid, note.at)
        if writes.issue:
            key = badge_store.signing_key(db, conference)
            badges |= badge_store.issue(db, conference, writes.issue, key, note)
        if writes.reissue:
            key = badge_store.signing_key(db, conference)
            badges |= badge_store.reissue(db, conference, writes.reissue, key, note)
        if writes.activate:
            badge_store.activate(db, conference, writes.activate, note)
            badges |= {badge.holder: badge for badge in writes.activate}
        if writes.renew:
            key = badge_store.signing_key(db, conference)
            renewed = badge_store.reissue(db, conference, writes.renew, key, note)
            badge_store.activate(db, conference, renewed.values(), note)
            badges |= renewed
        if writes.revoke:
            revoked = badge_store.revoke(db, conference, writes.revoke, note)
            badges |= {badge.holder: badge for badge in revoked}
        return results | {"badges": badges}

"""The store: the one place where conferences are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, select

from eventkit.errors import NoSuchConference
from eventkit.model import SessionId
from eventkit.roster import Roster
from eventkit.schedule import Schedule
from eventkit.store import (
    badge_store,
    change_notes,
    erasure,
    history,
    import_sources,
    release_store,
    roster_store,
    row_writer,
    rule_settings_store,
    stored_conference,
    tables,
)
from eventkit.store.badge_store import Badge
from eventkit.store.change_notes import ChangeNote, NumberedNote
from eventkit.store.conference_state import (
    BadgeWrites,
    Changeset,
    Commit,
    ConferenceState,
    Operation,
    Writes,
)
from eventkit.store.connections import PATIENCE, Engines, empty_wal, reading_stored_data, translate_errors
from eventkit.store.history import Blame, LogEntry
from eventkit.store.import_sources import ImportedSource
from eventkit.store.release_store import NewRelease, Release, ReleasedConference
from eventkit.store.roster_store import RosterChange, RosterEdit
from eventkit.store.rule_settings_store import RuleSettingsChange, SettingsEdit
from eventkit.store.store_files import open_store
from eventkit.store.stored_conference import ConferenceEntry, StoredConference, StoredState
from eventkit.tokens import PublicKeys, Signer, SigningKey

Edit = Callable[[Schedule | None], Schedule]
"""Makes a schedule from the one there is, ``None`` where there is none yet. It must be pure."""

Follow = Callable[[Schedule | None, Schedule, dict[str, Any]], dict[str, Any]]
"""Makes settings, as JSON holds them, from what a conference was (``None`` where it was not there), what it
is after a change, and the settings there are. It must be pure."""


class Store:
    """Keeps conferences in an SQLite file or a PostgreSQL database, for several people at once.

    Use it in a ``with``, or `close` it. All times it is given and gives are aware; it reads no clock.
    """

    def __init__(self, where: Engines) -> None:
        self._where = where
        self._seen: dict[str, StoredState] = {}

    @classmethod
    def open(cls, url: str, *, make: bool = True, patience: float = PATIENCE) -> Self:
        """The store of that URL: ``sqlite:///eventkit.db``, ``postgresql://user@host/name``.

        Args:
            url: Where it is.
            make: Whether a new one is made where there is nothing yet; a file then for its owner alone.
            patience: How long to wait for other writers before giving up, in seconds.

        Raises:
            StoreError: It cannot be opened; the message says why and what to do.
        """
        return cls(open_store(url, patience, make=make))

    def close(self) -> None:
        """Let go of the database."""
        self._where.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def conferences(self) -> tuple[ConferenceEntry, ...]:
        """The conferences it holds, by id.

        Raises:
            StoreError: The database fails.
        """
        with self._reading() as db:
            return stored_conference.list_conferences(db)

    def load(self, conference: str) -> StoredConference:
        """The conference of that id, as of one moment.

        Raises:
            NoSuchConference: There is none; the message lists those there are.
            StoreError: The database fails.
        """
        with self._reading() as db:
            return StoredConference.of(self._draft(db, conference))

    def change(
        self,
        conference: str,
        edit: Edit,
        *,
        author: str,
        why: str,
        at: datetime,
        expecting: int | None = None,
        came: ImportedSource | None = None,
        follow: Follow | None = None,
    ) -> StoredConference:
        """Change a conference, or write down a new one: the only way to write.

        Writes what differs and nothing else, all of it or nothing. Where someone else is faster, ``edit``
        is called again on what they wrote, so that both changes stand. An edit that changes nothing
        leaves everything as it is, the revision included.

        Args:
            conference: Its id.
            edit: Makes the new schedule from the present one. Must be pure.
            author: Who makes the change.
            why: What for, in a few words.
            at: When.
            expecting: The revision that the author saw, if the change is sound on that one only; 0 where
                they saw none.
            came: What was imported, where the change is made of that: it is kept with the change, for
                `last_import`, also where nothing changed.
            follow: Makes what is asked of the rules follow the change, in the same transaction.

        Raises:
            ChangedMeanwhile: The conference is not at the revision expected; the message says who changed
                it and when.
            StoreError: The database fails; nothing was written.
            ValueError: The edit gave the conference another id, or ``at`` is naive.
        """

        def operation(state: ConferenceState) -> Writes:
            after = edit(state.schedule)
            return Writes(after, rule_settings=_followed(state, after, follow), imported=came)

        return self._stored(
            self.commit(conference, operation, ChangeNote(author, why, at), expecting=expecting)
        )

    def commit(
        self, conference: str, operation: Operation, note: ChangeNote, *, expecting: int | None = None
    ) -> Commit:
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
            expecting: The revision that the author saw, if the operation is sound on that one only; 0 where
                they saw no such conference.

        Raises:
            ChangedMeanwhile: The conference is not at the revision expected, a contact is not as expected,
                or a badge that is to be activated was issued again.
            NoSuchConference: There is no such conference, and no schedule is written.
            ReleaseRefused: A release cannot have that name.
            StoreError: The database fails, or a badge cannot be issued.
            ValueError: The schedule has another id, a declared rename is none, rule settings would name what
                is no longer there, or a contact is of somebody who is not in the schedule.

        Whatever the operation raises is passed on. Nothing is written then.
        """
        with self._reading() as db:
            changes = self._changeset(db, conference, operation, note, expecting)
            if (issued := self._issued_already(db, conference, changes)) is not None:
                return changes.commit(badges=issued)
            if changes.changes_nothing:
                return changes.commit()
        with self._writing(conference) as db:
            if changes.needs_lock or change_notes.last_note(db, conference) != changes.state.last:
                changes = self._changeset(db, conference, operation, note, expecting)
            commit = self._write(db, conference, changes)
        self._seen[conference] = changes.stored
        return commit

    def preview(
        self, conference: str, operation: Operation, note: ChangeNote, *, expecting: int | None = None
    ) -> Commit:
        """Run an operation as `commit` would, and write nothing: a dry run.

        What it would make is not in the outcome: its ``release``, ``badges`` and ``key``.

        Raises:
            Exception: As `commit` raises, save what comes to light only in writing.
        """
        with self._reading() as db:
            changes = self._changeset(db, conference, operation, note, expecting)
            if changes.writes.release is not None:
                release_store.require_new_name(db, conference, changes.writes.release.name)
            return changes.commit()

    def _changeset(
        self,
        db: Connection,
        conference: str,
        operation: Operation,
        note: ChangeNote,
        expecting: int | None,
    ) -> Changeset:
        state = self._state(db, conference)
        if expecting is not None:
            state.require_revision(expecting)
        return Changeset(state, operation(state), note)

    @staticmethod
    def _issued_already(db: Connection, conference: str, changes: Changeset) -> dict[str, Badge] | None:
        """The badges asked for, where nothing else is and all of them are there; else ``None``."""
        badges = changes.writes.badges
        if badges is None or badges != BadgeWrites(issue=badges.issue):
            return None
        if changes.rewrites_schedule or changes.writes != Writes(changes.writes.schedule, badges=badges):
            return None
        there = badge_store.find(db, conference, badges.issue)
        return there if len(there) == len(badges.issue) else None

    def _write(self, db: Connection, conference: str, changes: Changeset) -> Commit:
        """Write a changeset in a transaction that holds the conference's lock."""
        state, writes, note, renames = changes.state, changes.writes, changes.note, changes.renames
        results: dict[str, Any] = {}
        if changes.rewrites_schedule:
            change_notes.write_note(
                db, conference, changes.stored.last, undoes=writes.undoes, renames=changes.true_renames
            )
            row_writer.save(db, state.stored or state.ledger, changes.stored)
            if writes.undoes is not None:
                import_sources.undo_import(db, conference, writes.undoes)
        if renames or writes.roster is not None:
            wanted = state.roster if writes.roster is None else writes.roster
            after = roster_store.follow(wanted, renames)
            roster_store.write(db, conference, state.roster, after, note, expected=writes.expected_roster)
        badge_store.follow(db, conference, renames, note)
        if writes.rule_settings is not None:
            rule_settings_store.write(db, conference, state.rule_settings, writes.rule_settings, note)
        if writes.imported is not None:
            import_sources.write(db, conference, writes.imported, note)
        if writes.badges is not None:
            results |= self._write_badges(db, conference, writes.badges, note)
        if writes.release is not None:
            with reading_stored_data(self._where.name, conference):
                results["release"] = release_store.publish(db, changes.stored, writes.release, note)
        return changes.commit(**results)

    @staticmethod
    def _write_badges(
        db: Connection, conference: str, writes: BadgeWrites, note: ChangeNote
    ) -> dict[str, Any]:
        results: dict[str, Any] = {}
        badges: dict[str, Badge] = {}
        if writes.new_key:
            results["key"] = badge_store.add_key(db, conference, writes.new_key, note)
        if writes.retire_key is not None:
            badge_store.retire_key(db, conference, writes.retire_key, note.at)
        if writes.issue:
            key = badge_store.signing_key(db, conference)
            badges |= badge_store.issue(db, conference, writes.issue, key, note)
        if writes.reissue:
            key = badge_store.signing_key(db, conference)
            badges |= badge_store.reissue(db, conference, writes.reissue, key, note)
        if activated := tuple(writes.activate):
            badge_store.activate(db, conference, activated, note)
            badges |= {badge.holder: badge for badge in activated}
        if writes.revoke:
            gone = badge_store.revoke(db, conference, writes.revoke, note)
            badges |= {badge.holder: badge for badge in gone}
        return results | {"badges": badges}

    def last_import(self, conference: str, source: str) -> Schedule | None:
        """What a conference was last given from a source, just as it came; ``None`` if nothing ever was.

        It is what `change` was given as ``came``: the base to tell what changed at the source since from what
        was changed here. It goes with its conference.

        Raises:
            StoreError: It is damaged, or the database fails.
        """
        with self._reading() as db:
            return import_sources.last_import(db, conference, source)

    def remove(self, conference: str, *, author: str, why: str, at: datetime) -> None:
        """Take a conference out. That it was there, and who removed it, stays known.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: The database fails; nothing was removed.
        """
        note = ChangeNote(author, why, at)
        with self._writing(conference) as db:
            state = self._state(db, conference)
            if state.stored is None or state.last is None:
                raise NoSuchConference(conference, stored_conference.conference_ids(db))
            number = state.last.number + 1
            change_notes.write_note(db, conference, NumberedNote(number, note))
            row_writer.remove_conference(db, state.stored, number)

    def log(
        self, conference: str, *, session: str | None = None, limit: int | None = None
    ) -> tuple[LogEntry, ...]:
        """The changes of a conference, newest first; it may have been taken out since.

        Args:
            conference: Its id.
            session: The id of a session, to be told of the changes that touched it and of what they did to
                it alone.
            limit: How many at most.

        Raises:
            NoSuchConference: There never was one of that id.
            StoreError: The database fails.
        """
        only = None if session is None else (tables.session.name, session)
        with self._reading() as db, reading_stored_data(self._where.name, conference):
            return history.log(db, conference, self._ever(db, conference).stored, only=only, limit=limit)

    def blame(self, conference: str, session: str) -> tuple[Blame, ...]:
        """Who made each field of a session what it is.

        Raises:
            NoSuchConference: There is none of that id.
            KeyError: It has no such session.
            StoreError: The database fails.
        """
        schedule = self.load(conference).schedule
        told = self.log(conference, session=session)
        return history.blame(told, schedule.session(SessionId(session)), schedule.conference.zone)

    def who_changed(
        self,
        conference: str,
        since: int,
        table: str,
        id: str,
        field: str,
    ) -> LogEntry | None:
        """The last change after a revision that gave a field of a thing another value.

        Args:
            conference: The id of the conference.
            since: The revision after which to look.
            table: What the thing is, as in `Alteration`.
            id: Its id.
            field: The name of its field; empty for any.

        Raises:
            NoSuchConference: There never was one of that id.
            StoreError: The database fails.
        """
        with self._reading() as db, reading_stored_data(self._where.name, conference):
            now = self._ever(db, conference).stored
            return history.last_change(db, conference, now, (table, id), field, since=since + 1)

    def undo(
        self,
        conference: str,
        number: int | None = None,
        *,
        author: str,
        at: datetime,
        why: str = "",
        follow: Follow | None = None,
    ) -> StoredConference:
        """Take a change back; what was changed beside it since stays. That is a change as well: to do it
        again, take that back in turn.

        Args:
            conference: The id.
            number: The change; without it the last one of the author that is no undo and not undone.
            author: Who takes it back.
            at: When.
            why: What for.
            follow: Makes what is asked of the rules follow it, as in `change`.

        Raises:
            UndoRefused: Something it touched has changed since; the message says by whom and when. Or there
                is no such change.
            NoSuchConference: There never was one of that id.
            StoreError: The database fails; nothing was written.
        """

        def operation(state: ConferenceState) -> Writes:
            undone = state.undo(number, author=author)
            after = undone.schedule or state.existing()
            return replace(undone, rule_settings=_followed(state, after, follow))

        return self._stored(self.commit(conference, operation, ChangeNote(author, why, at)))

    def revert(
        self,
        conference: str,
        name: str,
        *,
        author: str,
        at: datetime,
        why: str = "",
        follow: Follow | None = None,
    ) -> StoredConference:
        """Bring a conference back to a release. That is a change as any other: the revisions of sessions go
        on, for readers of calendars have seen what was published since.

        Raises:
            NoSuchRelease: There is none of that name.
            StoreError: The release is damaged, or the database fails; nothing was written.
        """

        def operation(state: ConferenceState) -> Writes:
            back = state.revert(name)
            after = back.schedule or state.existing()
            return replace(back, rule_settings=_followed(state, after, follow))

        return self._stored(self.commit(conference, operation, ChangeNote(author, why, at)))

    def release(
        self, conference: str, name: str, *, author: str, at: datetime, note: str = "", forced: str = ""
    ) -> Release:
        """Publish a conference as it is: an immutable copy of all of it, under a name of its own.

        Whether it is fit to be published is for the caller to know.

        Args:
            conference: Its id.
            name: What to call the release.
            author: Who publishes it.
            at: When.
            note: What to say of it.
            forced: The reason, where it is published although rules find errors in it.

        Returns:
            What is known of it. Its hash is that of the release before where nothing has changed since.

        Raises:
            ReleaseRefused: There is a release of that name, or none may be called so.
            NoSuchConference: There is no conference of that id.
            StoreError: The database fails; nothing was published.
        """

        def operation(state: ConferenceState) -> Writes:
            state.existing()
            return Writes(release=NewRelease(name, note, forced))

        self.commit(conference, operation, ChangeNote(author, note, at))
        return self.releases(conference)[-1]

    def forthcoming(self, conference: str) -> StoredConference:
        """A conference as it is, with the ledger that it would be published with now.

        Calendars of it show what is no longer where the newest release had it, and are never behind that.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: The newest release is damaged, or the database fails.
        """
        with self._reading() as db, reading_stored_data(self._where.name, conference):
            draft = self._draft(db, conference)
            return replace(StoredConference.of(draft), ledger=release_store.next_ledger(db, draft))

    def releases(self, conference: str) -> tuple[Release, ...]:
        """The releases of a conference, oldest first; none where nothing was published.

        Raises:
            StoreError: The database fails.
        """
        with self._reading() as db:
            return release_store.in_order(db, conference)

    def released(self, conference: str, name: str | None = None) -> ReleasedConference:
        """The release of that name, or the newest.

        Raises:
            NoSuchRelease: There is none; the message names those there are.
            StoreError: It is damaged, or the database fails.
        """
        with self._reading() as db, reading_stored_data(self._where.name, conference):
            return release_store.find(db, conference, name)

    def roster(self, conference: str) -> Roster:
        """The roster of a conference; an empty one where nothing was ever put in.

        It may name people who are no longer in the schedule: they come back with their contact, should they
        have been taken out by a slip, and it is kept until they are forgotten.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: The database fails.
        """
        with self._looking(conference) as db:
            return roster_store.load(db, conference)

    def change_roster(
        self,
        conference: str,
        edit: RosterEdit,
        *,
        author: str,
        why: str,
        at: datetime,
        expecting: Roster | None = None,
    ) -> Roster:
        """Change a roster: the only way to write one, all of it or nothing.

        That a contact was changed is noted, with by whom, when and why; what was in it is not.

        Args:
            conference: The id of the conference.
            edit: Makes the new roster from the present one. Must be pure.
            author: Who makes the change.
            why: What for, in a few words that tell nothing private.
            at: When.
            expecting: The roster that the author saw, if the contacts they change are to be as they were
                in that one.

        Raises:
            ChangedMeanwhile: Someone else changed one of those contacts; the message says who and when.
            NoSuchConference: There is no conference of that id.
            StoreError: The database fails; nothing was written.
            ValueError: The edit gives a contact to someone who is not in the schedule, or ``at`` is naive.
        """

        def operation(state: ConferenceState) -> Writes:
            state.existing()
            return Writes(roster=edit(state.roster), expected_roster=expecting)

        self.commit(conference, operation, ChangeNote(author, why, at))
        return self.roster(conference)

    def roster_log(self, conference: str) -> tuple[RosterChange, ...]:
        """The changes of a roster, newest first: whose contacts were changed, by whom, when and why.

        Raises:
            StoreError: The database fails.
        """
        with self._reading() as db:
            return roster_store.load_log(db, conference)

    def forget(
        self, conference: str, participant: str, *, author: str, at: datetime, remove: bool = False
    ) -> None:
        """Erase a person: their contact, and whatever tells who they are in the schedule, in the history and
        in all releases; the conference itself may have been taken out before.

        Someone withdrawn takes their place, with the same id and appearances. Entries that became theirs, by
        a merge or by another id, are erased with them, and so are their names in the reasons for changes.
        What people wrote into titles, abstracts and notes is not looked through, and backups taken before
        still hold everything.

        Args:
            conference: The id of the conference.
            participant: The id of the participant, be it a former one.
            author: Who has it done.
            at: When.
            remove: Whether to take the participant and their appearances out of the schedule as well.

        Raises:
            NoSuchConference: There never was one of that id.
            StoreError: There never was such a participant, or the database fails; nothing was erased.
        """
        note = ChangeNote(author, "a participant is forgotten", at)
        with self._writing(conference) as db, reading_stored_data(self._where.name, conference):
            state = ConferenceState.read(db, self._where.name, conference, None)
            if state.last is None:
                raise NoSuchConference(conference, stored_conference.conference_ids(db))
            erasure.erase_person(db, conference, state, participant, note, remove=remove)
        self._seen.pop(conference, None)
        with translate_errors(self._where.name):
            empty_wal(self._where)

    def badge_keys(self, conference: str) -> tuple[SigningKey, ...]:
        """The keys that badges of a conference were signed with, the oldest first; private halves and all.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: A key is damaged, or the database fails.
        """
        with self._looking(conference) as db:
            return badge_store.load_keys(db, conference)

    def badge_signer(self, conference: str) -> Signer | None:
        """What signs badges: the newest key that is not retired; ``None`` where no key was made yet.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: A key is damaged, or the database fails.
        """
        with self._looking(conference) as db:
            return badge_store.signer(db, conference)

    def door_keys(self, conference: str) -> PublicKeys:
        """What doors have to know to tell good badges: the public halves, and what is revoked.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: A key is damaged, or the database fails.
        """
        with self._looking(conference) as db:
            return badge_store.public_keys(db, conference)

    def add_badge_key(self, conference: str, seed: bytes, *, author: str, at: datetime) -> SigningKey:
        """Make a key that signs from now on; what those before it signed is good as ever.

        Args:
            conference: The id of the conference.
            seed: The private half: 32 bytes that nobody can guess.
            author: Who makes it.
            at: When.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: There can be no further key, or the database fails.
            ValueError: The seed is not of 32 bytes, or ``at`` is naive.
        """
        writes = BadgeWrites(new_key=seed)
        self.commit(conference, lambda _: Writes(badges=writes), ChangeNote(author, "", at))
        return self.badge_keys(conference)[-1]

    def retire_badge_key(self, conference: str, kid: int, *, at: datetime) -> None:
        """Have all that a key signed refused, as when others may have got hold of it.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: There is no such key, none would be left to sign with, or the database fails.
        """
        writes = BadgeWrites(retire_key=kid)
        self.commit(conference, lambda _: Writes(badges=writes), ChangeNote("", "", at))

    def issue_badges(
        self, conference: str, holders: Mapping[str, str], *, author: str, at: datetime, why: str = ""
    ) -> dict[str, Badge]:
        """The badges of these people: those they have, and a first one for each who has none.

        Whoever has one keeps its number, its issue and the class of ticket it tells; nothing is written
        where all have one. Of very many people, a few thousand at a time are best asked for.

        Args:
            conference: The id of the conference.
            holders: What each is known by, with the class of their ticket, empty for none.
            author: Who has them issued.
            at: When.
            why: What for.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: There is no key to sign with, there are more than 255 classes of tickets, or the
                database fails; nothing was written.
            ValueError: ``at`` is naive.
        """
        writes = BadgeWrites(issue=holders)
        commit = self.commit(conference, lambda _: Writes(badges=writes), ChangeNote(author, why, at))
        return dict(commit.badges)

    def further_badges(
        self, conference: str, holders: Mapping[str, str], *, author: str, at: datetime, why: str = ""
    ) -> dict[str, Badge]:
        """The next badge of each of these people, which tells the ticket told here.

        They are good once they are given to `settle_badges`, as when they are made; until then those they
        have stay good. Those who have none get their first one, which is good at once.

        Args:
            conference: The id of the conference.
            holders: As for `issue_badges`, and so are the others.
            author: Who has them issued.
            at: When.
            why: What for.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: As `issue_badges` does, or a badge was issued 255 times.
            ValueError: ``at`` is naive.
        """
        writes = BadgeWrites(reissue=holders)
        commit = self.commit(conference, lambda _: Writes(badges=writes), ChangeNote(author, why, at))
        return dict(commit.badges)

    def settle_badges(
        self, conference: str, badges: Iterable[Badge], *, author: str, at: datetime, why: str = ""
    ) -> None:
        """Issue the badges that `further_badges` gave: from then on all that their holders had are refused.

        Raises:
            ChangedMeanwhile: Someone else issued one of them anew meanwhile.
            NoSuchConference: There is none of that id.
            StoreError: The database fails; nothing was written.
            ValueError: ``at`` is naive.
        """
        writes = BadgeWrites(activate=tuple(badges))
        self.commit(conference, lambda _: Writes(badges=writes), ChangeNote(author, why, at))

    def revoke_badges(
        self, conference: str, holders: Iterable[str], *, author: str, at: datetime, why: str = ""
    ) -> tuple[Badge, ...]:
        """Have the badges of these people refused; gives those that were good until now.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: The database fails; nothing was written.
            ValueError: ``at`` is naive.
        """
        writes = BadgeWrites(revoke=tuple(holders))
        commit = self.commit(conference, lambda _: Writes(badges=writes), ChangeNote(author, why, at))
        return tuple(commit.badges.values())

    def pass_badge_on(self, conference: str, gone: str, keep: str, *, author: str, at: datetime) -> None:
        """Make the badge of someone theirs under another id, or refuse it where they have one under that too.

        Args:
            conference: The id of the conference.
            gone: What they were known by.
            keep: What they are known by from now on.
            author: Who says so.
            at: When.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: The database fails; nothing was written.
            ValueError: ``at`` is naive.
        """
        note = ChangeNote(author, f"is {keep}", at)
        with self._changing(conference) as db:
            badge_store.follow_rename(db, conference, gone, keep, note)

    def badges(self, conference: str) -> tuple[Badge, ...]:
        """All badges that were issued, by holder.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: The database fails.
        """
        with self._looking(conference) as db:
            return tuple(badge_store.all_badges(db, conference))

    def badge_log(
        self, conference: str, holders: Iterable[str] | None = None
    ) -> tuple[tuple[Badge, ChangeNote], ...]:
        """When, by whom and why each badge was last issued or refused, the newest first.

        Args:
            conference: The id of the conference.
            holders: Whose alone; ``None`` for all.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: The database fails.
        """
        wanted = None if holders is None else set(holders)
        with self._looking(conference) as db:
            return tuple(
                (badge, note)
                for badge, note in badge_store.with_notes(db, conference)
                if wanted is None or badge.holder in wanted
            )

    def badge_numbered(self, conference: str, number: int) -> Badge | None:
        """The badge of that number, if there is one.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: The database fails.
        """
        with self._looking(conference) as db:
            return badge_store.by_number(db, conference, number)

    def rule_settings(self, conference: str) -> dict[str, Any]:
        """What a conference asks of its rules, as JSON holds it; nothing where it asks for nothing, or is
        not there.

        Raises:
            StoreError: The database fails, or what it holds is no such thing.
        """
        with self._reading() as db, reading_stored_data(self._where.name, conference):
            return rule_settings_store.load(db, conference)

    def change_rule_settings(
        self, conference: str, edit: SettingsEdit, *, author: str, why: str, at: datetime
    ) -> dict[str, Any]:
        """Change what a conference asks of its rules: the only way to write that, all of it or nothing.

        The conference itself stays as it was, its revision included. Settings go with their conference.

        Args:
            conference: The id of the conference.
            edit: Makes the new settings from the present ones. Must be pure.
            author: Who makes the change.
            why: What for, in a few words.
            at: When.

        Returns:
            The settings as they are now.

        Raises:
            NoSuchConference: There is no conference of that id.
            StoreError: The database fails; nothing was written.
            ValueError: ``at`` is naive.
        """

        def operation(state: ConferenceState) -> Writes:
            state.existing()
            return Writes(rule_settings=edit(dict(state.rule_settings)))

        self.commit(conference, operation, ChangeNote(author, why, at))
        return self.rule_settings(conference)

    def rule_settings_log(self, conference: str) -> tuple[RuleSettingsChange, ...]:
        """The changes of a conference's settings, the last one first; it may have been taken out since.

        Raises:
            StoreError: The database fails.
        """
        cells = tables.settings_change.columns
        wanted = select(cells["at"], cells.author, cells.why).where(cells.conference == conference)
        with self._reading() as db:
            return tuple(
                RuleSettingsChange(datetime.fromisoformat(at), author, why)
                for at, author, why in db.execute(wanted.order_by(cells.number.desc()))
            )

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A transaction that sees one moment."""
        with translate_errors(self._where.name), self._where.read.begin() as db:
            yield db

    @contextmanager
    def _writing(self, conference: str) -> Iterator[Connection]:
        """A transaction that writes, and keeps others from writing to the conference."""
        with translate_errors(self._where.name), self._where.write.begin() as db:
            self._where.lock(db, f"conference {conference}")
            yield db

    @contextmanager
    def _looking(self, conference: str) -> Iterator[Connection]:
        """A transaction that reads what belongs to a conference, which must be there."""
        with self._reading() as db, reading_stored_data(self._where.name, conference):
            _see_that_it_is_there(db, conference)
            yield db

    @contextmanager
    def _changing(self, conference: str) -> Iterator[Connection]:
        """A transaction that writes what belongs to a conference, which must be there."""
        with self._writing(conference) as db:
            _see_that_it_is_there(db, conference)
            yield db

    def _state(self, db: Connection, conference: str) -> ConferenceState:
        """The present state; schedules are frozen, so the one read last serves for as long as it is true."""
        state = ConferenceState.read(db, self._where.name, conference, self._seen.get(conference))
        if state.stored is not None:
            self._seen[conference] = state.stored
        return state

    def _draft(self, db: Connection, conference: str) -> StoredState:
        """What the store holds of a conference, which must be there."""
        found = self._state(db, conference).stored
        if found is None:
            raise NoSuchConference(conference, stored_conference.conference_ids(db))
        return found

    def _stored(self, commit: Commit) -> StoredConference:
        with self._reading() as db:
            return StoredConference.of(self._draft(db, commit.after.conference.id))

    def _ever(self, db: Connection, conference: str) -> ConferenceState:
        """The state of a conference that is there, or once was."""
        state = self._state(db, conference)
        if state.last is None:
            raise NoSuchConference(conference, stored_conference.conference_ids(db))
        return state


def _see_that_it_is_there(db: Connection, conference: str) -> None:
    if conference not in (present := stored_conference.conference_ids(db)):
        raise NoSuchConference(conference, present)


def _followed(state: ConferenceState, after: Schedule, follow: Follow | None) -> dict[str, Any] | None:
    if follow is None or after == state.schedule:
        return None
    return follow(state.schedule, after, dict(state.rule_settings))

"""The private side of a store: rosters, and forgetting people."""

from __future__ import annotations

from datetime import datetime

from eventkit.errors import NoSuchConference
from eventkit.roster import Roster
from eventkit.store import forgetting, kept, roster
from eventkit.store.changing import State
from eventkit.store.engines import emptied_log
from eventkit.store.revisions import Note
from eventkit.store.roster import RosterChange, RosterEdit
from eventkit.store.side import Side
from eventkit.store.troubles import read_back, told


class PrivateSide(Side):
    """What a store does with what is nobody else's business; nothing of it is in a schedule or a release."""

    def roster(self, conference: str) -> Roster:
        """The roster of a conference; an empty one where nothing was ever put in.

        It may name people who are no longer in the schedule: they come back with their contact, should they
        have been taken out by a slip, and it is kept until they are forgotten.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: The database fails.
        """
        with self._looking(conference) as db:
            return roster.load(db, conference)

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
        note = Note.of(author, why, at)
        with self._changing(conference) as db:
            with read_back(self._where.name, conference):
                before = roster.load(db, conference)
            return roster.change(db, conference, before, edit(before), note=note, expecting=expecting)

    def roster_log(self, conference: str) -> tuple[RosterChange, ...]:
        """The changes of a roster, newest first: whose contacts were changed, by whom, when and why.

        Raises:
            StoreError: The database fails.
        """
        with self._reading() as db:
            return roster.changes(db, conference)

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
        note = Note.of(author, "a participant is forgotten", at)
        with self._writing(conference) as db, read_back(self._where.name, conference):
            state = State.of(db, conference, None)
            if state.last is None:
                raise NoSuchConference(conference, kept.ids(db))
            forgetting.forget(db, conference, state, participant, note, remove=remove)
        self._seen.pop(conference, None)
        with told(self._where.name):
            emptied_log(self._where)

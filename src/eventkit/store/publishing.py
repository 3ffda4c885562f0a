"""What a store does with releases: published once, and never changed again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from eventkit.collecting import no_collecting
from eventkit.store import releases
from eventkit.store.kept import Kept
from eventkit.store.releases import Release, Released
from eventkit.store.revisions import Note
from eventkit.store.side import Side
from eventkit.store.troubles import read_back


class ReleaseSide(Side):
    """What a store does with releases."""

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
        noted = Note.of(author, note, at)
        with self._writing(conference) as db, read_back(self._where.name, conference), no_collecting():
            return releases.make(db, self._draft(db, conference), name, noted, forced)

    def forthcoming(self, conference: str) -> Kept:
        """A conference as it is, with the ledger that it would be published with now.

        Calendars of it show what is no longer where the newest release had it, and are never behind that.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: The newest release is damaged, or the database fails.
        """
        with self._reading() as db, read_back(self._where.name, conference), no_collecting():
            draft = self._draft(db, conference)
            return replace(Kept.of(draft), ledger=releases.forthcoming(db, draft))

    def releases(self, conference: str) -> tuple[Release, ...]:
        """The releases of a conference, oldest first; none where nothing was published.

        Raises:
            StoreError: The database fails.
        """
        with self._reading() as db:
            return releases.in_order(db, conference)

    def released(self, conference: str, name: str | None = None) -> Released:
        """The release of that name, or the newest.

        Raises:
            NoSuchRelease: There is none; the message names those there are.
            StoreError: It is damaged, or the database fails.
        """
        with self._reading() as db, read_back(self._where.name, conference), no_collecting():
            return releases.find(db, conference, name)

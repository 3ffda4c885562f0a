"""What a store does with badges: the keys that sign them, and which were issued to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection

from eventkit.errors import StoreError
from eventkit.store import badge_issues, badge_keys
from eventkit.store.badge_issues import Badge
from eventkit.store.revisions import Note
from eventkit.store.side import Side
from eventkit.tokens import PublicKeys, Signer, SigningKey


class BadgeSide(Side):
    """What a store does with badges; nothing of it is in a schedule, a document or a release."""

    def badge_keys(self, conference: str) -> tuple[SigningKey, ...]:
        """The keys that badges of a conference were signed with, the oldest first; private halves and all.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: A key is damaged, or the database fails.
        """
        with self._looking(conference) as db:
            return badge_keys.load(db, conference)

    def badge_signer(self, conference: str) -> Signer | None:
        """What signs badges: the newest key that is not retired; ``None`` where no key was made yet.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: A key is damaged, or the database fails.
        """
        with self._looking(conference) as db:
            return badge_keys.signer(db, conference)

    def door_keys(self, conference: str) -> PublicKeys:
        """What doors have to know to tell good badges: the public halves, and what is revoked.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: A key is damaged, or the database fails.
        """
        with self._looking(conference) as db:
            return badge_keys.public(db, conference)

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
        note = Note.of(author, "", at)
        with self._changing(conference) as db:
            return badge_keys.add(db, conference, seed, note)

    def retire_badge_key(self, conference: str, kid: int, *, at: datetime) -> None:
        """Have all that a key signed refused, as when others may have got hold of it.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: There is no such key, none would be left to sign with, or the database fails.
        """
        with self._changing(conference) as db:
            badge_keys.retire(db, conference, kid, Note.of("", "", at).at)

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
        note = Note.of(author, why, at)
        with self._looking(conference) as db:
            there = badge_issues.held(db, conference, holders)
        if len(there) == len(holders):
            return there
        with self._changing(conference) as db:
            return badge_issues.issue(db, conference, holders, self._key(db, conference), note)

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
        note = Note.of(author, why, at)
        with self._changing(conference) as db:
            return badge_issues.further(db, conference, holders, self._key(db, conference), note)

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
        note = Note.of(author, why, at)
        with self._changing(conference) as db:
            badge_issues.settle(db, conference, badges, note)

    def revoke_badges(
        self, conference: str, holders: Iterable[str], *, author: str, at: datetime, why: str = ""
    ) -> tuple[Badge, ...]:
        """Have the badges of these people refused; gives those that were good until now.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: The database fails; nothing was written.
            ValueError: ``at`` is naive.
        """
        note = Note.of(author, why, at)
        with self._changing(conference) as db:
            return badge_issues.revoke(db, conference, holders, note)

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
        note = Note.of(author, f"is {keep}", at)
        with self._changing(conference) as db:
            badge_issues.pass_on(db, conference, gone, keep, note)

    def badges(self, conference: str) -> tuple[Badge, ...]:
        """All badges that were issued, by holder.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: The database fails.
        """
        with self._looking(conference) as db:
            return tuple(badge_issues.every(db, conference))

    def badge_log(
        self, conference: str, holders: Iterable[str] | None = None
    ) -> tuple[tuple[Badge, Note], ...]:
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
                for badge, note in badge_issues.noted(db, conference)
                if wanted is None or badge.holder in wanted
            )

    def badge_numbered(self, conference: str, number: int) -> Badge | None:
        """The badge of that number, if there is one.

        Raises:
            NoSuchConference: There is none of that id.
            StoreError: The database fails.
        """
        with self._looking(conference) as db:
            return badge_issues.numbered(db, conference, number)

    @staticmethod
    def _key(db: Connection, conference: str) -> SigningKey:
        if (signer := badge_keys.signer(db, conference)) is None:
            message = (
                f"conference '{conference}' has no key to sign badges with: make one with 'eventkit keys "
                "make'"
            )
            raise StoreError(message)
        return signer.key

"""Badge issues: signing keys, first and further issues, revocation.

Nothing is signed here, so that a command that needs no signature does without cryptography: see `badge_keys`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from eventkit.editing import find
from eventkit.errors import StoreError
from eventkit.messages import Message
from eventkit.model import ParticipantId
from eventkit.office.outcomes import Committer
from eventkit.roster import Roster
from eventkit.schedule import EntityKind
from eventkit.store import Badge, BadgeWrites, ChangeNote, Commit, ConferenceState, KeyRecord, Store, Writes
from eventkit.values.arguments import checked_methods


@checked_methods
class BadgeIssues:
    """The issued badges of one conference, and the keys that sign them.

    All methods raise `NoSuchConference` if there is no such conference, and `StoreError` if the
    database fails; nothing is written then.
    """

    def __init__(self, committer: Committer) -> None:
        self._committer = committer

    @property
    def store(self) -> Store:
        """The store."""
        return self._committer.store

    @property
    def conference(self) -> str:
        """The id of the conference."""
        return self._committer.conference

    def keys(self) -> tuple[KeyRecord, ...]:
        """The signing keys, oldest first, with their private halves."""
        return self._committer.store.badges.keys(self._committer.conference)

    def make_first_key(self, seed: bytes) -> KeyRecord:
        """Make the first key, which signs from now on.

        Raises:
            StoreError: There is a key already.
            ValueError: The seed does not have 32 bytes.
        """

        def operation(state: ConferenceState) -> Writes:
            if state.keys:
                raise StoreError(
                    "Conference '{conference}' has key {kid} already. Rotate the keys to make another.",
                    conference=self.conference,
                    kid=state.keys[-1].kid,
                )
            return Writes(badges=BadgeWrites(new_key=seed))

        return self._new_key(self._committer.commit(operation, Message("signing key")), seed)

    def rotate_keys(self, seed: bytes, *, retire: bool = False) -> tuple[KeyRecord, tuple[KeyRecord, ...]]:
        """Make another key, which signs from now on; and the keys that were valid before it.

        Args:
            seed: The private half: 32 bytes that nobody can guess.
            retire: Whether to refuse what the keys before it signed.

        Raises:
            StoreError: There is no key yet, or there can be no further one.
        """
        before: tuple[KeyRecord, ...] = ()

        def operation(state: ConferenceState) -> Writes:
            nonlocal before
            before = tuple(key for key in state.keys if key.retired is None)
            if not before:
                raise StoreError(
                    "Conference '{conference}' has no key yet. Make the first one.",
                    conference=self.conference,
                )
            retired = tuple(key.kid for key in before) if retire else ()
            return Writes(badges=BadgeWrites(new_key=seed, retire_keys=retired))

        return self._new_key(self._committer.commit(operation, Message("signing key")), seed), before

    def retire_key(self, kid: int) -> None:
        """Refuse all badges that a key signed, for instance if it may have leaked.

        Raises:
            StoreError: There is no such key, or none would be left to sign with.
        """
        self._commit(BadgeWrites(retire_keys=(kid,)), "signing key")

    def badges(self) -> tuple[Badge, ...]:
        """All badges that were issued, by holder."""
        return self._committer.store.badges.all(self.conference)

    def by_number(self, number: int) -> Badge | None:
        """The badge of that number, if there is one."""
        return self._committer.store.badges.by_number(self.conference, number)

    def log(self, holders: Iterable[str] | None = None) -> tuple[tuple[Badge, ChangeNote], ...]:
        """The last issue or revocation of each badge, newest first; or only of some holders."""
        return self._committer.store.badges.log(self.conference, holders)

    def require_replaceable(self, words: str) -> None:
        """Require a signing key, since without one no badge has a code that could be revoked.

        Args:
            words: The words for the holder, for the message.

        Raises:
            StoreError: There is no key; the message says how to print the badge again.
        """
        if not self.keys():
            raise StoreError(
                "Conference '{conference}' has no key to sign badges with, so no code can be "
                "revoked. Just print the badge of '{words}' again.",
                conference=self.conference,
                words=words,
            )

    def find_holder(self, words: str) -> str:
        """Find a holder by words: an attendee that a badge was issued to, or a participant.

        Raises:
            Refused: There is no such holder, or there are several.
        """
        store = self._committer.store
        if store.badges.find(self.conference, [words]):
            return words
        return find(store.load(self.conference).schedule, EntityKind.PARTICIPANT, words)

    def tickets(self) -> tuple[str, ...]:
        """The classes of tickets by the categories of badges; the first is that of no ticket."""
        return ("", *self._committer.store.badges.door_record(self.conference).tickets)

    def roster(self) -> Roster:
        """The contacts, with ticket classes and lines to print."""
        return self._committer.store.roster.load(self.conference)

    def issue(self, holders: Mapping[str, str], why: str = "") -> Mapping[str, Badge]:
        """The badges of these holders: those they have, and a first one for each who has none.

        For very many people, call it for a few thousand at a time.

        Args:
            holders: The holders, each with the class of their ticket (empty for none).

        Raises:
            StoreError: There is no key to sign with, or there are too many classes of tickets.
        """
        return self._commit(BadgeWrites(issue=holders), why).badges

    def reserve(self, holders: Mapping[str, str], why: str = "") -> Mapping[str, Badge]:
        """Reserve the next issue of these badges; until it is activated, the present one stays valid.

        Raises:
            StoreError: As `issue`, or a badge was issued too often.
        """
        return self._commit(BadgeWrites(reissue=holders), why).badges

    def activate(self, badges: Collection[Badge], why: str = "") -> None:
        """Make reserved issues valid; all earlier ones of their holders are refused from then on.

        Raises:
            ChangedMeanwhile: Somebody else issued one of them meanwhile.
        """
        self._commit(BadgeWrites(activate=tuple(badges)), why)

    def renew(self, holders: Mapping[str, str], why: str = "") -> Mapping[str, Badge]:
        """Issue the next badge of these holders; their earlier badges are refused.

        Raises:
            StoreError: As `issue`, or a badge was issued too often.
        """
        return self._commit(BadgeWrites(renew=holders), why).badges

    def replace(self, holders: Iterable[str], why: str = "") -> Mapping[str, Badge]:
        """Issue a replacement to each of these holders; their earlier badges are refused.

        The ticket is the one that the roster has, or else that of the old badge.

        Raises:
            StoreError: As `issue`, or a badge was issued too often.
        """
        return self.renew({holder: self._ticket(holder) for holder in holders}, why)

    def revoke(self, holders: Collection[str], why: str = "") -> tuple[Badge, ...]:
        """Refuse the badges of these holders; those that were valid until now are returned."""
        return tuple(self._commit(BadgeWrites(revoke=tuple(holders)), why).badges.values())

    def _commit(self, badges: BadgeWrites, why: str) -> Commit:
        return self._committer.commit(lambda _: Writes(badges=badges), why)

    def _new_key(self, commit: Commit, seed: bytes) -> KeyRecord:
        """The key that a commit made; in a dry run, the one it would make, without a number."""
        return commit.key or KeyRecord(0, seed, commit.at, self._committer.author)

    def _ticket(self, holder: str) -> str:
        """The class of a holder's ticket: of the roster, or else of the badge."""
        contact = self.roster().contact(ParticipantId(holder))
        if contact is not None:
            return contact.ticket or ""
        badge = self._committer.store.badges.find(self.conference, [holder]).get(holder)
        return self.tickets()[badge.category] if badge else ""

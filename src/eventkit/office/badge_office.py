"""Badges: signing keys, first and further issues, revocation, and the keys for doors."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from eventkit.office.outcomes import Committer
from eventkit.store import Badge, BadgeWrites, Commit, KeyRecord, Store, Writes
from eventkit.tokens.signing_keys import Signer, SigningKey
from eventkit.tokens.token_format import conference_tag
from eventkit.tokens.verification import PublicKey, PublicKeys


def signing_key(record: KeyRecord) -> SigningKey:
    """The signing key of a record."""
    return SigningKey(*record)


def signer(store: Store, conference: str) -> Signer | None:
    """The signer of new badges, with the newest key that is not retired; ``None`` where there is no key.

    Raises:
        NoSuchConference: There is no such conference.
        StoreError: A key is damaged, or the database fails.
    """
    valid = [record for record in store.badges.keys(conference) if record.retired is None]
    uid = store.load(conference).schedule.conference.uid
    return Signer(signing_key(valid[-1]), conference_tag(uid)) if valid else None


def door_keys(store: Store, conference: str) -> PublicKeys:
    """What doors need to know to tell valid badges: public halves of keys, and revocations.

    Raises:
        NoSuchConference: There is no such conference.
        StoreError: A key is damaged, or the database fails.
    """
    record = store.badges.door_record(conference)
    return PublicKeys(
        conference=record.conference,
        event=conference_tag(record.uid).hex(),
        until=record.until,
        keys=tuple(
            PublicKey(kid=key.kid, public=signing_key(key).public.hex(), retired=key.retired)
            for key in record.keys
        ),
        tickets=record.tickets,
        revoked=record.revoked,
    )


class BadgeOffice:
    """The badges of one conference, and the keys that sign them.

    All methods raise `NoSuchConference` where there is no such conference, and `StoreError` where the
    database fails; nothing is written then.
    """

    def __init__(self, committer: Committer) -> None:
        self._committer = committer

    def keys(self) -> tuple[KeyRecord, ...]:
        """The signing keys, oldest first, with their private halves."""
        return self._committer.store.badges.keys(self._committer.conference)

    def signer(self) -> Signer | None:
        """The signer of new badges; ``None`` where there is no key."""
        return signer(self._committer.store, self._committer.conference)

    def door_keys(self) -> PublicKeys:
        """What doors need to know to tell valid badges."""
        return door_keys(self._committer.store, self._committer.conference)

    def make_key(self, seed: bytes) -> KeyRecord:
        """Make a key that signs from now on; badges signed by earlier ones stay valid.

        Args:
            seed: The private half: 32 bytes that nobody can guess.

        Raises:
            StoreError: There can be no further key.
            ValueError: The seed does not have 32 bytes.
        """
        commit = self._commit(BadgeWrites(new_key=seed), "signing key")
        return commit.key or KeyRecord(0, seed, commit.at, self._committer.author)

    def retire_key(self, kid: int) -> None:
        """Refuse all badges that a key signed, as when others may have got hold of it.

        Raises:
            StoreError: There is no such key, or none would be left to sign with.
        """
        self._commit(BadgeWrites(retire_key=kid), "signing key")

    def issue(self, holders: Mapping[str, str], why: str = "") -> Mapping[str, Badge]:
        """The badges of these holders: those they have, and a first one for each who has none.

        Of very many people, a few thousand at a time are best asked for.

        Args:
            holders: The holders, each with the class of their ticket (empty for none).
            why: The reason.

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
        """Issue the next badge of these holders; their earlier ones are refused.

        Raises:
            StoreError: As `issue`, or a badge was issued too often.
        """
        return self._commit(BadgeWrites(renew=holders), why).badges

    def revoke(self, holders: Collection[str], why: str = "") -> tuple[Badge, ...]:
        """Refuse the badges of these holders; those that were valid until now are returned."""
        return tuple(self._commit(BadgeWrites(revoke=tuple(holders)), why).badges.values())

    def _commit(self, badges: BadgeWrites, why: str) -> Commit:
        return self._committer.commit(lambda _: Writes(badges=badges), why)

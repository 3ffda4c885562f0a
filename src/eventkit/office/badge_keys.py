"""Badge keys: the signer of new badges, and the public keys for doors, made from the store's records."""

from __future__ import annotations

from eventkit.store import KeyRecord, Store
from eventkit.tokens.signing_keys import Signer, SigningKey
from eventkit.tokens.token_format import conference_tag
from eventkit.tokens.verification import PublicKey, PublicKeys


def signing_key(record: KeyRecord) -> SigningKey:
    return SigningKey(*record)


def signer(store: Store, conference: str) -> Signer | None:
    """The signer of new badges, with the newest key that is not retired; ``None`` if there is no key."""
    valid = [record for record in store.badges.keys(conference) if record.retired is None]
    uid = store.load(conference).schedule.conference.uid
    return Signer(signing_key(valid[-1]), conference_tag(uid)) if valid else None


def door_keys(store: Store, conference: str) -> PublicKeys:
    """The data by which doors verify badges: public halves of keys, and revocations."""
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

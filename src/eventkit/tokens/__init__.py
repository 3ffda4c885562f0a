"""What the code on a badge says, so that a door can tell a badge that was issued from one that was not.

A token is signed with Ed25519 (RFC 8032): a door holds public halves of keys, with which nothing can be
signed. It holds no name, no address and no id; whose it is, only the store knows.

    signer = Signer(key, event_of(conference.uid))
    token = signer.sign_badge(number=7, issue=1)
    verify(token, PublicKeys(...), now)  # Verified or Refused
"""

from eventkit.tokens.signing_keys import SEED_LENGTH, Signer, SigningKey, badge_number
from eventkit.tokens.token_format import (
    CATEGORIES_LIMIT,
    ISSUES_LIMIT,
    KEYS_LIMIT,
    TOKEN_LENGTH,
    Payload,
    conference_tag,
)
from eventkit.tokens.verification import (
    PublicKey,
    PublicKeys,
    Rejected,
    RejectionReason,
    Verified,
    parse_keys,
    serialise_keys,
    verify,
)

__all__ = [
    "CATEGORIES_LIMIT",
    "ISSUES_LIMIT",
    "KEYS_LIMIT",
    "SEED_LENGTH",
    "TOKEN_LENGTH",
    "Payload",
    "PublicKey",
    "PublicKeys",
    "Rejected",
    "RejectionReason",
    "Signer",
    "SigningKey",
    "Verified",
    "badge_number",
    "conference_tag",
    "parse_keys",
    "serialise_keys",
    "verify",
]

"""What the code on a badge says, so that a door can tell a badge that was issued from one that was not.

A token is signed with Ed25519 (RFC 8032): a door holds public halves of keys, with which nothing can be
signed. It holds no name, no address and no id; whose it is, only the store knows.

    signer = Signer(key, event_of(conference.uid))
    token = signer.issued(number=7, issue=1)
    verify(token, PublicKeys(...), now)  # Verified or Refused
"""

from eventkit.tokens.keyfile import key_file, read_key_file
from eventkit.tokens.payload import CATEGORIES_LIMIT, ISSUES_LIMIT, KEYS_LIMIT, LENGTH, Payload, event_of
from eventkit.tokens.signing import SEED_LENGTH, Signer, SigningKey, number_of
from eventkit.tokens.verifying import PublicKey, PublicKeys, Reason, Refused, Verified, verify

__all__ = [
    "CATEGORIES_LIMIT",
    "ISSUES_LIMIT",
    "KEYS_LIMIT",
    "LENGTH",
    "SEED_LENGTH",
    "Payload",
    "PublicKey",
    "PublicKeys",
    "Reason",
    "Refused",
    "Signer",
    "SigningKey",
    "Verified",
    "event_of",
    "key_file",
    "number_of",
    "read_key_file",
    "verify",
]

"""Signing keys: private keys, and the signer that makes tokens with one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from eventkit.messages import Message
from eventkit.tokens.token_format import DOMAIN, SEED_LENGTH, Payload, PrivateHalf, encode, read_private_key


@dataclass(frozen=True)
class SigningKey:
    """A signing key, private half included.

    Attributes:
        kid: Its number among the keys of the conference, counted from 1.
        seed: The private half: 32 random bytes. It is not in the ``repr`` of the key.
        made: The time of its creation.
        retired: The time from which tokens it signed are refused; ``None`` while they are accepted.

    Raises:
        ValueError: The seed does not have 32 bytes.
    """

    kid: int
    seed: bytes = field(repr=False)
    made: datetime
    author: str = ""
    retired: datetime | None = None

    def __post_init__(self) -> None:
        if len(self.seed) != SEED_LENGTH:
            raise ValueError(
                Message(
                    "The private half of a key has {seed_length} bytes, not {count}.",
                    seed_length=SEED_LENGTH,
                    count=len(self.seed),
                )
            )

    @cached_property
    def private(self) -> PrivateHalf:
        """The private key, ready to sign."""
        return read_private_key(self.seed)

    @cached_property
    def public(self) -> bytes:
        """The public key: 32 bytes."""
        return self.private.public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs the badges of a conference.

    Attributes:
        event: The three bytes of `conference_tag`.
    """

    key: SigningKey
    event: bytes

    def sign_badge(self, number: int, issue: int = 1, category: int = 0) -> str:
        """The token of a badge; Ed25519 is deterministic, so that it is the same each time.

        Args:
            number: The number of the holder.
            issue: The issue of their badge, counted from 1.
            category: The class of the ticket; 0 for none.

        Raises:
            ValueError: A number is out of its range.
        """
        payload = Payload(self.key.kid, self.event, number, issue, category).packed()
        return encode(payload + self.key.private.sign(DOMAIN + payload))

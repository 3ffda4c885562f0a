"""Making tokens: what the office does, and no door can."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from eventkit.tokens.token_format import DOMAIN, SEED_LENGTH, Payload, encode


@dataclass(frozen=True)
class SigningKey:
    """A key with its private half.

    Attributes:
        kid: Its number among the keys of the conference, counted from 1.
        seed: The private half: 32 random bytes. It is left out of the key's own ``repr``.
        made: When it was made.
        author: By whom.
        retired: Since when what it signed is refused; ``None`` while it is not.

    Raises:
        ValueError: The seed is not of 32 bytes.
    """

    kid: int
    seed: bytes = field(repr=False)
    made: datetime
    author: str = ""
    retired: datetime | None = None

    def __post_init__(self) -> None:
        if len(self.seed) != SEED_LENGTH:
            message = f"the private half of a key has {SEED_LENGTH} bytes, not {len(self.seed)}"
            raise ValueError(message)

    @cached_property
    def private(self) -> Ed25519PrivateKey:
        """The key, ready to sign."""
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def public(self) -> bytes:
        """The public half: 32 bytes."""
        return self.private.public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs the badges of a conference.

    Attributes:
        key: With this key.
        event: What stands for the conference, as of `event_of`.
    """

    key: SigningKey
    event: bytes

    def sign_badge(self, number: int, issue: int = 1, category: int = 0) -> str:
        """The token of a badge; the same one each time, for Ed25519 signs without chance.

        Args:
            number: The number of who wears it.
            issue: Which issue of their badge, counted from 1.
            category: The class of the ticket; 0 where none is told.

        Raises:
            ValueError: A number is out of its range.
        """
        payload = Payload(self.key.kid, self.event, number, issue, category).packed()
        return encode(payload + self.key.private.sign(DOMAIN + payload))

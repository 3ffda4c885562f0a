"""Token format: the payload of a token, and its text.

===========  =====  ==========================================================
version      4 bit  1
key          4 bit  the number of the key that signed
event        3      the first bytes of a hash of the conference's uid
participant  4      the number of the holder, assigned at the first issue
issue        1      counted from 1; a replacement has the next
category     1      the class of the ticket, 0 for none
signature    64     Ed25519 over `DOMAIN` and the ten bytes above
===========  =====  ==========================================================

The text is the base32 of RFC 4648 without padding: 119 capital letters and digits, which a QR code encodes in
its alphanumeric mode (version 5 at level M).

Signatures are by the package cryptography of the extra ``sign``, which is loaded at the first key: most
conferences sign no codes, and it is large.
"""

from __future__ import annotations

import binascii
import hmac
from base64 import b32decode, b32encode
from hashlib import sha256
from importlib import import_module
from typing import Any, NamedTuple, Protocol, Self
from uuid import UUID

from eventkit.errors import EventkitError
from eventkit.messages import Message

DOMAIN = b"eventkit-badge-1\0"
"""The prefix of every signed message: signatures made for other purposes are not valid for badges."""

VERSION = 1

KEYS_LIMIT = 15
"""The highest number of a key; they begin at 1."""

ISSUES_LIMIT = 255
"""The highest number of issues of a badge."""

CATEGORIES_LIMIT = 255
"""The highest number of classes of tickets."""

SEED_LENGTH = 32
"""The bytes of a private key (RFC 8032 5.1.5)."""

PAYLOAD_LENGTH = 10

TOKEN_LENGTH = 119
"""The characters of a token."""

_ED25519 = "cryptography.hazmat.primitives.asymmetric.ed25519"  # the module with the keys
_ERRORS = "cryptography.exceptions"  # the module with the error of a signature that does not match

_NOT_INSTALLED = (
    "Signed codes on badges need an extra. Install it with: pip install 'conference-eventkit[sign]'"
)


class Payload(NamedTuple):
    """The payload of a token, which is signed.

    Attributes:
        kid: The number of the key, 1 to `KEYS_LIMIT`.
        event: The three bytes of `conference_tag`.
        number: The number of the participant, of 32 bits.
        issue: The issue of their badge, 1 to `ISSUES_LIMIT`.
        category: The class of the ticket, 0 to `CATEGORIES_LIMIT`; 0 for none.
    """

    kid: int
    event: bytes
    number: int
    issue: int
    category: int = 0

    def packed(self) -> bytes:
        """The ten bytes.

        Raises:
            ValueError: A number is out of its range.
        """
        ranges = (
            (self.kid, 1, KEYS_LIMIT),
            (self.issue, 1, ISSUES_LIMIT),
            (self.category, 0, CATEGORIES_LIMIT),
        )
        if not all(low <= value <= high for value, low, high in ranges) or not 0 <= self.number < 1 << 32:
            raise ValueError(
                Message(
                    "A badge cannot have key {kid}, number {number}, issue {issue} and category "
                    "{category}: one of them is out of its range.",
                    kid=self.kid,
                    number=self.number,
                    issue=self.issue,
                    category=self.category,
                )
            )
        head = bytes([VERSION << 4 | self.kid]) + self.event
        return head + self.number.to_bytes(4) + bytes([self.issue, self.category])

    @classmethod
    def unpacked(cls, data: bytes) -> Self:
        """The payload in ten bytes of the present version; its numbers are not checked."""
        return cls(data[0] & 0x0F, data[1:4], int.from_bytes(data[4:8]), data[8], data[9])


def conference_tag(uid: UUID) -> bytes:
    """The tag of a conference in tokens: three bytes, made from its UID."""
    return sha256(b"eventkit-event-1\0" + uid.bytes).digest()[:3]


def encode(data: bytes) -> str:
    """The bytes of a token as text."""
    return b32encode(data).decode().rstrip("=")


def decode(token: object) -> bytes | None:
    """The bytes of a token; ``None`` if the text is not one.

    A token has exactly one text: lower case, spaces, padding and loose bits at the end are refused.
    """
    if isinstance(token, str) and len(token) == TOKEN_LENGTH and token.isascii():
        text = token.encode()
    elif isinstance(token, bytes) and len(token) == TOKEN_LENGTH:
        text = token
    else:
        return None
    try:
        data = b32decode(text + b"=")
    except binascii.Error:
        return None
    return data if b32encode(data) == text + b"=" else None


def badge_number(seed: bytes, holder: str, attempt: int = 0) -> int:
    """A number of 32 bits for a holder, which reveals nothing about them without the key.

    Among 100,000 people two numbers sometimes collide: the caller checks whether a number is in use, and
    then calls again with the next ``attempt``.
    """
    message = b"eventkit-holder-1\0" + attempt.to_bytes(4) + holder.encode(errors="surrogatepass")
    return int.from_bytes(hmac.digest(seed, message, "sha256")[:4])


class PublicHalf(Protocol):
    """The public half of a key, with which signatures are verified."""

    def verify(self, signature: bytes, data: bytes, /) -> None:
        """Raise ``InvalidSignature`` unless the signature is of this data, by the other half."""

    def public_bytes_raw(self) -> bytes:
        """The 32 bytes of the key."""
        ...


class PrivateHalf(Protocol):
    """The private half of a key, with which data is signed."""

    def sign(self, data: bytes, /) -> bytes:
        """The signature of some data; the same each time."""
        ...

    def public_key(self) -> PublicHalf:
        """The other half."""
        ...


def read_private_key(seed: bytes) -> PrivateHalf:
    """The private half of a seed of 32 bytes.

    Raises:
        EventkitError: The extra ``sign`` is not installed.
    """
    key: PrivateHalf = _load(_ED25519).Ed25519PrivateKey.from_private_bytes(seed)
    return key


def read_public_key(data: bytes) -> PublicHalf:
    """The public half of 32 bytes.

    Raises:
        EventkitError: The extra ``sign`` is not installed.
        ValueError: The bytes are not a key.
    """
    key: PublicHalf = _load(_ED25519).Ed25519PublicKey.from_public_bytes(data)
    return key


def is_signed_by(key: PublicHalf, signature: bytes, data: bytes) -> bool:
    """Check the signature of some data by the owner of a public half."""
    try:
        key.verify(signature, data)
    except _load(_ERRORS).InvalidSignature:
        return False
    return True


def _load(module: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError:
        raise EventkitError(_NOT_INSTALLED) from None

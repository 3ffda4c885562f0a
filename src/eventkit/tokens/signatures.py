"""Signatures of tokens: Ed25519 (RFC 8032), by the package cryptography of the extra ``sign``.

The package is loaded at the first key: most conferences sign no codes, and it is large.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol

from eventkit.errors import EventkitError

ED25519 = "cryptography.hazmat.primitives.asymmetric.ed25519"
"""The module with the keys."""

ERRORS = "cryptography.exceptions"
"""The module with the error of a signature that does not match."""

NOT_INSTALLED = (
    "Signed codes on badges need an extra. Install it with: pip install 'conference-eventkit[sign]'"
)


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
    key: PrivateHalf = _load(ED25519).Ed25519PrivateKey.from_private_bytes(seed)
    return key


def read_public_key(data: bytes) -> PublicHalf:
    """The public half of 32 bytes.

    Raises:
        EventkitError: The extra ``sign`` is not installed.
        ValueError: The bytes are no key.
    """
    key: PublicHalf = _load(ED25519).Ed25519PublicKey.from_public_bytes(data)
    return key


def is_signed_by(key: PublicHalf, signature: bytes, data: bytes) -> bool:
    """Check the signature of some data by the owner of a public half."""
    try:
        key.verify(signature, data)
    except _load(ERRORS).InvalidSignature:
        return False
    return True


def _load(module: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError:
        raise EventkitError(NOT_INSTALLED) from None

"""The file of public keys that doors are given."""

from __future__ import annotations

import json

from eventkit.errors import Fault, Unreadable
from eventkit.tokens.verifying import PublicKeys

SIZE_LIMIT = 20_000_000
"""The bytes of the longest file that is read: room for a million revoked badges."""


def key_file(keys: PublicKeys) -> bytes:
    """Public keys as a JSON file: the same bytes for the same keys."""
    form = keys.model_dump(mode="json")
    lines = [f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in form.items()]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def read_key_file(data: bytes, name: str) -> PublicKeys:
    """The public keys in a file.

    Args:
        data: What is in it.
        name: What messages call it.

    Raises:
        Unreadable: It is no such file.
    """
    if len(data) <= SIZE_LIMIT:
        try:
            return PublicKeys.model_validate_json(data, strict=True)
        except ValueError:  # nobody writes one by hand: which field is wrong helps nobody
            pass
    message = "is no file of public keys: write it anew with 'eventkit keys export'"
    raise Unreadable(name, (Fault(message),))

"""Verification of tokens at doors, with public keys only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from eventkit.errors import Fault, Unreadable
from eventkit.messages import Message, sentence
from eventkit.tokens.token_format import (
    CATEGORIES_LIMIT,
    DOMAIN,
    ISSUES_LIMIT,
    KEYS_LIMIT,
    PAYLOAD_LENGTH,
    VERSION,
    Payload,
    PublicHalf,
    decode,
    is_signed_by,
    read_public_key,
)
from eventkit.values import Value
from eventkit.values.field_errors import matching


class PublicKey(Value):
    """A public key."""

    kid: Annotated[int, Field(ge=1, le=KEYS_LIMIT)]
    """The number of the key."""

    public: Annotated[
        str, matching(r"^[0-9a-f]{64}$", sentence("must be a public key, 64 digits or letters to f"))
    ]
    """The 32 bytes of the key, in hexadecimal."""

    retired: AwareDatetime | None = None
    """The time from which tokens it signed are refused; ``None`` while they are accepted."""


Revoked = tuple[
    Annotated[int, Field(ge=0, lt=1 << 32)],
    Annotated[int, Field(ge=1, le=ISSUES_LIMIT)],
]
"""The number of a participant, and the last issue of their badge that is refused."""


class PublicKeys(Value):
    """The public keys of a conference, with its revoked badges, for a door. It contains nothing secret or
    personal.

    Raises:
        pydantic.ValidationError: Two keys have the same number.
    """

    format: Literal["eventkit-badge-keys-1"] = "eventkit-badge-keys-1"
    """The name and version of the format."""

    conference: str
    """The id of the conference."""

    event: Annotated[
        str,
        matching(r"^[0-9a-f]{6}$", sentence("must be the mark of a conference, six digits or letters to f")),
    ]
    """The tag of the conference in tokens, in hexadecimal."""

    until: AwareDatetime
    """The end of the conference, after which every badge is refused."""

    keys: tuple[PublicKey, ...]
    """The keys, retired ones included."""

    tickets: Annotated[tuple[str, ...], Field(max_length=CATEGORIES_LIMIT)] = ()
    """The classes of tickets: the first is category 1."""

    revoked: tuple[Revoked, ...] = ()
    """The revoked badges."""

    @model_validator(mode="after")
    def _unique_numbers(self) -> Self:
        if len({key.kid for key in self.keys}) < len(self.keys):
            raise ValueError(Message("Two keys have the same number."))
        return self

    @cached_property
    def by_number(self) -> dict[int, tuple[PublicKey, PublicHalf]]:
        """The keys by number, each ready to verify."""
        return {key.kid: (key, read_public_key(bytes.fromhex(key.public))) for key in self.keys}

    @cached_property
    def refused_up_to(self) -> dict[int, int]:
        """The last refused issue, by the number of the participant."""
        issues: dict[int, int] = {}
        for number, issue in self.revoked:
            issues[number] = max(issue, issues.get(number, 0))
        return issues


class RejectionReason(StrEnum):
    """The reason for which a token is refused."""

    UNREADABLE = "unreadable"
    NEWER = "newer"
    OTHER_CONFERENCE = "other-conference"
    UNKNOWN_KEY = "unknown-key"
    FORGED = "forged"
    RETIRED_KEY = "retired-key"
    REVOKED = "revoked"
    OVER = "over"


_REASON_TEXTS = {
    RejectionReason.UNREADABLE: sentence(
        "this is not the code of a badge: scan it again, or look at the badge"
    ),
    RejectionReason.NEWER: sentence("the code was made by a newer eventkit: update this one"),
    RejectionReason.OTHER_CONFERENCE: sentence("the badge is for another conference"),
    RejectionReason.UNKNOWN_KEY: sentence(
        "the badge is signed with an unknown key: export the public keys again, "
        "and use the new file at this door"
    ),
    RejectionReason.FORGED: sentence("the badge is not genuine: its signature is wrong"),
    RejectionReason.RETIRED_KEY: sentence("the badge is old: its key was retired"),
    RejectionReason.REVOKED: sentence("the badge was revoked: it was lost, or a newer one replaced it"),
    RejectionReason.OVER: sentence("the conference is over"),
}


@dataclass(frozen=True, slots=True)
class Verified:
    """A valid badge.

    Attributes:
        number: The number of the holder.
        issue: The issue of their badge.
        category: The class of the ticket; 0 for none.
        ticket: The name of that class; empty if it is not known.
        kid: The number of the key that signed it.
    """

    number: int
    issue: int
    category: int
    ticket: str
    kid: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """A refused token.

    Attributes:
        reason: Why it is refused.
        number: The number of the holder; ``None`` unless the signature is genuine.
        issue: The issue of their badge; ``None`` unless the signature is genuine.
    """

    reason: RejectionReason
    number: int | None = None
    issue: int | None = None

    def __str__(self) -> str:
        return _REASON_TEXTS[self.reason]


def verify(token: str | bytes, keys: PublicKeys, now: datetime) -> Verified | Rejected:
    """Verify a token; never raises an exception, for any text or bytes.

    An offline door cannot know which badges were revoked since the keys were exported, nor that a copy of the
    badge was scanned at another door.

    Args:
        token: The scanned text.
        keys: The public keys of the conference.
        now: The time; a naive one is in UTC.
    """
    data = decode(token)
    if data is None:
        return Rejected(RejectionReason.UNREADABLE)
    payload, signature = data[:PAYLOAD_LENGTH], data[PAYLOAD_LENGTH:]
    if payload[0] >> 4 != VERSION:
        return Rejected(RejectionReason.NEWER)
    fields = Payload.unpacked(payload)
    if fields.event.hex() != keys.event:
        return Rejected(RejectionReason.OTHER_CONFERENCE)
    if fields.kid not in keys.by_number:
        return Rejected(RejectionReason.UNKNOWN_KEY)
    key, public = keys.by_number[fields.kid]
    if not is_signed_by(public, signature, DOMAIN + payload):
        return Rejected(RejectionReason.FORGED)
    return _check(fields, key, keys, now if now.tzinfo else now.replace(tzinfo=UTC))


def _check(fields: Payload, key: PublicKey, keys: PublicKeys, now: datetime) -> Verified | Rejected:
    reason = None
    if key.retired is not None and now >= key.retired:
        reason = RejectionReason.RETIRED_KEY
    elif fields.issue <= keys.refused_up_to.get(fields.number, 0):
        reason = RejectionReason.REVOKED
    elif now >= keys.until:
        reason = RejectionReason.OVER
    if reason is not None:
        return Rejected(reason, fields.number, fields.issue)
    known = 0 < fields.category <= len(keys.tickets)
    ticket = keys.tickets[fields.category - 1] if known else ""
    return Verified(fields.number, fields.issue, fields.category, ticket, fields.kid)


KEY_FILE_LIMIT = 20_000_000
"""The highest size of a key file, in bytes: enough for a million revoked badges."""


def serialise_keys(keys: PublicKeys) -> bytes:
    """Public keys as a JSON file: the same bytes for the same keys."""
    form = keys.model_dump(mode="json")
    lines = [f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in form.items()]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def parse_keys(data: bytes, name: str) -> PublicKeys:
    """The public keys in a file.

    Args:
        data: The content of the file.
        name: The name of the file in messages.

    Raises:
        Unreadable: The file is not one of public keys.
    """
    if len(data) <= KEY_FILE_LIMIT:
        try:
            return PublicKeys.model_validate_json(data, strict=True)
        except ValueError:  # the file is always generated, so the field at fault does not help the user
            pass
    raise Unreadable(name, (Fault(Message("Not a file of public keys. Export it again.")),))

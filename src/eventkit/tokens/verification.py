"""Telling whether a token is good: what a door does, with nothing that has to be kept secret."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from eventkit.errors import Fault, Unreadable
from eventkit.tokens.token_format import (
    CATEGORIES_LIMIT,
    DOMAIN,
    ISSUES_LIMIT,
    KEYS_LIMIT,
    PAYLOAD_LENGTH,
    VERSION,
    Payload,
    decode,
)
from eventkit.values import Value


class PublicKey(Value):
    """The half of a key that a door holds."""

    kid: Annotated[int, Field(ge=1, le=KEYS_LIMIT)]
    """Its number."""

    public: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """Its 32 bytes, in hexadecimal."""

    retired: AwareDatetime | None = None
    """Since when what it signed is refused."""


Revoked = tuple[
    Annotated[int, Field(ge=0, lt=1 << 32)],
    Annotated[int, Field(ge=1, le=ISSUES_LIMIT)],
]
"""The number of a participant, and the last issue of their badge that is refused."""


class PublicKeys(Value):
    """All that a door has to know of a conference; nothing of it is secret, and no person is named in it.

    Raises:
        pydantic.ValidationError: Two keys have one number.
    """

    format: Literal["eventkit-badge-keys-1"] = "eventkit-badge-keys-1"
    """Says what this is."""

    conference: str
    """The id of the conference."""

    event: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{6}$")]
    """What stands for it in tokens, in hexadecimal."""

    until: AwareDatetime
    """When it is over: from then on every badge is refused."""

    keys: tuple[PublicKey, ...]
    """Its keys, those that are retired among them."""

    tickets: Annotated[tuple[str, ...], Field(max_length=CATEGORIES_LIMIT)] = ()
    """The classes of tickets: the first is category 1."""

    revoked: tuple[Revoked, ...] = ()
    """Which badges are refused although they were issued."""

    @model_validator(mode="after")
    def _unique_numbers(self) -> Self:
        if len({key.kid for key in self.keys}) < len(self.keys):
            message = "has two keys of one number"
            raise ValueError(message)
        return self

    @cached_property
    def by_number(self) -> dict[int, tuple[PublicKey, Ed25519PublicKey]]:
        """Each key, ready to verify."""
        return {
            key.kid: (key, Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.public))) for key in self.keys
        }

    @cached_property
    def refused_up_to(self) -> dict[int, int]:
        """For the number of a participant, the last issue that is refused."""
        found: dict[int, int] = {}
        for number, issue in self.revoked:
            found[number] = max(issue, found.get(number, 0))
        return found


class RejectionReason(StrEnum):
    """Why a token is refused."""

    UNREADABLE = "unreadable"
    NEWER = "newer"
    OTHER_CONFERENCE = "other-conference"
    UNKNOWN_KEY = "unknown-key"
    FORGED = "forged"
    RETIRED_KEY = "retired-key"
    REVOKED = "revoked"
    OVER = "over"


_REASON_TEXTS = {
    RejectionReason.UNREADABLE: "this is no code of a badge: scan it again, or look at the badge",
    RejectionReason.NEWER: "the code is of a newer eventkit: bring this one up to date",
    RejectionReason.OTHER_CONFERENCE: "the badge is of another conference",
    RejectionReason.UNKNOWN_KEY: "the badge is signed with an unknown key: fetch the keys anew, "
    "with 'eventkit keys export'",
    RejectionReason.FORGED: "the badge is not genuine: nobody of the office signed what it says",
    RejectionReason.RETIRED_KEY: "the badge is an old one: its key is retired",
    RejectionReason.REVOKED: "the badge was revoked: it was lost, or a newer one was issued in its place",
    RejectionReason.OVER: "the conference is over",
}


@dataclass(frozen=True, slots=True)
class Verified:
    """A badge that was issued and is good.

    Attributes:
        number: The number of who wears it.
        issue: Which issue of their badge.
        category: The class of the ticket; 0 where none is told.
        ticket: What that class is called; empty where it is not known.
        kid: The number of the key that signed it.
    """

    number: int
    issue: int
    category: int
    ticket: str
    kid: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """A token that opens no door.

    Attributes:
        reason: Why.
        number: The number of who wears the badge; ``None`` unless the office did sign it.
        issue: Which issue of their badge, likewise.
    """

    reason: RejectionReason
    number: int | None = None
    issue: int | None = None

    def __str__(self) -> str:
        return _REASON_TEXTS[self.reason]


def verify(token: str | bytes, keys: PublicKeys, now: datetime) -> Verified | Rejected:
    """Whether a token is good: never an exception, whatever it is that was scanned.

    Without the net, a door cannot know what was revoked since it fetched the keys, nor that a copy of a
    badge has come in by another door.

    Args:
        token: What was scanned.
        keys: Those of the conference, with what is revoked.
        now: The time; a naive one is taken to be in UTC.
    """
    data = decode(token)
    if data is None:
        return Rejected(RejectionReason.UNREADABLE)
    payload, signature = data[:PAYLOAD_LENGTH], data[PAYLOAD_LENGTH:]
    if payload[0] >> 4 != VERSION:
        return Rejected(RejectionReason.NEWER)
    said = Payload.unpacked(payload)
    if said.event.hex() != keys.event:
        return Rejected(RejectionReason.OTHER_CONFERENCE)
    if said.kid not in keys.by_number:
        return Rejected(RejectionReason.UNKNOWN_KEY)
    key, public = keys.by_number[said.kid]
    try:
        public.verify(signature, DOMAIN + payload)
    except InvalidSignature:
        return Rejected(RejectionReason.FORGED)
    return _check(said, key, keys, now if now.tzinfo else now.replace(tzinfo=UTC))


def _check(said: Payload, key: PublicKey, keys: PublicKeys, now: datetime) -> Verified | Rejected:
    """What becomes of a token that the office signed."""
    reason = None
    if key.retired is not None and now >= key.retired:
        reason = RejectionReason.RETIRED_KEY
    elif said.issue <= keys.refused_up_to.get(said.number, 0):
        reason = RejectionReason.REVOKED
    elif now >= keys.until:
        reason = RejectionReason.OVER
    if reason is not None:
        return Rejected(reason, said.number, said.issue)
    known = 0 < said.category <= len(keys.tickets)
    ticket = keys.tickets[said.category - 1] if known else ""
    return Verified(said.number, said.issue, said.category, ticket, said.kid)


KEY_FILE_LIMIT = 20_000_000
"""The bytes of the longest file that is read: room for a million revoked badges."""


def serialise_keys(keys: PublicKeys) -> bytes:
    """Public keys as a JSON file: the same bytes for the same keys."""
    form = keys.model_dump(mode="json")
    lines = [f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in form.items()]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def parse_keys(data: bytes, name: str) -> PublicKeys:
    """The public keys in a file.

    Args:
        data: What is in it.
        name: What messages call it.

    Raises:
        Unreadable: It is no such file.
    """
    if len(data) <= KEY_FILE_LIMIT:
        try:
            return PublicKeys.model_validate_json(data, strict=True)
        except ValueError:  # nobody writes one by hand: which field is wrong helps nobody
            pass
    message = "is no file of public keys: write it anew with 'eventkit keys export'"
    raise Unreadable(name, (Fault(message),))

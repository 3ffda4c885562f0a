"""Tokens on badges: those that were issued are good, and nothing else is."""

from __future__ import annotations

import random
import sys
from base64 import b32decode, b32encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from eventkit.errors import EventkitError, Unreadable
from eventkit.tokens.signing_keys import Signer, SigningKey
from eventkit.tokens.token_format import DOMAIN, TOKEN_LENGTH, Payload, badge_number, conference_tag, encode
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

NOW = datetime(2027, 9, 6, 9, tzinfo=UTC)
OVER = datetime(2027, 9, 8, 4, tzinfo=UTC)
EVENT = conference_tag(uuid5(NAMESPACE_URL, "forum"))
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def key(kid: int, *, seed: int = 0, retired: datetime | None = None) -> SigningKey:
    return SigningKey(kid, bytes([seed or kid] * 32), NOW, retired=retired)


FIRST, SECOND, OLD = key(1), key(2), key(3, retired=NOW)
SIGNER = Signer(FIRST, EVENT)


def public(*keys: SigningKey, **more: object) -> PublicKeys:
    halves = [PublicKey(kid=each.kid, public=each.public.hex(), retired=each.retired) for each in keys]
    given = {"conference": "forum", "event": EVENT.hex(), "until": OVER, "keys": halves}
    return PublicKeys.model_validate(given | more)


KEYS = public(FIRST, SECOND, OLD, tickets=("speaker", "press"), revoked=((7, 2), (9, 1)))


def test_a_badge_that_was_issued_is_good() -> None:
    token = SIGNER.sign_badge(7, 3, 2)
    assert verify(token, KEYS, NOW) == Verified(number=7, issue=3, category=2, ticket="press", kid=1)
    assert verify(token.encode(), KEYS, NOW) == verify(token, KEYS, NOW)


def test_a_ticket_that_the_door_does_not_know_is_good_and_without_a_name() -> None:
    assert verify(SIGNER.sign_badge(5, category=9), KEYS, NOW) == Verified(5, 1, 9, "", 1)
    assert verify(SIGNER.sign_badge(5), KEYS, NOW) == Verified(5, 1, 0, "", 1)


def test_a_key_before_the_present_one_is_good_until_it_is_retired() -> None:
    assert isinstance(verify(Signer(SECOND, EVENT).sign_badge(5), KEYS, NOW), Verified)
    old = Signer(OLD, EVENT).sign_badge(5)
    assert isinstance(verify(old, KEYS, NOW - timedelta(seconds=1)), Verified)
    assert verify(old, KEYS, NOW) == Rejected(RejectionReason.RETIRED_KEY, 5, 1)


def test_every_badge_is_refused_when_the_conference_is_over() -> None:
    token = SIGNER.sign_badge(5)
    assert isinstance(verify(token, KEYS, OVER - timedelta(seconds=1)), Verified)
    assert verify(token, KEYS, OVER) == Rejected(RejectionReason.OVER, 5, 1)


def test_a_naive_time_is_taken_to_be_in_utc() -> None:
    assert isinstance(verify(SIGNER.sign_badge(5), KEYS, datetime(2027, 9, 8, 3, 59)), Verified)  # noqa: DTZ001
    assert isinstance(verify(SIGNER.sign_badge(5), KEYS, datetime(2027, 9, 8, 4)), Rejected)  # noqa: DTZ001


def test_a_revoked_issue_is_refused_with_all_before_it_and_the_next_is_good() -> None:
    assert verify(SIGNER.sign_badge(7, 1), KEYS, NOW) == Rejected(RejectionReason.REVOKED, 7, 1)
    assert verify(SIGNER.sign_badge(7, 2), KEYS, NOW) == Rejected(RejectionReason.REVOKED, 7, 2)
    assert isinstance(verify(SIGNER.sign_badge(7, 3), KEYS, NOW), Verified)


def test_the_same_badge_has_the_same_token_each_time() -> None:
    """Ed25519 signs without chance, so that badges are the same bytes."""
    again = Signer(SigningKey(1, FIRST.seed, OVER, "someone else"), EVENT)
    assert [SIGNER.sign_badge(n, 2, 1) for n in range(20)] == [again.sign_badge(n, 2, 1) for n in range(20)]


def test_a_key_has_the_public_half_that_rfc_8032_gives_it() -> None:
    """Section 7.1, test 1."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    half = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert SigningKey(1, seed, NOW).public.hex() == half


def test_a_token_is_119_characters_that_a_code_takes_in_its_alphanumeric_mode() -> None:
    for token in (SIGNER.sign_badge(0), SIGNER.sign_badge((1 << 32) - 1, 255, 255)):
        assert len(token) == TOKEN_LENGTH == 119
        assert set(token) <= set(ALPHABET)


def test_a_token_contains_only_numbers() -> None:
    payload = b32decode(SIGNER.sign_badge(0x01020304, 5, 6) + "=")[:10]
    assert payload == bytes([0x11]) + EVENT + bytes([1, 2, 3, 4, 5, 6])


@pytest.mark.parametrize("broken", [(1 << 32, 1, 0), (-1, 1, 0), (1, 0, 0), (1, 256, 0), (1, 1, 256)])
def test_a_number_out_of_its_range_is_not_signed(broken: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="out of its range"):
        SIGNER.sign_badge(*broken)


def test_no_repr_shows_a_private_key() -> None:
    assert FIRST.seed.hex() not in repr(SIGNER)
    assert repr(FIRST.seed) not in repr(SIGNER)
    with pytest.raises(ValueError, match="has 32 bytes, not 3"):
        SigningKey(1, b"abc", NOW)


def test_badge_numbers_reveal_nothing_without_the_key() -> None:
    numbers = {badge_number(FIRST.seed, f"person-{n}", attempt) for n in range(50) for attempt in range(3)}
    assert len(numbers) == 150
    assert badge_number(FIRST.seed, "person-1") == badge_number(FIRST.seed, "person-1")
    assert badge_number(FIRST.seed, "person-1") != badge_number(SECOND.seed, "person-1")


# What is refused

GOOD = [SIGNER.sign_badge(number, 3, number % 3) for number in range(100)]


def mutated(chance: random.Random) -> str:
    """One character is another."""
    token = chance.choice(GOOD)
    at = chance.randrange(TOKEN_LENGTH)
    return token[:at] + chance.choice(ALPHABET.replace(token[at], "")) + token[at + 1 :]


def flipped(chance: random.Random) -> str:
    """One bit is another, and all is canonical."""
    data = bytearray(b32decode(chance.choice(GOOD) + "="))
    at = chance.randrange(8 * len(data))
    data[at // 8] ^= 1 << at % 8
    return encode(bytes(data))


def cut(chance: random.Random) -> str:
    token = chance.choice(GOOD)
    at = chance.randrange(1, TOKEN_LENGTH)
    return chance.choice([token[:at], token[at + 1 :], token + token[:at], token[:at] + token[at:] + "A"])


def spliced(chance: random.Random) -> str:
    """What one badge says, with the signature of another."""
    one, other = chance.sample(GOOD, 2)
    return encode(b32decode(one + "=")[:10] + b32decode(other + "=")[10:])


def signed_by_another(chance: random.Random) -> str:
    """Someone makes a key of their own, and gives it the number of one that is good."""
    forger = SigningKey(chance.choice([1, 2]), chance.randbytes(32), NOW)
    return Signer(forger, EVENT).sign_badge(chance.randrange(1 << 32), 3)


def signed_without_domain(chance: random.Random) -> str:
    """What the key signed, but not as a badge."""
    payload = Payload(1, EVENT, chance.randrange(1 << 32), 3).packed()
    domain = chance.choice([b"", DOMAIN[:-1], b"eventkit-badge-2\0"])
    return encode(payload + FIRST.private.sign(domain + payload))


def of_another_conference(chance: random.Random) -> str:
    """Of the same office, with the very same key."""
    return Signer(FIRST, conference_tag(uuid5(NAMESPACE_URL, f"{chance.random()}"))).sign_badge(
        chance.randrange(99), 3
    )


def of_an_unknown_key(chance: random.Random) -> str:
    return Signer(key(chance.randrange(4, 16), seed=1), EVENT).sign_badge(chance.randrange(99), 3)


def of_a_retired_key(chance: random.Random) -> str:
    return Signer(OLD, EVENT).sign_badge(chance.randrange(99), 3)


def of_an_old_issue(chance: random.Random) -> str:
    return SIGNER.sign_badge(*chance.choice([(7, 1), (7, 2), (9, 1)]), chance.randrange(3))


def of_another_version(chance: random.Random) -> str:
    payload = bytearray(Payload(1, EVENT, chance.randrange(99), 3).packed())
    payload[0] = payload[0] & 0x0F | chance.choice([0, *range(2, 16)]) << 4
    return encode(bytes(payload) + FIRST.private.sign(DOMAIN + payload))


def malleated(chance: random.Random) -> str:
    """The second half of the signature, plus the order of the group: equal modulo the order, not in bytes."""
    data = b32decode(chance.choice(GOOD) + "=")
    order = (1 << 252) + 27742317777372353535851937790883648493
    scalar = int.from_bytes(data[42:], "little") + order * chance.randrange(1, 8)
    return encode(data[:42] + scalar.to_bytes(32, "little"))


def written_otherwise(chance: random.Random) -> str:
    """A good token in another spelling: it would be another to a list of those that came in."""
    token = chance.choice(GOOD)
    last = ALPHABET[ALPHABET.index(token[-1]) | chance.randrange(1, 8)]
    spellings = (token.lower(), token + "=", f" {token}", f"{token}\n", token[:-1] + last, token.title())
    return chance.choice(spellings)


HOSTILE: dict[Callable[[random.Random], str], set[RejectionReason]] = {
    mutated: set(RejectionReason)
    - {RejectionReason.REVOKED, RejectionReason.RETIRED_KEY, RejectionReason.OVER},
    flipped: set(RejectionReason)
    - {
        RejectionReason.REVOKED,
        RejectionReason.RETIRED_KEY,
        RejectionReason.OVER,
        RejectionReason.UNREADABLE,
    },
    cut: {RejectionReason.UNREADABLE},
    spliced: {RejectionReason.FORGED},
    signed_by_another: {RejectionReason.FORGED},
    signed_without_domain: {RejectionReason.FORGED},
    of_another_conference: {RejectionReason.OTHER_CONFERENCE},
    of_an_unknown_key: {RejectionReason.UNKNOWN_KEY},
    of_a_retired_key: {RejectionReason.RETIRED_KEY},
    of_an_old_issue: {RejectionReason.REVOKED},
    of_another_version: {RejectionReason.NEWER},
    malleated: {RejectionReason.FORGED},
    written_otherwise: {RejectionReason.UNREADABLE},
}


def hostile(count: int) -> Iterator[tuple[str, set[RejectionReason]]]:
    chance = random.Random(7)  # noqa: S311 - it draws examples
    makers = list(HOSTILE)
    for at in range(count):
        maker = makers[at % len(makers)]
        yield maker(chance), HOSTILE[maker]


def test_of_two_thousand_tokens_that_nobody_issued_none_opens_a_door() -> None:
    assert all(isinstance(verify(token, KEYS, NOW), Verified) for token in GOOD)
    for token, reasons in hostile(2000):
        found = verify(token, KEYS, NOW)
        assert isinstance(found, Rejected), token
        assert found.reason in reasons, (token, found)
        assert str(found)


@settings(max_examples=400)
@given(
    st.one_of(
        st.text(),
        st.binary(),
        st.text(ALPHABET, min_size=TOKEN_LENGTH, max_size=TOKEN_LENGTH),
        st.binary(min_size=TOKEN_LENGTH, max_size=TOKEN_LENGTH),
        st.text(min_size=TOKEN_LENGTH, max_size=TOKEN_LENGTH),
        st.binary(min_size=74, max_size=74).map(encode),
        st.binary(min_size=70, max_size=70).map(lambda data: encode(bytes([0x11]) + EVENT + data)),
    )
)
def test_any_scanned_text_is_rejected_without_an_error(scanned: str | bytes) -> None:
    assert isinstance(verify(scanned, KEYS, NOW), Rejected)
    assert isinstance(verify(scanned, public(), NOW), Rejected)


@pytest.mark.parametrize(
    "thing", [None, 7, [], "\ud800" * TOKEN_LENGTH, "Ａ" * TOKEN_LENGTH, "\0" * TOKEN_LENGTH, "A" * 10**6]
)
def test_values_other_than_text_are_refused(thing: object) -> None:
    assert verify(thing, KEYS, NOW) == Rejected(RejectionReason.UNREADABLE)  # type: ignore[arg-type]


@given(st.integers(0, (1 << 32) - 1), st.integers(1, 255), st.integers(0, 255))
def test_a_token_has_one_spelling(number: int, issue: int, category: int) -> None:
    token = SIGNER.sign_badge(number, issue, category)
    data = b32decode(token + "=")
    assert encode(data) == token == b32encode(data).decode().rstrip("=")
    last = ALPHABET.index(token[-1])
    assert last % 8 == 0, "the last three bits hold nothing"
    for other in range(1, 8):
        assert verify(token[:-1] + ALPHABET[last | other], KEYS, NOW) == Rejected(RejectionReason.UNREADABLE)


# The file that doors are given


def test_the_key_file_round_trips_unchanged() -> None:
    assert parse_keys(serialise_keys(KEYS), "door.json") == KEYS
    assert serialise_keys(parse_keys(serialise_keys(KEYS), "door.json")) == serialise_keys(KEYS)


def test_the_key_file_contains_no_private_key() -> None:
    written_down = serialise_keys(KEYS).decode()
    assert not any(each.seed.hex() in written_down for each in (FIRST, SECOND, OLD))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"format": "eventkit-badge-keys-2"}',
        serialise_keys(KEYS).replace(b'"kid": 2', b'"kid": 1'),
        serialise_keys(KEYS).replace(b'"kid": 2', b'"kid": 16'),
        serialise_keys(KEYS).replace(b"+00:00", b"").replace(b'Z"', b'"'),
        serialise_keys(KEYS)[:-3],
        serialise_keys(KEYS).replace(FIRST.public.hex().encode(), b"zz" * 32),
        b" " * 20_000_001,
    ],
    ids=range(12),
)
def test_an_invalid_key_file_is_reported_in_one_line(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"door\.json: Not a file of public keys\. Export it again"):
        parse_keys(data, "door.json")


def test_two_keys_with_one_number_are_refused() -> None:
    with pytest.raises(ValidationError, match=r"Two keys have the same number\."):
        public(FIRST, key(1, seed=9))


def test_public_keys_are_copied_with_another_field() -> None:
    keys = public(FIRST)
    copied = keys.model_copy(update={"tickets": ("gold",)})
    assert (copied.tickets, copied.keys) == (("gold",), keys.keys)


def test_without_the_extra_signing_and_verifying_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = public(FIRST)
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.ed25519", None)

    for act in (lambda: SigningKey(1, bytes(32), NOW).public, lambda: keys.by_number):
        with pytest.raises(EventkitError, match=r"pip install 'conference-eventkit\[sign\]'"):
            act()

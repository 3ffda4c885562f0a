"""Speed of signing and verifying badge tokens: tokens a second of processor time, the best of several runs.

The floor is Ed25519 of the cryptography library alone: it signs ten bytes and verifies their signature,
without a text to write or parse, and without keys, conferences and revoked badges to look up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from eventkit.tokens.signing_keys import Signer, SigningKey
from eventkit.tokens.token_format import conference_tag
from eventkit.tokens.verification import PublicKey, PublicKeys, Verified, verify

TOKENS, RUNS, REVOKED = 10_000, 5, 1_000
NOW = datetime(2027, 9, 6, 9, tzinfo=UTC)


def main() -> None:
    """Measure and print."""
    key = SigningKey(1, bytes(range(32)), NOW)
    signer = Signer(key, conference_tag(uuid5(NAMESPACE_URL, "forum")))
    half = PublicKey(kid=1, public=key.public.hex())
    keys = PublicKeys(
        conference="forum",
        event=signer.event.hex(),
        until=datetime(2027, 9, 8, tzinfo=UTC),
        keys=(half,),
        revoked=tuple((number, 1) for number in range(TOKENS, TOKENS + REVOKED)),
    )
    numbers = range(TOKENS)
    tokens = [signer.sign_badge(number) for number in numbers]
    assert all(isinstance(verify(token, keys, NOW), Verified) for token in tokens)
    public, bare = keys.by_number[1][1], key.private.sign(bytes(10))
    show("sign", speed(signer.sign_badge, numbers), speed(lambda _: key.private.sign(bytes(10)), numbers))
    floor = speed(lambda _: public.verify(bare, bytes(10)), numbers)
    show("verify", speed(lambda token: verify(token, keys, NOW), tokens), floor)
    show("refuse a text that is not a token", speed(lambda token: verify(token[1:], keys, NOW), tokens), None)


def show(name: str, ours: float, floor: float | None) -> None:
    beside = f"{floor:>12,.0f}/s Ed25519 alone{ours / floor:>8.0%}" if floor else ""
    print(f"{name:<36}{ours:>12,.0f}/s{beside}")


def speed(run: Callable[[Any], object], arguments: Sequence[Any]) -> float:
    """Calls a second of processor time."""

    def once() -> float:
        start = time.process_time()
        for argument in arguments:
            run(argument)
        return len(arguments) / (time.process_time() - start)

    return max(once() for _ in range(RUNS))


if __name__ == "__main__":
    main()

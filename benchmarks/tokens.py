"""How fast badges are signed and judged: beside the bare Ed25519 of the library that does the sums.

The floor signs ten bytes and verifies their signature; it writes no text, reads none, and knows of no keys,
conferences and revoked badges. All are tokens by second of processor time, the best of several runs.
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
    """Sign and judge them."""
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
    tokens = [signer.sign_badge(number) for number in range(TOKENS)]
    assert all(isinstance(verify(token, keys, NOW), Verified) for token in tokens)
    public, bare = keys.by_number[1][1], key.private.sign(bytes(10))
    floors = (lambda _: key.private.sign(bytes(10)), lambda _: public.verify(bare, bytes(10)))
    show("sign", speed(signer.issued, range(TOKENS)), speed(floors[0], range(TOKENS)))
    show("verify", speed(lambda token: verify(token, keys, NOW), tokens), speed(floors[1], tokens))
    show("refuse what is no token", speed(lambda token: verify(token[1:], keys, NOW), tokens), None)


def show(what: str, ours: float, floor: float | None) -> None:
    said = f"{floor:>12,.0f}/s bare Ed25519{ours / floor:>8.0%}" if floor else ""
    print(f"{what:<28}{ours:>12,.0f}/s{said}")


def speed(run: Callable[[Any], object], given: Sequence[Any]) -> float:
    """How many by second."""

    def once() -> float:
        start = time.process_time()
        for each in given:
            run(each)
        return len(given) / (time.process_time() - start)

    return max(once() for _ in range(RUNS))


if __name__ == "__main__":
    main()

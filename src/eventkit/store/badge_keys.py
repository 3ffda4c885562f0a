"""The keys that the badges of a conference are signed with."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from eventkit.errors import StoreError
from eventkit.store import tables
from eventkit.store.revisions import ChangeNote
from eventkit.times import zone
from eventkit.tokens import KEYS_LIMIT, PublicKey, PublicKeys, Signer, SigningKey, event_of

_CELLS = tables.badge_key.columns


def load(db: Connection, conference: str) -> tuple[SigningKey, ...]:
    """The keys, the oldest first.

    Raises:
        StoreError: One is damaged.
    """
    rows = db.execute(select(tables.badge_key).where(_CELLS.conference == conference).order_by(_CELLS.kid))
    return tuple(understood(row) for row in rows)


def understood(row: Any) -> SigningKey:
    """The key in a row.

    Raises:
        StoreError: It is damaged; the message tells nothing of it.
    """
    try:
        return SigningKey(
            row.kid,
            bytes.fromhex(row.seed),
            datetime.fromisoformat(row.at),
            row.author,
            datetime.fromisoformat(row.retired) if row.retired else None,
        )
    except ValueError:
        message = (
            f"key {row.kid} for the badges of conference '{row.conference}' is damaged: bring it back from "
            "a backup"
        )
        raise StoreError(message) from None


def add(db: Connection, conference: str, seed: bytes, note: ChangeNote) -> SigningKey:
    """Make a key of the next number, which signs from now on.

    Raises:
        StoreError: There can be no further one.
        ValueError: The seed is not of 32 bytes.
    """
    kid = max((key.kid for key in load(db, conference)), default=0) + 1
    if kid > KEYS_LIMIT:
        message = f"conference '{conference}' has had {KEYS_LIMIT} keys, and a badge can tell no more apart"
        raise StoreError(message)
    key = SigningKey(kid, seed, note.at, note.author)
    row = {"kid": kid, "seed": seed.hex(), "at": note.at.isoformat(), "author": note.author}
    db.execute(tables.badge_key.insert(), {"conference": conference, **row})
    return key


def retire(db: Connection, conference: str, kid: int, at: datetime) -> None:
    """Have all that a key signed refused; one that is retired already stays so since then.

    Raises:
        StoreError: There is no such key, or none would be left to sign with.
    """
    keys = load(db, conference)
    if kid not in {key.kid for key in keys}:
        held = ", ".join(str(key.kid) for key in keys)
        hint = f"it has {held}" if held else "make the first one with 'eventkit keys make'"
        message = f"conference '{conference}' has no key {kid}: {hint}"
        raise StoreError(message)
    if [key.kid for key in keys if key.retired is None] == [kid]:
        message = f"key {kid} is the only one that signs: make another first, with 'eventkit keys rotate'"
        raise StoreError(message)
    its = (_CELLS.conference == conference, _CELLS.kid == kid, _CELLS.retired.is_(None))
    db.execute(tables.badge_key.update().where(*its).values(retired=at.isoformat()))


def signer(db: Connection, conference: str) -> Signer | None:
    """What signs new badges: the newest key that is not retired; ``None`` where there is no key."""
    signing = [key for key in load(db, conference) if key.retired is None]
    return Signer(signing[-1], event_of(UUID(_occasion(db, conference).uid))) if signing else None


def signing_key(db: Connection, conference: str) -> SigningKey:
    """The newest key that is not retired.

    Raises:
        StoreError: There is none.
    """
    signing = [key for key in load(db, conference) if key.retired is None]
    if not signing:
        message = (
            f"conference '{conference}' has no key to sign badges with: make one with 'eventkit keys make'"
        )
        raise StoreError(message)
    return signing[-1]


def public(db: Connection, conference: str) -> PublicKeys:
    """What the doors of a conference have to know."""
    occasion = _occasion(db, conference)
    category, badge = tables.badge_category.columns, tables.badge.columns
    tickets = select(category.ticket).where(category.conference == conference).order_by(category.number)
    revoked = (
        select(badge.number, badge.revoked)
        .where(badge.conference == conference, badge.revoked > 0)
        .order_by(badge.number)
    )
    return PublicKeys(
        conference=conference,
        event=event_of(UUID(occasion.uid)).hex(),
        until=_end(occasion),
        keys=tuple(
            PublicKey(kid=key.kid, public=key.public.hex(), retired=key.retired)
            for key in load(db, conference)
        ),
        tickets=tuple(db.scalars(tickets)),
        revoked=tuple((number, issue) for number, issue in db.execute(revoked)),
    )


def _occasion(db: Connection, conference: str) -> Any:
    cells = tables.conference.columns
    wanted = select(cells.uid, cells.end, cells.zone, cells.day_change).where(cells.id == conference)
    return db.execute(wanted).one()


def _end(occasion: Any) -> datetime:
    """When the last day of a conference is over."""
    after = date.fromisoformat(occasion.end) + timedelta(days=1)
    shown = datetime.combine(after, time.fromisoformat(occasion.day_change))
    return shown.replace(tzinfo=zone(occasion.zone)).astimezone(UTC)

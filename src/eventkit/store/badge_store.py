"""Badges: keys, numbers, issues and revocations."""

from __future__ import annotations

import json
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from eventkit.errors import ChangedMeanwhile, NoSigningKey, StoreError
from eventkit.findings import Subject
from eventkit.messages import Listed, Message
from eventkit.store import checksums, tables
from eventkit.store.change_notes import ChangeNote
from eventkit.store.connections import Database
from eventkit.store.stored_conference import reading_existing
from eventkit.store.tenures import parse_owner, set_aside_owner
from eventkit.times import zone
from eventkit.tokens.token_format import CATEGORIES_LIMIT, ISSUES_LIMIT, KEYS_LIMIT, SEED_LENGTH, badge_number

T = TypeVar("T")

_BADGE = tables.badge.columns
_QUERY_LIMIT = 10_000  # the highest number of parameters of a query; databases accept about 30,000


class Badge(NamedTuple):
    """An issued badge."""

    holder: str  # the id of a participant, or the key of an attendee
    number: int  # the number of the holder in tokens
    issue: int  # the number of its newest issue, counted from 1
    revoked: int = 0  # the last issue that is refused; 0 for none
    category: int = 0  # the class of the ticket; 0 for none

    @property
    def valid(self) -> bool:
        """True if its newest issue is valid."""
        return self.issue > self.revoked


class KeyRecord(NamedTuple):
    """A stored signing key."""

    kid: int  # its number among the keys of the conference, counted from 1
    seed: bytes  # the private half: 32 random bytes
    made: datetime  # the time of its creation
    author: str
    # The time from which badges it signed are refused; None while they are accepted.
    retired: datetime | None = None

    def __repr__(self) -> str:
        return f"KeyRecord(kid={self.kid}, made={self.made}, retired={self.retired})"


class DoorRecord(NamedTuple):
    """The record for the doors of a conference, from which the public keys are made."""

    conference: str
    uid: UUID
    until: datetime  # the end of its last day, in UTC
    keys: tuple[KeyRecord, ...]  # the signing keys, oldest first
    tickets: tuple[str, ...]  # the classes of tickets, by their numbers from 1 on
    # The numbers of revoked badges, each with the highest issue that is refused.
    revoked: tuple[tuple[int, int], ...]


def find(db: Connection, conference: str, holders: Iterable[str]) -> dict[str, Badge]:
    query = select(_BADGE.holder, *_ROW).where(_BADGE.conference == conference)
    return {
        row.holder: Badge(*row)
        for batch in _batches(holders)
        for row in db.execute(query.where(_BADGE.holder.in_(batch)))
    }


def issue(
    db: Connection, conference: str, tickets: Mapping[str, str], key: KeyRecord, note: ChangeNote
) -> dict[str, Badge]:
    """Issue a first badge to each holder who has none, under the conference's lock; returns those of all."""
    badges = find(db, conference, tickets)
    new = {holder: ticket for holder, ticket in tickets.items() if holder not in badges}
    if new:
        categories = _categories(db, conference, new.values())
        numbers = _free_numbers(db, conference, new, key)
        issued = {holder: Badge(holder, numbers[holder], 1, 0, categories[new[holder]]) for holder in new}
        with checksums.update(db, conference, tables.badge, issued):
            db.execute(tables.badge.insert(), [_row(conference, badge, note) for badge in issued.values()])
        badges |= issued
    return badges


def reissue(
    db: Connection, conference: str, tickets: Mapping[str, str], key: KeyRecord, note: ChangeNote
) -> dict[str, Badge]:
    """The next issue of the badge of each holder, with their class of ticket; a first badge for the others.

    The next issues become valid with `activate`; until then the present ones stay valid.
    """
    badges = find(db, conference, tickets)
    categories = _categories(db, conference, [tickets[holder] for holder in badges])
    if over := sorted(holder for holder, badge in badges.items() if badge.issue >= ISSUES_LIMIT):
        raise StoreError(
            "The badge of '{over}' was issued {limit} times and cannot be issued again.",
            over=over[0],
            limit=ISSUES_LIMIT,
        )
    following = {
        holder: badge._replace(
            issue=badge.issue + 1, revoked=badge.issue, category=categories[tickets[holder]]
        )
        for holder, badge in badges.items()
    }
    rest = {holder: ticket for holder, ticket in tickets.items() if holder not in badges}
    return following | issue(db, conference, rest, key, note)


def activate(db: Connection, conference: str, badges: Iterable[Badge], note: ChangeNote) -> None:
    """Make the issues that `reissue` returned valid, and earlier ones refused."""
    badges = list(badges)
    stored = find(db, conference, [badge.holder for badge in badges])
    for badge in badges:
        before = stored.get(badge.holder)
        if before != badge and (before is None or before.issue != badge.issue - 1):
            raise _changed_meanwhile(db, conference, badge.holder)
    new = (badge for badge in badges if stored[badge.holder] != badge)
    _update(db, conference, new, note, returns_to=None)  # it was made for the present holder


def revoke(db: Connection, conference: str, holders: Iterable[str], note: ChangeNote) -> tuple[Badge, ...]:
    """Revoke all issues of the badges of some holders; those who have none are skipped."""
    badges = find(db, conference, holders)
    revoked = tuple(badge._replace(revoked=badge.issue) for badge in badges.values() if badge.valid)
    _update(db, conference, revoked, note)
    return revoked


def follow(
    db: Connection,
    conference: str,
    renames: Mapping[Subject, str],
    note: ChangeNote,
    number: int,
    *,
    merges: Container[str],
) -> None:
    """Give the badges of renamed and merged participants to their new ids, in the change of that number.

    Where somebody has a badge under the new id already, the old one is revoked and set aside: whoever gets
    the old id next gets a badge of their own. ``merges`` are the old ids of those who are merged with others.
    """
    for (kind, old), new in renames.items():
        badges = find(db, conference, [old, new]) if kind == tables.participant.name else {}
        if old not in badges:
            continue
        aside = set_aside_owner(old, number) if parse_owner(old)[1] is None else old
        values: dict[str, Any] = {"holder": aside if new in badges else new}
        if old in merges and (badges[old].valid or new not in badges):
            values["returns_to"] = json.dumps([*_losers(db, conference).get(old, ()), aside])
        if new in badges:
            revoke(db, conference, [old], ChangeNote(note.author, f"is {new}", note.at))
        _rewrite(db, conference, old, **values)


def separate(db: Connection, conference: str, undone: Container[int | None], note: ChangeNote) -> set[int]:
    """Set badges aside for the people who lost them in merges that are undone, valid where they were; returns
    the numbers of the merges.

    A badge that was issued again since the merge stays with its holder, who has it in hand.
    """
    separated = set()
    for holder, owners in _losers(db, conference).items():
        first = next((at for at, owner in enumerate(owners) if parse_owner(owner)[1] in undone), None)
        if first is not None:
            if holder == owners[-1]:  # the merge revoked it
                badge = find(db, conference, [holder])[holder]
                not_merged = ChangeNote(note.author, "is not merged", note.at)
                _update(db, conference, [badge._replace(revoked=badge.issue - 1)], not_merged)
            *left, owner = owners[: first + 1]
            cells = {"holder": owner, "returns_to": json.dumps(left) if left else None}
            _rewrite(db, conference, holder, **cells)
            separated |= {number for _, number in map(parse_owner, owners[first:]) if number is not None}
    return separated


def _losers(db: Connection, conference: str) -> dict[str, list[str]]:
    """The owners who lost badges in merges, by the holders of the badges."""
    query = select(_BADGE.holder, _BADGE.returns_to)
    rows = db.execute(query.where(_BADGE.conference == conference, _BADGE.returns_to.is_not(None)))
    return {holder: json.loads(owners) for holder, owners in rows}


def _rewrite(db: Connection, conference: str, owner: str, **values: Any) -> None:
    """Write cells of a badge, its holder too."""
    row = (_BADGE.conference == conference, _BADGE.holder == owner)
    with checksums.update(db, conference, tables.badge, [owner, values.get("holder", owner)]):
        db.execute(tables.badge.update().where(*row).values(**values))


def _changed_meanwhile(db: Connection, conference: str, holder: str) -> ChangedMeanwhile:
    query = select(_BADGE.author, _BADGE.why, _BADGE["at"])
    row = db.execute(query.where(_BADGE.conference == conference, _BADGE.holder == holder)).one_or_none()
    return ChangedMeanwhile(
        conference,
        Message("badge of '{holder}'", holder=holder),
        by=row.author if row else "",
        at=datetime.fromisoformat(row.at) if row else None,
        why=(row.why or "") if row else "",
    )


def erase(db: Connection, conference: str, owners: Collection[str]) -> bool:
    """Revoke the badges of some owners and delete their key, also of badges that they lost in merges; returns
    whether there were any.

    The number of a badge is not reused.
    """
    losers = _losers(db, conference)
    lost = (holder for holder, earlier in losers.items() if not set(earlier).isdisjoint(owners))
    badges = find(db, conference, {*owners, *lost})
    for owner, badge in badges.items():
        withdrawn = f"(withdrawn) {badge.number}"
        cells = {"revoked": badge.issue, "category": 0, "why": None, "returns_to": None}
        _rewrite(db, conference, owner, holder=withdrawn, **cells)
    return bool(badges)


_ROW = (_BADGE.number, _BADGE.issue, _BADGE.revoked, _BADGE.category)


def _row(conference: str, badge: Badge, note: ChangeNote) -> dict[str, Any]:
    noted = {"at": note.at.isoformat(), "author": note.author, "why": note.why or None}
    return {"conference": conference, **badge._asdict(), **noted}


def _update(
    db: Connection, conference: str, badges: Iterable[Badge], note: ChangeNote, **cells: None
) -> None:
    rows = [
        {("key" if name == "holder" else name): cell for name, cell in _row(conference, badge, note).items()}
        for badge in badges
    ]
    row = (_BADGE.conference == conference, _BADGE.holder == bindparam("key"))
    changing = ("number", "issue", "revoked", "category", "at", "author", "why")
    if rows:
        values: dict[str, Any] = {name: bindparam(name) for name in changing} | cells
        with checksums.update(db, conference, tables.badge, [cells["key"] for cells in rows]):
            db.execute(
                tables.badge.update().where(*row).values(**values),
                [{name: cell for name, cell in cells.items() if name != "conference"} for cells in rows],
            )


def _categories(db: Connection, conference: str, tickets: Iterable[str]) -> dict[str, int]:
    """The number of each class of tickets; new classes get the next numbers."""
    cells = tables.badge_category.columns
    rows = db.execute(select(cells.ticket, cells.number).where(cells.conference == conference))
    known: dict[str, int] = {"": 0} | {row.ticket: row.number for row in rows}
    for ticket in sorted(set(tickets) - set(known)):
        known[ticket] = number = max(known.values()) + 1
        if number > CATEGORIES_LIMIT:
            raise StoreError(
                "There are more than {limit} classes of tickets, such as '{ticket}'. Use fewer classes.",
                limit=CATEGORIES_LIMIT,
                ticket=ticket,
            )
        row = {"conference": conference, "number": number, "ticket": ticket}
        with checksums.update(db, conference, tables.badge_category, [number]):
            db.execute(tables.badge_category.insert(), row)
    return known


def _free_numbers(db: Connection, conference: str, holders: Iterable[str], key: KeyRecord) -> dict[str, int]:
    """A free number for each holder, independent of the order of the holders."""
    numbers: dict[str, int] = {}
    taken: set[int] = set()
    attempts, remaining = count(), sorted(holders)
    while remaining:
        attempt = next(attempts)
        candidates = {holder: badge_number(key.seed, holder, attempt) for holder in remaining}
        taken |= _taken(db, conference, candidates.values())
        for holder, number in candidates.items():
            if number not in taken:
                taken.add(number)
                numbers[holder] = number
        remaining = [holder for holder in remaining if holder not in numbers]
    return numbers


def _taken(db: Connection, conference: str, numbers: Iterable[int]) -> set[int]:
    query = select(_BADGE.number).where(_BADGE.conference == conference)
    return {
        number for batch in _batches(numbers) for number in db.scalars(query.where(_BADGE.number.in_(batch)))
    }


def _batches(values: Iterable[T]) -> Iterator[list[T]]:
    items = list(values)
    return (items[start : start + _QUERY_LIMIT] for start in range(0, len(items), _QUERY_LIMIT))


_KEY = tables.badge_key.columns


def load_keys(db: Connection, conference: str) -> tuple[KeyRecord, ...]:
    rows = db.execute(select(tables.badge_key).where(_KEY.conference == conference).order_by(_KEY.kid))
    return tuple(read_key(row) for row in rows)


def read_key(row: Any) -> KeyRecord:
    try:
        seed = bytes.fromhex(row.seed)
        _require_seed(seed)
        return KeyRecord(
            row.kid,
            seed,
            datetime.fromisoformat(row.at),
            row.author,
            datetime.fromisoformat(row.retired) if row.retired else None,
        )
    except ValueError:
        raise StoreError(
            "Signing key {kid} of conference '{conference}' is damaged. Restore it from a backup.",
            kid=row.kid,
            conference=row.conference,
        ) from None


def add_key(db: Connection, conference: str, seed: bytes, note: ChangeNote) -> KeyRecord:
    """Add a key with the next number; it signs from now on."""
    _require_seed(seed)
    kid = max((key.kid for key in load_keys(db, conference)), default=0) + 1
    if kid > KEYS_LIMIT:
        raise StoreError(
            "Conference '{conference}' has had {limit} keys, and cannot have more.",
            conference=conference,
            limit=KEYS_LIMIT,
        )
    key = KeyRecord(kid, seed, note.at, note.author)
    row = {"kid": kid, "seed": seed.hex(), "at": note.at.isoformat(), "author": note.author}
    with checksums.update(db, conference, tables.badge_key, [kid]):
        db.execute(tables.badge_key.insert(), {"conference": conference, **row})
    return key


def _require_seed(seed: bytes) -> None:
    if len(seed) != SEED_LENGTH:
        raise ValueError(
            Message(
                "The private half of a key has {seed_length} bytes, not {count}.",
                seed_length=SEED_LENGTH,
                count=len(seed),
            )
        )


def retire_key(db: Connection, conference: str, kid: int, at: datetime) -> None:
    """Retire a key, so that badges that it signed are refused; a key retired earlier is not changed."""
    keys = load_keys(db, conference)
    if kid not in {key.kid for key in keys}:
        raise StoreError(
            "Conference '{conference}' has no key {kid}: it has {present}."
            if keys
            else "Conference '{conference}' has no key {kid}: it has none yet.",
            conference=conference,
            kid=kid,
            present=Listed(tuple(key.kid for key in keys)),
        )
    if [key.kid for key in keys if key.retired is None] == [kid]:
        raise StoreError("Key {kid} is the only one that is not retired. Make another first.", kid=kid)
    row = (_KEY.conference == conference, _KEY.kid == kid, _KEY.retired.is_(None))
    with checksums.update(db, conference, tables.badge_key, [kid]):
        db.execute(tables.badge_key.update().where(*row).values(retired=at.isoformat()))


def signing_key(db: Connection, conference: str) -> KeyRecord:
    valid = [key for key in load_keys(db, conference) if key.retired is None]
    if not valid:
        raise NoSigningKey(conference)
    return valid[-1]


def door_record(db: Connection, conference: str) -> DoorRecord:
    cells = tables.conference.columns
    query = select(cells.uid, cells.end, cells.zone, cells.day_change).where(cells.id == conference)
    row = db.execute(query).one()
    category, badge = tables.badge_category.columns, tables.badge.columns
    tickets = select(category.ticket).where(category.conference == conference).order_by(category.number)
    revoked = (
        select(badge.number, badge.revoked)
        .where(badge.conference == conference, badge.revoked > 0)
        .order_by(badge.number)
    )
    return DoorRecord(
        conference=conference,
        uid=UUID(row.uid),
        until=_end_of(row),
        keys=load_keys(db, conference),
        tickets=tuple(db.scalars(tickets)),
        revoked=tuple((number, issue) for number, issue in db.execute(revoked)),
    )


def _end_of(row: Any) -> datetime:
    after = date.fromisoformat(row.end) + timedelta(days=1)
    wall = datetime.combine(after, time.fromisoformat(row.day_change))
    return wall.replace(tzinfo=zone(row.zone)).astimezone(UTC)


class BadgeStore:
    """The badges of conferences and their signing keys, to read; they are written by `Writes.badges`.

    They are never part of a schedule, a document or a release. All methods raise `NoSuchConference` for
    unknown conferences, and `StoreError` if the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, conference: str) -> tuple[Badge, ...]:
        """All issued badges, by holder."""
        query = select(_BADGE.holder, *_ROW).where(_BADGE.conference == conference)
        with reading_existing(self._database, conference) as db:
            return tuple(Badge(*row) for row in db.execute(query.order_by(_BADGE.holder)))

    def find(self, conference: str, holders: Iterable[str]) -> dict[str, Badge]:
        """The badges of the holders who have one, by holder."""
        with reading_existing(self._database, conference) as db:
            return find(db, conference, holders)

    def by_number(self, conference: str, number: int) -> Badge | None:
        """The badge with a number; ``None`` if there is none."""
        with reading_existing(self._database, conference) as db:
            key = (_BADGE.conference == conference, _BADGE.number == number)
            row = db.execute(select(_BADGE.holder, *_ROW).where(*key)).one_or_none()
            return Badge(*row) if row else None

    def log(
        self, conference: str, holders: Iterable[str] | None = None
    ) -> tuple[tuple[Badge, ChangeNote], ...]:
        """The last issue or revocation of each badge, newest first: when, by whom and why.

        Args:
            holders: The holders of the badges; all by default.
        """
        selected = None if holders is None else set(holders)
        query = select(_BADGE.holder, *_ROW, _BADGE.author, _BADGE.why, _BADGE["at"])
        query = query.where(_BADGE.conference == conference).order_by(_BADGE["at"].desc(), _BADGE.holder)
        with reading_existing(self._database, conference) as db:
            return tuple(
                (Badge(*badge), ChangeNote(author, why or "", datetime.fromisoformat(at)))
                for *badge, author, why, at in db.execute(query)
                if selected is None or badge[0] in selected
            )

    def keys(self, conference: str) -> tuple[KeyRecord, ...]:
        """The signing keys, oldest first, with their private halves.

        Raises:
            StoreError: A key is damaged.
        """
        with reading_existing(self._database, conference) as db:
            return load_keys(db, conference)

    def door_record(self, conference: str) -> DoorRecord:
        """The record from which the public keys for doors are made.

        Raises:
            StoreError: A key is damaged.
        """
        with reading_existing(self._database, conference) as db:
            return door_record(db, conference)

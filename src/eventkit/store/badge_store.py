"""Badges: keys, numbers, issues and revocations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from eventkit.errors import ChangedMeanwhile, StoreError
from eventkit.findings import Subject
from eventkit.store import tables
from eventkit.store.change_notes import ChangeNote
from eventkit.store.connections import Database
from eventkit.store.stored_conference import reading_existing
from eventkit.times import zone
from eventkit.tokens.token_format import CATEGORIES_LIMIT, ISSUES_LIMIT, KEYS_LIMIT, SEED_LENGTH, badge_number

T = TypeVar("T")


_BADGE = tables.badge.columns


_QUERY_LIMIT = 10_000
"""How many rows are asked for by name at once: databases take no more than some 30,000."""


class Badge(NamedTuple):
    """A badge that was issued.

    Attributes:
        holder: Whose: the id of a participant, or what an attendee is known by.
        number: Their number.
        issue: How often it was issued.
        revoked: Up to which issue it is refused; 0 where none is.
        category: The class of the ticket it tells; 0 where none.
    """

    holder: str
    number: int
    issue: int
    revoked: int = 0
    category: int = 0

    @property
    def valid(self) -> bool:
        """Whether its newest issue is valid."""
        return self.issue > self.revoked


class KeyRecord(NamedTuple):
    """A signing key as it is stored.

    Attributes:
        kid: Its number among the keys of the conference, counted from 1.
        seed: The private half: 32 random bytes.
        made: When it was made.
        author: Who made it.
        retired: Since when the badges it signed are refused; ``None`` while they are not.
    """

    kid: int
    seed: bytes
    made: datetime
    author: str
    retired: datetime | None = None

    def __repr__(self) -> str:
        return f"KeyRecord(kid={self.kid}, made={self.made}, retired={self.retired})"


class DoorRecord(NamedTuple):
    """What the doors of a conference need to know, but for the public halves of keys.

    Attributes:
        conference: The id of the conference.
        uid: Its UID.
        until: The end of its last day, in UTC.
        keys: The signing keys, oldest first.
        tickets: The classes of tickets, by their numbers from 1 on.
        revoked: The numbers of revoked badges, each with the highest issue that is refused.
    """

    conference: str
    uid: UUID
    until: datetime
    keys: tuple[KeyRecord, ...]
    tickets: tuple[str, ...]
    revoked: tuple[tuple[int, int], ...]


def find(db: Connection, conference: str, holders: Iterable[str]) -> dict[str, Badge]:
    """The badges of those that have one."""
    wanted = select(_BADGE.holder, *_ROW).where(_BADGE.conference == conference)
    return {
        row.holder: Badge(*row)
        for some in _batches(holders)
        for row in db.execute(wanted.where(_BADGE.holder.in_(some)))
    }


def all_badges(db: Connection, conference: str) -> Iterator[Badge]:
    """All badges, by holder."""
    wanted = select(_BADGE.holder, *_ROW).where(_BADGE.conference == conference)
    return (Badge(*row) for row in db.execute(wanted.order_by(_BADGE.holder)))


def with_notes(db: Connection, conference: str) -> Iterator[tuple[Badge, ChangeNote]]:
    """All badges with what was noted when each was last issued or refused, the newest first."""
    wanted = select(_BADGE.holder, *_ROW, _BADGE.author, _BADGE.why, _BADGE["at"])
    rows = db.execute(
        wanted.where(_BADGE.conference == conference).order_by(_BADGE["at"].desc(), _BADGE.holder)
    )
    for *badge, author, why, at in rows:
        yield Badge(*badge), ChangeNote(author, why or "", datetime.fromisoformat(at))


def by_number(db: Connection, conference: str, number: int) -> Badge | None:
    """The badge of that number."""
    its = (_BADGE.conference == conference, _BADGE.number == number)
    row = db.execute(select(_BADGE.holder, *_ROW).where(*its)).one_or_none()
    return Badge(*row) if row else None


def issue(
    db: Connection, conference: str, wanted: Mapping[str, str], key: KeyRecord, note: ChangeNote
) -> dict[str, Badge]:
    """A first badge for each of those that have none yet, in a transaction that holds the conference's lock.

    Args:
        db: The transaction.
        conference: The id of the conference.
        wanted: The holders, each with the class of their ticket, empty for none.
        key: What numbers are made with.
        note: By whom and when.
    """
    there = find(db, conference, wanted)
    new = {holder: ticket for holder, ticket in wanted.items() if holder not in there}
    if new:
        categories = _categories(db, conference, new.values())
        numbers = _free_numbers(db, conference, new, key)
        come = {holder: Badge(holder, numbers[holder], 1, 0, categories[new[holder]]) for holder in new}
        db.execute(tables.badge.insert(), [_row(conference, each, note) for each in come.values()])
        there |= come
    return there


def reissue(
    db: Connection, conference: str, wanted: Mapping[str, str], key: KeyRecord, note: ChangeNote
) -> dict[str, Badge]:
    """The next badge for each, with the class of ticket told here; those that have none get their first.

    The next ones are not issued before `activate`: what is good until then stays so.

    Raises:
        StoreError: One was issued as often as can be.
    """
    there = find(db, conference, wanted)
    categories = _categories(db, conference, [wanted[holder] for holder in there])
    if over := sorted(holder for holder, badge in there.items() if badge.issue >= ISSUES_LIMIT):
        message = f"the badge of '{over[0]}' was issued {ISSUES_LIMIT} times, and can tell no more issues"
        raise StoreError(message)
    following = {
        holder: badge._replace(
            issue=badge.issue + 1, revoked=badge.issue, category=categories[wanted[holder]]
        )
        for holder, badge in there.items()
    }
    rest = {holder: ticket for holder, ticket in wanted.items() if holder not in there}
    return following | issue(db, conference, rest, key, note)


def activate(db: Connection, conference: str, badges: Iterable[Badge], note: ChangeNote) -> None:
    """Issue the badges that `reissue` told, and have all before them refused.

    Raises:
        ChangedMeanwhile: Someone else issued one meanwhile.
    """
    badges = list(badges)
    there = find(db, conference, [badge.holder for badge in badges])
    for badge in badges:
        before = there.get(badge.holder)
        if before != badge and (before is None or before.issue != badge.issue - 1):
            raise _changed_meanwhile(db, conference, badge.holder)
    _update(db, conference, (badge for badge in badges if there[badge.holder] != badge), note)


def revoke(db: Connection, conference: str, holders: Iterable[str], note: ChangeNote) -> tuple[Badge, ...]:
    """Have the badges of these refused, up to the newest issue; those that have none are passed over."""
    there = find(db, conference, holders)
    gone = tuple(badge._replace(revoked=badge.issue) for badge in there.values() if badge.valid)
    _update(db, conference, gone, note)
    return gone


def follow_rename(db: Connection, conference: str, gone: str, keep: str, note: ChangeNote) -> None:
    """Make the badge of one who goes by another id from now on theirs; where they have one under that id too,
    it is refused.
    """
    there = find(db, conference, [gone, keep])
    if keep in there:
        revoke(db, conference, [gone], note)
    elif gone in there:
        its = (_BADGE.conference == conference, _BADGE.holder == gone)
        db.execute(tables.badge.update().where(*its).values(holder=keep))


def follow(db: Connection, conference: str, renames: Mapping[Subject, str], note: ChangeNote) -> None:
    """Make the badges of renamed and merged participants theirs under their new ids."""
    for (kind, old), new in renames.items():
        if kind == tables.participant.name:
            follow_rename(db, conference, old, new, ChangeNote(note.author, f"is {new}", note.at))


def _changed_meanwhile(db: Connection, conference: str, holder: str) -> ChangedMeanwhile:
    wanted = select(_BADGE.author, _BADGE.why, _BADGE["at"])
    row = db.execute(wanted.where(_BADGE.conference == conference, _BADGE.holder == holder)).one_or_none()
    return ChangedMeanwhile(
        conference,
        by=row.author if row else "",
        at=datetime.fromisoformat(row.at) if row else None,
        why=(row.why or "") if row else "",
        subject=f"badge of '{holder}'",
    )


def erase(db: Connection, conference: str, holder: str) -> bool:
    """Have the badge refused, and take away whose it was; whether there was one. Its number stays taken."""
    badge = find(db, conference, [holder]).get(holder)
    if badge is None:
        return False
    its = (_BADGE.conference == conference, _BADGE.holder == holder)
    nobody = {"holder": f"(withdrawn) {badge.number}", "revoked": badge.issue, "category": 0, "why": None}
    db.execute(tables.badge.update().where(*its).values(**nobody))
    return True


_ROW = (_BADGE.number, _BADGE.issue, _BADGE.revoked, _BADGE.category)


def _row(conference: str, badge: Badge, note: ChangeNote) -> dict[str, Any]:
    noted = {"at": note.at.isoformat(), "author": note.author, "why": note.why or None}
    return {"conference": conference, **badge._asdict(), **noted}


def _update(db: Connection, conference: str, badges: Iterable[Badge], note: ChangeNote) -> None:
    rows = [
        {("whose" if name == "holder" else name): cell for name, cell in _row(conference, each, note).items()}
        for each in badges
    ]
    its = (_BADGE.conference == conference, _BADGE.holder == bindparam("whose"))
    changing = ("number", "issue", "revoked", "category", "at", "author", "why")
    if rows:
        values: dict[str, Any] = {name: bindparam(name) for name in changing}
        db.execute(
            tables.badge.update().where(*its).values(**values),
            [{name: cell for name, cell in row.items() if name != "conference"} for row in rows],
        )


def _categories(db: Connection, conference: str, tickets: Iterable[str]) -> dict[str, int]:
    """The number of each class of tickets; those that are new are given one.

    Raises:
        StoreError: There are more than a badge can tell apart.
    """
    cells = tables.badge_category.columns
    rows = db.execute(select(cells.ticket, cells.number).where(cells.conference == conference))
    known: dict[str, int] = {"": 0} | {row.ticket: row.number for row in rows}
    for ticket in sorted(set(tickets) - set(known)):
        known[ticket] = number = max(known.values()) + 1
        if number > CATEGORIES_LIMIT:
            message = (
                f"there are more than {CATEGORIES_LIMIT} classes of tickets, such as '{ticket}': a code can "
                "tell no more apart, so give many people the same class"
            )
            raise StoreError(message)
        row = {"conference": conference, "number": number, "ticket": ticket}
        db.execute(tables.badge_category.insert(), row)
    return known


def _free_numbers(db: Connection, conference: str, holders: Iterable[str], key: KeyRecord) -> dict[str, int]:
    """A number for each that no other has, whatever order they come in."""
    found: dict[str, int] = {}
    given: set[int] = set()
    attempts, left = count(), sorted(holders)
    while left:
        attempt = next(attempts)
        tried = {holder: badge_number(key.seed, holder, attempt) for holder in left}
        given |= _taken(db, conference, tried.values())
        for holder, number in tried.items():
            if number not in given:
                given.add(number)
                found[holder] = number
        left = [holder for holder in left if holder not in found]
    return found


def _taken(db: Connection, conference: str, numbers: Iterable[int]) -> set[int]:
    wanted = select(_BADGE.number).where(_BADGE.conference == conference)
    return {
        number for some in _batches(numbers) for number in db.scalars(wanted.where(_BADGE.number.in_(some)))
    }


def _batches(of: Iterable[T]) -> Iterator[list[T]]:
    """As many at a time as may be asked for at once."""
    all_ = list(of)
    return (all_[at : at + _QUERY_LIMIT] for at in range(0, len(all_), _QUERY_LIMIT))


_KEY = tables.badge_key.columns


def load_keys(db: Connection, conference: str) -> tuple[KeyRecord, ...]:
    """The keys, the oldest first.

    Raises:
        StoreError: One is damaged.
    """
    rows = db.execute(select(tables.badge_key).where(_KEY.conference == conference).order_by(_KEY.kid))
    return tuple(read_key(row) for row in rows)


def read_key(row: Any) -> KeyRecord:
    """The key in a row.

    Raises:
        StoreError: It is damaged; the message tells nothing of it.
    """
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
        message = (
            f"key {row.kid} for the badges of conference '{row.conference}' is damaged: bring it back from "
            "a backup"
        )
        raise StoreError(message) from None


def add_key(db: Connection, conference: str, seed: bytes, note: ChangeNote) -> KeyRecord:
    """Make a key of the next number, which signs from now on.

    Raises:
        StoreError: There can be no further one.
        ValueError: The seed is not of 32 bytes.
    """
    _require_seed(seed)
    kid = max((key.kid for key in load_keys(db, conference)), default=0) + 1
    if kid > KEYS_LIMIT:
        message = f"conference '{conference}' has had {KEYS_LIMIT} keys, and a badge can tell no more apart"
        raise StoreError(message)
    key = KeyRecord(kid, seed, note.at, note.author)
    row = {"kid": kid, "seed": seed.hex(), "at": note.at.isoformat(), "author": note.author}
    db.execute(tables.badge_key.insert(), {"conference": conference, **row})
    return key


def _require_seed(seed: bytes) -> None:
    if len(seed) != SEED_LENGTH:
        message = f"the private half of a key has {SEED_LENGTH} bytes, not {len(seed)}"
        raise ValueError(message)


def retire_key(db: Connection, conference: str, kid: int, at: datetime) -> None:
    """Have all that a key signed refused; one that is retired already stays so since then.

    Raises:
        StoreError: There is no such key, or none would be left to sign with.
    """
    keys = load_keys(db, conference)
    if kid not in {key.kid for key in keys}:
        held = ", ".join(str(key.kid) for key in keys)
        hint = f"it has {held}" if held else "make the first one with 'eventkit keys make'"
        message = f"conference '{conference}' has no key {kid}: {hint}"
        raise StoreError(message)
    if [key.kid for key in keys if key.retired is None] == [kid]:
        message = f"key {kid} is the only one that signs: make another first, with 'eventkit keys rotate'"
        raise StoreError(message)
    its = (_KEY.conference == conference, _KEY.kid == kid, _KEY.retired.is_(None))
    db.execute(tables.badge_key.update().where(*its).values(retired=at.isoformat()))


def signing_key(db: Connection, conference: str) -> KeyRecord:
    """The newest key that is not retired.

    Raises:
        StoreError: There is none.
    """
    signing = [key for key in load_keys(db, conference) if key.retired is None]
    if not signing:
        message = (
            f"conference '{conference}' has no key to sign badges with: make one with 'eventkit keys make'"
        )
        raise StoreError(message)
    return signing[-1]


def door_record(db: Connection, conference: str) -> DoorRecord:
    """What the doors of a conference need to know."""
    row = _conference_row(db, conference)
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


def _conference_row(db: Connection, conference: str) -> Any:
    cells = tables.conference.columns
    wanted = select(cells.uid, cells.end, cells.zone, cells.day_change).where(cells.id == conference)
    return db.execute(wanted).one()


def _end_of(row: Any) -> datetime:
    """The end of the last day of a conference."""
    after = date.fromisoformat(row.end) + timedelta(days=1)
    shown = datetime.combine(after, time.fromisoformat(row.day_change))
    return shown.replace(tzinfo=zone(row.zone)).astimezone(UTC)


class BadgeStore:
    """The badges of conferences and their signing keys, to read; they are written by `Writes.badges`.

    Nothing of it is in a schedule, a document or a release. All methods raise `NoSuchConference` where there
    is no such conference, and `StoreError` where the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, conference: str) -> tuple[Badge, ...]:
        """All badges that were issued, by holder."""
        with reading_existing(self._database, conference) as db:
            return tuple(all_badges(db, conference))

    def find(self, conference: str, holders: Iterable[str]) -> dict[str, Badge]:
        """The badges of those of the holders who have one."""
        with reading_existing(self._database, conference) as db:
            return find(db, conference, holders)

    def by_number(self, conference: str, number: int) -> Badge | None:
        """The badge of that number, if there is one."""
        with reading_existing(self._database, conference) as db:
            return by_number(db, conference, number)

    def log(
        self, conference: str, holders: Iterable[str] | None = None
    ) -> tuple[tuple[Badge, ChangeNote], ...]:
        """The last issue or revocation of each badge, newest first: when, by whom and why.

        Args:
            conference: The id of the conference.
            holders: Whose badges; all if not given.
        """
        wanted = None if holders is None else set(holders)
        with reading_existing(self._database, conference) as db:
            return tuple(
                (badge, note)
                for badge, note in with_notes(db, conference)
                if wanted is None or badge.holder in wanted
            )

    def keys(self, conference: str) -> tuple[KeyRecord, ...]:
        """The signing keys, oldest first, with their private halves.

        Raises:
            StoreError: A key is damaged.
        """
        with reading_existing(self._database, conference) as db:
            return load_keys(db, conference)

    def door_record(self, conference: str) -> DoorRecord:
        """What doors need to know to tell valid badges.

        Raises:
            StoreError: A key is damaged.
        """
        with reading_existing(self._database, conference) as db:
            return door_record(db, conference)

"""Operations of tests: each commits one kind of write, and returns what that made."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from eventkit.roster import Roster
from eventkit.schedule import Schedule
from eventkit.store import (
    Badge,
    BadgeWrites,
    ChangeNote,
    ConferenceState,
    ImportedSource,
    KeyRecord,
    NewRelease,
    Operation,
    Release,
    Store,
    StoredConference,
    Writes,
)

Edit = Callable[[Schedule | None], Schedule]


def change(
    store: Store,
    conference: str,
    edit: Edit,
    *,
    author: str,
    why: str,
    at: datetime,
    came: ImportedSource | None = None,
) -> StoredConference:
    """Commit an edit of the schedule."""

    def operation(state: ConferenceState) -> Writes:
        return Writes(edit(state.schedule), imported=came)

    return _stored(store, conference, operation, ChangeNote(author, why, at))


def undo(
    store: Store, conference: str, number: int | None = None, *, author: str, at: datetime, why: str = ""
) -> StoredConference:
    """Undo a change: that of the number, or the author's own last one."""
    note = ChangeNote(author, why, at)
    return _stored(store, conference, lambda state: state.undo(number, author=author), note)


def revert(
    store: Store, conference: str, name: str, *, author: str, at: datetime, why: str = ""
) -> StoredConference:
    """Bring a conference back to a release."""
    return _stored(store, conference, lambda state: state.revert(name), ChangeNote(author, why, at))


def release(
    store: Store, conference: str, name: str, *, author: str, at: datetime, note: str = "", forced: str = ""
) -> Release:
    """Release a conference."""
    writes = Writes(release=NewRelease(name, note, forced))
    made = store.commit(conference, lambda _: writes, ChangeNote(author, note, at)).release
    assert made is not None
    return made


def change_roster(
    store: Store,
    conference: str,
    edit: Callable[[Roster], Roster],
    *,
    author: str,
    why: str,
    at: datetime,
) -> Roster:
    """Commit an edit of the roster."""

    def operation(state: ConferenceState) -> Writes:
        state.existing()
        return Writes(roster=edit(state.roster))

    store.commit(conference, operation, ChangeNote(author, why, at))
    return store.roster.load(conference)


def change_rule_settings(
    store: Store,
    conference: str,
    edit: Callable[[dict[str, Any]], dict[str, Any]],
    *,
    author: str,
    why: str,
    at: datetime,
) -> dict[str, Any]:
    """Commit an edit of the rule settings."""

    def operation(state: ConferenceState) -> Writes:
        state.existing()
        return Writes(rule_settings=edit(dict(state.rule_settings)))

    store.commit(conference, operation, ChangeNote(author, why, at))
    return store.rule_settings.load(conference)


def remove(store: Store, conference: str, *, author: str, why: str, at: datetime) -> None:
    """Remove a conference."""
    store.remove(conference, ChangeNote(author, why, at))


def forget(
    store: Store,
    conference: str,
    participant: str,
    *,
    author: str,
    at: datetime,
    remove: bool = False,
    words: Collection[str] = (),
) -> str:
    """Erase a person; returns the neutral id."""
    note = ChangeNote(author, "", at)
    return store.erase(
        conference, participant, note, secret=bytes(range(32)), remove=remove, words=words
    ).participant


def add_badge_key(store: Store, conference: str, seed: bytes, *, author: str, at: datetime) -> KeyRecord:
    """Make a signing key."""
    writes = Writes(badges=BadgeWrites(new_key=seed))
    key = store.commit(conference, lambda _: writes, ChangeNote(author, "", at)).key
    assert key is not None
    return key


def retire_badge_key(store: Store, conference: str, kid: int, *, at: datetime) -> None:
    """Retire a signing key."""
    _badges(store, conference, BadgeWrites(retire_keys=(kid,)), ChangeNote("", "", at))


def issue_badges(
    store: Store, conference: str, holders: Mapping[str, str], *, author: str, at: datetime, why: str = ""
) -> dict[str, Badge]:
    """Issue badges to those who have none."""
    return _badges(store, conference, BadgeWrites(issue=holders), ChangeNote(author, why, at))


def further_badges(
    store: Store, conference: str, holders: Mapping[str, str], *, author: str, at: datetime, why: str = ""
) -> dict[str, Badge]:
    """Reserve the next issue of badges."""
    return _badges(store, conference, BadgeWrites(reissue=holders), ChangeNote(author, why, at))


def settle_badges(
    store: Store, conference: str, badges: Iterable[Badge], *, author: str, at: datetime, why: str = ""
) -> None:
    """Activate reserved issues."""
    _badges(store, conference, BadgeWrites(activate=tuple(badges)), ChangeNote(author, why, at))


def revoke_badges(
    store: Store, conference: str, holders: Iterable[str], *, author: str, at: datetime, why: str = ""
) -> tuple[Badge, ...]:
    """Revoke badges."""
    badges = BadgeWrites(revoke=tuple(holders))
    return tuple(_badges(store, conference, badges, ChangeNote(author, why, at)).values())


def _badges(store: Store, conference: str, badges: BadgeWrites, note: ChangeNote) -> dict[str, Badge]:
    return dict(store.commit(conference, lambda _: Writes(badges=badges), note).badges)


def _stored(store: Store, conference: str, operation: Operation, note: ChangeNote) -> StoredConference:
    store.commit(conference, operation, note)
    return store.load(conference)

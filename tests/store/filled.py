"""A store with something in each of its tables, and all that a store holds."""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from eventkit.model import Participant
from eventkit.roster import Contact
from eventkit.schedule import Schedule
from eventkit.store import ImportedSource, Store, tables
from eventkit.store.store_files import open_existing
from store import do
from store.small import AT, FORUM, NOTED, adding, replace_by, setting

SECRETS = {
    "email": "xyzzyquill@private.example",
    "phone": "+00 xyzzy7001",
    "notes": "xyzzynotes: nuts",
    "badge_lines": ("xyzzybadge",),
    "ticket": "xyzzyticket",
    "language": "en-xyzzy",
}
"""What a roster may hold, in strings that stand nowhere else."""

CONTACT = Contact.model_validate({"participant": "noether", **SECRETS})


TEAM = FORUM.model_copy(
    update={
        "participants": (
            *FORUM.participants,
            Participant(id="team", name="Team", kind="team", members=("noether",)),
        )
    }
)
"""The forum with a team in it."""


def named(id_: str) -> Schedule:
    """The forum under another id."""
    return FORUM.model_copy(update={"conference": FORUM.conference.model_copy(update={"id": id_})})


def fill(store: Store) -> None:
    """Store conferences with history, releases, contacts and badges: one is removed, one has an erasure.

    An SQLite file gets a copy of what one was filled with before, which takes a tenth of the time.
    """
    if store._database.file is None:
        _fill(store)
        return
    with (
        closing(sqlite3.connect(_filled_file())) as source,
        store._database.write.connect() as db,
    ):
        target = db.connection.driver_connection
        assert isinstance(target, sqlite3.Connection)
        source.backup(target)


@cache
def _filled_file() -> Path:
    """An SQLite file with a filled store, removed when the tests end."""
    folder = Path(tempfile.mkdtemp(prefix="eventkit-filled-"))
    atexit.register(shutil.rmtree, folder)
    file = folder / "eventkit.db"
    with Store.open(f"sqlite:///{file}") as store:
        _fill(store)
    return file


def _fill(store: Store) -> None:
    for schedule in (TEAM, named("congress"), named("gone")):
        do.change(store, schedule.conference.id, replace_by(schedule), **NOTED)
    do.change(store, "forum", setting("party", audience=7), **NOTED)
    do.change(store, "forum", adding("walk"), **NOTED, came=ImportedSource("people.xlsx", FORUM))
    do.change_roster(store, "forum", lambda roster: roster.with_contact(CONTACT), **NOTED)
    do.change_rule_settings(store, "forum", lambda _: {"breather": 5}, **NOTED)
    do.add_badge_key(store, "forum", bytes(range(32)), author="Office", at=AT)
    do.issue_badges(store, "forum", {"noether": "speaker", "walk-in 7": ""}, author="Office", at=AT)
    do.release(store, "forum", "1.0", author="Office", at=AT)
    do.remove(store, "gone", **NOTED)
    do.change(store, "memorial", replace_by(named("memorial")), **NOTED)
    do.release(store, "memorial", "1.0", author="Office", at=AT)
    do.forget(store, "memorial", "noether", author="Office", at=AT)


def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables of a store."""
    with open_existing(url, 5) as where, where.read.begin() as db:
        return {
            table.name: sorted(tuple(row) for row in db.execute(select(table)))
            for table in tables.metadata.sorted_tables
        }

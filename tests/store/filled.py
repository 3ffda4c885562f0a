"""A store with something in each of its tables, and all that a store holds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from eventkit.model import Participant
from eventkit.roster import Contact
from eventkit.store import ImportedSource, Store, tables
from eventkit.store.store_files import open_existing
from store.small import AT, FORUM, NOTED, adding, given, setting

SECRETS = {
    "email": "xyzzyquill@private.example",
    "phone": "+00 xyzzy7001",
    "notes": "xyzzynotes: nuts",
    "badge_lines": ("xyzzybadge",),
    "ticket": "xyzzyticket",
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


def fill(store: Store) -> None:
    """Put in two conferences with history, releases, a roster, settings and badges; a third was taken out."""
    other = FORUM.model_copy(update={"conference": FORUM.conference.model_copy(update={"id": "congress"})})
    renamed = FORUM.conference.model_copy(update={"id": "gone"})
    third = FORUM.model_copy(update={"conference": renamed})
    for schedule in (TEAM, other, third):
        store.change(schedule.conference.id, given(schedule), **NOTED)
    store.change("forum", setting("party", audience=7), **NOTED)
    store.change("forum", adding("walk"), **NOTED, came=ImportedSource("people.xlsx", FORUM))
    store.change_roster("forum", lambda roster: roster.with_contact(CONTACT), **NOTED)
    store.change_rule_settings("forum", lambda _: {"breather": 5}, **NOTED)
    store.add_badge_key("forum", bytes(range(32)), author="Office", at=AT)
    store.issue_badges("forum", {"noether": "speaker", "walk-in 7": ""}, author="Office", at=AT)
    store.release("forum", "1.0", author="Office", at=AT)
    store.remove("gone", **NOTED)


def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables of a store."""
    with open_existing(url, 5) as where, where.read.begin() as db:
        return {
            table.name: sorted(tuple(row) for row in db.execute(select(table)))
            for table in tables.metadata.sorted_tables
        }

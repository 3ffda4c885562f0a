"""The tables.

A column that stands for a field of the model has the field's name; an empty one means ``None`` or ``()``.
Whatever names another thing is a row with a foreign key that begins with the conference, so that the
database itself refuses an id that leads nowhere, or into another conference. Lists of plain values
(languages, links, streams, forms of a name) are JSON in a column.

All columns are texts or integers, so that SQLite holds them to it (STRICT). Foreign keys are checked at
the end of a transaction and take nothing with them: a row goes only where the code says so, never because
a table above it was rebuilt.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, Table, UniqueConstraint

from eventkit.store.columns import (
    belongs,
    flag,
    json,
    key,
    leads,
    maybe,
    metadata,
    number,
    origin,
    table,
    text,
)

VERSION = 4
"""The version of these tables; a store of a higher one was written by a newer eventkit."""

marker = table("eventkit", key("version", Integer))
"""Says that the tables are eventkit's, and of which version: one row."""

revision = table(
    "revision",
    key("conference"),
    key("number", Integer),
    text("at"),
    text("author"),
    text("why"),
    maybe(number("undoes")),
    maybe(json("renames")),
)
"""Every change of a conference; it outlives the conference, so that no number is ever given twice.

Its renames are lists of kind, old id and new id, so that undoing it can rename back."""

conference = table(
    "conference",
    key("id"),
    text("uid"),
    json("title"),
    maybe(json("subtitle")),
    maybe(json("theme")),
    maybe(json("occasion")),
    text("start"),
    text("end"),
    text("zone"),
    text("day_change"),
    json("languages"),
    maybe(json("venue")),
    maybe(text("url")),
    maybe(text("contact")),
    maybe(json("links")),
    maybe(json("streams")),
    maybe(json("deadlines")),
    maybe(json("extra")),
)

organisation = table(
    "organisation",
    key("conference"),
    key("id"),
    number("ordinal"),
    json("name"),
    maybe(json("short")),
    maybe(text("country")),
    maybe(text("url")),
    *origin(),
    belongs(conference, "conference"),
)

backing = table(
    "backing",
    key("conference"),
    key("ordinal", Integer),
    text("organisation"),
    text("role"),
    maybe(json("level")),
    belongs(conference, "conference"),
    *leads("organisation", "organisation"),
)

room = table(
    "room",
    key("conference"),
    key("id"),
    number("ordinal"),
    json("name"),
    maybe(json("building")),
    maybe(number("capacity")),
    number("shared"),
    maybe(json("features")),
    maybe(json("available")),
    *origin(),
    belongs(conference, "conference"),
)

track = table(
    "track",
    key("conference"),
    key("id"),
    number("ordinal"),
    json("name"),
    text("code"),
    text("colour"),
    *origin(),
    belongs(conference, "conference"),
)

participant = table(
    "participant",
    key("conference"),
    key("id"),
    number("ordinal"),
    json("name"),
    text("kind"),
    maybe(json("honorific")),
    maybe(text("country")),
    maybe(json("variants")),
    maybe(json("biography")),
    maybe(text("pronouns")),
    maybe(json("links")),
    maybe(json("available")),
    *origin(),
    belongs(conference, "conference"),
)

affiliation = table(
    "affiliation",
    key("conference"),
    key("participant"),
    key("ordinal", Integer),
    maybe(json("position")),
    maybe(text("organisation")),
    belongs(participant, "conference", "participant"),
    *leads("organisation", "organisation"),
)

membership = table(
    "membership",
    key("conference"),
    key("participant"),
    key("ordinal", Integer),
    text("member"),
    belongs(participant, "conference", "participant"),
    *leads("member", "participant"),
)

session = table(
    "session",
    key("conference"),
    key("id"),
    maybe(text("parent")),
    number("ordinal"),
    text("uid"),
    json("title"),
    maybe(json("subtitle")),
    text("kind"),
    maybe(text("start_wall")),
    maybe(number("start_fold")),
    maybe(text("start_utc")),
    maybe(text("end_wall")),
    maybe(number("end_fold")),
    maybe(text("end_utc")),
    maybe(text("track")),
    number("plenary"),
    maybe(json("abstract")),
    maybe(json("languages")),
    maybe(json("interpreted")),
    maybe(json("streams")),
    maybe(json("links")),
    text("status"),
    flag("pinned"),
    maybe(number("audience")),
    *origin(),
    belongs(conference, "conference"),
    *leads("parent", "session"),
    *leads("track", "track"),
    Index(None, "conference", "start_utc"),
    CheckConstraint("(start_wall IS NULL) = (end_wall IS NULL)", "both_times_or_neither"),
    CheckConstraint("start_utc < end_utc", "start_before_end"),
    CheckConstraint("parent <> id", "no_part_of_itself"),
)
"""The truth of a time is what the clocks show, in the conference's zone (``fold`` tells the second showing
of an hour from the first, PEP 495). The instant beside it is derived, for the database to search by."""

session_room = table(
    "session_room",
    key("conference"),
    key("session"),
    key("room"),
    number("ordinal"),
    belongs(session, "conference", "session"),
    *leads("room", "room"),
)

appearance = table(
    "appearance",
    key("conference"),
    key("session"),
    key("participant"),
    key("role"),
    number("ordinal"),
    text("status"),
    belongs(session, "conference", "session"),
    *leads("participant", "participant"),
)

appearance_affiliation = table(
    "appearance_affiliation",
    key("conference"),
    key("session"),
    key("participant"),
    key("role"),
    key("ordinal", Integer),
    maybe(json("position")),
    maybe(text("organisation")),
    belongs(appearance, "conference", "session", "participant", "role"),
    *leads("organisation", "organisation"),
)

ledger = table(
    "ledger",
    key("conference"),
    key("session"),
    number("sequence"),
    text("created"),
    text("modified"),
)
"""The revisions that calendars need; tied to nothing, for a removed session has to be remembered too, and
so have those of a removed conference."""

journal = table(
    "journal",
    key("conference"),
    key("number", Integer),
    key("thing"),
    key("id"),
    maybe(json("before")),
    maybe(number("ordinal")),
    belongs(revision, "conference", "number"),
    Index(None, "conference", "thing", "id"),
)
"""What a thing was before each change that touched it, empty where it was not there. What it was after is
what it was before the next one, or is now: so every state is written once."""

release = table(
    "release",
    key("conference"),
    key("name"),
    number("ordinal"),
    number("revision"),
    text("at"),
    text("author"),
    text("note"),
    text("forced"),
    text("sha256"),
    Column("body", LargeBinary, nullable=False),
    number("redactions"),
    UniqueConstraint("conference", "ordinal"),
)
"""What was published, whole: the body is compressed JSON. It outlives the conference, and `guards` keep it
from being changed."""

contact = table(
    "contact",
    key("conference"),
    key("participant"),
    maybe(text("email")),
    maybe(text("phone")),
    maybe(text("notes")),
    maybe(json("badge_lines")),
    maybe(text("ticket")),
    belongs(conference, "conference"),
)
"""The roster. Not tied to `participant`: one who was taken out by a slip, or by going back to a release,
comes back with their contact; only forgetting them takes it away."""

contact_change = table(
    "contact_change",
    key("conference"),
    key("number", Integer),
    text("at"),
    text("author"),
    text("why"),
    json("participants"),
)
"""Every change of a roster: whose contacts it touched, and none of what was in them."""


rule_settings = table("rule_settings", key("conference"), json("body"), belongs(conference, "conference"))
"""What a conference asks of its rules, waivers included: a document that the store does not read."""

settings_change = table(
    "settings_change", key("conference"), key("number", Integer), text("at"), text("author"), text("why")
)
"""Every change of what a conference asks of its rules."""

imports = table(
    "imports",
    key("conference"),
    key("source"),
    text("at"),
    text("author"),
    Column("document", LargeBinary, nullable=False),
    belongs(conference, "conference"),
)
"""What was last taken in from each source, just as it came: compressed JSON, as the body of a release is."""


badge_key = table(
    "badge_key",
    key("conference"),
    key("kid", Integer),
    text("seed"),
    text("at"),
    text("author"),
    maybe(text("retired")),
    belongs(conference, "conference"),
)
"""The keys that badges are signed with, private halves and all: who reads this can make badges."""

badge = table(
    "badge",
    key("conference"),
    key("holder"),
    number("number"),
    number("issue"),
    number("revoked"),
    number("category"),
    text("at"),
    text("author"),
    maybe(text("why")),
    belongs(conference, "conference"),
    UniqueConstraint("conference", "number"),
)
"""Whose badge has which number and was issued how often; up to which issue it is refused. Holders need not be
in the schedule: most who come appear nowhere. Numbers stay taken when their holders are forgotten."""

badge_category = table(
    "badge_category",
    key("conference"),
    key("number", Integer),
    text("ticket"),
    belongs(conference, "conference"),
)
"""The classes of tickets that badges tell, in the order in which they were first met."""


def whose(of: Table) -> Column[Any]:
    """The column that says which conference a row is of."""
    return conference.columns.id if of is conference else of.columns.conference


JSON_IN = {
    each.name: {column.name: column.info.get("json", False) for column in each.columns}
    for each in metadata.sorted_tables
}
"""For each table and column, whether it holds JSON."""

MEMORY = (marker, revision, ledger, journal, release, contact_change, settings_change)
"""The tables that outlive a conference."""

IN_ORDER = (organisation, room, track, participant, session)
"""The tables of a schedule's collections; each is named as one of its members."""

TIMES = tuple(f"{which}_{said}" for which in ("start", "end") for said in ("wall", "fold", "utc"))
"""The columns of a session's times; the times at which rooms and participants are to be had name them too,
in JSON."""

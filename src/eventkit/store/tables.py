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

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Constraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

VERSION = 2
"""The version of these tables; a store of a higher one was written by a newer eventkit."""

# Constraints are named by rule, for a migration can only change what it can name.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# PostgreSQL's INTEGER ends at two thousand million, SQLite's does not.
_WHOLE = Integer().with_variant(BigInteger, "postgresql")


def _key(name: str, kind: type[Text | Integer] = Text) -> Column[Any]:
    return Column(name, kind, primary_key=True, autoincrement=False)


def _text(name: str) -> Column[Any]:
    return Column(name, Text, nullable=False)


def _number(name: str) -> Column[Any]:
    return Column(name, _WHOLE, nullable=False)


def _flag(name: str) -> Column[Any]:
    """A yes or no that came late: no, in rows from before."""
    return Column(name, _WHOLE, nullable=False, server_default="0")


def _json(name: str) -> Column[Any]:
    return Column(name, Text, nullable=False, info={"json": True})


def _maybe(column: Column[Any]) -> Column[Any]:
    column.nullable = True
    return column


def _table(name: str, *items: Column[Any] | Constraint | Index) -> Table:
    return Table(name, metadata, *items, sqlite_strict=True)


def _belongs(to: Table, *columns: str) -> ForeignKeyConstraint:
    """The columns, which begin the table's own key, are the key of the row it belongs to."""
    return ForeignKeyConstraint(columns, list(to.primary_key), deferrable=True, initially="DEFERRED")


def _leads(column: str, to: str) -> tuple[ForeignKeyConstraint, Index]:
    """The column names another thing of the conference; the index is for finding who names it."""
    target = [f"{to}.conference", f"{to}.id"]
    key = ForeignKeyConstraint(["conference", column], target, deferrable=True, initially="DEFERRED")
    return key, Index(None, "conference", column)


marker = _table("eventkit", _key("version", Integer))
"""Says that the tables are eventkit's, and of which version: one row."""

revision = _table(
    "revision",
    _key("conference"),
    _key("number", Integer),
    _text("at"),
    _text("author"),
    _text("why"),
    _maybe(_number("undoes")),
)
"""Every change of a conference; it outlives the conference, so that no number is ever given twice."""

conference = _table(
    "conference",
    _key("id"),
    _text("uid"),
    _json("title"),
    _maybe(_json("subtitle")),
    _maybe(_json("theme")),
    _maybe(_json("occasion")),
    _text("start"),
    _text("end"),
    _text("zone"),
    _text("day_change"),
    _json("languages"),
    _maybe(_json("venue")),
    _maybe(_text("url")),
    _maybe(_text("contact")),
    _maybe(_json("links")),
    _maybe(_json("streams")),
)

organisation = _table(
    "organisation",
    _key("conference"),
    _key("id"),
    _number("ordinal"),
    _json("name"),
    _maybe(_json("short")),
    _maybe(_text("country")),
    _maybe(_text("url")),
    _belongs(conference, "conference"),
)

backing = _table(
    "backing",
    _key("conference"),
    _key("ordinal", Integer),
    _text("organisation"),
    _text("role"),
    _maybe(_json("level")),
    _belongs(conference, "conference"),
    *_leads("organisation", "organisation"),
)

room = _table(
    "room",
    _key("conference"),
    _key("id"),
    _number("ordinal"),
    _json("name"),
    _maybe(_json("building")),
    _maybe(_number("capacity")),
    _number("shared"),
    _maybe(_json("features")),
    _maybe(_json("available")),
    _belongs(conference, "conference"),
)

track = _table(
    "track",
    _key("conference"),
    _key("id"),
    _number("ordinal"),
    _json("name"),
    _text("code"),
    _text("colour"),
    _belongs(conference, "conference"),
)

participant = _table(
    "participant",
    _key("conference"),
    _key("id"),
    _number("ordinal"),
    _json("name"),
    _text("kind"),
    _maybe(_json("honorific")),
    _maybe(_text("country")),
    _maybe(_json("variants")),
    _maybe(_json("biography")),
    _maybe(_text("pronouns")),
    _maybe(_json("links")),
    _maybe(_json("available")),
    _belongs(conference, "conference"),
)

affiliation = _table(
    "affiliation",
    _key("conference"),
    _key("participant"),
    _key("ordinal", Integer),
    _maybe(_json("position")),
    _maybe(_text("organisation")),
    _belongs(participant, "conference", "participant"),
    *_leads("organisation", "organisation"),
)

membership = _table(
    "membership",
    _key("conference"),
    _key("participant"),
    _key("ordinal", Integer),
    _text("member"),
    _belongs(participant, "conference", "participant"),
    *_leads("member", "participant"),
)

session = _table(
    "session",
    _key("conference"),
    _key("id"),
    _maybe(_text("parent")),
    _number("ordinal"),
    _text("uid"),
    _json("title"),
    _maybe(_json("subtitle")),
    _text("kind"),
    _maybe(_text("start_wall")),
    _maybe(_number("start_fold")),
    _maybe(_text("start_utc")),
    _maybe(_text("end_wall")),
    _maybe(_number("end_fold")),
    _maybe(_text("end_utc")),
    _maybe(_text("track")),
    _number("plenary"),
    _maybe(_json("abstract")),
    _maybe(_json("languages")),
    _maybe(_json("interpreted")),
    _maybe(_json("streams")),
    _maybe(_json("links")),
    _text("status"),
    _flag("pinned"),
    _maybe(_number("audience")),
    _belongs(conference, "conference"),
    *_leads("parent", "session"),
    *_leads("track", "track"),
    Index(None, "conference", "start_utc"),
    CheckConstraint("(start_wall IS NULL) = (end_wall IS NULL)", "both_times_or_neither"),
    CheckConstraint("start_utc < end_utc", "start_before_end"),
    CheckConstraint("parent <> id", "no_part_of_itself"),
)
"""The truth of a time is what the clocks show, in the conference's zone (``fold`` tells the second showing
of an hour from the first, PEP 495). The instant beside it is derived, for the database to search by."""

session_room = _table(
    "session_room",
    _key("conference"),
    _key("session"),
    _key("room"),
    _number("ordinal"),
    _belongs(session, "conference", "session"),
    *_leads("room", "room"),
)

appearance = _table(
    "appearance",
    _key("conference"),
    _key("session"),
    _key("participant"),
    _key("role"),
    _number("ordinal"),
    _text("status"),
    _belongs(session, "conference", "session"),
    *_leads("participant", "participant"),
)

appearance_affiliation = _table(
    "appearance_affiliation",
    _key("conference"),
    _key("session"),
    _key("participant"),
    _key("role"),
    _key("ordinal", Integer),
    _maybe(_json("position")),
    _maybe(_text("organisation")),
    _belongs(appearance, "conference", "session", "participant", "role"),
    *_leads("organisation", "organisation"),
)

ledger = _table(
    "ledger",
    _key("conference"),
    _key("session"),
    _number("sequence"),
    _text("created"),
    _text("modified"),
)
"""The revisions that calendars need; tied to nothing, for a removed session has to be remembered too, and
so have those of a removed conference."""

journal = _table(
    "journal",
    _key("conference"),
    _key("number", Integer),
    _key("thing"),
    _key("id"),
    _maybe(_json("before")),
    _maybe(_number("ordinal")),
    _belongs(revision, "conference", "number"),
    Index(None, "conference", "thing", "id"),
)
"""What a thing was before each change that touched it, empty where it was not there. What it was after is
what it was before the next one, or is now: so every state is written once."""

release = _table(
    "release",
    _key("conference"),
    _key("name"),
    _number("ordinal"),
    _number("revision"),
    _text("at"),
    _text("author"),
    _text("note"),
    _text("forced"),
    _text("sha256"),
    Column("body", LargeBinary, nullable=False),
    _number("redactions"),
    UniqueConstraint("conference", "ordinal"),
)
"""What was published, whole: the body is compressed JSON. It outlives the conference, and `guards` keep it
from being changed."""

contact = _table(
    "contact",
    _key("conference"),
    _key("participant"),
    _maybe(_text("email")),
    _maybe(_text("phone")),
    _maybe(_text("notes")),
    _maybe(_json("badge_lines")),
    _maybe(_text("ticket")),
    _belongs(conference, "conference"),
)
"""The roster. Not tied to `participant`: one who was taken out by a slip, or by going back to a release,
comes back with their contact; only forgetting them takes it away."""

contact_change = _table(
    "contact_change",
    _key("conference"),
    _key("number", Integer),
    _text("at"),
    _text("author"),
    _text("why"),
    _json("participants"),
)
"""Every change of a roster: whose contacts it touched, and none of what was in them."""


rule_settings = _table("rule_settings", _key("conference"), _json("body"), _belongs(conference, "conference"))
"""What a conference asks of its rules, waivers included: a document that the store does not read."""

settings_change = _table(
    "settings_change", _key("conference"), _key("number", Integer), _text("at"), _text("author"), _text("why")
)
"""Every change of what a conference asks of its rules."""


def whose(table: Table) -> Column[Any]:
    """The column that says which conference a row is of."""
    return conference.columns.id if table is conference else table.columns.conference


JSON_IN = {
    table.name: {column.name: column.info.get("json", False) for column in table.columns}
    for table in metadata.sorted_tables
}
"""For each table and column, whether it holds JSON."""

MEMORY = (marker, revision, ledger, journal, release, contact_change, settings_change)
"""The tables that outlive a conference."""

IN_ORDER = (organisation, room, track, participant, session)
"""The tables of a schedule's collections; each is named as one of its members."""

TIMES = tuple(f"{which}_{said}" for which in ("start", "end") for said in ("wall", "fold", "utc"))
"""The columns of a session's times; the times at which rooms and participants are to be had name them too,
in JSON."""

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


def key_column(name: str, kind: type[Text | Integer] = Text) -> Column[Any]:
    """A column of the key."""
    return Column(name, kind, primary_key=True, autoincrement=False)


def text_column(name: str, default: str | None = None) -> Column[Any]:
    """A text; one that came late has a default, in rows from before."""
    return Column(name, Text, nullable=False, server_default=default)


def integer_column(name: str) -> Column[Any]:
    """A whole number."""
    return Column(name, _WHOLE, nullable=False)


def flag_column(name: str) -> Column[Any]:
    """A yes or no that came late: no, in rows from before."""
    return Column(name, _WHOLE, nullable=False, server_default="0")


def json_column(name: str) -> Column[Any]:
    """JSON, as text."""
    return Column(name, Text, nullable=False, info={"json": True})


def nullable(column: Column[Any]) -> Column[Any]:
    """The column, which may be empty."""
    column.nullable = True
    return column


def define_table(name: str, *items: Column[Any] | Constraint | Index) -> Table:
    """A table."""
    return Table(name, metadata, *items, sqlite_strict=True)


def origin_columns() -> tuple[Column[Any], ...]:
    """Where a thing came from, and what came with it."""
    return nullable(text_column("source")), nullable(text_column("source_id")), nullable(json_column("extra"))


def conference_key(to: Table, *columns: str) -> ForeignKeyConstraint:
    """The columns, which begin the table's own key, are the key of the row it belongs to."""
    return ForeignKeyConstraint(columns, list(to.primary_key), deferrable=True, initially="DEFERRED")


def reference(column: str, to: str) -> tuple[ForeignKeyConstraint, Index]:
    """The column names another thing of the conference; the index is for finding who names it."""
    target = [f"{to}.conference", f"{to}.id"]
    key = ForeignKeyConstraint(["conference", column], target, deferrable=True, initially="DEFERRED")
    return key, Index(None, "conference", column)


VERSION = 5
"""The version of these tables; a store of a higher one was written by a newer eventkit."""


marker = define_table("eventkit", key_column("version", Integer))
"""Says that the tables are eventkit's, and of which version: one row."""


revision = define_table(
    "revision",
    key_column("conference"),
    key_column("number", Integer),
    text_column("at"),
    text_column("author"),
    text_column("why"),
    nullable(integer_column("undoes")),
    nullable(json_column("renames")),
    flag_column("erasure"),
    text_column("hash", default=""),
)
"""Every change of a conference. Revisions outlive the conference, so that no number is used twice.

The renames are lists of kind, old id and new id, so that undoing the change can rename back. ``erasure``
marks the erasure of a person, which cannot be undone. ``hash`` links the revision to the one before it."""


conference = define_table(
    "conference",
    key_column("id"),
    text_column("uid"),
    json_column("title"),
    nullable(json_column("subtitle")),
    nullable(json_column("theme")),
    nullable(json_column("occasion")),
    text_column("start"),
    text_column("end"),
    text_column("zone"),
    text_column("day_change"),
    json_column("languages"),
    nullable(json_column("venue")),
    nullable(text_column("url")),
    nullable(text_column("contact")),
    nullable(json_column("links")),
    nullable(json_column("streams")),
    nullable(json_column("deadlines")),
    nullable(json_column("extra")),
)


organisation = define_table(
    "organisation",
    key_column("conference"),
    key_column("id"),
    integer_column("ordinal"),
    json_column("name"),
    nullable(json_column("short")),
    nullable(text_column("country")),
    nullable(text_column("url")),
    *origin_columns(),
    conference_key(conference, "conference"),
)


backing = define_table(
    "backing",
    key_column("conference"),
    key_column("ordinal", Integer),
    text_column("organisation"),
    text_column("role"),
    nullable(json_column("level")),
    conference_key(conference, "conference"),
    *reference("organisation", "organisation"),
)


room = define_table(
    "room",
    key_column("conference"),
    key_column("id"),
    integer_column("ordinal"),
    json_column("name"),
    nullable(json_column("building")),
    nullable(integer_column("capacity")),
    integer_column("shared"),
    nullable(json_column("features")),
    nullable(json_column("available")),
    *origin_columns(),
    conference_key(conference, "conference"),
)


track = define_table(
    "track",
    key_column("conference"),
    key_column("id"),
    integer_column("ordinal"),
    json_column("name"),
    text_column("code"),
    text_column("colour"),
    *origin_columns(),
    conference_key(conference, "conference"),
)


participant = define_table(
    "participant",
    key_column("conference"),
    key_column("id"),
    integer_column("ordinal"),
    json_column("name"),
    text_column("kind"),
    nullable(json_column("honorific")),
    nullable(text_column("country")),
    nullable(json_column("variants")),
    nullable(json_column("biography")),
    nullable(text_column("pronouns")),
    nullable(json_column("links")),
    nullable(json_column("available")),
    *origin_columns(),
    conference_key(conference, "conference"),
)


affiliation = define_table(
    "affiliation",
    key_column("conference"),
    key_column("participant"),
    key_column("ordinal", Integer),
    nullable(json_column("position")),
    nullable(text_column("organisation")),
    conference_key(participant, "conference", "participant"),
    *reference("organisation", "organisation"),
)


membership = define_table(
    "membership",
    key_column("conference"),
    key_column("participant"),
    key_column("ordinal", Integer),
    text_column("member"),
    conference_key(participant, "conference", "participant"),
    *reference("member", "participant"),
)


session = define_table(
    "session",
    key_column("conference"),
    key_column("id"),
    nullable(text_column("parent")),
    integer_column("ordinal"),
    text_column("uid"),
    json_column("title"),
    nullable(json_column("subtitle")),
    text_column("kind"),
    nullable(text_column("start_wall")),
    nullable(integer_column("start_fold")),
    nullable(text_column("start_utc")),
    nullable(text_column("end_wall")),
    nullable(integer_column("end_fold")),
    nullable(text_column("end_utc")),
    nullable(integer_column("minutes")),
    nullable(text_column("track")),
    text_column("level", default="all"),
    integer_column("plenary"),
    nullable(json_column("abstract")),
    nullable(json_column("languages")),
    nullable(json_column("interpreted")),
    nullable(json_column("streams")),
    nullable(json_column("links")),
    text_column("status"),
    flag_column("pinned"),
    nullable(integer_column("audience")),
    *origin_columns(),
    conference_key(conference, "conference"),
    *reference("parent", "session"),
    *reference("track", "track"),
    Index(None, "conference", "start_utc"),
    CheckConstraint("(start_wall IS NULL) = (end_wall IS NULL)", "both_times_or_neither"),
    CheckConstraint("start_utc < end_utc", "start_before_end"),
    CheckConstraint("parent <> id", "no_part_of_itself"),
)
"""The truth of a time is what the clocks show, in the conference's zone (``fold`` tells the second showing
of an hour from the first, PEP 495). The instant beside it is derived, for the database to search by."""


session_room = define_table(
    "session_room",
    key_column("conference"),
    key_column("session"),
    key_column("room"),
    integer_column("ordinal"),
    conference_key(session, "conference", "session"),
    *reference("room", "room"),
)


appearance = define_table(
    "appearance",
    key_column("conference"),
    key_column("session"),
    key_column("participant"),
    key_column("role"),
    integer_column("ordinal"),
    text_column("status"),
    conference_key(session, "conference", "session"),
    *reference("participant", "participant"),
)


appearance_affiliation = define_table(
    "appearance_affiliation",
    key_column("conference"),
    key_column("session"),
    key_column("participant"),
    key_column("role"),
    key_column("ordinal", Integer),
    nullable(json_column("position")),
    nullable(text_column("organisation")),
    conference_key(appearance, "conference", "session", "participant", "role"),
    *reference("organisation", "organisation"),
)


ledger = define_table(
    "ledger",
    key_column("conference"),
    key_column("session"),
    integer_column("sequence"),
    text_column("created"),
    text_column("modified"),
)
"""The revisions that calendars need; tied to nothing, for a removed session has to be remembered too, and
so have those of a removed conference."""


journal = define_table(
    "journal",
    key_column("conference"),
    key_column("number", Integer),
    key_column("thing"),
    key_column("id"),
    nullable(json_column("before")),
    nullable(integer_column("ordinal")),
    conference_key(revision, "conference", "number"),
    Index(None, "conference", "thing", "id"),
)
"""What a thing was before each change that touched it, empty where it was not there. What it was after is
what it was before the next one, or is now: so every state is written once."""


release = define_table(
    "release",
    key_column("conference"),
    key_column("name"),
    integer_column("ordinal"),
    integer_column("revision"),
    text_column("at"),
    text_column("author"),
    text_column("note"),
    text_column("forced"),
    text_column("sha256"),
    Column("body", LargeBinary, nullable=False),
    integer_column("redactions"),
    text_column("hash", default=""),
    UniqueConstraint("conference", "ordinal"),
)
"""The releases, each a whole conference: the body is compressed JSON. They outlive the conference, and
`eventkit.store.triggers` keep them from being changed. ``hash`` links the release to the one before it and to
its revision."""


redaction = define_table(
    "redaction",
    key_column("conference"),
    key_column("release"),
    key_column("number", Integer),
    text_column("sha256"),
    conference_key(release, "conference", "release"),
)
"""The redactions of releases by erasures, each with the hash of the content that came of it. A redaction is
written before the release is updated: the trigger lets no other update pass."""


erasure = define_table(
    "erasure",
    key_column("conference"),
    key_column("number", Integer),
    text_column("scope"),
    text_column("at"),
    text_column("author"),
)
"""The erasures of a conference: of a participant, or of the conference as a whole, according to ``scope``.
They are never changed or deleted. Hashes of revisions and releases before an erasure were computed anew."""


erasure_key = define_table("erasure_key", key_column("conference"), text_column("key"))
"""The secret key with which a conference hashes what identified erased people, in hexadecimal digits."""


forgotten_hash = define_table("forgotten_hash", key_column("conference"), key_column("hash"))
"""Keyed hashes of the names and of the ids at sources of erased people, so that an import recognises them."""


contact = define_table(
    "contact",
    key_column("conference"),
    key_column("participant"),
    nullable(text_column("email")),
    nullable(text_column("phone")),
    nullable(text_column("notes")),
    nullable(json_column("badge_lines")),
    nullable(text_column("ticket")),
    conference_key(conference, "conference"),
)
"""The roster. Not tied to `participant`: one who was taken out by a slip, or by going back to a release,
comes back with their contact; only forgetting them takes it away."""


contact_change = define_table(
    "contact_change",
    key_column("conference"),
    key_column("number", Integer),
    text_column("at"),
    text_column("author"),
    text_column("why"),
    json_column("participants"),
)
"""Every change of a roster: whose contacts it touched, and none of what was in them."""


rule_settings = define_table(
    "rule_settings", key_column("conference"), json_column("body"), conference_key(conference, "conference")
)
"""What a conference asks of its rules, waivers included: a document that the store does not read."""


settings_change = define_table(
    "settings_change",
    key_column("conference"),
    key_column("number", Integer),
    text_column("at"),
    text_column("author"),
    text_column("why"),
)
"""Every change of what a conference asks of its rules."""


imports = define_table(
    "imports",
    key_column("conference"),
    key_column("source"),
    text_column("at"),
    text_column("author"),
    Column("document", LargeBinary, nullable=False),
    conference_key(conference, "conference"),
)
"""What was last taken in from each source, just as it came: compressed JSON, as the body of a release is."""


badge_key = define_table(
    "badge_key",
    key_column("conference"),
    key_column("kid", Integer),
    text_column("seed"),
    text_column("at"),
    text_column("author"),
    nullable(text_column("retired")),
    conference_key(conference, "conference"),
)
"""The keys that badges are signed with, private halves and all: who reads this can make badges."""


badge = define_table(
    "badge",
    key_column("conference"),
    key_column("holder"),
    integer_column("number"),
    integer_column("issue"),
    integer_column("revoked"),
    integer_column("category"),
    text_column("at"),
    text_column("author"),
    nullable(text_column("why")),
    conference_key(conference, "conference"),
    UniqueConstraint("conference", "number"),
)
"""Whose badge has which number and was issued how often; up to which issue it is refused. Holders need not be
in the schedule: most who come appear nowhere. Numbers stay taken when their holders are forgotten."""


badge_category = define_table(
    "badge_category",
    key_column("conference"),
    key_column("number", Integer),
    text_column("ticket"),
    conference_key(conference, "conference"),
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


MEMORY = (
    marker,
    revision,
    ledger,
    journal,
    release,
    redaction,
    erasure,
    erasure_key,
    forgotten_hash,
    contact_change,
    settings_change,
)
"""The tables that outlive a conference."""


IN_ORDER = (organisation, room, track, participant, session)
"""The tables of a schedule's collections; each is named as one of its members."""


TIMES = tuple(f"{which}_{said}" for which in ("start", "end") for said in ("wall", "fold", "utc"))
"""The columns of a session's times; the times at which rooms and participants are to be had name them too,
in JSON."""

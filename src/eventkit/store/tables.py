"""Database tables.

The column of a field of the model has the field's name; an empty cell means ``None`` or ``()``. References to
other entities are rows with a foreign key that begins with the conference: the database refuses an id that
does not exist, or exists in another conference only. Lists of plain values (languages, links, streams, forms
of a name) are JSON in a column.

All columns are texts or integers, a type that SQLite enforces (STRICT). Foreign keys are checked at the end
of a transaction and never cascade: rows are deleted by the code only, and not because a migration rebuilt
the table they refer to.
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

# Constraints are named by rule: a migration can change only those whose name it knows.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


# PostgreSQL's INTEGER has 32 bits, SQLite's has 64.
_WHOLE = Integer().with_variant(BigInteger, "postgresql")


def key_column(name: str, kind: type[Text | Integer] = Text) -> Column[Any]:
    return Column(name, kind, primary_key=True, autoincrement=False)


def text_column(name: str, default: str | None = None) -> Column[Any]:
    return Column(name, Text, nullable=False, server_default=default)


def integer_column(name: str) -> Column[Any]:
    return Column(name, _WHOLE, nullable=False)


def flag_column(name: str) -> Column[Any]:
    """A column of flags, false unless stated."""
    return Column(name, _WHOLE, nullable=False, server_default="0")


def json_column(name: str) -> Column[Any]:
    return Column(name, Text, nullable=False, info={"json": True})


def nullable(column: Column[Any]) -> Column[Any]:
    column.nullable = True
    return column


def define_table(name: str, *items: Column[Any] | Constraint | Index, has_row_ids: bool = True) -> Table:
    return Table(name, metadata, *items, sqlite_strict=True, sqlite_with_rowid=has_row_ids)


def origin_columns() -> tuple[Column[Any], ...]:
    return nullable(text_column("source")), nullable(text_column("source_id")), nullable(json_column("extra"))


def conference_key(to: Table, *columns: str) -> ForeignKeyConstraint:
    """The foreign key of a row that belongs to another: its columns are the first of the table's own key."""
    return ForeignKeyConstraint(columns, list(to.primary_key), deferrable=True, initially="DEFERRED")


def reference(column: str, to: str) -> tuple[ForeignKeyConstraint, Index]:
    target = [f"{to}.conference", f"{to}.id"]
    key = ForeignKeyConstraint(["conference", column], target, deferrable=True, initially="DEFERRED")
    return key, Index(None, "conference", column)


VERSION = 1  # the version of these tables; a store of a higher version was written by a newer eventkit
marker = define_table("eventkit", key_column("version", Integer), text_column("made_by"))
"""The marker of a store, one row: the version of its tables, and the eventkit that created them.

Stores made before the first release have no ``made_by``, and their versions mean other tables.
"""

revision = define_table(
    "revision",
    key_column("conference"),
    key_column("number", Integer),
    text_column("at"),
    text_column("author"),
    text_column("why"),
    nullable(json_column("why_form")),
    nullable(integer_column("undoes")),
    nullable(integer_column("reverts_to")),
    nullable(json_column("renames")),
    flag_column("erasure"),
    text_column("state", default=""),
    text_column("hash", default=""),
)
"""Every change of a conference. Revisions outlive the conference, so that no number is used twice.

``why_form`` is the reason as a message, if eventkit gives it: readers have it in their language.

The renames are lists of kind, old id and new id, so that undoing the change can rename back. ``erasure``
marks the erasure of a person, which cannot be undone. ``state`` is the sum of the checksums of the schedule
after it; ``hash`` links the revision to the one before it."""

checksum = define_table(
    "checksum",
    key_column("conference"),
    key_column("thing"),
    key_column("id"),
    text_column("hash"),
    has_row_ids=False,
)
"""The checksum of each entity and row of the present, by the name of its table and its id."""

conference = define_table(
    "conference",
    key_column("id"),
    text_column("uid"),
    json_column("title"),
    nullable(json_column("short_title")),
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
    nullable(json_column("wishes")),
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
    nullable(json_column("wishes")),
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
    nullable(integer_column("precedence")),
    nullable(json_column("variants")),
    nullable(json_column("biography")),
    nullable(text_column("pronouns")),
    nullable(json_column("links")),
    nullable(json_column("available")),
    nullable(text_column("online")),
    nullable(json_column("wishes")),
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
    nullable(json_column("needs")),
    nullable(json_column("wishes")),
    *origin_columns(),
    conference_key(conference, "conference"),
    *reference("parent", "session"),
    *reference("track", "track"),
    Index(None, "conference", "start_utc"),
    CheckConstraint("(start_wall IS NULL) = (end_wall IS NULL)", "both_times_or_neither"),
    CheckConstraint("start_utc < end_utc", "start_before_end"),
    CheckConstraint("parent <> id", "no_part_of_itself"),
)
"""The sessions. Wall times in the conference's zone are authoritative (``fold`` is that of PEP 495); the
instants in UTC are derived from them, for queries."""

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
"""The revisions of sessions that calendars need. No foreign key: those of removed sessions and conferences
stay as well."""

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
"""Each entity as it was before each change of it; empty if the change added it. Its state after a change is
the one before its next change, or the present one, so that every state is stored once."""

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

forgotten_hash = define_table(
    "forgotten_hash", key_column("conference"), key_column("hash"), text_column("participant")
)
"""Keyed hashes of names and of ids at sources of erased people, by which an import recognises them, each with
the id of the withdrawn participant in their place."""

contact = define_table(
    "contact",
    key_column("conference"),
    key_column("participant"),
    nullable(text_column("email")),
    nullable(integer_column("mailbox")),
    nullable(text_column("phone")),
    nullable(text_column("notes")),
    nullable(json_column("badge_lines")),
    nullable(text_column("ticket")),
    nullable(text_column("language")),
    conference_key(conference, "conference"),
)
"""The roster. No foreign key to `participant`: a participant who was removed by mistake, or by reverting to a
release, gets the contact back when the change is undone. Only erasure deletes it. ``mailbox`` is the number
of the address: equal addresses have the same."""

invited = define_table(
    "invited",
    key_column("conference"),
    key_column("release"),
    key_column("participant"),
    integer_column("mailbox"),
    conference_key(release, "conference", "release"),
)
"""The people whom the invitations of a release go to, by their ids in it, with the numbers of their addresses
at the release, or when invitations were written last. No contact has the number of an address that was
replaced, so that nothing tells it, or lets it be guessed. Erasure deletes the rows of a person."""

contact_change = define_table(
    "contact_change",
    key_column("conference"),
    key_column("number", Integer),
    text_column("at"),
    text_column("author"),
    text_column("why"),
    json_column("participants"),
)
"""The changes of a roster, with the participants whose contacts changed, but no content of contacts."""

rule_settings = define_table(
    "rule_settings", key_column("conference"), json_column("body"), conference_key(conference, "conference")
)
"""The rule settings of a conference, waivers included: a document that the store does not interpret."""

settings_change = define_table(
    "settings_change",
    key_column("conference"),
    key_column("number", Integer),
    text_column("at"),
    text_column("author"),
    text_column("why"),
)
"""The changes of the rule settings."""

imports = define_table(
    "imports",
    key_column("conference"),
    key_column("source"),
    text_column("at"),
    text_column("author"),
    Column("document", LargeBinary, nullable=False),
    conference_key(conference, "conference"),
)
"""The last imported document of each source, before it was merged: compressed JSON."""

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
"""The signing keys of badges, private halves included: anyone who can read them can make badges."""

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
    nullable(json_column("returns_to")),
    conference_key(conference, "conference"),
    UniqueConstraint("conference", "number"),
)
"""The issued badges. Holders need not be in the schedule: most attendees are not. A number is not used again
after its holder was erased.

``returns_to`` has the owners who lost the badge in merges, oldest first: it is theirs again when their merge
is undone."""

badge_category = define_table(
    "badge_category",
    key_column("conference"),
    key_column("number", Integer),
    text_column("ticket"),
    conference_key(conference, "conference"),
)
"""The classes of tickets in tokens, in the order of their first use."""


def conference_column(table: Table) -> Column[Any]:
    return conference.columns.id if table is conference else table.columns.conference


JSON_COLUMNS = {
    table.name: {column.name: column.info.get("json", False) for column in table.columns}
    for table in metadata.sorted_tables
}
"""By table and column, whether the column contains JSON."""

PERMANENT = (
    marker,
    revision,
    checksum,
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

COLLECTIONS = (organisation, room, track, participant, session)
"""The tables of the ordered collections of a schedule; each has the singular name of its collection."""

TIMES = tuple(f"{end}_{part}" for end in ("start", "end") for part in ("wall", "fold", "utc"))
"""The columns of the times of a session; the JSON of the availability of rooms and participants has the same
names."""

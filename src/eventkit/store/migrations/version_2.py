"""Version 2: the journal, releases, rosters, rule settings, availability, pins, and a ledger that stays."""

from __future__ import annotations

from typing import Any

from alembic.operations import Operations
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)

_WHOLE = Integer().with_variant(BigInteger, "postgresql")

_GUARDS = {
    "sqlite": (
        """CREATE TRIGGER release_is_final BEFORE UPDATE ON release
        WHEN NEW.redactions <= OLD.redactions BEGIN SELECT RAISE(ABORT, 'a release is final'); END""",
        """CREATE TRIGGER release_is_kept BEFORE DELETE ON release
        BEGIN SELECT RAISE(ABORT, 'a release is final'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION release_is_final() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION 'a release is final'; END $$""",
        """CREATE TRIGGER release_is_final BEFORE UPDATE ON release FOR EACH ROW
        WHEN (NEW.redactions <= OLD.redactions) EXECUTE FUNCTION release_is_final()""",
        """CREATE TRIGGER release_is_kept BEFORE DELETE ON release
        FOR EACH ROW EXECUTE FUNCTION release_is_final()""",
        """CREATE TRIGGER release_is_never_emptied BEFORE TRUNCATE ON release
        FOR EACH STATEMENT EXECUTE FUNCTION release_is_final()""",
    ),
}


def upgrade(op: Operations) -> None:
    """Make tables of version 1 those of version 2."""
    op.add_column("revision", Column("undoes", _WHOLE))
    op.add_column("room", Column("available", Text))
    op.add_column("participant", Column("available", Text))
    op.add_column("session", Column("pinned", _WHOLE, nullable=False, server_default="0"))
    _loosen_ledger(op)
    _make_journal(op)
    _make_release(op)
    _make_rosters(op)
    _make_settings(op)


def _loosen_ledger(op: Operations) -> None:
    """Untie the ledger from `conference`. SQLite cannot: there another table takes its place, which nothing
    names.
    """
    if op.get_context().dialect.name != "sqlite":
        op.drop_constraint("fk_ledger_conference", "ledger", type_="foreignkey")
        return
    op.rename_table("ledger", "ledger_1")
    _create(
        op,
        "ledger",
        _text("conference"),
        _text("session"),
        _number("sequence"),
        _text("created"),
        _text("modified"),
        PrimaryKeyConstraint("conference", "session", name="pk_ledger"),
    )
    op.execute("INSERT INTO ledger SELECT conference, session, sequence, created, modified FROM ledger_1")
    op.drop_table("ledger_1")


def _make_journal(op: Operations) -> None:
    _create(
        op,
        "journal",
        _text("conference"),
        Column("number", Integer, nullable=False),
        _text("thing"),
        _text("id"),
        Column("before", Text),
        Column("ordinal", _WHOLE),
        PrimaryKeyConstraint("conference", "number", "thing", "id", name="pk_journal"),
        ForeignKeyConstraint(
            ["conference", "number"],
            ["revision.conference", "revision.number"],
            name="fk_journal_conference_number",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
    op.create_index("ix_journal_conference_thing_id", "journal", ["conference", "thing", "id"])


def _make_release(op: Operations) -> None:
    _create(
        op,
        "release",
        _text("conference"),
        _text("name"),
        _number("ordinal"),
        _number("revision"),
        *(_text(name) for name in ("at", "author", "note", "forced", "sha256")),
        Column("body", LargeBinary, nullable=False),
        _number("redactions"),
        PrimaryKeyConstraint("conference", "name", name="pk_release"),
        UniqueConstraint("conference", "ordinal", name="uq_release_conference_ordinal"),
    )
    for statement in _GUARDS[op.get_context().dialect.name]:
        op.execute(statement)


def _make_rosters(op: Operations) -> None:
    _create(
        op,
        "contact",
        _text("conference"),
        _text("participant"),
        *(Column(name, Text) for name in ("email", "phone", "notes", "badge_lines", "ticket")),
        PrimaryKeyConstraint("conference", "participant", name="pk_contact"),
        ForeignKeyConstraint(
            ["conference"],
            ["conference.id"],
            name="fk_contact_conference",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
    _create(
        op,
        "contact_change",
        _text("conference"),
        Column("number", Integer, nullable=False),
        *(_text(name) for name in ("at", "author", "why", "participants")),
        PrimaryKeyConstraint("conference", "number", name="pk_contact_change"),
    )


def _make_settings(op: Operations) -> None:
    _create(
        op,
        "rule_settings",
        _text("conference"),
        _text("body"),
        PrimaryKeyConstraint("conference", name="pk_rule_settings"),
        ForeignKeyConstraint(
            ["conference"],
            ["conference.id"],
            name="fk_rule_settings_conference",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
    _create(
        op,
        "settings_change",
        _text("conference"),
        Column("number", Integer, nullable=False),
        *(_text(name) for name in ("at", "author", "why")),
        PrimaryKeyConstraint("conference", "number", name="pk_settings_change"),
    )


def _create(op: Operations, name: str, *items: Any) -> None:
    op.create_table(name, *items, sqlite_strict=True)


def _text(name: str) -> Column[Any]:
    return Column(name, Text, nullable=False)


def _number(name: str) -> Column[Any]:
    return Column(name, _WHOLE, nullable=False)

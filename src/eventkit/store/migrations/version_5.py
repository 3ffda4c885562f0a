"""Version 5: hash chains and the records of erasures.

People have the time zone from which they take part online, and a rank by protocol; conferences a short title;
contacts the language of letters.
"""

from __future__ import annotations

from typing import Any

from alembic.operations import Operations
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Text,
    text,
)

_WHOLE = Integer().with_variant(BigInteger, "postgresql")

_OLD_TRIGGERS = {
    "sqlite": ("DROP TRIGGER release_is_final", "DROP TRIGGER release_is_kept"),
    "postgresql": (
        "DROP TRIGGER release_is_final ON release",
        "DROP TRIGGER release_is_kept ON release",
        "DROP TRIGGER release_is_never_emptied ON release",
        "DROP FUNCTION release_is_final()",
    ),
}

_TRIGGERS = {
    "sqlite": (
        """CREATE TRIGGER release_is_final BEFORE UPDATE OF
        conference, name, ordinal, revision, at, author, note, forced, sha256, body, redactions ON release
        WHEN NOT (
        (NEW.conference, NEW.name, NEW.ordinal, NEW.revision, NEW.at, NEW.author, NEW.redactions)
        = (OLD.conference, OLD.name, OLD.ordinal, OLD.revision, OLD.at, OLD.author, OLD.redactions + 1)
        AND EXISTS (SELECT 1 FROM redaction WHERE conference = OLD.conference AND release = OLD.name
        AND number = NEW.redactions AND sha256 = NEW.sha256))
        BEGIN SELECT RAISE(ABORT, 'a release is final'); END""",
        """CREATE TRIGGER release_is_kept BEFORE DELETE ON release
        WHEN EXISTS (SELECT 1 FROM revision WHERE conference = OLD.conference)
        OR NOT EXISTS (SELECT 1 FROM erasure WHERE conference = OLD.conference AND scope = 'conference')
        BEGIN SELECT RAISE(ABORT, 'a release is final'); END""",
        # INSERT OR REPLACE fires no trigger of DELETE.
        """CREATE TRIGGER release_is_never_replaced BEFORE INSERT ON release
        WHEN EXISTS (SELECT 1 FROM release WHERE conference = NEW.conference
        AND (name = NEW.name OR ordinal = NEW.ordinal))
        BEGIN SELECT RAISE(ABORT, 'a release is final'); END""",
        """CREATE TRIGGER erasure_is_final BEFORE UPDATE ON erasure
        BEGIN SELECT RAISE(ABORT, 'an erasure stays on record'); END""",
        """CREATE TRIGGER erasure_is_kept BEFORE DELETE ON erasure
        BEGIN SELECT RAISE(ABORT, 'an erasure stays on record'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION release_is_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'UPDATE' THEN
        IF (NEW.conference, NEW.name, NEW.ordinal, NEW.revision, NEW.at, NEW.author, NEW.redactions)
        = (OLD.conference, OLD.name, OLD.ordinal, OLD.revision, OLD.at, OLD.author, OLD.redactions + 1)
        AND EXISTS (SELECT 1 FROM redaction WHERE conference = OLD.conference AND release = OLD.name
        AND number = NEW.redactions AND sha256 = NEW.sha256) THEN RETURN NEW; END IF;
        ELSIF TG_OP = 'DELETE' THEN
        IF NOT EXISTS (SELECT 1 FROM revision WHERE conference = OLD.conference)
        AND EXISTS (SELECT 1 FROM erasure WHERE conference = OLD.conference AND scope = 'conference')
        THEN RETURN OLD; END IF;
        END IF;
        RAISE EXCEPTION 'a release is final'; END $$""",
        """CREATE TRIGGER release_is_final BEFORE UPDATE OF
        conference, name, ordinal, revision, at, author, note, forced, sha256, body, redactions ON release
        FOR EACH ROW EXECUTE FUNCTION release_is_final()""",
        """CREATE TRIGGER release_is_kept BEFORE DELETE ON release
        FOR EACH ROW EXECUTE FUNCTION release_is_final()""",
        """CREATE TRIGGER release_is_never_emptied BEFORE TRUNCATE ON release
        FOR EACH STATEMENT EXECUTE FUNCTION release_is_final()""",
        """CREATE FUNCTION erasure_is_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'an erasure stays on record'; END $$""",
        """CREATE TRIGGER erasure_is_final BEFORE DELETE OR UPDATE ON erasure
        FOR EACH ROW EXECUTE FUNCTION erasure_is_final()""",
        """CREATE TRIGGER erasure_is_never_emptied BEFORE TRUNCATE ON erasure
        FOR EACH STATEMENT EXECUTE FUNCTION erasure_is_final()""",
    ),
}

_ERASURES = ("a participant is erased", "a participant is forgotten")
"""The reasons with which earlier versions noted an erasure."""


def upgrade(op: Operations) -> None:
    """Turn tables of version 4 into those of version 5."""
    dialect = op.get_context().dialect.name
    op.add_column("revision", Column("erasure", _WHOLE, nullable=False, server_default="0"))
    op.add_column("revision", Column("hash", Text, nullable=False, server_default=""))
    for statement in _OLD_TRIGGERS[dialect]:
        op.execute(statement)
    op.add_column("release", Column("hash", Text, nullable=False, server_default=""))
    op.add_column("participant", Column("online", Text))
    op.add_column("participant", Column("precedence", _WHOLE))
    op.add_column("conference", Column("short_title", Text))
    op.add_column("contact", Column("language", Text))
    _create_tables(op)
    _record_earlier_erasures(op)
    for statement in _TRIGGERS[dialect]:
        op.get_bind().exec_driver_sql(statement)


def _create_tables(op: Operations) -> None:
    op.create_table(
        "redaction",
        *_texts("conference", "release"),
        Column("number", Integer, nullable=False),
        *_texts("sha256"),
        PrimaryKeyConstraint("conference", "release", "number", name="pk_redaction"),
        ForeignKeyConstraint(
            ["conference", "release"],
            ["release.conference", "release.name"],
            name="fk_redaction_conference_release",
            deferrable=True,
            initially="DEFERRED",
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "erasure",
        *_texts("conference"),
        Column("number", Integer, nullable=False),
        *_texts("scope", "at", "author"),
        PrimaryKeyConstraint("conference", "number", name="pk_erasure"),
        sqlite_strict=True,
    )
    op.create_table(
        "erasure_key",
        *_texts("conference", "key"),
        PrimaryKeyConstraint("conference", name="pk_erasure_key"),
        sqlite_strict=True,
    )
    op.create_table(
        "forgotten_hash",
        *_texts("conference", "hash", "participant"),
        PrimaryKeyConstraint("conference", "hash", name="pk_forgotten_hash"),
        sqlite_strict=True,
    )


def _record_earlier_erasures(op: Operations) -> None:
    db = op.get_bind()
    for reason in _ERASURES:
        db.execute(text("UPDATE revision SET erasure = 1 WHERE why = :why"), {"why": reason})
    db.execute(
        text(
            "INSERT INTO redaction (conference, release, number, sha256) "
            "SELECT conference, name, redactions, sha256 FROM release WHERE redactions > 0"
        )
    )


def _texts(*names: str) -> tuple[Column[Any], ...]:
    return tuple(Column(name, Text, nullable=False) for name in names)

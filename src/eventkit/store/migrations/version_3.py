"""Version 3: sources of entities, import sources, deadlines, badges and signing keys."""

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


def upgrade(op: Operations) -> None:
    """Make tables of version 2 those of version 3."""
    op.add_column("conference", Column("deadlines", Text))
    op.add_column("conference", Column("extra", Text))
    for table in ("organisation", "room", "track", "participant", "session"):
        for name in ("source", "source_id", "extra"):
            op.add_column(table, Column(name, Text))
    _make(
        op,
        "imports",
        *_texts("source", "at", "author"),
        Column("document", LargeBinary, nullable=False),
        key="source",
    )
    _make(
        op,
        "badge_key",
        Column("kid", Integer, nullable=False),
        *_texts("seed", "at", "author"),
        Column("retired", Text),
        key="kid",
    )
    _make(
        op,
        "badge",
        *_texts("holder", "at", "author"),
        Column("why", Text),
        *(Column(name, _WHOLE, nullable=False) for name in ("number", "issue", "revoked", "category")),
        UniqueConstraint("conference", "number", name="uq_badge_conference_number"),
        key="holder",
    )
    _make(op, "badge_category", Column("number", Integer, nullable=False), *_texts("ticket"), key="number")


def _make(op: Operations, name: str, *items: Column[Any] | UniqueConstraint, key: str) -> None:
    """A table of rows that go with their conference."""
    op.create_table(
        name,
        *_texts("conference"),
        *items,
        PrimaryKeyConstraint("conference", key, name=f"pk_{name}"),
        ForeignKeyConstraint(
            ["conference"],
            ["conference.id"],
            name=f"fk_{name}_conference",
            deferrable=True,
            initially="DEFERRED",
        ),
        sqlite_strict=True,
    )


def _texts(*names: str) -> tuple[Column[Any], ...]:
    return tuple(Column(name, Text, nullable=False) for name in names)

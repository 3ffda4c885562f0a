"""From version 2 to 3: where things came from, what was last taken in from there, and deadlines."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import Column, ForeignKeyConstraint, LargeBinary, PrimaryKeyConstraint, Text


def upgrade(op: Operations) -> None:
    """Make tables of version 2 those of version 3."""
    op.add_column("conference", Column("deadlines", Text))
    op.add_column("conference", Column("extra", Text))
    for table in ("organisation", "room", "track", "participant", "session"):
        for name in ("source", "source_id", "extra"):
            op.add_column(table, Column(name, Text))
    op.create_table(
        "imports",
        *(Column(name, Text, nullable=False) for name in ("conference", "source", "at", "author")),
        Column("document", LargeBinary, nullable=False),
        PrimaryKeyConstraint("conference", "source", name="pk_imports"),
        ForeignKeyConstraint(
            ["conference"],
            ["conference.id"],
            name="fk_imports_conference",
            deferrable=True,
            initially="DEFERRED",
        ),
        sqlite_strict=True,
    )

"""Version 4: the renames of each change, and the length and the level of sessions."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import BigInteger, Column, Integer, Text

_WHOLE = Integer().with_variant(BigInteger, "postgresql")


def upgrade(op: Operations) -> None:
    """Turn tables of version 3 into those of version 4."""
    op.add_column("revision", Column("renames", Text))
    op.add_column("session", Column("minutes", _WHOLE))
    op.add_column("session", Column("level", Text, nullable=False, server_default="all"))

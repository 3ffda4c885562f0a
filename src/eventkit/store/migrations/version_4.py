"""Version 4: the renames of each change."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import Column, Text


def upgrade(op: Operations) -> None:
    """Turn tables of version 3 into those of version 4."""
    op.add_column("revision", Column("renames", Text))

"""What the tables are drawn with: kinds of columns, and how rows hang together."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Constraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
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


def key(name: str, kind: type[Text | Integer] = Text) -> Column[Any]:
    """A column of the key."""
    return Column(name, kind, primary_key=True, autoincrement=False)


def text(name: str) -> Column[Any]:
    """A text."""
    return Column(name, Text, nullable=False)


def number(name: str) -> Column[Any]:
    """A whole number."""
    return Column(name, _WHOLE, nullable=False)


def flag(name: str) -> Column[Any]:
    """A yes or no that came late: no, in rows from before."""
    return Column(name, _WHOLE, nullable=False, server_default="0")


def json(name: str) -> Column[Any]:
    """JSON, as text."""
    return Column(name, Text, nullable=False, info={"json": True})


def maybe(column: Column[Any]) -> Column[Any]:
    """The column, which may be empty."""
    column.nullable = True
    return column


def table(name: str, *items: Column[Any] | Constraint | Index) -> Table:
    """A table."""
    return Table(name, metadata, *items, sqlite_strict=True)


def origin() -> tuple[Column[Any], ...]:
    """Where a thing came from, and what came with it."""
    return maybe(text("source")), maybe(text("source_id")), maybe(json("extra"))


def belongs(to: Table, *columns: str) -> ForeignKeyConstraint:
    """The columns, which begin the table's own key, are the key of the row it belongs to."""
    return ForeignKeyConstraint(columns, list(to.primary_key), deferrable=True, initially="DEFERRED")


def leads(column: str, to: str) -> tuple[ForeignKeyConstraint, Index]:
    """The column names another thing of the conference; the index is for finding who names it."""
    target = [f"{to}.conference", f"{to}.id"]
    key = ForeignKeyConstraint(["conference", column], target, deferrable=True, initially="DEFERRED")
    return key, Index(None, "conference", column)

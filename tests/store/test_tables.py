"""The tables agree with the model, on paper and in the databases."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from pydantic_core import PydanticUndefined
from sqlalchemy import Table, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from eventkit.ledger import Revision
from eventkit.model import (
    Affiliation,
    Appearance,
    Backing,
    Conference,
    Extra,
    Organisation,
    Participant,
    Room,
    Session,
    Track,
)
from eventkit.roster import Contact
from eventkit.store import Store, tables
from eventkit.values import Value

DEFINITIONS = {1: "a74570dd64135db7"}
"""The hash of the definitions of the tables, by version. Once a version is released its hash is final:
another definition is another version, with a step of migration."""

ROWS_OF_THEIR_OWN = {
    Conference: {"organisations"},
    Participant: {"affiliations", "members"},
    Session: {"slot", "people"},
    Appearance: {"affiliations"},
    Revision: {"unchanged"},
}
"""The fields that are rows of other tables, columns of another shape, or derived from releases."""

MODEL: list[tuple[type[Value], Table]] = [
    (Conference, tables.conference),
    (Backing, tables.backing),
    (Organisation, tables.organisation),
    (Room, tables.room),
    (Track, tables.track),
    (Participant, tables.participant),
    (Affiliation, tables.affiliation),
    (Session, tables.session),
    (Appearance, tables.appearance),
    (Affiliation, tables.appearance_affiliation),
    (Revision, tables.ledger),
    (Contact, tables.contact),
]


@pytest.mark.parametrize(("value", "table"), MODEL)
def test_every_field_has_a_column(value: type[Value], table: Table) -> None:
    fields = value.model_fields.keys() - ROWS_OF_THEIR_OWN.get(value, set())
    assert fields <= set(table.columns.keys())


@pytest.mark.parametrize(("value", "table"), MODEL)
def test_a_column_may_be_empty_where_its_field_may(value: type[Value], table: Table) -> None:
    """An empty cell is read as the field's default, so that has to be ``None``, ``()`` or nothing extra."""
    empty: dict[str, Any] = {
        name: field.default
        for name, field in value.model_fields.items()
        if name in table.columns and table.columns[name].nullable
    }
    assert set(empty.values()) <= {None, (), Extra()}
    must = {
        name
        for name, field in value.model_fields.items()
        if name in table.columns and field.default not in (None, (), Extra(), PydanticUndefined)
    }
    assert not any(table.columns[name].nullable for name in must)


def test_the_databases_contain_the_tables_as_defined(store: Store) -> None:
    with store._database.reading() as db:
        there = inspect(db)
        for table in tables.metadata.sorted_tables:
            columns = {column["name"]: column["nullable"] for column in there.get_columns(table.name)}
            assert columns == {column.name: column.nullable for column in table.columns}
            keys = {key["name"]: key["referred_table"] for key in there.get_foreign_keys(table.name)}
            assert keys == {key.name: key.referred_table.name for key in table.foreign_key_constraints}


@pytest.mark.parametrize("table", tables.metadata.sorted_tables, ids=str)
def test_rows_refer_only_to_their_own_conference(table: Table) -> None:
    for key in table.foreign_key_constraints:
        column, target = key.columns[0], key.elements[0].column
        assert column.name == "conference"
        assert target is tables.conference_column(target.table)


def test_the_tables_of_a_version_are_those_that_they_were() -> None:
    statements = [
        str(definition(part).compile(dialect=dialect()))
        for dialect in (sqlite.dialect, postgresql.dialect)
        for table in tables.metadata.sorted_tables
        for definition, parts in ((CreateTable, [table]), (CreateIndex, sorted(table.indexes, key=str)))
        for part in parts
    ]
    digest = sha256("\n".join(statements).encode()).hexdigest()[:16]
    assert DEFINITIONS[tables.VERSION] == digest

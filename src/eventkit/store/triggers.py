"""Triggers: the database refuses to change or delete releases and the records of erasures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table, text

# An erasure has to change even what is final: an update passes that leaves the identity of the release alone
# and was entered as a redaction before. A release can be deleted only after all its conference was erased.
TRIGGERS = {
    "sqlite": (
        """CREATE TRIGGER release_is_final BEFORE UPDATE OF
        conference, name, ordinal, revision, at, author, note, forced, sha256, body, redactions ON release
        WHEN NOT (
        (NEW.conference, NEW.name, NEW.ordinal, NEW.revision, NEW.at, NEW.redactions)
        = (OLD.conference, OLD.name, OLD.ordinal, OLD.revision, OLD.at, OLD.redactions + 1)
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
        IF (NEW.conference, NEW.name, NEW.ordinal, NEW.revision, NEW.at, NEW.redactions)
        = (OLD.conference, OLD.name, OLD.ordinal, OLD.revision, OLD.at, OLD.redactions + 1)
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
"""The statements that create the triggers, in their order, for each database."""


def create(db: Connection) -> None:
    for statement in TRIGGERS[db.dialect.name]:
        db.exec_driver_sql(statement)


def find_missing(db: Connection) -> list[str]:
    """The names of the triggers and functions that are missing, changed or disabled, sorted."""
    present = _definitions(db)
    expected = (_normalised(statement) for statement in TRIGGERS[db.dialect.name])
    return sorted({_name(definition) for definition in expected if definition not in present})


def _definitions(db: Connection) -> set[str]:
    if db.dialect.name == "sqlite":
        query = "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = """SELECT pg_get_triggerdef(pg_trigger.oid, true) FROM pg_trigger
            JOIN pg_class ON pg_class.oid = tgrelid
            WHERE NOT tgisinternal AND tgenabled = 'O' AND relnamespace = current_schema()::regnamespace
            UNION ALL
            SELECT 'CREATE FUNCTION ' || proname || '() RETURNS trigger LANGUAGE plpgsql AS $$' || prosrc
            || '$$' FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"""
    return {_normalised(definition) for definition in db.scalars(text(query))}


def _normalised(statement: str) -> str:
    return " ".join(statement.split())


def _name(definition: str) -> str:
    return definition.split(maxsplit=3)[2].removesuffix("()")


@contextmanager
def suspended(db: Connection, table: Table) -> Iterator[None]:
    """No trigger of a table fires in the transaction, for as long as the ``with`` lasts."""
    if db.dialect.name == "sqlite":
        query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
        triggers = db.execute(query, {"table": table.name}).all()
        for name, _ in triggers:
            db.exec_driver_sql(f'DROP TRIGGER "{name}"')
        yield
        for _, definition in triggers:
            db.exec_driver_sql(definition)
        return
    query = text("SELECT 1 FROM pg_trigger WHERE tgrelid = to_regclass(:table) AND NOT tgisinternal LIMIT 1")
    if db.scalar(query, {"table": f'"{table.name}"'}) is None:
        yield
        return
    db.exec_driver_sql(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER')
    yield
    # A table with foreign keys still to be checked cannot be altered.
    db.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    db.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")
    db.exec_driver_sql(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER')

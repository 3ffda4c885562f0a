"""What keeps a release as it was published, in the databases themselves."""

from __future__ import annotations

from sqlalchemy import Connection, text

_FINAL = "a release is final"

# Personal data must be erased even from what is final: an update passes that counts as a redaction.
_MADE_BY = {
    "sqlite": (
        f"""CREATE TRIGGER release_is_final BEFORE UPDATE ON release
        WHEN NEW.redactions <= OLD.redactions BEGIN SELECT RAISE(ABORT, '{_FINAL}'); END""",
        f"""CREATE TRIGGER release_is_kept BEFORE DELETE ON release
        BEGIN SELECT RAISE(ABORT, '{_FINAL}'); END""",
    ),
    "postgresql": (
        f"""CREATE FUNCTION release_is_final() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION '{_FINAL}'; END $$""",
        """CREATE TRIGGER release_is_final BEFORE UPDATE ON release FOR EACH ROW
        WHEN (NEW.redactions <= OLD.redactions) EXECUTE FUNCTION release_is_final()""",
        """CREATE TRIGGER release_is_kept BEFORE DELETE ON release
        FOR EACH ROW EXECUTE FUNCTION release_is_final()""",
        """CREATE TRIGGER release_is_never_emptied BEFORE TRUNCATE ON release
        FOR EACH STATEMENT EXECUTE FUNCTION release_is_final()""",
    ),
}


def make(db: Connection) -> None:
    """Put the guards up, once the tables are made."""
    for statement in _MADE_BY[db.dialect.name]:
        db.execute(text(statement))

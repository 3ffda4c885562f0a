"""Tampering: what somebody writes into the tables by other means is reported by the doctor."""

from __future__ import annotations

import pytest

from eventkit.editing import remove_session
from eventkit.errors import StoreError
from eventkit.findings import Severity
from eventkit.store import Store, checksums, hash_chain, tables, triggers
from eventkit.store.store_doctor import examine
from store import do
from store.filled import fill
from store.small import AT, FORUM, NOTED, replace_by, setting

BY = {"author": "Office", "at": AT}

FORGED = "UPDATE release SET note = 'forged' WHERE name = '1.0'"


@pytest.fixture
def forum(store: Store) -> Store:
    """A store with three changes and two releases."""
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    do.change(store, "forum", setting("party", audience=7), **NOTED)
    do.release(store, "forum", "1.0", **BY)
    do.change(store, "forum", setting("party", audience=8), **NOTED)
    do.release(store, "forum", "2.0", **BY)
    return store


def drop(store: Store, trigger: str) -> str:
    """The statement that drops a trigger of releases."""
    return f"DROP TRIGGER {trigger}{'' if store._database.file else ' ON release'}"


def codes(url: str) -> set[str]:
    """The codes of the errors in a store."""
    return {finding.code for finding in examine(url) if finding.severity is Severity.ERROR}


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (["DELETE FROM journal WHERE number = 2"], {"history-altered"}),
        (["UPDATE revision SET author = 'Somebody' WHERE number = 2"], {"history-altered"}),
        (["UPDATE journal SET before = '{}' WHERE number = 2"], {"history-altered", "journal-damaged"}),
        (
            ["DELETE FROM journal WHERE number = 2", "DELETE FROM revision WHERE number = 2"],
            {"history-altered", "history-gap"},
        ),
        (["", FORGED], {"history-altered", "trigger-missing"}),
    ],
)
def test_an_altered_history_is_reported(
    forum: Store, store_url: str, statements: list[str], expected: set[str]
) -> None:
    assert codes(store_url) == set()
    with forum._database.writing("forum") as db:
        for statement in statements:
            db.exec_driver_sql(statement or drop(forum, "release_is_final"))
    assert codes(store_url) == expected


@pytest.mark.parametrize(
    "statement",
    [
        f"{FORGED} AND redactions = 0",
        "UPDATE release SET redactions = redactions + 1, note = 'forged'",
        "UPDATE release SET redactions = redactions + 1, sha256 = 'f00'",
        "DELETE FROM release WHERE name = '2.0'",
        "DELETE FROM release",
    ],
)
def test_a_release_is_not_changed_by_any_statement(forum: Store, statement: str) -> None:
    with pytest.raises(StoreError, match="a release is final"), forum._database.writing("forum") as db:
        db.exec_driver_sql(statement)


def test_a_release_that_was_entered_as_a_redaction_is_reported(forum: Store, store_url: str) -> None:
    entry = {"conference": "forum", "release": "1.0", "number": 1, "sha256": "f00"}
    with forum._database.writing("forum") as db:
        db.execute(tables.redaction.insert(), entry)
        db.exec_driver_sql(
            "UPDATE release SET redactions = 1, sha256 = 'f00', note = 'forged' WHERE name = '1.0'"
        )
    assert codes(store_url) == {"history-altered", "release-damaged"}


def test_a_deleted_release_is_reported_though_the_triggers_are_back(forum: Store, store_url: str) -> None:
    with forum._database.writing("forum") as db, triggers.suspended(db, tables.release):
        db.execute(tables.release.delete().where(tables.release.columns.name == "1.0"))
    assert codes(store_url) == {"history-altered", "history-gap"}


def test_a_stored_instant_that_is_none_is_reported(forum: Store, store_url: str) -> None:
    with forum._database.writing("forum") as db:
        db.exec_driver_sql("UPDATE session SET start_utc = '2026' || substr(start_utc, 5, 15) || 'x'")
    assert "broken-schedule" in codes(store_url)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_release_is_not_replaced(forum: Store) -> None:
    with pytest.raises(StoreError, match="a release is final"), forum._database.writing("forum") as db:
        db.exec_driver_sql(
            "INSERT OR REPLACE INTO release "
            "SELECT conference, name, ordinal, revision, at, author, 'forged', forced, "
            "sha256, body, redactions, hash FROM release WHERE name = '1.0'"
        )


def test_the_record_of_an_erasure_stays(forum: Store) -> None:
    do.forget(forum, "forum", "noether", **BY)
    for statement in ("DELETE FROM erasure", "UPDATE erasure SET author = ''"):
        with pytest.raises(StoreError, match="stays on record"), forum._database.writing("forum") as db:
            db.exec_driver_sql(statement)


def test_a_release_has_the_hash_of_all_before_it(forum: Store, store_url: str) -> None:
    before = [release.hash for release in forum.releases.all("forum")]
    made = do.release(forum, "forum", "3.0", **BY)
    hashes = [release.hash for release in forum.releases.all("forum")]
    assert hashes == [*before, made.hash]
    assert len({*hashes}) == 3
    do.forget(forum, "forum", "noether", **BY)
    assert codes(store_url) == set()
    assert not {*hashes} & {release.hash for release in forum.releases.all("forum")}


def test_a_recomputed_chain_is_detected_by_the_hash_of_a_release(forum: Store, store_url: str) -> None:
    printed = forum.releases.all("forum")[-1].hash
    with forum._database.writing("forum") as db:
        db.exec_driver_sql("UPDATE revision SET author = 'Somebody' WHERE number = 2")
        hash_chain.link_all(db, "forum")
    assert codes(store_url) == set()
    assert forum.releases.all("forum")[-1].hash != printed


def test_removed_and_recreated_conferences_have_one_chain(forum: Store, store_url: str) -> None:
    do.remove(forum, "forum", **NOTED)
    do.change(forum, "forum", replace_by(FORUM), **NOTED)
    do.change(forum, "forum", setting("party", audience=9), **NOTED)
    do.revert(forum, "forum", "1.0", **BY)
    assert codes(store_url) == set()


PRESENT = [
    "UPDATE conference SET title = '{\"en\": \"Hacked\"}' WHERE id = 'forum'",
    "UPDATE conference SET contact = 'thief@evil.example' WHERE id = 'forum'",
    "UPDATE backing SET role = 'host' WHERE conference = 'forum'",
    "UPDATE organisation SET country = 'XX' WHERE conference = 'forum'",
    "UPDATE room SET capacity = 1 WHERE conference = 'forum'",
    "UPDATE track SET colour = '#000000' WHERE conference = 'forum'",
    "UPDATE participant SET country = 'XX' WHERE conference = 'forum' AND id = 'noether'",
    "UPDATE participant SET ordinal = ordinal + 5000 WHERE conference = 'forum' AND id = 'noether'",
    "DELETE FROM affiliation WHERE conference = 'forum'",
    "DELETE FROM membership WHERE conference = 'forum'",
    "UPDATE session SET title = '{\"en\": \"Hacked\"}' WHERE id = 'party' AND conference = 'forum'",
    "UPDATE session SET end_wall = '2027-05-04T23:59:00' WHERE conference = 'forum' AND end_wall IS NOT NULL",
    "DELETE FROM session_room WHERE conference = 'forum'",
    "UPDATE appearance SET status = 'tentative' WHERE conference = 'forum'",
    "DELETE FROM appearance_affiliation WHERE conference = 'forum'",
    "UPDATE ledger SET sequence = 99 WHERE conference = 'forum'",
    "UPDATE contact SET email = 'thief@evil.example'",
    "DELETE FROM contact",
    "UPDATE contact_change SET author = 'Somebody'",
    "UPDATE invited SET mailbox = 99",
    "DELETE FROM invited",
    "UPDATE badge SET revoked = revoked + 1 WHERE holder = 'noether'",
    "DELETE FROM badge WHERE holder = 'noether'",
    "UPDATE badge_category SET ticket = 'crew'",
    "UPDATE badge_key SET retired = at",
    "UPDATE rule_settings SET body = '{}'",
    "UPDATE settings_change SET author = 'Somebody'",
    "UPDATE imports SET author = 'Somebody'",
    "UPDATE imports SET source = 'other.xlsx'",
    "UPDATE forgotten_hash SET participant = 'noether'",
    "DELETE FROM forgotten_hash",
    "UPDATE erasure_key SET key = 'f00'",
    "UPDATE checksum SET hash = 'f00' WHERE thing = 'badge'",
    "DELETE FROM checksum WHERE thing = 'session'",
]
"""Statements that alter what is present, of each of its tables."""


def test_what_is_present_is_not_altered_without_a_finding(store: Store) -> None:
    fill(store)
    with store._database.write.connect() as db:
        for statement in PRESENT:
            assert db.exec_driver_sql(statement).rowcount
            assert any(checksums.find_altered(db, id_) for id_ in ("forum", "memorial")), statement
            db.rollback()
        assert not any(checksums.find_altered(db, id_) for id_ in ("forum", "memorial"))


def test_each_table_of_the_present_is_tried() -> None:
    tried = {statement.split()[1 if statement.startswith("UPDATE") else 2] for statement in PRESENT}
    parts = {part.name for row in checksums._PARTS.values() for part in row}
    assert tried == {table.name for table in checksums.PRESENT} | parts | {"checksum"}


def test_every_table_is_present_or_history() -> None:
    history = {"eventkit", "checksum", "revision", "journal", "release", "redaction", "erasure"}
    parts = {part.name for row in checksums._PARTS.values() for part in row}
    present = {table.name for table in checksums.PRESENT} | parts
    assert {table.name for table in tables.metadata.sorted_tables} == present | history


def test_an_entity_and_its_checksum_are_not_removed_without_a_finding(forum: Store, store_url: str) -> None:
    with forum._database.writing("forum") as db:
        db.exec_driver_sql("DELETE FROM session WHERE id = 'party'")
        db.exec_driver_sql("DELETE FROM checksum WHERE thing = 'session' AND id = 'party'")
    assert "present-altered" in codes(store_url)


HACKED = "UPDATE session SET title = '{\"en\": \"Hacked\"}' WHERE id = 'party'"


def test_nobody_is_blamed_for_what_was_written_by_other_means(forum: Store, store_url: str) -> None:
    assert forum.history.blame("forum", "party")
    with forum._database.writing("forum") as db:
        db.exec_driver_sql(HACKED)
    with Store.open(store_url) as store:
        with pytest.raises(StoreError, match="Session 'party' was altered by other means"):
            store.history.blame("forum", "party")
        do.change(store, "forum", setting("party", audience=9), **NOTED)
        with pytest.raises(StoreError, match="Session 'party' was altered by other means"):
            store.history.blame("forum", "party")
    assert codes(store_url) == {"present-altered"}


def test_an_altered_session_that_is_removed_is_altered_no_longer(forum: Store, store_url: str) -> None:
    with forum._database.writing("forum") as db:
        db.exec_driver_sql(HACKED)
    with Store.open(store_url) as store:
        do.change(store, "forum", replace_by(FORUM), **NOTED)
        do.change(store, "forum", lambda schedule: remove_session(schedule, "party"), **NOTED)
    assert codes(store_url) == set()

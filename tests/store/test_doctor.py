"""What is wrong with a store is told, and nothing of it touched unless told to mend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from eventkit.errors import StoreError
from eventkit.findings import Finding, Severity
from eventkit.store import Store, tables, triggers
from eventkit.store.backups import backup
from eventkit.store.store_doctor import examine
from store import do
from store.filled import everything, fill
from store.small import FORUM, NOTED, replace_by
from store.test_stored_times import cells, in_vienna, lecture, rewrite


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store)
    return store


def only(findings: tuple[Finding, ...]) -> Finding:
    """The only finding, but for those of the removed conference of a filled store, and of the tampering."""
    (finding,) = (
        finding for finding in findings if finding.about != ("gone",) and finding.code != "present-altered"
    )
    assert "\n" not in finding.message
    return finding


def tamper(store: Store, *statements: str) -> None:
    """Write into the tables past all that guards them."""
    with store._database.write.connect().execution_options(sqlite_begin=None) as db:
        if store._database.file is not None:
            db.exec_driver_sql("PRAGMA foreign_keys = OFF")
        for statement in statements:
            db.execute(text(statement))
        db.commit()
        db.invalidate()


@pytest.mark.usefixtures("filled")
def test_a_sound_store_has_no_findings(store_url: str) -> None:
    before = everything(store_url)
    codes = ["removed-conference"]
    assert [finding.code for finding in examine(store_url)] == codes
    assert [finding.code for finding in examine(store_url, fix=True)] == codes
    assert everything(store_url) == before


def test_a_changed_zone_law_is_reported_with_its_effect_on_calendars(store: Store, store_url: str) -> None:
    """As in March 2024, when the clocks of Almaty went back an hour for good."""
    do.change(store, "forum", replace_by(in_vienna(datetime(2026, 11, 5, 9, tzinfo=UTC), 60)), **NOTED)
    rewrite(store, start_utc="2026-11-05T08:00:00+00:00", end_utc="2026-11-05T09:00:00+00:00")
    before = everything(store_url)
    finding = only(examine(store_url))
    assert (finding.severity, finding.code, finding.about) == (
        Severity.WARNING,
        "zone-law",
        ("forum", "lecture"),
    )
    assert "'lecture' starts at 10:00 on 2026-11-05 in Europe/Vienna" in finding.message
    assert "Calendars sent out before may show 09:00" in finding.message
    assert everything(store_url) == before


def test_repair_updates_instants_and_preserves_local_times(store: Store, store_url: str) -> None:
    do.change(store, "forum", replace_by(in_vienna(datetime(2026, 11, 5, 9, tzinfo=UTC), 60)), **NOTED)
    right, time = tuple(cells(store)), lecture(store_url)
    rewrite(store, start_utc="2026-11-05T08:00:00+00:00", end_utc="2026-11-05T09:00:00+00:00")
    assert only(examine(store_url, fix=True)).code == "zone-law", "what was mended is told"
    assert tuple(cells(store)) == right
    assert lecture(store_url) == time
    assert examine(store_url) == ()


def test_a_time_skipped_by_a_new_zone_law_has_to_be_moved(store: Store, store_url: str) -> None:
    do.change(store, "forum", replace_by(in_vienna(datetime(2026, 3, 29, 3, tzinfo=UTC), 60)), **NOTED)
    rewrite(store, start_wall="2026-03-29T02:30:00")
    assert (
        "the clocks skip by the new rules of that zone. Move the session" in only(examine(store_url)).message
    )


def test_a_broken_schedule_is_reported_and_the_others_are_checked(filled: Store, store_url: str) -> None:
    tamper(filled, "UPDATE session SET kind = 'nap' WHERE conference = 'congress' AND id = 'party'")
    finding = only(examine(store_url, fix=True))
    assert (finding.severity, finding.code, finding.about) == (
        Severity.ERROR,
        "broken-schedule",
        ("congress",),
    )


def test_a_conference_without_revisions_is_reported(filled: Store, store_url: str) -> None:
    tamper(
        filled,
        "DELETE FROM journal WHERE conference = 'congress'",
        "DELETE FROM revision WHERE conference = 'congress'",
    )
    assert "it has no revisions" in only(examine(store_url)).message


def test_a_session_missing_from_the_ledger_is_reported(filled: Store, store_url: str) -> None:
    tamper(filled, "DELETE FROM ledger WHERE conference = 'forum' AND session = 'walk'")
    finding = only(examine(store_url))
    assert (finding.code, finding.about) == ("no-ledger", ("forum", "walk"))


def test_an_orphaned_contact_is_reported_without_its_content(filled: Store, store_url: str) -> None:
    without = FORUM.model_copy(
        update={
            "participants": FORUM.participants[1:],
            "sessions": tuple(session.model_copy(update={"people": ()}) for session in FORUM.sessions),
        }
    )
    do.change(filled, "forum", replace_by(without), **NOTED)
    finding = only(examine(store_url))
    assert (finding.severity, finding.about) == (Severity.INFO, ("forum", "noether"))
    assert "xyzzy" not in str(finding)


def test_a_damaged_release_is_reported(filled: Store, store_url: str) -> None:
    with filled._database.writing("forum") as db, triggers.suspended(db, tables.release):
        db.execute(tables.release.update().values(sha256="f00"))
    found = {(finding.severity, finding.code, finding.about) for finding in examine(store_url)}
    assert (Severity.ERROR, "release-damaged", ("forum", "1.0")) in found


@pytest.mark.parametrize(("step", "reason"), [(1, "a newer eventkit"), (-1, "an older eventkit")])
def test_a_store_of_another_version_is_reported(
    filled: Store, store_url: str, step: int, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    del filled
    monkeypatch.setattr(tables, "VERSION", tables.VERSION - step)
    finding = only(examine(store_url, fix=True))
    assert finding.code == "store-version"
    assert reason in finding.message


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A closed store in a file."""
    file = tmp_path / "kept.db"
    with Store.open(f"sqlite:///{file}") as store:
        fill(store)
    return file


def test_dangling_references_are_reported(file: Path) -> None:
    """A server refuses to let them be; a program that does not ask SQLite to will leave some."""
    with Store.open(f"sqlite:///{file}") as store:
        tamper(store, "DELETE FROM room WHERE conference = 'congress' AND id = 'yard'")
    findings = examine(f"sqlite:///{file}")
    dangling = [finding for finding in findings if finding.code == "dangling-row"]
    assert len(dangling) == 1
    assert "1 row of session_room names a room that is not there" in dangling[0].message
    assert "conference congress, session morning, room yard" in dangling[0].message


def test_damage_anywhere_in_a_file_is_reported(file: Path) -> None:
    sound = file.read_bytes()
    pages = len(sound) // 4096
    for page in range(1, pages):
        file.write_bytes(sound[: page * 4096] + b"\xa5" * 4096 + sound[(page + 1) * 4096 :])
        findings = examine(f"sqlite:///{file}")
        assert findings, f"page {page} of {pages}"
        assert findings[0].severity is Severity.ERROR


def test_a_file_without_write_ahead_log_is_reported(file: Path) -> None:
    url = f"sqlite:///{file}"
    backup(url, file.with_name("backup.db"))
    finding = only(examine(f"sqlite:///{file.with_name('backup.db')}"))
    assert (finding.severity, finding.code) == (Severity.INFO, "one-at-a-time")


def test_leftover_copies_next_to_a_store_are_reported(file: Path) -> None:
    """They hold everyone who was forgotten since."""
    copies = [file.with_name(f"{file.name}.{ending}") for ending in ("damaged", "version-1")]
    for copy in copies:
        copy.touch()
    found = examine(f"sqlite:///{file}")
    found = tuple(finding for finding in found if finding.code == "old-copy")
    assert [finding.message.split()[0] for finding in found] == [str(copy) for copy in copies]


def test_a_url_without_a_store_is_refused(tmp_path: Path, new_schema: Callable[[], str]) -> None:
    file = tmp_path / "forum.yaml"
    for url in (f"sqlite:///{file}", "postgresql://127.0.0.1:1/forum", new_schema()):
        with pytest.raises(StoreError) as caught:
            examine(url)
        assert "\n" not in str(caught.value)
    assert not file.exists()
    file.write_text("title: Forum\n" * 100)
    with pytest.raises(StoreError, match="is not an eventkit store"):
        examine(f"sqlite:///{file}")

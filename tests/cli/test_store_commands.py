"""Backups, copies and the doctor, from the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def test_restoring_a_backup_recovers_everything(begun) -> None:
    begun("release", "1.0")
    begun("backup", "monday.db")
    assert "exists already" in begun("backup", "monday.db", code=1).stderr
    begun("session", "remove", "panel")
    assert "it has forum" in begun("restore", "monday.db", code=1).stderr
    assert "panel" not in begun("show").stdout
    begun("restore", "monday.db", "--overwrite")
    assert "panel" in begun("show").stdout
    assert "1.0" in begun("releases").stdout
    assert "There is no file 'absent.db'." in begun("restore", "absent.db", code=2).stderr


def test_restoring_a_backup_names_the_people_who_were_erased_since(begun) -> None:
    begun("backup", "monday.db")
    begun("person", "forget", "lin-yifu", "--yes")
    warning = " ".join(begun("restore", "monday.db", "--overwrite").stderr.split())
    assert "'lin-yifu' was erased from 'forum' after the backup" in warning
    assert "eventkit person forget lin-yifu --conference forum" in warning
    assert "amina" not in warning
    begun("person", "forget", "lin-yifu", "--conference", "forum", "--yes")
    assert "Lin Yifu" not in begun("people").stdout
    begun("backup", "tuesday.db")
    assert "erased" not in begun("restore", "tuesday.db", "--overwrite").stderr


def test_a_copy_has_the_whole_history(begun) -> None:
    before = begun("log").stdout
    begun("copy", "sqlite:///laptop.db")
    assert begun("log", "--store", "sqlite:///laptop.db").stdout == before


def test_the_doctor_passes_a_sound_store_and_fails_a_damaged_one(begun, folder: Path) -> None:
    assert begun("doctor").stdout == "no problems found in the store\n"
    begun("backup", "cut.db")
    data = (folder / "cut.db").read_bytes()
    (folder / "cut.db").write_bytes(data[: len(data) // 2])
    result = begun("doctor", "--store", "sqlite:///cut.db", code=1)
    assert "damaged" in result.output


def test_a_conference_moves_to_a_team_on_postgresql_and_is_edited_there(
    begun, new_schema: Callable[[], str]
) -> None:
    team = ("--store", new_schema())
    begun("copy", team[1])
    assert "is cancelled" in begun("session", "cancel", "panel", *team).stdout
    begun("release", "1.0", *team)
    assert "takes place after all" in begun("undo", *team).stdout
    begun("backup", "team.db", *team)
    assert begun("log", "--store", "sqlite:///team.db").stdout == begun("log", *team).stdout


def test_a_demonstration_takes_no_name_that_belongs_to_a_database(begun, folder: Path) -> None:
    for name in ("eventkit.db-wal", "eventkit.db-shm"):
        (folder / name).unlink(missing_ok=True)
        assert "belongs to an SQLite database" in begun("demo", name, code=1).stderr
        assert not (folder / name).is_dir()
    begun("show")


def test_a_copy_to_a_loop_of_links_is_refused_in_words(begun, folder: Path) -> None:
    (folder / "a.db").symlink_to("b.db")
    (folder / "b.db").symlink_to("a.db")
    assert begun("copy", "a.db", code=1).stderr.startswith("eventkit: ")

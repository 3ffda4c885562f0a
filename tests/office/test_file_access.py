"""Files are written whole or not at all, never into a database, and read within limits."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from eventkit.errors import EventkitError
from eventkit.files.output_files import database_of, open_to_write, write_file
from eventkit.office.file_access import PictureFolder, read_text


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database under a name that does not tell so."""
    path = tmp_path / "records"
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE kept (word)")
    db.close()
    return path


def test_a_file_that_is_not_finished_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "agenda.ics"
    target.write_text("old")
    with pytest.raises(RuntimeError), open_to_write(target) as file:  # noqa: PT012 - it fails in between
        file.write(b"half")
        raise RuntimeError
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_an_unrelated_error_is_not_reported_as_a_file_error(tmp_path: Path) -> None:
    """Seen: a damaged picture was reported as '[errno none] none' of the PDF."""
    broken = OSError("image file is truncated")
    with pytest.raises(OSError, match="image file is truncated") as caught, open_to_write(tmp_path / "b.pdf"):
        raise broken
    assert caught.value.filename is None


def test_a_link_is_written_through_and_permissions_stay(tmp_path: Path) -> None:
    target, link = tmp_path / "agenda.ics", tmp_path / "link.ics"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_file(link, b"new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("name", ["records", "records-wal", "records-shm", "records-journal", "link", "hard"])
def test_nothing_is_written_into_a_database_or_beside_it(database: Path, name: str) -> None:
    (database.parent / "link").symlink_to(database)
    os.link(database, database.parent / "hard")
    before = database.read_bytes()
    target = database.parent / name
    assert database_of(target) is not None
    with pytest.raises(EventkitError, match="belongs to an SQLite database"):
        write_file(target, b"new")
    assert database.read_bytes() == before


def test_a_name_like_that_of_a_companion_is_free_without_a_database(tmp_path: Path) -> None:
    for name in ("notes-wal", "-wal", "-journal"):
        write_file(tmp_path / name, b"new")
        assert (tmp_path / name).read_bytes() == b"new"


def test_a_device_gets_the_bytes_and_stays_a_device() -> None:
    write_file(Path(os.devnull), b"new")
    assert not Path(os.devnull).is_file()


def test_undecodable_text_is_explained(tmp_path: Path) -> None:
    (tmp_path / "style.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(EventkitError, match="a style file has to be text in UTF-8"):
        read_text(tmp_path / "style.toml", 1000, "a style file")


def test_a_folder_of_pictures_shows_nothing_outside_it(tmp_path: Path) -> None:
    (tmp_path / "outside.png").write_bytes(b"secret")
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "logo.png").write_bytes(b"logo")
    (folder / "link.png").symlink_to(tmp_path / "outside.png")
    (folder / "notes.txt").write_text("mine")
    assert dict(PictureFolder(folder)) == {"logo.png": b"logo"}


def test_the_draft_of_a_killed_command_is_swept_by_the_next(tmp_path: Path) -> None:
    target = tmp_path / "badges.pdf"
    killed = "import os\nfrom pathlib import Path\nfrom eventkit.files.output_files import open_to_write\n"
    killed += (
        f"with open_to_write(Path({str(target)!r})) as file:\n    file.write(b'half')\n    os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", killed], check=True)  # noqa: S603 - its own text
    (left,) = tmp_path.iterdir()
    assert left != target
    write_file(target, b"whole")
    assert list(tmp_path.iterdir()) == [target]

"""Files and folders to read are read within limits, and no more modules are loaded than for that."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from eventkit.office.conference_files import read_input


def test_a_folder_is_read_without_hidden_files_and_links(tmp_path: Path) -> None:
    folder = tmp_path / "dump"
    folder.mkdir()
    (folder / "a.json").write_text("[]")
    (folder / ".hidden.json").write_text("[]")
    (folder / "link.json").symlink_to("/etc/hostname")
    data, name = read_input(folder)
    assert name == "dump"
    assert b"a.json" in data
    assert b"hidden" not in data
    assert b"link.json" not in data


def test_a_command_that_only_writes_loads_no_reader_of_files() -> None:
    names = ("file_arguments", "token_commands", "print_options")
    modules = ", ".join(f"eventkit.cli.{name}" for name in names)
    program = f"import sys, {modules}; print('bs4' in sys.modules or 'yaml' in sys.modules)"
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"

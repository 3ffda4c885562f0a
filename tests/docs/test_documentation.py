"""What the documentation says can be done is done here, word for word."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from eventkit.cli import main

ROOT = Path(__file__).parents[2]
PAGES = [
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY")),
    *sorted((ROOT / "docs").glob("*.md")),
]
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


def test_contributors_are_shown_to_files_that_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    paths = re.findall(r"\b(?:src|docs|tests)/[\w/.-]*\w", text)
    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An organiser's folder, with the fixtures in it."""
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    return tmp_path


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


EXITS = "  # exits with "
"""Before the exit code of a command, where it is not 0."""


def in_terminal(command: str, folder: Path) -> None:
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    environment = {"PATH": path, "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    done = subprocess.run(  # noqa: S602 - the commands are the documentation's own
        command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def in_process(command: str) -> None:
    """Run a command of eventkit as the program does, without starting Python and loading it anew."""
    command, _, code = command.partition(EXITS)
    program, *words = shlex.split(command)
    assert program == "eventkit"
    done = CliRunner().invoke(main, words)
    assert done.exit_code == int(code or 0), f"{command}\n{done.output}"


LABEL = re.compile(r"<text[^>]*>([^<]*)</text>")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_a_page_works_in_the_order_it_is_written(
    page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """The first is typed into a shell, the others are called.

    ``--golden`` writes the drawings of the page anew. Which session is where may differ from them: engines
    find better plans. The days and the rooms are the same.
    """
    lines = [line for block in blocks(page, "console") for line in block.splitlines()]
    commands = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(folder))
    for name in ("EVENTKIT_STORE", "EVENTKIT_CONFERENCE", "EVENTKIT_AUTHOR"):
        monkeypatch.delenv(name, raising=False)
    for number, command in enumerate(commands):
        if number:
            in_process(command)
        else:
            in_terminal(command, folder)
    for drawing in folder.glob("*.svg"):
        image = ROOT / "docs" / "images" / drawing.name
        if request.config.getoption("--golden"):
            image.write_bytes(drawing.read_bytes())
        first, known = (LABEL.findall(path.read_text(encoding="utf-8")) for path in (drawing, image))
        assert first[:3] == known[:3]
        assert f"](images/{drawing.name})" in page.read_text(encoding="utf-8")


def test_the_six_lines_of_the_readme_make_all_three_documents(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (lines,) = blocks(ROOT / "README.md", "python")
    monkeypatch.chdir(folder)
    exec(compile(lines, "README.md", "exec"), {})  # noqa: S102 - the documentation's own
    assert (folder / "agenda.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert (folder / "programme.pdf").read_bytes().startswith(b"%PDF")
    assert (folder / "badges.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_resolves(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    lost = [target for target in LINK.findall(text) if not (page.parent / target).exists()]
    assert not lost


def test_the_example_makes_everything_from_a_document(folder: Path) -> None:
    example = ROOT / "examples" / "make_everything.py"
    in_terminal(f"{sys.executable} {example} fixtures/hongqiao-forum.yaml out", folder)
    assert sorted(path.name for path in (folder / "out").iterdir()) == [
        "agenda.ics",
        "badges.pdf",
        "programme.pdf",
    ]

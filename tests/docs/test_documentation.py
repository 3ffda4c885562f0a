"""What the documentation says can be done is done here, word for word."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from tools.commands_page import members

from eventkit.cli import main
from pictures import differing_share, render_pages

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
OMITTED = "..."
"""A line in place of lines of an output that a page does not show."""
DATABASE = "postgresql://office@db.example.org/eventkit"
"""The address of a database server in examples."""
COLUMNS = 92
"""The width of the terminal of the documentation, in characters."""
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def in_terminal(command: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    environment = {"PATH": path, "LC_ALL": "C.UTF-8", "HOME": str(folder), "COLUMNS": str(COLUMNS)}
    done = subprocess.run(  # noqa: S602 - the commands are the documentation's own
        command,
        shell=True,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}"
    return done.stdout


def in_process(command: str) -> str:
    """Run a command of eventkit as the program does, without starting Python and loading it anew."""
    command, _, code = command.partition(EXITS)
    program, *words = shlex.split(command)
    assert program == "eventkit"
    done = CliRunner().invoke(main, words)
    assert done.exit_code == int(code or 0), f"{command}\n{done.output}"
    return done.output


def as_documented(output: str, documented: list[str]) -> list[str]:
    """The lines of an output that a page shows: as many as it has before and after its line `...`."""
    lines = [line.rstrip() for line in output.splitlines()]
    while lines and not lines[-1]:
        del lines[-1]
    if OMITTED not in documented:
        return lines
    before = documented.index(OMITTED)
    after = len(documented) - before - 1
    assert before + after < len(lines), "'...' stands for at least one line"
    return [*lines[:before], OMITTED, *lines[len(lines) - after :]]


def run_page(page: Path, folder: Path, database: Callable[[], str], *, rewrite: bool) -> None:
    """Run the commands of a page, and compare what they print where the page shows it.

    The address of the example's database server is that of an empty database of the tests.
    """
    urls: list[str] = []
    shown, run = [], 0
    text = page.read_text(encoding="utf-8")
    for block in CONSOLE.finditer(text):
        first, *entries = re.split(r"^\$ ", block[1], flags=re.MULTILINE)
        assert not first, f"{page.name}: a console block begins with a command"
        lines = []
        for entry in entries:
            command, *documented = entry.splitlines()
            if DATABASE in command and not urls:
                urls.append(database())
            typed = command.replace(DATABASE, urls[0]) if urls else command
            is_typed = page.stem == "tutorial" and not run
            output = in_terminal(typed, folder) if is_typed else in_process(typed)
            run += 1
            printed = as_documented(output, documented) if documented else []
            if not rewrite:
                assert documented == printed, command
            lines += [f"$ {command}", *printed]
        shown.append("".join(f"{line}\n" for line in lines))
    if rewrite:
        blocks = iter(shown)
        text = CONSOLE.sub(lambda _: f"```console\n{next(blocks)}```", text)
        page.write_text(text, encoding="utf-8")


def commands_of(page: Path) -> list[str]:
    """The commands of a page, without what they print and the codes that they exit with."""
    text = page.read_text(encoding="utf-8")
    lines = [line for block in CONSOLE.finditer(text) for line in block[1].splitlines()]
    return [line.removeprefix("$ ").partition(EXITS)[0] for line in lines if line.startswith("$ ")]


def test_a_shell_splits_every_command_into_the_words_that_are_called(folder: Path) -> None:
    commands = [command for page in PAGES for command in commands_of(page)]
    assert len(commands) > 200
    printed = in_terminal("\n".join(f"printf '%s\\n' {command}" for command in commands), folder)
    assert printed.splitlines() == [word for command in commands for word in shlex.split(command)]


LABEL = re.compile(r"<text[^>]*>([^<]*)</text>")
DRAWINGS_OF_PAGES = re.compile(r"!\[[^\]]*\]\(images/([\w-]+)-page-(\d+)\.png\)")
"""A picture of a page of a PDF file that the commands of a page of the documentation made."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_a_page_works_in_the_order_it_is_written(
    page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """The first of the tutorial is typed into a shell, all others are called.

    ``--golden`` writes what the commands print and the drawings of the page anew, with plans as everybody
    gets them; usually any plan will do, and takes less time.
    """
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    for name in ("EVENTKIT_STORE", "EVENTKIT_CONFERENCE", "EVENTKIT_AUTHOR"):
        monkeypatch.delenv(name, raising=False)
    golden = request.config.getoption("--golden")
    if not golden:
        for place in ("eventkit.planning.planner", "eventkit.cli.plan_commands"):
            monkeypatch.setattr(f"{place}.usual_seeds", lambda _: 1)
        monkeypatch.setattr("eventkit.planning.planner.usual_moves", lambda _: 400)

    def new_database() -> str:
        new_schema: Callable[[], str] = request.getfixturevalue("new_schema")
        return new_schema()

    run_page(page, folder, new_database, rewrite=golden)
    text = page.read_text(encoding="utf-8")
    for drawing in folder.glob("*.svg"):
        image = ROOT / "docs" / "images" / drawing.name
        if golden:
            image.write_bytes(drawing.read_bytes())
        first, known = (LABEL.findall(path.read_text(encoding="utf-8")) for path in (drawing, image))
        assert first
        assert known, "--golden draws it anew"
        assert f"](images/{drawing.name})" in text
    for name, number in DRAWINGS_OF_PAGES.findall(text):
        rendered = render_pages((folder / f"{name}.pdf").read_bytes(), int(number))
        image = ROOT / "docs" / "images" / f"{name}-page-{number}.png"
        if golden:
            rendered.save(image, optimize=True)
        assert differing_share(rendered, image) < 0.01, f"{image.name}: --golden draws it anew"


def test_the_ten_lines_of_the_readme_make_all_three_documents(
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


NAMED_OPTION = re.compile(r"`(?:[a-z-]+ )*(--[a-z-]+)[^`]*`")
"""An option in a sentence, alone or after its command."""


def test_every_option_that_a_page_names_is_one_of_a_command() -> None:
    options = {
        option
        for _, command in [((), main), *members()]
        for parameter in command.get_params(click.Context(command))
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    pages = [page for page in PAGES if page.stem != "CONTRIBUTING"]
    named = {option for page in pages for option in NAMED_OPTION.findall(page.read_text(encoding="utf-8"))}
    assert len(named) > 50
    assert named - options == {"--delete"}, "which is of rsync"


def test_the_example_makes_everything_from_a_document(folder: Path) -> None:
    example = ROOT / "examples" / "make_everything.py"
    in_terminal(f"{sys.executable} {example} fixtures/hongqiao-forum.yaml out", folder)
    assert sorted(path.name for path in (folder / "out").iterdir()) == [
        "agenda.ics",
        "badges.pdf",
        "programme.pdf",
    ]

"""What the page of the library promises is there, and what is there is on the page."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

import eventkit

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
STUB = Path(eventkit.__file__).with_suffix(".pyi")


def test_the_programs_on_the_page_run_unchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    exec(compile("\n".join(blocks), "library.md", "exec"), {})  # noqa: S102 - the documentation's own
    assert (tmp_path / "agenda.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert (tmp_path / "programme.pdf").read_bytes().startswith(b"%PDF")


def test_every_public_name_is_on_the_page_and_no_other() -> None:
    section = PAGE.partition("## The public names")[2].partition("\n\nEvery error")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named == set(eventkit.__all__)


def test_the_type_stub_lists_exactly_the_public_names() -> None:
    homes = {
        alias.asname: f"{line.module}.{alias.name}"
        for line in ast.parse(STUB.read_text(encoding="utf-8")).body
        if isinstance(line, ast.ImportFrom)
        for alias in line.names
    }
    assert sorted(str(name) for name in homes) == eventkit.__all__
    for name, home in homes.items():
        module, _, original = home.rpartition(".")
        assert getattr(eventkit, str(name)) is getattr(import_module(module), original)


def public_modules() -> list[str]:
    """The modules that the page names for use."""
    rows = re.findall(r"^\| (`eventkit\..*?) \|", PAGE, re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`([\w.]+)`", row)]
    return [name if name.startswith("eventkit.") else f"eventkit.store{name}" for name in named]


def test_every_module_that_is_named_for_use_is_there() -> None:
    modules = public_modules()
    assert len(modules) > 10
    for module in modules:
        import_module(module)


def test_the_reference_has_every_public_name_and_every_public_module() -> None:
    pages = [page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "api").glob("*.rst")]
    entries = re.findall(r"^\.\. auto(module|class|function):: ([\w.]+)$", "\n".join(pages), re.MULTILINE)
    modules = {name for kind, name in entries if kind == "module"}
    described = {name for kind, name in entries if kind != "module"}
    described |= {f"eventkit.{name}" for module in modules for name in vars(import_module(module))}
    assert {f"eventkit.{name}" for name in eventkit.__all__} <= described
    assert set(public_modules()) <= modules

"""Every output and format can be run from the command line, and none ignores an option."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import EntryPoint
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

from eventkit.plugins import Plugin, exporters
from eventkit.plugins.exporters import Context, Exporter, FolderOutput, get_exporter, iter_exporters
from eventkit.schedule import Schedule

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = [name for name, _ in iter_exporters()]


class Signposts:
    """An installed exporter of folders: a text for each room, with an index."""

    title = "a text for each room"
    suffixes: tuple[str, ...] = ()
    options: Mapping[str, Any] = {"arrow": str}

    def export(self, schedule: Schedule, context: Context) -> FolderOutput:
        """The texts."""
        exporters.require_options(self, context)
        arrow = context.options.get("arrow", "->")
        texts = {f"rooms/{room.id}.txt": f"{arrow} {room.id}\n".encode() for room in schedule.rooms}
        rooms = [{"path": path} for path in texts]
        index = {"output": "signposts", "conference": schedule.conference.id, "rooms": rooms}
        return FolderOutput({**texts, "index.json": json.dumps(index).encode()}, "index.json")


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Exporter]:
    """Exporters that a package offers beside the built-in ones."""
    own: dict[str, Exporter] = {
        "signposts": Signposts(),
        "text": run_path(str(EXAMPLES / "own_output.py"))["text"],
    }
    load, plugins = exporters._load, exporters.plugins_by_name
    points = {name: Plugin("output", EntryPoint(name, "installed:it", "eventkit.outputs")) for name in own}
    monkeypatch.setattr(exporters, "_load", lambda name: own[name] if name in own else load(name))
    monkeypatch.setattr(exporters, "plugins_by_name", lambda *groups: {**plugins(*groups), **points})
    return own


def test_the_outputs_and_the_formats_that_are_written_are_exporters() -> None:
    assert {"agenda", "badges", "calendars", "deadlines", "programme"} <= set(NAMES)
    assert {"document", "spreadsheet", "csv", "schedule-xml", "schema-org"} <= set(NAMES)
    assert "sessionize" not in NAMES  # which is only read


@pytest.mark.parametrize("name", NAMES)
def test_every_exporter_is_run_from_the_command_line(begun, folder: Path, name: str) -> None:
    target = folder / f"made{(*get_exporter(name).suffixes, '')[0]}"
    begun("export", name, "-o", target.name)
    if get_exporter(name).suffixes:
        assert target.stat().st_size > 100
        assert begun("export", name, "-o", "-").stdout_bytes == target.read_bytes()
    else:
        assert (target / "index.json").is_file()


@pytest.mark.parametrize("name", NAMES)
def test_an_option_that_an_exporter_does_not_take_is_refused(begun, folder: Path, name: str) -> None:
    target = f"made{(*get_exporter(name).suffixes, '')[0]}"
    assert "'size'" in begun("export", name, "--option", "size=3", "-o", target, code=2).stderr
    assert "'zone'" in begun("export", name, "--zone", "UTC", "-o", target, code=2).stderr
    if "languages" not in get_exporter(name).options:
        assert "'languages'" in begun("export", name, "--language", "en", "-o", target, code=1).stderr
    assert not (folder / target).exists()


def test_languages_and_options_reach_the_exporter(begun, folder: Path) -> None:
    words = ("--language", "zh", "--option", "rooms=annex", "--option", "alarm=15", "--option", "all-day=yes")
    begun("export", "agenda", *words, "-o", "a.ics")
    begun("agenda", "--language", "zh", "--room", "annex", "--alarm", "15", "--all-day", "-o", "b.ics")
    assert (folder / "a.ics").read_bytes() == (folder / "b.ics").read_bytes()


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("paper", "Write it as name=value"),
        ("paper=a4=a5", "a4=a5"),
        ("days=Monday", "'Monday' is not a value of the option 'days'"),
        ("design=red", "option 'design'"),
        ("fonts=serif", "can only be given in Python"),
    ],
)
def test_a_wrong_option_is_explained(begun, option: str, message: str) -> None:
    result = begun("export", "programme", "--option", option, "-o", "p.pdf", code=1 if "=a5" in option else 2)
    assert message in result.stderr


@pytest.mark.usefixtures("installed")
def test_an_installed_output_has_a_command(begun, folder: Path) -> None:
    begun("export", "text", "--language", "zh", "--option", "days=2027-09-06", "-o", "agenda.txt")
    lines = (folder / "agenda.txt").read_text(encoding="utf-8").splitlines()
    assert [line.split()[-1] for line in lines[1:]] == ["开幕式", "圆桌"]
    rows = {row["name"]: row for row in json.loads(begun("formats", "--json").stdout)}
    assert rows["text"]["options"] == ["days", "languages"]
    assert rows["text"]["title"] == "A plain text table with one line a session"


@pytest.mark.usefixtures("installed")
def test_an_installed_folder_is_served_like_our_own(begun, folder: Path) -> None:
    assert "3 written" in begun("export", "signposts", "-o", "signs").stdout
    assert "0 written, 3 unchanged" in begun("export", "signposts", "-o", "signs").stdout
    begun("session", "move", "closing", "--room", "main-hall")
    begun("room", "remove", "annex")
    (folder / "signs" / "rooms" / "own.txt").write_text("mine")
    output = begun("export", "signposts", "--option", "arrow=<-", "-o", "signs").stdout
    assert "2 written, 0 unchanged, 1 removed" in output
    assert (folder / "signs" / "rooms" / "main-hall.txt").read_text() == "<- main-hall\n"
    assert sorted(path.name for path in (folder / "signs" / "rooms").iterdir()) == [
        "main-hall.txt",
        "own.txt",
    ]
    (folder / "file").write_text("mine")
    begun("export", "signposts", "-o", "file", code=2)

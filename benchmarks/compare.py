"""Two commits side by side: the processor time of a dozen works, and whether they write the same bytes.

    python -m benchmarks.compare 42b22c4                 # that commit beside the working tree
    python -m benchmarks.compare main HEAD --only badges --minutes 2

Both run in turn, by one interpreter and on the same data, by commands and public names alone, so that modules
may have other names in each. Times are seconds of processor time of user and system together, the least of as
many rounds as the minutes allow: where others work too, only ratios count. A commit that lacks a command
has a dash.
The exit status is 1 if a work of the second is slower than the limit.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import eventkit
from benchmarks.badge_people import people, schedule_of
from benchmarks.made import made_schedule
from benchmarks.reading import made_table

ROOT = Path(__file__).parents[1]
SMALL, LARGE, BADGES, TALKS = "small", "large", "people", "talks"
"""The stores: 1,000 sessions, 10,000 sessions, 4,000 people, and talks without a time."""

MOST_RUNS = 7
TIMED = """
import gc, time
from dataclasses import replace
from datetime import timedelta
from importlib.metadata import entry_points
from inspect import signature
from pathlib import Path
from eventkit import Period, Slot, Store, check
from eventkit.rules import Checker

def load():
    with Store.open("sqlite:///{store}.db") as store:
        loaded = store.load("made")
        return getattr(loaded, "schedule", loaded)

def read(name, file):
    reader = entry_points(group="eventkit.formats")[name].load()
    hints = replace([*signature(reader.read).parameters.values()][-1].default, zone="Asia/Shanghai")
    return reader.read(Path(file).read_bytes(), Path(file).name, hints)

def moved(schedule):
    sessions = list(schedule.sessions)
    place = len(sessions) // 2
    session = sessions[place]
    period = Period(start=session.slot.period.start + timedelta(minutes=30),
                    end=session.slot.period.end + timedelta(minutes=30))
    slot = Slot(period=period, rooms=(schedule.rooms[3].id,))
    sessions[place] = session.model_copy(update={{"slot": slot}})
    return schedule.model_copy(update={{"sessions": tuple(sessions)}})

gc.set_threshold(300_000, 20, 20)  # as commands do
{before}
times = []
for _ in range({times}):
    {each}
    gc.collect()
    begin = time.process_time()
    {call}
    times.append(time.process_time() - begin)
print(min(times))
"""
"""A program that prints the least time of a call."""


@dataclass
class Side:
    """A commit: its files, and a folder of its own with stores and outputs."""

    name: str
    source: Path
    folder: Path
    seconds: dict[str, list[float]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    """The last line that a work printed that failed."""

    own_stores: set[str] = field(default_factory=set)
    """The stores that it could not share with the other side."""

    @property
    def installed(self) -> Path:
        """The folder with the entry points of this commit."""
        return self.folder.with_name(f"{self.folder.name}-installed")

    @property
    def log(self) -> Path:
        """What the last process printed."""
        return self.folder / "log.txt"

    def run(self, words: Sequence[str], accepted: Collection[int] = (0,)) -> float | None:
        """The processor time of a process; none if it fails."""
        environment = os.environ | {
            "PYTHONPATH": f"{self.installed}{os.pathsep}{self.source / 'src'}",
            "PYTHONHASHSEED": "0",
            "SOURCE_DATE_EPOCH": "1700000000",
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        with self.log.open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 - our own modules
                [sys.executable, *words], cwd=self.folder, env=environment, stdout=log, stderr=log
            )
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return usage.ru_utime + usage.ru_stime if process.returncode in accepted else None

    @property
    def last_line(self) -> str:
        """The last line that it printed."""
        return next((line for line in reversed(self.log.read_text().splitlines()) if line.strip()), "")


@dataclass(frozen=True)
class Work:
    """One line of the table: a command on a store, or a call of a public name that a program times."""

    name: str
    command: str = ""
    call: str = ""
    before: str = ""
    """What the program does before the call, untimed."""

    each: str = "pass"
    """What it does before each call, untimed."""

    store: str = SMALL
    output: str = ""
    """The file or folder that the command writes."""

    is_removed: bool = True
    """Whether the output of the run before is removed."""

    times: int = 3
    accepted: Collection[int] = (0,)
    """The exit codes of a command that did its work."""

    def words(self) -> tuple[str, ...]:
        """The arguments of the interpreter."""
        if self.command:
            return "-m", "eventkit", "--store", f"sqlite:///{self.store}.db", *self.command.split()
        return "-c", TIMED.format(
            store=self.store, before=self.before, each=self.each, call=self.call, times=self.times
        )

    def measure(self, side: Side) -> float | None:
        """The seconds that it takes on a side."""
        written = side.folder / self.output
        if self.output and self.is_removed and written.exists():
            shutil.rmtree(written) if written.is_dir() else written.unlink()
        seconds = side.run(self.words(), self.accepted)
        if seconds is None:
            side.failures[self.name] = side.last_line
        if seconds is not None and self.call:
            seconds = float(side.log.read_text().split()[-1])
        if seconds is not None and self.output:
            side.digests[self.name] = digest(written)
        return seconds


_ROOMS = tuple(
    f"room add {name} --capacity {seats}" for name, seats in (("Hall", 300), ("Annex", 120), ("Attic", 60))
)
_PRINTED = "programme --draft --force"
WORKS = (
    Work("start: --version", "--version"),
    Work("start: show", "show"),
    Work("start: session show", "session show notes-on-prime-numbers-in-short"),
    Work("start: people", "people"),
    Work("start: log", "log"),
    Work("schedule.xml to a schedule *", call="read('schedule-xml', '../small.xml')"),
    Work("schedule.json to a schedule *", call="read('schedule-json', '../small.json')"),
    Work("list in XLSX to a schedule *", call="read('table', '../small.xlsx')"),
    Work("load 10,000 sessions *", call="load()", before="load()", store=LARGE),
    Work("check 10,000 sessions *", call="check(schedule)", before="schedule = load()", store=LARGE),
    Work(
        "a move and its findings *",
        call="checker.effect(after)",
        before="schedule = load(); checker = Checker(schedule); checker.findings",
        each="after = moved(schedule)",
        store=LARGE,
        times=9,
    ),
    Work("commit a session", "session add Extra --minutes 30", store=LARGE),
    Work("plan sixty talks", "plan --dry-run --moves 20000", store=TALKS, accepted=(0, 1)),
    Work("badges", "badges -o badges.pdf", store=BADGES, output="badges.pdf"),
    Work("book", f"{_PRINTED} -o book.pdf", output="book.pdf"),
    Work("posters", f"{_PRINTED} --edition grid -o posters.pdf", output="posters.pdf"),
    Work("agenda", "agenda --draft -o agenda.ics", output="agenda.ics"),
    Work("site, first run", "site --draft -o site", output="site"),
    Work("site, unchanged", "site --draft -o site", output="site", is_removed=False),
)


def make_data(folder: Path, stores: Collection[str]) -> None:
    """Write the files that both sides import, by the working tree, so that they are the same."""
    makers = {
        SMALL: lambda: made_schedule(1_000, 800),
        LARGE: lambda: made_schedule(10_000, 8_000),
        BADGES: lambda: schedule_of(people(4_000)),
    }
    for name in stores & makers.keys():
        schedule = makers[name]()
        if name == BADGES:  # its sessions have no time, which a schedule.xml leaves out
            eventkit.write(schedule, folder / f"{name}.yaml")
            continue
        eventkit.write(schedule, folder / f"{name}.xml", file_format="schedule-xml")
        if name == SMALL:
            eventkit.write(schedule, folder / f"{name}.json", file_format="schedule-json")
            (folder / f"{name}.xlsx").write_bytes(made_table(schedule))


def check_out(commit: str, folder: Path) -> Path:
    """Write the files of a commit into a folder."""
    command = ("git", "archive", commit)
    archive = subprocess.run(command, cwd=ROOT, check=False, capture_output=True)  # noqa: S603 - our own repository
    if archive.returncode:
        sys.exit(f"{commit} is not a commit: {archive.stderr.decode().strip()}")
    with tarfile.open(fileobj=BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")
    return folder


def describe_distribution(source: Path, folder: Path) -> None:
    """Make the entry points of a commit known to its processes, in place of those that are installed."""
    project = tomllib.loads((source / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    about = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    about.mkdir(parents=True)
    lines = list[str]()
    for group, points in {"console_scripts": {}, **project.get("entry-points", {})}.items():
        lines += [f"[{group}]", *(f"{name} = {target}" for name, target in points.items())]
    (about / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    (about / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n", encoding="utf-8"
    )


def make_stores(first: Side, second: Side, stores: Collection[str]) -> None:
    """Give both sides their stores, each made by its own commands.

    Outputs name the instant of the import: the second has the stores of the first, if its own have the same
    tables and columns.
    """
    talks = f"import {ROOT / 'fixtures' / 'sixty-talks.csv'} --new --id talks --title Talks"
    made: dict[str, tuple[str, ...]] = {
        SMALL: ("import ../small.xml",),
        LARGE: ("import ../large.xml",),
        BADGES: ("import ../people.yaml",),
    }
    made[TALKS] = (f"{talks} --zone Africa/Cairo --start 2027-09-06 --end 2027-09-08", *_ROOMS)
    for side in (first, second):
        side.folder.mkdir()
        for store in stores:
            for command in made[store]:
                seconds = side.run(Work("", command, store=store).words())
                if seconds is None and store != TALKS:
                    sys.exit(f"{side.name} fails: eventkit {command}\n{side.last_line}")
    for store in stores:
        path, own = (side.folder / f"{store}.db" for side in (first, second))
        if tables(path) == tables(own):
            shutil.copy(path, own)
        else:
            first.own_stores.add(store)


def tables(path: Path) -> list[tuple[str, ...]]:
    """The definitions of the tables of a store, with their columns."""
    with closing(sqlite3.connect(path)) as store:
        return sorted(store.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def digest(path: Path) -> str:
    """A digest of a file, or of all files of a folder but hidden ones."""
    found = hashlib.sha256()
    for file in sorted(path.rglob("[!.]*")) if path.is_dir() else [path]:
        if file.is_file():
            found.update(file.relative_to(path.parent).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def measure_all(works: Sequence[Work], sides: tuple[Side, Side], until: float) -> None:
    """Run each work once on both sides, then again those with the fewest runs, as long as there is time."""
    took = dict.fromkeys(works, 0.0)
    runs = dict.fromkeys(works, 0)
    while waiting := [
        work for work in works if runs[work] < MOST_RUNS and time.monotonic() + took[work] < until
    ]:
        work = min(waiting, key=runs.__getitem__)
        begin = time.monotonic()
        for side in sides if runs[work] % 2 == 0 else reversed(sides):
            seconds = work.measure(side) if runs[work] == len(side.seconds.get(work.name, ())) else None
            if seconds is not None:
                side.seconds.setdefault(work.name, []).append(seconds)
        took[work] = time.monotonic() - begin
        runs[work] += 1


def show(works: Sequence[Work], first: Side, second: Side, limit: float) -> bool:
    """Print the table; whether each work of the second is within the limit."""
    print(
        f"{'seconds of processor time':<34}{first.name:>12}{second.name:>14}{'ratio':>8}{'runs':>6}  output"
    )
    is_good = True
    for work in works:
        times = [min(side.seconds.get(work.name, ()), default=None) for side in (first, second)]
        cells = "".join(
            f"{'–' if each is None else f'{each:.3f}':>{width}}"
            for each, width in zip(times, (12, 14), strict=True)
        )
        before, after = times
        ratio = after / before if before and after else None
        is_good &= ratio is None or ratio <= limit
        digests = {side.digests.get(work.name) for side in (first, second)}
        if work.store in first.own_stores:
            digests.add(None)  # outputs name the instant of the import
        output = "" if None in digests else "same bytes" if len(digests) == 1 else "other bytes"
        runs = min(len(side.seconds.get(work.name, ())) for side in (first, second))
        print(f"{work.name:<34}{cells}{f'{ratio:.2f}' if ratio else '':>8}{runs:>6}  {output}".rstrip())
    for side in (first, second):
        for name, line in side.failures.items():
            print(f"{side.name}, {name}: {line}")
    print("\n* a call, in a process whose garbage is collected as rarely as in a command")
    return is_good


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("first", metavar="COMMIT", help="the commit to compare with")
    parser.add_argument("second", metavar="OTHER", nargs="?", help="the other commit [the working tree]")
    parser.add_argument("--minutes", type=float, default=5, help="how long it may take [5]")
    parser.add_argument("--only", metavar="TEXT", default="", help="only works with this in their name")
    parser.add_argument("--limit", type=float, default=1.15, help="the highest ratio that is accepted [1.15]")
    chosen = parser.parse_args()
    until = time.monotonic() + 60 * chosen.minutes
    works = [work for work in WORKS if chosen.only in work.name]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stores = {work.store for work in works}
        make_data(folder, stores)
        first, second = (
            Side(
                commit or "working tree",
                check_out(commit, folder / f"source-{n}") if commit else ROOT,
                folder / f"run-{n}",
            )
            for n, commit in enumerate((chosen.first, chosen.second))
        )
        for side in (first, second):
            describe_distribution(side.source, side.installed)
        make_stores(first, second, stores)
        measure_all(works, (first, second), until)
        sys.exit(not show(works, first, second, chosen.limit))


if __name__ == "__main__":
    main()

"""How long commands take to start: CPU time beside that of the two libraries that each of them needs.

Modules are compiled once before, as they are where eventkit is installed.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import eventkit
from benchmarks.made import made_schedule

FIXTURE = Path(__file__).parents[1] / "fixtures" / "congress.yaml"
PYTHON = (sys.executable, "-m", "eventkit")
FLOOR = (sys.executable, "-c", "import click, sqlalchemy")
COMMANDS = ("show", "people", "check", "log", "session show {session}", "session move --help")
COMPLETION = {
    "_EVENTKIT_COMPLETE": "bash_complete",
    "COMP_WORDS": "eventkit session show ",
    "COMP_CWORD": "3",
}
RUNS = 10


def main() -> None:
    print(f"{'start-up':<62}{'ms':>8}{'floor = 1':>10}")
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder, "made.json")
        eventkit.write(made_schedule(), large)
        for name, file, session in (("congress", FIXTURE, "opening"), ("1,000 sessions", large, "session-1")):
            store = f"sqlite:///{Path(folder, file.stem)}.db"
            variables = {"PYTHONPYCACHEPREFIX": str(Path(folder, "compiled")), "EVENTKIT_STORE": store}
            run((*PYTHON, "import", str(file)), variables)
            for command in COMMANDS:
                words = command.format(session=session)
                measure(f"eventkit {words}, {name}", (*PYTHON, *words.split()), variables)
            measure(f"completion of an id, {name}", PYTHON, {**variables, **COMPLETION})


def measure(name: str, words: tuple[str, ...], variables: Mapping[str, str]) -> None:
    """Print the least CPU time of some runs, in milliseconds and as a multiple of the floor."""
    run(words, variables)
    # In turn, so that whatever else the machine does falls on both.
    times = [(run(FLOOR, variables), run(words, variables)) for _ in range(RUNS)]
    floor, spent = (min(each) for each in zip(*times, strict=True))
    print(f"{name:<62}{spent * 1000:>8.0f}{spent / floor:>10.1f}")


def run(words: tuple[str, ...], variables: Mapping[str, str]) -> float:
    """The CPU seconds that a program takes."""
    environment = {**os.environ, **variables}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


if __name__ == "__main__":
    main()

"""How long commands take to start: CPU time beside that of the two libraries that each of them needs."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

FIXTURE = Path(__file__).parents[1] / "fixtures" / "congress.yaml"
FLOOR = (sys.executable, "-c", "import click, sqlalchemy")
COMMANDS = ("show", "people", "check", "log", "session show opening", "session move --help")
RUNS = 9


def main() -> None:
    print(f"{'start-up':<62}{'ms':>8}{'floor = 1':>10}")
    with tempfile.TemporaryDirectory() as folder:
        run((sys.executable, "-m", "eventkit", "import", str(FIXTURE)), folder)
        for command in COMMANDS:
            words = (sys.executable, "-m", "eventkit", *command.split())
            # In turn, so that whatever else the machine does falls on both.
            times = [(run(FLOOR, folder), run(words, folder)) for _ in range(RUNS)]
            floor, spent = (min(each) for each in zip(*times, strict=True))
            print(f"{'eventkit ' + command:<62}{spent * 1000:>8.0f}{spent / floor:>10.1f}")


def run(words: tuple[str, ...], folder: str) -> float:
    """The CPU seconds that a program takes."""
    before = os.times()
    subprocess.run(words, cwd=folder, stdout=subprocess.DEVNULL, check=True)  # noqa: S603
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


if __name__ == "__main__":
    main()

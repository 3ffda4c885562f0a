"""Killed at any moment of a write: no change that was acknowledged is lost, and none is half done."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from eventkit.store import Store
from eventkit.store.store_doctor import examine
from store import do
from store.small import NOTED, replace_by
from store.zygote import number, numbered

ZYGOTE = Path(__file__).parent / "zygote.py"


def survives(url: str, kills: int, seed: int) -> None:
    """Start a writer and kill it, again and again; after each time look whether the store is sound."""
    with Store.open(url) as store:
        do.change(store, "forum", replace_by(numbered(1)), **NOTED)
    chance = random.Random(seed)  # noqa: S311
    program = [sys.executable, "-W", "error", str(ZYGOTE), url]
    taken, awaited = 1, 0
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as zygote:  # noqa: S603
        assert zygote.stdin
        assert zygote.stdout
        for _ in range(kills):
            zygote.stdin.write("go\n")
            zygote.stdin.flush()
            writer = int(zygote.stdout.readline())
            for _ in range(chance.choice([0, 1, 2])):  # as it opens the store; as it works
                taken = int(zygote.stdout.readline())
                awaited += 1
            time.sleep(chance.uniform(0, 0.02))
            os.kill(writer, signal.SIGKILL)
            while (answer := zygote.stdout.readline().strip()) != "killed":
                taken = int(answer)
            with Store.open(url) as store:
                with store._database.writing("forum"):
                    pass  # a server may still be at what the writer asked for last
                stored = store.load("forum")
            assert stored.schedule == numbered(number(stored.schedule)), "a change is half done"
            assert stored.revision == number(stored.schedule), "a change and what is noted of it are not one"
            assert stored.revision in {taken, taken + 1}, "an acknowledged change is lost"
            taken = stored.revision
            assert examine(url) == ()
        zygote.stdin.close()
    assert taken > awaited > kills // 2, "the writers did write"


def test_writers_that_are_killed_lose_nothing(tmp_path: Path, kills: int) -> None:
    survives(f"sqlite:///{tmp_path / 'eventkit.db'}", kills, seed=1)


def test_clients_of_a_server_that_are_killed_lose_nothing(new_schema: Callable[[], str], kills: int) -> None:
    survives(new_schema(), kills // 2, seed=2)

"""Progress of plans: a line while a search or a repair runs, Ctrl-C, and how long it may take."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from types import FrameType
from typing import Generic, TypeVar

from eventkit.cli.display import local
from eventkit.cli.terminal import Terminal
from eventkit.messages import Message
from eventkit.planning import Plan, Progress
from eventkit.planning.repair import RepairAim
from eventkit.planning.repair.repair_plan import RepairProgress, RepairWatcher, people_words

P = TypeVar("P")
"""The progress of a search or of a repair."""

_TRIAL = 512
"""The number of changes tried to measure how many a second are possible."""


class Stopwatch:
    """Measures how long a change takes, once the first arrangement is there."""

    def __init__(self) -> None:
        self._first = (0, 0.0)
        self._last = (0, 0.0)

    def __call__(self, progress: Progress) -> bool:
        self._last = (progress.moves_tried, perf_counter())
        if not progress.moves_tried:
            self._first = self._last
        return True

    @property
    def seconds(self) -> float:
        """The seconds of one change; 0 if none was tried."""
        tried, took = (last - first for first, last in zip(self._first, self._last, strict=True))
        return took / tried if tried else 0.0


def count_moves(seconds: float, make: Callable[..., Plan]) -> int:
    """The number of changes that can be tried in so many seconds, by a short trial."""
    stopwatch = Stopwatch()
    make(moves=_TRIAL, watch=stopwatch)
    return int(seconds / stopwatch.seconds) if stopwatch.seconds else 0


def end_after(seconds: float | None, watch: RepairWatcher) -> RepairWatcher:
    """A watcher that ends a repair after so many seconds; the same one without a limit."""
    if seconds is None:
        return watch
    end = perf_counter() + seconds
    return lambda progress: watch(progress) and perf_counter() < end


class ProgressWatch(Generic[P]):
    """Shows the progress of a search or a repair, and ends it after Ctrl-C."""

    def __init__(self) -> None:
        self.is_stopped = False
        self.show: Callable[[P], None] | None = None

    def __call__(self, progress: P) -> bool:
        if self.show is not None:
            self.show(progress)
        return not self.is_stopped


@contextmanager
def watch_progress(terminal: Terminal, write_line: Callable[[P], Message]) -> Iterator[ProgressWatch[P]]:
    """Shows the progress on standard error; the first Ctrl-C stops the search, the second the command."""
    watch = ProgressWatch[P]()

    def stop(_: int, __: FrameType | None) -> None:
        watch.is_stopped = True
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, stop)
    try:
        if not terminal.err.is_terminal:
            yield watch
            return
        language = terminal.settings.language
        with terminal.err.progress(local(Message("planning …"), language)) as shown:
            watch.show = lambda progress: shown.update(local(write_line(progress), language))
            yield watch
    finally:
        signal.signal(signal.SIGINT, before)


def search_line(progress: Progress) -> Message:
    """The progress of the search, in a line."""
    facts = {
        "done": 100 * progress.moves_tried // max(progress.moves, 1),
        "placed": progress.placed,
        "total": progress.placed + progress.left_out,
        "points": progress.price,
    }
    if progress.left_out:
        return Message(
            "planning … {done} %, {placed} of {total} placed; Ctrl-C uses the best so far", **facts
        )
    return Message(
        "planning … {done} %, {placed} of {total} placed, price {points}; Ctrl-C uses the best so far",
        **facts,
    )


_AIMS = {
    RepairAim.MOVES: Message("moves"),
    RepairAim.PEOPLE: Message("people"),
    RepairAim.ROOMS: Message("rooms"),
    RepairAim.TIMES: Message("times"),
    RepairAim.TRACKS: Message("tracks"),
    RepairAim.PRICE: Message("price"),
}


def repair_line(progress: RepairProgress) -> Message:
    return Message(
        "repairing ({aim}) … {done} %, {people}; Ctrl-C uses the best so far",
        aim=_AIMS[progress.aim],
        done=round(100 * progress.share),
        people=people_words(progress.people),
    )

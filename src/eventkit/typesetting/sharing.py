"""Work shared out among processes, whose results come back in order."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import NamedTuple, TypeVar

from eventkit.errors import EventkitError, Unprintable

Given = TypeVar("Given")
Made = TypeVar("Made")

# So many that forking a process for them, and what is copied for that, does not matter. Where there is one
# process only, to do the same to many things in turn takes a sixth less time than to do all to each of them:
# what it takes to do that stays near the processor.
_BATCH = 1024


def in_batches(items: Iterable[Given]) -> Iterator[list[Given]]:
    """The items, many at a time."""
    coming = iter(items)
    while batch := list(islice(coming, _BATCH)):
        yield batch


def shared_out(
    items: Iterable[Given], work: Callable[[Given], Made], jobs: int
) -> Iterator[tuple[Given, Made]]:
    """Each item with what the work makes of it, in the order of the items.

    Items come into being in this process, which is one of the ``jobs``. The others are forked when a batch
    is there, so that it need not be copied to them; only what they make is sent back.
    """
    if jobs <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        for batch in in_batches(items):
            yield from zip(batch, [work(item) for item in batch], strict=True)
        return
    waiting: deque[tuple[list[Given], _Process]] = deque()
    for batch in in_batches(items):
        if len(waiting) == jobs - 1:
            yield from _returned(*waiting.popleft())
        waiting.append((batch, _started(batch, work)))
    while waiting:
        yield from _returned(*waiting.popleft())


class _Process(NamedTuple):
    process: BaseProcess
    ours: Connection


def _started(batch: list[Given], work: Callable[[Given], Made]) -> _Process:
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_done, args=(theirs, batch, work), daemon=True)
    process.start()
    theirs.close()
    return _Process(process, ours)


def _done(theirs: Connection, batch: list[Given], work: Callable[[Given], Made]) -> None:
    """Do the work of a batch in a process of its own."""
    # Whoever does not wait any longer, or was told to stop, has a reason, and tells it.
    with suppress(BrokenPipeError, KeyboardInterrupt):
        try:
            theirs.send([work(item) for item in batch])
        except EventkitError as why:
            theirs.send(why)


def _returned(batch: list[Given], started: _Process) -> Iterator[tuple[Given, Made]]:
    try:
        answer: list[Made] | EventkitError = started.ours.recv()
    except EOFError:
        message = "a process ended before its pages were done, perhaps for want of memory: use fewer jobs"
        raise Unprintable(message) from None
    finally:
        started.ours.close()
    started.process.join()
    if isinstance(answer, EventkitError):
        raise answer
    yield from zip(batch, answer, strict=True)

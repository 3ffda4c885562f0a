"""Limited processes: a function in a process of its own, which may end without ending this one.

Libraries that read the files of strangers allocate what a file says, and end their process where that is too
much: an error that nothing can catch. So such files are read in a process with limits.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

try:
    import resource
except ImportError:  # on Windows
    has_limits = False
else:
    has_limits = True

T = TypeVar("T")


class Limits(NamedTuple):
    """The limits of a process, where the system has such limits."""

    memory: int  # the most bytes that it may allocate beside those that it starts with
    seconds: int  # the most seconds of processor time


FOREIGN_FILE = Limits(memory=2 * 2**30, seconds=120)
"""The limits for reading a file of a stranger: the largest file that is accepted needs a quarter of each."""


class ProcessFailure(Exception):
    """A process ended without a result: it was killed, or went over its limits."""


def run_in_process(function: Callable[..., T], *arguments: Any, limits: Limits | None = None) -> T:
    """The result of a function that runs in a process of its own; the calling thread waits for it.

    The process collects garbage as rarely as this one.

    Args:
        function: A function of a module that a fresh interpreter can import.
        arguments: Its arguments; they are pickled, as the result is.
        limits: The limits of the process; ``None`` for none.

    Raises:
        ProcessFailure: The process ended without a result.
        Exception: What the function raises is raised here.
    """
    return _run("spawn", function, arguments, limits)


def run_in_copy(function: Callable[..., T], *arguments: Any, limits: Limits) -> T:
    """The result of a function that runs in a copy of this process, which begins at once.

    Where the system makes no copies, or this process has several threads, which a copy has not, the function
    runs in this process.
    """
    if "fork" in get_all_start_methods() and threading.active_count() == 1:
        return _run("fork", function, arguments, limits)
    return function(*arguments)


def _run(method: str, function: Callable[..., T], arguments: tuple[Any, ...], limits: Limits | None) -> T:
    context: Any = get_context(method)
    ours, theirs = context.Pipe(duplex=False)
    work = theirs, limits, gc.get_threshold(), function, arguments
    process = context.Process(target=_work, args=work, daemon=True)
    with ours:
        with theirs:
            process.start()
        try:
            is_done, value = ours.recv()
        except (EOFError, OSError):
            raise ProcessFailure from None
        finally:
            process.join()
    if not is_done:
        raise value
    return value  # type: ignore[no-any-return]


def _work(
    connection: Connection,
    limits: Limits | None,
    thresholds: tuple[int, int, int],
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
) -> None:
    gc.set_threshold(*thresholds)  # garbage is collected as rarely as the program chose
    if limits is not None and has_limits:
        _limit(limits)
    try:
        result: tuple[bool, Any] = True, function(*arguments)
    except MemoryError:
        os._exit(1)
    except Exception as error:  # noqa: BLE001 - it is raised in the other process
        error.add_note(traceback.format_exc())  # which is not pickled
        result = False, error
    connection.send(result)


def _limit(limits: Limits) -> None:
    """Set the limits of this process; what a library writes about its end is for nobody."""
    sys.stderr = None
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    with suppress(ValueError, OSError):
        sizes = Path("/proc/self/statm")  # pages; Linux alone has it
        used = int(sizes.read_text("ascii").split()[0]) * resource.getpagesize() if sizes.exists() else 0
        for limit, value in (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_CPU, limits.seconds + int(sum(os.times()[:2]))),
            (resource.RLIMIT_AS, used + limits.memory),
        ):
            _, highest = resource.getrlimit(limit)
            lowered = value if highest == resource.RLIM_INFINITY else min(value, highest)
            resource.setrlimit(limit, (lowered, highest))

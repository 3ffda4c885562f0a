"""What a call takes, measured so that it is the same on every machine, however much else runs there."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

PEAK = """
import resource, sys
from pathlib import Path

def peak():
    '''The most memory this program has had, in KiB.

    On Linux `ru_maxrss` also has the peak of the process that started it, and so tells what the tests take.
    '''
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.open() if line.startswith("VmHWM:"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)
"""
"""The beginning of a program that tells its own `peak()` of memory."""


def lines_run(call: Callable[[], Any]) -> int:
    """The number of lines of Python that a call runs."""
    count = 0

    def count_line(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return count_line

    before = sys.gettrace()
    sys.settrace(count_line)
    try:
        call()
    finally:
        sys.settrace(before)
    return count

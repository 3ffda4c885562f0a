"""A task without an end, in a module that a process imports quickly."""

from __future__ import annotations

import time
from typing import Any


def wait_for_ever(report: Any) -> None:
    """Report that half is done, and go on."""
    report(0.5, "progress", placed="1", all="2")
    time.sleep(600)

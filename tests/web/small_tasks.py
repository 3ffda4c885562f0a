"""Tasks, in a module that a process imports quickly."""

from __future__ import annotations

import time
from typing import Any

from eventkit.errors import EventkitError


def wait_for_ever(report: Any) -> None:
    """Report that half is done, and go on."""
    report(0.5, "progress", placed="1", all="2")
    time.sleep(600)


def give(value: Any) -> Any:
    """The value."""
    return value


def fail(message: str) -> None:
    """Fail with a sentence."""
    raise EventkitError(message)

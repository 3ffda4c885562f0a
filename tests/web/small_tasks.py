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


class Unreadable:
    """A value that raises an error where it is unpickled."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return fail, ("cannot be read",)


def give_what_cannot_be_read(_: Any) -> Unreadable:
    """A value that the other side cannot read."""
    return Unreadable()


def fail(message: str) -> None:
    """Fail with a sentence."""
    raise EventkitError(message)

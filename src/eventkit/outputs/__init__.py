"""What is made from a schedule: a family of equal members, each a function of values.

Members come in through the entry-point group ``eventkit.outputs``, the built-in ones by the same door as
anyone's own. They do not know each other, read no clock and no path, and the same call gives the same
bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from importlib.metadata import entry_points
from typing import Generic, ParamSpec

from eventkit.errors import EventkitError
from eventkit.findings import Finding

P = ParamSpec("P")

GROUP = "eventkit.outputs"
"""The entry-point group of the outputs."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished document.

    Attributes:
        data: Its bytes.
        findings: What its maker noticed: a character no font has, a session left out for want of a time.
    """

    data: bytes
    findings: tuple[Finding, ...] = ()


class Output(Generic[P]):
    """A way to make a document from a schedule: a function with what is to be known about its files.

    Every output takes ``schedule``, the ``ledger`` of its revisions and the ``languages`` of its readers
    (those of the conference where none are named), and may take more by keyword.

    Attributes:
        suffix: The ending of its files, with the dot.
        media_type: Their media type (RFC 6838).
    """

    def __init__(self, make: Callable[P, Made], suffix: str, media_type: str) -> None:
        self._make = make
        self.suffix = suffix
        self.media_type = media_type
        update_wrapper(self, make)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Made:
        """The document."""
        return self._make(*args, **kwargs)


def makes(suffix: str, media_type: str) -> Callable[[Callable[P, Made]], Output[P]]:
    """Declare a function to be an output whose files have that ending and media type."""

    def declare(make: Callable[P, Made]) -> Output[P]:
        return Output(make, suffix, media_type)

    return declare


def output(name: str) -> Output[...]:
    """The output of that name.

    Raises:
        EventkitError: There is none; the message lists those there are.
    """
    found = entry_points(group=GROUP)
    if name not in found.names:
        message = f"there is no output '{name}': there are {', '.join(sorted(found.names))}"
        raise EventkitError(message)
    loaded: Output[...] = found[name].load()
    return loaded

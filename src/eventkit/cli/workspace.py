"""What commands work with: the store, the conference, the clock, and where words go."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import click
from rich.console import Console
from rich.text import Text as Words

from eventkit.cli.options import Settings
from eventkit.errors import EventkitError, NoSuchConference
from eventkit.findings import Finding, Severity
from eventkit.model import ConferenceId
from eventkit.store import Kept, Store

P = ParamSpec("P")
R = TypeVar("R")

PIPED_WIDTH = 200
"""Columns of a table where the output is no terminal."""

_COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


@dataclass
class Workspace:
    """The store and the conference a command was told, and the terminal it speaks to.

    Attributes:
        settings: What the options and the environment say.
        out: Where results go; plain where it is no terminal or ``NO_COLOR`` is set.
        err: Where everything said beside the result goes.
    """

    settings: Settings
    out: Console = field(default_factory=lambda: _console(stderr=False))
    err: Console = field(default_factory=lambda: _console(stderr=True))

    def now(self) -> datetime:
        """The present, to the second, in UTC."""
        return datetime.now(UTC).replace(microsecond=0)

    def store(self) -> Store:
        """The store, opened; close it, or use it in a ``with``."""
        return Store.open(self.settings.store)

    def kept(self) -> Kept:
        """The conference as the store keeps it: the one that was named, or the only one there is.

        Raises:
            EventkitError: The store is empty, holds several and none was named, or not the one named.
        """
        with self.store() as store:
            present = tuple(entry.id for entry in store.conferences())
            return store.load(_chosen(self.settings.conference, present))

    @contextmanager
    def working(self, on: str) -> Iterator[None]:
        """Show that work goes on, on standard error; silent where that is no terminal."""
        with self.err.status(f"{on} …") if self.err.is_terminal else _silence():
            yield

    def tell(self, findings: Sequence[Finding], console: Console | None = None) -> None:
        """Tell findings, a paragraph each: how grave, which rule, what is wrong, and where."""
        for finding in findings:
            line = Words.assemble(
                (finding.severity.value, _COLOURS[finding.severity]),
                (f" {finding.code}", "dim"),
                f": {finding.message}",
                (f" [{finding.place}]" if finding.place else "", "dim"),
            )
            (console or self.err).print(line, soft_wrap=True)


def _console(*, stderr: bool) -> Console:
    """A terminal; where words are piped, wide enough that no table is folded."""
    console = Console(stderr=stderr, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPED_WIDTH
    return console


@contextmanager
def _silence() -> Iterator[None]:
    yield


def _chosen(wanted: str | None, present: tuple[ConferenceId, ...]) -> ConferenceId:
    if not present:
        message = "the store is empty: take a conference in with 'eventkit import FILE'"
        raise EventkitError(message)
    if wanted is None:
        if len(present) > 1:
            message = (
                f"the store holds several conferences: say which with --conference: {', '.join(present)}"
            )
            raise EventkitError(message)
        return present[0]
    near = [id for id in present if id.startswith(wanted)]  # noqa: A001 - it is the id
    if wanted in present:
        return ConferenceId(wanted)
    if len(near) == 1:
        return near[0]
    raise NoSuchConference(wanted, present)


def pass_workspace(command: Callable[Concatenate[Workspace, P], R]) -> Callable[P, R]:
    """Give a command its workspace as its first argument."""

    @wraps(command)
    def with_workspace(*args: P.args, **kwargs: P.kwargs) -> R:
        settings = click.get_current_context().find_root().obj
        return command(Workspace(settings), *args, **kwargs)

    return with_workspace

"""The terminal: output, progress, and the office a command works with."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from typing import Any, TypeVar

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text as Words

from eventkit.changes import Ledger
from eventkit.cli.shared_options import CliSettings
from eventkit.errors import EventkitError, NoSuchConference
from eventkit.findings import Finding, Severity
from eventkit.model import ConferenceId
from eventkit.schedule import Schedule
from eventkit.store import Release, Store, StoredConference
from eventkit.texts import language_tag

R = TypeVar("R")


PIPED_WIDTH = 200
"""Columns of a table where the output is no terminal."""


COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
"""How severities are shown in a terminal."""


DRAFT = "draft"
"""What the state between releases is called on the command line."""


@dataclass(frozen=True, slots=True)
class State:
    """A conference at one time: as it was released, or as it stands.

    Attributes:
        schedule: The schedule.
        ledger: The revisions of its sessions.
        release: What is known of the release; ``None`` for the draft.
        stale: Whether the conference was changed since.
    """

    schedule: Schedule
    ledger: Ledger
    release: Release | None = None
    stale: bool = False

    @property
    def called(self) -> str:
        """What it is called: the name of the release, or the draft."""
        if self.release is None:
            return DRAFT
        changed = "; it was changed since: --draft is what stands now" if self.stale else ""
        return f"release {self.release.name}{changed}"


@dataclass
class Terminal:
    """The store and the conference a command was told, and the terminal it speaks to.

    Attributes:
        settings: What the options and the environment say.
        out: Where results go; plain where it is no terminal or ``NO_COLOR`` is set.
        err: Where everything said beside the result goes.
    """

    settings: CliSettings
    out: Console = field(default_factory=lambda: _console(stderr=False))
    err: Console = field(default_factory=lambda: _console(stderr=True))

    def now(self) -> datetime:
        """The present, to the second, in UTC."""
        return datetime.now(UTC).replace(microsecond=0)

    def store(self, *, make: bool = False) -> Store:
        """The store, opened; close it, or use it in a ``with``.

        Only commands that begin a conference make one where there is none.

        Raises:
            EventkitError: It cannot be opened, or is not there and not to be made.
        """
        return Store.open(self.settings.store, make=make)

    def kept(self) -> StoredConference:
        """The conference as the store keeps it: the one that was named, or the only one there is.

        Raises:
            EventkitError: The store is empty, holds several and none was named, or not the one named.
        """
        with self.store() as store:
            return store.load(self.chosen(store))

    def chosen(self, store: Store) -> ConferenceId:
        """The id of the conference: the one that was named, or the only one there is.

        Raises:
            EventkitError: As `kept` does.
        """
        return _choose_conference(self.settings.conference, tuple(entry.id for entry in store.conferences()))

    def known(self, store: Store) -> tuple[ConferenceId, Schedule | None]:
        """The id of the conference, and what is held of it: ``None`` of one that was named and taken out.

        Raises:
            EventkitError: As `kept` does.
        """
        wanted = self.settings.conference
        if wanted is not None and not any(entry.id.startswith(wanted) for entry in store.conferences()):
            store.log(wanted, limit=1)  # which refuses one that never was
            return ConferenceId(wanted), None
        conference = self.chosen(store)
        return conference, store.load(conference).schedule

    def state(self, release: str | None, *, draft: bool) -> State:
        """The state that was asked for: a release by its name, or the draft; else the newest release, or
        the draft where nothing was released yet.

        Raises:
            click.UsageError: Both were asked for.
            EventkitError: As `kept` does, or there is no release of that name.
        """
        if draft and release is not None:
            message = "a release and the draft cannot both be shown: give --release or --draft"
            raise click.UsageError(message)
        with self.store() as store:
            conference = self.chosen(store)
            if release is not None and release.casefold() == DRAFT:
                draft, release = True, None
            if not draft and (release is not None or store.releases(conference)):
                found = store.released(conference, release)
                stale = store.load(conference).schedule != found.schedule
                return State(found.schedule, found.ledger, found.release, stale)
            kept = store.forthcoming(conference)
            return State(kept.schedule, kept.ledger)

    @contextmanager
    def working(self, on: str) -> Iterator[None]:
        """Show that work goes on, on standard error; silent where that is no terminal."""
        with self.err.status(f"{on} …") if self.err.is_terminal else _no_progress():
            yield

    def tell(self, findings: Sequence[Finding], console: Console | None = None, mark: str = "") -> None:
        """Tell findings, a paragraph each: how grave, which rule, what is wrong, and where."""
        for finding in findings:
            line = Words.assemble(
                mark,
                (finding.severity.value, COLOURS[finding.severity]),
                (f" {finding.code}", "dim"),
                f": {self._said(finding)}",
                (f" [{finding.place}]" if finding.place else "", "dim"),
            )
            (console or self.err).print(line, soft_wrap=True)

    def _said(self, finding: Finding) -> str:
        said = finding.said(self.settings.language)
        if self.settings.language == "en" or not said.remedy:
            return finding.message if self.settings.language == "en" else said.sentence
        return f"{said.sentence} ({said.remedy})"


def _console(*, stderr: bool) -> Console:
    """A terminal; where words are piped, wide enough that no table is folded."""
    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPED_WIDTH
    return console


@contextmanager
def _no_progress() -> Iterator[None]:
    yield


def _choose_conference(wanted: str | None, present: tuple[ConferenceId, ...]) -> ConferenceId:
    if not present:
        message = (
            "the store is empty: begin a conference with 'eventkit conference new', or take one in with "
            "'eventkit import FILE'"
        )
        raise EventkitError(message)
    if wanted is None:
        if len(present) > 1:
            message = (
                f"the store holds several conferences: say which with --conference: {', '.join(present)}"
            )
            raise EventkitError(message)
        return present[0]
    near = [id for id in present if id.startswith(wanted)]
    if wanted in present:
        return ConferenceId(wanted)
    if len(near) == 1:
        return near[0]
    raise NoSuchConference(wanted, present)


def pass_terminal(command: Callable[..., R]) -> Callable[..., R]:
    """Give a command its terminal as its first argument."""

    @wraps(command)
    def with_workspace(*args: Any, **kwargs: Any) -> R:
        settings = click.get_current_context().find_root().obj
        try:
            settings.language = language_tag(settings.language)
        except ValueError as error:
            message = f"EVENTKIT_LANGUAGE: {error}"
            raise EventkitError(message) from None
        return command(Terminal(settings), *args, **kwargs)

    return with_workspace


def make_table(*columns: str) -> Table:
    """An empty table with those columns, whose cells are folded and never cut."""
    made = Table(box=SIMPLE, title_justify="left", title_style="bold", header_style="bold")
    for column in columns:
        made.add_column(column, overflow="fold")
    return made

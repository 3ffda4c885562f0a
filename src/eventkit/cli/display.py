"""The display: output, progress, and the conferences that a command shows.

It imports no rules and no edits, so that commands that only show start at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import click

from eventkit.cli.commands import DEFAULT_STORE, CliSettings, SectionedCommand, WrongUse
from eventkit.cli.console import Console, TerminalTable, make_table
from eventkit.cli.input_values import language_tags
from eventkit.errors import EventkitError, NoSuchConference, NoSuchStore
from eventkit.findings import Finding, Severity
from eventkit.messages import Interface, Listed, Message, Plural, as_message
from eventkit.model import ConferenceId
from eventkit.office.snapshots import Snapshot, take_snapshot
from eventkit.schedule import EntityKind, Schedule
from eventkit.store import ConferenceEntry, LogEntry, Store, StoredConference
from eventkit.texts import Text, canonicalise_tag

R = TypeVar("R")


COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
EXAMPLES = 3  # the findings or changes of a kind that are printed; the others are counted


def local(message: Message, language: str) -> str:
    """A message in a language, with the options and commands that help."""
    return message.in_language(language, Interface.COMMAND).text


@dataclass
class Display:
    """A command's output, and the conferences it shows."""

    settings: CliSettings  # the settings from the environment and the shared options
    # The output for results; without colours if it is not a terminal or `NO_COLOR` is set.
    out: Console = field(default_factory=Console)
    err: Console = field(default_factory=lambda: Console(stderr=True))
    _store: Store | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self.out.language = self.err.language = self.settings.language

    def now(self) -> datetime:
        """The present time in UTC, to the second."""
        return datetime.now(UTC).replace(microsecond=0)

    def store(self, *, make: bool = False) -> Store:
        """The store, opened; close it, or use it in a ``with``.

        Only commands that create a conference create a store if there is none; one that only shows what it
        would do has a store of its own for that.
        """
        if not (make and self.settings.dry_run):
            return Store.open(self.settings.store, make=make)
        try:
            return Store.open(self.settings.store, make=False)
        except NoSuchStore:
            folder = TemporaryDirectory(prefix="eventkit-")
            click.get_current_context().call_on_close(folder.cleanup)
            return Store.open(str(Path(folder.name) / DEFAULT_STORE), make=True)

    def opened_store(self, *, make: bool = False) -> Store:
        """The store of this command, opened once and closed when the command ends."""
        if self._store is None:
            self._store = self.store(make=make)
            click.get_current_context().call_on_close(self._store.close)
        return self._store

    def load(self, *, removed: bool = False) -> StoredConference:
        """The conference as it is now, even if ``removed``: the chosen one, or the only one there is."""
        store = self.opened_store()
        return store.load(self.conference_id(store, removed=removed))

    def log(self, *, session: str | None, author: str | None, limit: int) -> tuple[LogEntry, ...]:
        """The changes of the conference, which may have been removed, newest first."""
        store = self.opened_store()
        conference = self.conference_id(store, removed=True)
        return store.history.log(conference, session=session, author=author, limit=limit)

    def conferences(self) -> tuple[ConferenceEntry, ...]:
        with self.store() as store:
            return store.conferences()

    def conference_id(self, store: Store, *, removed: bool = False) -> ConferenceId:
        """The id of the conference: the one that was named, even if ``removed``, or the only one there is."""
        id_, present = self.settings.conference, tuple(entry.id for entry in store.conferences())
        if removed and id_ is not None and not any(near.startswith(id_) for near in present):
            store.history.log(id_, limit=1)  # refuses one that never was
            return ConferenceId(id_)
        return _choose_conference(id_, present)

    def snapshot(self, release: str | None, *, draft: bool) -> Snapshot:
        """The release of that name, or the draft; else the newest release, or the draft if there is none."""
        if draft and release is not None:
            raise WrongUse("--release and --draft cannot be used together. Give one of them.")
        store = self.opened_store()
        return take_snapshot(store, self.conference_id(store), release or None, draft=draft)

    @contextmanager
    def working(self, on: Message) -> Iterator[None]:
        """Show progress on standard error; nothing if that is not a terminal."""
        with self.err.progress(on):
            yield

    @contextmanager
    def paged(self) -> Iterator[None]:
        """Show what is printed to the output in a pager, if it is longer than the terminal is high."""
        with self.out.capture() as captured:
            yield
        text = "".join(captured)
        is_long = text.count("\n") >= self.out.height
        if self.out.is_terminal and is_long and not self.settings.no_pager:
            click.echo_via_pager(text, color=True)
        else:
            self.out.write(text)

    def languages(self, schedule: Schedule, typed: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The languages that were typed, or those of the conference, that of the reader first."""
        ordered = sorted(schedule.conference.languages, key=lambda tag: tag != self.settings.language)
        return language_tags(typed) or tuple(ordered)

    def headed_table(self, *headings: str | Message) -> TerminalTable:
        """An empty table with columns of those headings, in the language of the reader."""
        return make_table(*(self.out.local(as_message(heading)) for heading in headings))

    def report_findings(
        self, findings: Sequence[Finding], console: Console | None = None, mark: str = ""
    ) -> None:
        """Print findings, a line each: severity, code, message and place."""
        for finding in findings:
            line = (
                mark,
                " " if mark else "",
                (finding.severity, COLOURS[finding.severity]),
                (f" {finding.code}", "dim"),
                f": {self.out.local(as_message(finding.message))}",
                (f" [{self.out.local(finding.place)}]" if finding.place else "", "dim"),
            )
            (console or self.err).print(line)


def _choose_conference(id_: str | None, present: tuple[ConferenceId, ...]) -> ConferenceId:
    if not present:
        raise EventkitError(
            "The store is empty. Create a conference with 'eventkit conference new', or import "
            "one with 'eventkit import FILE'."
        )
    if id_ is None:
        if len(present) > 1:
            raise EventkitError(
                "The store has several conferences. Choose one with --conference: {present}.",
                present=Listed(tuple(present)),
            )
        return present[0]
    near = [conference for conference in present if conference.startswith(id_)]
    if id_ in present:
        return ConferenceId(id_)
    if len(near) == 1:
        return near[0]
    raise NoSuchConference(id_, present)


def pass_display(function: Callable[..., R], shown: type[Display] = Display) -> Callable[..., R]:
    """A function that gets its display as the first argument."""

    @wraps(function)
    def with_display(*args: Any, **kwargs: Any) -> R:
        return function(shown(current_settings()), *args, **kwargs)

    return with_display


def command(
    name: str | None = None, *, shown: type[Display] = Display, **attributes: Any
) -> Callable[[Callable[..., Any]], click.Command]:
    """A command, whose function gets its display as the first argument."""
    declare = click.command(name, cls=SectionedCommand, **attributes)
    return lambda function: declare(pass_display(function, shown))


def current_settings() -> CliSettings:
    settings: CliSettings = click.get_current_context().find_root().obj
    try:
        settings.language = canonicalise_tag(settings.language)
    except ValueError as error:
        raise EventkitError("EVENTKIT_LANGUAGE: {reason}", reason=as_message(error)) from None
    return settings


def text_lines(text: Text, languages: tuple[str, ...]) -> str:
    """A text in each of the languages it has, one below the other."""
    return "\n".join(string for _, string in text.versions(languages))


def when_heading(schedule: Schedule | None) -> Message:
    """The heading of a column of times: the zone that they are in, UTC without a conference."""
    return Message("When ({zone})", zone=schedule.conference.zone if schedule else "UTC")


COUNTED: Mapping[str, Plural] = {
    EntityKind.SESSION: Plural("{count} session", "{count} sessions"),
    EntityKind.PARTICIPANT: Plural("{count} person", "{count} people"),
    EntityKind.TRACK: Plural("{count} track", "{count} tracks"),
    EntityKind.ROOM: Plural("{count} room", "{count} rooms"),
    EntityKind.ORGANISATION: Plural("{count} organisation", "{count} organisations"),
}
"""The numbers of entities in words, by their kinds."""

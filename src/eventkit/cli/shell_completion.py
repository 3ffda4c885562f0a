"""Shell completion: from the index of commands and from the store, without loading either."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    PowerShellComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

from eventkit.cli.commands import (
    COMPLETION_VARIABLE,
    SOURCE,
    CliSettings,
    Entry,
    SectionedCommand,
    read_index,
    settings_from,
)
from eventkit.files.database_urls import file_of

DRIVER = "psycopg"  # the package of PostgreSQL, which is an extra, and loaded for its stores only
PATIENCE = 0.2  # the seconds to wait for a writer
SERVER_PATIENCE = 2  # the seconds to wait for a server: the least that its library allows
Query = Callable[[str, tuple[str, ...]], Iterable[tuple[Any, ...]]]

_UNREADABLE = (ValueError, KeyError, TypeError)

NAME_COLUMNS = {
    "conference": "title",
    "session": "title",
    "room": "name",
    "track": "name",
    "organisation": "name",
    "participant": "name",
}
"""The columns with the names of entities, by table."""


@dataclass(frozen=True, slots=True)
class StoredName:
    id: str
    names: tuple[str, ...]


def read_names(url: str, kind: str, conference: str | None = None) -> tuple[StoredName, ...]:
    """The names of all entities of a kind; none if the store cannot be read, or its driver is missing."""
    file = file_of(url)
    return _read_server(url, kind, conference) if file is None else _read_file(file, kind, conference)


def _read_file(file: Path, kind: str, conference: str | None) -> tuple[StoredName, ...]:
    address = f"file:{quote(str(file.absolute()))}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=PATIENCE)) as db:
            return tuple(_query_names(db.execute, kind, conference))
    except (sqlite3.Error, *_UNREADABLE):
        return ()


def _read_server(url: str, kind: str, conference: str | None) -> tuple[StoredName, ...]:
    try:
        driver = import_module(DRIVER)
    except ImportError:
        return ()
    try:
        with driver.connect(url.replace(f"+{DRIVER}:", ":", 1), connect_timeout=SERVER_PATIENCE) as db:
            return tuple(
                _query_names(
                    lambda query, values: db.execute(query.replace("?", "%s"), values), kind, conference
                )
            )
    except (driver.Error, *_UNREADABLE):
        return ()


def _query_names(query: Query, kind: str, conference: str | None) -> Iterator[StoredName]:
    conferences = [*query("SELECT id, title, deadlines, languages FROM conference ORDER BY id", ())]
    if kind == "conference":
        yield from (StoredName(id_, _strings(title)) for id_, title, _, _ in conferences)
        return
    chosen = [row for row in conferences if conference is None or row[0].startswith(conference)]
    chosen = [row for row in chosen if row[0] == conference] or chosen
    if len(chosen) != 1:
        return
    id_, _, deadlines, languages = chosen[0]
    match kind:
        case "deadline":
            listed = json.loads(deadlines or "[]")
            yield from (StoredName(deadline["id"], tuple(deadline["title"].values())) for deadline in listed)
        case "language":
            yield from (StoredName(tag, ()) for tag in json.loads(languages))
        case "release":
            rows = query("SELECT name, note FROM release WHERE conference = ? ORDER BY ordinal DESC", (id_,))
            yield from (StoredName(name, (note,)) for name, note in rows)
        case _:
            column = NAME_COLUMNS[kind]
            text = f"SELECT id, {column} FROM {kind} WHERE conference = ? ORDER BY ordinal"  # noqa: S608 - ours
            yield from (StoredName(own, _strings(names)) for own, names in query(text, (id_,)))


def _strings(cell: str) -> tuple[str, ...]:
    """The strings of a name: by language, or as the forms of the name of a person."""
    names: dict[str, str] | list[dict[str, Any]] = json.loads(cell)
    forms: Iterable[str] = names.values() if isinstance(names, dict) else (form["full"] for form in names)
    return tuple(forms)


FORMAT_GROUPS = ("eventkit.outputs", "eventkit.formats")  # the entry points of what can be exported


class Source(StrEnum):
    """A source of completions: names in the store, or names of eventkit."""

    CONFERENCE = "conference"
    ORGANISATION = "organisation"
    ROOM = "room"
    TRACK = "track"
    PARTICIPANT = "participant"
    SESSION = "session"
    DEADLINE = "deadline"
    RELEASE = "release"
    LANGUAGE = "language"
    FORMAT = "format"
    ROOM_OR_PERSON = "room-or-person"


@dataclass(frozen=True)
class Completer:
    source: Source

    def __call__(
        self,
        context: click.Context,
        parameter: click.Parameter,  # noqa: ARG002 - click's signature
        typed: str,
    ) -> list[CompletionItem]:
        """The items that complete what was typed; without settings, the source itself, for the index."""
        settings = context.find_root().obj
        if settings is None:
            return [CompletionItem(self.source.value, type=SOURCE)]
        return [*complete(self.source, settings, typed)]


def complete_ids(kind: str) -> Completer:
    """A function that completes ids of entities of a kind in a shell; it finds none without a store."""
    return Completer(Source(kind))


def complete(source: Source, settings: CliSettings, typed: str) -> Iterator[CompletionItem]:
    """The items of a source that complete what was typed.

    Those with an id that begins as typed; without any, those with a name in which a word does.
    """
    known = [*_names(source, settings)]
    folded = _fold(typed)
    by_id = [name for name in known if name.id.casefold().startswith(typed.casefold())]
    by_name = [] if by_id else [name for name in known if any(map(_begins(folded), name.names))]
    for name in by_id or by_name:
        yield CompletionItem(name.id, help=name.names[0] if name.names else None)


def _names(source: Source, settings: CliSettings) -> Iterable[StoredName]:
    match source:
        case Source.FORMAT:
            names = {entry.name for group in FORMAT_GROUPS for entry in entry_points(group=group)}
            return [StoredName(name, ()) for name in sorted(names)]
        case Source.LANGUAGE:
            own = _stored(Source.LANGUAGE, settings)
            words = files("eventkit.wording").joinpath("languages").iterdir()
            tags = dict.fromkeys([name.id for name in own] + sorted(file.name[:-5] for file in words))
            return [StoredName(tag, ()) for tag in tags]
        case Source.ROOM_OR_PERSON:
            return [*_stored(Source.ROOM, settings), *_stored(Source.PARTICIPANT, settings)]
        case _:
            return _stored(source, settings)


def _stored(source: Source, settings: CliSettings) -> tuple[StoredName, ...]:
    return read_names(settings.store, source, settings.conference)


def _begins(typed: str) -> Callable[[str], bool]:
    def begins(name: str) -> bool:
        folded = _fold(name)
        return folded.startswith(typed) or f" {typed}" in folded

    return begins


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in plain if not unicodedata.combining(character))


SETTING_OPTIONS = {"--store": "store", "--conference": "conference"}
"""The options that decide which names there are."""

NOTHING: Entry = {"parameters": ()}  # the entry of a command that there is not


@dataclass
class CommandLine:
    """The words of a command line so far, followed through the index."""

    entry: Entry
    settings: CliSettings
    arguments: int = 0
    open_option: Entry | None = None
    takes_options: bool = True  # false after `--`

    def take(self, word: str) -> None:
        if self.open_option is not None:
            self._set(self.open_option["options"][0], word)
            self.open_option = None
        elif word == "--":
            self.takes_options = False
        elif self.takes_options and word.startswith("-") and word != "-":
            self._take_option(*word.partition("="))
        elif "commands" in self.entry:
            commands, default = self.entry["commands"], self.entry.get("default")
            name = self.entry["plurals"].get(word, word)
            if name in commands:
                self.entry = commands[name]
            elif default:
                self.entry, self.arguments = commands[default], 1
            else:
                self.entry = NOTHING
        else:
            self.arguments += 1

    def _take_option(self, name: str, sign: str, value: str) -> None:
        option = self.option(name)
        if option is not None and option["words"]:
            if sign:
                self._set(name, value)
            else:
                self.open_option = option

    def _set(self, option: str, value: str) -> None:
        if option in SETTING_OPTIONS:
            setattr(self.settings, SETTING_OPTIONS[option], value)

    def option(self, name: str) -> Entry | None:
        return next(
            (parameter for parameter in self.entry["parameters"] if name in parameter["options"]), None
        )

    def complete(self, typed: str) -> Iterator[CompletionItem]:
        name, sign, value = typed.partition("=")
        option = self.option(name) if sign and self.takes_options else None
        if self.open_option is not None:
            yield from _values(self.open_option, self.settings, typed)
        elif option is not None:
            for item in _values(option, self.settings, value):
                yield CompletionItem(f"{name}={item.value}", item.type, item.help)
        elif self.takes_options and typed.startswith("-"):
            yield from self._options(typed)
        else:
            yield from self._commands_and_arguments(typed)

    def _options(self, typed: str) -> Iterator[CompletionItem]:
        for parameter in self.entry["parameters"]:
            for name in parameter["options"]:
                if name.startswith(typed):
                    yield CompletionItem(name, help=parameter.get("help"))

    def _commands_and_arguments(self, typed: str) -> Iterator[CompletionItem]:
        entry, position = self.entry, self.arguments
        for name, inner in entry.get("commands", {}).items():
            if name.startswith(typed):
                yield CompletionItem(name, help=inner["help"])
        if entry.get("default"):
            entry = entry["commands"][entry["default"]]
        for argument in (parameter for parameter in entry["parameters"] if not parameter["options"]):
            if position < argument["words"] or argument["words"] < 0:
                yield from _values(argument, self.settings, typed)
                return
            position -= argument["words"]


def complete_words(index: Entry, words: Iterable[str], typed: str) -> Iterator[CompletionItem]:
    """The items that complete what was typed after some words, which do not include the program."""
    line = CommandLine(index, settings_from(os.environ, ""))
    for word in words:
        line.take(word)
    return line.complete(typed)


def _values(parameter: Entry, settings: CliSettings, typed: str) -> Iterator[CompletionItem]:
    if "source" in parameter:
        yield from complete(Source(parameter["source"]), settings, typed)
    for value, help_line in parameter.get("values", {}).items():
        if value.startswith(typed):
            yield CompletionItem(value, help=help_line or None)
    if "path" in parameter:
        yield CompletionItem(typed, type=parameter["path"])


class IndexedCompletion(ShellComplete):
    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        if sys.platform == "win32":
            sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        return [*complete_words(read_index(self.cli), args, incomplete)]


class Bash(IndexedCompletion, BashComplete):
    """Completion in bash, which inserts words as they are."""

    def format_completion(self, item: CompletionItem) -> str:
        """An item, with a backslash before what would end or change the word."""
        value = "".join(f"\\{letter}" if letter in _SPECIAL else letter for letter in str(item.value))
        return f"{item.type},{value}"

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """The items; what was typed is one of them where bash would replace it.

        It puts in the beginning that all items share, also where they were found by a word of their title.
        """
        items = super().get_completions(args, incomplete)
        values = [str(item.value) for item in items]
        are_alike = len({value[:1] for value in values}) == 1
        if len(values) > 1 and are_alike and not values[0].casefold().startswith(incomplete.casefold()):
            items.append(CompletionItem(incomplete))
        return items


class Zsh(IndexedCompletion, ZshComplete):
    """Completion in zsh."""


class Fish(IndexedCompletion, FishComplete):
    """Completion in fish, with titles and helps that may have commas."""

    source_template = FishComplete.source_template.replace('split ","', 'split --max 1 ","')


class PowerShell(IndexedCompletion, PowerShellComplete):
    """Completion in PowerShell, which inserts words as they are."""

    def format_completion(self, item: CompletionItem) -> str:
        """An item, in quotation marks if it has spaces or signs."""
        value = str(item.value)
        if _SPECIAL.intersection(value):
            item = CompletionItem("'" + value.replace("'", "''") + "'", item.type, item.help)
        return super().format_completion(item)


_SPECIAL = frozenset(" \t'\"\\$`&|;<>()[]{}*?#~!")

SHELLS: Mapping[str, type[IndexedCompletion]] = {
    "bash": Bash,
    "zsh": Zsh,
    "fish": Fish,
    "powershell": PowerShell,
}


def register() -> None:
    for name, shell in SHELLS.items():
        add_completion_class(shell, name)


@click.command(cls=SectionedCommand)
@click.argument("shell", type=click.Choice([*SHELLS]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script for your shell.

    Commands, options, ids, names of releases, formats and languages are completed. A session, person or room
    is also found by a word of its title or name.

    Example:
      eventkit completion bash >> ~/.bashrc
      eventkit completion zsh > ~/.zfunc/_eventkit
      eventkit completion fish > ~/.config/fish/completions/eventkit.fish
      eventkit completion powershell >> $PROFILE
    """
    root = context.find_root()
    click.echo(SHELLS[shell](root.command, {}, "eventkit", COMPLETION_VARIABLE).source())

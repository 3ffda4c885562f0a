"""Completion sources: the words that complete an argument or an option, from the store or from eventkit."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Iterator
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
from click.shell_completion import CompletionItem

from eventkit.cli.command_index import SOURCE
from eventkit.cli.command_settings import CliSettings
from eventkit.files.database_urls import file_of

DRIVER = "psycopg"
"""The package of PostgreSQL, which is an extra, and loaded for its stores only."""

PATIENCE = 0.2
"""The seconds to wait for a writer."""

SERVER_PATIENCE = 2
"""The seconds to wait for a server: the least that its library allows."""

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
    """Something in a store that a command names."""

    id: str
    names: tuple[str, ...]


def read_names(url: str, kind: str, conference: str | None = None) -> tuple[StoredName, ...]:
    """The names of all entities of a kind; none if the store cannot be read, or its driver is missing.

    Args:
        url: The store: the path of an SQLite file, or a URL.
        kind: A table of entities, ``deadline``, ``language`` or ``release``.
        conference: The id of the conference or the beginning of it; without one, the only one there is.
    """
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


FORMAT_GROUPS = ("eventkit.outputs", "eventkit.formats")
"""The entry points of what can be exported."""


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

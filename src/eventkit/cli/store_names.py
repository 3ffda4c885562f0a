"""Store names: ids and names read from a store by one short query, without SQLAlchemy and the model.

A shell that completes a word waits for it: loading the model and the store would take five times as long.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

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
            return tuple(_names(db.execute, kind, conference))
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
                _names(lambda query, values: db.execute(query.replace("?", "%s"), values), kind, conference)
            )
    except (driver.Error, *_UNREADABLE):
        return ()


def _names(query: Query, kind: str, conference: str | None) -> Iterator[StoredName]:
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

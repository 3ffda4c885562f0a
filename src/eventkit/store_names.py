"""Store names: ids and names read from an SQLite store by one short query, without loading the store.

A shell that completes a word waits for it: loading the model and the store would take five times as long.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

PREFIX = "sqlite:///"
"""The beginning of the URL of an SQLite store."""

PATIENCE = 0.2
"""The seconds to wait for a writer."""

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
    """Something in a store that a command names.

    Attributes:
        id: Its id, or the name of a release.
        names: Its names, in the languages it has.
    """

    id: str
    names: tuple[str, ...]


def read_names(url: str, kind: str, conference: str | None = None) -> tuple[StoredName, ...]:
    """The names of all entities of a kind; none if the store cannot be read so.

    Args:
        url: The URL of the store.
        kind: A table of entities, ``deadline``, ``language`` or ``release``.
        conference: The id of the conference or the beginning of it; without one, the only one there is.
    """
    if not url.startswith(PREFIX):
        return ()
    path = Path(unquote(url.removeprefix(PREFIX))).absolute()
    address = f"file:{quote(str(path))}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=PATIENCE)) as db:
            return tuple(_names(db, kind, conference))
    except (sqlite3.Error, ValueError, KeyError, TypeError):
        return ()


def _names(db: sqlite3.Connection, kind: str, conference: str | None) -> Iterator[StoredName]:
    conferences = [*db.execute("SELECT id, title, deadlines, languages FROM conference ORDER BY id")]
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
            yield from (StoredName(each["id"], tuple(each["title"].values())) for each in listed)
        case "language":
            yield from (StoredName(tag, ()) for tag in json.loads(languages))
        case "release":
            query = "SELECT name, note FROM release WHERE conference = ? ORDER BY ordinal DESC"
            yield from (StoredName(name, (note,)) for name, note in db.execute(query, (id_,)))
        case _:
            column = NAME_COLUMNS[kind]
            query = f"SELECT id, {column} FROM {kind} WHERE conference = ? ORDER BY ordinal"  # noqa: S608 - ours
            yield from (StoredName(own, _strings(names)) for own, names in db.execute(query, (id_,)))


def _strings(cell: str) -> tuple[str, ...]:
    """The strings of a name: by language, or as the forms of the name of a person."""
    names: dict[str, str] | list[dict[str, Any]] = json.loads(cell)
    forms: Iterable[str] = names.values() if isinstance(names, dict) else (form["full"] for form in names)
    return tuple(forms)

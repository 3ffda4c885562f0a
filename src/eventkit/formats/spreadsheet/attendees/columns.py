"""Which column of a list of attendees holds what."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from eventkit.formats.spreadsheet.table.column_headers import (
    header_meanings,
    normalise_header,
    split_header_language,
)
from eventkit.intake.datetime_parser import normalise

Key = tuple[str, str]
"""What a cell tells, one of `FIELDS`, and in which language; empty where none is told."""

FIELDS = {
    "name": "the whole name",
    "given": "the given name",
    "family": "the family name",
    "second-name": "the name in another script",
    "organisation": "the organisation",
    "position": "the position",
    "pronouns": "the pronouns",
    "role": "the role, as a word for one",
    "ticket": "the class of the ticket",
    "line": "a line of the badge; several columns are several lines",
    "id": "what the list knows them by",
}
"""What a list can tell of an attendee."""

_FROM_TABLES = {
    "person": "name",
    "people": "name",
    "given": "given",
    "family": "family",
    "organisation": "organisation",
    "position": "position",
    "pronouns": "pronouns",
    "role": "role",
    "ticket": "ticket",
    "person-key": "id",
}
_NAMES = {"name", "given", "family"}


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a list hold.

    Attributes:
        keys: Of each column in its order what it tells; ``None`` for one that is left aside.
        aside: The headers of columns that are left aside.
    """

    keys: tuple[Key | None, ...]
    aside: tuple[str, ...] = ()

    def told(self, cells: Sequence[str]) -> dict[Key, str]:
        """What a row tells; of lines of the badge one is below the other, parted by line breaks."""
        found: dict[Key, str] = {}
        for key, cell in zip(self.keys, cells, strict=False):
            if key is not None and (said := cell.strip()):
                found[key] = f"{found[key]}\n{said}" if key in found else said
        return found


def columns(headers: Sequence[str]) -> Columns | None:
    """What columns of those headers hold; ``None`` where none of them tells a name, so that it is no header.

    Of two columns for the same only the first is taken, but for lines of the badge.
    """
    keys: list[Key | None] = []
    aside: list[str] = []
    for header in headers:
        key = _key(header) if header.strip() else None
        if key is None or (key in keys and key[0] != "line"):
            keys.append(None)
            aside.extend([header.strip()] if header.strip() else [])
        else:
            keys.append(key)
    if not any(key is not None and key[0] in _NAMES for key in keys):
        return None
    return Columns(tuple(keys), tuple(aside))


def _key(header: str) -> Key | None:
    words = normalise_header(header)
    if field := _words().get(words) or _words().get(words.rstrip(" 0123456789")):
        return field, ""
    for rest, language in split_header_language(words):
        if field := _words().get(rest):
            return field, language
    meanings, _ = header_meanings(normalise(header))
    for meaning in meanings:
        if meaning.to in _FROM_TABLES:
            return _FROM_TABLES[meaning.to], meaning.language or ""
    return None


@cache
def _words() -> dict[str, str]:
    table = tomllib.loads((files(__package__) / "words.toml").read_text("utf-8"))
    return {
        word: field for field, languages in table.items() for words in languages.values() for word in words
    }

"""What the cells of a row tell of people, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from eventkit.formats.spreadsheet.table.columns import Column
from eventkit.formats.spreadsheet.table.meanings import NAMES
from eventkit.intake import RawPerson, RawText
from eventkit.intake.people_parser import ParsedPerson

_PARTS = re.compile(r"\s*[;；\n|、]\s*")

Cells = list[tuple[Column, str]]
"""Cells with what they say, each with its column."""

Told = dict[str, Cells]
"""What a row tells of people, by what it is."""


def shared(told: Told, count: int) -> tuple[list[Told], Told]:
    """What is told of each of several people, where a cell has a part for each; and the rest."""
    shares: list[Told] = [{} for _ in range(count)]
    rest: Told = {}
    for to, cells in told.items():
        for column, text in cells:
            parts = _PARTS.split(text)
            if to == "role" or to in NAMES:
                parts = [text] * count if to == "role" else []
            if count and len(parts) == count:
                for share, part in zip(shares, parts, strict=True):
                    if part:
                        share.setdefault(to, []).append((column, part))
            elif to not in NAMES:
                rest.setdefault(to, []).append((column, text))
    return shares, rest


def by_language(cells: Cells) -> dict[str | None, Cells]:
    """The cells by the language of their columns."""
    found: dict[str | None, Cells] = {}
    for column, text in cells:
        found.setdefault(column.meaning.language, []).append((column, text))
    return found


def in_both(known: RawText, language: str | None, named: ParsedPerson) -> RawText:
    """A name with its form in one more language."""
    if language is None or isinstance(known, str):
        return known
    return {**known, language: named.name}


def first(told: Told, to: str) -> str | None:
    """What the first cell of a kind says."""
    cells = told.get(to)
    return cells[0][1] if cells else None


def words(cells: Sequence[tuple[Column, str]] | None) -> RawText | None:
    """What the cells of a kind say: by language, or one after the other."""
    if not cells:
        return None
    if len(cells) == 1 and not cells[0][0].meaning.language:
        return cells[0][1]
    languages = {column.meaning.language or "": text for column, text in reversed(cells)}
    if "" not in languages:
        return dict(reversed(languages.items()))
    return "; ".join(dict.fromkeys(text for _, text in cells))


def is_same(one: RawPerson, other: RawPerson) -> bool:
    """Whether two records of one key or name tell of one person: unless their addresses differ."""
    if one.name != other.name and not _have_one_name(one.name, other.name):
        return False
    mine, theirs = one.contact.get("email"), other.contact.get("email")
    return not mine or not theirs or mine.casefold() == theirs.casefold()


def _have_one_name(one: RawText, other: RawText) -> bool:
    """Whether the one is known by one name of the other."""
    mine = {one} if isinstance(one, str) else set(one.values())
    theirs = {other} if isinstance(other, str) else set(other.values())
    return bool(mine & theirs)


def add_to(known: RawPerson, more: RawPerson) -> None:
    """What is told later of someone is added where nothing is known yet."""
    for name in ("position", "organisation", "given", "family", "country", "pronouns", "biography"):
        if getattr(known, name) is None:
            setattr(known, name, getattr(more, name))
    if isinstance(known.name, str) and not isinstance(more.name, str):
        known.name = more.name
    known.links = tuple(dict.fromkeys((*known.links, *more.links)))
    known.contact = {**more.contact, **known.contact}
    known.extra = {**more.extra, **known.extra}

"""Mismatch: why no format recognises a file, and which one is nearest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from eventkit.errors import Unreadable
from eventkit.intake import SourceFile
from eventkit.messages import Listed, Message, sentence

_HEAD = 65_536
_FIELDS_READ = 20_000
_SHOWN = 4
_ELEMENT = re.compile(rb"<([A-Za-z_][\w.-]{0,60})")
_KINDS = (
    (b"%PDF-", sentence("A PDF document."), sentence("Ask for the schedule as a spreadsheet or calendar.")),
    (
        b"\xd0\xcf\x11\xe0",
        sentence("A document of an old version of Office."),
        sentence("Save it as .xlsx or .csv."),
    ),
    (b"\x89PNG", sentence("A picture."), sentence("Ask for the schedule as a spreadsheet or calendar.")),
    (b"\xff\xd8\xff", sentence("A picture."), sentence("Ask for the schedule as a spreadsheet or calendar.")),
    (b"\x1f\x8b", sentence("A compressed file."), sentence("Unpack it.")),
    (b"{\\rtf", sentence("A text in Rich Text Format."), sentence("Copy its table into a spreadsheet.")),
    (
        b"SQLite format 3\x00",
        sentence("A database."),
        sentence("If it is a store of eventkit, open it as one."),
    ),
)


def describe_mismatch(source: SourceFile, formats: Mapping[str, frozenset[str]]) -> str:
    """The kind of a file in a sentence or two, with the format whose fields it has most of.

    Args:
        formats: The names of fields that files of each format have.
    """
    if not source.data.strip():
        return Message("The file is empty.")
    for begin, kind, advice in _KINDS:
        if source.data.startswith(begin):
            return Message(kind, advice)
    if any(member.startswith("word/") for member in source.members):
        return Message("A document of Word. Copy its table into a spreadsheet.")
    if source.root_element.lower() == "html" or b"<!doctype html" in source.data[:_HEAD].lower():
        return Message("A web page. Look there for an export, such as an .ics or .json file.")
    fields = _fields(source)
    if not fields:
        return Message("Text without a row of known column headings, such as Title, Start and Room.")
    kind = (
        Message("XML with the root element <{element}>.", element=source.root_element)
        if source.root_element
        else Message("JSON.")
    )
    return Message(kind, _nearest(fields, formats))


def _nearest(fields: frozenset[str], formats: Mapping[str, frozenset[str]]) -> str:
    """The format that has the largest share of its fields in the file, with what is there and what is not."""
    shares = {name: len(known & fields) / len(known) for name, known in formats.items() if known}
    name = max(sorted(shares), key=lambda name: shares[name], default="")
    if not name or not shares[name]:
        return Message("No field in it is one of a known format.")
    there, missing = formats[name] & fields, formats[name] - fields
    return Message(
        "The nearest format is {name}: the file has {fields}, but not {missing}."
        if missing
        else "The nearest format is {name}: the file has {fields}, but not in the places where they belong.",
        name=name,
        fields=Listed(tuple(sorted(there)), limit=_SHOWN),
        missing=Listed(tuple(sorted(missing)), limit=_SHOWN),
    )


def _fields(source: SourceFile) -> frozenset[str]:
    if source.root_element:
        return frozenset(match[1].decode() for match in _ELEMENT.finditer(source.data[:_HEAD]))
    try:
        root = source.json
    except Unreadable:
        return frozenset()
    return frozenset(name for name, _ in zip(_names(root), range(_FIELDS_READ), strict=False))


def _names(root: Any) -> Iterator[str]:
    level = [root]
    while level:
        for value in level:
            if isinstance(value, dict):
                yield from map(str, value)
        level = [
            inner
            for value in level
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
        ]

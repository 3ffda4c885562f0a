"""TOML files that organisers write, and that are written for them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from eventkit.errors import Fault, Unreadable
from eventkit.messages import Message, Term, foreign

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
SIZE_LIMIT = 1_000_000  # the largest file taken, in characters


def tree_of(text: str, name: str, what: str) -> dict[str, Any]:
    """The content of a TOML file.

    Args:
        name: What messages call it.
        what: What it should be: ``template``.

    Raises:
        Unreadable: It is longer than `SIZE_LIMIT`, is not TOML, or nests too deep.
    """
    if len(text) > SIZE_LIMIT:
        message = Message(
            "is longer than {limit} characters: it is no {what}", limit=SIZE_LIMIT, what=Term(what)
        )
        raise Unreadable(name, (Fault(message),))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(name, (_syntax(str(error)),)) from None
    except RecursionError:
        raise Unreadable(
            name, (Fault(Message("is nested too deep: it is no {what}", what=Term(what))),)
        ) from None


def _syntax(message: str) -> Fault:
    match = re.search(r"(?:(?<!\s)\s+)?\(at (?:line (\d+), column \d+|end of document)\)$", message)
    line = int(match[1]) if match and match[1] else None
    reason = message[: match.start()] if match else message
    reason = f"{reason[:1].lower()}{reason[1:]}"
    return Fault(Message("is not TOML: {reason}", reason=foreign(reason)), line=line)


def format_toml(values: Mapping[str, Any]) -> str:
    """A nested mapping of strings, numbers, truths and lists as TOML 1.0: values first, then tables."""
    return "\n".join(_lines(values, ())) + "\n"


def _lines(values: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    tables = {name: value for name, value in values.items() if isinstance(value, Mapping)}
    if path and (len(tables) < len(values) or not tables):
        yield f"[{'.'.join(map(_key, path))}]"
    for name, value in values.items():
        if name not in tables:
            yield f"{_key(name)} = {_value(value)}"
    for name, table in tables.items():
        yield from ("", *_lines(table, (*path, name)))


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _value(name)


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    # Strings, numbers and truths are written alike in both, but for DEL, which TOML requires escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def line_of(place: tuple[int | str, ...], text: str) -> int | None:
    """The line of a field: that of its key, or else of the table it belongs to.

    Args:
        place: The keys that lead to the field; members of an array of tables by their index.
        text: The content of the file.
    """
    lines = text.splitlines()
    heads = [index for index, line in enumerate(lines) if line.lstrip().startswith("[")]
    start, end, keys = 0, heads[0] if heads else len(lines), place
    name = re.escape(str(place[0]))
    tables = [index for index in heads if re.match(rf"\s*\[\[\s*{name}\s*\]\]", lines[index])]
    if len(place) > 1 and isinstance(place[1], int) and tables:
        if len(tables) <= place[1]:
            return None
        start, keys = tables[place[1]], place[2:]
        end = next((index for index in heads if index > start), len(lines))
    else:
        table = rf"\s*\[\s*[\"']?{name}[\"']?\s*\]"
        start = next((index for index in heads if re.match(table, lines[index])), 0)
        if start or (heads and heads[0] == 0 and re.match(table, lines[0])):
            end = next((index for index in heads if index > start), len(lines))
            keys = place[1:]
            if not keys:
                return start + 1
    for key in reversed(keys):
        for index in range(start, end):
            if re.match(rf"\s*[\"']?{re.escape(str(key))}[\"']?\s*[=.]", lines[index]):
                return index + 1
    return start + 1 if start else None

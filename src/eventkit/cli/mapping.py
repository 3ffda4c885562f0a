"""What the columns of a table hold, as a TOML file that an organiser can mend."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from eventkit.errors import Fault, Unreadable

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def mapping_from(path: Path | None) -> dict[str, Any]:
    """What a file says of columns; nothing where there is no file yet.

    Raises:
        Unreadable: It is no TOML.
    """
    if path is None or not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(str(path), (Fault(f"is no TOML: {error}"),)) from None


def mapping_of(columns: Mapping[str, Any]) -> str:
    """What columns hold, as TOML 1.0: values first, then tables."""
    return "\n".join(_lines(columns, ())) + "\n"


def _lines(values: Mapping[str, Any], way: tuple[str, ...]) -> Iterator[str]:
    tables = {name: value for name, value in values.items() if isinstance(value, Mapping)}
    if way and (len(tables) < len(values) or not tables):
        yield f"[{'.'.join(map(_key, way))}]"
    for name, value in values.items():
        if name not in tables:
            yield f"{_key(name)} = {_value(value)}"
    for name, table in tables.items():
        yield from ("", *_lines(table, (*way, name)))


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    # Strings, numbers and truths are written alike in both, but for DEL, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

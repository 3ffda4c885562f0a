"""Files of TOML that organisers write."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from eventkit.errors import Fault, Unreadable

SIZE_LIMIT = 1_000_000
"""The largest file taken, in characters."""


def tree_of(text: str, name: str, what: str) -> dict[str, Any]:
    """What a file holds.

    Args:
        text: What is in the file.
        name: What messages call it.
        what: What it should be: ``template``.

    Raises:
        Unreadable: It is longer than `SIZE_LIMIT`, is no TOML, or nests too deep.
    """
    if len(text) > SIZE_LIMIT:
        raise Unreadable(name, (Fault(f"is longer than {SIZE_LIMIT:,} characters: it is no {what}"),))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(name, (_syntax(str(error)),)) from None
    except RecursionError:
        raise Unreadable(name, (Fault(f"is nested too deep: it is no {what}"),)) from None


def _syntax(message: str) -> Fault:
    found = re.search(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$", message)
    line = int(found[1]) if found and found[1] else None
    said = message[: found.start()] if found else message
    return Fault(f"is no TOML: {said[:1].lower()}{said[1:]}", line=line)

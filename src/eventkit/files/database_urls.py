"""Database URLs: a store is named by the path of an SQLite file or by a URL."""

from __future__ import annotations

from pathlib import Path

SQLITE = "sqlite:///"  # the beginning of the URL of an SQLite file


def is_path(name: str) -> bool:
    """True for the path of a file, false for a URL; a path may have any character that URLs reserve."""
    return bool(name) and "://" not in name and not name.startswith(":")


def file_of(name: str) -> Path | None:
    """The SQLite file of a store; ``None`` if the store is on a server."""
    if is_path(name):
        return Path(name)
    return Path(name.removeprefix(SQLITE)) if name.startswith(SQLITE) else None

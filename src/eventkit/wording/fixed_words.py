"""Fixed words by language: one TOML file for each language in ``languages/``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

FALLBACK = "en"
"""The language of words for readers of an unsupported language."""


LANGUAGES = ("en", "zh", "zh-Hant", "ar", "fr", "ru", "es", "de", "pt", "ja", "ko", "am")
"""The languages with words of their own."""


Word = Literal[
    "abstract",
    "agenda",
    "as-of",
    "badge",
    "badges",
    "cancelled",
    "cancelled-title",
    "contents",
    "continued",
    "day",
    "draft",
    "glance",
    "index",
    "interpretation",
    "kind",
    "language",
    "languages",
    "live-stream",
    "name",
    "no-sessions",
    "notes",
    "organisations",
    "page",
    "parallel",
    "part-of",
    "participants",
    "parts",
    "people",
    "posters",
    "practical",
    "programme",
    "recording",
    "role",
    "room",
    "rooms",
    "session",
    "sessions",
    "speakers",
    "status",
    "stream",
    "tentative",
    "theme",
    "time",
    "title",
    "track",
    "tracks",
    "unscheduled",
    "venue",
    "website",
]
"""The names of the fixed words; ``as-of``, ``cancelled-title`` and ``part-of`` contain a placeholder."""


@cache
def words(language: str) -> Mapping[str, Any]:
    """The words of one of the `LANGUAGES`."""
    return tomllib.loads((files(__package__) / "languages" / f"{language}.toml").read_text("utf-8"))

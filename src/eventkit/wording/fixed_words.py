"""Fixed words by language: one TOML file for each language in ``languages/``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from eventkit.messages import Reader
from eventkit.model.specs import spec_of
from eventkit.values import Value

FALLBACK = "en"  # the language of words for readers of an unsupported language
LANGUAGES = ("en", "zh", "zh-Hant", "ar", "fr", "ru", "es", "de", "pt", "ja", "ko", "am", "fa", "he")

Word = Literal[
    "abstract",
    "agenda",
    "and-more",
    "as-of",
    "badge",
    "badges",
    "biographies",
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
    "notes",
    "organisations",
    "other-participants",
    "page",
    "parallel",
    "part-of",
    "participant-list",
    "participant-order",
    "participants",
    "parts",
    "people",
    "posters",
    "practical",
    "presiding-pages",
    "programme",
    "qr-code",
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
    "withdrawn",
]
"""The names of the fixed words; those of sentences, such as ``as-of``, contain a placeholder."""

Sign = Literal["comma", "semicolon", "list", "colon"]
"""The signs of punctuation, each with its spaces: of an apposition, of clauses, of a list, after a label."""

SiteWord = Literal[
    "add",
    "add-to-calendar",
    "after",
    "all-rooms",
    "all-times",
    "before",
    "browser-only",
    "by-room",
    "changes",
    "changes-since",
    "clash",
    "clock-ahead",
    "clock-behind",
    "copy-link",
    "days",
    "download-calendar",
    "draft-of",
    "draft-warning",
    "ended",
    "feed-of-selection",
    "file-stays",
    "filter",
    "first-on",
    "first-release",
    "hours",
    "in-language",
    "interpreted",
    "jointly-organised-by",
    "keep",
    "letters",
    "link-copied",
    "list",
    "main-navigation",
    "menu",
    "mine-empty",
    "mine-needs-script",
    "moved",
    "moved-from",
    "my-programme",
    "new",
    "no-results",
    "not-found",
    "not-found-text",
    "not-started",
    "nothing-now",
    "now",
    "now-and-next",
    "offline",
    "organised-by",
    "people-changed",
    "private-link",
    "programme",
    "release",
    "removed",
    "renamed",
    "results",
    "room-display",
    "scan-code",
    "search",
    "search-hint",
    "search-needs-script",
    "seats",
    "selection-in-link",
    "show-all",
    "show-as",
    "show-chosen",
    "skip",
    "subscribe",
    "to-be-confirmed",
    "to-my-phone",
    "up-next",
    "your-time",
]
"""The names of the words of the public site; some contain placeholders, such as ``release``."""


@cache
def words(language: str) -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "languages" / f"{language}.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class FieldHeading:
    """The heading of a field, in the words of a reader; the English one is that of its spec."""

    cls: type[Value]
    name: str

    def in_words(self, reader: Reader, /) -> str:
        headings = _headings(reader.language)
        own = headings.get(self.cls.__name__, {}).get(self.name) or headings.get("any", {}).get(self.name)
        return own or spec_of(self.cls, self.name).heading


@cache
def _headings(language: str) -> Mapping[str, Mapping[str, str]]:
    file = files(__package__) / f"headings.{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}

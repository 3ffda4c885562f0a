"""A text in one or more languages, and what text may hold.

Languages are named by BCP 47 tags (RFC 5646) in their usual case: ``en``, ``zh-Hans``, ``pt-BR``.
"""

from __future__ import annotations

from eventkit.texts.language_tags import UNDETERMINED, Language, language_tag, matching
from eventkit.texts.localised import TEXT_LIMIT, Text
from eventkit.texts.normalisation import (
    MARKS_LIMIT,
    find_forbidden,
    folded,
    folded_name,
    nfc,
    require_clean,
    sanitise,
)

__all__ = [
    "MARKS_LIMIT",
    "TEXT_LIMIT",
    "UNDETERMINED",
    "Language",
    "Text",
    "find_forbidden",
    "folded",
    "folded_name",
    "language_tag",
    "matching",
    "nfc",
    "require_clean",
    "sanitise",
]

"""Texts in one or more languages: language tags, normalisation, comparison.

Languages are named by BCP 47 tags (RFC 5646) in their usual case: ``en``, ``zh-Hans``, ``pt-BR``.
"""

from __future__ import annotations

from eventkit.texts.localised import (
    TEXT_LIMIT,
    UNDETERMINED,
    Language,
    Text,
    canonicalise_tag,
    match_language,
)
from eventkit.texts.normalisation import (
    MARKS_LIMIT,
    clean,
    find_forbidden,
    first_script,
    fold,
    fold_name,
    is_surely_clean,
    require_clean,
    to_nfc,
)

__all__ = [
    "MARKS_LIMIT",
    "TEXT_LIMIT",
    "UNDETERMINED",
    "Language",
    "Text",
    "canonicalise_tag",
    "clean",
    "find_forbidden",
    "first_script",
    "fold",
    "fold_name",
    "is_surely_clean",
    "match_language",
    "require_clean",
    "to_nfc",
]

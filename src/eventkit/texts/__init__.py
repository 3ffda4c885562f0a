"""A text in one or more languages, and what text may hold.

Languages are named by BCP 47 tags (RFC 5646) in their usual case: ``en``, ``zh-Hans``, ``pt-BR``.
"""

from __future__ import annotations

from eventkit.texts.folding import folded, folded_name
from eventkit.texts.hygiene import MARKS_LIMIT, cleaned, nfc, plain, unclean
from eventkit.texts.tags import UNDETERMINED, Language, language_tag, matching
from eventkit.texts.text import TEXT_LIMIT, Text

__all__ = [
    "MARKS_LIMIT",
    "TEXT_LIMIT",
    "UNDETERMINED",
    "Language",
    "Text",
    "cleaned",
    "folded",
    "folded_name",
    "language_tag",
    "matching",
    "nfc",
    "plain",
    "unclean",
]

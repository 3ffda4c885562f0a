"""Countries as files name them."""

from __future__ import annotations

import re
from functools import cache

from eventkit.texts import folded
from eventkit.wording.dates import locale

_LANGUAGES = ("en", "zh", "de", "fr", "es", "pt", "ru", "ar", "ja", "ko", "fa", "zh-Hant")
_MORE = {
    "usa": "US", "u.s.a.": "US", "u.s.": "US", "uk": "GB", "u.k.": "GB", "england": "GB", "scotland": "GB",
    "wales": "GB", "the netherlands": "NL", "holland": "NL", "pr china": "CN", "p.r. china": "CN",
    "south korea": "KR", "korea": "KR", "russian federation": "RU", "czech republic": "CZ",
    "viet nam": "VN", "republic of korea": "KR", "people's republic of china": "CN", "hong kong": "HK",
    "macau": "MO",
}  # fmt: skip
_THREE = {
    "CHN": "CN", "USA": "US", "GBR": "GB", "DEU": "DE", "FRA": "FR", "JPN": "JP", "KOR": "KR", "IND": "IN",
    "ETH": "ET", "EGY": "EG", "RUS": "RU", "BRA": "BR", "ESP": "ES", "ITA": "IT", "AUT": "AT", "CHE": "CH",
}  # fmt: skip


def parse_country(said: str | None) -> str | None:
    """The two letters (ISO 3166-1) of a country that is told by them or by its name; ``None`` for others."""
    text = str(said or "").strip()[:80]
    if re.fullmatch(r"[A-Za-z]{2}", text):
        found = text.upper()
        return "GB" if found == "UK" else found if found in _names().values() else None
    return _THREE.get(text) or _MORE.get(text.casefold()) or _names().get(folded(text))


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        where = locale(language)
        for code, name in (where.territories if where else {}).items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "UN", "EZ", "XA", "XB", "ZZ"}:
                found.setdefault(folded(name), code)
    return found

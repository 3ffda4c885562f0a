"""Scripts of characters (ISO 15924) and their names, and the regional forms of Han characters by language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import uharfbuzz as hb

LATIN = "Latn"

HAN = "Hani"
"""The script of Chinese characters; kana and Bopomofo, which Han faces treat alike, belong to it here."""

HANGUL = "Hang"


# Han faces treat these alike, so that a Japanese sentence is one item.
_SET_AS_HAN = frozenset({"Hira", "Kana", "Bopo"})

SCRIPTS: Mapping[str, str] = {
    "arabic": "Arab",
    "armenian": "Armn",
    "bengali": "Beng",
    "cyrillic": "Cyrl",
    "devanagari": "Deva",
    "ethiopic": "Ethi",
    "georgian": "Geor",
    "greek": "Grek",
    "hebrew": "Hebr",
    "khmer": "Khmr",
    "lao": "Laoo",
    "myanmar": "Mymr",
    "sinhala": "Sinh",
    "tamil": "Taml",
    "telugu": "Telu",
    "thai": "Thai",
}
"""The scripts with one form everywhere, by name; Han characters differ by language."""

HAN_REGIONS = ("JP", "KR", "SC", "TC", "HK")
"""The regions of Han glyph forms, in the order of the faces of Noto's collections."""

LANGUAGE_SCRIPTS: Mapping[str, Sequence[str]] = {
    "chinese": tuple(f"{HAN}-{region}" for region in ("SC", "TC", "HK")),
    "japanese": (f"{HAN}-JP",),
    "korean": (f"{HAN}-KR", HANGUL),
}
"""The keys of scripts that differ by language, by the name of the language."""

SCRIPT_NAMES = (*SCRIPTS, *LANGUAGE_SCRIPTS)  # the names of scripts that may have typefaces of their own

_HAN_REGIONS = {
    "ja": "JP",
    "ko": "KR",
    "yue": "HK",
    "zh-hk": "HK",
    "zh-mo": "HK",
    "zh-tw": "TC",
    "zh-hant": "TC",
    "zh-hant-hk": "HK",
    "zh-hant-mo": "HK",
    "lzh": "TC",
}

_HAN_LANGUAGES = frozenset({"zh", "ja", "ko", "yue", "lzh", "cmn", "wuu", "nan", "hak"})


@lru_cache(maxsize=8192)
def script_of(character: str) -> str:
    """The ISO 15924 code of the character's script, as HarfBuzz knows it; empty for Common and Inherited."""
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    script = buffer.script or ""
    return HAN if script in _SET_AS_HAN else script


@lru_cache(maxsize=8192)
def script_in(cluster: str) -> str:
    """The script of the first character that has one."""
    return next(filter(None, map(script_of, cluster)), "")


def writes_han(language: str) -> bool:
    return language.partition("-")[0].lower() in _HAN_LANGUAGES


@lru_cache(maxsize=1024)
def han_region(language: str) -> str:
    """The region of the Han glyph forms for a language; mainland China by default."""
    tag = language.lower()
    while tag:
        if tag in _HAN_REGIONS:
            return _HAN_REGIONS[tag]
        tag = tag.rpartition("-")[0]
    return "SC"

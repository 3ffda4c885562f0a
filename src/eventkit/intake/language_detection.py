"""Language detection: BCP 47 tags from names and codes in files, and the likely language by script."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from eventkit.texts import canonicalise_tag

_LANGUAGE_NAMES = files(__package__) / "language_names.toml"
_SCRIPTS = (
    ("kana", re.compile("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d]")),
    ("zh", re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")),
    ("ko", re.compile("[\u1100-\u11ff\uac00-\ud7a3]")),
    ("ar", re.compile("[\u0620-\u064a\u0671-\u06d3]")),
    ("ru", re.compile("[\u0400-\u052f]")),
    ("el", re.compile("[\u0370-\u03ff\u1f00-\u1fff]")),
    ("he", re.compile("[\u05d0-\u05ea]")),
    ("hi", re.compile("[\u0904-\u0939\u0958-\u0961]")),
    ("th", re.compile("[\u0e01-\u0e30]")),
    ("am", re.compile("[\u1200-\u135a]")),
    ("en", re.compile("[A-Za-z\u00c0-\u024f]")),
)
_OF_PERSIAN = re.compile("[پچژگکی]")
_OF_ARABIC = re.compile("[كيةىأإ]")
_TRADITIONAL = frozenset("會議開發國際講題與時間場員學術論壇應實這個們對為電腦體資訊專業報關")
_SIMPLIFIED = frozenset("会议开发国际讲题与时间场员学术论坛应实这个们对为电脑体资讯专业报关")
_UKRAINIAN = re.compile("[іїєґ]", re.IGNORECASE)
_LOOKED_AT = 100_000
_HAN_WEIGHT = 3


def parse_language_tag(name: str) -> str | None:
    """Parse a language: ``de_DE``, ``English`` or ``中文``; ``None`` if it is unknown."""
    plain = name.strip()
    if tag := _tags_by_name().get(plain.casefold()):
        return tag
    try:
        # A POSIX locale has an underscore, perhaps an encoding after a point.
        return canonicalise_tag(plain.partition(".")[0].replace("_", "-"))
    except ValueError:
        return None


@cache
def _tags_by_name() -> dict[str, str]:
    listed = tomllib.loads(_LANGUAGE_NAMES.read_text("utf-8"))
    return {name: tag for tag, names in listed.items() for name in names}


def guess_language(texts: Iterable[str]) -> str:
    """The most likely language of texts, by their script; English for Latin script."""
    sample = " ".join(texts)[:_LOOKED_AT]
    counts = Counter({name: len(pattern.findall(sample)) for name, pattern in _SCRIPTS})
    counts["zh"] *= _HAN_WEIGHT
    if counts["kana"] and counts["kana"] * 20 > counts["zh"]:
        counts["ja"] = counts.pop("kana") + counts.pop("zh")
    likeliest = max(counts, key=lambda name: (counts[name], name == "en"))
    if likeliest == "zh" and _has_more_of(sample, _TRADITIONAL - _SIMPLIFIED, _SIMPLIFIED - _TRADITIONAL):
        return "zh-Hant"
    if likeliest == "ar" and len(_OF_PERSIAN.findall(sample)) > len(_OF_ARABIC.findall(sample)):
        return "fa"
    if likeliest == "ru" and len(_UKRAINIAN.findall(sample)) * 30 > counts["ru"]:
        return "uk"
    return likeliest if counts[likeliest] else "en"


def _has_more_of(sample: str, ones: frozenset[str], others: frozenset[str]) -> bool:
    return sum(char in ones for char in sample) > sum(char in others for char in sample)


_NOT_LATIN = frozenset({"zh", "ja", "ko", "ar", "fa", "ru", "uk", "el", "he", "hi", "th", "am"})
_LETTERS = re.compile("[^\\W\\d_]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


def fits_script(name: str, language: str) -> bool:
    """True if a name can be in a language by its script: a Latin name is not Chinese."""
    is_latin = name.isascii() or bool(_LATIN.search(name)) or not _LETTERS.search(name)
    return is_latin != (language.partition("-")[0] in _NOT_LATIN)

"""Language detection: BCP 47 tags from names and codes in files, and the likely language of texts.

The script decides first; among languages in Latin script the most frequent words of each do.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

from eventkit.texts import canonicalise_tag

_LANGUAGE_NAMES = files(__package__) / "language_names.toml"
_FUNCTION_WORDS = files(__package__) / "function_words.toml"
_TRADITIONAL_ZONES = frozenset(
    {"asia/taipei", "asia/hong_kong", "asia/macau", "asia/macao", "hongkong", "roc"}
)
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
_UKRAINIAN = re.compile("[іїєґ]", re.IGNORECASE)
_LOOKED_AT = 100_000
_HAN_WEIGHT = 3
_WORD_WEIGHT = 60
_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=256)
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


def guess_language(texts: Iterable[str], zone: str = "", default: str | None = None) -> str:
    """The most likely language of texts; the time zone decides on the form of Chinese.

    If no word of Latin texts shows their language, it is the default, or else English.
    """
    sample = " ".join(texts)[:_LOOKED_AT]
    counts = Counter({name: len(pattern.findall(sample)) for name, pattern in _SCRIPTS})
    counts["zh"] *= _HAN_WEIGHT
    if counts["kana"] and counts["kana"] * 20 > counts["zh"]:
        counts["ja"] = counts.pop("kana") + counts.pop("zh")
    likeliest = max(counts, key=lambda name: (counts[name], name == "en"))
    if not counts[likeliest]:
        return default or "en"
    match likeliest:
        case "zh":
            return refine_chinese(sample, zone)
        case "ar" if len(_OF_PERSIAN.findall(sample)) > len(_OF_ARABIC.findall(sample)):
            return "fa"
        case "ru" if len(_UKRAINIAN.findall(sample)) * 30 > counts["ru"]:
            return "uk"
        case "en":
            return _guess_by_words(sample, default)
    return likeliest


def refine_chinese(sample: str, zone: str = "") -> str:
    """``zh-Hant`` for Chinese with more Traditional than Simplified characters, else ``zh``.

    If the characters do not decide, the time zone does: Taiwan, Hong Kong and Macau write Traditional ones.
    """
    characters = Counter(_HAN.findall(sample[:_LOOKED_AT]))
    traditional = sum(count for char, count in characters.items() if _is_only_in(char, "big5", "gb2312"))
    simplified = sum(count for char, count in characters.items() if _is_only_in(char, "gb2312", "big5"))
    if traditional == simplified:
        return "zh-Hant" if zone.casefold() in _TRADITIONAL_ZONES else "zh"
    return "zh-Hant" if traditional > simplified else "zh"


def _is_only_in(char: str, charset: str, other: str) -> bool:
    """True for a character of one national charset that the other lacks, since it has another form there."""
    return _has(charset, char) and not _has(other, char)


@lru_cache(maxsize=1 << 14)
def _has(charset: str, char: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _guess_by_words(sample: str, default: str | None) -> str:
    words = Counter(_WORD.findall(sample.casefold()))
    languages = _languages_by_word()
    scores: Counter[str] = Counter()
    for word, count in words.items():
        # A word of several languages indicates each of them less.
        for language in languages.get(word, ()):
            scores[language] += count * _WORD_WEIGHT // len(languages[word])
    best = max(scores, key=lambda language: (scores[language], language == "en"), default="en")
    if scores[best] > scores["en"] + _WORD_WEIGHT:
        return best
    return default if default and scores["en"] <= scores[default] + _WORD_WEIGHT else "en"


@cache
def _languages_by_word() -> dict[str, tuple[str, ...]]:
    languages: dict[str, tuple[str, ...]] = {}
    for language, words in tomllib.loads(_FUNCTION_WORDS.read_text("utf-8")).items():
        for word in words:
            languages[word] = (*languages.get(word, ()), language)
    return languages


_NOT_LATIN = frozenset({"zh", "ja", "ko", "ar", "fa", "ru", "uk", "el", "he", "hi", "th", "am"})
_LETTERS = re.compile("[^\\W\\d_]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


def fits_script(name: str, language: str) -> bool:
    """True if a name can be in a language by its script: a Latin name is not Chinese."""
    is_latin = name.isascii() or bool(_LATIN.search(name)) or not _LETTERS.search(name)
    return is_latin != (language.partition("-")[0] in _NOT_LATIN)

"""Name marks: remarks such as (TBC), (online), * or a number that people write into a name.

A mark is at an end of the name, or in brackets within it, and consists of nothing but words or signs known as
marks. Everything else is part of the name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from importlib.resources import files

from eventkit.texts.name_caches import cache_names
from eventkit.texts.normalisation import fold

_NAME_MARKS = files(__package__) / "name_marks.toml"
_LENGTH_LIMIT = 200  # the limit of a string that is examined, in code points: longer ones are not names
_MARK_LIMIT = 40


class MarkKind(Enum):
    TENTATIVE = auto()
    CANCELLED = auto()
    REMARK = auto()  # anything else: how somebody takes part, a footnote sign, a number


@dataclass(frozen=True, slots=True)
class NameMark:
    text: str
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class MarkedName:
    """A name without its marks, and these."""

    name: str
    marks: tuple[NameMark, ...] = ()  # the marks, from outside to inside


# Patterns are compiled when they are first used, which most commands never do.
_SIGN = "[*†‡§¶\u00b9\u00b2\u00b3\u2070-\u2079]"
_DASH = "[-–—]"
# Names without any of these have no mark, which most are.
_CANDIDATE = rf"{_SIGN}|[()\[\]（）【】［］?？:：^,，]|[\s—]{_DASH}|^\W?\d|\b[Tt]\.?[Bb]\.?[CcDdAa]\b|待"
_LEADING_SIGNS = rf"{_SIGN}{{1,9}}\s{{0,9}}(?=\w)"
_TRAILING_SIGNS = rf"\s{{0,9}}{_SIGN}(?:,?\s{{0,9}}{_SIGN}){{0,8}}[,\s]?$"
_FOOTNOTE = r"\s{0,9}\^\d{1,3}$"
_NUMBER = r"(?:#\d{1,4}(?=\s)|#?\d{1,4}\s?[:：.)]|[(\[（]\d{1,4}[)\]）])\s{0,9}(?=[^\W\d_]|[\"“«「(])"
_QUESTION = r"\s{0,9}[?？]{1,3}$"
_BRACKETS = r"[(\[（【［]([^()\[\]（）【】［］]{1,40})[)\]）】］]"
_SUFFIX = rf"(?:\s{{0,9}}[,，:：]|\s{{1,9}}{_DASH}{{1,2}}\s|——)([^,，:：–—()\[\]（）]{{1,40}})$"
_PREFIX = rf"([^,，:：–—()\[\]（）]{{1,40}}?)(?:\s{{0,9}}[:：]|\s{{1,9}}{_DASH}{{1,2}}\s)"
_LAST_WORD = r"\s(\S{1,9})$"
_HAN_TENTATIVE = r"(?<=[\u3400-\u9fff])\s{0,9}(?:待定|待确认|待確認)$"
_COMMA = "[,，;；/、]"
_SPLIT_WORDS = r"[\s,，;；/&+、]+"
_EDGES = " .,:;!()[]<>（）【】［］\"'“”"


@cache
def _words(table: str) -> frozenset[str]:
    return frozenset(map(fold, tomllib.loads(_NAME_MARKS.read_text("utf-8"))[table]))


@cache
def _longest_first(table: str) -> tuple[str, ...]:
    return tuple(sorted(_words(table), key=lambda word: (-len(word), word)))


@cache_names(1 << 14)
def split_marks(text: str) -> MarkedName:
    """Separate a name from its marks; without a mark the name is the text as it is.

    A text that would be empty without its marks has none: see `is_placeholder`.
    """
    if len(text) > _LENGTH_LIMIT or not re.search(_CANDIDATE, text) or is_placeholder(text):
        return MarkedName(text)
    name, marks = text, list[NameMark]()
    while (split := _split_one(name)) is not None:
        rest, mark = split
        if not any(map(str.isalnum, rest)):
            break
        name = rest
        marks.append(mark)
    return MarkedName(" ".join(name.split()), tuple(marks)) if marks else MarkedName(text)


def _split_one(name: str) -> tuple[str, NameMark] | None:
    if match := re.match(_NUMBER, name) or re.match(_LEADING_SIGNS, name):
        return name[match.end() :].strip(), NameMark(match[0].strip(), MarkKind.REMARK)
    if match := re.search(_TRAILING_SIGNS, name) or re.search(_FOOTNOTE, name):
        rest = name[: match.start()].strip()
        # In a handle such as ben*.* the last sign is part of the name, as the others are.
        return None if re.search(_SIGN, rest) else (rest, NameMark(match[0].strip(), MarkKind.REMARK))
    for match in re.finditer(_BRACKETS, name):
        kind = MarkKind.REMARK if _is_sign(match[1]) else _kind_of(match[1])
        if kind is not None:
            return f"{name[: match.start()].rstrip()} {name[match.end() :].lstrip()}".strip(), NameMark(
                match[0], kind
            )
    return _split_unbracketed(name)


def _split_unbracketed(name: str) -> tuple[str, NameMark] | None:
    if match := re.search(_HAN_TENTATIVE, name):
        return name[: match.start()].strip(), NameMark(match[0].strip(), MarkKind.TENTATIVE)
    if (match := re.search(_QUESTION, name)) and " " in name[: match.start()].strip():
        return name[: match.start()].strip(), NameMark(match[0].strip(), MarkKind.TENTATIVE)
    if (match := re.search(_SUFFIX, name)) and (kind := _kind_of(match[1])):
        return name[: match.start()].strip(), NameMark(match[1].strip(), kind)
    # Without a separator only an abbreviation in capitals is a mark: Tba may be a name.
    if (
        (match := re.search(_LAST_WORD, name))
        and match[1].isupper()
        and _kind_of(match[1]) is MarkKind.TENTATIVE
    ):
        return name[: match.start()].strip(), NameMark(match[1], MarkKind.TENTATIVE)
    if (match := re.match(_PREFIX, name)) and (kind := _kind_of(match[1])):
        return name[match.end() :].strip(), NameMark(match[1].strip(), kind)
    return None


def _is_sign(inside: str) -> bool:
    return bool(inside.strip()) and all(char in "*†‡§¶, " or char.isdigit() for char in inside)


def _kind_of(text: str) -> MarkKind | None:
    """The meaning of a text that is nothing but a mark; ``None`` for any other."""
    if len(text) > _MARK_LIMIT:
        return None
    folded = fold(text).strip(" .,;:!")
    for table, kind in (
        ("tentative", MarkKind.TENTATIVE),
        ("cancelled", MarkKind.CANCELLED),
        ("absent", MarkKind.CANCELLED),
    ):
        if folded in _words(table) or f"{folded}." in _words(table):
            return kind
    if folded in _words("remarks") or _is_presence(folded):
        return MarkKind.REMARK
    parts = [part for part in re.split(_COMMA, text) if part.strip()]
    kinds = [_kind_of(part) for part in parts] if len(parts) > 1 else [None]
    if None in kinds:
        return None
    return next((kind for kind in (MarkKind.CANCELLED, MarkKind.TENTATIVE) if kind in kinds), MarkKind.REMARK)


def _is_presence(folded: str) -> bool:
    rest, is_known = f" {folded} ", False
    for word in _longest_first("presence"):
        padded = f" {word} " if word.isascii() else word
        if padded in rest:
            rest, is_known = rest.replace(padded, "  "), True
    if not is_known:
        return False
    for word in _longest_first("presence-more"):
        rest = rest if word.isascii() else rest.replace(word, " ")
    return _words("presence-more").issuperset(filter(None, re.split(_SPLIT_WORDS, rest)))


def without_cancellation(title: str) -> str:
    """The title of a session without a mark at its beginning or end that it is cancelled."""
    for match in filter(None, (search(title) for search in _cancellations())):
        if fold(match[1]).strip() in _words("cancelled"):
            return (title[: match.start()] + title[match.end() :]).strip() or title
    return title


@cache
def _cancellations() -> tuple[Callable[[str], re.Match[str] | None], ...]:
    at_start = r"\W{0,3}([\w ]{2,21}+)(?:\s{0,3}[\])）】］:：!]|\s?(?<=\s)[-–—]){1,3}\s{0,3}(?=\S)"
    # It begins with one of few characters, which are found at once.
    opening = r"[(\[（【［\-–—](?:(?<=\s[\-–—])\s|(?<![\-–—]))"
    at_end = rf"{opening}([\w ]{{2,20}})[.!！]{{0,3}}[)\]）】］]?[.!！]{{0,3}}\s{{0,3}}$"
    return re.compile(at_start).match, re.compile(r"([A-Z]{5,20})\s(?=\S)").match, re.compile(at_end).search


def is_mark(text: str) -> bool:
    """True for a text that is a mark and nothing else: TBC, online."""
    return _kind_of(text) is not None


@cache_names(1 << 14)
def is_placeholder(text: str) -> bool:
    """True for words that stand for a name not known yet: TBA, N.N., Speaker to be confirmed, 待定."""
    if len(text) > 2 * _MARK_LIMIT:
        return False
    bare = _bare(re.sub(_BRACKETS, " ", text)) or _bare(text)
    # What follows a comma is an affiliation: TBA, University of Göttingen.
    forms = {fold(text), bare, _bare(re.split(_COMMA, bare)[0]), _without_noun(bare)}
    return not _words("placeholders").isdisjoint(forms)


def _bare(text: str) -> str:
    folded = fold(text)
    return folded.strip(_EDGES) or folded


@cache
def _noun_at_an_end() -> re.Pattern[str]:
    nouns = "|".join(_longest_first("placeholder-more"))
    return re.compile(f"^(?:{nouns})|(?:{nouns})$")


def _without_noun(folded: str) -> str:
    """The text without a word such as "speaker" at one end, and without a number after it."""
    if not _noun_at_an_end().search(folded):  # one search, since most names have none of the words
        return folded
    for noun in _longest_first("placeholder-more"):
        end = r"\b" if noun.isascii() else ""
        bare = re.sub(rf"^{noun}{end}[\s\d#.:：-]*|[\s#:：-]*{end}{noun}$", "", folded)
        if bare != folded:
            return _bare(bare)
    return folded

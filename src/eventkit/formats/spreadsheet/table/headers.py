"""Understanding what a column is called, in many languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from eventkit.formats.spreadsheet.table.meanings import Meaning
from eventkit.intake.datetime_parser import normalise
from eventkit.intake.language_detection import parse_language_tag
from eventkit.intake.privacy import is_private_field
from eventkit.intake.word_lists import parse_role
from eventkit.wording.dates import locale

LENGTH_LIMIT = 80
"""The longest header that is looked at, in code points; what is longer is no header."""

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_DIGITS = re.compile(r"(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])")
_ENDINGS = re.compile(
    r"(?<=\w)\((?:s|in|innen|e|es)\)|\((?:required|optional|必填|选填|必須|任意)\)|[*:：?？]|[*:_]in(?:nen)?\b"
)
_SIGNS = re.compile(r"[^\w&°№]+|_")
_NUMBER = re.compile(r"(?:^| )#?(\d{1,2})(?= |$)")
_IN = re.compile(r"\b(?:in|auf|en|in the)$")
_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_SPEAKER = "speaker"
_UNDIVIDED = 12
_NO_LANGUAGES = {"no", "id", "to", "as", "or", "so", "my", "is", "se", "st", "am", "in"}
# Tags of languages that stand in headers for something else far more often.

Sense = tuple[tuple[Meaning, ...], str | None]
"""What a header may mean, the likeliest first, and the language it is in."""

_NOTHING: Sense = ((), None)


def plain(header: str) -> str:
    """A header as words are looked up: lower case, single blanks, no punctuation, humps and digits apart.

    >>> plain("Talk_Title:"), plain("startsAt"), plain("Speaker1 Name")
    ('talk title', 'starts at', 'speaker 1 name')
    """
    text = _ENDINGS.sub(" ", normalise(header))
    text = _DIGITS.sub(" ", _HUMP.sub(" ", text))
    return " ".join(_SIGNS.sub(" ", text.casefold()).split())


@lru_cache(maxsize=4096)
def sense(header: str) -> Sense:
    """What a column of that header may hold: nothing where no word of it is known.

    A language in it (``title_en``, ``标题（英文）``, ``Abstract in German``) and a number (``Speaker 2``) are
    told with the meaning.
    """
    if not header.strip() or len(header) > LENGTH_LIMIT:
        return _NOTHING
    words = plain(header)
    if found := _looked_up(words):
        return found
    without, number = _without_number(words)
    if number is not None and (found := _looked_up(without)) and found[0][0].is_of_person:
        return _with(found, number, None)
    for rest, language in without_language(without):
        found = _looked_up(rest)
        if (
            found
            and any(each.to in _TEXTS for each in found[0])
            and (number is None or found[0][0].is_of_person)
        ):
            return _with(found, number, language)
    if _is_private(words, header):
        return (Meaning("private"),), None
    return _NOTHING


_TEXTS = {"title", "subtitle", "block", "track", "room", "abstract", "description", "organisation",
          "position", "biography", "person", "people"}  # fmt: skip


def language_named(word: str) -> str | None:
    """The tag of a language by its name in one of many languages, or by itself; ``None`` if it is neither.

    >>> language_named("Deutsch"), language_named("中文"), language_named("pt-BR"), language_named("soon")
    ('de', 'zh', 'pt-BR', None)
    """
    bare = word.strip(" .()[]（）").replace("_", "-")
    found = parse_language_tag(bare)
    if found is None or (found.casefold() == bare.casefold() and not _is_common(found)):
        return None
    return found


def _is_common(language: str) -> bool:
    """Whether a tag that was written as such is that of a language many write: raw is one of few."""
    first = language.partition("-")[0]
    return len(first) == 2 and locale(first) is not None


def _with(found: Sense, number: int | None, language: str | None) -> Sense:
    meanings, own = found
    told = tuple(
        Meaning(
            each.to, number if each.is_of_person else None, language if each.to in _TEXTS else None, each.role
        )
        for each in meanings
    )
    return told, own


def _looked_up(words: str) -> Sense | None:
    """What the words mean as they stand, or as someone with what is told of them."""
    return _words().get(words) or _of_someone(words)


def _of_someone(words: str) -> Sense | None:
    """A word for people and one for what is told of them: ``speaker email``, ``演讲者单位``."""
    people, attributes = _people(), _attributes()
    pieces = words.split(" ")
    for cut in range(len(pieces) - 1, 0, -1):
        who, what = " ".join(pieces[:cut]), " ".join(pieces[cut:])
        if who in people and what in attributes:
            return _joined(people[who], attributes[what])
        if what in people and who in attributes:
            return _joined(people[what], attributes[who])
    if len(pieces) == 1 and not words.isascii():
        for cut in range(len(words) - 1, 0, -1):
            if words[:cut] in people and words[cut:] in attributes:
                return _joined(people[words[:cut]], attributes[words[cut:]])
    return None


def _joined(who: Sense, what: str) -> Sense:
    return (Meaning(what, None, None, who[0][0].role),), who[1]


def _without_number(words: str) -> tuple[str, int | None]:
    if found := _NUMBER.search(words):
        rest = f"{words[: found.start()]} {words[found.end() :]}"
        return " ".join(rest.split()), int(found[1])
    if words[-1:] in _NUMERALS and len(words) > 1:
        return words[:-1], _NUMERALS[words[-1]]
    return words, None


def without_language(words: str) -> list[tuple[str, str]]:
    """The words of a header, as `plain` gives them, without the language that they begin or end with, and
    which that is; several where that is not sure.
    """
    pieces = words.split(" ")
    cuts = [(pieces[-1], pieces[:-1]), (pieces[0], pieces[1:])]
    cuts += [("-".join(pieces[-2:]), pieces[:-2]), (" ".join(pieces[:2]), pieces[2:])]
    if not words.isascii() and len(words) <= _UNDIVIDED:
        for cut in range(1, len(words)):
            cuts += [(words[:cut], [words[cut:]]), (words[cut:], [words[:cut]])]
    found = []
    for name, rest in cuts:
        if any(rest) and name not in _NO_LANGUAGES and (language := language_named(name)):
            found.append((_IN.sub("", " ".join(rest)).strip(), language))
    return found


def _is_private(words: str, header: str) -> bool:
    listed = _table()["private"]
    padded = f" {words} "
    return (
        any(f" {word} " in padded for word in listed["words"])
        or any(word in words for word in listed["within"])
        or is_private_field(header)
    )


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "words.toml").read_text("utf-8"))


@cache
def _people() -> dict[str, Sense]:
    """The words for people, each with its role; those of speakers have none, for that is what people are."""
    found: dict[str, Sense] = {}
    for group, words in _table()["people"].items():
        for language, each in words.items():
            for word in each:
                role = None if group == _SPEAKER else parse_role(word) or group
                found.setdefault(word, ((Meaning("people", None, None, role and str(role)),), language))
    return found


@cache
def _attributes() -> dict[str, str]:
    found = {
        word: meaning
        for meaning, words in _table()["person"].items()
        for each in words.values()
        for word in each
    }
    return {**found, "name": "person", "names": "people", "title": "position", "id": "person-key",
            "code": "person-key", "url": "person-link", "link": "person-link", "nom": "person",
            "nombre": "person", "description": "biography"}  # fmt: skip


@cache
def _words() -> dict[str, Sense]:
    table = _table()
    found: dict[str, Sense] = {}
    for unclear in table["unclear"]:
        meanings = tuple(Meaning(each) for each in unclear["means"])
        found.update(dict.fromkeys(unclear["words"], (meanings, None)))
    for family in ("session", "person"):
        for meaning, words in table[family].items():
            for language, each in words.items():
                for word in each:
                    found.setdefault(word, ((Meaning(meaning),), language))
    for word, told in _people().items():
        found.setdefault(word, told)
    return found

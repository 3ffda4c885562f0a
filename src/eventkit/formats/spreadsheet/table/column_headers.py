"""Column headers: what a header means in many languages, and the notation of a meaning."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from eventkit.intake.datetime_parser import normalise
from eventkit.intake.language_detection import parse_language_tag
from eventkit.intake.privacy import is_private_field
from eventkit.intake.word_lists import parse_role
from eventkit.model import Role
from eventkit.texts import language_tag
from eventkit.wording.date_formats import cldr_locale

SESSION = {
    "title": "its title",
    "subtitle": "its subtitle",
    "kind": "what sort of thing it is: talk, panel, break",
    "status": "whether it takes place, or was accepted",
    "key": "what the file knows it by; rows of one key, title and time are one session",
    "uid": "an identity that stays: a GUID, the UID of a calendar",
    "parent": "the key of the session it is part of",
    "block": "the title of the session that it and the rows beside it are part of",
    "block-key": "what the file knows that session by",
    "block-time": "the hours of that session",
    "track": "its track",
    "room": "its room; of several, one a line or between semicolons",
    "language": "the languages spoken",
    "abstract": "what it is about",
    "description": "what else is told of it",
    "audience": "how many people are expected",
    "link": "an address",
    "plenary": "whether everyone is meant to come",
    "day": "the day",
    "start": "when it begins: a time, or a day with a time",
    "end": "when it ends, likewise",
    "time": "its hours: 09:30-10:15, or the beginning alone",
    "minutes": "how long it lasts",
}
"""What can be told of a session."""


PERSON = {
    "people": "people in one cell, taken apart",
    "person": "one person's name",
    "given": "one person's given name",
    "family": "one person's family name",
    "person-key": "what the file knows them by",
    "organisation": "their organisation",
    "position": "their position",
    "country": "their country",
    "biography": "their biography",
    "pronouns": "their pronouns",
    "role": "as what they appear",
    "person-link": "an address of theirs",
    "email": "their e-mail address: kept apart from the schedule",
    "phone": "their telephone number: likewise",
    "ticket": "their class of ticket: likewise",
    "notes": "what the office should know of them: likewise",
}
"""What can be told of someone who appears."""


ASIDE = {
    "extra": "kept with the session under its own name",
    "private": "nobody else's business: left out, and told",
    "ignore": "left out",
}
"""What can be done with a column besides."""


NAMES = {"person", "people", "given", "family"}
"""What of a person makes them known."""


CONTACT = {"email", "phone", "ticket", "notes"}
"""What of a person never becomes part of a schedule."""


IN_LANGUAGES = {
    "title", "subtitle", "block", "track", "room", "abstract", "description",
    "organisation", "position", "biography", "person",
}  # fmt: skip
"""What may stand in several languages, each in a column of its own."""


SEVERAL = {"people", "person", "room", "link", "person-link", "organisation", *ASIDE}
"""What several columns may hold together."""


KNOWN = {**SESSION, **PERSON, **ASIDE}
"""Every word for what a column holds, with what it stands for."""


_WRITTEN = re.compile(
    r"(?P<to>[a-z-]+)(?: (?P<number>\d{1,3}))?(?: \((?P<language>[^()]+)\))?(?: as (?P<role>[a-z-]+))?"
)


_ROLES = {role.value for role in Role}


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """What a column holds.

    Attributes:
        to: A word of `KNOWN`.
        number: Of which of several people it tells.
        language: The language of its texts.
        role: As what those people appear, a word of `eventkit.model.Role`; ``None`` where no word tells.
    """

    to: str
    number: int | None = None
    language: str | None = None
    role: str | None = None

    def __str__(self) -> str:
        told = [
            self.to,
            "" if self.number is None else str(self.number),
            f"({self.language})" if self.language else "",
            f"as {self.role}" if self.role else "",
        ]
        return " ".join(filter(None, told))

    @property
    def alike(self) -> ColumnMeaning:
        """The meaning without its language: columns of which this is the same hold one text."""
        return replace(self, language=None)

    @property
    def is_of_person(self) -> bool:
        """Whether it tells of someone who appears."""
        return self.to in PERSON


def parse_meaning(text: str) -> ColumnMeaning | str:
    """The meaning in words as `ColumnMeaning` writes it, such as ``person 2 as chair``; or what is wrong."""
    found = _WRITTEN.fullmatch(" ".join(text.split()))
    if found is None or found["to"] not in KNOWN:
        return f"'{text[:60]}' is nothing a column can hold: take one of {', '.join(KNOWN)}"
    to, language = found["to"], found["language"]
    if language is not None:
        try:
            language = language_tag(language)
        except ValueError as error:
            return str(error)
        if to not in IN_LANGUAGES:
            return f"'{to}' has no language: leave '({language})' away"
    if found["role"] and found["role"] not in _ROLES:
        return f"'{found['role']}' is no role: take one of {', '.join(sorted(_ROLES))}"
    if to not in PERSON and (found["number"] or found["role"]):
        return f"'{to}' is not told of a person: leave the number and the role away"
    return ColumnMeaning(to, int(found["number"]) if found["number"] else None, language, found["role"])


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

HeaderSense = tuple[tuple[ColumnMeaning, ...], str | None]
"""What a header may mean, the likeliest first, and the language it is in."""


_NO_SENSE: HeaderSense = ((), None)


def normalise_header(header: str) -> str:
    """A header as words are looked up: lower case, single blanks, no punctuation, humps and digits apart.

    >>> plain("Talk_Title:"), plain("startsAt"), plain("Speaker1 Name")
    ('talk title', 'starts at', 'speaker 1 name')
    """
    text = _ENDINGS.sub(" ", normalise(header))
    text = _DIGITS.sub(" ", _HUMP.sub(" ", text))
    return " ".join(_SIGNS.sub(" ", text.casefold()).split())


@lru_cache(maxsize=4096)
def header_meanings(header: str) -> HeaderSense:
    """What a column of that header may hold: nothing where no word of it is known.

    A language in it (``title_en``, ``标题（英文）``, ``Abstract in German``) and a number (``Speaker 2``) are
    told with the meaning.
    """
    if not header.strip() or len(header) > LENGTH_LIMIT:
        return _NO_SENSE
    words = normalise_header(header)
    if found := _look_up(words):
        return found
    without, number = _without_number(words)
    if number is not None and (found := _look_up(without)) and found[0][0].is_of_person:
        return _with(found, number, None)
    for rest, language in split_header_language(without):
        found = _look_up(rest)
        if (
            found
            and any(each.to in _TEXTS for each in found[0])
            and (number is None or found[0][0].is_of_person)
        ):
            return _with(found, number, language)
    if _is_private(words, header):
        return (ColumnMeaning("private"),), None
    return _NO_SENSE


_TEXTS = {"title", "subtitle", "block", "track", "room", "abstract", "description", "organisation",
          "position", "biography", "person", "people"}  # fmt: skip


def parse_language_name(word: str) -> str | None:
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
    return len(first) == 2 and cldr_locale(first) is not None


def _with(found: HeaderSense, number: int | None, language: str | None) -> HeaderSense:
    meanings, own = found
    told = tuple(
        ColumnMeaning(
            each.to, number if each.is_of_person else None, language if each.to in _TEXTS else None, each.role
        )
        for each in meanings
    )
    return told, own


def _look_up(words: str) -> HeaderSense | None:
    """What the words mean as they stand, or as someone with what is told of them."""
    return _split_words().get(words) or _of_person(words)


def _of_person(words: str) -> HeaderSense | None:
    """A word for people and one for what is told of them: ``speaker email``, ``演讲者单位``."""
    people, attributes = _people(), _attributes()
    pieces = words.split(" ")
    for cut in range(len(pieces) - 1, 0, -1):
        who, what = " ".join(pieces[:cut]), " ".join(pieces[cut:])
        if who in people and what in attributes:
            return _join_words(people[who], attributes[what])
        if what in people and who in attributes:
            return _join_words(people[what], attributes[who])
    if len(pieces) == 1 and not words.isascii():
        for cut in range(len(words) - 1, 0, -1):
            if words[:cut] in people and words[cut:] in attributes:
                return _join_words(people[words[:cut]], attributes[words[cut:]])
    return None


def _join_words(who: HeaderSense, what: str) -> HeaderSense:
    return (ColumnMeaning(what, None, None, who[0][0].role),), who[1]


def _without_number(words: str) -> tuple[str, int | None]:
    if found := _NUMBER.search(words):
        rest = f"{words[: found.start()]} {words[found.end() :]}"
        return " ".join(rest.split()), int(found[1])
    if words[-1:] in _NUMERALS and len(words) > 1:
        return words[:-1], _NUMERALS[words[-1]]
    return words, None


def split_header_language(words: str) -> list[tuple[str, str]]:
    """Split the language off a normalised header that begins or ends with one, in every way possible."""
    pieces = words.split(" ")
    cuts = [(pieces[-1], pieces[:-1]), (pieces[0], pieces[1:])]
    cuts += [("-".join(pieces[-2:]), pieces[:-2]), (" ".join(pieces[:2]), pieces[2:])]
    if not words.isascii() and len(words) <= _UNDIVIDED:
        for cut in range(1, len(words)):
            cuts += [(words[:cut], [words[cut:]]), (words[cut:], [words[:cut]])]
    found = []
    for name, rest in cuts:
        if any(rest) and name not in _NO_LANGUAGES and (language := parse_language_name(name)):
            found.append((_IN.sub("", " ".join(rest)).strip(), language))
    return found


def _is_private(words: str, header: str) -> bool:
    listed = _word_table()["private"]
    padded = f" {words} "
    return (
        any(f" {word} " in padded for word in listed["words"])
        or any(word in words for word in listed["within"])
        or is_private_field(header)
    )


@cache
def _word_table() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "words.toml").read_text("utf-8"))


@cache
def _people() -> dict[str, HeaderSense]:
    """The words for people, each with its role; those of speakers have none, for that is what people are."""
    found: dict[str, HeaderSense] = {}
    for group, words in _word_table()["people"].items():
        for language, each in words.items():
            for word in each:
                role = None if group == _SPEAKER else parse_role(word) or group
                found.setdefault(word, ((ColumnMeaning("people", None, None, role and str(role)),), language))
    return found


@cache
def _attributes() -> dict[str, str]:
    found = {
        word: meaning
        for meaning, words in _word_table()["person"].items()
        for each in words.values()
        for word in each
    }
    return {**found, "name": "person", "names": "people", "title": "position", "id": "person-key",
            "code": "person-key", "url": "person-link", "link": "person-link", "nom": "person",
            "nombre": "person", "description": "biography"}  # fmt: skip


@cache
def _split_words() -> dict[str, HeaderSense]:
    table = _word_table()
    found: dict[str, HeaderSense] = {}
    for unclear in table["unclear"]:
        meanings = tuple(ColumnMeaning(each) for each in unclear["means"])
        found.update(dict.fromkeys(unclear["words"], (meanings, None)))
    for family in ("session", "person"):
        for meaning, words in table[family].items():
            for language, each in words.items():
                for word in each:
                    found.setdefault(word, ((ColumnMeaning(meaning),), language))
    for word, told in _people().items():
        found.setdefault(word, told)
    return found

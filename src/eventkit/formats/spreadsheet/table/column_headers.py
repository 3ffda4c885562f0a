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
from eventkit.intake.privacy import is_private_field
from eventkit.intake.word_lists import parse_role
from eventkit.messages import Listed, Message, as_message
from eventkit.model import Role
from eventkit.texts import canonicalise_tag
from eventkit.texts.language_detection import parse_language_tag
from eventkit.times import zone_names
from eventkit.wording.date_formats import cldr_locale

SESSION_MEANINGS = {
    "title": "title",
    "subtitle": "subtitle",
    "kind": "kind of session: talk, panel, break",
    "status": "status: confirmed, cancelled, accepted",
    "key": "id in the file; rows with the same id, title and time are one session",
    "uid": "stable identifier: a GUID, or the UID in a calendar",
    "parent": "id of the session that this one is part of",
    "block": "title of the session that this row and those next to it are part of",
    "block-key": "id of that session in the file",
    "block-time": "start and end of that session",
    "track": "track",
    "room": "room; several are separated by semicolons or line breaks",
    "language": "languages spoken",
    "abstract": "abstract",
    "description": "description",
    "audience": "expected number of people",
    "needs": "equipment that the room has to have, separated by commas, semicolons or line breaks",
    "available": "when the session or its speakers can be: days, hours, parts of the day",
    "wishes": "wishes of the session, such as apart keynote, separated by semicolons or line breaks",
    "link": "web address",
    "plenary": "yes: a session for everyone",
    "day": "date",
    "start": "start: a time, or a date and time",
    "end": "end: a time, or a date and time",
    "time": "start and end in one cell, 09:30-10:15, or the start alone",
    "minutes": "duration",
}
"""The meanings of columns about sessions."""

PERSON_MEANINGS = {
    "people": "several people in one cell, which is split",
    "person": "name of one person",
    "given": "given name of one person",
    "family": "family name of one person",
    "person-key": "id of the person in the file",
    "organisation": "organisation",
    "position": "position",
    "country": "country",
    "biography": "biography",
    "pronouns": "pronouns",
    "role": "role in the session",
    "person-link": "web address of the person",
    "email": "e-mail address: a contact, not part of the schedule",
    "phone": "telephone number: a contact, not part of the schedule",
    "ticket": "ticket class: a contact, not part of the schedule",
    "notes": "notes for the office: a contact, not part of the schedule",
}
"""The meanings of columns about people who appear."""

OTHER_MEANINGS = {
    "extra": "saved with the session as extra data",
    "private": "private: left out and reported",
    "ignore": "left out",
}
"""The meanings of columns that are not a field of a session or person."""

NAME_MEANINGS = {"person", "people", "given", "family"}  # the meanings that name a person
CONTACT_MEANINGS = {"email", "phone", "ticket", "notes"}
"""The meanings that are contact data and never become part of a schedule."""

LOCALISED_MEANINGS = {
    "title", "subtitle", "block", "track", "room", "abstract", "description",
    "organisation", "position", "biography", "person", "people",
}  # fmt: skip
"""The meanings that may have a column for each language."""

REPEATABLE_MEANINGS = {"people", "person", "room", "link", "person-link", "organisation", *OTHER_MEANINGS}
"""The meanings that several columns may share."""

COLUMN_MEANINGS = {**SESSION_MEANINGS, **PERSON_MEANINGS, **OTHER_MEANINGS}
"""All meanings of columns, by their words, each with its description."""

_NOTATION = re.compile(
    r"(?P<to>[a-z-]+)(?: (?P<number>\d{1,3}))?(?: \((?P<language>[^()]+)\))?(?: as (?P<role>[a-z-]+))?"
)

_ROLES = {role.value for role in Role}


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    target: str  # a word of `COLUMN_MEANINGS`
    number: int | None = None  # the number of the person, if several people have columns of their own
    language: str | None = None
    # The role of its people, a value of `eventkit.model.Role`; None if the header states none.
    role: str | None = None

    def __str__(self) -> str:
        parts = [
            self.target,
            "" if self.number is None else str(self.number),
            f"({self.language})" if self.language else "",
            f"as {self.role}" if self.role else "",
        ]
        return " ".join(filter(None, parts))

    @property
    def without_language(self) -> ColumnMeaning:
        """The meaning without its language: the same for all columns of one text."""
        return replace(self, language=None)

    @property
    def is_about_person(self) -> bool:
        return self.target in PERSON_MEANINGS


def parse_meaning(text: str) -> ColumnMeaning | Message:
    """Parse a meaning as `ColumnMeaning` writes it, such as ``person 2 as chair``; or return its fault."""
    match = _NOTATION.fullmatch(" ".join(text.split()))
    if match is None or match["to"] not in COLUMN_MEANINGS:
        return Message(
            "Unknown column meaning '{text}'. Use one of {known}.",
            text=text[:60],
            known=Listed(tuple(COLUMN_MEANINGS)),
        )
    target, language = match["to"], match["language"]
    if language is not None:
        try:
            language = canonicalise_tag(language)
        except ValueError as error:
            return as_message(error)
        if target not in LOCALISED_MEANINGS:
            return Message(
                "'{target}' cannot have a language. Delete '({language})'.", target=target, language=language
            )
    if match["role"] and match["role"] not in _ROLES:
        return Message(
            "Unknown role '{role}'. Use one of {known}.",
            role=match["role"],
            known=Listed(tuple(sorted(_ROLES))),
        )
    if target not in PERSON_MEANINGS and (match["number"] or match["role"]):
        return Message(
            "'{target}' cannot have a number or a role, because it is not about a person. Delete them.",
            target=target,
        )
    return ColumnMeaning(target, int(match["number"]) if match["number"] else None, language, match["role"])


LENGTH_LIMIT = 80  # the length of the longest header, in code points; a longer text is not a header
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z](?!s\b)[a-z])")

_DIGITS = re.compile(r"(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])")

_ENDINGS = re.compile(
    r"\((?:required|optional|必填|选填|必須|任意)\)|[*:：?？]|[*:_]in(?:nen)?\b",
    re.IGNORECASE,
)

_SUFFIXES = re.compile(
    r"(?<=\w)(?:\((?:s|in|innen|e|es|r|ne|en|a|as|os|lar|ler)\)|[/:*]-?(?:in(?:nen)?|r|s|es|e|i|a|t?rice|euse|ne|ora)\b|(?:[·•]\w{1,5})+)",
    re.IGNORECASE,
)
"""The endings of words that stand for one or several, or for women and men."""

_PUNCTUATION = re.compile(r"[^\w&°№]+|_")

_ALIKE = str.maketrans({"İ": "i", "ı": "i", "ς": "σ"})
"""Letters that are another one in capitals, in Turkish and in Greek."""

_NUMBER = re.compile(r"(?:^| )#?(\d{1,2})(?= |$)")

_PREPOSITION = re.compile(r"\b(?:in|auf|en|in the)$")

_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}

_SPEAKER = "speaker"

_WORD_LENGTH_LIMIT = 12


# Language tags that are far more often other words in headers.
_AMBIGUOUS_TAGS = {
    "no", "id", "to", "as", "or", "so", "my", "is", "se", "st", "am", "in", "co", "an", "be", "by", "ha",
}  # fmt: skip

HeaderSense = tuple[tuple[ColumnMeaning, ...], str | None]
"""The possible meanings of a header, the likeliest first, and the language of the header."""

_NO_SENSE: HeaderSense = ((), None)


def normalise_header(header: str) -> str:
    """Normalise a header for lookup: lower case, single spaces, no punctuation, words and digits apart.

    >>> normalise_header("Talk_Title:"), normalise_header("startsAt"), normalise_header("Speaker1 Name")
    ('talk title', 'starts at', 'speaker 1 name')
    """
    text = _ENDINGS.sub(" ", _SUFFIXES.sub("", normalise(header)))
    text = _DIGITS.sub(" ", _CAMEL_CASE.sub(" ", text))
    return " ".join(_PUNCTUATION.sub(" ", text.translate(_ALIKE).casefold()).split())


@lru_cache(maxsize=4096)
def header_meanings(header: str) -> HeaderSense:
    """The possible meanings of a header; none if no word of it is known.

    A language in the header (``title_en``, ``标题（英文）``, ``Abstract in German``) and a number
    (``Speaker 2``) become part of the meaning.
    """
    if not header.strip() or len(header) > LENGTH_LIMIT:
        return _NO_SENSE
    header = _WITH_MORE.sub("", header)
    words = normalise_header(header)
    lookups = (_look_up_with_named_language, _look_up_several_roles, _look_up_parts)
    if (
        sense := _look_up_with_details(header)
        or _look_up(words)
        or next(filter(None, (look_up(header) for look_up in lookups)), None)
    ):
        return sense
    without, number = _split_number(words)
    if number is not None and (sense := _look_up(without)) and sense[0][0].is_about_person:
        return _add_number_and_language(sense, number, None)
    for rest, language in split_header_language(without):
        sense = _look_up(rest)
        if sense and _is_localised(sense) and (number is None or sense[0][0].is_about_person):
            return _add_number_and_language(sense, number, language)
    if found := "title" if _begins_with_title(words) else "private" if _is_private(words, header) else "":
        return (ColumnMeaning(found),), None
    bare = " ".join(_ASIDE.sub(" ", header).split())
    sense = header_meanings(bare) if bare != header else _look_up_role(words) or _NO_SENSE
    is_time = any(meaning.target in {"start", "end", "time"} for meaning in sense[0])
    return _NO_SENSE if is_time and names_zone(header) else sense


_WITH_MORE = re.compile(r"[(（](?:with|incl|including|mit|avec|con)\b[^()（）]*[)）]", re.IGNORECASE)
"""Brackets that say what is beside the people of a cell: ``Authors (with e-mails)``."""

_ASIDE = re.compile(
    r"[(（\[][^()（）\[\]]*[)）\]]|^what(?: is|'s)(?: the)?\b"
    r"|\b(?:your|our|my|assigned|allocated|proposed|scheduled|final)\b",
    re.IGNORECASE,
)
"""Instructions in a heading, beside what the column has: ``Date (MM/DD/YYYY)``, ``What is your name?``."""

_OF_ZONE = re.compile(r"\b(?:UTC|GMT|[A-Z]{1,4}T)\b")


def names_zone(header: str) -> bool:
    """True for a time zone, which a time would be wrong by: ``Start (UTC)``, ``Time (New York)``."""
    asides = {aside.strip("()[]（） ").replace(" ", "_").casefold() for aside in _ASIDE.findall(header)}
    return bool(_OF_ZONE.search(header)) or not asides.isdisjoint(_cities())


@cache
def _cities() -> frozenset[str]:
    """The cities that time zones are named after: ``new_york``."""
    return frozenset(name.rpartition("/")[2].casefold() for name in zone_names())


_BRACKETED_LANGUAGE = re.compile(r"(?P<before>[^()（）]+)[(（](?P<name>[^()（）]+)[)）](?P<after>[^()（）]*)")

_PARTS = re.compile(r"[/|()（）／]")

_OTHER_SCRIPT = re.compile(r"(?<=[\u0370-\uffff])\s?(?=[A-Za-zÀ-ɏ])|(?<=[A-Za-zÀ-ɏ])\s?(?=[\u0370-\uffff])")
"""The border between words in two scripts: ``日期 Date``."""


# One space, since more of them would take quadratic time; the words between are stripped.
_BETWEEN_ROLES = re.compile(r"[/&+,、／和与與及]|\s(?:and|or|und|oder|et|ou|y|o|e|и)\s|\sو")


def _look_up_with_named_language(header: str) -> HeaderSense | None:
    """Look up a header with a language in brackets, perhaps repeated in it: ``Titel (chinesisch) 标题``."""
    match = _BRACKETED_LANGUAGE.fullmatch(header)
    language = match and parse_language_name(match["name"])
    if match is None or language is None:
        return None
    senses = [
        _look_up(normalise_header(words)) for words in (match["before"], match["after"]) if words.strip()
    ]
    known = [sense for sense in senses if sense is not None]
    if len(known) < len(senses) or len({sense[0][0].without_language for sense in known}) != 1:
        return None
    return _add_number_and_language(known[0], None, language) if _is_localised(known[0]) else None


def recognised_meanings(header: str) -> tuple[ColumnMeaning, ...]:
    """The meanings by which a header is recognised; none for one that rooms have too: ``Workshop``."""
    meanings = header_meanings(header)[0]
    return () if [meaning.target for meaning in meanings] == ["title", "extra"] else meanings


def has_details(header: str) -> bool:
    """True for the header of a column with people and their details: ``Speaker (affiliation)``."""
    return _look_up_with_details(header) is not None


@lru_cache(maxsize=1024)
def _look_up_with_details(header: str) -> HeaderSense | None:
    """Look up people with details in the same cell: ``Speaker (affiliation)``, ``Referent / Institution``.

    Beside a column of people, such a column has the details alone.
    """
    who, *details = [
        words for part in _PARTS.split(_SUFFIXES.sub("", header)) if (words := normalise_header(part))
    ] or [""]
    people, attributes = _people_words(), _attribute_words()
    if who not in people or not details or not {attributes.get(what) for what in details} <= _DETAILS:
        return None
    (meanings, language), what = people[who], attributes[details[0]]
    return (*meanings, ColumnMeaning(what, None, None, meanings[0].role)), language


_DETAILS = {"organisation", "position", "country"}
"""The details of people that stand behind their names, in brackets or after a stroke."""


def _look_up_several_roles(header: str) -> HeaderSense | None:
    """Look up words for people in several roles, which no cell tells apart: ``Speakers / Chair``."""
    people = _people_words()
    parts = [normalise_header(part) for part in _BETWEEN_ROLES.split(header.casefold())]
    if len(parts) < 2 or not all(part in people for part in parts):
        return None
    return (ColumnMeaning("people"),), people[parts[0]][1]


def _look_up_role(words: str) -> HeaderSense | None:
    """Look up a word for a role that stands beside names, and rarely above them: ``رئيسة الجلسة``."""
    role = parse_role(words)
    is_other = role is None or role is Role.SPEAKER or words[-1].isdigit()
    return None if is_other else ((ColumnMeaning("people", role=str(role)),), None)


def _look_up_parts(header: str) -> HeaderSense | None:
    """Look up a header with two words for one meaning: ``Room/Location``, ``Sala (Aula)``, ``日期 Date``."""
    pieces = [piece for part in _PARTS.split(header) for piece in _OTHER_SCRIPT.split(part)]
    parts = [words for piece in pieces if (words := normalise_header(piece))]
    senses = [sense for part in parts if (sense := _look_up(part))]
    if len(parts) < 2 or len(senses) < len(parts):
        return None
    (meanings, language), *others = senses
    common = tuple(meaning for meaning in meanings if all(meaning in other for other, _ in others))
    return (common, language) if common else None


def _is_localised(sense: HeaderSense) -> bool:
    return any(meaning.target in LOCALISED_MEANINGS for meaning in sense[0])


def parse_language_name(word: str) -> str | None:
    """Parse the name of a language, in one of many languages, or its tag; ``None`` if it is neither.

    >>> parse_language_name("Deutsch"), parse_language_name("中文"), parse_language_name("pt-BR")
    ('de', 'zh', 'pt-BR')
    >>> parse_language_name("soon")
    """
    bare = word.strip(" .()[]（）").replace("_", "-")
    tag = parse_language_tag(bare)
    if tag is None or (tag.casefold() == bare.casefold() and not _is_common_tag(tag)):
        return None
    return tag


def _is_common_tag(language: str) -> bool:
    """True for tags of common languages; others, such as ``raw``, are more likely words."""
    first = language.partition("-")[0]
    return len(first) == 2 and cldr_locale(first) is not None


def _add_number_and_language(sense: HeaderSense, number: int | None, language: str | None) -> HeaderSense:
    meanings, own = sense
    numbered = tuple(
        ColumnMeaning(
            meaning.target,
            number if meaning.is_about_person else None,
            language if meaning.target in LOCALISED_MEANINGS else None,
            meaning.role,
        )
        for meaning in meanings
    )
    return numbered, own


def _look_up(words: str) -> HeaderSense | None:
    """Look up words as a whole, as people with an attribute, or as an attribute "of" its owner."""
    return _senses_by_header().get(words) or _look_up_attribute(words) or _look_up_owner(words)


_OWNED = re.compile(r" (?:of(?: the)?|de(?: la| l)?|du|des|der|del|della|dell|da|do) ")


def _look_up_owner(words: str) -> HeaderSense | None:
    """Look up an attribute of a session or a person: ``title of the talk``, ``email of speaker``."""
    what, *owners = _OWNED.split(words, maxsplit=1)
    if not owners:
        return _look_up_after_session_word(words)
    (owner,) = owners
    reordered = f"{owner} {what}"
    if sense := _senses_by_header().get(reordered) or _look_up_attribute(reordered):
        return sense
    if owner not in word_table()["session-words"]:
        return None
    if what == "name":
        return _senses_by_header()["title"]
    sense = _senses_by_header().get(what)
    return sense if sense is not None and not sense[0][0].is_about_person else None


def _look_up_after_session_word(words: str) -> HeaderSense | None:
    """Look up an attribute after the word for a session, or its name: ``talk start``, ``location name``.

    A room may be a number, ``hall no``.
    """
    first, _, what = words.partition(" ")
    named = _NAME_OR_NUMBER.sub("", words)
    sense = _senses_by_header().get(what if first in word_table()["session-words"] else named)
    if sense and all(meaning.target in SESSION_MEANINGS for meaning in sense[0]):
        is_number = named != words and not words.endswith(" name")
        return sense if not is_number or sense[0][0].target == "room" else None
    return None


def _begins_with_title(words: str) -> bool:
    """True for a word for titles and another one, in any language but English: ``tytuł referatu``."""
    first, *others = words.split(" ")
    titles = word_table()["session"]["title"].items()
    return len(others) == 1 and any(first == each[0] for language, each in titles if language != "en")


_NAME_OR_NUMBER = re.compile(r" (?:name|no|nr|number|num)$")


def _look_up_attribute(words: str) -> HeaderSense | None:
    """Look up a word for people with a word for an attribute: ``speaker email``, ``演讲者单位``."""
    people, attributes = _people_words(), _attribute_words()
    pieces = words.split(" ")
    for cut in range(len(pieces) - 1, 0, -1):
        who, what = " ".join(pieces[:cut]), " ".join(pieces[cut:])
        if who in people and what in attributes:
            return _combine_senses(people[who], attributes[what])
        if what in people and who in attributes:
            return _combine_senses(people[what], attributes[who])
    if len(pieces) == 1 and not words.isascii():
        for cut in range(len(words) - 1, 0, -1):
            if words[:cut] in people and words[cut:] in attributes:
                return _combine_senses(people[words[:cut]], attributes[words[cut:]])
    return None


def _combine_senses(who: HeaderSense, what: str) -> HeaderSense:
    return (ColumnMeaning(what, None, None, who[0][0].role),), who[1]


def _split_number(words: str) -> tuple[str, int | None]:
    if match := _NUMBER.search(words):
        rest = f"{words[: match.start()]} {words[match.end() :]}"
        return " ".join(rest.split()), int(match[1])
    if words[-1:] in _NUMERALS and len(words) > 1:
        return words[:-1], _NUMERALS[words[-1]]
    return words, None


def split_header_language(words: str) -> list[tuple[str, str]]:
    """Split the language off a normalised header that begins or ends with one, in every way possible."""
    pieces = words.split(" ")
    cuts = [(pieces[-1], pieces[:-1]), (pieces[0], pieces[1:])]
    cuts += [("-".join(pieces[-2:]), pieces[:-2]), (" ".join(pieces[:2]), pieces[2:])]
    if not words.isascii() and len(words) <= _WORD_LENGTH_LIMIT:
        for cut in range(1, len(words)):
            cuts += [(words[:cut], [words[cut:]]), (words[cut:], [words[:cut]])]
    splits = []
    for name, rest in cuts:
        if any(rest) and name not in _AMBIGUOUS_TAGS and (language := parse_language_name(name)):
            splits.append((_PREPOSITION.sub("", " ".join(rest)).strip(), language))
    return splits


def _is_private(words: str, header: str) -> bool:
    listed = word_table()["private"]
    padded = f" {words} "
    return (
        any(f" {word} " in padded for word in listed["words"])
        or any(word in words for word in listed["within"])
        or is_private_field(header)
    )


@cache
def word_table() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "words.toml").read_text("utf-8"))


@cache
def _people_words() -> dict[str, HeaderSense]:
    """The words for people, each with its role; none for speakers, since that is the default."""
    people: dict[str, HeaderSense] = {}
    for group, words in word_table()["people"].items():
        for language, synonyms in words.items():
            for word in synonyms:
                role = None if group == _SPEAKER else parse_role(word) or group
                people.setdefault(
                    word.translate(_ALIKE),
                    ((ColumnMeaning("people", None, None, role and str(role)),), language),
                )
    return people


@cache
def _attribute_words() -> dict[str, str]:
    attributes = {
        word.translate(_ALIKE): meaning
        for meaning, words in word_table()["person"].items()
        for synonyms in words.values()
        for word in synonyms
    }
    return {**attributes, "name": "person", "names": "people", "title": "position", "id": "person-key",
            "ids": "people", "code": "person-key", "url": "person-link", "link": "person-link",
            "nom": "person", "nombre": "person", "description": "biography"}  # fmt: skip


@cache
def _ranks() -> dict[str, int]:
    return {
        word: rank
        for meanings in word_table()["session"].values()
        for synonyms in meanings.values()
        for rank, word in enumerate(synonyms)
    }


def header_rank(header: str) -> int:
    """The position of a header in the list of words with its meaning: 0 for the usual one, ``time``."""
    return _ranks().get(normalise_header(header), len(_ranks()))


@cache
def _senses_by_header() -> dict[str, HeaderSense]:
    table = word_table()
    senses: dict[str, HeaderSense] = {}
    for unclear in table["unclear"]:
        named = [meaning.partition(" as ") for meaning in unclear["means"]]
        meanings = tuple(ColumnMeaning(target, role=role or None) for target, _, role in named)
        senses.update(dict.fromkeys(unclear["words"], (meanings, None)))
    for family in ("session", "person"):
        for meaning, words in table[family].items():
            for language, synonyms in words.items():
                for word in synonyms:
                    senses.setdefault(word.translate(_ALIKE), ((ColumnMeaning(meaning),), language))
    for word, sense in _people_words().items():
        senses.setdefault(word, sense)
    return senses

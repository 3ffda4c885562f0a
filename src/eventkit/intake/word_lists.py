"""Word lists: words of foreign files, in a dozen languages, for kinds, statuses, roles and countries."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, TypeVar

from eventkit.model import Enumeration, Kind, Role, Status
from eventkit.model.field_types import COUNT_LIMIT
from eventkit.texts import clean, fold
from eventkit.wording import LANGUAGES, Wording
from eventkit.wording.date_formats import cldr_locale
from eventkit.wording.fixed_words import words

_COUNTRY_LANGUAGES = ("en", "zh", "de", "fr", "es", "pt", "ru", "ar", "ja", "ko", "fa", "zh-Hant")
_COUNTRY_NAMES = files(__package__) / "country_names.toml"


def parse_country(name: str | None) -> str | None:
    """The ISO 3166-1 code of a country, from its code or name; ``None`` if it is unknown."""
    text = str(name or "").strip()[:80]
    if re.fullmatch(r"[A-Za-z]{2}", text):
        code = text.upper()
        return "GB" if code == "UK" else code if code in _countries_by_name().values() else None
    return (
        _listed_countries("codes").get(text)
        or _listed_countries("names").get(text.casefold())
        or _countries_by_name().get(fold(text))
    )


@cache
def _listed_countries(table: str) -> dict[str, str]:
    listed = tomllib.loads(_COUNTRY_NAMES.read_text("utf-8"))[table]
    return {name: code for code, names in listed.items() for name in names}


@cache
def _countries_by_name() -> dict[str, str]:
    codes: dict[str, str] = {}
    for language in _COUNTRY_LANGUAGES:
        where = cldr_locale(language)
        for code, name in (where.territories if where else {}).items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "UN", "EZ", "XA", "XB", "ZZ"}:
                codes.setdefault(fold(name), code)
    return codes


_COUNT = re.compile(
    r"\D{0,20}?(\d{1,3}(?:[ ,.'\u00a0\u202f](?=\d{3}(?!\d))\d{3})+|\d{1,12})(?!\d)(?:\.0+)?\D{0,40}"
)


def parse_count(value: Any) -> int | None:
    """Parse a count: ``120``, ``1,200``, ``120 seats``; ``None`` if it is not certain."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return int(value) if 0 <= value <= COUNT_LIMIT and value == int(value) else None
    text = unicodedata.normalize("NFKC", str(value)[:80]).strip()
    match = _COUNT.fullmatch(text)
    if not match or text.startswith("-"):
        return None
    number = int(re.sub(r"\D", "", match[1]))
    return number if number <= COUNT_LIMIT else None


Choice = TypeVar("Choice", bound=Enumeration)
WORD_LIMIT = 60  # the longest word for a role looked at, in code points: nothing longer is one
_ROLE_WORDS = files(__package__) / "role_words.toml"
# Endings of words for several people. Scripts without a plural are ambiguous.
_PLURAL_ENDING = re.compile(r"(?:s|en|by|von|x|ы|и|ون|ዎች|ች)$|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_NUMBER_BEHIND = re.compile(r"(?:(?<![\s#.№(])[\s#.№(]+)?(?:\d{1,3}|[一二三四五六七八九十])[)\s.]*$")


def parse_role(word: str) -> Role | None:
    """The role that a word means in any known language; ``None`` if it is unknown.

    Case, accents, a sign before or after it (``%chair``, ``Host:``) and a number (``Panelist 2``) are no
    matter.
    """
    if len(word) > WORD_LIMIT:
        return None
    known = _roles_by_word()
    return next(
        (known[key] for form in (word, *_inclusive_forms(word.strip())) if (key := _role_key(form)) in known),
        None,
    )


def is_plural_role(word: str) -> bool:
    """True for a word that may apply to several people: ``Panelists``, ``嘉宾``, but not ``Host``."""
    return _role_key(word) in _plural_role_words() or bool(
        _PLURAL_ENDING.search(word.strip(" %:：*_.").casefold())
    )


_ABBREVIATIONS = frozenset({"mod.", "moder.", "vors.", "przew."})


def _role_key(word: str) -> str:
    folded = fold(clean(word).replace("’", "'").replace("‐", "-")).strip(" %:：*_")
    if folded in _ABBREVIATIONS:  # without its point it is another word: MoD
        return folded
    bare = folded.strip(" .")
    return _NUMBER_BEHIND.sub("", bare) or bare


def _iter_role_labels() -> Iterator[tuple[Role, str, str]]:
    for language in LANGUAGES:
        for role in Role:
            one, many = words(language)["role"][role]
            yield role, one, many


@cache
def _roles_by_word() -> dict[str, Role]:
    """All words for roles by key; listed words win over labels, earlier roles over later ones."""
    roles: dict[str, Role] = {}
    for role in Role:  # the codes of the model are words too
        roles[_role_key(role.value.replace("-", " "))] = roles[_role_key(role.value)] = role
    for code, more in tomllib.loads(_ROLE_WORDS.read_text("utf-8")).items():
        for word in more:
            roles.setdefault(_role_key(word), Role(code))
    for role, *forms in _iter_role_labels():
        for form in forms:
            roles.setdefault(_role_key(form), role)
            for without in _inclusive_forms(form):
                roles.setdefault(_role_key(without), role)
    return roles


def _inclusive_forms(form: str) -> tuple[str, ...]:
    """The two forms of an inclusive word: Intervenant(e) is Intervenant or Intervenante."""
    match = re.fullmatch(r"(.+?)\((\w+)\)|(.+?)/(\w{1,2})", form)
    if match is None:
        return tuple(form.split("/")) if "/" in form else ()
    stem, ending = (match[1], match[2]) if match[1] else (match[3], match[4])
    return (stem, stem + ending)


@cache
def _plural_role_words() -> frozenset[str]:
    return frozenset(_role_key(many) for _, one, many in _iter_role_labels() if one != many)


_SESSION_WORDS = files(__package__) / "session_words.toml"
_NOT_ON_AGENDA = "left-out"
_KINDS_IN_TITLES = frozenset({Kind.BREAK, Kind.MEAL, Kind.REGISTRATION, Kind.OPENING, Kind.CLOSING})
_BRACKETS = re.compile(r"(?:(?<!\s)\s+)?[(\[（【][^(\[（【)\]）】\n]*[)\]）】]\s*")
_BETWEEN = re.compile(r"[\s_-]+")
_LETTERS = re.compile(r"[^\W_]+")
_LONGEST = 100


@lru_cache(maxsize=1024)
def parse_kind(word: str) -> Kind | None:
    """The kind of session that a word means in a dozen languages; ``None`` if it is unknown.

    A word with more about it counts as the longest known one that is in it whole: ``Talk (25 min)``,
    ``Scientific lightning talk``.
    """
    known = _values_by_word("kind")
    plain = _word_key(word)
    if exact := known.get(plain) or known.get(_word_key(_BRACKETS.sub(" ", plain))):
        return Kind(exact)
    if (labelled := parse_kind_label(word)) is not None:
        return labelled
    letters = " ".join(_LETTERS.findall(plain))
    within = [
        candidate for candidate in known if _is_long_word(candidate) and f" {candidate} " in f" {letters} "
    ]
    return Kind(known[max(within, key=lambda candidate: (len(candidate), candidate))]) if within else None


def parse_kind_label(word: str) -> Kind | None:
    """The kind with that label in eventkit, in any language; not the common word for other."""
    return _kinds_by_label().get(_word_key(word))


@cache
def _kinds_by_label() -> dict[str, Kind]:
    # The first language and the first kind win where two are called alike.
    return {
        _word_key(Wording.of(language).label(kind, many=many)): kind
        for many in (True, False)
        for language in sorted(LANGUAGES, key=lambda tag: tag != "en", reverse=True)
        for kind in reversed(Kind)
        if kind is not Kind.OTHER
    }


def kind_from_title(title: str) -> Kind | None:
    """The kind of a session with a title that is only that: ``Lunch``, ``茶歇``, ``Opening``."""
    kind = _values_by_word("kind").get(_word_key(title))
    return Kind(kind) if kind in _KINDS_IN_TITLES else None


def parse_status(word: str) -> Status | str | None:
    """The status that a word means; ``None`` if it means that the session is not on the agenda.

    An unknown word is returned as it is.
    """
    status = _values_by_word("status").get(_word_key(word))
    if status is None:
        return word
    return None if status == _NOT_ON_AGENDA else Status(status)


def parse_choice(word: str, choices: type[Choice]) -> Choice | None:
    """The enumeration member that a word means; ``None`` if it is unknown."""
    value = _values_by_word(choices.section()).get(_word_key(word))
    return choices(value) if value else None


@cache
def _values_by_word(of: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for value, listed in tomllib.loads(_SESSION_WORDS.read_text(encoding="utf-8"))[of].items():
        for word in map(_word_key, (*listed, value)):
            values.setdefault(word, value)
            values.setdefault(word.replace(" ", ""), value)  # many write lightningtalk
    return values


def _word_key(word: str) -> str:
    return _BETWEEN.sub(" ", word[:_LONGEST].casefold()).strip(" .:;,!-*")


def _is_long_word(word: str) -> bool:
    return len(word) > 3 and word.isascii()


_WITH_TOPIC = frozenset({Kind.KEYNOTE, Kind.PANEL, Kind.DISCUSSION, Kind.WORKSHOP, Kind.TUTORIAL})
"""The kinds with a topic after their word: “Workshop on maps”, but no opening is on anything."""

_WITH_SPEAKER = frozenset({Kind.KEYNOTE, Kind.OPENING, Kind.CLOSING})
"""The kinds with a speaker after their word."""

_WITHOUT_PEOPLE = frozenset({Kind.BREAK, Kind.MEAL, Kind.REGISTRATION, Kind.SOCIAL})
"""The kinds of sessions that have no people: “Coffee: a history” of a speaker is a talk."""

_ALONE = re.compile(
    r"(?: ?(?:#|no\.?|nr\.?|№)? ?(?:\d{1,2}[a-z]?|[a-z]|[ivx]{1,4}|[一二三四五六七八九十]{1,2}))?"
    r"(?:$| ?[:：|｜(（\[【«《“「·•،,，–—]| [-/] )"
)
"""The rest of a title after its word: nothing, a number, or a sign and more."""

_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_LONGEST_WORD = 40  # the most characters of a word for a kind
_WORDS_AT_MOST, _CHARACTERS_AT_MOST = 4, 12


def kind_in_title(title: str, *, has_people: bool) -> Kind | None:
    """The kind that a title states at its start, or ``None``; never a break or a meal with people."""
    folded = fold(title.replace("’", "'"))
    words = _words("start")
    for end in range(min(len(folded), _LONGEST_WORD), 0, -1):
        kind = words.get(folded[:end])
        if kind is None or (has_people and kind in _WITHOUT_PEOPLE):
            continue
        if _may_follow(folded[:end], folded[end:], kind, has_people=has_people):
            return kind
    return None if has_people else _kind_at_end(folded)


def _may_follow(word: str, rest: str, kind: Kind, *, has_people: bool) -> bool:
    if _ALONE.match(rest) or (_IDEOGRAPH.search(word) and rest.startswith(" ")):
        return True
    return bool(
        (kind in _WITH_TOPIC and _links("topic").match(rest))
        or (kind in _WITH_SPEAKER and _links("speaker").match(rest))
        or (not has_people and kind not in _WITH_TOPIC and _links("pause").match(rest))
    )


def _kind_at_end(folded: str) -> Kind | None:
    """The kind of a session without people by the last words of its short title."""
    if _IDEOGRAPH.search(folded):
        is_short = len(folded) <= _CHARACTERS_AT_MOST
    else:
        is_short = len(folded.split()) <= _WORDS_AT_MOST and not _links("topic").match(f" {folded}")
    if not is_short:
        return None
    return next((kind for end, kind in _ends().items() if folded.endswith(end)), None)


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads((files(__package__) / "title_kinds.toml").read_text("utf-8"))


@cache
def _words(table: str) -> dict[str, Kind]:
    """The kinds by their folded words; of a word that is listed twice the first kind counts."""
    kinds: dict[str, Kind] = {}
    for kind, entries in _table()[table].items():
        for word in entries:
            kinds.setdefault(fold(word), Kind(kind))
    return kinds


@cache
def _ends() -> dict[str, Kind]:
    """The kinds by the ends of titles: a blank and a word, or a Chinese word alone."""
    return {word if _IDEOGRAPH.search(word) else f" {word}": kind for word, kind in _words("end").items()}


@cache
def _links(name: str) -> re.Pattern[str]:
    """The pattern of words that may follow; no space is after Chinese ones and the Arabic “and”."""
    listed = [fold(word) for word in _table()["after"][name]]
    joined = [re.escape(word) for word in listed if _IDEOGRAPH.search(word) or not word.isalpha()]
    apart = [re.escape(word) for word in listed if word.isalpha() and not _IDEOGRAPH.search(word)]
    ways = [rf" (?:{'|'.join(apart)}) ", *([rf" ?(?:{'|'.join(joined)})"] if joined else [])]
    return re.compile("|".join([*ways, *([" و"] if "و" in listed else [])]))

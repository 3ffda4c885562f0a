"""The words that files have for as what someone appears."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from eventkit.model import Role
from eventkit.texts import cleaned, folded
from eventkit.wording import LANGUAGES
from eventkit.wording.words import words

WORD_LIMIT = 60
"""The longest word for a role looked at, in code points: nothing longer is one."""

_WORDS = files(__package__) / "role_words.toml"

# Words that are said of one: what follows on a list of names is theirs no more. Scripts without a plural
# say nothing of it.
_OF_MANY = re.compile(r"(?:s|en|by|von|x|ы|и|ون|ዎች|ች)$|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_COUNTED = re.compile(r"[\s#.№(]*(?:\d{1,3}|[一二三四五六七八九十])[)\s.]*$")


def parse_role(word: str) -> Role | None:
    """The role that a word stands for in any of the languages known; ``None`` where it stands for none.

    Case, accents, a sign before or after it (``%chair``, ``Host:``) and a number (``Panelist 2``) are no
    matter.
    """
    if len(word) > WORD_LIMIT:
        return None
    known = _known()
    return next((known[key] for each in (word, *_either(word.strip())) if (key := _key(each)) in known), None)


def is_plural_role(word: str) -> bool:
    """Whether a word for a role may be said of several people: ``Panelists``, ``嘉宾``, but not ``Host``."""
    return _key(word) in _plurals() or bool(_OF_MANY.search(word.strip(" %:：*_.").casefold()))


def _key(word: str) -> str:
    bare = folded(cleaned(word).replace("’", "'").replace("‐", "-")).strip(" %:：*_.")
    return _COUNTED.sub("", bare) or bare


def _labels() -> Iterator[tuple[Role, str, str]]:
    for language in LANGUAGES:
        for role in Role:
            one, many = words(language)["role"][role]
            yield role, one, many


@cache
def _known() -> dict[str, Role]:
    """Every word by its key; one that several roles share is the first one's, listed words before labels."""
    found: dict[str, Role] = {}
    for role in Role:  # the codes of the model are words too
        found[_key(role.value.replace("-", " "))] = found[_key(role.value)] = role
    for code, more in tomllib.loads(_WORDS.read_text("utf-8")).items():
        for word in more:
            found.setdefault(_key(word), Role(code))
    for role, *forms in _labels():
        for form in forms:
            found.setdefault(_key(form), role)
            for without in _either(form):
                found.setdefault(_key(without), role)
    return found


def _either(form: str) -> tuple[str, ...]:
    """The forms that one stands for: Intervenant(e) is Intervenant or Intervenante."""
    told = re.fullmatch(r"(.+?)\((\w+)\)|(.+?)/(\w{1,2})", form)
    if told is None:
        return tuple(form.split("/")) if "/" in form else ()
    stem, ending = (told[1], told[2]) if told[1] else (told[3], told[4])
    return (stem, stem + ending)


@cache
def _plurals() -> frozenset[str]:
    return frozenset(_key(many) for _, one, many in _labels() if one != many)

"""What names look like, and what positions, bodies and pronouns do, as far as that is safe to tell.

Names of people are of every form: what does not look like one here may be one all the same. So these only
ever decide whether a string may be split, never what is a name.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from eventkit.texts import folded

NAME_LIMIT = 100
"""The longest string that is looked at, in code points; whatever is longer is no name one could tell."""

_WORDS = files(__package__) / "name_words.toml"
_ASIDE = re.compile(
    r"\([^()]*\)|<[^<>]*>|（[^（）]*）|\[[^\[\]]*\]|\"[^\"]*\"|“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|「[^「」]*」"
)
_IN_WORD = "'’ʼ‐-.·・"
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_HAN_PARTS = re.compile(r"[\u3400-\u9fff]+(?:[·・•][\u3400-\u9fff]+)+")
_HANGUL = re.compile(r"[\uac00-\ud7a3]+")
_DEGREE = re.compile(
    r"(?:ph\.?\ ?d|m\.?d|m\.?sc|b\.?sc|m\.?a|b\.?a|mba|dr|llm|j\.?d|d\.?phil|jr|sr|esq|i{2,3}|iv|cbe|obe|frs)"
    r"\.?",
    re.IGNORECASE | re.VERBOSE,
)
_PRONOUN = re.compile(
    r"she|hers?|he|him|his|they|them|theirs?|xe|xem|ze|zir|hir|fae|ey|any|all|it|its|sie|ihr|ihre|er|ihm|ihn|dey|"
    r"elle|elles|il|iel|lui|ella|él|el|elu|ela|ele|lei|hen|hon|han|她|他|ta|彼女|彼|none|no|pronouns|pronomen"
)
_ALONE = frozenset(
    {"she", "he", "they", "any", "any pronouns", "no pronouns", "she her", "they them", "he him"}
)


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(tomllib.loads(_WORDS.read_text("utf-8"))[name])


@cache
def _east_asian(name: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(_listed(f"{name}-east-asian"))))


def is_degree(text: str) -> bool:
    """Whether it is what follows on a name after a comma and is part of it: Ph.D., Jr., III."""
    return len(text) <= 12 and _DEGREE.fullmatch(text) is not None


def has_position_word(text: str) -> bool:
    """Whether a word in it is one of positions: Professor, 工程师."""
    return _names("positions", strip_titles(text))


def has_organisation_word(text: str) -> bool:
    """Whether a word in it is one of organisations: University, Ltd., 公司."""
    return _names("bodies", text)


def _names(kind: str, text: str) -> bool:
    if len(text) > 4 * NAME_LIMIT:
        return False
    words = re.findall(r"[^\W\d_]+", folded(text))
    return not _listed(kind).isdisjoint(words) or _east_asian(kind).search(text) is not None


def strip_titles(text: str) -> str:
    """The text without how a name is introduced at its beginning: Dr., Prof., H.E. Ms."""
    tokens = text.split()
    while len(tokens) > 1 and folded(tokens[0]).strip(".") in _listed("titles"):
        del tokens[0]
    return " ".join(tokens)


def is_pronouns(text: str) -> bool:
    """Whether it says pronouns and nothing else: she/her, DE: sie/ihr EN: she/her."""
    if len(text) > NAME_LIMIT:
        return False
    said = re.sub(r"\b[A-Za-z]{2}:", " ", text).casefold()
    words = re.split(r"[\s/,|+&]+", said.strip())
    if not all(map(_PRONOUN.fullmatch, words)):
        return False
    return (len(words) > 1 and ("/" in said or "," in said)) or " ".join(words) in _ALONE


def is_full_name(text: str) -> bool:
    """Whether it looks like the whole name of one person, and like nothing else.

    Two to six words that begin with capitals, particles (van, de, bin) aside; two words of a script without
    case; Chinese and Korean names without a blank where they begin with a common family name. Titles,
    brackets and quotes about it are no matter.
    """
    if len(text) > NAME_LIMIT:
        return False
    tokens = strip_titles(_ASIDE.sub(" ", text)).split()
    while tokens and is_degree(tokens[-1]):
        del tokens[-1]
        tokens[-1:] = [each.rstrip(",") for each in tokens[-1:]]
    if not tokens or len(tokens) > 6 or has_organisation_word(text) or _names("positions", " ".join(tokens)):
        return False
    if len(tokens) == 1:
        return _is_joined_name(tokens[0])
    return all(map(_is_part, tokens)) and sum(not _is_particle(each) for each in tokens) > 1


def is_family_comma_given(first: str, second: str) -> bool:
    """Whether two strings about a comma look like one name, the family's first: Poon, Hoifung."""
    family, given = first.split(), second.split()
    if not family or not given or len(first) + len(second) > NAME_LIMIT:
        return False
    if not all(map(_is_part, (*family, *given))) or any(map(_HAN.search, (first, second))):
        return False
    if any(has_position_word(each) or has_organisation_word(each) for each in (first, second)):
        return False
    return sum(not _is_particle(each) for each in family) == 1


def _is_joined_name(token: str) -> bool:
    if _HAN_PARTS.fullmatch(token):
        return True
    if _HAN.fullmatch(token) and 2 <= len(token) <= 4:
        families = _listed("families-han")
        return token[0] in families or (len(token) > 2 and token[:2] in families)
    return bool(_HANGUL.fullmatch(token)) and 2 <= len(token) <= 4 and token[0] in _listed("families-hangul")


def _is_part(token: str) -> bool:
    """Whether it may be a word of a name: letters, and a capital first where its script has them."""
    if any(unicodedata.category(char)[0] not in "LM" and char not in _IN_WORD for char in token):
        return False
    if _is_particle(token):
        return True
    # Of d'Alembert and al-Khwarizmi the second part has the capital.
    heads = [each[0] for each in re.split("['’ʼ‐-]", token) if each]
    return any(unicodedata.category(char) in {"Lu", "Lt", "Lo"} for char in heads)


def _is_particle(token: str) -> bool:
    return token.islower() and token.strip(".") in _listed("particles")

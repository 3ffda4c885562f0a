"""Name patterns: which strings look like a personal name, a position, an organisation or pronouns."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from eventkit.texts import fold
from eventkit.texts.name_caches import cache_names
from eventkit.texts.name_marks import split_marks

LONGEST_NAME = 100  # the longest string that is examined, in code points: longer ones are not names
_NAME_WORDS = files(__package__) / "name_words.toml"
_BRACKETS_AND_QUOTES = re.compile(
    r"\([^()]*\)|<[^<>]*>|（[^（）]*）|\[[^\[\]]*\]|\"[^\"]*\"|“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|「[^「」]*」"
)
_IN_WORD = "'’ʼ‐-.·・"
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_HAN_PARTS = re.compile(r"[\u3400-\u9fff]+(?:[·・•][\u3400-\u9fff]+)+")
_HANGUL = re.compile(r"[\uac00-\ud7a3]+")
_DEGREE = re.compile(r"(?:ph\.?\ ?d|m\.?sc|b\.?sc|ll\.?\ ?m|d\.?phil|jr|sr|esq)\.?", re.IGNORECASE)
# These are family names as well: Jiahao Ma, Samuel Mba, Md Rahman.
_DEGREE_OR_NAME = re.compile(
    r"m\.?a\.?|b\.?a\.?|m\.?d\.?|j\.?d\.?|d\.?r\.?|m\.?b\.?a\.?|[co]be|frs|ii|iii|iv",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"(?!Ma?c[A-Z])[A-Za-z&.\-]{2,14}|[A-Z]{2,8} [A-Z]{2,8}|3M")
_PRONOUN = re.compile(
    r"she|hers?|he|him|his|they|them|theirs?|xe|xem|ze|zir|hir|fae|ey|any|all|it|its|sie|ihr|ihre|er|ihm|ihn|dey|"
    r"elle|elles|il|iel|lui|ella|él|el|elu|ela|ele|lei|hen|hon|han|她|他|ta|彼女|彼|none|no|pronouns|pronomen"
)
_ALONE = frozenset(
    {"she", "he", "they", "any", "any pronouns", "no pronouns", "she her", "they them", "he him"}
)


@cache
def _word_list(name: str) -> frozenset[str]:
    words = tomllib.loads(_NAME_WORDS.read_text("utf-8"))[name]
    return frozenset((*words, *map(fold, words)))


@cache
def _east_asian(name: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(_word_list(f"{name}-east-asian"))))


def is_degree(text: str, name: str) -> bool:
    """True for a suffix that belongs to the name before it: Ph.D., Jr., III.

    MA and others are family names as well. They are degrees with dots, in capitals after a name that is not
    in capitals, after another degree, or after a name with a title: Ada Lovelace, MA; but not Jiahao Ma.
    """
    if len(text) > 12:
        return False
    if _DEGREE.fullmatch(text):
        return True
    if not _DEGREE_OR_NAME.fullmatch(text):
        return False
    before = name.replace(",", " ").split()
    return (
        "." in text.rstrip(".")
        or (text.isupper() and not name.isupper())
        or (bool(before) and _DEGREE.fullmatch(before[-1]) is not None)
        or strip_titles(name) != " ".join(name.split())
    )


def has_position_word(text: str) -> bool:
    return _has_word("positions", strip_titles(text))


def has_organisation_word(text: str) -> bool:
    """True if a word for an organisation is in the text: University, Ltd., 公司."""
    return _has_word("bodies", text)


def is_group(name: str) -> bool:
    """True for the name of several people: FOSDEM Staff, Organising Committee, 组委会."""
    ends = (word.rpartition("-")[2] for word in name.split())  # Orga-Team, but not Allan Group-Smith
    return _has_word("groups", " ".join(ends)) or means_everybody(name)


def means_everybody(name: str) -> bool:
    """True for a word for all who are there, and for nobody in particular: all, tous, 全体."""
    return name.casefold() in _word_list("everybody")


def _has_word(kind: str, text: str) -> bool:
    if len(text) > 4 * LONGEST_NAME:
        return False
    words = re.findall(r"[^\W\d_]+", fold(text))
    return not _word_list(kind).isdisjoint(words) or _east_asian(kind).search(text) is not None


def is_acronym(text: str) -> bool:
    """True for an abbreviation of an organisation by its shape: ACME, EDRi, OpenAI, AT&T, 3M."""
    if _ACRONYM.fullmatch(text) is None or not any(map(str.isupper, text)):
        return False
    return sum(map(str.isupper, text.replace("-", ""))) > (1 if "-" not in text else 3) or text == "3M"


def has_institution_abbreviation(text: str) -> bool:
    """True for an abbreviation of an institution beside a place or name: TU Hamburg, ETH Zürich, Uni Wien.

    Of two capitals, only known ones count: JJ Abrams is a person.
    """
    words = text.split()
    if len(words) < 2 or all(map(str.isupper, words)):
        return False
    known = _word_list("institutions")
    return any(
        word.isascii()
        and word.isalpha()
        and ((word.isupper() and (len(word) > 2 or word.casefold() in known)) or word == "Uni")
        for word in (words[0], words[-1])
    )


def are_initials(text: str, name: str) -> bool:
    """True for the initials of a name: TPS for Tim Philipp Schäfers."""
    return text.casefold() == "".join(word[0] for word in re.split(r"[\s-]+", name) if word).casefold()


def strip_titles(text: str) -> str:
    """Remove titles before a name: Dr., Prof., H.E. Ms."""
    tokens = text.split()
    while len(tokens) > 1 and fold(tokens[0]).strip(".") in _word_list("titles"):
        del tokens[0]
    return " ".join(tokens)


def is_title_alone(text: str) -> bool:
    """True for the title of a person without a name: Dr., Prof. Dr."""
    tokens = text.split()
    return bool(tokens) and all(fold(token).strip(".") in _word_list("titles") for token in tokens)


def is_pronouns(text: str) -> bool:
    """True for pronouns and nothing else: she/her, DE: sie/ihr EN: she/her."""
    if len(text) > LONGEST_NAME:
        return False
    plain = re.sub(r"\b[A-Za-z]{2}:", " ", text).casefold()
    words = re.split(r"[\s/,|+&]+", plain.strip())
    if not all(map(_PRONOUN.fullmatch, words)):
        return False
    return (len(words) > 1 and ("/" in plain or "," in plain)) or " ".join(words) in _ALONE


@cache_names(4096)  # each name is asked about several times
def is_full_name(text: str) -> bool:
    """True for what looks like the whole name of one person.

    Two to six words that begin with capitals, particles (van, de, bin) aside; two words of a script without
    case; Chinese and Korean names without a blank where they begin with a common family name. Titles,
    brackets and quotes around it are ignored.
    """
    if len(text) > LONGEST_NAME:
        return False
    tokens = _without_degrees(_BRACKETS_AND_QUOTES.sub(" ", split_marks(text).name).split())
    tokens = strip_titles(" ".join(tokens)).split()
    if (
        not tokens
        or len(tokens) > 6
        or has_organisation_word(text)
        or _has_word("positions", " ".join(tokens))
    ):
        return False
    if len(tokens) == 1:
        return _is_unspaced_name(tokens[0])
    return all(map(_is_name_word, tokens)) and sum(not _is_particle(token) for token in tokens) > 1


def _without_degrees(tokens: list[str]) -> list[str]:
    """The words of a name without degrees at the end, of which at least two remain: Yo-Yo MA is a name."""
    while len(tokens) > 1:
        *before, last = tokens
        name = " ".join(before)
        is_separate = name.endswith(",") or last.isupper() or "." in last
        is_likely = is_separate and len(strip_titles(name).split()) > 1 and is_degree(last, name)
        if not is_likely and not _DEGREE.fullmatch(last):
            break
        tokens = [*before[:-1], before[-1].rstrip(",")]
    return tokens


def is_family_name_first(first: str, second: str) -> bool:
    """True for two strings that look like family name and given name: Poon, Hoifung."""
    family, given_names = first.split(), second.split()
    if not family or not given_names or len(first) + len(second) > LONGEST_NAME:
        return False
    if not all(map(_is_name_word, (*family, *given_names))) or any(map(_HAN.search, (first, second))):
        return False
    if any(has_position_word(part) or has_organisation_word(part) for part in (first, second)):
        return False
    return sum(not _is_particle(part) for part in family) == 1


def _is_unspaced_name(token: str) -> bool:
    if _HAN_PARTS.fullmatch(token):
        return True
    if _HAN.fullmatch(token) and 2 <= len(token) <= 4:
        families = _word_list("families-han")
        return token[0] in families or (len(token) > 2 and token[:2] in families)
    return (
        bool(_HANGUL.fullmatch(token)) and 2 <= len(token) <= 4 and token[0] in _word_list("families-hangul")
    )


def _is_name_word(token: str) -> bool:
    """True for a possible word of a name: letters, with a capital first if the script has capitals."""
    if any(unicodedata.category(char)[0] not in "LM" and char not in _IN_WORD for char in token):
        return False
    if _is_particle(token):
        return True
    # Of d'Alembert and al-Khwarizmi the second part has the capital.
    heads = [piece[0] for piece in re.split("['’ʼ‐-]", token) if piece]
    return any(unicodedata.category(char) in {"Lu", "Lt", "Lo"} for char in heads)


def _is_particle(token: str) -> bool:
    return token.islower() and token.strip(".") in _word_list("particles")


SPACED_DASH = re.compile(r"(?<=\s)[-–—]{1,3}(?=\s)|——")
"""A dash between words, as what belongs to a name is set off by: with blanks about it, or of two ems."""

_PAIRS = {")": "(", "]": "[", "）": "（", "】": "【", "］": "［"}
_BRACKETS = re.compile(r"[()\[\]（）【】［］]")


class TextSpan(NamedTuple):
    """A span of a text, without surrounding spaces."""

    start: int
    end: int  # the first place after it
    before: str = ""  # the separator between it and the previous span; empty for the first one

    def of(self, text: str) -> str:
        return text[self.start : self.end]


def strip_span(text: str, start: int, end: int, before: str = "") -> TextSpan:
    """A span without surrounding spaces."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return TextSpan(start, end, before)


def find_brackets(text: str) -> list[tuple[int, int]]:
    """The outermost pairs of brackets, as start and end; unpaired brackets are ignored."""
    if text.isascii() and "(" not in text and "[" not in text:
        return []
    opened: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for match in _BRACKETS.finditer(text):
        opening = _PAIRS.get(match[0])
        if opening is None:
            opened.append((match[0], match.start()))
        elif opened and opened[-1][0] == opening:
            pairs.append((opened.pop()[1], match.end()))
    outer: list[tuple[int, int]] = []
    for pair in sorted(pairs):
        if not outer or pair[0] >= outer[-1][1]:
            outer.append(pair)
    return outer


def split_outside_brackets(text: str, separator: re.Pattern[str]) -> list[TextSpan]:
    """Split a text at separators outside brackets; empty spans are left out.

    Several separators in a row are all reported with the span after them. A match in the group ``entity`` is
    not a separator. The time grows linearly with the length of the text,
    provided that the pattern matches at once or not at all.
    """
    if separator.search(text) is None:
        whole = strip_span(text, 0, len(text))
        return [whole] if whole.start < whole.end else []
    pieces: list[TextSpan] = []
    spans = iter(find_brackets(text))
    span = next(spans, None)
    start, before = 0, ""
    for match in separator.finditer(text):
        while span is not None and span[1] <= match.start():
            span = next(spans, None)
        if match.lastgroup == "entity" or (span is not None and span[0] < match.start()):
            continue
        piece = strip_span(text, start, match.start(), before)
        if piece.start < piece.end:
            pieces.append(piece)
            before = ""
        before += match[0]
        start = match.end()
    last = strip_span(text, start, len(text), before)
    return [*pieces, last] if last.start < last.end else pieces

"""Language tags (BCP 47): their form by RFC 5646, and their matching."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile
from operator import eq
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from eventkit.values import ValueType

UNDETERMINED = "und"
"""The tag of a text whose language nobody has told (BCP 47)."""


_TAG = re.compile(
    # Of longer languages the registry has none (RFC 5646 2.2.1), so that one is a slip of the pen.
    r"[a-z]{2,3}(?:-[a-z]{3}){0,3}"  # language
    r"(?:-[a-z]{4})?"  # script
    r"(?:-(?:[a-z]{2}|[0-9]{3}))?"  # region
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"  # variants
    r"(?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*"  # extensions
    r"(?:-x(?:-[a-z0-9]{1,8})+)?",  # private use
    re.ASCII | re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def canonicalise_tag(tag: str) -> str:
    """The BCP 47 tag in its usual case: ``ZH-hans-cn`` becomes ``zh-Hans-CN`` (RFC 5646 2.1.1).

    Raises:
        ValueError: It is not a well-formed tag.
    """
    if not _TAG.fullmatch(tag):
        message = f"'{tag}' is no language tag: use one such as en, zh, zh-Hant or pt-BR"
        raise ValueError(message)
    first, *rest = tag.lower().split("-")
    for at, part in enumerate(rest):
        if len(part) == 1:
            break
        if len(part) == 4 and part.isalpha():
            rest[at] = part.title()
        elif len(part) == 2:
            rest[at] = part.upper()
    return "-".join([first, *rest])


Language = Annotated[
    str,
    AfterValidator(canonicalise_tag),
    WithJsonSchema(
        {"type": "string", "description": "A language tag (BCP 47).", "examples": ["en", "zh-Hans", "pt-BR"]}
    ),
    ValueType.LANGUAGE,
]
"""A language tag, checked and brought to its usual case."""


def match_language(language: str, present: Iterable[str]) -> str | None:
    """Which of the tags present serves a reader of the language best, if one of that language is there.

    Of several the nearest: one in the same script before one in another, then the one that has most
    subtags in common from the left, then the shortest, then the first. So a reader of ``en-GB`` is given
    ``en`` before ``en-US``, and one of ``zh-TW`` is given ``zh-Hant`` before ``zh``.
    """
    return _match(canonicalise_tag(language), tuple(present))


@lru_cache(maxsize=65536)
def _match(language: str, present: tuple[str, ...]) -> str | None:
    wanted = language.split("-")
    kin = [tag for tag in present if tag.split("-")[0] == wanted[0]]
    return max(kin, key=lambda tag: _nearness(wanted, tag.split("-")), default=None)


def _nearness(wanted: list[str], there: list[str]) -> tuple[bool, int, int]:
    shared = len(list(takewhile(bool, map(eq, wanted, there))))
    return (_script(wanted) == _script(there), shared, -len(there))


def _script(subtags: list[str]) -> str | None:
    for subtag in subtags[1:]:
        if len(subtag) == 4 and subtag.istitle():
            return subtag
    # Chinese alone is told by region, and where none is named is in simplified characters (CLDR likely
    # subtags): everywhere else one script is so common that tags leave it out.
    if subtags[0] != "zh":
        return None
    return "Hant" if {"TW", "HK", "MO"} & set(subtags) else "Hans"

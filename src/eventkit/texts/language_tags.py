"""Language tags (BCP 47): syntax by RFC 5646, canonical case and matching."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile
from operator import eq
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from eventkit.messages import Message
from eventkit.values import ValueType

UNDETERMINED = "und"  # the tag of a text in an unknown language (BCP 47)

_TAG = re.compile(
    # The registry has no longer primary languages (RFC 5646 2.2.1), so that a longer one is a typing error.
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
    """The BCP 47 tag in canonical case: ``ZH-hans-cn`` becomes ``zh-Hans-CN`` (RFC 5646 2.1.1).

    Raises:
        ValueError: The tag is not well-formed.
    """
    if not _TAG.fullmatch(tag):
        raise ValueError(
            Message("'{tag}' is no language tag: use one such as en, zh, zh-Hant or pt-BR", tag=tag)
        )
    first, *rest = tag.lower().split("-")
    for at, subtag in enumerate(rest):
        if len(subtag) == 1:
            break
        if len(subtag) == 4 and subtag.isalpha():
            rest[at] = subtag.title()
        elif len(subtag) == 2:
            rest[at] = subtag.upper()
    return "-".join([first, *rest])


Language = Annotated[
    str,
    AfterValidator(canonicalise_tag),
    WithJsonSchema(
        {"type": "string", "description": "A language tag (BCP 47).", "examples": ["en", "zh-Hans", "pt-BR"]}
    ),
    ValueType.LANGUAGE,
]
"""A language tag, checked and in canonical case."""


def match_language(language: str, present: Iterable[str]) -> str | None:
    """The tag that suits a reader of a language best; ``None`` without one in that language.

    Preferred are, in this order: the same script, most subtags in common from the left, the shortest tag,
    the first one. A reader of ``en-GB`` gets ``en`` rather than ``en-US``, and one of ``zh-TW`` gets
    ``zh-Hant`` rather than ``zh``.
    """
    return _match(canonicalise_tag(language), tuple(present))


@lru_cache(maxsize=65536)
def _match(language: str, present: tuple[str, ...]) -> str | None:
    subtags = language.split("-")
    candidates = [tag for tag in present if tag.split("-")[0] == subtags[0]]
    return max(candidates, key=lambda tag: _nearness(subtags, tag.split("-")), default=None)


def _nearness(subtags: list[str], candidate: list[str]) -> tuple[bool, int, int]:
    shared = len(list(takewhile(bool, map(eq, subtags, candidate))))
    return (_script(subtags) == _script(candidate), shared, -len(candidate))


def _script(subtags: list[str]) -> str | None:
    for subtag in subtags[1:]:
        if len(subtag) == 4 and subtag.istitle():
            return subtag
    # The script of Chinese follows from the region, and is simplified without one (CLDR likely subtags); in
    # other languages one script is so common that tags omit it.
    if subtags[0] != "zh":
        return None
    return "Hant" if {"TW", "HK", "MO"} & set(subtags) else "Hans"

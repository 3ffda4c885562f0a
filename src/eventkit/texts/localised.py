"""`Text`: one text in one or more languages; and the tags of languages (BCP 47, RFC 5646)."""

from __future__ import annotations

import re
from collections.abc import ItemsView, Iterable, Iterator, Mapping, ValuesView
from functools import lru_cache
from itertools import starmap, takewhile
from operator import eq
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from eventkit.errors import Fault, InvalidValue
from eventkit.messages import Message, as_message
from eventkit.texts.normalisation import require_clean
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
            Message("'{tag}' is not a language tag: use one such as en, zh, zh-Hant or pt-BR", tag=tag)
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


TEXT_LIMIT = 20_000  # the limit of a text, in code points: an abstract of about ten printed pages


class Text(Mapping[str, str]):
    """One text in one or more languages: a frozen mapping of language tag to string, in a fixed order.

    >>> title = Text({"en": "Opening", "zh": "开幕式"})
    >>> title.best("zh-Hans")
    ('zh', '开幕式')
    >>> title.best("fr", "en")
    ('en', 'Opening')

    A bare string is in the first language of the conference, which a schedule sets for all of its texts;
    until then its language is undetermined. Where a document is read, pydantic's context names it:
    ``context={"language": "en"}``.

    Attributes:
        is_bare: True for a bare string whose language is not set yet.

    Raises:
        InvalidValue: There is no language, a tag is malformed, or `require_clean` refuses a string.
    """

    __slots__ = ("_by_language", "is_bare")

    def __init__(self, text: str | Mapping[str, str], language: str | None = None) -> None:
        try:
            self._read(text, language)
        except ValueError as error:
            faults = _faults(text) if isinstance(text, Mapping) else ()
            by_language = [Fault(_sentence(tag, reason), str(tag)) for tag, _, reason in faults]
            raise InvalidValue(
                tuple(by_language) or (Fault(Message("Text: {reason}.", reason=as_message(error))),)
            ) from None

    @classmethod
    def _of(cls, text: object, language: str | None = None) -> Self:
        new = cls.__new__(cls)
        new._read(text, language)  # noqa: SLF001 - its own
        return new

    def _read(self, text: object, language: object) -> None:
        if not isinstance(text, str | Mapping):
            raise ValueError(Message("must be a text, or texts by language such as {en: ..., zh: ...}"))  # noqa: TRY004 - pydantic reports ValueError, and lets TypeError through
        if language is not None and not isinstance(language, str):
            raise ValueError(
                Message("has the language {language}, which must be text", language=f"{language!r}")
            )
        entries = {language or UNDETERMINED: text} if isinstance(text, str) else text
        self.is_bare = language is None and isinstance(text, str)
        if not entries:
            raise ValueError(Message("is empty: leave it out instead"))
        self._by_language = dict(_entry(tag, value) for tag, value in entries.items())
        if len(self._by_language) < len(entries):
            raise ValueError(Message("names a language twice"))

    def __getitem__(self, language: str) -> str:
        return self._by_language[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_language)

    def __len__(self) -> int:
        return len(self._by_language)

    # Those of `Mapping` take a call for each language.
    def __contains__(self, language: object) -> bool:
        return language in self._by_language

    def items(self) -> ItemsView[str, str]:
        """The languages with their strings."""
        return self._by_language.items()

    def values(self) -> ValuesView[str]:
        """The strings."""
        return self._by_language.values()

    def __hash__(self) -> int:
        return hash(tuple(self._by_language.items()))

    def __eq__(self, other: object) -> bool:
        """Equal with the same languages in the same order, which determines the fallback."""
        if not isinstance(other, Text):
            return NotImplemented
        return self._by_language == other._by_language and list(self) == list(other)

    def __repr__(self) -> str:
        return f"Text({self._by_language!r})"

    def __str__(self) -> str:
        return self.best()[1]

    def best(self, *languages: str) -> tuple[str, str]:
        """The entry that serves a reader of these languages best: its language and its string.

        For each language in turn the nearest entry of that language (see `match_language`), otherwise the
        first entry. Never empty.
        """
        for language in languages:
            if language in self._by_language:
                return language, self._by_language[language]
            if tag := match_language(language, self._by_language):
                return tag, self._by_language[tag]
        return next(iter(self._by_language.items()))

    def versions(self, languages: Iterable[str], *fallback: str) -> tuple[tuple[str, str], ...]:
        """The entries to print for readers of several languages: one for each language that has one.

        No entry is repeated; without any entry in these languages, the `best` for ``fallback``.
        """
        tags = dict.fromkeys(tag for language in languages if (tag := self.match(language)))
        return tuple((tag, self._by_language[tag]) for tag in tags) or (self.best(*fallback),)

    def match(self, language: str) -> str | None:
        """The language of the nearest entry for a reader of a language; ``None`` without one of it."""
        # Mostly there is an entry of just that tag, which is the nearest.
        return language if language in self._by_language else match_language(language, self._by_language)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(dict),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {
            "title": "Text",
            "description": "A text: a plain string in the conference's first language, or one string "
            "for each language.",
            "anyOf": [
                {"type": "string", "minLength": 1},
                {
                    "type": "object",
                    "minProperties": 1,
                    "propertyNames": {"pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"},
                    "additionalProperties": {"type": "string", "minLength": 1},
                },
            ],
        }

    @classmethod
    def _validate(cls, value: Any, info: core_schema.ValidationInfo[Any]) -> Text:
        if isinstance(value, Text):
            return value
        if isinstance(value, str):
            return cls._of(value, (info.context or {}).get("language"))
        try:
            return cls._of(value)
        except ValueError:
            if isinstance(value, Mapping) and (faults := list(starmap(_detail, _faults(value)))):
                raise ValidationError.from_exception_data(cls.__name__, faults) from None
            raise


def _entry(tag: object, value: object) -> tuple[str, str]:
    if not isinstance(tag, str):
        quoted = str(tag).lower()[:40]
        raise ValueError(  # noqa: TRY004 - as above
            Message("The language tag must be text. Write '{tag}' in quotes.", tag=quoted)
        )
    if not isinstance(value, str):
        raise ValueError(Message("must be text"))  # noqa: TRY004 - as above
    if len(value) > TEXT_LIMIT:
        raise ValueError(
            Message("is {count} characters long: {limit} is the limit", count=len(value), limit=TEXT_LIMIT)
        )
    return canonicalise_tag(tag), require_clean(value, directed=True)


def _faults(entries: Mapping[Any, Any]) -> Iterator[tuple[Any, Any, str]]:
    """The invalid entries: the language, the string, and what is wrong."""
    for tag, value in entries.items():
        try:
            _entry(tag, value)
        except ValueError as error:
            yield tag, value, as_message(error)


def _sentence(tag: Any, reason: str) -> Message:
    """The sentence for an invalid entry: a reason in lower case is a predicate of the language."""
    message = (
        Message("Text: {language} {predicate}", language=str(tag), predicate=reason)
        if reason[:1].islower()
        else Message("Text: {message}", message=reason)
    )
    return message if message.endswith(".") else Message("{clause}.", clause=message)


def _detail(tag: Any, value: Any, reason: str) -> InitErrorDetails:
    kind = PydanticCustomError("value_error", "{reason}", {"reason": reason})
    return InitErrorDetails(type=kind, loc=(str(tag),), input=value)

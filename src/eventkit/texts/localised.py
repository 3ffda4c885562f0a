"""`Text`: one text in one or more languages."""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, Mapping, ValuesView
from itertools import starmap
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from eventkit.errors import Fault, InvalidValue
from eventkit.messages import Message, as_message
from eventkit.texts.language_tags import UNDETERMINED, canonicalise_tag, match_language
from eventkit.texts.normalisation import require_clean

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

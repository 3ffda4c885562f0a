"""A text in one or more languages, and what text may hold.

Languages are named by BCP 47 tags (RFC 5646) in their usual case: ``en``, ``zh-Hans``, ``pt-BR``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic.functional_validators import AfterValidator
from pydantic_core import CoreSchema, core_schema

UNDETERMINED = "und"
"""The tag of a text whose language nobody has told (BCP 47)."""

TEXT_LIMIT = 20_000
"""The longest text taken, in code points: an abstract of some ten printed pages."""

_TAG = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})"  # language
    r"(?:-[a-z]{4})?"  # script
    r"(?:-(?:[a-z]{2}|[0-9]{3}))?"  # region
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"  # variants
    r"(?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*"  # extensions
    r"(?:-x(?:-[a-z0-9]{1,8})+)?",  # private use
    re.IGNORECASE,
)
# Categories Cc and Cs, save the three that layout uses.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Characters that show nothing and can make a name read as another: bidi controls, zero-width space and
# joiner of words, byte order mark, soft hyphen. ZWJ and ZWNJ stay: Persian, Indic scripts and emoji
# are spelt with them.
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("\r\n?|[\u0085\u2028\u2029]")
MARKS_LIMIT = 5
"""The most combining marks taken on one base: fully pointed Hebrew and Vietnamese stay below it."""


@lru_cache(maxsize=1024)
def language_tag(tag: str) -> str:
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
    AfterValidator(language_tag),
    WithJsonSchema(
        {"type": "string", "description": "A language tag (BCP 47).", "examples": ["en", "zh-Hans", "pt-BR"]}
    ),
]
"""A language tag, checked and brought to its usual case."""


def unclean(text: str) -> str | None:
    """Why the text cannot be kept as it is, or ``None``.

    Control characters and lone surrogates break databases, calendars and PDF files; characters that
    show nothing can turn a name into another (Unicode UTR 36).
    """
    if found := _CONTROL.search(text):
        return f"holds the control character U+{ord(found[0]):04X}"
    if found := _INVISIBLE.search(text):
        return f"holds the invisible character U+{ord(found[0]):04X}"
    if _BREAKS.search(text):
        return "holds an unusual line break"
    if _heaped(text):
        return f"heaps more than {MARKS_LIMIT} marks on one letter"
    return None


def cleaned(text: str) -> str:
    """The text in NFC, with plain line breaks and without what `unclean` objects to."""
    text = _BREAKS.sub("\n", text)
    text = _INVISIBLE.sub("", _CONTROL.sub("", text))
    if _heaped(text):
        text = "".join(_unheaped(text))
    return unicodedata.normalize("NFC", text)


def _heaped(text: str) -> bool:
    return not text.isascii() and len(list(_unheaped(text))) < len(unicodedata.normalize("NFD", text))


def _unheaped(text: str) -> Iterator[str]:
    run = 0
    for char in unicodedata.normalize("NFD", text):
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= MARKS_LIMIT:
            yield char


def plain(text: str) -> str:
    """The text checked and in NFC, as every string of the model is kept.

    Raises:
        ValueError: See `unclean`; or nothing but blanks; or blanks at an end.
    """
    if why := unclean(text):
        raise ValueError(why)
    if not text.strip():
        message = "is empty: leave it out instead"
        raise ValueError(message)
    if text != text.strip():
        message = "begins or ends with a blank"
        raise ValueError(message)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


class Text(Mapping[str, str]):
    """One text in one or more languages: a frozen mapping of language tag to string, in a fixed order.

    >>> title = Text({"en": "Opening", "zh": "开幕式"})
    >>> title.best("zh-Hans")
    ('zh', '开幕式')
    >>> title.best("fr", "en")
    ('en', 'Opening')

    A bare string is a text in an undetermined language. Where a document is read, pydantic's context
    may name the language that bare strings are in: ``context={"language": "en"}``.

    Raises:
        ValueError: No language at all, no language tag, or a string that `plain` refuses.
    """

    __slots__ = ("_by_language", "_hash")

    def __init__(self, text: str | Mapping[str, str], language: str = UNDETERMINED) -> None:
        entries = {language: text} if isinstance(text, str) else text
        if not entries:
            message = "is empty: leave it out instead"
            raise ValueError(message)
        self._by_language = {language_tag(tag): _entry(tag, value) for tag, value in entries.items()}
        if len(self._by_language) < len(entries):
            message = "names a language twice"
            raise ValueError(message)
        self._hash = hash(frozenset(self._by_language.items()))

    def __getitem__(self, language: str) -> str:
        return self._by_language[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_language)

    def __len__(self) -> int:
        return len(self._by_language)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        """Equal in the same languages in the same order: the order is what fallback goes by."""
        if not isinstance(other, Text):
            return NotImplemented
        return list(self._by_language.items()) == list(other._by_language.items())

    def __repr__(self) -> str:
        return f"Text({self._by_language!r})"

    def __str__(self) -> str:
        return self.best()[1]

    def best(self, *languages: str) -> tuple[str, str]:
        """The entry that serves a reader of these languages best: its language and its string.

        For each language in turn: that very tag, the tag shortened (RFC 4647 3.4, lookup), then any
        longer tag that begins with it; at last the first entry there is. Never empty.
        """
        for language in languages:
            if found := matching(language, self._by_language):
                return found, self._by_language[found]
        return next(iter(self._by_language.items()))

    def each(self, languages: Iterable[str], *fallback: str) -> tuple[tuple[str, str], ...]:
        """The entries to print for readers of several languages: one for each that is there.

        No entry comes twice; where none of the languages is there, the `best` of ``fallback``.
        """
        tags = dict.fromkeys(
            found for language in languages if (found := matching(language, self._by_language))
        )
        return tuple((tag, self._by_language[tag]) for tag in tags) or (self.best(*fallback),)

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
            return cls(value, (info.context or {}).get("language", UNDETERMINED))
        if isinstance(value, Mapping):
            return cls(value)
        message = "must be a text, or texts by language such as {en: ..., zh: ...}"
        raise ValueError(message)


def _entry(tag: object, value: object) -> str:
    if not isinstance(tag, str) or not isinstance(value, str):
        message = f"must be text in every language: '{tag}' is not"
        raise ValueError(message)  # noqa: TRY004 - pydantic reports ValueError, and lets TypeError through
    if len(value) > TEXT_LIMIT:
        message = f"is {len(value)} characters long: {TEXT_LIMIT} is the limit"
        raise ValueError(message)
    return plain(value)


@lru_cache(maxsize=65536)
def _match(language: str, present: tuple[str, ...]) -> str | None:
    shorter = language
    while shorter:
        if shorter in present:
            return shorter
        shorter = shorter.rpartition("-")[0]
    base = language.partition("-")[0]
    for start in (f"{language}-", f"{base}-"):
        for tag in present:
            if tag.startswith(start):
                return tag
    return None


def matching(language: str, present: Iterable[str]) -> str | None:
    """Which of the tags present serves a reader of the language: see `Text.best`."""
    return _match(language_tag(language), tuple(present))

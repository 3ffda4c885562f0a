"""Provenance: source, source id and extra data."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from operator import not_
from types import MappingProxyType
from typing import Annotated, Any, Self

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from eventkit.messages import Message
from eventkit.model.field_types import String
from eventkit.texts import TEXT_LIMIT, clean, find_forbidden, to_nfc
from eventkit.values import Value

EXTRA_LIMIT = 100_000
"""The limit of an `Extra`, in code points of its JSON."""

EXTRA_DEPTH = 12
"""The limit of nested lists and mappings in an `Extra`, itself included."""

EXTRA_NAME_LIMIT = 200
"""The limit of a name in an `Extra`, in code points: a YAML key is on one line (YAML 1.2.2, 7.4.2)."""

DIGITS_LIMIT = 18
"""The limit of integers, in digits: JSON parsers are not exact beyond it."""

_INTEGER_END = 10**DIGITS_LIMIT

Json = Any
"""A JSON value: text, number, boolean or ``None``; tuples for its arrays, and `Extra` for its objects."""


# Sorted keys, so that equal values have equal texts.
_as_text = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode


class Extra(Mapping[str, Json]):
    """Extra data without a field in the model: a frozen mapping of names to JSON values.

    >>> extra = Extra({"track_id": 7, "flags": ["late", None]})
    >>> extra["flags"], list(extra)
    (('late', None), ['flags', 'track_id'])

    Extra data is stored and exported, and never printed or published in a calendar. Private data does not
    belong here. Names are sorted by code points, texts are in NFC, and a number without a fraction is an
    integer, so that equal values are serialised equally; ``1`` is not equal to ``True``.

    Raises:
        ValueError: JSON has no such value, `texts.find_forbidden` objects to a text, an integer has more
            than `DIGITS_LIMIT` digits, or all of it is longer than `EXTRA_LIMIT`.
    """

    __slots__ = ("_text", "_values")

    def __init__(self, values: Mapping[str, Any] = MappingProxyType({})) -> None:
        self._set(_plain(values, 1))
        if len(self._text) > EXTRA_LIMIT:
            raise ValueError(
                Message(
                    "contains {count} characters: {limit} is the limit",
                    count=len(self._text),
                    limit=EXTRA_LIMIT,
                )
            )

    def _set(self, plain: dict[str, Any]) -> Self:
        self._text = _as_text(plain)
        self._values: Mapping[str, Json] = {name: _frozen(plain[name]) for name in sorted(plain)}
        return self

    @classmethod
    def cleaned(cls, values: Mapping[str, Any]) -> Self:
        """Extra data from the values of another system.

        Texts are cleaned; values that JSON does not have, and integers that are too long, become texts.

        Raises:
            ValueError: The values exceed a limit.
        """
        return cls(_clean(values))

    def __getitem__(self, name: str) -> Json:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(self._text)

    def __eq__(self, other: object) -> bool:
        return self._text == other._text if isinstance(other, Extra) else NotImplemented

    def __repr__(self) -> str:
        return f"Extra({self.plain()!r})"

    @property
    def size(self) -> int:
        """The length of its JSON in code points, which `EXTRA_LIMIT` limits."""
        return len(self._text)

    def plain(self) -> dict[str, Any]:
        """The values as dictionaries and lists, created anew by each call."""
        plain: dict[str, Any] = json.loads(self._text)
        return plain

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(cls.plain),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "object"}

    @classmethod
    def _validate(cls, value: Any) -> Extra:
        if isinstance(value, Extra):
            return value
        if not isinstance(value, Mapping):
            raise ValueError(Message("must be a mapping of names to values"))  # noqa: TRY004 - pydantic reports ValueError, and lets TypeError through
        return cls(value)


def _plain(value: Any, depth: int) -> Any:
    if isinstance(value, str):  # most are
        return _text(value)
    if depth > EXTRA_DEPTH and isinstance(value, Mapping | list | tuple):
        raise ValueError(Message("is nested deeper than {extra_depth} levels", extra_depth=EXTRA_DEPTH))
    match value:
        case None | bool():
            return value
        case int() | float():
            return _number(value)
        case Mapping():
            members = {_name(name): _plain(member, depth + 1) for name, member in value.items()}
            if len(members) < len(value):
                raise ValueError(Message("has a name twice"))
            return members
        case list() | tuple():
            return [_plain(member, depth + 1) for member in value]
    raise ValueError(
        Message("contains a {name}, which JSON does not have: write it as text", name=type(value).__name__)
    )


def _name(name: Any) -> str:
    if not isinstance(name, str):
        raise ValueError(Message("has a name that is not text: {name}", name=str(name)[:40]))  # noqa: TRY004 - as above
    if len(name) > EXTRA_NAME_LIMIT:
        raise ValueError(
            Message(
                "has a name of {count} characters: {limit} is the limit",
                count=len(name),
                limit=EXTRA_NAME_LIMIT,
            )
        )
    return _text(name)


def _text(text: str) -> str:
    if text.isascii() and text.isprintable() and len(text) <= TEXT_LIMIT:
        return str(text)
    if len(text) > TEXT_LIMIT:
        raise ValueError(
            Message(
                "contains a text of {count} characters: {limit} is the limit",
                count=len(text),
                limit=TEXT_LIMIT,
            )
        )
    text = to_nfc(str(text))
    if why := find_forbidden(text):
        raise ValueError(why)
    return text


def _number(number: Any) -> Any:
    if isinstance(number, float):
        if not math.isfinite(number):
            raise ValueError(Message("contains {number}, which is not a number in JSON", number=number))
        # JSON has no difference between 7.0 and 7, and not every program preserves it.
        return int(number) if number.is_integer() and abs(number) < _INTEGER_END else number
    if abs(number) >= _INTEGER_END:
        raise ValueError(
            Message("contains a number of more than {limit} digits: write it as text", limit=DIGITS_LIMIT)
        )
    return int(number)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() and value.isprintable() else clean(value)
    match value:
        case None | bool():
            return value
        case int() | float() if math.isfinite(value) and abs(value) < _INTEGER_END:
            return value
        case Mapping():
            return {clean(str(name)): _clean(member) for name, member in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_clean(member) for member in value]
    return clean(str(value))


def _frozen(value: Any) -> Json:
    match value:
        case dict():
            return Extra.__new__(Extra)._set(value)  # noqa: SLF001 - checked with the whole
        case list():
            return tuple(map(_frozen, value))
    return value


Extras = Annotated[Extra, Field(exclude_if=not_)]
"""A field of extra data, which is not serialised if it is empty."""


class Origin(Value):
    """The origin of an imported entity; never printed, never in a calendar."""

    source: String | None = None
    """The system or file it was imported from, such as ``pretalx``; requires a ``source_id``."""

    source_id: String | None = None
    """Its id there, unique within its kind and source."""

    extra: Extras = Extra()
    """Imported data without a field; never printed. Private data does not belong here."""

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        """Move the fields of this class behind those of the subclass, which begin with the id."""
        super().__pydantic_init_subclass__(**options)
        fields = cls.__pydantic_fields__
        fields |= {name: fields.pop(name) for name in Origin.__pydantic_fields__}

    @model_validator(mode="after")
    def _require_both(self) -> Self:
        if (self.source is None) != (self.source_id is None):
            raise ValueError(Message("source and source_id belong together: fill in both or neither"))
        return self

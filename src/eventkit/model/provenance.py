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

from eventkit.model.field_types import String
from eventkit.texts import TEXT_LIMIT, clean, find_forbidden, to_nfc
from eventkit.values import Value

EXTRA_LIMIT = 100_000
"""How much an `Extra` may hold, in code points of its JSON."""


EXTRA_DEPTH = 12
"""How deep lists and mappings may be nested in an `Extra`, itself counted."""


EXTRA_NAME_LIMIT = 200
"""The longest name in an `Extra`, in code points: YAML wants it on one line (YAML 1.2.2, 7.4.2)."""


DIGITS_LIMIT = 18
"""The longest whole number taken, in digits: what reads JSON elsewhere is exact up to there at best."""


_NUMBERS_END = 10**DIGITS_LIMIT


Json = Any
"""What JSON has: texts, numbers, truths, ``None``, and here tuples and `Extra` for its lists and objects."""


# Keys in the order of their code points: equal values are equal texts.
_as_text = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode


class Extra(Mapping[str, Json]):
    """What came with a thing and has no place in the model: a frozen mapping of names to JSON values.

    >>> extra = Extra({"track_id": 7, "flags": ["late", None]})
    >>> extra["flags"], list(extra)
    (('late', None), ['flags', 'track_id'])

    It is kept and handed on, and never printed or published in a calendar. What is private has no place in
    it. Names stand in the order of their code points, and texts are in NFC; a number without a fraction is
    a whole one. So equal ones are written alike, and ``1`` is no truth: it is not equal to ``True``.

    Raises:
        ValueError: A value is none that JSON has, a text has what `texts.find_forbidden` reports, a
            whole number has more than `DIGITS_LIMIT` digits, or there is more than `EXTRA_LIMIT`.
    """

    __slots__ = ("_text", "_values")

    def __init__(self, values: Mapping[str, Any] = MappingProxyType({})) -> None:
        self._hold(_plain(values, 1))
        if len(self._text) > EXTRA_LIMIT:
            message = f"holds {len(self._text):,} characters: {EXTRA_LIMIT:,} is the limit"
            raise ValueError(message)

    def _hold(self, plain: dict[str, Any]) -> Self:
        """Hold what is checked and in its one form."""
        self._text = _as_text(plain)
        self._values: Mapping[str, Json] = {name: _frozen(plain[name]) for name in sorted(plain)}
        return self

    @classmethod
    def cleaned(cls, values: Mapping[str, Any]) -> Self:
        """What can be kept of values as another system gives them.

        Texts are rid of what cannot be kept; what JSON does not have, and numbers that are too long, become
        texts.

        Raises:
            ValueError: There is too much of it.
        """
        return cls(_sanitised(values))

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

    def plain(self) -> dict[str, Any]:
        """The values as JSON is read: dictionaries and lists, made anew each time."""
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
            message = "must be a mapping of names to values"
            raise ValueError(message)  # noqa: TRY004 - pydantic reports ValueError, and lets TypeError through
        return cls(value)


def _plain(value: Any, depth: int) -> Any:
    """A value of JSON, checked and in its one form."""
    if isinstance(value, str):  # most are
        return _text(value)
    if depth > EXTRA_DEPTH and isinstance(value, Mapping | list | tuple):
        message = f"is nested deeper than {EXTRA_DEPTH} levels"
        raise ValueError(message)
    match value:
        case None | bool():
            return value
        case int() | float():
            return _number(value)
        case Mapping():
            found = {_name(name): _plain(each, depth + 1) for name, each in value.items()}
            if len(found) < len(value):
                message = "has a name twice"
                raise ValueError(message)
            return found
        case list() | tuple():
            return [_plain(each, depth + 1) for each in value]
    message = f"holds a {type(value).__name__}, which JSON does not have: give it as a text"
    raise ValueError(message)


def _name(name: Any) -> str:
    if not isinstance(name, str):
        message = f"has a name that is no text: {name!r:.40}"
        raise ValueError(message)  # noqa: TRY004 - as above
    if len(name) > EXTRA_NAME_LIMIT:
        message = f"has a name of {len(name)} characters: {EXTRA_NAME_LIMIT} is the limit"
        raise ValueError(message)
    return _text(name)


def _text(text: str) -> str:
    if text.isascii() and text.isprintable() and len(text) <= TEXT_LIMIT:
        return str(text)
    if len(text) > TEXT_LIMIT:
        message = f"holds a text of {len(text):,} characters: {TEXT_LIMIT:,} is the limit"
        raise ValueError(message)
    text = to_nfc(str(text))
    if why := find_forbidden(text):
        raise ValueError(why)
    return text


def _number(number: Any) -> Any:
    if isinstance(number, float):
        if not math.isfinite(number):
            message = f"holds {number}, which is no number that JSON has"
            raise ValueError(message)
        # JSON does not tell 7.0 from 7, and not every program gives back what it was given.
        return int(number) if number.is_integer() and abs(number) < _NUMBERS_END else number
    if abs(number) >= _NUMBERS_END:
        message = f"holds a number of more than {DIGITS_LIMIT} digits: give it as a text"
        raise ValueError(message)
    return int(number)


def _sanitised(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() and value.isprintable() else clean(value)
    match value:
        case None | bool():
            return value
        case int() | float() if math.isfinite(value) and abs(value) < _NUMBERS_END:
            return value
        case Mapping():
            return {clean(str(name)): _sanitised(each) for name, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_sanitised(each) for each in value]
    return clean(str(value))


def _frozen(value: Any) -> Json:
    match value:
        case dict():
            return Extra.__new__(Extra)._hold(value)  # noqa: SLF001 - a part of what is checked
        case list():
            return tuple(map(_frozen, value))
    return value


Extras = Annotated[Extra, Field(exclude_if=not_)]
"""An `Extra` in a field: an empty one is left out where the value is written."""


class Origin(Value):
    """What every thing may tell of where it came from; never printed, never in a calendar."""

    source: String | None = None
    """The system or file it was taken from, such as ``pretalx``; goes with ``source_id``."""

    source_id: String | None = None
    """Its id there; no other thing of its kind has the same from that source."""

    extra: Extras = Extra()
    """What came with it that has no place elsewhere; never printed, and no place for what is private."""

    @classmethod
    def __pydantic_init_subclass__(cls, **given: Any) -> None:
        """Put the fields declared here behind those of the thing itself: it is read from its id on."""
        super().__pydantic_init_subclass__(**given)
        fields = cls.__pydantic_fields__
        fields |= {name: fields.pop(name) for name in Origin.__pydantic_fields__}

    @model_validator(mode="after")
    def _named_and_known_there(self) -> Self:
        if (self.source is None) != (self.source_id is None):
            message = "source and source_id belong together: give both or neither"
            raise ValueError(message)
        return self

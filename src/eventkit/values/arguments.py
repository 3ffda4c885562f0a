"""Arguments of public functions: checked against their annotations, and what people write converted.

A program without types may call a function with anything. A function that is `checked` accepts what can only
mean one thing: a lone string for a list of strings, ``"2027-05-04"`` for a date, ``"keynote"`` for a member
of an enumeration. Anything else is refused with a sentence before the function begins.

Pydantic's ``validate_call`` is not used: it takes 0 for a date and ``True`` for a number, makes schedules of
mappings, copies each list, and builds its validators when a module is imported, 40 ms for a schedule.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from enum import Enum
from functools import cache, wraps
from inspect import isfunction, signature
from itertools import islice
from math import isfinite
from os import PathLike, fspath
from pathlib import Path
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NamedTuple,
    NewType,
    ParamSpec,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import AfterValidator

from eventkit.errors import Fault, InvalidValue
from eventkit.messages import Message, as_message
from eventkit.suggestions import suggest
from eventkit.values import Value
from eventkit.values.field_errors import add_value, finish, quote, refuse_choice

P = ParamSpec("P")
R = TypeVar("R")
C = TypeVar("C", bound=type[Any])
_Converter = Callable[[Any], Any]  # gives the value of an argument, or raises `_MismatchError`
_LISTS = (tuple, list, Sequence, Collection, Iterable)


class _MismatchError(Exception):
    """A value that an argument cannot have, with a predicate of the argument."""

    def __init__(self, predicate: str, value: object) -> None:
        super().__init__(predicate)
        self.predicate = predicate
        self.value = value


def _not_negative(number: int) -> int:
    if number < 0:
        raise ValueError(Message("must be at least 0"))
    return number


def _positive(number: int) -> int:
    if number < 1:
        raise ValueError(Message("must be at least 1"))
    return number


Count = Annotated[int, AfterValidator(_not_negative)]  # a number of things: 0 or more
Positive = Annotated[int, AfterValidator(_positive)]  # a number of things: 1 or more


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """A function whose arguments are checked by its annotations before it is called.

    The wrong number of arguments, or an unknown one, is Python's ``TypeError`` as ever.

    Raises:
        InvalidValue: An argument has another type, or is none of the choices.
    """

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        positional, named = accept_arguments(function, args, kwargs)
        return function(*positional, **named)

    return call


def checked_methods(cls: C) -> C:
    """A class whose constructor and public methods are checked, see `checked`."""
    for name, member in list(vars(cls).items()):
        if not name.startswith("_") or name == "__init__":
            if isfunction(member):
                setattr(cls, name, checked(member))
            elif isinstance(member, classmethod):
                setattr(cls, name, classmethod(checked(member.__func__)))
    return cls


def accept_arguments(
    function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> tuple[list[Any], dict[str, Any]]:
    """The arguments of a call, converted where that is obvious.

    Raises:
        InvalidValue: An argument has another type, or is none of the choices.
    """
    known = _parameters(function)
    faults: list[Fault] = []

    def accept(name: str, value: Any) -> Any:
        try:
            return known.converters[name](value) if name in known.converters else value
        except _MismatchError as error:
            predicate = add_value(error.predicate, error.value)
            subject = _subject(function, args, value)
            message = Message(
                "{entity}: {field} {predicate}", entity=subject, field=name, predicate=predicate
            )
            faults.append(Fault(finish(message), name))
            return value

    names = known.positional
    by_place = [accept(names[at], value) if at < len(names) else value for at, value in enumerate(args)]
    by_name = {name: accept(name, value) for name, value in kwargs.items()}
    if known.takes_fields:
        missing = [name for name in known.required if name not in kwargs and name not in names[: len(args)]]
        faults += (
            Fault(Message(_no_argument(_subject(function, args), name), hint), name)
            for name in (sorted(kwargs.keys() - known.converters.keys()) if missing else ())
            if (hint := suggest(name, missing))
        )
    if faults:
        raise InvalidValue(tuple(faults))
    return by_place, by_name


def _no_argument(subject: str, name: str) -> Message:
    return Message("{subject} has no argument '{name}'.", subject=subject, name=name)


def _subject(function: Callable[..., Any], args: Sequence[Any], value: object = None) -> str:
    """The call in messages: the function or the class, with the id or the title that it begins with."""
    *_, owner, name = f".{function.__qualname__}".split(".")
    titles = (quote(each) for each in args[:2] if isinstance(each, str) and each and each is not value)
    return " ".join((owner if name == "__init__" else name, *islice(titles, 1)))


class _Parameters(NamedTuple):
    """The parameters of a function."""

    positional: tuple[str, ...]  # the names of those that may be given by their place
    required: tuple[str, ...]  # the names of those without a default
    converters: Mapping[str, _Converter]
    takes_fields: bool  # true if it takes any other argument by name


@cache
def _parameters(function: Callable[..., Any]) -> _Parameters:
    """The parameters of a function, read when it is first called."""
    types = get_type_hints(function, include_extras=True)
    parameters = signature(function).parameters.values()
    fixed = [each for each in parameters if each.kind not in {each.VAR_POSITIONAL, each.VAR_KEYWORD}]
    return _Parameters(
        tuple(each.name for each in fixed if each.kind is not each.KEYWORD_ONLY),
        tuple(each.name for each in fixed if each.default is each.empty),
        {each.name: _converter(types.get(each.name, Any)) for each in fixed},
        takes_fields=any(each.kind is each.VAR_KEYWORD for each in parameters),
    )


def _converter(annotation: Any) -> _Converter:
    while isinstance(annotation, NewType):
        annotation = annotation.__supertype__
    origin = get_origin(annotation)
    if origin in {Union, UnionType}:
        return _converter_of_union(get_args(annotation))
    return _converter_of_class(annotation) if origin is None else _converter_of_generic(annotation, origin)


def _converter_of_generic(annotation: Any, origin: Any) -> _Converter:
    arguments = get_args(annotation)
    if origin is Annotated:
        validators = [each.func for each in annotation.__metadata__ if isinstance(each, AfterValidator)]
        return _validated(_converter(arguments[0]), validators)
    if origin is Literal:
        return lambda value: _choose(value, {each: each for each in arguments})
    if origin is Mapping and arguments[1] in {str, int}:
        return _mapping_of(_converter(arguments[0]), _converter(arguments[1]))
    if origin is tuple and arguments[1:] != (...,):
        return _tuple_of([_converter(each) for each in arguments])
    if origin in _LISTS:
        return _list_of(_converter(arguments[0]), strings=_takes_strings(arguments[0]))
    return _instance(origin)


def _converter_of_union(members: Sequence[Any]) -> _Converter:
    """The converter of a union; where one of its members is the empty text, that is none of the others."""
    types = tuple(each for each in members if each is not NoneType and each != Literal[""])
    if any(isinstance(each, type) and issubclass(each, Enum) for each in types):
        types = tuple(each for each in types if each is not str)  # the text of a member
    convert = _any_of([_converter(each) for each in types], optional=NoneType in members)
    return _or_empty(convert) if Literal[""] in members else convert


def _converter_of_class(annotation: Any) -> _Converter:
    if annotation in _OF_TYPES:
        return _OF_TYPES[annotation]
    if not isinstance(annotation, type):
        return _anything
    if issubclass(annotation, Enum):
        members = {each.value: each for each in annotation}
        return lambda value: value if isinstance(value, annotation) else _choose(value, members)
    return _instance(annotation)


def _anything(value: Any) -> Any:
    return value


def _validated(converter: _Converter, validators: Sequence[Callable[..., Any]]) -> _Converter:
    """The converter of an annotated type, whose validators refuse by ``ValueError``."""

    def convert(value: Any) -> Any:
        value = converter(value)
        try:
            for validate in validators:
                value = validate(value)
        except ValueError as error:
            raise _MismatchError(as_message(error), value) from None
        return value

    return convert


def _require(test: Callable[[Any], bool], predicate: str) -> _Converter:
    def convert(value: Any) -> Any:
        if test(value):
            return value
        raise _MismatchError(predicate, value)

    return convert


def _instance(cls: Any) -> _Converter:
    name = _CLASS_NAMES.get(cls, f"{'an' if cls.__name__[0] in 'AEIOU' else 'a'} {cls.__name__}")

    def is_one(value: Any) -> bool:
        try:
            return isinstance(value, cls)
        except TypeError:  # a protocol that cannot be tested
            return True

    return _require(is_one, Message("must be {kind}", kind=name))


def _any_of(converters: list[_Converter], *, optional: bool) -> _Converter:
    """The converter of a union: the first that leaves the value as it is, or else the first that takes it."""

    def convert(value: Any) -> Any:
        if value is None and optional:
            return None
        taken: list[Any] = []
        refusals: list[_MismatchError] = []
        for each in converters:
            try:
                converted = each(value)
            except _MismatchError as error:
                refusals.append(error)
                continue
            if converted is value:
                return value
            taken.append(converted)
        if taken:
            return taken[0]
        raise _joined(refusals)

    return convert


def _joined(refusals: list[_MismatchError]) -> _MismatchError:
    """The refusal by all members of a union; what is wrong with a member of a list is most telling."""
    innermost = next((each for each in reversed(refusals) if each.value is not refusals[0].value), None)
    choice = next((each for each in refusals if not each.predicate.startswith("must be ")), None)
    if (telling := innermost or choice) is not None:
        return telling
    kinds = dict.fromkeys(each.predicate.removeprefix("must be ") for each in refusals)
    return _MismatchError(Message("must be {kind}", kind=" or ".join(kinds)), refusals[0].value)


def _list_of(converter: _Converter, *, strings: bool) -> _Converter:
    def convert(value: Any) -> Any:
        if (isinstance(value, str) and strings) or isinstance(value, Value):
            value = (value,)
        if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
            raise _MismatchError(_A_LIST, value)
        before = value if isinstance(value, tuple | list) else tuple(value)
        after = tuple(map(converter, before))
        return before if len(after) == len(before) and all(map(_is, after, before)) else after

    return convert


def _tuple_of(converters: Sequence[_Converter]) -> _Converter:
    def convert(value: Any) -> Any:
        if not isinstance(value, tuple | list) or len(value) != len(converters):
            predicate = Message("must be a list of {count}", count=len(converters))
            raise _MismatchError(predicate, value)
        after = tuple(each(member) for each, member in zip(converters, value, strict=True))
        return value if isinstance(value, tuple) and all(map(_is, after, value)) else after

    return convert


def _or_empty(converter: _Converter) -> _Converter:
    """The converter of a value or the empty text, which is none."""
    return lambda value: value if value == "" else converter(value)


def _is(one: object, other: object) -> bool:
    return one is other


def _mapping_of(keys: _Converter, values: _Converter) -> _Converter:
    def convert(value: Any) -> Any:
        _instance(Mapping)(value)
        for key, member in value.items():
            keys(key)
            values(member)
        return value

    return convert


def _choose(value: Any, choices: Mapping[Any, Any]) -> Any:
    try:
        return choices[value]
    except (KeyError, TypeError):
        raise _MismatchError(refuse_choice(value, [str(each) for each in choices]), value) from None


def _takes_strings(annotation: Any) -> bool:
    while isinstance(annotation, NewType):
        annotation = annotation.__supertype__
    members = get_args(annotation) or (annotation,)
    return any(
        each in {str, date} or isinstance(each, str) or (isinstance(each, type) and issubclass(each, Enum))
        for each in members
    )


def _date(value: Any) -> date:
    """A date, or the text of one; a datetime is refused, since the day of a conference begins later."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    with suppress(TypeError, ValueError):
        return date.fromisoformat(value)
    raise _MismatchError(_A_DATE, value)


def _path(value: Any) -> Path:
    if isinstance(value, str | PathLike) and isinstance(fspath(value), str):
        return value if isinstance(value, Path) else Path(value)
    raise _MismatchError(_A_PATH, value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


_A_DATE = Message("must be a date such as 2027-05-04")
_A_LIST = Message("must be a list")
_A_PATH = Message("must be the path of a file")

_CLASS_NAMES: Mapping[Any, str] = {
    Callable: "a function",
    Mapping: "a mapping",
    PathLike: "a path",
    bytes: "bytes",
    dict: "a mapping",
}
"""The names of classes in messages, where another word says more."""

_OF_TYPES: Mapping[Any, _Converter] = {
    Any: _anything,
    str: _require(lambda value: isinstance(value, str), Message("must be text")),
    int: _require(
        lambda value: _is_number(value) and isinstance(value, int), Message("must be a whole number")
    ),
    float: _require(_is_number, Message("must be a number")),
    bool: _require(lambda value: isinstance(value, bool), Message("must be True or False")),
    date: _date,
    Path: _path,
}

"""Errors of fields: what pydantic finds wrong with a value, in sentences with the nearest name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, time
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from eventkit.errors import Fault, InvalidValue
from eventkit.suggestions import suggest

ID_PATTERN = r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$"
"""The syntax of ids."""

_PATTERNS: Mapping[str, str] = {
    ID_PATTERN: "lower-case letters and digits, joined by hyphens, dots or underscores, such as lin-yifu",
    r"^[A-Z0-9]{2}$": "two capital letters or digits, such as MA",
    r"^#[0-9a-f]{6}$": "a colour such as #336699",
    r"^[A-Z]{2}$": "a country by its two capital letters (ISO 3166), such as CN",
}

_CONTACT = "an e-mail address such as office@example.org"

_WORDS: Mapping[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "is no known field",
    "frozen_instance": "cannot be changed: make another value with model_copy(update=...)",
    "int": "must be a whole number",
    "int_from": "must be a whole number",
    "float": "must be a number",
    "finite_number": "must be a finite number",
    "bool": "must be true or false",
    "string": "must be text",
    "string_too_long": "is longer than {max_length} characters",
    "tuple": "must be a list",
    "list": "must be a list",
    "dict": "must be a mapping",
    "mapping": "must be a mapping",
    "model": "must be a value of {class_name}",
    "model_attributes": "must be a value of {class_name}",
    "date": "must be a date such as 2027-05-04",
    "date_from_datetime": "must be a date such as 2027-05-04, without a time",
    "datetime_from_date": "must be a time such as 2027-05-04 09:00+02:00",
    "datetime": "must be a time such as 2027-05-04 09:00+02:00",
    "timezone_aware": "has no offset from UTC: give an aware datetime, or 2027-05-04 09:00+02:00",
    "time": "must be a time of day such as 09:30",
    "uuid": "must be a UUID",
    "too_short": "must not be empty",
    "too_long": "has more than {max_length} members",
    "greater_than": "must be greater than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
}
"""The predicates for types of errors, with and without the last word of the type: ``int_parsing``."""

_LONGEST_QUOTED = 40
"""The length of a value up to which a message quotes it."""


def error_sentence(error: ErrorDetails, cls: type[BaseModel] | None = None) -> str:
    """The message for a model error, as a predicate of the field: ``must be at least 1``.

    Args:
        error: What pydantic finds.
        cls: The class that the location of the error begins at, by which a field is known to be required.
    """
    kind = error["type"]
    context: Mapping[str, Any] = error.get("ctx", {})
    if error["input"] == "":
        is_required = cls is not None and _is_required(cls, error["loc"])
        return "is empty: fill it in" if is_required else "is empty: fill it in, or leave it out"
    if (words := _WORDS.get(kind) or _WORDS.get(kind.rpartition("_")[0])) is not None:
        return words.format(**context)
    if kind in {"enum", "literal_error"}:
        return refuse_choice(error["input"], _choices(context["expected"]))
    if kind == "string_pattern_mismatch":
        return f"must be {_PATTERNS.get(context['pattern'], _CONTACT)}"
    # pydantic prefixes the message of an exception from a validator.
    return str(context.get("reason", context.get("error", error["msg"])))


def refuse_choice(value: Any, choices: list[str]) -> str:
    """The predicate that refuses a value which is none of the choices, with the nearest one or all."""
    hint = suggest(value, choices) if isinstance(value, str) else ""
    return f"cannot be {quote(value)}. {hint or f'Use {_or_list(choices)}.'}"


def quote(value: Any) -> str:
    """A value as a message quotes it: a short one itself, any other by its type."""
    match value:
        case str() if len(value) <= _LONGEST_QUOTED:
            return f"'{value}'"
        case date() | time():
            return f"'{value}'"
        case None | bool() | int() | float() if len(str(value)) <= _LONGEST_QUOTED:
            return str(value)
        case _:
            name = type(value).__name__
            return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def add_value(predicate: str, value: Any) -> str:
    """A predicate that says what must be, with the value that is not: ``must be at least 1, not -3``."""
    if not predicate.startswith("must be ") or ". " in predicate or value == "":
        return predicate
    return f"{predicate}, not {quote(value)}"


def name_predicate(name: str, predicate: str, value: Any) -> str:
    """A predicate with its field: ``at must be a time, not 'x'``; a sentence of its own follows a colon."""
    if predicate[:1].islower():
        return f"{name} {add_value(predicate, value)}"
    return f"{name}: {predicate}"


def invalid_value(cls: type[BaseModel], error: ValidationError, given: Mapping[str, Any]) -> InvalidValue:
    """The error of a constructor: a sentence for each fault, with the value, the field and what it is.

    Args:
        cls: The class of the value.
        error: What pydantic finds.
        given: The arguments of the constructor.
    """
    details = error.errors(include_url=False)
    faults = [Fault(_sentence(cls, each, given), format_location(each["loc"])) for each in details]
    is_private = cls.model_config.get("hide_input_in_errors")
    return InvalidValue(tuple(dict.fromkeys(faults)), () if is_private else tuple(details))


def unknown_field(cls: type[BaseModel], name: str) -> str:
    """The predicate that a class has no such field, with the nearest one."""
    other: str | None = getattr(cls, "misnomers", {}).get(name)
    known = list(cls.model_fields)
    hint = other or suggest(name, known) or f"Use one of {', '.join(known)}."
    return f"has no field '{name}'. {hint}"


def format_location(location: tuple[int | str, ...]) -> str:
    """The way to a field: ``sessions[3].start``."""
    steps = "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}"
        for step in location
        if not str(step).startswith("function-")  # the members of a union, as pydantic calls them
    )
    return steps.removeprefix(".")


def _sentence(cls: type[BaseModel], error: ErrorDetails, given: Mapping[str, Any]) -> str:
    owner, name, rest = _owner(cls, error["loc"], given)
    if error["type"] == "extra_forbidden":
        *way, field = rest
        inner = _class_at(owner, tuple(way))
        place = f"{name}: {format_location(tuple(way))}" if way else name
        return f"{place} {unknown_field(inner or owner, str(field))}"
    hint = str(error.get("ctx", {}).get("reason", ""))  # of an id: one that would be valid
    predicate = hint if hint.startswith("must be ") else error_sentence(error, cls)
    if predicate[:1].isupper():  # a sentence of its own
        return f"{name}: {predicate}"
    if not owner.model_config.get("hide_input_in_errors"):
        predicate = add_value(predicate, error["input"])
    sentence = f"{name}: {field} {predicate}" if (field := format_location(rest)) else f"{name}: {predicate}"
    return sentence if sentence[-1] in ".?!" else f"{sentence}."


def _owner(
    cls: type[BaseModel], location: tuple[int | str, ...], given: Mapping[str, Any]
) -> tuple[type[BaseModel], str, tuple[int | str, ...]]:
    """The value that an error is in, its name in messages, and the way from there.

    In a schedule that is the entity: ``Session 'opening'``.
    """
    if len(location) > 1 and isinstance(location[1], int):
        member = None
        with suppress(LookupError, TypeError):
            member = given[str(location[0])][location[1]]
        inner, id_ = _class_at(cls, location[:2]), _id_of(member)
        if inner is not None and id_ is not None:
            return inner, f"{inner.__name__} '{id_}'", location[2:]
    id_ = _id_of(given)
    return cls, f"{cls.__name__} '{id_}'" if id_ is not None else cls.__name__, location


def _id_of(value: Any) -> str | None:
    """The id of an entity, or the title or name of one without an id."""
    for name in ("id", "title", "name"):
        found = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
        if isinstance(found, str) and found and len(found) <= _LONGEST_QUOTED:
            return found
    return None


def _class_at(cls: type[BaseModel], location: tuple[int | str, ...]) -> type[BaseModel] | None:
    """The class of the values at a place in those of another class."""
    at: type[BaseModel] | None = cls
    for step in location:
        if at is None or isinstance(step, int):
            continue
        field = at.model_fields.get(step)
        at = next(_models(field.annotation), None) if field is not None else None
    return at


def _is_required(cls: type[BaseModel], location: tuple[int | str, ...]) -> bool:
    """True if the innermost field of a location has to be given."""
    for end in range(len(location) - 1, -1, -1):
        owner = _class_at(cls, location[:end])
        if owner is not None and (field := owner.model_fields.get(str(location[end]))) is not None:
            return field.is_required()
    return False


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def _choices(expected: str) -> list[str]:
    """The choices that pydantic lists: ``'live' or 'recording'``."""
    return [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]


def _or_list(words: list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last

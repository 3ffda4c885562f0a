"""Errors of fields: what pydantic finds wrong with a value, in sentences with the nearest name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, time
from typing import Any, get_args

from pydantic import BaseModel, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from eventkit.errors import Fault, InvalidValue
from eventkit.messages import Listed, Message, as_message, sentence
from eventkit.suggestions import suggest

ID_PATTERN = r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$"
_PATTERNS: dict[str, str] = {}  # the predicate for a text that does not match, by the pattern


def matching(pattern: str, words: str, **more: Any) -> StringConstraints:
    """The constraints of a text, with the predicate for one that does not match.

    Args:
        pattern: The regular expression.
        words: The predicate, as in ``must be a colour such as #336699``.
        more: Further constraints.
    """
    _PATTERNS[pattern] = words
    return StringConstraints(pattern=pattern, **more)


_WORDS: Mapping[str, str] = {
    "missing": sentence("is missing"),
    "extra_forbidden": sentence("is not a known field"),
    "frozen_instance": sentence("cannot be changed: make another value with model_copy(update=...)"),
    "int": sentence("must be a whole number"),
    "int_from": sentence("must be a whole number"),
    "float": sentence("must be a number"),
    "finite_number": sentence("must be a finite number"),
    "bool": sentence("must be true or false"),
    "string": sentence("must be text"),
    "string_too_long": sentence("is longer than {max_length} characters"),
    "tuple": sentence("must be a list"),
    "list": sentence("must be a list"),
    "dict": sentence("must be a mapping"),
    "mapping": sentence("must be a mapping"),
    "model": sentence("must be a value of {class_name}"),
    "model_attributes": sentence("must be a value of {class_name}"),
    "date": sentence("must be a date such as 2027-05-04"),
    "date_from_datetime": sentence("must be a date such as 2027-05-04, without a time"),
    "datetime_from_date": sentence("must be a time such as 2027-05-04 09:00+02:00"),
    "datetime": sentence("must be a time such as 2027-05-04 09:00+02:00"),
    "timezone_aware": sentence("has no offset from UTC: give an aware datetime, or 2027-05-04 09:00+02:00"),
    "time": sentence("must be a time of day such as 09:30"),
    "uuid": sentence("must be a UUID"),
    "too_short": sentence("must not be empty"),
    "too_long": sentence("has more than {max_length} members"),
    "greater_than": sentence("must be greater than {gt}"),
    "greater_than_equal": sentence("must be at least {ge}"),
    "less_than_equal": sentence("must be at most {le}"),
}
"""The predicates for types of errors, with and without the last word of the type: ``int_parsing``."""

_LONGEST_QUOTED = 40  # the length of a value up to which a message quotes it


def error_sentence(error: ErrorDetails, cls: type[BaseModel] | None = None) -> Message:
    """The message for a model error, as a predicate of the field: ``must be at least 1``.

    Args:
        error: What pydantic finds.
        cls: The class that the location of the error begins at, by which a field is known to be required.
    """
    kind = error["type"]
    context: Mapping[str, Any] = error.get("ctx", {})
    if error["input"] == "":
        is_required = cls is not None and _is_required(cls, error["loc"])
        return Message("is empty: fill it in" if is_required else "is empty: fill it in, or leave it out")
    if (words := _WORDS.get(kind) or _WORDS.get(kind.rpartition("_")[0])) is not None:
        return Message(words, **context)
    if kind in {"enum", "literal_error"}:
        return refuse_choice(error["input"], _choices(context["expected"]))
    if kind == "string_pattern_mismatch":
        return Message(_PATTERNS[context["pattern"]])
    # pydantic prefixes the message of an exception from a validator.
    return as_message(context.get("reason", context.get("error", error["msg"])))


def refuse_choice(value: Any, choices: list[str]) -> Message:
    """The predicate that refuses a value which is none of the choices, with the nearest one or all."""
    hint = suggest(value, choices) if isinstance(value, str) else ""
    hint = hint or Message("Use {choices}.", choices=Listed(tuple(choices), "or"))
    return Message(Message("cannot be {value}.", value=quote(value)), hint)


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
    return Message("{predicate}, not {value}", predicate=predicate, value=quote(value))


def name_predicate(name: str, predicate: str, value: Any) -> str:
    """A predicate with its field: ``at must be a time, not 'x'``; a sentence of its own follows a colon."""
    if predicate[:1].islower():
        return Message("{field} {predicate}", field=name, predicate=add_value(predicate, value))
    return Message("{place}: {message}", place=name, message=predicate)


def invalid_value(cls: type[BaseModel], error: ValidationError, given: Mapping[str, Any]) -> InvalidValue:
    """The error of a constructor: a sentence for each fault, with the value, the field and what it is."""
    details = error.errors(include_url=False)
    faults = [Fault(_sentence(cls, each, given), format_location(each["loc"])) for each in details]
    is_private = cls.model_config.get("hide_input_in_errors")
    return InvalidValue(tuple(dict.fromkeys(faults)), () if is_private else tuple(details))


def unknown_field(cls: type[BaseModel], name: str) -> str:
    """The predicate that a class has no such field, with the nearest one."""
    other: str | None = getattr(cls, "misnomers", {}).get(name)
    known = list(cls.model_fields)
    hint = other or suggest(name, known) or Message("Use one of {names}.", names=Listed(tuple(known)))
    return Message(Message("has no field '{name}'.", name=name), hint)


def format_location(location: tuple[int | str, ...]) -> str:
    """The way to a field: ``sessions[3].start``."""
    steps = "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}"
        for step in location
        if not str(step).startswith("function-")  # the members of a union, as pydantic calls them
    )
    return steps.removeprefix(".")


def _sentence(cls: type[BaseModel], error: ErrorDetails, given: Mapping[str, Any]) -> Message:
    owner, name, rest = _owner(cls, error["loc"], given)
    if error["type"] == "extra_forbidden":
        *way, field = rest
        inner = _class_at(owner, tuple(way))
        predicate = unknown_field(inner or owner, str(field))
        if way:
            return join_predicate(name, format_location(tuple(way)), predicate)
        return Message("{field} {predicate}", field=name, predicate=predicate)
    hint = as_message(error.get("ctx", {}).get("reason", ""))  # of an id: one that would be valid
    predicate = hint if hint.startswith("must be ") else error_sentence(error, cls)
    if predicate[:1].isupper():  # a sentence of its own
        return Message("{place}: {message}", place=name, message=predicate)
    if not owner.model_config.get("hide_input_in_errors"):
        predicate = add_value(predicate, error["input"])
    return finish(join_predicate(name, format_location(rest), predicate))


def join_predicate(name: str, field: str, predicate: str) -> Message:
    if field:
        return Message("{entity}: {field} {predicate}", entity=name, field=field, predicate=predicate)
    return Message("{place}: {message}", place=name, message=predicate)


def finish(clause: Message) -> Message:
    return clause if clause[-1:] in {".", "?", "!"} else Message("{clause}.", clause=clause)


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
    at: type[BaseModel] | None = cls
    for step in location:
        if at is None or isinstance(step, int):
            continue
        field = at.model_fields.get(step)
        at = next(_models(field.annotation), None) if field is not None else None
    return at


def _is_required(cls: type[BaseModel], location: tuple[int | str, ...]) -> bool:
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

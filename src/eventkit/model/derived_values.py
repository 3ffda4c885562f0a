"""Derived values: identities in calendars, and the language of bare strings, where they are omitted.

Both depend on the conference. The same conference without UUIDs in its file has the same identities each time
it is read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, TypeVar, get_args
from uuid import UUID, uuid5

from pydantic import Field

from eventkit.model.people import Name
from eventkit.texts import Text
from eventkit.values import Value

V = TypeVar("V", bound=Value)

NAMESPACE = UUID("6f0a4c5e-3f2b-5d1c-9a77-2b9d0e61c8f4")
"""The name space of the identities of conferences (RFC 9562 5.5, version 5)."""

UNASSIGNED = UUID(int=0)
"""The identity of an entity that is not in a conference yet."""

Uid = Annotated[UUID, Field(default_factory=lambda: UNASSIGNED)]
"""An identity that a conference derives if it is omitted."""


def assign_identities(values: tuple[V, ...], derive: Callable[[V], UUID]) -> tuple[V, ...]:
    """The values, each without an identity with the derived one; the same tuple if all have one."""
    identity = attrgetter("uid")
    if all(identity(value) != UNASSIGNED for value in values):
        return values
    return tuple(
        value if identity(value) != UNASSIGNED else value.model_copy(update={"uid": derive(value)})
        for value in values
    )


def conference_uid(id: str, start: date | None) -> UUID:
    """The identity of a conference, from its id and the year of its first day, if that is known."""
    return uuid5(NAMESPACE, f"conference:{id}:{start.year if start is not None else ''}")


def session_uid(conference: UUID, id: str) -> UUID:
    return uuid5(conference, f"session:{id}")


def deadline_uid(conference: UUID, id: str) -> UUID:
    return uuid5(conference, f"deadline:{id}")


def set_language(value: V, language: str) -> V:
    """The value with all bare strings in it in a language: texts, and names in one form without a language.

    It is the same object if there is none, as in all that was read from a file or a store.
    """
    if _is_settled(value):
        return value
    changes: dict[str, Any] = {}
    for name in _fields_with_texts(type(value)):
        before = getattr(value, name)
        if (after := _in_language(before, language)) is not before:
            changes[name] = after
    return value.model_copy(update=changes)


def _in_language(value: Any, language: str) -> Any:
    match value:
        case Text(is_bare=True):
            return Text(str(value), language)
        case (Name() as form,) if "language" not in form.model_fields_set:
            return (form.model_copy(update={"language": language}),)
        case tuple():
            return tuple(_in_language(member, language) for member in value)
        case Value():
            return set_language(value, language)
    return value


def _is_settled(value: Value) -> bool:
    """Check that a value has no bare string; each schedule does it for all of its values."""
    for child in _children(type(value))(value):
        if child is None or child is _NOTHING:
            continue
        if isinstance(child, Text):
            if child.is_bare:
                return False
        elif isinstance(child, tuple):
            if not all(map(_is_settled, child)):
                return False
            if isinstance(child[0], Name) and len(child) == 1 and "language" not in child[0].model_fields_set:
                return False
        elif not _is_settled(child):
            return False
    return True


_NOTHING: tuple[Any, ...] = ()


@cache
def _children(cls: type[Value]) -> Callable[[Value], tuple[Any, ...]]:
    names = _fields_with_texts(cls)
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


@cache
def _fields_with_texts(cls: type[Value]) -> tuple[str, ...]:
    return tuple(name for name, field in cls.model_fields.items() if _has_text(field.annotation))


def _has_text(annotation: Any) -> bool:
    if arguments := get_args(annotation):
        return any(map(_has_text, arguments))
    if not isinstance(annotation, type):
        return False
    return issubclass(annotation, Text | Name) or (
        issubclass(annotation, Value) and bool(_fields_with_texts(annotation))
    )

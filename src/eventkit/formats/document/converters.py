"""Converters: from a node to a field value, generated from the fields of the model."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import suppress
from datetime import date, time
from enum import StrEnum
from functools import partial
from types import UnionType
from typing import Annotated, Any, NewType, Union, get_args, get_origin
from uuid import UUID

from eventkit.formats.document.node_tree import (
    DocumentLog,
    DocumentNode,
    NodePath,
    PlainScalar,
    QuotedScalar,
    clean_line,
    clean_stored,
)
from eventkit.messages import Listed, Message, Verbatim
from eventkit.model import Appearance, Backing, Deadline, Extra, Link, Name, Stream, String, Title
from eventkit.model.provenance import DIGITS_LIMIT
from eventkit.suggestions import suggest
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.times.wall_times import parse_clock_time, parse_iso_date
from eventkit.values import Value

Converter = Callable[[DocumentNode, NodePath, DocumentLog], Any]
PLACEHOLDER = "?"  # the text in place of a faulty one, so that reading goes on to further faults
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")

_DECIMAL = re.compile(r"-?[0-9]{1,400}(?:\.[0-9]{1,400})?")


def refuse(node: DocumentNode, expected: str, place: NodePath, report: DocumentLog) -> None:
    value = node.value
    if value is None:
        message = Message("is null: leave it out instead")
    elif isinstance(value, PlainScalar) and not value:
        message = Message("is empty: fill it in, or leave it out")
    else:
        message = Message("must be {expected}", expected=expected)
    report.fault_at(message, place, node.line)


def to_text(node: DocumentNode, place: NodePath, report: DocumentLog, *, directed: bool = False) -> str:
    """A text, cleaned; marks of direction stay in a ``directed`` one."""
    if isinstance(node.value, str):
        return clean_line(str(node.value), place, node.line, report, directed=directed)
    refuse(node, "text", place, report)
    return PLACEHOLDER


def to_line(node: DocumentNode, place: NodePath, report: DocumentLog, *, directed: bool = False) -> str:
    """A text of one line, cleaned; line breaks and tabs become blanks, which is reported."""
    text = to_text(node, place, report, directed=directed)
    if "\n" not in text and "\t" not in text:
        return text
    report.repaired(Message("contains a line break or tab: replaced with a space"), place, node.line)
    return " ".join(text.split())


def localised(one: Converter) -> Converter:
    """Such a text, or several by language."""

    def take(node: DocumentNode, place: NodePath, report: DocumentLog) -> str | dict[str, str]:
        if isinstance(node.value, dict):
            return {tag: one(entry, (*place, tag), report) for tag, entry in node.value.items()}
        if isinstance(node.value, str):
            return str(one(node, place, report))
        refuse(node, Message("text, or texts by language such as {en: ..., zh: ...}"), place, report)
        return PLACEHOLDER

    return take


def to_integer(node: DocumentNode, place: NodePath, report: DocumentLog) -> int | None:
    value = node.value
    if isinstance(value, PlainScalar) and _WHOLE.fullmatch(value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    refuse(node, Message("a whole number such as 300"), place, report)
    return None


def to_decimal(node: DocumentNode, place: NodePath, report: DocumentLog) -> float | None:
    value = node.value
    if isinstance(value, PlainScalar) and _DECIMAL.fullmatch(value):
        return float(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    refuse(node, Message("a number such as 31.19"), place, report)
    return None


def to_boolean(node: DocumentNode, place: NodePath, report: DocumentLog) -> bool:
    value = node.value
    if isinstance(value, bool):
        return value
    if isinstance(value, PlainScalar) and value in {"true", "false"}:
        return value == "true"
    refuse(node, Message("true or false"), place, report)
    return False


def from_string(parse: Callable[[str], Any], expected: str) -> Converter:
    def take(node: DocumentNode, place: NodePath, report: DocumentLog) -> Any:
        if isinstance(node.value, str):
            with suppress(ValueError):
                return parse(node.value)
        refuse(node, expected, place, report)
        return None

    return take


to_date = from_string(parse_iso_date, Message("a date such as 2022-11-05"))

to_time = from_string(parse_clock_time, Message("a time of day such as 09:30"))

to_uuid = from_string(UUID, Message("a UUID such as f81d4fae-7dec-11d0-a765-00a0c91e6bf6; or leave it out"))


def enum_of(words: type[StrEnum]) -> Converter:
    known = [word.value for word in words]

    def take(node: DocumentNode, place: NodePath, report: DocumentLog) -> str | None:
        value = node.value
        if isinstance(value, str) and value in known:
            return str(value)
        hint = suggest(value, known) if isinstance(value, str) else ""
        choices = Message("one of {words}", words=Listed(tuple(known)))
        refuse(node, Message(Message("{clause}.", clause=choices), hint) if hint else choices, place, report)
        return None

    return take


def list_of(member: Converter) -> Converter:
    def take(node: DocumentNode, place: NodePath, report: DocumentLog) -> list[Any]:
        if isinstance(node.value, list):
            return [member(item, (*place, at), report) for at, item in enumerate(node.value)]
        refuse(node, Message("a list, such as [first, second]"), place, report)
        return []

    return take


def mapping_of(fields: Mapping[str, Converter], short: str | None = None) -> Converter:
    """A mapping with those fields and no other; or the one named ``short`` alone."""
    known = list(fields)

    def take(node: DocumentNode, place: NodePath, report: DocumentLog) -> dict[str, Any] | None:
        if short is not None and isinstance(node.value, str) and node.value:
            return {short: fields[short](node, place, report)}
        if not isinstance(node.value, dict):
            refuse(node, Message("a mapping with fields such as {known}", known=known[0]), place, report)
            return None
        converted = {}
        for key, item in node.value.items():
            if key in fields:
                converted[key] = fields[key](item, (*place, key), report)
            else:
                hint = suggest(key, known)
                message = Message(Message("There is no field '{key}'.", key=key), hint)
                report.fault_at(message, (*place, key), item.line)
        return converted

    return take


_CONSTANTS = {"": None, "null": None, "true": True, "false": False}

_EXTRA_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")

_EXTRA_FRACTION = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")


def to_extra(node: DocumentNode, place: NodePath, report: DocumentLog) -> dict[str, Any]:
    if isinstance(node.value, dict):
        return _extra_fields(node.value, place, report)
    refuse(node, Message("a mapping of names to values, such as {room_id: 7}"), place, report)
    return {}


def _extra_fields(fields: dict[str, DocumentNode], place: NodePath, report: DocumentLog) -> dict[str, Any]:
    return {
        clean_stored(name, (*place, name), field.line, report): _extra_value(field, (*place, name), report)
        for name, field in fields.items()
    }


def _extra_value(node: DocumentNode, place: NodePath, report: DocumentLog) -> Any:
    match node.value:
        case dict():
            return _extra_fields(node.value, place, report)
        case list():
            return [_extra_value(item, (*place, at), report) for at, item in enumerate(node.value)]
        case PlainScalar() if not isinstance(node.value, QuotedScalar):
            return _extra_scalar(node, node.value, place, report)
        case str():
            return clean_stored(str(node.value), place, node.line, report)
    return node.value


def _extra_scalar(node: DocumentNode, written: str, place: NodePath, report: DocumentLog) -> Any:
    if written in _CONSTANTS:
        return _CONSTANTS[written]
    if _EXTRA_INTEGER.fullmatch(written):
        if len(written.lstrip("-")) <= DIGITS_LIMIT:
            return int(written)
        refuse(
            node,
            Message("a number of up to {limit} digits, or in quotation marks", limit=DIGITS_LIMIT),
            place,
            report,
        )
        return None
    if _EXTRA_FRACTION.fullmatch(written):
        if math.isfinite(number := float(written)):
            return number
        refuse(node, Message("a smaller number, or in quotation marks"), place, report)
        return None
    return clean_line(written, place, node.line, report)


SHORTHAND_FIELDS: Mapping[type[Value], str] = {
    Appearance: "participant",
    Backing: "organisation",
    Link: "url",
    Stream: "url",
}
"""Values that may be written as one of their fields alone, where that is all there is to say."""

PERIOD_FIELDS: Mapping[str, Converter] = {"start": to_text, "end": to_text, "minutes": to_integer}
"""The fields a period may have; wall times are made instants once the zone is known."""


def converters_for(cls: type[Value], but: Container[str] = ()) -> dict[str, Converter]:
    """The converter of each field of a value, except for those that a document writes in another way."""
    return {
        name: _converter_of(field.annotation, field.metadata)
        for name, field in cls.model_fields.items()
        if name not in but
    }


def _converter_of(annotation: Any, metadata: Sequence[Any] = ()) -> Converter:
    bare, metadata = _bare_type(annotation, metadata)
    if get_origin(bare) is tuple:
        member = get_args(bare)[0]
        return _names if member is Name else list_of(_converter_of(member))
    if bare in _SPECIAL_CONVERTERS:
        return _SPECIAL_CONVERTERS[bare]()
    if issubclass(bare, Value):
        return mapping_of(converters_for(bare), SHORTHAND_FIELDS.get(bare))
    if issubclass(bare, StrEnum):
        return enum_of(bare)
    return (_LINES if any(mark in _ONE_LINE_TYPES for mark in metadata) else _SCALAR_CONVERTERS)[bare]


def _bare_type(annotation: Any, metadata: Sequence[Any]) -> tuple[Any, Sequence[Any]]:
    """The type without a name of its own and the leave to leave it out, and what constrains it."""
    if isinstance(annotation, NewType):
        return _bare_type(annotation.__supertype__, metadata)
    if get_origin(annotation) is Annotated:
        return _bare_type(get_args(annotation)[0], (*metadata, *annotation.__metadata__))
    if get_origin(annotation) in {Union, UnionType}:
        (member,) = (arg for arg in get_args(annotation) if arg is not type(None))
        return _bare_type(member, metadata)
    return annotation, metadata


_SPECIAL_CONVERTERS: Mapping[Any, Callable[[], Converter]] = {
    Deadline: lambda: mapping_of(converters_for(Deadline, but={"at"}) | {"at": to_text}),
    Extra: lambda: to_extra,
    Period: lambda: mapping_of(PERIOD_FIELDS),
}
"""Fields that a document writes in another form than the model has."""

_ONE_LINE_TYPES = (get_args(String)[1], get_args(Title)[1])
"""The constraints of texts of one line in the model."""

_LINES: Mapping[Any, Converter] = {str: to_line, Text: localised(partial(to_line, directed=True))}

_SCALAR_CONVERTERS: Mapping[Any, Converter] = {
    str: to_text,
    Text: localised(partial(to_text, directed=True)),
    int: to_integer,
    float: to_decimal,
    bool: to_boolean,
    date: to_date,
    time: to_time,
    UUID: to_uuid,
}

_NAME_PARTS = converters_for(Name, but={"language"})

_name = mapping_of(_NAME_PARTS)

_full_names = localised(to_line)


def _names(node: DocumentNode, place: NodePath, report: DocumentLog) -> Any:
    if not isinstance(node.value, dict) or not node.value:
        return _full_names(node, place, report)
    forms: dict[str, Any] = {}
    for tag, form in node.value.items():
        inner = (*place, tag)
        if tag in _NAME_PARTS:
            message = Message(
                "has no language: write {example}", example=Verbatim(f"name: {{en: {{{tag}: ...}}}}")
            )
            report.fault_at(message, inner, form.line)
        elif isinstance(form.value, str):
            forms[tag] = to_line(form, inner, report)
        else:
            forms[tag] = _name(form, inner, report) or PLACEHOLDER
    return forms or PLACEHOLDER

"""What a document may hold at each place, taken from the model's own fields."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import date, time
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, NewType, Union, get_args, get_origin
from uuid import UUID

from eventkit.formats.document.extras import extra
from eventkit.formats.document.takes import (
    STAND_IN,
    Take,
    by_language,
    choice,
    clock,
    day,
    decimal,
    line,
    listing,
    record,
    text,
    truth,
    uid,
    whole,
)
from eventkit.formats.document.tree import Node, Place, Report
from eventkit.model import Appearance, Backing, Deadline, Extra, Link, Name, Stream, String, Title
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.values import Value

SHORT: Mapping[type[Value], str] = {
    Appearance: "participant",
    Backing: "organisation",
    Link: "url",
    Stream: "url",
}
"""Values that may be written as one of their fields alone, where that is all there is to say."""


PERIOD: Mapping[str, Take] = {"start": text, "end": text, "minutes": whole}
"""The fields a period may have; wall times are made instants once the zone is known."""


def fields_of(cls: type[Value], but: Container[str] = ()) -> dict[str, Take]:
    """What each field of a value takes, but for those that a document writes otherwise."""
    return {
        name: _take(field.annotation, field.metadata)
        for name, field in cls.model_fields.items()
        if name not in but
    }


def _take(annotation: Any, metadata: Sequence[Any] = ()) -> Take:
    bare, metadata = _bare(annotation, metadata)
    if get_origin(bare) is tuple:
        member = get_args(bare)[0]
        return _names if member is Name else listing(_take(member))
    if bare in _OF_THEIR_OWN:
        return _OF_THEIR_OWN[bare]()
    if issubclass(bare, Value):
        return record(fields_of(bare), SHORT.get(bare))
    if issubclass(bare, StrEnum):
        return choice(bare)
    return (_LINES if any(mark in _OF_ONE_LINE for mark in metadata) else _LEAVES)[bare]


def _bare(annotation: Any, metadata: Sequence[Any]) -> tuple[Any, Sequence[Any]]:
    """The type without a name of its own and the leave to leave it out, and what constrains it."""
    if isinstance(annotation, NewType):
        return _bare(annotation.__supertype__, metadata)
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0], (*metadata, *annotation.__metadata__))
    if get_origin(annotation) in {Union, UnionType}:
        (given,) = (each for each in get_args(annotation) if each is not type(None))
        return _bare(given, metadata)
    return annotation, metadata


_OF_THEIR_OWN: Mapping[Any, Callable[[], Take]] = {
    Deadline: lambda: record(fields_of(Deadline, but={"at"}) | {"at": text}),
    Extra: lambda: extra,
    Period: lambda: record(PERIOD),
}
"""What a document writes otherwise than the model holds it."""

_OF_ONE_LINE = (get_args(String)[1], get_args(Title)[1])
"""What the model checks texts by that may only be one line long."""

_LINES: Mapping[Any, Take] = {str: line, Text: by_language(line)}
_LEAVES: Mapping[Any, Take] = {
    str: text,
    Text: by_language(text),
    int: whole,
    float: decimal,
    bool: truth,
    date: day,
    time: clock,
    UUID: uid,
}

_NAME_PARTS = fields_of(Name, but={"language"})
_name = record(_NAME_PARTS)
_whole_names = by_language(line)


def _names(node: Node, place: Place, report: Report) -> Any:
    """A name, or by language a name or the parts of one."""
    if not isinstance(node.value, dict) or not node.value:
        return _whole_names(node, place, report)
    forms: dict[str, Any] = {}
    for tag, form in node.value.items():
        inner = (*place, tag)
        if tag in _NAME_PARTS:
            message = f"stands under no language: write name: {{en: {{{tag}: ...}}}}"
            report.fault(message, inner, form.line)
        elif isinstance(form.value, str):
            forms[tag] = line(form, inner, report)
        else:
            forms[tag] = _name(form, inner, report) or STAND_IN
    return forms or STAND_IN

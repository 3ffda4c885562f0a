"""The stub of the constructors: a signature for each class of the model, derived from its fields."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eventkit.model import constructors
from eventkit.model.specs import SPECS, FieldShape, shape_of
from eventkit.schedule import Schedule
from eventkit.values import Value, ValueType

STUB = Path(constructors.__file__).with_suffix(".pyi")

HEAD = """# Derived from the fields of the model; tests/model/test_constructors.py writes it with --golden.
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Literal, TypeAlias
from uuid import UUID

from eventkit.model.conference import Backing, Conference, Deadline, Organisation, Room, Track, Venue
from eventkit.model.enumerations import {enumerations}
from eventkit.model.field_types import Link, Stream
from eventkit.model.people import Affiliation, Name, Participant
from eventkit.model.sessions import Appearance, Session, Slot
from eventkit.texts import Text
from eventkit.times import Period

TextInput: TypeAlias = Text | str | Mapping[str, str]
NameInput: TypeAlias = str | Mapping[str, str | Mapping[str, str]] | Iterable[Name]
"""

TYPES = {
    ValueType.ID: "str",
    ValueType.REFERENCE: "str",
    ValueType.UID: "UUID | str",
    ValueType.TITLE: "TextInput",
    ValueType.TEXT: "TextInput",
    ValueType.STRING: "str",
    ValueType.URL: "str",
    ValueType.EMAIL: "str",
    ValueType.COLOUR: "str",
    ValueType.COUNTRY: "str",
    ValueType.LANGUAGE: "str",
    ValueType.ZONE: "str",
    ValueType.INTEGER: "int",
    ValueType.NUMBER: "float",
    ValueType.BOOLEAN: "bool",
    ValueType.DATE: "date | str",
    ValueType.TIME: "time | str",
    ValueType.DAY_OR_INSTANT: "date | datetime | str",
    ValueType.PERIOD: "Period",
    ValueType.EXTRA: "Mapping[str, object]",
}


def stub() -> str:
    """The text of the stub."""
    classes = sorted([*SPECS, Schedule], key=lambda cls: cls.__name__)
    choices = sorted(
        {
            shape.choices
            for cls in SPECS
            for name in cls.model_fields
            if (shape := shape_of(cls, name)).choices is not None
        },
        key=lambda choice: choice.__name__,
    )
    lines = [HEAD.format(enumerations=", ".join(choice.__name__ for choice in choices))]
    for choice in choices:
        members = ", ".join(f'"{member.value}"' for member in choice)
        lines.append(f"{choice.__name__}Input: TypeAlias = {choice.__name__} | Literal[{members}]\n")
    for cls in classes:
        lines.append(f"\nclass {cls.__name__}Fields:\n    def __init__(\n        self,\n        *,\n")
        lines += [f"        {parameter},\n" for parameter in parameters(cls)]
        lines.append("    ) -> None: ...\n")
    return "".join(lines)


def parameters(cls: type[Value]) -> Iterator[str]:
    """The parameters of the constructor of a class."""
    for name in cls.model_fields:
        shape = shape_of(cls, name)
        kind = _type(cls, name, shape)
        # An identity is derived where it is omitted.
        optional = not shape.required
        if optional and shape.default is None:
            kind += " | None"
        yield f"{name}: {kind}{' = ...' if optional else ''}"


def _type(cls: type[Value], name: str, shape: FieldShape) -> str:
    if (cls.__name__, name) == ("Participant", "name"):
        return "NameInput"
    one: str | None = TYPES.get(shape.value_type)
    if one is None:
        owner: Any = shape.choices or shape.value_class
        one = owner.__name__ if owner is not None else shape.value_type.name.title()
        if shape.choices is not None:
            one += "Input"
    if one == "Appearance":
        one = "Appearance | str"
    return f"Iterable[{one}]" if shape.many else one

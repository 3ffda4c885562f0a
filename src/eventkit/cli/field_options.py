"""Field options: the options that set the fields of an entity, generated from their specs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import click

from eventkit.cli.input_values import OneOf, day_or_moment, parse_day, text
from eventkit.editing import find
from eventkit.messages import Message, as_message
from eventkit.model.specs import SPECS, FieldShape, FieldSpec, shape_of
from eventkit.model.value_codecs import CODECS, TypingContext
from eventkit.schedule import KINDS_BY_CLASS, EntityKind, Schedule
from eventkit.values import Value, ValueType

Option = Callable[[Any], Any]
Values = Mapping[str, Any]
"""The values of a command's options, by parameter."""

BY_LANGUAGE = {ValueType.TITLE, ValueType.TEXT}
CLICK_TYPES: Mapping[ValueType, click.ParamType[Any]] = {
    ValueType.INTEGER: click.INT,
    ValueType.NUMBER: click.FLOAT,
}


@dataclass(frozen=True)
class FieldOption:
    """The option that sets one field.

    Attributes:
        help: Its help, if that is not the help of the spec.
        is_capital: Whether it is written in capitals, however it is typed.
    """

    cls: type[Value]
    spec: FieldSpec
    help: str = ""
    is_capital: bool = False

    @property
    def name(self) -> str:
        return self.spec.option_name or self.spec.name

    @property
    def shape(self) -> FieldShape:
        return shape_of(self.cls, self.spec.name)

    @property
    def is_repeated(self) -> bool:
        """True if the option may be repeated: for another language, or for another member."""
        return self.shape.many or self.shape.value_type in BY_LANGUAGE

    @property
    def can_be_emptied(self) -> bool:
        """True if the field can be without a value."""
        shape = self.shape
        return not shape.required and (
            shape.many or shape.value_type not in {ValueType.BOOLEAN, ValueType.CHOICE, ValueType.TIME}
        )

    def declare(self, *, required: bool = False) -> Option:
        shape, help_ = self.shape, self._help()
        if shape.value_type is ValueType.BOOLEAN:
            return click.option(f"--{self.name}/--no-{self.name}", self.spec.name, default=None, help=help_)
        choices = OneOf(shape.choices) if shape.choices else None
        metavar = CODECS[shape.value_type].placeholder or (
            self._word().upper() if shape.value_class else self.name.upper()
        )
        return click.option(
            f"--{self.name}",
            self.spec.name,
            multiple=self.is_repeated,
            required=required,
            type=choices or CLICK_TYPES.get(shape.value_type),
            metavar=metavar,
            help=help_,
        )

    def declare_emptying(self) -> Option:
        return click.option(
            f"--no-{self.name}", f"no_{self.spec.name}", is_flag=True, help=f"Remove {self._phrase()}."
        )

    def _phrase(self) -> str:
        return self.spec.phrase

    def _word(self) -> str:
        cls = self.shape.value_class
        kind = KINDS_BY_CLASS.get(cls) if cls else None
        return "PERSON" if kind is EntityKind.PARTICIPANT else str(kind or self.name)

    def _help(self) -> str:
        parts = [self.help or self.spec.help or f"{self._phrase().capitalize()}."]
        if self.shape.value_type in BY_LANGUAGE:
            parts.append("Repeat it for other languages.")
        elif self.shape.many and "Repeat it" not in parts[0]:
            parts.append("Repeat it for several.")
        if self.shape.choices:
            parts.append(f"One of {', '.join(self.shape.choices)}.")
        return " ".join(parts)

    def value(self, typed: Any, schedule: Schedule, before: Any) -> Any:
        """The value of the field, from what was typed.

        Args:
            before: The value of the field before; ``None`` if the entity is new.
        """
        option, shape = f"--{self.name}", self.shape
        codec, cls = CODECS[shape.value_type], shape.value_class
        context = TypingContext(
            lambda of, words: find(schedule, KINDS_BY_CLASS[of], words),
            lambda day: parse_day(day, option, schedule.conference),
            lambda at: day_or_moment(at, schedule, option),
        )
        if shape.value_type in BY_LANGUAGE:
            return text(typed, schedule, option, before)
        try:
            if not shape.many:
                value = codec.parse(typed, context, cls) if isinstance(typed, str) else typed
                return value.upper() if self.is_capital else value
            values = [codec.parse(part, context, cls) for part in typed]
        except ValueError as error:
            raise click.BadParameter(as_message(error), param_hint=option) from None
        return list(dict.fromkeys(values)) if shape.value_type is ValueType.LANGUAGE else values


def field_options(
    cls: type[Value],
    by_hand: frozenset[str] = frozenset(),
    helps: Mapping[str, str] = MappingProxyType({}),
    capitals: frozenset[str] = frozenset(),
) -> tuple[FieldOption, ...]:
    """The options of a class: of each field that has one, but those declared by hand."""
    return tuple(
        FieldOption(cls, spec, helps.get(spec.name, ""), spec.name in capitals)
        for spec in SPECS[cls]
        if spec.option_name is not None and spec.name not in by_hand | {"id"}
    )


def field_values(
    options: tuple[FieldOption, ...], values: Values, schedule: Schedule, before: Value | None
) -> dict[str, Any]:
    """The fields that the options of a command set or empty.

    Args:
        before: The entity before; ``None`` if it is new.
    """
    fields: dict[str, Any] = {}
    for option in options:
        name = option.spec.name
        typed = values.get(name)
        is_given = typed not in {None, ()}
        if values.get(f"no_{name}"):
            if is_given:
                raise click.UsageError(
                    Message(
                        "--{name} and --no-{name} cannot be used together. Give one of them.",
                        name=option.name,
                    )
                )
            fields[name] = option.shape.default
        elif is_given:
            fields[name] = option.value(typed, schedule, getattr(before, name, None))
    return fields

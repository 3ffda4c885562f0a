"""Input values: what users type, and the options for the fields of the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem
from pydantic import TypeAdapter, ValidationError

from eventkit.cli.commands import BadValue, WrongUse
from eventkit.editing import find
from eventkit.editing.edits import refusal
from eventkit.messages import Listed, Message, Term, Verbatim, as_message
from eventkit.model import Conference, Kind, Role
from eventkit.model.field_types import Url
from eventkit.model.specs import SPECS, FieldShape, FieldSpec, shape_of
from eventkit.model.value_codecs import CODECS
from eventkit.office.typed_times import (
    read_clock,
    read_day,
    read_later_moment,
    read_moment,
    read_period,
    typing_context,
)
from eventkit.schedule import KINDS_BY_CLASS, EntityKind, Schedule
from eventkit.suggestions import ask_whether, suggest
from eventkit.texts import Text, canonicalise_tag
from eventkit.times import Period
from eventkit.values import Value, ValueType
from eventkit.values.field_errors import error_sentence
from eventkit.wording import Wording

Command = TypeVar("Command", bound=Callable[..., Any])


V = TypeVar("V", bound=Value)
TIME = "TIME"  # the placeholder of a time: 09:00, or with its date, "2027-09-06 09:00"
_URL: TypeAdapter[str] = TypeAdapter(Url)


def parse_url(typed: str) -> str:
    try:
        return _URL.validate_python(typed)
    except ValidationError as error:
        reason = error_sentence(error.errors(include_url=False)[0])
        raise BadValue("'{value}' {reason}", value=typed, reason=as_message(reason)) from None


class OneOf(click.ParamType[StrEnum]):
    """A member of an enumeration, by its value or the beginning of it."""

    name = "word"

    def __init__(self, words: type[StrEnum]) -> None:
        self._words = words

    def convert(
        self,
        value: str,
        param: click.Parameter | None = None,  # noqa: ARG002 - click's signature
        ctx: click.Context | None = None,  # noqa: ARG002
    ) -> Any:
        typed = "-".join(value.lower().replace("_", " ").replace("-", " ").split())
        near = [word for word in self._words if typed and word.startswith(typed)]
        if typed in near or len(near) == 1:
            return self._words(typed if typed in near else near[0])
        if (known := self._synonym(value)) is not None:
            return known
        # The words as they are typed, which labels in the reader's language are not.
        hint = suggest(typed, self._words) or Message(
            "Choose one of {known}.", known=Listed(tuple(Verbatim(word) for word in near or self._words))
        )
        kind = Term(self._words.__name__.lower())
        message = Message("There is no {kind} '{value}'.", hint, kind=kind, value=value)
        raise BadValue(message)

    def _synonym(self, typed: str) -> StrEnum | None:
        """The member that an import understands by a word, in any of its languages: coffee, 茶歇."""
        if self._words not in (Kind, Role) or not typed.strip():
            return None
        from eventkit.intake.word_lists import parse_kind, parse_role  # noqa: PLC0415 - few words are foreign

        return parse_kind(typed) if self._words is Kind else parse_role(typed)

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        return [CompletionItem(word) for word in self._words if word.startswith(incomplete)]


class ChoiceWithSynonyms(click.Choice[str]):
    """One of several words; a synonym is refused with the word for it."""

    def __init__(self, words: Sequence[str], synonyms: Mapping[str, str], noun: str) -> None:
        super().__init__(words, case_sensitive=False)
        self._synonyms = synonyms
        self._noun = noun

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:  # noqa: ARG002
        typed = "-".join(str(value).lower().replace("_", " ").split())
        meant = self._synonyms.get(typed)
        hint = ask_whether([meant]) if meant else suggest(typed, self.choices)
        hint = hint or Message("Choose one of {choices}.", choices=Listed(tuple(self.choices)))
        return Message(
            Message("There is no {kind} '{words}'.", kind=Term(self._noun), words=str(value)), hint
        )


def parse_minutes(typed: str) -> int:
    """A length in minutes, also as an import understands it: ``90``, ``90 min``, ``1:30``, ``1h30``."""
    minutes: object
    if typed.strip().isdecimal():
        minutes = int(typed)
    else:
        from eventkit.intake.datetime_parser import parse_duration  # noqa: PLC0415 - its word lists

        minutes = parse_duration(typed)
    if isinstance(minutes, int) and minutes > 0:
        return minutes
    raise BadValue(
        "'{text}' is not a length. Write minutes such as 45, or hours and minutes such as 1:30.", text=typed
    )


def parse_date(typed: str) -> date:
    """A day in any form with a year that an import understands."""
    try:
        return read_day(typed)
    except ValueError as error:
        raise BadValue(as_message(error)) from None


@contextmanager
def _reported_at(option: str) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise BadValue(as_message(error), param_hint=option) from None


def parse_day(typed: str, option: str, conference: Conference | None = None) -> date:
    with _reported_at(option):
        return read_day(typed, conference)


def parse_days(typed: Iterable[str], conference: Conference) -> tuple[date, ...]:
    """The days of ``--day``, which may be given several times: dates, weekdays or numbers of days."""
    return tuple(parse_day(day, "--day", conference) for day in typed)


def parse_time_of_day(typed: str, option: str) -> time:
    try:
        return read_clock(typed)
    except ValueError as error:
        raise BadValue(
            "'{typed}' {reason}", typed=typed, reason=as_message(error), param_hint=option
        ) from None


def in_languages(typed: Iterable[str], first: str, option: str) -> dict[str, str]:
    """Texts by language: ``zh=开幕式`` in the one it names, anything else in the first.

    The part before the sign counts as a language only if it is a known one: ``E=mc2`` is a title.
    """
    texts: dict[str, str] = {}
    for argument in typed:
        if not argument.strip():
            raise BadValue(
                "is empty: to remove a text, name its language: '{first}='", first=first, param_hint=option
            )
        language, text = _split_language(argument, first)
        if language in texts:
            raise BadValue(
                "is given twice in {language}: give it once, or name the language, as in zh={text}",
                language=language,
                text=text,
                param_hint=option,
            )
        texts[language] = text
    return texts


def _split_language(typed: str, first: str) -> tuple[str, str]:
    before, sign, after = typed.partition("=")
    if sign:
        try:
            language = canonicalise_tag(before.strip())
        except ValueError:
            return first, typed
        if language == first or Wording.of("en").language_name(language) != language:
            return language, after.strip()
    return first, typed


def text(typed: Iterable[str], schedule: Schedule, option: str, before: Text | None = None) -> Any:
    """A text with typed texts added, language by language; an empty one removes its language."""
    new = in_languages(typed, schedule.conference.languages[0], option)
    joined = {**(before or {}), **new}
    return {language: string for language, string in joined.items() if string} or None


def build(model: type[V], schedule: Schedule, **fields: Any) -> V:
    context = {"language": schedule.conference.languages[0]}
    try:
        built: V = model.model_validate(fields, context=context)
    except ValidationError as error:
        raise refusal(error.errors(), f"{model.__name__.lower()} '{fields.get('id')}'", schedule) from None
    return built


def moment(typed: str, schedule: Schedule, option: str, on: date) -> datetime:
    with _reported_at(option):
        return read_moment(typed, schedule, on)


def later_moment(typed: str, schedule: Schedule, option: str, start: datetime) -> datetime:
    with _reported_at(option):
        return read_later_moment(typed, schedule, start)


def period(typed: str, schedule: Schedule) -> Period:
    with _reported_at("PERIOD"):
        return read_period(typed, schedule)


def language_tags(typed: tuple[str, ...]) -> tuple[str, ...]:
    """The language tags that were typed, in their usual case, without repeats."""
    with _reported_at("--language"):
        return tuple(dict.fromkeys(canonicalise_tag(tag) for tag in typed))


Option = Callable[[Any], Any]
Values = Mapping[str, Any]  # the values of a command's options, by parameter
BY_LANGUAGE = {ValueType.TITLE, ValueType.TEXT}
CLICK_TYPES: Mapping[ValueType, click.ParamType[Any]] = {
    ValueType.INTEGER: click.INT,
    ValueType.NUMBER: click.FLOAT,
}


@dataclass(frozen=True)
class FieldOption:
    cls: type[Value]
    spec: FieldSpec
    help: str = ""  # its help, if that is not the help of the spec
    is_capital: bool = False  # whether it is written in capitals, however it is typed

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
        if "Repeatable" not in parts[0] and (self.shape.value_type in BY_LANGUAGE or self.shape.many):
            parts.append("Repeatable.")
        if self.shape.choices:
            parts.append(f"One of {', '.join(self.shape.choices)}.")
        return " ".join(parts)

    def value(self, typed: Any, schedule: Schedule, before: Any) -> Any:
        """The value of the field, from what was typed."""
        option, shape = f"--{self.name}", self.shape
        codec, cls = CODECS[shape.value_type], shape.value_class
        context = typing_context(lambda of, words: find(schedule, KINDS_BY_CLASS[of], words), schedule)
        if shape.value_type in BY_LANGUAGE:
            return text(typed, schedule, option, before)
        with _reported_at(option):
            if not shape.many:
                value = codec.parse(typed, context, cls) if isinstance(typed, str) else typed
                return value.upper() if self.is_capital else value
            values = [codec.parse(part, context, cls) for part in typed]
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
    """The fields that the options of a command set or empty."""
    fields: dict[str, Any] = {}
    for option in options:
        name = option.spec.name
        typed = values.get(name)
        is_given = typed not in {None, ()}
        if values.get(f"no_{name}"):
            if is_given:
                raise WrongUse(
                    "--{name} and --no-{name} cannot be used together. Give one of them.", name=option.name
                )
            fields[name] = option.shape.default
        elif is_given:
            fields[name] = option.value(typed, schedule, getattr(before, name, None))
    return fields

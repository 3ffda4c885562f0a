"""Form fields: the inputs of a form as its page draws them, from field specs and the strings in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from eventkit.messages import Reader
from eventkit.model.specs import FieldShape, FieldSpec, shape_of, spec_of
from eventkit.model.value_codecs import CODECS
from eventkit.schedule import KINDS_BY_CLASS, EntityKind, Schedule
from eventkit.times import Period, zone_names
from eventkit.values import Value, ValueType
from eventkit.web.forms.form_values import (
    CHOSEN_FROM_A_LIST,
    PERIOD_ENDS,
    EntityNames,
    InputFault,
    Strings,
    fields_of,
    has_offset,
    is_list_of_rows,
    row_numbers,
)
from eventkit.web.web_pages import words
from eventkit.wording import Wording
from eventkit.wording.fixed_words import FieldHeading

WORD_LIST = "forms"


@dataclass(frozen=True, slots=True)
class FormWords:
    """The words of one language.

    English help is that of the field specs, so that a new field has it at once. Another language has its own
    by class and field, and that of the specs where it has none.
    """

    language: str
    wording: Wording

    @staticmethod
    def of(language: str) -> FormWords:
        return FormWords(language, Wording.of(language))

    def word(self, name: str, /, **values: object) -> str:
        word: str = words(WORD_LIST, self.language)["word"][name]
        return word.format(**values) if values else word

    def heading(self, cls: type[Value], spec: FieldSpec) -> str:
        return FieldHeading(cls, spec.name).in_words(Reader.of(self.language))

    def help(self, cls: type[Value], spec: FieldSpec) -> str:
        """A sentence of help for a field; may be empty."""
        tables: Mapping[str, Any] = words(WORD_LIST, self.language).get("help", {})
        sentence: str = tables.get(cls.__name__, {}).get(spec.name, "")
        return sentence or spec.help

    def meaning(self, name: str) -> str:
        label: str = words(WORD_LIST, self.language)["meaning"][name]
        return label

    def language_name(self, tag: str) -> str:
        return Wording.of(tag).own_name

    def path(self, name: str) -> str:
        """The path of a field in a message, for a fault without an input."""
        return name.replace(".", " › ")


class InputType(StrEnum):
    """The types of inputs; all but the last five are values of the ``type`` of an HTML ``input``."""

    LINE = "text"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    MOMENT = "datetime-local"
    URL = "url"
    EMAIL = "email"
    COLOUR = "color"
    CHECKBOX = "checkbox"
    HIDDEN = "hidden"
    LINES = "lines"
    PARAGRAPHS = "paragraphs"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class FormInput:
    name: str
    label: str
    type: InputType
    value: str  # the string in it; `on` for a box that is ticked
    language: str = ""  # the language of what is typed; empty for none in particular
    choices: tuple[tuple[str, str], ...] = ()  # the values that can be chosen, with their labels
    suggestions: str = ""  # the name of the list of names to suggest; empty for none
    required: bool = False  # true if it must be filled in
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a list: one member."""

    name: str  # the name of the row in the form: `people.2`
    inputs: tuple[FormInput, ...]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the model with its inputs, or with its rows."""

    name: str
    label: str
    help: str  # a sentence of help; may be empty
    inputs: tuple[FormInput, ...] = ()  # its inputs; none for a list
    # The rows of a list, with an empty one at the end; None for any other field.
    rows: tuple[FormRow, ...] | None = None
    faults: tuple[str, ...] = ()


ZONES = "zones"  # the name of the list of time zones to suggest


class FormBuilder:
    """Builds the fields of a form from the strings in it, whether stored or typed."""

    def __init__(
        self, strings: Strings, schedule: Schedule, words: FormWords, faults: Iterable[InputFault] = ()
    ) -> None:
        self._strings = strings
        self._schedule = schedule
        self._words = words
        self._names = EntityNames(schedule)
        self._faults: dict[str, list[str]] = {}
        for fault in faults:
            self._faults.setdefault(fault.name, []).append(fault.message)
        self.suggestions: dict[str, tuple[str, ...]] = {}

    @property
    def unplaced_faults(self) -> tuple[str, ...]:
        """The faults of which no input is shown, after all fields are built: they stand above the form."""
        return tuple(
            f"{self._words.path(name)}: {message}" if name else message
            for name, messages in self._faults.items()
            for message in messages
        )

    def fields(self, cls: type[Value], *, names: Iterable[str] | None = None) -> tuple[FormField, ...]:
        """The fields of a class, in the order of their specs, or only those named, in that order."""
        specs = fields_of(cls) if names is None else tuple(spec_of(cls, name) for name in names)
        return tuple(self.field(cls, spec) for spec in specs)

    def field(self, cls: type[Value], spec: FieldSpec) -> FormField:
        shape, name = shape_of(cls, spec.name), spec.name
        label, help_ = self._words.heading(cls, spec), self._words.help(cls, spec)
        if is_list_of_rows(shape):
            rows = tuple(self._rows(shape, name, label))
            return FormField(name, label, help_, rows=rows, faults=self._taken(name))
        if shape.value_type is ValueType.OBJECT and shape.value_class:
            inputs = tuple(self._object_inputs(shape.value_class, f"{name}.", is_required=shape.required))
            return FormField(name, label, help_, inputs, faults=self._taken(name))
        inputs = tuple(self._inputs(shape, name, label, is_required=shape.required))
        if len(inputs) == 1 and inputs[0].name == name:
            return FormField(name, label, help_, inputs)
        return FormField(name, label, help_, inputs, faults=self._taken(name))

    def rooms(self, name: str) -> tuple[FormInput, ...]:
        return tuple(self._boxes(EntityKind.ROOM, name))

    def input(self, name: str, label: str, type_: InputType, **more: str) -> FormInput:
        """An input that no spec declares."""
        return FormInput(name, label, type_, self._strings.get(name, ""), faults=self._taken(name), **more)  # type: ignore[arg-type]

    def _taken(self, name: str) -> tuple[str, ...]:
        return tuple(self._faults.pop(name, ()))

    def _object_inputs(self, cls: type[Value], prefix: str, *, is_required: bool) -> Iterator[FormInput]:
        for spec in fields_of(cls):
            shape = shape_of(cls, spec.name)
            yield from self._inputs(
                shape,
                f"{prefix}{spec.name}",
                self._words.heading(cls, spec),
                is_required=is_required and shape.required,
            )

    def _inputs(self, shape: FieldShape, name: str, label: str, *, is_required: bool) -> Iterator[FormInput]:
        """The inputs of a field that is not a list of rows."""
        value = self._strings.get(name, "")
        choices: tuple[tuple[str, str], ...] = ()
        suggestions = ""
        match shape.value_type:
            case ValueType.TITLE | ValueType.TEXT:
                yield from self._text_inputs(shape, name, label, is_required=is_required)
                return
            case ValueType.REFERENCE if shape.value_class:
                kind = KINDS_BY_CLASS[shape.value_class]
                if shape.many:
                    yield from self._boxes(kind, name)
                    return
                if kind in CHOSEN_FROM_A_LIST:
                    choices = (("", "–"), *self._entities(kind))
                    type_ = InputType.CHOICE
                else:
                    type_, suggestions = InputType.LINE, self._suggest(kind)
            case ValueType.CHOICE if shape.choices:
                value = value or str(shape.default or "")
                choices = tuple((member.value, self._words.wording.label(member)) for member in shape.choices)
                type_ = InputType.CHOICE
            case ValueType.ZONE:
                self.suggestions.setdefault(ZONES, zone_names())
                type_, suggestions = InputType.LINE, ZONES
            case _ if shape.many and shape.value_type is not ValueType.LANGUAGE:
                type_ = InputType.LINES
            case value_type:
                type_ = InputType(CODECS[value_type].input)
        yield FormInput(
            name,
            label,
            type_,
            value,
            choices=choices,
            suggestions=suggestions,
            required=is_required and type_ is not InputType.CHECKBOX,
            faults=self._taken(name),
        )

    def _text_inputs(
        self, shape: FieldShape, name: str, label: str, *, is_required: bool
    ) -> Iterator[FormInput]:
        typed = [key.removeprefix(f"{name}.") for key in self._strings if key.startswith(f"{name}.")]
        languages = dict.fromkeys((*self._schedule.conference.languages, *typed))
        type_ = InputType.LINE if shape.value_type is ValueType.TITLE else InputType.PARAGRAPHS
        for at, language in enumerate(languages):
            path = f"{name}.{language}"
            yield FormInput(
                path,
                label,
                type_,
                self._strings.get(path, ""),
                language,
                required=is_required and at == 0 and len(languages) == 1,
                faults=self._taken(path),
            )

    def _boxes(self, kind: EntityKind, name: str) -> Iterator[FormInput]:
        for id_, label in self._entities(kind):
            yield FormInput(
                f"{name}.{id_}", label, InputType.CHECKBOX, self._strings.get(f"{name}.{id_}", "")
            )

    def _entities(self, kind: EntityKind) -> Iterator[tuple[str, str]]:
        yield from self._names.by_id(kind).items()

    def _suggest(self, kind: EntityKind) -> str:
        if kind.value not in self.suggestions:
            self.suggestions[kind.value] = tuple(self._names.by_id(kind).values())
        return kind.value

    def _rows(self, shape: FieldShape, name: str, label: str) -> Iterator[FormRow]:
        numbers = row_numbers(self._strings, name)
        for at in (*numbers, max(numbers, default=-1) + 1):
            row = f"{name}.{at}"
            inputs = tuple(self._row_inputs(shape, row, label))
            was = self._strings.get(f"{row}.was")
            hidden = (FormInput(f"{row}.was", "", InputType.HIDDEN, was),) if was else ()
            yield FormRow(row, (*hidden, *inputs), self._taken(row))

    def _row_inputs(self, shape: FieldShape, row: str, label: str) -> Iterator[FormInput]:
        if shape.value_class is Period:
            is_ambiguous = row in self._faults or any(
                has_offset(self._strings.get(f"{row}.{end}", "")) for end in PERIOD_ENDS
            )
            type_ = InputType.LINE if is_ambiguous else InputType.MOMENT
            for end in PERIOD_ENDS:
                yield self.input(f"{row}.{end}", self._words.word(end), type_)
        elif shape.value_type is ValueType.REFERENCE and shape.value_class:
            suggestions = self._suggest(KINDS_BY_CLASS[shape.value_class])
            yield self.input(f"{row}.id", label, InputType.LINE, suggestions=suggestions)
        elif shape.value_class:
            yield from self._object_inputs(shape.value_class, f"{row}.", is_required=False)

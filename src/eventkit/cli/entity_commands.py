"""Entity commands: add, edit, rename, merge and remove, generated from field specs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import uuid4

import click

from eventkit.cli.display import Completer, complete_ids, make_table, text_lines
from eventkit.cli.input_values import TEXT, OneOf, build, in_languages, language_tags, text
from eventkit.cli.outcome_report import report, summarise
from eventkit.cli.shared_options import change_options, store_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import (
    add_deadline,
    add_organisation,
    add_room,
    add_track,
    edit_conference,
    edit_deadline,
    edit_organisation,
    edit_room,
    edit_track,
    find,
    find_deadline,
    free_deadline_id,
    free_id,
    latin,
    remove_deadline,
    remove_organisation,
    remove_room,
    remove_track,
)
from eventkit.findings import Subject
from eventkit.model import Deadline, Involvement, Organisation, Room, Track
from eventkit.model.specs import SPECS, FieldShape, FieldSpec, shape_of
from eventkit.schedule import KINDS_BY_CLASS, EntityKind, Schedule
from eventkit.times.wall_times import DATE_PATTERN, parse_clock_time, parse_iso_date, parse_wall_time
from eventkit.values import Value, ValueType

Command = TypeVar("Command", bound=Callable[..., Any])
Option = Callable[[Any], Any]
Values = Mapping[str, Any]
"""The values of a command's options, by parameter."""

Apply = Callable[[Schedule, str, Values], Schedule]
"""The schedule with the values of options that no spec declares, for the entity of that id."""

METAVARS = {
    ValueType.TITLE: TEXT,
    ValueType.TEXT: TEXT,
    ValueType.STRING: "TEXT",
    ValueType.URL: "URL",
    ValueType.EMAIL: "ADDRESS",
    ValueType.COLOUR: "#RRGGBB",
    ValueType.COUNTRY: "XX",
    ValueType.LANGUAGE: "TAG",
    ValueType.ZONE: "ZONE",
    ValueType.INTEGER: "N",
    ValueType.NUMBER: "N",
    ValueType.DATE: "YYYY-MM-DD",
    ValueType.TIME: "HH:MM",
    ValueType.DAY_OR_INSTANT: "WHEN",
    ValueType.LINK: "URL",
    ValueType.STREAM: "[LANG=]URL",
}
"""The placeholders of options in help, by the type of their fields."""

BY_LANGUAGE = {ValueType.TITLE, ValueType.TEXT}
CLICK_TYPES: Mapping[ValueType, click.ParamType[Any]] = {
    ValueType.INTEGER: click.INT,
    ValueType.NUMBER: click.FLOAT,
}


@dataclass(frozen=True)
class FieldOption:
    """The option that sets one field.

    Attributes:
        cls: The class of the field.
        spec: Its words.
        help: Its help, where that is not the help of the spec.
        is_capital: Whether it is written in capitals, however it is typed.
    """

    cls: type[Value]
    spec: FieldSpec
    help: str = ""
    is_capital: bool = False

    @property
    def name(self) -> str:
        """The name of the option, without dashes."""
        return self.spec.option_name or self.spec.name

    @property
    def shape(self) -> FieldShape:
        """The shape of the field."""
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
        """The option."""
        shape, help_ = self.shape, self._help()
        if shape.value_type is ValueType.BOOLEAN:
            return click.option(f"--{self.name}/--no-{self.name}", self.spec.name, default=None, help=help_)
        choices = OneOf(shape.choices) if shape.choices else None
        metavar = METAVARS.get(shape.value_type) or (
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
        """The option that empties the field."""
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

    def value(self, typed: Any, schedule: Schedule, before: Any) -> Any:  # noqa: PLR0911 - one for each type
        """The value of the field, from what was typed.

        Args:
            typed: The value of the option.
            schedule: The schedule, for languages, times and references.
            before: The value of the field before; ``None`` where the entity is new.

        Raises:
            click.BadParameter: It is not of the type of the field.
            Refused: It refers to an entity that there is not.
        """
        option, shape = f"--{self.name}", self.shape
        match shape.value_type:
            case ValueType.TITLE | ValueType.TEXT:
                return text(typed, schedule, option, before)
            case ValueType.REFERENCE if shape.value_class:
                kind = KINDS_BY_CLASS[shape.value_class]
                return (
                    [find(schedule, kind, words) for words in typed]
                    if shape.many
                    else find(schedule, kind, typed)
                )
            case ValueType.LANGUAGE if shape.many:
                return language_tags(typed)
            case ValueType.LINK:
                return [{"url": url} for url in typed]
            case ValueType.STREAM:
                return [_stream(address) for address in typed]
            case ValueType.COUNTRY:
                return typed.upper()
            case ValueType.DATE:
                return parse_day(typed, option)
            case ValueType.TIME:
                return _parsed(parse_clock_time, typed, option)
            case ValueType.DAY_OR_INSTANT:
                return _day_or_instant(typed, schedule, option)
            case _:
                return typed.upper() if self.is_capital else typed


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
        options: The options.
        values: Their values, by parameter.
        schedule: The schedule, for languages, times and references.
        before: The entity before; ``None`` where it is new.

    Raises:
        click.UsageError: A field is to be set and to be emptied.
        click.BadParameter: A value is invalid.
        Refused: A value refers to an entity that there is not.
    """
    fields: dict[str, Any] = {}
    for option in options:
        name = option.spec.name
        typed = values.get(name)
        is_given = typed not in {None, ()}
        if values.get(f"no_{name}"):
            if is_given:
                message = f"--{option.name} and --no-{option.name} cannot be used together: give one of them"
                raise click.UsageError(message)
            fields[name] = option.shape.default
        elif is_given:
            fields[name] = option.value(typed, schedule, getattr(before, name, None))
    return fields


@dataclass(frozen=True)
class EntityCommands:
    """The commands for one kind of entity.

    Attributes:
        word: The entity in the words of commands: room, person.
        cls: Its class.
        name_field: The field that it goes by: ``name`` or ``title``.
        add_entity: The edit that adds one.
        edit_entity: The edit that changes one.
        remove_entity: The edit that removes one.
        about: For each command, the rest of its help, from the second sentence on.
        examples: For each command, its example.
        by_hand: Fields whose options are not generated.
        helps: The help of options, where it is not that of the spec.
        capitals: Fields written in capitals, however they are typed.
        required: Fields that a new one must be given.
        options: Further options of `add` and `edit`.
        edit_options: Further options of `edit` alone.
        apply: Applies the further options.
        remove_options: Further options of `remove`, which are parameters of the edit.
        summaries: The first sentence of a command's help, where it is not the usual one.
        columns: The fields that a list shows beside the id and the name.
    """

    word: str
    cls: type[Value]
    name_field: str
    add_entity: Callable[[Schedule, Any], Schedule]
    edit_entity: Callable[..., Schedule]
    remove_entity: Callable[..., Schedule]
    examples: Mapping[str, str]
    about: Mapping[str, str] = field(default_factory=dict)
    summaries: Mapping[str, str] = field(default_factory=dict)
    by_hand: frozenset[str] = frozenset()
    helps: Mapping[str, str] = field(default_factory=dict)
    capitals: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    options: tuple[Option, ...] = ()
    edit_options: tuple[Option, ...] = ()
    remove_options: tuple[Option, ...] = ()
    apply: Apply = lambda schedule, _, __: schedule
    columns: tuple[str, ...] = ()

    @cached_property
    def fields(self) -> tuple[FieldOption, ...]:
        """The generated options."""
        return field_options(self.cls, self.by_hand, self.helps, self.capitals)

    @property
    def kind(self) -> EntityKind | None:
        """The kind of entity; ``None`` for deadlines, which are fields of the conference."""
        return KINDS_BY_CLASS.get(self.cls)

    @property
    def _completer(self) -> Completer | None:
        return complete_ids(self.kind) if self.kind else None

    @property
    def noun(self) -> str:
        """The entity with its article."""
        return f"{'an' if self.word[0] in 'aeiou' else 'a'} {self.word}"

    def find(self, schedule: Schedule, words: str) -> str:
        """The id of the entity with an id, the start of an id, or a name."""
        return find(schedule, self.kind, words) if self.kind else find_deadline(schedule, words)

    def free_id(self, schedule: Schedule, name: str) -> str:
        """An id that no other has, made from a name."""
        return free_id(schedule, self.kind, name) if self.kind else free_deadline_id(schedule, name)

    def entity(self, schedule: Schedule, id: str) -> Value:
        """The entity of that id."""
        if self.kind:
            return self.kind.by_id(schedule)[id]
        return next(deadline for deadline in schedule.conference.deadlines if deadline.id == id)

    @cached_property
    def add(self) -> click.Command:
        """The command that adds one."""
        name = self.name_field

        def add(terminal: Terminal, new_name: str, new_id: str | None, **values: Any) -> None:
            uid = {"uid": uuid4()} if "uid" in self.cls.model_fields else {}
            texts = (new_name, *values.pop(name))

            def edit(schedule: Schedule) -> Schedule:
                names = self._new_name(schedule, texts)
                id_ = new_id or self.free_id(schedule, latin(names))
                fields = field_values(self.fields, values, schedule, None)
                fields = {field: value for field, value in fields.items() if field in self.required}
                entity = build(self.cls, schedule, **{"id": id_, name: names, **uid, **fields})
                return self._edited(self.add_entity(schedule, entity), id_, values)

            report(terminal, terminal.office().edit(edit, f"add {self.word} '{new_name}'"))

        return self._command(
            add,
            f"Add {self.noun} called {name.upper()}.",
            click.argument("new_name", metavar=name.upper()),
            click.option("--id", "new_id", metavar="ID", help=f"Its id.  [made from the {name}]"),
            *(option.declare(required=option.spec.name in self.required) for option in self.fields),
            *self.options,
        )

    @cached_property
    def list_all(self) -> click.Command:
        """The command that lists all of them."""
        specs = {spec.name: spec for spec in SPECS[self.cls]}

        def list_all(terminal: Terminal) -> None:
            schedule = terminal.load().schedule
            entities = self.kind.by_id(schedule).values() if self.kind else schedule.conference.deadlines
            if not entities:
                add = f"eventkit {self.word} add {self.name_field.upper()}"
                terminal.out.print(f"there are no {self.word}s yet: '{add}' adds one", soft_wrap=True)
                return
            shown = make_table("Id", *(specs[name].heading for name in (self.name_field, *self.columns)))
            shown.columns[0].no_wrap = True
            for entity in entities:
                names = text_lines(getattr(entity, self.name_field), schedule.conference.languages)
                values = [getattr(entity, name) for name in self.columns]
                words = ["" if value in {None, ()} else summarise(value, schedule) for value in values]
                shown.add_row(str(entity.id), names, *words)
            with terminal.paged():
                terminal.out.print(shown)

        example = f"\b\nExample:\n  eventkit {self.word} list"
        command = store_options(pass_terminal(list_all))
        return click.command("list", help=f"List the {self.word}s.\n\n{example}")(command)

    @cached_property
    def edit(self) -> click.Command:
        """The command that changes one."""

        def edit(terminal: Terminal, entity: str, new_id: str | None, **values: Any) -> None:
            office = terminal.office()
            id_ = self.find(office.load().schedule, entity)
            renames = {Subject(self.kind, id_): new_id} if self.kind and new_id else {}

            def edited(schedule: Schedule) -> Schedule:
                after = self._edited(schedule, id_, values)
                return self.edit_entity(after, id_, id=new_id) if new_id else after

            report(terminal, office.edit(edited, f"edit {self.word} '{id_}'", renames=renames))

        return self._command(
            edit,
            f"Change {self.noun}.",
            click.argument("entity", metavar=self.word.upper(), shell_complete=self._completer),
            click.option("--id", "new_id", metavar="ID", help="A new id; all references are updated."),
            *(option.declare() for option in self.fields),
            *self.options,
            *self.edit_options,
            *(option.declare_emptying() for option in self.fields if option.can_be_emptied),
        )

    @cached_property
    def rename(self) -> click.Command:
        """The command that gives one another id."""

        def rename(terminal: Terminal, entity: str, new_id: str) -> None:
            office = terminal.office()
            id_ = self.find(office.load().schedule, entity)
            if self.kind:
                report(terminal, office.rename(self.kind, id_, new_id))
            else:
                why = f"rename {self.word} '{id_}' to '{new_id}'"
                report(terminal, office.edit(lambda now: self.edit_entity(now, id_, id=new_id), why))

        return self._command(
            rename,
            f"Give {self.noun} another id, and update all references.",
            click.argument("entity", metavar=self.word.upper(), shell_complete=self._completer),
            click.argument("new_id", metavar="NEW_ID"),
        )

    @cached_property
    def merge(self) -> click.Command:
        """The command that makes one of two."""

        def merge(terminal: Terminal, keep: str, gone: str) -> None:
            office = terminal.office()
            schedule = office.load().schedule
            keep, gone = (self.find(schedule, words) for words in (keep, gone))
            report(terminal, office.merge(self.kind or EntityKind.ORGANISATION, keep, gone))

        return self._command(
            merge,
            f"Merge two entries for the same {self.word}.",
            click.argument("keep", shell_complete=self._completer),
            click.argument("gone", shell_complete=self._completer),
        )

    @cached_property
    def remove(self) -> click.Command:
        """The command that removes one or several, all of them or none."""

        def remove(terminal: Terminal, entities: tuple[str, ...], **parameters: Any) -> None:
            office = terminal.office()
            schedule = office.load().schedule
            ids = innermost_first(schedule, (self.find(schedule, entity) for entity in entities))

            def edit(now: Schedule) -> Schedule:
                for id_ in ids:
                    now = self.remove_entity(now, id_, **parameters)
                return now

            report(terminal, office.edit(edit, f"remove {self.word} {quoted(ids)}"))

        return self._command(
            remove,
            f"Remove {self.noun} that nothing refers to.",
            click.argument(
                "entities",
                metavar=f"{self.word.upper()}...",
                nargs=-1,
                required=True,
                shell_complete=self._completer,
            ),
            *self.remove_options,
        )

    def _edited(self, schedule: Schedule, id_: str, values: Values) -> Schedule:
        fields = field_values(self.fields, values, schedule, self.entity(schedule, id_))
        return self.apply(self.edit_entity(schedule, id_, **fields) if fields else schedule, id_, values)

    def _new_name(self, schedule: Schedule, texts: tuple[str, ...]) -> dict[str, str]:
        first = schedule.conference.languages[0]
        return {
            language: string
            for language, string in in_languages(texts, first, f"--{self.name_field}").items()
            if string
        }

    def _command(self, function: Callable[..., None], summary: str, *options: Option) -> click.Command:
        name = function.__name__
        parts = [self.summaries.get(name, summary), self.about.get(name, ""), self._example(name)]
        command: Callable[..., None] = change_options(pass_terminal(function))
        for option in reversed(options):
            command = option(command)
        return click.command(name, help="\n\n".join(filter(None, parts)))(command)

    def _example(self, name: str) -> str:
        lines = "\n".join(f"  {line}" for line in self.examples[name].splitlines())
        return f"\b\nExample:\n{lines}"


def innermost_first(schedule: Schedule, ids: Iterable[str]) -> tuple[str, ...]:
    """Ids, each once, those of sessions with parts before those that they are part of."""
    order: dict[str, int] = {session.id: -at for at, session in enumerate(schedule.sessions)}
    return tuple(sorted(dict.fromkeys(ids), key=lambda id_: order.get(id_, 0)))


def quoted(ids: Iterable[str]) -> str:
    """Ids for the reason of a change."""
    return ", ".join(f"'{id_}'" for id_ in ids)


def _stream(address: str) -> dict[str, str]:
    language, sign, url = address.partition("=")
    if sign and "/" not in language:
        return {"language": language_tags((language,))[0], "url": url}
    return {"url": address}


def parse_day(typed: str, option: str) -> date:
    """The day that was typed.

    Raises:
        click.BadParameter: It is not a day.
    """
    day: date = _parsed(parse_iso_date, typed, option)
    return day


def _parsed(parse: Callable[[str], Any], typed: str, option: str) -> Any:
    try:
        return parse(typed)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from None


def _day_or_instant(typed: str, schedule: Schedule, option: str) -> date:
    """A day, or an instant by the clocks of the conference.

    Raises:
        click.BadParameter: It is neither a day nor a time.
    """
    typed = typed.strip()
    try:
        return (
            parse_iso_date(typed)
            if re.fullmatch(DATE_PATTERN, typed)
            else parse_wall_time(typed, schedule.zone)
        )
    except ValueError as error:
        form = "must be a day such as 2027-03-01, or a time such as '2027-03-01 18:00'"
        message = form if "must be a time" in str(error) else str(error)
        raise click.BadParameter(message, param_hint=option) from None


def _with_backing(schedule: Schedule, id_: str, values: Values) -> Schedule:
    """The schedule with an organisation behind the conference in a role, in its place; or in none."""
    role, level = values["role"], values["level"]
    if level and not role:
        message = "a level belongs to a role: give --as sponsor as well"
        raise click.UsageError(message)
    if role is None and not values.get("not_as"):
        return schedule
    backings = [dict(backing) for backing in schedule.conference.organisations]
    places = [at for at, backing in enumerate(backings) if backing["organisation"] == id_]
    new = {"organisation": id_, "role": role, "level": text(level, schedule, "--level")}
    if role is None:
        backings = [backing for backing in backings if backing["organisation"] != id_]
    elif len(places) == 1:
        backings[places[0]] = new
    elif not any(backings[at]["role"] == role for at in places):
        backings.append(new)
    return edit_conference(schedule, organisations=backings)


room = EntityCommands(
    "room",
    Room,
    "name",
    add_room,
    edit_room,
    remove_room,
    by_hand=frozenset({"available"}),
    summaries={"remove": "Remove a room without sessions."},
    columns=("capacity", "features"),
    examples={
        "add": 'eventkit room add "Main Hall" --name zh=主会场 --capacity 400',
        "edit": "eventkit room edit main-hall --capacity 350 --feature interpretation",
        "rename": "eventkit room rename main-hall hall-1",
        "remove": "eventkit room remove annex",
    },
)
track = EntityCommands(
    "track",
    Track,
    "name",
    add_track,
    edit_track,
    remove_track,
    capitals=frozenset({"code"}),
    required=frozenset({"code", "colour"}),
    helps={
        "code": "Two capital letters or digits that identify the track where there is no colour.",
        "colour": "The colour, such as '#336699'.",
    },
    summaries={"remove": "Remove a track without sessions."},
    columns=("code", "colour"),
    examples={
        "add": 'eventkit track add "Health" --name zh=健康 --code HE --colour "#336699"',
        "edit": 'eventkit track edit health --colour "#884422"',
        "rename": "eventkit track rename health public-health",
        "remove": "eventkit track remove health",
    },
)
organisation = EntityCommands(
    "organisation",
    Organisation,
    "name",
    add_organisation,
    edit_organisation,
    remove_organisation,
    options=(
        click.option(
            "--as",
            "role",
            type=OneOf(Involvement),
            metavar="ROLE",
            help=f"Its role in the conference. One of {', '.join(Involvement)}.",
        ),
        click.option(
            "--level", multiple=True, metavar=TEXT, help="A sponsor's level, such as Gold; with --as."
        ),
    ),
    edit_options=(click.option("--not-as", is_flag=True, help="Remove its role in the conference."),),
    apply=_with_backing,
    columns=("short", "country"),
    about={
        "merge": "KEEP takes over the fields and references of GONE, which is removed. Fields that cannot be "
        "merged are listed.",
    },
    examples={
        "add": 'eventkit organisation add "Peking University" --name zh=北京大学 --id pku --as host',
        "edit": "eventkit organisation edit pku --short PKU --as sponsor --level Gold",
        "rename": "eventkit organisation rename peking-university pku",
        "merge": "eventkit organisation merge pku peking-university",
        "remove": "eventkit organisation remove pku",
    },
)
deadline = EntityCommands(
    "deadline",
    Deadline,
    "title",
    add_deadline,
    edit_deadline,
    remove_deadline,
    required=frozenset({"at"}),
    columns=("at", "url"),
    helps={
        "title": "The title.",
        "at": "The last day, such as 2027-03-01, or the exact time: '2027-03-01 18:00'.",
    },
    summaries={
        "rename": "Change the id of a deadline; calendars treat it as the same deadline.",
        "remove": "Remove a deadline; calendars no longer show it.",
    },
    examples={
        "add": 'eventkit deadline add "Papers are due" --title zh=论文截止 --at 2027-03-01\n'
        'eventkit deadline add "Registration closes" --at "2027-08-20 18:00" --url https://example.org/register',
        "edit": "eventkit deadline edit papers-are-due --at 2027-03-15",
        "rename": "eventkit deadline rename papers-are-due papers",
        "remove": "eventkit deadline remove papers-are-due",
    },
)

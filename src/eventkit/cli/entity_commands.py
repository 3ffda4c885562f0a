"""Entity commands: add, edit, rename, merge and remove, generated from field specs."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import uuid4

import click

from eventkit.cli.commands import BadValue, SectionedCommand, WrongUse
from eventkit.cli.entity_reports import DEADLINE, ORGANISATION, ROOM, TRACK, EntityType
from eventkit.cli.input_values import (
    FieldOption,
    OneOf,
    Option,
    Values,
    build,
    field_options,
    field_values,
    in_languages,
    text,
)
from eventkit.cli.shared_options import change_options
from eventkit.cli.terminal import Terminal, pass_terminal, report
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
    free_deadline_id,
    free_id,
    latin,
    remove_deadline,
    remove_organisation,
    remove_room,
    remove_track,
)
from eventkit.editing.lookup import describe
from eventkit.errors import EventkitError
from eventkit.findings import Subject
from eventkit.messages import Listed, Message, Term, Verbatim
from eventkit.model import Involvement
from eventkit.model.conference import free_code, free_colour
from eventkit.model.value_codecs import TEXT
from eventkit.schedule import EntityKind, Schedule
from eventkit.texts import Text
from eventkit.values.field_errors import ID_PATTERN

Apply = Callable[[Schedule, str, Values], Schedule]
"""The schedule with the values of options that no spec declares, for the entity of that id."""


@dataclass(frozen=True)
class EntityCommands:
    type: EntityType
    add_entity: Callable[[Schedule, Any], Schedule]
    edit_entity: Callable[..., Schedule]
    remove_entity: Callable[..., Schedule]
    examples: Mapping[str, str]
    # For each command, the rest of its help, from the second sentence on.
    about: Mapping[str, str] = field(default_factory=dict)
    # The first sentence of a command's help, if it is not the usual one.
    summaries: Mapping[str, str] = field(default_factory=dict)
    by_hand: frozenset[str] = frozenset()  # fields whose options are not generated
    # The help of options, if it is not that of the spec.
    helps: Mapping[str, str] = field(default_factory=dict)
    capitals: frozenset[str] = frozenset()  # fields written in capitals, however they are typed
    required: frozenset[str] = frozenset()  # fields that a new one must be given
    # Makes the fields that a new one has if they are not given, from its names.
    defaults: Callable[[Schedule, Mapping[str, str]], Values] = lambda _, __: {}
    options: tuple[Option, ...] = ()  # further options of `add` and `edit`
    edit_options: tuple[Option, ...] = ()  # further options of `edit` alone
    remove_options: tuple[Option, ...] = ()  # further options of `remove`, which are parameters of the edit
    apply: Apply = lambda schedule, _, __: schedule
    # The headings of sections in the help of `add` and `edit`, by the first option of each.
    sections: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def fields(self) -> tuple[FieldOption, ...]:
        return field_options(self.type.cls, self.by_hand, self.helps, self.capitals)

    def free_id(self, schedule: Schedule, name: str) -> str:
        """An id that no other has, made from a name."""
        return free_id(schedule, self.type.kind, name) if self.type.kind else free_deadline_id(schedule, name)

    @cached_property
    def add(self) -> click.Command:
        name = self.type.name_field

        def add(terminal: Terminal, new_name: str, new_id: str | None, **values: Any) -> None:
            if not new_name.strip():
                raise BadValue(
                    "is empty: give the {name} of the new {kind}.",
                    name=Term(name),
                    kind=Term(self.type.word),
                    param_hint=name.upper(),
                )
            uid = {"uid": uuid4()} if "uid" in self.type.cls.model_fields else {}
            texts = (new_name, *values.pop(name))
            readmit = values.pop("readmit", False)

            def edit(schedule: Schedule) -> Schedule:
                names = self._new_name(schedule, texts)
                id_ = new_id or self.free_id(schedule, latin(names))
                fields = field_values(self.fields, values, schedule, None)
                needed = {field: value for field, value in fields.items() if field in self.required}
                needed = {**self.defaults(schedule, names), **needed}
                entity = build(self.type.cls, schedule, **{"id": id_, name: names, **uid, **needed})
                return self._edited(self.add_entity(schedule, entity), id_, values)

            why = Message("add {kind} '{id}'", kind=Term(self.type.word), id=new_name)
            report(terminal, terminal.office().edit(edit, why, readmit=readmit))

        return self._command(
            add,
            f"Add {self.type.noun} called {name.upper()}.",
            click.argument("new_name", metavar=name.upper()),
            click.option("--id", "new_id", metavar="ID", help=f"Its id.  [made from the {name}]"),
            *(option.declare(required=option.spec.name in self.required) for option in self.fields),
            *self.options,
        )

    @cached_property
    def edit(self) -> click.Command:
        def edit(terminal: Terminal, entity: str, new_id: str | None, **values: Any) -> None:
            office, readmit = terminal.office(), values.pop("readmit", False)
            id_ = self.type.find(office.load().schedule, entity)
            renames = {Subject(self.type.kind, id_): new_id} if self.type.kind and new_id else {}

            def edited(schedule: Schedule) -> Schedule:
                after = self._edited(schedule, id_, values)
                return self.edit_entity(after, id_, id=new_id) if new_id else after

            why = Message("edit {kind} '{id}'", kind=Term(self.type.word), id=id_)
            report(terminal, office.edit(edited, why, renames=renames, readmit=readmit))

        return self._command(
            edit,
            f"Change {self.type.noun}.",
            self.type.argument,
            click.option("--id", "new_id", metavar="ID", help="A new id; all references are updated."),
            *(option.declare() for option in self.fields),
            *self.options,
            *self.edit_options,
            *(option.declare_emptying() for option in self.fields if option.can_be_emptied),
        )

    @cached_property
    def rename(self) -> click.Command:
        def rename(terminal: Terminal, entity: str, new_id: str) -> None:
            office = terminal.office()
            id_ = self.type.find(office.load().schedule, entity)
            if not re.fullmatch(ID_PATTERN, new_id):
                called = "title" if "title" in self.type.cls.model_fields else "name"
                raise EventkitError(
                    "'{text}' is not an id: lower-case letters and digits, joined by hyphens. "
                    "To change the {called}: {command}",
                    text=new_id,
                    called=called,
                    command=Verbatim(
                        f"eventkit {self.type.word} edit {id_} --{called} {shlex.quote(new_id)}"
                    ),
                )
            if self.type.kind:
                report(terminal, office.rename(self.type.kind, id_, new_id))
            else:
                why = Message(
                    "rename {kind} '{id}' to '{new}'", kind=Term(self.type.word), id=id_, new=new_id
                )
                report(terminal, office.edit(lambda now: self.edit_entity(now, id_, id=new_id), why))

        return self._command(
            rename,
            f"Give {self.type.noun} another id, and update all references.",
            self.type.argument,
            click.argument("new_id", metavar="NEW_ID"),
        )

    @cached_property
    def merge(self) -> click.Command:
        def merge(terminal: Terminal, keep: str, gone: str) -> None:
            office = terminal.office()
            schedule = office.load().schedule
            keep, gone = (self.type.find(schedule, words) for words in (keep, gone))
            kind = self.type.kind or EntityKind.ORGANISATION
            names = {id_: describe(schedule, kind.by_id(schedule)[id_]) for id_ in (keep, gone)}
            merged = Message(
                "The entry {gone_name} ({gone}) is merged into {name} ({keep}).",
                gone_name=names[gone],
                gone=gone,
                name=names[keep],
                keep=keep,
            )
            report(terminal, office.merge(kind, keep, gone), merged, about=gone)

        return self._command(
            merge,
            f"Merge two entries for the same {self.type.word}.",
            click.argument("keep", shell_complete=self.type.completer),
            click.argument("gone", shell_complete=self.type.completer),
        )

    @cached_property
    def remove(self) -> click.Command:
        """The command that removes one or several, all of them or none."""

        def remove(terminal: Terminal, entities: tuple[str, ...], **parameters: Any) -> None:
            office = terminal.office()
            schedule = office.load().schedule
            ids = innermost_first(schedule, (self.type.find(schedule, entity) for entity in entities))

            def edit(now: Schedule) -> Schedule:
                for id_ in ids:
                    now = self.remove_entity(now, id_, **parameters)
                return now

            report(
                terminal,
                office.edit(edit, Message("remove {kind} {ids}", kind=Term(self.type.word), ids=quoted(ids))),
            )

        return self._command(
            remove,
            f"Remove {self.type.noun} that nothing refers to.",
            click.argument(
                "entities",
                metavar=f"{self.type.word.upper()}...",
                nargs=-1,
                required=True,
                shell_complete=self.type.completer,
            ),
            *self.remove_options,
        )

    def _edited(self, schedule: Schedule, id_: str, values: Values) -> Schedule:
        fields = field_values(self.fields, values, schedule, self.type.entity(schedule, id_))
        return self.apply(self.edit_entity(schedule, id_, **fields) if fields else schedule, id_, values)

    def _new_name(self, schedule: Schedule, texts: tuple[str, ...]) -> dict[str, str]:
        first = schedule.conference.languages[0]
        return {
            language: string
            for language, string in in_languages(texts, first, f"--{self.type.name_field}").items()
            if string
        }

    def _command(self, function: Callable[..., None], summary: str, *options: Option) -> click.Command:
        name = function.__name__
        parts = [self.summaries.get(name, summary), self.about.get(name, ""), self._example(name)]
        command: Callable[..., None] = change_options(pass_terminal(function))
        for option in reversed(options):
            command = option(command)
        sections = self.sections if name in {"add", "edit"} else {}
        text = "\n\n".join(filter(None, parts))
        return click.command(name, cls=SectionedCommand, sections=sections, help=text)(command)

    def _example(self, name: str) -> str:
        example = self.examples.get(name, f"eventkit {self.type.word} {name}")
        lines = "\n".join(f"  {line}" for line in example.splitlines())
        return f"Example:\n{lines}"


def innermost_first(schedule: Schedule, ids: Iterable[str]) -> tuple[str, ...]:
    """Ids, each once, those of sessions with parts before those that they are part of."""
    order: dict[str, int] = {session.id: -at for at, session in enumerate(schedule.sessions)}
    return tuple(sorted(dict.fromkeys(ids), key=lambda id_: order.get(id_, 0)))


def quoted(ids: Iterable[str]) -> Listed:
    return Listed(tuple(Message("'{word}'", word=id_) for id_ in ids))


def _with_backing(schedule: Schedule, id_: str, values: Values) -> Schedule:
    """The schedule with an organisation behind the conference in a role, in its place; or in none."""
    role, level = values["role"], values["level"]
    if level and not role:
        raise WrongUse("A level belongs to a role. Give --as sponsor as well.")
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


def _marks_of(schedule: Schedule, names: Mapping[str, str]) -> Values:
    """The code and the colour of a new track: the code is that of no other track, and no language."""
    codes = [track.code for track in schedule.tracks]
    return {
        "code": free_code(Text(names), codes, schedule.conference.languages),
        "colour": free_colour([track.colour for track in schedule.tracks]),
    }


room = EntityCommands(
    ROOM,
    add_room,
    edit_room,
    remove_room,
    by_hand=frozenset({"available"}),
    summaries={"remove": "Remove a room without sessions."},
    examples={
        "add": 'eventkit room add "Main Hall" --name zh=主会场 --capacity 400',
        "edit": "eventkit room edit main-hall --capacity 350 --feature interpretation",
        "rename": "eventkit room rename main-hall hall-1",
        "remove": "eventkit room remove annex",
    },
)
track = EntityCommands(
    TRACK,
    add_track,
    edit_track,
    remove_track,
    capitals=frozenset({"code"}),
    defaults=_marks_of,
    helps={
        "code": "Two capital letters or digits.  [from the name]",
        "colour": "The colour, such as '#336699'.  [one that no other track has]",
    },
    summaries={"remove": "Remove a track without sessions."},
    examples={
        "add": 'eventkit track add "Health" --name zh=健康 --code HE --colour "#336699"',
        "edit": 'eventkit track edit health --colour "#884422"',
        "rename": "eventkit track rename health public-health",
        "remove": "eventkit track remove health",
    },
)
organisation = EntityCommands(
    ORGANISATION,
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
    about={
        "merge": "KEEP takes over the fields and references of GONE, which is removed. Fields that cannot be "
        "merged are listed."
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
    DEADLINE,
    add_deadline,
    edit_deadline,
    remove_deadline,
    required=frozenset({"at"}),
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

"""Entity commands: add, edit, rename, merge and remove, generated from field specs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import uuid4

import click

from eventkit.cli.command_loader import SectionedCommand
from eventkit.cli.completion_sources import Completer, Source, complete_ids
from eventkit.cli.entity_details import (
    ListColumn,
    Rows,
    brief,
    detail_table,
    field_rows,
    list_table,
    session_line,
)
from eventkit.cli.field_options import FieldOption, Option, Values, field_options, field_values
from eventkit.cli.input_values import TEXT, OneOf, build, in_languages, language_tags, text
from eventkit.cli.outcome_report import report
from eventkit.cli.shared_options import (
    change_options,
    language_option,
    pager_option,
    release_option,
    store_options,
)
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
from eventkit.model import Deadline, Involvement, Organisation, Room, Session, Track
from eventkit.schedule import KINDS_BY_CLASS, EntityKind, Schedule
from eventkit.values import Value
from eventkit.wording import Wording

Apply = Callable[[Schedule, str, Values], Schedule]
"""The schedule with the values of options that no spec declares, for the entity of that id."""

Select = Callable[[Schedule, Sequence[Any], Values], Sequence[Any]]
"""The entities that the options of a list select."""

Details = Callable[[Schedule, Any, tuple[str, ...]], Rows]
"""The rows of an entity, for readers of languages."""


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
        helps: The help of options, if it is not that of the spec.
        capitals: Fields written in capitals, however they are typed.
        required: Fields that a new one must be given.
        options: Further options of `add` and `edit`.
        edit_options: Further options of `edit` alone.
        apply: Applies the further options.
        remove_options: Further options of `remove`, which are parameters of the edit.
        summaries: The first sentence of a command's help, if it is not the usual one.
        sections: The headings of sections in the help of `add` and `edit`, by the first option of each.
        plural: Several of them in the help of the list, where that is more than the word with an s.
        columns: The columns of a list beside the id: fields, and others.
        list_options: Further options of the list.
        select: The entities that these options select, in the order of the list.
        details: The rows of one entity.
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
    sections: Mapping[str, str] = field(default_factory=dict)
    plural: str = ""
    columns: tuple[str | ListColumn, ...] = ()
    list_options: tuple[Option, ...] = ()
    select: Select = lambda _, entities, __: entities
    details: Details = field_rows

    @cached_property
    def fields(self) -> tuple[FieldOption, ...]:
        """The generated options."""
        return field_options(self.cls, self.by_hand, self.helps, self.capitals)

    @property
    def kind(self) -> EntityKind | None:
        """The kind of entity; ``None`` for deadlines, which are fields of the conference."""
        return KINDS_BY_CLASS.get(self.cls)

    @property
    def _completer(self) -> Completer:
        return complete_ids(self.kind or Source.DEADLINE)

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

        def list_all(
            terminal: Terminal, release: str | None, languages: tuple[str, ...], **values: Any
        ) -> None:
            schedule = terminal.snapshot(release, draft=release is None).schedule
            entities = self.select(schedule, self._entities(schedule), values)
            if not entities:
                terminal.out.print(self._none(values))
                return
            tags = language_tags(languages) or schedule.conference.languages
            with terminal.paged():
                terminal.out.print(list_table(schedule, entities, self.columns, tags))

        return self._view(list_all, f"List the {self.plural or self.word + 's'}.", *self.list_options)

    @cached_property
    def show(self) -> click.Command:
        """The command that shows one."""

        def show(terminal: Terminal, entity: str, release: str | None, languages: tuple[str, ...]) -> None:
            schedule = terminal.snapshot(release, draft=release is None).schedule
            shown = self.entity(schedule, self.find(schedule, entity))
            tags = language_tags(languages) or schedule.conference.languages
            with terminal.paged():
                terminal.out.print(detail_table(self.details(schedule, shown, tags)))

        argument = click.argument("entity", metavar=self.word.upper(), shell_complete=self._completer)
        return self._view(show, f"Show the details of {self.noun}.", argument)

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

    def _entities(self, schedule: Schedule) -> Sequence[Any]:
        return self.kind.of(schedule) if self.kind else schedule.conference.deadlines

    def _none(self, values: Values) -> str:
        """The message of an empty list."""
        several = f"{self.word}s" if self.word != "person" else "people"
        if any(value not in {None, (), False} for value in values.values()):
            return f"there are no such {several}"
        return f"there are no {several} yet: 'eventkit {self.word} add {self.name_field.upper()}' adds one"

    def _view(self, function: Callable[..., None], summary: str, *options: Option) -> click.Command:
        """A command that changes nothing."""
        command: Any = pass_terminal(function)
        for option in (store_options, pager_option, release_option, language_option, *reversed(options)):
            command = option(command)
        name = function.__name__.partition("_")[0]
        return click.command(name, help=f"{summary}\n\n{self._example(name)}")(command)

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
        sections = self.sections if name in {"add", "edit"} else {}
        text = "\n\n".join(filter(None, parts))
        return click.command(name, cls=SectionedCommand, sections=sections, help=text)(command)

    def _example(self, name: str) -> str:
        example = self.examples.get(name, f"eventkit {self.word} {name}")
        lines = "\n".join(f"  {line}" for line in example.splitlines())
        return f"\b\nExample:\n{lines}"


def innermost_first(schedule: Schedule, ids: Iterable[str]) -> tuple[str, ...]:
    """Ids, each once, those of sessions with parts before those that they are part of."""
    order: dict[str, int] = {session.id: -at for at, session in enumerate(schedule.sessions)}
    return tuple(sorted(dict.fromkeys(ids), key=lambda id_: order.get(id_, 0)))


def quoted(ids: Iterable[str]) -> str:
    """Ids for the reason of a change."""
    return ", ".join(f"'{id_}'" for id_ in ids)


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


def _room_rows(schedule: Schedule, room: Room, languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield from field_rows(room, schedule, languages)
    sessions = [session for session in schedule.in_order if room.id in schedule.rooms_of(session)]
    yield "Sessions", _session_lines(schedule, sessions, languages)


def _track_rows(schedule: Schedule, track: Track, languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield from field_rows(track, schedule, languages)
    sessions = [session for session in schedule.in_order if session.track == track.id]
    yield "Sessions", _session_lines(schedule, sessions, languages)


def _session_lines(schedule: Schedule, sessions: Iterable[Session], languages: tuple[str, ...]) -> str:
    return "\n".join(session_line(schedule, session, languages) for session in sessions)


def _organisation_rows(
    schedule: Schedule, organisation: Organisation, languages: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    yield from field_rows(organisation, schedule, languages)
    words = Wording.of(languages[0])
    backings = [
        backing for backing in schedule.conference.organisations if backing.organisation == organisation.id
    ]
    yield "Role", "\n".join(words.label(backing.role) for backing in backings)
    people = [
        f"{participant.named(*languages)[0].full} ({participant.id})"
        for participant in schedule.participants
        if any(affiliation.organisation == organisation.id for affiliation in participant.affiliations)
    ]
    yield "People", "\n".join(people)


def _due(schedule: Schedule, deadline: Deadline, languages: tuple[str, ...]) -> str:
    return brief(deadline.at, schedule, languages)


room = EntityCommands(
    "room",
    Room,
    "name",
    add_room,
    edit_room,
    remove_room,
    by_hand=frozenset({"available"}),
    summaries={"remove": "Remove a room without sessions."},
    columns=("name", "building", "capacity", "features"),
    details=_room_rows,
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
        "code": "Two capital letters or digits that identify the track if there is no colour.",
        "colour": "The colour, such as '#336699'.",
    },
    summaries={"remove": "Remove a track without sessions."},
    columns=("name", "code", "colour"),
    details=_track_rows,
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
    columns=("name", "short", "country"),
    details=_organisation_rows,
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
    columns=("title", ListColumn("Date ({zone})", _due, no_wrap=True), "url"),
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

"""Entity reports: the list of the entities of a kind, and the details of one of them.

They import neither rules nor the office, so that commands that only show start at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import click

from eventkit.cli.completion_sources import Completer, Source, complete_ids
from eventkit.cli.display import Display, pass_display, text_lines
from eventkit.cli.entity_details import (
    ListColumn,
    Rows,
    appearance_lines,
    brief,
    detail_table,
    extra_rows,
    field_rows,
    list_table,
    room_names,
    session_line,
)
from eventkit.cli.field_options import Option, Values
from eventkit.cli.input_values import language_tags
from eventkit.cli.session_selection import Selection, selection_options
from eventkit.cli.shared_options import language_option, pager_option, release_option, store_options
from eventkit.editing import find, find_deadline
from eventkit.model import (
    Appearance,
    Deadline,
    Organisation,
    Participant,
    Room,
    Session,
    Status,
    Track,
)
from eventkit.schedule import KINDS_BY_CLASS, EntityKind, Schedule, title
from eventkit.values import Value
from eventkit.wording import Wording
from eventkit.wording.name_lines import position_lines

Select = Callable[[Schedule, Sequence[Any], Values], Sequence[Any]]
"""The entities that the options of a list select."""

Details = Callable[[Schedule, Any, tuple[str, ...]], Rows]
"""The rows of an entity, for readers of languages."""


@dataclass(frozen=True)
class EntityType:
    """A kind of entity, in the words of commands.

    Attributes:
        word: The entity: room, person.
        name_field: The field that it goes by: ``name`` or ``title``.
    """

    word: str
    cls: type[Value]
    example: str
    name_field: str = "name"

    @property
    def kind(self) -> EntityKind | None:
        """The kind of entity; ``None`` for deadlines, which are fields of the conference."""
        return KINDS_BY_CLASS.get(self.cls)

    @property
    def noun(self) -> str:
        return f"{'an' if self.word[0] in 'aeiou' else 'a'} {self.word}"

    @property
    def completer(self) -> Completer:
        return complete_ids(self.kind or Source.DEADLINE)

    def find(self, schedule: Schedule, words: str) -> str:
        return find(schedule, self.kind, words) if self.kind else find_deadline(schedule, words)

    def entities(self, schedule: Schedule) -> Sequence[Any]:
        return self.kind.of(schedule) if self.kind else schedule.conference.deadlines

    def entity(self, schedule: Schedule, id: str) -> Value:
        if self.kind:
            return self.kind.by_id(schedule)[id]
        return next(deadline for deadline in schedule.conference.deadlines if deadline.id == id)


@dataclass(frozen=True)
class EntityReports:
    """The commands that show the entities of one kind.

    Attributes:
        columns: The columns of a list beside the id: fields, and others.
        plural: Several of them in the help of the list, where that is more than the word with an s.
        select: The entities that these options select, in the order of the list.
    """

    type: EntityType
    columns: tuple[str | ListColumn, ...]
    details: Details = field_rows
    plural: str = ""
    options: tuple[Option, ...] = ()
    select: Select = lambda _, entities, __: entities

    @cached_property
    def list_all(self) -> click.Command:
        def list_all(
            display: Display, release: str | None, languages: tuple[str, ...], **values: Any
        ) -> None:
            schedule = display.snapshot(release, draft=release is None).schedule
            entities = self.select(schedule, self.type.entities(schedule), values)
            if not entities:
                display.out.print(self._none(values))
                return
            tags = language_tags(languages) or schedule.conference.languages
            with display.paged():
                display.out.print(list_table(schedule, entities, self.columns, tags))

        return self._view(list_all, f"List the {self.plural or self.type.word + 's'}.", "", *self.options)

    @cached_property
    def show(self) -> click.Command:
        def show(display: Display, entity: str, release: str | None, languages: tuple[str, ...]) -> None:
            schedule = display.snapshot(release, draft=release is None).schedule
            shown = self.type.entity(schedule, self.type.find(schedule, entity))
            tags = language_tags(languages) or schedule.conference.languages
            with display.paged():
                display.out.print(detail_table(self.details(schedule, shown, tags)))

        argument = click.argument(
            "entity", metavar=self.type.word.upper(), shell_complete=self.type.completer
        )
        return self._view(show, f"Show the details of {self.type.noun}.", f" {self.type.example}", argument)

    def _none(self, values: Values) -> str:
        word = self.type.word
        several = f"{word}s" if word != "person" else "people"
        if any(value not in {None, (), False} for value in values.values()):
            return f"there are no such {several}"
        return f"there are no {several} yet: 'eventkit {word} add {self.type.name_field.upper()}' adds one"

    def _view(
        self, function: Callable[..., None], summary: str, arguments: str, *options: Option
    ) -> click.Command:
        command: Any = pass_display(function)
        for option in (store_options, pager_option, release_option, language_option, *reversed(options)):
            command = option(command)
        name = function.__name__.partition("_")[0]
        text = f"{summary}\n\n\b\nExample:\n  eventkit {self.type.word} {name}{arguments}"
        return click.command(name, help=text)(command)


_SHOWN_FIRST = frozenset({"id", "title", "subtitle", "kind", "status", "pinned", "slot", "minutes"})
"""The fields that come before all others."""

_SHOWN_APART = frozenset({"parent", "track", "people", "abstract"})
"""The fields that are shown with names of what they refer to, or last."""


def _session_rows(
    schedule: Schedule, session: Session, languages: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    words = Wording.of(languages[0])
    yield "Id", session.id
    yield "Title", text_lines(session.title, languages)
    yield "", text_lines(session.subtitle, languages) if session.subtitle else ""
    yield "Kind", words.label(session.kind)
    yield "Status", words.label(session.status) + (", pinned" if session.pinned else "")
    yield "Time", _session_time(schedule, session, words)
    yield "Room", _rooms(schedule, session, languages)
    yield "Part of", _reference(EntityKind.SESSION, session.parent, schedule, languages)
    yield "Parts", "\n".join(session_line(schedule, part, languages) for part in schedule.parts(session.id))
    yield "People", "\n".join(_appearance(schedule, appearance, languages) for appearance in session.people)
    yield "Track", _reference(EntityKind.TRACK, session.track, schedule, languages)
    yield from field_rows(session, schedule, languages, _SHOWN_FIRST | _SHOWN_APART)
    yield "Abstract", text_lines(session.abstract, languages) if session.abstract else ""
    yield from extra_rows(session)


def _session_time(schedule: Schedule, session: Session, words: Wording) -> str:
    if session.slot is None:
        length = f" ({session.minutes} min)" if session.minutes else ""
        return words.word("unscheduled") + length
    start, end = (schedule.wall(at) for at in (session.slot.period.start, session.slot.period.end))
    return f"{words.day(start.date())}, {words.times(start, end)} ({schedule.conference.zone})"


def _rooms(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> str:
    rooms = schedule.rooms_of(session)
    return ", ".join(_reference(EntityKind.ROOM, room, schedule, languages) for room in rooms)


def _reference(kind: EntityKind, id_: str | None, schedule: Schedule, languages: tuple[str, ...]) -> str:
    return f"{title(kind.by_id(schedule)[id_]).best(*languages)[1]} ({id_})" if id_ else ""


def _appearance(schedule: Schedule, appearance: Appearance, languages: tuple[str, ...]) -> str:
    words = Wording.of(languages[0])
    participant = schedule.participant(appearance.participant)
    line = (
        f"{words.listed_name(participant, *languages[1:])} ({participant.id}), "
        f"{words.label(appearance.role).lower()}"
    )
    if appearance.status is not Status.CONFIRMED:
        line += f", {words.label(appearance.status).lower()}"
    lines_ = position_lines(schedule, appearance, languages[:1]) if appearance.affiliations else ()
    return "\n  ".join((line, *(position for _, position in lines_)))


def _start(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> str:
    if session.slot is None:
        return ""
    words, period = Wording.of(languages[0]), session.slot.period
    day = schedule.day(period.start)
    times = words.times(schedule.wall(period.start), schedule.wall(period.end), day)
    return f"{words.short_day(day)}\n{times}"


def _select_sessions(schedule: Schedule, sessions: Sequence[Session], values: Values) -> Sequence[Session]:
    del sessions
    return Selection.parse(schedule, values).sessions(schedule)


def _name_lines(schedule: Schedule, participant: Participant, languages: tuple[str, ...]) -> str:
    del schedule
    if participant.is_withdrawn:
        return "\n".join(dict.fromkeys(Wording.of(language).word("withdrawn") for language in languages))
    return "\n".join(form.full for form in participant.named(*languages))


def _positions(schedule: Schedule, participant: Participant, languages: tuple[str, ...]) -> str:
    return "\n".join(line for _, line in position_lines(schedule, participant, languages[:1]))


def _appearances(schedule: Schedule, participant: Participant, languages: tuple[str, ...]) -> str:
    del languages
    return str(len(schedule.appearances(participant.id)) or "")


def _by_name(
    schedule: Schedule, participants: Sequence[Participant], values: Values
) -> Sequence[Participant]:
    del schedule, values
    return sorted(participants, key=lambda participant: (participant.sort_key, participant.id))


def _person_rows(
    schedule: Schedule, participant: Participant, languages: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    yield "Id", participant.id
    yield "Name", _name_lines(schedule, participant, languages)
    yield "Positions", "\n".join(line for _, line in position_lines(schedule, participant, languages))
    yield from field_rows(participant, schedule, languages, frozenset({"id", "name", "affiliations"}))
    yield "Sessions", "\n".join(appearance_lines(schedule, participant, languages))
    yield from extra_rows(participant)


def _room_rows(schedule: Schedule, room: Room, languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield from field_rows(room, schedule, languages)
    sessions = [session for session in schedule.in_order if room.id in schedule.rooms_of(session)]
    yield "Sessions", _session_lines(schedule, sessions, languages)
    yield from extra_rows(room)


def _track_rows(schedule: Schedule, track: Track, languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield from field_rows(track, schedule, languages)
    sessions = [session for session in schedule.in_order if session.track == track.id]
    yield "Sessions", _session_lines(schedule, sessions, languages)
    yield from extra_rows(track)


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
        f"{words.listed_name(participant, *languages[1:])} ({participant.id})"
        for participant in schedule.participants
        if any(affiliation.organisation == organisation.id for affiliation in participant.affiliations)
    ]
    yield "People", "\n".join(people)
    yield from extra_rows(organisation)


def _due(schedule: Schedule, deadline: Deadline, languages: tuple[str, ...]) -> str:
    return brief(deadline.at, schedule, languages)


SESSION = EntityType("session", Session, "opening", "title")
PERSON = EntityType("person", Participant, "lin-yifu")
ROOM = EntityType("room", Room, "main-hall")
TRACK = EntityType("track", Track, "health")
ORGANISATION = EntityType("organisation", Organisation, "pku")
DEADLINE = EntityType("deadline", Deadline, "papers-are-due", "title")

sessions = EntityReports(
    SESSION,
    (ListColumn("Time ({zone})", _start, no_wrap=True), "title", ListColumn("Room", room_names)),
    _session_rows,
    options=(selection_options,),
    select=_select_sessions,
)
people = EntityReports(
    PERSON,
    (
        ListColumn("Name", _name_lines),
        ListColumn("Affiliation", _positions),
        ListColumn("Sessions", _appearances),
    ),
    _person_rows,
    plural="people, with their positions and the number of their sessions",
    select=_by_name,
)
rooms = EntityReports(ROOM, ("name", "building", "capacity", "features"), _room_rows)
tracks = EntityReports(TRACK, ("name", "code", "colour"), _track_rows)
organisations = EntityReports(ORGANISATION, ("name", "short", "country"), _organisation_rows)
deadlines = EntityReports(DEADLINE, ("title", ListColumn("Date ({zone})", _due, no_wrap=True), "url"))

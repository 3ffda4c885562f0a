"""Entity reports: the list of the entities of a kind, and the details of one of them.

They import neither rules nor the office, so that commands that only show start at once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import click

from eventkit.cli.commands import SectionedCommand, WrongUse
from eventkit.cli.console import Cell, TerminalTable, make_table
from eventkit.cli.display import Display, pass_display, text_lines
from eventkit.cli.input_values import OneOf, Option, Values, parse_day
from eventkit.cli.shared_options import (
    all_of,
    language_option,
    of_entities,
    pager_option,
    release_option,
    store_options,
)
from eventkit.cli.shell_completion import Completer, Source, complete_ids
from eventkit.editing import find, find_deadline
from eventkit.errors import EventkitError
from eventkit.messages import Listed, Message, Term, Verbatim, as_message, sentence
from eventkit.model import (
    Appearance,
    Backing,
    Deadline,
    Enumeration,
    Kind,
    Name,
    Organisation,
    Participant,
    ParticipantId,
    Room,
    RoomId,
    Session,
    Status,
    Track,
)
from eventkit.model.field_types import Link, Stream
from eventkit.model.provenance import Origin
from eventkit.model.specs import SPECS, fields_with_value
from eventkit.model.value_codecs import CODECS
from eventkit.schedule import KINDS_BY_CLASS, EntityKind, Schedule, title
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.values import Value, ValueType
from eventkit.wording import Wording
from eventkit.wording.fixed_words import FieldHeading
from eventkit.wording.name_lines import position_lines

selection_options = all_of(
    click.option("--day", "on", metavar="DAY", help="Only this day of the conference."),
    of_entities("--room", "rooms", EntityKind.ROOM, "Only sessions in this room. Repeatable."),
    of_entities("--person", "people", EntityKind.PARTICIPANT, "Only sessions of this person. Repeatable."),
    of_entities("--track", "tracks", EntityKind.TRACK, "Only sessions in this track. Repeatable."),
    click.option(
        "--kind",
        "kinds",
        metavar="KIND",
        multiple=True,
        type=OneOf(Kind),
        help="Only sessions of this kind. Repeatable.",
    ),
    click.option(
        "--status",
        "statuses",
        metavar="STATUS",
        multiple=True,
        type=OneOf(Status),
        help="Only sessions of this status, such as cancelled. Repeatable.",
    ),
    click.option("--unscheduled", is_flag=True, help="Only sessions without a time."),
)
"""Options that select sessions; `Selection.parse` reads them."""


@dataclass(frozen=True)
class Selection:
    """The selection of the sessions to show."""

    day: date | None = None
    rooms: frozenset[RoomId] = frozenset()
    # Only those of one of these people or of their teams; all if there are none.
    people: frozenset[ParticipantId] = frozenset()
    tracks: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    statuses: frozenset[Status] = frozenset()
    unscheduled: bool = False  # only those without a time

    @classmethod
    def parse(cls, schedule: Schedule, values: Mapping[str, Any]) -> Selection:
        typed = values["on"]
        if values["unscheduled"] and (typed or values["rooms"]):
            raise WrongUse("Sessions without a time have no day and no room. Leave out --day and --room.")
        day = None if typed is None else parse_day(typed, "--day", schedule.conference)
        if day is not None and day not in schedule.days:
            raise EventkitError(
                "Nothing is scheduled on {day}: days with sessions are {days}."
                if schedule.days
                else "Nothing is scheduled yet.",
                day=day,
                days=Listed(tuple(schedule.days)),
            )
        rooms = (RoomId(find(schedule, EntityKind.ROOM, words)) for words in values["rooms"])
        people = {ParticipantId(find(schedule, EntityKind.PARTICIPANT, words)) for words in values["people"]}
        teams = {team.id for team in schedule.teams if people.intersection(team.members)}
        tracks = (find(schedule, EntityKind.TRACK, words) for words in values["tracks"])
        return cls(
            day,
            frozenset(rooms),
            frozenset(people | teams),
            frozenset(tracks),
            frozenset(values["kinds"]),
            frozenset(values["statuses"]),
            values["unscheduled"],
        )

    @property
    def is_whole(self) -> bool:
        return self == Selection()

    def includes(self, schedule: Schedule, session: Session) -> bool:
        span = schedule.span(session)
        if self.unscheduled and span is not None:
            return False
        if self.day is not None and (span is None or schedule.day(span.start) != self.day):
            return False
        if self.rooms and (span is None or self.rooms.isdisjoint(schedule.rooms_of(session))):
            return False
        for chosen, value in (
            (self.tracks, session.track),
            (self.kinds, session.kind),
            (self.statuses, session.status),
        ):
            if chosen and value not in chosen:
                return False
        return not self.people or any(appearance.participant in self.people for appearance in session.people)

    def sessions(self, schedule: Schedule) -> Sequence[Session]:
        return [session for session in schedule.in_order if self.includes(schedule, session)]


HIDDEN = frozenset({"uid", "source", "source_id", "extra"})
"""Fields that identify an entity to programs, or come from them."""

SUMMARY_LIMIT = 80  # the characters of a value that are shown: enough to recognise it
EXTRA_LIMIT = 500  # the characters of a value of extra data that are shown
Rows = Iterable[tuple[str, str]]  # labels with their contents; rows without content are left out


@dataclass(frozen=True)
class ListColumn:
    """A column of a list that is more than a field."""

    heading: str  # its heading, or a sentence for it with the time zone of the conference
    # Its content for an entity, for readers of languages.
    content: Callable[[Schedule, Any, tuple[str, ...]], Cell]
    no_wrap: bool = False  # whether its lines are never broken


def list_table(
    display: Display,
    schedule: Schedule,
    entities: Iterable[Any],
    columns: Iterable[str | ListColumn],
    languages: tuple[str, ...],
) -> TerminalTable:
    entities = tuple(entities)
    shown = [
        column if isinstance(column, ListColumn) else field_column(type(entities[0]), column)
        for column in columns
    ]
    zone = schedule.conference.zone
    headings = (
        column.heading if isinstance(column.heading, Message) else Message(column.heading, zone=zone)
        for column in shown
    )
    table = display.headed_table("Id", *headings)
    for column, listed in zip(table.columns, (None, *shown), strict=True):
        column.no_wrap = listed is None or listed.no_wrap
    for entity in entities:
        table.add_row(entity.id, *(column.content(schedule, entity, languages) for column in shown))
    return table


def field_column(cls: type[Value], name: str) -> ListColumn:
    return ListColumn(
        heading_of(cls, name),
        lambda schedule, entity, languages: brief(getattr(entity, name), schedule, languages),
    )


def brief(value: Any, schedule: Schedule, languages: tuple[str, ...]) -> str:
    """The value of a field in a list: in all languages of the readers, or in one line."""
    match value:
        case None | ():
            return ""
        case Text():
            return text_lines(value, languages)
        case Enumeration():
            return Wording.of(languages[0]).label(value)
    return summarise(value, schedule)


def heading_of(cls: type[Value], name: str) -> Message:
    return Message("{heading}", heading=FieldHeading(cls, name))


def detail_table(display: Display, rows: Rows) -> TerminalTable:
    table = make_table("", "")
    table.show_header = False
    for label, content in rows:
        if content:
            table.add_row(display.out.local(as_message(label)), display.out.local(content))
    return table


def field_rows(
    entity: Value, schedule: Schedule, languages: tuple[str, ...], omit: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    present = frozenset(fields_with_value(entity))
    for spec in SPECS[type(entity)]:
        if spec.name in present and spec.name not in HIDDEN | omit:
            yield (
                heading_of(type(entity), spec.name),
                describe(getattr(entity, spec.name), schedule, languages),
            )


def extra_rows(entity: Origin) -> Iterator[tuple[str, str]]:
    """The extra data of an entity, such as columns of a table without a field here, a line for each name."""
    plain = entity.extra.plain()
    yield sentence("Extra data"), "\n".join(f"{name}: {_extra_text(value)}" for name, value in plain.items())


def _extra_text(value: Any) -> str:
    line = " ".join((value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).split())
    return line if len(line) <= EXTRA_LIMIT else f"{line[: EXTRA_LIMIT - 1]}…"


def describe(value: Any, schedule: Schedule, languages: tuple[str, ...]) -> str:
    """The value of a field, in several lines where it has several."""
    shown: str
    match value:
        case bool():
            shown = Message("yes" if value else "no")
        case Enumeration():
            shown = Wording.of(languages[0]).label(value)
        case Text():
            shown = text_lines(value, languages)
        case tuple():
            shown = "\n".join(describe(member, schedule, languages) for member in value)
        case str():
            shown = value
        case Appearance():
            shown = f"{value.participant} ({Wording.of(languages[0]).label(value.role).lower()})"
        case Link() | Stream():
            shown = CODECS[ValueType.LINK].format(value, None)
        case _:
            shown = summarise(value, schedule)
    return shown


def session_line(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> str:
    title = session.title.best(*languages)[1]
    return f"{session_time(schedule, session, languages)}  {title} ({session.id})"


def deadline_line(schedule: Schedule, deadline: Deadline, languages: tuple[str, ...]) -> str:
    at = schedule.wall(deadline.at) if isinstance(deadline.at, datetime) else deadline.at
    return f"{Wording.of(languages[0]).moment(at)}  {deadline.title.best(*languages)[1]} ({deadline.id})"


def session_time(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> str:
    """The day and the time of a session: Mon 6 Sep, 09:00–09:30."""
    words = Wording.of(languages[0])
    if session.slot is None:
        return words.word("unscheduled")
    start, end = (schedule.wall(at) for at in (session.slot.period.start, session.slot.period.end))
    day = schedule.day(session.slot.period.start)
    return f"{words.short_day(day)}, {words.times(start, end, day)}"


def room_names(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> str:
    return ", ".join(schedule.room(room).name.best(*languages)[1] for room in schedule.rooms_of(session))


def appearance_lines(
    schedule: Schedule, participant: Participant, languages: tuple[str, ...]
) -> Iterator[str]:
    words = Wording.of(languages[0])
    for session, appearance in schedule.appearances(participant.id):
        yield f"{session_line(schedule, session, languages)}, {words.label(appearance.role).lower()}"


def summarise(value: object, schedule: Schedule) -> str:
    """A field's value in one line of at most 80 characters; times are wall times of the conference."""
    line = " ".join(_in_words(value, schedule).split())
    return line if len(line) <= SUMMARY_LIMIT else f"{line[: SUMMARY_LIMIT - 1]}…"


def _in_words(value: object, schedule: Schedule) -> str:
    words = str(value)
    match value:
        case None | () | "":
            words = "nothing"
        case Period():
            start, end = schedule.wall(value.start), schedule.wall(value.end)
            until = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M}"
            words = f"{start:%Y-%m-%d %H:%M}–{until}"
        case datetime():
            words = f"{schedule.wall(value):%Y-%m-%d %H:%M}"
        case Name():
            words = value.full
        case Appearance():
            words = f"{value.participant} ({value.role})"
        case Text():
            words = " / ".join(value.values())
        case tuple():
            words = ", ".join(_in_words(member, schedule) for member in value)
        case Value():
            filled = (content for _, content in value if content not in (None, ()))
            words = ", ".join(_in_words(content, schedule) for content in filled)
    return words


Select = Callable[[Schedule, Sequence[Any], Values], Sequence[Any]]
"""The entities that the options of a list select."""

Details = Callable[[Schedule, Any, tuple[str, ...]], Rows]  # the rows of an entity, for readers of languages


@dataclass(frozen=True)
class EntityType:
    """A kind of entity, in the words of commands."""

    word: str  # the entity: room, person
    cls: type[Value]
    example: str
    name_field: str = "name"  # the field that it goes by: `name` or `title`

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

    @property
    def argument(self) -> Option:
        return click.argument("entity", metavar=self.word.upper(), shell_complete=self.completer)

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
    """The commands that show the entities of one kind."""

    type: EntityType
    columns: tuple[str | ListColumn, ...]  # the columns of a list beside the id: fields, and others
    details: Details = field_rows
    plural: str = ""  # several of them in the help of the list, where that is more than the word with an s
    options: tuple[Option, ...] = ()
    # The entities that these options select, in the order of the list.
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
            tags = display.languages(schedule, languages)
            with display.paged():
                display.out.print(list_table(display, schedule, entities, self.columns, tags))

        return self._view(list_all, f"List the {self.plural or self.type.word + 's'}.", "", *self.options)

    @cached_property
    def show(self) -> click.Command:
        def show(display: Display, entity: str, release: str | None, languages: tuple[str, ...]) -> None:
            schedule = display.snapshot(release, draft=release is None).schedule
            shown = self.type.entity(schedule, self.type.find(schedule, entity))
            tags = display.languages(schedule, languages)
            with display.paged():
                display.out.print(detail_table(display, self.details(schedule, shown, tags)))

        summary = f"Show the details of {self.type.noun}."
        return self._view(show, summary, f" {self.type.example}", self.type.argument)

    def _none(self, values: Values) -> Message:
        word = self.type.word
        several = Term(f"{word}s" if word != "person" else "people")
        if any(value not in {None, (), False} for value in values.values()):
            return Message("there are no such {entities}", entities=several)
        return Message(
            "there are no {entities} yet: 'eventkit {kind} add {name}' adds one",
            entities=several,
            kind=Verbatim(word),
            name=Verbatim(self.type.name_field.upper()),
        )

    def _view(
        self, function: Callable[..., None], summary: str, arguments: str, *options: Option
    ) -> click.Command:
        command: Any = pass_display(function)
        for option in (store_options, pager_option, release_option, language_option, *reversed(options)):
            command = option(command)
        name = function.__name__.partition("_")[0]
        text = f"{summary}\n\nExample:\n  eventkit {self.type.word} {name}{arguments}"
        return click.command(name, cls=SectionedCommand, help=text)(command)


_SHOWN_FIRST = frozenset({"id", "title", "subtitle", "kind", "status", "pinned", "slot", "minutes"})
"""The fields that come before all others."""

_SHOWN_APART = frozenset({"parent", "track", "people", "abstract"})
"""The fields that are shown with names of what they refer to, or last."""


def _session_rows(
    schedule: Schedule, session: Session, languages: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    words = Wording.of(languages[0])
    yield heading_of(Session, "id"), session.id
    yield heading_of(Session, "title"), text_lines(session.title, languages)
    yield "", text_lines(session.subtitle, languages) if session.subtitle else ""
    yield heading_of(Session, "kind"), words.label(session.kind)
    status = words.label(session.status)
    pinned = Message("{status}, pinned", status=status) if session.pinned else status
    yield heading_of(Session, "status"), pinned
    yield sentence("Time"), _session_time(schedule, session, words)
    yield sentence("Room"), _rooms(schedule, session, languages)
    yield heading_of(Session, "parent"), _reference(EntityKind.SESSION, session.parent, schedule, languages)
    yield (
        sentence("Parts"),
        "\n".join(session_line(schedule, part, languages) for part in schedule.parts(session.id)),
    )
    yield (
        heading_of(Session, "people"),
        "\n".join(_appearance(schedule, appearance, languages) for appearance in session.people),
    )
    yield heading_of(Session, "track"), _reference(EntityKind.TRACK, session.track, schedule, languages)
    yield from field_rows(session, schedule, languages, _SHOWN_FIRST | _SHOWN_APART)
    yield heading_of(Session, "abstract"), text_lines(session.abstract, languages) if session.abstract else ""
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
    yield heading_of(Participant, "id"), participant.id
    yield heading_of(Participant, "name"), _name_lines(schedule, participant, languages)
    yield (
        heading_of(Participant, "affiliations"),
        "\n".join(line for _, line in position_lines(schedule, participant, languages)),
    )
    yield from field_rows(participant, schedule, languages, frozenset({"id", "name", "affiliations"}))
    yield sentence("Sessions"), "\n".join(appearance_lines(schedule, participant, languages))
    yield from extra_rows(participant)


def _room_rows(schedule: Schedule, room: Room, languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield from field_rows(room, schedule, languages)
    sessions = [session for session in schedule.in_order if room.id in schedule.rooms_of(session)]
    yield sentence("Sessions"), _session_lines(schedule, sessions, languages)
    yield from extra_rows(room)


def _track_rows(schedule: Schedule, track: Track, languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield from field_rows(track, schedule, languages)
    sessions = [session for session in schedule.in_order if session.track == track.id]
    yield sentence("Sessions"), _session_lines(schedule, sessions, languages)
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
    yield heading_of(Backing, "role"), "\n".join(words.label(backing.role) for backing in backings)
    people = [
        f"{words.listed_name(participant, *languages[1:])} ({participant.id})"
        for participant in schedule.participants
        if any(affiliation.organisation == organisation.id for affiliation in participant.affiliations)
    ]
    yield sentence("People"), "\n".join(people)
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
    (
        ListColumn(sentence("Time ({zone})"), _start, no_wrap=True),
        "title",
        ListColumn(sentence("Room"), room_names),
    ),
    _session_rows,
    options=(selection_options,),
    select=_select_sessions,
)
people = EntityReports(
    PERSON,
    (
        ListColumn(heading_of(Participant, "name"), _name_lines),
        ListColumn(sentence("Affiliation"), _positions),
        ListColumn(sentence("Sessions"), _appearances),
    ),
    _person_rows,
    plural="people, with their positions and the number of their sessions",
    select=_by_name,
)
rooms = EntityReports(ROOM, ("name", "building", "capacity", "features"), _room_rows)
tracks = EntityReports(TRACK, ("name", "code", "colour"), _track_rows)
organisations = EntityReports(ORGANISATION, ("name", "short", "country"), _organisation_rows)
deadlines = EntityReports(
    DEADLINE, ("title", ListColumn(sentence("Date ({zone})"), _due, no_wrap=True), "url")
)

"""Entity details: the columns of lists, and the rows of one entity, from field specs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventkit.cli.display import text_lines
from eventkit.cli.terminal_tables import Cell, TerminalTable, make_table
from eventkit.model import Appearance, Deadline, Enumeration, Name, Participant, Session
from eventkit.model.field_types import Link, Stream
from eventkit.model.provenance import Origin
from eventkit.model.specs import SPECS, fields_with_value, spec_of
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.values import Value
from eventkit.wording import Wording

HIDDEN = frozenset({"uid", "source", "source_id", "extra"})
"""Fields that identify an entity to programs, or come from them."""

SUMMARY_LIMIT = 80
"""The characters of a value that are shown: enough to recognise it."""

EXTRA_LIMIT = 500
"""The characters of a value of extra data that are shown."""

Rows = Iterable[tuple[str, str]]
"""Labels with their contents; rows without content are left out."""


@dataclass(frozen=True)
class ListColumn:
    """A column of a list that is more than a field.

    Attributes:
        heading: Its heading; ``{zone}`` stands for the time zone of the conference.
        content: Its content for an entity, for readers of languages.
        no_wrap: Whether its lines are never broken.
    """

    heading: str
    content: Callable[[Schedule, Any, tuple[str, ...]], Cell]
    no_wrap: bool = False


def list_table(
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
    table = make_table("Id", *(column.heading.format(zone=schedule.conference.zone) for column in shown))
    for column, listed in zip(table.columns, (None, *shown), strict=True):
        column.no_wrap = listed is None or listed.no_wrap
    for entity in entities:
        table.add_row(entity.id, *(column.content(schedule, entity, languages) for column in shown))
    return table


def field_column(cls: type[Value], name: str) -> ListColumn:
    return ListColumn(
        spec_of(cls, name).heading,
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


def detail_table(rows: Rows) -> TerminalTable:
    table = make_table("", "")
    table.show_header = False
    for label, content in rows:
        if content:
            table.add_row(label, content)
    return table


def field_rows(
    entity: Value, schedule: Schedule, languages: tuple[str, ...], omit: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    present = frozenset(fields_with_value(entity))
    for spec in SPECS[type(entity)]:
        if spec.name in present and spec.name not in HIDDEN | omit:
            yield spec.heading, describe(getattr(entity, spec.name), schedule, languages)


def extra_rows(entity: Origin) -> Iterator[tuple[str, str]]:
    """The extra data of an entity, such as columns of a table without a field here, a line for each name."""
    plain = entity.extra.plain()
    yield "Extra data", "\n".join(f"{name}: {_extra_text(value)}" for name, value in plain.items())


def _extra_text(value: Any) -> str:
    line = " ".join((value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).split())
    return line if len(line) <= EXTRA_LIMIT else f"{line[: EXTRA_LIMIT - 1]}…"


def describe(value: Any, schedule: Schedule, languages: tuple[str, ...]) -> str:
    """The value of a field, in several lines where it has several."""
    match value:
        case bool():
            shown = "yes" if value else "no"
        case Enumeration():
            shown = Wording.of(languages[0]).label(value)
        case Text():
            shown = text_lines(value, languages)
        case tuple():
            shown = "\n".join(describe(member, schedule, languages) for member in value)
        case str():
            shown = value
        case Link() | Stream():
            shown = value.url or ""
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

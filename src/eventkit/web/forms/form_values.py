"""Form values: the fields of an entity as the strings of a form's inputs, and back.

An input is named by the path of its field: ``title.zh``, ``people.2.role``, ``venue.city.en``. A row of a
list has a further input ``was``, the position of the member that it shows: what the form has no input for,
such as the positions of one appearance, stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError

from eventkit.editing import Refused, find, move_session, unschedule_session
from eventkit.editing.edits import require_session
from eventkit.editing.session_edits import usual_length
from eventkit.messages import Message, Term, as_message
from eventkit.model import (
    Backing,
    Conference,
    Deadline,
    Kind,
    Link,
    Name,
    Participant,
    Session,
    Stream,
)
from eventkit.model.people import Affiliation
from eventkit.model.sessions import Appearance
from eventkit.model.specs import SPECS, FieldShape, FieldSpec, shape_of
from eventkit.model.value_codecs import CODECS
from eventkit.office.typed_times import read_instant, read_moment, typing_context
from eventkit.schedule import KINDS_BY_CLASS, EntityKind, Schedule, title
from eventkit.times import Period
from eventkit.times.wall_times import (
    format_wall_time,
    parse_iso_date,
)
from eventkit.values import Value, ValueType
from eventkit.values.field_errors import error_sentence
from eventkit.wording import Wording

Strings = Mapping[str, str]
"""The strings of a form's inputs, by their names. A box that is not ticked has none."""

CHOSEN_FROM_A_LIST = {EntityKind.ROOM, EntityKind.TRACK}
"""The kinds of which a conference has few, so that all are shown; of others the name is typed."""

HIDDEN: Mapping[type[Value], frozenset[str]] = {
    Conference: frozenset({"deadlines"}),
    Session: frozenset({"slot", "minutes"}),
    Appearance: frozenset({"affiliations"}),
}
"""Fields without an input of their own: an id is never typed here, a place has a section of its own."""

PERIOD_ENDS = ("start", "end")

_WITHOUT_INPUTS = {ValueType.UID, ValueType.EXTRA, ValueType.ID}
_ORIGINS = {"source", "source_id"}
_ROW_TYPES = {Link, Stream, Affiliation, Appearance, Name, Backing, Deadline, Period}
ROW_DIGITS = 4  # the most digits of the number of a row
_ROW = re.compile(rf"([a-z_]+)\.\d{{1,{ROW_DIGITS}}}\.")


@dataclass(frozen=True, slots=True)
class InputFault:
    name: str  # the name of the input, or of the list of inputs; empty for the form as a whole
    message: str  # what is wrong and what to do, as a predicate of the field


def fields_of(cls: type[Value]) -> tuple[FieldSpec, ...]:
    hidden = HIDDEN.get(cls, frozenset())
    return tuple(
        spec
        for spec in SPECS[cls]
        if spec.name not in hidden
        and spec.name not in _ORIGINS
        and shape_of(cls, spec.name).value_type not in _WITHOUT_INPUTS
    )


def is_list_of_rows(shape: FieldShape) -> bool:
    return shape.many and (shape.value_class in _ROW_TYPES or _is_typed_by_name(shape))


def _is_typed_by_name(shape: FieldShape) -> bool:
    return (
        shape.value_type is ValueType.REFERENCE
        and shape.value_class is not None
        and KINDS_BY_CLASS[shape.value_class] not in CHOSEN_FROM_A_LIST
    )


# Strings of a value


def to_strings(value: Value, schedule: Schedule) -> dict[str, str]:
    return dict(_Writer(schedule).object_strings(value, ""))


class _Writer:
    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._names = EntityNames(schedule)

    def object_strings(self, value: Value, prefix: str) -> Iterator[tuple[str, str]]:
        cls = type(value)
        for spec in fields_of(cls):
            path = f"{prefix}{spec.name}"
            yield from self._field_strings(shape_of(cls, spec.name), getattr(value, spec.name), path)

    def _field_strings(self, shape: FieldShape, value: Any, path: str) -> Iterator[tuple[str, str]]:
        if value is None:
            return
        if is_list_of_rows(shape):
            for at, member in enumerate(value):
                yield f"{path}.{at}.was", str(at)
                yield from self._row_strings(shape, member, f"{path}.{at}.")
        elif shape.value_type in {ValueType.TITLE, ValueType.TEXT}:
            yield from ((f"{path}.{language}", string) for language, string in value.items())
        elif shape.value_type is ValueType.OBJECT:
            yield from self.object_strings(value, f"{path}.")
        elif shape.many and shape.value_type is ValueType.REFERENCE:
            yield from ((f"{path}.{id_}", "on") for id_ in value)
        elif shape.many:
            yield path, CODECS[shape.value_type].join(value)
        elif (string := self._leaf_string(shape, value)) != "":
            yield path, string

    def _row_strings(self, shape: FieldShape, member: Any, prefix: str) -> Iterator[tuple[str, str]]:
        if shape.value_type is ValueType.REFERENCE:
            yield f"{prefix}id", self._leaf_string(shape, member)
        elif isinstance(member, Period):
            for name in PERIOD_ENDS:
                moment = format_wall_time(getattr(member, name), self._schedule.zone)
                # With its offset where the clocks are put back: no picker of browsers has one.
                yield f"{prefix}{name}", moment if has_offset(moment) else moment.replace(" ", "T")
        else:
            yield from self.object_strings(member, prefix)

    def _leaf_string(self, shape: FieldShape, value: Any) -> str:
        if shape.value_type is ValueType.BOOLEAN:
            return "on" if value else ""
        if shape.value_class and _is_typed_by_name(shape):
            return self._names.by_id(KINDS_BY_CLASS[shape.value_class])[value]
        return CODECS[shape.value_type].format(value, self._schedule.zone)


def has_offset(moment: str) -> bool:
    return moment.count("-") > 2 or "+" in moment or moment.endswith("Z")


class EntityNames:
    """The names by which forms show and find entities: their name, or their id if it has to be unique."""

    def __init__(self, schedule: Schedule, *, unique: bool = True) -> None:
        self._schedule, self._unique = schedule, unique
        self._by_kind: dict[EntityKind, Mapping[str, str]] = {}

    def by_id(self, kind: EntityKind) -> Mapping[str, str]:
        if kind not in self._by_kind:
            languages = self._schedule.conference.languages
            names = {id_: _name(entity, languages) for id_, entity in kind.by_id(self._schedule).items()}
            counts = Counter(names.values() if self._unique else ())
            self._by_kind[kind] = {id_: id_ if counts[name] > 1 else name for id_, name in names.items()}
        return self._by_kind[kind]

    def find(self, kind: EntityKind, words: str) -> str:
        """The id of the entity that is shown by a name, or that the words mean otherwise, see `find`."""
        shown = self.by_id(kind)
        # Before any other meaning: the beginning of another id may be the same.
        return next((id_ for id_, name in shown.items() if name == words), "") or find(
            self._schedule, kind, words
        )


def _name(entity: Any, languages: Iterable[str]) -> str:
    if isinstance(entity, Participant):
        first, *others = languages
        return Wording.of(first).listed_name(entity, *others)
    return title(entity).best(*languages)[1]


# Values of strings


class FormReader:
    """Reads the fields of an entity from the strings of a form."""

    def __init__(self, strings: Strings, schedule: Schedule) -> None:
        self._strings = {name: string.strip() for name, string in strings.items()}
        self._schedule = schedule
        names = EntityNames(schedule)
        self._context = typing_context(lambda cls, words: names.find(KINDS_BY_CLASS[cls], words), schedule)
        # What could not be read; the fields concerned are left out of the result.
        self.faults: list[InputFault] = []

    def fields(self, cls: type[Value], before: Value | None, prefix: str = "") -> dict[str, Any]:
        """The fields of a class as the form has them, as its validation takes them."""
        fields: dict[str, Any] = {}
        for spec in fields_of(cls):
            shape, path = shape_of(cls, spec.name), f"{prefix}{spec.name}"
            try:
                value = self._field(shape, path, getattr(before, spec.name, None))
            except (ValueError, Refused) as error:
                self.faults.append(InputFault(path, as_message(error)))
                continue
            if shape.required and (value is None or value == ""):
                self.faults.append(InputFault(path, Message("is missing: fill it in")))
            fields[spec.name] = value
        return fields

    def _field(self, shape: FieldShape, path: str, before: Any) -> Any:
        if is_list_of_rows(shape):
            return self._rows(shape, path, before or ())
        match shape.value_type:
            case ValueType.TITLE | ValueType.TEXT:
                return self._text(path) or None
            case ValueType.OBJECT if shape.value_class:
                return self._object(shape.value_class, f"{path}.", before)
            case ValueType.REFERENCE if shape.many and shape.value_class:
                known = KINDS_BY_CLASS[shape.value_class].by_id(self._schedule)
                in_order = dict.fromkeys((*(before or ()), *known))
                return [id_ for id_ in in_order if f"{path}.{id_}" in self._strings]
            case ValueType.BOOLEAN:
                return path in self._strings
            case _:
                return self._typed(shape, self._strings.get(path, ""))

    def _object(self, cls: type[Value], prefix: str, before: Any) -> dict[str, Any] | None:
        """The fields of a value with fields of its own; ``None`` if nothing is typed in any of them."""
        if not any(string for name, string in self._strings.items() if name.startswith(prefix)):
            return None
        return self._with_unseen(self.fields(cls, before, prefix), before)

    def _typed(self, shape: FieldShape, typed: str) -> Any:
        if shape.many:
            return [self._leaf(shape, part) for part in CODECS[shape.value_type].split(typed)]
        return self._leaf(shape, typed) if typed else shape.default

    def _leaf(self, shape: FieldShape, typed: str) -> Any:
        return CODECS[shape.value_type].parse(typed, self._context, shape.value_class)

    def _text(self, path: str) -> dict[str, str]:
        beginning = f"{path}."
        return {
            name.removeprefix(beginning): string
            for name, string in self._strings.items()
            if name.startswith(beginning) and string
        }

    def _rows(self, shape: FieldShape, path: str, before: tuple[Any, ...]) -> list[Any]:
        members = []
        for at in row_numbers(self._strings, path):
            row = f"{path}.{at}."
            was = parse_row(self._strings.get(f"{row}was", ""))
            member = before[was] if was is not None and was < len(before) else None
            try:
                members.append(self._member(shape, row, member))
            except (ValueError, Refused) as error:
                self.faults.append(InputFault(f"{path}.{at}", as_message(error)))
        return members

    def _member(self, shape: FieldShape, row: str, member: Any) -> Any:
        if shape.value_type is ValueType.REFERENCE:
            return self._leaf(shape, self._strings.get(f"{row}id", ""))
        if shape.value_class is Period:
            ends = {name: self._strings.get(f"{row}{name}", "") for name in PERIOD_ENDS}
            return {name: read_instant(typed, self._schedule) for name, typed in ends.items()}
        fields = self.fields(shape.value_class or Value, member, row)
        return self._with_unseen(fields, member)

    @staticmethod
    def _with_unseen(fields: dict[str, Any], before: Value | None) -> dict[str, Any]:
        """Fields with those that the form has no input for, as they were."""
        return {**(dict(before) if before is not None else {}), **fields}


def row_numbers(strings: Strings, path: str) -> tuple[int, ...]:
    return tuple(sorted({row for name in strings if (row := _row_of(name, path)) is not None}))


def without_blank_rows(strings: Strings, shown: Strings) -> dict[str, str]:
    """The strings with the rows of each list numbered from 0, without rows in which nothing is typed.

    A row that was blank already stays, such as a stream whose address is not known yet.
    """
    lists = dict.fromkeys(match[1] for name in strings if (match := _ROW.match(name)))
    for path in lists:
        rows = [
            row
            for row in row_numbers(strings, path)
            if not _is_blank(strings, f"{path}.{row}.")
            or ((was := strings.get(f"{path}.{row}.was")) and _is_blank(shown, f"{path}.{was}."))
        ]
        strings = renumbered(strings, path, rows)
    return dict(strings)


def renumbered(strings: Strings, path: str, rows: Iterable[int]) -> dict[str, str]:
    """The strings with those rows of a list alone, numbered from 0 in that order."""
    others = {name: string for name, string in strings.items() if _row_of(name, path) is None}
    for place, row in enumerate(rows):
        beginning = f"{path}.{row}."
        others |= {
            f"{path}.{place}.{name.removeprefix(beginning)}": string
            for name, string in strings.items()
            if name.startswith(beginning)
        }
    return others


def _row_of(name: str, path: str) -> int | None:
    return parse_row(name.removeprefix(f"{path}.").partition(".")[0]) if name.startswith(f"{path}.") else None


def parse_row(number: str) -> int | None:
    """The number of a row of a list; ``None`` for anything else."""
    return int(number) if number.isdecimal() and len(number) <= ROW_DIGITS else None


def _is_blank(strings: Strings, row: str) -> bool:
    """True for a row in which nothing is typed; what has a choice by default does not count."""
    ignored = {"was", "role", "status", "kind", "language"}
    return not any(
        string.strip()
        for name, string in strings.items()
        if name.startswith(row) and name.removeprefix(row) not in ignored
    )


def validation_faults(error: ValidationError) -> tuple[InputFault, ...]:
    """The faults that the model finds, each at the input, or list of inputs, of its field."""
    return tuple(
        InputFault(".".join(map(str, fault["loc"])), error_sentence(fault))
        for fault in error.errors(include_url=False)
    )


DAY, START, MINUTES, ROOMS = "place.day", "place.start", "minutes", "place.rooms"
"""The names of the inputs; a room is ``place.rooms.ID``."""

MINUTES_DIGITS = 5  # the most digits of a length in minutes: more are a slip


def place_strings(session: Session, schedule: Schedule) -> dict[str, str]:
    strings = {MINUTES: str(session.length)} if session.length is not None else {}
    if session.slot is not None:
        start = session.slot.period.start
        # The shortest form states the offset where the clocks are put back over that time.
        clock = format_wall_time(start, schedule.zone).partition(" ")[2]
        strings |= {DAY: str(schedule.day(start)), START: clock}
        strings |= {f"{ROOMS}.{room}": "on" for room in session.slot.rooms}
    return strings


def days_of(schedule: Schedule, strings: Strings) -> tuple[date, ...]:
    """The days to choose from: those of the conference, and the one in the form if it is a day."""
    days = set(schedule.conference.dates)
    with suppress(ValueError):
        days.add(parse_iso_date(strings.get(DAY, "")))
    return tuple(sorted(days))


def read_place(
    strings: Strings, schedule: Schedule, before: Session | None, kind: Kind
) -> tuple[dict[str, Any], tuple[InputFault, ...]]:
    """The fields ``slot`` and ``minutes`` of a session, and what is wrong with the inputs."""
    if before is not None and _only_place(strings) == place_strings(before, schedule):
        return {}, ()
    typed = strings.get(MINUTES, "").strip()
    minutes = int(typed) if typed.isdecimal() and len(typed) <= MINUTES_DIGITS else None
    rooms = [room.id for room in schedule.rooms if f"{ROOMS}.{room.id}" in strings]
    has_start = bool(strings.get(START, "").strip())
    length = minutes or usual_length(schedule, kind)
    fault = None
    if typed and not minutes:
        fault = InputFault(MINUTES, Message("must be a whole number of minutes"))
    elif rooms and not has_start:
        fault = InputFault(START, Message("is empty: give the start, or untick the rooms"))
    elif has_start and length is None:
        fault = InputFault(
            MINUTES,
            Message("is empty, and no other {kind} has a length: give the minutes", kind=Term(kind)),
        )
    if fault is not None or length is None or not has_start:
        return {"slot": None, "minutes": minutes} if fault is None else {}, (fault,) if fault else ()
    before_rooms = before.slot.rooms if before is not None and before.slot is not None else ()
    in_order = dict.fromkeys((*(room for room in before_rooms if room in rooms), *rooms))
    try:
        start, day = strings[START].strip(), strings.get(DAY, "")
        on = parse_iso_date(day) if day else schedule.conference.start
        begins = read_moment(start, schedule, on)
    except ValueError as error:
        return {}, (InputFault(START, as_message(error)),)
    period = {"start": begins, "end": begins + timedelta(minutes=length)}
    return {"slot": {"period": period, "rooms": [*in_order]}, "minutes": None}, ()


def move_to_slot(schedule: Schedule, id: str, slot: Mapping[str, Any] | None) -> Schedule:
    """The schedule with a session and its parts moved to a slot, or unscheduled."""
    if slot is None:
        has_slot = require_session(schedule, id).slot is not None
        return unschedule_session(schedule, id) if has_slot else schedule
    period = slot["period"]
    return move_session(schedule, id, start=period["start"], end=period["end"], rooms=slot["rooms"])


def _only_place(strings: Strings) -> dict[str, str]:
    return {
        name: string.strip()
        for name, string in strings.items()
        if string.strip() and (name in {DAY, START, MINUTES} or name.startswith(f"{ROOMS}."))
    }

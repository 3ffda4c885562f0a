"""The sessions CSV: one row per session, for people who want the agenda in a spreadsheet.

It is a CSV file (RFC 4180) in UTF-8 with a byte order mark, without which Excel assumes another encoding.
People stand in one cell. Columns follow from the field specs of a session; their headings are known to the
reader of foreign tables, so that the file can be imported again as far as it goes. No cell is a formula
(`eventkit.formats.spreadsheet.delimited_text`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from eventkit.formats.losses import CANCELLED_APPEARANCES, LossSpec, PartialLoss, find_losses
from eventkit.messages import Message
from eventkit.model import (
    Appearance,
    Link,
    Name,
    Participant,
    Role,
    Room,
    Session,
    Slot,
    Stream,
    Track,
)
from eventkit.model.specs import SPECS, FieldSpec, shape_of, spec_of
from eventkit.model.value_codecs import CODECS
from eventkit.plugins.exporters import NO_OPTIONS, PLAIN, Context, Output, require_options
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.texts.normalisation import escape_formula
from eventkit.times.wall_times import format_wall_period
from eventkit.values import ValueType
from eventkit.wording import Wording

_LABELS = Wording.of("en")
_NOT_LISTED = {"source", "source_id", "extra"}
_FIRST = (
    "id",
    "title",
    "subtitle",
    "kind",
    "status",
    "slot",
    "track",
    "parent",
    "people",
    "languages",
    "interpreted",
    "abstract",
    "links",
    "streams",
)
"""The fields whose columns come first; then all others in the order of their specs, the UID last."""

_LISTED = tuple(
    spec_of(Session, name)
    for name in (
        *_FIRST,
        *(spec.name for spec in SPECS[Session] if spec.name not in {*_FIRST, *_NOT_LISTED, "uid"}),
        "uid",
    )
)

_Cells = Mapping[str, str]


def _is_in_first_language(path: str, text: Text, schedule: Schedule) -> bool:
    """True if a text has no further languages that are lost: columns by language are there for sessions."""
    shape = shape_of(Session, path.split(".")[1]) if path.startswith("session.") else None
    by_language = shape is not None and shape.value_type in {ValueType.TITLE, ValueType.TEXT}
    return by_language or list(text) == [schedule.conference.languages[0]]


def _has_other_forms(participant: Participant, schedule: Schedule) -> bool:
    languages = [form.language for form in participant.name]
    return languages != [schedule.conference.languages[0]]


CSV_LOSSES = LossSpec(
    format="A list of sessions",
    fields={
        Session: {spec.name for spec in _LISTED},
        Slot: {"period", "rooms"},
        Appearance: {"participant", "role"},
        Link: {"url", "label"},
        Stream: {"url", "label"},
        Room: {"name"},
        Track: {"name"},
        Participant: {"name"},
        Name: {"full", "language"},
    },
    partial=(
        CANCELLED_APPEARANCES,
        PartialLoss(
            "session.streams",
            Message("streams without an address"),
            lambda session, _: any(stream.url is None for stream in session.streams),
        ),
        PartialLoss("participant.name", Message("names in other languages than the first"), _has_other_forms),
        PartialLoss(
            "participant.name",
            Message("semicolons in names, which are replaced with commas"),
            lambda participant, _: any(";" in form.full for form in participant.name),
        ),
    ),
    stores_text=_is_in_first_language,
    text_loss=lambda phrase: Message("{phrase} in other languages than the first", phrase=phrase),
)


class SessionsCsvFormat:
    """The format: only written."""

    title = "a list of the sessions (CSV), people in cells, for those who want the agenda alone"
    suffixes = (".csv",)
    options = NO_OPTIONS

    def export(self, schedule: Schedule, context: Context = PLAIN) -> Output:
        """The file: a row for each session, each before its parts, in the order of the programme."""
        require_options(self, context)
        rows = [_row(schedule, session) for session in _in_order(schedule)]
        headings = [heading for heading in _headings(schedule) if any(row.get(heading) for row in rows)]
        text = io.StringIO(newline="")
        lines = csv.writer(text)
        lines.writerow(headings or [spec_of(Session, "id").heading])
        lines.writerows([escape_formula(row.get(heading, "")) for heading in headings] for row in rows)
        return Output(text.getvalue().encode("utf-8-sig"), losses=find_losses(schedule, CSV_LOSSES))


def _headings(schedule: Schedule) -> Iterator[str]:
    tags = _languages(schedule)
    for spec in _LISTED:
        if spec.name == "slot":
            yield from ("Date", "Start", "End", "Rooms")
        elif _is_by_language(spec):
            yield from (f"{_heading(spec)} ({tag})" for tag in tags)
        else:
            yield _heading(spec)


def _heading(spec: FieldSpec) -> str:
    return spec.list_heading or spec.heading


def _is_by_language(spec: FieldSpec) -> bool:
    return shape_of(Session, spec.name).value_type in {ValueType.TITLE, ValueType.TEXT}


def _languages(schedule: Schedule) -> tuple[str, ...]:
    texts = (
        text
        for session in schedule.sessions
        for spec in _LISTED
        if _is_by_language(spec) and (text := getattr(session, spec.name)) is not None
    )
    return tuple(dict.fromkeys([*schedule.conference.languages, *(tag for text in texts for tag in text)]))


def _in_order(schedule: Schedule) -> Iterator[Session]:
    for session in schedule.parts(None):
        yield from (inner for _, inner in schedule.within(session))


def _row(schedule: Schedule, session: Session) -> _Cells:
    row: dict[str, str] = {}
    for spec in _LISTED:
        value = getattr(session, spec.name)
        if spec.name == "slot":
            row |= _times(schedule, session)
        elif spec.name == "people":
            row[_heading(spec)] = "; ".join(
                _person(schedule, link, session.kind.unstated_role) for link in value if link.comes
            )
        elif isinstance(value, Text):
            row |= {f"{_heading(spec)} ({tag})": text for tag, text in value.items()}
        elif value is not None and (spec.name in _FIRST or value != shape_of(Session, spec.name).default):
            row[_heading(spec)] = _cell(schedule, spec, value)
    return row


def _cell(schedule: Schedule, spec: FieldSpec, value: Any) -> str:
    """A field in one cell; of a ``track`` its name, of another session its id, which is in a column here."""
    shape = shape_of(Session, spec.name)
    if shape.value_class is Track:
        return schedule.track(value).name.best(schedule.conference.languages[0])[1]
    codec = CODECS[shape.value_type]
    return codec.join(value) if shape.many else codec.format(value, None)


def _times(schedule: Schedule, session: Session) -> _Cells:
    """Day and times by the clocks at the conference; with the offset where these show a time twice."""
    if session.slot is None:
        return {}
    period = session.slot.period
    start, end = format_wall_period(period.start, period.end, schedule.zone)
    date, _, time = start.partition(" ")
    first = schedule.conference.languages[0]
    rooms = (schedule.room(room).name.best(first)[1] for room in session.slot.rooms)
    is_plain = len(time) == len("09:00")
    return {"Date": date, "Start": time if is_plain else start, "End": end, "Rooms": "; ".join(rooms)}


def _person(schedule: Schedule, appearance: Appearance, unstated: Role) -> str:
    """``Ada Lovelace (Moderator)``, as the reader of tables splits it again; an unstated role has no word.

    A position behind the name could be mistaken for another name: ``Euclid, Teacher of Geometry``.
    """
    first = schedule.conference.languages[0]
    name = schedule.participant(appearance.participant).named(first)[0].full
    role = "" if appearance.role is unstated else f" ({_LABELS.label(appearance.role)})"
    return name.replace(";", ",") + role  # a semicolon separates people


csv_list = SessionsCsvFormat()

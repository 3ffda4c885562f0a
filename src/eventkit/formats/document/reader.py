"""The document reader: from the node tree to a `Schedule`, with model errors reported at their line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from eventkit.formats.document.converters import (
    PERIOD_FIELDS,
    Converter,
    converters_for,
    list_of,
    mapping_of,
    refuse,
    to_integer,
    to_text,
)
from eventkit.formats.document.node_tree import DocumentLog, DocumentNode, NodePath, format_path
from eventkit.messages import Message, as_message
from eventkit.model import LENGTH_LIMIT, Conference, Session
from eventkit.model.derived_values import conference_uid, deadline_uid, session_uid
from eventkit.schedule import Schedule
from eventkit.texts import UNDETERMINED, canonicalise_tag
from eventkit.times import zone
from eventkit.times.wall_times import DATE_PATTERN, TimeReference, parse_iso_date, parse_wall_time
from eventkit.values.field_errors import error_sentence

PLACEHOLDER_START = datetime(2000, 1, 1, tzinfo=UTC)  # the start of a period that cannot be parsed
_PLACEHOLDER_PERIOD = {"start": PLACEHOLDER_START, "end": PLACEHOLDER_START + timedelta(minutes=1)}


def period_fields(start: datetime | None, end: datetime | None) -> dict[str, Any]:
    """The fields of a `Period`; a placeholder if one of its ends cannot be parsed."""
    return {"start": start, "end": end} if start and end else dict(_PLACEHOLDER_PERIOD)


class PeriodParser:
    """The clocks at the conference, by which the document's times are read; faults go to the report."""

    def __init__(self, where: ZoneInfo, report: DocumentLog) -> None:
        self._where = where
        self._report = report

    def period(
        self,
        nodes: Mapping[str, DocumentNode],
        fields: Mapping[str, Any],
        place: NodePath,
        anchor: TimeReference | None,
    ) -> tuple[datetime | None, datetime | None]:
        """The start and the end, as far as they can be parsed."""
        first = next(name for name in fields if name != "minutes" or len(fields) == 1)
        if "start" not in fields:
            message = Message("needs a start: add one, or remove {first}", first=first)
            self._report.fault_at(message, (*place, first), nodes[first].line)
            return None, None
        start = self._instant(nodes["start"], fields["start"], (*place, "start"), anchor)
        if "end" in fields and "minutes" in fields:
            self._report.fault_at(
                Message("repeats end: remove one of the two"), (*place, "minutes"), nodes["minutes"].line
            )
        elif "end" in fields:
            following = TimeReference(start or PLACEHOLDER_START, itself=False)
            end = self._instant(nodes["end"], fields["end"], (*place, "end"), following)
            if start is None or end is None or start < end:
                return start, end
            message = Message("must be after start, which is {fields}", fields=fields["start"])
            self._report.fault_at(message, (*place, "end"), nodes["end"].line)
        elif "minutes" in fields:
            return start, self._after(start, fields["minutes"], (*place, "minutes"), nodes["minutes"].line)
        else:
            message = Message("needs an end: add end or minutes")
            self._report.fault_at(message, (*place, "start"), nodes["start"].line)
        return start, None

    def day_or_instant(self, node: DocumentNode, text: str, place: NodePath) -> date | None:
        """A day, or an instant where a wall time is given with it; ``None`` if neither can be parsed."""
        try:
            return (
                parse_iso_date(text)
                if re.fullmatch(DATE_PATTERN, text)
                else parse_wall_time(text, self._where)
            )
        except ValueError as error:
            reason = as_message(error)
            if "must be a time" in reason:
                reason = Message("must be a day such as 2022-09-30, or a time such as 2022-09-30 18:00")
            self._report.fault_at(reason, place, node.line)
            return None

    def _instant(
        self, node: DocumentNode, text: str, place: NodePath, anchor: TimeReference | None
    ) -> datetime | None:
        try:
            return parse_wall_time(text, self._where, anchor)
        except ValueError as error:
            self._report.fault_at(as_message(error), place, node.line)
            return None

    def _after(
        self, start: datetime | None, minutes: int | None, place: NodePath, line: int
    ) -> datetime | None:
        if minutes is None or start is None:
            return None
        if not 1 <= minutes <= LENGTH_LIMIT:
            self._report.fault_at(Message("must be from 1 to {limit}", limit=LENGTH_LIMIT), place, line)
            return None
        return start + timedelta(minutes=minutes)


VERSION = 1  # the version of the form, written first in every document


def _raw(node: DocumentNode, place: NodePath, report: DocumentLog) -> DocumentNode:  # noqa: ARG001 - one of the takes
    return node


_SLOT_FIELDS: dict[str, Converter] = {**PERIOD_FIELDS, "rooms": list_of(to_text)}

CONFERENCE: Mapping[str, Converter] = converters_for(Conference)

SESSION: Mapping[str, Converter] = (
    converters_for(Session, but={"slot", "parent"}) | _SLOT_FIELDS | {"parts": _raw}
)

DOCUMENT: Mapping[str, Converter] = {
    "$schema": to_text,
    "eventkit": to_integer,
    "conference": mapping_of(CONFERENCE),
    **converters_for(Schedule, but={"conference", "sessions"}),
    "sessions": _raw,
}
"""The fields a document, its conference and each of its sessions may have, and what they take."""

_document = mapping_of(DOCUMENT)

_session = mapping_of(SESSION)


@dataclass(frozen=True, slots=True)
class ScheduleInput:
    """The values of a document, in the shape of the model."""

    values: dict[str, Any]  # what `Schedule` is built from
    sessions: tuple[NodePath, ...]
    language: str  # the conference's first language, in which plain strings are


def read_document(root: DocumentNode, report: DocumentLog) -> ScheduleInput:
    _check_version(root, report)
    values = _document(root, (), report) or {}
    values.pop("eventkit", None)
    values.pop("$schema", None)
    conference = values.get("conference") or {}
    clocks = PeriodParser(_where(conference), report)
    _availability(root, values, clocks)
    first_day = conference.get("start")
    conference.setdefault("end", first_day)
    derived = conference_uid(str(conference.get("id")), first_day if isinstance(first_day, date) else None)
    identity = conference.setdefault("uid", derived) or derived
    _deadlines(root, conference, identity, clocks)
    sessions = _Sessions(clocks, identity, report)
    if (node := values.pop("sessions", None)) is not None:
        sessions.take(node, ("sessions",), None, None)
    values["sessions"] = sessions.values
    return ScheduleInput(values, tuple(sessions.places), _first_language(conference))


def _check_version(root: DocumentNode, report: DocumentLog) -> None:
    if not isinstance(root.value, dict):
        report.fault_at(Message("is not a document: it begins with a line 'eventkit: 1'"), line=root.line)
        raise report.as_error()
    version = root.value.get("eventkit")
    if version is None:
        report.fault_at(
            Message("is missing: begin the file with 'eventkit: {version}'", version=VERSION),
            ("eventkit",),
            root.line,
        )
    elif str(version.value) != str(VERSION):
        message = Message(
            "This eventkit reads version {version} of the form. Is there a newer eventkit?", version=VERSION
        )
        report.fault_at(message, ("eventkit",), version.line)
        raise report.as_error()


def _where(conference: Mapping[str, Any]) -> ZoneInfo:
    try:
        return zone(conference.get("zone") or "")
    except ValueError:
        return zone("UTC")  # a placeholder, so that times are still checked


def _availability(root: DocumentNode, values: Mapping[str, Any], clocks: PeriodParser) -> None:
    for collection in ("rooms", "participants"):
        for at, value in enumerate(values.get(collection) or ()):
            for turn, entry in enumerate((value or {}).get("available") or ()):
                if entry:
                    place = (collection, at, "available", turn)
                    period = clocks.period(_at(root, place), entry, place, None)
                    value["available"][turn] = period_fields(*period)


def _deadlines(
    root: DocumentNode, conference: Mapping[str, Any], identity: UUID, clocks: PeriodParser
) -> None:
    for turn, fields in enumerate(conference.get("deadlines") or ()):
        if fields is None:
            continue
        fields.setdefault("uid", deadline_uid(identity, str(fields.get("id"))))
        if "at" in fields:
            place: NodePath = ("conference", "deadlines", turn)
            parsed = clocks.day_or_instant(_at(root, place)["at"], fields["at"], (*place, "at"))
            fields["at"] = parsed or PLACEHOLDER_START


def _at(root: DocumentNode, place: NodePath) -> Mapping[str, DocumentNode]:
    node: Any = root
    for step in place:
        node = node.value[step]
    fields: Mapping[str, DocumentNode] = node.value
    return fields


def _first_language(conference: Mapping[str, Any]) -> str:
    languages = conference.get("languages") or [UNDETERMINED]
    try:
        return canonicalise_tag(languages[0])
    except ValueError:
        return UNDETERMINED


@dataclass(slots=True)
class _Sessions:
    """Sessions laid out flat, each parent before its parts."""

    clocks: PeriodParser
    conference: UUID
    report: DocumentLog
    values: list[dict[str, Any] | None] = field(default_factory=list)
    places: list[NodePath] = field(default_factory=list)

    def take(
        self, node: DocumentNode, place: NodePath, parent: str | None, anchor: TimeReference | None
    ) -> None:
        if not isinstance(node.value, list):
            refuse(node, Message("a list of sessions"), place, self.report)
            return
        for at, item in enumerate(node.value):
            self._one(item, (*place, at), parent, anchor)

    def _one(
        self, node: DocumentNode, place: NodePath, parent: str | None, anchor: TimeReference | None
    ) -> None:
        session = _session(node, place, self.report)
        self.values.append(session)
        self.places.append(place)
        if session is None or not isinstance(node.value, dict):
            return
        session["parent"] = parent
        session.setdefault("uid", session_uid(self.conference, str(session.get("id"))))
        parts = session.pop("parts", None)
        placing = {name: session.pop(name) for name in _SLOT_FIELDS if name in session}
        if placing.keys() == {"minutes"}:  # not scheduled yet, but it is known how long it is to last
            session["minutes"] = placing.pop("minutes")
        within = None
        if placing:
            start, end = self.clocks.period(node.value, placing, place, anchor)
            session["slot"] = {"period": period_fields(start, end), "rooms": placing.get("rooms", [])}
            within = TimeReference(start or PLACEHOLDER_START, itself=True) if "start" in placing else None
        if parts is not None:
            self.take(parts, (*place, "parts"), session.get("id"), within)


_SPREAD = ("parent", "slot", "period")
"""Fields of the model that a document does not have: the session itself has their values."""

_LAST_DAY: NodePath = ("conference", "end")


# An earlier member of a list that a message points to, by its position in the model.
_POSITION = re.compile(r"sessions\[([0-9]+)\]")


def build_schedule(root: DocumentNode, report: DocumentLog) -> Schedule:
    document = read_document(root, report)
    try:
        schedule = Schedule.model_validate(document.values, context={"language": document.language})
    except ValidationError as error:
        log_model_errors(error, root, document, report)
        raise report.as_error() from None
    if report.faults:
        raise report.as_error()
    return schedule


def log_model_errors(
    error: ValidationError, root: DocumentNode, schedule_input: ScheduleInput, report: DocumentLog
) -> None:
    for details in error.errors(include_url=False):
        place, node = _find_node(details["loc"], root, schedule_input)
        if (place == _LAST_DAY or place[-1:] == ("uid",)) and not _is_written(place, root):
            continue  # derived from a first day or an id that is wrong and reported already
        report.fault_at(_reword(details, schedule_input), place, node.line, covers=False)


def _find_node(
    loc: NodePath, root: DocumentNode, schedule_input: ScheduleInput
) -> tuple[NodePath, DocumentNode]:
    if loc[:1] == ("sessions",) and len(loc) > 1:
        within = loc[2:]
        for spread in _SPREAD:
            within = within[1:] if within[:1] == (spread,) else within
        loc = (*schedule_input.sessions[int(loc[1])], *within)
    node = root
    place: NodePath = ()
    for step in loc:
        value = node.value
        key = step
        if isinstance(value, dict) and isinstance(step, int):  # the forms of a name, by language
            key = list(value)[step]
        if isinstance(value, list) and isinstance(key, int):
            node = value[key]
        elif isinstance(value, dict):
            node = value.get(str(key), node)
        else:
            break  # a short form: the whole is the field
        place = (*place, key)
    return place, node


def _is_written(place: NodePath, root: DocumentNode) -> bool:
    node: Any = root
    for step in place[:-1]:
        node = node.value[step]
    return place[-1] in node.value


def _reword(error: ErrorDetails, schedule_input: ScheduleInput) -> Message:
    message = error_sentence(error, Schedule)
    other = _POSITION.fullmatch(str(message.facts.get("other", "")))
    if other is None:
        return message
    path = format_path(schedule_input.sessions[int(other[1])])
    return Message(*message.sentences, **{**message.facts, "other": path})

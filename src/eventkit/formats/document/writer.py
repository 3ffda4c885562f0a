"""The document writer: from a `Schedule` to the tree of a document, default values omitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from eventkit.formats.document.converters import SHORTHAND_FIELDS
from eventkit.formats.document.reader import VERSION
from eventkit.model import Extra, Name, Session, SessionId, Slot
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.times.wall_times import TimeReference, format_wall_period, format_wall_time
from eventkit.values import Value

Tree = Mapping[str, Any]
"""Strings, numbers, booleans, lists and mappings, as both YAML and JSON have them."""


def to_tree(schedule: Schedule) -> Tree:
    """The tree of a schedule's document: fields in the order of the model, without default values."""
    return {"eventkit": VERSION, **_Writer(schedule).document()}


class _Writer:
    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._language = schedule.conference.languages[0]
        self._parts: dict[SessionId | None, list[Session]] = {}
        for session in schedule.sessions:
            self._parts.setdefault(session.parent, []).append(session)

    def document(self) -> Tree:
        tree = self._fields(self._schedule)
        conference = self._schedule.conference
        if conference.end == conference.start:
            del tree["conference"]["end"]
        if "sessions" in tree:
            tree["sessions"] = self._sessions(None, None)
        return tree

    def _sessions(self, parent: SessionId | None, anchor: TimeReference | None) -> list[Tree]:
        return [self._session(session, anchor) for session in self._parts.get(parent, ())]

    def _session(self, session: Session, anchor: TimeReference | None) -> Tree:
        tree: dict[str, Any] = {}
        within = None
        for name, value in self._fields(session).items():
            if isinstance(value, Slot):
                tree.update(self._period(value.period, anchor))
                tree.update({"rooms": list(value.rooms)} if value.rooms else {})
                within = TimeReference(value.period.start, itself=True)
            elif name != "parent":
                tree[name] = value
        if session.id in self._parts:
            tree["parts"] = self._sessions(session.id, within)
        return tree

    def _period(self, period: Period, anchor: TimeReference | None) -> Tree:
        start, end = format_wall_period(period.start, period.end, self._schedule.zone, anchor)
        return {"start": start, "end": end}

    def _fields(self, value: Value) -> dict[str, Any]:
        return {
            name: self._to_value(present)
            for name, field in type(value).model_fields.items()
            if (present := getattr(value, name)) != field.default
        }

    def _to_value(self, value: Any) -> Any:
        match value:
            case Text():
                return value[self._language] if list(value) == [self._language] else dict(value)
            case (Name(), *_):
                return self._names(value)
            case Period():
                return self._period(value, None)
            case Value() if not isinstance(value, Slot):  # which its session spreads out
                fields = self._fields(value)
                short = SHORTHAND_FIELDS.get(type(value))
                return fields[short] if short and list(fields) == [short] else fields
            case datetime():
                value = format_wall_time(value, self._schedule.zone)
            case tuple():
                return [self._to_value(item) for item in value]
        return _leaf(value)

    def _names(self, names: Sequence[Name]) -> Any:
        forms = {}
        for name in names:
            fields = {part: entry for part, entry in self._fields(name).items() if part != "language"}
            forms[name.language] = name.full if list(fields) == ["full"] else fields
        only = forms.get(self._language)
        return only if list(forms) == [self._language] and isinstance(only, str) else forms


def _leaf(value: Any) -> Any:
    match value:
        case StrEnum() | UUID() | date():
            return str(value)
        case Extra():
            return value.plain()
        case time():
            return f"{value:%H:%M}"
    return value

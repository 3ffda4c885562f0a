"""The document writer: from a `Schedule` to the tree of a document, default values omitted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from eventkit.errors import Unreadable
from eventkit.formats.document.converters import SHORTHAND_FIELDS
from eventkit.formats.document.node_tree import DocumentLog, DocumentNode, NodePath, decode, format_path
from eventkit.formats.document.reader import VERSION, build_schedule
from eventkit.formats.document.syntax import Tree, parse_yaml_tree, to_yaml
from eventkit.model import Extra, Name, Session, SessionId, Slot
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.times.wall_times import TimeReference, format_wall_period, format_wall_time
from eventkit.values import Value


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


_IDENTITY = "uid"  # the field that nobody writes by hand: an excerpt leaves it out, and it is put back


def extract_session(schedule: Schedule, session: str) -> str:
    """The session and its parts as a document has them, in YAML; without their identities in calendars."""
    tree = to_tree(schedule)
    return to_yaml(_without_identity(_at(tree, _place(tree.get("sessions", []), session))))


def replace_session(schedule: Schedule, session: str, text: str, name: str) -> Schedule:
    """The schedule with the session as a text of `extract_session` has it, perhaps with another id."""
    tree = to_tree(schedule)
    place = _place(tree["sessions"], session)
    try:
        return _replace(schedule, tree, place, text, DocumentLog(name))
    except Unreadable as error:
        # For the author of the text, the path of a field begins at the session.
        within = f"{format_path(place)}."
        faults = (replace(fault, field=fault.field.removeprefix(within)) for fault in error.faults)
        raise Unreadable(name, tuple(faults)) from None


def _replace(
    schedule: Schedule, tree: Mapping[str, Any], place: NodePath, text: str, report: DocumentLog
) -> Schedule:
    written = parse_yaml_tree(decode(text.encode(), report), report)
    _identify(
        written, _at(tree, place)[_IDENTITY], {session.id: str(session.uid) for session in schedule.sessions}
    )
    return build_schedule(_node(tree, place, written), report)


def _place(sessions: Sequence[Mapping[str, Any]], session: str) -> NodePath:
    for at, item in enumerate(sessions):
        for place, one in _within(("sessions", at), item):
            if one["id"] == session:
                return place
    raise KeyError(session)


def _within(place: NodePath, session: Mapping[str, Any]) -> Iterator[tuple[NodePath, Mapping[str, Any]]]:
    yield place, session
    for at, part in enumerate(session.get("parts", [])):
        yield from _within((*place, "parts", at), part)


def _at(tree: Any, place: NodePath) -> Any:
    for step in place:
        tree = tree[step]
    return tree


def _without_identity(session: Mapping[str, Any]) -> dict[str, Any]:
    bare = {name: value for name, value in session.items() if name != _IDENTITY}
    if "parts" in session:
        bare["parts"] = [_without_identity(part) for part in session["parts"]]
    return bare


def _identify(written: DocumentNode, own: str, known: Mapping[str, str]) -> None:
    """Give what was written the identities it had: the session its own, parts those of their ids."""
    if not isinstance(written.value, dict):
        return
    written.value.setdefault(_IDENTITY, DocumentNode(own, written.line))
    parts = written.value.get("parts")
    for part in parts.value if parts is not None and isinstance(parts.value, list) else ():
        id_ = part.value.get("id") if isinstance(part.value, dict) else None
        if id_ is not None and str(id_.value) in known:
            _identify(part, known[str(id_.value)], known)


def _node(value: Any, place: NodePath | None, written: DocumentNode) -> DocumentNode:
    """A document's tree as a reader has it, with what was written at that place; all else has no lines."""
    if place == ():
        return written

    def inner(step: str | int) -> NodePath | None:
        return place[1:] if place and place[0] == step else None

    match value:
        case dict():
            return DocumentNode({name: _node(item, inner(name), written) for name, item in value.items()}, 0)
        case list():
            return DocumentNode([_node(item, inner(at), written) for at, item in enumerate(value)], 0)
    return DocumentNode(value, 0)

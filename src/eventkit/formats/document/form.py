"""From a document's tree to what a `Schedule` is built from.

The document differs from the model where it is pleasanter to write: wall times for instants, parts inside
their session for a pointer to the parent, identities that need not be made up by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from eventkit.formats.document.shapes import fields_of
from eventkit.formats.document.takes import Take, listing, record, refuse, text, whole
from eventkit.formats.document.tree import Node, Place, Report
from eventkit.formats.document.walltimes import Anchor, read
from eventkit.model import Conference, Session
from eventkit.schedule import Schedule
from eventkit.texts import UNDETERMINED, language_tag
from eventkit.times import zone

VERSION = 1
"""The version of the form, written first in every document."""

NAMESPACE = UUID("6f0a4c5e-3f2b-5d1c-9a77-2b9d0e61c8f4")
"""The name space of the identities derived here (RFC 9562 5.5, version 5)."""

_MINUTES_LIMIT = 100_000
"""The longest session that is given by its minutes: some ten weeks."""

_STAND_IN_START = datetime(2000, 1, 1, tzinfo=UTC)
_STAND_IN_PERIOD = {"start": _STAND_IN_START, "end": _STAND_IN_START + timedelta(minutes=1)}


def _raw(node: Node, place: Place, report: Report) -> Node:  # noqa: ARG001 - one of the takes
    return node


_PLACING: dict[str, Take] = {"start": text, "end": text, "minutes": whole, "rooms": listing(text)}

CONFERENCE: Mapping[str, Take] = fields_of(Conference)
SESSION: Mapping[str, Take] = fields_of(Session, but={"slot", "parent"}) | _PLACING | {"parts": _raw}
DOCUMENT: Mapping[str, Take] = {
    "$schema": text,
    "eventkit": whole,
    "conference": record(CONFERENCE),
    **fields_of(Schedule, but={"conference", "sessions"}),
    "sessions": _raw,
}
"""The fields a document, its conference and each of its sessions may have, and what they take."""

_document = record(DOCUMENT)
_session = record(SESSION)


@dataclass(frozen=True, slots=True)
class Input:
    """What a document says, in the model's shape.

    Attributes:
        values: What `Schedule` is built from.
        sessions: Where in the document each of its sessions stands.
        language: The conference's first language, in which plain strings are.
    """

    values: dict[str, Any]
    sessions: tuple[Place, ...]
    language: str


def understood(root: Node, report: Report) -> Input:
    """What the document says; what it says wrongly is told to the report.

    Raises:
        Unreadable: It is no document, or one of another version.
    """
    _check_version(root, report)
    values = _document(root, (), report) or {}
    values.pop("eventkit", None)
    values.pop("$schema", None)
    conference = values.get("conference") or {}
    sessions = _Sessions(_where(conference), _completed(conference), report)
    if (node := values.pop("sessions", None)) is not None:
        sessions.take(node, ("sessions",), None, None)
    values["sessions"] = sessions.values
    return Input(values, tuple(sessions.places), _first_language(conference))


def _check_version(root: Node, report: Report) -> None:
    if not isinstance(root.value, dict):
        report.fault("is no document: it begins with a line 'eventkit: 1'", line=root.line)
        raise report.unreadable()
    given = root.value.get("eventkit")
    if given is None:
        report.fault(f"is missing: begin the file with 'eventkit: {VERSION}'", ("eventkit",), root.line)
    elif str(given.value) != str(VERSION):
        message = f"this eventkit reads version {VERSION} of the form: is there a newer eventkit?"
        report.fault(message, ("eventkit",), given.line)
        raise report.unreadable()


def _completed(conference: dict[str, Any]) -> UUID:
    """Fill in what a conference may leave out; returns its identity."""
    first_day = conference.get("start")
    conference.setdefault("end", first_day)
    year = first_day.year if isinstance(first_day, date) else ""
    derived = uuid5(NAMESPACE, f"conference:{conference.get('id')}:{year}")
    return conference.setdefault("uid", derived) or derived


def _where(conference: Mapping[str, Any]) -> ZoneInfo:
    try:
        return zone(conference.get("zone") or "")
    except ValueError:
        return zone("UTC")  # stands in, so that times are still looked at


def _first_language(conference: Mapping[str, Any]) -> str:
    languages = conference.get("languages") or [UNDETERMINED]
    try:
        return language_tag(languages[0])
    except ValueError:
        return UNDETERMINED


@dataclass(slots=True)
class _Sessions:
    """Sessions laid out flat, each parent before its parts."""

    where: ZoneInfo
    conference: UUID
    report: Report
    values: list[dict[str, Any] | None] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def take(self, node: Node, place: Place, parent: str | None, anchor: Anchor | None) -> None:
        """All sessions of a list, and the parts in them."""
        if not isinstance(node.value, list):
            refuse(node, "a list of sessions", place, self.report)
            return
        for at, each in enumerate(node.value):
            self._one(each, (*place, at), parent, anchor)

    def _one(self, node: Node, place: Place, parent: str | None, anchor: Anchor | None) -> None:
        session = _session(node, place, self.report)
        self.values.append(session)
        self.places.append(place)
        if session is None or not isinstance(node.value, dict):
            return
        session["parent"] = parent
        session.setdefault("uid", uuid5(self.conference, f"session:{session.get('id')}"))
        parts = session.pop("parts", None)
        placing = {name: session.pop(name) for name in _PLACING if name in session}
        within = None
        if placing:
            start, end = self._period(node.value, placing, place, anchor)
            period = {"start": start, "end": end} if start and end else _STAND_IN_PERIOD
            session["slot"] = {"period": period, "rooms": placing.get("rooms", [])}
            within = Anchor(start or _STAND_IN_START, itself=True) if "start" in placing else None
        if parts is not None:
            self.take(parts, (*place, "parts"), session.get("id"), within)

    def _period(
        self, nodes: Mapping[str, Node], given: Mapping[str, Any], place: Place, anchor: Anchor | None
    ) -> tuple[datetime | None, datetime | None]:
        """When a session begins and ends, as far as that can be told."""
        first = next(iter(given))
        if "start" not in given:
            message = f"wants a start beside it: give one, or leave {first} out"
            self.report.fault(message, (*place, first), nodes[first].line)
            return None, None
        start = self._instant(nodes["start"], given["start"], (*place, "start"), anchor)
        if "end" in given and "minutes" in given:
            self.report.fault("says what end says: keep one", (*place, "minutes"), nodes["minutes"].line)
        elif "end" in given:
            following = Anchor(start or _STAND_IN_START, itself=False)
            end = self._instant(nodes["end"], given["end"], (*place, "end"), following)
            if start is None or end is None or start < end:
                return start, end
            message = f"must be after start, which is {given['start']}"
            self.report.fault(message, (*place, "end"), nodes["end"].line)
        elif "minutes" in given:
            return start, self._after(start, given["minutes"], (*place, "minutes"), nodes["minutes"].line)
        else:
            message = "wants an end beside it: give end, or minutes"
            self.report.fault(message, (*place, "start"), nodes["start"].line)
        return start, None

    def _instant(self, node: Node, given: str, place: Place, anchor: Anchor | None) -> datetime | None:
        try:
            return read(given, self.where, anchor)
        except ValueError as error:
            self.report.fault(str(error), place, node.line)
            return None

    def _after(self, start: datetime | None, minutes: int | None, place: Place, line: int) -> datetime | None:
        if minutes is None or start is None:
            return None
        if not 1 <= minutes <= _MINUTES_LIMIT:
            self.report.fault(f"must be from 1 to {_MINUTES_LIMIT:,}", place, line)
            return None
        return start + timedelta(minutes=minutes)

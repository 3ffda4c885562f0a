"""From a document's tree to what a `Schedule` is built from.

The document differs from the model where it is pleasanter to write: wall times for instants, parts inside
their session for a pointer to the parent, identities that need not be made up by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from eventkit.formats.document.periods import STAND_IN_START, Clocks, told
from eventkit.formats.document.shapes import PERIOD, fields_of
from eventkit.formats.document.takes import Take, listing, record, refuse, text, whole
from eventkit.formats.document.tree import Node, Place, Report
from eventkit.model import Conference, Session
from eventkit.schedule import Schedule
from eventkit.texts import UNDETERMINED, language_tag
from eventkit.times import zone
from eventkit.times.wall_times import TimeReference

VERSION = 1
"""The version of the form, written first in every document."""

NAMESPACE = UUID("6f0a4c5e-3f2b-5d1c-9a77-2b9d0e61c8f4")
"""The name space of the identities derived here (RFC 9562 5.5, version 5)."""


def _raw(node: Node, place: Place, report: Report) -> Node:  # noqa: ARG001 - one of the takes
    return node


_PLACING: dict[str, Take] = {**PERIOD, "rooms": listing(text)}

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
    clocks = Clocks(_where(conference), report)
    _availability(root, values, clocks)
    identity = _completed(conference)
    _deadlines(root, conference, identity, clocks)
    sessions = _Sessions(clocks, identity, report)
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


def _availability(root: Node, values: Mapping[str, Any], clocks: Clocks) -> None:
    """Make instants of the wall times at which rooms and participants are to be had."""
    for collection in ("rooms", "participants"):
        for at, value in enumerate(values.get(collection) or ()):
            for turn, given in enumerate((value or {}).get("available") or ()):
                if given:
                    place = (collection, at, "available", turn)
                    period = clocks.period(_at(root, place), given, place, None)
                    value["available"][turn] = told(*period)


def _deadlines(root: Node, conference: Mapping[str, Any], identity: UUID, clocks: Clocks) -> None:
    """Make days and instants of what deadlines say, and give them identities."""
    for turn, given in enumerate(conference.get("deadlines") or ()):
        if given is None:
            continue
        given.setdefault("uid", uuid5(identity, f"deadline:{given.get('id')}"))
        if "at" in given:
            place: Place = ("conference", "deadlines", turn)
            told = clocks.day_or_instant(_at(root, place)["at"], given["at"], (*place, "at"))
            given["at"] = told or STAND_IN_START


def _at(root: Node, place: Place) -> Mapping[str, Node]:
    node: Any = root
    for step in place:
        node = node.value[step]
    found: Mapping[str, Node] = node.value
    return found


def _first_language(conference: Mapping[str, Any]) -> str:
    languages = conference.get("languages") or [UNDETERMINED]
    try:
        return language_tag(languages[0])
    except ValueError:
        return UNDETERMINED


@dataclass(slots=True)
class _Sessions:
    """Sessions laid out flat, each parent before its parts."""

    clocks: Clocks
    conference: UUID
    report: Report
    values: list[dict[str, Any] | None] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def take(self, node: Node, place: Place, parent: str | None, anchor: TimeReference | None) -> None:
        """All sessions of a list, and the parts in them."""
        if not isinstance(node.value, list):
            refuse(node, "a list of sessions", place, self.report)
            return
        for at, each in enumerate(node.value):
            self._one(each, (*place, at), parent, anchor)

    def _one(self, node: Node, place: Place, parent: str | None, anchor: TimeReference | None) -> None:
        session = _session(node, place, self.report)
        self.values.append(session)
        self.places.append(place)
        if session is None or not isinstance(node.value, dict):
            return
        session["parent"] = parent
        session.setdefault("uid", uuid5(self.conference, f"session:{session.get('id')}"))
        parts = session.pop("parts", None)
        placing = {name: session.pop(name) for name in _PLACING if name in session}
        if placing.keys() == {"minutes"}:  # not scheduled yet, but it is known how long it is to last
            session["minutes"] = placing.pop("minutes")
        within = None
        if placing:
            start, end = self.clocks.period(node.value, placing, place, anchor)
            session["slot"] = {"period": told(start, end), "rooms": placing.get("rooms", [])}
            within = TimeReference(start or STAND_IN_START, itself=True) if "start" in placing else None
        if parts is not None:
            self.take(parts, (*place, "parts"), session.get("id"), within)

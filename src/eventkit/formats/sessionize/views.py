"""The views of Sessionize, told apart by what is in them and put together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from eventkit.formats.sessionize.lookups import Lookups
from eventkit.formats.sessionize.sessions import SessionReader
from eventkit.formats.sessionize.speakers import held, speaker
from eventkit.intake import (
    ImportLog,
    Location,
    RawAppearance,
    RawConference,
    RawPerson,
    RawSchedule,
    RawSession,
)
from eventkit.intake.datetime_parser import parse_date
from eventkit.intake.raw_objects import RawObject, iter_objects

OF_SESSIONS = frozenset({"isServiceSession", "isPlenumSession", "categoryItems"})
OF_SPEAKERS = frozenset({"isTopSpeaker", "tagLine", "profilePicture"})
"""Members that only sessions, and only speakers, of Sessionize have."""


def has_members(values: Any) -> bool:
    """Whether the first objects, in a list or by id, are sessions or speakers of Sessionize."""
    every = list(values.values()) if isinstance(values, dict) else values if isinstance(values, list) else []
    return any(isinstance(each, dict) and (OF_SESSIONS | OF_SPEAKERS) & each.keys() for each in every[:3])


class Views:
    """What views tell together."""

    def __init__(self, log: ImportLog) -> None:
        self._log = log
        self._lookups = Lookups()
        self._where: Location | None = None
        self._days: list[str] = []
        # Sessions are read at the last, when all they refer to is known.
        self._sessions: list[tuple[RawObject, str | None]] = []
        self._speakers: list[RawObject] = []

    def take(self, root: Any, where: Location) -> None:
        """Take in one view."""
        self._where = self._where or where
        if isinstance(root, dict) and not all(isinstance(each, dict) for each in root.values()):
            whole = RawObject(root, where, self._log)
            self._lookups.take_rooms(whole.objects("rooms"))
            self._lookups.take_categories(whole.objects("categories"))
            self._lookups.take_questions(whole.objects("questions"))
            self._queue(whole.objects("sessions"))
            self._speakers += whole.objects("speakers")
            return
        self._list(list(iter_objects(root, where, self._log)), where.part.lower())

    def _list(self, every: list[RawObject], called: str) -> None:
        """Take in a list of one sort of thing, which is told by its members or by the name of the file."""
        if any("timeSlots" in one or ("date" in one and "rooms" in one) for one in every):
            self._grid(every)
        elif any("sessions" in one and ("groupName" in one or "groupId" in one) for one in every):
            for group in every:
                self._queue(group.objects("sessions"))
        elif any(OF_SPEAKERS & one.names or "fullName" in one for one in every) or "speaker" in called:
            self._speakers += every
        elif any("items" in one for one in every):
            self._lookups.take_categories(every)
        elif any("question" in one for one in every):
            self._lookups.take_questions(every)
        elif "room" in called:
            self._lookups.take_rooms(every)
        else:
            self._queue(every)

    def _grid(self, days: list[RawObject]) -> None:
        """GridSmart: days of rooms with their sessions, and once more by the time of the day."""
        for one in days:
            if (date := one.text("date")) is not None:
                self._days.append(date)
            rooms = one.objects("rooms")
            slots = [room for slot in one.objects("timeSlots") for room in slot.objects("rooms")]
            self._lookups.take_rooms([*rooms, *slots])
            for room in rooms:
                self._queue(room.objects("sessions"), room.text("id"))
            for room in slots:
                session = room.object("session")
                self._queue([session] if session else [], room.text("id"))

    def _queue(self, sessions: Iterable[RawObject], in_room: str | None = None) -> None:
        self._sessions += ((each, in_room) for each in sessions)

    def records(self) -> RawSchedule:
        """All of it."""
        reader = SessionReader(self._lookups, self._log)
        sessions = self._read(reader)
        people = [(each, speaker(each, self._lookups, self._log)) for each in self._speakers]
        told = {who.key for _, who in people if who is not None}
        inline = [each for key, each in reader.inline.items() if key not in told]
        self._appear(sessions, people)
        self._without_unknown(sessions, {*told, *reader.inline})
        where = self._where or Location(self._log.name)
        start, end = _span(self._days)
        return RawSchedule(
            source="sessionize",
            conference=RawConference(location=where, start=start, end=end),
            rooms=list(self._lookups.rooms.values()),
            people=[*(who for _, who in people if who is not None), *inline],
            sessions=sessions,
        )

    def _read(self, reader: SessionReader) -> list[RawSession]:
        """The sessions, each once: one for everyone stands in the list of each room, and in several views."""
        known: dict[str, RawSession] = {}
        found: list[RawSession] = []
        for session, in_room in self._sessions:
            made = reader.session(session, in_room)
            same = known.get(made.key or "")
            if same is not None and (same.start, same.end) == (made.start, made.end):
                same.rooms = tuple(dict.fromkeys((*same.rooms, *made.rooms, *filter(None, (in_room,)))))
                continue
            found.append(made)
            if made.key is not None:
                known.setdefault(made.key, made)
        return found

    def _appear(self, sessions: list[RawSession], people: list[tuple[RawObject, RawPerson | None]]) -> None:
        """Let those appear in a session who name it, while it does not name them."""
        by_key = {session.key: session for session in reversed(sessions)}
        for told, who in people:
            for which in held(told):
                session = by_key.get(which)
                if session is None or who is None or who.key is None:
                    continue
                if all(each.person != who.key for each in session.people):
                    session.people += (RawAppearance(who.key),)

    def _without_unknown(self, sessions: list[RawSession], known: set[str | None]) -> None:
        """Keep as extra the ids of speakers of whom nothing else is told: they are no names."""
        for session in sessions:
            unknown = [
                each.person for each in session.people if each.person not in known and _is_id(each.person)
            ]
            if unknown:
                session.extra["speakers"] = unknown
                session.people = tuple(each for each in session.people if each.person not in unknown)
                message = "names speakers by ids that nothing tells of: import it together with the speakers"
                where = Location(self._log.name, session.location.part, field="speakers")
                self._log.error("unknown-speakers", message, where)


def _is_id(said: str) -> bool:
    return " " not in said and any(char.isdigit() for char in said)


def _span(told: list[str]) -> tuple[date | None, date | None]:
    """The first and the last of days; they come with a time of midnight, which is of no zone."""
    found = [each for each in map(parse_date, (one[:10] for one in told)) if isinstance(each, date)]
    return min(found, default=None), max(found, default=None)

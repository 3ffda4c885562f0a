"""The rooms of Open Event, which it calls microlocations."""

from __future__ import annotations

from eventkit.findings import Severity
from eventkit.formats.open_event.files import Files
from eventkit.intake import ImportLog, RawRoom
from eventkit.intake.datetime_parser import normalise, normalise_dashes
from eventkit.intake.raw_objects import RawObject


class Rooms:
    """The rooms, by id; a session that gives an id another name is in a room of that name."""

    def __init__(self, files: Files, log: ImportLog) -> None:
        self._log = log
        self._known: dict[str, RawRoom] = {}
        self.all = [_room(each) for each in files.objects("microlocations")]
        for room in reversed(self.all):
            if room.key is not None:
                self._known[room.key] = room

    def of(self, session: RawObject) -> str | None:
        """The key or the name of the room that a session is in."""
        told = session.object("microlocation")
        if told is None:
            return session.text("microlocation_id", "microlocation")
        key, name = told.text("id"), told.text("name")
        known = self._known.get(key or "")
        if known is None or name is None or _alike(name) == _alike(str(known.name)):
            return key if known is not None or name is None else name
        called = " ".join(name.split())
        other = " ".join(str(known.name).split())
        message = f"room {key} is '{other}' elsewhere and '{called}' here: that is taken"
        self._log.once("room-differs", message, told.at("name"), severity=Severity.WARNING)
        return called


def _alike(name: str) -> str:
    return normalise_dashes(normalise(name)).casefold()


def _room(room: RawObject) -> RawRoom:
    made = RawRoom(
        location=room.location,
        key=room.text("id"),
        name=room.text("name", "room") or "",
        capacity=room.text("capacity"),
    )
    made.extra |= room.unused()
    return made

"""The export of Open Event, which eventyay hands out: a folder or an archive of several files of JSON.

Its files are called ``event``, ``sessions``, ``speakers``, ``microlocations``, ``tracks``, ``session_types``
and ``sponsors``, with or without ``.json``. Names of members are written with hyphens or, by other versions,
with underscores. Long texts are HTML.
"""

from __future__ import annotations

from eventkit.formats.open_event.files import Files
from eventkit.formats.open_event.occasion import event, sponsor, track
from eventkit.formats.open_event.people import People
from eventkit.formats.open_event.rooms import Rooms
from eventkit.formats.open_event.sessions import session
from eventkit.intake import (
    NO_HINTS,
    ImportHints,
    ImportLog,
    ImportResult,
    RawSchedule,
    SourceFile,
    build_schedule,
)


class OpenEvent:
    """The format."""

    title = "export of Open Event and eventyay: a folder or archive of JSON"
    suffixes = (".zip",)

    def recognises(self, source: SourceFile) -> bool:
        """Whether it is an archive with an event and its sessions or speakers."""
        parts = source.members_by_stem
        return "event" in parts and ("sessions" in parts or "speakers" in parts)

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        """The schedule in an archive, or in a folder that was packed into one.

        Raises:
            eventkit.errors.Unreadable: It cannot be taken in; every fault is listed with its place.
        """
        log = ImportLog(name)
        files = Files(SourceFile(data, name), log)
        people, rooms = People(files, log), Rooms(files, log)
        tracks = [track(each) for each in files.objects("tracks")]
        conference, organiser = event(files.event())
        records = RawSchedule(
            source="open-event",
            conference=conference,
            organisations=[*organiser, *map(sponsor, files.objects("sponsors"))],
            rooms=rooms.all,
            tracks=tracks,
            sessions=[session(each, people, rooms, tracks) for each in files.objects("sessions")],
            people=people.all,
        )
        if not records.sessions and not records.people:
            message = "holds neither sessions nor speakers of Open Event: is it the right folder or archive?"
            raise log.as_error(message)
        return build_schedule(records, log, hints)


open_event = OpenEvent()
"""The format, ready to be used."""

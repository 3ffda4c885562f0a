"""All calendars of a conference at once: of the whole, of each day, room, track and person, by language."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from eventkit.changes import Ledger
from eventkit.outputs.agenda import agenda
from eventkit.outputs.agenda.readers import Readers
from eventkit.outputs.agenda.views import View
from eventkit.schedule import Schedule

INDEX = "index.json"
"""The file that lists all others."""

WHOLE = "all"
"""What the calendars of everything are called."""

TOGETHER = "together"
"""The folder of calendars in all languages at once; no language has such a tag."""


def tree(
    schedule: Schedule,
    ledger: Ledger,
    languages: Sequence[str] = (),
    *,
    base: str | None = None,
    **options: Any,
) -> Iterator[tuple[str, bytes]]:
    """The files of a folder, each with its path in it, such as ``en/rooms/hall.ics``; the index is last.

    Each language has a folder of its own; where there are several, ``together`` has all of them in one text.
    What has no session at a time has no file. The files are made one by one as they are asked for.

    Args:
        schedule: The schedule.
        ledger: The revisions of its sessions.
        languages: The languages; those of the conference where none are named.
        base: The address at which the folder will be found, so that each calendar tells its own.
        options: What else to tell `agenda`, alike for all.

    Raises:
        EventkitError: There is no such option.
        KeyError: The ledger does not know a session.
    """
    asked = tuple(languages) or schedule.conference.languages
    folders: dict[str, tuple[str, ...]] = {language: (language,) for language in asked}
    if len(asked) > 1:
        folders = {TOGETHER: asked, **folders}
    told: list[dict[str, object]] = []
    for folder, of in folders.items():
        readers = Readers.of(schedule.conference, of)
        for place, view in _views(schedule):
            path = f"{folder}/{place}.ics"
            feed = None if base is None else f"{base.rstrip('/')}/{path}"
            filters = {name: getattr(view, name) for name in View.__slots__ if name != "items"}
            data = agenda(schedule, ledger=ledger, languages=of, feed=feed, **filters, **options).data
            told.append(
                {
                    "path": path,
                    "name": view.name(schedule, readers).text,
                    "languages": of,
                    "uid": str(view.uid(schedule, of)),
                    "shows": {name: [*map(str, values)] for name, values in filters.items() if values},
                    "bytes": len(data),
                    "sha256": sha256(data).hexdigest(),
                }
            )
            yield path, data
    yield INDEX, _index(schedule, ledger, told)


def _views(schedule: Schedule) -> Iterator[tuple[str, View]]:
    """The views that have a session at some time to show, each with what its file is called."""
    yield WHOLE, View()
    timed = [session for session in schedule.in_order if session.slot is not None]
    rooms = {room for session in timed for room in schedule.rooms_of(session)}
    tracks = {session.track for session in timed}
    for day in sorted({schedule.day(each.slot.period.start) for each in timed if each.slot is not None}):
        yield f"days/{day}", View(days=(day,))
    for room in schedule.rooms:
        if room.id in rooms:
            yield f"rooms/{room.id}", View(rooms=(room.id,))
    for track in schedule.tracks:
        if track.id in tracks:
            yield f"tracks/{track.id}", View(tracks=(track.id,))
    for person in schedule.participants:
        if any(session.slot and it.comes for session, it in schedule.appearances(person.id)):
            yield f"people/{person.id}", View(participants=(person.id,))


def _index(schedule: Schedule, ledger: Ledger, told: Sequence[dict[str, object]]) -> bytes:
    conference = schedule.conference
    form = {
        "conference": conference.id,
        "title": dict(conference.title),
        "revised": ledger.revised.isoformat(),
        "calendars": told,
    }
    return f"{json.dumps(form, ensure_ascii=False, indent=1)}\n".encode()

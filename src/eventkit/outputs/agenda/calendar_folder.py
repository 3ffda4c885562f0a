"""The calendar folder: a calendar for each day, room, track, person and language, with an index."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from eventkit.changes import Ledger
from eventkit.outputs.agenda import agenda, deadlines, deadlines_name, deadlines_uid
from eventkit.outputs.agenda.calendar_views import Audience, CalendarView
from eventkit.schedule import Schedule, Thing

INDEX = "index.json"
"""The file that lists all others."""


ALL_SESSIONS = "all"
"""What the calendars of everything are called."""


DEADLINES = "deadlines"
"""What those of the deadlines are called."""


_DEADLINE_OPTIONS = ("draft", "profile", "refresh")
"""The options that have a meaning for deadlines."""


MULTILINGUAL = "together"
"""The folder of calendars in all languages at once; no language has such a tag."""


def calendar_files(
    schedule: Schedule,
    ledger: Ledger,
    languages: Sequence[str] = (),
    *,
    base: str | None = None,
    **options: Any,
) -> Iterator[tuple[str, bytes]]:
    """The files of a folder, each with its path in it, such as ``en/rooms/hall.ics``; the index is last.

    Each language has a folder of its own; where there are several, ``together`` has all of them in one text.
    What has no session at a time has no file, and without deadlines there is none of them. The files are made
    one by one as they are asked for.

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
        folders = {MULTILINGUAL: asked, **folders}
    told: list[dict[str, object]] = []
    for folder, of in folders.items():
        readers = Audience.of(schedule.conference, of)
        for place, view in _views(schedule, ledger):
            path = f"{folder}/{place}.ics"
            filters = {name: getattr(view, name) for name in CalendarView.__slots__ if name != "items"}
            feed = _feed_url(base, path)
            data = agenda(schedule, ledger=ledger, languages=of, feed=feed, **filters, **options).data
            shows = {name: [*map(str, values)] for name, values in filters.items() if values}
            called = view.name(schedule, readers).text
            told.append(_index_entry(path, data, view.uid(schedule, of), called, of, shows))
            yield path, data
        if schedule.conference.deadlines:
            path = f"{folder}/{DEADLINES}.ics"
            some = {name: options[name] for name in _DEADLINE_OPTIONS if name in options}
            feed = _feed_url(base, path)
            data = deadlines(schedule, ledger=ledger, languages=of, feed=feed, **some).data
            shows = {DEADLINES: [each.id for each in schedule.conference.deadlines]}
            called = deadlines_name(schedule.conference, readers).text
            told.append(_index_entry(path, data, deadlines_uid(schedule.conference, of), called, of, shows))
            yield path, data
    yield INDEX, _index(schedule, ledger, told)


def _views(schedule: Schedule, ledger: Ledger) -> Iterator[tuple[str, CalendarView]]:
    """The views that have a session at some time to show, or to tell that it is there no more; each with
    what its file is called.
    """
    yield ALL_SESSIONS, CalendarView()
    timed = [session for session in schedule.in_order if session.slot is not None]
    days = {schedule.day(each.slot.period.start) for each in timed if each.slot is not None}
    days |= {date.fromisoformat(each) for each in ledger.told_of(schedule, "days")}
    for day in sorted(days):
        yield f"days/{day}", CalendarView(days=(day,))
    rooms = {room for session in timed for room in schedule.rooms_of(session)}
    for room in _ordered_ids(schedule, ledger, Thing.ROOM, rooms):
        yield f"rooms/{room}", CalendarView(rooms=(room,))
    tracks = {session.track for session in timed if session.track is not None}
    for track in _ordered_ids(schedule, ledger, Thing.TRACK, tracks):
        yield f"tracks/{track}", CalendarView(tracks=(track,))
    people = {
        each.id
        for each in schedule.participants
        if any(session.slot and it.comes for session, it in schedule.appearances(each.id))
    }
    for who in _ordered_ids(schedule, ledger, Thing.PARTICIPANT, people):
        yield f"people/{who}", CalendarView(participants=(who,))


def _ordered_ids(schedule: Schedule, ledger: Ledger, thing: Thing, those: Collection[str]) -> list[str]:
    """The ids of those and of any that something is told of, in their order; what was taken out is last."""
    wanted = {*those, *ledger.told_of(schedule, thing.collection)}
    known = [*thing.known(schedule)]
    return [*(each for each in known if each in wanted), *sorted(wanted.difference(known))]


def _feed_url(base: str | None, path: str) -> str | None:
    return None if base is None else f"{base.rstrip('/')}/{path}"


def _index_entry(  # noqa: PLR0917 - the index in the order of its fields
    path: str, data: bytes, uid: UUID, name: str, languages: Sequence[str], shows: Mapping[str, list[str]]
) -> dict[str, object]:
    return {
        "path": path,
        "name": name,
        "languages": languages,
        "uid": str(uid),
        "shows": shows,
        "bytes": len(data),
        "sha256": sha256(data).hexdigest(),
    }


def _index(schedule: Schedule, ledger: Ledger, told: Sequence[dict[str, object]]) -> bytes:
    conference = schedule.conference
    form = {
        "conference": conference.id,
        "title": dict(conference.title),
        "revised": ledger.revised.isoformat(),
        "calendars": told,
    }
    return f"{json.dumps(form, ensure_ascii=False, indent=1)}\n".encode()

"""The calendar folder: a calendar for each day, room, track, person and language, with an index."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from eventkit.exporters import FolderOutput, folder_exporter
from eventkit.ledger import Ledger
from eventkit.outputs.agenda import Cancelled, agenda, deadlines, deadlines_name, deadlines_uid
from eventkit.outputs.agenda.calendar_views import Audience, CalendarView, Profile
from eventkit.page_addresses import DAYS, FOLDERS
from eventkit.schedule import EntityKind, Schedule

INDEX = "index.json"
"""The file that lists all others."""


ALL_SESSIONS = "all"
"""File name of the calendars of all sessions."""


DEADLINES = "deadlines"
"""File name of the calendars of deadlines."""


_DEADLINE_OPTIONS = ("draft", "profile", "refresh")
"""Options that apply to the calendar of deadlines."""


MULTILINGUAL = "together"
"""Folder of the calendars in all languages together; no language has this tag."""


@folder_exporter
def calendars(
    schedule: Schedule,
    *,
    ledger: Ledger,
    languages: Sequence[str] = (),
    base: str | None = None,
    all_day: bool = False,
    cancelled: Cancelled = "keep",
    draft: bool = False,
    alarm: int | None = None,
    profile: Profile = "interop",
    pages: str | None = None,
    refresh: int = 60,
) -> FolderOutput:
    """A folder of every calendar: of all, each day, room, track and person, and of deadlines, by language.

    Args:
        schedule: The schedule.
        ledger: The revisions of its sessions.
        languages: The languages; those of the conference where none are named.
        base: The address at which the folder will be found, so that each calendar has its own.
        all_day: As for `agenda`, and so are the others.
        cancelled: As for `agenda`.
        draft: As for `agenda`.
        alarm: As for `agenda`.
        profile: As for `agenda`.
        pages: As for `agenda`.
        refresh: As for `agenda`.

    Raises:
        EventkitError: There is no such option.
        KeyError: The ledger does not know a session.
    """
    files = calendar_files(
        schedule,
        ledger,
        languages,
        base=base,
        all_day=all_day,
        cancelled=cancelled,
        draft=draft,
        alarm=alarm,
        profile=profile,
        pages=pages,
        refresh=refresh,
    )
    return FolderOutput(dict(files), INDEX)


def calendar_files(
    schedule: Schedule,
    ledger: Ledger,
    languages: Sequence[str] = (),
    *,
    base: str | None = None,
    **options: Any,
) -> Iterator[tuple[str, bytes]]:
    """The files of a calendar folder, with paths such as ``en/rooms/hall.ics``; the index comes last.

    Each language has a folder; with several languages, ``together`` has calendars in all of them. A room,
    track, day or person without a scheduled session has no file. Files are made one by one, as requested.

    Args:
        schedule: The schedule.
        ledger: The revisions of its sessions.
        languages: The languages; by default those of the conference.
        base: The address at which the folder will be published; each calendar gets its own address from it.
        options: Options of `agenda` for all calendars.

    Raises:
        EventkitError: An option has an unknown value.
        KeyError: The ledger does not know a session.
    """
    asked = tuple(languages) or schedule.conference.languages
    folders: dict[str, tuple[str, ...]] = {language: (language,) for language in asked}
    if len(asked) > 1:
        folders = {MULTILINGUAL: asked, **folders}
    index: list[dict[str, object]] = []
    for folder, of in folders.items():
        audience = Audience.of(schedule.conference, of)
        for place, view in _views(schedule, ledger):
            path = f"{folder}/{place}.ics"
            filters = {name: getattr(view, name) for name in CalendarView.__slots__ if name != "items"}
            feed = _feed_url(base, path)
            data = agenda(schedule, ledger=ledger, languages=of, feed=feed, **filters, **options).data
            shows = {name: [*map(str, values)] for name, values in filters.items() if values}
            name = view.name(schedule, audience).text
            index.append(_index_entry(path, data, view.uid(schedule, of), name, of, shows))
            yield path, data
        if schedule.conference.deadlines:
            path = f"{folder}/{DEADLINES}.ics"
            applicable = {name: options[name] for name in _DEADLINE_OPTIONS if name in options}
            feed = _feed_url(base, path)
            data = deadlines(schedule, ledger=ledger, languages=of, feed=feed, **applicable).data
            shows = {DEADLINES: [deadline.id for deadline in schedule.conference.deadlines]}
            name = deadlines_name(schedule.conference, audience).text
            index.append(_index_entry(path, data, deadlines_uid(schedule.conference, of), name, of, shows))
            yield path, data
    yield INDEX, _serialise_index(schedule, ledger, index)


def _views(schedule: Schedule, ledger: Ledger) -> Iterator[tuple[str, CalendarView]]:
    """The path and view of each calendar that has a scheduled session, or a cancelled one to show."""
    yield ALL_SESSIONS, CalendarView()
    timed = [session for session in schedule.in_order if session.slot is not None]
    days = {schedule.day(session.slot.period.start) for session in timed if session.slot is not None}
    days |= {date.fromisoformat(day) for day in ledger.emptied_feeds(schedule, "days")}
    for day in sorted(days):
        yield f"{DAYS}/{day}", CalendarView(days=(day,))
    rooms = {room for session in timed for room in schedule.rooms_of(session)}
    for room in _ordered_ids(schedule, ledger, EntityKind.ROOM, rooms):
        yield f"{FOLDERS[EntityKind.ROOM]}/{room}", CalendarView(rooms=(room,))
    tracks = {session.track for session in timed if session.track is not None}
    for track in _ordered_ids(schedule, ledger, EntityKind.TRACK, tracks):
        yield f"{FOLDERS[EntityKind.TRACK]}/{track}", CalendarView(tracks=(track,))
    people = {
        participant.id
        for participant in schedule.participants
        if any(session.slot and seen.comes for session, seen in schedule.appearances(participant.id))
    }
    for who in _ordered_ids(schedule, ledger, EntityKind.PARTICIPANT, people):
        yield f"{FOLDERS[EntityKind.PARTICIPANT]}/{who}", CalendarView(participants=(who,))


def _ordered_ids(schedule: Schedule, ledger: Ledger, thing: EntityKind, shown: Collection[str]) -> list[str]:
    """The ids shown and those with cancelled sessions, in schedule order; deleted ones come last."""
    ids = {*shown, *ledger.emptied_feeds(schedule, thing.collection)}
    known = [*thing.by_id(schedule)]
    return [*(id_ for id_ in known if id_ in ids), *sorted(ids.difference(known))]


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


def _serialise_index(schedule: Schedule, ledger: Ledger, entries: Sequence[dict[str, object]]) -> bytes:
    conference = schedule.conference
    index = {
        "conference": conference.id,
        "title": dict(conference.title),
        "revised": ledger.revised.isoformat(),
        "calendars": entries,
    }
    return f"{json.dumps(index, ensure_ascii=False, indent=1)}\n".encode()

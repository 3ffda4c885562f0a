"""The calendar folder: a calendar for each day, room, track, person, session and language, with an index."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from uuid import UUID

from eventkit.ledger import Ledger
from eventkit.model import Conference
from eventkit.outputs.agenda import deadline_calendar, deadlines_name, deadlines_uid
from eventkit.outputs.agenda.calendar_views import (
    MULTILINGUAL,
    Audience,
    CalendarOptions,
    CalendarView,
    Cancelled,
    Profile,
    language_mark,
)
from eventkit.outputs.agenda.calendar_writer import CalendarWriter, ViewContents
from eventkit.outputs.reader_languages import check_reader_languages
from eventkit.plugins.exporters import FolderOutput, folder_exporter
from eventkit.public_pages.page_addresses import ALL_SESSIONS, DAYS, entity_file
from eventkit.schedule import EntityKind, Schedule
from eventkit.wording.public_schedule import for_readers

INDEX = "index.json"  # the file that lists all others
DEADLINES = "deadlines"  # file name of the calendars of deadlines


@folder_exporter
def calendars(
    schedule: Schedule,
    *,
    ledger: Ledger | None = None,
    languages: Sequence[str] = (),
    base: str | None = None,
    all_day: bool = False,
    cancelled: Cancelled = "keep",
    draft: bool = False,
    alarm: int | None = None,
    profile: Profile = "interop",
    pages: str | None = None,
    image: str | None = None,
    refresh: int = 60,
    together: bool = True,
) -> FolderOutput:
    """A folder of every calendar: of all, each day, room, track, person, session, and deadlines, by language.

    Args:
        ledger: The revisions of its sessions; a first one without a date by default.
        languages: The languages; those of the conference if none are named.
        base: The address at which the folder will be found, so that each calendar has its own.
        all_day: As for `agenda`, and so are the others.
        cancelled: As for `agenda`.
        draft: As for `agenda`.
        alarm: As for `agenda`.
        profile: As for `agenda`.
        pages: As for `agenda`.
        image: As for `agenda`.
        refresh: As for `agenda`.
        together: Whether there are calendars in all languages together, beside those in each.

    Raises:
        EventkitError: There is no such option.
        KeyError: The ledger does not know a session.
    """
    options = CalendarOptions(draft, alarm, profile, pages, refresh, all_day, cancelled, image)
    ledger = ledger or Ledger.first(schedule)
    files = calendar_files(schedule, ledger, languages, base=base, options=options, together=together)
    return FolderOutput(dict(files), INDEX, tuple(check_reader_languages(schedule, languages)))


def calendar_files(
    schedule: Schedule,
    ledger: Ledger,
    languages: Sequence[str] = (),
    *,
    base: str | None = None,
    options: CalendarOptions | None = None,
    together: bool = True,
) -> Iterator[tuple[str, bytes]]:
    """The files of a calendar folder, with paths such as ``en/rooms/hall.ics``; the index comes last.

    Each language has a folder; with several languages, ``together`` has calendars in all of them, except of
    single sessions. A room, track, day or person without a scheduled session has no file, nor has a session
    without a time. Files are made one by one, as requested.
    """
    conference = schedule.conference
    asked = tuple(languages) or conference.languages
    folders: dict[str, tuple[str, ...]] = {language: (language,) for language in asked}
    if together and len(asked) > 1:
        folders = {MULTILINGUAL: asked, **folders}
    if not languages:
        folders |= _ended_folders(conference, ledger, together=together)
    options = options or CalendarOptions()
    schedule = for_readers(schedule, asked)
    # What a calendar contains is the same in each language.
    views = [
        (place, ViewContents.collect(schedule, ledger, view)) for place, view in _views(schedule, ledger)
    ]
    session_views = [
        (place, ViewContents.collect(schedule, ledger, view))
        for place, view in _session_views(schedule, ledger)
    ]
    index: list[dict[str, object]] = []
    for folder, of in folders.items():
        audience = Audience.of(conference, of)
        mark = language_mark(
            conference, ledger, asked if folder == MULTILINGUAL and len(asked) > 1 else (folder,)
        )
        writer = CalendarWriter(schedule, ledger, audience, options, mark)
        for place, contents in [*views, *(session_views if folder != MULTILINGUAL else ())]:
            path = f"{folder}/{place}.ics"
            data, uid, name = writer.write(contents, _feed_url(base, path))
            shows = {name: [*map(str, values)] for name, values in contents.view.filters.items()}
            index.append(_index_entry(path, data, uid, name, of, shows))
            yield path, data
        if conference.deadlines:
            path = f"{folder}/{DEADLINES}.ics"
            data = deadline_calendar(schedule, ledger, audience, options, mark, _feed_url(base, path))
            shows = {DEADLINES: [deadline.id for deadline in conference.deadlines]}
            name = deadlines_name(conference, audience).text
            index.append(_index_entry(path, data, deadlines_uid(conference, mark), name, of, shows))
            yield path, data
    yield INDEX, _serialise_index(schedule, ledger, index)


def _ended_folders(
    conference: Conference, ledger: Ledger, *, together: bool
) -> Mapping[str, tuple[str, ...]]:
    """The folders of languages that it had before: their calendars continue in the first language."""
    ended = dict.fromkeys(language for languages in ledger.languages for language in languages)
    if together and any(len(languages) > 1 for languages in ledger.languages):
        ended = {MULTILINGUAL: None, **ended}
    now = {*conference.languages, *([MULTILINGUAL] if len(conference.languages) > 1 else ())}
    return {folder: conference.languages[:1] for folder in ended if folder not in now}


def _views(schedule: Schedule, ledger: Ledger) -> Iterator[tuple[str, CalendarView]]:
    """The path and view of each calendar that has a scheduled session, or a cancelled one to show."""
    yield ALL_SESSIONS, CalendarView()
    timed = [session for session in schedule.in_order if session.slot is not None]
    days = {schedule.day(session.slot.period.start) for session in timed if session.slot is not None}
    days |= {date.fromisoformat(day) for day in ledger.emptied_feeds("days")}
    for day in sorted(days):
        yield f"{DAYS}/{day}", CalendarView(days=(day,))
    rooms = {room for session in timed for room in schedule.rooms_of(session)}
    yield from _entity_views(schedule, ledger, EntityKind.ROOM, rooms)
    tracks = {session.track for session in timed if session.track is not None}
    yield from _entity_views(schedule, ledger, EntityKind.TRACK, tracks)
    people = {
        participant.id
        for participant in schedule.participants
        if any(session.slot and seen.comes for session, seen in schedule.appearances(participant.id))
    }
    yield from _entity_views(schedule, ledger, EntityKind.PARTICIPANT, people)


def _session_views(schedule: Schedule, ledger: Ledger) -> Iterator[tuple[str, CalendarView]]:
    """The path and view of the calendar of each session that has a time, or had one that calendars showed."""
    scheduled = {session.id for session in schedule.sessions if session.slot is not None}
    return _entity_views(schedule, ledger, EntityKind.SESSION, scheduled)


def _entity_views(
    schedule: Schedule, ledger: Ledger, kind: EntityKind, shown: Collection[str]
) -> Iterator[tuple[str, CalendarView]]:
    """The path and view of each entity that is shown or has cancelled sessions, in schedule order.

    Deleted ones come last, and then those with former ids, at whose addresses readers have their calendars.
    """
    name = kind.collection
    ids = {*shown, *ledger.emptied_feeds(name)}
    known = [*kind.by_id(schedule)]
    for id_ in (*(id_ for id_ in known if id_ in ids), *sorted(ids.difference(known))):
        yield entity_file(kind, id_), CalendarView.of(kind, id_)
    for former, present in ledger.former_ids(name).items():
        if present in ids:
            yield entity_file(kind, former), CalendarView.of(kind, present)


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
    head = {
        "output": "calendars",
        "conference": conference.id,
        "title": dict(conference.title),
        "revised": ledger.revised.isoformat(),
    }
    # A line for each calendar, so that versions can be compared by lines.
    lines = [f'"{name}": {json.dumps(value, ensure_ascii=False)},' for name, value in head.items()]
    listed = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    return "\n".join(["{", *lines, '"calendars": [', listed, "]}", ""]).encode()

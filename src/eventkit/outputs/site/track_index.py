"""The tracks of a conference with their sessions, times and rooms, as a table or an index shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from eventkit.model import Session, Track
from eventkit.outputs.site.session_entries import EntryWriter, SessionEntry, day_of
from eventkit.texts import first_script, fold
from eventkit.times import Period

FEW_ROOMS = 3  # the number of rooms of a track up to which an index names them
LARGE_INDEX = 60  # the number of names from which an index has letters


@dataclass(frozen=True, slots=True)
class TrackRow:
    name: Markup
    path: str
    number: int
    cells: tuple[TrackCell, ...]
    count: str
    times: tuple[TrackTimes, ...]  # the times and rooms of each day on which it has any


class TrackTimes(NamedTuple):
    """The hours of a track on a day, from the first start to the last end, and its rooms."""

    day: str
    hours: Markup
    rooms: Markup


class IndexGroup(NamedTuple):
    """The tracks under one letter of an index, with the id of its heading."""

    id: str
    label: str
    tracks: tuple[TrackRow, ...]


@dataclass(frozen=True, slots=True)
class TrackCell:
    day: str
    entries: tuple[SessionEntry, ...]  # its sessions, by time, without their parts


class TrackIndex:
    """The tracks for the readers of one folder."""

    def __init__(self, writer: EntryWriter, days: Sequence[date]) -> None:
        self._writer, self._days = writer, days
        self._readers, self._schedule = writer.readers, writer.schedule

    @cached_property
    def rows(self) -> tuple[TrackRow, ...]:
        """All tracks with their sessions, without parts in the same track."""
        by_track: dict[str, list[Session]] = {}
        for session in self._schedule.in_order:
            parent = self._schedule.session(session.parent) if session.parent is not None else None
            if session.track is not None and (parent is None or parent.track != session.track):
                by_track.setdefault(session.track, []).append(session)
        return tuple(self._row(track, by_track.get(track.id, ())) for track in self._schedule.tracks)

    def _row(self, track: Track, sessions: Sequence[Session]) -> TrackRow:
        by_day: dict[date | None, list[Session]] = {}
        for session in sessions:
            by_day.setdefault(day_of(self._schedule, session), []).append(session)
        wording, reference = self._readers.wording, self._writer.track(track.id)
        cells = tuple(
            TrackCell(wording.weekday_and_number(day), tuple(map(self._writer.entry, by_day.get(day, ()))))
            for day in self._days
        )
        times = tuple(self._times(day, by_day[day]) for day in self._days if day in by_day)
        count = wording.number(len(sessions))
        return TrackRow(reference.name, reference.path, reference.number, cells, count, times)

    def _times(self, day: date, sessions: Sequence[Session]) -> TrackTimes:
        spans = [span for session in sessions if (span := self._schedule.span(session)) is not None]
        period = Period(start=min(span.start for span in spans), end=max(span.end for span in spans))
        used = {room for session in sessions for room in self._schedule.rooms_of(session)}
        rooms = [self._readers.first(room.name) for room in self._schedule.rooms if room.id in used]
        readers = self._readers
        weekday = readers.wording.weekday(day, short=True)
        shown = readers.listed(rooms) if len(rooms) <= FEW_ROOMS else Markup("")
        return TrackTimes(weekday, readers.times(period, day), shown)


def group_by_letter(rows: Sequence[TrackRow]) -> list[IndexGroup]:
    """Tracks by name, under letters if there are many and all names are in an alphabet."""
    if len(rows) <= LARGE_INDEX or any(first_script(row.name.striptags()) == "CJK" for row in rows):
        return [IndexGroup("", "", tuple(rows))]
    by_name = sorted(rows, key=lambda row: fold(row.name.striptags()))
    groups = groupby(by_name, key=lambda row: fold(row.name.striptags())[:1].upper())
    return [
        IndexGroup(f"n-{n}", letter if letter.isalpha() else "#", tuple(found))
        for n, (letter, found) in enumerate(groups)
    ]

"""The pages that exist once in each language, those of days, and the index of tracks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from eventkit.model import Involvement, Kind, OrganisationId, ParticipantKind, Room, Session, Track
from eventkit.outputs.site.change_list import ReleaseChanges
from eventkit.outputs.site.day_grid import DayHour, DayItem, DayLayout
from eventkit.outputs.site.entity_pages import EntityPages, PersonGroup
from eventkit.outputs.site.readership import Readership
from eventkit.outputs.site.script_data import SEARCH_SCRIPT, SESSIONS_SCRIPT
from eventkit.outputs.site.session_entries import EntryWriter, SessionEntry, day_of
from eventkit.outputs.site.site_frame import PROGRAMME, PageRenderer, PageValues, SitePicture, SitePictures
from eventkit.public_pages.page_addresses import (
    SitePage,
    day_page,
    entity_page,
    selection_folder,
    site_page,
)
from eventkit.schedule import EntityKind
from eventkit.texts import Text, first_script, fold
from eventkit.times import Period
from eventkit.wording.name_index import index_key

SMALL_PROGRAMME = 12  # the number of sessions up to which the first page lists the whole programme of one day
FEW_PEOPLE = 24  # the number of people up to which the first page lists them all
MATRIX_DAYS = 4  # the number of days up to which the tracks are a table with a column for each day
HIGHLIGHTS = 3  # the number of sessions of a large programme on the first page
FOREMOST_ROLES = frozenset({Involvement.ORGANISER, Involvement.CO_ORGANISER, Involvement.HOST})
"""The roles of organisations with large names on the first page."""

PROMINENT = frozenset({Kind.OPENING, Kind.KEYNOTE, Kind.CEREMONY})
"""The kinds of sessions that the first page of a large programme lists, beside plenary ones."""


@dataclass(frozen=True, slots=True)
class ListedItem:
    """An item in the list of a day, ready for a template."""

    anchor: str
    entry: SessionEntry | None  # the session; None for several in one room
    title: Markup  # the name of the room of several; empty for a session
    times: Markup  # the period of several; empty for a session
    parts: tuple[ListedItem, ...]
    everywhere: bool  # whether it spans all columns of the grid
    stacked: bool  # whether its parts are stacked in the grid
    scattered: bool  # whether it has rooms outside its column of the grid, which its entry there has to name
    first: bool  # whether it is the first of its moment in the list


@dataclass(frozen=True, slots=True)
class RoomColumn:
    name: Markup  # the name of the room; empty for the column of sessions without a room
    seats: str  # the words for its seats; empty if their number is unknown


@dataclass(frozen=True, slots=True)
class ListedHour:
    """An hour in the list of a large day."""

    time: Markup  # its start as a `time` element
    number: str  # its number in a row of hours: 09
    count: str
    sessions: tuple[ListedSession, ...]


class ListedSession(NamedTuple):
    """A session in the list of a large day, with the classes that place it in the grid."""

    entry: SessionEntry
    classes: str


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A track or room that a filter offers."""

    number: int  # its number in the classes of sessions; for a track, also that of its colour
    name: Markup
    count: str


class RoomRow(NamedTuple):
    path: str
    name: Markup
    building: Markup  # its building, as markup; empty if it is unknown
    capacity: str  # its number of seats; empty if it is unknown
    features: str


class VenueReference(NamedTuple):
    name: Markup
    city: Markup  # its city, as markup; empty if it is unknown


class ConferenceDays(NamedTuple):
    """The days of the conference as the first page shows them."""

    numbers: str  # the numbers of the first and the last day
    month: str
    weekdays: str  # the weekdays of the first and the last day
    # The number, month and weekday of the first and the last day if they are in two months.
    ends: tuple[tuple[str, str, str], ...]
    whole: str

    @property
    def size_class(self) -> str:
        """The class for the size of the numbers, after a space; empty for one or two digits."""
        return " d5" if len(self.numbers) > 3 else " d3" if len(self.numbers) > 2 else ""


def describe_days(readers: Readership, start: date, end: date) -> ConferenceDays:
    """The first and last day of a conference in large type: numbers, month, weekdays."""
    wording, dash = readers.wording, "\N{EN DASH}"
    numbers, weekdays = f"{start.day}", wording.weekday(start)
    if start != end:
        numbers += f"{dash}{end.day}"
        weekdays += f"{dash}{wording.weekday(end)}"
    ends = [
        (wording.in_figures(f"{day.day}"), wording.month(day), wording.weekday(day)) for day in (start, end)
    ]
    is_parted = ends[0][1] != ends[1][1]
    whole = wording.days(start, end)
    return ConferenceDays(
        wording.in_figures(numbers), ends[0][1], weekdays, tuple(ends) if is_parted else (), whole
    )


@dataclass(frozen=True, slots=True)
class OrganisationReference:
    path: str
    name: Markup
    short: str  # its short name; empty without one
    level: Markup  # the level of a sponsor; empty without one
    logo: SitePicture | None


@dataclass(frozen=True, slots=True)
class OrganisationGroup:
    """The organisations in one role, in the order of protocol."""

    label: str
    organisations: tuple[OrganisationReference, ...]
    is_foremost: bool = False  # whether they organise the conference, so that their names are large


@dataclass(frozen=True, slots=True)
class OverviewContent:
    """The content of overviews besides the sessions themselves."""

    grids: Mapping[date, DayLayout]
    sheets: Mapping[date, str]  # the link to the style sheet of each day with a grid
    keys: Mapping[date, str]  # the link to the keys of the sessions of each large day
    pictures: SitePictures
    practical: Text | None  # the practical information, in Markdown; may be missing
    changes: Sequence[ReleaseChanges]  # the changes of each release, the newest first
    has_calendar: bool  # whether the site has a calendar of all sessions for these readers


class OverviewPages:
    """The pages of days and those that exist once, for the readers of one folder."""

    def __init__(
        self,
        renderer: PageRenderer,
        writer: EntryWriter,
        entities: EntityPages,
        content: OverviewContent,
    ) -> None:
        self._renderer, self._writer, self._entities = renderer, writer, entities
        self._content, self._grids = content, content.grids
        self._readers, self._schedule = writer.readers, writer.schedule
        self._track_index = TrackIndex(writer, tuple(self._grids))

    def render(self) -> Iterator[tuple[str, bytes]]:
        yield self._start()
        yield from map(self._day, self._grids.values())
        wording, schedule = self._readers.wording, self._schedule
        yield self._now()
        yield self._search()
        yield self._mine()
        yield self._changed()
        if schedule.participants:
            yield self._people()
        if schedule.rooms:
            yield self._rooms()
        if schedule.tracks:
            yield self._tracks()
        if schedule.organisations:
            yield self._organisations()
        posters = [session for session in schedule.in_order if session.kind is Kind.POSTER]
        if posters:
            page = self._page(SitePage.POSTERS, wording.word("posters"))
            yield self._renderer.render("posters.html", page, days=tuple(self._entities.by_day(posters)))

    def _page(self, page: SitePage, title: str, *, large: bool = False) -> PageValues:
        frame = self._renderer.frame
        sheets = [frame.assets.large] if large else []
        return frame.page(site_page(page, self._readers.folder), title, page, sheets)

    @cached_property
    def _is_large(self) -> bool:
        """True for a programme whose tracks are an index, with a search and the tracks on the first page."""
        return any(grid.hours for grid in self._grids.values())

    def _start(self) -> tuple[str, bytes]:
        readers, conference = self._readers, self._schedule.conference
        frame = self._renderer.frame
        label, highlights = self._highlights()
        return self._renderer.render(
            "start.html",
            frame.page(
                frame.start,
                frame.title,
                sheets=[frame.assets.large] if self._is_large else (),
                subject=conference,
                picture=self._content.pictures.cover,
            ),
            name=readers.text(conference.title),
            occasion=self._text(conference.occasion),
            subtitle=self._text(conference.subtitle),
            theme=self._text(conference.theme),
            date=describe_days(self._readers, conference.start, conference.end),
            venue=self._venue(),
            picture=self._content.pictures.cover,
            days=[self._entities.day(day) for day in self._grids],
            day_counts=[self._count_day(grid) for grid in self._grids.values() if grid.hours],
            tracks=[row for group in group_by_letter(self._track_index.rows) for row in group.tracks]
            if self._is_large
            else (),
            unscheduled=self._unscheduled(),
            streams=self._writer.streams(conference.streams),
            highlights_label=label,
            highlights=highlights,
            backing=tuple(self._backing()),
            people=self._people_on_start(),
            practical=readers.markdown(self._content.practical) if self._content.practical else "",
            links=self._entities.links(conference.links),
        )

    def _count_day(self, grid: DayLayout) -> tuple[str, str, Markup]:
        """The numbers of sessions and rooms of a large day, and its hours."""
        wording = self._readers.wording
        periods = [timed.period for hour in grid.hours for timed in hour.sessions]
        whole = Period(start=periods[0].start, end=max(period.end for period in periods))
        return (
            wording.pair(wording.word("sessions"), wording.number(len(periods))),
            wording.pair(wording.word("rooms"), wording.number(len(grid.columns))),
            Markup('<span class="n">{}</span>').format(self._readers.times(whole, grid.day)),
        )

    def _people_on_start(self) -> list[PersonGroup]:
        """The people and then the bodies who appear, in the order of protocol; none if there are many."""
        shown = [
            participant
            for participant in self._schedule.participants
            if any(appearance.comes for _, appearance in self._schedule.appearances(participant.id))
        ]
        if len(shown) > FEW_PEOPLE:
            return []
        persons = [participant for participant in shown if participant.kind is ParticipantKind.PERSON]
        bodies = [participant for participant in shown if participant.kind is not ParticipantKind.PERSON]
        wording = self._readers.wording
        groups = ((wording.word("people"), persons), (wording.word("participants"), bodies))
        return [
            PersonGroup(label, tuple(map(self._entities.person, people)))
            for label, people in groups
            if people
        ]

    def _text(self, text: Text | None) -> Markup:
        return self._readers.text(text) if text else Markup("")

    def _venue(self) -> VenueReference | None:
        venue = self._schedule.conference.venue
        return VenueReference(self._readers.first(venue.name), self._first(venue.city)) if venue else None

    def _first(self, text: Text | None) -> Markup:
        return self._readers.first(text) if text else Markup("")

    def _highlights(self) -> tuple[str, list[SessionEntry]]:
        """The sessions on the first page, and their heading: a short programme whole, or its first ones."""
        if not self._grids:
            return "", []
        day, grid = next(iter(self._grids.items()))
        wording = self._readers.wording
        # A block is only the frame of its parts.
        items = [part for item in grid.items for part in item.within() if not part.parts]
        sessions = [item.session for item in items if item.session]
        if len(self._grids) == 1 and len(sessions) <= SMALL_PROGRAMME:
            return wording.site_word("programme"), [self._writer.entry(session) for session in sessions]
        prominent = [session for session in sessions if session.plenary or session.kind in PROMINENT]
        entries = [self._writer.entry(session) for session in prominent if not session.kind.is_pause]
        return wording.site_word("first-on", day=wording.weekday(day)), entries[:HIGHLIGHTS]

    def _backing(self) -> Iterator[OrganisationGroup]:
        by_role: dict[Involvement, list[OrganisationReference]] = {}
        for backing in self._schedule.conference.organisations:
            reference = self._organisation(backing.organisation, self._text(backing.level))
            by_role.setdefault(backing.role, []).append(reference)
        for role, organisations in by_role.items():
            label = self._role(role, len(organisations))
            yield OrganisationGroup(label, tuple(organisations), is_foremost=role in FOREMOST_ROLES)

    def _role(self, role: Involvement, count: int) -> str:
        wording = self._readers.wording
        if role is Involvement.ORGANISER:
            return wording.site_word("jointly-organised-by" if count > 1 else "organised-by")
        return wording.label(role, many=count > 1)

    def _organisation(self, id_: OrganisationId, level: Markup) -> OrganisationReference:
        organisation = self._schedule.organisation(id_)
        return OrganisationReference(
            entity_page(EntityKind.ORGANISATION, id_, self._readers.folder),
            self._readers.text(organisation.name),
            self._readers.plain(organisation.short) if organisation.short else "",
            level,
            self._content.pictures.logos.get(id_),
        )

    def _day(self, grid: DayLayout) -> tuple[str, bytes]:
        readers, wording = self._readers, self._readers.wording
        path = day_page(grid.day, readers.folder)
        sheets = [self._content.sheets[grid.day]] if len(grid.columns) > 1 else []
        if grid.hours:
            sheets = [self._renderer.frame.assets.large, *sheets]
        page = self._renderer.frame.page(path, wording.day(grid.day), PROGRAMME, sheets)
        if grid.hours:
            return self._large_day(grid, page)
        starts = set()
        items = []
        for item in grid.items:
            items.append(self._item(grid.day, item, first=item.period.start not in starts))
            starts.add(item.period.start)
        return self._renderer.render(
            "day.html",
            page,
            days=[self._entities.day(day) for day in self._grids],
            columns=[self._column(room) for room in grid.columns],
            times=[wording.time(self._schedule.wall(at)) for at in grid.times],
            calendar=self._entities.day_calendar(grid.day),
            items=items,
        )

    def _large_day(self, grid: DayLayout, page: PageValues) -> tuple[str, bytes]:
        wording, timed = self._readers.wording, [one for hour in grid.hours for one in hour.sessions]
        tracks = Counter(one.session.track for one in timed)
        rooms = Counter(column for one in timed for column in one.columns)
        references = {track: self._writer.track(track) for track in tracks if track}
        choices = [
            FilterChoice(reference.number, reference.name, wording.number(tracks[track]))
            for track, reference in references.items()
        ]
        return self._renderer.render(
            "day_hours.html",
            page,
            days=[self._entities.day(day) for day in self._grids],
            tracks=sorted(choices, key=lambda choice: fold(choice.name.striptags())),
            rooms=[
                FilterChoice(n, self._column(room).name, wording.number(rooms[n]))
                for n, room in enumerate(grid.columns, start=1)
            ],
            keys=self._content.keys[grid.day],
            hours=[self._hour(grid, hour) for hour in grid.hours],
            calendar=self._entities.day_calendar(grid.day),
        )

    def _hour(self, grid: DayLayout, hour: DayHour) -> ListedHour:
        wording, at = self._readers.wording, self._schedule.wall(hour.start)
        return ListedHour(
            self._readers.clock(hour.start, grid.day),
            wording.in_figures(f"{at:%H}"),
            wording.number(len(hour.sessions)),
            tuple(ListedSession(self._writer.entry(one.session), hour.classes(one)) for one in hour.sessions),
        )

    def _column(self, room: Room | None) -> RoomColumn:
        if room is None:
            return RoomColumn(Markup(""), "")
        reference = self._entities.room(room)
        return RoomColumn(reference.name, reference.seats)

    def _item(self, day: date, item: DayItem, *, first: bool = False) -> ListedItem:
        session = item.session
        rooms = [self._readers.first(self._schedule.room(room).name) for room in item.rooms]
        return ListedItem(
            anchor=item.anchor,
            entry=self._writer.entry(session) if session else None,
            title=Markup("") if session else self._readers.listed(rooms),
            times=Markup("") if session else self._readers.times(item.period, day),
            parts=tuple(self._item(day, part) for part in item.parts),
            everywhere=item.everywhere,
            stacked=item.stacked,
            scattered=item.scattered,
            first=first,
        )

    def _now(self) -> tuple[str, bytes]:
        page = self._page(SitePage.NOW, self._readers.wording.site_word("now-and-next"))
        days = [self._entities.day(day) for day in self._grids]
        return self._renderer.render(
            "now.html", page, days=days, sessions_script=self._beside(SESSIONS_SCRIPT)
        )

    def _search(self) -> tuple[str, bytes]:
        page = self._page(SitePage.SEARCH, self._readers.wording.site_word("search"))
        return self._renderer.render(
            "search.html",
            page,
            days=[self._entities.day(day) for day in self._grids],
            unscheduled=self._unscheduled(),
            sessions_script=self._beside(SESSIONS_SCRIPT),
            search_script=self._beside(SEARCH_SCRIPT),
        )

    def _unscheduled(self) -> list[SessionEntry]:
        schedule = self._schedule
        return [
            self._writer.entry(session) for session in schedule.sessions if schedule.span(session) is None
        ]

    def _mine(self) -> tuple[str, bytes]:
        page = self._page(SitePage.MINE, self._readers.wording.site_word("my-programme"))
        wording = self._readers.wording
        return self._renderer.render(
            "mine.html",
            page,
            count=wording.pair(wording.word("sessions"), "{count}"),
            has_calendar=self._content.has_calendar,
            selection_folder=selection_folder(self._readers.language),
            sessions_script=self._beside(SESSIONS_SCRIPT),
        )

    def _beside(self, script: str) -> str:
        return f"{self._readers.folder}/{script}"

    def _changed(self) -> tuple[str, bytes]:
        page = self._page(SitePage.CHANGES, self._readers.wording.site_word("changes"))
        return self._renderer.render("changes.html", page, releases=self._content.changes)

    def _people(self) -> tuple[str, bytes]:
        schedule, languages = self._schedule, self._readers.languages
        order = {person.id: index_key(schedule, person, languages) for person in schedule.participants}
        people = sorted(schedule.participants, key=lambda person: order[person.id])
        groups = [
            PersonGroup(letter, tuple(map(self._entities.person, group)), f"n-{number}")
            for number, (letter, group) in enumerate(
                groupby(people, key=lambda person: order[person.id].initial)
            )
        ]
        wording = self._readers.wording
        page = self._page(SitePage.PEOPLE, wording.word("people"), large=len(people) > LARGE_INDEX)
        counts = {
            self._entities.person(person).path: wording.number(len({session.id for session, _ in found}))
            for person in people
            for found in [self._schedule.appearances(person.id)]
        }
        return self._renderer.render("people.html", page, groups=groups, counts=counts)

    def _rooms(self) -> tuple[str, bytes]:
        wording = self._readers.wording
        rooms = [
            RoomRow(
                path=entity_page(EntityKind.ROOM, room.id, self._readers.folder),
                name=self._readers.text(room.name),
                building=self._text(room.building),
                capacity=wording.number(room.capacity) if room.capacity else "",
                features=wording.listed(room.features),
            )
            for room in self._schedule.rooms
        ]
        return self._renderer.render(
            "rooms.html", self._page(SitePage.ROOMS, wording.word("rooms")), rooms=rooms
        )

    def _tracks(self) -> tuple[str, bytes]:
        wording, rows = self._readers.wording, self._track_index.rows
        is_index = self._is_large or len(self._grids) > MATRIX_DAYS
        page = self._page(SitePage.TRACKS, wording.word("tracks"), large=is_index)
        if not is_index:
            days = [wording.weekday_and_number(day) for day in self._grids]
            return self._renderer.render("tracks.html", page, days=days, tracks=rows)
        return self._renderer.render("tracks_index.html", page, groups=group_by_letter(rows))

    def _organisations(self) -> tuple[str, bytes]:
        wording = self._readers.wording
        groups = list(self._backing())
        behind = {backing.organisation for backing in self._schedule.conference.organisations}
        others = [
            self._organisation(organisation.id, Markup(""))
            for organisation in self._schedule.organisations
            if organisation.id not in behind
        ]
        if others:
            groups.append(OrganisationGroup(wording.word("participants"), tuple(others)))
        page = self._page(SitePage.ORGANISATIONS, wording.word("organisations"))
        return self._renderer.render("organisations.html", page, groups=groups)


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

"""The pages that exist once in each language, and those of days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from eventkit.model import Involvement, Kind, OrganisationId, ParticipantKind, Room, Session, Track
from eventkit.outputs.site.change_list import ReleaseChanges
from eventkit.outputs.site.day_grid import DayItem, DayLayout
from eventkit.outputs.site.entity_pages import EntityPages, PersonReference
from eventkit.outputs.site.readership import Readership
from eventkit.outputs.site.script_data import SEARCH_SCRIPT, SESSIONS_SCRIPT
from eventkit.outputs.site.session_entries import EntryWriter, SessionEntry, day_of
from eventkit.outputs.site.site_frame import PROGRAMME, PageRenderer, PageValues, SitePicture, SitePictures
from eventkit.public_pages.page_addresses import SitePage, day_page, entity_page, site_page
from eventkit.schedule import EntityKind
from eventkit.texts import Text
from eventkit.wording.name_index import index_key

SMALL_PROGRAMME = 12
"""The number of sessions up to which the first page lists the whole programme of one day."""

FEW_PEOPLE = 24
"""The number of people up to which the first page lists them all."""

HIGHLIGHTS = 3
"""The number of sessions of a large programme on the first page."""

FOREMOST_ROLES = frozenset({Involvement.ORGANISER, Involvement.CO_ORGANISER, Involvement.HOST})
"""The roles of organisations with large names on the first page."""

PROMINENT = frozenset({Kind.OPENING, Kind.KEYNOTE, Kind.CEREMONY})
"""The kinds of sessions that the first page of a large programme lists, beside plenary ones."""


@dataclass(frozen=True, slots=True)
class ListedItem:
    """An item in the list of a day, ready for a template.

    Attributes:
        anchor: The id of its element.
        entry: The session; ``None`` for several in one room.
        title: The name of the room of several; empty for a session.
        times: The period of several; empty for a session.
        parts: The items within it.
        everywhere: Whether it spans all columns of the grid.
        stacked: Whether its parts are stacked in the grid.
        scattered: Whether it has rooms outside its column of the grid, which its entry there has to name.
        first: Whether it is the first of its moment in the list.
    """

    anchor: str
    entry: SessionEntry | None
    title: Markup
    times: Markup
    parts: tuple[ListedItem, ...]
    everywhere: bool
    stacked: bool
    scattered: bool
    first: bool


@dataclass(frozen=True, slots=True)
class RoomColumn:
    """The heading of a column of a grid.

    Attributes:
        name: The name of the room; empty for the column of sessions without a room.
        seats: The words for its seats; empty if their number is unknown.
    """

    name: Markup
    seats: str


class RoomRow(NamedTuple):
    """A room in the table of all rooms.

    Attributes:
        path: The path of its page.
        name: Its name, as markup.
        building: Its building, as markup; empty if it is unknown.
        capacity: Its number of seats; empty if it is unknown.
        features: Its equipment.
    """

    path: str
    name: Markup
    building: Markup
    capacity: str
    features: str


class VenueReference(NamedTuple):
    """The venue on the first page.

    Attributes:
        name: Its name, as markup.
        city: Its city, as markup; empty if it is unknown.
    """

    name: Markup
    city: Markup


class ConferenceDays(NamedTuple):
    """The days of the conference as the first page shows them.

    Attributes:
        numbers: The numbers of the first and the last day.
        month: The month with its year, or both.
        weekdays: The weekdays of the first and the last day.
    """

    numbers: str
    month: str
    weekdays: str

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
    months = dict.fromkeys((wording.month(start), wording.month(end)))
    return ConferenceDays(wording.in_figures(numbers), f" {dash} ".join(months), weekdays)


@dataclass(frozen=True, slots=True)
class LetterGroup:
    """The people under one letter of an index.

    Attributes:
        id: The id of its element.
        label: The letter; empty for names without one.
        people: The people, by name.
    """

    id: str
    label: str
    people: tuple[PersonReference, ...]


@dataclass(frozen=True, slots=True)
class PersonGroup:
    """People under a heading.

    Attributes:
        label: The heading.
        people: The people.
    """

    label: str
    people: tuple[PersonReference, ...]


@dataclass(frozen=True, slots=True)
class OrganisationReference:
    """An organisation in a list.

    Attributes:
        path: The path of its page.
        name: Its name, as markup.
        short: Its short name; empty without one.
        level: The level of a sponsor; empty without one.
        logo: Its logo, if there is one.
    """

    path: str
    name: Markup
    short: str
    level: Markup
    logo: SitePicture | None


@dataclass(frozen=True, slots=True)
class OrganisationGroup:
    """The organisations in one role, in the order of protocol.

    Attributes:
        label: The role.
        organisations: The organisations.
        is_foremost: Whether they organise the conference, so that their names are large.
    """

    label: str
    organisations: tuple[OrganisationReference, ...]
    is_foremost: bool = False


@dataclass(frozen=True, slots=True)
class TrackRow:
    """A track in the table of all tracks.

    Attributes:
        name: Its name, as markup.
        path: The path of its page.
        number: The number of its colour.
        cells: Its sessions on each day.
    """

    name: Markup
    path: str
    number: int
    cells: tuple[TrackCell, ...]


@dataclass(frozen=True, slots=True)
class TrackCell:
    """The sessions of a track on one day.

    Attributes:
        day: The day, short.
        entries: Its sessions, by time, without their parts.
    """

    day: str
    entries: tuple[SessionEntry, ...]


@dataclass(frozen=True, slots=True)
class OverviewContent:
    """The content of overviews besides the sessions themselves.

    Attributes:
        grids: The grid of each day.
        sheets: The link to the style sheet of each day with a grid.
        pictures: The pictures of the site.
        practical: The practical information, in Markdown; may be missing.
        changes: The changes of each release, the newest first.
        has_calendar: Whether the site has a calendar of all sessions for these readers.
    """

    grids: Mapping[date, DayLayout]
    sheets: Mapping[date, str]
    pictures: SitePictures
    practical: Text | None
    changes: Sequence[ReleaseChanges]
    has_calendar: bool


class OverviewPages:
    """The pages of days and those that exist once, for the readers of one folder.

    Args:
        renderer: Makes pages of values.
        writer: Makes the entries of sessions.
        entities: The pages of single entities, which these lead to.
        content: The content besides the sessions.
    """

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

    def render(self) -> Iterator[tuple[str, bytes]]:
        """The path and bytes of each page."""
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

    def _page(self, page: SitePage, title: str) -> PageValues:
        return self._renderer.frame.page(site_page(page, self._readers.folder), title, page)

    def _start(self) -> tuple[str, bytes]:
        readers, conference = self._readers, self._schedule.conference
        frame = self._renderer.frame
        label, highlights = self._highlights()
        return self._renderer.render(
            "start.html",
            frame.page(frame.start, frame.title, subject=conference, picture=self._content.pictures.cover),
            name=readers.text(conference.title),
            occasion=self._text(conference.occasion),
            subtitle=self._text(conference.subtitle),
            theme=self._text(conference.theme),
            date=describe_days(self._readers, conference.start, conference.end),
            venue=self._venue(),
            picture=self._content.pictures.cover,
            days=[self._entities.day(day) for day in self._grids],
            unscheduled=self._unscheduled(),
            streams=self._writer.streams(conference.streams),
            highlights_label=label,
            highlights=highlights,
            backing=tuple(self._backing()),
            people=self._people_on_start(),
            practical=readers.markdown(self._content.practical) if self._content.practical else "",
            links=self._entities.links(conference.links),
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
        page = self._renderer.frame.page(path, wording.day(grid.day), PROGRAMME, sheets)
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
        """The sessions without a time, which no page of a day lists."""
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
            sessions_script=self._beside(SESSIONS_SCRIPT),
        )

    def _beside(self, script: str) -> str:
        """The path of a script in the folder of the pages."""
        return f"{self._readers.folder}/{script}"

    def _changed(self) -> tuple[str, bytes]:
        page = self._page(SitePage.CHANGES, self._readers.wording.site_word("changes"))
        return self._renderer.render("changes.html", page, releases=self._content.changes)

    def _people(self) -> tuple[str, bytes]:
        """The people by the first letters of their names, as in the index of a book."""
        schedule, languages = self._schedule, self._readers.languages
        order = {person.id: index_key(schedule, person, languages) for person in schedule.participants}
        people = sorted(schedule.participants, key=lambda person: order[person.id])
        groups = [
            LetterGroup(f"n-{number}", letter, tuple(map(self._entities.person, group)))
            for number, (letter, group) in enumerate(
                groupby(people, key=lambda person: order[person.id].initial)
            )
        ]
        page = self._page(SitePage.PEOPLE, self._readers.wording.word("people"))
        return self._renderer.render("people.html", page, groups=groups)

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
        wording = self._readers.wording
        by_track: dict[str, list[Session]] = {}
        for session in self._schedule.in_order:
            parent = self._schedule.session(session.parent) if session.parent is not None else None
            if session.track is not None and (parent is None or parent.track != session.track):
                by_track.setdefault(session.track, []).append(session)
        rows = [self._track_row(track, by_track.get(track.id, ())) for track in self._schedule.tracks]
        days = [wording.weekday_and_number(day) for day in self._grids]
        page = self._page(SitePage.TRACKS, wording.word("tracks"))
        return self._renderer.render("tracks.html", page, days=days, tracks=rows)

    def _track_row(self, track: Track, sessions: Iterable[Session]) -> TrackRow:
        by_day: dict[date | None, list[SessionEntry]] = {}
        for session in sessions:
            by_day.setdefault(day_of(self._schedule, session), []).append(self._writer.entry(session))
        wording, reference = self._readers.wording, self._writer.track(track.id)
        cells = tuple(
            TrackCell(wording.weekday_and_number(day), tuple(by_day.get(day, ()))) for day in self._grids
        )
        return TrackRow(reference.name, reference.path, reference.number, cells)

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

"""The pages of single entities: sessions, people, rooms, tracks and organisations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import NamedTuple

from markupsafe import Markup, escape

from eventkit.model import (
    Appearance,
    Level,
    Link,
    Organisation,
    OrganisationId,
    Participant,
    Role,
    Room,
    RoomId,
    Session,
    Track,
)
from eventkit.outputs.site.readership import Readership
from eventkit.outputs.site.session_entries import DayEntries, EntryWriter, LinkReference, SessionEntry, day_of
from eventkit.outputs.site.site_frame import PROGRAMME, PageRenderer, SitePicture
from eventkit.public_pages.page_addresses import (
    DAYS,
    FOLDERS,
    SitePage,
    calendar_file,
    day_page,
    entity_file,
    entity_page,
    shorten_address,
)
from eventkit.schedule import EntityKind
from eventkit.texts import Text
from eventkit.wording.name_lines import position_lines


@dataclass(frozen=True, slots=True)
class PersonReference:
    """A participant in a list of people."""

    path: str
    name: Markup
    own: tuple[Markup, ...]  # the forms of the name that are in none of the readers' languages
    positions: tuple[Markup, ...]
    status: str = ""  # the words for an appearance that is cancelled or to be confirmed; empty otherwise
    is_cancelled: bool = False  # whether they do not come


@dataclass(frozen=True, slots=True)
class PersonGroup:
    """People in one role or under one letter, in their order."""

    label: str  # the role or the letter; empty for names without a letter
    people: tuple[PersonReference, ...]
    id: str = ""  # that of its element; empty for none


class PersonAppearance(NamedTuple):
    entry: SessionEntry
    role: Markup


@dataclass(frozen=True, slots=True)
class RoomReference:
    name: Markup
    path: str
    seats: str  # the words for its seats; empty if their number is unknown


@dataclass(frozen=True, slots=True)
class DayReference:
    path: str
    name: str
    weekday: str
    number: str


class EntityPages:
    """The pages of single entities for the readers of one folder."""

    def __init__(
        self,
        renderer: PageRenderer,
        writer: EntryWriter,
        feeds: AbstractSet[str],
        pictures: Mapping[str, SitePicture],
    ) -> None:
        self._renderer, self._writer, self._feeds, self._pictures = renderer, writer, feeds, pictures
        self._readers: Readership = writer.readers
        self._people: dict[str, PersonReference] = {}
        self._schedule = writer.schedule
        self.day, self.room = cache(self._day), cache(self._room_reference)

    def render(self) -> Iterator[tuple[str, bytes]]:
        for session in self._schedule.sessions:
            yield self._session(session)
        for participant in self._schedule.participants:
            yield self._person(participant)
        for room in self._schedule.rooms:
            yield self._room(room)
        for track in self._schedule.tracks:
            yield self._track(track)
        for organisation in self._schedule.organisations:
            yield self._organisation(organisation)

    def _session(self, session: Session) -> tuple[str, bytes]:
        entry = self._writer.entry(session)
        day = day_of(self._schedule, session)
        page = self._renderer.frame.page(entry.path, entry.name, PROGRAMME, subject=session)
        parent = self._schedule.session(session.parent) if session.parent is not None else None
        return self._renderer.render(
            "session.html",
            page,
            entry=entry,
            kinds=self._kinds(session),
            subtitle=self._text(session.subtitle),
            day=self.day(day) if day else None,
            anchor=f"s-{session.id}",
            rooms=[self.room(self._schedule.room(room)) for room in self._schedule.rooms_of(session)],
            facts=self._facts(session),
            streams=self._writer.streams(session.streams),
            links=self.links(session.links),
            calendar=self._calendar(EntityKind.SESSION, session.id),
            parent=self._writer.entry(parent) if parent is not None else None,
            abstract=self._markdown(session.abstract),
            cast=tuple(self._cast(session)),
            parts=[self._writer.entry(part) for part in self._schedule.parts(session.id)],
        )

    def _kinds(self, session: Session) -> list[str]:
        wording = self._readers.wording
        return [wording.label(session.kind), *([wording.field("plenary")] if session.plenary else [])]

    def _facts(self, session: Session) -> Iterator[str]:
        """Languages, where they are not those of every session, and the level."""
        wording = self._readers.wording
        spoken = wording.listed(map(wording.language_name, session.languages))
        interpreted = wording.listed(map(wording.language_name, session.interpreted))
        if interpreted:
            everywhere = map(wording.language_name, self._schedule.conference.languages)
            yield wording.site_word(
                "interpreted", language=spoken or wording.listed(everywhere), languages=interpreted
            )
        elif spoken:
            yield wording.site_word("in-language", language=spoken)
        if session.level is not Level.ALL:
            yield wording.pair(wording.field("level"), wording.label(session.level))

    def _cast(self, session: Session) -> Iterator[PersonGroup]:
        by_role: dict[Role, list[Appearance]] = {}
        for appearance in session.people:
            by_role.setdefault(appearance.role, []).append(appearance)
        for role, appearances in by_role.items():
            people = tuple(map(self._appearing, appearances))
            yield PersonGroup(self._readers.label(role, many=len(people) > 1), people)

    def _appearing(self, appearance: Appearance) -> PersonReference:
        participant = self._schedule.participant(appearance.participant)
        status = self._writer.status_words(appearance.status)
        return self.person(participant, appearance, status=status, is_cancelled=not appearance.comes)

    def person(
        self,
        participant: Participant,
        of: Appearance | None = None,
        *,
        status: str = "",
        is_cancelled: bool = False,
    ) -> PersonReference:
        as_then = of if of is not None and of.affiliations else None
        if as_then or participant.id not in self._people:
            person = PersonReference(
                entity_page(EntityKind.PARTICIPANT, participant.id, self._readers.folder),
                self._readers.full_name(participant),
                self._readers.own_names(participant),
                self._positions(as_then or participant),
            )
            if not as_then:
                self._people[participant.id] = person
        else:
            person = self._people[participant.id]
        return replace(person, status=status, is_cancelled=is_cancelled) if status else person

    def _positions(self, of: Appearance | Participant) -> tuple[Markup, ...]:
        """The positions of somebody, each in the readers' languages, the second one beneath."""
        if len(self._readers.languages) == 1:
            return tuple(self._position_lines(of))
        single = (of.model_copy(update={"affiliations": (affiliation,)}) for affiliation in of.affiliations)
        return tuple(dict.fromkeys(Markup("").join(self._position_lines(one)) for one in single))

    def _position_lines(self, of: Appearance | Participant) -> Iterator[Markup]:
        lines = position_lines(self._schedule, of, self._readers.languages)
        return (self._readers.line(language, line) for language, line in lines)

    def _person(self, participant: Participant) -> tuple[str, bytes]:
        readers, wording = self._readers, self._readers.wording
        person = self.person(participant)
        name = readers.plain_name(participant)
        page = self._renderer.frame.page(
            person.path,
            name,
            SitePage.PEOPLE,
            subject=participant,
            picture=self._pictures.get(participant.id),
        )
        facts = [wording.country(participant.country)] if participant.country else []
        facts += [participant.pronouns] if participant.pronouns else []
        appearances = [
            PersonAppearance(self._writer.entry(session), readers.label(appearance.role))
            for session, appearance in self._schedule.appearances(participant.id)
            if appearance.comes
        ]
        return self._renderer.render(
            "person.html",
            page,
            name=person.name,
            own_names=person.own,
            positions=person.positions,
            picture=self._pictures.get(participant.id),
            facts=facts,
            links=self.links(participant.links),
            calendar=self._calendar(EntityKind.PARTICIPANT, participant.id),
            biography=self._markdown(participant.biography),
            members=[self._writer.person(member) for member in participant.members],
            appearances=appearances,
        )

    def _room(self, room: Room) -> tuple[str, bytes]:
        wording, reference = self._readers.wording, self.room(room)
        facts = [self._text(room.building), reference.seats, wording.listed(room.features)]
        sessions = self._sessions_by_room.get(room.id, ())
        return self._place(EntityKind.ROOM, room.id, room.name, wording.word("room"), facts, sessions)

    @cached_property
    def _sessions_by_room(self) -> Mapping[RoomId, Sequence[Session]]:
        sessions: dict[RoomId, list[Session]] = {}
        for session in self._schedule.in_order:
            for room in self._schedule.rooms_of(session):
                sessions.setdefault(room, []).append(session)
        return sessions

    def _track(self, track: Track) -> tuple[str, bytes]:
        sessions = [session for session in self._schedule.in_order if session.track == track.id]
        word = self._readers.wording.word("track")
        number = self._writer.track(track.id).number
        return self._place(EntityKind.TRACK, track.id, track.name, word, [], sessions, track=number)

    def _organisation(self, organisation: Organisation) -> tuple[str, bytes]:
        wording, schedule = self._readers.wording, self._schedule
        country = wording.country(organisation.country) if organisation.country else ""
        roles = [
            self._readers.label(backing.role)
            for backing in schedule.conference.organisations
            if backing.organisation == organisation.id
        ]
        people = [self.person(person) for person in self._people_by_organisation.get(organisation.id, ())]
        kind = wording.listed(roles) if roles else wording.word("organisations")
        facts = [self._text(organisation.short), country]
        return self._place(
            EntityKind.ORGANISATION,
            organisation.id,
            organisation.name,
            kind,
            facts,
            (),
            people=people,
            url=organisation.url or "",
        )

    @cached_property
    def _people_by_organisation(self) -> Mapping[OrganisationId, Sequence[Participant]]:
        people: dict[OrganisationId, list[Participant]] = {}
        for participant in self._schedule.participants:
            bodies = dict.fromkeys(affiliation.organisation for affiliation in participant.affiliations)
            for body in bodies:
                if body is not None:
                    people.setdefault(body, []).append(participant)
        return people

    def _place(  # noqa: PLR0917 - the parts of a page in their order
        self,
        kind: EntityKind,
        id_: str,
        name: Text,
        word: str,
        facts: Iterable[str],
        sessions: Sequence[Session],
        *,
        track: int = 0,
        people: Sequence[PersonReference] = (),
        url: str = "",
    ) -> tuple[str, bytes]:
        path = entity_page(kind, id_, self._readers.folder)
        page = self._renderer.frame.page(path, self._readers.plain(name), FOLDERS[kind])
        return self._renderer.render(
            "place.html",
            page,
            kind=word,
            is_room=kind is EntityKind.ROOM,
            name=self._readers.text(name),
            facts=[fact for fact in facts if fact],
            track=track,
            url=url,
            calendar=self._calendar(kind, id_),
            days=tuple(self.by_day(sessions)),
            people=people,
        )

    def by_day(self, sessions: Iterable[Session]) -> Iterator[DayEntries]:
        """Sessions by day, each as an entry; those without a time last."""
        days: dict[date | None, list[SessionEntry]] = {}
        for session in sessions:
            days.setdefault(day_of(self._schedule, session), []).append(self._writer.entry(session))
        wording = self._readers.wording
        for day, entries in days.items():
            yield DayEntries(wording.day(day) if day else wording.word("unscheduled"), tuple(entries))

    def _day(self, day: date) -> DayReference:
        wording = self._readers.wording
        path = day_page(day, self._readers.folder)
        number = wording.in_figures(f"{day.day}")
        return DayReference(path, wording.day(day), wording.weekday(day, short=True), number)

    def _room_reference(self, room: Room) -> RoomReference:
        wording = self._readers.wording
        seats = wording.site_word("seats", count=wording.number(room.capacity)) if room.capacity else ""
        path = entity_page(EntityKind.ROOM, room.id, self._readers.folder)
        return RoomReference(self._readers.text(room.name), path, seats)

    def links(self, links: Iterable[Link]) -> tuple[LinkReference, ...]:
        """Links to pages of others, under their labels or else their addresses; a long one is its host."""
        return tuple(
            LinkReference(
                self._readers.text(link.label)
                if link.label
                else escape(shorten_address(link.url, _LONGEST_ADDRESS)),
                link.url,
            )
            for link in links
        )

    def _calendar(self, kind: EntityKind, id_: str) -> str:
        return self._feed(entity_file(kind, id_))

    def day_calendar(self, day: date) -> str:
        """The path of the calendar of a day; empty if the site has none."""
        return self._feed(f"{DAYS}/{day}")

    def _feed(self, name: str) -> str:
        path = calendar_file(f"{self._readers.language}/{name}.ics")
        return path if path in self._feeds else ""

    def _text(self, text: Text | None) -> Markup:
        return self._readers.text(text) if text else Markup("")

    def _markdown(self, text: Text | None) -> Markup:
        return self._readers.markdown(text) if text else Markup("")


_LONGEST_ADDRESS = 40  # letters: about one line beside a talk

"""The frab record builder: raw records of events, rooms, tracks and persons, whatever the dialect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import time
from typing import Any
from uuid import UUID

from eventkit.formats.frab.event_times import (
    DAY_CHANGE,
    EventTimeReader,
    ListedDay,
    parse_day_change,
    parse_first_day,
    parse_last_day,
)
from eventkit.formats.frab.frab_values import (
    NO_TRACK_SLUG,
    event_number,
    names,
    parse_guid,
    parse_languages,
    parse_links,
    says,
    text,
    without,
    words,
)
from eventkit.intake import (
    ImportLog,
    Location,
    Markup,
    RawAppearance,
    RawConference,
    RawLink,
    RawPerson,
    RawProse,
    RawRoom,
    RawSchedule,
    RawSession,
    RawText,
    RawTrack,
)
from eventkit.intake.privacy import drop_private

_TRACK = frozenset({"name", "slug", "color", "guid"})
_PERSON = names(
    "name public_name full_public_name display_name guid id code biography abstract description email links "
    "url role pronouns first_name last_name"
)


class _Refs:
    """How records refer to things that are told of by several ids, or by a name alone.

    A name and an id may be alike and not mean the same thing.
    """

    def __init__(self) -> None:
        self._by_id: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        self.names: dict[str, str] = {}

    def found(self, ids: Sequence[str], name: str) -> str | None:
        """The thing of one of the ids; where there are none, or none is known, that of the name."""
        known = next(filter(None, map(self._by_id.get, ids)), None)
        if known is not None:
            return known
        ref = self._by_name.get(name)
        # Of a name that has ids already, others are another thing's.
        return ref if ref is not None and (not ids or ref not in self._by_id.values()) else None

    def mentioned(self, said: str) -> str | None:
        """The thing that is meant by a bare name, or else by a bare id."""
        return self._by_name.get(said) or self._by_id.get(said)

    def add(self, ref: str, ids: Sequence[str], name: str) -> None:
        """Remember a thing, of whose ids one is the reference."""
        for each in ids:
            self._by_id.setdefault(each, ref)
        if name:
            self._by_name.setdefault(name, ref)
        self.names[ref] = name or ref


class FrabRooms:
    """The rooms; others refer to one by its GUID, its slug or its name."""

    def __init__(self, log: ImportLog) -> None:
        self.records: list[RawRoom] = []
        self._log = log
        self._refs = _Refs()

    def name(self, ref: str) -> str:
        """What the room of that reference is called."""
        return self._refs.names.get(ref, ref)

    def is_called(self, ref: str, name: str) -> bool:
        """Whether the room of that reference has that name, blanks at the ends aside."""
        return self._refs.names.get(ref) == name.strip()

    def add(self, told: Any, place: Location) -> str | None:
        """How records refer to the room that is told of, by its name or as an object; made if it is new."""
        if not isinstance(told, dict):
            if found := self._refs.mentioned(text(told)):
                return found
            told = {"name": told}
        called = words(told.get("name"))
        ids = [found for each in ("guid", "slug", "id") if (found := text(told.get(each)))]
        name = first(called)
        if called is None and ("name" in told or not ids):
            return None  # what has a name that is empty stands for no room
        if found := self._refs.found(ids, name):
            return found
        ref = ids[0] if ids else name
        self._refs.add(ref, ids, name)
        known = {
            "name",
            "capacity",
            next((each for each in ("guid", "slug", "id") if text(told.get(each))), ""),
        }
        self.records.append(
            RawRoom(
                location=place,
                key=ref if ids else None,
                name=called or ref,
                capacity=_capacity(told.get("capacity")),
                extra=drop_private(without(told, known), place, self._log),
            )
        )
        return ref


class FrabTracks:
    """The tracks; others refer to one by its GUID, its slug or its name."""

    def __init__(self, log: ImportLog) -> None:
        self.records: list[RawTrack] = []
        self._log = log
        self._refs = _Refs()

    def add(self, told: Any, place: Location) -> str | None:
        """How records refer to the track that is told of, by its name or as an object; made if it is new."""
        if isinstance(told, str):
            if found := self._refs.mentioned(told.strip()):
                return found
            told = {"name": told}
        elif not isinstance(told, dict):
            return None
        called = words(told.get("name"))
        ids = [found for each in ("guid", "slug", "id") if (found := text(told.get(each)))]
        if called is None and not ids:
            called, told = words(told), {}  # a name by language
        name = first(called)
        if not (ids or name):
            return None
        if found := self._refs.found(ids, name):
            return found
        ref = ids[0] if ids else name
        self._refs.add(ref, ids, name)
        colours = told.get("colors")
        light = text(colours.get("light")) if isinstance(colours, dict) else ""
        self.records.append(
            RawTrack(
                location=place,
                key=ref if ids else None,
                name=called or ref,
                colour=text(told.get("color")) or light or None,
                extra=drop_private(without(told, _TRACK), place, self._log),
            )
        )
        return ref


class FrabPeople:
    """Those who appear; events refer to one by an id of some sort, or by the name alone.

    An id with two names gives a record for each: which of them is meant, an appearance tells by the name.
    """

    def __init__(self, log: ImportLog, markup: Markup) -> None:
        self.records: list[RawPerson] = []
        self.markup = markup
        self._log = log
        self._known: dict[tuple[str, str], RawPerson] = {}
        self._by_key: dict[str, RawPerson] = {}

    def add(self, told: Any, place: Location, role: str | None = None) -> RawAppearance | None:
        """The appearance of the person who is told of; a record is made if they are new, filled up if not."""
        if not isinstance(told, dict):
            key, name = text(told), ""
            return RawAppearance(key, role) if key else None
        name = _called(told)
        key = text(told.get("guid")) or text(told.get("code")) or text(told.get("id"))
        if not (key or name):
            return None
        if key or len(told) > 1:
            self._take(told, key, name, place)
        return RawAppearance(key or name, role, name=name or None if key else None)

    def _take(self, told: Mapping[str, Any], key: str, name: str, place: Location) -> None:
        known = self._known.get((key, name)) if name else self._by_key.get(key)
        if known is None:
            known = self._made(told, name or key, key or None, place)
            self._known[key, name] = known
            self._by_key.setdefault(key, known)
        if len(told) > 2:
            self._fill(known, told, place)

    def _made(self, told: Mapping[str, Any], name: str, key: str | None, place: Location) -> RawPerson:
        by_language = words(told.get("name")) if isinstance(told.get("name"), dict) else None
        record = RawPerson(location=place, key=key, name=by_language or name)
        self.records.append(record)
        return record

    def _fill(self, record: RawPerson, told: Mapping[str, Any], place: Location) -> None:
        for each in ("biography", "description", "abstract"):
            if record.biography is None and (said := words(told.get(each))):
                record.biography = RawProse(said, self.markup)
        if email := text(told.get("email")):
            record.contact["email"] = email
        record.given = record.given or text(told.get("first_name")) or None
        record.family = record.family or text(told.get("last_name")) or None
        record.pronouns = record.pronouns or text(told.get("pronouns")) or None
        own = [RawLink(text(told["url"]))] if text(told.get("url")) else []
        record.links = tuple(dict.fromkeys((*record.links, *own, *_hashable(parse_links(told.get("links"))))))
        known = record.key or ""
        ids = {each: told[each] for each in ("id", "code") if text(told.get(each)) not in ("", known)}
        rest = {**without(told, _PERSON), **ids}
        if new := {each: value for each, value in rest.items() if each not in record.extra}:
            record.extra |= drop_private(new, place, self._log)


def first(said: RawText | None) -> str:
    """A text, or the first of its languages, without blanks at its ends; empty where there is none."""
    if said is None:
        return ""
    return (said if isinstance(said, str) else next(iter(said.values()))).strip()


def _called(told: Mapping[str, Any]) -> str:
    if isinstance(name := told.get("name"), str) and (name := name.strip()):
        return name
    for each in ("name", "public_name", "full_public_name", "display_name"):
        if found := first(words(told.get(each))):
            return found
    return " ".join(filter(None, (text(told.get(each)) for each in ("first_name", "last_name"))))


def _capacity(value: Any) -> str | int | None:
    found = text(value)
    return int(found) if found.isascii() and found.isdecimal() and len(found) < 10 else found or None


def _hashable(found: Any) -> list[RawLink]:
    return [each for each in found if each.label is None or isinstance(each.label, str)]


_CONFERENCE = names(
    "title subtitle acronym start end days daysCount time_zone_name venue city address country day_change "
    "url languages rooms tracks track"
)
_EVENT = names(
    "guid id title subtitle type date start end duration room track language persons participants speakers "
    "person abstract description links attachments url video_download_url code"
)
_NAMED = {"kind": "type", "minutes": "duration", "people": "persons"}
_PAGES = {"ORIGIN": "origin_url", "FEEDBACK": "feedback_url"}
_PEOPLE = ("persons", "participants", "speakers", "person")
# Derived where eventkit wrote the file, and so no news when it is read back.
_DERIVED = frozenset({"slug"})


class FrabRecordBuilder:
    """Makes the records of one file.

    Args:
        name: The file as its reader was told it.
        log: Where it is told what is odd.
        source: What things from it are known to come from.
        ours: Whether eventkit wrote it, so that texts are Markdown and ids stand in for those it made.
    """

    def __init__(self, name: str, log: ImportLog, source: str, *, ours: bool = False) -> None:
        self.log = log
        self.name = name
        self.rooms = FrabRooms(log)
        self.tracks = FrabTracks(log)
        self.people = FrabPeople(log, Markup.MARKDOWN if ours else Markup.UNKNOWN)
        self.records = RawSchedule(
            source=source,
            conference=RawConference(location=Location(name)),
            rooms=self.rooms.records,
            tracks=self.tracks.records,
            people=self.people.records,
        )
        self._ours = ours
        self._base = ""
        self._pages: frozenset[str] = frozenset()
        self._timing = EventTimeReader(log)

    # What a file says of the occasion.

    def set_conference(self, told: Mapping[str, Any], file: Mapping[str, Any], place: Location) -> None:
        """Take what is said of the occasion.

        Args:
            told: The conference.
            file: What stands beside it and is said of the whole file: version, base address, generator.
            place: Where it stands.
        """
        extra = without({**file, **told}, _CONFERENCE)
        if self._ours:
            extra = without(extra, ("generator", "version", "timeslot_duration", "base_url"))
        self._base = text(told.get("base_url") or file.get("base_url"))
        self._timing.change = parse_day_change(told.get("day_change"))
        url = text(told.get("url"))
        self._pages = frozenset(filter(None, (url, self._base)))
        key = text(told.get("time_zone_name"))
        self._timing.set_zone(key)
        record = RawConference(
            location=place,
            key=text(told.get("acronym")) or None,
            field_names={"zone": "time_zone_name"},
            title=words(told.get("title")),
            subtitle=words(told.get("subtitle")),
            acronym=text(told.get("acronym")) or None,
            start=parse_first_day(told.get("start"), key),
            end=parse_last_day(told.get("end"), key, self._timing.change or DAY_CHANGE),
            zone=key or None,
            languages=parse_languages(told.get("languages")),
            venue=words(told.get("venue")),
            address=words(told.get("address")),
            city=words(told.get("city")),
            country=text(told.get("country")) or None,
            url=url or None,
            extra=drop_private(extra, place, self.log),
        )
        self.records.conference = record
        for name, found in (("start", record.start), ("end", record.end)):
            if found is None and says(told.get(name)):
                record.extra[name] = told[name]

    def set_day_change(self, days: list[ListedDay]) -> None:
        """Learn from the days when one ends and the next begins."""
        told = [each.change for each in days if each.change is not None and each.change < time(12)]
        if self._timing.change is None and told:
            self._timing.change = max(dict.fromkeys(told), key=told.count)
        if self._timing.change is not None:
            self.records.conference.day_change = f"{self._timing.change:%H:%M}"

    # What it says of a session.

    def add_event(
        self, told: Mapping[str, Any], listed: ListedDay, place: Location, room: str | None = None
    ) -> RawSession:
        """Take an event, with the day and the room it is listed under."""
        guid, number, code = (text(told.get(name)) for name in ("guid", "id", "code"))
        found = parse_guid(guid)
        record = RawSession(
            location=place,
            key=guid or number or code or text(told.get("slug")) or None,
            field_names=_NAMED,
            title=words(told.get("title")),
            subtitle=words(told.get("subtitle")),
            kind=text(words(told.get("type"))) or None,
            rooms=self._rooms(told.get("room"), room, place),
            track=None
            if told.get("track") == {"slug": NO_TRACK_SLUG}
            else self.tracks.add(told.get("track"), place),
            uid=found,
            abstract=self._prose(told.get("abstract")),
            description=self._prose(told.get("description")),
            people=tuple(dict.fromkeys(self._people(told, place))),
            people_text=next((told[each] for each in _PEOPLE if isinstance(told.get(each), str)), None)
            or None,
            languages=parse_languages(told.get("language")),
            links=tuple(self._links(told, f"urn:uuid:{guid}")),
        )
        rest = {**without(told, _EVENT), **_pages(told.get("links"))}
        # Where eventkit made the number, it made the slug as well.
        if self._ours and found and number == str(event_number(UUID(found))):
            rest = without(rest, _DERIVED)
        else:
            own = {"guid": "" if found == guid else guid, "id": number, "code": code}
            rest |= {name: value for name, value in own.items() if value not in ("", record.key)}
        record.extra = drop_private(rest, place, self.log) if rest else {}
        self._timing.set_times(record, told, listed)
        self.records.sessions.append(record)
        return record

    def _prose(self, value: Any) -> RawProse | None:
        found = words(value)
        return None if found is None else RawProse(found, self.people.markup)

    def _rooms(self, own: Any, listed: str | None, place: Location) -> tuple[str, ...]:
        if isinstance(own, dict):
            found = self.rooms.add(own, place)
        elif name := text(own):
            found = listed if listed is not None and self.rooms.is_called(listed, name) else None
            found = found or self.rooms.add(name, place)
            if listed not in (None, found):
                message = (
                    f"Stated room '{name}', but listed under '{self.rooms.name(str(listed))}'. "
                    f"Imported in '{name}'."
                )
                self.log.warning("conflicting-rooms", message, replace(place, field=f"{place.field}, room"))
        else:
            found = listed
        return (found,) if found else ()

    def _people(self, told: Mapping[str, Any], place: Location) -> Iterator[RawAppearance]:
        for name in _PEOPLE:
            values = told.get(name)
            for each in values if isinstance(values, list) else ():
                role = text(each.get("role")) or None if isinstance(each, dict) else None
                found = self.people.add(each, place, role)
                if found:
                    yield found

    def _links(self, told: Mapping[str, Any], itself: str) -> list[RawLink]:
        found: list[RawLink] = []
        if (url := text(told.get("url"))) and url != itself and url not in self._pages:
            found.append(RawLink(url))
        for name in ("links", "attachments"):
            values = told.get(name)
            if isinstance(values, list):
                found += parse_links([each for each in values if not _is_page(each)], self._base)
        if url := text(told.get("video_download_url")):
            found.append(RawLink(url, stream="recording"))
        return found


def _is_page(link: Any) -> bool:
    """Whether a link of schedule2 is what in schedule.xml has an element of its own."""
    return isinstance(link, dict) and text(link.get("type")).upper() in _PAGES


def _pages(values: Any) -> dict[str, Any]:
    found = filter(_is_page, values) if isinstance(values, list) else ()
    return {_PAGES[text(each["type"]).upper()]: text(each.get("url")) for each in found}

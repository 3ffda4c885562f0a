"""The frab record builder: raw records of events, rooms, tracks and persons, in every dialect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import time
from typing import Any
from uuid import UUID

from eventkit.formats.frab.frab_values import (
    DAY_CHANGE,
    NO_TRACK_SLUG,
    EventTimeReader,
    ListedDay,
    event_number,
    has_value,
    is_localised,
    is_scalar,
    other_fields,
    parse_availabilities,
    parse_day_change,
    parse_first_day,
    parse_guid,
    parse_languages,
    parse_last_day,
    parse_links,
    text,
    text_by_language,
    unread_of_link,
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
from eventkit.messages import Message

_TRACK = frozenset({"name", "slug", "color", "guid"})
_PERSON = frozenset({
    "name", "public_name", "full_public_name", "display_name", "guid", "id", "code", "biography",
    "abstract", "description", "email", "links", "url", "role", "pronouns", "first_name",
    "last_name", "availabilities",
})  # fmt: skip


def _ids(value: Mapping[str, Any]) -> dict[str, str]:
    """The ids of a room or track by their fields: what it is referred to by."""
    return {field: id_ for field in ("guid", "slug", "id") if (id_ := text(value.get(field)))}


class _Named:
    """Entities that events refer to by any of several ids, or by name.

    A name and an id may be alike and not mean the same thing.
    """

    def __init__(self, log: ImportLog) -> None:
        self._log = log
        self._by_id: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def name(self, ref: str) -> str:
        return self._names.get(ref, ref)

    def _find_mentioned(self, reference: str) -> str | None:
        return self._by_name.get(reference) or self._by_id.get(reference)

    def _register(self, ids: Sequence[str], label: RawText | None) -> tuple[str, bool]:
        """The reference of an entity with ids or a name, and true if it is new."""
        name = first_form(label)
        known = next(filter(None, map(self._by_id.get, ids)), None)
        if known is None:
            known = self._by_name.get(name)
            # Of a name that has ids already, others are another thing's.
            if ids and known in self._by_id.values():
                known = None
        if known is not None:
            return known, False
        ref = ids[0] if ids else name
        for key in ids:
            self._by_id.setdefault(key, ref)
        if name:
            self._by_name.setdefault(name, ref)
        self._names[ref] = name or ref
        return ref, True


class FrabRooms(_Named):
    """The rooms; events refer to them by GUID, slug or name."""

    def __init__(self, log: ImportLog) -> None:
        super().__init__(log)
        self.records: list[RawRoom] = []

    def add(self, value: Any, place: Location) -> str | None:
        """The reference of a room, from its name or object; a record is added if it is new."""
        if not isinstance(value, dict):
            if existing := self._find_mentioned(text(value)):
                return existing
            value = {"name": value}
        label = text_by_language(value.get("name"))
        ids = _ids(value)
        if label is None and ("name" in value or not ids):
            return None  # an empty name means no room
        ref, is_new = self._register([*ids.values()], label)
        if is_new:
            available, unread = parse_availabilities(value.get("availabilities"))
            known = {"name", "capacity", "" if unread else "availabilities", *list(ids)[:1]}
            self.records.append(
                RawRoom(
                    location=place,
                    key=ref if ids else None,
                    name=label or ref,
                    capacity=text(value.get("capacity")) or None,
                    available=available,
                    extra=drop_private(other_fields(value, known), place, self._log),
                )
            )
        return ref


class FrabTracks(_Named):
    """The tracks; events refer to them by GUID, slug or name."""

    def __init__(self, log: ImportLog) -> None:
        super().__init__(log)
        self.records: list[RawTrack] = []

    def add(self, value: Any, place: Location) -> str | None:
        """The reference of a track, from its name or object; a record is added if it is new."""
        if isinstance(value, str):
            if known := self._find_mentioned(value.strip()):
                return known
            value = {"name": value}
        elif not isinstance(value, dict):
            return None
        label = text_by_language(value.get("name"))
        ids = _ids(value)
        if label is None and not ids:
            label, value = text_by_language(value), {}  # a name by language
            if label is None:
                return None
        ref, is_new = self._register([*ids.values()], label)
        if is_new:
            colours = value.get("colors")
            light = text(colours.get("light")) if isinstance(colours, dict) else ""
            self.records.append(
                RawTrack(
                    location=place,
                    key=ref if ids else None,
                    name=label or ref,
                    colour=text(value.get("color")) or light or None,
                    extra=drop_private(other_fields(value, _TRACK), place, self._log),
                )
            )
        return ref


class FrabPeople:
    """The people; events refer to them by an id of some kind, or by name alone.

    An id with two names gives two records; appearances refer to them by id and name.
    """

    def __init__(self, log: ImportLog, markup: Markup) -> None:
        self.records: list[RawPerson] = []
        self.markup = markup
        self._log = log
        self._known: dict[tuple[str, str], RawPerson] = {}
        self._by_key: dict[str, RawPerson] = {}

    def add(self, value: Any, place: Location, role: str | None = None) -> RawAppearance | None:
        """The appearance of a person; their record is added if they are new, else completed."""
        if not isinstance(value, dict):
            key, name = text(value), ""
            return RawAppearance(key, role) if key else None
        name = _name_of(value)
        key = text(value.get("guid")) or text(value.get("code")) or text(value.get("id"))
        if not (key or name):
            return None
        if key or len(value) > 1:
            known = self._known.get((key, name)) if name else self._by_key.get(key)
            if known is None:
                by_language = text_by_language(value["name"]) if isinstance(value.get("name"), dict) else None
                known = RawPerson(location=place, key=key or None, name=by_language or name or key)
                self.records.append(known)
                self._known[key, name] = known
                self._by_key.setdefault(key, known)
            if len(value) > 2:
                self._fill_missing(known, value, place)
        return RawAppearance(key or name, role, name=name or None if key else None)

    def _fill_missing(self, record: RawPerson, person: Mapping[str, Any], place: Location) -> None:
        for key in ("biography", "description", "abstract"):
            if record.biography is None and (biography := text_by_language(person.get(key))):
                record.biography = RawProse(biography, self.markup)
        available, unread = parse_availabilities(person.get("availabilities"))
        record.available = record.available or available
        if email := text(person.get("email")):
            record.contact["email"] = email
        record.given = record.given or text(person.get("first_name")) or None
        record.family = record.family or text(person.get("last_name")) or None
        record.pronouns = record.pronouns or text(person.get("pronouns")) or None
        own = [RawLink(text(person["url"]))] if text(person.get("url")) else []
        for link in (*own, *parse_links(person.get("links"))):
            if link not in record.links:
                record.links += (link,)
        known = record.key or ""
        ids = {key: person[key] for key in ("id", "code") if text(person.get(key)) not in ("", known)}
        rest = {**other_fields(person, _PERSON), **ids, **({"availabilities": unread} if unread else {})}
        if new := {key: value for key, value in rest.items() if key not in record.extra}:
            record.extra |= drop_private(new, place, self._log)


def first_form(forms: RawText | None) -> str:
    """A text, or its first language, without surrounding spaces; empty if there is none."""
    if forms is None:
        return ""
    return (forms if isinstance(forms, str) else next(iter(forms.values()))).strip()


def _name_of(person: Mapping[str, Any]) -> str:
    if isinstance(name := person.get("name"), str) and (name := name.strip()):
        return name
    for key in ("name", "public_name", "full_public_name", "display_name"):
        if name_form := first_form(text_by_language(person.get(key))):
            return name_form
    return " ".join(filter(None, (text(person.get(key)) for key in ("first_name", "last_name"))))


_CONFERENCE = frozenset({
    "title", "subtitle", "acronym", "start", "end", "days", "daysCount", "time_zone_name", "venue",
    "city", "address", "country", "day_change", "url", "languages", "rooms", "tracks", "track",
})  # fmt: skip
_EVENT = frozenset({
    "guid", "id", "title", "subtitle", "type", "date", "start", "end", "duration", "room", "track",
    "language", "persons", "participants", "speakers", "person", "abstract", "description", "links",
    "attachments", "url", "video_download_url", "code",
})  # fmt: skip
_SCALARS = ("guid", "id", "code", "date", "start", "end", "duration", "type", "url", "video_download_url")
_LOCALISED = ("title", "subtitle", "abstract", "description")
_NAMED = {"kind": "type", "minutes": "duration", "people": "persons"}
_PAGES = {"ORIGIN": "origin_url", "FEEDBACK": "feedback_url"}
_PEOPLE = ("persons", "participants", "speakers", "person")
# Derived where eventkit wrote the file, and so no news when it is read back.
_DERIVED = frozenset({"slug"})


class FrabRecordBuilder:
    """The raw records of one file; in those of eventkit, texts are Markdown and missing ids derived."""

    def __init__(self, name: str, log: ImportLog, source: str, *, written_by_eventkit: bool = False) -> None:
        self.log = log
        self.name = name
        self.rooms = FrabRooms(log)
        self.tracks = FrabTracks(log)
        self.people = FrabPeople(log, Markup.MARKDOWN if written_by_eventkit else Markup.UNKNOWN)
        self.records = RawSchedule(
            source=source,
            conference=RawConference(location=Location(name)),
            rooms=self.rooms.records,
            tracks=self.tracks.records,
            people=self.people.records,
        )
        self.zone = ""  # the name of the time zone in the file; empty without one
        self._written_by_eventkit = written_by_eventkit
        self._base = ""
        self._pages: frozenset[str] = frozenset()
        self._times = EventTimeReader(log)

    def set_conference(self, conference: Mapping[str, Any], file: Mapping[str, Any], place: Location) -> None:
        """Set the conference, with what the file says of itself beside it: version, base URL, generator."""
        extra = other_fields({**file, **conference}, _CONFERENCE)
        if self._written_by_eventkit:
            extra = other_fields(extra, ("generator", "version", "timeslot_duration", "base_url"))
        self._base = text(conference.get("base_url") or file.get("base_url"))
        self._times.change = parse_day_change(conference.get("day_change"))
        url = text(conference.get("url"))
        self._pages = frozenset(filter(None, (url, self._base)))
        self.zone = key = text(conference.get("time_zone_name"))
        self._times.set_zone(key)
        record = RawConference(
            location=place,
            key=text(conference.get("acronym")) or None,
            field_names={"zone": "time_zone_name"},
            title=text_by_language(conference.get("title")),
            subtitle=text_by_language(conference.get("subtitle")),
            acronym=text(conference.get("acronym")) or None,
            start=parse_first_day(conference.get("start"), key),
            end=parse_last_day(conference.get("end"), key, self._times.change or DAY_CHANGE),
            zone=key or None,
            languages=parse_languages(conference.get("languages")),
            venue=text_by_language(conference.get("venue")),
            address=text_by_language(conference.get("address")),
            city=text_by_language(conference.get("city")),
            country=text(conference.get("country")) or None,
            url=url or None,
            extra=drop_private(extra, place, self.log),
        )
        self.records.conference = record
        for name, day in (("start", record.start), ("end", record.end)):
            if day is None and has_value(conference.get(name)):
                record.extra[name] = conference[name]

    def set_day_change(self, days: list[ListedDay]) -> None:
        changes = [day.change for day in days if day.change is not None and day.change < time(12)]
        if self._times.change is None and changes:
            self._times.change = max(dict.fromkeys(changes), key=changes.count)
        if self._times.change is not None:
            self.records.conference.day_change = f"{self._times.change:%H:%M}"

    def add_event(
        self, event: Mapping[str, Any], listed: ListedDay, place: Location, room: str | None = None
    ) -> RawSession:
        guid, number, code = (text(event.get(name)) for name in ("guid", "id", "code"))
        uid = parse_guid(guid)
        record = RawSession(
            location=place,
            key=guid or number or code or text(event.get("slug")) or None,
            field_names=_NAMED,
            title=text_by_language(event.get("title")),
            subtitle=text_by_language(event.get("subtitle")),
            kind=text(text_by_language(event.get("type"))) or None,
            rooms=self._rooms(event.get("room"), room, place),
            track=None
            if event.get("track") == {"slug": NO_TRACK_SLUG}
            else self.tracks.add(event.get("track"), place),
            uid=uid,
            abstract=self._prose(event.get("abstract")),
            description=self._prose(event.get("description")),
            people=tuple(dict.fromkeys(self._people(event, place))),
            people_text=next((event[key] for key in _PEOPLE if isinstance(event.get(key), str)), None)
            or None,
            languages=parse_languages(event.get("language")),
            links=tuple(self._links(event, f"urn:uuid:{guid}")),
        )
        rest = {**other_fields(event, _EVENT), **_unread_fields(event, record), **_pages(event.get("links"))}
        # Where eventkit made the number, it made the slug as well.
        if self._written_by_eventkit and uid and number == str(event_number(UUID(uid))):
            rest = other_fields(rest, _DERIVED)
        else:
            own = {"guid": "" if uid == guid else guid, "id": number, "code": code}
            rest |= {name: value for name, value in own.items() if value not in ("", record.key)}
        record.extra = drop_private(rest, place, self.log) if rest else {}
        self._times.set_times(record, event, listed)
        self.records.sessions.append(record)
        return record

    def _prose(self, value: Any) -> RawProse | None:
        forms = text_by_language(value)
        return None if forms is None else RawProse(forms, self.people.markup)

    def _rooms(self, own: Any, listed: str | None, place: Location) -> tuple[str, ...]:
        if isinstance(own, dict):
            ref = self.rooms.add(own, place)
        elif name := text(own):
            ref = listed if listed is not None and self.rooms.name(listed) == name else None
            ref = ref or self.rooms.add(name, place)
            if listed not in (None, ref):
                message = Message(
                    "Stated room '{name}', but listed under '{listed}'. Imported in '{name}'.",
                    name=name,
                    listed=self.rooms.name(str(listed)),
                )
                self.log.warning("conflicting-rooms", message, replace(place, field=f"{place.field}, room"))
        else:
            ref = listed
        return (ref,) if ref else ()

    def _people(self, event: Mapping[str, Any], place: Location) -> Iterator[RawAppearance]:
        for name in _PEOPLE:
            values = event.get(name)
            for entry in values if isinstance(values, list) else ():
                role = text(entry.get("role")) or None if isinstance(entry, dict) else None
                appearance = self.people.add(entry, place, role)
                if appearance:
                    yield appearance

    def _links(self, event: Mapping[str, Any], itself: str) -> list[RawLink]:
        links: list[RawLink] = []
        if (url := text(event.get("url"))) and url != itself and url not in self._pages:
            links.append(RawLink(url))
        for name in ("links", "attachments"):
            values = event.get(name)
            if isinstance(values, list):
                links += parse_links([value for value in values if not _is_page(value)], self._base)
        if url := text(event.get("video_download_url")):
            links.append(RawLink(url, stream="recording"))
        return links


def _unread_fields(event: Mapping[str, Any], record: RawSession) -> dict[str, Any]:
    """The values of known fields that are not of a shape that can be read: they become extra data."""
    unread = {name: event[name] for name in _SCALARS if not is_scalar(event.get(name))}
    unread |= {name: event[name] for name in _LOCALISED if not is_localised(event.get(name))}
    languages = event.get("language")
    if not all(map(is_scalar, languages if isinstance(languages, list) else [languages])):
        unread["language"] = languages
    if record.track is None and event.get("track") != {"slug": NO_TRACK_SLUG}:
        unread["track"] = event.get("track")
    room = event.get("room")
    if isinstance(room, list) or (
        isinstance(room, dict) and text_by_language(room.get("name")) is None and not _ids(room)
    ):
        unread["room"] = room
    for name in _PEOPLE:
        values = event.get(name)
        if isinstance(values, list):
            unread[name] = [entry for entry in values if not _is_person(entry)]
        elif record.people_text is None or values != record.people_text:
            unread[name] = values
    for name in ("links", "attachments"):
        values = event.get(name)
        links = [link for link in values if not _is_page(link)] if isinstance(values, list) else []
        unread[name] = [rest for link in links if has_value(rest := unread_of_link(link))]
        if not isinstance(values, list):
            unread[name] = values
    return {name: value for name, value in unread.items() if has_value(value)}


def _is_person(entry: Any) -> bool:
    if isinstance(entry, dict):
        return bool(_name_of(entry) or any(text(entry.get(key)) for key in ("guid", "code", "id")))
    return is_scalar(entry)


def _is_page(link: Any) -> bool:
    """True for a link of schedule2 that is an element of its own in schedule.xml."""
    return isinstance(link, dict) and text(link.get("type")).upper() in _PAGES


def _pages(values: Any) -> dict[str, Any]:
    pages = filter(_is_page, values) if isinstance(values, list) else ()
    return {_PAGES[text(link["type"]).upper()]: text(link.get("url")) for link in pages}

"""Open Event: the archive of JSON files that eventyay exports, in the versions of 2015 to today.

The dialects differ in the separator of names, and in how sessions refer to speakers, rooms and tracks: by id
or as objects with an id. Both are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from difflib import SequenceMatcher
from itertools import chain
from typing import Any

from eventkit.findings import Severity
from eventkit.intake import (
    NO_HINTS,
    ImportHints,
    ImportLog,
    ImportResult,
    Location,
    RawAppearance,
    RawConference,
    RawLink,
    RawOrganisation,
    RawPerson,
    RawRoom,
    RawSchedule,
    RawSession,
    RawTrack,
    SourceFile,
    build_schedule,
)
from eventkit.intake.datetime_parser import normalise, normalise_dashes
from eventkit.intake.raw_objects import RawObject, iter_objects
from eventkit.intake.source_file import parse_json
from eventkit.messages import Message


class OpenEventFiles:
    def __init__(self, source: SourceFile, log: ImportLog) -> None:
        self._offered = source
        self._log = log

    def event(self) -> RawObject:
        """The event; an empty object if there is none."""
        root, where = self._root("event")
        return RawObject(root if isinstance(root, dict) else {}, where, self._log)

    def objects(self, name: str) -> list[RawObject]:
        """The objects in a file; some versions put the list under a name."""
        root, where = self._root(name)
        if isinstance(root, dict) and isinstance(root.get(name), list):
            root = root[name]
        return list(iter_objects([] if root is None else root, where, self._log))

    def _root(self, name: str) -> tuple[Any, Location]:
        for stem in (name, name.replace("_", "-"), name.replace("_", "")):
            if (member := self._offered.members_by_stem.get(stem)) is not None:
                where = Location(self._offered.name, member)
                return parse_json(self._offered.read_member(member), f"{self._offered.name}, {member}"), where
        return None, Location(self._offered.name, name)


def read_event(event: RawObject) -> tuple[RawConference, list[RawOrganisation]]:
    start, end = event.datetime("starts_at", "start_time"), event.datetime("ends_at", "end_time")
    record = RawConference(
        location=event.location,
        key=event.text("identifier", "id"),
        title=event.text("name"),
        start=_date_of(start),
        end=_date_of(end),
        zone=event.text("timezone"),
        venue=event.text("location_name"),
        address=event.text("address"),
        city=event.text("searchable_location_name"),
        latitude=event.number("latitude"),
        longitude=event.number("longitude"),
        url=event.text("external_event_url", "event_url"),
        contact=event.text("email"),
        links=(
            *event.link("ticket_url", "Tickets"),
            *event.link("code_of_conduct_url", "Code of Conduct"),
            *chain.from_iterable(_social_link(social_link) for social_link in event.objects("social_links")),
        ),
        field_names=event.field_names(
            start="starts_at start_time", end="ends_at end_time", title="name", zone="timezone"
        ),
    )
    organisers = [
        RawOrganisation(
            location=event.at("organizer_name"),
            name=name,
            role="organizer",
            extra={"description": description}
            if (description := event.text("organizer_description"))
            else {},
        )
        for name in event.text_list("organizer_name")
    ]
    event.ignore("version", "id")
    record.extra |= event.unused()
    return record, organisers


def _date_of(at: datetime | None) -> date | None:
    return None if at is None else at.date()


def _social_link(link: RawObject) -> Iterator[RawLink]:
    url = link.text("link", "url")
    if url is not None:
        yield RawLink(url, link.text("name"))


def read_sponsor(sponsor: RawObject) -> RawOrganisation:
    return RawOrganisation(
        location=sponsor.location,
        key=sponsor.text("id"),
        name=sponsor.text("name") or "",
        url=sponsor.text("url", "website"),
        role="sponsor",
        level=sponsor.text("sponsor_type", "type", "level"),
        field_names={"level": "type"},
        extra=sponsor.unused(),
    )


def read_track(track: RawObject) -> RawTrack:
    # Sessions refer to their tracks.
    track.ignore("sessions")
    return RawTrack(
        location=track.location,
        key=track.text("id"),
        name=track.text("name") or "",
        colour=track.text("color", "colour"),
        extra=track.unused(),
    )


_SOCIAL_PAGES = {
    "website": "Website",
    "twitter": "Twitter",
    "github": "GitHub",
    "linkedin": "LinkedIn",
    "facebook": "Facebook",
    "mastodon": "Mastodon",
    "instagram": "Instagram",
}
_SAME_NAME_RATIO = 0.85


class OpenEventSpeakers:
    """The speakers, by id and name: some files give one id to two speakers."""

    def __init__(self, files: OpenEventFiles, log: ImportLog) -> None:
        self._log = log
        self._known: dict[str, dict[str, RawPerson]] = {}
        self.all: list[RawPerson] = []
        self._are_known = False
        for speaker in files.objects("speakers"):
            self.find_or_add(speaker)
        self._are_known = True

    def find_or_add(self, speaker: RawObject) -> RawPerson | None:
        key, name = speaker.text("id"), speaker.text("name")
        if name is None:
            if key is not None and key in self._known:
                return next(iter(self._known[key].values()))
            self._log.error("no-name", Message("A speaker without a name. Left out."), speaker.location)
            return None
        full_name = " ".join(name.split())
        alike = self._known.setdefault(key or full_name, {})
        if full_name not in alike:
            if (known := self._find_spelling(full_name, alike)) is not None:
                message = Message(
                    "'{full_name}' has the id of '{name}'. Imported as another spelling of that name.",
                    full_name=full_name,
                    name=str(known.name),
                )
                self._log.warning("name-variant", message, speaker.at("name"))
                known.variants += (full_name,)
                alike[full_name] = known
            else:
                self._add(speaker, key, full_name, alike)
        return alike[full_name]

    def _find_spelling(self, full_name: str, alike: dict[str, RawPerson]) -> RawPerson | None:
        """The speaker with the same id and nearly the same name, once all speakers are known."""
        if not self._are_known:
            return None
        return next((person for name, person in alike.items() if _is_same_name(full_name, name)), None)

    def _add(self, speaker: RawObject, key: str | None, full_name: str, alike: dict[str, RawPerson]) -> None:
        others = "' and '".join(alike)
        record = alike[full_name] = _read_person(speaker, key, full_name)
        if others:
            record.key = f"{key}-{len(alike)}"
            message = Message(
                "'{others}' and '{full_name}' share the id {key}. Imported as different people. "
                "Check whether they are.",
                others=others,
                full_name=full_name,
                key=key or "",
            )
            self._log.warning("shared-id", message, speaker.at("id"))
        self.all.append(record)

    def find(self, key: str) -> RawPerson | None:
        return next(iter(self._known.get(key, {}).values()), None)


def _is_same_name(one: str, other: str) -> bool:
    """True for two names of one id that differ by a typing error."""
    return (
        SequenceMatcher(None, one.casefold()[:200], other.casefold()[:200], autojunk=False).ratio()
        > _SAME_NAME_RATIO
    )


def _read_person(speaker: RawObject, key: str | None, name: str) -> RawPerson:
    links = tuple(
        chain.from_iterable(speaker.link(field_name, label) for field_name, label in _SOCIAL_PAGES.items())
    )
    contact = {"email": speaker.text("email"), "phone": speaker.text("mobile", "phone")}
    # Sessions refer to their speakers.
    speaker.ignore("sessions")
    return RawPerson(
        location=speaker.location,
        key=key or "",
        name=name,
        position=speaker.text("position"),
        organisation=speaker.text("organisation", "organization"),
        country=speaker.text("country"),
        biography=speaker.long_text("long_biography", "short_biography"),
        links=links,
        contact={field: value for field, value in contact.items() if value is not None},
        field_names=speaker.field_names(biography="long_biography short_biography"),
        extra=speaker.unused(),
    )


class OpenEventRooms:
    """The rooms, by id; a session that gives an id another name is in a room of that name."""

    def __init__(self, files: OpenEventFiles, log: ImportLog) -> None:
        self._log = log
        self._known: dict[str, RawRoom] = {}
        self.all = [_read_room(microlocation) for microlocation in files.objects("microlocations")]
        for room in reversed(self.all):
            if room.key is not None:
                self._known[room.key] = room

    def room_key(self, session: RawObject) -> str | None:
        microlocation = session.object("microlocation")
        if microlocation is None:
            return session.text("microlocation_id", "microlocation")
        key, name = microlocation.text("id"), microlocation.text("name")
        known = self._known.get(key or "")
        if known is None or name is None or _room_key(name) == _room_key(str(known.name)):
            return key if known is not None or name is None else name
        room_name = " ".join(name.split())
        other = " ".join(str(known.name).split())
        message = Message(
            "Room {key} is called '{other}' elsewhere and '{room_name}' here. Used '{room_name}'.",
            key=key or "",
            other=other,
            room_name=room_name,
        )
        self._log.once("room-differs", message, microlocation.at("name"), severity=Severity.WARNING)
        return room_name


def _room_key(name: str) -> str:
    return normalise_dashes(normalise(name)).casefold()


def _read_room(room: RawObject) -> RawRoom:
    return RawRoom(
        location=room.location,
        key=room.text("id"),
        name=room.text("name", "room") or "",
        capacity=room.text("capacity"),
        extra=room.unused(),
    )


def read_session(
    session: RawObject, people: OpenEventSpeakers, rooms: OpenEventRooms, tracks: list[RawTrack]
) -> RawSession:
    start, end = session.datetime("starts_at", "start_time"), session.datetime("ends_at", "end_time")
    kind, length = _kind_and_minutes(session, has_end=end is not None)
    return RawSession(
        location=session.location,
        key=session.text("id"),
        title=session.text("title"),
        subtitle=session.text("subtitle"),
        kind=kind,
        start=start,
        end=end,
        minutes=length,
        rooms=tuple(filter(None, (rooms.room_key(session),))),
        track=_track_key(session, tracks),
        abstract=session.long_text("short_abstract", "abstract", "description"),
        description=session.long_text("long_abstract"),
        people=tuple(_appearances(session, people)),
        languages=session.text_list("language"),
        links=tuple(_session_links(session)),
        status=session.text("state"),
        field_names=session.field_names(
            start="starts_at start_time", end="ends_at end_time", abstract="short_abstract"
        ),
        extra=session.unused(),
    )


def _kind_and_minutes(session: RawObject, *, has_end: bool) -> tuple[str | None, int | None]:
    session_type = session.object("session_type")
    if session_type is None:
        return session.text("session_type"), None
    session_type.ignore("id")
    if has_end:
        session_type.ignore("length")
    return session_type.text("name"), None if has_end else session_type.duration("length")


def _track_key(session: RawObject, tracks: list[RawTrack]) -> str | None:
    track = session.object("track")
    if track is None:
        return session.text("track_id", "track")
    key = track.text("id", "name")
    if track.text("name") and all(known.key != key for known in tracks):
        tracks.append(read_track(track))
    else:
        track.ignore("color", "font_color")  # of the track in the list
    return key


def _appearances(session: RawObject, people: OpenEventSpeakers) -> Iterator[RawAppearance]:
    seen: set[str] = set()
    by_id = [people.find(key) or key for key in session.text_list("speakers", "speaker_ids", "speakers_ids")]
    inline = [] if by_id else [people.find_or_add(speaker) for speaker in session.objects("speakers")]
    for person in chain(inline, by_id):
        person_key = person if isinstance(person, str) else person and (person.key or str(person.name))
        if person_key and person_key not in seen:
            seen.add(person_key)
            yield RawAppearance(person_key)


def _session_links(session: RawObject) -> Iterator[RawLink]:
    for name, label in (("slides_url", "Slides"), ("slides", "Slides"), ("signup_url", "Sign up")):
        yield from session.link(name, label)
    for name in ("video_url", "video", "audio_url", "audio"):
        yield from session.link(name, stream="recording")


class OpenEventFormat:
    """The archive of Open Event and eventyay; only read."""

    title = "export of Open Event and eventyay: a folder or archive of JSON"
    suffixes = (".zip",)

    def recognises(self, source: SourceFile) -> bool:
        parts = source.members_by_stem
        if any(part.startswith("submission") for part in parts):  # the word of pretalx
            return False
        return "event" in parts and ("sessions" in parts or "speakers" in parts)

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        log = ImportLog(name)
        files = OpenEventFiles(SourceFile(data, name), log)
        people, rooms = OpenEventSpeakers(files, log), OpenEventRooms(files, log)
        tracks = [read_track(track) for track in files.objects("tracks")]
        conference, organiser = read_event(files.event())
        records = RawSchedule(
            source="open-event",
            conference=conference,
            organisations=[*organiser, *map(read_sponsor, files.objects("sponsors"))],
            rooms=rooms.all,
            tracks=tracks,
            sessions=[read_session(session, people, rooms, tracks) for session in files.objects("sessions")],
            people=people.all,
        )
        if not records.sessions and not records.people:
            raise log.as_error(
                Message("No Open Event sessions or speakers. Check that it is the right folder or archive.")
            )
        return build_schedule(records, log, hints)


open_event_format = OpenEventFormat()

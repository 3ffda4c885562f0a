"""Sessionize: the JSON views All, Sessions, Speakers and GridSmart, alone or together in an archive.

There is no public schema. Times are wall times of the conference, in a zone that the files do not state;
where a site has them in UTC they end in ``Z``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eventkit.intake import (
    NO_HINTS,
    ImportHints,
    ImportLog,
    ImportResult,
    Location,
    RawAppearance,
    RawConference,
    RawLink,
    RawPerson,
    RawRoom,
    RawSchedule,
    RawSession,
    RawText,
    SourceFile,
    build_schedule,
)
from eventkit.intake.datetime_parser import ParseFailure, parse_date, parse_duration
from eventkit.intake.raw_objects import RawObject, add_extra, iter_objects
from eventkit.intake.source_file import parse_json
from eventkit.intake.word_lists import kind_from_title
from eventkit.messages import Message


@dataclass(slots=True)
class SessionizeLookups:
    rooms: dict[str, RawRoom] = field(default_factory=dict)
    items: dict[str, tuple[str, str]] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)

    def add_rooms(self, rooms: Iterable[RawObject]) -> None:
        for room in rooms:
            key, name = room.text("id"), room.text_by_language("name")
            known = key or (name if isinstance(name, str) else None)
            if name is not None and known is not None and known not in self.rooms:
                room.ignore("sort", "sessions", "session", "hasOnlyPlenumSessions", "index")
                self.rooms[known] = RawRoom(location=room.location, key=key, name=name, extra=room.unused())

    def add_categories(self, categories: Iterable[RawObject]) -> None:
        for category in categories:
            title = _english(category.text_by_language("title", "name")) or "category"
            for item in [*category.objects("items"), *category.objects("categoryItems")]:
                key, name = item.text("id"), _english(item.text_by_language("name", "title"))
                if key is not None and name is not None:
                    self.items[key] = (title, name)

    def add_questions(self, questions: Iterable[RawObject]) -> None:
        for question in questions:
            key, text = question.text("id"), _english(question.text_by_language("question"))
            if key is not None and text is not None:
                self.questions[key] = text

    def answers(self, record: RawObject) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for answer in record.objects("questionAnswers"):
            key = answer.text("questionId", "id") or ""
            asked = answer.text("question") or self.questions.get(key) or f"question {key}".strip()
            value = answer.text("answerValue", "answer", "answerExtra")
            if value is not None:
                answers[asked] = value
        return answers


def _english(words: RawText | None) -> str | None:
    """A text; the English one of several languages, which labels are matched by."""
    if not isinstance(words, Mapping):
        return words
    return str(words.get("en") or next(iter(words.values())))


_KINDS = frozenset({"session format", "sessionformat", "format", "session type", "type"})
_TRACKS = frozenset({"track", "tracks", "topic", "stream", "theme"})
_LANGUAGES = frozenset({"language", "languages", "spoken language", "session language"})
_LENGTHS = frozenset({"length", "duration", "session length", "session duration"})
_WITH_UNIT = re.compile(r"[(（](\d{1,3} ?[^\W\d_][^()（）]{0,20})[)）]")


class SessionizeSessionReader:
    """Reading of sessions; a room that only a session names is added to the lookups."""

    def __init__(self, lookups: SessionizeLookups, log: ImportLog) -> None:
        self._lookups = lookups
        self._log = log
        self.inline: dict[str, RawPerson] = {}
        """Speakers by id, from the objects in sessions."""

    def session(self, session: RawObject, in_room: str | None) -> RawSession:
        """Read a session; ``in_room`` is the id of the room whose list it is in."""
        room, room_name = session.text("roomId") or in_room, session.text("room")
        if room is not None and room_name is not None and room not in self._lookups.rooms:
            self._lookups.rooms[room] = RawRoom(location=session.at("room"), key=room, name=room_name)
        record = RawSession(
            location=session.location,
            key=session.text("id"),
            field_names={"start": "startsAt", "end": "endsAt", "abstract": "description", "rooms": "roomId"},
            title=session.text_by_language("title", "name"),
            abstract=session.long_text("description"),
            start=session.datetime("startsAt"),
            end=session.datetime("endsAt"),
            rooms=tuple(filter(None, (room or room_name,))),
            plenary=session.boolean("isPlenumSession"),
            kind=_break_kind(session),
            status=session.text("status"),
            people=tuple(self._appearances(session)),
            links=(
                *session.link("liveUrl", stream="live"),
                *session.link("recordingUrl", stream="recording"),
                *session.link("videoUrl", stream="recording"),
                *session.link("slideUrl", "Slides"),
            ),
        )
        answers = self._lookups.answers(session)
        self._assign_categories(session, record)
        record.extra |= session.unused()
        add_extra(record, answers, self._log)
        return record

    def _appearances(self, session: RawObject) -> Iterator[RawAppearance]:
        by_id = session.text_list("speakers")
        yield from map(RawAppearance, by_id)
        for speaker in [] if by_id else session.objects("speakers"):
            key, name = speaker.text("id"), speaker.text("name", "fullName")
            if key is not None and name is not None and key != name:
                self.inline.setdefault(key, RawPerson(location=speaker.location, key=key, name=name))
            if key or name:
                yield RawAppearance(key or name or "")

    def _assign_categories(self, session: RawObject, record: RawSession) -> None:
        """Assign categories to kind, track and languages; others become extra data."""
        rest: dict[str, list[str]] = {}
        for title, name in self._iter_categories(session):
            word = title.casefold().strip()
            if word in _KINDS and record.kind is None:
                record.kind = name
            elif word in _TRACKS and record.track is None:
                record.track = name
            elif word in _LANGUAGES:
                record.languages += (name,)
            elif word in _LENGTHS and (length := _minutes_in(name)):
                record.minutes = length
            else:
                rest.setdefault(title, []).append(name)
        if record.minutes is None and record.end is None and isinstance(record.kind, str):
            # With a unit, as in "Workshop (90 min)": a bare number could be anything.
            bracketed = map(_minutes_in, _WITH_UNIT.findall(record.kind))
            record.minutes = next(filter(None, bracketed), None)
        extra = {title: names[0] if len(names) == 1 else names for title, names in rest.items()}
        add_extra(record, extra, self._log)

    def _iter_categories(self, session: RawObject) -> Iterator[tuple[str, str]]:
        for key in session.text_list("categoryItems"):
            yield self._lookups.items.get(key, ("categoryItems", key))
        for category in session.objects("categories"):
            title = category.text("name", "title") or "category"
            for item in [*category.objects("categoryItems"), *category.objects("items")]:
                if (name := item.text("name", "title")) is not None:
                    yield title, name


def _minutes_in(words: str) -> int | None:
    length = parse_duration(words)
    return None if isinstance(length, ParseFailure) else length


def _break_kind(session: RawObject) -> str | None:
    """The kind of a service session: a break, unless its title says otherwise."""
    is_service = session.boolean("isServiceSession")
    return (
        "break"
        if is_service and not any(map(kind_from_title, _all_languages(session.text_by_language("title"))))
        else None
    )


def _all_languages(words: RawText | None) -> list[str]:
    return [*map(str, words.values())] if isinstance(words, Mapping) else [words or ""]


def read_speaker(speaker: RawObject, lookups: SessionizeLookups, log: ImportLog) -> RawPerson | None:
    """Read a speaker; ``None``, and logged, without a name."""
    parts = " ".join(filter(None, (speaker.text("firstName"), speaker.text("lastName"))))
    name = speaker.text("fullName", "name") or parts
    if not name:
        log.error("no-name", Message("A speaker without a name. Left out."), speaker.location)
        return None
    contact = {"email": speaker.text("email"), "phone": speaker.text("phone")}
    record = RawPerson(
        location=speaker.location,
        key=speaker.text("id"),
        name=name,
        given=speaker.text("firstName"),
        family=speaker.text("lastName"),
        position=speaker.text("tagLine"),
        biography=speaker.long_text("bio"),
        links=tuple(_speaker_links(speaker)),
        contact={field: value for field, value in contact.items() if value is not None},
        field_names={"name": "fullName", "position": "tagLine", "biography": "bio"},
    )
    answers = lookups.answers(speaker)
    # By their ids those appear who name a session, see `session_ids`.
    speaker.ignore("sessions")
    if not speaker.boolean("isTopSpeaker"):
        speaker.ignore("isTopSpeaker")
    record.extra |= speaker.unused()
    add_extra(record, answers, log)
    return record


def session_ids(speaker: RawObject) -> tuple[str, ...]:
    """The ids of the sessions of a speaker: ids, or objects with ids."""
    by_id = speaker.text_list("sessions")
    raw_sessions = [] if by_id else speaker.objects("sessions")
    return (*by_id, *(key for raw in raw_sessions if (key := raw.text("id")) is not None))


def _speaker_links(speaker: RawObject) -> Iterator[RawLink]:
    for link in speaker.objects("links"):
        if (url := link.text("url")) is not None:
            yield RawLink(url, link.text("title", "linkType"))


SESSION_MEMBERS = frozenset({"isServiceSession", "isPlenumSession", "categoryItems"})

SPEAKER_MEMBERS = frozenset({"isTopSpeaker", "tagLine", "profilePicture"})
"""Members that only sessions, and only speakers, of Sessionize have."""


def looks_like_sessionize(values: Any) -> bool:
    """True if the first objects, in a list or by id, are sessions or speakers of Sessionize."""
    entries = (
        list(values.values()) if isinstance(values, dict) else values if isinstance(values, list) else []
    )
    return any(
        isinstance(entry, dict) and (SESSION_MEMBERS | SPEAKER_MEMBERS) & entry.keys()
        for entry in entries[:3]
    )


class SessionizeViews:
    def __init__(self, log: ImportLog) -> None:
        self._log = log
        self._lookups = SessionizeLookups()
        self._where: Location | None = None
        self._days: list[str] = []
        # Sessions are read at the last, when all they refer to is known.
        self._sessions: list[tuple[RawObject, str | None]] = []
        self._speakers: list[RawObject] = []

    def add_view(self, root: Any, where: Location) -> None:
        self._where = self._where or where
        if isinstance(root, dict) and not all(isinstance(member, dict) for member in root.values()):
            whole = RawObject(root, where, self._log)
            self._lookups.add_rooms(whole.objects("rooms"))
            self._lookups.add_categories(whole.objects("categories"))
            self._lookups.add_questions(whole.objects("questions"))
            self._queue_sessions(whole.objects("sessions"))
            self._speakers += whole.objects("speakers")
            return
        self._add_list(list(iter_objects(root, where, self._log)), where.part.lower())

    def _add_list(self, entries: list[RawObject], file_name: str) -> None:
        if any("timeSlots" in one or ("date" in one and "rooms" in one) for one in entries):
            self._add_grid(entries)
        elif any("sessions" in one and ("groupName" in one or "groupId" in one) for one in entries):
            for group in entries:
                self._queue_sessions(group.objects("sessions"))
        elif (
            any(SPEAKER_MEMBERS & one.names or "fullName" in one for one in entries) or "speaker" in file_name
        ):
            self._speakers += entries
        elif any("items" in one for one in entries):
            self._lookups.add_categories(entries)
        elif any("question" in one for one in entries):
            self._lookups.add_questions(entries)
        elif "room" in file_name:
            self._lookups.add_rooms(entries)
        else:
            self._queue_sessions(entries)

    def _add_grid(self, days: list[RawObject]) -> None:
        """Add a GridSmart view: days of rooms with sessions, and again by time of day."""
        for one in days:
            if (date := one.text("date")) is not None:
                self._days.append(date)
            rooms = one.objects("rooms")
            slots = [room for slot in one.objects("timeSlots") for room in slot.objects("rooms")]
            self._lookups.add_rooms([*rooms, *slots])
            for room in rooms:
                self._queue_sessions(room.objects("sessions"), room.text("id"))
            for room in slots:
                session = room.object("session")
                self._queue_sessions([session] if session else [], room.text("id"))

    def _queue_sessions(self, sessions: Iterable[RawObject], in_room: str | None = None) -> None:
        self._sessions += ((session, in_room) for session in sessions)

    def records(self) -> RawSchedule:
        reader = SessionizeSessionReader(self._lookups, self._log)
        sessions = self._read_sessions(reader)
        people = [(speaker, read_speaker(speaker, self._lookups, self._log)) for speaker in self._speakers]
        keys = {who.key for _, who in people if who is not None}
        inline = [person for key, person in reader.inline.items() if key not in keys]
        self._add_speakers(sessions, people)
        self._drop_unknown_speakers(sessions, {*keys, *reader.inline})
        where = self._where or Location(self._log.name)
        start, end = _first_and_last_day(self._days)
        return RawSchedule(
            source="sessionize",
            conference=RawConference(location=where, start=start, end=end),
            rooms=list(self._lookups.rooms.values()),
            people=[*(who for _, who in people if who is not None), *inline],
            sessions=sessions,
        )

    def _read_sessions(self, reader: SessionizeSessionReader) -> list[RawSession]:
        """The sessions, each once: plenary ones are in the list of every room, and in several views."""
        known: dict[str, RawSession] = {}
        records: list[RawSession] = []
        for session, in_room in self._sessions:
            record = reader.session(session, in_room)
            same = known.get(record.key or "")
            if same is not None and (same.start, same.end) == (record.start, record.end):
                same.rooms = tuple(dict.fromkeys((*same.rooms, *record.rooms, *filter(None, (in_room,)))))
                continue
            records.append(record)
            if record.key is not None:
                known.setdefault(record.key, record)
        return records

    def _add_speakers(
        self, sessions: list[RawSession], people: list[tuple[RawObject, RawPerson | None]]
    ) -> None:
        """Add speakers to the sessions they name, if those name no speakers."""
        by_key = {session.key: session for session in reversed(sessions)}
        for speaker, who in people:
            for which in session_ids(speaker):
                session = by_key.get(which)
                if session is None or who is None or who.key is None:
                    continue
                if all(person.person != who.key for person in session.people):
                    session.people += (RawAppearance(who.key),)

    def _drop_unknown_speakers(self, sessions: list[RawSession], known: set[str | None]) -> None:
        """Move the ids of unknown speakers to extra data: they are not names."""
        for session in sessions:
            unknown = [
                person.person
                for person in session.people
                if person.person not in known and _is_id(person.person)
            ]
            if unknown:
                session.extra["speakers"] = unknown
                session.people = tuple(person for person in session.people if person.person not in unknown)
                message = Message(
                    "Sessions refer to speakers by ids, but the speakers are missing. Import the file "
                    "together with the speakers."
                )
                where = Location(self._log.name, session.location.part, field="speakers")
                self._log.error("unknown-speakers", message, where)


def _is_id(text: str) -> bool:
    return " " not in text and any(char.isdigit() for char in text)


def _first_and_last_day(texts: list[str]) -> tuple[date | None, date | None]:
    """The first and last of dates, which are written with midnight and without a zone."""
    days = [day for day in map(parse_date, (one[:10] for one in texts)) if isinstance(day, date)]
    return min(days, default=None), max(days, default=None)


_MARKERS = tuple(f'"{name}"'.encode() for name in sorted(SESSION_MEMBERS | SPEAKER_MEMBERS))


class SessionizeFormat:
    """The JSON of Sessionize, alone or several files in a folder or archive; only read."""

    title = "JSON of Sessionize: All, Sessions, Speakers and GridSmart"
    suffixes = (".json", ".zip")
    fields = frozenset(
        {"sessions", "speakers", "startsAt", "endsAt", "isServiceSession", "isPlenumSession", "roomId"}
    )

    def recognises(self, source: SourceFile) -> bool:
        """True for sessions or speakers with members that only Sessionize has."""
        if source.looks_like_json:
            return _is_view(source.json)
        # Without parsing them: faults are reported when the file is read.
        return any(
            marker in source.read_member(name) for name in _json_members(source) for marker in _MARKERS
        )

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        """Read a JSON file, or all JSON files of an archive together.

        Service sessions are breaks unless their title states another kind. Answers to questions become extra
        data, except private ones.
        """
        offered = SourceFile(data, name)
        log = ImportLog(name)
        views = SessionizeViews(log)
        if offered.members:
            for member in _json_members(offered):
                views.add_view(
                    parse_json(offered.read_member(member), f"{name}, {member}"), Location(name, member)
                )
        else:
            views.add_view(parse_json(data, name), Location(name))
        records = views.records()
        if not records.sessions and not records.people:
            raise log.as_error(
                Message("No Sessionize sessions or speakers. Check that the schedule is published.")
            )
        return build_schedule(records, log, hints)


def _json_members(source: SourceFile) -> list[str]:
    return sorted(member for member in source.members_by_stem.values() if member.lower().endswith(".json"))


def _is_view(root: Any) -> bool:
    """True for a view; an object with a conference is the document of eventkit."""
    if isinstance(root, dict) and "conference" not in root:
        known = {"sessions", "speakers", "questions", "categories", "rooms"}
        if known <= root.keys() or any(
            looks_like_sessionize(value) for value in (root, root.get("sessions"), root.get("speakers"))
        ):
            return True
    if isinstance(root, list):
        return looks_like_sessionize(root) or any(
            isinstance(value, dict)
            and (
                {"date", "rooms", "timeSlots"} <= value.keys()
                or "groupName" in value
                or looks_like_sessionize(value.get("sessions"))
            )
            for value in root[:3]
        )
    return False


sessionize_format = SessionizeFormat()

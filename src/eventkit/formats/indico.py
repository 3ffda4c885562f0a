"""Indico: the JSON of its export API, of an event with its contributions or sessions, or of a timetable.

``/export/event/ID.json?detail=contributions`` (or ``sessions``) returns a list of events with their
contributions; ``/export/timetable/ID.json`` returns entries by event and day, with breaks. Sessions of Indico
contain contributions: they are imported as blocks. Subcontributions have a length and no time of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

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
    RawSchedule,
    RawSession,
    SourceFile,
    build_schedule,
)
from eventkit.intake.datetime_parser import parse_datetime
from eventkit.intake.raw_objects import RawObject, iter_objects
from eventkit.intake.source_file import parse_json
from eventkit.messages import Message, as_message
from eventkit.times import zone

SOURCE = "indico"

_RESULT = "HTTPAPIResult"
_ROLES = {
    "speakers": "speaker",
    "presenters": "speaker",
    "conveners": "chair",
    "sessionConveners": "chair",
    "primaryauthors": "author",
    "coauthors": "author",
}
"""The roles of people by the lists they are in; who speaks is not listed as an author again."""

_FIELD_NAMES = {"start": "startDate", "end": "endDate", "minutes": "duration", "abstract": "description"}
# What only serves Indico's own pages.
_REDUNDANT = (
    "_type", "_fossil", "friendly_id", "friendlyId", "conferenceId", "sessionId", "sessionSlotId",
    "sessionSlotEntryId", "scheduleEntryId", "color", "textColor", "pdf", "inheritLoc", "inheritRoom",
    "roomFullname", "numSlots", "protectionURL", "contribDuration", "conference", "entryType", "emailHash",
    "person_id", "displayOrderKey", "is_speaker", "author_type",
)  # fmt: skip


class IndicoReader:
    def __init__(self, name: str, log: ImportLog, page: str) -> None:
        self._log = log
        self._page = page
        self._people: dict[str, RawPerson] = {}
        self.records = RawSchedule(source=SOURCE, conference=RawConference(location=Location(name)))

    def read_event(self, event: RawObject) -> None:
        start, end = self._time(event, "startDate"), self._time(event, "endDate")
        event.ignore(*_REDUNDANT, "url", "type", "category", "categoryId", "visibility", "hasAnyProtection")
        event.ignore("modificationDate", "creationDate", "creator", "roomMapURL", "occurrences", "organizer")
        self.records.conference = RawConference(
            location=event.location,
            key=event.text("id"),
            title=event.text("title"),
            start=start.date() if start else None,
            end=end.date() if end else None,
            zone=event.text("timezone"),
            venue=event.text("location") or event.text("room"),
            address=event.text("address"),
            url=event.text("url"),
            links=tuple(self._links(event)),
            field_names={"zone": "timezone", "start": "startDate", "end": "endDate", "venue": "location"},
        )
        for session in event.objects("sessions"):
            self._add(session, parent=None, kind="block")
        for contribution in event.objects("contributions"):
            self._add(contribution, parent=None, kind=None)
        if chairs := [name for chair in event.objects("chairs") if (name := _name_of(chair))]:
            self.records.conference.extra["chairs"] = chairs
        self.records.conference.extra |= event.unused()

    def read_timetable(self, days: Mapping[str, Any], key: str, location: Location) -> None:
        self.records.conference.key = key
        for day, entries in days.items():
            place = Location(location.file, field=f"{location.field}.{day}")
            for entry in iter_objects(entries, place, self._log):
                self._add_entry(entry, None)

    def _add_entry(self, entry: RawObject, parent: str | None) -> None:
        kinds = {"Session": "block", "Break": "break"}
        record = self._add(entry, parent=parent, kind=kinds.get(entry.text("entryType") or ""))
        for inner in entry.objects("entries"):
            self._add_entry(inner, record.key)

    def _add(self, raw: RawObject, *, parent: str | None, kind: str | None) -> RawSession:
        of_session = raw.object("session")
        start, end = self._time(raw, "startDate"), self._time(raw, "endDate")
        minutes = raw.duration("duration")
        record = RawSession(
            location=raw.location,
            key=_key(raw, kind),
            parent=parent,
            kind=kind or raw.text("type"),
            title=_title(raw),
            start=start,
            end=end,
            minutes=None if end else minutes,
            rooms=tuple(filter(None, (raw.text("room"),))),
            track=raw.text("track") or (raw.text("session") if of_session is None else None),
            abstract=raw.long_text("description"),
            people=tuple(self._appearances(raw)),
            links=tuple(self._links(raw)),
            field_names=_FIELD_NAMES,
        )
        self.records.sessions.append(record)
        self.records.conference.zone = self.records.conference.zone or self._zone_of(raw)
        for inner in raw.objects("contributions"):
            self._add(inner, parent=record.key, kind=None)
        for inner in raw.objects("subContributions"):
            self._add(inner, parent=record.key, kind=None)
        if of_session is not None:
            record.people += tuple(self._appearances(of_session))
            record.abstract = record.abstract or of_session.long_text("description")
            of_session.ignore(
                *_REDUNDANT, "title", "location", "room", "url", "isPoster", "startDate", "endDate"
            )
            of_session.text("id")
        if raw.text("location") == self.records.conference.venue:
            raw.ignore("address")
        raw.ignore(*_REDUNDANT)
        record.extra |= raw.unused()
        return record

    def _time(self, raw: RawObject, name: str) -> datetime | None:
        parts = raw.object(name)
        if parts is None:
            return None
        date, time, zone_name = (parts.text(part) for part in ("date", "time", "tz"))
        parsed = parse_datetime(f"{date}T{time}")
        if not isinstance(parsed, datetime):
            message = Message(
                "'{date} {time}' {reason}. Left out.",
                date=date or "",
                time=time or "",
                reason=as_message(parsed.reason),
            )
            self._log.error("unread-time", message, raw.at(name))
            return None
        try:
            return parsed.replace(tzinfo=zone(zone_name)) if zone_name else parsed
        except ValueError:
            return parsed

    def _zone_of(self, raw: RawObject) -> str | None:
        start = raw.nested_objects.get("startDate")
        return str(start["tz"]) if start and isinstance(start.get("tz"), str) else None

    def _appearances(self, raw: RawObject) -> Iterator[RawAppearance]:
        seen: set[str] = set()
        for field, role in _ROLES.items():
            for person in raw.objects(field):
                name = self._add_person(person)
                if name and name not in seen:
                    seen.add(name)
                    yield RawAppearance(name, role)

    def _add_person(self, person: RawObject) -> str:
        """The key of a person, which is the name: other ids are of one list each."""
        name = _name_of(person)
        if not name:
            self._log.error("nameless", Message("A person without a name. Left out."), person.location)
            return ""
        record = self._people.get(name)
        if record is None:
            record = self._people[name] = RawPerson(location=person.location, key=name, name=name)
            self.records.people.append(record)
        for field in ("id", "db_id"):
            person.text(field)
        record.given = record.given or person.text("first_name", "firstName")
        record.family = record.family or person.text("last_name", "familyName")
        record.honorific = record.honorific or person.text("title")
        record.organisation = record.organisation or person.text("affiliation")
        if email := person.text("email"):
            record.contact.setdefault("email", email)
        person.ignore(*_REDUNDANT, "fullName", "name", "affiliation", "title")
        record.extra = {**person.unused(), **record.extra}
        return name

    def _links(self, raw: RawObject) -> Iterator[RawLink]:
        if url := raw.text("url"):
            yield RawLink(urljoin(self._page, url))
        attachments = raw.object("attachments")
        folders = raw.objects("folders")
        if attachments is not None:
            yield from self._attachments(attachments.objects("files"))
            folders += attachments.objects("folders")
        for folder in folders:
            yield from self._attachments(folder.objects("attachments"))
        raw.ignore("material")  # the same in an older form

    def _attachments(self, attachments: list[RawObject]) -> Iterator[RawLink]:
        for attachment in attachments:
            if url := attachment.text("link_url", "download_url"):
                yield RawLink(urljoin(self._page, url), attachment.text("title"))


def _title(raw: RawObject) -> str | None:
    """The title of a session; of a block with a title of its own, both: ``Plenary: Opening``."""
    title, own = raw.text("title"), raw.text("slotTitle")
    return title if not own or not title or own in title else f"{title}: {own}"


def _key(raw: RawObject, kind: str | None) -> str | None:
    """The id, with a letter for its kind: contributions and sessions are numbered apart."""
    ids = [raw.text(name) for name in ("contributionId", "db_id", "id", "uniqueId")]
    number = next(filter(None, ids), None)
    return f"{kind or 'contribution'} {number}" if number else None


def _name_of(person: RawObject) -> str:
    parts = (person.text("first_name", "firstName"), person.text("last_name", "familyName"))
    name = " ".join(filter(None, parts)) or person.text("fullName", "name") or ""
    return " ".join(name.split())


class IndicoFormat:
    """Responses of the export API of Indico; only read."""

    title = "export API of Indico: an event with its contributions, or a timetable"
    suffixes = (".json",)
    fields = frozenset({"_type", "results", "contributions", "startDate", "endDate", "timezone", "entryType"})

    def recognises(self, source: SourceFile) -> bool:
        root = source.json
        return isinstance(root, dict) and root.get("_type") == _RESULT

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        log = ImportLog(name)
        root = parse_json(data, name)
        results = root.get("results") if isinstance(root, dict) else None
        if not isinstance(results, list | dict) or len(results) != 1:
            count = len(results) if isinstance(results, list | dict) else 0
            raise log.as_error(
                Message("{count} events. Export one: /export/event/ID.json?detail=sessions.", count=count)
            )
        reader = IndicoReader(name, log, str(root.get("url") or ""))
        if isinstance(results, dict):
            ((key, days),) = results.items()
            if not isinstance(days, dict):
                raise log.as_error(
                    Message("Not a timetable by days. Export /export/timetable/ID.json again.")
                )
            reader.read_timetable(days, key, Location(name, field=f"results.{key}"))
        else:
            for event in iter_objects(results, Location(name, field="results"), log):
                reader.read_event(event)
        if not reader.records.sessions:
            raise log.as_error(
                Message(
                    "An event without contributions. Export it with "
                    "/export/event/ID.json?detail=sessions, or export its timetable with "
                    "/export/timetable/ID.json."
                )
            )
        return build_schedule(reader.records, log, hints)


indico_format = IndicoFormat()

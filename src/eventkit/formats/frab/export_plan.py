"""The export plan: which sessions go into a frab file, with their numbers, slugs, GUIDs, names and losses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, TypeVar
from uuid import uuid5

from eventkit.formats.frab import frab_values
from eventkit.formats.frab.frab_values import MAX_EVENT_NUMBER, SOURCE, event_number
from eventkit.formats.losses import CANCELLED_APPEARANCES, SEVERAL_ROLES, LossSpec, Omission, PartialLoss
from eventkit.intake import Markup
from eventkit.intake.datetime_parser import parse_duration
from eventkit.intake.html_to_markdown import to_markdown
from eventkit.messages import Message
from eventkit.model import (
    Appearance,
    Conference,
    Kind,
    Link,
    Name,
    Participant,
    ParticipantId,
    Role,
    Room,
    RoomId,
    Session,
    SessionId,
    Slot,
    Status,
    Stream,
    StreamKind,
    Track,
    TrackId,
)
from eventkit.schedule import EntityKind, Schedule
from eventkit.texts import Text
from eventkit.values import Value
from eventkit.wording.public_schedule import is_frame

LONGEST = 100 * 24 * 60 - 1  # the longest session that `D:HH:MM` can express, in minutes
_Id = TypeVar("_Id", bound=str)
_SLOT, _DAY_MINUTES = 5, 24 * 60
_ODD = re.compile(r"[^a-z0-9]+")
_SLUG = re.compile(r"[a-z0-9_]{4,}-[a-z0-9_-]{3,}[a-z0-9]")
_TRACK_SLUG = re.compile(r"[a-z0-9-]+[a-z0-9]")


@dataclass(frozen=True, slots=True)
class ExportEvent:
    session: Session
    number: int  # its number in the file, at least 1, the same as long as the session's UID is
    slug: str
    on: date
    start: datetime  # when it begins, with the offset from UTC
    minutes: int
    room: Room | None  # the first of its rooms, if it has one


class ExportPlan:
    """The plan of an export: sessions with a time that are not cancelled, and their names and numbers.

    A block whose parts are written is not: it would lie over them in its room, where such files have one
    event at a time. `omitted` contains the sessions left out, with the reason.
    """

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.languages = schedule.conference.languages
        self.omitted: dict[SessionId, str] = {}
        for session in reversed(schedule.sessions):  # parts before what they are part of
            if why := self._missing(session):
                self.omitted[session.id] = why

    def _missing(self, session: Session) -> str:
        if session.status is Status.CANCELLED:
            return "cancelled"
        if session.slot is None:
            return "unscheduled"
        if session.slot.period.minutes > LONGEST:
            return "too-long"
        parts = self.schedule.parts(session.id)
        if session.kind is Kind.BLOCK and any(part.id not in self.omitted for part in parts):
            return "block"
        return "block" if is_frame(session) and not parts else ""

    @cached_property
    def entries(self) -> tuple[ExportEvent, ...]:
        written = [session for session in self.schedule.in_order if session.id not in self.omitted]
        numbers, slugs = _numbers(written), _slugs(written, self.acronym)
        return tuple(map(self._entry, written, numbers, slugs))

    @cached_property
    def _by_id(self) -> Mapping[SessionId, ExportEvent]:
        return {entry.session.id: entry for entry in self.entries}

    def entry(self, session: SessionId) -> ExportEvent:
        """The event of a session; `KeyError` if the session is omitted."""
        return self._by_id[session]

    def _entry(self, session: Session, number: int, slug: str) -> ExportEvent:
        assert session.slot is not None  # noqa: S101 - what has none is left out
        period = session.slot.period
        rooms = self.schedule.rooms_of(session)
        return ExportEvent(
            session,
            number,
            slug,
            self.schedule.day(period.start),
            self.local_time(period.start),
            period.minutes,
            self.schedule.room(rooms[0]) if rooms else None,
        )

    def local_time(self, instant: datetime) -> datetime:
        """The instant with the offset of the zone; in UTC if that offset has seconds."""
        local = instant.astimezone(self.schedule.zone)
        offset = local.utcoffset() or timedelta()
        return local if offset % timedelta(minutes=1) == timedelta() else instant.astimezone(UTC)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days of the conference, and other days with events."""
        first, last = self.schedule.conference.start, self.schedule.conference.end
        own = {first + timedelta(days=at) for at in range((last - first).days + 1)}
        return tuple(sorted(own | {entry.on for entry in self.entries}))

    def bounds(self, on: date) -> tuple[datetime, datetime]:
        change = self.schedule.conference.day_change
        return self._at(on, change), self._at(on + timedelta(days=1), change)

    def _at(self, on: date, change: time) -> datetime:
        # By way of UTC: a wall time that is skipped when clocks go forward has no offset.
        return self.local_time(datetime.combine(on, change, self.schedule.zone).astimezone(UTC))

    @cached_property
    def acronym(self) -> str:
        """The conference id in the characters that the schemas allow, at least four."""
        return _ODD.sub("_", self.schedule.conference.id).ljust(4, "_")

    def text(self, text: Text | None) -> str:
        """A text in the first language of the conference that it has; empty without one."""
        return "" if text is None else text.best(*self.languages)[1]

    def lists(self, participant: Participant) -> bool:
        return any(
            appearance.comes and session.id not in self.omitted
            for session, appearance in self.schedule.appearances(participant.id)
        )

    def people(self, session: Session) -> list[tuple[Participant, Role]]:
        """The people who come to a session, each with their first role in it."""
        roles: dict[ParticipantId, Role] = {}
        for appearance in session.people:
            if appearance.comes:
                roles.setdefault(appearance.participant, appearance.role)
        return [(self.schedule.participant(who), role) for who, role in roles.items()]

    def name(self, participant: Participant) -> str:
        """The name of a participant for readers of the conference's first language."""
        return participant.named(self.languages[0])[0].full

    def language(self, session: Session) -> str:
        """The first language of a session; empty if none is stated."""
        return session.languages[0] if session.languages else ""

    @cached_property
    def room_names(self) -> Mapping[RoomId, str]:
        """The names of the rooms, made distinct: events are listed under them."""
        return _distinct({room.id: self.text(room.name) for room in self.schedule.rooms})

    @cached_property
    def track_names(self) -> Mapping[TrackId, str]:
        """The names of the tracks, made distinct: events refer to them."""
        return _distinct({track.id: self.text(track.name) for track in self.schedule.tracks})

    @cached_property
    def track_slugs(self) -> Mapping[TrackId, str]:
        """The slugs of the tracks: two letters or digits at least, and hyphens."""
        slugs = {track.id: _track_slug(track) for track in self.schedule.tracks}
        return _distinct(
            {at: slug if len(slug) > 1 else f"track-{slug}" for at, slug in slugs.items()}, "{0}-{2}"
        )

    def guid(self, thing: Room | Participant | Track) -> str:
        """A stable GUID: the original one, or one derived from the conference UID and the id."""
        original = (
            frab_values.parse_guid(thing.source_id or "")
            if thing.source_id and len(thing.source_id) == 36
            else None
        )
        kind = type(thing).__name__.lower()
        return original or str(uuid5(self.schedule.conference.uid, f"{kind}:{thing.id}"))

    def id_attributes(self, thing: Room | Participant) -> Mapping[str, str]:
        """The id attributes of an entity: the original ones, or else a GUID.

        An entity that such a file knew by its name alone has none.
        """
        original = thing.source_id if thing.source == SOURCE else None
        if original is None or len(original) == 36:
            return {"guid": self.guid(thing)}
        if isinstance(thing, Participant):
            is_number = original.isascii() and original.isdecimal() and len(original) < 10
            return {"id": original} if is_number else {"guid": self.guid(thing)}
        return {} if original == self.room_names[thing.id] else {"guid": self.guid(thing)}

    def slug(self, track: Track) -> Mapping[str, str]:
        """The slug of a track, unless the original file knew it by name alone."""
        is_named = track.source == SOURCE and track.source_id == self.track_names[track.id]
        return {} if is_named else {"slug": self.track_slugs[track.id]}

    def page(self, session: Session) -> tuple[str, tuple[Link, ...]]:
        """The page of a session, if its first link is one, and the other links."""
        links = session.links
        if links and links[0].label is None and links[0].url not in self.pages:
            return links[0].url, links[1:]
        return "", links

    @cached_property
    def pages(self) -> frozenset[str]:
        """The pages of the conference, which are not pages of sessions."""
        return frozenset(filter(None, (self.schedule.conference.url, self.base)))

    @property
    def base(self) -> str:
        """The base URL of the original file, if there is one."""
        value = self.schedule.conference.extra.get("base_url")
        return value if isinstance(value, str) and re.fullmatch(r"https?://\S+", value) else ""

    @property
    def version(self) -> str:
        """The version of the original file, or 1; the formats require one."""
        value = self.schedule.conference.extra.get("version")
        return value if isinstance(value, str) and value else "1"

    @property
    def slot(self) -> str:
        """The slot length of the grid, ``HH:MM``."""
        return "{:02}:{:02}".format(*divmod(self.slot_minutes, 60))

    @property
    def slot_minutes(self) -> int:
        """The slot length of the grid in minutes: of the original file, or 5."""
        value = self.schedule.conference.extra.get("timeslot_duration")
        minutes = parse_duration(value) if isinstance(value, str) else _SLOT
        return minutes if isinstance(minutes, int) and 0 < minutes < _DAY_MINUTES else _SLOT


def _track_slug(track: Track) -> str:
    original = track.source_id if track.source == SOURCE else None
    return original if original and _TRACK_SLUG.fullmatch(original) else _ODD.sub("-", track.id)


def _numbers(sessions: Iterable[Session]) -> Iterator[int]:
    """The original numbers of sessions, and numbers derived from UIDs for the others."""
    sessions = tuple(sessions)
    original = {session.id: _original_number(session) for session in sessions}
    reserved = set(original.values())
    used: set[int] = set()
    for session in sessions:
        number = original[session.id]
        if number is None or number in used:
            number = event_number(session.uid)
            while number in used or number in reserved:
                number = number % MAX_EVENT_NUMBER + 1
        used.add(number)
        yield number


def _original_number(session: Session) -> int | None:
    original = str(session.extra.get("id") or (session.source_id if session.source == SOURCE else ""))
    if (
        original.isascii()
        and original.isdecimal()
        and len(original) < 10
        and 0 < int(original) <= MAX_EVENT_NUMBER
    ):
        return int(original)
    return None


def _slugs(sessions: Iterable[Session], acronym: str) -> Iterator[str]:
    used = set()
    for session in sessions:
        stem = session.extra.get("slug")
        if not isinstance(stem, str) or not _SLUG.fullmatch(stem):
            own = _ODD.sub("-", session.id)
            stem = f"{acronym}-{own if len(own) > 3 else f'session-{own}'}"
        slug, number = stem, 2
        while slug in used:
            slug, number = f"{stem}-{number}", number + 1
        used.add(slug)
        yield slug


def _distinct(names: Mapping[_Id, str], form: str = "{0} ({1})") -> dict[_Id, str]:
    """Distinct names: a repeated one is followed by its id or a number."""
    distinct: dict[_Id, str] = {}
    all_names = set(names.values())
    used: set[str] = set()
    for at, name in names.items():
        candidate, number = name, 2
        while candidate in used or (candidate != name and candidate in all_names):
            candidate = form.format(name, at if number == 2 and "{1}" in form else f"{at} {number}", number)
            number += 1
        used.add(candidate)
        distinct[at] = candidate
    return distinct


_ZONE_NAME = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+")


def schema_zone_name(key: str) -> str:
    """The name of a time zone, if the schemas allow it; else empty."""
    return key if _ZONE_NAME.match(key) or key == "UTC" else ""


def recording_url(session: Session) -> str:
    if len(session.streams) == 1:
        stream = session.streams[0]
        if (
            stream.kind is StreamKind.RECORDING
            and (stream.label, stream.language, stream.views) == (None,) * 3
        ):
            return stream.url or ""
    return ""


_REASONS = {
    "cancelled": Message("cancelled sessions"),
    "unscheduled": Message("sessions without a time"),
    "too-long": Message("sessions longer than 99 days"),
    "block": Message("blocks, only the sessions in them"),
}
"""By the reason for which a plan leaves sessions out, the phrase for them."""

_XML: Mapping[type[Value], AbstractSet[str]] = {
    Conference: {"title", "start", "end", "zone", "day_change", "url"},
    Session: {
        "uid",
        "title",
        "subtitle",
        "kind",
        "slot",
        "people",
        "track",
        "abstract",
        "languages",
        "links",
        "streams",
    },
    Slot: {"period", "rooms"},
    Appearance: {"participant"},
    Link: {"url", "label"},
    Stream: {"url", "kind"},
    Room: {"name"},
    Track: {"name", "colour"},
    Participant: {"name"},
    Name: {"full", "language"},
}
_JSON: Mapping[type[Value], AbstractSet[str]] = {
    **_XML,
    Session: _XML[Session] - {"streams"},
    Room: {"name", "capacity"},
    Participant: {"name", "biography"},
}
_LONG = {"session.abstract", "participant.biography"}


def xml_losses(plan: ExportPlan) -> LossSpec:
    streams = PartialLoss(
        "session.streams",
        Message("more than one recording of a session, or details of it"),
        lambda session, _: bool(session.streams) and not recording_url(session),
    )
    return _losses(plan, "schedule.xml", _XML, streams)


def json_losses(plan: ExportPlan) -> LossSpec:
    zone = PartialLoss(
        "conference.zone",
        Message("this time zone"),
        lambda conference, _: not schema_zone_name(conference.zone),
    )
    return _losses(plan, "schedule.json", _JSON, zone)


def _losses(
    plan: ExportPlan, format_: str, fields: Mapping[type[Value], AbstractSet[str]], further: PartialLoss
) -> LossSpec:
    def has_reason(reason: str) -> Omission:
        def is_omitted(session: Session, _: Schedule) -> bool:
            return plan.omitted.get(session.id) == reason

        return Omission(EntityKind.SESSION, _REASONS[reason], is_omitted)

    return LossSpec(
        format=format_,
        fields=fields,
        partial=(*_partial(plan), further),
        omissions=(
            *map(has_reason, _REASONS),
            Omission(
                EntityKind.PARTICIPANT,
                Message("people who appear in none of its events"),
                lambda participant, _: not plan.lists(participant),
            ),
        ),
        stores_text=lambda path, text, _: _stores_text(plan, path, text),
        text_loss=lambda phrase: Message("the language of {phrase}, or more than one", phrase=phrase),
        stores_elsewhere=lambda entity, field: _stores_elsewhere(plan, fields, entity, field),
        keeps_ids=False,
    )


def _stores_text(plan: ExportPlan, path: str, text: Text) -> bool:
    """True for a text in the language that readers assume, unchanged as markup."""
    return list(text) == [plan.languages[0]] and not (path in _LONG and _is_marked_up(plan.text(text)))


def _is_marked_up(text: str) -> bool:
    """True for HTML or images in Markdown, which readers sanitise."""
    return ("<" in text or "](" in text) and to_markdown(text, Markup.MARKDOWN).text != text


def _partial(plan: ExportPlan) -> tuple[PartialLoss, ...]:
    def has_other_rooms(session: Session, schedule: Schedule) -> bool:
        return len(schedule.rooms_of(session)) > 1

    def loses_links(session: Session, _: Schedule) -> bool:
        are_repeated = len({link.url for link in session.links}) < len(session.links)
        return are_repeated or any(plan.text(link.label) == link.url for link in session.links)

    def has_other_forms(participant: Participant, _: Schedule) -> bool:
        form = participant.named(plan.languages[0])[0]
        return len(participant.name) > 1 or form.language != plan.languages[0]

    def has_other_change(conference: Conference, _: Schedule) -> bool:
        # A day on which clocks go forward over its end has another end.
        ends = [plan.schedule.wall(plan.bounds(on)[1]).time() for on in plan.days]
        return max(dict.fromkeys(ends), key=ends.count) != conference.day_change

    return (
        PartialLoss("session.slot", Message("more than one room of a session"), has_other_rooms),
        CANCELLED_APPEARANCES,
        SEVERAL_ROLES,
        PartialLoss("session.links", Message("repeated links, or labels that are addresses"), loses_links),
        PartialLoss(
            "session.languages",
            Message("more than one language of a session"),
            lambda session, _: len(session.languages) > 1,
        ),
        PartialLoss(
            "participant.name", Message("the language of names, or more than one form"), has_other_forms
        ),
        PartialLoss("conference.day_change", Message("the time at which a day ends"), has_other_change),
        PartialLoss(
            "room.name",
            Message("two rooms of one name without a suffix"),
            lambda room, _: plan.room_names[room.id] != plan.text(room.name),
        ),
        PartialLoss(
            "track.name",
            Message("two tracks of one name without a suffix"),
            lambda track, _: plan.track_names[track.id] != plan.text(track.name),
        ),
    )


def _stores_elsewhere(
    plan: ExportPlan, fields: Mapping[type[Value], AbstractSet[str]], entity: Any, field: str
) -> bool:
    """True if source or extra data come back from the ids and numbers of the file."""
    if field == "source":
        return entity.source == SOURCE and _is_known(plan, fields, entity)
    return field == "extra" and isinstance(entity, Session) and _is_in_entry(plan, entity)


def _is_in_entry(plan: ExportPlan, session: Session) -> bool:
    """True if the extra data are the number and slug of the session, which are exported."""
    entry = plan.entry(session.id)
    written = {"id": str(entry.number), "slug": entry.slug}
    return written["id"] == session.extra.get("id") and dict(session.extra).items() <= written.items()


def _is_known(plan: ExportPlan, fields: Mapping[type[Value], AbstractSet[str]], entity: Any) -> bool:
    """True if an entity has the same id when the file is imported again."""
    match entity:
        case Session():
            return bool(entity.source_id == str(entity.uid))
        case Track():
            return entity.source_id in {*plan.slug(entity).values(), plan.track_names[entity.id]}
        case Room() if fields is _JSON:
            return bool(entity.source_id == plan.guid(entity))
        case Room():
            return entity.source_id in {*plan.id_attributes(entity).values(), plan.room_names[entity.id]}
    return entity.source_id in plan.id_attributes(entity).values()

"""The schedule for search engines: schema.org's Event in JSON-LD 1.1, to be put into a web page.

The conference is an Event, sessions are its subEvents and parts theirs. Texts are told by language, as value
objects with ``@language``. Who appears is in ``performer``, but for those who only take part (``attendee``)
and interpreters (``translator``). Signs that end a script in HTML are written as escapes, so that the whole
may stand in ``<script type="application/ld+json">`` as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from eventkit.findings import Finding, Severity
from eventkit.model import (
    Affiliation,
    Involvement,
    Kind,
    Link,
    Participant,
    ParticipantKind,
    Role,
    Session,
    Status,
    Stream,
    StreamKind,
    Venue,
)
from eventkit.schedule import Schedule
from eventkit.texts import UNDETERMINED, Text

_Node = dict[str, Any]

_CONTEXT = "https://schema.org"
_TYPES: Mapping[Kind, str] = {
    Kind.WORKSHOP: "EducationEvent",
    Kind.TUTORIAL: "EducationEvent",
    Kind.MEAL: "SocialEvent",
    Kind.SOCIAL: "SocialEvent",
}
_AS_WHAT: Mapping[Role, str] = {Role.PARTICIPANT: "attendee", Role.INTERPRETER: "translator"}
_BEHIND: Mapping[Involvement, str] = {
    Involvement.ORGANISER: "organizer",
    Involvement.CO_ORGANISER: "organizer",
    Involvement.HOST: "organizer",
    Involvement.SPONSOR: "sponsor",
    Involvement.SUPPORTER: "contributor",
    Involvement.PARTNER: "contributor",
    Involvement.MEDIA_PARTNER: "contributor",
}
# "<", ">" and "&" end or begin something in HTML, and can stand in JSON as escapes.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


class SchemaOrg:
    """The format: only written."""

    title = "schema.org events (JSON-LD), for search engines"
    suffixes = (".jsonld",)

    def write(self, schedule: Schedule, suffix: str) -> bytes:  # noqa: ARG002 - there is one
        """The file; the same schedule gives the same bytes."""
        event = {"@context": _CONTEXT, **_Events(schedule).conference()}
        text = json.dumps(event, ensure_ascii=False, allow_nan=False, indent=2)
        return f"{text.translate(_ESCAPES)}\n".encode()

    def lost(self, schedule: Schedule) -> tuple[Finding, ...]:
        """What of the schedule schema.org has no words for, a finding for each sort of it."""
        return tuple(
            Finding(Severity.INFO, "not-held", (), f"schema.org has no words for {what}")
            for what in _not_held(schedule)
        )


class _Events:
    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._told: set[str] = set()
        """What has been told in full: after that its name will do."""

    def conference(self) -> _Node:
        conference = self._schedule.conference
        streams = [each for each in conference.streams if each.url]
        places = [
            *([self._venue(conference.venue)] if conference.venue else []),
            *map(_stream, _live(streams)),
        ]
        node = {
            "@type": "Event",
            "@id": conference.uid.urn,
            "name": _text(conference.title),
            "disambiguatingDescription": _text(conference.subtitle),
            "about": {"@type": "Thing", "name": _text(conference.theme)} if conference.theme else None,
            "superEvent": {"@type": "Event", "name": _text(conference.occasion)}
            if conference.occasion
            else None,
            "url": conference.url,
            "startDate": str(conference.start),
            "endDate": str(conference.end),
            "eventStatus": f"{_CONTEXT}/EventScheduled",
            "eventAttendanceMode": self._attendance(),
            "inLanguage": list(conference.languages),
            "location": _one_or_all(places),
            "recordedIn": _one_or_all(map(_recording, _recordings(streams))),
            "subjectOf": _one_or_all(map(_page, conference.links)),
            **self._behind(),
            "subEvent": [self._session(each) for each in self._schedule.parts(None)],
        }
        return _filled(node)

    def _behind(self) -> _Node:
        found: dict[str, list[_Node]] = {}
        for backing in self._schedule.conference.organisations:
            found.setdefault(_BEHIND[backing.role], []).append(self._organisation(backing.organisation))
        return {name: _one_or_all(found.get(name, ())) for name in ("organizer", "sponsor", "contributor")}

    def _attendance(self) -> str | None:
        conference = self._schedule.conference
        streams = [
            *conference.streams,
            *(each for session in self._schedule.sessions for each in session.streams),
        ]
        if conference.venue is None:
            return None
        mode = "MixedEventAttendanceMode" if _live(streams) else "OfflineEventAttendanceMode"
        return f"{_CONTEXT}/{mode}"

    def _session(self, session: Session) -> _Node:
        period = session.slot.period if session.slot else None
        track = self._schedule.track(session.track) if session.track else None
        cancelled = session.status is Status.CANCELLED
        streams = [each for each in session.streams if each.url]
        places = [
            *(self._room(room) for room in self._schedule.rooms_of(session)),
            *map(_stream, _live(streams)),
        ]
        node = {
            "@type": _TYPES.get(session.kind, "Event"),
            "@id": session.uid.urn,
            "name": _text(session.title),
            "disambiguatingDescription": _text(session.subtitle),
            "description": _text(session.abstract),
            "startDate": self._at(period.start) if period else None,
            "endDate": self._at(period.end) if period else None,
            "eventStatus": f"{_CONTEXT}/{'EventCancelled' if cancelled else 'EventScheduled'}",
            "inLanguage": list(session.languages or self._schedule.conference.languages),
            "keywords": _text(track.name) if track else None,
            "location": _one_or_all(places),
            **self._appearing(session),
            "recordedIn": _one_or_all(map(_recording, _recordings(streams))),
            "subjectOf": _one_or_all(map(_page, session.links)),
            "subEvent": [self._session(each) for each in self._schedule.parts(session.id)],
        }
        return _filled(node)

    def _at(self, instant: datetime) -> str:
        """The instant by the clocks at the conference, with its offset (ISO 8601)."""
        shown = instant.astimezone(self._schedule.zone)
        offset = shown.utcoffset()
        # Clocks before standard time were off by seconds, which ISO 8601 has no offsets for.
        return (instant if offset and offset.seconds % 60 else shown).isoformat()

    def _appearing(self, session: Session) -> _Node:
        found: dict[str, dict[str, _Node]] = {}
        for each in session.people:
            if each.comes:
                who = self._participant(self._schedule.participant(each.participant))
                found.setdefault(_AS_WHAT.get(each.role, "performer"), {}).setdefault(each.participant, who)
        return {
            name: _one_or_all(found.get(name, {}).values())
            for name in ("performer", "attendee", "translator")
        }

    def _participant(self, participant: Participant) -> _Node:
        is_person = participant.kind is ParticipantKind.PERSON
        forms = participant.name
        node = {
            "@type": "Person" if is_person else "Organization",
            "@id": f"#participant-{participant.id}",
            "name": _values({form.language: form.full for form in forms}),
        }
        if node["@id"] in self._told:
            return node
        self._told.add(node["@id"])
        node |= (
            {
                "givenName": _values({form.language: form.given for form in forms if form.given}),
                "familyName": _values({form.language: form.family for form in forms if form.family}),
                "honorificPrefix": _text(participant.honorific),
            }
            if is_person
            else {}
        )
        jobs = [_text(each.position) for each in participant.affiliations if each.position]
        node |= {
            "jobTitle": _flat(jobs) if is_person else None,
            "affiliation" if is_person else "parentOrganization": _one_or_all(
                self._held(participant.affiliations)
            ),
            "description": _text(participant.biography),
            "sameAs": [link.url for link in participant.links],
        }
        return _filled(node)

    def _held(self, affiliations: Iterable[Affiliation]) -> Iterator[_Node]:
        for each in affiliations:
            if each.organisation:
                yield self._organisation(each.organisation)

    def _organisation(self, id_: Any) -> _Node:
        organisation = self._schedule.organisation(id_)
        node = {
            "@type": "Organization",
            "@id": f"#organisation-{organisation.id}",
            "name": _text(organisation.name),
        }
        if node["@id"] not in self._told:
            self._told.add(node["@id"])
            node |= {"alternateName": _text(organisation.short), "url": organisation.url}
        return _filled(node)

    def _venue(self, venue: Venue) -> _Node:
        address = {
            "@type": "PostalAddress",
            "streetAddress": _text(venue.address),
            "addressLocality": _text(venue.city),
            "addressCountry": venue.country,
        }
        geo = {"@type": "GeoCoordinates", "latitude": venue.latitude, "longitude": venue.longitude}
        node = {
            "@type": "Place",
            "@id": "#venue",
            "name": _text(venue.name),
            "url": venue.url,
            "address": _filled(address) if len(_filled(address)) > 1 else None,
            "geo": geo if venue.latitude is not None else None,
        }
        return _filled(node)

    def _room(self, id_: Any) -> _Node:
        room = self._schedule.room(id_)
        node = {"@type": "Place", "@id": f"#room-{room.id}", "name": _text(room.name)}
        if node["@id"] not in self._told:
            self._told.add(node["@id"])
            venue = self._schedule.conference.venue
            node |= {
                "description": _text(room.building),
                "maximumAttendeeCapacity": room.capacity,
                "containedInPlace": {"@id": "#venue"} if venue else None,
            }
        return _filled(node)


def _text(text: Text | None) -> Any:
    return None if text is None else _values(text)


def _values(texts: Mapping[str, str]) -> Any:
    """A text by language: a value object each, bare where nobody told the language (JSON-LD 1.1, 4.2.4)."""
    return _one_or_all(
        said if tag == UNDETERMINED else {"@language": tag, "@value": said} for tag, said in texts.items()
    )


def _flat(values: Iterable[Any]) -> Any:
    return _one_or_all(each for value in values for each in (value if isinstance(value, list) else [value]))


def _one_or_all(values: Iterable[Any]) -> Any:
    found = list(values)
    return found[0] if len(found) == 1 else found


def _filled(node: _Node) -> _Node:
    """The node without what is not known."""
    return {name: value for name, value in node.items() if value is not None and value != []}


def _live(streams: Iterable[Stream]) -> list[Stream]:
    return [each for each in streams if each.kind is StreamKind.LIVE and each.url]


def _recordings(streams: Iterable[Stream]) -> list[Stream]:
    return [each for each in streams if each.kind is StreamKind.RECORDING]


def _stream(stream: Stream) -> _Node:
    return _filled({"@type": "VirtualLocation", "name": _text(stream.label), "url": stream.url})


def _recording(stream: Stream) -> _Node:
    named = {"@type": "CreativeWork", "name": _text(stream.label), "url": stream.url}
    return _filled({**named, "inLanguage": stream.language})


def _page(link: Link) -> _Node:
    return _filled({"@type": "CreativeWork", "name": _text(link.label), "url": link.url})


def _not_held(schedule: Schedule) -> Iterator[str]:
    """What of the schedule is not told, a sort of it at a time."""
    yield "ids, the time zone's name, and where a day of the conference ends"
    yield from _of_the_occasion(schedule)
    yield from _of_sessions(schedule.sessions)
    yield from _of_people(schedule)


def _of_the_occasion(schedule: Schedule) -> Iterator[str]:
    conference, sessions = schedule.conference, schedule.sessions
    streams = [*conference.streams, *(each for session in sessions for each in session.streams)]
    things = (*schedule.organisations, *schedule.rooms, *schedule.tracks, *schedule.participants, *sessions)
    if any(backing.level for backing in conference.organisations):
        yield "levels of sponsors"
    if any(each.url is None or each.views is not None or each.language for each in streams):
        yield "streams without an address, their languages, and how often they were watched"
    if conference.deadlines or conference.contact:
        yield "deadlines, and the address of the office"
    if schedule.tracks:
        yield "tracks, but for their names"
    if any(room.features or room.available or room.shared for room in schedule.rooms):
        yield "what rooms are equipped with, and when they are to be had"
    if conference.extra or any(each.source or each.extra for each in things):
        yield "where things were taken from, and what came along with them"


def _of_sessions(sessions: Iterable[Session]) -> Iterator[str]:
    people = [each for session in sessions for each in session.people]
    states = {each.status for each in people} | {session.status for session in sessions}
    if any(session.kind not in _TYPES for session in sessions):
        yield "kinds of sessions, but for workshops, tutorials, meals and social events"
    if any(each.role not in _AS_WHAT for each in people):
        yield "roles: speakers, moderators and others are all performers"
    if any(each.affiliations for each in people):
        yield "positions that people have in one session only"
    if states - {Status.CONFIRMED}:
        yield "what is tentative; those who have cancelled are left out"
    if any(each.plenary or each.pinned or each.interpreted or each.audience for each in sessions):
        yield "what is plenary or pinned, interpretation, and how many are expected"


def _of_people(schedule: Schedule) -> Iterator[str]:
    people = schedule.participants
    appearing = {each.participant for session in schedule.sessions for each in session.people if each.comes}
    bodies = [each for each in people if each.kind is not ParticipantKind.PERSON]
    if any(
        each.variants or each.available or each.members or each.pronouns or each.country for each in people
    ):
        yield "other spellings, pronouns, countries, members of teams, and when people can come"
    if any(form.sort or form.badge for each in people for form in each.name):
        yield "what to sort people by, and names on badges"
    if {each.id for each in people} - appearing:
        yield "people that appear in no session"
    if any(held.position for each in bodies for held in each.affiliations):
        yield "positions of teams, delegations and organisations"


schema_org = SchemaOrg()
"""The one there is: what the entry point names."""

"""Structured data: the conference, its sessions and people as nodes of schema.org (JSON-LD 1.1).

Every value is marked with its language. Entities are written in full where they first occur, and then by
their ``@id``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from eventkit.markup import begin_text
from eventkit.model import (
    Affiliation,
    Involvement,
    Kind,
    Link,
    Name,
    Participant,
    ParticipantKind,
    Role,
    Session,
    Status,
    Stream,
    StreamKind,
    Venue,
)
from eventkit.schedule import EntityKind, Schedule
from eventkit.texts import UNDETERMINED, Text

JsonLdNode = dict[str, Any]


def values(texts: Mapping[str, str]) -> Any:
    """Texts as value objects by language; bare without a language (JSON-LD 1.1, 4.2.4)."""
    return unwrap_single(
        text if tag == UNDETERMINED else {"@language": tag, "@value": text} for tag, text in texts.items()
    )


def flatten(nested: Iterable[Any]) -> Any:
    """The values of several lists or single values."""
    return unwrap_single(item for value in nested for item in (value if isinstance(value, list) else [value]))


def unwrap_single(values: Iterable[Any]) -> Any:
    """The values as JSON-LD has them: a single one without a list."""
    all_values = list(values)
    return all_values[0] if len(all_values) == 1 else all_values


def drop_empty(node: JsonLdNode) -> JsonLdNode:
    return {name: value for name, value in node.items() if value is not None and value != []}


def live(streams: Iterable[Stream]) -> list[Stream]:
    return [stream for stream in streams if stream.kind is StreamKind.LIVE and stream.url]


def recordings(streams: Iterable[Stream]) -> list[Stream]:
    return [stream for stream in streams if stream.kind is StreamKind.RECORDING]


def _known(languages: Iterable[str]) -> list[str]:
    """The languages without that of texts in an unknown one, which schema.org has no value for."""
    return [language for language in languages if language != UNDETERMINED]


EVENT_TYPES: Mapping[Kind, str] = {
    Kind.WORKSHOP: "EducationEvent",
    Kind.TUTORIAL: "EducationEvent",
    Kind.MEAL: "SocialEvent",
    Kind.SOCIAL: "SocialEvent",
}
ROLE_PROPERTIES: Mapping[Role, str] = {Role.PARTICIPANT: "attendee", Role.INTERPRETER: "translator"}
ORGANISER_PROPERTIES: Mapping[Involvement, str] = {
    Involvement.ORGANISER: "organizer",
    Involvement.CO_ORGANISER: "organizer",
    Involvement.HOST: "organizer",
    Involvement.SPONSOR: "sponsor",
    Involvement.SUPPORTER: "contributor",
    Involvement.PARTNER: "contributor",
    Involvement.MEDIA_PARTNER: "contributor",
}
CONTEXT = "https://schema.org"

DESCRIPTION_LENGTH = 300
"""The most characters of a description on a page that has the whole text: results of a search show less."""

PageOf = Callable[[EntityKind, str], str | None]
"""The address of the page of an entity, by its kind and id; ``None`` without one."""


def _no_page(_: EntityKind, __: str) -> None:
    return None


class EventNodeBuilder:
    """The event nodes of conference and sessions, in one language or, without ``language``, in all."""

    def __init__(self, schedule: Schedule, page_of: PageOf | None = None, language: str = "") -> None:
        self._schedule = schedule
        self._languages = (language, *schedule.conference.languages) if language else ()
        self._page_of = page_of or _no_page
        self._written: set[str] = set()
        """The ids of nodes written in full: later references have the name only."""

    def conference(self) -> JsonLdNode:
        node = self.conference_alone()  # first, because it has the organisers in full
        sessions = [self.session(part) for part in self._schedule.parts(None)]
        return drop_empty({**node, "subEvent": sessions})

    def conference_alone(self) -> JsonLdNode:
        """The node of the conference without its sessions."""
        conference = self._schedule.conference
        streams = [stream for stream in conference.streams if stream.url]
        places = [
            *([self._venue(conference.venue)] if conference.venue else []),
            *map(self._online, live(streams)),
        ]
        node = {
            "@type": "Event",
            "@id": conference.uid.urn,
            "name": self._text(conference.title),
            "disambiguatingDescription": self._text(conference.subtitle),
            "about": {"@type": "Thing", "name": self._text(conference.theme)} if conference.theme else None,
            "superEvent": {"@type": "Event", "name": self._text(conference.occasion)}
            if conference.occasion
            else None,
            "url": conference.url,
            "startDate": str(conference.start),
            "endDate": str(conference.end),
            "eventStatus": f"{CONTEXT}/EventScheduled",
            "eventAttendanceMode": self._attendance(),
            "inLanguage": _known(conference.languages),
            "location": unwrap_single(places),
            "recordedIn": unwrap_single(map(self._recording, recordings(streams))),
            "subjectOf": unwrap_single(map(self._page, conference.links)),
            **self._backings(),
        }
        return drop_empty(node)

    def _text(self, text: Text | None) -> Any:
        if text is None:
            return None
        return text.best(*self._languages)[1] if self._languages else values(text)

    def _name(self, forms: Mapping[str, str]) -> Any:
        if self._languages:
            return next(iter(forms.values()), None)
        return values(forms)

    def _prose(self, text: Text | None) -> Any:
        """A text in Markdown; in one language its beginning, without marks, since its page has the whole."""
        value = self._text(text)
        return begin_text(value, DESCRIPTION_LENGTH) if isinstance(value, str) and self._languages else value

    def _online(self, stream: Stream) -> JsonLdNode:
        return drop_empty({"@type": "VirtualLocation", "name": self._text(stream.label), "url": stream.url})

    def _recording(self, stream: Stream) -> JsonLdNode:
        work = {"@type": "CreativeWork", "name": self._text(stream.label), "url": stream.url}
        return drop_empty({**work, "inLanguage": stream.language})

    def _page(self, link: Link) -> JsonLdNode:
        return drop_empty({"@type": "CreativeWork", "name": self._text(link.label), "url": link.url})

    def _backings(self) -> JsonLdNode:
        nodes: dict[str, list[JsonLdNode]] = {}
        for backing in self._schedule.conference.organisations:
            nodes.setdefault(ORGANISER_PROPERTIES[backing.role], []).append(
                self._organisation(backing.organisation)
            )
        return {name: unwrap_single(nodes.get(name, ())) for name in ("organizer", "sponsor", "contributor")}

    def _attendance(self) -> str | None:
        conference = self._schedule.conference
        streams = [
            *conference.streams,
            *(stream for session in self._schedule.sessions for stream in session.streams),
        ]
        if conference.venue is None:
            return None
        mode = "MixedEventAttendanceMode" if live(streams) else "OfflineEventAttendanceMode"
        return f"{CONTEXT}/{mode}"

    def session(self, session: Session) -> JsonLdNode:
        node = self._session(session)  # first, because it has its people in full
        return drop_empty(
            {**node, "subEvent": [self.session(part) for part in self._schedule.parts(session.id)]}
        )

    def _session(self, session: Session, *, in_full: bool = True) -> JsonLdNode:
        """The node of a session without its parts; its people in full, or by name and page alone."""
        period = session.slot.period if session.slot else None
        track = self._schedule.track(session.track) if session.track else None
        cancelled = session.status is Status.CANCELLED
        streams = [stream for stream in session.streams if stream.url]
        places = [
            *(self._room(room) for room in self._schedule.rooms_of(session)),
            *map(self._online, live(streams)),
        ]
        node = {
            "@type": EVENT_TYPES.get(session.kind, "Event"),
            "@id": session.uid.urn,
            "name": self._text(session.title),
            "disambiguatingDescription": self._text(session.subtitle),
            "description": self._prose(session.abstract),
            "url": self._page_of(EntityKind.SESSION, session.id),
            "startDate": self._local_time(period.start) if period else None,
            "endDate": self._local_time(period.end) if period else None,
            "duration": None if period or session.minutes is None else f"PT{session.minutes}M",
            "eventStatus": f"{CONTEXT}/{'EventCancelled' if cancelled else 'EventScheduled'}",
            "inLanguage": _known(session.languages),
            "keywords": self._text(track.name) if track else None,
            "location": unwrap_single(places),
            **self._people(session, self.participant if in_full else self._named),
            "recordedIn": unwrap_single(map(self._recording, recordings(streams))),
            "subjectOf": unwrap_single(map(self._page, session.links)),
        }
        return drop_empty(node)

    def session_alone(self, session: Session) -> JsonLdNode:
        """The node of a session, with the names of its people, its parts and the event that it is part of."""
        conference = self._schedule.conference
        outer = {
            "@type": "Event",
            "@id": conference.uid.urn,
            "name": self._text(conference.title),
            "url": conference.url,
            "startDate": str(conference.start),
        }
        if session.parent is not None:
            outer = self._reference(self._schedule.session(session.parent))
        node = {
            **self._session(session, in_full=False),
            "subEvent": [self._reference(part) for part in self._schedule.parts(session.id)],
            "superEvent": drop_empty(outer),
        }
        return drop_empty(node)

    def _reference(self, session: Session) -> JsonLdNode:
        node = {
            "@type": EVENT_TYPES.get(session.kind, "Event"),
            "@id": session.uid.urn,
            "name": self._text(session.title),
            "url": self._page_of(EntityKind.SESSION, session.id),
            "startDate": self._local_time(session.slot.period.start) if session.slot else None,
        }
        return drop_empty(node)

    def _local_time(self, instant: datetime) -> str:
        return _write_local_time(instant, self._schedule.zone)

    def _people(self, session: Session, describe: Callable[[Participant], JsonLdNode]) -> JsonLdNode:
        nodes: dict[str, dict[str, JsonLdNode]] = {}
        for person in session.people:
            if person.comes:
                who = describe(self._schedule.participant(person.participant))
                nodes.setdefault(ROLE_PROPERTIES.get(person.role, "performer"), {}).setdefault(
                    person.participant, who
                )
        return {
            name: unwrap_single(nodes.get(name, {}).values())
            for name in ("performer", "attendee", "translator")
        }

    def participant(self, participant: Participant) -> JsonLdNode:
        is_person = participant.kind is ParticipantKind.PERSON
        forms = self._forms(participant)
        node = self._participant_head(participant, forms)
        if node["@id"] in self._written:
            return node
        self._written.add(node["@id"])
        node |= (
            {
                "givenName": self._name({form.language: form.given for form in forms if form.given}),
                "familyName": self._name({form.language: form.family for form in forms if form.family}),
                "honorificPrefix": self._text(participant.honorific),
            }
            if is_person
            else {}
        )
        jobs = [
            self._text(affiliation.position)
            for affiliation in participant.affiliations
            if affiliation.position
        ]
        node |= {
            "jobTitle": flatten(jobs) if is_person else None,
            "affiliation" if is_person else "parentOrganization": unwrap_single(
                self._employers(participant.affiliations)
            ),
            "description": self._prose(participant.biography),
            "url": self._page_of(EntityKind.PARTICIPANT, participant.id),
            "sameAs": [link.url for link in participant.links],
        }
        return drop_empty(node)

    def _forms(self, participant: Participant) -> Sequence[Name]:
        return participant.named(*self._languages)[:1] if self._languages else participant.name

    def _participant_head(self, participant: Participant, forms: Iterable[Name]) -> JsonLdNode:
        return {
            "@type": "Person" if participant.kind is ParticipantKind.PERSON else "Organization",
            "@id": f"#participant-{participant.id}",
            "name": self._name({form.language: form.full for form in forms}),
        }

    def _named(self, participant: Participant) -> JsonLdNode:
        head = self._participant_head(participant, self._forms(participant))
        return drop_empty({**head, "url": self._page_of(EntityKind.PARTICIPANT, participant.id)})

    def _employers(self, affiliations: Iterable[Affiliation]) -> Iterator[JsonLdNode]:
        for affiliation in affiliations:
            if affiliation.organisation:
                yield self._organisation(affiliation.organisation)

    def _organisation(self, id_: Any) -> JsonLdNode:
        organisation = self._schedule.organisation(id_)
        node = {
            "@type": "Organization",
            "@id": f"#organisation-{organisation.id}",
            "name": self._text(organisation.name),
        }
        if node["@id"] not in self._written:
            self._written.add(node["@id"])
            node |= {"alternateName": self._text(organisation.short), "url": organisation.url}
        return drop_empty(node)

    def _venue(self, venue: Venue) -> JsonLdNode:
        address = {
            "@type": "PostalAddress",
            "streetAddress": self._text(venue.address),
            "addressLocality": self._text(venue.city),
            "addressCountry": venue.country,
        }
        geo = {"@type": "GeoCoordinates", "latitude": venue.latitude, "longitude": venue.longitude}
        node = {
            "@type": "Place",
            "@id": "#venue",
            "name": self._text(venue.name),
            "url": venue.url,
            "address": drop_empty(address) if len(drop_empty(address)) > 1 else None,
            "geo": geo if venue.latitude is not None else None,
        }
        return drop_empty(node)

    def _room(self, id_: Any) -> JsonLdNode:
        room = self._schedule.room(id_)
        node = {"@type": "Place", "@id": f"#room-{room.id}", "name": self._text(room.name)}
        if node["@id"] not in self._written:
            self._written.add(node["@id"])
            venue = self._schedule.conference.venue
            node |= {
                "description": self._text(room.building),
                "maximumAttendeeCapacity": room.capacity,
                "containedInPlace": {"@id": "#venue"} if venue else None,
            }
        return drop_empty(node)


@lru_cache(maxsize=4096)
def _write_local_time(instant: datetime, zone: ZoneInfo) -> str:
    """A local time: pages of sessions have one builder each, and many sessions share their times."""
    shown = instant.astimezone(zone)
    offset = shown.utcoffset()
    # Clocks before standard time were off by seconds, which ISO 8601 has no offsets for.
    return (instant if offset and offset.seconds % 60 else shown).isoformat()


# "<", ">" and "&" have a meaning in HTML, and can be escaped in JSON.
_ESCAPES = {sign: f"\\u{ord(sign):04x}" for sign in "<>&"}


def serialise(node: JsonLdNode, *, indent: int | None = None) -> str:
    """A node with its context as JSON-LD that is safe inside a script element of HTML."""
    text = _encoder(indent).encode({"@context": CONTEXT, **node})
    for sign, escape in _ESCAPES.items():  # many times as fast as `str.translate`
        text = text.replace(sign, escape)
    return text


@cache
def _encoder(indent: int | None) -> json.JSONEncoder:
    """The encoder of an indentation: `json.dumps` would make one for each of thousands of nodes."""
    separators = (",", ":") if indent is None else None
    return json.JSONEncoder(ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)

"""schema.org events: the schedule as JSON-LD for search engines; only written.

Every value is marked with its language. Entities are written in full where they first occur, and then by
their ``@id``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from eventkit.exporters import NO_OPTIONS, PLAIN, Context, Output, require_options
from eventkit.formats.losses import CANCELLED_APPEARANCES, LossSpec, Omission, PartialLoss, find_losses
from eventkit.model import (
    Affiliation,
    Appearance,
    Backing,
    Conference,
    Involvement,
    Kind,
    Link,
    Name,
    Organisation,
    Participant,
    ParticipantKind,
    Role,
    Room,
    Session,
    Slot,
    Status,
    Stream,
    StreamKind,
    Track,
    Venue,
)
from eventkit.schedule import EntityKind, Schedule
from eventkit.texts import UNDETERMINED, Text

JsonLdNode = dict[str, Any]


def localised_value(text: Text | None) -> Any:
    """A text by language; ``None`` without one."""
    return None if text is None else values(text)


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
    """Remove empty members of a node."""
    return {name: value for name, value in node.items() if value is not None and value != []}


def live(streams: Iterable[Stream]) -> list[Stream]:
    """The live streams with a URL."""
    return [stream for stream in streams if stream.kind is StreamKind.LIVE and stream.url]


def recordings(streams: Iterable[Stream]) -> list[Stream]:
    """The recordings among streams."""
    return [stream for stream in streams if stream.kind is StreamKind.RECORDING]


def online(stream: Stream) -> JsonLdNode:
    """A live stream as a virtual location."""
    return drop_empty({"@type": "VirtualLocation", "name": localised_value(stream.label), "url": stream.url})


def recording(stream: Stream) -> JsonLdNode:
    """A recording as a creative work."""
    work = {"@type": "CreativeWork", "name": localised_value(stream.label), "url": stream.url}
    return drop_empty({**work, "inLanguage": stream.language})


def _known(languages: Iterable[str]) -> list[str]:
    """The languages without that of texts in an unknown one, which schema.org has no value for."""
    return [language for language in languages if language != UNDETERMINED]


def page(link: Link) -> JsonLdNode:
    """A link as a creative work."""
    return drop_empty({"@type": "CreativeWork", "name": localised_value(link.label), "url": link.url})


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


class EventNodeBuilder:
    """The event nodes of the conference and its sessions.

    Args:
        schedule: The schedule.
    """

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._written: set[str] = set()
        """The ids of nodes written in full: later references have the name only."""

    def conference(self) -> JsonLdNode:
        """The node of the conference, with its sessions inside."""
        conference = self._schedule.conference
        streams = [stream for stream in conference.streams if stream.url]
        places = [
            *([self._venue(conference.venue)] if conference.venue else []),
            *map(online, live(streams)),
        ]
        node = {
            "@type": "Event",
            "@id": conference.uid.urn,
            "name": localised_value(conference.title),
            "disambiguatingDescription": localised_value(conference.subtitle),
            "about": {"@type": "Thing", "name": localised_value(conference.theme)}
            if conference.theme
            else None,
            "superEvent": {"@type": "Event", "name": localised_value(conference.occasion)}
            if conference.occasion
            else None,
            "url": conference.url,
            "startDate": str(conference.start),
            "endDate": str(conference.end),
            "eventStatus": f"{CONTEXT}/EventScheduled",
            "eventAttendanceMode": self._attendance(),
            "inLanguage": _known(conference.languages),
            "location": unwrap_single(places),
            "recordedIn": unwrap_single(map(recording, recordings(streams))),
            "subjectOf": unwrap_single(map(page, conference.links)),
            **self._backings(),
            "subEvent": [self._session(part) for part in self._schedule.parts(None)],
        }
        return drop_empty(node)

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

    def _session(self, session: Session) -> JsonLdNode:
        period = session.slot.period if session.slot else None
        track = self._schedule.track(session.track) if session.track else None
        cancelled = session.status is Status.CANCELLED
        streams = [stream for stream in session.streams if stream.url]
        places = [
            *(self._room(room) for room in self._schedule.rooms_of(session)),
            *map(online, live(streams)),
        ]
        node = {
            "@type": EVENT_TYPES.get(session.kind, "Event"),
            "@id": session.uid.urn,
            "name": localised_value(session.title),
            "disambiguatingDescription": localised_value(session.subtitle),
            "description": localised_value(session.abstract),
            "startDate": self._local_time(period.start) if period else None,
            "endDate": self._local_time(period.end) if period else None,
            "duration": None if period or session.minutes is None else f"PT{session.minutes}M",
            "eventStatus": f"{CONTEXT}/{'EventCancelled' if cancelled else 'EventScheduled'}",
            "inLanguage": _known(session.languages or self._schedule.conference.languages),
            "keywords": localised_value(track.name) if track else None,
            "location": unwrap_single(places),
            **self._people(session),
            "recordedIn": unwrap_single(map(recording, recordings(streams))),
            "subjectOf": unwrap_single(map(page, session.links)),
            "subEvent": [self._session(part) for part in self._schedule.parts(session.id)],
        }
        return drop_empty(node)

    def _local_time(self, instant: datetime) -> str:
        """The local time of an instant, with its offset (ISO 8601)."""
        shown = instant.astimezone(self._schedule.zone)
        offset = shown.utcoffset()
        # Clocks before standard time were off by seconds, which ISO 8601 has no offsets for.
        return (instant if offset and offset.seconds % 60 else shown).isoformat()

    def _people(self, session: Session) -> JsonLdNode:
        nodes: dict[str, dict[str, JsonLdNode]] = {}
        for person in session.people:
            if person.comes:
                who = self._participant(self._schedule.participant(person.participant))
                nodes.setdefault(ROLE_PROPERTIES.get(person.role, "performer"), {}).setdefault(
                    person.participant, who
                )
        return {
            name: unwrap_single(nodes.get(name, {}).values())
            for name in ("performer", "attendee", "translator")
        }

    def _participant(self, participant: Participant) -> JsonLdNode:
        is_person = participant.kind is ParticipantKind.PERSON
        forms = participant.name
        node = {
            "@type": "Person" if is_person else "Organization",
            "@id": f"#participant-{participant.id}",
            "name": values({form.language: form.full for form in forms}),
        }
        if node["@id"] in self._written:
            return node
        self._written.add(node["@id"])
        node |= (
            {
                "givenName": values({form.language: form.given for form in forms if form.given}),
                "familyName": values({form.language: form.family for form in forms if form.family}),
                "honorificPrefix": localised_value(participant.honorific),
            }
            if is_person
            else {}
        )
        jobs = [
            localised_value(affiliation.position)
            for affiliation in participant.affiliations
            if affiliation.position
        ]
        node |= {
            "jobTitle": flatten(jobs) if is_person else None,
            "affiliation" if is_person else "parentOrganization": unwrap_single(
                self._employers(participant.affiliations)
            ),
            "description": localised_value(participant.biography),
            "sameAs": [link.url for link in participant.links],
        }
        return drop_empty(node)

    def _employers(self, affiliations: Iterable[Affiliation]) -> Iterator[JsonLdNode]:
        for affiliation in affiliations:
            if affiliation.organisation:
                yield self._organisation(affiliation.organisation)

    def _organisation(self, id_: Any) -> JsonLdNode:
        organisation = self._schedule.organisation(id_)
        node = {
            "@type": "Organization",
            "@id": f"#organisation-{organisation.id}",
            "name": localised_value(organisation.name),
        }
        if node["@id"] not in self._written:
            self._written.add(node["@id"])
            node |= {"alternateName": localised_value(organisation.short), "url": organisation.url}
        return drop_empty(node)

    def _venue(self, venue: Venue) -> JsonLdNode:
        address = {
            "@type": "PostalAddress",
            "streetAddress": localised_value(venue.address),
            "addressLocality": localised_value(venue.city),
            "addressCountry": venue.country,
        }
        geo = {"@type": "GeoCoordinates", "latitude": venue.latitude, "longitude": venue.longitude}
        node = {
            "@type": "Place",
            "@id": "#venue",
            "name": localised_value(venue.name),
            "url": venue.url,
            "address": drop_empty(address) if len(drop_empty(address)) > 1 else None,
            "geo": geo if venue.latitude is not None else None,
        }
        return drop_empty(node)

    def _room(self, id_: Any) -> JsonLdNode:
        room = self._schedule.room(id_)
        node = {"@type": "Place", "@id": f"#room-{room.id}", "name": localised_value(room.name)}
        if node["@id"] not in self._written:
            self._written.add(node["@id"])
            venue = self._schedule.conference.venue
            node |= {
                "description": localised_value(room.building),
                "maximumAttendeeCapacity": room.capacity,
                "containedInPlace": {"@id": "#venue"} if venue else None,
            }
        return drop_empty(node)


def _loses_streams(value: Conference | Session, _: Schedule) -> bool:
    return any(
        stream.url is None or (stream.language is not None and stream.kind is StreamKind.LIVE)
        for stream in value.streams
    )


def _merges_roles(session: Session, _: Schedule) -> bool:
    """True if roles become ``performer``, or a person appears more than once."""
    people = [person.participant for person in session.people]
    return len(set(people)) < len(people) or any(
        person.role not in ROLE_PROPERTIES for person in session.people
    )


def _loses_titles(participant: Participant, _: Schedule) -> bool:
    """True for organisations and teams with titles or names that only persons have in schema.org."""
    return participant.kind is not ParticipantKind.PERSON and bool(
        participant.honorific
        or any(affiliation.position for affiliation in participant.affiliations)
        or any(form.given or form.family for form in participant.name)
    )


def _takes_place(room: Room, schedule: Schedule) -> bool:
    return any(room.id in schedule.rooms_of(session) for session in schedule.sessions)


def _is_named(organisation: Organisation, schedule: Schedule) -> bool:
    return any(
        backing.organisation == organisation.id for backing in schedule.conference.organisations
    ) or any(
        affiliation.organisation == organisation.id and _appears(participant, schedule)
        for participant in schedule.participants
        for affiliation in participant.affiliations
    )


def _appears(participant: Participant, schedule: Schedule) -> bool:
    return any(appearance.comes for _, appearance in schedule.appearances(participant.id))


SCHEMA_ORG_LOSSES = LossSpec(
    format="schema.org",
    fields={
        Conference: {
            "uid",
            "title",
            "subtitle",
            "theme",
            "occasion",
            "start",
            "end",
            "languages",
            "venue",
            "url",
            "links",
            "streams",
            "organisations",
        },
        Venue: {"name", "address", "city", "country", "latitude", "longitude", "url"},
        Backing: {"organisation", "role"},
        Session: {
            "uid",
            "title",
            "subtitle",
            "kind",
            "slot",
            "minutes",
            "track",
            "parent",
            "status",
            "languages",
            "abstract",
            "links",
            "streams",
            "people",
        },
        Slot: {"period", "rooms"},
        Appearance: {"participant", "role"},
        Link: {"url", "label"},
        Stream: {"url", "label", "kind", "language"},
        Room: {"id", "name", "building", "capacity"},
        Track: {"name"},
        Participant: {"id", "name", "kind", "honorific", "affiliations", "biography", "links"},
        Name: {"full", "given", "family", "language"},
        Affiliation: {"position", "organisation"},
        Organisation: {"id", "name", "short", "url"},
    },
    partial=(
        PartialLoss(
            "conference.organisations",
            "the difference between organisers, co-organisers and hosts, or supporters and partners",
            lambda conference, _: any(
                backing.role not in {Involvement.ORGANISER, Involvement.SPONSOR}
                for backing in conference.organisations
            ),
        ),
        PartialLoss(
            "conference.streams", "streams without an address, or the language of live ones", _loses_streams
        ),
        PartialLoss(
            "session.streams", "streams without an address, or the language of live ones", _loses_streams
        ),
        PartialLoss(
            "session.kind",
            "the kind of a session, except workshops, tutorials, meals and social events",
            lambda session, _: session.kind not in EVENT_TYPES,
        ),
        PartialLoss(
            "session.status",
            "that a session is tentative",
            lambda session, _: session.status is Status.TENTATIVE,
        ),
        CANCELLED_APPEARANCES,
        PartialLoss(
            "session.people", "roles: speakers, moderators and others are all performers", _merges_roles
        ),
        PartialLoss(
            "participant.kind",
            "teams and delegations as such: they are organisations",
            lambda participant, _: participant.kind in {ParticipantKind.TEAM, ParticipantKind.DELEGATION},
        ),
        PartialLoss(
            "participant.affiliations",
            "which position belongs to which organisation",
            lambda participant, _: len(participant.affiliations) > 1,
        ),
        PartialLoss(
            "participant.honorific",
            "titles, positions and parts of names of teams, delegations and organisations",
            _loses_titles,
        ),
        PartialLoss(
            "participant.links",
            "labels of links of people",
            lambda participant, _: any(link.label for link in participant.links),
        ),
    ),
    omissions=(
        Omission(
            EntityKind.PARTICIPANT,
            "people who appear in no session",
            lambda participant, schedule: not _appears(participant, schedule),
        ),
        Omission(
            EntityKind.ROOM,
            "rooms without a session",
            lambda room, schedule: not _takes_place(room, schedule),
        ),
        Omission(
            EntityKind.TRACK,
            "tracks without a session",
            lambda track, schedule: all(session.track != track.id for session in schedule.sessions),
        ),
        Omission(
            EntityKind.ORGANISATION,
            "organisations that are neither behind the conference nor an affiliation",
            lambda organisation, schedule: not _is_named(organisation, schedule),
        ),
    ),
)
"""The losses of schema.org."""

# "<", ">" and "&" have a meaning in HTML, and can be escaped in JSON.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


class SchemaOrgFormat:
    """schema.org events; only written."""

    title = "schema.org events (JSON-LD), for search engines"
    suffixes = (".jsonld",)
    options = NO_OPTIONS

    def export(self, schedule: Schedule, context: Context = PLAIN) -> Output:
        """Export JSON-LD; the same schedule gives the same bytes."""
        require_options(self, context)
        event = {"@context": CONTEXT, **EventNodeBuilder(schedule).conference()}
        text = json.dumps(event, ensure_ascii=False, allow_nan=False, indent=2)
        data = f"{text.translate(_ESCAPES)}\n".encode()
        return Output(data, losses=find_losses(schedule, SCHEMA_ORG_LOSSES))


schema_org_format = SchemaOrgFormat()
"""The one there is: what the entry point names."""

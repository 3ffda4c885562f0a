"""A conference as an event of schema.org, with all that is in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from eventkit.formats.schema_org.nodes import (
    Node,
    filled,
    flat,
    live,
    one_or_all,
    online,
    page,
    recording,
    recordings,
    told,
    values,
)
from eventkit.formats.schema_org.vocabulary import AS_WHAT, BEHIND, TYPES
from eventkit.model import Affiliation, Participant, ParticipantKind, Session, Status, Venue
from eventkit.schedule import Schedule

CONTEXT = "https://schema.org"


class Events:
    """Makes events of the conference and its sessions.

    Args:
        schedule: The schedule.
    """

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._told: set[str] = set()
        """What has been told in full: after that its name will do."""

    def conference(self) -> Node:
        """The whole occasion, with all sessions in it."""
        conference = self._schedule.conference
        streams = [each for each in conference.streams if each.url]
        places = [
            *([self._venue(conference.venue)] if conference.venue else []),
            *map(online, live(streams)),
        ]
        node = {
            "@type": "Event",
            "@id": conference.uid.urn,
            "name": told(conference.title),
            "disambiguatingDescription": told(conference.subtitle),
            "about": {"@type": "Thing", "name": told(conference.theme)} if conference.theme else None,
            "superEvent": {"@type": "Event", "name": told(conference.occasion)}
            if conference.occasion
            else None,
            "url": conference.url,
            "startDate": str(conference.start),
            "endDate": str(conference.end),
            "eventStatus": f"{CONTEXT}/EventScheduled",
            "eventAttendanceMode": self._attendance(),
            "inLanguage": list(conference.languages),
            "location": one_or_all(places),
            "recordedIn": one_or_all(map(recording, recordings(streams))),
            "subjectOf": one_or_all(map(page, conference.links)),
            **self._behind(),
            "subEvent": [self._session(each) for each in self._schedule.parts(None)],
        }
        return filled(node)

    def _behind(self) -> Node:
        found: dict[str, list[Node]] = {}
        for backing in self._schedule.conference.organisations:
            found.setdefault(BEHIND[backing.role], []).append(self._organisation(backing.organisation))
        return {name: one_or_all(found.get(name, ())) for name in ("organizer", "sponsor", "contributor")}

    def _attendance(self) -> str | None:
        conference = self._schedule.conference
        streams = [
            *conference.streams,
            *(each for session in self._schedule.sessions for each in session.streams),
        ]
        if conference.venue is None:
            return None
        mode = "MixedEventAttendanceMode" if live(streams) else "OfflineEventAttendanceMode"
        return f"{CONTEXT}/{mode}"

    def _session(self, session: Session) -> Node:
        period = session.slot.period if session.slot else None
        track = self._schedule.track(session.track) if session.track else None
        cancelled = session.status is Status.CANCELLED
        streams = [each for each in session.streams if each.url]
        places = [
            *(self._room(room) for room in self._schedule.rooms_of(session)),
            *map(online, live(streams)),
        ]
        node = {
            "@type": TYPES.get(session.kind, "Event"),
            "@id": session.uid.urn,
            "name": told(session.title),
            "disambiguatingDescription": told(session.subtitle),
            "description": told(session.abstract),
            "startDate": self._at(period.start) if period else None,
            "endDate": self._at(period.end) if period else None,
            "eventStatus": f"{CONTEXT}/{'EventCancelled' if cancelled else 'EventScheduled'}",
            "inLanguage": list(session.languages or self._schedule.conference.languages),
            "keywords": told(track.name) if track else None,
            "location": one_or_all(places),
            **self._appearing(session),
            "recordedIn": one_or_all(map(recording, recordings(streams))),
            "subjectOf": one_or_all(map(page, session.links)),
            "subEvent": [self._session(each) for each in self._schedule.parts(session.id)],
        }
        return filled(node)

    def _at(self, instant: datetime) -> str:
        """The instant by the clocks at the conference, with its offset (ISO 8601)."""
        shown = instant.astimezone(self._schedule.zone)
        offset = shown.utcoffset()
        # Clocks before standard time were off by seconds, which ISO 8601 has no offsets for.
        return (instant if offset and offset.seconds % 60 else shown).isoformat()

    def _appearing(self, session: Session) -> Node:
        found: dict[str, dict[str, Node]] = {}
        for each in session.people:
            if each.comes:
                who = self._participant(self._schedule.participant(each.participant))
                found.setdefault(AS_WHAT.get(each.role, "performer"), {}).setdefault(each.participant, who)
        return {
            name: one_or_all(found.get(name, {}).values()) for name in ("performer", "attendee", "translator")
        }

    def _participant(self, participant: Participant) -> Node:
        is_person = participant.kind is ParticipantKind.PERSON
        forms = participant.name
        node = {
            "@type": "Person" if is_person else "Organization",
            "@id": f"#participant-{participant.id}",
            "name": values({form.language: form.full for form in forms}),
        }
        if node["@id"] in self._told:
            return node
        self._told.add(node["@id"])
        node |= (
            {
                "givenName": values({form.language: form.given for form in forms if form.given}),
                "familyName": values({form.language: form.family for form in forms if form.family}),
                "honorificPrefix": told(participant.honorific),
            }
            if is_person
            else {}
        )
        jobs = [told(each.position) for each in participant.affiliations if each.position]
        node |= {
            "jobTitle": flat(jobs) if is_person else None,
            "affiliation" if is_person else "parentOrganization": one_or_all(
                self._held(participant.affiliations)
            ),
            "description": told(participant.biography),
            "sameAs": [link.url for link in participant.links],
        }
        return filled(node)

    def _held(self, affiliations: Iterable[Affiliation]) -> Iterator[Node]:
        for each in affiliations:
            if each.organisation:
                yield self._organisation(each.organisation)

    def _organisation(self, id_: Any) -> Node:
        organisation = self._schedule.organisation(id_)
        node = {
            "@type": "Organization",
            "@id": f"#organisation-{organisation.id}",
            "name": told(organisation.name),
        }
        if node["@id"] not in self._told:
            self._told.add(node["@id"])
            node |= {"alternateName": told(organisation.short), "url": organisation.url}
        return filled(node)

    def _venue(self, venue: Venue) -> Node:
        address = {
            "@type": "PostalAddress",
            "streetAddress": told(venue.address),
            "addressLocality": told(venue.city),
            "addressCountry": venue.country,
        }
        geo = {"@type": "GeoCoordinates", "latitude": venue.latitude, "longitude": venue.longitude}
        node = {
            "@type": "Place",
            "@id": "#venue",
            "name": told(venue.name),
            "url": venue.url,
            "address": filled(address) if len(filled(address)) > 1 else None,
            "geo": geo if venue.latitude is not None else None,
        }
        return filled(node)

    def _room(self, id_: Any) -> Node:
        room = self._schedule.room(id_)
        node = {"@type": "Place", "@id": f"#room-{room.id}", "name": told(room.name)}
        if node["@id"] not in self._told:
            self._told.add(node["@id"])
            venue = self._schedule.conference.venue
            node |= {
                "description": told(room.building),
                "maximumAttendeeCapacity": room.capacity,
                "containedInPlace": {"@id": "#venue"} if venue else None,
            }
        return filled(node)

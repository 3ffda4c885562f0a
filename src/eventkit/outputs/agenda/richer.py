"""What calendars that know RFC 9073 and RFC 9253 are told besides: people, places, pages and topics."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from uuid import uuid5

from eventkit.model import ParticipantId, Role, RoomId, Session
from eventkit.outputs.agenda import lines
from eventkit.outputs.agenda.readers import Readers
from eventkit.schedule import Schedule

TASKLESS = frozenset({Role.GUEST, Role.HOST, Role.INTERPRETER, Role.PARTICIPANT})
"""Roles of those who take part without a talk of their own."""


class Richer:
    """The parts of an entry that stand in the full profile alone.

    What is told of a person are the name and the first of their pages, as in any printed programme; never
    an address.
    """

    def __init__(self, schedule: Schedule, readers: Readers) -> None:
        self._schedule = schedule
        self._readers = readers
        self._person = cache(self._lines_of_person)
        self._place = cache(self._lines_of_room)

    def properties(self, session: Session) -> Iterator[bytes]:
        """The session's links (RFC 9253 8.2), and its track as a concept (RFC 9253 8.1)."""
        for link in session.links:
            parameters: lines.Parameters = (("VALUE", "URI"), ("LINKREL", "related"))
            if link.label is not None:
                label = self._readers.in_a_line(link.label)
                parameters += (("LABEL", label.text), *label.parameters)
            yield lines.uri("LINK", link.url, parameters)
        if session.track is not None:
            yield lines.uri("CONCEPT", f"urn:uuid:{self._uid('track', session.track)}")

    def components(self, session: Session) -> Iterator[bytes]:
        """Those who appear (RFC 9073 7.1), once each, and the rooms (RFC 9073 7.2)."""
        seen: set[ParticipantId] = set()
        for each in session.people:
            if each.comes and each.participant not in seen:
                seen.add(each.participant)
                yield self._person(each.participant, each.role)
        yield from map(self._place, self._schedule.rooms_of(session))

    def _lines_of_person(self, who: ParticipantId, role: Role) -> bytes:
        participant = self._schedule.participant(who)
        names = participant.named(*self._readers.languages, *self._readers.fallback)
        doing = "PERFORMER" if role is Role.PERFORMER else "ACTIVE" if role in TASKLESS else "SPEAKER"
        told = [
            lines.text("UID", self._uid("participant", who)),
            lines.token("PARTICIPANT-TYPE", doing),
            lines.text("SUMMARY", names[0].full),
        ]
        told += [lines.uri("URL", link.url) for link in participant.links[:1]]
        return lines.component("PARTICIPANT", told)

    def _lines_of_room(self, room: RoomId) -> bytes:
        name = self._readers.in_a_line(self._schedule.room(room).name)
        told = [lines.text("UID", self._uid("room", room)), lines.text("NAME", name.text, name.parameters)]
        venue = self._schedule.conference.venue
        if venue is not None and venue.latitude is not None and venue.longitude is not None:
            told.append(lines.geo(venue.latitude, venue.longitude))
        return lines.component("VLOCATION", told)

    def _uid(self, kind: str, id_: str) -> str:
        return str(uuid5(self._schedule.conference.uid, f"{kind}:{id_}"))

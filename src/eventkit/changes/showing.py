"""What the entry of a session may show, in any language and to any client: one definition for all.

A revision is told with every file that a session stands in, so it must count as modified when anything
changed that one of them shows, and should not when nothing did. Each function here therefore names what
`outputs.agenda` writes, value by value, and no more: neither who is expected nor what is never printed.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from eventkit.changes.standing import WHOLE, people_in, tie
from eventkit.model import (
    Appearance,
    Conference,
    Participant,
    ParticipantId,
    RoomId,
    Session,
    Status,
    Stream,
    StreamKind,
)
from eventkit.model.specs import SPECS
from eventkit.schedule import Schedule, Thing, title

_NOT_AS_THEY_ARE = {"slot", "status", "parent", "people", "track", "streams"}
"""The public fields of a session of which an entry shows what they refer to, or less than all."""

_NOT_SHOWN = {"plenary"}
"""The public fields that no entry shows."""

_SHOWN = tuple(
    spec.name for spec in SPECS[Session] if spec.public and spec.name not in _NOT_AS_THEY_ARE | _NOT_SHOWN
)
"""The fields that an entry shows as they are."""

Told = tuple[Hashable, ...]
"""Values that are compared; what they are is of no matter to anyone."""


def placed(schedule: Schedule, session: Session) -> Told:
    """What a change of makes calendars warn their owners: DTSTART, DTEND, STATUS and LOCATION.

    The first two tell the zone as well, and the last the names of rooms, buildings and venue in the
    languages of the conference, or the address of a stream.
    """
    if session.slot is None:
        return (session.status,)
    conference = schedule.conference
    return (
        session.status,
        session.slot.period,
        conference.zone,
        conference.languages,
        _location(schedule, schedule.rooms_of(session), streams_of(schedule, session)),
    )


def placed_whole(conference: Conference) -> Told:
    """The same of the conference's own entry, which is of whole days."""
    return (conference.start, conference.end, conference.languages, _site(conference, conference.streams))


def shown(schedule: Schedule, session: Session) -> Told:
    """All that its entry may show: what is its own, what it names, and what all entries say."""
    track = schedule.track(session.track) if session.track is not None else None
    parent = schedule.session(session.parent) if session.parent is not None else None
    return (
        placed(schedule, session),
        session.id,  # which its page has in its address
        session.uid,
        *(getattr(session, name) for name in _SHOWN),
        track and (track.id, track.name, track.colour),
        schedule.rooms_of(session),
        tuple(_heard(stream) for stream in streams_of(schedule, session) if stream.url is not None),
        tuple(_appearing(schedule, each) for each in session.people if each.comes),
        tuple(_parts(schedule, session, people_in(schedule, session))),
        parent.uid if parent and _is_held(parent) else None,
        _common(schedule.conference),
    )


def shown_whole(conference: Conference) -> Told:
    """What the conference's own entry may show."""
    joined = (_heard(each) for each in conference.streams if each.url and each.kind is StreamKind.LIVE)
    return (placed_whole(conference), conference.title, tuple(joined), _common(conference))


def headed_anew(old: Schedule, new: Schedule, unlike: Mapping[Thing, AbstractSet[Any]]) -> Iterator[str]:
    """The filters of calendars that say something else of themselves: what is called otherwise, of what is
    ``unlike``, and that of everything, where the conference is.
    """
    if _heading(old.conference) != _heading(new.conference):
        yield WHOLE
    for thing, ids in unlike.items():
        before, now = thing.known(old), thing.known(new)
        for id_ in ids:
            was, is_ = before.get(id_), now.get(id_)
            if (was and title(was)) != (is_ and title(is_)):
                yield tie(thing.collection, id_)


def _heading(conference: Conference) -> Told:
    return (
        shown_whole(conference),
        conference.zone,
        conference.subtitle,
        conference.theme,
        conference.contact,
    )


def said_of_all(conference: Conference) -> Told:
    """What entries may show of the conference, whatever they are of."""
    streams = conference.streams
    return (conference.zone, _site(conference, streams), _common(conference), tuple(map(_heard, streams)))


def settled(conference: Conference) -> tuple[Told, Told]:
    """What the entry of a session that is held no more shows of the conference: where that changes, a
    reader is to be warned for the first, and only told for the second.
    """
    return (conference.zone, conference.languages), _office(conference)


def streams_of(schedule: Schedule, session: Session) -> tuple[Stream, ...]:
    """The streams to watch a session by: its own, or, save for a pause, those of what it is part of."""
    if session.streams or session.kind.is_pause:
        return session.streams
    at = session
    while not at.streams and at.parent is not None:
        at = schedule.session(at.parent)
    return at.streams or schedule.conference.streams


def _location(schedule: Schedule, rooms: tuple[RoomId, ...], streams: tuple[Stream, ...]) -> Told:
    held_in = [schedule.room(room) for room in rooms]
    names = tuple((room.name, room.building) for room in held_in)
    return names + _site(schedule.conference, () if names else streams)


def _site(conference: Conference, streams: tuple[Stream, ...]) -> Told:
    """The venue; where there is none, the address of the first stream that is live."""
    venue = conference.venue
    if venue is not None:
        return (venue.name, venue.address, venue.city)
    return tuple(each.url for each in streams if each.url and each.kind is StreamKind.LIVE)[:1]


def _common(conference: Conference) -> Told:
    venue = conference.venue
    return (
        conference.languages,
        conference.url,
        venue and (venue.latitude, venue.longitude),
        _office(conference),
    )


def _office(conference: Conference) -> Told:
    """Who publishes the calendar: nobody, where there is no address."""
    return () if conference.contact is None else (conference.contact, conference.title)


def _is_held(session: Session) -> bool:
    return session.slot is not None and session.status is not Status.CANCELLED


def _heard(stream: Stream) -> Told:
    return (stream.url, stream.kind, stream.label or stream.language)


def _appearing(schedule: Schedule, appearance: Appearance) -> Told:
    participant = schedule.participant(appearance.participant)
    return (
        participant.id,
        appearance.role,
        appearance.status is Status.TENTATIVE,
        _named(participant),
        participant.honorific,
        tuple(link.url for link in participant.links[:1]),
        tuple(
            (
                each.position,
                schedule.organisation(each.organisation).name if each.organisation is not None else None,
            )
            for each in schedule.affiliations_of(appearance)
        ),
    )


def _named(participant: Participant) -> Told:
    return tuple((form.language, form.full) for form in participant.name)


def _parts(schedule: Schedule, session: Session, people: tuple[ParticipantId, ...]) -> Iterator[Told]:
    """The parts it lists, and in the calendars of which of its people they stand too: those it keeps no
    longer busy itself.
    """
    for part in schedule.parts(session.id):
        if part.slot is not None and _is_held(part):
            coming = [schedule.participant(each.participant) for each in part.people if each.comes]
            names = tuple(_named(each) for each in coming)
            both = {*people} & {*people_in(schedule, part)} if people else ()
            yield (part.slot.period, schedule.conference.zone, part.title, names, frozenset(both))

"""Visible fields: the fields that a calendar entry may show, in any language and to any client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from eventkit.ledger.feed_visibility import EVERYTHING, feed_key, people_in
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
from eventkit.schedule import EntityKind, Schedule, title
from eventkit.texts import Text

_NOT_AS_THEY_ARE = {"slot", "status", "parent", "people", "track", "streams"}
"""The public fields of a session that an entry shows by reference or in part."""

_NOT_SHOWN = {"plenary"}  # the public fields that no entry shows

_SHOWN = tuple(
    spec.name for spec in SPECS[Session] if spec.public and spec.name not in _NOT_AS_THEY_ARE | _NOT_SHOWN
)
"""The fields that an entry shows as they are."""

_TEXTS = ("title", "subtitle", "abstract")  # those of these fields that are texts
Compared = tuple[Hashable, ...]  # values that are only compared


def is_moved(old: Schedule, earlier: Session, new: Schedule, session: Session) -> bool:
    """True if another time, place or status is shown, which clients alert their users to.

    Another spelling of a room is no other place, and nor is a translation of its address, or a room of
    another id that reads the same, or has a name that is of no other room.
    """
    if placement(old, earlier) != placement(new, session):
        return True
    if session.slot is None or earlier.slot is None:
        return False
    before, now = old.rooms_of(earlier), new.rooms_of(session)
    if before != now or old.rooms is not new.rooms:
        read, reads = (
            {_label(schedule, room) for room in rooms} for schedule, rooms in ((old, before), (new, now))
        )
        if read == reads:
            return _is_elsewhere(_venue(old.conference), _venue(new.conference))
        if {*before} != {*now} or _are_labels_of_others(old, new, now):
            names = _unique_names(old, before)
            if names is None or names != _unique_names(new, now):
                return True
    return _is_elsewhere(_address(old, before), _address(new, now))


def _label(schedule: Schedule, room: RoomId) -> tuple[Text, Text | None]:
    return schedule.room(room).name, schedule.room(room).building


def _unique_names(schedule: Schedule, rooms: tuple[RoomId, ...]) -> set[Text] | None:
    """The names of some rooms; ``None`` if a name is of several rooms, which their buildings tell apart."""
    count = Counter(room.name for room in schedule.rooms)
    names = {schedule.room(room).name for room in rooms}
    return names if all(count[name] == 1 for name in names) else None


def _are_labels_of_others(old: Schedule, new: Schedule, rooms: tuple[RoomId, ...]) -> bool:
    """True if one of some rooms reads as another one did before: its id was given to that one."""
    before = {_label(old, room.id): room.id for room in old.rooms}
    return any(before.get(_label(new, room), room) != room for room in rooms)


def placement(schedule: Schedule, session: Session) -> Compared:
    """The time, zone and status of a session, with the address of its stream if it has no room."""
    if session.slot is None:
        return (session.status,)
    rooms, conference = schedule.rooms_of(session), schedule.conference
    elsewhere = () if rooms else _stream_address(conference, streams_of(schedule, session))
    return (session.status, session.slot.period, conference.zone, bool(rooms), elsewhere)


def is_conference_moved(before: Conference, now: Conference) -> bool:
    """True if the conference's own entry, which has whole days, shows another time or place."""
    if (before.start, before.end) != (now.start, now.end):
        return True
    streams = [_stream_address(conference, conference.streams) for conference in (before, now)]
    return streams[0] != streams[1] or _is_elsewhere(_venue(before), _venue(now))


def _is_elsewhere(before: Compared, now: Compared) -> bool:
    """True if two addresses differ in some part, and there in every language that both have."""
    return any(
        was.keys() & is_.keys()
        and all(was[language] != is_[language] for language in was.keys() & is_.keys())
        for was, is_ in zip(before, now, strict=False)
        if isinstance(was, Text) and isinstance(is_, Text)
    )


def _address(schedule: Schedule, rooms: tuple[RoomId, ...]) -> Compared:
    return (*(schedule.room(room).building for room in sorted(rooms)), *_venue(schedule.conference))


def _venue(conference: Conference) -> tuple[Text | None, ...]:
    venue = conference.venue
    return (None, None, None) if venue is None else (venue.name, venue.address, venue.city)


def _stream_address(conference: Conference, streams: tuple[Stream, ...]) -> Compared:
    """The address of the first live stream, which is the place of what has no other."""
    return () if conference.venue else _site(conference, streams)


def entry_fields(schedule: Schedule, session: Session) -> Compared:
    """All fields that an entry may show: its own, those of what it refers to, and those of all entries."""
    return *_entry_facts(schedule, session), *_entry_texts(schedule, session)


def languages_of_same_entry(
    old: Schedule, earlier: Session, new: Schedule, session: Session
) -> tuple[str, ...]:
    """The languages of the conference in which two entries are the same, though others differ."""
    if _entry_facts(old, earlier) != _entry_facts(new, session):
        return ()
    before, now = _entry_texts(old, earlier), _entry_texts(new, session)
    languages = new.conference.languages
    return tuple(
        language
        for language in languages
        if [_shown(text, language, languages) for text in before]
        == [_shown(text, language, languages) for text in now]
    )


def _entry_texts(schedule: Schedule, session: Session) -> tuple[Text | None, ...]:
    """The texts of which an entry shows the forms in the languages of its calendar alone."""
    track = schedule.track(session.track) if session.track is not None else None
    own = tuple(getattr(session, name) for name in _TEXTS)
    return (*own, track and track.name, *(part.title for part in _listed_parts(schedule, session)))


def _shown(text: Text | None, language: str, fallback: tuple[str, ...]) -> Compared:
    """The form of a text in a calendar, with all languages of the text, on which links to pages depend."""
    return () if text is None else (text.best(language, *fallback), *text)


def _entry_facts(schedule: Schedule, session: Session) -> Compared:
    track = schedule.track(session.track) if session.track is not None else None
    parent = schedule.session(session.parent) if session.parent is not None else None
    return (
        placement(schedule, session),
        _location(schedule, schedule.rooms_of(session), streams_of(schedule, session)),
        session.id,  # part of the address of its page
        session.uid,
        *(getattr(session, name) for name in _SHOWN if name not in _TEXTS),
        track and (track.id, track.colour),
        schedule.rooms_of(session),
        tuple(_stream_fields(stream) for stream in streams_of(schedule, session) if stream.url is not None),
        tuple(_appearance_fields(schedule, appearance) for appearance in session.people if appearance.comes),
        tuple(_parts(schedule, session, people_in(schedule, session))),
        parent.uid if parent and takes_place(parent) else None,
        _common(schedule.conference),
    )


def conference_fields(conference: Conference) -> Compared:
    joined = (
        _stream_fields(stream)
        for stream in conference.streams
        if stream.url and stream.kind is StreamKind.LIVE
    )
    days = (conference.start, conference.end, _site(conference, conference.streams))
    return (days, conference.title, tuple(joined), _common(conference))


def changed_headings(
    old: Schedule, new: Schedule, changed_ids: Mapping[EntityKind, AbstractSet[Any]]
) -> Iterator[str]:
    """The keys of calendars with a changed heading: those of renamed entities among the ``changed_ids``, and
    the calendar of everything if the conference changed.

    The calendar of a session with parts may have entries of the parts alone.
    """
    if _heading(old.conference) != _heading(new.conference):
        yield EVERYTHING
    for thing, ids in changed_ids.items():
        before, now = thing.by_id(old), thing.by_id(new)
        for id_ in ids:
            was, is_ = before.get(id_), now.get(id_)
            if isinstance(is_, Session) and is_.slot is not None and not new.parts(is_.id):
                continue  # its calendar shows it, and is modified with it
            if (was and title(was)) != (is_ and title(is_)):
                yield feed_key(thing.collection, id_)


def _heading(conference: Conference) -> Compared:
    return (
        conference_fields(conference),
        conference.zone,
        conference.subtitle,
        conference.theme,
        conference.contact,
    )


def common_fields(conference: Conference) -> Compared:
    streams = conference.streams
    return (
        conference.zone,
        conference.day_change,
        _site(conference, streams),
        _common(conference),
        tuple(map(_stream_fields, streams)),
    )


def fixed_fields(conference: Conference) -> tuple[Compared, Compared]:
    """The fields of the conference that a tombstone shows: readers are alerted to a change of the first,
    and only informed of the second.
    """
    return (conference.zone,), (conference.languages, _office(conference))


def streams_of(schedule: Schedule, session: Session) -> tuple[Stream, ...]:
    """The streams of a session: its own, or, except for a break, those of its parent."""
    if session.streams or session.kind.is_pause:
        return session.streams
    for outer in schedule.lineage(session) if session.parent is not None else ():
        if outer.streams:
            return outer.streams
    return schedule.conference.streams


def _location(schedule: Schedule, rooms: tuple[RoomId, ...], streams: tuple[Stream, ...]) -> Compared:
    names = tuple((room.name, room.building) for room in map(schedule.room, rooms))
    return names + _site(schedule.conference, () if names else streams)


def _site(conference: Conference, streams: tuple[Stream, ...]) -> Compared:
    """The venue; without one, the address of the first live stream."""
    venue = conference.venue
    if venue is not None:
        return (venue.name, venue.address, venue.city)
    return tuple(stream.url for stream in streams if stream.url and stream.kind is StreamKind.LIVE)[:1]


def _common(conference: Conference) -> Compared:
    venue = conference.venue
    return (
        conference.languages,
        conference.url,
        venue and (venue.latitude, venue.longitude),
        _office(conference),
    )


def _office(conference: Conference) -> Compared:
    return () if conference.contact is None else (conference.contact, conference.title)


def takes_place(session: Session) -> bool:
    """True if calendars show a session as one that takes place."""
    return session.slot is not None and session.status is not Status.CANCELLED


def _stream_fields(stream: Stream) -> Compared:
    return (stream.url, stream.kind, stream.label or stream.language)


def _appearance_fields(schedule: Schedule, appearance: Appearance) -> Compared:
    participant = schedule.participant(appearance.participant)
    return (
        participant.id,
        appearance.role,
        appearance.status is Status.TENTATIVE,
        _names(participant),
        participant.honorific,
        tuple(link.url for link in participant.links[:1]),
        tuple(
            (
                affiliation.position,
                schedule.organisation(affiliation.organisation).name
                if affiliation.organisation is not None
                else None,
            )
            for affiliation in schedule.affiliations_of(appearance)
        ),
    )


def _names(participant: Participant) -> Compared:
    return tuple((form.language, form.full) for form in participant.name)


def _parts(schedule: Schedule, session: Session, people: AbstractSet[ParticipantId]) -> Iterator[Compared]:
    """The parts that the entry lists, with the people who have them in their own calendars too: for these,
    the entry of the parent does not block the time.
    """
    for part in _listed_parts(schedule, session):
        coming = [
            schedule.participant(appearance.participant) for appearance in part.people if appearance.comes
        ]
        names = tuple(_names(participant) for participant in coming)
        both = people & people_in(schedule, part) if people else ()
        yield (part.slot and part.slot.period, schedule.conference.zone, names, frozenset(both))


def _listed_parts(schedule: Schedule, session: Session) -> list[Session]:
    return [part for part in schedule.parts(session.id) if takes_place(part)]

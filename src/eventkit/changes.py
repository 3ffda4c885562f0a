"""The difference between two schedules, and the ledger that calendars need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from eventkit.model import Affiliation, Room, RoomId, Session, SessionId, Status
from eventkit.schedule import Schedule
from eventkit.times import Period
from eventkit.values import Value


class Revision(Value):
    """How often and when a session changed, as calendars want it told."""

    sequence: Annotated[int, Field(ge=0)] = 0
    """How often its time, place or status changed; never falls (RFC 5546 2.1.4, RFC 5545 3.8.7.4)."""

    created: AwareDatetime
    """When it was first written down; never changes (RFC 5545 3.8.7.1)."""

    modified: AwareDatetime
    """When anything of it last changed (RFC 5545 3.8.7.3)."""

    def grown(self, at: datetime, by: int) -> Revision:
        """The revision after a change at an instant that makes the sequence grow by so much.

        Should a clock have gone back meanwhile, the time of modification stays.
        """
        return Revision(sequence=self.sequence + by, created=self.created, modified=max(self.modified, at))

    def beyond(self, other: Revision, by: int) -> Revision:
        """The revision, brought forward to where a reader of the other takes it for news.

        The sequence is greater than the other's by so much at least.
        """
        return Revision(
            sequence=max(self.sequence, other.sequence + by),
            created=other.created,
            modified=max(self.modified, other.modified),
        )


class Gone(Value):
    """A session that readers were told of and that is no longer held, as they last saw it.

    Calendars go on showing it as cancelled, for whoever has it in theirs would else go there.
    """

    session: Session
    """The session as it was released last; what it names by id need no longer be there."""

    rooms: tuple[Room, ...] = ()
    """The rooms it was to be held in."""

    revision: Revision
    """Its revision, in which it was taken out."""


class Ledger(Value):
    """The revisions of a schedule's sessions.

    Calendars compare them to tell new from old, so they are kept with the schedule and never made up at
    export.
    """

    revised: AwareDatetime
    """When anything of the schedule last changed."""

    sessions: Mapping[SessionId, Revision]
    """The revision of each session, and of those removed: should one come back, its sequence goes on."""

    gone: Mapping[SessionId, Gone] = {}
    """Of a release: the sessions that an earlier one gave a time to, and that have none any more."""

    def __hash__(self) -> int:
        return hash((self.revised, frozenset(self.sessions.items()), frozenset(self.gone)))

    @classmethod
    def first(cls, schedule: Schedule, at: datetime) -> Ledger:
        """The ledger of a schedule that was written down as a whole at an instant."""
        made = Revision(created=at, modified=at)
        return cls(revised=at, sessions={session.id: made for session in schedule.sessions})

    def after(self, old: Schedule | None, new: Schedule, at: datetime) -> Ledger:
        """The ledger once ``old`` has been changed into ``new`` at an instant.

        A session's sequence grows by one when its time, rooms or status changed, when it was removed and
        when it came back: all of them come back where ``old`` is ``None``. It counts as modified when
        anything changed that its calendar entry may show. Unchanged schedules keep their ledger.
        """
        if old == new:
            return self
        entries = dict(self.sessions)
        for id_, moved in news(old, new):
            if id_ in entries:
                entries[id_] = entries[id_].grown(at, by=int(moved))
        for id_ in _ids(old) - _ids(new):
            if id_ in entries:
                entries[id_] = entries[id_].grown(at, by=1)
        for id_ in _ids(new) - entries.keys():
            entries[id_] = Revision(created=at, modified=at)
        return Ledger(revised=at, sessions=dict(sorted(entries.items())))

    def released(self, new: Schedule, before: tuple[Schedule, Ledger] | None) -> Ledger:
        """What is published with the draft ``new``, of which this is the ledger, after the release
        ``before``; ``None`` if it is the first.

        What readers are shown as they saw it last keeps the revision they know, though it may have gone to
        and fro in the draft. Nothing ever falls behind what they know.
        """
        if before is None:
            return Ledger(
                revised=self.revised, sessions={id_: self.sessions[id_] for id_ in sorted(_ids(new))}
            )
        old, last = before
        entries = dict(last.sessions)
        grown = {**dict.fromkeys(_ids(old) - _ids(new), True), **dict(news(old, new))}
        for id_, moved in grown.items():
            if id_ in entries:
                entries[id_] = self.sessions.get(id_, entries[id_]).beyond(entries[id_], by=int(moved))
        for id_ in _ids(new) - entries.keys():
            entries[id_] = self.sessions[id_]
        held = {session.id for session in new.sessions if session.slot is not None}
        seen = {id_: each for id_, each in last.gone.items() if id_ not in held}
        seen |= {
            each.id: _as_seen(old, last, each)
            for each in old.sessions
            if each.slot is not None and each.id not in held
        }
        return Ledger(
            revised=max(self.revised, last.revised),
            sessions=dict(sorted(entries.items())),
            gone={
                id_: each.model_copy(update={"revision": entries[id_]}) for id_, each in sorted(seen.items())
            },
        )


def _ids(schedule: Schedule | None) -> set[SessionId]:
    return {session.id for session in schedule.sessions} if schedule else set()


def _as_seen(schedule: Schedule, ledger: Ledger, session: Session) -> Gone:
    rooms = tuple(schedule.room(room) for room in schedule.rooms_of(session))
    return Gone(session=session, rooms=rooms, revision=ledger.sessions[session.id])


def news(old: Schedule | None, new: Schedule) -> Iterator[tuple[SessionId, bool]]:
    """The sessions of ``new`` that a reader is shown otherwise than in ``old``, or was not shown there.

    With each whether it is placed otherwise, which is so of one that was not there.
    """
    before = {session.id: session for session in old.sessions} if old else {}
    all_told = old is None or old.conference != new.conference
    touched = None if old is None or all_told else _touched(old, new)
    for session in new.sessions:
        if touched is not None and session.id not in touched:
            continue
        earlier = before.get(session.id)
        if old is None or earlier is None or placed(old, earlier) != placed(new, session):
            yield session.id, True
        elif all_told or shown(old, earlier) != shown(new, session):
            yield session.id, False


def _touched(old: Schedule, new: Schedule) -> set[SessionId] | None:
    """The sessions that are to be looked at closely: no other can be shown otherwise than before.

    Of very many sessions a change touches few, and what is the very same value needs no look. ``None`` for
    all of them, where rooms or sessions were put in another order, which parts may be shown in.
    """
    if _reordered(old.rooms, new.rooms) or _reordered(old.sessions, new.sessions):
        return None
    organisations, rooms = _unlike(old.organisations, new.organisations), _unlike(old.rooms, new.rooms)
    tracks, sessions = _unlike(old.tracks, new.tracks), _unlike(old.sessions, new.sessions)
    people = _unlike(old.participants, new.participants)
    people |= {each.id for each in new.participants if _name_one(each.affiliations, organisations)}
    kin: dict[SessionId, set[SessionId]] = {}
    for session in (*old.sessions, *new.sessions):
        if session.parent is not None:
            kin.setdefault(session.parent, set()).add(session.id)
            kin.setdefault(session.id, set()).add(session.parent)
        if (
            session.track in tracks
            or (session.slot is not None and not rooms.isdisjoint(session.slot.rooms))
            or any(
                each.participant in people or _name_one(each.affiliations, organisations)
                for each in session.people
            )
        ):
            sessions.add(session.id)
    # A part is shown with what it is part of, and the other way round.
    waiting = list(sessions)
    while waiting:
        more = kin.get(waiting.pop(), set()) - sessions
        sessions |= more
        waiting += more
    return sessions


def _unlike(old: Iterable[Any], new: Iterable[Any]) -> set[Any]:
    """The ids of values that are not the same in both."""
    before, after = ({value.id: value for value in values} for values in (old, new))
    return {id_ for id_ in {**before, **after} if before.get(id_) != after.get(id_)}


def _reordered(old: Iterable[Any], new: Iterable[Any]) -> bool:
    """Whether values that are in both are in another order."""
    before, after = ({value.id: None for value in values} for values in (old, new))
    return [id_ for id_ in before if id_ in after] != [id_ for id_ in after if id_ in before]


def _name_one(affiliations: Iterable[Affiliation], organisations: set[Any]) -> bool:
    return any(each.organisation in organisations for each in affiliations)


def placed(schedule: Schedule, session: Session) -> tuple[Period | None, tuple[RoomId, ...], Status]:
    """What a change of makes calendars warn their owners: time, rooms, status."""
    return (session.slot.period if session.slot else None, schedule.rooms_of(session), session.status)


def shown(schedule: Schedule, session: Session) -> tuple[object, ...]:
    """All that a reader may be shown of a session, the conference aside, with what it names.

    That is the session and the parts in it, those in it, their organisations, the rooms and the track; and
    of the session it is part of what it goes by: its identity, its streams, and whether it has a time.
    """
    found: list[object] = [schedule.room(room) for room in schedule.rooms_of(session)]
    for _, each in schedule.within(session):
        found += [each, schedule.track(each.track) if each.track is not None else None]
        for appearance in each.people:
            found.append(schedule.participant(appearance.participant))
            found += [
                schedule.organisation(affiliation.organisation)
                for affiliation in schedule.affiliations_of(appearance)
                if affiliation.organisation is not None
            ]
    whole = session
    while whole.parent is not None:
        whole = schedule.session(whole.parent)
        found += [whole.uid, whole.streams, whole.slot is None]
    return tuple(found)
